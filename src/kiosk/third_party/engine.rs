//! Bevy: one window, one flat camera, no more than a flat screen needs.

use bevy::asset::uuid_handle;
use bevy::camera::CompositingSpace;
use bevy::core_pipeline::blit::{BlitPipeline, init_blit_pipeline};
use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::prelude::*;
use bevy::render::renderer::RenderAdapterInfo;
use bevy::render::settings::WgpuSettings;
use bevy::render::{RenderApp, RenderPlugin, RenderStartup};
use bevy::shader::Shader;
use bevy::window::{MonitorSelection, PresentMode, WindowMode, WindowResolution};
use wgpu_types::{DeviceType, MemoryHints};

use crate::config::KioskSettings;

/// Hands the finished picture to the window.
const PRESENT_SHADER: Handle<Shader> = uuid_handle!("5d0c5cb2-6f52-4d4c-9f6e-6d7f0f2a3b11");

/// Bytes of memory that small things on the card share, the least there is.
const MEMORY_BLOCK: u64 = 4 << 20;

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
    let shader = Shader::from_wgsl(include_str!("present.wgsl"), "third_party/present.wgsl");
    app.world_mut()
        .resource_mut::<Assets<Shader>>()
        .insert(PRESENT_SHADER.id(), shader)
        .unwrap_or_else(|error| tracing::error!(%error, "Bevy's own way to the window stays"));
    // A kiosk without a renderer (a test) has no window to hand anything to.
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        render.add_systems(RenderStartup, present_our_way.after(init_blit_pipeline));
    }
}

fn present_our_way(mut blit: ResMut<BlitPipeline>) {
    blit.fragment_shader = PRESENT_SHADER;
}

/// Whether the processor draws because there is no graphics card.
#[derive(Resource, Default)]
pub struct DrawnBySoftware(pub bool);

fn look_for_a_card(card: Option<Res<RenderAdapterInfo>>, mut software: ResMut<DrawnBySoftware>) {
    software.0 = card.is_some_and(|card| card.device_type == DeviceType::Cpu);
}

fn spawn_camera(mut commands: Commands) {
    // Flat colours need neither tone mapping nor dithering nor smoothing; each costs milliseconds in software. Layers
    // are laid over one another as encoded values, as egui means them: decoding and encoding what lies below each
    // layer would double what it costs.
    commands.spawn((
        Camera2d,
        CompositingSpace::Srgb,
        Tonemapping::None,
        DebandDither::Disabled,
        Msaa::Off,
    ));
}
