//! Messages on walls: taken strictly, decided by staff, given to kiosks, forgotten in time.

use chrono::Duration;
use reqwest::StatusCode;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use serde_json::{Value, json};
use tongxin::api::paths;
use tongxin::api::wall::Walls;
use uuid::Uuid;

use super::{Bench, Device};

const PAGE: &str = "/console/wall?centre=riyue";

async fn bench_and_kiosk() -> (Bench, Device) {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    (bench, kiosk)
}

fn wish(bench: &Bench, id: Uuid, words: &str) -> Value {
    json!({
        "id": id, "exhibit": "wall", "language": "en", "at": bench.now(),
        "what": { "note": { "paper": "#FFF9EC", "inks": ["#1D2B30"], "content": { "words": words } } },
    })
}

fn drawing(bench: &Bench, id: Uuid, strokes: &Value) -> Value {
    let mut delivery = wish(bench, id, "");
    delivery["what"]["note"]["content"] = json!({ "drawing": strokes });
    delivery
}

async fn deliver(bench: &Bench, kiosk: &Device, deliveries: &[Value]) -> StatusCode {
    let batch = json!({ "deliveries": deliveries });
    bench.post(kiosk, paths::DELIVERIES, &batch).await.status()
}

async fn walls(bench: &Bench, kiosk: &Device) -> Walls {
    let response = bench.get(kiosk, paths::WALLS).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.expect("walls")
}

async fn words_on_the_wall(bench: &Bench, kiosk: &Device) -> Vec<String> {
    let walls = walls(bench, kiosk).await;
    let notes = walls.walls.into_values().flatten();
    notes
        .map(|note| note.note.words().unwrap_or("a drawing").to_owned())
        .collect()
}

async fn decide(bench: &Bench, notes: &[Uuid], to: &str) -> String {
    let ids: Vec<String> = notes.iter().map(ToString::to_string).collect();
    let mut fields = vec![("centre", "riyue"), ("to", to)];
    fields.extend(ids.iter().map(|id| ("note", id.as_str())));
    bench.do_form("/console/wall", &fields).await
}

#[tokio::test]
async fn a_message_is_shown_only_after_somebody_has_approved_it() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let both = [
        wish(&bench, first, "平安"),
        wish(&bench, second, "Joy to all"),
    ];
    assert_eq!(deliver(&bench, &kiosk, &both).await, StatusCode::OK);
    // Sent again, it is still one.
    assert_eq!(deliver(&bench, &kiosk, &both).await, StatusCode::OK);
    let page = bench.page(PAGE).await;
    assert_eq!(page.matches("data-note").count(), 2, "{page}");
    assert!(words_on_the_wall(&bench, &kiosk).await.is_empty());

    let to = decide(&bench, &[first], "shown").await;
    assert!(bench.page(&to).await.contains("On the wall."));
    assert_eq!(words_on_the_wall(&bench, &kiosk).await, ["平安"]);

    // A decision is taken back, whole.
    let decision = to.split("decision=").nth(1).expect("a decision");
    bench
        .do_form("/console/wall/undo", &[("decision", decision)])
        .await;
    assert!(words_on_the_wall(&bench, &kiosk).await.is_empty());
    assert_eq!(bench.page(PAGE).await.matches("data-note").count(), 2);

    // Many at once; then one of them is taken down by its own button.
    decide(&bench, &[first, second], "shown").await;
    assert_eq!(words_on_the_wall(&bench, &kiosk).await.len(), 2);
    let one = format!("declined {first}");
    bench
        .do_form("/console/wall", &[("one", one.as_str())])
        .await;
    assert_eq!(words_on_the_wall(&bench, &kiosk).await, ["Joy to all"]);
    let declined = bench.page("/console/wall?state=declined").await;
    assert!(declined.contains("平安") && declined.contains("admin"));

    // The log says who decided, and not what a visitor wrote: it never forgets.
    let audit = bench.page("/console/audit").await;
    for did in [
        "Approved a message",
        "Declined a message or took it down",
        "Put a message back",
    ] {
        assert!(audit.contains(did), "{did}");
    }
    assert!(!audit.contains("平安") && !audit.contains("Joy to all"));
}

