//! Looking through it: days, layouts, filters, fingers.

use egui::pos2;
use tongxin::kiosk::calendar::filter::{Facet, Filter};
use tongxin::kiosk::calendar::state::{Layout, Wish};
use tongxin::kiosk::theme::Comfort;
use uuid::Uuid;

use super::{Desk, Kiosk, SHAPES, at, day, desk, english, entry, see};

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
        kiosk.hears("今天 11月27日 星期五");
        kiosk.hears("农历十月十九");
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
            assert_eq!(
                kiosk.wanted.borrow().last(),
                see(Wish::Turn(1)).as_ref(),
                "{layout:?}"
            );
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
        many.entries.push(entry(
            100 + number,
            100 + number,
            &name,
            "2026-11-27T05:00:00Z",
        ));
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
        assert_eq!(
            kiosk.touch("Show everything"),
            see(Wish::Filter(Filter::default()))
        );
        kiosk.hears("Free clinic");
        kiosk.touch("For children 1");
        assert_eq!(
            kiosk.touch("For children 1  ×"),
            see(Wish::Filter(Filter::default()))
        );
        kiosk.touch("For children 1");
        assert_eq!(
            kiosk.touch("Clear all"),
            see(Wish::Filter(Filter::default()))
        );
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
