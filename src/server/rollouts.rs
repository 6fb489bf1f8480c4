//! Rollouts: a version reaches kiosks ring by ring, stops by itself when it fails, and can be taken back everywhere.
//!
//! The decisions are `model::rollout_progress`. Here they are stored, then signed, then told to kiosks, in this order:
//! what was stored and could not be signed is signed later, so a server that ends in the middle goes on where it was.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::reach::{
    RINGS_MAX, Reach, checked_policy, checked_rings, kiosk_standing, meant_for, standing,
    version_in_effect,
};
use super::store::audit::Actor;
use super::store::kiosks::{Kiosk, KioskState};
use super::store::rollouts::Rollout;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::kiosk::{KioskReport, PushEvent};
use crate::model::manifest::{Manifest, SHARED};
use crate::model::rollout::{Candidate, RolloutPlan, RolloutPlans, RolloutState};
use crate::model::rollout_progress::{KioskStanding, Progress, Step, Waiting, failed, next_step};
use crate::pack::trust::sign::{Publication, Repository};

/// Under this name the log knows what a rollout does by itself.
pub(super) const PROGRAM: &str = "rollout";

impl Rollout {
    /// What its next step follows from. `candidate` is [`Rollout::candidate`].
    pub(super) fn progress<'a>(&'a self, candidate: &'a Candidate) -> Progress<'a> {
        Progress {
            pack: &self.pack,
            candidate,
            policy: self.policy,
            complete_since: self.complete_since,
            accepted: &self.accepted,
        }
    }
}

impl App {
    /// A rollout for a version that is about to be published; `None` when it goes to all at once.
    pub(super) async fn plan_rollout(
        &self,
        manifest: &Manifest,
        stable: Option<u64>,
        reach: &Reach,
        actor: &Actor,
    ) -> Result<Option<Rollout>, ServerError> {
        let Reach::RingByRing { rings, policy } = reach else {
            return Ok(None);
        };
        let fleet = self.fleet_of(&manifest.centre).await?;
        let now = self.now();
        Ok(Some(Rollout {
            id: Uuid::now_v7(),
            owner: manifest.centre.clone(),
            pack: manifest.id.clone(),
            version: manifest.version,
            stable,
            rings: checked_rings(rings, &fleet)?,
            policy: checked_policy(*policy)?,
            state: RolloutState::Running,
            reached: 1,
            ring_since: now,
            complete_since: None,
            failed: Vec::new(),
            accepted: Vec::new(),
            started_at: now,
            started_by: actor.account.clone(),
            ended_at: None,
            ended_by: None,
        }))
    }

    /// Holds a rollout: kiosks that have the version keep it, no other takes it.
    ///
    /// # Errors
    ///
    /// When it is not running, or the plan cannot be stored; as all of these, when it cannot be signed now, it is later.
    pub async fn pause_rollout(&self, actor: &Actor, id: Uuid) -> Result<Rollout, ServerError> {
        self.change_rollout(actor, id, "rollout-paused", |rollout| {
            in_state(rollout, RolloutState::Running)?;
            rollout.state = RolloutState::Paused;
            Ok(())
        })
        .await
    }

    /// Goes on with a rollout that was held or has stopped; failures up to now do not stop it again.
    ///
    /// # Errors
    ///
    /// When it is neither.
    pub async fn resume_rollout(&self, actor: &Actor, id: Uuid) -> Result<Rollout, ServerError> {
        let rollout = self.rollout(id).await?;
        let failures = self.failures(&rollout).await?;
        self.change_rollout(actor, id, "rollout-resumed", |rollout| {
            match rollout.state {
                RolloutState::Paused => {}
                RolloutState::Stopped => rollout.accepted = failures,
                _ => return Err(ServerError::Conflict("rollout_moved_on")),
            }
            rollout.state = RolloutState::Running;
            rollout.failed.clear();
            Ok(())
        })
        .await?;
        self.advance(id).await?;
        self.rollout(id).await
    }

    /// Gives the version to the next ring without waiting any longer; after the last ring, it is for all.
    ///
    /// # Errors
    ///
    /// When it is not running, or another ring than `reached` is the newest by now.
    pub async fn hurry_rollout(
        &self,
        actor: &Actor,
        id: Uuid,
        reached: usize,
    ) -> Result<Rollout, ServerError> {
        let now = self.now();
        self.change_rollout(actor, id, "rollout-hurried", |rollout| {
            in_state(rollout, RolloutState::Running)?;
            if rollout.reached != reached {
                return Err(ServerError::Conflict("rollout_moved_on"));
            }
            go_on(rollout, actor, now);
            Ok(())
        })
        .await
    }

