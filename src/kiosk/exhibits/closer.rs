//! A step closer or farther that takes its time: most of the way at once, and it arrives exactly.

use crate::kiosk::theme::tokens::motion;

/// On the way to how close something will be, or how wide: any measure that changes by factors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closer {
    to: f32,
    left_secs: f32,
}

impl Closer {
    /// On the way there, as long as a small thing takes.
    pub fn to(to: f32) -> Self {
        Self {
            to,
            left_secs: motion::SMALL_SECS,
        }
    }

    /// Where it leads.
    pub fn goal(&self) -> f32 {
        self.to
    }

    /// Where what is at `at` is `secs` later, and what is left of the way.
    pub fn after(self, at: f32, secs: f32) -> (f32, Option<Self>) {
        let (share, left) = self.step(secs);
        let at = match left {
            Some(_) => self.to * (at / self.to).powf(share),
            None => self.to,
        };
        (at, left)
    }

    /// Which share of the way from here is left `secs` later, for what goes along with it; and the way.
    pub fn step(self, secs: f32) -> (f32, Option<Self>) {
        let left_secs = self.left_secs - secs;
        if left_secs <= 0.0 {
            return (0.0, None);
        }
        let share = (left_secs / self.left_secs).powi(3);
        (share, Some(Self { left_secs, ..self }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_most_of_the_way_at_once_and_arrives_exactly() {
        for (from, to) in [(1.0, 2.5), (80.0, 40.0)] {
            let (mut at, mut way) = (from, Some(Closer::to(to)));
            let mut frames = 0;
            while let Some(closer) = way {
                let before = at;
                (at, way) = closer.after(at, 1.0 / 60.0);
                assert!((to - at).abs() <= (to - before).abs(), "{before} to {at}");
                frames += 1;
                if frames == 4 {
                    assert!((to - at).abs() < (to - from).abs() * 0.5);
                }
            }
            assert_eq!(at, to);
            assert!((10..=13).contains(&frames), "{frames}");
        }
    }

    #[test]
    fn where_nothing_may_move_it_is_there() {
        assert_eq!(Closer::to(2.0).after(1.0, f32::INFINITY), (2.0, None));
    }
}
