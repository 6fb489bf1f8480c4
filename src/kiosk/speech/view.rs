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

/// The words in a strip above the stage, where nothing is touched; where there is no room, at its foot, or at its head
/// where they would cover what they are about.
pub fn caption_ui(ui: &Ui, theme: &Theme, stage: Rect, words: &str, about: Option<Rect>) {
    let style = TextStyle::bold(TextSize::Body, theme.palette.on_scrim);
    let inside = vec2(theme.u(space::L), theme.u(space::S));
    let room = stage.width() - theme.u(space::PAGE) * 2.0 - inside.x * 2.0;
    let galley = layout(ui, theme, words, style, room);
    let size = galley.size() + inside * 2.0;
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
        .galley(strip.min + inside, galley, theme.palette.on_scrim);
}
