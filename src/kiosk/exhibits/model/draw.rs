//! Draws an object on the graphics card, or on the processor where there is none.
//!
//! Not through the engine's own materials: their shader costs a processor more than a second a picture. This one has two
//! lamps and no surroundings, and draws only when the object is seen from somewhere new.

mod handover;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bevy::prelude::*;
use bevy::render::render_asset::RenderAssets;
use bevy::render::render_resource::binding_types::{sampler, texture_2d, uniform_buffer_sized};
use bevy::render::render_resource::{
    AddressMode, BindGroupLayout, BindGroupLayoutEntries, BlendState, ColorTargetState,
    ColorWrites, CommandEncoderDescriptor, CompareFunction, DepthStencilState, Extent3d, Face,
    FilterMode, IndexFormat, LoadOp, MultisampleState, Operations, PipelineCompilationOptions,
    PipelineLayout, PipelineLayoutDescriptor, PrimitiveState, RawFragmentState,
    RawRenderPipelineDescriptor, RawVertexBufferLayout, RawVertexState, RenderPassColorAttachment,
    RenderPassDepthStencilAttachment, RenderPassDescriptor, RenderPipeline, Sampler,
    SamplerBindingType, SamplerDescriptor, ShaderModule, ShaderModuleDescriptor, ShaderSource,
    ShaderStages, StoreOp, TextureDescriptor, TextureDimension, TextureFormat, TextureSampleType,
    TextureUsages, TextureView, VertexAttribute, VertexFormat, VertexStepMode,
};
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::texture::GpuImage;
use bevy::render::{Render, RenderApp, RenderSystems};

use super::{Bounds, Camera as Eye, VIEW_DEGREES};
use crate::pack::glb::{Opacity, Piece, Surface};
use handover::{CORNER_BYTES, Stage, bytes_of};

/// What is drawn into: encoded values, as the screen is drawn.
pub(super) const DRAWN: TextureFormat = TextureFormat::Rgba8Unorm;
const DEPTH: TextureFormat = TextureFormat::Depth32Float;

/// An object, read and decoded.
pub(super) struct Thing {
    /// The sphere around it.
    pub(super) bounds: Bounds,
    /// All of it, until the graphics card has it: twice it would take too much memory.
    body: Mutex<Option<Body>>,
}

/// What an object is made of.
pub(super) struct Body {
    /// What it is put together from.
    pub(super) pieces: Vec<Piece>,
    /// Pictures on its surfaces; `None` where one cannot be decoded.
    pub(super) pictures: Vec<Option<image::RgbaImage>>,
}

impl Thing {
    /// One that no card has yet.
    pub(super) fn new(bounds: Bounds, body: Body) -> Self {
        Self {
            bounds,
            body: Mutex::new(Some(body)),
        }
    }

