//! The calendar by label: three ways to look, filters, and the occurrence that is open with its code.

mod browsing;
mod everywhere;
mod opened;

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use egui::accesskit::Role;
use egui::{Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::api::kiosk::CalendarEntry;
use tongxin::kiosk::calendar::state::{CalendarState, Wish};
use tongxin::kiosk::calendar::view::{CalendarAction, CalendarFrame, calendar_ui};
use tongxin::kiosk::theme::{self, Comfort, Panel, Theme};
use tongxin::model::activity::{ActivityDetails, Category, Places};
use tongxin::model::day_class::{DayMarks, day_class};
use tongxin::model::overflow::OverflowPlan;
use tongxin::model::text::LocalizedText;
use uuid::Uuid;

use crate::pictures::NoPictures;

const SHAPES: [(f32, f32); 2] = [(1920.0, 1080.0), (1080.0, 1920.0)];
const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

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
        title: LocalizedText::zh_en(format!("{name}（中文）"), name),
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
        walked_in: 0,
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
        .map(|(i, date)| {
            entry(
                10 + i as u128,
                4,
                "Calligraphy",
                &format!("{date}T01:30:00Z"),
            )
        })
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
