//! iCalendar feeds, for anyone: a centre's, one category's, one occurrence's.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::api::kiosk::ErrorAnswer;
use crate::api::paths;
use crate::locale;
use crate::model::activity::Category;
use crate::model::text::FIRST_LANGUAGE;
use crate::server::feeds::Feed;
use crate::server::{App, ServerError};

/// Which feed.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub(super) struct FeedQuery {
    /// Only this category: `health`, `family`, `arts`, `training`, `volunteer`, `festival` or `service`.
    category: Option<String>,
    /// `zh-CN` (as without it) or `en`.
    lang: Option<String>,
}

/// Everything a centre has on, as iCalendar
#[utoipa::path(
    get,
    path = paths::FEED_OF_CENTRE,
    tag = "public",
    params(("centre" = String, Path, description = "The centre's id, for example `riyue`"), FeedQuery),
    responses(
        (status = 200, description = "RFC 5545; times in UTC, one VEVENT an occurrence, UID stays, SEQUENCE rises",
            content_type = "text/calendar", body = String),
        (status = 304, description = "As you have it"),
        (status = 404, description = "No such centre or category", body = ErrorAnswer),
    )
)]
pub(super) async fn centre(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    query: Result<Query<FeedQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    let Query(query) = query.map_err(|rejection| ServerError::Malformed(rejection.body_text()))?;
    let id = file.strip_suffix(".ics").ok_or(ServerError::NotFound)?;
    let centre = app.centre(id).ok_or(ServerError::NotFound)?;
    let category = query.category.as_deref().filter(|key| !key.is_empty());
    let category = match category {
        Some(key) => Some(Category::from_key(key).ok_or(ServerError::NotFound)?),
        None => None,
    };
    let feed = app.centre_feed(centre, category, language(&query)).await?;
    Ok(answer(&headers, &feed, &file))
}

/// One occurrence as iCalendar, for a phone's calendar
#[utoipa::path(
    get,
    path = paths::FEED_OF_OCCURRENCE,
    tag = "public",
    params(("id" = uuid::Uuid, Path, description = "The occurrence"), FeedQuery),
    responses(
        (status = 200, description = "RFC 5545 with one VEVENT", content_type = "text/calendar", body = String),
        (status = 304, description = "As you have it"),
        (status = 404, description = "No such occurrence", body = ErrorAnswer),
    )
)]
pub(super) async fn occurrence(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    query: Result<Query<FeedQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ServerError> {
    let Query(query) = query.map_err(|rejection| ServerError::Malformed(rejection.body_text()))?;
    let id = file.strip_suffix(".ics").ok_or(ServerError::NotFound)?;
    let id = id.parse().map_err(|_| ServerError::NotFound)?;
    let feed = app.occurrence_feed(id, language(&query)).await?;
    Ok(answer(&headers, &feed, &file))
}

fn language(query: &FeedQuery) -> &'static str {
    let wanted = query.lang.as_deref().unwrap_or(FIRST_LANGUAGE);
    locale::languages()
        .into_iter()
        .find(|tag| tag.eq_ignore_ascii_case(wanted))
        .unwrap_or(FIRST_LANGUAGE)
}

fn answer(headers: &HeaderMap, feed: &Feed, file: &str) -> Response {
    let mut response = if is_known(headers, feed) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        feed.body.to_string().into_response()
    };
    let shown = |text: &str| HeaderValue::from_str(text).ok();
    let lines: [(HeaderName, Option<HeaderValue>); 5] = [
        (header::CONTENT_TYPE, shown("text/calendar; charset=utf-8")),
        (header::ETAG, shown(&feed.etag)),
        (header::LAST_MODIFIED, shown(&http_date(feed.last_modified))),
        (header::CACHE_CONTROL, shown("public, max-age=300")),
        (
            header::CONTENT_DISPOSITION,
            shown(&format!("inline; filename=\"{file}\"")),
        ),
    ];
    for (name, value) in lines {
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Whether the caller has it already (RFC 9110, 13.2.2: tags first, dates only without them).
fn is_known(headers: &HeaderMap, feed: &Feed) -> bool {
    let line = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(tags) = line(header::IF_NONE_MATCH) {
        return tags
            .split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == "*" || tag == feed.etag);
    }
    line(header::IF_MODIFIED_SINCE)
        .and_then(|date| DateTime::parse_from_rfc2822(date).ok())
        .is_some_and(|since| feed.last_modified <= since.with_timezone(&Utc))
}

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
