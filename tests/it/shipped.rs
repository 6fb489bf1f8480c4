//! The shipped pack, looked at once: every picture of it is decoded.

use std::path::PathBuf;
use std::sync::LazyLock;

use tongxin::model::exhibit::Exhibit;
use tongxin::model::manifest::Manifest;
use tongxin::pack::author;

/// Its folder.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("content/riyue")
}

/// Its manifest.
pub fn manifest() -> &'static Manifest {
    static RIYUE: LazyLock<Manifest> =
        LazyLock::new(|| author::check(&folder()).manifest.expect("whole"));
    &RIYUE
}

/// One of its exhibits.
#[track_caller]
pub fn exhibit(id: &str) -> Exhibit {
    manifest().exhibit(id).expect("shipped").clone()
}
