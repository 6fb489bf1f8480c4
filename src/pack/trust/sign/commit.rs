//! The one way a repository changes.
//!
//! Everything but the newest root and `timestamp.json` is written under a name that nothing lists yet. Those two are
//! the commit point, and they are written only after the kiosk's own code has verified the whole.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::num::NonZeroU64;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tough::schema::{Metafile, RoleType, Snapshot, Targets, Timestamp};

use super::super::client;
use super::super::state::ISSUED_AT;
use super::super::store::DoubleStore;
use super::keys::{SigningKey, count_here, signed};
use super::state::{Changed, Fingerprint, State, Versioned, next_version};
use super::{
    Committed, ROOT_DAYS, Repository, SNAPSHOT_DAYS, SPEC_VERSION, SignError, TARGETS_DAYS,
    TIMESTAMP_DAYS, in_days,
};
use crate::pack::disk;
use crate::pack::transport::{BlobStream, FolderTransport, Transport, TransportError};

/// Versions of a file that stay in the folder, for kiosks in the middle of a refresh.
const VERSIONS_KEPT: u64 = 20;

/// A change on its way.
struct Writing {
    /// Files that nothing lists yet; they go again if the change fails.
    written: Vec<String>,
    /// Files that kiosks see at once.
    exposing: Vec<(String, Vec<u8>)>,
}

impl Repository {
    /// Signs what `next` says has changed, with the keys of this machine and those of `media`, verifies it as a kiosk
    /// of `owner` would, and puts it into place.
    pub(in crate::pack::trust) async fn commit<'a>(
        &mut self,
        mut next: State,
        media: impl IntoIterator<Item = &'a SigningKey>,
        owner: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Committed, SignError> {
        let mut keys = self.keys.load()?;
        for key in media {
            keys.push(key.again()?);
        }
        let mut writing = Writing {
            written: Vec::new(),
            exposing: Vec::new(),
        };
        let result = self.write(&mut next, &mut writing, &keys, owner, now).await;
        match result {
            Ok(committed) => {
                let before = std::mem::replace(&mut self.state, next);
                self.seen = Fingerprint::of(&self.metadata(), &self.state);
                self.remove_old_files(&before);
                Ok(committed)
            }
            Err(error) => {
                for name in writing.written {
                    fs::remove_file(self.metadata().join(name)).unwrap_or_default();
                }
                Err(error)
            }
        }
    }

