//! Trust: what is refused and by which name, how keys live, and that one centre's trouble is no other's.

mod attacks;
mod ceremony;
mod client;
mod folders;
mod make;
mod repository;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use tongxin::model::manifest::{MANIFEST_FORMAT, Manifest};
use tongxin::model::text::LocalizedText;
use tongxin::pack::transport::{BlobStream, FolderTransport, Transport, TransportError};
use tongxin::pack::trust::client::{Reader, TrustError, Verified, refresh};
use tongxin::pack::trust::store::DoubleStore;

/// The day of the first publication.
fn day(n: i64) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-11-01T02:00:00Z".parse().expect("a time");
    first + Duration::days(n)
}

/// A small manifest.
fn manifest(owner: &str, pack: &str, version: u64) -> Manifest {
    Manifest {
        format: MANIFEST_FORMAT,
        id: pack.to_owned(),
        centre: owner.to_owned(),
        version,
        languages: Vec::new(),
        title: LocalizedText::zh_en("名", "Name"),
        tagline: LocalizedText::default(),
        cover: "cover.png".to_owned(),
        ambience: None,
        look: tongxin::model::look::PackLook::default(),
        not_after: None,
        exhibits: Vec::new(),
        files: BTreeMap::new(),
    }
}

/// What came of it, which has to be well; `place` says where it was not.
#[track_caller]
fn well<T, E: std::fmt::Display + std::fmt::Debug>(place: &str, result: Result<T, E>) -> T {
    let failed = result.as_ref().err().map(ToString::to_string);
    assert_eq!(failed, None, "{place}");
    result.expect("it is well")
}

/// A kiosk's verified metadata, and who the kiosk is.
struct Kiosk {
    folder: tempfile::TempDir,
    first_root: String,
    centre: String,
}

impl Kiosk {
    fn new(first_root: &str, centre: &str) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            first_root: first_root.to_owned(),
            centre: centre.to_owned(),
        }
    }

    fn store(&self) -> DoubleStore {
        DoubleStore::new(self.folder.path())
    }

    async fn refresh(
        &self,
        transport: impl Transport + 'static,
        now: DateTime<Utc>,
    ) -> Result<Verified, TrustError> {
        let reader = Reader {
            kiosk: "k1",
            centre: &self.centre,
            holding: &BTreeMap::new(),
        };
        let store = self.store();
        refresh(Arc::new(transport), &store, &self.first_root, &reader, now).await
    }
}

/// Packs and versions a role brought, `pack 3` each.
fn versions(news: &tongxin::pack::trust::client::RoleNews) -> Vec<String> {
    let manifests = news.manifests.iter().map(|pick| &pick.manifest);
    manifests
        .map(|manifest| format!("{} {}", manifest.id, manifest.version))
        .collect()
}

/// Folders over one another: the first that has a file gives it. `slow` files never end.
struct Layers {
    folders: Vec<FolderTransport>,
    slow: Vec<String>,
}

impl Layers {
    fn new(folders: &[PathBuf]) -> Self {
        Self {
            folders: folders
                .iter()
                .map(|folder| FolderTransport::new(folder, Path::new("/nonexistent")))
                .collect(),
            slow: Vec::new(),
        }
    }

    fn hurry(&self, name: &str) -> Result<(), TransportError> {
        if self.slow.iter().any(|slow| name.ends_with(slow.as_str())) {
            return Err(TransportError::TooSlow {
                name: name.to_owned(),
            });
        }
        Ok(())
    }
}

#[async_trait]
impl Transport for Layers {
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        self.hurry(name)?;
        for folder in &self.folders {
            if let Some(bytes) = folder.metadata(name, length_max).await? {
                return Ok(Some(bytes).filter(|bytes| bytes != b"gone\n"));
            }
        }
        Ok(None)
    }

    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        self.hurry(path)?;
        for folder in &self.folders {
            if let Some(bytes) = folder.target(path, length_max).await? {
                return Ok(Some(bytes).filter(|bytes| bytes != b"gone\n"));
            }
        }
        Ok(None)
    }

    async fn blob(&self, sha256: &str, _range: Range<u64>) -> Result<BlobStream, TransportError> {
        Err(TransportError::Refused {
            name: sha256.to_owned(),
            reason: "no blobs here".to_owned(),
        })
    }
}
