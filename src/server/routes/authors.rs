//! What `tongxin pack publish` calls: sign in, upload, publish, sign out.
//!
//! The token travels in a header, never in a cookie, so no page of another site can use it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;
use chrono::Duration;
use futures_util::{Stream, StreamExt as _};
use uuid::Uuid;

use super::accounts;
use super::packs::{Received, receive_upload};
use super::who::{Body, ClientAddress, SignedIn, bearer, language};
use crate::api::author::{
    PublishAnswer, PublishRequest, SignInAnswer, SignInRequest, ToldProblem, UploadAnswer,
};
use crate::pack::author::{Problem, Severity};
use crate::server::{App, Reach, ServerError, console, store};

/// Long enough to upload two gigabytes.
const SESSION_KEPT: Duration = Duration::hours(1);

/// Someone who signed in to publish.
pub(super) struct Author(SignedIn);

impl FromRequestParts<Arc<App>> for Author {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ServerError> {
        let token = bearer(&parts.headers)
            .ok_or(ServerError::NotSignedIn)?
            .to_owned();
        SignedIn::with_token(parts, app, token).await.map(Self)
    }
}

/// Signs in. A wrong name and a wrong password answer and take the same.
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Body(request): Body<SignInRequest>,
) -> Result<Json<SignInAnswer>, ServerError> {
    let name = accounts::account_name(&request.account);
    let token =
        accounts::begin_session(&app, address, &name, &request.password, SESSION_KEPT).await?;
    let token = token.ok_or(ServerError::WrongPassword)?;
    Ok(Json(SignInAnswer { token }))
}

/// Signs out.
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    author: Author,
) -> Result<StatusCode, ServerError> {
    accounts::end_session(&app, &author.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a pack file and says everything that is wrong with it.
pub(super) async fn upload(
    State(app): State<Arc<App>>,
    author: Author,
    request: Request,
) -> Result<Json<UploadAnswer>, ServerError> {
    let language = language(request.headers());
    let id = Uuid::now_v7();
    let name = format!("{id}.txpack");
    let received = receive_upload(&app, &author.0, id, &name, bounded(request)).await?;
    let whole = |what: String| ToldProblem {
        error: true,
        place: "pack.toml".to_owned(),
        what,
        remedy: String::new(),
    };
    Ok(Json(match received {
        Received::Good(checked) => UploadAnswer {
            upload: Some(id),
            problems: told(&checked.problems, language),
        },
        Received::Refused(checked) => {
            let mut problems = told(&checked.problems, language);
            if let Some(manifest) = &checked.manifest {
                problems.push(whole(console::packs::unknown_centre(
                    language,
                    &manifest.centre,
                )));
            }
            UploadAnswer {
                upload: None,
                problems,
            }
        }
        Received::Unreadable(error) => UploadAnswer {
            upload: None,
            problems: vec![whole(error.explain(language))],
        },
    }))
}

/// The body as it comes, as long as it is no longer than a pack file may be.
fn bounded(request: Request) -> impl Stream<Item = Result<Bytes, ServerError>> {
    let mut left = super::PACK_FILE_BYTES_MAX;
    request.into_body().into_data_stream().map(move |chunk| {
        let chunk = chunk.map_err(|error| ServerError::Malformed(error.to_string()))?;
        left = left.checked_sub(chunk.len()).ok_or(ServerError::TooLarge)?;
        Ok(chunk)
    })
}

fn told(problems: &[Problem], language: &str) -> Vec<ToldProblem> {
    problems
        .iter()
        .map(|problem| ToldProblem {
            error: problem.severity == Severity::Error,
            place: problem.place(),
            what: problem.what(language),
            remedy: problem.remedy(language),
        })
        .collect()
}

/// Publishes an upload, unless somebody else published since its differences were shown.
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    author: Author,
    Body(request): Body<PublishRequest>,
) -> Result<Json<PublishAnswer>, ServerError> {
    let (manifest, _) = app
        .publish_upload_after(
            id,
            &author.0.actor(),
            Some(request.after_version),
            &Reach::AtOnce,
        )
        .await?;
    Ok(Json(PublishAnswer {
        pack: manifest.id,
        version: manifest.version,
    }))
}

/// Throws an upload away.
pub(super) async fn discard(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    _author: Author,
) -> Result<StatusCode, ServerError> {
    app.discard_upload(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The newest published manifest of a pack, for anyone.
pub(super) async fn published(
    State(app): State<Arc<App>>,
    Path((centre, pack)): Path<(String, String)>,
) -> Result<Json<crate::model::manifest::Manifest>, ServerError> {
    let current = store::packs::current(&mut *app.store.read().await?, &centre).await?;
    current
        .into_iter()
        .map(|version| version.manifest)
        .find(|manifest| manifest.id == pack)
        .map(Json)
        .ok_or(ServerError::NotFound)
}
