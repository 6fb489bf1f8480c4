//! Publishing: a checked pack becomes blobs and a signed manifest, a draft becomes a signed schedule.

use std::path::Path;

use serde_json::json;
use uuid::Uuid;

use super::reach::{self, Reach};
use super::store::audit::Actor;
use super::store::packs::PackVersion;
use super::store::{self};
use super::{App, ServerError};
use crate::model::manifest::{Manifest, SHARED};
use crate::model::rollout::{RolloutPlan, RolloutState};
use crate::pack::archive;
use crate::pack::author::{self, Checked, Circumstances};
use crate::pack::chunks::ChunkIndex;
use crate::pack::diff::{Changes, ChunkCosts, KnownChunks, whole_file};
use crate::pack::trust::sign::Publication;

impl App {
    /// Checks an author's folder and publishes it to all kiosks at once; one that differs in nothing from what is
    /// published stays at its version.
    ///
    /// # Errors
    ///
    /// Every problem of the pack at once, and nothing is published; or that it could not be signed and stored.
    pub async fn publish_pack_folder(
        &self,
        folder: &Path,
        by: &str,
    ) -> Result<Manifest, ServerError> {
        let checked = self.check_folder(folder).await?;
        self.publish_checked(folder, checked, &Actor::program(by), &Reach::AtOnce)
            .await
    }

