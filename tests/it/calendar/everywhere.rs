//! What holds in every layout, shape and language.

use std::collections::BTreeSet;

use chrono::Duration;
use egui::accesskit::Role;
use egui::{Rect, pos2, vec2};
use egui_kittest::kittest::NodeT as _;
use tongxin::kiosk::calendar::state::{CalendarState, Layout};
use tongxin::kiosk::theme::Comfort;
use uuid::Uuid;

use super::{Desk, Kiosk, SHAPES, desk, english, entry};

#[test]
fn only_what_is_seen_is_laid_out() {
    let mut many = desk();
    for number in 0..400_u128 {
        let starts_at = many.now + Duration::hours(2 * number as i64);
        let mut more = entry(
            500 + number,
            500 + number,
            &format!("Item {number:03}"),
            "2026-11-27T02:00:00Z",
        );
        more.starts_at = starts_at;
        more.ends_at = starts_at + Duration::hours(1);
        many.entries.push(more);
    }
    many.entries.sort_by_key(|entry| entry.starts_at);
    for shape in SHAPES {
        for layout in Layout::ALL {
            let many = many.clone().see(|state| state.layout = layout);
            let kiosk = Kiosk::new(shape, english(), many);
            let items = kiosk
                .says()
                .iter()
                .filter(|said| said.starts_with("Item"))
                .count();
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
            for (large_text, reach) in [(false, false), (true, false), (false, true), (true, true)]
            {
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
                    assert!(buttons.len() >= 2, "{what}");
                    for (i, (label, rect)) in buttons.iter().enumerate() {
                        assert!(
                            stage.expand(1.0).contains_rect(*rect),
                            "{what}: {label} is off the stage at {rect:?}"
                        );
                        // 15 mm, but for what a list cuts off.
                        let cut =
                            ["open", "filters"].contains(&name) || rect.bottom() > shape.1 - 40.0;
                        let least = rect.width().min(rect.height());
                        assert!(
                            cut || least > 41.0,
                            "{what}: {label} is too small: {rect:?}"
                        );
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
            let all: BTreeSet<String> = kiosk
                .buttons()
                .into_iter()
                .map(|(label, _)| label)
                .collect();
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
