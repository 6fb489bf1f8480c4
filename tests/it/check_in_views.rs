//! Check-in's steps by their labels, in both orientations and languages and in large text.

use chrono::{DateTime, Utc};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::cell::RefCell;
use std::rc::Rc;
use tongxin::api::kiosk::CalendarEntry;
use tongxin::kiosk::check_in::steps::OpenDoor;
use tongxin::kiosk::check_in::view::{
    CheckInAction, CheckInFrame, CheckInWay, ShownAnswer, check_in_ui, told,
};
use tongxin::kiosk::theme::{Comfort, Panel, Theme, fonts};
use tongxin::model::activity::{ActivityDetails, Category, Places, RegistrationStatus};
use tongxin::model::check_in::{CheckInEntry, CheckInReason};
use tongxin::model::overflow::OverflowPlan;
use tongxin::model::tail::tail_list;
use tongxin::model::text::LocalizedText;
use uuid::Uuid;

const SHAPE: (f32, f32) = (1920.0, 1080.0);
const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// Every shape and language, in ordinary and in large text.
fn looks() -> Vec<((f32, f32), &'static str, bool)> {
    let mut looks = Vec::new();
    for shape in [(1920.0, 1080.0), (1080.0, 1920.0)] {
        for language in ["zh-CN", "en"] {
            looks.extend([false, true].map(|large| (shape, language, large)));
        }
    }
    looks
}

fn theme(((width, height), language, large_text): ((f32, f32), &str, bool)) -> Theme {
    let panel = Panel {
        width,
        height,
        width_mm: width / 2.75,
        bottom_mm: 900.0,
    };
    let comfort = Comfort {
        large_text,
        ..Comfort::new(language)
    };
    Theme::new(panel, comfort)
}

type Noted = Rc<RefCell<Vec<CheckInAction>>>;

