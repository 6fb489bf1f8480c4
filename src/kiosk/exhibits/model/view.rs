//! Draws a model: the object under the finger, its points, and what is said of them.

use egui::epaint::RectShape;
use egui::{Align2, Color32, Pos2, Rect, Sense, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2};

use super::{Bounds, Camera, ModelNow, ModelState, ModelView, ZOOM_MAX};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::pinch;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, centered_text, columns, focus_ring, line, pressable, radius,
    stroke, take_bottom, take_left, take_top, text,
};
use crate::model::exhibit::Model;

/// Degrees of turning for a finger that crosses the picture.
const DEGREES_ACROSS: f32 = 240.0;

/// Draws the model on the scene's stage.
pub fn model_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    model: &Model,
    state: &ModelState,
) -> Option<Step<ModelState>> {
    let theme = scene.theme;
    let title = scene.exhibit.title.in_language(theme.language());
    let mut area = scene
        .stage
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);
    let canvas = if Theme::upright(area) {
        let height = area.height() * 0.56;
        take_top(&mut area, height, theme.u(space::M))
    } else {
        let width = area.width() * 0.64;
        take_left(&mut area, width, theme.u(52.0))
    };
    let mut next = canvas_ui(ui, scene, model, state, canvas);
    let rows = theme.touch(touch::CONTROL) * 2.0 + theme.u(space::S);
    let controls = take_bottom(&mut area, rows, theme.u(space::M));
    next = controls_ui(ui, theme, controls, model, state).or(next);
    next = words_ui(ui, theme, area, model, state).or(next);
    next.map(Step::Go).or(shell)
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
    match scene.models.model(&view) {
        ModelNow::Ready(texture, bounds) => {
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
    next.or_else(|| turned(ui, &response, area, model, state))
        .map(|next| {
            if theme.moves() {
                next
            } else {
                next.thrown(0.0)
            }
        })
}

/// What fingers, wheel and keys do to the object.
fn turned(
    ui: &mut Ui,
    response: &egui::Response,
    area: Rect,
    model: &Model,
    state: &ModelState,
) -> Option<ModelState> {
    let start = model.pitch as f32;
    let per_point = DEGREES_ACROSS / area.width().max(1.0);
    let turn = |drag: Vec2, factor: f32| {
        Some(
            ModelState {
                spin: 0.0,
                ..*state
            }
            .moved(-drag.x * per_point, drag.y * per_point, factor, start),
        )
    };
    if let Some(fingers) = pinch(ui, response, area) {
        return turn(fingers.translation_delta, fingers.zoom_delta);
    }
    if response.drag_stopped() {
        let speed = ui.input(|input| input.pointer.velocity().x);
        return Some(state.thrown(-speed * per_point));
    }
    if response.dragged() {
        let drag = response.drag_delta();
        return (drag != Vec2::ZERO || state.spin != 0.0)
            .then(|| turn(drag, 1.0))
            .flatten();
    }
    if response.is_pointer_button_down_on() && state.spin != 0.0 {
        return Some(ModelState {
            spin: 0.0,
            ..*state
        });
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
        let step = ui.input(arrow_keys) * 12.0 / per_point;
        if step != Vec2::ZERO {
            return turn(step, 1.0);
        }
    }
    if state.spin != 0.0 {
        ui.ctx().request_repaint();
        // A screen that slept must not make it jump.
        let secs = ui.input(|input| input.stable_dt.min(0.05));
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
        focus_ring(ui, theme, &response, rect, corner::CARD);
        if response.clicked() {
            next = Some(chosen_point(state, i));
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

fn chosen_point(state: &ModelState, i: usize) -> ModelState {
    let point = if state.point == Some(i) {
        None
    } else {
        Some(i)
    };
    ModelState { point, ..*state }
}

/// Closer, back, and as it was at first: for one finger, a stick or a switch.
fn controls_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    model: &Model,
    state: &ModelState,
) -> Option<ModelState> {
    let start = model.pitch as f32;
    let gap = theme.u(space::S);
    let front = take_bottom(&mut area, theme.touch(touch::CONTROL), gap);
    let parts = columns(area, 2, gap).into_iter().chain([front]);
    let possible = |possible| {
        if possible {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        }
    };
    let first = ModelState {
        point: state.point,
        ..ModelState::default()
    };
    let choices = [
        (
            "zoom-out",
            possible(state.zoom > 1.0),
            state.moved(0.0, 0.0, 1.0 / 1.5, start),
        ),
        (
            "zoom-in",
            possible(state.zoom < ZOOM_MAX),
            state.moved(0.0, 0.0, 1.5, start),
        ),
        ("model-first", possible(*state != first), first),
    ];
    let mut next = None;
    for (rect, (key, kind, to)) in parts.zip(choices) {
        if button(ui, theme, rect, kind, &theme.text(key), key).clicked()
            && kind != ButtonKind::Disabled
        {
            next = Some(to);
        }
    }
    next
}

/// What is said of the object or of the chosen point, and the points by name. Longer than its room it scrolls.
fn words_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    model: &Model,
    state: &ModelState,
) -> Option<ModelState> {
    let language = theme.language();
    let said = match state.point.and_then(|point| model.points.get(point)) {
        Some(point) => &point.text,
        None => &model.text,
    };
    let gap = theme.u(space::S);
    let height = theme.touch(touch::CONTROL);
    let mut next = None;
    let list = Scroll::new(theme, area).without_arrows();
    list.show(ui, "model-words", |ui, _| {
        let top = ui.min_rect().min;
        let mut rest = Rect::from_min_size(top, vec2(area.width(), f32::INFINITY));
        let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
        let words = text(ui, theme, rest, said.in_language(language), style);
        rest.min.y = words.bottom() + theme.u(space::M);
        for (i, point) in model.points.iter().enumerate() {
            let row = Rect::from_min_size(rest.min, vec2(area.width(), height));
            rest.min.y += height + gap;
            let kind = if state.point == Some(i) {
                ButtonKind::Chosen
            } else {
                ButtonKind::Plain
            };
            let label = format!("{}  {}", i + 1, point.label.in_language(language));
            if button(ui, theme, row, kind, &label, ("point-row", i)).clicked() {
                next = Some(chosen_point(state, i));
            }
        }
        ui.allocate_space(vec2(area.width(), rest.min.y - top.y));
    });
    next
}
