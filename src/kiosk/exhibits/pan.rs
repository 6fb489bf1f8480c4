//! A picture that fingers bring closer and move: how close, how far moved, and what a touch means.
//!
//! Where it is, is told in shares of the frame it is seen through, so that the same is seen on every panel. How it runs
//! on and gives at its edges is [`Motion`]'s, as in a list.

use egui::{Pos2, Rangef, Rect, Response, Ui, Vec2, vec2};

use super::closer::Closer;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::pinch;
use crate::kiosk::theme::scroll::{Bounds, Motion, thrown};

/// What is nearer than this to an end is at it, in points: shares are not exact to the point.
const AT_END: f32 = 0.25;
/// Less than this it cannot be moved at all, in shares of the frame: nor are those that fit exact.
const HAIR: f32 = 1e-4;
/// Nearer than this to whole it is whole: factors are not exact.
const WHOLE: f32 = 1.001;
/// Two fingers that leave a picture nearly whole leave it whole.
const NEARLY_WHOLE: f32 = 1.06;
/// How much closer two quick taps bring.
const TAPPED_CLOSER: f32 = 2.5;
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

/// How close a picture is, how far it is moved, and how it moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Framing {
    /// 1 shows the whole picture.
    pub zoom: f32,
    /// How far the picture's middle is from the middle of the frame, as a share of the frame.
    pub pan: Vec2,
    /// How fast it runs on, in points a second.
    pub velocity: Vec2,
    /// Where it is on its way to.
    pub glide: Option<Glide>,
    /// Whether it was two fingers that moved it last: they put it down, and only one flings it.
    pub pinched: bool,
}

impl Default for Framing {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            pan: Vec2::ZERO,
            velocity: Vec2::ZERO,
            glide: None,
            pinched: false,
        }
    }
}

/// A step closer or farther, or to a side, that takes its time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glide {
    /// How close it will be.
    zoom: Closer,
    end: End,
}

/// The size of an area that is divided by: a window may be too flat to leave one any height.
pub(super) fn not_nothing(area: Rect) -> Vec2 {
    area.size().max(Vec2::splat(1.0))
}

/// Where a glide ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    /// Where this stays where it is, from the frame's middle.
    About(Vec2),
    /// Moved so far, as [`Framing::pan`] has it.
    At(Vec2),
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

/// What a picture is seen through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Where on the screen.
    pub area: Rect,
    /// The share of the frame that the whole picture takes.
    pub fit: Vec2,
    /// How close one can come.
    pub zoom_max: f32,
}

impl Framing {
    /// After this movement, no closer than `zoom_max`, at once and standing.
    ///
    /// `fit` is the share of the frame that the whole picture takes. What is under the fingers stays under them as
    /// long as the picture can follow: it never leaves its frame, and a side that fits has nowhere to go.
    pub fn moved(self, fit: Vec2, zoom_max: f32, movement: Movement) -> Self {
        let zoom = (self.zoom * movement.factor).clamp(1.0, zoom_max);
        let Self { zoom, pan, .. } = self.zoomed(zoom, movement.focus);
        let most = reach(fit, zoom);
        Self {
            zoom,
            pan: (pan + movement.drag).clamp(-most, most),
            ..Self::default()
        }
    }

    /// As [`Self::moved`], under fingers: past an edge it follows less and less.
    pub fn pulled(self, frame: &Frame, movement: Movement) -> Self {
        let zoom = (self.zoom * movement.factor).clamp(1.0, frame.zoom_max);
        let next = Self {
            glide: None,
            ..self.closer(frame, zoom, movement.focus)
        };
        let drag = movement.drag * frame.area.size();
        next.each_way(frame, |motion, bounds, way| {
            if bounds.most > AT_END {
                motion.pulled(drag[way], bounds)
            } else {
                standing(motion)
            }
        })
    }

    /// Stopped by a finger.
    pub fn held(self) -> Self {
        Self {
            velocity: Vec2::ZERO,
            glide: None,
            ..self
        }
    }

