//! Draws a map: the picture with its markers, and the list or the open place beside or below it.

use egui::{Rect, Ui, vec2};

use super::{Bounds, MapState, canvas, panel};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, button, columns, take_bottom, take_right, take_top,
};
use crate::model::exhibit::Map;

/// Draws the map on the scene's stage.
pub fn map_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    map: &Map,
    state: &MapState,
) -> Option<Step<MapState>> {
    let Scene { theme, stage, .. } = *scene;
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = scene.exhibit.title.in_language(theme.language());
    let shell = header_ui(ui, theme, &mut area, title);
    let (shown, zoom, side) = cut(theme, area, map.aspect as f32);
    let bounds = Bounds::of(map, shown, ui.ctx().pixels_per_point());
    let on_map = canvas::canvas_ui(ui, scene, shown, map, state, bounds);
    let zoomed = zoom_ui(ui, theme, zoom, (map, state), bounds);
    let chosen = panel::panel_ui(ui, scene, side, map, state)
        .map(|next| canvas::bringing(ui, theme, shown, map, next, bounds));
    match shell {
        // Back from a place is the list; back from there leads home.
        Some(ShellAction::Back) if state.place.is_some() => Some(Step::Go(state.closed())),
        Some(action) => Some(Step::Shell(action)),
        None => chosen.or(zoomed).or(on_map).map(Step::Go),
    }
}

/// The parts: map, the buttons that zoom it, what is read. The map is left, or above on an upright panel.
fn cut(theme: &Theme, mut area: Rect, aspect: f32) -> (Rect, Rect, Rect) {
    let control = theme.touch(touch::CONTROL);
    if Theme::upright(area) {
        let height = (area.width() / aspect).clamp(area.height() * 0.3, area.height() * 0.46);
        let shown = take_top(&mut area, height, theme.u(space::S));
        let zoom = take_top(&mut area, control, theme.u(space::M));
        return (shown, zoom, area);
    }
    let width = (area.width() * 0.34).max(theme.touch(420.0));
    let side = take_right(&mut area, width, theme.u(space::L));
    let zoom = take_bottom(&mut area, control, theme.u(space::S));
    (area, zoom, side)
}

/// For one finger, a stick, or a switch: closer and back by buttons.
fn zoom_ui(
    ui: &mut Ui,
    theme: &Theme,
    row: Rect,
    (map, state): (&Map, &MapState),
    bounds: Bounds,
) -> Option<MapState> {
    let halves = columns(row, 2, theme.u(space::S));
    let zoom = state.framing.zoom;
    let mut next = None;
    for (rect, key, factor, possible) in [
        (halves[0], "zoom-out", 1.0 / 1.6, zoom > 1.0),
        (halves[1], "zoom-in", 1.6, zoom < bounds.zoom_max),
    ] {
        let kind = if possible {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if button(ui, theme, rect, kind, &theme.text(key), key).clicked() && possible {
            next = Some(state.gliding(map, bounds, factor));
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::theme::{Comfort, Panel};
    use egui::pos2;

    #[test]
    fn map_buttons_and_list_have_room_in_both_orientations() {
        for (width, height) in [(1920.0, 1080.0), (1080.0, 1920.0)] {
            let panel = Panel {
                width,
                height,
                width_mm: width / 2.75,
                bottom_mm: 900.0,
            };
            let theme = Theme::new(panel, Comfort::new("en"));
            // What two rows of header leave.
            let area = Rect::from_min_max(pos2(64.0, 268.0), pos2(width - 64.0, height - 36.0));
            let (shown, zoom, side) = cut(&theme, area, 16.0 / 9.0);
            for part in [shown, zoom, side] {
                assert!(area.contains_rect(part), "{part:?}");
            }
            assert!(!shown.intersects(zoom) && !zoom.intersects(side) && !shown.intersects(side));
            assert!(shown.height() >= 450.0 && side.height() >= 600.0);
        }
    }
}
