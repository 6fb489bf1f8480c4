//! Access: what helps a visitor who reads with effort, hears instead of seeing, needs more time, or shares the panel.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use egui::accesskit::{Action, Role};
use egui::{Event, Key, Pos2, Rect, TouchDeviceId, TouchId, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::kiosk::attract::view::{AttractFrame, Coming, NextActivity, Shot, attract_ui};
use tongxin::kiosk::calendar::CalendarState;
use tongxin::kiosk::calendar::view::{CalendarFrame, calendar_ui};
use tongxin::kiosk::check_in::view::{CheckInFrame, check_in_ui};
use tongxin::kiosk::exhibits::compare::CompareState;
use tongxin::kiosk::exhibits::model::NoModels;
use tongxin::kiosk::exhibits::quiz::QuizState;
use tongxin::kiosk::exhibits::story::StoryState;
use tongxin::kiosk::exhibits::video::NoFilms;
use tongxin::kiosk::exhibits::{
    Heard, Live, Place, Scene, Scores, exhibit_ui, place_words, recorded,
};
use tongxin::kiosk::home::view::{HomeFrame, home_ui};
use tongxin::kiosk::shell::ShellAction;
use tongxin::kiosk::shell::view::access::{Speech, access_ui};
use tongxin::kiosk::shell::view::{Stay, idle_warning_ui, stage_ui};
use tongxin::kiosk::speech::explore::{Explorer, Hints};
use tongxin::kiosk::staff::status::StaffStatus;
use tongxin::kiosk::staff::view::{DoorFrame, Page, PanelFrame, StaffFrame, staff_ui};
use tongxin::kiosk::theme::fingers::{Fingers, pinch};
use tongxin::kiosk::theme::scroll::Scroll;
use tongxin::kiosk::theme::widgets::{ButtonKind, TextStyle, button, pressable, text};
use tongxin::kiosk::theme::{self, Comfort, Panel, Theme};
use tongxin::locale;
use tongxin::model::activity::Places;
use tongxin::model::day_class::DayClass;
use tongxin::model::exhibit::{Exhibit, ExhibitContent};
use tongxin::model::manifest::Manifest;
use tongxin::pack::author;

use crate::pictures::NoPictures;
use crate::visitor::{SHAPES, Visitor};

fn shipped() -> Manifest {
    author::check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content/riyue"))
        .manifest
        .expect("whole")
}

/// A panel on which something is drawn over and over, dressed as on a kiosk.
fn panel(
    (width, height): (f32, f32),
    comfort: Comfort,
    draw: impl FnMut(&mut egui::Ui, &Theme) + 'static,
) -> Harness<'static> {
    let panel = Panel {
        width,
        height,
        width_mm: width / 2.75,
        bottom_mm: 900.0,
    };
    panel_as(panel, comfort, draw)
}

fn panel_as(
    panel: Panel,
    comfort: Comfort,
    mut draw: impl FnMut(&mut egui::Ui, &Theme) + 'static,
) -> Harness<'static> {
    let theme = Theme::new(panel, comfort);
    let mut dressed = false;
    let mut harness = Harness::builder()
        .with_size(vec2(panel.width, panel.height))
        .with_max_steps(400)
        .with_step_dt(1.0 / 60.0)
        .build_ui(move |ui| {
            if !std::mem::replace(&mut dressed, true) {
                theme::dress(ui.ctx());
                theme::set_motion(ui.ctx(), theme.moves());
                theme::set_tap(ui.ctx(), &theme.panel);
                return;
            }
            draw(ui, &theme);
        });
    harness.run();
    harness
}

fn english(change: impl FnOnce(&mut Comfort)) -> Comfort {
    let mut comfort = Comfort::new("en");
    change(&mut comfort);
    comfort
}

fn touch(id: u64, phase: TouchPhase, pos: Pos2) -> Event {
    Event::Touch {
        device_id: TouchDeviceId(1),
        id: TouchId(id),
        phase,
        pos,
        force: None,
    }
}

/// One frame in which this finger does this.
fn finger(harness: &mut Harness, id: u64, phase: TouchPhase, pos: Pos2) {
    harness.event(touch(id, phase, pos));
    harness.step();
}

fn tap(harness: &mut Harness, pos: Pos2) {
    finger(harness, 1, TouchPhase::Start, pos);
    finger(harness, 1, TouchPhase::End, pos);
    harness.run();
}

/// Two buttons, a text and a list of rows, as on any screen.
struct Board {
    harness: Harness<'static>,
    pressed: Rc<RefCell<Vec<String>>>,
    offset: Rc<RefCell<f32>>,
}

const LIST: Rect = Rect::from_min_max(pos2(1_000.0, 100.0), pos2(1_800.0, 900.0));

