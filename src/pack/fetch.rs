//! Fetches blobs: from neighbours first, from the server what they do not have; of large files only what is new.
//!
//! Nothing that comes is trusted: every file and every chunk is hashed while it comes. What is right moves into the
//! blob store, all of it at the cost of one sync; `update` reads it again there before anything is staged.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sha2::{Digest as _, Sha256};

use super::blobs::{BlobError, BlobStore, hash_file};
use super::chunks::{Chunk, ChunkIndex, INDEX_BYTES_MAX, coalesce};
use super::disk;
use super::pace::Pace;
use super::transport::{Transport, TransportError};
use super::update::{Progress, UpdateError};
use crate::model::manifest::{ChunkIndexFile, Manifest, PackFile};

/// Most bytes asked for in one request for chunks.
const RANGE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Times the server is asked for one blob before the update gives up; the next update goes on from there.
const SERVER_TRIES: usize = 2;
/// Files that come at the same time.
pub const PARALLEL_DEFAULT: usize = 4;

/// Where blobs come from and how fast.
#[derive(Clone)]
pub struct Delivery {
    /// Asked first; their bytes are as good as the server's once they have been checked.
    pub neighbours: Vec<Arc<dyn Transport>>,
    /// Has everything.
    pub server: Arc<dyn Transport>,
    /// Files that come at the same time.
    pub parallel: usize,
    /// How fast they may come from the server; neighbours cost nothing.
    pub pace: Pace,
}

impl Delivery {
    /// Everything from one place, as fast as it goes.
    pub fn from_server(server: Arc<dyn Transport>) -> Self {
        Self {
            neighbours: Vec::new(),
            server,
            parallel: PARALLEL_DEFAULT,
            pace: Pace::unlimited(),
        }
    }
}

/// What an update cost, in bytes and requests for blobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Came from the server.
    pub server_bytes: u64,
    /// Came from neighbours.
    pub neighbour_bytes: u64,
    /// Were here, in another file.
    pub reused_bytes: u64,
    /// Requests for blobs and ranges of them, to anyone.
    pub requests: u64,
}

/// The blobs of `manifests` that are not in `blobs`, each once: indexes of chunks first, then files.
pub(super) fn missing<'a>(
    blobs: &BlobStore,
    manifests: impl IntoIterator<Item = &'a Manifest>,
) -> Vec<PackFile> {
    let mut wanted: Vec<PackFile> = Vec::new();
    for file in manifests
        .into_iter()
        .flat_map(|manifest| manifest.files.values())
    {
        wanted.extend(file.chunk_index.as_ref().map(index_file));
        wanted.push(file.clone());
    }
    wanted.retain(|file| !blobs.contains(file));
    wanted.sort_by(|a, b| {
        (a.chunk_index.is_some(), &a.sha256).cmp(&(b.chunk_index.is_some(), &b.sha256))
    });
    wanted.dedup_by(|a, b| a.sha256 == b.sha256);
    wanted
}

/// An index of chunks, as a file like any other.
pub(super) fn index_file(index: &ChunkIndexFile) -> PackFile {
    PackFile {
        sha256: index.sha256.clone(),
        length: index.length,
        media_type: "application/octet-stream".to_owned(),
        chunk_index: None,
        width: None,
        height: None,
    }
}

/// The chunks of a file, if its index is here and right.
fn read_index(blobs: &BlobStore, file: &PackFile) -> Option<ChunkIndex> {
    let index = index_file(file.chunk_index.as_ref()?);
    if index.length > INDEX_BYTES_MAX || !blobs.verify(&index) {
        return None;
    }
    let bytes = fs::read(blobs.path(&index.sha256)).ok()?;
    match ChunkIndex::parse(&bytes, file.length) {
        Ok(index) => Some(index),
        Err(error) => {
            // Signed, but of no use: the file comes whole.
            tracing::warn!(%error, "a chunk index cannot be used: {}", index.sha256);
            None
        }
    }
}

