//! Our transport as sigstore-tuf's, with roles that are already here taken from the store.
//!
//! The library fetches a delegated role anew each time, and the top-level targets with each new snapshot, even when
//! snapshot still lists the version that was kept. What the store offers instead is verified like anything else.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use sigstore_tuf::transport::FetchFuture;
use sigstore_tuf::{Delegations, Error, Metadata, MetadataStore, Repository, Targets};

use super::floor;
use super::store::piles_up;
use crate::pack::transport::{Transport, TransportError};

/// A transport and the roles that were kept.
#[derive(Clone)]
pub struct Bridge {
    transport: Arc<dyn Transport>,
    kept: Arc<dyn MetadataStore>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    offer_kept: AtomicBool,
    offered: AtomicBool,
    /// The last metadata that was handed over, for saying what was wrong with it.
    last: Mutex<Vec<u8>>,
}

impl Bridge {
    /// Over `transport`, with what `kept` has.
    pub fn new(transport: Arc<dyn Transport>, kept: impl MetadataStore + 'static) -> Self {
        Self {
            transport,
            kept: Arc::new(kept),
            state: Arc::default(),
        }
    }

    /// Whether roles with a version in their name may come from the store from now on.
    pub(super) fn offer_kept_roles(&self, offer: bool) {
        self.state.offer_kept.store(offer, Ordering::Relaxed);
        self.state.offered.store(false, Ordering::Relaxed);
    }

    /// Whether one did since.
    pub(super) fn offered_kept_role(&self) -> bool {
        self.state.offered.load(Ordering::Relaxed)
    }

    /// Another role's name whose key signed the role that was last handed over.
    pub(super) fn signed_by_other(&self, name: &str, delegations: &Delegations) -> Option<String> {
        let last = self
            .state
            .last
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let role = Metadata::<Targets>::from_slice(&last).ok()?;
        let mut others = delegations.roles.iter().filter(|other| other.name != name);
        others
            .find(|other| {
                role.verify_threshold(&delegations.keys, &other.role_keys(), &other.name)
                    .is_ok()
            })
            .map(|other| other.name.clone())
    }

    /// A snapshot is held against the one that was kept before it.
    fn check_against_kept(&self, name: &str, bytes: &[u8]) -> sigstore_tuf::Result<()> {
        if name != "snapshot.json" && !piles_up(name) {
            return Ok(());
        }
        let kept = |file| self.kept.load(file).ok().flatten();
        match (kept("snapshot.json"), kept("root.json")) {
            (Some(snapshot), Some(root)) => floor::check(name, bytes, &snapshot, &root),
            _ => Ok(()),
        }
    }

    /// The kept copy of `VERSION.ROLE.json`, if it is of that version.
    fn kept_role(&self, name: &str) -> Option<Vec<u8>> {
        if !self.state.offer_kept.load(Ordering::Relaxed) {
            return None;
        }
        let (version, file) = name.split_once('.')?;
        let version: u64 = version.parse().ok()?;
        let bytes = self.kept.load(file).ok().flatten()?;
        let kept: Versioned = serde_json::from_slice(&bytes).ok()?;
        (kept.signed.version == version).then_some(bytes)
    }
}

#[derive(Deserialize)]
struct Versioned {
    signed: Version,
}

#[derive(Deserialize)]
struct Version {
    version: u64,
}

impl Repository for Bridge {
    fn fetch_metadata<'a>(&'a self, name: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(async move {
            let kept = self.kept_role(name);
            self.state
                .offered
                .fetch_or(kept.is_some(), Ordering::Relaxed);
            let bytes = match kept {
                Some(bytes) => Some(bytes),
                None => self
                    .transport
                    .metadata(name, max_length)
                    .await
                    .map_err(bridge_error)?,
            };
            if let Some(bytes) = &bytes {
                self.check_against_kept(name, bytes)?;
            }
            let mut last = self
                .state
                .last
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            last.clone_from(bytes.as_ref().unwrap_or(&Vec::new()));
            drop(last);
            Ok(bytes)
        })
    }

    fn fetch_target<'a>(&'a self, path: &'a str, max_length: u64) -> FetchFuture<'a> {
        Box::pin(async move {
            self.transport
                .target(path, max_length)
                .await
                .map_err(bridge_error)
        })
    }
}

fn bridge_error(error: TransportError) -> Error {
    Error::transport_with_source("no file", error)
}
