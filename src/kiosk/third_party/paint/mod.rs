//! Paints egui's triangles straight into the window, each with no more than it needs.
//!
//! # Context
//!
//! bevy_egui 0.42 paints all triangles in one way: a sample of a texture, a product and a blend for each pixel. In
//! software every pixel of a kiosk is painted by the processor, and most pixels are paper and cards: one colour, covering
//! all that lies below.
//!
//! # Design
//!
//! [`plan`] says what each triangle needs. Triangles stay in their order; neighbours that can be painted in one way are
//! one run. A small triangle goes along with its neighbours where they are painted in a way that needs more: a way that
//! needs more paints the same picture.

mod plan;
mod rounds;

use std::collections::HashMap;
use std::num::NonZero;

use bevy::ecs::schedule::{ScheduleCleanupPolicy, ScheduleLabel};
use bevy::prelude::*;
use bevy::render::camera::ExtractedCamera;
use bevy::render::extract_resource::ExtractResourcePlugin;
use bevy::render::render_asset::RenderAssets;
use bevy::render::render_resource::binding_types::{sampler, texture_2d, uniform_buffer_sized};
use bevy::render::render_resource::{
    BindGroup, BindGroupEntries, BindGroupLayout, BindGroupLayoutEntries, BlendState, Buffer,
    BufferDescriptor, BufferUsages, ColorTargetState, ColorWrites, CommandEncoder, IndexFormat,
    LoadOp, MultisampleState, Operations, PipelineCompilationOptions, PipelineLayout,
    PipelineLayoutDescriptor, PrimitiveState, RawBufferVec, RawFragmentState,
    RawRenderPipelineDescriptor, RawVertexBufferLayout, RawVertexState, RenderPassColorAttachment,
    RenderPassDescriptor, RenderPipeline, Sampler, SamplerBindingType, SamplerDescriptor,
    ShaderModule, ShaderModuleDescriptor, ShaderSource, ShaderStages, StoreOp, TextureFormat,
    TextureSampleType, TextureViewId, VertexAttribute, VertexFormat, VertexStepMode,
};
use bevy::render::renderer::{RenderContext, RenderDevice, RenderQueue, ViewQuery};
use bevy::render::texture::GpuImage;
use bevy::render::view::ViewTarget;
use bevy::render::{Render, RenderApp, RenderSystems};
use bevy_egui::render::systems::{
    EguiTextureId, ExtractedEguiTextures, prepare_egui_render_target_data_system,
    prepare_egui_transforms_system, queue_bind_groups_system, queue_pipelines_system,
};
use bevy_egui::{EguiFullOutput, EguiPixelsPerPoint, EguiPostUpdateSet, EguiRenderOutput};
use egui::epaint::{Primitive, Vertex};
use egui::{ClippedPrimitive, TextureId};
use wgpu::TextureView;

use super::shot::Shot;
use plan::{Kind, Run, Way};

/// Bytes of the numbers that say how large the window is.
const SCREEN_BYTES: u64 = 16;
/// Bytes of a corner of a triangle: two numbers for where it is, two for where in its texture, and a colour.
const CORNER_BYTES: u64 = 20;

/// What the camera's picture is made with: nothing but egui.
#[derive(ScheduleLabel, Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Paint;

/// What paints on the graphics card, or on the processor where there is none.
#[derive(Resource)]
struct Painter {
    shader: ShaderModule,
    colors: PipelineLayout,
    textured: PipelineLayout,
    texture_layout: BindGroupLayout,
    sharp: Sampler,
    pipelines: HashMap<(TextureFormat, Kind), RenderPipeline>,
    screen: Buffer,
    screen_group: BindGroup,
    textures: HashMap<(TextureViewId, bool), BindGroup>,
    runs: Vec<Run>,
    groups: HashMap<Way, BindGroup>,
    vertices: RawBufferVec<Vertex>,
    indices: RawBufferVec<u32>,
}