impl Board {
    fn new(comfort: Comfort) -> Self {
        let (pressed, offset) = (
            Rc::new(RefCell::new(Vec::new())),
            Rc::new(RefCell::new(0.0)),
        );
        let (noted, seen) = (pressed.clone(), offset.clone());
        let harness = panel(SHAPES[0], comfort, move |ui, theme| {
            let place = |y: f32| Rect::from_min_size(pos2(100.0, y), vec2(600.0, 120.0));
            for (label, y) in [("Stories", 100.0), ("Calendar", 300.0)] {
                if button(ui, theme, place(y), ButtonKind::Plain, label, label).clicked() {
                    noted.borrow_mut().push(label.to_owned());
                }
            }
            let style = TextStyle::regular(theme::tokens::TextSize::Body, theme.palette.ink);
            text(ui, theme, place(500.0), "Open from nine to five", style);
            let scrolled = Scroll::new(theme, LIST).show(ui, "rows", |ui, _| {
                let top = ui.min_rect().min;
                ui.allocate_space(vec2(800.0, 4_000.0));
                for i in 0..40 {
                    let at = top + vec2(0.0, i as f32 * 100.0);
                    let label = format!("Row {i}");
                    let row = Rect::from_min_size(at, vec2(800.0, 90.0));
                    if pressable(ui, row, &label, true, i).clicked() {
                        noted.borrow_mut().push(label.clone());
                    }
                    text(ui, theme, row, &format!("2 left in row {i}"), style);
                }
            });
            *seen.borrow_mut() = scrolled.offset;
        });
        Self {
            harness,
            pressed,
            offset,
        }
    }

    /// Someone hears before choosing.
    fn speaking() -> Self {
        let mut board = Self::new(english(|comfort| comfort.speak = true));
        let hints = Hints {
            button: "button".to_owned(),
            ..Hints::default()
        };
        let ctx = board.harness.ctx.clone();
        ctx.plugin_or_default::<Explorer>().lock().turn(true, hints);
        ctx.with_plugin(|fingers: &mut Fingers| fingers.hear_all(true));
        board.harness.run();
        board
    }

    fn said(&self) -> Option<String> {
        let said = self
            .harness
            .ctx
            .with_plugin(|explorer: &mut Explorer| explorer.take());
        said.flatten().map(|said| said.words)
    }

    fn pressed(&self) -> Vec<String> {
        self.pressed.take()
    }
}

#[test]
fn one_tap_speaks_and_the_second_one_chooses() {
    let mut board = Board::speaking();
    let stories = pos2(300.0, 150.0);
    tap(&mut board.harness, stories);
    assert_eq!(board.said().as_deref(), Some("Stories\nbutton"));
    assert!(board.pressed().is_empty(), "the first tap only speaks");
    tap(&mut board.harness, stories + vec2(80.0, 20.0));
    assert_eq!(board.pressed(), ["Stories"]);
    // Another thing speaks first again.
    tap(&mut board.harness, pos2(300.0, 350.0));
    assert_eq!(board.said().as_deref(), Some("Calendar\nbutton"));
    assert!(board.pressed().is_empty());
    // What can only be read is read.
    tap(&mut board.harness, pos2(150.0, 515.0));
    assert_eq!(board.said().as_deref(), Some("Open from nine to five"));
}

#[test]
fn a_row_says_what_is_written_in_it() {
    let mut board = Board::speaking();
    tap(&mut board.harness, pos2(1_500.0, 150.0));
    assert_eq!(
        board.said().as_deref(),
        Some("Row 0\n2 left in row 0\nbutton")
    );
}

#[test]
fn a_finger_that_moves_about_says_what_it_comes_to_and_chooses_nothing() {
    let mut board = Board::speaking();
    let way = |y| pos2(300.0, y);
    finger(&mut board.harness, 1, TouchPhase::Start, way(150.0));
    assert_eq!(board.said().as_deref(), Some("Stories\nbutton"));
    for y in [200.0, 260.0, 300.0, 340.0] {
        finger(&mut board.harness, 1, TouchPhase::Move, way(y));
    }
    assert_eq!(board.said().as_deref(), Some("Calendar\nbutton"));
    finger(&mut board.harness, 1, TouchPhase::End, way(340.0));
    board.harness.run();
    assert!(board.pressed().is_empty());
    // Twice beside everything chooses what was spoken last.
    tap(&mut board.harness, pos2(40.0, 1_000.0));
    assert!(board.pressed().is_empty());
    tap(&mut board.harness, pos2(60.0, 1_010.0));
    assert_eq!(board.pressed(), ["Calendar"]);
}

#[test]
fn two_fingers_scroll_while_one_finger_speaks() {
    let mut board = Board::speaking();
    let at = |x: f32, y: f32| pos2(x, y);
    finger(&mut board.harness, 1, TouchPhase::Start, at(1_300.0, 800.0));
    finger(&mut board.harness, 2, TouchPhase::Start, at(1_500.0, 800.0));
    for step in 1..=8 {
        let y = 800.0 - step as f32 * 50.0;
        board
            .harness
            .event(touch(2, TouchPhase::Move, at(1_500.0, y)));
        finger(&mut board.harness, 1, TouchPhase::Move, at(1_300.0, y));
    }
    assert!(*board.offset.borrow() > 200.0, "{}", board.offset.borrow());
    finger(&mut board.harness, 2, TouchPhase::End, at(1_500.0, 400.0));
    finger(&mut board.harness, 1, TouchPhase::End, at(1_300.0, 400.0));
    board.harness.run();
    assert!(board.pressed().is_empty());
}

