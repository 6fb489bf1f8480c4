//! Check-ins as kiosks deliver them: each counts once, those let in offline at their own time.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::app::{day_start, days_later, local_day};
use super::store::attendance::WalkedIn;
use super::store::check_ins::Decided;
use super::store::kiosks::Kiosk;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::kiosk::{
    CHECK_IN_BATCH_MAX, CheckInBatch, CheckInBatchAnswer, CheckInRequest, PushEvent, WalkIn,
};
use crate::config::CentreSettings;
use crate::model::check_in::{
    self, CODE_DIGITS, CheckInAnswer, CheckInEntry, CheckInReason, OPENS_BEFORE,
};
use crate::model::door::{self, Decision};
use crate::model::pass::{self, PEOPLE_MAX, PassHolders};
use crate::model::presence::LEAVES_UNTIL;

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
        if answers.iter().any(|answer| answer.reason.passes()) {
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
        if let Some(walk_in) = request.walk_in {
            return match store::attendance::walk_in(tx, request.id).await? {
                Some(_) => Ok(CheckInAnswer::nameless(request.id, CheckInReason::Ok)),
                None => self.take_walk_in(tx, kiosk, request, walk_in).await,
            };
        }
        let now = self.now();
        let (at, decision) = match self.meant(tx, centre, request).await? {
            Meant::Nobody(reason) => (now, Err(reason)),
            Meant::People(people) if request.offline => {
                let at = plausible(request.at, now);
                let decided = let_in_already(people, &request.who, centre, at);
                (at, decided.ok_or(CheckInReason::Unknown))
            }
            Meant::People(people) => {
                self.limits.note_code(kiosk.id, true, now);
                let same_day =
                    |at| local_day(at, centre.time_zone) == local_day(now, centre.time_zone);
                let decided = door::decide_for(people, &request.who, now, same_day);
                (now, decided.ok_or(CheckInReason::Unknown))
            }
        };
        // Most check-ins come once: what was answered before is only looked for where it turns out that there was one.
        let (answer, new) = match decision {
            Err(reason) => {
                let nobody = Decided {
                    id: request.id,
                    registration: None,
                    reason,
                    at,
                    offline: request.offline,
                };
                let new = store::check_ins::add(tx, kiosk.id, &nobody, now).await?;
                if new && !request.offline && reason == CheckInReason::Unknown {
                    self.limits.note_code(kiosk.id, false, now);
                }
                (CheckInAnswer::nameless(request.id, reason), new)
            }
            // Who came is asked first; what is answered then is a check-in of its own.
            Ok(decision) if decision.reason == CheckInReason::Choose => {
                (decision.answer(request.id), false)
            }
            Ok(mut decision) => {
                let new = keep(tx, kiosk, request, &mut decision, at, now).await?;
                (decision.answer(request.id), new)
            }
        };
        if new {
            return Ok(answer);
        }
        Ok(answered_before(tx, kiosk, request).await?.unwrap_or(answer))
    }

    /// Whom a check-in is about.
    async fn meant(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        request: &CheckInRequest,
    ) -> Result<Meant, ServerError> {
        if request.who.len() > PEOPLE_MAX || request.code.len() > pass::TEXT_CHARS_MAX {
            let told = format!("a check-in is about {PEOPLE_MAX} people at the most");
            return Err(ServerError::Malformed(told));
        }
        let people = if let Some(claim) = &request.tail {
            let today = local_day(self.now(), centre.time_zone);
            let day = |later| day_start(days_later(today, later), centre.time_zone);
            let mut entries =
                store::check_ins::entries_with_tail(tx, &centre.id, &claim.digits, day(0), day(1))
                    .await?;
            entries.retain(|entry| {
                let tail = entry.tail.as_ref();
                tail.is_some_and(|tail| claim.means(&centre.id, tail, &entry.masked_name))
            });
            entries
        } else if pass::is_pass_like(&request.code) {
            let pass = match self.read_pass(&request.code) {
                Ok(pass) if pass.centre == centre.id => pass,
                Ok(_) => return Ok(Meant::Nobody(CheckInReason::OtherCentre)),
                Err(error) => {
                    tracing::info!(%error, "a pass was not taken");
                    return Ok(Meant::Nobody(CheckInReason::Unknown));
                }
            };
            let mut entries = match &pass.holders {
                PassHolders::Registrations(registrations) => {
                    store::check_ins::entries_of(tx, &centre.id, registrations).await?
                }
                PassHolders::Group { group, .. } => {
                    store::check_ins::entries_of_party(tx, &centre.id, *group).await?
                }
            };
            entries.retain(|entry| door::is_holder(&pass, entry));
            entries
        } else if request.code.len() == CODE_DIGITS {
            let hash = check_in::code_hash(&centre.id, &request.code);
            store::check_ins::entries_with_code(tx, &centre.id, &hash).await?
        } else if request.offline {
            // The kiosk found them in its own list.
            store::check_ins::entries_of(tx, &centre.id, &request.who).await?
        } else {
            Vec::new()
        };
        Ok(if people.is_empty() {
            Meant::Nobody(CheckInReason::Unknown)
        } else {
            Meant::People(people)
        })
    }

    async fn take_walk_in(
        &self,
        tx: &mut Tx,
        kiosk: &Kiosk,
        request: &CheckInRequest,
        walk_in: WalkIn,
    ) -> Result<CheckInAnswer, ServerError> {
        let now = self.now();
        let at = if request.offline {
            plausible(request.at, now)
        } else {
            now
        };
        let walked_in = WalkedIn {
            id: request.id,
            occurrence: walk_in.occurrence,
            people: walk_in.people,
            at,
            kiosk: kiosk.id.to_string(),
        };
        let reason = self
            .add_walk_in(tx, &kiosk.centre, &walked_in, request.offline)
            .await?;
        Ok(CheckInAnswer::nameless(request.id, reason))
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

/// Whom a check-in is about.
enum Meant {
    People(Vec<CheckInEntry>),
    Nobody(CheckInReason),
}

/// What was answered to a check-in that is sent again.
async fn answered_before(
    tx: &mut Tx,
    kiosk: &Kiosk,
    request: &CheckInRequest,
) -> Result<Option<CheckInAnswer>, ServerError> {
    let Some((reason, registration)) = store::check_ins::decided(tx, kiosk.id, request.id).await?
    else {
        return Ok(None);
    };
    let mut who: Vec<Uuid> = registration.into_iter().collect();
    let others = request.who.iter().take(PEOPLE_MAX);
    who.extend(others.filter(|other| Some(**other) != registration));
    let entries = store::check_ins::entries_of(tx, &kiosk.centre, &who).await?;
    let people = entries.into_iter().map(|entry| (entry, reason)).collect();
    Ok(Some(Decision { reason, people }.answer(request.id)))
}

/// Keeps what was decided of each person, and notes in the answer that those who passed did. `false`, and nothing is kept,
/// when this check-in was decided before.
async fn keep(
    tx: &mut Tx,
    kiosk: &Kiosk,
    request: &CheckInRequest,
    decision: &mut Decision,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, ServerError> {
    for (place, (entry, reason)) in decision.people.iter_mut().enumerate() {
        // The kiosk's clock or the hour of the occurrence may have been another then.
        let at = if request.offline {
            let latest = if entry.in_and_out {
                entry.ends_at + LEAVES_UNTIL
            } else {
                entry.ends_at
            };
            at.max(entry.starts_at - OPENS_BEFORE).min(latest).min(now)
        } else {
            at
        };
        let id = if place == 0 {
            request.id
        } else {
            door::id_of_person(request.id, entry.registration)
        };
        let decided = Decided {
            id,
            registration: Some(entry.registration),
            reason: *reason,
            at,
            offline: request.offline,
        };
        let new = store::check_ins::add(tx, kiosk.id, &decided, now).await?;
        if place == 0 && !new {
            return Ok(false);
        }
        let let_in = request.offline && *reason == CheckInReason::AlreadyIn;
        let undone = entry.undone_at.is_some_and(|undone| at <= undone);
        if (reason.passes() || let_in) && !undone {
            if entry.checked_in_at.is_none_or(|before| at < before) {
                store::check_ins::attend(tx, entry.registration, kiosk.id, id, at).await?;
            }
            entry.note_passage(at);
        }
    }
    Ok(true)
}

/// When something happened, by a kiosk's clock.
fn plausible(at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    if at > now || at < now - OFFLINE_MAX {
        now
    } else {
        at
    }
}

/// The kiosk let them in by its own list or by their pass: that happened, whatever has changed since.
fn let_in_already(
    people: Vec<CheckInEntry>,
    who: &[Uuid],
    centre: &CentreSettings,
    at: DateTime<Utc>,
) -> Option<Decision> {
    let known = people.clone();
    let same_day = |other| local_day(other, centre.time_zone) == local_day(at, centre.time_zone);
    // Having been let in elsewhere does not make this time untrue; the earlier one will count.
    let fresh = people.into_iter().map(|entry| CheckInEntry {
        checked_in_at: None,
        passages: Vec::new(),
        ..entry
    });
    let decided = door::decide_for(fresh.collect(), who, at, same_day)?.people;
    let as_known = |registration: Uuid| {
        known
            .iter()
            .find(|entry| entry.registration == registration)
    };
    let people = decided.into_iter().filter_map(|(entry, reason)| {
        let entry = as_known(entry.registration)?.clone();
        let had_no_place = matches!(
            reason,
            CheckInReason::Waitlisted | CheckInReason::Canceled | CheckInReason::OccurrenceCanceled
        );
        let reason = match (had_no_place, entry.checked_in_at) {
            (true, _) => reason,
            (false, None) => CheckInReason::Ok,
            (false, Some(_)) if entry.in_and_out => {
                let before = entry.passages.iter().filter(|passed| **passed < at).count();
                if before % 2 == 0 {
                    CheckInReason::InAgain
                } else {
                    CheckInReason::Left
                }
            }
            (false, Some(_)) => CheckInReason::AlreadyIn,
        };
        Some((entry, reason))
    });
    let people: Vec<_> = people.collect();
    let reason = people.first()?.1;
    Some(Decision { reason, people })
}
