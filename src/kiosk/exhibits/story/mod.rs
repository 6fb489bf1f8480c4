//! Story: pages of picture and text, turned one by one.

pub mod view;

use egui::Ui;

use super::{Kind, Narration, Scene, Step, number_of};
use crate::model::exhibit::{ExhibitContent, Story};

/// The kind as the shell knows it.
pub struct StoryKind;

impl Kind for StoryKind {
    type Content = Story;
    type State = StoryState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Story> {
        match content {
            ExhibitContent::Story(story) => Some(story),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        story: &Story,
        state: &StoryState,
    ) -> Option<Step<StoryState>> {
        view::story_ui(ui, scene, story, state)
    }

    fn narration(&self, story: &Story, state: &StoryState, language: &str) -> Option<Narration> {
        let take = state.listening?;
        let page = story.pages.get(state.page)?;
        let path = page.narration.in_language(language)?.to_owned();
        Some(Narration { path, take })
    }

    fn place_words(&self, scene: &Scene<'_>, story: &Story, state: &StoryState) -> Option<String> {
        let words = scene.theme.words();
        let page = story.pages.get(state.page)?;
        let language = words.language();
        // Nothing talks over the recording of this page.
        if self.narration(story, state, language).is_some() {
            return None;
        }
        let number = number_of(words, state.page, story.pages.len());
        let heading = page.heading.in_language(language);
        let text = page.text.in_language(language);
        Some(format!("{number}\n{heading}\n{text}"))
    }

    fn recorded<'a>(
        &self,
        story: &'a Story,
        state: &StoryState,
        language: &str,
        words: &str,
    ) -> Option<&'a str> {
        let page = story.pages.get(state.page)?;
        let recording = page.narration.in_language(language)?;
        (page.text.in_language(language) == words).then_some(recording)
    }
}

/// Which page is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoryState {
    /// From 0.
    pub page: usize,
    /// Whether the pages are spoken; another number begins this one again.
    pub listening: Option<u32>,
}
