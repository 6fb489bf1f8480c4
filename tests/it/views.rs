//! Views by label: what a visitor can touch, and what each touch means.

use std::cell::RefCell;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tongxin::kiosk::check_in::view::{CheckInAction, CheckInFrame, check_in_ui};
use tongxin::kiosk::exhibits::quiz::QuizState;
use tongxin::kiosk::exhibits::{ExhibitAction, Place, exhibit_ui};
use tongxin::kiosk::shell::ShellAction;
use tongxin::kiosk::theme::widgets::{PictureSource, Texture};
use tongxin::kiosk::theme::{Comfort, Panel, Theme, fonts};
use tongxin::model::check_in::CheckInReason;
use tongxin::pack::author;

/// No picture is ever ready.
struct NoPictures;

impl PictureSource for NoPictures {
    fn picture(&self, _: &str, _: egui::Vec2) -> Option<Texture> {
        None
    }
}

const SHAPES: [(f32, f32); 2] = [(1920.0, 1080.0), (1080.0, 1920.0)];

fn theme((width, height): (f32, f32), language: &str) -> Theme {
    Theme::new(
        Panel {
            width,
            height,
            width_mm: width / 2.75,
            bottom_mm: 900.0,
        },
        Comfort::new(language),
    )
}

/// Draws, touches what says `label`, and returns what was wanted.
#[track_caller]
fn touch<T: 'static>(
    shape: (f32, f32),
    language: &str,
    label: &str,
    mut draw: impl FnMut(&mut egui::Ui, &Theme) -> Option<T> + 'static,
) -> Option<T> {
    let theme = theme(shape, language);
    let wanted = std::rc::Rc::new(RefCell::new(None));
    let noted = wanted.clone();
    let mut dressed = false;
    let mut harness = Harness::builder()
        .with_size(egui::vec2(shape.0, shape.1))
        .build_ui(move |ui| {
            if !dressed {
                ui.ctx().set_fonts(fonts::definitions());
                dressed = true;
                return;
            }
            if let Some(action) = draw(ui, &theme) {
                *noted.borrow_mut() = Some(action);
            }
        });
    harness.run();
    harness
        .get_by_role_and_label(egui::accesskit::Role::Button, label)
        .click();
    harness.run();
    drop(harness);
    wanted.borrow_mut().take()
}

#[test]
fn the_keypad_types_digits_in_both_orientations_and_languages() {
    for shape in SHAPES {
        for (language, erase) in [("zh-CN", "退格"), ("en", "Erase")] {
            let draw = |ui: &mut egui::Ui, theme: &Theme| {
                let frame = CheckInFrame::Typing {
                    digits: "40",
                    wrong: None,
                    pause_secs: None,
                };
                check_in_ui(ui, theme, ui.max_rect(), &frame)
            };
            assert_eq!(
                touch(shape, language, "7", draw),
                Some(CheckInAction::Digit('7'))
            );
            assert_eq!(
                touch(shape, language, erase, draw),
                Some(CheckInAction::Erase)
            );
        }
    }
}

#[test]
fn after_five_wrong_codes_the_keypad_waits() {
    let draw = |ui: &mut egui::Ui, theme: &Theme| {
        let frame = CheckInFrame::Typing {
            digits: "",
            wrong: Some((CheckInReason::Unknown, 5)),
            pause_secs: Some(30),
        };
        check_in_ui(ui, theme, ui.max_rect(), &frame)
    };
    assert_eq!(touch(SHAPES[0], "en", "7", draw), None);
}

#[test]
fn the_comforts_are_on_every_screen() {
    let draw = |ui: &mut egui::Ui, theme: &Theme| {
        check_in_ui(ui, theme, ui.max_rect(), &CheckInFrame::Asking)
    };
    let shell = |action| Some(CheckInAction::Shell(action));
    assert_eq!(
        touch(SHAPES[0], "zh-CN", "English", draw),
        shell(ShellAction::Language("en".into()))
    );
    assert_eq!(
        touch(SHAPES[1], "en", "Large text", draw),
        shell(ShellAction::LargeText(true))
    );
    assert_eq!(
        touch(SHAPES[1], "en", "‹ Back", draw),
        shell(ShellAction::Back)
    );
}

#[test]
fn a_right_answer_in_the_shipped_quiz_counts() {
    let manifest =
        author::check(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content/riyue"))
            .manifest
            .expect("whole");
    let exhibit = manifest.exhibit("quiz").expect("a quiz").clone();
    let action = touch(SHAPES[0], "en", "Shops and trade", move |ui, theme| {
        exhibit_ui(
            ui,
            theme,
            &NoPictures,
            ui.max_rect(),
            &exhibit,
            &Place::Quiz(QuizState::default()),
        )
    });
    assert_eq!(
        action,
        Some(ExhibitAction::Place(Place::Quiz(QuizState {
            question: 0,
            answer: Some(0),
            right: 1
        })))
    );
}
