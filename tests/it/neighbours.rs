//! Doors without a server: kiosks of one centre tell each other who passed, and read passes that no list has.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::Utc;
use sqlx::Connection as _;
use tongxin::api::neighbours::{MARK, NONCE, Purpose, sign};
use tongxin::api::paths;
use tongxin::config::{KioskSettings, NeighbourSettings};
use tongxin::kiosk::link::CheckInVia;
use tongxin::model::check_in::CheckInReason;
use tongxin::model::pass::{Pass, PassHolders, PassScope};
use uuid::Uuid;

use super::link::{CENTRE, Kiosk, Stage};

const PATIENCE: Duration = Duration::from_secs(90);

/// Ports that are free now, one for each kiosk.
fn ports(count: usize) -> Vec<SocketAddr> {
    let listeners: Vec<_> = (0..count)
        .map(|_| TcpListener::bind("127.0.0.1:0").expect("a port"))
        .collect();
    let address = |listener: &TcpListener| listener.local_addr().expect("an address");
    listeners.iter().map(address).collect()
}

/// The settings of kiosk `at`, which knows all the others.
fn settings(stage: &Stage, at: usize, ports: &[SocketAddr]) -> KioskSettings {
    let peers = ports.iter().enumerate().filter(|(other, _)| *other != at);
    let usual = stage.kiosk_settings();
    KioskSettings {
        data_dir: usual.data_dir.with_file_name(format!("kiosk-{at}")),
        neighbours: NeighbourSettings {
            enabled: true,
            listen: ports[at],
            peers: peers.map(|(_, address)| *address).collect(),
            discover: false,
        },
        ..usual
    }
}

/// A kiosk that has the list with `people` in it.
fn ready(stage: &Stage, settings: KioskSettings, people: usize) -> Kiosk {
    let mut kiosk = Kiosk::start(settings);
    stage.approve_when_waiting(&mut kiosk);
    kiosk.until_listed(people);
    kiosk
}

/// Waits until a kiosk has heard of so many who passed a door.
fn until_heard(stage: &Stage, folder: &Path, count: i64) {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(folder.join("link.sqlite"))
        .read_only(true);
    let end = Instant::now() + PATIENCE;
    stage.block_on(async {
        let mut database = sqlx::SqliteConnection::connect_with(&options)
            .await
            .expect("the database");
        loop {
            let heard: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM seen")
                .fetch_one(&mut database)
                .await
                .expect("a count");
            if heard >= count {
                return;
            }
            assert!(Instant::now() < end, "{heard} of {count} heard");
            tokio::task::yield_now().await;
        }
    });
}

#[test]
fn a_code_used_at_one_door_is_known_at_the_others_without_a_server() {
    let mut stage = Stage::new();
    let occurrence = stage.add_activity();
    let codes = [
        stage.register(occurrence, "王小明"),
        stage.register(occurrence, "陈小红"),
    ];
    let ports = ports(3);
    let [first, second, third] = [0, 1, 2].map(|at| settings(&stage, at, &ports));
    let folders = [&first, &second, &third].map(|settings| settings.data_dir.clone());
    let mut one = ready(&stage, first, 2);
    let mut two = ready(&stage, second, 2);
    // The third has the list and the key, and is switched off.
    drop(ready(&stage, third.clone(), 2));
    stage.stop_server();

    assert_eq!(
        one.check_in(&codes[0]),
        (CheckInReason::Ok, CheckInVia::OwnList)
    );
    until_heard(&stage, &folders[1], 1);
    assert_eq!(
        two.check_in(&codes[0]),
        (CheckInReason::AlreadyIn, CheckInVia::OwnList)
    );
    assert_eq!(
        two.check_in(&codes[1]),
        (CheckInReason::Ok, CheckInVia::OwnList)
    );
    until_heard(&stage, &folders[0], 2);
    assert_eq!(
        one.check_in(&codes[1]),
        (CheckInReason::AlreadyIn, CheckInVia::OwnList)
    );

    // Whoever joins late asks for what it missed, and hears all of it from one neighbour.
    drop(one);
    let mut three = Kiosk::start(third);
    three.until_listed(2);
    until_heard(&stage, &folders[2], 2);
    for code in &codes {
        assert_eq!(
            three.check_in(code),
            (CheckInReason::AlreadyIn, CheckInVia::OwnList)
        );
    }
}

