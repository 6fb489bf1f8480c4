//! What staff do about who came: count walk-ins, take a check-in back, add up volunteers' hours.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::store::activities::Listed;
use super::store::attendance::{VolunteerPassage, WalkedIn};
use super::store::audit::Actor;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::kiosk::{PushEvent, WALK_IN_PEOPLE_MAX};
use crate::config::CentreSettings;
use crate::model::check_in::CheckInReason;
use crate::model::door;
use crate::model::presence::stay;
use crate::model::text::FIRST_LANGUAGE;

/// How long a check-in can be taken back.
pub(super) const UNDO_MAX: Duration = Duration::minutes(15);

/// A volunteer's service hours in a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceHours {
    /// What they are called.
    pub name: String,
    /// Last four digits of their number; without one, all of this name are taken for one person.
    pub phone_last4: Option<String>,
    /// How often they served.
    pub occurrences: u32,
    /// Minutes in all.
    pub minutes: u32,
    /// How often they did not say that they left, so that the last stay counts nothing.
    pub open: u32,
}

impl App {
    /// Counts people who came without having registered, at the desk. The same `id` again changes nothing.
    ///
    /// # Errors
    ///
    /// When there is no room for them, or the door is closed.
    pub async fn count_walk_ins(
        &self,
        actor: &Actor,
        id: Uuid,
        occurrence: Uuid,
        people: u32,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        if store::attendance::walk_in(&mut tx, id).await?.is_some() {
            // The form was sent twice.
            return Ok(tx.commit().await?);
        }
        let listed = listed(&mut tx, occurrence).await?;
        let walked_in = WalkedIn {
            id,
            occurrence,
            people,
            at: self.now(),
            kiosk: String::new(),
        };
        let centre = &listed.activity.centre;
        match self.add_walk_in(&mut tx, centre, &walked_in, false).await? {
            CheckInReason::Ok => {}
            CheckInReason::Full => return Err(ServerError::Conflict("no_places_left")),
            CheckInReason::TooEarly => return Err(ServerError::Conflict("door_not_open")),
            CheckInReason::OccurrenceCanceled => {
                return Err(ServerError::Conflict("occurrence_canceled"));
            }
            _ => return Err(ServerError::Conflict("occurrence_over")),
        }
        let detail = json!({ "occurrence": occurrence, "people": people });
        let title = title(&listed);
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "walk-ins-counted",
            title,
            detail,
        )
        .await?;
        tx.commit().await?;
        self.pushes.to_centre(centre, PushEvent::Days);
        Ok(())
    }

    /// Takes walk-ins back that were counted within [`UNDO_MAX`].
    ///
    /// # Errors
    ///
    /// When they are not there, or it is too late.
    pub async fn undo_walk_in(&self, actor: &Actor, id: Uuid) -> Result<Uuid, ServerError> {
        let mut tx = self.store.write().await?;
        let walk_in = store::attendance::walk_in(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        if self.now() - walk_in.at > UNDO_MAX {
            return Err(ServerError::Conflict("undo_too_late"));
        }
        let listed = listed(&mut tx, walk_in.occurrence).await?;
        store::attendance::undo_walk_in(&mut tx, id, self.now()).await?;
        let detail = json!({ "occurrence": walk_in.occurrence, "people": walk_in.people });
        let title = title(&listed);
        store::audit::note(&mut tx, actor, self.now(), "walk-ins-undone", title, detail).await?;
        tx.commit().await?;
        self.pushes
            .to_centre(&listed.activity.centre, PushEvent::Days);
        Ok(walk_in.occurrence)
    }

    /// Takes back that somebody came, within [`UNDO_MAX`] of hearing of it. Returns what it was for.
    ///
    /// # Errors
    ///
    /// When nobody came, or it is too late.
    pub async fn undo_check_in(
        &self,
        actor: &Actor,
        registration: Uuid,
    ) -> Result<Uuid, ServerError> {
        let mut tx = self.store.write().await?;
        let now = self.now();
        let came = store::attendance::came_of(&mut tx, registration)
            .await?
            .ok_or(ServerError::NotFound)?;
        if now - came.at.max(came.received_at) > UNDO_MAX {
            return Err(ServerError::Conflict("undo_too_late"));
        }
        let listed = listed(&mut tx, came.occurrence).await?;
        store::attendance::undo(&mut tx, registration, &actor.account, now).await?;
        let detail =
            json!({ "registration": registration, "came_at": came.at, "kiosk": came.kiosk });
        let title = title(&listed);
        store::audit::note(&mut tx, actor, now, "check-in-undone", title, detail).await?;
        tx.commit().await?;
        self.pushes
            .to_centre(&listed.activity.centre, PushEvent::Days);
        Ok(came.occurrence)
    }

    /// Counts walk-ins if there is room for them; if `came` they are in already and counted in any case.
    pub(super) async fn add_walk_in(
        &self,
        tx: &mut Tx,
        centre: &str,
        walk_in: &WalkedIn,
        came: bool,
    ) -> Result<CheckInReason, ServerError> {
        if !(1..=WALK_IN_PEOPLE_MAX).contains(&walk_in.people) {
            let told = format!("1 to {WALK_IN_PEOPLE_MAX} people walk in at once");
            return Err(ServerError::Malformed(told));
        }
        let found = store::activities::hold(tx, walk_in.occurrence).await?;
        let Some((listed, held)) = found.filter(|(listed, _)| listed.activity.centre == centre)
        else {
            return Ok(CheckInReason::Unknown);
        };
        let reason = if came {
            CheckInReason::Ok
        } else {
            door::decide_walk_in(
                listed.occurrence.starts_at,
                listed.occurrence.ends_at,
                listed.occurrence.canceled,
                door::walk_in_places(&listed.places, &listed.activity.plan, held.walked_in),
                walk_in.people,
                self.now(),
            )
        };
        if reason == CheckInReason::Ok {
            store::attendance::add_walk_in(tx, walk_in, self.now()).await?;
        }
        Ok(reason)
    }

    /// Service hours of the centre's volunteers at occurrences that begin from `from` and before `to`, most first.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn service_hours(
        &self,
        centre: &CentreSettings,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<ServiceHours>, ServerError> {
        let mut conn = self.store.read().await?;
        let passages =
            store::attendance::volunteer_passages(&mut conn, &centre.id, from, to).await?;
        Ok(add_up(&passages))
    }

    /// The same, for taking away: the audit log says who took it.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn export_service_hours(
        &self,
        actor: &Actor,
        centre: &CentreSettings,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<ServiceHours>, ServerError> {
        let hours = self.service_hours(centre, from, to).await?;
        let detail = json!({ "from": from, "to": to, "people": hours.len() });
        let mut tx = self.store.write().await?;
        let subject = &centre.id;
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "service-hours-exported",
            subject,
            detail,
        )
        .await?;
        tx.commit().await?;
        Ok(hours)
    }
}

