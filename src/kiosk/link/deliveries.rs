//! What visitors leave at exhibits: on disk before they see a thank-you, then brought to the server.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use uuid::Uuid;

use super::batches::{self, Batch, SendError};
use super::server_api::ApiError;
use super::shared::{Base, Shared, lock};
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
    let batch = Deliveries {
        shared,
        full: Mutex::default(),
    };
    loop {
        let full = lock(&batch.full).clone();
        let next = shared.base.store.next_deliveries(DELIVERY_BATCH_MAX, &full);
        let deliveries = match next.await {
            Ok(deliveries) if deliveries.is_empty() => return full.is_empty(),
            Ok(deliveries) => deliveries,
            Err(error) => {
                tracing::error!(%error, "what visitors left could not be read");
                shared.base.problem("local-database-unwritable").await;
                return false;
            }
        };
        let sent = batches::send(&batch, deliveries).await;
        shared.base.tell_outbox().await;
        if let Err(error) = sent {
            if matches!(error, SendError::Server(ApiError::NotEnrolled)) {
                shared.wanted.identity.notify_one();
            }
            tracing::info!(%error, "what visitors left waits");
            return false;
        }
    }
}

/// What visitors left, on its way in one go.
struct Deliveries<'a> {
    shared: &'a Shared,
    /// Kinds that the server has no room for now. They keep no other waiting.
    full: Mutex<BTreeSet<&'static str>>,
}

impl Batch for Deliveries<'_> {
    type Item = Delivery;

    fn id(delivery: &Delivery) -> Uuid {
        delivery.id
    }

    async fn send(&self, deliveries: Vec<Delivery>) -> Result<(), SendError> {
        let sent: Vec<_> = deliveries
            .iter()
            .map(|delivery| (delivery.id, delivery.what.kind()))
            .collect();
        let batch = DeliveryBatch { deliveries };
        let answers = self.shared.api.deliver(&batch, BATCH_TIME_MAX).await?;
        let (taken, left): (Vec<_>, Vec<_>) = sent
            .into_iter()
            .partition(|(id, _)| answers.taken.contains(id));
        let store = &self.shared.base.store;
        // Of its kind, too, it keeps nothing else waiting.
        store
            .put_back_deliveries(left.iter().map(|(id, _)| *id))
            .await?;
        lock(&self.full).extend(left.iter().map(|(_, kind)| *kind));
        if !taken.is_empty() {
            tracing::info!(count = taken.len(), "what visitors left was delivered");
        }
        store
            .remove_deliveries(taken.into_iter().map(|(id, _)| id))
            .await?;
        Ok(())
    }

    async fn refuse(&self, id: Uuid) -> Result<(), SendError> {
        self.shared.base.store.mark_delivery_refused(id).await?;
        self.shared.base.problem("delivery-refused").await;
        Ok(())
    }
}
