//! The link: one thread that keeps packs current, sends the outbox, and listens for pushes.
//!
//! It talks to the screen through a bounded inbox and a bounded queue of requests, and knows nothing of Bevy.

mod batches;
mod check_in;
mod clock;
mod content;
mod days;
mod deliveries;
mod enrolment;
mod events;
mod figures;
pub mod folder;
mod local_store;
mod neighbours;
mod outbox;
mod rate;
pub mod registration;
mod report;
mod scores;
mod server_api;
mod shared;
mod transport;
mod wait;
mod walls;

use std::sync::Arc;
use std::thread::JoinHandle;

use chrono::{DateTime, NaiveDate, Utc};
use crossbeam_channel::Receiver;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::api::delivery::Delivery;
use crate::api::figures::LiveFigures;
use crate::api::kiosk::{CentreDays, CheckInRequest, KioskIdentity};
use crate::api::wall::Walls;
use crate::config::KioskSettings;
use crate::kiosk::staff::status::{StaffRequest, StaffStatus};
use crate::model::check_in::{CheckInAnswer, CheckInReason};
use crate::model::play_schedule::Explanation;
use crate::model::scores::{DayScores, Taken};
use crate::pack::activation::{Content, PackStore, RevertReason};
use content::ContentKeeper;
use days::DaysKeeper;
use figures::FiguresKeeper;
use local_store::LocalStore;
use neighbours::Neighbours;
use shared::{Base, Inbox, Shared, Status};
use transport::HttpTransport;
use walls::WallsKeeper;

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
    /// An author's folder as it was just saved: shown at once, whoever is looking.
    Preview(Arc<Content>),
    /// What is on and who is expected.
    Days(Arc<CentreDays>),
    /// What hangs on the centre's walls.
    Walls(Arc<Walls>),
    /// What the server counts for figures, and when it last said so; `None` after a move to another centre.
    Figures(Option<(Arc<LiveFigures>, DateTime<Utc>)>),
    /// The day's best results of quizzes on this kiosk.
    Scores(Arc<DayScores>),
    /// Whether the server answers.
    Connected(bool),
    /// The answer to a check-in.
    CheckIn(Box<CheckInAnswer>, CheckInVia),
    /// Whether what a visitor left is kept: on disk, or with the server.
    Sent {
        /// Its id.
        id: Uuid,
        /// `false`: it is lost.
        kept: bool,
    },
    /// What became of a call about a registration.
    Registration(registration::RegistrationNews),
    /// How much waits to be delivered: check-ins and what visitors left.
    Outbox(u32),
    /// What was on show took itself back, and there is nothing before it.
    NoContent,
    /// How far a download is.
    Update {
        /// Bytes that have come.
        done_bytes: u64,
        /// Bytes in all.
        total_bytes: u64,
    },
    /// A fact an admin should know, as a key.
    Problem(String),
    /// What staff want to see, whenever it changes.
    Staff(Arc<StaffStatus>),
}

/// What the screen asks of the link.
#[derive(Debug, Clone)]
pub enum LinkRequest {
    /// Check somebody in; the answer comes as [`LinkMessage::CheckIn`].
    CheckIn(Box<CheckInRequest>),
    /// Keep this and bring it to the server; the answer comes as [`LinkMessage::Sent`].
    Send(Box<Delivery>),
    /// Something about a registration; the answer comes as [`LinkMessage::Registration`].
    Registration(registration::RegistrationCall),
    /// Remember what became of a quiz on this day; the answer comes as [`LinkMessage::Scores`].
    Score(NaiveDate, Box<Taken>),
    /// Forget the results of every day but this one.
    ForgetScores(NaiveDate),
    /// This generation is on the screen: make it current, on trial.
    Activate(u64),
    /// This generation has been on the screen long enough.
    Good(u64),
    /// A fact an admin should know, as a key.
    Problem(&'static str),
    /// A file of what is on show could not be read: look which, and fetch it again.
    Repair,
    /// This generation cannot be shown as it should.
    Unhealthy(u64, RevertReason),
    /// Staff ask for something.
    Staff(StaffRequest),
    /// What is on the screen, for the report.
    Showing {
        /// `attract` or `visit`.
        activity: &'static str,
        /// What plays and why.
        now_playing: Option<Explanation>,
    },
    /// Someone at the kiosk wants it to ask again, as a new device. Only heard while it is not approved.
    EnrolAgain,
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
        if std::thread::panicking() {
            // The program is going down in a crash: the mark that says so must stay for the next start to count.
            return;
        }
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
            runtime.block_on(run(settings, inbox_sender, queue, stopping));
            runtime.shutdown_timeout(std::time::Duration::from_secs(2));
        })?;
    Ok(Link {
        requests,
        inbox,
        stop,
        thread: Some(thread),
    })
}

