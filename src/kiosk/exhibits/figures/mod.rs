//! Figures: pages of numbers that count up, and charts whose parts a visitor touches.
//!
//! The charts are drawn here with egui's shapes: there are three of them, with large type and words beside every
//! part, and a plotting library would bring axes, legends and gestures that nobody at a kiosk needs.

mod chart;
mod numbers;
pub mod view;

use egui::{Id, Ui};

use super::{Kind, Scene, Step, number_of};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::motion;
use crate::model::exhibit::{Chart, ChartValue, ExhibitContent, Figures, FiguresShown};
use crate::model::text::LocalizedText;

/// The kind as the shell knows it.
pub struct FiguresKind;

impl Kind for FiguresKind {
    type Content = Figures;
    type State = FiguresState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Figures> {
        match content {
            ExhibitContent::Figures(figures) => Some(figures),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        figures: &Figures,
        state: &FiguresState,
    ) -> Option<Step<FiguresState>> {
        view::figures_ui(ui, scene, figures, state)
    }

    fn place_words(
        &self,
        scene: &Scene<'_>,
        figures: &Figures,
        state: &FiguresState,
    ) -> Option<String> {
        let (theme, language) = (scene.theme, scene.theme.language());
        let page = figures.pages.get(state.page)?;
        let number = number_of(theme.words(), state.page, figures.pages.len());
        let heading = page.heading.in_language(language);
        let figures = match &page.shown {
            FiguresShown::Numbers(all) => numbers::said(theme, all),
            FiguresShown::Chart(chart) => {
                let picked = state.picked.and_then(|picked| chart.values.get(picked));
                if let Some(value) = picked {
                    return Some(said_value(theme, chart, value));
                }
                theme.text("chart-hint")
            }
        };
        let text = page.text.in_language(language);
        Some([&number, heading, &figures, text].join("\n"))
    }
}

/// Which page is open, and which of its values a visitor touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FiguresState {
    /// From 0.
    pub page: usize,
    /// From 0.
    pub picked: Option<usize>,
}

