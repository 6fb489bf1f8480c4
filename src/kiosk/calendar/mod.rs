//! The calendar: what is on, day by day.

pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use chrono::{Datelike as _, Days, NaiveDate};
use uuid::Uuid;

use super::shell::ShellAction;
use super::shell::view::stage_ui;
use super::{Screen, ScreenSystems, Stage};
use crate::api::kiosk::CalendarEntry;
use view::{CalendarAction, CalendarFrame, calendar_ui};

/// Weeks a visitor can turn to: this one and the next, as far as a kiosk knows.
const WEEKS: i64 = 2;

/// The chosen day and activity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CalendarState {
    /// `None` is today.
    pub day: Option<NaiveDate>,
    /// The occurrence that is open.
    pub open: Option<Uuid>,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(ScreenSystems)
            .run_if(in_state(Screen::Calendar)),
    );
}

fn show(mut stage: Stage) -> Result {
    let theme = stage.theme();
    let days = stage.shown.days.clone();
    let calendar: &[CalendarEntry] = days.as_ref().map_or(&[], |days| &days.calendar);
    let zone = stage.shown.time_zone();
    let today = stage.local_now().date_naive();
    let state = stage.visit.calendar;
    let day = state.day.unwrap_or(today);
    let frame = frame(calendar, days.is_some(), zone, today, day, state.open);
    let cover = stage
        .shown
        .manifest()
        .map(|manifest| manifest.cover.clone())
        .unwrap_or_default();
    let wanted = stage.draw(|ui, pictures| {
        let area = stage_ui(ui, &theme, pictures, &cover);
        calendar_ui(ui, &theme, pictures, area, &frame)
    })?;
    let calendar = &mut stage.visit.calendar;
    match wanted {
        Some(CalendarAction::Day(day)) => {
            *calendar = CalendarState {
                day: Some(day),
                open: None,
            }
        }
        Some(CalendarAction::TurnWeek(step)) => {
            let turned = monday(day) + chrono::Duration::weeks(step);
            // Back in this week, today is the day that matters.
            let day = if monday(today) == turned {
                today
            } else {
                turned
            };
            *calendar = CalendarState {
                day: Some(day),
                open: None,
            };
        }
        Some(CalendarAction::Open(occurrence)) => calendar.open = Some(occurrence),
        Some(CalendarAction::Close) => calendar.open = None,
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

fn frame(
    calendar: &[CalendarEntry],
    known: bool,
    zone: chrono_tz::Tz,
    today: NaiveDate,
    day: NaiveDate,
    open: Option<Uuid>,
) -> CalendarFrame<'_> {
    let date = |entry: &CalendarEntry| entry.starts_at.with_timezone(&zone).date_naive();
    let first = monday(day);
    let week = (0..7)
        .filter_map(|offset| first.checked_add_days(Days::new(offset)))
        .map(|day| {
            (
                day,
                calendar.iter().filter(|entry| date(entry) == day).count(),
            )
        })
        .collect();
    let turned = (first - monday(today)).num_weeks();
    CalendarFrame {
        week,
        today,
        day,
        turns: (turned > 0, turned + 1 < WEEKS),
        entries: calendar.iter().filter(|entry| date(entry) == day).collect(),
        later: calendar
            .iter()
            .filter(|entry| date(entry) > day)
            .map(|entry| (date(entry), entry))
            .collect(),
        open: open.and_then(|open| calendar.iter().find(|entry| entry.occurrence == open)),
        known,
        time_zone: zone,
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day - chrono::Duration::days(i64::from(day.weekday().num_days_from_monday()))
}
