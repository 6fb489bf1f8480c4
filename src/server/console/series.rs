//! The page of how an activity comes again.

use askama::Template;
use axum::response::Html;

use super::activity_form::{ActivityForm, RepeatChoices, lines};
use super::check::{CheckPart, Checked, check_part};
use super::page::Page;
use super::{html, repeat, words};
use crate::config::CentreSettings;
use crate::server::routes::SignedIn;
use crate::server::store::series::Stored;
use crate::server::{App, ServerError};

#[derive(Template)]
#[template(path = "series.html", config = "config/askama.toml")]
struct SeriesPage {
    page: Page,
    activity: String,
    title: String,
    /// How it comes again now.
    now: Option<String>,
    form: ActivityForm,
    choices: RepeatChoices,
    /// What staff have not decided yet, in words.
    undecided: Option<String>,
    check: CheckPart,
}

/// The page, with the form as it stands.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    centre: &CentreSettings,
    stored: &Stored,
    form: ActivityForm,
    undecided: Option<&'static str>,
) -> Result<Html<String>, ServerError> {
    let page = Page {
        centres: Vec::new(),
        ..Page::new(app, by, "activities", &centre.id)
    };
    let words = page.words;
    let marks = app.day_marks(centre).await?;
    let mut check = CheckPart::empty(words);
    if let Some(series) = &stored.series {
        match app.outlook(centre, stored.activity.id, series).await? {
            Ok(outlook) => {
                let checked = Checked {
                    series: Some((series, &outlook)),
                    fault: None,
                    collisions: &[],
                    marks: &marks,
                };
                check = check_part(words, centre, &checked);
            }
            Err(fault) => check.fault = Some(repeat::fault_in_words(words, &fault)),
        }
    }
    check.collisions = lines(words, centre, &form);
    html(&SeriesPage {
        activity: stored.activity.id.to_string(),
        title: words::local(words, &stored.activity.title),
        now: stored
            .series
            .as_ref()
            .map(|series| repeat::in_words(words, series, centre.time_zone)),
        choices: RepeatChoices::new(words, false),
        undecided: undecided.map(|key| words.t(key)),
        check,
        form,
        page,
    })
}
