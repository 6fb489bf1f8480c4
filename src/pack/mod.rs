//! Content packs: from an author's folder to a verified, durable generation on a kiosk's disk.
//!
//! `author` checks a folder and makes a manifest; `archive` zips and unzips it; `diff` says what a publication changes;
//! `trust` signs and verifies (TUF); `transport` is how bytes come and `pace` how fast; `fetch` brings blobs, of large
//! files only the `chunks` that are new; `update` is one update from look to stage; `activation` decides what is
//! current; `export` puts it all on a stick; `tiling` cuts a large picture for an author; `disk` writes durably.

pub mod activation;
pub mod archive;
pub mod author;
pub mod blobs;
pub mod chunks;
pub mod diff;
pub mod disk;
pub mod export;
#[cfg(test)]
mod fault;
pub mod fetch;
pub mod glb;
pub mod pace;
pub mod tiling;
pub mod transport;
pub mod trust;
pub mod update;
