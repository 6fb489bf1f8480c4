//! Draws a panorama: the view to drag, what can be touched in it, the scenes and the map.
//!
//! The view is one textured mesh: every corner of a grid over the frame looks in a direction, and that direction has a
//! place in the picture. No second camera, no render pass: it is drawn like any other picture, so it works with a
//! software renderer and in tests, and a still view costs nothing.

use egui::{Align2, Color32, Mesh, Rect, Sense, Shape, StrokeKind, TextureId, Ui, Vec2, vec2};

use super::PanoramaState;
use super::camera::{FIELD, Look, picture_place, without_seam};
use super::map::map_ui;
use crate::kiosk::exhibits::story::view::listen_ui;
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::pinch;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, Tone, button, button_width, card, columns, focus_ring,
    layout, line, picture, pressable, radius, stroke, tag, take_bottom, take_left, take_right,
    take_top, text,
};
use crate::model::exhibit::{Panorama, PanoramaScene, PanoramaSpot};

/// Cells of the grid: each is about two degrees, within which a picture's curves are straight to the eye.
const CELLS: (u16, u16) = (48, 32);
/// How much closer one press brings.
const CLOSER: f32 = 1.4;
/// Degrees an arrow key turns.
const ARROW_DEGREES: f32 = 8.0;
/// A finger that has stood this long before it leaves, in seconds, leaves no turn behind.
const STOOD_SECS: f32 = 0.1;

/// Draws the panorama on `stage`.
pub fn panorama_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    panorama: &Panorama,
    state: &PanoramaState,
) -> Option<Step<PanoramaState>> {
    let Scene {
        theme,
        pictures,
        stage,
        exhibit,
        ..
    } = *scene;
    let index = state.scene.min(panorama.scenes.len().saturating_sub(1));
    let here = panorama.scenes.get(index)?;
    let state = &PanoramaState {
        scene: index,
        ..*state
    };
    let look = state.look_in(here);
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = exhibit.title.in_language(theme.language());
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);
    let control = theme.touch(touch::CONTROL);
    let gap = theme.u(space::M);
    // From the top down, as the keyboard goes: the view, what is in it, closer and back, the other scenes.
    let spoken = here.narration.in_language(theme.language()).is_some();
    let mut listen = None;
    let (canvas, zoom, scenes, map);
    if Theme::upright(area) {
        let mut rest = area;
        canvas = take_top(&mut rest, area.height() * 0.56, gap);
        zoom = take_top(&mut rest, control, gap);
        if spoken {
            listen = Some(take_top(&mut rest, control, gap));
        }
        map = panorama.map.as_ref().map(|_| {
            let width = rest.width() * 0.5;
            take_left(&mut rest, width, gap)
        });
        scenes = rest;
    } else {
        let width = (area.width() * 0.24).max(theme.touch(380.0));
        let mut side = take_right(&mut area, width, theme.u(space::L));
        canvas = area;
        zoom = take_bottom(&mut side, control, gap);
        if spoken {
            listen = Some(take_bottom(&mut side, control, gap));
        }
        map = panorama.map.as_ref().map(|_| {
            let height = side.height() * 0.45;
            take_top(&mut side, height, gap)
        });
        scenes = side;
    }
    let frame = canvas.size();
    let mut next = canvas_ui(ui, theme, pictures, canvas, here, state);
    let name = here.title.in_language(theme.language());
    let corner_at = canvas.min + Vec2::splat(theme.u(space::S));
    tag(ui, theme, corner_at, Tone::Plain, name);
    match state.open.and_then(|open| here.spots.get(open)) {
        Some(spot) => {
            if card_ui(ui, theme, canvas, spot) {
                next = Some(PanoramaState {
                    open: None,
                    ..*state
                });
            }
        }
        None => {
            next = spots_ui(ui, theme, canvas, panorama, here, state).or(next);
            // What is spoken is read, too.
            if spoken && state.listening.is_some() {
                told_ui(ui, theme, canvas, here.text.in_language(theme.language()));
            }
        }
    }
    next = zoom_ui(ui, theme, zoom, state, look).or(next);
    if let (Some(area), Some(map)) = (map, &panorama.map) {
        let stands = (index, look, look.across(frame));
        map_ui(ui, theme, pictures, area, panorama, map, stands);
    }
    let told = listen.and_then(|row| listen_ui(ui, theme, row, scene.heard, state.listening));
    next = scenes_ui(ui, theme, pictures, scenes, panorama, index).or(next);
    // Whoever listens goes on listening in the next scene.
    let next = next.map(|next| PanoramaState {
        listening: state.listening,
        ..next
    });
    let told = told.map(|listening| PanoramaState {
        listening,
        ..*state
    });
    told.or(next).map(Step::Go).or(shell)
}

