//! The page of one occurrence with the form to register, and the page that asks for the code.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Html;
use uuid::Uuid;

use super::{Frame, html};
use crate::config::CentreSettings;
use crate::model::activity::PlacesLeft;
use crate::model::overflow::PlaceOrder;
use crate::model::registration::{AgeBand, FAMILY_MAX};
use crate::server::ServerError;
use crate::server::store::activities::Listed;

/// What was filled in, as it goes from page to page.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct Draft {
    /// The request's id.
    pub id: Uuid,
    /// Names and keys of age bands, as they were written.
    pub people: Vec<(String, String)>,
    /// Who answers for a child.
    pub guardian: String,
    /// Whether they say yes.
    pub consents: bool,
    /// The number as it was written.
    pub phone: String,
}

impl Draft {
    /// An empty form for one person.
    pub(in crate::server) fn empty() -> Self {
        Self {
            id: Uuid::new_v4(),
            people: vec![(String::new(), String::new())],
            ..Self::default()
        }
    }
}

/// What is wrong with which field: the rest of a message's key, or a whole sentence.
pub(in crate::server) type Faults = BTreeMap<String, String>;

struct PersonFields {
    index: usize,
    label: String,
    name: String,
    fault: Option<String>,
    ages: Vec<Age>,
    removable: bool,
}

struct Age {
    key: &'static str,
    words: String,
    chosen: bool,
}

struct Facts {
    title: String,
    when: String,
    room: String,
    host: String,
    summary: String,
    cost: String,
    for_whom: Option<String>,
    accessibility: Option<String>,
    /// Colour: `good`, `wait`, `bad`.
    tone: &'static str,
    places: String,
    plan: Option<String>,
}

#[derive(Template)]
#[template(path = "activity.html", config = "config/askama-phone.toml")]
struct ActivityPage {
    page: Frame,
    facts: Facts,
    occurrence: Uuid,
    /// Why nobody registers here, if so.
    closed: Option<String>,
    /// What became of the last try.
    trouble: Option<String>,
    draft: Draft,
    people: Vec<PersonFields>,
    more: bool,
    phone_fault: Option<String>,
    guardian_fault: Option<String>,
    child: bool,
    confirms: bool,
    carried: bool,
}

/// What the page is to show beside the occurrence.
pub(in crate::server) struct Shown {
    /// What is filled in.
    pub draft: Draft,
    /// What is wrong with it.
    pub faults: Faults,
    /// What became of the last try, as a sentence.
    pub trouble: Option<String>,
    /// Whether a code will be sent.
    pub confirms: bool,
    /// Whether a kiosk waits to hear of it.
    pub carried: bool,
    /// Whether it is over.
    pub over: bool,
}

/// The page.
pub(in crate::server) fn page(
    frame: Frame,
    centre: &CentreSettings,
    listed: &Listed,
    shown: Shown,
) -> Result<Html<String>, ServerError> {
    let fault = |name: &str| shown.faults.get(name).cloned();
    let count = shown.draft.people.len();
    let people = shown
        .draft
        .people
        .iter()
        .enumerate()
        .map(|(index, (name, age))| PersonFields {
            index,
            label: if count == 1 {
                frame.t("your-name")
            } else {
                frame.with("person", [("number", (index + 1).into())])
            },
            name: name.clone(),
            fault: fault(&format!("name-{index}")),
            ages: AgeBand::ALL
                .into_iter()
                .map(|band| Age {
                    key: band.key(),
                    words: frame.shared(&format!("age-{}", band.key())),
                    chosen: band.key() == age,
                })
                .collect(),
            removable: index > 0,
        })
        .collect();
    let child = shown
        .draft
        .people
        .iter()
        .any(|(_, age)| AgeBand::from_key(age).is_some_and(AgeBand::needs_guardian));
    html(&ActivityPage {
        facts: facts(&frame, centre, listed),
        occurrence: listed.occurrence.id,
        closed: closed(&frame, listed, shown.over),
        trouble: shown.trouble,
        people,
        more: count < FAMILY_MAX,
        phone_fault: fault("phone"),
        guardian_fault: fault("guardian"),
        child,
        confirms: shown.confirms,
        carried: shown.carried,
        draft: shown.draft,
        page: frame,
    })
}

fn closed(frame: &Frame, listed: &Listed, over: bool) -> Option<String> {
    if listed.occurrence.canceled {
        Some(frame.t("closed-canceled"))
    } else if over {
        Some(frame.t("closed-over"))
    } else if listed.occurrence.capacity.is_none() {
        Some(frame.t("closed-walk-in"))
    } else {
        None
    }
}

fn facts(frame: &Frame, centre: &CentreSettings, listed: &Listed) -> Facts {
    let (activity, occurrence) = (&listed.activity, &listed.occurrence);
    let details = &activity.details;
    let (tone, places) = match listed.places.left() {
        PlacesLeft::WalkIn => ("good", frame.t("places-walk-in")),
        PlacesLeft::Free(count) => ("good", frame.with("places-free", [("count", count.into())])),
        PlacesLeft::Waitlist(count) => (
            "wait",
            frame.with("places-waitlist", [("count", count.into())]),
        ),
        PlacesLeft::Full => ("wait", frame.t("places-full")),
    };
    let plan = match activity.plan.order {
        PlaceOrder::FirstCome => None,
        PlaceOrder::Lottery => Some(frame.t("plan-lottery")),
        PlaceOrder::FirstTimers => Some(frame.t("plan-first-timers")),
    };
    let for_whom = match (details.age_min, details.age_max) {
        (None, None) => details.for_children.then(|| frame.t("for-children")),
        (Some(min), None) => Some(frame.with("age-from", [("min", min.into())])),
        (None, Some(max)) => Some(frame.with("age-to", [("max", max.into())])),
        (Some(min), Some(max)) => {
            Some(frame.with("age-between", [("min", min.into()), ("max", max.into())]))
        }
    };
    Facts {
        title: frame.local(&activity.title),
        when: frame.when(occurrence.starts_at, occurrence.ends_at, centre.time_zone),
        room: frame.local(&activity.room),
        host: frame.local(&activity.host),
        summary: frame.local(&activity.summary),
        cost: details
            .cost
            .as_ref()
            .map_or_else(|| frame.t("free"), |cost| frame.local(cost)),
        for_whom,
        accessibility: details.accessibility.as_ref().map(|text| frame.local(text)),
        tone: if listed.occurrence.canceled {
            "bad"
        } else {
            tone
        },
        places: if listed.occurrence.canceled {
            frame.t("closed-canceled")
        } else {
            places
        },
        plan,
    }
}

#[derive(Template)]
#[template(path = "code.html", config = "config/askama-phone.toml")]
struct CodePage {
    page: Frame,
    title: String,
    occurrence: Uuid,
    draft: Draft,
    sent: Uuid,
    trouble: Option<String>,
}

/// The page that asks for the code sent under this id.
pub(in crate::server) fn code_page(
    frame: Frame,
    listed: &Listed,
    draft: Draft,
    sent: Uuid,
    trouble: Option<String>,
) -> Result<Html<String>, ServerError> {
    html(&CodePage {
        title: frame.local(&listed.activity.title),
        occurrence: listed.occurrence.id,
        draft,
        sent,
        trouble,
        page: frame,
    })
}
