//! Checks `activities.toml`, the example activities of a pack.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};

use super::checker::Checker;
use super::toml_reader::{Place, Reader, Table};
use super::{ProblemKind, limits};
use crate::model::activity::{ActivityDetails, Category, is_language_tag};
use crate::model::almanac::lunar_date;
use crate::model::overflow::{OverflowPlan, PlaceOrder};
use crate::model::recurrence::{Frequency, Rule};
use crate::model::series::{By, LunarDay};
use crate::model::text::LocalizedText;

/// An example activity of `activities.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleActivity {
    /// Its name in the file.
    pub id: String,
    /// Its name.
    pub title: LocalizedText,
    /// One or two sentences.
    pub summary: LocalizedText,
    /// What kind.
    pub category: Category,
    /// Where.
    pub room: LocalizedText,
    /// Who holds it.
    pub host: LocalizedText,
    /// Path of a picture in the pack.
    pub picture: Option<String>,
    /// For whom, at what cost, in which languages.
    pub details: ActivityDetails,
    /// What happens when more come than fit.
    pub plan: OverflowPlan,
    /// By what rule it comes again; without one it comes every week the examples are made for.
    pub repeats: Option<By>,
    /// Whether it is not on statutory holidays.
    pub not_on_holidays: bool,
    /// The day of the week.
    pub weekday: Weekday,
    /// Local time.
    pub start: NaiveTime,
    /// How long.
    pub minutes: u32,
    /// Places; 0 for walk in.
    pub places: u32,
    /// Example registrations that hold a place.
    pub registered: u32,
    /// Example registrations that wait.
    pub waitlisted: u32,
}

impl SampleActivity {
    /// Whether a preview that begins on `first` shows it on `day`. What comes every month or year is shown on its next
    /// weekday: a preview shows how things look, and a server makes the dates.
    pub fn is_on(&self, day: NaiveDate, first: NaiveDate) -> bool {
        let often = match &self.repeats {
            Some(By::Lunar(wanted)) => {
                let next = day.succ_opt().and_then(lunar_date);
                return lunar_date(day).is_some_and(|lunar| wanted.is(lunar, next));
            }
            Some(By::Rule(text)) => Rule::parse(text, chrono_tz::UTC)
                .is_ok_and(|rule| matches!(rule.frequency, Frequency::Daily | Frequency::Weekly)),
            Some(By::Dates) | None => true,
        };
        day.weekday() == self.weekday && (often || (day - first).num_days() < 7)
    }
}

