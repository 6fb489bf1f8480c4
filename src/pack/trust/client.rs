//! Verifies a repository: the TUF client workflow of specification section 5, by sigstore-tuf, over any transport.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use sigstore_tuf::transport::FetchFuture;
use sigstore_tuf::{MetadataStore as _, Repository, TargetFile, Updater, UpdaterConfig};

use super::store::DoubleStore;
use super::{centre_role, schedule_target};
use crate::model::manifest::{MANIFEST_BYTES_MAX, Manifest};
use crate::model::play_schedule::PlaySchedule;
use crate::pack::transport::{Transport, TransportError};

/// Why a repository was not believed.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The repository could not be read at all.
    #[error("the repository cannot be reached: {0}")]
    Unreachable(String),
    /// A check of the TUF workflow failed; the text says which.
    #[error("the repository does not verify: {0}")]
    Refused(String),
    /// What was verified could not be kept, so the refresh has failed.
    #[error("verified metadata could not be kept: {0}")]
    NotKept(String),
    /// A signed target is not what its place says.
    #[error("the signed file {target} is not usable: {reason}")]
    Target {
        /// Its path.
        target: String,
        /// What is wrong.
        reason: String,
    },
}

impl From<sigstore_tuf::Error> for TrustError {
    fn from(error: sigstore_tuf::Error) -> Self {
        match &error {
            sigstore_tuf::Error::Transport { .. } => Self::Unreachable(with_causes(&error)),
            _ => Self::Refused(with_causes(&error)),
        }
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// What a centre's roles vouch for.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Every pack of the centre, by id, with the SHA-256 of its manifest's bytes.
    pub manifests: Vec<(String, Manifest)>,
    /// The schedule, with the SHA-256 of its bytes.
    pub schedule: Option<(String, PlaySchedule)>,
}

/// Refreshes from `transport` and returns what is vouched for at `now`.
///
/// `first_root` is the root a kiosk got when it was enrolled; `store` keeps what has been verified since.
///
/// # Errors
///
/// Anything that does not verify or cannot be kept. What was verified before stays as it was.
pub async fn refresh(
    transport: Arc<dyn Transport>,
    store: &DoubleStore,
    first_root: &str,
    centre: &str,
    now: DateTime<Utc>,
) -> Result<Verified, TrustError> {
    store.take_failure();
    let mut config = UpdaterConfig::default();
    config.target_max_length = MANIFEST_BYTES_MAX;
    // One role per centre may stand before ours.
    config.max_delegations = 1024;
    let mut updater = Updater::new(Bridge(transport), first_root.as_bytes())?
        .with_config(config)
        .with_store(store.clone());
    let now = jiff::Timestamp::from_second(now.timestamp()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    updater.refresh(now).await?;

    // Walking to a name under the centre's paths loads its role; the name itself need not exist.
    let role = centre_role(centre);
    updater
        .get_target_info(&format!("centres/{centre}/-"), now)
        .await?;
    let mut targets: Vec<(String, TargetFile)> = updater
        .trusted()
        .targets_role(&role)
        .map(|role| {
            role.targets
                .iter()
                .map(|(path, file)| (path.clone(), file.clone()))
                .collect()
        })
        .unwrap_or_default();
    targets.sort_by(|a, b| a.0.cmp(&b.0));

    let mut manifests = Vec::new();
    for (path, file) in targets {
        // A role may name only what was delegated to it; anything else is not ours to read.
        let Some(pack) = path
            .strip_prefix(&format!("centres/{centre}/"))
            .and_then(|name| name.strip_suffix(".json"))
        else {
            return Err(TrustError::Refused(format!(
                "the role {role} names {path}, which is not its own"
            )));
        };
        let manifest: Manifest = read_target(&updater, store, &path, &file).await?;
        if manifest.id != pack || manifest.centre != centre {
            let reason = format!("it says it is {}/{}", manifest.centre, manifest.id);
            return Err(TrustError::Target {
                target: path,
                reason,
            });
        }
        manifests.push((file_hash(&file), manifest));
    }
    let path = schedule_target(centre);
    let schedule = match updater.get_target_info(&path, now).await? {
        Some(file) => {
            let schedule: PlaySchedule = read_target(&updater, store, &path, &file).await?;
            if schedule.centre != centre {
                return Err(TrustError::Target {
                    target: path,
                    reason: format!("it is for {}", schedule.centre),
                });
            }
            Some((file_hash(&file), schedule))
        }
        None => None,
    };
    if let Some(failure) = store.take_failure() {
        return Err(TrustError::NotKept(failure));
    }
    Ok(Verified {
        manifests,
        schedule,
    })
}

fn file_hash(file: &TargetFile) -> String {
    file.hashes.get("sha256").cloned().unwrap_or_default()
}

async fn read_target<T: serde::de::DeserializeOwned>(
    updater: &Updater,
    store: &DoubleStore,
    path: &str,
    file: &TargetFile,
) -> Result<T, TrustError> {
    let kept_name = format!("targets/{}", file_hash(file));
    let kept = store
        .load(&kept_name)
        .ok()
        .flatten()
        .filter(|bytes| hex::encode(Sha256::digest(bytes)) == file_hash(file));
    let bytes = match kept {
        Some(bytes) => bytes,
        None => {
            let bytes = updater.download_target(file, path).await?;
            store
                .store(&kept_name, &bytes)
                .map_err(|error| TrustError::NotKept(error.to_string()))?;
            bytes
        }
    };
    serde_json::from_slice(&bytes).map_err(|error| TrustError::Target {
        target: path.to_owned(),
        reason: error.to_string(),
    })
}

/// Our transport as sigstore-tuf's.
struct Bridge(Arc<dyn Transport>);

impl Repository for Bridge {
    fn fetch_metadata<'a>(&'a self, name: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(async move {
            self.0
                .metadata(name, max_length)
                .await
                .map_err(bridge_error)
        })
    }

    fn fetch_target<'a>(&'a self, path: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(async move { self.0.target(path, max_length).await.map_err(bridge_error) })
    }
}

fn bridge_error(error: TransportError) -> sigstore_tuf::Error {
    sigstore_tuf::Error::transport(error.to_string())
}
