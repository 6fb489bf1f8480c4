//! What staff do with activities: make, change, cancel; and what kiosks show of them. Registering is `registrations`.

use serde_json::{Value, json};
use uuid::Uuid;

use super::app::{day_start, days_later, local_day};
use super::store::activities::{Before, Listed};
use super::store::audit::Actor;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::kiosk::{CalendarEntry, CentreDays, CentreKeys, PushEvent};
use crate::config::CentreSettings;
use crate::model::activity::{Activity, Occurrence};
use crate::model::overflow::PlaceOrder;
use crate::model::registration::AgeBand;
use crate::model::text::FIRST_LANGUAGE;

/// Days a kiosk's calendar shows: a month, whichever day it begins on, and the rest of its last week.
const CALENDAR_DAYS: i64 = 45;

/// Who wants a place.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// What to call them.
    pub name: String,
    /// As they write it; may be empty.
    pub phone: String,
    /// How old; `None` when not said.
    pub age_band: Option<AgeBand>,
}

impl App {
    /// Adds an activity with its occurrences.
    pub async fn add_activity(
        &self,
        actor: &Actor,
        activity: &Activity,
        occurrences: &[Occurrence],
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        store::activities::add(&mut tx, activity, None, self.now()).await?;
        for occurrence in occurrences {
            store::activities::add_occurrence(&mut tx, activity.id, occurrence).await?;
            if activity.plan.order == PlaceOrder::Lottery {
                let subject = if activity.details.course {
                    activity.id
                } else {
                    occurrence.id
                };
                self.prepare_lottery(&mut tx, subject).await?;
            }
        }
        let detail = json!({ "activity": activity, "occurrences": occurrences });
        self.keep_change(tx, actor, "activity-added", activity, detail)
            .await
    }

    /// Changes an activity's words and one occurrence's time and places. More places go to those who wait, at once.
    pub async fn change_activity(
        &self,
        actor: &Actor,
        activity: &Activity,
        occurrence: &Occurrence,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let before = listed(&mut tx, occurrence.id).await?;
        store::activities::change(&mut tx, activity).await?;
        if before.activity != *activity {
            store::series::touch(&mut tx, activity.id, self.now()).await?;
        }
        store::activities::change_occurrence(&mut tx, occurrence, self.now()).await?;
        self.promote(&mut tx, occurrence.id).await?;
        let detail = json!({
            "before": { "activity": before.activity, "occurrence": before.occurrence },
            "after": { "activity": activity, "occurrence": occurrence },
        });
        self.keep_change(tx, actor, "activity-changed", activity, detail)
            .await
    }

    /// Cancels an occurrence.
    pub async fn cancel_occurrence(
        &self,
        actor: &Actor,
        occurrence: Uuid,
        reason: &str,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let before = listed(&mut tx, occurrence).await?;
        let was = before_cancel(&before.occurrence);
        store::activities::cancel_occurrence(&mut tx, occurrence, reason, &was, self.now()).await?;
        let detail = json!({ "occurrence": before.occurrence, "reason": reason });
        self.keep_change(tx, actor, "occurrence-canceled", &before.activity, detail)
            .await
    }

    /// Notes what was done to an activity, keeps it, and tells its centre's kiosks that their days are other ones.
    pub(super) async fn keep_change(
        &self,
        mut tx: Tx,
        actor: &Actor,
        action: &str,
        activity: &Activity,
        detail: Value,
    ) -> Result<(), ServerError> {
        let subject = title(activity);
        store::audit::note(&mut tx, actor, self.now(), action, subject, detail).await?;
        tx.commit().await?;
        self.pushes.to_centre(&activity.centre, PushEvent::Days);
        Ok(())
    }

    /// What is on at a centre and who is expected, as a kiosk keeps it.
    pub async fn centre_days(&self, centre: &CentreSettings) -> Result<CentreDays, ServerError> {
        let today = local_day(self.now(), centre.time_zone);
        let start = day_start(today, centre.time_zone);
        let days_from_now = |days| day_start(days_later(today, days), centre.time_zone);
        let mut conn = self.store.read().await?;
        let listed =
            store::activities::between(&mut conn, &centre.id, start, days_from_now(CALENDAR_DAYS))
                .await?;
        let check_in_list =
            store::check_ins::entries_between(&mut conn, &centre.id, start, days_from_now(2))
                .await?;
        let walked_in =
            store::attendance::walked_in_between(&mut conn, &centre.id, start, days_from_now(2))
                .await?;
        let calendar = listed.into_iter().map(|listed| {
            let walked_in = walked_in.get(&listed.occurrence.id).copied();
            CalendarEntry {
                walked_in: walked_in.unwrap_or_default(),
                ..calendar_entry(listed)
            }
        });
        Ok(CentreDays {
            calendar: calendar.collect(),
            known_until: Some(days_later(today, CALENDAR_DAYS - 1)),
            day_marks: self.day_marks(centre).await?,
            check_in_list,
            keys: CentreKeys {
                passes: self.pass_keys.public(),
                neighbours: self.secrets.centre_key(&centre.id, "neighbours"),
                tails: self
                    .secrets
                    .centre_key(&centre.id, &format!("tails {today}")),
            },
        })
    }
}

pub(super) async fn listed(tx: &mut Tx, occurrence: Uuid) -> Result<Listed, ServerError> {
    store::activities::by_occurrence(tx, occurrence)
        .await?
        .ok_or(ServerError::NotFound)
}

pub(super) fn title(activity: &Activity) -> &str {
    activity.title.in_language(FIRST_LANGUAGE)
}

/// What a cancellation can be taken back to.
pub(super) fn before_cancel(occurrence: &Occurrence) -> Before {
    Before {
        starts_at: occurrence.starts_at,
        ends_at: occurrence.ends_at,
        canceled: true,
    }
}

/// An occurrence as calendars show it.
pub(super) fn calendar_entry(listed: Listed) -> CalendarEntry {
    CalendarEntry {
        occurrence: listed.occurrence.id,
        activity: listed.activity.id,
        title: listed.activity.title,
        summary: listed.activity.summary,
        category: listed.activity.category,
        room: listed.activity.room,
        host: listed.activity.host,
        picture: listed.activity.picture,
        starts_at: listed.occurrence.starts_at,
        ends_at: listed.occurrence.ends_at,
        places: listed.places,
        canceled: listed.occurrence.canceled,
        details: listed.activity.details,
        plan: listed.activity.plan,
        walked_in: 0,
    }
}
