//! The traditional calendar beside the date: 农历 month and day.

use chrono::{Datelike, NaiveDate};
use icu_calendar::Date;
use icu_calendar::cal::ChineseTraditional;

/// A day of the traditional Chinese calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunarDate {
    /// 1 to 12.
    pub month: u8,
    /// Whether the month is the leap month (闰) after the plain one.
    pub leap: bool,
    /// 1 to 30.
    pub day: u8,
}

/// The traditional date of a Gregorian day; `None` outside the years the calendar is defined for.
pub fn lunar_date(day: NaiveDate) -> Option<LunarDate> {
    // The calendar's own tables are exact for 1900 to 2100; outside, an answer would be a guess.
    if !(1901..=2099).contains(&day.year()) {
        return None;
    }
    let iso = Date::try_new_iso(day.year(), day.month() as u8, day.day() as u8).ok()?;
    let lunar = iso.to_calendar(ChineseTraditional::new());
    let month = lunar.month();
    Some(LunarDate {
        month: month.number(),
        leap: month.to_input().is_leap(),
        day: lunar.day_of_month().0,
    })
}
