//! The console's pages of what comes again: how it comes again, what that does, what is in the way.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};
use uuid::Uuid;

use super::activities::{self, FieldErrors, Times};
use super::who::{CheckedForm, Fields, SignedIn};
use crate::config::CentreSettings;
use crate::model::activity::Activity;
use crate::model::recurrence::{Frequency, RULE_CHARS_MAX, Rule, RuleDay, RuleEnd, RuleFault};
use crate::model::series::{By, DATES_MAX, Held, LunarDay, Series};
use crate::model::text::{FIRST_LANGUAGE, LocalizedText};
use crate::server::console::check::{self, Checked};
use crate::server::series::bookings_of;
use crate::server::store::activities::Listed;
use crate::server::{App, ServerError, console, store};

/// What a form is about, before it is saved: next dates, what is in the way.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Html<String>, ServerError> {
    let fields = &form.fields;
    let centre = console::chosen_centre(&app, fields.get("centre"));
    let subject = Subject::of(&app, fields, centre).await?;
    let marks = app.day_marks(centre).await?;
    let mut fault = None;
    let mut series = None;
    if let Ok(times) = activities::read_times(fields, centre) {
        match read_series(fields, centre, &times) {
            Ok(read) => series = read,
            Err(found) => fault = Some(found),
        }
    }
    let mut outlook = None;
    if let Some(series) = &series {
        match app.outlook(centre, subject.activity.id, series).await? {
            Ok(found) => outlook = Some(found),
            Err(found) => fault = Some(found),
        }
    }
    let spans = match (&series, &outlook) {
        (Some(series), Some(outlook)) => spans_of(series, &outlook.dates, centre),
        (None, _) if fault.is_none() => subject.single_span(fields, centre),
        _ => Vec::new(),
    };
    let wanted = bookings_of(&subject.activity, subject.occurrence, spans);
    let leave_out = series.as_ref().map(|_| subject.activity.id);
    let collisions = app.collisions(&centre.id, &wanted, leave_out).await?;
    let checked = Checked {
        series: series.as_ref().zip(outlook.as_ref()),
        fault,
        collisions: &collisions,
        marks: &marks,
    };
    check::part(&app, &form.by, centre, &checked)
}

/// What a form that is being checked is about.
struct Subject {
    /// With room and host as they stand in the form.
    activity: Activity,
    /// The one occurrence that is changed or moved.
    occurrence: Option<Uuid>,
    /// How long it takes, where the form does not say.
    length: Option<chrono::Duration>,
}

impl Subject {
    async fn of(app: &App, fields: &Fields, centre: &CentreSettings) -> Result<Self, ServerError> {
        let mut conn = app.store.read().await?;
        let mut subject = Self {
            activity: activities::fresh(centre),
            occurrence: None,
            length: None,
        };
        if let Ok(id) = fields.get("occurrence").parse() {
            let found = store::activities::by_occurrence(&mut conn, id).await?;
            let found = found.ok_or(ServerError::NotFound)?;
            subject.length = Some(found.occurrence.ends_at - found.occurrence.starts_at);
            subject.activity = found.activity;
            subject.occurrence = Some(id);
        } else if let Ok(id) = fields.get("activity").parse() {
            let found = store::series::activity(&mut conn, id).await?;
            subject.activity = found.ok_or(ServerError::NotFound)?.activity;
        }
        for (text, name) in [
            (&mut subject.activity.room, ["room_zh", "room_en"]),
            (&mut subject.activity.host, ["host_zh", "host_en"]),
        ] {
            if fields.has(name[0]) {
                *text = written_name(fields, name);
            }
        }
        Ok(subject)
    }

    fn single_span(
        &self,
        fields: &Fields,
        centre: &CentreSettings,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let times = activities::read_times(fields, centre).ok();
        let moved = || Some(activities::read_start(fields, centre)?.1).zip(self.length);
        match (times, moved()) {
            (Some(times), _) => vec![(times.starts_at, times.ends_at)],
            (None, Some((starts_at, length))) => vec![(starts_at, starts_at + length)],
            (None, None) => Vec::new(),
        }
    }
}

fn written_name(fields: &Fields, [chinese, english]: [&str; 2]) -> LocalizedText {
    let mut text = LocalizedText::default();
    for (language, name) in [(FIRST_LANGUAGE, chinese), ("en", english)] {
        let value = fields.line(name, activities::LINE_CHARS_MAX);
        if !value.is_empty() {
            text.0.insert(language.to_owned(), value);
        }
    }
    text
}