/// Runs until it is stopped.
async fn run(
    settings: KioskSettings,
    inbox: Inbox,
    queue: mpsc::Receiver<LinkRequest>,
    stop: CancellationToken,
) {
    if let Err(error) = std::fs::create_dir_all(&settings.data_dir) {
        tracing::error!(%error, folder = %settings.data_dir.display(), "the data folder cannot be made");
    }
    let opened = match LocalStore::open(&settings.data_dir).await {
        Ok(opened) => opened,
        Err(error) => {
            return tracing::error!(%error, "no local database can be had, not even in memory");
        }
    };
    let status = Arc::new(watch::channel(Status::default()).0);
    let base = Base {
        inbox,
        store: opened.store,
        reserve: PackStore::reserve_in(&content::folder(&settings.data_dir)),
        status,
        staff: Arc::default(),
        stop: stop.clone(),
    };
    tokio::select! {
        () = work(&settings, base.clone(), queue, opened.problem) => {}
        () = stop.cancelled() => {}
    }
    base.store.close().await;
}

/// Runs until it is dropped. Nothing here ends the kiosk: what cannot be used is reported and done without.
async fn work(
    settings: &KioskSettings,
    base: Base,
    mut queue: mpsc::Receiver<LinkRequest>,
    problem: Option<&'static str>,
) {
    if let Some(problem) = problem {
        base.problem(problem).await;
    }
    let keeper = Arc::new(ContentKeeper::open(&settings.data_dir, &base).await);
    keeper.show_current(&base).await;
    scores::show_kept(&base).await;
    base.tell_outbox().await;
    let again = Notify::new();
    let enrolled = tokio::select! {
        // First: a kiosk that is enrolled already takes no request as one that is not.
        biased;
        enrolled = enrolment::enrol(settings, &base, &again) => enrolled,
        () = serve_before_enrolment(&base, &mut queue, &again) => None,
    };
    let Some((api, client, identity)) = enrolled else {
        // Without an address there is nobody to ask; what is on disk is on show.
        return serve_before_enrolment(&base, &mut queue, &again).await;
    };
    let days = Arc::new(DaysKeeper::from_disk(&base, &identity.centre, Utc::now()).await);
    let walls = WallsKeeper::from_disk(&base, &identity.centre).await;
    let figures = FiguresKeeper::from_disk(&base, &identity.centre).await;
    let shared = Arc::new(Shared::new(base, api, identity));
    let neighbours = Arc::new(Neighbours::new(&settings.neighbours));
    start_content(
        shared.clone(),
        keeper.clone(),
        neighbours.clone(),
        settings,
        client,
    );
    let (calls, mut registrations) = mpsc::channel(registration::CALLS_MAX);
    tokio::join!(
        neighbours::run(
            &shared,
            &settings.neighbours,
            &neighbours,
            &days,
            keeper.blobs()
        ),
        serve(&shared, &days, &keeper, &mut queue, calls),
        events::run(&shared, &days),
        days::run(&shared, &days),
        outbox::run(&shared),
        registration::run(&shared, &mut registrations),
        deliveries::run(&shared),
        walls::run(&shared, &walls),
        figures::run(&shared, &figures),
        report::run(&shared),
        enrolment::follow(settings, &shared, &days),
    );
}

