//! The kiosk's link and a real server: enrolment, content, pushes, and check-ins that nothing loses or counts twice.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::Utc;
use sqlx::Connection as _;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tongxin::api::figures::LiveFigures;
use tongxin::api::kiosk::{CentreDays, CheckInRequest, KioskIdentity};
use tongxin::api::wall::Walls;
use tongxin::config::{CentreSettings, IdleSettings, KioskSettings, ServerSettings};
use tongxin::kiosk::link::{self, CheckInVia, Enrolment, Link, LinkMessage, LinkRequest};
use tongxin::kiosk::staff::status::StaffStatus;
use tongxin::model::activity::{Activity, ActivityDetails, Category, Occurrence};
use tongxin::model::check_in::CheckInReason;
use tongxin::model::overflow::OverflowPlan;
use tongxin::model::play_schedule::{Play, PlaySchedule, Rule};
use tongxin::model::scores::DayScores;
use tongxin::model::text::LocalizedText;
use tongxin::pack::activation::Content;
use tongxin::server::activities::Person;
use tongxin::server::store::audit::Actor;
use tongxin::server::store::kiosks::KioskState;
use tongxin::server::{RunningServer, store};
use uuid::Uuid;

pub(super) const CENTRE: &str = "riyue";
/// Far longer than anything takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(90);
/// Shorter than the time between two looks without a push: what comes within it was pushed.
const PUSHED: Duration = Duration::from_secs(30);

#[test]
fn a_kiosk_enrols_pulls_checks_in_offline_and_delivers_once() {
    let mut stage = Stage::new();
    let occurrence = stage.add_activity();

    // Nobody knows this device yet: it shows a code, and an admin approves it.
    let mut kiosk = stage.start_kiosk();
    let code = kiosk.until("pairing code", |seen| match &seen.enrolment {
        Some(Enrolment::Waiting { pairing_code }) => Some(pairing_code.clone()),
        _ => None,
    });
    assert_eq!(code.len(), 6);
    assert!(kiosk.seen.content.is_none());
    stage.approve();
    let identity = kiosk.until_approved();
    assert_eq!(identity.centre, CENTRE);

    // What was published before it came is fetched, verified and shown.
    let content = kiosk.until("content", |seen| seen.content.clone());
    let packs: Vec<_> = content
        .manifests
        .iter()
        .map(|pack| (pack.id.as_str(), pack.version))
        .collect();
    assert_eq!(packs, [(CENTRE, 1)]);
    assert!(
        content.manifests[0]
            .files
            .values()
            .all(|file| content.blobs.verify(file))
    );
    kiosk.link.send(LinkRequest::Activate(content.generation));
    kiosk.until("connection", |seen| seen.connected.then_some(()));

    // Pushes are heard: people who register, and a schedule.
    let codes = [
        stage.register(occurrence, "王小明"),
        stage.register(occurrence, "陈小红"),
    ];
    kiosk.until_pushed("both registrations", |seen| {
        (seen.days.as_ref()?.check_in_list.len() == 2).then_some(())
    });
    stage.publish_night_rule();
    let content = kiosk.until_pushed("schedule", |seen| {
        seen.content.clone().filter(|content| {
            content
                .schedule
                .as_ref()
                .is_some_and(|schedule| schedule.version == 2)
        })
    });
    assert_eq!(
        content
            .schedule
            .as_ref()
            .map(|schedule| schedule.rules.len()),
        Some(1)
    );
    kiosk.link.send(LinkRequest::Activate(content.generation));

    // With a server the server decides.
    assert_eq!(
        kiosk.check_in(&codes[0]),
        (CheckInReason::Ok, CheckInVia::Server)
    );
    assert_eq!(
        kiosk.check_in(&codes[0]),
        (CheckInReason::AlreadyIn, CheckInVia::Server)
    );

    // Without one the own list does, and remembers both kinds.
    stage.stop_server();
    assert_eq!(
        kiosk.check_in(&codes[1]),
        (CheckInReason::Ok, CheckInVia::OwnList)
    );
    kiosk.until("the outbox", |seen| (seen.outbox == Some(1)).then_some(()));
    assert_eq!(
        kiosk.check_in(&codes[1]),
        (CheckInReason::AlreadyIn, CheckInVia::OwnList)
    );
    assert_eq!(
        kiosk.check_in(&codes[0]),
        (CheckInReason::AlreadyIn, CheckInVia::OwnList)
    );
    assert_eq!(
        kiosk.check_in("000000"),
        (CheckInReason::Unknown, CheckInVia::OwnList)
    );
    kiosk.until("the lost connection", |seen| {
        (!seen.connected).then_some(())
    });

    // A restart without a server loses nothing.
    drop(kiosk);
    let mut kiosk = stage.start_kiosk();
    assert_eq!(
        kiosk
            .until("content", |seen| seen.content.clone())
            .generation,
        content.generation
    );
    assert_eq!(kiosk.until_approved(), identity);
    kiosk.until("days", |seen| seen.days.clone());
    kiosk.until("the outbox", |seen| (seen.outbox == Some(1)).then_some(()));
    assert_eq!(
        kiosk.check_in(&codes[1]),
        (CheckInReason::AlreadyIn, CheckInVia::OwnList)
    );
    assert!(!kiosk.seen.connected);

    // The server is back: delivered, and counted once.
    stage.start_server();
    kiosk.until("an empty outbox", |seen| {
        (seen.outbox == Some(0)).then_some(())
    });
    kiosk.until("connection", |seen| seen.connected.then_some(()));
    assert_eq!(stage.attended(occurrence), ["王小明", "陈小红"]);
    assert_eq!(stage.check_ins(true), 1);
    assert_eq!(
        kiosk.check_in(&codes[1]),
        (CheckInReason::AlreadyIn, CheckInVia::Server)
    );
    assert_eq!(stage.check_ins(true), 1);
    assert_eq!(stage.attended(occurrence).len(), 2);
    assert_eq!(kiosk.seen.problems, BTreeSet::new());
}

