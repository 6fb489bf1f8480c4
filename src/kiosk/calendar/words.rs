//! What is said of an occurrence, the way people say it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::api::kiosk::CalendarEntry;
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::widgets::Tone;
use crate::model::activity::{ActivityDetails, Places, PlacesLeft};
use crate::model::overflow::{OverflowPlan, PlaceOrder};

/// `10:00–11:30`.
pub fn time_range(entry: &CalendarEntry, zone: Tz) -> String {
    let local = |time: &DateTime<Utc>| dates::clock(&time.with_timezone(&zone));
    format!("{}–{}", local(&entry.starts_at), local(&entry.ends_at))
}

/// The date at the centre on which an occurrence begins.
pub fn day_of(entry: &CalendarEntry, zone: Tz) -> NaiveDate {
    entry.starts_at.with_timezone(&zone).date_naive()
}

/// `Tomorrow, Saturday 28 November`, `明天 11月28日 星期六`.
pub fn spoken_day(theme: &Theme, day: NaiveDate, today: NaiveDate) -> String {
    let date = dates::long_date(theme, day);
    let away = |days| today.checked_add_days(Days::new(days)) == Some(day);
    let key = if day == today {
        "day-today"
    } else if away(1) {
        "day-tomorrow"
    } else if away(2) {
        "day-after-tomorrow"
    } else {
        return date;
    };
    theme.text_with(key, [("date", date.into())])
}

/// When it is: the day with its traditional date, and the time.
pub fn when(theme: &Theme, entry: &CalendarEntry, zone: Tz, today: NaiveDate) -> [String; 2] {
    let day = day_of(entry, zone);
    let spoken = spoken_day(theme, day, today);
    let lunar = dates::traditional(theme, day);
    let day = if lunar.is_empty() {
        spoken
    } else {
        theme.text_with(
            "day-lunar",
            [("day", spoken.into()), ("lunar", lunar.into())],
        )
    };
    let [from, to] = [entry.starts_at, entry.ends_at].map(|time| time.with_timezone(&zone));
    [day, dates::spoken_span(theme, &from, &to)]
}

/// For whom it is made.
pub fn for_whom(theme: &Theme, details: &ActivityDetails) -> String {
    let ages = match (details.age_min, details.age_max) {
        (None, None) => None,
        (Some(min), None) => Some(theme.text_with("ages-from", [("min", min.into())])),
        (None, Some(max)) => Some(theme.text_with("ages-to", [("max", max.into())])),
        (Some(min), Some(max)) => {
            Some(theme.text_with("ages-between", [("min", min.into()), ("max", max.into())]))
        }
    };
    match (details.for_children, ages) {
        (false, None) => theme.text("for-everyone"),
        (true, None) => theme.text("for-children"),
        (false, Some(ages)) => theme.text_with("for-ages", [("ages", ages.into())]),
        (true, Some(ages)) => theme.text_with("for-children-ages", [("ages", ages.into())]),
    }
}

/// In which languages it is held; `None` where nobody says.
pub fn languages(theme: &Theme, details: &ActivityDetails) -> Option<String> {
    let names: Vec<String> = details
        .languages
        .iter()
        .map(|tag| language_name(theme, tag))
        .collect();
    (!names.is_empty()).then(|| names.join(&theme.text("list-separator")))
}

fn language_name(theme: &Theme, tag: &str) -> String {
    let whole = tag.to_ascii_lowercase();
    let primary = whole.split('-').next().unwrap_or_default();
    [whole.as_str(), primary]
        .into_iter()
        .map(|tag| format!("spoken-{tag}"))
        .map(|key| (theme.text(&key), key))
        .find(|(name, key)| name != key)
        .map_or_else(|| tag.to_owned(), |(name, _)| name)
}

/// What it costs.
pub fn cost(theme: &Theme, details: &ActivityDetails) -> String {
    match &details.cost {
        None => theme.text("cost-free"),
        Some(words) => words.in_language(theme.language()).to_owned(),
    }
}

/// What a visitor can do about coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    /// Register and have a place.
    Register,
    /// Register and wait for one.
    Wait,
    /// Register later.
    Opens(DateTime<Utc>),
    /// Registration is over.
    Closed,
    /// Full, and nobody else can wait.
    Full,
    /// Just come.
    JustCome,
    /// It is over or does not take place.
    Gone,
}

