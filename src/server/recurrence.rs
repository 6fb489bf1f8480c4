//! Which dates a series gives, by the crate `rrule`: always within two ends, never more than [`DATES_MAX`].
//!
//! Rules speak of wall clocks, so they are expanded on a clock that never changes, and each date is put on the centre's
//! clock afterwards: a class at 10:00 stays at 10:00 when summer time begins.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;

use crate::model::almanac::lunar_date;
use crate::model::day_class::{DayClass, DayMarks, day_class};
use crate::model::recurrence::{Frequency, Rule, RuleFault};
use crate::model::series::{By, LunarDay, Series};

/// Dates one look may give.
const DATES_MAX: usize = 1_200;
/// How far ahead dates are made of what comes every day or week.
const AHEAD_DAYS: u64 = 182;
/// How far ahead dates are made of what comes every month or year: the next one is always there.
const AHEAD_DAYS_RARE: u64 = 400;

/// The dates a series gives from `from` to before `to`.
///
/// # Errors
///
/// When its rule cannot be read or gives no dates by itself.
pub(super) fn dates(
    series: &Series,
    zone: Tz,
    marks: &DayMarks,
    from: NaiveDateTime,
    to: NaiveDateTime,
) -> Result<BTreeSet<NaiveDateTime>, RuleFault> {
    let by_rule = match &series.by {
        By::Rule(text) => by_rule(&Rule::parse(text, zone)?, series.starts, from, to)?,
        By::Lunar(day) => lunar(*day, series, from, to),
        By::Dates => Vec::new(),
    };
    let left_out = |day: NaiveDate| {
        series.except.contains(&day)
            || match day_class(day, marks) {
                DayClass::CentreClosed => true,
                DayClass::Holiday(_) => series.not_on_holidays,
                _ => false,
            }
    };
    let also = series.also.iter().map(|day| day.and_time(series.time()));
    Ok(by_rule
        .into_iter()
        .filter(|slot| !left_out(slot.date()))
        // A date that staff named one by one is meant, whatever day it is.
        .chain(also)
        .filter(|slot| from <= *slot && *slot < to)
        .take(DATES_MAX)
        .collect())
}

/// The end of what is made ahead, seen from `from`.
pub(super) fn ahead(series: &Series, zone: Tz, from: NaiveDateTime) -> NaiveDateTime {
    let often = match series.rule(zone) {
        Ok(Some(rule)) => matches!(rule.frequency, Frequency::Daily | Frequency::Weekly),
        Ok(None) | Err(_) => false,
    };
    let days = if often { AHEAD_DAYS } else { AHEAD_DAYS_RARE };
    from.checked_add_days(Days::new(days)).unwrap_or(from)
}

fn by_rule(
    rule: &Rule,
    starts: NaiveDateTime,
    from: NaiveDateTime,
    to: NaiveDateTime,
) -> Result<Vec<NaiveDateTime>, RuleFault> {
    let fault = |key, error: rrule::RRuleError| RuleFault {
        key,
        value: error.to_string().chars().take(160).collect(),
    };
    let clock =
        |at: NaiveDateTime| -> DateTime<rrule::Tz> { rrule::Tz::UTC.from_utc_datetime(&at) };
    // With this zone an UNTIL is written as it stands on the wall.
    let parsed: rrule::RRule<rrule::Unvalidated> = rule
        .to_ical(chrono_tz::UTC)
        .parse()
        .map_err(|error| fault("not-possible", error))?;
    let validated = parsed
        .validate(clock(starts))
        .map_err(|error| fault("not-possible", error))?;
    let set = rrule::RRuleSet::new(clock(starts)).rrule(validated).limit();
    // The crate stops by itself after long stretches without a date.
    Ok(set
        .into_iter()
        .map(|at| at.naive_utc())
        .take_while(|slot| *slot < to)
        .filter(|slot| from <= *slot)
        .take(DATES_MAX)
        .collect())
}

fn lunar(
    wanted: LunarDay,
    series: &Series,
    from: NaiveDateTime,
    to: NaiveDateTime,
) -> Vec<NaiveDateTime> {
    let first = from.max(series.starts).date();
    first
        .iter_days()
        .take_while(|day| *day < to.date())
        .filter(|day| {
            let next = day.succ_opt().and_then(lunar_date);
            lunar_date(*day).is_some_and(|lunar| wanted.is(lunar, next))
        })
        .map(|day| day.and_time(series.time()))
        .filter(|slot| series.starts <= *slot)
        .collect()
}

