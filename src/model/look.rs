//! The colours of screens that a pack may have a say in, and which of them must be told apart.

use super::color::Rgb;

/// Text is read at this contrast (WCAG 2.2, 1.4.3, level AA).
pub const TEXT_CONTRAST_MIN: f64 = 4.5;
/// Controls and rings are seen at this contrast (WCAG 2.2, 1.4.11).
pub const CONTROL_CONTRAST_MIN: f64 = 3.0;

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
        for pair in DAY.pairs() {
            assert!(pair.is_enough(), "{} {:.2}", pair.name, pair.contrast());
        }
    }
}