#[test]
fn a_list_follows_the_finger_runs_on_and_stands_where_nothing_may_move() {
    for reduced in [false, true] {
        let mut board = Board::new(english(|comfort| comfort.reduced_motion = reduced));
        finger(
            &mut board.harness,
            1,
            TouchPhase::Start,
            pos2(1_400.0, 800.0),
        );
        for step in 1..=6 {
            let y = 800.0 - step as f32 * 60.0;
            finger(&mut board.harness, 1, TouchPhase::Move, pos2(1_400.0, y));
        }
        let held = *board.offset.borrow();
        assert!((300.0..=360.0).contains(&held), "{held}");
        finger(&mut board.harness, 1, TouchPhase::End, pos2(1_400.0, 440.0));
        board.harness.run();
        let rest = *board.offset.borrow();
        let runs_on = rest > held + 200.0;
        assert_eq!(runs_on, !reduced, "from {held} to {rest}");
        assert!(board.pressed().is_empty(), "a drag is no tap");
    }
}

#[test]
fn a_finger_that_trembles_taps_on_a_fine_panel_too() {
    // 21.5 inches of 1080 and of 2160 lines: the finger trembles by 5 mm, then by 10.
    for (width, height) in [(1_920.0, 1_080.0), (3_840.0, 2_160.0)] {
        let panel = Panel {
            width,
            height,
            width_mm: 476.0,
            bottom_mm: 900.0,
        };
        let taps = Rc::new(RefCell::new(0));
        let noted = taps.clone();
        let mut harness = panel_as(panel, english(|_| {}), move |ui, theme| {
            let whole = ui.max_rect().shrink(100.0);
            if button(ui, theme, whole, ButtonKind::Main, "Begin", "begin").clicked() {
                *noted.borrow_mut() += 1;
            }
        });
        let from = pos2(width / 2.0, height / 2.0);
        for (mm, tapped) in [(5.0, 1), (10.0, 1)] {
            let to = from + vec2(mm * panel.per_mm(), 0.0);
            finger(&mut harness, 1, TouchPhase::Start, from);
            finger(&mut harness, 1, TouchPhase::Move, to);
            finger(&mut harness, 1, TouchPhase::End, to);
            harness.run();
            assert_eq!(*taps.borrow(), tapped, "{mm} mm of {width} points");
        }
    }
}

#[test]
fn past_its_end_a_list_gives_and_comes_back() {
    let mut board = Board::new(english(|_| {}));
    finger(
        &mut board.harness,
        1,
        TouchPhase::Start,
        pos2(1_400.0, 200.0),
    );
    for step in 1..=6 {
        let y = 200.0 + step as f32 * 60.0;
        finger(&mut board.harness, 1, TouchPhase::Move, pos2(1_400.0, y));
    }
    let top = |harness: &Harness| harness.get_by_label("Row 0").rect().top();
    let pulled = top(&board.harness) - LIST.top();
    assert!((60.0..200.0).contains(&pulled), "{pulled}");
    finger(&mut board.harness, 1, TouchPhase::End, pos2(1_400.0, 560.0));
    board.harness.run();
    assert!((top(&board.harness) - LIST.top()).abs() < 1.0);
}

#[test]
fn the_keyboard_reads_to_the_end_of_a_list_and_back() {
    for reduced in [false, true] {
        let mut board = Board::new(english(|comfort| comfort.reduced_motion = reduced));
        let mut after = |key| {
            board.harness.key_press(key);
            board.harness.run();
            *board.offset.borrow()
        };
        let page = after(Key::PageDown);
        assert!((700.0..800.0).contains(&page), "{page}");
        let line = after(Key::ArrowDown) - page;
        assert!((60.0..200.0).contains(&line), "{line}");
        assert_eq!(after(Key::ArrowUp), page);
        assert_eq!(after(Key::End), 4_000.0 - LIST.height());
        assert_eq!(after(Key::PageDown), 4_000.0 - LIST.height());
        assert_eq!(after(Key::Home), 0.0);
        assert_eq!(after(Key::PageUp), 0.0);
    }
}

#[test]
fn where_nothing_may_move_the_keyboard_shows_the_next_page_at_once() {
    for reduced in [false, true] {
        let mut board = Board::new(english(|comfort| comfort.reduced_motion = reduced));
        board.harness.key_press(Key::End);
        for _ in 0..2 {
            board.harness.step();
        }
        let there = *board.offset.borrow() == 4_000.0 - LIST.height();
        assert_eq!(there, reduced);
    }
}

#[test]
fn an_arrow_moves_the_focus_where_there_is_one_and_a_page_the_list() {
    let mut board = Board::new(english(|comfort| comfort.reduced_motion = true));
    board.harness.get_by_label("Stories").focus();
    board.harness.run();
    board.harness.key_press(Key::ArrowDown);
    board.harness.run();
    assert!(board.harness.get_by_label("Calendar").is_focused());
    assert_eq!(*board.offset.borrow(), 0.0);
    board.harness.key_press(Key::PageDown);
    board.harness.run();
    assert!(*board.offset.borrow() > 700.0);
}

