//! A wall on which visitors leave wishes and drawings.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::color::Rgb;
use crate::model::text::LocalizedText;

/// What visitors are asked for, and on what they write. The messages themselves are no part of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wall {
    /// What the wall asks of visitors.
    pub invitation: LocalizedText,
    /// What a message could be about.
    pub prompts: Vec<LocalizedText>,
    /// Colours of paper.
    pub papers: Vec<Rgb>,
    /// Colours to draw with; words take the first.
    pub inks: Vec<Rgb>,
    /// Whether wishes are taken.
    pub words: bool,
    /// Whether drawings are taken.
    pub drawings: bool,
    /// How many messages hang on the wall at most, the newest.
    pub shown_max: usize,
    /// Path of a picture behind the messages.
    pub backdrop: Option<String>,
}

/// Messages on a wall whose author says nothing else.
pub const SHOWN_DEFAULT: usize = 36;
/// Paper of a wall whose author says nothing else: cream, rose, sky, mint, straw.
pub const PAPERS: [Rgb; 5] = [
    Rgb([0xff, 0xf9, 0xec]),
    Rgb([0xfc, 0xe4, 0xde]),
    Rgb([0xdf, 0xee, 0xf4]),
    Rgb([0xe0, 0xf0, 0xe2]),
    Rgb([0xfd, 0xef, 0xc3]),
];
/// Inks of a wall whose author says nothing else: ink, lacquer, orange, leaf, sea, blue, violet, brown.
pub const INKS: [Rgb; 8] = [
    Rgb([0x1d, 0x2b, 0x30]),
    Rgb([0xb5, 0x28, 0x1f]),
    Rgb([0xb4, 0x5a, 0x08]),
    Rgb([0x3c, 0x73, 0x2f]),
    Rgb([0x14, 0x72, 0x6e]),
    Rgb([0x1f, 0x5f, 0xa8]),
    Rgb([0x7a, 0x3f, 0x9d]),
    Rgb([0x7a, 0x4a, 0x2b]),
];

impl Content for Wall {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        self.backdrop.iter_mut().collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        std::iter::once(&self.invitation)
            .chain(&self.prompts)
            .collect()
    }

    fn parts(&self) -> usize {
        self.prompts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::note::{INK_CONTRAST_MIN, WORDS_CONTRAST_MIN};

    #[test]
    fn every_ink_is_seen_on_every_paper() {
        for paper in PAPERS {
            assert!(INKS[0].contrast(paper) >= WORDS_CONTRAST_MIN);
            for ink in INKS {
                assert!(ink.contrast(paper) >= INK_CONTRAST_MIN, "{ink} {paper}");
            }
        }
    }
}
