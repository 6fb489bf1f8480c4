//! Signs a repository: roles, the order of a publication, and what has to be renewed (DESIGN section 5).
//!
//! The server's side of trust. It works without the keys of root and targets, which may lie on media in a safe:
//! then centres are published and nothing is delegated. `ceremony` is for those who hold the media.

mod commit;
pub(super) mod keys;
mod publication;
pub(super) mod state;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use tough::schema::key::Key;
use tough::schema::{
    DelegatedRole, Delegations, PathPattern, PathSet, RoleKeys, RoleType, Root, Targets,
};

pub use self::keys::SigningKey;
use self::keys::{KeyFolder, KeyId, count_here};
pub use self::publication::Publication;
use self::state::{DelegatedState, Fingerprint, State, empty_targets};
use super::medium::MediumError;
use super::refusal::TrustError;
use super::{folder_of, our_moment, role_of};
use crate::model::manifest::{Manifest, SHARED};
use crate::model::play_schedule::PlaySchedule;
use crate::model::rollout::RolloutPlans;

const SPEC_VERSION: &str = "1.0.0";

/// Days until each role's metadata expires, from when it is signed.
const ROOT_DAYS: i64 = 730;
const TARGETS_DAYS: i64 = 365;
const SNAPSHOT_DAYS: i64 = 60;
const TIMESTAMP_DAYS: i64 = 30;

/// A role that cannot be renewed is spoken of from so many days before it expires.
const WARN_DAYS: i64 = 90;

/// How long another program may take for its change.
const LOCK_WAIT: std::time::Duration = std::time::Duration::from_millis(100);
const LOCK_TRIES: usize = 300;

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The disk said no.
    #[error("could not write the repository: {0}")]
    Disk(#[from] io::Error),
    /// A key or a signature could not be made.
    #[error("could not sign: {0}")]
    Key(String),
    /// Keys that are needed are not here.
    #[error("{role} takes {threshold} signatures, and the keys for {found} are here")]
    TooFewKeys {
        /// The role to sign.
        role: String,
        /// How many of its keys are here.
        found: u64,
        /// How many it takes.
        threshold: u64,
    },
    /// A centre, or the shared packs, that nobody with the targets keys has given a role.
    #[error("{owner} has no signing role yet; run: tongxin trust delegate {owner}")]
    NotDelegated {
        /// The centre's id, or `shared`.
        owner: String,
    },
    /// What lies in the folder is not a repository.
    #[error("the repository's {name} cannot be read: {reason}")]
    Broken {
        /// Which file.
        name: String,
        /// Why.
        reason: String,
    },
    /// Something was asked for that makes no sense here.
    #[error("not possible: {0}")]
    NotPossible(String),
    /// A medium with keys cannot be used.
    #[error(transparent)]
    Medium(#[from] MediumError),
    /// The kiosk's own code did not accept it.
    #[error("kiosks would not accept this publication: {0}")]
    NotAccepted(#[from] TrustError),
}

impl From<tough::error::Error> for SignError {
    fn from(error: tough::error::Error) -> Self {
        Self::Key(error.to_string())
    }
}

impl From<tough::schema::Error> for SignError {
    fn from(error: tough::schema::Error) -> Self {
        Self::Key(error.to_string())
    }
}

/// Whether kiosks have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// It is in the repository.
    Published,
    /// It is signed; the server, which has the online keys, takes it up within the hour.
    WaitsForServer,
}

/// A role that expires and cannot be renewed with the keys that are here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiring {
    /// For example `root` or `centre-riyue`.
    pub role: String,
    /// When.
    pub expires_at: DateTime<Utc>,
}

/// The TUF repository of a server: plain files, and those keys to change them that are on this machine.
pub struct Repository {
    folder: PathBuf,
    keys: KeyFolder,
    state: State,
    seen: Fingerprint,
}

impl Repository {
    /// Opens the repository in `folder` (`metadata/`, `targets/`), or makes one with fresh keys in `keys`.
    ///
    /// # Errors
    ///
    /// When the files cannot be read or written.
    pub async fn open_or_create(
        folder: &Path,
        keys: &Path,
        now: DateTime<Utc>,
    ) -> Result<Self, SignError> {
        if folder.join("metadata/timestamp.json").exists() {
            Self::open(folder, keys)
        } else {
            Self::create(folder, keys, RootKeys::OnThisMachine, now).await
        }
    }

