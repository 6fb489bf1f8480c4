//! A message from a kiosk to a wall: kept while the server is away, seen by staff, shown by the kiosk, taken down.

use chrono::Utc;
use tongxin::api::delivery::Delivery;
use tongxin::kiosk::link::LinkRequest;
use tongxin::model::color::Rgb;
use tongxin::model::note::{Note, NoteContent, NoteState, Stroke};
use tongxin::model::outgoing::Outgoing;
use tongxin::model::question::DeskQuestion;
use tongxin::server::store;
use tongxin::server::store::audit::Actor;
use uuid::Uuid;

use super::link::{CENTRE, Kiosk, Stage};

fn delivery(content: NoteContent) -> Delivery {
    Delivery {
        id: Uuid::now_v7(),
        centre: CENTRE.to_owned(),
        exhibit: "wall".to_owned(),
        language: "zh-CN".to_owned(),
        at: Utc::now(),
        what: Outgoing::Note(Note {
            paper: Rgb([0xff, 0xf9, 0xec]),
            inks: vec![Rgb([0x1d, 0x2b, 0x30])],
            content,
        }),
    }
}

fn wish(words: &str) -> Delivery {
    delivery(NoteContent::Words(words.to_owned()))
}

fn drawing() -> Delivery {
    delivery(NoteContent::Drawing(vec![Stroke {
        ink: 0,
        width: 1,
        points: vec![[100, 100], [900, 700], [1500, 200]],
    }]))
}

/// Hands it to the link; whether it was kept.
fn send(kiosk: &mut Kiosk, delivery: &Delivery) -> bool {
    let id = delivery.id;
    kiosk
        .link
        .send(LinkRequest::Send(Box::new(delivery.clone())));
    kiosk.until("word of what was sent", |seen| seen.sent.get(&id).copied())
}

fn waiting(stage: &Stage) -> Vec<Uuid> {
    stage.block_on(async {
        let app = stage.app();
        let mut conn = app.store.read().await.expect("a connection");
        let state = NoteState::Waiting;
        let notes = store::notes::in_state(&mut conn, CENTRE, state, 0, 100).await;
        notes.expect("notes").iter().map(|note| note.id).collect()
    })
}

fn decide(stage: &Stage, notes: &[Uuid], to: NoteState) -> Uuid {
    let staff = Actor::program("test");
    let app = stage.app();
    stage
        .block_on(app.decide_notes(&staff, notes, to))
        .expect("decided")
}

/// What hangs on the wall as the kiosk was told last.
fn hanging(kiosk: &mut Kiosk, expected: &[&Delivery]) {
    let expected: Vec<_> = expected.iter().map(|delivery| delivery.id).collect();
    kiosk.until_pushed("the wall", |seen| {
        let walls = seen.walls.as_ref()?;
        let notes = walls.walls.get("wall").map_or(&[][..], Vec::as_slice);
        let ids: Vec<_> = notes.iter().map(|note| note.id).collect();
        (ids == expected).then_some(())
    });
}

#[test]
fn a_message_is_kept_delivered_once_approved_and_shown_even_without_a_server() {
    let mut stage = Stage::new();
    let mut kiosk = stage.start_kiosk();
    stage.approve_when_waiting(&mut kiosk);
    kiosk.until("connection", |seen| seen.connected.then_some(()));

    // With the server there it arrives by itself, once however often it is sent.
    let (first, second, third) = (wish("愿大家平安"), drawing(), wish("新年快乐"));
    for delivery in [&first, &second, &first] {
        assert!(send(&mut kiosk, delivery));
    }
    kiosk.until("an empty outbox", |seen| {
        (seen.outbox == Some(0)).then_some(())
    });
    assert_eq!(waiting(&stage), [first.id, second.id]);

    // Nobody sees it before staff have; then every kiosk is told at once.
    decide(&stage, &[first.id, second.id], NoteState::Shown);
    hanging(&mut kiosk, &[&second, &first]);
    let decision = decide(&stage, &[second.id], NoteState::Declined);
    hanging(&mut kiosk, &[&first]);
    let (app, staff) = (stage.app(), Actor::program("test"));
    stage
        .block_on(app.undo_notes(&staff, decision))
        .expect("taken back");
    drop(app);
    hanging(&mut kiosk, &[&second, &first]);

    // Without a server a message waits on the disk, through a restart, and the wall stays as it was.
    stage.stop_server();
    assert!(send(&mut kiosk, &third));
    kiosk.until("the outbox", |seen| (seen.outbox == Some(1)).then_some(()));
    drop(kiosk);
    let mut kiosk = stage.start_kiosk();
    hanging(&mut kiosk, &[&second, &first]);
    kiosk.until("the outbox", |seen| (seen.outbox == Some(1)).then_some(()));
    stage.start_server();
    kiosk.until("an empty outbox", |seen| {
        (seen.outbox == Some(0)).then_some(())
    });
    assert_eq!(waiting(&stage), [third.id]);
}

#[test]
fn what_the_server_will_never_take_does_not_hold_up_the_rest() {
    let stage = Stage::new();
    let mut kiosk = stage.start_kiosk();
    stage.approve_when_waiting(&mut kiosk);
    let mut spoilt = wish("x");
    spoilt.exhibit = "No Exhibit".to_owned();
    let good = wish("好");
    assert!(send(&mut kiosk, &spoilt));
    assert!(send(&mut kiosk, &good));
    kiosk.until("a problem", |seen| {
        seen.problems.contains("delivery-refused").then_some(())
    });
    kiosk.until("an empty outbox", |seen| {
        (seen.outbox == Some(0)).then_some(())
    });
    assert_eq!(waiting(&stage), [good.id]);
}

#[test]
fn a_full_wall_does_not_hold_up_a_question() {
    let stage = Stage::new();
    let mut kiosk = stage.start_kiosk();
    stage.approve_when_waiting(&mut kiosk);
    kiosk.until("connection", |seen| seen.connected.then_some(()));
    let id = kiosk.until_approved().kiosk;
    // As many as the server lets one kiosk have waiting.
    stage.block_on(async {
        let app = stage.app();
        let mut tx = app.store.write().await.expect("a turn");
        for _ in 0..500 {
            let Outgoing::Note(note) = wish("x").what else {
                continue;
            };
            let new = store::notes::NewNote {
                id: Uuid::now_v7(),
                centre: CENTRE,
                exhibit: "wall",
                kiosk: id,
                language: "en",
                note: &note,
                left_at: Utc::now(),
            };
            let added = store::notes::add(&mut tx, &new, Utc::now()).await;
            added.expect("kept");
        }
        tx.commit().await.expect("kept");
    });
    for words in ["a", "b", "c", "d", "e", "f"] {
        assert!(send(&mut kiosk, &wish(words)));
    }
    let question = Delivery {
        what: Outgoing::Question(DeskQuestion {
            text: "When?".to_owned(),
        }),
        ..wish("")
    };
    assert!(send(&mut kiosk, &question));
    for waiting in [7, 6] {
        kiosk.until_pushed("the outbox", |seen| {
            (seen.outbox == Some(waiting)).then_some(())
        });
    }
    let asked = stage.block_on(async {
        let app = stage.app();
        let mut conn = app.store.read().await.expect("a connection");
        store::questions::known(&mut conn, question.id)
            .await
            .expect("an answer")
    });
    assert!(asked);
}

#[test]
fn a_device_that_is_no_kiosk_yet_promises_nothing() {
    let stage = Stage::new();
    let mut device = stage.start_kiosk();
    assert!(!send(&mut device, &wish("好")));
}
