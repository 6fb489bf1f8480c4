//! What nothing needs any more goes: blobs, begun files, records and verified files of old generations.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use super::{PackStore, StoreError, Wanted};
use crate::model::manifest::{Manifest, PackFile};
use crate::pack::disk;

impl PackStore {
    /// Removes what neither the current generation, the one before, the newest, nor `wanted` needs. Never touches what
    /// is on show.
    ///
    /// # Errors
    ///
    /// When the disk says no; what is left goes the next time.
    pub fn collect(&self, wanted: Option<&Wanted>) -> Result<(), StoreError> {
        let slot = self.slot();
        let newest = self.generations()?.into_iter().max();
        let kept: Vec<u64> = [slot.generation, slot.before, newest]
            .into_iter()
            .flatten()
            .collect();
        let mut records = BTreeSet::new();
        let mut blobs = BTreeSet::new();
        let mut need = |sha256: &str, manifest: Option<&Manifest>| {
            records.insert(sha256.to_owned());
            blobs.extend(manifest.into_iter().flat_map(blobs_of));
        };
        for record in kept.iter().filter_map(|kept| self.generation(*kept)) {
            for sha256 in &record.manifests {
                need(sha256, self.read_record(sha256).as_ref());
            }
            if let Some(sha256) = &record.schedule {
                need(sha256, None);
            }
        }
        for (sha256, manifest) in wanted.iter().flat_map(|wanted| &wanted.manifests) {
            need(sha256, Some(manifest));
        }
        if let Some((sha256, _)) = wanted.and_then(|wanted| wanted.schedule.as_ref()) {
            need(sha256, None);
        }
        for blob in self.blobs.list()? {
            if !blobs.contains(&blob) {
                disk::fault_point()?;
                self.blobs.remove(&blob)?;
            }
        }
        for generation in self.generations()? {
            if !kept.contains(&generation) {
                disk::fault_point()?;
                fs::remove_file(self.generation_path(generation))?;
            }
        }
        // After the generations that name them.
        Ok(self.remove_records_except(&records)?)
    }

    /// Removes begun files that are not among `wanted`.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn forget_parts_except(&self, wanted: &[PackFile]) -> io::Result<()> {
        for entry in fs::read_dir(self.parts())? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let sha256 = name.strip_suffix(".whole").unwrap_or(&name);
            if !wanted.iter().any(|file| file.sha256 == sha256) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Bytes on disk of begun files that are among `wanted`.
    pub fn begun_bytes(&self, wanted: &[PackFile]) -> u64 {
        use std::os::unix::fs::MetadataExt as _;
        let paths = wanted.iter().flat_map(|file| {
            let part = self.parts().join(&file.sha256);
            [part.with_extension("whole"), part]
        });
        // Blocks, not length: a file put together from chunks has holes.
        let bytes = paths.filter_map(|path| Some(fs::metadata(path).ok()?.blocks() * 512));
        bytes.sum()
    }

    fn remove_records_except(&self, kept: &BTreeSet<String>) -> io::Result<()> {
        for entry in fs::read_dir(self.folder.join("packs"))? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if !kept.contains(name.strip_suffix(".json").unwrap_or(&name)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn blobs_of(manifest: &Manifest) -> impl Iterator<Item = String> {
    manifest.files.values().flat_map(|file| {
        let index = file.chunk_index.as_ref().map(|index| index.sha256.clone());
        index.into_iter().chain([file.sha256.clone()])
    })
}
