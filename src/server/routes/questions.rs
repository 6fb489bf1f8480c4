//! The console's page of questions that visitors left for the desk.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{Html, Redirect, Response};
use serde::Deserialize;

use super::packs::CentreQuery;
use super::who::{CheckedForm, SignedIn};
use crate::server::{App, ServerError, console};

/// The page.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    console::questions::page(&app, &by, &query.centre).await
}

/// Which centre, and what the page knows.
#[derive(Debug, Deserialize)]
pub(super) struct NewsQuery {
    #[serde(default)]
    centre: String,
    #[serde(default)]
    known: String,
}

/// Its lists alone, as they are now.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<NewsQuery>,
) -> Result<Response, ServerError> {
    console::questions::list(&app, &by, &query.centre, &query.known).await
}

/// Staff have seen to a question.
pub(super) async fn mark_done(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    mark(&app, &form, true).await
}

/// Staff have not seen to it after all.
pub(super) async fn mark_open(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    mark(&app, &form, false).await
}

async fn mark(app: &App, form: &CheckedForm, done: bool) -> Result<Redirect, ServerError> {
    let (centre, key) = (form.fields.get("centre"), form.fields.get("key"));
    app.mark_question(&form.by.actor(), centre, key, done)
        .await?;
    let done = if done {
        "question-done"
    } else {
        "question-reopened"
    };
    Ok(Redirect::to(&format!(
        "/console/questions?centre={centre}&done={done}"
    )))
}
