//! Quiz: questions with one right answer, each explained, and a score at the end.

pub mod view;

use egui::Ui;

use super::{Kind, Scene, Step};
use crate::model::exhibit::{ExhibitContent, Quiz, QuizQuestion};

/// The kind as the shell knows it.
pub struct QuizKind;

impl Kind for QuizKind {
    type Content = Quiz;
    type State = QuizState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Quiz> {
        match content {
            ExhibitContent::Quiz(quiz) => Some(quiz),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        quiz: &Quiz,
        state: &QuizState,
    ) -> Option<Step<QuizState>> {
        view::quiz_ui(ui, scene, quiz, state)
    }
}

/// Which question, what was answered, and how many were right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuizState {
    /// From 0; the number of questions when it is over.
    pub question: usize,
    /// The answer given to it.
    pub answer: Option<usize>,
    /// Right answers so far.
    pub right: usize,
}

impl QuizState {
    /// After this answer. The first counts.
    pub fn answered(self, questions: &[QuizQuestion], answer: usize) -> Self {
        let Some(question) = questions.get(self.question) else {
            return self;
        };
        if self.answer.is_some() || answer >= question.answers.len() {
            return self;
        }
        let right = self.right + usize::from(question.answers[answer].right);
        Self {
            answer: Some(answer),
            right,
            ..self
        }
    }

    /// At the next question, or at the score.
    pub fn next(self) -> Self {
        Self {
            question: self.question + 1,
            answer: None,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exhibit::QuizAnswer;
    use crate::model::text::LocalizedText;

    fn question(right: usize) -> QuizQuestion {
        QuizQuestion {
            question: LocalizedText::default(),
            picture: None,
            alt: LocalizedText::default(),
            answers: (0..3)
                .map(|i| QuizAnswer {
                    text: LocalizedText::default(),
                    right: i == right,
                })
                .collect(),
            explanation: LocalizedText::default(),
        }
    }

    #[test]
    fn only_the_first_answer_counts() {
        let questions = [question(1), question(0)];
        let wrong = QuizState::default().answered(&questions, 0);
        assert_eq!((wrong.right, wrong.answered(&questions, 1).right), (0, 0));
        let right = wrong.next().answered(&questions, 0);
        assert_eq!(right.right, 1);
        assert_eq!(
            right.next().answered(&questions, 0),
            right.next(),
            "after the last there is nothing to answer"
        );
    }
}
