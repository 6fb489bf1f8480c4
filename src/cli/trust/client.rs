//! `tongxin trust client`: the kiosk's verifying code behind the command line that conformance suites speak.
//!
//! Trusted metadata lies in a folder under plain names; every run begins from the `root.json` there.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use async_trait::async_trait;
use chrono::Utc;
use clap::{Args, Subcommand};
use reqwest::{Client, Response, StatusCode, Url};

use crate::pack::disk;
use crate::pack::transport::{BlobStream, Transport, TransportError, is_too_slow};
use crate::pack::trust::plain::PlainClient;

/// Longest wait for the next bytes.
const READ_TIME_MAX: Duration = Duration::from_secs(20);

/// Options of `tongxin trust client`.
#[derive(Debug, Args)]
pub(super) struct ClientArgs {
    /// Folder of the trusted metadata.
    #[arg(long, value_name = "DIR")]
    metadata_dir: PathBuf,
    /// Where the repository's metadata is.
    #[arg(long, value_name = "URL")]
    metadata_url: Option<Url>,
    /// A target's path in the repository.
    #[arg(long, value_name = "NAME")]
    target_name: Vec<String>,
    /// Where the repository's targets are.
    #[arg(long, value_name = "URL")]
    target_base_url: Option<Url>,
    /// Folder that targets are written to.
    #[arg(long, value_name = "DIR")]
    target_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: ClientCommand,
}

#[derive(Debug, Subcommand)]
enum ClientCommand {
    /// Trust this root first.
    Init {
        /// A file with root metadata.
        root: PathBuf,
    },
    /// Bring the trusted metadata up to date.
    Refresh,
    /// The same, then fetch and verify targets.
    Download,
}

/// Runs one command; an error is everything but success.
pub(super) async fn run(args: &ClientArgs) -> anyhow::Result<()> {
    if let ClientCommand::Init { root } = &args.command {
        let bytes = std::fs::read(root)
            .with_context(|| format!("could not read the root {}", root.display()))?;
        PlainClient::init(&args.metadata_dir, &bytes)?;
        return Ok(());
    }
    let metadata = args
        .metadata_url
        .clone()
        .context("--metadata-url is missing")?;
    let transport = WebTransport::new(metadata, args.target_base_url.clone())?;
    let mut client = PlainClient::open(&args.metadata_dir, Arc::new(transport))?;
    client.refresh(Utc::now()).await?;
    if let ClientCommand::Download = args.command {
        let folder = args
            .target_dir
            .as_deref()
            .context("--target-dir is missing")?;
        anyhow::ensure!(
            args.target_base_url.is_some(),
            "--target-base-url is missing"
        );
        anyhow::ensure!(!args.target_name.is_empty(), "--target-name is missing");
        for name in &args.target_name {
            download(&mut client, name, folder).await?;
        }
    }
    Ok(())
}

async fn download(client: &mut PlainClient, name: &str, folder: &Path) -> anyhow::Result<()> {
    let path = folder.join(file_name(name));
    let have = std::fs::read(&path).ok();
    let bytes = client.target(name, have.as_deref(), Utc::now()).await?;
    if have.as_ref() != Some(&bytes) {
        disk::write_durably(&path, &bytes)
            .with_context(|| format!("could not write {}", path.display()))?;
    }
    Ok(())
}

/// The target's path below the folder; one that would leave it keeps its last part.
fn file_name(name: &str) -> PathBuf {
    let path = Path::new(name);
    let plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if plain {
        path.to_owned()
    } else {
        PathBuf::from(path.file_name().unwrap_or("target".as_ref()))
    }
}

/// A repository on any web server.
struct WebTransport {
    client: Client,
    metadata: Url,
    targets: Option<Url>,
}

impl WebTransport {
    fn new(metadata: Url, targets: Option<Url>) -> anyhow::Result<Self> {
        Ok(Self {
            client: Client::builder()
                .connect_timeout(READ_TIME_MAX)
                .read_timeout(READ_TIME_MAX)
                .build()
                .context("could not start the web client")?,
            metadata: as_folder(metadata),
            targets: targets.map(as_folder),
        })
    }

