//! One story through the real parts: publish, enrol, pull, check in online and offline, reconnect, one check-in each.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::Utc;
use tongxin::api::kiosk::CheckInRequest;
use tongxin::config::{CentreSettings, IdleSettings, KioskSettings, ServerSettings};
use tongxin::kiosk::link::{self, CheckInVia, Enrolment, Link, LinkMessage, LinkRequest};
use tongxin::model::activity::{
    Activity, ActivityDetails, Category, Occurrence, RegistrationStatus,
};
use tongxin::model::check_in::CheckInReason;
use tongxin::model::overflow::OverflowPlan;
use tongxin::model::play_schedule::Play;
use tongxin::model::text::LocalizedText;
use tongxin::server::activities::Person;
use tongxin::server::store::audit::Actor;
use tongxin::server::store::kiosks::KioskState;
use tongxin::server::store::registrations::ListedRegistration;
use tongxin::server::{self, App, RunningServer, store};
use uuid::Uuid;

/// Generous: it is only ever waited out when something is broken.
const PATIENCE: Duration = Duration::from_secs(60);

async fn server(folder: &Path, listen: SocketAddr) -> RunningServer {
    let centre = CentreSettings {
        id: "riyue".into(),
        title: LocalizedText::zh_en("日月", "Riyue"),
        time_zone: chrono_tz::Asia::Shanghai,
    };
    let settings = ServerSettings {
        listen,
        data_dir: folder.join("server"),
        database: crate::support::database(folder).await,
        https: false,
        trusted_proxies: 0,
        wall: tongxin::config::WallSettings::default(),
        registrations: tongxin::config::RegistrationSettings::default(),
        phone: tongxin::config::PhoneSettings::default(),
        centres: vec![centre],
    };
    server::start(settings).await.expect("a server")
}

fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        ..Person::default()
    }
}

async fn registrations(app: &App, occurrence: Uuid) -> Vec<ListedRegistration> {
    let mut conn = app.store.read().await.expect("a connection");
    store::registrations::of_occurrence(&mut conn, occurrence)
        .await
        .expect("read")
}

fn kiosk(folder: &Path, address: SocketAddr) -> Link {
    let settings = KioskSettings {
        server_url: format!("http://{address}"),
        data_dir: folder.join("kiosk"),
        panel_width_mm: 698.0,
        panel_bottom_mm: 900.0,
        picture_memory_mb: 512,
        fullscreen: false,
        window_size: [1920, 1080],
        language: "zh-CN".into(),
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
    };
    std::fs::create_dir_all(&settings.data_dir).expect("made");
    link::start(settings, Box::new(|| {})).expect("a link")
}

/// The first message that fits.
#[track_caller]
fn wait<T>(link: &Link, mut fits: impl FnMut(LinkMessage) -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        let message = link.inbox.recv_deadline(until).expect("the message comes");
        if let Some(found) = fits(message) {
            return found;
        }
    }
}

fn check_in(link: &Link, code: &str) -> (CheckInReason, CheckInVia) {
    let id = Uuid::new_v4();
    link.send(LinkRequest::CheckIn(Box::new(CheckInRequest::with_code(
        id,
        code,
        Utc::now(),
    ))));
    wait(link, |message| match message {
        LinkMessage::CheckIn(answer, via) if answer.id == id => Some((answer.reason, via)),
        _ => None,
    })
}

