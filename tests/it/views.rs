//! Views by label: what a visitor can touch, and what each touch means.

use std::cell::RefCell;

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::api::kiosk::{PackState, RevertedPack};
use tongxin::kiosk::check_in::view::{CheckInAction, CheckInFrame, check_in_ui};
use tongxin::kiosk::exhibits::model::{
    Bounds, ModelNow, ModelSource, ModelState, ModelView, NoModels, Toward,
};
use tongxin::kiosk::exhibits::quiz::QuizState;
use tongxin::kiosk::exhibits::story::StoryState;
use tongxin::kiosk::exhibits::video::NoFilms;
use tongxin::kiosk::exhibits::{
    Heard, Live, Narration, Place, Scene, Scores, Step, exhibit_ui, narration,
};
use tongxin::kiosk::home::view::{HomeFrame, home_ui};
use tongxin::kiosk::shell::ShellAction;
use tongxin::kiosk::staff::status::{
    FoundExport, ImportStep, LastUpdate, StaffPack, StaffStatus, UpdateResult, UpdateStep,
};
use tongxin::kiosk::staff::view::{
    Confirm, DoorFrame, Page, PanelFrame, StaffAction, StaffFrame, staff_ui,
};
use tongxin::kiosk::theme::{Comfort, Panel, Theme, fonts};
use tongxin::model::check_in::CheckInReason;
use tongxin::model::clock::ClockState;
use tongxin::model::manifest::Manifest;
use tongxin::model::text::LocalizedText;
use tongxin::pack::author;

use crate::pictures::NoPictures;

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

/// Draws until nothing moves.
fn harness(
    shape: (f32, f32),
    language: &str,
    mut draw: impl FnMut(&mut egui::Ui, &Theme) + 'static,
) -> Harness<'static> {
    let theme = theme(shape, language);
    let mut dressed = false;
    let mut harness = Harness::builder()
        .with_size(egui::vec2(shape.0, shape.1))
        .build_ui(move |ui| {
            if !std::mem::replace(&mut dressed, true) {
                ui.ctx().set_fonts(fonts::definitions());
                return;
            }
            draw(ui, &theme);
        });
    harness.run();
    harness
}

/// Everything that is written or can be touched.
fn labels(harness: &Harness) -> Vec<String> {
    let nodes = harness.root().children_recursive();
    nodes
        .filter_map(|node| {
            let node = node.accesskit_node();
            node.label().or(node.value())
        })
        .collect()
}

/// Draws, touches what says `label`, and returns what was wanted.
#[track_caller]
fn touch<T: 'static>(
    shape: (f32, f32),
    language: &str,
    label: &str,
    mut draw: impl FnMut(&mut egui::Ui, &Theme) -> Option<T> + 'static,
) -> Option<T> {
    let wanted = std::rc::Rc::new(RefCell::new(None));
    let noted = wanted.clone();
    let mut harness = harness(shape, language, move |ui, theme| {
        if let Some(action) = draw(ui, theme) {
            *noted.borrow_mut() = Some(action);
        }
    });
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
        exhibit_ui(ui, &scene, &Place::first(&exhibit.content))
    });
    assert_eq!(
        action,
        Some(Step::Go(Place::new(QuizState {
            question: 0,
            chosen: vec![0],
            answered: true,
            right: 1
        })))
    );
}

/// Draws the first page of a shipped story while `heard` is what is heard.
fn story_page(
    ui: &mut egui::Ui,
    theme: &Theme,
    place: &Place,
    heard: &Heard,
) -> Option<Step<Place>> {
    let manifest = shipped();
    let exhibit = manifest.exhibit("qilou").expect("a story");
    let scene = Scene {
        theme,
        pictures: &NoPictures,
        models: &NoModels,
        films: &NoFilms,
        heard,
        notes: &[],
        sent: None,
        scores: Scores::default(),
        live: Live::default(),
        stage: ui.max_rect(),
        exhibit,
        elsewhere: &[],
    };
    exhibit_ui(ui, &scene, place)
}

