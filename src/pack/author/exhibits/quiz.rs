//! Checks a quiz.

use super::Inside;
use crate::model::exhibit::{QuestionKind, Quiz, QuizAnswer, QuizQuestion};
use crate::model::text::LocalizedText;
use crate::pack::author::checker::Checker;
use crate::pack::author::toml_reader::{Reader, Table};
use crate::pack::author::{ProblemKind, limits};

impl Checker<'_> {
    pub(super) fn quiz(&mut self, inside: &Inside) -> Quiz {
        self.only_inside(inside, &["questions"]);
        let questions = self.parts(inside.reader, inside.table, "questions");
        Quiz {
            questions: questions
                .iter()
                .map(|part| self.question(inside.reader, part, inside.folder))
                .collect(),
        }
    }

    fn question(&mut self, reader: &Reader, part: &Table, exhibit: &str) -> QuizQuestion {
        self.only(
            reader,
            part,
            &[
                "kind",
                "question",
                "picture",
                "alt",
                "answers",
                "explanation",
            ],
        );
        let kind = if part.has("kind") {
            let known = "single, multiple, order";
            self.one_of(reader, part, "kind", QuestionKind::parse, known)
        } else {
            Some(QuestionKind::Single)
        };
        let question = self.text(reader, part, "question", limits::TEXT_CHARS_MAX);
        let explanation = self.text(reader, part, "explanation", limits::TEXT_CHARS_MAX);
        let (picture, alt) = self.maybe_picture(reader, part, exhibit);
        let answers: Vec<QuizAnswer> = part
            .tables("answers")
            .iter()
            .map(|answer| self.answer(reader, answer, exhibit))
            .collect();
        if let Some(kind) = kind {
            self.answers_suit(reader, part, kind, &answers);
        }
        QuizQuestion {
            kind: kind.unwrap_or_default(),
            question,
            picture,
            alt,
            answers,
            explanation,
        }
    }
    fn answer(&mut self, reader: &Reader, answer: &Table, exhibit: &str) -> QuizAnswer {
        self.only(reader, answer, &["text", "right", "picture", "alt"]);
        let (picture, alt) = self.maybe_picture(reader, answer, exhibit);
        QuizAnswer {
            text: self.text(reader, answer, "text", limits::HEADING_CHARS_MAX),
            right: answer.flag("right"),
            picture,
            alt,
        }
    }

    /// So many answers, and so many right ones, as the kind of question wants.
    fn answers_suit(
        &mut self,
        reader: &Reader,
        part: &Table,
        kind: QuestionKind,
        answers: &[QuizAnswer],
    ) {
        let (count, right) = (
            answers.len(),
            answers.iter().filter(|answer| answer.right).count(),
        );
        let (name, suits) = match kind {
            QuestionKind::Single => ("single", right == 1),
            QuestionKind::Multiple => ("multiple", right >= 2),
            QuestionKind::Order => ("order", right == 0),
        };
        if !limits::ANSWERS.contains(&count) || !suits {
            let kind = name.to_owned();
            let problem = ProblemKind::Answers { kind, count, right };
            self.error(reader, part.place(), problem);
        }
        let with = part.tables("answers");
        let with = with.iter().filter(|answer| answer.has("picture")).count();
        if with > 0 && with < count {
            self.error(reader, part.place(), ProblemKind::AnswerPictures);
        }
    }

    /// A picture that may be left out, and what it shows.
    pub(super) fn maybe_picture(
        &mut self,
        reader: &Reader,
        part: &Table,
        exhibit: &str,
    ) -> (Option<String>, LocalizedText) {
        if !part.has("picture") {
            return (None, LocalizedText::default());
        }
        let picture = self.picture(reader, part, "picture", exhibit);
        let alt = self.text(reader, part, "alt", limits::TEXT_CHARS_MAX);
        (picture, alt)
    }
}
