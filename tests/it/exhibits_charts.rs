//! Figures, the map and the quiz by label: what a visitor reads and touches.

use std::cell::RefCell;
use std::rc::Rc;

use crate::shipped::exhibit;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::kiosk::exhibits::figures::FiguresState;
use tongxin::kiosk::exhibits::map::MapState;
use tongxin::kiosk::exhibits::model::NoModels;
use tongxin::kiosk::exhibits::quiz::QuizState;
use tongxin::kiosk::exhibits::{ExhibitAction, Heard, Place, Scene, Step, exhibit_ui};
use tongxin::kiosk::theme::widgets::{PictureSource, Texture};
use tongxin::kiosk::theme::{Comfort, Panel, Theme, fonts};
use tongxin::model::exhibit::{Exhibit, ExhibitContent, QuestionKind};

struct NoPictures;

impl PictureSource for NoPictures {
    fn picture(&self, _: &str, _: egui::Vec2) -> Option<Texture> {
        None
    }
}

const SHAPES: [(f32, f32); 2] = [(1920.0, 1080.0), (1080.0, 1920.0)];
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// An exhibit on a panel; every step is taken, as the shell would.
struct Visit {
    harness: Harness<'static>,
    place: Rc<RefCell<Place>>,
}

impl Visit {
    fn new(exhibit: &Exhibit, shape: (f32, f32), language: &str, large_text: bool) -> Self {
        let panel = Panel {
            width: shape.0,
            height: shape.1,
            width_mm: shape.0 / 2.75,
            bottom_mm: 900.0,
        };
        let comfort = Comfort {
            large_text,
            ..Comfort::new(language)
        };
        let theme = Theme::new(panel, comfort);
        let place = Rc::new(RefCell::new(Place::first(&exhibit.content)));
        let (shown, exhibit) = (place.clone(), exhibit.clone());
        let mut dressed = false;
        let mut harness = Harness::builder()
            .with_size(egui::vec2(shape.0, shape.1))
            .with_max_steps(30)
            .build_ui(move |ui| {
                if !std::mem::replace(&mut dressed, true) {
                    ui.ctx().set_fonts(fonts::definitions());
                    return;
                }
                let scene = Scene {
                    theme: &theme,
                    pictures: &NoPictures,
                    models: &NoModels,
                    heard: &Heard::default(),
                    stage: ui.max_rect(),
                    exhibit: &exhibit,
                };
                let at = shown.borrow().clone();
                let wanted: Option<ExhibitAction> = exhibit_ui(ui, &scene, &at);
                if let Some(Step::Go(next)) = wanted {
                    *shown.borrow_mut() = next;
                }
            });
        // Ends when nothing moves any more; a screen that never rests fails here.
        harness.run();
        Self { harness, place }
    }

    fn go(&mut self, place: Place) {
        *self.place.borrow_mut() = place;
        self.harness.run();
    }

    #[track_caller]
    fn touch(&mut self, label: &str) {
        self.harness
            .get_by_role_and_label(Role::Button, label)
            .click();
        self.harness.run();
    }

    #[track_caller]
    fn says(&self, words: &str) {
        let labels = self.labels();
        assert!(
            labels.iter().any(|label| label.contains(words)),
            "{words}: {labels:?}"
        );
    }

    fn labels(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes
            .filter_map(|node| {
                let node = node.accesskit_node();
                node.label().or(node.value())
            })
            .collect()
    }

    /// Nothing leaves the panel sideways, every control is on it, and no two controls lie on each other but markers.
    #[track_caller]
    fn fits(&self, shape: (f32, f32)) {
        let panel = egui::Rect::from_min_size(egui::Pos2::ZERO, shape.into()).expand(0.5);
        let mut controls: Vec<(String, egui::Rect)> = Vec::new();
        for node in self.harness.root().children_recursive() {
            let role = node.accesskit_node().role();
            let Some(label) = node
                .accesskit_node()
                .label()
                .or(node.accesskit_node().value())
            else {
                continue;
            };
            let rect = node.rect();
            let across = rect.left() >= panel.left() && rect.right() <= panel.right();
            assert!(across, "{label} at {rect}");
            let marker = label.contains("on the map") || label.contains("地图上");
            if role != Role::Button || marker {
                continue;
            }
            assert!(panel.contains_rect(rect), "{label} at {rect}");
            for (other, at) in &controls {
                assert!(!at.shrink(1.0).intersects(rect), "{label} lies on {other}");
            }
            controls.push((label, rect));
        }
    }

    fn state<S: Clone + 'static>(&self) -> S {
        self.place.borrow().get::<S>().expect("this kind").clone()
    }
}

