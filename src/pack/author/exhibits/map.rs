//! Checks a map.

use std::collections::BTreeSet;

use super::Inside;
use crate::model::exhibit::{Map, MapCategory, MapPlace, MapPoint};
use crate::pack::author::checker::Checker;
use crate::pack::author::toml_reader::{Reader, Table};
use crate::pack::author::{ProblemKind, limits};

impl Checker<'_> {
    pub(super) fn map(&mut self, inside: &Inside) -> Option<Map> {
        self.only_inside(
            inside,
            &[
                "picture",
                "tiles",
                "alt",
                "metres_across",
                "here",
                "categories",
                "places",
            ],
        );
        let Inside {
            reader,
            table,
            folder,
        } = *inside;
        let alt = self.text(reader, table, "alt", limits::TEXT_CHARS_MAX);
        let metres_across = if table.has("metres_across") {
            self.real(reader, table, "metres_across", limits::METRES_ACROSS)
        } else {
            None
        };
        let here = table
            .table("here")
            .and_then(|point| self.point(reader, &point, true));
        let categories = self.map_categories(reader, table);
        let ids: Vec<&str> = categories.iter().map(|kind| kind.id.as_str()).collect();
        self.categories_have_places(reader, table, &ids);
        let parts = self.parts(reader, table, "places");
        self.at_most(
            reader,
            table.place(),
            "places",
            parts.len(),
            limits::PLACES_MAX,
        );
        let mut places: Vec<MapPlace> = Vec::new();
        for part in parts.iter().take(limits::PLACES_MAX) {
            let Some(place) = self.place_of(reader, part, folder, &ids) else {
                continue;
            };
            if let Some(value) = place.id.clone()
                && places.iter().any(|known| known.id == place.id)
            {
                self.error(reader, part.place(), ProblemKind::Twice { value });
            }
            places.push(place);
        }
        let (picture, tiles) = self.picture_or_tiles(reader, table, folder)?;
        // The check has just looked at the picture: a kiosk need not wait for it to know where its places are.
        let (width, height) = match &tiles {
            Some(tiles) => (tiles.width, tiles.height),
            None => {
                let file = self.files.get(&picture)?;
                (file.width?, file.height?)
            }
        };
        Some(Map {
            picture,
            tiles,
            alt,
            aspect: f64::from(width) / f64::from(height.max(1)),
            metres_across,
            here,
            categories,
            places,
        })
    }

    fn map_categories(&mut self, reader: &Reader, table: &Table) -> Vec<MapCategory> {
        let parts = self.parts(reader, table, "categories");
        let most = limits::CATEGORIES_MAX;
        self.at_most(reader, table.place(), "categories", parts.len(), most);
        let mut categories: Vec<MapCategory> = Vec::new();
        for part in parts.iter().take(most) {
            self.only(reader, part, &["id", "name"]);
            let name = self.text(reader, part, "name", limits::LABEL_CHARS_MAX);
            let Some(id) = self.id(reader, part, "id") else {
                continue;
            };
            if categories.iter().any(|known| known.id == id) {
                self.error(reader, part.place(), ProblemKind::Twice { value: id });
            } else {
                categories.push(MapCategory { id, name });
            }
        }
        categories
    }

    /// Whoever touches a category wants to see a place.
    fn categories_have_places(&mut self, reader: &Reader, table: &Table, ids: &[&str]) {
        let places = table.tables("places");
        let used: BTreeSet<String> = places
            .iter()
            .filter_map(|part| Some(part.get("category")?.0.as_str()?.to_owned()))
            .collect();
        for part in table.tables("categories") {
            let Some((value, place)) = part.get("id") else {
                continue;
            };
            let id = value.as_str().unwrap_or_default();
            // Without any place it is the places that are missing.
            if !places.is_empty() && ids.contains(&id) && !used.contains(id) {
                let category = id.to_owned();
                self.warning(reader, place, ProblemKind::NoPlaces { category });
            }
        }
    }

    fn place_of(
        &mut self,
        reader: &Reader,
        part: &Table,
        folder: &str,
        categories: &[&str],
    ) -> Option<MapPlace> {
        self.only(
            reader,
            part,
            &[
                "id", "name", "category", "text", "x", "y", "picture", "alt", "way",
            ],
        );
        let id = if part.has("id") {
            self.id(reader, part, "id")
        } else {
            None
        };
        let name = self.text(reader, part, "name", limits::HEADING_CHARS_MAX);
        let text = self.text(reader, part, "text", limits::TEXT_CHARS_MAX);
        let parse = |id: &str| categories.contains(&id).then(|| id.to_owned());
        let known = categories.join(", ");
        let category = self.one_of(reader, part, "category", parse, &known);
        let (picture, alt) = self.maybe_picture(reader, part, folder);
        let turns = part.tables("way");
        self.at_most(reader, part.place(), "way", turns.len(), limits::WAY_MAX);
        let way = turns
            .iter()
            .take(limits::WAY_MAX)
            .filter_map(|turn| self.point(reader, turn, true))
            .collect();
        Some(MapPlace {
            id,
            name,
            text,
            at: self.point(reader, part, false)?,
            category: category?,
            picture,
            alt,
            way,
        })
    }

    /// `x` and `y`; `alone` when the table holds nothing else.
    fn point(&mut self, reader: &Reader, table: &Table, alone: bool) -> Option<MapPoint> {
        if alone {
            self.only(reader, table, &["x", "y"]);
        }
        let x = self.real(reader, table, "x", 0.0..=1.0);
        let y = self.real(reader, table, "y", 0.0..=1.0);
        Some(MapPoint { x: x?, y: y? })
    }
}