#[test]
fn of_two_lists_the_keyboard_moves_the_one_it_is_in_and_none_behind_a_question() {
    let offsets = Rc::new(RefCell::new([0.0; 2]));
    let asked = Rc::new(RefCell::new(false));
    let (noted, asks) = (offsets.clone(), asked.clone());
    let comfort = english(|comfort| comfort.reduced_motion = true);
    let mut harness = panel(SHAPES[0], comfort, move |ui, theme| {
        for i in 0..2 {
            let left = 100.0 + i as f32 * 900.0;
            let area = Rect::from_min_size(pos2(left, 100.0), vec2(800.0, 800.0));
            let list = Scroll::new(theme, area).show(ui, i, |ui, _| {
                let top = ui.min_rect().min;
                ui.allocate_space(vec2(800.0, 4_000.0));
                // At the end, so that it stays in sight when the list has moved.
                let row = Rect::from_min_size(top + vec2(0.0, 700.0), vec2(800.0, 90.0));
                pressable(ui, row, &format!("Row of {i}"), true, i);
            });
            noted.borrow_mut()[i] = list.offset;
        }
        if *asks.borrow() {
            let area = egui::Area::new(egui::Id::new("question")).order(egui::Order::Foreground);
            area.show(ui.ctx(), |ui| {
                ui.memory_mut(|memory| memory.set_modal_layer(ui.layer_id()));
                ui.allocate_space(vec2(300.0, 300.0));
            });
        }
    });
    let page_down = |harness: &mut Harness| {
        harness.key_press(Key::PageDown);
        harness.run();
        offsets.borrow().map(|offset| offset > 0.0)
    };
    assert_eq!(page_down(&mut harness), [false, true], "the one drawn last");
    harness.get_by_label("Row of 0").focus();
    harness.run();
    assert_eq!(page_down(&mut harness), [true, true]);
    harness.key_press(Key::Home);
    harness.run();
    *asked.borrow_mut() = true;
    harness.run();
    harness.run();
    let before = *offsets.borrow();
    harness.key_press(Key::PageDown);
    harness.run();
    assert_eq!(*offsets.borrow(), before);
}

#[test]
fn a_finger_that_catches_a_running_list_touches_nothing_in_it() {
    let mut board = Board::new(english(|_| {}));
    finger(
        &mut board.harness,
        1,
        TouchPhase::Start,
        pos2(1_400.0, 800.0),
    );
    for step in 1..=6 {
        let y = 800.0 - step as f32 * 90.0;
        finger(&mut board.harness, 1, TouchPhase::Move, pos2(1_400.0, y));
    }
    finger(&mut board.harness, 1, TouchPhase::End, pos2(1_400.0, 260.0));
    for _ in 0..4 {
        board.harness.step();
    }
    tap(&mut board.harness, pos2(1_400.0, 500.0));
    assert!(board.pressed().is_empty());
    let stands = *board.offset.borrow();
    tap(&mut board.harness, pos2(1_400.0, 500.0));
    assert_eq!(board.pressed().len(), 1, "a list that stands is touched");
    assert_eq!(*board.offset.borrow(), stands);
}

#[test]
fn two_people_do_not_fight_over_the_screen() {
    let mut board = Board::new(english(|_| {}));
    finger(
        &mut board.harness,
        1,
        TouchPhase::Start,
        pos2(1_400.0, 800.0),
    );
    finger(
        &mut board.harness,
        1,
        TouchPhase::Move,
        pos2(1_400.0, 700.0),
    );
    // Somebody else touches a button, and lifts first.
    finger(&mut board.harness, 2, TouchPhase::Start, pos2(300.0, 150.0));
    finger(
        &mut board.harness,
        1,
        TouchPhase::Move,
        pos2(1_400.0, 600.0),
    );
    finger(&mut board.harness, 2, TouchPhase::End, pos2(300.0, 150.0));
    finger(
        &mut board.harness,
        1,
        TouchPhase::Move,
        pos2(1_400.0, 500.0),
    );
    assert!(*board.offset.borrow() > 250.0, "the first drag goes on");
    finger(&mut board.harness, 1, TouchPhase::End, pos2(1_400.0, 500.0));
    board.harness.run();
    assert!(board.pressed().is_empty());
    tap(&mut board.harness, pos2(300.0, 150.0));
    assert_eq!(board.pressed(), ["Stories"]);
}

#[test]
fn two_fingers_zoom_only_what_both_are_on() {
    let zoom = Rc::new(RefCell::new(1.0));
    let noted = zoom.clone();
    let area = Rect::from_min_max(pos2(0.0, 0.0), pos2(900.0, 900.0));
    let mut harness = panel(SHAPES[0], english(|_| {}), move |ui, _| {
        let response = ui.interact(area, ui.id().with("picture"), egui::Sense::click_and_drag());
        if let Some(touch) = pinch(ui, &response, area) {
            *noted.borrow_mut() *= touch.zoom_delta;
        }
    });
    let apart = |harness: &mut Harness, second: Pos2, by: f32| {
        finger(harness, 1, TouchPhase::Start, pos2(300.0, 400.0));
        finger(harness, 2, TouchPhase::Start, second);
        for step in 1..=5 {
            let to = second + vec2(by * step as f32 / 5.0, 0.0);
            finger(harness, 2, TouchPhase::Move, to);
        }
        finger(harness, 2, TouchPhase::End, second + vec2(by, 0.0));
        finger(harness, 1, TouchPhase::End, pos2(300.0, 400.0));
        harness.run();
    };
    apart(&mut harness, pos2(1_500.0, 400.0), 300.0);
    assert_eq!(*zoom.borrow(), 1.0);
    apart(&mut harness, pos2(500.0, 400.0), 200.0);
    assert!((1.9..2.1).contains(&*zoom.borrow()), "{}", zoom.borrow());
}

