//! Draws the first page: what plays and why, what is here, how news came, the server and the clock.

use chrono::Duration;
use egui::{Rect, Ui};

use super::facts::{Fact, Section, sections_ui};
use super::{PanelFrame, StaffAction, words};
use crate::kiosk::staff::status::{EXPIRY_WARNING_DAYS, UpdateStep};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::widgets::Tone;
use crate::model::clock::ClockState;
use crate::model::play_schedule::Play;

pub(super) fn now_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    panel: &PanelFrame,
) -> Option<StaffAction> {
    sections_ui(ui, theme, area, &sections(theme, panel));
    None
}

fn sections(theme: &Theme, panel: &PanelFrame) -> Vec<Section> {
    let section = |key: &str, facts: Vec<Fact>| Section {
        heading: theme.text(key),
        facts,
    };
    let mut all = vec![
        section("staff-playing", playing(theme, panel)),
        section("staff-packs", packs(theme, panel)),
        section("staff-news", news(theme, panel)),
        section("staff-connection", connection(theme, panel)),
    ];
    if !panel.status.problems.is_empty() {
        let facts = panel.status.problems.iter().map(|problem| {
            let words = words::named(theme, "console-kiosk-problem", problem);
            Fact::new(theme.text("staff-problem"), words)
        });
        // First: it is why somebody came.
        all.insert(0, section("staff-problems", facts.collect()));
    }
    all
}

fn playing(theme: &Theme, panel: &PanelFrame) -> Vec<Fact> {
    let Some(playing) = panel.playing else {
        return vec![Fact::new(
            theme.text("staff-plays"),
            theme.text("staff-plays-nothing"),
        )];
    };
    let title = panel
        .playing_title
        .as_ref()
        .map(|title| title.in_language(theme.language()).to_owned())
        .unwrap_or_default();
    let key = match playing.play {
        Play::Home { .. } => "staff-plays-home",
        Play::Playlist { .. } => "staff-plays-playlist",
    };
    let why = match &playing.rule {
        Some(rule) => theme.text_with("staff-why-rule", [("rule", rule.name.clone().into())]),
        None if panel.status.schedule_version == 0 => theme.text("staff-why-no-schedule"),
        None => theme.text("staff-why-default"),
    };
    let until = match playing.until {
        Some(until) => words::moment(theme, until, panel.now.timezone()),
        None => theme.text("staff-until-further"),
    };
    let mut facts = vec![
        Fact::new(
            theme.text("staff-plays"),
            theme.text_with(key, [("title", title.into())]),
        ),
        Fact::new(theme.text("staff-why"), why),
        Fact::new(theme.text("staff-until"), until),
    ];
    if panel.status.schedule_version > 0 {
        let version = panel.status.schedule_version;
        facts.push(Fact::new(
            theme.text("staff-schedule"),
            theme.text_with("staff-version", [("version", version.into())]),
        ));
    }
    facts
}

fn packs(theme: &Theme, panel: &PanelFrame) -> Vec<Fact> {
    let status = panel.status;
    let version = |version: u64| theme.text_with("staff-version", [("version", version.into())]);
    let mut facts: Vec<Fact> = status
        .packs
        .iter()
        .map(|pack| {
            let title = pack.title.in_language(theme.language()).to_owned();
            let (tone, state) = words::pack_state(theme, pack.state);
            Fact::new(title, version(pack.version))
                .tagged(tone, state)
                .more(pack.id.clone())
        })
        .collect();
    facts.extend(status.reverted.iter().map(|pack| {
        Fact::new(pack.id.clone(), version(pack.version))
            .tagged(Tone::Lacquer, theme.text("staff-pack-reverted"))
            .more(words::named(theme, "reverted", &pack.reason))
    }));
    if facts.is_empty() {
        facts.push(Fact::new(
            theme.text("staff-packs"),
            theme.text("staff-packs-none"),
        ));
    }
    if let Some(generation) = status.generation {
        let before = match status.before {
            Some(before) => theme.text_with("staff-generation-before", [("before", before.into())]),
            None => String::new(),
        };
        let fact = Fact::new(theme.text("staff-generation"), generation.to_string());
        facts.push(fact.more(before));
    }
    facts
}

