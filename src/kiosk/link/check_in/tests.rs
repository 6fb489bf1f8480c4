//! The door without a server: what the list, the passes and what was seen come to.

use std::sync::Arc;

use ed25519_dalek::SigningKey;

use super::*;
use crate::api::kiosk::{CalendarEntry, CentreDays, CentreKeys};
use crate::model::activity::{ActivityDetails, Category, Places, RegistrationStatus};
use crate::model::overflow::OverflowPlan;
use crate::model::pass::{PassKey, PassScope};
use crate::model::tail::{TailClaim, TailEntry, tail_hash};
use crate::model::text::LocalizedText;

const ZONE: Tz = chrono_tz::Asia::Shanghai;
const TEN: &str = "2026-11-23T02:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn entry(registration: u128) -> CheckInEntry {
    CheckInEntry {
        registration: Uuid::from_u128(registration),
        occurrence: Uuid::from_u128(9),
        code_hash: check_in::code_hash("riyue", "407215"),
        masked_name: "王**".into(),
        title: LocalizedText::zh_en("义诊", "Free clinic"),
        room: LocalizedText::default(),
        starts_at: at(TEN),
        ends_at: at("2026-11-23T04:00:00Z"),
        status: RegistrationStatus::Confirmed,
        occurrence_canceled: false,
        checked_in_at: None,
        activity: Uuid::from_u128(100),
        group: None,
        in_and_out: false,
        passages: Vec::new(),
        undone_at: None,
        tail: Some(TailEntry {
            hash: tail_hash("riyue", "1234"),
            name: "＊＊明".into(),
        }),
    }
}

/// These registrations, and one occurrence, for ten in the morning of 23 November in Haikou.
fn known(fetched_at: &str, list: Vec<CheckInEntry>) -> KnownDays {
    let occurrence = CalendarEntry {
        occurrence: Uuid::from_u128(9),
        activity: Uuid::from_u128(100),
        title: LocalizedText::default(),
        summary: LocalizedText::default(),
        category: Category::Health,
        room: LocalizedText::default(),
        host: LocalizedText::default(),
        picture: None,
        starts_at: at(TEN),
        ends_at: at("2026-11-23T04:00:00Z"),
        places: Places {
            capacity: Some(5),
            confirmed: 1,
            waitlisted: 0,
        },
        canceled: false,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
        walked_in: 1,
    };
    KnownDays {
        days: Arc::new(CentreDays {
            calendar: vec![occurrence],
            check_in_list: list,
            keys: CentreKeys {
                passes: vec![PassKey::of(&key(1))],
                ..CentreKeys::default()
            },
            ..CentreDays::default()
        }),
        etag: None,
        fetched_at: at(fetched_at),
    }
}

fn today(list: Vec<CheckInEntry>) -> Option<KnownDays> {
    Some(known("2026-11-23T01:00:00Z", list))
}

fn answer(known: Option<KnownDays>, keeper: &DaysKeeper, request: &CheckInRequest) -> OwnAnswer {
    let door = OwnDoor {
        known,
        keeper,
        centre: "riyue",
        zone: ZONE,
    };
    door.answer(request)
}

fn request(code: &str, now: &str) -> CheckInRequest {
    CheckInRequest::with_code(Uuid::from_u128(77), code, at(now))
}

#[track_caller]
fn check(known: Option<KnownDays>, code: &str, now: &str, reason: CheckInReason) {
    let own = answer(known, &DaysKeeper::default(), &request(code, now));
    assert_eq!(own.answer.reason, reason);
    assert_eq!(own.seen.is_empty(), !reason.passes());
}

#[test]
fn the_own_list_lets_in_whoever_has_a_place_now() {
    let list = || today(vec![entry(1)]);
    check(list(), "407215", TEN, CheckInReason::Ok);
    check(
        list(),
        "407215",
        "2026-11-23T00:30:00Z",
        CheckInReason::TooEarly,
    );
    check(
        list(),
        "407215",
        "2026-11-23T05:00:00Z",
        CheckInReason::TooLate,
    );
    check(
        list(),
        "407215",
        "2026-11-24T02:00:00Z",
        CheckInReason::NotToday,
    );
}

#[test]
fn a_code_that_todays_list_does_not_have_is_unknown() {
    check(today(vec![entry(1)]), "000000", TEN, CheckInReason::Unknown);
    // 16:30 UTC is past midnight in Haikou, so this list is today's.
    let list = known("2026-11-22T16:30:00Z", vec![entry(1)]);
    check(Some(list), "000000", TEN, CheckInReason::Unknown);
}

#[test]
fn a_list_of_another_day_does_not_call_a_code_unknown() {
    let list = known("2026-11-22T15:30:00Z", vec![entry(1)]);
    check(Some(list), "000000", TEN, CheckInReason::NoList);
    check(None, "407215", TEN, CheckInReason::NoList);
}

fn pass(centre: &str, registrations: &[u128], seed: u8) -> String {
    let pass = Pass {
        centre: centre.into(),
        scope: PassScope::Occurrence(Uuid::from_u128(9)),
        holders: PassHolders::Registrations(
            registrations.iter().copied().map(Uuid::from_u128).collect(),
        ),
        starts_at: at(TEN),
        ends_at: at("2026-11-23T04:00:00Z"),
    };
    pass::sign(&pass, &key(seed)).expect("it fits")
}

