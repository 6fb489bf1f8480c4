//! Rollouts over real HTTP: ring by ring, stopped by failures, held, taken back, and through a restart.

use chrono::Duration;
use futures_util::StreamExt as _;
use reqwest::StatusCode;
use tongxin::api::paths;

use super::played::{CENTRES, POLICY};
use super::{Bench, Device, upload_id};

const HALF_AN_HOUR: Duration = Duration::minutes(30);
const RIYUE: &str = "riyue/riyue";

#[tokio::test]
async fn a_version_reaches_one_kiosk_then_all_and_is_then_the_stable_one() {
    let bench = Bench::city().await;
    let (first, other, page) = bench.rollout_of_two().await;
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v1"
    );
    bench
        .check_page(
            &page,
            &["v1 → v2", "Entrance", "0 of 1 have it", "waits for 1 kiosk"],
        )
        .await;
    bench
        .check_page("/console/packs?centre=riyue", &["On its way", "Under way"])
        .await;

    bench.says(&first, "riyue", 2, "trial").await;
    bench
        .check_page(&page, &["1 on trial", "waits for 1 kiosk"])
        .await;
    bench.says(&first, "riyue", 2, "confirmed").await;
    bench
        .check_page(&page, &["1 proved", "watches them until"])
        .await;
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v1"
    );
    bench.wait(Duration::minutes(29)).await;
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v1"
    );
    bench.wait(Duration::minutes(1)).await;
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );

    bench.says(&other, "riyue", 2, "confirmed").await;
    bench.wait(HALF_AN_HOUR).await;
    bench
        .check_page(&page, &["Finished", "The version is for all kiosks"])
        .await;
    let newcomer = Device::new();
    assert_eq!(bench.takes(&newcomer, "riyue", &[]).await, "riyue v2");
    bench
        .check_page(
            "/console/audit",
            &[
                "Began a rollout",
                "Gave it to the next ring",
                "Finished a rollout",
                "Rollout, by itself",
            ],
        )
        .await;
}

#[tokio::test]
async fn failures_stop_it_by_itself_and_it_can_be_taken_back_everywhere() {
    let bench = Bench::city().await;
    let (first, other, page) = bench.rollout_of_two().await;
    bench.says(&first, "riyue", 2, "trial").await;
    bench.fails(&first, "riyue", 2).await;
    bench
        .check_page(
            &page,
            &[
                "Stopped by failures",
                "1 kiosk took the version back",
                "it crashed.",
            ],
        )
        .await;
    bench
        .check_page(
            "/console/kiosks",
            &["riyue v2 was taken back on this kiosk"],
        )
        .await;
    bench.wait(Duration::days(2)).await;
    bench.sign_in().await;
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v1"
    );
    // A kiosk that is not reached any more does not take it even if it was in the ring.
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 1)]).await,
        "riyue v1"
    );

    bench.do_form(&format!("{page}/revert"), &[]).await;
    bench
        .check_page(&page, &["Taken back", "Every kiosk goes back to v1"])
        .await;
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 2)]).await,
        "riyue v1"
    );
    let again = bench.send_form(&format!("{page}/revert"), &[]).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    bench
        .check_page(
            "/console/audit",
            &[
                "Stopped a rollout because of failures",
                "Took a version back everywhere",
            ],
        )
        .await;
}

#[tokio::test]
async fn going_on_after_failures_accepts_those_and_stops_at_the_next() {
    let bench = Bench::city().await;
    let third = bench.kiosk_at("Café", "riyue").await;
    let (first, other, page) = bench.rollout_of_two().await;
    bench.fails(&first, "riyue", 2).await;
    bench.check_page(&page, &["goes on in spite of that"]).await;
    bench.do_form(&format!("{page}/resume"), &[]).await;
    bench
        .check_page(
            &page,
            &["Under way", "No kiosk has shown the version well yet"],
        )
        .await;
    bench
        .do_form(&format!("{page}/hurry"), &[("reached", "1")])
        .await;
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );
    bench.says(&third, "riyue", 2, "confirmed").await;
    bench.check_page(&page, &["Under way"]).await;
    bench.fails(&other, "riyue", 2).await;
    bench
        .check_page(
            &page,
            &["Stopped by failures", "2 kiosks took the version back"],
        )
        .await;
    // The ring moved on while somebody looked at an older page.
    let late = bench
        .send_form(&format!("{page}/hurry"), &[("reached", "1")])
        .await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn held_it_reaches_nobody_new_and_leaves_nobody() {
    let bench = Bench::city().await;
    let (first, other, page) = bench.rollout_of_two().await;
    bench.says(&first, "riyue", 2, "confirmed").await;
    bench.do_form(&format!("{page}/pause"), &[]).await;
    bench.check_page(&page, &["Held"]).await;
    bench.wait(Duration::days(1)).await;
    bench.sign_in().await;
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 2)]).await,
        "riyue v2"
    );
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v1"
    );
    let twice = bench.send_form(&format!("{page}/pause"), &[]).await;
    assert_eq!(twice.status(), StatusCode::CONFLICT);
    bench.do_form(&format!("{page}/resume"), &[]).await;
    bench.wait(HALF_AN_HOUR).await;
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );
    bench
        .check_page(
            "/console/audit",
            &["Held a rollout", "Went on with a rollout"],
        )
        .await;
}

