//! Fetches a repository's files over HTTP for `pack::update`. Nothing that comes is trusted; all of it is bounded.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use reqwest::header::RANGE;
use reqwest::{Client, Response, StatusCode, Url};

use super::server_api::below;
use crate::api::paths;
use crate::pack::transport::{BlobStream, Transport, TransportError};

/// Longest wait for the next bytes. There is no limit on the whole: a slow line may take its time.
const READ_TIME_MAX: Duration = Duration::from_secs(20);

/// The server's repository and blobs, plain files without sign-in.
pub(super) struct HttpTransport {
    client: Client,
    base: Url,
}

impl HttpTransport {
    /// The files of the server at `base`.
    pub(super) fn new(client: Client, base: Url) -> Self {
        Self { client, base }
    }

    async fn small_file(
        &self,
        name: &str,
        path: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        let Some(mut response) = self.get(name, path, 0).await? else {
            return Ok(None);
        };
        let too_long = || TransportError::TooLong {
            name: name.to_owned(),
            length_max,
        };
        if response
            .content_length()
            .is_some_and(|length| length > length_max)
        {
            return Err(too_long());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = next_chunk(&mut response).await? {
            if (bytes.len() + chunk.len()) as u64 > length_max {
                return Err(too_long());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Some(bytes))
    }

    /// The file from byte `from` on; `None` when the server has none.
    async fn get(
        &self,
        name: &str,
        path: &str,
        from: u64,
    ) -> Result<Option<Response>, TransportError> {
        let mut call = self.client.get(below(&self.base, path));
        if from > 0 {
            call = call.header(RANGE, format!("bytes={from}-"));
        }
        let response = tokio::time::timeout(READ_TIME_MAX, call.send())
            .await
            .map_err(|_| TransportError::Unreachable("no answer in time".to_owned()))?
            .map_err(unreachable_error)?;
        match response.status() {
            StatusCode::OK | StatusCode::PARTIAL_CONTENT => Ok(Some(response)),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
            // Nothing is left after `from`: the file is shorter than we have, which the hash will tell.
            status => Err(TransportError::Refused {
                name: name.to_owned(),
                reason: format!("status {status}"),
            }),
        }
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        self.small_file(name, &format!("{}{name}", paths::TUF_METADATA), length_max)
            .await
    }

    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        self.small_file(path, &format!("{}{path}", paths::TUF_TARGETS), length_max)
            .await
    }

    async fn blob(&self, sha256: &str, from: u64) -> Result<BlobStream, TransportError> {
        let refused = |reason: &str| TransportError::Refused {
            name: sha256.to_owned(),
            reason: reason.to_owned(),
        };
        let folder = sha256.get(..2).ok_or_else(|| refused("not a SHA-256"))?;
        let path = format!("{}{folder}/{sha256}", paths::BLOBS);
        let response = self
            .get(sha256, &path, from)
            .await?
            .ok_or_else(|| refused("no such blob"))?;
        // A server that knows no ranges sends the file from its start: pass over what we have.
        let skip = if response.status() == StatusCode::PARTIAL_CONTENT {
            0
        } else {
            from
        };
        let chunks = stream::unfold(Some((response, skip)), |state| async {
            let (mut response, mut skip) = state?;
            loop {
                return match next_chunk(&mut response).await {
                    Ok(None) => None,
                    Err(error) => Some((Err(error), None)),
                    Ok(Some(chunk)) => {
                        let passed = skip.min(chunk.len() as u64);
                        skip -= passed;
                        // At most the chunk's own length.
                        let rest = chunk.slice(passed as usize..);
                        if rest.is_empty() {
                            continue;
                        }
                        Some((Ok(rest), Some((response, skip))))
                    }
                };
            }
        });
        Ok(chunks.boxed())
    }
}

async fn next_chunk(response: &mut Response) -> Result<Option<Bytes>, TransportError> {
    tokio::time::timeout(READ_TIME_MAX, response.chunk())
        .await
        .map_err(|_| TransportError::Unreachable("the server fell silent".to_owned()))?
        .map_err(unreachable_error)
}

fn unreachable_error(error: reqwest::Error) -> TransportError {
    TransportError::Unreachable(error.without_url().to_string())
}
