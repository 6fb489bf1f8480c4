//! Draws the paper a visitor draws on, and the tools beside it.

use egui::{Rect, Sense, StrokeKind, Ui, WidgetInfo, WidgetType, vec2};

use super::board::square;
use super::colors::color_name;
use super::paper::{Sheet, color, paper_ui, stroke_ui};
use super::view::Wanted;
use super::{Draft, Making, Page, WallState, Width};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::hear_each;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, columns, focus_ring, pressable, radius, stroke, take_bottom,
    take_top, text,
};
use crate::model::color::Rgb;
use crate::model::exhibit::Wall;
use crate::model::note::WIDTHS;

/// The paper and its tools.
pub(super) fn draw_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    wall: &Wall,
    state: &WallState,
    clearing: bool,
) -> Wanted {
    let theme = scene.theme;
    let rest = if Theme::upright(area) {
        tools_height(theme)
    } else {
        theme.u(560.0)
    };
    let paper = square(&mut area, theme.u(space::L), rest);
    let mut draft = state.draft.clone();
    paper_and_strokes_ui(ui, theme, paper, wall, &mut draft, clearing);
    let mut next = state.with(draft);
    if clearing {
        if let Some(clear) = clear_ui(ui, theme, area) {
            if clear {
                next.draft.drawing = Default::default();
            }
            next.page = Page::Draw { clearing: false };
        }
    } else {
        tools_ui(ui, theme, area, wall, &mut next);
    }
    (next != *state).then_some(Step::Go(next))
}

/// Height of the tools below the paper on an upright panel.
fn tools_height(theme: &Theme) -> f32 {
    theme.touch(touch::CONTROL) * 5.0
        + theme.touch(touch::MAIN)
        + theme.u(space::M) * 5.0
        + theme.u(space::S)
}

fn paper_and_strokes_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    wall: &Wall,
    draft: &mut Draft,
    clearing: bool,
) {
    let response = ui.interact(rect, ui.id().with("paper"), Sense::drag());
    let label = theme.text("wall-paper");
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, &label));
    if !clearing {
        hear_each(ui, rect);
        let events = ui.input(|input| input.events.clone());
        let pen = (
            draft.ink.min(wall.inks.len().saturating_sub(1)) as u8,
            draft.width.0,
        );
        let layer = ui.layer_id();
        let ours = |at| ui.ctx().layer_id_at(at).is_none_or(|over| over == layer);
        draft.drawing.follow(&events, rect, pen, ours);
    }
    let paper = wall.papers.get(draft.paper).or(wall.papers.first());
    let sheet = Sheet::straight(rect);
    paper_ui(ui, theme, sheet, paper.copied().unwrap_or(Rgb([255; 3])));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let mut clipped = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    clipped.set_clip_rect(painter.clip_rect());
    for stroke in draft.drawing.strokes() {
        stroke_ui(&clipped, sheet, stroke, &wall.inks);
    }
}

/// Colours, widths, paper, what can be taken back, and what to do next.
fn tools_ui(ui: &mut Ui, theme: &Theme, mut area: Rect, wall: &Wall, next: &mut WallState) {
    let gap = theme.u(space::S);
    let height = theme.touch(touch::CONTROL);
    let foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::M));
    let draft = &mut next.draft;
    // Colours in rows of four; in one row where there is little room.
    let needed = (height + theme.u(space::M)) * 4.0;
    let per_row = if area.height() < needed { 8 } else { 4 };
    let rows = wall.inks.len().div_ceil(per_row);
    for row in 0..rows {
        let line = take_top(
            &mut area,
            height,
            if row + 1 < rows {
                gap
            } else {
                theme.u(space::M)
            },
        );
        let inks = wall
            .inks
            .iter()
            .enumerate()
            .skip(row * per_row)
            .take(per_row);
        for (rect, (i, ink)) in columns(line, per_row, gap).into_iter().zip(inks) {
            let name = theme.text_with("wall-ink", [("color", color_name(theme, *ink).into())]);
            if swatch_ui(ui, theme, rect, *ink, draft.ink == i, &name, ("ink", i)) {
                draft.ink = i;
            }
        }
    }
    let line = take_top(&mut area, height, theme.u(space::M));
    let ink = wall.inks.get(draft.ink).copied().unwrap_or(Rgb([0; 3]));
    for (i, rect) in columns(line, WIDTHS.len(), gap).into_iter().enumerate() {
        let width = Width(i as u8);
        if width_ui(ui, theme, rect, width, ink, draft.width == width) {
            draft.width = width;
        }
    }
    let line = take_top(&mut area, height, theme.u(space::M));
    let doing = [
        ("wall-undo", draft.drawing.can_undo()),
        ("wall-redo", draft.drawing.can_redo()),
        ("wall-clear", !draft.drawing.is_empty()),
    ];
    let mut done = None;
    for (rect, (key, can)) in columns(line, 3, gap).into_iter().zip(doing) {
        let kind = if can {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if button(ui, theme, rect, kind, &theme.text(key), key).clicked() {
            done = Some(key);
        }
    }
    let caption = theme.text_size(TextSize::Second) * 1.5;
    if area.height() > caption + height {
        let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
        let line = take_top(&mut area, caption, theme.u(space::XS));
        text(ui, theme, line, &theme.text("wall-papers"), style);
    }
    papers_ui(ui, theme, &mut area, wall, draft);
    if draft.drawing.is_full() && area.height() > theme.text_size(TextSize::Second) * 1.6 {
        let style = TextStyle::regular(TextSize::Second, theme.palette.gold_ink);
        text(ui, theme, area, &theme.text("wall-full"), style);
    }
    match done {
        Some("wall-undo") => draft.drawing.undo(),
        Some("wall-redo") => draft.drawing.redo(),
        Some(_) => next.page = Page::Draw { clearing: true },
        None => {}
    }
    let ready = !next.draft.drawing.is_empty();
    let kind = if ready {
        ButtonKind::Main
    } else {
        ButtonKind::Disabled
    };
    if button(ui, theme, foot, kind, &theme.text("wall-done"), "done").clicked() {
        next.draft.drawing.end_all();
        next.page = Page::Preview(Making::Drawing);
    }
}

