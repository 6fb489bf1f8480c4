//! How an activity comes again, as a form's fields and in words that staff say.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, Weekday};
use chrono_tz::Tz;

use super::page::Words;
use super::words;
use crate::locale::FluentValue;
use crate::model::recurrence::{Frequency, Rule, RuleDay, RuleEnd, RuleFault};
use crate::model::series::{By, LunarDay, Series};

/// Dates a preview names.
pub(super) const NEXT_DATES: usize = 10;

/// Weekdays as forms name them: `mon`.
pub(super) fn day_key(day: Weekday) -> String {
    day.to_string().to_lowercase()
}

/// What stands in the fields for a series: name and value, a list joined by commas.
pub(super) fn fields_of(series: &Series, zone: Tz) -> Vec<(&'static str, String)> {
    let days = |days: &std::collections::BTreeSet<NaiveDate>| {
        let texts: Vec<_> = days.iter().map(NaiveDate::to_string).collect();
        texts.join(", ")
    };
    let mut fields = vec![
        ("also", days(&series.also)),
        ("except", days(&series.except)),
        ("no_holidays", yes(series.not_on_holidays)),
    ];
    match &series.by {
        By::Dates => fields.push(("repeats", "dates".to_owned())),
        By::Lunar(day) => fields.extend([
            ("repeats", "lunar".to_owned()),
            ("lunar_month", day.month.to_string()),
            ("lunar_day", day.day.to_string()),
        ]),
        By::Rule(text) => match Rule::parse(text, zone) {
            Ok(rule) => fields.extend(fields_of_rule(&rule, series.starts.date(), text)),
            Err(_) => fields.extend([("repeats", "rule".to_owned()), ("rule", text.clone())]),
        },
    }
    fields
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "" }.to_owned()
}

/// A rule that the form has words for goes into its fields, any other as it is written.
fn fields_of_rule(rule: &Rule, first: NaiveDate, text: &str) -> Vec<(&'static str, String)> {
    let mut fields = vec![("every", rule.interval.to_string())];
    match rule.end {
        RuleEnd::Never => fields.push(("ends", "never".to_owned())),
        RuleEnd::Count(count) => {
            fields.extend([("ends", "count".to_owned()), ("count", count.to_string())]);
        }
        RuleEnd::Until(until) => {
            let until = until.date().to_string();
            fields.extend([("ends", "until".to_owned()), ("until", until)]);
        }
    }
    match Shape::of(rule) {
        Some(Shape::Daily) => fields.push(("repeats", "daily".to_owned())),
        Some(Shape::Weekly(days)) => {
            let days: Vec<_> = days.iter().map(|day| day_key(*day)).collect();
            let days = if days.is_empty() {
                day_key(first.weekday())
            } else {
                days.join(",")
            };
            fields.extend([("repeats", "weekly".to_owned()), ("days", days)]);
        }
        Some(Shape::MonthDay(day)) => {
            fields.extend([
                ("repeats", "monthly".to_owned()),
                ("month_by", "date".to_owned()),
                ("month_day", day.unwrap_or(first.day() as i8).to_string()),
            ]);
        }
        Some(Shape::NthWeekday(nth, day)) => fields.extend([
            ("repeats", "monthly".to_owned()),
            ("month_by", "weekday".to_owned()),
            ("nth", nth.to_string()),
            ("nth_day", day_key(day)),
        ]),
        None => fields.extend([("repeats", "rule".to_owned()), ("rule", text.to_owned())]),
    }
    fields
}

/// The rules that the form has words for.
enum Shape {
    Daily,
    /// On these days; on that of the first date when empty.
    Weekly(Vec<Weekday>),
    /// On this date of a month, from its end when negative; on that of the first date without.
    MonthDay(Option<i8>),
    NthWeekday(i16, Weekday),
}

