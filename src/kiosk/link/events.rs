//! Listens for pushes, and knows whether the server answers.
//!
//! A push says only "look again". Where no stream can be kept, asking once in a while takes its place.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use eventsource_stream::Eventsource as _;
use futures_util::{Stream, StreamExt as _, stream};
use reqwest::Response;

use super::days::DaysKeeper;
use super::server_api::ApiError;
use super::shared::{Shared, Wanted};
use super::wait::{back_off, roll, spread};
use crate::api::kiosk::PushEvent;

/// The server sends a sign of life at least every 15 s; three missed and the line is dead.
const SILENCE_MAX: Duration = Duration::from_secs(45);
const OPEN_TIME_MAX: Duration = Duration::from_secs(10);
/// Between two looks where calls work and a stream does not.
const POLL_PERIOD: Duration = Duration::from_secs(20);
/// One push is some twenty bytes. A stream that sent this much is opened anew, so that it cannot fill memory.
const STREAM_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Longest run of bytes without a complete push.
const PUSH_BYTES_MAX: usize = 64 * 1024;

/// Runs until it is dropped.
pub(super) async fn run(shared: &Shared, keeper: &DaysKeeper) {
    let mut failures = 0;
    loop {
        let opened = tokio::time::timeout(OPEN_TIME_MAX, shared.api.events()).await;
        let wait = match opened {
            Ok(Ok(response)) => {
                failures = 0;
                shared.base.tell_connected(true).await;
                // Whatever was pushed while nobody listened.
                shared.wanted.everything();
                listen(response, &shared.wanted).await;
                tracing::info!("the stream of pushes ended");
                back_off(0, roll())
            }
            Ok(Err(ApiError::NotEnrolled)) => {
                shared.base.tell_connected(false).await;
                shared.wanted.identity.notify_one();
                spread(POLL_PERIOD, roll())
            }
            failed => {
                match failed {
                    Ok(Err(error)) => {
                        tracing::debug!(%error, "the stream of pushes could not be opened")
                    }
                    _ => tracing::debug!("the stream of pushes did not open in time"),
                }
                let reached = poll(shared, keeper).await;
                shared.base.tell_connected(reached).await;
                failures = if reached { 0 } else { failures + 1_u32 };
                if reached {
                    spread(POLL_PERIOD, roll())
                } else {
                    back_off(failures, roll())
                }
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// In place of a push: fetches the days, and has everything else looked at when that worked.
async fn poll(shared: &Shared, keeper: &DaysKeeper) -> bool {
    let reached = keeper.refresh(shared).await.is_ok();
    if reached {
        shared.wanted.content.notify_one();
        shared.wanted.outbox.notify_one();
        shared.wanted.deliveries.notify_one();
        shared.wanted.walls.notify_one();
    }
    reached
}

async fn listen(response: Response, wanted: &Wanted) {
    let mut events = pin!(bounded_bytes(response).eventsource());
    while let Some(event) = events.next().await {
        let event = match event {
            Ok(event) => event,
            Err(error) => return tracing::info!(%error, "the stream of pushes broke"),
        };
        match PushEvent::from_key(&event.event) {
            Some(PushEvent::Content) => wanted.content.notify_one(),
            Some(PushEvent::Days) => wanted.days.notify_one(),
            Some(PushEvent::Walls) => wanted.walls.notify_one(),
            Some(PushEvent::Identity) => wanted.identity.notify_one(),
            // A newer server may push what this program does not know.
            None => tracing::debug!(event = event.event, "an unknown push"),
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum ListenError {
    #[error("the server fell silent")]
    Silent,
    #[error("a push is too long")]
    TooLong,
    #[error("{0}")]
    Broken(reqwest::Error),
}

/// The bytes of the stream, ended by silence or by too many of them.
fn bounded_bytes(response: Response) -> impl Stream<Item = Result<Bytes, ListenError>> {
    let start = Some((response, Counts::default()));
    stream::unfold(start, |state| async {
        let (mut response, mut counts) = state?;
        match tokio::time::timeout(SILENCE_MAX, response.chunk()).await {
            Err(_) => Some((Err(ListenError::Silent), None)),
            Ok(Err(error)) => Some((Err(ListenError::Broken(error.without_url())), None)),
            Ok(Ok(None)) => None,
            Ok(Ok(Some(chunk))) if counts.allow(&chunk) => {
                Some((Ok(chunk), Some((response, counts))))
            }
            Ok(Ok(Some(_))) => Some((Err(ListenError::TooLong), None)),
        }
    })
}

#[derive(Default)]
struct Counts {
    all: usize,
    since_blank_line: usize,
}

impl Counts {
    fn allow(&mut self, chunk: &[u8]) -> bool {
        self.all += chunk.len();
        // An empty line ends a push, and the parser forgets what came before.
        let tail = chunk
            .windows(2)
            .rposition(|pair| pair == b"\n\n")
            .map(|at| chunk.len() - at - 2);
        self.since_blank_line = tail.unwrap_or(self.since_blank_line + chunk.len());
        self.all <= STREAM_BYTES_MAX && self.since_blank_line <= PUSH_BYTES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_without_an_end_is_cut_off() {
        let mut counts = Counts::default();
        assert!(counts.allow(b"event: days\ndata: \n\n"));
        assert!(counts.allow(&[b'a'; PUSH_BYTES_MAX]));
        assert!(!counts.allow(b"a"));
        let mut counts = Counts::default();
        assert!(counts.allow(&[b'a'; PUSH_BYTES_MAX]));
        assert!(counts.allow(b"\n\n:"));
        assert!(counts.allow(&[b'a'; 1000]));
    }
}
