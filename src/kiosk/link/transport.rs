//! Fetches a repository's files over HTTP for `pack::update`. Nothing that comes is trusted; all of it is bounded.

use std::ops::Range;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use reqwest::header::RANGE;
use reqwest::{Client, Response, StatusCode, Url};

use tokio::time::Instant;

use super::server_api::below;
use crate::api::paths;
use crate::pack::transport::{BlobStream, Transport, TransportError, is_too_slow};

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
        let Some(mut response) = self.get(name, path, None).await? else {
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
        let mut patience = Patience::default();
        while let Some(chunk) = patience.next_chunk(name, &mut response).await? {
            if (bytes.len() + chunk.len()) as u64 > length_max {
                return Err(too_long());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Some(bytes))
    }

    /// The file, or a range of it; `None` when the server has none.
    async fn get(
        &self,
        name: &str,
        path: &str,
        range: Option<&Range<u64>>,
    ) -> Result<Option<Response>, TransportError> {
        let mut call = self.client.get(below(&self.base, path));
        if let Some(range) = range {
            // RFC 9110, section 14.1.2: the last byte is included.
            let last = range.end.saturating_sub(1);
            call = call.header(RANGE, format!("bytes={}-{last}", range.start));
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

    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError> {
        let refused = |reason: &str| TransportError::Refused {
            name: sha256.to_owned(),
            reason: reason.to_owned(),
        };
        let folder = sha256.get(..2).ok_or_else(|| refused("not a SHA-256"))?;
        let path = format!("{}{folder}/{sha256}", paths::BLOBS);
        let response = self
            .get(sha256, &path, Some(&range))
            .await?
            .ok_or_else(|| refused("no such blob"))?;
        // A server that knows no ranges sends the file from its start: pass over what we have.
        let skip = if response.status() == StatusCode::PARTIAL_CONTENT {
            0
        } else {
            range.start
        };
        let state = Receiving {
            name: sha256.to_owned(),
            response,
            skip,
            left: range.end.saturating_sub(range.start),
            patience: Patience::default(),
        };
        let chunks = stream::unfold(Some(state), |state| async {
            let mut state = state?;
            match state.next().await {
                Ok(None) => None,
                Ok(Some(bytes)) => Some((Ok(bytes), Some(state))),
                Err(error) => Some((Err(error), None)),
            }
        });
        Ok(chunks.boxed())
    }
}

/// A range on its way.
struct Receiving {
    name: String,
    response: Response,
    /// Bytes before the range that a server without ranges sends.
    skip: u64,
    /// Bytes of the range that have not come.
    left: u64,
    patience: Patience,
}

impl Receiving {
    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        while self.left > 0 {
            let Some(chunk) = self
                .patience
                .next_chunk(&self.name, &mut self.response)
                .await?
            else {
                return Ok(None);
            };
            // Both at most the chunk's own length.
            let passed = self.skip.min(chunk.len() as u64);
            self.skip -= passed;
            let mut rest = chunk.slice(passed as usize..);
            rest.truncate(self.left.min(rest.len() as u64) as usize);
            self.left -= rest.len() as u64;
            if !rest.is_empty() {
                return Ok(Some(rest));
            }
        }
        Ok(None)
    }
}

/// How long a sender has been waited for, and what it sent in that time. Our own pauses do not count.
#[derive(Default)]
struct Patience {
    waited: Duration,
    bytes: u64,
}

impl Patience {
    async fn next_chunk(
        &mut self,
        name: &str,
        response: &mut Response,
    ) -> Result<Option<Bytes>, TransportError> {
        let before = Instant::now();
        let chunk = tokio::time::timeout(READ_TIME_MAX, response.chunk())
            .await
            .map_err(|_| TransportError::Unreachable("the server fell silent".to_owned()))?
            .map_err(unreachable_error)?;
        self.note(
            before.elapsed(),
            chunk.as_ref().map_or(0, |chunk| chunk.len() as u64),
        );
        if self.is_lost() {
            return Err(TransportError::TooSlow {
                name: name.to_owned(),
            });
        }
        Ok(chunk)
    }

    fn note(&mut self, waited: Duration, bytes: u64) {
        self.waited += waited;
        self.bytes += bytes;
    }

    fn is_lost(&self) -> bool {
        is_too_slow(self.bytes, self.waited)
    }
}

fn unreachable_error(error: reqwest::Error) -> TransportError {
    TransportError::Unreachable(error.without_url().to_string())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::super::server_api::client;
    use super::*;

    const SHA256: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    /// A server that gives one answer to whoever comes, and the transport to it.
    async fn server(answer: &'static str) -> HttpTransport {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = [0; 2048];
                let length = stream.read(&mut asked).await.unwrap_or_default();
                let ranged = asked[..length].windows(9).any(|part| part == b"bytes=3-4");
                // A part is given only to those who asked for one.
                let refuses = answer.contains(" 206 ") && !ranged;
                let answer = if refuses {
                    "HTTP/1.1 400 Bad\r\n\r\n"
                } else {
                    answer
                };
                stream
                    .write_all(answer.as_bytes())
                    .await
                    .unwrap_or_default();
            }
        });
        HttpTransport::new(
            client().expect("a client"),
            base.parse().expect("an address"),
        )
    }

    fn answer(head: &str, body: &str) -> &'static str {
        format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n{body}").leak()
    }

    async fn rest_of_blob(transport: &HttpTransport) -> Vec<u8> {
        let mut stream = transport.blob(SHA256, 3..5).await.expect("a stream");
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.expect("bytes"));
        }
        bytes
    }

    #[tokio::test]
    async fn a_blob_goes_on_where_it_stopped() {
        let transport = server(answer("206 Part\r\nContent-Length: 2", "lo")).await;
        assert_eq!(rest_of_blob(&transport).await, b"lo");
    }

    #[tokio::test]
    async fn a_server_without_ranges_is_passed_over_up_to_there() {
        let transport = server(answer("200 OK\r\nContent-Length: 5", "hello")).await;
        assert_eq!(rest_of_blob(&transport).await, b"lo");
    }

    #[test]
    fn a_trickle_is_given_up_and_a_slow_line_is_not() {
        let mut trickle = Patience::default();
        trickle.note(Duration::from_secs(19), 1);
        assert!(!trickle.is_lost(), "not yet");
        trickle.note(Duration::from_secs(2), 1);
        assert!(trickle.is_lost());
        let mut slow = Patience::default();
        slow.note(Duration::from_secs(600), 600 * 4096);
        assert!(!slow.is_lost());
    }

    #[tokio::test]
    async fn a_file_longer_than_allowed_is_refused() {
        for head in ["200 OK\r\nContent-Length: 5", "200 OK"] {
            let transport = server(answer(head, "hello")).await;
            let refused = transport.metadata("timestamp.json", 4).await;
            assert!(
                matches!(refused, Err(TransportError::TooLong { length_max: 4, .. })),
                "{refused:?}"
            );
            let whole = transport
                .metadata("timestamp.json", 5)
                .await
                .expect("a file");
            assert_eq!(whole.as_deref(), Some(&b"hello"[..]));
        }
    }

    #[tokio::test]
    async fn a_missing_file_is_no_error_and_another_host_is_not_followed() {
        let missing = server(answer("404 No\r\nContent-Length: 0", "")).await;
        assert!(
            missing
                .metadata("2.root.json", 100)
                .await
                .expect("an answer")
                .is_none()
        );
        let elsewhere = server(answer(
            "302 Go\r\nLocation: http://localhost:9/x\r\nContent-Length: 0",
            "",
        ))
        .await;
        let refused = elsewhere.metadata("timestamp.json", 100).await;
        assert!(
            matches!(refused, Err(TransportError::Refused { .. })),
            "{refused:?}"
        );
    }
}