    /// What it is made of, once.
    fn take(&self) -> Option<Body> {
        self.body
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

/// One picture to be taken.
pub(super) struct Shot {
    /// Of what.
    pub(super) thing: Arc<Thing>,
    /// From where.
    pub(super) camera: Eye,
    /// Into what, and how large that is in pixels.
    pub(super) target: AssetId<Image>,
    pub(super) size: UVec2,
    /// Samples a pixel: 1 or 4.
    pub(super) samples: u32,
    /// Rows that are drawn in one frame, and how many are there.
    pub(super) rows_at_once: u32,
    pub(super) rows_drawn: u32,
    /// What is behind the object: encoded red, green, blue.
    pub(super) ground: [u8; 3],
}

/// Where pictures are asked for and said to be taken.
#[derive(Resource, Clone, Default)]
pub(super) struct Studio(Arc<Mutex<Tray>>);

#[derive(Default)]
struct Tray {
    next: Option<Shot>,
    taken: Option<AssetId<Image>>,
    /// Whether nobody looks any more at what was drawn last.
    left: bool,
}

impl Studio {
    /// Has a picture taken before the screen is drawn; one that was not taken yet is given up.
    pub(super) fn take(&self, shot: Shot) {
        self.tray().next = Some(shot);
    }

    /// Whether a picture waits to be taken, or for the rest of it.
    pub(super) fn waits(&self) -> bool {
        self.tray().next.is_some()
    }

    /// What the newest picture was drawn into.
    pub(super) fn taken(&self) -> Option<AssetId<Image>> {
        self.tray().taken
    }

    /// Forgets what was asked for and what was taken; the object itself goes with the next frame.
    pub(super) fn clear(&self) {
        *self.tray() = Tray {
            left: true,
            ..Tray::default()
        };
    }

    fn tray(&self) -> std::sync::MutexGuard<'_, Tray> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn plugin(app: &mut App) {
    let studio = Studio::default();
    app.insert_resource(studio.clone());
    // A kiosk without a renderer (a test) draws nothing.
    if let Some(render) = app.get_sub_app_mut(RenderApp) {
        render
            .insert_resource(studio)
            .add_systems(Render, draw.in_set(RenderSystems::PrepareResources));
    }
}

/// Takes the picture that waits, or the next rows of it.
fn draw(
    studio: Res<Studio>,
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    images: Res<RenderAssets<GpuImage>>,
    mut tools: Local<Option<Tools>>,
    mut stage: Local<Option<Stage>>,
    mut canvases: Local<HashMap<u32, Canvas>>,
) {
    if std::mem::take(&mut studio.tray().left) {
        *stage = None;
        canvases.clear();
    }
    let Some(mut shot) = studio.tray().next.take() else {
        return;
    };
    let Some(image) = images.get(shot.target) else {
        // Its target is made ready in the next frame.
        studio.tray().next.get_or_insert(shot);
        return;
    };
    let tools = tools.get_or_insert_with(|| Tools::new(&device));
    if !stage
        .as_ref()
        .is_some_and(|stage| Arc::ptr_eq(&stage.thing, &shot.thing))
    {
        *stage = None;
    }
    let stage = stage.get_or_insert_with(|| Stage::new(&device, &queue, tools, &shot.thing));
    // One for quick pictures and one for fair ones: a new one is no quick matter.
    canvases.retain(|samples, canvas| *samples != shot.samples || canvas.fits(&shot));
    let canvas = canvases
        .entry(shot.samples)
        .or_insert_with(|| Canvas::new(&device, &shot));
    queue.write_buffer(&stage.eye, 0, &bytes_of(&eye_of(&shot)));
    for piece in &stage.pieces {
        tools.prepare(&device, Paint::new(&piece.surface, shot.samples));
    }
    let (view, resolve_target) = match &canvas.many {
        Some(many) => (many, Some(&*canvas.one)),
        None => (&canvas.one, None),
    };
    let [red, green, blue] = shot.ground.map(|part| f32::from(part) / 255.0);
    let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
    {
        let mut pass = encoder.begin_render_pass(&RenderPassDescriptor {
            label: Some("model"),
            color_attachments: &[Some(RenderPassColorAttachment {
                view,
                depth_slice: None,
                resolve_target,
                ops: Operations {
                    load: LoadOp::Clear(LinearRgba::rgb(red, green, blue).into()),
                    store: StoreOp::Store,
                },
            })],
            depth_stencil_attachment: Some(RenderPassDepthStencilAttachment {
                view: &canvas.depth,
                depth_ops: Some(Operations {
                    load: LoadOp::Clear(1.0),
                    store: StoreOp::Discard,
                }),
                stencil_ops: None,
            }),
            timestamp_writes: None,
            occlusion_query_set: None,
            multiview_mask: None,
        });
        for piece in &stage.pieces {
            let Some(pipeline) = tools
                .pipelines
                .get(&Paint::new(&piece.surface, shot.samples))
            else {
                continue;
            };
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &*piece.bindings, &[]);
            pass.set_vertex_buffer(0, *piece.corners.slice(..));
            pass.set_index_buffer(*piece.indices.slice(..), IndexFormat::Uint32);
            pass.draw_indexed(0..piece.count, 0, 0..1);
        }
    }
    let mut place = image.texture.as_image_copy();
    place.origin.y = shot.rows_drawn;
    let rows = shot.rows_at_once.min(shot.size.y - shot.rows_drawn);
    let drawn = canvas.one.texture().as_image_copy();
    encoder.copy_texture_to_texture(drawn, place, extent(shot.size.x, rows));
    queue.submit([encoder.finish()]);
    shot.rows_drawn += rows;
    let mut tray = studio.tray();
    if shot.rows_drawn < shot.size.y {
        // Unless it is seen from somewhere else by now.
        tray.next.get_or_insert(shot);
    } else {
        tray.taken = Some(shot.target);
    }
}

/// Two matrices: from the object to the rows that are drawn, and to the eye.
fn eye_of(shot: &Shot) -> [f32; 32] {
    let [right, up, forward] = shot.camera.axes.map(Vec3::from);
    let turned = Mat3::from_cols(right, up, -forward).transpose();
    let eye_from_object =
        Mat4::from_mat3(turned) * Mat4::from_translation(-Vec3::from(shot.camera.eye));
    let aspect = shot.size.x as f32 / shot.size.y.max(1) as f32;
    let clip_from_eye = Mat4::perspective_rh(
        VIEW_DEGREES.to_radians(),
        aspect,
        shot.thing.bounds.radius * 0.05,
        shot.thing.bounds.radius * 20.0,
    );
    // Of the whole picture's height, from 1 at its top to -1, the rows that are drawn are all that there is.
    let scale = shot.size.y as f32 / shot.rows_at_once as f32;
    let middle = shot.rows_drawn as f32 + shot.rows_at_once as f32 / 2.0;
    let middle = 1.0 - 2.0 * middle / shot.size.y as f32;
    let rows_from_clip = Mat4::from_translation(Vec3::Y * (-middle * scale))
        * Mat4::from_scale(Vec3::new(1.0, scale, 1.0));
    let mut numbers = [0.0; 32];
    let matrices = [
        rows_from_clip * clip_from_eye * eye_from_object,
        eye_from_object,
    ];
    for (to, from) in numbers
        .iter_mut()
        .zip(matrices.iter().flat_map(Mat4::to_cols_array))
    {
        *to = from;
    }
    numbers
}

/// In what way a surface is painted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Paint {
    /// Whether something behind it may be seen.
    blended: bool,
    /// Whether its holes hide nothing: where a pixel has several samples, they are left out one by one.
    holed: bool,
    /// Whether it hides what is drawn later behind it.
    hides: bool,
    both_sides: bool,
    samples: u32,
}

