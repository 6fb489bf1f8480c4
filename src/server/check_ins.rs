//! Check-ins as kiosks deliver them: each counts once, those let in offline at their own time.

use chrono::{DateTime, Duration, Utc};

use super::app::local_day;
use super::store::check_ins::Decided;
use super::store::kiosks::Kiosk;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::kiosk::{
    CHECK_IN_BATCH_MAX, CheckInBatch, CheckInBatchAnswer, CheckInRequest, PushEvent,
};
use crate::config::CentreSettings;
use crate::model::check_in::{
    self, CODE_DIGITS, CheckInAnswer, CheckInEntry, CheckInReason, OPENS_BEFORE,
};

/// A kiosk that was alone for longer has lost its sense of time.
const OFFLINE_MAX: Duration = Duration::days(30);

impl App {
    /// Takes check-ins from a kiosk. Each counts once however often it is sent.
    ///
    /// # Errors
    ///
    /// When there are too many at once, or wrong codes were typed too often.
    pub async fn take_check_ins(
        &self,
        kiosk: &Kiosk,
        batch: &CheckInBatch,
    ) -> Result<CheckInBatchAnswer, ServerError> {
        if batch.check_ins.len() > CHECK_IN_BATCH_MAX {
            return Err(ServerError::TooLarge);
        }
        let centre = self.centre(&kiosk.centre).ok_or(ServerError::NotEnrolled)?;
        if batch.check_ins.iter().any(|check_in| !check_in.offline) {
            self.limits.codes(kiosk.id, self.now())?;
        }
        let mut tx = self.store.write().await?;
        let mut answers = Vec::new();
        for request in &batch.check_ins {
            answers.push(self.take_check_in(&mut tx, kiosk, centre, request).await?);
        }
        tx.commit().await?;
        if answers
            .iter()
            .any(|answer| answer.reason == CheckInReason::Ok)
        {
            self.pushes.to_centre(&centre.id, PushEvent::Days);
        }
        Ok(CheckInBatchAnswer { answers })
    }

    async fn take_check_in(
        &self,
        tx: &mut Tx,
        kiosk: &Kiosk,
        centre: &CentreSettings,
        request: &CheckInRequest,
    ) -> Result<CheckInAnswer, ServerError> {
        let id = request.id;
        if let Some((reason, registration)) = store::check_ins::decided(tx, kiosk.id, id).await? {
            let entry = match registration {
                Some(registration) => store::check_ins::entry(tx, registration).await?,
                None => None,
            };
            return Ok(CheckInAnswer { id, reason, entry });
        }
        let now = self.now();
        let entries = if request.code.len() == CODE_DIGITS {
            store::check_ins::entries_with_code(
                tx,
                &centre.id,
                &check_in::code_hash(&centre.id, &request.code),
            )
            .await?
        } else {
            Vec::new()
        };
        if !request.offline {
            self.limits.note_code(kiosk.id, !entries.is_empty(), now);
        }
        let verdict = if request.offline {
            let_in_already(&entries, centre, request.at, now)
        } else {
            let_in_now(&entries, centre, now)
        };
        let decided = Decided {
            id,
            registration: verdict.entry.as_ref().map(|entry| entry.registration),
            reason: verdict.reason,
            at: verdict.at,
            offline: request.offline,
        };
        store::check_ins::add(tx, kiosk.id, &decided, now).await?;
        let Some(mut entry) = verdict.entry else {
            return Ok(CheckInAnswer {
                id,
                reason: verdict.reason,
                entry: None,
            });
        };
        if verdict.came {
            store::check_ins::attend(tx, entry.registration, kiosk.id, verdict.at).await?;
            entry.checked_in_at = Some(
                entry
                    .checked_in_at
                    .map_or(verdict.at, |before| before.min(verdict.at)),
            );
        }
        Ok(CheckInAnswer {
            id,
            reason: verdict.reason,
            entry: Some(entry),
        })
    }

    /// Check-in codes of example registrations of the centre that can come in at `now` and have not, at most `count`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn codes_to_try(
        &self,
        centre: &str,
        now: DateTime<Utc>,
        count: u32,
    ) -> Result<Vec<String>, ServerError> {
        let opens_before = OPENS_BEFORE.num_milliseconds();
        Ok(store::check_ins::example_codes(
            &mut *self.store.read().await?,
            centre,
            now,
            opens_before,
            count,
        )
        .await?)
    }
}

struct Verdict {
    entry: Option<CheckInEntry>,
    reason: CheckInReason,
    at: DateTime<Utc>,
    /// Whether this is a time at which the person was there.
    came: bool,
}

fn verdict_on(
    entries: &[CheckInEntry],
    centre: &CentreSettings,
    at: DateTime<Utc>,
) -> Option<(CheckInEntry, CheckInReason)> {
    let same_day =
        |starts_at| local_day(starts_at, centre.time_zone) == local_day(at, centre.time_zone);
    let hash = entries.first().map(|entry| entry.code_hash.clone())?;
    check_in::find(entries, &hash, at, same_day).map(|(entry, reason)| (entry.clone(), reason))
}

/// Someone stands at the kiosk and waits for the answer.
fn let_in_now(entries: &[CheckInEntry], centre: &CentreSettings, now: DateTime<Utc>) -> Verdict {
    match verdict_on(entries, centre, now) {
        Some((entry, reason)) => Verdict {
            entry: Some(entry),
            reason,
            at: now,
            came: reason == CheckInReason::Ok,
        },
        None => Verdict {
            entry: None,
            reason: CheckInReason::Unknown,
            at: now,
            came: false,
        },
    }
}

/// The kiosk let someone in by its own list: that happened, whatever has changed since.
fn let_in_already(
    entries: &[CheckInEntry],
    centre: &CentreSettings,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Verdict {
    let at = if at > now || at < now - OFFLINE_MAX {
        now
    } else {
        at
    };
    // Having been let in elsewhere does not make this time untrue; the earlier one will count.
    let fresh: Vec<_> = entries
        .iter()
        .map(|entry| CheckInEntry {
            checked_in_at: None,
            ..entry.clone()
        })
        .collect();
    let Some((found, reason)) = verdict_on(&fresh, centre, at) else {
        return Verdict {
            entry: None,
            reason: CheckInReason::Unknown,
            at,
            came: false,
        };
    };
    let entry = entries
        .iter()
        .find(|entry| entry.registration == found.registration)
        .cloned()
        .unwrap_or(found);
    let had_place = !matches!(
        reason,
        CheckInReason::Waitlisted
            | CheckInReason::Canceled
            | CheckInReason::OccurrenceCanceled
            | CheckInReason::Unknown
    );
    if !had_place {
        return Verdict {
            entry: Some(entry),
            reason,
            at,
            came: false,
        };
    }
    // The kiosk's clock or the hour of the occurrence may have been another then.
    let at = at
        .max(entry.starts_at - OPENS_BEFORE)
        .min(entry.ends_at)
        .min(now);
    let reason = if entry.checked_in_at.is_some() {
        CheckInReason::AlreadyIn
    } else {
        CheckInReason::Ok
    };
    Verdict {
        entry: Some(entry),
        reason,
        at,
        came: true,
    }
}
