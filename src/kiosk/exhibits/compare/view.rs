//! Draws a pair under its divider, what is said of it, and the buttons for those who do not drag.

use egui::{Align2, Pos2, Rect, Response, Sense, Shape, Ui, UiBuilder, Vec2, pos2, vec2};

use super::{CompareState, seen_words};
use crate::kiosk::exhibits::slider::{Slider, slider_ui};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::pager::Pager;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, columns, focus_ring, layout, line, picture, radius, stroke,
    take_bottom, take_left, take_right, take_top, text,
};
use crate::model::exhibit::{Compare, ComparePair, CompareSide};

/// Draws the pair on the stage.
pub fn compare_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    compare: &Compare,
    state: &CompareState,
) -> Option<Step<CompareState>> {
    let theme = scene.theme;
    let index = state.pair.min(compare.pairs.len().saturating_sub(1));
    let pair = compare.pairs.get(index)?;
    let count = compare.pairs.len();
    let mut area = scene
        .stage
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = scene.exhibit.title.in_language(theme.language());
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);

    let parts = parts_of(scene, area, pair, count);
    let secs = ui.input(|input| input.stable_dt).min(0.1);
    let mut next = state.after(secs);
    // From the top down, as the keyboard goes: the pair and what is said, its sides, the other pairs.
    let more = (index > 0, index + 1 < count);
    let turned = Pager::new(theme, area, index as i64, more).show(
        ui,
        ("compare", &scene.exhibit.id),
        |ui, rect, number, lead| {
            let at = usize::try_from(number).ok();
            let Some((at, pair)) = at.and_then(|at| Some((at, compare.pairs.get(at)?))) else {
                return;
            };
            let parts = parts_of(scene, rect, pair, count);
            if at == index {
                next = canvas_ui(ui, scene, parts.canvas, pair, next);
            } else {
                pair_ui(ui, scene, parts.canvas, pair, CompareState::at(at));
            }
            caption_ui(ui, scene, parts.caption, pair, (at, count), lead);
        },
    );
    // What slides past goes under what stays.
    for stays in [Some(parts.sides), parts.turns].into_iter().flatten() {
        let ground = stays.expand(theme.u(10.0));
        ui.painter().rect_filled(ground, 0.0, theme.palette.paper);
    }
    next = sides_ui(ui, theme, parts.sides, pair, next);
    next = match parts.turns {
        Some(row) => turns_ui(ui, theme, row, index, count, next),
        None => next,
    };
    if let Some(to) = turned.and_then(|by| index.checked_add_signed(by as isize)) {
        next = CompareState::at(to);
    }
    // The pairs beside it are made ready while this one is looked at.
    for beside in [index.checked_sub(1), index.checked_add(1)] {
        if let Some(pair) = beside.and_then(|beside| compare.pairs.get(beside)) {
            let size = parts_of(scene, area, pair, count).canvas.size();
            scene.pictures.soon(&pair.before.picture, size);
            scene.pictures.soon(&pair.after.picture, size);
        }
    }
    if !theme.moves() {
        next = next.arrived();
    }
    if next.target.is_some() {
        ui.ctx().request_repaint();
    }
    shell.or((next != *state).then_some(Step::Go(next)))
}

/// Where everything of a pair is.
struct Parts {
    canvas: Rect,
    /// The buttons for its sides.
    sides: Rect,
    caption: Rect,
    /// The buttons for the other pairs.
    turns: Option<Rect>,
}

/// The parts of this pair by its own shape; a wide one where it has no picture.
fn parts_of(scene: &Scene<'_>, area: Rect, pair: &ComparePair, count: usize) -> Parts {
    match scene.pictures.size_of(&pair.before.picture) {
        Some(size) => cut(scene.theme, area, size, count),
        None => cut(scene.theme, area, vec2(16.0, 9.0), count),
    }
}