fn drawn(
    look: ((f32, f32), &'static str, bool),
    frame: impl Fn() -> CheckInFrame<'static> + 'static,
) -> (Harness<'static>, Noted) {
    let theme = theme(look);
    let noted = Noted::default();
    let note = noted.clone();
    let mut dressed = false;
    let (width, height) = look.0;
    let mut harness = Harness::builder()
        .with_size(egui::vec2(width, height))
        .build_ui(move |ui| {
            if !std::mem::replace(&mut dressed, true) {
                ui.ctx().set_fonts(fonts::definitions());
                return;
            }
            let wanted = check_in_ui(ui, &theme, ui.max_rect(), &frame());
            note.borrow_mut().extend(wanted);
        });
    harness.run();
    (harness, noted)
}

/// Touches the button with this label in every look, and checks what was wanted and that all of it is on the screen.
#[track_caller]
fn check(
    labels: [&str; 2],
    frame: impl Fn() -> CheckInFrame<'static> + Clone + 'static,
    expected: Option<CheckInAction>,
) {
    for look in looks() {
        let label = labels[usize::from(look.1 == "en")];
        let (mut harness, noted) = drawn(look, frame.clone());
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(look.0.0, look.0.1));
        for node in harness.root().children_recursive() {
            let role = node.accesskit_node().role();
            if role == Role::Button {
                let rect = node.rect();
                assert!(screen.expand(1.0).contains_rect(rect), "{look:?} {rect:?}");
                assert!(rect.height() > 40.0, "{look:?} {rect:?}");
            }
        }
        harness.get_by_role_and_label(Role::Button, label).click();
        harness.run();
        assert_eq!(
            noted.borrow().first(),
            expected.as_ref(),
            "{look:?} {label}"
        );
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn entry(name: &str, came: bool) -> CheckInEntry {
    CheckInEntry {
        registration: Uuid::new_v4(),
        occurrence: Uuid::nil(),
        code_hash: String::new(),
        masked_name: name.into(),
        title: LocalizedText::zh_en("亲子阅读", "Reading together"),
        room: LocalizedText::zh_en("二楼", "Upstairs"),
        starts_at: DateTime::UNIX_EPOCH,
        ends_at: DateTime::UNIX_EPOCH,
        status: RegistrationStatus::Confirmed,
        occurrence_canceled: false,
        checked_in_at: came.then_some(DateTime::UNIX_EPOCH),
        activity: Uuid::nil(),
        group: None,
        in_and_out: false,
        passages: Vec::new(),
        undone_at: None,
        tail: None,
    }
}

fn exhibition() -> CalendarEntry {
    let at = |text: &str| -> DateTime<Utc> { text.parse().expect("a time") };
    CalendarEntry {
        occurrence: Uuid::from_u128(9),
        activity: Uuid::nil(),
        title: LocalizedText::zh_en("骑楼老照片展", "Old photographs of the arcades"),
        summary: LocalizedText::default(),
        category: Category::Arts,
        room: LocalizedText::zh_en("一楼", "Downstairs"),
        host: LocalizedText::default(),
        picture: None,
        starts_at: at("2026-11-23T01:00:00Z"),
        ends_at: at("2026-11-23T09:00:00Z"),
        places: Places::default(),
        canceled: false,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
        walked_in: 0,
    }
}

#[test]
fn the_other_ways_are_offered_beside_the_code() {
    let typing = || CheckInFrame::Typing {
        digits: "40",
        wrong: None,
        pause_secs: None,
    };
    let way = |way| Some(CheckInAction::Way(way));
    check(
        ["用手机号签到", "By phone number"],
        typing,
        way(CheckInWay::Phone),
    );
    check(
        ["我没有报名", "I have not registered"],
        typing,
        way(CheckInWay::WalkIn),
    );
    let tail = || CheckInFrame::Tail {
        digits: "12",
        wrong: Some((CheckInReason::Unknown, 3)),
        pause_secs: None,
    };
    check(
        ["用六位签到码", "By six-digit code"],
        tail,
        way(CheckInWay::Code),
    );
    check(["7", "7"], tail, Some(CheckInAction::Digit('7')));
}

#[test]
fn names_and_surnames_are_chosen_from_large_tiles() {
    let known: Vec<_> = ["明", "红", "军", "华", "丽", "强", "英"]
        .iter()
        .map(|last| (format!("＊＊{last}"), "王".to_owned()))
        .collect();
    let list = leak(tail_list(b"key", "1234", &known));
    let at = list
        .names
        .iter()
        .position(|name| name == "＊＊明")
        .expect("the name");
    let names = move || CheckInFrame::Names { names: &list.names };
    let said = ["最后一个字是“明”的名字", "Name ending in 明"];
    check(said, names, Some(CheckInAction::Name(at)));
    check(
        ["重新开始", "Start over"],
        names,
        Some(CheckInAction::Way(CheckInWay::Code)),
    );
    let at = list
        .initials
        .iter()
        .position(|sign| sign == "王")
        .expect("the surname");
    let surnames = move || CheckInFrame::Surnames {
        name: "＊＊明",
        surnames: &list.initials,
    };
    check(["王", "王"], surnames, Some(CheckInAction::Surname(at)));
}

#[test]
fn a_family_touches_whoever_has_not_come() {
    let names = [
        "王**", "王**", "李**", "王**", "A** L**", "王**", "王**", "王**",
    ];
    let people = names.iter().enumerate();
    let people: &'static Vec<_> = leak(
        people
            .map(|(at, name)| (entry(name, at == 1), at != 2))
            .collect(),
    );
    let who = move || CheckInFrame::Who { people };
    check(
        ["7 位签到", "Check 7 people in"],
        who,
        Some(CheckInAction::Came),
    );
    check(
        ["3 李**: 没来", "3 李**: is not here"],
        who,
        Some(CheckInAction::Toggle(2)),
    );
    // Who is in has nothing more to say.
    let settled = ["2 王**: 之前已签到", "2 王**: has checked in before"];
    check(settled, who, None);
    let nobody: &'static Vec<_> = leak(vec![(entry("王**", false), false)]);
    let who = move || CheckInFrame::Who { people: nobody };
    check(["还没有选人", "Nobody chosen"], who, None);
}

#[test]
fn whoever_has_not_registered_says_where_and_how_many() {
    let entry = leak(exhibition());
    let door = |places| OpenDoor { entry, places };
    let doors = move || CheckInFrame::Doors {
        doors: vec![door(None), door(Some(3))],
        known: true,
        opens_at: None,
        time_zone: ZONE,
    };
    check(
        [
            "骑楼老照片展, 09:00–17:00 · 一楼 · 还有 3 个空位",
            "Old photographs of the arcades, 09:00–17:00 · Downstairs · 3 places left",
        ],
        doors,
        Some(CheckInAction::Door(Uuid::from_u128(9))),
    );
    let two = move || CheckInFrame::People {
        door: door(Some(3)),
        people: 2,
    };
    check(
        ["2 位入场", "2 people go in"],
        two,
        Some(CheckInAction::WalkIn),
    );
    check(["＋", "+"], two, Some(CheckInAction::More { most: 3 }));
    check(["−", "−"], two, Some(CheckInAction::Fewer));
    let three = move || CheckInFrame::People {
        door: door(Some(3)),
        people: 3,
    };
    check(["＋", "+"], three, None);
    let none = || CheckInFrame::Doors {
        doors: Vec::new(),
        known: true,
        opens_at: Some(DateTime::UNIX_EPOCH),
        time_zone: ZONE,
    };
    check(
        ["重新开始", "Start over"],
        none,
        Some(CheckInAction::Way(CheckInWay::Code)),
    );
}

#[test]
fn every_answer_is_a_kind_sentence() {
    let family = leak(vec![entry("王**", true), entry("李**", true)]);
    let says = |language: &'static str, reason, named: bool, pass: bool| {
        let frame = move || {
            CheckInFrame::Result(ShownAnswer {
                reason,
                entry: named.then_some(&family[0]),
                people: if named { family } else { &[] },
                walked_in: None,
                pass,
                kept: true,
                time_zone: ZONE,
            })
        };
        let (harness, _) = drawn(((1080.0, 1920.0), language, true), frame);
        let nodes = harness.root().children_recursive();
        let labels = nodes.filter_map(|node| {
            let node = node.accesskit_node();
            node.label().or(node.value())
        });
        labels.collect::<Vec<_>>().join("\n")
    };
    for reason in CheckInReason::ALL {
        for language in ["zh-CN", "en"] {
            for (named, pass) in [(false, false), (false, true), (true, true)] {
                let said = says(language, reason, named, pass);
                assert!(
                    !said.contains("answer-") && !said.contains("invalid"),
                    "{said}"
                );
            }
        }
    }
    assert!(says("en", CheckInReason::Ok, true, true).contains("Welcome, 王**, 李**"));
    assert!(says("zh-CN", CheckInReason::Ok, true, true).contains("王**、李**，欢迎！"));
    assert!(says("en", CheckInReason::Ok, false, true).contains("Welcome!"));
    assert!(says("en", CheckInReason::Unknown, false, true).contains("not one of ours"));
    assert!(says("en", CheckInReason::Left, true, false).contains("Goodbye"));
}

