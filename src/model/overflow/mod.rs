//! Overflow plans: what happens when more people come than fit.
//!
//! Pure decisions: [`places`] says who gets a place when, [`lottery`] draws lots that anyone can draw again, [`record`]
//! tells from the record alone where everyone stands and why. Storing what they did is `server::store`.

pub mod lottery;
pub mod places;
pub mod record;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// The plan of an activity, chosen by staff. The default is first come, first served with a waitlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct OverflowPlan {
    /// Whose place a place is.
    pub order: PlaceOrder,
    /// Places kept for people who come without having registered.
    pub kept_for_walk_ins: u32,
    /// Places kept for people who give no phone number, until [`OverflowPlan::kept_until_hours`] before the start.
    pub kept_without_phone: u32,
    /// Hours before the start at which places kept for people without a phone are everyone's.
    pub kept_until_hours: u32,
    /// First-timers first: until this many hours before the start only they are confirmed at once.
    pub first_timers_until_hours: u32,
    /// Registration opens this many days before the start; `None` is as soon as the activity is announced.
    pub opens_days_before: Option<u32>,
    /// Registration closes this many minutes before the start; a lottery is drawn then.
    pub closes_minutes_before: u32,
    /// Most people on the waitlist; 0 is no waitlist, `None` is no limit.
    pub waitlist_max: Option<u32>,
    /// Minutes to say yes to a place that came free; `None` confirms at once.
    pub offer_minutes: Option<u32>,
    /// Minutes after the start at which places of people who have not come go to those who wait at the door.
    pub standby_minutes: Option<u32>,
    /// How many have to wait before another occurrence is proposed to staff.
    pub another_at: Option<u32>,
}

/// Minutes before the start at which lots are drawn at the latest; the door opens then, too.
pub const LOTTERY_MINUTES_MIN: u32 = 60;

/// Whose place a place is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceOrder {
    /// In the order of registering.
    #[default]
    FirstCome,
    /// Lots are drawn when registration closes.
    Lottery,
    /// People who have not had a place in this activity before, then the others; each in the order of registering.
    FirstTimers,
}

impl PlaceOrder {
    /// Every order.
    pub const ALL: [PlaceOrder; 3] = [Self::FirstCome, Self::Lottery, Self::FirstTimers];

    /// The name in files, forms and locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::FirstCome => "first_come",
            Self::Lottery => "lottery",
            Self::FirstTimers => "first_timers",
        }
    }

    /// The order with this [`PlaceOrder::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.key() == key)
    }
}

impl Default for OverflowPlan {
    fn default() -> Self {
        Self {
            order: PlaceOrder::FirstCome,
            kept_for_walk_ins: 0,
            kept_without_phone: 0,
            kept_until_hours: 24,
            first_timers_until_hours: 24,
            opens_days_before: None,
            closes_minutes_before: 0,
            waitlist_max: None,
            offer_minutes: None,
            standby_minutes: None,
            another_at: None,
        }
    }
}

impl OverflowPlan {
    /// When registration opens; `None` when it is open from the first.
    pub fn opens_at(&self, starts_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = Duration::days(i64::from(self.opens_days_before?));
        starts_at.checked_sub_signed(days)
    }

    /// When registration closes and a lottery is drawn.
    ///
    /// Lots are drawn [`LOTTERY_MINUTES_MIN`] before the start at the latest: while people can still be told.
    pub fn closes_at(&self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        let minutes = match self.order {
            PlaceOrder::Lottery => self.closes_minutes_before.max(LOTTERY_MINUTES_MIN),
            PlaceOrder::FirstCome | PlaceOrder::FirstTimers => self.closes_minutes_before,
        };
        earlier(starts_at, Duration::minutes(i64::from(minutes)))
    }

    /// When places of people who have not come are given away.
    pub fn released_at(&self, starts_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let minutes = Duration::minutes(i64::from(self.standby_minutes?));
        starts_at.checked_add_signed(minutes)
    }

    /// Places that can be had by registering; the others are for whoever walks in.
    pub fn open_places(&self, capacity: u32) -> u32 {
        capacity.saturating_sub(self.kept_for_walk_ins)
    }

    /// Whether another occurrence should be proposed while this many wait.
    pub fn proposes_another(&self, waiting: u32) -> bool {
        self.another_at
            .is_some_and(|threshold| waiting >= threshold.max(1))
    }
}

/// `hours` or minutes before an instant; the instant itself where time does not reach back so far.
fn earlier(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    at.checked_sub_signed(by).unwrap_or(at)
}
