//! Draws the paper a visitor draws on, and the tools beside it.

use egui::{Rect, Sense, StrokeKind, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::board::square;
use super::colors::color_name;
use super::ink::stroke_ui;
use super::paper::{Sheet, color, paper_ui};
use super::view::Wanted;
use super::{Done, Draft, Making, Page, WallState, Width};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::hear_each;
use crate::kiosk::theme::scroll::roomy;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, centered_text, columns, focus_ring, layout, pressable, radius,
    stroke, take_bottom, take_top, text,
};
use crate::model::color::Rgb;
use crate::model::exhibit::Wall;
use crate::model::note::{INKS_MAX, WIDTHS};

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
    let upright = Theme::upright(area);
    let rest = if upright {
        tools_height(theme)
    } else {
        theme.u(560.0)
    };
    let foot = area.bottom();
    let paper = square(&mut area, theme.u(space::L), rest);
    let mut draft = state.draft.clone();
    paper_and_strokes_ui(ui, theme, paper, wall, &mut draft, clearing);
    if draft.drawing.is_full() && !clearing {
        let room = if upright { 0.0 } else { foot - paper.bottom() };
        full_ui(ui, theme, paper, room);
    }
    let mut next = state.with(draft);
    if clearing {
        if let Some(clear) = clear_ui(ui, theme, area) {
            if clear {
                next.draft.drawing = Default::default();
            }
            next.draft.done = clear.then_some(Done::Cleared);
            next.page = Page::Draw { clearing: false };
        }
    } else {
        tools_ui(ui, theme, area, wall, &mut next);
    }
    (next != *state).then_some(Step::Go(next))
}

/// Says that no more can be drawn: below the paper if there is so much room, else in a band over its foot. Whoever draws
/// looks there.
fn full_ui(ui: &mut Ui, theme: &Theme, paper: Rect, room: f32) {
    let words = theme.text("wall-full");
    let style = TextStyle::bold(TextSize::Second, theme.palette.gold_ink);
    let edge = vec2(theme.u(space::M), theme.u(space::S));
    let width = paper.width() - edge.x * 2.0;
    let height = layout(ui, theme, &words, style, width).size().y + edge.y * 2.0;
    let gap = theme.u(space::S);
    let top = if room >= height + gap {
        paper.bottom() + gap
    } else {
        paper.bottom() - height
    };
    let band = Rect::from_min_size(pos2(paper.left(), top), vec2(paper.width(), height));
    let corners = radius(theme, corner::TAG);
    let edge_color = stroke(theme, theme.palette.gold_ink);
    ui.painter().rect(
        band,
        corners,
        theme.palette.gold_soft,
        edge_color,
        StrokeKind::Inside,
    );
    centered_text(ui, theme, band.shrink2(edge), &words, style);
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
        let before = draft.drawing.strokes().count();
        draft.drawing.follow(&events, rect, pen, ours);
        if draft.drawing.strokes().count() != before {
            draft.done = None;
        }
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

/// Colours, widths, paper, what can be taken back, and what to do next. Where there is too little height for all of it,
/// all but the last scrolls.
fn tools_ui(ui: &mut Ui, theme: &Theme, mut area: Rect, wall: &Wall, next: &mut WallState) {
    let foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::M));
    let per_row = inks_per_row(theme, area, wall);
    let least = choices_height(theme, wall, per_row);
    roomy(ui, theme, area, least, "wall-tools", |ui, area| {
        choices_ui(ui, theme, area, wall, per_row, next);
    });
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

/// Colours stand in rows of four; in one row where there is little height, if a finger still finds each.
fn inks_per_row(theme: &Theme, area: Rect, wall: &Wall) -> usize {
    let all = INKS_MAX;
    let width = columns(area, all, theme.u(space::S))[0].width();
    let few = 4;
    if area.height() < choices_height(theme, wall, few) && width >= theme.touch(0.0) {
        all
    } else {
        few
    }
}

