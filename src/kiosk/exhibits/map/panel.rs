//! Draws what is read beside the map: categories and the list of places, or the open place.

use egui::{Align2, Pos2, Rect, Ui, UiBuilder, Vec2, pos2, vec2};

use super::{MapState, metres, rounded_metres, side, way};
use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, Tone, button, button_sized, button_width_sized, card, focus_ring, line,
    picture, pressable, tag, take_left, take_top, text,
};
use crate::model::exhibit::{Map, MapCategory, MapPlace};

/// The text of a chip.
const CHIP: TextSize = TextSize::Body;

/// Draws the list or the open place in `area`; returns where a touch leads.
pub(super) fn panel_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    map: &Map,
    state: &MapState,
) -> Option<MapState> {
    let theme = scene.theme;
    if let Some((i, place)) = state.place.and_then(|i| Some((i, map.places.get(i)?))) {
        return place_ui(ui, scene, area, map, i, place).then(|| state.closed());
    }
    list_ui(ui, theme, area, map, state)
}

/// The categories and every place that is shown, in one list: however many there are, all of them are reached.
fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    map: &Map,
    state: &MapState,
) -> Option<MapState> {
    let (height, gap) = (theme.touch(100.0), theme.u(space::S));
    let chips = Chips::of(ui, theme, area.width(), map);
    let places: Vec<(usize, &MapPlace)> = map
        .places
        .iter()
        .enumerate()
        .filter(|(_, place)| state.shows(map, place))
        .collect();
    let end = chips.height + places.len() as f32 * (height + gap);
    // Who has chosen sees what there is, and above it where to choose again.
    let first = match state.category {
        Some(_) => begin(chips.height, end, area.height()),
        None => 0.0,
    };
    // The keyboard's ring around what stands at an edge is seen, too.
    let edge = theme.u(space::XS);
    // Each category's list is where it was left; the keyboard stays on the chip that led to it.
    let chips_id = ui.id().with("chips");
    let list = Scroll::new(theme, area.expand(edge)).begin_at(first);
    let list = list.show(ui, ("places", state.category), |ui, _| {
        let start = ui.min_rect().min;
        let room = vec2(area.width(), f32::INFINITY);
        let mut rest = Rect::from_min_size(start + Vec2::splat(edge), room);
        let top = rest.with_max_y(rest.top() + chips.height);
        let mut kept = ui.new_child(UiBuilder::new().id(chips_id).max_rect(top));
        let mut next = chips_ui(&mut kept, theme, rest.min, &chips, state);
        rest.min.y += chips.height;
        for (i, place) in places {
            let row = take_top(&mut rest, height, gap);
            if row_ui(ui, theme, row, i, place) {
                next = Some(state.opened(i));
            }
        }
        ui.allocate_space(vec2(area.width(), end) + Vec2::splat(edge * 2.0));
        next
    });
    list.inner
}

/// Where a list begins that has chips of this height above its places: the places have at least half of the room.
fn begin(chips: f32, end: f32, room: f32) -> f32 {
    (chips - room / 2.0).min(end - room).max(0.0)
}

/// The categories to choose among, and all of them at once.
struct Chips {
    /// The category, what it is called, and where it stands from the top left of the list.
    each: Vec<(Option<usize>, String, Rect)>,
    /// Of all their rows, with the gap below.
    height: f32,
}

impl Chips {
    /// In as many rows as they need; none where there is nothing to choose.
    fn of(ui: &Ui, theme: &Theme, width: f32, map: &Map) -> Self {
        let all = std::iter::once((None, theme.text("map-all")));
        let named = map.categories.iter().enumerate().map(|(i, category)| {
            let name = category.name.in_language(theme.language());
            (Some(i), name.to_owned())
        });
        let named: Vec<(Option<usize>, String)> = match map.categories.len() {
            0 | 1 => Vec::new(),
            _ => all.chain(named).collect(),
        };
        let (height, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
        let widths: Vec<f32> = named
            .iter()
            .map(|(_, name)| {
                button_width_sized(ui, theme, name, CHIP)
                    .max(height)
                    .min(width)
            })
            .collect();
        let (places, rows) = flow(&widths, width, gap);
        let each = named.into_iter().zip(widths).zip(places);
        Self {
            each: each
                .map(|(((category, name), width), (x, row))| {
                    let at = pos2(x, row as f32 * (height + gap));
                    let rect = Rect::from_min_size(at, vec2(width, height));
                    (category, name, rect)
                })
                .collect(),
            height: rows as f32 * (height + gap),
        }
    }
}

/// Draws the chips from `at`; returns where a touch leads.
fn chips_ui(
    ui: &mut Ui,
    theme: &Theme,
    at: Pos2,
    chips: &Chips,
    state: &MapState,
) -> Option<MapState> {
    let mut next = None;
    for (category, name, rect) in &chips.each {
        let kind = if state.category == *category {
            ButtonKind::Chosen
        } else {
            ButtonKind::Plain
        };
        let rect = rect.translate(at.to_vec2());
        let salt = ("category", *category);
        if button_sized(ui, theme, rect, kind, name, CHIP, salt).clicked() {
            next = Some(state.filtered(*category));
        }
    }
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
    let rows = if widths.is_empty() { 0 } else { row + 1 };
    (places, rows)
}

/// A place by number and name. Returns whether it was touched.
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
        if let Some(category) = category_of(map, place) {
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

/// The open place, as whoever does not see it is told: what it is, where, and what there is.
pub(super) fn open_words(theme: &Theme, map: &Map, place: &MapPlace) -> String {
    let language = theme.language();
    let category = category_of(map, place).map(|category| category.name.in_language(language));
    let said = [
        Some(place.name.in_language(language).to_owned()),
        category.map(str::to_owned),
        side(map, place).map(|side| theme.text(side)),
        metres_words(theme, map, place),
        Some(place.text.in_language(language).to_owned()),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Which places are in the list, and how many.
pub(super) fn list_words(theme: &Theme, map: &Map, state: &MapState) -> String {
    let chosen = state.category.and_then(|chosen| map.categories.get(chosen));
    let name = match chosen {
        Some(category) => category.name.in_language(theme.language()).to_owned(),
        None => theme.text("map-all"),
    };
    let places = map.places.iter();
    let count = places.filter(|place| state.shows(map, place)).count();
    let args = [("name", name.into()), ("count", count.into())];
    theme.text_with("map-told-list", args)
}

fn category_of<'a>(map: &'a Map, place: &MapPlace) -> Option<&'a MapCategory> {
    let mut categories = map.categories.iter();
    categories.find(|known| known.id == place.category)
}

/// How far it is: the thick line says nothing to whoever does not see it.
fn metres_words(theme: &Theme, map: &Map, place: &MapPlace) -> Option<String> {
    let metres = metres(map, &way(map, place)?)?;
    let args = [("metres", rounded_metres(metres).into())];
    Some(theme.text_with("map-told-metres", args))
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
        assert_eq!(flow(&[], 100.0, 10.0).1, 0);
    }

    #[test]
    fn places_have_at_least_half_of_the_room_under_a_chosen_chip() {
        assert_eq!(begin(200.0, 1000.0, 600.0), 0.0, "few chips stand still");
        assert_eq!(begin(500.0, 2000.0, 600.0), 200.0);
        assert_eq!(begin(500.0, 700.0, 600.0), 100.0, "never past the end");
        assert_eq!(begin(500.0, 580.0, 600.0), 0.0);
    }
}
