//! Places under load and through random histories: never more than there are, none idle while somebody waits, and a
//! record that says why.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tongxin::api::paths;
use tongxin::api::registration::{
    OwnRegistration, OwnRegistrationRequest, OwnWish, OwnershipProof, RegistrationAnswer,
    RegistrationRequest,
};
use tongxin::model::activity::{Activity, ActivityDetails, Category, Occurrence};
use tongxin::model::overflow::lottery;
use tongxin::model::overflow::record::{Change, Roster};
use tongxin::model::overflow::{OverflowPlan, PlaceOrder};
use tongxin::model::registration::{
    AgeBand, GuardianConsent, PersonToRegister, RegistrationReason, RegistrationSource, Standing,
};
use tongxin::model::text::LocalizedText;
use tongxin::server::App;
use tongxin::server::store;
use tongxin::server::store::audit::Actor;
use tongxin::server::store::registrations::ListedRegistration;
use uuid::Uuid;

use super::{Bench, MONDAY_NINE};

fn staff() -> Actor {
    Actor::program("test")
}

/// Details of a course.
fn course() -> ActivityDetails {
    ActivityDetails {
        course: true,
        ..ActivityDetails::default()
    }
}

/// Staff cancel a date.
async fn cancel_date(bench: &Bench, date: Uuid) {
    let path = format!("/console/occurrences/{date}/cancel");
    bench.do_form(&path, &[("reason", "Typhoon")]).await;
}

/// Staff take its last change back.
async fn undo_date(bench: &Bench, date: Uuid) {
    let path = format!("/console/occurrences/{date}/undo");
    bench.do_form(&path, &[]).await;
}

/// An activity of two hours that begins some hours after nine on Monday.
async fn activity(
    app: &App,
    plan: OverflowPlan,
    capacity: u32,
    in_hours: &[i64],
    details: ActivityDetails,
) -> Vec<Uuid> {
    let activity = Activity {
        id: Uuid::now_v7(),
        centre: "riyue".into(),
        title: LocalizedText::zh_en("义诊", "Free clinic"),
        summary: LocalizedText::default(),
        category: Category::Health,
        room: LocalizedText::zh_en("二楼", "2nd floor"),
        host: LocalizedText::default(),
        picture: None,
        details,
        plan,
    };
    let nine = MONDAY_NINE
        .parse::<chrono::DateTime<chrono::Utc>>()
        .expect("a time");
    let occurrences: Vec<_> = in_hours
        .iter()
        .map(|hours| Occurrence {
            id: Uuid::now_v7(),
            starts_at: nine + Duration::hours(*hours),
            ends_at: nine + Duration::hours(hours + 2),
            capacity: Some(capacity),
            canceled: false,
        })
        .collect();
    app.add_activity(&staff(), &activity, &occurrences)
        .await
        .expect("stored");
    occurrences.iter().map(|occurrence| occurrence.id).collect()
}

async fn one(app: &App, plan: OverflowPlan, capacity: u32) -> Uuid {
    activity(app, plan, capacity, &[72], ActivityDetails::default()).await[0]
}

fn request(occurrence: Uuid, names: &[&str]) -> RegistrationRequest {
    RegistrationRequest {
        id: Uuid::new_v4(),
        occurrence,
        people: names
            .iter()
            .map(|name| PersonToRegister {
                name: (*name).to_owned(),
                age_band: None,
            })
            .collect(),
        phone: String::new(),
        phone_confirmation: None,
        guardian: None,
        source: RegistrationSource::Kiosk,
        language: "zh-CN".into(),
    }
}

async fn ask(app: &App, request: &RegistrationRequest) -> RegistrationAnswer {
    app.register_party(&staff(), request)
        .await
        .expect("an answer")
}

/// Registers and is taken.
async fn join(app: &App, occurrence: Uuid, names: &[&str]) -> OwnRegistration {
    let answer = ask(app, &request(occurrence, names)).await;
    answer.registration.unwrap_or_else(|| {
        unreachable!("it is taken: {:?}", answer.reason);
    })
}

async fn wish(app: &App, own: &OwnRegistration, wish: OwnWish) -> RegistrationAnswer {
    let request = OwnRegistrationRequest {
        id: Uuid::new_v4(),
        proof: OwnershipProof::Token {
            party: own.party,
            token: own.manage_token.clone(),
        },
        wish,
    };
    app.own_registration("riyue", Uuid::nil(), &request)
        .await
        .expect("an answer")
}

async fn look(app: &App, own: &OwnRegistration) -> OwnRegistration {
    let answer = wish(app, own, OwnWish::Look).await;
    answer.registration.expect("it is there")
}

async fn give_up(app: &App, own: &OwnRegistration) {
    let cancel = OwnWish::Cancel {
        registrations: Vec::new(),
    };
    let answer = wish(app, own, cancel).await;
    assert_eq!(answer.reason, RegistrationReason::Canceled);
}

async fn rows(app: &App, occurrence: Uuid) -> Vec<ListedRegistration> {
    let mut conn = app.store.read().await.expect("a connection");
    store::registrations::of_occurrence(&mut conn, occurrence)
        .await
        .expect("rows")
}

