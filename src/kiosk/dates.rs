//! Dates and times the way people say them, in the visitor's language.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike as _};
use chrono_tz::Tz;

use super::theme::Theme;
use crate::model::almanac::lunar_date;
use crate::model::festival::festival;
use crate::model::solar_term::solar_term;

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

/// `农历冬月十四 · 冬至`: the day by the traditional calendar, and the festival or solar term it is. Empty where that
/// calendar gives no answer and nobody keeps the day.
pub fn traditional(theme: &Theme, day: NaiveDate) -> String {
    let lunar = lunar(theme, day);
    match kept(theme, day) {
        None => lunar,
        Some(kept) if lunar.is_empty() => kept,
        Some(kept) => theme.text_with(
            "lunar-date-kept",
            [("lunar", lunar.into()), ("kept", kept.into())],
        ),
    }
}

/// `农历十月十五`; empty where the traditional calendar gives no answer.
fn lunar(theme: &Theme, day: NaiveDate) -> String {
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

/// `冬至`, `Mid-Autumn`: the festival or the solar term of a day that has one.
fn kept(theme: &Theme, day: NaiveDate) -> Option<String> {
    let festival = festival(day).map(|festival| format!("festival-{}", festival.key()));
    let term = || solar_term(day).map(|term| format!("solar-term-{}", term.number()));
    festival.or_else(term).map(|key| theme.text(&key))
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

/// `11月23日`, `23 November`.
pub fn short_date(theme: &Theme, day: NaiveDate) -> String {
    theme.text_with(
        "date-short",
        [
            (
                "month",
                theme.text(&format!("month-{}", day.month())).into(),
            ),
            ("day", day.day().into()),
        ],
    )
}

/// `下午2点半`, `2:30 pm`.
pub fn spoken_time<Z: TimeZone>(theme: &Theme, time: &DateTime<Z>) -> String {
    let args = [
        ("time", bare_time(theme, time).into()),
        ("part", day_part(theme, time.hour()).into()),
    ];
    theme.text_with("clock-time", args)
}

/// `上午10点到11点半`, `10 to 11:30 am`: the part of the day is said once where it is the same.
pub fn spoken_span<Z: TimeZone>(theme: &Theme, from: &DateTime<Z>, to: &DateTime<Z>) -> String {
    let part = day_part(theme, from.hour());
    let same_day = from.date_naive() == to.date_naive();
    if same_day && part == day_part(theme, to.hour()) {
        let args = [
            ("from", bare_time(theme, from).into()),
            ("to", bare_time(theme, to).into()),
            ("part", part.into()),
        ];
        return theme.text_with("clock-span-same", args);
    }
    let args = [
        ("from", spoken_time(theme, from).into()),
        ("to", spoken_time(theme, to).into()),
    ];
    theme.text_with("clock-span", args)
}

/// The hour of twelve, and the minutes if there are any.
fn bare_time<Z: TimeZone>(theme: &Theme, time: &DateTime<Z>) -> String {
    let (_, hour) = time.hour12();
    let hour = ("hour", hour.into());
    match time.minute() {
        0 => theme.text_with("clock-hour", [hour]),
        30 => theme.text_with("clock-half", [hour]),
        minute => {
            let minute = ("minute", format!("{minute:02}").into());
            theme.text_with("clock-minutes", [hour, minute])
        }
    }
}

fn day_part(theme: &Theme, hour: u32) -> String {
    theme.text(match hour {
        0..=4 => "clock-part-night",
        5..=7 => "clock-part-early",
        8..=11 => "clock-part-morning",
        12 => "clock-part-noon",
        13..=17 => "clock-part-afternoon",
        _ => "clock-part-evening",
    })
}

/// What the traditional calendar says of a day, in a word: a festival, a solar term, the month where one begins, else
/// the day.
pub fn lunar_short(theme: &Theme, day: NaiveDate) -> String {
    lunar_word(theme, day, "lunar-short")
}

/// The same, as short as a day's field in a month.
pub fn lunar_cell(theme: &Theme, day: NaiveDate) -> String {
    lunar_word(theme, day, "lunar-cell")
}

fn lunar_word(theme: &Theme, day: NaiveDate, kind: &str) -> String {
    if let Some(kept) = kept(theme, day) {
        return kept;
    }
    let Some(date) = lunar_date(day) else {
        return String::new();
    };
    let key = match (date.day, date.leap) {
        (1, false) => "month",
        (1, true) => "month-leap",
        _ => "day",
    };
    let args = [
        (
            "month",
            theme.text(&format!("lunar-month-{}", date.month)).into(),
        ),
        ("day", theme.text(&format!("lunar-day-{}", date.day)).into()),
    ];
    theme.text_with(&format!("{kind}-{key}"), args)
}

/// Until when something was known to be so: `as of 10:42`, and on another day with its date.
pub fn as_of(theme: &Theme, at: &DateTime<Tz>, today: NaiveDate) -> String {
    let time = clock(at);
    if at.date_naive() == today {
        return theme.text_with("as-of-today", [("time", time.into())]);
    }
    let date = short_date(theme, at.date_naive());
    theme.text_with("as-of", [("date", date.into()), ("time", time.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::theme::{Comfort, Panel};

    #[track_caller]
    fn check(day: &str, chinese: &str, english: &str) {
        let panel = Panel {
            width: 1920.0,
            height: 1080.0,
            width_mm: 700.0,
            bottom_mm: 900.0,
        };
        let said = ["zh-CN", "en"].map(|language| {
            let day = day.parse().expect("a day");
            traditional(&Theme::new(panel, Comfort::new(language)), day)
        });
        assert_eq!(said, [chinese, english]);
    }

    #[test]
    fn a_traditional_date_names_the_festival_or_the_solar_term() {
        check(
            "2026-11-27",
            "农历十月十九",
            "19th day of the 10th lunar month",
        );
        check(
            "2026-12-22",
            "农历冬月十四 · 冬至",
            "14th day of the 11th lunar month · Winter Solstice",
        );
        check(
            "2026-09-25",
            "农历八月十五 · 中秋节",
            "15th day of the 8th lunar month · Mid-Autumn",
        );
    }
}