#[test]
fn every_choice_is_in_the_menu_and_says_whether_it_is_on() {
    for shape in SHAPES {
        for (language, names, done) in [
            (
                "en",
                [
                    "Large text",
                    "High contrast",
                    "Speak on touch",
                    "Low reach",
                    "More time",
                    "Less motion",
                ],
                "Done",
            ),
            (
                "zh-CN",
                [
                    "大字",
                    "高对比",
                    "触摸朗读",
                    "低位操作",
                    "更多时间",
                    "减少动画",
                ],
                "完成",
            ),
        ] {
            for (large_text, reach) in [(false, false), (true, false), (true, true)] {
                let comfort = Comfort {
                    large_text,
                    reach,
                    ..Comfort::new(language)
                };
                let wanted = Rc::new(RefCell::new(Vec::new()));
                let noted = wanted.clone();
                let mut harness = panel(shape, comfort, move |ui, theme| {
                    let mut stage = ui.max_rect();
                    if theme.comfort.reach {
                        stage.min.y = stage.max.y - stage.height() * theme.panel.reach_share();
                    }
                    noted
                        .borrow_mut()
                        .extend(access_ui(ui, theme, stage, Speech::Ready));
                });
                for name in names {
                    let node = harness.get_by_role_and_label(Role::Button, name);
                    let on = node.accesskit_node().toggled();
                    let is_on = (large_text && name == names[0]) || (reach && name == names[3]);
                    assert_eq!(on == Some(egui::accesskit::Toggled::True), is_on, "{name}");
                    assert!(node.rect().is_positive(), "{name} is out of sight");
                }
                harness
                    .get_by_role_and_label(Role::Button, names[2])
                    .click();
                harness.run();
                harness.get_by_role_and_label(Role::Button, done).click();
                harness.run();
                assert_eq!(
                    wanted.take(),
                    [ShellAction::Speak(true), ShellAction::Access(false)]
                );
            }
        }
    }
}

#[test]
fn where_a_pages_top_has_no_room_for_it_the_language_is_chosen_in_the_menu() {
    for (language, other, tag) in [("en", "中文", "zh-CN"), ("zh-CN", "English", "en")] {
        for large_text in [false, true] {
            let comfort = Comfort {
                large_text,
                reach: true,
                ..Comfort::new(language)
            };
            let wanted = Rc::new(RefCell::new(Vec::new()));
            let noted = wanted.clone();
            let mut harness = panel(SHAPES[1], comfort, move |ui, theme| {
                let stage = stage_ui(ui, theme, &NoPictures, "");
                noted
                    .borrow_mut()
                    .extend(access_ui(ui, theme, stage, Speech::Ready));
            });
            harness.get_by_role_and_label(Role::Button, other).click();
            harness.run();
            assert_eq!(wanted.take(), [ShellAction::Language(tag.to_owned())]);
        }
    }
    // Where it stands in the page's top, it stands nowhere else.
    let harness = panel(SHAPES[1], english(|_| {}), |ui, theme| {
        access_ui(ui, theme, ui.max_rect(), Speech::Ready);
    });
    assert!(harness.query_by_label("中文").is_none());
}

#[test]
fn without_a_voice_the_choice_says_why_it_cannot_be_made() {
    let harness = |speech| {
        panel(SHAPES[1], english(|_| {}), move |ui, theme| {
            access_ui(ui, theme, ui.max_rect(), speech);
        })
    };
    let missing = harness(Speech::Missing);
    let node = missing.get_by_role_and_label(Role::Button, "Speak on touch");
    assert!(node.accesskit_node().is_disabled());
    missing.get_by_label("This screen has no voice. Please ask at the desk.");
    assert!(
        harness(Speech::Off)
            .query_by_label("Speak on touch")
            .is_none()
    );
}

#[test]
fn who_needs_more_time_says_so_once() {
    let answers = Rc::new(RefCell::new(Vec::new()));
    let ask = |comfort: Comfort| {
        let noted = answers.clone();
        panel(SHAPES[1], comfort, move |ui, theme| {
            let stage = ui.max_rect();
            noted
                .borrow_mut()
                .extend(idle_warning_ui(ui, theme, stage, 12));
        })
    };
    let mut first = ask(english(|_| {}));
    first.get_by_label("I need more time").click();
    first.run();
    first.get_by_label("Yes, go on").click();
    first.run();
    assert_eq!(answers.take(), [Stay::Longer, Stay::On]);
    let later = ask(english(|comfort| comfort.more_time = true));
    assert!(later.query_by_label("I need more time").is_none());
}

#[test]
fn a_choice_that_is_made_is_told_without_its_colour() {
    for high_contrast in [false, true] {
        let shapes = |kind| {
            let comfort = english(|comfort| comfort.high_contrast = high_contrast);
            let harness = panel(SHAPES[0], comfort, move |ui, theme| {
                let rect = Rect::from_min_size(pos2(100.0, 100.0), vec2(300.0, 88.0));
                button(ui, theme, rect, kind, "Week", "week");
            });
            let node = harness.get_by_label("Week");
            let chosen = node.accesskit_node().toggled();
            assert_eq!(chosen.is_some(), kind == ButtonKind::Chosen);
            let shapes = harness.output().shapes.iter();
            let bounds = shapes.map(|clipped| clipped.shape.visual_bounding_rect());
            bounds.collect::<Vec<_>>()
        };
        let (plain, chosen) = (shapes(ButtonKind::Plain), shapes(ButtonKind::Chosen));
        assert_eq!(chosen.len(), plain.len() + 1, "{chosen:?}");
        assert!(
            plain.iter().all(|bounds| chosen.contains(bounds)),
            "its words stay where they were: {plain:?} {chosen:?}"
        );
    }
}

