//! What a visitor leaves at an exhibit for the centre: it is kept on the kiosk until the server has it.

use serde::{Deserialize, Serialize};

use super::note::Note;

/// One thing a visitor sends from an exhibit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    /// A message for a wall.
    Note(Note),
}
