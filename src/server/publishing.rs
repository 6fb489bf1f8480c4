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
use crate::pack::author::{self, Checked};
use crate::pack::trust::sign::Publication;

/// What publishing would change for visitors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Version that is for all now; `None` when this is the pack's first.
    pub version_now: Option<u64>,
    /// Titles' ids of exhibits that are new.
    pub added: Vec<String>,
    /// Those whose content differs.
    pub changed: Vec<String>,
    /// Those that go away.
    pub removed: Vec<String>,
    /// Files kiosks have to fetch.
    pub new_files: usize,
    /// Their bytes.
    pub new_bytes: u64,
    /// Whether nothing at all differs.
    pub nothing: bool,
}

impl Changes {
    /// What `next` changes against `now`.
    pub fn between(now: Option<&Manifest>, next: &Manifest) -> Self {
        let before = |id: &str| {
            now.and_then(|now| {
                now.exhibit(id)
                    .map(|exhibit| (exhibit, hashes(now, exhibit.pictures())))
            })
        };
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        for exhibit in &next.exhibits {
            match before(&exhibit.id) {
                None => added.push(exhibit.id.clone()),
                Some(old) if old != (exhibit, hashes(next, exhibit.pictures())) => {
                    changed.push(exhibit.id.clone())
                }
                Some(_) => {}
            }
        }
        let gone = now
            .into_iter()
            .flat_map(|now| &now.exhibits)
            .filter(|exhibit| next.exhibit(&exhibit.id).is_none());
        let here: std::collections::BTreeSet<_> = now
            .into_iter()
            .flat_map(|now| now.files.values())
            .map(|file| &file.sha256)
            .collect();
        let new: std::collections::BTreeMap<_, _> = next
            .files
            .values()
            .filter(|file| !here.contains(&file.sha256))
            .map(|file| (&file.sha256, file.length))
            .collect();
        Self {
            version_now: now.map(|now| now.version),
            removed: gone.map(|exhibit| exhibit.id.clone()).collect(),
            new_files: new.len(),
            new_bytes: new.values().sum(),
            nothing: now.is_some_and(|now| now.shows_the_same_as(next)),
            added,
            changed,
        }
    }
}

fn hashes<'a>(manifest: &'a Manifest, pictures: Vec<&str>) -> Vec<Option<&'a str>> {
    pictures
        .into_iter()
        .map(|path| manifest.files.get(path).map(|file| file.sha256.as_str()))
        .collect()
}

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
        let checked = check_folder(folder).await?;
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
        let mut repository = self.repository.lock().await;
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
        let folder = self.upload_folder(upload);
        if !tokio::fs::try_exists(&folder).await? {
            return Err(ServerError::Conflict("upload_gone"));
        }
        let root = pack_root(&folder).await?;
        // Checked again: time has passed, and the folder is only a folder.
        let checked = check_folder(&root).await?;
        let manifest = self
            .publish_checked(&root, checked.clone(), actor, to)
            .await?;
        self.discard_upload(upload).await?;
        Ok((manifest, checked))
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
            .filter(|now| Changes::between(Some(now), manifest).nothing);
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

/// Checks an author's folder, off the threads that answer requests.
pub(super) async fn check_folder(folder: &Path) -> Result<Checked, ServerError> {
    let folder = folder.to_owned();
    Ok(tokio::task::spawn_blocking(move || author::check(&folder)).await?)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exhibit::{Exhibit, ExhibitContent, GalleryPicture};
    use crate::model::manifest::PackFile;
    use crate::model::text::LocalizedText;

    fn manifest(exhibits: &[(&str, &str)]) -> Manifest {
        let exhibit = |id: &str| Exhibit {
            id: id.to_owned(),
            title: LocalizedText::zh_en(id, id),
            subtitle: LocalizedText::default(),
            cover: format!("{id}/cover.webp"),
            content: ExhibitContent::Gallery {
                pictures: vec![GalleryPicture {
                    picture: format!("{id}/cover.webp"),
                    alt: LocalizedText::default(),
                    caption: LocalizedText::default(),
                }],
            },
        };
        let file = |sha256: &str| PackFile {
            sha256: sha256.to_owned(),
            length: 10,
            media_type: "image/webp".to_owned(),
            chunk_index: None,
            width: None,
            height: None,
        };
        Manifest {
            format: 1,
            id: "riyue".to_owned(),
            centre: "riyue".to_owned(),
            version: 3,
            languages: vec![],
            title: LocalizedText::default(),
            tagline: LocalizedText::default(),
            cover: String::new(),
            not_after: None,
            exhibits: exhibits.iter().map(|(id, _)| exhibit(id)).collect(),
            files: exhibits
                .iter()
                .map(|(id, hash)| (format!("{id}/cover.webp"), file(hash)))
                .collect(),
        }
    }

    #[track_caller]
    fn check(
        now: &[(&str, &str)],
        next: &[(&str, &str)],
        added: &[&str],
        changed: &[&str],
        removed: &[&str],
    ) {
        let changes = Changes::between(Some(&manifest(now)), &manifest(next));
        assert_eq!(
            (changes.added, changes.changed, changes.removed),
            (strings(added), strings(changed), strings(removed))
        );
        assert_eq!(changes.nothing, now == next);
    }

    fn strings(all: &[&str]) -> Vec<String> {
        all.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_confirmation_says_what_changes_for_visitors() {
        check(&[("a", "1")], &[("a", "1")], &[], &[], &[]);
        check(&[("a", "1")], &[("a", "1"), ("b", "2")], &["b"], &[], &[]);
        check(
            &[("a", "1"), ("b", "2")],
            &[("a", "9")],
            &[],
            &["a"],
            &["b"],
        );
        let first = Changes::between(None, &manifest(&[("a", "1")]));
        assert_eq!(
            (
                first.version_now,
                first.new_files,
                first.new_bytes,
                first.nothing
            ),
            (None, 1, 10, false)
        );
    }
}
