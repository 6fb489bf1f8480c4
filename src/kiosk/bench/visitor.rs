//! A visitor who never tires: flings, drags, pinches and taps, always the same. Pure.

use std::time::Duration;

use bevy::math::{Rect, Vec2};

/// Fingers on the glass at one moment: each with its number.
pub(super) type Fingers = Vec<(u64, Vec2)>;

/// One gesture and the rest after it.
const GESTURE: Duration = Duration::from_millis(600);
const REST: Duration = Duration::from_millis(400);

/// What a finger does, by shares of the stage.
#[derive(Debug, Clone, Copy)]
enum Gesture {
    /// From here to there, faster and faster, and away.
    Fling(Vec2, Vec2),
    /// From here to there at a walking pace.
    Drag(Vec2, Vec2),
    /// Two fingers, from this half distance to that one.
    Pinch(f32, f32),
    /// A tap somewhere else each time.
    Tap,
}

/// A round of a visit. What scrolls is flung and dragged each way, what zooms is zoomed, and what can be touched is.
/// Fingers that pinch come down as near to each other as those of one hand, on the widest panel, too.
const ROUND: [Gesture; 12] = [
    Gesture::Fling(Vec2::new(0.4, 0.75), Vec2::new(0.4, 0.25)),
    Gesture::Fling(Vec2::new(0.4, 0.75), Vec2::new(0.4, 0.25)),
    Gesture::Tap,
    Gesture::Drag(Vec2::new(0.4, 0.3), Vec2::new(0.4, 0.7)),
    Gesture::Fling(Vec2::new(0.75, 0.5), Vec2::new(0.25, 0.5)),
    Gesture::Tap,
    Gesture::Drag(Vec2::new(0.3, 0.5), Vec2::new(0.7, 0.5)),
    Gesture::Pinch(0.08, 0.3),
    Gesture::Drag(Vec2::new(0.6, 0.6), Vec2::new(0.35, 0.4)),
    Gesture::Pinch(0.08, 0.02),
    Gesture::Tap,
    Gesture::Fling(Vec2::new(0.4, 0.3), Vec2::new(0.4, 0.8)),
];

/// Where fingers are at a moment of the visit, on this stage in pixels.
pub(super) fn fingers(at: Duration, stage: Rect) -> Fingers {
    let turn = (GESTURE + REST).as_millis();
    let number = (at.as_millis() / turn) as usize;
    let within = (at.as_millis() % turn) as f32 / GESTURE.as_millis() as f32;
    if within >= 1.0 {
        return Vec::new();
    }
    let place = |share: Vec2| stage.min + share * stage.size();
    // Each gesture is a new touch.
    let first = 2 * number as u64 + 1;
    match ROUND[number % ROUND.len()] {
        Gesture::Fling(from, to) => {
            vec![(first, place(from.lerp(to, within * within)))]
        }
        Gesture::Drag(from, to) => vec![(first, place(from.lerp(to, within)))],
        Gesture::Pinch(from, to) => {
            let half = Vec2::new(from + (to - from) * within, 0.0);
            let middle = Vec2::splat(0.5);
            vec![
                (first, place(middle - half)),
                (first + 1, place(middle + half)),
            ]
        }
        Gesture::Tap if within < 0.15 => vec![(first, place(somewhere(number)))],
        Gesture::Tap => Vec::new(),
    }
}

/// Points that fill the stage evenly (Halton sequence, bases 2 and 3).
fn somewhere(number: usize) -> Vec2 {
    let radical_inverse = |base: usize| {
        let (mut rest, mut digit, mut sum) = (number + 1, 1.0, 0.0);
        while rest > 0 {
            digit /= base as f32;
            sum += digit * (rest % base) as f32;
            rest /= base;
        }
        sum
    };
    Vec2::new(radical_inverse(2), radical_inverse(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finger_stays_on_the_stage_and_each_gesture_lifts_it() {
        let stage = Rect::new(100.0, 200.0, 1000.0, 900.0);
        let mut lifted = 0;
        for ms in 0..(ROUND.len() as u64 * 3 * 1000) {
            let now = fingers(Duration::from_millis(ms), stage);
            assert!(
                now.iter().all(|(_, at)| stage.contains(*at)),
                "at {ms} ms: {now:?}"
            );
            lifted += usize::from(now.is_empty());
        }
        assert!(
            lifted > ROUND.len() * 3 * 300,
            "{lifted} ms without a finger"
        );
    }

    #[test]
    fn taps_go_everywhere() {
        let quarter = |at: Vec2| (at.x > 0.5, at.y > 0.5);
        let quarters: std::collections::HashSet<_> =
            (0..12).map(|number| quarter(somewhere(number))).collect();
        assert_eq!(quarters.len(), 4);
    }
}
