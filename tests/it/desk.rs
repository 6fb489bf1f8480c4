//! A question from a kiosk to the desk: on disk before it is thanked for, delivered once, counted for staff.

use chrono::Utc;
use tongxin::api::delivery::Delivery;
use tongxin::kiosk::link::LinkRequest;
use tongxin::model::outgoing::Outgoing;
use tongxin::model::question::{AnswerRead, DeskQuestion};
use tongxin::model::text::LocalizedText;
use tongxin::server::store;
use uuid::Uuid;

use super::link::{CENTRE, Kiosk, Stage};

fn delivery(what: Outgoing) -> Delivery {
    Delivery {
        id: Uuid::now_v7(),
        centre: CENTRE.to_owned(),
        exhibit: "guide".to_owned(),
        language: "zh-CN".to_owned(),
        at: Utc::now(),
        what,
    }
}

fn question(words: &str) -> Delivery {
    delivery(Outgoing::Question(DeskQuestion {
        text: words.to_owned(),
    }))
}

/// Hands it to the link; whether it was kept.
fn send(kiosk: &mut Kiosk, delivery: &Delivery) -> bool {
    let id = delivery.id;
    kiosk
        .link
        .send(LinkRequest::Send(Box::new(delivery.clone())));
    kiosk.until("word of what was sent", |seen| seen.sent.get(&id).copied())
}

fn delivered(kiosk: &mut Kiosk) {
    kiosk.until("an empty outbox", |seen| {
        (seen.outbox == Some(0)).then_some(())
    });
}

/// Questions of the centre, each with how often it was asked.
fn asked(stage: &Stage) -> Vec<(String, u32)> {
    stage.block_on(async {
        let app = stage.app();
        let mut conn = app.store.read().await.expect("a connection");
        let groups = store::questions::groups(&mut conn, CENTRE, 10).await;
        let groups = groups.expect("questions").into_iter();
        groups.map(|group| (group.text, group.count)).collect()
    })
}

#[test]
fn a_question_waits_for_the_server_and_reaches_the_desk_once() {
    let mut stage = Stage::new();
    let mut kiosk = stage.start_kiosk();
    stage.approve_when_waiting(&mut kiosk);
    kiosk.until("connection", |seen| seen.connected.then_some(()));

    let roof = question("屋顶可以晒被子吗？");
    for _ in 0..2 {
        assert!(send(&mut kiosk, &roof));
    }
    delivered(&mut kiosk);
    let one = |times| vec![("屋顶可以晒被子吗？".to_owned(), times)];
    assert_eq!(asked(&stage), one(1), "sent twice, asked once");

    // Without a server it is on the disk, and still there after a restart.
    stage.stop_server();
    assert!(send(&mut kiosk, &question("屋顶可以 晒被子吗")));
    let read = Outgoing::AnswerRead(AnswerRead {
        question: LocalizedText::zh_en("卫生间在哪里？", "Where is the toilet?"),
    });
    assert!(send(&mut kiosk, &delivery(read)));
    let unanswered = delivery(Outgoing::Unanswered);
    for _ in 0..2 {
        assert!(send(&mut kiosk, &unanswered));
    }
    drop(kiosk);
    let mut kiosk = stage.start_kiosk();
    // The count of what was read waits as well, but nobody waits for it.
    kiosk.until("the outbox", |seen| (seen.outbox == Some(1)).then_some(()));
    stage.start_server();
    delivered(&mut kiosk);
    let spelt = vec![("屋顶可以 晒被子吗".to_owned(), 2)];
    assert_eq!(asked(&stage), spelt, "two spellings are one question");
    let (read, unanswered) = stage.block_on(async {
        let app = stage.app();
        let since = Utc::now() - chrono::Duration::hours(1);
        loop {
            let mut conn = app.store.read().await.expect("a connection");
            let read = store::questions::most_read(&mut conn, CENTRE, since, 10).await;
            let read = read.expect("counts");
            let unanswered = store::questions::unanswered(&mut conn, CENTRE, since).await;
            let unanswered = unanswered.expect("a count");
            if !read.is_empty() && unanswered > 0 {
                return (read, unanswered);
            }
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(read.len(), 1);
    assert_eq!(
        (read[0].0.in_language("en"), read[0].1),
        ("Where is the toilet?", 1)
    );
    assert_eq!(unanswered, 1, "sent twice, counted once");
}
