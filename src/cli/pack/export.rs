//! `tongxin pack export`: everything a centre's kiosks need, on a stick, for kiosks without a network.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use chrono::Utc;
use clap::Args;

use crate::locale::{self, FluentValue};
use crate::pack::transport::{FolderTransport, Transport};
use crate::pack::update::Progress;
use crate::pack::{diff, export};

/// What to export, and where to.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The stick's folder; `tongxin-export` is made in it, or brought up to date.
    stick: PathBuf,
    /// The centre whose kiosks it is for.
    #[arg(long)]
    centre: String,
    /// The server's data folder.
    #[arg(long)]
    from: PathBuf,
}

/// Writes the export and says what is in it.
pub(super) fn run(args: &ExportArgs, language: &str) -> anyhow::Result<()> {
    let words = locale::catalog(language);
    let source = source(&args.from)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let watched = std::io::stderr().is_terminal();
    let tell = |progress: Progress| {
        if !watched {
            return;
        }
        let args = [
            ("done", FluentValue::from(diff::size(progress.done_bytes))),
            ("total", FluentValue::from(diff::size(progress.total_bytes))),
        ];
        // Back to the line's beginning, and nothing left of the words before (ECMA-48, EL).
        eprint!("\r{}\x1b[K", words.text_with("pack-export-progress", args));
    };
    let (record, traffic) = runtime
        .block_on(export::write(
            source,
            &args.centre,
            &args.stick,
            Utc::now(),
            &tell,
        ))
        .with_context(|| format!("nothing was exported to {}", args.stick.display()))?;
    if watched {
        eprintln!();
    }
    for (pack, version) in &record.packs {
        let args = [
            ("pack", FluentValue::from(pack.as_str())),
            ("version", FluentValue::from(version.to_string())),
        ];
        println!("{}", words.text_with("pack-export-pack", args));
    }
    let folder = args.stick.join(export::FOLDER);
    let args = [
        ("folder", FluentValue::from(folder.display().to_string())),
        ("size", FluentValue::from(diff::size(traffic.server_bytes))),
    ];
    println!("{}", words.text_with("pack-exported", args));
    Ok(())
}

fn source(data: &Path) -> anyhow::Result<Arc<dyn Transport>> {
    let repository = data.join("tuf");
    anyhow::ensure!(
        repository.join("metadata").is_dir(),
        "this is not a server's data folder, there is no tuf/metadata in it: {}",
        data.display()
    );
    Ok(Arc::new(FolderTransport::new(
        &repository,
        &data.join("blobs"),
    )))
}
