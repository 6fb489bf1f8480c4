//! The public API: what is on, for anyone.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use chrono::Utc;
use serde::Deserialize;

use crate::api::kiosk::CalendarEntry;
use crate::server::App;
use crate::server::error::AppError;

/// Which centre.
#[derive(Deserialize)]
pub(super) struct Centre {
    centre: String,
}

/// What is on at a centre, this week and the next.
pub(super) async fn activities(
    State(app): State<Arc<App>>,
    Query(Centre { centre }): Query<Centre>,
) -> Result<Json<Vec<CalendarEntry>>, AppError> {
    app.centre(&centre).ok_or(AppError::NotFound("centre"))?;
    let (from, to) = app.calendar_range(&centre, Utc::now());
    Ok(Json(app.store.calendar(&centre, from, to).await?))
}
