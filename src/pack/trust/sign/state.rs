//! What lies in a repository's folder: read whole at the start, and again when another program changed it.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sigstore_tuf::{Metadata, TrustedMetadataSet};
use tough::schema::{RoleKeys, RoleType, Root, Signed, Snapshot, Targets, Timestamp};

use super::SignError;

/// Versions beyond this were not counted up to: somebody with a stolen key jumped there.
const VERSION_SANE_MAX: u64 = 1 << 40;

/// The newest of every role.
#[derive(Clone)]
pub(in crate::pack::trust) struct State {
    pub(in crate::pack::trust) root: Root,
    /// The newest root's file.
    pub(in crate::pack::trust) root_text: String,
    pub(in crate::pack::trust) targets: Targets,
    /// The delegated roles, by name.
    pub(in crate::pack::trust) roles: BTreeMap<String, DelegatedState>,
    /// Roles that are delegated no more. Kiosks refuse a snapshot that drops a name (specification 5.5.5).
    pub(in crate::pack::trust) retired: BTreeMap<String, u64>,
    pub(in crate::pack::trust) snapshot: Versioned,
    pub(in crate::pack::trust) timestamp: Versioned,
    pub(in crate::pack::trust) issued_at: Option<String>,
    /// What has to be signed anew.
    pub(in crate::pack::trust) changed: Changed,
}

/// A version that is published, when it expires, and whether its signatures still count.
#[derive(Clone, Copy)]
pub(in crate::pack::trust) struct Versioned {
    pub(in crate::pack::trust) version: u64,
    pub(in crate::pack::trust) expires: jiff::Timestamp,
    pub(in crate::pack::trust) valid: bool,
}

/// A delegated role.
#[derive(Clone)]
pub(in crate::pack::trust) struct DelegatedState {
    /// 0 is not published yet.
    pub(in crate::pack::trust) version: u64,
    /// What it lists; the text says why it cannot be read.
    pub(in crate::pack::trust) content: Result<Targets, String>,
    /// Whether its signatures count under the delegation of today.
    pub(in crate::pack::trust) valid: bool,
}

/// What has to be signed anew.
#[derive(Clone, Default)]
pub(in crate::pack::trust) struct Changed {
    pub(in crate::pack::trust) root: bool,
    pub(in crate::pack::trust) targets: bool,
    pub(in crate::pack::trust) roles: Vec<String>,
    pub(in crate::pack::trust) snapshot: bool,
}

impl State {
    /// Nothing published yet.
    pub(in crate::pack::trust) fn new(root: Root, targets: Targets) -> Self {
        let nothing = Versioned {
            version: 0,
            expires: jiff::Timestamp::UNIX_EPOCH,
            valid: false,
        };
        Self {
            root,
            root_text: String::new(),
            targets,
            roles: BTreeMap::new(),
            retired: BTreeMap::new(),
            snapshot: nothing,
            timestamp: nothing,
            issued_at: None,
            changed: Changed {
                root: true,
                ..Changed::default()
            },
        }
    }

