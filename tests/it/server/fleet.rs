//! Devices join, report, listen, and are taken off.

use chrono::Duration;
use futures_util::StreamExt as _;
use reqwest::StatusCode;
use serde_json::json;
use tongxin::api::kiosk::EnrolmentAnswer;
use tongxin::api::paths;

use super::played::CENTRES;
use super::{Bench, Device};

fn code(answer: &EnrolmentAnswer) -> &str {
    let EnrolmentAnswer::Waiting { pairing_code } = answer else {
        unreachable!("the device waits: {answer:?}")
    };
    pairing_code
}

#[tokio::test]
async fn a_device_joins_when_an_admin_has_compared_its_code() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let device = Device::new();
    let asked: EnrolmentAnswer = bench
        .ask_to_join(&device)
        .await
        .json()
        .await
        .expect("an answer");
    let again: EnrolmentAnswer = bench
        .ask_to_join(&device)
        .await
        .json()
        .await
        .expect("an answer");
    assert_eq!(asked, again, "asking twice is asking once");
    assert_eq!(
        bench.get(&device, paths::CENTRE_DAYS).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert!(bench.page("/console/kiosks").await.contains(code(&asked)));

    let approve = format!("/console/kiosks/{}/approve", device.id);
    let guess = [
        ("name", "Entrance"),
        ("centre", "riyue"),
        ("pairing_code", "AAAAAA"),
    ];
    assert_eq!(
        bench.send_form(&approve, &guess).await.status(),
        StatusCode::CONFLICT
    );
    let right = [
        ("name", "Entrance"),
        ("centre", "riyue"),
        ("pairing_code", code(&asked)),
    ];
    bench.do_form(&approve, &right).await;
    let EnrolmentAnswer::Approved(identity) = bench.enrolment(&device).await else {
        unreachable!("it was approved")
    };
    assert_eq!(
        (identity.name.as_str(), identity.centre.as_str()),
        ("Entrance", "riyue")
    );
    assert!(identity.root.contains("\"root\""));
    assert_eq!(
        bench.get(&device, paths::CENTRE_DAYS).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_pairing_code_is_good_for_half_an_hour() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let device = Device::new();
    let asked: EnrolmentAnswer = bench
        .ask_to_join(&device)
        .await
        .json()
        .await
        .expect("an answer");
    bench.pass(Duration::minutes(31));
    assert!(!bench.page("/console/kiosks").await.contains(code(&asked)));
    let later = bench.enrolment(&device).await;
    assert_ne!(code(&later), code(&asked));
    let old = [
        ("name", "x"),
        ("centre", "riyue"),
        ("pairing_code", code(&asked)),
    ];
    let refused = bench
        .send_form(&format!("/console/kiosks/{}/approve", device.id), &old)
        .await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_id_with_another_secret_is_another_device() {
    let bench = Bench::new().await;
    let device = Device::new();
    bench.ask_to_join(&device).await;
    let thief = Device {
        id: device.id,
        ..Device::new()
    };
    assert_eq!(
        bench.ask_to_join(&thief).await.status(),
        StatusCode::FORBIDDEN
    );
    let path = paths::ENROLMENT.replace("{id}", &device.id.to_string());
    assert_eq!(
        bench.get(&thief, &path).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let weak = Device {
        secret: "short".to_owned(),
        ..Device::new()
    };
    assert_eq!(
        bench.ask_to_join(&weak).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn the_console_shows_what_a_kiosk_reports() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let report = json!({
        "program_version": "0.1.0", "packs": [{ "id": "riyue", "version": 3 }], "schedule_version": 0,
        "now_playing": { "play": { "kind": "home", "pack": null }, "rule": null, "until": null },
        "activity": "visit", "outbox": 2, "problems": ["local-database-set-aside", "<script>"]
    });
    assert_eq!(
        bench.post(&kiosk, paths::REPORT, &report).await.status(),
        StatusCode::NO_CONTENT
    );
    let page = bench.page("/console/kiosks").await;
    for text in [
        "Entrance",
        "just now",
        "riyue v3",
        "Home and attract loop",
        "In use",
        "2 wait to be delivered",
        "was damaged",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("<script>"), "what a device says is text");
    bench.pass(Duration::minutes(10));
    let page = bench.page("/console/kiosks").await;
    assert!(page.contains("10 minutes ago") && page.contains("1 offline"));
}

#[tokio::test]
async fn a_kiosk_taken_off_is_refused_and_may_be_let_back() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    bench
        .do_form(
            &format!("/console/kiosks/{}/rename", kiosk.id),
            &[("name", "Hall")],
        )
        .await;
    assert!(bench.page("/console/kiosks").await.contains("Hall"));
    bench
        .do_form(&format!("/console/kiosks/{}/refuse", kiosk.id), &[])
        .await;
    assert_eq!(
        bench.get(&kiosk, paths::CENTRE_DAYS).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(bench.enrolment(&kiosk).await, EnrolmentAnswer::Refused);
    bench
        .do_form(&format!("/console/kiosks/{}/allow", kiosk.id), &[])
        .await;
    code(&bench.enrolment(&kiosk).await);
}

#[tokio::test]
async fn a_stop_ends_open_streams() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let mut stream = bench.get(&kiosk, paths::EVENTS).await.bytes_stream();
    assert!(stream.next().await.expect("a sign of life").is_ok());
    assert!(bench.page("/console/kiosks").await.contains("1 online"));
    let began = std::time::Instant::now();
    bench.server.stop().await.expect("stops");
    while let Some(chunk) = stream.next().await {
        chunk.expect("the stream ends in order");
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
}

#[tokio::test]
async fn a_server_that_starts_again_knows_its_kiosks() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let folder = bench.folder.clone();
    bench.server.stop().await.expect("stops");
    let again = Bench::in_folder(folder).await;
    assert_eq!(
        again.get(&kiosk, paths::CENTRE_DAYS).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn the_page_of_kiosks_says_how_each_stands() {
    let bench = Bench::city().await;
    let (first, other, _) = bench.rollout_of_two().await;
    bench.says(&first, "riyue", 2, "trial").await;
    bench
        .check_page(
            "/console/kiosks",
            &[
                "riyue v2 · on trial",
                "riyue v1 · as planned for this kiosk",
            ],
        )
        .await;
    bench.says(&first, "riyue", 2, "staged").await;
    bench
        .check_page("/console/kiosks", &["riyue v2 · has arrived"])
        .await;
    let in_days = |days: i64| bench.now() + Duration::days(days);
    let facts = |clock: &str, expires: i64| json!({ "clock": clock, "metadata_expires_at": in_days(expires) });
    bench.report(&other, facts("holdover", 14)).await;
    bench
        .check_page(
            "/console/kiosks",
            &[
                "clock has not been confirmed",
                "What it last verified expires on 7 Dec",
            ],
        )
        .await;
    bench.report(&other, facts("untrusted", -1)).await;
    bench
        .check_page(
            "/console/kiosks",
            &[
                "clock cannot be believed",
                "What it last verified expired on 22 Nov",
            ],
        )
        .await;
    bench.report(&other, facts("trusted", 26)).await;
    bench
        .check_page(
            "/console/kiosks",
            &["has verified nothing newer for three days"],
        )
        .await;
    bench.report(&other, facts("trusted", 30)).await;
    let page = bench.page("/console/kiosks").await;
    assert!(!page.contains("verified"), "{page}");
}

#[tokio::test]
async fn admins_are_told_in_time_which_signatures_expire_and_whose_keys_are_needed() {
    let bench = Bench::city().await;
    let (folder, keys) = (
        bench.folder.clone(),
        bench.folder.path().join("server/keys"),
    );
    bench.server.stop().await.expect("stops");
    // The keys of root and targets lie in a safe.
    for key in ["root.pk8", "targets.pk8"] {
        std::fs::remove_file(keys.join(key)).expect("removed");
    }
    let bench = Bench::with_centres(folder, CENTRES).await;
    bench.sign_in().await;
    let page = bench.page("/console/kiosks").await;
    assert!(!page.contains("What the signatures need"), "{page}");
    bench.pass(Duration::days(3));
    bench.sign_in().await;
    bench
        .check_page(
            "/console/kiosks",
            &[
                "The signature of the timestamp expires on 23 Dec",
                "Its log says why",
            ],
        )
        .await;
    bench.pass(Duration::days(340));
    bench.sign_in().await;
    bench
        .check_page(
            "/console/packs",
            &[
                "The signature of the list of who may publish (targets) expires on 23 Nov and its keys are not on this server",
                "The signature of the timestamp expired on 23 Dec",
            ],
        )
        .await;
}
