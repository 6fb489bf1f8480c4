//! Overflow plans as decisions: who gets a place, who waits before whom, and what the record says of it.

use chrono::{DateTime, Duration, Utc};
use tongxin::model::overflow::places::{
    Asking, CLASS_FIRST, CLASS_SECOND, Joining, Promoter, Seats, Taken, Verdict, WaitingParty,
};
use tongxin::model::overflow::record::{Change, HowCanceled, RecordEntry, Roster};
use tongxin::model::overflow::{OverflowPlan, PlaceOrder};
use tongxin::model::registration::{RegistrationReason, RegistrationSource, Standing};
use uuid::Uuid;

fn start() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().expect("a time")
}

fn before(hours: i64) -> DateTime<Utc> {
    start() - Duration::hours(hours)
}

fn seats(plan: &OverflowPlan, capacity: u32) -> Seats<'_> {
    Seats {
        plan,
        capacity: Some(capacity),
        starts_at: start(),
        ends_at: start() + Duration::hours(2),
        drawn: false,
    }
}

fn asking(people: u32) -> Asking {
    Asking {
        people,
        without_phone: false,
        first_time: false,
        source: RegistrationSource::Kiosk,
    }
}

fn taken(held: u32, waiting: u32) -> Taken {
    Taken {
        held,
        waiting,
        ..Taken::default()
    }
}

#[track_caller]
fn stands(joining: Joining, standing: Standing, class: u8) {
    assert_eq!(joining, Joining::As { standing, class });
}

#[track_caller]
fn refused(joining: Joining, expected: RegistrationReason) {
    let Joining::Refused { reason, .. } = joining else {
        unreachable!("it is refused: {joining:?}")
    };
    assert_eq!(reason, expected);
}

#[test]
fn first_come_is_first_served_and_whoever_waits_goes_before_the_next() {
    let plan = OverflowPlan::default();
    let seats = seats(&plan, 10);
    let join = |taken, people| seats.join(&taken, &asking(people), before(48));
    stands(join(taken(9, 0), 1), Standing::Confirmed, CLASS_FIRST);
    stands(join(taken(10, 0), 1), Standing::Waiting, CLASS_FIRST);
    stands(join(taken(9, 1), 1), Standing::Waiting, CLASS_FIRST);
    // All of a family or none.
    stands(join(taken(7, 0), 3), Standing::Confirmed, CLASS_FIRST);
    stands(join(taken(8, 0), 3), Standing::Waiting, CLASS_FIRST);
    refused(join(taken(0, 0), 11), RegistrationReason::Full);
}

#[test]
fn a_waitlist_has_the_length_its_plan_gives_it() {
    let plan = OverflowPlan {
        waitlist_max: Some(5),
        ..OverflowPlan::default()
    };
    let seats = seats(&plan, 10);
    let join = |waiting, people| seats.join(&taken(10, waiting), &asking(people), before(48));
    stands(join(4, 1), Standing::Waiting, CLASS_FIRST);
    refused(join(5, 1), RegistrationReason::Full);
    refused(join(4, 2), RegistrationReason::Full);
}

#[test]
fn places_are_kept_for_walk_ins_and_for_people_without_a_phone() {
    let plan = OverflowPlan {
        kept_for_walk_ins: 2,
        kept_without_phone: 3,
        kept_until_hours: 24,
        ..OverflowPlan::default()
    };
    let seats = seats(&plan, 10);
    let join = |held, held_without_phone, without_phone, now| {
        let taken = Taken {
            held,
            held_without_phone,
            ..Taken::default()
        };
        let asking = Asking {
            without_phone,
            ..asking(1)
        };
        seats.join(&taken, &asking, now)
    };
    stands(join(4, 0, false, before(48)), Standing::Confirmed, 0);
    stands(join(5, 0, false, before(48)), Standing::Waiting, 0);
    stands(join(7, 2, true, before(48)), Standing::Confirmed, 0);
    // Two of the three who came without one: one place is kept for the third.
    stands(join(6, 2, false, before(48)), Standing::Confirmed, 0);
    stands(join(7, 2, false, before(48)), Standing::Waiting, 0);
    // From a day before, they are everyone's; those for walk-ins are not.
    stands(join(7, 0, false, before(24)), Standing::Confirmed, 0);
    stands(join(8, 0, false, before(24)), Standing::Waiting, 0);
    let door = Asking {
        source: RegistrationSource::Door,
        ..asking(2)
    };
    let at_the_door = seats.join(&taken(8, 3), &door, before(0));
    assert!(matches!(
        at_the_door,
        Joining::As {
            standing: Standing::Confirmed,
            ..
        }
    ));
    refused(
        seats.join(&taken(9, 3), &door, before(0)),
        RegistrationReason::Full,
    );
}

