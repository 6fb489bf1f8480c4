//! The console's pages of schedules: rules in order, a preview by the kiosks' own function, publishing.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use chrono::{NaiveTime, Weekday};
use uuid::Uuid;

use super::packs::CentreQuery;
use super::who::{CheckedForm, Fields, SignedIn};
use crate::config::CentreSettings;
use crate::model::play_schedule::{Play, PlayItem, PlaySchedule, Playlist, Rule};
use crate::model::text::LocalizedText;
use crate::server::console::rule_form::RuleForm;
use crate::server::console::schedules::PreviewQuery;
use crate::server::{App, ServerError, console};

const NAME_CHARS_MAX: usize = 40;
const RULES_MAX: usize = 50;
const ITEMS_MAX: usize = 50;
/// Shorter and nobody can read it; longer and it is not a playlist.
const ITEM_SECS: std::ops::RangeInclusive<u32> = 5..=3600;
/// What weekday fields are called, in the order of the week.
pub(in crate::server) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// The page of schedules.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    console::schedules::page(&app, &by, &query.centre).await
}

/// What plays at a moment on a kiosk.
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<PreviewQuery>,
) -> Result<Html<String>, ServerError> {
    console::schedules::preview(&app, &by, &query).await
}

/// Which kiosks follow the published schedule by now.
pub(super) async fn followers(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    console::schedules::followers(&app, &by, &query.centre).await
}

/// Publishes the draft.
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let centre = console::chosen_centre(&app, form.fields.get("centre"));
    app.publish_schedule(centre, &form.by.actor()).await?;
    Ok(back(centre, "schedule-published"))
}

/// Throws the draft away.
pub(super) async fn discard(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let centre = console::chosen_centre(&app, form.fields.get("centre"));
    app.discard_schedule(centre, &form.by.actor()).await?;
    Ok(back(centre, "draft-discarded"))
}

/// An empty form for a rule.
pub(super) async fn new_rule_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    let centre = console::chosen_centre(&app, &query.centre);
    console::rule_form::rule_page(&app, &by, centre, None, RuleForm::empty()).await
}

/// The form of a rule, filled in.
pub(super) async fn rule_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<String>,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    let centre = console::chosen_centre(&app, &query.centre);
    let schedule = app.working_schedule(centre).await?;
    let rule = schedule
        .rules
        .iter()
        .find(|rule| rule.id == id)
        .ok_or(ServerError::NotFound)?;
    let form = RuleForm::of(rule, &schedule);
    console::rule_form::rule_page(&app, &by, centre, Some(id), form).await
}

/// Adds a rule at the top: what is added last is usually the exception.
pub(super) async fn add_rule(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    let id = Uuid::now_v7().simple().to_string();
    keep_rule(&app, form, &id, true).await
}

/// Changes a rule.
pub(super) async fn change_rule(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    keep_rule(&app, form, &id, false).await
}

