//! Who gets a place when: what somebody who asks gets, and whose a place is that comes free.
//!
//! A place that comes free goes to the first party in order that fits whole. A family that does not fit keeps its
//! number and is looked at again whenever a place comes free; who passes it, and for how many places, is in the record.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{OverflowPlan, PlaceOrder};
use crate::model::check_in;
use crate::model::registration::{RegistrationReason, RegistrationSource, Standing};

/// The class of everyone where registering first is all that counts, of first-timers, and of whoever was drawn.
pub const CLASS_FIRST: u8 = 0;
/// The class of those who have been here before, and of those who came after lots were drawn.
pub const CLASS_SECOND: u8 = 1;
/// The class of those who wait at the door: before the start everyone on the waitlist goes before them.
pub const CLASS_DOOR: u8 = 2;

/// An occurrence as the decisions need it.
#[derive(Debug, Clone, Copy)]
pub struct Seats<'a> {
    /// What is to happen when more come than fit.
    pub plan: &'a OverflowPlan,
    /// All places; `None` means walk in.
    pub capacity: Option<u32>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Whether lots were drawn.
    pub drawn: bool,
}

/// How many have a place and how many wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Confirmed, and offered.
    pub held: u32,
    /// Of those, people who gave no phone number.
    pub held_without_phone: u32,
    /// People who wait, in the lottery too.
    pub waiting: u32,
    /// People who came without having registered.
    pub walked_in: u32,
}

/// Free places, and how many of them are kept for people without a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Free {
    all: u32,
    kept: u32,
}

/// Some people who want a place together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// How many.
    pub people: u32,
    /// Whether they gave no phone number.
    pub without_phone: bool,
    /// Whether nothing is known of an earlier place in this activity.
    pub first_time: bool,
    /// From where.
    pub source: RegistrationSource,
}

/// What they get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// They are in, and stand there. A party that waits may be given a place at once by [`Promoter`].
    As {
        /// Where they stand.
        standing: Standing,
        /// Before or after whom they wait.
        class: u8,
    },
    /// They are not.
    Refused {
        /// Why.
        reason: RegistrationReason,
        /// When it will be otherwise.
        at: Option<DateTime<Utc>>,
    },
}

/// A party that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingParty {
    /// Those who registered together.
    pub party: Uuid,
    /// How many of them wait.
    pub people: u32,
    /// Whether they gave no phone number.
    pub without_phone: bool,
    /// Before or after whom.
    pub class: u8,
    /// Where they wait.
    pub standing: Standing,
}

/// What [`Promoter`] says of one party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It has a place, or the offer of one; whoever stood before it and did not fit is passed over.
    Takes {
        /// Until when the place is kept for a yes; `None` is confirmed at once.
        offer_until: Option<DateTime<Utc>>,
        /// Parties passed over for the first time, with the places that were free and how many they need.
        passed: Vec<(Uuid, u32, u32)>,
    },
    /// It waits on.
    Waits,
}

impl Seats<'_> {
    /// Places that are free at `now` for whoever registers or waits.
    pub fn free(&self, taken: &Taken, now: DateTime<Utc>) -> Free {
        let Some(capacity) = self.capacity else {
            return Free {
                all: u32::MAX,
                kept: 0,
            };
        };
        // Once it has begun, nobody comes any more for whom a place would be kept.
        if now >= self.starts_at {
            return Free {
                all: capacity
                    .saturating_sub(taken.held)
                    .saturating_sub(taken.walked_in),
                kept: 0,
            };
        }
        let kept_until = super::earlier(
            self.starts_at,
            Duration::hours(i64::from(self.plan.kept_until_hours)),
        );
        let kept = if now < kept_until {
            self.plan
                .kept_without_phone
                .saturating_sub(taken.held_without_phone)
        } else {
            0
        };
        Free {
            all: self
                .plan
                .open_places(capacity)
                .saturating_sub(taken.held)
                .saturating_sub(taken.walked_in.saturating_sub(self.plan.kept_for_walk_ins)),
            kept,
        }
    }

    /// What people who ask at `now` get.
    pub fn join(&self, taken: &Taken, asking: &Asking, now: DateTime<Utc>) -> Joining {
        let by_themselves = matches!(
            asking.source,
            RegistrationSource::Kiosk | RegistrationSource::Phone
        );
        if now >= self.ends_at {
            return refused(RegistrationReason::Over);
        }
        let Some(capacity) = self.capacity else {
            return if by_themselves {
                refused(RegistrationReason::NoRegistrationNeeded)
            } else {
                Joining::As {
                    standing: Standing::Confirmed,
                    class: CLASS_FIRST,
                }
            };
        };
        if by_themselves {
            if let Some(opens_at) = self.plan.opens_at(self.starts_at)
                && now < opens_at
            {
                return Joining::Refused {
                    reason: RegistrationReason::NotOpenYet,
                    at: Some(opens_at),
                };
            }
            if now >= self.plan.closes_at(self.starts_at) {
                return refused(RegistrationReason::Closed);
            }
        }
        let door = asking.source == RegistrationSource::Door
            && now >= super::earlier(self.starts_at, check_in::OPENS_BEFORE);
        if door {
            return self.join_at_the_door(capacity, taken, asking.people);
        }
        if asking.people > self.plan.open_places(capacity) {
            return refused(RegistrationReason::Full);
        }
        let lots_to_come = self.plan.order == PlaceOrder::Lottery && !self.drawn;
        if lots_to_come && now < self.plan.closes_at(self.starts_at) {
            return Joining::As {
                standing: Standing::Entered,
                class: CLASS_FIRST,
            };
        }
        let class = match self.plan.order {
            PlaceOrder::FirstCome => CLASS_FIRST,
            PlaceOrder::FirstTimers if asking.first_time => CLASS_FIRST,
            PlaceOrder::FirstTimers | PlaceOrder::Lottery => CLASS_SECOND,
        };
        let fits = self
            .free(taken, now)
            .fits(asking.people, asking.without_phone)
            && self.turn_has_come(class, now);
        if fits && taken.waiting == 0 && !lots_to_come {
            return Joining::As {
                standing: Standing::Confirmed,
                class,
            };
        }
        let waitlist_is_full = self
            .plan
            .waitlist_max
            .is_some_and(|max| taken.waiting.saturating_add(asking.people) > max);
        // It has begun: nobody who is elsewhere can be told of a place in time.
        if (waitlist_is_full && !fits) || now >= self.starts_at {
            return refused(RegistrationReason::Full);
        }
        Joining::As {
            standing: Standing::Waiting,
            class,
        }
    }

    fn join_at_the_door(&self, capacity: u32, taken: &Taken, people: u32) -> Joining {
        let free = capacity
            .saturating_sub(taken.held)
            .saturating_sub(taken.walked_in);
        if people <= free {
            Joining::As {
                standing: Standing::Confirmed,
                class: CLASS_DOOR,
            }
        } else if self.plan.standby_minutes.is_some() && people <= capacity {
            Joining::As {
                standing: Standing::Standby,
                class: CLASS_DOOR,
            }
        } else {
            refused(RegistrationReason::Full)
        }
    }

    /// Whether a class may be given places at `now`.
    fn turn_has_come(&self, class: u8, now: DateTime<Utc>) -> bool {
        let firsts_only_until = super::earlier(
            self.starts_at,
            Duration::hours(i64::from(self.plan.first_timers_until_hours)),
        );
        self.plan.order != PlaceOrder::FirstTimers
            || class == CLASS_FIRST
            || now >= firsts_only_until
    }
}

