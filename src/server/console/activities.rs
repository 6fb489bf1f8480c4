//! The pages of activities: a week, one occurrence with its people, the form.

use askama::Template;
use axum::response::Html;
use chrono::{DateTime, Timelike as _, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::calendar::{self, Undo};
use super::page::{Page, Words};
use super::places::{self, Known, PlacesPart, Why};
use super::{html, repeat, words};
use crate::api::paths;
use crate::model::activity::PlacesLeft;
use crate::model::check_in::spaced_code;
use crate::model::registration::{AgeBand, FAMILY_MAX, Standing};
use crate::model::text::masked_name;
use crate::server::app::local_day;
use crate::server::feeds::details_in_words;
use crate::server::routes::SignedIn;
use crate::server::store::activities::Listed;
use crate::server::store::registrations::ListedRegistration;
use crate::server::{App, ServerError, store};

/// An occurrence in one line.
pub(super) struct Line {
    pub id: String,
    pub from: String,
    pub to: String,
    /// Minutes of its day.
    pub from_minute: u32,
    pub to_minute: u32,
    pub title: String,
    pub room: String,
    pub host: String,
    pub category: String,
    pub category_key: &'static str,
    pub places: PlacesInWords,
    pub attended: u32,
    pub canceled: bool,
    pub over: bool,
    pub example: bool,
    /// Whether it is a date of a series.
    pub in_series: bool,
}

impl Line {
    /// Whether it can still be moved.
    pub(super) fn movable(&self) -> bool {
        !self.canceled && !self.over
    }
}

/// How many places there are.
pub(super) struct PlacesInWords {
    /// `free`, `full`, `waitlist` or `walk-in`: colour.
    pub state: &'static str,
    pub text: String,
    pub confirmed: u32,
    pub capacity: Option<u32>,
    pub waitlisted: u32,
}

/// An occurrence in one line.
pub(super) fn line(words: Words, listed: &Listed, now: DateTime<Utc>, zone: Tz) -> Line {
    let minute = |at: DateTime<Utc>| {
        let local = at.with_timezone(&zone);
        local.hour() * 60 + local.minute()
    };
    let (from_minute, to_minute) = (
        minute(listed.occurrence.starts_at),
        minute(listed.occurrence.ends_at),
    );
    Line {
        from_minute,
        // What ends on the next day fills the rest of its own.
        to_minute: if to_minute > from_minute {
            to_minute
        } else {
            24 * 60
        },
        category_key: listed.activity.category.key(),
        in_series: listed.record.in_series,
        id: listed.occurrence.id.to_string(),
        from: words::clock(listed.occurrence.starts_at, zone),
        to: words::clock(listed.occurrence.ends_at, zone),
        title: words::local(words, &listed.activity.title),
        room: words::local(words, &listed.activity.room),
        host: words::local(words, &listed.activity.host),
        category: words.shared(&format!("category-{}", listed.activity.category.key())),
        places: places_in_words(words, listed),
        attended: listed.attended.unwrap_or_default(),
        canceled: listed.occurrence.canceled,
        over: listed.occurrence.ends_at <= now,
        example: listed.example,
    }
}

fn places_in_words(words: Words, listed: &Listed) -> PlacesInWords {
    let (state, text) = match listed.places.left() {
        PlacesLeft::WalkIn => ("walk-in", words.t("places-walk-in")),
        PlacesLeft::Free(count) => ("free", words.n("places-free", "count", &count)),
        PlacesLeft::Waitlist(count) => ("waitlist", words.n("places-waitlist", "count", &count)),
        PlacesLeft::Full => ("full", words.t("places-full")),
    };
    let places = &listed.places;
    PlacesInWords {
        state,
        text,
        confirmed: places.confirmed,
        capacity: places.capacity,
        waitlisted: places.waitlisted,
    }
}

struct Person {
    id: String,
    name: String,
    /// Whether it is still known who it is.
    known: bool,
    why: Why,
    age_band: String,
    phone: String,
    code: String,
    status: String,
    status_key: &'static str,
    attended: Option<String>,
    kiosk: String,
}

struct Uncounted {
    name: String,
    reason: String,
    at: String,
    kiosk: String,
    offline: bool,
}

#[derive(Template)]
#[template(path = "people.html", config = "config/askama.toml")]
struct People {
    words: Words,
    form_token: String,
    line: Line,
    people: Vec<Person>,
    uncounted: Vec<Uncounted>,
}

/// The lists of an occurrence, as they are now.
pub(in crate::server) async fn people(
    app: &App,
    by: &SignedIn,
    listed: Listed,
) -> Result<Html<String>, ServerError> {
    let words = Page::new(app, by, "activities", "").words;
    let known = Known::read(app, &listed).await?;
    html(&people_part(app, by, words, &listed, &known).await?)
}

async fn people_part(
    app: &App,
    by: &SignedIn,
    words: Words,
    listed: &Listed,
    known: &Known,
) -> Result<People, ServerError> {
    let centre = super::chosen_centre(app, &listed.activity.centre);
    let mut conn = app.store.read().await?;
    let uncounted = store::attendance::uncounted(&mut conn, listed.occurrence.id).await?;
    let at = |at| words::moment(words, at, app.now(), centre.time_zone);
    let came = known.people.iter().filter(|row| row.attended.is_some());
    Ok(People {
        words,
        form_token: by.form_token.clone(),
        line: Line {
            attended: u32::try_from(came.count()).unwrap_or(u32::MAX),
            ..line(words, listed, app.now(), centre.time_zone)
        },
        people: known
            .people
            .iter()
            .map(|row| person(words, row, known.why(words, listed, row, at), at))
            .collect(),
        uncounted: uncounted
            .into_iter()
            .map(|check_in| Uncounted {
                name: masked_name(&check_in.name),
                reason: words.t(&format!("reason-{}", check_in.reason.replace('_', "-"))),
                at: at(check_in.at),
                kiosk: check_in.kiosk,
                offline: check_in.offline,
            })
            .collect(),
    })
}

fn person(
    words: Words,
    row: &ListedRegistration,
    why: Why,
    at: impl Fn(DateTime<Utc>) -> String,
) -> Person {
    let known = row.forgotten_at.is_none();
    Person {
        id: row.id.to_string(),
        name: if known {
            masked_name(&row.name)
        } else {
            words.t("person-forgotten")
        },
        known,
        why,
        age_band: row
            .age_band
            .map(|band| words.t(&format!("age-{}", band.key())))
            .unwrap_or_default(),
        phone: row.phone_masked.clone().unwrap_or_default(),
        code: spaced_code(&row.code),
        status: words.t(&format!("status-{}", row.standing.key())),
        status_key: row.status.key(),
        kiosk: row
            .attended
            .as_ref()
            .map(|(_, kiosk)| kiosk.clone())
            .unwrap_or_default(),
        attended: row.attended.as_ref().map(|(when, _)| at(*when)),
    }
}

pub(super) fn ages(words: Words) -> Vec<(&'static str, String)> {
    AgeBand::ALL
        .iter()
        .map(|band| (band.key(), words.t(&format!("age-{}", band.key()))))
        .collect()
}

struct Registered {
    name: String,
    code: String,
    standing: Standing,
}

impl Registered {
    fn heading(&self) -> &'static str {
        match self.standing {
            Standing::Confirmed => "registered-confirmed",
            Standing::Entered => "registered-entered",
            _ => "registered-waitlisted",
        }
    }

    fn more(&self) -> &'static str {
        match self.standing {
            Standing::Confirmed => "registered-confirmed-more",
            Standing::Entered => "registered-entered-more",
            _ => "registered-waitlisted-more",
        }
    }
}

