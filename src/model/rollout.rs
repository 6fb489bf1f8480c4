//! Which version of a pack a kiosk takes while a publication reaches the fleet ring by ring.
//!
//! A plan is a signed target beside the packs it speaks of. Advancing it is the server's work; reading it is
//! [`version_for`], which kiosk and console both call.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Every plan of one role, as its signed target `rollout.json` carries them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RolloutPlans {
    /// Counts changes, from 1.
    pub version: u64,
    /// At most one for each pack. A pack without a plan is shown in its newest version.
    pub plans: Vec<RolloutPlan>,
}

/// Which versions of one pack are meant for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutPlan {
    /// The pack's id.
    pub pack: String,
    /// For every kiosk that the candidate has not reached; `None` before the first version is for all.
    pub stable: Option<u64>,
    /// What is on its way, if anything is.
    pub candidate: Option<Candidate>,
}

/// A version on its way through the rings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The pack's version.
    pub version: u64,
    /// From the first kiosk to all of them; each ring adds to those before it.
    pub rings: Vec<Ring>,
    /// How many rings it has reached, from the front; 0 is none yet.
    pub reached: usize,
    /// Kiosks that have it keep it, no other takes it.
    pub paused: bool,
}

/// Some kiosks of the fleet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ring {
    /// These, by id.
    Kiosks {
        /// Ids of kiosks.
        kiosks: Vec<String>,
    },
    /// All of these centres.
    Centres {
        /// Ids of centres.
        centres: Vec<String>,
    },
    /// A share of all, the same kiosks whenever it is asked for the same pack and version.
    Share {
        /// 0 to 100.
        percent: u8,
    },
    /// Everyone.
    All,
}

/// When a rollout stops by itself and how long it watches and waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutPolicy {
    /// It stops when more than this share of a ring's kiosks took the version back, 0 to 100 …
    pub failures_percent: u8,
    /// … and at least this many of them did. A ring with fewer kiosks needs them all.
    pub failures_min: u32,
    /// Minutes to watch a ring after the last of its kiosks has confirmed.
    pub soak_mins: u32,
    /// A kiosk that was silent for so many minutes is not waited for.
    pub offline_wait_mins: u32,
}

impl Default for RolloutPolicy {
    fn default() -> Self {
        Self {
            failures_percent: 5,
            failures_min: 1,
            soak_mins: 30,
            offline_wait_mins: 24 * 60,
        }
    }
}

/// Where a rollout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RolloutState {
    /// It goes on by itself.
    Running,
    /// Somebody held it.
    Paused,
    /// It stopped by itself: too many kiosks took the version back.
    Stopped,
    /// The version is for all.
    Finished,
    /// The version was taken back everywhere.
    Reverted,
}

impl RolloutState {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 5] = [
        Self::Running,
        Self::Paused,
        Self::Stopped,
        Self::Finished,
        Self::Reverted,
    ];

    /// As it is stored, and part of messages' keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
            Self::Reverted => "reverted",
        }
    }

    /// Whether the version is neither for all nor taken back yet.
    pub fn open(self) -> bool {
        matches!(self, Self::Running | Self::Paused | Self::Stopped)
    }
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KioskPlace<'a> {
    /// The kiosk's id.
    pub kiosk: &'a str,
    /// The centre it stands in.
    pub centre: &'a str,
}

impl RolloutPlans {
    /// The plan for this pack.
    pub fn plan(&self, pack: &str) -> Option<&RolloutPlan> {
        self.plans.iter().find(|plan| plan.pack == pack)
    }

    /// These plans with another for one pack, as the next version.
    pub fn with(&self, plan: RolloutPlan) -> Self {
        let mut plans = self.plans.clone();
        plans.retain(|before| before.pack != plan.pack);
        plans.push(plan);
        plans.sort_by(|a, b| a.pack.cmp(&b.pack));
        Self {
            version: self.version + 1,
            plans,
        }
    }

    /// The version of a pack for kiosks that no candidate has reached, where `newest` is the newest published.
    pub fn for_all(&self, pack: &str, newest: u64) -> Option<u64> {
        self.plan(pack).map_or(Some(newest), |plan| plan.stable)
    }
}

impl Ring {
    /// Whether it takes this kiosk in, for a pack's version.
    pub fn includes(&self, place: KioskPlace, pack: &str, version: u64) -> bool {
        match self {
            Ring::Kiosks { kiosks } => kiosks.iter().any(|kiosk| kiosk == place.kiosk),
            Ring::Centres { centres } => centres.iter().any(|centre| centre == place.centre),
            Ring::Share { percent } => {
                hundredth(place.kiosk, pack, version) < u64::from(*percent).min(100)
            }
            Ring::All => true,
        }
    }
}

impl Candidate {
    /// Whether a ring it has reached takes this kiosk in.
    pub fn reaches(&self, place: KioskPlace, pack: &str) -> bool {
        self.rings
            .iter()
            .take(self.reached)
            .any(|ring| ring.includes(place, pack, self.version))
    }
}