#[tokio::test]
async fn a_kiosk_hears_of_changes_and_fetches_only_those() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let id = Uuid::now_v7();
    deliver(&bench, &kiosk, &[wish(&bench, id, "hello")]).await;
    let before = bench.get(&kiosk, paths::WALLS).await;
    let etag = before.headers()[ETAG].to_str().expect("text").to_owned();
    let again = |etag: &str| {
        bench
            .browser
            .get(bench.url(paths::WALLS))
            .bearer_auth(&kiosk.secret)
            .header(IF_NONE_MATCH, etag)
            .send()
    };
    let unchanged = again(&etag).await.expect("an answer");
    assert_eq!(unchanged.status(), StatusCode::NOT_MODIFIED);
    decide(&bench, &[id], "shown").await;
    let changed = again(&etag).await.expect("an answer");
    assert_eq!(changed.status(), StatusCode::OK);

    // Kiosks of other centres and strangers see nothing of it.
    let stranger = Device::new();
    assert_eq!(
        bench.get(&stranger, paths::WALLS).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        deliver(&bench, &stranger, &[wish(&bench, id, "x")]).await,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_kiosk_that_sends_anything_else_is_refused_in_words() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let id = Uuid::now_v7;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut delivery = wish(&bench, id(), "hello");
        change(&mut delivery);
        delivery
    };
    let stroke = |points: Value| {
        drawing(
            &bench,
            id(),
            &json!([{ "ink": 0, "width": 0, "points": points }]),
        )
    };
    let spoilt = [
        wish(&bench, id(), "   "),
        wish(&bench, id(), &"字".repeat(61)),
        wish(&bench, id(), "a\u{202e}b"),
        with(&|d| d["id"] = json!(Uuid::nil())),
        with(&|d| d["exhibit"] = json!("../wall")),
        with(&|d| d["exhibit"] = json!("a".repeat(129))),
        with(&|d| d["language"] = json!("<b>")),
        with(&|d| d["name"] = json!("王小明")),
        with(&|d| d["what"]["note"]["phone"] = json!("13800001234")),
        with(&|d| d["what"]["note"]["paper"] = json!("red\"/><script>")),
        with(&|d| d["what"]["note"]["inks"] = json!(["#FFF9EC"])),
        with(&|d| d["what"] = json!({ "letter": {} })),
        stroke(json!([])),
        stroke(json!([[0, 2001]])),
        stroke(json!([[0, -1]])),
        stroke(json!([[0.5, 1]])),
        stroke(json!(vec![[1, 1]; 401])),
        drawing(&bench, id(), &json!([])),
        drawing(
            &bench,
            id(),
            &json!(vec![
                json!({ "ink": 0, "width": 0, "points": [[1, 1]] });
                301
            ]),
        ),
    ];
    for one in spoilt {
        let body = json!({ "deliveries": [one] });
        let response = bench.post(&kiosk, paths::DELIVERIES, &body).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{one}");
        let said: Value = response.json().await.expect("JSON");
        assert!(
            said["message"]
                .as_str()
                .is_some_and(|words| words.len() > 10)
        );
    }
    let five: Vec<_> = (0..5).map(|_| wish(&bench, id(), "x")).collect();
    assert_eq!(
        deliver(&bench, &kiosk, &five).await,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(bench.page(PAGE).await.matches("data-note").count(), 0);
}

#[tokio::test]
async fn words_of_a_visitor_are_only_words_on_the_page() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let evil = "</text><script>alert(1)</script>\"onload=x";
    deliver(&bench, &kiosk, &[wish(&bench, Uuid::now_v7(), evil)]).await;
    let page = bench.page(PAGE).await;
    assert!(!page.contains("<script>alert") && !page.contains("\"onload"));
    assert!(
        page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"),
        "{page}"
    );
}

#[tokio::test]
async fn too_many_from_one_kiosk_have_to_wait() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let mut refused = 0;
    for _ in 0..40 {
        let status = deliver(&bench, &kiosk, &[wish(&bench, Uuid::now_v7(), "x")]).await;
        refused += u32::from(status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 5, "{refused}");
}

#[tokio::test]
async fn messages_are_deleted_when_they_have_been_kept_long_enough() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let [shown, declined, waiting] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    let all = [shown, declined, waiting].map(|id| wish(&bench, id, "kept"));
    deliver(&bench, &kiosk, &all).await;
    decide(&bench, &[shown], "shown").await;
    decide(&bench, &[declined], "declined").await;
    let count = async |state: &str| {
        bench.sign_in().await;
        let page = bench.page(&format!("{PAGE}&state={state}")).await;
        page.matches("data-note").count()
    };
    let clean_up = async || bench.server.app.forget_notes().await.expect("cleaned");
    bench.pass(Duration::days(29));
    clean_up().await;
    assert_eq!(count("declined").await, 1);
    bench.pass(Duration::days(2));
    clean_up().await;
    assert_eq!((count("declined").await, count("shown").await), (0, 1));
    bench.pass(Duration::days(340));
    clean_up().await;
    assert_eq!((count("waiting").await, count("shown").await), (0, 0));
}

#[tokio::test]
async fn one_centre_does_not_see_what_hangs_in_another() {
    let folder = std::sync::Arc::new(tempfile::tempdir().expect("a folder"));
    let centres = [
        ("riyue", "日月广场", "Riyue Plaza"),
        ("guomao", "国贸", "Guomao"),
    ];
    let bench = Bench::with_centres(folder, &centres).await;
    bench.sign_in().await;
    let here = bench.kiosk_at("Entrance", "riyue").await;
    let there = bench.kiosk_at("Lobby", "guomao").await;
    let id = Uuid::now_v7();
    deliver(&bench, &here, &[wish(&bench, id, "hello")]).await;
    decide(&bench, &[id], "shown").await;
    assert_eq!(words_on_the_wall(&bench, &here).await, ["hello"]);
    assert!(words_on_the_wall(&bench, &there).await.is_empty());
    let page = bench.page("/console/wall?centre=guomao&state=shown").await;
    assert!(!page.contains("data-note"));
}
