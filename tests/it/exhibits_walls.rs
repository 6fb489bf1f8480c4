//! Timeline, people and compare, as a visitor meets them in the shipped pack, and as their author is told of mistakes.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pictures::ReadyPictures;
use crate::shipped::exhibit;
use crate::visitor::{SHAPES, Visitor, comfort};
use egui::Key;
use egui::accesskit::{Action, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::kiosk::exhibits::compare::CompareState;
use tongxin::kiosk::exhibits::people::PeopleState;
use tongxin::kiosk::exhibits::timeline::TimelineState;
use tongxin::locale::catalog;
use tongxin::model::exhibit::{Exhibit, ExhibitContent};
use tongxin::pack::author;

fn riyue() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content/riyue")
}

fn at(exhibit: Exhibit, shape: (f32, f32), language: &str, large_text: bool) -> Visitor {
    Visitor::at(
        exhibit,
        shape,
        comfort(language, large_text),
        ReadyPictures::wide(),
    )
}

impl Visitor {
    pub fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.run();
    }

    /// A finger drawn from one point to another in a few frames, and lifted.
    pub fn drag(&mut self, from: egui::Pos2, to: egui::Pos2) {
        self.harness.drag_at(from);
        for step in 1..=6 {
            self.harness
                .hover_at(from + (to - from) * (step as f32 / 6.0));
            self.harness.step();
        }
        self.harness.drop_at(to);
        self.harness.run();
    }

    #[track_caller]
    pub fn sees(&self, label: &str) {
        assert!(
            self.harness.query_all_by_label(label).next().is_some(),
            "{label} is not there"
        );
    }

    fn buttons(&self) -> usize {
        self.harness.get_all_by_role(Role::Button).count()
    }

    /// Every button is on the panel, whole.
    #[track_caller]
    fn nothing_overflows(&self, (width, height): (f32, f32)) {
        let panel = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height));
        for node in self.harness.get_all_by_role(Role::Button) {
            let (rect, label) = (node.rect(), node.accesskit_node().label());
            assert!(panel.expand(1.0).contains_rect(rect), "{label:?}: {rect}");
        }
    }

    /// A still screen is drawn once and then sleeps.
    #[track_caller]
    pub fn sleeps(&mut self) {
        self.harness.run();
        assert_eq!(self.harness.run(), 1, "it keeps drawing");
    }
}

/// The middle of the card that is nearest the middle of the panel.
fn card_in(visit: &Visitor, (width, height): (f32, f32)) -> egui::Pos2 {
    let middle = egui::pos2(width / 2.0, height / 2.0);
    let nodes = visit.harness.get_all_by_role(Role::Button);
    let cards = nodes.filter(|node| {
        let label = node.accesskit_node().label();
        label.is_some_and(|label| label.contains(" · "))
    });
    cards
        .map(|node| node.rect().center())
        .min_by(|a, b| a.distance(middle).total_cmp(&b.distance(middle)))
        .expect("a card")
}

/// The exhibit with its first part repeated until there are 200.
fn two_hundred(mut exhibit: Exhibit) -> Exhibit {
    match &mut exhibit.content {
        ExhibitContent::Timeline(timeline) => {
            let first = timeline.entries[0].clone();
            timeline.entries = (0..200)
                .map(|i| {
                    let mut entry = first.clone();
                    entry.year = 1800 + i;
                    entry
                })
                .collect();
        }
        ExhibitContent::People(people) => {
            let first = people.people[0].clone();
            people.people = (0..200)
                .map(|i| {
                    let mut person = first.clone();
                    let name = format!("Person {i}");
                    person.name.0.insert("en".to_owned(), name);
                    person
                })
                .collect();
        }
        _ => {}
    }
    exhibit
}

#[test]
fn a_touched_year_opens_and_closes_again() {
    let names = [
        ("zh-CN", "1858 年 · 琼州列为通商口岸", "全部年份", "‹ 返回"),
        (
            "en",
            "1858 · Qiongzhou is named a treaty port",
            "All years",
            "‹ Back",
        ),
    ];
    for shape in SHAPES {
        for (language, year, all, back) in names {
            let mut visit = at(exhibit("years"), shape, language, false);
            visit.touch(year);
            assert_eq!(visit.state::<TimelineState>().open, Some(0));
            visit.touch(all);
            assert_eq!(visit.state::<TimelineState>(), TimelineState::default());
            visit.touch(year);
            visit.touch(back);
            assert_eq!(visit.state::<TimelineState>(), TimelineState::default());
            assert!(!*visit.left.borrow(), "back goes to the line first");
            visit.touch(back);
            assert!(*visit.left.borrow());
        }
    }
}

