//! Exhibits as a pack describes them: what kinds there are and what each one holds.
//!
//! Pictures are named by their path in the pack, for example `qilou/p1.webp`. Drawing them is `kiosk::exhibits`.

use serde::{Deserialize, Serialize};

use super::text::LocalizedText;

/// One interactive piece of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exhibit {
    /// The exhibit's folder name; unique in its pack.
    pub id: String,
    /// What the tile and the page say.
    pub title: LocalizedText,
    /// One short line under the title.
    pub subtitle: LocalizedText,
    /// Path of the picture on the tile and in the attract loop.
    pub cover: String,
    /// What is inside.
    #[serde(flatten)]
    pub content: ExhibitContent,
}

/// What an exhibit holds, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExhibitContent {
    /// Pages of picture and text, turned one by one.
    Story {
        /// At least one.
        pages: Vec<StoryPage>,
    },
    /// Pictures a visitor pinches and pans.
    Gallery {
        /// At least one.
        pictures: Vec<GalleryPicture>,
    },
    /// Questions with one right answer, each explained.
    Quiz {
        /// At least one.
        questions: Vec<QuizQuestion>,
    },
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
}

/// One picture of a gallery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GalleryPicture {
    /// Path of the picture in the pack.
    pub picture: String,
    /// What the picture shows, for those who cannot see it.
    pub alt: LocalizedText,
    /// The line under the picture.
    pub caption: LocalizedText,
}

/// One question of a quiz.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuizQuestion {
    /// The question.
    pub question: LocalizedText,
    /// Path of a picture in the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What the picture shows; empty without one.
    #[serde(default)]
    pub alt: LocalizedText,
    /// Two to four answers, exactly one of them right.
    pub answers: Vec<QuizAnswer>,
    /// Why the right answer is right; shown after any answer.
    pub explanation: LocalizedText,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuizAnswer {
    /// What the button says.
    pub text: LocalizedText,
    /// Whether this is the right one.
    #[serde(default)]
    pub right: bool,
}

impl Exhibit {
    /// Paths of every picture this exhibit shows, the cover first.
    pub fn pictures(&self) -> Vec<&str> {
        let inside: Vec<&str> = match &self.content {
            ExhibitContent::Story { pages } => {
                pages.iter().map(|page| page.picture.as_str()).collect()
            }
            ExhibitContent::Gallery { pictures } => {
                pictures.iter().map(|p| p.picture.as_str()).collect()
            }
            ExhibitContent::Quiz { questions } => questions
                .iter()
                .filter_map(|q| q.picture.as_deref())
                .collect(),
        };
        std::iter::once(self.cover.as_str()).chain(inside).collect()
    }

    /// The exhibit with its id and every path put below `folder`, so that it stands beside those of another pack.
    pub fn below(mut self, folder: &str) -> Self {
        let put = |path: &mut String| *path = format!("{folder}/{path}");
        put(&mut self.id);
        put(&mut self.cover);
        match &mut self.content {
            ExhibitContent::Story { pages } => {
                pages.iter_mut().for_each(|page| put(&mut page.picture));
            }
            ExhibitContent::Gallery { pictures } => {
                pictures
                    .iter_mut()
                    .for_each(|shown| put(&mut shown.picture));
            }
            ExhibitContent::Quiz { questions } => {
                questions
                    .iter_mut()
                    .filter_map(|question| question.picture.as_mut())
                    .for_each(put);
            }
        }
        self
    }
}
