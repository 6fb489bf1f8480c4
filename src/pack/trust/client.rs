//! Verifies a repository: the TUF client workflow of specification section 5, by sigstore-tuf, over any transport.
//!
//! A kiosk reads two delegated roles: its centre's and the city's shared one. Each is read by itself, so that one
//! which is broken, expired or missing stops only its own news.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use sigstore_tuf::{
    MetadataStore, Repository, Role as _, TargetFile, Targets, Updater, UpdaterConfig,
};

pub use super::bridge::Bridge;
pub use super::refusal::{Refusal, TrustError};
use super::store::DoubleStore;
use super::{
    TargetKind, folder_of, kind_of, manifest_target, our_moment, role_of, rollout_target, state,
    verifying_moment,
};
use crate::model::manifest::{MANIFEST_BYTES_MAX, Manifest, SHARED};
use crate::model::play_schedule::PlaySchedule;
use crate::model::rollout::{KioskPlace, RolloutPlans, version_for};
use crate::pack::transport::Transport;

/// Who reads, and what it has on show.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The kiosk's id.
    pub kiosk: &'a str,
    /// The centre it stands in.
    pub centre: &'a str,
    /// Versions it shows, by `OWNER/PACK`.
    pub holding: &'a BTreeMap<String, u64>,
}

/// A manifest that is vouched for, in the version this kiosk takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// SHA-256 of the manifest's bytes.
    pub sha256: String,
    /// What it says.
    pub manifest: Manifest,
}

/// What one role vouches for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RoleNews {
    /// Every pack the kiosk takes, by id.
    pub manifests: Vec<Pick>,
    /// The schedule, with the SHA-256 of its bytes. Only a centre has one.
    pub schedule: Option<(String, PlaySchedule)>,
}

/// What the repository vouches for.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The centre's own.
    pub centre: Result<RoleNews, TrustError>,
    /// The city's. Empty when nothing is shared.
    pub shared: Result<RoleNews, TrustError>,
    /// When the newest metadata was signed: no clock is right that is behind it.
    pub issued_at: Option<DateTime<Utc>>,
    /// When the first of root, timestamp, snapshot, targets and the centre's own role expires.
    pub expires_at: DateTime<Utc>,
}

/// Refreshes from `transport` and returns what is vouched for at `now`.
///
/// `first_root` is the root a kiosk got when it was enrolled; `store` keeps what has been verified since.
///
/// # Errors
///
/// When root, timestamp, snapshot or targets do not verify, or anything cannot be kept. What was verified before
/// stays as it was. A delegated role that fails is its own error in [`Verified`].
pub async fn refresh(
    transport: Arc<dyn Transport>,
    store: &DoubleStore,
    first_root: &str,
    reader: &Reader<'_>,
    now: DateTime<Utc>,
) -> Result<Verified, TrustError> {
    store.take_failure();
    let bridge = Bridge::new(transport, store.clone());
    let at = verifying_moment(now);
    let updater = refreshed(&bridge, store, first_root, at).await?;

    let mut roles = RoleReader {
        updater,
        bridge,
        store,
        reader,
        now: at,
        kept: Vec::new(),
    };
    let centre = roles.news(reader.centre).await;
    let shared = roles.news(SHARED).await;
    if let Some(failure) = store.take_failure() {
        return Err(TrustError::NotKept(failure));
    }
    if centre.is_ok() && shared.is_ok() {
        // Old manifests are of no use to anyone once newer ones are vouched for; removing them is tidiness.
        store.remove_targets_except(&roles.kept);
    }
    Ok(Verified {
        expires_at: roles.expires_at(centre.is_ok()),
        issued_at: roles
            .updater
            .trusted()
            .timestamp()
            .and_then(state::issued_at),
        centre,
        shared,
    })
}

/// Root, timestamp, snapshot and targets, verified; what is here in the version that snapshot lists is not fetched.
async fn refreshed(
    bridge: &Bridge,
    store: &DoubleStore,
    first_root: &str,
    at: jiff::Timestamp,
) -> Result<Updater, TrustError> {
    let new = || updater(bridge.clone(), store.clone(), first_root.as_bytes());
    bridge.offer_kept_roles(true);
    let mut updater = new()?;
    let mut done = updater.refresh(at).await;
    if done.is_err() && bridge.offered_kept_role() {
        // What was kept does not do, for example after a recovery that took a version back: ask the repository.
        bridge.offer_kept_roles(false);
        updater = new()?;
        done = updater.refresh(at).await;
    }
    done?;
    Ok(updater)
}

