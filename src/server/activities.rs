//! What staff and kiosks do with activities: make, change, cancel, register.
//!
//! The decisions are `model::activity` and `model::check_in`; here they are made inside one transaction each.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::app::{day_start, days_later, local_day};
use super::store::activities::Listed;
use super::store::audit::Actor;
use super::store::registrations::{ListedRegistration, NewRegistration};
use super::store::{self, Tx};
use super::{App, ServerError, secrets};
use crate::api::kiosk::{CalendarEntry, CentreDays, PushEvent};
use crate::config::CentreSettings;
use crate::model::activity::{Activity, Occurrence, RegistrationStatus};
use crate::model::check_in::{self};
use crate::model::text::FIRST_LANGUAGE;

/// Days a kiosk's calendar shows.
const CALENDAR_DAYS: i64 = 14;
/// A code stays taken this long after its occurrence, for check-ins that are delivered late.
const CODE_KEPT: Duration = Duration::days(3);
/// Six digits and some hundred holders: a free code is found at once; this bound is for a broken random source.
const CODE_TRIES: usize = 100;

/// Who wants a place.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// What to call them.
    pub name: String,
    /// As they write it; may be empty.
    pub phone: String,
    /// Machine key of the age band; may be empty.
    pub age_band: String,
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
        }
        let detail = json!({ "activity": activity, "occurrences": occurrences });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "activity-added",
            title(activity),
            detail,
        )
        .await?;
        tx.commit().await?;
        self.pushes.to_centre(&activity.centre, PushEvent::Days);
        Ok(())
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
        store::activities::change_occurrence(&mut tx, occurrence).await?;
        self.promote(&mut tx, occurrence.id).await?;
        let detail = json!({
            "before": { "activity": before.activity, "occurrence": before.occurrence },
            "after": { "activity": activity, "occurrence": occurrence },
        });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "activity-changed",
            title(activity),
            detail,
        )
        .await?;
        tx.commit().await?;
        self.pushes.to_centre(&activity.centre, PushEvent::Days);
        Ok(())
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
        store::activities::cancel_occurrence(&mut tx, occurrence, reason, self.now()).await?;
        let detail = json!({ "occurrence": before.occurrence, "reason": reason });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "occurrence-canceled",
            title(&before.activity),
            detail,
        )
        .await?;
        tx.commit().await?;
        self.pushes
            .to_centre(&before.activity.centre, PushEvent::Days);
        Ok(())
    }

    /// Registers a person: a place while there is one, else the waitlist.
    ///
    /// # Errors
    ///
    /// When the occurrence is canceled or over, or the number is registered for it already.
    pub async fn register(
        &self,
        actor: &Actor,
        occurrence: Uuid,
        person: &Person,
    ) -> Result<ListedRegistration, ServerError> {
        // The write lock is held from here: what is counted stays true until it is stored.
        let mut tx = self.store.write().await?;
        let listed = listed(&mut tx, occurrence).await?;
        if listed.occurrence.canceled {
            return Err(ServerError::Conflict("occurrence_canceled"));
        }
        if listed.occurrence.ends_at <= self.now() {
            return Err(ServerError::Conflict("occurrence_over"));
        }
        let new = self
            .new_registration(&mut tx, &listed, person, listed.places.next_status(), false)
            .await?;
        store::registrations::add(&mut tx, &new, self.now()).await?;
        let detail =
            json!({ "registration": new.id, "occurrence": occurrence, "status": new.status });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "registration-added",
            title(&listed.activity),
            detail,
        )
        .await?;
        let stored = store::registrations::by_id(&mut tx, new.id)
            .await?
            .ok_or(ServerError::NotFound)?;
        tx.commit().await?;
        self.pushes
            .to_centre(&listed.activity.centre, PushEvent::Days);
        Ok(stored)
    }

    /// Gives a registration up; its place goes to whoever waits longest, in the same transaction.
    pub async fn cancel_registration(
        &self,
        actor: &Actor,
        id: Uuid,
    ) -> Result<ListedRegistration, ServerError> {
        let mut tx = self.store.write().await?;
        let registration = store::registrations::by_id(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        let listed = listed(&mut tx, registration.occurrence).await?;
        if registration.attended.is_some() {
            return Err(ServerError::Conflict("came_already"));
        }
        store::registrations::cancel(&mut tx, id, self.now()).await?;
        let promoted = self.promote(&mut tx, registration.occurrence).await?;
        let detail =
            json!({ "registration": id, "before": registration.status, "promoted": promoted });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "registration-canceled",
            title(&listed.activity),
            detail,
        )
        .await?;
        tx.commit().await?;
        self.pushes
            .to_centre(&listed.activity.centre, PushEvent::Days);
        Ok(registration)
    }

    /// Gives free places to those who wait.
    async fn promote(&self, tx: &mut Tx, occurrence: Uuid) -> Result<u32, ServerError> {
        let listed = listed(tx, occurrence).await?;
        let over = listed.occurrence.canceled || listed.occurrence.ends_at <= self.now();
        let places = store::activities::places(tx, occurrence)
            .await?
            .unwrap_or_default()
            .promotable();
        if over || places == 0 {
            return Ok(0);
        }
        Ok(store::registrations::promote(tx, occurrence, places).await?)
    }

    /// A registration with a fresh code.
    pub(super) async fn new_registration(
        &self,
        tx: &mut Tx,
        listed: &Listed,
        person: &Person,
        status: RegistrationStatus,
        example: bool,
    ) -> Result<NewRegistration, ServerError> {
        let phone = if person.phone.trim().is_empty() {
            None
        } else {
            Some(
                self.secrets
                    .phone(&person.phone)
                    .ok_or(ServerError::Conflict("phone_unclear"))?,
            )
        };
        if let Some(phone) = &phone
            && store::registrations::phone_is_registered(tx, listed.occurrence.id, &phone.hash)
                .await?
        {
            return Err(ServerError::Conflict("already_registered"));
        }
        let (code, code_hash) = self.free_code(tx, &listed.activity.centre).await?;
        Ok(NewRegistration {
            id: Uuid::now_v7(),
            occurrence: listed.occurrence.id,
            name: person.name.clone(),
            age_band: person.age_band.clone(),
            phone_hash: phone.as_ref().map(|phone| phone.hash.clone()),
            phone_last4: phone.map(|phone| phone.last4),
            code,
            code_hash,
            status,
            example,
        })
    }

    async fn free_code(&self, tx: &mut Tx, centre: &str) -> Result<(String, String), ServerError> {
        for _ in 0..CODE_TRIES {
            let code = secrets::check_in_code();
            let hash = check_in::code_hash(centre, &code);
            if !store::registrations::code_is_taken(tx, &hash, self.now() - CODE_KEPT).await? {
                return Ok((code, hash));
            }
        }
        Err(ServerError::Internal(
            "no free check-in code was found".to_owned(),
        ))
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
        Ok(CentreDays {
            calendar: listed.into_iter().map(calendar_entry).collect(),
            known_until: Some(days_later(today, CALENDAR_DAYS - 1)),
            check_in_list,
        })
    }
}

async fn listed(tx: &mut Tx, occurrence: Uuid) -> Result<Listed, ServerError> {
    store::activities::by_occurrence(tx, occurrence)
        .await?
        .ok_or(ServerError::NotFound)
}

fn title(activity: &Activity) -> &str {
    activity.title.in_language(FIRST_LANGUAGE)
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
    }
}