fn standing_in(rows: &[ListedRegistration], standing: Standing) -> usize {
    rows.iter().filter(|row| row.standing == standing).count()
}

/// The tables, the counts, and the record say the same; nobody holds a place that is not there.
async fn check_the_books(app: &App, occurrence: Uuid) {
    let rows = rows(app, occurrence).await;
    let mut conn = app.store.read().await.expect("a connection");
    let record = store::places::record(&mut conn, occurrence)
        .await
        .expect("a record");
    let listed = store::activities::by_occurrence(&mut conn, occurrence)
        .await
        .expect("read")
        .expect("it is there");
    let held = rows.iter().filter(|row| row.standing.holds_place()).count();
    let waiting = rows.iter().filter(|row| row.standing.waits()).count();
    assert_eq!(
        (listed.places.confirmed, listed.places.waitlisted),
        (held as u32, waiting as u32),
        "the counts"
    );
    let capacity = listed.occurrence.capacity.expect("places");
    assert!(held as u32 <= capacity, "{held} of {capacity}");
    let seqs: Vec<i64> = record.iter().map(|entry| entry.seq).collect();
    assert_eq!(seqs, (1..=record.len() as i64).collect::<Vec<_>>());
    let roster = Roster::replay(&record);
    for row in &rows {
        assert_eq!(
            roster.member(row.id),
            Some(&row.as_member()),
            "{}",
            row.name
        );
    }
    assert_eq!(roster.members().count(), rows.len());
    // The order in which the tables list those who wait is the order of the record.
    let mut listed_order: Vec<Uuid> = rows
        .iter()
        .filter(|row| matches!(row.standing, Standing::Waiting | Standing::Standby))
        .map(|row| row.party)
        .collect();
    listed_order.sort_by_key(|party| {
        let row = rows.iter().find(|row| row.party == *party).expect("listed");
        (row.class, row.rank)
    });
    listed_order.dedup();
    let order: Vec<Uuid> = roster.waitlist().iter().map(|place| place.party).collect();
    assert_eq!(order, listed_order);
}

/// After a tick nobody waits for whom there is a place.
async fn check_nothing_is_idle(app: &App, occurrence: Uuid) {
    let rows = rows(app, occurrence).await;
    let mut conn = app.store.read().await.expect("a connection");
    let listed = store::activities::by_occurrence(&mut conn, occurrence)
        .await
        .expect("read")
        .expect("it is there");
    let free = listed.places.capacity.expect("places") - listed.places.confirmed;
    let mut parties: BTreeMap<Uuid, u32> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.standing == Standing::Waiting) {
        *parties.entry(row.party).or_default() += 1;
    }
    let smallest = parties.values().min().copied().unwrap_or(u32::MAX);
    assert!(smallest > free, "{free} free, {smallest} wait together");
}

/// A small generator: the same seed, the same history.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

