//! The calendar of a centre's activities: a list, a week, a month.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::Html;
use chrono::{DateTime, Datelike as _, Months, NaiveDate, Timelike as _, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use super::activities::{Line, line};
use super::check::day_note;
use super::page::{Page, Words};
use super::{html, words};
use crate::config::CentreSettings;
use crate::model::activity::Category;
use crate::model::almanac::lunar_date;
use crate::model::day_class::{DayMarks, day_class};
use crate::server::app::{day_start, days_later, local_day};
use crate::server::routes::SignedIn;
use crate::server::store::activities::{Before, Listed};
use crate::server::{App, ServerError, store};

/// Activities a day of a month shows; the others are behind a link to its week.
const DAY_LINES_MAX: usize = 4;

/// What a calendar shows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::server) struct CalendarQuery {
    centre: String,
    view: String,
    day: String,
    /// As older addresses call it.
    week: String,
    category: String,
    room: String,
    /// An occurrence that was just moved or canceled.
    undo: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    List,
    Week,
    Month,
}

impl View {
    const ALL: [View; 3] = [View::List, View::Week, View::Month];

    fn key(self) -> &'static str {
        match self {
            View::List => "list",
            View::Week => "week",
            View::Month => "month",
        }
    }

    /// First and last day of the page on which `day` is.
    fn span(self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let monday =
            |day: NaiveDate| days_later(day, -i64::from(day.weekday().num_days_from_monday()));
        match self {
            View::List | View::Week => (monday(day), days_later(monday(day), 6)),
            View::Month => {
                let first = day.with_day(1).unwrap_or(day);
                let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
                let last = days_later(next, -1);
                (monday(first), days_later(monday(last), 6))
            }
        }
    }

    fn step(self, day: NaiveDate, pages: i64) -> NaiveDate {
        let months = Months::new(pages.unsigned_abs() as u32);
        let first = day.with_day(1).unwrap_or(day);
        match self {
            View::List | View::Week => days_later(day, 7 * pages),
            View::Month if pages < 0 => first.checked_sub_months(months).unwrap_or(day),
            View::Month => first.checked_add_months(months).unwrap_or(day),
        }
    }
}

struct Day {
    date: NaiveDate,
    label: String,
    number: u32,
    /// The traditional date, or its month on its first day.
    lunar: String,
    note: Option<String>,
    today: bool,
    outside: bool,
    lines: Vec<Line>,
    /// How many more there are than a month has room for.
    more: u32,
    address: String,
}

struct Tab {
    text: String,
    address: String,
    here: bool,
}

struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

/// What can be taken back.
pub(super) struct Undo {
    pub id: String,
    pub text: String,
}

#[derive(Template)]
#[template(path = "activities.html", config = "config/askama.toml")]
struct CalendarPage {
    page: Page,
    view: View,
    days: Vec<Day>,
    weekdays: Vec<String>,
    label: String,
    before: String,
    after: String,
    to_today: Option<String>,
    day: NaiveDate,
    tabs: Vec<Tab>,
    categories: Vec<Choice>,
    rooms: Vec<Choice>,
    total: u32,
    counted: String,
    feeds: Vec<(String, String)>,
    undo: Option<Undo>,
    first_hour: u32,
    last_hour: u32,
}

impl CalendarPage {
    fn is(&self, view: &str) -> bool {
        self.view.key() == view
    }

    fn weeks(&self) -> std::slice::Chunks<'_, Day> {
        self.days.chunks(7)
    }
}

