//! What is on show: the pack, the schedule, the days; and how they change, between visits only.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bevy::prelude::*;
use bevy::winit::{EventLoopProxyWrapper, WinitUserEvent};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::enrolment::view::Preparing;
use super::link::{self, CheckInVia, Enrolment, Link, LinkMessage, LinkRequest};
use super::pictures::PictureFault;
use super::registration;
use super::staff::status::StaffStatus;
use super::visit::Visit;
use super::{KioskSystems, NextWake, Screen, Settings, WallClock};
use crate::api::figures::LiveFigures;
use crate::api::kiosk::{CentreDays, KioskIdentity};
use crate::api::wall::Walls;
use crate::config::KioskSettings;
use crate::model::check_in::CheckInAnswer;
use crate::model::manifest::{Manifest, SHARED};
use crate::model::play_schedule::{Explanation, Play, explain, local_instant};
use crate::model::scores::DayScores;
use crate::pack::activation::{Content, RevertReason};

/// How long new content must stay on show before it counts as good (DESIGN section 5).
const TRIAL: Duration = Duration::from_secs(600);

/// Times a file may go missing in one trial; it is fetched again each time.
const MISSING_MAX: u32 = 3;

/// Wakes the app from another thread.
#[derive(Resource, Clone)]
pub struct Waker(pub Arc<dyn Fn() + Send + Sync>);

/// The way to the server.
#[derive(Resource)]
pub struct LinkHandle(pub Link);

/// An author's folder to show in place of what a server publishes.
#[derive(Resource, Clone)]
pub struct Preview {
    /// The folder.
    pub folder: PathBuf,
    /// Told of every check.
    pub report: link::folder::Report,
    /// The moment to show; the present one when there is none.
    pub at: Option<DateTime<Utc>>,
}

/// What is on show now.
#[derive(Resource, Default)]
pub struct Shown {
    /// The generation on show.
    pub content: Option<Arc<Content>>,
    /// The next one, waiting for the visit to end.
    waiting: Option<Arc<Content>>,
    /// How often content has come: a file that could not be read may be whole since.
    pub(super) came: u64,
    /// Who this kiosk is.
    pub identity: Option<KioskIdentity>,
    /// What a kiosk without content is doing.
    pub preparing: Preparing,
    /// What is on and who is expected; `None` before the first answer ever.
    pub days: Option<Arc<CentreDays>>,
    /// What hangs on the centre's walls.
    pub walls: Arc<Walls>,
    /// What the server counts for figures, and when it last said so.
    pub figures: Option<(Arc<LiveFigures>, DateTime<Utc>)>,
    /// The day's best results of quizzes on this kiosk.
    pub scores: Option<Arc<DayScores>>,
    /// Whether the server can be reached.
    pub connected: bool,
    /// What waits to be delivered.
    pub outbox: u32,
    /// What plays and why.
    pub playing: Option<Explanation>,
    /// What the staff panel shows.
    pub staff: Arc<StaffStatus>,
    on_show: Option<Manifest>,
    /// The moment up to which packs that end are left out.
    ended_by: DateTime<Utc>,
    trial: Trial,
}

/// How what is on show proves itself.
#[derive(Debug, Clone, Copy, Default)]
struct Trial {
    /// Of the steady clock.
    since: Duration,
    /// Frames since the switch.
    frames: u32,
    /// Files that could not be read.
    missing: u32,
    over: bool,
}

impl Shown {
    /// Whether there is anything to show, now or as soon as the visit ends.
    pub fn has_content(&self) -> bool {
        self.content.is_some() || self.waiting.is_some()
    }

    /// Whether the next content waits for the visit to end.
    pub fn waits(&self) -> bool {
        self.waiting.is_some()
    }

    /// The centre's id; empty before the kiosk has one.
    pub fn centre(&self) -> String {
        let identity = self.identity.as_ref();
        identity.map_or_else(String::new, |identity| identity.centre.clone())
    }

    /// The centre's time zone.
    pub fn time_zone(&self) -> Tz {
        self.identity
            .as_ref()
            .map_or(chrono_tz::Asia::Shanghai, |identity| identity.time_zone)
    }

    /// Where phones reach the server: as the server says, else where this kiosk does, unless that is this machine alone.
    pub fn phone_address(&self, settings: &KioskSettings) -> Option<String> {
        let public = self.identity.as_ref()?.public_url.as_deref();
        public
            .or(Some(&settings.server_url))
            .filter(|address| is_seen_by_phones(address))
            .map(str::to_owned)
    }

