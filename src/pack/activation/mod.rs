//! What a kiosk shows: generations on disk, and the two slots that say which one is current.
//!
//! # Design
//!
//! A generation names the manifests and the schedule that make it up. A version goes through
//! [`PackState`]: its files are fetched, verified, staged as part of a generation, shown on trial, and confirmed or
//! reverted. Writing a slot is the commit point: before it the old generation is current, after it the new one, on
//! trial. Three crashes of a trial, a file that cannot be shown, or staff go back to the last confirmed generation,
//! and what failed is remembered and not taken again.
//!
//! # On disk
//!
//! `slot.a`, `slot.b`: which generation is current (`slot`). `gen/N.json`: what it is made of. `packs/SHA256.json`:
//! manifests and schedules as they were signed. `update.json`: how far the version on its way is. `blobs/`, `part/`:
//! files, whole and begun. `tuf/`: verified metadata. `reserve`: room for when there is none.

mod collect;
mod sealed;
mod slot;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::blobs::{BlobStore, is_sha256, read_verified};
use super::disk::{self, Reserve};
use super::fetch;
use super::trust::store::DoubleStore;
use super::update::{Holding, KeptSchedule, RESERVE_BYTES};
use crate::api::kiosk::{InstalledPack, PackState, RevertedPack};
use crate::model::manifest::{Manifest, PackFile};
use crate::model::play_schedule::PlaySchedule;
use sealed::{read_sealed, write_sealed};
use slot::{Bad, Slot};
pub use slot::{CRASHES_MAX, RevertReason};

/// Everything a kiosk can show now.
#[derive(Debug, Clone)]
pub struct Content {
    /// Counts up.
    pub generation: u64,
    /// The centre's packs, then the city's.
    pub manifests: Vec<Manifest>,
    /// What plays when.
    pub schedule: Option<PlaySchedule>,
    /// Where the files are.
    pub blobs: BlobStore,
}

/// What a kiosk should show, as its roles vouch for it: each with the SHA-256 of its bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Of the centre, then of the city.
    pub manifests: Vec<(String, Manifest)>,
    /// Of the centre.
    pub schedule: KeptSchedule,
}

/// A kiosk's packs on disk. One program at a time.
pub struct PackStore {
    folder: PathBuf,
    blobs: BlobStore,
    metadata: DoubleStore,
    state: Mutex<Slot>,
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
    /// There is nothing to go back to.
    #[error("there is no version before this one")]
    NothingBefore,
}

/// What makes up a generation: names of files under `packs/`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Generation {
    manifests: Vec<String>,
    schedule: Option<String>,
}

/// How far the versions are that are on their way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OnItsWay {
    packs: Vec<InstalledPack>,
}

impl Wanted {
    fn generation(&self) -> Generation {
        Generation {
            manifests: self
                .manifests
                .iter()
                .map(|(sha256, _)| sha256.clone())
                .collect(),
            schedule: self.schedule.as_ref().map(|(sha256, _)| sha256.clone()),
        }
    }
}

