//! `tongxin pack tile`: cuts a very large picture into tiles, a Deep Zoom Image that galleries and maps show.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::locale::{self, FluentValue};
use crate::pack::diff;
use crate::pack::tiling::{self, Shape, TileError};

/// What to cut, and where the tiles go.
#[derive(Debug, Args)]
pub struct TileArgs {
    /// A PNG, JPEG or WebP picture of up to 40,000 × 40,000 pixels.
    picture: PathBuf,
    /// The exhibit's folder; NAME.dzi and NAME_files are made in it.
    folder: PathBuf,
    /// What the tiles are called. Default: the picture's name.
    #[arg(long)]
    name: Option<String>,
    /// The kind of the tiles' files: JPEG is small, PNG and WebP lose nothing.
    #[arg(long, value_enum, default_value_t = TileFormat::Jpg)]
    format: TileFormat,
}

/// What tiles are saved as.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum TileFormat {
    /// JPEG.
    Jpg,
    /// PNG.
    Png,
    /// WebP without loss.
    Webp,
}

/// Cuts the picture and says what to write in `exhibit.toml`.
pub(super) fn run(args: &TileArgs, language: &str) -> anyhow::Result<()> {
    let words = locale::catalog(language);
    let stem = args.picture.file_stem().and_then(|stem| stem.to_str());
    let name = args.name.as_deref().or(stem).unwrap_or("picture");
    let shape = Shape {
        ending: match args.format {
            TileFormat::Jpg => "jpg",
            TileFormat::Png => "png",
            TileFormat::Webp => "webp",
        },
        ..Shape::default()
    };
    let watched = std::io::stderr().is_terminal();
    let mut told = None;
    let tell = |done: u32, total: u32| {
        let percent = u64::from(done) * 100 / u64::from(total.max(1));
        if watched && told.replace(percent) != Some(percent) {
            let done = [("done", FluentValue::from(percent.to_string()))];
            // Back to the line's beginning, and nothing left of the words before (ECMA-48, EL).
            eprint!("\r{}\x1b[K", words.text_with("pack-tile-progress", done));
        }
    };
    let cut = tiling::cut(&args.picture, &args.folder, name, &shape, tell);
    if watched {
        eprintln!();
    }
    let cut = match cut {
        Ok(cut) => cut,
        Err(error) => bail!(in_words(&error, language)),
    };
    let facts = [
        ("tiles", FluentValue::from(cut.files)),
        ("size", FluentValue::from(diff::size(cut.bytes))),
        ("folder", place(&args.folder)),
    ];
    println!("{}", words.text_with("pack-tile-made", facts));
    println!("    tiles = \"{name}\"");
    Ok(())
}

fn in_words(error: &TileError, language: &str) -> String {
    let words = locale::catalog(language);
    let number = |value: u64| FluentValue::from(value.to_string());
    let sides = |width: u32, height: u32, max: u64| {
        [
            ("width", number(width.into())),
            ("height", number(height.into())),
            ("max", number(max)),
        ]
    };
    match error {
        TileError::ThereAlready(path) => {
            words.text_with("pack-tile-again", [("folder", place(path))])
        }
        TileError::TooLarge { width, height, max } => words.text_with(
            "pack-tile-too-large",
            sides(*width, *height, u64::from(*max)),
        ),
        TileError::Memory {
            width,
            height,
            bytes_max,
        } => words.text_with(
            "pack-tile-memory",
            sides(*width, *height, bytes_max / (1024 * 1024 * 1024)),
        ),
        TileError::Unreadable(reason) => words.text_with(
            "pack-tile-unreadable",
            [("reason", FluentValue::from(reason.clone()))],
        ),
        TileError::Disk(error) => error.to_string(),
    }
}

fn place(path: &Path) -> FluentValue<'static> {
    FluentValue::from(path.display().to_string())
}
