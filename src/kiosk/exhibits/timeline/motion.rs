//! How the line moves: under a finger, flung, past an end and back, and at rest on an entry.

use super::TimelineState;

/// How soon a flung line slows down, per second.
const FRICTION: f32 = 2.6;
/// Slower than this (entries a second) it settles on the nearest entry.
const SETTLE_BELOW: f32 = 0.6;
/// How soon a glide arrives, per second.
const GLIDE: f32 = 9.0;
/// How far past an end the line can be pulled, in entries.
const PULL_MAX: f32 = 0.6;
/// Nearer than this it has arrived.
const ARRIVED: f32 = 0.003;
/// Fastest fling, in entries a second.
const VELOCITY_MAX: f32 = 40.0;

impl TimelineState {
    /// Pulled by a finger that moves at `velocity`; past an end the line follows less and less.
    pub fn pulled(self, count: usize, by: f32, velocity: f32) -> Self {
        let last = last(count);
        let past = self.offset - self.offset.clamp(0.0, last);
        let outward = past != 0.0 && past.signum() == by.signum();
        let give = if outward {
            (1.0 - past.abs() / PULL_MAX).max(0.0)
        } else {
            1.0
        };
        Self {
            offset: (self.offset + by * give).clamp(-PULL_MAX, last + PULL_MAX),
            velocity: velocity.clamp(-VELOCITY_MAX, VELOCITY_MAX),
            target: None,
            ..self
        }
    }

    /// Held still by a finger.
    pub fn held(self) -> Self {
        Self {
            velocity: 0.0,
            target: None,
            ..self
        }
    }

    /// On its way to an entry.
    pub fn gliding_to(self, count: usize, entry: usize) -> Self {
        Self {
            velocity: 0.0,
            target: Some((entry as f32).min(last(count))),
            ..self
        }
    }

    /// Where it is `secs` later, left to itself.
    pub fn after(self, count: usize, secs: f32) -> Self {
        let last = last(count);
        if let Some(target) = self.target {
            return self.nearer(target.clamp(0.0, last), secs);
        }
        let inside = self.offset.clamp(0.0, last);
        if self.offset != inside {
            return self.nearer(inside, secs);
        }
        if self.velocity.abs() < SETTLE_BELOW {
            let nearest = self.offset.round();
            return if nearest == self.offset {
                self.held()
            } else {
                self.nearer(nearest, secs)
            };
        }
        let offset = self.offset + self.velocity * secs;
        Self {
            offset: offset.clamp(-PULL_MAX, last + PULL_MAX),
            velocity: self.velocity * (-FRICTION * secs).exp(),
            ..self
        }
    }

    /// At once where it would come to rest: for whom nothing may move by itself.
    pub fn at_rest(self, count: usize) -> Self {
        let at = self.target.unwrap_or(self.offset);
        Self {
            offset: at.round().clamp(0.0, last(count)),
            ..self.held()
        }
    }

    /// Whether it rests on an entry, with nothing left to move.
    pub fn still(&self, count: usize) -> bool {
        *self == self.after(count, 0.0) && self.velocity == 0.0 && self.target.is_none()
    }

    /// Entries a second at which it moves by itself.
    pub fn pace(&self) -> f32 {
        match self.target {
            Some(target) => (target - self.offset) * GLIDE,
            None => self.velocity,
        }
    }

    /// The entry nearest the middle.
    pub fn nearest(&self, count: usize) -> usize {
        self.offset.round().clamp(0.0, last(count)) as usize
    }

    fn nearer(self, target: f32, secs: f32) -> Self {
        let offset = target + (self.offset - target) * (-GLIDE * secs).exp();
        let arrived = (offset - target).abs() < ARRIVED;
        Self {
            offset: if arrived { target } else { offset },
            velocity: 0.0,
            target: (!arrived).then_some(target),
            ..self
        }
    }
}

fn last(count: usize) -> f32 {
    count.saturating_sub(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: f32 = 1.0 / 60.0;

    fn come_to_rest(mut state: TimelineState, count: usize) -> TimelineState {
        for _ in 0..1_200 {
            if state.still(count) {
                return state;
            }
            state = state.after(count, FRAME);
        }
        panic!("still moving: {state:?}");
    }

    #[test]
    fn a_flung_line_runs_on_and_rests_on_an_entry() {
        let flung = TimelineState::default().pulled(200, 0.4, 20.0);
        let rest = come_to_rest(flung, 200);
        assert!(rest.offset > 5.0, "{rest:?}");
        assert_eq!(rest.offset.fract(), 0.0);
    }

    #[test]
    fn past_an_end_it_follows_less_and_comes_back() {
        let mut state = TimelineState::default();
        for _ in 0..50 {
            state = state.pulled(3, -0.1, -6.0);
        }
        assert!(state.offset < -0.3 && state.offset >= -PULL_MAX);
        assert_eq!(come_to_rest(state, 3).offset, 0.0);
        let flung = TimelineState::default().pulled(3, 0.5, 40.0);
        assert_eq!(come_to_rest(flung, 3).offset, 2.0);
    }

    #[test]
    fn a_jump_glides_there_and_a_finger_stops_it() {
        let jump = TimelineState::default().gliding_to(200, 150);
        assert_eq!(come_to_rest(jump, 200).offset, 150.0);
        let caught = jump.after(200, 0.1).held();
        assert!(caught.offset > 0.0 && caught.offset < 150.0);
        assert_eq!(come_to_rest(caught, 200).offset, caught.offset.round());
    }

    #[test]
    fn flung_or_on_its_way_it_has_a_pace_and_at_rest_none() {
        let flung = TimelineState::default().pulled(200, 0.4, 20.0);
        assert_eq!(flung.pace(), 20.0);
        let jump = TimelineState::default().gliding_to(200, 150);
        assert!(jump.pace() > 100.0 && jump.after(200, 0.3).pace() < jump.pace());
        assert_eq!(come_to_rest(jump, 200).pace(), 0.0);
    }

    #[test]
    fn a_line_at_rest_stays() {
        let state = TimelineState::default();
        assert!(state.still(5));
        assert_eq!(state.after(5, FRAME), state);
        assert!(state.still(0) && state.nearest(0) == 0);
    }

    #[test]
    fn a_line_that_became_shorter_comes_back_to_its_end() {
        let far = TimelineState {
            offset: 80.0,
            ..TimelineState::default()
        };
        assert_eq!(far.nearest(3), 2);
        assert_eq!(come_to_rest(far, 3).offset, 2.0);
    }
}
