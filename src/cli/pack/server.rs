//! A server as `pack diff` and `pack publish` call it.

use std::path::Path;

use anyhow::{Context as _, bail};
use reqwest::{Body, Client, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;
use uuid::Uuid;

use crate::api::author::{
    PublishAnswer, PublishRequest, SignInAnswer, SignInRequest, UploadAnswer,
};
use crate::api::kiosk::ErrorAnswer;
use crate::api::paths;
use crate::locale::{self, FluentValue};
use crate::model::manifest::{MANIFEST_BYTES_MAX, Manifest};
use crate::pack::blobs::is_sha256;
use crate::pack::chunks::{ChunkIndex, INDEX_BYTES_MAX};
use crate::pack::diff::KnownChunks;

const CONNECT_TIME_MAX: std::time::Duration = std::time::Duration::from_secs(10);

/// A server, and the token of whoever signed in.
pub(super) struct Server {
    base: Url,
    client: Client,
    language: String,
    token: Option<String>,
}

impl Server {
    pub(super) fn new(address: &str, language: &str) -> anyhow::Result<Self> {
        let base: Url = address.parse().context("this is no server address")?;
        if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
            bail!("a server address begins with https:// or http://");
        }
        let mut client = Client::builder()
            .connect_timeout(CONNECT_TIME_MAX)
            // A password must not follow a redirect to somewhere else.
            .redirect(reqwest::redirect::Policy::none());
        if is_this_machine(&base) {
            client = client.no_proxy();
        }
        Ok(Self {
            base,
            client: client.build()?,
            language: language.to_owned(),
            token: None,
        })
    }

    /// Whether nobody on the way can read what is sent.
    pub(super) fn is_private(&self) -> bool {
        self.base.scheme() == "https" || is_this_machine(&self.base)
    }

    pub(super) fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// The newest published manifest of a pack.
    async fn published(&self, centre: &str, pack: &str) -> anyhow::Result<Option<Manifest>> {
        let path = paths::PUBLISHED_PACK
            .replace("{centre}", centre)
            .replace("{pack}", pack);
        let response = self.send(self.client.get(self.url(&path)?)).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        self.read(response).await.map(Some)
    }

    /// What kiosks have of a pack: its newest published manifest, and the chunks of its large files.
    pub(super) async fn on_show(
        &self,
        next: &Manifest,
    ) -> anyhow::Result<(Option<Manifest>, KnownChunks)> {
        let now = self.published(&next.centre, &next.id).await?;
        let mut known = KnownChunks::default();
        for file in now.iter().flat_map(|now| now.files.values()) {
            let Some(index) = file
                .chunk_index
                .as_ref()
                .filter(|index| is_sha256(&index.sha256))
            else {
                continue;
            };
            let path = format!("{}{}/{}", paths::BLOBS, &index.sha256[..2], index.sha256);
            let response = self.send(self.client.get(self.url(&path)?)).await?;
            // One that is not there or not right makes the sum larger, never wrong on the kiosk.
            if let Ok(bytes) = body(response, INDEX_BYTES_MAX).await
                && let Ok(index) = ChunkIndex::parse(&bytes, file.length)
            {
                known.add(&index);
            }
        }
        Ok((now, known))
    }

    pub(super) async fn sign_in(
        &mut self,
        account: String,
        password: String,
    ) -> anyhow::Result<()> {
        let request = self.client.post(self.url(paths::AUTHOR_SESSIONS)?);
        let request = request.json(&SignInRequest { account, password });
        let answer: SignInAnswer = self.read(self.send(request).await?).await?;
        self.token = Some(answer.token);
        Ok(())
    }

    pub(super) async fn sign_out(&mut self) -> anyhow::Result<()> {
        self.send(self.client.delete(self.url(paths::AUTHOR_SESSIONS)?))
            .await?;
        self.token = None;
        Ok(())
    }

    pub(super) async fn upload(&self, archive: &Path) -> anyhow::Result<UploadAnswer> {
        let file = tokio::fs::File::open(archive).await?;
        let length = file.metadata().await?.len();
        let body = Body::wrap_stream(tokio_util::io::ReaderStream::new(file));
        let request = self.client.post(self.url(paths::AUTHOR_UPLOADS)?);
        let request = request.header("content-length", length).body(body);
        self.read(self.send(request).await?).await
    }

    pub(super) async fn publish(
        &self,
        upload: Uuid,
        after: Option<u64>,
    ) -> anyhow::Result<PublishAnswer> {
        let path = paths::AUTHOR_PUBLISH.replace("{id}", &upload.to_string());
        let request = self.client.post(self.url(&path)?);
        let request = request.json(&PublishRequest {
            after_version: after,
        });
        self.read(self.send(request).await?).await
    }

    fn url(&self, path: &str) -> anyhow::Result<Url> {
        Ok(self.base.join(path)?)
    }

    async fn send(&self, request: RequestBuilder) -> anyhow::Result<Response> {
        let mut request = request.header("accept-language", &self.language);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        request.send().await.map_err(|error| {
            let reason = FluentValue::from(innermost(&error));
            anyhow::anyhow!(
                locale::catalog(&self.language)
                    .text_with("publish-no-answer", [("reason", reason)])
            )
        })
    }

    async fn read<T: DeserializeOwned>(&self, response: Response) -> anyhow::Result<T> {
        let status = response.status();
        let bytes = body(response, MANIFEST_BYTES_MAX + 64 * 1024).await?;
        if status.is_success() {
            return serde_json::from_slice(&bytes).context("this is no Tongxin server");
        }
        match serde_json::from_slice::<ErrorAnswer>(&bytes) {
            Ok(refusal) => bail!(refusal.message),
            Err(_) => bail!("this is no Tongxin server: it answers {status}"),
        }
    }
}

/// A whole body, if it is no longer than allowed.
async fn body(mut response: Response, bytes_max: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > bytes_max {
            bail!("the server's answer is too long");
        }
    }
    Ok(bytes)
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// "Connection refused" rather than the address a person has just typed.
fn innermost(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}
