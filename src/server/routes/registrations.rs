//! Registering: what kiosks call, and what staff do at the desk with people and lots.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect};
use uuid::Uuid;

use super::who::{Body, CheckedForm, Fields, SignedIn, ThisKiosk};
use crate::api::kiosk::ErrorAnswer;
use crate::api::paths;
use crate::api::registration::{OwnRegistrationRequest, RegistrationAnswer, RegistrationRequest};
use crate::model::registration::{
    AgeBand, FAMILY_MAX, GuardianConsent, NAME_CHARS_MAX, PersonToRegister, RegistrationSource,
};
use crate::server::store::audit::Actor;
use crate::server::{App, ServerError, console};

/// Register one person or a family
#[utoipa::path(post, path = paths::REGISTRATIONS, tag = "kiosk", security(("kiosk_secret" = [])), request_body = RegistrationRequest,
    responses((status = 200, description = "Taken or not: the reason says", body = RegistrationAnswer),
        (status = 401, body = ErrorAnswer), (status = 404, description = "No such occurrence", body = ErrorAnswer)))]
pub(super) async fn register(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    Body(mut request): Body<RegistrationRequest>,
) -> Result<Json<RegistrationAnswer>, ServerError> {
    app.limits.deliveries(kiosk.id)?;
    // What staff may do, a visitor at a kiosk may not.
    request.source = RegistrationSource::Kiosk;
    let actor = Actor::program("kiosk");
    Ok(Json(app.register_visitors(&actor, &request).await?))
}

/// Look at, accept, change or give up one's own registration
#[utoipa::path(post, path = paths::OWN_REGISTRATION, tag = "kiosk", security(("kiosk_secret" = [])), request_body = OwnRegistrationRequest,
    responses((status = 200, body = RegistrationAnswer), (status = 401, body = ErrorAnswer),
        (status = 429, description = "Too many wrong codes; Retry-After says how long", body = ErrorAnswer)))]
pub(super) async fn own(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    Body(request): Body<OwnRegistrationRequest>,
) -> Result<Json<RegistrationAnswer>, ServerError> {
    let answer = app
        .own_registration(&kiosk.centre, kiosk.id, &request)
        .await?;
    Ok(Json(answer))
}

/// Registers a person or a family at the desk.
pub(super) async fn at_the_desk(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let fields = &form.fields;
    let further = (2..=FAMILY_MAX).map(|number| format!("_{number}"));
    let people: Vec<_> = std::iter::once(String::new())
        .chain(further)
        .map(|suffix| PersonToRegister {
            name: fields.line(&format!("name{suffix}"), NAME_CHARS_MAX),
            age_band: AgeBand::from_key(fields.get(&format!("age_band{suffix}"))),
        })
        .filter(|person| !person.name.is_empty())
        .collect();
    if people.is_empty() {
        return Err(ServerError::Conflict("name_missing"));
    }
    let source = if fields.get("walked_in") == "yes" {
        RegistrationSource::Door
    } else {
        RegistrationSource::Staff
    };
    let request = RegistrationRequest {
        id: asked_once(fields),
        occurrence: id,
        people,
        phone: fields.line("phone", NAME_CHARS_MAX),
        phone_confirmation: None,
        guardian: guardian(&app, fields),
        source,
        language: form.by.language.to_owned(),
    };
    let answer = app.register_party(&form.by.actor(), &request).await?;
    let own = answer
        .registration
        .ok_or(ServerError::Conflict(answer.reason.key()))?;
    let first = own.people.first().map(|person| person.registration);
    Ok(Redirect::to(&format!(
        "/console/occurrences/{id}?registered={}",
        first.unwrap_or_default()
    )))
}

/// What is known of one person.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, ServerError> {
    console::person::page(&app, &by, id).await
}

/// The id that a form brought along: sent twice, it is done once.
pub(super) fn asked_once(fields: &Fields) -> Uuid {
    fields.get("id").parse().unwrap_or_else(|_| Uuid::now_v7())
}

/// The consent that staff wrote down: given now, to them.
fn guardian(app: &App, fields: &Fields) -> Option<GuardianConsent> {
    let name = fields.line("guardian", NAME_CHARS_MAX);
    (!name.is_empty()).then(|| GuardianConsent {
        name,
        consented_at: app.now(),
    })
}

/// Gives a registration up.
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let row = app.cancel_registration(&form.by.actor(), id).await?;
    Ok(back(row.occurrence, "registration-canceled"))
}

/// Takes that back.
pub(super) async fn restore(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let row = app.restore_registration(&form.by.actor(), id).await?;
    Ok(back(row.occurrence, "registration-restored"))
}

/// Somebody who waits is at the door.
pub(super) async fn stand_by(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let row = app.stand_by(&form.by.actor(), id).await?;
    Ok(back(row.occurrence, "registration-stands-by"))
}

/// Corrects a name, an age band, a consent.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let person = PersonToRegister {
        name: form.fields.line("name", NAME_CHARS_MAX),
        age_band: AgeBand::from_key(form.fields.get("age_band")),
    };
    let guardian = guardian(&app, &form.fields);
    let row = app
        .correct_registration(&form.by.actor(), id, &person, guardian.as_ref())
        .await?;
    Ok(back(row.occurrence, "registration-corrected"))
}

/// Everything that is known of a person, as a file.
pub(super) async fn export(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<impl IntoResponse, ServerError> {
    let known = app.export_person(&form.by.actor(), id).await?;
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"person.json\"",
        ),
    ];
    Ok((headers, Json(known)))
}

/// Erases who a person is.
pub(super) async fn erase(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let occurrence = app.erase_person(&form.by.actor(), id).await?;
    Ok(back(occurrence, "person-erased"))
}

/// Draws lots before their time.
pub(super) async fn draw(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    app.draw_lottery(&form.by.actor(), id).await?;
    Ok(back(id, "lots-drawn"))
}

fn back(occurrence: Uuid, done: &str) -> Redirect {
    Redirect::to(&format!("/console/occurrences/{occurrence}?done={done}"))
}