#[test]
fn a_check_in_whose_answer_was_lost_is_counted_once() {
    let mut stage = Stage::new();
    let occurrence = stage.add_activity();
    let line = Line::to(&stage);
    stage.line = Some(line.address);
    let mut kiosk = stage.start_kiosk();
    stage.approve_when_waiting(&mut kiosk);
    let code = stage.register(occurrence, "王小明");
    kiosk.until("the registration", |seen| {
        (seen.days.as_ref()?.check_in_list.len() == 1).then_some(())
    });
    kiosk.until("connection", |seen| seen.connected.then_some(()));

    // The server takes it, but the kiosk never hears so, and lets the person in by its own list.
    line.swallow_answers(true);
    assert_eq!(
        kiosk.check_in(&code),
        (CheckInReason::Ok, CheckInVia::OwnList)
    );
    assert_eq!(stage.attended(occurrence), ["王小明"]);
    kiosk.until("the outbox", |seen| (seen.outbox == Some(1)).then_some(()));

    line.swallow_answers(false);
    kiosk.until("an empty outbox", |seen| {
        (seen.outbox == Some(0)).then_some(())
    });
    assert_eq!(stage.check_ins(false) + stage.check_ins(true), 1);
    assert_eq!(stage.attended(occurrence), ["王小明"]);
}

#[test]
fn a_refused_device_says_so_and_is_let_in_when_it_asks_anew() {
    let stage = Stage::new();
    let mut kiosk = stage.start_kiosk();
    kiosk.until("pairing code", |seen| {
        matches!(seen.enrolment, Some(Enrolment::Waiting { .. })).then_some(())
    });
    stage.refuse();
    kiosk.until("the refusal", |seen| {
        (seen.enrolment == Some(Enrolment::Refused)).then_some(())
    });
    kiosk.link.send(LinkRequest::EnrolAgain);
    kiosk.until("pairing code", |seen| {
        matches!(seen.enrolment, Some(Enrolment::Waiting { .. })).then_some(())
    });
    stage.approve();
    kiosk.until_approved();
}