#[test]
fn a_page_is_read_aloud_when_asked_stopped_when_asked_and_read_again() {
    for shape in SHAPES {
        let at = |listening| Place::new(StoryState { page: 0, listening });
        let check =
            |language: &str, label: &str, from: Option<u32>, heard: Heard, to: Option<u32>| {
                let wanted = touch(shape, language, label, move |ui, theme| {
                    story_page(ui, theme, &at(from), &heard)
                });
                assert_eq!(wanted, Some(Step::Go(at(to))), "{label}");
            };
        let speaking = |ended| Heard {
            narration: Some(Narration {
                path: "qilou/p1.en.ogg".to_owned(),
                take: 0,
            }),
            ended,
            silent: false,
            speech: false,
        };
        check("en", "Listen", None, Heard::default(), Some(0));
        check("zh-CN", "停止朗读", Some(0), speaking(false), None);
        check("en", "Listen again", Some(0), speaking(true), Some(1));
        // Where nothing can be heard, one can still stop.
        let silent = Heard {
            silent: true,
            ..speaking(false)
        };
        check("en", "No sound on this screen", Some(0), silent, None);
    }
}

/// An object that is always ready.
struct OneModel;

impl ModelSource for OneModel {
    fn model(&self, _: &ModelView) -> ModelNow {
        let bounds = Bounds {
            center: [0.0, 5.5, -3.0],
            radius: 9.0,
        };
        ModelNow::Ready(egui::TextureId::User(7), bounds)
    }
}

/// Draws the shipped model from `state`.
fn house(ui: &mut egui::Ui, theme: &Theme, state: ModelState) -> Option<Step<Place>> {
    let manifest = shipped();
    let exhibit = manifest.exhibit("house").expect("a model");
    let scene = Scene {
        theme,
        pictures: &NoPictures,
        models: &OneModel,
        films: &NoFilms,
        heard: &Heard::default(),
        notes: &[],
        sent: None,
        scores: Scores::default(),
        live: Live::default(),
        stage: ui.max_rect(),
        exhibit,
        elsewhere: &[],
    };
    exhibit_ui(ui, &scene, &Place::new(state))
}

#[test]
fn a_point_of_an_object_is_explained_from_its_disc_and_from_its_row() {
    for shape in SHAPES {
        let first = ModelState::default();
        for label in ["Shutters", "2  Shutters"] {
            let wanted = touch(shape, "en", label, move |ui, theme| house(ui, theme, first));
            let explained = ModelState {
                point: Some(1),
                toward: Some(Toward::Point),
                ..first
            };
            assert_eq!(wanted, Some(Step::Go(Place::new(explained))), "{label}");
        }
        let explained = ModelState {
            point: Some(1),
            ..first
        };
        let harness = harness(shape, "zh-CN", move |ui, theme| {
            house(ui, theme, explained);
        });
        assert!(
            labels(&harness)
                .iter()
                .any(|said| said.contains("木百叶挡得住太阳"))
        );
    }
}

#[test]
fn an_object_comes_closer_and_back_to_its_front_by_buttons_alone() {
    let turned = ModelState {
        yaw: 140.0,
        zoom: 2.25,
        ..ModelState::default()
    };
    let wanted = touch(SHAPES[1], "en", "Front view", move |ui, theme| {
        house(ui, theme, turned)
    });
    assert_eq!(wanted, Some(Step::Go(Place::new(ModelState::default()))));
}

