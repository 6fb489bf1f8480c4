//! Who came, beside the page of an occurrence; and the page of volunteers' hours.

use askama::Template;
use axum::response::Html;
use chrono::{DateTime, Months, NaiveDate, Utc};
use uuid::Uuid;

use super::page::{Page, Words};
use super::{chosen_centre, html, words};
use crate::config::CentreSettings;
use crate::model::activity::Category;
use crate::model::check_in::OPENS_BEFORE;
use crate::model::door::walk_in_places;
use crate::model::text::masked_name;
use crate::server::app::day_start;
use crate::server::attendance::{ServiceHours, UNDO_MAX};
use crate::server::routes::SignedIn;
use crate::server::store::activities::Listed;
use crate::server::store::attendance::Noticed;
use crate::server::{App, ServerError, store};

struct Line {
    id: String,
    name: String,
    at: String,
    kiosk: String,
    offline: bool,
    people: u32,
}

#[derive(Template)]
#[template(path = "attendance.html", config = "config/askama.toml")]
struct Attendance {
    words: Words,
    form_token: String,
    centre: String,
    occurrence: String,
    /// Whether the door is open, so that staff can count walk-ins.
    open: bool,
    volunteering: bool,
    /// Let in with a pass or code that was used at another door as well.
    twice: Vec<Line>,
    /// Who came so lately that it can be taken back.
    recent: Vec<Line>,
    walked_in: u32,
    walk_in_places: Option<u32>,
    /// The id of the next walk-ins, so that a form sent twice counts once.
    fresh: Uuid,
    /// Those that can be taken back.
    walk_ins: Vec<Line>,
}

/// Who came to an occurrence, as it is now.
pub(in crate::server) async fn part(
    app: &App,
    by: &SignedIn,
    listed: Listed,
) -> Result<Html<String>, ServerError> {
    let words = Page::new(app, by, "activities", "").words;
    let centre = chosen_centre(app, &listed.activity.centre);
    let now = app.now();
    let (activity, occurrence) = (&listed.activity, &listed.occurrence);
    let mut conn = app.store.read().await?;
    let came = store::attendance::came(&mut conn, occurrence.id).await?;
    let twice = store::attendance::used_twice(&mut conn, occurrence.id).await?;
    let walk_ins = store::attendance::walk_ins(&mut conn, occurrence.id).await?;
    drop(conn);
    let at = |at| words::moment(words, at, now, centre.time_zone);
    let line = |name: &str, when, kiosk: String| Line {
        id: String::new(),
        name: masked_name(name),
        at: at(when),
        kiosk,
        offline: false,
        people: 0,
    };
    let walked_in = walk_ins.iter().map(|walk_in| walk_in.people).sum();
    let opens_at = occurrence.starts_at - OPENS_BEFORE;
    html(&Attendance {
        words,
        form_token: by.form_token.clone(),
        centre: centre.id.clone(),
        occurrence: occurrence.id.to_string(),
        open: !occurrence.canceled && (opens_at..=occurrence.ends_at).contains(&now),
        volunteering: activity.category == Category::Volunteer,
        twice: twice
            .into_iter()
            .map(
                |Noticed {
                     name,
                     at,
                     kiosk,
                     offline,
                     ..
                 }| Line {
                    offline,
                    ..line(&name, at, kiosk)
                },
            )
            .collect(),
        recent: came
            .into_iter()
            .filter(|came| now - came.at.max(came.received_at) <= UNDO_MAX)
            .map(|came| Line {
                id: came.registration.to_string(),
                ..line(&came.name, came.at, came.kiosk)
            })
            .collect(),
        walked_in,
        fresh: Uuid::now_v7(),
        walk_in_places: walk_in_places(&listed.places, &activity.plan, walked_in),
        walk_ins: walk_ins
            .into_iter()
            .filter(|walk_in| now - walk_in.at <= UNDO_MAX)
            .map(|walk_in| Line {
                id: walk_in.id.to_string(),
                people: walk_in.people,
                ..line("", walk_in.at, walk_in.kiosk)
            })
            .collect(),
    })
}

struct Person {
    name: String,
    phone: String,
    occurrences: u32,
    hours: String,
    open: u32,
}

