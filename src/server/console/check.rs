//! What a form says before it is saved: how an activity comes again in words, its next dates, what is in the way.

use askama::Template;
use axum::response::Html;
use chrono_tz::Tz;

use super::page::{Page, Words};
use super::repeat::NEXT_DATES;
use super::{html, repeat, words};
use crate::config::CentreSettings;
use crate::model::day_class::{DayClass, DayMarks, day_class};
use crate::model::recurrence::RuleFault;
use crate::model::series::{Collision, Series};
use crate::server::routes::SignedIn;
use crate::server::series::Outlook;
use crate::server::{App, ServerError, recurrence};

/// Two things at one time, in words.
pub(super) struct CollisionLine {
    pub what: String,
    pub when: String,
    pub href: Option<String>,
}

/// Collisions in words: which occurrence, when.
pub(super) fn collision_lines(words: Words, found: &[Collision], zone: Tz) -> Vec<CollisionLine> {
    found
        .iter()
        .map(|collision| {
            let other = &collision.other;
            let key = match (collision.room, collision.host) {
                (true, true) => "collision-both",
                (true, false) => "collision-room",
                (false, _) => "collision-host",
            };
            let local = |text| words::local(words, text);
            let starts = other.starts_at.with_timezone(&zone).naive_local();
            let minutes = (other.ends_at - other.starts_at).num_minutes();
            CollisionLine {
                what: words.with(
                    key,
                    [
                        ("room", local(&other.room).into()),
                        ("host", local(&other.host).into()),
                        ("title", local(&other.title).into()),
                    ],
                ),
                when: repeat::date_in_words(words, starts, u32::try_from(minutes).unwrap_or(0)),
                href: other
                    .occurrence
                    .map(|id| format!("/console/occurrences/{id}")),
            }
        })
        .collect()
}

/// A date that is to come.
pub(super) struct NextDate {
    pub text: String,
    /// The holiday or other day it falls on.
    pub note: Option<String>,
}

/// The part of the form.
#[derive(Template)]
#[template(path = "check.html", config = "config/askama.toml")]
pub(super) struct CheckPart {
    pub words: Words,
    pub fault: Option<String>,
    pub rule: Option<String>,
    pub dates: Vec<NextDate>,
    pub total: u32,
    /// Dates with registrations that would not fit any more.
    pub held: Vec<String>,
    pub collisions: Vec<CollisionLine>,
    /// The rule as calendars elsewhere write it.
    pub lines: Vec<String>,
}

impl CheckPart {
    pub(super) fn empty(words: Words) -> Self {
        Self {
            words,
            fault: None,
            rule: None,
            dates: Vec::new(),
            total: 0,
            held: Vec::new(),
            collisions: Vec::new(),
            lines: Vec::new(),
        }
    }
}

/// What was found out about a form that is being filled in.
pub(in crate::server) struct Checked<'a> {
    /// How it would come again, and what that does.
    pub series: Option<(&'a Series, &'a Outlook)>,
    /// What is wrong with that.
    pub fault: Option<RuleFault>,
    /// What is in the way.
    pub collisions: &'a [Collision],
    /// What staff say about days.
    pub marks: &'a DayMarks,
}

/// The part, as the form stands now.
pub(in crate::server) fn part(
    app: &App,
    by: &SignedIn,
    centre: &CentreSettings,
    checked: &Checked<'_>,
) -> Result<Html<String>, ServerError> {
    let words = Page::new(app, by, "activities", "").words;
    html(&check_part(words, centre, checked))
}

pub(super) fn check_part(
    words: Words,
    centre: &CentreSettings,
    checked: &Checked<'_>,
) -> CheckPart {
    let zone = centre.time_zone;
    let mut part = CheckPart {
        fault: checked
            .fault
            .as_ref()
            .map(|fault| repeat::fault_in_words(words, fault)),
        collisions: collision_lines(words, checked.collisions, zone),
        ..CheckPart::empty(words)
    };
    let Some((series, outlook)) = checked.series else {
        return part;
    };
    part.rule = Some(repeat::in_words(words, series, zone));
    part.total = u32::try_from(outlook.dates.len()).unwrap_or(u32::MAX);
    part.dates = outlook
        .dates
        .iter()
        .take(NEXT_DATES)
        .map(|slot| NextDate {
            text: repeat::date_in_words(words, *slot, series.minutes),
            note: day_note(words, day_class(slot.date(), checked.marks)),
        })
        .collect();
    part.held = outlook
        .held_back
        .iter()
        .map(|made| {
            words.with(
                "held-date",
                [
                    (
                        "date",
                        repeat::date_in_words(words, made.slot, series.minutes).into(),
                    ),
                    ("count", made.registered.into()),
                ],
            )
        })
        .collect();
    part.lines = recurrence::to_ical(series, zone, &outlook.dates).unwrap_or_default();
    part
}

/// What a day is, where it is not like any other.
pub(super) fn day_note(words: Words, class: DayClass) -> Option<String> {
    match class {
        DayClass::Workday | DayClass::Weekend => None,
        DayClass::Holiday(Some(holiday)) => Some(words.t(&format!("holiday-{}", holiday.key()))),
        DayClass::Holiday(None) => Some(words.t("day-holiday")),
        DayClass::MakeUpWorkday => Some(words.t("day-make-up-workday")),
        DayClass::CentreClosed => Some(words.t("day-closed")),
    }
}
