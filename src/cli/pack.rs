//! `tongxin pack`: check an author's folder, build a pack file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use crate::pack::archive;
use crate::pack::author::{self, Checked, Severity};

/// What to do with a pack.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// Report every problem of a folder at once.
    Check {
        /// The author's folder.
        folder: PathBuf,
    },
    /// Check a folder and write it as one file for the console.
    Build {
        /// The author's folder.
        folder: PathBuf,
        /// The pack file to write, for example riyue.txpack.
        #[arg(long)]
        out: PathBuf,
    },
}

/// Runs one command; a pack with errors ends in failure.
///
/// # Errors
///
/// When the pack file cannot be written.
pub fn run(command: PackCommand, language: &str) -> anyhow::Result<ExitCode> {
    match command {
        PackCommand::Check { folder } => Ok(if report(&folder, language).manifest.is_some() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }),
        PackCommand::Build { folder, out } => {
            let Some(manifest) = report(&folder, language).manifest else {
                return Ok(ExitCode::FAILURE);
            };
            archive::write(&folder, &out)
                .with_context(|| format!("could not write {}", out.display()))?;
            println!(
                "{}: {} files, {} bytes",
                out.display(),
                manifest.files.len(),
                manifest.blob_bytes()
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn report(folder: &Path, language: &str) -> Checked {
    let checked = author::check(folder);
    for problem in &checked.problems {
        let level = if problem.severity == Severity::Error {
            "error"
        } else {
            "warning"
        };
        println!(
            "{level}: {}\n  {}\n  → {}",
            problem.place(),
            problem.what(language),
            problem.remedy(language)
        );
    }
    let errors = checked
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    println!(
        "{}: {errors} errors, {} warnings",
        folder.display(),
        checked.problems.len() - errors
    );
    checked
}
