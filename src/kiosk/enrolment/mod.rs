//! Before there is anything to show: the pairing code, then the first download.

pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use super::content::LinkHandle;
use super::link::LinkRequest;
use super::{Screen, ScreenSystems, Settings, Stage};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(ScreenSystems)
            .run_if(in_state(Screen::Preparing)),
    );
}

fn show(mut stage: Stage, settings: Res<Settings>, link: Option<Res<LinkHandle>>) -> Result {
    let theme = stage.theme();
    let preparing = stage.shown.preparing.clone();
    let ask_again =
        stage.draw(|ui, _| view::preparing_ui(ui, &theme, &settings.server_url, &preparing))?;
    if let (true, Some(link)) = (ask_again, link) {
        link.0.send(LinkRequest::EnrolAgain);
    }
    Ok(())
}
