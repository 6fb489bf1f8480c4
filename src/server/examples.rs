//! Example activities a pack brings along, with example registrations that belong to nobody.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveTime, Timelike as _, Utc};
use serde_json::json;
use uuid::Uuid;

use super::app::days_later;
use super::store::audit::Actor;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::kiosk::PushEvent;
use crate::config::CentreSettings;
use crate::locale::{self, FluentValue};
use crate::model::activity::{Activity, ActivityDetails, Category, Occurrence};
use crate::model::overflow::OverflowPlan;
use crate::model::play_schedule::local_instant;
use crate::model::registration::Standing;
use crate::model::series::Series;
use crate::model::text::{FIRST_LANGUAGE, LocalizedText};
use crate::pack::author::SampleActivity;

/// A kiosk's calendar shows a month and a half, so an import fills seven weeks.
const WEEKS: u32 = 7;
/// People register for the next two weeks; for later ones only some have so far.
const WEEKS_FULL: u32 = 2;

impl App {
    /// Makes the examples' activities in the week of `week_of` and those after; those made before stay as they are.
    /// Returns how many occurrences are new.
    ///
    /// # Errors
    ///
    /// When this server has no such centre, or the database fails; nothing is imported then.
    pub async fn import_sample_activities(
        &self,
        centre: &str,
        samples: &[SampleActivity],
        week_of: NaiveDate,
    ) -> Result<usize, ServerError> {
        let centre = self
            .centre(centre)
            .ok_or_else(|| ServerError::UnknownCentre(centre.to_owned()))?;
        let monday = days_later(
            week_of,
            -i64::from(week_of.weekday().num_days_from_monday()),
        );
        let mut tx = self.store.write().await?;
        let mut new = 0;
        for sample in samples.iter().filter(|sample| sample.repeats.is_some()) {
            new += self.import_series(&mut tx, centre, sample, monday).await?;
        }
        for week in 0..WEEKS {
            let monday = days_later(monday, i64::from(week) * 7);
            for sample in samples.iter().filter(|sample| sample.repeats.is_none()) {
                let sample = registered_by_now(sample, week);
                let made = self.import_sample(&mut tx, centre, &sample, monday).await?;
                new += usize::from(made);
            }
        }
        if new > 0 {
            let detail = json!({ "occurrences": new, "from": monday });
            store::audit::note(
                &mut tx,
                &Actor::program("examples"),
                self.now(),
                "examples-imported",
                &centre.id,
                detail,
            )
            .await?;
        }
        tx.commit().await?;
        self.pushes.to_centre(&centre.id, PushEvent::Days);
        Ok(new)
    }

    /// Makes an example activity that is on at `now`, for whoever wants to try check-in at this hour.
    ///
    /// # Errors
    ///
    /// When this server has no such centre, or the database fails.
    pub async fn import_open_house(
        &self,
        centre: &str,
        now: DateTime<Utc>,
        picture: Option<String>,
    ) -> Result<(), ServerError> {
        let centre = self
            .centre(centre)
            .ok_or_else(|| ServerError::UnknownCentre(centre.to_owned()))?;
        let local = now.with_timezone(&centre.time_zone);
        // A quarter of an hour is a time that people plan with.
        let start = NaiveTime::from_hms_opt(local.hour(), local.minute() / 15 * 15, 0)
            .expect("an hour and a quarter of it are a time");
        let sample = SampleActivity {
            // Another start of the demo, hours later, makes another.
            id: format!("open-house {} {start}", local.date_naive()),
            title: in_every_language("console-example-open-house"),
            summary: in_every_language("console-example-open-house-summary"),
            category: Category::Service,
            room: in_every_language("console-example-open-house-room"),
            host: in_every_language("console-example-open-house-host"),
            picture,
            details: ActivityDetails::default(),
            plan: OverflowPlan::default(),
            repeats: None,
            not_on_holidays: false,
            weekday: local.weekday(),
            start,
            minutes: 120,
            places: 30,
            registered: 12,
            waitlisted: 0,
        };
        let today = local.date_naive();
        let monday = days_later(today, -i64::from(today.weekday().num_days_from_monday()));
        let mut tx = self.store.write().await?;
        self.import_sample(&mut tx, centre, &sample, monday).await?;
        tx.commit().await?;
        self.pushes.to_centre(&centre.id, PushEvent::Days);
        Ok(())
    }

