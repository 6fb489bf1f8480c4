//! Draws a model: the object under the finger, its points, and what is said of them.

use egui::epaint::RectShape;
use egui::{
    Align, Align2, Color32, Pos2, Rect, Sense, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::{Bounds, Camera, ModelNow, ModelState, ModelView, Toward, ZOOM_MAX, facing};
use crate::kiosk::exhibits::{Scene, Step, controls};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::pinch;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, centered_text, focus_ring, layout, line, pressable, radius,
    stroke, take_bottom, take_left, take_top, text,
};
use crate::model::exhibit::Model;

/// Degrees of turning for a finger that crosses the picture.
const DEGREES_ACROSS: f32 = 240.0;
/// Degrees a button turns.
const TURN_DEGREES: f32 = 30.0;
/// How much closer one press brings.
const CLOSER: f32 = 1.5;

/// Draws the model on the scene's stage.
pub fn model_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    model: &Model,
    state: &ModelState,
) -> Option<Step<ModelState>> {
    let theme = scene.theme;
    let before = *state;
    let state = &glided(ui, theme, before);
    let title = scene.exhibit.title.in_language(theme.language());
    let mut area = scene
        .stage
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);
    let mut canvas = if Theme::upright(area) {
        let height = area.height() * 0.6;
        take_top(&mut area, height, theme.u(space::M))
    } else {
        let width = area.width() * 0.64;
        take_left(&mut area, width, theme.u(52.0))
    };
    let choices = choices(state);
    let row = controls::choices_height(ui, theme, canvas.width(), &choices);
    // Below the object, unless that would leave it hardly any height.
    let gap = theme.u(space::M);
    let below = canvas.height() - row - gap >= theme.touch(touch::CONTROL) * 3.0;
    let row = below.then(|| take_bottom(&mut canvas, row, gap));
    let mut next = canvas_ui(ui, scene, model, state, canvas);
    if let Some(row) = row {
        next = turn_ui(ui, theme, row, state).or(next);
    }
    let least = theme.touch(touch::CONTROL) * 3.0;
    next = if row.is_some() && area.height() >= least {
        words_ui(ui, theme, area, model, state)
    } else {
        all_ui(ui, theme, area, model, state, row.is_none())
    }
    .or(next)
    .or((*state != before).then_some(*state));
    // Also while the object turns by itself there is a way back.
    shell.or(next.map(Step::Go))
}

/// As close as it has come by now.
fn glided(ui: &Ui, theme: &Theme, state: ModelState) -> ModelState {
    if state.closer.is_none() {
        return state;
    }
    ui.ctx().request_repaint();
    // A screen that slept must not make it jump.
    let secs = if theme.moves() {
        ui.input(|input| input.stable_dt.min(0.05))
    } else {
        f32::INFINITY
    };
    state.glided(secs)
}

/// Where the object is seen from now.
fn view_of(model: &Model, state: &ModelState, size: Vec2) -> ModelView {
    ModelView {
        path: model.model.clone(),
        size,
        yaw: model.yaw as f32 + state.yaw,
        pitch: model.pitch as f32 + state.pitch,
        zoom: state.zoom,
    }
}