#[test]
fn from_an_open_year_one_goes_on_and_finds_the_line_there() {
    let mut visit = at(exhibit("years"), SHAPES[0], "en", false);
    visit.touch("1858 · Qiongzhou is named a treaty port");
    visit.touch("Next");
    visit.press(Key::ArrowRight);
    visit.sees("Walls come down, arcades go up");
    visit.touch("All years");
    let state = visit.state::<TimelineState>();
    assert_eq!((state.offset, state.open), (2.0, None));
}

#[test]
fn a_decade_is_jumped_to() {
    for shape in SHAPES {
        let mut visit = at(exhibit("years"), shape, "en", false);
        visit.touch("1980s");
        let state = visit.state::<TimelineState>();
        assert_eq!((state.offset, state.target), (7.0, None));
        visit.sees("1988 · Hainan becomes a province");
    }
}

#[test]
fn the_line_is_flung_and_comes_to_rest_on_a_year() {
    for (shape, to) in SHAPES.into_iter().zip([(-420.0, 0.0), (0.0, -420.0)]) {
        let mut visit = at(two_hundred(exhibit("years")), shape, "en", false);
        let from = egui::pos2(shape.0 * 0.5, shape.1 * 0.5);
        visit.drag(from, from + egui::vec2(to.0, to.1));
        let state = visit.state::<TimelineState>();
        assert!(
            state.offset >= 2.0 && state.open.is_none(),
            "runs on: {state:?}"
        );
        assert_eq!(state.offset.fract(), 0.0);
        visit.sleeps();
    }
}

#[test]
fn a_finger_that_catches_a_flung_line_opens_nothing() {
    for (shape, to) in SHAPES.into_iter().zip([(-420.0, 0.0), (0.0, -420.0)]) {
        let mut visit = at(two_hundred(exhibit("years")), shape, "en", false);
        let from = egui::pos2(shape.0 * 0.5, shape.1 * 0.5);
        visit.harness.drag_at(from);
        for step in 1..=6 {
            let moved = egui::vec2(to.0, to.1) * (step as f32 / 6.0);
            visit.harness.hover_at(from + moved);
            visit.harness.step();
        }
        visit.harness.drop_at(from + egui::vec2(to.0, to.1));
        for _ in 0..3 {
            visit.harness.step();
        }
        assert!(visit.state::<TimelineState>().velocity > 3.0, "it runs");
        let card = card_in(&visit, shape);
        visit.harness.drag_at(card);
        visit.harness.step();
        let held = visit.state::<TimelineState>();
        visit.harness.step();
        assert_eq!(visit.state::<TimelineState>(), held, "it stands");
        visit.harness.drop_at(card);
        visit.harness.run();
        assert_eq!(visit.state::<TimelineState>().open, None);
        // The same on a line that stands.
        let card = card_in(&visit, shape);
        visit.harness.drag_at(card);
        visit.harness.drop_at(card);
        visit.harness.run();
        assert!(visit.state::<TimelineState>().open.is_some());
    }
}

#[test]
fn arrows_travel_along_the_line_to_its_ends() {
    let mut visit = at(two_hundred(exhibit("years")), SHAPES[1], "en", false);
    visit.press(Key::ArrowDown);
    visit.press(Key::ArrowRight);
    assert_eq!(visit.state::<TimelineState>().offset, 2.0);
    visit.press(Key::End);
    assert_eq!(visit.state::<TimelineState>().offset, 199.0);
    visit.press(Key::Home);
    assert_eq!(visit.state::<TimelineState>().offset, 0.0);
}

#[test]
fn a_touched_person_opens_and_the_wall_is_there_again() {
    let names = [
        ("zh-CN", "社工", "全部人物"),
        ("en", "Social worker", "Everyone"),
    ];
    for shape in SHAPES {
        for (language, name, all) in names {
            let mut visit = at(exhibit("people"), shape, language, false);
            visit.touch(name);
            assert_eq!(visit.state::<PeopleState>().open, Some(1));
            visit.press(Key::ArrowLeft);
            assert_eq!(visit.state::<PeopleState>().open, Some(0));
            visit.touch(all);
            assert_eq!(visit.state::<PeopleState>().open, None);
        }
    }
}