impl Shape {
    fn of(rule: &Rule) -> Option<Shape> {
        let bare = rule.months.is_empty()
            && rule.weeks.is_empty()
            && rule.year_days.is_empty()
            && rule.positions.is_empty();
        // Weeks that begin on another day count differently only when some are left out.
        if !bare || (rule.week_start != Weekday::Mon && rule.interval > 1) {
            return None;
        }
        match (
            rule.frequency,
            rule.month_days.as_slice(),
            rule.days.as_slice(),
        ) {
            (Frequency::Daily, [], []) => Some(Shape::Daily),
            (Frequency::Weekly, [], days) => {
                Some(Shape::Weekly(days.iter().map(|day| day.weekday).collect()))
            }
            (Frequency::Monthly, [], []) => Some(Shape::MonthDay(None)),
            (Frequency::Monthly, [day @ (-1 | 1..=31)], []) => Some(Shape::MonthDay(Some(*day))),
            (
                Frequency::Monthly,
                [],
                [
                    RuleDay {
                        nth: Some(nth @ (-1 | 1..=4)),
                        weekday,
                    },
                ],
            ) => Some(Shape::NthWeekday(*nth, *weekday)),
            _ => None,
        }
    }
}

/// How it comes again, in one sentence.
pub(super) fn in_words(words: Words, series: &Series, zone: Tz) -> String {
    let mut parts = match &series.by {
        By::Dates => vec![words.t("repeat-dates")],
        By::Lunar(day) => vec![words.s("repeat-lunar", "day", &lunar_day(words, *day))],
        By::Rule(text) => match Rule::parse(text, zone) {
            Ok(rule) => vec![
                rule_in_words(words, &rule, series.starts),
                end_in_words(words, &rule),
            ],
            Err(fault) => vec![fault_in_words(words, &fault)],
        },
    };
    if series.not_on_holidays {
        parts.push(words.t("repeat-no-holidays"));
    }
    let listed = |days: &std::collections::BTreeSet<NaiveDate>| {
        let days: Vec<_> = days
            .iter()
            .map(|day| words::short_day(words, *day))
            .collect();
        days.join(&words.t("comma"))
    };
    if !series.also.is_empty() {
        parts.push(words.s("repeat-also", "days", &listed(&series.also)));
    }
    if !series.except.is_empty() {
        parts.push(words.s("repeat-except", "days", &listed(&series.except)));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(&words.t("repeat-between"))
}

fn rule_in_words(words: Words, rule: &Rule, starts: NaiveDateTime) -> String {
    let every = |key: &str, what: String| {
        words.with(
            key,
            [
                ("n", FluentValue::from(rule.interval)),
                ("what", FluentValue::from(what)),
            ],
        )
    };
    match Shape::of(rule) {
        Some(Shape::Daily) => every("repeat-daily", String::new()),
        Some(Shape::Weekly(days)) => {
            let days = if days.is_empty() {
                vec![starts.weekday()]
            } else {
                days
            };
            let days: Vec<_> = days.iter().map(|day| words::weekday(words, *day)).collect();
            every("repeat-weekly", days.join(&words.t("comma")))
        }
        Some(Shape::MonthDay(Some(-1))) => every("repeat-month-end", String::new()),
        Some(Shape::MonthDay(day)) => {
            let day = day.unwrap_or(starts.day() as i8);
            every("repeat-month-day", day.to_string())
        }
        Some(Shape::NthWeekday(nth, day)) => {
            let nth = if nth < 0 {
                words.t("nth-last")
            } else {
                words.t(&format!("nth-{nth}"))
            };
            let day = words::weekday(words, day);
            let which = words.with("nth-weekday", [("nth", nth.into()), ("day", day.into())]);
            every("repeat-month-weekday", which)
        }
        None => words.s("repeat-rule", "rule", &rule.to_string()),
    }
}

fn end_in_words(words: Words, rule: &Rule) -> String {
    // A rule shown as it is written says its end itself.
    if Shape::of(rule).is_none() {
        return String::new();
    }
    match rule.end {
        RuleEnd::Never => String::new(),
        RuleEnd::Count(count) => words.n("repeat-count", "count", &count),
        RuleEnd::Until(until) => words.s("repeat-until", "day", &long_day(words, until.date())),
    }
}

/// What is wrong with a rule.
pub(super) fn fault_in_words(words: Words, fault: &RuleFault) -> String {
    words.shared_with(
        &format!("rule-fault-{}", fault.key),
        [("value", FluentValue::from(fault.value.clone()))],
    )
}

/// `24 Dec 2026`.
pub(super) fn long_day(words: Words, day: NaiveDate) -> String {
    words.with(
        "long-day",
        [
            ("day", FluentValue::from(words::short_day(words, day))),
            ("year", FluentValue::from(day.year().to_string())),
        ],
    )
}

/// `正月十五`.
pub(super) fn lunar_day(words: Words, day: LunarDay) -> String {
    if (day.month, day.day) == (12, 30) {
        return words.t("lunar-eve");
    }
    words.shared_with(
        "lunar-date",
        [
            (
                "month",
                words.shared(&format!("lunar-month-{}", day.month)).into(),
            ),
            (
                "day",
                words.shared(&format!("lunar-day-{}", day.day)).into(),
            ),
        ],
    )
}

/// A date with its times: `Mon 7 Dec 2026 10:00–11:30`.
pub(super) fn date_in_words(words: Words, slot: NaiveDateTime, minutes: u32) -> String {
    let end = slot + chrono::Duration::minutes(i64::from(minutes));
    words.with(
        "date-and-times",
        [
            ("weekday", words::weekday(words, slot.weekday()).into()),
            ("date", long_day(words, slot.date()).into()),
            (
                "times",
                format!("{}–{}", slot.format("%H:%M"), end.format("%H:%M")).into(),
            ),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    #[track_caller]
    fn check(by: By, english: &str, chinese: &str) {
        let series = Series {
            starts: "2026-12-08T10:00:00".parse().expect("a time"),
            minutes: 90,
            capacity: None,
            by,
            also: Default::default(),
            except: Default::default(),
            not_on_holidays: false,
        };
        let told = |language| {
            in_words(
                Words::new(locale::catalog(language)),
                &series,
                chrono_tz::Asia::Shanghai,
            )
        };
        // Fluent marks where a value begins and ends.
        let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(plain(told("en")), english);
        assert_eq!(plain(told("zh-CN")), chinese);
    }

    fn rule(text: &str) -> By {
        By::Rule(text.to_owned())
    }

    #[test]
    fn rules_are_said_as_people_say_them() {
        check(
            rule("FREQ=WEEKLY;BYDAY=MO,WE"),
            "Every week on Mon, Wed",
            "每周周一、周三",
        );
        check(
            rule("FREQ=WEEKLY;INTERVAL=2"),
            "Every 2 weeks on Tue",
            "每 2 周周二",
        );
        check(
            rule("FREQ=DAILY;COUNT=5"),
            "Every day; 5 dates",
            "每天，共 5 次",
        );
        check(
            rule("FREQ=MONTHLY;BYDAY=-1FR"),
            "Every month on the last Fri",
            "每月最后一个周五",
        );
        check(
            rule("FREQ=MONTHLY;BYDAY=2SA;UNTIL=20270131"),
            "Every month on the second Sat; until 31 Jan 2027",
            "每月第二个周六，到 2027年1月31日为止",
        );
        check(
            rule("FREQ=MONTHLY;BYMONTHDAY=15"),
            "Every month on day 15",
            "每月 15 日",
        );
        check(
            rule("FREQ=MONTHLY;BYMONTHDAY=-1"),
            "Every month on its last day",
            "每月最后一天",
        );
        check(
            By::Lunar(LunarDay { month: 1, day: 15 }),
            "Every year on the 15th day of the 1st lunar month",
            "每年农历正月十五",
        );
        check(
            By::Lunar(LunarDay { month: 12, day: 30 }),
            "Every year on the eve of the lunar new year",
            "每年农历除夕",
        );
        check(
            rule("FREQ=YEARLY;BYYEARDAY=100"),
            "By the rule FREQ=YEARLY;BYYEARDAY=100",
            "按规则 FREQ=YEARLY;BYYEARDAY=100",
        );
    }
}
