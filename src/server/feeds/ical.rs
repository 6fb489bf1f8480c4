//! Writes occurrences as iCalendar (RFC 5545), in UTC, so that no reader has to know our time zone.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

use crate::config::CentreSettings;
use crate::locale::{self, Catalog, FluentValue};
use crate::model::activity::{ActivityDetails, Category};
use crate::server::store::activities::Listed;

/// Octets of a line before it is folded (RFC 5545, 3.1).
const LINE_OCTETS_MAX: usize = 75;
/// How often a calendar should look again.
const REFRESH: &str = "PT1H";

/// A centre's feed.
pub(super) fn feed(
    centre: &CentreSettings,
    category: Option<Category>,
    listed: &[Listed],
    language: &str,
) -> String {
    let words = locale::catalog(language);
    let mut name = centre.title.in_language(language).to_owned();
    if let Some(category) = category {
        let kind = words.text(&format!("category-{}", category.key()));
        name = words.text_with(
            "feed-of-kind",
            [("centre", name.into()), ("kind", kind.into())],
        );
    }
    let mut calendar = frame();
    // The library escapes what it knows to be text, which this (RFC 7986, 5.1) is not yet.
    let mut named = Property::new("NAME", text(&name));
    calendar.append_property(named.add_parameter("VALUE", "TEXT"));
    for (key, value) in [
        ("X-WR-CALNAME", name.as_str()),
        ("X-WR-TIMEZONE", centre.time_zone.name()),
        ("X-PUBLISHED-TTL", REFRESH),
    ] {
        calendar.append_property(Property::new(key, text(value)));
    }
    let mut refresh = Property::new("REFRESH-INTERVAL", REFRESH);
    calendar.append_property(refresh.add_parameter("VALUE", "DURATION"));
    for listed in listed {
        calendar.push(event(centre, listed, words, language));
    }
    let mut body = written(&calendar);
    if listed.is_empty() {
        // A calendar holds at least one part (3.6).
        let end = body.rfind("END:VCALENDAR").unwrap_or(body.len());
        body.insert_str(end, UTC_ZONE);
    }
    body
}

/// One occurrence by itself.
pub(super) fn single(centre: &CentreSettings, listed: &Listed, language: &str) -> String {
    let mut calendar = frame();
    calendar.push(event(centre, listed, locale::catalog(language), language));
    written(&calendar)
}

fn frame() -> Calendar {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Tongxin//Community activity centres//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        calendar.append_property((key, value));
    }
    calendar
}

fn event(centre: &CentreSettings, listed: &Listed, words: &Catalog, language: &str) -> Event {
    let (activity, occurrence) = (&listed.activity, &listed.occurrence);
    let changed = instant(listed.record.changed_at);
    let room = activity.room.in_language(language);
    let place = [room, centre.title.in_language(language)];
    let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let mut event = Event::with_uid(&occurrence.id.to_string());
    event
        // When this was last other than it is: the same bytes for the same facts.
        .add_property("DTSTAMP", &changed)
        .add_property("LAST-MODIFIED", &changed)
        .add_property("DTSTART", instant(occurrence.starts_at))
        .add_property("DTEND", instant(occurrence.ends_at))
        .sequence(listed.record.sequence)
        .summary(&text(activity.title.in_language(language)))
        .location(&text(&place.join(&words.text("console-comma"))))
        .description(&text(&description(listed, words, language)))
        .categories([words.text(&format!("category-{}", activity.category.key()))])
        .status(if occurrence.canceled {
            EventStatus::Cancelled
        } else {
            EventStatus::Confirmed
        });
    event.done()
}

/// What people ask before they come, a line each.
fn description(listed: &Listed, words: &Catalog, language: &str) -> String {
    let activity = &listed.activity;
    let with =
        |key: &str, value: String| words.text_with(key, [("what", FluentValue::from(value))]);
    let mut lines = Vec::new();
    if listed.occurrence.canceled {
        lines.push(words.text("feed-canceled"));
    }
    lines.push(activity.summary.in_language(language).to_owned());
    let host = activity.host.in_language(language);
    if !host.is_empty() {
        lines.push(with("feed-host", host.to_owned()));
    }
    lines.extend(details_in_words(&activity.details, words, language));
    lines.push(words.text(if listed.occurrence.capacity.is_some() {
        "feed-register"
    } else {
        "feed-walk-in"
    }));
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

/// For whom an activity is, at what cost, in which languages: a line each.
pub(in crate::server) fn details_in_words(
    details: &ActivityDetails,
    words: &Catalog,
    language: &str,
) -> Vec<String> {
    let with =
        |key: &str, value: String| words.text_with(key, [("what", FluentValue::from(value))]);
    let ages = [
        (
            "min",
            FluentValue::from(details.age_min.unwrap_or_default()),
        ),
        (
            "max",
            FluentValue::from(details.age_max.unwrap_or_default()),
        ),
    ];
    let mut lines = Vec::new();
    match (details.age_min, details.age_max) {
        (Some(_), Some(_)) => lines.push(words.text_with("feed-ages", ages)),
        (Some(_), None) => lines.push(words.text_with("feed-age-from", ages)),
        (None, Some(_)) => lines.push(words.text_with("feed-age-to", ages)),
        (None, None) => {}
    }
    if details.for_children {
        lines.push(words.text("feed-for-children"));
    }
    if details.course {
        lines.push(words.text("feed-course"));
    }
    if !details.languages.is_empty() {
        let named: Vec<_> = details
            .languages
            .iter()
            .map(|tag| language_name(words, tag))
            .collect();
        lines.push(with(
            "feed-languages",
            named.join(&words.text("console-comma")),
        ));
    }
    let cost = details.cost.as_ref().map(|cost| cost.in_language(language));
    lines.push(match cost.filter(|cost| !cost.is_empty()) {
        Some(cost) => with("feed-cost", cost.to_owned()),
        None => words.text("feed-free"),
    });
    if let Some(access) = &details.accessibility {
        lines.push(with("feed-access", access.in_language(language).to_owned()));
    }
    lines
}

/// What a language is called; its tag when this program has no name for it.
pub(in crate::server) fn language_name(words: &Catalog, tag: &str) -> String {
    let key = format!("console-language-{}", tag.to_lowercase());
    if words.keys().contains(&key) {
        words.text(&key)
    } else {
        tag.to_owned()
    }
}

/// The one zone that needs no rules. The crate would give it a UID, which zones do not have.
const UTC_ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
    TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Text without what no calendar shows: control characters other than the end of a line.
fn text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}

/// The calendar in lines of at most 75 octets. The crate folds too, but may leave a last line of 76.
fn written(calendar: &Calendar) -> String {
    let unfolded = calendar.to_string().replace("\r\n ", "");
    let mut out = String::with_capacity(unfolded.len() + unfolded.len() / 16);
    for line in unfolded.split_terminator("\r\n") {
        fold(line, &mut out);
    }
    out
}

fn fold(line: &str, out: &mut String) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE_OCTETS_MAX {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_cut() {
        for length in 1..400 {
            for unit in ["a", "海", "é", "𠀀", " "] {
                let line = unit.repeat(length);
                let mut out = String::new();
                fold(&line, &mut out);
                assert!(
                    out.split("\r\n").all(|part| part.len() <= LINE_OCTETS_MAX),
                    "{length} {unit}"
                );
                assert_eq!(out.replace("\r\n ", ""), format!("{line}\r\n"));
            }
        }
    }
}
