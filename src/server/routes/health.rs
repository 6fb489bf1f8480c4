//! For machines that watch over the server.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::server::App;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// The database answers, too.
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer",
            )
        }
    }
}