    /// Reads the repository whose metadata lies in this folder.
    pub(in crate::pack::trust) fn load(metadata: &Path) -> Result<Self, SignError> {
        let (trusted, root) = newest_root(metadata)?;
        let (timestamp_bytes, timestamp) = read::<Timestamp>(&metadata.join("timestamp.json"))?;
        let snapshot_version = timestamp
            .meta
            .get("snapshot.json")
            .map_or(1, |meta| meta.version.get());
        let (snapshot_bytes, snapshot) =
            read::<Snapshot>(&metadata.join(format!("{snapshot_version}.snapshot.json")))?;
        let listed = |name: &str| {
            let meta = snapshot.meta.get(&format!("{name}.json"));
            meta.map_or(0, |meta| meta.version.get())
        };
        let (targets_bytes, targets, adopted) =
            newest_targets(metadata, listed("targets"), &trusted)?;

        let delegated = sigstore::<sigstore_tuf::Targets>(&targets_bytes)
            .and_then(|targets| targets.into_signed().delegations);
        let names = targets
            .delegations
            .iter()
            .flat_map(|delegations| &delegations.roles)
            .map(|role| role.name.clone());
        let roles: BTreeMap<String, DelegatedState> = names
            .map(|name| {
                let state = delegated_state(metadata, &name, listed(&name), delegated.as_ref());
                (name, state)
            })
            .collect();
        let retired = snapshot
            .meta
            .iter()
            .filter_map(|(file, meta)| Some((file.strip_suffix(".json")?, meta.version.get())))
            .filter(|(name, _)| *name != "targets" && !roles.contains_key(*name))
            .map(|(name, version)| (name.to_owned(), version))
            .collect();
        Ok(Self {
            snapshot: Versioned {
                version: snapshot.version.get(),
                expires: snapshot.expires,
                valid: signed_by_root::<sigstore_tuf::Snapshot>(&snapshot_bytes, &trusted),
            },
            timestamp: Versioned {
                version: timestamp.version.get(),
                expires: timestamp.expires,
                valid: signed_by_root::<sigstore_tuf::Timestamp>(&timestamp_bytes, &trusted),
            },
            issued_at: timestamp
                ._extra
                .get(super::super::state::ISSUED_AT)
                .and_then(|value| Some(value.as_str()?.to_owned())),
            changed: Changed {
                snapshot: adopted,
                ..Changed::default()
            },
            root,
            root_text: String::from_utf8_lossy(trusted.root_bytes()).into_owned(),
            targets,
            roles,
            retired,
        })
    }

    /// The keys of a top-level role.
    pub(in crate::pack::trust) fn top_level(&self, role: RoleType) -> Result<&RoleKeys, SignError> {
        self.root.roles.get(&role).ok_or_else(|| SignError::Broken {
            name: "root".to_owned(),
            reason: format!("it names no keys for {role}"),
        })
    }

    /// The keys of a delegated role.
    pub(in crate::pack::trust) fn delegation(&self, name: &str) -> Option<RoleKeys> {
        let delegations = self.targets.delegations.as_ref()?;
        let role = delegations.roles.iter().find(|role| role.name == name)?;
        Some(RoleKeys {
            keyids: role.keyids.clone(),
            threshold: role.threshold,
            _extra: HashMap::new(),
        })
    }
}

/// The version after this one; where `version` was jumped to, the one after the last that was counted up to.
pub(in crate::pack::trust) fn next_version(
    metadata: &Path,
    name: &str,
    version: u64,
) -> NonZeroU64 {
    let counted = if version < VERSION_SANE_MAX {
        version
    } else {
        versions_on_disk(metadata, name)
            .into_iter()
            .filter(|version| *version < VERSION_SANE_MAX)
            .max()
            .unwrap_or(0)
    };
    NonZeroU64::MIN.saturating_add(counted)
}

/// Whether somebody jumped to this version.
pub(in crate::pack::trust) fn is_jumped(version: u64) -> bool {
    version >= VERSION_SANE_MAX
}

/// Versions of `VERSION.NAME.json` that are in the folder.
pub(in crate::pack::trust) fn versions_on_disk(metadata: &Path, name: &str) -> Vec<u64> {
    let names = fs::read_dir(metadata)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names
        .filter_map(|file| {
            let (version, rest) = file.split_once('.')?;
            (rest == format!("{name}.json")).then(|| version.parse().ok())?
        })
        .collect()
}

