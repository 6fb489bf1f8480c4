//! What follows a finger in exhibits: pages that are turned, pictures that are moved. Everything comes to rest.

use egui::accesskit::Role;
use egui::{Event, Key, Pos2, Rect, Shape, TouchDeviceId, TouchId, TouchPhase, Vec2, vec2};
use egui_kittest::kittest::Queryable as _;
use tongxin::kiosk::exhibits::Place;
use tongxin::kiosk::exhibits::compare::CompareState;
use tongxin::kiosk::exhibits::gallery::GalleryState;
use tongxin::kiosk::exhibits::model::ModelState;
use tongxin::kiosk::exhibits::people::PeopleState;
use tongxin::kiosk::exhibits::story::StoryState;
use tongxin::kiosk::exhibits::timeline::TimelineState;
use tongxin::kiosk::exhibits::timeline::view::entry_label;
use tongxin::kiosk::theme::Comfort;
use tongxin::locale::catalog;
use tongxin::model::exhibit::{Exhibit, ExhibitContent};

use crate::pictures::{Asked, ReadyPictures};
use crate::shipped::exhibit;
use crate::visitor::{SHAPES, Visitor, comfort};

const FIRST: &str = "A wooden ship under a red sail nears the shore where people wait";
const FIRST_HEADING: &str = "Those who came home built a street";
const SECOND: &str = "An arcaded street on a bright day, windows above, a walk below";
const FAIR: &str =
    "A neighbourhood fair in the arcades: an opera stage, stalls, kites, hundreds of neighbours";

fn at(id: &str, shape: (f32, f32)) -> Visitor {
    Visitor::at(
        exhibit(id),
        shape,
        comfort("en", false),
        ReadyPictures::wide(),
    )
}

impl Visitor {
    /// Where what has this label is.
    #[track_caller]
    fn place_of(&self, label: &str) -> Rect {
        self.harness.get_by_label(label).rect()
    }

    /// Where the picture is that shows this.
    #[track_caller]
    fn picture_of(&self, alt: &str) -> Rect {
        let picture = self.harness.get_by_role_and_label(Role::Image, alt);
        picture.rect()
    }

    /// Where these words are painted, be they said aloud or not.
    fn painted(&self, words: &str) -> Option<Rect> {
        let shapes = &self.harness.output().shapes;
        shapes.iter().find_map(|clipped| match &clipped.shape {
            Shape::Text(text) if text.galley.text() == words => Some(text.visual_bounding_rect()),
            _ => None,
        })
    }

    /// How many dots are painted.
    fn dots(&self) -> usize {
        let shapes = self.harness.output().shapes.iter();
        let dot = |shape: &Shape| matches!(shape, Shape::Circle(circle) if circle.radius < 10.0);
        shapes.filter(|clipped| dot(&clipped.shape)).count()
    }

    fn is_seen(&self, label: &str) -> bool {
        self.harness.query_by_label(label).is_some()
    }

    /// A finger goes down and draws, and stays.
    fn pull(&mut self, from: Pos2, by: Vec2) {
        self.harness.drag_at(from);
        for step in 1..=8 {
            self.harness.hover_at(from + by * (step as f32 / 8.0));
        }
        self.harness.step();
    }

    fn let_go(&mut self, at: Pos2) {
        self.harness.drop_at(at);
        self.harness.run();
    }
}

#[test]
fn a_page_of_a_story_follows_the_finger_on_its_picture_and_on_its_words() {
    for shape in SHAPES {
        for label in [FIRST, FIRST_HEADING] {
            let mut visit = at("qilou", shape);
            let before = visit.place_of(FIRST);
            let from = visit.place_of(label).center();
            visit.pull(from, vec2(-240.0, 10.0));
            let moved = before.left() - visit.place_of(FIRST).left();
            assert!((180.0..=241.0).contains(&moved), "{label}: {moved}");
            assert!(visit.is_seen(SECOND), "the next one comes in");
            visit.let_go(from - vec2(240.0, 0.0));
            assert_eq!(visit.state::<StoryState>().page, 1);
            assert_eq!(visit.place_of(SECOND).left(), before.left());
            assert!(!visit.is_seen(FIRST));
            visit.sleeps();
        }
    }
}

#[test]
fn before_the_first_page_there_is_a_little_to_pull_and_it_comes_back() {
    let mut visit = at("qilou", SHAPES[0]);
    let before = visit.place_of(FIRST);
    visit.pull(before.center(), vec2(400.0, 0.0));
    let moved = visit.place_of(FIRST).left() - before.left();
    assert!((40.0..380.0).contains(&moved), "{moved}");
    visit.let_go(before.center() + vec2(400.0, 0.0));
    assert_eq!(visit.state::<StoryState>().page, 0);
    assert_eq!(visit.place_of(FIRST), before);
    visit.sleeps();
}

