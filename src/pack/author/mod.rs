//! The author's form of a pack: a folder of TOML and pictures. [`check`] finds every problem at once.
//!
//! `folder` looks at what is there; `exhibits`, `activities`, `pictures`, `sounds`, `objects` and `films`, `look` check what they are named after with the
//! means of `checker`; `toml_reader` reads a file and remembers lines; `problem` says what is wrong and what to do;
//! `dzi` reads how a picture is cut into tiles; `limits` are all the limits.

mod activities;
mod checker;
pub mod dzi;
mod exhibits;
mod films;
mod folder;
pub mod limits;
mod look;
mod objects;
mod pictures;
mod problem;
mod sounds;
mod toml_reader;

use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::blobs::{self, BlobStore};
use crate::model::manifest::{CHUNKED_BYTES_MIN, MANIFEST_BYTES_MAX, Manifest};
pub use activities::SampleActivity;
use checker::Checker;
pub use checker::is_id;
pub use folder::files_of;
pub use pictures::Memory;
pub use problem::{Problem, ProblemKind, Severity};

/// What a check needs to know about the world.
pub struct Circumstances<'a> {
    /// The time: what is over already cannot be published.
    pub now: DateTime<Utc>,
    /// The wall clock of a centre, by its id; dates in `pack.toml` are read by it.
    pub zone_of: &'a dyn Fn(&str) -> Tz,
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

/// Checks a folder now, by the clock of Beijing and Haikou.
pub fn check(folder: &Path) -> Checked {
    check_again(folder, &mut Memory::default())
}

/// As [`check`], for a folder that is checked after every change.
pub fn check_again(folder: &Path, memory: &mut Memory) -> Checked {
    let circumstances = Circumstances {
        now: Utc::now(),
        zone_of: &|_| chrono_tz::Asia::Shanghai,
    };
    check_with(folder, &circumstances, memory)
}

/// Checks a folder.
pub fn check_in(folder: &Path, circumstances: &Circumstances) -> Checked {
    check_with(folder, circumstances, &mut Memory::default())
}

fn check_with(folder: &Path, circumstances: &Circumstances, memory: &mut Memory) -> Checked {
    let mut checker = Checker::new(folder, circumstances, memory);
    let manifest = checker.pack();
    let activities = checker.activities();
    checker.unused();
    let files = std::mem::take(&mut checker.files);
    let manifest = manifest.map(|manifest| Manifest { files, ..manifest });
    if let Some(manifest) = &manifest {
        checker.problems.extend(too_long(manifest));
    }
    let broken = checker
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    Checked {
        manifest: manifest.filter(|_| !broken),
        activities,
        problems: checker.problems,
    }
}

/// Many long texts can make a manifest that kiosks do not accept, each within its own limit.
fn too_long(manifest: &Manifest) -> Option<Problem> {
    let bytes = serde_json::to_vec(manifest).map_or(u64::MAX, |json| json.len() as u64);
    // Publishing adds the version and, for large files, their chunks.
    let kind = ProblemKind::ManifestTooLarge {
        megabytes: bytes.div_ceil(limits::MEGABYTE),
        max: MANIFEST_BYTES_MAX / limits::MEGABYTE,
    };
    (bytes > MANIFEST_BYTES_MAX - 64 * 1024).then(|| Problem::of_file("pack.toml", kind))
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
