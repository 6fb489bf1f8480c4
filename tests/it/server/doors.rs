//! At the door: passes, phones, families, coming and going, walk-ins, and what staff take back.

use chrono::{DateTime, Duration, Utc};
use futures_util::future::{join, join_all};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tongxin::api::kiosk::{CentreDays, CheckInBatch, CheckInBatchAnswer, CheckInRequest};
use tongxin::api::paths;
use tongxin::model::activity::{Activity, ActivityDetails, Category, Occurrence};
use tongxin::model::check_in::{CheckInAnswer, CheckInReason};
use tongxin::model::overflow::OverflowPlan;
use tongxin::model::pass::{Pass, PassHolders, PassScope};
use tongxin::model::tail::hidden_surname;
use tongxin::model::text::LocalizedText;
use tongxin::server::activities::Person;
use tongxin::server::store::audit::Actor;
use tongxin::server::store::kiosks;
use tongxin::server::store::registrations::ListedRegistration;
use uuid::Uuid;

use super::{Bench, Device};

async fn bench_and_kiosk() -> (Bench, Device) {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    (bench, kiosk)
}

/// One occurrence, from nine to eleven on the bench's Monday.
async fn occurrence(bench: &Bench, category: Category, change: impl FnOnce(&mut Activity)) -> Uuid {
    let mut activity = Activity {
        id: Uuid::new_v4(),
        centre: "riyue".into(),
        title: LocalizedText::zh_en("护河志愿", "River watch"),
        summary: LocalizedText::default(),
        category,
        room: LocalizedText::zh_en("二楼", "Upstairs"),
        host: LocalizedText::default(),
        picture: None,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
    };
    change(&mut activity);
    let occurrence = Occurrence {
        id: Uuid::new_v4(),
        starts_at: at("01:00"),
        ends_at: at("03:00"),
        capacity: Some(6),
        canceled: false,
    };
    let app = &bench.server.app;
    app.add_activity(&staff(), &activity, std::slice::from_ref(&occurrence))
        .await
        .expect("added");
    occurrence.id
}

async fn register(bench: &Bench, occurrence: Uuid, name: &str, phone: &str) -> ListedRegistration {
    let person = Person {
        name: name.into(),
        phone: phone.into(),
        ..Person::default()
    };
    let app = &bench.server.app;
    app.register(&staff(), occurrence, &person)
        .await
        .expect("registered")
}

fn staff() -> Actor {
    Actor::program("test")
}

fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-23T{time}:00Z").parse().expect("a time")
}

/// One check-in with these fields over the usual ones.
async fn send(bench: &Bench, kiosk: &Device, fields: Value) -> CheckInAnswer {
    let mut check_in = json!({ "id": Uuid::new_v4(), "at": bench.now(), "offline": false });
    let fields = fields.as_object().expect("fields").clone();
    check_in.as_object_mut().expect("an object").extend(fields);
    let response = bench
        .post(kiosk, paths::CHECK_INS, &json!({ "check_ins": [check_in] }))
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    let mut answer: CheckInBatchAnswer = response.json().await.expect("an answer");
    answer.answers.remove(0)
}

async fn reason(bench: &Bench, kiosk: &Device, fields: Value) -> CheckInReason {
    send(bench, kiosk, fields).await.reason
}

fn pass_of(bench: &Bench, centre: &str, occurrence: Uuid, registrations: &[Uuid]) -> String {
    let pass = Pass {
        centre: centre.into(),
        scope: PassScope::Occurrence(occurrence),
        holders: PassHolders::Registrations(registrations.to_vec()),
        starts_at: at("01:00"),
        ends_at: at("03:00"),
    };
    bench.server.app.sign_pass(&pass).expect("a pass")
}

