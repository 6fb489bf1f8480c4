//! Activities that come again: a rule with its exceptions, what a change of it does to dates that exist, and what
//! collides with what.
//!
//! Pure decisions. Which dates a rule gives is `server::recurrence`; storing them is `server::store`.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::almanac::LunarDate;
use super::play_schedule::local_instant;
use super::recurrence::{Rule, RuleFault};
use super::text::LocalizedText;

/// Dates that are named one by one, at most.
pub const DATES_MAX: usize = 60;

/// How an activity comes again, in the wall-clock time of its centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The first date the rule may give, and the time of day of all (DTSTART).
    pub starts: NaiveDateTime,
    /// How long each takes.
    pub minutes: u32,
    /// Places of each; `None` is walk in.
    pub capacity: Option<u32>,
    /// By what rule.
    pub by: By,
    /// Dates beside the rule (RDATE).
    #[serde(default)]
    pub also: BTreeSet<NaiveDate>,
    /// Dates the rule gives that are left out (EXDATE).
    #[serde(default)]
    pub except: BTreeSet<NaiveDate>,
    /// Whether dates on statutory holidays are left out.
    #[serde(default)]
    pub not_on_holidays: bool,
}

/// By what rule dates come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A recurrence rule of RFC 5545, as [`Rule`] writes it.
    Rule(String),
    /// Every year on a day of the traditional calendar. RFC 5545 has no word for it; calendars elsewhere get RDATEs.
    Lunar(LunarDay),
    /// Only on the dates named one by one.
    Dates,
}

/// A day of each year of the traditional calendar, never of a leap month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LunarDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 30; where the month has 29 days, 30 is its last (除夕).
    pub day: u8,
}

impl LunarDay {
    /// The day with these numbers, if there can be one.
    pub fn new(month: u8, day: u8) -> Option<Self> {
        ((1..=12).contains(&month) && (1..=30).contains(&day)).then_some(Self { month, day })
    }

    /// Whether this is the day; `next` is the day after it.
    pub fn is(self, day: LunarDate, next: Option<LunarDate>) -> bool {
        if day.leap || day.month != self.month {
            return false;
        }
        let last = next.is_none_or(|next| next.day == 1);
        day.day == self.day || (self.day == 30 && day.day == 29 && last)
    }
}

impl Series {
    /// The rule, read.
    ///
    /// # Errors
    ///
    /// What is wrong with it: a rule comes from a database or a file, too.
    pub fn rule(&self, zone: Tz) -> Result<Option<Rule>, RuleFault> {
        match &self.by {
            By::Rule(text) => Rule::parse(text, zone).map(Some),
            By::Lunar(_) | By::Dates => Ok(None),
        }
    }

    /// When a date begins and ends. It takes as long as it takes, whatever clocks do meanwhile.
    pub fn span(&self, slot: NaiveDateTime, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let starts_at = local_instant(slot, zone)?;
        let ends_at = starts_at + chrono::Duration::minutes(i64::from(self.minutes));
        Some((starts_at, ends_at))
    }

    /// The time of day.
    pub fn time(&self) -> NaiveTime {
        self.starts.time()
    }
}

/// A date of a series that exists and lies ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The occurrence.
    pub id: Uuid,
    /// The wall-clock start the rule gave it.
    pub slot: NaiveDateTime,
    /// Whether a person has moved, canceled or changed it.
    pub by_hand: bool,
    /// How many hold a place or wait.
    pub registered: u32,
    /// Whether anybody ever registered: then it stays on record.
    pub recorded: bool,
}

/// What happens to dates with registrations that no longer fit a changed series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// They go to the new time on the same day; where there is none, they stay as they are.
    Move,
    /// They stay as they are.
    Keep,
    /// They are canceled, with a reason.
    Cancel,
}

impl Held {
    /// The choice with this name in forms.
    pub fn from_key(key: &str) -> Option<Held> {
        match key {
            "move" => Some(Held::Move),
            "keep" => Some(Held::Keep),
            "cancel" => Some(Held::Cancel),
            _ => None,
        }
    }
}

/// What a change of a series does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeriesChange {
    /// Dates that stay on their slot and take the series' length and places.
    pub stay: Vec<Uuid>,
    /// Dates that go to another time on the same day.
    pub moved: Vec<(Uuid, NaiveDateTime)>,
    /// Dates with registrations that stay as they are, from now on by hand.
    pub kept: Vec<Uuid>,
    /// Dates that are canceled.
    pub canceled: Vec<Uuid>,
    /// Dates nobody ever registered for: they are gone.
    pub removed: Vec<Uuid>,
    /// New dates.
    pub added: Vec<NaiveDateTime>,
}