#[test]
fn registration_opens_and_closes_when_the_plan_says() {
    let plan = OverflowPlan {
        opens_days_before: Some(7),
        closes_minutes_before: 120,
        ..OverflowPlan::default()
    };
    let seats = seats(&plan, 10);
    let join = |now, source| {
        let asking = Asking {
            source,
            ..asking(1)
        };
        seats.join(&taken(0, 0), &asking, now)
    };
    let kiosk = RegistrationSource::Kiosk;
    assert_eq!(
        join(before(7 * 24 + 1), kiosk),
        Joining::Refused {
            reason: RegistrationReason::NotOpenYet,
            at: Some(before(7 * 24)),
        }
    );
    stands(join(before(7 * 24), kiosk), Standing::Confirmed, 0);
    refused(join(before(2), kiosk), RegistrationReason::Closed);
    // Staff know what they do.
    let staff = RegistrationSource::Staff;
    stands(join(before(7 * 24 + 1), staff), Standing::Confirmed, 0);
    stands(join(before(1), staff), Standing::Confirmed, 0);
    refused(join(before(-3), staff), RegistrationReason::Over);
}

#[test]
fn lots_are_drawn_when_registration_closes() {
    let plan = OverflowPlan {
        order: PlaceOrder::Lottery,
        closes_minutes_before: 60 * 24,
        ..OverflowPlan::default()
    };
    let open = seats(&plan, 10);
    let entered = open.join(&taken(0, 400), &asking(4), before(48));
    stands(entered, Standing::Entered, CLASS_FIRST);
    refused(
        open.join(&taken(0, 400), &asking(1), before(24)),
        RegistrationReason::Closed,
    );
    // Nobody gets a place before lots are drawn; afterwards those who were drawn go first.
    let mut promoter = Promoter::new(open, open.free(&taken(0, 1), before(48)), before(48));
    assert!(promoter.is_done());
    assert_eq!(promoter.consider(&party(1, 1)), Verdict::Waits);
    let drawn = Seats {
        drawn: true,
        ..open
    };
    let late = Asking {
        source: RegistrationSource::Staff,
        ..asking(1)
    };
    stands(
        drawn.join(&taken(10, 5), &late, before(20)),
        Standing::Waiting,
        CLASS_SECOND,
    );
}

#[test]
fn first_timers_go_first_until_the_day_before() {
    let plan = OverflowPlan {
        order: PlaceOrder::FirstTimers,
        first_timers_until_hours: 24,
        ..OverflowPlan::default()
    };
    let seats = seats(&plan, 10);
    let join = |first_time, now| {
        let asking = Asking {
            first_time,
            ..asking(1)
        };
        seats.join(&taken(0, 0), &asking, now)
    };
    stands(join(true, before(48)), Standing::Confirmed, CLASS_FIRST);
    stands(join(false, before(48)), Standing::Waiting, CLASS_SECOND);
    stands(join(false, before(24)), Standing::Confirmed, CLASS_SECOND);
    let been_before = WaitingParty {
        class: CLASS_SECOND,
        ..party(1, 1)
    };
    let consider =
        |now| Promoter::new(seats, seats.free(&taken(0, 1), now), now).consider(&been_before);
    assert_eq!(consider(before(25)), Verdict::Waits);
    assert!(matches!(consider(before(24)), Verdict::Takes { .. }));
}

fn party(id: u128, people: u32) -> WaitingParty {
    WaitingParty {
        party: Uuid::from_u128(id),
        people,
        without_phone: false,
        class: CLASS_FIRST,
        standing: Standing::Waiting,
    }
}

#[test]
fn a_family_that_does_not_fit_is_passed_over_and_keeps_its_number() {
    let plan = OverflowPlan::default();
    let seats = seats(&plan, 10);
    let mut promoter = Promoter::new(seats, seats.free(&taken(8, 9), before(48)), before(48));
    assert_eq!(promoter.consider(&party(1, 4)), Verdict::Waits);
    // Two were free when the family of four was looked at, and it is said once.
    assert_eq!(
        promoter.consider(&party(2, 1)),
        Verdict::Takes {
            offer_until: None,
            passed: vec![(Uuid::from_u128(1), 2, 4)],
        }
    );
    assert_eq!(
        promoter.consider(&party(3, 1)),
        Verdict::Takes {
            offer_until: None,
            passed: Vec::new(),
        }
    );
    assert!(promoter.is_done());
    // With four free it is the first.
    let mut promoter = Promoter::new(seats, seats.free(&taken(6, 7), before(48)), before(48));
    assert!(matches!(
        promoter.consider(&party(1, 4)),
        Verdict::Takes { .. }
    ));
}

