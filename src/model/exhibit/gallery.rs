//! Gallery: pictures a visitor pinches and pans.

use serde::{Deserialize, Serialize};

use super::{Content, Tiles};
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
    /// Path of the picture in the pack; of a tiled one, a small picture of the whole.
    pub picture: String,
    /// The picture as tiles, where it is too large for one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<Tiles>,
    /// What the picture shows, for those who cannot see it.
    pub alt: LocalizedText,
    /// The line under the picture.
    pub caption: LocalizedText,
}

impl Content for Gallery {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let pictures = self.pictures.iter_mut();
        pictures
            .flat_map(|shown| {
                let tiles = shown.tiles.as_mut().map(|tiles| &mut tiles.folder);
                std::iter::once(&mut shown.picture).chain(tiles)
            })
            .collect()
    }

    fn tiles(&self) -> Vec<&Tiles> {
        let pictures = self.pictures.iter();
        pictures.filter_map(|shown| shown.tiles.as_ref()).collect()
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
