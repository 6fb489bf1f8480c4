//! Rules by which an activity comes again: RFC 5545 recurrence rules, as text and as what they mean.
//!
//! Only what an activity can mean is taken: days, weeks, months, years; never several times a day. What is refused is
//! refused with the part that is wrong. Which dates a rule gives is `server::recurrence`'s to compute.

use std::fmt::{self, Display, Write as _};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Utc, Weekday};
use chrono_tz::Tz;

/// Largest INTERVAL.
const INTERVAL_MAX: u16 = 99;
/// Largest COUNT: three years of days.
const COUNT_MAX: u32 = 1_100;
/// Values in one list of a rule.
const LIST_MAX: usize = 60;
/// Characters of a rule.
pub const RULE_CHARS_MAX: usize = 300;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Every day, or every n days.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every year.
    Yearly,
}

/// When a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleEnd {
    /// Not by itself.
    Never,
    /// After so many dates, counted before any is left out.
    Count(u32),
    /// With the last date at or before this wall-clock time.
    Until(NaiveDateTime),
}

/// A weekday, or the nth one of its month or year; from the end when negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleDay {
    /// Which one of its month or year; `None` is each.
    pub nth: Option<i16>,
    /// The weekday.
    pub weekday: Weekday,
}

/// A recurrence rule (RFC 5545, 3.3.10), in wall-clock time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// How often.
    pub frequency: Frequency,
    /// Every so many days, weeks, months or years.
    pub interval: u16,
    /// When it ends.
    pub end: RuleEnd,
    /// The day weeks begin on, where that matters.
    pub week_start: Weekday,
    /// BYMONTH.
    pub months: Vec<u8>,
    /// BYWEEKNO.
    pub weeks: Vec<i8>,
    /// BYYEARDAY.
    pub year_days: Vec<i16>,
    /// BYMONTHDAY.
    pub month_days: Vec<i8>,
    /// BYDAY.
    pub days: Vec<RuleDay>,
    /// BYSETPOS.
    pub positions: Vec<i16>,
}

/// Why a rule was not taken. Each is a key of the locale, with the part that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// The rest of a locale key: `rule-fault-…`.
    pub key: &'static str,
    /// What was written.
    pub value: String,
}

fn fault(key: &'static str, value: &str) -> RuleFault {
    let printable = value.chars().filter(|c| !c.is_control());
    RuleFault {
        key,
        value: printable.take(60).collect(),
    }
}