#[derive(Template)]
#[template(path = "hours.html", config = "config/askama.toml")]
struct HoursPage {
    page: Page,
    month: String,
    label: String,
    before: Month,
    after: Month,
    people: Vec<Person>,
}

/// Another month, as an address names it and in words.
struct Month {
    key: String,
    label: String,
}

/// Volunteers' hours in a month.
pub(in crate::server) async fn hours_page(
    app: &App,
    by: &SignedIn,
    centre: &str,
    month: &str,
) -> Result<Html<String>, ServerError> {
    let centre = chosen_centre(app, centre);
    let page = Page::new(app, by, "activities", &centre.id);
    let first = first_day(month, app.now(), centre);
    let (from, to) = span(first, centre);
    let hours = app.service_hours(centre, from, to).await?;
    let people = hours.into_iter().map(|person| Person {
        name: masked_name(&person.name),
        phone: masked_phone(&person),
        occurrences: person.occurrences,
        hours: in_hours(person.minutes),
        open: person.open,
    });
    let words = page.words;
    let month = |first| Month {
        key: key_of(first),
        label: words::month(words, first),
    };
    html(&HoursPage {
        month: key_of(first),
        label: words::month(words, first),
        before: month(first.checked_sub_months(Months::new(1)).unwrap_or(first)),
        after: month(later(first)),
        page,
        people: people.collect(),
    })
}

/// Volunteers' hours in a month as a table for other programs (RFC 4180), with their names.
pub(in crate::server) async fn hours_table(
    app: &App,
    by: &SignedIn,
    centre: &str,
    month: &str,
) -> Result<(String, String), ServerError> {
    let centre = chosen_centre(app, centre);
    let words = Page::new(app, by, "activities", "").words;
    let first = first_day(month, app.now(), centre);
    let (from, to) = span(first, centre);
    let hours = app
        .export_service_hours(&by.actor(), centre, from, to)
        .await?;
    let heads = [
        "person",
        "person-phone",
        "hours-times",
        "hours-hours",
        "hours-open",
    ];
    // Spreadsheets take a file without this mark for one in the system's own encoding.
    let mut table = format!(
        "\u{feff}{}\r\n",
        heads.map(|head| cell(&words.t(head))).join(",")
    );
    for person in hours {
        let cells = [
            cell(&person.name),
            cell(&masked_phone(&person)),
            person.occurrences.to_string(),
            in_hours(person.minutes),
            person.open.to_string(),
        ];
        table.push_str(&cells.join(","));
        table.push_str("\r\n");
    }
    Ok((format!("hours-{}-{}.csv", centre.id, key_of(first)), table))
}

/// In quotes; and what a spreadsheet would take for a formula is text.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn masked_phone(person: &ServiceHours) -> String {
    let last4 = person.phone_last4.as_ref();
    last4
        .map(|last4| format!("*** **** {last4}"))
        .unwrap_or_default()
}

fn in_hours(minutes: u32) -> String {
    format!("{:.1}", f64::from(minutes) / 60.0)
}

/// `2026-11`.
fn key_of(first: NaiveDate) -> String {
    first.format("%Y-%m").to_string()
}

fn later(first: NaiveDate) -> NaiveDate {
    first.checked_add_months(Months::new(1)).unwrap_or(first)
}

/// The first day of a month written `2026-11`, else of this one.
fn first_day(month: &str, now: DateTime<Utc>, centre: &CentreSettings) -> NaiveDate {
    let this_month = || {
        now.with_timezone(&centre.time_zone)
            .format("%Y-%m-01")
            .to_string()
    };
    format!("{month}-01")
        .parse()
        .or_else(|_| this_month().parse())
        .unwrap_or_default()
}

fn span(first: NaiveDate, centre: &CentreSettings) -> (DateTime<Utc>, DateTime<Utc>) {
    let start = |day| day_start(day, centre.time_zone);
    (start(first), start(later(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_somebody_is_called() {
        assert_eq!(cell("王小明"), "\"王小明\"");
        assert_eq!(cell("Ann \"Bo\" Lee"), "\"Ann \"\"Bo\"\" Lee\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
    }

    #[test]
    fn hours_have_one_place_after_the_point() {
        assert_eq!(
            (in_hours(90), in_hours(0), in_hours(100)),
            ("1.5".into(), "0.0".into(), "1.7".into())
        );
    }
}
