//! Checks a guide.

use std::collections::{BTreeMap, BTreeSet};

use super::Inside;
use crate::model::exhibit::{Guide, GuideQuestion, GuideTopic};
use crate::model::search::folded;
use crate::model::text::{LanguageTag, LocalizedText};
use crate::pack::author::checker::Checker;
use crate::pack::author::toml_reader::{Place, Reader, Table};
use crate::pack::author::{Problem, ProblemKind, Severity, limits};

/// Wordings so far, by language: each leads to one answer.
type Wordings = BTreeSet<(LanguageTag, String)>;

impl Checker<'_> {
    pub(super) fn guide(&mut self, inside: &Inside) -> Option<Guide> {
        self.only_inside(
            inside,
            &["name", "picture", "alt", "greeting", "topics", "questions"],
        );
        let Inside {
            reader,
            table,
            folder,
        } = *inside;
        let name = self.text(reader, table, "name", limits::LABEL_CHARS_MAX);
        let alt = self.text(reader, table, "alt", limits::TEXT_CHARS_MAX);
        let greeting = self.text(reader, table, "greeting", limits::HEADING_CHARS_MAX);
        let topics = self.guide_topics(reader, table);
        let ids: Vec<&str> = topics.iter().map(|topic| topic.id.as_str()).collect();
        let mut wordings = Wordings::new();
        let questions = self
            .parts(reader, table, "questions")
            .iter()
            .filter_map(|part| self.guide_question(inside, part, &ids, &mut wordings))
            .collect();
        Some(Guide {
            name,
            picture: self.picture(reader, table, "picture", folder)?,
            alt,
            greeting,
            topics,
            questions,
        })
    }

    fn guide_topics(&mut self, reader: &Reader, table: &Table) -> Vec<GuideTopic> {
        let parts = self.parts(reader, table, "topics");
        let most = limits::TOPICS_MAX;
        self.at_most(reader, table.place(), "topics", parts.len(), most);
        let mut topics: Vec<GuideTopic> = Vec::new();
        for part in parts.iter().take(most) {
            self.only(reader, part, &["id", "name"]);
            let name = self.text(reader, part, "name", limits::LABEL_CHARS_MAX);
            let Some(id) = self.id(reader, part, "id") else {
                continue;
            };
            if topics.iter().any(|known| known.id == id) {
                self.error(reader, part.place(), ProblemKind::Twice { value: id });
            } else {
                topics.push(GuideTopic { id, name });
            }
        }
        topics
    }

    fn guide_question(
        &mut self,
        inside: &Inside,
        part: &Table,
        topics: &[&str],
        wordings: &mut Wordings,
    ) -> Option<GuideQuestion> {
        let reader = inside.reader;
        self.only(
            reader,
            part,
            &[
                "topic", "question", "also", "answer", "picture", "alt", "exhibit", "place",
            ],
        );
        let question = self.text(reader, part, "question", limits::HEADING_CHARS_MAX);
        self.new_question(reader, part, &question, wordings);
        let also = self.other_wordings(reader, part, wordings);
        let answer = self.text(reader, part, "answer", limits::TEXT_CHARS_MAX);
        let (picture, alt) = self.maybe_picture(reader, part, inside.folder);
        let exhibit = self.other_exhibit(inside, part);
        let place = self.place_on_map(reader, part, exhibit.as_deref());
        let parse = |id: &str| topics.contains(&id).then(|| id.to_owned());
        let topic = self.one_of(reader, part, "topic", parse, &topics.join(", "));
        Some(GuideQuestion {
            topic: topic?,
            question,
            also,
            answer,
            picture,
            alt,
            exhibit,
            place,
        })
    }

    fn new_question(
        &mut self,
        reader: &Reader,
        part: &Table,
        question: &LocalizedText,
        wordings: &mut Wordings,
    ) {
        let place = part
            .get("question")
            .map_or(part.place(), |(_, place)| place);
        for (language, wording) in &question.0 {
            self.new_wording(reader, place, language, wording, wordings);
        }
    }

    /// Other ways of asking, by language.
    fn other_wordings(
        &mut self,
        reader: &Reader,
        part: &Table,
        wordings: &mut Wordings,
    ) -> BTreeMap<LanguageTag, Vec<String>> {
        let mut also = BTreeMap::new();
        let Some((value, place)) = part.get("also") else {
            return also;
        };
        let Some(table) = value.into_table(place) else {
            let (key, wanted) = ("also".to_owned(), "texts".to_owned());
            self.error(reader, place, ProblemKind::WrongType { key, wanted });
            return also;
        };
        for (language, place) in table.keys() {
            if !self.languages.contains(&language) {
                let kind = ProblemKind::NotOneOf {
                    value: language,
                    known: self.languages.join(", "),
                };
                self.error(reader, place, kind);
                continue;
            }
            let mut own = Vec::new();
            for (wording, place) in self.strings(reader, &table, &language) {
                let count = wording.chars().count();
                if count > limits::HEADING_CHARS_MAX {
                    let max = limits::HEADING_CHARS_MAX;
                    self.error(reader, place, ProblemKind::TooLong { count, max });
                } else {
                    self.new_wording(reader, place, &language, &wording, wordings);
                    own.push(wording.trim().to_owned());
                }
            }
            self.at_most(reader, place, "also", own.len(), limits::WORDINGS_MAX);
            also.insert(language, own);
        }
        also
    }

    /// A wording that says something and was not there before: of two answers to one question, which is right?
    fn new_wording(
        &mut self,
        reader: &Reader,
        place: Place,
        language: &str,
        wording: &str,
        wordings: &mut Wordings,
    ) {
        let said = folded(wording);
        // A question that is missing was told of where it is read.
        if !said.is_empty() && !wordings.insert((language.to_owned(), said)) {
            let value = wording.to_owned();
            self.error(reader, place, ProblemKind::Twice { value });
        }
    }

    /// The exhibit that says more, if one is named: another one of this pack.
    fn other_exhibit(&mut self, inside: &Inside, part: &Table) -> Option<String> {
        if !part.has("exhibit") {
            return None;
        }
        let others: Vec<String> = self
            .exhibits
            .iter()
            .filter(|id| *id != inside.folder)
            .cloned()
            .collect();
        let parse = |id: &str| others.iter().find(|other| *other == id).cloned();
        let known = others.join(", ");
        self.one_of(inside.reader, part, "exhibit", parse, &known)
    }

    /// The place that is shown there, if one is named; whether the map has it is known once every exhibit was read.
    fn place_on_map(
        &mut self,
        reader: &Reader,
        part: &Table,
        exhibit: Option<&str>,
    ) -> Option<String> {
        let (_, at) = part.get("place")?;
        let place = self.id(reader, part, "place")?;
        let Some(exhibit) = exhibit else {
            if !part.has("exhibit") {
                self.missing_key(reader, part, "exhibit");
            }
            return None;
        };
        let kind = ProblemKind::NoSuchPlace {
            place: place.clone(),
            exhibit: exhibit.to_owned(),
        };
        let problem = Problem::at(Severity::Error, reader, at, kind);
        self.leads
            .push((exhibit.to_owned(), place.clone(), problem));
        Some(place)
    }
}
