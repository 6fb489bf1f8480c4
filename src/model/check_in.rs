//! Check-in: whether the person with this code is let in now, and what they are told.
//!
//! The same decision runs on the server and, from a cached list, on a kiosk without network.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::activity::RegistrationStatus;
use super::presence::{self, LEAVES_UNTIL, TWICE_WITHIN};
use super::tail::TailEntry;
use super::text::LocalizedText;

/// Digits of a check-in code.
pub const CODE_DIGITS: usize = 6;
/// Check-in opens this long before an occurrence starts.
pub const OPENS_BEFORE: Duration = Duration::minutes(60);
/// Wrong codes before a pause.
pub const WRONG_TRIES_MAX: u32 = 5;
/// How long the pause lasts.
pub const PAUSE: Duration = Duration::seconds(30);

/// What a kiosk or the server says to a check-in: a reason a machine can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckInReason {
    /// Let in and counted.
    Ok,
    /// Was let in before; counted once.
    AlreadyIn,
    /// The occurrence is on another day.
    NotToday,
    /// Check-in has not opened yet.
    TooEarly,
    /// The occurrence is over.
    TooLate,
    /// On the waitlist, without a place.
    Waitlisted,
    /// The registration was given up.
    Canceled,
    /// The whole occurrence was canceled.
    OccurrenceCanceled,
    /// No registration of this centre has this code.
    Unknown,
    /// The kiosk has no list and no server: it cannot know.
    NoList,
    /// A pass of another centre.
    OtherCentre,
    /// Went out, where coming and going count.
    Left,
    /// Came in once more, where coming and going count.
    InAgain,
    /// Several people can be meant: the answer lists them, and the kiosk asks who came.
    Choose,
    /// No place is free for somebody who has not registered.
    Full,
}

impl CheckInReason {
    /// Every reason, for tests that want a sentence for each.
    pub const ALL: [CheckInReason; 15] = [
        CheckInReason::Ok,
        CheckInReason::AlreadyIn,
        CheckInReason::NotToday,
        CheckInReason::TooEarly,
        CheckInReason::TooLate,
        CheckInReason::Waitlisted,
        CheckInReason::Canceled,
        CheckInReason::OccurrenceCanceled,
        CheckInReason::Unknown,
        CheckInReason::NoList,
        CheckInReason::OtherCentre,
        CheckInReason::Left,
        CheckInReason::InAgain,
        CheckInReason::Choose,
        CheckInReason::Full,
    ];

    /// The name in JSON, the database and locale keys.
    pub fn key(self) -> &'static str {
        match self {
            CheckInReason::Ok => "ok",
            CheckInReason::AlreadyIn => "already_in",
            CheckInReason::NotToday => "not_today",
            CheckInReason::TooEarly => "too_early",
            CheckInReason::TooLate => "too_late",
            CheckInReason::Waitlisted => "waitlisted",
            CheckInReason::Canceled => "canceled",
            CheckInReason::OccurrenceCanceled => "occurrence_canceled",
            CheckInReason::Unknown => "unknown",
            CheckInReason::NoList => "no_list",
            CheckInReason::OtherCentre => "other_centre",
            CheckInReason::Left => "left",
            CheckInReason::InAgain => "in_again",
            CheckInReason::Choose => "choose",
            CheckInReason::Full => "full",
        }
    }

    /// The reason with this [`CheckInReason::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }

    /// Whether somebody passed the door, so that it has to be kept.
    pub fn passes(self) -> bool {
        matches!(self, Self::Ok | Self::Left | Self::InAgain)
    }
}

/// One registration as the decision needs it, and as a kiosk may keep it: no name, no number, no plain code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CheckInEntry {
    /// The registration.
    pub registration: Uuid,
    /// The occurrence it is for.
    pub occurrence: Uuid,
    /// [`code_hash`] of its code.
    pub code_hash: String,
    /// The name as a public screen may show it, for example `王**`.
    pub masked_name: String,
    /// The activity's name.
    pub title: LocalizedText,
    /// Where to go.
    pub room: LocalizedText,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Where the registration stands.
    pub status: RegistrationStatus,
    /// Whether the occurrence was canceled.
    pub occurrence_canceled: bool,
    /// When the person was first let in.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// The activity.
    #[serde(default)]
    pub activity: Uuid,
    /// What registrations that were made together share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Uuid>,
    /// Whether coming and going both count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_and_out: bool,
    /// When the person passed the door, in any order; kept only where coming and going count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<DateTime<Utc>>,
    /// When staff took a check-in back: what happened before then does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<DateTime<Utc>>,
    /// For checking in by phone; `None` without a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tail: Option<TailEntry>,
}