    /// Let go by one finger that moved at this speed, in points a second; two put it down.
    pub fn let_go(self, frame: &Frame, velocity: Vec2) -> Self {
        if self.pinched {
            return self.put_down();
        }
        self.each_way(frame, |motion, bounds, way| {
            if bounds.most > AT_END {
                motion.flung(velocity[way], bounds)
            } else {
                standing(motion)
            }
        })
    }

    /// Closer by `factor`, no closer than `zoom_max`, on its way there: what is at `focus` stays where it is.
    pub fn gliding(self, zoom_max: f32, factor: f32, focus: Vec2) -> Self {
        // Asked again on the way, it goes on from where it was going.
        let zoom = (self.asked() * factor).min(zoom_max);
        let glide = Glide {
            zoom: Closer::to(if zoom < WHOLE { 1.0 } else { zoom }),
            end: End::About(focus),
        };
        Self {
            glide: Some(glide),
            ..self.held()
        }
    }

    /// On its way to where a point of the picture, in shares of it, is seen with what is `around` it, in points from
    /// it: as close as it is, and no further than is needed.
    pub fn bringing(self, frame: &Frame, point: Vec2, around: Rect) -> Self {
        let end = self.at_rest(frame);
        let whole = end.whole(frame.fit, frame.area);
        let part = around.translate(whole.min.to_vec2() + point * whole.size());
        let most = reach(frame.fit, end.zoom);
        let pan =
            (end.pan + step_into(part, frame.area) / not_nothing(frame.area)).clamp(-most, most);
        if (pan - end.pan).length() < HAIR {
            // What runs on would take it out of sight.
            return Self {
                velocity: Vec2::ZERO,
                ..self
            };
        }
        let glide = Glide {
            zoom: Closer::to(end.zoom),
            end: End::At(pan),
        };
        Self {
            glide: Some(glide),
            ..self.held()
        }
    }

    /// Where it is `secs` later, left to itself.
    pub fn after(self, frame: &Frame, secs: f32) -> Self {
        match self.glide {
            Some(glide) => self.glided(frame, glide, secs),
            None if self.pinched => self.put_down(),
            None => self.each_way(frame, |motion, bounds, _| motion.after(secs, bounds)),
        }
    }

    /// At once where it is going, within its edges: for whom nothing may move by itself.
    pub fn at_rest(self, frame: &Frame) -> Self {
        let next = match self.glide {
            Some(glide) => self.glided(frame, glide, f32::INFINITY),
            None => self,
        };
        let most = reach(frame.fit, next.zoom);
        Self {
            pan: next.pan.clamp(-most, most),
            velocity: Vec2::ZERO,
            ..next
        }
    }

    /// Whether nothing is left to move.
    pub fn still(&self, frame: &Frame) -> bool {
        let past = self.past(frame.fit) * frame.area.size();
        let within = past.x <= AT_END && past.y <= AT_END;
        self.glide.is_none() && self.velocity == Vec2::ZERO && within
    }

    /// Whether all of it is seen, and will be.
    pub fn whole_seen(&self) -> bool {
        self.zoom < WHOLE && self.glide.is_none()
    }

    /// How close it is, or will be in a moment: so large a picture is asked for.
    pub fn asked(&self) -> f32 {
        self.glide.map_or(self.zoom, |glide| glide.zoom.goal())
    }

    /// Where the whole picture lies when it is seen through `area`.
    pub fn whole(self, fit: Vec2, area: Rect) -> Rect {
        let size = fit * area.size() * self.zoom;
        Rect::from_center_size(area.center() + self.pan * area.size(), size)
    }

    /// Two fingers have left.
    fn put_down(self) -> Self {
        let put = Self {
            pinched: false,
            ..self.held()
        };
        let nearly = put.zoom > 1.0 && put.zoom < NEARLY_WHOLE;
        if nearly {
            put.gliding(1.0, 0.0, Vec2::ZERO)
        } else {
            put
        }
    }

    /// `secs` nearer to where it is going.
    fn glided(self, frame: &Frame, glide: Glide, secs: f32) -> Self {
        let (zoom, way) = glide.zoom.after(self.zoom, secs);
        let zoom = zoom.clamp(1.0, frame.zoom_max);
        let pan = match glide.end {
            End::About(focus) => self.zoomed(zoom, focus).pan,
            End::At(pan) => pan + (self.pan - pan) * glide.zoom.step(secs).0,
        };
        Self {
            glide: way.map(|zoom| Glide { zoom, ..glide }),
            ..self.at(frame, zoom, pan)
        }
    }

