//! Draws a panorama: the view to drag, what is told of it, and what stands beside it.
//!
//! The view is one textured mesh: every corner of a grid over the frame looks in a direction, and that direction has a
//! place in the picture. No second camera, no render pass: it is drawn like any other picture, so it works with a
//! software renderer and in tests, and a still view costs nothing.

use egui::{Color32, Id, Mesh, Rect, Sense, Shape, TextureId, Ui, Vec2, vec2};

use super::PanoramaState;
use super::camera::{FIELD, Look, picture_place, without_seam};
use super::list::list_ui;
use super::map::map_ui;
use super::spots::{card_ui, spots_ui};
use crate::kiosk::exhibits::coming::coming_ui;
use crate::kiosk::exhibits::story::view::listen_ui;
use crate::kiosk::exhibits::{Scene, Step, controls};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::pinch;
use crate::kiosk::theme::scroll::{Scroll, roomy, thrown};
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, Tone, button, focus_ring, layout, no_picture, radius,
    tag, take_bottom, take_left, take_right, take_top, text,
};
use crate::model::exhibit::{Panorama, PanoramaScene};

/// Cells of the grid: each is about two degrees, within which a picture's curves are straight to the eye.
const CELLS: (u16, u16) = (48, 32);
/// As large as the picture of a scene is held that one may walk to, in pixels.
const READY: Vec2 = vec2(1024.0, 512.0);
/// How much closer one press brings.
const CLOSER: f32 = 1.4;
/// Degrees a button turns.
const TURN_DEGREES: f32 = 30.0;
/// Degrees an arrow key turns.
const ARROW_DEGREES: f32 = 8.0;

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
    let before = PanoramaState {
        scene: index,
        ..*state
    };
    let state = &glided(ui, theme, here, before);
    let look = state.look_in(here);
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = exhibit.title.in_language(theme.language());
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);
    let gap = theme.u(space::M);
    let upright = Theme::upright(area);
    // From the top down, as the keyboard goes: the view, what is in it, turning and closer, the words, the other scenes.
    let (mut canvas, beside);
    if upright {
        let height = area.height() * 0.56;
        canvas = take_top(&mut area, height, gap);
        beside = area;
    } else {
        let width = (area.width() * 0.24).max(theme.touch(380.0));
        beside = take_right(&mut area, width, theme.u(space::L));
        canvas = area;
    }
    let choices = choices(look);
    let row = controls::choices_height(ui, theme, canvas.width(), &choices);
    // Below the view, unless that would leave it hardly any height.
    let below = !upright && canvas.height() - row - gap >= theme.touch(touch::CONTROL) * 3.0;
    let row = below.then(|| take_bottom(&mut canvas, row, gap));
    let coming = coming_ui(ui, theme, ("scene", &exhibit.id), &here.id);
    let left = left_ui(ui, &exhibit.id, (index, look));
    let left = left.filter(|_| coming.share() < 1.0);
    let left = left.and_then(|(scene, look)| Some((panorama.scenes.get(scene)?, look)));
    let came = (coming.share(), left);
    let mut next = canvas_ui(ui, theme, pictures, canvas, here, state, came);
    next = next.or_else(|| nearer(ui, theme, panorama, here, state));
    let name = here.title.in_language(theme.language());
    let corner_at = canvas.min + Vec2::splat(theme.u(space::S));
    let named = tag(ui, theme, corner_at, Tone::Plain, name);
    let mut room = canvas.with_min_y(named.bottom());
    if coming.share() >= 1.0 && is_waited_for(ui, pictures, canvas, here) {
        let words = theme.text("panorama-waiting");
        let below = named.left_bottom() + vec2(0.0, theme.u(space::XS));
        let waiting = tag(ui, theme, below, Tone::Gold, &words);
        room.min.y = waiting.bottom();
    }
    let card = state.open.and_then(|open| here.spots.get(open));
    // A card has the view to itself, but what is spoken can be read all the while.
    let spoken = state.listening.is_some() && speaks(theme, here);
    if !state.wordless && (card.is_none() || spoken) {
        told_ui(ui, theme, &mut room, here, card.is_some());
    }
    match card {
        Some(spot) => {
            if card_ui(ui, theme, room, spot) {
                next = Some(PanoramaState {
                    open: None,
                    ..*state
                });
            }
        }
        None => {
            next = spots_ui(ui, theme, (canvas, room), panorama, here, state).or(next);
        }
    }
    if let Some(row) = row {
        next = turn_ui(ui, theme, row, state, look).or(next);
    }
    ways_ready(pictures, panorama, here);
    let across = look.across(canvas.size());
    let stands = (upright, row.is_none(), across);
    next = beside_ui(ui, scene, beside, panorama, state, stands).or(next);
    let next = next.or((*state != before).then_some(*state));
    // Also while the view turns by itself there is a way back.
    shell.or(next.map(Step::Go))
}

