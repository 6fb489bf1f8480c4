//! What is verified on this disk, read without a network: for the staff panel, `trust status` and a kiosk's start.

use chrono::{DateTime, Utc};
use sigstore_tuf::{
    Metadata, MetadataStore, Role, Root, Snapshot, Targets, Timestamp, TrustedMetadataSet,
};

use super::our_moment;

/// The signed field of timestamp that says when it was signed. The specification leaves room for such fields (4.2).
pub const ISSUED_AT: &str = "issued_at";

/// What is verified here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataState {
    /// When the newest timestamp was signed; no clock is right that is behind it.
    pub issued_at: Option<DateTime<Utc>>,
    /// root, timestamp, snapshot and targets as far as they are here, then the delegated roles that are.
    pub roles: Vec<RoleState>,
}

/// One role's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleState {
    /// For example `root` or `centre-riyue`.
    pub name: String,
    /// Counts its publications.
    pub version: u64,
    /// From then on it brings nothing new.
    pub expires_at: DateTime<Utc>,
}

impl MetadataState {
    /// The role with this name, if it is here.
    pub fn role(&self, name: &str) -> Option<&RoleState> {
        self.roles.iter().find(|role| role.name == name)
    }

    /// When the first of the top-level roles and `role` expires.
    pub fn expires_at(&self, role: &str) -> Option<DateTime<Utc>> {
        let counts = |name: &str| {
            matches!(name, "root" | "timestamp" | "snapshot" | "targets") || name == role
        };
        self.roles
            .iter()
            .filter(|role| counts(&role.name))
            .map(|role| role.expires_at)
            .min()
    }
}

/// Reads what `store` keeps, as far as it is signed by keys that chain from `first_root`. Expiry is not judged here:
/// what is expired stays on show. Only the delegated `roles` named are looked at.
pub fn metadata_state(
    store: &dyn MetadataStore,
    first_root: &str,
    roles: &[&str],
) -> MetadataState {
    let mut state = MetadataState {
        issued_at: None,
        roles: Vec::new(),
    };
    let Some(root) = newest_root(store, first_root) else {
        return state;
    };
    state.roles.push(role_state("root", &root));
    if let Some(timestamp) = signed_by_root::<Timestamp>(store, &root, "timestamp") {
        state.issued_at = issued_at(&timestamp);
        state.roles.push(role_state("timestamp", &timestamp));
    }
    if let Some(snapshot) = signed_by_root::<Snapshot>(store, &root, "snapshot") {
        state.roles.push(role_state("snapshot", &snapshot));
    }
    if let Some(targets) = signed_by_root::<Targets>(store, &root, "targets") {
        state.roles.push(role_state("targets", &targets));
        let delegated = roles
            .iter()
            .filter_map(|name| delegated_by(store, &targets, name));
        state.roles.extend(delegated);
    }
    state
}

/// The moment a timestamp says it was signed.
pub(super) fn issued_at(timestamp: &Timestamp) -> Option<DateTime<Utc>> {
    let text = timestamp.extra.get(ISSUED_AT)?.as_str()?;
    Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc())
}

fn newest_root(store: &dyn MetadataStore, first_root: &str) -> Option<Root> {
    let mut trusted = TrustedMetadataSet::from_root(first_root.as_bytes()).ok()?;
    loop {
        let next = trusted.root().version + 1;
        let bytes = store.load(&format!("root_history/{next}.root.json"));
        let Some(bytes) = bytes.ok().flatten() else {
            break;
        };
        if trusted.update_root(&bytes).is_err() {
            break;
        }
    }
    Some(trusted.root().clone())
}

fn signed_by_root<T: Role>(store: &dyn MetadataStore, root: &Root, name: &str) -> Option<T> {
    let bytes = store.load(&format!("{name}.json")).ok().flatten()?;
    let metadata = Metadata::<T>::from_slice(&bytes).ok()?;
    metadata
        .verify_threshold(&root.keys, root.role(name)?, name)
        .ok()?;
    Some(metadata.into_signed())
}

fn delegated_by(store: &dyn MetadataStore, targets: &Targets, name: &str) -> Option<RoleState> {
    let delegations = targets.delegations.as_ref()?;
    let role = delegations.roles.iter().find(|role| role.name == name)?;
    let bytes = store.load(&format!("{name}.json")).ok().flatten()?;
    let metadata = Metadata::<Targets>::from_slice(&bytes).ok()?;
    metadata
        .verify_threshold(&delegations.keys, &role.role_keys(), name)
        .ok()?;
    Some(role_state(name, metadata.signed()))
}

fn role_state(name: &str, role: &impl Role) -> RoleState {
    RoleState {
        name: name.to_owned(),
        version: role.version(),
        expires_at: our_moment(role.expires()),
    }
}
