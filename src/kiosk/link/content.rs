//! Keeps packs and schedule current, and tells the pack store what the screen did with them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::Utc;
use tokio_util::sync::CancellationToken;

use super::LinkMessage;
use super::clock::ClockKeeper;
use super::neighbours::Neighbours;
use super::rate::rate_at;
use super::shared::{Base, Shared};
use super::transport::HttpTransport;
use super::wait::{back_off, roll, spread};
use crate::api::kiosk::RevertedPack;
use crate::config::DownloadSettings;
use crate::kiosk::staff::status::{
    ImportStep, LastUpdate, StaffPack, StaffStatus, UpdateResult, UpdateStep,
};
use crate::pack::activation::{PackStore, RevertReason, StoreError};
use crate::pack::blobs::BlobStore;
use crate::pack::export;
use crate::pack::fetch::Delivery;
use crate::pack::pace::Pace;
use crate::pack::transport::{FolderTransport, Transport};
use crate::pack::trust::client::TrustError;
use crate::pack::update::{Order, Progress, UpdateError, UpdateOutcome, Updated, update};

/// Between two looks without a push.
const PERIOD: Duration = Duration::from_secs(60);
/// While the program runs this file is there; found at a start, the last run did not end well.
const RUNNING: &str = "running";
/// A server that answers and has signed nothing for this long is not the server it should be (DESIGN section 5).
const STALE_AFTER: chrono::Duration = chrono::Duration::days(3);

/// Where the pack store is in a kiosk's data folder.
pub(super) fn folder(data: &Path) -> PathBuf {
    data.join("content")
}

/// The pack store, if the disk gives one.
pub(super) struct ContentKeeper {
    store: Option<PackStore>,
    clock: ClockKeeper,
    running: PathBuf,
    stop: CancellationToken,
}

impl Drop for ContentKeeper {
    fn drop(&mut self) {
        // Only a program that was asked to stop ends well. A mark that stays in spite of it counts one crash too
        // many, which a trial can take.
        if self.stop.is_cancelled() {
            std::fs::remove_file(&self.running).unwrap_or_default();
        }
    }
}

impl ContentKeeper {
    /// Opens the store and counts a crash of the run before, if it ended in one.
    pub(super) async fn open(data: &Path, base: &Base) -> Self {
        let running = data.join(RUNNING);
        let store = match PackStore::open(&folder(data)) {
            Ok(store) => Some(store),
            Err(error) => {
                tracing::error!(%error, "the pack store cannot be used");
                base.problem("pack-store-unusable").await;
                None
            }
        };
        if let Some(store) = &store {
            let boot =
                std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
            // Another boot: a power cut, which is nobody's fault.
            if std::fs::read_to_string(&running).is_ok_and(|before| before == boot) {
                note_crash(store, base).await;
            }
            std::fs::write(&running, boot).unwrap_or_default();
        }
        Self {
            store,
            clock: ClockKeeper::open(data),
            running,
            stop: base.stop.clone(),
        }
    }

    /// The kiosk's blobs, for neighbours.
    pub(super) fn blobs(&self) -> Option<BlobStore> {
        self.store.as_ref().map(|store| store.blobs().clone())
    }

    /// What is on disk, at once: the screen needs no network.
    pub(super) async fn show_current(&self, base: &Base) {
        let Some(store) = &self.store else { return };
        self.report(base).await;
        if let Some(content) = store.current() {
            base.inbox
                .put(LinkMessage::Content(Arc::new(content)))
                .await;
        }
    }

    pub(super) async fn activate(&self, base: &Base, generation: u64) {
        let Some(store) = &self.store else { return };
        match store.activate(generation) {
            Ok(()) => {
                // What could not be shown was of the content before.
                base.problem_over("picture-unshowable");
                self.report(base).await;
            }
            Err(error) => {
                tracing::error!(%error, "the content on the screen could not be made current");
                base.problem("pack-store-unwritable").await;
            }
        }
    }

    pub(super) async fn good(&self, base: &Base, generation: u64) {
        let Some(store) = &self.store else { return };
        match store.confirm(generation) {
            Ok(()) => self.report(base).await,
            Err(error) => {
                tracing::error!(%error, "the content could not be confirmed");
                base.problem("pack-store-unwritable").await;
            }
        }
    }

