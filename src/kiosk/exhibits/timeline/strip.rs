//! Draws the parts of a line to jump to: in rows below it, or in a list beside it.

use egui::{Rect, Ui, pos2, vec2};

use super::Jump;
use super::view::year_words;
use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::roomy;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{ButtonKind, button_sized, columns, take_top};

/// Parts to jump to, in rows; the first entry of the one that was touched.
pub(super) fn jumps_ui(
    ui: &mut Ui,
    theme: &Theme,
    strip: Rect,
    parts: &[Jump],
    per_row: usize,
    here: usize,
    count: usize,
) -> Option<usize> {
    let (control, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
    // As many in a row as make the rows alike.
    let per_row = parts.len().div_ceil(parts.len().div_ceil(per_row));
    let mut jumped = None;
    for i in 0..parts.len() {
        let top = strip.top() + (i / per_row) as f32 * (control + gap);
        let row = Rect::from_min_size(pos2(strip.left(), top), vec2(strip.width(), control));
        let rect = columns(row, per_row, gap)[i % per_row];
        jumped = jump_ui(ui, theme, rect, parts, i, here, count).or(jumped);
    }
    jumped
}

/// The same below each other, more of them than are seen.
pub(super) fn jump_list_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    list: Rect,
    parts: &[Jump],
    here: usize,
    count: usize,
) -> Option<usize> {
    let theme = scene.theme;
    let (control, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
    let height = parts.len() as f32 * (control + gap) - gap;
    let salt = ("jumps", &scene.exhibit.id);
    roomy(ui, theme, list, height, salt, |ui, mut area| {
        let mut jumped = None;
        for i in 0..parts.len() {
            let rect = take_top(&mut area, control, gap);
            jumped = jump_ui(ui, theme, rect, parts, i, here, count).or(jumped);
        }
        jumped
    })
}

/// One part; its first entry when it is touched.
fn jump_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    parts: &[Jump],
    i: usize,
    here: usize,
    count: usize,
) -> Option<usize> {
    let part = parts.get(i)?;
    let ends = parts.get(i + 1).map_or(count, |next| next.first);
    let kind = if (part.first..ends).contains(&here) {
        ButtonKind::Chosen
    } else {
        ButtonKind::Plain
    };
    let label = jump_words(theme, part);
    let response = button_sized(ui, theme, rect, kind, &label, TextSize::Second, i);
    response.clicked().then_some(part.first)
}

/// What a part is called.
fn jump_words(theme: &Theme, jump: &Jump) -> String {
    if jump.years == 10 && jump.year >= 0 {
        theme.text_with("timeline-decade", [("year", jump.year.to_string().into())])
    } else {
        let year = year_words(theme.words(), jump.year);
        theme.text_with("timeline-from", [("year", year.into())])
    }
}
