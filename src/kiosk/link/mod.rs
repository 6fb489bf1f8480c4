//! The link: one thread that keeps packs current, sends the outbox, and listens for pushes.
//!
//! It talks to the screen through a bounded inbox and a bounded queue of requests, and knows nothing of Bevy.

mod check_in;
mod content;
mod days;
mod enrolment;
mod events;
mod local_store;
mod outbox;
mod report;
mod server_api;
mod shared;
mod transport;
mod wait;

use std::sync::Arc;
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};
use crossbeam_channel::Receiver;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::api::kiosk::{CentreDays, CheckInRequest, KioskIdentity};
use crate::config::KioskSettings;
use crate::model::check_in::CheckInAnswer;
use crate::model::play_schedule::Explanation;
use crate::pack::activation::Content;
use days::DaysKeeper;
use local_store::LocalStore;
use shared::{Base, Inbox, Shared, Status};

/// Messages that wait for the screen at most.
const INBOX_MAX: usize = 64;
/// Requests that wait for the link at most.
const REQUESTS_MAX: usize = 64;

/// Where the enrolment stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Enrolment {
    /// The server has not answered yet.
    NoServer,
    /// An admin has to approve this code.
    Waiting {
        /// What the screen shows.
        pairing_code: String,
    },
    /// This is a kiosk.
    Approved(Box<KioskIdentity>),
    /// An admin said no.
    Refused,
}

/// Who answered a check-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckInVia {
    /// The server, which has it.
    Server,
    /// This kiosk's own list; who was let in is in the outbox.
    OwnList,
}

/// What the link tells the screen.
#[derive(Debug, Clone)]
pub enum LinkMessage {
    /// Where the enrolment stands.
    Enrolment(Enrolment),
    /// Verified content that can be shown: what is on disk at the start, later what was staged.
    Content(Arc<Content>),
    /// What is on and who is expected.
    Days(Arc<CentreDays>),
    /// Whether the server answers.
    Connected(bool),
    /// The answer to a check-in.
    CheckIn(CheckInAnswer, CheckInVia),
    /// How many check-ins wait to be delivered.
    Outbox(u32),
    /// How far the first download is.
    Update {
        /// Files that have come.
        done: u32,
        /// Files in all.
        total: u32,
    },
    /// A fact an admin should know, as a key.
    Problem(String),
}

/// What the screen asks of the link.
#[derive(Debug, Clone)]
pub enum LinkRequest {
    /// Check this code in; the answer comes as [`LinkMessage::CheckIn`].
    CheckIn {
        /// Made on the kiosk.
        id: Uuid,
        /// Six digits.
        code: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// This generation is on the screen: make it current, on trial.
    Activate(u64),
    /// This generation has been on the screen long enough.
    Good(u64),
    /// What is on the screen, for the report.
    Showing {
        /// `attract` or `visit`.
        activity: &'static str,
        /// What plays and why.
        now_playing: Option<Explanation>,
    },
}

/// A running link. Dropping it stops it.
pub struct Link {
    requests: mpsc::Sender<LinkRequest>,
    /// What the link says.
    pub inbox: Receiver<LinkMessage>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Link {
    /// Asks something of the link. A full queue loses it, with a warning: the link is stuck then.
    pub fn send(&self, request: LinkRequest) {
        if let Err(error) = self.requests.try_send(request) {
            tracing::warn!(%error, "the link takes no requests");
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the link ended in a panic");
        }
    }
}

/// Starts the link; `wake` is called after every message.
///
/// # Errors
///
/// When no thread can be started.
pub fn start(settings: KioskSettings, wake: Box<dyn Fn() + Send + Sync>) -> std::io::Result<Link> {
    let (sender, inbox) = crossbeam_channel::bounded(INBOX_MAX);
    let (requests, queue) = mpsc::channel(REQUESTS_MAX);
    let stop = CancellationToken::new();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let inbox_sender = Inbox::new(sender, Arc::from(wake));
    let stopping = stop.clone();
    let thread = std::thread::Builder::new()
        .name("link".into())
        .spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = run(settings, inbox_sender, queue) => {}
                    () = stopping.cancelled() => {}
                }
            });
            runtime.shutdown_timeout(std::time::Duration::from_secs(2));
        })?;
    Ok(Link {
        requests,
        inbox,
        stop,
        thread: Some(thread),
    })
}

/// Runs until it is dropped. Nothing here ends the kiosk: what cannot be used is reported and done without.
async fn run(settings: KioskSettings, inbox: Inbox, mut queue: mpsc::Receiver<LinkRequest>) {
    if let Err(error) = std::fs::create_dir_all(&settings.data_dir) {
        tracing::error!(%error, folder = %settings.data_dir.display(), "the data folder cannot be made");
    }
    let opened = match LocalStore::open(&settings.data_dir).await {
        Ok(opened) => opened,
        Err(error) => {
            tracing::error!(%error, "no local database can be had, not even in memory");
            return;
        }
    };
    let base = Base {
        inbox,
        store: opened.store,
        status: Arc::new(watch::channel(Status::default()).0),
    };
    if let Some(problem) = opened.problem {
        base.problem(problem).await;
    }
    let keeper = content::ContentKeeper::open(&settings.data_dir, &base).await;
    keeper.show_current(&base).await;
    let Some((api, client, identity)) = enrolment::enrol(&settings, &base).await else {
        return;
    };
    let days = DaysKeeper::from_disk(&base, &identity.centre, Utc::now()).await;
    let shared = Shared::new(base, api, identity);
    let one_check_in = tokio::sync::Mutex::new(());
    let requests = async {
        while let Some(request) = queue.recv().await {
            match request {
                LinkRequest::CheckIn { id, code, at } => {
                    let request = CheckInRequest {
                        id,
                        code,
                        at,
                        offline: false,
                    };
                    check_in::answer(&shared, &days, &one_check_in, request).await;
                }
                LinkRequest::Activate(generation) => {
                    keeper.activate(&shared.base, generation).await
                }
                LinkRequest::Good(generation) => keeper.good(&shared.base, generation).await,
                LinkRequest::Showing {
                    activity,
                    now_playing,
                } => {
                    shared.base.status.send_modify(|status| {
                        status.activity = activity;
                        status.now_playing = now_playing;
                    });
                }
            }
        }
    };
    tokio::join!(
        requests,
        events::run(&shared, &days),
        days::run(&shared, &days),
        outbox::run(&shared),
        report::run(&shared),
        enrolment::follow(&settings, &shared),
        content::run(&shared, &keeper, &settings, client),
    );
}
