//! The life of keys: made in a ceremony, rotated, revoked, delegated to, renewed. For those who hold the media.
//!
//! Each step makes the new key durable before anything signed names it, publishes in one step that a kiosk's own code
//! has verified, and forgets the old key only then; a power cut leaves one that works.

use std::path::Path;

use chrono::{DateTime, Utc};
use tough::schema::key::Key;
use tough::schema::{RoleKeys, RoleType};

use super::medium::Medium;
use super::sign::keys::{KeyId, count_here, id_text};
use super::sign::state::{State, is_jumped, next_version};
use super::sign::{
    Committed, Repository, RootKeys, SignError, SigningKey, drop_unused_delegation_keys,
    drop_unused_keys, set_keys,
};
use super::{our_moment, role_of};
use crate::model::manifest::SHARED;

/// Shortest beginning of a key's id that names it.
const KEY_ID_CHARS_MIN: usize = 8;

/// Whose keys are made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// Root's, on the media that are here.
    Root,
    /// Targets', on the media that are here.
    Targets,
    /// Snapshot's and timestamp's, on this machine.
    Online,
    /// That of a centre or of [`SHARED`], on this machine.
    Owner(String),
}

impl Rotation {
    /// The one meant by a word on the command line.
    pub fn named(word: &str) -> Self {
        match word {
            "root" => Self::Root,
            "targets" => Self::Targets,
            "online" | "snapshot" | "timestamp" => Self::Online,
            other => Self::Owner(other.strip_prefix("centre-").unwrap_or(other).to_owned()),
        }
    }
}

/// Makes a repository whose keys of root and targets are on media; or moves those of one that began without.
///
/// # Errors
///
/// When fewer media than the threshold are here, the repository had its ceremony before, or the disk says no.
pub async fn init(
    folder: &Path,
    keys: &Path,
    media: Vec<Medium>,
    threshold: u64,
    now: DateTime<Utc>,
) -> Result<Repository, SignError> {
    if threshold == 0 || (media.len() as u64) < threshold {
        return Err(SignError::NotPossible(format!(
            "{} media cannot give {threshold} signatures",
            media.len()
        )));
    }
    if !folder.join("metadata/timestamp.json").exists() {
        let keys_of_media: Vec<_> = media.into_iter().flat_map(Medium::into_keys).collect();
        let root_keys = RootKeys::OnMedia {
            keys: &keys_of_media,
            threshold,
        };
        return Repository::create(folder, keys, root_keys, now).await;
    }
    let mut repository = Repository::open(folder, keys)?;
    let lock = repository.lock().await?;
    if !repository.root_is_online()? {
        return Err(SignError::NotPossible(
            "the keys of this repository are on media already; use rotate or revoke".to_owned(),
        ));
    }
    let mut next = repository.state().clone();
    let mut gone = Vec::new();
    for role in [RoleType::Root, RoleType::Targets] {
        gone.extend(next.top_level(role)?.keyids.clone());
        let of_role: Vec<_> = media
            .iter()
            .flat_map(|medium| medium.of_role(role))
            .collect();
        set_keys(&mut next.root, role, &of_role, threshold);
    }
    next.changed.root = true;
    next.changed.targets = true;
    repository.commit(next, signers(&media), None, now).await?;
    repository.keys().remove(&gone)?;
    drop(lock);
    Ok(repository)
}

/// Makes new keys for a role; the old ones sign nothing any more.
///
/// # Errors
///
/// When too few media are here, or the role does not exist; the old keys are then in force as before.
pub async fn rotate(
    repository: &mut Repository,
    rotation: &Rotation,
    media: &mut [Medium],
    now: DateTime<Utc>,
) -> Result<Committed, SignError> {
    let _lock = repository.lock().await?;
    let mut next = repository.state().clone();
    let gone = match rotation {
        Rotation::Root => replace_offline(repository, &mut next, RoleType::Root, media)?,
        Rotation::Targets => {
            next.changed.targets = true;
            replace_offline(repository, &mut next, RoleType::Targets, media)?
        }
        Rotation::Online => replace_online(repository, &mut next)?,
        Rotation::Owner(owner) => replace_delegated(repository, &mut next, owner)?,
    };
    finish(repository, next, media, &gone, now).await
}

/// What is no longer trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// A centre, or [`SHARED`]: it publishes nothing any more.
    Owner(String),
    /// Keys by the beginning of their ids.
    Keys(Vec<String>),
}

