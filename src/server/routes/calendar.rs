//! The console's calendar: an occurrence is moved, added, taken back; days are marked.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use chrono::NaiveTime;
use serde::Deserialize;
use uuid::Uuid;

use super::activities::{self, FieldErrors, listed};
use super::packs::CentreQuery;
use super::who::{CheckedForm, SignedIn};
use crate::model::day_class::DayMark;
use crate::model::play_schedule::local_instant;
use crate::model::series::Collision;
use crate::server::console::activity_form::ActivityForm;
use crate::server::console::days;
use crate::server::console::moves::{self, Move, way_back, with_done};
use crate::server::series::{bookings_of, days_between};
use crate::server::store::activities::Listed;
use crate::server::{App, ServerError, console, store};

/// Where an occurrence was dropped.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MoveQuery {
    day: String,
    start: String,
    back: String,
}

/// Asks whether an occurrence is to be moved there, and says what is in the way.
pub(super) async fn move_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<MoveQuery>,
    headers: HeaderMap,
) -> Result<Html<String>, ServerError> {
    let found = listed(&app, id).await?;
    let centre = console::chosen_centre(&app, &found.activity.centre);
    let now = found
        .occurrence
        .starts_at
        .with_timezone(&centre.time_zone)
        .naive_local();
    let day = query.day.parse().unwrap_or(now.date());
    let start = NaiveTime::parse_from_str(&query.start, "%H:%M").unwrap_or(now.time());
    let to = day.and_time(start);
    let collisions = match local_instant(to, centre.time_zone) {
        Some(starts_at) => in_the_way(&app, &found, starts_at).await?,
        None => Vec::new(),
    };
    let what = Move {
        listed: &found,
        to,
        back: way_back(&query.back).unwrap_or_default(),
        collisions: &collisions,
    };
    let part = headers.contains_key("hx-request");
    moves::move_page(&app, &by, centre, &what, part)
}

async fn in_the_way(
    app: &App,
    found: &Listed,
    starts_at: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<Collision>, ServerError> {
    let length = found.occurrence.ends_at - found.occurrence.starts_at;
    let wanted = bookings_of(
        &found.activity,
        Some(found.occurrence.id),
        [(starts_at, starts_at + length)],
    );
    app.collisions(&found.activity.centre, &wanted, None).await
}

/// Moves an occurrence.
pub(super) async fn move_occurrence(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    let found = listed(&app, id).await?;
    let centre = console::chosen_centre(&app, &found.activity.centre);
    let (to, starts_at) = activities::read_start(&form.fields, centre)
        .ok_or(ServerError::Conflict("time_unclear"))?;
    let page = format!("/console/occurrences/{id}");
    let back = way_back(form.fields.get("back")).unwrap_or(&page);
    let collisions = in_the_way(&app, &found, starts_at).await?;
    if !collisions.is_empty() && form.fields.get("despite") != "yes" {
        let what = Move {
            listed: &found,
            to,
            back,
            collisions: &collisions,
        };
        let page = moves::move_page(&app, &form.by, centre, &what, false)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    app.move_occurrence(&form.by.actor(), id, starts_at).await?;
    Ok(Redirect::to(&with_done(back, "occurrence-moved", Some(id))).into_response())
}

/// Takes the last move or cancellation back.
pub(super) async fn undo(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    app.undo_occurrence(&form.by.actor(), id).await?;
    let page = format!("/console/occurrences/{id}");
    let back = way_back(form.fields.get("back")).unwrap_or(&page);
    Ok(Redirect::to(&with_done(back, "occurrence-undone", None)))
}

/// The form of one more date of an activity.
pub(super) async fn date_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, ServerError> {
    let latest = latest(&app, id).await?;
    let centre = console::chosen_centre(&app, &latest.activity.centre);
    let form = ActivityForm::another_date(&latest, app.now(), centre.time_zone);
    moves::date_page(&app, &by, centre, &latest, form)
}

async fn latest(app: &App, activity: Uuid) -> Result<Listed, ServerError> {
    store::activities::latest(&mut *app.store.read().await?, activity)
        .await?
        .ok_or(ServerError::NotFound)
}

/// Adds one more date.
pub(super) async fn add_date(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    let latest = latest(&app, id).await?;
    let centre = console::chosen_centre(&app, &latest.activity.centre);
    let refuse = |again| -> Result<Response, ServerError> {
        let page = moves::date_page(&app, &form.by, centre, &latest, again)?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let times = match activities::read_times(&form.fields, centre) {
        Ok(times) => times,
        Err(errors) => return refuse(activities::written(&form.fields, errors)),
    };
    let spans = [(times.starts_at, times.ends_at)];
    let wanted = bookings_of(&latest.activity, None, spans);
    let collisions = app.collisions(&centre.id, &wanted, None).await?;
    if !collisions.is_empty() && form.fields.get("despite") != "yes" {
        let mut again = activities::written(&form.fields, FieldErrors::new());
        again.collisions = collisions;
        return refuse(again);
    }
    let occurrence = times.occurrence(Uuid::now_v7());
    app.add_date(&form.by.actor(), &latest.activity, &occurrence)
        .await?;
    Ok(Redirect::to(&format!(
        "/console/occurrences/{}?done=occurrence-added",
        occurrence.id
    ))
    .into_response())
}

/// Which days of which centre.
#[derive(Debug, Deserialize)]
pub(super) struct DaysQuery {
    #[serde(flatten)]
    centre: CentreQuery,
    #[serde(default)]
    day: String,
}

/// What days are at a centre.
pub(super) async fn days_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<DaysQuery>,
) -> Result<Html<String>, ServerError> {
    let centre = console::chosen_centre(&app, &query.centre.centre);
    days::days_page(&app, &by, centre, query.day.parse().ok()).await
}

/// Marks days, or takes their marks away.
pub(super) async fn mark_days(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let centre = console::chosen_centre(&app, form.fields.get("centre"));
    let from = form.fields.get("from").parse();
    let from = from.map_err(|_| ServerError::Conflict("time_unclear"))?;
    let to = form.fields.get("to").parse().unwrap_or(from);
    let which = days_between(from, to);
    if which.is_empty() {
        return Err(ServerError::Conflict("time_unclear"));
    }
    let mark = DayMark::from_key(form.fields.get("mark"));
    app.mark_days(&form.by.actor(), centre, &which, mark)
        .await?;
    Ok(Redirect::to(&format!(
        "/console/activities/days?centre={}&done=days-marked",
        centre.id
    )))
}