/// On a thread of its own: checking and syncing big files must not keep a visitor waiting.
fn start_content(
    shared: Arc<Shared>,
    keeper: Arc<ContentKeeper>,
    neighbours: Arc<Neighbours>,
    settings: &KioskSettings,
    client: reqwest::Client,
) {
    let Ok(server) = settings.server_url.parse() else {
        return;
    };
    let download = settings.download.clone();
    let handle = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        handle.block_on(async {
            tokio::select! {
                () = content::run(&shared, &keeper, &neighbours, &download, HttpTransport::new(client, server)) => {}
                () = shared.base.stop.cancelled() => {}
            }
        });
    });
}

/// What the screen asks of a kiosk.
async fn serve(
    shared: &Shared,
    days: &DaysKeeper,
    keeper: &ContentKeeper,
    queue: &mut mpsc::Receiver<LinkRequest>,
    registrations: mpsc::Sender<registration::RegistrationCall>,
) {
    while let Some(request) = queue.recv().await {
        match request {
            LinkRequest::CheckIn(request) => check_in::answer(shared, days, *request).await,
            LinkRequest::Registration(call) => {
                if let Err(error) = registrations.try_send(call) {
                    tracing::warn!("a call about a registration is not taken");
                    unanswered(&shared.base, error.into_inner()).await;
                }
            }
            LinkRequest::Send(delivery) => deliveries::keep(shared, &delivery).await,
            LinkRequest::Score(day, taken) => scores::note(&shared.base, day, &taken).await,
            LinkRequest::ForgetScores(but_of) => scores::forget(&shared.base, but_of).await,
            LinkRequest::Activate(generation) => keeper.activate(&shared.base, generation).await,
            LinkRequest::Good(generation) => keeper.good(&shared.base, generation).await,
            LinkRequest::Unhealthy(generation, reason) => {
                keeper.unhealthy(&shared.base, generation, reason).await;
            }
            LinkRequest::Repair => shared.wanted.repair(),
            LinkRequest::Problem(key) => shared.base.problem(key).await,
            LinkRequest::Staff(StaffRequest::GoBack) => {
                keeper.revert(&shared.base, RevertReason::ByStaff).await;
            }
            LinkRequest::Staff(StaffRequest::LookNow) => shared.wanted.everything(),
            LinkRequest::Staff(StaffRequest::Import(folder)) => shared.wanted.import(folder),
            LinkRequest::Showing {
                activity,
                now_playing,
            } => shared.base.tell_showing(activity, now_playing),
            LinkRequest::EnrolAgain => tracing::warn!("this is a kiosk already"),
        }
    }
}

/// What the screen asks of a device that is no kiosk yet.
async fn serve_before_enrolment(
    base: &Base,
    queue: &mut mpsc::Receiver<LinkRequest>,
    again: &Notify,
) {
    while let Some(request) = queue.recv().await {
        match request {
            LinkRequest::CheckIn(request) => {
                let answer = CheckInAnswer::nameless(request.id, CheckInReason::NoList);
                base.inbox
                    .put(LinkMessage::CheckIn(Box::new(answer), CheckInVia::OwnList))
                    .await;
            }
            LinkRequest::Registration(call) => unanswered(base, call).await,
            LinkRequest::Send(delivery) => base.tell_sent(delivery.id, false).await,
            LinkRequest::Score(day, taken) => scores::note(base, day, &taken).await,
            LinkRequest::ForgetScores(but_of) => scores::forget(base, but_of).await,
            LinkRequest::Showing {
                activity,
                now_playing,
            } => base.tell_showing(activity, now_playing),
            LinkRequest::Problem(key) => base.problem(key).await,
            LinkRequest::EnrolAgain => again.notify_one(),
            LinkRequest::Staff(request) => tracing::warn!(?request, "this is no kiosk yet"),
            // Nothing is published for a device without a centre.
            LinkRequest::Activate(_)
            | LinkRequest::Good(_)
            | LinkRequest::Repair
            | LinkRequest::Unhealthy(..) => {}
        }
    }
}

async fn unanswered(base: &Base, call: registration::RegistrationCall) {
    if let Some(news) = call.unanswered() {
        base.inbox.put(LinkMessage::Registration(news)).await;
    }
}
