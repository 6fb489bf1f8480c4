//! Kiosks of one centre tell each other who passed a door, so that a pass used twice is caught while the internet is down.
//!
//! Whoever lets somebody in tells its neighbours at once; everyone asks everyone now and then, so that a kiosk that
//! joins late hears what it missed, also from others than those who saw it. Only kiosks with the centre's key are heard
//! or answered, and what they say are ids and times.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::Utc;
use futures_util::future::join_all;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use reqwest::Client;
use uuid::Uuid;

use super::server::{Body, empty};
use super::{CONNECT_TIME_MAX, Neighbours};
use crate::api::neighbours::{
    MARK, NONCE, Purpose, SEEN_BYTES_MAX, SEEN_PAGE_MAX, Seen, SeenPage, is_signed, sign,
};
use crate::api::paths;
use crate::kiosk::link::days::DaysKeeper;
use crate::kiosk::link::shared::Shared;
use crate::kiosk::link::wait::{roll, spread};

/// Between two rounds of asking.
const PERIOD: Duration = Duration::from_secs(15);
/// A neighbour that takes longer for some kilobytes is asked the next time.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(3);
/// What happened longer ago or is to happen is none of today's business.
const AGE_MAX: chrono::Duration = chrono::Duration::days(3);
const AHEAD_MAX: chrono::Duration = chrono::Duration::days(1);

/// What is told, and who hears it.
pub(super) struct SeenDesk {
    shared: Arc<Shared>,
    days: Arc<DaysKeeper>,
    start: Uuid,
}

#[derive(Debug, thiserror::Error)]
enum SeenError {
    #[error("it could not be reached: {0}")]
    Unreachable(#[from] reqwest::Error),
    #[error("it answered {0}")]
    Status(StatusCode),
    #[error("its answer is too long")]
    TooLong,
    #[error("its answer does not carry the centre's mark")]
    Unmarked,
    #[error("its answer cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("what it said could not be kept: {0}")]
    Database(#[from] sqlx::Error),
}

impl SeenDesk {
    pub(super) fn new(shared: Arc<Shared>, days: Arc<DaysKeeper>) -> Self {
        Self {
            shared,
            days,
            start: Uuid::new_v4(),
        }
    }

    /// The centre's key, once the server has given it.
    fn key(&self) -> Option<String> {
        let key = self.days.known()?.days.keys.neighbours.clone();
        (!key.is_empty()).then_some(key)
    }

    /// What was heard of after this number.
    async fn page(&self, after: i64) -> Result<SeenPage, sqlx::Error> {
        let (seen, last) = self
            .shared
            .base
            .store
            .seen_after(after, SEEN_PAGE_MAX)
            .await?;
        Ok(SeenPage {
            start: self.start,
            seen,
            last,
        })
    }

    /// Keeps what a neighbour said; what is known is no news.
    async fn take(&self, seen: Vec<Seen>) -> Result<(), sqlx::Error> {
        let now = Utc::now();
        let recent = |seen: &Seen| seen.at >= now - AGE_MAX && seen.at <= now + AHEAD_MAX;
        let seen: Vec<_> = seen.into_iter().filter(recent).collect();
        if seen.is_empty() {
            return Ok(());
        }
        // Whoever stands at this door meanwhile is not let in a second time: it counts before it is on the disk.
        self.days.mark_seen(&seen);
        let news = self.shared.base.store.note_seen(seen).await?;
        if !news.is_empty() {
            tracing::info!(count = news.len(), "neighbours have let people in");
        }
        Ok(())
    }

    /// Answers a neighbour.
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let Some(key) = self.key() else {
            return empty(StatusCode::SERVICE_UNAVAILABLE);
        };
        let header = |name: &str| {
            let value = request.headers().get(name);
            value
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let (nonce, mark) = (header(NONCE), header(MARK));
        match *request.method() {
            Method::GET => {
                let after = after_of(request.uri().query().unwrap_or_default());
                let asked = after.to_string();
                if !is_signed(&key, Purpose::Ask, &nonce, asked.as_bytes(), &mark) {
                    return empty(StatusCode::UNAUTHORIZED);
                }
                let page = self.page(after).await.ok();
                let Some(body) = page.and_then(|page| serde_json::to_vec(&page).ok()) else {
                    return empty(StatusCode::INTERNAL_SERVER_ERROR);
                };
                let mark = sign(&key, Purpose::Answer, &nonce, &body);
                let full = Full::new(Bytes::from(body)).map_err(|never| match never {});
                Response::builder()
                    .header(MARK, mark)
                    .body(BodyExt::boxed(full))
                    .unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR))
            }
            Method::POST => {
                let body = Limited::new(request.into_body(), SEEN_BYTES_MAX)
                    .collect()
                    .await;
                let Ok(body) = body.map(|body| body.to_bytes()) else {
                    return empty(StatusCode::PAYLOAD_TOO_LARGE);
                };
                if !is_signed(&key, Purpose::Tell, &nonce, &body, &mark) {
                    return empty(StatusCode::UNAUTHORIZED);
                }
                let page = serde_json::from_slice::<SeenPage>(&body);
                let Ok(page) = page.map(|page| page.seen) else {
                    return empty(StatusCode::UNPROCESSABLE_ENTITY);
                };
                match self.take(page).await {
                    Ok(()) => empty(StatusCode::NO_CONTENT),
                    Err(error) => {
                        tracing::error!(%error, "what a neighbour said could not be kept");
                        empty(StatusCode::INTERNAL_SERVER_ERROR)
                    }
                }
            }
            _ => empty(StatusCode::METHOD_NOT_ALLOWED),
        }
    }
}