#[test]
fn of_two_hundred_only_those_in_view_are_laid_out() {
    for shape in SHAPES {
        let line = at(two_hundred(exhibit("years")), shape, "en", false);
        assert!(line.buttons() < 40, "{}", line.buttons());
        let wall = at(two_hundred(exhibit("people")), shape, "en", false);
        assert!(wall.buttons() < 40, "{}", wall.buttons());
        assert!(wall.buttons() > 8, "{}", wall.buttons());
    }
}

#[test]
fn the_divider_is_dragged_and_stepped_and_sent() {
    for shape in SHAPES {
        let mut visit = at(exhibit("then-now"), shape, "en", false);
        let canvas = visit.harness.get_by_role(Role::Slider).rect();
        let to = egui::pos2(
            canvas.left() + canvas.width() * 0.25,
            canvas.center().y + 20.0,
        );
        visit.drag(canvas.center(), to);
        assert!((visit.state::<CompareState>().divider - 0.25).abs() < 0.01);
        visit.press(Key::ArrowRight);
        assert!((visit.state::<CompareState>().divider - 0.30).abs() < 0.01);
        for (label, divider) in [("Then", 1.0), ("Now", 0.0), ("Both", 0.5)] {
            visit.touch(label);
            let state = visit.state::<CompareState>();
            assert_eq!((state.divider, state.target), (divider, None));
        }
        visit.touch("Next");
        assert_eq!(visit.state::<CompareState>(), CompareState::at(1));
        visit.sees("By night");
    }
}

#[test]
fn who_does_not_drag_or_see_moves_the_divider_and_is_told_how_much_of_each_is_seen() {
    let words = [
        (
            "zh-CN",
            "“从前”占百分之 60，“现在”占百分之 40",
            "只看“从前”",
        ),
        (
            "en",
            "60 percent “Then”, 40 percent “Now”",
            "Only “Then” is seen",
        ),
    ];
    for shape in SHAPES {
        for (language, most, only) in words {
            let mut visit = at(exhibit("then-now"), shape, language, false);
            let caption = visit.told.borrow().clone();
            assert!(caption.starts_with("1 "), "{caption}");
            visit.asks(Action::Increment, None);
            visit.press(Key::ArrowRight);
            assert!((visit.state::<CompareState>().divider - 0.6).abs() < 0.001);
            assert_eq!(visit.slider().1, most);
            visit.is_told(most);
            visit.asks(Action::Decrement, None);
            assert!((visit.state::<CompareState>().divider - 0.55).abs() < 0.001);
            visit.asks(Action::SetValue, Some(250.0));
            assert_eq!(visit.state::<CompareState>().divider, 1.0);
            visit.is_told(only);
            // Half and half again it is where the divider is that is news.
            visit.asks(Action::SetValue, Some(50.0));
            assert!(visit.told.borrow().contains("50"), "{:?}", visit.told);
            visit.touch(&catalog(language).text("part-on"));
            assert!(visit.told.borrow().starts_with("2 "), "{:?}", visit.told);
            visit.touch(&catalog(language).text("part-back"));
            visit.is_told(&caption);
            let slider = visit.harness.get_by_role(Role::Slider).accesskit_node();
            let ends = [
                slider.data().min_numeric_value(),
                slider.data().numeric_value(),
                slider.data().max_numeric_value(),
                slider.data().numeric_value_step(),
            ];
            assert_eq!(ends, [0.0, 50.0, 100.0, 5.0].map(Some));
        }
    }
}

#[test]
fn the_line_of_years_is_travelled_by_a_screen_reader_as_by_a_finger() {
    for shape in SHAPES {
        let mut visit = at(exhibit("years"), shape, "en", false);
        let first = "1858 · Qiongzhou is named a treaty port";
        assert_eq!(
            visit.slider(),
            ("Line of years".to_owned(), first.to_owned())
        );
        visit.asks(Action::Increment, None);
        assert_eq!(visit.state::<TimelineState>().offset, 1.0);
        assert_ne!(visit.slider().1, first);
        visit.asks(Action::SetValue, Some(7.0));
        assert_eq!(visit.slider().1, "1988 · Hainan becomes a province");
        visit.asks(Action::SetValue, Some(-3.0));
        assert_eq!(visit.slider().1, first);
        // With the keyboard on it, too.
        visit.harness.get_by_role(Role::Slider).focus();
        visit.harness.run();
        let [on, away] = match shape.0 < shape.1 {
            true => [Key::ArrowDown, Key::ArrowRight],
            false => [Key::ArrowRight, Key::ArrowDown],
        };
        visit.press(on);
        visit.press(on);
        assert_eq!(visit.state::<TimelineState>().offset, 2.0);
        visit.is_told(&visit.slider().1);
        // The other arrows lead away from it.
        visit.press(away);
        assert_eq!(visit.state::<TimelineState>().offset, 2.0);
        visit.sleeps();
    }
}

