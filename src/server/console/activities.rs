//! The pages of activities: a week, one occurrence with its people, the form.

use askama::Template;
use axum::response::Html;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::page::{Page, Words};
use super::{html, words};
use crate::model::activity::{PlacesLeft, RegistrationStatus};
use crate::model::registration::AgeBand;
use crate::model::text::masked_name;
use crate::server::app::{day_start, days_later, local_day};
use crate::server::routes::SignedIn;
use crate::server::store::activities::Listed;
use crate::server::store::registrations::ListedRegistration;
use crate::server::{App, ServerError, store};

struct Line {
    id: String,
    from: String,
    to: String,
    title: String,
    room: String,
    host: String,
    category: String,
    places: PlacesInWords,
    attended: u32,
    canceled: bool,
    over: bool,
    example: bool,
}

struct PlacesInWords {
    /// `free`, `full`, `waitlist` or `walk-in`: colour.
    state: &'static str,
    text: String,
    confirmed: u32,
    capacity: Option<u32>,
    waitlisted: u32,
}

struct Day {
    label: String,
    today: bool,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "activities.html", config = "config/askama.toml")]
struct WeekPage {
    page: Page,
    days: Vec<Day>,
    label: String,
    before: String,
    after: String,
    this_week: bool,
    total: u32,
}

/// A week of activities by day.
pub(in crate::server) async fn week_page(
    app: &App,
    by: &SignedIn,
    centre: &str,
    week: Option<NaiveDate>,
) -> Result<Html<String>, ServerError> {
    let centre = super::chosen_centre(app, centre);
    let page = Page::new(app, by, "activities", &centre.id);
    let today = local_day(app.now(), centre.time_zone);
    let of = |day: NaiveDate| days_later(day, -i64::from(day.weekday().num_days_from_monday()));
    let monday = of(week.unwrap_or(today));
    let start = |day| day_start(day, centre.time_zone);
    let listed = store::activities::between(
        &mut *app.store.read().await?,
        &centre.id,
        start(monday),
        start(days_later(monday, 7)),
    )
    .await?;
    let total = u32::try_from(listed.len()).unwrap_or(u32::MAX);
    let days = (0..7)
        .map(|offset| {
            let day = days_later(monday, offset);
            let here = listed
                .iter()
                .filter(|listed| local_day(listed.occurrence.starts_at, centre.time_zone) == day);
            Day {
                label: words::day(page.words, day),
                today: day == today,
                lines: here
                    .map(|listed| line(page.words, listed, app.now(), centre.time_zone))
                    .collect(),
            }
        })
        .collect();
    let label = format!(
        "{} – {}",
        words::short_day(page.words, monday),
        words::short_day(page.words, days_later(monday, 6))
    );
    let (before, after) = (
        days_later(monday, -7).to_string(),
        days_later(monday, 7).to_string(),
    );
    html(&WeekPage {
        page,
        days,
        label,
        before,
        after,
        this_week: monday == of(today),
        total,
    })
}

fn line(words: Words, listed: &Listed, now: DateTime<Utc>, zone: Tz) -> Line {
    Line {
        id: listed.occurrence.id.to_string(),
        from: words::clock(listed.occurrence.starts_at, zone),
        to: words::clock(listed.occurrence.ends_at, zone),
        title: words::local(words, &listed.activity.title),
        room: words::local(words, &listed.activity.room),
        host: words::local(words, &listed.activity.host),
        category: words.shared(&format!("category-{}", listed.activity.category.key())),
        places: places(words, listed),
        attended: listed.attended,
        canceled: listed.occurrence.canceled,
        over: listed.occurrence.ends_at <= now,
        example: listed.example,
    }
}

fn places(words: Words, listed: &Listed) -> PlacesInWords {
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
    html(&people_part(app, by, words, &listed).await?)
}

async fn people_part(
    app: &App,
    by: &SignedIn,
    words: Words,
    listed: &Listed,
) -> Result<People, ServerError> {
    let centre = super::chosen_centre(app, &listed.activity.centre);
    let mut conn = app.store.read().await?;
    let people = store::registrations::of_occurrence(&mut conn, listed.occurrence.id).await?;
    let uncounted = store::check_ins::uncounted(&mut conn, listed.occurrence.id).await?;
    let at = |at| words::moment(words, at, app.now(), centre.time_zone);
    Ok(People {
        words,
        form_token: by.form_token.clone(),
        line: line(words, listed, app.now(), centre.time_zone),
        people: people
            .into_iter()
            .map(|registration| person(words, registration, at))
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
    registration: ListedRegistration,
    at: impl Fn(DateTime<Utc>) -> String,
) -> Person {
    Person {
        id: registration.id.to_string(),
        name: masked_name(&registration.name),
        age_band: registration
            .age_band
            .map(|band| words.t(&format!("age-{}", band.key())))
            .unwrap_or_default(),
        phone: registration.phone_masked.unwrap_or_default(),
        code: spaced(&registration.code),
        status: words.t(&format!("status-{}", registration.status.key())),
        status_key: registration.status.key(),
        kiosk: registration
            .attended
            .as_ref()
            .map(|(_, kiosk)| kiosk.clone())
            .unwrap_or_default(),
        attended: registration.attended.map(|(when, _)| at(when)),
    }
}

/// `407 215`: two groups are read out without a slip.
fn spaced(code: &str) -> String {
    let middle = code.len() / 2;
    match (code.get(..middle), code.get(middle..)) {
        (Some(first), Some(second)) => format!("{first} {second}"),
        _ => code.to_owned(),
    }
}

struct Registered {
    name: String,
    code: String,
    confirmed: bool,
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
    registered: Option<Registered>,
    ages: Vec<(&'static str, String)>,
    part: People,
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
    let registered = match registered {
        Some(id) => store::registrations::by_id(&mut *app.store.read().await?, id).await?,
        None => None,
    };
    let registered = registered
        .filter(|registration| registration.occurrence == listed.occurrence.id)
        .map(|registration| Registered {
            name: registration.name,
            code: spaced(&registration.code),
            confirmed: registration.status == RegistrationStatus::Confirmed,
        });
    let day = local_day(listed.occurrence.starts_at, centre.time_zone);
    let part = people_part(app, by, page.words, &listed).await?;
    html(&OccurrencePage {
        day: words::day(page.words, day),
        week: day.to_string(),
        summary: words::local(page.words, &listed.activity.summary),
        cancel_reason: listed.cancel_reason.clone(),
        cover: picture_address(app, &centre.id, listed.activity.picture.as_deref()).await?,
        registered,
        ages: AgeBand::ALL
            .iter()
            .map(|band| (band.key(), page.t(&format!("age-{}", band.key()))))
            .collect(),
        part,
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
