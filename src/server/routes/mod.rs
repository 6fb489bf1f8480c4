//! Every route of the server, grouped by who calls it.

mod health;
mod kiosks;
mod public;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::App;
use crate::api::paths;

/// Longest body of an API request, in bytes.
const BODY_BYTES_MAX: usize = 256 * 1024;

pub(super) fn router(app: Arc<App>) -> Router {
    let data = &app.settings.data_dir;
    let fresh = SetResponseHeaderLayer::overriding(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache"),
    );
    let for_ever = SetResponseHeaderLayer::overriding(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    let files = Router::new()
        .nest_service(
            paths::TUF_METADATA,
            tower::ServiceBuilder::new()
                .layer(fresh)
                .service(ServeDir::new(data.join("tuf/metadata"))),
        )
        .nest_service(
            paths::TUF_TARGETS,
            tower::ServiceBuilder::new()
                .layer(for_ever.clone())
                .service(ServeDir::new(data.join("tuf/targets"))),
        )
        .nest_service(
            paths::BLOBS,
            tower::ServiceBuilder::new()
                .layer(for_ever)
                .service(ServeDir::new(data.join("blobs"))),
        );
    let api = Router::new()
        // Kiosks.
        .route(paths::ENROLMENTS, post(kiosks::ask_to_enrol))
        .route(paths::ENROLMENT, get(kiosks::enrolment))
        .route(paths::REPORT, post(kiosks::report))
        .route(paths::CENTRE_DAYS, get(kiosks::days))
        .route(paths::CHECK_INS, post(kiosks::check_in))
        // Anyone.
        .route(paths::PUBLIC_ACTIVITIES, get(public::activities))
        // Machines that watch over us.
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(30),
        ));
    // A stream has no time limit.
    let streams = Router::new().route(paths::EVENTS, get(kiosks::events));
    api.merge(streams)
        .with_state(app.clone())
        .merge(files)
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
}
