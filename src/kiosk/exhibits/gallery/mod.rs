//! Gallery: pictures a visitor pinches and pans; very large ones come in tiles.

pub mod view;

use egui::{Ui, Vec2};

use super::pan::{Framing, Movement};
use super::{Kind, Scene, Step, number_of};
use crate::locale::Catalog;
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
        gallery: &Gallery,
        state: &GalleryState,
        words: &Catalog,
    ) -> Option<String> {
        let shown = gallery.pictures.get(state.picture)?;
        let number = number_of(words, state.picture, gallery.pictures.len());
        let caption = shown.caption.in_language(words.language());
        Some(format!("{number}\n{caption}"))
    }
}

/// Which picture, how close, and how far moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GalleryState {
    /// From 0.
    pub picture: usize,
    /// 1 shows the whole picture.
    pub zoom: f32,
    /// How far the picture's middle is from the middle of the frame, as a share of the frame.
    pub pan: Vec2,
}

impl Default for GalleryState {
    fn default() -> Self {
        Self {
            picture: 0,
            zoom: 1.0,
            pan: Vec2::ZERO,
        }
    }
}

impl GalleryState {
    /// The whole of this picture.
    pub fn at(picture: usize) -> Self {
        Self {
            picture,
            ..Self::default()
        }
    }

    /// Zoomed by `factor` about `focus` (in shares of the frame from its middle), then moved by `drag`.
    ///
    /// `fit` is the share of the frame that the whole picture takes, `zoom_max` how close one can come. What is under
    /// the fingers stays under them as long as the picture can follow: it never leaves its frame, and a side that
    /// fits has nowhere to go.
    pub fn moved(self, fit: Vec2, zoom_max: f32, factor: f32, focus: Vec2, drag: Vec2) -> Self {
        let framing = Framing {
            zoom: self.zoom,
            pan: self.pan,
        };
        let movement = Movement {
            factor,
            focus,
            drag,
        };
        let Framing { zoom, pan } = framing.moved(fit, zoom_max, movement);
        Self { zoom, pan, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn what_is_under_the_fingers_stays_there() {
        let focus = vec2(0.2, -0.1);
        let state = GalleryState::default().moved(Vec2::ONE, 6.0, 2.0, focus, Vec2::ZERO);
        // A point of the picture at `p` is shown at pan + zoom * p.
        let point = (focus - GalleryState::default().pan) / 1.0;
        assert!((state.pan + state.zoom * point - focus).length() < 1e-5);
    }

    #[test]
    fn a_picture_stays_in_its_frame_and_within_its_zoom() {
        let fit = vec2(1.0, 0.5);
        let far = GalleryState::default().moved(fit, 6.0, 100.0, Vec2::ZERO, vec2(50.0, -50.0));
        assert_eq!(far.zoom, 6.0);
        assert_eq!(far.pan, vec2(2.5, -1.0));
        let back = far.moved(fit, 6.0, 0.0001, Vec2::ZERO, Vec2::ZERO);
        assert_eq!((back.zoom, back.pan), (1.0, Vec2::ZERO));
    }

    #[test]
    fn a_finger_that_turns_back_moves_the_picture_at_once() {
        let fit = vec2(1.0, 0.6);
        let far = GalleryState::default().moved(fit, 6.0, 2.0, Vec2::ZERO, vec2(0.0, 5.0));
        let back = far.moved(fit, 6.0, 1.0, Vec2::ZERO, vec2(0.0, -0.05));
        assert!((far.pan.y - back.pan.y - 0.05).abs() < 1e-5);
    }
}
