//! Quiz: questions answered by one answer, by several or by an order, each explained, and a score at the end.

mod answers;
mod best;
mod explained;
pub mod view;

use egui::Ui;

use super::{Kind, Scene, Step};
use crate::locale::Catalog;
use crate::model::exhibit::{ExhibitContent, QuestionKind, Quiz, QuizQuestion};

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

    fn scored(&self, quiz: &Quiz) -> Option<u32> {
        Some(counted(quiz.questions.len()))
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

    fn place_words(&self, scene: &Scene<'_>, quiz: &Quiz, state: &QuizState) -> Option<String> {
        let words = scene.theme.words();
        let count = quiz.questions.len();
        Some(match quiz.questions.get(state.question) {
            None => score_words(state.right, count, words),
            Some(question) if state.answered => verdict(question, &state.chosen, words),
            Some(question) => asked(question, (state.question + 1, count), words),
        })
    }
}

/// A question, with its number of so many and how it is answered.
fn asked(question: &QuizQuestion, (number, count): (usize, usize), words: &Catalog) -> String {
    let args = [("number", number.into()), ("count", count.into())];
    let how = view::how_to_answer(question.kind).map(|key| words.text(key));
    let asked = question.question.in_language(words.language()).to_owned();
    let said: Vec<String> = [words.text_with("quiz-number", args), asked]
        .into_iter()
        .chain(how)
        .collect();
    said.join("\n")
}

/// Whether what was chosen is right, what is where it is not, and why.
fn verdict(question: &QuizQuestion, chosen: &[usize], words: &Catalog) -> String {
    let language = words.language();
    let right = is_right(question, chosen);
    let mut said = Vec::new();
    if !right {
        said.push(words.text("quiz-wrong"));
    }
    said.push(words.text(view::said(question.kind, right)));
    let answers = question.answers.iter();
    let these = answers.filter(|answer| question.kind == QuestionKind::Order || answer.right);
    let these: Vec<&str> = these
        .map(|answer| answer.text.in_language(language))
        .filter(|_| !right)
        .collect();
    said.push(these.join(&words.text("list-separator")));
    said.push(question.explanation.in_language(language).to_owned());
    said.retain(|words| !words.is_empty());
    said.join("\n")
}

fn score_words(right: usize, count: usize, words: &Catalog) -> String {
    let args = [("right", right.into()), ("count", count.into())];
    let score = words.text_with("quiz-score", args);
    format!("{score}\n{}", words.text(view::praise(right, count)))
}

/// Which question, what was chosen, and how many were right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuizState {
    /// From 0; the number of questions when it is over.
    pub question: usize,
    /// The answers chosen for it, in the order in which they were touched.
    pub chosen: Vec<usize>,
    /// Whether they are its answer; until then they can be changed.
    pub answered: bool,
    /// Right answers so far.
    pub right: usize,
}

impl QuizState {
    /// After a touch on this answer: a single one answers the question, one of several is chosen or no longer chosen.
    pub fn touched(&self, questions: &[QuizQuestion], answer: usize) -> Self {
        let mut next = self.clone();
        let Some(question) = questions.get(self.question) else {
            return next;
        };
        if self.answered || answer >= question.answers.len() {
            return next;
        }
        if question.kind == QuestionKind::Single {
            next.chosen = vec![answer];
            return next.checked(questions);
        }
        if let Some(at) = next.chosen.iter().position(|chosen| *chosen == answer) {
            next.chosen.remove(at);
        } else {
            next.chosen.push(answer);
        }
        next
    }

    /// With what is chosen as the answer. The first counts.
    pub fn checked(&self, questions: &[QuizQuestion]) -> Self {
        match questions.get(self.question) {
            Some(question) if self.can_be_checked(question) => Self {
                answered: true,
                right: self.right + usize::from(is_right(question, &self.chosen)),
                ..self.clone()
            },
            _ => self.clone(),
        }
    }

    /// Whether enough is chosen to be an answer.
    pub fn can_be_checked(&self, question: &QuizQuestion) -> bool {
        let enough = match question.kind {
            QuestionKind::Single | QuestionKind::Multiple => 1,
            QuestionKind::Order => question.answers.len(),
        };
        !self.answered && self.chosen.len() >= enough
    }

    /// With nothing chosen yet.
    pub fn reset(&self) -> Self {
        Self {
            chosen: Vec::new(),
            ..self.clone()
        }
    }