#[test]
fn an_offer_ends_at_its_deadline_or_at_the_start() {
    let plan = OverflowPlan {
        offer_minutes: Some(120),
        ..OverflowPlan::default()
    };
    let seats = seats(&plan, 10);
    let offered = |now| {
        let mut promoter = Promoter::new(seats, seats.free(&taken(9, 1), now), now);
        match promoter.consider(&party(1, 1)) {
            Verdict::Takes { offer_until, .. } => offer_until,
            Verdict::Waits => None,
        }
    };
    assert_eq!(offered(before(48)), Some(before(46)));
    assert_eq!(offered(before(1)), Some(start()));
    // Once it has begun, nobody who is elsewhere can come in time.
    assert_eq!(offered(start()), None);
}

#[test]
fn places_of_who_has_not_come_go_to_the_door() {
    let plan = OverflowPlan {
        standby_minutes: Some(10),
        kept_for_walk_ins: 3,
        ..OverflowPlan::default()
    };
    let seats = seats(&plan, 10);
    let door = Asking {
        source: RegistrationSource::Door,
        ..asking(1)
    };
    let came = seats.join(&taken(10, 0), &door, before(0));
    assert!(matches!(
        came,
        Joining::As {
            standing: Standing::Standby,
            ..
        }
    ));
    let at_the_door = WaitingParty {
        standing: Standing::Standby,
        ..party(1, 1)
    };
    let gets = |now| {
        let mut promoter = Promoter::new(seats, seats.free(&taken(9, 1), now), now);
        matches!(promoter.consider(&at_the_door), Verdict::Takes { .. })
    };
    assert!(!gets(start() + Duration::minutes(9)));
    assert!(gets(start() + Duration::minutes(10)));
}

#[test]
fn another_occurrence_is_proposed_at_the_threshold() {
    let plan = OverflowPlan {
        another_at: Some(15),
        ..OverflowPlan::default()
    };
    assert!(!plan.proposes_another(14) && plan.proposes_another(15));
    assert!(!OverflowPlan::default().proposes_another(1_000));
}

#[test]
fn the_record_alone_says_who_waits_before_whom() {
    let entry = |seq, id: u128, party: u128, change| RecordEntry {
        seq,
        at: before(48),
        by: "kiosk".into(),
        registration: Uuid::from_u128(id),
        party: Uuid::from_u128(party),
        change,
    };
    let joined = |class, rank| Change::Joined {
        standing: Standing::Waiting,
        class,
        rank,
    };
    let mut record = vec![
        entry(1, 1, 1, joined(CLASS_SECOND, 1)),
        // A family of two.
        entry(2, 2, 2, joined(CLASS_FIRST, 2)),
        entry(3, 3, 2, joined(CLASS_FIRST, 2)),
        entry(4, 4, 4, joined(CLASS_SECOND, 4)),
        entry(5, 5, 5, joined(CLASS_FIRST, 5)),
    ];
    let order = |record: &[RecordEntry]| -> Vec<(u128, u32)> {
        let roster = Roster::replay(record);
        let waitlist = roster.waitlist();
        let place = |place: &tongxin::model::overflow::record::Place| {
            (place.party.as_u128(), place.position())
        };
        waitlist.iter().map(place).collect()
    };
    assert_eq!(order(&record), [(2, 1), (5, 3), (1, 4), (4, 5)]);
    let how = HowCanceled::ByThemselves;
    record.push(entry(6, 2, 2, Change::Canceled { how }));
    record.push(entry(7, 1, 1, Change::Canceled { how }));
    assert_eq!(order(&record), [(2, 1), (5, 2), (4, 3)]);
    record.push(entry(
        8,
        1,
        1,
        Change::Restored {
            standing: Standing::Waiting,
        },
    ));
    assert_eq!(order(&record), [(2, 1), (5, 2), (1, 3), (4, 4)]);
}

#[test]
fn odd_plans_and_times_at_the_edge_of_time_decide_without_a_panic() {
    let plan = OverflowPlan {
        kept_for_walk_ins: u32::MAX,
        kept_until_hours: u32::MAX,
        first_timers_until_hours: u32::MAX,
        opens_days_before: Some(u32::MAX),
        closes_minutes_before: u32::MAX,
        offer_minutes: Some(u32::MAX),
        standby_minutes: Some(u32::MAX),
        order: PlaceOrder::FirstTimers,
        ..OverflowPlan::default()
    };
    for starts_at in [DateTime::<Utc>::MIN_UTC, start(), DateTime::<Utc>::MAX_UTC] {
        for now in [DateTime::<Utc>::MIN_UTC, start(), DateTime::<Utc>::MAX_UTC] {
            let seats = Seats {
                starts_at,
                ends_at: starts_at,
                ..seats(&plan, 5)
            };
            seats.join(&taken(u32::MAX, 0), &asking(u32::MAX), now);
            let mut promoter = Promoter::new(seats, seats.free(&taken(0, 0), now), now);
            promoter.consider(&party(1, u32::MAX));
        }
    }
}
