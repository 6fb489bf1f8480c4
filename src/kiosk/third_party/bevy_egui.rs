//! egui inside Bevy: fonts, style, and the one event that would keep a still screen awake.

use bevy::asset::AssetEventSystems;
use bevy::image::ImageSampler;
use bevy::prelude::*;
use bevy::shader::Shader;
use bevy_egui::render::EGUI_SHADER_HANDLE;
use bevy_egui::{
    EguiContexts, EguiGlobalSettings, EguiInput, EguiManagedTextures, EguiPlugin,
    EguiPostUpdateSet, EguiPreUpdateSet,
};

use crate::kiosk::theme;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins(EguiPlugin {
        // One texture at a time: the shader below knows no other way.
        bindless_mode_array_size: None,
    });
    let shader = Shader::from_wgsl(include_str!("egui.wgsl"), "third_party/egui.wgsl");
    app.world_mut()
        .resource_mut::<Assets<Shader>>()
        .insert(EGUI_SHADER_HANDLE.id(), shader)
        .unwrap_or_else(|error| tracing::error!(%error, "the shader of bevy_egui stays"));
    textures_in_time(app);
    app.add_systems(
        PostUpdate,
        glyphs_are_not_smoothed
            .after(EguiPostUpdateSet::PostProcessOutput)
            .before(AssetEventSystems),
    );
    app.add_systems(
        PreUpdate,
        drop_unchanged_modifiers
            .after(EguiPreUpdateSet::ProcessInput)
            .before(EguiPreUpdateSet::BeginPass),
    )
    .add_systems(PreStartup, no_desktop_habits)
    // Fonts take effect with the next pass: they must be there before the first.
    .add_systems(
        PreUpdate,
        dress
            .after(EguiPreUpdateSet::InitContexts)
            .before(EguiPreUpdateSet::BeginPass),
    );
}

/// bevy_egui 0.42 leaves open whether a texture reaches the GPU in the frame that draws with it. What is drawn with one
/// that does not is left out, and a still screen has no next frame: it lost every word when the atlas of glyphs grew.
fn textures_in_time(app: &mut App) {
    app.configure_sets(
        PostUpdate,
        EguiPostUpdateSet::PostProcessOutput.before(AssetEventSystems),
    );
}

/// egui sets each glyph on whole pixels, and everything of one colour is painted with one white pixel of their atlas:
/// what is read between pixels is what is read at one. In software that is a quarter of what a painted pixel costs.
fn glyphs_are_not_smoothed(
    textures: Option<Res<EguiManagedTextures>>,
    mut images: ResMut<Assets<Image>>,
) {
    // Pictures are textures of ours: what egui manages is its atlas.
    for texture in textures.iter().flat_map(|textures| textures.values()) {
        let smoothed = |image: &Image| image.sampler != ImageSampler::nearest();
        if images.get(&texture.handle).is_some_and(smoothed)
            && let Some(mut image) = images.get_mut(&texture.handle)
        {
            image.sampler = ImageSampler::nearest();
        }
    }
}

/// bevy_egui 0.42 says "modifiers changed" every frame; egui then asks for another frame, for ever.
fn drop_unchanged_modifiers(mut inputs: Query<&mut EguiInput>, mut last: Local<egui::Modifiers>) {
    for mut input in &mut inputs {
        let before = *last;
        input.events.retain(|event| match event {
            egui::Event::ModifiersChanged(now) => {
                let changed = *now != before;
                *last = *now;
                changed
            }
            _ => true,
        });
    }
}

fn no_desktop_habits(mut settings: ResMut<EguiGlobalSettings>) {
    settings.enable_cursor_icon_updates = false;
    settings.enable_ime = false;
}

fn dress(mut contexts: EguiContexts, mut dressed: Local<bool>) {
    let Ok(ctx) = contexts.ctx_mut() else {
        return;
    };
    if std::mem::replace(&mut *dressed, true) {
        return;
    }
    // Discs out of the atlas would want smoothing.
    ctx.tessellation_options_mut(|options| options.prerasterized_discs = false);
    theme::dress(ctx);
}
