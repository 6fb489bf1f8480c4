//! Schedules: rules in a draft, a preview by the kiosks' own function, publishing that kiosks hear of.

use std::pin::pin;

use futures_util::StreamExt as _;
use reqwest::{Response, StatusCode};
use serde_json::json;
use tongxin::api::paths;

use super::{Bench, write_pack};

const MORNING: [(&str, &str); 7] = [
    ("name", "Mornings"),
    ("play", "playlist"),
    ("exhibit", "old-town"),
    ("secs", "20"),
    ("weekdays", "mon"),
    ("from", "09:00"),
    ("to", "12:00"),
];

async fn bench_with_pack() -> Bench {
    let bench = Bench::new().await;
    let author = bench.folder.path().join("author");
    write_pack(&author, "Riyue");
    bench
        .server
        .app
        .publish_pack_folder(&author, "demo")
        .await
        .expect("published");
    bench.sign_in().await;
    bench
}

/// The first push of a stream that was opened before.
async fn first_push(response: Response) -> String {
    let mut lines = String::new();
    let mut stream = pin!(response.bytes_stream());
    // An event ends with an empty line, and one without data does not count.
    while !(lines.contains("event:") && lines.contains("data: look\n\n")) {
        let chunk = stream
            .next()
            .await
            .expect("the stream goes on")
            .expect("bytes");
        lines.push_str(&String::from_utf8_lossy(&chunk));
    }
    lines
        .split("event:")
        .nth(1)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default()
        .trim()
        .to_owned()
}

#[tokio::test]
async fn publishing_a_schedule_tells_connected_kiosks_to_look_again() {
    let bench = bench_with_pack().await;
    let kiosk = bench.kiosk().await;
    let stream = bench.get(&kiosk, paths::EVENTS).await;
    bench.do_form("/console/schedules/rules", &MORNING).await;
    let page = bench.page("/console/schedules").await;
    assert!(
        page.contains("Draft, not published") && page.contains("Arcades · 20 s"),
        "{page}"
    );
    bench.do_form("/console/schedules/publish", &[]).await;
    assert_eq!(first_push(stream).await, "content");

    let followers = bench.page("/console/schedules/followers").await;
    assert!(
        followers.contains("0 of 1 follow") && followers.contains("Waiting"),
        "{followers}"
    );
    let report = json!({
        "program_version": "0.1.0", "packs": [], "schedule_version": 2, "now_playing": null, "activity": "attract", "outbox": 0, "problems": []
    });
    bench.post(&kiosk, paths::REPORT, &report).await;
    let followers = bench.page("/console/schedules/followers").await;
    assert!(
        followers.contains("1 of 1 follow") && followers.contains("In effect"),
        "{followers}"
    );
}

#[tokio::test]
async fn the_preview_says_what_plays_why_and_until_when() {
    let bench = bench_with_pack().await;
    bench.do_form("/console/schedules/rules", &MORNING).await;
    let monday = bench
        .page("/console/schedules/preview?at=2026-11-23T10:00")
        .await;
    assert!(
        monday.contains("Playlist &#34;Mornings&#34;") && monday.contains("until 12:00"),
        "{monday}"
    );
    assert!(
        monday.contains("As published now"),
        "the draft differs: {monday}"
    );
    let tuesday = bench
        .page("/console/schedules/preview?at=2026-11-24T10:00")
        .await;
    assert!(
        tuesday.contains("Home and attract loop") && tuesday.contains("No rule applies"),
        "{tuesday}"
    );
}

#[tokio::test]
async fn rules_are_kept_in_the_order_staff_give_them() {
    let bench = bench_with_pack().await;
    bench.do_form("/console/schedules/rules", &MORNING).await;
    bench
        .do_form(
            "/console/schedules/rules",
            &[("name", "Holiday"), ("play", "home"), ("all_day", "yes")],
        )
        .await;
    let place = |page: &str, name: &str| page.find(&format!("<h3>{name}</h3>")).expect("the rule");
    let page = bench.page("/console/schedules").await;
    assert!(place(&page, "Holiday") < place(&page, "Mornings"));
    let id = page.split("/console/schedules/rules/").find_map(|rest| {
        rest.get(..32)
            .filter(|id| id.bytes().all(|b| b.is_ascii_hexdigit()))
    });
    let id = id.expect("a rule").to_owned();
    bench
        .do_form(
            &format!("/console/schedules/rules/{id}/move"),
            &[("to", "down")],
        )
        .await;
    let page = bench.page("/console/schedules").await;
    assert!(place(&page, "Mornings") < place(&page, "Holiday"));
    bench
        .do_form(&format!("/console/schedules/rules/{id}/delete"), &[])
        .await;
    assert!(
        !bench
            .page("/console/schedules")
            .await
            .contains("<h3>Holiday</h3>")
    );
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_comes_back_with_what_was_written() {
    let bench = bench_with_pack().await;
    let check = async |fields: &[(&str, &str)], words: &str| {
        let response = bench.send_form("/console/schedules/rules", fields).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = response.text().await.expect("text");
        assert!(page.contains(words), "{words}");
    };
    check(
        &[
            ("name", ""),
            ("play", "home"),
            ("from", "09:00"),
            ("to", "10:00"),
        ],
        "give the rule a name",
    )
    .await;
    check(
        &[
            ("name", "Mine"),
            ("play", "home"),
            ("from", "soon"),
            ("to", "10:00"),
        ],
        "value=\"Mine\"",
    )
    .await;
    check(
        &[("name", "Mine"), ("play", "playlist"), ("all_day", "yes")],
        "at least one exhibit",
    )
    .await;
}

#[tokio::test]
async fn a_draft_like_what_is_published_is_no_draft() {
    let bench = bench_with_pack().await;
    assert_eq!(
        bench
            .send_form("/console/schedules/publish", &[])
            .await
            .status(),
        StatusCode::CONFLICT
    );
    bench.do_form("/console/schedules/rules", &MORNING).await;
    bench.do_form("/console/schedules/discard", &[]).await;
    assert_eq!(
        bench
            .send_form("/console/schedules/publish", &[])
            .await
            .status(),
        StatusCode::CONFLICT
    );
}
