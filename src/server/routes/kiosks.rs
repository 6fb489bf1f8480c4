//! What kiosks call, and the console's page about them.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{Html, IntoResponse, Redirect, Response, Sse};
use futures_util::{Stream, StreamExt as _, stream};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::who::{Body, CheckedForm, ClientAddress, SignedIn, ThisKiosk, bearer};
use crate::api::delivery::{DeliveryAnswers, DeliveryBatch};
use crate::api::figures::LiveFigures;
use crate::api::kiosk::{
    CentreDays, CheckInBatch, CheckInBatchAnswer, EnrolmentAnswer, EnrolmentRequest, ErrorAnswer,
    KioskReport, PushEvent,
};
use crate::api::paths;
use crate::api::wall::Walls;
use crate::server::pushes::{Audience, Listening};
use crate::server::store::kiosks::{Kiosk, KioskState};
use crate::server::{App, ServerError, console, fleet, store};

/// Kiosks take a stream that was silent for three of these for dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Ask to join the fleet
#[utoipa::path(post, path = paths::ENROLMENTS, tag = "kiosk", request_body = EnrolmentRequest,
    responses((status = 200, body = EnrolmentAnswer), (status = 403, description = "The id belongs to another device", body = ErrorAnswer)))]
pub(super) async fn ask_to_join(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Body(request): Body<EnrolmentRequest>,
) -> Result<Json<EnrolmentAnswer>, ServerError> {
    app.limits.enrolment(address)?;
    Ok(Json(app.ask_to_join(&request, &address.to_string()).await?))
}

/// Where the enrolment stands
#[utoipa::path(get, path = paths::ENROLMENT, tag = "kiosk", security(("kiosk_secret" = [])),
    params(("id" = Uuid, Path, description = "Made on the device")),
    responses((status = 200, body = EnrolmentAnswer), (status = 401, body = ErrorAnswer)))]
pub(super) async fn enrolment(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Json<EnrolmentAnswer>, ServerError> {
    let secret = bearer(&headers).ok_or(ServerError::NotEnrolled)?;
    Ok(Json(app.enrolment(id, secret).await?))
}

/// Say what is on
#[utoipa::path(post, path = paths::REPORT, tag = "kiosk", security(("kiosk_secret" = [])), request_body = KioskReport,
    responses((status = 204), (status = 401, body = ErrorAnswer)))]
pub(super) async fn report(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    Body(report): Body<KioskReport>,
) -> Result<StatusCode, ServerError> {
    app.keep_report(&kiosk, report).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is on and who is expected
#[utoipa::path(get, path = paths::CENTRE_DAYS, tag = "kiosk", security(("kiosk_secret" = [])),
    responses((status = 200, body = CentreDays), (status = 304, description = "As the ETag says"), (status = 401, body = ErrorAnswer)))]
pub(super) async fn days(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    let centre = app.centre(&kiosk.centre).ok_or(ServerError::NotEnrolled)?;
    named_by_content(&app.centre_days(centre).await?, &headers)
}

/// What the centre's figures count now
#[utoipa::path(get, path = paths::FIGURES, tag = "kiosk", security(("kiosk_secret" = [])),
    responses((status = 200, body = LiveFigures), (status = 304, description = "As the ETag says"), (status = 401, body = ErrorAnswer)))]
pub(super) async fn figures(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    let centre = app.centre(&kiosk.centre).ok_or(ServerError::NotEnrolled)?;
    named_by_content(&app.live_figures(centre).await?, &headers)
}

/// JSON under an ETag made of it; nothing but that when the caller has it.
fn named_by_content<T: Serialize>(value: &T, headers: &HeaderMap) -> Result<Response, ServerError> {
    let body =
        serde_json::to_vec(value).map_err(|error| ServerError::Internal(error.to_string()))?;
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..16]));
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known == etag.as_str());
    let fresh = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, fresh).into_response());
    }
    Ok((fresh, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Deliver check-ins
#[utoipa::path(post, path = paths::CHECK_INS, tag = "kiosk", security(("kiosk_secret" = [])), request_body = CheckInBatch,
    responses((status = 200, body = CheckInBatchAnswer), (status = 401, body = ErrorAnswer),
        (status = 429, description = "Too many wrong codes; Retry-After says how long", body = ErrorAnswer)))]
pub(super) async fn check_ins(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    Body(batch): Body<CheckInBatch>,
) -> Result<Json<CheckInBatchAnswer>, ServerError> {
    Ok(Json(app.take_check_ins(&kiosk, &batch).await?))
}

/// Deliver what visitors left at exhibits
#[utoipa::path(post, path = paths::DELIVERIES, tag = "kiosk", security(("kiosk_secret" = [])), request_body = DeliveryBatch,
    responses((status = 200, body = DeliveryAnswers), (status = 401, body = ErrorAnswer),
        (status = 422, description = "One of them is not what a kiosk sends", body = ErrorAnswer),
        (status = 429, description = "Too many at once; Retry-After says how long", body = ErrorAnswer)))]