    /// What is on show: the centre's pack that the schedule asks for, else its first, with the city's exhibits.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.on_show.as_ref()
    }

    /// The logo of what is on show, and its size in pixels.
    pub fn logo(&self) -> Option<(String, egui::Vec2)> {
        let manifest = self.manifest()?;
        let path = manifest.look.logo.as_ref()?;
        let file = manifest.files.get(path)?;
        let size = egui::vec2(file.width? as f32, file.height? as f32);
        Some((path.clone(), size))
    }

    /// Puts together what is on show, after any of what it is made of has changed.
    fn compose(&mut self) {
        self.on_show = self.chosen().map(|chosen| {
            let shared = self
                .manifests()
                .filter(|manifest| manifest.centre == SHARED);
            chosen.with_exhibits_of(
                shared.filter(|manifest| manifest.id != chosen.id || chosen.centre != SHARED),
            )
        });
    }

    fn chosen(&self) -> Option<&Manifest> {
        let mut manifests = self.manifests();
        let named = match self.playing.as_ref().map(|playing| &playing.play) {
            Some(Play::Home { pack: Some(pack) }) => {
                self.manifests().find(|manifest| manifest.id == *pack)
            }
            _ => None,
        };
        named.or_else(|| manifests.next())
    }

    /// Packs that have not ended.
    fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        let all = self.content.iter().flat_map(|content| &content.manifests);
        all.filter(|manifest| manifest.not_after.is_none_or(|end| end > self.ended_by))
    }

    /// What the attract loop shows and for how long: the playlist, or every exhibit.
    pub fn attract_items(&self) -> Vec<(String, Duration)> {
        const STAY: Duration = Duration::from_secs(12);
        let (Some(manifest), Some(content)) = (self.manifest(), &self.content) else {
            return Vec::new();
        };
        let playlist = match self.playing.as_ref().map(|playing| &playing.play) {
            Some(Play::Playlist { playlist }) => {
                content.schedule.as_ref().and_then(|s| s.playlist(playlist))
            }
            _ => None,
        };
        let listed: Vec<_> = playlist
            .iter()
            .flat_map(|playlist| &playlist.items)
            .filter(|item| manifest.exhibit(&item.exhibit).is_some())
            .map(|item| {
                (
                    item.exhibit.clone(),
                    Duration::from_secs(item.duration_secs.max(3).into()),
                )
            })
            .collect();
        if !listed.is_empty() {
            return listed;
        }
        manifest
            .exhibits
            .iter()
            .map(|exhibit| (exhibit.id.clone(), STAY))
            .collect()
    }
}

/// Whether an address is one that another device can mean.
fn is_seen_by_phones(address: &str) -> bool {
    let Ok(url) = address.parse::<reqwest::Url>() else {
        return false;
    };
    let Some(host) = url.host_str() else {
        return false;
    };
    // Addresses of IPv6 stand in brackets.
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(ip) => !ip.is_loopback() && !ip.is_unspecified(),
        Err(_) => host != "localhost" && !host.ends_with(".localhost"),
    }
}

/// The system that empties the inbox.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TakeMessages;

/// The server's or the kiosk's own answer to a check-in.
#[derive(Message)]
pub struct CheckInAnswered {
    /// The answer.
    pub answer: CheckInAnswer,
    /// Whether it waits here to be delivered.
    pub kept: bool,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Shown>()
        .add_message::<CheckInAnswered>()
        .add_systems(PreStartup, make_waker)
        .add_systems(Startup, start_link)
        .add_systems(
            Update,
            (
                take_messages.in_set(TakeMessages),
                leave_out_ended,
                forget_results,
                follow_schedule,
                note_faults,
                confirm_trial,
            )
                .chain()
                .in_set(KioskSystems::Inbox),
        )
        .add_systems(OnEnter(Screen::Attract), show_waiting)
        .add_systems(Last, stop_link.run_if(on_message::<AppExit>));
}

fn make_waker(mut commands: Commands, proxy: Option<Res<EventLoopProxyWrapper>>) {
    let Some(proxy) = proxy.map(|proxy| (**proxy).clone()) else {
        return;
    };
    // The event loop is gone only when the app is.
    commands.insert_resource(Waker(Arc::new(move || {
        proxy.send_event(WinitUserEvent::WakeUp).unwrap_or_default()
    })));
}

