//! Map: places on a drawn map, found by touch, by list or by category, and the way to them from the kiosk.

mod canvas;
mod panel;
pub mod view;

use std::f64::consts::FRAC_PI_4;

use egui::{Pos2, Rect, Ui, Vec2};

use super::pan::{Frame, Framing, fit, zoom_max};
use super::{Kind, Scene, Step};
use crate::model::exhibit::{ExhibitContent, Map, MapPlace, MapPoint};

/// The kind as the shell knows it.
pub struct MapKind;

impl Kind for MapKind {
    type Content = Map;
    type State = MapState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Map> {
        match content {
            ExhibitContent::Map(map) => Some(map),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        map: &Map,
        state: &MapState,
    ) -> Option<Step<MapState>> {
        view::map_ui(ui, scene, map, state)
    }

    fn place_words(&self, scene: &Scene<'_>, map: &Map, state: &MapState) -> Option<String> {
        let theme = scene.theme;
        match state.place.and_then(|open| map.places.get(open)) {
            Some(place) => Some(panel::open_words(theme, map, place)),
            None => Some(panel::list_words(theme, map, state)),
        }
    }

    fn part(&self, map: &Map, part: &str) -> Option<MapState> {
        let place = map.place(part)?;
        Some(MapState::default().opened(place))
    }
}

/// Which side a place is on, the key of its words: from the right around by way of below, an eighth of a turn each.
const SIDES: [&str; 8] = [
    "map-side-right",
    "map-side-right-below",
    "map-side-below",
    "map-side-left-below",
    "map-side-left",
    "map-side-left-above",
    "map-side-above",
    "map-side-right-above",
];
/// Nearer to the kiosk, in heights of the map, a place is on no side of it.
const BESIDE: f64 = 0.02;
/// How close a visitor can come to any map.
const ZOOM_MAX: f32 = 4.0;

/// How far a map can be moved in its frame.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bounds {
    /// The share of the frame that the whole map takes.
    fit: Vec2,
    /// How close a visitor can come.
    zoom_max: f32,
}

impl Bounds {
    /// Of a map in `area`: one in tiles comes as close as it is sharp.
    fn of(map: &Map, area: Rect, pixels_per_point: f32) -> Self {
        let fit = fit(map.aspect as f32, area);
        let whole = fit.x * area.width() * pixels_per_point;
        let sharp = map
            .tiles
            .as_ref()
            .map_or(0.0, |tiles| zoom_max(tiles.width as f32, whole, true));
        Self {
            fit,
            zoom_max: sharp.max(ZOOM_MAX),
        }
    }

    /// Seen through `area`.
    fn frame(self, area: Rect) -> Frame {
        Frame {
            area,
            fit: self.fit,
            zoom_max: self.zoom_max,
        }
    }
}

/// Which places are shown, which is open, and which part of the map is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MapState {
    /// The category whose places are shown, from 0; all of them without one.
    pub category: Option<usize>,
    /// The open place, from 0.
    pub place: Option<usize>,
    framing: Framing,
}

impl MapState {
    /// With only the places of this category, and none open.
    pub fn filtered(self, category: Option<usize>) -> Self {
        Self {
            category,
            place: None,
            ..self
        }
    }

    /// With this place open.
    pub fn opened(self, place: usize) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }

    /// With the list instead of a place.
    pub fn closed(self) -> Self {
        Self {
            place: None,
            ..self
        }
    }

    /// On its way closer by `factor`: about the open place where it is in sight, else about the middle.
    fn gliding(self, map: &Map, bounds: Bounds, factor: f32) -> Self {
        let place = self.place.and_then(|place| map.places.get(place));
        let at = place.map(|place| {
            let from_middle = Vec2::new(place.at.x as f32, place.at.y as f32) - Vec2::splat(0.5);
            self.framing.pan + from_middle * bounds.fit * self.framing.zoom
        });
        let seen = at.filter(|at| at.abs().max_elem() < 0.5);
        let framing = self
            .framing
            .gliding(bounds.zoom_max, factor, seen.unwrap_or_default());
        Self { framing, ..self }
    }

    /// On its way to where this point is seen with what is `around` it, no further than is needed.
    fn bringing(self, frame: &Frame, point: MapPoint, around: Rect) -> Self {
        let point = Vec2::new(point.x as f32, point.y as f32);
        let framing = self.framing.bringing(frame, point, around);
        Self { framing, ..self }
    }

    /// Whether this place is among those shown.
    fn shows(&self, map: &Map, place: &MapPlace) -> bool {
        let chosen = self.category.and_then(|chosen| map.categories.get(chosen));
        chosen.is_none_or(|category| category.id == place.category)
    }
}

