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
use bevy::render::render_resource::{TextureFormat, TextureViewDescriptor};
use bevy_egui::{EguiManagedTextures, EguiPostUpdateSet, EguiRenderOutput};
use egui::{ImageData, TextureId};

use super::textures::{TexturePart, TextureParts};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        PostUpdate,
        (
            take_new_glyphs
                .after(EguiPostUpdateSet::ProcessOutput)
                .before(EguiPostUpdateSet::PostProcessOutput)
                // A kiosk without a renderer (a test) has nothing to draw with.
                .run_if(resource_exists::<TextureParts>),
            hand_over_the_atlas
                .after(EguiPostUpdateSet::PostProcessOutput)
                .before(AssetEventSystems),
        ),
    );
}

fn take_new_glyphs(
    mut outputs: Query<(Entity, &mut EguiRenderOutput)>,
    textures: Res<EguiManagedTextures>,
    mut parts: ResMut<TextureParts>,
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
                parts.push(TexturePart {
                    texture: known.handle.clone(),
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
