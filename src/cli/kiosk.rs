//! `tongxin kiosk`: show a centre's content on this device.

use std::path::Path;
use std::process::ExitCode;

use crate::config::{self, KioskSettings};
use crate::kiosk;

/// Runs until the window closes.
///
/// # Errors
///
/// When the settings do not fit or the data folder cannot be used.
pub fn run(config: &Path) -> anyhow::Result<ExitCode> {
    let settings: KioskSettings = config::read(config)?;
    kiosk::run(settings.bounded(), None)
}
