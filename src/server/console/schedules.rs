//! The pages of schedules: rules in order, a preview, who follows.

use askama::Template;
use axum::response::Html;
use chrono::{NaiveDateTime, Timelike as _};
use serde::Deserialize;

use super::page::{Page, Words};
use super::{html, kiosks, words};
use crate::config::CentreSettings;
use crate::model::play_schedule::{Play, PlayItem, PlaySchedule, Rule, explain, local_instant};
use crate::server::routes::SignedIn;
use crate::server::scheduling::missing_exhibits;
use crate::server::store::kiosks::{Kiosk, KioskState};
use crate::server::store::packs::PackVersion;
use crate::server::store::schedules::StoredSchedule;
use crate::server::{App, ServerError, store};

struct RuleLine {
    id: String,
    name: String,
    what: String,
    items: Vec<String>,
    kiosks: String,
    days: String,
    window: String,
    first: bool,
    last: bool,
}

struct VersionLine {
    version: u64,
    at: String,
    by: String,
    rules: u32,
}

#[derive(Template)]
#[template(path = "schedules.html", config = "config/askama.toml")]
struct SchedulesPage {
    page: Page,
    rules: Vec<RuleLine>,
    default_play: String,
    draft: Option<String>,
    published: Option<VersionLine>,
    versions: Vec<VersionLine>,
    missing: Vec<String>,
    has_pack: bool,
    kiosks: Vec<(String, String)>,
    preview_at: String,
    preview: PreviewPart,
    followers: Followers,
}

/// The page.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    centre: &str,
) -> Result<Html<String>, ServerError> {
    let centre = super::chosen_centre(app, centre);
    let page = Page::new(app, by, "schedules", &centre.id);
    let words = page.words;
    let working = app.working_schedule(centre).await?;
    let fleet = fleet(app, centre).await?;
    let mut conn = app.store.read().await?;
    let draft = store::schedules::draft(&mut conn, &centre.id).await?;
    let versions = store::schedules::versions(&mut conn, &centre.id, 10).await?;
    drop(conn);
    let packs = app.shown_packs(&centre.id).await?;
    let at = |at| words::moment(words, at, app.now(), centre.time_zone);
    let version = |stored: &StoredSchedule| VersionLine {
        version: stored.schedule.version,
        at: at(stored.at),
        by: words.actor(&stored.by),
        rules: u32::try_from(stored.schedule.rules.len()).unwrap_or(u32::MAX),
    };
    let last = working.rules.len().saturating_sub(1);
    let now = app.now().with_timezone(&centre.time_zone).naive_local();
    let query = PreviewQuery {
        centre: centre.id.clone(),
        kiosk: String::new(),
        at: String::new(),
    };
    html(&SchedulesPage {
        rules: working
            .rules
            .iter()
            .enumerate()
            .map(|(index, rule)| {
                rule_line(
                    words,
                    rule,
                    &working,
                    &fleet,
                    &packs,
                    (index == 0, index == last),
                )
            })
            .collect(),
        default_play: words::what_plays(words, &working.default_play, Some(&working)),
        draft: draft.map(|draft| {
            words.with(
                "draft-since",
                [("time", at(draft.at).into()), ("who", draft.by.into())],
            )
        }),
        published: versions.first().map(version),
        versions: versions.iter().map(version).collect(),
        missing: missing_exhibits(&working, &packs),
        has_pack: !packs.is_empty(),
        kiosks: fleet
            .iter()
            .map(|kiosk| (kiosk.id.to_string(), kiosk.name.clone()))
            .collect(),
        preview_at: now
            .with_second(0)
            .unwrap_or(now)
            .format("%Y-%m-%dT%H:%M")
            .to_string(),
        preview: preview_part(app, words, centre, &query).await?,
        followers: followers_part(app, words, centre).await?,
        page,
    })
}

pub(super) async fn fleet(app: &App, centre: &CentreSettings) -> Result<Vec<Kiosk>, ServerError> {
    let mut all =
        store::kiosks::in_state(&mut *app.store.read().await?, KioskState::Approved).await?;
    all.retain(|kiosk| kiosk.centre == centre.id);
    Ok(all)
}

fn rule_line(
    words: Words,
    rule: &Rule,
    schedule: &PlaySchedule,
    fleet: &[Kiosk],
    packs: &[PackVersion],
    (first, last): (bool, bool),
) -> RuleLine {
    let names: Vec<_> = fleet
        .iter()
        .filter(|kiosk| rule.kiosks.contains(&kiosk.id.to_string()))
        .map(|kiosk| kiosk.name.as_str())
        .collect();
    let days: Vec<_> = rule
        .weekdays
        .iter()
        .map(|day| words::weekday(words, *day))
        .collect();
    let list = if let Play::Playlist { playlist } = &rule.play {
        schedule.playlist(playlist)
    } else {
        None
    };
    let item = |item: &PlayItem| {
        let exhibit = packs
            .iter()
            .find_map(|pack| pack.manifest.exhibit(&item.exhibit));
        let title = exhibit.map_or_else(
            || item.exhibit.clone(),
            |exhibit| words::local(words, &exhibit.title),
        );
        words.with(
            "item",
            [
                ("title", title.into()),
                ("seconds", item.duration_secs.into()),
            ],
        )
    };
    RuleLine {
        id: rule.id.clone(),
        name: rule.name.clone(),
        what: if list.is_some() {
            words.t("play-a-list")
        } else {
            words.t("play-home")
        },
        items: list
            .map(|list| list.items.iter().map(item).collect())
            .unwrap_or_default(),
        kiosks: match rule.kiosks.len() {
            0 => words.t("all-kiosks"),
            // A kiosk that was taken off since has no name any more.
            count if names.len() < count => words.with(
                "kiosks-and-gone",
                [("names", names.join(words.t("comma").as_str()).into())],
            ),
            _ => names.join(&words.t("comma")),
        },
        days: if days.is_empty() {
            words.t("every-day")
        } else {
            days.join(" ")
        },
        window: if rule.from == rule.to {
            words.t("all-day")
        } else {
            window(words, rule)
        },
        first,
        last,
    }
}