    /// Opens the repository in `folder`, whose online keys are in `keys` if they are on this machine.
    ///
    /// # Errors
    ///
    /// When the files cannot be read.
    pub fn open(folder: &Path, keys: &Path) -> Result<Self, SignError> {
        let state = State::load(&folder.join("metadata"))?;
        Ok(Self {
            folder: folder.to_owned(),
            keys: KeyFolder::open(keys)?,
            seen: Fingerprint::of(&folder.join("metadata"), &state),
            state,
        })
    }

    /// Makes a repository.
    pub(super) async fn create(
        folder: &Path,
        keys: &Path,
        root_keys: RootKeys<'_>,
        now: DateTime<Utc>,
    ) -> Result<Self, SignError> {
        fs::create_dir_all(folder.join("metadata"))?;
        fs::create_dir_all(folder.join("targets"))?;
        let keys = KeyFolder::open(keys)?;
        let mut root = Root {
            spec_version: SPEC_VERSION.to_owned(),
            consistent_snapshot: true,
            version: NonZeroU64::MIN,
            expires: jiff::Timestamp::UNIX_EPOCH,
            keys: HashMap::new(),
            roles: HashMap::new(),
            _extra: HashMap::new(),
        };
        let (offline, threshold) = match root_keys {
            RootKeys::OnThisMachine => (&[][..], 1),
            RootKeys::OnMedia { keys, threshold } => (keys, threshold),
        };
        for (role, name) in [(RoleType::Root, "root"), (RoleType::Targets, "targets")] {
            match root_keys {
                RootKeys::OnThisMachine => {
                    set_keys(&mut root, role, &[&keys.unused_or_make(name)?], 1)
                }
                RootKeys::OnMedia { .. } => {
                    let of_role: Vec<_> = offline
                        .iter()
                        .filter(|(key_role, _)| *key_role == role)
                        .map(|(_, key)| key)
                        .collect();
                    set_keys(&mut root, role, &of_role, threshold);
                }
            }
        }
        for (role, name) in [
            (RoleType::Snapshot, "snapshot"),
            (RoleType::Timestamp, "timestamp"),
        ] {
            set_keys(&mut root, role, &[&keys.unused_or_make(name)?], 1);
        }
        let mut targets = empty_targets();
        targets.delegations = Some(Delegations::new());
        let mut repository = Self {
            folder: folder.to_owned(),
            state: State::new(root, targets),
            keys,
            seen: Fingerprint::default(),
        };
        let mut next = repository.state.clone();
        repository.add_delegation(&mut next, SHARED, None)?;
        let media = offline.iter().map(|(_, key)| key);
        repository.commit(next, media, None, now).await?;
        Ok(repository)
    }

    /// The root that a kiosk trusts first when it is enrolled now: the newest.
    pub fn first_root(&self) -> &str {
        &self.state.root_text
    }

    /// Gives a centre its own role, once.
    ///
    /// # Errors
    ///
    /// When the targets keys are not on this machine, or it cannot be signed or written.
    pub async fn add_centre(&mut self, centre: &str, now: DateTime<Utc>) -> Result<(), SignError> {
        let _lock = self.lock().await?;
        if self.state.roles.contains_key(&role_of(centre)) {
            return Ok(());
        }
        // Whoever has the targets keys delegates to this one.
        self.keys.make_public(&role_of(centre))?;
        let keys = self.keys.load()?;
        let targets = self.state.top_level(RoleType::Targets)?;
        if count_here(targets, &keys) < targets.threshold.get() {
            return Err(SignError::NotDelegated {
                owner: centre.to_owned(),
            });
        }
        let mut next = self.state.clone();
        self.add_delegation(&mut next, centre, None)?;
        self.commit(next, [], None, now).await?;
        Ok(())
    }

    /// Whether an owner, a centre or [`SHARED`], has a role.
    pub fn is_delegated(&self, owner: &str) -> bool {
        self.state.roles.contains_key(&role_of(owner))
    }

