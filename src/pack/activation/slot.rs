//! The state machine of what is current: trial, confirmed, reverted. Pure; [`super::PackStore`] keeps it on disk.

use serde::{Deserialize, Serialize};

use crate::api::kiosk::RevertedPack;

/// Starts of a trial that may end in a crash before it is taken back.
pub const CRASHES_MAX: u32 = 3;
/// How many bad versions are remembered; the oldest is forgotten first.
const BAD_MAX: usize = 64;

/// What is current, as a slot file says it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Slot {
    /// Counts writes; of two whole slots the higher is current.
    pub sequence: u64,
    /// What is current; `None` when the first one ever took itself back.
    pub generation: Option<u64>,
    /// Whether it has proved itself.
    pub confirmed: bool,
    /// Starts of this trial that ended in a crash.
    pub crashes: u32,
    /// The last confirmed generation before this one.
    pub before: Option<u64>,
    /// What took itself back.
    pub bad: Vec<Bad>,
}

/// A signed file that is not to be taken again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bad {
    /// Of the manifest or schedule.
    pub sha256: String,
    /// The pack, if it is a manifest, with its version and why it failed.
    pub pack: Option<RevertedPack>,
}

/// Why a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevertReason {
    /// Three starts ended in a crash.
    Crashed,
    /// A file went missing again and again.
    FileMissing,
    /// A file is what was signed, and still no picture.
    FileBroken,
    /// Staff went back.
    ByStaff,
}

impl RevertReason {
    /// As reports and locales name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Crashed => "crashed",
            Self::FileMissing => "file-missing",
            Self::FileBroken => "file-broken",
            Self::ByStaff => "by-staff",
        }
    }
}

impl Slot {
    /// The slot once `generation` is on the screen, on trial.
    pub fn activated(&self, generation: u64) -> Self {
        Self {
            generation: Some(generation),
            confirmed: false,
            crashes: 0,
            // A trial that never proved itself is nothing to go back to.
            before: if self.confirmed {
                self.generation
            } else {
                self.before
            },
            ..self.clone()
        }
    }

    /// The slot once what is current has proved itself.
    pub fn confirmed(&self) -> Self {
        Self {
            confirmed: true,
            crashes: 0,
            ..self.clone()
        }
    }

    /// The slot after a start that ended in a crash; whether that was one too many.
    pub fn crashed(&self) -> (Self, bool) {
        let crashes = self.crashes.saturating_add(1);
        let slot = Self {
            crashes,
            ..self.clone()
        };
        (slot, !self.confirmed && crashes >= CRASHES_MAX)
    }

    /// The slot after going back; `bad` is what the generation had and the one before has not.
    pub fn reverted(&self, bad: Vec<Bad>) -> Self {
        let mut all = self.bad.clone();
        all.retain(|old| bad.iter().all(|new| new.sha256 != old.sha256));
        all.extend(bad);
        let too_many = all.len().saturating_sub(BAD_MAX);
        all.drain(..too_many);
        Self {
            generation: self.before,
            confirmed: true,
            crashes: 0,
            before: None,
            bad: all,
            ..self.clone()
        }
    }

    /// Whether this file took itself back here.
    pub fn is_bad(&self, sha256: &str) -> bool {
        self.bad.iter().any(|bad| bad.sha256 == sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(sha256: &str) -> Bad {
        Bad {
            sha256: sha256.to_owned(),
            pack: None,
        }
    }

    #[test]
    fn the_third_crash_of_a_trial_is_one_too_many() {
        let mut slot = Slot::default().activated(1).confirmed().activated(2);
        for crash in 1..=3 {
            let (next, too_many) = slot.crashed();
            assert_eq!(too_many, crash == 3);
            slot = next;
        }
        let back = slot.reverted(vec![bad("x")]);
        assert_eq!((back.generation, back.confirmed), (Some(1), true));
        assert!(back.is_bad("x"));
    }

    #[test]
    fn what_is_confirmed_may_crash_and_stays() {
        let mut slot = Slot::default().activated(1).confirmed();
        for _ in 0..10 {
            let (next, too_many) = slot.crashed();
            assert!(!too_many);
            slot = next;
        }
    }

    #[test]
    fn a_trial_is_nothing_to_go_back_to() {
        let slot = Slot::default().activated(1).confirmed();
        let slot = slot.activated(2).activated(3);
        assert_eq!(slot.before, Some(1));
        assert_eq!(slot.reverted(Vec::new()).generation, Some(1));
    }

    #[test]
    fn a_first_generation_that_fails_leaves_nothing_current() {
        let slot = Slot::default().activated(1).reverted(vec![bad("x")]);
        assert_eq!(slot.generation, None);
        assert!(slot.is_bad("x"));
    }

    #[test]
    fn only_so_many_bad_files_are_remembered() {
        let mut slot = Slot::default();
        for n in 0..100 {
            slot = slot.reverted(vec![bad(&n.to_string()), bad(&n.to_string())]);
        }
        assert!(slot.bad.len() <= BAD_MAX && slot.is_bad("99") && !slot.is_bad("1"));
    }
}
