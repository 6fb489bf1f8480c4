//! Exhibits: one folder per kind, and the seam between them and the shell.
//!
//! A kind has a state (where the visitor is), a view, and says what was wanted. The shell knows [`Kind`] and the list
//! of kinds below, nothing else of any of them; a kind knows its [`Scene`].

mod closer;
mod coming;
pub mod compare;
mod controls;
mod deep;
pub mod figures;
pub mod gallery;
pub mod guide;
pub mod map;
pub mod model;
mod opened;
mod pan;
pub mod panorama;
pub mod people;
pub mod quiz;
pub(super) mod screen;
mod slider;
pub mod story;
pub mod timeline;
pub mod video;
pub mod wall;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use egui::{Rect, Ui, UiBuilder};
use uuid::Uuid;

use super::shell::ShellAction;
use super::speech::sentences::whole_sentences;
use super::theme::Theme;
use super::theme::widgets::PictureSource;
use crate::api::figures::LiveFigures;
use crate::api::wall::WallNote;
use crate::locale::Catalog;
use crate::model::exhibit::{Exhibit, ExhibitContent};
use crate::model::outgoing::Outgoing;
use crate::model::scores::Score;
use crate::model::text::LocalizedText;

/// Most characters that are told of a place by itself: whoever wants to hear all of a text touches it.
const TOLD_MAX: usize = 240;

/// Every kind there is: a new one is a folder and a line here.
const KINDS: &[&dyn AnyKind] = &[
    &Of(story::StoryKind),
    &Of(gallery::GalleryKind),
    &Of(model::ModelKind),
    &Of(panorama::PanoramaKind),
    &Of(quiz::QuizKind),
    &Of(timeline::TimelineKind),
    &Of(people::PeopleKind),
    &Of(compare::CompareKind),
    &Of(figures::FiguresKind),
    &Of(map::MapKind),
    &Of(video::VideoKind),
    &Of(guide::GuideKind),
    &Of(wall::WallKind),
];

/// One kind of exhibit.
pub trait Kind: Send + Sync + 'static {
    /// What a pack holds for it.
    type Content;
    /// Where a visitor is in it; the default is its beginning.
    type State: Default + PartialEq + fmt::Debug + Send + Sync + 'static;

    /// The content, if it is of this kind.
    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Self::Content>;

    /// Draws on the scene's stage and says what the visitor wants.
    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        content: &Self::Content,
        state: &Self::State,
    ) -> Option<Step<Self::State>>;

    /// Where a visitor is who was led to this part; `None` where there is no such part.
    fn part(&self, _content: &Self::Content, _part: &str) -> Option<Self::State> {
        None
    }

    /// The recording to be heard while the visitor is at this place.
    fn narration(
        &self,
        _content: &Self::Content,
        _state: &Self::State,
        _language: &str,
    ) -> Option<Narration> {
        None
    }

    /// What whoever does not see it is told of this place: where in the exhibit it is, and what happened there.
    fn place_words(
        &self,
        _scene: &Scene<'_>,
        _content: &Self::Content,
        _state: &Self::State,
    ) -> Option<String> {
        None
    }

    /// The recording of these words, if they are spoken at this place.
    fn recorded<'a>(
        &self,
        _content: &'a Self::Content,
        _state: &Self::State,
        _language: &str,
        _words: &str,
    ) -> Option<&'a str> {
        None
    }

    /// How many can be right in it, if its results are noted among the day's.
    fn scored(&self, _content: &Self::Content) -> Option<u32> {
        None
    }
}

/// A recording that belongs to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narration {
    /// Its path in the pack.
    pub path: String,
    /// Which time it is asked for: another number starts it again.
    pub take: u32,
}

/// What is heard now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// The recording that was asked for last.
    pub narration: Option<Narration>,
    /// Whether it has come to its end.
    pub ended: bool,
    /// Whether it could not be played: no card, or no sound in the file.
    pub silent: bool,
    /// Whether something is said of a touch.
    pub speech: bool,
}

impl Heard {
    /// Whether a voice is speaking.
    pub fn speaking(&self) -> bool {
        self.narration.is_some() && !self.ended
    }
}

/// Where what the visitor sent last is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// On its way to the disk.
    Waiting,
    /// On disk or with the server: it can be thanked for.
    Kept,
    /// It could not be kept.
    Lost,
    /// It was not sent: so much came from here just now that others have a turn first.
    Enough,
}

/// The day's best results of a quiz on this kiosk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scores<'a> {
    /// The best first.
    pub best: &'a [Score],
    /// Which of them are this visitor's.
    pub own: Option<Uuid>,
}

/// What the server counts for figures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Live<'a> {
    /// `None` before the first answer ever.
    pub figures: Option<&'a LiveFigures>,
    /// When that was so, in words.
    pub as_of: &'a str,
}

/// An exhibit that another one may lead to.
#[derive(Debug, Clone, PartialEq)]
pub struct Elsewhere {
    /// Its id.
    pub id: String,
    /// What its tile says.
    pub title: LocalizedText,
    /// Path of the picture on its tile.
    pub cover: String,
}

