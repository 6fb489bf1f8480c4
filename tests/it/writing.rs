//! Writing on the screen: how often the wanted words come first, and every key by its label.

use std::cell::RefCell;
use std::rc::Rc;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tongxin::kiosk::theme::{self, Comfort, Panel, Theme};
use tongxin::kiosk::writing::handwriting::{Packed, shapes};
use tongxin::kiosk::writing::pinyin::{Spot, candidates};
use tongxin::kiosk::writing::{
    Field, Typed, Writing, keyboard_height_for, keyboard_ui, written_ui,
};

const SENTENCES: &str = include_str!("data/writing/sentences.txt");
/// Half of them written down, half drawn at random from the names that the PyPI package Faker makes.
const NAMES: &str = include_str!("data/writing/names.txt");

/// How many of the lines are among the first candidates, with their syllables changed by `spell`.
fn found(list: &str, spot: Spot, first: usize, spell: impl Fn(&str) -> String) -> usize {
    let among_first = |line: &&str| {
        let (text, reading) = line.split_once('\t').expect("text and reading");
        let letters: String = reading.split(' ').map(&spell).collect();
        candidates(&letters, spot, true)
            .iter()
            .take(first)
            .any(|candidate| candidate.text == text)
    };
    list.lines().filter(among_first).count()
}

/// As someone spells who was never told `zh` from `z`.
fn southern(syllable: &str) -> String {
    let mut spelt = syllable.to_owned();
    for (two, one) in [("zh", "z"), ("ch", "c"), ("sh", "s")] {
        spelt = spelt.replace(two, one);
    }
    if spelt.ends_with("ing") || spelt.ends_with("eng") {
        spelt.pop();
    }
    spelt
}

#[test]
fn most_everyday_sentences_are_right_at_once() {
    let right = found(SENTENCES, Spot::Words, 1, str::to_owned);
    assert!(right >= 24, "{right} of 30");
    let right = found(SENTENCES, Spot::Words, 1, southern);
    assert!(right >= 20, "{right} of 30 as the south spells");
}

#[test]
fn most_names_are_among_the_first_five() {
    let there = found(NAMES, Spot::Name, 5, str::to_owned);
    assert!(there >= 180, "{there} of 200");
    let there = found(NAMES, Spot::Name, 5, southern);
    assert!(there >= 165, "{there} of 200 as the south spells");
}

#[test]
fn every_character_of_the_lists_can_be_picked_alone_and_rare_ones_too() {
    let mut first_page = 0;
    let mut all = 0;
    for line in SENTENCES.lines().chain(NAMES.lines()) {
        let (text, reading) = line.split_once('\t').expect("text and reading");
        for (character, syllable) in text.chars().zip(reading.split(' ')) {
            let offered = candidates(syllable, Spot::Words, true);
            let place = offered
                .iter()
                .position(|candidate| candidate.text == character.to_string());
            let place = place.unwrap_or_else(|| panic!("{character} {syllable}"));
            all += 1;
            first_page += usize::from(place < 16);
        }
    }
    assert!(first_page * 10 >= all * 8, "{first_page} of {all}");
    for (rare, syllable) in [
        ("喆", "zhe"),
        ("彧", "yu"),
        ("赟", "yun"),
        ("𬱖", "di"),
        ("㛃", "jie"),
        ("𬭎", "hong"),
    ] {
        for spot in [Spot::Name, Spot::GivenName] {
            let offered = candidates(syllable, spot, false);
            assert!(offered.iter().any(|found| found.text == rare), "{rare}");
        }
    }
}

#[test]
fn initials_are_enough_for_common_words() {
    for (letters, word) in [("gzr", "工作日"), ("xiexien", "谢谢您"), ("zgr", "中国人")] {
        let offered = candidates(letters, Spot::Words, true);
        let first = offered.iter().take(16);
        assert!(
            first.clone().any(|found| found.text == word),
            "{letters}: {:?}",
            first.collect::<Vec<_>>()
        );
    }
}

const SHAPES: [(f32, f32); 2] = [(1920.0, 1080.0), (1080.0, 1920.0)];

/// A screen with a text and the keyboard below it.
struct Desk {
    harness: Harness<'static>,
    now: Rc<RefCell<(Writing, bool)>>,
}

