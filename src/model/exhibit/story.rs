//! Story: pages of picture, text and narration, turned one by one.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::{LocalizedPath, LocalizedText};

/// Pages in the order in which they are turned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// At least one.
    pub pages: Vec<StoryPage>,
}

/// One page of a story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryPage {
    /// Path of the picture in the pack.
    pub picture: String,
    /// What the picture shows, for those who cannot see it.
    pub alt: LocalizedText,
    /// The page's heading.
    pub heading: LocalizedText,
    /// The page's text.
    pub text: LocalizedText,
    /// The text, spoken: a file by language.
    #[serde(default, skip_serializing_if = "LocalizedPath::is_empty")]
    pub narration: LocalizedPath,
}

impl Content for Story {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let pages = self.pages.iter_mut();
        pages
            .flat_map(|page| {
                std::iter::once(&mut page.picture).chain(page.narration.0.values_mut())
            })
            .collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        self.pages
            .iter()
            .flat_map(|page| [&page.alt, &page.heading, &page.text])
            .collect()
    }

    fn parts(&self) -> usize {
        self.pages.len()
    }
}
