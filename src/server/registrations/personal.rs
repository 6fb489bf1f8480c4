//! What is known of a person: handed out when they ask, erased when they wish, forgotten in time.

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::unit::Unit;
use crate::model::overflow::record::{Change, HowCanceled};
use crate::model::registration::Standing;
use crate::server::store::audit::Actor;
use crate::server::store::places::Cause;
use crate::server::store::registrations::ListedRegistration;
use crate::server::store::{self, Conn, Tx};
use crate::server::{App, ServerError};

/// Forgotten in one transaction: nobody waits long behind it.
const FORGOTTEN_AT_ONCE: i64 = 500;

impl App {
    /// The phone number of a registration, to call or to write to.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn phone_of(&self, registration: Uuid) -> Result<Option<String>, ServerError> {
        let row = store::registrations::by_id(&mut *self.store.read().await?, registration).await?;
        let sealed = row.and_then(|row| row.phone_sealed);
        sealed
            .map(|sealed| self.secrets.open_sealed(&sealed))
            .transpose()
    }

    /// Everything that is known of the person of a registration, as JSON for them to take along. That it was handed out
    /// is in the audit log.
    ///
    /// # Errors
    ///
    /// When there is no such registration, or the database fails.
    pub async fn export_person(
        &self,
        actor: &Actor,
        registration: Uuid,
    ) -> Result<Value, ServerError> {
        let mut tx = self.store.write().await?;
        let rows = person(&mut tx, registration).await?;
        let mut registrations = Vec::new();
        for row in &rows {
            registrations.push(self.exported(&mut tx, row).await?);
        }
        let detail = json!({ "registration": registration, "registrations": rows.len() });
        let subject = registration.to_string();
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "person-exported",
            &subject,
            detail,
        )
        .await?;
        tx.commit().await?;
        Ok(json!({ "exported_at": self.now(), "registrations": registrations }))
    }

    async fn exported(
        &self,
        conn: &mut Conn,
        row: &ListedRegistration,
    ) -> Result<Value, ServerError> {
        let listed = store::activities::by_occurrence(conn, row.occurrence).await?;
        let record = store::places::record_of_party(conn, row.occurrence, row.party).await?;
        let sealed = row.phone_sealed.as_deref();
        let phone = sealed
            .map(|sealed| self.secrets.open_sealed(sealed))
            .transpose()?;
        Ok(json!({
            "registration": row.id,
            "activity": listed.as_ref().map(|listed| &listed.activity.title),
            "starts_at": listed.as_ref().map(|listed| listed.occurrence.starts_at),
            "name": row.name,
            "age_band": row.age_band,
            "phone": phone,
            "guardian": row.guardian,
            "source": row.source,
            "language": row.language,
            "code": row.code,
            "standing": row.standing,
            "registered_at": row.created_at,
            "came_at": row.attended.as_ref().map(|(at, _)| at),
            "record": record
                .iter()
                .filter(|entry| entry.registration == row.id)
                .collect::<Vec<_>>(),
        }))
    }

    /// Erases who the person of a registration is, everywhere: what was to come is given up, and nothing that names them
    /// is left. That it was done is in the audit log. Returns the occurrence of that registration.
    ///
    /// # Errors
    ///
    /// When there is no such registration, or the database fails; nothing is erased then.
    pub async fn erase_person(
        &self,
        actor: &Actor,
        registration: Uuid,
    ) -> Result<Uuid, ServerError> {
        let mut tx = self.store.write().await?;
        let rows = person(&mut tx, registration).await?;
        let cause = Cause {
            by: &actor.account,
            at: self.now(),
            tell: false,
        };
        for row in &rows {
            let mut unit = Unit::hold(self, &mut tx, row.occurrence).await?;
            let to_come = unit.first().held.date.ends_at > self.now();
            if to_come && row.attended.is_none() && row.standing != Standing::Canceled {
                let number = row.number as usize;
                let how = HowCanceled::ByStaff;
                unit.change_party(&mut tx, row.party, &cause, |at, row| {
                    let stands = row.member.standing != Standing::Canceled;
                    (at == number && stands).then_some(Change::Canceled { how })
                })
                .await?;
                self.settle(&mut tx, &mut unit).await?;
                unit.let_go(&mut tx).await?;
            }
            store::registrations::forget(&mut tx, row.id, self.now()).await?;
        }
        self.forget_messages_to(&mut tx, &rows).await?;
        let detail = json!({ "registration": registration, "registrations": rows.len() });
        let subject = registration.to_string();
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "person-erased",
            &subject,
            detail,
        )
        .await?;
        tx.commit().await?;
        let this = rows.iter().find(|row| row.id == registration);
        this.map(|row| row.occurrence).ok_or(ServerError::NotFound)
    }

    /// Removes what is still to go to the number of these registrations, and what the outbox shows of it.
    async fn forget_messages_to(
        &self,
        tx: &mut Tx,
        rows: &[ListedRegistration],
    ) -> Result<(), ServerError> {
        // All of them have the same number, or none has one.
        let number = rows.iter().find_map(|row| {
            let sealed = row.phone_sealed.as_deref()?;
            Some((sealed, row.phone_last4.as_deref()?))
        });
        let Some((sealed, last4)) = number else {
            return Ok(());
        };
        // They have been forgotten by now: whoever is still found has the number, too, and waits for what is to come.
        let hash = rows.iter().find_map(|row| row.phone_hash.as_deref());
        if let Some(hash) = hash
            && !store::registrations::of_phone(tx, hash).await?.is_empty()
        {
            return Ok(());
        }
        let digits = self.secrets.open_sealed(sealed)?;
        for (id, to) in store::messages::to_last4(tx, last4).await? {
            if self.secrets.open_sealed(&to).is_ok_and(|to| to == digits) {
                store::messages::remove(tx, id).await?;
            }
        }
        Ok(())
    }

    /// Forgets names, numbers, ages and consents some days after the occurrence; who was there stays as a number.
    ///
    /// # Errors
    ///
    /// When the database fails; what was forgotten before stays forgotten.
    pub async fn forget_registrations(&self) -> Result<(), ServerError> {
        let now = self.now();
        let kept = Duration::days(i64::from(self.settings.registrations.kept_days));
        let Some(ended_before) = now.checked_sub_signed(kept) else {
            return Ok(());
        };
        loop {
            let mut tx = self.store.write().await?;
            let forgotten =
                store::registrations::forget_before(&mut tx, ended_before, now, FORGOTTEN_AT_ONCE)
                    .await?;
            tx.commit().await?;
            if forgotten > 0 {
                tracing::info!("{forgotten} registrations were forgotten in time");
            }
            if forgotten < FORGOTTEN_AT_ONCE.unsigned_abs() {
                return Ok(());
            }
        }
    }
}

/// Every registration of the person one of them is of: those with the same name and number, or this one alone. Others of
/// the family stay who they are.
async fn person(
    conn: &mut Conn,
    registration: Uuid,
) -> Result<Vec<ListedRegistration>, ServerError> {
    let row = store::registrations::by_id(conn, registration)
        .await?
        .ok_or(ServerError::NotFound)?;
    let Some(phone) = &row.phone_hash else {
        // A course has a registration for each date.
        let mut rows = store::registrations::of_party(conn, row.party).await?;
        rows.retain(|other| other.number == row.number);
        return Ok(rows);
    };
    let mut rows = store::registrations::of_phone(conn, phone).await?;
    rows.retain(|other| other.name.trim() == row.name.trim());
    Ok(rows)
}