impl Elsewhere {
    /// Each of these.
    pub fn of(exhibits: &[Exhibit]) -> Vec<Self> {
        let each = exhibits.iter();
        each.map(|exhibit| Self {
            id: exhibit.id.clone(),
            title: exhibit.title.clone(),
            cover: exhibit.cover.clone(),
        })
        .collect()
    }
}

/// What a kind draws with.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Sizes, colours and words for this visitor.
    pub theme: &'a Theme,
    /// Pictures of the pack.
    pub pictures: &'a dyn PictureSource,
    /// Pictures of objects in the round.
    pub models: &'a dyn model::ModelSource,
    /// Films.
    pub films: &'a dyn video::FilmSource,
    /// What is heard.
    pub heard: &'a Heard,
    /// Messages on the exhibit's wall that staff approved, the newest first.
    pub notes: &'a [WallNote],
    /// Where what this visitor sent last is; `None` before anything was sent.
    pub sent: Option<Sent>,
    /// The day's best results of this quiz.
    pub scores: Scores<'a>,
    /// What the server counts.
    pub live: Live<'a>,
    /// Where to draw.
    pub stage: Rect,
    /// The exhibit whose content is drawn.
    pub exhibit: &'a Exhibit,
    /// Everything on show, for what leads to another exhibit.
    pub elsewhere: &'a [Elsewhere],
}

/// What a visitor wants of an exhibit.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<S> {
    /// A choice in the shell.
    Shell(ShellAction),
    /// Go here.
    Go(S),
    /// Send this to the centre and go here; [`Scene::sent`] says what became of it.
    Send(Outgoing, S),
    /// Note this result of a quiz among the day's on this kiosk and go here.
    Score(QuizResult, S),
    /// Open another exhibit; the way back leads here.
    Open {
        /// Its id.
        exhibit: String,
        /// What of it to show, by the name its kind knows it by; its beginning without one.
        part: Option<String>,
    },
}

/// What became of a quiz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuizResult {
    /// Right answers.
    pub right: u32,
    /// Questions.
    pub of: u32,
}

/// Where in an exhibit a visitor is, whatever its kind.
#[derive(Clone)]
pub struct Place(Arc<dyn AnyState>);

impl Place {
    /// A place in an exhibit of the kind that has such states.
    pub fn new<S: PartialEq + fmt::Debug + Send + Sync + 'static>(state: S) -> Self {
        Self(Arc::new(state))
    }

    /// The state, if it is of this kind.
    pub fn get<S: 'static>(&self) -> Option<&S> {
        self.0.as_any().downcast_ref()
    }

    /// The beginning of an exhibit.
    pub fn first(content: &ExhibitContent) -> Self {
        match kind_of(content) {
            Some(kind) => kind.first(),
            None => Self::new(()),
        }
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(other.0.as_any())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// The exhibit that is open and where in it the visitor is.
#[derive(Debug, Clone, PartialEq)]
pub struct ExhibitState {
    /// The exhibit's id.
    pub exhibit: String,
    /// Where in it.
    pub place: Place,
    /// Where the visitor came from, when that was another exhibit.
    pub from: Option<Arc<ExhibitState>>,
}

impl ExhibitState {
    /// At the beginning of an exhibit.
    pub fn open(exhibit: &Exhibit) -> Self {
        Self {
            exhibit: exhibit.id.clone(),
            place: Place::first(&exhibit.content),
            from: None,
        }
    }

    /// At the part of an exhibit that another one led to, or at its beginning.
    pub fn open_from(exhibit: &Exhibit, part: Option<&str>, from: Self) -> Self {
        let place = part.and_then(|part| kind_of(&exhibit.content)?.part(&exhibit.content, part));
        Self {
            exhibit: exhibit.id.clone(),
            place: place.unwrap_or_else(|| Place::first(&exhibit.content)),
            from: Some(Arc::new(from)),
        }
    }
}

/// What an exhibit's view gives back, whatever its kind.
pub type ExhibitAction = Step<Place>;

/// Draws whatever kind the exhibit is. A place of another kind (the pack changed) starts over.
pub fn exhibit_ui(ui: &mut Ui, scene: &Scene<'_>, place: &Place) -> Option<ExhibitAction> {
    let kind = kind_of(&scene.exhibit.content)?;
    let coming = coming::coming_ui(ui, scene.theme, "exhibit", &scene.exhibit.id).in_place();
    // Whatever a list remembers is of this exhibit: another one of its kind begins at its own beginning.
    let own = UiBuilder::new()
        .id_salt(&scene.exhibit.id)
        .max_rect(ui.max_rect());
    let mut own = ui.new_child(own);
    coming.draw(&mut own, scene.stage, |ui| kind.ui(ui, scene, place))
}

/// The recording to be heard at a place of an exhibit.
pub fn narration(exhibit: &Exhibit, place: &Place, language: &str) -> Option<Narration> {
    kind_of(&exhibit.content)?.narration(&exhibit.content, place, language)
}

/// What is told of a place in an exhibit by itself; empty where there is nothing to tell.
pub fn place_words(scene: &Scene<'_>, place: &Place) -> String {
    let kind = kind_of(&scene.exhibit.content);
    let told = kind.and_then(|kind| kind.place_words(scene, place));
    whole_sentences(&told.unwrap_or_default(), TOLD_MAX).to_owned()
}

/// `2 of 5`: which part of an exhibit is seen, from 0.
fn number_of(words: &Catalog, part: usize, count: usize) -> String {
    words.text_with(
        "page-of",
        [("page", (part + 1).into()), ("count", count.into())],
    )
}

/// The recording of words that stand at a place of an exhibit: its path in the pack.
pub fn recorded<'a>(
    exhibit: &'a Exhibit,
    place: &Place,
    language: &str,
    words: &str,
) -> Option<&'a str> {
    kind_of(&exhibit.content)?.recorded(&exhibit.content, place, language, words)
}

