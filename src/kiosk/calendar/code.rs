//! What the code beside an occurrence holds: the way to the server's own iCalendar file, or the date itself.

use chrono::{DateTime, Utc};

use crate::api::kiosk::CalendarEntry;
use crate::api::paths;

/// Characters of a text in a code: more would make its modules too small.
const TEXT_CHARS_MAX: usize = 60;

/// What a phone reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneCode {
    /// The address of a file that the phone fetches.
    Address(String),
    /// The date itself: no phone reaches this server.
    Date(String),
}

impl PhoneCode {
    /// The code of an occurrence; `address` is where phones reach the server.
    pub fn of(entry: &CalendarEntry, language: &str, centre: &str, address: Option<&str>) -> Self {
        match address {
            Some(address) => {
                let path = paths::occurrence_feed(entry.occurrence, language);
                Self::Address(format!("{}{path}", address.trim_end_matches('/')))
            }
            None => Self::Date(vevent(entry, language, centre)),
        }
    }

    /// What the code holds.
    pub fn text(&self) -> &str {
        match self {
            Self::Address(text) | Self::Date(text) => text,
        }
    }

    /// The key of what it does, in words.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Address(_) => "take-along-address",
            Self::Date(_) => "take-along-date",
        }
    }
}

/// A VEVENT (RFC 5545), as phones' cameras take it: only what a calendar shows.
fn vevent(entry: &CalendarEntry, language: &str, centre: &str) -> String {
    let place = format!("{} {centre}", entry.room.in_language(language));
    [
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", entry.occurrence.simple()),
        format!("SUMMARY:{}", escaped(entry.title.in_language(language))),
        format!("DTSTART:{}", instant(entry.starts_at)),
        format!("DTEND:{}", instant(entry.ends_at)),
        format!("LOCATION:{}", escaped(&place)),
        "END:VEVENT".to_owned(),
    ]
    .join("\r\n")
}

fn instant(time: DateTime<Utc>) -> String {
    time.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A TEXT value (RFC 5545, 3.3.11), not too long.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(TEXT_CHARS_MAX) {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_mean_something_are_escaped_and_long_texts_cut() {
        assert_eq!(escaped("a;b,c\\d\ne\r"), "a\\;b\\,c\\\\d\\ne");
        assert_eq!(escaped(&"字".repeat(90)).chars().count(), TEXT_CHARS_MAX);
    }
}
