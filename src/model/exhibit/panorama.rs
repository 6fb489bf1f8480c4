//! Panorama: places a visitor stands in and looks around.
//!
//! Angles are in degrees: yaw 0 is the middle of a scene's picture and grows to the right, pitch 0 is the horizon and
//! grows upwards.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::{LocalizedPath, LocalizedText};

/// Scenes, the first one first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Panorama {
    /// At least one.
    pub scenes: Vec<PanoramaScene>,
    /// Where the scenes are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<PanoramaMap>,
}

/// A picture from above.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanoramaMap {
    /// Path of the picture in the pack.
    pub picture: String,
    /// What the picture shows, for those who cannot see it.
    pub alt: LocalizedText,
}

/// One place to stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanoramaScene {
    /// What other scenes call it.
    pub id: String,
    /// Path of the picture in the pack: all around, twice as wide as high (equirectangular).
    pub picture: String,
    /// The scene's name.
    pub title: LocalizedText,
    /// What is around, for those who cannot see it.
    pub alt: LocalizedText,
    /// What is told of it; empty where nothing is.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub text: LocalizedText,
    /// The text, spoken: a file by language.
    #[serde(default, skip_serializing_if = "LocalizedPath::is_empty")]
    pub narration: LocalizedPath,
    /// Where a visitor looks first.
    #[serde(default)]
    pub yaw: f32,
    /// Where on the map it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<SceneOnMap>,
    /// What can be touched.
    #[serde(default)]
    pub spots: Vec<PanoramaSpot>,
}

/// Where a scene is on the map, and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SceneOnMap {
    /// Share of the map's width from its left.
    pub x: f32,
    /// Share of its height from the top.
    pub y: f32,
    /// Where yaw 0 looks on the map: degrees from its top, clockwise.
    pub heading: f32,
}

/// Something in a scene that can be touched: it opens a card, or leads to another scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanoramaSpot {
    /// Where it is.
    pub yaw: f32,
    /// How high.
    pub pitch: f32,
    /// What it says.
    pub label: LocalizedText,
    /// What the card says; empty where it leads on.
    #[serde(default)]
    pub text: LocalizedText,
    /// The scene it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<PanoramaWay>,
}

/// A way to another scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanoramaWay {
    /// Its id.
    pub to: String,
    /// Where a visitor looks on arriving.
    pub yaw: f32,
}

impl Content for Panorama {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let scenes = self.scenes.iter_mut().flat_map(|scene| {
            std::iter::once(&mut scene.picture).chain(scene.narration.0.values_mut())
        });
        let map = self.map.iter_mut().map(|map| &mut map.picture);
        scenes.chain(map).collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        let scenes = self.scenes.iter().flat_map(|scene| {
            let spots = scene
                .spots
                .iter()
                .flat_map(|spot| [&spot.label, &spot.text]);
            [&scene.title, &scene.alt, &scene.text]
                .into_iter()
                .chain(spots)
        });
        scenes.chain(self.map.iter().map(|map| &map.alt)).collect()
    }

    fn parts(&self) -> usize {
        self.scenes.len()
    }
}
