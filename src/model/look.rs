//! How screens look: the usual colours, what a pack changes of them, and which must be told apart.

use serde::{Deserialize, Serialize};

use super::color::Rgb;

/// Text is read at this contrast (WCAG 2.2, 1.4.3, level AA).
pub const TEXT_CONTRAST_MIN: f64 = 4.5;
/// Controls and rings are seen at this contrast (WCAG 2.2, 1.4.11).
pub const CONTROL_CONTRAST_MIN: f64 = 3.0;

/// What a pack changes of how screens look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackLook {
    /// In place of lacquer: the one thing to do here, and what is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Rgb>,
    /// In place of paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<Rgb>,
    /// Path of the picture beside the centre's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
}

impl PackLook {
    /// Whether it changes nothing.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Every colour of the day that follows from it. Whoever wants to show them asks [`Colors::faint`] first.
    pub fn colors(&self) -> Colors {
        let mut colors = DAY;
        if let Some(paper) = self.background.filter(|paper| *paper != DAY.paper) {
            colors.paper = paper;
            colors.card = paper.mixed(WHITE, 0.75);
            colors.line = paper.mixed(DAY.ink, 0.12);
        }
        if let Some(accent) = self.accent {
            colors.lacquer = accent;
            colors.on_lacquer = accent.clearer_of(colors.card, DAY.ink);
        }
        if colors.lacquer != DAY.lacquer || colors.card != DAY.card {
            // As much of the accent as still leaves its words on it readable.
            colors.lacquer_soft = [0.15, 0.12, 0.09, 0.06, 0.03]
                .map(|share| colors.card.mixed(colors.lacquer, share))
                .into_iter()
                .find(|soft| colors.lacquer.contrast(*soft) >= TEXT_CONTRAST_MIN)
                .unwrap_or(colors.card);
        }
        colors
    }

    /// Every colour of the night that follows from it: the accent as light as a dark room needs it. A ground is of the
    /// day only.
    pub fn night_colors(&self) -> Colors {
        let mut colors = NIGHT;
        let Some(accent) = self.accent else {
            return colors;
        };
        let readable = |ink: &Rgb, grounds: &[Rgb]| {
            let grounds = grounds.iter();
            grounds.fold(f64::INFINITY, |least, ground| {
                ink.contrast(*ground).min(least)
            }) >= TEXT_CONTRAST_MIN
        };
        colors.lacquer = (0..10)
            .map(|tenths| accent.mixed(WHITE, f64::from(tenths) / 10.0))
            .find(|lacquer| readable(lacquer, &[colors.paper, colors.card]))
            .unwrap_or(NIGHT.lacquer);
        colors.on_lacquer = colors.lacquer.clearer_of(NIGHT.on_lacquer, WHITE);
        colors.lacquer_soft = [0.2, 0.15, 0.1, 0.05]
            .map(|share| colors.card.mixed(colors.lacquer, share))
            .into_iter()
            .find(|soft| readable(&colors.lacquer, &[*soft]))
            .unwrap_or(colors.card);
        colors
    }

    /// The colours of the night that are shown.
    pub fn readable_night_colors(&self) -> Colors {
        let colors = self.night_colors();
        if colors.faint().is_none() {
            colors
        } else {
            NIGHT
        }
    }

    /// The colours that are shown: those of the pack, or the usual ones where its own could not be read.
    pub fn readable_colors(&self) -> Colors {
        let colors = self.colors();
        if colors.faint().is_none() {
            colors
        } else {
            DAY
        }
    }
}

const WHITE: Rgb = Rgb([255; 3]);

/// Colours by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    /// The ground.
    pub paper: Rgb,
    /// Surfaces on it.
    pub card: Rgb,
    /// Text.
    pub ink: Rgb,
    /// Second text.
    pub soft: Rgb,
    /// Hairlines.
    pub line: Rgb,
    /// The one thing to do here.
    pub lacquer: Rgb,
    /// Text on lacquer.
    pub on_lacquer: Rgb,
    /// Chosen.
    pub lacquer_soft: Rgb,
    /// Done, places left.
    pub sea: Rgb,
    /// Its ground.
    pub sea_soft: Rgb,
    /// Waiting.
    pub gold_soft: Rgb,
    /// Text on it.
    pub gold_ink: Rgb,
}

/// Warm paper and ink.
pub const DAY: Colors = Colors {
    paper: Rgb([0xF5, 0xEF, 0xE3]),
    card: Rgb([0xFF, 0xFC, 0xF5]),
    ink: Rgb([0x1D, 0x2B, 0x30]),
    soft: Rgb([0x55, 0x63, 0x66]),
    line: Rgb([0xE2, 0xD7, 0xC2]),
    lacquer: Rgb([0xB5, 0x28, 0x1F]),
    on_lacquer: Rgb([0xFF, 0xFC, 0xF5]),
    lacquer_soft: Rgb([0xF3, 0xDD, 0xD6]),
    sea: Rgb([0x14, 0x63, 0x60]),
    sea_soft: Rgb([0xD8, 0xE9, 0xE4]),
    gold_soft: Rgb([0xF6, 0xE7, 0xC8]),
    gold_ink: Rgb([0x7A, 0x4E, 0x05]),
};