/// Brings `wanted` into the store. `held` are manifests whose files may have chunks to take.
///
/// # Errors
///
/// The first blob that nobody could give; what has come stays, and the next call goes on from there.
pub(super) async fn fetch(
    blobs: &BlobStore,
    parts: &Path,
    delivery: &Delivery,
    wanted: &[PackFile],
    held: &[Manifest],
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Traffic, UpdateError> {
    let fetching = Fetching {
        blobs,
        parts,
        delivery,
        progress,
        total: wanted.iter().map(|file| file.length).sum(),
        done: AtomicU64::new(0),
        known: HashMap::new(),
        away: Mutex::default(),
        cost: Cost::default(),
    };
    fetching.tell(0);
    let (indexes, files): (Vec<_>, Vec<_>) = wanted.iter().partition(|file| is_index(file, wanted));
    fetching.all(&indexes).await?;
    let known = if files.iter().any(|file| file.chunk_index.is_some()) {
        known_chunks(blobs, held)
    } else {
        HashMap::new()
    };
    let fetching = Fetching { known, ..fetching };
    fetching.all(&files).await?;
    Ok(fetching.cost.traffic())
}

fn is_index(file: &PackFile, wanted: &[PackFile]) -> bool {
    wanted
        .iter()
        .filter_map(|other| other.chunk_index.as_ref())
        .any(|index| index.sha256 == file.sha256)
}

/// Where a chunk is on this disk.
type KnownChunks = HashMap<[u8; 32], (PathBuf, Chunk)>;

fn known_chunks(blobs: &BlobStore, held: &[Manifest]) -> KnownChunks {
    let mut known = HashMap::new();
    for file in held.iter().flat_map(|manifest| manifest.files.values()) {
        if !blobs.contains(file) {
            continue;
        }
        let path = blobs.path(&file.sha256);
        for chunk in read_index(blobs, file).iter().flat_map(ChunkIndex::chunks) {
            known.insert(chunk.sha256, (path.clone(), *chunk));
        }
    }
    known
}

#[derive(Default)]
struct Cost {
    server_bytes: AtomicU64,
    neighbour_bytes: AtomicU64,
    reused_bytes: AtomicU64,
    requests: AtomicU64,
}

impl Cost {
    fn traffic(&self) -> Traffic {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Traffic {
            server_bytes: read(&self.server_bytes),
            neighbour_bytes: read(&self.neighbour_bytes),
            reused_bytes: read(&self.reused_bytes),
            requests: read(&self.requests),
        }
    }
}

struct Fetching<'a> {
    blobs: &'a BlobStore,
    parts: &'a Path,
    delivery: &'a Delivery,
    progress: &'a (dyn Fn(Progress) + Send + Sync),
    total: u64,
    done: AtomicU64,
    known: KnownChunks,
    /// Neighbours that did not answer or lied: not asked again in this update.
    away: Mutex<HashSet<usize>>,
    cost: Cost,
}

/// One place to ask.
#[derive(Clone, Copy)]
struct Source<'a> {
    transport: &'a dyn Transport,
    /// Which of the neighbours; `None` is the server.
    neighbour: Option<usize>,
}

