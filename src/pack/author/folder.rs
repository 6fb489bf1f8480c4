//! The author's folder as files: what is there, what of it travels, and what cannot.

use std::ffi::OsStr;
use std::fs::{self, FileType, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};

use super::limits::{FILE_BYTES_MAX, FILES_MAX, MEGABYTE, PACK_BYTES_MAX};
use super::{Problem, ProblemKind};
use crate::pack::archive::names::{self, DEPTH_MAX};

/// What a walk through a folder found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Plain files that travel, by their names in the pack, in order.
    pub files: Vec<String>,
    /// What cannot travel, and why.
    pub problems: Vec<Problem>,
    bytes: u64,
    too_many: bool,
}

/// Every file of an author's folder that travels, in order. Names beginning with `_` or `.` are the author's own, and
/// so are pack files.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?;
    let walked = walk(folder);
    Ok(walked.files.iter().map(|name| folder.join(name)).collect())
}

/// Looks at every entry without following a link or opening a file.
pub(super) fn walk(folder: &Path) -> Walked {
    let mut walked = Walked::default();
    walk_into(&mut walked, folder, "", 0);
    walked.files.sort();
    walked.same_names();
    if walked.bytes > PACK_BYTES_MAX {
        let kind = ProblemKind::PackTooLarge {
            megabytes: walked.bytes.div_ceil(MEGABYTE),
            max: PACK_BYTES_MAX / MEGABYTE,
        };
        walked.problems.push(Problem::of_file("pack.toml", kind));
    }
    if walked.too_many {
        let kind = ProblemKind::TooManyFiles { max: FILES_MAX };
        walked.problems.push(Problem::of_file("pack.toml", kind));
    }
    walked
}

fn walk_into(walked: &mut Walked, folder: &Path, prefix: &str, depth: usize) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(Result::ok),
        Err(error) => {
            let name = if prefix.is_empty() {
                "."
            } else {
                prefix.trim_end_matches('/')
            };
            let kind = ProblemKind::Unreadable {
                reason: error.to_string(),
            };
            return walked.problems.push(Problem::of_file(name, kind));
        }
    };
    for entry in entries {
        let raw = entry.file_name();
        if raw.as_bytes().starts_with(b"_")
            || raw.as_bytes().starts_with(b".")
            || is_pack_file(&raw)
        {
            continue;
        }
        if walked.too_many {
            return;
        }
        let mut name = prefix.as_bytes().to_vec();
        name.extend_from_slice(raw.as_bytes());
        let Ok(meta) = entry.path().symlink_metadata() else {
            // It went away while we looked.
            continue;
        };
        let name = match names::check(&name) {
            Ok(name) => name,
            Err(problem) => {
                let kind = ProblemKind::Name {
                    reason: problem.key().to_owned(),
                };
                walked
                    .problems
                    .push(Problem::of_file(names::printable(&name), kind));
                continue;
            }
        };
        if meta.is_dir() {
            // A name that deep is reported when a file is found in it.
            if depth <= DEPTH_MAX {
                walk_into(walked, &entry.path(), &format!("{name}/"), depth + 1);
            }
        } else {
            walked.take(name, &meta);
        }
    }
}

impl Walked {
    fn take(&mut self, name: &str, meta: &Metadata) {
        if !meta.is_file() {
            let kind = ProblemKind::NotAFile {
                what: what_it_is(meta.file_type()).to_owned(),
            };
            return self.problems.push(Problem::of_file(name, kind));
        }
        if self.files.len() >= FILES_MAX {
            self.too_many = true;
            return;
        }
        if meta.len() > FILE_BYTES_MAX {
            let kind = ProblemKind::FileTooLarge {
                path: name.to_owned(),
                megabytes: meta.len().div_ceil(MEGABYTE),
                max: FILE_BYTES_MAX / MEGABYTE,
            };
            self.problems.push(Problem::of_file(name, kind));
        }
        self.bytes = self.bytes.saturating_add(meta.len());
        self.files.push(name.to_owned());
    }

    /// Names that are one file on another system.
    fn same_names(&mut self) {
        let mut seen = std::collections::HashMap::new();
        for name in &self.files {
            if let Some(other) = seen.insert(names::folded(name), name.clone()) {
                let kind = ProblemKind::SameName { other };
                self.problems.push(Problem::of_file(name.clone(), kind));
            }
        }
    }
}

fn is_pack_file(name: &OsStr) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "txpack")
}

/// The key of its name in `assets/locales`.
fn what_it_is(kind: FileType) -> &'static str {
    if kind.is_symlink() {
        "link"
    } else if kind.is_fifo() {
        "pipe"
    } else if kind.is_socket() {
        "socket"
    } else {
        "device"
    }
}