/// The object itself, under one finger, two, a wheel or the arrow keys.
fn canvas_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    model: &Model,
    state: &ModelState,
    area: Rect,
) -> Option<ModelState> {
    let theme = scene.theme;
    let response = ui.interact(area, ui.id().with("object"), Sense::click_and_drag());
    let alt = model.alt.in_language(theme.language());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, alt));
    let view = view_of(model, state, area.size());
    let corner = radius(theme, corner::CARD);
    let mut next = None;
    let mut goal = None;
    match scene.models.model(&view) {
        ModelNow::Ready(texture, bounds) => {
            goal = state
                .toward
                .map(|toward| goal_of(model, state, toward, bounds));
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            let shape = RectShape::filled(area, corner, Color32::WHITE);
            ui.painter().add(shape.with_texture(texture, whole));
            next = points_ui(
                ui,
                theme,
                area,
                model,
                state,
                &Camera::new(&view, bounds),
                bounds,
            );
        }
        other => {
            ui.painter().rect_filled(area, corner, theme.palette.line);
            let key = if other == ModelNow::Broken {
                "model-broken"
            } else {
                "model-waiting"
            };
            let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
            centered_text(
                ui,
                theme,
                area.shrink(theme.u(space::PAGE)),
                &theme.text(key),
                style,
            );
        }
    }
    focus_ring(ui, theme, &response, area, corner::CARD);
    next.or_else(|| turned(ui, theme, &response, area, model, state, goal))
        .map(|next| {
            if theme.moves() {
                next
            } else {
                ModelState { spin: 0.0, ..next }
            }
        })
}

/// Where it turns by itself: degrees to the side and up or down, since the beginning.
fn goal_of(model: &Model, state: &ModelState, toward: Toward, bounds: Bounds) -> (f32, f32) {
    let point = state.point.and_then(|point| model.points.get(point));
    match (toward, point) {
        (Toward::Side(yaw, pitch), _) => (yaw, pitch),
        (Toward::Point, Some(point)) => {
            let (side, pitch) = facing(point.at.map(|part| part as f32), bounds);
            let yaw = side.map_or(state.yaw, |side| side - model.yaw as f32);
            (yaw, pitch - model.pitch as f32)
        }
        (Toward::Point, None) => (state.yaw, state.pitch),
    }
}

/// What fingers, wheel and keys do to the object.
fn turned(
    ui: &mut Ui,
    theme: &Theme,
    response: &egui::Response,
    area: Rect,
    model: &Model,
    state: &ModelState,
    goal: Option<(f32, f32)>,
) -> Option<ModelState> {
    let start = model.pitch as f32;
    let per_point = DEGREES_ACROSS / area.width().max(1.0);
    let turn = |drag: Vec2, factor: f32| {
        let (side, up) = (-drag.x * per_point, drag.y * per_point);
        Some(state.held().moved(side, up, factor, start))
    };
    if let Some(fingers) = pinch(ui, response, area) {
        return turn(fingers.translation_delta, fingers.zoom_delta).map(|next| ModelState {
            pinched: true,
            ..next
        });
    }
    if response.drag_started() && state.pinched {
        return Some(ModelState {
            pinched: false,
            ..state.held()
        });
    }
    if response.drag_stopped() {
        let speed = ui.input(|input| input.pointer.velocity().x);
        return Some(state.thrown(-speed * per_point));
    }
    if response.dragged() {
        let drag = response.drag_delta();
        return (drag != Vec2::ZERO || *state != state.held())
            .then(|| turn(drag, 1.0))
            .flatten();
    }
    if response.is_pointer_button_down_on() && *state != state.held() {
        return Some(state.held());
    }
    let wheel =
        ui.input(|input| input.zoom_delta() * (input.smooth_scroll_delta().y / 400.0).exp());
    if response.hovered() && wheel != 1.0 {
        return turn(Vec2::ZERO, wheel);
    }
    if response.has_focus() {
        let arrows = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
    // Where the keyboard is on nothing yet, it is on the object.
    if response.has_focus() || ui.memory(|memory| memory.focused().is_none()) {
        let step = ui.input(arrow_keys) * 12.0 / per_point;
        if step != Vec2::ZERO {
            return turn(step, 1.0);
        }
    }
    // A screen that slept must not make it jump.
    let secs = ui.input(|input| input.stable_dt.min(0.05));
    if let Some((yaw, pitch)) = goal {
        ui.ctx().request_repaint();
        return Some(if theme.moves() {
            state.nearer(yaw, pitch, secs)
        } else {
            state.at(yaw, pitch)
        });
    }
    if state.spin != 0.0 {
        ui.ctx().request_repaint();
        return Some(state.after(secs));
    }
    None
}

fn arrow_keys(input: &egui::InputState) -> Vec2 {
    [
        (egui::Key::ArrowLeft, vec2(-1.0, 0.0)),
        (egui::Key::ArrowRight, vec2(1.0, 0.0)),
        (egui::Key::ArrowUp, vec2(0.0, -1.0)),
        (egui::Key::ArrowDown, vec2(0.0, 1.0)),
    ]
    .into_iter()
    .filter(|(key, _)| input.key_pressed(*key))
    .fold(Vec2::ZERO, |sum, (_, step)| sum + step)
}

/// A numbered disc on each point; those on the far side are pale and cannot be touched.
fn points_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    model: &Model,
    state: &ModelState,
    camera: &Camera,
    bounds: Bounds,
) -> Option<ModelState> {
    let aspect = area.width() / area.height().max(1.0);
    let side = theme.touch(64.0);
    let mut next = None;
    for (i, point) in model.points.iter().enumerate() {
        let at = point.at.map(|part| part as f32);
        let Some(share) = camera.project(at, aspect) else {
            continue;
        };
        let center = area.min + share.to_vec2() * area.size();
        let rect = Rect::from_center_size(center, vec2(side, side));
        if !area.contains_rect(rect) {
            continue;
        }
        let away = camera.turned_away(at, bounds);
        let chosen = state.point == Some(i);
        disc_ui(ui, theme, center, i, chosen, away);
        if away {
            continue;
        }
        let label = point.label.in_language(theme.language());
        let response = pressable(ui, rect, label, true, ("point", i));
        response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, chosen, label));
        focus_ring(ui, theme, &response, rect, corner::CARD);
        if response.clicked() {
            next = Some(state.choosing(i));
        }
    }
    next
}