    /// So close, with `focus` where it is, and no further past an edge than it was.
    fn closer(self, frame: &Frame, zoom: f32, focus: Vec2) -> Self {
        self.at(frame, zoom, self.zoomed(zoom, focus).pan)
    }

    /// So close and moved so far, and no further past an edge than it was.
    fn at(self, frame: &Frame, zoom: f32, pan: Vec2) -> Self {
        let most = reach(frame.fit, zoom) + self.past(frame.fit);
        Self {
            zoom,
            pan: pan.clamp(-most, most),
            ..self
        }
    }

    fn zoomed(self, zoom: f32, focus: Vec2) -> Self {
        let pan = focus + (self.pan - focus) * (zoom / self.zoom);
        Self { zoom, pan, ..self }
    }

    /// How far past its edges it is, in shares of the frame.
    fn past(&self, fit: Vec2) -> Vec2 {
        (self.pan.abs() - reach(fit, self.zoom)).max(Vec2::ZERO)
    }

    /// With each of its two ways moved by `step`, which is told where it is between its ends. Where nothing moves it
    /// stays exactly where it is.
    fn each_way(self, frame: &Frame, step: impl Fn(Motion, Bounds, usize) -> Motion) -> Self {
        let (room, most) = (frame.area.size(), reach(frame.fit, self.zoom));
        let mut next = self;
        for way in 0..2 {
            let end = most[way] * room[way];
            let bounds = Bounds {
                most: end * 2.0,
                room: room[way],
            };
            let at = self.pan[way] * room[way] + end;
            let within = at.clamp(0.0, bounds.most);
            let before = Motion {
                at: if (at - within).abs() <= AT_END {
                    within
                } else {
                    at
                },
                velocity: self.velocity[way],
            };
            let after = step(before, bounds, way);
            if after != before {
                next.pan[way] = (after.at - end) / room[way];
                next.velocity[way] = after.velocity;
            }
        }
        next
    }
}

/// How far the middle of a picture so close can go from the middle of its frame, in shares of it.
fn reach(fit: Vec2, zoom: f32) -> Vec2 {
    let most = (fit * zoom - Vec2::ONE) / 2.0;
    let way = |most: f32| if most < HAIR { 0.0 } else { most };
    vec2(way(most.x), way(most.y))
}

/// The smallest step that brings a part into the frame; what is larger than it comes to its middle.
fn step_into(part: Rect, frame: Rect) -> Vec2 {
    let way = |part: Rangef, frame: Rangef| {
        if part.span() >= frame.span() {
            return frame.center() - part.center();
        }
        (frame.min - part.min).max(0.0) + (frame.max - part.max).min(0.0)
    };
    vec2(
        way(part.x_range(), frame.x_range()),
        way(part.y_range(), frame.y_range()),
    )
}

fn standing(motion: Motion) -> Motion {
    Motion {
        velocity: 0.0,
        ..motion
    }
}

/// The share of `area` that a whole picture of this shape takes.
pub fn fit(aspect: f32, area: Rect) -> Vec2 {
    let height = area.height().min(area.width() / aspect);
    vec2(height * aspect, height) / not_nothing(area)
}

/// Where a picture is after this frame's fingers, wheel and time; `None` where it stays.
pub fn moved_ui(
    ui: &Ui,
    theme: &Theme,
    response: &Response,
    frame: &Frame,
    framing: Framing,
) -> Option<Framing> {
    let next = touched_ui(ui, response, frame, framing);
    let next = if theme.moves() {
        next
    } else {
        next.at_rest(frame)
    };
    if !next.still(frame) {
        ui.ctx().request_repaint();
    }
    (next != framing).then_some(next)
}