/// The verifying machine that a kiosk and `tongxin trust client` share.
///
/// # Errors
///
/// When the first root is not signed by its own keys.
pub fn updater(
    repository: impl Repository + 'static,
    store: impl MetadataStore + 'static,
    first_root: &[u8],
) -> Result<Updater, TrustError> {
    let mut config = UpdaterConfig::default();
    config.target_max_length = MANIFEST_BYTES_MAX;
    // A kiosk may come back after years of yearly renewals and rotations.
    config.max_root_rotations = 256;
    Ok(Updater::new(repository, first_root)?
        .with_config(config)
        .with_store(store))
}

/// What it means when a target does not come: its length and hash are its own, not pins of a role.
pub(super) fn target_error(error: sigstore_tuf::Error) -> TrustError {
    match error {
        sigstore_tuf::Error::IntegrityMismatch(detail) => {
            TrustError::refused(Refusal::WrongHash, detail)
        }
        other => TrustError::from(other),
    }
}

/// Reads delegated roles after a refresh.
struct RoleReader<'a> {
    updater: Updater,
    bridge: Bridge,
    store: &'a DoubleStore,
    reader: &'a Reader<'a>,
    now: jiff::Timestamp,
    /// Hashes of the targets that were read.
    kept: Vec<String>,
}

