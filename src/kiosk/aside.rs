//! Work that a screen waits for, on threads that let whoever draws go first.
//!
//! A kiosk has few cores, and without a graphics card all of them draw. A picture that is decoded at the same rank as
//! the drawing takes two frames out of three; behind it, it takes what is left over, and everything once the screen is
//! still.

use std::io;
use std::thread::{Builder, JoinHandle};

/// How far behind, as `nice` counts it: a tenth of what drawing gets.
const BEHIND: i32 = 10;

/// Does `work` on a thread of its own.
///
/// # Errors
///
/// When the system has no thread to give.
pub fn spawn(
    name: impl Into<String>,
    work: impl FnOnce() + Send + 'static,
) -> io::Result<JoinHandle<()>> {
    Builder::new().name(name.into()).spawn(|| {
        // On Linux a rank is a thread's.
        if let Err(error) = rustix::process::nice(BEHIND) {
            tracing::debug!(%error, "a thread works at the rank of those that draw");
        }
        work();
    })
}
