//! The calendar by label: three ways to look, filters, and the occurrence that is open with its code.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use egui::accesskit::Role;
use egui::{Rect, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::api::kiosk::CalendarEntry;
use tongxin::kiosk::calendar::filter::{Facet, Filter};
use tongxin::kiosk::calendar::state::{CalendarState, Layout, Wish};
use tongxin::kiosk::calendar::view::{CalendarAction, CalendarFrame, calendar_ui};
use tongxin::kiosk::content::Shown;
use tongxin::kiosk::shell::ShellAction;
use tongxin::kiosk::theme::widgets::{PictureSource, Texture};
use tongxin::kiosk::theme::{self, Comfort, Panel, Theme};
use tongxin::model::activity::{ActivityDetails, Category, Places};
use tongxin::model::day_class::{DayMarks, day_class};
use tongxin::model::overflow::{OverflowPlan, PlaceOrder};
use tongxin::model::text::LocalizedText;
use uuid::Uuid;

const SHAPES: [(f32, f32); 2] = [(1920.0, 1080.0), (1080.0, 1920.0)];
const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// No picture is ever ready.
struct NoPictures;

impl PictureSource for NoPictures {
    fn picture(&self, _: &str, _: egui::Vec2) -> Option<Texture> {
        None
    }
}

/// What a test's kiosk knows.
#[derive(Clone)]
struct Desk {
    entries: Vec<CalendarEntry>,
    state: CalendarState,
    now: DateTime<Utc>,
    known: bool,
    known_until: NaiveDate,
    registers: bool,
    phone_address: Option<String>,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// An occurrence of two hours with twenty places; `number` is its id, `activity` whose it is.
fn entry(number: u128, activity: u128, name: &str, starts_at: &str) -> CalendarEntry {
    CalendarEntry {
        occurrence: Uuid::from_u128(number),
        activity: Uuid::from_u128(1_000 + activity),
        title: LocalizedText::zh_en(&format!("{name}（中文）"), name),
        summary: LocalizedText::zh_en("来坐坐。", "Come and sit."),
        category: Category::Arts,
        room: LocalizedText::zh_en("大厅", "Main hall"),
        host: LocalizedText::zh_en("票友", "Opera friends"),
        picture: Some("arts.webp".to_owned()),
        starts_at: at(starts_at),
        ends_at: at(starts_at) + Duration::hours(2),
        places: Places {
            capacity: Some(20),
            confirmed: 17,
            waitlisted: 0,
        },
        canceled: false,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
    }
}

/// Friday 27 November 2026, nine in the morning: a few things today and later, and a course of three dates.
fn desk() -> Desk {
    let mut clinic = entry(1, 1, "Free clinic", "2026-11-27T02:00:00Z");
    clinic.category = Category::Health;
    let mut books = entry(2, 2, "Picture books", "2026-11-28T06:30:00Z");
    books.category = Category::Family;
    books.details.for_children = true;
    books.places = Places {
        capacity: Some(20),
        confirmed: 20,
        waitlisted: 4,
    };
    let mut opera = entry(3, 3, "Opera night", "2026-12-01T11:30:00Z");
    opera.places.capacity = None;
    let mut lessons: Vec<CalendarEntry> = ["2026-12-02", "2026-12-09", "2026-12-16"]
        .iter()
        .enumerate()
        .map(|(i, date)| entry(10 + i as u128, 4, "Calligraphy", &format!("{date}T01:30:00Z")))
        .collect();
    for lesson in &mut lessons {
        lesson.category = Category::Training;
        lesson.details.course = true;
        lesson.details.cost = Some(LocalizedText::zh_en("材料费 20 元", "20 yuan for paper"));
    }
    let mut entries = vec![clinic, books, opera];
    entries.extend(lessons);
    Desk {
        entries,
        state: CalendarState::default(),
        now: at("2026-11-27T01:00:00Z"),
        known: true,
        known_until: day("2027-01-10"),
        registers: false,
        phone_address: None,
    }
}

impl Desk {
    fn see(mut self, change: impl FnOnce(&mut CalendarState)) -> Self {
        change(&mut self.state);
        self
    }

    fn open(self, number: u128) -> Self {
        self.see(|state| state.open = Some(Uuid::from_u128(number)))
    }

    fn entry(&mut self, number: u128) -> &mut CalendarEntry {
        let wanted = Uuid::from_u128(number);
        self.entries
            .iter_mut()
            .find(|entry| entry.occurrence == wanted)
            .expect("there")
    }

    fn draw(&self, ui: &mut egui::Ui, theme: &Theme, stage: Rect) -> Option<CalendarAction> {
        let marks = DayMarks::new();
        let frame = CalendarFrame {
            state: &self.state,
            entries: &self.entries,
            known: self.known,
            known_until: self.known_until,
            now: self.now,
            time_zone: ZONE,
            day_class: &|day| day_class(day, &marks),
            registers: self.registers,
            centre: "日月广场",
            phone_address: self.phone_address.as_deref(),
        };
        calendar_ui(ui, theme, &NoPictures, stage, &frame)
    }
}

/// A kiosk that follows what is touched.
struct Kiosk {
    harness: Harness<'static>,
    desk: Rc<RefCell<Desk>>,
    wanted: Rc<RefCell<Vec<CalendarAction>>>,
}

impl Kiosk {
    fn new(shape: (f32, f32), comfort: Comfort, desk: Desk) -> Self {
        let panel = Panel {
            width: shape.0,
            height: shape.1,
            width_mm: shape.0 / 2.75,
            bottom_mm: 900.0,
        };
        let theme = Theme::new(panel, comfort);
        let desk = Rc::new(RefCell::new(desk));
        let wanted = Rc::new(RefCell::new(Vec::new()));
        let (drawn, noted) = (desk.clone(), wanted.clone());
        let mut dressed = false;
        let mut harness = Harness::builder()
            .with_size(vec2(shape.0, shape.1))
            .with_max_steps(400)
            .with_step_dt(1.0 / 60.0)
            .build_ui(move |ui| {
                if !std::mem::replace(&mut dressed, true) {
                    theme::dress(ui.ctx());
                    return;
                }
                let mut stage = ui.max_rect();
                if theme.comfort.reach {
                    stage.min.y = stage.max.y - stage.height() * theme.panel.reach_share();
                }
                let action = drawn.borrow().draw(ui, &theme, stage);
                if let Some(CalendarAction::See(wish)) = &action {
                    let mut desk = drawn.borrow_mut();
                    let today = desk.now.with_timezone(&ZONE).date_naive();
                    desk.state = desk.state.after(wish.clone(), today);
                    ui.ctx().request_repaint();
                }
                noted.borrow_mut().extend(action);
            });
        harness.run();
        Self {
            harness,
            desk,
            wanted,
        }
    }

    fn says(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes
            .filter_map(|node| {
                let node = node.accesskit_node();
                node.label().or(node.value())
            })
            .collect()
    }

    #[track_caller]
    fn hears(&self, words: &str) {
        let says = self.says();
        assert!(
            says.iter().any(|said| said.contains(words)),
            "{words} is not in {says:#?}"
        );
    }

    fn silent_about(&self, words: &str) -> bool {
        !self.says().iter().any(|said| said.contains(words))
    }

    #[track_caller]
    fn touch(&mut self, label: &str) -> Option<CalendarAction> {
        self.wanted.borrow_mut().clear();
        self.harness
            .get_by_role_and_label(Role::Button, label)
            .click();
        self.harness.run();
        self.wanted.borrow().last().cloned()
    }

    fn state(&self) -> CalendarState {
        self.desk.borrow().state.clone()
    }

    /// A finger that goes from one point to another in some frames and lets go at once.
    fn swipe(&mut self, from: egui::Pos2, to: egui::Pos2) {
        self.wanted.borrow_mut().clear();
        let event = |pos, pressed| egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        };
        self.harness.event(egui::Event::PointerMoved(from));
        self.harness.event(event(from, true));
        self.harness.step();
        for step in 1..=6 {
            let at = from + (to - from) * (step as f32 / 6.0);
            self.harness.event(egui::Event::PointerMoved(at));
            self.harness.step();
        }
        self.harness.event(event(to, false));
        self.harness.step();
        self.harness.event(egui::Event::PointerGone);
        self.harness.run();
    }

    /// Buttons that can be pressed, with where they are.
    fn buttons(&self) -> Vec<(String, Rect)> {
        let nodes = self.harness.root().children_recursive();
        nodes
            .filter(|node| {
                let node = node.accesskit_node();
                node.role() == Role::Button && !node.is_disabled()
            })
            .map(|node| {
                let label = node.accesskit_node().label().unwrap_or_default();
                (label, node.rect())
            })
            .collect()
    }
}

fn english() -> Comfort {
    Comfort::new("en")
}

fn see(wish: Wish) -> Option<CalendarAction> {
    Some(CalendarAction::See(wish))
}

#[test]
fn a_day_and_an_activity_open_by_a_touch_in_both_shapes_and_languages() {
    for shape in SHAPES {
        for (language, saturday, books) in [
            ("en", "Saturday 28 November", "Picture books"),
            ("zh-CN", "11月28日 星期六", "Picture books（中文）"),
        ] {
            let mut kiosk = Kiosk::new(shape, Comfort::new(language), desk());
            assert_eq!(kiosk.touch(saturday), see(Wish::Day(day("2026-11-28"))));
            let opened = Wish::Open(Uuid::from_u128(2));
            assert_eq!(kiosk.touch(books), see(opened));
            kiosk.hears(books);
        }
    }
}

#[test]
fn the_list_says_what_day_it_is_on_both_calendars_and_how_far_it_knows() {
    for shape in SHAPES {
        let kiosk = Kiosk::new(shape, Comfort::new("zh-CN"), desk());
        kiosk.hears("今天 11月27日 星期五  ·  农历十月十九");
        kiosk.hears("明天 11月28日 星期六");
        let beyond = desk().see(|state| state.day = Some(day("2027-01-11")));
        let kiosk = Kiosk::new(shape, english(), beyond);
        kiosk.hears("What is on after 10 January is not known yet");
    }
}

#[test]
fn without_any_days_it_says_so() {
    let none = Desk {
        entries: Vec::new(),
        known: false,
        ..desk()
    };
    for layout in Layout::ALL {
        let none = none.clone().see(|state| state.layout = layout);
        let kiosk = Kiosk::new(SHAPES[0], english(), none);
        kiosk.hears("The calendar has not arrived yet");
    }
}

#[test]
fn three_ways_to_look_show_the_same_activities() {
    for shape in SHAPES {
        let mut kiosk = Kiosk::new(shape, english(), desk());
        for (layout, name) in [
            (Layout::Week, "Week"),
            (Layout::Month, "Month"),
            (Layout::List, "List"),
        ] {
            assert_eq!(kiosk.touch(name), see(Wish::Layout(layout)));
            kiosk.hears("Free clinic");
        }
        kiosk.touch("Week");
        kiosk.hears("Picture books");
        kiosk.touch("Month");
        // A month says how much is on; the names are those of the chosen day.
        kiosk.hears("Saturday 28 November, lunar 20th, 1 on");
        kiosk.touch("Saturday 28 November, lunar 20th, 1 on");
        kiosk.hears("Picture books");
        assert!(kiosk.silent_about("Free clinic"));
    }
}

#[test]
fn a_month_knows_festivals_solar_terms_and_days_off() {
    let check = |month: &str, said: &[&str]| {
        for shape in SHAPES {
            let desk = Desk {
                now: at(&format!("{month}T01:00:00Z")),
                known_until: day("2026-12-31"),
                ..desk()
            };
            let desk = desk.see(|state| state.layout = Layout::Month);
            let kiosk = Kiosk::new(shape, Comfort::new("zh-CN"), desk);
            for words in said {
                kiosk.hears(words);
            }
        }
    };
    check(
        "2026-02-10",
        &[
            "2026年2月",
            "2月14日 星期六、廿七、调休上班",
            "2月17日 星期二、春节、放假",
            "2月18日 星期三、雨水、放假",
        ],
    );
    check("2026-09-20", &["9月25日 星期五、中秋节、放假"]);
    check("2026-11-02", &["11月22日 星期日、小雪"]);
}

#[test]
fn days_that_are_not_known_yet_say_so_in_every_layout() {
    let near = Desk {
        known_until: day("2026-11-29"),
        ..desk()
    };
    for shape in SHAPES {
        for layout in [Layout::Week, Layout::Month] {
            let near = near.clone().see(|state| {
                state.layout = layout;
                state.day = Some(day("2026-11-30"));
            });
            let kiosk = Kiosk::new(shape, english(), near);
            kiosk.hears("Not known yet");
        }
    }
}

#[test]
fn a_swipe_turns_the_week_and_the_month_and_back_to_today_by_a_button() {
    for shape in SHAPES {
        for layout in Layout::ALL {
            let desk = desk().see(|state| state.layout = layout);
            let mut kiosk = Kiosk::new(shape, english(), desk);
            // The week of the list is the only part of it that turns.
            let y = match layout {
                Layout::List => shape.1 * if shape.0 > shape.1 { 0.31 } else { 0.3 },
                Layout::Week | Layout::Month => shape.1 * 0.45,
            };
            let (right, left) = (pos2(shape.0 * 0.55, y), pos2(shape.0 * 0.2, y + 10.0));
            kiosk.swipe(right, left);
            assert_eq!(kiosk.wanted.borrow().last(), see(Wish::Turn(1)).as_ref(), "{layout:?}");
            let next = match layout {
                Layout::Month => day("2026-12-01"),
                Layout::List | Layout::Week => day("2026-11-30"),
            };
            assert_eq!(kiosk.state().day, Some(next));
            kiosk.swipe(left, right);
            assert_eq!(kiosk.wanted.borrow().last(), see(Wish::Turn(-1)).as_ref());
            assert_eq!(kiosk.state().day, None);
            // There is nothing before today's.
            kiosk.swipe(left, right);
            assert_eq!(*kiosk.wanted.borrow(), []);
            kiosk.swipe(right, left);
            assert_eq!(kiosk.touch("Today"), see(Wish::Today));
            assert_eq!(kiosk.state().day, None);
        }
    }
}

#[test]
fn a_finger_that_goes_up_scrolls_the_week_and_turns_nothing() {
    let mut many = desk().see(|state| state.layout = Layout::Week);
    for number in 0..30 {
        let name = format!("Lesson {number:02}");
        many.entries
            .push(entry(100 + number, 100 + number, &name, "2026-11-27T05:00:00Z"));
    }
    many.entries.sort_by_key(|entry| entry.starts_at);
    for shape in SHAPES {
        let mut kiosk = Kiosk::new(shape, english(), many.clone());
        assert!(kiosk.silent_about("Lesson 29"));
        for _ in 0..12 {
            let (low, high) = (shape.1 * 0.8, shape.1 * 0.45);
            kiosk.swipe(pos2(shape.0 * 0.5, low), pos2(shape.0 * 0.5 + 30.0, high));
            assert_eq!(*kiosk.wanted.borrow(), []);
        }
        kiosk.hears("Lesson 29");
    }
}

#[test]
fn arrows_turn_as_fingers_do() {
    for shape in SHAPES {
        let mut kiosk = Kiosk::new(shape, english(), desk());
        assert_eq!(kiosk.touch("Week after"), see(Wish::Turn(1)));
        assert_eq!(kiosk.touch("Week before"), see(Wish::Turn(-1)));
        kiosk.touch("Month");
        assert_eq!(kiosk.touch("Month after"), see(Wish::Turn(1)));
        kiosk.hears("December 2026");
        assert_eq!(kiosk.touch("Month after"), see(Wish::Turn(1)));
        kiosk.hears("known until 10 January");
        let at_end = kiosk.buttons();
        assert!(!at_end.iter().any(|(label, _)| label == "Month after"));
    }
}

#[test]
fn filters_say_how_much_they_leave_and_lead_back() {
    for shape in SHAPES {
        let mut kiosk = Kiosk::new(shape, english(), desk());
        let children = Filter::default().toggled(Facet::Children);
        assert_eq!(
            kiosk.touch("For children 1"),
            see(Wish::Filter(children.clone()))
        );
        kiosk.hears("Picture books");
        assert!(kiosk.silent_about("Free clinic"));
        // Full: with both asked for nothing is left, and that is no dead end.
        kiosk.touch("Places left 0");
        kiosk.hears("Nothing fits all of this");
        assert_eq!(kiosk.touch("Show everything"), see(Wish::Filter(Filter::default())));
        kiosk.hears("Free clinic");
        kiosk.touch("For children 1");
        assert_eq!(
            kiosk.touch("For children 1  ×"),
            see(Wish::Filter(Filter::default()))
        );
        kiosk.touch("For children 1");
        assert_eq!(kiosk.touch("Clear all"), see(Wish::Filter(Filter::default())));
    }
}

#[test]
fn the_page_of_filters_has_every_kind_and_shows_what_is_left() {
    for shape in SHAPES {
        for large_text in [false, true] {
            let comfort = Comfort {
                large_text,
                ..english()
            };
            let mut kiosk = Kiosk::new(shape, comfort, desk());
            assert_eq!(kiosk.touch("Filter"), see(Wish::Choose(true)));
            for chip in [
                "Health 1",
                "Family 1",
                "Arts 1",
                "Courses 1",
                "Festival 0",
                "Free of charge 3",
                "Weekends and holidays 1",
            ] {
                kiosk.hears(chip);
            }
            kiosk.touch("Health 1");
            kiosk.touch("Courses 1");
            // One kind or the other; the course counts once.
            assert_eq!(kiosk.touch("Show 2 activities"), see(Wish::Choose(false)));
            kiosk.hears("Filter · 2");
            kiosk.hears("Free clinic");
            assert!(kiosk.silent_about("Picture books"));
            kiosk.touch("Filter · 2");
            let back = kiosk.touch("‹ Back");
            assert_eq!(back, see(Wish::Choose(false)));
        }
    }
}

#[test]
fn a_course_is_one_in_the_list_and_each_of_its_dates_in_the_week() {
    for shape in SHAPES {
        let list = desk().see(|state| state.day = Some(day("2026-12-02")));
        let kiosk = Kiosk::new(shape, english(), list);
        let titles = |kiosk: &Kiosk| {
            let buttons = kiosk.buttons();
            buttons.iter().filter(|(label, _)| label == "Calligraphy").count()
        };
        assert_eq!(titles(&kiosk), 1);
        kiosk.hears("Course, 3 dates, 2 December to 16 December");
        let week = desk().see(|state| {
            state.layout = Layout::Week;
            state.day = Some(day("2026-12-07"));
        });
        assert_eq!(titles(&Kiosk::new(shape, english(), week)), 1);
        let mut kiosk = Kiosk::new(shape, english(), desk().open(11));
        kiosk.hears("Registering once is for all of them.");
        let other = Wish::Open(Uuid::from_u128(12));
        assert_eq!(kiosk.touch("Wed 16 December"), see(other));
    }
}

#[test]
fn an_open_activity_says_everything_people_ask() {
    for shape in SHAPES {
        let mut desk = desk().open(2);
        let books = desk.entry(2);
        books.details = ActivityDetails {
            age_min: Some(4),
            age_max: Some(8),
            for_children: true,
            languages: vec!["zh-CN".to_owned(), "nan".to_owned(), "tlh".to_owned()],
            cost: None,
            accessibility: Some(LocalizedText::zh_en("有坡道", "There is a ramp")),
            course: false,
        };
        books.plan = OverflowPlan {
            kept_for_walk_ins: 3,
            ..OverflowPlan::default()
        };
        let kiosk = Kiosk::new(shape, english(), desk.clone());
        for words in [
            "Picture books",
            "Tomorrow, Saturday 28 November (20th day of the 10th lunar month)",
            "2:30 to 4:30 pm",
            "Main hall",
            "Opera friends",
            "Children from 4 to 8 years",
            "Mandarin, Hainanese, tlh",
            "Free of charge",
            "There is a ramp",
            "20 of 20 places taken",
            "4 waiting",
            "First come, first served; 3 places are kept for people who just come; once it is full there is a waitlist.",
            "Register at the desk",
        ] {
            kiosk.hears(words);
        }
        let kiosk = Kiosk::new(shape, Comfort::new("zh-CN"), desk);
        for words in [
            "明天 11月28日 星期六，农历十月二十",
            "下午2点半到4点半",
            "孩子（4 到 8 岁）",
            "普通话、海南话、tlh",
            "先报名，先有位；留 3 个位子给直接来的人；满了可以候补。",
        ] {
            kiosk.hears(words);
        }
    }
}

#[test]
fn a_lottery_says_when_lots_are_drawn() {
    let mut desk = desk().open(2);
    desk.entry(2).plan = OverflowPlan {
        order: PlaceOrder::Lottery,
        closes_minutes_before: 60,
        waitlist_max: Some(0),
        ..OverflowPlan::default()
    };
    let kiosk = Kiosk::new(SHAPES[0], english(), desk);
    kiosk.hears(
        "Lots are drawn on Saturday 28 November 1:30 pm; whoever registers before has the same chance; there is no waitlist.",
    );
}

#[test]
fn the_count_changes_while_one_looks() {
    for shape in SHAPES {
        let mut kiosk = Kiosk::new(shape, english(), desk().open(1));
        kiosk.hears("17 of 20 places taken");
        kiosk.desk.borrow_mut().entry(1).places.confirmed = 18;
        kiosk.harness.step();
        kiosk.hears("18 of 20 places taken");
        kiosk.hears("2 left");
        // And whoever looks is told when it is called off.
        kiosk.desk.borrow_mut().entry(1).canceled = true;
        kiosk.harness.step();
        kiosk.hears("Canceled");
    }
}

#[test]
fn registering_is_offered_only_where_it_leads_somewhere() {
    for shape in SHAPES {
        let with = |registers, number, change: fn(&mut CalendarEntry)| {
            let mut desk = desk().open(number);
            change(desk.entry(number));
            desk.registers = registers;
            Kiosk::new(shape, english(), desk)
        };
        let register = |number| Some(CalendarAction::Register(Uuid::from_u128(number)));
        let mut kiosk = with(true, 1, |_| {});
        assert_eq!(kiosk.touch("Register here"), register(1));
        assert_eq!(kiosk.touch("Check in"), Some(CalendarAction::CheckIn));
        assert_eq!(with(true, 2, |_| {}).touch("Join the waitlist"), register(2));
        let kiosk = with(false, 1, |_| {});
        assert!(kiosk.silent_about("Register here"));
        kiosk.hears("Register at the desk");
        for (kiosk, words) in [
            (with(true, 1, |entry| entry.canceled = true), "Canceled"),
            (
                with(true, 1, |entry| entry.plan.closes_minutes_before = 90),
                "Registration has closed",
            ),
            (
                with(true, 2, |entry| entry.plan.waitlist_max = Some(4)),
                "Places and waitlist are full",
            ),
            (
                with(true, 10, |entry| entry.plan.opens_days_before = Some(2)),
                "Registration opens on Monday 30 November 9:30 am",
            ),
            (with(true, 3, |_| {}), "No registration, just come"),
        ] {
            kiosk.hears(words);
            assert!(kiosk.silent_about("Register here"), "{words}");
            assert!(kiosk.silent_about("Join the waitlist"), "{words}");
        }
    }
}

#[test]
fn the_code_leads_to_the_servers_own_file_where_a_phone_reaches_it() {
    for shape in SHAPES {
        for high_contrast in [false, true] {
            let desk = Desk {
                phone_address: Some("https://huodong.example/".to_owned()),
                ..desk().open(1)
            };
            let comfort = Comfort {
                high_contrast,
                ..english()
            };
            let kiosk = Kiosk::new(shape, comfort, desk);
            assert_eq!(
                crate::qr::read(&kiosk.harness),
                [
                    "https://huodong.example/feeds/occurrences/00000000-0000-0000-0000-000000000001.ics?lang=en"
                ]
            );
            kiosk.hears("Your phone opens a page of this centre");
        }
    }
}

#[test]
fn where_no_phone_reaches_the_server_the_code_holds_the_date_itself() {
    for shape in SHAPES {
        let kiosk = Kiosk::new(shape, Comfort::new("zh-CN"), desk().open(1));
        let codes = crate::qr::read(&kiosk.harness);
        assert_eq!(
            codes,
            [[
                "BEGIN:VEVENT",
                "UID:00000000000000000000000000000001",
                "SUMMARY:Free clinic（中文）",
                "DTSTART:20261127T020000Z",
                "DTEND:20261127T040000Z",
                "LOCATION:大厅 日月广场",
                "END:VEVENT",
            ]
            .join("\r\n")]
        );
        kiosk.hears("不用上网");
    }
}

#[test]
fn phones_are_never_led_to_an_address_that_means_themselves() {
    let check = |public: Option<&str>, own: &str, expected: Option<&str>| {
        let mut shown = Shown::default();
        shown.identity = Some(tongxin::api::kiosk::KioskIdentity {
            kiosk: Uuid::nil(),
            name: String::new(),
            centre: String::new(),
            centre_title: LocalizedText::default(),
            time_zone: ZONE,
            root: String::new(),
            public_url: public.map(str::to_owned),
        });
        let settings = tongxin::config::KioskSettings {
            server_url: own.to_owned(),
            ..tongxin::config::KioskSettings::in_window("/nowhere".into(), [1920, 1080])
        };
        assert_eq!(shown.phone_address(&settings).as_deref(), expected);
    };
    let public = Some("https://huodong.example");
    check(public, "http://127.0.0.1:8080", public);
    check(None, "http://192.168.3.9:8080", Some("http://192.168.3.9:8080"));
    for own in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://0.0.0.0", "http://localhost:1", "", "no address"] {
        check(None, own, None);
    }
}

