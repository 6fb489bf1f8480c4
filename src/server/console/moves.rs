//! The pages before an occurrence is moved or one more date is added, and the way back from there.

use askama::Template;
use axum::response::Html;
use chrono::NaiveDateTime;
use uuid::Uuid;

use super::activity_form::ActivityForm;
use super::check::{CheckPart, collision_lines};
use super::page::{Page, Words};
use super::{html, words};
use crate::config::CentreSettings;
use crate::model::series::Collision;
use crate::server::routes::SignedIn;
use crate::server::store::activities::Listed;
use crate::server::{App, ServerError};

/// Where an occurrence is to go.
pub(in crate::server) struct Move<'a> {
    /// The occurrence as it is.
    pub listed: &'a Listed,
    /// The wall-clock time it is to begin.
    pub to: NaiveDateTime,
    /// Where to go afterwards.
    pub back: &'a str,
    /// What is in the way there.
    pub collisions: &'a [Collision],
}

#[derive(Template)]
#[template(path = "move-form.html", config = "config/askama.toml")]
struct MoveForm {
    words: Words,
    form_token: String,
    centre: String,
    id: String,
    title: String,
    from: String,
    date: String,
    start: String,
    registered: u32,
    back: String,
    check: CheckPart,
}

#[derive(Template)]
#[template(path = "move.html", config = "config/askama.toml")]
struct MovePage {
    page: Page,
    form: MoveForm,
}

/// Asks before an occurrence is moved; `part` for a sheet on the calendar.
pub(in crate::server) fn move_page(
    app: &App,
    by: &SignedIn,
    centre: &CentreSettings,
    what: &Move<'_>,
    part: bool,
) -> Result<Html<String>, ServerError> {
    let page = Page {
        centres: Vec::new(),
        ..Page::new(app, by, "activities", &centre.id)
    };
    let words = page.words;
    let occurrence = &what.listed.occurrence;
    let local = occurrence.starts_at.with_timezone(&centre.time_zone);
    let places = &what.listed.places;
    let form = MoveForm {
        words,
        form_token: by.form_token.clone(),
        centre: centre.id.clone(),
        id: occurrence.id.to_string(),
        title: words::local(words, &what.listed.activity.title),
        from: format!(
            "{} {}",
            words::day(words, local.date_naive()),
            local.format("%H:%M")
        ),
        date: what.to.date().to_string(),
        start: what.to.format("%H:%M").to_string(),
        registered: places.confirmed + places.waitlisted,
        back: what.back.to_owned(),
        check: CheckPart {
            collisions: collision_lines(words, what.collisions, centre.time_zone),
            ..CheckPart::empty(words)
        },
    };
    if part {
        html(&form)
    } else {
        html(&MovePage { page, form })
    }
}

#[derive(Template)]
#[template(path = "date-form.html", config = "config/askama.toml")]
struct DatePage {
    page: Page,
    activity: String,
    occurrence: String,
    title: String,
    form: ActivityForm,
    check: CheckPart,
}

/// The form of one more date.
pub(in crate::server) fn date_page(
    app: &App,
    by: &SignedIn,
    centre: &CentreSettings,
    latest: &Listed,
    form: ActivityForm,
) -> Result<Html<String>, ServerError> {
    let page = Page {
        centres: Vec::new(),
        ..Page::new(app, by, "activities", &centre.id)
    };
    let words = page.words;
    html(&DatePage {
        activity: latest.activity.id.to_string(),
        occurrence: latest.occurrence.id.to_string(),
        title: words::local(words, &latest.activity.title),
        check: CheckPart {
            collisions: collision_lines(words, &form.collisions, centre.time_zone),
            ..CheckPart::empty(words)
        },
        form,
        page,
    })
}

/// An address of the console to go back to, if it is one of the calendar or of an occurrence.
pub(in crate::server) fn way_back(given: &str) -> Option<&str> {
    let ours = ["/console/activities", "/console/occurrences/"];
    let plain = given
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (plain && ours.iter().any(|prefix| given.starts_with(prefix))).then_some(given)
}

/// An address with what was done, and what can be taken back.
pub(in crate::server) fn with_done(back: &str, done: &str, undo: Option<Uuid>) -> String {
    let sign = if back.contains('?') { '&' } else { '?' };
    let undo = undo.map(|id| format!("&undo={id}")).unwrap_or_default();
    format!("{back}{sign}done={done}{undo}")
}
