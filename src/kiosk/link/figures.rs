//! What the server counts for the centre's figures: fetched now and then, kept for when there is no server.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::LinkMessage;
use super::local_store::StoredFigures;
use super::server_api::{ApiError, Fetched};
use super::shared::{Base, Shared, lock};
use super::wait::{roll, spread};
use crate::api::figures::LiveFigures;

/// Nobody watches a figure by the second.
const PERIOD: Duration = Duration::from_secs(120);
/// A confirmation is written no more often than this: the disk is flash.
const CONFIRM_WRITTEN_EVERY: chrono::Duration = chrono::Duration::minutes(10);

/// The figures that are on show, and whose they are.
#[derive(Default)]
pub(super) struct FiguresKeeper {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    centre: String,
    /// What the server calls them.
    etag: Option<String>,
    figures: Option<Arc<LiveFigures>>,
    written_at: Option<DateTime<Utc>>,
}

impl FiguresKeeper {
    /// With what is kept for this centre, which goes to the screen.
    pub(super) async fn from_disk(base: &Base, centre: &str) -> Self {
        let keeper = Self::default();
        lock(&keeper.known).centre = centre.to_owned();
        let stored = base.store.figures(centre).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the kept figures could not be read");
            None
        });
        if let Some(stored) = stored {
            match serde_json::from_str(&stored.body) {
                Ok(figures) => {
                    keeper
                        .show(base, stored.etag, figures, stored.fetched_at)
                        .await
                }
                Err(error) => tracing::warn!(%error, "the kept figures do not fit"),
            }
        }
        keeper
    }

    async fn refresh(&self, shared: &Shared) -> Result<(), ApiError> {
        let centre = shared.identity().centre;
        let moved = lock(&self.known).centre != centre;
        if moved {
            *lock(&self.known) = Known {
                centre: centre.clone(),
                ..Known::default()
            };
            // What the old centre counts is no business of this kiosk's any more.
            shared.base.inbox.put(LinkMessage::Figures(None)).await;
        }
        let etag = lock(&self.known).etag.clone();
        let fetched = shared.api.figures(etag.as_deref()).await?;
        let now = Utc::now();
        if shared.identity().centre != centre {
            // Moved while it was on its way: it may be of either centre.
            shared.wanted.figures.notify_one();
            return Ok(());
        }
        match fetched {
            Fetched::Unchanged => self.confirm(&shared.base, &centre, now).await,
            Fetched::Changed { etag, body, value } => {
                let stored = StoredFigures {
                    etag: etag.clone(),
                    body,
                    fetched_at: now,
                };
                // Without a disk they are shown all the same; the days say that the disk is at fault.
                if let Err(error) = shared.base.store.save_figures(&centre, &stored).await {
                    tracing::error!(%error, "figures could not be kept");
                }
                self.show(&shared.base, etag, value, now).await;
            }
        }
        Ok(())
    }

    async fn show(
        &self,
        base: &Base,
        etag: Option<String>,
        figures: LiveFigures,
        at: DateTime<Utc>,
    ) {
        let figures = Arc::new(figures);
        {
            let mut known = lock(&self.known);
            known.etag = etag;
            known.figures = Some(figures.clone());
            known.written_at = Some(at);
        }
        base.inbox
            .put(LinkMessage::Figures(Some((figures, at))))
            .await;
    }

    /// The same values are right at a later moment.
    async fn confirm(&self, base: &Base, centre: &str, now: DateTime<Utc>) {
        let (figures, due) = {
            let mut known = lock(&self.known);
            let due = known
                .written_at
                .is_none_or(|written| (now - written).abs() >= CONFIRM_WRITTEN_EVERY);
            if due {
                known.written_at = Some(now);
            }
            (known.figures.clone(), due)
        };
        if due && let Err(error) = base.store.confirm_figures(centre, now).await {
            tracing::error!(%error, "figures could not be confirmed");
        }
        if let Some(figures) = figures {
            // A moment later is no reason to draw: whoever draws for another reason says the newer one.
            base.inbox
                .put_quietly(LinkMessage::Figures(Some((figures, now))));
        }
    }
}

/// Runs until it is dropped.
pub(super) async fn run(shared: &Shared, keeper: &FiguresKeeper) {
    loop {
        if shared.base.connected()
            && let Err(error) = keeper.refresh(shared).await
        {
            tracing::info!(%error, "figures could not be fetched");
        }
        tokio::select! {
            () = shared.wanted.figures.notified() => {}
            () = tokio::time::sleep(spread(PERIOD, roll())) => {}
        }
    }
}
