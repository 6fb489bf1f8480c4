//! A look at one model: whether every kiosk can show it.

use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::ProblemKind;
use super::limits::{MEGABYTE, OBJECT_BYTES_MAX};
use crate::model::manifest::PackFile;
use crate::pack::glb::{self, CORNERS_MAX, GlbError, PICTURES_MAX, PIXELS_MAX, TRIANGLES_MAX};

/// Reads a model whole: its length, hash and what it is made of.
pub(super) fn look_at(path: &Path, name: &str) -> Result<PackFile, ProblemKind> {
    let missing = || ProblemKind::MissingFile {
        path: name.to_owned(),
    };
    // A link is reported where the folder is walked; it is never followed.
    let meta = fs::symlink_metadata(path).map_err(|_| missing())?;
    if !meta.is_file() {
        return Err(missing());
    }
    if meta.len() > OBJECT_BYTES_MAX {
        return Err(ProblemKind::FileTooLarge {
            path: name.to_owned(),
            megabytes: meta.len().div_ceil(MEGABYTE),
            max: OBJECT_BYTES_MAX / MEGABYTE,
        });
    }
    let broken = |reason: String| ProblemKind::Object {
        path: name.to_owned(),
        reason,
    };
    let bytes = fs::read(path).map_err(|error| broken(error.to_string()))?;
    let path = name.to_owned();
    let object = glb::read(&bytes).map_err(|error| match error {
        GlbError::TooMany(triangles) => ProblemKind::TooManyTriangles {
            path,
            triangles,
            max: TRIANGLES_MAX,
        },
        GlbError::TooManyCorners(corners) => ProblemKind::TooManyCorners {
            path,
            corners,
            max: CORNERS_MAX,
        },
        GlbError::TooManyPictures(pictures) => ProblemKind::TooManyOnObject {
            path,
            pictures,
            max: PICTURES_MAX,
        },
        GlbError::TooManyPixels(pixels) => ProblemKind::TooManyPixelsOnObject {
            path,
            pixels,
            max: PIXELS_MAX,
        },
        other => broken(other.to_string()),
    })?;
    for picture in &object.pictures {
        image::load_from_memory(picture).map_err(|error| broken(error.to_string()))?;
    }
    Ok(PackFile {
        sha256: hex::encode(Sha256::digest(&bytes)),
        length: meta.len(),
        media_type: "model/gltf-binary".to_owned(),
        chunk_index: None,
        width: None,
        height: None,
    })
}
