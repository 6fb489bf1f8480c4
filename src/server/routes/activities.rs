//! The console's pages of activities: make, change, cancel, register people.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::packs::CentreQuery;
use super::who::{CheckedForm, Fields, SignedIn};
use crate::config::CentreSettings;
use crate::model::activity::{Activity, ActivityDetails, Category, Occurrence};
use crate::model::overflow::OverflowPlan;
use crate::model::play_schedule::local_instant;
use crate::model::text::{FIRST_LANGUAGE, LocalizedText};
use crate::server::app::days_later;
use crate::server::console::activity_form::ActivityForm;
use crate::server::console::plan_form;
use crate::server::store::activities::Listed;
use crate::server::{App, ServerError, console, store};

/// The second language every centre has.
const SECOND_LANGUAGE: &str = "en";
const LINE_CHARS_MAX: usize = 60;
const TEXT_CHARS_MAX: usize = 600;
const CAPACITY_MAX: u32 = 5_000;
const WEEKS_MAX: u32 = 26;

/// Which week of which centre.
#[derive(Debug, Deserialize)]
pub(super) struct WeekQuery {
    #[serde(default)]
    centre: String,
    week: Option<NaiveDate>,
}

/// A week of activities.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<WeekQuery>,
) -> Result<Html<String>, ServerError> {
    console::activities::week_page(&app, &by, &query.centre, query.week).await
}

/// An empty form.
pub(super) async fn new_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    let centre = console::chosen_centre(&app, &query.centre);
    let form = ActivityForm::empty(app.now(), centre.time_zone);
    console::activity_form::form_page(&app, &by, centre, None, form).await
}

