//! Quiz: questions, each explained, and a score at the end.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::LocalizedText;

/// Questions in the order in which they are asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quiz {
    /// At least one.
    pub questions: Vec<QuizQuestion>,
}

/// One question of a quiz.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuizQuestion {
    /// The question.
    pub question: LocalizedText,
    /// Path of a picture in the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What the picture shows; empty without one.
    #[serde(default)]
    pub alt: LocalizedText,
    /// Two to four answers, exactly one of them right.
    pub answers: Vec<QuizAnswer>,
    /// Why the right answer is right; shown after any answer.
    pub explanation: LocalizedText,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuizAnswer {
    /// What the button says.
    pub text: LocalizedText,
    /// Whether this is the right one.
    #[serde(default)]
    pub right: bool,
}

impl Content for Quiz {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let questions = self.questions.iter_mut();
        questions
            .filter_map(|question| question.picture.as_mut())
            .collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        self.questions
            .iter()
            .flat_map(|question| {
                let own = [&question.question, &question.alt, &question.explanation];
                own.into_iter()
                    .chain(question.answers.iter().map(|answer| &answer.text))
            })
            .collect()
    }

    fn parts(&self) -> usize {
        self.questions.len()
    }
}