/// A series in the words of RFC 5545, for calendars elsewhere. What it has no words for (the traditional calendar,
/// holidays, days a centre is closed) is in RDATE and EXDATE, for the dates given.
pub(super) fn to_ical(
    series: &Series,
    zone: Tz,
    given: &BTreeSet<NaiveDateTime>,
) -> Result<Vec<String>, RuleFault> {
    let stamp = |slot: &NaiveDateTime| slot.format("%Y%m%dT%H%M%S").to_string();
    let listed = |name: &str, slots: Vec<String>| {
        (!slots.is_empty()).then(|| format!("{name};TZID={zone}:{}", slots.join(",")))
    };
    let rule = series.rule(zone)?;
    let plain = match (&rule, given.last()) {
        (Some(rule), Some(last)) => {
            let past_last = *last + chrono::Duration::seconds(1);
            by_rule(rule, series.starts, series.starts, past_last)?
        }
        _ => Vec::new(),
    };
    let extra = given.iter().filter(|slot| !plain.contains(slot));
    let missing = plain.iter().filter(|slot| !given.contains(slot));
    let start = match rule {
        Some(_) => series.starts,
        None => given.first().copied().unwrap_or(series.starts),
    };
    let lines = [
        Some(format!("DTSTART;TZID={zone}:{}", stamp(&start))),
        rule.as_ref()
            .map(|rule| format!("RRULE:{}", rule.to_ical(zone))),
        listed("RDATE", extra.map(stamp).collect()),
        listed("EXDATE", missing.map(stamp).collect()),
    ];
    Ok(lines.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day_class::DayMark;

    const HAINAN: Tz = chrono_tz::Asia::Shanghai;

    fn series(starts: &str, by: By) -> Series {
        Series {
            starts: format!("{starts}:00").parse().expect("a time"),
            minutes: 90,
            capacity: None,
            by,
            also: BTreeSet::new(),
            except: BTreeSet::new(),
            not_on_holidays: false,
        }
    }

    fn rule(starts: &str, rule: &str) -> Series {
        series(starts, By::Rule(rule.to_owned()))
    }

    fn given(series: &Series, marks: &DayMarks, to: &str) -> Vec<String> {
        let to: NaiveDate = to.parse().expect("a day");
        dates(
            series,
            HAINAN,
            marks,
            series.starts,
            to.and_time(series.time()),
        )
        .expect("dates")
        .iter()
        .map(|slot| slot.format("%m-%d").to_string())
        .collect()
    }

    #[track_caller]
    fn check(series: &Series, to: &str, expected: &str) {
        assert_eq!(given(series, &DayMarks::new(), to).join(" "), expected);
    }

    #[test]
    fn rules_as_staff_choose_them() {
        check(
            &rule("2026-12-01T10:00", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=5"),
            "2027-06-01",
            "12-01 12-03 12-08 12-10 12-15",
        );
        check(
            &rule("2026-12-01T10:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
            "2027-01-15",
            "12-14 12-28 01-11",
        );
        check(
            &rule("2026-12-01T10:00", "FREQ=MONTHLY;BYDAY=2SA"),
            "2027-03-01",
            "12-12 01-09 02-13",
        );
        check(
            &rule("2026-12-01T10:00", "FREQ=MONTHLY;BYDAY=1MO"),
            "2027-03-01",
            "12-07 01-04 02-01",
        );
        check(
            &rule("2026-12-01T10:00", "FREQ=MONTHLY;BYDAY=-1FR"),
            "2027-02-01",
            "12-25 01-29",
        );
        // A month without a 31st has no date.
        check(
            &rule("2026-12-31T10:00", "FREQ=MONTHLY;BYMONTHDAY=31"),
            "2027-06-01",
            "12-31 01-31 03-31 05-31",
        );
        check(
            &rule("2026-12-31T10:00", "FREQ=MONTHLY;BYMONTHDAY=-1"),
            "2027-04-01",
            "12-31 01-31 02-28 03-31",
        );
        check(
            &rule("2026-12-01T10:00", "FREQ=DAILY;UNTIL=20261203"),
            "2027-01-01",
            "12-01 12-02 12-03",
        );
        check(
            &rule("2028-02-29T10:00", "FREQ=YEARLY"),
            "2036-12-31",
            "02-29 02-29 02-29",
        );
        // The last workday of a month.
        check(
            &rule(
                "2026-12-01T10:00",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ),
            "2027-02-28",
            "12-31 01-29 02-26",
        );
    }

    #[test]
    fn exceptions_and_dates_beside_the_rule() {
        let mut weekly = rule("2026-12-07T10:00", "FREQ=WEEKLY;COUNT=3");
        weekly.except.insert("2026-12-14".parse().expect("a day"));
        weekly.also.insert("2026-12-24".parse().expect("a day"));
        check(&weekly, "2027-06-01", "12-07 12-21 12-24");
        let dates = series("2026-12-07T10:00", By::Dates);
        check(&dates, "2027-06-01", "");
    }

    #[test]
    fn holidays_and_closed_days_are_left_out() {
        let mut fridays = rule("2026-12-18T10:00", "FREQ=WEEKLY");
        check(&fridays, "2027-01-09", "12-18 12-25 01-01 01-08");
        fridays.not_on_holidays = true;
        check(&fridays, "2027-01-09", "12-18 12-25 01-08");
        let closed = DayMarks::from([("2026-12-25".parse().expect("a day"), DayMark::Closed)]);
        assert_eq!(given(&fridays, &closed, "2027-01-09"), ["12-18", "01-08"]);
        // Spring Festival of 2026 as it was announced, with its make-up Saturday.
        let mut days = rule("2026-02-13T10:00", "FREQ=DAILY");
        days.not_on_holidays = true;
        check(&days, "2026-02-26", "02-13 02-14 02-24 02-25");
    }

    #[test]
    fn a_day_of_the_traditional_calendar_comes_every_year() {
        let lantern = By::Lunar(LunarDay { month: 1, day: 15 });
        check(
            &series("2026-01-01T19:30", lantern),
            "2029-12-31",
            "03-03 02-20 02-09 02-27",
        );
        let eve = By::Lunar(LunarDay { month: 12, day: 30 });
        check(
            &series("2026-01-01T19:30", eve),
            "2029-12-31",
            "02-16 02-05 01-25 02-12",
        );
        // 2028 has two fifth months; the festival is in the first.
        let dragon = By::Lunar(LunarDay { month: 5, day: 5 });
        check(&series("2028-01-01T09:00", dragon), "2028-12-31", "05-28");
    }

    #[test]
    fn the_wall_clock_stays_when_summer_time_comes_and_goes() {
        let berlin = chrono_tz::Europe::Berlin;
        let told = |series: &Series, from: &str, to: &str| -> Vec<String> {
            let day = |text: &str| -> NaiveDateTime {
                format!("{text}T00:00:00").parse().expect("a time")
            };
            dates(series, berlin, &DayMarks::new(), day(from), day(to))
                .expect("dates")
                .iter()
                .filter_map(|slot| series.span(*slot, berlin))
                .map(|(from, to)| {
                    format!("{} {}", from.format("%d %H:%M"), (to - from).num_minutes())
                })
                .collect()
        };
        let ten = rule("2026-03-22T10:00", "FREQ=WEEKLY");
        assert_eq!(
            told(&ten, "2026-03-20", "2026-04-06"),
            ["22 09:00 90", "29 08:00 90", "05 08:00 90"]
        );
        // 02:30 does not exist on 29 March: an hour later. On 25 October it is there twice: the earlier.
        let night = rule("2026-03-28T02:30", "FREQ=DAILY");
        assert_eq!(
            told(&night, "2026-03-28", "2026-03-31"),
            ["28 01:30 90", "29 01:30 90", "30 00:30 90"]
        );
        assert_eq!(
            told(&night, "2026-10-24", "2026-10-27"),
            ["24 00:30 90", "25 00:30 90", "26 01:30 90"]
        );
    }

    #[test]
    fn expansion_ends_whatever_the_rule() {
        // 30 February never comes.
        check(
            &rule("2026-12-01T10:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
            "2036-12-31",
            "",
        );
        let ever = rule("2026-12-01T10:00", "FREQ=DAILY");
        assert_eq!(
            given(&ever, &DayMarks::new(), "2098-12-31").len(),
            DATES_MAX
        );
        let over = rule("2026-12-01T10:00", "FREQ=DAILY;UNTIL=20200101");
        let to = over.starts + chrono::Duration::days(10);
        let fault = dates(&over, HAINAN, &DayMarks::new(), over.starts, to).expect_err("refused");
        assert_eq!(fault.key, "not-possible");
    }

    #[test]
    fn calendars_elsewhere_get_rdate_and_exdate_for_what_they_have_no_words_for() {
        let lines = |series: &Series, to: &str| {
            let to: NaiveDateTime = format!("{to}T00:00:00").parse().expect("a time");
            let given = dates(series, HAINAN, &DayMarks::new(), series.starts, to).expect("dates");
            to_ical(series, HAINAN, &given).expect("lines")
        };
        let mut fridays = rule("2026-12-18T10:00", "FREQ=WEEKLY;UNTIL=20270110");
        fridays.not_on_holidays = true;
        assert_eq!(
            lines(&fridays, "2027-03-01"),
            [
                "DTSTART;TZID=Asia/Shanghai:20261218T100000",
                "RRULE:FREQ=WEEKLY;UNTIL=20270110T155959Z",
                "EXDATE;TZID=Asia/Shanghai:20270101T100000",
            ]
        );
        let lantern = series(
            "2027-01-01T19:30",
            By::Lunar(LunarDay { month: 1, day: 15 }),
        );
        assert_eq!(
            lines(&lantern, "2029-01-01"),
            [
                "DTSTART;TZID=Asia/Shanghai:20270220T193000",
                "RDATE;TZID=Asia/Shanghai:20270220T193000,20280209T193000",
            ]
        );
    }
}
