//! Checks `activities.toml`, the example activities of a pack.

use chrono::{NaiveTime, Weekday};

use super::checker::Checker;
use super::toml_reader::{Reader, Table};
use super::{ProblemKind, limits};
use crate::model::activity::{ActivityDetails, Category};
use crate::model::overflow::{OverflowPlan, PlaceOrder};
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
            details: ActivityDetails::default(),
            plan,
            weekday: weekday?,
            start: start?,
            minutes: minutes?,
            places: places?,
            registered: registered?,
            waitlisted: waitlisted?,
        })
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