impl Paint {
    fn new(surface: &Surface, samples: u32) -> Self {
        let cut = matches!(surface.opacity, Opacity::Cut(_));
        Self {
            blended: surface.opacity != Opacity::Solid,
            holed: cut && samples > 1,
            hides: surface.opacity != Opacity::SeeThrough,
            both_sides: surface.double_sided,
            samples,
        }
    }
}

/// What every object is drawn with.
struct Tools {
    shader: ShaderModule,
    bindings: BindGroupLayout,
    layout: PipelineLayout,
    sampler: Sampler,
    pipelines: HashMap<Paint, RenderPipeline>,
}

impl Tools {
    fn new(device: &RenderDevice) -> Self {
        let shader = device.create_and_validate_shader_module(ShaderModuleDescriptor {
            label: Some("model"),
            source: ShaderSource::Wgsl(include_str!("draw.wgsl").into()),
        });
        let entries = BindGroupLayoutEntries::sequential(
            ShaderStages::VERTEX_FRAGMENT,
            (
                uniform_buffer_sized(false, None),
                uniform_buffer_sized(false, None),
                texture_2d(TextureSampleType::Float { filterable: true }),
                sampler(SamplerBindingType::Filtering),
            ),
        );
        let bindings = device.create_bind_group_layout("model", &entries);
        let layout = device.create_pipeline_layout(&PipelineLayoutDescriptor {
            label: Some("model"),
            bind_group_layouts: &[Some(&*bindings)],
            immediate_size: 0,
        });
        let sampler = device.create_sampler(&SamplerDescriptor {
            address_mode_u: AddressMode::Repeat,
            address_mode_v: AddressMode::Repeat,
            mag_filter: FilterMode::Linear,
            min_filter: FilterMode::Linear,
            ..default()
        });
        Self {
            shader,
            bindings,
            layout,
            sampler,
            pipelines: HashMap::new(),
        }
    }

