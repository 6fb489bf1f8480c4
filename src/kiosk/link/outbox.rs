//! Delivers the outbox: in order, in batches, each check-in once.
//!
//! A row leaves the outbox only after the server has answered for it; if the answer is lost it is sent again under
//! the same id, which the server counts once.

use std::time::Duration;

use super::server_api::ApiError;
use super::shared::Shared;
use crate::api::kiosk::{CHECK_IN_BATCH_MAX, CheckInBatch, CheckInRequest};

/// Between two tries while something waits.
const PERIOD: Duration = Duration::from_secs(10);
const BATCH_TIME_MAX: Duration = Duration::from_secs(15);

/// Runs until it is dropped.
pub(super) async fn run(shared: &Shared) {
    loop {
        deliver(shared).await;
        let waits = shared.base.status.borrow().outbox > 0;
        tokio::select! {
            () = shared.wanted.outbox.notified() => {}
            () = tokio::time::sleep(PERIOD), if waits => {}
        }
    }
}

/// Sends what waits until nothing does or the server stops answering.
async fn deliver(shared: &Shared) {
    loop {
        shared.base.tell_outbox().await;
        let check_ins = match shared.base.store.next_check_ins(CHECK_IN_BATCH_MAX).await {
            Ok(check_ins) if check_ins.is_empty() => return,
            Ok(check_ins) => check_ins,
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                return shared.base.problem("local-database-unwritable").await;
            }
        };
        match send(shared, check_ins).await {
            Ok(()) => {}
            Err(error) => return tracing::info!(%error, "the outbox waits"),
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum DeliveryError {
    #[error(transparent)]
    Server(#[from] ApiError),
    #[error("the outbox could not be changed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the server answered for none of the check-ins sent")]
    NoAnswers,
}

async fn send(shared: &Shared, check_ins: Vec<CheckInRequest>) -> Result<(), DeliveryError> {
    match send_batch(shared, check_ins.clone()).await {
        Err(DeliveryError::Server(error)) if will_never_take(&error) => {}
        other => return other,
    }
    // One of them spoils the batch: send them singly, and keep the spoilt one where staff can find it.
    for check_in in check_ins {
        match send_batch(shared, vec![check_in.clone()]).await {
            Err(DeliveryError::Server(error)) if will_never_take(&error) => {
                tracing::error!(%error, id = %check_in.id, "the server will not take a check-in");
                shared.base.store.mark_refused(check_in.id).await?;
                shared.base.problem("check-in-refused").await;
            }
            other => other?,
        }
    }
    Ok(())
}

async fn send_batch(shared: &Shared, check_ins: Vec<CheckInRequest>) -> Result<(), DeliveryError> {
    let answers = shared
        .api
        .check_in(
            &CheckInBatch {
                check_ins: check_ins.clone(),
            },
            BATCH_TIME_MAX,
        )
        .await?
        .answers;
    let answered: Vec<_> = check_ins
        .iter()
        .map(|check_in| check_in.id)
        .filter(|id| answers.iter().any(|answer| answer.id == *id))
        .collect();
    if answered.is_empty() {
        return Err(DeliveryError::NoAnswers);
    }
    tracing::info!(count = answered.len(), "check-ins were delivered");
    shared.base.store.remove_check_ins(answered).await?;
    Ok(())
}

/// Whether sending the same again can never help.
pub(super) fn will_never_take(error: &ApiError) -> bool {
    matches!(error, ApiError::Status(status) if matches!(status.as_u16(), 400 | 413 | 422))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_of_the_content_stops_sending() {
        let status = |code: u16| ApiError::Status(code.try_into().expect("a status"));
        assert!(
            [400, 413, 422]
                .into_iter()
                .all(|code| will_never_take(&status(code)))
        );
        assert!(
            ![404, 408, 429, 500, 502, 503]
                .into_iter()
                .any(|code| will_never_take(&status(code)))
        );
        assert!(!will_never_take(&ApiError::NotEnrolled));
    }
}