fn start_link(
    mut commands: Commands,
    settings: Res<Settings>,
    preview: Option<Res<Preview>>,
    waker: Option<Res<Waker>>,
) -> Result {
    let wake = waker.map(|waker| waker.0.clone());
    let wake = Box::new(move || {
        if let Some(wake) = &wake {
            wake();
        }
    });
    let settings: KioskSettings = settings.0.clone();
    let link = match preview {
        Some(preview) => {
            let (folder, report) = (preview.folder.clone(), preview.report.clone());
            link::folder::start(folder, &settings.data_dir, report, preview.at, wake)?
        }
        None => link::start(settings, wake)?,
    };
    commands.insert_resource(LinkHandle(link));
    Ok(())
}

fn stop_link(mut commands: Commands) {
    commands.remove_resource::<LinkHandle>();
}

fn take_messages(
    link: Option<Res<LinkHandle>>,
    mut shown: ResMut<Shown>,
    screen: Res<State<Screen>>,
    clock: Res<WallClock>,
    mut next: ResMut<NextState<Screen>>,
    mut answers: MessageWriter<CheckInAnswered>,
    mut visit: ResMut<Visit>,
) {
    let Some(link) = link else {
        return;
    };
    for message in link.0.inbox.try_iter() {
        if matches!(message, LinkMessage::Content(_) | LinkMessage::Preview(_)) {
            shown.came += 1;
        }
        match message {
            LinkMessage::Content(content) if screen.in_visit() => shown.waiting = Some(content),
            LinkMessage::Content(content) | LinkMessage::Preview(content) => {
                show(&mut shown, content, &link.0, &clock);
                if *screen.get() == Screen::Preparing {
                    next.set(Screen::Attract);
                }
            }
            LinkMessage::Enrolment(enrolment) => take_enrolment(&mut shown, enrolment),
            LinkMessage::Days(days) => shown.days = Some(days),
            LinkMessage::Walls(walls) => shown.walls = walls,
            LinkMessage::Figures(figures) => shown.figures = figures,
            LinkMessage::Scores(scores) => shown.scores = Some(scores),
            LinkMessage::Connected(connected) => shown.connected = connected,
            LinkMessage::CheckIn(answer, via) => {
                let kept = via == CheckInVia::OwnList && answer.reason.passes();
                answers.write(CheckInAnswered {
                    answer: *answer,
                    kept,
                });
            }
            LinkMessage::Sent { id, kept } => visit.note_sent(id, kept),
            LinkMessage::Registration(news) => registration::take_news(&mut visit, news),
            LinkMessage::Outbox(count) => shown.outbox = count,
            LinkMessage::Update {
                done_bytes,
                total_bytes,
            } => {
                shown.preparing = Preparing::Fetching {
                    done_bytes,
                    total_bytes,
                }
            }
            LinkMessage::NoContent => {
                shown.content = None;
                shown.waiting = None;
                shown.compose();
                next.set(Screen::Preparing);
            }
            // Only the panel looks at it: nothing else is drawn anew.
            LinkMessage::Staff(status) => shown.bypass_change_detection().staff = status,
            LinkMessage::Problem(problem) => tracing::warn!(%problem, "reported"),
        }
    }
}

fn take_enrolment(shown: &mut Shown, enrolment: Enrolment) {
    shown.preparing = match enrolment {
        Enrolment::NoServer => Preparing::Searching,
        Enrolment::Waiting { pairing_code } => Preparing::PairingCode(pairing_code),
        Enrolment::Refused => Preparing::Refused,
        Enrolment::Approved(identity) => {
            shown.identity = Some(*identity);
            Preparing::NothingPublished
        }
    };
}

fn show(shown: &mut Shown, content: Arc<Content>, link: &Link, clock: &WallClock) {
    tracing::info!(generation = content.generation, "on show");
    link.send(LinkRequest::Activate(content.generation));
    shown.content = Some(content);
    shown.waiting = None;
    shown.compose();
    shown.trial = Trial {
        since: clock.steady(),
        ..Trial::default()
    };
}

/// Between visits the screen may change under nobody's finger.
fn show_waiting(mut shown: ResMut<Shown>, link: Option<Res<LinkHandle>>, clock: Res<WallClock>) {
    if let (Some(content), Some(link)) = (shown.waiting.take(), link) {
        show(&mut shown, content, &link.0, &clock);
    }
}

