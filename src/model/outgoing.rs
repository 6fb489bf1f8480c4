//! What a visitor leaves for the centre at an exhibit, or in the calendar while the server is away: it is kept on the kiosk until the server has it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::note::Note;
use super::question::{AnswerRead, DeskQuestion};
use super::registration::{GuardianConsent, PersonToRegister};

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
    /// A guide had no answer, for counting; what was asked stays with whoever asked. Nobody waits for it.
    Unanswered,
    /// A registration that was asked for while the server could not be reached: no place was promised.
    Registration(LateRegistration),
}

/// What a visitor asked for while the server could not be reached. The delivery's id is the request's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateRegistration {
    /// What for.
    pub occurrence: Uuid,
    /// Who would come.
    pub people: Vec<PersonToRegister>,
    /// A number, as it was typed; may be empty.
    #[serde(default)]
    pub phone: String,
    /// For whoever is under 14.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<GuardianConsent>,
}

impl Outgoing {
    /// What kind of thing it is: the centre may have no room for one kind, and still for others.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Note(_) => "note",
            Self::Question(_) => "question",
            Self::AnswerRead(_) => "answer_read",
            Self::Unanswered => "unanswered",
            Self::Registration(_) => "registration",
        }
    }

    /// Whether the visitor waits to be told that it is kept.
    pub fn is_awaited(&self) -> bool {
        match self {
            Self::Note(_) | Self::Question(_) | Self::Registration(_) => true,
            Self::AnswerRead(_) | Self::Unanswered => false,
        }
    }
}
