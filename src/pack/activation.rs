//! What a kiosk shows: generations on disk, and the two slots that say which one is current.
//!
//! A generation names the manifests and the schedule that make it up. Writing a slot is the commit point: before it
//! the old generation is current, after it the new one, on trial. A trial that ends in three crashes goes back.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::blobs::{BlobStore, is_sha256};
use super::disk;
use super::trust::client::Pick;
use super::trust::store::DoubleStore;
use crate::model::manifest::{Manifest, PackFile};
use crate::model::play_schedule::PlaySchedule;

/// Starts of a trial that may end in a crash before it is taken back.
const CRASHES_MAX: u32 = 3;

/// Everything a kiosk can show now.
#[derive(Debug, Clone)]
pub struct Content {
    /// Counts up.
    pub generation: u64,
    /// The centre's packs.
    pub manifests: Vec<Manifest>,
    /// What plays when.
    pub schedule: Option<PlaySchedule>,
    /// Where the files are.
    pub blobs: BlobStore,
}

/// A kiosk's packs on disk. One program at a time.
pub struct PackStore {
    folder: PathBuf,
    blobs: BlobStore,
    metadata: DoubleStore,
    state: Mutex<Option<Slot>>,
    _lock: File,
}

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another kiosk program runs on this folder.
    #[error("another kiosk uses this folder: {0}")]
    InUse(PathBuf),
    /// The disk said no.
    #[error("could not use the pack store: {0}")]
    Disk(#[from] io::Error),
    /// No such generation is whole.
    #[error("generation {0} is not on this disk")]
    Unknown(u64),
}

/// What is current, as a slot file says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    sequence: u64,
    generation: u64,
    good: bool,
    crashes: u32,
    /// The last good generation before this one.
    before: Option<u64>,
    /// Generations that took themselves back.
    bad: Vec<u64>,
}

/// What makes up a generation: names of files under `packs/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Generation {
    manifests: Vec<String>,
    schedule: Option<String>,
}

/// A small record and the hash that says it is whole.
#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    record: T,
    sha256: String,
}

