//! Bevy: one window, one flat camera, no more than a flat screen needs.

use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::camera::CameraRenderGraph;
use bevy::render::renderer::RenderAdapterInfo;
use bevy::render::settings::WgpuSettings;
use bevy::window::{MonitorSelection, PresentMode, WindowMode, WindowResolution};
use wgpu::{DeviceType, MemoryHints};

use super::paint::Paint;
use crate::config::KioskSettings;

/// Bytes of memory that small things on the card share, the least there is.
const MEMORY_BLOCK: u64 = 1 << 20;

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
    // Pictures and what carries them to the card get memory of their own, and give it back.
    let renderer = WgpuSettings {
        memory_hints: MemoryHints::Manual {
            suballocated_device_memory_block_size: MEMORY_BLOCK..MEMORY_BLOCK,
        },
        ..default()
    };
    let window = WindowPlugin {
        primary_window: Some(window),
        ..default()
    };
    let renderer = RenderPlugin {
        render_creation: renderer.into(),
        ..default()
    };
    app.add_plugins(DefaultPlugins.set(window).set(renderer))
        .init_resource::<DrawnBySoftware>()
        .add_systems(Startup, (spawn_camera, look_for_a_card));
}

/// Whether the processor draws because there is no graphics card.
#[derive(Resource, Default)]
pub struct DrawnBySoftware(pub bool);

fn look_for_a_card(card: Option<Res<RenderAdapterInfo>>, mut software: ResMut<DrawnBySoftware>) {
    software.0 = card.is_some_and(|card| card.device_type == DeviceType::Cpu);
}

fn spawn_camera(mut commands: Commands) {
    commands.spawn((Camera2d, CameraRenderGraph::new(Paint), Msaa::Off));
}
