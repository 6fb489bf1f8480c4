//! The window's pictures. What is painted into them are encoded values, as egui means them.
//!
//! # Context
//!
//! Bevy 0.19 sees a window as something that encodes what is written to it. Everything would be painted beside the
//! window, decoded, and encoded again on its way there: in software that was half of what an empty frame cost.
//!
//! # Design
//!
//! The two systems with which Bevy makes and takes a window's pictures are taken out, and [`take_picture`] does both.
//! All the rest of Bevy finds the picture where it always is, in [`ExtractedWindow`]. Bevy's own screenshots are made of
//! what we took out; `super::shot` stands in for them.

use bevy::ecs::schedule::ScheduleCleanupPolicy;
use bevy::prelude::*;
use bevy::render::render_resource::{
    SurfaceTexture, TextureFormat, TextureUsages, TextureView, TextureViewDescriptor,
};
use bevy::render::renderer::{RenderAdapter, RenderDevice, RenderInstance};
use bevy::render::view::window::{create_surfaces, prepare_windows};
use bevy::render::view::{ExtractedWindow, ExtractedWindows, prepare_view_attachments};
use bevy::render::{Render, RenderApp, RenderSystems};
use wgpu::{CompositeAlphaMode, CurrentSurfaceTexture, PresentMode, Surface, SurfaceConfiguration};

/// What a window's pictures may hold, best first. One that encodes is looked at as if it did not.
const FORMATS: [TextureFormat; 4] = [
    TextureFormat::Bgra8Unorm,
    TextureFormat::Rgba8Unorm,
    TextureFormat::Bgra8UnormSrgb,
    TextureFormat::Rgba8UnormSrgb,
];
/// Frames on their way to the window at most.
const FRAMES_UNDER_WAY: u32 = 2;

/// Where the window gets its pictures from, once there is a window.
#[derive(Resource, Default)]
struct WindowPictures(Option<WindowSurface>);

struct WindowSurface {
    window: Entity,
    surface: Surface<'static>,
    configuration: SurfaceConfiguration,
}

impl WindowSurface {
    fn new(
        window: &ExtractedWindow,
        instance: &RenderInstance,
        adapter: &RenderAdapter,
        device: &RenderDevice,
    ) -> Result<Self> {
        let surface = surface_of(window, instance)?;
        let offered = surface.get_capabilities(adapter).formats;
        let format = FORMATS
            .into_iter()
            .find(|format| offered.contains(format))
            .ok_or("the graphics card shows no picture of eight bits a colour in this window")?;
        let encoded = format.remove_srgb_suffix();
        let configuration = SurfaceConfiguration {
            usage: TextureUsages::RENDER_ATTACHMENT,
            format,
            width: window.physical_width,
            height: window.physical_height,
            present_mode: PresentMode::AutoVsync,
            desired_maximum_frame_latency: FRAMES_UNDER_WAY,
            alpha_mode: CompositeAlphaMode::Auto,
            view_formats: (encoded != format).then_some(encoded).into_iter().collect(),
        };
        device.configure_surface(&surface, &configuration);
        Ok(Self {
            window: window.entity,
            surface,
            configuration,
        })
    }

    /// The format of what is painted.
    fn encoded(&self) -> TextureFormat {
        self.configuration.format.remove_srgb_suffix()
    }

    fn fits(&self, window: &ExtractedWindow) -> bool {
        let size = (self.configuration.width, self.configuration.height);
        size == (window.physical_width, window.physical_height)
    }

    fn resize(&mut self, window: &ExtractedWindow, device: &RenderDevice) {
        self.configuration.width = window.physical_width;
        self.configuration.height = window.physical_height;
        device.configure_surface(&self.surface, &self.configuration);
    }

    /// The next picture; what stands in its way is told once a frame and tried again with the next.
    fn next(&self, device: &RenderDevice) -> Option<wgpu::SurfaceTexture> {
        use CurrentSurfaceTexture::{Lost, Outdated, Suboptimal, Success};
        match self.surface.get_current_texture() {
            Success(texture) | Suboptimal(texture) => Some(texture),
            Outdated | Lost => {
                device.configure_surface(&self.surface, &self.configuration);
                match self.surface.get_current_texture() {
                    Success(texture) | Suboptimal(texture) => Some(texture),
                    other => {
                        tracing::warn!(?other, "the window has no picture to paint");
                        None
                    }
                }
            }
            other => {
                tracing::debug!(?other, "the window has no picture to paint");
                None
            }
        }
    }
}

#[expect(
    unsafe_code,
    reason = "the engine keeps its window to itself and hands it out in no other way"
)]
fn surface_of(window: &ExtractedWindow, instance: &RenderInstance) -> Result<Surface<'static>> {
    // SAFETY: the handle must be used where its platform allows. X11 and Wayland, all that this program is built for,
    // allow it on every thread. The surface keeps the handle, and the handle keeps the window.
    let handle = unsafe { window.handle.get_handle() };
    Ok(instance.create_surface(handle)?)
}

pub(super) fn plugin(app: &mut App) {
    // A kiosk without a renderer (a test) has no window.
    let Some(render) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    let policy = ScheduleCleanupPolicy::RemoveSystemsOnly;
    for removed in [
        render.remove_systems_in_set(Render, create_surfaces, policy),
        render.remove_systems_in_set(Render, prepare_windows, policy),
    ] {
        if let Err(error) = removed {
            tracing::error!(%error, "the engine takes the window's pictures too");
        }
    }
    render.init_resource::<WindowPictures>().add_systems(
        Render,
        take_picture
            .in_set(RenderSystems::PrepareViews)
            .before(prepare_view_attachments),
    );
}

/// Takes the next picture of the window, unless the last one was not shown.
fn take_picture(
    mut windows: ResMut<ExtractedWindows>,
    mut pictures: ResMut<WindowPictures>,
    (instance, adapter, device): (Res<RenderInstance>, Res<RenderAdapter>, Res<RenderDevice>),
) -> Result {
    // A window that is gone takes its pictures along.
    pictures
        .0
        .take_if(|surface| !windows.contains_key(&surface.window));
    let Some(window) = windows.values_mut().next() else {
        return Ok(());
    };
    let surface = match &mut pictures.0 {
        Some(surface) => surface,
        none => none.insert(WindowSurface::new(window, &instance, &adapter, &device)?),
    };
    if !surface.fits(window) {
        // A picture of the old size must be gone by then.
        window.swap_chain_texture_view = None;
        window.swap_chain_texture = None;
        surface.resize(window, &device);
    }
    if window.swap_chain_texture.is_some() {
        return Ok(());
    }
    let Some(picture) = surface.next(&device) else {
        return Ok(());
    };
    let view = picture.texture.create_view(&TextureViewDescriptor {
        format: Some(surface.encoded()),
        ..default()
    });
    window.swap_chain_texture_view = Some(TextureView::from(view));
    window.swap_chain_texture = Some(SurfaceTexture::from(picture));
    window.swap_chain_texture_format = Some(surface.configuration.format);
    window.swap_chain_texture_view_format = Some(surface.encoded());
    Ok(())
}