fn disc_ui(ui: &mut Ui, theme: &Theme, center: Pos2, i: usize, chosen: bool, away: bool) {
    let palette = &theme.palette;
    let (fill, ink) = if chosen {
        (palette.lacquer, palette.on_lacquer)
    } else {
        (palette.card, palette.ink)
    };
    let size = theme.u(26.0);
    if away {
        ui.painter()
            .circle_stroke(center, size * 0.5, stroke(theme, palette.soft));
        return;
    }
    ui.painter()
        .circle(center, size, fill, stroke(theme, palette.lacquer));
    let rect = Rect::from_center_size(center, vec2(size * 2.0, size * 2.0));
    let style = TextStyle::bold(TextSize::Small, ink);
    line(
        ui,
        theme,
        rect,
        Align2::CENTER_CENTER,
        &(i + 1).to_string(),
        style,
    );
}

/// To the left, to the right, back, closer, and as it was at first; and whether each is possible.
fn choices(state: &ModelState) -> [(&'static str, bool); 5] {
    [
        ("turn-left", true),
        ("turn-right", true),
        ("zoom-out", state.zoom > 1.0),
        ("zoom-in", state.zoom < ZOOM_MAX),
        ("model-first", *state != first(state)),
    ]
}

/// As it was seen first, with the same point explained.
fn first(state: &ModelState) -> ModelState {
    ModelState {
        point: state.point,
        ..ModelState::default()
    }
}

/// For one finger, a stick or a switch.
fn turn_ui(ui: &mut Ui, theme: &Theme, area: Rect, state: &ModelState) -> Option<ModelState> {
    Some(
        match controls::choices_ui(ui, theme, area, &choices(state))? {
            0 => state.turning(TURN_DEGREES),
            1 => state.turning(-TURN_DEGREES),
            2 => state.gliding(1.0 / CLOSER),
            3 => state.gliding(CLOSER),
            _ => first(state),
        },
    )
}

/// What is said stays where it is; below it are the points by name. Either scrolls for itself where it is longer than
/// its room.
fn words_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    model: &Model,
    state: &ModelState,
) -> Option<ModelState> {
    let (said, style) = said(theme, model, state);
    let gap = theme.u(space::M);
    let whole = layout(ui, theme, said, style, area.width()).size().y;
    let rows = points_height(theme, model);
    // The words give way to the list only as far as that needs it.
    let most = (area.height() - gap - rows).max(area.height() * 0.55);
    let room = take_top(&mut area, whole.min(most), gap);
    Scroll::new(theme, room)
        .without_arrows()
        .show(ui, ("model-words", state.point), |ui, _| {
            let all = Rect::from_min_size(ui.min_rect().min, vec2(room.width(), f32::INFINITY));
            let written = text(ui, theme, all, said, style);
            ui.allocate_space(written.size());
        });
    let list = Scroll::new(theme, area)
        .without_arrows()
        .show(ui, "model-points", |ui, _| {
            let mut rest = endless(ui, area.width());
            let next = rows_ui(ui, theme, &mut rest, model, state);
            ui.allocate_space(vec2(area.width(), rows));
            next
        });
    list.inner
}

