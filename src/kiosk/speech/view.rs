//! Draws what is spoken: a line around it, and its words in a strip.

use egui::{CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{TextStyle, layout, radius};

/// A line around what was spoken, seen on paper and on pictures.
pub fn outline_ui(ui: &Ui, theme: &Theme, rect: Rect) {
    let palette = &theme.palette;
    let corner = radius(theme, corner::TAG);
    let line = |out: f32, width: f32, color| {
        let stroke = Stroke::new(theme.u(width), color);
        let rect = rect.expand(theme.u(out));
        ui.painter()
            .rect_stroke(rect, corner, stroke, StrokeKind::Outside);
    };
    line(0.0, 4.0, palette.card);
    line(4.0, 8.0, palette.lacquer);
    line(12.0, 3.0, palette.card);
}

/// Most lines of a strip: what is behind it can still be seen.
const LINES_MAX: usize = 3;

/// The words in a strip above the stage, where nothing is touched; where there is no room, at its foot, or at its head
/// where they would cover what they are about. Of long words, the lines that are reached when this share of them, 0 to
/// 1, is read. Gives the share at which the next lines come.
pub fn caption_ui(
    ui: &Ui,
    theme: &Theme,
    stage: Rect,
    (words, share): (&str, f32),
    about: Option<Rect>,
) -> Option<f32> {
    let style = TextStyle::bold(TextSize::Body, theme.palette.on_scrim);
    let inside = vec2(theme.u(space::L), theme.u(space::S));
    let room = stage.width() - theme.u(space::PAGE) * 2.0 - inside.x * 2.0;
    let galley = layout(ui, theme, words, style, room);
    let parts = galley.rows.len().div_ceil(LINES_MAX).max(1);
    let part = ((share * parts as f32) as usize).min(parts - 1);
    let lines = galley.rows.iter().skip(part * LINES_MAX).take(LINES_MAX);
    let read = lines.fold(Rect::NOTHING, |all, line| all.union(line.rect()));
    let read = if read.is_positive() {
        read
    } else {
        galley.rect
    };
    let size = vec2(galley.size().x, read.height()) + inside * 2.0;
    let left = stage.center().x - size.x / 2.0;
    let margin = theme.u(space::S);
    let low = Rect::from_min_size(pos2(left, stage.bottom() - margin - size.y), size);
    let high = Rect::from_min_size(pos2(left, stage.top() + margin), size);
    let above = pos2(left, stage.top() - margin - size.y);
    let covers = about.is_some_and(|about| about.intersects(low));
    let strip = if above.y > ui.max_rect().top() + margin {
        Rect::from_min_size(above, size)
    } else if covers {
        high
    } else {
        low
    };
    let corner = CornerRadius::same(theme.u(corner::TAG) as u8);
    let line = Stroke::new(theme.u(3.0), theme.palette.on_scrim);
    ui.painter()
        .rect(strip, corner, theme.palette.scrim, line, StrokeKind::Inside);
    ui.painter()
        .with_clip_rect(strip.shrink2(inside).intersect(ui.clip_rect()))
        .galley(
            strip.min + inside - vec2(0.0, read.top()),
            galley,
            theme.palette.on_scrim,
        );
    (part + 1 < parts).then(|| (part + 1) as f32 / parts as f32)
}