#[tokio::test]
async fn a_pass_of_ours_lets_in_and_no_other_does() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = occurrence(&bench, Category::Health, |_| {}).await;
    let ann = register(&bench, occurrence, "Ann", "").await;
    let pass = pass_of(&bench, "riyue", occurrence, &[ann.id]);
    let foreign = pass_of(&bench, "guomao", occurrence, &[ann.id]);
    assert_eq!(
        reason(&bench, &kiosk, json!({ "code": foreign })).await,
        CheckInReason::OtherCentre
    );
    let stranger = Bench::new().await;
    let forged = pass_of(&stranger, "riyue", occurrence, &[ann.id]);
    let wrong = send(&bench, &kiosk, json!({ "code": forged })).await;
    assert_eq!((wrong.reason, wrong.entry), (CheckInReason::Unknown, None));
    assert_eq!(
        reason(&bench, &kiosk, json!({ "code": pass })).await,
        CheckInReason::Ok
    );
    assert_eq!(
        reason(&bench, &kiosk, json!({ "code": pass.to_lowercase() })).await,
        CheckInReason::AlreadyIn
    );
    assert_eq!(
        reason(&bench, &kiosk, json!({ "code": ann.code })).await,
        CheckInReason::AlreadyIn,
        "the code is the same registration"
    );
    // Five forged ones are five wrong tries.
    for _ in 0..5 {
        reason(&bench, &kiosk, json!({ "code": forged })).await;
    }
    let batch = json!({ "check_ins": [{ "id": Uuid::new_v4(), "at": bench.now(), "offline": false, "code": pass }] });
    let paused = bench.post(&kiosk, paths::CHECK_INS, &batch).await;
    assert_eq!(paused.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_family_comes_with_one_pass_and_says_who() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = occurrence(&bench, Category::Family, |_| {}).await;
    let mut family = Vec::new();
    for name in ["王大明", "王小明", "王小红"] {
        family.push(register(&bench, occurrence, name, "").await.id);
    }
    let pass = pass_of(&bench, "riyue", occurrence, &family);
    let asked = send(&bench, &kiosk, json!({ "code": pass })).await;
    assert_eq!(
        (asked.reason, asked.people.len()),
        (CheckInReason::Choose, 3)
    );
    let request = json!({ "id": Uuid::new_v4(), "code": pass, "who": [family[0], family[2]] });
    let came = send(&bench, &kiosk, request.clone()).await;
    assert_eq!((came.reason, came.people.len()), (CheckInReason::Ok, 2));
    let again = send(&bench, &kiosk, request).await;
    assert_eq!(
        (again.reason, again.people.len()),
        (CheckInReason::Ok, 2),
        "sent twice"
    );
    let late = json!({ "code": pass, "who": [family[1], Uuid::new_v4()] });
    assert_eq!(reason(&bench, &kiosk, late).await, CheckInReason::Ok);
    let people = bench
        .page(&format!("/console/occurrences/{occurrence}/people"))
        .await;
    assert!(people.contains("class=\"good\">3<"), "{people}");
    let stranger = json!({ "code": pass, "who": [Uuid::new_v4()] });
    assert_eq!(
        reason(&bench, &kiosk, stranger).await,
        CheckInReason::Unknown
    );
}

#[tokio::test]
async fn by_phone_only_the_right_name_and_surname_come_in() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = occurrence(&bench, Category::Health, |_| {}).await;
    register(&bench, occurrence, "王小明", "13876541234").await;
    let claim = |digits: &str, name: &str, initial: &str| json!({ "tail": { "digits": digits, "name": hidden_surname(name), "initial": initial } });
    // A known number and an unknown one get the same wrong answer.
    let known = send(&bench, &kiosk, claim("1234", "王小明", "李")).await;
    let unknown = send(&bench, &kiosk, claim("9876", "王小明", "王")).await;
    for wrong in [known, unknown] {
        assert_eq!((wrong.reason, wrong.entry), (CheckInReason::Unknown, None));
    }
    let right = claim("1234", "王小明", "王");
    assert_eq!(
        reason(&bench, &kiosk, right.clone()).await,
        CheckInReason::Ok
    );
    for _ in 0..5 {
        reason(&bench, &kiosk, claim("1234", "王小明", "赵")).await;
    }
    let mut check_in = json!({ "id": Uuid::new_v4(), "at": bench.now(), "offline": false });
    check_in["tail"] = right["tail"].clone();
    let paused = bench
        .post(
            &kiosk,
            paths::CHECK_INS,
            &json!({ "check_ins": [check_in] }),
        )
        .await;
    assert_eq!(paused.status(), StatusCode::TOO_MANY_REQUESTS);
    // What a kiosk keeps shows neither the number nor the name.
    let days = bench
        .get(&kiosk, paths::CENTRE_DAYS)
        .await
        .text()
        .await
        .expect("text");
    assert!(
        !days.contains("1234\"") && !days.contains("王小明"),
        "{days}"
    );
    let days: CentreDays = serde_json::from_str(&days).expect("days");
    assert_eq!(days.keys.passes.len(), 1);
    assert!(days.keys.neighbours.len() == 64 && days.keys.tails.len() == 64);
}