impl FromWorld for Painter {
    fn from_world(world: &mut World) -> Self {
        let device = world.resource::<RenderDevice>();
        let shader = device.create_and_validate_shader_module(ShaderModuleDescriptor {
            label: Some("egui"),
            source: ShaderSource::Wgsl(include_str!("paint.wgsl").into()),
        });
        let screen_layout = device.create_bind_group_layout(
            "screen",
            &BindGroupLayoutEntries::single(
                ShaderStages::VERTEX,
                uniform_buffer_sized(false, NonZero::new(SCREEN_BYTES)),
            ),
        );
        let texture_layout = device.create_bind_group_layout(
            "texture",
            &BindGroupLayoutEntries::sequential(
                ShaderStages::FRAGMENT,
                (
                    texture_2d(TextureSampleType::Float { filterable: true }),
                    sampler(SamplerBindingType::Filtering),
                ),
            ),
        );
        let layout = |bind_group_layouts: &[Option<&wgpu::BindGroupLayout>]| {
            device.create_pipeline_layout(&PipelineLayoutDescriptor {
                label: Some("egui"),
                bind_group_layouts,
                immediate_size: 0,
            })
        };
        let colors = layout(&[Some(&screen_layout)]);
        let textured = layout(&[Some(&screen_layout), Some(&texture_layout)]);
        let screen = device.create_buffer(&BufferDescriptor {
            label: Some("screen"),
            size: SCREEN_BYTES,
            usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let screen_group = device.create_bind_group(
            "screen",
            &screen_layout,
            &BindGroupEntries::single(screen.as_entire_binding()),
        );
        let sharp = device.create_sampler(&SamplerDescriptor::default());
        Self {
            shader,
            colors,
            textured,
            texture_layout,
            sharp,
            pipelines: HashMap::new(),
            screen,
            screen_group,
            textures: HashMap::new(),
            runs: Vec::new(),
            groups: HashMap::new(),
            vertices: RawBufferVec::new(BufferUsages::VERTEX),
            indices: RawBufferVec::new(BufferUsages::INDEX),
        }
    }
}

impl Painter {
    /// Makes what paints in this way into pictures of this format, once.
    fn make(&mut self, device: &RenderDevice, format: TextureFormat, kind: Kind) {
        if self.pipelines.contains_key(&(format, kind)) {
            return;
        }
        let attribute = |format, offset, shader_location| VertexAttribute {
            format,
            offset,
            shader_location,
        };
        let attributes = [
            attribute(VertexFormat::Float32x2, 0, 0),
            attribute(VertexFormat::Float32x2, 8, 1),
            attribute(VertexFormat::Unorm8x4, 16, 2),
        ];
        let over = BlendState::PREMULTIPLIED_ALPHA_BLENDING;
        let (vertex, fragment, layout, blend) = match kind {
            Kind::Solid => ("solid_corner", "solid", &self.colors, None),
            Kind::Flat => ("flat_corner", "flat", &self.colors, Some(over)),
            Kind::Textured => ("textured_corner", "textured", &self.textured, Some(over)),
        };
        let pipeline = device.create_render_pipeline(&RawRenderPipelineDescriptor {
            label: Some("egui"),
            layout: Some(layout),
            vertex: RawVertexState {
                module: &self.shader,
                entry_point: Some(vertex),
                compilation_options: PipelineCompilationOptions::default(),
                buffers: &[RawVertexBufferLayout {
                    array_stride: CORNER_BYTES,
                    step_mode: VertexStepMode::Vertex,
                    attributes: &attributes,
                }],
            },
            primitive: PrimitiveState::default(),
            depth_stencil: None,
            multisample: MultisampleState::default(),
            fragment: Some(RawFragmentState {
                module: &self.shader,
                entry_point: Some(fragment),
                compilation_options: PipelineCompilationOptions::default(),
                targets: &[Some(ColorTargetState {
                    format,
                    blend,
                    write_mask: ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        });
        self.pipelines.insert((format, kind), pipeline);
    }

    /// Sorts what egui wants painted into a window of this size, in pixels. `size_of` knows how many points a texture has
    /// across and down where each of its pixels is one of the window.
    fn plan(
        &mut self,
        jobs: &[ClippedPrimitive],
        pixels_per_point: f32,
        window: [u32; 2],
        size_of: impl Fn(TextureId) -> Option<Vec2>,
    ) {
        self.runs.clear();
        self.vertices.clear();
        self.indices.clear();
        let mut corner = 0;
        for job in jobs {
            let Primitive::Mesh(mesh) = &job.primitive else {
                continue;
            };
            let clip = clip_of(job.clip_rect, pixels_per_point, window);
            if clip[0] >= clip[2] || clip[1] >= clip[3] {
                continue;
            }
            let before = self.vertices.len() as u32;
            let size = size_of(mesh.texture_id).map(|size| size.to_array());
            let vertices = mesh
                .vertices
                .iter()
                .map(|vertex| off_the_edge(*vertex, size));
            self.vertices.values_mut().extend(vertices);
            let corners = mesh.indices.iter().map(|number| number + before);
            self.indices.values_mut().extend(corners);
            corner = plan::add(&mut self.runs, mesh, clip, corner, size);
        }
    }

    /// Textures as the card wants them, for what was planned. What has no picture yet is left out.
    fn bind<'a>(
        &mut self,
        device: &RenderDevice,
        image_of: impl Fn(TextureId) -> Option<&'a GpuImage>,
    ) {
        self.groups.clear();
        let mut before = std::mem::take(&mut self.textures);
        for run in &self.runs {
            let (texture, sharp) = match run.way {
                Way::Solid | Way::Flat => continue,
                Way::Sharp(texture) => (texture, true),
                Way::Smooth(texture) => (texture, false),
            };
            if self.groups.contains_key(&run.way) {
                continue;
            }
            let Some(image) = image_of(texture) else {
                continue;
            };
            let key = (image.texture_view.id(), sharp);
            let group = before.remove(&key).unwrap_or_else(|| {
                let sampler = if sharp { &self.sharp } else { &image.sampler };
                device.create_bind_group(
                    "texture",
                    &self.texture_layout,
                    &BindGroupEntries::sequential((&image.texture_view, sampler)),
                )
            });
            self.groups.insert(run.way, group.clone());
            self.textures.insert(key, group);
        }
    }

    /// Paints what was planned into a picture of this format.
    fn paint(
        &self,
        encoder: &mut CommandEncoder,
        picture: &TextureView,
        format: TextureFormat,
        paper: Srgba,
    ) {
        let paper = wgpu::Color {
            r: paper.red.into(),
            g: paper.green.into(),
            b: paper.blue.into(),
            a: 1.0,
        };
        let mut pass = encoder.begin_render_pass(&RenderPassDescriptor {
            label: Some("egui"),
            color_attachments: &[Some(RenderPassColorAttachment {
                view: picture,
                depth_slice: None,
                resolve_target: None,
                ops: Operations {
                    load: LoadOp::Clear(paper),
                    store: StoreOp::Store,
                },
            })],
            ..default()
        });
        let (Some(vertices), Some(indices)) = (self.vertices.buffer(), self.indices.buffer())
        else {
            return;
        };
        pass.set_vertex_buffer(0, *vertices.slice(..));
        pass.set_index_buffer(*indices.slice(..), IndexFormat::Uint32);
        pass.set_bind_group(0, &*self.screen_group, &[]);
        let size = picture.texture().size();
        let (mut kind, mut clip) = (None, None);
        for run in &self.runs {
            let textured = run.way.kind() == Kind::Textured;
            let group = self.groups.get(&run.way);
            if textured && group.is_none() {
                continue;
            }
            if kind.replace(run.way.kind()) != kind {
                let Some(pipeline) = self.pipelines.get(&(format, run.way.kind())) else {
                    return;
                };
                pass.set_pipeline(pipeline);
            }
            // A window that has just changed its size was planned for another one.
            let [left, top, right, bottom] = run.clip;
            let (right, bottom) = (right.min(size.width), bottom.min(size.height));
            if left >= right || top >= bottom {
                continue;
            }
            if clip != Some(run.clip) {
                clip = Some(run.clip);
                pass.set_scissor_rect(left, top, right - left, bottom - top);
            }
            if let Some(group) = group {
                pass.set_bind_group(1, &**group, &[]);
            }
            pass.draw_indexed(run.corners.clone(), 0, 0..1);
        }
    }
}

/// A picture in the middle of a place may be half a pixel off, and the middles of the window's pixels then lie between its
/// own: this far to one side all of them take the same neighbour.
fn off_the_edge(vertex: Vertex, size: Option<[f32; 2]>) -> Vertex {
    const ASIDE: f32 = 0.02;
    let Some([across, down]) = size else {
        return vertex;
    };
    let uv = vertex.uv + egui::vec2(ASIDE / across, ASIDE / down);
    Vertex { uv, ..vertex }
}

/// What of the window is painted on, in pixels: left, top, right, bottom.
fn clip_of(clip: egui::Rect, pixels_per_point: f32, window: [u32; 2]) -> [u32; 4] {
    let pixel = |point: f32, most: u32| ((point * pixels_per_point).round() as u32).min(most);
    [
        pixel(clip.min.x, window[0]),
        pixel(clip.min.y, window[1]),
        pixel(clip.max.x, window[0]),
        pixel(clip.max.y, window[1]),
    ]
}

/// egui's painter in the renderer.
pub(super) struct PaintPlugin;

impl Plugin for PaintPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Shot>()
            .add_plugins(ExtractResourcePlugin::<Shot>::default())
            .add_systems(
                PostUpdate,
                round_corners
                    .after(EguiPostUpdateSet::EndPass)
                    .before(EguiPostUpdateSet::ProcessOutput),
            );
    }

    fn finish(&self, app: &mut App) {
        // A kiosk without a renderer (a test) has nothing to paint with.
        let Some(render) = app.get_sub_app_mut(RenderApp) else {
            return;
        };
        // Theirs would be made ready for each frame and never used.
        let policy = ScheduleCleanupPolicy::RemoveSystemsOnly;
        let removed = [
            render.remove_systems_in_set(Render, prepare_egui_transforms_system, policy),
            render.remove_systems_in_set(Render, prepare_egui_render_target_data_system, policy),
            render.remove_systems_in_set(Render, queue_bind_groups_system, policy),
            render.remove_systems_in_set(Render, queue_pipelines_system, policy),
        ];
        for error in removed.into_iter().filter_map(std::result::Result::err) {
            tracing::warn!(%error, "bevy_egui makes ready what nobody paints");
        }
        render
            .init_schedule(Paint)
            .init_resource::<Painter>()
            .add_systems(Render, prepare.in_set(RenderSystems::PrepareBindGroups))
            .add_systems(Paint, paint);
    }
}

fn round_corners(mut outputs: Query<&mut EguiFullOutput>) {
    for mut output in &mut outputs {
        if let Some(output) = &mut output.0 {
            rounds::in_triangles(&mut output.shapes);
        }
    }
}

fn prepare(
    mut painter: ResMut<Painter>,
    outputs: Query<(&EguiRenderOutput, &EguiPixelsPerPoint)>,
    views: Query<(&ViewTarget, &ExtractedCamera)>,
    textures: ExtractedEguiTextures,
    images: Res<RenderAssets<GpuImage>>,
    shot: Res<Shot>,
    (device, queue): (Res<RenderDevice>, Res<RenderQueue>),
) {
    let (Ok((output, scale)), Ok((view, camera))) = (outputs.single(), views.single()) else {
        return;
    };
    let (Some(format), Some(window)) =
        (view.out_texture_view_format(), camera.physical_target_size)
    else {
        return;
    };
    let shot = shot.0.as_ref().map(|_| Shot::FORMAT);
    for format in [Some(format), shot].into_iter().flatten() {
        for kind in [Kind::Solid, Kind::Flat, Kind::Textured] {
            painter.make(&device, format, kind);
        }
    }
    let assets: HashMap<TextureId, AssetId<Image>> = textures
        .handles()
        .map(|(texture, image)| match texture {
            EguiTextureId::Managed(_, id) => (TextureId::Managed(id), image),
            EguiTextureId::User(id) => (TextureId::User(id), image),
        })
        .collect();
    let image_of = |texture| images.get(*assets.get(&texture)?);
    let pixels_per_point = scale.pixels_per_point;
    let size_of = |texture| {
        let size = image_of(texture)?.texture_descriptor.size;
        Some(Vec2::new(size.width as f32, size.height as f32) / pixels_per_point)
    };
    painter.plan(
        &output.paint_jobs,
        pixels_per_point,
        window.to_array(),
        size_of,
    );
    painter.bind(&device, image_of);
    painter.vertices.write_buffer(&device, &queue);
    painter.indices.write_buffer(&device, &queue);
    let [width, height] = window.as_vec2().to_array();
    let screen = [
        2.0 * pixels_per_point / width,
        -2.0 * pixels_per_point / height,
        -1.0,
        1.0,
    ];
    let bytes: Vec<u8> = screen.into_iter().flat_map(f32::to_ne_bytes).collect();
    queue.write_buffer(&painter.screen, 0, &bytes);
}

fn paint(
    painter: Res<Painter>,
    view: ViewQuery<&ViewTarget>,
    ground: Res<ClearColor>,
    shot: Res<Shot>,
    images: Res<RenderAssets<GpuImage>>,
    mut context: RenderContext,
) {
    let view = view.into_inner();
    let paper = ground.0.to_srgba();
    let encoder = context.command_encoder();
    if let Some(image) = shot.0.as_ref().and_then(|shot| images.get(shot)) {
        painter.paint(encoder, &image.texture_view, Shot::FORMAT, paper);
    }
    // Asking for it says that the window's picture is painted, and can be shown.
    let Some(window) = view.out_texture_color_attachment(None) else {
        return;
    };
    if let Some(format) = view.out_texture_view_format() {
        painter.paint(encoder, window.view, format, paper);
    }
}