#[test]
fn a_kiosk_without_a_server_answers_that_it_cannot_know() {
    let mut stage = Stage::new();
    stage.stop_server();
    let mut kiosk = stage.start_kiosk();
    kiosk.until("no server", |seen| {
        (seen.enrolment == Some(Enrolment::NoServer)).then_some(())
    });
    assert_eq!(
        kiosk.check_in("407215"),
        (CheckInReason::NoList, CheckInVia::OwnList)
    );
}

#[test]
fn a_corrupt_local_database_is_set_aside_and_reported() {
    let stage = Stage::new();
    std::fs::create_dir_all(stage.kiosk_folder()).expect("a folder");
    std::fs::write(stage.kiosk_folder().join("link.sqlite"), [0x5a; 9000]).expect("written");
    let mut kiosk = stage.start_kiosk();
    kiosk.until("the problem", |seen| {
        seen.problems
            .contains("local-database-set-aside")
            .then_some(())
    });
    stage.approve_when_waiting(&mut kiosk);
    kiosk.until("content", |seen| seen.content.clone());
    assert!(stage.kiosk_folder().join("link.sqlite.corrupt-1").exists());
    // The admin sees it: the report is what the server shows. It is sent after the messages, so ask until it is there.
    stage.until_reported(|report| {
        report
            .problems
            .contains(&"local-database-set-aside".to_owned())
    });
}

#[test]
fn a_corrupt_blob_on_disk_is_fetched_again() {
    let stage = Stage::new();
    let mut kiosk = stage.start_kiosk();
    stage.approve_when_waiting(&mut kiosk);
    let content = kiosk.until("content", |seen| seen.content.clone());
    kiosk.link.send(LinkRequest::Activate(content.generation));
    stage.until_reported(|report| !report.packs.is_empty());
    drop(kiosk);
    let file = content.manifests[0].files.values().next().expect("a file");
    let path = content.blobs.path(&file.sha256);
    std::fs::write(&path, vec![0; usize::try_from(file.length).expect("small")]).expect("spoilt");
    assert!(!content.blobs.verify(file));

    let mut kiosk = stage.start_kiosk();
    kiosk.until("the problem", |seen| {
        seen.problems
            .contains("corrupt-files-fetched-again")
            .then_some(())
    });
    // Shown at the start, and again when the file is back.
    kiosk.until("content twice", |seen| (seen.contents == 2).then_some(()));
    assert!(content.blobs.verify(file));
}

/// A server with one published pack, and room for one kiosk.
pub(super) struct Stage {
    folder: TempDir,
    runtime: Runtime,
    address: SocketAddr,
    server: Option<RunningServer>,
    /// Where kiosks think the server is, when that is not its own address.
    line: Option<SocketAddr>,
}

