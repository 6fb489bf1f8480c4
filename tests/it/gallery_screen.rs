//! The gallery screen by label: every widget in every state, in both shapes and languages.

use std::cell::RefCell;
use std::rc::Rc;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::kiosk::gallery_screen::new_writing;
use tongxin::kiosk::gallery_screen::view::{GalleryAction, gallery_screen_ui};
use tongxin::kiosk::theme::{Comfort, Panel, Theme, fonts, tokens};
use tongxin::locale;

const SHAPES: [(f32, f32); 2] = [(1920.0, 1080.0), (1080.0, 1920.0)];

type Wanted = Rc<RefCell<Option<GalleryAction>>>;

fn screen((width, height): (f32, f32), comfort: Comfort) -> (Harness<'static>, Wanted) {
    let panel = Panel {
        width,
        height,
        width_mm: width / 4.0,
        bottom_mm: 900.0,
    };
    let theme = Theme::new(panel, comfort);
    let wanted = Wanted::default();
    let noted = wanted.clone();
    let writing = new_writing(theme.language());
    let mut dressed = false;
    let mut harness = Harness::builder()
        .with_size(egui::vec2(width, height))
        .build_ui(move |ui| {
            if !std::mem::replace(&mut dressed, true) {
                ui.ctx().set_fonts(fonts::definitions());
                return;
            }
            if let Some(action) = gallery_screen_ui(ui, &theme, &writing) {
                *noted.borrow_mut() = Some(action);
            }
        });
    harness.run();
    (harness, wanted)
}

#[test]
fn every_widget_is_there_in_both_shapes_and_languages() {
    let headings = [
        "colors", "type", "buttons", "touch", "tags", "surfaces", "code", "scroll", "keyboard",
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
                let nodes = harness.root().children_recursive();
                let labels: Vec<String> = nodes
                    .filter_map(|node| {
                        let node = node.accesskit_node();
                        node.label().or(node.value())
                    })
                    .collect();
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
                assert!(said(&words.text("gallery-screen-done")), "{labels:?}");
                let too_little = words.text("gallery-screen-too-little");
                let ratios = labels.iter().filter(|label| label.contains(" : 1 ≥ "));
                assert_eq!(ratios.clone().count(), 12);
                assert!(!ratios.clone().any(|label| label.contains(&too_little)));
            }
        }
    }
}

#[test]
fn the_switches_show_it_all_otherwise() {
    let check = |label: &str, change: fn(&mut Comfort)| {
        for shape in SHAPES {
            let (mut harness, wanted) = screen(shape, Comfort::new("en"));
            // The switches come first; a key of the keyboard may have the same word.
            let switches = harness.get_all_by_role_and_label(egui::accesskit::Role::Button, label);
            switches.into_iter().next().expect("the switch").click();
            harness.run();
            let mut comfort = Comfort::new("en");
            change(&mut comfort);
            let chosen = wanted.borrow_mut().take();
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
}

#[test]
fn high_contrast_tells_every_pair_apart_too() {
    for pair in tokens::HIGH_CONTRAST.colors().pairs() {
        assert!(pair.is_enough(), "{} {:.2}", pair.name, pair.contrast());
    }
}
