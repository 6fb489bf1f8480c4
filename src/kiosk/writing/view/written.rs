//! What has been written, with a cursor at its end.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, Rect, Sense, Stroke, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::super::{Refused, Writing};
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    TextStyle, layout, radius, stroke, take_right, text as said_ui,
};
use crate::kiosk::theme::{Theme, Weight};

/// Writes the text in `area`: its last rows when it has more than fit, `hint` when there is none. What is being composed
/// is underlined.
pub fn written_ui(ui: &mut Ui, theme: &Theme, area: Rect, writing: &Writing, hint: &str) {
    let palette = &theme.palette;
    ui.painter().rect(
        area,
        radius(theme, corner::BUTTON),
        palette.card,
        stroke(theme, palette.soft),
        egui::StrokeKind::Inside,
    );
    let (text, composing) = writing.shown();
    let empty = writing.is_empty();
    let mut inside = area.shrink2(vec2(theme.u(space::M), theme.u(space::S)));
    if let Some(refused) = writing.refused() {
        refused_ui(ui, theme, &mut inside, refused);
    }
    let font = theme.font(TextSize::Card, Weight::Regular);
    let format = |color| TextFormat {
        line_height: Some((font.size * 1.35).round()),
        ..TextFormat::simple(font.clone(), color)
    };
    let mut job = LayoutJob::default();
    job.wrap.max_width = inside.width() - theme.u(space::S);
    if empty {
        job.append(hint, 0.0, format(palette.soft));
    } else {
        job.append(text, 0.0, format(palette.ink));
        let underline = Stroke::new(theme.u(3.0), palette.lacquer);
        let composed = TextFormat {
            underline,
            ..format(palette.lacquer)
        };
        job.append(composing, 0.0, composed);
    }
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let end = galley.pos_from_cursor(if empty { galley.begin() } else { galley.end() });
    let top = if galley.size().y <= inside.height() {
        inside.center().y - galley.size().y / 2.0
    } else {
        inside.bottom() - galley.size().y
    };
    let at = pos2(inside.left(), top);
    let painter = ui
        .painter()
        .with_clip_rect(inside.expand(theme.u(space::XS)).intersect(ui.clip_rect()));
    painter.galley(at, galley, palette.ink);
    let cursor = end.translate(at.to_vec2());
    painter.vline(
        cursor.left() + theme.u(4.0),
        cursor.y_range(),
        Stroke::new(theme.u(4.0), palette.lacquer),
    );
    let said = if empty {
        hint.to_owned()
    } else {
        format!("{text}{composing}")
    };
    let response = ui.interact(area, ui.id().with("written"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &said));
}

/// Why the last thing was not taken, at the end of the field.
fn refused_ui(ui: &mut Ui, theme: &Theme, inside: &mut Rect, refused: Refused) {
    let words = theme.text(match refused {
        Refused::Full => "writing-full",
        Refused::Unseen => "writing-unseen",
        Refused::Blank => "writing-blank",
    });
    let style = TextStyle::bold(TextSize::Second, theme.palette.gold_ink).rows(2);
    let most = inside.width() * 0.45;
    let size = layout(ui, theme, &words, style, most).size();
    let side = take_right(inside, size.x.min(most) + 1.0, theme.u(space::M));
    let place = Align2::CENTER_CENTER.align_size_within_rect(vec2(side.width(), size.y), side);
    said_ui(ui, theme, place, &words, style);
}