/// As close as it has come by now.
fn glided(ui: &Ui, theme: &Theme, here: &PanoramaScene, state: PanoramaState) -> PanoramaState {
    if state.closer.is_none() {
        return state;
    }
    ui.ctx().request_repaint();
    let secs = if theme.moves() {
        ui.input(frame_secs)
    } else {
        f32::INFINITY
    };
    state.glided(state.look_in(here), secs)
}

/// What stands beside the view or below it; it scrolls where that is too low for it.
fn beside_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    panorama: &Panorama,
    state: &PanoramaState,
    (upright, turns, across): (bool, bool, f32),
) -> Option<PanoramaState> {
    let (theme, pictures) = (scene.theme, scene.pictures);
    let here = panorama.scenes.get(state.scene)?;
    let look = state.look_in(here);
    let gap = theme.u(space::M);
    let control = theme.touch(touch::CONTROL);
    let turning = controls::choices_height(ui, theme, area.width(), &choices(look));
    let turning = if turns { turning } else { 0.0 };
    let words = words_height(ui, theme, area.width(), here);
    let map = panorama.map.as_ref();
    let mut least = control * 2.0;
    if map.is_some() && !upright {
        least += control * 1.5 + gap;
    }
    least += [turning, words]
        .iter()
        .filter(|height| **height > 0.0)
        .map(|height| height + gap)
        .sum::<f32>();
    roomy(ui, theme, area, least, "beside", |ui, mut area| {
        let mut next = None;
        if turns {
            let rows = take_top(&mut area, turning, gap);
            next = turn_ui(ui, theme, rows, state, look).or(next);
        }
        if words > 0.0 {
            let rows = take_top(&mut area, words, gap);
            next = words_ui(ui, scene, rows, here, state).or(next);
        }
        if let Some(map) = map {
            let part = if upright {
                let width = area.width() * 0.5;
                take_left(&mut area, width, gap)
            } else {
                let height = area.height() * 0.42;
                take_top(&mut area, height, gap)
            };
            let stands = (state.scene, look, across);
            let touched = map_ui(ui, theme, pictures, part, panorama, map, stands);
            next = touched
                .map(|at| state.on_to(PanoramaState::at(at)))
                .or(next);
        }
        list_ui(ui, theme, pictures, area, panorama, state).or(next)
    })
}

/// To the left, to the right, back and closer, and whether each is possible.
fn choices(look: Look) -> [(&'static str, bool); 4] {
    [
        ("turn-left", true),
        ("turn-right", true),
        ("zoom-out", look.field < *FIELD.end()),
        ("zoom-in", look.field > *FIELD.start()),
    ]
}

/// For one finger, a stick, or a switch.
fn turn_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    state: &PanoramaState,
    look: Look,
) -> Option<PanoramaState> {
    // A second press goes on from where the first one leads.
    let from = state.toward.map_or(look, |toward| toward.look);
    let turn = |degrees: f32| state.turning(from.turned(vec2(degrees, 0.0)), None);
    Some(
        match controls::choices_ui(ui, theme, area, &choices(look))? {
            0 => turn(-TURN_DEGREES),
            1 => turn(TURN_DEGREES),
            2 => state.gliding(look, 1.0 / CLOSER),
            _ => state.gliding(look, CLOSER),
        },
    )
}

/// Whether what is told of a scene is spoken, too.
fn speaks(theme: &Theme, here: &PanoramaScene) -> bool {
    here.narration.in_language(theme.language()).is_some()
}