#[test]
fn a_story_of_many_pages_says_its_place_and_shows_no_smear_of_dots() {
    for (pages, dots) in [(4, 3), (24, 0), (60, 0)] {
        let mut story = exhibit("qilou");
        if let ExhibitContent::Story(content) = &mut story.content {
            let shipped = content.pages.clone();
            content.pages = shipped.into_iter().cycle().take(pages).collect();
        }
        // Upright and narrow.
        let mut visit = Visitor::at(
            story,
            SHAPES[1],
            comfort("en", false),
            ReadyPictures::wide(),
        );
        assert_eq!(visit.dots(), dots, "{pages}");
        visit.touch("Next");
        visit.sees(&format!("2 of {pages}"));
        visit.sleeps();
    }
}

#[test]
fn a_gallery_says_which_of_its_pictures_it_shows_in_both_languages() {
    for (language, next, said) in [
        ("en", "Next", ["Picture 1 of 5", "Picture 2 of 5"]),
        ("zh-CN", "下一张", ["第 1 张，共 5 张", "第 2 张，共 5 张"]),
    ] {
        for shape in SHAPES {
            let comfort = comfort(language, true);
            let mut visit =
                Visitor::at(exhibit("volunteers"), shape, comfort, ReadyPictures::wide());
            visit.sees(said[0]);
            visit.touch(next);
            visit.sees(said[1]);
        }
    }
}

#[test]
fn arrows_turn_a_story_only_while_the_keyboard_is_on_nothing() {
    let mut visit = at("qilou", SHAPES[0]);
    visit.press(Key::ArrowRight);
    assert_eq!(visit.state::<StoryState>().page, 1);
    visit.harness.get_by_label("Next").focus();
    visit.harness.run();
    visit.press(Key::ArrowLeft);
    assert_eq!(visit.state::<StoryState>().page, 1);
}

#[test]
fn a_page_is_there_at_once_where_nothing_may_move() {
    let still = Comfort {
        reduced_motion: true,
        ..comfort("en", false)
    };
    let mut visit = Visitor::at(exhibit("qilou"), SHAPES[0], still, ReadyPictures::wide());
    let before = visit.place_of(FIRST);
    visit.harness.key_press(Key::ArrowRight);
    // The key goes down and up; then the page is drawn.
    for _ in 0..2 {
        visit.harness.step();
    }
    assert_eq!(visit.place_of(SECOND).left(), before.left());
    assert!(!visit.is_seen(FIRST));
}

#[test]
fn an_open_person_and_an_open_year_are_turned_by_a_finger_on_their_words() {
    for shape in SHAPES {
        let mut visit = at("people", shape);
        visit.touch("Social worker");
        let words = visit.place_of("Listens first, then helps").center();
        visit.drag(words, words - vec2(300.0, 0.0));
        assert_eq!(visit.state::<PeopleState>().open, Some(2));
        visit.sees("Look for the red vest");
        visit.sleeps();

        let mut visit = at("years", shape);
        visit.touch("1858 · Qiongzhou is named a treaty port");
        let words = visit.place_of("Qiongzhou is named a treaty port").center();
        visit.drag(words, words - vec2(300.0, 0.0));
        assert_eq!(visit.state::<TimelineState>().open, Some(1));
        visit.drag(words, words + vec2(300.0, 0.0));
        assert_eq!(visit.state::<TimelineState>().open, Some(0));
        visit.sleeps();
    }
}

const ALL_YEARS: &str = "All years";

/// What the cards of the years are called.
fn years() -> Vec<String> {
    let ExhibitContent::Timeline(timeline) = exhibit("years").content else {
        unreachable!("a timeline");
    };
    let label = |entry| entry_label(catalog("en"), entry);
    timeline.entries.iter().map(label).collect()
}

#[test]
fn a_year_that_is_closed_goes_back_to_its_card_and_the_line_rests() {
    let years = years();
    for shape in SHAPES {
        let mut visit = at("years", shape);
        visit.touch(&years[0]);
        visit.touch("Next");
        let open = visit.painted(ALL_YEARS).expect("open");
        visit.harness.get_by_label(ALL_YEARS).click();
        let mut way = Vec::new();
        for _ in 0..30 {
            visit.harness.step();
            if !visit.is_seen(ALL_YEARS) {
                way.extend(visit.painted(ALL_YEARS));
            }
        }
        assert!(way.len() > 4, "{way:?}");
        let seen = std::iter::once(open).chain(way.iter().copied());
        assert!(seen.is_sorted_by(|one, next| one.width() > next.width()));
        let card = visit.place_of(&years[1]).center();
        let far = |rect: &Rect| rect.center().distance(card);
        assert!(far(&way[way.len() - 1]) < far(&open), "{way:?}");
        assert_eq!(visit.painted(ALL_YEARS), None);
        visit.sleeps();
    }
}

