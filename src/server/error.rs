//! What a client is told when something does not work; the log keeps the detail.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::store::StoreError;
use crate::api::kiosk::ErrorAnswer;
use crate::pack::trust::sign::SignError;

/// A refusal.
#[derive(Debug)]
pub(super) enum AppError {
    /// The device's secret is not known or was taken back.
    NotEnrolled,
    /// There is no such thing.
    NotFound(&'static str),
    /// The request does not fit.
    Bad(&'static str, String),
    /// Too often.
    TooMany,
    /// It is us.
    Internal(anyhow::Error),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<SignError> for AppError {
    fn from(error: SignError) -> Self {
        Self::Internal(error.into())
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, reason, message) = match self {
            Self::NotEnrolled => (
                StatusCode::UNAUTHORIZED,
                "not_enrolled",
                "this device is not a kiosk of this server".to_owned(),
            ),
            Self::NotFound(what) => (
                StatusCode::NOT_FOUND,
                "not_found",
                format!("there is no such {what}"),
            ),
            Self::Bad(reason, message) => (StatusCode::BAD_REQUEST, reason, message),
            Self::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "too_many",
                "too many requests; wait a minute".to_owned(),
            ),
            Self::Internal(error) => {
                tracing::error!("{error:#}");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal",
                    "something went wrong here; the log has the detail".to_owned(),
                )
            }
        };
        (
            status,
            Json(ErrorAnswer {
                reason: reason.to_owned(),
                message,
            }),
        )
            .into_response()
    }
}
