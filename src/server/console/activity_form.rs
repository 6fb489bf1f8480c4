//! The form of an activity, empty, filled in, or with what is wrong.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Html;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::check::{CheckPart, CollisionLine, collision_lines};
use super::page::{Page, Words};
use super::plan_form::{self, PlanForm};
use super::{html, repeat, words};
use crate::config::CentreSettings;
use crate::model::activity::{Activity, Category};
use crate::model::overflow::OverflowPlan;
use crate::model::recurrence::RuleFault;
use crate::model::series::{Collision, Series};
use crate::model::text::{FIRST_LANGUAGE, LocalizedText};
use crate::server::app::{days_later, local_day};
use crate::server::feeds::language_name;
use crate::server::routes::SignedIn;
use crate::server::store::activities::Listed;
use crate::server::{App, ServerError, store};

/// The form of an activity: what stands in each field, and what is wrong with it.
#[derive(Default)]
pub(in crate::server) struct ActivityForm {
    values: BTreeMap<&'static str, String>,
    errors: BTreeMap<&'static str, &'static str>,
    /// The plan that is stored, or the fields of one as they were sent.
    plan: PlanState,
    /// What is wrong with how it comes again.
    pub fault: Option<RuleFault>,
    /// What is in the way, when it was to be saved.
    pub collisions: Vec<Collision>,
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

/// Every field of the form that has one value.
const FIELDS: [&str; 44] = [
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
    "age_min",
    "age_max",
    "for_children",
    "course",
    "in_and_out",
    "cost_zh",
    "cost_en",
    "access_zh",
    "access_en",
    "despite",
    "repeats",
    "every",
    "month_by",
    "month_day",
    "nth",
    "nth_day",
    "lunar_month",
    "lunar_day",
    "rule",
    "ends",
    "count",
    "until",
    "also",
    "except",
    "no_holidays",
    "held",
    "reason",
    "occurrence",
    "activity",
];
/// Fields with several values, which the form keeps with commas between them.
const LISTS: [&str; 2] = ["days", "languages"];

/// Languages an activity here may be held in. Sign language is one: 中国手语.
pub(in crate::server) const LANGUAGES: [&str; 5] = ["zh-CN", "nan-x-hainan", "yue", "en", "csl"];

/// What stands in the fields of repeating at first.
const REPEAT_FIRST: [(&str, &str); 10] = [
    ("repeats", "none"),
    ("every", "1"),
    ("month_by", "date"),
    ("month_day", "1"),
    ("nth", "1"),
    ("nth_day", "sat"),
    ("lunar_month", "1"),
    ("lunar_day", "15"),
    ("ends", "never"),
    ("count", "10"),
];

impl ActivityForm {
    /// A form for the morning of a day, or of tomorrow.
    pub(in crate::server) fn empty(now: DateTime<Utc>, zone: Tz, day: Option<NaiveDate>) -> Self {
        let tomorrow = days_later(local_day(now, zone), 1);
        let day = day.unwrap_or(tomorrow).to_string();
        let first = [
            ("category", "family"),
            ("start", "10:00"),
            ("end", "11:30"),
            ("capacity", "30"),
        ];
        let values = first
            .into_iter()
            .chain(REPEAT_FIRST)
            .map(|(name, value)| (name, value.to_owned()))
            .chain([("date", day)])
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    /// A form with what is stored.
    pub(in crate::server) fn of(listed: &Listed, zone: Tz) -> Self {
        let occurrence = &listed.occurrence;
        let mut form = Self::of_activity(&listed.activity);
        form.values.extend([
            ("date", local_day(occurrence.starts_at, zone).to_string()),
            ("start", words::clock(occurrence.starts_at, zone)),
            ("end", words::clock(occurrence.ends_at, zone)),
            ("walk_in", yes(occurrence.capacity.is_none())),
            ("capacity", number(occurrence.capacity)),
        ]);
        form
    }

    /// A form for a new activity like another, on the same weekday next week.
    pub(in crate::server) fn copy(listed: &Listed, now: DateTime<Utc>, zone: Tz) -> Self {
        let mut form = Self::of(listed, zone);
        let mut day = local_day(listed.occurrence.starts_at, zone);
        while day <= local_day(now, zone) {
            day = days_later(day, 7);
        }
        form.values.insert("date", day.to_string());
        form
    }

    /// A form for one more date of an activity, a week after its last.
    pub(in crate::server) fn another_date(listed: &Listed, now: DateTime<Utc>, zone: Tz) -> Self {
        let mut form = Self::copy(listed, now, zone);
        let day = days_later(local_day(listed.occurrence.starts_at, zone), 7);
        if day > local_day(now, zone) {
            form.values.insert("date", day.to_string());
        }
        form
    }

    /// A form with how an activity comes again.
    pub(in crate::server) fn of_series(series: &Series, zone: Tz) -> Self {
        let end = series.starts + chrono::Duration::minutes(i64::from(series.minutes));
        let values = REPEAT_FIRST
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .chain([
                ("date", series.starts.date().to_string()),
                ("start", series.starts.format("%H:%M").to_string()),
                ("end", end.format("%H:%M").to_string()),
                ("walk_in", yes(series.capacity.is_none())),
                ("capacity", number(series.capacity)),
                ("held", "move".to_owned()),
            ])
            .chain(repeat::fields_of(series, zone))
            .collect();
        Self {
            values,
            ..Self::default()
        }
    }

    /// A form for an activity that has not come again so far: every week, from this date on.
    pub(in crate::server) fn first_series(listed: &Listed, zone: Tz) -> Self {
        let mut form = Self::of(listed, zone);
        let day = local_day(listed.occurrence.starts_at, zone);
        form.values.extend([
            ("repeats", "weekly".to_owned()),
            ("days", repeat::day_key(chrono::Datelike::weekday(&day))),
            ("held", "move".to_owned()),
        ]);
        form
    }

    fn of_activity(activity: &Activity) -> Self {
        let chinese =
            |text: &LocalizedText| text.get(FIRST_LANGUAGE).unwrap_or_default().to_owned();
        let english = |text: &LocalizedText| text.get("en").unwrap_or_default().to_owned();
        let details = &activity.details;
        let cost = details.cost.clone().unwrap_or_default();
        let access = details.accessibility.clone().unwrap_or_default();
        let repeat = REPEAT_FIRST.map(|(name, value)| (name, value.to_owned()));
        let values = [
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
            ("age_min", number(details.age_min.map(u32::from))),
            ("age_max", number(details.age_max.map(u32::from))),
            ("for_children", yes(details.for_children)),
            ("course", yes(details.course)),
            ("in_and_out", yes(details.in_and_out)),
            ("languages", details.languages.join(",")),
            ("cost_zh", chinese(&cost)),
            ("cost_en", english(&cost)),
            ("access_zh", chinese(&access)),
            ("access_en", english(&access)),
        ];
        Self {
            values: repeat.into_iter().chain(values).collect(),
            plan: PlanState::Stored(activity.plan.clone()),
            ..Self::default()
        }
    }

    /// A form as it was sent, with what is wrong. `all` gives every value of a field.
    pub(in crate::server) fn written(
        value: impl Fn(&str) -> String,
        all: impl Fn(&str) -> String,
        errors: BTreeMap<&'static str, &'static str>,
    ) -> Self {
        let lists = LISTS.iter().map(|name| (*name, all(name)));
        Self {
            values: FIELDS
                .iter()
                .map(|name| (*name, value(name)))
                .chain(lists)
                .collect(),
            errors,
            plan: PlanState::Written(plan_form::fields(value)),
            ..Self::default()
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

    pub(super) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    /// Whether a field with several values has this one.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.value(name).split(',').any(|item| item.trim() == value)
    }

    pub(super) fn error(&self, words: &Words, name: &str) -> Option<String> {
        self.errors
            .get(name)
            .map(|error| words.t(&format!("field-{error}")))
    }

    pub(super) fn fault_in_words(&self, words: &Words) -> Option<String> {
        let fault = self.fault.as_ref()?;
        Some(repeat::fault_in_words(*words, fault))
    }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "" }.to_owned()
}

fn number(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// What a form offers for repeating.
pub(super) struct RepeatChoices {
    pub kinds: Vec<(&'static str, String)>,
    pub weekdays: Vec<(&'static str, String)>,
    pub nths: Vec<(&'static str, String)>,
    pub lunar_months: Vec<(String, String)>,
    pub lunar_days: Vec<(String, String)>,
    pub month_days: Vec<(String, String)>,
}

impl RepeatChoices {
    /// `once` is whether an activity may also come only once.
    pub(super) fn new(words: Words, once: bool) -> Self {
        let kinds = [
            "none", "weekly", "monthly", "daily", "lunar", "dates", "rule",
        ];
        let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let named = |prefix: &'static str| {
            move |key: &'static str| (key, words.t(&format!("{prefix}-{key}")))
        };
        let month_day = |day: i32| {
            let text = if day < 0 {
                words.t("month-day-last")
            } else {
                words.s("month-day", "day", &day.to_string())
            };
            (day.to_string(), text)
        };
        Self {
            kinds: kinds
                .into_iter()
                .filter(|kind| once || *kind != "none")
                .map(named("repeats"))
                .collect(),
            weekdays: weekdays.into_iter().map(named("weekday")).collect(),
            nths: ["1", "2", "3", "4"]
                .into_iter()
                .map(named("nth"))
                .chain([("-1", words.t("nth-last"))])
                .collect(),
            lunar_months: (1..=12)
                .map(|month| {
                    let name = words.shared(&format!("lunar-month-{month}"));
                    (month.to_string(), words.s("lunar-month", "month", &name))
                })
                .collect(),
            lunar_days: (1..=30)
                .map(|day| {
                    let name = words.shared(&format!("lunar-day-{day}"));
                    (day.to_string(), words.s("lunar-day", "day", &name))
                })
                .collect(),
            month_days: (1..=31).chain([-1]).map(month_day).collect(),
        }
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
    /// How the edited one comes again, and where that is changed.
    series: Option<(String, String)>,
    form: ActivityForm,
    categories: Vec<(&'static str, String)>,
    pictures: Vec<Picture>,
    plan: PlanForm,
    rooms: Vec<(String, String)>,
    hosts: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    choices: RepeatChoices,
    check: CheckPart,
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
    let words = page.words;
    let categories = Category::ALL
        .iter()
        .map(|c| (c.key(), words.shared(&format!("category-{}", c.key()))))
        .collect();
    let pictures = pictures(app, centre).await?;
    let series = series_of(app, words, centre, editing).await?;
    let (rooms, hosts) = store::series::names(&mut *app.store.read().await?, &centre.id).await?;
    let check = CheckPart {
        collisions: lines(words, centre, &form),
        ..CheckPart::empty(words)
    };
    let others = form.value("languages").split(',').map(str::trim);
    let others = others.filter(|tag| !tag.is_empty() && !LANGUAGES.contains(tag));
    let languages = LANGUAGES
        .into_iter()
        .chain(others)
        .map(|tag| (tag.to_owned(), language_name(words.catalog(), tag)))
        .collect();
    html(&FormPage {
        plan: form.plan_form(page.words),
        page,
        editing: editing.map(|id| id.to_string()),
        series,
        categories,
        pictures,
        rooms: pairs(rooms),
        hosts: pairs(hosts),
        languages,
        choices: RepeatChoices::new(words, true),
        check,
        form,
    })
}

pub(super) fn lines(
    words: Words,
    centre: &CentreSettings,
    form: &ActivityForm,
) -> Vec<CollisionLine> {
    collision_lines(words, &form.collisions, centre.time_zone)
}

async fn pictures(app: &App, centre: &CentreSettings) -> Result<Vec<Picture>, ServerError> {
    let packs = app.current_packs(&centre.id).await?;
    Ok(packs
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
        .collect())
}

async fn series_of(
    app: &App,
    words: Words,
    centre: &CentreSettings,
    editing: Option<Uuid>,
) -> Result<Option<(String, String)>, ServerError> {
    let Some(id) = editing else { return Ok(None) };
    let mut conn = app.store.read().await?;
    let Some(listed) = store::activities::by_occurrence(&mut conn, id).await? else {
        return Ok(None);
    };
    let stored = store::series::activity(&mut conn, listed.activity.id).await?;
    let series = stored.and_then(|stored| stored.series);
    Ok(series.map(|series| {
        (
            listed.activity.id.to_string(),
            repeat::in_words(words, &series, centre.time_zone),
        )
    }))
}

/// Chinese and English of names to choose from.
fn pairs(names: Vec<LocalizedText>) -> Vec<(String, String)> {
    names
        .into_iter()
        .map(|name| {
            let text = |language| name.get(language).unwrap_or_default().to_owned();
            (text(FIRST_LANGUAGE), text("en"))
        })
        .filter(|(chinese, _)| !chinese.is_empty())
        .collect()
}
