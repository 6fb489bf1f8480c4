//! The form of an activity, empty, filled in, or with what is wrong.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Html;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::page::{Page, Words};
use super::plan_form::{self, PlanForm};
use super::{html, words};
use crate::config::CentreSettings;
use crate::model::activity::Category;
use crate::model::overflow::OverflowPlan;
use crate::model::text::{FIRST_LANGUAGE, LocalizedText};
use crate::server::app::{days_later, local_day};
use crate::server::routes::SignedIn;
use crate::server::store::activities::Listed;
use crate::server::{App, ServerError};

/// The form of an activity: what stands in each field, and what is wrong with it.
#[derive(Default)]
pub(in crate::server) struct ActivityForm {
    values: BTreeMap<&'static str, String>,
    errors: BTreeMap<&'static str, &'static str>,
    /// The plan that is stored, or the fields of one as they were sent.
    plan: PlanState,
}

/// What stands in the part about the overflow plan.
enum PlanState {
    Stored(OverflowPlan),
    Written(BTreeMap<String, String>),
}

impl Default for PlanState {
    fn default() -> Self {
        Self::Stored(OverflowPlan::default())
    }
}

/// Every field of the form.
const FIELDS: [&str; 16] = [
    "title_zh",
    "title_en",
    "summary_zh",
    "summary_en",
    "category",
    "room_zh",
    "room_en",
    "host_zh",
    "host_en",
    "picture",
    "date",
    "start",
    "end",
    "walk_in",
    "capacity",
    "weeks",
];

impl ActivityForm {
    /// A form for tomorrow morning.
    pub(in crate::server) fn empty(now: DateTime<Utc>, zone: Tz) -> Self {
        let tomorrow = days_later(local_day(now, zone), 1).to_string();
        let first = [
            ("category", "family"),
            ("start", "10:00"),
            ("end", "11:30"),
            ("capacity", "30"),
            ("weeks", "1"),
        ];
        let values = first
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .chain([("date", tomorrow)])
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    /// A form with what is stored.
    pub(in crate::server) fn of(listed: &Listed, zone: Tz) -> Self {
        let chinese =
            |text: &LocalizedText| text.get(FIRST_LANGUAGE).unwrap_or_default().to_owned();
        let english = |text: &LocalizedText| text.get("en").unwrap_or_default().to_owned();
        let (activity, occurrence) = (&listed.activity, &listed.occurrence);
        let values = BTreeMap::from([
            ("title_zh", chinese(&activity.title)),
            ("title_en", english(&activity.title)),
            ("summary_zh", chinese(&activity.summary)),
            ("summary_en", english(&activity.summary)),
            ("category", activity.category.key().to_owned()),
            ("room_zh", chinese(&activity.room)),
            ("room_en", english(&activity.room)),
            ("host_zh", chinese(&activity.host)),
            ("host_en", english(&activity.host)),
            ("picture", activity.picture.clone().unwrap_or_default()),
            ("date", local_day(occurrence.starts_at, zone).to_string()),
            ("start", words::clock(occurrence.starts_at, zone)),
            ("end", words::clock(occurrence.ends_at, zone)),
            (
                "walk_in",
                if occurrence.capacity.is_none() {
                    "yes".to_owned()
                } else {
                    String::new()
                },
            ),
            (
                "capacity",
                occurrence
                    .capacity
                    .map(|capacity| capacity.to_string())
                    .unwrap_or_default(),
            ),
            ("weeks", "1".to_owned()),
        ]);
        Self {
            values,
            plan: PlanState::Stored(activity.plan.clone()),
            ..Self::default()
        }
    }

    /// A form as it was sent, with what is wrong.
    pub(in crate::server) fn written(
        value: impl Fn(&str) -> String,
        errors: BTreeMap<&'static str, &'static str>,
    ) -> Self {
        Self {
            values: FIELDS.iter().map(|name| (*name, value(name))).collect(),
            errors,
            plan: PlanState::Written(plan_form::fields(value)),
        }
    }

    fn plan_form(&self, words: Words) -> PlanForm {
        match &self.plan {
            PlanState::Stored(plan) => PlanForm::of(words, plan),
            PlanState::Written(fields) => {
                PlanForm::written(words, |name| fields.get(name).cloned().unwrap_or_default())
            }
        }
    }

    fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn error(&self, words: &Words, name: &str) -> Option<String> {
        self.errors
            .get(name)
            .map(|error| words.t(&format!("field-{error}")))
    }
}

struct Picture {
    path: String,
    address: String,
}

#[derive(Template)]
#[template(path = "activity-form.html", config = "config/askama.toml")]
struct FormPage {
    page: Page,
    /// The occurrence that is edited; a new one without.
    editing: Option<String>,
    form: ActivityForm,
    categories: Vec<(&'static str, String)>,
    pictures: Vec<Picture>,
    plan: PlanForm,
}

/// The form.
pub(in crate::server) async fn form_page(
    app: &App,
    by: &SignedIn,
    centre: &CentreSettings,
    editing: Option<Uuid>,
    form: ActivityForm,
) -> Result<Html<String>, ServerError> {
    let page = Page {
        centres: Vec::new(),
        ..Page::new(app, by, "activities", &centre.id)
    };
    let categories = Category::ALL
        .iter()
        .map(|c| (c.key(), page.words.shared(&format!("category-{}", c.key()))))
        .collect();
    let packs = app.current_packs(&centre.id).await?;
    let pictures = packs
        .iter()
        .flat_map(|pack| {
            pack.manifest
                .files
                .keys()
                .map(|path| (&pack.manifest, path))
        })
        .filter_map(|(manifest, path)| {
            Some(Picture {
                path: path.clone(),
                address: super::packs::blob_address(manifest, path)?,
            })
        })
        .collect();
    html(&FormPage {
        plan: form.plan_form(page.words),
        page,
        editing: editing.map(|id| id.to_string()),
        form,
        categories,
        pictures,
    })
}
