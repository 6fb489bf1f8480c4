//! The day's best results of quizzes: on disk for a restart, gone with the day. The screen knows which day it is.

use std::sync::Arc;

use chrono::NaiveDate;

use super::LinkMessage;
use super::shared::Base;
use crate::model::scores::{DayScores, Taken};

/// Shows what an earlier start kept.
pub(super) async fn show_kept(base: &Base) {
    match base.store.scores().await {
        Ok(Some(scores)) => tell(base, scores).await,
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "the day's best results could not be read"),
    }
}

/// Notes what became of a quiz on this day.
pub(super) async fn note(base: &Base, day: NaiveDate, taken: &Taken) {
    let kept = base.store.scores().await.unwrap_or_else(|error| {
        tracing::error!(%error, "the day's best results could not be read");
        None
    });
    let of_today = kept.filter(|scores| scores.day == day);
    let mut scores = of_today.unwrap_or_else(|| DayScores::new(day));
    scores.note(taken);
    // A result is no promise: without a disk it is shown all the same, for now.
    if let Err(error) = base.store.save_scores(&scores).await {
        tracing::error!(%error, "the day's best results could not be kept");
    }
    tell(base, scores).await;
}

/// Forgets the results of every day but this one.
pub(super) async fn forget(base: &Base, but_of: NaiveDate) {
    if let Err(error) = base.store.forget_scores(but_of).await {
        tracing::error!(%error, "the results of days past could not be forgotten");
    }
}

async fn tell(base: &Base, scores: DayScores) {
    base.inbox.put(LinkMessage::Scores(Arc::new(scores))).await;
}
