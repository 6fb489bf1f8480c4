//! The console's pages of activities: make, change, cancel, register people.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::series;
use super::who::{CheckedForm, Fields, SignedIn};
use crate::config::CentreSettings;
use crate::model::activity::{Activity, ActivityDetails, Category, Occurrence, is_language_tag};
use crate::model::overflow::OverflowPlan;
use crate::model::play_schedule::local_instant;
use crate::model::text::{FIRST_LANGUAGE, LocalizedText, SECOND_LANGUAGE};
use crate::server::app::local_day;
use crate::server::console::activity_form::ActivityForm;
use crate::server::console::calendar::CalendarQuery;
use crate::server::console::plan_form;
use crate::server::series::bookings_of;
use crate::server::store::activities::Listed;
use crate::server::{App, ServerError, console, store};

pub(super) const LINE_CHARS_MAX: usize = 60;
const TEXT_CHARS_MAX: usize = 600;
/// Characters of a cost or of what people with a wheelchair should know.
const NOTE_CHARS_MAX: usize = 120;
const CAPACITY_MAX: u32 = 5_000;
const AGE_MAX: u8 = 120;
const LANGUAGES_MAX: usize = 8;

/// Activities of a centre: a list, a week or a month.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CalendarQuery>,
) -> Result<Html<String>, ServerError> {
    console::calendar::page(&app, &by, &query).await
}

/// Where a new activity begins.
#[derive(Debug, Deserialize)]
pub(super) struct NewQuery {
    #[serde(default)]
    centre: String,
    /// The day that was chosen in the calendar.
    day: Option<NaiveDate>,
    /// The occurrence of which it is a copy.
    copy: Option<Uuid>,
}

/// An empty form, or one with what is copied.
pub(super) async fn new_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<NewQuery>,
) -> Result<Html<String>, ServerError> {
    let like = match query.copy {
        Some(id) => Some(listed(&app, id).await?),
        None => None,
    };
    let centre = like
        .as_ref()
        .map_or(query.centre.as_str(), |like| &like.activity.centre);
    let centre = console::chosen_centre(&app, centre);
    let form = match &like {
        Some(like) => ActivityForm::copy(like, app.now(), centre.time_zone),
        None => ActivityForm::empty(app.now(), centre.time_zone, query.day),
    };
    console::activity_form::form_page(&app, &by, centre, None, form).await
}