fn content(link: &Link) -> std::sync::Arc<tongxin::pack::activation::Content> {
    let content = wait(link, |message| match message {
        LinkMessage::Content(content) => Some(content),
        _ => None,
    });
    link.send(LinkRequest::Activate(content.generation));
    content
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pack_a_kiosk_and_two_visitors_online_and_offline() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = server(folder.path(), SocketAddr::from(([127, 0, 0, 1], 0))).await;
    let address = running.address;
    let app = running.app.clone();
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/riyue");
    let manifest = app
        .publish_pack_folder(&pack, "test")
        .await
        .expect("published");

    // An activity with two places begins soon; three people ask for it.
    let activity = Activity {
        id: Uuid::new_v4(),
        centre: "riyue".into(),
        title: LocalizedText::zh_en("义诊", "Free clinic"),
        summary: LocalizedText::default(),
        category: Category::Health,
        room: LocalizedText::zh_en("大厅", "Hall"),
        host: LocalizedText::default(),
        picture: None,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
    };
    let occurrence = Occurrence {
        id: Uuid::new_v4(),
        // Check-in is open, and so is registering.
        starts_at: Utc::now() + chrono::Duration::minutes(10),
        ends_at: Utc::now() + chrono::Duration::hours(1),
        capacity: Some(2),
        canceled: false,
    };
    let staff = Actor::program("test");
    app.add_activity(&staff, &activity, std::slice::from_ref(&occurrence))
        .await
        .expect("stored");
    let mut codes = Vec::new();
    for name in ["王小明", "李红", "陈海"] {
        codes.push(
            app.register(&staff, occurrence.id, &person(name))
                .await
                .expect("registered")
                .code,
        );
    }

    // The kiosk asks to join, an admin says yes, and it pulls everything.
    let link = kiosk(folder.path(), address);
    let pairing_code = wait(&link, |message| match message {
        LinkMessage::Enrolment(Enrolment::Waiting { pairing_code }) => Some(pairing_code),
        _ => None,
    });
    let mut conn = app.store.read().await.expect("a connection");
    let waiting = store::kiosks::in_state(&mut conn, KioskState::Waiting)
        .await
        .expect("kiosks");
    drop(conn);
    assert_eq!(waiting[0].pairing_code.as_ref(), Some(&pairing_code));
    app.approve_enrolment(&staff, waiting[0].id, &pairing_code, "门口", "riyue")
        .await
        .expect("approved");
    // Content and days come in either order.
    let (mut shown, mut named) = (None, false);
    let shown = wait(&link, |message| {
        match message {
            LinkMessage::Content(content) => shown = Some(content),
            LinkMessage::Days(days) => {
                let mut expected = days.check_in_list.iter();
                named |= expected.any(|entry| entry.masked_name == "王**");
            }
            _ => {}
        }
        if named { shown.take() } else { None }
    });
    link.send(LinkRequest::Activate(shown.generation));
    assert_eq!(shown.manifests, vec![manifest]);
    let mut files = shown.manifests[0].files.values();
    assert!(files.all(|file| shown.blobs.verify(file)));

    // A schedule published now is heard without waiting for a poll.
    let centre = app.centre("riyue").expect("the centre");
    app.change_schedule(centre, &staff, "rule-added", |schedule| {
        schedule.default_play = Play::Home { pack: None };
        Ok(())
    })
    .await
    .expect("a draft");
    app.publish_schedule(centre, &staff)
        .await
        .expect("published");
    let heard = Instant::now();
    assert_eq!(
        content(&link)
            .schedule
            .as_ref()
            .map(|schedule| schedule.version),
        Some(2)
    );
    assert!(
        heard.elapsed() < Duration::from_secs(30),
        "a poll would have taken longer"
    );

    // Online: let in once; the third has no place.
    assert_eq!(
        check_in(&link, &codes[0]),
        (CheckInReason::Ok, CheckInVia::Server)
    );
    assert_eq!(
        check_in(&link, &codes[0]),
        (CheckInReason::AlreadyIn, CheckInVia::Server)
    );
    assert_eq!(
        check_in(&link, &codes[2]),
        (CheckInReason::Waitlisted, CheckInVia::Server)
    );

    // The server goes away: the second is let in from the kiosk's own list, once.
    drop(app);
    running.stop().await.expect("stopped");
    assert_eq!(
        check_in(&link, &codes[1]),
        (CheckInReason::Ok, CheckInVia::OwnList)
    );
    assert_eq!(
        check_in(&link, &codes[1]),
        (CheckInReason::AlreadyIn, CheckInVia::OwnList)
    );
    // Even through a restart of the kiosk.
    drop(link);
    let link = kiosk(folder.path(), address);
    content(&link);
    assert_eq!(check_in(&link, &codes[1]).0, CheckInReason::AlreadyIn);

    // The server comes back: the check-in is delivered, and stands in the list once.
    let running = server(folder.path(), address).await;
    wait(&link, |message| {
        matches!(message, LinkMessage::Outbox(0)).then_some(())
    });
    let rows = registrations(&running.app, occurrence.id).await;
    let came: Vec<_> = rows.iter().map(|row| row.attended.is_some()).collect();
    assert_eq!(came, vec![true, true, false]);
    drop(link);
    running.stop().await.expect("stopped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_at_once_never_get_more_places_than_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = server(folder.path(), SocketAddr::from(([127, 0, 0, 1], 0))).await;
    let app = running.app.clone();
    let activity = Activity {
        id: Uuid::new_v4(),
        centre: "riyue".into(),
        title: LocalizedText::default(),
        summary: LocalizedText::default(),
        category: Category::Arts,
        room: LocalizedText::default(),
        host: LocalizedText::default(),
        picture: None,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
    };
    let starts_at = Utc::now() + chrono::Duration::minutes(10);
    let ends_at = starts_at + chrono::Duration::hours(1);
    let occurrence = Occurrence {
        id: Uuid::new_v4(),
        starts_at,
        ends_at,
        capacity: Some(30),
        canceled: false,
    };
    let staff = Actor::program("test");
    app.add_activity(&staff, &activity, std::slice::from_ref(&occurrence))
        .await
        .expect("stored");
    let asking: Vec<_> = (0..200)
        .map(|number| {
            let app = app.clone();
            let staff = staff.clone();
            tokio::spawn(async move {
                let person = person(&format!("P{number}"));
                app.register(&staff, occurrence.id, &person).await
            })
        })
        .collect();
    for asked in asking {
        asked.await.expect("ran").expect("registered");
    }
    let confirmed = |rows: &[ListedRegistration]| {
        rows.iter()
            .filter(|row| row.status == RegistrationStatus::Confirmed)
            .count()
    };
    let rows = registrations(&app, occurrence.id).await;
    assert_eq!((rows.len(), confirmed(&rows)), (200, 30));
    // One gives up: whoever waits longest gets the place.
    let longest = rows[30].id;
    app.cancel_registration(&staff, rows[3].id)
        .await
        .expect("canceled");
    let rows = registrations(&app, occurrence.id).await;
    assert_eq!(confirmed(&rows), 30);
    assert_eq!(rows[29].id, longest);
    drop(app);
    running.stop().await.expect("stopped");
}