#[tokio::test]
async fn random_histories_are_told_by_the_record_alone() {
    for (seed, order) in [
        (1, PlaceOrder::FirstCome),
        (2, PlaceOrder::FirstTimers),
        (3, PlaceOrder::Lottery),
        (4, PlaceOrder::FirstCome),
    ] {
        let bench = Bench::new().await;
        let app = bench.server.app.clone();
        let plan = OverflowPlan {
            order,
            offer_minutes: (seed % 2 == 0).then_some(90),
            kept_for_walk_ins: 1,
            first_timers_until_hours: 60,
            closes_minutes_before: 50 * 60,
            ..OverflowPlan::default()
        };
        let occurrence = one(&app, plan, 9).await;
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ seed);
        let mut parties: Vec<OwnRegistration> = Vec::new();
        for step in 0..90 {
            match dice.throw(8) {
                0..=3 => {
                    let names: Vec<String> = (0..=dice.throw(4))
                        .map(|person| format!("P{step}-{person}"))
                        .collect();
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    let answer = ask(&app, &request(occurrence, &names)).await;
                    parties.extend(answer.registration);
                }
                4 if !parties.is_empty() => {
                    let own = &parties[dice.throw(parties.len())];
                    let one = own.people[dice.throw(own.people.len())].registration;
                    let cancel = OwnWish::Cancel {
                        registrations: vec![one],
                    };
                    wish(&app, own, cancel).await;
                }
                5 if !parties.is_empty() => {
                    let own = &parties[dice.throw(parties.len())];
                    let one = own.people[dice.throw(own.people.len())].registration;
                    // Refused when nothing was canceled, which is fine here.
                    app.restore_registration(&staff(), one).await.ok();
                }
                6 if !parties.is_empty() => {
                    let own = &parties[dice.throw(parties.len())];
                    wish(&app, own, OwnWish::Accept).await;
                }
                _ => bench.pass(Duration::minutes(40)),
            }
            app.settle_due().await.expect("a tick");
            check_the_books(&app, occurrence).await;
        }
        bench.pass(Duration::hours(30));
        app.settle_due().await.expect("a tick");
        check_the_books(&app, occurrence).await;
        check_nothing_is_idle(&app, occurrence).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_at_once_never_hold_more_places_than_there_are() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let occurrence = one(&app, OverflowPlan::default(), 100).await;
    let first: Vec<_> = (0..300)
        .map(|number| {
            let app = app.clone();
            tokio::spawn(async move { join(&app, occurrence, &[&format!("A{number}")]).await })
        })
        .collect();
    let mut holders = Vec::new();
    for own in first {
        holders.push(own.await.expect("ran"));
    }
    check_the_books(&app, occurrence).await;
    // Registrations, families, cancellations and ticks, a thousand in all, in no order.
    let holders = Arc::new(holders);
    let all: Vec<_> = (0..1_000_usize)
        .map(|number| {
            let (app, holders) = (app.clone(), holders.clone());
            tokio::spawn(async move {
                match number % 4 {
                    0 => give_up(&app, &holders[number % 300]).await,
                    1 => {
                        let names = [format!("B{number}"), format!("C{number}")];
                        join(&app, occurrence, &[&names[0], &names[1]]).await;
                    }
                    2 => {
                        join(&app, occurrence, &[&format!("D{number}")]).await;
                    }
                    _ => app.settle_due().await.expect("a tick"),
                }
            })
        })
        .collect();
    for one in all {
        one.await.expect("ran");
    }
    check_the_books(&app, occurrence).await;
    // Cancellations alone: nobody registers after them, so it is the plan that gives their places away.
    let last: Vec<_> = (1..100_usize)
        .step_by(2)
        .map(|number| {
            let (app, holders) = (app.clone(), holders.clone());
            tokio::spawn(async move { give_up(&app, &holders[number]).await })
        })
        .collect();
    for one in last {
        one.await.expect("ran");
    }
    app.settle_due().await.expect("a tick");
    check_the_books(&app, occurrence).await;
    check_nothing_is_idle(&app, occurrence).await;
    let rows = rows(&app, occurrence).await;
    assert_eq!(standing_in(&rows, Standing::Confirmed), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_request_twice_changes_nothing() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let occurrence = one(&app, OverflowPlan::default(), 3).await;
    let family = request(occurrence, &["王大明", "王小明"]);
    let first = ask(&app, &family).await;
    // Many times, at the same time, too.
    let again: Vec<_> = (0..20)
        .map(|_| {
            let (app, family) = (app.clone(), family.clone());
            tokio::spawn(async move { ask(&app, &family).await })
        })
        .collect();
    for answer in again {
        assert_eq!(answer.await.expect("ran"), first);
    }
    assert_eq!(first.reason, RegistrationReason::Confirmed);
    assert_eq!(rows(&app, occurrence).await.len(), 2);
    let own = first.registration.expect("taken");
    give_up(&app, &own).await;
    give_up(&app, &own).await;
    let answer = ask(&app, &family).await;
    assert_eq!(answer.reason, RegistrationReason::Canceled);
    check_the_books(&app, occurrence).await;
}

#[tokio::test]
async fn a_family_gets_its_places_together_or_waits_together() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let occurrence = one(&app, OverflowPlan::default(), 4).await;
    let first = join(&app, occurrence, &["甲", "乙", "丙"]).await;
    let family = join(&app, occurrence, &["丁", "戊", "己"]).await;
    assert_eq!(
        (family.standing, family.position),
        (Standing::Waiting, Some(1))
    );
    // One place is free, and the next person fits; the family keeps its number.
    let single = join(&app, occurrence, &["庚"]).await;
    assert_eq!(single.standing, Standing::Confirmed);
    let family = look(&app, &family).await;
    assert_eq!(
        (family.standing, family.position),
        (Standing::Waiting, Some(1))
    );
    assert!(
        family
            .why
            .get("en")
            .expect("English")
            .contains("1 came free and you need 3"),
        "{:?}",
        family.why
    );
    give_up(&app, &first).await;
    let family = look(&app, &family).await;
    assert_eq!(family.standing, Standing::Confirmed);
    assert!(
        family
            .people
            .iter()
            .all(|person| person.standing == Standing::Confirmed)
    );
    let pass = app
        .read_pass(family.pass.as_deref().expect("a pass"))
        .expect("signed");
    assert_eq!(pass.people(), 3);
    check_the_books(&app, occurrence).await;
}

#[tokio::test]
async fn an_offer_is_accepted_in_time_or_goes_to_the_next() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let plan = OverflowPlan {
        offer_minutes: Some(120),
        ..OverflowPlan::default()
    };
    let occurrence = one(&app, plan, 1).await;
    let holder = join(&app, occurrence, &["甲"]).await;
    let (first, second) = (
        join(&app, occurrence, &["乙"]).await,
        join(&app, occurrence, &["丙"]).await,
    );
    give_up(&app, &holder).await;
    let offered = look(&app, &first).await;
    assert_eq!(offered.standing, Standing::Offered);
    assert_eq!(
        offered.offer_until,
        Some(bench.now() + Duration::minutes(120))
    );
    // The place is kept: nobody else gets it.
    let late = join(&app, occurrence, &["丁"]).await;
    assert_eq!(late.standing, Standing::Waiting);
    bench.pass(Duration::minutes(119));
    app.settle_due().await.expect("a tick");
    assert_eq!(look(&app, &second).await.standing, Standing::Waiting);
    bench.pass(Duration::minutes(1));
    let too_late = wish(&app, &first, OwnWish::Accept).await;
    assert_eq!(too_late.reason, RegistrationReason::OfferOver);
    app.settle_due().await.expect("a tick");
    assert_eq!(look(&app, &first).await.standing, Standing::Canceled);
    let accepted = wish(&app, &second, OwnWish::Accept).await;
    assert_eq!(accepted.reason, RegistrationReason::Confirmed);
    let again = wish(&app, &second, OwnWish::Accept).await;
    assert_eq!(again.reason, RegistrationReason::Confirmed);
    check_the_books(&app, occurrence).await;
}

