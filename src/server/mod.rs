//! The server: content, the kiosks' API and the public API over one database and one file store.

mod app;
mod error;
mod routes;
pub mod store;

pub use app::{App, RunningServer, start};
