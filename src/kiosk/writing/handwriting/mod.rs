//! Writing by finger: the ink of one character, and which characters it may be.
//!
//! Order-free: ink is compared with every shape by where lines run and which way ([`features`]), then with the most
//! alike by how far their lines are apart. The order of strokes counts nothing, and joined strokes little.

mod features;
mod ink;
mod likely;
mod recogniser;
mod shapes;

use std::sync::OnceLock;

use crate::kiosk::aside;

pub use features::Point;
pub use ink::Ink;
pub use likely::Before;
pub use recogniser::Recogniser;
pub use shapes::{Packed, Shape, shapes};

/// Characters offered for one ink.
pub const OFFERED: usize = 10;

static RECOGNISER: OnceLock<Recogniser> = OnceLock::new();
static PREPARING: OnceLock<()> = OnceLock::new();

/// The recogniser, once its shapes are read: the first call has that done on a thread of its own.
pub fn recogniser() -> Option<&'static Recogniser> {
    let ready = RECOGNISER.get();
    if ready.is_none() {
        PREPARING.get_or_init(|| {
            let prepare = || drop(RECOGNISER.set(Recogniser::new()));
            let started = aside::spawn("shapes", prepare);
            if started.is_err() {
                // No thread to be had: the visitor waits a moment instead.
                prepare();
            }
        });
    }
    ready
}
