//! Draws the map itself, under fingers: the picture, the way, the markers.

use egui::{Align2, Color32, CornerRadius, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui};
use egui::{Vec2, WidgetInfo, WidgetType, epaint::RectShape, pos2, vec2};

use super::{Bounds, MapState, free_labels, on, way};
use crate::kiosk::exhibits::Scene;
use crate::kiosk::exhibits::deep::tiles_ui;
use crate::kiosk::exhibits::pan::moved_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{TextStyle, layout, no_picture, radius, stroke};
use crate::model::exhibit::{Map, MapPlace};

/// Half of a marker's width.
const DISC: f32 = 30.0;
/// How much larger the open place's marker is.
const OPEN: f32 = 1.2;

/// Draws the map in `area`; returns where a touch leads.
pub(super) fn canvas_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    map: &Map,
    state: &MapState,
    bounds: Bounds,
) -> Option<MapState> {
    let theme = scene.theme;
    // Fingers and wheel only: whatever can be done here, the list and the buttons can do from a keyboard.
    let sense = Sense::CLICK | Sense::DRAG;
    let response = ui.interact(area, ui.id().with("map"), sense);
    let alt = map.alt.in_language(theme.language());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, alt));
    let whole = state.framing.whole(bounds.fit, area);
    let asked = whole.size() * (state.framing.asked() / state.framing.zoom);
    picture_ui(ui, scene, area, (whole, asked), map);
    let outside = ui.clip_rect();
    ui.set_clip_rect(outside.intersect(area));
    let open = state.place.and_then(|open| map.places.get(open));
    if let Some(place) = open {
        way_ui(ui, theme, whole, map, place);
    }
    let touched = markers_ui(ui, theme, area, whole, map, state);
    ui.set_clip_rect(outside);
    if let Some(place) = touched {
        return Some(state.opened(place));
    }
    let framing = moved_ui(ui, theme, &response, &bounds.frame(area), state.framing)?;
    Some(MapState { framing, ..*state })
}

/// On its way to where its open place can be seen in `area`, with its name; without one it stays where it is.
pub(super) fn bringing(
    ui: &Ui,
    theme: &Theme,
    area: Rect,
    map: &Map,
    state: MapState,
    bounds: Bounds,
) -> MapState {
    let Some(place) = state.place.and_then(|open| map.places.get(open)) else {
        return state;
    };
    let name = label_size(ui, theme, place.name.in_language(theme.language()));
    let marker = theme.u(DISC) * OPEN;
    let half = (name.x / 2.0).max(marker);
    let foot = label_gap(theme) + name.y;
    let around = Rect::from_min_max(pos2(-half, -marker), pos2(half, foot));
    let around = around.expand(theme.u(space::XS));
    state.bringing(&bounds.frame(area), place.at, around)
}

/// The picture, all of it at `whole`, asked for at the size it has or is on its way to.
fn picture_ui(ui: &Ui, scene: &Scene<'_>, area: Rect, (whole, asked): (Rect, Vec2), map: &Map) {
    let theme = scene.theme;
    let seen = whole.intersect(area);
    // Tiles have the corners they were cut with.
    let radius = match map.tiles {
        Some(_) => CornerRadius::ZERO,
        None => radius(theme, corner::CARD),
    };
    ui.painter().rect_filled(seen, radius, theme.palette.line);
    if let Some(tiles) = &map.tiles {
        tiles_ui(ui, scene.pictures, area, whole, &map.picture, tiles);
    // So it stays sharp when close.
    } else if let Some(texture) = scene.pictures.picture(&map.picture, asked) {
        let share = |at: Pos2| ((at - whole.min) / whole.size()).to_pos2();
        let uv = Rect::from_min_max(share(seen.min), share(seen.max));
        let shape = RectShape::filled(seen, radius, Color32::WHITE);
        ui.painter().add(shape.with_texture(texture.id, uv));
    } else {
        no_picture(ui, theme, scene.pictures, seen, &map.picture, radius);
    }
    let outline = stroke(theme, theme.palette.line);
    ui.painter()
        .rect_stroke(seen, radius, outline, StrokeKind::Inside);
}

/// The way from the kiosk: a broad line with a light edge, so that it is seen on any ground.
fn way_ui(ui: &Ui, theme: &Theme, whole: Rect, map: &Map, place: &MapPlace) {
    let Some(way) = way(map, place) else {
        return;
    };
    let points: Vec<Pos2> = way.into_iter().map(|point| on(whole, point)).collect();
    for (width, color) in [(22.0, theme.palette.card), (12.0, theme.palette.lacquer)] {
        let stroke = Stroke::new(theme.u(width), color);
        ui.painter().add(Shape::line(points.clone(), stroke));
    }
}

