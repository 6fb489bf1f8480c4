//! How far this kiosk's clock is believed, from start to start. The judging is `model::clock`.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::shared::lock;
use crate::model::clock::{ClockEvidence, ClockState, judge};
use crate::pack::disk;

/// systemd-timesyncd makes this file when the clock has been set right (systemd-timesyncd.service(8)).
const SYNCHRONIZED: &str = "/run/systemd/timesync/synchronized";
/// News that were signed this short a while ago by our clock say that it is right: they are signed anew every hour.
const CONFIRMS: Duration = Duration::hours(2);
/// A confirmation is written down when the last one is older than this.
const WRITTEN_EVERY: Duration = Duration::minutes(30);
const FILE: &str = "clock.json";

/// What is known of the clock.
pub(super) struct ClockKeeper {
    path: PathBuf,
    known: Mutex<Known>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Known {
    signed_floor: Option<DateTime<Utc>>,
    confirmed_at: Option<DateTime<Utc>>,
}

impl ClockKeeper {
    /// What was known at the end of the last run. A file that cannot be read is nothing known.
    pub(super) fn open(data: &Path) -> Self {
        let path = data.join(FILE);
        let known = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Self {
            path,
            known: Mutex::new(known),
        }
    }

    /// The state of the clock, and the moment to work with.
    pub(super) fn judge(&self, wall: DateTime<Utc>) -> (ClockState, DateTime<Utc>) {
        let known = *lock(&self.known);
        judge(ClockEvidence {
            wall,
            synchronized: Path::new(SYNCHRONIZED).exists(),
            signed_floor: known.signed_floor,
            confirmed_at: known.confirmed_at,
        })
    }

    /// Takes what was just verified as evidence.
    pub(super) fn note_issued(&self, wall: DateTime<Utc>, issued_at: DateTime<Utc>) {
        let mut known = lock(&self.known);
        let before = *known;
        // A floor never goes down.
        known.signed_floor = Some(known.signed_floor.map_or(issued_at, |at| at.max(issued_at)));
        if wall >= issued_at && wall - issued_at <= CONFIRMS {
            known.confirmed_at = Some(wall);
        }
        let old = |at: Option<DateTime<Utc>>| at.is_none_or(|at| wall - at > WRITTEN_EVERY);
        let floor_moved = before.signed_floor != known.signed_floor;
        if floor_moved || (known.confirmed_at == Some(wall) && old(before.confirmed_at)) {
            let written = serde_json::to_vec(&*known)
                .map_err(std::io::Error::from)
                .and_then(|bytes| disk::write_durably(&self.path, &bytes));
            if let Err(error) = written {
                tracing::warn!(%error, "what is known of the clock could not be kept");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_the_clock_outlives_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let at =
            |hours: i64| DateTime::from_timestamp(1_763_863_200 + hours * 3600, 0).expect("a time");
        let keeper = ClockKeeper::open(folder.path());
        assert_eq!(keeper.judge(at(0)), (ClockState::Untrusted, at(0)));
        keeper.note_issued(at(1), at(0));
        assert_eq!(keeper.judge(at(1)), (ClockState::Trusted, at(1)));
        // Older news does not move the floor back, and confirms nothing.
        keeper.note_issued(at(9), at(-5));
        let again = ClockKeeper::open(folder.path());
        assert_eq!(again.judge(at(30)), (ClockState::Holdover, at(30)));
        assert_eq!(again.judge(at(-2)), (ClockState::Untrusted, at(0)));
    }
}