fn cut(theme: &Theme, mut area: Rect, size: Vec2, count: usize) -> Parts {
    let (control, gap) = (theme.touch(112.0), theme.u(space::M));
    if Theme::upright(area) {
        let turns = (count > 1).then(|| take_bottom(&mut area, control, gap));
        let height = area.width() * size.y / size.x;
        let height = height.clamp(area.height() * 0.42, area.height() * 0.6);
        let canvas = take_top(&mut area, height, gap);
        let sides = take_top(&mut area, control, theme.u(space::L));
        return Parts {
            canvas,
            sides,
            caption: area,
            turns,
        };
    }
    if area.height() - control - gap < theme.touch(touch::CONTROL) * 3.0 {
        return cut_low(theme, area, size, count);
    }
    let width = (area.width() * 0.28).max(theme.touch(420.0));
    let mut side = take_right(&mut area, width, theme.u(52.0));
    let room = vec2(area.width(), area.height() - control - gap).max(Vec2::ZERO);
    let fit = size * (room.x / size.x).min(room.y / size.y);
    let mut column = take_left(&mut area, fit.x.max(room.x.min(theme.u(720.0))), 0.0);
    // Words begin and end where the pictures and their buttons do.
    side.max.y = side.max.y.min(side.min.y + fit.y + gap + control);
    column.max.y = side.max.y;
    let sides = take_bottom(&mut column, control, gap);
    let canvas = Rect::from_center_size(column.center(), fit.min(column.size()));
    let turns = (count > 1).then(|| take_bottom(&mut side, control, gap));
    Parts {
        canvas,
        sides,
        caption: side,
        turns,
    }
}

/// Where there is hardly any height the pictures take all of it, and every button stands in one row beside them.
fn cut_low(theme: &Theme, mut area: Rect, size: Vec2, count: usize) -> Parts {
    let scale = (area.width() * 0.55 / size.x).min(area.height() / size.y);
    let fit = size * scale;
    let column = take_left(&mut area, fit.x, theme.u(52.0));
    let canvas = Rect::from_center_size(column.center(), fit);
    let row = take_bottom(&mut area, theme.touch(touch::CONTROL), theme.u(space::M));
    let (sides, turns) = if count > 1 {
        let cells = columns(row, 5, theme.u(space::S));
        (cells[0].union(cells[2]), Some(cells[3].union(cells[4])))
    } else {
        (row, None)
    };
    Parts {
        canvas,
        sides,
        caption: area,
        turns,
    }
}

/// Both pictures, one over the other, the divider and its handle.
fn pair_ui(ui: &mut Ui, scene: &Scene<'_>, canvas: Rect, pair: &ComparePair, state: CompareState) {
    let x = canvas.left() + canvas.width() * state.divider;
    let (mut left, mut right) = (canvas, canvas);
    left.max.x = x;
    right.min.x = x;
    side_ui(ui, scene, canvas, left, &pair.before, Align2::LEFT_TOP);
    side_ui(ui, scene, canvas, right, &pair.after, Align2::RIGHT_TOP);
    divider_ui(ui, scene.theme, canvas, x);
}

/// The pair under a finger or the keyboard.
fn canvas_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    canvas: Rect,
    pair: &ComparePair,
    state: CompareState,
) -> CompareState {
    let theme = scene.theme;
    pair_ui(ui, scene, canvas, pair, state);
    let response = ui.interact(canvas, ui.id().with("divider"), Sense::click_and_drag());
    let language = theme.language();
    let label = theme.text_with(
        "compare-divider",
        [
            ("before", pair.before.label.in_language(language).into()),
            ("after", pair.after.label.in_language(language).into()),
        ],
    );
    let percent = state.divider * 100.0;
    let slider = Slider {
        label: &label,
        words: &seen_words(theme.words(), pair, percent),
        value: percent.into(),
        range: 0.0..=100.0,
        step: 5.0,
        upright: false,
        alone: false,
        unfocused: true,
        enabled: true,
    };
    let asked = slider_ui(ui, &response, &slider);
    focus_ring(ui, theme, &response, canvas, corner::CARD);
    if response.is_pointer_button_down_on()
        && let Some(finger) = response.interact_pointer_pos()
    {
        return state.divided((finger.x - canvas.left()) / canvas.width());
    }
    asked.map_or(state, |to| state.divided(to as f32 / 100.0))
}

/// A side where it is seen, with its name in its corner.
fn side_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    canvas: Rect,
    seen: Rect,
    side: &CompareSide,
    anchor: Align2,
) {
    if seen.width() < 1.0 {
        return;
    }
    let (theme, language) = (scene.theme, scene.theme.language());
    let mut inner = ui.new_child(UiBuilder::new().id_salt(&side.picture).max_rect(canvas));
    inner.set_clip_rect(seen.intersect(ui.clip_rect()));
    let ui = &mut inner;
    let alt = side.alt.in_language(language);
    picture(
        ui,
        theme,
        scene.pictures,
        canvas,
        &side.picture,
        alt,
        corner::CARD,
    );
    let words = side.label.in_language(language);
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
    let natural = layout(ui, theme, words, style, f32::INFINITY).size();
    let size = natural + vec2(theme.u(space::M) * 2.0, theme.u(space::S));
    let size = size.min(vec2(canvas.width() * 0.44, size.y));
    let rect = anchor.align_size_within_rect(size, canvas.shrink(theme.u(space::M)));
    let outline = stroke(theme, theme.palette.line);
    ui.painter().rect(
        rect,
        radius(theme, corner::TAG),
        theme.palette.card,
        outline,
        egui::StrokeKind::Inside,
    );
    let inside = rect.shrink2(vec2(theme.u(space::S), 0.0));
    line(ui, theme, inside, Align2::CENTER_CENTER, words, style);
}

