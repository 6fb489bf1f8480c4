//! `tongxin kiosk`: show a centre's content on this device.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Context as _;

use super::memory;
use crate::config::{self, KioskSettings};
use crate::kiosk::staff::door;
use crate::kiosk::{self, Ended};

/// A 21.5-inch panel of 1920 pixels.
const MM_PER_PIXEL: f32 = 476.0 / 1920.0;

/// Runs until the window closes.
///
/// # Errors
///
/// When the settings do not fit or the data folder cannot be used.
pub fn run(config: &Path) -> anyhow::Result<ExitCode> {
    memory::keep_few_pools();
    let settings: KioskSettings = config::read(config)?;
    end(kiosk::run(settings.bounded(), None)?)
}

/// Shows every widget in every state in a window, as on a 21-inch panel.
///
/// # Errors
///
/// When there is no display.
pub fn gallery(window: [u32; 2]) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        config::display_available(),
        "there is no display to show the gallery on; set DISPLAY or WAYLAND_DISPLAY"
    );
    let settings = KioskSettings {
        panel_width_mm: window[0] as f32 * MM_PER_PIXEL,
        ..KioskSettings::in_window(std::env::temp_dir(), window)
    };
    end(kiosk::gallery(settings.bounded()))
}

/// Closes, or starts the program again in its own place: a compositor that waits for it goes on waiting.
pub(super) fn end(ended: Ended) -> anyhow::Result<ExitCode> {
    match ended {
        Ended::Closed(code) => Ok(code),
        Ended::Restart => {
            let mut args = std::env::args_os();
            let program = args.next().context("the program does not know its name")?;
            let error = Command::new(program).args(args).exec();
            Err(error).context("could not start the program again")
        }
    }
}

/// Asks for a PIN and prints what goes into `staff_pin_hash`.
///
/// # Errors
///
/// When what was typed is no PIN.
pub fn hash_pin() -> anyhow::Result<ExitCode> {
    eprint!(
        "PIN for the staff panel, {} to {} digits: ",
        door::PIN_DIGITS_MIN,
        door::PIN_DIGITS_MAX
    );
    std::io::stderr().flush()?;
    let mut pin = String::new();
    std::io::stdin()
        .read_line(&mut pin)
        .context("could not read the PIN")?;
    println!("staff_pin_hash = \"{}\"", door::hash_pin(pin.trim())?);
    Ok(ExitCode::SUCCESS)
}

/// A window's size from the command line.
pub(super) fn window_size(text: &str) -> Result<[u32; 2], String> {
    let parsed = text
        .split_once('x')
        .and_then(|(width, height)| Some([width.parse().ok()?, height.parse().ok()?]));
    parsed
        .filter(|[w, h]| (320..=16384).contains(w) && (320..=16384).contains(h))
        .ok_or_else(|| "write WIDTHxHEIGHT, for example 1920x1080".to_owned())
}
