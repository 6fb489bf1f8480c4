//! `tongxin server`: serve content, the kiosks' API, the public API and the console.

use std::path::Path;
use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};

use crate::config::ServerSettings;
use crate::server::{self, App};

/// Runs until it is asked to stop.
///
/// # Errors
///
/// When the settings do not fit, or the data folder or address cannot be used.
pub async fn run(config: &Path) -> anyhow::Result<()> {
    let settings = ServerSettings::read(config)?;
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

/// Gives the account `admin` a new password, ends its sign-ins, and prints it. A server may run meanwhile.
///
/// # Errors
///
/// When the settings do not fit or the data folder cannot be used.
pub async fn new_password(config: &Path) -> anyhow::Result<()> {
    let settings = ServerSettings::read(config)?;
    let (app, first) = App::open(settings, Arc::new(chrono::Utc::now)).await?;
    let password = match first {
        Some(password) => password,
        None => app.reset_admin_password().await?,
    };
    println!("{password}");
    eprintln!(
        "tongxin server: that is the new password of the account admin; change it after signing in"
    );
    Ok(())
}
