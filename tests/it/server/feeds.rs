//! iCalendar feeds, read by a reader of our own that knows only RFC 5545.

use chrono::Duration;
use reqwest::StatusCode;
use tongxin::api::paths;
use uuid::Uuid;

use super::Bench;

/// One property: name, parameters, value.
type Line = (String, String, String);

/// One component with what is in it.
#[derive(Debug, Default)]
struct Part {
    name: String,
    lines: Vec<Line>,
    parts: Vec<Part>,
}

impl Part {
    fn get(&self, name: &str) -> &str {
        let found: Vec<_> = self.lines.iter().filter(|line| line.0 == name).collect();
        assert_eq!(found.len(), 1, "{name} is there once in {self:?}");
        &found[0].2
    }

    /// A text with its escapes read.
    fn text(&self, name: &str) -> String {
        let mut out = String::new();
        let mut chars = self.get(name).chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next().expect("a whole escape") {
                    'n' | 'N' => out.push('\n'),
                    c @ ('\\' | ',' | ';') => out.push(c),
                    other => unreachable!("a strange escape: {other}"),
                },
                ',' | ';' => unreachable!("not escaped: {out}"),
                c => out.push(c),
            }
        }
        out
    }
}

/// Reads a calendar, strictly: CRLF, 75 octets, every part closed.
fn read(body: &str) -> Part {
    assert!(body.ends_with("\r\n") && !body.replace("\r\n", "").contains(['\r', '\n']));
    assert!(body.split("\r\n").all(|line| line.len() <= 75));
    let unfolded = body.replace("\r\n ", "");
    let mut open: Vec<Part> = vec![Part::default()];
    for line in unfolded.split_terminator("\r\n") {
        let (head, value) = line.split_once(':').expect("a value");
        let (name, params) = head.split_once(';').unwrap_or((head, ""));
        match name {
            "BEGIN" => open.push(Part {
                name: value.to_owned(),
                ..Part::default()
            }),
            "END" => {
                let part = open.pop().expect("was begun");
                assert_eq!(part.name, value);
                open.last_mut().expect("is in another").parts.push(part);
            }
            _ => {
                let line = (name.to_owned(), params.to_owned(), value.to_owned());
                open.last_mut().expect("is open").lines.push(line);
            }
        }
    }
    assert_eq!(open.len(), 1, "everything is closed");
    let calendar = open.remove(0).parts.remove(0);
    assert_eq!(calendar.name, "VCALENDAR");
    assert_eq!(calendar.get("VERSION"), "2.0");
    assert!(!calendar.get("PRODID").is_empty());
    assert!(!calendar.parts.is_empty(), "a calendar holds a part");
    calendar
}

async fn feed(bench: &Bench, path: &str) -> Part {
    read(&bench.page(path).await)
}

/// An activity with everything that has to be escaped; its occurrence.
async fn awkward(bench: &Bench) -> Uuid {
    let summary = "带上杯子；纸，笔都有 \\ ".to_owned() + &"海口骑楼老街".repeat(30);
    bench
        .do_form(
            "/console/activities",
            &[
                ("title_zh", "茶, 书; 画"),
                ("title_en", "Tea, books; pictures"),
                ("summary_zh", &summary),
                ("summary_en", "Bring a cup; paper, pens are here"),
                ("room_zh", "二楼"),
                ("room_en", "Floor 2"),
                ("host_en", "Mr Wang"),
                ("category", "arts"),
                ("date", "2026-11-24"),
                ("start", "10:00"),
                ("end", "11:30"),
                ("capacity", "5"),
                ("age_min", "12"),
                ("languages", "csl"),
                ("cost_en", "15 yuan"),
            ],
        )
        .await;
    let path = format!("{}?centre=riyue", paths::PUBLIC_ACTIVITIES);
    let entries: Vec<serde_json::Value> =
        serde_json::from_str(&bench.page(&path).await).expect("JSON");
    let id = entries[0]["occurrence"].as_str().expect("an id");
    id.parse().expect("an id")
}

#[tokio::test]
async fn an_occurrence_goes_into_a_phone_with_what_is_public() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let id = awkward(&bench).await;
    bench.register(id, "Ann Smith").await;
    let body = bench.page(&paths::occurrence_feed(id, "en")).await;
    assert!(!body.contains("Ann") && !body.contains("admin"), "{body}");
    let calendar = read(&body);
    let event = &calendar.parts[0];
    assert_eq!(event.name, "VEVENT");
    assert_eq!(event.get("UID"), id.to_string());
    assert_eq!(event.get("DTSTART"), "20261124T020000Z");
    assert_eq!(event.get("DTEND"), "20261124T033000Z");
    assert_eq!(event.get("SEQUENCE"), "0");
    assert_eq!(event.get("STATUS"), "CONFIRMED");
    assert_eq!(event.get("LAST-MODIFIED"), "20261123T010000Z");
    assert_eq!(event.text("SUMMARY"), "Tea, books; pictures");
    assert_eq!(event.text("LOCATION"), "Floor 2, Riyue Plaza");
    let told = event
        .text("DESCRIPTION")
        .replace(['\u{2068}', '\u{2069}'], "");
    assert_eq!(
        told,
        "Bring a cup; paper, pens are here\nHeld by Mr Wang\nFrom age 12\nIn Chinese sign language\nCost: 15 yuan\n\
         Please register at a kiosk or at the desk."
    );
    let chinese = feed(&bench, &paths::occurrence_feed(id, "zh-CN")).await;
    assert_eq!(chinese.parts[0].text("SUMMARY"), "茶, 书; 画");
    assert!(
        chinese.parts[0]
            .text("DESCRIPTION")
            .contains("带上杯子；纸，笔都有 \\ 海口骑楼老街")
    );
}

