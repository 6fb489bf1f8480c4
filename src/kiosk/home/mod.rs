//! The home screen: where every visit begins.

mod mosaic;
pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use chrono::{NaiveDate, Timelike as _};

use super::exhibits::ExhibitState;
use super::shell::ShellAction;
use super::shell::view::stage_ui;
use super::theme::Theme;
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
    let (today, later) = days
        .as_ref()
        .map(|days| to_come(&days.calendar, &now))
        .unwrap_or_default();
    let frame = HomeFrame {
        greeting: {
            let key = dates::greeting_key(now.hour());
            [theme.text(key), theme.text(&format!("{key}-short"))]
        },
        sublines: sublines(&theme, now.date_naive(), centre),
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

/// The date, the traditional date and the centre; where that is too long the centre goes first, and the name of a festival
/// or solar term last.
fn sublines(theme: &Theme, today: NaiveDate, centre: &str) -> Vec<String> {
    let date = dates::long_date(theme, today);
    let traditional = dates::traditional(theme, today);
    let short = dates::lunar_short(theme, today);
    let lines: [&[&str]; 4] = [
        &[&date, &traditional, centre],
        &[&date, &traditional],
        &[&date, &short],
        &[&date],
    ];
    let joined = |parts: &&[&str]| {
        let said: Vec<&str> = parts.iter().copied().filter(|s| !s.is_empty()).collect();
        said.join("  ·  ")
    };
    lines.iter().map(joined).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::theme::{Comfort, Panel};

    #[test]
    fn where_little_fits_beside_the_date_it_is_the_name_of_the_day() {
        let panel = Panel {
            width: 1920.0,
            height: 1080.0,
            width_mm: 700.0,
            bottom_mm: 900.0,
        };
        let solstice = "2026-12-22".parse().expect("a day");
        let theme = Theme::new(panel, Comfort::new("en"));
        let day = "Tuesday 22 December";
        let lunar = "14th day of the 11th lunar month · Winter Solstice";
        assert_eq!(
            sublines(&theme, solstice, "Riyue"),
            [
                format!("{day}  ·  {lunar}  ·  Riyue"),
                format!("{day}  ·  {lunar}"),
                format!("{day}  ·  Winter Solstice"),
                day.to_owned(),
            ]
        );
    }
}
