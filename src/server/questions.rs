//! Questions that visitors leave for the desk: each counts once, a kiosk cannot flood, nothing personal stays.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::app::local_day;
use super::store::audit::Actor;
use super::store::kiosks::Kiosk;
use super::store::{self, Tx};
use super::{App, ServerError};
use crate::api::question::{
    AnswerReads, AskedQuestion, QUESTION_BATCH_MAX, QuestionBatch, QuestionBatchAnswer,
    READS_BATCH_MAX,
};
use crate::config::CentreSettings;
use crate::locale;
use crate::model::question;
use crate::model::text::FIRST_LANGUAGE;

/// How long a question is kept, answered or not; counts of reading as long.
pub(super) const QUESTION_KEPT: Duration = Duration::days(90);
/// Questions from one kiosk in a day: more than a busy centre asks, less than a child can tap.
const QUESTIONS_PER_DAY_MAX: u32 = 200;
/// Different answers read at one kiosk in a day: all that two guides can have.
const READS_PER_DAY_MAX: u32 = 400;
/// When a kiosk that was refused should ask again.
const WAIT_SECS: u64 = 60 * 60;

impl App {
    /// Takes questions from a kiosk, as many as it may still send. Each counts once however often it is sent.
    ///
    /// # Errors
    ///
    /// When there are too many at once, or the kiosk has sent its fill for today.
    pub async fn take_questions(
        &self,
        kiosk: &Kiosk,
        batch: &QuestionBatch,
    ) -> Result<QuestionBatchAnswer, ServerError> {
        if batch.questions.len() > QUESTION_BATCH_MAX || batch.reads.len() > READS_BATCH_MAX {
            return Err(ServerError::TooLarge);
        }
        let centre = self.centre(&kiosk.centre).ok_or(ServerError::NotEnrolled)?;
        let now = self.now();
        let mut tx = self.store.write().await?;
        let day_before = now - Duration::days(1);
        let sent = store::questions::received_since(&mut tx, kiosk.id, day_before).await?;
        let mut left = QUESTIONS_PER_DAY_MAX.saturating_sub(sent);
        let mut taken = Vec::new();
        for asked in &batch.questions {
            if left == 0 {
                break;
            }
            if let Some(asked) = as_kept(asked, now)
                && store::questions::add(&mut tx, &centre.id, kiosk.id, &asked, now).await?
            {
                left -= 1;
            }
            taken.push(asked.id);
        }
        note_reads(&mut tx, centre, kiosk, &batch.reads, now).await?;
        tx.commit().await?;
        if taken.is_empty() && !batch.questions.is_empty() {
            return Err(ServerError::TooManyTries {
                wait_secs: WAIT_SECS,
            });
        }
        Ok(QuestionBatchAnswer { taken })
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

/// A question as it is kept, whatever the kiosk's program let through; `None` when nothing is left of it.
fn as_kept(asked: &AskedQuestion, now: DateTime<Utc>) -> Option<AskedQuestion> {
    let known = locale::languages().contains(&asked.language.as_str());
    Some(AskedQuestion {
        id: asked.id,
        text: question::fit_to_keep(&asked.text)?,
        language: if known {
            asked.language.clone()
        } else {
            FIRST_LANGUAGE.to_owned()
        },
        // A kiosk's clock may be another.
        at: asked.at.clamp(now - QUESTION_KEPT, now),
    })
}

async fn note_reads(
    tx: &mut Tx,
    centre: &CentreSettings,
    kiosk: &Kiosk,
    reads: &[AnswerReads],
    now: DateTime<Utc>,
) -> Result<(), ServerError> {
    let today = local_day(now, centre.time_zone);
    let plausible: Vec<&AnswerReads> = reads
        .iter()
        .filter(|reads| is_plausible(reads, today))
        .collect();
    let days: BTreeSet<NaiveDate> = plausible.iter().map(|reads| reads.day).collect();
    for day in days {
        let noted = store::questions::reads_noted(tx, kiosk.id, day).await?;
        let room = READS_PER_DAY_MAX.saturating_sub(noted) as usize;
        for reads in plausible
            .iter()
            .filter(|reads| reads.day == day)
            .take(room)
        {
            store::questions::note_reads(tx, &centre.id, kiosk.id, reads).await?;
        }
    }
    Ok(())
}

/// Of a day that is kept, of a question that a guide can have.
fn is_plausible(reads: &AnswerReads, today: NaiveDate) -> bool {
    let texts = &reads.question.0;
    let short = |text: &String| text.chars().count() <= question::QUESTION_CHARS_MAX;
    let days = (today - reads.day).num_days();
    (-1..QUESTION_KEPT.num_days()).contains(&days)
        && !question::key(reads.question.in_language(FIRST_LANGUAGE)).is_empty()
        && texts.len() <= 8
        && texts.values().all(short)
        && texts.keys().all(short)
}