/// Whether anything is told of a scene.
fn tells(theme: &Theme, here: &PanoramaScene) -> bool {
    !here.text.in_language(theme.language()).is_empty()
}

/// The longest that its buttons may say.
fn words_labels(theme: &Theme, here: &PanoramaScene) -> Vec<String> {
    let longest = |keys: &[&str]| {
        let words = keys.iter().map(|key| theme.text(key));
        words.max_by_key(|words| words.chars().count())
    };
    let speaks = speaks(theme, here)
        .then(|| longest(&["listen", "listen-stop", "listen-again", "listen-silent"]));
    let tells = tells(theme, here).then(|| longest(&["panorama-read", "panorama-unread"]));
    [speaks, tells].into_iter().flatten().flatten().collect()
}

fn words_height(ui: &Ui, theme: &Theme, width: f32, here: &PanoramaScene) -> f32 {
    let labels = words_labels(theme, here);
    controls::height(theme, controls::rows(ui, theme, width, &labels))
}

/// What is told of the scene, heard and read: each for itself.
fn words_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    here: &PanoramaScene,
    state: &PanoramaState,
) -> Option<PanoramaState> {
    let theme = scene.theme;
    let labels = words_labels(theme, here);
    let rows = controls::rows(ui, theme, area.width(), &labels);
    let mut cells = controls::cells(theme, area, labels.len(), rows).into_iter();
    let mut next = None;
    if speaks(theme, here)
        && let Some(cell) = cells.next()
        && let Some(listening) = listen_ui(ui, theme, cell, scene.heard, state.listening)
    {
        next = Some(PanoramaState {
            listening,
            ..*state
        });
    }
    if tells(theme, here)
        && let Some(cell) = cells.next()
    {
        let key = if state.wordless {
            "panorama-read"
        } else {
            "panorama-unread"
        };
        let label = theme.text(key);
        if button(ui, theme, cell, ButtonKind::Plain, &label, "words").clicked() {
            next = Some(PanoramaState {
                wordless: !state.wordless,
                ..*state
            });
        }
    }
    next
}

/// What is told of the scene, at the foot of `room`: it is taken from it, so that nothing to touch lies below. Longer
/// than its part it scrolls.
fn told_ui(ui: &mut Ui, theme: &Theme, room: &mut Rect, here: &PanoramaScene, shared: bool) {
    let words = here.text.in_language(theme.language());
    if words.is_empty() {
        return;
    }
    let palette = theme.palette;
    let edge = theme.u(space::S);
    let inside = vec2(theme.u(space::M), theme.u(space::S));
    let style = TextStyle::regular(TextSize::Body, palette.on_scrim);
    let mut foot = room.shrink(edge);
    let width = foot.width() - inside.x * 2.0;
    let height = layout(ui, theme, words, style, width).size().y + inside.y * 2.0;
    let most = foot.height() * if shared { 0.3 } else { 0.4 };
    let strip = take_bottom(&mut foot, height.min(most), 0.0);
    room.max.y = strip.min.y;
    let dark = palette.scrim.gamma_multiply(0.86);
    ui.painter()
        .rect_filled(strip, radius(theme, corner::TAG), dark);
    let inner = strip.shrink2(inside);
    Scroll::new(theme, inner)
        .without_arrows()
        .show(ui, ("told", &here.id), |ui, _| {
            let all = Rect::from_min_size(ui.min_rect().min, vec2(width, f32::INFINITY));
            let written = text(ui, theme, all, words, style);
            ui.allocate_space(written.size());
        });
}

/// Where one stood before, and which way one looked there.
fn left_ui(ui: &Ui, exhibit: &str, stands: (usize, Look)) -> Option<(usize, Look)> {
    type Stood = ((usize, Look), Option<(usize, Look)>);
    let key = Id::new(("scene-left", exhibit));
    let (last, left) = ui
        .data(|data| data.get_temp::<Stood>(key))
        .unwrap_or((stands, None));
    let left = if last.0 == stands.0 { left } else { Some(last) };
    ui.data_mut(|data| data.insert_temp::<Stood>(key, (stands, left)));
    left
}

