//! Messages on walls: taken from kiosks, decided by staff, given to kiosks, forgotten in time.

use chrono::Duration;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::store::audit::Actor;
use super::store::notes::NewNote;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::kiosk::PushEvent;
use crate::api::wall::{WALL_NOTES_MAX, WALLS_BYTES_MAX, Walls};
use crate::config::CentreSettings;
use crate::model::note::NoteState;

/// Messages of a kiosk that wait for staff; further ones wait on the kiosk.
const WAITING_MAX: u32 = 500;
/// Messages decided in one go.
pub(super) const DECIDED_MAX: usize = 200;

impl App {
    /// Keeps a message; one that came before is not kept again. `false` while too many wait.
    pub(super) async fn take_note(
        &self,
        tx: &mut Tx,
        new: &NewNote<'_>,
    ) -> Result<bool, ServerError> {
        if store::notes::known(tx, new.id).await? {
            return Ok(true);
        }
        if store::notes::waiting_of(tx, new.kiosk).await? >= WAITING_MAX {
            return Ok(false);
        }
        store::notes::add(tx, new, self.now()).await?;
        Ok(true)
    }

    /// Shows or declines messages, all of them or none. Returns the decision, by which it can be taken back.
    ///
    /// # Errors
    ///
    /// When one of them is gone, or there are too many.
    pub async fn decide_notes(
        &self,
        actor: &Actor,
        notes: &[Uuid],
        to: NoteState,
    ) -> Result<Uuid, ServerError> {
        if notes.is_empty() {
            return Err(ServerError::Conflict("no_message_chosen"));
        }
        if notes.len() > DECIDED_MAX {
            return Err(ServerError::TooLarge);
        }
        let decision = Uuid::now_v7();
        let mut tx = self.store.write().await?;
        let to_each: Vec<_> = notes.iter().map(|note| (*note, to)).collect();
        let centres = self.change(&mut tx, actor, decision, &to_each).await?;
        tx.commit().await?;
        self.push_walls(&centres);
        Ok(decision)
    }

    /// Takes a decision back, for all that nobody has decided about since.
    ///
    /// # Errors
    ///
    /// When there is nothing of it left to take back.
    pub async fn undo_notes(&self, actor: &Actor, decision: Uuid) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let back = store::notes::decided_in(&mut tx, decision).await?;
        if back.is_empty() {
            return Err(ServerError::NotFound);
        }
        let centres = self.change(&mut tx, actor, Uuid::now_v7(), &back).await?;
        tx.commit().await?;
        self.push_walls(&centres);
        Ok(())
    }

    /// Each change is a line of the audit log. What a visitor wrote is not in it: the log never forgets.
    async fn change(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        decision: Uuid,
        to_each: &[(Uuid, NoteState)],
    ) -> Result<Vec<String>, ServerError> {
        let now = self.now();
        let mut centres = Vec::new();
        for (id, to) in to_each {
            let before = store::notes::by_id(tx, *id)
                .await?
                .ok_or(ServerError::NotFound)?;
            if before.state == *to {
                continue;
            }
            store::notes::decide(tx, *id, *to, decision, &actor.account, now).await?;
            let action = match to {
                NoteState::Shown => "note-shown",
                NoteState::Declined => "note-declined",
                NoteState::Waiting => "note-put-back",
            };
            let detail = json!({ "wall": before.exhibit, "before": before.state, "after": to });
            store::audit::note(tx, actor, now, action, &id.to_string(), detail).await?;
            let seen = [before.state, *to].contains(&NoteState::Shown);
            if seen && !centres.contains(&before.centre) {
                centres.push(before.centre);
            }
        }
        Ok(centres)
    }

    fn push_walls(&self, centres: &[String]) {
        for centre in centres {
            self.pushes.to_centre(centre, PushEvent::Walls);
        }
    }

    /// What is on the walls of a centre, named by what is on them; `None` when that is what the caller has.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub(super) async fn walls(
        &self,
        centre: &CentreSettings,
        known: Option<&str>,
    ) -> Result<(String, Option<Walls>), ServerError> {
        let mut conn = self.store.read().await?;
        let ids = store::notes::shown_ids(&mut conn, &centre.id, WALL_NOTES_MAX).await?;
        // A message never changes: its name stands for it.
        let mut hash = Sha256::new();
        for (exhibit, id) in &ids {
            hash.update(format!("{exhibit} {id}\n"));
        }
        let etag = format!("\"{}\"", hex::encode(&hash.finalize()[..16]));
        if known == Some(etag.as_str()) {
            return Ok((etag, None));
        }
        let mut walls = Walls::default();
        let mut bytes = 0;
        for (exhibit, id) in ids {
            let Some((shown, length)) = store::notes::for_wall(&mut conn, &id).await? else {
                continue;
            };
            bytes += length;
            if bytes > WALLS_BYTES_MAX {
                break;
            }
            walls.walls.entry(exhibit).or_default().push(shown);
        }
        Ok((etag, Some(walls)))
    }

    /// Removes what has been kept long enough.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn forget_notes(&self) -> Result<(), ServerError> {
        let kept = &self.settings.wall;
        let now = self.now();
        // Beyond a century is for ever, and no day at all would take a message before anybody has seen it.
        let before = |days: u32| now - Duration::days(days.clamp(1, 36_500).into());
        let mut tx = self.store.write().await?;
        let mut gone = 0;
        for (state, days) in [
            (NoteState::Declined, kept.declined_kept_days),
            (NoteState::Shown, kept.shown_kept_days),
            (NoteState::Waiting, kept.shown_kept_days),
        ] {
            gone += store::notes::forget(&mut tx, state, before(days)).await?;
        }
        tx.commit().await?;
        if gone > 0 {
            tracing::info!(gone, "messages on walls were kept long enough");
            for centre in &self.settings.centres {
                self.pushes.to_centre(&centre.id, PushEvent::Walls);
            }
        }
        Ok(())
    }
}
