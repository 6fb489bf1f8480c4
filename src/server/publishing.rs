//! Publishing: a checked pack becomes blobs and a signed manifest, a draft becomes a signed schedule.

use std::path::Path;

use serde_json::json;
use uuid::Uuid;

use super::store::audit::Actor;
use super::store::packs::PackVersion;
use super::store::{self};
use super::{App, ServerError};
use crate::api::kiosk::PushEvent;
use crate::model::manifest::Manifest;
use crate::pack::archive;
use crate::pack::author::{self, Checked, Circumstances};
use crate::pack::chunks::ChunkIndex;
use crate::pack::diff::{Changes, ChunkCosts, KnownChunks, whole_file};

impl App {
    /// Checks an author's folder and publishes it; one that differs in nothing from what is published stays at its version.
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
        self.publish_checked(folder, checked, &Actor::program(by))
            .await
    }

    /// Publishes what [`check_folder`] found good.
    pub(super) async fn publish_checked(
        &self,
        folder: &Path,
        checked: Checked,
        actor: &Actor,
    ) -> Result<Manifest, ServerError> {
        let Some(mut manifest) = checked.manifest else {
            return Err(ServerError::PackProblems(checked.problems));
        };
        let centre = self
            .centre(&manifest.centre)
            .ok_or_else(|| ServerError::UnknownCentre(manifest.centre.clone()))?;
        manifest = self.store_blobs(folder, &manifest).await?;
        // Version numbers are taken and signed in the same order: one publication at a time.
        let mut repository = self.repository.lock().await;
        if let Some(same) = self.published_already(&manifest).await? {
            return Ok(same);
        }
        let mut tx = self.store.write().await?;
        store::packs::begin(&mut tx, &mut manifest, &actor.account, self.now()).await?;
        tx.commit().await?;
        repository.publish_manifest(&manifest, self.now()).await?;
        let mut tx = self.store.write().await?;
        store::packs::finish(&mut tx, &manifest, self.now()).await?;
        let detail = json!({ "centre": manifest.centre, "version": manifest.version, "files": manifest.files.len() });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "pack-published",
            &manifest.id,
            detail,
        )
        .await?;
        tx.commit().await?;
        drop(repository);
        self.publish_first_schedule(centre, &manifest.id, actor)
            .await?;
        self.pushes.to_centre(&manifest.centre, PushEvent::Content);
        tracing::info!(
            pack = manifest.id,
            version = manifest.version,
            "published a pack"
        );
        Ok(manifest)
    }

    /// Whether a checked pack is good and for a centre of ours.
    pub(super) fn can_publish(&self, checked: &Checked) -> bool {
        let manifest = checked.manifest.as_ref();
        manifest.is_some_and(|manifest| self.centre(&manifest.centre).is_some())
    }

    /// Publishes an upload that waits.
    pub(super) async fn publish_upload(
        &self,
        upload: Uuid,
        actor: &Actor,
    ) -> Result<(Manifest, Checked), ServerError> {
        self.publish_upload_after(upload, actor, None).await
    }

    /// Publishes an upload that waits; where a version is named, only if that is still the newest.
    pub(super) async fn publish_upload_after(
        &self,
        upload: Uuid,
        actor: &Actor,
        after: Option<Option<u64>>,
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
        let manifest = self.publish_checked(&root, checked.clone(), actor).await?;
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

    /// The newest published version of each of a centre's packs.
    pub async fn current_packs(&self, centre: &str) -> Result<Vec<PackVersion>, ServerError> {
        Ok(store::packs::current(&mut *self.store.read().await?, centre).await?)
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

    async fn published_already(
        &self,
        manifest: &Manifest,
    ) -> Result<Option<Manifest>, ServerError> {
        let current = self.current_packs(&manifest.centre).await?;
        let same = current
            .into_iter()
            .map(|version| version.manifest)
            .find(|now| now.id == manifest.id);
        Ok(same.filter(|now| Changes::between(Some(now), manifest, &whole_file).nothing))
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