impl Rule {
    /// A rule that comes every week, month or whatever `frequency` says, for ever.
    pub fn every(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            end: RuleEnd::Never,
            week_start: Weekday::Mon,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// Reads a rule: `FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10`, with or without `RRULE:` before it. An UNTIL in UTC is put
    /// on the wall clock of `zone`.
    ///
    /// # Errors
    ///
    /// The first part that cannot be taken, and why.
    pub fn parse(text: &str, zone: Tz) -> Result<Self, RuleFault> {
        let text = text.trim();
        if text.chars().count() > RULE_CHARS_MAX {
            return Err(fault("too-long", ""));
        }
        let upper = text.to_ascii_uppercase();
        let parts = upper.strip_prefix("RRULE:").unwrap_or(&upper);
        let mut rule = Self::every(Frequency::Daily);
        let mut seen: Vec<&str> = Vec::new();
        for part in parts.split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) = part
                .split_once('=')
                .map(|(name, value)| (name.trim(), value.trim()))
                .ok_or_else(|| fault("no-part", part))?;
            if seen.contains(&name) {
                return Err(fault("twice", name));
            }
            seen.push(name);
            rule.take(name, value, zone)?;
        }
        if !seen.contains(&"FREQ") {
            return Err(fault("no-frequency", text));
        }
        if seen.contains(&"COUNT") && seen.contains(&"UNTIL") {
            return Err(fault("count-and-until", text));
        }
        rule.check()?;
        Ok(rule)
    }

    fn take(&mut self, name: &str, value: &str, zone: Tz) -> Result<(), RuleFault> {
        match name {
            "FREQ" => {
                self.frequency = match value {
                    "DAILY" => Frequency::Daily,
                    "WEEKLY" => Frequency::Weekly,
                    "MONTHLY" => Frequency::Monthly,
                    "YEARLY" => Frequency::Yearly,
                    "HOURLY" | "MINUTELY" | "SECONDLY" => return Err(fault("too-often", value)),
                    _ => return Err(fault("frequency", value)),
                }
            }
            "INTERVAL" => {
                self.interval = number(value, 1, i64::from(INTERVAL_MAX))
                    .ok_or_else(|| fault("interval", value))?
                    as u16;
            }
            "COUNT" => {
                let count =
                    number(value, 1, i64::from(COUNT_MAX)).ok_or_else(|| fault("count", value))?;
                self.end = RuleEnd::Count(count as u32);
            }
            "UNTIL" => {
                self.end = RuleEnd::Until(until(value, zone).ok_or_else(|| fault("until", value))?);
            }
            "WKST" => {
                self.week_start = weekday(value).ok_or_else(|| fault("weekday", value))?;
            }
            "BYMONTH" => self.months = list(value, "month", |n| number(n, 1, 12))?,
            "BYWEEKNO" => self.weeks = list(value, "week", |n| signed(n, 53))?,
            "BYYEARDAY" => self.year_days = list(value, "year-day", |n| signed(n, 366))?,
            "BYMONTHDAY" => self.month_days = list(value, "month-day", |n| signed(n, 31))?,
            "BYSETPOS" => self.positions = list(value, "position", |n| signed(n, 366))?,
            "BYDAY" => {
                self.days = items(value)
                    .map(|item| rule_day(item).ok_or_else(|| fault("weekday", item)))
                    .collect::<Result<_, _>>()?;
            }
            // The time of day is the activity's own.
            "BYHOUR" | "BYMINUTE" | "BYSECOND" => return Err(fault("too-often", name)),
            _ => return Err(fault("unknown-part", name)),
        }
        let lists = [
            self.months.len(),
            self.weeks.len(),
            self.year_days.len(),
            self.month_days.len(),
            self.days.len(),
            self.positions.len(),
        ];
        if lists.iter().any(|length| *length > LIST_MAX) {
            return Err(fault("too-long", name));
        }
        Ok(())
    }

    /// What RFC 5545 forbids together.
    fn check(&self) -> Result<(), RuleFault> {
        use Frequency::{Daily, Monthly, Weekly, Yearly};
        let numbered = self.days.iter().any(|day| day.nth.is_some());
        let other_lists = [
            self.months.is_empty(),
            self.weeks.is_empty(),
            self.year_days.is_empty(),
            self.month_days.is_empty(),
            self.days.is_empty(),
        ];
        if !self.weeks.is_empty() && self.frequency != Yearly {
            return Err(fault("not-with", "BYWEEKNO"));
        }
        if !self.year_days.is_empty() && self.frequency != Yearly {
            return Err(fault("not-with", "BYYEARDAY"));
        }
        if !self.month_days.is_empty() && self.frequency == Weekly {
            return Err(fault("not-with", "BYMONTHDAY"));
        }
        if numbered && matches!(self.frequency, Daily | Weekly) {
            return Err(fault("not-with", "BYDAY"));
        }
        if numbered && !self.weeks.is_empty() {
            return Err(fault("not-with", "BYDAY"));
        }
        let far = |day: &RuleDay| day.nth.is_some_and(|nth| nth.abs() > 5);
        if self.frequency == Monthly && self.days.iter().any(far) {
            return Err(fault("weekday", "BYDAY"));
        }
        if !self.positions.is_empty() && other_lists.iter().all(|empty| *empty) {
            return Err(fault("not-with", "BYSETPOS"));
        }
        Ok(())
    }

    /// The rule for calendars elsewhere: UNTIL is in UTC there, because the start has a time zone.
    pub fn to_ical(&self, zone: Tz) -> String {
        self.written(
            |until| match super::play_schedule::local_instant(until, zone) {
                Some(instant) => instant.format("%Y%m%dT%H%M%SZ").to_string(),
                None => until.format("%Y%m%dT%H%M%S").to_string(),
            },
        )
    }

    fn written(&self, until_text: impl Fn(NaiveDateTime) -> String) -> String {
        let mut text = format!("FREQ={}", self.frequency.name());
        let mut part = |name: &str, value: String| {
            if !value.is_empty() {
                let _ = write!(text, ";{name}={value}");
            }
        };
        if self.interval > 1 {
            part("INTERVAL", self.interval.to_string());
        }
        match self.end {
            RuleEnd::Never => {}
            RuleEnd::Count(count) => part("COUNT", count.to_string()),
            RuleEnd::Until(until) => part("UNTIL", until_text(until)),
        }
        part("BYMONTH", joined(&self.months));
        part("BYWEEKNO", joined(&self.weeks));
        part("BYYEARDAY", joined(&self.year_days));
        part("BYMONTHDAY", joined(&self.month_days));
        part("BYDAY", joined(&self.days));
        part("BYSETPOS", joined(&self.positions));
        if self.week_start != Weekday::Mon {
            part("WKST", weekday_name(self.week_start).to_owned());
        }
        text
    }
}

/// As it is stored: UNTIL is wall-clock time.
impl Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(|until| until.format("%Y%m%dT%H%M%S").to_string()))
    }
}

impl Display for RuleDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        f.write_str(weekday_name(self.weekday))
    }
}

impl Frequency {
    fn name(self) -> &'static str {
        match self {
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Monthly => "MONTHLY",
            Frequency::Yearly => "YEARLY",
        }
    }

    /// The name in locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Frequency::Daily => "daily",
            Frequency::Weekly => "weekly",
            Frequency::Monthly => "monthly",
            Frequency::Yearly => "yearly",
        }
    }
}

fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim)
}

fn list<T: TryFrom<i64>>(
    value: &str,
    key: &'static str,
    read: impl Fn(&str) -> Option<i64>,
) -> Result<Vec<T>, RuleFault> {
    items(value)
        .map(|item| {
            read(item)
                .and_then(|number| T::try_from(number).ok())
                .ok_or_else(|| fault(key, item))
        })
        .collect()
}

