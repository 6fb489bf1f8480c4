//! The part of an occurrence's page about places: which plan is in force, what it did, lots, offers, and the record.

use std::collections::BTreeMap;

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::page::Words;
use super::words;
use crate::locale::FluentValue;
use crate::model::activity::Activity;
use crate::model::overflow::lottery::{self, LotteryProof};
use crate::model::overflow::record::{Change, Place, RecordEntry, Roster};
use crate::model::overflow::{OverflowPlan, PlaceOrder};
use crate::model::registration::Standing;
use crate::model::text::masked_name;
use crate::server::store::activities::Listed;
use crate::server::store::lotteries::Lottery;
use crate::server::store::registrations::ListedRegistration;
use crate::server::{App, ServerError, store};

/// Lines of the record that a page shows; the newest.
const RECORD_LINES_MAX: usize = 300;

/// What the plan says and did.
#[derive(Template)]
#[template(path = "places.html", config = "config/askama.toml")]
pub(super) struct PlacesPart {
    words: Words,
    form_token: String,
    occurrence: String,
    activity: String,
    /// The plan, a sentence each.
    sentences: Vec<String>,
    /// How many wait, when that is enough for another date.
    another: Option<u32>,
    lots: Option<Lots>,
    record: Vec<Line>,
    /// Lines of the record that are not shown.
    older: u32,
}

struct Lots {
    seed_hash: String,
    made_at: String,
    /// When lots are drawn by themselves, before they are.
    draws_at: Option<String>,
    drawn: Option<Drawn>,
}

struct Drawn {
    at: String,
    by: String,
    seed: String,
    list_hash: String,
    /// Each ticket with its number, in the order drawn.
    tickets: Vec<(String, String)>,
    /// Drawn again just now, and the same.
    holds: bool,
}

struct Line {
    at: String,
    name: String,
    what: String,
    by: String,
}

/// What the list of people says of one of them.
pub(super) struct Why {
    /// In words, with position and deadline.
    pub why: String,
    /// Whether staff can put them back.
    pub undo: bool,
    /// Whether they can be sent to the door.
    pub to_the_door: bool,
}

/// Everything about the places of an occurrence that is read at once.
pub(super) struct Known {
    pub people: Vec<ListedRegistration>,
    record: Vec<RecordEntry>,
    waitlist: BTreeMap<Uuid, Place>,
    lottery: Option<Lottery>,
}

impl Known {
    pub(super) async fn read(app: &App, listed: &Listed) -> Result<Self, ServerError> {
        let mut conn = app.store.read().await?;
        let id = listed.occurrence.id;
        let record = store::places::record(&mut conn, id).await?;
        let lottery = if listed.activity.plan.order == PlaceOrder::Lottery {
            let subject = if listed.activity.details.course {
                listed.activity.id
            } else {
                id
            };
            store::lotteries::of(&mut conn, subject).await?
        } else {
            None
        };
        let roster = Roster::replay(&record);
        Ok(Self {
            people: store::registrations::of_occurrence(&mut conn, id).await?,
            waitlist: roster
                .waitlist()
                .into_iter()
                .map(|place| (place.party, place))
                .collect(),
            record,
            lottery,
        })
    }

    /// Why somebody stands where they stand.
    pub(super) fn why(
        &self,
        words: Words,
        listed: &Listed,
        row: &ListedRegistration,
        at: impl Fn(DateTime<Utc>) -> String,
    ) -> Why {
        let plan = &listed.activity.plan;
        let place = self.waitlist.get(&row.party);
        let family = self
            .people
            .iter()
            .filter(|other| other.party == row.party && other.standing != Standing::Canceled)
            .count();
        let mut why = match (row.standing, place) {
            (Standing::Waiting | Standing::Standby, Some(place)) => words.with(
                &format!("plan-{}", waiting_key(plan, place)),
                [
                    ("position", place.position().into()),
                    ("first", place.before_by_class.into()),
                    ("earlier", place.before_by_rank.into()),
                ],
            ),
            (Standing::Offered, _) => words.s(
                "plan-offered-until",
                "time",
                &row.offer_until.map(&at).unwrap_or_default(),
            ),
            _ => String::new(),
        };
        if family > 1 {
            if !why.is_empty() {
                why.push_str(&words.t("plan-and"));
            }
            why.push_str(&words.n("plan-family", "count", &to_u32(family)));
        }
        Why {
            why,
            undo: row.standing == Standing::Canceled && row.forgotten_at.is_none(),
            to_the_door: plan.standby_minutes.is_some()
                && matches!(row.standing, Standing::Waiting | Standing::Released),
        }
    }
}

fn waiting_key(plan: &OverflowPlan, place: &Place) -> &'static str {
    use crate::model::overflow::places::CLASS_SECOND;
    match (place.standing, plan.order, place.class) {
        (Standing::Standby, ..) => "at-the-door",
        (_, PlaceOrder::FirstTimers, CLASS_SECOND) => "waits-after-first-timers",
        (_, PlaceOrder::Lottery, CLASS_SECOND) => "waits-after-lots",
        (_, PlaceOrder::Lottery, _) => "waits-drawn",
        _ => "waits",
    }
}

