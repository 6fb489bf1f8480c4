//! Chunks of large files, so that a small change costs a little more than the change.
//!
//! # Context
//!
//! Media are large and change a little: a caption burnt into a video, one layer of a picture. Fetching the whole file
//! again would fill the line of a centre for an hour.
//!
//! # Design
//!
//! The publisher cuts a file where its content says so (FastCDC): bytes put in or taken out move the cuts near them
//! and no others. The list of chunks is a blob of its own, named by the manifest, so a manifest stays small and an
//! unchanged file costs nothing. A kiosk takes chunks it has from files it has and asks for the rest as ranges of the
//! one blob, which any static server can serve. Kiosks never cut: another version of the cutter changes nothing for them.
//!
//! # Format
//!
//! `TXCHUNK1`, then for each chunk 32 bytes of SHA-256 and its length, little-endian, in 4 bytes.

use std::io::Read;

use fastcdc::v2020::StreamCDC;
use sha2::{Digest as _, Sha256};

/// Shortest chunk but the last, in bytes.
pub const CHUNK_BYTES_MIN: usize = 64 * 1024;
/// About how long chunks are, in bytes.
pub const CHUNK_BYTES_AVERAGE: usize = 256 * 1024;
/// Longest chunk, in bytes.
pub const CHUNK_BYTES_MAX: usize = 1024 * 1024;
/// Longest index: a file of 4 GB in chunks of the shortest length, in bytes.
pub const INDEX_BYTES_MAX: u64 = 8 + 65_536 * ENTRY_BYTES as u64;

const MAGIC: &[u8; 8] = b"TXCHUNK1";
const ENTRY_BYTES: usize = 36;

/// One piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// Of its bytes.
    pub sha256: [u8; 32],
    /// Where it begins in the file.
    pub offset: u64,
    /// In bytes, at least 1.
    pub length: u32,
}

/// Every chunk of a file, in order and without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkIndex {
    chunks: Vec<Chunk>,
}

/// Why an index cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// Another format, or cut off.
    #[error("this is not a chunk index")]
    Format,
    /// A chunk of no length or a too great one.
    #[error("chunk {number} has {length} bytes; 1 to {CHUNK_BYTES_MAX} are allowed")]
    Length {
        /// Counted from 0.
        number: usize,
        /// What it says.
        length: u32,
    },
    /// It speaks of another file.
    #[error("the chunks make {chunks} bytes, the file has {file}")]
    Sum {
        /// Of all chunks.
        chunks: u64,
        /// Of the file.
        file: u64,
    },
}

impl ChunkIndex {
    /// Cuts a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn cut(file: impl Read) -> std::io::Result<Self> {
        let mut chunks = Vec::new();
        for chunk in StreamCDC::new(file, CHUNK_BYTES_MIN, CHUNK_BYTES_AVERAGE, CHUNK_BYTES_MAX) {
            let chunk = chunk?;
            chunks.push(Chunk {
                sha256: Sha256::digest(&chunk.data).into(),
                offset: chunk.offset,
                // At most CHUNK_BYTES_MAX.
                length: chunk.length as u32,
            });
        }
        Ok(Self { chunks })
    }

    /// Reads the index of a file of `file_length` bytes. Costs at most a copy of `bytes`.
    ///
    /// # Errors
    ///
    /// When it is not one, or is one of another file.
    pub fn parse(bytes: &[u8], file_length: u64) -> Result<Self, ChunkError> {
        let entries = bytes.strip_prefix(MAGIC).ok_or(ChunkError::Format)?;
        let entries = entries.chunks_exact(ENTRY_BYTES);
        if !entries.remainder().is_empty() {
            return Err(ChunkError::Format);
        }
        let mut chunks = Vec::with_capacity(entries.len());
        let mut offset = 0;
        for (number, entry) in entries.enumerate() {
            let (hash, length) = entry.split_at(32);
            let length = u32::from_le_bytes(length.try_into().map_err(|_| ChunkError::Format)?);
            if length == 0 || length as usize > CHUNK_BYTES_MAX {
                return Err(ChunkError::Length { number, length });
            }
            chunks.push(Chunk {
                sha256: hash.try_into().map_err(|_| ChunkError::Format)?,
                offset,
                length,
            });
            offset += u64::from(length);
        }
        if offset != file_length {
            return Err(ChunkError::Sum {
                chunks: offset,
                file: file_length,
            });
        }
        Ok(Self { chunks })
    }

    /// As a blob carries it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for chunk in &self.chunks {
            bytes.extend_from_slice(&chunk.sha256);
            bytes.extend_from_slice(&chunk.length.to_le_bytes());
        }
        bytes
    }

    /// In the order of the file.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }
}

