//! Days, times, sizes and what plays, the way people say them.

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

use super::page::Words;
use crate::locale::FluentValue;
use crate::model::play_schedule::{Explanation, Play, PlaySchedule};
use crate::model::text::LocalizedText;

/// `just now`, `5 minutes ago`, …
pub(super) fn ago(words: Words, then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let past = (now - then).max(Duration::zero());
    let number = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    if past < Duration::seconds(60) {
        words.t("ago-now")
    } else if past < Duration::hours(1) {
        words.n("ago-minutes", "count", &number(past.num_minutes()))
    } else if past < Duration::days(1) {
        words.n("ago-hours", "count", &number(past.num_hours()))
    } else {
        words.n("ago-days", "count", &number(past.num_days()))
    }
}

/// `Mon`.
pub(super) fn weekday(words: Words, day: Weekday) -> String {
    words.t(&format!("weekday-{}", day.to_string().to_lowercase()))
}

/// `23 Nov`.
pub(super) fn short_day(words: Words, day: NaiveDate) -> String {
    let month_name = words.t(&format!("month-{}", day.month()));
    words.with(
        "short-day",
        [
            ("day", FluentValue::from(day.day())),
            ("month", FluentValue::from(day.month())),
            ("monthname", FluentValue::from(month_name)),
        ],
    )
}

/// `November 2026`.
pub(super) fn month(words: Words, day: NaiveDate) -> String {
    let name = words.shared(&format!("month-{}", day.month()));
    words.with(
        "month-and-year",
        [
            ("month", FluentValue::from(name)),
            ("year", FluentValue::from(day.year().to_string())),
        ],
    )
}

/// `Monday 23 Nov`.
pub(super) fn day(words: Words, day: NaiveDate) -> String {
    words.with(
        "day",
        [
            ("weekday", FluentValue::from(weekday(words, day.weekday()))),
            ("date", FluentValue::from(short_day(words, day))),
        ],
    )
}

/// `10:00`.
pub(super) fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

/// `10:00` today, `23 Nov 10:00` on another day.
pub(super) fn moment(words: Words, at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let date = at.with_timezone(&zone).date_naive();
    if date == now.with_timezone(&zone).date_naive() {
        clock(at, zone)
    } else {
        format!("{} {}", short_day(words, date), clock(at, zone))
    }
}

/// `1.4 MB`.
pub(super) fn bytes(count: u64) -> String {
    crate::pack::diff::size(count)
}

/// What plays, why, and until when.
pub(super) struct PlayInWords {
    pub what: String,
    pub why: String,
    pub until: String,
}

/// An explanation in words. `schedule` gives playlists their names.
pub(super) fn play(
    words: Words,
    explanation: &Explanation,
    schedule: Option<&PlaySchedule>,
    now: DateTime<Utc>,
    zone: Tz,
) -> PlayInWords {
    PlayInWords {
        what: what_plays(words, &explanation.play, schedule),
        why: match &explanation.rule {
            Some(rule) => words.s("why-rule", "name", &rule.name),
            None => words.t("why-default"),
        },
        until: match explanation.until {
            Some(until) => words.s("until", "time", &moment(words, until, now, zone)),
            None => words.t("until-ever"),
        },
    }
}

/// What plays, by name.
pub(super) fn what_plays(words: Words, play: &Play, schedule: Option<&PlaySchedule>) -> String {
    match play {
        Play::Home { .. } => words.t("play-home"),
        Play::Playlist { playlist } => {
            let named = schedule.and_then(|schedule| schedule.playlist(playlist));
            let name = named.map_or(playlist.as_str(), |playlist| {
                playlist.name.in_language(words.language())
            });
            words.s("play-list", "name", name)
        }
    }
}

/// A text in the words' language.
pub(super) fn local(words: Words, text: &LocalizedText) -> String {
    text.in_language(words.language()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(count: u64, expected: &str) {
        assert_eq!(bytes(count), expected);
    }

    #[test]
    fn sizes_are_said_in_units_people_know() {
        check(999, "999 B");
        check(1_400, "1.4 KB");
        check(45_678_901, "45.6 MB");
        check(2_000_000_000, "2.0 GB");
    }
}
