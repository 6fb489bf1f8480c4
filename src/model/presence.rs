//! Coming and going: who is inside, and for how long they were, where an activity counts both.
//!
//! All that is kept is when somebody passed the door. Sorted, the first time is coming in, the next is leaving, and so
//! on: whichever kiosk delivers first, the answer is the same.

use chrono::{DateTime, Duration, Utc};

/// A pass held to the scanner twice within this time was meant once.
pub const TWICE_WITHIN: Duration = Duration::minutes(1);
/// Leaving is taken this long after the end.
pub const LEAVES_UNTIL: Duration = Duration::hours(2);

/// Where somebody is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Whether they are inside.
    pub inside: bool,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Where somebody is who passed the door at these times, in any order; `None` when they never came.
pub fn presence(passages: &[DateTime<Utc>]) -> Option<Presence> {
    let passages = in_order(passages);
    passages.last().map(|last| Presence {
        inside: passages.len() % 2 == 1,
        since: *last,
    })
}

/// How long somebody stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stay {
    /// Whole minutes inside, from the start of the occurrence to its end at the most.
    pub minutes: u32,
    /// Whether they never said that they left; that last stay counts nothing.
    pub open: bool,
}

/// How long somebody stayed who passed the door at these times, in any order.
pub fn stay(passages: &[DateTime<Utc>], starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Stay {
    let passages = in_order(passages);
    let pairs = passages.chunks_exact(2);
    let open = !pairs.remainder().is_empty();
    let inside: Duration = pairs
        .map(|pair| (pair[1].min(ends_at) - pair[0].max(starts_at)).max(Duration::zero()))
        .sum();
    Stay {
        minutes: u32::try_from(inside.num_minutes()).unwrap_or(0),
        open,
    }
}

fn in_order(passages: &[DateTime<Utc>]) -> Vec<DateTime<Utc>> {
    let mut passages = passages.to_vec();
    passages.sort_unstable();
    // Compared with the last that counted: a scanner that is held on does not count on.
    passages.dedup_by(|later, counted| *later - *counted < TWICE_WITHIN);
    passages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-23T{text}Z").parse().expect("a time")
    }

    #[track_caller]
    fn check(passages: &[&str], inside: Option<bool>, minutes: u32, open: bool) {
        let passages: Vec<_> = passages.iter().map(|text| at(text)).collect();
        let now = presence(&passages).map(|presence| presence.inside);
        assert_eq!(now, inside);
        let stay = stay(&passages, at("09:00:00"), at("11:00:00"));
        assert_eq!((stay.minutes, stay.open), (minutes, open));
    }

    #[test]
    fn every_second_time_is_leaving_whatever_order_they_are_delivered_in() {
        check(&[], None, 0, false);
        check(&["09:00:00"], Some(true), 0, true);
        check(&["09:00:00", "10:00:00"], Some(false), 60, false);
        check(&["10:00:00", "09:00:00"], Some(false), 60, false);
        check(&["09:00:00", "10:00:00", "10:30:00"], Some(true), 60, true);
        check(
            &["09:00:00", "09:30:00", "10:00:00", "10:20:00"],
            Some(false),
            50,
            false,
        );
    }

    #[test]
    fn a_pass_held_to_the_scanner_twice_was_meant_once() {
        check(
            &["09:00:00", "09:00:40", "10:00:00"],
            Some(false),
            60,
            false,
        );
    }

    #[test]
    fn hours_are_bounded_by_the_occurrence() {
        check(&["08:10:00", "12:30:00"], Some(false), 120, false);
        check(&["07:00:00", "08:00:00"], Some(false), 0, false);
        check(&["11:30:00", "12:00:00"], Some(false), 0, false);
    }
}
