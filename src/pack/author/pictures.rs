//! A look at one picture: whether every kiosk can show it, within bounds of time and memory.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use image::{ImageFormat, ImageReader};

use super::ProblemKind;
use super::limits::{
    MEGABYTE, PICTURE_BYTES_MAX, PICTURE_MEMORY_MAX, PICTURE_PIXELS_MAX, PICTURE_SIDE_MAX,
};
use crate::model::manifest::PackFile;
use crate::pack::blobs;

/// Pictures that were looked at before: a folder that is checked again and again need not be decoded whole each time.
///
/// Length and time of writing say whether a picture is the one it was; who copies it compares the hash.
#[derive(Debug, Default)]
pub struct Memory(HashMap<PathBuf, (u64, Option<SystemTime>, PackFile)>);

impl Memory {
    /// As [`look_at`], unless the picture is the one it was.
    pub(super) fn look_at(&mut self, path: &Path, name: &str) -> Result<PackFile, ProblemKind> {
        let meta = fs::symlink_metadata(path).ok();
        let length = meta.as_ref().map_or(0, fs::Metadata::len);
        let written = meta.and_then(|meta| meta.modified().ok());
        if let Some((_, _, file)) = self
            .0
            .get(path)
            .filter(|(before, then, _)| (*before, *then) == (length, written) && then.is_some())
        {
            return Ok(file.clone());
        }
        let file = look_at(path, name)?;
        self.0
            .insert(path.to_owned(), (length, written, file.clone()));
        Ok(file)
    }
}

/// Reads a picture whole: its length, hash, type and size in pixels.
fn look_at(path: &Path, name: &str) -> Result<PackFile, ProblemKind> {
    let missing = || ProblemKind::MissingFile {
        path: name.to_owned(),
    };
    // A link is reported where the folder is walked; it is never followed.
    let meta = fs::symlink_metadata(path).map_err(|_| missing())?;
    if !meta.is_file() {
        return Err(missing());
    }
    if meta.len() > PICTURE_BYTES_MAX {
        return Err(ProblemKind::FileTooLarge {
            path: name.to_owned(),
            megabytes: meta.len().div_ceil(MEGABYTE),
            max: PICTURE_BYTES_MAX / MEGABYTE,
        });
    }
    let broken = |reason: String| ProblemKind::Picture {
        path: name.to_owned(),
        reason,
    };
    let reader = open(path).map_err(broken)?;
    let media_type = match reader.format() {
        Some(ImageFormat::WebP) => "image/webp",
        Some(ImageFormat::Png) => "image/png",
        Some(ImageFormat::Jpeg) => "image/jpeg",
        _ => {
            return Err(ProblemKind::PictureType {
                path: name.to_owned(),
            });
        }
    };
    // The size first: an over-large picture is refused before a byte of it is decoded.
    let (width, height) = reader
        .into_dimensions()
        .map_err(|error| broken(error.to_string()))?;
    let pixels = u64::from(width) * u64::from(height);
    if width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX || pixels > PICTURE_PIXELS_MAX {
        return Err(ProblemKind::PictureTooLarge {
            path: name.to_owned(),
            width,
            height,
            side_max: PICTURE_SIDE_MAX,
        });
    }
    open(path)
        .map_err(broken)?
        .decode()
        .map_err(|error| broken(error.to_string()))?;
    let sha256 = blobs::hash_file(path).map_err(|error| broken(error.to_string()))?;
    Ok(PackFile {
        sha256,
        length: meta.len(),
        media_type: media_type.to_owned(),
        chunk_index: None,
        width: Some(width),
        height: Some(height),
    })
}

/// By what is in it: the ending of its name says nothing.
fn open(path: &Path) -> Result<ImageReader<BufReader<File>>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut reader = ImageReader::new(BufReader::new(file))
        .with_guessed_format()
        .map_err(|error| error.to_string())?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(PICTURE_MEMORY_MAX);
    reader.limits(limits);
    Ok(reader)
}
