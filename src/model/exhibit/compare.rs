//! Compare: two pictures of one scene under a slider.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::LocalizedText;

/// Pairs in the order in which they are turned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compare {
    /// At least one.
    pub pairs: Vec<ComparePair>,
}

/// One scene, twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparePair {
    /// The left side.
    pub before: CompareSide,
    /// The right side.
    pub after: CompareSide,
    /// What is said of both.
    pub caption: LocalizedText,
}

/// One of the two pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompareSide {
    /// Path of the picture in the pack.
    pub picture: String,
    /// What the picture shows, for those who cannot see it.
    pub alt: LocalizedText,
    /// What the side is called: "Before", "By night".
    pub label: LocalizedText,
}

impl Content for Compare {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let pairs = self.pairs.iter_mut();
        pairs
            .flat_map(|pair| [&mut pair.before.picture, &mut pair.after.picture])
            .collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        self.pairs
            .iter()
            .flat_map(|pair| {
                let sides = [&pair.before, &pair.after];
                let words = sides.into_iter().flat_map(|side| [&side.label, &side.alt]);
                words.chain([&pair.caption])
            })
            .collect()
    }

    fn parts(&self) -> usize {
        self.pairs.len()
    }
}