    async fn write(
        &self,
        next: &mut State,
        writing: &mut Writing,
        keys: &[SigningKey],
        owner: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Committed, SignError> {
        let changed = std::mem::take(&mut next.changed);
        if changed.root {
            self.write_root(next, writing, keys, now)?;
        }
        if changed.targets {
            self.write_targets(next, writing, keys, now)?;
        }
        let online = [RoleType::Snapshot, RoleType::Timestamp]
            .into_iter()
            .all(|role| {
                next.top_level(role)
                    .is_ok_and(|role| count_here(role, keys) >= role.threshold.get())
            });
        if !online {
            return self.leave_for_the_server(&changed, writing).await;
        }
        for name in &changed.roles {
            self.write_role(next, writing, name, keys, now)?;
        }
        let snapshot_changed = changed.snapshot
            || changed.targets
            || !changed.roles.is_empty()
            || next.snapshot.version == 0
            || (changed.root && !same_keys(&self.state, next, RoleType::Snapshot));
        if snapshot_changed {
            self.write_snapshot(next, writing, keys, now)?;
        }
        self.sign_timestamp(next, writing, keys, now)?;
        self.verify_as_a_kiosk(writing, owner, now).await?;
        // A root comes first: the timestamp may be signed by its keys.
        for (name, bytes) in &writing.exposing {
            disk::write_durably(&self.metadata().join(name), bytes)?;
        }
        Ok(Committed::Published)
    }

    /// Without the online keys a root stands for itself, and targets waits until the server lists it.
    async fn leave_for_the_server(
        &self,
        changed: &Changed,
        writing: &mut Writing,
    ) -> Result<Committed, SignError> {
        let needs_online = !changed.roles.is_empty() && !changed.targets;
        if needs_online || (!changed.root && !changed.targets) {
            return Err(SignError::TooFewKeys {
                role: "snapshot".to_owned(),
                found: 0,
                threshold: 1,
            });
        }
        for (name, bytes) in &writing.exposing {
            disk::write_durably(&self.metadata().join(name), bytes)?;
        }
        Ok(if changed.targets {
            Committed::WaitsForServer
        } else {
            Committed::Published
        })
    }

    fn write_root(
        &self,
        next: &mut State,
        writing: &mut Writing,
        keys: &[SigningKey],
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let first =
            self.state.timestamp.version == 0 && !self.metadata().join("1.root.json").exists();
        if !first {
            next.root.version = self.state.root.version.saturating_add(1);
        }
        next.root.expires = in_days(now, ROOT_DAYS);
        // Signed by the threshold of the root before and by its own (specification 5.3.4).
        let own = next.top_level(RoleType::Root)?;
        let before = self.state.top_level(RoleType::Root)?;
        let role_keys = if first { vec![own] } else { vec![before, own] };
        let bytes = signed(&next.root, "root", &role_keys, keys)?;
        next.root_text = String::from_utf8_lossy(&bytes).into_owned();
        writing
            .exposing
            .push((format!("{}.root.json", next.root.version), bytes));
        Ok(())
    }

    fn write_targets(
        &self,
        next: &mut State,
        writing: &mut Writing,
        keys: &[SigningKey],
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let before = if self.state.snapshot.version == 0 {
            0
        } else {
            self.state.targets.version.get()
        };
        next.targets.version = next_version(&self.metadata(), "targets", before);
        next.targets.expires = in_days(now, TARGETS_DAYS);
        let bytes = signed(
            &next.targets,
            "targets",
            &[next.top_level(RoleType::Targets)?],
            keys,
        )?;
        self.write_unlisted(
            writing,
            format!("{}.targets.json", next.targets.version),
            &bytes,
        )
    }

    fn write_role(
        &self,
        next: &mut State,
        writing: &mut Writing,
        name: &str,
        keys: &[SigningKey],
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let Some(role_keys) = next.delegation(name) else {
            return Err(SignError::NotDelegated {
                owner: name.to_owned(),
            });
        };
        let metadata = self.metadata();
        let Some(role) = next.roles.get_mut(name) else {
            return Ok(());
        };
        let content = role.content.as_mut().map_err(|reason| SignError::Broken {
            name: name.to_owned(),
            reason: reason.clone(),
        })?;
        content.version = next_version(&metadata, name, role.version);
        content.expires = in_days(now, TARGETS_DAYS);
        let bytes = signed(content, name, &[&role_keys], keys)?;
        role.version = content.version.get();
        role.valid = true;
        self.write_unlisted(writing, format!("{}.{name}.json", role.version), &bytes)
    }

    fn write_snapshot(
        &self,
        next: &mut State,
        writing: &mut Writing,
        keys: &[SigningKey],
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let version = next_version(&self.metadata(), "snapshot", next.snapshot.version);
        let expires = in_days(now, SNAPSHOT_DAYS);
        let mut snapshot = Snapshot::new(SPEC_VERSION.to_owned(), version, expires);
        snapshot
            .meta
            .insert("targets.json".to_owned(), metafile(next.targets.version));
        let published = next.roles.iter().map(|(name, role)| (name, role.version));
        let retired = next.retired.iter().map(|(name, version)| (name, *version));
        for (name, version) in published.chain(retired) {
            // One that was never signed has no file to list.
            if let Some(version) = NonZeroU64::new(version) {
                snapshot
                    .meta
                    .insert(format!("{name}.json"), metafile(version));
            }
        }
        let role_keys = next.top_level(RoleType::Snapshot)?;
        let bytes = signed(&snapshot, "snapshot", &[role_keys], keys)?;
        self.write_unlisted(writing, format!("{version}.snapshot.json"), &bytes)?;
        next.snapshot = Versioned {
            version: version.get(),
            expires,
            valid: true,
        };
        Ok(())
    }

    fn sign_timestamp(
        &self,
        next: &mut State,
        writing: &mut Writing,
        keys: &[SigningKey],
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let version = next_version(&self.metadata(), "timestamp", next.timestamp.version);
        let expires = in_days(now, TIMESTAMP_DAYS);
        let mut timestamp = Timestamp::new(SPEC_VERSION.to_owned(), version, expires);
        let issued_at = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        timestamp
            ._extra
            .insert(ISSUED_AT.to_owned(), issued_at.clone().into());
        let snapshot = NonZeroU64::new(next.snapshot.version).unwrap_or(NonZeroU64::MIN);
        timestamp
            .meta
            .insert("snapshot.json".to_owned(), metafile(snapshot));
        let role_keys = next.top_level(RoleType::Timestamp)?;
        let bytes = signed(&timestamp, "timestamp", &[role_keys], keys)?;
        writing.exposing.push(("timestamp.json".to_owned(), bytes));
        next.timestamp = Versioned {
            version: version.get(),
            expires,
            valid: true,
        };
        next.issued_at = Some(issued_at);
        Ok(())
    }

    fn write_unlisted(
        &self,
        writing: &mut Writing,
        name: String,
        bytes: &[u8],
    ) -> Result<(), SignError> {
        disk::write_durably(&self.metadata().join(&name), bytes)?;
        writing.written.push(name);
        Ok(())
    }

    /// The kiosk's own code, from the very first root on, as a kiosk that was enrolled on the first day would.
    async fn verify_as_a_kiosk(
        &self,
        writing: &Writing,
        owner: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let candidate = Candidate {
            exposing: writing.exposing.iter().cloned().collect(),
            rest: FolderTransport::new(&self.folder, Path::new("/nonexistent")),
        };
        let first = candidate.metadata("1.root.json", u64::MAX >> 1).await;
        let first_root = first.ok().flatten().unwrap_or_default();
        let scratch = tempfile::tempdir()?;
        let store = DoubleStore::new(scratch.path());
        let reader = client::Reader {
            kiosk: "",
            centre: owner.unwrap_or_default(),
            holding: &BTreeMap::new(),
        };
        let first_root = String::from_utf8_lossy(&first_root).into_owned();
        let verified =
            client::refresh(Arc::new(candidate), &store, &first_root, &reader, now).await?;
        match owner {
            Some(crate::model::manifest::SHARED) => verified.shared.map(|_| ())?,
            Some(_) => verified.centre.map(|_| ())?,
            None => {}
        }
        Ok(())
    }

    /// Removes versions that no kiosk asks for any more. What stays behind does no harm.
    fn remove_old_files(&self, before: &State) {
        let metadata = self.metadata();
        let remove = |name: &str, version: u64| -> Option<Vec<u8>> {
            let path = metadata.join(format!(
                "{}.{name}.json",
                version.checked_sub(VERSIONS_KEPT)?
            ));
            let bytes = fs::read(&path).ok()?;
            fs::remove_file(path).ok()?;
            Some(bytes)
        };
        remove("snapshot", self.state.snapshot.version);
        for (name, role) in &self.state.roles {
            let unchanged = before.roles.get(name).map(|role| role.version) == Some(role.version);
            if unchanged {
                continue;
            }
            let old = remove(name, role.version).and_then(|bytes| {
                serde_json::from_slice::<tough::schema::Signed<Targets>>(&bytes).ok()
            });
            if let (Some(old), Ok(now)) = (old, &role.content) {
                self.remove_target_files(&old.signed, now);
            }
        }
    }
}

fn same_keys(before: &State, next: &State, role: RoleType) -> bool {
    before.root.roles.get(&role) == next.root.roles.get(&role)
}

fn metafile(version: NonZeroU64) -> Metafile {
    // Without length and hashes: versions say enough, and the snapshot stays small (DESIGN section 5).
    Metafile {
        length: None,
        hashes: None,
        version,
        _extra: HashMap::new(),
    }
}

/// The repository as it would be.
struct Candidate {
    exposing: HashMap<String, Vec<u8>>,
    rest: FolderTransport,
}

#[async_trait]
impl Transport for Candidate {
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        match self.exposing.get(name) {
            Some(bytes) => Ok(Some(bytes.clone())),
            None => self.rest.metadata(name, length_max).await,
        }
    }

    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        self.rest.target(path, length_max).await
    }

    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError> {
        self.rest.blob(sha256, range).await
    }
}
