//! Visitors' phones: codes through a gateway on a real socket, pages without scripts, a visit carried over from a kiosk.

use std::sync::Arc;

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tongxin::api::paths;
use tongxin::config::{PhoneSettings, SmsSettings};
use uuid::Uuid;

use super::{Bench, Device, form_token};

const PHONE: &str = "13876541234";

/// A gateway: what it was sent, after it was down for the first `failures` calls.
async fn gateway(mut failures: u32) -> (PhoneSettings, mpsc::UnboundedReceiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (sender, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = Vec::new();
            let mut part = [0; 4096];
            let body = loop {
                let length = stream.read(&mut part).await.expect("a request");
                asked.extend_from_slice(&part[..length]);
                let text = String::from_utf8_lossy(&asked).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else {
                    continue;
                };
                let length = head.lines().find_map(|line| {
                    line.to_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                });
                if body.len() >= length.unwrap_or(0) {
                    assert!(head.contains("authorization: Bearer secret"), "{head}");
                    break body.to_owned();
                }
            };
            let answer = if failures > 0 {
                failures -= 1;
                "HTTP/1.1 503 Down\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            } else {
                sender
                    .send(serde_json::from_str(&body).expect("JSON"))
                    .expect("somebody listens");
                "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\n{\"code\":0}"
            };
            stream.write_all(answer.as_bytes()).await.expect("answered");
        }
    });
    let sms = SmsSettings {
        method: "POST".to_owned(),
        url: format!("http://{address}/send"),
        headers: [
            ("content-type".to_owned(), "application/json".to_owned()),
            ("authorization".to_owned(), "Bearer secret".to_owned()),
        ]
        .into(),
        body: r#"{"to":"{phone}","e164":"{e164}","text":"{text}"}"#.to_owned(),
        success_text: Some("\"code\":0".to_owned()),
    };
    let settings = PhoneSettings {
        sms: Some(sms),
        ..PhoneSettings::default()
    };
    (settings, received)
}

async fn bench(settings: PhoneSettings) -> (Bench, Device) {
    let folder = Arc::new(tempfile::tempdir().expect("a folder"));
    let bench = Bench::with_phone(folder, &[("riyue", "日月广场", "Riyue Plaza")], settings).await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    (bench, kiosk)
}

async fn call(bench: &Bench, kiosk: &Device, path: &str, body: Value) -> Value {
    let response = bench.post(kiosk, path, &body).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.json().await.expect("an answer")
}

async fn send_code(bench: &Bench, kiosk: &Device, id: Uuid, phone: &str) -> Value {
    let body = json!({ "id": id, "phone": phone, "language": "en" });
    call(bench, kiosk, paths::PHONE_CODES, body).await
}

fn code_in(message: &Value) -> String {
    let text = message["text"].as_str().expect("a text");
    let after = text.split("code is ").nth(1).expect("a code");
    after.chars().take(6).collect()
}

#[tokio::test]
async fn a_code_comes_through_the_gateway_even_when_it_was_down_and_confirms_one_number() {
    let (settings, mut received) = gateway(1).await;
    let (bench, kiosk) = bench(settings).await;
    let id = Uuid::new_v4();
    assert_eq!(
        send_code(&bench, &kiosk, id, PHONE).await,
        json!({ "answer": "sent" })
    );
    // The same again is the same code, and another too soon is none.
    assert_eq!(
        send_code(&bench, &kiosk, id, PHONE).await,
        json!({ "answer": "sent" })
    );
    let soon = send_code(&bench, &kiosk, Uuid::new_v4(), PHONE).await;
    assert_eq!(soon, json!({ "answer": "wait", "wait_secs": 60 }));
    // The first call failed; it is tried again when its time has come and there is something new to send.
    let mut others = (0..).map(|i| format!("1390000{i:04}"));
    let message = loop {
        bench.pass(Duration::seconds(6));
        let other = others.next().expect("a number");
        send_code(&bench, &kiosk, Uuid::new_v4(), &other).await;
        let message = received.recv().await.expect("a message");
        if message["to"] == PHONE {
            break message;
        }
    };
    assert_eq!(
        (message["to"].as_str(), message["e164"].as_str()),
        (Some(PHONE), Some("+8613876541234"))
    );
    let code = code_in(&message);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let tried = |phone: &'static str, code: String| {
        call(
            &bench,
            &kiosk,
            paths::PHONE_CODE_TRIES,
            json!({ "id": id, "phone": phone, "code": code }),
        )
    };
    assert_eq!(
        tried(PHONE, wrong.to_owned()).await,
        json!({ "answer": "wrong", "tries_left": 4 })
    );
    // For another number the right digits are wrong.
    assert_eq!(tried("13900001111", code.clone()).await["answer"], "wrong");
    let confirmed = tried("+86 138 7654 1234", code).await;
    assert_eq!(confirmed["answer"], "confirmed");
    let occurrence = bench.activity("10:00", "11:30", "1").await;
    let mut request = json!({
        "id": Uuid::new_v4(), "occurrence": occurrence, "people": [{ "name": "王小明", "age_band": "18-34" }],
        "phone": PHONE, "source": "kiosk", "language": "zh-CN",
    });
    // A kiosk that leaves the code out registers nobody.
    let answer = call(&bench, &kiosk, paths::REGISTRATIONS, request.clone()).await;
    assert_eq!(answer["reason"], "phone_unconfirmed");
    request["phone_confirmation"] = confirmed["confirmation"].clone();
    let answer = call(&bench, &kiosk, paths::REGISTRATIONS, request).await;
    assert_eq!(answer["reason"], "confirmed");
}

