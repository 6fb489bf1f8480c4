//! How far a kiosk's wall clock can be believed.
//!
//! A clock behind what was signed is wrong, and the signed moment is used in its place; a clock ahead is never used
//! to move that floor. Kiosks without a battery-backed clock start in 1970 and must still show what they have.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// A clock that nobody has confirmed may drift this long before it is doubted.
pub const HOLDOVER_MAX: Duration = Duration::days(7);

/// What is known of the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// The system keeps it right (NTP), or nothing speaks against it and it was confirmed lately.
    #[default]
    Trusted,
    /// It was right a while ago; since then nobody has confirmed it.
    Holdover,
    /// It is behind what was signed, far ahead of it, or has not been confirmed for too long.
    Untrusted,
}

/// What there is to judge a clock by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockEvidence {
    /// What the wall clock says.
    pub wall: DateTime<Utc>,
    /// Whether the system says that it is synchronized.
    pub synchronized: bool,
    /// The latest moment that was signed: when the newest verified metadata was issued.
    pub signed_floor: Option<DateTime<Utc>>,
    /// When it was last confirmed, by this clock.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// The state of the clock, and the moment to work with.
pub fn judge(evidence: ClockEvidence) -> (ClockState, DateTime<Utc>) {
    let ClockEvidence {
        wall,
        synchronized,
        signed_floor,
        confirmed_at,
    } = evidence;
    if let Some(floor) = signed_floor
        && wall < floor
    {
        return (ClockState::Untrusted, floor);
    }
    if synchronized {
        return (ClockState::Trusted, wall);
    }
    let state = match confirmed_at {
        Some(at) if wall >= at && wall - at <= Duration::hours(1) => ClockState::Trusted,
        Some(at) if wall >= at && wall - at <= HOLDOVER_MAX => ClockState::Holdover,
        _ => ClockState::Untrusted,
    };
    (state, wall)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_763_863_200, 0).expect("a time") + Duration::days(day)
    }

    #[track_caller]
    fn check(
        wall: i64,
        synchronized: bool,
        floor: Option<i64>,
        confirmed: Option<i64>,
        state: ClockState,
        used: i64,
    ) {
        let evidence = ClockEvidence {
            wall: at(wall),
            synchronized,
            signed_floor: floor.map(at),
            confirmed_at: confirmed.map(at),
        };
        assert_eq!(judge(evidence), (state, at(used)));
    }

    #[test]
    fn a_clock_is_judged_by_what_was_signed_and_who_confirmed_it() {
        check(10, true, Some(9), None, ClockState::Trusted, 10);
        check(10, false, Some(9), Some(10), ClockState::Trusted, 10);
        check(10, false, Some(1), Some(5), ClockState::Holdover, 10);
        check(20, false, Some(1), Some(5), ClockState::Untrusted, 20);
        check(10, false, None, None, ClockState::Untrusted, 10);
        // Behind what was signed: even a system that says it is synchronized is not believed.
        check(-9000, true, Some(9), Some(5), ClockState::Untrusted, 9);
        check(8, false, Some(9), Some(8), ClockState::Untrusted, 9);
    }
}
