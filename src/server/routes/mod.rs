//! Everything the server answers, as one table: what kiosks call, what anyone may, what the console shows.

mod accounts;
mod activities;
mod attendance;
mod authors;
mod calendar;
mod console_files;
mod feeds;
mod health;
mod kiosks;
mod outbox;
mod packs;
mod phone;
mod phones;
mod public;
mod questions;
mod refusals;
mod registrations;
mod rollouts;
mod schedules;
mod series;
mod wall;
mod who;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Redirect, Response};
use axum::routing::{delete, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::{App, ServerError};
use crate::api::paths;

pub(super) use console_files::FILES_VERSION;
pub(super) use schedules::WEEKDAYS;
pub(super) use who::SignedIn;

/// Longest body of anything but a pack file.
const BODY_BYTES_MAX: usize = 256 * 1024;
/// Longest wait for an answer; publishing a large pack takes its time.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(120);
/// Longest pack file.
const PACK_FILE_BYTES_MAX: usize = 2 * 1024 * 1024 * 1024;

/// The table.
pub(super) fn table(app: Arc<App>) -> Router {
    let kiosks = Router::new()
        .route(paths::ENROLMENTS, post(kiosks::ask_to_join))
        .route(paths::ENROLMENT, get(kiosks::enrolment))
        .route(paths::REPORT, post(kiosks::report))
        .route(paths::CENTRE_DAYS, get(kiosks::days))
        .route(paths::CHECK_INS, post(kiosks::check_ins))
        .route(paths::REGISTRATIONS, post(registrations::register))
        .route(paths::OWN_REGISTRATION, post(registrations::own))
        .route(paths::DELIVERIES, post(kiosks::deliveries))
        .route(paths::PHONE_CODES, post(phones::send_code))
        .route(paths::PHONE_CODE_TRIES, post(phones::try_code))
        .route(paths::CARRY_OVERS, post(phones::carry_over))
        .route(paths::CARRY_OVER, get(phones::carried))
        // Drawings are numbers: compressed they are a third.
        .route(
            paths::WALLS,
            get(kiosks::walls).layer(CompressionLayer::new()),
        )
        .route(paths::FIGURES, get(kiosks::figures));

    // A stream has no time limit.
    let streams = Router::new().route(paths::EVENTS, get(kiosks::events));

    let anyone = Router::new()
        .route(paths::PUBLIC_ACTIVITIES, get(public::activities))
        .route(
            &format!("{}{{file}}", paths::FEED_CENTRES),
            get(feeds::centre).layer(CompressionLayer::new()),
        )
        .route(
            &format!("{}{{file}}", paths::FEED_OCCURRENCES),
            get(feeds::occurrence),
        )
        .route(paths::PUBLISHED_PACK, get(authors::published))
        .route(paths::OPENAPI, get(public::openapi))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/", get(|| async { Redirect::to("/console") }));

    let phone = Router::new()
        .route(
            "/a/{occurrence}",
            get(phone::activity).post(phone::register),
        )
        .route("/c/{token}", get(phone::carry_over))
        .route("/r", get(phone::find_page).post(phone::find))
        .route("/r/{token}", get(phone::own).post(phone::change))
        .route("/phone/{file}", get(phone::file));

    let authors = Router::new()
        .route(
            paths::AUTHOR_SESSIONS,
            post(authors::sign_in).delete(authors::sign_out),
        )
        .route(paths::AUTHOR_UPLOAD, delete(authors::discard))
        .route(paths::AUTHOR_PUBLISH, post(authors::publish));

    // Signed and named by their hash: any web server or CDN could serve these folders as well.
    let files = Router::new()
        .nest_service(
            paths::TUF_METADATA,
            ServeDir::new(app.repository_folder().join("metadata")),
        )
        .nest_service(
            paths::TUF_TARGETS,
            ServeDir::new(app.repository_folder().join("targets")),
        )
        // A city's snapshot is a list of like names: compressed it is a twentieth.
        .layer(CompressionLayer::new())
        .nest_service(paths::BLOBS, ServeDir::new(app.blobs.folder()))
        .layer(middleware::from_fn(cache_by_name));

    let console = Router::new()
        .route(
            "/console",
            get(|| async { Redirect::to("/console/kiosks") }),
        )
        .route("/console/assets/{*path}", get(console_files::file))
        .route("/console/language", get(accounts::choose_language))
        .route(
            "/console/sign-in",
            get(accounts::sign_in_page).post(accounts::sign_in),
        )
        .route("/console/sign-out", post(accounts::sign_out))
        .route(
            "/console/account",
            get(accounts::account_page).post(accounts::change_password),
        )
        .route("/console/audit", get(accounts::audit_page))
        .route("/console/kiosks", get(kiosks::page))
        .route("/console/kiosks/list", get(kiosks::list))
        .route("/console/kiosks/{id}/approve", post(kiosks::approve))
        .route("/console/kiosks/{id}/refuse", post(kiosks::refuse))
        .route("/console/kiosks/{id}/allow", post(kiosks::allow_again))
        .route("/console/kiosks/{id}/rename", post(kiosks::rename))
        .route("/console/packs", get(packs::page))
        .route("/console/packs/uploads/{id}/publish", post(packs::publish))
        .route("/console/packs/uploads/{id}/discard", post(packs::discard))
        .route("/console/packs/version", post(rollouts::choose_version))
        .route("/console/rollouts/open", get(rollouts::open))
        .route("/console/rollouts/{id}", get(rollouts::page))
        .route("/console/rollouts/{id}/live", get(rollouts::live))
        .route("/console/rollouts/{id}/pause", post(rollouts::pause))
        .route("/console/rollouts/{id}/resume", post(rollouts::resume))
        .route("/console/rollouts/{id}/hurry", post(rollouts::hurry))
        .route("/console/rollouts/{id}/revert", post(rollouts::revert))
        .route(
            "/console/activities",
            get(activities::page).post(activities::add),
        )
        .route("/console/activities/new", get(activities::new_page))
        .route("/console/activities/check", post(series::check))
        .route(
            "/console/activities/days",
            get(calendar::days_page).post(calendar::mark_days),
        )
        .route(
            "/console/activities/{id}/series",
            get(series::page).post(series::change),
        )
        .route("/console/activities/{id}/series/end", post(series::end))
        .route(
            "/console/activities/{id}/dates",
            get(calendar::date_page).post(calendar::add_date),
        )
        .route(
            "/console/occurrences/{id}/move",
            get(calendar::move_page).post(calendar::move_occurrence),
        )
        .route("/console/occurrences/{id}/undo", post(calendar::undo))
        .route(
            "/console/occurrences/{id}",
            get(activities::occurrence_page),
        )
        .route("/console/occurrences/{id}/people", get(activities::people))
        .route(
            "/console/occurrences/{id}/edit",
            get(activities::edit_page).post(activities::change),
        )
        .route("/console/occurrences/{id}/cancel", post(activities::cancel))
        .route(
            "/console/occurrences/{id}/registrations",
            post(registrations::at_the_desk),
        )
        .route("/console/registrations/{id}", get(registrations::page))
        .route(
            "/console/registrations/{id}/cancel",
            post(registrations::cancel),
        )
        .route(
            "/console/occurrences/{id}/attendance",
            get(attendance::part),
        )
        .route(
            "/console/occurrences/{id}/walk-ins",
            post(attendance::count_walk_ins),
        )
        .route(
            "/console/walk-ins/{id}/undo",
            post(attendance::undo_walk_in),
        )
        .route(
            "/console/registrations/{id}/undo-check-in",
            post(attendance::undo_check_in),
        )
        .route("/console/hours", get(attendance::hours_page))
        .route("/console/hours/export", post(attendance::export_hours))
        .route(
            "/console/registrations/{id}/restore",
            post(registrations::restore),
        )
        .route(
            "/console/registrations/{id}/stand-by",
            post(registrations::stand_by),
        )
        .route(
            "/console/registrations/{id}/change",
            post(registrations::change),
        )
        .route(
            "/console/registrations/{id}/export",
            post(registrations::export),
        )
        .route(
            "/console/registrations/{id}/erase",
            post(registrations::erase),
        )
        .route("/console/occurrences/{id}/draw", post(registrations::draw))
        .route("/console/questions", get(questions::page))
        .route("/console/questions/list", get(questions::list))
        .route("/console/questions/done", post(questions::mark_done))
        .route("/console/questions/open", post(questions::mark_open))
        .route("/console/outbox", get(outbox::page))
        .route("/console/outbox/list", get(outbox::list))
        .route("/console/outbox/{id}/retry", post(outbox::retry))
        .route("/console/wall", get(wall::page).post(wall::decide))
        .route("/console/wall/news", get(wall::news))
        .route("/console/wall/undo", post(wall::undo))
        .route("/console/schedules", get(schedules::page))
        .route("/console/schedules/preview", get(schedules::preview))
        .route("/console/schedules/followers", get(schedules::followers))
        .route("/console/schedules/publish", post(schedules::publish))
        .route("/console/schedules/discard", post(schedules::discard))
        .route(
            "/console/schedules/rules/new",
            get(schedules::new_rule_page),
        )
        .route("/console/schedules/rules", post(schedules::add_rule))
        .route(
            "/console/schedules/rules/{id}",
            get(schedules::rule_page).post(schedules::change_rule),
        )
        .route(
            "/console/schedules/rules/{id}/move",
            post(schedules::move_rule),
        )
        .route(
            "/console/schedules/rules/{id}/delete",
            post(schedules::delete_rule),
        );

    let uploads = Router::new()
        .route("/console/packs/uploads", post(packs::upload))
        .route(paths::AUTHOR_UPLOADS, post(authors::upload))
        .layer(DefaultBodyLimit::max(PACK_FILE_BYTES_MAX));

    Router::new()
        .merge(kiosks)
        .merge(anyone)
        .merge(phone)
        .merge(authors)
        .merge(console)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            REQUEST_TIME_MAX,
        ))
        .merge(streams)
        .merge(uploads)
        .merge(files)
        .fallback(|| async { ServerError::NotFound })
        .layer(middleware::from_fn(refusals::explain))
        .layer(middleware::from_fn(harden))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}

/// What browsers may do with our answers.
async fn harden(request: Request, next: Next) -> Response {
    let page = request.uri().path().starts_with("/console")
        && !request.uri().path().starts_with("/console/assets/");
    let phone = phone::is_page(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    if page {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                 form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            ),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if phone {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
                 frame-ancestors 'none'",
            ),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Files that carry their hash or version in the name never change; the timestamp always may.
async fn cache_by_name(request: Request, next: Next) -> Response {
    let fixed = !request.uri().path().ends_with("timestamp.json");
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let value = if fixed {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}
