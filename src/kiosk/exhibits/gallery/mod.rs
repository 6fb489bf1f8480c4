//! Gallery: pictures a visitor pinches and pans; very large ones come in tiles.

mod deep;
pub mod view;

use egui::Ui;

use super::pan::Framing;
use super::{Kind, Scene, Step};
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
}

/// How large a picture's pixel gets on the screen: closer there is nothing more to see.
const PIXELS_PER_PIXEL: f32 = 2.0;
/// How close a visitor can come to any picture, and to one that is not in tiles.
const ZOOM_MAX: std::ops::RangeInclusive<f32> = 2.0..=6.0;

/// How close a visitor can come to a picture of so many pixels across that is shown whole `whole` pixels wide.
pub fn zoom_max(picture: f32, whole: f32, tiled: bool) -> f32 {
    let sharp = PIXELS_PER_PIXEL * picture / whole.max(1.0);
    let most = if tiled {
        f32::INFINITY
    } else {
        *ZOOM_MAX.end()
    };
    sharp.clamp(*ZOOM_MAX.start(), most)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_as_close_as_a_picture_is_sharp() {
        assert_eq!(zoom_max(20_000.0, 1000.0, true), 40.0);
        assert_eq!(zoom_max(1920.0, 1280.0, false), 3.0);
        assert_eq!(zoom_max(8000.0, 1000.0, false), 6.0);
        assert_eq!(zoom_max(300.0, 1000.0, false), 2.0);
    }
}