/// The part of the page.
pub(super) fn part(
    app: &App,
    words: Words,
    form_token: &str,
    listed: &Listed,
    known: &Known,
    zone: Tz,
) -> PlacesPart {
    let at = |at| words::moment(words, at, app.now(), zone);
    let plan = &listed.activity.plan;
    let waiting = listed.places.waitlisted;
    let open = !listed.occurrence.canceled && listed.occurrence.starts_at > app.now();
    let names: BTreeMap<Uuid, &str> = known
        .people
        .iter()
        .map(|row| (row.id, row.name.as_str()))
        .collect();
    let shown = known.record.iter().rev().take(RECORD_LINES_MAX);
    let line = |entry: &RecordEntry| Line {
        at: at(entry.at),
        name: match masked_name(names.get(&entry.registration).copied().unwrap_or_default()) {
            name if name.is_empty() => words.t("plan-forgotten"),
            name => name,
        },
        what: what(words, &entry.change, &at),
        by: by(words, &entry.by),
    };
    PlacesPart {
        words,
        form_token: form_token.to_owned(),
        occurrence: listed.occurrence.id.to_string(),
        activity: listed.activity.id.to_string(),
        sentences: sentences(words, &listed.activity, listed, &at),
        another: (open && plan.proposes_another(waiting)).then_some(waiting),
        lots: known.lottery.as_ref().map(|lottery| Lots {
            seed_hash: lottery.seed_hash.clone(),
            made_at: at(lottery.made_at),
            draws_at: (lottery.drawn.is_none() && open)
                .then(|| at(plan.closes_at(listed.occurrence.starts_at))),
            drawn: lottery
                .drawn
                .as_ref()
                .map(|(proof, when, who)| drawn(proof, at(*when), by(words, who))),
        }),
        record: shown.map(line).collect(),
        older: to_u32(known.record.len().saturating_sub(RECORD_LINES_MAX)),
    }
}

fn drawn(proof: &LotteryProof, at: String, by: String) -> Drawn {
    let number = |ticket: &Uuid| lottery::draw_number(&proof.seed, &proof.list_hash, *ticket);
    Drawn {
        at,
        by,
        seed: proof.seed.clone(),
        list_hash: proof.list_hash.clone(),
        tickets: proof
            .drawn
            .iter()
            .map(|ticket| (ticket.to_string(), number(ticket)))
            .collect(),
        holds: lottery::verify(proof).is_ok(),
    }
}

/// The plan in words, a sentence for each thing that it does.
fn sentences(
    words: Words,
    activity: &Activity,
    listed: &Listed,
    at: &impl Fn(DateTime<Utc>) -> String,
) -> Vec<String> {
    let plan = &activity.plan;
    let Some(capacity) = listed.occurrence.capacity else {
        return vec![words.t("plan-walk-in")];
    };
    let starts_at = listed.occurrence.starts_at;
    let number = |key: &str, count: u32| words.n(key, "count", &count);
    let order = match plan.order {
        PlaceOrder::FirstTimers => number("plan-first-timers", plan.first_timers_until_hours),
        PlaceOrder::Lottery => words.s("plan-lottery", "time", &at(plan.closes_at(starts_at))),
        PlaceOrder::FirstCome => words.t("plan-first-come"),
    };
    let mut all = vec![order];
    if plan.kept_for_walk_ins > 0 {
        let kept = plan.kept_for_walk_ins.min(capacity);
        all.push(number("plan-kept-for-walk-ins", kept));
    }
    if plan.kept_without_phone > 0 {
        all.push(words.with(
            "plan-kept-without-phone",
            [
                ("count", FluentValue::from(plan.kept_without_phone)),
                ("hours", FluentValue::from(plan.kept_until_hours)),
            ],
        ));
    }
    if let Some(opens_at) = plan.opens_at(starts_at) {
        all.push(words.s("plan-opens", "time", &at(opens_at)));
    }
    if plan.closes_minutes_before > 0 && plan.order != PlaceOrder::Lottery {
        all.push(words.s("plan-closes", "time", &at(plan.closes_at(starts_at))));
    }
    all.push(match (plan.waitlist_max, plan.offer_minutes) {
        (Some(0), _) => words.t("plan-no-waitlist"),
        (_, Some(minutes)) => number("plan-offers", minutes),
        (_, None) => words.t("plan-confirms"),
    });
    if let Some(max @ 1..) = plan.waitlist_max {
        all.push(number("plan-waitlist-max", max));
    }
    if let Some(minutes) = plan.standby_minutes {
        all.push(number("plan-standby", minutes));
    }
    if let Some(threshold) = plan.another_at {
        all.push(number("plan-another-at", threshold));
    }
    if activity.details.course {
        all.push(words.t("plan-course"));
    }
    all.push(words.t("plan-families"));
    all
}

fn what(words: Words, change: &Change, at: &impl Fn(DateTime<Utc>) -> String) -> String {
    let args: Vec<(&str, FluentValue<'_>)> = match change {
        Change::Drawn { position } => vec![("position", FluentValue::from(*position))],
        Change::Offered { until } => vec![("time", FluentValue::from(at(*until)))],
        Change::PassedOver { free, needed } => vec![
            ("free", FluentValue::from(*free)),
            ("needed", FluentValue::from(*needed)),
        ],
        Change::Restored { standing } => {
            let standing = words.t(&format!("status-{}", standing.key()));
            vec![("standing", FluentValue::from(standing))]
        }
        _ => Vec::new(),
    };
    words.shared_with(&format!("registration-record-{}", change.key()), args)
}

/// Who did it, in words: the plan, a source, or an account.
fn by(words: Words, by: &str) -> String {
    match by {
        "plan" | "series" | "kiosk" | "phone" | "staff" | "door" | "themselves" => {
            words.shared(&format!("registration-by-{by}"))
        }
        account => account.to_owned(),
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