#[test]
fn numbers_are_said_whole_while_and_after_they_count_up() {
    let figures = exhibit("figures");
    for shape in SHAPES {
        Visit::new(&figures, shape, "zh-CN", false).says("472 个");
        let mut visit = Visit::new(&figures, shape, "en", false);
        visit.says("472 centres");
        visit.says("Source: press reports");
        visit.touch("Next");
        visit.says("2,305 grids");
        assert_eq!(visit.state::<FiguresState>().page, 1);
    }
}

#[test]
fn a_chart_says_all_its_values_and_a_touched_bar_says_its_own_large() {
    let figures = exhibit("figures");
    for shape in SHAPES {
        let mut visit = Visit::new(&figures, shape, "en", false);
        visit.go(Place::new(FiguresState {
            page: 3,
            picked: None,
        }));
        visit.says("Bar chart: 2010: 2,046,189 people; 2020: 2,873,358 people");
        visit.says("Touch any part of the chart");
        visit.touch("2020: 2,873,358 people");
        assert_eq!(visit.state::<FiguresState>().picked, Some(1));
        assert!(visit.labels().contains(&"2,873,358 people".to_owned()));
        visit.touch("Next");
        visit.touch("Haikou: 2,873,358 people");
        visit.touch("Next");
        visit.touch("Jun: 13.3 hours");
        visit.touch("Previous");
        assert_eq!(
            visit.state::<FiguresState>(),
            FiguresState {
                page: 4,
                picked: None
            }
        );
    }
}

#[test]
fn a_place_is_found_by_list_marker_and_category() {
    let map = exhibit("centre");
    for shape in SHAPES {
        let mut visit = Visit::new(&map, shape, "en", false);
        visit.touch("Tea");
        assert_eq!(visit.state::<MapState>().place, Some(3));
        visit.says("Way from here: follow the red line, about ");
        visit.touch("‹ All places");
        visit.touch("7, Lift, on the map");
        assert_eq!(visit.state::<MapState>().place, Some(6));
        visit.touch("‹ All places");
        visit.touch("Access");
        assert_eq!(visit.state::<MapState>().category, Some(3));
        let labels = visit.labels();
        assert!(!labels.contains(&"Tea".to_owned()), "{labels:?}");
        visit.touch("Zoom in");
        visit.touch("Zoom out");
        visit.touch("All");
        visit.touch("Tea");
    }
}

#[test]
fn a_question_with_several_right_answers_wants_all_of_them() {
    let quiz = exhibit("quiz");
    let ExhibitContent::Quiz(content) = &quiz.content else {
        panic!("a quiz");
    };
    let at = |kind| {
        let mut questions = content.questions.iter();
        let question = questions.position(|question| question.kind == kind);
        QuizState {
            question: question.expect("one of each kind"),
            ..QuizState::default()
        }
    };
    for shape in SHAPES {
        let mut visit = Visit::new(&quiz, shape, "en", false);
        visit.go(Place::new(at(QuestionKind::Multiple)));
        for answer in [
            "Have a hot tea",
            "Read papers and books",
            "Register for an activity",
        ] {
            visit.touch(answer);
        }
        visit.touch("Done");
        visit.says("That's right!");
        visit.touch("Go on");
        let order = at(QuestionKind::Order);
        assert_eq!(visit.state::<QuizState>().question, order.question);
        visit.touch("Check in on the day");
        visit.touch("Start over");
        for answer in [
            "Choose one in the calendar",
            "Register at the desk",
            "Get a six-digit code",
            "Check in on the day",
        ] {
            visit.touch(answer);
        }
        visit.touch("Done");
        visit.says("That's right!");
        assert_eq!(visit.state::<QuizState>().right, 2);
    }
}

#[test]
fn pictures_are_answers_that_say_what_they_show() {
    let mut visit = Visit::new(&exhibit("quiz"), SHAPES[0], "en", false);
    visit.go(Place::new(QuizState {
        question: 5,
        ..QuizState::default()
    }));
    visit.says("A row of houses with a covered walk along the ground floor");
    visit.touch("The second");
    visit.says("That's right!");
}

#[test]
fn everything_fits_with_large_text_in_both_languages_and_orientations() {
    for id in ["figures", "centre", "quiz"] {
        let exhibit = exhibit(id);
        for shape in SHAPES {
            for language in LANGUAGES {
                let mut visit = Visit::new(&exhibit, shape, language, true);
                for part in 0..exhibit.parts() {
                    let place = match &exhibit.content {
                        ExhibitContent::Figures(_) => Place::new(FiguresState {
                            page: part,
                            picked: Some(0),
                        }),
                        ExhibitContent::Map(map) => {
                            Place::new(MapState::default().opened(map, part))
                        }
                        _ => Place::new(QuizState {
                            question: part,
                            ..QuizState::default()
                        }),
                    };
                    visit.go(place);
                    visit.fits(shape);
                }
            }
        }
    }
}