/// Where a point of the picture lies when the picture lies at `whole`.
fn on(whole: Rect, point: MapPoint) -> Pos2 {
    whole.min + Vec2::new(point.x as f32, point.y as f32) * whole.size()
}

/// The way from the kiosk to a place: every turn, both ends. `None` where the map does not say where the kiosk is.
pub fn way(map: &Map, place: &MapPlace) -> Option<Vec<MapPoint>> {
    let turns = place.way.iter().copied();
    let ends = std::iter::once(place.at);
    Some(
        std::iter::once(map.here?)
            .chain(turns)
            .chain(ends)
            .collect(),
    )
}

/// The length of a way in metres, where the map says how wide it is.
pub fn metres(map: &Map, way: &[MapPoint]) -> Option<f64> {
    let across = map.metres_across?;
    let down = across / map.aspect;
    let steps = way.windows(2);
    Some(
        steps
            .map(|ends| {
                let [from, to] = [ends[0], ends[1]];
                ((to.x - from.x) * across).hypot((to.y - from.y) * down)
            })
            .sum(),
    )
}

/// Which side of the kiosk a place is on as one looks at the map, for who does not see the way: the key of its words.
/// `None` where they are one spot, or where the map does not say where the kiosk is.
pub fn side(map: &Map, place: &MapPlace) -> Option<&'static str> {
    let here = map.here?;
    let right = (place.at.x - here.x) * map.aspect;
    let down = place.at.y - here.y;
    if right.hypot(down) < BESIDE {
        return None;
    }
    let eighth = (down.atan2(right) / FRAC_PI_4).round() as i32;
    SIDES.get(eighth.rem_euclid(8) as usize).copied()
}

/// Metres as one says them: whole ones nearby, then fives, then fifties.
pub fn rounded_metres(metres: f64) -> u32 {
    let step = match metres {
        near if near < 20.0 => 1.0,
        middle if middle < 200.0 => 5.0,
        _ => 50.0,
    };
    ((metres / step).round() * step).max(1.0) as u32
}

