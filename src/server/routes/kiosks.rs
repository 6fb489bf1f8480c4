//! The kiosks' API: enrolment, reports, "look again", days, check-ins.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::stream::Stream;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;
use uuid::Uuid;

use crate::api::kiosk::{
    CHECK_IN_BATCH_MAX, CentreDays, CheckInBatch, CheckInBatchAnswer, EnrolmentAnswer,
    EnrolmentRequest, KioskIdentity, KioskReport, PushEvent,
};
use crate::model::check_in::{CODE_DIGITS, CheckInReason, WrongTries};
use crate::server::App;
use crate::server::error::AppError;
use crate::server::store::kiosks::{EnrolmentState, KioskRow};

/// A code nobody approved within this time is replaced by another.
const CODE_LIVES: chrono::Duration = chrono::Duration::minutes(30);
/// Devices that may wait for approval at once; a flood of them is not kiosks.
const WAITING_MAX: usize = 200;
/// Characters without look-alikes.
const CODE_LETTERS: &[u8] = b"ACDEFGHJKLMNPQRTUVWXY34679";

/// An enrolled kiosk: whoever knows its secret.
pub(super) struct Kiosk(KioskRow);

impl FromRequestParts<Arc<App>> for Kiosk {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, AppError> {
        let row = device(&parts.headers, app).await?;
        if row.state == EnrolmentState::Approved {
            Ok(Self(row))
        } else {
            Err(AppError::NotEnrolled)
        }
    }
}

/// The device whose secret stands in `Authorization: Bearer SECRET`.
async fn device(headers: &HeaderMap, app: &App) -> Result<KioskRow, AppError> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    // Looked up by the hash of a long random secret: how long that takes tells nothing about the secret.
    let row = app
        .store
        .kiosk_with_secret(&hash(bearer.ok_or(AppError::NotEnrolled)?))
        .await?;
    row.ok_or(AppError::NotEnrolled)
}

fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

pub(super) async fn ask_to_enrol(
    State(app): State<Arc<App>>,
    Json(request): Json<EnrolmentRequest>,
) -> Result<Json<EnrolmentAnswer>, AppError> {
    if request.secret.len() < 32 || request.secret.len() > 128 || request.hostname.len() > 200 {
        return Err(AppError::Bad(
            "bad_enrolment",
            "the secret has 32 to 128 characters, the host name at most 200".to_owned(),
        ));
    }
    let now = Utc::now();
    let before = app.store.kiosk(request.id).await?;
    let row = match before {
        Some(row) if row.secret_hash != hash(&request.secret) => return Err(AppError::NotEnrolled),
        Some(row) if row.state != EnrolmentState::Waiting || now - row.asked_at < CODE_LIVES => row,
        Some(row) => {
            fresh_code(
                &app,
                KioskRow {
                    asked_at: now,
                    ..row
                },
            )
            .await?
        }
        None => {
            let waiting = app
                .store
                .kiosks()
                .await?
                .iter()
                .filter(|kiosk| kiosk.state == EnrolmentState::Waiting)
                .count();
            if waiting >= WAITING_MAX {
                return Err(AppError::TooMany);
            }
            let row = KioskRow {
                id: request.id,
                secret_hash: hash(&request.secret),
                hostname: request.hostname,
                state: EnrolmentState::Waiting,
                pairing_code: String::new(),
                name: String::new(),
                centre: String::new(),
                asked_at: now,
                seen_at: None,
                report: None,
            };
            fresh_code(&app, row).await?
        }
    };
    Ok(Json(answer(&app, row)))
}

async fn fresh_code(app: &App, row: KioskRow) -> Result<KioskRow, AppError> {
    let pairing_code = {
        let mut random = rand::rng();
        (0..6)
            .map(|_| char::from(CODE_LETTERS[random.random_range(0..CODE_LETTERS.len())]))
            .collect()
    };
    let row = KioskRow {
        pairing_code,
        ..row
    };
    app.store.put_enrolment(&row).await?;
    Ok(row)
}

