//! What the panel's facts are called: sizes, times and results in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::api::kiosk::PackState;
use crate::kiosk::dates;
use crate::kiosk::staff::status::UpdateResult;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::widgets::Tone;

/// `1.2 GB`.
pub(super) fn bytes(theme: &Theme, count: u64) -> String {
    let (key, unit) = match count {
        0..1_000_000 => ("staff-kilobytes", 1e3),
        1_000_000..1_000_000_000 => ("staff-megabytes", 1e6),
        _ => ("staff-gigabytes", 1e9),
    };
    let number = format!("{:.1}", count as f64 / unit);
    theme.text_with(key, [("number", number.into())])
}

/// `Monday 23 November 09:41`.
pub(super) fn moment(theme: &Theme, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let day = dates::long_date(theme, local.date_naive());
    format!("{day} {}", dates::clock(&local))
}

/// How far a version is, as a tag.
pub(super) fn pack_state(theme: &Theme, state: PackState) -> (Tone, String) {
    let (tone, key) = match state {
        PackState::Fetched => (Tone::Plain, "staff-pack-fetched"),
        PackState::Verified => (Tone::Plain, "staff-pack-verified"),
        PackState::Staged => (Tone::Gold, "staff-pack-staged"),
        PackState::Trial => (Tone::Gold, "staff-pack-trial"),
        PackState::Confirmed => (Tone::Sea, "staff-pack-confirmed"),
        PackState::Reverted => (Tone::Lacquer, "staff-pack-reverted"),
    };
    (tone, theme.text(key))
}

/// How a look for news ended: a tag, the result, and the program's own words.
pub(super) fn result(theme: &Theme, result: &UpdateResult) -> (Tone, String, String, String) {
    let (tone, tag, value, more) = match result {
        UpdateResult::Nothing => (
            Tone::Plain,
            "staff-result-fine",
            theme.text("staff-result-nothing"),
            String::new(),
        ),
        UpdateResult::Unchanged => (
            Tone::Sea,
            "staff-result-fine",
            theme.text("staff-result-unchanged"),
            String::new(),
        ),
        UpdateResult::Staged(generation) => (
            Tone::Sea,
            "staff-result-new",
            theme.text_with(
                "staff-result-staged",
                [("generation", (*generation).into())],
            ),
            String::new(),
        ),
        UpdateResult::Unreachable => (
            Tone::Gold,
            "staff-result-away",
            theme.text("staff-result-unreachable"),
            String::new(),
        ),
        UpdateResult::NoSpace { needed, free } => (
            Tone::Lacquer,
            "staff-result-failed",
            theme.text_with(
                "staff-result-no-space",
                [
                    ("needed", bytes(theme, *needed).into()),
                    ("free", bytes(theme, *free).into()),
                ],
            ),
            String::new(),
        ),
        UpdateResult::Disk(detail) => (
            Tone::Lacquer,
            "staff-result-failed",
            theme.text("staff-result-disk"),
            detail.clone(),
        ),
        UpdateResult::Refused { reason, detail } => (
            Tone::Lacquer,
            "staff-result-refused",
            named(theme, "trust-refusal", reason),
            detail.clone(),
        ),
    };
    (tone, theme.text(tag), value, more)
}

/// The words for `PREFIX-REASON`; the bare reason where there are none yet.
pub(super) fn named(theme: &Theme, prefix: &str, reason: &str) -> String {
    let key = format!("{prefix}-{reason}");
    let words = theme.text(&key);
    if words == key {
        theme.text_with(
            "staff-reason-unnamed",
            [("reason", reason.to_owned().into())],
        )
    } else {
        words
    }
}

/// `3 d 4 h`, `12 min`.
pub(super) fn span(theme: &Theme, secs: u64) -> String {
    let (days, hours, minutes) = (secs / 86400, secs / 3600 % 24, secs / 60 % 60);
    let (key, args) = if days > 0 {
        ("staff-days", [("large", days), ("small", hours)])
    } else if hours > 0 {
        ("staff-hours", [("large", hours), ("small", minutes)])
    } else {
        ("staff-minutes", [("large", minutes), ("small", 0)])
    };
    theme.text_with(key, args.map(|(name, number)| (name, number.into())))
}
