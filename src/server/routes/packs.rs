//! The console's page of packs: upload, see every problem, publish.

use std::path::Path as FilePath;
use std::sync::Arc;

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, Redirect};
use bytes::Bytes;
use chrono::Datelike as _;
use futures_util::{Stream, TryStreamExt as _};
use serde::Deserialize;
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use super::rollouts;
use super::who::{CheckedForm, FORM_TOKEN, SignedIn};
use crate::pack::archive::ArchiveError;
use crate::pack::author::Checked;
use crate::server::app::{days_later, local_day};
use crate::server::publishing::unpack;
use crate::server::{App, ServerError, console, store};

const FILE_NAME_CHARS_MAX: usize = 120;

/// Which centre's.
#[derive(Debug, Deserialize)]
pub(super) struct CentreQuery {
    #[serde(default)]
    pub(super) centre: String,
}

/// The page of packs.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<CentreQuery>,
) -> Result<Html<String>, ServerError> {
    console::packs::page(&app, &by, &query.centre).await
}

/// Takes a pack file, checks it, and says everything that is wrong with it, or what publishing it would change.
pub(super) async fn upload(
    State(app): State<Arc<App>>,
    by: SignedIn,
    headers: HeaderMap,
    mut parts: Multipart,
) -> Result<(StatusCode, Html<String>), ServerError> {
    // The token stands first in the form: nothing of a strange form is kept.
    let token = parts
        .next_field()
        .await
        .map_err(multipart_error)?
        .ok_or(ServerError::StrangeForm)?;
    if token.name() != Some(FORM_TOKEN) {
        return Err(ServerError::StrangeForm);
    }
    by.check_form_token(
        &app,
        &headers,
        &token.text().await.map_err(multipart_error)?,
    )?;
    let file = parts.next_field().await.map_err(multipart_error)?;
    let file =
        file.ok_or_else(|| ServerError::Malformed("there is no file in the form".to_owned()))?;
    let file_name: String = file
        .file_name()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(FILE_NAME_CHARS_MAX)
        .collect();

    let id = Uuid::now_v7();
    let chunks = file.map_err(multipart_error);
    let html = match receive_upload(&app, &by, id, &file_name, chunks).await? {
        Received::Good(checked) => {
            console::packs::good_upload(&app, &by, id, &file_name, &checked).await?
        }
        Received::Refused(checked) => console::packs::refused_upload(&by, &file_name, &checked),
        Received::Unreadable(error) => console::packs::unreadable_upload(&by, &file_name, &error),
    };
    // 200, good or not: a part of the page is replaced by what was found.
    Ok((StatusCode::OK, html))
}

/// What became of an upload.
pub(super) enum Received {
    /// It waits to be published.
    Good(Checked),
    /// It has problems, or is for a centre that is not here; nothing was kept.
    Refused(Checked),
    /// It cannot be unpacked; nothing was kept.
    Unreadable(ArchiveError),
}

/// Takes a pack file, unpacks and checks it, and keeps it if it can be published.
pub(super) async fn receive_upload(
    app: &App,
    by: &SignedIn,
    id: Uuid,
    file_name: &str,
    chunks: impl Stream<Item = Result<Bytes, ServerError>>,
) -> Result<Received, ServerError> {
    let received = match receive(app, id, chunks).await {
        Ok(checked) if app.can_publish(&checked) => {
            let mut tx = app.store.write().await?;
            store::packs::add_upload(&mut tx, id, file_name, &by.account, app.now()).await?;
            tx.commit().await?;
            return Ok(Received::Good(checked));
        }
        received => received,
    };
    if tokio::fs::try_exists(app.upload_folder(id))
        .await
        .unwrap_or(true)
    {
        app.remove_upload_folder(id).await;
    }
    match received {
        Ok(checked) => Ok(Received::Refused(checked)),
        Err(ServerError::Archive(error)) => Ok(Received::Unreadable(error)),
        Err(error) => Err(error),
    }
}

/// Keeps what comes as an upload's folder, unpacked and checked.
async fn receive(
    app: &App,
    id: Uuid,
    chunks: impl Stream<Item = Result<Bytes, ServerError>>,
) -> Result<Checked, ServerError> {
    let folder = app.upload_folder(id);
    let archive = folder.with_extension("part");
    let received = async {
        save(chunks, &archive).await?;
        tokio::fs::create_dir_all(&folder).await?;
        let root = unpack(&archive, &folder).await?;
        app.check_folder(&root).await
    }
    .await;
    // The unpacked files are what is published; whether the archive could be removed changes nothing.
    tokio::fs::remove_file(&archive).await.unwrap_or_default();
    received
}

async fn save(
    chunks: impl Stream<Item = Result<Bytes, ServerError>>,
    path: &FilePath,
) -> Result<(), ServerError> {
    let mut out = tokio::fs::File::create(path).await?;
    let mut chunks = std::pin::pin!(chunks);
    while let Some(chunk) = chunks.try_next().await? {
        out.write_all(&chunk).await?;
    }
    Ok(out.flush().await?)
}

fn multipart_error(error: MultipartError) -> ServerError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ServerError::TooLarge
    } else {
        ServerError::Malformed(error.body_text())
    }
}

/// Publishes an upload, with its example activities where that was chosen.
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    form: CheckedForm,
) -> Result<Redirect, ServerError> {
    let to = rollouts::read_reach(&form.fields)?;
    let (manifest, checked) = app.publish_upload(id, &form.by.actor(), &to).await?;
    if form.fields.get("examples") == "yes"
        && let Some(centre) = app.centre(&manifest.centre)
    {
        let today = local_day(app.now(), centre.time_zone);
        let monday = days_later(today, -i64::from(today.weekday().num_days_from_monday()));
        app.import_sample_activities(&centre.id, &checked.activities, monday)
            .await?;
    }
    let rollout = app.open_rollout(&manifest.centre, &manifest.id).await?;
    Ok(Redirect::to(&match rollout {
        Some(rollout) => format!("/console/rollouts/{}?done=rollout-started", rollout.id),
        None => format!(
            "/console/packs?centre={}&done=pack-published",
            manifest.centre
        ),
    }))
}

/// Throws an upload away.
pub(super) async fn discard(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    _form: CheckedForm,
) -> Result<Redirect, ServerError> {
    app.discard_upload(id).await?;
    Ok(Redirect::to("/console/packs?done=upload-discarded"))
}