/// The divider, and a handle as large as a finger that stays on the canvas.
fn divider_ui(ui: &Ui, theme: &Theme, canvas: Rect, x: f32) {
    let palette = &theme.palette;
    let painter = ui
        .painter()
        .with_clip_rect(canvas.intersect(ui.clip_rect()));
    let bar = Rect::from_center_size(
        pos2(x, canvas.center().y),
        vec2(theme.u(8.0), canvas.height()),
    );
    painter.rect_filled(bar, 0.0, palette.card);
    let radius = (theme.touch(112.0) / 2.0).min(canvas.width().max(0.0) / 2.0);
    let center = pos2(
        x.max(canvas.left() + radius).min(canvas.right() - radius),
        canvas.center().y,
    );
    painter.circle(center, radius, palette.card, stroke(theme, palette.ink));
    for way in [-1.0, 1.0] {
        let at = |along: f32, beside: f32| -> Pos2 { center + vec2(way * along, beside) * radius };
        let arrow = vec![at(0.62, 0.0), at(0.22, -0.3), at(0.22, 0.3)];
        painter.add(Shape::convex_polygon(
            arrow,
            palette.lacquer,
            egui::Stroke::NONE,
        ));
    }
}

/// Only the one, half and half, only the other.
fn sides_ui(
    ui: &mut Ui,
    theme: &Theme,
    row: Rect,
    pair: &ComparePair,
    state: CompareState,
) -> CompareState {
    let language = theme.language();
    let ways = [
        (pair.before.label.in_language(language).to_owned(), 1.0),
        (theme.text("compare-both"), 0.5),
        (pair.after.label.in_language(language).to_owned(), 0.0),
    ];
    let mut next = state;
    let thirds = columns(row, 3, theme.u(space::S));
    for (i, (rect, (label, divider))) in thirds.into_iter().zip(ways).enumerate() {
        let kind = if state.settled() == divider {
            ButtonKind::Chosen
        } else {
            ButtonKind::Plain
        };
        if button(ui, theme, rect, kind, &label, ("side", i)).clicked() {
            next = state.gliding_to(divider);
        }
    }
    next
}

/// Which pair it is and what is said of it; what is longer than its room scrolls.
fn caption_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    pair: &ComparePair,
    (index, count): (usize, usize),
    lead: Option<&Response>,
) {
    let theme = scene.theme;
    if count > 1 {
        let height = theme.text_size(TextSize::Second) * 1.5;
        let row = take_top(&mut area, height, theme.u(space::S));
        let place = theme.text_with(
            "page-of",
            [("page", (index + 1).into()), ("count", count.into())],
        );
        let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
        line(ui, theme, row, Align2::LEFT_CENTER, &place, style);
    }
    let words = pair.caption.in_language(theme.language());
    let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
    let list = Scroll::new(theme, area).led_by(lead);
    list.show(ui, ("compare", &scene.exhibit.id, index), |ui, _| {
        let room = Rect::from_min_size(ui.min_rect().min, vec2(area.width(), f32::INFINITY));
        let written = text(ui, theme, room, words, style);
        ui.allocate_space(written.size());
    });
}

/// The pair before, the pair after.
fn turns_ui(
    ui: &mut Ui,
    theme: &Theme,
    row: Rect,
    index: usize,
    count: usize,
    state: CompareState,
) -> CompareState {
    let mut next = state;
    let ways = [
        ("part-back", index.checked_sub(1)),
        ("part-on", Some(index + 1).filter(|on| *on < count)),
    ];
    for (rect, (key, to)) in columns(row, 2, theme.u(space::S)).into_iter().zip(ways) {
        let kind = if to.is_some() {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if button(ui, theme, rect, kind, &theme.text(key), key).clicked() {
            next = to.map_or(next, CompareState::at);
        }
    }
    next
}
