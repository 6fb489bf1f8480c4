//! What visitors leave at exhibits: on disk before they see a thank-you, then brought to the server.

use std::time::Duration;

use super::outbox::will_never_take;
use super::server_api::ApiError;
use super::shared::{Base, Shared};
use crate::api::delivery::{DELIVERY_BATCH_MAX, Delivery, DeliveryBatch};

/// While anything waits.
const PERIOD: Duration = Duration::from_secs(20);
/// More than this does not wait here: the largest drawings take some hundred megabytes then.
const WAITING_MAX: u32 = 5_000;
const BATCH_TIME_MAX: Duration = Duration::from_secs(20);

/// Keeps what a visitor left and says whether that worked.
pub(super) async fn keep(shared: &Shared, delivery: &Delivery) {
    let base = &shared.base;
    // What is not on disk could be lost, so nothing is promised.
    let durable = base.store.durable();
    // A kiosk that was alone for very long has no more room; that is no fault of its disk.
    let full = durable && base.status.borrow().outbox >= WAITING_MAX;
    let kept = durable && !full && keep_on_disk(base, delivery).await;
    base.problem_if("local-database-unwritable", !kept && !full)
        .await;
    base.tell_sent(delivery.id, kept).await;
    base.tell_outbox().await;
    shared.wanted.deliveries.notify_one();
}

/// When the disk is full, the reserve is what it is kept for.
async fn keep_on_disk(base: &Base, delivery: &Delivery) -> bool {
    let mut kept = base.store.keep_delivery(delivery).await;
    // Room is kept for what visitors are thanked for, not for counts.
    if kept.is_err() && delivery.what.is_awaited() && base.reserve.is_kept() {
        match base.reserve.give_up() {
            Ok(()) => kept = base.store.keep_delivery(delivery).await,
            Err(error) => tracing::error!(%error, "the reserve could not be given up"),
        }
    }
    if let Err(error) = &kept {
        tracing::error!(%error, "what a visitor left could not be kept");
    }
    kept.is_ok()
}

/// Runs until it is dropped.
pub(super) async fn run(shared: &Shared) {
    loop {
        let waits = !deliver(shared).await;
        tokio::select! {
            () = shared.wanted.deliveries.notified() => {}
            () = tokio::time::sleep(PERIOD), if waits => {}
        }
    }
}

/// Sends what waits, oldest first. Whether nothing is left.
async fn deliver(shared: &Shared) -> bool {
    loop {
        let deliveries = match shared.base.store.next_deliveries(DELIVERY_BATCH_MAX).await {
            Ok(deliveries) if deliveries.is_empty() => return true,
            Ok(deliveries) => deliveries,
            Err(error) => {
                tracing::error!(%error, "what visitors left could not be read");
                shared.base.problem("local-database-unwritable").await;
                return false;
            }
        };
        let sent = send(shared, deliveries).await;
        shared.base.tell_outbox().await;
        if let Err(error) = sent {
            if matches!(error, DeliveryError::Server(ApiError::NotEnrolled)) {
                shared.wanted.identity.notify_one();
            }
            tracing::info!(%error, "what visitors left waits");
            return false;
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum DeliveryError {
    #[error(transparent)]
    Server(#[from] ApiError),
    #[error("what was delivered could not be taken out: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the server took nothing of what was sent")]
    NothingTaken,
}

/// All at once; one by one when the server will not take them so, for then one of them is at fault.
async fn send(shared: &Shared, deliveries: Vec<Delivery>) -> Result<(), DeliveryError> {
    match send_batch(shared, deliveries.clone()).await {
        Err(DeliveryError::Server(error)) if will_never_take(&error) => {}
        other => return other,
    }
    for delivery in deliveries {
        let id = delivery.id;
        match send_batch(shared, vec![delivery]).await {
            Err(DeliveryError::Server(error)) if will_never_take(&error) => {
                tracing::error!(%error, %id, "the server will not take what a visitor left");
                shared.base.store.mark_delivery_refused(id).await?;
                shared.base.problem("delivery-refused").await;
            }
            other => other?,
        }
    }
    Ok(())
}

async fn send_batch(shared: &Shared, deliveries: Vec<Delivery>) -> Result<(), DeliveryError> {
    let sent: Vec<_> = deliveries.iter().map(|delivery| delivery.id).collect();
    let batch = DeliveryBatch { deliveries };
    let answers = shared.api.deliver(&batch, BATCH_TIME_MAX).await?;
    let (taken, left): (Vec<_>, Vec<_>) =
        sent.into_iter().partition(|id| answers.taken.contains(id));
    // What is not taken now keeps nothing else waiting.
    shared.base.store.put_back_deliveries(left).await?;
    if taken.is_empty() {
        return Err(DeliveryError::NothingTaken);
    }
    tracing::info!(count = taken.len(), "what visitors left was delivered");
    shared.base.store.remove_deliveries(taken).await?;
    Ok(())
}