#[test]
fn what_is_asked_and_the_answer_are_told_to_whoever_does_not_see_them() {
    let told = |language, frame: &CheckInFrame| told(&theme((SHAPE, language, false)), frame);
    let typing = |wrong, pause_secs| CheckInFrame::Typing {
        digits: "40",
        wrong,
        pause_secs,
    };
    let asked = told("en", &typing(None, None));
    assert!(asked.contains("six-digit code"), "{asked}");
    let wrong = told("en", &typing(Some((CheckInReason::Unknown, 2)), None));
    assert!(wrong.contains("2 tries left"), "{wrong}");
    // Seconds that go by are not told one by one.
    let paused = [30, 29].map(|secs| told("zh-CN", &typing(None, Some(secs))));
    assert_eq!(paused[0], paused[1]);
    let family = [entry("王**", true), entry("李**", true)];
    let answer = CheckInFrame::Result(ShownAnswer {
        reason: CheckInReason::Ok,
        entry: Some(&family[0]),
        people: &family,
        walked_in: None,
        pass: true,
        kept: false,
        time_zone: ZONE,
    });
    let said = told("en", &answer);
    assert!(said.starts_with("Welcome, 王, 李"), "{said}");
    assert!(said.contains("Upstairs"), "{said}");
}

#[test]
fn whoever_walked_in_reads_where_to_go_and_how_many_were_counted() {
    let entry: &'static CalendarEntry = Box::leak(Box::new(exhibition()));
    let frame = move || {
        CheckInFrame::Result(ShownAnswer {
            reason: CheckInReason::Ok,
            entry: None,
            people: &[],
            walked_in: Some((entry, 3)),
            pass: false,
            kept: false,
            time_zone: ZONE,
        })
    };
    for (language, counted) in [("en", "3 people are counted"), ("zh-CN", "已计入 3 人")] {
        let (harness, _) = drawn(((1920.0, 1080.0), language, false), frame);
        let title = entry.title.in_language(language);
        for words in [title, counted] {
            assert!(
                harness.query_by_label_contains(words).is_some(),
                "{language}: {words}"
            );
        }
    }
}
