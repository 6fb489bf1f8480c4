//! `tongxin pack diff`: what publishing a folder would change for visitors, and how many bytes would travel.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::server::Server;
use crate::locale;
use crate::model::manifest::Manifest;
use crate::pack::diff::{Changes, ChunkCosts, KnownChunks};
use crate::pack::{archive, author};

/// Options of `tongxin pack diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The author's folder.
    folder: PathBuf,
    /// A pack file, another folder, or a server's address. Without it everything is new.
    #[arg(long, value_name = "FILE|DIR|URL")]
    against: Option<String>,
}

/// Says what differs.
pub(super) fn run(args: &DiffArgs, language: &str) -> anyhow::Result<ExitCode> {
    let Some(next) = super::checked(&args.folder, language) else {
        return Ok(ExitCode::FAILURE);
    };
    let (now, known) = match &args.against {
        None => (None, KnownChunks::default()),
        Some(address) if address.contains("://") => {
            let server = Server::new(address, language)?;
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(server.on_show(&next))?
        }
        Some(path) => {
            let (now, known) = on_disk(Path::new(path), language)?;
            (Some(now), known)
        }
    };
    let costs = ChunkCosts::new(&next, &args.folder, known)?;
    let changes = Changes::between(now.as_ref(), &next, &|file| costs.bytes_for(file));
    for line in changes.in_words(&next, language) {
        println!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The manifest and chunks of a folder or a pack file.
fn on_disk(path: &Path, language: &str) -> anyhow::Result<(Manifest, KnownChunks)> {
    let unpacked = tempfile::tempdir()?;
    let root = if path.is_dir() {
        path.to_owned()
    } else {
        archive::unpack(path, unpacked.path())
            .map_err(|error| anyhow::anyhow!("{}: {}", path.display(), error.explain(language)))?
    };
    let manifest = author::check(&root).manifest.with_context(|| {
        let catalog = locale::catalog(language);
        format!("{}: {}", path.display(), catalog.text("diff-not-whole"))
    })?;
    let known = KnownChunks::in_folder(&manifest, &root)?;
    Ok((manifest, known))
}
