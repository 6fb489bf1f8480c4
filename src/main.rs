//! Parses the command line and runs one command.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match tongxin::cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tongxin: {error:#}");
            ExitCode::FAILURE
        }
    }
}
