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
    /// How it is answered.
    #[serde(default, skip_serializing_if = "QuestionKind::is_single")]
    pub kind: QuestionKind,
    /// The question.
    pub question: LocalizedText,
    /// Path of a picture in the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What the picture shows; empty without one.
    #[serde(default)]
    pub alt: LocalizedText,
    /// Two to four answers: one of them right, several of them right, or all of them in their right order.
    pub answers: Vec<QuizAnswer>,
    /// Why the right answer is right; shown after any answer.
    pub explanation: LocalizedText,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// By one answer.
    #[default]
    Single,
    /// By every answer that is right.
    Multiple,
    /// By all answers in their order, which is the one they are written in.
    Order,
}

impl QuestionKind {
    /// The kind's name, as an author writes it.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "single" => Some(Self::Single),
            "multiple" => Some(Self::Multiple),
            "order" => Some(Self::Order),
            _ => None,
        }
    }

    fn is_single(&self) -> bool {
        *self == Self::Single
    }
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuizAnswer {
    /// What the button says.
    pub text: LocalizedText,
    /// Whether this is right; an order has no wrong answers.
    #[serde(default)]
    pub right: bool,
    /// Path of a picture in the pack; every answer of a question has one, or none has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What the picture shows; empty without one.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub alt: LocalizedText,
}

impl QuizQuestion {
    /// Whether the answers are pictures.
    pub fn of_pictures(&self) -> bool {
        !self.answers.is_empty() && self.answers.iter().all(|answer| answer.picture.is_some())
    }
}

impl Content for Quiz {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let questions = self.questions.iter_mut();
        questions
            .flat_map(|question| {
                let answers = question.answers.iter_mut();
                let of_answers = answers.filter_map(|answer| answer.picture.as_mut());
                question.picture.as_mut().into_iter().chain(of_answers)
            })
            .collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        self.questions
            .iter()
            .flat_map(|question| {
                let own = [&question.question, &question.alt, &question.explanation];
                let answers = question.answers.iter();
                own.into_iter()
                    .chain(answers.flat_map(|answer| [&answer.text, &answer.alt]))
            })
            .collect()
    }

    fn parts(&self) -> usize {
        self.questions.len()
    }
}