    /// Takes a version back everywhere: every kiosk returns to the version before it.
    ///
    /// # Errors
    ///
    /// When it was taken back already, or another version is for all by now.
    pub async fn revert_rollout(&self, actor: &Actor, id: Uuid) -> Result<Rollout, ServerError> {
        let rollout = self.rollout(id).await?;
        if rollout.state == RolloutState::Finished {
            let before = rollout
                .stable
                .ok_or(ServerError::Conflict("no_version_before"))?;
            let mut conn = self.store.read().await?;
            let now = version_in_effect(&mut conn, &rollout.owner, &rollout.pack).await?;
            let on_its_way =
                store::rollouts::open_of(&mut conn, &rollout.owner, &rollout.pack).await?;
            drop(conn);
            if now != Some(rollout.version) || on_its_way.is_some() {
                return Err(ServerError::Conflict("rollout_moved_on"));
            }
            self.check_listed(&rollout.owner, &rollout.pack, before)
                .await?;
        }
        let now = self.now();
        self.change_rollout(actor, id, "rollout-reverted", |rollout| {
            if rollout.state == RolloutState::Reverted {
                return Err(ServerError::Conflict("rollout_moved_on"));
            }
            end(rollout, RolloutState::Reverted, actor, now);
            Ok(())
        })
        .await
    }