#[tokio::test]
async fn lots_are_drawn_at_the_end_and_anyone_can_draw_them_again() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let plan = OverflowPlan {
        order: PlaceOrder::Lottery,
        closes_minutes_before: 24 * 60,
        ..OverflowPlan::default()
    };
    let occurrence = one(&app, plan, 5).await;
    let lots = async || {
        let mut conn = app.store.read().await.expect("a connection");
        let lots = store::lotteries::of(&mut conn, occurrence).await;
        lots.expect("read").expect("prepared with the activity")
    };
    let published = lots().await;
    let mut parties = Vec::new();
    for number in 0..12 {
        let name = format!("L{number}");
        let own = if number == 3 {
            join(&app, occurrence, &[&name, "妈妈"]).await
        } else {
            join(&app, occurrence, &[&name]).await
        };
        assert_eq!((own.standing, own.position), (Standing::Entered, None));
        parties.push(own);
    }
    app.settle_due().await.expect("a tick");
    assert_eq!(
        standing_in(&rows(&app, occurrence).await, Standing::Confirmed),
        0
    );
    bench.pass(Duration::hours(48));
    app.settle_due().await.expect("a tick");
    let (proof, ..) = lots().await.drawn.expect("drawn");
    assert_eq!(proof.seed_hash, published.seed_hash);
    assert_eq!(lottery::verify(&proof), Ok(()));
    assert_eq!(proof.drawn.len(), 12);
    let now = rows(&app, occurrence).await;
    assert_eq!(standing_in(&now, Standing::Confirmed), 5);
    assert_eq!(standing_in(&now, Standing::Waiting), 8);
    // Everyone before the last who got a place either has one too or did not fit.
    let order: Vec<Standing> = proof
        .drawn
        .iter()
        .map(|party| {
            now.iter()
                .find(|row| row.party == *party)
                .expect("listed")
                .standing
        })
        .collect();
    assert!(
        order[..4]
            .iter()
            .filter(|s| **s == Standing::Confirmed)
            .count()
            >= 3,
        "{order:?}"
    );
    check_the_books(&app, occurrence).await;
    // Drawn once and for all.
    bench.pass(Duration::minutes(1));
    app.settle_due().await.expect("a tick");
    assert_eq!(lots().await.drawn.expect("drawn").0, proof);
    assert!(app.draw_lottery(&staff(), occurrence).await.is_err());
}

#[tokio::test]
async fn whoever_comes_for_the_first_time_goes_first() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let plan = OverflowPlan {
        order: PlaceOrder::FirstTimers,
        first_timers_until_hours: 24,
        ..OverflowPlan::default()
    };
    let dates = activity(&app, plan, 2, &[1, 96], ActivityDetails::default()).await;
    let with_phone = |occurrence, name: &str, phone: &str| RegistrationRequest {
        phone: phone.to_owned(),
        ..request(occurrence, &[name])
    };
    // The first date: two are in.
    for (name, phone) in [("甲", "13800000001"), ("乙", "13800000002")] {
        let answer = ask(&app, &with_phone(dates[0], name, phone)).await;
        assert_eq!(answer.reason, RegistrationReason::Confirmed);
    }
    bench.pass(Duration::hours(4));
    let regular = ask(&app, &with_phone(dates[1], "甲", "138-0000-0001")).await;
    assert_eq!(regular.reason, RegistrationReason::Waitlisted);
    let newcomer = ask(&app, &with_phone(dates[1], "丙", "13800000003")).await;
    assert_eq!(newcomer.reason, RegistrationReason::Confirmed);
    bench.pass(Duration::hours(68));
    app.settle_due().await.expect("a tick");
    let regular = look(&app, &regular.registration.expect("taken")).await;
    assert_eq!(regular.standing, Standing::Confirmed);
    check_the_books(&app, dates[1]).await;
}

#[tokio::test]
async fn places_of_people_who_do_not_come_go_to_the_door() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let plan = OverflowPlan {
        standby_minutes: Some(10),
        ..OverflowPlan::default()
    };
    let occurrence = activity(&app, plan, 2, &[1], ActivityDetails::default()).await[0];
    let (_first, second) = (
        join(&app, occurrence, &["甲"]).await,
        join(&app, occurrence, &["乙"]).await,
    );
    let waiting = join(&app, occurrence, &["丙"]).await;
    app.stand_by(&staff(), waiting.people[0].registration)
        .await
        .expect("at the door");
    bench.pass(Duration::minutes(69));
    app.settle_due().await.expect("a tick");
    assert_eq!(look(&app, &waiting).await.standing, Standing::Standby);
    bench.pass(Duration::minutes(1));
    app.settle_due().await.expect("a tick");
    assert_eq!(look(&app, &waiting).await.standing, Standing::Confirmed);
    // Whoever registered last and has not come is the first whose place goes.
    assert_eq!(look(&app, &second).await.standing, Standing::Released);
    check_the_books(&app, occurrence).await;
}

