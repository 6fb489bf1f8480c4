//! Pictures of a film as decoders make them, and how the graphics card turns them into colours.
//!
//! A decoder's picture is brightness at every pixel and colour at every second one: I420. Turning it into red, green
//! and blue costs the processor more than decoding it; here it is done where the picture is drawn, for as many pixels
//! as are seen.

use std::sync::{Arc, Mutex, PoisonError};

use bevy::prelude::*;
use bevy::render::render_asset::RenderAssets;
use bevy::render::render_resource::{
    AddressMode, BindGroup, BindGroupEntry, BindGroupLayout, BindingResource, Buffer,
    BufferDescriptor, BufferUsages, ColorTargetState, ColorWrites, CommandEncoderDescriptor,
    Extent3d, FilterMode, LoadOp, MultisampleState, Operations, PipelineCompilationOptions,
    PrimitiveState, RawFragmentState, RawRenderPipelineDescriptor, RawVertexState,
    RenderPassColorAttachment, RenderPassDescriptor, RenderPipeline, Sampler, SamplerDescriptor,
    ShaderModuleDescriptor, ShaderSource, StoreOp, TexelCopyBufferLayout, Texture,
    TextureDescriptor, TextureDimension, TextureFormat, TextureUsages,
};
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::texture::GpuImage;
use bevy::render::{Render, RenderApp, RenderSystems};
use gstreamer as gst;
use gstreamer_video::{VideoColorMatrix, VideoColorRange, VideoFrameRef, VideoInfo};

/// What is painted into: encoded values, as the screen is drawn.
pub(super) const PAINTED: TextureFormat = TextureFormat::Rgba8Unorm;

/// One picture of a film.
#[derive(Clone, PartialEq)]
pub(super) struct Frame {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Its moment, in milliseconds.
    pub(super) at_ms: u64,
    /// Brightness, blue difference, red difference: each row after row without gaps.
    planes: [Vec<u8>; 3],
    colors: [[f32; 4]; 3],
}

impl Frame {
    /// Copies a picture out of a decoder's memory; `None` when it is none in I420.
    pub(super) fn new(buffer: &gst::BufferRef, info: &VideoInfo, at_ms: u64) -> Option<Self> {
        if info.format() != gstreamer_video::VideoFormat::I420 {
            return None;
        }
        let picture = VideoFrameRef::from_buffer_ref_readable(buffer, info).ok()?;
        let (width, height) = (info.width(), info.height());
        let mut planes = [const { Vec::new() }; 3];
        for (i, plane) in (0..).zip(&mut planes) {
            let (across, down) = plane_size(width, height, i as usize);
            let stride = usize::try_from(*info.stride().get(i as usize)?).ok()?;
            let rows = picture.plane_data(i).ok()?.chunks(stride);
            plane.reserve_exact(across as usize * down as usize);
            for row in rows.take(down as usize) {
                plane.extend_from_slice(row.get(..across as usize)?);
            }
            if plane.len() != across as usize * down as usize {
                return None;
            }
        }
        let colorimetry = info.colorimetry();
        // Brightness by weights of red and blue: ITU-R BT.601, BT.709 and BT.2020.
        let weights = match colorimetry.matrix() {
            VideoColorMatrix::Bt601 => (0.299, 0.114),
            VideoColorMatrix::Bt2020 => (0.2627, 0.0593),
            VideoColorMatrix::Bt709 => (0.2126, 0.0722),
            _ if height < 720 => (0.299, 0.114),
            _ => (0.2126, 0.0722),
        };
        let full = colorimetry.range() == VideoColorRange::Range0_255;
        Some(Self {
            width,
            height,
            at_ms,
            planes,
            colors: colors(weights, full),
        })
    }

    /// The colour of a pixel, as it will be seen.
    #[cfg(test)]
    pub(super) fn color_at(&self, x: u32, y: u32) -> [f32; 3] {
        let at = |plane: usize, across: u32, x: u32, y: u32| {
            f32::from(self.planes[plane][(y * across + x) as usize]) / 255.0
        };
        let half = self.width.div_ceil(2);
        let planes = [
            at(0, self.width, x, y),
            at(1, half, x / 2, y / 2),
            at(2, half, x / 2, y / 2),
            1.0,
        ];
        self.colors
            .map(|row| row.iter().zip(planes).map(|(a, b)| a * b).sum())
    }
}

/// Pixels across and down of a plane: those of colour have half as many.
fn plane_size(width: u32, height: u32, plane: usize) -> (u32, u32) {
    if plane == 0 {
        (width, height)
    } else {
        (width.div_ceil(2), height.div_ceil(2))
    }
}

