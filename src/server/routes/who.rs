//! Who is calling: a kiosk by its secret, a person by a sign-in session, a form by its token.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::RequestExt as _;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite, SignedCookieJar};

use super::BODY_BYTES_MAX;
use crate::locale;
use crate::model::text::FIRST_LANGUAGE;
use crate::server::store::audit::Actor;
use crate::server::store::kiosks::Kiosk;
use crate::server::{App, ServerError, secrets, store};

/// Holds the language a person chose.
pub(super) const LANGUAGE_COOKIE: &str = "tongxin_language";
/// Name of the hidden field with the form token.
pub(super) const FORM_TOKEN: &str = "form_token";

/// JSON, with our own words when it does not fit.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(ServerError))]
pub(super) struct Body<T>(pub T);

/// The kiosk that calls.
pub(super) struct ThisKiosk(pub Kiosk);

impl FromRequestParts<Arc<App>> for ThisKiosk {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ServerError> {
        let secret = bearer(&parts.headers).ok_or(ServerError::NotEnrolled)?;
        app.kiosk_with_secret(secret).await.map(Self)
    }
}

/// The bearer token of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

/// Where a request comes from.
pub(super) struct ClientAddress(pub IpAddr);

impl FromRequestParts<Arc<App>> for ClientAddress {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ServerError> {
        Ok(Self(client_address(parts, app.settings.trusted_proxies)))
    }
}

fn client_address(parts: &Parts, trusted_proxies: u8) -> IpAddr {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let Some(hops) = usize::from(trusted_proxies).checked_sub(1) else {
        return peer;
    };
    // Each proxy adds whom it heard from at the end; what stands before that anyone can write.
    let lines = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|line| line.to_str().ok());
    let named: Vec<_> = lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    named
        .iter()
        .rev()
        .nth(hops)
        .and_then(|address| address.parse().ok())
        .unwrap_or(peer)
}

/// The language to answer in: the one chosen, else the first the browser names that we have, else Chinese.
pub(super) fn language(headers: &HeaderMap) -> &'static str {
    let known = locale::languages();
    let chosen = CookieJar::from_headers(headers)
        .get(LANGUAGE_COOKIE)
        .map(|cookie| cookie.value().to_owned());
    if let Some(language) = known
        .iter()
        .find(|language| chosen.as_deref() == Some(**language))
    {
        return language;
    }
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|line| line.to_str().ok())
        .unwrap_or_default();
    let primary = |tag: &str| {
        tag.trim()
            .split(['-', ';'])
            .next()
            .unwrap_or_default()
            .to_lowercase()
    };
    let found = wanted.split(',').find_map(|tag| {
        known
            .iter()
            .find(|language| primary(language) == primary(tag))
    });
    found.copied().unwrap_or(FIRST_LANGUAGE)
}

/// Someone who signed in.
#[derive(Clone)]
pub struct SignedIn {
    /// The account's name.
    pub account: String,
    /// The language of their pages.
    pub language: &'static str,
    /// What their forms carry.
    pub form_token: String,
    /// The path and query they asked for.
    pub here: String,
    token: String,
    address: IpAddr,
}

impl SignedIn {
    /// As the audit log names them.
    pub fn actor(&self) -> Actor {
        Actor {
            account: self.account.clone(),
            address: self.address.to_string(),
        }
    }

    /// Hash of the session's token.
    pub(super) fn session(&self) -> String {
        secrets::token_hash(&self.token)
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = ServerError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ServerError> {
        let jar = SignedCookieJar::from_headers(&parts.headers, app.secrets.cookies.clone());
        let cookie = jar
            .get(session_cookie_name(app))
            .ok_or(ServerError::NotSignedIn)?;
        Self::with_token(parts, app, cookie.value().to_owned()).await
    }
}

impl SignedIn {
    /// Who signed in with this token.
    pub(super) async fn with_token(
        parts: &Parts,
        app: &App,
        token: String,
    ) -> Result<Self, ServerError> {
        let mut conn = app.store.read().await?;
        let account =
            store::accounts::by_session(&mut conn, &secrets::token_hash(&token), app.now()).await?;
        let account = account.ok_or(ServerError::NotSignedIn)?;
        Ok(Self {
            account: account.name,
            language: language(&parts.headers),
            form_token: app.secrets.form_token(&token),
            here: parts
                .uri
                .path_and_query()
                .map_or_else(|| "/console".to_owned(), ToString::to_string),
            address: client_address(parts, app.settings.trusted_proxies),
            token,
        })
    }
}

/// The cookie of a sign-in session.
pub(super) fn session_cookie(app: &App, token: String) -> Cookie<'static> {
    cookie(app, session_cookie_name(app), token)
}

