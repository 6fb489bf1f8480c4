//! A pack's manifest: everything a kiosk needs to show it, with every file by length and SHA-256.
//!
//! The manifest is the TUF target; the files it names travel as blobs and are checked against it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::exhibit::Exhibit;
use super::text::{LanguageTag, LocalizedText};

/// The manifest format this program writes and reads.
pub const MANIFEST_FORMAT: u32 = 1;

/// Longest manifest a kiosk accepts, in bytes (DESIGN section 5).
pub const MANIFEST_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// In place of a centre's id: packs of the whole city, shown in every centre after its own.
pub const SHARED: &str = "shared";

/// Files longer than this also list their chunks, in bytes.
pub const CHUNKED_BYTES_MIN: u64 = 8 * 1024 * 1024;

/// One signed, versioned unit of content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`MANIFEST_FORMAT`].
    pub format: u32,
    /// The pack's name, `[a-z0-9-]`, at most 40 characters.
    pub id: String,
    /// The centre that publishes it, or [`SHARED`].
    pub centre: String,
    /// Counts publications of this pack, from 1; 0 means built but not published.
    pub version: u64,
    /// Languages every text has.
    pub languages: Vec<LanguageTag>,
    /// The centre's name on the screen.
    pub title: LocalizedText,
    /// One line under it.
    pub tagline: LocalizedText,
    /// Path of the pack's own picture.
    pub cover: String,
    /// From this moment on it is not shown, whatever else happens; `None` is never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<DateTime<Utc>>,
    /// In the order of the home screen.
    pub exhibits: Vec<Exhibit>,
    /// Every file that travels, by its path in the pack.
    pub files: BTreeMap<String, PackFile>,
}

/// One file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile {
    /// SHA-256 of the bytes, lower-case hex; also the blob's name.
    pub sha256: String,
    /// Length in bytes.
    pub length: u64,
    /// For example `image/webp`.
    pub media_type: String,
    /// The blob that lists this file's chunks, for files longer than [`CHUNKED_BYTES_MIN`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chunk_index: Option<ChunkIndexFile>,
    /// Pixels across, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels down, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// Where a file's chunks are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkIndexFile {
    /// SHA-256 of the index, lower-case hex; also the blob's name.
    pub sha256: String,
    /// Its length in bytes.
    pub length: u64,
}

impl Manifest {
    /// The exhibit with this id.
    pub fn exhibit(&self, id: &str) -> Option<&Exhibit> {
        self.exhibits.iter().find(|exhibit| exhibit.id == id)
    }

    /// Bytes of all files, each blob counted once.
    pub fn blob_bytes(&self) -> u64 {
        let once: BTreeMap<&str, u64> = self
            .files
            .values()
            .map(|file| (file.sha256.as_str(), file.length))
            .collect();
        once.values().sum()
    }
}
