//! Questions that visitors leave for the desk: each counts once, a kiosk cannot flood, nothing personal stays.

use chrono::Duration;
use uuid::Uuid;

use super::store::audit::Actor;
use super::store::questions::NewQuestion;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::model::question::AnswerRead;

/// How long a question is kept, answered or not.
pub(super) const QUESTION_KEPT: Duration = Duration::days(90);
/// How long it is known which answers were read.
pub(super) const READ_KEPT: Duration = Duration::days(30);
/// Questions from one kiosk in a day: more than a busy centre asks; further ones wait on the kiosk.
const QUESTIONS_PER_DAY_MAX: u32 = 100;
/// Answers read at one kiosk in a day that are counted, and times there was none.
const READS_PER_DAY_MAX: u32 = 1_000;

impl App {
    /// Keeps a question for the desk; one that came before is not kept again. `false` when the kiosk has sent its fill.
    pub(super) async fn take_question(
        &self,
        tx: &mut Tx,
        new: &NewQuestion<'_>,
    ) -> Result<bool, ServerError> {
        if store::questions::known(tx, new.id).await? {
            return Ok(true);
        }
        let now = self.now();
        let day_before = now - Duration::days(1);
        let sent = store::questions::received_since(tx, new.kiosk, day_before).await?;
        if sent >= QUESTIONS_PER_DAY_MAX {
            return Ok(false);
        }
        store::questions::add(tx, new, now).await?;
        Ok(true)
    }

    /// Counts an answer that was read. Beyond what a day can bring, none is counted: nobody waits for it.
    pub(super) async fn take_read(
        &self,
        tx: &mut Tx,
        (kiosk, centre): (Uuid, &str),
        id: Uuid,
        read: &AnswerRead,
    ) -> Result<(), ServerError> {
        let now = self.now();
        let day_before = now - Duration::days(1);
        if store::questions::reads_since(tx, kiosk, day_before).await? < READS_PER_DAY_MAX {
            store::questions::note_read(tx, id, centre, kiosk, read, now).await?;
        }
        Ok(())
    }

    /// Counts a time that a guide had no answer, within the same bounds.
    pub(super) async fn take_unanswered(
        &self,
        tx: &mut Tx,
        (kiosk, centre): (Uuid, &str),
        id: Uuid,
    ) -> Result<(), ServerError> {
        let now = self.now();
        let day_before = now - Duration::days(1);
        let counted = store::questions::unanswered_at(tx, kiosk, day_before).await?;
        if counted < READS_PER_DAY_MAX {
            store::questions::note_unanswered(tx, id, centre, kiosk, now).await?;
        }
        Ok(())
    }

    /// Deletes what was kept for long enough.
    ///
    /// # Errors
    ///
    /// When the database does not take it.
    pub async fn forget_questions(&self) -> Result<(), ServerError> {
        let now = self.now();
        let mut tx = self.store.write().await?;
        store::questions::forget_before(&mut tx, now - QUESTION_KEPT, now - READ_KEPT).await?;
        Ok(tx.commit().await?)
    }

    /// Marks a question as seen to, or as open again.
    ///
    /// # Errors
    ///
    /// When nobody has asked it.
    pub async fn mark_question(
        &self,
        actor: &Actor,
        centre: &str,
        key: &str,
        done: bool,
    ) -> Result<(), ServerError> {
        let centre = self.centre(centre).ok_or(ServerError::NotFound)?;
        let now = self.now();
        let mut tx = self.store.write().await?;
        let text = store::questions::text_of(&mut tx, &centre.id, key)
            .await?
            .ok_or(ServerError::NotFound)?;
        let action = if done {
            store::questions::mark_done(&mut tx, &centre.id, key, &actor.account, now).await?;
            "question-done"
        } else {
            store::questions::mark_open(&mut tx, &centre.id, key).await?;
            "question-reopened"
        };
        // The log is for ever and a visitor's words are not: it says that, not what.
        let detail = serde_json::json!({ "characters": text.chars().count() });
        store::audit::note(&mut tx, actor, now, action, &centre.id, detail).await?;
        Ok(tx.commit().await?)
    }
}