/// What is told of the scene, at the foot of its view.
fn told_ui(ui: &mut Ui, theme: &Theme, canvas: Rect, words: &str) {
    let palette = theme.palette;
    let inside = vec2(theme.u(space::M), theme.u(space::S));
    let width = canvas.width() - theme.u(space::M) * 2.0 - inside.x * 2.0;
    // All of it, though with large text it may take smaller letters.
    let sizes = [TextSize::Body, TextSize::Second, TextSize::Small];
    let room = canvas.height() * 0.6;
    let style = sizes.map(|size| TextStyle::regular(size, palette.on_scrim));
    let height = |style: &TextStyle| layout(ui, theme, words, *style, width).size().y;
    let fitting = style.iter().find(|style| height(style) <= room);
    let style = *fitting.unwrap_or(&style[2]);
    let height = height(&style) + inside.y * 2.0;
    let foot = canvas.shrink(theme.u(space::M));
    let strip = foot.with_min_y((foot.max.y - height).max(foot.min.y));
    let dark = palette.scrim.gamma_multiply(0.86);
    ui.painter()
        .rect_filled(strip, radius(theme, corner::TAG), dark);
    text(ui, theme, strip.shrink2(inside), words, style);
}

/// The view itself, under one finger, two, a wheel, or arrows.
fn canvas_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    here: &PanoramaScene,
    state: &PanoramaState,
) -> Option<PanoramaState> {
    let look = state.look_in(here);
    let id = ui.id().with(("around", &here.id));
    let response = ui.interact(area, id, Sense::click_and_drag());
    let alt = here.alt.in_language(theme.language());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Image, true, alt));
    ui.painter()
        .rect_filled(area, radius(theme, corner::TAG), theme.palette.line);
    let wanted = around_size(area.size()) * ui.ctx().pixels_per_point();
    if let Some(texture) = pictures.around(&here.picture, wanted) {
        ui.painter()
            .with_clip_rect(area.intersect(ui.clip_rect()))
            .add(Shape::mesh(view_mesh(texture.id, area, look)));
    }
    focus_ring(ui, theme, &response, area, corner::TAG);
    if response.has_focus() {
        let arrows = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let turn = ui.input(arrow_keys) * ARROW_DEGREES;
        if turn != Vec2::ZERO {
            return Some(state.looking(look.turned(turn)));
        }
    }
    let per_point = look.degrees_per_point(area.size());
    // What is under the finger stays under it: dragged to the right, one looks to the left.
    let turn_of = |drag: Vec2| vec2(-drag.x, drag.y) * per_point;
    if let Some(touch) = pinch(ui, &response, area) {
        let turned = look.turned(turn_of(touch.translation_delta));
        return Some(state.looking(turned.closer(touch.zoom_delta)));
    }
    let wheel =
        ui.input(|input| input.zoom_delta() * (input.smooth_scroll_delta().y / 400.0).exp());
    if response.hovered() && wheel != 1.0 {
        return Some(state.looking(look.closer(wheel)));
    }
    let (secs, stood_secs) = ui.input(|input| {
        let stood = input.pointer.time_since_last_movement();
        (input.stable_dt.clamp(0.001, 0.1), stood)
    });
    if response.dragged() {
        let turn = turn_of(response.drag_delta());
        return (turn != Vec2::ZERO).then(|| PanoramaState {
            spin: turn / secs,
            ..state.looking(look.turned(turn))
        });
    }
    if response.drag_stopped() {
        let spin = if stood_secs > STOOD_SECS || !theme.moves() {
            Vec2::ZERO
        } else {
            state.spin
        };
        return Some(state.left_turning(spin));
    }
    if state.spin == Vec2::ZERO {
        return None;
    }
    if response.is_pointer_button_down_on() {
        return Some(state.looking(look));
    }
    ui.ctx().request_repaint();
    Some(state.after(look, secs))
}

/// Size of the whole picture where one is as close as can be: at every field the same is asked for.
fn around_size(frame: Vec2) -> Vec2 {
    let closest = Look {
        field: *FIELD.start(),
        ..Look::to(0.0)
    };
    vec2(360.0, 180.0) / closest.degrees_per_point(frame)
}