impl Stage {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_pack(&folder.path().join("pack"));
        let runtime = Runtime::new().expect("a runtime");
        let mut stage = Self {
            folder,
            runtime,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            server: None,
            line: None,
        };
        stage.start_server();
        let pack = stage.folder.path().join("pack");
        stage
            .runtime
            .block_on(stage.app().publish_pack_folder(&pack, "test"))
            .expect("published");
        stage
    }

    /// Starts the server, after the first time at the same address and on the same data.
    pub(super) fn start_server(&mut self) {
        let settings = ServerSettings {
            listen: self.address,
            data_dir: self.folder.path().join("server"),
            database: None,
            https: false,
            trusted_proxies: 0,
            wall: tongxin::config::WallSettings::default(),
            registrations: tongxin::config::RegistrationSettings::default(),
            phone: tongxin::config::PhoneSettings::default(),
            centres: vec![CentreSettings {
                id: CENTRE.to_owned(),
                title: LocalizedText::zh_en("日月广场", "Riyue Plaza"),
                time_zone: chrono_tz::Asia::Shanghai,
            }],
        };
        let server = self
            .runtime
            .block_on(tongxin::server::start(settings))
            .expect("a server");
        self.address = server.address;
        self.server = Some(server);
    }

    pub(super) fn stop_server(&mut self) {
        let server = self.server.take().expect("a server runs");
        self.runtime.block_on(server.stop()).expect("it stopped");
    }

    pub(super) fn app(&self) -> Arc<tongxin::server::App> {
        self.server.as_ref().expect("a server runs").app.clone()
    }

    fn kiosk_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("kiosk")
    }

    pub(super) fn server_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("server")
    }

    pub(super) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub(super) fn kiosk_settings(&self) -> KioskSettings {
        KioskSettings {
            server_url: format!("http://{}", self.line.unwrap_or(self.address)),
            data_dir: self.kiosk_folder(),
            panel_width_mm: 698.0,
            panel_bottom_mm: 900.0,
            picture_memory_mb: 512,
            fullscreen: false,
            window_size: [1920, 1080],
            language: "zh-CN".to_owned(),
            idle: IdleSettings::default(),
            staff_pin_hash: None,
            usb_dirs: tongxin::config::default_usb_dirs(),
            sound: tongxin::config::SoundSettings::default(),
            night: Default::default(),
            attract: Default::default(),
            writing: tongxin::config::WritingSettings::default(),
            access: tongxin::config::AccessSettings::default(),
            download: tongxin::config::DownloadSettings::default(),
            neighbours: tongxin::config::NeighbourSettings::default(),
        }
    }

    /// The pack once more, with another exhibit's name.
    pub(super) fn publish_renamed(&self, title: &str) {
        let pack = self.folder.path().join("pack");
        let exhibit = pack.join("qilou/exhibit.toml");
        let text = std::fs::read_to_string(&exhibit).expect("read");
        std::fs::write(&exhibit, text.replace("骑楼", title)).expect("written");
        self.runtime
            .block_on(self.app().publish_pack_folder(&pack, "test"))
            .expect("published");
    }

    /// The pack once more, with a wall to write on.
    pub(super) fn publish_wall(&self) {
        let pack = self.folder.path().join("pack");
        let wall = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/riyue/wall");
        std::fs::create_dir_all(pack.join("wall")).expect("a folder");
        for name in ["exhibit.toml", "cover.webp", "board.webp"] {
            std::fs::copy(wall.join(name), pack.join("wall").join(name)).expect("copied");
        }
        let text = std::fs::read_to_string(pack.join("pack.toml")).expect("read");
        let text = text.replace("[\"qilou\"]", "[\"qilou\", \"wall\"]");
        std::fs::write(pack.join("pack.toml"), text).expect("written");
        self.runtime
            .block_on(self.app().publish_pack_folder(&pack, "test"))
            .expect("published");
    }

    pub(super) fn start_kiosk(&self) -> Kiosk {
        Kiosk::start(self.kiosk_settings())
    }

    pub(super) fn approve(&self) {
        let approved = self
            .runtime
            .block_on(self.app().approve_waiting_enrolments(CENTRE))
            .expect("approved");
        assert_eq!(approved, 1);
    }

    pub(super) fn approve_when_waiting(&self, kiosk: &mut Kiosk) {
        kiosk.until("pairing code", |seen| {
            matches!(seen.enrolment, Some(Enrolment::Waiting { .. })).then_some(())
        });
        self.approve();
        kiosk.until_approved();
    }

    fn refuse(&self) {
        let app = self.app();
        self.runtime.block_on(async {
            let mut conn = app.store.read().await.expect("a connection");
            let mut kiosks = Vec::new();
            for state in [KioskState::Waiting, KioskState::Approved] {
                kiosks.extend(
                    store::kiosks::in_state(&mut conn, state)
                        .await
                        .expect("kiosks"),
                );
            }
            drop(conn);
            for kiosk in kiosks {
                app.refuse_kiosk(&staff(), kiosk.id).await.expect("refused");
            }
        });
    }

    /// An activity that people can check in to now.
    pub(super) fn add_activity(&self) -> Uuid {
        self.add_activity_in(-chrono::Duration::minutes(5))
    }

    /// An activity that begins so much later.
    pub(super) fn add_activity_in(&self, later: chrono::Duration) -> Uuid {
        let text = LocalizedText::zh_en("义诊", "Free clinic");
        let activity = Activity {
            id: Uuid::new_v4(),
            centre: CENTRE.to_owned(),
            title: text.clone(),
            summary: text.clone(),
            category: Category::Health,
            room: text.clone(),
            host: text,
            picture: None,
            details: ActivityDetails::default(),
            plan: OverflowPlan::default(),
        };
        let now = Utc::now();
        let occurrence = Occurrence {
            id: Uuid::new_v4(),
            starts_at: now + later,
            ends_at: now + later + chrono::Duration::hours(2),
            capacity: Some(10),
            canceled: false,
        };
        self.runtime
            .block_on(self.app().add_activity(
                &staff(),
                &activity,
                std::slice::from_ref(&occurrence),
            ))
            .expect("added");
        occurrence.id
    }

    /// Registers a person and returns the code.
    pub(super) fn register(&self, occurrence: Uuid, name: &str) -> String {
        let person = Person {
            name: name.to_owned(),
            ..Person::default()
        };
        let registered = self
            .runtime
            .block_on(self.app().register(&staff(), occurrence, &person));
        registered.expect("registered").code
    }

    fn publish_night_rule(&self) {
        let app = self.app();
        let time = |text: &str| text.parse().expect("a time");
        let rule = Rule {
            id: "night".to_owned(),
            name: "night".to_owned(),
            kiosks: Vec::new(),
            weekdays: Vec::new(),
            from: time("22:00:00"),
            to: time("06:00:00"),
            play: Play::Home { pack: None },
        };
        self.runtime.block_on(async {
            let centre = app.centre(CENTRE).expect("the centre");
            let add = |schedule: &mut PlaySchedule| {
                schedule.rules.push(rule);
                Ok(())
            };
            app.change_schedule(centre, &staff(), "rule-added", add)
                .await
                .expect("a draft");
            app.publish_schedule(centre, &staff())
                .await
                .expect("published");
        });
    }

    /// The registration with this code.
    pub(super) fn registration_with(&self, occurrence: Uuid, code: &str) -> Uuid {
        let app = self.app();
        let rows = self.runtime.block_on(async {
            let mut conn = app.store.read().await.expect("a connection");
            store::registrations::of_occurrence(&mut conn, occurrence).await
        });
        let rows = rows.expect("registrations");
        rows.iter()
            .find(|row| row.code == code)
            .expect("the code")
            .id
    }

    /// Names of those who came, as the console lists them.
    pub(super) fn attended(&self, occurrence: Uuid) -> Vec<String> {
        let app = self.app();
        let rows = self.runtime.block_on(async {
            let mut conn = app.store.read().await.expect("a connection");
            store::registrations::of_occurrence(&mut conn, occurrence).await
        });
        rows.expect("registrations")
            .into_iter()
            .filter(|row| row.attended.is_some())
            .map(|row| row.name)
            .collect()
    }

    /// Check-ins the server has taken, from a kiosk's own list or not.
    fn check_ins(&self, offline: bool) -> i64 {
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(self.folder.path().join("server/server.sqlite"))
            .read_only(true);
        self.runtime.block_on(async {
            let mut database = sqlx::SqliteConnection::connect_with(&options)
                .await
                .expect("the database");
            let count = sqlx::query_scalar(
                "SELECT COUNT(*) FROM check_in WHERE offline = $1 AND reason = 'ok'",
            );
            count
                .bind(i64::from(offline))
                .fetch_one(&mut database)
                .await
                .expect("a count")
        })
    }

    /// Waits until the one kiosk's report is like this.
    pub(super) fn until_reported(&self, fits: impl Fn(&tongxin::api::kiosk::KioskReport) -> bool) {
        let app = self.app();
        let end = Instant::now() + PATIENCE;
        self.runtime.block_on(async {
            loop {
                let mut conn = app.store.read().await.expect("a connection");
                let kiosks = store::kiosks::in_state(&mut conn, KioskState::Approved)
                    .await
                    .expect("kiosks");
                drop(conn);
                let mut reports = kiosks.iter().filter_map(|kiosk| kiosk.report.as_ref());
                if reports.any(&fits) {
                    return;
                }
                assert!(Instant::now() < end, "no such report within {PATIENCE:?}");
                tokio::task::yield_now().await;
            }
        });
    }
}

