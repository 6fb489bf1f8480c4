//! Checks a timeline.

use super::Inside;
use crate::model::exhibit::{Timeline, TimelineEntry};
use crate::model::text::LocalizedText;
use crate::pack::author::checker::Checker;
use crate::pack::author::toml_reader::{Reader, Table};
use crate::pack::author::{ProblemKind, limits};

impl Checker<'_> {
    /// Entries may stand in any order; along the line they go by year, and of one year as they are written.
    pub(super) fn timeline(&mut self, inside: &Inside) -> Timeline {
        self.only_inside(inside, &["entries"]);
        let parts = self.parts(inside.reader, inside.table, "entries");
        let mut entries: Vec<_> = parts
            .iter()
            .filter_map(|part| self.entry(inside.reader, part, inside.folder))
            .collect();
        entries.sort_by_key(|entry| entry.year);
        Timeline { entries }
    }

    fn entry(&mut self, reader: &Reader, part: &Table, exhibit: &str) -> Option<TimelineEntry> {
        self.only(
            reader,
            part,
            &["year", "label", "heading", "text", "picture", "alt"],
        );
        let year = self.year(reader, part);
        let label = if part.has("label") {
            self.text(reader, part, "label", limits::HEADING_CHARS_MAX)
        } else {
            LocalizedText::default()
        };
        let heading = self.text(reader, part, "heading", limits::HEADING_CHARS_MAX);
        let text = self.text(reader, part, "text", limits::TEXT_CHARS_MAX);
        let (picture, alt) = if part.has("picture") {
            let alt = self.text(reader, part, "alt", limits::TEXT_CHARS_MAX);
            (self.picture(reader, part, "picture", exhibit), alt)
        } else {
            (None, LocalizedText::default())
        };
        Some(TimelineEntry {
            year: year?,
            label,
            heading,
            text,
            picture,
            alt,
        })
    }

    fn year(&mut self, reader: &Reader, part: &Table) -> Option<i32> {
        let (number, place) = self.number(reader, part, "year")?;
        let year = i32::try_from(number).ok();
        let year = year.filter(|year| limits::YEARS.contains(year));
        if year.is_none() {
            let kind = ProblemKind::OutOfBounds {
                key: "year".to_owned(),
                min: limits::YEARS.start().to_string(),
                max: limits::YEARS.end().to_string(),
            };
            self.error(reader, place, kind);
        }
        year
    }
}
