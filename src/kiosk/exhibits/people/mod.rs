//! People: a wall of portraits, each opened by a touch.

pub mod view;

use std::ops::Range;

use egui::{Rangef, Ui, Vec2, vec2};

use super::{Kind, Scene, Step};
use crate::model::exhibit::{ExhibitContent, People};

/// The kind as the shell knows it.
pub struct PeopleKind;

impl Kind for PeopleKind {
    type Content = People;
    type State = PeopleState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a People> {
        match content {
            ExhibitContent::People(people) => Some(people),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        people: &People,
        state: &PeopleState,
    ) -> Option<Step<PeopleState>> {
        view::people_ui(ui, scene, people, state)
    }

    fn place_words(
        &self,
        scene: &Scene<'_>,
        people: &People,
        state: &PeopleState,
    ) -> Option<String> {
        let person = people.people.get(state.open?)?;
        let told = [&person.name, &person.role, &person.text];
        Some(
            told.map(|text| text.in_language(scene.theme.language()))
                .join("\n"),
        )
    }
}

/// How far down the wall, and who is open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PeopleState {
    /// In points from the top of the wall.
    pub scroll: f32,
    /// The person who is open.
    pub open: Option<usize>,
}

/// How portraits hang: in `columns`, each `tile` large with its words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wall {
    /// How many side by side.
    pub columns: usize,
    /// A tile's width and height.
    pub tile: Vec2,
    /// Height of all rows.
    pub height: f32,
}

/// Least and greatest height of a portrait, as a share of its width.
const SHAPE_MIN: f32 = 0.75;
const SHAPE_MAX: f32 = 1.8;
/// The height of a portrait on a wall that scrolls.
const SHAPE: f32 = 1.2;

impl Wall {
    /// Hangs `count` tiles in `room`: as large as all can be seen at once, or, where that would make portraits too
    /// flat, in a wall that scrolls. `words` is the height of what is said under a portrait.
    pub fn hang(room: Vec2, count: usize, words: f32, gap: f32, width_min: f32) -> Self {
        let fitting = ((room.x + gap) / (width_min + gap)).max(1.0) as usize;
        let wide = |columns: usize| (room.x - gap * (columns as f32 - 1.0)) / columns as f32;
        let rows = |columns: usize| count.max(1).div_ceil(columns) as f32;
        for columns in 1..=fitting.min(count.max(1)) {
            let (width, rows) = (wide(columns), rows(columns));
            // The last row is about as long as the others: six hang three and three, not five and one.
            let even = count.div_ceil(rows as usize) == columns;
            let height = (room.y - gap * (rows - 1.0)) / rows - words;
            if even && height >= width * SHAPE_MIN {
                let tile = vec2(width, height.min(width * SHAPE_MAX) + words);
                return Self::of(columns, tile, rows, gap);
            }
        }
        // Where there are many columns, not the narrowest: a wall that scrolls has room for larger ones.
        let columns = if fitting > 3 { fitting - 1 } else { fitting };
        let tile = vec2(wide(columns), wide(columns) * SHAPE + words);
        Self::of(columns, tile, rows(columns), gap)
    }

    /// Rows that are seen, and one more on each side so that the keyboard comes to it.
    pub fn rows_seen(&self, viewport: Rangef, gap: f32) -> Range<usize> {
        let step = self.tile.y + gap;
        let rows = ((self.height + gap) / step).round() as usize;
        let first = ((viewport.min / step).floor() - 1.0).max(0.0) as usize;
        let end = ((viewport.max / step).ceil() + 1.0).max(0.0) as usize;
        first.min(rows)..end.min(rows)
    }

    fn of(columns: usize, tile: Vec2, rows: f32, gap: f32) -> Self {
        let height = rows * (tile.y + gap) - gap;
        Self {
            columns,
            tile,
            height,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rooms of both orientations, with large words.
    const ROOMS: [Vec2; 2] = [vec2(1792.0, 856.0), vec2(952.0, 1616.0)];

    fn hang(room: Vec2, count: usize) -> Wall {
        Wall::hang(room, count, 160.0, 28.0, 260.0)
    }

    #[test]
    fn few_people_are_seen_at_once_in_both_orientations() {
        for room in ROOMS {
            for count in 1..=6 {
                let wall = hang(room, count);
                assert!(wall.height <= room.y, "{count}: {wall:?}");
            }
        }
        assert_eq!(hang(ROOMS[0], 6).columns, 6);
        assert_eq!(hang(ROOMS[1], 6).columns, 2);
    }

    #[test]
    fn many_people_hang_on_a_wall_that_scrolls() {
        for room in ROOMS {
            let wall = hang(room, 200);
            let across = wall.columns as f32 * (wall.tile.x + 28.0) - 28.0;
            assert!(wall.height > room.y && wall.columns > 1);
            assert!((across - room.x).abs() < 0.5, "{wall:?}");
            assert!(wall.tile.x >= 260.0);
        }
    }

    #[test]
    fn only_rows_that_are_seen_and_their_neighbours_are_laid_out() {
        for room in ROOMS {
            let wall = hang(room, 200);
            for top in [0.0, 3_000.0, wall.height - room.y] {
                let rows = wall.rows_seen(Rangef::new(top, top + room.y), 28.0);
                assert!(!rows.is_empty() && rows.len() <= 6, "{rows:?}");
            }
            let last = 200_usize.div_ceil(wall.columns);
            let end = wall.rows_seen(Rangef::new(wall.height - 10.0, wall.height), 28.0);
            assert_eq!(end.end, last);
        }
    }

    #[test]
    fn a_portrait_is_never_flat_nor_a_strip() {
        for room in ROOMS {
            for count in 1..=40 {
                let Wall { tile, .. } = hang(room, count);
                let shape = (tile.y - 160.0) / tile.x;
                assert!((0.74..=1.81).contains(&shape), "{count}: {tile:?}");
            }
        }
    }
}
