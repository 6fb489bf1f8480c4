//! Checks a model.

use super::Inside;
use crate::model::exhibit::{Model, ModelPoint};
use crate::pack::author::checker::Checker;
use crate::pack::author::limits;
use crate::pack::author::toml_reader::{Reader, Table};

impl Checker<'_> {
    pub(super) fn model(&mut self, inside: &Inside) -> Option<Model> {
        self.only_inside(inside, &["model", "alt", "text", "yaw", "pitch", "points"]);
        let (reader, table) = (inside.reader, inside.table);
        let model = self.object(reader, table, "model", inside.folder);
        let alt = self.text(reader, table, "alt", limits::TEXT_CHARS_MAX);
        let text = self.text(reader, table, "text", limits::TEXT_CHARS_MAX);
        let yaw = self.degrees(reader, table, "yaw", 180.0);
        let pitch = self.degrees(reader, table, "pitch", 80.0);
        let points = table.tables("points");
        self.at_most(
            reader,
            table.place(),
            "points",
            points.len(),
            limits::POINTS_MAX,
        );
        Some(Model {
            points: points
                .iter()
                .take(limits::POINTS_MAX)
                .filter_map(|point| self.model_point(reader, point))
                .collect(),
            model: model?,
            alt,
            text,
            yaw,
            pitch,
        })
    }

    fn degrees(&mut self, reader: &Reader, table: &Table, key: &str, most: f64) -> f64 {
        if !table.has(key) {
            return 0.0;
        }
        self.real(reader, table, key, -most..=most)
            .unwrap_or_default()
    }

    fn model_point(&mut self, reader: &Reader, point: &Table) -> Option<ModelPoint> {
        self.only(reader, point, &["x", "y", "z", "label", "text"]);
        let at = ["x", "y", "z"].map(|axis| self.real(reader, point, axis, -1e6..=1e6));
        let label = self.text(reader, point, "label", limits::HEADING_CHARS_MAX);
        let text = self.text(reader, point, "text", limits::TEXT_CHARS_MAX);
        let [Some(x), Some(y), Some(z)] = at else {
            return None;
        };
        Some(ModelPoint {
            at: [x, y, z],
            label,
            text,
        })
    }
}
