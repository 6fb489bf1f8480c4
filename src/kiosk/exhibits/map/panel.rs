//! Draws what is read beside the map: categories and the list of places, or the open place.

use egui::{Align2, Rect, Ui, vec2};

use super::{MapState, metres, rounded_metres, side, way};
use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, Tone, button, button_sized, button_width, card, focus_ring, line,
    picture, pressable, tag, take_left, take_top, text,
};
use crate::model::exhibit::{Map, MapPlace};

/// Draws the list or the open place in `area`; returns where a touch leads.
pub(super) fn panel_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    map: &Map,
    state: &MapState,
) -> Option<MapState> {
    let theme = scene.theme;
    if let Some((i, place)) = state.place.and_then(|i| Some((i, map.places.get(i)?))) {
        return place_ui(ui, scene, area, map, i, place).then(|| state.closed());
    }
    let chosen = if map.categories.len() > 1 {
        categories_ui(ui, theme, &mut area, map, state)
    } else {
        None
    };
    let opened = list_ui(ui, theme, area, map, state).map(|place| state.opened(map, place));
    chosen.or(opened)
}

/// Chips in as many rows as they need; `area` loses them.
fn categories_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    map: &Map,
    state: &MapState,
) -> Option<MapState> {
    let all = std::iter::once((None, theme.text("map-all")));
    let named = map.categories.iter().enumerate().map(|(i, category)| {
        let name = category.name.in_language(theme.language());
        (Some(i), name.to_owned())
    });
    let chips: Vec<(Option<usize>, String)> = all.chain(named).collect();
    let widths: Vec<f32> = chips
        .iter()
        .map(|(_, name)| button_width(ui, theme, name).max(theme.touch(touch::CONTROL)))
        .collect();
    let gap = theme.u(space::S);
    let height = theme.touch(touch::CONTROL);
    let (places, rows) = flow(&widths, area.width(), gap);
    let mut next = None;
    for (((category, name), width), (x, row)) in chips.into_iter().zip(widths).zip(places) {
        let at = area.min + vec2(x, row as f32 * (height + gap));
        let rect = Rect::from_min_size(at, vec2(width.min(area.width()), height));
        let kind = if state.category == category {
            ButtonKind::Chosen
        } else {
            ButtonKind::Plain
        };
        let salt = ("category", category);
        if button_sized(ui, theme, rect, kind, &name, TextSize::Body, salt).clicked() {
            next = Some(state.filtered(category));
        }
    }
    let taken = rows as f32 * (height + gap);
    area.min.y = (area.min.y + taken).min(area.max.y);
    next
}

/// Where things of these widths stand in rows: how far in, in which row; and how many rows there are.
fn flow(widths: &[f32], width: f32, gap: f32) -> (Vec<(f32, usize)>, usize) {
    let (mut x, mut row) = (0.0, 0);
    let places = widths
        .iter()
        .map(|own| {
            if x > 0.0 && x + own > width {
                (x, row) = (0.0, row + 1);
            }
            let place = (x, row);
            x += own + gap;
            place
        })
        .collect();
    (places, row + 1)
}

/// Every place that is shown, by number and name.
fn list_ui(ui: &mut Ui, theme: &Theme, area: Rect, map: &Map, state: &MapState) -> Option<usize> {
    let height = theme.touch(100.0);
    let gap = theme.u(space::S);
    let mut opened = None;
    Scroll::new(theme, area).show(ui, ("places", state.category), |ui, _| {
        let start = ui.min_rect().min;
        let mut rest = Rect::from_min_size(start, vec2(area.width(), f32::INFINITY));
        let shown = map.places.iter().enumerate();
        for (i, place) in shown.filter(|(_, place)| state.shows(map, place)) {
            let row = take_top(&mut rest, height, gap);
            if row_ui(ui, theme, row, i, place) {
                opened = Some(i);
            }
        }
        ui.allocate_space(vec2(area.width(), rest.top() - start.y));
    });
    opened
}

