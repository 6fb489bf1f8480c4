//! Every widget of the theme in every state, for whoever draws screens: no server, no content, no visitor.
//!
//! Not to be confused with `exhibits::gallery`, which shows pictures.

mod samples;
pub mod view;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};

use super::theme::{self, Comfort, Theme};
use super::writing::{Field, Writing};
use super::{Settings, panel_of};
use crate::config::KioskSettings;
use view::{GalleryAction, gallery_screen_ui};

/// Most characters that the sample of the keyboard takes.
const CHARS_MAX: usize = 60;

/// What was chosen and written on the gallery screen.
#[derive(Resource)]
struct Sample {
    comfort: Comfort,
    writing: Writing,
}

impl Sample {
    fn new(settings: &KioskSettings) -> Self {
        Self {
            comfort: Comfort::new(&settings.language),
            writing: new_writing(&settings.language),
        }
    }
}

/// Nothing written yet, on the keys of `language`.
pub fn new_writing(language: &str) -> Writing {
    let field = Field::Words {
        chars_max: CHARS_MAX,
    };
    Writing::new(language, field)
}

pub(super) fn plugin(app: &mut App) {
    let sample = Sample::new(app.world().resource::<Settings>());
    app.insert_resource(sample)
        .init_resource::<ClearColor>()
        .add_systems(EguiPrimaryContextPass, show);
}

fn show(
    mut contexts: EguiContexts,
    settings: Res<Settings>,
    mut sample: ResMut<Sample>,
    mut ground: ResMut<ClearColor>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let rect = ctx.content_rect();
    let theme = Theme::new(panel_of(rect, &settings), sample.comfort.clone())
        .with_southern_sounds(settings.writing.southern_sounds);
    let [r, g, b, _] = theme.palette.paper.to_array();
    ground.0 = Color::srgb_u8(r, g, b);
    let area = egui::Area::new(egui::Id::new("gallery-screen")).fixed_pos(egui::Pos2::ZERO);
    let wanted = area.constrain(false).show(ctx, |ui| {
        ui.set_min_size(rect.size());
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        gallery_screen_ui(&mut ui, &theme, &sample.writing)
    });
    match wanted.inner {
        Some(GalleryAction::Comfort(comfort)) => {
            if comfort.language != sample.comfort.language {
                sample.writing = new_writing(&comfort.language);
            }
            theme::set_motion(ctx, !comfort.reduced_motion);
            sample.comfort = comfort;
        }
        Some(GalleryAction::Writing(writing)) => sample.writing = writing,
        None => return Ok(()),
    }
    ctx.request_repaint();
    Ok(())
}
