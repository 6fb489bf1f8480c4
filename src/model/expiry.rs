//! From which day an expiry matters, and what is said from then on.
//!
//! Expired metadata stops news, never the screen: so people are told while there is time to act.

use chrono::{DateTime, Duration, Utc};

/// So long before a kiosk's metadata expires, its page says so.
pub const KIOSK_NOTICE: Duration = Duration::days(14);

/// So long before a role expires whose keys are not on the server, admins are told.
pub const ROLE_NOTICE: Duration = Duration::days(30);

/// A role whose keys are on the server is signed anew long before this; if it was not, something is wrong.
pub const RENEWAL_NOTICE: Duration = Duration::days(14);

/// The timestamp is signed anew every hour for thirty days; with so few left, that has failed for three.
pub const TIMESTAMP_NOTICE: Duration = Duration::days(27);

/// A connected kiosk that is so far behind the newest metadata cannot get at it.
pub const BEHIND: Duration = Duration::days(3);

/// How near an expiry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expiry {
    /// It is past.
    Past,
    /// It is near enough to be said.
    Soon,
    /// It matters to nobody yet.
    Far,
}

/// How near an expiry is at `now`, where people are told `notice` before it.
pub fn expiry(expires_at: DateTime<Utc>, now: DateTime<Utc>, notice: Duration) -> Expiry {
    if expires_at <= now {
        Expiry::Past
    } else if expires_at - now <= notice {
        Expiry::Soon
    } else {
        Expiry::Far
    }
}

/// What is to be said of a kiosk's metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetadataNotice {
    /// It has expired: the kiosk shows what it has and takes nothing new.
    Expired,
    /// It expires soon.
    ExpiresSoon,
    /// The kiosk is connected and has verified nothing newer for days.
    Behind,
}

/// What is to be said of metadata that expires at `reported` on a kiosk, while the repository's expires at `newest`.
pub fn metadata_notice(
    reported: Option<DateTime<Utc>>,
    newest: Option<DateTime<Utc>>,
    connected: bool,
    now: DateTime<Utc>,
) -> Option<MetadataNotice> {
    let reported = reported?;
    match expiry(reported, now, KIOSK_NOTICE) {
        Expiry::Past => Some(MetadataNotice::Expired),
        Expiry::Soon => Some(MetadataNotice::ExpiresSoon),
        // Metadata is signed anew every hour for the same length of time: what differs is how long ago it was fetched.
        Expiry::Far => (connected && newest.is_some_and(|newest| newest - reported >= BEHIND))
            .then_some(MetadataNotice::Behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_763_863_200, 0).expect("a time") + Duration::days(day)
    }

    #[track_caller]
    fn check(reported: i64, newest: i64, connected: bool, expected: Option<MetadataNotice>) {
        let notice = metadata_notice(Some(day(reported)), Some(day(newest)), connected, day(0));
        assert_eq!(notice, expected);
    }

    #[test]
    fn a_kiosk_is_spoken_of_from_the_day_it_matters() {
        check(30, 30, true, None);
        check(28, 30, true, None);
        check(27, 30, true, Some(MetadataNotice::Behind));
        // Without a connection it cannot have newer metadata; that it is offline is said already.
        check(27, 30, false, None);
        check(15, 15, true, None);
        check(14, 30, false, Some(MetadataNotice::ExpiresSoon));
        check(1, 1, true, Some(MetadataNotice::ExpiresSoon));
        check(0, 30, true, Some(MetadataNotice::Expired));
        check(-20, 30, false, Some(MetadataNotice::Expired));
        assert_eq!(metadata_notice(None, Some(day(30)), true, day(0)), None);
    }

    #[test]
    fn a_role_is_spoken_of_thirty_days_before() {
        assert_eq!(expiry(day(31), day(0), ROLE_NOTICE), Expiry::Far);
        assert_eq!(expiry(day(30), day(0), ROLE_NOTICE), Expiry::Soon);
        assert_eq!(expiry(day(0), day(0), ROLE_NOTICE), Expiry::Past);
    }
}
