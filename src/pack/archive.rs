//! Pack files: an author's folder as one zip. Any tool's zip will do; what is inside is not trusted.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Most bytes a pack may unpack to.
pub const UNPACKED_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// Most files in a pack.
pub const FILES_MAX: usize = 5_000;

/// Why a pack file was refused.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Not a zip, or a broken one.
    #[error("this is not a readable zip file: {0}")]
    NotAZip(String),
    /// A name that climbs out, is absolute, or is not UTF-8.
    #[error(
        "the file name {0} is not allowed: names stay inside the pack and are written in UTF-8"
    )]
    Name(String),
    /// Two names a file system may not tell apart.
    #[error("the file {0} is in the pack twice")]
    Duplicate(String),
    /// A link or a device.
    #[error("{0} is not a plain file: a pack holds only files and folders")]
    NotAFile(String),
    /// Encrypted.
    #[error("{0} is encrypted: make the zip without a password")]
    Encrypted(String),
    /// More than allowed.
    #[error("the pack is too large: at most {FILES_MAX} files and 2 GB unpacked")]
    TooLarge,
    /// No pack inside.
    #[error("there is no pack.toml in this file")]
    NoPack,
    /// The disk said no.
    #[error("could not unpack: {0}")]
    Disk(#[from] io::Error),
}

impl From<zip::result::ZipError> for ArchiveError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) if error.kind() == io::ErrorKind::StorageFull => {
                Self::Disk(error)
            }
            other => Self::NotAZip(other.to_string()),
        }
    }
}

/// Writes the author's folder as a pack file. Names beginning with `_` or `.` stay behind.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn write(folder: &Path, out: &Path) -> Result<(), ArchiveError> {
    let mut writer = ZipWriter::new(File::create(out)?);
    for path in super::author::files_of(folder)? {
        let name = path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        // Pictures are compressed already.
        let method = if name.ends_with(".toml") {
            CompressionMethod::Deflated
        } else {
            CompressionMethod::Stored
        };
        writer.start_file(
            name,
            SimpleFileOptions::default().compression_method(method),
        )?;
        io::copy(&mut File::open(&path)?, &mut writer)?;
    }
    writer.finish()?.sync_all()?;
    Ok(())
}

/// Unpacks into the empty folder `into`; returns the folder that holds `pack.toml`.
///
/// # Errors
///
/// On anything that is not a plain pack. What was unpacked until then stays in `into`, for the caller to throw away.
pub fn unpack(archive: &Path, into: &Path) -> Result<PathBuf, ArchiveError> {
    let mut zip = ZipArchive::new(File::open(archive)?)?;
    if zip.len() > FILES_MAX {
        return Err(ArchiveError::TooLarge);
    }
    let mut seen = HashSet::new();
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..zip.len() {
        let raw = zip.by_index_raw(index)?;
        let name = safe_name(raw.name_raw())?;
        if raw.encrypted() {
            return Err(ArchiveError::Encrypted(name));
        }
        if raw.is_symlink()
            || raw
                .unix_mode()
                .is_some_and(|mode| !matches!(mode & 0o170_000, 0 | 0o100_000 | 0o040_000))
        {
            return Err(ArchiveError::NotAFile(name));
        }
        let folder = raw.is_dir();
        drop(raw);
        if !seen.insert(name.trim_end_matches('/').to_lowercase()) {
            return Err(ArchiveError::Duplicate(name));
        }
        let path = into.join(&name);
        if folder {
            fs::create_dir_all(&path)?;
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        // Counted while inflating: the size a bomb claims means nothing.
        let mut out = File::create_new(&path)?;
        let written = io::copy(&mut zip.by_index(index)?.take(left + 1), &mut out)
            .map_err(|e| ArchiveError::NotAZip(e.to_string()))?;
        left = left.checked_sub(written).ok_or(ArchiveError::TooLarge)?;
        out.flush()?;
    }
    find_pack(into)
}

/// A relative path of plain UTF-8 parts.
fn safe_name(raw: &[u8]) -> Result<String, ArchiveError> {
    let name = std::str::from_utf8(raw)
        .map_err(|_| ArchiveError::Name(String::from_utf8_lossy(raw).into_owned()))?;
    let plain = Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let allowed =
        plain && !name.is_empty() && !name.contains(['\\', '\0', ':']) && name.len() <= 240;
    allowed
        .then(|| name.to_owned())
        .ok_or_else(|| ArchiveError::Name(name.to_owned()))
}

/// `pack.toml` at the top, or in the one folder at the top.
fn find_pack(into: &Path) -> Result<PathBuf, ArchiveError> {
    if into.join("pack.toml").is_file() {
        return Ok(into.to_owned());
    }
    let folders = fs::read_dir(into)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir());
    let mut packs = folders.filter(|path| path.join("pack.toml").is_file());
    packs
        .next()
        .filter(|_| packs.next().is_none())
        .ok_or(ArchiveError::NoPack)
}
