//! What kiosks tell of their guides: questions left for the desk, and answers that were read.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::text::LocalizedText;

/// Most questions in one [`QuestionBatch`].
pub const QUESTION_BATCH_MAX: usize = 50;
/// Most counts in one [`QuestionBatch`].
pub const READS_BATCH_MAX: usize = 200;

/// Questions from a kiosk, in the order in which they were asked, and how often answers were read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct QuestionBatch {
    /// At most [`QUESTION_BATCH_MAX`].
    pub questions: Vec<AskedQuestion>,
    /// At most [`READS_BATCH_MAX`].
    #[serde(default)]
    pub reads: Vec<AnswerReads>,
}

/// A question that a guide could not answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AskedQuestion {
    /// Made on the kiosk; sending it twice is harmless.
    pub id: Uuid,
    /// One line, with no number in it that could be somebody's.
    pub text: String,
    /// The language the visitor had chosen.
    pub language: String,
    /// When, by the kiosk's clock.
    pub at: DateTime<Utc>,
}

/// How often one answer was read on a kiosk in a day; sending it again replaces it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct AnswerReads {
    /// The day, where the kiosk stands.
    pub day: NaiveDate,
    /// The question as the guide shows it.
    pub question: LocalizedText,
    /// So far that day.
    pub count: u32,
}

/// What the server has of a [`QuestionBatch`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct QuestionBatchAnswer {
    /// Questions that need not be sent again.
    pub taken: Vec<Uuid>,
}