#[tokio::test]
async fn a_course_is_registered_for_once_on_all_its_dates() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let dates = activity(
        &app,
        OverflowPlan::default(),
        2,
        &[-5, 24, 48, 72],
        course(),
    )
    .await;
    let first = join(&app, dates[2], &["甲"]).await;
    assert!(first.course && first.occurrence == dates[1]);
    for (date, count) in [(dates[0], 0), (dates[1], 1), (dates[2], 1), (dates[3], 1)] {
        assert_eq!(rows(&app, date).await.len(), count);
    }
    let codes: Vec<String> = [rows(&app, dates[1]).await, rows(&app, dates[3]).await]
        .iter()
        .map(|rows| rows[0].code.clone())
        .collect();
    assert_eq!(codes[0], codes[1], "one code for all of it");
    let second = join(&app, dates[1], &["乙"]).await;
    let third = join(&app, dates[3], &["丙"]).await;
    assert_eq!(second.standing, Standing::Confirmed);
    assert_eq!(third.standing, Standing::Waiting);
    give_up(&app, &first).await;
    assert_eq!(look(&app, &third).await.standing, Standing::Confirmed);
    for date in &dates[1..] {
        check_the_books(&app, *date).await;
        assert_eq!(
            standing_in(&rows(&app, *date).await, Standing::Confirmed),
            2
        );
    }
}

#[tokio::test]
async fn a_date_added_to_a_course_has_everyone_who_takes_part() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let app = bench.server.app.clone();
    let dates = activity(&app, OverflowPlan::default(), 3, &[24, 48], course()).await;
    let first = join(&app, dates[0], &["甲", "乙"]).await;
    let second = join(&app, dates[0], &["丙"]).await;
    let third = join(&app, dates[0], &["丁", "戊"]).await;
    let fourth = join(&app, dates[0], &["己"]).await;
    give_up(&app, &second).await;
    assert_eq!(look(&app, &fourth).await.standing, Standing::Confirmed);
    assert_eq!(look(&app, &third).await.standing, Standing::Waiting);
    let activity = {
        let mut conn = app.store.read().await.expect("a connection");
        let listed = store::activities::by_occurrence(&mut conn, dates[0]).await;
        listed.expect("read").expect("there").activity.id
    };
    let fields = |capacity: &'static str| {
        [
            ("date", "2026-11-26"),
            ("start", "10:00"),
            ("end", "12:00"),
            ("capacity", capacity),
        ]
    };
    let path = format!("/console/activities/{activity}/dates");
    let small = bench.send_form(&path, &fields("2")).await;
    assert_eq!(small.status(), StatusCode::CONFLICT, "three take part");
    let to = bench.do_form(&path, &fields("3")).await;
    let added = to.split(['/', '?']).nth(3).expect("an id");
    let added: Uuid = added.parse().expect("an id");
    let as_on = |rows: &[ListedRegistration]| -> Vec<(String, Standing, String)> {
        rows.iter()
            .filter(|row| row.standing != Standing::Canceled)
            .map(|row| (row.name.clone(), row.standing, row.code.clone()))
            .collect()
    };
    let there = rows(&app, added).await;
    assert_eq!(as_on(&there), as_on(&rows(&app, dates[0]).await));
    assert_eq!(as_on(&there).len(), 5);
    check_the_books(&app, added).await;
    // Who gave it up by mistake comes back on every date alike, and so does one of a family.
    let of = |name: &str| there.iter().find(|row| row.name == name).expect("there").id;
    app.cancel_registration(&staff(), of("乙"))
        .await
        .expect("given up");
    app.restore_registration(&staff(), of("乙"))
        .await
        .expect("restored");
    app.cancel_registration(&staff(), of("乙"))
        .await
        .expect("given up");
    for date in [dates[0], dates[1], added] {
        let rows = rows(&app, date).await;
        let standing = |name: &str| {
            rows.iter()
                .find(|row| row.name == name)
                .expect("there")
                .standing
        };
        assert_eq!(standing("甲"), Standing::Confirmed);
        assert_eq!(standing("乙"), Standing::Canceled);
        assert_eq!(standing("丙"), Standing::Canceled);
    }
    // And what comes free on all of them goes on in the same order.
    give_up(&app, &first).await;
    assert_eq!(look(&app, &third).await.standing, Standing::Confirmed);
    for date in [dates[0], dates[1], added] {
        check_the_books(&app, date).await;
        let rows = rows(&app, date).await;
        assert_eq!(standing_in(&rows, Standing::Confirmed), 3);
    }
}

