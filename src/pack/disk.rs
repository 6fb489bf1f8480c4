//! The one way anything of a pack is written: whole or not at all, and on disk before we say so.
//!
//! Write beside, `fsync` the file, rename into place, `fsync` the folder. Without the two syncs a power cut leaves an
//! empty file under the new name (DESIGN section 5 has the measurements).

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

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
        fault_point()?;
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(mode)
            .open(&beside)?;
        fault_point()?;
        file.write_all(bytes)?;
        fault_point()?;
        file.sync_all()?;
        fault_point()?;
        fs::rename(&beside, path)?;
        fault_point()?;
        sync_folder(folder)
    })();
    if written.is_err() {
        // What is beside is not the file; whether it can be removed changes nothing.
        fs::remove_file(&beside).unwrap_or_default();
    }
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
    fault_point()?;
    fs::rename(from, to)?;
    fault_point()?;
    sync_folder(folder)
}

/// Moves many finished files into place at the cost of one sync: the whole file system first, so that no name ever
/// points at bytes that are not there, then the renames, then every folder they went into.
///
/// # Errors
///
/// Any error of the disk; files that are in place by then are whole.
pub fn rename_all_durably(moves: &[(PathBuf, PathBuf)]) -> io::Result<()> {
    let Some((_, first)) = moves.first() else {
        return Ok(());
    };
    let mut folders = BTreeSet::new();
    for (_, to) in moves {
        let folder = folder_of(to)?;
        fs::create_dir_all(folder)?;
        folders.insert(folder);
        // The folder of two digits may be new, too.
        folders.extend(folder.parent());
    }
    fault_point()?;
    rustix::fs::syncfs(File::open(folder_of(first)?)?)?;
    for (from, to) in moves {
        fault_point()?;
        fs::rename(from, to)?;
    }
    for folder in folders {
        fault_point()?;
        sync_folder(folder)?;
    }
    Ok(())
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

/// Room on the disk that is given up when nothing else is left, so that what must be written still can be.
#[derive(Debug, Clone)]
pub struct Reserve {
    path: PathBuf,
    length: u64,
}

impl Reserve {
    /// The reserve of `length` bytes in this file. [`Reserve::keep`] makes it.
    pub fn new(path: PathBuf, length: u64) -> Self {
        Self { path, length }
    }

    /// Whether the room is taken.
    pub fn is_kept(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|meta| meta.len() == self.length)
    }

    /// Takes the room if it is not taken, and as much again stays free.
    ///
    /// # Errors
    ///
    /// When the disk says no; nothing is taken then.
    pub fn keep(&self) -> io::Result<bool> {
        if self.is_kept() {
            return Ok(true);
        }
        if free_bytes(folder_of(&self.path)?)? < 2 * self.length {
            return Ok(false);
        }
        let taken = (|| {
            let file = File::create(&self.path)?;
            rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, self.length)?;
            file.sync_all()
        })();
        if taken.is_err() {
            self.give_up()?;
        }
        taken.map(|()| true)
    }

    /// Gives the room back. Giving up what is not there is fine.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn give_up(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// A place where a test lets the program die or the disk say no; outside tests it is nothing.
#[inline]
pub(super) fn fault_point() -> io::Result<()> {
    #[cfg(test)]
    super::fault::point()?;
    Ok(())
}

fn folder_of(path: &Path) -> io::Result<&Path> {
    path.parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a path without a folder"))
}