#[tokio::test]
async fn a_finished_version_is_taken_back_in_one_action_and_can_come_again() {
    let bench = Bench::city().await;
    let (first, other, page) = bench.rollout_of_two().await;
    bench
        .do_form(&format!("{page}/hurry"), &[("reached", "1")])
        .await;
    bench
        .do_form(&format!("{page}/hurry"), &[("reached", "2")])
        .await;
    bench.check_page(&page, &["Finished"]).await;
    bench.says(&first, "riyue", 2, "confirmed").await;
    bench.do_form(&format!("{page}/revert"), &[]).await;
    for kiosk in [&first, &other] {
        assert_eq!(bench.takes(kiosk, "riyue", &[(RIYUE, 2)]).await, "riyue v1");
    }
    bench
        .check_page(
            "/console/packs?centre=riyue",
            &["v1 <span class=\"tag good\">for all"],
        )
        .await;
    let to_two = [("owner", "riyue"), ("pack", "riyue"), ("version", "2")];
    bench.do_form("/console/packs/version", &to_two).await;
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );
    let same = bench.send_form("/console/packs/version", &to_two).await;
    assert_eq!(same.status(), StatusCode::CONFLICT);
    let unknown = [("owner", "riyue"), ("pack", "riyue"), ("version", "9")];
    let unknown = bench.send_form("/console/packs/version", &unknown).await;
    assert_eq!(unknown.status(), StatusCode::CONFLICT);
    bench
        .check_page("/console/audit", &["Chose another version of a pack"])
        .await;
    // What is published next goes to everyone, whatever was chosen before.
    bench.publish_at_once("riyue", "riyue", "Three").await;
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v3"
    );
}

#[tokio::test]
async fn a_server_that_starts_again_in_the_middle_goes_on() {
    let bench = Bench::city().await;
    let (first, other, page) = bench.rollout_of_two().await;
    bench.says(&first, "riyue", 2, "confirmed").await;
    let (folder, then) = (bench.folder.clone(), bench.now());
    bench.server.stop().await.expect("stops");
    let again = Bench::with_centres(folder, CENTRES).await;
    again.sign_in().await;
    again.pass(then - again.now());
    again.wait(Duration::minutes(29)).await;
    assert_eq!(
        again.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v1"
    );
    again.wait(Duration::minutes(1)).await;
    assert_eq!(
        again.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );
    again
        .check_page(&page, &["0 of 1 have it", "1 of 1 have it"])
        .await;
}

#[tokio::test]
async fn while_one_version_is_on_its_way_no_other_is_published() {
    let bench = Bench::city().await;
    let (first, _, page) = bench.rollout_of_two().await;
    let answer = bench.upload_titled("riyue", "riyue", "Three").await;
    assert!(
        answer.contains("v2 of this pack is on its way") && answer.contains(&page),
        "{answer}"
    );
    let publish = format!("/console/packs/uploads/{}/publish", upload_id(&answer));
    let refused = bench.send_form(&publish, &[]).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert!(refused.text().await.expect("text").contains("ring by ring"));
    bench.fails(&first, "riyue", 2).await;
    let answer = bench.upload_titled("riyue", "riyue", "Three").await;
    assert!(answer.contains("stopped because of failures"), "{answer}");
    bench.do_form(&format!("{page}/revert"), &[]).await;
    bench.do_form(&publish, &[]).await;
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 1)]).await,
        "riyue v3"
    );
}

#[tokio::test]
async fn the_demos_own_publication_of_what_is_on_its_way_changes_nothing() {
    let bench = Bench::city().await;
    let (first, ..) = bench.rollout_of_two().await;
    let author = bench.folder.path().join("author");
    super::write_pack(&author, "Two");
    let app = &bench.server.app;
    let same = app
        .publish_pack_folder(&author, "demo")
        .await
        .expect("the same");
    assert_eq!(same.version, 2);
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );
}

