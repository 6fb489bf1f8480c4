//! Low reach: who sits finds every control in the lower part of the panel, as large as a finger, whatever the text's size.
//!
//! A kind of exhibit comes in by a line in [`everywhere`].

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::kiosk::exhibits::compare::CompareState;
use tongxin::kiosk::exhibits::gallery::GalleryState;
use tongxin::kiosk::exhibits::model::ModelState;
use tongxin::kiosk::exhibits::people::PeopleState;
use tongxin::kiosk::exhibits::quiz::QuizState;
use tongxin::kiosk::exhibits::story::StoryState;
use tongxin::kiosk::exhibits::timeline::TimelineState;
use tongxin::kiosk::exhibits::video::NoFilms;
use tongxin::kiosk::exhibits::{Place, QuizResult};
use tongxin::kiosk::theme::tokens::touch;
use tongxin::kiosk::theme::{Panel, Theme};
use tongxin::locale::catalog;
use tongxin::model::exhibit::{Exhibit, ExhibitContent};
use tongxin::model::scores::Score;
use tongxin::model::text::LocalizedText;
use uuid::Uuid;

use crate::pictures::ReadyPictures;
use crate::shipped::exhibit;
use crate::visitor::{Visitor, low};

/// Panels as they hang: 32 inches upright, 65 inches lying, 21.5 inches lying and higher than most.
const PANELS: [Panel; 3] = [
    panel((1080.0, 1920.0), 398.0, 900.0),
    panel((1920.0, 1080.0), 1428.0, 900.0),
    panel((1920.0, 1080.0), 476.0, 1060.0),
];

const fn panel((width, height): (f32, f32), width_mm: f32, bottom_mm: f32) -> Panel {
    Panel {
        width,
        height,
        width_mm,
        bottom_mm,
    }
}

/// Exhibits, and the places in each that are looked at.
fn everywhere() -> Vec<(&'static str, Vec<Place>)> {
    let quiz = exhibit("quiz");
    let at = |question, chosen: Option<Vec<usize>>| {
        Place::new(QuizState {
            question,
            answered: chosen.is_some(),
            chosen: chosen.unwrap_or_default(),
            ..QuizState::default()
        })
    };
    let asked = (0..=quiz.parts()).map(|question| at(question, None));
    // Of no question the second and the first, in this order, are the answer.
    let answered = (0..quiz.parts()).map(|question| at(question, Some(vec![1, 0])));
    let year = |open| {
        Place::new(TimelineState {
            open,
            ..TimelineState::default()
        })
    };
    let person = |open| {
        Place::new(PeopleState {
            open,
            ..PeopleState::default()
        })
    };
    let page = |page, listening| Place::new(StoryState { page, listening });
    let point = |point| {
        Place::new(ModelState {
            point,
            ..ModelState::default()
        })
    };
    vec![
        ("quiz", asked.chain(answered).collect()),
        ("years", vec![year(None), year(Some(0))]),
        ("people", vec![person(None), person(Some(0))]),
        ("then-now", vec![Place::new(CompareState::default())]),
        (
            "qilou",
            vec![page(0, None), page(2, Some(0)), page(3, None)],
        ),
        (
            "volunteers",
            vec![
                Place::new(GalleryState::at(0)),
                Place::new(GalleryState::at(2)),
            ],
        ),
        ("house", vec![point(None), point(Some(0))]),
    ]
}

fn visit(exhibit: Exhibit, panel: Panel, language: &str) -> Visitor {
    Visitor::on(
        exhibit,
        panel,
        low(language, true),
        ReadyPictures::wide(),
        NoFilms,
    )
}

/// Where controls may be, and how high each of them is at least.
fn reach(panel: Panel) -> (egui::Rect, f32) {
    let top = panel.height * (1.0 - panel.reach_share());
    let stage =
        egui::Rect::from_min_max(egui::pos2(0.0, top), egui::pos2(panel.width, panel.height));
    let least = Theme::new(panel, low("en", true)).touch(touch::CONTROL);
    (stage.expand(0.5), least - 0.5)
}

impl Visitor {
    /// What can be pressed and where it is.
    fn controls(&self) -> Vec<(String, egui::Rect)> {
        let nodes = self.harness.root().children_recursive();
        let pressed = nodes.filter(|node| {
            let node = node.accesskit_node();
            node.role() == Role::Button && !node.is_disabled()
        });
        pressed
            .filter_map(|node| Some((node.accesskit_node().label()?, node.rect())))
            .collect()
    }

    /// Brings what says `label` into sight, as a list does for whoever comes to it.
    #[track_caller]
    fn come_to(&mut self, label: &str) -> egui::Rect {
        let find = |visit: &Self| {
            let controls = visit.controls().into_iter();
            let mut found = controls.filter(|(said, _)| said == label);
            found.next().map(|(_, rect)| rect)
        };
        let nodes = self
            .harness
            .query_all_by_role_and_label(Role::Button, label);
        if let Some(node) = nodes.into_iter().next() {
            node.focus();
        }
        self.harness.run();
        find(self).unwrap_or(egui::Rect::NOTHING)
    }