impl Checker<'_> {
    pub(super) fn activities(&mut self) -> Vec<SampleActivity> {
        if !self.holds("activities.toml") {
            return Vec::new();
        }
        let Some(reader) = self.open("activities.toml") else {
            return Vec::new();
        };
        let root = reader.root();
        self.only(&reader, &root, &["activities"]);
        let tables = root.tables("activities");
        self.at_most(
            &reader,
            root.place(),
            "activities",
            tables.len(),
            limits::ACTIVITIES_MAX,
        );
        tables
            .iter()
            .take(limits::ACTIVITIES_MAX)
            .filter_map(|table| self.activity(&reader, table))
            .collect()
    }

    fn activity(&mut self, reader: &Reader, table: &Table) -> Option<SampleActivity> {
        self.only(
            reader,
            table,
            &[
                "id",
                "title",
                "summary",
                "category",
                "room",
                "host",
                "picture",
                "age_min",
                "age_max",
                "for_children",
                "languages",
                "cost",
                "accessibility",
                "course",
                "in_and_out",
                "repeats",
                "lunar",
                "not_on_holidays",
                "weekday",
                "start",
                "minutes",
                "places",
                "registered",
                "waitlisted",
                "plan",
            ],
        );
        let id = self.id(reader, table, "id");
        let title = self.text(reader, table, "title", limits::HEADING_CHARS_MAX);
        let summary = self.text(reader, table, "summary", limits::TEXT_CHARS_MAX);
        let room = self.text(reader, table, "room", limits::HEADING_CHARS_MAX);
        let host = self.text(reader, table, "host", limits::HEADING_CHARS_MAX);
        let picture = if table.has("picture") {
            self.picture(reader, table, "picture", "")
        } else {
            None
        };
        let category = self.one_of(
            reader,
            table,
            "category",
            Category::from_key,
            "health, family, arts, training, volunteer, festival, service",
        );
        let details = self.details(reader, table);
        let repeats = self.repeats(reader, table);
        let weekday = self.one_of(
            reader,
            table,
            "weekday",
            |text| text.parse().ok(),
            "mon, tue, wed, thu, fri, sat, sun",
        );
        let start = self.one_of(
            reader,
            table,
            "start",
            |text| NaiveTime::parse_from_str(text, "%H:%M").ok(),
            "10:00",
        );
        let count = |checker: &mut Self, key: &str, max: i64| -> Option<u32> {
            let (value, place) = checker.number(reader, table, key)?;
            if !(0..=max).contains(&value) {
                checker.error(reader, place, ProblemKind::OutOfRange { value, max });
                return None;
            }
            u32::try_from(value).ok()
        };
        let minutes = count(self, "minutes", 24 * 60);
        let places = count(self, "places", 100_000);
        let registered = if table.has("registered") {
            count(self, "registered", 100_000)
        } else {
            Some(0)
        };
        let waitlisted = if table.has("waitlisted") {
            count(self, "waitlisted", 100_000)
        } else {
            Some(0)
        };
        let plan = self.plan(reader, table);
        Some(SampleActivity {
            id: id?,
            title,
            summary,
            category: category?,
            room,
            host,
            picture,
            details,
            plan,
            repeats,
            not_on_holidays: table.flag("not_on_holidays"),
            weekday: weekday?,
            start: start?,
            minutes: minutes?,
            places: places?,
            registered: registered?,
            waitlisted: waitlisted?,
        })
    }

    fn details(&mut self, reader: &Reader, table: &Table) -> ActivityDetails {
        let age = |checker: &mut Self, key: &str| -> Option<(u8, Place)> {
            if !table.has(key) {
                return None;
            }
            let (value, place) = checker.number(reader, table, key)?;
            let max = i64::from(limits::AGE_MAX);
            if !(0..=max).contains(&value) {
                checker.error(reader, place, ProblemKind::OutOfRange { value, max });
                return None;
            }
            Some((u8::try_from(value).ok()?, place))
        };
        let (age_min, age_max) = (age(self, "age_min"), age(self, "age_max"));
        if let (Some((min, _)), Some((max, place))) = (age_min, age_max)
            && max < min
        {
            let kind = ProblemKind::OutOfBounds {
                key: "age_max".to_owned(),
                min: min.to_string(),
                max: limits::AGE_MAX.to_string(),
            };
            self.error(reader, place, kind);
        }
        for key in ["for_children", "course", "in_and_out", "not_on_holidays"] {
            if let Some((value, place)) = table.get(key)
                && value.as_bool().is_none()
            {
                let (key, wanted) = (key.to_owned(), "flag".to_owned());
                self.error(reader, place, ProblemKind::WrongType { key, wanted });
            }
        }
        let text = |checker: &mut Self, key: &str| {
            table
                .has(key)
                .then(|| checker.text(reader, table, key, limits::NOTE_CHARS_MAX))
        };
        ActivityDetails {
            age_min: age_min.map(|(age, _)| age),
            age_max: age_max.map(|(age, _)| age),
            for_children: table.flag("for_children"),
            languages: self.held_in(reader, table),
            cost: text(self, "cost"),
            accessibility: text(self, "accessibility"),
            course: table.flag("course"),
            in_and_out: table.flag("in_and_out"),
        }
    }

    fn held_in(&mut self, reader: &Reader, table: &Table) -> Vec<String> {
        if !table.has("languages") {
            return Vec::new();
        }
        let tags = self.strings(reader, table, "languages");
        let max = limits::LANGUAGES_MAX;
        self.at_most(reader, table.place(), "languages", tags.len(), max);
        for (value, place) in &tags {
            if !is_language_tag(value) {
                let value = value.clone();
                self.error(reader, *place, ProblemKind::Language { value });
            }
        }
        tags.into_iter().map(|(tag, _)| tag).take(max).collect()
    }

    /// `repeats` is a rule of RFC 5545, `lunar` a month and a day of the traditional calendar.
    fn repeats(&mut self, reader: &Reader, table: &Table) -> Option<By> {
        if table.has("lunar") {
            if let Some((_, place)) = table.get("repeats") {
                let value = "repeats".to_owned();
                self.error(reader, place, ProblemKind::Twice { value });
            }
            let day = |text: &str| {
                let (month, day) = text.split_once('-')?;
                LunarDay::new(month.parse().ok()?, day.parse().ok()?)
            };
            return self
                .one_of(reader, table, "lunar", day, "1-15, 8-15, 12-30")
                .map(By::Lunar);
        }
        if !table.has("repeats") {
            return None;
        }
        let (text, place) = self.string(reader, table, "repeats")?;
        // Whatever zone it is read in: it comes back as it was written.
        match Rule::parse(&text, chrono_tz::UTC) {
            Ok(rule) => Some(By::Rule(rule.to_string())),
            Err(fault) => {
                self.error(reader, place, ProblemKind::Rule { fault });
                None
            }
        }
    }
}

