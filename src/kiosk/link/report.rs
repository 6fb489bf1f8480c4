//! Tells the server what this kiosk shows and has: on every change, and once a minute.

use std::time::Duration;

use super::shared::{Shared, Status};
use super::wait::{roll, spread};
use crate::api::kiosk::KioskReport;

const PERIOD: Duration = Duration::from_secs(60);
/// Changes come in bursts (activated, shown, counted); one report tells them all.
const GATHER: Duration = Duration::from_millis(150);

/// Runs until it is dropped.
pub(super) async fn run(shared: &Shared) {
    let mut changes = shared.base.status.subscribe();
    loop {
        let status = changes.borrow_and_update().clone();
        // Without a server the report of the moment it comes back is the one that counts.
        if status.connected
            && let Err(error) = shared.api.report(&report(status)).await
        {
            tracing::debug!(%error, "the report was not taken");
        }
        tokio::select! {
            _ = changes.changed() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(spread(PERIOD, roll())) => {}
        }
    }
}

fn report(status: Status) -> KioskReport {
    KioskReport {
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        packs: status.packs,
        schedule_version: status.schedule_version,
        now_playing: status.now_playing,
        activity: status.activity.to_owned(),
        outbox: status.outbox,
        problems: status.problems.into_iter().collect(),
        reverted: status.reverted,
        clock: status.clock,
        metadata_expires_at: status.metadata_expires_at,
    }
}
