//! The server: what kiosks fetch and report, what staff do in the console, what anyone may ask.
//!
//! `app` holds what a running server needs; `routes` is the table of everything it answers; `console` draws the pages
//! of staff and `phone_pages` those of visitors' phones; `feeds` writes iCalendar; `store` remembers. `publishing`,
//! `rollouts`, `scheduling`, `activities`, `series`, `registrations`, `check_ins`, `attendance`, `passes`, `deliveries`,
//! `questions`, `wall`, `messages`, `phone_codes`, `carry_overs` and `fleet` are what can be done, each the same from a
//! page, a test or `tongxin demo`; `replicas` tells servers beside this one what changed.

pub mod activities;
mod app;
mod attendance;
mod carry_overs;
mod check_ins;
mod console;
mod deliveries;
mod error;
mod examples;
mod feeds;
mod figures;
mod fleet;
mod jobs;
mod known_kiosks;
mod limits;
mod messages;
mod passes;
mod phone_codes;
mod phone_pages;
mod publishing;
mod pushes;
mod questions;
mod reach;
mod recurrence;
mod registrations;
mod replicas;
mod rollouts;
mod routes;
mod scheduling;
mod secrets;
mod series;
pub mod store;
mod trust_watch;
mod wall;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use app::{App, Clock};
pub use error::ServerError;
pub use reach::Reach;

use crate::config::ServerSettings;

/// How long a stop waits for what is under way.
const STOP_TIME_MAX: Duration = Duration::from_secs(10);

/// A server that answers.
pub struct RunningServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it works with.
    pub app: Arc<App>,
    /// The password of the account `admin`, at the first start only. It is for the terminal, never for the log.
    pub first_password: Option<String>,
    serving: JoinHandle<std::io::Result<()>>,
    jobs: JoinHandle<()>,
    replicas: JoinHandle<()>,
}

/// Starts a server by the real clock.
///
/// # Errors
///
/// When the data folder or the address cannot be used.
pub async fn start(settings: ServerSettings) -> anyhow::Result<RunningServer> {
    start_with_clock(settings, Arc::new(chrono::Utc::now)).await
}

/// Starts a server by any clock.
///
/// # Errors
///
/// As [`start`].
pub async fn start_with_clock(
    settings: ServerSettings,
    clock: Clock,
) -> anyhow::Result<RunningServer> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("could not listen on {}", settings.listen))?;
    let address = listener.local_addr()?;
    let (app, first_password) = App::open(settings, clock).await?;
    let app = Arc::new(app);
    // Before the first kiosk comes: it would wait in vain for what another replica says.
    let line = app.store.listen().await?;
    let routes = routes::table(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = app.stopping.clone();
    let serving = tokio::spawn(async move {
        axum::serve(listener, routes)
            .with_graceful_shutdown(stopping.cancelled_owned())
            .await
    });
    let jobs = tokio::spawn(jobs::run(app.clone()));
    let replicas = tokio::spawn(replicas::run(app.clone(), line));
    tracing::info!(%address, "the server answers");
    Ok(RunningServer {
        address,
        app,
        first_password,
        serving,
        jobs,
        replicas,
    })
}

impl RunningServer {
    /// Waits until the server stops by itself.
    ///
    /// # Errors
    ///
    /// When it failed.
    pub async fn failed(&mut self) -> anyhow::Result<()> {
        (&mut self.serving)
            .await
            .context("the server's task ended badly")??;
        Ok(())
    }

    /// Lets what is under way finish, ends the kiosks' streams, and closes the database.
    ///
    /// # Errors
    ///
    /// When the listener had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.app.stopping.cancel();
        let abort = self.serving.abort_handle();
        match tokio::time::timeout(STOP_TIME_MAX, self.serving).await {
            Ok(served) => served.context("the server's task ended badly")??,
            Err(_) => {
                tracing::warn!("some connections did not end in time and are cut");
                abort.abort();
            }
        }
        self.jobs.await.context("the server's jobs ended badly")?;
        self.replicas
            .await
            .context("the server's line to its replicas ended badly")?;
        self.app.store.close().await;
        tracing::info!("the server has stopped");
        Ok(())
    }
}
