//! Draws the page of the log, newest first.

use egui::{Rect, Ui, pos2, vec2};
use tracing::Level;

use super::{PanelFrame, StaffAction};
use crate::kiosk::dates;
use crate::kiosk::staff::log::LogLine;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{
    TextStyle, Tone, card, layout, stroke, tag, tag_size, take_left, text,
};

pub(super) fn log_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    panel: &PanelFrame,
) -> Option<StaffAction> {
    card(
        ui,
        theme,
        area.with_max_y(area.max.y + theme.u(space::L)),
        false,
    );
    let inside = area.shrink2(vec2(theme.u(space::L), 0.0));
    if panel.log.is_empty() {
        let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
        let room = inside.with_min_y(inside.top() + theme.u(space::L));
        text(ui, theme, room, &theme.text("staff-log-empty"), style);
        return None;
    }
    Scroll::new(theme, inside).show(ui, "staff-log", |ui, _| {
        let tops = tops(ui, theme, panel.log, inside.width());
        let origin = ui.min_rect().top();
        let height = tops.last().copied().unwrap_or(0.0);
        ui.allocate_space(vec2(inside.width(), height));
        for (line, pair) in panel.log.iter().zip(tops.windows(2)) {
            let rect = Rect::from_min_max(
                pos2(inside.left(), origin + pair[0]),
                pos2(inside.right(), origin + pair[1]),
            );
            if ui.is_rect_visible(rect) {
                line_ui(ui, theme, rect, line, panel);
            }
        }
    });
    None
}

fn style(theme: &Theme) -> TextStyle {
    TextStyle::regular(TextSize::Small, theme.palette.ink)
}

/// Widths of the time and of the level.
fn columns(ui: &Ui, theme: &Theme) -> (f32, f32) {
    let time = layout(ui, theme, "00:00:00", style(theme), f32::INFINITY);
    let level = ["staff-log-error", "staff-log-warn", "staff-log-info"]
        .map(|key| tag_size(ui, theme, &theme.text(key)).x)
        .into_iter()
        .fold(0.0, f32::max);
    (time.size().x, level)
}

/// Where each line begins, and after the last one where the list ends.
fn tops(ui: &Ui, theme: &Theme, lines: &[LogLine], width: f32) -> Vec<f32> {
    let (time, level) = columns(ui, theme);
    let words = width - time - level - theme.u(space::S) * 2.0;
    let mut top = theme.u(space::S);
    let mut tops = vec![top];
    for line in lines {
        let height = layout(ui, theme, &line.text, style(theme), words).size().y;
        let tag = tag_size(ui, theme, "0").y;
        top += height.max(tag) + theme.u(space::S);
        tops.push(top);
    }
    tops
}

fn line_ui(ui: &mut Ui, theme: &Theme, rect: Rect, line: &LogLine, panel: &PanelFrame) {
    let (time_width, level_width) = columns(ui, theme);
    let gap = theme.u(space::S);
    ui.painter().hline(
        rect.x_range(),
        rect.bottom() - gap / 2.0,
        stroke(theme, theme.palette.line),
    );
    let mut rest = rect;
    let time = take_left(&mut rest, time_width, gap);
    let local = line.at.with_timezone(&panel.now.timezone());
    let seconds = chrono::Timelike::second(&local);
    let clock = format!("{}:{seconds:02}", dates::clock(&local));
    let soft = TextStyle::regular(TextSize::Small, theme.palette.soft);
    text(ui, theme, time, &clock, soft);
    let level = take_left(&mut rest, level_width, gap);
    let (tone, key) = match line.level {
        Level::ERROR => (Tone::Lacquer, "staff-log-error"),
        Level::WARN => (Tone::Gold, "staff-log-warn"),
        _ => (Tone::Plain, "staff-log-info"),
    };
    tag(ui, theme, level.min, tone, &theme.text(key));
    text(ui, theme, rest, &line.text, style(theme));
}