#[tokio::test]
async fn volunteers_come_and_go_and_their_hours_add_up() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = occurrence(&bench, Category::Volunteer, |_| {}).await;
    let ann = register(&bench, occurrence, "王小明", "13876541234").await;
    let scan = json!({ "code": ann.code });
    assert_eq!(
        reason(&bench, &kiosk, scan.clone()).await,
        CheckInReason::Ok
    );
    assert_eq!(
        reason(&bench, &kiosk, scan.clone()).await,
        CheckInReason::AlreadyIn
    );
    bench.pass(Duration::minutes(60));
    assert_eq!(
        reason(&bench, &kiosk, scan.clone()).await,
        CheckInReason::Left
    );
    bench.pass(Duration::minutes(15));
    assert_eq!(
        reason(&bench, &kiosk, scan.clone()).await,
        CheckInReason::InAgain
    );
    // An exit half an hour later that another kiosk kept while it was offline.
    bench.pass(Duration::minutes(35));
    let exit =
        json!({ "code": ann.code, "offline": true, "at": bench.now() - Duration::minutes(5) });
    assert_eq!(reason(&bench, &kiosk, exit).await, CheckInReason::Left);
    let hours = bench.page("/console/hours?month=2026-11").await;
    assert!(
        hours.contains("王**") && !hours.contains("王小明"),
        "{hours}"
    );
    assert!(hours.contains("<b>1.5</b>"), "{hours}");
    let token = super::form_token(&hours);
    let fields = [
        ("form_token", token.as_str()),
        ("centre", "riyue"),
        ("month", "2026-11"),
    ];
    let file = bench
        .browser
        .post(bench.url("/console/hours/export"))
        .form(&fields);
    let file = file.send().await.expect("an answer");
    assert_eq!(file.headers()["content-type"], "text/csv; charset=utf-8");
    let table = file.text().await.expect("text");
    assert!(
        table.contains("\"王小明\",\"*** **** 1234\",1,1.5,0\r\n"),
        "{table}"
    );
    assert!(
        bench
            .page("/console/audit")
            .await
            .contains("Took volunteers")
    );
}