/// A page of the calendar.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    query: &CalendarQuery,
) -> Result<Html<String>, ServerError> {
    let centre = super::chosen_centre(app, &query.centre);
    let page = Page::new(app, by, "activities", &centre.id);
    let words = page.words;
    let today = local_day(app.now(), centre.time_zone);
    let asked = [&query.day, &query.week];
    let day = asked
        .iter()
        .find_map(|day| day.parse().ok())
        .unwrap_or(today);
    let view = View::ALL
        .into_iter()
        .find(|view| view.key() == query.view)
        .unwrap_or(View::List);
    let (first, last) = view.span(day);
    let start = |day| day_start(day, centre.time_zone);
    let mut conn = app.store.read().await?;
    let mut listed = store::activities::between(
        &mut conn,
        &centre.id,
        start(first),
        start(days_later(last, 1)),
    )
    .await?;
    drop(conn);
    // What began on an earlier page is there.
    listed.retain(|listed| listed.occurrence.starts_at >= start(first));
    let rooms = rooms(words, &listed, &query.room);
    listed.retain(|listed| fits(words, listed, query));
    let marks = app.day_marks(centre).await?;
    let address = |view: View, day: NaiveDate| address(query, &centre.id, view, day);
    let days: Vec<_> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|date| Day {
            outside: view == View::Month && date.month() != day.month(),
            today: date == today,
            address: address(View::Week, date),
            ..a_day(app, words, centre, &marks, view, date, &listed)
        })
        .collect();
    let total = count(listed.len());
    html(&CalendarPage {
        view,
        weekdays: days
            .iter()
            .take(7)
            .map(|day| weekday(words, day.date))
            .collect(),
        label: match view {
            View::Month => words::month(words, day),
            View::List | View::Week => format!(
                "{} – {}",
                words::short_day(words, first),
                words::short_day(words, last)
            ),
        },
        before: address(view, view.step(day, -1)),
        after: address(view, view.step(day, 1)),
        to_today: (!(first..=last).contains(&today)).then(|| address(view, today)),
        day,
        tabs: View::ALL
            .into_iter()
            .map(|each| Tab {
                text: words.t(&format!("view-{}", each.key())),
                address: address(each, day),
                here: each == view,
            })
            .collect(),
        categories: categories(words, &query.category),
        rooms,
        total,
        counted: words.n(
            if view == View::Month {
                "activities-of-month"
            } else {
                "activities-total"
            },
            "count",
            &total,
        ),
        feeds: feeds(words, &centre.id),
        undo: undo_of(app, words, centre, &query.undo).await?,
        first_hour: hours(&listed, centre.time_zone).0,
        last_hour: hours(&listed, centre.time_zone).1,
        days,
        page,
    })
}

fn a_day(
    app: &App,
    words: Words,
    centre: &CentreSettings,
    marks: &DayMarks,
    view: View,
    date: NaiveDate,
    listed: &[Listed],
) -> Day {
    let mut lines: Vec<_> = listed
        .iter()
        .filter(|listed| local_day(listed.occurrence.starts_at, centre.time_zone) == date)
        .map(|listed| line(words, listed, app.now(), centre.time_zone))
        .collect();
    let more = if view == View::Month && lines.len() > DAY_LINES_MAX {
        lines.len() - (DAY_LINES_MAX - 1)
    } else {
        0
    };
    lines.truncate(lines.len() - more);
    Day {
        date,
        label: words::day(words, date),
        number: date.day(),
        lunar: lunar(words, date),
        note: day_note(words, day_class(date, marks)),
        today: false,
        outside: false,
        lines,
        more: count(more),
        address: String::new(),
    }
}

/// `初八`, and `冬月` on the first of a month, in Chinese; nothing in languages that do not count so.
fn lunar(words: Words, day: NaiveDate) -> String {
    match lunar_date(day) {
        Some(lunar) if words.language().starts_with("zh") => {
            let month = words.shared(&format!("lunar-month-{}", lunar.month));
            match (lunar.day, lunar.leap) {
                (1, false) => month,
                (1, true) => words.s("lunar-leap", "month", &month),
                (day, _) => words.shared(&format!("lunar-day-{day}")),
            }
        }
        _ => String::new(),
    }
}