/// How wide an open person's words are painted, frame by frame, after all are asked for again.
fn closing(shape: (f32, f32), reduced_motion: bool) -> (Vec<f32>, Visitor) {
    let ExhibitContent::People(people) = exhibit("people").content else {
        unreachable!("people");
    };
    let told = people.people[1].text.in_language("en").to_owned();
    let comfort = Comfort {
        reduced_motion,
        ..comfort("en", false)
    };
    let mut visit = Visitor::at(exhibit("people"), shape, comfort, ReadyPictures::wide());
    visit.touch("Social worker");
    let mut widths = vec![visit.painted(&told).expect("open").width()];
    let all = visit
        .harness
        .get_by_role_and_label(Role::Button, "Everyone");
    all.click();
    for _ in 0..40 {
        visit.harness.step();
        widths.extend(visit.painted(&told).map(|rect| rect.width()));
    }
    assert_eq!(visit.painted(&told), None, "{shape:?}");
    widths.dedup();
    (widths, visit)
}

#[test]
fn a_person_that_is_closed_shrinks_back_into_its_tile_and_rests() {
    for shape in SHAPES {
        let (widths, mut visit) = closing(shape, false);
        assert!(widths.len() > 5, "{widths:?}");
        assert!(widths.is_sorted_by(|a, b| a > b), "{widths:?}");
        assert_eq!(visit.state::<PeopleState>().open, None);
        visit.sleeps();
        let (widths, mut visit) = closing(shape, true);
        assert_eq!(widths.len(), 1, "nothing may move: {widths:?}");
        visit.sleeps();
    }
}

#[test]
fn a_year_is_closed_at_once_where_nothing_may_move() {
    let still = Comfort {
        reduced_motion: true,
        ..comfort("en", false)
    };
    let mut visit = Visitor::at(exhibit("years"), SHAPES[0], still, ReadyPictures::wide());
    visit.touch(&years()[0]);
    visit.harness.get_by_label(ALL_YEARS).click();
    for _ in 0..6 {
        visit.harness.step();
        assert_eq!(
            visit.painted(ALL_YEARS).is_some(),
            visit.is_seen(ALL_YEARS),
            "nothing is left of it"
        );
    }
    assert!(!visit.is_seen(ALL_YEARS));
    visit.sleeps();
}

#[test]
fn there_is_a_way_back_while_an_object_turns_by_itself() {
    let mut visit = at("house", SHAPES[0]);
    *visit.place.borrow_mut() = Place::new(ModelState {
        spin: 300.0,
        ..ModelState::default()
    });
    visit.harness.step();
    let back = visit.harness.get_by_role_and_label(Role::Button, "‹ Back");
    back.click();
    visit.harness.run();
    assert!(*visit.left.borrow());
}

#[test]
fn a_whole_picture_is_turned_and_a_close_one_is_moved() {
    for shape in SHAPES {
        let mut visit = at("volunteers", shape);
        visit.touch("Zoom in");
        assert!((visit.state::<GalleryState>().framing.zoom - 1.6).abs() < 1e-4);
        let middle = visit.picture_of(FAIR).center();
        visit.drag(middle, middle - vec2(120.0, 0.0));
        let state = visit.state::<GalleryState>();
        assert_eq!(state.picture, 0);
        assert!(state.framing.pan.x < -0.05, "{state:?}");
        assert_eq!(state.framing.velocity, Vec2::ZERO, "it stands");
        visit.sleeps();

        visit.touch("Zoom out");
        assert_eq!(visit.state::<GalleryState>(), GalleryState::at(0));
        let middle = visit.picture_of(FAIR).center();
        visit.drag(middle, middle - vec2(300.0, 0.0));
        assert_eq!(visit.state::<GalleryState>(), GalleryState::at(1));
        visit.press(Key::ArrowRight);
        assert_eq!(visit.state::<GalleryState>(), GalleryState::at(2));
        visit.sleeps();
    }
}

