//! Kiosks of the fleet: asking to join, being approved, saying what they show, being taken off.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::store::audit::Actor;
use super::store::kiosks::{Kiosk, KioskState};
use super::store::{self, Tx};
use super::{App, ServerError, secrets};
use crate::api::kiosk::{EnrolmentAnswer, EnrolmentRequest, KioskIdentity, KioskReport, PushEvent};
use crate::locale;
use crate::model::text::FIRST_LANGUAGE;

/// How long a pairing code is good; a device that still waits gets another.
const PAIRING_CODE_KEPT: Duration = Duration::minutes(30);
const PAIRING_CODE_TRIES: usize = 50;
/// Devices that may wait for approval at once; a flood of them is not kiosks.
const WAITING_MAX: usize = 200;
const HOSTNAME_CHARS_MAX: usize = 64;
/// Longest name of a kiosk.
pub(super) const NAME_CHARS_MAX: usize = 40;
const PROBLEMS_MAX: usize = 32;
const PROBLEM_CHARS_MAX: usize = 300;
/// Packs, and versions taken back, that a report is believed to have.
const REPORTED_PACKS_MAX: usize = 64;
const REASON_CHARS_MAX: usize = 80;

impl App {
    /// A device asks to join. Asking twice is harmless.
    pub(super) async fn ask_to_join(
        &self,
        request: &EnrolmentRequest,
        address: &str,
    ) -> Result<EnrolmentAnswer, ServerError> {
        let secret_fits = request.secret.len() == 64
            && request.secret.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !secret_fits {
            return Err(ServerError::Malformed(
                "the secret is not 64 hex digits".to_owned(),
            ));
        }
        let hash = secrets::token_hash(&request.secret);
        let mut tx = self.store.write().await?;
        match store::kiosks::by_id(&mut tx, request.id).await? {
            Some(kiosk) if kiosk.secret_hash != hash => return Err(ServerError::NotYours),
            Some(_) => {}
            None if store::kiosks::by_secret(&mut tx, &hash).await?.is_some() => {
                return Err(ServerError::NotYours);
            }
            None if store::kiosks::in_state(&mut tx, KioskState::Waiting)
                .await?
                .len()
                >= WAITING_MAX =>
            {
                return Err(ServerError::TooManyTries { wait_secs: 60 });
            }
            None => {
                let hostname: String = request
                    .hostname
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(HOSTNAME_CHARS_MAX)
                    .collect();
                store::kiosks::add_waiting(
                    &mut tx,
                    request.id,
                    &hash,
                    &hostname,
                    address,
                    self.now(),
                )
                .await?;
            }
        }
        let answer = self.enrolment_answer(&mut tx, request.id).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// Where a device's enrolment stands.
    pub(super) async fn enrolment(
        &self,
        id: Uuid,
        secret: &str,
    ) -> Result<EnrolmentAnswer, ServerError> {
        let mut tx = self.store.write().await?;
        let kiosk = store::kiosks::by_id(&mut tx, id).await?;
        if kiosk.is_none_or(|kiosk| kiosk.secret_hash != secrets::token_hash(secret)) {
            return Err(ServerError::NotEnrolled);
        }
        let answer = self.enrolment_answer(&mut tx, id).await?;
        tx.commit().await?;
        Ok(answer)
    }

    async fn enrolment_answer(
        &self,
        tx: &mut Tx,
        id: Uuid,
    ) -> Result<EnrolmentAnswer, ServerError> {
        let kiosk = store::kiosks::by_id(tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        if store::kiosks::seen_is_old(&kiosk, self.now()) {
            store::kiosks::set_seen(tx, id, self.now()).await?;
        }
        match kiosk.state {
            KioskState::Refused => Ok(EnrolmentAnswer::Refused),
            KioskState::Approved => Ok(EnrolmentAnswer::Approved(Box::new(self.identity(&kiosk)?))),
            KioskState::Waiting => {
                let code = match kiosk.pairing_code {
                    Some(code) if kiosk.code_expires_at > self.now() => code,
                    _ => self.new_pairing_code(tx, id).await?,
                };
                Ok(EnrolmentAnswer::Waiting { pairing_code: code })
            }
        }
    }

    async fn new_pairing_code(&self, tx: &mut Tx, id: Uuid) -> Result<String, ServerError> {
        for _ in 0..PAIRING_CODE_TRIES {
            let code = secrets::pairing_code();
            if store::kiosks::set_pairing_code(tx, id, &code, self.now() + PAIRING_CODE_KEPT)
                .await?
            {
                return Ok(code);
            }
        }
        Err(ServerError::Internal(
            "no free pairing code was found".to_owned(),
        ))
    }

    fn identity(&self, kiosk: &Kiosk) -> Result<KioskIdentity, ServerError> {
        let centre = self
            .centre(&kiosk.centre)
            .ok_or_else(|| ServerError::UnknownCentre(kiosk.centre.clone()))?;
        Ok(KioskIdentity {
            kiosk: kiosk.id,
            name: kiosk.name.clone(),
            centre: centre.id.clone(),
            centre_title: centre.title.clone(),
            time_zone: centre.time_zone,
            root: self.first_root.clone(),
            public_url: self.settings.phone.public_url.clone(),
        })
    }

    /// The kiosk that holds this secret, and that it called.
    pub(super) async fn kiosk_with_secret(&self, secret: &str) -> Result<Kiosk, ServerError> {
        let (hash, now) = (secrets::token_hash(secret), self.now());
        let since = match self.known_kiosks.find(&hash, now) {
            Ok(kiosk) => return Ok(kiosk),
            Err(since) => since,
        };
        let kiosk = store::kiosks::by_secret(&mut *self.store.read().await?, &hash).await?;
        let mut kiosk = kiosk
            .filter(|kiosk| kiosk.state == KioskState::Approved)
            .ok_or(ServerError::NotEnrolled)?;
        if store::kiosks::seen_is_old(&kiosk, now) {
            let mut tx = self.store.write_beside().await?;
            store::kiosks::set_seen(&mut tx, kiosk.id, now).await?;
            tx.commit().await?;
            kiosk.last_seen_at = now;
        }
        self.known_kiosks.keep(&kiosk, since);
        Ok(kiosk)
    }

    /// A kiosk's name, centre or permission has changed.
    fn identity_changed(&self, id: Uuid) {
        self.known_kiosks.forget(id);
        self.pushes.to_kiosk(id, PushEvent::Identity);
    }

    /// Keeps what a kiosk says about itself, within bounds. Rollouts go on by it.
    pub(super) async fn keep_report(
        &self,
        kiosk: &Kiosk,
        mut report: KioskReport,
    ) -> Result<(), ServerError> {
        report.problems.truncate(PROBLEMS_MAX);
        for problem in &mut report.problems {
            *problem = problem.chars().take(PROBLEM_CHARS_MAX).collect();
        }
        report.packs.truncate(REPORTED_PACKS_MAX);
        report.reverted.truncate(REPORTED_PACKS_MAX);
        for reverted in &mut report.reverted {
            reverted.reason = reverted.reason.chars().take(REASON_CHARS_MAX).collect();
        }
        let mut tx = self.store.write_beside().await?;
        store::kiosks::set_report(&mut tx, kiosk.id, &report, self.now()).await?;
        tx.commit().await?;
        self.known_kiosks.forget(kiosk.id);
        // The report is kept whatever comes of it; the kiosk has no use for our troubles.
        if let Err(error) = self.heard_of_packs(kiosk, &report).await {
            tracing::error!(%error, "a rollout could not go on after a report");
        }
        Ok(())
    }

    /// Takes a waiting device into the fleet. `pairing_code` is the one the admin compared with the device's screen.
    ///
    /// # Errors
    ///
    /// When it does not wait any more, its code has changed, or the centre is unknown.
    pub async fn approve_enrolment(
        &self,
        actor: &Actor,
        id: Uuid,
        pairing_code: &str,
        name: &str,
        centre: &str,
    ) -> Result<(), ServerError> {
        let centre = self
            .centre(centre)
            .ok_or_else(|| ServerError::UnknownCentre(centre.to_owned()))?;
        let mut tx = self.store.write().await?;
        let kiosk = store::kiosks::by_id(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        let code_is_right = kiosk.pairing_code.as_deref() == Some(pairing_code)
            && kiosk.code_expires_at > self.now();
        if kiosk.state != KioskState::Waiting || !code_is_right {
            return Err(ServerError::Conflict("pairing_code_changed"));
        }
        store::kiosks::set_state(&mut tx, id, KioskState::Approved, name, &centre.id).await?;
        store::kiosks::note_centre(&mut tx, id, &centre.id).await?;
        let detail = json!({ "kiosk": id, "centre": centre.id, "hostname": kiosk.hostname });
        store::audit::note(&mut tx, actor, self.now(), "kiosk-approved", name, detail).await?;
        tx.commit().await?;
        self.identity_changed(id);
        Ok(())
    }

    /// Approves every device that waits: for a demo, whose only kiosk is its own.
    ///
    /// # Errors
    ///
    /// As [`App::approve_enrolment`].
    pub async fn approve_waiting_enrolments(&self, centre: &str) -> Result<usize, ServerError> {
        let waiting =
            store::kiosks::in_state(&mut *self.store.read().await?, KioskState::Waiting).await?;
        let name = locale::catalog(FIRST_LANGUAGE).text("console-demo-kiosk");
        let mut approved = 0;
        for kiosk in waiting {
            if let Some(code) = kiosk
                .pairing_code
                .filter(|_| kiosk.code_expires_at > self.now())
            {
                self.approve_enrolment(&Actor::program("demo"), kiosk.id, &code, &name, centre)
                    .await?;
                approved += 1;
            }
        }
        Ok(approved)
    }

    /// Refuses a waiting device, or takes a kiosk off the fleet.
    pub async fn refuse_kiosk(&self, actor: &Actor, id: Uuid) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let kiosk = store::kiosks::by_id(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        store::kiosks::set_state(&mut tx, id, KioskState::Refused, &kiosk.name, &kiosk.centre)
            .await?;
        let action = if kiosk.state == KioskState::Approved {
            "kiosk-removed"
        } else {
            "kiosk-refused"
        };
        let called = if kiosk.name.is_empty() {
            &kiosk.hostname
        } else {
            &kiosk.name
        };
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            action,
            called,
            json!({ "kiosk": id, "centre": kiosk.centre }),
        )
        .await?;
        tx.commit().await?;
        self.identity_changed(id);
        Ok(())
    }

    /// Lets a refused device ask again.
    pub async fn allow_kiosk_again(&self, actor: &Actor, id: Uuid) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let kiosk = store::kiosks::by_id(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        if kiosk.state != KioskState::Refused {
            return Err(ServerError::Conflict("pairing_code_changed"));
        }
        store::kiosks::set_state(&mut tx, id, KioskState::Waiting, "", "").await?;
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "kiosk-allowed-again",
            &kiosk.hostname,
            json!({ "kiosk": id }),
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Gives a kiosk another name.
    pub async fn rename_kiosk(
        &self,
        actor: &Actor,
        id: Uuid,
        name: &str,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let kiosk = store::kiosks::by_id(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        if kiosk.state != KioskState::Approved {
            return Err(ServerError::NotFound);
        }
        store::kiosks::set_state(&mut tx, id, KioskState::Approved, name, &kiosk.centre).await?;
        let detail = json!({ "kiosk": id, "before": kiosk.name, "after": name });
        store::audit::note(&mut tx, actor, self.now(), "kiosk-renamed", name, detail).await?;
        tx.commit().await?;
        self.identity_changed(id);
        Ok(())
    }
}
