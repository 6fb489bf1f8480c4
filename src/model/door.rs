//! At the door: whom a code, a pass or a phone's digits mean, and what they are told.
//!
//! The server decides with what its database says, a kiosk with its own list; the decision is this one. A kiosk that
//! has no list still reads a pass: the signature and the times on it let its holder in.

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::activity::Places;
use super::check_in::{CheckInAnswer, CheckInEntry, CheckInReason, OPENS_BEFORE, decide};
use super::overflow::OverflowPlan;
use super::pass::{Pass, PassHolders, PassScope};

/// What a check-in comes to, person by person.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What is told.
    pub reason: CheckInReason,
    /// Whom it is about, each with what they are told; all of one occurrence.
    pub people: Vec<(CheckInEntry, CheckInReason)>,
}

impl Decision {
    /// The answer to the check-in with this id.
    pub fn answer(self, id: Uuid) -> CheckInAnswer {
        // Of those who were let in each is greeted, and nobody else.
        let named = |(entry, reason): (CheckInEntry, CheckInReason)| {
            (!self.reason.passes() || reason.passes()).then_some(entry)
        };
        let mut people: Vec<_> = self.people.into_iter().filter_map(named).collect();
        let entry = people.first().cloned();
        if people.len() == 1 {
            people.clear();
        }
        CheckInAnswer {
            id,
            reason: self.reason,
            entry,
            people,
        }
    }
}

/// What the people who are meant are told at `now`. `who` are those who say that they came; empty is not said yet.
///
/// Of several occurrences the one is meant where somebody can pass now, else the next to begin. `None`: nobody is
/// meant.
pub fn decide_for(
    meant: Vec<CheckInEntry>,
    who: &[Uuid],
    now: DateTime<Utc>,
    same_day: impl Fn(DateTime<Utc>) -> bool,
) -> Option<Decision> {
    let mut decided: Vec<_> = meant
        .into_iter()
        .map(|entry| {
            let reason = decide(&entry, now, same_day(entry.starts_at));
            (entry, reason)
        })
        .collect();
    let (nearest, _) = decided.iter().min_by_key(|(entry, reason)| {
        (
            !reason.passes(),
            *reason == CheckInReason::Canceled,
            (entry.starts_at - now).abs(),
        )
    })?;
    let occurrence = nearest.occurrence;
    decided.retain(|(entry, _)| entry.occurrence == occurrence);
    // Somebody who gave the place up is not asked whether they came.
    if decided
        .iter()
        .any(|(_, reason)| *reason != CheckInReason::Canceled)
    {
        decided.retain(|(_, reason)| *reason != CheckInReason::Canceled);
    }
    // Whoever cannot come in is not asked for beside those who can.
    if who.is_empty() && decided.iter().any(|(_, reason)| reason.passes()) {
        decided.retain(|(_, reason)| reason.passes() || *reason == CheckInReason::AlreadyIn);
        if decided.len() > 1 {
            return Some(Decision {
                reason: CheckInReason::Choose,
                people: decided,
            });
        }
    }
    if !who.is_empty() {
        decided.retain(|(entry, _)| who.contains(&entry.registration));
    }
    // Those who pass come first: the greeting is theirs.
    decided.sort_by_key(|(_, reason)| !reason.passes());
    let reason = decided.first()?.1;
    Some(Decision {
        reason,
        people: decided,
    })
}

/// The id of one person's check-in among several with one pass: the same on every kiosk and on the server.
pub fn id_of_person(check_in: Uuid, registration: Uuid) -> Uuid {
    let hash = Sha256::new()
        .chain_update(check_in.as_bytes())
        .chain_update(registration.as_bytes())
        .finalize();
    uuid::Builder::from_custom_bytes(std::array::from_fn(|at| hash[at])).into_uuid()
}

/// Whether a pass lets this registration in.
pub fn is_holder(pass: &Pass, entry: &CheckInEntry) -> bool {
    let holds = match &pass.holders {
        PassHolders::Registrations(registrations) => registrations.contains(&entry.registration),
        PassHolders::Group { group, .. } => entry.group == Some(*group),
    };
    holds
        && match pass.scope {
            PassScope::Occurrence(occurrence) => entry.occurrence == occurrence,
            PassScope::Course(activity) => entry.activity == activity,
        }
}