/// Follows the chain of roots as a kiosk does (specification 5.3).
pub(in crate::pack::trust) fn newest_root(
    metadata: &Path,
) -> Result<(TrustedMetadataSet, Root), SignError> {
    let broken = |version: u64, reason: String| SignError::Broken {
        name: format!("{version}.root.json"),
        reason,
    };
    let bytes =
        fs::read(metadata.join("1.root.json")).map_err(|error| broken(1, error.to_string()))?;
    let mut trusted =
        TrustedMetadataSet::from_root(&bytes).map_err(|error| broken(1, error.to_string()))?;
    loop {
        let next = trusted.root().version + 1;
        match fs::read(metadata.join(format!("{next}.root.json"))) {
            Ok(bytes) => trusted
                .update_root(&bytes)
                .map_err(|error| broken(next, error.to_string()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => break,
            Err(error) => return Err(broken(next, error.to_string())),
        }
    }
    let root: Signed<Root> = serde_json::from_slice(trusted.root_bytes())
        .map_err(|error| broken(trusted.root().version, error.to_string()))?;
    Ok((trusted, root.signed))
}

/// The targets that snapshot lists, or a newer one that was signed elsewhere and put into the folder.
fn newest_targets(
    metadata: &Path,
    listed: u64,
    trusted: &TrustedMetadataSet,
) -> Result<(Vec<u8>, Targets, bool), SignError> {
    let path = |version: u64| metadata.join(format!("{version}.targets.json"));
    let (mut bytes, mut targets) = read::<Targets>(&path(listed))?;
    let mut adopted = false;
    while let Ok((next_bytes, next)) = read::<Targets>(&path(targets.version.get() + 1)) {
        if !signed_by_root::<sigstore_tuf::Targets>(&next_bytes, trusted) {
            break;
        }
        (bytes, targets, adopted) = (next_bytes, next, true);
    }
    Ok((bytes, targets, adopted))
}

fn delegated_state(
    metadata: &Path,
    name: &str,
    version: u64,
    delegations: Option<&sigstore_tuf::Delegations>,
) -> DelegatedState {
    if version == 0 {
        return DelegatedState {
            version,
            content: Ok(empty_targets()),
            valid: false,
        };
    }
    match read::<Targets>(&metadata.join(format!("{version}.{name}.json"))) {
        Ok((bytes, targets)) => DelegatedState {
            version,
            content: Ok(targets),
            valid: delegations
                .is_some_and(|delegations| signed_by_delegation(&bytes, name, delegations)),
        },
        // One role that rots stops its own publications only.
        Err(error) => DelegatedState {
            version,
            content: Err(error.to_string()),
            valid: false,
        },
    }
}

/// A role that lists nothing. Version and expiry are given when it is signed.
pub(in crate::pack::trust) fn empty_targets() -> Targets {
    let mut targets = Targets::new(
        super::SPEC_VERSION.to_owned(),
        NonZeroU64::MIN,
        jiff::Timestamp::UNIX_EPOCH,
    );
    targets.delegations = None;
    targets
}

fn signed_by_delegation(bytes: &[u8], name: &str, delegations: &sigstore_tuf::Delegations) -> bool {
    let role = delegations.roles.iter().find(|role| role.name == name);
    let metadata = sigstore::<sigstore_tuf::Targets>(bytes);
    role.zip(metadata).is_some_and(|(role, metadata)| {
        metadata
            .verify_threshold(&delegations.keys, &role.role_keys(), name)
            .is_ok()
    })
}

fn signed_by_root<T: sigstore_tuf::Role>(bytes: &[u8], trusted: &TrustedMetadataSet) -> bool {
    let root = trusted.root();
    let name = T::TYPE;
    sigstore::<T>(bytes)
        .zip(root.role(name))
        .is_some_and(|(metadata, keys)| metadata.verify_threshold(&root.keys, keys, name).is_ok())
}

fn sigstore<T: sigstore_tuf::Role>(bytes: &[u8]) -> Option<Metadata<T>> {
    Metadata::from_slice(bytes).ok()
}

/// A metadata file's bytes and what they say.
fn read<T: DeserializeOwned>(path: &Path) -> Result<(Vec<u8>, T), SignError> {
    let broken = |reason: String| SignError::Broken {
        name: file_name(path),
        reason,
    };
    let bytes = fs::read(path).map_err(|error| broken(error.to_string()))?;
    let signed: Signed<T> =
        serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
    Ok((bytes, signed.signed))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// What says whether another program published since: the timestamp, and a root or targets newer than ours.
#[derive(PartialEq, Eq, Default)]
pub(in crate::pack::trust) struct Fingerprint {
    timestamp: Vec<u8>,
    next: Vec<PathBuf>,
}

impl Fingerprint {
    pub(in crate::pack::trust) fn of(metadata: &Path, state: &State) -> Self {
        let next = [
            format!("{}.root.json", state.root.version.get() + 1),
            format!("{}.targets.json", state.targets.version.get() + 1),
        ];
        Self {
            timestamp: fs::read(metadata.join("timestamp.json")).unwrap_or_default(),
            next: next
                .into_iter()
                .map(|name| metadata.join(name))
                .filter(|path| path.exists())
                .collect(),
        }
    }
}
