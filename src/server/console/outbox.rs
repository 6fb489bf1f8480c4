//! The page of text messages: which wait, which went, which did not; and what they say, where no gateway takes them.

use askama::Template;
use axum::response::Html;

use super::page::{Page, Words};
use super::{chosen_centre, html, words};
use crate::config::CentreSettings;
use crate::server::routes::SignedIn;
use crate::server::store::messages::{ListedMessage, MessageState};
use crate::server::{App, ServerError, store};

/// Messages on the page, the newest first.
const MESSAGES_MAX: u32 = 200;

struct Line {
    id: String,
    when: String,
    phone: String,
    kind: String,
    text: Option<String>,
    /// Colour: `good`, `wait` or `bad`.
    tone: &'static str,
    state: String,
    problem: Option<String>,
    can_retry: bool,
}

#[derive(Template)]
#[template(path = "outbox.html", config = "config/askama.toml")]
struct OutboxPage {
    page: Page,
    kept_days: u32,
    list: List,
}

#[derive(Template)]
#[template(path = "outbox-list.html", config = "config/askama.toml")]
struct List {
    words: Words,
    form_token: String,
    centre: String,
    /// `outbox-way-…`: who brings messages to people.
    bringer: &'static str,
    lines: Vec<Line>,
}

/// The whole page.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    centre: &str,
) -> Result<Html<String>, ServerError> {
    let centre = chosen_centre(app, centre);
    let page = Page::new(app, by, "outbox", &centre.id);
    let list = list_part(app, by, page.words, centre).await?;
    html(&OutboxPage {
        page,
        kept_days: app.settings.phone.messages_kept_days,
        list,
    })
}

/// The part that is fetched again and again.
pub(in crate::server) async fn list(
    app: &App,
    by: &SignedIn,
    centre: &str,
) -> Result<Html<String>, ServerError> {
    let centre = chosen_centre(app, centre);
    let words = Page::new(app, by, "outbox", &centre.id).words;
    html(&list_part(app, by, words, centre).await?)
}

async fn list_part(
    app: &App,
    by: &SignedIn,
    words: Words,
    centre: &CentreSettings,
) -> Result<List, ServerError> {
    let mut conn = app.store.read().await?;
    let messages = store::messages::of_centre(&mut conn, &centre.id, MESSAGES_MAX).await?;
    let lines = messages
        .into_iter()
        .map(|message| line(app, words, centre, message))
        .collect::<Result<_, _>>()?;
    let bringer = match (&app.gateway, app.settings.phone.codes_in_console) {
        (Some(_), _) => "outbox-way-gateway",
        (None, true) => "outbox-way-console",
        (None, false) => "outbox-way-none",
    };
    Ok(List {
        words,
        form_token: by.form_token.clone(),
        centre: centre.id.clone(),
        bringer,
        lines,
    })
}

fn line(
    app: &App,
    words: Words,
    centre: &CentreSettings,
    message: ListedMessage,
) -> Result<Line, ServerError> {
    let moment = |at| words::moment(words, at, app.now(), centre.time_zone);
    // Where a gateway sends it, it is nobody's here to read.
    let here = message.state == MessageState::Here && app.settings.phone.codes_in_console;
    let text = message
        .text
        .filter(|_| here)
        .map(|text| app.secrets.open_sealed(&text))
        .transpose()?;
    let problem = (!message.problem.is_empty())
        .then(|| words.t(&format!("message-problem-{}", message.problem)));
    let state = match (message.state, message.sent_at) {
        (MessageState::Sent, Some(at)) => words.s("message-sent-at", "time", &moment(at)),
        (MessageState::Waiting, _) if message.tries > 0 => {
            words.n("message-tried", "count", &message.tries)
        }
        (MessageState::Here, _) if text.is_none() => words.t("message-over"),
        (state, _) => words.t(&format!("message-{}", state.key())),
    };
    Ok(Line {
        id: message.id.to_string(),
        when: moment(message.created_at),
        phone: format!("*** **** {}", message.last4),
        kind: words.t(&format!("message-kind-{}", message.kind)),
        tone: match message.state {
            MessageState::Sent => "good",
            MessageState::Waiting => "wait",
            MessageState::Here if text.is_some() => "wait",
            MessageState::Here => "quiet",
            MessageState::Failed => "bad",
        },
        state,
        text,
        problem,
        can_retry: message.state == MessageState::Failed && message.problem != "expired",
    })
}
