//! A link without a server: what an author's folder holds, and again whenever a file is saved.
//!
//! Blobs are copied out of the folder, so that a file half saved is never drawn.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::shared::Inbox;
use super::{CheckInVia, Enrolment, INBOX_MAX, Link, LinkMessage, LinkRequest, REQUESTS_MAX};
use crate::api::kiosk::{CalendarEntry, CentreDays, KioskIdentity};
use crate::model::activity::Places;
use crate::model::check_in::{CheckInAnswer, CheckInReason};
use crate::model::manifest::Manifest;
use crate::model::play_schedule::local_instant;
use crate::pack::activation::Content;
use crate::pack::author::{self, Checked, Memory, SampleActivity};
use crate::pack::blobs::BlobStore;

/// Between two looks at the folder. An editor that saves in several steps is done within one.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// As far as a kiosk's calendar knows.
const DAYS: i64 = 45;

/// Says what a check came to.
pub type Report = Arc<dyn Fn(&Checked) + Send + Sync>;

/// Starts a link that shows `folder`, as it is now or at a moment, and keeps copies under `copies`; `report` is told of
/// every check.
///
/// # Errors
///
/// When no thread can be started or the folder for copies cannot be used.
pub fn start(
    folder: PathBuf,
    copies: &Path,
    report: Report,
    at: Option<DateTime<Utc>>,
    wake: Box<dyn Fn() + Send + Sync>,
) -> io::Result<Link> {
    let (sender, inbox) = crossbeam_channel::bounded(INBOX_MAX);
    let (requests, queue) = mpsc::channel(REQUESTS_MAX);
    let stop = CancellationToken::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let mut watcher = Watcher {
        folder,
        report,
        at,
        blobs: BlobStore::open(copies.join("blobs"))?,
        inbox: Inbox::new(sender, Arc::from(wake)),
        memory: Memory::default(),
        generation: 0,
        before: BTreeSet::new(),
    };
    let stopping = stop.clone();
    let thread = std::thread::Builder::new()
        .name("folder".into())
        .spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = watcher.run(queue) => {}
                    () = stopping.cancelled() => {}
                }
            });
        })?;
    Ok(Link {
        requests,
        inbox,
        stop,
        thread: Some(thread),
    })
}

struct Watcher {
    folder: PathBuf,
    report: Report,
    at: Option<DateTime<Utc>>,
    blobs: BlobStore,
    inbox: Inbox,
    memory: Memory,
    generation: u64,
    /// Blobs of the state before: a picture may still be on its way to the screen.
    before: BTreeSet<String>,
}

