//! Dates and times the way people say them, in the visitor's language.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone};
use chrono_tz::Tz;

use super::theme::Theme;
use crate::model::almanac::lunar_date;

/// `11月23日 星期一`, `Monday 23 November`.
pub fn long_date(theme: &Theme, day: NaiveDate) -> String {
    theme.text_with(
        "date-long",
        [
            (
                "month",
                theme.text(&format!("month-{}", day.month())).into(),
            ),
            ("day", day.day().into()),
            ("weekday", weekday(theme, day).into()),
        ],
    )
}

/// `星期一`, `Monday`.
pub fn weekday(theme: &Theme, day: NaiveDate) -> String {
    theme.text(&format!("weekday-{}", day.weekday().number_from_monday()))
}

/// `周一`, `Mon`.
pub fn weekday_short(theme: &Theme, day: NaiveDate) -> String {
    theme.text(&format!(
        "weekday-short-{}",
        day.weekday().number_from_monday()
    ))
}

/// `农历十月十五`; empty where the traditional calendar gives no answer.
pub fn lunar(theme: &Theme, day: NaiveDate) -> String {
    let Some(date) = lunar_date(day) else {
        return String::new();
    };
    let month = theme.text(&format!("lunar-month-{}", date.month));
    let day = theme.text(&format!("lunar-day-{}", date.day));
    let key = if date.leap {
        "lunar-date-leap"
    } else {
        "lunar-date"
    };
    theme.text_with(key, [("month", month.into()), ("day", day.into())])
}

/// `09:41`.
pub fn clock<Z: TimeZone>(time: &DateTime<Z>) -> String
where
    Z::Offset: std::fmt::Display,
{
    time.format("%H:%M").to_string()
}

/// The greeting for the hour: morning until noon, afternoon until six, then evening.
pub fn greeting_key(hour: u32) -> &'static str {
    match hour {
        5..=11 => "greeting-morning",
        12..=17 => "greeting-afternoon",
        _ => "greeting-evening",
    }
}

/// Until when something was known to be so: `as of 10:42`, and on another day with its date.
pub fn as_of(theme: &Theme, at: &DateTime<Tz>, today: NaiveDate) -> String {
    let time = clock(at);
    if at.date_naive() == today {
        return theme.text_with("as-of-today", [("time", time.into())]);
    }
    let date = theme.text_with(
        "date-short",
        [
            ("month", theme.text(&format!("month-{}", at.month())).into()),
            ("day", at.day().into()),
        ],
    );
    theme.text_with("as-of", [("date", date.into()), ("time", time.into())])
}