impl Desk {
    fn new((width, height): (f32, f32), comfort: Comfort, field: Field) -> Self {
        let panel = Panel {
            width,
            height,
            width_mm: width / 2.75,
            bottom_mm: 900.0,
        };
        let now = Rc::new(RefCell::new((
            Writing::new(&comfort.language, field),
            false,
        )));
        let theme = Theme::new(panel, comfort);
        let state = now.clone();
        let mut dressed = false;
        let mut harness = Harness::builder()
            .with_size(egui::vec2(width, height))
            .build_ui(move |ui| {
                if !std::mem::replace(&mut dressed, true) {
                    theme::dress(ui.ctx());
                    return;
                }
                let writing = state.borrow().0.clone();
                let mut keys = ui.max_rect().shrink(40.0);
                keys.min.y = keys.max.y - keyboard_height_for(&theme, keys.width(), &writing);
                let mut above = keys;
                above.max.y = keys.min.y - 20.0;
                above.min.y = above.max.y - 120.0;
                written_ui(ui, &theme, above, &writing, "…");
                match keyboard_ui(ui, &theme, keys, &writing, "Done") {
                    Some(Typed::Writing(next)) => state.borrow_mut().0 = next,
                    Some(Typed::Done(next)) => *state.borrow_mut() = (next, true),
                    None => {}
                }
            });
        harness.run();
        Self { harness, now }
    }

    #[track_caller]
    fn press(&mut self, label: &str) {
        self.harness
            .get_by_role_and_label(Role::Button, label)
            .click();
        self.harness.run();
    }

    fn shown(&self) -> (String, String) {
        let now = self.now.borrow();
        let (text, composing) = now.0.shown();
        (text.to_owned(), composing.to_owned())
    }
}

const WORDS: Field = Field::Words { chars_max: 60 };
const NAME: Field = Field::Name { chars_max: 20 };

#[test]
fn chinese_is_written_with_the_keys_of_both_shapes() {
    for shape in SHAPES {
        let mut desk = Desk::new(shape, Comfort::new("zh-CN"), WORDS);
        for key in "nihao".chars() {
            desk.press(&key.to_string());
        }
        assert_eq!(desk.shown(), (String::new(), "ni hao".into()));
        desk.press("你好");
        desk.press("，");
        desk.press("s");
        desk.press("h");
        desk.press("i");
        desk.press("下页");
        desk.press("上页");
        desk.press("退格");
        desk.press("退格");
        desk.press("退格");
        desk.press("123 #@");
        desk.press("《");
        assert_eq!(desk.shown(), ("你好，《".into(), String::new()));
        desk.press("Done");
        assert!(desk.now.borrow().1);
    }
}

/// Lets a finger write the shape of a character on the paper, as a mouse tells of it.
fn write_by_finger(desk: &mut Desk, character: char) {
    let paper = desk.harness.get_by_label("手写区").rect();
    let shape = shapes()
        .filter_map(Packed::shape)
        .find(|shape| shape.drawn == character)
        .expect("a shape");
    let side = paper.height() * 0.8;
    let at = |[x, y]: [u8; 2]| {
        let share = egui::vec2(f32::from(x), f32::from(y)) / 256.0;
        paper.center() + (share - egui::vec2(0.5, 0.5)) * side
    };
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    for line in &shape.lines {
        let (first, last) = (at(line[0]), at(line[line.len() - 1]));
        desk.harness.event(egui::Event::PointerMoved(first));
        desk.harness.event(button(first, true));
        for place in line {
            desk.harness.event(egui::Event::PointerMoved(at(*place)));
        }
        desk.harness.event(button(last, false));
        desk.harness.step();
    }
}

/// Draws until a candidate is there: the shapes are read on another thread.
fn until_offered(desk: &mut Desk) {
    while desk.now.borrow().0.candidates().is_empty() {
        desk.harness.step();
        std::thread::yield_now();
    }
    desk.harness.run_steps(6);
}

