//! The console's page of text messages.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use uuid::Uuid;

use super::packs::CentreQuery;
use super::who::{CheckedForm, SignedIn};
use crate::server::{App, ServerError, console};

/// The page.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    console::outbox::page(&app, &by, &query.centre).await
}

/// Its list alone, as it is now.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    console::outbox::list(&app, &by, &query.centre).await
}

/// Tries a message again that was given up.
pub(super) async fn retry(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    app.retry_message(&form.by.actor(), id).await?;
    let centre = form.fields.get("centre");
    Ok(Redirect::to(&format!(
        "/console/outbox?centre={centre}&done=message-retried"
    )))
}