    #[track_caller]
    fn all_within_reach(&mut self, panel: Panel, place: &Place) {
        let (stage, least) = reach(panel);
        self.go(place.clone());
        let controls = self.controls();
        assert!(controls.len() > 2, "{place:?}: {controls:?}");
        for (i, (label, rect)) in controls.iter().enumerate() {
            let mut others = controls.iter().enumerate().filter(|(other, _)| *other != i);
            let covered = others.any(|(_, (_, at))| at.shrink(1.0).intersects(*rect));
            let whole = |rect: egui::Rect| stage.contains_rect(rect) && rect.height() >= least;
            if covered || !whole(*rect) {
                // Perhaps there is more of a list than is seen.
                let rect = self.come_to(label);
                let (width, height) = (panel.width, panel.height);
                assert!(
                    whole(rect),
                    "{label} at {rect} of {width} x {height}, {place:?}"
                );
                self.go(place.clone());
            }
        }
    }
}

#[test]
fn every_control_comes_within_reach_as_large_as_a_finger() {
    for panel in PANELS {
        for (id, places) in everywhere() {
            for language in ["en", "zh-CN"] {
                let mut visit = visit(exhibit(id), panel, language);
                let of = u32::try_from(exhibit(id).parts()).expect("few");
                let best = [(0, of), (3, 2), (4, 1)].map(|(taker, right)| Score {
                    taker: Uuid::from_u128(taker),
                    sign: taker as u8,
                    right,
                    of,
                });
                *visit.scores.borrow_mut() = (best.to_vec(), Some(Uuid::from_u128(3)));
                for place in &places {
                    visit.all_within_reach(panel, place);
                }
            }
        }
    }
}

#[test]
fn a_story_says_how_far_it_is_between_its_buttons_on_every_panel() {
    for panel in PANELS {
        for language in ["en", "zh-CN"] {
            let visit = visit(exhibit("qilou"), panel, language);
            let words = catalog(language);
            let of = |label: &str| visit.harness.get_by_label(label).rect();
            let place = words.text_with("page-of", [("page", 1.into()), ("count", 4.into())]);
            let (back, place, on) = (
                of(&words.text("page-back")),
                of(&place),
                of(&words.text("page-on")),
            );
            assert!(place.width() > 20.0, "{panel:?}: {place}");
            assert!(back.right() <= place.left() && place.right() <= on.left());
        }
    }
}

/// A stage that is hardly as high as three controls: a 65-inch panel that lies.
const LOW: Panel = PANELS[1];

#[test]
fn where_there_is_hardly_any_height_pictures_take_it() {
    let stage = LOW.height * LOW.reach_share();
    for (id, role) in [
        ("then-now", Role::Slider),
        ("qilou", Role::Image),
        ("volunteers", Role::Image),
    ] {
        let visit = visit(exhibit(id), LOW, "en");
        let nodes = visit.harness.get_all_by_role(role);
        let highest = nodes.map(|node| node.rect().height()).fold(0.0, f32::max);
        assert!(highest > stage * 0.5, "{id}: {highest} of {stage}");
    }
}

#[test]
fn where_there_is_hardly_any_height_words_are_seen_above_the_buttons() {
    for (id, words, button) in [
        ("then-now", "1 of 3", "Both"),
        ("qilou", "Those who came home built a street", "Next"),
        ("volunteers", "Picture 1 of 5", "Zoom in"),
    ] {
        let visit = visit(exhibit(id), LOW, "en");
        let words = visit.harness.get_by_label(words).rect();
        let button = visit.harness.get_by_role_and_label(Role::Button, button);
        let top = button.rect().top();
        assert!(words.bottom() <= top, "{id}: {words}, {top}");
    }
}

#[test]
fn the_longest_answers_come_within_reach() {
    let mut quiz = exhibit("quiz");
    let long = |words: &str, most: usize| -> LocalizedText {
        let words: String = words.chars().cycle().take(most).collect();
        LocalizedText::zh_en(&words, &words)
    };
    if let ExhibitContent::Quiz(content) = &mut quiz.content {
        for (number, question) in content.questions.iter_mut().enumerate() {
            question.question = long("So long a question was never asked ", 600);
            for (i, answer) in question.answers.iter_mut().enumerate() {
                answer.text = long(&format!("Answer {i} to {number} is long "), 90);
            }
        }
    }
    for panel in PANELS {
        let mut visit = visit(quiz.clone(), panel, "en");
        for question in 0..quiz.parts() {
            let place = Place::new(QuizState {
                question,
                ..QuizState::default()
            });
            visit.all_within_reach(panel, &place);
        }
    }
}

#[test]
fn the_whole_shipped_quiz_can_be_answered_by_who_sits() {
    let quiz = exhibit("quiz");
    let ExhibitContent::Quiz(content) = &quiz.content else {
        panic!("a quiz");
    };
    for panel in PANELS {
        let mut visit = visit(quiz.clone(), panel, "en");
        let press = |visit: &mut Visitor, label: &str| {
            visit.come_to(label);
            visit.touch(label);
        };
        for (i, question) in content.questions.iter().enumerate() {
            let single = question
                .answers
                .iter()
                .filter(|answer| answer.right)
                .count()
                == 1;
            let order = question.answers.iter().all(|answer| !answer.right);
            for answer in &question.answers {
                if answer.right || order {
                    press(&mut visit, answer.text.in_language("en"));
                }
            }
            if !single {
                press(&mut visit, "Done");
            }
            visit.says("That's right!");
            press(&mut visit, "Go on");
            assert_eq!(visit.state::<QuizState>().question, i + 1);
        }
        let of = u32::try_from(quiz.parts()).expect("few");
        let result = QuizResult { right: of, of };
        assert_eq!(visit.result.borrow_mut().take(), Some(result));
    }
}
