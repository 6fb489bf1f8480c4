//! The console's pages of rollouts: progress, and what can be done about it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use uuid::Uuid;

use super::packs::CentreQuery;
use super::who::{CheckedForm, Fields, SignedIn};
use crate::model::rollout::{Ring, RolloutPolicy};
use crate::server::{App, Reach, ServerError, console};

/// The page of a rollout.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, ServerError> {
    console::rollouts::page(&app, &by, id).await
}

/// Its progress alone, as it is now.
pub(super) async fn live(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, ServerError> {
    console::rollouts::live(&app, &by, id).await
}

/// What is on its way for an owner's kiosks, in short.
pub(super) async fn open(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    console::rollouts::open(&app, &by, &query.centre).await
}

/// Holds a rollout.
pub(super) async fn pause(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    app.pause_rollout(&form.by.actor(), id).await?;
    Ok(back(id, "rollout-paused"))
}

/// Goes on with one that was held or has stopped.
pub(super) async fn resume(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    app.resume_rollout(&form.by.actor(), id).await?;
    Ok(back(id, "rollout-resumed"))
}

/// Gives the version to the next ring at once.
pub(super) async fn hurry(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let reached = number(&form.fields, "reached")?;
    app.hurry_rollout(&form.by.actor(), id, reached).await?;
    Ok(back(id, "rollout-hurried"))
}

/// Takes the version back everywhere.
pub(super) async fn revert(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    app.revert_rollout(&form.by.actor(), id).await?;
    Ok(back(id, "rollout-reverted"))
}

/// Makes another published version the one for all.
pub(super) async fn choose_version(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let (owner, pack) = (form.fields.get("owner"), form.fields.get("pack"));
    if !app.knows_owner(owner) {
        return Err(ServerError::NotFound);
    }
    let version = number(&form.fields, "version")?;
    app.go_to_version(&form.by.actor(), owner, pack, version)
        .await?;
    Ok(Redirect::to(&format!(
        "/console/packs?centre={owner}&done=version-chosen"
    )))
}

fn back(id: Uuid, done: &str) -> Redirect {
    Redirect::to(&format!("/console/rollouts/{id}?done={done}"))
}

/// How a publication's form says it is to reach kiosks; without a word, all of them at once.
pub(super) fn read_reach(fields: &Fields) -> Result<Reach, ServerError> {
    if fields.get("reach") != "rings" {
        return Ok(Reach::AtOnce);
    }
    let mut rings = vec![Ring::Kiosks {
        kiosks: vec![fields.get("first").to_owned()],
    }];
    let centre = fields.get("then_centre");
    if !centre.is_empty() {
        rings.push(Ring::Centres {
            centres: vec![centre.to_owned()],
        });
    }
    if !fields.get("then_share").is_empty() {
        rings.push(Ring::Share {
            percent: number(fields, "then_share")?,
        });
    }
    let hours: u32 = number(fields, "offline_wait_hours")?;
    let policy = RolloutPolicy {
        failures_percent: number(fields, "failures_percent")?,
        failures_min: number(fields, "failures_min")?,
        soak_mins: number(fields, "soak_mins")?,
        offline_wait_mins: hours.saturating_mul(60),
    };
    Ok(Reach::RingByRing { rings, policy })
}

fn number<T: std::str::FromStr>(fields: &Fields, name: &str) -> Result<T, ServerError> {
    fields
        .get(name)
        .parse()
        .map_err(|_| ServerError::Conflict("policy_unclear"))
}
