//! `tongxin pack preview`: an author's folder on a kiosk in a window, again whenever a file is saved.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use clap::Args;

use crate::cli::virtual_display::VirtualDisplay;
use crate::config::{self, AccessSettings, KioskSettings};
use crate::kiosk;
use crate::kiosk::content::Preview;
use crate::kiosk::tour::{Route, TourPlan};
use crate::locale::{self, FluentValue};
use crate::model::text::FIRST_LANGUAGE;
use crate::pack::author::Checked;

/// Options of `tongxin pack preview`.
#[derive(Debug, Args)]
pub struct PreviewArgs {
    /// The author's folder.
    folder: PathBuf,
    /// Width and height of the window in pixels, for example 1080x1920.
    #[arg(long, default_value = "1280x720", value_parser = crate::cli::kiosk::window_size)]
    window: [u32; 2],
    /// Width of the panel in millimetres: text and buttons keep a size people can read and touch.
    #[arg(long, default_value_t = 698.0)]
    panel_width_mm: f32,
    /// Take the whole panel instead of a window.
    #[arg(long)]
    fullscreen: bool,
    /// Write a picture of each of the six main screens into this folder and exit; needs no display.
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// The moment those pictures show, for example 2026-11-25T10:00:00+08:00. Default: now.
    #[arg(long, requires = "pictures")]
    at: Option<DateTime<Utc>>,
    /// Take them on this display.
    #[arg(long, hide = true, requires = "pictures")]
    here: bool,
}

/// Runs until the window closes. The screen speaks `screen_language`, the terminal `language`.
pub(super) fn run(
    args: PreviewArgs,
    language: &str,
    screen_language: Option<&str>,
) -> anyhow::Result<ExitCode> {
    let words = locale::catalog(language);
    if args.pictures.is_some() && !args.here {
        return on_virtual_display();
    }
    if !config::display_available() {
        bail!(words.text("preview-no-display"));
    }
    let copies = tempfile::tempdir()?;
    let settings = KioskSettings {
        panel_width_mm: args.panel_width_mm,
        fullscreen: args.fullscreen,
        language: screen_language.unwrap_or(FIRST_LANGUAGE).to_owned(),
        ..KioskSettings::in_window(copies.path().to_owned(), args.window)
    };
    let preview = Preview {
        folder: args.folder,
        report: Arc::new(reporter(language.to_owned())),
        at: args.at,
    };
    let Some(dir) = args.pictures else {
        return crate::cli::kiosk::end(kiosk::preview(settings.bounded(), preview)?);
    };
    std::fs::create_dir_all(&dir)
        .with_context(|| format!("could not make the folder for pictures {}", dir.display()))?;
    let settings = KioskSettings {
        access: still(settings.access),
        ..settings
    };
    let plan = TourPlan {
        dir,
        codes: Vec::new(),
        staff_pin: String::new(),
        stay: false,
        route: Route::MainScreens,
        comforts: Vec::new(),
    };
    crate::cli::kiosk::end(kiosk::photograph(settings.bounded(), preview, plan)?)
}

/// Nothing moves on a picture, and what this machine can speak is not on it.
fn still(access: AccessSettings) -> AccessSettings {
    AccessSettings {
        reduced_motion: true,
        speech: false,
        ..access
    }
}

/// This program again on a display of its own: a window of another size, or another window over it, is on no picture.
fn on_virtual_display() -> anyhow::Result<ExitCode> {
    let display = VirtualDisplay::start([1920, 1920])?;
    let status = Command::new(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .arg("--here")
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .status()
        .context("could not take the pictures")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Prints what is wrong after each save, and what is on the screen now.
fn reporter(language: String) -> impl Fn(&Checked) + Send + Sync {
    let shown = std::sync::atomic::AtomicBool::new(false);
    move |checked: &Checked| {
        use std::sync::atomic::Ordering::Relaxed;
        super::print_problems(checked, &language);
        let words = locale::catalog(&language);
        println!(
            "{}",
            match &checked.manifest {
                Some(manifest) => {
                    shown.store(true, Relaxed);
                    let title = manifest.title.in_language(&language).to_owned();
                    words.text_with("preview-shown", [("title", FluentValue::from(title))])
                }
                None if shown.load(Relaxed) => words.text("preview-kept"),
                None => words.text("preview-waiting"),
            }
        );
    }
}