fn staff() -> Actor {
    Actor::program("test")
}

/// A line to the server that can lose every answer while questions still get through.
struct Line {
    address: SocketAddr,
    swallows: Arc<AtomicBool>,
}

impl Line {
    fn to(stage: &Stage) -> Self {
        let server = stage.address;
        let swallows = Arc::new(AtomicBool::new(false));
        let listener = stage
            .runtime
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let swallowing = swallows.clone();
        stage.runtime.spawn(async move {
            while let Ok((kiosk, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect(server).await {
                    tokio::spawn(carry(kiosk, server, swallowing.clone()));
                }
            }
        });
        Self { address, swallows }
    }

    fn swallow_answers(&self, swallow: bool) {
        self.swallows.store(swallow, Ordering::SeqCst);
    }
}

async fn carry(kiosk: TcpStream, server: TcpStream, swallows: Arc<AtomicBool>) {
    let (mut from_kiosk, mut to_kiosk) = kiosk.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut from_kiosk, &mut to_server).await });
    let mut bytes = [0; 16 * 1024];
    while let Ok(length @ 1..) = from_server.read(&mut bytes).await {
        if !swallows.load(Ordering::SeqCst) && to_kiosk.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}

/// A kiosk's link, and what its screen would know.
pub(super) struct Kiosk {
    pub(super) link: Link,
    seen: Seen,
}

