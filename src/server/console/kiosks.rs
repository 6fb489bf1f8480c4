//! The page of kiosks: who waits to be let in, and what every kiosk shows.

use askama::Template;
use axum::response::Html;
use chrono::Duration;

use super::page::{Page, Words};
use super::{html, words};
use crate::api::kiosk::{InstalledPack, KioskReport, PackState};
use crate::model::clock::ClockState;
use crate::model::expiry::{MetadataNotice, metadata_notice};
use crate::model::play_schedule::PlaySchedule;
use crate::server::reach::{Offer, offers};
use crate::server::routes::SignedIn;
use crate::server::store::kiosks::{Kiosk, KioskState};
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
    /// How it stands beside what is meant for the kiosk.
    said: String,
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
        let offers = offers(&mut conn, &centre.id).await?;
        let schedule = store::schedules::published(&mut conn, &centre.id)
            .await?
            .map(|published| published.schedule);
        let here = approved.iter().filter(|kiosk| kiosk.centre == centre.id);
        cards.extend(here.map(|kiosk| card(app, words, kiosk, &offers, schedule.as_ref())));
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
    offers: &[Offer],
    schedule: Option<&PlaySchedule>,
) -> Card {
    let centre = super::chosen_centre(app, &kiosk.centre);
    let report = kiosk.report.as_ref();
    let packs = report.map(|report| {
        let lines = report.packs.iter();
        lines
            .map(|installed| pack_line(words, kiosk, report, installed, offers))
            .collect()
    });
    let followed = report.map_or(0, |report| report.schedule_version);
    let follows = schedule.is_some_and(|schedule| schedule.version == followed);
    let explanation = report.and_then(|report| report.now_playing.as_ref());
    Card {
        id: kiosk.id.to_string(),
        name: kiosk.name.clone(),
        centre: words::local(words, &centre.title),
        hostname: kiosk.hostname.clone(),
        online: online(app, kiosk),
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
            said: words.t(if follows { "newest" } else { "behind" }),
            current: follows,
        },
        outbox: report.map_or(0, |report| report.outbox),
        problems: report
            .map(|report| notices(app, words, kiosk, report))
            .unwrap_or_default(),
        program: report
            .map(|report| report.program_version.clone())
            .unwrap_or_default(),
    }
}

/// Whether a kiosk holds its stream open or called a moment ago.
pub(in crate::server) fn online(app: &App, kiosk: &Kiosk) -> bool {
    app.pushes.connected(kiosk.id) || app.now() - kiosk.last_seen_at < QUIET
}

/// An installed pack beside the version that is meant for this kiosk.
fn pack_line(
    words: Words,
    kiosk: &Kiosk,
    report: &KioskReport,
    installed: &InstalledPack,
    offers: &[Offer],
) -> PackLine {
    let offer = offers.iter().find(|offer| offer.pack == installed.id);
    let meant = offer.and_then(|offer| offer.version_for(kiosk, Some(installed.version)));
    let failed = |version: u64| {
        let mut reverted = report.reverted.iter();
        reverted.any(|reverted| reverted.id == installed.id && reverted.version == version)
    };
    let newest = offer.map(|offer| offer.newest);
    let (current, said) = match (meant, installed.state) {
        (Some(version), PackState::Fetched | PackState::Verified | PackState::Staged)
            if version == installed.version =>
        {
            (false, words.t("installed-waits"))
        }
        (Some(version), PackState::Trial) if version == installed.version => {
            (true, words.t("installed-trial"))
        }
        (Some(version), _) if version == installed.version => {
            let key = if newest == meant {
                "newest"
            } else {
                "installed-meant"
            };
            (true, words.t(key))
        }
        (Some(version), _) => {
            let key = if failed(version) {
                "installed-refused"
            } else {
                "installed-behind"
            };
            (false, words.s(key, "version", &format!("v{version}")))
        }
        (None, _) => (false, words.t("installed-not-meant")),
    };
    PackLine {
        text: format!("{} v{}", installed.id, installed.version),
        current,
        said,
    }
}

/// Everything about a kiosk somebody should know, in words.
fn notices(app: &App, words: Words, kiosk: &Kiosk, report: &KioskReport) -> Vec<String> {
    let zone = super::chosen_centre(app, &kiosk.centre).time_zone;
    // Once a newer version is shown, what was taken back before is history.
    let shown = |id: &str| {
        let of_pack = report.packs.iter().filter(|installed| installed.id == id);
        of_pack.map(|installed| installed.version).max()
    };
    let taken_back: Vec<_> = report
        .reverted
        .iter()
        .filter(|reverted| shown(&reverted.id) < Some(reverted.version))
        .map(|reverted| {
            let pack = format!("{} v{}", reverted.id, reverted.version);
            let reason = words.revert_reason(&reverted.reason);
            words.with(
                "kiosk-took-back",
                [("pack", pack.into()), ("reason", reason.into())],
            )
        })
        .collect();
    let clock = match report.clock {
        ClockState::Trusted => None,
        ClockState::Holdover => Some(words.t("kiosk-clock-holdover")),
        ClockState::Untrusted => Some(words.t("kiosk-clock-untrusted")),
    };
    let newest = app.metadata_expires_at(&kiosk.centre);
    let reported = report.metadata_expires_at;
    let notice = metadata_notice(reported, newest, online(app, kiosk), app.now());
    let metadata = notice.zip(reported).map(|(notice, expires_at)| {
        let key = match notice {
            MetadataNotice::Expired => "kiosk-metadata-expired",
            MetadataNotice::ExpiresSoon => "kiosk-metadata-soon",
            MetadataNotice::Behind => "kiosk-metadata-behind",
        };
        let day = expires_at.with_timezone(&zone).date_naive();
        words.s(key, "day", &words::short_day(words, day))
    });
    // What the kiosk says itself is not said twice.
    let said = |problem: &str| {
        (problem == "content-taken-back" && !taken_back.is_empty())
            || (problem == "metadata-stale" && notice == Some(MetadataNotice::Behind))
    };
    let problems: Vec<_> = report
        .problems
        .iter()
        .filter(|problem| !said(problem))
        .map(|problem| problem_in_words(words, problem))
        .collect();
    metadata
        .into_iter()
        .chain(clock)
        .chain(taken_back)
        .chain(problems)
        .collect()
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
