//! Style, scripts and icons of the console, built into the program.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

use crate::server::ServerError;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/console");

/// Changes whenever a file does, so that browsers may keep them for ever.
pub(in crate::server) static FILES_VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    let mut folders = vec![&FILES];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        folder.files().for_each(|file| hash.update(file.contents()));
    }
    hex::encode(&hash.finalize()[..6])
});

/// One file.
pub(super) async fn file(Path(path): Path<String>) -> Result<Response, ServerError> {
    let media_type = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => return Err(ServerError::NotFound),
    };
    let file = FILES.get_file(&path).ok_or(ServerError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    Ok((headers, file.contents()).into_response())
}
