//! Rows of buttons beside what is turned and seen closer: for one finger, a stick or a switch.

use egui::{Rect, Ui};

use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{ButtonKind, TextStyle, button, columns, layout, take_top};

/// How much smaller a button's words may be than it would like them.
const SMALLER: f32 = 0.8;

/// How many rows buttons with these words need in `width`.
pub(super) fn rows(ui: &Ui, theme: &Theme, width: f32, labels: &[String]) -> usize {
    let gap = theme.u(space::S);
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    let widths = labels
        .iter()
        .map(|label| layout(ui, theme, label, style, f32::INFINITY).size().x);
    let widest = widths.fold(1.0, f32::max) * SMALLER + gap * 2.0;
    let fit = ((width + gap) / (widest + gap)).max(1.0) as usize;
    labels.len().div_ceil(fit)
}

/// Height of so many rows.
pub(super) fn height(theme: &Theme, rows: usize) -> f32 {
    let (control, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
    (rows as f32 * (control + gap) - gap).max(0.0)
}

/// Where `count` buttons stand in so many rows of `area`; a row with fewer has wider ones.
pub(super) fn cells(theme: &Theme, mut area: Rect, count: usize, rows: usize) -> Vec<Rect> {
    let (control, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
    let across = count.div_ceil(rows.max(1)).max(1);
    let mut cells = Vec::with_capacity(count);
    while cells.len() < count {
        let row = take_top(&mut area, control, gap);
        cells.extend(columns(row, across.min(count - cells.len()), gap));
    }
    cells
}

/// Height of [`choices_ui`] with these keys.
pub(super) fn choices_height(ui: &Ui, theme: &Theme, width: f32, choices: &[(&str, bool)]) -> f32 {
    height(theme, rows(ui, theme, width, &labels(theme, choices)))
}

/// Buttons by the keys of their words, and whether each is possible now; the one that was pressed.
pub(super) fn choices_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    choices: &[(&str, bool)],
) -> Option<usize> {
    let labels = labels(theme, choices);
    let rows = rows(ui, theme, area.width(), &labels);
    let cells = cells(theme, area, choices.len(), rows);
    let mut pressed = None;
    for (i, (cell, label)) in cells.into_iter().zip(&labels).enumerate() {
        let (key, possible) = choices[i];
        let kind = if possible {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if button(ui, theme, cell, kind, label, key).clicked() && possible {
            pressed = Some(i);
        }
    }
    pressed
}

fn labels(theme: &Theme, choices: &[(&str, bool)]) -> Vec<String> {
    choices.iter().map(|(key, _)| theme.text(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::theme::{Comfort, Panel};
    use egui::{pos2, vec2};

    #[test]
    fn every_button_has_its_place_and_the_last_row_is_filled() {
        let panel = Panel {
            width: 1920.0,
            height: 1080.0,
            width_mm: 698.0,
            bottom_mm: 900.0,
        };
        let theme = Theme::new(panel, Comfort::new("en"));
        for (count, rows) in [(4, 1), (4, 2), (5, 2), (5, 5), (1, 1)] {
            let size = vec2(600.0, height(&theme, rows));
            let area = Rect::from_min_size(pos2(10.0, 20.0), size);
            let cells = cells(&theme, area, count, rows);
            assert_eq!(cells.len(), count);
            let last = cells[count - 1];
            assert!((last.right() - area.right()).abs() < 0.1);
            assert!((last.bottom() - area.bottom()).abs() < 0.1, "{last:?}");
            for pair in cells.windows(2) {
                assert!(!pair[0].intersects(pair[1]), "{pair:?}");
            }
        }
    }
}
