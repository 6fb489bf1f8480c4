//! Bevy: one window, one flat camera, no more than a flat screen needs.

use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::prelude::*;
use bevy::window::{MonitorSelection, PresentMode, WindowMode, WindowResolution};

use crate::config::KioskSettings;

pub(super) fn plugin(app: &mut App, settings: &KioskSettings) {
    let [width, height] = settings.window_size;
    let window = Window {
        title: "Tongxin".to_owned(),
        name: Some("tongxin".to_owned()),
        // Points are pixels: physical floors come from the panel's millimetres, not from a desktop's scale.
        resolution: WindowResolution::new(width, height).with_scale_factor_override(1.0),
        mode: if settings.fullscreen {
            WindowMode::BorderlessFullscreen(MonitorSelection::Primary)
        } else {
            WindowMode::Windowed
        },
        present_mode: PresentMode::AutoVsync,
        ..default()
    };
    app.add_plugins(DefaultPlugins.set(WindowPlugin {
        primary_window: Some(window),
        ..default()
    }))
    .add_systems(Startup, spawn_camera);
}

fn spawn_camera(mut commands: Commands) {
    // Flat colours need neither tone mapping nor dithering nor smoothing; each costs milliseconds in software.
    commands.spawn((
        Camera2d,
        Tonemapping::None,
        DebandDither::Disabled,
        Msaa::Off,
    ));
}
