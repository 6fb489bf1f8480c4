//! The console's page of messages on walls: look, approve, decline, take down, take back.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;
use uuid::Uuid;

use super::who::{CheckedForm, SignedIn};
use crate::model::note::NoteState;
use crate::server::{App, ServerError, console};

/// Which messages.
#[derive(Debug, Deserialize)]
pub(super) struct WallQuery {
    #[serde(default)]
    centre: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: u32,
    /// The decision that was just made.
    decision: Option<Uuid>,
}

/// Messages in one state.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<WallQuery>,
) -> Result<Html<String>, ServerError> {
    let state = NoteState::from_key(&query.state).unwrap_or(NoteState::Waiting);
    let shown = console::wall::Shown {
        centre: console::chosen_centre(&app, &query.centre),
        state,
        page: query.page.min(10_000),
        decision: query.decision,
    };
    console::wall::page(&app, &by, shown).await
}

/// How many messages wait, compared with what a page was told.
#[derive(Debug, Deserialize)]
pub(super) struct NewsQuery {
    #[serde(default)]
    centre: String,
    #[serde(default)]
    known: u32,
}

/// A line that says that more have come.
pub(super) async fn news(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<NewsQuery>,
) -> Result<Html<String>, ServerError> {
    let centre = console::chosen_centre(&app, &query.centre);
    console::wall::news(&app, &by, centre, query.known).await
}

/// Shows or declines one message, or all that are ticked.
pub(super) async fn decide(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    // A message's own button says state and message; those for all ticked say the state.
    let (to, ids) = match form.fields.get("one").split_once(' ') {
        Some((to, id)) => (to, vec![id]),
        None => (form.fields.get("to"), form.fields.all("note")),
    };
    let to = NoteState::from_key(to).ok_or(ServerError::Conflict("no_message_chosen"))?;
    let notes: Vec<Uuid> = ids
        .into_iter()
        .map(|id| id.parse().map_err(|_| ServerError::NotFound))
        .collect::<Result<_, _>>()?;
    let decision = app.decide_notes(&form.by.actor(), &notes, to).await?;
    let done = match to {
        NoteState::Shown => "notes-shown",
        NoteState::Declined => "notes-declined",
        NoteState::Waiting => "notes-put-back",
    };
    let back = back(&app, &form);
    Ok(Redirect::to(&format!(
        "{back}&done={done}&decision={decision}"
    )))
}

/// Takes a decision back.
pub(super) async fn undo(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let decision = form
        .fields
        .get("decision")
        .parse()
        .map_err(|_| ServerError::NotFound)?;
    app.undo_notes(&form.by.actor(), decision).await?;
    let back = back(&app, &form);
    Ok(Redirect::to(&format!("{back}&done=notes-undone")))
}

/// The page the form stood on.
fn back(app: &App, form: &CheckedForm) -> String {
    let centre = console::chosen_centre(app, form.fields.get("centre"));
    let state = NoteState::from_key(form.fields.get("state")).unwrap_or(NoteState::Waiting);
    format!("/console/wall?centre={}&state={}", centre.id, state.key())
}