    /// Makes what paints in this way, once.
    fn prepare(&mut self, device: &RenderDevice, paint: Paint) {
        if self.pipelines.contains_key(&paint) {
            return;
        }
        let attribute = |format, offset, shader_location| VertexAttribute {
            format,
            offset,
            shader_location,
        };
        let attributes = [
            attribute(VertexFormat::Float32x3, 0, 0),
            attribute(VertexFormat::Float32x3, 12, 1),
            attribute(VertexFormat::Float32x2, 24, 2),
            attribute(VertexFormat::Unorm8x4, 32, 3),
        ];
        let pipeline = device.create_render_pipeline(&RawRenderPipelineDescriptor {
            label: Some("model"),
            layout: Some(&self.layout),
            vertex: RawVertexState {
                module: &self.shader,
                entry_point: None,
                compilation_options: PipelineCompilationOptions::default(),
                buffers: &[RawVertexBufferLayout {
                    array_stride: CORNER_BYTES,
                    step_mode: VertexStepMode::Vertex,
                    attributes: &attributes,
                }],
            },
            primitive: PrimitiveState {
                cull_mode: (!paint.both_sides).then_some(Face::Back),
                ..default()
            },
            depth_stencil: Some(DepthStencilState {
                format: DEPTH,
                depth_write_enabled: Some(paint.hides),
                depth_compare: Some(CompareFunction::LessEqual),
                stencil: default(),
                bias: default(),
            }),
            multisample: MultisampleState {
                count: paint.samples,
                alpha_to_coverage_enabled: paint.holed,
                ..default()
            },
            fragment: Some(RawFragmentState {
                module: &self.shader,
                entry_point: None,
                compilation_options: PipelineCompilationOptions::default(),
                targets: &[Some(ColorTargetState {
                    format: DRAWN,
                    blend: paint
                        .blended
                        .then_some(BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                    write_mask: ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        });
        self.pipelines.insert(paint, pipeline);
    }
}

/// What rows of a picture are drawn with before they go into it.
struct Canvas {
    size: UVec2,
    depth: TextureView,
    /// Several samples a pixel, where there are several.
    many: Option<TextureView>,
    one: TextureView,
}

impl Canvas {
    fn new(device: &RenderDevice, shot: &Shot) -> Self {
        let size = Self::size(shot);
        let view = |format, sample_count| {
            let texture = device.create_texture(&TextureDescriptor {
                label: Some("model canvas"),
                size: extent(size.x, size.y),
                mip_level_count: 1,
                sample_count,
                dimension: TextureDimension::D2,
                format,
                usage: match sample_count {
                    1 => TextureUsages::RENDER_ATTACHMENT | TextureUsages::COPY_SRC,
                    _ => TextureUsages::RENDER_ATTACHMENT,
                },
                view_formats: &[],
            });
            texture.create_view(&default())
        };
        Self {
            size,
            depth: view(DEPTH, shot.samples),
            many: (shot.samples > 1).then(|| view(DRAWN, shot.samples)),
            one: view(DRAWN, 1),
        }
    }

    fn size(shot: &Shot) -> UVec2 {
        UVec2::new(shot.size.x, shot.rows_at_once)
    }

    fn fits(&self, shot: &Shot) -> bool {
        self.size == Self::size(shot)
    }
}

fn extent(width: u32, height: u32) -> Extent3d {
    Extent3d {
        width,
        height,
        depth_or_array_layers: 1,
    }
}
