//! `tongxin server`: serve content, the kiosks' API, the public API and the console.

use std::path::Path;

use tokio::signal::unix::{SignalKind, signal};

use crate::config::{self, ServerSettings};
use crate::server;

/// Runs until it is asked to stop.
///
/// # Errors
///
/// When the settings do not fit, or the data folder or address cannot be used.
pub async fn run(config: &Path) -> anyhow::Result<()> {
    let settings: ServerSettings = config::read(config)?;
    let mut server = server::start(settings).await?;
    if let Some(password) = &server.first_password {
        eprintln!("tongxin server: first start; sign in as admin with the password {password}");
    }
    eprintln!(
        "tongxin server: the console is at http://{}/console",
        server.address
    );
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
        failed = server.failed() => return failed,
    }
    tracing::info!("stopping");
    server.stop().await
}
