//! What travels of large files: chunks that kiosks do not have, and the list of all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::Path;

use crate::model::manifest::{CHUNKED_BYTES_MIN, Manifest, PackFile};
use crate::pack::chunks::ChunkIndex;

/// Chunks that kiosks have.
#[derive(Debug, Default)]
pub struct KnownChunks(BTreeSet<[u8; 32]>);

impl KnownChunks {
    /// Those of a pack's large files, as its author has them.
    ///
    /// # Errors
    ///
    /// When a file cannot be read.
    pub fn in_folder(manifest: &Manifest, folder: &Path) -> io::Result<Self> {
        let mut known = Self::default();
        for (path, _) in large_files(manifest) {
            known.add(&ChunkIndex::cut(File::open(folder.join(path))?)?);
        }
        Ok(known)
    }

    /// Those of one more file.
    pub fn add(&mut self, index: &ChunkIndex) {
        self.0
            .extend(index.chunks().iter().map(|chunk| chunk.sha256));
    }
}

/// What each large file costs when only chunks travel that kiosks do not have.
#[derive(Debug, Default)]
pub struct ChunkCosts(BTreeMap<String, u64>);

impl ChunkCosts {
    /// Cuts the large files of a pack about to be published.
    ///
    /// # Errors
    ///
    /// When a file cannot be read.
    pub fn new(next: &Manifest, folder: &Path, mut known: KnownChunks) -> io::Result<Self> {
        let mut costs = BTreeMap::new();
        for (path, file) in large_files(next) {
            let index = ChunkIndex::cut(File::open(folder.join(path))?)?;
            let chunks = index.chunks().iter();
            let new = chunks.filter(|chunk| known.0.insert(chunk.sha256));
            let bytes: u64 = new.map(|chunk| u64::from(chunk.length)).sum();
            costs
                .entry(file.sha256.clone())
                .or_insert(bytes + index.to_bytes().len() as u64);
        }
        Ok(Self(costs))
    }

    /// For [`Changes::between`].
    pub fn bytes_for(&self, file: &PackFile) -> u64 {
        self.0.get(&file.sha256).copied().unwrap_or(file.length)
    }
}

fn large_files(manifest: &Manifest) -> impl Iterator<Item = (&String, &PackFile)> {
    let files = manifest.files.iter();
    files.filter(|(_, file)| file.length > CHUNKED_BYTES_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::diff::Changes;
    use crate::pack::diff::tests::manifest;

    #[test]
    fn a_small_change_in_a_large_file_costs_a_little_more_than_the_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut state = 7_u64;
        let mut film: Vec<u8> = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        })
        .take(1_500_000)
        .flatten()
        .collect();
        let pack = |hash: &str, film: &[u8]| {
            let mut pack = manifest(&[("a", hash)]);
            let file = pack.files.get_mut("a/cover.webp").expect("the cover");
            file.length = film.len() as u64;
            let path = folder.path().join(hash);
            std::fs::create_dir_all(path.join("a")).expect("made");
            std::fs::write(path.join("a/cover.webp"), film).expect("written");
            (pack, path)
        };
        let (now, before) = pack("1", &film);
        film.splice(6_000_000..6_000_000, *b"a few bytes more");
        let (next, after) = pack("2", &film);
        let costs = |known| {
            let costs = ChunkCosts::new(&next, &after, known).expect("cut");
            Changes::between(Some(&now), &next, &|file| costs.bytes_for(file))
                .total
                .bytes
        };
        let known = KnownChunks::in_folder(&now, &before).expect("cut");
        let (little, all) = (costs(known), costs(KnownChunks::default()));
        assert!(little < 2_200_000, "{little}");
        assert!(all > film.len() as u64, "with its index: {all}");
    }
}
