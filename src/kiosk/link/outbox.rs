//! Delivers the outbox: in order, in batches, each check-in once.

use std::time::Duration;

use uuid::Uuid;

use super::batches::{self, Batch, SendError};
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
        match batches::send(&CheckIns(shared), check_ins).await {
            Ok(()) => {}
            Err(error) => return tracing::info!(%error, "the outbox waits"),
        }
    }
}

/// Check-ins on their way.
struct CheckIns<'a>(&'a Shared);

impl Batch for CheckIns<'_> {
    type Item = CheckInRequest;

    fn id(check_in: &CheckInRequest) -> Uuid {
        check_in.id
    }

    async fn send(&self, check_ins: Vec<CheckInRequest>) -> Result<(), SendError> {
        let sent: Vec<_> = check_ins.iter().map(|check_in| check_in.id).collect();
        let batch = CheckInBatch { check_ins };
        let answers = self.0.api.check_in(&batch, BATCH_TIME_MAX).await?.answers;
        let answered: Vec<_> = sent
            .into_iter()
            .filter(|id| answers.iter().any(|answer| answer.id == *id))
            .collect();
        if answered.is_empty() {
            return Err(SendError::NothingTaken);
        }
        tracing::info!(count = answered.len(), "check-ins were delivered");
        self.0.base.store.remove_check_ins(answered).await?;
        Ok(())
    }

    async fn refuse(&self, id: Uuid) -> Result<(), SendError> {
        self.0.base.store.mark_refused(id).await?;
        self.0.base.problem("check-in-refused").await;
        Ok(())
    }
}
