//! The day's best results of quizzes on a kiosk: kept through a restart, gone with the day, whoever is at the server.

use std::time::Duration;

use chrono::NaiveDate;
use tongxin::config::KioskSettings;
use tongxin::kiosk::link::{self, Link, LinkMessage, LinkRequest};
use tongxin::model::scores::{DayScores, Taken};
use uuid::Uuid;

/// Far longer than anything takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

fn start(folder: &std::path::Path) -> Link {
    let settings = KioskSettings::in_window(folder.to_owned(), [1920, 1080]);
    link::start(settings, Box::new(|| {})).expect("a link")
}

fn scores(link: &Link) -> DayScores {
    loop {
        let message = link.inbox.recv_timeout(PATIENCE).expect("scores");
        if let LinkMessage::Scores(scores) = message {
            return (*scores).clone();
        }
    }
}

fn taken(taker: u128, right: u32) -> Box<Taken> {
    Box::new(Taken {
        exhibit: "quiz".to_owned(),
        taker: Uuid::from_u128(taker),
        right,
        of: 6,
    })
}

fn rights(scores: &DayScores) -> Vec<u32> {
    scores.best("quiz", 6).map(|score| score.right).collect()
}

#[test]
fn results_of_a_day_are_there_after_a_restart_and_none_of_them_the_day_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let today = NaiveDate::from_ymd_opt(2026, 11, 27).expect("a day");
    let tomorrow = today.succ_opt().expect("a day");
    let kiosk = start(folder.path());
    kiosk.send(LinkRequest::Score(today, taken(1, 3)));
    assert_eq!(rights(&scores(&kiosk)), [3]);
    kiosk.send(LinkRequest::Score(today, taken(2, 6)));
    assert_eq!(rights(&scores(&kiosk)), [6, 3]);
    drop(kiosk);

    let kiosk = start(folder.path());
    let kept = scores(&kiosk);
    assert_eq!((kept.day, rights(&kept)), (today, vec![6, 3]));
    // Midnight: the screen asks for it, and the first result of the new day stands alone.
    kiosk.send(LinkRequest::ForgetScores(tomorrow));
    kiosk.send(LinkRequest::Score(tomorrow, taken(3, 1)));
    let new = scores(&kiosk);
    assert_eq!((new.day, rights(&new)), (tomorrow, vec![1]));
}