    /// At the next question, or at the score.
    pub fn next(&self) -> Self {
        Self {
            question: self.question + 1,
            chosen: Vec::new(),
            answered: false,
            right: self.right,
        }
    }
}

/// Whether these answers, chosen in this order, are right: all right ones and no other, or the order they have.
pub fn is_right(question: &QuizQuestion, chosen: &[usize]) -> bool {
    let answers = question.answers.iter().enumerate();
    match question.kind {
        QuestionKind::Order => chosen.iter().copied().eq(0..question.answers.len()),
        QuestionKind::Single | QuestionKind::Multiple => answers
            .into_iter()
            .all(|(i, answer)| answer.right == chosen.contains(&i)),
    }
}

/// In which order the answers are shown: as they are written, but those to be put in order mixed, and never in it.
pub fn shown_order(question: &QuizQuestion) -> Vec<usize> {
    let count = question.answers.len();
    if question.kind != QuestionKind::Order {
        return (0..count).collect();
    }
    // The same every time, so that nothing moves under a finger: every second one from the back, then the others.
    let (odd, even): (Vec<usize>, Vec<usize>) = (0..count).rev().partition(|i| i % 2 == 1);
    odd.into_iter().chain(even.into_iter().rev()).collect()
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exhibit::QuizAnswer;
    use crate::model::text::LocalizedText;

    fn question(kind: QuestionKind, right: &[usize]) -> QuizQuestion {
        QuizQuestion {
            kind,
            question: LocalizedText::default(),
            picture: None,
            alt: LocalizedText::default(),
            answers: (0..3)
                .map(|i| QuizAnswer {
                    text: LocalizedText::default(),
                    right: right.contains(&i),
                    picture: None,
                    alt: LocalizedText::default(),
                })
                .collect(),
            explanation: LocalizedText::default(),
        }
    }

    #[test]
    fn only_the_first_answer_counts() {
        let single = |right| question(QuestionKind::Single, &[right]);
        let questions = [single(1), single(0)];
        let wrong = QuizState::default().touched(&questions, 0);
        assert_eq!((wrong.right, wrong.touched(&questions, 1).right), (0, 0));
        let right = wrong.next().touched(&questions, 0);
        assert_eq!(right.right, 1);
        let over = right.next();
        assert_eq!(
            over.touched(&questions, 0),
            over,
            "after the last there is nothing to answer"
        );
    }

    #[track_caller]
    fn check(question: &QuizQuestion, touches: &[usize], right: bool) {
        let questions = [question.clone()];
        let state = touches.iter().fold(QuizState::default(), |state, touch| {
            state.touched(&questions, *touch)
        });
        assert!(!state.answered, "not before it is done");
        let done = state.checked(&questions);
        assert_eq!(
            (done.answered, done.right == 1),
            (true, right),
            "{touches:?}"
        );
        assert_eq!(done.checked(&questions), done, "only once");
    }

    #[test]
    fn several_right_answers_are_all_needed_in_any_order() {
        let several = question(QuestionKind::Multiple, &[0, 2]);
        check(&several, &[2, 0], true);
        check(&several, &[0], false);
        check(&several, &[0, 1, 2], false);
        check(&several, &[0, 1, 2, 1], true);
    }

    #[test]
    fn an_order_is_right_only_as_a_whole() {
        let order = question(QuestionKind::Order, &[]);
        check(&order, &[0, 1, 2], true);
        check(&order, &[0, 2, 1], false);
        check(&order, &[1, 0, 1, 1, 2], true);
        let state = QuizState::default().touched(std::slice::from_ref(&order), 0);
        assert!(!state.can_be_checked(&order), "one is missing");
        assert_eq!(state.reset(), QuizState::default());
    }

    #[test]
    fn what_is_to_be_put_in_order_is_never_shown_in_it() {
        let mut order = question(QuestionKind::Order, &[]);
        for count in 2..=4 {
            let answer = order.answers[0].clone();
            order.answers = vec![answer; count];
            let shown = shown_order(&order);
            let mut sorted = shown.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..count).collect::<Vec<_>>());
            assert_ne!(shown, sorted);
            let reversed: Vec<usize> = (0..count).rev().collect();
            assert!(count == 2 || shown != reversed);
        }
    }
}
