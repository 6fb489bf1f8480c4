//! What slides between two ends, for whoever does not drag it: the keyboard moves it, and a screen reader or a switch is
//! told where it is and moves it, too. How it is drawn and dragged is its exhibit's.

use std::ops::RangeInclusive;

use egui::accesskit::{Action, ActionData};
use egui::{EventFilter, Key, Memory, Modifiers, Response, Ui, WidgetInfo};

/// Where something that slides is.
pub(super) struct Slider<'a> {
    /// What it is.
    pub label: &'a str,
    /// Where it is, as one says it.
    pub words: &'a str,
    /// Where it is.
    pub value: f64,
    /// Its ends.
    pub range: RangeInclusive<f64>,
    /// How far a key moves it.
    pub step: f64,
    /// Whether it lies up and down: with the focus on it, the other two arrows lead away from it.
    pub upright: bool,
    /// Whether nothing beside it takes other keys: without the focus all arrows move it, and Home and End.
    pub alone: bool,
    /// Whether keys move it while the focus is on nothing.
    pub unfocused: bool,
    /// Whether it can be moved now.
    pub enabled: bool,
}

/// Tells what it is and where; returns where it was asked to go.
pub(super) fn slider_ui(ui: &Ui, response: &Response, slider: &Slider<'_>) -> Option<f64> {
    tell(ui, response, slider);
    if !slider.enabled {
        return None;
    }
    if response.has_focus() {
        let ours = EventFilter {
            horizontal_arrows: !slider.upright,
            vertical_arrows: slider.upright,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, ours));
    }
    let to = asked_for(ui, response, slider).or_else(|| keyed_to(ui, response, slider))?;
    let to = to.clamp(*slider.range.start(), *slider.range.end());
    (to != slider.value).then_some(to)
}

fn tell(ui: &Ui, response: &Response, slider: &Slider<'_>) {
    let (value, enabled) = (slider.value, slider.enabled);
    let (first, last) = (*slider.range.start(), *slider.range.end());
    response.widget_info(|| WidgetInfo::slider(enabled, value, slider.label));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_value(slider.words);
        node.set_min_numeric_value(first);
        node.set_max_numeric_value(last);
        node.set_numeric_value_step(slider.step);
        let ways = [
            (Action::SetValue, true),
            (Action::Increment, value < last),
            (Action::Decrement, value > first),
        ];
        for (action, _) in ways.into_iter().filter(|(_, can)| *can && enabled) {
            node.add_action(action);
        }
    });
}

/// Where a screen reader or a switch wants it.
fn asked_for(ui: &Ui, response: &Response, slider: &Slider<'_>) -> Option<f64> {
    ui.input(|input| {
        let times = |action| input.num_accesskit_action_requests(response.id, action) as f64;
        let steps = times(Action::Increment) - times(Action::Decrement);
        let to = input
            .accesskit_action_requests(response.id, Action::SetValue)
            .filter_map(|request| match request.data {
                Some(ActionData::NumericValue(to)) => Some(to),
                _ => None,
            })
            .filter(|to| to.is_finite())
            .last();
        to.or((steps != 0.0).then_some(slider.value + steps * slider.step))
    })
}

