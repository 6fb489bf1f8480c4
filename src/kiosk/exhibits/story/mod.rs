//! Story: pages of picture and text, turned one by one.

pub mod view;

use egui::Ui;

use super::{Kind, Scene, Step};
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
}

/// Which page is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoryState {
    /// From 0.
    pub page: usize,
}
