//! The command line: one file per command.

#[cfg(feature = "server")]
pub mod bench;
#[cfg(all(feature = "server", feature = "kiosk"))]
pub mod demo;
#[cfg(feature = "kiosk")]
pub mod kiosk;
mod logs;
mod memory;
pub mod pack;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "server")]
pub mod trust;
#[cfg(all(feature = "server", feature = "kiosk"))]
mod virtual_display;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

/// Touch kiosks and smart displays for community activity centres.
#[derive(Debug, Parser)]
#[command(name = "tongxin", version)]
pub struct Cli {
    /// Write logs as JSON lines.
    #[arg(long, global = true)]
    log_json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a centre's content on this device.
    #[cfg(feature = "kiosk")]
    Kiosk {
        /// Settings; config/kiosk.toml is an example with every one of them.
        #[arg(long, default_value = "/etc/tongxin/kiosk.toml")]
        config: PathBuf,
        /// Ask for a PIN, print the settings line that opens the staff panel with it, and end.
        #[arg(long)]
        hash_pin: bool,
        /// Show every widget in every state instead, in a window of this size: no server, no content, no settings.
        #[arg(long, hide = true, value_name = "WIDTHxHEIGHT", num_args = 0..=1,
            default_missing_value = "1920x1080", value_parser = kiosk::window_size)]
        gallery: Option<[u32; 2]>,
    },
    /// Serve content, the kiosks' API and the console.
    #[cfg(feature = "server")]
    Server {
        /// Settings; config/server.toml is an example with every one of them.
        #[arg(long, default_value = "/etc/tongxin/server.toml")]
        config: PathBuf,
        /// Give the account admin a new password, print it, and end: for one that is lost.
        #[arg(long)]
        new_password: bool,
    },
    /// Make, check, preview, build, compare and publish content packs.
    Pack {
        #[command(subcommand)]
        command: pack::PackCommand,
        /// Language of what is said, and of a preview: zh-CN or en.
        #[arg(long, global = true, value_parser = PossibleValuesParser::new(crate::locale::languages()))]
        language: Option<String>,
    },
    /// The life of the keys that sign content: make, rotate, revoke, delegate, renew.
    #[cfg(feature = "server")]
    Trust(Box<trust::TrustArgs>),
    /// Run a server and a kiosk side by side on the shipped content.
    #[cfg(all(feature = "server", feature = "kiosk"))]
    Demo(demo::DemoArgs),
    /// Measure what Tongxin costs on this machine.
    #[cfg(feature = "server")]
    Bench {
        #[command(subcommand)]
        command: bench::BenchCommand,
    },
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// What went wrong, for the person at the command line.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        memory::give_back_what_is_free();
        logs::start(self.log_json);
        match self.command {
            #[cfg(feature = "kiosk")]
            Command::Kiosk { hash_pin: true, .. } => kiosk::hash_pin(),
            #[cfg(feature = "kiosk")]
            Command::Kiosk {
                gallery: Some(window),
                ..
            } => kiosk::gallery(window),
            #[cfg(feature = "kiosk")]
            Command::Kiosk { config, .. } => kiosk::run(&config),
            #[cfg(feature = "server")]
            Command::Server {
                config,
                new_password,
            } => {
                let runtime = tokio::runtime::Runtime::new()?;
                if new_password {
                    runtime.block_on(server::new_password(&config))?;
                } else {
                    runtime.block_on(server::run(&config))?;
                }
                Ok(ExitCode::SUCCESS)
            }
            Command::Pack { command, language } => pack::run(command, language.as_deref()),
            #[cfg(feature = "server")]
            Command::Trust(args) => tokio::runtime::Runtime::new()?.block_on(trust::run(*args)),
            #[cfg(all(feature = "server", feature = "kiosk"))]
            Command::Demo(args) => demo::run(args),
            #[cfg(feature = "server")]
            Command::Bench { command } => bench::run(command),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
