//! Activities: places, the waitlist, check-ins once each.

use chrono::Duration;
use reqwest::StatusCode;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use serde_json::{Value, json};
use tongxin::api::kiosk::{CentreDays, CheckInBatchAnswer};
use tongxin::api::paths;
use tongxin::model::check_in::CheckInReason;
use uuid::Uuid;

use super::{Bench, Device, form_token};

pub(super) async fn check_in(
    bench: &Bench,
    kiosk: &Device,
    id: Uuid,
    code: &str,
    offline_at: Option<&str>,
) -> CheckInBatchAnswer {
    let at = offline_at.map_or_else(|| bench.now().to_rfc3339(), str::to_owned);
    let batch = json!({ "check_ins": [{ "id": id, "code": code, "at": at, "offline": offline_at.is_some() }] });
    let response = bench.post(kiosk, paths::CHECK_INS, &batch).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.expect("an answer")
}

fn reason(answer: &CheckInBatchAnswer) -> CheckInReason {
    answer.answers[0].reason
}

async fn bench_and_kiosk() -> (Bench, Device) {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    (bench, kiosk)
}

#[tokio::test]
async fn two_hundred_at_once_get_thirty_places_and_no_more() {
    let (bench, _) = bench_and_kiosk().await;
    let occurrence = bench.activity("10:00", "11:30", "30").await;
    let token = form_token(&bench.page("/console/account").await);
    let one = |number: usize| {
        let name = format!("Guest {number}");
        let form = [("form_token", token.as_str()), ("name", name.as_str())];
        bench
            .browser
            .post(bench.url(&format!("/console/occurrences/{occurrence}/registrations")))
            .form(&form)
            .send()
    };
    let all = futures_util::future::join_all((0..200).map(one)).await;
    assert!(
        all.into_iter()
            .all(|response| response.expect("an answer").status() == StatusCode::SEE_OTHER)
    );
    let people = bench
        .page(&format!("/console/occurrences/{occurrence}/people"))
        .await;
    assert_eq!(people.matches("tag good").count(), 30);
    assert_eq!(people.matches("tag wait").count(), 170);
}

#[tokio::test]
async fn a_place_that_comes_free_goes_to_whoever_waits_longest() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = bench.activity("10:00", "11:30", "1").await;
    let first = bench.register(occurrence, "Ann").await;
    let second = bench.register(occurrence, "Bea").await;
    let third = bench.register(occurrence, "Cai").await;
    assert_eq!(
        reason(&check_in(&bench, &kiosk, Uuid::new_v4(), &second, None).await),
        CheckInReason::Waitlisted
    );
    let people = bench
        .page(&format!("/console/occurrences/{occurrence}/people"))
        .await;
    let id = people
        .split("/console/registrations/")
        .nth(1)
        .and_then(|rest| rest.get(..36))
        .expect("a registration");
    bench
        .do_form(&format!("/console/registrations/{id}/cancel"), &[])
        .await;
    assert_eq!(
        reason(&check_in(&bench, &kiosk, Uuid::new_v4(), &first, None).await),
        CheckInReason::Canceled
    );
    assert_eq!(
        reason(&check_in(&bench, &kiosk, Uuid::new_v4(), &second, None).await),
        CheckInReason::Ok
    );
    assert_eq!(
        reason(&check_in(&bench, &kiosk, Uuid::new_v4(), &third, None).await),
        CheckInReason::Waitlisted
    );
}

#[tokio::test]
async fn more_places_go_to_those_who_wait_and_fewer_take_nobodys() {
    let (bench, _) = bench_and_kiosk().await;
    let occurrence = bench.activity("10:00", "11:30", "1").await;
    for name in ["Ann", "Bea", "Cai"] {
        bench.register(occurrence, name).await;
    }
    let edit = async |capacity: &str| {
        let fields = [
            ("title_zh", "义诊"),
            ("room_zh", "二楼"),
            ("category", "health"),
            ("date", "2026-11-23"),
            ("start", "10:00"),
            ("end", "11:30"),
            ("capacity", capacity),
        ];
        bench
            .do_form(&format!("/console/occurrences/{occurrence}/edit"), &fields)
            .await;
        bench
            .page(&format!("/console/occurrences/{occurrence}/people"))
            .await
            .matches("tag good")
            .count()
    };
    assert_eq!(edit("2").await, 2);
    assert_eq!(edit("1").await, 2);
}