/// All that stands beside the object in one list, where there is hardly any height: what is said comes into sight
/// when another point is chosen.
fn all_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    model: &Model,
    state: &ModelState,
    turns: bool,
) -> Option<ModelState> {
    let (said, style) = said(theme, model, state);
    let gap = theme.u(space::M);
    let list = Scroll::new(theme, area)
        .without_arrows()
        .show(ui, "model-all", |ui, _| {
            let mut rest = endless(ui, area.width());
            let top = rest.min;
            let words = text(ui, theme, rest, said, style);
            if changed(ui, state.point) {
                ui.scroll_to_rect(words, Some(Align::TOP));
            }
            rest.min.y = words.bottom() + gap;
            let mut next = rows_ui(ui, theme, &mut rest, model, state);
            if turns {
                let height = controls::choices_height(ui, theme, area.width(), &choices(state));
                let rows = take_top(&mut rest, height, gap);
                next = turn_ui(ui, theme, rows, state).or(next);
            }
            ui.allocate_space(vec2(area.width(), rest.min.y - top.y));
            next
        });
    list.inner
}

/// What is said of the object or of the chosen point.
fn said<'a>(theme: &Theme, model: &'a Model, state: &ModelState) -> (&'a str, TextStyle) {
    let said = match state.point.and_then(|point| model.points.get(point)) {
        Some(point) => &point.text,
        None => &model.text,
    };
    let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
    (said.in_language(theme.language()), style)
}

/// Whether another point is explained than when this was drawn last.
fn changed(ui: &Ui, point: Option<usize>) -> bool {
    let key = ui.id().with("explained");
    ui.data_mut(|data| {
        let before = data.get_temp::<Option<usize>>(key);
        data.insert_temp(key, point);
        before.is_some_and(|before| before != point)
    })
}

/// From where a list begins, as long as it needs.
fn endless(ui: &Ui, width: f32) -> Rect {
    Rect::from_min_size(ui.min_rect().min, vec2(width, f32::INFINITY))
}

fn points_height(theme: &Theme, model: &Model) -> f32 {
    controls::height(theme, model.points.len())
}

/// The points by name, taken from the top of `rest`.
fn rows_ui(
    ui: &mut Ui,
    theme: &Theme,
    rest: &mut Rect,
    model: &Model,
    state: &ModelState,
) -> Option<ModelState> {
    let mut next = None;
    for (i, point) in model.points.iter().enumerate() {
        let row = take_top(rest, theme.touch(touch::CONTROL), theme.u(space::S));
        let kind = if state.point == Some(i) {
            ButtonKind::Chosen
        } else {
            ButtonKind::Plain
        };
        let label = format!("{}  {}", i + 1, point.label.in_language(theme.language()));
        if button(ui, theme, row, kind, &label, ("point-row", i)).clicked() {
            next = Some(state.choosing(i));
        }
    }
    next
}
