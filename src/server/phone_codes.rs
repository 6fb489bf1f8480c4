//! Codes that confirm a phone number: sent, typed, and shown when registering.
//!
//! Nothing here looks at who is registered: whether a number is known to anybody cannot be learnt from any answer.

use uuid::Uuid;

use super::messages::{Message, MessageKind};
use super::secrets::Phone;
use super::store;
use super::{App, ServerError, secrets};
use crate::api::phone::{PhoneCodeAnswer, PhoneCodeTried};
use crate::locale;
use crate::model::phone_code::{
    CodeAnswer, DAY, HOUR, NoCode, PHONE_CODE_HOLDS, SentCode, is_code, may_send,
};

/// A minute that another instance's clock may be ahead, and the time to type.
const ENOUGH_WAIT_SECS: u64 = 15 * 60;

impl App {
    /// Whether a number has to be confirmed before somebody registers with it.
    pub fn confirms_numbers(&self) -> bool {
        self.sends_messages()
    }

    /// Sends a code to a number, once for each `id`. `asker` is the kiosk or the address that asks.
    ///
    /// # Errors
    ///
    /// When it is no number, or enough codes were sent.
    pub async fn send_phone_code(
        &self,
        id: Uuid,
        centre: &str,
        asker: &str,
        phone: &str,
        language: &str,
    ) -> Result<(), ServerError> {
        if !self.confirms_numbers() {
            return Err(ServerError::Conflict("no_text_messages"));
        }
        let phone = self.a_phone(phone)?;
        let title = self
            .centre(centre)
            .map(|centre| centre.title.in_language(language).to_owned())
            .ok_or(ServerError::NotFound)?;
        let asker = self.secrets.personal_hash("asker", asker);
        let now = self.now();
        let mut tx = self.store.write().await?;
        if store::phone_codes::by_id(&mut tx, id).await?.is_some() {
            tx.commit().await?;
            return Ok(());
        }
        let lately =
            store::phone_codes::lately(&mut tx, &phone.hash, &asker, now, (DAY, HOUR)).await?;
        may_send(lately).map_err(|no| ServerError::TooManyTries {
            wait_secs: match no {
                NoCode::TooSoon { wait_secs } => wait_secs,
                NoCode::Enough => ENOUGH_WAIT_SECS,
            },
        })?;
        let code = secrets::check_in_code();
        let hash = self.code_hash(id, &code);
        let new = store::phone_codes::add(
            &mut tx,
            id,
            &phone.hash,
            &asker,
            &hash,
            now,
            PHONE_CODE_HOLDS,
        )
        .await?;
        if new {
            let minutes = PHONE_CODE_HOLDS.num_minutes();
            let text = locale::catalog(language).text_with(
                "sms-code",
                [
                    ("centre", title.into()),
                    ("code", code.into()),
                    ("minutes", minutes.into()),
                ],
            );
            let message = Message {
                id,
                centre,
                kind: MessageKind::Code,
                sealed_phone: &self.secrets.seal(&phone.digits)?,
                last4: &phone.last4,
                text: &text,
                useful_for: PHONE_CODE_HOLDS,
            };
            self.queue_message(&mut tx, &message).await?;
        }
        tx.commit().await?;
        self.messages_wait();
        Ok(())
    }

    /// Takes a code that was typed for a number; the right one confirms that number and no other.
    ///
    /// # Errors
    ///
    /// When it is no code or no number, or the database does not take it.
    pub async fn try_phone_code(
        &self,
        id: Uuid,
        phone: &str,
        digits: &str,
    ) -> Result<PhoneCodeTried, ServerError> {
        let written = phone;
        let phone = self.a_phone(phone)?;
        if !is_code(digits) {
            return Err(ServerError::Malformed("a code is six digits".to_owned()));
        }
        let now = self.now();
        let mut tx = self.store.write().await?;
        let Some(sent) = store::phone_codes::count_try(&mut tx, id).await? else {
            return Ok(PhoneCodeTried::Over);
        };
        let right =
            sent.phone == phone.hash && secrets::same(&sent.code, &self.code_hash(id, digits));
        let answer = SentCode {
            wrong: sent.tries.saturating_sub(1),
            expired: sent.expires_at <= now,
        }
        .tried(right);
        if answer == CodeAnswer::Confirmed && sent.confirmed_at.is_none() {
            store::phone_codes::confirm(&mut tx, id, now).await?;
        }
        tx.commit().await?;
        Ok(match answer {
            CodeAnswer::Confirmed => PhoneCodeTried::Confirmed {
                confirmation: self
                    .phone_confirmation(written)
                    .ok_or(ServerError::Conflict("phone_unclear"))?,
            },
            CodeAnswer::Wrong { tries_left } => PhoneCodeTried::Wrong { tries_left },
            CodeAnswer::Over => PhoneCodeTried::Over,
        })
    }

    /// As [`App::send_phone_code`], with what a visitor is told about it.
    ///
    /// # Errors
    ///
    /// When the database does not take it.
    pub async fn answer_phone_code(
        &self,
        id: Uuid,
        centre: &str,
        asker: &str,
        phone: &str,
        language: &str,
    ) -> Result<PhoneCodeAnswer, ServerError> {
        match self
            .send_phone_code(id, centre, asker, phone, language)
            .await
        {
            Ok(()) => Ok(PhoneCodeAnswer::Sent),
            Err(ServerError::Conflict("no_text_messages")) => Ok(PhoneCodeAnswer::NotNeeded),
            Err(ServerError::Conflict("phone_unclear")) => Ok(PhoneCodeAnswer::PhoneUnclear),
            Err(ServerError::TooManyTries { wait_secs }) => Ok(PhoneCodeAnswer::Wait { wait_secs }),
            Err(error) => Err(error),
        }
    }

    /// A number as it was written.
    pub(super) fn a_phone(&self, written: &str) -> Result<Phone, ServerError> {
        self.secrets
            .phone(written)
            .ok_or(ServerError::Conflict("phone_unclear"))
    }

    fn code_hash(&self, id: Uuid, digits: &str) -> String {
        self.secrets
            .personal_hash("phone-code", &format!("{id}\0{digits}"))
    }
}
