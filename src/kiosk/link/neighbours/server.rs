//! Gives blobs to neighbours, `GET /blobs/ab/SHA256`, whole or one range, and hands the desk what is about who was seen.
//! Nothing else, and not to too many at once.

use std::convert::Infallible;
use std::io::SeekFrom;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, RANGE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::io::ReaderStream;

use super::seen::SeenDesk;
use crate::api::paths;
use crate::pack::blobs::{BlobStore, is_sha256};

/// Connections at once; more wait in the listener.
const CONNECTIONS_MAX: usize = 8;
/// Longest life of a connection: a neighbour that falls asleep must not hold a place.
const CONNECTION_TIME_MAX: Duration = Duration::from_secs(600);
/// Longest wait for a request.
const HEAD_TIME_MAX: Duration = Duration::from_secs(10);

pub(super) type Body = BoxBody<Bytes, std::io::Error>;

/// Serves until it is dropped.
pub(super) async fn serve(listener: TcpListener, blobs: Option<BlobStore>, desk: Arc<SeenDesk>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::debug!(%error, "a neighbour could not be let in");
                // Out of file handles, most likely: others give theirs back.
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let (blobs, desk) = (blobs.clone(), desk.clone());
        while connections.try_join_next().is_some() {}
        connections.spawn(async move {
            let answer = service_fn(move |request: Request<Incoming>| {
                let (blobs, desk) = (blobs.clone(), desk.clone());
                async move {
                    Ok::<_, Infallible>(match &blobs {
                        _ if request.uri().path() == paths::NEIGHBOURS_SEEN => {
                            desk.answer(request).await
                        }
                        Some(blobs) => answer(blobs, &request).await,
                        None => empty(StatusCode::NOT_FOUND),
                    })
                }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME_MAX)
                .serve_connection(TokioIo::new(stream), answer);
            if let Ok(Err(error)) = tokio::time::timeout(CONNECTION_TIME_MAX, connection).await {
                tracing::debug!(%error, "a neighbour went away");
            }
            drop(place);
        });
    }
}

async fn answer(blobs: &BlobStore, request: &Request<Incoming>) -> Response<Body> {
    let wanted = request
        .uri()
        .path()
        .strip_prefix(paths::BLOBS)
        .and_then(|path| path.split_once('/'))
        .map(|(_, sha256)| sha256)
        .filter(|sha256| is_sha256(sha256));
    let Some(sha256) = wanted else {
        return empty(StatusCode::NOT_FOUND);
    };
    if request.method() != Method::GET {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    let Ok(mut file) = tokio::fs::File::open(blobs.path(sha256)).await else {
        return empty(StatusCode::NOT_FOUND);
    };
    let Ok(length) = file.metadata().await.map(|meta| meta.len()) else {
        return empty(StatusCode::NOT_FOUND);
    };
    let header = request.headers().get(RANGE);
    let range = match header.map(|header| range_of(header.to_str().unwrap_or_default(), length)) {
        None => 0..length,
        Some(Some(range)) => range,
        Some(None) => return empty(StatusCode::RANGE_NOT_SATISFIABLE),
    };
    if file.seek(SeekFrom::Start(range.start)).await.is_err() {
        return empty(StatusCode::INTERNAL_SERVER_ERROR);
    }
    let bytes = range.end - range.start;
    let stream = ReaderStream::with_capacity(file.take(bytes), 64 * 1024);
    let mut response = Response::builder()
        .header(ACCEPT_RANGES, "bytes")
        .header(CONTENT_LENGTH, bytes);
    if header.is_some() {
        let last = range.end.saturating_sub(1);
        response = response.status(StatusCode::PARTIAL_CONTENT).header(
            CONTENT_RANGE,
            format!("bytes {}-{last}/{length}", range.start),
        );
    }
    let body = BodyExt::boxed(StreamBody::new(stream.map(|read| read.map(Frame::data))));
    response
        .body(body)
        .unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR))
}

pub(super) fn empty(status: StatusCode) -> Response<Body> {
    let body = Empty::new().map_err(|never| match never {}).boxed();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

/// One range of bytes of a file of `length` (RFC 9110, section 14.1.2); several are not for us.
fn range_of(header: &str, length: u64) -> Option<Range<u64>> {
    let (from, to) = header.strip_prefix("bytes=")?.split_once('-')?;
    let from: u64 = from.parse().ok()?;
    let end = if to.is_empty() {
        length
    } else {
        to.parse::<u64>().ok()?.checked_add(1)?.min(length)
    };
    (from < end).then_some(from..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_understood_and_anything_else_is_not() {
        #[track_caller]
        fn check(header: &str, expected: Option<Range<u64>>) {
            assert_eq!(range_of(header, 10), expected, "{header}");
        }
        check("bytes=0-3", Some(0..4));
        check("bytes=4-", Some(4..10));
        check("bytes=4-100", Some(4..10));
        check("bytes=9-9", Some(9..10));
        for wrong in [
            "bytes=10-",
            "bytes=5-4",
            "bytes=-3",
            "bytes=0-1,3-4",
            "items=0-1",
            "",
            "bytes=a-b",
            "bytes=0-18446744073709551615",
        ] {
            check(wrong, None);
        }
    }
}