fn refused(reason: RegistrationReason) -> Joining {
    Joining::Refused { reason, at: None }
}

impl Free {
    /// How many are free for someone with a phone, and for someone without.
    pub fn count(&self, without_phone: bool) -> u32 {
        if without_phone {
            self.all
        } else {
            self.all.saturating_sub(self.kept)
        }
    }

    /// Whether this many people fit.
    pub fn fits(&self, people: u32, without_phone: bool) -> bool {
        people <= self.count(without_phone)
    }

    /// What is free on both of two dates.
    pub fn on_both(self, other: Free) -> Free {
        Free {
            all: self.all.min(other.all),
            kept: self.kept.max(other.kept),
        }
    }

    fn take(&mut self, people: u32, without_phone: bool) {
        self.all = self.all.saturating_sub(people);
        if without_phone {
            self.kept = self.kept.saturating_sub(people);
        }
    }
}

/// Gives free places to those who wait, one party after the other in their order.
#[derive(Debug)]
pub struct Promoter<'a> {
    seats: Seats<'a>,
    free: Free,
    now: DateTime<Utc>,
    /// Those who did not fit and of whom nothing was recorded yet.
    passed: Vec<(Uuid, u32, u32)>,
}

impl<'a> Promoter<'a> {
    /// With the places that are free at `now`.
    pub fn new(seats: Seats<'a>, free: Free, now: DateTime<Utc>) -> Self {
        Self {
            seats,
            free,
            now,
            passed: Vec::new(),
        }
    }

    /// Whether nobody further can be given anything.
    pub fn is_done(&self) -> bool {
        let lots_to_come = self.seats.plan.order == PlaceOrder::Lottery && !self.seats.drawn;
        self.free.all == 0
            || lots_to_come
            || self.now >= self.seats.ends_at
            || (self.now >= self.seats.starts_at && !self.after_release())
    }

    fn after_release(&self) -> bool {
        self.seats
            .plan
            .released_at(self.seats.starts_at)
            .is_some_and(|at| self.now >= at)
    }

    /// Looks at the next party in order.
    pub fn consider(&mut self, party: &WaitingParty) -> Verdict {
        let begun = self.now >= self.seats.starts_at;
        let can_come = match party.standing {
            Standing::Standby => true,
            Standing::Waiting => !begun,
            _ => false,
        };
        if self.is_done() || !can_come || !self.seats.turn_has_come(party.class, self.now) {
            return Verdict::Waits;
        }
        if !self.free.fits(party.people, party.without_phone) {
            let free = self.free.count(party.without_phone);
            self.passed.push((party.party, free, party.people));
            return Verdict::Waits;
        }
        self.free.take(party.people, party.without_phone);
        let offer = self
            .seats
            .plan
            .offer_minutes
            .filter(|_| party.standing == Standing::Waiting);
        let until = |minutes| {
            let full = self
                .now
                .checked_add_signed(Duration::minutes(i64::from(minutes)));
            full.unwrap_or(self.seats.starts_at)
                .min(self.seats.starts_at)
        };
        Verdict::Takes {
            offer_until: offer.map(until),
            passed: std::mem::take(&mut self.passed),
        }
    }
}
