//! A visit at a kiosk that goes on on the visitor's own phone: the kiosk shows where, and hears when it is done.

use chrono::Duration;
use uuid::Uuid;

use super::store;
use super::store::carry_overs::{CarryOver, NewCarryOver};
use super::store::kiosks::Kiosk;
use super::{App, ServerError, secrets};
use crate::api::phone::{CarryOverAnswer, CarryOverRequest, CarryOverState};
use crate::api::registration::RegistrationAnswer;
use crate::model::registration::RegistrationReason;

/// How long a phone has: to come, and to finish.
const HOLDS: Duration = Duration::minutes(15);
/// From one kiosk in an hour.
const PER_HOUR_MAX: u32 = 120;
/// After this nothing is known of it.
const KEPT: Duration = Duration::hours(1);
/// Path of the page that begins it.
const PATH: &str = "/c/";

impl App {
    /// Makes a way for one phone to go on.
    ///
    /// # Errors
    ///
    /// When the occurrence is not one of the kiosk's centre, or the kiosk asks too often.
    pub async fn carry_over(
        &self,
        kiosk: &Kiosk,
        request: &CarryOverRequest,
    ) -> Result<CarryOverAnswer, ServerError> {
        let now = self.now();
        let mut tx = self.store.write().await?;
        let listed = store::activities::by_occurrence(&mut tx, request.occurrence)
            .await?
            .filter(|listed| listed.activity.centre == kiosk.centre)
            .ok_or(ServerError::NotFound)?;
        let hour_ago = now - Duration::hours(1);
        if store::carry_overs::made_since(&mut tx, kiosk.id, hour_ago).await? >= PER_HOUR_MAX {
            return Err(ServerError::TooManyTries { wait_secs: 300 });
        }
        // From the id and the key: asked again it is the same, and the kiosk need not keep it.
        let token = &self
            .secrets
            .personal_hash("carry-over", &request.id.to_string())[..32];
        let expires_at = now + HOLDS;
        let language: String = request.language.chars().take(16).collect();
        let new = NewCarryOver {
            id: request.id,
            token: &secrets::token_hash(token),
            kiosk: kiosk.id,
            occurrence: listed.occurrence.id,
            language: &language,
            expires_at,
        };
        store::carry_overs::add(&mut tx, &new, now).await?;
        tx.commit().await?;
        Ok(CarryOverAnswer {
            path: format!("{PATH}{token}"),
            expires_at,
        })
    }

    /// How far the phone is.
    ///
    /// # Errors
    ///
    /// When this kiosk has made no such way.
    pub async fn carried(&self, kiosk: Uuid, id: Uuid) -> Result<CarryOverState, ServerError> {
        let mut conn = self.store.read().await?;
        let carry = store::carry_overs::of_kiosk(&mut conn, kiosk, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        let reason = |key: &str| {
            RegistrationReason::ALL
                .into_iter()
                .find(|reason| reason.key() == key)
        };
        Ok(match &carry.done {
            Some((key, masked_name)) => CarryOverState::Done {
                reason: reason(key).unwrap_or(RegistrationReason::Confirmed),
                masked_name: masked_name.clone(),
            },
            None if carry.expires_at <= self.now() => CarryOverState::Over,
            None if carry.opened => CarryOverState::Open,
            None => CarryOverState::Waiting,
        })
    }

    /// A phone has opened the way; `None` when it holds no longer, or was used.
    pub(super) async fn open_carry_over(
        &self,
        token: &str,
    ) -> Result<Option<CarryOver>, ServerError> {
        let now = self.now();
        let mut tx = self.store.write().await?;
        let found = store::carry_overs::by_token(&mut tx, &secrets::token_hash(token)).await?;
        let Some(carry) = found.filter(|carry| carry.done.is_none() && carry.expires_at > now)
        else {
            tx.commit().await?;
            return Ok(None);
        };
        store::carry_overs::note_opened(&mut tx, carry.id, now).await?;
        tx.commit().await?;
        Ok(Some(carry))
    }

    /// The phone has registered: the kiosk is told, once.
    pub(super) async fn carry_over_done(
        &self,
        token: &str,
        occurrence: Uuid,
        answer: &RegistrationAnswer,
    ) -> Result<(), ServerError> {
        let name = answer
            .registration
            .iter()
            .flat_map(|own| &own.people)
            .map(|person| person.masked_name.as_str())
            .next()
            .unwrap_or_default();
        let mut tx = self.store.write().await?;
        let hash = secrets::token_hash(token);
        let said = (answer.reason.key(), name);
        store::carry_overs::note_done(&mut tx, &hash, occurrence, said, self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets what is over.
    pub(super) async fn forget_carry_overs(&self) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        store::carry_overs::forget_before(&mut tx, self.now() - KEPT).await?;
        Ok(tx.commit().await?)
    }
}