/// The shipped model under a visitor's hands: where it was seen from, frame by frame, after `label` was touched.
fn after_touching(
    shape: (f32, f32),
    comfort: Comfort,
    from: ModelState,
    label: &'static str,
) -> (Vec<ModelState>, Harness<'static>) {
    let seen = std::rc::Rc::new(RefCell::new(vec![from]));
    let noted = seen.clone();
    let theme = Theme::new(theme(shape, "en").panel, comfort);
    let mut dressed = false;
    let mut harness = Harness::builder()
        .with_size(egui::vec2(shape.0, shape.1))
        .with_max_steps(200)
        .with_step_dt(1.0 / 60.0)
        .build_ui(move |ui| {
            if !std::mem::replace(&mut dressed, true) {
                ui.ctx().set_fonts(fonts::definitions());
                return;
            }
            let now = *noted.borrow().last().expect("one");
            if let Some(Step::Go(next)) = house(ui, &theme, now) {
                let next = next.get::<ModelState>().expect("a model's");
                noted.borrow_mut().push(*next);
                ui.ctx().request_repaint();
            }
        });
    harness.run();
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run();
    let seen = seen.borrow().clone();
    (seen, harness)
}

#[test]
fn a_point_chosen_from_the_list_turns_to_the_visitor_and_is_explained_where_it_is_seen() {
    let behind = ModelState {
        yaw: 150.0,
        ..ModelState::default()
    };
    let still = Comfort {
        reduced_motion: true,
        ..Comfort::new("en")
    };
    for shape in SHAPES {
        for comfort in [Comfort::new("en"), still.clone()] {
            let moves = !comfort.reduced_motion;
            let (seen, harness) = after_touching(shape, comfort, behind, "4  The shop's board");
            let last = seen.last().expect("one");
            assert_eq!((last.point, last.toward), (Some(3), None));
            assert!((last.yaw + 28.0).abs() < 0.01, "its front: {}", last.yaw);
            assert_eq!(seen.len() > 5, moves, "{}", seen.len());
            let said = "Trade below, the family above. The board hangs under the arcade, to be read at leisure \
                        even in the rain.";
            let said = harness.get_by_label(said).rect();
            let row = harness.get_by_label("4  The shop's board").rect();
            assert!(said.bottom() <= row.top() && said.top() > 0.0);
        }
    }
}

#[test]
fn an_object_is_turned_without_dragging() {
    let (seen, _) = after_touching(
        SHAPES[0],
        Comfort::new("en"),
        ModelState::default(),
        "Turn left",
    );
    assert_eq!(seen.last().map(|state| state.yaw), Some(30.0));
}

#[test]
fn an_object_comes_closer_in_its_time_and_at_once_where_nothing_may_move() {
    let still = Comfort {
        reduced_motion: true,
        ..Comfort::new("en")
    };
    for comfort in [Comfort::new("en"), still] {
        let moves = !comfort.reduced_motion;
        let (seen, _) = after_touching(SHAPES[0], comfort, ModelState::default(), "Zoom in");
        let last = seen.last().expect("one");
        assert_eq!((last.zoom, last.closer), (1.5, None));
        let between = seen
            .iter()
            .filter(|state| 1.0 < state.zoom && state.zoom < 1.5);
        assert_eq!(between.count() > 5, moves);
    }
}

#[test]
fn what_is_heard_follows_the_page_and_the_language() {
    let manifest = shipped();
    let exhibit = manifest.exhibit("qilou").expect("a story");
    let heard = |page, listening, language: &str| {
        let place = Place::new(StoryState { page, listening });
        narration(exhibit, &place, language).map(|narration| narration.path)
    };
    assert_eq!(heard(1, Some(0), "en").as_deref(), Some("qilou/p2.en.ogg"));
    assert_eq!(
        heard(1, Some(0), "zh-CN").as_deref(),
        Some("qilou/p2.zh.ogg")
    );
    assert_eq!(heard(1, None, "en"), None);
    assert_eq!(heard(1, Some(0), "fr"), None);
}

fn shipped() -> &'static Manifest {
    crate::shipped::manifest()
}