/// What two fingers, one finger, a wheel or two quick taps do to it; without them it is left to itself.
fn touched_ui(ui: &Ui, response: &Response, frame: &Frame, framing: Framing) -> Framing {
    let area = frame.area;
    let focus_of = |at: Pos2| (at - area.center()) / not_nothing(area);
    let of = |factor: f32, focus: Vec2, drag: Vec2| Movement {
        factor,
        focus,
        drag,
    };
    if let Some(touch) = pinch(ui, response, area) {
        let drag = touch.translation_delta / not_nothing(area);
        let movement = of(touch.zoom_delta, focus_of(touch.center_pos), drag);
        return Framing {
            pinched: true,
            ..framing.pulled(frame, movement)
        };
    }
    let (wheel, secs, thrown) = ui.input(|input| {
        let wheel = input.zoom_delta() * (input.smooth_scroll_delta().y / 400.0).exp();
        let secs = input.stable_dt.clamp(0.001, 0.1);
        (wheel, secs, thrown(&input.pointer))
    });
    if response.hovered() && wheel != 1.0 {
        let focus = response.hover_pos().map(focus_of).unwrap_or_default();
        let movement = of(wheel, focus, Vec2::ZERO);
        return framing.moved(frame.fit, frame.zoom_max, movement);
    }
    let drag = response.drag_delta() / not_nothing(area);
    if response.dragged() && drag != Vec2::ZERO {
        return Framing {
            pinched: false,
            ..framing.pulled(frame, of(1.0, Vec2::ZERO, drag))
        };
    }
    if response.drag_stopped() {
        return framing.let_go(frame, thrown);
    }
    if response.double_clicked() {
        let at = response.interact_pointer_pos();
        let factor = if framing.zoom > 1.0 {
            0.0
        } else {
            TAPPED_CLOSER
        };
        let focus = at.map(focus_of).unwrap_or_default();
        return framing.gliding(frame.zoom_max, factor, focus);
    }
    if response.is_pointer_button_down_on() {
        return framing.held();
    }
    framing.after(frame, secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    const FRAME_SECS: f32 = 1.0 / 60.0;

    /// A picture twice as wide as high.
    fn frame() -> Frame {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 1000.0));
        Frame {
            area,
            fit: fit(2.0, area),
            zoom_max: 6.0,
        }
    }

    fn drag(x: f32, y: f32) -> Movement {
        Movement {
            factor: 1.0,
            focus: Vec2::ZERO,
            drag: vec2(x, y),
        }
    }

    fn closer(factor: f32, focus: Vec2) -> Movement {
        Movement {
            factor,
            focus,
            drag: Vec2::ZERO,
        }
    }

    /// Four times as close: it can go 1.5 frames to each side, half of one up and down.
    fn close() -> Framing {
        let closer = closer(4.0, Vec2::ZERO);
        Framing::default().moved(frame().fit, 6.0, closer)
    }

    /// Frames until it stands, and where; then it stays exactly there.
    #[track_caller]
    fn rest(mut framing: Framing) -> (u32, Framing) {
        for frames in 0..1_000 {
            if framing.still(&frame()) {
                assert_eq!(framing.after(&frame(), FRAME_SECS), framing);
                return (frames, framing);
            }
            framing = framing.after(&frame(), FRAME_SECS);
        }
        panic!("still moving: {framing:?}");
    }

    #[test]
    fn one_comes_as_close_as_a_picture_is_sharp() {
        assert_eq!(zoom_max(20_000.0, 1000.0, true), 40.0);
        assert_eq!(zoom_max(1920.0, 1280.0, false), 3.0);
        assert_eq!(zoom_max(8000.0, 1000.0, false), 6.0);
        assert_eq!(zoom_max(300.0, 1000.0, false), 2.0);
    }

    #[test]
    fn a_picture_lies_whole_in_its_frame_and_grows_about_its_middle() {
        let Frame { area, fit, .. } = frame();
        assert_eq!(fit, vec2(1.0, 0.5));
        let whole = Framing::default().whole(fit, area);
        assert_eq!(
            whole,
            Rect::from_min_max(pos2(0.0, 250.0), pos2(1000.0, 750.0))
        );
        let closer = closer(2.0, Vec2::ZERO);
        let close = Framing::default().moved(fit, 4.0, closer).whole(fit, area);
        assert_eq!(
            close,
            Rect::from_min_max(pos2(-500.0, 0.0), pos2(1500.0, 1000.0))
        );
    }

    #[test]
    fn what_is_under_the_fingers_stays_there() {
        let focus = vec2(0.2, -0.1);
        let framing = Framing::default().moved(Vec2::ONE, 6.0, closer(2.0, focus));
        // A point of the picture at `p` is shown at pan + zoom * p.
        assert!((framing.pan + framing.zoom * focus - focus).length() < 1e-5);
    }

    #[test]
    fn a_picture_stays_in_its_frame_and_within_its_zoom() {
        let fit = frame().fit;
        let far = Movement {
            factor: 100.0,
            ..drag(50.0, -50.0)
        };
        let far = Framing::default().moved(fit, 6.0, far);
        assert_eq!((far.zoom, far.pan), (6.0, vec2(2.5, -1.0)));
        let back = far.moved(fit, 6.0, closer(0.0001, Vec2::ZERO));
        assert_eq!(back, Framing::default());
    }

    #[test]
    fn a_finger_that_turns_back_moves_the_picture_at_once() {
        let far = close().moved(frame().fit, 6.0, drag(0.0, 5.0));
        let back = far.pulled(&frame(), drag(0.0, -0.05));
        assert!((far.pan.y - back.pan.y - 0.05).abs() < 1e-4);
    }

    #[test]
    fn a_flung_picture_runs_on_and_stands() {
        let pulled = close().pulled(&frame(), drag(0.1, 0.0));
        assert!((pulled.pan.x - 0.1).abs() < 1e-4);
        let (frames, framing) = rest(pulled.let_go(&frame(), vec2(1_500.0, 0.0)));
        assert!((0.6..0.8).contains(&framing.pan.x), "{framing:?}");
        assert_eq!(framing.pan.y, 0.0);
        assert!(frames < 150, "{frames}");
    }

    #[test]
    fn past_an_edge_it_follows_less_and_comes_back_to_it() {
        let mut framing = close();
        for _ in 0..200 {
            framing = framing.pulled(&frame(), drag(0.02, -0.02));
        }
        let past = framing.past(frame().fit);
        assert!(past.x > 0.05 && past.x < 0.25, "{framing:?}");
        let (frames, framing) = rest(framing.let_go(&frame(), Vec2::ZERO));
        assert!(
            (framing.pan - vec2(1.5, -0.5)).length() < 1e-4,
            "{framing:?}"
        );
        assert!((10..40).contains(&frames), "{frames}");
        // Flung against it, it gives and comes back, too.
        let (_, framing) = rest(framing.let_go(&frame(), vec2(3_000.0, 0.0)));
        assert!((framing.pan.x - 1.5).abs() < 1e-4, "{framing:?}");
    }

    #[test]
    fn a_finger_stops_a_flung_picture_and_two_fling_nothing() {
        let flung = close().let_go(&frame(), vec2(1_500.0, 0.0));
        let moving = flung.after(&frame(), FRAME_SECS);
        assert!(moving.pan.x > 0.0 && !moving.still(&frame()));
        assert_eq!(rest(moving.held()).1.pan, moving.pan);
        let pinched = Framing {
            pinched: true,
            ..close()
        };
        assert_eq!(pinched.let_go(&frame(), vec2(1_500.0, 0.0)), close());
        assert_eq!(pinched.after(&frame(), FRAME_SECS), close());
    }

    #[test]
    fn a_side_that_fits_has_nowhere_to_go() {
        let pulled = Framing::default().pulled(&frame(), drag(0.3, 0.3));
        assert_eq!(pulled, Framing::default());
        let flung = pulled.let_go(&frame(), vec2(900.0, 900.0));
        assert!(flung.still(&frame()));
    }

    #[test]
    fn a_step_closer_glides_about_the_finger_and_arrives_exactly() {
        let focus = vec2(0.2, 0.1);
        let mut framing = Framing::default().gliding(6.0, 2.5, focus);
        let mut zoom = 1.0;
        // 200 ms.
        for _ in 0..13 {
            framing = framing.after(&frame(), FRAME_SECS);
            assert!(framing.zoom >= zoom, "{framing:?}");
            zoom = framing.zoom;
        }
        assert!(framing.still(&frame()));
        assert_eq!(framing.zoom, 2.5);
        // The side that has room keeps what is under the finger: a point at `p` is shown at pan + zoom * p.
        assert!((framing.pan.x + 2.5 * focus.x - focus.x).abs() < 1e-4);
        let (_, back) = rest(framing.gliding(6.0, 0.0, focus));
        assert_eq!(back, Framing::default());
    }

    #[test]
    fn two_steps_are_as_far_as_twice_one_and_never_too_close() {
        let twice = Framing::default().gliding(6.0, 1.6, Vec2::ZERO);
        let twice = twice
            .after(&frame(), FRAME_SECS)
            .gliding(6.0, 1.6, Vec2::ZERO);
        assert!((rest(twice).1.zoom - 2.56).abs() < 1e-4);
        assert_eq!(rest(close().gliding(6.0, 9.0, Vec2::ZERO)).1.zoom, 6.0);
    }

    #[test]
    fn what_is_out_of_sight_is_brought_in_as_far_as_needed_and_as_close_as_before() {
        // Shown at (-1500, -500) from the frame's corner to (2500, 1500), four times as close.
        let around = Rect::from_min_max(pos2(-50.0, -20.0), pos2(50.0, 80.0));
        let to = |point: Vec2| close().bringing(&frame(), point, around);
        let brought = |point: Vec2| rest(to(point)).1;
        for (point, pan) in [
            // At (-100, 500): 150 points to the right.
            (vec2(0.35, 0.5), vec2(0.15, 0.0)),
            // At (500, 1100): 180 points up.
            (vec2(0.5, 0.8), vec2(0.0, -0.18)),
            // At its very corner there is no more of it to move.
            (Vec2::ZERO, vec2(1.5, 0.5)),
        ] {
            let there = brought(point);
            assert!((there.pan - pan).length() < 1e-4, "{point}: {there:?}");
            assert_eq!(there.zoom, 4.0);
        }
        let seen = brought(vec2(0.6, 0.5));
        assert_eq!((seen, to(vec2(0.6, 0.5)).glide), (close(), None));
        // It is on its way for a while, unless nothing may move.
        let way = to(vec2(0.35, 0.5)).after(&frame(), FRAME_SECS);
        assert!(way.pan.x > 0.0 && way.pan.x < 0.15, "{way:?}");
        let still = to(vec2(0.35, 0.5)).at_rest(&frame());
        assert!((still.pan.x - 0.15).abs() < 1e-4 && still.glide.is_none());
    }

    #[test]
    fn what_is_brought_in_while_it_comes_closer_is_in_sight_when_it_is_there() {
        let around = Rect::from_center_size(Pos2::ZERO, Vec2::splat(40.0));
        let point = vec2(0.1, 0.5);
        let closer = Framing::default().gliding(6.0, 4.0, Vec2::ZERO);
        let (_, there) = rest(closer.bringing(&frame(), point, around));
        let whole = there.whole(frame().fit, frame().area);
        let at = whole.min + point * whole.size();
        assert_eq!(there.zoom, 4.0);
        assert!((at.x - 20.0).abs() < 0.1, "{at:?}");
    }

    #[test]
    fn where_nothing_may_move_it_is_at_once_where_it_was_going() {
        let at = Framing::default()
            .gliding(6.0, 2.0, Vec2::ZERO)
            .at_rest(&frame());
        assert_eq!((at.zoom, at.glide), (2.0, None));
        let pulled = close().pulled(&frame(), drag(9.0, 0.0)).at_rest(&frame());
        assert_eq!(pulled.pan, vec2(1.5, 0.0));
        let flung = close().let_go(&frame(), vec2(900.0, 0.0)).at_rest(&frame());
        assert_eq!(flung, close());
    }

    #[test]
    fn a_picture_that_two_fingers_leave_nearly_whole_is_whole() {
        let nearly = Framing {
            pinched: true,
            ..Framing::default().moved(frame().fit, 6.0, closer(1.04, Vec2::ZERO))
        };
        assert_eq!(
            rest(nearly.after(&frame(), FRAME_SECS)).1,
            Framing::default()
        );
    }
}