#[tokio::test]
async fn changes_and_cancellations_rise_and_stay_one_event() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let id = awkward(&bench).await;
    let path = paths::centre_feed("riyue", None, "en");
    let look = async || {
        let calendar = feed(&bench, &path).await;
        let event = &calendar.parts[0];
        assert_eq!(calendar.parts.len(), 1);
        assert_eq!(event.get("UID"), id.to_string());
        let sequence: u32 = event.get("SEQUENCE").parse().expect("a number");
        (
            sequence,
            event.get("DTSTART").to_owned(),
            event.get("STATUS").to_owned(),
        )
    };
    let mut last = look().await.0;
    let mut rises = async |start: &str, status: &str| {
        let (sequence, told, said) = look().await;
        assert!(sequence > last, "{sequence} after {last}");
        last = sequence;
        assert_eq!((told.as_str(), said.as_str()), (start, status));
    };
    bench.pass(Duration::minutes(1));
    let to = [("date", "2026-11-25"), ("start", "15:00")];
    bench
        .do_form(&format!("/console/occurrences/{id}/move"), &to)
        .await;
    rises("20261125T070000Z", "CONFIRMED").await;
    bench
        .do_form(
            &format!("/console/occurrences/{id}/cancel"),
            &[("reason", "storm")],
        )
        .await;
    rises("20261125T070000Z", "CANCELLED").await;
    bench
        .do_form(&format!("/console/occurrences/{id}/undo"), &[])
        .await;
    rises("20261125T070000Z", "CONFIRMED").await;
    // Registrations are nobody's business and change nothing.
    let before = bench.page(&path).await;
    bench.register(id, "Ann").await;
    assert_eq!(bench.page(&path).await, before);
}

#[tokio::test]
async fn a_feed_is_fetched_again_only_when_it_changed() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let id = awkward(&bench).await;
    let path = paths::centre_feed("riyue", None, "en");
    let ask = async |name: &str, value: &str| {
        let call = bench.browser.get(bench.url(&path)).header(name, value);
        call.send().await.expect("an answer")
    };
    let first = ask("accept", "text/calendar").await;
    let header = |name: &str| first.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "text/calendar; charset=utf-8");
    let (etag, modified) = (header("etag"), header("last-modified"));
    assert_eq!(modified, "Mon, 23 Nov 2026 01:00:00 GMT");
    assert_eq!(
        ask("if-none-match", &etag).await.status(),
        StatusCode::NOT_MODIFIED
    );
    assert_eq!(
        ask("if-none-match", &format!("\"x\", W/{etag}"))
            .await
            .status(),
        StatusCode::NOT_MODIFIED
    );
    assert_eq!(
        ask("if-modified-since", &modified).await.status(),
        StatusCode::NOT_MODIFIED
    );
    assert_eq!(
        ask("if-modified-since", "yesterday").await.status(),
        StatusCode::OK
    );
    // The clock has not moved; the feed has.
    bench
        .do_form(
            &format!("/console/occurrences/{id}/cancel"),
            &[("reason", "storm")],
        )
        .await;
    assert_eq!(ask("if-none-match", &etag).await.status(), StatusCode::OK);
    assert_eq!(
        ask("if-modified-since", &modified).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn feeds_are_by_category_and_what_is_not_there_is_said() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    awkward(&bench).await;
    let arts = feed(&bench, &paths::centre_feed("riyue", Some("arts"), "en")).await;
    assert_eq!(arts.parts[0].name, "VEVENT");
    assert!(arts.text("X-WR-CALNAME").contains("Arts"));
    // Nothing is on: still a calendar.
    let health = feed(
        &bench,
        &paths::centre_feed("riyue", Some("health"), "zh-CN"),
    )
    .await;
    assert_eq!(health.parts[0].name, "VTIMEZONE");
    for path in [
        "/feeds/centres/nowhere.ics",
        "/feeds/centres/riyue",
        "/feeds/centres/riyue.ics?category=chess",
        "/feeds/occurrences/1.ics",
        "/feeds/occurrences/0192d0b2-0000-7000-8000-000000000000.ics",
    ] {
        let answer = bench
            .browser
            .get(bench.url(path))
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(
            answer
                .text()
                .await
                .expect("text")
                .contains("There is no such thing")
        );
    }
    let described = bench.page(paths::OPENAPI).await;
    assert!(
        described.contains(paths::FEED_OF_CENTRE) && described.contains(paths::FEED_OF_OCCURRENCE)
    );
}