    /// The screen cannot show this generation as it should: a trial ends, anything else is repaired by the next look.
    pub(super) async fn unhealthy(&self, base: &Base, generation: u64, reason: RevertReason) {
        let on_trial = self
            .store
            .as_ref()
            .is_some_and(|store| store.on_trial() == Some(generation));
        if on_trial {
            self.revert(base, reason).await;
        }
    }

    /// Goes back to the content before, now.
    pub(super) async fn revert(&self, base: &Base, reason: RevertReason) {
        let Some(store) = &self.store else { return };
        match store.revert(reason) {
            Ok(reverted) => {
                tell_reverted(base, &reverted).await;
                self.report(base).await;
                if let Some(content) = store.current() {
                    base.inbox
                        .put(LinkMessage::Content(Arc::new(content)))
                        .await;
                }
            }
            Err(StoreError::NothingBefore) => {
                tracing::warn!(reason = reason.key(), "there is nothing to go back to");
            }
            Err(error) => {
                tracing::error!(%error, "the content could not be taken back");
                base.problem("pack-store-unwritable").await;
            }
        }
    }

    /// Tells server and staff how far every pack is.
    async fn report(&self, base: &Base) {
        let Some(store) = &self.store else { return };
        let packs = store.pack_states();
        let reverted = store.reverted();
        let schedule_version = store
            .current_schedule()
            .map_or(0, |(_, schedule)| schedule.version);
        base.status.send_if_modified(|status| {
            let new = (&status.packs, &status.reverted, status.schedule_version)
                != (&packs, &reverted, schedule_version);
            status.packs.clone_from(&packs);
            status.reverted.clone_from(&reverted);
            status.schedule_version = schedule_version;
            new
        });
        let titles: Vec<_> = store.held_manifests();
        let title = |id: &str, version: u64| {
            let manifest = titles.iter().find(|m| m.id == id && m.version == version);
            manifest
                .map(|manifest| manifest.title.clone())
                .unwrap_or_default()
        };
        let packs = packs.into_iter().map(|pack| StaffPack {
            title: title(&pack.id, pack.version),
            id: pack.id,
            version: pack.version,
            state: pack.state,
        });
        let (packs, generation) = (packs.collect(), store.current_generation());
        base.tell_staff(|staff| {
            staff.generation = generation;
            staff.before = store.generation_before();
            staff.schedule_version = schedule_version;
            staff.packs = packs;
            staff.reverted = reverted.into_iter().rev().collect();
        })
        .await;
    }
}

/// Where content comes from this time.
struct Origin {
    is_server: bool,
    metadata: Arc<dyn Transport>,
    delivery: Delivery,
}