#[tokio::test]
async fn a_course_date_that_comes_back_has_whoever_takes_part_by_then() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let app = bench.server.app.clone();
    let dates = activity(&app, OverflowPlan::default(), 2, &[24, 48], course()).await;
    let first = join(&app, dates[0], &["甲"]).await;
    let second = join(&app, dates[0], &["乙"]).await;
    join(&app, dates[0], &["丙"]).await;
    cancel_date(&bench, dates[1]).await;
    give_up(&app, &first).await;
    join(&app, dates[0], &["丁", "戊"]).await;
    give_up(&app, &second).await;
    join(&app, dates[0], &["己"]).await;
    let on = |rows: Vec<ListedRegistration>| -> Vec<(String, Standing)> {
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|row| (row.name, row.standing))
            .collect();
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        rows
    };
    let there = on(rows(&app, dates[0]).await);
    let confirmed = there.iter().filter(|(_, is)| *is == Standing::Confirmed);
    assert_eq!((there.len(), confirmed.count()), (6, 2), "{there:?}");
    assert_ne!(on(rows(&app, dates[1]).await), there, "it was canceled");
    undo_date(&bench, dates[1]).await;
    assert_eq!(on(rows(&app, dates[1]).await), there);
    for date in dates {
        check_the_books(&app, date).await;
    }
}

#[tokio::test]
async fn whoever_came_back_to_wait_waits_on_a_course_date_that_comes_back_too() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let app = bench.server.app.clone();
    let dates = activity(&app, OverflowPlan::default(), 1, &[24, 48], course()).await;
    let first = join(&app, dates[0], &["甲"]).await;
    join(&app, dates[0], &["乙"]).await;
    cancel_date(&bench, dates[0]).await;
    let there = rows(&app, dates[1]).await;
    let id = there.iter().find(|row| row.name == "甲").expect("there").id;
    app.cancel_registration(&staff(), id)
        .await
        .expect("given up");
    app.restore_registration(&staff(), id)
        .await
        .expect("restored");
    undo_date(&bench, dates[0]).await;
    for date in dates {
        let rows = rows(&app, date).await;
        let standing = |name: &str| {
            let row = rows.iter().find(|row| row.name == name);
            row.expect("there").standing
        };
        assert_eq!(
            (standing("甲"), standing("乙")),
            (Standing::Waiting, Standing::Confirmed)
        );
        check_the_books(&app, date).await;
    }
    assert_eq!(look(&app, &first).await.standing, Standing::Waiting);
}

#[tokio::test]
async fn what_is_over_of_a_course_gives_nobody_back_a_place_that_was_given_up() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let app = bench.server.app.clone();
    let dates = activity(&app, OverflowPlan::default(), 2, &[1, 48], course()).await;
    let first = join(&app, dates[0], &["甲"]).await;
    join(&app, dates[0], &["乙"]).await;
    bench.pass(Duration::hours(6));
    give_up(&app, &first).await;
    cancel_date(&bench, dates[1]).await;
    undo_date(&bench, dates[1]).await;
    let rows = rows(&app, dates[1]).await;
    let gone = rows.iter().find(|row| row.name == "甲").expect("there");
    assert_eq!(gone.standing, Standing::Canceled);
    assert_eq!(standing_in(&rows, Standing::Confirmed), 1);
    check_the_books(&app, dates[1]).await;
}

#[tokio::test]
async fn children_come_with_a_guardians_consent_and_names_can_be_corrected() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let occurrence = one(&app, OverflowPlan::default(), 5).await;
    let mut child = request(occurrence, &["王小明"]);
    child.people[0].age_band = Some(AgeBand::Under14);
    assert_eq!(
        ask(&app, &child).await.reason,
        RegistrationReason::GuardianNeeded
    );
    child.guardian = Some(GuardianConsent {
        name: "王大明".into(),
        consented_at: bench.now(),
    });
    let own = ask(&app, &child).await.registration.expect("taken");
    assert_eq!(own.people[0].masked_name, "王**");
    let kept = rows(&app, occurrence).await[0].guardian.clone();
    assert_eq!(
        kept.map(|guardian| guardian.name).as_deref(),
        Some("王大明")
    );
    let change = OwnWish::Change {
        people: vec![PersonToRegister {
            name: "汪小明".into(),
            age_band: Some(AgeBand::Under14),
        }],
        guardian: None,
    };
    let answer = wish(&app, &own, change).await;
    assert_eq!(answer.reason, RegistrationReason::Changed);
    assert_eq!(rows(&app, occurrence).await[0].name, "汪小明");
    check_the_books(&app, occurrence).await;
}