    /// Makes an earlier version, or a later one again, the version for all; a rollout on its way is taken back.
    ///
    /// # Errors
    ///
    /// When it is for all already, was never published, or kiosks cannot fetch it any more.
    pub async fn go_to_version(
        &self,
        actor: &Actor,
        owner: &str,
        pack: &str,
        version: u64,
    ) -> Result<(), ServerError> {
        self.check_listed(owner, pack, version).await?;
        let mut repository = self.publishing_turn().await?;
        let mut tx = self.store.write().await?;
        let before = version_in_effect(&mut tx, owner, pack).await?;
        let on_its_way = store::rollouts::open_of(&mut tx, owner, pack).await?;
        if before == Some(version) && on_its_way.is_none() {
            return Err(ServerError::Conflict("version_in_use"));
        }
        if let Some(mut rollout) = on_its_way {
            let was = facts(&rollout);
            end(&mut rollout, RolloutState::Reverted, actor, self.now());
            store::rollouts::put(&mut tx, &rollout).await?;
            self.note_rollout(&mut tx, actor, "rollout-reverted", &rollout, was)
                .await?;
        }
        let plan = RolloutPlan {
            pack: pack.to_owned(),
            stable: Some(version),
            candidate: None,
        };
        let plans = store::rollouts::plans(&mut tx, owner).await?.with(plan);
        store::rollouts::put_plans(&mut tx, owner, &plans).await?;
        let detail = json!({ "owner": owner, "before": before, "after": version });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "pack-version-chosen",
            pack,
            detail,
        )
        .await?;
        tx.commit().await?;
        self.sign_plans(&mut repository, owner, &plans).await
    }

    /// Takes every step that is due, and signs what could not be signed before.
    ///
    /// # Errors
    ///
    /// When a step cannot be stored or signed. The others are taken.
    pub async fn advance_rollouts(&self) -> Result<(), ServerError> {
        let mut conn = self.store.read().await?;
        let unsigned = store::rollouts::unsigned(&mut conn).await?;
        let open = store::rollouts::open(&mut conn).await?;
        drop(conn);
        let mut result = Ok(());
        for owner in unsigned {
            result = self.sign_again(&owner).await.and(result);
        }
        for rollout in open {
            result = self.advance(rollout.id).await.and(result);
        }
        result
    }

    /// A kiosk has reported: takes the steps that follow from what changed on it.
    pub(super) async fn heard_of_packs(
        &self,
        kiosk: &Kiosk,
        report: &KioskReport,
    ) -> Result<(), ServerError> {
        let open = store::rollouts::open(&mut *self.store.read().await?).await?;
        for rollout in open
            .iter()
            .filter(|rollout| meant_for(&rollout.owner, kiosk))
        {
            let before = standing(kiosk.report.as_ref(), &rollout.pack, rollout.version).0;
            let after = standing(Some(report), &rollout.pack, rollout.version).0;
            if before != after {
                self.advance(rollout.id).await?;
            }
        }
        Ok(())
    }

    /// The rollout with this id.
    pub(super) async fn rollout(&self, id: Uuid) -> Result<Rollout, ServerError> {
        store::rollouts::by_id(&mut *self.store.read().await?, id)
            .await?
            .ok_or(ServerError::NotFound)
    }

    /// The open rollout of a pack.
    pub(super) async fn open_rollout(
        &self,
        owner: &str,
        pack: &str,
    ) -> Result<Option<Rollout>, ServerError> {
        Ok(store::rollouts::open_of(&mut *self.store.read().await?, owner, pack).await?)
    }

    /// Every kiosk a pack of this owner is meant for.
    pub(super) async fn fleet_of(&self, owner: &str) -> Result<Vec<Kiosk>, ServerError> {
        let mut conn = self.store.read().await?;
        let mut all = store::kiosks::in_state(&mut conn, KioskState::Approved).await?;
        all.retain(|kiosk| meant_for(owner, kiosk));
        Ok(all)
    }

    /// Takes every step of one rollout that is due now.
    async fn advance(&self, id: Uuid) -> Result<(), ServerError> {
        // A ring without kiosks is passed over at once, so that one step may follow another.
        for _ in 0..=RINGS_MAX {
            if !self.take_step(id).await? {
                break;
            }
        }
        Ok(())
    }

    async fn take_step(&self, id: Uuid) -> Result<bool, ServerError> {
        let seen = self.rollout(id).await?;
        if seen.state != RolloutState::Running {
            return Ok(false);
        }
        let standings = self.standings(&seen).await?;
        let now = self.now();
        let step = next_step(&seen.progress(&seen.candidate()), &standings, now);
        let (action, failures) = match step {
            Step::Wait(waiting) => {
                self.note_complete(&seen, waiting).await?;
                return Ok(false);
            }
            Step::Advance => ("rollout-advanced", Vec::new()),
            Step::Finish => ("rollout-finished", Vec::new()),
            Step::Stop { failed } => ("rollout-stopped", failed),
        };
        let actor = Actor::program(PROGRAM);
        let taken = self
            .change_rollout(&actor, id, action, |rollout| {
                // Somebody else may have been faster.
                if (rollout.state, rollout.reached) != (seen.state, seen.reached) {
                    return Err(ServerError::Conflict("rollout_moved_on"));
                }
                if action == "rollout-stopped" {
                    rollout.state = RolloutState::Stopped;
                    rollout.failed = failures;
                } else {
                    go_on(rollout, &actor, now);
                }
                Ok(())
            })
            .await;
        match taken {
            Err(ServerError::Conflict(_)) => Ok(false),
            taken => taken.map(|rollout| rollout.state == RolloutState::Running),
        }
    }

    /// Remembers since when a ring is complete: the watch runs from then, also over a restart.
    async fn note_complete(&self, seen: &Rollout, waiting: Waiting) -> Result<(), ServerError> {
        let complete = matches!(waiting, Waiting::Soak { .. });
        if complete == seen.complete_since.is_some() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        let fresh = store::rollouts::by_id(&mut tx, seen.id).await?;
        if let Some(mut rollout) = fresh.filter(|fresh| fresh == seen) {
            rollout.complete_since = complete.then(|| self.now());
            store::rollouts::put(&mut tx, &rollout).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn standings(&self, rollout: &Rollout) -> Result<Vec<KioskStanding>, ServerError> {
        let fleet = self.fleet_of(&rollout.owner).await?;
        Ok(fleet
            .iter()
            .map(|kiosk| kiosk_standing(kiosk, rollout))
            .collect())
    }

    async fn failures(&self, rollout: &Rollout) -> Result<Vec<String>, ServerError> {
        let standings = self.standings(rollout).await?;
        Ok(failed(&rollout.progress(&rollout.candidate()), &standings))
    }

    async fn change_rollout(
        &self,
        actor: &Actor,
        id: Uuid,
        action: &str,
        change: impl FnOnce(&mut Rollout) -> Result<(), ServerError>,
    ) -> Result<Rollout, ServerError> {
        let mut repository = self.publishing_turn().await?;
        let mut tx = self.store.write().await?;
        let mut rollout = store::rollouts::by_id(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        let before = facts(&rollout);
        change(&mut rollout)?;
        store::rollouts::put(&mut tx, &rollout).await?;
        let plans = store::rollouts::plans(&mut tx, &rollout.owner)
            .await?
            .with(rollout.plan());
        store::rollouts::put_plans(&mut tx, &rollout.owner, &plans).await?;
        self.note_rollout(&mut tx, actor, action, &rollout, before)
            .await?;
        tx.commit().await?;
        tracing::info!(
            pack = rollout.pack,
            version = rollout.version,
            reached = rollout.reached,
            state = rollout.state.key(),
            by = actor.account,
            "{action}"
        );
        self.sign_plans(&mut repository, &rollout.owner, &plans)
            .await?;
        Ok(rollout)
    }

    /// Adds a line about a rollout to the audit log.
    pub(super) async fn note_rollout(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        rollout: &Rollout,
        before: Value,
    ) -> Result<(), ServerError> {
        let detail = json!({
            "rollout": rollout.id, "owner": rollout.owner, "pack": rollout.pack, "version": rollout.version,
            "before": before, "after": facts(rollout),
        });
        let subject = format!("{} v{}", rollout.pack, rollout.version);
        Ok(store::audit::note(tx, actor, self.now(), action, &subject, detail).await?)
    }

    async fn sign_again(&self, owner: &str) -> Result<(), ServerError> {
        let mut repository = self.publishing_turn().await?;
        let plans = store::rollouts::plans(&mut *self.store.read().await?, owner).await?;
        self.sign_plans(&mut repository, owner, &plans).await
    }

    async fn sign_plans(
        &self,
        repository: &mut Repository,
        owner: &str,
        plans: &RolloutPlans,
    ) -> Result<(), ServerError> {
        let publication = Publication {
            rollout: Some(plans),
            ..Publication::default()
        };
        repository.publish(owner, publication, self.now()).await?;
        self.trust_watch.look(repository);
        let mut tx = self.store.write().await?;
        store::rollouts::set_signed(&mut tx, owner, plans.version).await?;
        tx.commit().await?;
        self.push_content(owner);
        Ok(())
    }

    /// Tells everyone a pack of this owner is meant for to look again.
    pub(super) fn push_content(&self, owner: &str) {
        if owner == SHARED {
            self.pushes.to_all(PushEvent::Content);
        } else {
            self.pushes.to_centre(owner, PushEvent::Content);
        }
    }

    /// Versions of a pack that kiosks can fetch.
    pub(super) async fn listed_versions(&self, owner: &str, pack: &str) -> Vec<u64> {
        let mut repository = self.repository.lock().await;
        // What cannot be read again now is as it was.
        if let Err(error) = repository.look_again() {
            tracing::warn!(%error, "could not look at the signed repository");
        }
        repository.versions(owner, pack)
    }

    async fn check_listed(&self, owner: &str, pack: &str, version: u64) -> Result<(), ServerError> {
        if self.listed_versions(owner, pack).await.contains(&version) {
            Ok(())
        } else {
            Err(ServerError::Conflict("version_gone"))
        }
    }
}

/// What the audit log keeps of a rollout before and after a change.
fn facts(rollout: &Rollout) -> Value {
    json!({
        "state": rollout.state, "reached": rollout.reached, "rings": rollout.rings.len(),
        "stable": rollout.stable, "failed": rollout.failed, "accepted": rollout.accepted,
    })
}

fn in_state(rollout: &Rollout, state: RolloutState) -> Result<(), ServerError> {
    if rollout.state == state {
        Ok(())
    } else {
        Err(ServerError::Conflict("rollout_moved_on"))
    }
}

fn go_on(rollout: &mut Rollout, actor: &Actor, now: DateTime<Utc>) {
    rollout.complete_since = None;
    if rollout.reached < rollout.rings.len() {
        rollout.reached += 1;
        rollout.ring_since = now;
    } else {
        end(rollout, RolloutState::Finished, actor, now);
    }
}

fn end(rollout: &mut Rollout, state: RolloutState, actor: &Actor, now: DateTime<Utc>) {
    rollout.state = state;
    rollout.ended_at = Some(now);
    rollout.ended_by = Some(actor.account.clone());
}