#[test]
fn a_finger_writes_chinese_on_both_shapes() {
    for shape in SHAPES {
        for high_contrast in [false, true] {
            let comfort = Comfort {
                high_contrast,
                ..Comfort::new("zh-CN")
            };
            let mut desk = Desk::new(shape, comfort, WORDS);
            desk.press("手写");
            desk.harness.get_by_label("在这里写一个字");
            write_by_finger(&mut desk, '春');
            until_offered(&mut desk);
            // The finger has rested: the first candidate stands in the text already.
            assert_eq!(desk.shown(), (String::new(), "春".into()));
            assert!(desk.now.borrow().0.candidates().len() == 10);
            desk.press("退一笔");
            desk.press("重写");
            assert!(desk.now.borrow().0.is_empty());
            // A traditional form is read, and written as our fonts have it.
            write_by_finger(&mut desk, '國');
            until_offered(&mut desk);
            desk.press("国");
            desk.press("，");
            // The next one is taken by whatever finishes.
            write_by_finger(&mut desk, '好');
            until_offered(&mut desk);
            desk.press("Done");
            assert_eq!(desk.shown(), ("国，好".into(), String::new()));
            assert!(desk.now.borrow().1);
        }
    }
}

#[test]
fn a_held_key_erases_on_and_on_and_a_full_field_says_so() {
    let mut desk = Desk::new(
        SHAPES[0],
        Comfort::new("zh-CN"),
        Field::Words { chars_max: 12 },
    );
    for text in "123456789012".chars() {
        desk.harness.event(egui::Event::Text(text.to_string()));
    }
    desk.harness.run();
    desk.press("，");
    desk.harness.get_by_label("写满了，不能再写");
    let at = desk
        .harness
        .get_by_role_and_label(Role::Button, "退格")
        .rect()
        .center();
    let button = |pressed| egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    desk.harness.event(egui::Event::PointerMoved(at));
    desk.harness.event(button(true));
    // A quarter of a second each.
    desk.harness.run_steps(2);
    assert_eq!(desk.shown().0, "123456789012");
    desk.harness.run_steps(5);
    let left = desk.shown().0;
    assert!((5..10).contains(&left.len()), "{left}");
    desk.harness.event(button(false));
    desk.harness.run_steps(3);
    assert_eq!(desk.shown().0, left, "letting go erases nothing more");
    desk.press("退格");
    assert_eq!(desk.shown().0.len(), left.len() - 1);
}

#[test]
fn english_begins_with_a_capital_and_a_name_with_a_surname() {
    for shape in SHAPES {
        let mut desk = Desk::new(shape, Comfort::new("en"), WORDS);
        for key in ["H", "i", "Space", "1", "!"] {
            desk.press(key);
        }
        assert_eq!(desk.shown().0, "Hi 1!");
        desk.press("中文");
        desk.press("n");
        desk.press("Take the first");
        let mut desk = Desk::new(shape, Comfort::new("zh-CN"), NAME);
        desk.press("陈");
        assert_eq!(desk.shown().0, "陈");
    }
}

#[test]
fn a_real_keyboard_writes_as_well() {
    let mut desk = Desk::new(SHAPES[0], Comfort::new("zh-CN"), WORDS);
    for text in ["xie", "xie", " ", "?"] {
        desk.harness.event(egui::Event::Text(text.into()));
        desk.harness.run();
    }
    assert_eq!(desk.shown().0, "谢谢？");
    desk.harness.key_press(egui::Key::Backspace);
    desk.harness.run();
    desk.harness.key_press(egui::Key::Enter);
    desk.harness.run();
    assert_eq!(
        (desk.shown().0.as_str(), desk.now.borrow().1),
        ("谢谢", true)
    );
}

#[test]
fn every_key_is_large_enough_for_a_finger() {
    for shape in SHAPES {
        for large_text in [false, true] {
            let comfort = Comfort {
                large_text,
                ..Comfort::new("zh-CN")
            };
            let mut desk = Desk::new(shape, comfort, WORDS);
            desk.press("s");
            desk.press("h");
            desk.press("i");
            for key in desk.harness.get_all_by_role(Role::Button) {
                let rect = key.rect();
                assert!(rect.height() >= 87.0 && rect.width() >= 86.0, "{rect:?}");
            }
            desk.press("手写");
            for key in desk.harness.get_all_by_role(Role::Button) {
                let rect = key.rect();
                assert!(rect.height() >= 87.0 && rect.width() >= 86.0, "{rect:?}");
            }
        }
    }
}