#[tokio::test]
async fn five_wrong_codes_end_it_and_ten_minutes_do() {
    let settings = PhoneSettings {
        codes_in_console: true,
        ..PhoneSettings::default()
    };
    let (bench, kiosk) = bench(settings).await;
    let id = Uuid::new_v4();
    send_code(&bench, &kiosk, id, PHONE).await;
    let page = bench.page("/console/outbox").await;
    assert!(page.contains("*** **** 1234") && !page.contains(PHONE));
    let code = code_in(&json!({ "text": page }));
    let wrong = if code == "111111" { "222222" } else { "111111" };
    let tried = |code: String| {
        call(
            &bench,
            &kiosk,
            paths::PHONE_CODE_TRIES,
            json!({ "id": id, "phone": PHONE, "code": code }),
        )
    };
    for left in [4, 3, 2, 1] {
        assert_eq!(tried(wrong.to_owned()).await["tries_left"], left);
    }
    assert_eq!(tried(wrong.to_owned()).await["answer"], "over");
    assert_eq!(tried(code).await["answer"], "over");
    bench.pass(Duration::minutes(2));
    let late = Uuid::new_v4();
    send_code(&bench, &kiosk, late, PHONE).await;
    let code = code_in(&json!({ "text": bench.page("/console/outbox").await }));
    bench.pass(Duration::minutes(11));
    let body = json!({ "id": late, "phone": PHONE, "code": code });
    assert_eq!(
        call(&bench, &kiosk, paths::PHONE_CODE_TRIES, body).await["answer"],
        "over"
    );
}

#[tokio::test]
async fn nothing_on_disk_says_whose_number_it_is() {
    let settings = PhoneSettings {
        codes_in_console: true,
        ..PhoneSettings::default()
    };
    let (bench, kiosk) = bench(settings).await;
    send_code(&bench, &kiosk, Uuid::new_v4(), PHONE).await;
    let code = code_in(&json!({ "text": bench.page("/console/outbox").await }));
    let folder = bench.folder.path().join("server");
    for name in ["server.sqlite", "server.sqlite-wal"] {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(!holds(PHONE) && !holds(&format!("is {code}")), "{name}");
    }
}

#[tokio::test]
async fn what_waits_to_go_to_an_erased_persons_number_is_gone_with_them() {
    let settings = PhoneSettings {
        codes_in_console: true,
        ..PhoneSettings::default()
    };
    let (bench, kiosk) = bench(settings).await;
    send_code(&bench, &kiosk, Uuid::new_v4(), PHONE).await;
    // Another number with the same end.
    send_code(&bench, &kiosk, Uuid::new_v4(), "13900001234").await;
    let messages = || async {
        let page = bench.page("/console/outbox").await;
        page.matches("*** **** 1234").count()
    };
    let before = messages().await;
    let occurrence = bench.activity("10:00", "11:30", "10").await;
    let fields = [("name", "王小明"), ("phone", PHONE)];
    let path = format!("/console/occurrences/{occurrence}/registrations");
    let to = bench.do_form(&path, &fields).await;
    let registration = to.rsplit('=').next().expect("an id");
    let erase = format!("/console/registrations/{registration}/erase");
    bench.do_form(&erase, &[]).await;
    assert_eq!(messages().await, before / 2);
}

/// The page's form fields that a browser would send back.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let found = page
        .split(&start)
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    assert!(found.is_some(), "no {name} in {page}");
    found.unwrap_or_default().to_owned()
}

async fn send(bench: &Bench, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
    let call = bench.browser.post(bench.url(path)).form(fields);
    call.send().await.expect("an answer")
}