impl CheckInEntry {
    /// Notes that the person passed the door at this time, unless staff have taken that back.
    pub fn note_passage(&mut self, at: DateTime<Utc>) {
        if self.undone_at.is_some_and(|undone| at <= undone) {
            return;
        }
        let first = self.checked_in_at.map_or(at, |before| before.min(at));
        self.checked_in_at = Some(first);
        if self.in_and_out && !self.passages.contains(&at) {
            self.passages.push(at);
        }
    }
}

/// What a check-in came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CheckInAnswer {
    /// The check-in's own id, made on the kiosk.
    pub id: Uuid,
    /// Why.
    pub reason: CheckInReason,
    /// The registration that is meant, where it is known; of several the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<CheckInEntry>,
    /// Of several people: those to choose from, or those who were let in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<CheckInEntry>,
}

impl CheckInAnswer {
    /// An answer that names nobody.
    pub fn nameless(id: Uuid, reason: CheckInReason) -> Self {
        Self {
            id,
            reason,
            entry: None,
            people: Vec::new(),
        }
    }
}

/// `407 215`: two groups are read out without a slip.
pub fn spaced_code(code: &str) -> String {
    match code.split_at_checked(CODE_DIGITS / 2) {
        Some((first, rest)) => format!("{first} {rest}"),
        None => code.to_owned(),
    }
}

/// The code as lists carry it: SHA-256 of centre and code, lower-case hex.
///
/// Six digits can be tried out by whoever holds the list; the hash only keeps codes from being read at a glance.
pub fn code_hash(centre: &str, code: &str) -> String {
    hex::encode(Sha256::digest(format!(
        "tongxin check-in\0{centre}\0{code}"
    )))
}

/// Whether this registration is let in at `now`. `same_day` says whether `now` and the start share a local date.
pub fn decide(entry: &CheckInEntry, now: DateTime<Utc>, same_day: bool) -> CheckInReason {
    if entry.occurrence_canceled {
        return CheckInReason::OccurrenceCanceled;
    }
    match entry.status {
        RegistrationStatus::Canceled => return CheckInReason::Canceled,
        RegistrationStatus::Waitlisted => return CheckInReason::Waitlisted,
        RegistrationStatus::Confirmed => {}
    }
    if let (true, Some(presence)) = (entry.in_and_out, presence::presence(&entry.passages)) {
        let again = (now - presence.since).abs() < TWICE_WITHIN;
        return match (presence.inside, again) {
            (true, true) => CheckInReason::AlreadyIn,
            (false, true) => CheckInReason::Left,
            (true, false) if now <= entry.ends_at + LEAVES_UNTIL => CheckInReason::Left,
            (false, false) if now <= entry.ends_at => CheckInReason::InAgain,
            _ => CheckInReason::TooLate,
        };
    }
    if entry.checked_in_at.is_some() {
        return CheckInReason::AlreadyIn;
    }
    if now > entry.ends_at {
        return if same_day {
            CheckInReason::TooLate
        } else {
            CheckInReason::NotToday
        };
    }
    if now < entry.starts_at - OPENS_BEFORE {
        return if same_day {
            CheckInReason::TooEarly
        } else {
            CheckInReason::NotToday
        };
    }
    CheckInReason::Ok
}

/// Counts wrong codes on one kiosk, whoever types them, so that codes cannot be tried out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WrongTries {
    count: u32,
    paused_until: Option<DateTime<Utc>>,
}

impl WrongTries {
    /// Notes a wrong code at `now`; the fifth starts a pause.
    pub fn note_wrong(&mut self, now: DateTime<Utc>) {
        self.count += 1;
        if self.count >= WRONG_TRIES_MAX {
            self.count = 0;
            self.paused_until = Some(now + PAUSE);
        }
    }

    /// A right code forgives the wrong ones.
    pub fn note_right(&mut self) {
        *self = Self::default();
    }

    /// Tries left before the pause.
    pub fn left(&self) -> u32 {
        WRONG_TRIES_MAX - self.count
    }