/// The colours of paper, where there is room for them.
pub(super) fn papers_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    wall: &Wall,
    draft: &mut Draft,
) {
    let height = theme.touch(touch::CONTROL).min(area.height());
    if wall.papers.len() < 2 || height < theme.touch(60.0) {
        return;
    }
    let line = take_top(area, height, theme.u(space::M));
    let count = wall.papers.len();
    let rects = columns(line, count, theme.u(space::S));
    for (i, (rect, paper)) in rects.into_iter().zip(&wall.papers).enumerate() {
        let color = color_name(theme, *paper);
        let name = theme.text_with("wall-paper-color", [("color", color.into())]);
        if swatch_ui(
            ui,
            theme,
            rect,
            *paper,
            draft.paper == i,
            &name,
            ("paper", i),
        ) {
            draft.paper = i;
        }
    }
}

/// A colour to choose; the chosen one has a ring and a dot.
fn swatch_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    shown: Rgb,
    chosen: bool,
    label: &str,
    salt: (&str, usize),
) -> bool {
    let response = pressable(ui, rect, label, true, salt);
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, chosen, label));
    let palette = theme.palette;
    let corner_u = corner::BUTTON;
    ui.painter().rect(
        rect,
        radius(theme, corner_u),
        color(shown),
        stroke(theme, palette.line),
        StrokeKind::Inside,
    );
    if chosen {
        let light = shown.contrast(Rgb([0; 3])) > shown.contrast(Rgb([255; 3]));
        let on = if light { palette.ink } else { palette.card };
        let ring = egui::Stroke::new(theme.u(6.0), palette.ink);
        let corners = radius(theme, corner_u);
        ui.painter()
            .rect_stroke(rect, corners, ring, StrokeKind::Inside);
        let gap = egui::Stroke::new(theme.u(4.0), palette.card);
        let within = rect.shrink(theme.u(6.0));
        ui.painter().rect_stroke(
            within,
            radius(theme, corner_u - 6.0),
            gap,
            StrokeKind::Inside,
        );
        ui.painter().circle_filled(rect.center(), theme.u(11.0), on);
    }
    focus_ring(ui, theme, &response, rect, corner_u);
    response.clicked()
}

/// A width to choose, drawn as a line of that width.
fn width_ui(ui: &mut Ui, theme: &Theme, rect: Rect, width: Width, ink: Rgb, chosen: bool) -> bool {
    let label = theme.text(["wall-thin", "wall-middle", "wall-thick"][usize::from(width.0).min(2)]);
    let response = pressable(ui, rect, &label, true, ("width", width.0));
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, chosen, &label));
    let palette = theme.palette;
    let edge = if chosen {
        egui::Stroke::new(theme.u(6.0), palette.ink)
    } else {
        stroke(theme, palette.line)
    };
    ui.painter().rect(
        rect,
        radius(theme, corner::BUTTON),
        palette.card,
        edge,
        StrokeKind::Inside,
    );
    // As wide as on the paper of a usual panel.
    let drawn = theme.u(f32::from(WIDTHS[usize::from(width.0).min(2)]) * 0.42);
    let half = rect.width() * 0.28;
    let line = [
        rect.center() - vec2(half, 0.0),
        rect.center() + vec2(half, 0.0),
    ];
    for end in line {
        ui.painter().circle_filled(end, drawn / 2.0, color(ink));
    }
    ui.painter()
        .line_segment(line, egui::Stroke::new(drawn, color(ink)));
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    response.clicked()
}

/// Whether to begin anew: yes, no, or not said yet.
fn clear_ui(ui: &mut Ui, theme: &Theme, mut area: Rect) -> Option<bool> {
    let style = TextStyle::bold(TextSize::Heading, theme.palette.ink);
    let said = text(ui, theme, area, &theme.text("wall-clear-question"), style);
    area.min.y = said.bottom() + theme.u(space::L);
    let height = theme.touch(touch::MAIN);
    let keep = take_top(&mut area, height, theme.u(space::M));
    let clear = take_top(&mut area, height, 0.0);
    let keeps = button(
        ui,
        theme,
        keep,
        ButtonKind::Main,
        &theme.text("wall-clear-no"),
        "keep",
    );
    let clears = button(
        ui,
        theme,
        clear,
        ButtonKind::Plain,
        &theme.text("wall-clear-yes"),
        "clear",
    );
    match (keeps.clicked(), clears.clicked()) {
        (true, _) => Some(false),
        (_, true) => Some(true),
        _ => None,
    }
}