/// `1,234.5`: digits grouped for reading, with so many after the point.
pub fn grouped(value: f64, decimals: u8) -> String {
    let digits = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let nothing = digits.chars().all(|digit| matches!(digit, '0' | '.'));
    let mut text = String::from(if value < 0.0 && !nothing { "−" } else { "" });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

/// A value with its unit, as this language joins them.
fn with_unit(theme: &Theme, value: f64, decimals: u8, unit: &LocalizedText) -> String {
    let value = grouped(value, decimals);
    match unit.in_language(theme.language()) {
        "" => value,
        unit => theme.text_with(
            "figure-unit",
            [("value", value.into()), ("unit", unit.into())],
        ),
    }
}

/// What touching a value says: its label and the value with its unit.
pub fn said_value(theme: &Theme, chart: &Chart, value: &ChartValue) -> String {
    let label = value.label.in_language(theme.language());
    let value = with_unit(theme, value.value, chart.decimals, &chart.unit);
    theme.text_with(
        "chart-value",
        [("label", label.into()), ("value", value.into())],
    )
}

/// How much of a number is shown so long after its page was opened: quickly at first, then gently to all of it.
pub fn counted_share(elapsed_secs: f32) -> f32 {
    let left = 1.0 - (elapsed_secs / motion::COUNT_UP_SECS).clamp(0.0, 1.0);
    1.0 - left.powi(3)
}

/// Round numbers around these values, from at or below the least to at or above the most, about four steps apart.
pub fn ticks(least: f64, most: f64) -> Vec<f64> {
    let span = if most > least {
        most - least
    } else {
        most.abs().max(1.0)
    };
    let rough = span / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|round| round * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(rough);
    let first = (least / step).floor() as i64;
    let last = ((most / step).ceil() as i64).max(first + 1);
    (first..=last).map(|at| at as f64 * step).collect()
}

/// Digits after the point that tell each tick from the next: as many as the step between them has.
pub fn step_decimals(ticks: &[f64]) -> u8 {
    let step = ticks
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .next()
        .unwrap_or(1.0);
    // A tenth, added up, may be a little less than one.
    let power = (step.log10() + 1e-6).floor();
    (-power).clamp(0.0, 9.0) as u8
}

/// How long a page has been open, as the frames that drew it tell.
#[derive(Debug, Clone, Copy)]
struct Opened {
    page: Id,
    secs: f32,
    pass: u64,
}

/// The share of `page` that is counted up by now; asks for the next frame only while something is missing.
///
/// A page that was not drawn in the frame before is opened anew: a still screen draws no frames, but draws this page
/// again in the next one there is.
fn counting_ui(ui: &Ui, page: Id) -> f32 {
    let key = Id::new("figures-opened");
    let pass = ui.ctx().cumulative_pass_nr();
    let before: Option<Opened> = ui.data(|data| data.get_temp(key));
    let secs = match before {
        Some(opened) if opened.page == page && opened.pass + 1 >= pass => {
            let frame = ui.input(|input| input.stable_dt);
            opened.secs + if opened.pass == pass { 0.0 } else { frame }
        }
        _ => 0.0,
    };
    ui.data_mut(|data| data.insert_temp(key, Opened { page, secs, pass }));
    if secs < motion::COUNT_UP_SECS {
        ui.ctx().request_repaint();
    }
    counted_share(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_with_their_sign_and_point() {
        let cases = [
            (472.0, 0, "472"),
            (2_873_358.0, 0, "2,873,358"),
            (1234.56, 1, "1,234.6"),
            (-1234.0, 0, "−1,234"),
            (-0.04, 1, "0.0"),
            (999.96, 1, "1,000.0"),
        ];
        for (value, decimals, words) in cases {
            assert_eq!(grouped(value, decimals), words);
        }
    }

    #[test]
    fn a_number_has_counted_up_when_its_time_is_over() {
        assert_eq!(counted_share(0.0), 0.0);
        assert_eq!(counted_share(motion::COUNT_UP_SECS), 1.0);
        assert_eq!(counted_share(9.0), 1.0);
        assert!(counted_share(0.3) > 0.6, "quickly at first");
    }

    #[test]
    fn ticks_are_round_and_go_around_the_values() {
        assert_eq!(ticks(0.0, 29.0), [0.0, 10.0, 20.0, 30.0]);
        assert_eq!(ticks(18.0, 29.0), [15.0, 20.0, 25.0, 30.0]);
        assert_eq!(ticks(5.0, 5.0).len(), 2);
        assert_eq!(ticks(0.0, 0.0), [0.0, 0.5]);
        let far = ticks(-3.2e9, 9.9e9);
        assert!(far[0] <= -3.2e9 && far[far.len() - 1] >= 9.9e9 && far.len() < 8);
    }

    #[test]
    fn no_two_ticks_read_the_same() {
        let cases = [
            (0.0, 29.0, "0 10 20 30"),
            (10.9, 13.3, "10 11 12 13 14"),
            (0.0, 0.0, "0.0 0.5"),
            (1.21, 1.29, "1.20 1.22 1.24 1.26 1.28 1.30"),
            (0.12, 0.38, "0.1 0.2 0.3 0.4"),
            (1.2341, 1.2359, "1.2340 1.2345 1.2350 1.2355 1.2360"),
            (
                -3.2e9,
                9.9e9,
                "−5,000,000,000 0 5,000,000,000 10,000,000,000",
            ),
        ];
        for (least, most, words) in cases {
            let ticks = ticks(least, most);
            let decimals = step_decimals(&ticks);
            let written: Vec<String> = ticks.iter().map(|tick| grouped(*tick, decimals)).collect();
            assert_eq!(written.join(" "), words);
        }
    }

    #[test]
    fn a_page_counts_up_once_and_then_is_still() {
        let ctx = egui::Context::default();
        let page = Id::new("page");
        let frame = || {
            let mut share = 0.0;
            let input = egui::RawInput {
                predicted_dt: 0.1,
                ..Default::default()
            };
            let mut output = ctx.run_ui(input, |ui| share = counting_ui(ui, page));
            output.textures_delta.clear();
            let delay = output.viewport_output[&egui::ViewportId::ROOT].repaint_delay;
            (share, delay.is_zero())
        };
        assert_eq!(frame().0, 0.0);
        let mut frames = 0;
        while frames < 100 && frame().1 {
            frames += 1;
        }
        assert!((3..30).contains(&frames), "{frames}");
        assert_eq!(frame(), (1.0, false), "a still page asks for nothing");
    }
}
