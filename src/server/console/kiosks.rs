//! The page of kiosks: who waits to be let in, and what every kiosk shows.

use askama::Template;
use axum::response::Html;
use chrono::Duration;

use super::page::{Page, Words};
use super::{html, words};
use crate::model::play_schedule::PlaySchedule;
use crate::server::routes::SignedIn;
use crate::server::store::kiosks::{Kiosk, KioskState};
use crate::server::store::packs::PackVersion;
use crate::server::{App, ServerError, store};

/// Kiosks report once a minute; two missed and one more is too quiet.
const QUIET: Duration = Duration::seconds(150);

struct Waiting {
    id: String,
    code: String,
    hostname: String,
    address: String,
    asked: String,
}

struct Refused {
    id: String,
    called: String,
}

struct PackLine {
    text: String,
    current: bool,
}

pub(super) struct Card {
    pub id: String,
    pub name: String,
    centre: String,
    hostname: String,
    pub online: bool,
    seen: String,
    pub playing: Option<words::PlayInWords>,
    in_visit: bool,
    packs: Vec<PackLine>,
    schedule: PackLine,
    outbox: u32,
    problems: Vec<String>,
    program: String,
}

#[derive(Template)]
#[template(path = "kiosks.html", config = "config/askama.toml")]
struct KiosksPage {
    page: Page,
    lists: Lists,
}

#[derive(Template)]
#[template(path = "kiosks-list.html", config = "config/askama.toml")]
struct Lists {
    words: Words,
    form_token: String,
    waiting: Vec<Waiting>,
    cards: Vec<Card>,
    refused: Vec<Refused>,
    /// Id and title.
    centres: Vec<(String, String)>,
    online: u32,
}

/// The whole page.
pub(in crate::server) async fn page(app: &App, by: &SignedIn) -> Result<Html<String>, ServerError> {
    let page = Page::new(app, by, "kiosks", "");
    let lists = lists(app, by, page.words).await?;
    html(&KiosksPage { page, lists })
}

/// The part that is fetched again and again.
pub(in crate::server) async fn list(app: &App, by: &SignedIn) -> Result<Html<String>, ServerError> {
    let words = Page::new(app, by, "kiosks", "").words;
    html(&lists(app, by, words).await?)
}

async fn lists(app: &App, by: &SignedIn, words: Words) -> Result<Lists, ServerError> {
    let mut conn = app.store.read().await?;
    let waiting = store::kiosks::in_state(&mut conn, KioskState::Waiting).await?;
    let approved = store::kiosks::in_state(&mut conn, KioskState::Approved).await?;
    let refused = store::kiosks::in_state(&mut conn, KioskState::Refused).await?;
    let mut cards = Vec::new();
    for centre in &app.settings.centres {
        let packs = store::packs::current(&mut conn, &centre.id).await?;
        let schedule = store::schedules::published(&mut conn, &centre.id)
            .await?
            .map(|published| published.schedule);
        let here = approved.iter().filter(|kiosk| kiosk.centre == centre.id);
        cards.extend(here.map(|kiosk| card(app, words, kiosk, &packs, schedule.as_ref())));
    }
    let waiting = waiting
        .into_iter()
        .filter(|kiosk| kiosk.code_expires_at > app.now())
        .filter_map(|kiosk| {
            Some(Waiting {
                id: kiosk.id.to_string(),
                code: kiosk.pairing_code?,
                hostname: kiosk.hostname,
                address: kiosk.address,
                asked: words::ago(words, kiosk.last_seen_at, app.now()),
            })
        })
        .collect();
    let called = |kiosk: Kiosk| {
        if kiosk.name.is_empty() {
            kiosk.hostname
        } else {
            kiosk.name
        }
    };
    Ok(Lists {
        words,
        form_token: by.form_token.clone(),
        waiting,
        online: u32::try_from(cards.iter().filter(|card| card.online).count()).unwrap_or(u32::MAX),
        cards,
        refused: refused
            .into_iter()
            .map(|kiosk| Refused {
                id: kiosk.id.to_string(),
                called: called(kiosk),
            })
            .collect(),
        centres: app
            .settings
            .centres
            .iter()
            .map(|centre| (centre.id.clone(), words::local(words, &centre.title)))
            .collect(),
    })
}

/// One kiosk as its card says it.
pub(super) fn card(
    app: &App,
    words: Words,
    kiosk: &Kiosk,
    current: &[PackVersion],
    schedule: Option<&PlaySchedule>,
) -> Card {
    let centre = super::chosen_centre(app, &kiosk.centre);
    let report = kiosk.report.as_ref();
    let packs = report.map(|report| {
        let line = |installed: &crate::api::kiosk::InstalledPack| {
            let newest = current
                .iter()
                .find(|pack| pack.manifest.id == installed.id)
                .map(|pack| pack.manifest.version);
            PackLine {
                text: format!("{} v{}", installed.id, installed.version),
                current: newest == Some(installed.version),
            }
        };
        report.packs.iter().map(line).collect()
    });
    let followed = report.map_or(0, |report| report.schedule_version);
    let explanation = report.and_then(|report| report.now_playing.as_ref());
    Card {
        id: kiosk.id.to_string(),
        name: kiosk.name.clone(),
        centre: words::local(words, &centre.title),
        hostname: kiosk.hostname.clone(),
        online: app.pushes.connected(kiosk.id) || app.now() - kiosk.last_seen_at < QUIET,
        seen: words::ago(words, kiosk.last_seen_at, app.now()),
        playing: explanation.map(|explanation| {
            words::play(words, explanation, schedule, app.now(), centre.time_zone)
        }),
        in_visit: report.is_some_and(|report| report.activity == "visit"),
        packs: packs.unwrap_or_default(),
        schedule: PackLine {
            text: if followed == 0 {
                words.t("schedule-none")
            } else {
                format!("v{followed}")
            },
            current: schedule.is_some_and(|schedule| schedule.version == followed),
        },
        outbox: report.map_or(0, |report| report.outbox),
        problems: report
            .map(|report| {
                report
                    .problems
                    .iter()
                    .map(|problem| problem_in_words(words, problem))
                    .collect()
            })
            .unwrap_or_default(),
        program: report
            .map(|report| report.program_version.clone())
            .unwrap_or_default(),
    }
}

/// A problem is a machine key, or a key and a detail: `update-refused: …`.
fn problem_in_words(words: Words, problem: &str) -> String {
    let (key, detail) = problem.split_once(": ").unwrap_or((problem, ""));
    match words.known(&format!("kiosk-problem-{key}")) {
        Some(known) if detail.is_empty() => known,
        Some(known) => format!("{known} ({detail})"),
        None => problem.to_owned(),
    }
}
