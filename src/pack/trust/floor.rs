//! No role goes back, however often an attacker asks.
//!
//! A newer timestamp is kept before its snapshot is looked at, as the specification wants. From then on the snapshot that
//! was trusted until then no longer matches the timestamp, and sigstore-tuf forgets what it listed: a rollback that is
//! refused once would be taken at the next try, or after a connection that broke in between. Here the kept snapshot goes
//! on being the floor, for as long as the root trusts the keys that signed it.

use sigstore_tuf::{Error, Metadata, Root, Snapshot};

/// Holds a snapshot that came as `name` against the `kept` one (TUF specification 5.5.5). What is no snapshot, unsigned or
/// of another version than its name says is the library's to refuse.
///
/// # Errors
///
/// When a role is gone from it or listed with a lower version than before.
pub(super) fn check(name: &str, new: &[u8], kept: &[u8], root: &[u8]) -> Result<(), Error> {
    let snapshots = (
        Metadata::<Snapshot>::from_slice(new),
        Metadata::<Snapshot>::from_slice(kept),
    );
    let ((Ok(new), Ok(kept)), Ok(root)) = (snapshots, Metadata::<Root>::from_slice(root)) else {
        return Ok(());
    };
    let root = root.signed();
    // Keys that the root has since replaced hold nobody to what they signed (5.3.11).
    let signed = |snapshot: &Metadata<Snapshot>| {
        root.role("snapshot").is_some_and(|role| {
            let checked = snapshot.verify_threshold(&root.keys, role, "snapshot");
            checked.is_ok()
        })
    };
    let version = name
        .split_once('.')
        .and_then(|(n, _)| n.parse::<u64>().ok());
    let misnamed = version.is_some_and(|version| version != new.signed().version);
    if misnamed || !signed(&kept) || !signed(&new) {
        return Ok(());
    }
    for (role, before) in &kept.signed().meta {
        match new.signed().meta.get(role) {
            None => {
                return Err(Error::IntegrityMismatch(format!(
                    "snapshot removes {role}, which the trusted snapshot pins"
                )));
            }
            Some(now) if now.version < before.version => {
                return Err(Error::Rollback {
                    role: format!("{role} (via snapshot)"),
                    trusted: before.version,
                    new: now.version,
                });
            }
            Some(_) => {}
        }
    }
    Ok(())
}
