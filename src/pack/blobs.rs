//! Blobs: whole files by their SHA-256, shared between packs and versions.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::chunks::ChunkIndex;
use super::disk;
use crate::model::manifest::{ChunkIndexFile, PackFile};

/// A folder of blobs: `ab/abcdef…`.
#[derive(Debug, Clone)]
pub struct BlobStore {
    folder: PathBuf,
}

/// What can go wrong with a blob.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The file is not what the manifest says.
    #[error("the file does not match its SHA-256 {expected}: {path}")]
    Mismatch {
        /// What it should be.
        expected: String,
        /// Which file.
        path: PathBuf,
    },
    /// The disk said no.
    #[error("could not store a blob: {0}")]
    Disk(#[from] io::Error),
}

impl BlobStore {
    /// The store in this folder, made if it is not there.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the blob is or would be.
    pub fn path(&self, sha256: &str) -> PathBuf {
        // A name that is no SHA-256 points at nothing, wherever it came from.
        let safe = if is_sha256(sha256) { sha256 } else { "00" };
        self.folder.join(&safe[..2]).join(safe)
    }

    /// Whether it is here in its full length. [`BlobStore::verify`] reads it, too.
    pub fn contains(&self, file: &PackFile) -> bool {
        is_sha256(&file.sha256)
            && fs::metadata(self.path(&file.sha256))
                .is_ok_and(|meta| meta.is_file() && meta.len() == file.length)
    }

    /// Whether it is here and every byte is right.
    pub fn verify(&self, file: &PackFile) -> bool {
        self.contains(file)
            && hash_file(&self.path(&file.sha256)).is_ok_and(|hash| hash == file.sha256)
    }

    /// Takes a copy of `source`, checked while it is copied.
    ///
    /// # Errors
    ///
    /// When the file is not what `file` says, or the disk says no; the store is then as it was.
    pub fn add_file(&self, source: &Path, file: &PackFile) -> Result<(), BlobError> {
        if self.verify(file) {
            return Ok(());
        }
        let mut copy = tempfile::NamedTempFile::new_in(&self.folder)?;
        io::copy(&mut File::open(source)?, &mut copy)?;
        copy.as_file().sync_all()?;
        let path = copy.into_temp_path();
        self.take(&path, file)
    }

    /// Cuts a blob that is here into chunks and keeps their list as a blob, too.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn cut(&self, file: &PackFile) -> Result<ChunkIndexFile, BlobError> {
        let bytes = ChunkIndex::cut(File::open(self.path(&file.sha256))?)?.to_bytes();
        let index = ChunkIndexFile {
            sha256: hex::encode(Sha256::digest(&bytes)),
            length: bytes.len() as u64,
        };
        disk::write_durably(&self.path(&index.sha256), &bytes)?;
        Ok(index)
    }

    /// Moves a finished, synced file into the store after reading it again.
    ///
    /// # Errors
    ///
    /// As [`BlobStore::add_file`].
    pub fn take(&self, finished: &Path, file: &PackFile) -> Result<(), BlobError> {
        let right =
            fs::metadata(finished)?.len() == file.length && hash_file(finished)? == file.sha256;
        if !right {
            return Err(BlobError::Mismatch {
                expected: file.sha256.clone(),
                path: finished.to_owned(),
            });
        }
        let into = self.path(&file.sha256);
        disk::rename_durably(finished, &into)?;
        // The folder of two digits may be new, too.
        disk::sync_folder(&self.folder)?;
        Ok(())
    }

    /// Removes a blob; one that is not here is fine.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn remove(&self, sha256: &str) -> io::Result<()> {
        match fs::remove_file(self.path(sha256)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Names of all blobs here.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn list(&self) -> io::Result<Vec<String>> {
        let mut all = Vec::new();
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?;
            if folder.file_type()?.is_dir() {
                for blob in fs::read_dir(folder.path())? {
                    all.extend(
                        blob?
                            .file_name()
                            .into_string()
                            .ok()
                            .filter(|name| is_sha256(name)),
                    );
                }
            }
        }
        Ok(all)
    }
}

/// SHA-256 of a file, lower-case hex.
///
/// # Errors
///
/// When it cannot be read.
pub fn hash_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex::encode(hash.finalize()));
        }
        hash.update(&buffer[..read]);
    }
}

/// A blob read whole, and only if it is what it should be.
///
/// # Errors
///
/// When it cannot be read, or is another file.
pub fn read_verified(path: &Path, sha256: &str) -> Result<Vec<u8>, BlobError> {
    let bytes = fs::read(path)?;
    if hex::encode(Sha256::digest(&bytes)) == sha256 {
        return Ok(bytes);
    }
    Err(BlobError::Mismatch {
        expected: sha256.to_owned(),
        path: path.to_owned(),
    })
}

/// Whether a text is a SHA-256 in lower-case hex.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