pub(super) async fn deliveries(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    Body(batch): Body<DeliveryBatch>,
) -> Result<Json<DeliveryAnswers>, ServerError> {
    Ok(Json(app.take_deliveries(&kiosk, &batch).await?))
}

/// Messages on the centre's walls that staff have approved
#[utoipa::path(get, path = paths::WALLS, tag = "kiosk", security(("kiosk_secret" = [])),
    responses((status = 200, body = Walls), (status = 304, description = "As the ETag says"), (status = 401, body = ErrorAnswer)))]
pub(super) async fn walls(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    let centre = app.centre(&kiosk.centre).ok_or(ServerError::NotEnrolled)?;
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    let (etag, walls) = app.walls(centre, known).await?;
    let fresh = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    Ok(match walls {
        Some(walls) => (fresh, Json(walls)).into_response(),
        None => (StatusCode::NOT_MODIFIED, fresh).into_response(),
    })
}

/// Server-sent events: "look again"
#[utoipa::path(get, path = paths::EVENTS, tag = "kiosk", security(("kiosk_secret" = [])),
    responses((status = 200, description = "A stream of events named `content`, `days`, `walls` or `identity`", content_type = "text/event-stream"),
        (status = 401, body = ErrorAnswer)))]
pub(super) async fn events(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listening = app.pushes.listen(kiosk.id);
    let hello = stream::once(async { Ok(Event::default().comment("connected")) });
    let pushes = stream::unfold(
        Some(Line {
            listening,
            kiosk,
            waiting: VecDeque::new(),
        }),
        next_push,
    );
    let until_stopped = hello
        .chain(pushes)
        .take_until(app.stopping.clone().cancelled_owned());
    Sse::new(until_stopped).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE))
}

struct Line {
    listening: Listening,
    kiosk: Kiosk,
    waiting: VecDeque<PushEvent>,
}

async fn next_push(line: Option<Line>) -> Option<(Result<Event, Infallible>, Option<Line>)> {
    let mut line = line?;
    let event = loop {
        if let Some(event) = line.waiting.pop_front() {
            break event;
        }
        match line.listening.receiver.recv().await {
            Ok(push) => {
                let ours = match &push.audience {
                    Audience::All => true,
                    Audience::Centre(centre) => *centre == line.kiosk.centre,
                    Audience::Kiosk(kiosk) => *kiosk == line.kiosk.id,
                };
                if ours {
                    line.waiting.push_back(push.event);
                }
            }
            // What was missed is not known, so everything may have changed.
            Err(RecvError::Lagged(_)) => {
                line.waiting
                    .extend([PushEvent::Days, PushEvent::Content, PushEvent::Walls])
            }
            Err(RecvError::Closed) => return None,
        }
    };
    // After a change of name or permission the kiosk has to show its secret again.
    let line = (event != PushEvent::Identity).then_some(line);
    // Readers of streams pass over an event without data.
    Some((Ok(Event::default().event(event.key()).data("look")), line))
}

/// The page of kiosks.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
) -> Result<Html<String>, ServerError> {
    console::kiosks::page(&app, &by).await
}

/// Its list alone, as it is now.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    by: SignedIn,
) -> Result<Html<String>, ServerError> {
    console::kiosks::list(&app, &by).await
}

/// Takes a device into the fleet.
pub(super) async fn approve(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let name = form.fields.line("name", fleet::NAME_CHARS_MAX);
    if name.is_empty() {
        return Err(ServerError::Conflict("name_missing"));
    }
    app.approve_enrolment(
        &form.by.actor(),
        id,
        form.fields.get("pairing_code"),
        &name,
        form.fields.get("centre"),
    )
    .await?;
    Ok(Redirect::to("/console/kiosks?done=kiosk-approved"))
}

/// Refuses a device, or takes it off the fleet.
pub(super) async fn refuse(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let kiosk = store::kiosks::by_id(&mut *app.store.read().await?, id)
        .await?
        .ok_or(ServerError::NotFound)?;
    app.refuse_kiosk(&form.by.actor(), id).await?;
    let done = if kiosk.state == KioskState::Approved {
        "kiosk-removed"
    } else {
        "kiosk-refused"
    };
    Ok(Redirect::to(&format!("/console/kiosks?done={done}")))
}

/// Lets a refused device ask again.
pub(super) async fn allow_again(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    app.allow_kiosk_again(&form.by.actor(), id).await?;
    Ok(Redirect::to("/console/kiosks?done=kiosk-allowed-again"))
}

/// Gives a kiosk another name.
pub(super) async fn rename(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let name = form.fields.line("name", fleet::NAME_CHARS_MAX);
    if name.is_empty() {
        return Err(ServerError::Conflict("name_missing"));
    }
    app.rename_kiosk(&form.by.actor(), id, &name).await?;
    Ok(Redirect::to("/console/kiosks?done=kiosk-renamed"))
}
