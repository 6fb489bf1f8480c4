//! Content packs: from an author's folder to a verified, durable generation on a kiosk's disk.
//!
//! `author` checks a folder and makes a manifest; `archive` zips and unzips it; `trust` signs and verifies (TUF);
//! `transport` is how bytes come; `update` fetches; `activation` decides what is current; `disk` writes durably.

pub mod activation;
pub mod archive;
pub mod author;
pub mod blobs;
pub mod disk;
#[cfg(test)]
mod fault;
pub mod transport;
pub mod trust;
pub mod update;