pub(super) async fn enrolment(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Json<EnrolmentAnswer>, AppError> {
    let row = device(&headers, &app).await?;
    if row.id != id {
        return Err(AppError::NotEnrolled);
    }
    Ok(Json(answer(&app, row)))
}

fn answer(app: &App, row: KioskRow) -> EnrolmentAnswer {
    match (row.state, app.centre(&row.centre)) {
        (EnrolmentState::Approved, Some(centre)) => {
            EnrolmentAnswer::Approved(Box::new(KioskIdentity {
                kiosk: row.id,
                name: row.name,
                centre: row.centre,
                centre_title: centre.title.clone(),
                time_zone: centre.time_zone,
                root: app.first_root.clone(),
            }))
        }
        (EnrolmentState::Waiting, _) => EnrolmentAnswer::Waiting {
            pairing_code: row.pairing_code,
        },
        (EnrolmentState::Refused | EnrolmentState::Approved, _) => EnrolmentAnswer::Refused,
    }
}

pub(super) async fn report(
    State(app): State<Arc<App>>,
    Kiosk(kiosk): Kiosk,
    Json(report): Json<KioskReport>,
) -> Result<StatusCode, AppError> {
    app.store.put_report(kiosk.id, &report, Utc::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// "Look again": names only; the truth is always fetched.
pub(super) async fn events(
    State(app): State<Arc<App>>,
    _: Kiosk,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let pushes = BroadcastStream::new(app.pushes.subscribe()).map(|event| {
        // One that fell behind has missed something: look at everything again.
        let event = event.unwrap_or(PushEvent::Content);
        Ok(Event::default().event(event.key()).data("look"))
    });
    let mut stopping = app.stopping.clone();
    let stop = async move {
        stopping
            .wait_for(|stop| *stop)
            .await
            .map(drop)
            .unwrap_or_default()
    };
    let until_stop = futures_util::StreamExt::take_until(pushes, Box::pin(stop));
    Sse::new(until_stop).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

pub(super) async fn days(
    State(app): State<Arc<App>>,
    Kiosk(kiosk): Kiosk,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let now = Utc::now();
    let (from, to) = app.calendar_range(&kiosk.centre, now);
    let calendar = app.store.calendar(&kiosk.centre, from, to).await?;
    let (from, to) = app.check_in_range(&kiosk.centre, now);
    let check_in_list = app.store.check_in_list(&kiosk.centre, from, to).await?;
    let body = serde_json::to_vec(&CentreDays {
        calendar,
        check_in_list,
    })
    .map_err(|error| AppError::Internal(error.into()))?;
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..16]));
    let tag_header =
        HeaderValue::from_str(&tag).map_err(|error| AppError::Internal(error.into()))?;
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known == tag_header)
    {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag_header)]).into_response());
    }
    let headers = [
        (header::ETAG, tag_header),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
    ];
    Ok((headers, body).into_response())
}

/// Wrong codes by kiosk: a stolen secret must not be a way to try codes out.
static WRONG: LazyLock<Mutex<HashMap<Uuid, WrongTries>>> = LazyLock::new(Mutex::default);

pub(super) async fn check_in(
    State(app): State<Arc<App>>,
    Kiosk(kiosk): Kiosk,
    Json(batch): Json<CheckInBatch>,
) -> Result<Json<CheckInBatchAnswer>, AppError> {
    if batch.check_ins.len() > CHECK_IN_BATCH_MAX {
        return Err(AppError::Bad(
            "batch_too_large",
            format!("at most {CHECK_IN_BATCH_MAX} check-ins at once"),
        ));
    }
    let zone = app
        .centre(&kiosk.centre)
        .map_or(chrono_tz::UTC, |centre| centre.time_zone);
    let same_day = |a: DateTime<Utc>, b: DateTime<Utc>| {
        a.with_timezone(&zone).date_naive() == b.with_timezone(&zone).date_naive()
    };
    let mut answers = Vec::new();
    for request in &batch.check_ins {
        let now = Utc::now();
        if request.code.len() != CODE_DIGITS
            || !request.code.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Err(AppError::Bad(
                "bad_code",
                "a code has six digits".to_owned(),
            ));
        }
        if !request.offline && wrong(kiosk.id, |tries| tries.pause_secs(now).is_some()) {
            return Err(AppError::TooMany);
        }
        let answer = app
            .store
            .check_in(&kiosk.centre, kiosk.id, request, now, same_day)
            .await?;
        match answer.reason {
            CheckInReason::Unknown => wrong(kiosk.id, |tries| tries.note_wrong(now)),
            _ => wrong(kiosk.id, WrongTries::note_right),
        }
        answers.push(answer);
    }
    app.push(PushEvent::Days);
    Ok(Json(CheckInBatchAnswer { answers }))
}

fn wrong<T>(kiosk: Uuid, with: impl FnOnce(&mut WrongTries) -> T) -> T {
    with(
        WRONG
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(kiosk)
            .or_default(),
    )
}