#[tokio::test]
async fn a_check_in_counts_once_however_often_it_is_sent() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = bench.activity("09:30", "11:00", "10").await;
    let code = bench.register(occurrence, "王小明").await;
    let id = Uuid::new_v4();
    let first = check_in(&bench, &kiosk, id, &code, None).await;
    assert_eq!(reason(&first), CheckInReason::Ok);
    assert_eq!(
        first.answers[0]
            .entry
            .as_ref()
            .map(|entry| entry.masked_name.as_str()),
        Some("王**")
    );
    assert_eq!(
        reason(&check_in(&bench, &kiosk, id, &code, None).await),
        CheckInReason::Ok,
        "the same answer"
    );
    assert_eq!(
        reason(&check_in(&bench, &kiosk, Uuid::new_v4(), &code, None).await),
        CheckInReason::AlreadyIn
    );
    let people = bench
        .page(&format!("/console/occurrences/{occurrence}/people"))
        .await;
    assert!(
        people.contains("class=\"good\">1<") && people.contains("Entrance"),
        "{people}"
    );
}

#[tokio::test]
async fn a_check_in_let_in_offline_counts_at_its_own_time() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = bench.activity("09:30", "11:00", "10").await;
    let (ann, bea, cai) = (
        bench.register(occurrence, "Ann").await,
        bench.register(occurrence, "Bea").await,
        bench.register(occurrence, "Cai").await,
    );
    check_in(&bench, &kiosk, Uuid::new_v4(), &bea, None).await;
    bench.pass(Duration::days(1));
    // 10:12 in Hainan, delivered a day later.
    assert_eq!(
        reason(
            &check_in(
                &bench,
                &kiosk,
                Uuid::new_v4(),
                &ann,
                Some("2026-11-23T02:12:00Z")
            )
            .await
        ),
        CheckInReason::Ok
    );
    // Earlier than the one that came first: the earliest counts.
    let earlier = check_in(
        &bench,
        &kiosk,
        Uuid::new_v4(),
        &bea,
        Some("2026-11-23T00:45:00Z"),
    )
    .await;
    assert_eq!(reason(&earlier), CheckInReason::AlreadyIn);
    // A clock that is years off lets nobody down.
    assert_eq!(
        reason(
            &check_in(
                &bench,
                &kiosk,
                Uuid::new_v4(),
                &cai,
                Some("1970-01-01T00:00:00Z")
            )
            .await
        ),
        CheckInReason::Ok
    );
    bench.sign_in().await;
    let people = bench
        .page(&format!("/console/occurrences/{occurrence}/people"))
        .await;
    assert!(
        people.contains("10:12")
            && people.contains("08:45")
            && people.contains("class=\"good\">3<"),
        "{people}"
    );
}

#[tokio::test]
async fn wrong_codes_lead_to_a_pause_on_that_kiosk() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = bench.activity("09:30", "11:00", "10").await;
    let code = bench.register(occurrence, "Ann").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(
            reason(&check_in(&bench, &kiosk, Uuid::new_v4(), wrong, None).await),
            CheckInReason::Unknown
        );
    }
    let batch = json!({ "check_ins": [{ "id": Uuid::new_v4(), "code": code, "at": bench.now(), "offline": false }] });
    let paused = bench.post(&kiosk, paths::CHECK_INS, &batch).await;
    assert_eq!(paused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(paused.headers()["retry-after"], "30");
    let offline = check_in(
        &bench,
        &kiosk,
        Uuid::new_v4(),
        &code,
        Some("2026-11-23T01:00:00Z"),
    )
    .await;
    assert_eq!(
        reason(&offline),
        CheckInReason::Ok,
        "what the kiosk decided itself is always taken"
    );
    bench.pass(Duration::seconds(31));
    assert_eq!(
        reason(&check_in(&bench, &kiosk, Uuid::new_v4(), &code, None).await),
        CheckInReason::AlreadyIn
    );
}