/// How large the picture of a scene that is seen in `area` has to be.
fn wanted(ui: &Ui, area: Rect) -> Vec2 {
    around_size(area.size()) * ui.ctx().pixels_per_point()
}

/// Whether the picture of this scene is on its way: until then there is nothing to look around in.
fn is_waited_for(ui: &Ui, pictures: &dyn PictureSource, area: Rect, here: &PanoramaScene) -> bool {
    let path = &here.picture;
    pictures.around(path, wanted(ui, area)).is_none() && !pictures.is_broken(path)
}

/// The scenes one can walk to from here are made ready, less sharp: whole they are as large as all other pictures
/// together. They become sharp while one is there.
fn ways_ready(pictures: &dyn PictureSource, panorama: &Panorama, here: &PanoramaScene) {
    let ways = here.spots.iter().filter_map(|spot| spot.way.as_ref());
    for way in ways {
        let scene = panorama.scenes.iter().find(|scene| scene.id == way.to);
        if let Some(scene) = scene {
            pictures.around(&scene.picture, READY);
        }
    }
}

/// The view itself, under one finger, two, a wheel, or arrows. It comes over the one that was left, as far as the share
/// says.
fn canvas_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    here: &PanoramaScene,
    state: &PanoramaState,
    (share, left): (f32, Option<(&PanoramaScene, Look)>),
) -> Option<PanoramaState> {
    let look = state.look_in(here);
    let id = ui.id().with(("around", &here.id));
    let response = ui.interact(area, id, Sense::click_and_drag());
    let alt = here.alt.in_language(theme.language());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Image, true, alt));
    ui.painter()
        .rect_filled(area, radius(theme, corner::TAG), theme.palette.line);
    let wanted = wanted(ui, area);
    let mut painter = ui.painter().with_clip_rect(area.intersect(ui.clip_rect()));
    if let Some((left, look)) = left
        && let Some(texture) = pictures.around(&left.picture, wanted)
    {
        painter.add(Shape::mesh(view_mesh(texture.id, area, look)));
    }
    if let Some(texture) = pictures.around(&here.picture, wanted) {
        painter.multiply_opacity(share);
        painter.add(Shape::mesh(view_mesh(texture.id, area, look)));
    } else {
        let corners = radius(theme, corner::TAG);
        no_picture(ui, theme, pictures, area, &here.picture, corners);
    }
    focus_ring(ui, theme, &response, area, corner::TAG);
    if response.has_focus() {
        let arrows = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
    // Where the keyboard is on nothing yet, it is on the view.
    if response.has_focus() || ui.memory(|memory| memory.focused().is_none()) {
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
    if response.dragged() {
        let turn = turn_of(response.drag_delta());
        return (turn != Vec2::ZERO).then(|| state.looking(look.turned(turn)));
    }
    if response.drag_stopped() {
        let speed = if theme.moves() {
            ui.input(|input| thrown(&input.pointer))
        } else {
            Vec2::ZERO
        };
        return Some(state.left_turning(turn_of(speed)));
    }
    if state.spin == Vec2::ZERO && state.toward.is_none() {
        return None;
    }
    if response.is_pointer_button_down_on() {
        return Some(state.looking(look));
    }
    if state.spin == Vec2::ZERO {
        return None;
    }
    ui.ctx().request_repaint();
    Some(state.after(look, ui.input(frame_secs)))
}

/// Nearer to where it turns by itself; there, what it turned to is opened.
fn nearer(
    ui: &Ui,
    theme: &Theme,
    panorama: &Panorama,
    here: &PanoramaScene,
    state: &PanoramaState,
) -> Option<PanoramaState> {
    let toward = state.toward?;
    let look = state.look_in(here);
    ui.ctx().request_repaint();
    let next = if theme.moves() {
        state.nearer(look, ui.input(frame_secs))
    } else {
        state.looking(toward.look)
    };
    let opens = toward.opens.filter(|_| next.toward.is_none());
    let opened = opens.and_then(|spot| next.opening(panorama, here, spot));
    Some(opened.unwrap_or(next))
}

/// How long a frame takes, in seconds: a screen that slept makes nothing jump.
fn frame_secs(input: &egui::InputState) -> f32 {
    input.stable_dt.clamp(0.001, 0.1)
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
