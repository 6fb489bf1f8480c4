//! How far versions reach: what a publication asks for, which version is for all, how far one is on a kiosk.
//!
//! Nothing here changes anything; that is `rollouts` and `publishing`.

use super::ServerError;
use super::store::kiosks::Kiosk;
use super::store::packs::PackVersion;
use super::store::rollouts::Rollout;
use super::store::{self, Conn};
use crate::api::kiosk::{KioskReport, PackState, RevertedPack};
use crate::model::manifest::SHARED;
use crate::model::rollout::{self, KioskPlace, Ring, RolloutPlan, RolloutPolicy};
use crate::model::rollout_progress::{KioskStanding, Standing};

/// Most rings of one rollout.
pub(super) const RINGS_MAX: usize = 10;

/// How a publication reaches kiosks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All of them, now.
    AtOnce,
    /// One ring after the other; [`Ring::All`] is always the last.
    RingByRing {
        /// From the first kiosk on.
        rings: Vec<Ring>,
        /// When it stops, how long it watches and waits.
        policy: RolloutPolicy,
    },
}

/// Whether a pack of this owner is meant for the kiosk.
pub(super) fn meant_for(owner: &str, kiosk: &Kiosk) -> bool {
    owner == SHARED || kiosk.centre == owner
}

/// The version of each of an owner's packs that is for all, in the order they were first published.
pub(super) async fn packs_in_effect(
    conn: &mut Conn,
    owner: &str,
) -> Result<Vec<PackVersion>, ServerError> {
    let plans = store::rollouts::plans(conn, owner).await?;
    let mut all = Vec::new();
    for newest in store::packs::current(conn, owner).await? {
        let manifest = &newest.manifest;
        match plans.for_all(&manifest.id, manifest.version) {
            Some(version) if version == manifest.version => all.push(newest),
            Some(version) => {
                all.extend(store::packs::version(conn, owner, &manifest.id, version).await?);
            }
            None => {}
        }
    }
    Ok(all)
}

/// A pack as kiosks of a centre are offered it.
pub(super) struct Offer {
    /// The pack's id.
    pub pack: String,
    /// Its newest published version.
    pub newest: u64,
    /// Which versions are for whom, if there is a plan.
    pub plan: Option<RolloutPlan>,
}

impl Offer {
    /// The version a kiosk is to take, by the function kiosks themselves use.
    pub(super) fn version_for(&self, kiosk: &Kiosk, holding: Option<u64>) -> Option<u64> {
        let id = kiosk.id.to_string();
        let place = KioskPlace {
            kiosk: &id,
            centre: &kiosk.centre,
        };
        match &self.plan {
            Some(plan) => rollout::version_for(plan, place, holding),
            None => Some(self.newest),
        }
    }
}

/// Every pack a centre's kiosks are offered: its own, then those all centres share.
pub(super) async fn offers(conn: &mut Conn, centre: &str) -> Result<Vec<Offer>, ServerError> {
    let mut offers = Vec::new();
    for owner in [centre, SHARED] {
        let plans = store::rollouts::plans(conn, owner).await?;
        let newest = store::packs::newest_versions(conn, owner).await?;
        offers.extend(newest.into_iter().map(|(pack, newest)| Offer {
            plan: plans.plan(&pack).cloned(),
            pack,
            newest,
        }));
    }
    Ok(offers)
}

/// The version of a pack that is for all.
pub(super) async fn version_in_effect(
    conn: &mut Conn,
    owner: &str,
    pack: &str,
) -> Result<Option<u64>, ServerError> {
    let packs = packs_in_effect(conn, owner).await?;
    let found = packs.iter().find(|version| version.manifest.id == pack);
    Ok(found.map(|version| version.manifest.version))
}

/// How far a version is on a kiosk, by its last report.
pub(super) fn kiosk_standing(kiosk: &Kiosk, rollout: &Rollout) -> KioskStanding {
    KioskStanding {
        kiosk: kiosk.id.to_string(),
        centre: kiosk.centre.clone(),
        standing: standing(kiosk.report.as_ref(), &rollout.pack, rollout.version).0,
        last_seen_at: kiosk.last_seen_at,
    }
}

/// How far a version of a pack is on a kiosk, and why it was taken back if it was.
pub(super) fn standing<'a>(
    report: Option<&'a KioskReport>,
    pack: &str,
    version: u64,
) -> (Standing, Option<&'a RevertedPack>) {
    let Some(report) = report else {
        return (Standing::Awaited, None);
    };
    let reverted = report
        .reverted
        .iter()
        .find(|reverted| reverted.id == pack && reverted.version == version);
    let installed = report
        .packs
        .iter()
        .find(|installed| installed.id == pack && installed.version == version);
    match installed.map(|installed| installed.state) {
        Some(PackState::Confirmed) => (Standing::Confirmed, None),
        Some(PackState::Trial) => (Standing::Trial, None),
        _ if reverted.is_some() => (Standing::Reverted, reverted),
        Some(PackState::Reverted) => (Standing::Reverted, None),
        Some(PackState::Fetched | PackState::Verified | PackState::Staged) => {
            (Standing::Arrived, None)
        }
        None => (Standing::Awaited, None),
    }
}

/// Rings that name only kiosks of the fleet, and end with everyone.
pub(super) fn checked_rings(rings: &[Ring], fleet: &[Kiosk]) -> Result<Vec<Ring>, ServerError> {
    let mut rings: Vec<_> = rings
        .iter()
        .filter(|ring| **ring != Ring::All)
        .cloned()
        .collect();
    let known = |id: &String| fleet.iter().any(|kiosk| kiosk.id.to_string() == *id);
    let peopled = |centre: &String| fleet.iter().any(|kiosk| kiosk.centre == *centre);
    for ring in &rings {
        let fits = match ring {
            Ring::Kiosks { kiosks } => !kiosks.is_empty() && kiosks.iter().all(known),
            Ring::Centres { centres } => !centres.is_empty() && centres.iter().all(peopled),
            Ring::Share { percent } => (1..100).contains(percent),
            Ring::All => true,
        };
        if !fits {
            return Err(ServerError::Conflict("ring_unclear"));
        }
    }
    if rings.is_empty() || rings.len() >= RINGS_MAX {
        return Err(ServerError::Conflict("ring_unclear"));
    }
    rings.push(Ring::All);
    Ok(rings)
}

/// A policy within what makes sense.
pub(super) fn checked_policy(policy: RolloutPolicy) -> Result<RolloutPolicy, ServerError> {
    const DAYS_14_MINS: u32 = 14 * 24 * 60;
    let fits = policy.failures_percent <= 100
        && (1..=100_000).contains(&policy.failures_min)
        && policy.soak_mins <= DAYS_14_MINS
        && (1..=DAYS_14_MINS).contains(&policy.offline_wait_mins);
    if fits {
        Ok(policy)
    } else {
        Err(ServerError::Conflict("policy_unclear"))
    }
}