/// Revokes. A key of root or targets goes and `new_medium`, if given, takes its place; an online or a centre's key is
/// replaced by a new one.
///
/// # Errors
///
/// When too few media are here, or too few keys would remain.
pub async fn revoke(
    repository: &mut Repository,
    revocation: &Revocation,
    media: &mut [Medium],
    new_medium: Option<&Medium>,
    now: DateTime<Utc>,
) -> Result<Committed, SignError> {
    let _lock = repository.lock().await?;
    let mut next = repository.state().clone();
    let mut gone = Vec::new();
    match revocation {
        Revocation::Owner(owner) => gone.extend(remove_delegation(&mut next, owner)?),
        Revocation::Keys(ids) => {
            for id in ids {
                gone.extend(revoke_key(repository, &mut next, id, new_medium)?);
            }
        }
    }
    for role in [RoleType::Root, RoleType::Targets] {
        let keys = next.top_level(role)?;
        if (keys.keyids.len() as u64) < keys.threshold.get() {
            return Err(SignError::NotPossible(format!(
                "{role} takes {} signatures and only {} keys would remain; bring a new medium",
                keys.threshold,
                keys.keyids.len()
            )));
        }
    }
    let new_keys: Vec<SigningKey> = match new_medium {
        Some(medium) => medium
            .keys()
            .map(SigningKey::again)
            .collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let all = signers(media).chain(&new_keys);
    let committed = repository.commit(next, all, None, now).await?;
    repository.keys().remove(&gone)?;
    Ok(committed)
}

/// Gives a centre, or [`SHARED`], a role. `public` is its key where that was made on another machine.
///
/// # Errors
///
/// When it has one, or too few media are here.
pub async fn delegate(
    repository: &mut Repository,
    owner: &str,
    public: Option<Key>,
    media: &[Medium],
    now: DateTime<Utc>,
) -> Result<Committed, SignError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if owner.is_empty() || owner.len() > 40 || !owner.chars().all(plain) {
        return Err(SignError::NotPossible(format!(
            "{owner:?} is not a centre's id"
        )));
    }
    let _lock = repository.lock().await?;
    if repository.is_delegated(owner) {
        return Err(SignError::NotPossible(format!(
            "{owner} has a role already"
        )));
    }
    let mut next = repository.state().clone();
    repository.add_delegation(&mut next, owner, public)?;
    repository.commit(next, signers(media), None, now).await
}

/// Reads the public key that a server made for a centre: `centre-ID.pub.json` in its folder of keys.
///
/// # Errors
///
/// When it is not there or not a key.
pub fn read_public_key(path: &Path) -> Result<Key, SignError> {
    let broken = |reason: String| SignError::Broken {
        name: path.display().to_string(),
        reason,
    };
    let bytes = std::fs::read(path).map_err(|error| broken(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))
}

/// Signs root and targets anew with the same keys, so that they do not expire.
///
/// # Errors
///
/// When too few media are here.
pub async fn renew(
    repository: &mut Repository,
    media: &[Medium],
    now: DateTime<Utc>,
) -> Result<Committed, SignError> {
    let _lock = repository.lock().await?;
    let mut next = repository.state().clone();
    next.changed.root = true;
    next.changed.targets = true;
    repository.commit(next, signers(media), None, now).await
}

/// Who can sign what, and until when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleStatus {
    /// For example `root` or `centre-riyue`.
    pub name: String,
    /// Its version; 0 is not signed yet.
    pub version: u64,
    /// When it expires; `None` when it cannot be read.
    pub expires_at: Option<DateTime<Utc>>,
    /// Signatures it takes.
    pub threshold: u64,
    /// The ids of its keys, and whether each is on this machine.
    pub keys: Vec<(String, bool)>,
    /// Whether it is signed by enough keys of today.
    pub valid: bool,
    /// Whether its version was not counted up to: a stolen key signed it.
    pub jumped: bool,
}

impl RoleStatus {
    /// Whether this machine alone can sign it.
    pub fn can_be_signed_here(&self) -> bool {
        self.keys.iter().filter(|(_, here)| *here).count() as u64 >= self.threshold
    }
}

