//! What kiosks call about visitors' phones: codes that confirm a number, and visits that go on on a phone.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use uuid::Uuid;

use super::who::{Body, ThisKiosk};
use crate::api::kiosk::ErrorAnswer;
use crate::api::paths;
use crate::api::phone::{
    CarryOverAnswer, CarryOverRequest, CarryOverState, PhoneCodeAnswer, PhoneCodeRequest,
    PhoneCodeTried, PhoneCodeTry,
};
use crate::server::{App, ServerError};

/// Send a code to a number
#[utoipa::path(
    post,
    path = paths::PHONE_CODES,
    tag = "kiosk",
    request_body = PhoneCodeRequest,
    security(("kiosk_secret" = [])),
    responses(
        (status = 200, description = "What became of it; whether the number is known is never said", body = PhoneCodeAnswer),
        (status = 401, description = "Not an enrolled kiosk", body = ErrorAnswer),
    )
)]
pub(super) async fn send_code(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    Body(request): Body<PhoneCodeRequest>,
) -> Result<Json<PhoneCodeAnswer>, ServerError> {
    let asker = kiosk.id.to_string();
    let (phone, language) = (&request.phone, &request.language);
    app.answer_phone_code(request.id, &kiosk.centre, &asker, phone, language)
        .await
        .map(Json)
}

/// Try a code
#[utoipa::path(
    post,
    path = paths::PHONE_CODE_TRIES,
    tag = "kiosk",
    request_body = PhoneCodeTry,
    security(("kiosk_secret" = [])),
    responses(
        (status = 200, description = "Whether it was the code", body = PhoneCodeTried),
        (status = 401, description = "Not an enrolled kiosk", body = ErrorAnswer),
        (status = 422, description = "No code, or no number", body = ErrorAnswer),
    )
)]
pub(super) async fn try_code(
    State(app): State<Arc<App>>,
    _kiosk: ThisKiosk,
    Body(trial): Body<PhoneCodeTry>,
) -> Result<Json<PhoneCodeTried>, ServerError> {
    app.try_phone_code(trial.id, &trial.phone, &trial.code)
        .await
        .map(Json)
}

/// Make a way for a phone to go on
#[utoipa::path(
    post,
    path = paths::CARRY_OVERS,
    tag = "kiosk",
    request_body = CarryOverRequest,
    security(("kiosk_secret" = [])),
    responses(
        (status = 200, description = "Where the phone goes on", body = CarryOverAnswer),
        (status = 401, description = "Not an enrolled kiosk", body = ErrorAnswer),
        (status = 404, description = "No such occurrence in the kiosk's centre", body = ErrorAnswer),
    )
)]
pub(super) async fn carry_over(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    Body(request): Body<CarryOverRequest>,
) -> Result<Json<CarryOverAnswer>, ServerError> {
    app.carry_over(&kiosk, &request).await.map(Json)
}

/// How far the phone is
#[utoipa::path(
    get,
    path = paths::CARRY_OVER,
    tag = "kiosk",
    params(("id" = Uuid, Path, description = "Made on the kiosk")),
    security(("kiosk_secret" = [])),
    responses(
        (status = 200, description = "Its state", body = CarryOverState),
        (status = 401, description = "Not an enrolled kiosk", body = ErrorAnswer),
        (status = 404, description = "This kiosk has made no such way", body = ErrorAnswer),
    )
)]
pub(super) async fn carried(
    State(app): State<Arc<App>>,
    ThisKiosk(kiosk): ThisKiosk,
    Path(id): Path<Uuid>,
) -> Result<Json<CarryOverState>, ServerError> {
    app.carried(kiosk.id, id).await.map(Json)
}
