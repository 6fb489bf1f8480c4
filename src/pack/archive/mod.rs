//! Pack files: an author's folder as one zip. Any tool's zip will do; what is inside is not trusted.
//!
//! `directory` reads what the zip says it holds and refuses whatever two programs could understand differently; only
//! then is anything unpacked. `names` are the rules for names.

mod directory;
pub mod names;

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use flate2::read::DeflateDecoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::author::limits::{FILE_BYTES_MAX, FILES_MAX, PACK_BYTES_MAX};
use crate::locale::{self, FluentValue};
use directory::{Entry, Method};
use names::NameProblem;

/// Most bytes a pack may unpack to.
const UNPACKED_BYTES_MAX: u64 = PACK_BYTES_MAX;
/// Most files and folders together.
const ENTRIES_MAX: usize = 2 * FILES_MAX;

/// Why a pack file was refused.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Not a zip, or one cut off or put together by hand.
    #[error("this is not a readable zip file: {0}")]
    NotAZip(String),
    /// A name that is not allowed.
    #[error("the file name {name} is not allowed ({})", problem.key())]
    Name {
        /// As it can be printed.
        name: String,
        /// Why not.
        problem: NameProblem,
    },
    /// Two names a file system may not tell apart.
    #[error("the file {0} is in the pack twice")]
    Duplicate(String),
    /// The directory and the file's own header, or two fields, name it differently.
    #[error("the file {0} has a second name")]
    TwoNames(String),
    /// A link or a device.
    #[error("{0} is not a plain file: a pack holds only files and folders")]
    NotAFile(String),
    /// Encrypted.
    #[error("{0} is encrypted: make the zip without a password")]
    Encrypted(String),
    /// Packed in a way we do not unpack.
    #[error("{0} is packed in an unusual way: use plain zip")]
    Method(String),
    /// Its bytes are not what the directory says.
    #[error("{0} is damaged")]
    Damaged(String),
    /// Its bytes belong to another file, too, or to none.
    #[error("the bytes of {0} lie where another file's are")]
    Overlap(String),
    /// It would unpack to far more than it is.
    #[error("{0} unpacks to more than 200 times its size")]
    Bomb(String),
    /// One file is larger than allowed.
    #[error("{0} is larger than a file in a pack may be")]
    FileTooLarge(String),
    /// More files than allowed.
    #[error("the pack has too many files: at most {FILES_MAX}")]
    TooManyFiles,
    /// More bytes than allowed.
    #[error("the pack is too large: at most {} MB unpacked", PACK_BYTES_MAX / 1_048_576)]
    TooLarge,
    /// No pack inside.
    #[error("there is no pack.toml in this file")]
    NoPack,
    /// The disk said no.
    #[error("could not unpack: {0}")]
    Disk(io::Error),
}

impl From<zip::result::ZipError> for ArchiveError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Disk(error),
            other => Self::NotAZip(other.to_string()),
        }
    }
}

impl ArchiveError {
    /// What is wrong and what to do about it, in words.
    pub fn explain(&self, language: &str) -> String {
        let (key, name) = match self {
            Self::NotAZip(_) => ("not-a-zip", ""),
            Self::Name { name, problem } => {
                let reason = locale::catalog(language).text(&format!("name-{}", problem.key()));
                let args = [
                    ("name", FluentValue::from(name.clone())),
                    ("reason", FluentValue::from(reason)),
                ];
                return locale::catalog(language).text_with("archive-name", args);
            }
            Self::Duplicate(name) => ("duplicate", name.as_str()),
            Self::TwoNames(name) => ("two-names", name.as_str()),
            Self::NotAFile(name) => ("not-a-file", name.as_str()),
            Self::Encrypted(name) => ("encrypted", name.as_str()),
            Self::Method(name) => ("method", name.as_str()),
            Self::Damaged(name) => ("damaged", name.as_str()),
            Self::Overlap(name) => ("overlap", name.as_str()),
            Self::Bomb(name) => ("bomb", name.as_str()),
            Self::FileTooLarge(name) => ("file-too-large", name.as_str()),
            Self::TooManyFiles => ("too-many-files", ""),
            Self::TooLarge => ("too-large", ""),
            Self::NoPack => ("no-pack", ""),
            Self::Disk(_) => ("disk", ""),
        };
        let args = [
            ("name", FluentValue::from(name.to_owned())),
            (
                "filemegabytes",
                FluentValue::from((FILE_BYTES_MAX / 1_048_576).to_string()),
            ),
            (
                "packmegabytes",
                FluentValue::from((PACK_BYTES_MAX / 1_048_576).to_string()),
            ),
            ("files", FluentValue::from(FILES_MAX.to_string())),
        ];
        locale::catalog(language).text_with(&format!("archive-{key}"), args)
    }
}

/// Writes the author's folder as a pack file. Names beginning with `_` or `.` stay behind.
///
/// # Errors
///
/// When a file cannot be read or written; `out` is then what it was before.
pub fn write(folder: &Path, out: &Path) -> Result<(), ArchiveError> {
    let files = super::author::files_of(folder)?;
    let beside = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let part = tempfile::Builder::new()
        .permissions(readable_by_all())
        .tempfile_in(beside)?;
    let mut writer = ZipWriter::new(part);
    for path in files {
        let name = path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .to_string_lossy()
            .into_owned();
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
    let part = writer.finish()?;
    part.as_file().sync_all()?;
    part.persist(out).map_err(|error| error.error)?;
    Ok(())
}

fn readable_by_all() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}

/// Unpacks into the empty folder `into`; returns the folder that holds `pack.toml`.
///
/// # Errors
///
/// On anything that is not a plain pack. What was unpacked until then stays in `into`, for the caller to throw away.
pub fn unpack(archive: &Path, into: &Path) -> Result<PathBuf, ArchiveError> {
    let mut file = File::open(archive)?;
    for entry in directory::read(&mut file)? {
        let path = into.join(&entry.name);
        if entry.folder {
            fs::create_dir_all(&path)?;
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        unpack_file(&mut file, &entry, &path)?;
    }
    find_pack(into)
}

fn unpack_file(archive: &mut File, entry: &Entry, path: &Path) -> Result<(), ArchiveError> {
    archive.seek(SeekFrom::Start(entry.data_start))?;
    let packed = BufReader::new(archive.take(entry.packed_bytes));
    let mut bytes: Box<dyn Read> = match entry.method {
        Method::Stored => Box::new(packed),
        Method::Deflated => Box::new(DeflateDecoder::new(packed)),
    };
    let damaged = || ArchiveError::Damaged(entry.name.clone());
    // Never over what is there: names that differ for us may be one for this disk.
    let mut out = File::create_new(path)?;
    let mut crc = flate2::Crc::new();
    let mut left = entry.bytes;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = bytes.read(&mut buffer).map_err(|_| damaged())?;
        if read == 0 {
            break;
        }
        // Counted while unpacking: what a bomb says of its length means nothing.
        left = left.checked_sub(read as u64).ok_or_else(damaged)?;
        crc.update(&buffer[..read]);
        out.write_all(&buffer[..read])?;
    }
    if left != 0 || crc.sum() != entry.crc32 {
        return Err(damaged());
    }
    Ok(())
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
