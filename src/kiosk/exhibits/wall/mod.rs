//! Message wall: wishes and drawings of visitors, and leaving one.
//!
//! What is written or drawn lives in the visit and goes with it; only what is sent leaves it.

mod board;
mod colors;
pub mod drawing;
mod ink;
mod leave;
mod paper;
mod sketch;
mod told;
pub mod view;

use egui::Ui;
use uuid::Uuid;

use super::{Kind, Scene, Step};
use crate::kiosk::writing::{Field, Writing};
use crate::model::exhibit::{ExhibitContent, Wall};
use crate::model::note::{Note, NoteContent, WORDS_CHARS_MAX};
use drawing::Drawing;

/// The kind as the shell knows it.
pub struct WallKind;

impl Kind for WallKind {
    type Content = Wall;
    type State = WallState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Wall> {
        match content {
            ExhibitContent::Wall(wall) => Some(wall),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        wall: &Wall,
        state: &WallState,
    ) -> Option<Step<WallState>> {
        view::wall_ui(ui, scene, wall, state)
    }

    fn place_words(&self, scene: &Scene<'_>, wall: &Wall, state: &WallState) -> Option<String> {
        told::place_words(scene, wall, state)
    }
}

/// Where a visitor is, and what they are making.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WallState {
    /// In points from the top of the wall.
    pub scroll: f32,
    /// What is seen.
    pub page: Page,
    /// What is being made; it stays when the visitor looks at the wall again.
    pub draft: Draft,
}

/// What is seen of a wall.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Page {
    /// The messages.
    #[default]
    Wall,
    /// One message, large.
    Open(Uuid),
    /// A wish or a drawing?
    Choose,
    /// Writing.
    Write,
    /// Drawing; whether all of it is about to be thrown away.
    Draw {
        /// The visitor is asked whether to begin anew.
        clearing: bool,
    },
    /// What is about to be sent.
    Preview(Making),
    /// Sent, and what became of it.
    Sent(Note),
}

/// What is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    /// A wish.
    Words,
    /// A drawing.
    Drawing,
}

/// A message that is being made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// Which paper of the wall.
    pub paper: usize,
    /// Which ink of the wall.
    pub ink: usize,
    /// Which width of a line.
    pub width: Width,
    /// What is written; `None` before the keyboard was seen.
    pub writing: Option<Writing>,
    /// What is drawn.
    pub drawing: Drawing,
    /// What was done to it last, other than drawing and writing.
    pub done: Option<Done>,
}

/// What is done to a message while it is made, and not seen by everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Another ink.
    Ink,
    /// Another width of a line.
    Width,
    /// Another paper.
    Paper,
    /// The last stroke is taken back.
    Undone,
    /// It is there again.
    Redone,
    /// All of it is thrown away.
    Cleared,
}

/// How wide a line is, as an index of [`crate::model::note::WIDTHS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width(pub u8);

impl Default for Width {
    fn default() -> Self {
        Self(1)
    }
}

impl WallState {
    /// Another page with the same draft.
    pub fn to(&self, page: Page) -> Self {
        let mut next = Self {
            page,
            ..self.clone()
        };
        next.draft.done = None;
        next
    }

    /// The same page with another draft.
    pub fn with(&self, draft: Draft) -> Self {
        Self {
            draft,
            ..self.clone()
        }
    }

    /// Where making a message begins: with a choice, where there is one.
    pub fn leave(&self, wall: &Wall, language: &str) -> Self {
        match (wall.words, wall.drawings) {
            (true, false) => self.write(language),
            (false, true) => self.to(Page::Draw { clearing: false }),
            _ => self.to(Page::Choose),
        }
    }

    /// At the keyboard.
    pub fn write(&self, language: &str) -> Self {
        let mut next = self.to(Page::Write);
        let field = Field::Words {
            chars_max: WORDS_CHARS_MAX,
        };
        let writing = &mut next.draft.writing;
        writing.get_or_insert_with(|| Writing::new(language, field));
        next
    }
}

impl Draft {
    /// The message as it stands, if there is one and it may be sent.
    pub fn note(&self, wall: &Wall, making: Making) -> Option<Note> {
        let paper = wall.papers.get(self.paper).or(wall.papers.first())?;
        let content = match making {
            Making::Words => {
                let words = self.writing.as_ref()?.text().trim();
                NoteContent::Words(words.to_owned())
            }
            Making::Drawing => NoteContent::Drawing(self.drawing.finished()),
        };
        let note = Note {
            paper: *paper,
            inks: wall.inks.clone(),
            content,
        };
        note.check().is_ok().then_some(note)
    }
}