/// What Tab reaches, in order, until it comes round.
fn tab_round(harness: &mut Harness) -> Vec<String> {
    let mut reached: Vec<String> = Vec::new();
    for _ in 0..60 {
        harness.key_press(egui::Key::Tab);
        harness.run();
        let nodes = harness.root().children_recursive();
        let focused = nodes
            .map(|node| node.accesskit_node())
            .find(|node| node.is_focused() && node.role() != Role::Window);
        let Some(label) = focused.and_then(|node| node.label()) else {
            continue;
        };
        if reached.first() == Some(&label) {
            break;
        }
        reached.push(label);
    }
    reached
}

/// Buttons that can be pressed.
fn buttons(harness: &Harness) -> BTreeSet<String> {
    let nodes = harness.root().children_recursive();
    nodes
        .map(|node| node.accesskit_node())
        .filter(|node| node.role() == Role::Button && !node.is_disabled())
        .filter_map(|node| node.label())
        .collect()
}

#[test]
fn the_keyboard_reaches_everything_on_the_home_screen_from_the_top_down() {
    for shape in SHAPES {
        let manifest = shipped();
        let mut harness = harness(shape, "en", move |ui, theme| {
            let frame = HomeFrame {
                logo: None,
                greeting: ["Good morning, welcome", "Good morning"].map(str::to_owned),
                sublines: Vec::new(),
                exhibits: &manifest.exhibits,
                today: Vec::new(),
                later: Vec::new(),
                time_zone: chrono_tz::Asia::Shanghai,
            };
            home_ui(ui, theme, &NoPictures, ui.max_rect(), &frame);
        });
        let reached = tab_round(&mut harness);
        let all = buttons(&harness);
        assert_eq!(reached.iter().cloned().collect::<BTreeSet<_>>(), all);
        assert_eq!(reached.len(), all.len(), "{reached:?}");
        assert_eq!(reached[0], "中文");
        assert_eq!(reached[reached.len() - 2..], ["What's on", "Check in"]);
    }
}

#[test]
fn the_keyboard_reaches_the_keypad_and_presses_its_keys() {
    let typed = std::rc::Rc::new(RefCell::new(Vec::new()));
    let noted = typed.clone();
    let mut harness = harness(SHAPES[0], "en", move |ui, theme| {
        let frame = CheckInFrame::Typing {
            digits: "",
            wrong: None,
            pause_secs: None,
        };
        noted
            .borrow_mut()
            .extend(check_in_ui(ui, theme, ui.max_rect(), &frame));
    });
    let reached = tab_round(&mut harness);
    assert_eq!(reached[0], "‹ Back");
    assert_eq!(reached[reached.len() - 3..], ["Clear", "0", "Erase"]);
    harness.get_by_role_and_label(Role::Button, "5").focus();
    harness.run();
    harness.key_press(egui::Key::ArrowRight);
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(*typed.borrow(), [CheckInAction::Digit('6')]);
}

/// A kiosk in trouble: much to say on every page.
fn trouble() -> StaffStatus {
    let title = LocalizedText::zh_en("日月广场", "Riyue Plaza");
    let pack = |version, state| StaffPack {
        id: "riyue".to_owned(),
        title: title.clone(),
        version,
        state,
    };
    StaffStatus {
        generation: Some(7),
        before: Some(6),
        schedule_version: 3,
        packs: vec![pack(4, PackState::Trial), pack(5, PackState::Fetched)],
        reverted: vec![RevertedPack {
            id: "riyue".to_owned(),
            version: 3,
            reason: "crashed".to_owned(),
        }],
        update: UpdateStep::Fetching {
            done: 40_000_000,
            total: 160_000_000,
        },
        last_update: Some(LastUpdate {
            at: "2026-11-23T01:00:00Z".parse().expect("a time"),
            result: UpdateResult::Refused {
                reason: "rollback".to_owned(),
                detail: "version 3 is older than the trusted 4".to_owned(),
            },
        }),
        metadata_expires_at: Some("2026-11-20T00:00:00Z".parse().expect("a time")),
        clock: ClockState::Untrusted,
        problems: ["disk-full".to_owned()].into(),
        import: ImportStep::Done {
            name: "STICK".to_owned(),
            result: UpdateResult::Refused {
                reason: "not-ours".to_owned(),
                detail: String::new(),
            },
        },
        ..StaffStatus::default()
    }
}