/// The same names in a dark room: no surface glares, nothing is lost.
pub const NIGHT: Colors = Colors {
    paper: Rgb([0x14, 0x1B, 0x1E]),
    card: Rgb([0x1E, 0x28, 0x2C]),
    ink: Rgb([0xF1, 0xEA, 0xDC]),
    soft: Rgb([0xB2, 0xBB, 0xB8]),
    line: Rgb([0x3B, 0x48, 0x4C]),
    lacquer: Rgb([0xF0, 0x8A, 0x78]),
    on_lacquer: Rgb([0x22, 0x10, 0x0D]),
    lacquer_soft: Rgb([0x3C, 0x24, 0x20]),
    sea: Rgb([0x7F, 0xCD, 0xC4]),
    sea_soft: Rgb([0x17, 0x3A, 0x3A]),
    gold_soft: Rgb([0x3D, 0x30, 0x14]),
    gold_ink: Rgb([0xF1, 0xCD, 0x86]),
};

/// Two colours that must be told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// What it is, as messages name it.
    pub name: &'static str,
    /// What is in front.
    pub ink: Rgb,
    /// What it stands on.
    pub ground: Rgb,
    /// The least contrast.
    pub least: f64,
}

// `least` is one of two constants, never NaN.
impl Eq for Pair {}

impl Pair {
    /// How well they are told apart, 1 to 21.
    pub fn contrast(&self) -> f64 {
        self.ink.contrast(self.ground)
    }

    /// Whether that is enough.
    pub fn is_enough(&self) -> bool {
        self.contrast() >= self.least
    }
}

impl Colors {
    /// The first pair that cannot be told apart.
    pub fn faint(&self) -> Option<Pair> {
        self.pairs().into_iter().find(|pair| !pair.is_enough())
    }

    /// Every pair that screens put one on the other.
    pub fn pairs(&self) -> [Pair; 12] {
        let text = |name, ink, ground| Pair {
            name,
            ink,
            ground,
            least: TEXT_CONTRAST_MIN,
        };
        let control = |name, ink, ground| Pair {
            least: CONTROL_CONTRAST_MIN,
            ..text(name, ink, ground)
        };
        [
            text("ink-on-paper", self.ink, self.paper),
            text("ink-on-card", self.ink, self.card),
            text("soft-on-paper", self.soft, self.paper),
            text("soft-on-card", self.soft, self.card),
            text("on-lacquer", self.on_lacquer, self.lacquer),
            text("lacquer-on-paper", self.lacquer, self.paper),
            text("lacquer-on-card", self.lacquer, self.card),
            text("chosen", self.lacquer, self.lacquer_soft),
            text("done", self.sea, self.sea_soft),
            text("waiting", self.gold_ink, self.gold_soft),
            control("main-on-paper", self.lacquer, self.paper),
            control("focus-on-paper", self.sea, self.paper),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_colors_are_told_apart() {
        for pair in DAY.pairs().into_iter().chain(NIGHT.pairs()) {
            assert!(pair.is_enough(), "{} {:.2}", pair.name, pair.contrast());
        }
        assert_eq!(PackLook::default().colors(), DAY);
        assert_eq!(PackLook::default().night_colors(), NIGHT);
    }

    fn look(accent: &str, background: &str) -> PackLook {
        PackLook {
            accent: accent.parse().ok(),
            background: background.parse().ok(),
            logo: None,
        }
    }

    #[test]
    fn whatever_a_pack_chooses_all_that_follows_can_be_read_or_is_not_shown() {
        let check = |accent, background, faint| {
            let look = look(accent, background);
            let first = look.colors().faint().map(|pair| pair.name);
            assert_eq!(first, faint, "{accent} on {background}");
            assert!(look.readable_colors().faint().is_none());
            assert!(look.readable_night_colors().faint().is_none());
            // The accent stays itself at night, too, as far as it can be read.
            let at_night = look.night_colors().lacquer;
            assert_eq!(at_night == NIGHT.lacquer, look.accent.is_none(), "{accent}");
        };
        check("#1F5FA8", "#EEF3F7", None);
        check("#2E6B3A", "", None);
        check("", "#FFFFFF", None);
        check("#000000", "#FFFFFF", None);
        // Just enough on paper: the chosen tint gives way.
        check("#9A5A00", "", None);
        check("#F08A24", "", Some("lacquer-on-paper"));
        check("#E05A2A", "", Some("on-lacquer"));
        check("", "#1D2B30", Some("ink-on-paper"));
        check("", "#B8B8B8", Some("soft-on-paper"));
    }

    #[test]
    fn a_tint_stays_where_its_words_are_read() {
        let just_enough = look("#9A5A00", "").colors();
        let clear = look("#5A2A00", "").colors();
        assert_eq!(clear.lacquer_soft, clear.card.mixed(clear.lacquer, 0.15));
        assert!(just_enough.lacquer.contrast(just_enough.lacquer_soft) >= TEXT_CONTRAST_MIN);
    }
}
