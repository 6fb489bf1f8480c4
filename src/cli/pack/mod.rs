//! `tongxin pack`: everything between an author's folder and a publication.

mod compare;
mod export;
mod new;
mod painting;
#[cfg(feature = "kiosk")]
mod preview;
mod publish;
mod server;
mod tile;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use crate::locale::{self, FluentValue};
use crate::model::manifest::Manifest;
use crate::pack::author::{self, Checked, Severity, limits};
use crate::pack::{archive, diff};

/// What to do with a pack.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// Make a folder that is a whole small pack, every key explained, with an example of every kind of exhibit.
    New(new::NewArgs),
    /// Report every problem of a folder at once.
    Check {
        /// The author's folder.
        folder: PathBuf,
    },
    /// Cut a very large picture into tiles for a gallery or a map.
    Tile(tile::TileArgs),
    /// Print every limit of a pack as a table.
    Limits,
    /// Show a folder on a kiosk in a window, and again whenever a file is saved.
    #[cfg(feature = "kiosk")]
    Preview(preview::PreviewArgs),
    /// Check a folder and write it as one file for the console.
    Build {
        /// The author's folder.
        folder: PathBuf,
        /// The pack file to write. Default: the pack's id and .txpack, here.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Say what publishing a folder would change for visitors, and how many bytes would travel.
    Diff(compare::DiffArgs),
    /// Publish a folder to the kiosks of its centre.
    Publish(publish::PublishArgs),
    /// Put everything that a centre's kiosks need on a USB stick, for kiosks without a network.
    Export(export::ExportArgs),
}

/// Runs one command; a pack with errors ends in failure. Without a language the terminal's is taken.
///
/// # Errors
///
/// When a file cannot be read or written, or the server refuses.
pub fn run(command: PackCommand, language: Option<&str>) -> anyhow::Result<ExitCode> {
    let terminal = crate::config::terminal_language();
    let words = language.unwrap_or(&terminal);
    match command {
        PackCommand::New(args) => new::run(&args, words).map(|()| ExitCode::SUCCESS),
        PackCommand::Check { folder } => Ok(if report(&folder, words).manifest.is_some() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }),
        PackCommand::Tile(args) => tile::run(&args, words).map(|()| ExitCode::SUCCESS),
        PackCommand::Limits => {
            print_limits(words);
            Ok(ExitCode::SUCCESS)
        }
        #[cfg(feature = "kiosk")]
        PackCommand::Preview(args) => preview::run(args, words, language),
        PackCommand::Build { folder, out } => build(&folder, out, words),
        PackCommand::Diff(args) => compare::run(&args, words),
        PackCommand::Publish(args) => publish::run(&args, words),
        PackCommand::Export(args) => export::run(&args, words).map(|()| ExitCode::SUCCESS),
    }
}

fn build(folder: &Path, out: Option<PathBuf>, language: &str) -> anyhow::Result<ExitCode> {
    let Some(manifest) = report(folder, language).manifest else {
        return Ok(ExitCode::FAILURE);
    };
    let out = out.unwrap_or_else(|| PathBuf::from(format!("{}.txpack", manifest.id)));
    archive::write(folder, &out)
        .map_err(|error| anyhow::anyhow!("could not write {}: {error}", out.display()))?;
    let args = [
        ("file", FluentValue::from(out.display().to_string())),
        ("files", FluentValue::from(manifest.files.len())),
        ("size", FluentValue::from(diff::size(manifest.blob_bytes()))),
    ];
    println!(
        "{}",
        locale::catalog(language).text_with("pack-built", args)
    );
    Ok(ExitCode::SUCCESS)
}

/// As Markdown, so that it can be pasted anywhere.
fn print_limits(language: &str) {
    println!("{}", locale::catalog(language).text("limits-heading"));
    println!("| --- | --- |");
    for limit in limits::table(language) {
        println!("| {} | {} |", limit.what, limit.at_most);
    }
}

/// Checks a folder and prints what was found.
fn report(folder: &Path, language: &str) -> Checked {
    let checked = author::check(folder);
    let errors = print_problems(&checked, language);
    let args = [
        ("folder", FluentValue::from(folder.display().to_string())),
        ("errors", FluentValue::from(errors)),
        (
            "warnings",
            FluentValue::from(checked.problems.len() - errors),
        ),
    ];
    println!(
        "{}",
        locale::catalog(language).text_with("pack-summary", args)
    );
    checked
}

/// A folder's manifest; prints what is wrong with it where there is none.
fn checked(folder: &Path, language: &str) -> Option<Manifest> {
    let checked = author::check(folder);
    if checked.manifest.is_none() {
        print_problems(&checked, language);
    }
    checked.manifest
}

/// Prints every problem; how many are errors.
fn print_problems(checked: &Checked, language: &str) -> usize {
    let words = locale::catalog(language);
    let mut errors = 0;
    for problem in &checked.problems {
        let error = problem.severity == Severity::Error;
        errors += usize::from(error);
        let level = words.text(if error { "pack-error" } else { "pack-warning" });
        println!(
            "{level}: {}\n  {}\n  → {}",
            problem.place(),
            problem.what(language),
            problem.remedy(language)
        );
    }
    errors
}
