//! Video: a film with subtitles, and what is said beside it.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::{LocalizedPath, LocalizedText};

/// One film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Video {
    /// Path of the film in the pack: MP4 or WebM.
    pub film: String,
    /// How long it lasts, in milliseconds.
    pub length_ms: u64,
    /// Its pictures' width and height in pixels.
    pub size: (u32, u32),
    /// Whether anything is to be heard.
    pub sound: bool,
    /// Path of the picture that stands for it until it plays.
    pub poster: String,
    /// What the film shows, for those who cannot see it.
    pub alt: LocalizedText,
    /// What is said beside it.
    pub text: LocalizedText,
    /// Everything spoken, as WebVTT: a file by language.
    #[serde(default, skip_serializing_if = "LocalizedPath::is_empty")]
    pub subtitles: LocalizedPath,
    /// Moments a visitor can go to, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chapters: Vec<VideoChapter>,
}

/// A moment of a film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoChapter {
    /// When it begins, in milliseconds.
    pub at_ms: u64,
    /// What it is about.
    pub title: LocalizedText,
}

impl Content for Video {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        [&mut self.poster, &mut self.film]
            .into_iter()
            .chain(self.subtitles.0.values_mut())
            .collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        let chapters = self.chapters.iter();
        [&self.alt, &self.text]
            .into_iter()
            .chain(chapters.map(|chapter| &chapter.title))
            .collect()
    }

    fn parts(&self) -> usize {
        self.chapters.len()
    }
}
