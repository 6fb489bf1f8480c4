//! `tongxin pack preview`: an author's folder on a kiosk in a window, again whenever a file is saved.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use clap::Args;

use crate::config::{self, KioskSettings};
use crate::kiosk::{self, content::Preview};
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
}

/// Runs until the window closes. The screen speaks `screen_language`, the terminal `language`.
pub(super) fn run(
    args: PreviewArgs,
    language: &str,
    screen_language: Option<&str>,
) -> anyhow::Result<ExitCode> {
    let words = locale::catalog(language);
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
    };
    crate::cli::kiosk::end(kiosk::preview(settings.bounded(), preview)?)
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