#[test]
fn a_recording_is_heard_where_its_words_are_touched() {
    let manifest = shipped();
    let story = manifest.exhibit("qilou").expect("a story");
    let ExhibitContent::Story(content) = &story.content else {
        panic!("a story");
    };
    let page = &content.pages[0];
    let place = Place::first(&story.content);
    for language in ["zh-CN", "en"] {
        let spoken = page.narration.in_language(language);
        assert!(spoken.is_some(), "{language}");
        let words = page.text.in_language(language);
        assert_eq!(recorded(story, &place, language, words), spoken);
        assert_eq!(recorded(story, &place, language, "Back"), None);
    }
}

/// What is told of a place in English.
fn told_at(exhibit: &Exhibit, place: &Place) -> String {
    let (width, height) = SHAPES[0];
    let panel = Panel {
        width,
        height,
        width_mm: width / 2.75,
        bottom_mm: 900.0,
    };
    let scene = Scene {
        theme: &Theme::new(panel, english(|_| {})),
        pictures: &NoPictures,
        models: &NoModels,
        films: &NoFilms,
        heard: &Heard::default(),
        notes: &[],
        sent: None,
        scores: Scores::default(),
        live: Live::default(),
        stage: Rect::from_min_size(Pos2::ZERO, SHAPES[0].into()),
        exhibit,
        elsewhere: &[],
    };
    place_words(&scene, place)
}

