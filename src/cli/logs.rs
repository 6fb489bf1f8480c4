//! Structured logs on standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging: `RUST_LOG` decides how much, `json` whether machines or people read it.
pub(super) fn start(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        EnvFilter::new(
            "info,wgpu=error,naga=error,bevy_render=warn,bevy_winit=warn,sqlx=warn,symphonia=warn",
        )
    });
    let logs = tracing_subscriber::registry().with(filter);
    #[cfg(feature = "kiosk")]
    let logs = logs.with(crate::kiosk::staff::log::RecentLines);
    let written = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A second start (several commands in one test program) keeps the first.
    let started = if json {
        logs.with(written.json()).try_init()
    } else {
        logs.with(written).try_init()
    };
    started.unwrap_or_default();
}
