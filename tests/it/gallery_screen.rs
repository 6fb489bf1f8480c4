//! The gallery screen by label: every widget in every state, in both shapes and languages.

use std::cell::RefCell;
use std::rc::Rc;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::kiosk::gallery_screen::view::{GalleryAction, gallery_screen_ui};
use tongxin::kiosk::gallery_screen::{DIGITS, PAGES, Sample};
use tongxin::kiosk::theme::keypad::KeypadKey;
use tongxin::kiosk::theme::{Comfort, Panel, fonts, tokens};
use tongxin::locale;

use crate::pictures::NoPictures;

const SHAPES: [(f32, f32); 2] = [(1920.0, 1080.0), (1080.0, 1920.0)];

type Wanted = Rc<RefCell<Option<GalleryAction>>>;

fn screen(shape: (f32, f32), comfort: Comfort) -> (Harness<'static>, Wanted) {
    screen_of(shape, Sample::new(comfort))
}

fn screen_of((width, height): (f32, f32), sample: Sample) -> (Harness<'static>, Wanted) {
    let panel = Panel {
        width,
        height,
        width_mm: width / 4.0,
        bottom_mm: 900.0,
    };
    let theme = sample.theme(panel);
    let wanted = Wanted::default();
    let noted = wanted.clone();
    let mut dressed = false;
    let mut harness = Harness::builder()
        .with_size(egui::vec2(width, height))
        .build_ui(move |ui| {
            if !std::mem::replace(&mut dressed, true) {
                ui.ctx().set_fonts(fonts::definitions());
                return;
            }
            if let Some(action) = gallery_screen_ui(ui, &theme, &NoPictures, &sample) {
                *noted.borrow_mut() = Some(action);
            }
        });
    harness.run();
    (harness, wanted)
}

/// Everything that is said on the screen.
fn labels(harness: &Harness) -> Vec<String> {
    let nodes = harness.root().children_recursive();
    nodes
        .filter_map(|node| {
            let node = node.accesskit_node();
            node.label().or(node.value())
        })
        .collect()
}

#[test]
fn every_widget_is_there_in_both_shapes_and_languages() {
    let headings = [
        "header", "colors", "type", "buttons", "touch", "tags", "switches", "surfaces", "pictures",
        "code", "scroll", "pager", "keypad", "keyboard",
    ];
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            for large_text in [false, true] {
                let comfort = Comfort {
                    large_text,
                    reach: large_text,
                    ..Comfort::new(language)
                };
                let (harness, _) = screen(shape, comfort);
                let labels = labels(&harness);
                let words = locale::catalog(language);
                let said = |text: &str| labels.iter().any(|label| label == text);
                for key in headings {
                    let heading = words.text(&format!("gallery-screen-{key}"));
                    assert!(said(&heading), "{language} {shape:?}: {heading}");
                }
                for kind in ["main", "plain", "chosen"] {
                    for state in ["pressed", "focused"] {
                        let kind = words.text(&format!("gallery-screen-button-{kind}"));
                        let state = words.text(&format!("gallery-screen-state-{state}"));
                        assert!(said(&format!("{kind} · {state}")), "{kind} {state}");
                    }
                }
                for tone in ["sea", "gold", "lacquer", "plain"] {
                    assert!(said(&words.text(&format!("gallery-screen-tag-{tone}"))));
                }
                for name in ["picture", "waiting", "broken", "logo"] {
                    assert!(said(&words.text(&format!("gallery-screen-picture-{name}"))));
                }
                for key in ["back", "access-on", "access-off", "gallery-screen-done"] {
                    assert!(said(&words.text(key)), "{key}: {labels:?}");
                }
                let too_little = words.text("gallery-screen-too-little");
                let ratios = labels.iter().filter(|label| label.contains(" : 1 ≥ "));
                assert_eq!(ratios.clone().count(), 12);
                assert!(!ratios.clone().any(|label| label.contains(&too_little)));
            }
        }
    }
}