#[test]
fn the_handle_is_as_large_as_a_finger() {
    for shape in SHAPES {
        let visit = at(exhibit("then-now"), shape, "en", false);
        let canvas = visit.harness.get_by_role(Role::Slider).rect();
        // All of the picture takes the finger: 2.75 points make a millimetre here.
        assert!(canvas.width().min(canvas.height()) > 15.0 * 2.75);
    }
}

#[test]
fn large_text_overflows_nowhere_and_a_still_screen_sleeps() {
    let opened = [
        ("years", "Walls come down, arcades go up"),
        ("people", "Social worker"),
        ("then-now", "Now"),
    ];
    for shape in SHAPES {
        for (id, name) in opened {
            let mut visit = at(exhibit(id), shape, "en", true);
            visit.sleeps();
            if id == "years" {
                // On the line cards pass under the panel's edges; opened, all is on the panel.
                visit.touch("1920s");
                visit.touch("1920s · Walls come down, arcades go up");
            } else {
                visit.nothing_overflows(shape);
                visit.touch(name);
            }
            visit.nothing_overflows(shape);
            visit.sleeps();
        }
    }
}

/// A pack with this one of the shipped exhibits, one place of it changed.
#[track_caller]
fn changed(id: &str, from: &str, to: &str) -> author::Checked {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at(id)).expect("made");
    for entry in fs::read_dir(riyue().join(id)).expect("read") {
        let entry = entry.expect("read");
        fs::copy(entry.path(), at(id).join(entry.file_name())).expect("copied");
    }
    for name in ["cover.webp", "logo.webp"] {
        fs::copy(riyue().join(name), at(name)).expect("copied");
    }
    let pack = fs::read_to_string(riyue().join("pack.toml")).expect("read");
    let others = pack.lines().filter(|line| !line.starts_with("exhibits"));
    let pack: Vec<_> = others.map(str::to_owned).collect();
    let named = format!("exhibits = [\"{id}\"]\n{}\n", pack.join("\n"));
    fs::write(at("pack.toml"), named).expect("written");
    let file = at(id).join("exhibit.toml");
    let text = fs::read_to_string(&file).expect("read");
    assert!(text.contains(from), "{from}");
    fs::write(&file, text.replacen(from, to, 1)).expect("written");
    author::check(folder.path())
}

#[track_caller]
pub fn told(id: &str, from: &str, to: &str, expected: &str) {
    let problems = changed(id, from, to).problems;
    let all: Vec<_> = problems.iter().map(|problem| problem.what("en")).collect();
    assert!(all.iter().any(|what| what == expected), "{all:#?}");
}

#[test]
fn an_author_is_told_what_is_wrong_with_a_wall_or_a_line() {
    let far = "“year” is out of bounds";
    told("years", "year = 1858", "year = 18580", far);
    told("years", "year = 1858\n", "", "“year” is missing");
    told("people", "role = ", "job = ", "“role” is missing");
    let after = "“after” is missing";
    told("then-now", "[pairs.after]", "[pairs.later]", after);
    let gone = "the file “then-now/gone.webp” is not there";
    told("then-now", "yard-then.webp", "gone.webp", gone);
}

#[test]
fn years_go_by_their_order_however_they_are_written() {
    let checked = changed("years", "year = 1858", "year = 1999");
    let manifest = checked.manifest.expect("whole");
    let ExhibitContent::Timeline(timeline) = &manifest.exhibits[0].content else {
        panic!("a timeline");
    };
    let years: Vec<i32> = timeline.entries.iter().map(|entry| entry.year).collect();
    assert!(years.is_sorted() && years[0] == 1876, "{years:?}");
}
