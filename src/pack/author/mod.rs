//! The author's form of a pack: a folder of TOML and pictures. [`check`] finds every problem at once.
//!
//! `exhibits` and `activities` check what they are named after with the means of `checker`; `toml_reader` reads a file
//! and remembers lines; `problem` says what is wrong and what to do.

mod activities;
mod checker;
mod exhibits;
mod problem;
mod toml_reader;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::blobs::{self, BlobStore};
use crate::model::manifest::{CHUNKED_BYTES_MIN, Manifest};
pub use activities::SampleActivity;
use checker::Checker;
pub use problem::{Problem, ProblemKind, Severity};

/// Limits of a pack; `pack check` holds authors to them.
pub mod limits {
    /// Pixels on a side of a picture.
    pub const PICTURE_SIDE_MAX: u32 = 8192;
    /// Pixels of a picture.
    pub const PICTURE_PIXELS_MAX: u64 = 40_000_000;
    /// Bytes of one file.
    pub const FILE_BYTES_MAX: u64 = 20 * 1024 * 1024;
    /// Exhibits in a pack.
    pub const EXHIBITS_MAX: usize = 100;
    /// Pages, pictures or questions in an exhibit.
    pub const PARTS_MAX: usize = 200;
    /// Characters of a heading, title or caption.
    pub const HEADING_CHARS_MAX: usize = 90;
    /// Characters of a text.
    pub const TEXT_CHARS_MAX: usize = 600;
}

/// What a check came to.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The manifest, version 0; `None` when any problem is an error.
    pub manifest: Option<Manifest>,
    /// Example activities a publication can import.
    pub activities: Vec<SampleActivity>,
    /// Every problem, errors and warnings.
    pub problems: Vec<Problem>,
}

/// Checks a folder.
pub fn check(folder: &Path) -> Checked {
    let mut checker = Checker::new(folder);
    let manifest = checker.pack();
    let activities = checker.activities();
    checker.unused();
    let broken = checker
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    let manifest = manifest.filter(|_| !broken).map(|manifest| Manifest {
        files: checker.files,
        ..manifest
    });
    Checked {
        manifest,
        activities,
        problems: checker.problems,
    }
}

/// Copies every file of a checked pack into `blobs` and cuts the large ones. The manifest comes back with their chunks.
///
/// # Errors
///
/// When a file changed since the check, or the disk says no.
pub fn store_files(
    folder: &Path,
    manifest: &Manifest,
    blobs: &BlobStore,
) -> Result<Manifest, blobs::BlobError> {
    let mut manifest = manifest.clone();
    for (path, file) in &mut manifest.files {
        blobs.add_file(&folder.join(path), file)?;
        if file.length > CHUNKED_BYTES_MIN {
            file.chunk_index = Some(blobs.cut(file)?);
        }
    }
    Ok(manifest)
}

/// Every file of an author's folder that could travel, in order. Names beginning with `_` or `.` are the author's own.
///
/// # Errors
///
/// When a folder cannot be read.
pub fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name
            .to_str()
            .is_none_or(|name| name.starts_with(['_', '.']))
        {
            continue;
        }
        if entry.file_type()?.is_dir() {
            all.extend(files_of(&entry.path())?);
        } else {
            all.push(entry.path());
        }
    }
    all.sort();
    Ok(all)
}