/// A pack's name among all owners: `OWNER/PACK`.
pub fn pack_key(manifest: &Manifest) -> String {
    format!("{}/{}", manifest.centre, manifest.id)
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
            state: Mutex::new(newest.unwrap_or_default()),
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

    /// Room that is kept for when there is none, beside the store in `folder`.
    pub fn reserve_in(folder: &Path) -> Reserve {
        Reserve::new(folder.join("reserve"), RESERVE_BYTES)
    }

    /// The folder for unfinished downloads.
    pub fn parts(&self) -> PathBuf {
        self.folder.join("part")
    }

    /// What is current, if anything is and its records are whole.
    pub fn current(&self) -> Option<Content> {
        let slot = self.slot();
        self.content(slot.generation?)
            .or_else(|| self.content(slot.before?))
    }

    /// Versions on show, for rollouts.
    pub fn holding(&self) -> Holding {
        let manifests = self.current_records().into_iter();
        manifests
            .map(|(_, manifest)| (pack_key(&manifest), manifest.version))
            .collect()
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

    /// Blobs of `manifests` that are not here in full, each once, indexes of chunks among them.
    pub fn missing<'a>(&self, manifests: impl IntoIterator<Item = &'a Manifest>) -> Vec<PackFile> {
        fetch::missing(&self.blobs, manifests)
    }

    /// Whether this is current and every file is here.
    pub fn has(&self, wanted: &Wanted) -> bool {
        let current = self.slot().generation;
        current.and_then(|current| self.generation(current)) == Some(wanted.generation())
            && self
                .missing(wanted.manifests.iter().map(|(_, manifest)| manifest))
                .is_empty()
    }

    /// Puts the version on show in the place of one that took itself back here, or leaves its pack out.
    pub fn pass_over_bad(&self, wanted: &mut Wanted) {
        let slot = self.slot();
        if slot.bad.is_empty() {
            return;
        }
        let mut current = self.current_records();
        wanted.manifests.retain_mut(|(sha256, manifest)| {
            if !slot.is_bad(sha256) {
                return true;
            }
            let same = |(_, old): &(String, Manifest)| pack_key(old) == pack_key(manifest);
            match current.iter().position(same) {
                Some(at) => {
                    (*sha256, *manifest) = current.swap_remove(at);
                    true
                }
                None => false,
            }
        });
        if let Some((sha256, _)) = &wanted.schedule
            && slot.is_bad(sha256)
        {
            wanted.schedule = self.current_schedule();
        }
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

    /// Writes a generation of what was verified. `None` when it is what is current already.
    ///
    /// # Errors
    ///
    /// When the disk says no; nothing is current that was not before.
    pub fn stage(
        &self,
        wanted: &Wanted,
        raw: impl Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Option<u64>, StoreError> {
        let record = wanted.generation();
        let current = self.slot().generation;
        if current
            .and_then(|generation| self.generation(generation))
            .as_ref()
            == Some(&record)
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
        self.note(wanted, PackState::Staged)?;
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
        if slot.generation == Some(generation) {
            return Ok(());
        }
        self.write_slot(slot.activated(generation))?;
        self.forget_note()
    }

    /// What is current has been on show long enough: it is confirmed, and what nothing needs any more goes.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn confirm(&self, generation: u64) -> Result<(), StoreError> {
        let slot = self.slot();
        if slot.generation != Some(generation) || slot.confirmed {
            return Ok(());
        }
        self.write_slot(slot.confirmed())?;
        self.collect(None)
    }

    /// Notes that the program ended by a crash while this was current; the third of a trial goes back.
    /// Returns what was taken back.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn note_crash(&self) -> Result<Vec<RevertedPack>, StoreError> {
        let slot = self.slot();
        if slot.confirmed || slot.generation.is_none() {
            return Ok(Vec::new());
        }
        let (next, too_many) = slot.crashed();
        if too_many {
            return self.go_back(&next, RevertReason::Crashed);
        }
        self.write_slot(next).map(|()| Vec::new())
    }

    /// Goes back to the last confirmed generation and remembers what failed. Returns what was taken back.
    ///
    /// # Errors
    ///
    /// When there is nothing to go back to, or the disk says no; what is current then stays.
    pub fn revert(&self, reason: RevertReason) -> Result<Vec<RevertedPack>, StoreError> {
        let slot = self.slot();
        if slot.before.is_none() {
            return Err(StoreError::NothingBefore);
        }
        self.go_back(&slot, reason)
    }

    fn go_back(&self, slot: &Slot, reason: RevertReason) -> Result<Vec<RevertedPack>, StoreError> {
        let record = |generation: Option<u64>| {
            generation
                .and_then(|generation| self.generation(generation))
                .unwrap_or_default()
        };
        let (failed, before) = (record(slot.generation), record(slot.before));
        let packs = failed
            .manifests
            .iter()
            .filter(|sha256| !before.manifests.contains(sha256))
            .map(|sha256| {
                let manifest = self.read_record::<Manifest>(sha256);
                Bad {
                    sha256: sha256.clone(),
                    pack: manifest.map(|manifest| RevertedPack {
                        id: manifest.id,
                        version: manifest.version,
                        reason: reason.key().to_owned(),
                    }),
                }
            });
        let mut bad: Vec<Bad> = packs.collect();
        // Only when no pack is new can it have been the schedule.
        if bad.is_empty() {
            bad.extend(
                failed
                    .schedule
                    .filter(|_| failed.manifests == before.manifests)
                    .map(|sha256| Bad { sha256, pack: None }),
            );
        }
        let reverted = bad.iter().filter_map(|bad| bad.pack.clone()).collect();
        self.write_slot(slot.reverted(bad))?;
        Ok(reverted)
    }

    /// What is on trial, if anything is.
    pub fn on_trial(&self) -> Option<u64> {
        let slot = self.slot();
        slot.generation.filter(|_| !slot.confirmed)
    }

    /// What is on show.
    pub fn current_generation(&self) -> Option<u64> {
        self.slot().generation
    }

    /// What there is to go back to.
    pub fn generation_before(&self) -> Option<u64> {
        self.slot().before
    }

    /// Packs on show and on their way, with how far each is.
    pub fn pack_states(&self) -> Vec<InstalledPack> {
        let slot = self.slot();
        let before = slot
            .before
            .and_then(|before| self.generation(before))
            .unwrap_or_default();
        let shown = self
            .current_records()
            .into_iter()
            .map(|(sha256, manifest)| {
                let proved = slot.confirmed || before.manifests.contains(&sha256);
                InstalledPack {
                    id: manifest.id,
                    version: manifest.version,
                    state: if proved {
                        PackState::Confirmed
                    } else {
                        PackState::Trial
                    },
                }
            });
        let mut all: Vec<_> = shown.collect();
        let coming: Option<OnItsWay> = read_sealed(&self.note_path());
        for pack in coming.into_iter().flat_map(|coming| coming.packs) {
            let shown = all
                .iter()
                .any(|shown| (&shown.id, shown.version) == (&pack.id, pack.version));
            if !shown {
                all.push(pack);
            }
        }
        all
    }

    /// Versions that took themselves back here.
    pub fn reverted(&self) -> Vec<RevertedPack> {
        let bad = self.slot().bad.into_iter();
        bad.filter_map(|bad| bad.pack).collect()
    }

    /// Remembers how far the new versions among `wanted` are.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn note(&self, wanted: &Wanted, state: PackState) -> io::Result<()> {
        let packs = wanted.manifests.iter().map(|(_, manifest)| InstalledPack {
            id: manifest.id.clone(),
            version: manifest.version,
            state,
        });
        let record = OnItsWay {
            packs: packs.collect(),
        };
        if read_sealed::<OnItsWay>(&self.note_path()).as_ref() == Some(&record) {
            return Ok(());
        }
        write_sealed(&self.note_path(), &record)
    }

    /// Remembers that nothing is on its way.
    ///
    /// # Errors
    ///
    /// When the disk says no.
    pub fn forget_note(&self) -> Result<(), StoreError> {
        match fs::remove_file(self.note_path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Manifests on show with the SHA-256 of their bytes.
    pub fn current_records(&self) -> Vec<(String, Manifest)> {
        let record = self
            .slot()
            .generation
            .and_then(|generation| self.generation(generation));
        let names = record.into_iter().flat_map(|record| record.manifests);
        names
            .filter_map(|sha256| Some((sha256.clone(), self.read_record(&sha256)?)))
            .collect()
    }

    /// The schedule in force with the SHA-256 of its bytes.
    pub fn current_schedule(&self) -> KeptSchedule {
        let sha256 = self.generation(self.slot().generation?)?.schedule?;
        let schedule = self.read_record(&sha256)?;
        Some((sha256, schedule))
    }

    /// Manifests of every generation on disk: their files may have chunks to take.
    pub fn held_manifests(&self) -> Vec<Manifest> {
        let mut names: Vec<String> = self
            .generations()
            .unwrap_or_default()
            .into_iter()
            .filter_map(|generation| self.generation(generation))
            .flat_map(|record| record.manifests)
            .collect();
        names.sort();
        names.dedup();
        names
            .iter()
            .filter_map(|sha256| self.read_record(sha256))
            .collect()
    }

    fn slot(&self) -> Slot {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Writes the losing slot with the next sequence.
    fn write_slot(&self, slot: Slot) -> Result<(), StoreError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let sequence = state.sequence + 1;
        let slot = Slot { sequence, ..slot };
        let name = if sequence.is_multiple_of(2) {
            "slot.a"
        } else {
            "slot.b"
        };
        write_sealed(&self.folder.join(name), &slot)?;
        *state = slot;
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

    fn note_path(&self) -> PathBuf {
        self.folder.join("update.json")
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
        read_verified(&self.record_path(sha256), sha256).ok()
    }
}
