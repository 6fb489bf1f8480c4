//! Messages that staff have approved, on their way from server to kiosk.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::note::Note;

/// Messages of one wall that travel, the newest.
pub const WALL_NOTES_MAX: usize = 60;
/// Bytes of all messages of a centre that travel; the newest come first.
pub const WALLS_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What is on the walls of a centre.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Walls {
    /// By exhibit, the newest message first.
    pub walls: BTreeMap<String, Vec<WallNote>>,
}

/// One message on a wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct WallNote {
    /// Made on the kiosk at which it was left.
    pub id: Uuid,
    /// The language the visitor had chosen.
    pub language: String,
    /// When it was left.
    pub at: DateTime<Utc>,
    /// What is on it.
    #[cfg_attr(feature = "server", schema(value_type = Object))]
    pub note: Note,
}