    /// Whether the keys of root and targets are on this machine.
    ///
    /// # Errors
    ///
    /// When the folder of keys cannot be read.
    pub fn root_is_online(&self) -> Result<bool, SignError> {
        let keys = self.keys.load()?;
        Ok(count_here(self.state.top_level(RoleType::Root)?, &keys) > 0)
    }

    /// Publishes a manifest under its owner's role.
    ///
    /// # Errors
    ///
    /// When it cannot be signed or written, or kiosks would not accept it; what was published before stays.
    pub async fn publish_manifest(
        &mut self,
        manifest: &Manifest,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let publication = Publication {
            manifest: Some(manifest),
            ..Publication::default()
        };
        self.publish(&manifest.centre, publication, now).await
    }

    /// Publishes a schedule.
    ///
    /// # Errors
    ///
    /// As [`Repository::publish_manifest`].
    pub async fn publish_schedule(
        &mut self,
        schedule: &PlaySchedule,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let publication = Publication {
            schedule: Some(schedule),
            ..Publication::default()
        };
        self.publish(&schedule.centre, publication, now).await
    }

    /// Publishes an owner's rollout plans.
    ///
    /// # Errors
    ///
    /// As [`Repository::publish_manifest`].
    pub async fn publish_rollout(
        &mut self,
        owner: &str,
        plans: &RolloutPlans,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let publication = Publication {
            rollout: Some(plans),
            ..Publication::default()
        };
        self.publish(owner, publication, now).await
    }

    /// Changes several targets of one role in one step: kiosks see all of them or none.
    ///
    /// # Errors
    ///
    /// As [`Repository::publish_manifest`].
    pub async fn publish(
        &mut self,
        owner: &str,
        publication: Publication<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), SignError> {
        let _lock = self.lock().await?;
        let mut next = self.state.clone();
        self.apply(&mut next, owner, publication)?;
        self.commit(next, [], Some(owner), now).await?;
        Ok(())
    }

