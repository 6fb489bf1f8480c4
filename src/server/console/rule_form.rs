//! The form of a rule, empty, filled in, or with what is wrong.

use askama::Template;
use axum::response::Html;

use super::page::Page;
use super::{html, words};
use crate::config::CentreSettings;
use crate::model::play_schedule::{Play, PlayItem, PlaySchedule, Rule};
use crate::server::routes::{SignedIn, WEEKDAYS};
use crate::server::store::kiosks::Kiosk;
use crate::server::store::packs::PackVersion;
use crate::server::{App, ServerError};

/// What a new item of a playlist gets.
const ITEM_SECS: u32 = 20;

struct ItemRow {
    exhibit: String,
    secs: String,
}

/// The form of a rule.
#[derive(Default)]
pub(in crate::server) struct RuleForm {
    name: String,
    playlist: bool,
    pack: String,
    items: Vec<ItemRow>,
    kiosks: Vec<String>,
    weekdays: Vec<String>,
    all_day: bool,
    from: String,
    to: String,
    trouble: Option<&'static str>,
}

impl RuleForm {
    /// A form for opening hours.
    pub(in crate::server) fn empty() -> Self {
        Self {
            from: "09:00".to_owned(),
            to: "12:00".to_owned(),
            ..Self::default()
        }
    }

    /// A form with what is stored.
    pub(in crate::server) fn of(rule: &Rule, schedule: &PlaySchedule) -> Self {
        let list = if let Play::Playlist { playlist } = &rule.play {
            schedule.playlist(playlist)
        } else {
            None
        };
        let row = |item: &PlayItem| ItemRow {
            exhibit: item.exhibit.clone(),
            secs: item.duration_secs.to_string(),
        };
        Self {
            name: rule.name.clone(),
            playlist: matches!(rule.play, Play::Playlist { .. }),
            pack: if let Play::Home { pack: Some(pack) } = &rule.play {
                pack.clone()
            } else {
                String::new()
            },
            items: list
                .map(|list| list.items.iter().map(row).collect())
                .unwrap_or_default(),
            kiosks: rule.kiosks.clone(),
            weekdays: WEEKDAYS
                .iter()
                .filter(|(_, day)| rule.weekdays.contains(day))
                .map(|(key, _)| (*key).to_owned())
                .collect(),
            all_day: rule.from == rule.to,
            from: rule.from.format("%H:%M").to_string(),
            to: rule.to.format("%H:%M").to_string(),
            trouble: None,
        }
    }

    /// A form as it was sent, with what is wrong.
    pub(in crate::server) fn written(
        values: impl Fn(&str) -> Vec<String>,
        trouble: &'static str,
    ) -> Self {
        let one = |name: &str| values(name).into_iter().next().unwrap_or_default();
        let rows = values("exhibit")
            .into_iter()
            .zip(values("secs"))
            .filter(|(exhibit, _)| !exhibit.is_empty());
        Self {
            name: one("name"),
            playlist: one("play") == "playlist",
            pack: one("pack"),
            items: rows
                .map(|(exhibit, secs)| ItemRow { exhibit, secs })
                .collect(),
            kiosks: values("kiosks"),
            weekdays: values("weekdays"),
            all_day: one("all_day") == "yes",
            from: one("from"),
            to: one("to"),
            trouble: Some(trouble),
        }
    }
}

struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "rule-form.html", config = "config/askama.toml")]
struct RulePage {
    page: Page,
    /// The rule that is edited; a new one without.
    editing: Option<String>,
    form: RuleForm,
    trouble: Option<String>,
    exhibits: Vec<(String, String)>,
    kiosks: Vec<Choice>,
    weekdays: Vec<Choice>,
    packs: Vec<Choice>,
}

/// The form.
pub(in crate::server) async fn rule_page(
    app: &App,
    by: &SignedIn,
    centre: &CentreSettings,
    editing: Option<String>,
    mut form: RuleForm,
) -> Result<Html<String>, ServerError> {
    let page = Page {
        centres: Vec::new(),
        ..Page::new(app, by, "schedules", &centre.id)
    };
    let packs = app.shown_packs(&centre.id).await?;
    let exhibits = packs
        .iter()
        .flat_map(|pack| &pack.manifest.exhibits)
        .map(|exhibit| (exhibit.id.clone(), words::local(page.words, &exhibit.title)))
        .collect();
    // A few empty rows, so that a playlist can be made without scripts.
    let rows = form.items.len().max(2) + 1;
    form.items.resize_with(rows, || ItemRow {
        exhibit: String::new(),
        secs: ITEM_SECS.to_string(),
    });
    let kiosk = |kiosk: &Kiosk| {
        let value = kiosk.id.to_string();
        Choice {
            chosen: form.kiosks.contains(&value),
            text: kiosk.name.clone(),
            value,
        }
    };
    let day = |(key, day): &(&str, chrono::Weekday)| Choice {
        value: (*key).to_owned(),
        text: words::weekday(page.words, *day),
        chosen: form.weekdays.iter().any(|chosen| chosen == key),
    };
    let several_packs = packs.len() > 1;
    let pack = |pack: &PackVersion| Choice {
        value: pack.manifest.id.clone(),
        text: words::local(page.words, &pack.manifest.title),
        chosen: pack.manifest.id == form.pack,
    };
    html(&RulePage {
        kiosks: super::schedules::fleet(app, centre)
            .await?
            .iter()
            .map(kiosk)
            .collect(),
        weekdays: WEEKDAYS.iter().map(day).collect(),
        packs: packs.iter().filter(|_| several_packs).map(pack).collect(),
        trouble: form
            .trouble
            .map(|trouble| page.t(&format!("rule-trouble-{trouble}"))),
        exhibits,
        editing,
        form,
        page,
    })
}
