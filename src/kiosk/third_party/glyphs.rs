//! egui's atlas of glyphs on its way to the graphics card: whole when it is made anew or grows, and after that only what
//! is new of it.
//!
//! # Context
//!
//! bevy_egui 0.42 keeps two copies of the atlas beside egui's own, and for each new glyph hands all of it on again. A
//! Chinese atlas has eight megabytes and more, and a list that is scrolled shows new glyphs in most frames.
//!
//! # Design
//!
//! What egui says has changed of an atlas that is known is taken out before bevy_egui sees it, and written into the
//! texture in the frame that draws with it. So nobody needs the copies, and they are dropped.

use std::sync::Arc;

use bevy::asset::{AssetEventSystems, RenderAssetUsages};
use bevy::prelude::*;
use bevy::render::render_asset::RenderAssets;
use bevy::render::render_resource::{
    Extent3d, Origin3d, TexelCopyBufferLayout, TextureFormat, TextureViewDescriptor,
};
use bevy::render::renderer::RenderQueue;
use bevy::render::texture::GpuImage;
use bevy::render::{ExtractSchedule, MainWorld, Render, RenderApp, RenderSystems};
use bevy_egui::{EguiManagedTextures, EguiPostUpdateSet, EguiRenderOutput};
use egui::{ColorImage, ImageData, TextureId};

/// Parts of atlases that have changed and are not on the card yet.
#[derive(Resource, Default)]
struct NewGlyphs(Vec<Part>);

/// A part of an atlas.
struct Part {
    atlas: Handle<Image>,
    /// Its left upper corner in the atlas.
    at: [usize; 2],
    image: ColorImage,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        PostUpdate,
        hand_over_the_atlas
            .after(EguiPostUpdateSet::PostProcessOutput)
            .before(AssetEventSystems),
    );
    // A kiosk without a renderer (a test) has nothing to draw with.
    let Some(render) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render
        .init_resource::<NewGlyphs>()
        .add_systems(ExtractSchedule, extract_new_glyphs)
        .add_systems(
            Render,
            write_new_glyphs.in_set(RenderSystems::PrepareResources),
        );
    app.init_resource::<NewGlyphs>().add_systems(
        PostUpdate,
        take_new_glyphs
            .after(EguiPostUpdateSet::ProcessOutput)
            .before(EguiPostUpdateSet::PostProcessOutput),
    );
}

fn take_new_glyphs(
    mut outputs: Query<(Entity, &mut EguiRenderOutput)>,
    textures: Res<EguiManagedTextures>,
    mut new: ResMut<NewGlyphs>,
) {
    for (context, mut output) in &mut outputs {
        if output.textures_delta.set.is_empty() {
            continue;
        }
        let changed = &mut output.textures_delta.set;
        for (texture, deltas) in changed.iter_mut() {
            let TextureId::Managed(id) = *texture else {
                continue;
            };
            // Made anew, it has what came before; what comes after goes into it while it is still here.
            if let Some(whole) = deltas.iter().rposition(|delta| delta.pos.is_none()) {
                deltas.drain(..whole);
                continue;
            }
            let Some(known) = textures.get(&(context, id)) else {
                continue;
            };
            for delta in deltas.drain(..) {
                let ImageData::Color(image) = delta.image;
                new.0.push(Part {
                    atlas: known.handle.clone(),
                    at: delta.pos.unwrap_or_default(),
                    image: Arc::unwrap_or_clone(image),
                });
            }
        }
        changed.retain(|_, deltas| !deltas.is_empty());
    }
}

/// The atlas leaves for the card; egui keeps its own. Glyphs are read as encoded values.
fn hand_over_the_atlas(
    textures: Option<ResMut<EguiManagedTextures>>,
    mut images: ResMut<Assets<Image>>,
) {
    let Some(mut textures) = textures else { return };
    // Pictures are textures of ours: what egui manages is its atlas.
    if textures
        .values()
        .all(|atlas| atlas.color_image.pixels.is_empty())
    {
        return;
    }
    for atlas in textures.values_mut() {
        if std::mem::take(&mut atlas.color_image).pixels.is_empty() {
            continue;
        }
        if let Some(mut image) = images.get_mut(&atlas.handle) {
            image.asset_usage = RenderAssetUsages::RENDER_WORLD;
            // Written as colours, so its own format stays; what it is looked at through decides what is read.
            image.texture_descriptor.view_formats = &[TextureFormat::Rgba8Unorm];
            image.texture_view_descriptor = Some(TextureViewDescriptor {
                format: Some(TextureFormat::Rgba8Unorm),
                ..default()
            });
        }
    }
}

fn extract_new_glyphs(mut main: ResMut<MainWorld>, mut new: ResMut<NewGlyphs>) {
    if let Some(mut taken) = main.get_resource_mut::<NewGlyphs>() {
        new.0.append(&mut taken.0);
    }
}

fn write_new_glyphs(
    mut new: ResMut<NewGlyphs>,
    images: Res<RenderAssets<GpuImage>>,
    queue: Res<RenderQueue>,
) {
    // An atlas that is still on its way is waited for.
    new.0.retain(|part| {
        images
            .get(&part.atlas)
            .map(|atlas| write(&queue, atlas, part))
            .is_none()
    });
}

fn write(queue: &RenderQueue, atlas: &GpuImage, part: &Part) {
    let [x, y, width, height] = [
        part.at[0],
        part.at[1],
        part.image.width(),
        part.image.height(),
    ]
    .map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let size = atlas.texture_descriptor.size;
    let fits =
        |at: u32, length: u32, room: u32| at.checked_add(length).is_some_and(|end| end <= room);
    if !fits(x, width, size.width) || !fits(y, height, size.height) {
        return;
    }
    let mut to = atlas.texture.as_image_copy();
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
