//! One update: verify, fetch what is missing, stage. Any error stops it before anything is current that was not.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use sigstore_tuf::MetadataStore as _;

use super::activation::{PackStore, StoreError, Wanted};
use super::blobs::{BlobError, BlobStore};
use super::disk;
use super::fetch::{self, Delivery, Traffic};
use super::transport::{Transport, TransportError};
use super::trust::client::{self, Pick, Reader, RoleNews, TrustError};
use crate::api::kiosk::PackState;
use crate::model::manifest::{Manifest, PackFile, SHARED};
use crate::model::play_schedule::PlaySchedule;

/// Bytes that stay free on the disk, whatever an update needs.
pub const RESERVE_BYTES: u64 = 64 * 1024 * 1024;

/// How far the files of an update are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are here.
    pub done_bytes: u64,
    /// Bytes that were missing.
    pub total_bytes: u64,
}

/// Who updates, and when.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The root metadata this kiosk trusted first, as JSON text.
    pub first_root: &'a str,
    /// The kiosk's id.
    pub kiosk: &'a str,
    /// Its centre's id.
    pub centre: &'a str,
    /// The moment to verify with.
    pub now: DateTime<Utc>,
}

/// What an update came to.
#[derive(Debug)]
pub struct Updated {
    /// What can be shown now.
    pub outcome: UpdateOutcome,
    /// Roles that were not believed: their news did not come, that of the others did.
    pub refused: Vec<TrustError>,
    /// When the metadata was issued, if it says so.
    pub issued_at: Option<DateTime<Utc>>,
    /// When the first of the metadata expires.
    pub expires_at: DateTime<Utc>,
    /// What the files cost.
    pub traffic: Traffic,
}

/// What there is to show after an update.
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

impl UpdateError {
    /// Whether the disk has no room left.
    pub fn is_disk_full(&self) -> bool {
        let full = |error: &io::Error| error.kind() == io::ErrorKind::StorageFull;
        match self {
            Self::Space { .. } => true,
            Self::Disk(error)
            | Self::Blob(BlobError::Disk(error))
            | Self::Store(StoreError::Disk(error)) => full(error),
            _ => false,
        }
    }
}

/// Brings `store` up to what is published for a kiosk. DESIGN section 5 gives the order.
///
/// # Errors
///
/// The first thing that went wrong; what is current is untouched, and the next update goes on from here.
pub async fn update(
    store: &PackStore,
    metadata: Arc<dyn Transport>,
    delivery: &Delivery,
    order: Order<'_>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Updated, UpdateError> {
    let holding = store.holding();
    let reader = Reader {
        kiosk: order.kiosk,
        centre: order.centre,
        holding: &holding,
    };
    let verified = client::refresh(
        metadata,
        store.metadata(),
        order.first_root,
        &reader,
        order.now,
    )
    .await?;
    let mut updated = Updated {
        outcome: UpdateOutcome::Nothing,
        refused: Vec::new(),
        issued_at: verified.issued_at,
        expires_at: verified.expires_at,
        traffic: Traffic::default(),
    };
    let mut wanted = Wanted::default();
    for (owner, news) in [(order.centre, verified.centre), (SHARED, verified.shared)] {
        match news {
            Ok(news) => take_news(&mut wanted, news),
            Err(error) => {
                // What this role vouched for before is still right.
                keep_old(&mut wanted, store, owner);
                updated.refused.push(error);
            }
        }
    }
    store.pass_over_bad(&mut wanted);
    if wanted.manifests.is_empty() {
        return Ok(updated);
    }
    if store.has(&wanted) {
        // Whatever was on its way when it was withdrawn is not any more.
        store.forget_note()?;
    } else {
        updated.traffic = fetch_files(store, delivery, &wanted, progress).await?;
    }
    let raw = |sha256: &str| {
        store
            .metadata()
            .load(&format!("targets/{sha256}"))
            .ok()
            .flatten()
    };
    let staged = store.stage(&wanted, raw)?;
    updated.outcome = staged.map_or(UpdateOutcome::Unchanged, UpdateOutcome::Staged);
    Ok(updated)
}

fn take_news(wanted: &mut Wanted, news: RoleNews) {
    let picks = news.manifests.into_iter();
    wanted
        .manifests
        .extend(picks.map(|Pick { sha256, manifest }| (sha256, manifest)));
    wanted.schedule = wanted.schedule.take().or(news.schedule);
}

fn keep_old(wanted: &mut Wanted, store: &PackStore, owner: &str) {
    let old: Vec<(String, Manifest)> = store
        .current_records()
        .into_iter()
        .filter(|(_, manifest)| manifest.centre == owner)
        .collect();
    wanted.manifests.extend(old);
    if owner != SHARED {
        wanted.schedule = store.current_schedule();
    }
}

/// Makes room, fetches what is missing, and reads everything again.
async fn fetch_files(
    store: &PackStore,
    delivery: &Delivery,
    wanted: &Wanted,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Traffic, UpdateError> {
    let manifests = || wanted.manifests.iter().map(|(_, manifest)| manifest);
    let missing = store.missing(manifests());
    make_room(store, &missing, wanted)?;
    let mut traffic = Traffic::default();
    if !missing.is_empty() {
        store.forget_parts_except(&missing)?;
        let held = store.held_manifests();
        traffic = fetch::fetch(
            store.blobs(),
            &store.parts(),
            delivery,
            &missing,
            &held,
            progress,
        )
        .await?;
    }
    store.note(wanted, PackState::Fetched)?;
    let files: Vec<_> = manifests()
        .flat_map(|manifest| manifest.files.values())
        .collect();
    if let Some(file) = first_corrupt(store.blobs(), &files) {
        store.blobs().remove(&file.sha256)?;
        return Err(BlobError::Mismatch {
            expected: file.sha256.clone(),
            path: store.blobs().path(&file.sha256),
        }
        .into());
    }
    store.note(wanted, PackState::Verified)?;
    Ok(traffic)
}

/// Reads every file again; one that is not what it should be.
fn first_corrupt<'a>(blobs: &BlobStore, files: &[&'a PackFile]) -> Option<&'a PackFile> {
    // Reading is bound by the processor: as many at once as there are cores, but not all of a big machine.
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().clamp(1, 4));
    let next = AtomicUsize::new(0);
    let look = || {
        std::iter::from_fn(|| files.get(next.fetch_add(1, Ordering::Relaxed)).copied())
            .find(|file| !blobs.verify(file))
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(look)).collect();
        // A thread that died has checked nothing.
        let found = |thread: std::thread::ScopedJoinHandle<'_, Option<&'a PackFile>>| {
            thread.join().unwrap_or_else(|_| files.first().copied())
        };
        threads.into_iter().filter_map(found).next()
    })
}

/// Room for what is missing: what nothing needs any more goes first.
fn make_room(store: &PackStore, missing: &[PackFile], wanted: &Wanted) -> Result<(), UpdateError> {
    if missing.is_empty() {
        return Ok(());
    }
    let begun = store.begun_bytes(missing);
    let needed =
        (missing.iter().map(|file| file.length).sum::<u64>() + RESERVE_BYTES).saturating_sub(begun);
    if disk::free_bytes(&store.parts())? < needed {
        store.collect(Some(wanted))?;
    }
    let free = disk::free_bytes(&store.parts())?;
    if free < needed {
        return Err(UpdateError::Space { needed, free });
    }
    Ok(())
}

/// Packs on show, as `OWNER/PACK`, with their versions.
pub type Holding = BTreeMap<String, u64>;

/// The schedule of a generation with the SHA-256 of its bytes.
pub type KeptSchedule = Option<(String, PlaySchedule)>;