/// The grid over the frame, every corner at its place in the picture.
///
/// Triangles share no corners: at the seam two neighbours call the same place 0 and 1.
fn view_mesh(texture: TextureId, area: Rect, look: Look) -> Mesh {
    let (across, down) = CELLS;
    let corner = |column: u16, row: u16| {
        let share = vec2(
            f32::from(column) / f32::from(across),
            f32::from(row) / f32::from(down),
        );
        let at = area.min + share * area.size();
        let (yaw, pitch) = look.direction_at(at - area.center(), area.size());
        (at, picture_place(yaw, pitch))
    };
    let mut mesh = Mesh::with_texture(texture);
    mesh.reserve_vertices(usize::from(across) * usize::from(down) * 6);
    for row in 0..down {
        for column in 0..across {
            let a = corner(column, row);
            let b = corner(column + 1, row);
            let c = corner(column + 1, row + 1);
            let d = corner(column, row + 1);
            for triangle in [[a, b, c], [a, c, d]] {
                let first = mesh.vertices.len() as u32;
                let places = without_seam(triangle.map(|(_, place)| place));
                for ((at, _), place) in triangle.into_iter().zip(places) {
                    mesh.vertices.push(egui::epaint::Vertex {
                        pos: at,
                        uv: place.to_pos2(),
                        color: Color32::WHITE,
                    });
                }
                mesh.add_triangle(first, first + 1, first + 2);
            }
        }
    }
    mesh
}

/// Which way these arrows turn.
fn arrow_keys(input: &egui::InputState) -> Vec2 {
    [
        (egui::Key::ArrowLeft, vec2(-1.0, 0.0)),
        (egui::Key::ArrowRight, vec2(1.0, 0.0)),
        (egui::Key::ArrowUp, vec2(0.0, 1.0)),
        (egui::Key::ArrowDown, vec2(0.0, -1.0)),
    ]
    .into_iter()
    .filter(|(key, _)| input.key_pressed(*key))
    .fold(Vec2::ZERO, |sum, (_, turn)| sum + turn)
}

/// What can be touched, where it is seen: a card that opens, or a way to another scene.
fn spots_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    panorama: &Panorama,
    here: &PanoramaScene,
    state: &PanoramaState,
) -> Option<PanoramaState> {
    let look = state.look_in(here);
    let mut next = None;
    for (index, spot) in here.spots.iter().enumerate() {
        let Some(point) = look.point_of(spot.yaw, spot.pitch, area.size()) else {
            continue;
        };
        let label = spot.label.in_language(theme.language());
        let rect = spot_rect(ui, theme, area, point, label);
        // Whole or not at all: half a label cannot be read.
        if !area.contains_rect(rect) {
            continue;
        }
        if spot_ui(ui, theme, rect, label, spot.way.is_some(), index) {
            next = match &spot.way {
                Some(way) => PanoramaState::arriving(panorama, &way.to, way.yaw),
                None => Some(PanoramaState {
                    open: Some(index),
                    ..state.looking(look)
                }),
            };
        }
    }
    next
}

fn spot_rect(ui: &Ui, theme: &Theme, area: Rect, point: Vec2, label: &str) -> Rect {
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
    let words = layout(ui, theme, label, style, f32::INFINITY).size();
    let height = theme.touch(touch::CONTROL * 0.8);
    let width = words.x + height + theme.u(space::M);
    Rect::from_center_size(area.center() + point, vec2(width, height))
}

fn spot_ui(ui: &mut Ui, theme: &Theme, rect: Rect, label: &str, leads: bool, index: usize) -> bool {
    let palette = &theme.palette;
    let response = pressable(ui, rect, label, true, ("spot", index));
    let (fill, ink) = if leads {
        (palette.sea, palette.on_lacquer)
    } else {
        (palette.card, palette.ink)
    };
    let round = radius(theme, corner::BUTTON);
    ui.painter()
        .rect(rect, round, fill, stroke(theme, ink), StrokeKind::Inside);
    let mut words = rect;
    let mark = take_left(&mut words, rect.height(), 0.0).center();
    let size = rect.height() * 0.2;
    if leads {
        let at = |x: f32, y: f32| mark + vec2(x, y) * size;
        let arrow = vec![at(-0.5, -0.9), at(0.9, 0.0), at(-0.5, 0.9)];
        ui.painter()
            .add(Shape::convex_polygon(arrow, ink, egui::Stroke::NONE));
    } else {
        ui.painter().circle_filled(mark, size, palette.sea);
    }
    let style = TextStyle::bold(TextSize::Body, ink);
    line(ui, theme, words, Align2::LEFT_CENTER, label, style);
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    response.clicked()
}