#[test]
fn only_kiosks_of_the_centre_are_told_who_was_seen() {
    let stage = Stage::new();
    let occurrence = stage.add_activity();
    let code = stage.register(occurrence, "王小明");
    let ports = ports(1);
    let mut kiosk = ready(&stage, settings(&stage, 0, &ports), 1);
    let (reason, _) = kiosk.check_in(&code);
    assert_eq!(reason, CheckInReason::Ok);
    let key = kiosk.neighbours_key();
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let ask = |key: &str| {
        let url = format!("http://{}{}?after=0", ports[0], paths::NEIGHBOURS_SEEN);
        let mark = sign(key, Purpose::Ask, "7", b"0");
        stage
            .block_on(client.get(url).header(NONCE, "7").header(MARK, mark).send())
            .expect("an answer")
    };
    let told = ask(&key);
    assert_eq!(told.status(), 200);
    let text = stage.block_on(told.text()).expect("text");
    assert!(
        text.contains("registration") && !text.contains('王') && !text.contains(&code),
        "{text}"
    );
    for wrong in ["", "another key"] {
        let refused = ask(wrong);
        assert_eq!(refused.status(), 401);
        assert_eq!(stage.block_on(refused.text()).expect("text"), "");
    }
    // What is told without the key is not believed.
    let page = br#"{"start":"00000000-0000-0000-0000-000000000000","seen":[],"last":1}"#;
    let tell = |key: &str, body: &'static [u8]| {
        let url = format!("http://{}{}", ports[0], paths::NEIGHBOURS_SEEN);
        let mark = sign(key, Purpose::Tell, "8", body);
        let call = client
            .post(url)
            .header(NONCE, "8")
            .header(MARK, mark)
            .body(body);
        stage
            .block_on(call.send())
            .expect("an answer")
            .status()
            .as_u16()
    };
    assert_eq!(tell("another key", page), 401);
    assert_eq!(tell(&key, page), 204);
    assert_eq!(tell(&key, b"{\"name\":\"no\"}"), 422);
}

#[test]
fn a_pass_that_no_list_has_lets_in_and_is_delivered_once() {
    let mut stage = Stage::new();
    let occurrence = stage.add_activity();
    let mut kiosk = ready(&stage, stage.kiosk_settings(), 0);
    drop(kiosk);
    // Registered while the kiosk is off; then the line is gone.
    let code = stage.register(occurrence, "王小明");
    let registration = stage.registration_with(occurrence, &code);
    let now = Utc::now();
    let pass = Pass {
        centre: CENTRE.to_owned(),
        scope: PassScope::Occurrence(occurrence),
        holders: PassHolders::Registrations(vec![registration]),
        starts_at: now - chrono::Duration::minutes(5),
        ends_at: now + chrono::Duration::hours(2),
    };
    let text = stage.app().sign_pass(&pass).expect("a pass");
    let nobody = PassHolders::Registrations(vec![Uuid::new_v4()]);
    let elsewhere = Pass {
        centre: "guomao".to_owned(),
        holders: nobody,
        ..pass
    };
    let elsewhere = stage.app().sign_pass(&elsewhere).expect("a pass");
    stage.stop_server();
    kiosk = Kiosk::start(stage.kiosk_settings());
    kiosk.until_listed(0);
    assert_eq!(
        kiosk.check_in(&elsewhere),
        (CheckInReason::OtherCentre, CheckInVia::OwnList)
    );
    assert_eq!(
        kiosk.check_in(&text),
        (CheckInReason::Ok, CheckInVia::OwnList)
    );
    assert_eq!(
        kiosk.check_in(&text),
        (CheckInReason::AlreadyIn, CheckInVia::OwnList)
    );
    kiosk.until_outbox(1);
    stage.start_server();
    kiosk.until_outbox(0);
    assert_eq!(stage.attended(occurrence), ["王小明"]);
    assert_eq!(
        kiosk.check_in(&code),
        (CheckInReason::AlreadyIn, CheckInVia::Server)
    );
}