#[test]
fn a_pass_is_read_without_a_server() {
    let own = pass("riyue", &[1], 1);
    check(today(vec![entry(1)]), &own, TEN, CheckInReason::Ok);
    check(
        today(vec![entry(1)]),
        &own,
        "2026-11-23T00:30:00Z",
        CheckInReason::TooEarly,
    );
    check(
        today(vec![]),
        &pass("guomao", &[1], 1),
        TEN,
        CheckInReason::OtherCentre,
    );
    check(
        today(vec![]),
        &pass("riyue", &[1], 2),
        TEN,
        CheckInReason::Unknown,
    );
    let mut forged = own.clone();
    forged.replace_range(20..21, if &own[20..21] == "A" { "B" } else { "A" });
    check(today(vec![entry(1)]), &forged, TEN, CheckInReason::Unknown);
    let canceled = CheckInEntry {
        status: RegistrationStatus::Canceled,
        ..entry(1)
    };
    check(today(vec![canceled]), &own, TEN, CheckInReason::Canceled);
}

#[test]
fn a_pass_is_never_called_invalid_because_there_is_no_list() {
    let own = pass("riyue", &[1, 2], 1);
    // No key to read it with: the kiosk cannot know.
    check(None, &own, TEN, CheckInReason::NoList);
    // Yesterday's keys, and a newer one: the same.
    let old = || Some(known("2026-11-22T01:00:00Z", vec![]));
    check(old(), &pass("riyue", &[1], 2), TEN, CheckInReason::NoList);
    // Keys and no list of today: the signature and the times let both in, once.
    let keeper = DaysKeeper::default();
    let first = answer(old(), &keeper, &request(&own, TEN));
    assert_eq!(first.answer.reason, CheckInReason::Ok);
    assert_eq!(
        (first.request.code.as_str(), first.request.offline),
        (own.as_str(), true)
    );
    assert_eq!(first.seen.len(), 2);
    keeper.mark_seen(&first.seen);
    let again = answer(old(), &keeper, &request(&own, TEN));
    assert_eq!(again.answer.reason, CheckInReason::AlreadyIn);
    check(old(), &own, "2026-11-23T00:30:00Z", CheckInReason::TooEarly);
    check(old(), &own, "2026-11-24T02:00:00Z", CheckInReason::NotToday);
}

#[test]
fn of_a_family_those_who_came_are_delivered() {
    let own = pass("riyue", &[1, 2, 3], 1);
    let list = || today((1..=3).map(entry).collect());
    let keeper = DaysKeeper::default();
    let asked = answer(list(), &keeper, &request(&own, TEN));
    assert_eq!(asked.answer.reason, CheckInReason::Choose);
    assert_eq!((asked.answer.people.len(), asked.seen.len()), (3, 0));
    let who = vec![Uuid::from_u128(1), Uuid::from_u128(3)];
    let chosen = CheckInRequest {
        who: who.clone(),
        ..request(&own, TEN)
    };
    let came = answer(list(), &keeper, &chosen);
    assert_eq!(came.answer.reason, CheckInReason::Ok);
    assert_eq!(came.request.who, who);
    let seen: Vec<_> = came
        .seen
        .iter()
        .filter_map(|seen| seen.registration)
        .collect();
    assert_eq!(seen, who);
    assert_ne!(came.seen[0].id, came.seen[1].id);
}

#[test]
fn whoever_checks_in_by_phone_is_delivered_by_the_registration_and_nothing_they_said() {
    let claim = |digits: &str, initial: &str| CheckInRequest {
        tail: Some(TailClaim {
            digits: digits.into(),
            name: "＊＊明".into(),
            initial: initial.into(),
        }),
        ..request("", TEN)
    };
    let keeper = DaysKeeper::default();
    let came = answer(today(vec![entry(1)]), &keeper, &claim("1234", "王"));
    assert_eq!(came.answer.reason, CheckInReason::Ok);
    assert_eq!(came.request.who, [Uuid::from_u128(1)]);
    assert_eq!((came.request.tail, came.request.code.as_str()), (None, ""));
    for (digits, initial) in [("1234", "李"), ("9999", "王")] {
        let wrong = answer(today(vec![entry(1)]), &keeper, &claim(digits, initial));
        assert_eq!(
            wrong.answer,
            CheckInAnswer::nameless(Uuid::from_u128(77), CheckInReason::Unknown)
        );
    }
    let without = answer(None, &keeper, &claim("1234", "王"));
    assert_eq!(without.answer.reason, CheckInReason::NoList);
}

#[test]
fn people_walk_in_while_there_are_places_as_far_as_this_kiosk_knows() {
    let keeper = DaysKeeper::default();
    let walk_in = |occurrence, people| CheckInRequest {
        walk_in: Some(WalkIn {
            occurrence: Uuid::from_u128(occurrence),
            people,
        }),
        ..request("", TEN)
    };
    // Five places, one registered, one walked in before the list was made.
    let first = answer(today(vec![]), &keeper, &walk_in(9, 2));
    assert_eq!(
        (first.answer.reason, first.seen.len()),
        (CheckInReason::Ok, 1)
    );
    keeper.mark_seen(&first.seen);
    let second = answer(today(vec![]), &keeper, &walk_in(9, 2));
    assert_eq!(
        (second.answer.reason, second.seen.is_empty()),
        (CheckInReason::Full, true)
    );
    let elsewhere = answer(today(vec![]), &keeper, &walk_in(8, 1));
    assert_eq!(elsewhere.answer.reason, CheckInReason::Unknown);
    assert_eq!(
        answer(None, &keeper, &walk_in(9, 1)).answer.reason,
        CheckInReason::NoList
    );
}
