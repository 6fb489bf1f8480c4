//! The screen of an open exhibit.

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use super::model::stage::{self, Models};
use super::video::stage::{self as film_stage, Films};
use super::{ExhibitState, Scene, Step, exhibit_ui};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::stage_ui;
use crate::kiosk::sound::Sound;
use crate::kiosk::{Screen, ScreenSystems, Stage};

pub(in crate::kiosk) fn plugin(app: &mut App) {
    stage::plugin(app);
    film_stage::plugin(app);
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(ScreenSystems).run_if(in_state(Screen::Exhibit)),
    );
}

fn show(mut stage: Stage, sound: Res<Sound>, models: Res<Models>, films: Res<Films>) -> Result {
    let theme = stage.theme();
    let state = stage.visit.exhibit.clone();
    let found = state.and_then(|state| {
        let manifest = stage.shown.manifest()?;
        Some((
            manifest.exhibit(&state.exhibit)?.clone(),
            state,
            manifest.cover.clone(),
        ))
    });
    let Some((exhibit, state, cover)) = found else {
        stage.next.set(Screen::Home);
        return Ok(());
    };
    let heard = sound.heard();
    let wanted = stage.draw(|ui, pictures| {
        let area = stage_ui(ui, &theme, pictures, &cover);
        let scene = Scene {
            theme: &theme,
            pictures,
            models: &*models,
            films: &*films,
            heard: &heard,
            stage: area,
            exhibit: &exhibit,
        };
        exhibit_ui(ui, &scene, &state.place)
    })?;
    match wanted {
        Some(Step::Shell(ShellAction::Back)) => stage.next.set(Screen::Home),
        Some(Step::Shell(action)) => stage.visit.choose(&action),
        Some(Step::Go(place)) => {
            stage.visit.exhibit = Some(ExhibitState { place, ..state });
            stage.wake_within(std::time::Duration::ZERO);
        }
        None => {}
    }
    Ok(())
}
