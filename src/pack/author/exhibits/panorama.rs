//! Checks a panorama.

use std::collections::BTreeSet;

use super::Inside;
use crate::model::exhibit::{
    Panorama, PanoramaMap, PanoramaScene, PanoramaSpot, PanoramaWay, SceneOnMap,
};
use crate::model::text::LocalizedText;
use crate::pack::author::checker::{Checker, is_id};
use crate::pack::author::toml_reader::{Place, Reader, Table};
use crate::pack::author::{ProblemKind, limits};

/// How far from 2:1 a picture of all around may be.
const SHAPE_TOLERANCE: f64 = 0.01;

impl Checker<'_> {
    pub(super) fn panorama(&mut self, inside: &Inside) -> Panorama {
        self.only_inside(inside, &["scenes", "map"]);
        let reader = inside.reader;
        let map = self.panorama_map(inside);
        let parts = self.parts(reader, inside.table, "scenes");
        let mut ways = Vec::new();
        let mut scenes: Vec<PanoramaScene> = Vec::new();
        for part in &parts {
            if let Some(scene) = self.panorama_scene(inside, part, map.is_some(), &mut ways) {
                scenes.push(scene);
            }
        }
        let mut ids = BTreeSet::new();
        for part in &parts {
            if let Some((value, place)) = part.get("id")
                && let Some(id) = value.as_str()
                && !ids.insert(id.to_owned())
            {
                let value = id.to_owned();
                self.error(reader, place, ProblemKind::Twice { value });
            }
        }
        for (to, place) in ways {
            if !ids.contains(&to) {
                let known = ids.iter().cloned().collect::<Vec<_>>().join(", ");
                self.error(reader, place, ProblemKind::NotOneOf { value: to, known });
            }
        }
        Panorama { scenes, map }
    }

    fn panorama_map(&mut self, inside: &Inside) -> Option<PanoramaMap> {
        let (value, place) = inside.table.get("map")?;
        let Some(table) = value.into_table(place) else {
            let (key, wanted) = ("map".to_owned(), "table".to_owned());
            self.error(inside.reader, place, ProblemKind::WrongType { key, wanted });
            return None;
        };
        self.only(inside.reader, &table, &["picture", "alt"]);
        let alt = self.text(inside.reader, &table, "alt", limits::TEXT_CHARS_MAX);
        let picture = self.picture(inside.reader, &table, "picture", inside.folder)?;
        Some(PanoramaMap { picture, alt })
    }

    fn panorama_scene(
        &mut self,
        inside: &Inside,
        part: &Table,
        on_map: bool,
        ways: &mut Vec<(String, Place)>,
    ) -> Option<PanoramaScene> {
        let reader = inside.reader;
        let known = [
            "id",
            "picture",
            "title",
            "alt",
            "text",
            "narration",
            "yaw",
            "place",
            "spots",
        ];
        self.only(reader, part, &known);
        let id = self.id(reader, part, "id");
        let title = self.text(reader, part, "title", limits::HEADING_CHARS_MAX);
        let alt = self.text(reader, part, "alt", limits::TEXT_CHARS_MAX);
        let text = self.maybe_text(reader, part, "text", limits::TEXT_CHARS_MAX);
        let narration = self.narration(reader, part, "narration", inside.folder);
        let yaw = self.angle_or(reader, part, "yaw", 0.0);
        let place = part
            .get("place")
            .filter(|_| on_map)
            .and_then(|(value, place)| value.into_table(place))
            .and_then(|table| self.map_place(reader, &table));
        let tables = part.tables("spots");
        self.at_most(
            reader,
            part.place(),
            "spots",
            tables.len(),
            limits::SPOTS_MAX,
        );
        let spots = tables
            .iter()
            .filter_map(|spot| self.panorama_spot(reader, spot, ways))
            .collect();
        let picture = self.picture(reader, part, "picture", inside.folder)?;
        self.all_around(reader, part, &picture);
        Some(PanoramaScene {
            id: id?,
            picture,
            title,
            alt,
            text,
            narration,
            yaw,
            place,
            spots,
        })
    }

    /// A picture of all around is twice as wide as high.
    fn all_around(&mut self, reader: &Reader, part: &Table, path: &str) {
        let file = self.files.get(path);
        let Some((width, height)) = file.and_then(|file| Some((file.width?, file.height?))) else {
            return;
        };
        let shape = f64::from(width) / (2.0 * f64::from(height.max(1)));
        if (shape - 1.0).abs() > SHAPE_TOLERANCE {
            let place = part.get("picture").map_or(part.place(), |(_, place)| place);
            let kind = ProblemKind::AllAround {
                path: path.to_owned(),
                width,
                height,
            };
            self.error(reader, place, kind);
        }
    }

    fn map_place(&mut self, reader: &Reader, table: &Table) -> Option<SceneOnMap> {
        self.only(reader, table, &["x", "y", "heading"]);
        Some(SceneOnMap {
            x: self.real(reader, table, "x", 0.0..=1.0)? as f32,
            y: self.real(reader, table, "y", 0.0..=1.0)? as f32,
            heading: self.angle_or(reader, table, "heading", 0.0),
        })
    }

    fn panorama_spot(
        &mut self,
        reader: &Reader,
        spot: &Table,
        ways: &mut Vec<(String, Place)>,
    ) -> Option<PanoramaSpot> {
        let leads = spot.has("to");
        let own: &[&str] = if leads { &["to", "arrive"] } else { &["text"] };
        self.only(reader, spot, &[&["yaw", "pitch", "label"], own].concat());
        let label = self.text(reader, spot, "label", limits::HEADING_CHARS_MAX);
        let (text, way) = if leads {
            let (to, place) = self.string(reader, spot, "to")?;
            ways.push((to.clone(), place));
            let yaw = self.angle_or(reader, spot, "arrive", 0.0);
            (
                LocalizedText::default(),
                is_id(&to).then_some(PanoramaWay { to, yaw }),
            )
        } else {
            (
                self.text(reader, spot, "text", limits::TEXT_CHARS_MAX),
                None,
            )
        };
        Some(PanoramaSpot {
            yaw: self.real(reader, spot, "yaw", -360.0..=360.0)? as f32,
            pitch: self.real(reader, spot, "pitch", -90.0..=90.0)? as f32,
            label,
            text,
            way,
        })
    }

    fn angle_or(&mut self, reader: &Reader, table: &Table, key: &str, or: f32) -> f32 {
        if !table.has(key) {
            return or;
        }
        self.real(reader, table, key, -360.0..=360.0)
            .map_or(or, |angle| angle as f32)
    }
}
