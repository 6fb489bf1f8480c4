//! A display without a screen (Xvfb), for machines that have none.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;

/// A virtual display; it ends when dropped.
#[derive(Debug)]
pub(in crate::cli) struct VirtualDisplay {
    server: Child,
    /// What programs find in `DISPLAY`.
    pub(in crate::cli) name: String,
}

impl VirtualDisplay {
    /// Starts one with a screen of this size in pixels.
    ///
    /// # Errors
    ///
    /// When Xvfb is not installed or does not come up.
    pub(in crate::cli) fn start([width, height]: [u32; 2]) -> anyhow::Result<Self> {
        let socket = |number: u32| PathBuf::from(format!("/tmp/.X11-unix/X{number}"));
        let number = (90..200).find(|n| !socket(*n).exists()).unwrap_or(99);
        let name = format!(":{number}");
        let screen = format!("{width}x{height}x24");
        let server = Command::new("Xvfb")
            .args([&name, "-screen", "0", &screen, "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start Xvfb; on Debian: apt-get install xvfb mesa-vulkan-drivers")?;
        let display = Self { server, name };
        for _ in 0..100 {
            if socket(number).exists() {
                return Ok(display);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        anyhow::bail!("the virtual display did not come up within ten seconds")
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
