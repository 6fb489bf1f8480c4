//! Model: an object in the round, turned by finger.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::LocalizedText;

/// One object and what there is to see on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Path of the binary glTF file (`.glb`) in the pack.
    pub model: String,
    /// What the object looks like, for those who cannot see it.
    pub alt: LocalizedText,
    /// What is said beside it.
    pub text: LocalizedText,
    /// From where it is seen first, in degrees: 0 is its front, positive is from its right.
    #[serde(default)]
    pub yaw: f64,
    /// How far from above it is seen first, in degrees.
    #[serde(default)]
    pub pitch: f64,
    /// Points that are explained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<ModelPoint>,
}

/// A point on the object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelPoint {
    /// Where it is, in the file's own units: x right, y up, z towards the viewer.
    pub at: [f64; 3],
    /// Its name.
    pub label: LocalizedText,
    /// What is said when it is touched.
    pub text: LocalizedText,
}

impl Content for Model {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        vec![&mut self.model]
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        let points = self.points.iter();
        [&self.alt, &self.text]
            .into_iter()
            .chain(points.flat_map(|point| [&point.label, &point.text]))
            .collect()
    }

    fn parts(&self) -> usize {
        self.points.len()
    }
}