/// What whoever looks wants who touches the first button of this name.
fn touched(shape: (f32, f32), sample: Sample, label: &str) -> Option<GalleryAction> {
    let (mut harness, wanted) = screen_of(shape, sample);
    // The switches come first; a key of the keyboard may have the same word.
    let buttons = harness.get_all_by_role_and_label(egui::accesskit::Role::Button, label);
    let button = buttons.into_iter().next().expect("the button");
    // Many are not in sight.
    button.click_accesskit();
    harness.run();
    wanted.take()
}

fn english() -> Sample {
    Sample::new(Comfort::new("en"))
}

#[test]
fn the_switches_show_it_all_otherwise() {
    let check = |label: &str, change: fn(&mut Comfort)| {
        for shape in SHAPES {
            let mut comfort = Comfort::new("en");
            change(&mut comfort);
            let chosen = touched(shape, english(), label);
            assert_eq!(chosen, Some(GalleryAction::Comfort(comfort)), "{label}");
        }
    };
    check("Large text", |comfort| comfort.large_text = true);
    check("High contrast", |comfort| comfort.high_contrast = true);
    check("Low reach", |comfort| comfort.reach = true);
    check("Less motion", |comfort| comfort.reduced_motion = true);
    check("中文", |comfort| {
        "zh-CN".clone_into(&mut comfort.language)
    });
    for shape in SHAPES {
        let night = touched(shape, english(), "Night");
        assert_eq!(night, Some(GalleryAction::Night(true)));
        let accent = touched(shape, english(), "A pack's colours");
        assert_eq!(accent, Some(GalleryAction::Accent(true)));
    }
}

#[test]
fn what_is_tried_is_there_afterwards() {
    let mut sample = english();
    for digit in "4072159".chars() {
        let key = GalleryAction::Key(KeypadKey::Digit(digit));
        if sample.digits.len() < DIGITS {
            assert_eq!(
                touched(SHAPES[0], sample.clone(), &digit.to_string()),
                Some(key.clone())
            );
            sample.apply(key);
        } else {
            assert_eq!(touched(SHAPES[0], sample.clone(), &digit.to_string()), None);
        }
    }
    assert_eq!(sample.digits, "407215");
    sample.apply(GalleryAction::Key(KeypadKey::Erase));
    assert_eq!(sample.digits, "40721");
    sample.apply(GalleryAction::Key(KeypadKey::Clear));
    assert_eq!(sample.digits, "");
    let next = touched(SHAPES[0], sample.clone(), "Next page");
    assert_eq!(next, Some(GalleryAction::Page(2)));
    assert_eq!(touched(SHAPES[0], sample.clone(), "Page before"), None);
    sample.apply(GalleryAction::Page(PAGES));
    let (harness, _) = screen_of(SHAPES[0], sample);
    assert!(labels(&harness).contains(&format!("Page {PAGES}")));
}

#[test]
fn by_night_and_in_a_packs_colours_every_pair_is_told_apart() {
    for (night, accent) in [(true, false), (false, true), (true, true)] {
        let sample = Sample {
            night,
            accent,
            ..english()
        };
        let usual = if night { tokens::NIGHT } else { tokens::DAY };
        let panel = Panel {
            width: 1920.0,
            height: 1080.0,
            width_mm: 480.0,
            bottom_mm: 900.0,
        };
        let palette = sample.theme(panel).palette;
        assert_eq!(
            palette.lacquer != usual.lacquer,
            accent,
            "by night: {night}"
        );
        for pair in palette.colors().pairs() {
            assert!(pair.is_enough(), "{} {:.2}", pair.name, pair.contrast());
        }
        let (harness, _) = screen_of(SHAPES[1], sample);
        assert!(labels(&harness).contains(&"Keypad".to_owned()));
    }
}

#[test]
fn high_contrast_tells_every_pair_apart_too() {
    for pair in tokens::HIGH_CONTRAST.colors().pairs() {
        assert!(pair.is_enough(), "{} {:.2}", pair.name, pair.contrast());
    }
}
