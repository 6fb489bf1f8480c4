//! Checks `activities.toml`, the example activities of a pack.

use chrono::{NaiveTime, Weekday};

use super::checker::Checker;
use super::toml_reader::{Reader, Table};
use super::{ProblemKind, limits};
use crate::model::activity::{ActivityDetails, Category};
use crate::model::overflow::OverflowPlan;
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
        Some(SampleActivity {
            id: id?,
            title,
            summary,
            category: category?,
            room,
            host,
            picture,
            details: ActivityDetails::default(),
            plan: OverflowPlan::default(),
            weekday: weekday?,
            start: start?,
            minutes: minutes?,
            places: places?,
            registered: registered?,
            waitlisted: waitlisted?,
        })
    }
}