/// The state of every role.
///
/// # Errors
///
/// When the keys of this machine cannot be read.
pub fn status(repository: &Repository) -> Result<Vec<RoleStatus>, SignError> {
    let state = repository.state();
    let here = repository.keys().load()?;
    let mut all = Vec::new();
    let mut add =
        |name: &str, keys: &RoleKeys, version, expires: Option<jiff::Timestamp>, valid| {
            all.push(RoleStatus {
                name: name.to_owned(),
                version,
                expires_at: expires.map(our_moment),
                threshold: keys.threshold.get(),
                keys: keys
                    .keyids
                    .iter()
                    .map(|id| (id_text(id), here.iter().any(|key| key.id() == id)))
                    .collect(),
                valid,
                jumped: is_jumped(version),
            });
        };
    let root = &state.root;
    let keys = state.top_level(RoleType::Root)?;
    add("root", keys, root.version.get(), Some(root.expires), true);
    let targets = &state.targets;
    let keys = state.top_level(RoleType::Targets)?;
    add(
        "targets",
        keys,
        targets.version.get(),
        Some(targets.expires),
        true,
    );
    for (name, role, of) in [
        ("snapshot", RoleType::Snapshot, &state.snapshot),
        ("timestamp", RoleType::Timestamp, &state.timestamp),
    ] {
        add(
            name,
            state.top_level(role)?,
            of.version,
            Some(of.expires),
            of.valid,
        );
    }
    for (name, role) in &state.roles {
        if let Some(keys) = state.delegation(name) {
            let expires = role.content.as_ref().ok().map(|content| content.expires);
            let expires = expires.filter(|_| role.version > 0);
            add(name, &keys, role.version, expires, role.valid);
        }
    }
    Ok(all)
}

fn signers(media: &[Medium]) -> impl Iterator<Item = &SigningKey> {
    media.iter().flat_map(Medium::keys)
}

/// Publishes, and forgets the keys that are gone.
async fn finish(
    repository: &mut Repository,
    next: State,
    media: &mut [Medium],
    gone: &[KeyId],
    now: DateTime<Utc>,
) -> Result<Committed, SignError> {
    let committed = repository.commit(next, signers(media), None, now).await?;
    repository.keys().remove(gone)?;
    for medium in media {
        if medium.keys().any(|key| gone.contains(key.id())) {
            medium.keep(|key| !gone.contains(key.id()))?;
        }
    }
    Ok(committed)
}

/// New keys of root or targets wherever an old one is here: on the media, or in the folder.
fn replace_offline(
    repository: &Repository,
    next: &mut State,
    role: RoleType,
    media: &mut [Medium],
) -> Result<Vec<KeyId>, SignError> {
    let name = role.to_string();
    let old = next.top_level(role)?.clone();
    let folder_keys = repository.keys().load()?;
    let here: Vec<KeyId> = signers(media)
        .chain(&folder_keys)
        .map(|key| key.id().clone())
        .collect();
    let found = old.keyids.iter().filter(|id| here.contains(id)).count() as u64;
    if found < old.threshold.get() {
        return Err(SignError::TooFewKeys {
            role: name,
            found,
            threshold: old.threshold.get(),
        });
    }
    let mut keyids = old.keyids.clone();
    let mut gone = Vec::new();
    for medium in media {
        let here: Vec<KeyId> = medium.of_role(role).map(|key| key.id().clone()).collect();
        let replaced = keyids.iter().position(|id| here.contains(id));
        if let Some(place) = replaced {
            let new = medium.add(role)?;
            next.root
                .keys
                .insert(new.id().clone(), new.public().clone());
            gone.push(std::mem::replace(&mut keyids[place], new.id().clone()));
        }
    }
    for id in &mut keyids {
        if folder_keys.iter().any(|key| key.id() == id) {
            let new = repository.keys().make(&name)?;
            next.root
                .keys
                .insert(new.id().clone(), new.public().clone());
            gone.push(std::mem::replace(id, new.id().clone()));
        }
    }
    next.root.roles.insert(role, RoleKeys { keyids, ..old });
    drop_unused_keys(&mut next.root);
    next.changed.root = true;
    Ok(gone)
}