/// How many can be right in an exhibit, if its results are noted among the day's.
pub fn scored(exhibit: &Exhibit) -> Option<u32> {
    kind_of(&exhibit.content)?.scored(&exhibit.content)
}

fn kind_of(content: &ExhibitContent) -> Option<&'static dyn AnyKind> {
    KINDS.iter().copied().find(|kind| kind.knows(content))
}

/// A state whose type is forgotten.
trait AnyState: fmt::Debug + Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn equals(&self, other: &dyn Any) -> bool;
}

impl<S: PartialEq + fmt::Debug + Send + Sync + 'static> AnyState for S {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<S>() == Some(self)
    }
}

/// A kind whose types are forgotten.
trait AnyKind: Sync {
    fn knows(&self, content: &ExhibitContent) -> bool;
    fn first(&self) -> Place;
    fn part(&self, content: &ExhibitContent, part: &str) -> Option<Place>;
    fn ui(&self, ui: &mut Ui, scene: &Scene<'_>, place: &Place) -> Option<ExhibitAction>;
    fn narration(
        &self,
        content: &ExhibitContent,
        place: &Place,
        language: &str,
    ) -> Option<Narration>;
    fn place_words(&self, scene: &Scene<'_>, place: &Place) -> Option<String>;
    fn recorded<'a>(
        &self,
        content: &'a ExhibitContent,
        place: &Place,
        language: &str,
        words: &str,
    ) -> Option<&'a str>;
    fn scored(&self, content: &ExhibitContent) -> Option<u32>;
}

struct Of<K>(K);

impl<K: Kind> AnyKind for Of<K> {
    fn knows(&self, content: &ExhibitContent) -> bool {
        self.0.content(content).is_some()
    }

    fn first(&self) -> Place {
        Place::new(K::State::default())
    }

    fn part(&self, content: &ExhibitContent, part: &str) -> Option<Place> {
        self.0.part(self.0.content(content)?, part).map(Place::new)
    }

    fn ui(&self, ui: &mut Ui, scene: &Scene<'_>, place: &Place) -> Option<ExhibitAction> {
        let content = self.0.content(&scene.exhibit.content)?;
        let Some(state) = place.get::<K::State>() else {
            return Some(Step::Go(self.first()));
        };
        Some(match self.0.ui(ui, scene, content, state)? {
            Step::Shell(action) => Step::Shell(action),
            Step::Go(state) => Step::Go(Place::new(state)),
            Step::Send(what, state) => Step::Send(what, Place::new(state)),
            Step::Score(result, state) => Step::Score(result, Place::new(state)),
            Step::Open { exhibit, part } => Step::Open { exhibit, part },
        })
    }

    fn narration(
        &self,
        content: &ExhibitContent,
        place: &Place,
        language: &str,
    ) -> Option<Narration> {
        self.0
            .narration(self.0.content(content)?, place.get()?, language)
    }

    fn place_words(&self, scene: &Scene<'_>, place: &Place) -> Option<String> {
        let content = self.0.content(&scene.exhibit.content)?;
        self.0.place_words(scene, content, place.get()?)
    }

    fn recorded<'a>(
        &self,
        content: &'a ExhibitContent,
        place: &Place,
        language: &str,
        words: &str,
    ) -> Option<&'a str> {
        self.0
            .recorded(self.0.content(content)?, place.get()?, language, words)
    }

    fn scored(&self, content: &ExhibitContent) -> Option<u32> {
        self.0.scored(self.0.content(content)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_knows_its_kind_and_equals_only_the_same_place() {
        let here = Place::new(story::StoryState {
            page: 2,
            ..Default::default()
        });
        assert_eq!(
            here.get::<story::StoryState>().map(|state| state.page),
            Some(2)
        );
        assert!(here.get::<quiz::QuizState>().is_none());
        assert_eq!(
            here,
            Place::new(story::StoryState {
                page: 2,
                ..Default::default()
            })
        );
        assert_ne!(
            here,
            Place::new(story::StoryState {
                page: 1,
                ..Default::default()
            })
        );
        assert_ne!(here, Place::new(quiz::QuizState::default()));
    }
}