fn row_ui(ui: &mut Ui, theme: &Theme, row: Rect, i: usize, place: &MapPlace) -> bool {
    let palette = theme.palette;
    let name = place.name.in_language(theme.language());
    let response = pressable(ui, row, name, true, ("place", i));
    card(ui, theme, row, response.is_pointer_button_down_on());
    focus_ring(ui, theme, &response, row, corner::CARD);
    let mut inside = row.shrink2(vec2(theme.u(space::S), 0.0));
    let mark = take_left(&mut inside, theme.u(60.0), theme.u(space::S));
    ui.painter()
        .circle_filled(mark.center(), theme.u(30.0), palette.sea);
    let number = (i + 1).to_string();
    let style = TextStyle::bold(TextSize::Small, palette.on_lacquer);
    line(ui, theme, mark, Align2::CENTER_CENTER, &number, style);
    let style = TextStyle::bold(TextSize::Body, palette.ink);
    line(ui, theme, inside, Align2::LEFT_CENTER, name, style);
    response.clicked()
}

/// The open place: name, category, the way, what there is. Returns whether the visitor wants the list again.
fn place_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    map: &Map,
    i: usize,
    place: &MapPlace,
) -> bool {
    let (theme, palette) = (scene.theme, scene.theme.palette);
    let language = theme.language();
    let back = take_top(&mut area, theme.touch(touch::CONTROL), theme.u(space::M));
    let label = theme.text("map-list");
    let closed = button(ui, theme, back, ButtonKind::Plain, &label, "map-list").clicked();
    Scroll::new(theme, area).show(ui, ("place", i), |ui, _| {
        let start = ui.min_rect().min;
        let mut rest = Rect::from_min_size(start, vec2(area.width(), f32::INFINITY));
        if let Some(path) = &place.picture {
            let height = (area.width() * 0.56).min(area.height() * 0.5);
            let shown = take_top(&mut rest, height, theme.u(space::M));
            let alt = place.alt.in_language(language);
            picture(ui, theme, scene.pictures, shown, path, alt, corner::CARD);
        }
        let style = TextStyle::bold(TextSize::Heading, palette.ink);
        let name = place.name.in_language(language);
        rest.min.y = text(ui, theme, rest, name, style).bottom() + theme.u(space::S);
        let category = map
            .categories
            .iter()
            .find(|known| known.id == place.category);
        if let Some(category) = category {
            let name = category.name.in_language(language);
            let tag = tag(ui, theme, rest.min, Tone::Sea, name);
            rest.min.y = tag.bottom() + theme.u(space::S);
        }
        if let Some(words) = way_words(theme, map, place) {
            let style = TextStyle::bold(TextSize::Body, palette.lacquer);
            rest.min.y = text(ui, theme, rest, &words, style).bottom() + theme.u(space::S);
        }
        let style = TextStyle::regular(TextSize::Body, palette.ink);
        if let Some(side) = side(map, place) {
            let words = theme.text(side);
            rest.min.y = text(ui, theme, rest, &words, style).bottom() + theme.u(space::S);
        }
        let words = place.text.in_language(language);
        let end = text(ui, theme, rest, words, style).bottom();
        ui.allocate_space(vec2(area.width(), end - start.y));
    });
    closed
}

/// "Way from here: follow the thick line, about 12 m"
fn way_words(theme: &Theme, map: &Map, place: &MapPlace) -> Option<String> {
    let way = way(map, place)?;
    let Some(metres) = metres(map, &way) else {
        return Some(theme.text("map-way"));
    };
    let args = [("metres", rounded_metres(metres).into())];
    Some(theme.text_with("map-way-metres", args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_go_on_in_the_next_row_when_one_is_full() {
        let (places, rows) = flow(&[40.0, 40.0, 40.0, 120.0], 100.0, 10.0);
        assert_eq!(places, [(0.0, 0), (50.0, 0), (0.0, 1), (0.0, 2)]);
        assert_eq!(rows, 3);
    }
}