async fn keep_rule(
    app: &App,
    form: CheckedForm,
    id: &str,
    new: bool,
) -> Result<Response, ServerError> {
    let centre = console::chosen_centre(app, form.fields.get("centre"));
    let (rule, playlist) = match read_rule(&form.fields, id) {
        Ok(read) => read,
        Err(trouble) => {
            let again = RuleForm::written(
                |name| {
                    form.fields
                        .all(name)
                        .into_iter()
                        .map(str::to_owned)
                        .collect()
                },
                trouble,
            );
            let id = (!new).then(|| id.to_owned());
            let page = console::rule_form::rule_page(app, &form.by, centre, id, again).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let action = if new { "rule-added" } else { "rule-changed" };
    app.change_schedule(centre, &form.by.actor(), action, |schedule| {
        if new {
            if schedule.rules.len() >= RULES_MAX {
                return Err(ServerError::Conflict("too_many_rules"));
            }
            schedule.rules.insert(0, rule);
        } else {
            let place = schedule
                .rules
                .iter_mut()
                .find(|before| before.id == id)
                .ok_or(ServerError::NotFound)?;
            *place = rule;
        }
        if let Some(playlist) = playlist {
            schedule.playlists.retain(|before| before.id != playlist.id);
            schedule.playlists.push(playlist);
        }
        Ok(())
    })
    .await?;
    Ok(back(centre, "rule-kept").into_response())
}

/// Moves a rule up or down by one.
pub(super) async fn move_rule(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let centre = console::chosen_centre(&app, form.fields.get("centre"));
    let up = form.fields.get("to") == "up";
    app.change_schedule(centre, &form.by.actor(), "rule-moved", |schedule| {
        move_by_one(schedule, &id, up)
    })
    .await?;
    Ok(back(centre, "rule-moved"))
}

fn move_by_one(schedule: &mut PlaySchedule, id: &str, up: bool) -> Result<(), ServerError> {
    let from = schedule
        .rules
        .iter()
        .position(|rule| rule.id == id)
        .ok_or(ServerError::NotFound)?;
    let to = if up {
        from.saturating_sub(1)
    } else {
        (from + 1).min(schedule.rules.len() - 1)
    };
    schedule.rules.swap(from, to);
    Ok(())
}

/// Deletes a rule.
pub(super) async fn delete_rule(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let centre = console::chosen_centre(&app, form.fields.get("centre"));
    app.change_schedule(centre, &form.by.actor(), "rule-deleted", |schedule| {
        schedule.rules.retain(|rule| rule.id != id);
        Ok(())
    })
    .await?;
    Ok(back(centre, "rule-deleted"))
}

fn back(centre: &CentreSettings, done: &str) -> Redirect {
    Redirect::to(&format!(
        "/console/schedules?centre={}&done={done}",
        centre.id
    ))
}

/// The rule a form describes, or the rest of a message's key.
fn read_rule(fields: &Fields, id: &str) -> Result<(Rule, Option<Playlist>), &'static str> {
    let name = fields.line("name", NAME_CHARS_MAX);
    if name.is_empty() {
        return Err("name");
    }
    let time = |field: &str| NaiveTime::parse_from_str(fields.get(field), "%H:%M").ok();
    let (from, to) = if fields.get("all_day") == "yes" {
        (NaiveTime::MIN, NaiveTime::MIN)
    } else {
        time("from").zip(time("to")).ok_or("window")?
    };
    let days = fields.all("weekdays");
    let weekdays: Vec<_> = WEEKDAYS
        .into_iter()
        .filter(|(key, _)| days.contains(key))
        .map(|(_, day)| day)
        .collect();
    let weekdays = if weekdays.len() == WEEKDAYS.len() {
        Vec::new()
    } else {
        weekdays
    };
    let kiosks = fields
        .all("kiosks")
        .into_iter()
        .filter(|kiosk| kiosk.parse::<Uuid>().is_ok())
        .map(str::to_owned)
        .collect();
    let (play, playlist) = if fields.get("play") == "playlist" {
        let playlist = read_playlist(fields, id, &name)?;
        (
            Play::Playlist {
                playlist: playlist.id.clone(),
            },
            Some(playlist),
        )
    } else {
        let pack = fields.get("pack");
        (
            Play::Home {
                pack: (!pack.is_empty()).then(|| pack.to_owned()),
            },
            None,
        )
    };
    Ok((
        Rule {
            id: id.to_owned(),
            name,
            kiosks,
            weekdays,
            from,
            to,
            play,
        },
        playlist,
    ))
}

fn read_playlist(fields: &Fields, id: &str, name: &str) -> Result<Playlist, &'static str> {
    let rows = fields.all("exhibit").into_iter().zip(fields.all("secs"));
    let items: Vec<_> = rows
        .filter(|(exhibit, _)| !exhibit.is_empty())
        .map(|(exhibit, secs)| {
            let duration_secs = secs
                .parse()
                .ok()
                .filter(|secs| ITEM_SECS.contains(secs))
                .ok_or("secs")?;
            Ok(PlayItem {
                exhibit: exhibit.to_owned(),
                duration_secs,
            })
        })
        .collect::<Result<_, &'static str>>()?;
    if items.is_empty() || items.len() > ITEMS_MAX {
        return Err("items");
    }
    Ok(Playlist {
        id: format!("list-{id}"),
        name: LocalizedText::zh_en(name, name),
        items,
    })
}
