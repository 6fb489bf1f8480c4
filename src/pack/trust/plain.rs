//! The verifying code of a kiosk with a plain folder of metadata and any target: for `tongxin trust client`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256, Sha512};
use sigstore_tuf::{Error, MetadataStore, TargetFile, TrustedMetadataSet, Updater};

use super::bridge::Bridge;
use super::client::{target_error, updater};
use super::refusal::{Refusal, TrustError};
use super::store::piles_up;
use super::verifying_moment;
use crate::pack::disk;
use crate::pack::transport::Transport;

const ROOT: &str = "root.json";

/// A client with its metadata in a folder under plain names, as other TUF clients keep it.
pub struct PlainClient {
    store: PlainStore,
    updater: Updater,
}

impl PlainClient {
    /// Trusts `root` first.
    ///
    /// # Errors
    ///
    /// When it is not signed by its own keys, or cannot be kept.
    pub fn init(folder: &Path, root: &[u8]) -> Result<(), TrustError> {
        TrustedMetadataSet::from_root(root)?;
        disk::write_durably(&folder.join(ROOT), root)
            .map_err(|error| TrustError::NotKept(error.to_string()))
    }

    /// The client whose metadata is in `folder`.
    ///
    /// # Errors
    ///
    /// When no root is trusted there.
    pub fn open(folder: &Path, transport: Arc<dyn Transport>) -> Result<Self, TrustError> {
        let root = fs::read(folder.join(ROOT)).map_err(|error| {
            let detail = format!("no trusted root in {}: {error}", folder.display());
            TrustError::refused(Refusal::Missing, detail)
        })?;
        let store = PlainStore {
            folder: folder.to_owned(),
            failed: Arc::default(),
        };
        let bridge = Bridge::new(transport, store.clone());
        Ok(Self {
            updater: updater(bridge, store.clone(), &root)?,
            store,
        })
    }

    /// Brings the trusted metadata up to date.
    ///
    /// # Errors
    ///
    /// When anything does not verify or cannot be kept.
    pub async fn refresh(&mut self, now: DateTime<Utc>) -> Result<(), TrustError> {
        self.updater.refresh(verifying_moment(now)).await?;
        self.kept()
    }

    /// A target's bytes: `have` if that is it, else from the repository.
    ///
    /// # Errors
    ///
    /// When no role vouches for it, or what comes is not it.
    pub async fn target(
        &mut self,
        name: &str,
        have: Option<&[u8]>,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, TrustError> {
        let found = self
            .updater
            .get_target_info(name, verifying_moment(now))
            .await?;
        let file = found.ok_or_else(|| {
            TrustError::refused(Refusal::Missing, format!("no role vouches for {name}"))
        })?;
        let bytes = match have.filter(|bytes| is_it(bytes, &file)) {
            Some(bytes) => bytes.to_vec(),
            None => self
                .updater
                .download_target(&file, name)
                .await
                .map_err(target_error)?,
        };
        self.kept()?;
        Ok(bytes)
    }

    fn kept(&self) -> Result<(), TrustError> {
        let mut failed = self
            .store
            .failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        failed
            .take()
            .map_or(Ok(()), |failure| Err(TrustError::NotKept(failure)))
    }
}

fn is_it(bytes: &[u8], file: &TargetFile) -> bool {
    let matches = |(algorithm, expected): (&String, &String)| match algorithm.as_str() {
        "sha256" => Some(hex::encode(Sha256::digest(bytes)) == *expected),
        "sha512" => Some(hex::encode(Sha512::digest(bytes)) == *expected),
        _ => None,
    };
    let known: Vec<bool> = file.hashes.iter().filter_map(matches).collect();
    bytes.len() as u64 == file.length && !known.is_empty() && known.iter().all(|same| *same)
}

#[derive(Debug, Clone)]
struct PlainStore {
    folder: PathBuf,
    failed: Arc<Mutex<Option<String>>>,
}

impl MetadataStore for PlainStore {
    fn load(&self, name: &str) -> sigstore_tuf::Result<Option<Vec<u8>>> {
        if is_passed_over(name) {
            return Ok(None);
        }
        match fs::read(self.folder.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(format!("could not read {name}"), error)),
        }
    }

    fn store(&self, name: &str, bytes: &[u8]) -> sigstore_tuf::Result<()> {
        if is_passed_over(name) {
            return Ok(());
        }
        let written = disk::write_durably(&self.folder.join(name), bytes)
            .map_err(|error| Error::io(format!("could not keep {name}"), error));
        if let Err(error) = &written {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert_with(|| error.to_string());
        }
        written
    }
}

/// Old roots and targets in folders: `root.json` is the newest root and stands for those before it.
fn is_passed_over(name: &str) -> bool {
    name.contains('/') || piles_up(name)
}