/// The card of a spot over the foot of the view; whether it is closed.
fn card_ui(ui: &mut Ui, theme: &Theme, area: Rect, spot: &PanoramaSpot) -> bool {
    let language = theme.language();
    let (heading, words) = (
        spot.label.in_language(language),
        spot.text.in_language(language),
    );
    let heading_style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    let style = TextStyle::regular(TextSize::Body, theme.palette.ink);
    let (margin, pad) = (theme.u(space::S), theme.u(space::M));
    let width = area.width() - 2.0 * (margin + pad);
    let close = theme.text("close");
    let control = theme.touch(touch::CONTROL);
    let head = layout(ui, theme, heading, heading_style, width)
        .size()
        .y
        .max(control);
    let body = layout(ui, theme, words, style, width).size().y;
    let height = (head + body + 2.0 * pad + margin).min(area.height() - 2.0 * margin);
    let mut around = area.shrink(margin);
    let rect = take_bottom(&mut around, height, 0.0);
    // What lies under the card is not touched through it.
    ui.interact(rect, ui.id().with("spot-card"), Sense::CLICK);
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(pad);
    let mut top = take_top(&mut inside, head, margin);
    let width = button_width(ui, theme, &close);
    let button_rect = take_right(&mut top, width, pad);
    text(ui, theme, top, heading, heading_style);
    let closed = button(
        ui,
        theme,
        Rect::from_min_size(button_rect.min, vec2(width, control)),
        ButtonKind::Plain,
        &close,
        "spot-close",
    )
    .clicked();
    let list = Scroll::new(theme, inside).without_arrows();
    list.show(ui, "spot-text", |ui, _| {
        let room = Rect::from_min_size(ui.min_rect().min, vec2(inside.width(), f32::INFINITY));
        let written = text(ui, theme, room, words, style);
        ui.allocate_space(written.size());
    });
    closed
}

/// For one finger, a stick, or a switch.
fn zoom_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    state: &PanoramaState,
    look: Look,
) -> Option<PanoramaState> {
    let halves = columns(area, 2, theme.u(space::S));
    let mut next = None;
    for (rect, key, possible, factor) in [
        (
            halves[0],
            "zoom-out",
            look.field < *FIELD.end(),
            1.0 / CLOSER,
        ),
        (halves[1], "zoom-in", look.field > *FIELD.start(), CLOSER),
    ] {
        let kind = if possible {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if button(ui, theme, rect, kind, &theme.text(key), key).clicked() && possible {
            next = Some(state.looking(look.closer(factor)));
        }
    }
    next
}

/// The scenes, small, each with its name; they scroll where not all fit.
fn scenes_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    panorama: &Panorama,
    index: usize,
) -> Option<PanoramaState> {
    let scenes = &panorama.scenes;
    let gap = theme.u(space::S);
    let share = (area.height() + gap) / scenes.len().max(1) as f32 - gap;
    let height = share.min(theme.u(220.0)).max(theme.touch(touch::CONTROL));
    let mut next = None;
    let list = Scroll::new(theme, area).without_arrows();
    list.show(ui, "scenes", |ui, _| {
        let top = ui.min_rect().min;
        for (at, scene) in scenes.iter().enumerate() {
            let down = vec2(0.0, at as f32 * (height + gap));
            let cell = Rect::from_min_size(top + down, vec2(area.width(), height));
            if scene_ui(ui, theme, pictures, cell, scene, at, at == index) {
                next = Some(PanoramaState::at(at));
            }
        }
        let all = scenes.len() as f32 * (height + gap) - gap;
        ui.allocate_space(vec2(area.width(), all));
    });
    next
}

/// One scene of the list; whether it was chosen anew.
fn scene_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    whole: Rect,
    scene: &PanoramaScene,
    at: usize,
    here: bool,
) -> bool {
    let name = scene.title.in_language(theme.language());
    let response = pressable(ui, whole, name, true, ("scene", at));
    card(ui, theme, whole, here);
    let mut cell = whole.shrink(theme.u(8.0));
    let wide = (cell.height() * 1.4).min(cell.width() * 0.5);
    let small = take_left(&mut cell, wide, theme.u(space::S));
    picture(ui, theme, pictures, small, &scene.picture, "", corner::TAG);
    let words = TextStyle::bold(TextSize::Body, theme.palette.ink).rows(2);
    let size = layout(ui, theme, name, words, cell.width()).size();
    let room = Rect::from_center_size(cell.center(), vec2(cell.width(), size.y));
    text(ui, theme, room, name, words);
    focus_ring(ui, theme, &response, whole, corner::CARD);
    response.clicked() && !here
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn the_mesh_has_no_jump_inside_a_triangle_wherever_one_looks() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1600.0, 900.0));
        for (yaw, pitch) in [(0.0, 0.0), (180.0, 0.0), (-179.0, 40.0), (90.0, -80.0)] {
            let look = Look {
                pitch,
                field: 100.0,
                ..Look::to(yaw)
            };
            let mesh = view_mesh(TextureId::default(), area, look);
            assert!(mesh.is_valid());
            for triangle in mesh.vertices.chunks(3) {
                let [a, b, c] = [0, 1, 2].map(|corner| triangle[corner].uv.x);
                assert!((a - b).abs() < 0.501 && (a - c).abs() < 0.501);
                if pitch.abs() < 30.0 {
                    assert!((a - b).abs() < 0.05 && (a - c).abs() < 0.05);
                }
            }
        }
    }
}