    async fn get(
        &self,
        base: &Url,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        let url = base.join(name).map_err(|error| TransportError::Refused {
            name: name.to_owned(),
            reason: error.to_string(),
        })?;
        let begun = Instant::now();
        let response = self.client.get(url).send().await.map_err(unreachable)?;
        match response.status() {
            StatusCode::OK => {}
            // Stores like S3 say 403 for what is not there.
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN => return Ok(None),
            status => {
                return Err(TransportError::Refused {
                    name: name.to_owned(),
                    reason: format!("status {status}"),
                });
            }
        }
        let elapsed = || begun.elapsed();
        bounded(response, name, length_max, elapsed).await.map(Some)
    }
}

/// Never more bytes than allowed, never slower than a bad line. `elapsed`: since it was asked for.
async fn bounded(
    mut response: Response,
    name: &str,
    length_max: u64,
    elapsed: impl Fn() -> Duration,
) -> Result<Vec<u8>, TransportError> {
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
    let too_slow = || TransportError::TooSlow {
        name: name.to_owned(),
    };
    loop {
        let chunk = response.chunk().await.map_err(|error| {
            // It began and then fell silent.
            if error.is_timeout() {
                too_slow()
            } else {
                unreachable(error)
            }
        })?;
        let Some(chunk) = chunk else { break };
        if (bytes.len() + chunk.len()) as u64 > length_max {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
        if is_too_slow(bytes.len() as u64, elapsed()) {
            return Err(too_slow());
        }
    }
    Ok(bytes)
}

#[async_trait]
impl Transport for WebTransport {
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        self.get(&self.metadata, name, length_max).await
    }

    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        let base = self.targets.as_ref().unwrap_or(&self.metadata);
        self.get(base, path, length_max).await
    }

    async fn blob(&self, sha256: &str, _range: Range<u64>) -> Result<BlobStream, TransportError> {
        Err(TransportError::Refused {
            name: sha256.to_owned(),
            reason: "this client fetches no blobs".to_owned(),
        })
    }
}

/// A base that does not end in a slash would lose its last part when a name is joined to it.
fn as_folder(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

fn unreachable(error: reqwest::Error) -> TransportError {
    TransportError::Unreachable(error.without_url().to_string())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// What a server sent one byte at a time, when each took so long.
    async fn dripped(bytes: usize, each: Duration) -> Result<Vec<u8>, TransportError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let _ = stream.read(&mut [0; 2048]).await.expect("a request");
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            let answer = format!("{head}{}0\r\n\r\n", "1\r\nx\r\n".repeat(bytes));
            // Who gives up hangs up.
            let _ = stream.write_all(answer.as_bytes()).await;
        });
        let response = Client::new().get(url).send().await.expect("an answer");
        let waited = Cell::new(Duration::ZERO);
        let elapsed = || {
            waited.set(waited.get() + each);
            waited.get()
        };
        bounded(response, "timestamp.json", 1000, elapsed).await
    }

    #[tokio::test]
    async fn a_server_that_drips_is_given_up_and_a_slow_one_is_not() {
        let drip = dripped(100, Duration::from_secs(1)).await;
        assert!(
            matches!(drip, Err(TransportError::TooSlow { .. })),
            "{drip:?}"
        );
        let slow = dripped(100, Duration::from_millis(190)).await;
        assert_eq!(slow.expect("all of it").len(), 100);
    }

    #[test]
    fn a_target_never_lands_outside_its_folder() {
        for (name, file) in [
            ("a/b.json", "a/b.json"),
            ("../b.json", "b.json"),
            ("/etc/passwd", "passwd"),
            ("a/../../b", "b"),
            ("..", "target"),
        ] {
            assert_eq!(file_name(name), PathBuf::from(file), "{name}");
        }
    }
}
