//! Exhibits: one folder per kind. A kind has a state (where the visitor is), a view, and says what was wanted.

pub mod gallery;
pub mod quiz;
pub(super) mod screen;
pub mod story;

use egui::{Rect, Ui};

use super::shell::ShellAction;
use super::theme::Theme;
use super::theme::widgets::PictureSource;
use crate::model::exhibit::{Exhibit, ExhibitContent};

/// The exhibit that is open and where in it the visitor is.
#[derive(Debug, Clone, PartialEq)]
pub struct ExhibitState {
    /// The exhibit's id.
    pub exhibit: String,
    /// Where in it.
    pub place: Place,
}

/// Where in an exhibit a visitor is, by kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// In a story.
    Story(story::StoryState),
    /// In a gallery.
    Gallery(gallery::GalleryState),
    /// In a quiz.
    Quiz(quiz::QuizState),
}

impl ExhibitState {
    /// At the beginning of an exhibit.
    pub fn open(exhibit: &Exhibit) -> Self {
        let place = match exhibit.content {
            ExhibitContent::Story { .. } => Place::Story(Default::default()),
            ExhibitContent::Gallery { .. } => Place::Gallery(Default::default()),
            ExhibitContent::Quiz { .. } => Place::Quiz(Default::default()),
        };
        Self {
            exhibit: exhibit.id.clone(),
            place,
        }
    }
}

/// What an exhibit's view gives back: the next place, or a wish of the shell's.
#[derive(Debug, Clone, PartialEq)]
pub enum ExhibitAction {
    /// A choice in the shell.
    Shell(ShellAction),
    /// Go here.
    Place(Place),
}

/// Draws whatever kind the exhibit is. A place of another kind (the pack changed) starts over.
pub fn exhibit_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    stage: Rect,
    exhibit: &Exhibit,
    place: &Place,
) -> Option<ExhibitAction> {
    match (&exhibit.content, place) {
        (ExhibitContent::Story { pages }, Place::Story(state)) => {
            story::view::story_ui(ui, theme, pictures, stage, exhibit, pages, state)
        }
        (ExhibitContent::Gallery { pictures: shown }, Place::Gallery(state)) => {
            gallery::view::gallery_ui(ui, theme, pictures, stage, exhibit, shown, state)
        }
        (ExhibitContent::Quiz { questions }, Place::Quiz(state)) => {
            quiz::view::quiz_ui(ui, theme, pictures, stage, exhibit, questions, state)
        }
        _ => Some(ExhibitAction::Place(ExhibitState::open(exhibit).place)),
    }
}