/// Markers stay as large as a finger however far the map is; names are written where they fit.
fn markers_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    whole: Rect,
    map: &Map,
    state: &MapState,
) -> Option<usize> {
    let mut shown: Vec<(usize, &MapPlace, Pos2)> = map
        .places
        .iter()
        .enumerate()
        .filter(|(i, place)| state.shows(map, place) || state.place == Some(*i))
        .map(|(i, place)| (i, place, on(whole, place.at)))
        .filter(|(_, _, at)| area.contains(*at))
        .collect();
    let side = theme.touch(touch::CONTROL);
    let disc = theme.u(DISC);
    let mut touched = None;
    for (i, place, at) in &shown {
        let rect = Rect::from_center_size(*at, Vec2::splat(side));
        let response = ui.interact(rect, ui.id().with(("marker", *i)), Sense::CLICK);
        let name = place.name.in_language(theme.language());
        let args = [("number", (*i + 1).into()), ("name", name.into())];
        let label = theme.text_with("map-marker", args);
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, label.as_str()));
        if response.clicked() {
            touched = Some(*i);
        }
    }
    // The open place's name first: it is written whatever is beside it.
    shown.sort_by_key(|(i, ..)| (state.place != Some(*i), *i));
    let here = map.here.map(|here| on(whole, here));
    let mut names: Vec<(String, Pos2, bool)> = here
        .into_iter()
        .map(|at| (theme.text("map-here"), at, true))
        .collect();
    names.extend(shown.iter().map(|(i, place, at)| {
        let name = place.name.in_language(theme.language()).to_owned();
        (name, *at, state.place == Some(*i))
    }));
    let discs: Vec<Rect> = here
        .into_iter()
        .chain(shown.iter().map(|(_, _, at)| *at))
        .map(|at| Rect::from_center_size(at, Vec2::splat(disc * 2.0)))
        .collect();
    let labels: Vec<Rect> = names
        .iter()
        .map(|(name, at, _)| label_rect(ui, theme, area, name, *at))
        .collect();
    let free = free_labels(&labels, &discs);
    for (((name, _, chosen), rect), free) in names.iter().zip(&labels).zip(free) {
        if free || *chosen {
            label_ui(ui, theme, *rect, name, *chosen);
        }
    }
    for (i, _, at) in shown.iter().rev() {
        marker_ui(ui, theme, *at, disc, *i, state.place == Some(*i));
    }
    if let Some(at) = here {
        here_ui(ui, theme, at, disc);
    }
    touched
}

/// Below its marker, above where the map ends; never over the edge.
fn label_rect(ui: &Ui, theme: &Theme, area: Rect, name: &str, at: Pos2) -> Rect {
    let size = label_size(ui, theme, name);
    let gap = label_gap(theme);
    let below = at.y + gap + size.y <= area.bottom();
    let top = if below {
        at.y + gap
    } else {
        at.y - gap - size.y
    };
    let most = (area.right() - size.x).max(area.left());
    let left = (at.x - size.x / 2.0).clamp(area.left(), most);
    Rect::from_min_size(pos2(left, top), size)
}

fn label_size(ui: &Ui, theme: &Theme, name: &str) -> Vec2 {
    let style = TextStyle::bold(TextSize::Small, theme.palette.ink).rows(1);
    layout(ui, theme, name, style, f32::INFINITY).size() + vec2(theme.u(space::S), 0.0)
}

/// From a marker's middle to its name.
fn label_gap(theme: &Theme) -> f32 {
    theme.u(DISC + 6.0)
}

fn label_ui(ui: &Ui, theme: &Theme, rect: Rect, name: &str, chosen: bool) {
    let palette = theme.palette;
    let (fill, ink) = if chosen {
        (palette.lacquer, palette.on_lacquer)
    } else {
        (palette.card, palette.ink)
    };
    let corner = radius(theme, corner::TAG);
    ui.painter().rect(
        rect,
        corner,
        fill,
        stroke(theme, palette.line),
        StrokeKind::Inside,
    );
    centered(ui, theme, rect, name, TextStyle::bold(TextSize::Small, ink));
}

fn marker_ui(ui: &Ui, theme: &Theme, at: Pos2, disc: f32, i: usize, open: bool) {
    let palette = theme.palette;
    let (size, fill) = if open {
        (disc * OPEN, palette.lacquer)
    } else {
        (disc, palette.sea)
    };
    let edge = Stroke::new(theme.u(4.0), palette.card);
    ui.painter().circle(at, size, fill, edge);
    let rect = Rect::from_center_size(at, Vec2::splat(size * 2.0));
    let number = (i + 1).to_string();
    let style = TextStyle::bold(TextSize::Small, palette.on_lacquer);
    centered(ui, theme, rect, &number, style);
}

/// Where the kiosk stands: a ring with a point, unlike any place.
fn here_ui(ui: &Ui, theme: &Theme, at: Pos2, disc: f32) {
    let palette = theme.palette;
    let ring = Stroke::new(theme.u(8.0), palette.lacquer);
    ui.painter().circle(at, disc * 0.8, palette.card, ring);
    ui.painter().circle_filled(at, disc * 0.36, palette.lacquer);
}

fn centered(ui: &Ui, theme: &Theme, rect: Rect, words: &str, style: TextStyle) {
    let galley = layout(ui, theme, words, style.rows(1), f32::INFINITY);
    let at = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(at.min, galley, style.color);
}
