//! The one way anything of a pack is written: whole or not at all, and on disk before we say so.
//!
//! Write beside, `fsync` the file, rename into place, `fsync` the folder. Without the two syncs a power cut leaves an
//! empty file under the new name (DESIGN section 5 has the measurements).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Writes a file whole, readable by everyone.
///
/// # Errors
///
/// Any error of the disk; the file under `path` is then what it was before.
pub fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with_mode(path, bytes, 0o644)
}

/// Writes a secret whole, readable by its owner only.
///
/// # Errors
///
/// As [`write_durably`].
pub fn write_secret_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with_mode(path, bytes, 0o600)
}

fn write_with_mode(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = folder_of(path)?;
    fs::create_dir_all(folder)?;
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("file");
    let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = (|| {
        fault_point();
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(mode)
            .open(&beside)?;
        fault_point();
        file.write_all(bytes)?;
        fault_point();
        file.sync_all()?;
        fault_point();
        fs::rename(&beside, path)?;
        fault_point();
        sync_folder(folder)
    })();
    if written.is_err() {
        // What is beside is not the file; whether it can be removed changes nothing.
        fs::remove_file(&beside).unwrap_or_default();
    }
    fault_point();
    written
}

/// Moves a finished file into place. The file itself must have been synced.
///
/// # Errors
///
/// Any error of the disk.
pub fn rename_durably(from: &Path, to: &Path) -> io::Result<()> {
    let folder = folder_of(to)?;
    fs::create_dir_all(folder)?;
    fault_point();
    fs::rename(from, to)?;
    fault_point();
    sync_folder(folder)
}

/// Makes a folder's entries durable.
///
/// # Errors
///
/// Any error of the disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Bytes free for us on the file system that holds `folder`.
///
/// # Errors
///
/// When the file system does not say.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let stat = rustix::fs::statvfs(folder)?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// A place where a test lets the program die; outside tests it is nothing.
#[inline]
pub(super) fn fault_point() {
    #[cfg(test)]
    super::fault::point();
}

fn folder_of(path: &Path) -> io::Result<&Path> {
    path.parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a path without a folder"))
}