#[derive(Default)]
pub(super) struct Seen {
    enrolment: Option<Enrolment>,
    pub(super) content: Option<Arc<Content>>,
    contents: u32,
    pub(super) staff: Arc<StaffStatus>,
    days: Option<Arc<CentreDays>>,
    pub(super) connected: bool,
    pub(super) outbox: Option<u32>,
    answers: HashMap<Uuid, (CheckInReason, CheckInVia)>,
    pub(super) sent: HashMap<Uuid, bool>,
    pub(super) walls: Option<Arc<Walls>>,
    pub(super) figures: Option<(Arc<LiveFigures>, chrono::DateTime<Utc>)>,
    pub(super) scores: Option<Arc<DayScores>>,
    pub(super) problems: BTreeSet<String>,
}

impl Kiosk {
    pub(super) fn start(settings: KioskSettings) -> Self {
        Self {
            link: link::start(settings, Box::new(|| {})).expect("a link"),
            seen: Seen::default(),
        }
    }

    /// Takes messages until `find` finds something in what was seen so far.
    #[track_caller]
    pub(super) fn until<T>(&mut self, what: &str, find: impl Fn(&Seen) -> Option<T>) -> T {
        self.within(PATIENCE, what, find)
    }

    #[track_caller]
    pub(super) fn until_pushed<T>(&mut self, what: &str, find: impl Fn(&Seen) -> Option<T>) -> T {
        self.within(PUSHED, what, find)
    }

    #[track_caller]
    fn within<T>(
        &mut self,
        patience: Duration,
        what: &str,
        find: impl Fn(&Seen) -> Option<T>,
    ) -> T {
        let end = Instant::now() + patience;
        loop {
            if let Some(found) = find(&self.seen) {
                return found;
            }
            let message = self.link.inbox.recv_deadline(end);
            assert!(message.is_ok(), "no sign of {what} within {patience:?}");
            self.seen.take(message.expect("just seen"));
        }
    }