fn panel<'a>(status: &'a StaffStatus, page: Page, exports: &'a [FoundExport]) -> StaffFrame<'a> {
    let now = "2026-11-23T01:41:00Z".parse::<chrono::DateTime<chrono::Utc>>();
    StaffFrame::Panel(Box::new(PanelFrame {
        page,
        confirm: None,
        pattern: None,
        now: now
            .expect("a time")
            .with_timezone(&chrono_tz::Asia::Shanghai),
        status,
        playing: None,
        playing_title: None,
        connected: false,
        outbox: 2,
        identity: None,
        server_url: "https://tongxin.example",
        device: None,
        log: &[],
        exports: Some(exports),
    }))
}

#[test]
fn the_staff_panel_says_what_is_wrong_in_words() {
    for (language, words) in [
        (
            "en",
            [
                "The content server offers an older state than we have seen.",
                "version 3 is older than the trusted 4",
                "40.0 MB of 160.0 MB are here",
                "On trial",
                "It crashed three times.",
                "Expired",
                "Not to be believed",
                "2 check-ins and messages wait",
                "Its disk is full.",
            ],
        ),
        (
            "zh-CN",
            [
                "内容服务器给出的内容比见过的还旧。",
                "version 3 is older than the trusted 4",
                "已取 40.0 MB，共 160.0 MB",
                "试用中",
                "它让程序崩溃了三次。",
                "已过期",
                "不可信",
                "2 条签到和留言",
                "磁盘已满。",
            ],
        ),
    ] {
        let harness = harness((1080.0, 4000.0), language, |ui, theme| {
            staff_ui(ui, theme, &panel(&trouble(), Page::Now, &[]));
        });
        let said = labels(&harness);
        for words in words {
            assert!(
                said.iter().any(|label| label.contains(words)),
                "{words} is not in {said:#?}"
            );
        }
    }
}

#[test]
fn staff_can_do_everything_in_both_orientations_and_languages() {
    let act = |page| {
        move |ui: &mut egui::Ui, theme: &Theme| {
            let exports = [FoundExport {
                path: "/media/u/STICK/tongxin-export".into(),
                made_at: "2026-11-20T02:00:00Z".parse().expect("a time"),
                packs: vec![("riyue/riyue".to_owned(), 12)],
            }];
            staff_ui(ui, theme, &panel(&trouble(), page, &exports))
        }
    };
    for shape in SHAPES {
        for (language, back, look, import) in [
            (
                "en",
                "Go back to the version before",
                "Look for news now",
                "Import from a USB stick",
            ),
            ("zh-CN", "回退到上一版", "现在查看新内容", "从 U 盘导入"),
        ] {
            let on_actions = |label| touch(shape, language, label, act(Page::Actions));
            assert_eq!(on_actions(look), Some(StaffAction::LookNow));
            assert_eq!(on_actions(back), Some(StaffAction::Ask(Confirm::GoBack)));
            assert_eq!(on_actions(import), Some(StaffAction::Page(Page::Import)));
            assert_eq!(
                touch(shape, language, "STICK", act(Page::Import)),
                Some(StaffAction::Import(0))
            );
        }
    }
}

#[test]
fn after_too_many_wrong_pins_the_door_waits() {
    let pause = |ui: &mut egui::Ui, theme: &Theme| {
        let door = DoorFrame::Pause { seconds: 30 };
        staff_ui(ui, theme, &StaffFrame::Door(door))
    };
    assert_eq!(touch(SHAPES[1], "zh-CN", "7", pause), None);
}
