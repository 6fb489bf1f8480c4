//! Figures: pages of numbers that count up, and charts to touch.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::LocalizedText;

/// Pages in the order in which they are turned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// At least one.
    pub pages: Vec<FiguresPage>,
}

/// One page of figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FiguresPage {
    /// The page's heading.
    pub heading: LocalizedText,
    /// What the figures mean.
    pub text: LocalizedText,
    /// Where they are from.
    pub source: LocalizedText,
    /// The figures.
    pub shown: FiguresShown,
}

/// What a page of figures shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FiguresShown {
    /// One to four numbers.
    Numbers(Vec<FigureNumber>),
    /// One chart.
    Chart(Chart),
}

/// A number with its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureNumber {
    /// The number.
    pub value: FigureValue,
    /// Digits after the point.
    #[serde(default)]
    pub decimals: u8,
    /// What is counted; may be empty.
    #[serde(default)]
    pub unit: LocalizedText,
    /// What the number says.
    pub label: LocalizedText,
    /// One line more; may be empty.
    #[serde(default)]
    pub note: LocalizedText,
}

/// Where a number comes from: the pack, or the server, which counts it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FigureValue {
    /// As the author wrote it.
    Fixed(f64),
    /// As the server counts it for the kiosk's centre.
    Live(FigureSource),
}

/// What the server counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureSource {
    /// Activities that take place today.
    ActivitiesToday,
    /// Activities that take place this month.
    ActivitiesThisMonth,
    /// People who came to today's activities.
    CameToday,
    /// People who came to this month's activities.
    CameThisMonth,
    /// Places that are free in this week's activities from now on.
    PlacesThisWeek,
    /// Hours that volunteers gave in this month's activities.
    VolunteerHoursThisMonth,
    /// Kiosks of the centre that are connected.
    KiosksOnline,
}

impl FigureSource {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::ActivitiesToday,
        Self::ActivitiesThisMonth,
        Self::CameToday,
        Self::CameThisMonth,
        Self::PlacesThisWeek,
        Self::VolunteerHoursThisMonth,
        Self::KiosksOnline,
    ];

    /// Its name, as an author writes it and as it travels.
    pub fn key(self) -> &'static str {
        match self {
            Self::ActivitiesToday => "activities-today",
            Self::ActivitiesThisMonth => "activities-this-month",
            Self::CameToday => "came-today",
            Self::CameThisMonth => "came-this-month",
            Self::PlacesThisWeek => "places-this-week",
            Self::VolunteerHoursThisMonth => "volunteer-hours-this-month",
            Self::KiosksOnline => "kiosks-online",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.key() == name)
    }
}

/// Values drawn in one shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// How they are drawn.
    pub shape: ChartShape,
    /// What is counted; may be empty.
    #[serde(default)]
    pub unit: LocalizedText,
    /// Digits after the point.
    #[serde(default)]
    pub decimals: u8,
    /// At least two.
    pub values: Vec<ChartValue>,
}

/// The shapes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartShape {
    /// A bar for each value, from zero.
    Bar,
    /// A line from value to value.
    Line,
    /// A ring of which each value is a part.
    Ring,
}

impl ChartShape {
    /// The shape's name, as an author writes it.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "bar" => Some(Self::Bar),
            "line" => Some(Self::Line),
            "ring" => Some(Self::Ring),
            _ => None,
        }
    }
}

/// One value of a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartValue {
    /// What it stands for, in a word or two.
    pub label: LocalizedText,
    /// The value; only a line goes below zero.
    pub value: f64,
}

impl Content for Figures {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        Vec::new()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        self.pages
            .iter()
            .flat_map(|page| {
                let own = [&page.heading, &page.text, &page.source];
                own.into_iter().chain(page.shown.texts())
            })
            .collect()
    }

    fn parts(&self) -> usize {
        self.pages.len()
    }
}

impl FiguresShown {
    fn texts(&self) -> Vec<&LocalizedText> {
        match self {
            Self::Numbers(numbers) => numbers
                .iter()
                .flat_map(|number| [&number.unit, &number.label, &number.note])
                .collect(),
            Self::Chart(chart) => std::iter::once(&chart.unit)
                .chain(chart.values.iter().map(|value| &value.label))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_before_and_a_live_one_by_its_name() {
        let json = |value: FigureValue| serde_json::to_string(&value).expect("json");
        assert_eq!(json(FigureValue::Fixed(472.0)), "472.0");
        for source in FigureSource::ALL {
            let live = FigureValue::Live(source);
            assert_eq!(json(live), format!("\"{}\"", source.key()));
            let read: FigureValue = serde_json::from_str(&json(live)).expect("read");
            assert_eq!(read, live);
            assert_eq!(FigureSource::parse(source.key()), Some(source));
        }
    }
}
