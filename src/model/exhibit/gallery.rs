//! Gallery: pictures a visitor pinches and pans.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::LocalizedText;

/// Pictures in the order in which they are turned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gallery {
    /// At least one.
    pub pictures: Vec<GalleryPicture>,
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

impl Content for Gallery {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let pictures = self.pictures.iter_mut();
        pictures.map(|shown| &mut shown.picture).collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        self.pictures
            .iter()
            .flat_map(|shown| [&shown.alt, &shown.caption])
            .collect()
    }

    fn parts(&self) -> usize {
        self.pictures.len()
    }
}
