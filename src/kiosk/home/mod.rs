//! The home screen: where every visit begins.

mod mosaic;
pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use chrono::Timelike as _;

use super::exhibits::ExhibitState;
use super::shell::ShellAction;
use super::shell::view::stage_ui;
use super::{Screen, ScreenSystems, Stage, dates};
use crate::api::kiosk::CalendarEntry;
use view::{HomeAction, HomeFrame, home_ui};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(ScreenSystems).run_if(in_state(Screen::Home)),
    );
}

fn show(mut stage: Stage) -> Result {
    let theme = stage.theme();
    let content = stage.shown.content.clone();
    let days = stage.shown.days.clone();
    let Some(manifest) = stage
        .shown
        .manifest()
        .filter(|_| content.is_some())
        .cloned()
    else {
        stage.next.set(Screen::Attract);
        return Ok(());
    };
    let now = stage.local_now();
    let centre = manifest.title.in_language(theme.language());
    let date = dates::long_date(&theme, now.date_naive());
    let lunar = dates::lunar(&theme, now.date_naive());
    let (today, later) = days
        .as_ref()
        .map(|days| to_come(&days.calendar, &now))
        .unwrap_or_default();
    let frame = HomeFrame {
        greeting: {
            let key = dates::greeting_key(now.hour());
            [theme.text(key), theme.text(&format!("{key}-short"))]
        },
        subline: [date, centre.to_owned(), lunar],
        logo: stage.shown.logo(),
        exhibits: &manifest.exhibits,
        today,
        later,
        time_zone: now.timezone(),
    };
    let cover = &manifest.cover;
    let wanted = stage.draw(|ui, pictures| {
        let area = stage_ui(ui, &theme, pictures, cover);
        home_ui(ui, &theme, pictures, area, &frame)
    })?;
    match wanted {
        Some(HomeAction::Shell(ShellAction::Back)) => stage.next.set(Screen::Attract),
        Some(HomeAction::Shell(action)) => stage.visit.choose(&action),
        Some(HomeAction::Exhibit(id)) => {
            stage.visit.exhibit = manifest.exhibit(&id).map(ExhibitState::open);
            stage.next.set(Screen::Exhibit);
        }
        Some(HomeAction::Calendar(open)) => {
            stage.visit.calendar = super::calendar::CalendarState { open, ..default() };
            stage.next.set(Screen::Calendar);
        }
        Some(HomeAction::CheckIn) => stage.next.set(Screen::CheckIn),
        None => {}
    }
    Ok(())
}

/// What is still to come: today, and on the days after it.
fn to_come<'a>(
    calendar: &'a [CalendarEntry],
    now: &chrono::DateTime<chrono_tz::Tz>,
) -> (Vec<&'a CalendarEntry>, Vec<&'a CalendarEntry>) {
    let day = |entry: &CalendarEntry| entry.starts_at.with_timezone(&now.timezone()).date_naive();
    calendar
        .iter()
        .filter(|entry| entry.ends_at > *now && !entry.canceled)
        .filter(|entry| day(entry) >= now.date_naive())
        .partition(|entry| day(entry) == now.date_naive())
}