    #[track_caller]
    pub(super) fn until_approved(&mut self) -> KioskIdentity {
        self.until("approval", |seen| match &seen.enrolment {
            Some(Enrolment::Approved(identity)) => Some((**identity).clone()),
            _ => None,
        })
    }

    /// Waits until the list of this centre has so many people.
    #[track_caller]
    pub(super) fn until_listed(&mut self, people: usize) {
        self.until("the list", |seen| {
            (seen.days.as_ref()?.check_in_list.len() == people).then_some(())
        });
    }

    #[track_caller]
    pub(super) fn until_outbox(&mut self, count: u32) {
        self.until("the outbox", |seen| {
            (seen.outbox == Some(count)).then_some(())
        });
    }

    /// What kiosks of the centre mark their messages with.
    #[track_caller]
    pub(super) fn neighbours_key(&mut self) -> String {
        self.until("the key", |seen| {
            Some(seen.days.as_ref()?.keys.neighbours.clone())
        })
    }

    #[track_caller]
    pub(super) fn check_in(&mut self, code: &str) -> (CheckInReason, CheckInVia) {
        let id = Uuid::new_v4();
        self.link
            .send(LinkRequest::CheckIn(Box::new(CheckInRequest::with_code(
                id,
                code.to_owned(),
                Utc::now(),
            ))));
        self.until("an answer", |seen| seen.answers.get(&id).copied())
    }
}

impl Seen {
    fn take(&mut self, message: LinkMessage) {
        match message {
            LinkMessage::Enrolment(enrolment) => self.enrolment = Some(enrolment),
            LinkMessage::Content(content) | LinkMessage::Preview(content) => {
                self.content = Some(content);
                self.contents += 1;
            }
            LinkMessage::Days(days) => self.days = Some(days),
            LinkMessage::Connected(connected) => self.connected = connected,
            LinkMessage::CheckIn(answer, via) => {
                self.answers.insert(answer.id, (answer.reason, via));
            }
            LinkMessage::Sent { id, kept } => {
                self.sent.insert(id, kept);
            }
            LinkMessage::Walls(walls) => self.walls = Some(walls),
            LinkMessage::Figures(figures) => self.figures = figures,
            LinkMessage::Scores(scores) => self.scores = Some(scores),
            LinkMessage::Outbox(count) => self.outbox = Some(count),
            LinkMessage::Staff(staff) => self.staff = staff,
            LinkMessage::Update { .. } | LinkMessage::NoContent | LinkMessage::Registration(_) => {}
            LinkMessage::Problem(problem) => {
                self.problems.insert(problem);
            }
        }
    }
}

/// The smallest pack there is: one gallery with one picture.
fn write_pack(folder: &Path) {
    let exhibit = folder.join("qilou");
    std::fs::create_dir_all(&exhibit).expect("a folder");
    let pack = format!(
        r#"format = 1
id = "{CENTRE}"
centre = "{CENTRE}"
languages = ["zh-CN", "en"]
exhibits = ["qilou"]
cover = "cover.png"
title = {{ zh-CN = "日月广场", en = "Riyue Plaza" }}
tagline = {{ zh-CN = "欢迎", en = "Welcome" }}
"#
    );
    let gallery = r#"kind = "gallery"
cover = "street.png"
title = { zh-CN = "骑楼", en = "Arcades" }
subtitle = { zh-CN = "老街", en = "Old street" }

[[pictures]]
picture = "street.png"
alt = { zh-CN = "街", en = "A street" }
caption = { zh-CN = "街", en = "A street" }
"#;
    std::fs::write(folder.join("pack.toml"), pack).expect("written");
    std::fs::write(exhibit.join("exhibit.toml"), gallery).expect("written");
    for (path, shade) in [
        (folder.join("cover.png"), 90),
        (exhibit.join("street.png"), 180),
    ] {
        image::RgbImage::from_pixel(64, 48, image::Rgb([shade, 40, 40]))
            .save(path)
            .expect("a picture");
    }
}
