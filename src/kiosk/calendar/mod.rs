//! The calendar: what is on, as a list, a week or a month; and the occurrence that is open.

mod code;
pub mod filter;
pub mod state;
pub mod view;
mod words;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

pub use state::CalendarState;

use super::shell::ShellAction;
use super::shell::view::stage_ui;
use super::theme::Theme;
use super::{Screen, ScreenSystems, Settings, Stage};
use crate::api::kiosk::CalendarEntry;
use crate::model::day_class::{DayMarks, day_class};
use view::{CalendarAction, CalendarFrame, calendar_ui};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(ScreenSystems)
            .run_if(in_state(Screen::Calendar)),
    );
}

fn show(mut stage: Stage, settings: Res<Settings>) -> Result {
    let theme = stage.theme();
    let days = stage.shown.days.clone();
    let none = DayMarks::new();
    let marks = days.as_ref().map_or(&none, |days| &days.day_marks);
    let entries = days.as_ref().map_or(&[][..], |days| &days.calendar);
    let zone = stage.shown.time_zone();
    let now = stage.clock.now();
    let today = now.with_timezone(&zone).date_naive();
    // A server that does not say how far it knows knows what it sent.
    let known_until = days
        .as_ref()
        .and_then(|days| days.known_until)
        .or(entries.last().map(|entry| words::day_of(entry, zone)))
        .unwrap_or(today);
    let state = stage.visit.calendar.clone();
    let identity = stage.shown.identity.as_ref();
    let centre = identity.map_or_else(String::new, |identity| {
        identity
            .centre_title
            .in_language(theme.language())
            .to_owned()
    });
    let phone_address = stage.shown.phone_address(&settings);
    let frame = CalendarFrame {
        state: &state,
        entries,
        known: days.is_some(),
        known_until,
        now,
        time_zone: zone,
        day_class: &|day| day_class(day, marks),
        registers: true,
        centre: &centre,
        phone_address: phone_address.as_deref(),
    };
    let cover = stage
        .shown
        .manifest()
        .map(|manifest| manifest.cover.clone())
        .unwrap_or_default();
    let wanted = stage.draw(|ui, pictures| {
        let area = stage_ui(ui, &theme, pictures, &cover);
        calendar_ui(ui, &theme, pictures, area, &frame)
    })?;
    stage.tell(|| told(&theme, &frame));
    match wanted {
        Some(CalendarAction::See(wish)) => {
            stage.visit.calendar = state.after(wish, today);
        }
        Some(CalendarAction::Register(occurrence)) => {
            stage.visit.register_for(occurrence);
            stage.next.set(Screen::Registration);
        }
        Some(CalendarAction::CheckIn) => stage.next.set(Screen::CheckIn),
        Some(CalendarAction::Shell(ShellAction::Back)) => stage.next.set(Screen::Home),
        Some(CalendarAction::Shell(action)) => stage.visit.choose(&action),
        None => {}
    }
    Ok(())
}

/// What whoever does not see the screen is told of it: what is open, or how one looks and at which day.
fn told(theme: &Theme, frame: &CalendarFrame) -> String {
    let state = frame.state;
    let today = frame.today();
    let open = |entry: &&CalendarEntry| Some(entry.occurrence) == state.open;
    if let Some(entry) = frame.entries.iter().find(open) {
        let [day, time] = words::when(theme, entry, frame.time_zone, today);
        let title = entry.title.in_language(theme.language());
        return format!("{title}\n{day}\n{time}");
    }
    if state.choosing {
        return theme.text("filter");
    }
    let layout = theme.text(state.layout.key());
    let day = words::spoken_day(theme, state.day(today), today);
    format!("{layout}\n{day}")
}