#[test]
fn every_exhibit_tells_whoever_does_not_see_it_where_they_begin() {
    let manifest = shipped();
    let silent = manifest.exhibits.iter().filter(|exhibit| {
        let said = told_at(exhibit, &Place::first(&exhibit.content));
        // A wall of people and an object are told by their titles alone.
        let titled = matches!(
            exhibit.content,
            ExhibitContent::People(_) | ExhibitContent::Model(_)
        );
        said.is_empty() && !titled
    });
    let silent: Vec<_> = silent.map(|exhibit| &exhibit.id).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn a_divider_says_where_it_is_and_a_second_tap_moves_it_there() {
    let exhibit = shipped().exhibit("then-now").expect("two pictures").clone();
    let mut visitor = Visitor::at(exhibit, SHAPES[0], english(|_| {}), NoPictures);
    let canvas = visitor.harness.get_by_role(Role::Slider).rect();
    let hints = Hints {
        slider: "slider".to_owned(),
        ..Hints::default()
    };
    let ctx = visitor.harness.ctx.clone();
    ctx.plugin_or_default::<Explorer>().lock().turn(true, hints);
    visitor.harness.run();
    let tapped = |visitor: &mut Visitor, at| {
        visitor.harness.drag_at(at);
        visitor.harness.step();
        visitor.harness.drop_at(at);
        visitor.harness.run();
    };
    let said = || {
        let said = ctx.with_plugin(|explorer: &mut Explorer| explorer.take());
        said.flatten().map(|said| said.words).unwrap_or_default()
    };
    let right = canvas.left_center() + vec2(canvas.width() * 0.75, 0.0);
    tapped(&mut visitor, right);
    let words = said();
    assert!(
        words.starts_with("Divider between “Then” and “Now”\n50 percent “Then”"),
        "{words}"
    );
    assert!(words.ends_with("\nslider"), "{words}");
    tapped(&mut visitor, right);
    let divider = visitor.state::<CompareState>().divider;
    assert!((divider - 0.75).abs() < 0.02, "{divider}");
    assert!(visitor.slider().1.starts_with("75 percent “Then”"));
}

#[test]
fn pages_questions_and_verdicts_are_told_to_whoever_does_not_see_them() {
    let manifest = shipped();
    let told = |exhibit: &str, place: Place| {
        told_at(manifest.exhibit(exhibit).expect("an exhibit"), &place)
    };
    let page = |page, listening| Place::new(StoryState { page, listening });
    let [first, second] = [0, 1].map(|number| told("qilou", page(number, None)));
    assert!(first.starts_with("1 of ") && second.starts_with("2 of "));
    assert!(first.chars().count() <= 240, "{first}");
    // The recording says it itself.
    assert_eq!(told("qilou", page(0, Some(1))), "");
    let ExhibitContent::Quiz(quiz) = &manifest.exhibit("quiz").expect("a quiz").content else {
        panic!("a quiz");
    };
    let asked = QuizState::default();
    let question = quiz.questions[0].question.in_language("en");
    assert!(told("quiz", Place::new(asked.clone())).contains(question));
    let verdicts: Vec<String> = (0..quiz.questions[0].answers.len())
        .map(|answer| asked.touched(&quiz.questions, answer))
        .map(|answered| told("quiz", Place::new(answered)))
        .collect();
    let right = |said: &&String| said.starts_with("That's right!");
    assert_eq!(verdicts.iter().filter(right).count(), 1, "{verdicts:?}");
    let over = QuizState {
        question: quiz.questions.len(),
        right: 2,
        ..QuizState::default()
    };
    assert!(told("quiz", Place::new(over)).starts_with("2 of "));
}

#[test]
fn a_visit_begins_with_a_tap_or_a_swipe_anywhere() {
    for swipe in [0.0, 240.0] {
        let begun = Rc::new(RefCell::new(0));
        let noted = begun.clone();
        let mut harness = panel(SHAPES[1], english(|_| {}), move |ui, theme| {
            let begins = attract_ui(ui, theme, &NoPictures, &attract_frame());
            *noted.borrow_mut() += usize::from(begins);
        });
        let from = pos2(300.0, 500.0);
        finger(&mut harness, 1, TouchPhase::Start, from);
        for step in 1..=4 {
            let at = from + vec2(swipe * step as f32 / 4.0, 0.0);
            finger(&mut harness, 1, TouchPhase::Move, at);
        }
        assert_eq!(*begun.borrow(), 0, "the finger is still on the glass");
        let to = from + vec2(swipe, 0.0);
        finger(&mut harness, 1, TouchPhase::End, to);
        harness.run();
        assert_eq!(*begun.borrow(), 1, "after {swipe} points");
    }
}

#[test]
fn what_comes_stands_beside_the_invitation_on_a_panel_that_is_nearly_square() {
    let next = NextActivity {
        time: "10:00".to_owned(),
        title: "First aid".to_owned(),
        room: "Hall".to_owned(),
        places: Places {
            capacity: Some(20),
            confirmed: 2,
            waitlisted: 0,
        },
    };
    let frame = AttractFrame {
        coming: Some(Coming {
            day: "Today".to_owned(),
            activities: vec![next],
        }),
        invitation: ["轻触屏幕开始", "Touch to begin"].map(str::to_owned),
        ..attract_frame()
    };
    let panel = Panel {
        width: 1024.0,
        height: 768.0,
        width_mm: 698.0,
        bottom_mm: 900.0,
    };
    let harness = panel_as(panel, english(|_| {}), move |ui, theme| {
        attract_ui(ui, theme, &NoPictures, &frame);
    });
    let button = harness.get_by_label("轻触屏幕开始   Touch to begin").rect();
    assert!(button.right() < harness.get_by_label("Today").rect().left());
}

fn attract_frame() -> AttractFrame {
    AttractFrame {
        logo: None,
        centre: ["中心", "Centre"].map(str::to_owned),
        shot: Shot::default(),
        title: "Stories".to_owned(),
        subtitle: Default::default(),
        fade: None,
        clock: "09:41".to_owned(),
        date: "Friday".to_owned(),
        coming: None,
        invitation: ["开始", "Begin"].map(str::to_owned),
    }
}

/// Everything that the keyboard or a screen reader stops at has a name.
#[track_caller]
fn check_names(what: &str, harness: &Harness) {
    let nodes: Vec<_> = harness.root().children_recursive().collect();
    let nodes = || nodes.iter().map(|node| node.accesskit_node());
    let nameless: Vec<String> = nodes()
        .filter(|node| node.data().supports_action(Action::Focus))
        .filter(|node| {
            let name = node.label().or(node.value()).unwrap_or_default();
            name.trim().is_empty()
        })
        .map(|node| format!("{:?} at {:?}", node.role(), node.raw_bounds()))
        .collect();
    assert!(nameless.is_empty(), "{what}: {nameless:#?}");
    let named = nodes().filter(|node| node.role() == Role::Button && node.label().is_some());
    assert!(named.count() > 0, "{what} has nothing to touch");
}

#[test]
fn everything_that_can_be_touched_has_a_name_on_every_exhibit() {
    for shape in SHAPES {
        for exhibit in shipped().exhibits {
            let what = format!("{} at {shape:?}", exhibit.id);
            let harness = panel(shape, english(|_| {}), move |ui, theme| {
                let scene = Scene {
                    theme,
                    pictures: &NoPictures,
                    models: &NoModels,
                    films: &NoFilms,
                    heard: &Heard::default(),
                    notes: &[],
                    sent: None,
                    scores: Scores::default(),
                    live: Live::default(),
                    stage: ui.max_rect(),
                    exhibit: &exhibit,
                    elsewhere: &[],
                };
                exhibit_ui(ui, &scene, &Place::first(&exhibit.content));
            });
            check_names(&what, &harness);
        }
    }
}

#[test]
fn everything_that_can_be_touched_has_a_name_where_an_exhibit_opens() {
    for exhibit in shipped().exhibits {
        let (id, first) = (exhibit.id.clone(), Place::first(&exhibit.content));
        let mut visitor = Visitor::at(exhibit, SHAPES[0], english(|_| {}), NoPictures);
        for way in ways_from(&visitor.harness) {
            let Some(button) = visitor
                .harness
                .query_all_by_role_and_label(Role::Button, &way)
                .next()
            else {
                continue;
            };
            button.click_accesskit();
            // Not until it rests: what runs or turns has a name meanwhile.
            for _ in 0..8 {
                visitor.harness.step();
            }
            check_names(&format!("{id} after \"{way}\""), &visitor.harness);
            visitor.place.replace(first.clone());
            visitor.harness.step();
        }
    }
}

/// What can be touched here, by label.
fn ways_from(harness: &Harness) -> Vec<String> {
    let nodes: Vec<_> = harness.root().children_recursive().collect();
    let nodes = nodes.iter().map(|node| node.accesskit_node());
    let buttons = nodes.filter(|node| node.role() == Role::Button && !node.is_disabled());
    buttons.filter_map(|node| node.label()).collect()
}

#[test]
fn everything_that_can_be_touched_has_a_name_on_every_other_screen() {
    let manifest = Rc::new(shipped());
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 27).expect("a day");
    let zone = chrono_tz::Asia::Shanghai;
    for shape in SHAPES {
        let home = manifest.clone();
        let screens: [(&str, Box<dyn FnMut(&mut egui::Ui, &Theme)>); 8] = [
            (
                "attract",
                Box::new(|ui, theme| {
                    attract_ui(ui, theme, &NoPictures, &attract_frame());
                }),
            ),
            (
                "home",
                Box::new(move |ui, theme| {
                    let frame = HomeFrame {
                        logo: None,
                        greeting: Default::default(),
                        sublines: Vec::new(),
                        exhibits: &home.exhibits,
                        today: Vec::new(),
                        later: Vec::new(),
                        time_zone: zone,
                    };
                    home_ui(ui, theme, &NoPictures, ui.max_rect(), &frame);
                }),
            ),
            (
                "calendar",
                Box::new(move |ui, theme| {
                    let frame = CalendarFrame {
                        state: &CalendarState::default(),
                        entries: &[],
                        known: true,
                        known_until: day,
                        now: "2026-11-27T01:00:00Z".parse().expect("a time"),
                        time_zone: zone,
                        day_class: &|_| DayClass::Workday,
                        registers: true,
                        centre: "Centre",
                        phone_address: None,
                    };
                    calendar_ui(ui, theme, &NoPictures, ui.max_rect(), &frame);
                }),
            ),
            (
                "check-in",
                Box::new(|ui, theme| {
                    let frame = CheckInFrame::Typing {
                        digits: "40",
                        wrong: None,
                        pause_secs: None,
                    };
                    check_in_ui(ui, theme, ui.max_rect(), &frame);
                }),
            ),
            (
                "staff door",
                Box::new(|ui, theme| {
                    let door = DoorFrame::Typing {
                        digits: 2,
                        wrong: None,
                    };
                    staff_ui(ui, theme, &StaffFrame::Door(door));
                }),
            ),
            (
                "staff",
                Box::new(|ui, theme| {
                    staff_ui(ui, theme, &staff_panel());
                }),
            ),
            (
                "menu",
                Box::new(|ui, theme| {
                    access_ui(ui, theme, ui.max_rect(), Speech::Ready);
                }),
            ),
            (
                "idle warning",
                Box::new(|ui, theme| {
                    idle_warning_ui(ui, theme, ui.max_rect(), 12);
                }),
            ),
        ];
        for (what, draw) in screens {
            check_names(what, &panel(shape, english(|_| {}), draw));
        }
    }
}

