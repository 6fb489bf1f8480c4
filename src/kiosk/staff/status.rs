//! What staff see of a kiosk and what they ask of it, as plain data.
//!
//! The link fills a [`StaffStatus`] and does what a [`StaffRequest`] says; the panel's pages turn both into words.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::api::kiosk::{PackState, RevertedPack};
use crate::model::clock::ClockState;
use crate::model::text::LocalizedText;

/// Metadata that expires within this many days is said to be about to.
pub const EXPIRY_WARNING_DAYS: i64 = 14;

/// What the link knows of packs, updates, clock and disk. Connection and outbox are on every screen already.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StaffStatus {
    /// The generation on show; `None` before the first.
    pub generation: Option<u64>,
    /// The generation that staff can go back to.
    pub before: Option<u64>,
    /// Version of the schedule on show; 0 without one.
    pub schedule_version: u64,
    /// Every version that is here or on its way, the one on show first.
    pub packs: Vec<StaffPack>,
    /// Versions that took themselves back, newest first.
    pub reverted: Vec<RevertedPack>,
    /// What the link is doing about news.
    pub update: UpdateStep,
    /// How the last look for news ended; `None` before the first.
    pub last_update: Option<LastUpdate>,
    /// When the first of the verified metadata expires; `None` before any was verified.
    pub metadata_expires_at: Option<DateTime<Utc>>,
    /// What is known of the wall clock.
    pub clock: ClockState,
    /// The moment the kiosk works with, where that is not the wall clock.
    pub clock_floor: Option<DateTime<Utc>>,
    /// Facts an admin should know, as keys of `console-kiosk-problem-…`.
    pub problems: BTreeSet<String>,
    /// The import from a USB stick.
    pub import: ImportStep,
}

/// One version of one pack on this kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffPack {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: LocalizedText,
    /// Its version.
    pub version: u64,
    /// How far its activation is.
    pub state: PackState,
}

/// What the link is doing about news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UpdateStep {
    /// Nothing: it has what there is, or waits for the next look.
    #[default]
    Idle,
    /// Asks the server and verifies its answer.
    Looking,
    /// Fetches files.
    Fetching {
        /// Bytes that are here, those copied from files already here included.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
    /// Reads every file again and records it.
    Checking,
}

/// How a look for news ended, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct LastUpdate {
    /// When.
    pub at: DateTime<Utc>,
    /// How.
    pub result: UpdateResult,
}

/// How a look for news, or an import, ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateResult {
    /// Nothing is published for this centre.
    Nothing,
    /// What is here is what is published.
    Unchanged,
    /// This generation is whole and is shown when the visit ends.
    Staged(u64),
    /// Nobody answered.
    Unreachable,
    /// Too little room.
    NoSpace {
        /// Bytes it needs.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// The disk, or the stick, could not be read or written.
    Disk(String),
    /// Not believed. What is on show stays.
    Refused {
        /// Which attack or mistake, as a key of `refused-…`; one without words is shown as it is.
        reason: String,
        /// The program's own words, for whoever looks after the server.
        detail: String,
    },
}

/// How far an import from a stick is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum ImportStep {
    /// None was asked for.
    #[default]
    Idle,
    /// Reads and verifies.
    Running {
        /// Where it is.
        name: String,
        /// Bytes that have been taken.
        done: u64,
        /// Bytes in all.
        total: u64,
    },
    /// Ended.
    Done {
        /// Where it is.
        name: String,
        /// How.
        result: UpdateResult,
    },
}

/// What staff ask of the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffRequest {
    /// Look for news of every kind now.
    LookNow,
    /// Take the export in this folder, verified as if the server had sent it.
    Import(PathBuf),
    /// Go back to [`StaffStatus::before`], and remember the generation on show as bad.
    GoBack,
}

/// An export on a stick, as it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundExport {
    /// Its folder.
    pub path: PathBuf,
    /// When it was written.
    pub made_at: DateTime<Utc>,
    /// Packs in it as `OWNER/PACK`, with their newest versions.
    pub packs: Vec<(String, u64)>,
}

/// What the device says of itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeviceFacts {
    /// Bytes free and in all on the disk of the data folder.
    pub disk: Option<(u64, u64)>,
    /// Bytes of memory that are free for programs, and in all.
    pub memory: Option<(u64, u64)>,
    /// Bytes of memory this program holds.
    pub program_memory: Option<u64>,
    /// Seconds since the machine started.
    pub up_secs: Option<u64>,
    /// Addresses in the network, with the name of their interface.
    pub addresses: Vec<(String, IpAddr)>,
}