/// Passages come by registration; registrations of one person are those with one number.
fn add_up(passages: &[VolunteerPassage]) -> Vec<ServiceHours> {
    let mut people: BTreeMap<String, ServiceHours> = BTreeMap::new();
    for of_one in passages.chunk_by(|one, next| one.registration == next.registration) {
        let first = &of_one[0];
        let times: Vec<_> = of_one.iter().map(|passage| passage.at).collect();
        let stay = stay(&times, first.starts_at, first.ends_at);
        let key = match &first.phone_hash {
            Some(hash) => hash.clone(),
            None => format!("name {}", first.name.trim()),
        };
        let person = people.entry(key).or_insert_with(|| ServiceHours {
            name: first.name.clone(),
            phone_last4: first.phone_last4.clone(),
            occurrences: 0,
            minutes: 0,
            open: 0,
        });
        person.occurrences += 1;
        person.minutes += stay.minutes;
        person.open += u32::from(stay.open);
    }
    let mut people: Vec<_> = people.into_values().collect();
    people.sort_by(|one, other| {
        other
            .minutes
            .cmp(&one.minutes)
            .then(one.name.cmp(&other.name))
    });
    people
}

async fn listed(tx: &mut Tx, occurrence: Uuid) -> Result<Listed, ServerError> {
    store::activities::by_occurrence(tx, occurrence)
        .await?
        .ok_or(ServerError::NotFound)
}

fn title(listed: &Listed) -> &str {
    listed.activity.title.in_language(FIRST_LANGUAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_add_up_by_person() {
        let at = |text: &str| -> DateTime<Utc> {
            format!("2026-11-{text}:00Z").parse().expect("a time")
        };
        let passage = |registration: u128, name: &str, phone: Option<&str>, time: &str| {
            let day = &time[..2];
            VolunteerPassage {
                registration: Uuid::from_u128(registration),
                name: name.into(),
                phone_hash: phone.map(Into::into),
                phone_last4: phone.map(|_| "1234".into()),
                starts_at: at(&format!("{day}T02:00")),
                ends_at: at(&format!("{day}T04:00")),
                at: at(time),
            }
        };
        let hours = add_up(&[
            passage(1, "王小明", Some("a"), "23T01:50"),
            passage(1, "王小明", Some("a"), "23T03:30"),
            passage(2, "李小红", None, "23T02:00"),
            passage(3, "小明", Some("a"), "24T02:00"),
            passage(3, "小明", Some("a"), "24T04:10"),
        ]);
        let told: Vec<_> = hours
            .iter()
            .map(|one| (one.name.as_str(), one.occurrences, one.minutes, one.open))
            .collect();
        assert_eq!(told, [("王小明", 2, 210, 0), ("李小红", 1, 0, 1)]);
    }
}
