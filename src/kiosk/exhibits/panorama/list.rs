//! The scenes by name, and what there is to see in this one: whatever is out of sight is found here.

use egui::{Rect, Ui, WidgetInfo, WidgetType, vec2};

use super::PanoramaState;
use super::spots::{mark_ui, name_ui};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    PictureSource, TextStyle, card, focus_ring, layout, picture, pressable, take_left, take_top,
    text,
};
use crate::model::exhibit::{Panorama, PanoramaScene, PanoramaSpot};

/// The list; it scrolls where not all fit.
pub(super) fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    panorama: &Panorama,
    state: &PanoramaState,
) -> Option<PanoramaState> {
    let scenes = &panorama.scenes;
    let here = scenes.get(state.scene)?;
    let gap = theme.u(space::S);
    let height = scene_height(theme, area, scenes.len(), here.spots.is_empty());
    let mut next = None;
    Scroll::new(theme, area)
        .without_arrows()
        .show(ui, "scenes", |ui, _| {
            let top = ui.min_rect().min;
            let mut rest = Rect::from_min_size(top, vec2(area.width(), f32::INFINITY));
            for (at, scene) in scenes.iter().enumerate() {
                let cell = take_top(&mut rest, height, gap);
                if scene_ui(ui, theme, pictures, cell, scene, at, at == state.scene) {
                    next = Some(state.on_to(PanoramaState::at(at)));
                }
            }
            if !here.spots.is_empty() {
                heading_ui(ui, theme, &mut rest);
            }
            for (index, spot) in here.spots.iter().enumerate() {
                let cell = take_top(&mut rest, theme.touch(touch::CONTROL), gap);
                if spot_ui(ui, theme, cell, spot, index) {
                    next = state.turning_to(here, index);
                }
            }
            let all = rest.min.y - gap - top.y;
            ui.allocate_space(vec2(area.width(), all));
        });
    next
}

/// As high as there is room where nothing follows; otherwise what follows is seen to be there.
fn scene_height(theme: &Theme, area: Rect, count: usize, alone: bool) -> f32 {
    let least = theme.touch(touch::CONTROL);
    if !alone {
        return least;
    }
    let gap = theme.u(space::S);
    let share = (area.height() + gap) / count.max(1) as f32 - gap;
    share.min(theme.u(220.0)).max(least)
}

fn heading_ui(ui: &mut Ui, theme: &Theme, rest: &mut Rect) {
    rest.min.y += theme.u(space::XS);
    let style = TextStyle::bold(TextSize::Second, theme.palette.soft);
    let heading = text(ui, theme, *rest, &theme.text("panorama-spots"), style);
    rest.min.y = heading.bottom() + theme.u(space::XS);
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
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, here, name));
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

/// One spot of this scene; whether the visitor wants to see it.
fn spot_ui(ui: &mut Ui, theme: &Theme, whole: Rect, spot: &PanoramaSpot, index: usize) -> bool {
    let name = spot.label.in_language(theme.language());
    let said = theme.text_with("panorama-turn-to", [("name", name.into())]);
    let response = pressable(ui, whole, &said, true, ("spot-row", index));
    card(ui, theme, whole, false);
    let mut cell = whole;
    let side = whole.height().min(theme.touch(touch::CONTROL));
    let mark = take_left(&mut cell, side, 0.0).center();
    mark_ui(ui, mark, side * 0.16, spot.way.is_some(), theme.palette.sea);
    cell.max.x -= theme.u(space::XS);
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
    name_ui(ui, theme, cell, name, style);
    focus_ring(ui, theme, &response, whole, corner::CARD);
    response.clicked()
}