/// Height of everything that is chosen, with colours in rows of so many.
fn choices_height(theme: &Theme, wall: &Wall, inks_per_row: usize) -> f32 {
    let inks = wall.inks.len().div_ceil(inks_per_row).max(1) as f32;
    // Widths, what can be taken back, and papers where there are several.
    let others = if wall.papers.len() < 2 { 2.0 } else { 3.0 };
    theme.touch(touch::CONTROL) * (inks + others)
        + theme.u(space::S) * (inks - 1.0)
        + theme.u(space::M) * others
}

fn choices_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    wall: &Wall,
    inks_per_row: usize,
    next: &mut WallState,
) {
    let height = theme.touch(touch::CONTROL);
    let draft = &mut next.draft;
    inks_ui(ui, theme, &mut area, wall, inks_per_row, draft);
    let line = take_top(&mut area, height, theme.u(space::M));
    widths_ui(ui, theme, line, wall, draft);
    let line = take_top(&mut area, height, theme.u(space::M));
    let done = taking_back_ui(ui, theme, line, draft);
    let caption = theme.text_size(TextSize::Second) * 1.5;
    if area.height() > caption + height {
        let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
        let line = take_top(&mut area, caption, theme.u(space::XS));
        text(ui, theme, line, &theme.text("wall-papers"), style);
    }
    papers_ui(ui, theme, &mut area, wall, draft);
    match done {
        Some("wall-undo") => {
            draft.drawing.undo();
            draft.done = Some(Done::Undone);
        }
        Some("wall-redo") => {
            draft.drawing.redo();
            draft.done = Some(Done::Redone);
        }
        Some(_) => next.page = Page::Draw { clearing: true },
        None => {}
    }
}

fn inks_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    wall: &Wall,
    per_row: usize,
    draft: &mut Draft,
) {
    let (height, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
    let rows = wall.inks.len().div_ceil(per_row);
    let inks: Vec<_> = wall.inks.iter().enumerate().collect();
    for (row, inks) in inks.chunks(per_row).enumerate() {
        let last = row + 1 == rows;
        let below = if last { theme.u(space::M) } else { gap };
        let line = take_top(area, height, below);
        for (rect, (i, ink)) in columns(line, per_row, gap).into_iter().zip(inks) {
            let name = theme.text_with("wall-ink", [("color", color_name(theme, **ink).into())]);
            if swatch_ui(ui, theme, rect, **ink, draft.ink == *i, &name, ("ink", *i)) {
                draft.ink = *i;
                draft.done = Some(Done::Ink);
            }
        }
    }
}

fn widths_ui(ui: &mut Ui, theme: &Theme, line: Rect, wall: &Wall, draft: &mut Draft) {
    let ink = wall.inks.get(draft.ink).copied().unwrap_or(Rgb([0; 3]));
    let places = columns(line, WIDTHS.len(), theme.u(space::S));
    for (i, rect) in places.into_iter().enumerate() {
        let width = Width(i as u8);
        if width_ui(ui, theme, rect, width, ink, draft.width == width) {
            draft.width = width;
            draft.done = Some(Done::Width);
        }
    }
}

/// Back, again, from the beginning: which was touched.
fn taking_back_ui(ui: &mut Ui, theme: &Theme, line: Rect, draft: &Draft) -> Option<&'static str> {
    let doing = [
        ("wall-undo", draft.drawing.can_undo()),
        ("wall-redo", draft.drawing.can_redo()),
        ("wall-clear", !draft.drawing.is_empty()),
    ];
    let mut done = None;
    let places = columns(line, doing.len(), theme.u(space::S));
    for (rect, (key, can)) in places.into_iter().zip(doing) {
        let kind = if can {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if button(ui, theme, rect, kind, &theme.text(key), key).clicked() {
            done = Some(key);
        }
    }
    done
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
            draft.done = Some(Done::Paper);
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

/// What a width is called: the key of its words.
pub(super) fn width_key(width: Width) -> &'static str {
    ["wall-thin", "wall-middle", "wall-thick"][usize::from(width.0).min(2)]
}

/// A width to choose, drawn as a line of that width.
fn width_ui(ui: &mut Ui, theme: &Theme, rect: Rect, width: Width, ink: Rgb, chosen: bool) -> bool {
    let label = theme.text(width_key(width));
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