/// Updates on every push and once a while. Runs until it is dropped.
pub(super) async fn run(
    shared: &Shared,
    keeper: &ContentKeeper,
    neighbours: &Neighbours,
    download: &DownloadSettings,
    transport: HttpTransport,
) {
    let Some(store) = &keeper.store else {
        return;
    };
    let transport: Arc<dyn Transport> = Arc::new(transport);
    let pace = pace(shared, download);
    remove_corrupt(shared, store).await;
    let mut failures = 0;
    let mut told = store.current().map(|content| content.generation);
    loop {
        if shared.wanted.take_repair() {
            remove_corrupt(shared, store).await;
        }
        let import = shared.wanted.take_import();
        let origin = match &import {
            Some(folder) => stick(folder),
            None => Origin {
                is_server: true,
                metadata: transport.clone(),
                delivery: Delivery {
                    neighbours: neighbours.transports(roll()),
                    server: transport.clone(),
                    parallel: download.parallel,
                    pace: pace.clone(),
                },
            },
        };
        let name = import.as_ref().map(|folder| folder.display().to_string());
        shared
            .base
            .tell_staff(|staff| match &name {
                Some(name) => {
                    staff.import = ImportStep::Running {
                        name: name.clone(),
                        done: 0,
                        total: 0,
                    }
                }
                None => staff.update = UpdateStep::Looking,
            })
            .await;
        let fetched = AtomicBool::new(false);
        let updated = look(shared, keeper, store, &origin, &fetched).await;
        keeper.report(&shared.base).await;
        if let Ok(updated) = &updated {
            let content = match updated.outcome {
                UpdateOutcome::Staged(generation) if told != Some(generation) => {
                    store.content(generation)
                }
                // Files that had rotted are back: the screen shows them again.
                UpdateOutcome::Unchanged if fetched.into_inner() => store.current(),
                _ => None,
            };
            if let Some(content) = content {
                tracing::info!(generation = content.generation, "content can be shown");
                told = Some(content.generation);
                shared
                    .base
                    .inbox
                    .put(LinkMessage::Content(Arc::new(content)))
                    .await;
            }
        }
        let result = result_of(&updated);
        shared
            .base
            .tell_staff(|staff| end_look(staff, name.clone(), result))
            .await;
        if import.is_some() {
            // A stick says nothing of the server.
            continue;
        }
        let wait = match updated {
            Ok(_) => {
                failures = 0;
                spread(PERIOD, roll())
            }
            Err(_) => {
                failures += 1;
                back_off(failures, roll())
            }
        };
        tokio::select! {
            () = shared.wanted.content.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// A folder that `tongxin pack export` wrote.
fn stick(folder: &Path) -> Origin {
    let transport: Arc<dyn Transport> =
        Arc::new(FolderTransport::new(folder, &export::blobs_in(folder)));
    Origin {
        is_server: false,
        metadata: transport.clone(),
        delivery: Delivery::from_server(transport),
    }
}

/// A limit that follows the centre's wall clock.
fn pace(shared: &Shared, download: &DownloadSettings) -> Pace {
    if download.limits.is_empty() {
        return Pace::unlimited();
    }
    let windows = download.limits.clone();
    let zone = shared.identity().time_zone;
    Pace::new(Arc::new(move || {
        rate_at(&windows, Utc::now().with_timezone(&zone).time())
    }))
}

/// One update, and what it says about server, clock and disk.
async fn look(
    shared: &Shared,
    keeper: &ContentKeeper,
    store: &PackStore,
    origin: &Origin,
    fetched: &AtomicBool,
) -> Result<Updated, UpdateError> {
    let identity = shared.identity();
    let wall = Utc::now();
    let (clock, now) = keeper.clock.judge(wall);
    let progress = |progress: Progress| {
        fetched.store(true, Ordering::Relaxed);
        let (done, total) = (progress.done_bytes, progress.total_bytes);
        shared.base.inbox.try_put(LinkMessage::Update {
            done_bytes: done,
            total_bytes: total,
        });
        shared
            .base
            .tell_staff_soon(|staff| match &mut staff.import {
                ImportStep::Running {
                    done: have,
                    total: of,
                    ..
                } => (*have, *of) = (done, total),
                _ if done < total => staff.update = UpdateStep::Fetching { done, total },
                _ => staff.update = UpdateStep::Checking,
            });
    };
    let order = Order {
        first_root: &identity.root,
        kiosk: &identity.kiosk.to_string(),
        centre: &identity.centre,
        now,
    };
    let updated = update(
        store,
        origin.metadata.clone(),
        &origin.delivery,
        order,
        &progress,
    )
    .await;
    let base = &shared.base;
    match &updated {
        Ok(updated) => {
            if let Some(issued_at) = updated.issued_at {
                keeper.clock.note_issued(wall, issued_at);
                // What is on a stick may be old.
                base.problem_if(
                    "metadata-stale",
                    origin.is_server && wall - issued_at > STALE_AFTER,
                )
                .await;
            }
            base.status.send_if_modified(|status| {
                let new = Some(updated.expires_at);
                std::mem::replace(&mut status.metadata_expires_at, new) != new
            });
            base.tell_staff(|staff| staff.metadata_expires_at = Some(updated.expires_at))
                .await;
            base.problems_over("refused-");
            base.problem_over("disk-full");
            for error in &updated.refused {
                note_refusal(base, error).await;
            }
            if let Err(error) = base.reserve.keep() {
                tracing::warn!(%error, "no room could be kept in reserve");
            }
            let traffic = updated.traffic;
            if traffic.requests > 0 {
                tracing::info!(?traffic, "content came");
            }
        }
        Err(error) => note(base, error).await,
    }
    let (clock, now) = if updated.is_ok() {
        keeper.clock.judge(wall)
    } else {
        (clock, now)
    };
    base.status
        .send_if_modified(|status| std::mem::replace(&mut status.clock, clock) != clock);
    base.tell_staff(|staff| {
        staff.clock = clock;
        staff.clock_floor = (now != wall).then_some(now);
    })
    .await;
    updated
}

/// How a look or an import ended, for the staff panel.
fn end_look(staff: &mut StaffStatus, import: Option<String>, result: UpdateResult) {
    match import {
        Some(name) => staff.import = ImportStep::Done { name, result },
        None => {
            staff.update = UpdateStep::Idle;
            staff.last_update = Some(LastUpdate {
                at: Utc::now(),
                result,
            });
        }
    }
}

fn result_of(updated: &Result<Updated, UpdateError>) -> UpdateResult {
    let refused = |error: &TrustError| UpdateResult::Refused {
        reason: error.key().to_owned(),
        detail: error.to_string(),
    };
    match updated {
        Ok(updated) => match (updated.refused.first(), updated.outcome) {
            (Some(error), _) if error.refusal().is_some() => refused(error),
            (_, UpdateOutcome::Nothing) => UpdateResult::Nothing,
            (_, UpdateOutcome::Unchanged) => UpdateResult::Unchanged,
            (_, UpdateOutcome::Staged(generation)) => UpdateResult::Staged(generation),
        },
        Err(UpdateError::Trust(TrustError::Unreachable(_)) | UpdateError::Transport(_)) => {
            UpdateResult::Unreachable
        }
        Err(UpdateError::Trust(error)) => refused(error),
        Err(UpdateError::Space { needed, free }) => UpdateResult::NoSpace {
            needed: *needed,
            free: *free,
        },
        Err(UpdateError::Blob(error)) => UpdateResult::Refused {
            reason: "wrong-hash".to_owned(),
            detail: error.to_string(),
        },
        Err(error) => UpdateResult::Disk(error.to_string()),
    }
}

async fn note_crash(store: &PackStore, base: &Base) {
    match store.note_crash() {
        Ok(reverted) => tell_reverted(base, &reverted).await,
        Err(error) => tracing::error!(%error, "a crash could not be noted"),
    }
    if store.current().is_none() {
        base.inbox.put(LinkMessage::NoContent).await;
    }
}

async fn tell_reverted(base: &Base, reverted: &[RevertedPack]) {
    for pack in reverted {
        tracing::error!(
            pack = pack.id,
            version = pack.version,
            reason = pack.reason,
            "new content was taken back"
        );
    }
    if !reverted.is_empty() {
        base.problem("content-taken-back").await;
    }
}

/// Files that rotted on this disk go, and the update that follows fetches them again.
async fn remove_corrupt(shared: &Shared, store: &PackStore) {
    match store.remove_corrupt() {
        Ok(0) => {}
        Ok(count) => {
            tracing::warn!(
                count,
                "corrupt files were removed and will be fetched again"
            );
            shared.base.problem("corrupt-files-fetched-again").await;
        }
        Err(error) => tracing::error!(%error, "the files could not be checked"),
    }
}

/// A server that does not answer is no news; anything else an admin should know.
async fn note(base: &Base, error: &UpdateError) {
    if error.is_disk_full() {
        tracing::error!(%error, "the disk is full; what is on show stays");
        // What visitors do must still be written.
        if let Err(error) = base.reserve.give_up() {
            tracing::error!(%error, "the reserve could not be given up");
        }
        return base.problem("disk-full").await;
    }
    match error {
        UpdateError::Trust(TrustError::Unreachable(_)) | UpdateError::Transport(_) => {
            tracing::info!(%error, "no update");
        }
        UpdateError::Trust(error) => note_refusal(base, error).await,
        _ => {
            tracing::error!(%error, "the update failed; what is on show stays");
            base.problem("update-failed").await;
        }
    }
}

/// Every attack is named, in the log and in the report.
async fn note_refusal(base: &Base, error: &TrustError) {
    if matches!(error, TrustError::Unreachable(_)) {
        return tracing::info!(%error, "no update");
    }
    tracing::error!(%error, attack = error.key(), "news were refused; what is on show stays");
    base.problem(&format!("refused-{}", error.key())).await;
}