#[tokio::test]
async fn a_number_is_for_a_family_and_its_confirmation_for_a_quarter_of_an_hour() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let occurrence = one(&app, OverflowPlan::default(), 30).await;
    let with_phone = |names: &[&str]| RegistrationRequest {
        phone: "138 7654 1234".into(),
        ..request(occurrence, names)
    };
    let answer = ask(&app, &with_phone(&["甲", "乙"])).await;
    assert_eq!(answer.reason, RegistrationReason::Confirmed);
    let again = ask(&app, &with_phone(&["甲"])).await;
    assert_eq!(again.reason, RegistrationReason::AlreadyRegistered);
    let many = ask(&app, &with_phone(&["1", "2", "3", "4", "5", "6", "7"])).await;
    assert_eq!(many.reason, RegistrationReason::PeopleCount);
    let mut confirmed = with_phone(&["丙"]);
    confirmed.phone_confirmation = app.phone_confirmation("+86 13876541234");
    bench.pass(Duration::minutes(16));
    let too_late = ask(&app, &confirmed).await;
    assert_eq!(too_late.reason, RegistrationReason::PhoneUnconfirmed);
    confirmed.phone_confirmation = app.phone_confirmation("13876541234");
    let in_time = ask(&app, &confirmed).await;
    assert_eq!(in_time.reason, RegistrationReason::Confirmed);
    let own = in_time.registration.expect("taken");
    let phone = app
        .phone_of(own.people[0].registration)
        .await
        .expect("read");
    assert_eq!(phone.as_deref(), Some("13876541234"));
    // By code and the last four digits; with others nothing is found, and after five tries there is a pause.
    let by_code = |tail: &str| OwnRegistrationRequest {
        id: Uuid::new_v4(),
        proof: OwnershipProof::Code {
            code: own.people[0].code.clone(),
            phone_tail: tail.to_owned(),
        },
        wish: OwnWish::Look,
    };
    let kiosk = Uuid::new_v4();
    let found = app.own_registration("riyue", kiosk, &by_code("1234")).await;
    assert_eq!(
        found.expect("an answer").reason,
        RegistrationReason::Confirmed
    );
    for _ in 0..5 {
        let lost = app.own_registration("riyue", kiosk, &by_code("0000")).await;
        assert_eq!(
            lost.expect("an answer").reason,
            RegistrationReason::NotFound
        );
    }
    let paused = app.own_registration("riyue", kiosk, &by_code("1234")).await;
    assert_eq!(paused.expect_err("a pause").reason(), "too_many_tries");
}

#[tokio::test]
async fn a_person_is_handed_out_erased_and_forgotten_in_time() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let app = bench.server.app.clone();
    let occurrence = one(&app, OverflowPlan::default(), 1).await;
    let mut asked = request(occurrence, &["陈小红"]);
    asked.phone = "13876541234".into();
    let own = ask(&app, &asked).await.registration.expect("taken");
    let waiting = join(&app, occurrence, &["王小明"]).await;
    let id = own.people[0].registration;
    let known = app.export_person(&staff(), id).await.expect("exported");
    let text = known.to_string();
    assert!(
        text.contains("陈小红") && text.contains("13876541234"),
        "{text}"
    );
    let page = bench
        .page(&format!("/console/occurrences/{occurrence}"))
        .await;
    assert!(page.contains("138****1234") && !page.contains("13876541234"));
    bench
        .do_form(&format!("/console/registrations/{id}/erase"), &[])
        .await;
    assert_eq!(look(&app, &waiting).await.standing, Standing::Confirmed);
    let erased = rows(&app, occurrence).await;
    let erased = erased.iter().find(|row| row.id == id).expect("a number");
    assert!(erased.name.is_empty() && erased.phone_sealed.is_none() && erased.code.is_empty());
    check_the_books(&app, occurrence).await;
    let log = bench.page("/console/audit").await;
    assert!(
        !log.contains("陈小红"),
        "the log never forgets, so it never knew"
    );
    // Ninety days after the date nobody is known any more.
    bench.pass(Duration::days(3 + 89));
    app.forget_registrations().await.expect("a clean-up");
    assert_eq!(standing_names(&app, occurrence).await, 1);
    bench.pass(Duration::days(2));
    app.forget_registrations().await.expect("a clean-up");
    assert_eq!(standing_names(&app, occurrence).await, 0);
    check_the_books(&app, occurrence).await;
}

async fn standing_names(app: &App, occurrence: Uuid) -> usize {
    let rows = rows(app, occurrence).await;
    rows.iter().filter(|row| !row.name.is_empty()).count()
}

#[tokio::test]
async fn a_kiosk_registers_a_family_over_the_wire() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let occurrence = bench.activity("10:00", "11:30", "2").await;
    let id = Uuid::new_v4();
    let body = json!({
        "id": id, "occurrence": occurrence, "language": "zh-CN",
        // A kiosk cannot pass for the desk.
        "source": "staff",
        "people": [{ "name": "王大明", "age_band": "35-59" }, { "name": "王小明", "age_band": "14-17" }],
        "phone": "13876541234",
    });
    let response = bench.post(&kiosk, paths::REGISTRATIONS, &body).await;
    assert_eq!(response.status(), StatusCode::OK);
    let answer: RegistrationAnswer = response.json().await.expect("an answer");
    assert_eq!(
        (answer.id, answer.reason),
        (id, RegistrationReason::Confirmed)
    );
    let own = answer.registration.expect("taken");
    let look = json!({ "id": Uuid::new_v4(), "wish": { "wish": "look" },
        "proof": { "by": "code", "code": own.people[1].code, "phone_tail": "1234" } });
    let seen: RegistrationAnswer = bench
        .post(&kiosk, paths::OWN_REGISTRATION, &look)
        .await
        .json()
        .await
        .expect("an answer");
    assert_eq!(seen.registration.map(|seen| seen.party), Some(id));
    let rows = rows(&bench.server.app, occurrence).await;
    assert!(
        rows.iter()
            .all(|row| row.source == RegistrationSource::Kiosk)
    );
    let nowhere = json!({ "id": Uuid::new_v4(), "occurrence": Uuid::new_v4(), "language": "en",
        "source": "kiosk", "people": [{ "name": "Ann" }] });
    let response = bench.post(&kiosk, paths::REGISTRATIONS, &nowhere).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let refused: Value = response.json().await.expect("JSON");
    assert_eq!(refused["reason"], "not_found");
}