/// When the dates of a series are.
pub(super) fn spans_of(
    series: &Series,
    dates: &BTreeSet<NaiveDateTime>,
    centre: &CentreSettings,
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    dates
        .iter()
        .filter_map(|slot| series.span(*slot, centre.time_zone))
        .collect()
}

/// How an activity comes again.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, ServerError> {
    let found = Found::of(&app, id).await?;
    let form = match &found.stored.series {
        Some(series) => {
            console::activity_form::ActivityForm::of_series(series, found.centre.time_zone)
        }
        None => {
            let listed = found.latest.as_ref().ok_or(ServerError::NotFound)?;
            console::activity_form::ActivityForm::first_series(listed, found.centre.time_zone)
        }
    };
    console::series::page(&app, &by, found.centre, &found.stored, form, None).await
}

struct Found<'a> {
    centre: &'a CentreSettings,
    stored: store::series::Stored,
    /// Its last occurrence.
    latest: Option<Listed>,
}

impl<'a> Found<'a> {
    async fn of(app: &'a App, id: Uuid) -> Result<Self, ServerError> {
        let mut conn = app.store.read().await?;
        let stored = store::series::activity(&mut conn, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        Ok(Self {
            centre: console::chosen_centre(app, &stored.activity.centre),
            stored,
            latest: store::activities::latest(&mut conn, id).await?,
        })
    }
}

/// Changes how an activity comes again.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    let found = Found::of(&app, id).await?;
    let fields = &form.fields;
    let again = |errors: FieldErrors, fault: Option<RuleFault>| {
        let mut again = activities::written(fields, errors);
        again.fault = fault;
        again
    };
    let refuse = async |again, held: Option<&'static str>| -> Result<Response, ServerError> {
        let page =
            console::series::page(&app, &form.by, found.centre, &found.stored, again, held).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let times = match activities::read_times(fields, found.centre) {
        Ok(times) => times,
        Err(errors) => return refuse(again(errors, None), None).await,
    };
    let series = match read_series(fields, found.centre, &times) {
        Ok(Some(series)) => series,
        Ok(None) => return Err(ServerError::Conflict("no_dates")),
        Err(fault) => return refuse(again(FieldErrors::new(), Some(fault)), None).await,
    };
    let outlook = match app.outlook(found.centre, id, &series).await? {
        Ok(outlook) => outlook,
        Err(fault) => return refuse(again(FieldErrors::new(), Some(fault)), None).await,
    };
    let held = Held::from_key(fields.get("held"));
    let reason = fields.line("reason", activities::LINE_CHARS_MAX * 2);
    if !outlook.held_back.is_empty() {
        if held.is_none() {
            return refuse(again(FieldErrors::new(), None), Some("held-missing")).await;
        }
        if held == Some(Held::Cancel) && reason.is_empty() {
            return refuse(again(FieldErrors::new(), None), Some("reason-missing")).await;
        }
    }
    let wanted = bookings_of(
        &found.stored.activity,
        None,
        spans_of(&series, &outlook.dates, found.centre),
    );
    let collisions = app.collisions(&found.centre.id, &wanted, Some(id)).await?;
    if !collisions.is_empty() && fields.get("despite") != "yes" {
        let mut again = again(FieldErrors::new(), None);
        again.collisions = collisions;
        return refuse(again, None).await;
    }
    app.change_series(
        &form.by.actor(),
        found.centre,
        id,
        &series,
        held.unwrap_or(Held::Keep),
        &reason,
    )
    .await?;
    let day = outlook
        .dates
        .first()
        .map_or(series.starts, |slot| *slot)
        .date();
    Ok(Redirect::to(&format!(
        "/console/activities?centre={}&day={day}&done=series-changed",
        found.centre.id
    ))
    .into_response())
}

/// Ends a series; its dates stay.
pub(super) async fn end(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let found = Found::of(&app, id).await?;
    app.end_series(&form.by.actor(), id).await?;
    Ok(Redirect::to(&format!(
        "/console/activities?centre={}&done=series-ended",
        found.centre.id
    )))
}

