//! Gallery: pictures a visitor pinches and pans; very large ones come in tiles.

pub mod view;

use egui::Ui;

use super::pan::Framing;
use super::{Kind, Scene, Step, number_of};
use crate::model::exhibit::{ExhibitContent, Gallery};

/// The kind as the shell knows it.
pub struct GalleryKind;

impl Kind for GalleryKind {
    type Content = Gallery;
    type State = GalleryState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Gallery> {
        match content {
            ExhibitContent::Gallery(gallery) => Some(gallery),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        gallery: &Gallery,
        state: &GalleryState,
    ) -> Option<Step<GalleryState>> {
        view::gallery_ui(ui, scene, gallery, state)
    }

    fn place_words(
        &self,
        scene: &Scene<'_>,
        gallery: &Gallery,
        state: &GalleryState,
    ) -> Option<String> {
        let words = scene.theme.words();
        let shown = gallery.pictures.get(state.picture)?;
        let number = number_of(words, state.picture, gallery.pictures.len());
        let caption = shown.caption.in_language(words.language());
        Some(format!("{number}\n{caption}"))
    }
}

/// Which picture, and which part of it is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GalleryState {
    /// From 0.
    pub picture: usize,
    /// How close it is and how far moved.
    pub framing: Framing,
}

impl GalleryState {
    /// The whole of this picture.
    pub fn at(picture: usize) -> Self {
        Self {
            picture,
            ..Self::default()
        }
    }
}
