//! What anyone may ask: the activities of a centre, and the description of the API.

use std::sync::{Arc, LazyLock};

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::OpenApi;

use crate::api::kiosk::{CalendarEntry, ErrorAnswer};
use crate::api::paths;
use crate::server::{App, ServerError};

/// Which centre.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct WhichCentre {
    /// The centre's id, for example `riyue`.
    centre: String,
}

/// Activities of a centre, from today for the next 45 days
#[utoipa::path(
    get,
    path = paths::PUBLIC_ACTIVITIES,
    tag = "public",
    params(WhichCentre),
    responses(
        (status = 200, description = "Occurrences by their start", body = Vec<CalendarEntry>),
        (status = 404, description = "No such centre", body = ErrorAnswer),
    )
)]
pub(super) async fn activities(
    State(app): State<Arc<App>>,
    query: Result<Query<WhichCentre>, QueryRejection>,
) -> Result<impl IntoResponse, ServerError> {
    let Query(which) = query.map_err(|rejection| ServerError::Malformed(rejection.body_text()))?;
    let centre = app.centre(&which.centre).ok_or(ServerError::NotFound)?;
    let days = app.centre_days(centre).await?;
    Ok((
        [(header::CACHE_CONTROL, "public, max-age=30")],
        Json(days.calendar),
    ))
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Tongxin", description = "Activities of community centres, and the calls of their kiosks."),
    paths(
        activities,
        super::feeds::centre,
        super::feeds::occurrence,
        super::kiosks::ask_to_join,
        super::kiosks::enrolment,
        super::kiosks::report,
        super::kiosks::events,
        super::kiosks::days,
        super::kiosks::check_ins,
        super::registrations::register,
        super::registrations::own,
        super::kiosks::deliveries,
        super::kiosks::walls,
        super::phones::send_code,
        super::phones::try_code,
        super::phones::carry_over,
        super::phones::carried,
        super::kiosks::figures,
    ),
    modifiers(&KioskSecret)
)]
struct Description;

struct KioskSecret;

impl utoipa::Modify for KioskSecret {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
        let scheme =
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        openapi
            .components
            .get_or_insert_default()
            .add_security_scheme("kiosk_secret", scheme);
    }
}

static DESCRIPTION: LazyLock<String> =
    LazyLock::new(|| Description::openapi().to_json().unwrap_or_default());

/// The API in the words of OpenAPI 3.1.
pub(super) async fn openapi() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/json")],
        DESCRIPTION.as_str(),
    )
}
