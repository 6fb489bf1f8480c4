//! A visitor's browser: its language, its cookies, and the forms it was given.

use std::sync::Arc;

use axum::RequestExt as _;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use serde::Deserialize;

use crate::locale;
use crate::server::phone_pages::Frame;
use crate::server::routes::who::{
    self, ClientAddress, FORM_TOKEN, Fields, LANGUAGE_COOKIE, check_origin, language, read_fields,
};
use crate::server::store::audit::Actor;
use crate::server::{App, ServerError, secrets};

/// Tells one browser's forms from another's.
const VISITOR_COOKIE: &str = "tongxin_visitor";
/// The carry-over that a kiosk waits for.
pub(super) const CARRY_COOKIE: &str = "tongxin_carry";

/// A visitor's browser.
pub(in crate::server::routes) struct Visitor {
    /// The language to answer in.
    pub language: &'static str,
    /// Of its forms.
    token: String,
    new: bool,
    /// The token of a kiosk that waits to hear of it.
    pub carry: Option<String>,
    path: String,
    /// Where it is.
    pub address: ClientAddress,
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ServerError> {
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = |name| jar.get(name).map(|cookie| cookie.value().to_owned());
        let known = cookie(VISITOR_COOKIE).filter(|token| token.len() == 64);
        // A language chosen by a link on the page itself.
        let chosen = Query::<LanguageQuery>::try_from_uri(&parts.uri)
            .ok()
            .and_then(|query| query.0.lang);
        let chosen = locale::languages()
            .into_iter()
            .find(|known| chosen.as_deref() == Some(*known));
        Ok(Self {
            language: chosen.unwrap_or_else(|| language(&parts.headers)),
            new: known.is_none(),
            token: known.unwrap_or_else(secrets::random_token),
            carry: cookie(CARRY_COOKIE),
            path: parts.uri.path().to_owned(),
            address: ClientAddress::from_request_parts(parts, app).await?,
        })
    }
}

#[derive(Debug, Deserialize)]
struct LanguageQuery {
    lang: Option<String>,
}

impl Visitor {
    fn form_token(&self, app: &App) -> String {
        app.secrets.form_token(&format!("visitor\0{}", self.token))
    }

    /// What every page has.
    pub(super) fn frame(&self, app: &App, centre: &str) -> Frame {
        Frame::new(
            app,
            self.language,
            centre,
            self.form_token(app),
            self.path.clone(),
        )
    }

    /// The page, with the cookies that its forms need.
    pub(super) fn answer(&self, app: &App, page: Html<String>) -> Response {
        let mut response = page.into_response();
        let mut set = |cookie: Cookie<'static>| {
            if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        };
        if self.new {
            set(visitor_cookie(app, VISITOR_COOKIE, self.token.clone()));
        }
        set(language_cookie(self.language));
        response
    }

    /// Who does this, for records: a phone's page, not a person.
    pub(super) fn actor() -> Actor {
        Actor::program("phone")
    }
}

/// A cookie for these pages.
pub(super) fn visitor_cookie(app: &App, name: &'static str, value: String) -> Cookie<'static> {
    who::cookie(app, name, value)
}

fn language_cookie(language: &'static str) -> Cookie<'static> {
    Cookie::build((LANGUAGE_COOKIE, language))
        .path("/")
        .same_site(SameSite::Lax)
        .build()
}

/// A form from a page we gave to this browser.
pub(in crate::server::routes) struct VisitorForm {
    /// Whose.
    pub visitor: Visitor,
    /// What is filled in.
    pub fields: Fields,
}

impl FromRequest<Arc<App>> for VisitorForm {
    type Rejection = ServerError;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, ServerError> {
        let visitor: Visitor = request.extract_parts_with_state(app).await?;
        check_origin(request.headers())?;
        app.limits.phone_form(visitor.address.0)?;
        let fields = read_fields(request).await?;
        let fits = app.secrets.form_token_fits(
            &format!("visitor\0{}", visitor.token),
            fields.get(FORM_TOKEN),
        );
        if visitor.new || !fits {
            return Err(ServerError::StrangeForm);
        }
        Ok(Self { visitor, fields })
    }
}
