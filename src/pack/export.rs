//! A centre's repository on a stick: everything its kiosks need, as plain files, verified when it is written and
//! verified again by each kiosk that takes it.
//!
//! The folder is named [`FOLDER`]; in it are `export.json`, `metadata/`, `targets/` and `blobs/`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};

use super::activation::pack_key;
use super::blobs::{BlobError, BlobStore, is_sha256};
use super::disk;
use super::fetch::{self, Delivery, Traffic};
use super::transport::{BlobStream, Transport, TransportError};
use super::trust::client::{self, Reader, TrustError};
use super::trust::store::DoubleStore;
use super::trust::{TargetKind, kind_of};
use super::update::{Progress, UpdateError};
use crate::model::manifest::{MANIFEST_BYTES_MAX, Manifest, SHARED};
use crate::model::rollout::RolloutPlans;

/// The folder on a stick.
pub const FOLDER: &str = "tongxin-export";
const RECORD: &str = "export.json";
/// Longest `export.json` that is read, in bytes.
const RECORD_BYTES_MAX: u64 = 64 * 1024;
/// Longest root metadata, in bytes.
const ROOT_BYTES_MAX: u64 = 512 * 1024;

/// What an export says of itself. For people to choose by; nothing trusts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRecord {
    /// The centre it is for.
    pub centre: String,
    /// When it was written.
    pub made_at: DateTime<Utc>,
    /// Packs in it, as `OWNER/PACK`, with their newest versions.
    pub packs: BTreeMap<String, u64>,
}

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The repository has no first root.
    #[error("the repository has no 1.root.json")]
    NoRoot,
    /// Nothing is published for the centre.
    #[error("nothing is published for the centre {0}")]
    Nothing(String),
    /// Not believed.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// Files did not come.
    #[error(transparent)]
    Files(#[from] UpdateError),
    /// A blob is not what it should be.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// It could not be read.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The stick said no.
    #[error("could not write the export: {0}")]
    Disk(#[from] io::Error),
}

/// Where an export's blobs are.
pub fn blobs_in(folder: &Path) -> PathBuf {
    folder.join("blobs")
}

/// What the export in `folder` says of itself; `None` when there is none.
pub fn read_record(folder: &Path) -> Option<ExportRecord> {
    let path = folder.join(RECORD);
    // Not followed, not waited for, not read further than it may be long: a stick can hold anything.
    let meta = fs::symlink_metadata(&path).ok()?;
    if !meta.is_file() || meta.len() > RECORD_BYTES_MAX {
        return None;
    }
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Exports under these folders and the folders in them, newest first: a stick is mounted somewhere below `/media`.
pub fn find(places: &[PathBuf]) -> Vec<(PathBuf, ExportRecord)> {
    let below = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect()
    };
    let mut folders: Vec<PathBuf> = places.to_vec();
    for place in places {
        for inner in below(place) {
            folders.extend(below(&inner));
            folders.push(inner);
        }
    }
    folders.sort();
    folders.dedup();
    let mut found: Vec<_> = folders
        .into_iter()
        .map(|folder| folder.join(FOLDER))
        .filter_map(|folder| Some((folder.clone(), read_record(&folder)?)))
        .collect();
    found.sort_by_key(|(_, record)| std::cmp::Reverse(record.made_at));
    found
}

/// Writes everything that kiosks of `centre` need below `stick`. What is there already is not written again.
///
/// # Errors
///
/// When the repository does not verify, files do not come, or the stick says no. `export.json` is written last, so an
/// export that stopped half-way is not found.
pub async fn write(
    source: Arc<dyn Transport>,
    centre: &str,
    stick: &Path,
    now: DateTime<Utc>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(ExportRecord, Traffic), ExportError> {
    let out = stick.join(FOLDER);
    fs::create_dir_all(&out)?;
    match fs::remove_file(out.join(RECORD)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let first_root = source
        .metadata("1.root.json", ROOT_BYTES_MAX)
        .await?
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(ExportError::NoRoot)?;
    let copy = Arc::new(Copying {
        source: source.clone(),
        out: out.clone(),
        failed: Mutex::default(),
    });
    let scratch = tempfile::tempdir()?;
    let store = DoubleStore::new(scratch.path());
    let holding = BTreeMap::new();
    let reader = Reader {
        kiosk: "",
        centre,
        holding: &holding,
    };
    let verified = client::refresh(copy.clone(), &store, &first_root, &reader, now).await?;
    let mut manifests: Vec<Manifest> = Vec::new();
    for news in [verified.centre?, verified.shared?] {
        manifests.extend(news.manifests.into_iter().map(|pick| pick.manifest));
    }
    // Kiosks that a rollout has reached take another version than one that nobody knows.
    for owner in [centre, SHARED] {
        manifests.extend(copy.on_the_way(owner, &manifests).await?);
    }
    if let Some(error) = copy.take_failure() {
        return Err(error.into());
    }
    if manifests.is_empty() {
        return Err(ExportError::Nothing(centre.to_owned()));
    }
    let blobs = BlobStore::open(blobs_in(&out))?;
    let parts = out.join("part");
    fs::create_dir_all(&parts)?;
    let missing = fetch::missing(&blobs, &manifests);
    let delivery = Delivery::from_server(source);
    let traffic = fetch::fetch(&blobs, &parts, &delivery, &missing, &[], progress).await?;
    fs::remove_dir_all(&parts)?;
    let mut record = ExportRecord {
        centre: centre.to_owned(),
        made_at: now,
        packs: BTreeMap::new(),
    };
    for manifest in &manifests {
        let version = record.packs.entry(pack_key(manifest)).or_default();
        *version = manifest.version.max(*version);
    }
    disk::write_durably(
        &out.join(RECORD),
        &serde_json::to_vec_pretty(&record).map_err(io::Error::from)?,
    )?;
    Ok((record, traffic))
}

/// A repository that leaves a copy of everything that is read from it.
struct Copying {
    source: Arc<dyn Transport>,
    out: PathBuf,
    failed: Mutex<Option<io::Error>>,
}

impl Copying {
    fn keep(&self, path: &Path, bytes: &[u8]) {
        if let Err(error) = disk::write_durably(&self.out.join(path), bytes) {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error);
        }
    }

    fn take_failure(&self) -> Option<io::Error> {
        self.failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Manifests of the versions that a rollout of this owner speaks of and that were not picked.
    async fn on_the_way(
        &self,
        owner: &str,
        picked: &[Manifest],
    ) -> Result<Vec<Manifest>, ExportError> {
        let mut manifests = Vec::new();
        for (path, sha256) in self.listed_targets(owner) {
            let Some(TargetKind::Manifest { pack, version }) = kind_of(owner, &path) else {
                continue;
            };
            let here = |manifest: &Manifest| {
                manifest.centre == owner && manifest.id == pack && manifest.version == version
            };
            if picked.iter().any(here) || !self.plan_speaks_of(owner, pack, version) {
                continue;
            }
            let name = hashed_name(&path, &sha256);
            let bytes = self.target(&name, MANIFEST_BYTES_MAX).await?;
            manifests.extend(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()));
        }
        Ok(manifests)
    }

    /// What the owner's role lists, as it was copied: path and SHA-256.
    fn listed_targets(&self, owner: &str) -> Vec<(String, String)> {
        let role = super::trust::role_of(owner);
        let newest = fs::read_dir(self.out.join("metadata"))
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let name = entry.ok()?.file_name().into_string().ok()?;
                let version: u64 = name.strip_suffix(&format!(".{role}.json"))?.parse().ok()?;
                Some((version, name))
            })
            .max();
        let Some((_, name)) = newest else {
            return Vec::new();
        };
        let role: serde_json::Value = fs::read(self.out.join("metadata").join(name))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let targets = role["signed"]["targets"].as_object().cloned();
        targets
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(path, file)| {
                let sha256 = file["hashes"]["sha256"].as_str()?.to_owned();
                is_sha256(&sha256).then_some((path, sha256))
            })
            .collect()
    }

    fn plan_speaks_of(&self, owner: &str, pack: &str, version: u64) -> bool {
        let rollout = super::trust::rollout_target(owner);
        let plans: Option<RolloutPlans> = self
            .listed_targets(owner)
            .into_iter()
            .find(|(path, _)| *path == rollout)
            .and_then(|(path, sha256)| {
                let path = self.out.join("targets").join(hashed_name(&path, &sha256));
                serde_json::from_slice(&fs::read(path).ok()?).ok()
            });
        plans.is_some_and(|plans| {
            plans.plan(pack).is_some_and(|plan| {
                let candidate = plan.candidate.as_ref().map(|candidate| candidate.version);
                [plan.stable, candidate].contains(&Some(version))
            })
        })
    }
}

/// A target's file name with its hash before it (TUF specification, consistent snapshots).
fn hashed_name(path: &str, sha256: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/{sha256}.{file}"),
        None => format!("{sha256}.{path}"),
    }
}

#[async_trait]
impl Transport for Copying {
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        let bytes = self.source.metadata(name, length_max).await?;
        if let Some(bytes) = &bytes {
            self.keep(&Path::new("metadata").join(name), bytes);
        }
        Ok(bytes)
    }

    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        let bytes = self.source.target(path, length_max).await?;
        if let Some(bytes) = &bytes {
            self.keep(&Path::new("targets").join(path), bytes);
        }
        Ok(bytes)
    }

    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError> {
        Ok(self.source.blob(sha256, range).await?.boxed())
    }
}
