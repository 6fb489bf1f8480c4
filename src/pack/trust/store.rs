//! Verified metadata on disk: each file in two copies, so that a power cut leaves one whole.
//!
//! No TUF library syncs what it writes, and sigstore-tuf reports success when the disk is full; so every write here
//! is durable, and a failed one is remembered: the refresh it belongs to has failed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use sigstore_tuf::{Error, MetadataStore, Result};

use crate::pack::blobs::is_sha256;
use crate::pack::disk;

/// A folder of metadata in A and B copies.
#[derive(Debug, Clone)]
pub struct DoubleStore {
    folder: PathBuf,
    failed: Arc<Mutex<Option<String>>>,
}

/// One copy: which write it was, and the bytes.
struct Copy {
    sequence: u64,
    bytes: Vec<u8>,
}

const MAGIC: &str = "tongxin-metadata-2";
const TARGETS: &str = "targets";

fn target_name(sha256: &str) -> String {
    format!("{TARGETS}/{sha256}")
}

impl DoubleStore {
    /// The store in this folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            failed: Arc::default(),
        }
    }

    /// The first write that failed since this was last asked.
    pub fn take_failure(&self) -> Option<String> {
        self.failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// A signed target's bytes by their SHA-256, if they are here and right.
    pub fn target(&self, sha256: &str) -> Option<Vec<u8>> {
        if !is_sha256(sha256) {
            return None;
        }
        let bytes = self.load(&target_name(sha256)).ok().flatten()?;
        (hex::encode(Sha256::digest(&bytes)) == sha256).then_some(bytes)
    }

    /// Keeps a signed target's bytes.
    pub(super) fn keep_target(&self, sha256: &str, bytes: &[u8]) -> Result<()> {
        self.remember_failure(self.write(&target_name(sha256), bytes))
    }

    /// Removes the targets with other hashes. One that stays does no harm, so the disk is not asked twice.
    pub(super) fn remove_targets_except(&self, kept: &[String]) {
        let entries = fs::read_dir(self.folder.join(TARGETS))
            .into_iter()
            .flatten();
        for path in entries.flatten().map(|entry| entry.path()) {
            let stem = path.file_stem().and_then(|name| name.to_str());
            if stem.is_none_or(|stem| !kept.iter().any(|sha256| sha256 == stem)) {
                fs::remove_file(path).unwrap_or_default();
            }
        }
    }

    fn remember_failure(&self, result: Result<()>) -> Result<()> {
        if let Err(error) = &result {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert_with(|| error.to_string());
        }
        result
    }

    fn paths(&self, name: &str) -> Result<[PathBuf; 2]> {
        let safe = !name.is_empty()
            && Path::new(name)
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(_)));
        if !safe {
            return Err(Error::transport(format!(
                "a metadata name that leaves the folder: {name}"
            )));
        }
        Ok(["a", "b"].map(|copy| self.folder.join(format!("{name}.{copy}"))))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let paths = self.paths(name)?;
        let copies = paths.each_ref().map(|path| read_copy(path));
        let newest = copies.iter().flatten().max_by_key(|copy| copy.sequence);
        if newest.is_some_and(|copy| copy.bytes == bytes) {
            return Ok(());
        }
        let sequence = newest.map_or(1, |copy| copy.sequence.saturating_add(1));
        // The older or broken copy is the one to lose.
        let losing = usize::from(
            copies[0].as_ref().map_or(0, |copy| copy.sequence)
                > copies[1].as_ref().map_or(0, |copy| copy.sequence),
        );
        let hash = seal(sequence, bytes);
        let mut content = format!("{MAGIC} {sequence} {hash}\n").into_bytes();
        content.extend_from_slice(bytes);
        disk::write_durably(&paths[losing], &content)
            .map_err(|error| Error::io(format!("could not keep {name}"), error))
    }
}

/// Over the sequence as well: a digit that rots must not make the older copy the newer.
fn seal(sequence: u64, bytes: &[u8]) -> String {
    let hash = Sha256::new()
        .chain_update(sequence.to_le_bytes())
        .chain_update(bytes);
    hex::encode(hash.finalize())
}

fn read_copy(path: &Path) -> Option<Copy> {
    let content = fs::read(path).ok()?;
    let end = content.iter().position(|byte| *byte == b'\n')?;
    let mut head = std::str::from_utf8(&content[..end]).ok()?.split(' ');
    let (magic, sequence, hash) = (head.next()?, head.next()?.parse().ok()?, head.next()?);
    let bytes = &content[end + 1..];
    (magic == MAGIC && seal(sequence, bytes) == hash).then(|| Copy {
        sequence,
        bytes: bytes.to_vec(),
    })
}

impl MetadataStore for DoubleStore {
    fn load(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let copies = self.paths(name)?.map(|path| read_copy(&path));
        Ok(copies
            .into_iter()
            .flatten()
            .max_by_key(|copy| copy.sequence)
            .map(|copy| copy.bytes))
    }

    fn store(&self, name: &str, bytes: &[u8]) -> Result<()> {
        // The library also hands over every target under its path; we keep them by hash.
        let target = name
            .strip_prefix(TARGETS)
            .is_some_and(|rest| rest.starts_with('/'));
        if target || piles_up(name) {
            return Ok(());
        }
        self.remember_failure(self.write(name, bytes))
    }
}

/// The library also hands over `3.snapshot.json` beside `snapshot.json`; kept, they would pile up.
pub(super) fn piles_up(name: &str) -> bool {
    name.strip_suffix(".snapshot.json")
        .is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_copy_gives_way_to_the_one_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = DoubleStore::new(folder.path());
        store.store("timestamp.json", b"one").expect("stored");
        store.store("timestamp.json", b"two").expect("stored");
        assert_eq!(
            store.load("timestamp.json").expect("loads"),
            Some(b"two".to_vec())
        );
        let newest = ["a", "b"].map(|copy| folder.path().join(format!("timestamp.json.{copy}")));
        let torn = newest
            .iter()
            .find(|path| fs::read(path).expect("reads").ends_with(b"two"))
            .expect("a copy");
        fs::write(torn, b"tongxin-metadata-2 2 00").expect("torn");
        assert_eq!(
            store.load("timestamp.json").expect("loads"),
            Some(b"one".to_vec())
        );
        store.store("timestamp.json", b"three").expect("stored");
        assert_eq!(
            store.load("timestamp.json").expect("loads"),
            Some(b"three".to_vec())
        );
    }

    #[test]
    fn a_write_that_fails_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let blocked = folder.path().join("blocked");
        fs::write(&blocked, b"a file where a folder should be").expect("written");
        let store = DoubleStore::new(&blocked);
        assert!(store.store("root.json", b"x").is_err());
        assert!(store.take_failure().is_some());
        assert!(store.take_failure().is_none());
    }

    #[test]
    fn a_name_cannot_leave_the_folder() {
        let store = DoubleStore::new("/nowhere");
        assert!(store.load("../secret").is_err());
        assert!(store.load("/etc/passwd").is_err());
    }
}