fn weekday(words: Words, day: NaiveDate) -> String {
    words::weekday(words, day.weekday())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The hours a week shows: those with activities, and the usual ones.
fn hours(listed: &[Listed], zone: Tz) -> (u32, u32) {
    let hour = |at: DateTime<Utc>| at.with_timezone(&zone).hour();
    let first = listed.iter().map(|l| hour(l.occurrence.starts_at)).min();
    let last = listed.iter().map(|l| {
        let end = l.occurrence.ends_at - chrono::Duration::seconds(1);
        // What ends on another day fills this one.
        if local_day(end, zone) == local_day(l.occurrence.starts_at, zone) {
            hour(end) + 1
        } else {
            24
        }
    });
    (first.unwrap_or(8).min(8), last.max().unwrap_or(21).max(21))
}

fn fits(words: Words, listed: &Listed, query: &CalendarQuery) -> bool {
    let category = query.category.is_empty() || listed.activity.category.key() == query.category;
    let room = query.room.is_empty() || words::local(words, &listed.activity.room) == query.room;
    category && room
}

fn categories(words: Words, chosen: &str) -> Vec<Choice> {
    Category::ALL
        .into_iter()
        .map(|category| Choice {
            value: category.key().to_owned(),
            text: words.shared(&format!("category-{}", category.key())),
            chosen: category.key() == chosen,
        })
        .collect()
}

fn rooms(words: Words, listed: &[Listed], chosen: &str) -> Vec<Choice> {
    let mut names: BTreeSet<_> = listed
        .iter()
        .map(|listed| words::local(words, &listed.activity.room))
        .collect();
    if !chosen.is_empty() {
        names.insert(chosen.to_owned());
    }
    names
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(|name| Choice {
            chosen: name == chosen,
            text: name.clone(),
            value: name,
        })
        .collect()
}

fn address(query: &CalendarQuery, centre: &str, view: View, day: NaiveDate) -> String {
    let day = day.to_string();
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("centre", centre),
        ("view", view.key()),
        ("day", &day),
        ("category", &query.category),
        ("room", &query.room),
    ] {
        if !value.is_empty() {
            pairs.append_pair(name, value);
        }
    }
    format!("/console/activities?{}", pairs.finish())
}

/// What each feed is called, and where it is.
fn feeds(words: Words, centre: &str) -> Vec<(String, String)> {
    use crate::api::paths::centre_feed;
    let all = (
        words.t("feed-all"),
        centre_feed(centre, None, words.language()),
    );
    let each = Category::ALL.into_iter().map(|category| {
        (
            words.shared(&format!("category-{}", category.key())),
            centre_feed(centre, Some(category.key()), words.language()),
        )
    });
    std::iter::once(all).chain(each).collect()
}

async fn undo_of(
    app: &App,
    words: Words,
    centre: &CentreSettings,
    id: &str,
) -> Result<Option<Undo>, ServerError> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let found = store::activities::by_occurrence(&mut *app.store.read().await?, id).await?;
    Ok(found.and_then(|listed| undo(words, &listed, app.now(), centre.time_zone)))
}

/// What can be taken back of an occurrence.
pub(super) fn undo(words: Words, listed: &Listed, now: DateTime<Utc>, zone: Tz) -> Option<Undo> {
    let before: &Before = listed.record.before.as_ref()?;
    if before.ends_at <= now {
        return None;
    }
    let at = |at: DateTime<Utc>| {
        let local = at.with_timezone(&zone).naive_local();
        format!(
            "{} {}",
            words::day(words, local.date()),
            local.format("%H:%M")
        )
    };
    let key = if before.canceled {
        "was-canceled"
    } else {
        "was-moved"
    };
    Some(Undo {
        id: listed.occurrence.id.to_string(),
        text: words.with(
            key,
            [
                ("title", words::local(words, &listed.activity.title).into()),
                ("from", at(before.starts_at).into()),
                ("to", at(listed.occurrence.starts_at).into()),
            ],
        ),
    })
}