/// Most minutes, hours, days or people a plan may name.
const PLAN_NUMBER_MAX: i64 = 86_400;

impl Checker<'_> {
    /// `plan` is a table of an overflow plan's numbers; whatever is not in it is as usual.
    fn plan(&mut self, reader: &Reader, table: &Table) -> OverflowPlan {
        let mut plan = OverflowPlan::default();
        let Some(given) = table.table("plan") else {
            if let Some((_, place)) = table.get("plan") {
                let (key, wanted) = ("plan".to_owned(), "table".to_owned());
                self.error(reader, place, ProblemKind::WrongType { key, wanted });
            }
            return plan;
        };
        self.only(
            reader,
            &given,
            &[
                "order",
                "kept_for_walk_ins",
                "kept_without_phone",
                "kept_until_hours",
                "first_timers_until_hours",
                "opens_days_before",
                "closes_minutes_before",
                "waitlist_max",
                "offer_minutes",
                "standby_minutes",
                "another_at",
            ],
        );
        if given.has("order") {
            let orders = "first_come, lottery, first_timers";
            plan.order = self
                .one_of(reader, &given, "order", PlaceOrder::from_key, orders)
                .unwrap_or_default();
        }
        let mut number = |key: &str| -> Option<u32> {
            if !given.has(key) {
                return None;
            }
            let (value, place) = self.number(reader, &given, key)?;
            if !(0..=PLAN_NUMBER_MAX).contains(&value) {
                let max = PLAN_NUMBER_MAX;
                self.error(reader, place, ProblemKind::OutOfRange { value, max });
                return None;
            }
            u32::try_from(value).ok()
        };
        for (key, field) in [
            ("kept_for_walk_ins", &mut plan.kept_for_walk_ins),
            ("kept_without_phone", &mut plan.kept_without_phone),
            ("kept_until_hours", &mut plan.kept_until_hours),
            (
                "first_timers_until_hours",
                &mut plan.first_timers_until_hours,
            ),
            ("closes_minutes_before", &mut plan.closes_minutes_before),
        ] {
            *field = number(key).unwrap_or(*field);
        }
        for (key, field) in [
            ("opens_days_before", &mut plan.opens_days_before),
            ("waitlist_max", &mut plan.waitlist_max),
            ("offer_minutes", &mut plan.offer_minutes),
            ("standby_minutes", &mut plan.standby_minutes),
            ("another_at", &mut plan.another_at),
        ] {
            *field = number(key);
        }
        plan
    }
}