fn number(text: &str, min: i64, max: i64) -> Option<i64> {
    text.parse()
        .ok()
        .filter(|number| (min..=max).contains(number))
}

/// A number from 1, or from the end when negative.
fn signed(text: &str, max: i64) -> Option<i64> {
    number(text, -max, max).filter(|number| *number != 0)
}

fn rule_day(text: &str) -> Option<RuleDay> {
    let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = if nth.is_empty() {
        None
    } else {
        Some(signed(nth, 53)? as i16)
    };
    Some(RuleDay {
        nth,
        weekday: weekday(name)?,
    })
}

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "MO"),
    (Weekday::Tue, "TU"),
    (Weekday::Wed, "WE"),
    (Weekday::Thu, "TH"),
    (Weekday::Fri, "FR"),
    (Weekday::Sat, "SA"),
    (Weekday::Sun, "SU"),
];

fn weekday(name: &str) -> Option<Weekday> {
    WEEKDAYS
        .into_iter()
        .find_map(|(day, known)| (known == name).then_some(day))
}

fn weekday_name(day: Weekday) -> &'static str {
    WEEKDAYS[day.num_days_from_monday() as usize].1
}

fn until(text: &str, zone: Tz) -> Option<NaiveDateTime> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y%m%d") {
        return Some(day.and_time(NaiveTime::from_hms_opt(23, 59, 59)?));
    }
    let at = NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y%m%dT%H%M%S").ok()?;
    if text.ends_with('Z') {
        Some(
            Utc.from_utc_datetime(&at)
                .with_timezone(&zone)
                .naive_local(),
        )
    } else {
        Some(at)
    }
}

fn joined<T: Display>(values: &[T]) -> String {
    let texts: Vec<_> = values.iter().map(T::to_string).collect();
    texts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAINAN: Tz = chrono_tz::Asia::Shanghai;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let told = match Rule::parse(text, HAINAN) {
            Ok(rule) => rule.to_string(),
            Err(fault) => format!("{}: {}", fault.key, fault.value),
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn a_rule_comes_back_as_it_was_meant() {
        check("freq=weekly;byday=mo,we", "FREQ=WEEKLY;BYDAY=MO,WE");
        check("RRULE:FREQ=DAILY;INTERVAL=1", "FREQ=DAILY");
        // The first Monday stays the first one.
        check("FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO");
        check(
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
            "FREQ=MONTHLY;COUNT=3;BYDAY=-1FR",
        );
        check(
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU;UNTIL=20261224",
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261224T235959;BYDAY=TU,SU;WKST=SU",
        );
        check(
            "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=-1",
            "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=-1",
        );
    }

    #[test]
    fn an_end_in_utc_is_put_on_the_wall_clock_and_back() {
        let rule = Rule::parse("FREQ=DAILY;UNTIL=20261224T160000Z", HAINAN).expect("a rule");
        assert_eq!(rule.to_string(), "FREQ=DAILY;UNTIL=20261225T000000");
        assert_eq!(rule.to_ical(HAINAN), "FREQ=DAILY;UNTIL=20261224T160000Z");
        let stored = Rule::parse(&rule.to_string(), HAINAN);
        assert_eq!(stored, Ok(rule));
    }

    #[test]
    fn odd_rules_are_refused_with_the_part_that_is_odd() {
        check("", "no-frequency: ");
        check("hello", "no-part: HELLO");
        check("FREQ=HOURLY", "too-often: HOURLY");
        check("FREQ=DAILY;BYHOUR=9,17", "too-often: BYHOUR");
        check("FREQ=FORTNIGHTLY", "frequency: FORTNIGHTLY");
        check("FREQ=DAILY;INTERVAL=0", "interval: 0");
        check(
            "FREQ=DAILY;COUNT=99999999999999999999",
            "count: 99999999999999999999",
        );
        check(
            "FREQ=DAILY;COUNT=2;UNTIL=20270101",
            "count-and-until: FREQ=DAILY;COUNT=2;UNTIL=20270101",
        );
        check("FREQ=DAILY;COUNT=2;COUNT=3", "twice: COUNT");
        check("FREQ=DAILY;UNTIL=20261340", "until: 20261340");
        check("FREQ=WEEKLY;BYDAY=1MO", "not-with: BYDAY");
        check("FREQ=WEEKLY;BYMONTHDAY=1", "not-with: BYMONTHDAY");
        check("FREQ=MONTHLY;BYDAY=9MO", "weekday: BYDAY");
        check("FREQ=MONTHLY;BYDAY=MON", "weekday: MON");
        check("FREQ=MONTHLY;BYDAY=é", "weekday: é");
        check("FREQ=MONTHLY;BYMONTHDAY=0", "month-day: 0");
        check("FREQ=MONTHLY;BYSETPOS=1", "not-with: BYSETPOS");
        check("FREQ=MONTHLY;BYWEEKNO=20", "not-with: BYWEEKNO");
        check("FREQ=DAILY;RSCALE=CHINESE", "unknown-part: RSCALE");
        check(&"FREQ=DAILY;".repeat(100), "too-long: ");
    }
}
