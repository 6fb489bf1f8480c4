//! What a visitor leaves at an exhibit for the centre: it is kept on the kiosk until the server has it.

use serde::{Deserialize, Serialize};

use super::note::Note;
use super::question::{AnswerRead, DeskQuestion};

/// One thing a visitor sends from an exhibit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    /// A message for a wall.
    Note(Note),
    /// A question for the desk.
    Question(DeskQuestion),
    /// An answer that was read, for counting; nobody waits for it.
    AnswerRead(AnswerRead),
}

impl Outgoing {
    /// What kind of thing it is: the centre may have no room for one kind, and still for others.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Note(_) => "note",
            Self::Question(_) => "question",
            Self::AnswerRead(_) => "answer_read",
        }
    }

    /// Whether the visitor waits to be told that it is kept.
    pub fn is_awaited(&self) -> bool {
        match self {
            Self::Note(_) | Self::Question(_) => true,
            Self::AnswerRead(_) => false,
        }
    }
}
