//! Parts of textures on their way to the graphics card: new glyphs of an atlas, and strips of a picture too large to be
//! handed over at once.

use bevy::prelude::*;
use bevy::render::render_asset::RenderAssets;
use bevy::render::render_resource::{Extent3d, Origin3d, TexelCopyBufferLayout};
use bevy::render::renderer::RenderQueue;
use bevy::render::texture::GpuImage;
use bevy::render::{ExtractSchedule, MainWorld, Render, RenderApp, RenderSystems};
use egui::ColorImage;

/// What is to be written into textures before the next frame is drawn.
#[derive(Resource, Default)]
pub struct TextureParts(Vec<TexturePart>);

/// A part of a texture.
pub struct TexturePart {
    /// Of which; it is kept until the part is written.
    pub texture: Handle<Image>,
    /// The part's left upper corner in the texture, in pixels.
    pub at: [usize; 2],
    /// What the part shows, multiplied by its opacity.
    pub image: ColorImage,
}

impl TextureParts {
    /// Has a part written; what lies outside its texture is left out whole.
    pub fn push(&mut self, part: TexturePart) {
        self.0.push(part);
    }
}

pub(super) fn plugin(app: &mut App) {
    // A kiosk without a renderer (a test) has nothing to draw with.
    let Some(render) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render
        .init_resource::<TextureParts>()
        .add_systems(ExtractSchedule, extract_parts)
        .add_systems(Render, write_parts.in_set(RenderSystems::PrepareResources));
    app.init_resource::<TextureParts>();
}

fn extract_parts(mut main: ResMut<MainWorld>, mut parts: ResMut<TextureParts>) {
    if let Some(mut taken) = main.get_resource_mut::<TextureParts>() {
        parts.0.append(&mut taken.0);
    }
}

fn write_parts(
    mut parts: ResMut<TextureParts>,
    images: Res<RenderAssets<GpuImage>>,
    queue: Res<RenderQueue>,
) {
    // A texture that is still on its way is waited for.
    parts.0.retain(|part| {
        images
            .get(&part.texture)
            .map(|texture| write(&queue, texture, part))
            .is_none()
    });
}

fn write(queue: &RenderQueue, texture: &GpuImage, part: &TexturePart) {
    let [x, y, width, height] = [
        part.at[0],
        part.at[1],
        part.image.width(),
        part.image.height(),
    ]
    .map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let size = texture.texture_descriptor.size;
    let fits =
        |at: u32, length: u32, room: u32| at.checked_add(length).is_some_and(|end| end <= room);
    if !fits(x, width, size.width) || !fits(y, height, size.height) {
        return;
    }
    let mut to = texture.texture.as_image_copy();
    to.origin = Origin3d { x, y, z: 0 };
    queue.write_texture(
        to,
        part.image.as_raw(),
        TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(width * 4),
            rows_per_image: Some(height),
        },
        Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
    );
}
