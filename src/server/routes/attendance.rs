//! The console's part about who came, and the page of volunteers' hours.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::who::{CheckedForm, SignedIn};
use crate::server::{App, ServerError, console, store};

/// Which month of which centre.
#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct MonthQuery {
    centre: String,
    month: String,
}

/// Who came to an occurrence, as it is now.
pub(super) async fn part(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, ServerError> {
    let listed = store::activities::by_occurrence(&mut *app.store.read().await?, id)
        .await?
        .ok_or(ServerError::NotFound)?;
    console::attendance::part(&app, &by, listed).await
}

/// Counts people who came without having registered.
pub(super) async fn count_walk_ins(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let people = form.fields.get("people").parse().unwrap_or(0);
    let asked = super::registrations::asked_once(&form.fields);
    app.count_walk_ins(&form.by.actor(), asked, id, people)
        .await?;
    Ok(Redirect::to(&format!(
        "/console/occurrences/{id}?done=walk-ins-counted"
    )))
}

/// Takes walk-ins back.
pub(super) async fn undo_walk_in(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let occurrence = app.undo_walk_in(&form.by.actor(), id).await?;
    Ok(Redirect::to(&format!(
        "/console/occurrences/{occurrence}?done=walk-ins-undone"
    )))
}

/// Takes back that somebody came.
pub(super) async fn undo_check_in(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let occurrence = app.undo_check_in(&form.by.actor(), id).await?;
    Ok(Redirect::to(&format!(
        "/console/occurrences/{occurrence}?done=check-in-undone"
    )))
}

/// Volunteers' hours in a month.
pub(super) async fn hours_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<MonthQuery>,
) -> Result<Html<String>, ServerError> {
    console::attendance::hours_page(&app, &by, &query.centre, &query.month).await
}

/// The same as a file. The names of people leave the console with it, so it is asked for by a form and noted.
pub(super) async fn export_hours(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    let (centre, month) = (form.fields.get("centre"), form.fields.get("month"));
    let (name, table) = console::attendance::hours_table(&app, &form.by, centre, month).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, table).into_response())
}
