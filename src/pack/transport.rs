//! How the bytes of a repository come: the network, a folder, a stick. None of them is trusted.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use rustix::fs::OFlags;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::blobs::is_sha256;

/// Why bytes did not come.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Nobody answers.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// It answers, but not with the file.
    #[error("the server refused {name}: {reason}")]
    Refused {
        /// What was asked for.
        name: String,
        /// What it said.
        reason: String,
    },
    /// More than allowed.
    #[error("{name} is longer than the {length_max} bytes allowed")]
    TooLong {
        /// What was asked for.
        name: String,
        /// The limit.
        length_max: u64,
    },
    /// Bytes come, but so slowly that they would never end.
    #[error("{name} comes too slowly")]
    TooSlow {
        /// What was asked for.
        name: String,
    },
    /// The disk said no.
    #[error("could not read from the folder: {0}")]
    Disk(#[from] io::Error),
}

/// Bytes read from a file at once.
const READ_BYTES: usize = 128 * 1024;

/// A download may be this slow and no slower once it had its time to begin: slower is an attack, not a bad line.
const BYTES_PER_SEC_MIN: u64 = 2048;
const BEGIN: Duration = Duration::from_secs(20);

/// Whether `received` bytes are too few for the time they took: the check against slow retrieval, for transports.
pub fn is_too_slow(received: u64, elapsed: Duration) -> bool {
    elapsed > BEGIN + Duration::from_secs(received / BYTES_PER_SEC_MIN)
}

/// A stream of a blob's bytes.
pub type BlobStream = BoxStream<'static, Result<Bytes, TransportError>>;

/// Where a repository's bytes come from.
#[async_trait]
pub trait Transport: Send + Sync {
    /// A metadata file, for example `3.snapshot.json`; `None` when there is none.
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError>;

    /// A target file by its path with the hash in its name; `None` when there is none.
    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError>;

    /// These bytes of a blob. The stream may end early or go on; who reads counts.
    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError>;
}

/// A repository in a folder: `metadata/`, `targets/`, `blobs/`.
#[derive(Debug, Clone)]
pub struct FolderTransport {
    metadata: PathBuf,
    targets: PathBuf,
    blobs: PathBuf,
}

impl FolderTransport {
    /// The repository under `folder`, with its blobs in another.
    pub fn new(folder: &Path, blobs: &Path) -> Self {
        Self {
            metadata: folder.join("metadata"),
            targets: folder.join("targets"),
            blobs: blobs.to_owned(),
        }
    }
}

#[async_trait]
impl Transport for FolderTransport {
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        read_bounded(&self.metadata, name, length_max).await
    }

    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        read_bounded(&self.targets, path, length_max).await
    }

    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError> {
        if !is_sha256(sha256) {
            return Err(TransportError::Refused {
                name: sha256.to_owned(),
                reason: "not a SHA-256".to_owned(),
            });
        }
        let mut file = open_plain(&self.blobs.join(&sha256[..2]).join(sha256)).await?;
        file.seek(io::SeekFrom::Start(range.start)).await?;
        let rest = file.take(range.end.saturating_sub(range.start));
        Ok(ReaderStream::with_capacity(rest, READ_BYTES)
            .map(|read| read.map_err(TransportError::Disk))
            .boxed())
    }
}

/// Opens a plain file. A stick can hold links, and pipes that nobody fills: they are no files here.
async fn open_plain(path: &Path) -> io::Result<tokio::fs::File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let mut options = tokio::fs::OpenOptions::new();
    let file = options.read(true).custom_flags(flags).open(path).await?;
    if !file.metadata().await?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a plain file",
        ));
    }
    Ok(file)
}

async fn read_bounded(
    folder: &Path,
    name: &str,
    length_max: u64,
) -> Result<Option<Vec<u8>>, TransportError> {
    let climbs = Path::new(name)
        .components()
        .any(|part| !matches!(part, std::path::Component::Normal(_)));
    if climbs {
        return Err(TransportError::Refused {
            name: name.to_owned(),
            reason: "the path leaves the folder".to_owned(),
        });
    }
    let file = match open_plain(&folder.join(name)).await {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    file.take(length_max + 1).read_to_end(&mut bytes).await?;
    if bytes.len() as u64 > length_max {
        return Err(TransportError::TooLong {
            name: name.to_owned(),
            length_max,
        });
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(received: u64, elapsed_secs: u64, too_slow: bool) {
        let elapsed = Duration::from_secs(elapsed_secs);
        assert_eq!(is_too_slow(received, elapsed), too_slow);
    }

    #[test]
    fn a_bad_line_may_take_its_time_and_a_byte_at_a_time_may_not() {
        check(0, 19, false);
        check(0, 21, true);
        check(16_384, 25, false);
        check(16_384, 29, true);
        check(4_000_000, 1900, false);
        check(1900, 1900, true);
    }
}