/// Dates with registrations that no longer fit, for staff to decide about.
pub fn held_back<'a>(made: &'a [Made], wanted: &BTreeSet<NaiveDateTime>) -> Vec<&'a Made> {
    made.iter()
        .filter(|date| !date.by_hand && date.registered > 0 && !wanted.contains(&date.slot))
        .collect()
}

/// What has to happen so that the dates ahead are those wanted. Whatever a person changed by hand stays.
pub fn change_of(made: &[Made], wanted: &BTreeSet<NaiveDateTime>, held: Held) -> SeriesChange {
    let mut change = SeriesChange::default();
    let taken: BTreeSet<_> = made.iter().map(|date| date.slot).collect();
    let mut open: BTreeSet<_> = wanted.difference(&taken).copied().collect();
    for date in made.iter().filter(|date| !date.by_hand) {
        if wanted.contains(&date.slot) {
            change.stay.push(date.id);
            continue;
        }
        let same_day = open
            .iter()
            .find(|slot| slot.date() == date.slot.date())
            .copied();
        let may_move = date.registered == 0 || held == Held::Move;
        match same_day {
            Some(slot) if may_move => {
                open.remove(&slot);
                change.moved.push((date.id, slot));
            }
            _ if date.registered > 0 && held == Held::Cancel => change.canceled.push(date.id),
            _ if date.registered > 0 => {
                // Who holds a place on a day keeps that day; a second date beside it would collide with it.
                if let Some(slot) = same_day {
                    open.remove(&slot);
                }
                change.kept.push(date.id);
            }
            _ if date.recorded => change.canceled.push(date.id),
            _ => change.removed.push(date.id),
        }
    }
    // A date that a person moved or canceled stands for its day's slot, at whatever time that was.
    let by_hand: BTreeSet<_> = made
        .iter()
        .filter(|date| date.by_hand)
        .map(|date| date.slot.date())
        .collect();
    change.added = open
        .into_iter()
        .filter(|slot| !by_hand.contains(&slot.date()))
        .collect();
    change
}

