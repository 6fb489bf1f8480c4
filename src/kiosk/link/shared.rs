//! What the tasks of the link share: the way to the screen, the database, the server, and who wants what looked at.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use crossbeam_channel::TrySendError;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::LinkMessage;
use super::local_store::LocalStore;
use super::server_api::ServerApi;
use crate::api::kiosk::{InstalledPack, KioskIdentity, RevertedPack};
use crate::kiosk::staff::status::StaffStatus;
use crate::model::clock::ClockState;
use crate::model::play_schedule::Explanation;
use crate::pack::disk::Reserve;

/// The way to the screen. Bounded: if the screen stalls, the link waits instead of filling memory.
#[derive(Clone)]
pub(super) struct Inbox {
    sender: crossbeam_channel::Sender<LinkMessage>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Inbox {
    pub(super) fn new(
        sender: crossbeam_channel::Sender<LinkMessage>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self { sender, wake }
    }

    /// Puts the message in, waiting while there is no room.
    pub(super) async fn put(&self, mut message: LinkMessage) {
        loop {
            match self.sender.try_send(message) {
                Ok(()) => break (self.wake)(),
                // Nobody reads any more: the app is going.
                Err(TrySendError::Disconnected(_)) => break,
                Err(TrySendError::Full(back)) => {
                    message = back;
                    (self.wake)();
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }

    /// Puts the message in if there is room, and wakes nobody: it is read with the next one.
    pub(super) fn put_quietly(&self, message: LinkMessage) {
        // Without room the next one says the same and more.
        self.sender.try_send(message).unwrap_or_default();
    }

    /// Puts the message in if there is room: for news that the next one replaces.
    pub(super) fn try_put(&self, message: LinkMessage) {
        if self.sender.try_send(message).is_ok() {
            (self.wake)();
        }
    }
}

/// What the report to the server is made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Status {
    pub packs: Vec<InstalledPack>,
    pub reverted: Vec<RevertedPack>,
    pub clock: ClockState,
    pub metadata_expires_at: Option<DateTime<Utc>>,
    pub schedule_version: u64,
    pub now_playing: Option<Explanation>,
    pub activity: &'static str,
    pub outbox: u32,
    pub problems: BTreeSet<String>,
    pub connected: bool,
}

/// Who wants what looked at; asking twice is asking once.
#[derive(Default)]
pub(super) struct Wanted {
    pub content: Notify,
    pub days: Notify,
    pub outbox: Notify,
    pub deliveries: Notify,
    pub walls: Notify,
    pub figures: Notify,
    pub identity: Notify,
    /// Neighbours are to hear who passed a door.
    pub neighbours: Notify,
    /// A stick's folder that staff want taken.
    folder: Mutex<Option<PathBuf>>,
    /// Files of what is on show are to be checked.
    check: AtomicBool,
}

impl Wanted {
    /// A file of what is on show could not be read.
    pub(super) fn repair(&self) {
        self.check.store(true, Ordering::Relaxed);
        self.content.notify_one();
    }

    /// Whether files are to be checked now, once.
    pub(super) fn take_repair(&self) -> bool {
        self.check.swap(false, Ordering::Relaxed)
    }

    /// Someone wants the news of this folder taken.
    pub(super) fn import(&self, folder: PathBuf) {
        *lock(&self.folder) = Some(folder);
        self.content.notify_one();
    }

    /// The folder to take now, once.
    pub(super) fn take_import(&self) -> Option<PathBuf> {
        lock(&self.folder).take()
    }

    /// After a time without pushes anything may have changed.
    pub(super) fn everything(&self) {
        self.content.notify_one();
        self.days.notify_one();
        self.outbox.notify_one();
        self.deliveries.notify_one();
        self.walls.notify_one();
        self.figures.notify_one();
        self.identity.notify_one();
    }
}

/// What outlives a change of enrolment.
#[derive(Clone)]
pub(super) struct Base {
    pub inbox: Inbox,
    pub store: LocalStore,
    /// Room that is kept for when the disk is full.
    pub reserve: Reserve,
    pub status: Arc<watch::Sender<Status>>,
    /// What the staff panel was told last.
    pub staff: Arc<Mutex<StaffStatus>>,
    pub stop: CancellationToken,
}

impl Base {
    /// Notes a fact an admin should know, and says so once.
    pub(super) async fn problem(&self, key: &str) {
        let new = self
            .status
            .send_if_modified(|status| status.problems.insert(key.to_owned()));
        if new {
            tracing::warn!(problem = key, "the kiosk has a problem");
            self.inbox.put(LinkMessage::Problem(key.to_owned())).await;
        }
    }

    /// Changes what the staff panel shows, and tells it when that is something else.
    pub(super) async fn tell_staff(&self, change: impl FnOnce(&mut StaffStatus)) {
        if let Some(status) = self.change_staff(change) {
            self.inbox.put(LinkMessage::Staff(status)).await;
        }
    }

    /// As [`Base::tell_staff`], for news that the next one replaces.
    pub(super) fn tell_staff_soon(&self, change: impl FnOnce(&mut StaffStatus)) {
        if let Some(status) = self.change_staff(change) {
            self.inbox.try_put(LinkMessage::Staff(status));
        }
    }

    fn change_staff(&self, change: impl FnOnce(&mut StaffStatus)) -> Option<Arc<StaffStatus>> {
        let mut staff = lock(&self.staff);
        let before = staff.clone();
        change(&mut staff);
        staff.problems.clone_from(&self.status.borrow().problems);
        (*staff != before).then(|| Arc::new(staff.clone()))
    }

    /// Notes the fact, or that it is over.
    pub(super) async fn problem_if(&self, key: &str, holds: bool) {
        if holds {
            self.problem(key).await;
        } else {
            self.problem_over(key);
        }
    }

    /// Notes that all facts whose keys begin so are over.
    pub(super) fn problems_over(&self, prefix: &str) {
        self.status.send_if_modified(|status| {
            let before = status.problems.len();
            status.problems.retain(|key| !key.starts_with(prefix));
            status.problems.len() != before
        });
    }

    /// Notes that it is over.
    pub(super) fn problem_over(&self, key: &str) {
        self.status
            .send_if_modified(|status| status.problems.remove(key));
    }

    /// Tells the screen whether what a visitor left is kept.
    pub(super) async fn tell_sent(&self, id: Uuid, kept: bool) {
        self.inbox.put(LinkMessage::Sent { id, kept }).await;
    }

    /// How much waits, for the screen and the report.
    pub(super) async fn tell_outbox(&self) {
        match self.store.waiting().await {
            Ok(count) => {
                let new = self.status.send_if_modified(|status| {
                    std::mem::replace(&mut status.outbox, count) != count
                });
                if new {
                    self.inbox.put(LinkMessage::Outbox(count)).await;
                }
            }
            Err(error) => {
                tracing::error!(%error, "the outbox could not be counted");
                self.problem("local-database-unwritable").await;
            }
        }
    }

    /// Notes whether the server answers, and says so when that changed.
    pub(super) async fn tell_connected(&self, connected: bool) {
        let new = self.status.send_if_modified(|status| {
            std::mem::replace(&mut status.connected, connected) != connected
        });
        if new {
            tracing::info!(connected, "the way to the server changed");
            self.inbox.put(LinkMessage::Connected(connected)).await;
        }
    }

    /// Notes what is on the screen, for the report.
    pub(super) fn tell_showing(&self, activity: &'static str, now_playing: Option<Explanation>) {
        self.status.send_if_modified(|status| {
            let new = (status.activity, &status.now_playing) != (activity, &now_playing);
            (status.activity, status.now_playing) = (activity, now_playing);
            new
        });
    }

    /// Whether the server answered last time.
    pub(super) fn connected(&self) -> bool {
        self.status.borrow().connected
    }
}

/// What the tasks of one enrolled kiosk share.
pub(super) struct Shared {
    pub base: Base,
    pub api: ServerApi,
    pub wanted: Wanted,
    identity: Mutex<KioskIdentity>,
}

impl Shared {
    pub(super) fn new(base: Base, api: ServerApi, identity: KioskIdentity) -> Self {
        Self {
            base,
            api,
            wanted: Wanted::default(),
            identity: Mutex::new(identity),
        }
    }

    /// Who this kiosk is at the moment.
    pub(super) fn identity(&self) -> KioskIdentity {
        lock(&self.identity).clone()
    }

    /// Notes a new name, title or time zone.
    pub(super) fn set_identity(&self, identity: KioskIdentity) {
        *lock(&self.identity) = identity;
    }
}

/// A value behind a lock is whole between two statements, so a thread that died holding it did no harm.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