#[tokio::test]
async fn a_pack_all_centres_share_goes_by_kiosk_centre_and_all() {
    let bench = Bench::city().await;
    let here = bench.kiosk_at("Entrance", "riyue").await;
    let beside = bench.kiosk_at("Library", "riyue").await;
    let elsewhere = bench.kiosk_at("Lobby", "guomao").await;
    bench.publish_at_once("riyue", "riyue", "Own").await;
    let page = bench
        .publish_ring_by_ring(
            "shared",
            "city",
            "City",
            &[
                ("first", &*here.id.to_string()),
                ("then_centre", "riyue"),
                ("then_share", ""),
            ],
        )
        .await;
    bench
        .check_page(
            &page,
            &[
                "Shared by all centres",
                "Riyue Plaza",
                "All other kiosks",
                "its first",
            ],
        )
        .await;
    assert_eq!(bench.takes(&here, "riyue", &[]).await, "riyue v1, city v1");
    assert_eq!(bench.takes(&beside, "riyue", &[]).await, "riyue v1");
    assert_eq!(bench.takes(&elsewhere, "guomao", &[]).await, "");

    let mut pushes = bench.get(&elsewhere, paths::EVENTS).await.bytes_stream();
    let hello = pushes.next().await.expect("a sign of life").expect("bytes");
    assert!(hello.starts_with(b": connected"));
    bench.says(&here, "city", 1, "confirmed").await;
    bench.wait(HALF_AN_HOUR).await;
    let push = pushes.next().await.expect("a push").expect("bytes");
    assert!(
        push.starts_with(b"event: content"),
        "kiosks of every centre are told"
    );
    assert_eq!(
        bench.takes(&beside, "riyue", &[]).await,
        "riyue v1, city v1"
    );
    assert_eq!(bench.takes(&elsewhere, "guomao", &[]).await, "");
    bench.says(&beside, "city", 1, "confirmed").await;
    bench.wait(HALF_AN_HOUR).await;
    assert_eq!(bench.takes(&elsewhere, "guomao", &[]).await, "city v1");
    bench.do_form(&format!("{page}/revert"), &[]).await;
    assert_eq!(bench.takes(&here, "riyue", &[]).await, "riyue v1");
    bench
        .check_page(&page, &["Kiosks have none of this pack now"])
        .await;
    bench
        .check_page(
            "/console/packs?centre=shared",
            &[
                "Shared by all centres",
                "Nothing is shared yet",
                "Taken back",
            ],
        )
        .await;
}

#[tokio::test]
async fn a_pack_of_a_centre_and_one_of_all_have_different_ids() {
    let bench = Bench::city().await;
    bench.publish_at_once("riyue", "riyue", "Own").await;
    let answer = bench.upload_titled("shared", "riyue", "City").await;
    let publish = format!("/console/packs/uploads/{}/publish", upload_id(&answer));
    let refused = bench.send_form(&publish, &[]).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert!(
        refused
            .text()
            .await
            .expect("text")
            .contains("choose another id")
    );
}

#[tokio::test]
async fn kiosks_that_are_silent_for_long_hold_nothing_up() {
    let bench = Bench::city().await;
    let (first, other, page) = bench.rollout_of_two().await;
    bench.says(&first, "riyue", 2, "confirmed").await;
    bench.wait(HALF_AN_HOUR).await;
    bench.check_page(&page, &["waits for 1 kiosk"]).await;
    bench.wait(Duration::hours(24)).await;
    bench.sign_in().await;
    bench.check_page(&page, &["Finished", "1 silent"]).await;
    // It comes back and takes what is for all by then.
    assert_eq!(
        bench.takes(&other, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );
}

#[tokio::test]
async fn rings_and_numbers_that_make_no_sense_are_refused_and_nothing_is_published() {
    let bench = Bench::city().await;
    let kiosk = bench.kiosk_at("Entrance", "riyue").await;
    let stranger = bench.kiosk_at("Lobby", "guomao").await;
    let id = kiosk.id.to_string();
    let answer = bench.upload_titled("riyue", "riyue", "One").await;
    let publish = format!("/console/packs/uploads/{}/publish", upload_id(&answer));
    let wrong = [
        [("first", ""), ("then_share", "")],
        [("first", &*stranger.id.to_string()), ("then_share", "")],
        [("first", &id), ("then_centre", "guomao")],
        [("first", &id), ("then_share", "100")],
        [("first", &id), ("then_share", "-1")],
    ];
    for rings in wrong {
        let mut fields = POLICY.to_vec();
        fields.extend_from_slice(&rings);
        let refused = bench.send_form(&publish, &fields).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT, "{rings:?}");
    }
    let mut fields = POLICY.to_vec();
    fields[3] = ("soak_mins", "soon");
    fields.push(("first", &id));
    let refused = bench.send_form(&publish, &fields).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(bench.takes(&kiosk, "riyue", &[]).await, "");
    bench
        .check_page("/console/packs?centre=riyue", &["Nothing published yet"])
        .await;
}

#[tokio::test]
async fn a_step_that_cannot_be_signed_is_signed_as_soon_as_it_can_be() {
    let bench = Bench::city().await;
    let (first, _, page) = bench.rollout_of_two().await;
    let key = bench.folder.path().join("server/keys/centre-riyue.pk8");
    let away = bench.folder.path().join("away.pk8");
    std::fs::rename(&key, &away).expect("moved");
    let refused = bench.send_form(&format!("{page}/revert"), &[]).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 1)]).await,
        "riyue v2"
    );
    bench
        .server
        .app
        .advance_rollouts()
        .await
        .expect_err("still no key");
    std::fs::rename(&away, &key).expect("moved");
    bench.server.app.advance_rollouts().await.expect("signed");
    assert_eq!(
        bench.takes(&first, "riyue", &[(RIYUE, 2)]).await,
        "riyue v1"
    );
}
