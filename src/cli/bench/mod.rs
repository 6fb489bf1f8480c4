//! `tongxin bench`: what Tongxin costs on this machine.

mod check_in;
pub mod cluster;
mod cpu;
#[cfg(feature = "kiosk")]
mod kiosk;
pub mod stage;

use std::process::ExitCode;

use clap::Subcommand;

/// What to measure.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Draw each screen and each exhibit under a scripted minute of touch.
    ///
    /// Each is measured in a process of its own: frame times, time on a core, memory, start to first picture. A table
    /// goes to the terminal.
    #[cfg(feature = "kiosk")]
    Kiosk(kiosk::KioskArgs),
    /// Check people in over HTTP on SQLite and on PostgreSQL, and let thousands register at once.
    ///
    /// Time on a core of server and database for each check-in, check-ins a second with one core each, and how long a
    /// burst of registrations takes to settle. A table goes to the terminal.
    Checkin(check_in::CheckInArgs),
}

/// Measures and prints.
///
/// # Errors
///
/// When what is to be measured cannot be started here, or ended early.
pub fn run(command: BenchCommand) -> anyhow::Result<ExitCode> {
    match command {
        #[cfg(feature = "kiosk")]
        BenchCommand::Kiosk(args) => kiosk::run(&args),
        BenchCommand::Checkin(args) => check_in::run(&args),
    }
}