impl Fetching<'_> {
    /// Fetches all of these, then moves them into the store together.
    async fn all(&self, files: &[&PackFile]) -> Result<(), UpdateError> {
        let fetched = stream::iter(files)
            .map(|file| self.one(file))
            .buffer_unordered(self.delivery.parallel.max(1))
            .try_collect::<Vec<_>>()
            .await;
        // What is whole is kept, whatever became of the others.
        let whole: Vec<_> = files
            .iter()
            .map(|file| (self.part(file), self.blobs.path(&file.sha256)))
            .filter(|(part, _)| part.with_extension("whole").exists())
            .collect();
        let moves: Vec<_> = whole
            .iter()
            .map(|(part, blob)| (part.with_extension("whole"), blob.clone()))
            .collect();
        disk::rename_all_durably(&moves)?;
        fetched.map(drop)
    }

    fn part(&self, file: &PackFile) -> PathBuf {
        self.parts.join(&file.sha256)
    }

    fn tell(&self, more: u64) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        (self.progress)(Progress {
            done_bytes: done.min(self.total),
            total_bytes: self.total,
        });
    }

    /// Fetches one file to its part and marks it whole.
    async fn one(&self, file: &PackFile) -> Result<(), UpdateError> {
        let part = self.part(file);
        let whole = part.with_extension("whole");
        if whole.exists() {
            // It was whole when the power went. Perhaps it is still.
            if is(&whole, file)? {
                self.tell(file.length);
                return Ok(());
            }
            fs::remove_file(&whole)?;
        }
        let mut last = None;
        for source in self.sources() {
            let came = match read_index(self.blobs, file) {
                Some(index) => self.chunks(source, file, &index, &part).await,
                None => self.rest(source, file, &part).await,
            };
            match came {
                Ok(()) => {
                    disk::fault_point()?;
                    fs::rename(&part, &whole)?;
                    return Ok(());
                }
                Err(UpdateError::Disk(error)) => return Err(error.into()),
                Err(error) => {
                    let knows_nothing_of_it = matches!(
                        error,
                        UpdateError::Transport(TransportError::Refused { .. })
                    );
                    if !knows_nothing_of_it {
                        self.distrust(source);
                    }
                    last = Some(error);
                }
            }
        }
        Err(last.unwrap_or_else(|| io::Error::other("nobody was asked").into()))
    }

    /// Whom to ask, in order.
    fn sources(&self) -> Vec<Source<'_>> {
        let neighbours = self.delivery.neighbours.iter().enumerate();
        let neighbours = neighbours.map(|(at, transport)| Source {
            transport: transport.as_ref(),
            neighbour: Some(at),
        });
        let server = Source {
            transport: self.delivery.server.as_ref(),
            neighbour: None,
        };
        let away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        neighbours
            .filter(|source| source.neighbour.is_none_or(|at| !away.contains(&at)))
            .chain(std::iter::repeat_n(server, SERVER_TRIES))
            .collect()
    }

    fn distrust(&self, source: Source) {
        if let Some(at) = source.neighbour {
            self.away
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(at);
        }
    }

    /// Appends what is missing of a file, never a byte more.
    async fn rest(
        &self,
        source: Source<'_>,
        file: &PackFile,
        part: &Path,
    ) -> Result<(), UpdateError> {
        let mut have = fs::metadata(part).map_or(0, |meta| meta.len());
        if have > file.length {
            fs::remove_file(part)?;
            have = 0;
        }
        let mut hash = Sha256::new();
        if have > 0 {
            io::copy(&mut File::open(part)?, &mut hash)?;
        }
        let out = OpenOptions::new().create(true).append(true).open(part)?;
        self.tell(have);
        if have < file.length {
            let mut writing = &out;
            self.range(source, &file.sha256, have..file.length, |bytes| {
                hash.update(bytes);
                io::Write::write_all(&mut writing, bytes)?;
                Ok(())
            })
            .await?;
        }
        if hex::encode(hash.finalize()) == file.sha256 {
            return Ok(());
        }
        // Whatever came is not it: nothing of it is worth going on from.
        fs::remove_file(part)?;
        Err(BlobError::Mismatch {
            expected: file.sha256.clone(),
            path: part.to_owned(),
        }
        .into())
    }

    /// Puts a file together from chunks that are here and ranges that come.
    async fn chunks(
        &self,
        source: Source<'_>,
        file: &PackFile,
        index: &ChunkIndex,
        part: &Path,
    ) -> Result<(), UpdateError> {
        let begun = part.exists();
        let out = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(part)?;
        out.set_len(file.length)?;
        let mut missing = Vec::new();
        let mut buffer = Vec::new();
        for chunk in index.chunks() {
            if begun && read_chunk(&out, chunk.offset, chunk, &mut buffer) {
                self.tell(u64::from(chunk.length));
            } else if self.copy_known(&out, chunk, &mut buffer)? {
                self.cost
                    .reused_bytes
                    .fetch_add(u64::from(chunk.length), Ordering::Relaxed);
                self.tell(u64::from(chunk.length));
            } else {
                missing.push(*chunk);
            }
        }
        for range in coalesce(&missing, RANGE_BYTES_MAX) {
            self.chunk_range(source, file, range, &out).await?;
        }
        Ok(())
    }

    fn copy_known(&self, out: &File, chunk: &Chunk, buffer: &mut Vec<u8>) -> io::Result<bool> {
        let Some((path, at)) = self.known.get(&chunk.sha256) else {
            return Ok(false);
        };
        let right = File::open(path).is_ok_and(|file| read_chunk(&file, at.offset, chunk, buffer));
        if right {
            out.write_all_at(buffer, chunk.offset)?;
        }
        Ok(right)
    }

    /// Fetches chunks that follow one another, each checked before it is written.
    async fn chunk_range(
        &self,
        source: Source<'_>,
        file: &PackFile,
        range: &[Chunk],
        out: &File,
    ) -> Result<(), UpdateError> {
        let (Some(first), Some(last)) = (range.first(), range.last()) else {
            return Ok(());
        };
        let mut waiting = range.iter();
        let mut current = waiting.next();
        let mut buffer: Vec<u8> = Vec::with_capacity(first.length as usize);
        self.range(
            source,
            &file.sha256,
            first.offset..last.end(),
            |mut bytes| {
                while let Some(chunk) = current
                    && !bytes.is_empty()
                {
                    let lacking = chunk.length as usize - buffer.len();
                    let (taken, rest) = bytes.split_at(lacking.min(bytes.len()));
                    buffer.extend_from_slice(taken);
                    bytes = rest;
                    if buffer.len() == chunk.length as usize {
                        if !chunk.matches(&buffer) {
                            return Err(BlobError::Mismatch {
                                expected: hex::encode(chunk.sha256),
                                path: self.part(file),
                            }
                            .into());
                        }
                        out.write_all_at(&buffer, chunk.offset)?;
                        buffer.clear();
                        current = waiting.next();
                    }
                }
                Ok(())
            },
        )
        .await
    }

    /// Hands the bytes of a range to `take`, exactly as many as were asked for.
    async fn range(
        &self,
        source: Source<'_>,
        sha256: &str,
        range: Range<u64>,
        mut take: impl FnMut(&[u8]) -> Result<(), UpdateError>,
    ) -> Result<(), UpdateError> {
        let length = range.end - range.start;
        self.cost.requests.fetch_add(1, Ordering::Relaxed);
        let mut stream = source.transport.blob(sha256, range).await?;
        let mut had = 0;
        while had < length {
            let Some(bytes) = stream.next().await else {
                let reason = format!("{sha256} ended after {had} of {length} bytes");
                return Err(TransportError::Unreachable(reason).into());
            };
            let bytes = bytes?;
            had += bytes.len() as u64;
            if had > length {
                return Err(TransportError::TooLong {
                    name: sha256.to_owned(),
                    length_max: length,
                }
                .into());
            }
            disk::fault_point()?;
            take(&bytes)?;
            self.tell(bytes.len() as u64);
            let count = bytes.len() as u64;
            if source.neighbour.is_some() {
                self.cost
                    .neighbour_bytes
                    .fetch_add(count, Ordering::Relaxed);
            } else {
                self.cost.server_bytes.fetch_add(count, Ordering::Relaxed);
                self.delivery.pace.spend(count).await;
            }
        }
        Ok(())
    }
}

/// Whether the file at `path` is what it should be, byte for byte.
fn is(path: &Path, file: &PackFile) -> io::Result<bool> {
    Ok(fs::metadata(path)?.len() == file.length && hash_file(path)? == file.sha256)
}

/// Reads the chunk's bytes at `offset` into `buffer`; whether they are the chunk's.
fn read_chunk(file: &File, offset: u64, chunk: &Chunk, buffer: &mut Vec<u8>) -> bool {
    buffer.resize(chunk.length as usize, 0);
    file.read_exact_at(buffer, offset).is_ok() && chunk.matches(buffer)
}
