//! Checks a quiz.

use super::Inside;
use crate::model::exhibit::{Quiz, QuizAnswer, QuizQuestion};
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
            &["question", "picture", "alt", "answers", "explanation"],
        );
        let question = self.text(reader, part, "question", limits::TEXT_CHARS_MAX);
        let explanation = self.text(reader, part, "explanation", limits::TEXT_CHARS_MAX);
        let has_picture = part.has("picture");
        let picture = if has_picture {
            self.picture(reader, part, "picture", exhibit)
        } else {
            None
        };
        let alt = if has_picture {
            self.text(reader, part, "alt", limits::TEXT_CHARS_MAX)
        } else {
            LocalizedText::default()
        };
        let answers: Vec<QuizAnswer> = part
            .tables("answers")
            .iter()
            .map(|answer| {
                self.only(reader, answer, &["text", "right"]);
                QuizAnswer {
                    text: self.text(reader, answer, "text", limits::HEADING_CHARS_MAX),
                    right: answer.flag("right"),
                }
            })
            .collect();
        let right = answers.iter().filter(|answer| answer.right).count();
        if !limits::ANSWERS.contains(&answers.len()) || right != 1 {
            self.error(
                reader,
                part.place(),
                ProblemKind::Answers {
                    count: answers.len(),
                    right,
                },
            );
        }
        QuizQuestion {
            question,
            picture,
            alt,
            answers,
            explanation,
        }
    }
}