/// Content that must not outlive a moment is gone at that moment, with or without a server.
fn leave_out_ended(mut shown: ResMut<Shown>, clock: Res<WallClock>, mut wake: ResMut<NextWake>) {
    let now = clock.now();
    let Some(content) = &shown.content else {
        return;
    };
    let ends = || {
        content
            .manifests
            .iter()
            .filter_map(|manifest| manifest.not_after)
    };
    if let Some(next) = ends().filter(|end| *end > now).min() {
        wake.within((next - now).to_std().unwrap_or_default());
    }
    let ended = ends().any(|end| end <= now && end > shown.ended_by);
    let back = shown.ended_by > now && ends().any(|end| end > now && end <= shown.ended_by);
    if ended || back {
        shown.ended_by = now;
        shown.compose();
    }
}

/// A day's results of quizzes end with the day, at the centre's midnight.
fn forget_results(
    mut shown: ResMut<Shown>,
    clock: Res<WallClock>,
    link: Option<Res<LinkHandle>>,
    mut wake: ResMut<NextWake>,
) {
    let Some(day) = shown.scores.as_ref().map(|scores| scores.day) else {
        return;
    };
    let now = clock.now().with_timezone(&shown.time_zone());
    let today = now.date_naive();
    if day != today {
        shown.scores = None;
        if let Some(link) = link {
            link.0.send(LinkRequest::ForgetScores(today));
        }
        return;
    }
    let midnight = today.succ_opt().and_then(|day| {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        local_instant(midnight, now.timezone())
    });
    if let Some(midnight) = midnight {
        wake.within((midnight - clock.now()).to_std().unwrap_or_default());
    }
}

/// Asks the one function that decides what plays, and wakes when the answer changes.
fn follow_schedule(
    mut shown: ResMut<Shown>,
    clock: Res<WallClock>,
    screen: Res<State<Screen>>,
    link: Option<Res<LinkHandle>>,
    mut wake: ResMut<NextWake>,
    mut reported: Local<Option<(Option<Explanation>, bool)>>,
) {
    let now = clock.now();
    let kiosk = shown
        .identity
        .as_ref()
        .map(|identity| identity.kiosk.to_string())
        .unwrap_or_default();
    let playing = shown
        .content
        .as_ref()
        .map(|content| match &content.schedule {
            Some(schedule) => explain(schedule, &kiosk, now),
            None => Explanation {
                play: Play::Home { pack: None },
                rule: None,
                until: None,
            },
        });
    if let Some(until) = playing.as_ref().and_then(|playing| playing.until) {
        wake.within((until - now).to_std().unwrap_or_default());
    }
    if playing != shown.playing {
        shown.playing.clone_from(&playing);
        shown.compose();
    }
    let report = (playing, screen.in_visit());
    if reported.as_ref() != Some(&report) {
        if let Some(link) = link {
            let activity = if report.1 { "visit" } else { "attract" };
            link.0.send(LinkRequest::Showing {
                activity,
                now_playing: report.0.clone(),
            });
        }
        *reported = Some(report);
    }
}

/// Content that has been on show for a while without a crash is good.
fn confirm_trial(
    mut shown: ResMut<Shown>,
    clock: Res<WallClock>,
    link: Option<Res<LinkHandle>>,
    mut wake: ResMut<NextWake>,
) {
    let shown = shown.bypass_change_detection();
    let (Some(content), Some(link), false) = (&shown.content, link, shown.trial.over) else {
        return;
    };
    let on_show = clock.steady().saturating_sub(shown.trial.since);
    if on_show < TRIAL || shown.trial.frames == 0 {
        wake.within(TRIAL.saturating_sub(on_show));
        return;
    }
    link.0.send(LinkRequest::Good(content.generation));
    shown.trial.over = true;
}

/// A picture that cannot be shown: fetched again if it went missing, and a trial does not go on as if nothing was.
fn note_faults(
    mut faults: MessageReader<PictureFault>,
    mut shown: ResMut<Shown>,
    link: Option<Res<LinkHandle>>,
    clock: Res<WallClock>,
) {
    let shown = shown.bypass_change_detection();
    shown.trial.frames = shown.trial.frames.saturating_add(1);
    let (Some(content), Some(link)) = (&shown.content, link) else {
        return faults.clear();
    };
    for fault in faults.read() {
        let reason = match fault {
            PictureFault::Broken => {
                link.0.send(LinkRequest::Problem("picture-unshowable"));
                RevertReason::FileBroken
            }
            PictureFault::Missing => {
                link.0.send(LinkRequest::Repair);
                shown.trial.missing += 1;
                shown.trial.since = clock.steady();
                if shown.trial.missing < MISSING_MAX {
                    continue;
                }
                RevertReason::FileMissing
            }
        };
        link.0
            .send(LinkRequest::Unhealthy(content.generation, reason));
    }
}
