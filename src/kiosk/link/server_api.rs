//! The kiosk API of the server, one function per call.
//!
//! Every call has a time limit and every answer a longest length; nothing follows a redirect to another host.

use std::time::Duration;

use reqwest::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::api::delivery::{DeliveryAnswers, DeliveryBatch};
use crate::api::figures::LiveFigures;
use crate::api::kiosk::{
    CentreDays, CheckInBatch, CheckInBatchAnswer, EnrolmentAnswer, EnrolmentRequest, KioskReport,
};
use crate::api::paths;
use crate::api::phone::{
    CarryOverAnswer, CarryOverRequest, CarryOverState, PhoneCodeAnswer, PhoneCodeRequest,
    PhoneCodeTried, PhoneCodeTry,
};
use crate::api::registration::{RegistrationAnswer, RegistrationRequest};
use crate::api::wall::Walls;

/// Time limit of an ordinary call.
const CALL_TIME_MAX: Duration = Duration::from_secs(15);
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// Two weeks of a busy centre are some hundred kilobytes.
const ANSWER_BYTES_MAX: u64 = 8 * 1024 * 1024;
const REDIRECTS_MAX: usize = 3;

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApiError {
    /// No answer in time, or none at all.
    #[error("the server did not answer: {0}")]
    NoServer(#[source] reqwest::Error),
    /// The secret is not, or no longer, that of a kiosk.
    #[error("the server does not take this kiosk")]
    NotEnrolled,
    /// Any other status.
    #[error("the server answered with status {0}")]
    Status(StatusCode),
    /// More bytes than any right answer has.
    #[error("the answer is longer than {ANSWER_BYTES_MAX} bytes")]
    TooLong,
    /// Not what was agreed.
    #[error("the answer does not fit: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// Something as the server has it now.
pub(super) enum Fetched<T> {
    /// As it was.
    Unchanged,
    /// Other than before.
    Changed {
        /// The server's name for this version.
        etag: Option<String>,
        /// The JSON as it came.
        body: String,
        /// The same, read.
        value: T,
    },
}

/// The server, seen by one device.
#[derive(Clone)]
pub(super) struct ServerApi {
    client: Client,
    base: Url,
    device: Uuid,
    secret: String,
}

impl ServerApi {
    /// The server at `base` for the device with this id and secret.
    pub(super) fn new(client: Client, base: Url, device: Uuid, secret: String) -> Self {
        Self {
            client,
            base,
            device,
            secret,
        }
    }

    /// Asks to join.
    pub(super) async fn post_enrolment(
        &self,
        hostname: String,
    ) -> Result<EnrolmentAnswer, ApiError> {
        let request = EnrolmentRequest {
            id: self.device,
            secret: self.secret.clone(),
            hostname,
        };
        json(
            self.client
                .post(self.url(paths::ENROLMENTS))
                .timeout(CALL_TIME_MAX)
                .json(&request),
        )
        .await
    }

    /// Where the enrolment stands.
    pub(super) async fn enrolment(&self) -> Result<EnrolmentAnswer, ApiError> {
        let path = paths::ENROLMENT.replace("{id}", &self.device.to_string());
        json(
            self.bearer(self.client.get(self.url(&path)))
                .timeout(CALL_TIME_MAX),
        )
        .await
    }

    /// Says what is on.
    pub(super) async fn report(&self, report: &KioskReport) -> Result<(), ApiError> {
        let call = self
            .bearer(self.client.post(self.url(paths::REPORT)))
            .timeout(CALL_TIME_MAX)
            .json(report);
        send(call).await.map(drop)
    }

    /// The centre's days, when they are other than those named `etag`.
    pub(super) async fn days(&self, etag: Option<&str>) -> Result<Fetched<CentreDays>, ApiError> {
        self.fetch(paths::CENTRE_DAYS, etag).await
    }

    /// The messages on the centre's walls, when they are other than those named `etag`.
    pub(super) async fn walls(&self, etag: Option<&str>) -> Result<Fetched<Walls>, ApiError> {
        self.fetch(paths::WALLS, etag).await
    }

    /// What the server counts for the centre's figures, when that is other than what is named `etag`.
    pub(super) async fn figures(
        &self,
        etag: Option<&str>,
    ) -> Result<Fetched<LiveFigures>, ApiError> {
        self.fetch(paths::FIGURES, etag).await
    }

    async fn fetch<T: DeserializeOwned>(
        &self,
        path: &str,
        etag: Option<&str>,
    ) -> Result<Fetched<T>, ApiError> {
        let mut call = self
            .bearer(self.client.get(self.url(path)))
            .timeout(CALL_TIME_MAX);
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(etag).ok()) {
            call = call.header(IF_NONE_MATCH, etag);
        }
        let response = send(call).await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(Fetched::Unchanged);
        }
        let etag = response
            .headers()
            .get(ETAG)
            .and_then(|etag| etag.to_str().ok())
            .map(str::to_owned);
        let bytes = bounded_body(response).await?;
        let value = serde_json::from_slice(&bytes)?;
        Ok(Fetched::Changed {
            etag,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            value,
        })
    }

    /// Sends check-ins; the answers come in the same order.
    pub(super) async fn check_in(
        &self,
        batch: &CheckInBatch,
        time_max: Duration,
    ) -> Result<CheckInBatchAnswer, ApiError> {
        json(
            self.bearer(self.client.post(self.url(paths::CHECK_INS)))
                .timeout(time_max)
                .json(batch),
        )
        .await
    }

    /// Has a code sent to a number.
    pub(super) async fn send_phone_code(
        &self,
        request: &PhoneCodeRequest,
    ) -> Result<PhoneCodeAnswer, ApiError> {
        self.post(paths::PHONE_CODES, request).await
    }

    /// Tries a code.
    pub(super) async fn try_phone_code(
        &self,
        trial: &PhoneCodeTry,
    ) -> Result<PhoneCodeTried, ApiError> {
        self.post(paths::PHONE_CODE_TRIES, trial).await
    }

    /// Asks for a place.
    pub(super) async fn register(
        &self,
        request: &RegistrationRequest,
    ) -> Result<RegistrationAnswer, ApiError> {
        self.post(paths::REGISTRATIONS, request).await
    }

    /// Makes a way for a phone to go on.
    pub(super) async fn carry_over(
        &self,
        request: &CarryOverRequest,
    ) -> Result<CarryOverAnswer, ApiError> {
        self.post(paths::CARRY_OVERS, request).await
    }

    /// How far the phone is.
    pub(super) async fn carried(&self, id: Uuid) -> Result<CarryOverState, ApiError> {
        let path = paths::CARRY_OVER.replace("{id}", &id.to_string());
        json(
            self.bearer(self.client.get(self.url(&path)))
                .timeout(CALL_TIME_MAX),
        )
        .await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl serde::Serialize,
    ) -> Result<T, ApiError> {
        json(
            self.bearer(self.client.post(self.url(path)))
                .timeout(CALL_TIME_MAX)
                .json(body),
        )
        .await
    }

    /// Sends what visitors left.
    pub(super) async fn deliver(
        &self,
        batch: &DeliveryBatch,
        time_max: Duration,
    ) -> Result<DeliveryAnswers, ApiError> {
        json(
            self.bearer(self.client.post(self.url(paths::DELIVERIES)))
                .timeout(time_max)
                .json(batch),
        )
        .await
    }

    /// Opens the stream of pushes. It has no time limit: the reader minds the silence.
    pub(super) async fn events(&self) -> Result<Response, ApiError> {
        send(
            self.bearer(self.client.get(self.url(paths::EVENTS)))
                .header("accept", "text/event-stream"),
        )
        .await
    }

    fn bearer(&self, call: RequestBuilder) -> RequestBuilder {
        call.bearer_auth(&self.secret)
    }

    fn url(&self, path: &str) -> Url {
        below(&self.base, path)
    }
}