/// What the holder of a pass is told where no list says more: the signature holds, and so do its times.
pub fn decide_unlisted(
    pass: &Pass,
    now: DateTime<Utc>,
    same_day: impl Fn(DateTime<Utc>) -> bool,
) -> CheckInReason {
    if now > pass.ends_at {
        return if same_day(pass.ends_at) {
            CheckInReason::TooLate
        } else {
            CheckInReason::NotToday
        };
    }
    if now < pass.starts_at - OPENS_BEFORE {
        return if same_day(pass.starts_at) {
            CheckInReason::TooEarly
        } else {
            CheckInReason::NotToday
        };
    }
    CheckInReason::Ok
}

/// How many more can walk in without having registered, of whom `walked_in` have; `None` is no limit.
///
/// While somebody waits, only places kept for walk-ins are theirs.
pub fn walk_in_places(places: &Places, plan: &OverflowPlan, walked_in: u32) -> Option<u32> {
    // What a list calls places are those that can be had by registering.
    let capacity = places.capacity?.saturating_add(plan.kept_for_walk_ins);
    let free = capacity
        .saturating_sub(places.confirmed)
        .saturating_sub(walked_in);
    if places.waitlisted == 0 {
        return Some(free);
    }
    Some(free.min(plan.kept_for_walk_ins.saturating_sub(walked_in)))
}