    /// Signs the timestamp anew, and whatever is past half of its life and can be signed here. To be called hourly.
    /// Returns what expires soon and cannot.
    ///
    /// # Errors
    ///
    /// As [`Repository::publish_manifest`].
    pub async fn renew(&mut self, now: DateTime<Utc>) -> Result<Vec<Expiring>, SignError> {
        let _lock = self.lock().await?;
        let keys = self.keys.load()?;
        let mut next = self.state.clone();
        let can = |role: Option<&RoleKeys>| {
            role.is_some_and(|role| count_here(role, &keys) >= role.threshold.get())
        };
        let old = |expires: jiff::Timestamp, days: i64| expires < in_days(now, days / 2);
        let mut expiring = Vec::new();
        let mut note = |role: &str, expires: jiff::Timestamp| {
            if expires < in_days(now, WARN_DAYS) {
                expiring.push(Expiring {
                    role: role.to_owned(),
                    expires_at: our_moment(expires),
                });
            }
        };

        if can(next.root.roles.get(&RoleType::Root)) {
            next.changed.root = old(next.root.expires, ROOT_DAYS);
        } else {
            note("root", next.root.expires);
        }
        if can(next.root.roles.get(&RoleType::Targets)) {
            next.changed.targets = old(next.targets.expires, TARGETS_DAYS);
        } else {
            note("targets", next.targets.expires);
        }
        for (name, role) in &self.state.roles {
            let Ok(content) = &role.content else { continue };
            if can(next.delegation(name).as_ref()) {
                if !role.valid || old(content.expires, TARGETS_DAYS) {
                    next.changed.roles.push(name.clone());
                }
            } else {
                note(name, content.expires);
            }
        }
        next.changed.snapshot |= !next.snapshot.valid || old(next.snapshot.expires, SNAPSHOT_DAYS);
        self.commit(next, [], None, now).await?;
        Ok(expiring)
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    pub(super) fn keys(&self) -> &KeyFolder {
        &self.keys
    }

    /// Puts a role for `owner` into targets, with this key or its key of this machine.
    pub(super) fn add_delegation(
        &self,
        next: &mut State,
        owner: &str,
        public: Option<Key>,
    ) -> Result<(), SignError> {
        let name = role_of(owner);
        let here = public.is_none();
        let key = match public {
            Some(key) => key,
            None => self.keys.unused_or_make(&name)?.public().clone(),
        };
        let id = key.key_id()?;
        let delegations = next
            .targets
            .delegations
            .get_or_insert_with(Delegations::new);
        delegations.keys.insert(id.clone(), key);
        delegations.roles.push(DelegatedRole {
            name: name.clone(),
            keyids: vec![id],
            threshold: NonZeroU64::MIN,
            paths: PathSet::Paths(vec![PathPattern::new(format!("{}/*", folder_of(owner)))?]),
            terminating: true,
            targets: None,
        });
        // A role that was delegated before goes on counting: kiosks remember.
        let version = next.retired.remove(&name).unwrap_or(0);
        let role = DelegatedState {
            version,
            content: Ok(empty_targets()),
            valid: false,
        };
        next.roles.insert(name.clone(), role);
        next.changed.targets = true;
        if here {
            next.changed.roles.push(name);
        }
        Ok(())
    }

    /// One program at a time changes the repository; what another changed before is read.
    pub(super) async fn lock(&mut self) -> Result<File, SignError> {
        let lock = File::create(self.folder.join("lock"))?;
        for wait in [LOCK_WAIT; LOCK_TRIES] {
            if lock.try_lock().is_ok() {
                self.look_again()?;
                return Ok(lock);
            }
            tokio::time::sleep(wait).await;
        }
        Err(SignError::NotPossible(
            "another program is changing the repository".to_owned(),
        ))
    }

    /// Reads what another program has changed since.
    ///
    /// # Errors
    ///
    /// When the metadata cannot be read.
    pub fn look_again(&mut self) -> Result<(), SignError> {
        let metadata = self.metadata();
        if Fingerprint::of(&metadata, &self.state) != self.seen {
            self.state = State::load(&metadata)?;
            self.seen = Fingerprint::of(&metadata, &self.state);
        }
        Ok(())
    }

    pub(in crate::pack::trust) fn metadata(&self) -> PathBuf {
        self.folder.join("metadata")
    }
}

/// Where the keys of root and targets are.
pub(super) enum RootKeys<'a> {
    /// In the folder of keys, one of one each: for the demo, and for a start without ceremony.
    OnThisMachine,
    /// On media, here for the length of the ceremony.
    OnMedia {
        keys: &'a [(RoleType, SigningKey)],
        threshold: u64,
    },
}

/// Gives a top-level role these keys and no others.
pub(super) fn set_keys(root: &mut Root, role: RoleType, keys: &[&SigningKey], threshold: u64) {
    let keyids: Vec<KeyId> = keys.iter().map(|key| key.id().clone()).collect();
    for key in keys {
        root.keys.insert(key.id().clone(), key.public().clone());
    }
    let role_keys = RoleKeys {
        keyids,
        threshold: NonZeroU64::new(threshold).unwrap_or(NonZeroU64::MIN),
        _extra: HashMap::new(),
    };
    root.roles.insert(role, role_keys);
    drop_unused_keys(root);
}

/// Removes keys that no role names.
pub(super) fn drop_unused_keys(root: &mut Root) {
    let used: Vec<KeyId> = root
        .roles
        .values()
        .flat_map(|role| role.keyids.clone())
        .collect();
    root.keys.retain(|id, _| used.contains(id));
}

/// Removes keys that no delegation names.
pub(super) fn drop_unused_delegation_keys(targets: &mut Targets) {
    if let Some(delegations) = &mut targets.delegations {
        let used: Vec<KeyId> = delegations
            .roles
            .iter()
            .flat_map(|role| role.keyids.clone())
            .collect();
        delegations.keys.retain(|id, _| used.contains(id));
    }
}

/// Whole seconds: TUF dates have no fractions.
fn in_days(now: DateTime<Utc>, days: i64) -> jiff::Timestamp {
    let at = now + Duration::days(days);
    jiff::Timestamp::from_second(at.timestamp()).unwrap_or(jiff::Timestamp::MAX)
}
