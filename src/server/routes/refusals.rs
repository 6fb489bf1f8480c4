//! Puts a refusal into words: JSON for programs, a page for people, one line for a part of a page.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::who;
use crate::api::kiosk::ErrorAnswer;
use crate::locale::{self, FluentValue};
use crate::server::error::Refusal;
use crate::server::{console, phone_pages};

const HX_REQUEST: &str = "hx-request";
const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");
const SIGN_IN: &str = "/console/sign-in";

/// The layer that does it.
pub(super) async fn explain(request: Request, next: Next) -> Response {
    let language = who::language(request.headers());
    let console = request.uri().path().starts_with("/console");
    let phone = super::phone::is_page(request.uri().path());
    let part = request.headers().contains_key(HX_REQUEST);
    let response = next.run(request).await;
    let Some(refusal) = response.extensions().get::<Refusal>().copied() else {
        return response;
    };
    let status = response.status();
    let message = sentence(language, &refusal);
    let mut explained = match (console, part) {
        (true, true) if status == StatusCode::UNAUTHORIZED => (
            StatusCode::NO_CONTENT,
            [(HX_REDIRECT, HeaderValue::from_static(SIGN_IN))],
        )
            .into_response(),
        (true, false) if status == StatusCode::UNAUTHORIZED => {
            Redirect::to(SIGN_IN).into_response()
        }
        (true, true) => (status, message).into_response(),
        (true, false) => (
            status,
            console::refusal_page(language, status.as_u16(), &message),
        )
            .into_response(),
        (false, _) if phone => (
            status,
            phone_pages::refusal_page(language, refusal.reason, &message),
        )
            .into_response(),
        (false, _) => (
            status,
            Json(ErrorAnswer {
                reason: refusal.reason.to_owned(),
                message,
            }),
        )
            .into_response(),
    };
    if let Some(secs) = refusal.wait_secs {
        explained
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(secs));
    }
    explained
}

fn sentence(language: &str, refusal: &Refusal) -> String {
    let key = format!("console-error-{}", refusal.reason.replace('_', "-"));
    let seconds = FluentValue::from(refusal.wait_secs.unwrap_or_default());
    locale::catalog(language).text_with(&key, [("seconds", seconds)])
}