/// A time that is taken or wanted, with where and by whom.
#[derive(Debug, Clone)]
pub struct Booking {
    /// The occurrence, if it exists.
    pub occurrence: Option<Uuid>,
    /// Its activity.
    pub activity: Uuid,
    /// Its name.
    pub title: LocalizedText,
    /// Where.
    pub room: LocalizedText,
    /// Who holds it.
    pub host: LocalizedText,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// Two things at one time in one room or by one host.
#[derive(Debug, Clone)]
pub struct Collision {
    /// What is wanted.
    pub starts_at: DateTime<Utc>,
    /// What is in the way.
    pub other: Booking,
    /// The room is taken.
    pub room: bool,
    /// The host is busy.
    pub host: bool,
}

/// What of `wanted` collides with what of `others`, by time. Ends and beginnings that touch do not.
pub fn collisions(wanted: &[Booking], others: &[Booking]) -> Vec<Collision> {
    let mut found = Vec::new();
    for want in wanted {
        for other in others {
            let itself = want.occurrence.is_some() && want.occurrence == other.occurrence;
            let at_once = want.starts_at < other.ends_at && other.starts_at < want.ends_at;
            let room = same_name(&want.room, &other.room);
            let host = same_name(&want.host, &other.host);
            if !itself && at_once && (room || host) {
                found.push(Collision {
                    starts_at: want.starts_at,
                    other: other.clone(),
                    room,
                    host,
                });
            }
        }
    }
    found.sort_by_key(|collision| (collision.starts_at, collision.other.starts_at));
    found
}

/// Whether two names mean the same: in any language both have, whatever the spaces and capitals.
pub fn same_name(one: &LocalizedText, other: &LocalizedText) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect()
    };
    one.0.iter().any(|(language, text)| {
        let text = plain(text);
        !text.is_empty() && other.get(language).map(plain) == Some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        format!("2026-12-{text}:00").parse().expect("a time")
    }

    fn made(number: u128, slot: &str, registered: u32) -> Made {
        Made {
            id: Uuid::from_u128(number),
            slot: at(slot),
            by_hand: false,
            registered,
            recorded: registered > 0,
        }
    }

    /// The change in one line: `stay 1; move 2>10:30; keep 3; cancel 4; remove 5; add 21T10:00`.
    #[track_caller]
    fn check(dates: &[Made], wanted: &[&str], held: Held, expected: &str) {
        let wanted = wanted.iter().map(|slot| at(slot)).collect();
        let change = change_of(dates, &wanted, held);
        let ids = |ids: &[Uuid]| -> Vec<String> {
            ids.iter().map(|id| id.as_u128().to_string()).collect()
        };
        let moved: Vec<_> = change
            .moved
            .iter()
            .map(|(id, slot)| format!("{}>{}", id.as_u128(), slot.format("%H:%M")))
            .collect();
        let added: Vec<_> = change
            .added
            .iter()
            .map(|slot| slot.format("%d").to_string())
            .collect();
        let parts = [
            ("stay", ids(&change.stay)),
            ("move", moved),
            ("keep", ids(&change.kept)),
            ("cancel", ids(&change.canceled)),
            ("remove", ids(&change.removed)),
            ("add", added),
        ];
        let told: Vec<_> = parts
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(name, list)| format!("{name} {}", list.join(" ")))
            .collect();
        assert_eq!(told.join("; "), expected);
    }

    #[test]
    fn a_new_time_moves_every_date_and_asks_about_those_with_people() {
        let dates = [made(1, "07T10:00", 0), made(2, "14T10:00", 5)];
        let wanted = ["07T10:30", "14T10:30", "21T10:30"];
        check(&dates, &wanted, Held::Move, "move 1>10:30 2>10:30; add 21");
        check(&dates, &wanted, Held::Keep, "move 1>10:30; keep 2; add 21");
        check(
            &dates,
            &wanted,
            Held::Cancel,
            "move 1>10:30; cancel 2; add 14 21",
        );
        let wanted = wanted.iter().map(|slot| at(slot)).collect();
        assert_eq!(held_back(&dates, &wanted).len(), 1);
    }

    #[test]
    fn another_weekday_drops_empty_dates_and_keeps_who_registered() {
        let dates = [made(1, "07T10:00", 0), made(2, "14T10:00", 5)];
        let wanted = ["08T10:00", "15T10:00"];
        check(&dates, &wanted, Held::Move, "keep 2; remove 1; add 08 15");
        check(
            &dates,
            &wanted,
            Held::Cancel,
            "cancel 2; remove 1; add 08 15",
        );
    }

    #[test]
    fn what_a_person_changed_stays_and_is_not_made_again() {
        let by_hand = Made {
            by_hand: true,
            ..made(1, "07T10:00", 3)
        };
        let dates = [by_hand, made(2, "14T10:00", 0)];
        check(&dates, &["07T10:00", "14T10:00"], Held::Move, "stay 2");
        check(
            &dates,
            &["07T11:00", "14T11:00"],
            Held::Cancel,
            "move 2>11:00",
        );
    }

    #[test]
    fn a_date_somebody_gave_up_stays_on_record() {
        let gave_up = Made {
            recorded: true,
            ..made(1, "07T10:00", 0)
        };
        check(&[gave_up], &[], Held::Keep, "cancel 1");
    }

    fn booking(number: u128, room: &str, host: &str, from: &str, to: &str) -> Booking {
        Booking {
            occurrence: Some(Uuid::from_u128(number)),
            activity: Uuid::from_u128(number),
            title: LocalizedText::zh_en("x", "x"),
            room: LocalizedText::zh_en(room, ""),
            host: LocalizedText::zh_en(host, ""),
            starts_at: at(from).and_utc(),
            ends_at: at(to).and_utc(),
        }
    }

    #[test]
    fn a_room_and_a_host_can_be_in_one_place_at_a_time() {
        let hall = booking(1, "大厅", "王老师", "07T10:00", "07T11:00");
        let told = |other: Booking| -> Vec<_> {
            collisions(std::slice::from_ref(&hall), &[other])
                .iter()
                .map(|collision| (collision.room, collision.host))
                .collect()
        };
        assert!(
            told(booking(2, "大 厅", "", "07T10:30", "07T12:00")),
            [(true, false)]
        );
        assert_eq!(
            told(booking(2, "二楼", "王老师", "07T09:00", "07T10:01")),
            [(false, true)]
        );
        assert!(told(booking(2, "大厅", "", "07T11:00", "07T12:00")).is_empty());
        assert!(told(booking(2, "二楼", "", "07T10:00", "07T11:00")).is_empty());
        assert!(told(hall.clone()).is_empty());
    }

    #[test]
    fn the_thirtieth_is_the_eve_also_in_a_short_month() {
        let eve = LunarDay { month: 12, day: 30 };
        let day = |month, day| LunarDate {
            month,
            leap: false,
            day,
        };
        assert!(eve.is(day(12, 29), Some(day(1, 1))));
        assert!(!eve.is(day(12, 29), Some(day(12, 30))));
        assert!(eve.is(day(12, 30), Some(day(1, 1))));
        let leap = LunarDate {
            month: 12,
            leap: true,
            day: 30,
        };
        assert!(!eve.is(leap, None));
    }
}
