//! One part of an exhibit, opened from a line or a wall: a large picture, its words, and the way to the others.

use egui::{Key, Rect, Sense, Ui, vec2};

use super::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, columns, layout, picture, take_bottom, take_left, take_top, text,
};

/// What is open.
pub(super) struct Opened<'a> {
    /// Path of the picture and what it shows.
    pub(super) picture: Option<(&'a str, &'a str)>,
    /// Share of a wide area that the picture takes.
    pub(super) picture_share: f32,
    /// What is said, from the top.
    pub(super) words: Vec<Words<'a>>,
    /// Which part it is, from 0, and of how many.
    pub(super) index: usize,
    pub(super) count: usize,
    /// The button that closes it.
    pub(super) close: String,
}

/// A piece of text and the gap below it.
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) style: TextStyle,
    pub(super) gap: f32,
}

/// Where a visitor goes from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Back to the line or the wall.
    Close,
    /// To the part of this index.
    To(usize),
}

/// Draws the part in `area`.
pub(super) fn opened_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    part: &Opened<'_>,
) -> Option<Turn> {
    let theme = scene.theme;
    let upright = Theme::upright(area);
    let foot_height = theme.touch(112.0);
    let foot = upright.then(|| take_bottom(&mut area, foot_height, theme.u(space::M)));
    let mut swiped = None;
    if let Some((path, alt)) = part.picture {
        let shown = if upright {
            let words = words_height(ui, theme, area.width(), part) + theme.u(space::L);
            let height = (area.height() - words).clamp(area.height() * 0.36, area.height() * 0.66);
            take_top(&mut area, height, theme.u(space::L))
        } else {
            let width = area.width() * part.picture_share;
            take_left(&mut area, width, theme.u(56.0))
        };
        picture(ui, theme, scene.pictures, shown, path, alt, corner::CARD);
        swiped = swipe(ui, shown);
    }
    let foot = foot.unwrap_or_else(|| take_bottom(&mut area, foot_height, theme.u(space::M)));
    words_ui(ui, scene, area, part);
    let touched = foot_ui(ui, theme, foot, part);
    touched.or_else(|| turned(swiped.or_else(|| keyed(ui))?, part.index, part.count))
}

/// A step back or on, where there is one.
fn turned(by: isize, index: usize, count: usize) -> Option<Turn> {
    let to = index.checked_add_signed(by)?;
    (to < count).then_some(Turn::To(to))
}

/// All of them, the one before, the one after.
fn foot_ui(ui: &mut Ui, theme: &Theme, row: Rect, part: &Opened<'_>) -> Option<Turn> {
    let thirds = columns(row, 3, theme.u(space::S));
    let ways = [
        (part.close.clone(), "part-close", Some(Turn::Close)),
        (
            theme.text("part-back"),
            "part-back",
            turned(-1, part.index, part.count),
        ),
        (
            theme.text("part-on"),
            "part-on",
            turned(1, part.index, part.count),
        ),
    ];
    let mut wanted = None;
    for (rect, (label, salt, turn)) in thirds.into_iter().zip(ways) {
        let kind = match turn {
            None => ButtonKind::Disabled,
            Some(Turn::To(to)) if to > part.index => ButtonKind::Main,
            Some(_) => ButtonKind::Plain,
        };
        if button(ui, theme, rect, kind, &label, salt).clicked() {
            wanted = turn;
        }
    }
    wanted
}

/// Short of their room the words stand in its middle; longer, with large text, they scroll.
fn words_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, part: &Opened<'_>) {
    let theme = scene.theme;
    let height = words_height(ui, theme, area.width(), part);
    let spare = (area.height() - height).max(0.0);
    Scroll::new(theme, area).show(ui, ("opened", &scene.exhibit.id, part.index), |ui, _| {
        let start = ui.min_rect().min + vec2(0.0, spare * 0.4);
        let mut rest = Rect::from_min_size(start, vec2(area.width(), f32::INFINITY));
        for words in said(part) {
            let rect = text(ui, theme, rest, words.text, words.style);
            rest.min.y = rect.bottom() + words.gap;
        }
        ui.allocate_space(vec2(area.width(), height.max(area.height())));
    });
}

fn words_height(ui: &Ui, theme: &Theme, width: f32, part: &Opened<'_>) -> f32 {
    said(part)
        .map(|words| layout(ui, theme, words.text, words.style, width).size().y + words.gap)
        .sum()
}

fn said<'a>(part: &'a Opened<'a>) -> impl Iterator<Item = &'a Words<'a>> {
    part.words.iter().filter(|words| !words.text.is_empty())
}

/// A finger that has moved mostly sideways over `rect` and let go: 1 is on, -1 is back.
fn swipe(ui: &Ui, rect: Rect) -> Option<isize> {
    let response = ui.interact(rect, ui.id().with("opened-swipe"), Sense::DRAG);
    if !response.drag_stopped() {
        return None;
    }
    let moved = response.total_drag_delta()?;
    if moved.x.abs() < rect.width() * 0.08 || moved.x.abs() < moved.y.abs() * 1.5 {
        return None;
    }
    Some(if moved.x < 0.0 { 1 } else { -1 })
}

/// Arrows turn while the keyboard is on nothing; on a button they go to its neighbours.
fn keyed(ui: &Ui) -> Option<isize> {
    if ui.memory(|memory| memory.focused().is_some()) {
        return None;
    }
    ui.input(|input| {
        if input.key_pressed(Key::ArrowRight) {
            Some(1)
        } else if input.key_pressed(Key::ArrowLeft) {
            Some(-1)
        } else {
            None
        }
    })
}

/// How the second line of a part is written.
pub(super) fn second_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Card, theme.palette.sea)
}

/// How the running text of a part is written.
pub(super) fn text_style(theme: &Theme) -> TextStyle {
    TextStyle::regular(TextSize::Card, theme.palette.ink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_nothing_before_the_first_and_after_the_last() {
        assert_eq!(turned(-1, 0, 3), None);
        assert_eq!(turned(1, 0, 3), Some(Turn::To(1)));
        assert_eq!(turned(1, 2, 3), None);
    }
}