/// Which labels can be written: in their order, each that meets none of those before it and none of `taken`.
fn free_labels(labels: &[Rect], taken: &[Rect]) -> Vec<bool> {
    let mut kept: Vec<Rect> = taken.to_vec();
    labels
        .iter()
        .map(|label| {
            let free = kept.iter().all(|other| !other.intersects(*label));
            if free {
                kept.push(*label);
            }
            free
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exhibit::{MapCategory, Tiles};
    use crate::model::text::LocalizedText;
    use egui::{pos2, vec2};

    fn map() -> Map {
        let place = |x, y, category: &str| MapPlace {
            id: Some(format!("in-{category}")),
            name: LocalizedText::default(),
            category: category.to_owned(),
            text: LocalizedText::default(),
            at: MapPoint { x, y },
            picture: None,
            alt: LocalizedText::default(),
            way: Vec::new(),
        };
        let category = |id: &str| MapCategory {
            id: id.to_owned(),
            name: LocalizedText::default(),
        };
        Map {
            picture: "plan.webp".to_owned(),
            tiles: None,
            alt: LocalizedText::default(),
            aspect: 2.0,
            metres_across: Some(20.0),
            here: Some(MapPoint { x: 0.5, y: 0.5 }),
            categories: vec![category("a"), category("b")],
            places: vec![place(0.5, 1.0, "a"), place(0.05, 0.05, "b")],
        }
    }

    #[test]
    fn what_comes_closer_is_the_open_place_where_it_is_in_sight() {
        let map = map();
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 500.0));
        let bounds = Bounds::of(&map, area, 1.0);
        let where_is = |state: MapState| {
            let whole = state.framing.whole(bounds.fit, area);
            whole.min + vec2(0.05, 0.05) * whole.size()
        };
        let open = MapState::default().opened(1);
        let frame = bounds.frame(area);
        let closer = open.gliding(&map, bounds, 2.0);
        let closer = MapState {
            framing: closer.framing.at_rest(&frame),
            ..closer
        };
        assert!(where_is(closer).distance(where_is(open)) < 1.0);
        // Of all places the middle comes closer.
        let all = MapState::default().gliding(&map, bounds, 2.0);
        let framing = all.framing.at_rest(&frame);
        assert!(!area.contains(where_is(MapState { framing, ..all })));
    }

    #[test]
    fn a_way_is_as_long_as_its_turns_in_metres_of_the_world() {
        let mut map = map();
        let straight = way(&map, &map.places[0]).expect("a kiosk");
        assert_eq!(
            metres(&map, &straight),
            Some(5.0),
            "half of ten metres down"
        );
        map.places[0].way = vec![MapPoint { x: 0.75, y: 0.5 }, MapPoint { x: 0.75, y: 1.0 }];
        let around = way(&map, &map.places[0]).expect("a kiosk");
        assert_eq!(metres(&map, &around), Some(15.0));
        map.metres_across = None;
        assert_eq!(metres(&map, &around), None);
        map.here = None;
        assert_eq!(way(&map, &map.places[0]), None);
    }

    #[test]
    fn a_place_is_on_the_side_of_the_kiosk_where_the_map_shows_it() {
        let mut map = map();
        let mut side_of = |x, y| {
            map.places[0].at = MapPoint { x, y };
            side(&map, &map.places[0])
        };
        // It is twice as wide as high: half the share of its width is as far.
        for (x, y, expected) in [
            (0.9, 0.5, "map-side-right"),
            (0.6, 0.7, "map-side-right-below"),
            (0.5, 0.9, "map-side-below"),
            (0.4, 0.7, "map-side-left-below"),
            (0.1, 0.5, "map-side-left"),
            (0.1, 0.501, "map-side-left"),
            (0.1, 0.499, "map-side-left"),
            (0.4, 0.3, "map-side-left-above"),
            (0.5, 0.1, "map-side-above"),
            (0.6, 0.3, "map-side-right-above"),
        ] {
            assert_eq!(side_of(x, y), Some(expected), "{x} {y}");
        }
        assert_eq!(side_of(0.5, 0.51), None, "the kiosk stands at it");
        map.here = None;
        assert_eq!(side(&map, &map.places[1]), None);
    }

    #[test]
    fn metres_are_said_as_exactly_as_one_walks_them() {
        let said = [0.2, 7.4, 22.0, 198.0, 1234.0].map(rounded_metres);
        assert_eq!(said, [1, 7, 20, 200, 1250]);
    }

    #[test]
    fn who_is_led_to_a_place_finds_it_open() {
        let map = map();
        let there = MapKind.part(&map, "in-b").expect("a place");
        assert_eq!(there.place, Some(1));
        assert_eq!(MapKind.part(&map, "in-c"), None);
    }

    #[test]
    fn a_category_shows_its_places_and_closes_the_open_one() {
        let map = map();
        let state = MapState::default().opened(0).filtered(Some(1));
        assert_eq!(state.place, None);
        let shown = map.places.iter().map(|place| state.shows(&map, place));
        assert_eq!(shown.collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn an_open_place_comes_into_sight_as_close_as_the_map_was() {
        let map = map();
        let area = Rect::from_min_size(Pos2::ZERO, vec2(1000.0, 1000.0));
        let bounds = Bounds::of(&map, area, 1.0);
        let frame = bounds.frame(area);
        let around = Rect::from_min_max(pos2(-50.0, -40.0), pos2(50.0, 80.0));
        let close = MapState {
            framing: Framing {
                zoom: 3.0,
                ..Framing::default()
            },
            ..MapState::default()
        };
        let there = close.opened(1).bringing(&frame, map.places[1].at, around);
        let there = there.framing.at_rest(&frame);
        assert_eq!(there.zoom, 3.0);
        let at = on(there.whole(bounds.fit, area), map.places[1].at);
        assert!((at - pos2(50.0, 40.0)).length() < 0.1, "{at:?}");
        let near = MapPoint { x: 0.52, y: 0.48 };
        let kept = close.bringing(&frame, near, around);
        assert_eq!(kept, close, "what is in sight moves nothing");
    }

    #[test]
    fn a_map_in_tiles_comes_as_close_as_it_is_sharp() {
        let frame = Rect::from_min_size(Pos2::ZERO, vec2(1000.0, 1000.0));
        let closest = |map: &Map| Bounds::of(map, frame, 2.0).zoom_max;
        let tiled = |width| Map {
            tiles: Some(Tiles {
                folder: "plan_files".to_owned(),
                width,
                height: width / 2,
                tile_size: 512,
                overlap: 1,
                ending: "jpg".to_owned(),
            }),
            ..map()
        };
        assert_eq!(closest(&map()), 4.0);
        assert_eq!(closest(&tiled(20_000)), 20.0, "two screen pixels for one");
        assert_eq!(closest(&tiled(3000)), 4.0, "no less than any other map");
    }

    #[test]
    fn a_label_gives_way_to_those_before_it() {
        let at = |x: f32| Rect::from_min_size(pos2(x, 0.0), vec2(10.0, 10.0));
        let free = free_labels(&[at(0.0), at(5.0), at(20.0), at(40.0)], &[at(41.0)]);
        assert_eq!(free, [true, false, true, false]);
    }
}