    async fn import_sample(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        sample: &SampleActivity,
        monday: NaiveDate,
    ) -> Result<bool, ServerError> {
        let day = days_later(monday, i64::from(sample.weekday.num_days_from_monday()));
        let Some(starts_at) = local_instant(day.and_time(sample.start), centre.time_zone) else {
            return Ok(false);
        };
        let activity = activity_of(sample, centre);
        let occurrence = Occurrence {
            id: Uuid::now_v7(),
            starts_at,
            ends_at: starts_at + Duration::minutes(i64::from(sample.minutes)),
            capacity: (sample.places > 0).then_some(sample.places),
            canceled: false,
        };
        if !store::activities::add(
            tx,
            &activity,
            Some(&format!("{} {monday}", sample.id)),
            self.now(),
        )
        .await?
        {
            return Ok(false);
        }
        store::activities::add_occurrence(tx, activity.id, &occurrence).await?;
        self.add_registrations_of(tx, sample, &activity, &occurrence)
            .await?;
        Ok(true)
    }

    /// Makes an example that comes again by a rule of its own, once. Returns how many dates it has.
    async fn import_series(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        sample: &SampleActivity,
        monday: NaiveDate,
    ) -> Result<usize, ServerError> {
        let Some(by) = &sample.repeats else {
            return Ok(0);
        };
        let activity = activity_of(sample, centre);
        let example = format!("{} again", sample.id);
        if !store::activities::add(tx, &activity, Some(&example), self.now()).await? {
            return Ok(0);
        }
        let first = days_later(monday, i64::from(sample.weekday.num_days_from_monday()));
        let series = Series {
            starts: first.and_time(sample.start),
            minutes: sample.minutes,
            capacity: (sample.places > 0).then_some(sample.places),
            by: by.clone(),
            also: BTreeSet::new(),
            except: BTreeSet::new(),
            not_on_holidays: sample.not_on_holidays,
        };
        store::series::put(tx, activity.id, Some(&series)).await?;
        let dates = self.make_dates(tx, centre, activity.id, &series).await?;
        for (number, date) in (0..WEEKS).zip(&dates) {
            if let Some(listed) = store::activities::by_occurrence(tx, *date).await? {
                let sample = registered_by_now(sample, number);
                self.add_registrations_of(tx, &sample, &activity, &listed.occurrence)
                    .await?;
            }
        }
        Ok(dates.len())
    }

    async fn add_registrations_of(
        &self,
        tx: &mut Tx,
        sample: &SampleActivity,
        activity: &Activity,
        occurrence: &Occurrence,
    ) -> Result<(), ServerError> {
        let open = occurrence
            .capacity
            .map(|capacity| activity.plan.open_places(capacity));
        let confirmed = sample.registered.min(open.unwrap_or(sample.registered));
        // Nobody waits while there is a place.
        let waitlisted = if open == Some(confirmed) {
            sample.waitlisted
        } else {
            0
        };
        self.add_example_registrations(tx, occurrence.id, confirmed, waitlisted)
            .await
    }

    async fn add_example_registrations(
        &self,
        tx: &mut Tx,
        occurrence: Uuid,
        confirmed: u32,
        waitlisted: u32,
    ) -> Result<(), ServerError> {
        let words = locale::catalog(FIRST_LANGUAGE);
        let families = words.text("console-example-families");
        let name = |number: u32| {
            let family = families
                .split_whitespace()
                .cycle()
                .nth(number as usize)
                .unwrap_or_default();
            // The family name comes first: it is all that a kiosk shows of a name.
            words.text_with(
                "console-example-person",
                [
                    ("family", FluentValue::from(family)),
                    ("number", FluentValue::from(number)),
                ],
            )
        };
        let people = (1..=confirmed + waitlisted).map(|number| {
            let standing = if number <= confirmed {
                Standing::Confirmed
            } else {
                Standing::Waiting
            };
            (name(number), standing)
        });
        self.register_examples(tx, occurrence, people.collect())
            .await
    }
}

/// An example with as many registrations as it would have so long before.
fn registered_by_now(sample: &SampleActivity, week: u32) -> SampleActivity {
    let some = |count: u32| count >> (week + 1).saturating_sub(WEEKS_FULL).min(31);
    SampleActivity {
        registered: some(sample.registered),
        waitlisted: some(sample.waitlisted),
        ..sample.clone()
    }
}

fn activity_of(sample: &SampleActivity, centre: &CentreSettings) -> Activity {
    Activity {
        id: Uuid::now_v7(),
        centre: centre.id.clone(),
        title: sample.title.clone(),
        summary: sample.summary.clone(),
        category: sample.category,
        room: sample.room.clone(),
        host: sample.host.clone(),
        picture: sample.picture.clone(),
        details: sample.details.clone(),
        plan: sample.plan.clone(),
    }
}

fn in_every_language(key: &str) -> LocalizedText {
    let text = |language: &str| (language.to_owned(), locale::catalog(language).text(key));
    LocalizedText(locale::languages().into_iter().map(text).collect())
}
