//! The map beside a panorama: where the scenes are and what they are called, and a wedge that shows where one looks.

use egui::{Align2, Mesh, Pos2, Rect, Shape, StrokeKind, Ui, Vec2, vec2};

use super::camera::Look;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    PictureSource, TextStyle, focus_ring, line, picture, pressable, radius, stroke, tag_size,
};
use crate::model::exhibit::{Panorama, PanoramaMap, SceneOnMap};

/// Parts of the wedge's arc.
const ARC_STEPS: u16 = 12;

/// Draws the map as large as it fits into `area`; the scene's place on it is where one stands. The scene that is
/// touched.
pub(super) fn map_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    panorama: &Panorama,
    map: &PanoramaMap,
    stands: (usize, Look, f32),
) -> Option<usize> {
    let (scene, look, across) = stands;
    let size = pictures
        .picture(&map.picture, area.size())
        .map_or(area.size(), |texture| texture.size);
    let scale = (area.width() / size.x).min(area.height() / size.y);
    let rect = Rect::from_center_size(area.center(), size * scale);
    let alt = map.alt.in_language(theme.language());
    picture(ui, theme, pictures, rect, &map.picture, alt, corner::TAG);
    let on_map = |place: &SceneOnMap| rect.min + vec2(place.x, place.y) * rect.size();
    let places = panorama.scenes.iter().enumerate();
    let places: Vec<(usize, Pos2)> = places
        .filter_map(|(index, other)| Some((index, on_map(other.place.as_ref()?))))
        .collect();
    if let Some(place) = panorama.scenes.get(scene).and_then(|here| here.place) {
        let ahead = place.heading + look.yaw;
        wedge(ui, theme, on_map(&place), ahead, across);
    }
    names_ui(ui, theme, rect, panorama, &places);
    let palette = &theme.palette;
    let mut touched = None;
    for (index, at) in places {
        let (size, color) = if index == scene {
            (15.0, palette.lacquer)
        } else {
            (11.0, palette.sea)
        };
        ui.painter().circle_filled(at, theme.u(size), palette.card);
        ui.painter().circle_filled(at, theme.u(size - 4.0), color);
        if index != scene && place_ui(ui, theme, at, panorama, index) {
            touched = Some(index);
        }
    }
    touched
}

/// Where a finger touches a scene on the map; whether it did.
fn place_ui(ui: &mut Ui, theme: &Theme, at: Pos2, panorama: &Panorama, index: usize) -> bool {
    let name = panorama.scenes[index].title.in_language(theme.language());
    let said = theme.text_with("panorama-on-map", [("name", name.into())]);
    let side = Vec2::splat(theme.touch(touch::CONTROL * 0.8));
    let rect = Rect::from_center_size(at, side);
    let response = pressable(ui, rect, &said, true, ("on-map", index));
    focus_ring(ui, theme, &response, rect, corner::TAG);
    response.clicked()
}

/// Names below the places, each where it hides no other.
fn names_ui(ui: &mut Ui, theme: &Theme, map: Rect, panorama: &Panorama, places: &[(usize, Pos2)]) {
    let palette = theme.palette;
    let mut taken: Vec<Rect> = Vec::new();
    for (index, at) in places {
        let name = panorama.scenes[*index].title.in_language(theme.language());
        let size = tag_size(ui, theme, name);
        let Some(rect) = name_place(*at, size, theme.u(space::M), map, &taken) else {
            continue;
        };
        let outline = stroke(theme, palette.line);
        let round = radius(theme, corner::TAG);
        ui.painter()
            .rect(rect, round, palette.paper, outline, StrokeKind::Inside);
        let style = TextStyle::bold(TextSize::Small, palette.ink);
        line(ui, theme, rect, Align2::CENTER_CENTER, name, style);
        taken.push(rect);
    }
}

/// Below a place, or above it; within the map.
fn name_place(at: Pos2, size: Vec2, away: f32, map: Rect, taken: &[Rect]) -> Option<Rect> {
    let left = (map.max.x - size.x).max(map.min.x);
    let x = (at.x - size.x / 2.0).clamp(map.min.x, left);
    [at.y + away, at.y - away - size.y]
        .map(|y| Rect::from_min_size(Pos2::new(x, y), size))
        .into_iter()
        .find(|rect| map.contains_rect(*rect) && !taken.iter().any(|one| one.intersects(*rect)))
}

/// What is in sight from `at`: towards `ahead` (degrees from the map's top, clockwise), `across` wide.
fn wedge(ui: &Ui, theme: &Theme, at: Pos2, ahead: f32, across: f32) {
    let color = theme.palette.lacquer.gamma_multiply(0.55);
    let mut mesh = Mesh::default();
    mesh.colored_vertex(at, color);
    for step in 0..=ARC_STEPS {
        let share = f32::from(step) / f32::from(ARC_STEPS) - 0.5;
        // Degrees from the top, egui's angles from the right.
        let angle = (ahead + share * across - 90.0).to_radians();
        let out = at + Vec2::angled(angle) * theme.u(96.0);
        mesh.colored_vertex(out, color.gamma_multiply(0.2));
    }
    for step in 1..=u32::from(ARC_STEPS) {
        mesh.add_triangle(0, step, step + 1);
    }
    ui.painter().add(Shape::mesh(mesh));
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn names_stand_within_the_map_and_hide_no_other() {
        let map = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 300.0));
        let size = vec2(160.0, 40.0);
        let first = name_place(pos2(390.0, 150.0), size, 20.0, map, &[]).expect("room");
        assert_eq!((first.right(), first.top()), (400.0, 170.0));
        let other = name_place(pos2(370.0, 160.0), size, 20.0, map, &[first]).expect("room");
        assert_eq!(other.bottom(), 140.0);
        let low = name_place(pos2(100.0, 290.0), size, 20.0, map, &[]).expect("room");
        assert_eq!(low.bottom(), 270.0);
        let small = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 300.0));
        assert_eq!(name_place(pos2(50.0, 50.0), size, 20.0, small, &[]), None);
    }
}