    /// Publishes what [`check_folder`] found good.
    pub(super) async fn publish_checked(
        &self,
        folder: &Path,
        checked: Checked,
        actor: &Actor,
        to: &Reach,
    ) -> Result<Manifest, ServerError> {
        let Some(mut manifest) = checked.manifest else {
            return Err(ServerError::PackProblems(checked.problems));
        };
        self.check_owner(&manifest).await?;
        manifest = self.store_blobs(folder, &manifest).await?;
        // Version numbers are taken and signed in the same order: one publication at a time.
        let mut repository = self.publishing_turn().await?;
        if let Some(same) = self.published_already(&manifest).await? {
            return Ok(same);
        }
        let stable = self.version_for_all(&manifest).await?;
        let mut rollout = self.plan_rollout(&manifest, stable, to, actor).await?;
        let mut tx = self.store.write().await?;
        store::packs::begin(&mut tx, &mut manifest, &actor.account, self.now()).await?;
        let plans = store::rollouts::plans(&mut tx, &manifest.centre).await?;
        tx.commit().await?;
        let plan = match &mut rollout {
            Some(rollout) => {
                rollout.version = manifest.version;
                Some(rollout.plan())
            }
            // Without a plan the newest is for all; one there was would hold kiosks at another version.
            None => plans.plan(&manifest.id).map(|_| RolloutPlan {
                pack: manifest.id.clone(),
                stable: Some(manifest.version),
                candidate: None,
            }),
        };
        let plans = plan.map(|plan| plans.with(plan));
        let publication = Publication {
            manifest: Some(&manifest),
            rollout: plans.as_ref(),
            ..Publication::default()
        };
        repository
            .publish(&manifest.centre, publication, self.now())
            .await?;
        self.trust_watch.look(&repository);
        let mut tx = self.store.write().await?;
        store::packs::finish(&mut tx, &manifest, self.now()).await?;
        if let Some(plans) = &plans {
            store::rollouts::put_plans(&mut tx, &manifest.centre, plans).await?;
            store::rollouts::set_signed(&mut tx, &manifest.centre, plans.version).await?;
        }
        let detail = json!({
            "centre": manifest.centre, "before": stable, "version": manifest.version, "files": manifest.files.len(),
        });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "pack-published",
            &manifest.id,
            detail,
        )
        .await?;
        if let Some(rollout) = &rollout {
            store::rollouts::put(&mut tx, rollout).await?;
            self.note_rollout(&mut tx, actor, "rollout-started", rollout, json!(null))
                .await?;
        }
        tx.commit().await?;
        drop(repository);
        if let Some(centre) = self.centre(&manifest.centre) {
            self.publish_first_schedule(centre, &manifest.id, actor)
                .await?;
        }
        self.push_content(&manifest.centre);
        tracing::info!(
            pack = manifest.id,
            version = manifest.version,
            ring_by_ring = rollout.is_some(),
            "published a pack"
        );
        Ok(manifest)
    }

    /// Whether a checked pack is good and for an owner of ours.
    pub(super) fn can_publish(&self, checked: &Checked) -> bool {
        let manifest = checked.manifest.as_ref();
        manifest.is_some_and(|manifest| self.knows_owner(&manifest.centre))
    }

    /// A pack is for a centre of ours or for all, and no other owner has one with its id: kiosks show both.
    async fn check_owner(&self, manifest: &Manifest) -> Result<(), ServerError> {
        let owner = &manifest.centre;
        if !self.knows_owner(owner) {
            return Err(ServerError::UnknownCentre(owner.clone()));
        }
        let owners = store::packs::owners_of(&mut *self.store.read().await?, &manifest.id).await?;
        let meets = |other: &String| other != owner && (other == SHARED || owner == SHARED);
        if owners.iter().any(meets) {
            return Err(ServerError::Conflict("pack_id_taken"));
        }
        Ok(())
    }

    /// Publishes an upload that waits.
    pub(super) async fn publish_upload(
        &self,
        upload: Uuid,
        actor: &Actor,
        to: &Reach,
    ) -> Result<(Manifest, Checked), ServerError> {
        self.publish_upload_after(upload, actor, None, to).await
    }

    /// Publishes an upload that waits; where a version is named, only if that is still the newest.
    pub(super) async fn publish_upload_after(
        &self,
        upload: Uuid,
        actor: &Actor,
        after: Option<Option<u64>>,
        to: &Reach,
    ) -> Result<(Manifest, Checked), ServerError> {
        let folder = self.upload_folder(upload);
        if !tokio::fs::try_exists(&folder).await? {
            return Err(ServerError::Conflict("upload_gone"));
        }
        let root = pack_root(&folder).await?;
        // Checked again: time has passed, and the folder is only a folder.
        let checked = self.check_folder(&root).await?;
        if let (Some(after), Some(manifest)) = (after, &checked.manifest) {
            let current = self.current_packs(&manifest.centre).await?;
            let newest = current.iter().find(|now| now.manifest.id == manifest.id);
            if newest.map(|now| now.manifest.version) != after {
                return Err(ServerError::Conflict("published_meanwhile"));
            }
        }
        let manifest = self
            .publish_checked(&root, checked.clone(), actor, to)
            .await?;
        self.discard_upload(upload).await?;
        Ok((manifest, checked))
    }

    /// What the large files of an upload cost kiosks that have `now`.
    pub(super) async fn chunk_costs(
        &self,
        upload: Uuid,
        now: Option<&Manifest>,
        next: &Manifest,
    ) -> Result<ChunkCosts, ServerError> {
        let root = pack_root(&self.upload_folder(upload)).await?;
        let (now, next, blobs) = (now.cloned(), next.clone(), self.blobs.clone());
        let costs = move || {
            let mut known = KnownChunks::default();
            for file in now.iter().flat_map(|now| now.files.values()) {
                let Some(index) = &file.chunk_index else {
                    continue;
                };
                let bytes = std::fs::read(blobs.path(&index.sha256))?;
                if let Ok(index) = ChunkIndex::parse(&bytes, file.length) {
                    known.add(&index);
                }
            }
            ChunkCosts::new(&next, &root, known)
        };
        Ok(tokio::task::spawn_blocking(costs).await??)
    }

    /// Throws an upload away.
    pub(super) async fn discard_upload(&self, upload: Uuid) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let there = store::packs::take_upload(&mut tx, upload).await?;
        tx.commit().await?;
        if there {
            self.remove_upload_folder(upload).await;
        }
        Ok(())
    }

    /// The version of each of an owner's packs that is for all its kiosks; a centre, or `shared`.
    pub async fn current_packs(&self, owner: &str) -> Result<Vec<PackVersion>, ServerError> {
        reach::packs_in_effect(&mut *self.store.read().await?, owner).await
    }

    /// Checks an author's folder, off the threads that answer requests.
    pub(super) async fn check_folder(&self, folder: &Path) -> Result<Checked, ServerError> {
        let (folder, now) = (folder.to_owned(), self.now());
        let zones: Vec<_> = self
            .settings
            .centres
            .iter()
            .map(|centre| (centre.id.clone(), centre.time_zone))
            .collect();
        let check = move || {
            // A pack for all centres, or for one that is not here, goes by the clock of the first.
            let zone_of = |centre: &str| {
                let own = zones.iter().find(|(id, _)| id == centre).or(zones.first());
                own.map_or(chrono_tz::Asia::Shanghai, |(_, zone)| *zone)
            };
            author::check_in(
                &folder,
                &Circumstances {
                    now,
                    zone_of: &zone_of,
                },
            )
        };
        Ok(tokio::task::spawn_blocking(check).await?)
    }

    /// Every pack a centre's kiosks show: its own, then those all centres share.
    pub async fn shown_packs(&self, centre: &str) -> Result<Vec<PackVersion>, ServerError> {
        let mut packs = self.current_packs(centre).await?;
        packs.extend(self.current_packs(SHARED).await?);
        Ok(packs)
    }

    async fn version_for_all(&self, manifest: &Manifest) -> Result<Option<u64>, ServerError> {
        let mut conn = self.store.read().await?;
        reach::version_in_effect(&mut conn, &manifest.centre, &manifest.id).await
    }

    /// What is published already and the same: for all, or on its way to all.
    async fn published_already(
        &self,
        manifest: &Manifest,
    ) -> Result<Option<Manifest>, ServerError> {
        let mut conn = self.store.read().await?;
        let (owner, pack) = (&manifest.centre, &manifest.id);
        let on_its_way = store::rollouts::open_of(&mut conn, owner, pack).await?;
        let now = match &on_its_way {
            Some(rollout) => store::packs::version(&mut conn, owner, pack, rollout.version).await?,
            None => reach::packs_in_effect(&mut conn, owner)
                .await?
                .into_iter()
                .find(|version| version.manifest.id == *pack),
        };
        let same = now
            .map(|version| version.manifest)
            .filter(|now| Changes::between(Some(now), manifest, &whole_file).nothing);
        match on_its_way {
            // One at a time: what goes back if this one fails would not be clear to anyone.
            Some(rollout) if same.is_none() => Err(match rollout.state {
                RolloutState::Running => ServerError::Conflict("rollout_running"),
                _ => ServerError::Conflict("rollout_held"),
            }),
            _ => Ok(same),
        }
    }

    async fn store_blobs(
        &self,
        folder: &Path,
        manifest: &Manifest,
    ) -> Result<Manifest, ServerError> {
        let (folder, manifest, blobs) = (folder.to_owned(), manifest.clone(), self.blobs.clone());
        Ok(
            tokio::task::spawn_blocking(move || author::store_files(&folder, &manifest, &blobs))
                .await??,
        )
    }
}

/// Unpacks a pack file into an empty folder.
pub(super) async fn unpack(file: &Path, into: &Path) -> Result<std::path::PathBuf, ServerError> {
    let (file, into) = (file.to_owned(), into.to_owned());
    Ok(tokio::task::spawn_blocking(move || archive::unpack(&file, &into)).await??)
}

/// The folder with `pack.toml`: the upload's own or the one folder in it.
async fn pack_root(folder: &Path) -> Result<std::path::PathBuf, ServerError> {
    if tokio::fs::try_exists(folder.join("pack.toml")).await? {
        return Ok(folder.to_owned());
    }
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        if tokio::fs::try_exists(entry.path().join("pack.toml")).await? {
            return Ok(entry.path());
        }
    }
    Err(ServerError::Conflict("upload_gone"))
}
