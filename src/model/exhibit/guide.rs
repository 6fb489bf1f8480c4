//! Guide: a figure that answers questions from a list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::{LanguageTag, LocalizedText};

/// A figure and everything it can answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guide {
    /// What the figure is called.
    pub name: LocalizedText,
    /// Path of the figure's picture in the pack.
    pub picture: String,
    /// What the picture shows.
    pub alt: LocalizedText,
    /// What the figure says before anything is asked.
    pub greeting: LocalizedText,
    /// What questions can be about, in the order in which they are offered; at least one.
    pub topics: Vec<GuideTopic>,
    /// At least one.
    pub questions: Vec<GuideQuestion>,
}

/// Something questions are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuideTopic {
    /// Unique in its guide.
    pub id: String,
    /// What people call it.
    pub name: LocalizedText,
}

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuideQuestion {
    /// The topic's id.
    pub topic: String,
    /// The question as it is shown.
    pub question: LocalizedText,
    /// Other ways of asking it, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub also: BTreeMap<LanguageTag, Vec<String>>,
    /// The answer.
    pub answer: LocalizedText,
    /// Path of a picture in the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What the picture shows; empty without one.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub alt: LocalizedText,
    /// Id of the exhibit that says more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhibit: Option<String>,
    /// Id of the place that is shown there, when it is a map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl GuideQuestion {
    /// Every way of asking it, in every language.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        let shown = self.question.0.values();
        shown
            .chain(self.also.values().flatten())
            .map(String::as_str)
    }
}

impl Content for Guide {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let pictures = self.questions.iter_mut();
        std::iter::once(&mut self.picture)
            .chain(pictures.filter_map(|question| question.picture.as_mut()))
            .collect()
    }

    fn exhibits_mut(&mut self) -> Vec<&mut String> {
        let questions = self.questions.iter_mut();
        questions
            .filter_map(|question| question.exhibit.as_mut())
            .collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        let topics = self.topics.iter().map(|topic| &topic.name);
        let questions = self.questions.iter();
        let of_questions =
            questions.flat_map(|question| [&question.question, &question.answer, &question.alt]);
        [&self.name, &self.alt, &self.greeting]
            .into_iter()
            .chain(topics)
            .chain(of_questions)
            .collect()
    }

    fn parts(&self) -> usize {
        self.questions.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exhibit::{Exhibit, ExhibitContent};

    #[test]
    fn beside_another_pack_an_answer_leads_where_it_did() {
        let text = |words: &str| LocalizedText::zh_en(words, words);
        let guide = Guide {
            name: text("椰宝"),
            picture: "guide/figure.webp".into(),
            alt: text("图"),
            greeting: text("您好"),
            topics: Vec::new(),
            questions: vec![GuideQuestion {
                topic: "centre".into(),
                question: text("在哪？"),
                also: BTreeMap::new(),
                answer: text("这里"),
                picture: None,
                alt: LocalizedText::default(),
                exhibit: Some("map".into()),
                place: Some("desk".into()),
            }],
        };
        let exhibit = Exhibit {
            id: "guide".into(),
            title: text("问"),
            subtitle: text("问"),
            cover: "guide/cover.webp".into(),
            content: ExhibitContent::Guide(guide),
        };
        let below = exhibit.below("city");
        let ExhibitContent::Guide(guide) = &below.content else {
            unreachable!("a guide stays one")
        };
        assert_eq!(below.id, "city/guide");
        assert_eq!(guide.picture, "city/guide/figure.webp");
        assert_eq!(guide.questions[0].exhibit.as_deref(), Some("city/map"));
        assert_eq!(guide.questions[0].place.as_deref(), Some("desk"));
    }
}
