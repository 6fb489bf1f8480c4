//! Draws the figure and what it says.

use egui::{Color32, Pos2, Rect, Sense, Shape, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2};

use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{TextStyle, card, layout, no_picture, radius, stroke, text};
use crate::model::exhibit::Guide;

/// Lowest figure that is still one, in `u`.
const FIGURE_MIN: f32 = 150.0;

/// The figure at the foot of `area` with `words` in a bubble above it; beside it where the area is flat.
pub(super) fn figure_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    guide: &Guide,
    words: &str,
) {
    let theme = scene.theme;
    let flat = area.width() > area.height() * 1.4;
    let inside = theme.u(space::M);
    let rows = (area.height() - inside * 2.0) / (theme.text_size(TextSize::Card) * 1.35);
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink).rows(rows.max(1.0) as usize);
    let tail = theme.u(26.0);
    let bubble = if flat {
        let figure = area.height().min(area.width() * 0.3);
        let mut bubble = area;
        bubble.min.x += figure + tail + theme.u(space::S);
        area.max.x = area.min.x + figure;
        let room = bubble.width() - inside * 2.0;
        let height = layout(ui, theme, words, style, room).size().y + inside * 2.0;
        Rect::from_center_size(bubble.center(), vec2(bubble.width(), height))
    } else {
        let room = area.width() - inside * 2.0;
        let height = layout(ui, theme, words, style, room).size().y + inside * 2.0;
        let bubble = Rect::from_min_size(area.min, vec2(area.width(), height));
        area.min.y = bubble.bottom() + tail;
        bubble
    };
    let tip = if flat {
        pos2(bubble.left() - tail, bubble.center().y)
    } else {
        pos2(bubble.center().x, bubble.bottom() + tail)
    };
    card(ui, theme, bubble, false);
    tail_ui(ui, theme, bubble, tip);
    text(ui, theme, bubble.shrink(inside), words, style);
    if area.height() >= theme.u(FIGURE_MIN) {
        whole_picture(
            ui,
            scene,
            area,
            &guide.picture,
            guide.alt.in_language(theme.language()),
        );
    }
}

/// The corner of a bubble that points at who speaks.
fn tail_ui(ui: &Ui, theme: &Theme, bubble: Rect, tip: Pos2) {
    let half = theme.u(22.0);
    let beside = tip.x < bubble.left();
    let overlap = theme.u(theme.palette.outline_u).max(1.0) * 1.5;
    let (root, along) = if beside {
        (pos2(bubble.left() + overlap, tip.y), Vec2::Y)
    } else {
        (pos2(tip.x, bubble.bottom() - overlap), Vec2::X)
    };
    let ends = [root - along * half, root + along * half];
    let line = stroke(theme, theme.palette.line);
    ui.painter().add(Shape::convex_polygon(
        vec![ends[0], tip, ends[1]],
        theme.palette.card,
        egui::Stroke::NONE,
    ));
    for end in ends {
        ui.painter().line_segment([end, tip], line);
    }
}

/// A picture shown whole at the foot of `area`, on whatever is behind it.
fn whole_picture(ui: &Ui, scene: &Scene<'_>, area: Rect, path: &str, alt: &str) {
    let theme = scene.theme;
    let rect = match scene.pictures.picture(path, area.size()) {
        Some(texture) => {
            let scale = (area.width() / texture.size.x).min(area.height() / texture.size.y);
            let size = texture.size * scale;
            let rect = Rect::from_min_size(
                pos2(area.center().x - size.x / 2.0, area.bottom() - size.y),
                size,
            );
            let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
            ui.painter().image(texture.id, rect, whole, Color32::WHITE);
            rect
        }
        None => {
            let size = Vec2::splat(area.width().min(area.height()));
            let rect = Rect::from_center_size(area.center(), size);
            let soft = radius(theme, corner::CARD);
            no_picture(ui, theme, scene.pictures, rect, path, soft);
            rect
        }
    };
    let response = ui.interact(rect, ui.id().with(("figure", path)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, alt));
}