    /// Seconds until codes are taken again; `None` when they are taken now.
    ///
    /// A clock set back cannot lengthen the pause: never more than [`PAUSE`].
    pub fn pause_secs(&self, now: DateTime<Utc>) -> Option<i64> {
        let left = (self.paused_until? - now).min(PAUSE);
        (left > Duration::zero()).then(|| (left.num_milliseconds() + 999) / 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-23T{text}:00Z").parse().expect("a time")
    }

    fn entry() -> CheckInEntry {
        CheckInEntry {
            registration: Uuid::nil(),
            occurrence: Uuid::nil(),
            code_hash: code_hash("riyue", "407215"),
            masked_name: "王**".into(),
            title: LocalizedText::zh_en("义诊", "Free clinic"),
            room: LocalizedText::default(),
            starts_at: at("02:00"),
            ends_at: at("03:30"),
            status: RegistrationStatus::Confirmed,
            occurrence_canceled: false,
            checked_in_at: None,
            activity: Uuid::nil(),
            group: None,
            in_and_out: false,
            passages: Vec::new(),
            undone_at: None,
            tail: None,
        }
    }

    #[track_caller]
    fn check(
        change: impl FnOnce(&mut CheckInEntry),
        now: &str,
        same_day: bool,
        reason: CheckInReason,
    ) {
        let mut entry = entry();
        change(&mut entry);
        assert_eq!(decide(&entry, at(now), same_day), reason);
    }

    #[test]
    fn the_door_opens_an_hour_before_and_closes_at_the_end() {
        check(|_| {}, "00:59", true, CheckInReason::TooEarly);
        check(|_| {}, "01:00", true, CheckInReason::Ok);
        check(|_| {}, "03:30", true, CheckInReason::Ok);
        check(|_| {}, "03:31", true, CheckInReason::TooLate);
        check(|_| {}, "23:00", false, CheckInReason::NotToday);
        check(|_| {}, "00:10", false, CheckInReason::NotToday);
    }

    #[test]
    fn a_registration_without_a_place_is_told_why() {
        check(
            |e| e.status = RegistrationStatus::Waitlisted,
            "02:00",
            true,
            CheckInReason::Waitlisted,
        );
        check(
            |e| e.status = RegistrationStatus::Canceled,
            "02:00",
            true,
            CheckInReason::Canceled,
        );
        check(
            |e| e.occurrence_canceled = true,
            "02:00",
            true,
            CheckInReason::OccurrenceCanceled,
        );
        check(
            |e| e.checked_in_at = Some(at("01:30")),
            "02:00",
            true,
            CheckInReason::AlreadyIn,
        );
    }

    #[test]
    fn where_coming_and_going_count_every_second_time_is_leaving() {
        let there = |passages: &[&str]| {
            let passages: Vec<_> = passages.iter().map(|text| at(text)).collect();
            move |entry: &mut CheckInEntry| {
                entry.in_and_out = true;
                passages.iter().for_each(|at| entry.note_passage(*at));
            }
        };
        check(there(&[]), "02:00", true, CheckInReason::Ok);
        check(there(&["02:00"]), "02:00", true, CheckInReason::AlreadyIn);
        check(there(&["02:00"]), "02:30", true, CheckInReason::Left);
        check(there(&["02:00"]), "04:30", true, CheckInReason::Left);
        check(there(&["02:00"]), "06:30", true, CheckInReason::TooLate);
        check(
            there(&["02:00", "02:30"]),
            "02:30",
            true,
            CheckInReason::Left,
        );
        check(
            there(&["02:00", "02:30"]),
            "03:00",
            true,
            CheckInReason::InAgain,
        );
        check(
            there(&["02:00", "02:30"]),
            "04:00",
            true,
            CheckInReason::TooLate,
        );
    }

    #[test]
    fn what_staff_took_back_does_not_count_and_what_came_after_does() {
        let mut entry = entry();
        entry.undone_at = Some(at("02:05"));
        entry.note_passage(at("02:05"));
        assert_eq!(entry.checked_in_at, None);
        entry.note_passage(at("02:30"));
        entry.note_passage(at("02:20"));
        assert_eq!(
            entry.checked_in_at,
            Some(at("02:20")),
            "the earliest counts"
        );
    }

    #[test]
    fn five_wrong_codes_pause_for_half_a_minute() {
        let mut tries = WrongTries::default();
        for left in [5, 4, 3, 2, 1] {
            assert_eq!(tries.left(), left);
            assert_eq!(tries.pause_secs(at("02:00")), None);
            tries.note_wrong(at("02:00"));
        }
        assert_eq!(tries.pause_secs(at("02:00")), Some(30));
        assert_eq!(tries.pause_secs(at("02:01")), None);
        assert_eq!(
            tries.pause_secs(at("00:00")),
            Some(30),
            "a clock set back does not lengthen the pause"
        );
        tries.note_right();
        assert_eq!(tries.left(), 5);
    }
}
