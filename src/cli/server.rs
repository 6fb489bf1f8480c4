//! `tongxin server`: serve content, the kiosks' API and the public API.

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
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
        failed = server.failed() => return failed,
    }
    tracing::info!("stopping");
    server.stop().await
}
