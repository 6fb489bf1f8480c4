//! Checks figures.

use super::Inside;
use crate::model::exhibit::{
    Chart, ChartShape, ChartValue, FigureNumber, FigureSource, FigureValue, Figures, FiguresPage,
    FiguresShown,
};
use crate::model::text::LocalizedText;
use crate::pack::author::ProblemKind;
use crate::pack::author::checker::Checker;
use crate::pack::author::limits::{self, VALUE_MAX};
use crate::pack::author::toml_reader::{Reader, Table};

impl Checker<'_> {
    pub(super) fn figures(&mut self, inside: &Inside) -> Figures {
        self.only_inside(inside, &["pages"]);
        let pages = self.parts(inside.reader, inside.table, "pages");
        Figures {
            pages: pages
                .iter()
                .filter_map(|page| self.figures_page(inside.reader, page))
                .collect(),
        }
    }

    fn figures_page(&mut self, reader: &Reader, page: &Table) -> Option<FiguresPage> {
        let heading = self.text(reader, page, "heading", limits::HEADING_CHARS_MAX);
        let text = self.text(reader, page, "text", limits::TEXT_CHARS_MAX);
        let source = self.text(reader, page, "source", limits::HEADING_CHARS_MAX);
        let common = ["heading", "text", "source"];
        let shown = if page.has("chart") {
            let own = ["chart", "values", "unit", "decimals"];
            self.only(reader, page, &[&common[..], &own].concat());
            FiguresShown::Chart(self.chart(reader, page)?)
        } else {
            self.only(reader, page, &[&common[..], &["numbers", "chart"]].concat());
            FiguresShown::Numbers(self.figure_numbers(reader, page)?)
        };
        Some(FiguresPage {
            heading,
            text,
            source,
            shown,
        })
    }

    fn figure_numbers(&mut self, reader: &Reader, page: &Table) -> Option<Vec<FigureNumber>> {
        let parts = self.few(reader, page, "numbers", 1, limits::NUMBERS_MAX)?;
        let numbers = parts.iter().filter_map(|number| {
            self.only(
                reader,
                number,
                &["value", "live", "decimals", "unit", "label", "note"],
            );
            let value = self.figure_value(reader, number);
            Some(FigureNumber {
                decimals: self.decimals(reader, number),
                unit: self.maybe_text(reader, number, "unit", limits::LABEL_CHARS_MAX),
                label: self.text(reader, number, "label", limits::HEADING_CHARS_MAX),
                note: self.maybe_text(reader, number, "note", limits::HEADING_CHARS_MAX),
                value: value?,
            })
        });
        Some(numbers.collect())
    }

    /// What the author wrote, or what the server is to count: one of both.
    fn figure_value(&mut self, reader: &Reader, number: &Table) -> Option<FigureValue> {
        if !number.has("live") {
            let value = self.real(reader, number, "value", -VALUE_MAX..=VALUE_MAX)?;
            return Some(FigureValue::Fixed(value));
        }
        if let Some((_, place)) = number.get("value") {
            self.error(reader, place, ProblemKind::LiveValue);
        }
        let known = FigureSource::ALL.map(FigureSource::key).join(", ");
        let source = self.one_of(reader, number, "live", FigureSource::parse, &known)?;
        Some(FigureValue::Live(source))
    }

    fn chart(&mut self, reader: &Reader, page: &Table) -> Option<Chart> {
        let shape = self.one_of(reader, page, "chart", ChartShape::parse, "bar, line, ring");
        let unit = self.maybe_text(reader, page, "unit", limits::LABEL_CHARS_MAX);
        let decimals = self.decimals(reader, page);
        let most = match shape {
            Some(ChartShape::Ring) => limits::RING_VALUES_MAX,
            _ => limits::VALUES_MAX,
        };
        // Only a line goes below zero: a bar and a part of a ring are as long as their value.
        let least = match shape {
            Some(ChartShape::Line) => -VALUE_MAX,
            _ => 0.0,
        };
        let parts = self.few(reader, page, "values", 2, most)?;
        let values = parts.iter().filter_map(|part| {
            self.only(reader, part, &["label", "value"]);
            let label = self.text(reader, part, "label", limits::LABEL_CHARS_MAX);
            let value = self.real(reader, part, "value", least..=VALUE_MAX)?;
            Some(ChartValue { label, value })
        });
        let values = values.collect();
        Some(Chart {
            shape: shape?,
            unit,
            decimals,
            values,
        })
    }

    /// So many tables; fewer are as good as missing.
    fn few(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        least: usize,
        most: usize,
    ) -> Option<Vec<Table>> {
        let parts = table.tables(key);
        if parts.len() < least {
            self.missing_key(reader, table, key);
            return None;
        }
        self.at_most(reader, table.place(), key, parts.len(), most);
        Some(parts.into_iter().take(most).collect())
    }

    fn decimals(&mut self, reader: &Reader, table: &Table) -> u8 {
        if !table.has("decimals") {
            return 0;
        }
        let decimals = self.real(reader, table, "decimals", 0.0..=limits::DECIMALS_MAX as f64);
        decimals.unwrap_or_default() as u8
    }

    /// A text that may be left out.
    pub(super) fn maybe_text(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        chars_max: usize,
    ) -> LocalizedText {
        if table.has(key) {
            self.text(reader, table, key, chars_max)
        } else {
            LocalizedText::default()
        }
    }
}
