//! The part of an activity's form about its overflow plan.

use std::collections::BTreeMap;

use askama::Template;

use super::page::Words;
use crate::model::overflow::{OverflowPlan, PlaceOrder};

/// Most minutes, hours or days a plan may name: 60 days in minutes.
const NUMBER_MAX: u32 = 60 * 24 * 60;

/// Numbers that are left empty when the plan does without.
const MAY_BE_EMPTY: [&str; 5] = [
    "opens_days_before",
    "waitlist_max",
    "offer_minutes",
    "standby_minutes",
    "another_at",
];
/// Numbers that are 0 when nothing is written.
const NUMBERS: [&str; 5] = [
    "kept_for_walk_ins",
    "kept_without_phone",
    "kept_until_hours",
    "first_timers_until_hours",
    "closes_minutes_before",
];

/// What stands in the fields, and what is wrong with which.
#[derive(Template)]
#[template(path = "plan-form.html", config = "config/askama.toml")]
pub(in crate::server) struct PlanForm {
    words: Words,
    values: BTreeMap<&'static str, String>,
    errors: Vec<&'static str>,
}

impl PlanForm {
    /// The fields with a plan in them.
    pub(super) fn of(words: Words, plan: &OverflowPlan) -> Self {
        let maybe = |number: Option<u32>| number.map(|number| number.to_string());
        let values = [
            ("plan_order", plan.order.key().to_owned()),
            ("kept_for_walk_ins", plan.kept_for_walk_ins.to_string()),
            ("kept_without_phone", plan.kept_without_phone.to_string()),
            ("kept_until_hours", plan.kept_until_hours.to_string()),
            (
                "first_timers_until_hours",
                plan.first_timers_until_hours.to_string(),
            ),
            (
                "closes_minutes_before",
                plan.closes_minutes_before.to_string(),
            ),
            (
                "opens_days_before",
                maybe(plan.opens_days_before).unwrap_or_default(),
            ),
            ("waitlist_max", maybe(plan.waitlist_max).unwrap_or_default()),
            (
                "offer_minutes",
                maybe(plan.offer_minutes).unwrap_or_default(),
            ),
            (
                "standby_minutes",
                maybe(plan.standby_minutes).unwrap_or_default(),
            ),
            ("another_at", maybe(plan.another_at).unwrap_or_default()),
        ];
        Self {
            words,
            values: values.into(),
            errors: Vec::new(),
        }
    }

    /// The fields as they were sent.
    pub(super) fn written(words: Words, value: impl Fn(&str) -> String) -> Self {
        Self {
            words,
            values: names().map(|name| (name, value(name))).collect(),
            errors: read(&value).err().unwrap_or_default(),
        }
    }

    fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn wrong(&self, name: &str) -> bool {
        self.errors.contains(&name)
    }

    fn orders(&self) -> Vec<(&'static str, String, String)> {
        let order = |order: PlaceOrder| {
            let key = order.key().replace('_', "-");
            (
                order.key(),
                self.words.t(&format!("plan-form-{key}")),
                self.words.t(&format!("plan-form-{key}-more")),
            )
        };
        PlaceOrder::ALL.map(order).into()
    }
}

/// The fields of a form that are about the plan, as they were sent.
pub(super) fn fields(value: impl Fn(&str) -> String) -> BTreeMap<String, String> {
    names().map(|name| (name.to_owned(), value(name))).collect()
}

fn names() -> impl Iterator<Item = &'static str> {
    NUMBERS
        .into_iter()
        .chain(MAY_BE_EMPTY)
        .chain(["plan_order"])
}

/// The plan of a form.
///
/// # Errors
///
/// Names of fields that are no number, or too large a one.
pub(in crate::server) fn read(
    value: impl Fn(&str) -> String,
) -> Result<OverflowPlan, Vec<&'static str>> {
    let mut wrong = Vec::new();
    let mut number = |name: &'static str| -> Option<u32> {
        let text = value(name);
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let read = text.parse().ok().filter(|number| *number <= NUMBER_MAX);
        if read.is_none() {
            wrong.push(name);
        }
        read
    };
    let usual = OverflowPlan::default();
    let plan = OverflowPlan {
        order: PlaceOrder::from_key(value("plan_order").trim()).unwrap_or_default(),
        kept_for_walk_ins: number("kept_for_walk_ins").unwrap_or_default(),
        kept_without_phone: number("kept_without_phone").unwrap_or_default(),
        kept_until_hours: number("kept_until_hours").unwrap_or(usual.kept_until_hours),
        first_timers_until_hours: number("first_timers_until_hours")
            .unwrap_or(usual.first_timers_until_hours),
        closes_minutes_before: number("closes_minutes_before").unwrap_or_default(),
        opens_days_before: number("opens_days_before"),
        waitlist_max: number("waitlist_max"),
        offer_minutes: number("offer_minutes").filter(|minutes| *minutes > 0),
        standby_minutes: number("standby_minutes"),
        another_at: number("another_at").filter(|people| *people > 0),
    };
    if wrong.is_empty() {
        Ok(plan)
    } else {
        Err(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    #[test]
    fn a_plan_comes_back_as_it_went_into_the_form() {
        let plan = OverflowPlan {
            order: PlaceOrder::Lottery,
            kept_for_walk_ins: 4,
            kept_without_phone: 2,
            kept_until_hours: 12,
            first_timers_until_hours: 48,
            opens_days_before: Some(7),
            closes_minutes_before: 120,
            waitlist_max: Some(0),
            offer_minutes: Some(90),
            standby_minutes: Some(0),
            another_at: Some(15),
        };
        for plan in [plan, OverflowPlan::default()] {
            let form = PlanForm::of(Words::new(locale::catalog("en")), &plan);
            assert_eq!(read(|name| form.value(name).to_owned()), Ok(plan));
        }
        assert_eq!(read(|_| String::new()), Ok(OverflowPlan::default()));
    }

    #[test]
    fn what_is_no_number_is_named() {
        let value = |name: &str| match name {
            "offer_minutes" => "soon".to_owned(),
            "waitlist_max" => "99999999999".to_owned(),
            _ => String::new(),
        };
        assert_eq!(read(value), Err(vec!["waitlist_max", "offer_minutes"]));
    }
}