/// What brightness, blue difference, red difference and 1 give to red, green and blue (ITU-R BT.709, 3 and 4).
fn colors((red, blue): (f32, f32), full: bool) -> [[f32; 4]; 3] {
    let green = 1.0 - red - blue;
    // Of 8 bits: where brightness begins, how far it goes, how far differences go.
    let (black, luma, difference) = if full {
        (0.0, 1.0, 1.0)
    } else {
        (16.0 / 255.0, 255.0 / 219.0, 255.0 / 224.0)
    };
    let (from_red, from_blue) = (2.0 * (1.0 - red), 2.0 * (1.0 - blue));
    let rows = [
        (0.0, from_red),
        (-from_blue * blue / green, -from_red * red / green),
        (from_blue, 0.0),
    ];
    rows.map(|(of_blue, of_red)| {
        let (of_blue, of_red) = (of_blue * difference, of_red * difference);
        let middle = 128.0 / 255.0;
        let start = -black * luma - middle * (of_blue + of_red);
        [luma, of_blue, of_red, start]
    })
}

/// The picture that is painted next, and into what.
#[derive(Resource, Clone, Default)]
pub(super) struct Easel(Arc<Mutex<Option<(Frame, AssetId<Image>)>>>);

impl Easel {
    /// Has a picture painted before the screen is drawn; one that has not been is late, and gone.
    pub(super) fn put(&self, frame: Frame, target: AssetId<Image>) {
        *self.slot() = Some((frame, target));
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<(Frame, AssetId<Image>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn plugin(app: &mut App) {
    let easel = Easel::default();
    app.insert_resource(easel.clone());
    // A kiosk without a renderer (a test) paints nothing.
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        render
            .insert_resource(easel)
            .add_systems(Render, paint.in_set(RenderSystems::PrepareResources));
    }
}

/// Paints the picture that waits, in the graphics card's own time.
fn paint(
    easel: Res<Easel>,
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    images: Res<RenderAssets<GpuImage>>,
    mut brush: Local<Option<Brush>>,
    mut canvas: Local<Option<Canvas>>,
) {
    let Some((frame, target)) = easel.slot().take() else {
        return;
    };
    let Some(image) = images.get(target) else {
        // Its target is made ready in the next frame.
        easel.slot().get_or_insert((frame, target));
        return;
    };
    let brush = brush.get_or_insert_with(|| Brush::new(&device));
    let fits = canvas
        .as_ref()
        .is_some_and(|canvas| canvas.size == (frame.width, frame.height));
    if !fits {
        *canvas = None;
    }
    let canvas = canvas.get_or_insert_with(|| Canvas::new(&device, brush, &frame));
    canvas.fill(&queue, &frame);
    let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
    {
        let mut pass = encoder.begin_render_pass(&RenderPassDescriptor {
            label: Some("film"),
            color_attachments: &[Some(RenderPassColorAttachment {
                view: &image.texture_view,
                depth_slice: None,
                resolve_target: None,
                ops: Operations {
                    load: LoadOp::Clear(default()),
                    store: StoreOp::Store,
                },
            })],
            depth_stencil_attachment: None,
            timestamp_writes: None,
            occlusion_query_set: None,
            multiview_mask: None,
        });
        pass.set_pipeline(&brush.pipeline);
        pass.set_bind_group(0, &*canvas.bindings, &[]);
        pass.draw(0..3, 0..1);
    }
    queue.submit([encoder.finish()]);
}

/// What every picture is painted with.
struct Brush {
    pipeline: RenderPipeline,
    layout: BindGroupLayout,
    sampler: Sampler,
}

impl Brush {
    fn new(device: &RenderDevice) -> Self {
        let shader = device.create_and_validate_shader_module(ShaderModuleDescriptor {
            label: Some("film"),
            source: ShaderSource::Wgsl(include_str!("paint.wgsl").into()),
        });
        let pipeline = device.create_render_pipeline(&RawRenderPipelineDescriptor {
            label: Some("film"),
            layout: None,
            vertex: RawVertexState {
                module: &shader,
                entry_point: None,
                compilation_options: PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: PrimitiveState::default(),
            depth_stencil: None,
            multisample: MultisampleState::default(),
            fragment: Some(RawFragmentState {
                module: &shader,
                entry_point: None,
                compilation_options: PipelineCompilationOptions::default(),
                targets: &[Some(ColorTargetState {
                    format: PAINTED,
                    blend: None,
                    write_mask: ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        });
        Self {
            layout: pipeline.get_bind_group_layout(0).into(),
            sampler: device.create_sampler(&SamplerDescriptor {
                address_mode_u: AddressMode::ClampToEdge,
                address_mode_v: AddressMode::ClampToEdge,
                mag_filter: FilterMode::Linear,
                min_filter: FilterMode::Linear,
                ..default()
            }),
            pipeline,
        }
    }
}

/// Where the planes of pictures of one size are.
struct Canvas {
    size: (u32, u32),
    planes: [Texture; 3],
    colors: Buffer,
    bindings: BindGroup,
}

impl Canvas {
    fn new(device: &RenderDevice, brush: &Brush, frame: &Frame) -> Self {
        let planes = [0, 1, 2].map(|plane| {
            let (width, height) = plane_size(frame.width, frame.height, plane);
            device.create_texture(&TextureDescriptor {
                label: Some("film plane"),
                size: extent(width, height),
                mip_level_count: 1,
                sample_count: 1,
                dimension: TextureDimension::D2,
                format: TextureFormat::R8Unorm,
                usage: TextureUsages::TEXTURE_BINDING | TextureUsages::COPY_DST,
                view_formats: &[],
            })
        });
        let colors = device.create_buffer(&BufferDescriptor {
            label: Some("film colors"),
            size: 48,
            usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let views = [0, 1, 2].map(|plane: usize| planes[plane].create_view(&default()));
        let view = |plane: usize| BindingResource::TextureView(&views[plane]);
        let entry = |binding, resource| BindGroupEntry { binding, resource };
        let bindings = device.create_bind_group(
            "film",
            &brush.layout,
            &[
                entry(0, colors.as_entire_binding()),
                entry(1, view(0)),
                entry(2, view(1)),
                entry(3, view(2)),
                entry(4, BindingResource::Sampler(&brush.sampler)),
            ],
        );
        Self {
            size: (frame.width, frame.height),
            planes,
            colors,
            bindings,
        }
    }

    fn fill(&self, queue: &RenderQueue, frame: &Frame) {
        for (i, (texture, bytes)) in self.planes.iter().zip(&frame.planes).enumerate() {
            let (width, height) = plane_size(frame.width, frame.height, i);
            let layout = TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(width),
                rows_per_image: Some(height),
            };
            queue.write_texture(
                texture.as_image_copy(),
                bytes,
                layout,
                extent(width, height),
            );
        }
        let colors = frame.colors.as_flattened();
        let bytes: Vec<u8> = colors.iter().flat_map(|part| part.to_le_bytes()).collect();
        queue.write_buffer(&self.colors, 0, &bytes);
    }
}

fn extent(width: u32, height: u32) -> Extent3d {
    Extent3d {
        width,
        height,
        depth_or_array_layers: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(weights: (f32, f32), full: bool, planes: [u8; 3], wanted: [u8; 3]) {
        let planes = planes.map(|byte| f32::from(byte) / 255.0);
        let found = colors(weights, full).map(|row| {
            let sum: f32 = row
                .iter()
                .zip(planes.iter().chain(&[1.0]))
                .map(|(a, b)| a * b)
                .sum();
            (sum * 255.0).round().clamp(0.0, 255.0) as i32
        });
        let near = found
            .iter()
            .zip(wanted)
            .all(|(a, b)| (a - i32::from(b)).abs() <= 2);
        assert!(near, "{found:?} is not {wanted:?}");
    }

    #[test]
    fn black_white_and_the_primaries_are_what_the_standards_say() {
        let (sd, hd) = ((0.299, 0.114), (0.2126, 0.0722));
        for weights in [sd, hd] {
            check(weights, false, [16, 128, 128], [0, 0, 0]);
            check(weights, false, [235, 128, 128], [255, 255, 255]);
            check(weights, true, [255, 128, 128], [255, 255, 255]);
        }
        check(sd, false, [81, 90, 240], [255, 0, 0]);
        check(sd, false, [41, 240, 110], [0, 0, 255]);
        check(hd, false, [63, 102, 240], [255, 0, 0]);
        check(hd, false, [173, 42, 26], [0, 255, 0]);
    }

    #[test]
    fn planes_of_colour_have_half_the_pixels_rounded_up() {
        assert_eq!(plane_size(1919, 1081, 0), (1919, 1081));
        assert_eq!(plane_size(1919, 1081, 1), (960, 541));
    }
}
