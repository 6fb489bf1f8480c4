//! egui inside Bevy: fonts, style, and the one event that would keep a still screen awake.

use bevy::asset::AssetEventSystems;
use bevy::prelude::*;
use bevy_egui::{
    EguiContexts, EguiGlobalSettings, EguiInput, EguiPlugin, EguiPostUpdateSet, EguiPreUpdateSet,
};

use super::glyphs;
use super::paint::PaintPlugin;
use crate::kiosk::theme;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins(EguiPlugin {
        // One texture at a time: our painter knows no other way.
        bindless_mode_array_size: None,
    });
    textures_in_time(app);
    app.add_plugins(PaintPlugin);
    glyphs::plugin(app);
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
