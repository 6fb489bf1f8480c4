//! Set-up of the engine and of egui: one file per crate, so that a new version touches one file.

mod bevy_egui;
mod engine;
mod glyphs;
mod paint;
mod shot;
mod textures;
mod window;

use bevy::prelude::*;

pub use engine::DrawnBySoftware;
pub use shot::{ShotUnderWay, take_shot};
pub use textures::{TexturePart, TextureParts};

use crate::config::KioskSettings;

pub(super) fn plugin(app: &mut App, settings: &KioskSettings) {
    engine::plugin(app, settings);
    window::plugin(app);
    textures::plugin(app);
    bevy_egui::plugin(app);
}
