//! Signs a repository: keys, roles and the order of a publication (DESIGN section 5).
//!
//! Everything but `timestamp.json` is written under a new name; the new timestamp is the commit point, and it is
//! written only after the kiosk's own code has verified the whole.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::num::NonZeroU64;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use tough::TargetName;
use tough::editor::signed::SignedRole;
use tough::key_source::{KeySource, LocalKeySource};
use tough::schema::{
    DelegatedRole, DelegatedTargets, Delegations, Hashes, KeyHolder, Metafile, PathPattern,
    PathSet, Role, RoleKeys, RoleType, Root, Signed, Snapshot, Target, Targets, Timestamp,
};

use super::client;
use super::store::DoubleStore;
use super::{folder_of, manifest_target, role_of, schedule_target, state};
use crate::model::manifest::{Manifest, SHARED};
use crate::model::play_schedule::PlaySchedule;
use crate::pack::disk;
use crate::pack::transport::{BlobStream, FolderTransport, Transport, TransportError};

const SPEC_VERSION: &str = "1.0.0";

/// Days until each role's metadata expires.
const ROOT_DAYS: i64 = 730;
const TARGETS_DAYS: i64 = 365;
const SNAPSHOT_DAYS: i64 = 60;
const TIMESTAMP_DAYS: i64 = 30;

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The disk said no.
    #[error("could not write the repository: {0}")]
    Disk(#[from] io::Error),
    /// A key or a signature could not be made.
    #[error("could not sign: {0}")]
    Sign(String),
    /// What lies in the folder is not a repository.
    #[error("the repository's {name} cannot be read: {reason}")]
    Broken {
        /// Which file.
        name: String,
        /// Why.
        reason: String,
    },
    /// The kiosk's own code did not accept it.
    #[error("kiosks would not accept this publication: {0}")]
    NotAccepted(#[from] client::TrustError),
}

impl From<tough::error::Error> for SignError {
    fn from(error: tough::error::Error) -> Self {
        Self::Sign(error.to_string())
    }
}

impl From<tough::schema::Error> for SignError {
    fn from(error: tough::schema::Error) -> Self {
        Self::Sign(error.to_string())
    }
}

/// The TUF repository of a server: plain files, and the keys to change them.
pub struct Repository {
    folder: PathBuf,
    keys: PathBuf,
    first_root: String,
    root: Root,
    targets: Targets,
    delegated: HashMap<String, Targets>,
    snapshot_version: u64,
    timestamp_version: u64,
}

impl Repository {
    /// Opens the repository in `folder` (`metadata/`, `targets/`), or makes one with fresh keys in `keys`.
    ///
    /// # Errors
    ///
    /// When the files cannot be read or written.
    pub async fn open_or_create(
        folder: &Path,
        keys: &Path,
        now: DateTime<Utc>,
    ) -> Result<Self, SignError> {
        fs::create_dir_all(folder.join("metadata"))?;
        fs::create_dir_all(folder.join("targets"))?;
        fs::create_dir_all(keys)?;
        if folder.join("metadata/timestamp.json").exists() {
            Self::open(folder, keys)
        } else {
            Self::create(folder, keys, now).await
        }
    }

    fn open(folder: &Path, keys: &Path) -> Result<Self, SignError> {
        let metadata = folder.join("metadata");
        let timestamp: Signed<Timestamp> = read(&metadata.join("timestamp.json"))?;
        let snapshot_version = timestamp
            .signed
            .meta
            .get("snapshot.json")
            .map_or(1, |meta| meta.version.get());
        let snapshot: Signed<Snapshot> =
            read(&metadata.join(format!("{snapshot_version}.snapshot.json")))?;
        let role = |name: &str| -> Result<Targets, SignError> {
            let version = snapshot
                .signed
                .meta
                .get(&format!("{name}.json"))
                .map_or(1, |meta| meta.version.get());
            read::<Signed<Targets>>(&metadata.join(format!("{version}.{name}.json")))
                .map(|signed| signed.signed)
        };
        let targets = role("targets")?;
        let names = targets
            .delegations
            .iter()
            .flat_map(|delegations| &delegations.roles)
            .map(|role| role.name.clone());
        let delegated = names
            .map(|name| Ok((name.clone(), role(&name)?)))
            .collect::<Result<_, SignError>>()?;
        let first_root = fs::read_to_string(metadata.join("1.root.json"))?;
        let root: Signed<Root> = read(&metadata.join("1.root.json"))?;
        Ok(Self {
            folder: folder.to_owned(),
            keys: keys.to_owned(),
            first_root,
            root: root.signed,
            targets,
            delegated,
            snapshot_version,
            timestamp_version: timestamp.signed.version.get(),
        })
    }

    async fn create(folder: &Path, keys: &Path, now: DateTime<Utc>) -> Result<Self, SignError> {
        let mut root = Root {
            spec_version: SPEC_VERSION.to_owned(),
            consistent_snapshot: true,
            version: NonZeroU64::MIN,
            expires: in_days(now, ROOT_DAYS),
            keys: HashMap::new(),
            roles: HashMap::new(),
            _extra: HashMap::new(),
        };
        for (role, name) in [
            (RoleType::Root, "root"),
            (RoleType::Targets, "targets"),
            (RoleType::Snapshot, "snapshot"),
            (RoleType::Timestamp, "timestamp"),
        ] {
            let key = key_of(keys, name).await?;
            let id = key
                .key_id()
                .map_err(|error| SignError::Sign(error.to_string()))?;
            root.keys.insert(id.clone(), key);
            root.roles.insert(
                role,
                RoleKeys {
                    keyids: vec![id],
                    threshold: NonZeroU64::MIN,
                    _extra: HashMap::new(),
                },
            );
        }
        let signed = sign(root.clone(), &KeyHolder::Root(root.clone()), keys, "root").await?;
        disk::write_durably(&folder.join("metadata/1.root.json"), signed.buffer())?;
        let first_root = String::from_utf8(signed.buffer().clone())
            .map_err(|error| SignError::Sign(error.to_string()))?;
        let mut targets = Targets::new(
            SPEC_VERSION.to_owned(),
            NonZeroU64::MIN,
            in_days(now, TARGETS_DAYS),
        );
        targets.delegations = Some(Delegations::new());
        let mut repository = Self {
            folder: folder.to_owned(),
            keys: keys.to_owned(),
            first_root,
            root,
            targets,
            delegated: HashMap::new(),
            snapshot_version: 0,
            timestamp_version: 0,
        };
        repository.delegate(SHARED, now).await?;
        repository.write_targets().await?;
        repository.write_role(SHARED).await?;
        repository.commit(now, None).await?;
        Ok(repository)
    }

    /// The first root, which kiosks get when they are enrolled.
    pub fn first_root(&self) -> &str {
        &self.first_root
    }

    /// Gives a centre its own role, once.
    ///
    /// # Errors
    ///
    /// When it cannot be signed or written.
    pub async fn add_centre(&mut self, centre: &str, now: DateTime<Utc>) -> Result<(), SignError> {
        let role = role_of(centre);
        if self.delegated.contains_key(&role) {
            return Ok(());
        }
        self.delegate(centre, now).await?;
        self.targets.version = next(self.targets.version);
        self.write_targets().await?;
        self.write_role(&role).await?;
        self.commit(now, None).await
    }

    /// Publishes a manifest under its centre's role.
    ///
    /// # Errors
    ///
    /// When it cannot be signed or written, or kiosks would not accept it; what was published before stays.
    pub async fn publish_manifest(
        &mut self,
        manifest: &Manifest,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let path = manifest_target(&manifest.centre, &manifest.id, manifest.version);
        self.publish(&path, manifest, &manifest.centre, now).await
    }

    /// Publishes a schedule.
    ///
    /// # Errors
    ///
    /// As [`Repository::publish_manifest`].
    pub async fn publish_schedule(
        &mut self,
        schedule: &PlaySchedule,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let path = schedule_target(&schedule.centre);
        self.publish(&path, schedule, &schedule.centre, now).await
    }

    /// Signs timestamp and snapshot anew, so that they do not expire. To be called hourly.
    ///
    /// # Errors
    ///
    /// As [`Repository::publish_manifest`].
    pub async fn renew(&mut self, now: DateTime<Utc>) -> Result<(), SignError> {
        self.commit(now, None).await
    }

    async fn publish<T: Serialize>(
        &mut self,
        path: &str,
        content: &T,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let role = &*role_of(owner);
        let bytes =
            serde_json::to_vec(content).map_err(|error| SignError::Sign(error.to_string()))?;
        let hash = Sha256::digest(&bytes).to_vec();
        let name = TargetName::new(path)?;
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        disk::write_durably(
            &self
                .folder
                .join("targets")
                .join(folder)
                .join(format!("{}.{file}", hex::encode(&hash))),
            &bytes,
        )?;
        let Some(targets) = self.delegated.get_mut(role) else {
            return Err(SignError::Sign(format!("there is no role {role}")));
        };
        let before = targets.clone();
        targets.targets.insert(
            name,
            Target {
                length: bytes.len() as u64,
                hashes: Hashes {
                    sha256: hash.into(),
                    _extra: HashMap::new(),
                },
                custom: HashMap::new(),
                _extra: HashMap::new(),
            },
        );
        targets.version = next(targets.version);
        targets.expires = in_days(now, TARGETS_DAYS);
        let published = match self.write_role(role).await {
            Ok(()) => self.commit(now, Some(owner)).await,
            Err(error) => Err(error),
        };
        if published.is_err() {
            self.delegated.insert(role.to_owned(), before);
        }
        published
    }

    /// Delegates a path pattern to a role with a key of its own.
    async fn delegate(&mut self, owner: &str, now: DateTime<Utc>) -> Result<(), SignError> {
        let role = &*role_of(owner);
        let pattern = format!("{}/*", folder_of(owner));
        let key = key_of(&self.keys, role).await?;
        let id = key
            .key_id()
            .map_err(|error| SignError::Sign(error.to_string()))?;
        let delegations = self
            .targets
            .delegations
            .get_or_insert_with(Delegations::new);
        delegations.keys.insert(id.clone(), key);
        delegations.roles.push(DelegatedRole {
            name: role.to_owned(),
            keyids: vec![id],
            threshold: NonZeroU64::MIN,
            paths: PathSet::Paths(vec![PathPattern::new(pattern)?]),
            terminating: true,
            targets: None,
        });
        let mut targets = Targets::new(
            SPEC_VERSION.to_owned(),
            NonZeroU64::MIN,
            in_days(now, TARGETS_DAYS),
        );
        targets.delegations = None;
        self.delegated.insert(role.to_owned(), targets);
        Ok(())
    }

    async fn write_targets(&self) -> Result<(), SignError> {
        let signed = sign(
            self.targets.clone(),
            &KeyHolder::Root(self.root.clone()),
            &self.keys,
            "targets",
        )
        .await?;
        self.write_metadata(
            &format!("{}.targets.json", self.targets.version),
            signed.buffer(),
        )
    }

    async fn write_role(&self, role: &str) -> Result<(), SignError> {
        let (Some(targets), Some(delegations)) =
            (self.delegated.get(role), self.targets.delegations.clone())
        else {
            return Err(SignError::Sign(format!("there is no role {role}")));
        };
        let named = DelegatedTargets {
            name: role.to_owned(),
            targets: targets.clone(),
        };
        let signed = sign(
            named,
            &KeyHolder::Delegations(delegations),
            &self.keys,
            role,
        )
        .await?;
        self.write_metadata(&format!("{}.{role}.json", targets.version), signed.buffer())
    }

    /// Signs snapshot and timestamp over what is written, has the kiosk's code verify it, and puts it into place.
    async fn commit(&mut self, now: DateTime<Utc>, centre: Option<&str>) -> Result<(), SignError> {
        let holder = KeyHolder::Root(self.root.clone());
        let snapshot_version = version(self.snapshot_version + 1);
        let mut snapshot = Snapshot::new(
            SPEC_VERSION.to_owned(),
            snapshot_version,
            in_days(now, SNAPSHOT_DAYS),
        );
        snapshot
            .meta
            .insert("targets.json".to_owned(), metafile(self.targets.version));
        for (role, targets) in &self.delegated {
            snapshot
                .meta
                .insert(format!("{role}.json"), metafile(targets.version));
        }
        let snapshot = sign(snapshot, &holder, &self.keys, "snapshot").await?;
        self.write_metadata(
            &format!("{snapshot_version}.snapshot.json"),
            snapshot.buffer(),
        )?;
        let timestamp_version = version(self.timestamp_version + 1);
        let mut timestamp = Timestamp::new(
            SPEC_VERSION.to_owned(),
            timestamp_version,
            in_days(now, TIMESTAMP_DAYS),
        );
        let issued_at = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        timestamp
            ._extra
            .insert(state::ISSUED_AT.to_owned(), issued_at.into());
        timestamp
            .meta
            .insert("snapshot.json".to_owned(), metafile(snapshot_version));
        let timestamp = sign(timestamp, &holder, &self.keys, "timestamp").await?;
        if let Some(centre) = centre {
            self.verify_as_a_kiosk(timestamp.buffer().clone(), centre, now)
                .await?;
        }
        self.write_metadata("timestamp.json", timestamp.buffer())?;
        self.snapshot_version = snapshot_version.get();
        self.timestamp_version = timestamp_version.get();
        Ok(())
    }

    async fn verify_as_a_kiosk(
        &self,
        timestamp: Vec<u8>,
        centre: &str,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let scratch = tempfile::tempdir()?;
        let candidate = Candidate {
            timestamp,
            rest: FolderTransport::new(&self.folder, Path::new("/nonexistent")),
        };
        let store = DoubleStore::new(scratch.path());
        let reader = client::Reader {
            kiosk: "",
            centre,
            holding: &BTreeMap::new(),
        };
        let verified =
            client::refresh(Arc::new(candidate), &store, &self.first_root, &reader, now).await?;
        verified.centre?;
        Ok(())
    }

    fn write_metadata(&self, name: &str, bytes: &[u8]) -> Result<(), SignError> {
        Ok(disk::write_durably(
            &self.folder.join("metadata").join(name),
            bytes,
        )?)
    }
}

/// The repository as it would be with a new timestamp.
struct Candidate {
    timestamp: Vec<u8>,
    rest: FolderTransport,
}

#[async_trait]
impl Transport for Candidate {
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        if name == "timestamp.json" {
            Ok(Some(self.timestamp.clone()))
        } else {
            self.rest.metadata(name, length_max).await
        }
    }

    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        self.rest.target(path, length_max).await
    }

    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError> {
        self.rest.blob(sha256, range).await
    }
}

