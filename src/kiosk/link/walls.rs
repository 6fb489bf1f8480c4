//! Messages on the centre's walls: kept on disk, fetched anew after a push and now and then.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::LinkMessage;
use super::server_api::{ApiError, Fetched};
use super::shared::{Base, Shared, lock};
use super::wait::{roll, spread};
use crate::api::wall::Walls;

/// Pushes say when something changes; this is for those that were missed.
const PERIOD: Duration = Duration::from_secs(300);

/// What the server calls the messages that are on show.
#[derive(Default)]
pub(super) struct WallsKeeper {
    etag: Mutex<Option<String>>,
    /// Whose they are.
    centre: Mutex<String>,
}

impl WallsKeeper {
    /// With what is kept for this centre, which goes to the screen.
    pub(super) async fn from_disk(base: &Base, centre: &str) -> Self {
        let keeper = Self {
            centre: Mutex::new(centre.to_owned()),
            ..Self::default()
        };
        match base.store.walls(centre).await {
            Ok(Some((etag, body))) => match serde_json::from_str::<Walls>(&body) {
                Ok(walls) => keeper.show(base, etag, walls).await,
                Err(error) => tracing::warn!(%error, "the kept messages do not fit"),
            },
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the kept messages could not be read"),
        }
        keeper
    }

    async fn refresh(&self, shared: &Shared) -> Result<(), ApiError> {
        let centre = shared.identity().centre;
        let before = std::mem::replace(&mut *lock(&self.centre), centre.clone());
        if before != centre {
            // Moved to another centre: what hangs at the old one is no business of this kiosk's any more.
            self.show(&shared.base, None, Walls::default()).await;
        }
        let etag = lock(&self.etag).clone();
        let Fetched::Changed { etag, body, value } = shared.api.walls(etag.as_deref()).await?
        else {
            return Ok(());
        };
        if shared.identity().centre != centre {
            // Moved while it was on its way: it may be of either centre.
            shared.wanted.walls.notify_one();
            return Ok(());
        }
        let saved = shared
            .base
            .store
            .save_walls(&centre, etag.as_deref(), &body);
        if let Err(error) = saved.await {
            tracing::error!(%error, "messages of walls could not be kept");
            shared.base.problem("local-database-unwritable").await;
        }
        self.show(&shared.base, etag, value).await;
        Ok(())
    }

    async fn show(&self, base: &Base, etag: Option<String>, walls: Walls) {
        *lock(&self.etag) = etag;
        // What came over the wire is drawn only when it is what a message may be.
        let mut walls = walls;
        for notes in walls.walls.values_mut() {
            notes.retain(|note| note.note.check().is_ok());
        }
        base.inbox.put(LinkMessage::Walls(Arc::new(walls))).await;
    }
}

/// Runs until it is dropped.
pub(super) async fn run(shared: &Shared, keeper: &WallsKeeper) {
    loop {
        if shared.base.connected()
            && let Err(error) = keeper.refresh(shared).await
        {
            tracing::info!(%error, "messages of walls could not be fetched");
        }
        tokio::select! {
            () = shared.wanted.walls.notified() => {}
            () = tokio::time::sleep(spread(PERIOD, roll())) => {}
        }
    }
}