/// The version this kiosk takes under `plan`, having `holding` on show; `None` when there is none for it yet.
pub fn version_for(plan: &RolloutPlan, place: KioskPlace, holding: Option<u64>) -> Option<u64> {
    match &plan.candidate {
        Some(candidate) if candidate.paused => {
            if holding == Some(candidate.version) {
                holding
            } else {
                plan.stable
            }
        }
        Some(candidate) if candidate.reaches(place, &plan.pack) => Some(candidate.version),
        _ => plan.stable,
    }
}

/// 0 to 99, spread evenly over kiosks, and differently for each publication: nobody is always first.
fn hundredth(kiosk: &str, pack: &str, version: u64) -> u64 {
    let hash = Sha256::digest(format!("{pack}/{version}/{kiosk}"));
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(first) % 100
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: KioskPlace = KioskPlace {
        kiosk: "k1",
        centre: "riyue",
    };

    fn plan(rings: Vec<Ring>, reached: usize, paused: bool) -> RolloutPlan {
        RolloutPlan {
            pack: "riyue".to_owned(),
            stable: Some(3),
            candidate: Some(Candidate {
                version: 4,
                rings,
                reached,
                paused,
            }),
        }
    }

    fn rings() -> Vec<Ring> {
        vec![
            Ring::Kiosks {
                kiosks: vec!["k1".to_owned()],
            },
            Ring::Centres {
                centres: vec!["guomao".to_owned()],
            },
            Ring::All,
        ]
    }

    #[track_caller]
    fn check(plan: &RolloutPlan, kiosk: &str, centre: &str, holding: u64, takes: u64) {
        let place = KioskPlace { kiosk, centre };
        assert_eq!(version_for(plan, place, Some(holding)), Some(takes));
    }

    #[test]
    fn a_ring_adds_to_those_before_it() {
        check(&plan(rings(), 0, false), "k1", "riyue", 3, 3);
        check(&plan(rings(), 1, false), "k1", "riyue", 3, 4);
        check(&plan(rings(), 1, false), "k2", "guomao", 3, 3);
        check(&plan(rings(), 2, false), "k2", "guomao", 3, 4);
        check(&plan(rings(), 2, false), "k1", "riyue", 4, 4);
        check(&plan(rings(), 3, false), "k9", "elsewhere", 3, 4);
    }

    #[test]
    fn paused_it_reaches_nobody_new_and_leaves_nobody() {
        check(&plan(rings(), 3, true), "k1", "riyue", 4, 4);
        check(&plan(rings(), 3, true), "k2", "guomao", 3, 3);
    }

    #[test]
    fn without_a_candidate_everyone_goes_to_the_stable_version() {
        let reverted = RolloutPlan {
            candidate: None,
            ..plan(rings(), 0, false)
        };
        check(&reverted, "k1", "riyue", 4, 3);
    }

    #[test]
    fn a_first_version_on_its_way_is_nothing_to_those_it_has_not_reached() {
        let first = RolloutPlan {
            stable: None,
            ..plan(rings(), 1, false)
        };
        let other = KioskPlace {
            kiosk: "k2",
            ..HERE
        };
        assert_eq!(version_for(&first, HERE, None), Some(4));
        assert_eq!(version_for(&first, other, None), None);
    }

    #[test]
    fn a_plan_takes_the_place_of_the_one_before_and_leaves_the_others() {
        let other = RolloutPlan {
            pack: "city".to_owned(),
            stable: Some(1),
            candidate: None,
        };
        let first = RolloutPlans::default().with(plan(rings(), 1, false));
        let both = first.with(other.clone());
        let reverted = RolloutPlan {
            candidate: None,
            ..plan(rings(), 1, false)
        };
        let after = both.with(reverted.clone());
        assert_eq!((after.version, after.plans.len()), (3, 2));
        assert_eq!(after.plan("riyue"), Some(&reverted));
        assert_eq!(after.plan("city"), Some(&other));
        assert_eq!(after.for_all("riyue", 9), Some(3));
        assert_eq!(after.for_all("unplanned", 9), Some(9));
    }

    #[test]
    fn a_share_is_about_that_share_and_never_the_same_kiosks_twice_running() {
        let includes = |version: u64, n: u32| {
            let place = KioskPlace {
                kiosk: &format!("kiosk-{n}"),
                ..HERE
            };
            Ring::Share { percent: 20 }.includes(place, "riyue", version)
        };
        let count = (0..1000).filter(|n| includes(4, *n)).count();
        assert!((150..250).contains(&count), "{count} of 1000");
        assert!((0..1000).any(|n| includes(4, n) != includes(5, n)));
        assert!(Ring::Share { percent: 100 }.includes(HERE, "riyue", 1));
        assert!(!Ring::Share { percent: 0 }.includes(HERE, "riyue", 1));
    }
}