async fn sign<T: Role + Serialize>(
    role: T,
    holder: &KeyHolder,
    keys: &Path,
    name: &str,
) -> Result<SignedRole<T>, SignError> {
    let source: Box<dyn KeySource> = Box::new(LocalKeySource {
        path: key_path(keys, name),
    });
    Ok(SignedRole::new(role, holder, &[source], &SystemRandom::new()).await?)
}

/// The public part of a role's key; the key is made if it is not there.
async fn key_of(keys: &Path, name: &str) -> Result<tough::schema::key::Key, SignError> {
    let path = key_path(keys, name);
    if !path.exists() {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|error| SignError::Sign(error.to_string()))?;
        disk::write_secret_durably(&path, made.as_ref())?;
    }
    let source = LocalKeySource { path };
    let key = source
        .as_sign()
        .await
        .map_err(|error| SignError::Sign(error.to_string()))?;
    Ok(key.tuf_key())
}

fn key_path(keys: &Path, name: &str) -> PathBuf {
    keys.join(format!("{name}.pk8"))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, SignError> {
    let name = || {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let bytes = fs::read(path).map_err(|error| SignError::Broken {
        name: name(),
        reason: error.to_string(),
    })?;
    serde_json::from_slice(&bytes).map_err(|error| SignError::Broken {
        name: name(),
        reason: error.to_string(),
    })
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

fn version(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN)
}

fn next(number: NonZeroU64) -> NonZeroU64 {
    number.saturating_add(1)
}

/// Whole seconds: TUF dates have no fractions.
fn in_days(now: DateTime<Utc>, days: i64) -> jiff::Timestamp {
    let at = now + Duration::days(days);
    jiff::Timestamp::from_second(at.timestamp()).unwrap_or(jiff::Timestamp::MAX)
}