/// What somebody who has not registered is told at an occurrence.
pub fn decide_walk_in(
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    canceled: bool,
    places: Option<u32>,
    people: u32,
    now: DateTime<Utc>,
) -> CheckInReason {
    if canceled {
        CheckInReason::OccurrenceCanceled
    } else if now > ends_at {
        CheckInReason::TooLate
    } else if now < starts_at - OPENS_BEFORE {
        CheckInReason::TooEarly
    } else if places.is_some_and(|places| people > places) {
        CheckInReason::Full
    } else {
        CheckInReason::Ok
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::activity::RegistrationStatus;
    use crate::model::text::LocalizedText;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-23T{text}:00Z").parse().expect("a time")
    }

    fn entry(registration: u128, occurrence: u128, starts: &str, ends: &str) -> CheckInEntry {
        CheckInEntry {
            registration: Uuid::from_u128(registration),
            occurrence: Uuid::from_u128(occurrence),
            code_hash: String::new(),
            masked_name: "王**".into(),
            title: LocalizedText::default(),
            room: LocalizedText::default(),
            starts_at: at(starts),
            ends_at: at(ends),
            status: RegistrationStatus::Confirmed,
            occurrence_canceled: false,
            checked_in_at: None,
            activity: Uuid::from_u128(100),
            group: Some(Uuid::from_u128(50)),
            in_and_out: false,
            passages: Vec::new(),
            undone_at: None,
            tail: None,
        }
    }

    fn family() -> Vec<CheckInEntry> {
        (1..=3).map(|id| entry(id, 9, "02:00", "03:30")).collect()
    }

    fn told(entries: Vec<CheckInEntry>, who: &[u128], now: &str) -> (CheckInReason, Vec<u128>) {
        let who: Vec<_> = who.iter().copied().map(Uuid::from_u128).collect();
        let decision = decide_for(entries, &who, at(now), |_| true).expect("somebody is meant");
        let people = decision.people.iter();
        (
            decision.reason,
            people
                .map(|(entry, _)| entry.registration.as_u128())
                .collect(),
        )
    }

    #[test]
    fn a_family_is_asked_who_came_and_those_who_say_so_come_in() {
        assert_eq!(
            told(family(), &[], "02:00"),
            (CheckInReason::Choose, vec![1, 2, 3])
        );
        assert_eq!(
            told(family(), &[1, 3], "02:00"),
            (CheckInReason::Ok, vec![1, 3])
        );
        let mut one_in = family();
        one_in[0].note_passage(at("01:50"));
        assert_eq!(
            told(one_in.clone(), &[1, 2], "02:00"),
            (CheckInReason::Ok, vec![2, 1])
        );
        let mut one_waits = family();
        one_waits[1].status = RegistrationStatus::Waitlisted;
        assert_eq!(
            told(one_waits, &[], "02:00"),
            (CheckInReason::Choose, vec![1, 3])
        );
        assert_eq!(
            told(one_in, &[1], "02:00"),
            (CheckInReason::AlreadyIn, vec![1])
        );
    }

    #[test]
    fn nobody_is_asked_who_came_when_none_of_them_can_come_in() {
        assert_eq!(
            told(family(), &[], "00:10"),
            (CheckInReason::TooEarly, vec![1, 2, 3])
        );
    }

    #[test]
    fn whoever_gave_the_place_up_is_not_asked_for() {
        let mut two_left = family();
        two_left[1].status = RegistrationStatus::Canceled;
        assert_eq!(
            told(two_left.clone(), &[], "02:00"),
            (CheckInReason::Choose, vec![1, 3])
        );
        two_left[2].status = RegistrationStatus::Canceled;
        assert_eq!(told(two_left, &[], "02:00"), (CheckInReason::Ok, vec![1]));
    }

    #[test]
    fn of_two_occurrences_the_one_that_can_be_passed_is_meant() {
        let both = vec![entry(1, 8, "08:00", "09:00"), entry(2, 9, "02:00", "03:30")];
        assert_eq!(told(both, &[], "02:00"), (CheckInReason::Ok, vec![2]));
        assert!(decide_for(Vec::new(), &[], at("02:00"), |_| true).is_none());
        let strangers = [Uuid::from_u128(77)];
        assert!(decide_for(family(), &strangers, at("02:00"), |_| true).is_none());
    }

    fn pass(scope: PassScope, holders: PassHolders) -> Pass {
        Pass {
            centre: "riyue".into(),
            scope,
            holders,
            starts_at: at("02:00"),
            ends_at: at("03:30"),
        }
    }

    #[test]
    fn a_pass_lets_in_those_it_names_where_it_says() {
        let entry = entry(1, 9, "02:00", "03:30");
        let named = |id| PassHolders::Registrations(vec![Uuid::from_u128(id)]);
        let group = |id| PassHolders::Group {
            group: Uuid::from_u128(id),
            people: 3,
        };
        let here = PassScope::Occurrence(Uuid::from_u128(9));
        let course = PassScope::Course(Uuid::from_u128(100));
        for pass in [
            pass(here, named(1)),
            pass(here, group(50)),
            pass(course, group(50)),
        ] {
            assert!(is_holder(&pass, &entry));
        }
        let there = PassScope::Occurrence(Uuid::from_u128(8));
        for pass in [
            pass(there, named(1)),
            pass(here, named(2)),
            pass(here, group(51)),
        ] {
            assert!(!is_holder(&pass, &entry));
        }
    }

    #[test]
    fn without_a_list_the_times_on_the_pass_hold() {
        let pass = pass(
            PassScope::Occurrence(Uuid::nil()),
            PassHolders::Registrations(vec![Uuid::nil()]),
        );
        let told = |now, same_day| decide_unlisted(&pass, at(now), |_| same_day);
        assert_eq!(told("00:59", true), CheckInReason::TooEarly);
        assert_eq!(told("01:00", true), CheckInReason::Ok);
        assert_eq!(told("03:30", true), CheckInReason::Ok);
        assert_eq!(told("03:31", true), CheckInReason::TooLate);
        assert_eq!(told("23:00", false), CheckInReason::NotToday);
    }

    #[test]
    fn walk_ins_take_what_is_free_and_from_those_who_wait_only_what_was_kept() {
        let places = |confirmed, waitlisted| Places {
            // Ten, three of them kept.
            capacity: Some(7),
            confirmed,
            waitlisted,
        };
        let plan = OverflowPlan {
            kept_for_walk_ins: 3,
            ..OverflowPlan::default()
        };
        assert_eq!(walk_in_places(&Places::default(), &plan, 40), None);
        assert_eq!(walk_in_places(&places(4, 0), &plan, 1), Some(5));
        assert_eq!(walk_in_places(&places(7, 2), &plan, 1), Some(2));
        assert_eq!(walk_in_places(&places(9, 2), &plan, 1), Some(0));
        assert_eq!(walk_in_places(&places(7, 0), &plan, 0), Some(3));
        assert_eq!(walk_in_places(&places(12, 0), &plan, 0), Some(0));
        let told = |places, people, now| {
            decide_walk_in(at("02:00"), at("03:30"), false, places, people, at(now))
        };
        assert_eq!(told(Some(2), 2, "02:00"), CheckInReason::Ok);
        assert_eq!(told(Some(2), 3, "02:00"), CheckInReason::Full);
        assert_eq!(told(None, 3, "00:10"), CheckInReason::TooEarly);
        assert_eq!(told(None, 3, "03:40"), CheckInReason::TooLate);
    }
}
