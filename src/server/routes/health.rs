//! Whether the server lives and whether it can work.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::server::App;

/// It answers.
pub(super) async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// Database and repository can be used.
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, Json<Value>) {
    let database = app.store.ready().await;
    let repository = tokio::fs::try_exists(app.repository_folder().join("metadata/timestamp.json"))
        .await
        .unwrap_or(false);
    let status = if database && repository {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "database": database, "repository": repository })),
    )
}