impl Watcher {
    async fn run(&mut self, mut queue: mpsc::Receiver<LinkRequest>) {
        self.inbox.put(LinkMessage::Connected(true)).await;
        let mut shown = None;
        let mut seen = fingerprint(&self.folder);
        loop {
            let now = fingerprint(&self.folder);
            // The same twice: nobody is in the middle of saving.
            if now == seen && shown.as_ref() != Some(&now) {
                shown = self.show().await.then_some(now);
            } else {
                seen = now;
            }
            tokio::select! {
                request = queue.recv() => match request {
                    Some(request) => self.answer(request).await,
                    None => return,
                },
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Checks the folder; what is good goes to the screen, anything else leaves the screen as it is. `false` when the
    /// folder changed meanwhile.
    async fn show(&mut self) -> bool {
        let checked = author::check_again(&self.folder, &mut self.memory);
        (self.report)(&checked);
        let Some(manifest) = checked.manifest else {
            return true;
        };
        let manifest = match author::store_files(&self.folder, &manifest, &self.blobs) {
            Ok(manifest) => manifest,
            Err(error) => {
                // Saved again just now: the next look finds it, and nothing of this one is remembered.
                self.memory = Memory::default();
                tracing::warn!(%error, "a file changed while it was read");
                return false;
            }
        };
        self.generation += 1;
        let zone = chrono_tz::Asia::Shanghai;
        let identity = identity(&manifest, zone);
        let days = example_days(&checked.activities, zone, self.at.unwrap_or_else(Utc::now));
        self.let_go_of_old(&manifest);
        let content = Content {
            generation: self.generation,
            manifests: vec![manifest],
            schedule: None,
            blobs: self.blobs.clone(),
        };
        self.inbox
            .put(LinkMessage::Enrolment(Enrolment::Approved(Box::new(
                identity,
            ))))
            .await;
        self.inbox.put(LinkMessage::Days(Arc::new(days))).await;
        self.inbox
            .put(LinkMessage::Preview(Arc::new(content)))
            .await;
        true
    }

    fn let_go_of_old(&mut self, manifest: &Manifest) {
        let now: BTreeSet<_> = manifest
            .files
            .values()
            .map(|file| file.sha256.clone())
            .collect();
        for old in self.blobs.list().unwrap_or_default() {
            if !now.contains(&old)
                && !self.before.contains(&old)
                && let Err(error) = self.blobs.remove(&old)
            {
                tracing::warn!(%error, "an old copy stays behind");
            }
        }
        self.before = now;
    }

    /// Nobody is registered anywhere: a preview lets nobody in. What is left is thanked for and thrown away.
    async fn answer(&self, request: LinkRequest) {
        if let LinkRequest::Send(delivery) = &request {
            let (id, kept) = (delivery.id, true);
            self.inbox.put(LinkMessage::Sent { id, kept }).await;
        }
        if let LinkRequest::Registration(call) = &request
            && let Some(news) = call.clone().unanswered()
        {
            self.inbox.put(LinkMessage::Registration(news)).await;
        }
        if let LinkRequest::CheckIn(request) = request {
            let answer = CheckInAnswer::nameless(request.id, CheckInReason::NoList);
            self.inbox
                .put(LinkMessage::CheckIn(Box::new(answer), CheckInVia::OwnList))
                .await;
        }
    }
}

/// Every file that travels, its length, and when it was written.
fn fingerprint(folder: &Path) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let files = author::files_of(folder).unwrap_or_default();
    let facts = |path: PathBuf| {
        let meta = path.symlink_metadata().ok();
        let length = meta.as_ref().map_or(0, std::fs::Metadata::len);
        (path, length, meta.and_then(|meta| meta.modified().ok()))
    };
    files.into_iter().map(facts).collect()
}

fn identity(manifest: &Manifest, zone: Tz) -> KioskIdentity {
    KioskIdentity {
        kiosk: Uuid::nil(),
        name: manifest.id.clone(),
        centre: manifest.centre.clone(),
        centre_title: manifest.title.clone(),
        time_zone: zone,
        root: String::new(),
        public_url: None,
    }
}

/// The example activities of a pack as the calendar would show them.
fn example_days(samples: &[SampleActivity], zone: Tz, now: DateTime<Utc>) -> CentreDays {
    let today = now.with_timezone(&zone).date_naive();
    let mut calendar = Vec::new();
    for (number, sample) in samples.iter().enumerate() {
        for day in (0..DAYS).filter_map(|day| today.checked_add_signed(chrono::Duration::days(day)))
        {
            let starts_at = local_instant(day.and_time(sample.start), zone);
            let Some(starts_at) = starts_at.filter(|_| sample.is_on(day, today)) else {
                continue;
            };
            calendar.push(CalendarEntry {
                occurrence: Uuid::from_u128(calendar.len() as u128 + 1),
                activity: Uuid::from_u128(number as u128 + 1),
                title: sample.title.clone(),
                summary: sample.summary.clone(),
                category: sample.category,
                room: sample.room.clone(),
                host: sample.host.clone(),
                picture: sample.picture.clone(),
                starts_at,
                ends_at: starts_at + chrono::Duration::minutes(sample.minutes.into()),
                places: Places {
                    capacity: (sample.places > 0).then_some(sample.places),
                    confirmed: sample.registered,
                    waitlisted: sample.waitlisted,
                },
                canceled: false,
                details: sample.details.clone(),
                plan: sample.plan.clone(),
                walked_in: 0,
            });
        }
    }
    calendar.sort_by_key(|entry| entry.starts_at);
    CentreDays {
        calendar,
        known_until: today.checked_add_signed(chrono::Duration::days(DAYS - 1)),
        ..CentreDays::default()
    }
}
