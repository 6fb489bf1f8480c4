//! Signing in, one's own account, the audit log.

use askama::Template;
use axum::response::Html;

use super::page::{Page, Words};
use super::{html, words};
use crate::locale;
use crate::server::routes::SignedIn;
use crate::server::secrets::PASSWORD_CHARS_MIN;
use crate::server::store::audit::AuditEntry;
use crate::server::{App, ServerError, store};

const AUDIT_LINES: i64 = 50;

/// Why signing in did not work.
pub(in crate::server) enum SignInTrouble {
    Wrong,
    TooManyTries { wait_secs: u64 },
}

/// Why a password was not changed.
pub(in crate::server) enum PasswordTrouble {
    Wrong,
    TooShort,
    NotTheSame,
}

#[derive(Template)]
#[template(path = "sign-in.html", config = "config/askama.toml")]
struct SignInPage<'a> {
    words: Words,
    form_token: &'a str,
    account: &'a str,
    trouble: Option<String>,
}

/// The page to sign in on.
pub(in crate::server) fn sign_in_page(
    language: &'static str,
    form_token: &str,
    account: &str,
    trouble: Option<SignInTrouble>,
) -> Html<String> {
    let words = Words::new(locale::catalog(language));
    let trouble = trouble.map(|trouble| match trouble {
        SignInTrouble::Wrong => words.t("sign-in-wrong"),
        SignInTrouble::TooManyTries { wait_secs } => words.n(
            "sign-in-wait",
            "seconds",
            &u32::try_from(wait_secs).unwrap_or(60),
        ),
    });
    let page = SignInPage {
        words,
        form_token,
        account,
        trouble,
    };
    Html(page.render().unwrap_or_default())
}

#[derive(Template)]
#[template(path = "account.html", config = "config/askama.toml")]
struct AccountPage {
    page: Page,
    trouble: Option<String>,
    password_chars_min: usize,
}

/// The page of one's own account.
pub(in crate::server) fn account_page(
    app: &App,
    by: &SignedIn,
    trouble: Option<PasswordTrouble>,
) -> Html<String> {
    let page = Page::new(app, by, "account", "");
    let trouble = trouble.map(|trouble| match trouble {
        PasswordTrouble::Wrong => page.t("password-wrong"),
        PasswordTrouble::TooShort => page.n(
            "password-too-short",
            "count",
            &u32::try_from(PASSWORD_CHARS_MIN).unwrap_or_default(),
        ),
        PasswordTrouble::NotTheSame => page.t("password-not-the-same"),
    });
    let page = AccountPage {
        page,
        trouble,
        password_chars_min: PASSWORD_CHARS_MIN,
    };
    Html(page.render().unwrap_or_default())
}

struct AuditLine {
    at: String,
    who: String,
    address: String,
    what: String,
    subject: String,
    detail: Option<String>,
}

#[derive(Template)]
#[template(path = "audit.html", config = "config/askama.toml")]
struct AuditPage {
    page: Page,
    lines: Vec<AuditLine>,
    newer: Option<u32>,
    older: Option<u32>,
}

/// The audit log, newest first.
pub(in crate::server) async fn audit_page(
    app: &App,
    by: &SignedIn,
    number: u32,
) -> Result<Html<String>, ServerError> {
    let page = Page::new(app, by, "audit", "");
    let skip = i64::from(number) * AUDIT_LINES;
    let mut entries =
        store::audit::newest(&mut *app.store.read().await?, skip, AUDIT_LINES + 1).await?;
    let more = entries.len() > AUDIT_LINES as usize;
    entries.truncate(AUDIT_LINES as usize);
    let lines = entries
        .into_iter()
        .map(|entry| audit_line(app, page.words, entry))
        .collect();
    let older = more.then(|| number.saturating_add(1));
    html(&AuditPage {
        page,
        lines,
        newer: number.checked_sub(1),
        older,
    })
}

fn audit_line(app: &App, words: Words, entry: AuditEntry) -> AuditLine {
    // The log is about the whole server; its times are those of the first centre.
    let zone = super::chosen_centre(app, "").time_zone;
    let indented = serde_json::from_str::<serde_json::Value>(&entry.detail)
        .ok()
        .filter(|value| !value.is_null())
        .and_then(|value| serde_json::to_string_pretty(&value).ok());
    AuditLine {
        at: words::moment(words, entry.at, app.now(), zone),
        what: words
            .known(&format!("did-{}", entry.action))
            .unwrap_or(entry.action),
        who: words
            .known(&format!("program-{}", entry.account))
            .filter(|_| entry.address.is_empty())
            .unwrap_or(entry.account),
        address: entry.address,
        subject: entry.subject,
        detail: indented,
    }
}
