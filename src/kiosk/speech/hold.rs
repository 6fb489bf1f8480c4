//! How somebody who sees nothing turns speech on: two fingers held still, anywhere; or one in the lower left corner.
//!
//! EN 301 549, 5.2: what makes a kiosk accessible is turned on without needing what it makes up for. Where the menu is
//! cannot be felt, but a hand finds glass anywhere, and a corner of it by its two edges, or by a raised dot that the
//! centre sticks there. The corner is for whoever has one finger to spare (WCAG 2.2, 2.5.1: nothing needs two). Three
//! seconds are longer than a slow touch, and a pinch moves: neither is taken for it. Lifting a finger in time takes it
//! back, and holding again turns speech off (2.5.2). Pure: the time is an argument.

use std::time::Duration;

use egui::Pos2;

use crate::kiosk::theme::Panel;

/// How long fingers are held.
pub const HOLD: Duration = Duration::from_secs(3);
/// A finger that moved farther does something else.
const STILL_MM: f32 = 8.0;
/// Sides of the corner.
const CORNER_MM: f32 = 35.0;

/// A finger on the glass.
#[derive(Debug, Clone, Copy)]
struct Finger {
    id: u64,
    start: Pos2,
    since: Duration,
    moved: bool,
}

/// Fingers, and whether they have been held.
#[derive(Debug, Default)]
pub struct Hold {
    down: Vec<Finger>,
    /// It counts once, until the glass is free again.
    done: bool,
}

impl Hold {
    /// A finger comes down.
    pub fn down(&mut self, id: u64, at: Pos2, now: Duration) {
        self.down.retain(|finger| finger.id != id);
        self.down.push(Finger {
            id,
            start: at,
            since: now,
            moved: false,
        });
    }

    /// A finger moves.
    pub fn moves(&mut self, id: u64, to: Pos2, panel: &Panel) {
        let still = STILL_MM * panel.per_mm();
        if let Some(finger) = self.down.iter_mut().find(|finger| finger.id == id) {
            finger.moved |= finger.start.distance(to) > still;
        }
    }

    /// A finger leaves.
    pub fn up(&mut self, id: u64) {
        self.down.retain(|finger| finger.id != id);
        self.done &= !self.down.is_empty();
    }

    /// How long it still takes; nothing where these fingers mean something else.
    pub fn left(&self, now: Duration, panel: &Panel) -> Option<Duration> {
        if self.done || self.down.iter().any(|finger| finger.moved) {
            return None;
        }
        let mm = panel.per_mm();
        let meant = match self.down[..] {
            [one] => {
                let (x, y) = (one.start.x, panel.height - one.start.y);
                x.max(y) <= CORNER_MM * mm
            }
            [one, other] => one.start.distance(other.start) <= panel.hand(),
            _ => false,
        };
        let since = self.down.iter().map(|finger| finger.since).max()?;
        meant.then(|| HOLD.saturating_sub(now.saturating_sub(since)))
    }

    /// Whether they have been held long enough, said once.
    pub fn held(&mut self, now: Duration, panel: &Panel) -> bool {
        let held = self.left(now, panel).is_some_and(|left| left.is_zero());
        self.done |= held;
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    const PANEL: Panel = Panel {
        width: 1920.0,
        height: 1080.0,
        width_mm: 698.0,
        bottom_mm: 900.0,
    };

    fn secs(secs: f32) -> Duration {
        Duration::from_millis((secs * 1000.0).round() as u64)
    }

    fn two(apart: f32) -> Hold {
        let mut hold = Hold::default();
        hold.down(1, pos2(800.0, 500.0), secs(0.0));
        hold.down(2, pos2(800.0 + apart, 520.0), secs(0.4));
        hold
    }

    #[test]
    fn two_fingers_of_a_hand_are_held_anywhere_for_three_seconds_and_count_once() {
        let mut hold = two(180.0);
        hold.moves(1, pos2(808.0, 505.0), &PANEL);
        assert!(!hold.held(secs(3.3), &PANEL), "from the second one on");
        assert_eq!(hold.left(secs(3.3), &PANEL), Some(secs(0.1)));
        assert!(hold.held(secs(3.4), &PANEL));
        assert!(!hold.held(secs(9.0), &PANEL), "once");
        hold.up(1);
        hold.down(1, pos2(800.0, 500.0), secs(9.0));
        assert!(!hold.held(secs(13.0), &PANEL), "not before all have left");
        hold.up(1);
        hold.up(2);
        hold.down(3, pos2(400.0, 300.0), secs(20.0));
        hold.down(4, pos2(480.0, 300.0), secs(20.0));
        assert!(hold.held(secs(23.0), &PANEL), "again turns it off");
    }

    #[test]
    fn a_pinch_two_people_and_a_slow_touch_are_something_else() {
        let mut pinch = two(180.0);
        pinch.moves(2, pos2(1100.0, 520.0), &PANEL);
        pinch.moves(2, pos2(980.0, 520.0), &PANEL);
        assert!(!pinch.held(secs(9.0), &PANEL));
        assert!(!two(1000.0).held(secs(9.0), &PANEL));
        let mut slow = Hold::default();
        slow.down(1, pos2(900.0, 900.0), secs(0.0));
        assert!(!slow.held(secs(60.0), &PANEL));
        let mut hand = two(180.0);
        hand.down(3, pos2(700.0, 600.0), secs(0.5));
        assert!(!hand.held(secs(9.0), &PANEL), "a hand that leans");
        let mut lifted = two(180.0);
        lifted.up(2);
        assert!(!lifted.held(secs(9.0), &PANEL));
    }

    #[test]
    fn one_finger_is_enough_in_the_lower_left_corner() {
        let held = |x: f32, y: f32| {
            let mut hold = Hold::default();
            hold.down(7, pos2(x, y), secs(1.0));
            hold.held(secs(4.0), &PANEL)
        };
        assert!(held(20.0, 1060.0));
        assert!(held(90.0, 1000.0));
        assert!(!held(300.0, 1060.0));
        assert!(!held(20.0, 20.0));
        assert!(!held(1900.0, 1060.0));
    }
}
