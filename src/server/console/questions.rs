//! The page of questions: what visitors asked and no guide could answer, and which answers are read.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use chrono::Duration;

use super::page::{Page, Words};
use super::{chosen_centre, html, words};
use crate::config::CentreSettings;
use crate::server::questions::{QUESTION_KEPT, READ_KEPT};
use crate::server::routes::SignedIn;
use crate::server::store::questions::QuestionGroup;
use crate::server::{App, ServerError, store};

/// Questions on the page; the most asked come first.
const GROUPS_MAX: u32 = 300;
/// Kiosks named beside a question.
const NAMES_MAX: usize = 3;
/// Answers in the list of what is read.
const READ_MAX: u32 = 10;

struct Line {
    key: String,
    text: String,
    count: u32,
    last: String,
    kiosks: String,
    /// When and by whom it was seen to; of an open one, before it was asked again.
    done: Option<String>,
}

struct Read {
    question: String,
    count: u32,
}

#[derive(Template)]
#[template(path = "questions.html", config = "config/askama.toml")]
struct QuestionsPage {
    page: Page,
    /// How long a question is kept.
    kept_days: u32,
    lists: Lists,
}

#[derive(Template)]
#[template(path = "questions-list.html", config = "config/askama.toml")]
struct Lists {
    words: Words,
    form_token: String,
    centre: String,
    open: Vec<Line>,
    done: Vec<Line>,
    read: Vec<Read>,
    /// How often there was no answer, if ever.
    unanswered: Option<String>,
    /// In how many days they were read.
    read_days: u32,
    /// What the page knows.
    news: String,
}

/// The whole page.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    centre: &str,
) -> Result<Html<String>, ServerError> {
    let centre = chosen_centre(app, centre);
    let page = Page::new(app, by, "questions", &centre.id);
    let lists = lists(app, by, page.words, centre).await?;
    html(&QuestionsPage {
        page,
        kept_days: days(QUESTION_KEPT),
        lists,
    })
}

/// The part that is fetched again and again; nothing where the page knows all there is.
pub(in crate::server) async fn list(
    app: &App,
    by: &SignedIn,
    centre: &str,
    known: &str,
) -> Result<Response, ServerError> {
    let centre = chosen_centre(app, centre);
    let news = store::questions::news(&mut *app.store.read().await?, &centre.id).await?;
    if news == known {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let words = Page::new(app, by, "questions", &centre.id).words;
    Ok(html(&lists(app, by, words, centre).await?)?.into_response())
}

async fn lists(
    app: &App,
    by: &SignedIn,
    words: Words,
    centre: &CentreSettings,
) -> Result<Lists, ServerError> {
    let mut conn = app.store.read().await?;
    // Before the lists: what comes between is asked for again.
    let news = store::questions::news(&mut conn, &centre.id).await?;
    let groups = store::questions::groups(&mut conn, &centre.id, GROUPS_MAX).await?;
    let mut kiosks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, name) in store::questions::kiosks(&mut conn, &centre.id).await? {
        kiosks.entry(key).or_default().push(name);
    }
    let since = app.now() - READ_KEPT;
    let read = store::questions::most_read(&mut conn, &centre.id, since, READ_MAX).await?;
    let unanswered = store::questions::unanswered(&mut conn, &centre.id, since).await?;
    let unanswered = (unanswered > 0).then(|| {
        let (count, days) = (unanswered.into(), days(READ_KEPT).into());
        words.with("questions-unanswered", [("count", count), ("days", days)])
    });
    let (open, done): (Vec<_>, Vec<_>) = groups.into_iter().partition(QuestionGroup::is_open);
    let line = |group: QuestionGroup| {
        let names = kiosks.get(&group.key).map_or(&[][..], Vec::as_slice);
        line(app, words, centre, group, names)
    };
    Ok(Lists {
        words,
        form_token: by.form_token.clone(),
        centre: centre.id.clone(),
        open: open.into_iter().map(line).collect(),
        done: done.into_iter().map(line).collect(),
        read: read
            .into_iter()
            .map(|(question, count)| Read {
                question: words::local(words, &question),
                count,
            })
            .collect(),
        unanswered,
        read_days: days(READ_KEPT),
        news,
    })
}

fn days(kept: Duration) -> u32 {
    u32::try_from(kept.num_days()).unwrap_or_default()
}

fn line(
    app: &App,
    words: Words,
    centre: &CentreSettings,
    group: QuestionGroup,
    kiosks: &[String],
) -> Line {
    let moment = |at| words::moment(words, at, app.now(), centre.time_zone);
    let mut named = kiosks
        .iter()
        .take(NAMES_MAX)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(&words.t("names-between"));
    let others = u32::try_from(kiosks.len().saturating_sub(NAMES_MAX)).unwrap_or(u32::MAX);
    if others > 0 {
        named = words.with(
            "names-and-others",
            [("names", named.into()), ("count", others.into())],
        );
    }
    let done = group.done.map(|(at, by)| {
        words.with(
            "question-done-by",
            [
                ("time", moment(at).into()),
                ("name", words.actor(&by).into()),
            ],
        )
    });
    Line {
        key: group.key,
        text: group.text,
        count: group.count,
        last: moment(group.last_at),
        kiosks: named,
        done,
    }
}