/// Makes an activity, on one date or coming again.
pub(super) async fn add(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    let centre = console::chosen_centre(&app, form.fields.get("centre"));
    let refuse = async |again| -> Result<Response, ServerError> {
        let page = console::activity_form::form_page(&app, &form.by, centre, None, again).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let (activity, times) = match read_activity(&form.fields, fresh(centre), centre) {
        Ok(read) => read,
        Err(errors) => return refuse(written(&form.fields, errors)).await,
    };
    let with_fault = |fault| {
        let mut again = written(&form.fields, FieldErrors::new());
        again.fault = Some(fault);
        again
    };
    let series = match series::read_series(&form.fields, centre, &times) {
        Ok(series) => series,
        Err(fault) => return refuse(with_fault(fault)).await,
    };
    let spans = match &series {
        Some(series) => match app.dates_ahead(centre, series).await? {
            Ok(dates) => series::spans_of(series, &dates, centre),
            Err(fault) => return refuse(with_fault(fault)).await,
        },
        None => vec![(times.starts_at, times.ends_at)],
    };
    let first = spans
        .first()
        .map_or(times.starts_at, |(starts_at, _)| *starts_at);
    let wanted = bookings_of(&activity, None, spans);
    let collisions = app.collisions(&centre.id, &wanted, None).await?;
    if !collisions.is_empty() && form.fields.get("despite") != "yes" {
        let mut again = written(&form.fields, FieldErrors::new());
        again.collisions = collisions;
        return refuse(again).await;
    }
    match &series {
        Some(series) => {
            app.add_series(&form.by.actor(), &activity, series).await?;
        }
        None => {
            let occurrence = times.occurrence(Uuid::now_v7());
            app.add_activity(&form.by.actor(), &activity, &[occurrence])
                .await?;
        }
    }
    let day = local_day(first, centre.time_zone);
    Ok(Redirect::to(&format!(
        "/console/activities?centre={}&day={day}&done=activity-added",
        centre.id
    ))
    .into_response())
}

/// An activity about which nothing is known yet.
pub(super) fn fresh(centre: &CentreSettings) -> Activity {
    Activity {
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
    }
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
    let refuse = async |again| -> Result<Response, ServerError> {
        let page =
            console::activity_form::form_page(&app, &form.by, centre, Some(id), again).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let (activity, times) = match read_activity(&form.fields, listed.activity, centre) {
        Ok(read) => read,
        Err(errors) => return refuse(written(&form.fields, errors)).await,
    };
    let wanted = bookings_of(&activity, Some(id), [(times.starts_at, times.ends_at)]);
    let collisions = app.collisions(&centre.id, &wanted, None).await?;
    if !listed.occurrence.canceled && !collisions.is_empty() && form.fields.get("despite") != "yes"
    {
        let mut again = written(&form.fields, FieldErrors::new());
        again.collisions = collisions;
        return refuse(again).await;
    }
    let occurrence = Occurrence {
        canceled: listed.occurrence.canceled,
        ..times.occurrence(id)
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
pub(super) type FieldErrors = BTreeMap<&'static str, &'static str>;

/// The form as it was sent, to be shown again.
pub(super) fn written(fields: &Fields, errors: FieldErrors) -> ActivityForm {
    ActivityForm::written(
        |name| fields.line(name, TEXT_CHARS_MAX),
        |name| fields.all(name).join(","),
        errors,
    )
}

/// When something takes place and for how many.
pub(super) struct Times {
    /// On the wall clock.
    pub starts: NaiveDateTime,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Places; `None` is walk in.
    pub capacity: Option<u32>,
}

impl Times {
    /// An occurrence at these times.
    pub(super) fn occurrence(&self, id: Uuid) -> Occurrence {
        Occurrence {
            id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            capacity: self.capacity,
            canceled: false,
        }
    }
}

/// When something begins, on the wall clock and as an instant.
pub(super) fn read_start(
    fields: &Fields,
    centre: &CentreSettings,
) -> Option<(NaiveDateTime, DateTime<Utc>)> {
    let date = date(fields)?;
    let starts = date.and_time(time(fields, "start")?);
    Some((starts, local_instant(starts, centre.time_zone)?))
}

/// A date of these centuries: while somebody types a year, it begins as one of the first.
fn date(fields: &Fields) -> Option<NaiveDate> {
    let date: NaiveDate = fields.get("date").parse().ok()?;
    (2000..2200).contains(&date.year()).then_some(date)
}

fn time(fields: &Fields, name: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(fields.get(name), "%H:%M").ok()
}

/// The times in the form, on one date.
pub(super) fn read_times(fields: &Fields, centre: &CentreSettings) -> Result<Times, FieldErrors> {
    let mut errors = FieldErrors::new();
    let date = date(fields);
    let start = read_start(fields, centre);
    let ends_at = date
        .zip(time(fields, "end"))
        .and_then(|(date, end)| local_instant(date.and_time(end), centre.time_zone));
    for (name, there) in [
        ("date", date.is_some()),
        ("start", time(fields, "start").is_some()),
        ("end", time(fields, "end").is_some()),
    ] {
        if !there {
            errors.insert(name, "missing");
        }
    }
    if start
        .zip(ends_at)
        .is_some_and(|((_, starts_at), ends_at)| ends_at <= starts_at)
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
    match (start, ends_at) {
        (Some((starts, starts_at)), Some(ends_at)) if errors.is_empty() => Ok(Times {
            starts,
            starts_at,
            ends_at,
            capacity: if walk_in { None } else { capacity },
        }),
        _ => Err(errors),
    }
}

fn read_activity(
    fields: &Fields,
    before: Activity,
    centre: &CentreSettings,
) -> Result<(Activity, Times), FieldErrors> {
    let (times, mut errors) = match read_times(fields, centre) {
        Ok(times) => (Some(times), FieldErrors::new()),
        Err(errors) => (None, errors),
    };
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
    let some_text = |zh: &str, en: &str, before: &Option<LocalizedText>| {
        let before = before.clone().unwrap_or_default();
        Some(text(zh, en, &before, NOTE_CHARS_MAX)).filter(|text| !text.is_empty())
    };
    let mut age = |name: &'static str| {
        let written = fields.get(name);
        let age = written.parse().ok().filter(|age| *age <= AGE_MAX);
        if age.is_none() && !written.is_empty() {
            errors.insert(name, "age");
        }
        age
    };
    let (age_min, age_max): (Option<u8>, Option<u8>) = (age("age_min"), age("age_max"));
    if age_min.zip(age_max).is_some_and(|(min, max)| max < min) {
        errors.insert("age_max", "ages");
    }
    let languages = fields.all("languages");
    let details = ActivityDetails {
        age_min,
        age_max,
        for_children: fields.get("for_children") == "yes",
        languages: languages
            .into_iter()
            .filter(|tag| is_language_tag(tag))
            .take(LANGUAGES_MAX)
            .map(str::to_owned)
            .collect(),
        cost: some_text("cost_zh", "cost_en", &before.details.cost),
        accessibility: some_text("access_zh", "access_en", &before.details.accessibility),
        course: fields.get("course") == "yes",
        in_and_out: fields.get("in_and_out") == "yes",
    };
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
        details,
        ..before
    };
    match times {
        Some(times) if errors.is_empty() => Ok((activity, times)),
        _ => Err(errors),
    }
}