/// New keys of snapshot and timestamp. With them kiosks forget which versions they had seen, which is how a
/// fast-forward is recovered from (specification 5.3.11): versions that were jumped to are counted on from before.
fn replace_online(repository: &Repository, next: &mut State) -> Result<Vec<KeyId>, SignError> {
    let mut gone = Vec::new();
    for (role, name) in [
        (RoleType::Snapshot, "snapshot"),
        (RoleType::Timestamp, "timestamp"),
    ] {
        gone.extend(next.top_level(role)?.keyids.clone());
        let new = repository.keys().make(name)?;
        set_keys(&mut next.root, role, &[&new], 1);
    }
    let here = repository.keys().load()?;
    for (name, role) in &next.roles {
        let can = next
            .delegation(name)
            .is_some_and(|keys| count_here(&keys, &here) >= keys.threshold.get());
        if is_jumped(role.version) && can {
            next.changed.roles.push(name.clone());
        }
    }
    // What the new snapshot lists is what nothing may go below, names that are given up included.
    for (name, version) in &mut next.retired {
        if is_jumped(*version) {
            *version = next_version(&repository.metadata(), name, *version).get();
        }
    }
    next.changed.root = true;
    next.changed.targets |= is_jumped(next.targets.version.get());
    next.changed.snapshot = true;
    Ok(gone)
}

fn replace_delegated(
    repository: &Repository,
    next: &mut State,
    owner: &str,
) -> Result<Vec<KeyId>, SignError> {
    let name = role_of(owner);
    let not_delegated = || SignError::NotDelegated {
        owner: owner.to_owned(),
    };
    let delegations = next
        .targets
        .delegations
        .as_mut()
        .ok_or_else(not_delegated)?;
    let role = delegations
        .roles
        .iter_mut()
        .find(|role| role.name == name)
        .ok_or_else(not_delegated)?;
    let new = repository.keys().make(&name)?;
    let gone = std::mem::replace(&mut role.keyids, vec![new.id().clone()]);
    delegations
        .keys
        .insert(new.id().clone(), new.public().clone());
    drop_unused_delegation_keys(&mut next.targets);
    next.changed.targets = true;
    next.changed.roles.push(name);
    Ok(gone)
}

fn remove_delegation(next: &mut State, owner: &str) -> Result<Vec<KeyId>, SignError> {
    let name = role_of(owner);
    let Some(role) = next.roles.remove(&name) else {
        return Err(SignError::NotDelegated {
            owner: owner.to_owned(),
        });
    };
    let gone = next
        .delegation(&name)
        .map(|keys| keys.keyids)
        .unwrap_or_default();
    if let Some(delegations) = &mut next.targets.delegations {
        delegations.roles.retain(|role| role.name != name);
    }
    drop_unused_delegation_keys(&mut next.targets);
    if role.version > 0 {
        next.retired.insert(name, role.version);
    }
    next.changed.targets = true;
    Ok(gone)
}

fn revoke_key(
    repository: &Repository,
    next: &mut State,
    beginning: &str,
    new_medium: Option<&Medium>,
) -> Result<Vec<KeyId>, SignError> {
    let beginning = beginning.to_lowercase();
    let named =
        |id: &KeyId| beginning.len() >= KEY_ID_CHARS_MIN && id_text(id).starts_with(&beginning);
    for role in [RoleType::Snapshot, RoleType::Timestamp] {
        if next.top_level(role)?.keyids.iter().any(named) {
            return replace_online(repository, next);
        }
    }
    let delegations = next.targets.delegations.as_ref();
    let delegated = delegations.and_then(|delegations| {
        let mut roles = delegations.roles.iter();
        roles
            .find(|role| role.keyids.iter().any(named))
            .map(|role| role.name.clone())
    });
    if let Some(name) = delegated {
        let owner = name.strip_prefix("centre-").unwrap_or(SHARED).to_owned();
        return replace_delegated(repository, next, &owner);
    }
    for role in [RoleType::Root, RoleType::Targets] {
        let Some(keys) = next.root.roles.get_mut(&role) else {
            continue;
        };
        let before = keys.keyids.clone();
        keys.keyids.retain(|id| !named(id));
        if keys.keyids.len() == before.len() {
            continue;
        }
        for key in new_medium
            .into_iter()
            .flat_map(|medium| medium.of_role(role))
        {
            if !keys.keyids.contains(key.id()) {
                keys.keyids.push(key.id().clone());
                next.root
                    .keys
                    .insert(key.id().clone(), key.public().clone());
            }
        }
        drop_unused_keys(&mut next.root);
        next.changed.root = true;
        // What the revoked key signed alone must not be what holds targets up.
        next.changed.targets |= role == RoleType::Targets;
        return Ok(before.into_iter().filter(named).collect());
    }
    Err(SignError::NotPossible(format!(
        "no role has a key that begins with {beginning} ({KEY_ID_CHARS_MIN} characters at least)"
    )))
}