impl Chunk {
    /// Whether these are its bytes.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        bytes.len() == self.length as usize && *Sha256::digest(bytes) == self.sha256
    }

    /// One past its last byte in the file.
    pub fn end(&self) -> u64 {
        self.offset + u64::from(self.length)
    }
}

/// Chunks that follow one another, as ranges of the file of at most `bytes_max` (a single chunk may be longer).
pub fn coalesce(chunks: &[Chunk], bytes_max: u64) -> Vec<&[Chunk]> {
    let mut ranges = Vec::new();
    let mut from = 0;
    for next in 1..=chunks.len() {
        let ends = match (chunks.get(next - 1), chunks.get(next)) {
            (Some(last), Some(chunk)) => {
                chunk.offset != last.end() || chunk.end() - chunks[from].offset > bytes_max
            }
            _ => true,
        };
        if ends {
            ranges.push(&chunks[from..next]);
            from = next;
        }
    }
    ranges
}

/// Bytes without a pattern, the same for the same seed.
#[cfg(test)]
pub(super) fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_comes_back_as_it_was_written() {
        let file = noise(1, 3_000_000);
        let index = ChunkIndex::cut(&file[..]).expect("cut");
        assert!(index.chunks().len() > 3);
        let parsed = ChunkIndex::parse(&index.to_bytes(), 3_000_000).expect("parsed");
        assert_eq!(parsed, index);
        for chunk in parsed.chunks() {
            let bytes = &file[chunk.offset as usize..chunk.end() as usize];
            assert!(chunk.matches(bytes));
        }
    }

    #[test]
    fn bytes_put_into_the_middle_change_the_chunks_near_them_only() {
        let file = noise(1, 12_000_000);
        let before = ChunkIndex::cut(&file[..]).expect("cut");
        let mut changed = file[..6_000_000].to_vec();
        changed.extend_from_slice(&noise(2, 1000));
        changed.extend_from_slice(&file[6_000_000..]);
        let after = ChunkIndex::cut(&changed[..]).expect("cut");
        let known: Vec<_> = before.chunks().iter().map(|chunk| chunk.sha256).collect();
        let new: u64 = after
            .chunks()
            .iter()
            .filter(|chunk| !known.contains(&chunk.sha256))
            .map(|chunk| u64::from(chunk.length))
            .sum();
        assert!(new < 2_200_000, "{new} bytes of 12 million are new");
    }

    #[test]
    fn an_index_that_is_none_is_refused_with_the_reason() {
        #[track_caller]
        fn check(bytes: &[u8], file: u64, refused: ChunkError) {
            assert_eq!(ChunkIndex::parse(bytes, file), Err(refused));
        }
        let entry = |length: u32| [&[7; 32][..], &length.to_le_bytes()].concat();
        let index = |lengths: &[u32]| {
            let mut bytes = MAGIC.to_vec();
            lengths
                .iter()
                .for_each(|length| bytes.extend(entry(*length)));
            bytes
        };
        check(b"", 0, ChunkError::Format);
        check(b"TXCHUNK2", 0, ChunkError::Format);
        check(&index(&[5])[..20], 5, ChunkError::Format);
        check(
            &index(&[5, 0]),
            5,
            ChunkError::Length {
                number: 1,
                length: 0,
            },
        );
        check(
            &index(&[u32::MAX]),
            5,
            ChunkError::Length {
                number: 0,
                length: u32::MAX,
            },
        );
        check(
            &index(&[5, 6]),
            12,
            ChunkError::Sum {
                chunks: 11,
                file: 12,
            },
        );
        assert!(ChunkIndex::parse(MAGIC, 0).is_ok(), "a file of no bytes");
    }

    #[test]
    fn neighbours_are_asked_for_together() {
        let chunk = |offset, length| Chunk {
            sha256: [0; 32],
            offset,
            length,
        };
        let wanted = [chunk(0, 10), chunk(10, 10), chunk(30, 10), chunk(40, 100)];
        let lengths = |max| -> Vec<usize> {
            coalesce(&wanted, max)
                .iter()
                .map(|range| range.len())
                .collect()
        };
        assert_eq!(lengths(1000), [2, 2]);
        assert_eq!(lengths(20), [2, 1, 1]);
        assert_eq!(lengths(1), [1, 1, 1, 1]);
        assert!(coalesce(&[], 10).is_empty());
    }
}
