//! The map beside a panorama: where the scenes are, and a wedge that shows where one looks.

use egui::{Mesh, Pos2, Rect, Shape, Ui, Vec2, vec2};

use super::camera::Look;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::corner;
use crate::kiosk::theme::widgets::{PictureSource, picture};
use crate::model::exhibit::{Panorama, PanoramaMap, SceneOnMap};

/// Parts of the wedge's arc.
const ARC_STEPS: u16 = 12;

/// Draws the map as large as it fits into `area`; the scene's place on it is where one stands.
pub(super) fn map_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    panorama: &Panorama,
    map: &PanoramaMap,
    stands: (usize, Look, f32),
) {
    let (scene, look, across) = stands;
    let size = pictures
        .picture(&map.picture, area.size())
        .map_or(area.size(), |texture| texture.size);
    let scale = (area.width() / size.x).min(area.height() / size.y);
    let rect = Rect::from_center_size(area.center(), size * scale);
    let alt = map.alt.in_language(theme.language());
    picture(ui, theme, pictures, rect, &map.picture, alt, corner::TAG);
    let on_map = |place: &SceneOnMap| rect.min + vec2(place.x, place.y) * rect.size();
    let palette = &theme.palette;
    for (index, other) in panorama.scenes.iter().enumerate() {
        let Some(place) = &other.place else { continue };
        let at = on_map(place);
        if index == scene {
            let ahead = place.heading + look.yaw;
            wedge(ui, theme, at, ahead, across);
            ui.painter().circle_filled(at, theme.u(15.0), palette.card);
            ui.painter()
                .circle_filled(at, theme.u(11.0), palette.lacquer);
        } else {
            ui.painter().circle_filled(at, theme.u(11.0), palette.card);
            ui.painter().circle_filled(at, theme.u(7.0), palette.sea);
        }
    }
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
