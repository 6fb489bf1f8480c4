//! Set-up of the engine and of egui: one file per crate, so that a new version touches one file.

mod bevy_egui;
mod engine;
mod glyphs;
mod paint;
mod shot;
mod window;

use bevy::prelude::*;

pub use engine::DrawnBySoftware;
pub use shot::{ShotUnderWay, take_shot};

use crate::config::KioskSettings;

pub(super) fn plugin(app: &mut App, settings: &KioskSettings) {
    engine::plugin(app, settings);
    window::plugin(app);
    bevy_egui::plugin(app);
}