#[tokio::test]
async fn people_walk_in_while_there_are_places() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = occurrence(&bench, Category::Arts, |_| {}).await;
    for name in ["Ann", "Bea"] {
        register(&bench, occurrence, name, "").await;
    }
    let walk_in = |people: u32| json!({ "id": Uuid::new_v4(), "walk_in": { "occurrence": occurrence, "people": people } });
    let first = walk_in(3);
    assert_eq!(
        reason(&bench, &kiosk, first.clone()).await,
        CheckInReason::Ok
    );
    assert_eq!(
        reason(&bench, &kiosk, first).await,
        CheckInReason::Ok,
        "sent twice"
    );
    assert_eq!(
        reason(&bench, &kiosk, walk_in(2)).await,
        CheckInReason::Full
    );
    let path = format!("/console/occurrences/{occurrence}");
    bench
        .do_form(&format!("{path}/walk-ins"), &[("people", "1")])
        .await;
    let full = bench
        .send_form(&format!("{path}/walk-ins"), &[("people", "1")])
        .await;
    assert_eq!(full.status(), StatusCode::CONFLICT);
    let part = bench.page(&format!("{path}/attendance")).await;
    assert!(
        part.contains("4 people walked in") && part.contains("Entrance"),
        "{part}"
    );
    // What a kiosk let in by itself has happened.
    let offline = json!({ "offline": true, "walk_in": { "occurrence": occurrence, "people": 1 } });
    assert_eq!(reason(&bench, &kiosk, offline).await, CheckInReason::Ok);
    let days: CentreDays = bench
        .get(&kiosk, paths::CENTRE_DAYS)
        .await
        .json()
        .await
        .expect("days");
    assert_eq!(days.calendar[0].walked_in, 5);
    let id = part
        .split("/console/walk-ins/")
        .nth(1)
        .and_then(|rest| rest.get(..36))
        .expect("a walk-in");
    bench
        .do_form(&format!("/console/walk-ins/{id}/undo"), &[])
        .await;
    let crowd = json!({ "walk_in": { "occurrence": occurrence, "people": 11 } });
    let mut check_in = json!({ "id": Uuid::new_v4(), "at": bench.now(), "offline": false });
    check_in["walk_in"] = crowd["walk_in"].clone();
    let crowd = bench
        .post(
            &kiosk,
            paths::CHECK_INS,
            &json!({ "check_ins": [check_in] }),
        )
        .await;
    assert_eq!(crowd.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn staff_take_a_check_in_back_within_fifteen_minutes() {
    let (bench, kiosk) = bench_and_kiosk().await;
    let occurrence = occurrence(&bench, Category::Health, |_| {}).await;
    let ann = register(&bench, occurrence, "Ann", "").await;
    let scan = json!({ "code": ann.code });
    assert_eq!(
        reason(&bench, &kiosk, scan.clone()).await,
        CheckInReason::Ok
    );
    bench.pass(Duration::minutes(10));
    let undo = format!("/console/registrations/{}/undo-check-in", ann.id);
    bench.do_form(&undo, &[]).await;
    assert!(
        bench
            .page("/console/audit")
            .await
            .contains("Took a check-in back")
    );
    // Kiosks hear of it, and what one of them kept from before then does not count.
    let days: CentreDays = bench
        .get(&kiosk, paths::CENTRE_DAYS)
        .await
        .json()
        .await
        .expect("days");
    assert_eq!(days.check_in_list[0].checked_in_at, None);
    assert_eq!(days.check_in_list[0].undone_at, Some(bench.now()));
    let before =
        json!({ "code": ann.code, "offline": true, "at": bench.now() - Duration::minutes(2) });
    reason(&bench, &kiosk, before).await;
    bench.pass(Duration::minutes(1));
    assert_eq!(
        reason(&bench, &kiosk, scan).await,
        CheckInReason::Ok,
        "again"
    );
    bench.pass(Duration::minutes(16));
    let late = bench.send_form(&undo, &[]).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn of_two_kiosks_offline_with_one_pass_the_earliest_counts_and_the_other_is_flagged() {
    let (bench, first) = bench_and_kiosk().await;
    let second = bench.kiosk_at("Side door", "riyue").await;
    let occurrence = occurrence(&bench, Category::Health, |_| {}).await;
    let pass = {
        let ann = register(&bench, occurrence, "Ann", "").await;
        pass_of(&bench, "riyue", occurrence, &[ann.id])
    };
    bench.pass(Duration::minutes(45));
    let let_in =
        |time: &str| json!({ "id": Uuid::new_v4(), "code": pass, "offline": true, "at": at(time) });
    // The later one is delivered first.
    let later = let_in("01:20");
    assert_eq!(
        reason(&bench, &second, later.clone()).await,
        CheckInReason::Ok
    );
    let page = format!("/console/occurrences/{occurrence}");
    let calm = bench.page(&format!("{page}/attendance")).await;
    assert!(!calm.contains("used at two doors"), "{calm}");
    assert_eq!(
        reason(&bench, &first, let_in("01:10")).await,
        CheckInReason::AlreadyIn
    );
    let part = bench.page(&format!("{page}/attendance")).await;
    assert!(
        part.contains("One pass or code was used at two doors"),
        "{part}"
    );
    let flagged = part.split("used at two doors").nth(1).expect("the flag");
    let flagged = flagged.split("</table>").next().expect("its table");
    assert!(
        flagged.contains("Side door") && flagged.contains("09:20"),
        "{flagged}"
    );
    let people = bench.page(&format!("{page}/people")).await;
    assert!(
        people.contains("09:10") && people.contains("class=\"good\">1<"),
        "{people}"
    );
    // Delivered once more, nothing is counted anew.
    assert_eq!(reason(&bench, &second, later).await, CheckInReason::Ok);
    assert_eq!(
        bench
            .page(&format!("{page}/attendance"))
            .await
            .matches("Side door")
            .count(),
        part.matches("Side door").count()
    );
}

/// Sends all of these, each from a kiosk of its own. The first has its turn; the others wait together while nothing can
/// be written, and so have theirs in one change.
async fn send_together(
    bench: &Bench,
    doors: &[Device],
    sent: Vec<Vec<CheckInRequest>>,
) -> Vec<Vec<CheckInReason>> {
    let app = &bench.server.app;
    let mut known = Vec::new();
    for door in doors {
        let mut conn = app.store.read().await.expect("a connection");
        let kiosk = kiosks::by_id(&mut conn, door.id).await.expect("an answer");
        known.push(kiosk.expect("a kiosk"));
    }
    let held = app.store.write().await.expect("a turn");
    let sending = sent
        .into_iter()
        .zip(&known)
        .map(|(check_ins, kiosk)| async {
            let batch = CheckInBatch { check_ins };
            let answer = app.take_check_ins(kiosk, &batch).await.expect("an answer");
            answer.answers.iter().map(|answer| answer.reason).collect()
        });
    let release = async { held.rollback().await.expect("undone") };
    // All of them are begun before what they wait for ends.
    join(join_all(sending), release).await.0
}

#[tokio::test]
async fn check_ins_that_waited_together_are_answered_as_if_each_came_alone() {
    let (bench, first) = bench_and_kiosk().await;
    let mut doors = vec![first];
    for door in 2..=7 {
        doors.push(bench.kiosk_at(&format!("Door {door}"), "riyue").await);
    }
    let occurrence = occurrence(&bench, Category::Health, |_| {}).await;
    let mut people = Vec::new();
    for name in ["Ann", "Ben", "Cid", "Dee", "Eve", "Fay"] {
        people.push(register(&bench, occurrence, name, "").await);
    }
    let [ann, ben, cid, dee, eve, fay] = people.as_slice() else {
        unreachable!("six registered")
    };
    bench.pass(Duration::minutes(45));
    let with_code = |code: &str| CheckInRequest::with_code(Uuid::new_v4(), code, bench.now());
    let of = |person: &ListedRegistration| with_code(&person.code);
    let ben_first = of(ben);
    let ben_by_pass = with_code(&pass_of(&bench, "riyue", occurrence, &[ben.id]));
    let early = CheckInRequest {
        offline: true,
        at: at("01:10"),
        ..of(dee)
    };
    use CheckInReason::{AlreadyIn, Ok, Unknown};
    let sent = vec![
        vec![of(ann)],
        vec![of(ann)],
        vec![ben_first.clone()],
        vec![ben_by_pass],
        vec![with_code("000000")],
        vec![of(cid), of(dee), of(cid)],
        vec![early],
    ];
    assert_eq!(
        send_together(&bench, &doors, sent).await,
        [
            vec![Ok],
            vec![AlreadyIn],
            vec![Ok],
            vec![AlreadyIn],
            vec![Unknown],
            vec![Ok, Ok, AlreadyIn],
            vec![AlreadyIn]
        ]
    );
    // One of the next has been answered before, and is answered so again, whatever came since.
    let eve_twice = of(eve);
    let sent = vec![
        vec![of(ann)],
        vec![of(fay)],
        vec![ben_first],
        vec![eve_twice.clone(), eve_twice],
        vec![of(eve)],
        vec![of(fay)],
    ];
    assert_eq!(
        send_together(&bench, &doors, sent).await,
        [
            vec![AlreadyIn],
            vec![Ok],
            vec![Ok],
            vec![Ok, Ok],
            vec![AlreadyIn],
            vec![AlreadyIn]
        ]
    );
    let page = format!("/console/occurrences/{occurrence}/people");
    let page = bench.page(&page).await;
    assert!(page.contains("class=\"good\">6<"), "{page}");
    // Whoever was let in first by a kiosk that was alone came then.
    assert!(page.contains("09:10"), "{page}");
}
