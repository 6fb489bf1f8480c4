//! Check-in: whether the person with this code is let in now, and what they are told.
//!
//! The same decision runs on the server and, from a cached list, on a kiosk without network.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::activity::RegistrationStatus;
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
}

impl CheckInReason {
    /// Every reason, for tests that want a sentence for each.
    pub const ALL: [CheckInReason; 10] = [
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
        }
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
}

/// What a check-in came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CheckInAnswer {
    /// The check-in's own id, made on the kiosk.
    pub id: Uuid,
    /// Why.
    pub reason: CheckInReason,
    /// The registration the code belongs to, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<CheckInEntry>,
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

/// The registration a code means: of several with one code, the one that can be let in, else the next to begin.
pub fn find<'a>(
    entries: &'a [CheckInEntry],
    hash: &str,
    now: DateTime<Utc>,
    same_day: impl Fn(DateTime<Utc>) -> bool,
) -> Option<(&'a CheckInEntry, CheckInReason)> {
    entries
        .iter()
        .filter(|entry| entry.code_hash == hash)
        .map(|entry| (entry, decide(entry, now, same_day(entry.starts_at))))
        .min_by_key(|(entry, reason)| (*reason != CheckInReason::Ok, (entry.starts_at - now).abs()))
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
    fn of_two_registrations_with_one_code_the_one_that_can_come_in_is_meant() {
        let mut later = entry();
        later.starts_at = at("08:00");
        later.ends_at = at("09:00");
        let entries = [later, entry()];
        let (found, reason) = find(&entries, &code_hash("riyue", "407215"), at("02:00"), |_| {
            true
        })
        .expect("found");
        assert_eq!((found.starts_at, reason), (at("02:00"), CheckInReason::Ok));
        assert!(
            find(&entries, &code_hash("other", "407215"), at("02:00"), |_| {
                true
            })
            .is_none()
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
