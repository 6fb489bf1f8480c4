//! Map: places on a drawn or tiled map or floor plan, and the way to them from the kiosk.

use serde::{Deserialize, Serialize};

use super::{Content, Tiles};
use crate::model::text::LocalizedText;

/// A picture and the places on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// Path of the map's picture in the pack; of a tiled one, a small picture of the whole.
    pub picture: String,
    /// The picture as tiles, where it is too large for one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<Tiles>,
    /// What the picture shows, for those who cannot see it.
    pub alt: LocalizedText,
    /// Width of the picture divided by its height.
    pub aspect: f64,
    /// How wide the picture is in the world, in metres, if distances may be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres_across: Option<f64>,
    /// Where the kiosk stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub here: Option<MapPoint>,
    /// Kinds of places, in the order in which a visitor chooses among them.
    pub categories: Vec<MapCategory>,
    /// At least one.
    pub places: Vec<MapPlace>,
}

/// A point of the picture, as shares of its width and height from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MapPoint {
    /// Share of the width, from the left.
    pub x: f64,
    /// Share of the height, from the top.
    pub y: f64,
}

/// A kind of places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapCategory {
    /// Unique in the map.
    pub id: String,
    /// What a visitor reads.
    pub name: LocalizedText,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapPlace {
    /// What a guide leads to it by; unique in the map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is called.
    pub name: LocalizedText,
    /// Id of its category.
    pub category: String,
    /// What there is.
    pub text: LocalizedText,
    /// Where it is.
    pub at: MapPoint,
    /// Path of a picture in the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What the picture shows; empty without one.
    #[serde(default)]
    pub alt: LocalizedText,
    /// Turns on the way from the kiosk to it; straight without any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub way: Vec<MapPoint>,
}

impl Map {
    /// Which place has this id, from 0.
    pub fn place(&self, id: &str) -> Option<usize> {
        let mut places = self.places.iter();
        places.position(|place| place.id.as_deref() == Some(id))
    }
}

impl Content for Map {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let tiles = self.tiles.as_mut().map(|tiles| &mut tiles.folder);
        let places = self.places.iter_mut();
        std::iter::once(&mut self.picture)
            .chain(tiles)
            .chain(places.filter_map(|place| place.picture.as_mut()))
            .collect()
    }

    fn tiles(&self) -> Vec<&Tiles> {
        self.tiles.iter().collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        let categories = self.categories.iter().map(|category| &category.name);
        let places = self.places.iter();
        std::iter::once(&self.alt)
            .chain(categories)
            .chain(places.flat_map(|place| [&place.name, &place.text, &place.alt]))
            .collect()
    }

    fn parts(&self) -> usize {
        self.places.len()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::exhibit::{Exhibit, ExhibitContent, Tiles};

    fn exhibit() -> Exhibit {
        let old = r#"{
            "id": "plan", "title": {}, "subtitle": {}, "cover": "plan/cover.webp",
            "kind": "map", "picture": "plan/plan.webp", "alt": {}, "aspect": 2.0, "categories": [], "places": []
        }"#;
        serde_json::from_str(old).expect("a map as it was written before there were tiles")
    }

    fn tiled(mut exhibit: Exhibit) -> Exhibit {
        if let ExhibitContent::Map(map) = &mut exhibit.content {
            map.tiles = Some(Tiles {
                folder: "plan/town_files".to_owned(),
                width: 1024,
                height: 512,
                tile_size: 512,
                overlap: 0,
                ending: "jpg".to_owned(),
            });
        }
        exhibit
    }

    #[test]
    fn a_map_without_tiles_is_its_picture() {
        let exhibit = exhibit();
        assert_eq!(exhibit.paths(), ["plan/cover.webp", "plan/plan.webp"]);
        let written = serde_json::to_string(&exhibit).expect("written");
        assert!(!written.contains("tiles"), "{written}");
    }

    #[test]
    fn the_tiles_of_a_map_travel_with_it_and_move_with_its_folder() {
        let paths = tiled(exhibit()).below("city").paths();
        assert_eq!(
            paths,
            [
                "city/plan/cover.webp",
                "city/plan/plan.webp",
                "city/plan/town_files/9/0_0.jpg",
                "city/plan/town_files/10/0_0.jpg",
                "city/plan/town_files/10/1_0.jpg",
            ]
        );
    }
}