fn news(theme: &Theme, panel: &PanelFrame) -> Vec<Fact> {
    let status = panel.status;
    let mut facts = vec![step(theme, status.update)];
    let zone = panel.now.timezone();
    let last = match &status.last_update {
        Some(last) => {
            let (tone, tag, value, more) = words::result(theme, &last.result);
            let value = format!("{}\n{value}", words::moment(theme, last.at, zone));
            Fact::new(theme.text("staff-last-look"), value)
                .tagged(tone, tag)
                .more(more)
        }
        None => Fact::new(
            theme.text("staff-last-look"),
            theme.text("staff-last-look-none"),
        ),
    };
    facts.push(last);
    facts.push(expiry(theme, panel));
    facts
}

pub(super) fn step(theme: &Theme, step: UpdateStep) -> Fact {
    let name = theme.text("staff-update");
    match step {
        UpdateStep::Idle => Fact::new(name, theme.text("staff-update-idle")),
        UpdateStep::Looking => Fact::new(name, theme.text("staff-update-looking")),
        UpdateStep::Checking => Fact::new(name, theme.text("staff-update-checking")),
        UpdateStep::Fetching { done, total } => {
            let words = theme.text_with(
                "staff-update-fetching",
                [
                    ("done", words::bytes(theme, done).into()),
                    ("total", words::bytes(theme, total).into()),
                ],
            );
            Fact {
                share: Some(done as f32 / total.max(1) as f32),
                ..Fact::new(name, words)
            }
        }
    }
}

/// When news stops being taken, and from when that is worth a call.
fn expiry(theme: &Theme, panel: &PanelFrame) -> Fact {
    let name = theme.text("staff-expiry");
    let Some(expires) = panel.status.metadata_expires_at else {
        return Fact::new(name, theme.text("staff-expiry-unknown"));
    };
    let now = panel.now.to_utc();
    let at = words::moment(theme, expires, panel.now.timezone());
    if expires <= now {
        return Fact::new(name, at)
            .tagged(Tone::Lacquer, theme.text("staff-expired"))
            .more(theme.text("staff-expired-more"));
    }
    let left = expires - now;
    let tag = theme.text_with("staff-expiry-left", [("days", left.num_days().into())]);
    let tone = if left <= Duration::days(EXPIRY_WARNING_DAYS) {
        Tone::Gold
    } else {
        Tone::Sea
    };
    Fact::new(name, at)
        .tagged(tone, tag)
        .more(theme.text("staff-expiry-more"))
}

fn connection(theme: &Theme, panel: &PanelFrame) -> Vec<Fact> {
    let (tone, tag) = if panel.connected {
        (Tone::Sea, "staff-connected")
    } else {
        (Tone::Gold, "staff-away")
    };
    let server =
        Fact::new(theme.text("staff-server"), panel.server_url).tagged(tone, theme.text(tag));
    let outbox = theme.text_with("staff-outbox-count", [("count", panel.outbox.into())]);
    let (tone, key) = match panel.status.clock {
        ClockState::Trusted => (Tone::Sea, "staff-clock-trusted"),
        ClockState::Holdover => (Tone::Gold, "staff-clock-holdover"),
        ClockState::Untrusted => (Tone::Lacquer, "staff-clock-untrusted"),
    };
    let zone = panel.now.timezone();
    let mut more = theme.text(&format!("{key}-more"));
    if let Some(floor) = panel.status.clock_floor {
        let at = words::moment(theme, floor, zone);
        more = format!(
            "{more}\n{}",
            theme.text_with("staff-clock-floor", [("at", at.into())])
        );
    }
    let clock = Fact::new(
        theme.text("staff-clock"),
        words::moment(theme, panel.now.to_utc(), zone),
    );
    vec![
        server,
        Fact::new(theme.text("staff-outbox"), outbox),
        clock.tagged(tone, theme.text(key)).more(more),
    ]
}
