//! Hands an object over to the graphics card: its corners, surfaces and pictures as the shader takes them.

use std::sync::Arc;

use bevy::prelude::*;
use bevy::render::render_resource::{
    BindGroup, BindGroupEntries, Buffer, BufferDescriptor, BufferInitDescriptor, BufferUsages,
    TextureDataOrder, TextureDescriptor, TextureDimension, TextureFormat, TextureUsages,
    TextureView,
};
use bevy::render::renderer::{RenderDevice, RenderQueue};

use super::{Thing, Tools, extent};
use crate::pack::glb::{Opacity, Piece, Surface};

/// Position, normal and place in the picture, each number four bytes; and a colour.
pub(super) const CORNER_BYTES: u64 = 36;

/// An object on the graphics card: what is seen through last.
pub(super) struct Stage {
    pub(super) thing: Arc<Thing>,
    pub(super) eye: Buffer,
    pub(super) pieces: Vec<Part>,
}

/// A piece of it.
pub(super) struct Part {
    pub(super) surface: Surface,
    pub(super) corners: Buffer,
    pub(super) indices: Buffer,
    pub(super) count: u32,
    pub(super) bindings: BindGroup,
}

impl Stage {
    /// Hands an object over: what it is made of is let go here.
    pub(super) fn new(
        device: &RenderDevice,
        queue: &RenderQueue,
        tools: &Tools,
        thing: &Arc<Thing>,
    ) -> Self {
        let eye = device.create_buffer(&BufferDescriptor {
            label: Some("model eye"),
            size: 128,
            usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let plain = texture(
            device,
            queue,
            &image::RgbaImage::from_pixel(1, 1, image::Rgba([255; 4])),
        );
        let (pieces, pictures) = thing
            .take()
            .map(|body| (body.pieces, body.pictures))
            .unwrap_or_default();
        // Each is let go as soon as the card has it.
        let pictures: Vec<Option<TextureView>> = pictures
            .into_iter()
            .map(|picture| picture.map(|picture| texture(device, queue, &picture)))
            .collect();
        let mut pieces: Vec<Part> = pieces
            .into_iter()
            // A piece without a triangle has nothing to be kept in.
            .filter(|piece| !piece.indices.is_empty())
            .map(|piece| {
                let picture = piece
                    .surface
                    .picture
                    .and_then(|i| pictures.get(i)?.as_ref());
                let surface = device.create_buffer_with_data(&BufferInitDescriptor {
                    label: Some("model surface"),
                    contents: &bytes_of(&surface_of(&piece.surface)),
                    usage: BufferUsages::UNIFORM,
                });
                let bindings = device.create_bind_group(
                    "model",
                    &tools.bindings,
                    &BindGroupEntries::sequential((
                        eye.as_entire_binding(),
                        surface.as_entire_binding(),
                        picture.unwrap_or(&plain),
                        &tools.sampler,
                    )),
                );
                part(device, &piece, bindings)
            })
            .collect();
        pieces.sort_by_key(|part| match part.surface.opacity {
            Opacity::Solid => 0,
            Opacity::Cut(_) => 1,
            Opacity::SeeThrough => 2,
        });
        Self {
            thing: thing.clone(),
            eye,
            pieces,
        }
    }
}

fn part(device: &RenderDevice, piece: &Piece, bindings: BindGroup) -> Part {
    let corners = corners_of(piece);
    let indices: Vec<u8> = piece
        .indices
        .iter()
        .flat_map(|index| index.to_le_bytes())
        .collect();
    Part {
        surface: piece.surface,
        corners: device.create_buffer_with_data(&BufferInitDescriptor {
            label: Some("model corners"),
            contents: &corners,
            usage: BufferUsages::VERTEX,
        }),
        indices: device.create_buffer_with_data(&BufferInitDescriptor {
            label: Some("model indices"),
            contents: &indices,
            usage: BufferUsages::INDEX,
        }),
        count: u32::try_from(piece.indices.len()).unwrap_or(u32::MAX),
        bindings,
    }
}

/// Its corners as the card takes them.
fn corners_of(piece: &Piece) -> Vec<u8> {
    let mut corners = Vec::with_capacity(piece.positions.len() * CORNER_BYTES as usize);
    for (i, position) in piece.positions.iter().enumerate() {
        let normal = piece.normals.get(i).copied().unwrap_or([0.0, 0.0, 1.0]);
        let uv = piece.uvs.get(i).copied().unwrap_or_default();
        for number in position.iter().chain(&normal).chain(&uv) {
            corners.extend(number.to_le_bytes());
        }
        corners.extend(piece.colors.get(i).copied().unwrap_or([255; 4]));
    }
    corners
}

fn surface_of(surface: &Surface) -> [f32; 12] {
    let [red, green, blue, alpha] = surface.color;
    let [glow_red, glow_green, glow_blue] = surface.emissive;
    let (metallic, roughness) = (surface.metallic, surface.roughness);
    // As the shader tells them apart.
    let (opacity, cut) = match surface.opacity {
        Opacity::Solid => (0.0, 0.0),
        Opacity::Cut(cut) => (1.0, cut),
        Opacity::SeeThrough => (2.0, 0.0),
    };
    [
        red, green, blue, alpha, glow_red, glow_green, glow_blue, 0.0, metallic, roughness,
        opacity, cut,
    ]
}

/// A picture whose encoded values are read as light.
fn texture(device: &RenderDevice, queue: &RenderQueue, picture: &image::RgbaImage) -> TextureView {
    let descriptor = TextureDescriptor {
        label: Some("model picture"),
        size: extent(picture.width(), picture.height()),
        mip_level_count: 1,
        sample_count: 1,
        dimension: TextureDimension::D2,
        format: TextureFormat::Rgba8UnormSrgb,
        usage: TextureUsages::TEXTURE_BINDING | TextureUsages::COPY_DST,
        view_formats: &[],
    };
    device
        .create_texture_with_data(queue, &descriptor, TextureDataOrder::default(), picture)
        .create_view(&default())
}

/// Numbers as the card reads them.
pub(super) fn bytes_of(numbers: &[f32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}