fn window(words: Words, rule: &Rule) -> String {
    let times = format!("{}–{}", rule.from.format("%H:%M"), rule.to.format("%H:%M"));
    if rule.to < rule.from {
        words.s("window-next-day", "times", &times)
    } else {
        times
    }
}

/// A moment on a kiosk.
#[derive(Debug, Deserialize)]
pub(in crate::server) struct PreviewQuery {
    #[serde(default)]
    centre: String,
    #[serde(default)]
    kiosk: String,
    #[serde(default)]
    at: String,
}

#[derive(Template)]
#[template(path = "preview.html", config = "config/askama.toml")]
struct PreviewPart {
    words: Words,
    draft: words::PlayInWords,
    /// What kiosks show as long as the draft is not published, where that differs.
    published: Option<words::PlayInWords>,
}

/// What plays at a moment on a kiosk, by the function kiosks themselves use.
pub(in crate::server) async fn preview(
    app: &App,
    by: &SignedIn,
    query: &PreviewQuery,
) -> Result<Html<String>, ServerError> {
    let centre = super::chosen_centre(app, &query.centre);
    let words = Page::new(app, by, "schedules", "").words;
    html(&preview_part(app, words, centre, query).await?)
}

async fn preview_part(
    app: &App,
    words: Words,
    centre: &CentreSettings,
    query: &PreviewQuery,
) -> Result<PreviewPart, ServerError> {
    let local = NaiveDateTime::parse_from_str(&query.at, "%Y-%m-%dT%H:%M").ok();
    let instant = local
        .and_then(|local| local_instant(local, centre.time_zone))
        .unwrap_or_else(|| app.now());
    let working = app.working_schedule(centre).await?;
    let published = store::schedules::published(&mut *app.store.read().await?, &centre.id)
        .await?
        .map(|published| published.schedule);
    let answer = |schedule: &PlaySchedule| explain(schedule, &query.kiosk, instant);
    let shown = |schedule: &PlaySchedule| (answer(schedule).play, answer(schedule).rule);
    let differs = published.filter(|published| shown(published) != shown(&working));
    let in_words = |schedule: &PlaySchedule| {
        words::play(
            words,
            &answer(schedule),
            Some(schedule),
            instant,
            centre.time_zone,
        )
    };
    Ok(PreviewPart {
        words,
        draft: in_words(&working),
        published: differs.as_ref().map(in_words),
    })
}

struct Follower {
    card: kiosks::Card,
    follows: bool,
    version: u64,
}

#[derive(Template)]
#[template(path = "followers.html", config = "config/askama.toml")]
struct Followers {
    words: Words,
    centre: String,
    version: u64,
    followers: Vec<Follower>,
    following: u32,
    total: u32,
    /// How many of how many, in words.
    counted: String,
}

/// Which kiosks follow the published schedule by now.
pub(in crate::server) async fn followers(
    app: &App,
    by: &SignedIn,
    centre: &str,
) -> Result<Html<String>, ServerError> {
    let words = Page::new(app, by, "schedules", "").words;
    html(&followers_part(app, words, super::chosen_centre(app, centre)).await?)
}

async fn followers_part(
    app: &App,
    words: Words,
    centre: &CentreSettings,
) -> Result<Followers, ServerError> {
    let published = store::schedules::published(&mut *app.store.read().await?, &centre.id)
        .await?
        .map(|published| published.schedule);
    let version = published.as_ref().map_or(0, |published| published.version);
    let fleet = fleet(app, centre).await?;
    let followers: Vec<_> = fleet
        .iter()
        .map(|kiosk| {
            let followed = kiosk
                .report
                .as_ref()
                .map_or(0, |report| report.schedule_version);
            Follower {
                card: kiosks::card(app, words, kiosk, &[], published.as_ref()),
                follows: version > 0 && followed == version,
                version: followed,
            }
        })
        .collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let following = count(followers.iter().filter(|follower| follower.follows).count());
    let total = count(followers.len());
    let counted = words.with(
        "followers-count",
        [("count", following.into()), ("total", total.into())],
    );
    Ok(Followers {
        words,
        centre: centre.id.clone(),
        version,
        followers,
        following,
        total,
        counted,
    })
}