#[derive(Template)]
#[template(path = "occurrence.html", config = "config/askama.toml")]
struct OccurrencePage {
    page: Page,
    day: String,
    week: String,
    summary: String,
    cancel_reason: String,
    cover: Option<String>,
    /// Everyone who was just registered together.
    registered: Vec<Registered>,
    ages: Vec<(&'static str, String)>,
    /// Numbers of further people of a family.
    further: Vec<u32>,
    /// The id of the next registration, so that a form sent twice registers once.
    fresh: Uuid,
    activity: String,
    /// How its activity comes again.
    series: Option<String>,
    by_hand: bool,
    facts: Vec<String>,
    undo: Option<Undo>,
    feed: String,
    part: People,
    places: PlacesPart,
}

/// One occurrence.
pub(in crate::server) async fn occurrence_page(
    app: &App,
    by: &SignedIn,
    listed: Listed,
    registered: Option<Uuid>,
) -> Result<Html<String>, ServerError> {
    let centre = super::chosen_centre(app, &listed.activity.centre);
    let page = Page {
        centres: Vec::new(),
        ..Page::new(app, by, "activities", &centre.id)
    };
    let known = Known::read(app, &listed).await?;
    let party = registered
        .and_then(|id| known.people.iter().find(|row| row.id == id))
        .map(|row| row.party);
    let registered = known
        .people
        .iter()
        .filter(|row| Some(row.party) == party)
        .map(|row| Registered {
            name: row.name.clone(),
            code: spaced_code(&row.code),
            standing: row.standing,
        })
        .collect();
    let day = local_day(listed.occurrence.starts_at, centre.time_zone);
    let part = people_part(app, by, page.words, &listed, &known).await?;
    let zone = centre.time_zone;
    let places = places::part(app, page.words, &by.form_token, &listed, &known, zone);
    let stored = store::series::activity(&mut *app.store.read().await?, listed.activity.id).await?;
    let series = stored.and_then(|stored| stored.series);
    html(&OccurrencePage {
        activity: listed.activity.id.to_string(),
        series: series.map(|series| repeat::in_words(page.words, &series, centre.time_zone)),
        by_hand: listed.record.by_hand && listed.record.in_series,
        facts: details_in_words(
            &listed.activity.details,
            page.words.catalog(),
            page.words.language(),
        ),
        undo: calendar::undo(page.words, &listed, app.now(), centre.time_zone),
        feed: paths::occurrence_feed(listed.occurrence.id, page.words.language()),
        day: words::day(page.words, day),
        week: day.to_string(),
        summary: words::local(page.words, &listed.activity.summary),
        cancel_reason: listed.cancel_reason.clone(),
        cover: picture_address(app, &centre.id, listed.activity.picture.as_deref()).await?,
        registered,
        ages: ages(page.words),
        further: (2..=FAMILY_MAX as u32).collect(),
        fresh: Uuid::now_v7(),
        part,
        places,
        page,
    })
}

async fn picture_address(
    app: &App,
    centre: &str,
    picture: Option<&str>,
) -> Result<Option<String>, ServerError> {
    let Some(path) = picture else { return Ok(None) };
    Ok(app
        .current_packs(centre)
        .await?
        .iter()
        .find_map(|pack| super::packs::blob_address(&pack.manifest, path)))
}
