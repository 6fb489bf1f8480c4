//! Pages side by side (weeks, months): they follow the finger, a fling turns to the next one, past the last one they
//! give a little. How they move is [`super::scroll`]'s, sideways.
//!
//! Which page is shown is decided elsewhere: whoever shows another one, by a button or a swipe, sees it slide in. From
//! one far away it slides in as if that one were beside it.

use egui::{AsIdSalt, Id, Rect, Response, Sense, Ui, UiBuilder, Vec2, vec2};

use super::Theme;
use super::scroll::{Bounds, Motion, thrown};
use super::tokens::space;

/// Faster than this, in `u` a second, a finger turns the page however short its way was.
const TURNS_ABOVE: f32 = 500.0;
/// A slower one turns it after this share of the page.
const TURNS_AFTER: f32 = 0.35;

/// Which way a finger goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Way {
    #[default]
    Undecided,
    Sideways,
    UpOrDown,
}

/// What is known from the frame before.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// The page that was shown.
    number: i64,
    /// The one far away that it came from, while that can be seen.
    from: Option<i64>,
    /// How far the pages are from where that one is whole.
    motion: Motion,
    way: Way,
    /// The pass it was drawn in.
    pass: u64,
}

impl Known {
    /// The page that lies so many pages after the one that is shown.
    fn page(&self, after: i64) -> i64 {
        let from = self.from.filter(|from| {
            let side = (from - self.number).signum();
            after == side
        });
        from.unwrap_or(self.number + after)
    }
}

/// Pages of which one is shown.
pub struct Pager<'a> {
    theme: &'a Theme,
    area: Rect,
    number: i64,
    more: (bool, bool),
    fixed: bool,
}

impl<'a> Pager<'a> {
    /// Page `number` in `area`; `more` says whether there is one before it and one after it.
    pub fn new(theme: &'a Theme, area: Rect, number: i64, more: (bool, bool)) -> Self {
        Self {
            theme,
            area,
            number,
            more,
            fixed: false,
        }
    }

    /// Turned by no finger where `fixed`: what is on the page moves under it. Nor by the rest of a finger's way that
    /// began so.
    pub fn fixed(self, fixed: bool) -> Self {
        Self { fixed, ..self }
    }

    /// Draws the pages that are seen: `page` gets the place and the number of each, and the finger when it goes up or
    /// down, for a list in it. Returns 1 when a finger turned on, -1 when it turned back.
    pub fn show(
        self,
        ui: &mut Ui,
        salt: impl AsIdSalt,
        mut page: impl FnMut(&mut Ui, Rect, i64, Option<&Response>),
    ) -> Option<i64> {
        let key = ui.id().with(("pager", Id::new(&salt)));
        let finger = ui.interact(self.area, key.with("drag"), Sense::DRAG);
        let step = self.area.width() + self.theme.u(space::M);
        let mut known = self.known(ui, key, step);
        let turned = self.follow(ui, &finger, &mut known, step);
        known.pass = ui.ctx().cumulative_pass_nr();
        ui.data_mut(|data| data.insert_temp(key, known));
        let lead = (known.way == Way::UpOrDown).then_some(&finger);
        let seen = self.area.expand(self.theme.u(10.0));
        let at = known.motion.at;
        let first = (at / step).floor() as i64;
        let moved = at - first as f32 * step;
        for (number, left) in [(first, -moved), (first + 1, step - moved)] {
            let place = self.area.translate(vec2(left, 0.0));
            if left.abs() >= step - 0.5 {
                continue;
            }
            let number = known.page(number);
            let mut inner = ui.new_child(UiBuilder::new().max_rect(place).id_salt((key, number)));
            inner.set_clip_rect(seen.intersect(ui.clip_rect()));
            page(&mut inner, place, number, lead);
        }
        turned
    }

    /// Where the pages were, as seen from the one that is shown now.
    fn known(&self, ui: &Ui, key: Id, step: f32) -> Known {
        let fresh = Known {
            number: self.number,
            from: None,
            motion: Motion::default(),
            way: Way::default(),
            pass: 0,
        };
        let pass = ui.ctx().cumulative_pass_nr();
        let before: Option<Known> = ui.data(|data| data.get_temp(key));
        let Some(mut known) = before.filter(|known| known.pass + 1 >= pass) else {
            return fresh;
        };
        let turned = self.number - known.number;
        if turned != 0 {
            known.from = (turned.abs() > 1).then_some(known.number);
            known.motion.at -= turned.signum() as f32 * step;
            known.number = self.number;
        }
        known
    }

