//! Small records that say of themselves whether they are whole.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::pack::disk;

/// A small record and the hash that says it is whole.
#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    record: T,
    sha256: String,
}

/// The record of a file; `None` when it is not there, or not whole.
pub(super) fn read_sealed<T: Serialize + serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    let sealed: Sealed<T> = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (seal(&sealed.record).ok()? == sealed.sha256).then_some(sealed.record)
}

/// Writes a record so that it is there whole, or not at all.
///
/// # Errors
///
/// When the disk does not take it.
pub(super) fn write_sealed<T: Serialize>(path: &Path, record: &T) -> io::Result<()> {
    let sealed = Sealed {
        sha256: seal(record)?,
        record,
    };
    disk::write_durably(path, &serde_json::to_vec(&sealed)?)
}

fn seal<T: Serialize>(record: &T) -> io::Result<String> {
    Ok(hex::encode(Sha256::digest(serde_json::to_vec(record)?)))
}