/// How the form says an activity comes again; `None` is once.
pub(super) fn read_series(
    fields: &Fields,
    centre: &CentreSettings,
    times: &Times,
) -> Result<Option<Series>, RuleFault> {
    let by = match fields.get("repeats") {
        "" | "none" => return Ok(None),
        "lunar" => By::Lunar(read_lunar(fields)?),
        "dates" => By::Dates,
        "rule" => {
            let text = fields.line("rule", RULE_CHARS_MAX + 1);
            By::Rule(Rule::parse(&text, centre.time_zone)?.to_string())
        }
        kind => By::Rule(read_rule(kind, fields)?.to_string()),
    };
    let mut also = read_dates(fields, "also")?;
    if by == By::Dates {
        also.insert(times.starts.date());
    }
    let minutes = (times.ends_at - times.starts_at).num_minutes();
    Ok(Some(Series {
        starts: times.starts,
        minutes: u32::try_from(minutes).unwrap_or_default(),
        capacity: times.capacity,
        by,
        also,
        except: read_dates(fields, "except")?,
        not_on_holidays: fields.get("no_holidays") == "yes",
    }))
}

fn fault(key: &'static str, value: &str) -> RuleFault {
    RuleFault {
        key,
        value: value.chars().take(60).collect(),
    }
}

fn read_lunar(fields: &Fields) -> Result<LunarDay, RuleFault> {
    let number = |name: &str| fields.get(name).parse().ok();
    number("lunar_month")
        .zip(number("lunar_day"))
        .and_then(|(month, day)| LunarDay::new(month, day))
        .ok_or_else(|| fault("lunar-day", fields.get("lunar_day")))
}

fn read_rule(kind: &str, fields: &Fields) -> Result<Rule, RuleFault> {
    let frequency = match kind {
        "daily" => Frequency::Daily,
        "weekly" => Frequency::Weekly,
        "monthly" => Frequency::Monthly,
        _ => return Err(fault("frequency", kind)),
    };
    let mut rule = Rule::every(frequency);
    let every = fields.get("every");
    rule.interval = number_between(every, 1, 99).ok_or_else(|| fault("interval", every))? as u16;
    match frequency {
        Frequency::Weekly => {
            rule.days = fields
                .all("days")
                .into_iter()
                .map(|day| read_weekday(day).map(|weekday| RuleDay { nth: None, weekday }))
                .collect::<Result<_, _>>()?;
            if rule.days.is_empty() {
                return Err(fault("days-missing", ""));
            }
        }
        Frequency::Monthly if fields.get("month_by") == "weekday" => {
            let nth = fields.get("nth");
            let known = number_between(nth, -1, 4).filter(|nth| *nth != 0);
            let nth = known.ok_or_else(|| fault("position", nth))?;
            rule.days = vec![RuleDay {
                nth: Some(nth as i16),
                weekday: read_weekday(fields.get("nth_day"))?,
            }];
        }
        Frequency::Monthly => {
            let day = fields.get("month_day");
            let known = number_between(day, -1, 31).filter(|day| *day != 0);
            rule.month_days = vec![known.ok_or_else(|| fault("month-day", day))? as i8];
        }
        Frequency::Daily | Frequency::Yearly => {}
    }
    rule.end = match fields.get("ends") {
        "count" => {
            let count = fields.get("count");
            let known = number_between(count, 1, 1_100).ok_or_else(|| fault("count", count))?;
            RuleEnd::Count(known as u32)
        }
        "until" => {
            let until = fields.get("until");
            let day: NaiveDate = until.parse().map_err(|_| fault("until", until))?;
            let end = day.and_hms_opt(23, 59, 59);
            RuleEnd::Until(end.ok_or_else(|| fault("until", until))?)
        }
        _ => RuleEnd::Never,
    };
    Ok(rule)
}

fn number_between(text: &str, min: i64, max: i64) -> Option<i64> {
    text.parse()
        .ok()
        .filter(|number| (min..=max).contains(number))
}

fn read_weekday(text: &str) -> Result<Weekday, RuleFault> {
    text.parse().map_err(|_| fault("weekday", text))
}

/// Dates as people write a few of them: 2026-12-24, 2026/12/25; with commas, spaces or lines between them.
fn read_dates(fields: &Fields, name: &str) -> Result<BTreeSet<NaiveDate>, RuleFault> {
    let text = fields.get(name);
    let items = text
        .split(|c: char| c.is_whitespace() || [',', '，', '、', ';', '；'].contains(&c))
        .filter(|item| !item.is_empty());
    let dates = items
        .map(|item| {
            item.replace(['/', '.'], "-")
                .parse()
                .map_err(|_| fault("date", item))
        })
        .collect::<Result<BTreeSet<_>, _>>()?;
    if dates.len() > DATES_MAX {
        return Err(fault("too-many-dates", ""));
    }
    Ok(dates)
}
