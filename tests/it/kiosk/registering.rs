//! A visitor registers at the whole kiosk, with the server there and away; and nothing of it stays.

use std::time::Duration;

use tongxin::kiosk::Screen;
use tongxin::kiosk::visit::Visit;
use tongxin::server::store;
use uuid::Uuid;

use super::{Headless, Stage, on_show};

fn asked(stage: &Stage) -> (Headless, Uuid) {
    let occurrence = stage.add_activity_in(chrono::Duration::hours(30));
    let mut kiosk = on_show(stage);
    begin(&mut kiosk);
    (kiosk, occurrence)
}

fn begin(kiosk: &mut Headless) {
    kiosk.touch("轻触屏幕开始   Touch to begin");
    kiosk.touch("English");
    kiosk.touch("What's on");
    kiosk.touch("Free clinic");
    kiosk.touch("Register here");
    assert_eq!(kiosk.screen(), Screen::Registration);
}

fn name(kiosk: &mut Headless) {
    for key in ["A", "n", "n"] {
        kiosk.touch(key);
    }
    kiosk.touch("Next");
}

fn people(stage: &Stage, occurrence: Uuid) -> usize {
    let app = stage.app();
    stage.block_on(async {
        let mut conn = app.store.read().await.expect("a connection");
        let all = store::registrations::of_occurrence(&mut conn, occurrence).await;
        all.expect("registrations").len()
    })
}

#[test]
fn a_visitor_gets_a_place_and_reads_it_back_first() {
    let stage = Stage::new();
    let (mut kiosk, occurrence) = asked(&stage);
    kiosk.touch("Only me");
    name(&mut kiosk);
    kiosk.touch("18 to 34");
    kiosk.touch("I have no phone");
    kiosk.until_says("Ann · 18 to 34");
    // A look back changes nothing.
    kiosk.touch("Change You");
    kiosk.touch("Next");
    kiosk.until_says("Ann · 18 to 34");
    assert_eq!(people(&stage, occurrence), 0);
    kiosk.touch("Register now");
    kiosk.until_says("You have a place");
    assert_eq!(people(&stage, occurrence), 1);
    kiosk.touch("Done");
    assert_eq!(kiosk.screen(), Screen::Home);
    assert!(kiosk.app.world().resource::<Visit>().registration.is_none());
}

#[test]
fn back_keeps_what_was_typed_and_the_idle_reset_forgets_it() {
    let stage = Stage::new();
    let (mut kiosk, _) = asked(&stage);
    kiosk.touch("My family or friends");
    name(&mut kiosk);
    kiosk.touch("Under 14");
    for _ in 0..2 {
        kiosk.touch("‹ Back");
    }
    assert_eq!(kiosk.screen(), Screen::Calendar);
    kiosk.touch("Register here");
    kiosk.touch("My family or friends");
    kiosk.until_says("Ann");
    kiosk.leave_alone(Duration::from_secs(81));
    assert_eq!(kiosk.screen(), Screen::Attract);
    assert!(kiosk.app.world().resource::<Visit>().registration.is_none());
    begin(&mut kiosk);
    kiosk.touch("Only me");
    kiosk.until_says("What is your name?");
    assert!(!kiosk.seen.contains_key("Ann"));
}

#[test]
fn without_a_server_no_place_is_promised_and_a_request_is_not_lost() {
    let mut stage = Stage::new();
    let (mut kiosk, occurrence) = asked(&stage);
    kiosk.touch("Only me");
    name(&mut kiosk);
    kiosk.touch("35 to 59");
    kiosk.touch("I have no phone");
    stage.stop_server();
    kiosk.until("the network is away", |kiosk| {
        let shown = kiosk
            .app
            .world()
            .resource::<tongxin::kiosk::content::Shown>();
        !shown.connected
    });
    kiosk.touch("Register now");
    kiosk.until_says("The network is away");
    assert!(!kiosk.seen.contains_key("You have a place"));
    kiosk.touch("Leave the request here");
    kiosk.until_says("The request is kept here");
    stage.start_server();
    kiosk.until("the request arrived", |_| people(&stage, occurrence) == 1);
}
