//! What visitors left at exhibits, as kiosks deliver it: checked here whatever it is, kept by what it is.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::store::audit::Actor;
use super::store::kiosks::Kiosk;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::delivery::{DELIVERY_BATCH_MAX, Delivery, DeliveryAnswers, DeliveryBatch};
use crate::api::registration::RegistrationRequest;
use crate::model::activity::ActivityDetails;
use crate::model::outgoing::{LateRegistration, Outgoing};
use crate::model::registration::{RegistrationSource, check_people};

/// A kiosk that was alone for longer has lost its sense of time.
const OFFLINE_MAX: Duration = Duration::days(30);
/// An exhibit of another pack has the pack's folder before its id.
const EXHIBIT_BYTES_MAX: usize = 128;
const LANGUAGE_BYTES_MAX: usize = 16;

impl App {
    /// Takes what visitors left. Each is taken once however often it is sent.
    ///
    /// # Errors
    ///
    /// When it comes too fast, is too much, or is not what a kiosk of ours sends.
    pub async fn take_deliveries(
        &self,
        kiosk: &Kiosk,
        batch: &DeliveryBatch,
    ) -> Result<DeliveryAnswers, ServerError> {
        if batch.deliveries.len() > DELIVERY_BATCH_MAX {
            return Err(ServerError::TooLarge);
        }
        self.limits.deliveries(kiosk.id)?;
        for delivery in &batch.deliveries {
            check(delivery).map_err(ServerError::Malformed)?;
        }
        for delivery in &batch.deliveries {
            if let Outgoing::Registration(late) = &delivery.what {
                self.take_late_registration(kiosk, delivery, late).await?;
            }
        }
        let mut tx = self.store.write().await?;
        let stood_at = store::kiosks::centres_of(&mut tx, kiosk.id).await?;
        let mut taken = Vec::new();
        for delivery in &batch.deliveries {
            if self
                .take_delivery(&mut tx, kiosk, &stood_at, delivery)
                .await?
            {
                taken.push(delivery.id);
            }
        }
        tx.commit().await?;
        Ok(DeliveryAnswers { taken })
    }

    /// Registers what was asked for while nobody could be asked, and tells whoever gave a number what came of it.
    async fn take_late_registration(
        &self,
        kiosk: &Kiosk,
        delivery: &Delivery,
        late: &LateRegistration,
    ) -> Result<(), ServerError> {
        let request = RegistrationRequest {
            id: delivery.id,
            occurrence: late.occurrence,
            people: late.people.clone(),
            phone: late.phone.clone(),
            phone_confirmation: None,
            guardian: late.guardian.clone(),
            source: RegistrationSource::Kiosk,
            language: delivery.language.clone(),
        };
        let answer = match self
            .register_party(&Actor::program("kiosk"), &request)
            .await
        {
            Ok(answer) => answer,
            // The occurrence is no more: there is nothing to be had, and the kiosk need not try again.
            Err(ServerError::NotFound) => return Ok(()),
            Err(error) => return Err(error),
        };
        // The kiosk may have moved since.
        let mut conn = self.store.read().await?;
        let listed = store::activities::by_occurrence(&mut conn, late.occurrence).await?;
        drop(conn);
        let centre = listed.map_or_else(|| kiosk.centre.clone(), |listed| listed.activity.centre);
        self.tell_registration(&centre, &request, &answer).await
    }

    /// Whether it is taken now or was before.
    async fn take_delivery(
        &self,
        tx: &mut Tx,
        kiosk: &Kiosk,
        stood_at: &[String],
        delivery: &Delivery,
    ) -> Result<bool, ServerError> {
        let at = moment(delivery.at, self.now());
        // A kiosk that has moved still brings what was left at the centre before. One that is no more has no desk.
        let centre = self.centre(&delivery.centre);
        let centre = centre.filter(|centre| stood_at.contains(&centre.id));
        let centre = centre.map_or(kiosk.centre.as_str(), |centre| &centre.id);
        match &delivery.what {
            Outgoing::Note(note) => {
                let new = store::notes::NewNote {
                    id: delivery.id,
                    centre,
                    exhibit: &delivery.exhibit,
                    kiosk: kiosk.id,
                    language: &delivery.language,
                    note,
                    left_at: at,
                };
                self.take_note(tx, &new).await
            }
            Outgoing::Question(question) => {
                let new = store::questions::NewQuestion {
                    id: delivery.id,
                    centre,
                    kiosk: kiosk.id,
                    language: &delivery.language,
                    text: &question.text,
                    asked_at: at,
                };
                self.take_question(tx, &new).await
            }
            // A decision about places has a transaction of its own: it came before this one.
            Outgoing::Registration(_) => Ok(true),
            Outgoing::Unanswered => {
                self.take_unanswered(tx, (kiosk.id, centre), delivery.id)
                    .await?;
                Ok(true)
            }
            Outgoing::AnswerRead(read) => {
                self.take_read(tx, (kiosk.id, centre), delivery.id, read)
                    .await?;
                Ok(true)
            }
        }
    }
}

/// When it was left; a clock that is far out is not believed.
fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    if at > now || at < now - OFFLINE_MAX {
        now
    } else {
        at
    }
}

/// What is wrong with a delivery, in words.
fn check(delivery: &Delivery) -> Result<(), String> {
    let id = delivery.id;
    if id == Uuid::nil() {
        return Err("a delivery has no id".to_owned());
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/');
    let exhibit = &delivery.exhibit;
    if exhibit.is_empty() || exhibit.len() > EXHIBIT_BYTES_MAX || !exhibit.chars().all(plain) {
        return Err(format!("delivery {id} names no exhibit"));
    }
    let language = &delivery.language;
    let tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if language.is_empty() || language.len() > LANGUAGE_BYTES_MAX || !language.chars().all(tag) {
        return Err(format!("delivery {id} names no language"));
    }
    match &delivery.what {
        Outgoing::Note(note) => note
            .check()
            .map_err(|fault| format!("delivery {id} is no message: {fault}")),
        Outgoing::Question(question) => question
            .check()
            .map_err(|fault| format!("delivery {id} is no question: {fault}")),
        // Who may come is decided with the occurrence at hand.
        Outgoing::Registration(late) => check_people(
            &late.people,
            late.guardian.as_ref(),
            &ActivityDetails::default(),
        )
        .map_err(|reason| format!("delivery {id} is no registration: {}", reason.key())),
        Outgoing::Unanswered => Ok(()),
        Outgoing::AnswerRead(read) => read
            .check()
            .map_err(|fault| format!("delivery {id} is no answer that was read: {fault}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_far_out_is_not_believed() {
        let now: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().expect("a time");
        let hours = Duration::hours;
        assert_eq!(moment(now - hours(5), now), now - hours(5));
        assert_eq!(moment(now + hours(5), now), now);
        assert_eq!(moment(now - hours(24 * 31), now), now);
    }
}
