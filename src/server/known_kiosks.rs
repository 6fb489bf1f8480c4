//! Kiosks that called a moment ago: whoever calls all the time is not looked up all the time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::store::kiosks::{Kiosk, seen_is_old};

/// Kiosks by the hash of their secret, each until its last sign of life has to be written anew.
#[derive(Default)]
pub(super) struct KnownKiosks(Mutex<Known>);

#[derive(Default)]
struct Known {
    kiosks: HashMap<String, Kiosk>,
    /// Counts what was forgotten: who began to look before may have seen what is no longer so.
    forgotten: u64,
}

impl KnownKiosks {
    /// The kiosk with this secret; else what [`KnownKiosks::keep`] wants to hear.
    pub(super) fn find(&self, secret_hash: &str, now: DateTime<Utc>) -> Result<Kiosk, u64> {
        let known = self.lock();
        match known.kiosks.get(secret_hash) {
            Some(kiosk) if !seen_is_old(kiosk, now) => Ok(kiosk.clone()),
            _ => Err(known.forgotten),
        }
    }

    /// Keeps a kiosk that was looked up, unless one was forgotten meanwhile.
    pub(super) fn keep(&self, kiosk: &Kiosk, since: u64) {
        let mut known = self.lock();
        if known.forgotten == since {
            known
                .kiosks
                .insert(kiosk.secret_hash.clone(), kiosk.clone());
        }
    }

    /// A kiosk has changed.
    pub(super) fn forget(&self, id: Uuid) {
        let mut known = self.lock();
        known.forgotten += 1;
        known.kiosks.retain(|_, kiosk| kiosk.id != id);
    }

    /// Any kiosk may have changed.
    pub(super) fn forget_all(&self) {
        let mut known = self.lock();
        known.forgotten += 1;
        known.kiosks.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
