//! A pack's manifest: everything a kiosk needs to show it, with every file by length and SHA-256.
//!
//! The manifest is the TUF target; the files it names travel as blobs and are checked against it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::exhibit::Exhibit;
use super::look::PackLook;
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
    /// Path of a recording that is heard under everything, over and over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambience: Option<String>,
    /// What it changes of how screens look; kiosks that know nothing of it keep the usual look.
    #[serde(default, skip_serializing_if = "PackLook::is_usual")]
    pub look: PackLook,
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

    /// This pack with the exhibits of `others` after its own: what a visitor sees of a centre's pack and the city's.
    pub fn with_exhibits_of<'a>(&self, others: impl IntoIterator<Item = &'a Manifest>) -> Self {
        let mut joined = self.clone();
        for other in others {
            let folder = format!("{}/{}", other.centre, other.id);
            let exhibits = other.exhibits.iter().cloned();
            joined
                .exhibits
                .extend(exhibits.map(|exhibit| exhibit.below(&folder)));
            let files = other.files.iter();
            joined
                .files
                .extend(files.map(|(path, file)| (format!("{folder}/{path}"), file.clone())));
        }
        joined
    }

    /// Whether a visitor would see the same; versions and how files are cut do not count.
    pub fn shows_the_same_as(&self, other: &Self) -> bool {
        let plain = |manifest: &Self| {
            let mut manifest = Self {
                version: 0,
                ..manifest.clone()
            };
            for file in manifest.files.values_mut() {
                file.chunk_index = None;
            }
            manifest
        };
        plain(self) == plain(other)
    }

    /// Bytes of all files, each blob counted once.
    pub fn blob_bytes(&self) -> u64 {
        let once: BTreeMap<&str, u64> = self
            .files
            .values()
            .map(|file| (file.sha256.as_str(), file.length))
            .collect();
        // A hostile manifest may claim anything; a sum that cannot be is still no panic.
        once.values()
            .fold(0, |sum, bytes| sum.saturating_add(*bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exhibit::{ExhibitContent, Story, StoryPage};
    use crate::model::text::LocalizedPath;

    fn pack(centre: &str, id: &str) -> Manifest {
        let page = StoryPage {
            picture: "one/p1.webp".to_owned(),
            alt: LocalizedText::default(),
            heading: LocalizedText::default(),
            text: LocalizedText::default(),
            narration: LocalizedPath::default(),
        };
        let file = PackFile {
            sha256: "00".to_owned(),
            length: 1,
            media_type: "image/webp".to_owned(),
            chunk_index: None,
            width: None,
            height: None,
        };
        Manifest {
            format: MANIFEST_FORMAT,
            id: id.to_owned(),
            centre: centre.to_owned(),
            version: 1,
            languages: Vec::new(),
            title: LocalizedText::default(),
            tagline: LocalizedText::default(),
            cover: "cover.webp".to_owned(),
            ambience: None,
            look: PackLook::default(),
            not_after: None,
            exhibits: vec![Exhibit {
                id: "one".to_owned(),
                title: LocalizedText::default(),
                subtitle: LocalizedText::default(),
                cover: "one/cover.webp".to_owned(),
                content: ExhibitContent::Story(Story { pages: vec![page] }),
            }],
            files: ["one/cover.webp", "one/p1.webp"]
                .map(|path| (path.to_owned(), file.clone()))
                .into(),
        }
    }

    #[test]
    fn the_citys_exhibits_stand_after_the_centres_and_find_their_pictures() {
        let joined = pack("riyue", "riyue").with_exhibits_of([&pack(SHARED, "city")]);
        let ids: Vec<_> = joined.exhibits.iter().map(|exhibit| &exhibit.id).collect();
        assert_eq!(ids, ["one", "shared/city/one"]);
        for exhibit in &joined.exhibits {
            for picture in exhibit.paths() {
                assert!(joined.files.contains_key(&picture), "{picture}");
            }
        }
    }

    #[test]
    fn versions_and_chunks_make_no_difference_to_a_visitor() {
        let first = pack("riyue", "riyue");
        let mut second = Manifest {
            version: 2,
            ..first.clone()
        };
        if let Some(file) = second.files.get_mut("one/p1.webp") {
            file.chunk_index = Some(ChunkIndexFile {
                sha256: "11".to_owned(),
                length: 44,
            });
        }
        assert!(first.shows_the_same_as(&second));
        second.cover = "other.webp".to_owned();
        assert!(!first.shows_the_same_as(&second));
    }
}
