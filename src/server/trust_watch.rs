//! When the signed repository's roles expire, kept at hand for pages: whoever publishes holds the repository itself.

use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::App;
use crate::model::expiry::{Expiry, RENEWAL_NOTICE, ROLE_NOTICE, TIMESTAMP_NOTICE, expiry};
use crate::pack::trust::ceremony::{self, RoleStatus};
use crate::pack::trust::role_of;
use crate::pack::trust::sign::Repository;

/// What was last seen of the repository's roles.
#[derive(Default)]
pub(super) struct TrustWatch(RwLock<Vec<RoleStatus>>);

/// A role admins have to do something about.
pub(super) struct RoleNotice {
    /// The role's name.
    pub role: String,
    /// When it expires or has expired.
    pub expires_at: DateTime<Utc>,
    /// Whether it has.
    pub past: bool,
    /// Whether its keys are on this server, so that it should have been signed anew by itself.
    pub keys_here: bool,
}

impl TrustWatch {
    /// Looks again, after anything was signed.
    pub(super) fn look(&self, repository: &Repository) {
        match ceremony::status(repository) {
            Ok(roles) => *self.0.write().unwrap_or_else(PoisonError::into_inner) = roles,
            // What was seen before stays: it can only be too early a warning.
            Err(error) => tracing::warn!(%error, "could not look at the repository's roles"),
        }
    }

    fn roles(&self) -> Vec<RoleStatus> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl App {
    /// When the first role expires that kiosks of a centre need.
    pub(super) fn metadata_expires_at(&self, centre: &str) -> Option<DateTime<Utc>> {
        let own = role_of(centre);
        let needed = |role: &RoleStatus| {
            ["root", "targets", "snapshot", "timestamp", &own].contains(&role.name.as_str())
        };
        let roles = self.trust_watch.roles();
        roles
            .iter()
            .filter(|role| needed(role))
            .filter_map(|role| role.expires_at)
            .min()
    }

    /// Roles that expire soon or have expired, and that nobody signs anew by itself.
    pub(super) fn role_notices(&self) -> Vec<RoleNotice> {
        let now = self.now();
        let roles = self.trust_watch.roles().into_iter();
        let notice = |role: RoleStatus| {
            let keys_here = role.can_be_signed_here();
            let before = match (keys_here, role.name.as_str()) {
                (false, _) => ROLE_NOTICE,
                (true, "timestamp") => TIMESTAMP_NOTICE,
                (true, _) => RENEWAL_NOTICE,
            };
            let expires_at = role.expires_at?;
            let near = expiry(expires_at, now, before);
            (near != Expiry::Far).then_some(RoleNotice {
                role: role.name,
                expires_at,
                past: near == Expiry::Past,
                keys_here,
            })
        };
        roles.filter_map(notice).collect()
    }
}