    fn follow(&self, ui: &Ui, finger: &Response, known: &mut Known, step: f32) -> Option<i64> {
        let (secs, by, speed) = ui.input(|input| {
            let pointer = &input.pointer;
            (
                input.stable_dt.clamp(0.001, 0.1),
                pointer.delta().x,
                thrown(pointer).x,
            )
        });
        if finger.drag_started() {
            known.way = Way::default();
        }
        if self.fixed {
            known.way = Way::UpOrDown;
        }
        if finger.dragged() {
            let gone = finger.total_drag_delta().unwrap_or_default();
            if known.way == Way::Undecided {
                known.way = way(gone, super::meant_within(ui.ctx()));
            }
            if known.way == Way::Sideways {
                known.from = None;
                known.motion = self.pulled(known.motion, -by, step);
                // A finger that only rests asks for nothing.
                if by != 0.0 {
                    ui.ctx().request_repaint();
                }
                return None;
            }
        }
        let mut turned = None;
        if finger.drag_stopped() && known.way == Way::Sideways {
            turned = self.turn(known.motion.at, -speed, step);
            known.motion.velocity = -speed;
        } else if !finger.dragged() && !finger.drag_stopped() {
            known.way = Way::default();
        }
        known.motion = if !self.theme.moves() {
            Motion::default()
        } else if turned.is_none() {
            known.motion.toward(0.0, secs)
        } else {
            known.motion
        };
        if known.motion != Motion::default() || turned.is_some() {
            ui.ctx().request_repaint();
        } else {
            known.from = None;
        }
        turned
    }

    /// Under a finger: past the last page it follows less and less.
    fn pulled(&self, motion: Motion, by: f32, step: f32) -> Motion {
        let (before, after) = self.ends(step);
        let bounds = Bounds {
            most: after - before,
            room: step,
        };
        let from = Motion {
            at: motion.at - before,
            ..motion
        };
        let pulled = from.pulled(by, bounds);
        Motion {
            at: pulled.at + before,
            ..pulled
        }
    }

    /// How far there are pages to both sides.
    fn ends(&self, step: f32) -> (f32, f32) {
        let (before, after) = self.more;
        (
            if before { -step } else { 0.0 },
            if after { step } else { 0.0 },
        )
    }

    /// What letting go means, so far from the page and at this speed.
    fn turn(&self, at: f32, speed: f32, step: f32) -> Option<i64> {
        let fast = speed.abs() > self.theme.u(TURNS_ABOVE);
        let far = at.abs() > step * TURNS_AFTER;
        let on = at > 0.0 && self.more.1;
        let back = at < 0.0 && self.more.0;
        if on && (if fast { speed > 0.0 } else { far }) {
            Some(1)
        } else if back && (if fast { speed < 0.0 } else { far }) {
            Some(-1)
        } else {
            None
        }
    }
}

/// Which way a finger goes that has gone so far; within `meant` it still means what it touches.
fn way(gone: Vec2, meant: f32) -> Way {
    if gone.length() < meant {
        Way::Undecided
    } else if gone.x.abs() > gone.y.abs() {
        Way::Sideways
    } else {
        Way::UpOrDown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::theme::{Comfort, Panel};
    use egui::pos2;

    fn theme() -> Theme {
        let panel = Panel {
            width: 1080.0,
            height: 1080.0,
            width_mm: 392.0,
            bottom_mm: 900.0,
        };
        Theme::new(panel, Comfort::new("en"))
    }

    #[track_caller]
    fn check(more: (bool, bool), at: f32, speed: f32, turned: Option<i64>) {
        let theme = theme();
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 500.0));
        let pager = Pager::new(&theme, area, 0, more);
        assert_eq!(pager.turn(at, speed, 1000.0), turned);
    }

    #[test]
    fn a_fling_turns_and_a_slow_finger_has_to_go_some_way() {
        let both = (true, true);
        check(both, 60.0, 900.0, Some(1));
        check(both, -60.0, -900.0, Some(-1));
        check(both, 60.0, 0.0, None);
        check(both, 400.0, 0.0, Some(1));
        check(both, -400.0, 100.0, Some(-1));
    }

    #[test]
    fn a_finger_that_comes_back_turns_nothing_and_neither_does_one_at_the_end() {
        check((true, true), 400.0, -900.0, None);
        check((true, false), 400.0, 900.0, None);
        check((false, true), -400.0, -900.0, None);
    }

    #[test]
    fn past_the_last_page_they_give_and_no_more() {
        let theme = theme();
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 500.0));
        let pager = Pager::new(&theme, area, 0, (true, false));
        let mut motion = Motion::default();
        for _ in 0..100 {
            motion = pager.pulled(motion, 20.0, 1000.0);
        }
        assert!(motion.at > 100.0 && motion.at < 300.0, "{motion:?}");
        for _ in 0..200 {
            motion = pager.pulled(motion, -20.0, 1000.0);
        }
        assert!(motion.at <= -990.0, "{motion:?}");
    }

    #[test]
    fn a_page_far_away_is_beside_the_one_that_came_from_it() {
        let beside = |from| {
            let known = Known {
                number: 7,
                from,
                motion: Motion::default(),
                way: Way::default(),
                pass: 0,
            };
            [-1, 0, 1].map(|after| known.page(after))
        };
        assert_eq!(beside(None), [6, 7, 8]);
        assert_eq!(beside(Some(2)), [2, 7, 8]);
        assert_eq!(beside(Some(12)), [6, 7, 12]);
    }

    #[test]
    fn a_finger_that_barely_moves_goes_no_way() {
        assert_eq!(way(vec2(20.0, 3.0), 24.0), Way::Undecided);
        assert_eq!(way(vec2(-30.0, 20.0), 24.0), Way::Sideways);
        assert_eq!(way(vec2(20.0, 30.0), 24.0), Way::UpOrDown);
        assert_eq!(way(vec2(20.0, 30.0), 56.0), Way::Undecided);
    }
}