impl RoleReader<'_> {
    async fn news(&mut self, owner: &str) -> Result<RoleNews, TrustError> {
        let Some(role) = self.load(owner).await? else {
            return Ok(RoleNews::default());
        };
        let mut versions: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for path in role.targets.keys() {
            // A role may name only what was delegated to it. One that names more is not believed in anything.
            let kind = kind_of(owner, path).ok_or_else(|| {
                let detail = format!("the role {} names {path}", role_of(owner));
                TrustError::refused(Refusal::WrongDelegation, detail)
            })?;
            if let TargetKind::Manifest { pack, version } = kind {
                versions.entry(pack.to_owned()).or_default().push(version);
            }
        }
        let plans: RolloutPlans = self
            .optional(&role, &rollout_target(owner))
            .await?
            .map(|(_, plans)| plans)
            .unwrap_or_default();

        let mut news = RoleNews::default();
        for (pack, versions) in versions {
            let Some(version) = self.version_for(owner, &pack, &versions, &plans) else {
                continue;
            };
            news.manifests
                .push(self.manifest(&role, owner, &pack, version).await?);
        }
        if owner != SHARED {
            news.schedule = self.schedule(&role, owner).await?;
        }
        Ok(news)
    }

    /// The version this kiosk takes; `None` when none has reached it.
    fn version_for(
        &self,
        owner: &str,
        pack: &str,
        versions: &[u64],
        plans: &RolloutPlans,
    ) -> Option<u64> {
        let place = KioskPlace {
            kiosk: self.reader.kiosk,
            centre: self.reader.centre,
        };
        let holding = self.reader.holding.get(&format!("{owner}/{pack}")).copied();
        match plans.plan(pack) {
            Some(plan) => version_for(plan, place, holding),
            None => versions.iter().max().copied(),
        }
    }

    async fn manifest(
        &mut self,
        role: &Targets,
        owner: &str,
        pack: &str,
        version: u64,
    ) -> Result<Pick, TrustError> {
        let path = manifest_target(owner, pack, version);
        let Some((sha256, manifest)) = self.optional::<Manifest>(role, &path).await? else {
            let detail = format!("the rollout plan wants {path}, which its role does not list");
            return Err(TrustError::refused(Refusal::Missing, detail));
        };
        let says = (&*manifest.centre, &*manifest.id, manifest.version);
        if says != (owner, pack, version) {
            let detail = format!(
                "{path} says it is version {} of {}/{}",
                says.2, says.0, says.1
            );
            return Err(TrustError::refused(Refusal::WrongDelegation, detail));
        }
        Ok(Pick { sha256, manifest })
    }

    async fn schedule(
        &mut self,
        role: &Targets,
        centre: &str,
    ) -> Result<Option<(String, PlaySchedule)>, TrustError> {
        let path = super::schedule_target(centre);
        let found = self.optional::<PlaySchedule>(role, &path).await?;
        if let Some((_, schedule)) = &found
            && schedule.centre != centre
        {
            let detail = format!("{path} says it is for {}", schedule.centre);
            return Err(TrustError::refused(Refusal::WrongDelegation, detail));
        }
        Ok(found)
    }

    /// Loads and verifies an owner's role; `None` when it is the shared one and nobody delegated it.
    async fn load(&mut self, owner: &str) -> Result<Option<Targets>, TrustError> {
        let name = role_of(owner);
        let trusted = self.updater.trusted();
        let delegated = trusted
            .targets_role("targets")
            .and_then(|targets| targets.delegations.as_ref())
            .is_some_and(|delegations| delegations.roles.iter().any(|role| role.name == name));
        if !delegated {
            return if owner == SHARED {
                Ok(None)
            } else {
                let detail = format!("targets delegates nothing to {name}");
                Err(TrustError::refused(Refusal::NotDelegated, detail))
            };
        }
        // Walking to any name in the owner's folder loads its role; the name itself need not exist.
        let probe = format!("{}/-", folder_of(owner));
        self.bridge.offer_kept_roles(true);
        let mut walked = self.updater.get_target_info(&probe, self.now).await;
        if walked.is_err() && self.bridge.offered_kept_role() {
            // What was kept does not do, for example after its key was replaced: ask the repository.
            self.bridge.offer_kept_roles(false);
            walked = self.updater.get_target_info(&probe, self.now).await;
        }
        walked.map_err(|error| self.name_refusal(&name, error))?;
        match self.updater.trusted().targets_role(&name) {
            Some(role) => Ok(Some(role.clone())),
            None => {
                let detail = format!("snapshot does not list the delegated role {name}");
                Err(TrustError::refused(Refusal::Missing, detail))
            }
        }
    }

    /// A role that carries the signature of another role's key is more than unsigned: its keeper overreached.
    fn name_refusal(&self, name: &str, error: sigstore_tuf::Error) -> TrustError {
        let threshold = matches!(error, sigstore_tuf::Error::ThresholdNotMet { .. });
        let named = TrustError::from(error);
        if !threshold {
            return named;
        }
        let other = self
            .updater
            .trusted()
            .targets_role("targets")
            .and_then(|targets| targets.delegations.as_ref())
            .and_then(|delegations| self.bridge.signed_by_other(name, delegations));
        match other {
            Some(other) => TrustError::refused(
                Refusal::WrongDelegation,
                format!("the role {name} is signed by the key of {other}"),
            ),
            None => named,
        }
    }

    /// A target of the role with the SHA-256 of its bytes, if the role lists it.
    async fn optional<T: serde::de::DeserializeOwned>(
        &mut self,
        role: &Targets,
        path: &str,
    ) -> Result<Option<(String, T)>, TrustError> {
        let Some(file) = role.targets.get(path) else {
            return Ok(None);
        };
        let sha256 = file.hashes.get("sha256").cloned().unwrap_or_default();
        let bytes = self.bytes(path, file, &sha256).await?;
        let content = serde_json::from_slice(&bytes)
            .map_err(|error| TrustError::refused(Refusal::Malformed, format!("{path}: {error}")))?;
        self.kept.push(sha256.clone());
        Ok(Some((sha256, content)))
    }

    /// From what was kept, else from the repository.
    async fn bytes(
        &self,
        path: &str,
        file: &TargetFile,
        sha256: &str,
    ) -> Result<Vec<u8>, TrustError> {
        if let Some(bytes) = self.store.target(sha256)
            && bytes.len() as u64 == file.length
        {
            return Ok(bytes);
        }
        let bytes =
            self.updater
                .download_target(file, path)
                .await
                .map_err(|error| match error {
                    // The length and hash of a target, not the pin of a role.
                    sigstore_tuf::Error::IntegrityMismatch(detail) => {
                        TrustError::refused(Refusal::WrongHash, detail)
                    }
                    other => TrustError::from(other),
                })?;
        // The library may have checked a longer hash only; files are kept and shown by this one.
        if hex::encode(Sha256::digest(&bytes)) != sha256 {
            let detail = format!("{path} is signed without its SHA-256");
            return Err(TrustError::refused(Refusal::WrongHash, detail));
        }
        self.store
            .keep_target(sha256, &bytes)
            .map_err(|error| TrustError::NotKept(error.to_string()))?;
        Ok(bytes)
    }

    fn expires_at(&self, with_centre: bool) -> DateTime<Utc> {
        let trusted = self.updater.trusted();
        let centre = with_centre.then(|| role_of(self.reader.centre));
        let earliest = [
            Some(trusted.root().expires()),
            trusted.timestamp().map(|role| role.expires()),
            trusted.snapshot().map(|role| role.expires()),
            trusted.targets_role("targets").map(|role| role.expires()),
            centre.and_then(|name| trusted.targets_role(&name).map(|role| role.expires())),
        ]
        .into_iter()
        .flatten()
        .min();
        earliest.map_or(DateTime::<Utc>::MIN_UTC, our_moment)
    }
}