#[tokio::test]
async fn the_desk_sees_the_plan_and_what_it_did() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let app = bench.server.app.clone();
    let plan = OverflowPlan {
        offer_minutes: Some(60),
        another_at: Some(2),
        kept_for_walk_ins: 1,
        ..OverflowPlan::default()
    };
    let occurrence = one(&app, plan, 3).await;
    let holder = join(&app, occurrence, &["甲"]).await;
    join(&app, occurrence, &["乙", "丙"]).await;
    let single = join(&app, occurrence, &["丁"]).await;
    let path = format!("/console/occurrences/{occurrence}");
    let to = bench
        .do_form(
            &format!("{path}/registrations"),
            &[
                ("name", "戊"),
                ("name_2", "己"),
                ("age_band_2", "under-14"),
                ("guardian", "戊"),
            ],
        )
        .await;
    assert_eq!(
        bench.page(&to).await.matches("class=\"code big\"").count(),
        2
    );
    give_up(&app, &holder).await;
    assert_eq!(look(&app, &single).await.standing, Standing::Offered);
    // Passes two families of two, too.
    let next = join(&app, occurrence, &["庚"]).await;
    assert_eq!(next.standing, Standing::Offered);
    let page = bench.page(&path).await;
    for words in [
        "1 place is kept for whoever walks in",
        "has 60 minutes to say yes",
        "wait. Is there room for another date?",
        "was passed over: 1 came free, 2 are needed",
        "was offered a place until",
        "Family of 2",
        "Number 1: nobody registered earlier.",
        "by themselves",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let id = holder.people[0].registration;
    bench
        .do_form(&format!("/console/registrations/{id}/restore"), &[])
        .await;
    let back = rows(&app, occurrence).await;
    let back = back.iter().find(|row| row.id == id).expect("listed");
    assert_eq!(
        back.standing,
        Standing::Waiting,
        "the place was offered meanwhile"
    );
    check_the_books(&app, occurrence).await;
    let mut conn = app.store.read().await.expect("a connection");
    let record = store::places::record(&mut conn, occurrence)
        .await
        .expect("a record");
    let restored = record
        .iter()
        .rfind(|entry| matches!(entry.change, Change::Restored { .. }));
    assert_eq!(restored.map(|entry| entry.by.as_str()), Some("admin"));
}

#[tokio::test]
async fn a_party_id_read_off_a_pass_proves_nothing() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let occurrence = one(&app, OverflowPlan::default(), 5).await;
    let family = request(occurrence, &["王大明", "王小明"]);
    assert_eq!(
        ask(&app, &family).await.reason,
        RegistrationReason::Confirmed
    );
    for names in [&["李红"][..], &["王大明"], &["王大明", "李红"]] {
        let stranger = RegistrationRequest {
            id: family.id,
            ..request(occurrence, names)
        };
        let answer = ask(&app, &stranger).await;
        assert_eq!(answer.reason, RegistrationReason::NotFound, "{names:?}");
        assert!(answer.registration.is_none());
    }
    assert_eq!(rows(&app, occurrence).await.len(), 2);
}

#[tokio::test]
async fn lots_are_drawn_while_people_can_still_be_told() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let plan = OverflowPlan {
        order: PlaceOrder::Lottery,
        ..OverflowPlan::default()
    };
    let occurrence = one(&app, plan, 2).await;
    for name in ["L1", "L2", "L3"] {
        join(&app, occurrence, &[name]).await;
    }
    bench.pass(Duration::minutes(71 * 60 + 1));
    app.settle_due().await.expect("a tick");
    let now = rows(&app, occurrence).await;
    assert_eq!(standing_in(&now, Standing::Confirmed), 2);
    assert_eq!(standing_in(&now, Standing::Waiting), 1);
}

#[tokio::test]
async fn a_family_sent_to_the_door_one_by_one_stands_there_as_one() {
    let bench = Bench::new().await;
    let app = bench.server.app.clone();
    let plan = OverflowPlan {
        standby_minutes: Some(10),
        ..OverflowPlan::default()
    };
    let occurrence = one(&app, plan, 2).await;
    let first = join(&app, occurrence, &["A"]).await;
    join(&app, occurrence, &["B"]).await;
    join(&app, occurrence, &["F1", "F2"]).await;
    join(&app, occurrence, &["G"]).await;
    let waiting = rows(&app, occurrence).await;
    for name in ["F1", "G", "F2"] {
        let row = waiting.iter().find(|row| row.name == name);
        let id = row.expect("registered").id;
        app.stand_by(&staff(), id).await.expect("at the door");
    }
    give_up(&app, &first).await;
    app.settle_due().await.expect("a tick");
    let confirmed = rows(&app, occurrence).await;
    assert_eq!(standing_in(&confirmed, Standing::Confirmed), 2);
    let of_one_party = |name: &str| {
        let row = confirmed.iter().find(|row| row.name == name);
        row.expect("registered").standing
    };
    assert_eq!(of_one_party("F1"), of_one_party("F2"));
    check_the_books(&app, occurrence).await;
}
