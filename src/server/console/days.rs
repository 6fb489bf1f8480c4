//! The page of what days are at a centre: holidays, make-up workdays, closed days.

use askama::Template;
use axum::response::Html;
use chrono::{Datelike as _, NaiveDate};

use super::check::day_note;
use super::page::{Page, Words};
use super::{html, repeat, words};
use crate::config::CentreSettings;
use crate::model::day_class::{DayMark, DayMarks, day_class, is_announced};
use crate::server::app::local_day;
use crate::server::routes::SignedIn;
use crate::server::{App, ServerError};

/// How far ahead the page looks: thirteen months.
const DAYS_AHEAD: usize = 400;

struct KnownDays {
    text: String,
    note: String,
    /// The days' marks can be taken away: from and to.
    marked: Option<(NaiveDate, NaiveDate)>,
}

#[derive(Template)]
#[template(path = "days.html", config = "config/askama.toml")]
struct DaysPage {
    page: Page,
    day: NaiveDate,
    known: Vec<KnownDays>,
    marks: Vec<(&'static str, String)>,
    not_announced: Option<String>,
}

/// What days are at a centre, and what staff can say of them.
pub(in crate::server) async fn days_page(
    app: &App,
    by: &SignedIn,
    centre: &CentreSettings,
    day: Option<NaiveDate>,
) -> Result<Html<String>, ServerError> {
    let page = Page::new(app, by, "activities", &centre.id);
    let words = page.words;
    let today = local_day(app.now(), centre.time_zone);
    let marks = app.day_marks(centre).await?;
    let year = (today.year()..=today.year() + 1).find(|year| !is_announced(*year));
    html(&DaysPage {
        day: day.unwrap_or(today),
        known: known_days(words, &marks, today),
        marks: DayMark::ALL
            .into_iter()
            .map(|mark| (mark.key(), words.t(&format!("mark-{}", mark.key()))))
            .collect(),
        not_announced: year.map(|year| words.s("days-not-announced", "year", &year.to_string())),
        page,
    })
}

/// The days ahead that are not like any other, those of one kind together.
fn known_days(words: Words, marks: &DayMarks, today: NaiveDate) -> Vec<KnownDays> {
    let mut runs: Vec<(NaiveDate, NaiveDate, String, bool)> = Vec::new();
    for day in today.iter_days().take(DAYS_AHEAD) {
        let marked = marks.contains_key(&day);
        let note = day_note(words, day_class(day, marks));
        let Some(note) = note.or_else(|| marked.then(|| words.t("day-usual"))) else {
            continue;
        };
        match runs.last_mut() {
            Some((_, last, said, was))
                if last.succ_opt() == Some(day) && *said == note && *was == marked =>
            {
                *last = day;
            }
            _ => runs.push((day, day, note, marked)),
        }
    }
    runs.into_iter()
        .map(|(from, to, note, marked)| KnownDays {
            text: if from == to {
                format!(
                    "{} {}",
                    words::weekday(words, from.weekday()),
                    repeat::long_day(words, from)
                )
            } else {
                format!(
                    "{} – {}",
                    words::short_day(words, from),
                    repeat::long_day(words, to)
                )
            },
            note,
            marked: marked.then_some((from, to)),
        })
        .collect()
}