#[tokio::test]
async fn the_days_come_with_an_etag_and_change_it_only_when_they_change() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = bench.activity("10:00", "11:30", "10").await;
    let response = bench.get(&kiosk, paths::CENTRE_DAYS).await;
    let etag = response.headers()[ETAG].to_str().expect("text").to_owned();
    let days: CentreDays = response.json().await.expect("days");
    assert_eq!((days.calendar.len(), days.check_in_list.len()), (1, 0));
    let again = |etag: String| {
        bench
            .browser
            .get(bench.url(paths::CENTRE_DAYS))
            .bearer_auth(&kiosk.secret)
            .header(IF_NONE_MATCH, etag)
            .send()
    };
    assert_eq!(
        again(etag.clone()).await.expect("an answer").status(),
        StatusCode::NOT_MODIFIED
    );
    bench.register(occurrence, "王小明").await;
    let changed = again(etag).await.expect("an answer");
    assert_eq!(changed.status(), StatusCode::OK);
    let text = changed.text().await.expect("text");
    assert!(
        text.contains("王**") && !text.contains("王小明"),
        "a kiosk gets no names"
    );
}

#[tokio::test]
async fn a_canceled_activity_lets_nobody_in_and_takes_nobody() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = bench.activity("09:30", "11:00", "10").await;
    let code = bench.register(occurrence, "Ann").await;
    let silent = bench
        .send_form(
            &format!("/console/occurrences/{occurrence}/cancel"),
            &[("reason", " ")],
        )
        .await;
    assert_eq!(silent.status(), StatusCode::CONFLICT);
    bench
        .do_form(
            &format!("/console/occurrences/{occurrence}/cancel"),
            &[("reason", "Typhoon")],
        )
        .await;
    assert!(
        bench
            .page(&format!("/console/occurrences/{occurrence}"))
            .await
            .contains("Typhoon")
    );
    assert_eq!(
        reason(&check_in(&bench, &kiosk, Uuid::new_v4(), &code, None).await),
        CheckInReason::OccurrenceCanceled
    );
    let late = bench
        .send_form(
            &format!("/console/occurrences/{occurrence}/registrations"),
            &[("name", "Bea")],
        )
        .await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    let days: Value = bench
        .get(&kiosk, paths::CENTRE_DAYS)
        .await
        .json()
        .await
        .expect("days");
    assert_eq!(days["calendar"][0]["canceled"], true);
}

#[tokio::test]
async fn one_phone_number_is_registered_once_and_never_stored() {
    let (bench, _) = bench_and_kiosk().await;
    let occurrence = bench.activity("10:00", "11:30", "10").await;
    let path = format!("/console/occurrences/{occurrence}/registrations");
    bench
        .do_form(&path, &[("name", "Ann"), ("phone", "138 7654 1234")])
        .await;
    assert_eq!(
        bench
            .send_form(&path, &[("name", "Ann"), ("phone", "+8613876541234")])
            .await
            .status(),
        StatusCode::CONFLICT
    );
    assert_eq!(
        bench
            .send_form(&path, &[("name", "Bea"), ("phone", "call me")])
            .await
            .status(),
        StatusCode::CONFLICT
    );
    let page = bench
        .page(&format!("/console/occurrences/{occurrence}"))
        .await;
    assert!(page.contains("1234") && !page.contains("7654"));
    let folder = bench.folder.path().join("server");
    for file in ["server.sqlite", "server.sqlite-wal"] {
        let bytes = std::fs::read(folder.join(file)).unwrap_or_default();
        assert!(
            !String::from_utf8_lossy(&bytes).contains("13876541234"),
            "{file}"
        );
    }
}

#[tokio::test]
async fn a_form_with_gaps_comes_back_with_what_was_written() {
    let (bench, _) = bench_and_kiosk().await;
    let fields = [
        ("title_zh", "义诊"),
        ("date", "2026-11-23"),
        ("start", "11:00"),
        ("end", "10:00"),
        ("capacity", "0"),
    ];
    let response = bench.send_form("/console/activities", &fields).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = response.text().await.expect("text");
    for words in [
        "value=\"义诊\"",
        "Please fill this in",
        "end after it begins",
        "from 1 to 5000",
    ] {
        assert!(page.contains(words), "{words}");
    }
}
