//! Check-ins as kiosks deliver them: each counts once, those let in offline at their own time.

mod queue;
mod round;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use queue::Batch;
pub(super) use queue::CheckInQueues;
use round::{Asked, plausible};

use super::store::attendance::WalkedIn;
use super::store::kiosks::Kiosk;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::kiosk::{
    CHECK_IN_BATCH_MAX, CheckInBatch, CheckInBatchAnswer, CheckInRequest, PushEvent, WalkIn,
};
use crate::config::CentreSettings;
use crate::model::check_in::{CheckInAnswer, CheckInReason, OPENS_BEFORE};
use crate::model::door::Decision;
use crate::model::pass::{self, PEOPLE_MAX};

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
        let check_ins = &batch.check_ins;
        if check_ins.len() > CHECK_IN_BATCH_MAX {
            return Err(ServerError::TooLarge);
        }
        if check_ins.iter().any(is_too_long) {
            let told = format!("a check-in is about {PEOPLE_MAX} people at the most");
            return Err(ServerError::Malformed(told));
        }
        let centre = self.centre(&kiosk.centre).ok_or(ServerError::NotEnrolled)?;
        if check_ins.iter().any(|check_in| !check_in.offline) {
            self.limits.codes(kiosk.id, self.now())?;
        }
        let answers = if check_ins.iter().any(|check_in| check_in.walk_in.is_some()) {
            self.answer_one_by_one(centre, kiosk.id, check_ins).await?
        } else {
            self.answer_with_others(centre, kiosk.id, check_ins).await?
        };
        Ok(CheckInBatchAnswer { answers })
    }

    /// Answers what several kiosks of a centre sent, each in its order, in one change.
    async fn answer_round(
        &self,
        centre: &CentreSettings,
        round: &[Batch],
    ) -> Result<Vec<Vec<CheckInAnswer>>, ServerError> {
        let asked: Vec<_> = round
            .iter()
            .flat_map(|batch| batch.check_ins.iter().map(|request| (batch.kiosk, request)))
            .map(|(kiosk, request)| Asked { kiosk, request })
            .collect();
        let mut tx = self.store.write().await?;
        let decided = self.decide_together(&mut tx, centre, &asked).await?;
        let answers = if decided.all_new {
            self.note_codes(&decided.codes);
            tx.commit().await?;
            self.tell_of(centre, &decided.answers);
            decided.answers
        } else {
            // One of them came before, and what others were told may be wrong with it.
            tx.rollback().await?;
            self.answer_each(centre, &asked).await?
        };
        let mut answers = answers.into_iter();
        let of_batch = |batch: &Batch| answers.by_ref().take(batch.check_ins.len()).collect();
        Ok(round.iter().map(of_batch).collect())
    }

    /// Answers what one kiosk sent, looking for each whether it came before.
    async fn answer_one_by_one(
        &self,
        centre: &CentreSettings,
        kiosk: Uuid,
        check_ins: &[CheckInRequest],
    ) -> Result<Vec<CheckInAnswer>, ServerError> {
        let asked: Vec<_> = check_ins
            .iter()
            .map(|request| Asked { kiosk, request })
            .collect();
        self.answer_each(centre, &asked).await
    }

    async fn answer_each(
        &self,
        centre: &CentreSettings,
        asked: &[Asked<'_>],
    ) -> Result<Vec<CheckInAnswer>, ServerError> {
        let mut tx = self.store.write().await?;
        let mut answers = Vec::new();
        let mut codes = Vec::new();
        for one in asked {
            if let Some(answer) = answered_before(&mut tx, centre, one).await? {
                answers.push(answer);
            } else if let Some(walk_in) = one.request.walk_in {
                answers.push(self.take_walk_in(&mut tx, centre, one, walk_in).await?);
            } else {
                let one = std::slice::from_ref(one);
                let decided = self.decide_together(&mut tx, centre, one).await?;
                answers.extend(decided.answers);
                codes.extend(decided.codes);
            }
        }
        self.note_codes(&codes);
        tx.commit().await?;
        self.tell_of(centre, &answers);
        Ok(answers)
    }

    /// Tells the centre's kiosks to look again when somebody has passed.
    fn tell_of(&self, centre: &CentreSettings, answers: &[CheckInAnswer]) {
        if answers.iter().any(|answer| answer.reason.passes()) {
            self.pushes.to_centre(&centre.id, PushEvent::Days);
        }
    }

    /// Counts codes that were typed at kiosks: whether each was known.
    fn note_codes(&self, codes: &[(Uuid, bool)]) {
        let now = self.now();
        for (kiosk, known) in codes {
            self.limits.note_code(*kiosk, *known, now);
        }
    }

    async fn take_walk_in(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        asked: &Asked<'_>,
        walk_in: WalkIn,
    ) -> Result<CheckInAnswer, ServerError> {
        let Asked { kiosk, request } = asked;
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
            kiosk: kiosk.to_string(),
        };
        let reason = self
            .add_walk_in(tx, &centre.id, &walked_in, request.offline)
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

fn is_too_long(request: &CheckInRequest) -> bool {
    request.who.len() > PEOPLE_MAX || request.code.len() > pass::TEXT_CHARS_MAX
}

/// What was answered to a check-in that is sent again.
async fn answered_before(
    tx: &mut Tx,
    centre: &CentreSettings,
    asked: &Asked<'_>,
) -> Result<Option<CheckInAnswer>, ServerError> {
    let Asked { kiosk, request } = asked;
    if request.walk_in.is_some() {
        let before = store::attendance::walk_in(tx, request.id).await?;
        return Ok(before.map(|_| CheckInAnswer::nameless(request.id, CheckInReason::Ok)));
    }
    let Some((reason, registration)) = store::check_ins::decided(tx, *kiosk, request.id).await?
    else {
        return Ok(None);
    };
    let mut who: Vec<Uuid> = registration.into_iter().collect();
    let others = request.who.iter().take(PEOPLE_MAX);
    who.extend(others.filter(|other| Some(**other) != registration));
    let mut entries = store::check_ins::entries_of(tx, &centre.id, &who).await?;
    entries.sort_by_key(|entry| Some(entry.registration) != registration);
    let people = entries.into_iter().map(|entry| (entry, reason)).collect();
    Ok(Some(Decision { reason, people }.answer(request.id)))
}