/// Where arrows, Home and End want it.
fn keyed_to(ui: &Ui, response: &Response, slider: &Slider<'_>) -> Option<f64> {
    let focused = response.has_focus();
    // On a button, arrows go to its neighbours; and what lies over it may want an answer first.
    let free = |memory: &Memory| {
        memory.focused().is_none() && memory.allows_interaction(response.layer_id)
    };
    let listens = focused || slider.unfocused && ui.memory(free);
    if !listens {
        return None;
    }
    ui.input_mut(|input| {
        // What is read beside it must not scroll by the same keys.
        let mut times = |key| input.count_and_consume_key(Modifiers::NONE, key) as f64;
        if focused || slider.alone {
            let (home, end) = (times(Key::Home), times(Key::End));
            if home > 0.0 {
                return Some(*slider.range.start());
            }
            if end > 0.0 {
                return Some(*slider.range.end());
            }
        }
        let all = slider.alone && !focused;
        let mut steps = 0.0;
        if all || !slider.upright {
            steps += times(Key::ArrowRight) - times(Key::ArrowLeft);
        }
        if all || slider.upright {
            steps += times(Key::ArrowDown) - times(Key::ArrowUp);
        }
        (steps != 0.0).then_some(slider.value + steps * slider.step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::accesskit::{ActionRequest, Node, NodeId, Role, TreeId};
    use egui::{Context, Event, Id, RawInput, Rect, Sense, pos2};

    const ID: &str = "slider";

    fn id() -> Id {
        Id::new(ID)
    }

    fn node_id() -> NodeId {
        id().accesskit_id()
    }

    fn key(key: Key) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }
    }

    fn request(action: Action, data: Option<ActionData>) -> Event {
        Event::AccessKitActionRequest(ActionRequest {
            action,
            target_tree: TreeId::ROOT,
            target_node: node_id(),
            data,
        })
    }

    fn set(to: f64) -> Event {
        request(Action::SetValue, Some(ActionData::NumericValue(to)))
    }

    /// One between 0 and 10, in steps of 2.
    fn at(value: f64) -> Slider<'static> {
        Slider {
            label: "Place",
            words: "in the middle",
            value,
            range: 0.0..=10.0,
            step: 2.0,
            upright: false,
            alone: false,
            unfocused: true,
            enabled: true,
        }
    }

    /// Where it is asked to go, and what is told of it.
    fn frame(slider: &Slider<'_>, events: Vec<Event>) -> (Option<f64>, Node) {
        let ctx = Context::default();
        ctx.enable_accesskit();
        let mut to = None;
        let input = RawInput {
            events,
            ..RawInput::default()
        };
        let mut output = ctx.run_ui(input, |ui| {
            let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 20.0));
            let response = ui.interact(rect, id(), Sense::click_and_drag());
            to = to.or(slider_ui(ui, &response, slider));
        });
        output.textures_delta.clear();
        let update = output.platform_output.accesskit_update.expect("turned on");
        let mut nodes = update.nodes.into_iter();
        let node = nodes.find(|(id, _)| *id == node_id()).expect("the slider");
        (to, node.1)
    }

    #[track_caller]
    fn check(value: f64, event: Event, to: Option<f64>) {
        assert_eq!(frame(&at(value), vec![event]).0, to);
    }

    #[test]
    fn keys_and_requests_move_it_and_never_past_its_ends() {
        check(4.0, key(Key::ArrowRight), Some(6.0));
        check(4.0, key(Key::ArrowLeft), Some(2.0));
        check(9.0, key(Key::ArrowRight), Some(10.0));
        check(10.0, key(Key::ArrowRight), None);
        check(4.0, request(Action::Increment, None), Some(6.0));
        check(4.0, request(Action::Decrement, None), Some(2.0));
        check(4.0, set(7.5), Some(7.5));
        check(4.0, set(99.0), Some(10.0));
        check(4.0, set(f64::NAN), None);
        check(4.0, request(Action::SetValue, None), None);
    }

    #[test]
    fn other_keys_are_its_own_only_where_nothing_beside_it_takes_them() {
        let keyed = [
            (Key::ArrowDown, 6.0),
            (Key::ArrowUp, 2.0),
            (Key::Home, 0.0),
            (Key::End, 10.0),
        ];
        for (pressed, to) in keyed {
            check(4.0, key(pressed), None);
            let alone = Slider {
                upright: false,
                alone: true,
                unfocused: true,
                ..at(4.0)
            };
            assert_eq!(frame(&alone, vec![key(pressed)]).0, Some(to));
        }
    }

    #[test]
    fn what_cannot_be_moved_stays_and_offers_nothing() {
        for event in [key(Key::ArrowRight), set(7.0)] {
            let fixed = Slider {
                enabled: false,
                ..at(4.0)
            };
            let (to, node) = frame(&fixed, vec![event]);
            assert_eq!(to, None);
            assert!(node.is_disabled() && !node.supports_action(Action::SetValue));
        }
    }

    #[test]
    fn who_does_not_see_it_is_told_where_it_is_and_what_it_can_do() {
        let told = |value| frame(&at(value), Vec::new()).1;
        let node = told(4.0);
        assert_eq!(node.role(), Role::Slider);
        assert_eq!(
            (node.label(), node.value()),
            (Some("Place"), Some("in the middle"))
        );
        assert_eq!(node.numeric_value(), Some(4.0));
        assert_eq!(node.min_numeric_value(), Some(0.0));
        assert_eq!(node.max_numeric_value(), Some(10.0));
        assert_eq!(node.numeric_value_step(), Some(2.0));
        let can = |value, action| told(value).supports_action(action);
        assert!(can(4.0, Action::SetValue));
        assert!(can(0.0, Action::Increment) && !can(0.0, Action::Decrement));
        assert!(!can(10.0, Action::Increment) && can(10.0, Action::Decrement));
    }
}
