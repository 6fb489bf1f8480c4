//! Guide: a figure that finds answers to what a visitor asks, and passes on what it cannot answer.
//!
//! It never asserts an answer: what fits best is shown as cards to choose from, and the desk is always offered.

mod cards;
mod desk;
mod figure;
mod told;
pub mod view;

use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use egui::Ui;

use super::{Kind, Scene, Step};
use crate::kiosk::writing::{Field, Writing};
use crate::model::exhibit::{ExhibitContent, Guide, GuideQuestion};
use crate::model::question::{self, AnswerRead, DeskQuestion, QUESTION_CHARS_MAX};
use crate::model::search::Index;

/// Answers that are offered at once.
pub const CARDS_MAX: usize = 3;

/// The kind as the shell knows it.
pub struct GuideKind;

impl Kind for GuideKind {
    type Content = Guide;
    type State = GuideState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Guide> {
        match content {
            ExhibitContent::Guide(guide) => Some(guide),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        guide: &Guide,
        state: &GuideState,
    ) -> Option<Step<GuideState>> {
        view::guide_ui(ui, scene, guide, state)
    }

    fn place_words(&self, scene: &Scene<'_>, guide: &Guide, state: &GuideState) -> Option<String> {
        told::place_words(scene, guide, state)
    }
}

/// What a visitor has asked and where that led.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GuideState {
    /// What was written; `None` before the field was touched.
    pub writing: Option<Writing>,
    /// Whether the keyboard is open.
    pub typing: bool,
    /// The topic whose questions are offered, from 0 among those that have any.
    pub topic: usize,
    /// How far down its questions, in points.
    pub scroll: f32,
    /// Questions that fit what was written, the best first.
    pub found: Vec<usize>,
    /// What is seen.
    pub page: GuidePage,
    /// What there was no answer to when it was counted last.
    counted: String,
    ready: Option<Ready>,
}

/// What is seen of a guide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GuidePage {
    /// Questions to choose from.
    #[default]
    Questions,
    /// One answer, whole.
    Answer(usize),
    /// The question as the desk would get it.
    Desk,
    /// What became of it.
    Sent,
}

impl GuideState {
    /// What was written so far.
    pub fn asked(&self) -> &str {
        self.writing.as_ref().map_or("", Writing::text).trim()
    }

    /// The question as the desk would get it; `None` while it says nothing.
    pub fn for_desk(&self) -> Option<DeskQuestion> {
        question::fit_to_keep(self.asked()).map(|text| DeskQuestion { text })
    }

    /// With the keyboard open, for a speaker of `language`.
    pub fn writing_on(&self, language: &str) -> Self {
        let field = Field::Words {
            chars_max: QUESTION_CHARS_MAX,
        };
        Self {
            writing: Some(
                self.writing
                    .clone()
                    .unwrap_or_else(|| Writing::new(language, field)),
            ),
            typing: true,
            page: GuidePage::Questions,
            ..self.clone()
        }
    }

    /// After this was written, with whatever fits it.
    pub fn wrote(&self, guide: &Guide, writing: Writing, done: bool) -> Self {
        let mut next = Self {
            typing: !done,
            ..self.clone()
        };
        if writing.text() != self.writing.as_ref().map_or("", Writing::text) {
            let ready = Ready::of(guide, self.ready.as_ref());
            next.found = ready.index.find(writing.text(), CARDS_MAX);
            next.ready = Some(ready);
        }
        next.writing = Some(writing);
        next
    }

    /// As it was, with what has no answer noted as counted; `None` where there is nothing to count.
    pub fn counted(&self) -> Option<Self> {
        let unanswered = self.found.is_empty() && self.for_desk().is_some();
        (unanswered && self.asked() != self.counted).then(|| Self {
            counted: self.asked().to_owned(),
            ..self.clone()
        })
    }

    /// With another topic's questions.
    pub fn about(&self, topic: usize) -> Self {
        Self {
            topic,
            scroll: 0.0,
            ..self.clone()
        }
    }

    /// On another page, the keyboard closed.
    pub fn on(&self, page: GuidePage) -> Self {
        Self {
            page,
            typing: false,
            ..self.clone()
        }
    }

    /// With nothing written; what can be asked next comes from the same topic.
    pub fn cleared(&self) -> Self {
        Self {
            topic: self.topic,
            counted: self.counted.clone(),
            ready: self.ready.clone(),
            ..Self::default()
        }
    }

    /// One step back; `None` from where the visitor came in.
    pub fn back(&self) -> Option<Self> {
        match self.page {
            GuidePage::Answer(_) | GuidePage::Desk => Some(self.on(GuidePage::Questions)),
            GuidePage::Sent => Some(self.cleared()),
            GuidePage::Questions if self.writing.is_some() => Some(self.cleared()),
            GuidePage::Questions => None,
        }
    }
}

/// The read of an answer, for counting.
fn read_of(question: &GuideQuestion) -> AnswerRead {
    AnswerRead {
        question: question.question.clone(),
    }
}

/// A guide made ready for searching, once for as long as it says the same.
#[derive(Clone)]
struct Ready {
    index: Arc<Index>,
    said: u64,
}

impl Ready {
    /// The one from before, if it is of this guide.
    fn of(guide: &Guide, before: Option<&Self>) -> Self {
        let mut hasher = DefaultHasher::new();
        for wording in guide.questions.iter().flat_map(GuideQuestion::wordings) {
            wording.hash(&mut hasher);
        }
        let said = hasher.finish();
        match before {
            Some(before) if before.said == said => before.clone(),
            _ => Self {
                index: Arc::new(index(guide)),
                said,
            },
        }
    }
}

impl PartialEq for Ready {
    fn eq(&self, other: &Self) -> bool {
        self.said == other.said
    }
}

impl fmt::Debug for Ready {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Ready({:x})", self.said)
    }
}

/// A guide's questions, found by any wording in any language: a visitor may write in another than the screen speaks.
pub fn index(guide: &Guide) -> Index {
    Index::new(guide.questions.iter().map(GuideQuestion::wordings))
}
