//! A visitor at an exhibit: what is wanted happens, as in the shell.

use std::cell::RefCell;
use std::rc::Rc;

use egui::accesskit::{Action, ActionData, ActionRequest, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::api::figures::LiveFigures;
use tongxin::api::wall::WallNote;
use tongxin::kiosk::exhibits::model::NoModels;
use tongxin::kiosk::exhibits::video::{FilmSource, NoFilms};
use tongxin::kiosk::exhibits::{
    Elsewhere, Heard, Live, Place, QuizResult, Scene, Scores, Sent, Step, exhibit_ui, place_words,
};
use tongxin::kiosk::shell::ShellAction;
use tongxin::kiosk::shell::view::stage_ui;
use tongxin::kiosk::theme::widgets::PictureSource;
use tongxin::kiosk::theme::{Comfort, Panel, Theme, fonts};
use tongxin::model::exhibit::Exhibit;
use tongxin::model::outgoing::Outgoing;
use tongxin::model::scores::Score;
use uuid::Uuid;

use crate::shipped;

/// Both orientations.
pub const SHAPES: [(f32, f32); 2] = [(1920.0, 1080.0), (1080.0, 1920.0)];
/// Frames in which everything must have come to rest.
const STEPS_MAX: u64 = 400;

/// An exhibit on a panel, and where in it the visitor is.
pub struct Visitor {
    pub harness: Harness<'static>,
    pub place: Rc<RefCell<Place>>,
    /// Whether the visitor went back home.
    pub left: Rc<RefCell<bool>>,
    /// What hangs on the exhibit's wall.
    pub notes: Rc<RefCell<Vec<WallNote>>>,
    /// What the visitor sent, and what became of the last of it.
    pub outgoing: Rc<RefCell<Vec<Outgoing>>>,
    pub sent: Rc<RefCell<Option<Sent>>>,
    /// The day's results, which of them are the visitor's, and what the visitor's last one was.
    pub scores: Rc<RefCell<(Vec<Score>, Option<Uuid>)>>,
    pub result: Rc<RefCell<Option<QuizResult>>>,
    /// What the server counts, and when it did.
    pub live: Rc<RefCell<Option<(LiveFigures, String)>>>,
    /// The other exhibit that was opened, and at which part.
    pub opened: Rc<RefCell<Option<(String, Option<String>)>>>,
    /// What whoever does not see this place is told of it.
    pub told: Rc<RefCell<String>>,
}

impl Visitor {
    /// At the beginning of an exhibit, after nothing moves any more; a screen that never rests fails here.
    pub fn at(
        exhibit: Exhibit,
        (width, height): (f32, f32),
        comfort: Comfort,
        pictures: impl PictureSource + 'static,
    ) -> Self {
        Self::watching(exhibit, (width, height), comfort, pictures, NoFilms)
    }

    /// The same where there are films.
    pub fn watching(
        exhibit: Exhibit,
        (width, height): (f32, f32),
        comfort: Comfort,
        pictures: impl PictureSource + 'static,
        films: impl FilmSource + 'static,
    ) -> Self {
        let panel = Panel {
            width,
            height,
            width_mm: width / 2.75,
            bottom_mm: 900.0,
        };
        Self::on(exhibit, panel, comfort, pictures, films)
    }

    /// The same on a panel of any size; who asked for low reach finds everything low.
    pub fn on(
        exhibit: Exhibit,
        panel: Panel,
        comfort: Comfort,
        pictures: impl PictureSource + 'static,
        films: impl FilmSource + 'static,
    ) -> Self {
        let theme = Theme::new(panel, comfort);
        let place = Rc::new(RefCell::new(Place::first(&exhibit.content)));
        let left = Rc::new(RefCell::new(false));
        let (here, gone) = (place.clone(), left.clone());
        let notes = Rc::new(RefCell::new(Vec::new()));
        let outgoing = Rc::new(RefCell::new(Vec::new()));
        let sent = Rc::new(RefCell::new(None));
        let (hanging, post, became) = (notes.clone(), outgoing.clone(), sent.clone());
        let scores = Rc::new(RefCell::new((Vec::new(), None)));
        let result = Rc::new(RefCell::new(None));
        let live = Rc::new(RefCell::new(None));
        let (board, played, counted) = (scores.clone(), result.clone(), live.clone());
        let opened = Rc::new(RefCell::new(None));
        let (opens, elsewhere) = (opened.clone(), Elsewhere::of(&shipped::manifest().exhibits));
        let told = Rc::new(RefCell::new(String::new()));
        let tells = told.clone();
        let mut dressed = false;
        let mut harness = Harness::builder()
            .with_size(egui::vec2(panel.width, panel.height))
            .with_max_steps(STEPS_MAX)
            .with_step_dt(1.0 / 60.0)
            .build_ui(move |ui| {
                if !std::mem::replace(&mut dressed, true) {
                    ui.ctx().set_fonts(fonts::definitions());
                    return;
                }
                let hanging = hanging.borrow();
                let board: (Vec<Score>, Option<Uuid>) = board.borrow().clone();
                let counted: Option<(LiveFigures, String)> = counted.borrow().clone();
                let scene = Scene {
                    theme: &theme,
                    pictures: &pictures,
                    models: &NoModels,
                    films: &films,
                    heard: &Heard::default(),
                    notes: &hanging,
                    sent: *became.borrow(),
                    scores: Scores {
                        best: &board.0,
                        own: board.1,
                    },
                    live: Live {
                        figures: counted.as_ref().map(|(figures, _)| figures),
                        as_of: counted.as_ref().map_or("", |(_, as_of)| as_of),
                    },
                    stage: stage_ui(ui, &theme, &pictures, ""),
                    exhibit: &exhibit,
                    elsewhere: &elsewhere,
                };
                let now = here.borrow().clone();
                *tells.borrow_mut() = place_words(&scene, &now);
                match exhibit_ui(ui, &scene, &now) {
                    Some(Step::Go(next)) => {
                        *here.borrow_mut() = next;
                        ui.ctx().request_repaint();
                    }
                    Some(Step::Send(what, next)) => {
                        post.borrow_mut().push(what);
                        *became.borrow_mut() = Some(Sent::Waiting);
                        *here.borrow_mut() = next;
                        ui.ctx().request_repaint();
                    }
                    Some(Step::Score(done, next)) => {
                        *played.borrow_mut() = Some(done);
                        *here.borrow_mut() = next;
                        ui.ctx().request_repaint();
                    }
                    Some(Step::Open { exhibit, part }) => {
                        *opens.borrow_mut() = Some((exhibit, part));
                    }
                    Some(Step::Shell(ShellAction::Back)) => *gone.borrow_mut() = true,
                    _ => {}
                }
            });
        harness.run();
        Self {
            harness,
            place,
            left,
            notes,
            outgoing,
            sent,
            scores,
            result,
            live,
            opened,
            told,
        }
    }

    /// A finger on what says `label`.
    #[track_caller]
    pub fn touch(&mut self, label: &str) {
        self.harness
            .get_by_role_and_label(Role::Button, label)
            .click();
        self.harness.run();
    }

    /// What a screen reader asks of what slides here.
    #[track_caller]
    pub fn asks(&mut self, action: Action, to: Option<f64>) {
        let slider = self.harness.get_by_role(Role::Slider);
        let (target_node, target_tree) = slider.accesskit_node().locate();
        let request = ActionRequest {
            action,
            target_tree,
            target_node,
            data: to.map(ActionData::NumericValue),
        };
        self.harness
            .event(egui::Event::AccessKitActionRequest(request));
        self.harness.run();
    }

    /// What slides here, and where it is in words.
    #[track_caller]
    pub fn slider(&self) -> (String, String) {
        let slider = self.harness.get_by_role(Role::Slider).accesskit_node();
        let said = [slider.label(), slider.value()].map(Option::unwrap_or_default);
        said.into()
    }

    /// Whoever does not see this place is told of it, in these words alone.
    #[track_caller]
    pub fn is_told(&self, words: &str) {
        assert_eq!(*self.told.borrow(), words);
    }

    /// The place, as this kind knows it.
    #[track_caller]
    pub fn state<S: Clone + 'static>(&self) -> S {
        self.place.borrow().get::<S>().expect("this kind").clone()
    }
}

/// What a visitor sees who chose this language, and perhaps large text.
pub fn comfort(language: &str, large_text: bool) -> Comfort {
    Comfort {
        large_text,
        ..Comfort::new(language)
    }
}

/// The same where every control is low.
pub fn low(language: &str, large_text: bool) -> Comfort {
    Comfort {
        reach: true,
        ..comfort(language, large_text)
    }
}
