//! Text messages on their way to phones: kept before anything promises them, tried until they have gone or are of no
//! use, and forgotten. `news` tells people how they stand.
//!
//! Without a gateway a message stays in the console's outbox, where staff may read it until it is of no use.

mod gateway;
mod news;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

pub(super) use gateway::Gateway;
pub(super) use news::own_path;

use super::store::audit::Actor;
use super::store::messages::{MessageState, NewMessage};
use super::store::{self, Tx};
use super::{App, ServerError};
use gateway::Call;

/// Tries of one message, and how long after a try the next one comes; the last wait is used again.
const WAITS_SECS: [i64; 5] = [5, 20, 60, 300, 900];
const TRIES_MAX: u32 = 12;
/// Whoever sends a message has it for so long: longer than a call can take.
const LEASE: Duration = Duration::seconds(60);
/// Messages handed over in one go.
const AT_ONCE: u32 = 20;

/// What a message is about, for the console and for retention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MessageKind {
    /// A code that confirms a number.
    Code,
    /// What became of a registration.
    Registration,
}

impl MessageKind {
    fn key(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Registration => "registration",
        }
    }
}

/// A message on its way into the outbox.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    /// Its id.
    pub id: Uuid,
    /// The centre it comes from.
    pub centre: &'a str,
    /// What it is about.
    pub kind: MessageKind,
    /// The number, sealed.
    pub sealed_phone: &'a str,
    /// Its last four digits.
    pub last4: &'a str,
    /// The words.
    pub text: &'a str,
    /// For how long it is worth sending.
    pub useful_for: Duration,
}

impl App {
    /// Whether text messages reach anybody: through a gateway, or by way of the console.
    pub(super) fn sends_messages(&self) -> bool {
        self.gateway.is_some() || self.settings.phone.codes_in_console
    }

    /// Puts a message in the outbox, as a part of what promises it. Under the same id it is there once.
    pub(super) async fn queue_message(
        &self,
        tx: &mut Tx,
        message: &Message<'_>,
    ) -> Result<(), ServerError> {
        let now = self.now();
        let state = if self.gateway.is_some() {
            MessageState::Waiting
        } else {
            MessageState::Here
        };
        let new = NewMessage {
            id: message.id,
            centre: message.centre,
            kind: message.kind.key(),
            phone: message.sealed_phone,
            last4: message.last4,
            text: &self.secrets.seal(message.text)?,
            state,
            expires_at: now + message.useful_for,
        };
        Ok(store::messages::add(tx, &new, now).await?)
    }

    /// Tells the job that there is something to send.
    pub(super) fn messages_wait(&self) {
        self.message_queued.notify_one();
    }

    /// Hands over what is due. `true` when there may be more.
    pub(super) async fn send_messages(&self) -> Result<bool, ServerError> {
        let Some(gateway) = &self.gateway else {
            return Ok(false);
        };
        let now = self.now();
        let mut tx = self.store.write().await?;
        let due = store::messages::take_due(&mut tx, now, now + LEASE, AT_ONCE).await?;
        tx.commit().await?;
        let more = due.len() == AT_ONCE as usize;
        let sending = due.into_iter().map(|message| async move {
            let (phone, text) = (
                self.secrets.open_sealed(&message.phone)?,
                self.secrets.open_sealed(&message.text)?,
            );
            let id = message.id.to_string();
            let call = Call {
                id: &id,
                phone: &phone,
                text: &text,
            };
            let sent = gateway.send(&call).await;
            let mut tx = self.store.write().await?;
            match sent {
                Ok(()) => store::messages::mark_sent(&mut tx, message.id, self.now()).await?,
                Err(error) => {
                    tracing::warn!(%error, %id, tries = message.tries, "a text message has not gone");
                    let next = next_try(self.now(), message.tries);
                    match next.filter(|next| *next < message.expires_at) {
                        Some(next) => {
                            store::messages::put_off(&mut tx, message.id, error.key(), next).await?;
                        }
                        None => store::messages::mark_failed(&mut tx, message.id, error.key()).await?,
                    }
                }
            }
            Ok::<_, ServerError>(tx.commit().await?)
        });
        for sent in futures_util::future::join_all(sending).await {
            sent?;
        }
        Ok(more)
    }

    /// Tries a message again that was given up.
    ///
    /// # Errors
    ///
    /// When there is nothing left of it to send.
    pub(super) async fn retry_message(&self, actor: &Actor, id: Uuid) -> Result<(), ServerError> {
        let now = self.now();
        let mut tx = self.store.write().await?;
        if !store::messages::retry(&mut tx, id, now).await? {
            return Err(ServerError::Conflict("message_gone"));
        }
        let detail = serde_json::json!({ "message": id });
        store::audit::note(&mut tx, actor, now, "message-retried", "", detail).await?;
        tx.commit().await?;
        self.messages_wait();
        Ok(())
    }

    /// Forgets numbers and texts that are of no use any more, and after a while that there was a message.
    pub(super) async fn forget_messages(&self) -> Result<(), ServerError> {
        let now = self.now();
        let kept = Duration::days(self.settings.phone.messages_kept_days.into());
        let mut tx = self.store.write().await?;
        store::messages::forget(&mut tx, now, now - kept).await?;
        store::phone_codes::forget_before(&mut tx, now - crate::model::phone_code::DAY).await?;
        Ok(tx.commit().await?)
    }
}

/// When a message is tried again after so many tries; `None` when that was enough.
fn next_try(now: DateTime<Utc>, tries: u32) -> Option<DateTime<Utc>> {
    if tries >= TRIES_MAX {
        return None;
    }
    let place = (tries.max(1) as usize - 1).min(WAITS_SECS.len() - 1);
    Some(now + Duration::seconds(WAITS_SECS[place]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_less_and_less_often_and_then_given_up() {
        let now = DateTime::UNIX_EPOCH;
        let wait = |tries| next_try(now, tries).map(|next| (next - now).num_seconds());
        assert_eq!(wait(1), Some(5));
        assert_eq!(wait(2), Some(20));
        assert_eq!(wait(11), Some(900));
        assert_eq!(wait(12), None);
    }
}
