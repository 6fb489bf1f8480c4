//! Kiosks of one centre on one network give each other the files they have, so that each comes over the line once, and
//! tell each other who passed a door, so that a pass used twice is caught without a server.
//!
//! Of files nothing here is trusted: what a neighbour sends is checked like everything else, and one that fails is passed over.
//! Neighbours are named in the settings or find each other by DNS-SD (RFC 6763) over multicast DNS.

mod discovery;
mod seen;
mod server;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Client;

use super::days::DaysKeeper;
use super::shared::{Shared, lock};
use super::transport::HttpTransport;
use crate::config::NeighbourSettings;
use crate::pack::blobs::BlobStore;
use crate::pack::transport::Transport;
use seen::SeenDesk;

/// Neighbours asked in one update; more would only cost time when none has the file.
const ASKED_MAX: usize = 3;
/// A neighbour on the same network answers at once or not at all.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(1);

/// Who is near.
#[derive(Default)]
pub(super) struct Neighbours {
    named: Vec<SocketAddr>,
    found: Mutex<BTreeSet<SocketAddr>>,
}

impl Neighbours {
    /// Those that the settings name.
    pub(super) fn new(settings: &NeighbourSettings) -> Self {
        Self {
            named: if settings.enabled {
                settings.peers.clone()
            } else {
                Vec::new()
            },
            found: Mutex::default(),
        }
    }

    /// All of them.
    fn addresses(&self) -> Vec<SocketAddr> {
        let found = lock(&self.found);
        self.named
            .iter()
            .chain(found.iter())
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    /// Ways to some of them, beginning with another one each time so that nobody is asked by all.
    pub(super) fn transports(&self, roll: f64) -> Vec<Arc<dyn Transport>> {
        let mut all = self.addresses();
        if all.is_empty() {
            return Vec::new();
        }
        // At most the number of neighbours.
        let first = (roll * all.len() as f64) as usize % all.len();
        all.rotate_left(first);
        let Ok(client) = Client::builder()
            .connect_timeout(CONNECT_TIME_MAX)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
        else {
            return Vec::new();
        };
        all.into_iter()
            .take(ASKED_MAX)
            .filter_map(|address| format!("http://{address}").parse().ok())
            .map(|url| Arc::new(HttpTransport::new(client.clone(), url)) as Arc<dyn Transport>)
            .collect()
    }
}

/// Gives files, says who was seen, and looks for neighbours, until it is dropped.
pub(super) async fn run(
    shared: &Arc<Shared>,
    settings: &NeighbourSettings,
    neighbours: &Neighbours,
    days: &Arc<DaysKeeper>,
    blobs: Option<BlobStore>,
) {
    if !settings.enabled {
        return;
    }
    let listener = match tokio::net::TcpListener::bind(settings.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!(%error, "neighbours cannot be served on {}", settings.listen);
            return shared.base.problem("neighbours-not-served").await;
        }
    };
    let Ok(address) = listener.local_addr() else {
        return;
    };
    tracing::info!(%address, "neighbours are answered here");
    let desk = Arc::new(SeenDesk::new(shared.clone(), days.clone()));
    let talk = seen::run(&desk, neighbours);
    let serve = server::serve(listener, blobs, desk.clone());
    if settings.discover {
        let identity = shared.identity();
        let kiosk = identity.kiosk.to_string();
        let discover = discovery::run(&kiosk, &identity.centre, address.port(), &neighbours.found);
        tokio::join!(serve, talk, discover);
    } else {
        tokio::join!(serve, talk);
    }
}