#[test]
fn the_last_exhibit_is_come_to_on_the_home_screen_whatever_was_chosen() {
    let exhibits = Rc::new(shipped().exhibits);
    let chosen = [(false, false), (true, false), (false, true), (true, true)];
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            for (large_text, reach) in chosen {
                let comfort = Comfort {
                    large_text,
                    reach,
                    reduced_motion: true,
                    ..Comfort::new(language)
                };
                check_last_exhibit(shape, comfort, exhibits.clone());
            }
        }
    }
}

/// Draws the mosaic up as far as it goes: all of its last tile lies above what stays at the foot.
#[track_caller]
fn check_last_exhibit(shape: (f32, f32), comfort: Comfort, exhibits: Rc<Vec<Exhibit>>) {
    let what = format!("{shape:?} {comfort:?}");
    let language = comfort.language.clone();
    let last = exhibits.last().expect("exhibits").title.clone();
    let mut harness = panel(shape, comfort, move |ui, theme| {
        let stage = stage_ui(ui, theme, &NoPictures, "");
        let frame = HomeFrame {
            logo: None,
            greeting: Default::default(),
            sublines: Vec::new(),
            exhibits: &exhibits,
            today: Vec::new(),
            later: Vec::new(),
            time_zone: chrono_tz::Asia::Shanghai,
        };
        home_ui(ui, theme, &NoPictures, stage, &frame);
    });
    let foot = locale::catalog(&language).text("check-in-here");
    let foot = harness.get_by_role_and_label(Role::Button, &foot).rect();
    let from = pos2(shape.0 * 0.3, foot.top() - 90.0);
    for _ in 0..12 {
        finger(&mut harness, 1, TouchPhase::Start, from);
        for step in 1..=6 {
            let at = from - vec2(0.0, step as f32 * 50.0);
            finger(&mut harness, 1, TouchPhase::Move, at);
        }
        finger(&mut harness, 1, TouchPhase::End, from - vec2(0.0, 300.0));
        harness.run();
    }
    let last = last.in_language(&language);
    let tile = harness.get_by_role_and_label(Role::Button, last).rect();
    assert!(
        tile.bottom() <= foot.top() && tile.height() > 41.0,
        "{what}: {last} is at {tile:?}, the foot at {foot:?}"
    );
}

fn staff_panel() -> StaffFrame<'static> {
    static STATUS: std::sync::LazyLock<StaffStatus> =
        std::sync::LazyLock::new(StaffStatus::default);
    StaffFrame::Panel(Box::new(PanelFrame {
        page: Page::Actions,
        confirm: None,
        pattern: None,
        now: chrono::DateTime::UNIX_EPOCH.with_timezone(&chrono_tz::Asia::Shanghai),
        status: &STATUS,
        playing: None,
        playing_title: None,
        connected: true,
        outbox: 0,
        identity: None,
        server_url: "https://tongxin.example",
        device: None,
        log: &[],
        exports: None,
    }))
}
