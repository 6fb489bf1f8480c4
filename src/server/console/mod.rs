//! The console's pages: data in, HTML out. Templates are in `assets/console/templates`, words in `assets/locales`.
//!
//! Nothing here changes anything; that is `routes` and what it calls.

pub(super) mod accounts;
pub(super) mod activities;
pub(super) mod activity_form;
pub(super) mod attendance;
pub(super) mod calendar;
pub(super) mod check;
pub(super) mod days;
pub(super) mod kiosks;
pub(super) mod moves;
pub(super) mod outbox;
pub(super) mod packs;
mod page;
pub(super) mod person;
mod places;
pub(super) mod plan_form;
pub(super) mod questions;
mod repeat;
pub(super) mod rollouts;
pub(super) mod rule_form;
pub(super) mod schedules;
pub(super) mod series;
pub(super) mod wall;
mod words;

use askama::Template;
use axum::response::Html;

use super::{App, ServerError};
use crate::config::CentreSettings;
use crate::locale;
use crate::model::manifest::SHARED;
use page::Words;

/// The centre with this id, else the first.
pub(super) fn chosen_centre<'a>(app: &'a App, id: &str) -> &'a CentreSettings {
    // `App::open` refuses settings without a centre.
    app.centre(id).unwrap_or(&app.settings.centres[0])
}

/// A day the way people say it, for pages that are not the console's.
pub(super) fn day_in_words(language: &str, day: chrono::NaiveDate) -> String {
    words::day(Words::new(locale::catalog(language)), day)
}

/// Whose packs a page is about: a centre's, or those all centres share.
struct Owner {
    /// The centre's id, or `shared`.
    id: String,
    /// What people call it.
    title: String,
    /// By which times are said.
    time_zone: chrono_tz::Tz,
}

/// The owner with this id, else the first centre.
fn chosen_owner(app: &App, words: Words, id: &str) -> Owner {
    let centre = chosen_centre(app, id);
    if id == SHARED {
        return Owner {
            id: SHARED.to_owned(),
            title: words.t("shared-by-all"),
            time_zone: centre.time_zone,
        };
    }
    Owner {
        id: centre.id.clone(),
        title: words::local(words, &centre.title),
        time_zone: centre.time_zone,
    }
}

/// A page that says why something was refused.
pub(super) fn refusal_page(language: &'static str, status: u16, message: &str) -> Html<String> {
    #[derive(Template)]
    #[template(path = "refusal.html", config = "config/askama.toml")]
    struct Refused<'a> {
        words: Words,
        status: u16,
        message: &'a str,
    }
    let page = Refused {
        words: Words::new(locale::catalog(language)),
        status,
        message,
    };
    Html(page.render().unwrap_or_else(|_| message.to_owned()))
}

fn html(template: &impl Template) -> Result<Html<String>, ServerError> {
    template
        .render()
        .map(Html)
        .map_err(|error| ServerError::Internal(error.to_string()))
}