#[test]
fn a_second_finger_brings_a_picture_closer_that_the_first_began_to_turn() {
    let mut visit = at("volunteers", SHAPES[0]);
    let middle = visit.picture_of(FAIR).center();
    let touch = |id, phase, x: f32| Event::Touch {
        device_id: TouchDeviceId(1),
        id: TouchId(id),
        phase,
        pos: middle + vec2(x, 0.0),
        force: None,
    };
    visit.harness.event(touch(1, TouchPhase::Start, 0.0));
    visit.pull(middle, vec2(-60.0, 0.0));
    visit.harness.event(touch(1, TouchPhase::Move, -60.0));
    visit.harness.event(touch(2, TouchPhase::Start, 100.0));
    for step in 1..=10 {
        let x = 100.0 + 20.0 * step as f32;
        visit.harness.event(touch(2, TouchPhase::Move, x));
    }
    visit.harness.event(touch(2, TouchPhase::End, 300.0));
    visit.harness.event(touch(1, TouchPhase::End, -60.0));
    visit.let_go(middle - vec2(60.0, 0.0));
    let state = visit.state::<GalleryState>();
    assert_eq!(state.picture, 0);
    assert!(state.framing.zoom > 1.2, "{state:?}");
    visit.sleeps();
}

#[test]
fn a_flung_map_runs_on_and_stands_and_a_still_one_sleeps() {
    let ExhibitContent::Map(map) = exhibit("centre").content else {
        panic!("a map");
    };
    let alt = map.alt.in_language("en");
    for shape in SHAPES {
        let mut visit = at("centre", shape);
        let before = visit.place.borrow().clone();
        visit.touch("Zoom in");
        visit.touch("Zoom in");
        let close = visit.place.borrow().clone();
        assert_ne!(before, close);
        let middle = visit.picture_of(alt).center();
        visit.drag(middle, middle + vec2(90.0, 0.0));
        assert_ne!(close, *visit.place.borrow(), "it went along");
        visit.sleeps();
    }
}

#[test]
fn a_place_out_of_sight_glides_into_sight_and_the_map_stays_as_close() {
    let toilet = "6, Accessible toilet, on the map";
    let still = Comfort {
        reduced_motion: true,
        ..comfort("en", false)
    };
    for (comfort, moves) in [(comfort("en", false), true), (still, false)] {
        for shape in SHAPES {
            let mut visit = Visitor::at(
                exhibit("centre"),
                shape,
                comfort.clone(),
                ReadyPictures::wide(),
            );
            for _ in 0..3 {
                visit.touch("Zoom in");
            }
            assert!(!visit.is_seen(toilet));
            let row = visit
                .harness
                .get_by_role_and_label(Role::Button, "Accessible toilet");
            row.click_accesskit();
            for _ in 0..4 {
                visit.harness.step();
            }
            assert_eq!(
                visit.is_seen(toilet),
                !moves,
                "on its way, or there at once"
            );
            visit.harness.run();
            assert!(visit.is_seen(toilet));
            assert!(!visit.is_seen("3, Reading corner, on the map"));
            visit.sleeps();
        }
    }
}

#[test]
fn pairs_are_turned_by_a_finger_on_what_is_said() {
    for shape in SHAPES {
        let mut visit = at("then-now", shape);
        let words = visit.place_of("1 of 3").center();
        visit.drag(words, words - vec2(300.0, 0.0));
        assert_eq!(visit.state::<CompareState>(), CompareState::at(1));
        visit.sees("By night");
        visit.sleeps();
    }
}

/// What comes when one turns on was ready before, at just the size it is shown at.
#[track_caller]
fn ready_before(exhibit: Exhibit, shape: (f32, f32), open: Option<&str>, coming: &str) {
    let pictures = ReadyPictures::wide();
    let asked = pictures.asked.clone();
    let mut visit = Visitor::at(exhibit, shape, comfort("en", false), pictures);
    if let Some(open) = open {
        visit.touch(open);
    }
    let of = |asked: &Asked| asked.borrow().get(coming).cloned().unwrap_or_default();
    let before = of(&asked);
    visit.touch("Next");
    assert!(!before.is_empty());
    assert_eq!(before, of(&asked), "{coming} {shape:?}");
}

#[test]
fn what_is_turned_to_is_ready_at_the_size_it_is_shown_at() {
    for shape in SHAPES {
        ready_before(exhibit("qilou"), shape, None, "qilou/p2.webp");
        let open = Some("Social worker");
        ready_before(exhibit("people"), shape, open, "people/volunteer.webp");
        ready_before(exhibit("then-now"), shape, None, "then-now/yard-day.webp");
    }
    // Upright, small pictures have another size below another caption.
    let gallery = exhibit("volunteers");
    ready_before(gallery, SHAPES[0], None, "volunteers/g1.webp");
}
