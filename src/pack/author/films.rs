//! A look at one film: whether every kiosk can play it, by what its file says of itself.
//!
//! Nothing is decoded here: an author's machine and the server need no GStreamer.

mod mp4;
mod webm;

use std::fs::{self, File};
use std::io::{BufReader, Read as _, Seek as _};
use std::path::Path;

use super::ProblemKind;
use super::limits::{
    FILM_BYTES_MAX, FILM_LONG_SIDE_MAX, FILM_SECS_MAX, FILM_SHORT_SIDE_MAX, MEGABYTE,
};
use crate::model::manifest::PackFile;
use crate::pack::blobs;

/// What a film's file says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    /// `video/mp4` or `video/webm`.
    pub(super) media_type: &'static str,
    /// How long it lasts.
    pub(super) length_ms: u64,
    /// Pixels across.
    pub(super) width: u32,
    /// Pixels down.
    pub(super) height: u32,
    /// Whether anything is to be heard.
    pub(super) sound: bool,
}

/// Why a film's file is none for a kiosk.
#[derive(Debug)]
enum Fault {
    /// It cannot be read: why.
    Unreadable(String),
    /// It holds something that kiosks do not play: what.
    Codec(String),
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Unreadable(match error.kind() {
            std::io::ErrorKind::UnexpectedEof => CUT_OFF.to_owned(),
            _ => error.to_string(),
        })
    }
}

/// What is said of a file that ends before it should.
const CUT_OFF: &str = "it ends too early";
/// What is said of a file without a length.
const NO_LENGTH: &str = "it does not say how long it is";

/// Reads what a film says of itself: length, size, what it is made of; and its hash.
pub(super) fn look_at(path: &Path, name: &str) -> Result<(PackFile, Facts), ProblemKind> {
    let missing = || ProblemKind::MissingFile {
        path: name.to_owned(),
    };
    // A link is reported where the folder is walked; it is never followed.
    let meta = fs::symlink_metadata(path).map_err(|_| missing())?;
    if !meta.is_file() {
        return Err(missing());
    }
    if meta.len() > FILM_BYTES_MAX {
        return Err(ProblemKind::FilmTooLarge {
            path: name.to_owned(),
            megabytes: meta.len().div_ceil(MEGABYTE),
            max: FILM_BYTES_MAX / MEGABYTE,
        });
    }
    let facts = read_facts(path).map_err(|fault| match fault {
        Fault::Unreadable(reason) => ProblemKind::Film {
            path: name.to_owned(),
            reason,
        },
        Fault::Codec(found) => ProblemKind::FilmCodec {
            path: name.to_owned(),
            found,
        },
    })?;
    within_limits(&facts, name)?;
    let sha256 = blobs::hash_file(path).map_err(|error| ProblemKind::Film {
        path: name.to_owned(),
        reason: error.to_string(),
    })?;
    let file = PackFile {
        sha256,
        length: meta.len(),
        media_type: facts.media_type.to_owned(),
        chunk_index: None,
        width: None,
        height: None,
    };
    Ok((file, facts))
}

fn within_limits(facts: &Facts, name: &str) -> Result<(), ProblemKind> {
    if facts.length_ms > FILM_SECS_MAX * 1000 {
        return Err(ProblemKind::FilmTooLong {
            path: name.to_owned(),
            minutes: facts.length_ms.div_ceil(60_000),
            max: FILM_SECS_MAX / 60,
        });
    }
    let (long, short) = (facts.width.max(facts.height), facts.width.min(facts.height));
    if long > FILM_LONG_SIDE_MAX || short > FILM_SHORT_SIDE_MAX {
        return Err(ProblemKind::FilmTooWide {
            path: name.to_owned(),
            width: facts.width,
            height: facts.height,
        });
    }
    Ok(())
}

/// By what is in it: the ending of its name says nothing.
fn read_facts(path: &Path) -> Result<Facts, Fault> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut file = BufReader::new(file);
    let mut start = [0; 8];
    file.read_exact(&mut start)?;
    file.rewind()?;
    let facts = if start[4..] == *b"ftyp" {
        mp4::facts(file, length)
    } else if start[..4] == webm::EBML {
        webm::facts(file, length)
    } else {
        Err(Fault::Unreadable("it is no MP4 and no WebM".to_owned()))
    }?;
    if facts.length_ms == 0 {
        return Err(Fault::Unreadable(NO_LENGTH.to_owned()));
    }
    if facts.width == 0 || facts.height == 0 {
        return Err(Fault::Unreadable("its pictures have no size".to_owned()));
    }
    Ok(facts)
}