fn to(response: &reqwest::Response) -> String {
    let location = response.headers().get("location").expect("a redirect");
    location.to_str().expect("an address").to_owned()
}

#[tokio::test]
async fn a_visit_goes_on_on_a_phone_and_the_kiosk_hears_of_it() {
    let settings = PhoneSettings {
        codes_in_console: true,
        ..PhoneSettings::default()
    };
    let (bench, kiosk) = bench(settings).await;
    let occurrence = bench.activity("10:00", "11:30", "10").await;
    let id = Uuid::new_v4();
    let body = json!({ "id": id, "occurrence": occurrence, "language": "en" });
    let carry = call(&bench, &kiosk, paths::CARRY_OVERS, body).await;
    let state = || async {
        let path = paths::CARRY_OVER.replace("{id}", &id.to_string());
        let response = bench.get(&kiosk, &path).await;
        response.json::<Value>().await.expect("a state")
    };
    assert_eq!(state().await, json!({ "state": "waiting" }));
    let path = carry["path"].as_str().expect("a path").to_owned();
    let opened = bench
        .browser
        .get(bench.url(&path))
        .send()
        .await
        .expect("an answer");
    assert_eq!(opened.status(), StatusCode::SEE_OTHER);
    assert_eq!(state().await, json!({ "state": "open" }));
    let activity = format!("/a/{occurrence}");
    let page = bench.page(&to(&opened)).await;
    assert!(page.contains("Free clinic") && !page.contains("<script"));
    let (token, request) = (form_token(&page), hidden(&page, "id"));
    let form = [
        ("form_token", token.as_str()),
        ("id", request.as_str()),
        ("name-0", "Ann Lee"),
        ("age-0", "18-34"),
        ("phone", PHONE),
        ("do", "send"),
    ];
    let asks = send(&bench, &activity, &form)
        .await
        .text()
        .await
        .expect("a page");
    let sent = hidden(&asks, "sent");
    let code = code_in(&json!({ "text": bench.page("/console/outbox").await }));
    let mut with_code = form[..5].to_vec();
    with_code.extend([
        ("sent", sent.as_str()),
        ("code", code.as_str()),
        ("do", "code"),
    ]);
    let done = send(&bench, &activity, &with_code).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    let own = to(&done);
    let page = bench.page(&own).await;
    assert!(page.contains("You have a place") && page.contains("<svg") && page.contains("A** L**"));
    assert!(!page.contains("Ann Lee") && !page.contains(PHONE));
    assert_eq!(
        state().await,
        json!({ "state": "done", "reason": "confirmed", "masked_name": "A** L**" })
    );
    // The code of the kiosk is used up.
    let again = bench
        .browser
        .get(bench.url(&path))
        .send()
        .await
        .expect("an answer");
    assert_eq!(again.status(), StatusCode::CONFLICT);
    // The address of the page is what gives it up.
    let path = own.split('?').next().expect("a path");
    let token = form_token(&page);
    let gone = send(&bench, path, &[("form_token", &token), ("do", "cancel")]).await;
    assert!(bench.page(&to(&gone)).await.contains("Given up"));
    let stranger = send(&bench, path, &[("form_token", "00"), ("do", "cancel")]).await;
    assert_eq!(stranger.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_child_needs_a_guardian_on_the_phone_too_and_what_was_written_stays() {
    let (bench, _) = bench(PhoneSettings::default()).await;
    let occurrence = bench.activity("10:00", "11:30", "10").await;
    let activity = format!("/a/{occurrence}");
    let page = bench.page(&format!("{activity}?lang=en")).await;
    let (token, request) = (form_token(&page), hidden(&page, "id"));
    let mut form = vec![
        ("form_token", token.as_str()),
        ("id", request.as_str()),
        ("name-0", "Mia"),
        ("age-0", "under-14"),
        ("phone", "call me"),
        ("do", "send"),
    ];
    let refused = send(&bench, &activity, &form).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.expect("a page");
    assert!(page.contains("value=\"Mia\"") && page.contains("Somebody is under 14"));
    assert!(page.contains("does not look like a phone number"));
    form[4] = ("phone", "");
    form.extend([("guardian", "Ann"), ("consents", "yes")]);
    let done = send(&bench, &activity, &form).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    // The same form once more is the same registration.
    assert_eq!(to(&send(&bench, &activity, &form).await), to(&done));
    let people = bench
        .page(&format!("/console/occurrences/{occurrence}/people"))
        .await;
    assert_eq!(people.matches("tag good").count(), 1);
}