/// `path` under the server's address, which may itself have a path.
pub(super) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let folder = base.path().trim_end_matches('/');
    url.set_path(&format!("{folder}/{}", path.trim_start_matches('/')));
    url
}

/// The one HTTP client of the link.
///
/// # Errors
///
/// When TLS cannot be set up.
pub(super) fn client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .user_agent(concat!("tongxin/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIME_MAX)
        .tcp_keepalive(Duration::from_secs(30))
        // Settings come from the settings file, not from the environment.
        .no_proxy()
        .redirect(redirect::Policy::custom(|attempt| {
            let origin = |url: &Url| url.origin();
            let home = attempt.previous().first().map(origin);
            if attempt.previous().len() > REDIRECTS_MAX || home != Some(origin(attempt.url())) {
                attempt.stop()
            } else {
                attempt.follow()
            }
        }))
        .build()
}

async fn json<T: DeserializeOwned>(call: RequestBuilder) -> Result<T, ApiError> {
    let response = send(call).await?;
    Ok(serde_json::from_slice(&bounded_body(response).await?)?)
}

async fn send(call: RequestBuilder) -> Result<Response, ApiError> {
    let response = call.send().await.map_err(no_server)?;
    match response.status() {
        status if status.is_success() || status == StatusCode::NOT_MODIFIED => Ok(response),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(ApiError::NotEnrolled),
        status => Err(ApiError::Status(status)),
    }
}

async fn bounded_body(mut response: Response) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(no_server)? {
        if (bytes.len() + chunk.len()) as u64 > ANSWER_BYTES_MAX {
            return Err(ApiError::TooLong);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn no_server(error: reqwest::Error) -> ApiError {
    ApiError::NoServer(error.without_url())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, path: &str, whole: &str) {
        assert_eq!(
            below(&base.parse().expect("an address"), path).as_str(),
            whole
        );
    }

    #[test]
    fn a_server_may_live_below_a_path() {
        check(
            "http://127.0.0.1:8080",
            "/api/x",
            "http://127.0.0.1:8080/api/x",
        );
        check(
            "https://city.example/tongxin",
            "/api/x",
            "https://city.example/tongxin/api/x",
        );
        check(
            "https://city.example/tongxin/",
            "/blobs/",
            "https://city.example/tongxin/blobs/",
        );
    }
}
