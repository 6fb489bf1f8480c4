//! Timeline: years along a line, flung by a finger, each opened by a touch.

mod geometry;
mod motion;
mod strip;
pub mod view;

use egui::Ui;

use super::{Kind, Scene, Step};
use crate::locale::Catalog;
use crate::model::exhibit::{ExhibitContent, Timeline};

/// The kind as the shell knows it.
pub struct TimelineKind;

impl Kind for TimelineKind {
    type Content = Timeline;
    type State = TimelineState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Timeline> {
        match content {
            ExhibitContent::Timeline(timeline) => Some(timeline),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        timeline: &Timeline,
        state: &TimelineState,
    ) -> Option<Step<TimelineState>> {
        view::timeline_ui(ui, scene, timeline, state)
    }

    fn place_words(
        &self,
        scene: &Scene<'_>,
        timeline: &Timeline,
        state: &TimelineState,
    ) -> Option<String> {
        let words = scene.theme.words();
        let Some(entry) = state.open.and_then(|open| timeline.entries.get(open)) else {
            return line_words(words, timeline, state);
        };
        let language = words.language();
        let text = entry.text.in_language(language);
        Some(format!("{}\n{text}", view::entry_label(words, entry)))
    }
}

/// What is told of the line: how to travel on it, and once it was moved the year where it stands or is going.
fn line_words(words: &Catalog, timeline: &Timeline, state: &TimelineState) -> Option<String> {
    let count = timeline.entries.len();
    let at = match state.target {
        Some(target) => target,
        // It runs: the years that go by are not read out.
        None if !state.still(count) => return None,
        None => state.offset,
    };
    let nearest = at.round().clamp(0.0, count.saturating_sub(1) as f32) as usize;
    match timeline.entries.get(nearest) {
        Some(entry) if nearest > 0 => Some(view::entry_label(words, entry)),
        _ => Some(words.text("timeline-hint")),
    }
}

/// Where along the line, how fast, and what is open. Lengths are in entries: the same on every panel.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TimelineState {
    /// What is in the middle: 0 is the first entry, 1.5 is between the second and the third.
    pub offset: f32,
    /// Entries a second.
    pub velocity: f32,
    /// Where it glides to by itself.
    pub target: Option<f32>,
    /// The entry that is open.
    pub open: Option<usize>,
}

/// A part of the line to jump to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// Its first year, whether or not something happened in it.
    pub year: i32,
    /// How many years it has.
    pub years: i32,
    /// Its first entry.
    pub first: usize,
}

/// The parts of a line to jump to, at most `most`: decades, or longer where there are too many of them.
/// `years` are in order. One part alone leads nowhere, so there are then none.
pub fn jumps(years: &[i32], most: usize) -> Vec<Jump> {
    const STEPS: [i32; 9] = [10, 20, 50, 100, 200, 500, 1_000, 5_000, 10_000];
    let parts = |step: i32| {
        let mut parts: Vec<Jump> = Vec::new();
        for (first, year) in years.iter().enumerate() {
            let year = year.div_euclid(step) * step;
            if parts.last().is_none_or(|last| last.year != year) {
                let years = step;
                parts.push(Jump { year, years, first });
            }
        }
        parts
    };
    let fitting = STEPS.into_iter().map(parts).find(|all| all.len() <= most);
    fitting.filter(|all| all.len() > 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(years: &[i32], most: usize) -> Vec<(i32, usize)> {
        let all = jumps(years, most);
        all.iter().map(|jump| (jump.year, jump.first)).collect()
    }

    #[test]
    fn decades_are_jumped_to_and_empty_ones_left_out() {
        let years = [1858, 1876, 1924, 1926, 1988];
        let decades = [(1850, 0), (1870, 1), (1920, 2), (1980, 4)];
        assert_eq!(starts(&years, 8), decades);
        assert_eq!(starts(&years, 3), [(1850, 0), (1900, 2), (1950, 4)]);
    }

    #[test]
    fn years_before_our_era_have_decades_too() {
        assert_eq!(starts(&[-110, 5, 12], 8), [(-110, 0), (0, 1), (10, 2)]);
    }

    #[test]
    fn one_decade_needs_no_strip() {
        assert!(starts(&[1981, 1988], 8).is_empty());
        assert!(starts(&[], 8).is_empty());
    }

    #[test]
    fn two_hundred_years_fit_a_short_strip() {
        let years: Vec<i32> = (1800..2000).collect();
        assert_eq!(jumps(&years, 10).len(), 10);
    }
}