impl PackStore {
    /// Opens the store in `folder`, making it if it is not there.
    ///
    /// # Errors
    ///
    /// When another program uses it or the disk says no.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        for part in ["tuf", "blobs", "part", "packs", "gen"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let lock = File::create(folder.join("lock"))?;
        lock.try_lock()
            .map_err(|_| StoreError::InUse(folder.to_owned()))?;
        let slots = ["slot.a", "slot.b"].map(|name| read_sealed::<Slot>(&folder.join(name)));
        let newest = slots.into_iter().flatten().max_by_key(|slot| slot.sequence);
        Ok(Self {
            blobs: BlobStore::open(folder.join("blobs"))?,
            metadata: DoubleStore::new(folder.join("tuf")),
            folder: folder.to_owned(),
            state: Mutex::new(newest),
            _lock: lock,
        })
    }

    /// The kiosk's blobs.
    pub fn blobs(&self) -> &BlobStore {
        &self.blobs
    }

    /// The verified metadata.
    pub fn metadata(&self) -> &DoubleStore {
        &self.metadata
    }

    /// The folder for unfinished downloads.
    pub fn parts(&self) -> PathBuf {
        self.folder.join("part")
    }

    /// What is current, if anything is and its records are whole.
    pub fn current(&self) -> Option<Content> {
        let slot = self.slot()?;
        self.content(slot.generation)
            .or_else(|| self.content(slot.before?))
    }

    /// The generation's content, if its records are whole. Blobs are checked by [`PackStore::missing`].
    pub fn content(&self, generation: u64) -> Option<Content> {
        let record = self.generation(generation)?;
        let manifests = record
            .manifests
            .iter()
            .map(|sha256| self.read_record(sha256))
            .collect::<Option<_>>()?;
        let schedule = match &record.schedule {
            Some(sha256) => Some(self.read_record(sha256)?),
            None => None,
        };
        Some(Content {
            generation,
            manifests,
            schedule,
            blobs: self.blobs.clone(),
        })
    }

    /// Files of `manifests` that are not here in full, each blob once.
    pub fn missing<'a>(&self, manifests: impl IntoIterator<Item = &'a Manifest>) -> Vec<PackFile> {
        let mut missing: Vec<PackFile> = manifests
            .into_iter()
            .flat_map(|manifest| manifest.files.values())
            .filter(|file| !self.blobs.contains(file))
            .cloned()
            .collect();
        missing.sort_by(|a, b| a.sha256.cmp(&b.sha256));
        missing.dedup();
        missing
    }

    /// Reads every blob of what is current again and removes those that rotted, so that the next update fetches them.
    ///
    /// # Errors
    ///
    /// When a rotten blob cannot be removed.
    pub fn remove_corrupt(&self) -> io::Result<usize> {
        let mut removed = 0;
        for file in self
            .current()
            .iter()
            .flat_map(|content| &content.manifests)
            .flat_map(|m| m.files.values())
        {
            if self.blobs.contains(file) && !self.blobs.verify(file) {
                self.blobs.remove(&file.sha256)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Writes a generation of what was verified. `None` when it is what is current already, or took itself back.
    ///
    /// # Errors
    ///
    /// When the disk says no; nothing is current that was not before.
    pub fn stage(
        &self,
        picks: &[Pick],
        schedule: Option<&(String, PlaySchedule)>,
        raw: impl Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Option<u64>, StoreError> {
        let record = Generation {
            manifests: picks.iter().map(|pick| pick.sha256.clone()).collect(),
            schedule: schedule.map(|(sha256, _)| sha256.clone()),
        };
        let slot = self.slot();
        let current = slot.as_ref().map(|slot| slot.generation);
        if current
            .and_then(|generation| self.generation(generation))
            .as_ref()
            == Some(&record)
        {
            return Ok(None);
        }
        let bad = slot.iter().flat_map(|slot| &slot.bad);
        if bad
            .filter_map(|generation| self.generation(*generation))
            .any(|bad| bad == record)
        {
            return Ok(None);
        }
        for sha256 in record.manifests.iter().chain(&record.schedule) {
            // One that is there but rotted is written again.
            if self.record_bytes(sha256).is_none() {
                let bytes = raw(sha256).ok_or_else(|| {
                    io::Error::new(io::ErrorKind::NotFound, "a verified file went away")
                })?;
                disk::write_durably(&self.record_path(sha256), &bytes)?;
            }
        }
        let newest = self.generations()?.into_iter().max().unwrap_or(0);
        if newest > 0
            && Some(newest) != current
            && self.generation(newest).as_ref() == Some(&record)
        {
            return Ok(Some(newest));
        }
        let generation = newest + 1;
        write_sealed(&self.generation_path(generation), &record)?;
        Ok(Some(generation))
    }

    /// Makes a staged generation current, on trial. Activating what is current changes nothing.
    ///
    /// # Errors
    ///
    /// When it is not on this disk, or the disk says no; what was current stays current.
    pub fn activate(&self, generation: u64) -> Result<(), StoreError> {
        self.content(generation)
            .ok_or(StoreError::Unknown(generation))?;
        let slot = self.slot();
        if slot
            .as_ref()
            .is_some_and(|slot| slot.generation == generation)
        {
            return Ok(());
        }
        let before = slot.as_ref().and_then(|slot| {
            if slot.good {
                Some(slot.generation)
            } else {
                slot.before
            }
        });
        let bad = slot.map(|slot| slot.bad).unwrap_or_default();
        self.write_slot(Slot {
            sequence: 0,
            generation,
            good: false,
            crashes: 0,
            before,
            bad,
        })
    }

    /// What is current has been on show long enough: it is good, and what nothing needs any more goes.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn mark_good(&self, generation: u64) -> Result<(), StoreError> {
        match self.slot() {
            Some(slot) if slot.generation == generation && !slot.good => {
                self.write_slot(Slot {
                    good: true,
                    crashes: 0,
                    ..slot
                })?;
                self.collect()
            }
            _ => Ok(()),
        }
    }

    /// Notes that the program ended by a crash while this was current; the third of a trial goes back.
    /// Returns the generation that was taken back.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn note_crash(&self) -> Result<Option<u64>, StoreError> {
        let Some(slot) = self.slot().filter(|slot| !slot.good) else {
            return Ok(None);
        };
        let crashes = slot.crashes + 1;
        match slot.before {
            Some(before) if crashes >= CRASHES_MAX => {
                let mut bad = slot.bad.clone();
                bad.push(slot.generation);
                let taken_back = slot.generation;
                self.write_slot(Slot {
                    generation: before,
                    good: true,
                    crashes: 0,
                    before: None,
                    bad,
                    ..slot
                })?;
                Ok(Some(taken_back))
            }
            _ => self.write_slot(Slot { crashes, ..slot }).map(|()| None),
        }
    }

    /// Removes generations and blobs that neither the current nor the last good one needs.
    fn collect(&self) -> Result<(), StoreError> {
        let Some(slot) = self.slot() else {
            return Ok(());
        };
        let newest = self.generations()?.into_iter().max();
        let kept: Vec<u64> = [Some(slot.generation), slot.before, newest]
            .into_iter()
            .flatten()
            .collect();
        let needed: Vec<String> = kept
            .iter()
            .filter_map(|generation| self.content(*generation))
            .flat_map(|content| content.manifests)
            .flat_map(|manifest| manifest.files.into_values().map(|file| file.sha256))
            .collect();
        for blob in self.blobs.list()? {
            if !needed.contains(&blob) {
                disk::fault_point();
                self.blobs.remove(&blob)?;
            }
        }
        // A generation that took itself back is kept as a record: it must be known again.
        for generation in self.generations()? {
            if !kept.contains(&generation) && !slot.bad.contains(&generation) {
                disk::fault_point();
                fs::remove_file(self.generation_path(generation))?;
            }
        }
        Ok(())
    }

    fn slot(&self) -> Option<Slot> {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Writes the losing slot with the next sequence.
    fn write_slot(&self, slot: Slot) -> Result<(), StoreError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let sequence = state.as_ref().map_or(0, |slot| slot.sequence) + 1;
        let slot = Slot { sequence, ..slot };
        let name = if sequence.is_multiple_of(2) {
            "slot.a"
        } else {
            "slot.b"
        };
        write_sealed(&self.folder.join(name), &slot)?;
        *state = Some(slot);
        Ok(())
    }

    fn generation(&self, generation: u64) -> Option<Generation> {
        read_sealed(&self.generation_path(generation))
    }

    fn generations(&self) -> io::Result<Vec<u64>> {
        let names = fs::read_dir(self.folder.join("gen"))?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names
            .filter_map(|name| name.strip_suffix(".json")?.parse().ok())
            .collect())
    }

    fn generation_path(&self, generation: u64) -> PathBuf {
        self.folder.join("gen").join(format!("{generation}.json"))
    }

    fn record_path(&self, sha256: &str) -> PathBuf {
        let name = if is_sha256(sha256) { sha256 } else { "0" };
        self.folder.join("packs").join(format!("{name}.json"))
    }

    fn read_record<T: serde::de::DeserializeOwned>(&self, sha256: &str) -> Option<T> {
        serde_json::from_slice(&self.record_bytes(sha256)?).ok()
    }

    /// A record as it was verified, or nothing.
    fn record_bytes(&self, sha256: &str) -> Option<Vec<u8>> {
        let bytes = fs::read(self.record_path(sha256)).ok()?;
        (hex::encode(Sha256::digest(&bytes)) == sha256).then_some(bytes)
    }
}

fn read_sealed<T: Serialize + serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    let sealed: Sealed<T> = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (seal(&sealed.record).ok()? == sealed.sha256).then_some(sealed.record)
}

fn write_sealed<T: Serialize>(path: &Path, record: &T) -> io::Result<()> {
    let sealed = Sealed {
        sha256: seal(record)?,
        record,
    };
    disk::write_durably(path, &serde_json::to_vec(&sealed)?)
}

fn seal<T: Serialize>(record: &T) -> io::Result<String> {
    Ok(hex::encode(Sha256::digest(serde_json::to_vec(record)?)))
}
