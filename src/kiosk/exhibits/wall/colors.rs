//! What colours are called: a screen reader says them, and nobody has to tell them apart by eye alone.

use crate::kiosk::theme::Theme;
use crate::model::color::Rgb;

/// The colour's everyday name.
pub(super) fn color_name(theme: &Theme, color: Rgb) -> String {
    theme.text(&format!("color-{}", key(color)))
}

fn key(Rgb(channels): Rgb) -> &'static str {
    let [r, g, b] = channels.map(|channel| f32::from(channel) / 255.0);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let (light, chroma) = ((most + least) / 2.0, most - least);
    if light < 0.18 {
        return "black";
    }
    if chroma < 0.05 {
        return if light > 0.92 { "white" } else { "grey" };
    }
    let hue = 60.0
        * if most == r {
            ((g - b) / chroma).rem_euclid(6.0)
        } else if most == g {
            (b - r) / chroma + 2.0
        } else {
            (r - g) / chroma + 4.0
        };
    match hue as u16 {
        0..=17 | 346..=360 if light > 0.75 => "pink",
        0..=13 | 346..=360 => "red",
        14..=42 if light > 0.85 => "cream",
        14..=45 if light < 0.36 && chroma < 0.42 => "brown",
        14..=38 => "orange",
        39..=68 => "yellow",
        69..=160 => "green",
        161..=192 => "teal",
        193..=255 => "blue",
        256..=315 => "purple",
        _ => "pink",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exhibit::{WALL_INKS, WALL_PAPERS};

    #[test]
    fn the_colors_of_a_wall_are_called_what_people_call_them() {
        assert_eq!(
            WALL_INKS.map(key),
            [
                "black", "red", "orange", "green", "teal", "blue", "purple", "brown"
            ]
        );
        assert_eq!(
            WALL_PAPERS.map(key),
            ["cream", "pink", "blue", "green", "yellow"]
        );
    }
}
