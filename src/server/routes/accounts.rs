//! Signing in and out, the language, the password, and the audit log.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite, SignedCookieJar};
use chrono::Duration;
use serde::Deserialize;

use super::who::{self, CheckedForm, ClientAddress, FORM_TOKEN, LANGUAGE_COOKIE, SignedIn};
use crate::locale;
use crate::server::console::accounts::{PasswordTrouble, SignInTrouble};
use crate::server::secrets::{self, PASSWORD_CHARS_MIN};
use crate::server::store::audit::Actor;
use crate::server::{App, ServerError, console, store};

/// A working day.
const SESSION_KEPT: Duration = Duration::hours(12);
/// Holds what a sign-in form's token is made from.
const FORM_COOKIE: &str = "tongxin_form";
const ACCOUNT_CHARS_MAX: usize = 64;
/// Longer ones would only keep the hash busy.
const PASSWORD_BYTES_MAX: usize = 256;

/// The sign-in page.
pub(super) async fn sign_in_page(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let jar = SignedCookieJar::from_headers(&headers, app.secrets.cookies.clone());
    show_sign_in(&app, jar, &headers, "", None, StatusCode::OK)
}

fn show_sign_in(
    app: &App,
    jar: SignedCookieJar,
    headers: &HeaderMap,
    account: &str,
    trouble: Option<SignInTrouble>,
    status: StatusCode,
) -> Response {
    let known = jar.get(FORM_COOKIE).map(|cookie| cookie.value().to_owned());
    let token = known.unwrap_or_else(secrets::random_token);
    let page = console::accounts::sign_in_page(
        who::language(headers),
        &app.secrets.form_token(&token),
        account,
        trouble,
    );
    (status, jar.add(who::cookie(app, FORM_COOKIE, token)), page).into_response()
}

/// Signs in. A wrong name and a wrong password look and take the same.
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, ServerError> {
    who::check_origin(&headers)?;
    let jar = SignedCookieJar::from_headers(&headers, app.secrets.cookies.clone());
    let fields = who::read_fields(request).await?;
    let ours = jar.get(FORM_COOKIE).is_some_and(|cookie| {
        app.secrets
            .form_token_fits(cookie.value(), fields.get(FORM_TOKEN))
    });
    if !ours {
        return Err(ServerError::StrangeForm);
    }
    let name = account_name(fields.get("account"));
    let again = |trouble, status| {
        Ok(show_sign_in(
            &app,
            jar.clone(),
            &headers,
            &name,
            Some(trouble),
            status,
        ))
    };
    match begin_session(&app, address, &name, fields.get("password"), SESSION_KEPT).await {
        Err(ServerError::TooManyTries { wait_secs }) => again(
            SignInTrouble::TooManyTries { wait_secs },
            StatusCode::TOO_MANY_REQUESTS,
        ),
        Err(error) => Err(error),
        Ok(None) => again(SignInTrouble::Wrong, StatusCode::UNPROCESSABLE_ENTITY),
        Ok(Some(token)) => Ok((
            jar.add(who::session_cookie(&app, token)),
            Redirect::to("/console"),
        )
            .into_response()),
    }
}

/// The name of an account as somebody typed it.
pub(super) fn account_name(typed: &str) -> String {
    let line = typed.trim().chars().filter(|c| !c.is_control());
    line.take(ACCOUNT_CHARS_MAX).collect()
}

/// Begins a sign-in session and returns its token; `None` when name or password are wrong.
pub(super) async fn begin_session(
    app: &App,
    address: IpAddr,
    name: &str,
    password: &str,
    kept: Duration,
) -> Result<Option<String>, ServerError> {
    app.limits.sign_in(address, name)?;
    let account = store::accounts::by_name(&mut *app.store.read().await?, name).await?;
    let hash = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let fits = password.len() <= PASSWORD_BYTES_MAX
        && secrets::password_fits(password.to_owned(), hash).await?;
    let account = account.filter(|_| fits);
    let actor = Actor {
        account: name.to_owned(),
        address: address.to_string(),
    };
    let now = app.now();
    let token = secrets::random_token();
    let mut tx = app.store.write().await?;
    if let Some(account) = &account {
        let hash = secrets::token_hash(&token);
        store::accounts::begin_session(&mut tx, &hash, account.id, now, now + kept).await?;
    }
    let what = if account.is_some() {
        "signed-in"
    } else {
        "sign-in-failed"
    };
    store::audit::note(&mut tx, &actor, now, what, name, serde_json::Value::Null).await?;
    tx.commit().await?;
    Ok(account.map(|_| token))
}

