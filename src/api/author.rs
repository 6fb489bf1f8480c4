//! What `tongxin pack publish` and the server say to each other.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Sign in: `POST` [`super::paths::AUTHOR_SESSIONS`].
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SignInRequest {
    /// A console account.
    pub account: String,
    /// Its password.
    pub password: String,
}

/// Who signed in goes on with this.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SignInAnswer {
    /// The bearer token of every other call; good for an hour or until it is signed out.
    pub token: String,
}

/// What the server thinks of an uploaded pack file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct UploadAnswer {
    /// The upload, when it can be published.
    pub upload: Option<Uuid>,
    /// Every problem, as `tongxin pack check` tells them, in the language asked for.
    pub problems: Vec<ToldProblem>,
}

/// A problem in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ToldProblem {
    /// Whether it keeps the pack from being published.
    pub error: bool,
    /// File, line and column.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do; empty when `what` says it.
    pub remedy: String,
}

/// Publish an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PublishRequest {
    /// The version whose differences somebody has seen and agreed to; `None` for a first publication.
    pub after_version: Option<u64>,
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PublishAnswer {
    /// The pack.
    pub pack: String,
    /// Its version.
    pub version: u64,
}