fn after_of(query: &str) -> i64 {
    let after = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "after");
    after.and_then(|(_, after)| after.parse().ok()).unwrap_or(0)
}

/// Asks and tells until it is dropped.
pub(super) async fn run(desk: &SeenDesk, neighbours: &Neighbours) {
    let client = Client::builder()
        .connect_timeout(CONNECT_TIME_MAX)
        .timeout(ANSWER_TIME_MAX)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build();
    let Ok(client) = client else { return };
    let mut told = desk.shared.base.store.last_seen().await.unwrap_or(0);
    let mut heard: HashMap<SocketAddr, Heard> = HashMap::new();
    loop {
        let all = neighbours.addresses();
        heard.retain(|address, _| all.contains(address));
        for address in &all {
            let from = heard.entry(*address).or_default();
            if let Err(error) = ask(desk, &client, *address, from).await {
                tracing::debug!(%error, %address, "a neighbour did not say whom it has seen");
            }
        }
        let mut due = std::pin::pin!(tokio::time::sleep(spread(PERIOD, roll())));
        loop {
            tokio::select! {
                () = &mut due => break,
                () = desk.shared.wanted.neighbours.notified() => {
                    told = tell(desk, &client, &neighbours.addresses(), told).await;
                }
            }
        }
    }
}

/// Up to which number a neighbour was heard since it started.
#[derive(Default)]
struct Heard {
    start: Uuid,
    last: i64,
}

/// Asks a neighbour for what it has seen since it was last asked.
async fn ask(
    desk: &SeenDesk,
    client: &Client,
    address: SocketAddr,
    heard: &mut Heard,
) -> Result<(), SeenError> {
    let Some(key) = desk.key() else { return Ok(()) };
    loop {
        let nonce = Uuid::new_v4().simple().to_string();
        let after = heard.last.to_string();
        let mut response = client
            .get(format!(
                "http://{address}{}?after={after}",
                paths::NEIGHBOURS_SEEN
            ))
            .header(NONCE, &nonce)
            .header(MARK, sign(&key, Purpose::Ask, &nonce, after.as_bytes()))
            .send()
            .await?;
        if !response.status().is_success() {
            return Err(SeenError::Status(response.status()));
        }
        let mark = response.headers().get(MARK).cloned();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > SEEN_BYTES_MAX {
                return Err(SeenError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mark = mark
            .as_ref()
            .and_then(|mark| mark.to_str().ok())
            .unwrap_or_default();
        if !is_signed(&key, Purpose::Answer, &nonce, &body, mark) {
            return Err(SeenError::Unmarked);
        }
        let page: SeenPage = serde_json::from_slice(&body)?;
        if page.start != heard.start && heard.last != 0 {
            // It has started anew, and what it was asked for meant nothing to it.
            *heard = Heard {
                start: page.start,
                last: 0,
            };
            continue;
        }
        let whole = page.seen.len() < SEEN_PAGE_MAX || page.last <= heard.last;
        (heard.start, heard.last) = (page.start, page.last);
        desk.take(page.seen).await?;
        if whole {
            return Ok(());
        }
    }
}

/// Tells every neighbour what is new after `told`. Whoever cannot be reached asks later.
async fn tell(desk: &SeenDesk, client: &Client, all: &[SocketAddr], told: i64) -> i64 {
    let Some(key) = desk.key() else { return told };
    let page = match desk.page(told).await {
        Ok(page) if page.seen.is_empty() => return told,
        Ok(page) => page,
        Err(error) => {
            tracing::error!(%error, "who was seen could not be read");
            return told;
        }
    };
    let last = page.last;
    let Ok(body) = serde_json::to_vec(&page) else {
        return told;
    };
    let nonce = Uuid::new_v4().simple().to_string();
    let mark = sign(&key, Purpose::Tell, &nonce, &body);
    let send = |address: &SocketAddr| {
        let call = client
            .post(format!("http://{address}{}", paths::NEIGHBOURS_SEEN))
            .header(NONCE, &nonce)
            .header(MARK, &mark)
            .body(body.clone());
        let address = *address;
        async move {
            if let Err(error) = call.send().await {
                tracing::debug!(%error, %address, "a neighbour could not be told");
            }
        }
    };
    join_all(all.iter().map(send)).await;
    last
}