/// A cookie scripts cannot read and other sites' forms do not send.
pub(super) fn cookie(app: &App, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings.https)
        .build()
}

/// Browsers let nobody else on the domain set a cookie of the first name.
pub(super) fn session_cookie_name(app: &App) -> &'static str {
    if app.settings.https {
        "__Host-tongxin"
    } else {
        "tongxin"
    }
}

/// The fields of a form.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    fn parse(bytes: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// A field's first value without space around it; empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// Whether the form had such a field, empty or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every value of a field.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .collect()
    }

    /// A field's value, cut to so many characters and without control characters.
    pub(super) fn line(&self, name: &str, chars_max: usize) -> String {
        self.get(name)
            .chars()
            .filter(|c| !c.is_control())
            .take(chars_max)
            .collect()
    }
}

/// A form from someone who signed in, sent by a page we gave them.
pub(super) struct CheckedForm {
    /// Who.
    pub by: SignedIn,
    /// What they filled in.
    pub fields: Fields,
}

impl FromRequest<Arc<App>> for CheckedForm {
    type Rejection = ServerError;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, ServerError> {
        let by: SignedIn = request.extract_parts_with_state(app).await?;
        check_origin(request.headers())?;
        let fields = read_fields(request).await?;
        if !app
            .secrets
            .form_token_fits(&by.token, fields.get(FORM_TOKEN))
        {
            return Err(ServerError::StrangeForm);
        }
        Ok(Self { by, fields })
    }
}

impl SignedIn {
    /// Checks a token that did not come in a [`CheckedForm`].
    pub(super) fn check_form_token(
        &self,
        app: &App,
        headers: &HeaderMap,
        given: &str,
    ) -> Result<(), ServerError> {
        check_origin(headers)?;
        if app.secrets.form_token_fits(&self.token, given) {
            Ok(())
        } else {
            Err(ServerError::StrangeForm)
        }
    }
}

/// The fields of a form body.
pub(super) async fn read_fields(request: Request) -> Result<Fields, ServerError> {
    let body = to_bytes(request.into_body(), BODY_BYTES_MAX)
        .await
        .map_err(|_| ServerError::TooLarge)?;
    Ok(Fields::parse(&body))
}

/// A browser says where a form stood; another site's is refused even if it had a token.
pub(super) fn check_origin(headers: &HeaderMap) -> Result<(), ServerError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or_default();
    match text("origin") {
        // Not every client is a browser; those carry no cookies of others.
        None => Ok(()),
        Some(origin)
            if origin
                .split_once("://")
                .is_some_and(|(_, named)| named == host) =>
        {
            Ok(())
        }
        Some(_) => Err(ServerError::StrangeForm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_language(cookie: &str, accept: &str, expected: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            format!("{LANGUAGE_COOKIE}={cookie}")
                .parse()
                .expect("a header"),
        );
        headers.insert(header::ACCEPT_LANGUAGE, accept.parse().expect("a header"));
        assert_eq!(language(&headers), expected);
    }

    #[test]
    fn a_chosen_language_wins_over_the_browsers() {
        check_language("en", "zh-CN,zh;q=0.9", "en");
        check_language("xx", "en-GB,en;q=0.9", "en");
        check_language("", "zh-TW", "zh-CN");
        check_language("", "fr-FR", "zh-CN");
        check_language("", "fr-FR, en;q=0.5", "en");
    }

    #[track_caller]
    fn check_address(trusted: u8, forwarded: &str, expected: &str) {
        let mut request = Request::builder()
            .header("x-forwarded-for", forwarded)
            .body(())
            .expect("a request");
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 5))));
        let (parts, ()) = request.into_parts();
        assert_eq!(client_address(&parts, trusted).to_string(), expected);
    }

    #[test]
    fn only_what_a_trusted_proxy_wrote_is_believed() {
        check_address(0, "1.2.3.4", "10.0.0.1");
        check_address(1, "6.6.6.6, 1.2.3.4", "1.2.3.4");
        check_address(2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4");
        check_address(1, "nonsense", "10.0.0.1");
    }

    #[test]
    fn another_sites_form_is_refused() {
        let headers = |origin: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(
                header::HOST,
                "console.example:8080".parse().expect("a header"),
            );
            headers.insert(header::ORIGIN, origin.parse().expect("a header"));
            headers
        };
        assert!(check_origin(&headers("http://console.example:8080")).is_ok());
        assert!(check_origin(&headers("https://evil.example")).is_err());
        assert!(check_origin(&headers("null")).is_err());
    }
}
