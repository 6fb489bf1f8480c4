//! `tongxin pack new`: a whole small pack to begin with, every key explained, and an example of every kind of exhibit.
//!
//! The examples that the pack does not use are in `_examples`, which is never published.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use include_dir::{Dir, DirEntry, include_dir};

use super::painting::{self, Scene};
use crate::locale::{self, FluentValue};
use crate::pack::author;

static TEMPLATE: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/new-pack");

/// Which picture stands where.
const PICTURES: &[(&str, Scene)] = &[
    ("cover.webp", Scene::Sea),
    ("welcome/cover.webp", Scene::Park),
    ("welcome/p1.webp", Scene::Arcade),
    ("welcome/p2.webp", Scene::Park),
    ("corners/g1.webp", Scene::Books),
    ("corners/g2.webp", Scene::Lanterns),
    ("quiz/cover.webp", Scene::Cards),
    ("_examples/timeline/cover.webp", Scene::Sea),
    ("_examples/timeline/y1.webp", Scene::Arcade),
    ("_examples/timeline/y2.webp", Scene::Park),
    ("_examples/compare/cover.webp", Scene::Park),
    ("_examples/compare/before.webp", Scene::Park),
    ("_examples/compare/after.webp", Scene::ParkByNight),
    ("_examples/panorama/cover.webp", Scene::Park),
    ("_examples/panorama/yard.webp", Scene::Around),
    ("_examples/model/cover.webp", Scene::Arcade),
    ("_examples/map/cover.webp", Scene::Plan),
    ("_examples/map/plan.webp", Scene::Plan),
    ("_examples/people/cover.webp", Scene::Neighbour),
    ("_examples/people/p1.webp", Scene::Neighbour),
    ("_examples/people/p2.webp", Scene::Neighbour),
    ("_examples/figures/cover.webp", Scene::Cards),
    ("_examples/video/cover.webp", Scene::Sea),
    ("_examples/video/poster.webp", Scene::Sea),
    ("_examples/guide/cover.webp", Scene::Neighbour),
    ("_examples/guide/figure.webp", Scene::Neighbour),
    ("_examples/wall/cover.webp", Scene::Lanterns),
];

/// Options of `tongxin pack new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The folder to make; it must not exist or be empty.
    folder: PathBuf,
    /// The pack's id. Default: the folder's name.
    #[arg(long)]
    id: Option<String>,
    /// The centre it is for, or "shared" for all.
    #[arg(long, default_value = "riyue")]
    centre: String,
}

/// Makes the folder.
pub(super) fn run(args: &NewArgs, language: &str) -> anyhow::Result<()> {
    let words = locale::catalog(language);
    let folder = &args.folder;
    let empty =
        fs::read_dir(folder).map_or_else(|_| !folder.exists(), |mut all| all.next().is_none());
    if !empty {
        let place = FluentValue::from(folder.display().to_string());
        bail!(words.text_with("pack-not-empty", [("folder", place)]));
    }
    let named = args
        .id
        .clone()
        .or_else(|| Some(folder.file_name()?.to_str()?.to_owned()));
    let id = named.unwrap_or_default();
    for value in [&id, &args.centre] {
        if !author::is_id(value) {
            bail!(words.text_with("pack-bad-id", [("value", FluentValue::from(value.clone()))]));
        }
    }
    make(folder, &id, &args.centre)
        .with_context(|| format!("could not make the folder {}", folder.display()))?;
    let place = folder.display().to_string();
    println!(
        "{}",
        words.text_with(
            "pack-new-made",
            [("folder", FluentValue::from(place.clone()))]
        )
    );
    for command in ["check", "preview", "build"] {
        println!("    tongxin pack {command} {place}");
    }
    println!("    tongxin pack publish {place} --server URL");
    Ok(())
}

fn make(folder: &Path, id: &str, centre: &str) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    write_texts(&TEMPLATE, folder, &[("{{id}}", id), ("{{centre}}", centre)])?;
    let mut drawn: BTreeMap<Scene, PathBuf> = BTreeMap::new();
    for (name, scene) in PICTURES {
        let path = folder.join(name);
        match drawn.get(scene) {
            Some(same) => drop(fs::copy(same, &path)?),
            None => {
                painting::save(*scene, &path)?;
                drawn.insert(*scene, path);
            }
        }
    }
    Ok(())
}

fn write_texts(from: &Dir, folder: &Path, fill: &[(&str, &str)]) -> anyhow::Result<()> {
    for entry in from.entries() {
        let path = folder.join(entry.path());
        match entry {
            DirEntry::Dir(inner) => {
                fs::create_dir_all(&path)?;
                write_texts(inner, folder, fill)?;
            }
            DirEntry::File(file) => {
                let mut text = file.contents_utf8().unwrap_or_default().to_owned();
                for (mark, value) in fill {
                    text = text.replace(mark, value);
                }
                fs::write(&path, text)?;
            }
        }
    }
    Ok(())
}
