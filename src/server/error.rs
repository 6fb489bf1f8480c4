//! What can go wrong, as facts; and what a client is told about each.
//!
//! A client gets a status, a reason and a sentence in its language (`routes::explain_refusals` writes it). The log gets
//! the detail of what was the server's own fault.

use std::io;

use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::store::StoreError;
use crate::pack::archive::ArchiveError;
use crate::pack::author::{Problem, Severity};
use crate::pack::blobs::BlobError;
use crate::pack::trust::sign::SignError;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// There is no such thing, or it is gone.
    #[error("there is no such thing")]
    NotFound,
    /// The caller is no kiosk of ours.
    #[error("not an enrolled kiosk")]
    NotEnrolled,
    /// The id belongs to a device with another secret.
    #[error("the enrolment belongs to another device")]
    NotYours,
    /// Nobody is signed in.
    #[error("not signed in")]
    NotSignedIn,
    /// Account or password are wrong.
    #[error("account or password are wrong")]
    WrongPassword,
    /// The form is not one we gave out to this browser.
    #[error("the form carries no valid token")]
    StrangeForm,
    /// Too many tries.
    #[error("too many tries; again in {wait_secs} s")]
    TooManyTries {
        /// Seconds to wait.
        wait_secs: u64,
    },
    /// The request does not fit its type.
    #[error("the request does not fit: {0}")]
    Malformed(String),
    /// More bytes than allowed.
    #[error("too large")]
    TooLarge,
    /// What was asked contradicts how things are; the text is a machine key.
    #[error("not possible now: {0}")]
    Conflict(&'static str),
    /// The pack has problems; nothing was published.
    #[error("{}", problems_in_short(.0))]
    PackProblems(Vec<Problem>),
    /// The pack is for a centre this server does not have.
    #[error("this server has no centre {0}")]
    UnknownCentre(String),
    /// The pack file cannot be unpacked.
    #[error("the pack file is refused: {0}")]
    Archive(#[from] ArchiveError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The repository failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The blob store failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The disk failed.
    #[error("the disk failed: {0}")]
    Disk(#[from] io::Error),
    /// A part of the program broke.
    #[error("internal: {0}")]
    Internal(String),
}

fn problems_in_short(problems: &[Problem]) -> String {
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    let lines: Vec<_> = errors
        .iter()
        .take(20)
        .map(|p| format!("{}: {}; {}", p.place(), p.what("en"), p.remedy("en")))
        .collect();
    format!(
        "the pack has {} problems:\n{}",
        errors.len(),
        lines.join("\n")
    )
}

impl From<sqlx::Error> for ServerError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(StoreError::Database(error))
    }
}

impl From<tokio::task::JoinError> for ServerError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<JsonRejection> for ServerError {
    fn from(rejection: JsonRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge
        } else {
            Self::Malformed(rejection.body_text())
        }
    }
}

/// What a client is told, on its way to being put into words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refusal {
    /// A reason a machine can read.
    pub reason: &'static str,
    /// Seconds to wait before trying again.
    pub wait_secs: Option<u64>,
}

impl ServerError {
    fn answer(&self) -> (StatusCode, &'static str) {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::NotEnrolled => (StatusCode::UNAUTHORIZED, "not_enrolled"),
            Self::NotYours => (StatusCode::FORBIDDEN, "not_yours"),
            Self::NotSignedIn => (StatusCode::UNAUTHORIZED, "not_signed_in"),
            Self::WrongPassword => (StatusCode::UNAUTHORIZED, "wrong_password"),
            Self::StrangeForm => (StatusCode::FORBIDDEN, "strange_form"),
            Self::TooManyTries { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_tries"),
            Self::Malformed(_) => (StatusCode::UNPROCESSABLE_ENTITY, "malformed"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::Conflict(reason) => (StatusCode::CONFLICT, reason),
            Self::PackProblems(_) | Self::UnknownCentre(_) | Self::Archive(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "pack_refused")
            }
            Self::Store(StoreError::Database(error)) if is_no_text(error) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "malformed")
            }
            Self::Store(_) | Self::Disk(_) | Self::Blob(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "storage_failed")
            }
            Self::Sign(SignError::NotDelegated { .. }) => {
                (StatusCode::CONFLICT, "centre_not_delegated")
            }
            Self::Sign(_) => (StatusCode::SERVICE_UNAVAILABLE, "signing_failed"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// The reason a machine can read.
    pub fn reason(&self) -> &'static str {
        self.answer().1
    }
}

/// PostgreSQL keeps no text with a zero character in it, and nobody types one.
fn is_no_text(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.as_deref() == Some("22021")
}

impl IntoResponse for ServerError {
    fn into_response(self) -> Response {
        let (status, reason) = self.answer();
        if status.is_server_error() {
            tracing::error!(error = %self, "a request failed");
        }
        let wait_secs = if let Self::TooManyTries { wait_secs } = self {
            Some(wait_secs)
        } else {
            None
        };
        let mut response = status.into_response();
        response
            .extensions_mut()
            .insert(Refusal { reason, wait_secs });
        response
    }
}
