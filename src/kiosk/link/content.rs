//! Keeps packs and schedule current, and tells the pack store what the screen did with them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::Utc;
use reqwest::{Client, Url};
use tokio_util::sync::CancellationToken;

use super::LinkMessage;
use super::shared::{Base, Shared};
use super::transport::HttpTransport;
use super::wait::{back_off, roll, spread};
use crate::api::kiosk::{InstalledPack, PackState};
use crate::pack::activation::{Content, PackStore};
use crate::pack::trust::client::TrustError;
use crate::pack::update::{Progress, UpdateError, UpdateOutcome, update};

/// Between two looks without a push.
const PERIOD: Duration = Duration::from_secs(60);
/// While the program runs this file is there; found at a start, the last run did not end well.
const RUNNING: &str = "running";

/// The pack store, if the disk gives one.
pub(super) struct ContentKeeper {
    store: Option<PackStore>,
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
        let store = match PackStore::open(&data.join("content")) {
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
            running,
            stop: base.stop.clone(),
        }
    }

    /// What is on disk, at once: the screen needs no network.
    pub(super) async fn show_current(&self, base: &Base) {
        if let Some(content) = self.store.as_ref().and_then(PackStore::current) {
            self.report(base, &content);
            base.inbox
                .put(LinkMessage::Content(Arc::new(content)))
                .await;
        }
    }

    pub(super) async fn activate(&self, base: &Base, generation: u64) {
        let Some(store) = &self.store else { return };
        match store.activate(generation) {
            Ok(()) => {
                if let Some(content) = store.content(generation) {
                    self.report(base, &content);
                }
            }
            Err(error) => {
                tracing::error!(%error, "the content on the screen could not be made current");
                base.problem("pack-store-unwritable").await;
            }
        }
    }

    pub(super) async fn good(&self, base: &Base, generation: u64) {
        if let Some(Err(error)) = self.store.as_ref().map(|store| store.mark_good(generation)) {
            tracing::error!(%error, "the content could not be marked good");
            base.problem("pack-store-unwritable").await;
        }
    }

    fn report(&self, base: &Base, content: &Content) {
        let packs = content
            .manifests
            .iter()
            .map(|m| InstalledPack {
                id: m.id.clone(),
                version: m.version,
                state: PackState::Confirmed,
            })
            .collect();
        let schedule_version = content
            .schedule
            .as_ref()
            .map_or(0, |schedule| schedule.version);
        base.status.send_modify(|status| {
            status.packs = packs;
            status.schedule_version = schedule_version;
        });
    }
}

/// Updates on every push and once a while. Runs until it is dropped.
pub(super) async fn run(shared: &Shared, keeper: &ContentKeeper, client: Client, server: Url) {
    let Some(store) = &keeper.store else {
        return;
    };
    let transport = Arc::new(HttpTransport::new(client, server));
    remove_corrupt(shared, store).await;
    let mut failures = 0;
    let mut told = store.current().map(|content| content.generation);
    loop {
        let identity = shared.identity();
        let fetched = AtomicBool::new(false);
        let progress = |progress: Progress| {
            fetched.store(true, Ordering::Relaxed);
            shared.base.inbox.try_put(LinkMessage::Update {
                done: progress.done,
                total: progress.total,
            });
        };
        let updated = update(
            store,
            &identity.root,
            &identity.centre,
            transport.clone(),
            Utc::now(),
            &progress,
        )
        .await;
        let wait = match updated {
            Ok(outcome) => {
                failures = 0;
                shared.base.problem_over("update-refused");
                let content = match outcome {
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
                spread(PERIOD, roll())
            }
            Err(error) => {
                failures += 1;
                note(shared, &error).await;
                back_off(failures, roll())
            }
        };
        tokio::select! {
            () = shared.wanted.content.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

async fn note_crash(store: &PackStore, base: &Base) {
    match store.note_crash() {
        Ok(Some(generation)) => {
            tracing::error!(
                generation,
                "the new content crashed three times and was taken back"
            );
            base.problem("content-taken-back").await;
        }
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "a crash could not be noted"),
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
async fn note(shared: &Shared, error: &UpdateError) {
    match error {
        UpdateError::Trust(TrustError::Unreachable(_)) | UpdateError::Transport(_) => {
            tracing::info!(%error, "no update");
        }
        _ => {
            tracing::error!(%error, "the update was refused; what is on show stays");
            shared.base.problem("update-refused").await;
        }
    }
}