#[test]
fn only_what_is_seen_is_laid_out() {
    let mut many = desk();
    for number in 0..400_u128 {
        let starts_at = many.now + Duration::hours(2 * number as i64);
        let mut more = entry(500 + number, 500 + number, &format!("Item {number:03}"), "2026-11-27T02:00:00Z");
        more.starts_at = starts_at;
        more.ends_at = starts_at + Duration::hours(1);
        many.entries.push(more);
    }
    many.entries.sort_by_key(|entry| entry.starts_at);
    for shape in SHAPES {
        for layout in Layout::ALL {
            let many = many.clone().see(|state| state.layout = layout);
            let kiosk = Kiosk::new(shape, english(), many);
            let items = kiosk.says().iter().filter(|said| said.starts_with("Item")).count();
            // Each is there twice: as a button and as its name.
            assert!(items > 2 && items < 110, "{layout:?}: {items}");
        }
    }
}

/// Everything that can be touched is on the stage, large enough for a finger, and on nothing else.
#[test]
fn whatever_a_visitor_chose_everything_can_be_touched() {
    let open = |number| move |state: &mut CalendarState| state.open = Some(Uuid::from_u128(number));
    let layout = |layout| move |state: &mut CalendarState| state.layout = layout;
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            for (large_text, reach) in [(false, false), (true, false), (false, true), (true, true)] {
                let comfort = Comfort {
                    large_text,
                    reach,
                    ..Comfort::new(language)
                };
                let screens: [(&str, Desk); 5] = [
                    ("list", desk()),
                    ("week", desk().see(layout(Layout::Week))),
                    ("month", desk().see(layout(Layout::Month))),
                    ("filters", desk().see(|state| state.choosing = true)),
                    ("open", desk().see(open(10))),
                ];
                for (name, desk) in screens {
                    let what = format!("{name} {shape:?} {language} {large_text} {reach}");
                    let kiosk = Kiosk::new(shape, comfort.clone(), desk);
                    let mut stage = Rect::from_min_size(pos2(0.0, 0.0), vec2(shape.0, shape.1));
                    if reach {
                        // 300 mm above the panel's lower edge, or two fifths of it.
                        stage.min.y = shape.1 - (300.0 * 2.75_f32).max(shape.1 * 0.4);
                    }
                    let buttons = kiosk.buttons();
                    assert!(buttons.len() > 3, "{what}");
                    for (i, (label, rect)) in buttons.iter().enumerate() {
                        assert!(
                            stage.expand(1.0).contains_rect(*rect),
                            "{what}: {label} is off the stage at {rect:?}"
                        );
                        // 15 mm, but for what a list cuts off.
                        let cut = rect.bottom() > shape.1 - 40.0;
                        let least = rect.width().min(rect.height());
                        assert!(cut || least > 41.0, "{what}: {label} is too small: {rect:?}");
                        for (other, place) in &buttons[i + 1..] {
                            let both = rect.intersect(*place);
                            let over = both.width() > 1.0 && both.height() > 1.0;
                            assert!(!over, "{what}: {label} {rect:?} lies on {other} {place:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn the_keyboard_reaches_every_button() {
    for shape in SHAPES {
        for desk in [
            desk(),
            desk().see(|state| state.layout = Layout::Month),
            desk().see(|state| state.layout = Layout::Week),
            desk().open(1),
        ] {
            let mut kiosk = Kiosk::new(shape, english(), desk);
            let all: BTreeSet<String> = kiosk.buttons().into_iter().map(|(label, _)| label).collect();
            let mut reached = BTreeSet::new();
            for _ in 0..80 {
                kiosk.harness.key_press(egui::Key::Tab);
                kiosk.harness.run();
                let nodes = kiosk.harness.root().children_recursive();
                let focused = nodes
                    .map(|node| node.accesskit_node())
                    .find(|node| node.is_focused() && node.role() == Role::Button);
                reached.extend(focused.and_then(|node| node.label()));
            }
            let missed: Vec<_> = all.difference(&reached).collect();
            assert!(missed.is_empty(), "{shape:?}: {missed:?}");
        }
    }
}

#[test]
fn one_step_back_leads_out_of_what_was_opened_last() {
    let back = |desk: Desk| Kiosk::new(SHAPES[0], english(), desk).touch("‹ Back");
    assert_eq!(back(desk().open(1)), see(Wish::Close));
    assert_eq!(
        back(desk().see(|state| state.choosing = true)),
        see(Wish::Choose(false))
    );
    assert_eq!(
        back(desk()),
        Some(CalendarAction::Shell(ShellAction::Back))
    );
}
