//! A picture that fingers bring closer and move: how close, how far moved, and what a touch means.
//!
//! All in shares of the frame it is seen through, so that nothing here knows how large anything is.

use egui::{Pos2, Rect, Response, Ui, Vec2, vec2};

use crate::kiosk::theme::fingers::pinch;

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

/// How close a picture is and how far it is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Framing {
    /// 1 shows the whole picture.
    pub zoom: f32,
    /// How far the picture's middle is from the middle of the frame, as a share of the frame.
    pub pan: Vec2,
}

impl Default for Framing {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            pan: Vec2::ZERO,
        }
    }
}

/// A step closer or farther about a point, and a step to a side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Movement {
    /// More than 1 is closer.
    pub factor: f32,
    /// What stays where it is, from the frame's middle.
    pub focus: Vec2,
    /// How far to a side.
    pub drag: Vec2,
}

impl Framing {
    /// After this movement, no closer than `zoom_max`.
    ///
    /// `fit` is the share of the frame that the whole picture takes. What is under the fingers stays under them as
    /// long as the picture can follow: it never leaves its frame, and a side that fits has nowhere to go.
    pub fn moved(self, fit: Vec2, zoom_max: f32, movement: Movement) -> Self {
        let Movement {
            factor,
            focus,
            drag,
        } = movement;
        let zoom = (self.zoom * factor).clamp(1.0, zoom_max);
        let kept = zoom / self.zoom;
        let pan = focus + (self.pan - focus) * kept + drag;
        let most = ((fit * zoom - Vec2::ONE) / 2.0).max(Vec2::ZERO);
        Self {
            zoom,
            pan: vec2(pan.x.clamp(-most.x, most.x), pan.y.clamp(-most.y, most.y)),
        }
    }

    /// Where the whole picture lies when it is seen through `area`.
    pub fn whole(self, fit: Vec2, area: Rect) -> Rect {
        let size = fit * area.size() * self.zoom;
        Rect::from_center_size(area.center() + self.pan * area.size(), size)
    }
}

/// The share of `area` that a whole picture of this shape takes.
pub fn fit(aspect: f32, area: Rect) -> Vec2 {
    let height = area.height().min(area.width() / aspect);
    vec2(height * aspect, height) / area.size()
}

/// What two fingers, one finger, a wheel or two quick taps on `area` ask for.
pub fn movement(ui: &Ui, response: &Response, area: Rect, zoom: f32) -> Option<Movement> {
    let focus_of = |at: Pos2| (at - area.center()) / area.size();
    let of = |factor: f32, focus: Vec2, drag: Vec2| {
        Some(Movement {
            factor,
            focus,
            drag,
        })
    };
    if let Some(touch) = pinch(ui, response, area) {
        let drag = touch.translation_delta / area.size();
        return of(touch.zoom_delta, focus_of(touch.center_pos), drag);
    }
    let wheel =
        ui.input(|input| input.zoom_delta() * (input.smooth_scroll_delta().y / 400.0).exp());
    if response.hovered() && wheel != 1.0 {
        let focus = response.hover_pos().map(focus_of).unwrap_or_default();
        return of(wheel, focus, Vec2::ZERO);
    }
    if response.dragged() && response.drag_delta() != Vec2::ZERO {
        return of(1.0, Vec2::ZERO, response.drag_delta() / area.size());
    }
    if response.double_clicked() {
        let at = response.interact_pointer_pos();
        let factor = if zoom > 1.0 { 0.0 } else { 2.5 };
        return of(factor, at.map(focus_of).unwrap_or_default(), Vec2::ZERO);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn one_comes_as_close_as_a_picture_is_sharp() {
        assert_eq!(zoom_max(20_000.0, 1000.0, true), 40.0);
        assert_eq!(zoom_max(1920.0, 1280.0, false), 3.0);
        assert_eq!(zoom_max(8000.0, 1000.0, false), 6.0);
        assert_eq!(zoom_max(300.0, 1000.0, false), 2.0);
    }

    #[test]
    fn a_picture_lies_whole_in_its_frame_and_grows_about_its_middle() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 1000.0));
        let fit = fit(2.0, area);
        assert_eq!(fit, vec2(1.0, 0.5));
        let whole = Framing::default().whole(fit, area);
        assert_eq!(
            whole,
            Rect::from_min_max(pos2(0.0, 250.0), pos2(1000.0, 750.0))
        );
        let closer = Movement {
            factor: 2.0,
            focus: Vec2::ZERO,
            drag: Vec2::ZERO,
        };
        let close = Framing::default().moved(fit, 4.0, closer).whole(fit, area);
        assert_eq!(
            close,
            Rect::from_min_max(pos2(-500.0, 0.0), pos2(1500.0, 1000.0))
        );
    }
}
