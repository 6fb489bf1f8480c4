//! Timeline: years along a line, each with words and perhaps a picture.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::LocalizedText;

/// Entries in the order of their years.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// At least one.
    pub entries: Vec<TimelineEntry>,
}

/// One year of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The year; negative before our era.
    pub year: i32,
    /// What stands at the year, for example "1920s"; empty for the year itself.
    #[serde(default)]
    pub label: LocalizedText,
    /// What happened, in a line.
    pub heading: LocalizedText,
    /// What happened.
    pub text: LocalizedText,
    /// Path of a picture in the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What the picture shows; empty without one.
    #[serde(default)]
    pub alt: LocalizedText,
}

impl Content for Timeline {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let entries = self.entries.iter_mut();
        entries.filter_map(|entry| entry.picture.as_mut()).collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        self.entries
            .iter()
            .flat_map(|entry| [&entry.label, &entry.heading, &entry.text, &entry.alt])
            .collect()
    }

    fn parts(&self) -> usize {
        self.entries.len()
    }
}