/// Makes an activity, on one date or on several weeks.
pub(super) async fn add(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    let centre = console::chosen_centre(&app, form.fields.get("centre"));
    let fresh = Activity {
        id: Uuid::now_v7(),
        centre: centre.id.clone(),
        title: LocalizedText::default(),
        summary: LocalizedText::default(),
        category: Category::Service,
        room: LocalizedText::default(),
        host: LocalizedText::default(),
        picture: None,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
    };
    let (activity, first, weeks) = match read_activity(&form.fields, fresh, centre) {
        Ok(read) => read,
        Err(errors) => {
            let again = written(&form.fields, errors);
            let page =
                console::activity_form::form_page(&app, &form.by, centre, None, again).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let occurrences: Vec<_> = (0..weeks)
        .filter_map(|week| later_by_weeks(&first, week, centre))
        .collect();
    app.add_activity(&form.by.actor(), &activity, &occurrences)
        .await?;
    let week = first
        .starts_at
        .with_timezone(&centre.time_zone)
        .date_naive();
    Ok(Redirect::to(&format!(
        "/console/activities?centre={}&week={week}&done=activity-added",
        centre.id
    ))
    .into_response())
}

/// The same wall-clock time some weeks later.
fn later_by_weeks(first: &Occurrence, weeks: u32, centre: &CentreSettings) -> Option<Occurrence> {
    let moved = |at: DateTime<Utc>| {
        let local = at.with_timezone(&centre.time_zone).naive_local();
        local_instant(
            days_later(local.date(), i64::from(weeks) * 7).and_time(local.time()),
            centre.time_zone,
        )
    };
    Some(Occurrence {
        id: Uuid::now_v7(),
        starts_at: moved(first.starts_at)?,
        ends_at: moved(first.ends_at)?,
        ..first.clone()
    })
}

/// What the page of one occurrence is to show on top.
#[derive(Debug, Deserialize)]
pub(super) struct OccurrenceQuery {
    registered: Option<Uuid>,
}

/// One occurrence: who is registered, who waits, who came.
pub(super) async fn occurrence_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<OccurrenceQuery>,
) -> Result<Html<String>, ServerError> {
    console::activities::occurrence_page(&app, &by, listed(&app, id).await?, query.registered).await
}

/// Its lists alone, as they are now.
pub(super) async fn people(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, ServerError> {
    console::activities::people(&app, &by, listed(&app, id).await?).await
}

/// The form, filled in.
pub(super) async fn edit_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, ServerError> {
    let listed = listed(&app, id).await?;
    let centre = console::chosen_centre(&app, &listed.activity.centre);
    let form = ActivityForm::of(&listed, centre.time_zone);
    console::activity_form::form_page(&app, &by, centre, Some(id), form).await
}

/// Changes an activity and this date of it.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    let listed = listed(&app, id).await?;
    let centre = console::chosen_centre(&app, &listed.activity.centre);
    let (activity, times, _) = match read_activity(&form.fields, listed.activity, centre) {
        Ok(read) => read,
        Err(errors) => {
            let again = written(&form.fields, errors);
            let page =
                console::activity_form::form_page(&app, &form.by, centre, Some(id), again).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let occurrence = Occurrence {
        id,
        canceled: listed.occurrence.canceled,
        ..times
    };
    app.change_activity(&form.by.actor(), &activity, &occurrence)
        .await?;
    Ok(Redirect::to(&format!("/console/occurrences/{id}?done=activity-changed")).into_response())
}

/// Cancels an occurrence.
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let reason = form.fields.line("reason", LINE_CHARS_MAX * 2);
    if reason.is_empty() {
        return Err(ServerError::Conflict("reason_missing"));
    }
    app.cancel_occurrence(&form.by.actor(), id, &reason).await?;
    Ok(Redirect::to(&format!(
        "/console/occurrences/{id}?done=occurrence-canceled"
    )))
}

pub(super) async fn listed(app: &App, id: Uuid) -> Result<Listed, ServerError> {
    store::activities::by_occurrence(&mut *app.store.read().await?, id)
        .await?
        .ok_or(ServerError::NotFound)
}

/// What was wrong with which field, as the rest of a message's key.
type FieldErrors = BTreeMap<&'static str, &'static str>;

/// The form as it was sent, to be shown again.
fn written(fields: &Fields, errors: FieldErrors) -> ActivityForm {
    ActivityForm::written(|name| fields.line(name, TEXT_CHARS_MAX), errors)
}

fn read_activity(
    fields: &Fields,
    before: Activity,
    centre: &CentreSettings,
) -> Result<(Activity, Occurrence, u32), FieldErrors> {
    let mut errors = FieldErrors::new();
    let text = |zh: &str, en: &str, before: &LocalizedText, chars_max| {
        let mut text = before.clone();
        for (language, field) in [(FIRST_LANGUAGE, zh), (SECOND_LANGUAGE, en)] {
            let value = fields.line(field, chars_max);
            if value.is_empty() {
                text.0.remove(language)
            } else {
                text.0.insert(language.to_owned(), value)
            };
        }
        text
    };
    let title = text("title_zh", "title_en", &before.title, LINE_CHARS_MAX);
    if title.is_empty() {
        errors.insert("title_zh", "missing");
    }
    let room = text("room_zh", "room_en", &before.room, LINE_CHARS_MAX);
    if room.is_empty() {
        errors.insert("room_zh", "missing");
    }
    let date: Option<NaiveDate> = fields.get("date").parse().ok();
    let time = |name: &str| NaiveTime::parse_from_str(fields.get(name), "%H:%M").ok();
    let instant = |time: Option<NaiveTime>| {
        date.zip(time)
            .and_then(|(date, time)| local_instant(date.and_time(time), centre.time_zone))
    };
    let (starts_at, ends_at) = (instant(time("start")), instant(time("end")));
    for (name, value) in [
        ("date", date.is_some()),
        ("start", starts_at.is_some()),
        ("end", ends_at.is_some()),
    ] {
        if !value {
            errors.insert(name, "missing");
        }
    }
    if starts_at
        .zip(ends_at)
        .is_some_and(|(start, end)| end <= start)
    {
        errors.insert("end", "not-after-start");
    }
    let walk_in = fields.get("walk_in") == "yes";
    let capacity: Option<u32> = fields
        .get("capacity")
        .parse()
        .ok()
        .filter(|places| (1..=CAPACITY_MAX).contains(places));
    if !walk_in && capacity.is_none() {
        errors.insert("capacity", "capacity-bad");
    }
    let weeks = fields.get("weeks").parse().unwrap_or(1);
    if !(1..=WEEKS_MAX).contains(&weeks) {
        errors.insert("weeks", "weeks");
    }
    let picture = fields.line("picture", TEXT_CHARS_MAX);
    let plan = plan_form::read(|name| fields.line(name, LINE_CHARS_MAX));
    for name in plan.as_ref().err().into_iter().flatten() {
        errors.insert(name, "plan-bad");
    }
    let activity = Activity {
        title,
        summary: text("summary_zh", "summary_en", &before.summary, TEXT_CHARS_MAX),
        category: Category::from_key(fields.get("category")).unwrap_or(before.category),
        room,
        host: text("host_zh", "host_en", &before.host, LINE_CHARS_MAX),
        picture: (!picture.is_empty()).then_some(picture),
        plan: plan.unwrap_or_default(),
        ..before
    };
    let (Some(starts_at), Some(ends_at), true) = (starts_at, ends_at, errors.is_empty()) else {
        return Err(errors);
    };
    let capacity = if walk_in { None } else { capacity };
    Ok((
        activity,
        Occurrence {
            id: Uuid::now_v7(),
            starts_at,
            ends_at,
            capacity,
            canceled: false,
        },
        weeks,
    ))
}