/// Ends a sign-in session.
pub(super) async fn end_session(app: &App, by: &SignedIn) -> Result<(), ServerError> {
    let mut tx = app.store.write().await?;
    store::accounts::end_session(&mut tx, &by.session()).await?;
    store::audit::note(
        &mut tx,
        &by.actor(),
        app.now(),
        "signed-out",
        &by.account,
        serde_json::Value::Null,
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Signs out.
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    end_session(&app, &form.by).await?;
    let jar = SignedCookieJar::from_headers(&headers, app.secrets.cookies.clone());
    let jar = jar.remove(who::session_cookie(&app, String::new()));
    Ok((jar, Redirect::to("/console/sign-in")).into_response())
}

/// Which language, and the page to come back to.
#[derive(Debug, Deserialize)]
pub(super) struct LanguageChoice {
    to: String,
    #[serde(default)]
    back: String,
}

/// Remembers a language.
pub(super) async fn choose_language(
    jar: CookieJar,
    Query(choice): Query<LanguageChoice>,
) -> Result<Response, ServerError> {
    if !locale::languages().contains(&choice.to.as_str()) {
        return Err(ServerError::NotFound);
    }
    let cookie = Cookie::build((LANGUAGE_COOKIE, choice.to))
        .path("/")
        .same_site(SameSite::Lax)
        .permanent()
        .build();
    // Only our own pages: `//elsewhere` would be another server.
    let back = if choice.back.starts_with("/console") {
        choice.back
    } else {
        "/console".to_owned()
    };
    Ok((jar.add(cookie), Redirect::to(&back)).into_response())
}

/// The page of one's own account.
pub(super) async fn account_page(State(app): State<Arc<App>>, by: SignedIn) -> Html<String> {
    console::accounts::account_page(&app, &by, None)
}

/// Changes one's own password; every session of the account ends, this one too.
pub(super) async fn change_password(
    State(app): State<Arc<App>>,
    form: CheckedForm,
) -> Result<Response, ServerError> {
    // The same limit as for signing in: an open session is no licence to try passwords.
    app.limits
        .sign_in(IpAddr::from([0, 0, 0, 0]), &form.by.account)?;
    let show = |trouble| {
        Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            console::accounts::account_page(&app, &form.by, Some(trouble)),
        )
            .into_response())
    };
    let (now, new, again) = (
        form.fields.get("password"),
        form.fields.get("new_password"),
        form.fields.get("new_password_again"),
    );
    if new.chars().count() < PASSWORD_CHARS_MIN || new.len() > PASSWORD_BYTES_MAX {
        return show(PasswordTrouble::TooShort);
    }
    if new != again {
        return show(PasswordTrouble::NotTheSame);
    }
    let account = store::accounts::by_name(&mut *app.store.read().await?, &form.by.account).await?;
    if now.len() > PASSWORD_BYTES_MAX
        || !secrets::password_fits(now.to_owned(), account.map(|account| account.password_hash))
            .await?
    {
        return show(PasswordTrouble::Wrong);
    }
    app.set_password(&form.by.account, new.to_owned(), &form.by.actor())
        .await?;
    Ok(Redirect::to("/console/sign-in").into_response())
}

/// Which page of the log.
#[derive(Debug, Deserialize)]
pub(super) struct AuditQuery {
    #[serde(default)]
    page: u32,
}

/// The audit log.
pub(super) async fn audit_page(
    State(app): State<Arc<App>>,
    by: SignedIn,
    Query(query): Query<AuditQuery>,
) -> Result<Html<String>, ServerError> {
    console::accounts::audit_page(&app, &by, query.page).await
}
