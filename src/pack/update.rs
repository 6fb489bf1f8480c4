//! One update: verify, fetch what is missing, stage. Any error stops it before anything is current that was not.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use tokio::io::AsyncWriteExt as _;

use super::activation::{PackStore, StoreError};
use super::blobs::BlobError;
use super::disk;
use super::transport::{Transport, TransportError};
use super::trust::client::{self, Pick, Reader, TrustError};
use crate::model::manifest::PackFile;

/// Bytes that stay free on the disk, whatever an update needs.
const RESERVE_BYTES: u64 = 64 * 1024 * 1024;
/// Times a blob is tried before the update gives up; the next update goes on where this one stopped.
const TRIES: u32 = 2;

/// How far an update is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Files that have come.
    pub done: u32,
    /// Files that were missing.
    pub total: u32,
}

/// What an update came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateOutcome {
    /// Nothing is published for this centre.
    Nothing,
    /// What is current is what is published.
    Unchanged,
    /// This generation is whole and can be activated.
    Staged(u64),
}

/// Why an update stopped.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Not believed.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// A blob did not come.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// A blob is not what the manifest says.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The store said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Too little room.
    #[error("the update needs {needed} bytes and {free} are free")]
    Space {
        /// What it needs, the reserve included.
        needed: u64,
        /// What there is.
        free: u64,
    },
    /// The disk said no.
    #[error("the disk refused the update: {0}")]
    Disk(#[from] io::Error),
}

/// Brings `store` up to what `centre` has published. DESIGN section 5 gives the order.
///
/// # Errors
///
/// The first thing that went wrong; what is current is untouched, and the next update goes on from here.
pub async fn update(
    store: &PackStore,
    first_root: &str,
    centre: &str,
    transport: Arc<dyn Transport>,
    now: DateTime<Utc>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<UpdateOutcome, UpdateError> {
    let holding = store
        .current()
        .iter()
        .flat_map(|content| &content.manifests)
        .map(|m| (format!("{}/{}", m.centre, m.id), m.version))
        .collect();
    let reader = Reader {
        kiosk: "",
        centre,
        holding: &holding,
    };
    let verified = client::refresh(
        transport.clone(),
        store.metadata(),
        first_root,
        &reader,
        now,
    )
    .await?;
    let centre = verified.centre?;
    let picks: Vec<Pick> = centre
        .manifests
        .into_iter()
        .chain(verified.shared?.manifests)
        .collect();
    if picks.is_empty() {
        return Ok(UpdateOutcome::Nothing);
    }
    let manifests = || picks.iter().map(|pick| &pick.manifest);
    let missing = store.missing(manifests());
    let needed = missing.iter().map(|file| file.length).sum::<u64>() + RESERVE_BYTES;
    let free = disk::free_bytes(&store.parts())?;
    if !missing.is_empty() && free < needed {
        return Err(UpdateError::Space { needed, free });
    }
    let total = missing.len() as u32;
    for (done, file) in missing.iter().enumerate() {
        progress(Progress {
            done: done as u32,
            total,
        });
        fetch(store, transport.as_ref(), file).await?;
    }
    if total > 0 {
        progress(Progress { done: total, total });
    }
    // A file may have gone while others came.
    if let Some(file) = store.missing(manifests()).first() {
        return Err(BlobError::Mismatch {
            expected: file.sha256.clone(),
            path: store.blobs().path(&file.sha256),
        }
        .into());
    }
    let raw = |sha256: &str| store.metadata().target(sha256);
    let staged = store.stage(&picks, centre.schedule.as_ref(), raw)?;
    Ok(staged.map_or(UpdateOutcome::Unchanged, UpdateOutcome::Staged))
}

/// Fetches one blob, going on where an earlier try stopped.
async fn fetch(
    store: &PackStore,
    transport: &dyn Transport,
    file: &PackFile,
) -> Result<(), UpdateError> {
    let part = store.parts().join(&file.sha256);
    let mut last = None;
    for _ in 0..TRIES {
        receive(transport, file, &part).await?;
        match store.blobs().take(&part, file) {
            Ok(()) => return Ok(()),
            Err(error) => {
                // Whatever came is not it: nothing of it is worth going on from.
                fs::remove_file(&part).unwrap_or_default();
                last = Some(error);
            }
        }
    }
    Err(last.map_or_else(
        || io::Error::other("no try was made").into(),
        UpdateError::from,
    ))
}

/// Appends to `part` until the file's length is there, never a byte more.
async fn receive(
    transport: &dyn Transport,
    file: &PackFile,
    part: &Path,
) -> Result<(), UpdateError> {
    let mut have = fs::metadata(part).map_or(0, |meta| meta.len());
    if have > file.length {
        fs::remove_file(part)?;
        have = 0;
    }
    let mut out = tokio::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(part)
        .await?;
    if have < file.length {
        let mut stream = transport.blob(&file.sha256, have).await?;
        while let Some(bytes) = stream.next().await {
            let bytes = bytes?;
            have += bytes.len() as u64;
            if have > file.length {
                return Err(TransportError::TooLong {
                    name: file.sha256.clone(),
                    length_max: file.length,
                }
                .into());
            }
            out.write_all(&bytes).await?;
            disk::fault_point();
        }
    }
    out.flush().await?;
    out.sync_all().await?;
    disk::fault_point();
    Ok(())
}