impl Chance {
    /// What there is for this occurrence now.
    pub fn of(entry: &CalendarEntry, now: DateTime<Utc>) -> Self {
        let Places {
            capacity,
            waitlisted,
            ..
        } = entry.places;
        if entry.canceled || entry.ends_at <= now {
            return Self::Gone;
        }
        if capacity.is_none() {
            return Self::JustCome;
        }
        if let Some(opens_at) = entry.plan.opens_at(entry.starts_at)
            && opens_at > now
        {
            return Self::Opens(opens_at);
        }
        if entry.plan.closes_at(entry.starts_at) <= now {
            return Self::Closed;
        }
        match entry.places.left() {
            PlacesLeft::WalkIn | PlacesLeft::Free(_) => Self::Register,
            PlacesLeft::Waitlist(_) | PlacesLeft::Full => {
                let most = entry.plan.waitlist_max;
                if most.is_some_and(|most| waitlisted >= most) {
                    Self::Full
                } else {
                    Self::Wait
                }
            }
        }
    }
}

/// What happens when more come than fit, in one sentence; nothing where everyone may just come.
pub fn plan_sentence(theme: &Theme, entry: &CalendarEntry, zone: Tz) -> Option<String> {
    entry.places.capacity?;
    let plan: &OverflowPlan = &entry.plan;
    let order = match plan.order {
        PlaceOrder::FirstCome => theme.text("plan-first-come"),
        PlaceOrder::Lottery => {
            let draw = plan.closes_at(entry.starts_at).with_timezone(&zone);
            let when = format!(
                "{} {}",
                dates::long_date(theme, draw.date_naive()),
                dates::spoken_time(theme, &draw)
            );
            theme.text_with("plan-lottery", [("when", when.into())])
        }
        PlaceOrder::FirstTimers => theme.text("plan-first-timers"),
    };
    let mut parts = vec![order];
    for (count, key) in [
        (plan.kept_for_walk_ins, "plan-kept-walk-ins"),
        (plan.kept_without_phone, "plan-kept-without-phone"),
    ] {
        if count > 0 {
            parts.push(theme.text_with(key, [("count", count.into())]));
        }
    }
    parts.push(theme.text(if plan.waitlist_max == Some(0) {
        "plan-no-waitlist"
    } else {
        "plan-waitlist"
    }));
    if let Some(minutes) = plan.standby_minutes {
        parts.push(theme.text_with("plan-standby", [("minutes", minutes.into())]));
    }
    let words = parts.join(&theme.text("part-separator"));
    Some(theme.text_with("plan-sentence", [("parts", words.into())]))
}

/// What a tag says of places.
pub fn places_tag(theme: &Theme, places: &Places) -> (Tone, String) {
    match places.left() {
        PlacesLeft::WalkIn => (Tone::Sea, theme.text("places-walk-in")),
        PlacesLeft::Free(count) => (
            Tone::Sea,
            theme.text_with("places-free", [("count", count.into())]),
        ),
        PlacesLeft::Waitlist(count) => (
            Tone::Gold,
            theme.text_with("places-waitlist", [("count", count.into())]),
        ),
        PlacesLeft::Full => (Tone::Lacquer, theme.text("places-full")),
    }
}

/// The tag of an occurrence: canceled or over before anything else.
pub fn entry_tag(theme: &Theme, entry: &CalendarEntry, now: DateTime<Utc>) -> (Tone, String) {
    if entry.canceled {
        (Tone::Lacquer, theme.text("places-canceled"))
    } else if entry.ends_at <= now {
        (Tone::Plain, theme.text("places-over"))
    } else {
        places_tag(theme, &entry.places)
    }
}

/// How many places are taken, in words.
pub fn places_words(theme: &Theme, entry: &CalendarEntry) -> String {
    match (entry.canceled, entry.places.capacity) {
        (true, _) => theme.text("places-canceled"),
        (false, None) => theme.text("places-walk-in-more"),
        (false, Some(capacity)) => theme.text_with(
            "places-count",
            [
                ("capacity", capacity.into()),
                ("confirmed", entry.places.confirmed.into()),
            ],
        ),
    }
}

/// The dates of a course, or the other dates of an activity, in their order.
pub fn dates_of<'a>(
    entries: &'a [CalendarEntry],
    entry: &'a CalendarEntry,
) -> impl Iterator<Item = &'a CalendarEntry> {
    entries
        .iter()
        .filter(|other| other.activity == entry.activity)
}

/// `Course, 6 dates, 2 December to 6 January`: what the calendar knows of it.
pub fn course_words(
    theme: &Theme,
    entries: &[CalendarEntry],
    entry: &CalendarEntry,
    zone: Tz,
) -> String {
    let dates: Vec<NaiveDate> = dates_of(entries, entry)
        .filter(|date| !date.canceled)
        .map(|date| day_of(date, zone))
        .collect();
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
        return theme.text("course");
    };
    theme.text_with(
        "course-dates",
        [
            ("count", dates.len().into()),
            ("first", dates::short_date(theme, *first).into()),
            ("last", dates::short_date(theme, *last).into()),
        ],
    )
}
