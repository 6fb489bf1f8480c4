//! Several fingers on one panel: the first one has the screen, and a second one helps it only where both zoom.
//!
//! egui knows one pointer. Here it is given to one finger at a time, so that two people do not fight over a list. A
//! finger that only rests (a hand that leans on the glass) gives way to one that touches. On a picture, fingers that one
//! hand cannot be are two people's: they do not zoom it together.

use egui::{
    Context, Event, Modifiers, PointerButton, Pos2, RawInput, Rect, Response, TouchDeviceId,
    TouchId, TouchPhase, Ui,
};

/// A finger that has not moved for so long rests.
const RESTS_AFTER_SECS: f64 = 1.5;
/// Nearer than this to where it was it has not moved, as a share of what a finger may tremble.
const STANDS_WITHIN: f32 = 0.5;

/// What two fingers do to an area that both are on.
pub fn pinch(ui: &Ui, response: &Response, area: Rect) -> Option<egui::MultiTouchInfo> {
    let seen = area.intersect(ui.clip_rect());
    ui.ctx()
        .with_plugin(|fingers: &mut Fingers| fingers.pinching.push(seen));
    let over = response.hovered() || response.dragged() || response.is_pointer_button_down_on();
    ui.input(egui::InputState::multi_touch).filter(|_| over)
}

/// Every finger on this area is heard by its touch, for whatever two do there together.
pub fn hear_each(ui: &Ui, area: Rect) {
    let seen = area.intersect(ui.clip_rect());
    ui.ctx()
        .with_plugin(|fingers: &mut Fingers| fingers.each.push(seen));
}

/// A finger on the glass.
#[derive(Debug, Clone, Copy)]
struct Finger {
    device: TouchDeviceId,
    id: TouchId,
    at: Pos2,
    /// Where it stood last, and since when.
    stood: (Pos2, f64),
    /// Whether egui is told of it.
    heard: bool,
}

/// Who has the pointer.
#[derive(Debug, Default)]
pub struct Fingers {
    down: Vec<Finger>,
    pointer: Option<TouchId>,
    /// Where the screen that was drawn last zooms under one hand.
    pinching: Vec<Rect>,
    /// Where it hears every finger.
    each: Vec<Rect>,
    /// A finger that takes over in the next frame: the one before has to be let go first.
    taking_over: Option<TouchId>,
    /// Whether every finger is heard, wherever it is.
    all: bool,
    /// Whether the pointer's finger does nothing any more.
    letting_go: bool,
    /// Whether the pointer was taken from a finger that had not lifted: nothing tells egui that it drags no more.
    taken: bool,
    /// Nearer than this to where it was a finger has not moved, in points.
    stands_within: f32,
    /// As far apart as fingers of one hand come down, in points; `None` until the panel is known.
    hand: Option<f32>,
}

impl Fingers {
    /// Hears all fingers, or only those that do not fight.
    pub fn hear_all(&mut self, all: bool) {
        self.all = all;
    }

    /// How far apart fingers of one hand come down on this panel, in points.
    pub fn set_hand(&mut self, hand: f32) {
        self.hand = Some(hand);
    }

    /// Takes what is on the glass from the pointer: those fingers have done what they came for, and touch nothing.
    pub fn let_go(&mut self) {
        self.letting_go = self.pointer.take().is_some();
        self.taking_over = None;
    }

    /// What egui is told in this frame.
    fn filter(&mut self, events: Vec<Event>, time: f64) -> Vec<Event> {
        let mut out = Vec::new();
        if std::mem::take(&mut self.letting_go) {
            self.taken = true;
            out.push(Event::PointerGone);
        }
        if let Some(finger) = self.taking_over.take().and_then(|id| self.find(id)) {
            self.pointer = Some(finger.id);
            out.extend(pressed(finger.at));
        }
        // The pointer's events that follow a touch are another's idea of who has it.
        let mut of_touch = None;
        for event in events {
            match event {
                Event::Touch {
                    device_id,
                    id,
                    phase,
                    pos,
                    ..
                } => {
                    of_touch = Some(pos);
                    if self.touched((device_id, id), phase, pos, time, &mut out) {
                        out.push(event);
                    }
                }
                Event::PointerMoved(pos) | Event::PointerButton { pos, .. }
                    if of_touch == Some(pos) => {}
                Event::PointerGone if of_touch.is_some() => {}
                other => {
                    of_touch = None;
                    out.push(other);
                }
            }
        }
        out
    }

    /// Tells the pointer what a touch means for it; whether egui hears the touch itself.
    fn touched(
        &mut self,
        (device, id): (TouchDeviceId, TouchId),
        phase: TouchPhase,
        pos: Pos2,
        time: f64,
        out: &mut Vec<Event>,
    ) -> bool {
        let mine = self.pointer == Some(id);
        match phase {
            TouchPhase::Start => {
                let holder = self.pointer.and_then(|holder| self.find(holder));
                if holder.is_none() {
                    self.leave_behind(pos, out);
                }
                let heard = self.admits(pos);
                self.down.push(Finger {
                    device,
                    id,
                    at: pos,
                    stood: (pos, time),
                    heard,
                });
                match holder {
                    None => {
                        self.pointer = Some(id);
                        self.hear(id);
                        out.extend(pressed(pos));
                        true
                    }
                    Some(holder) if !heard && time - holder.stood.1 > RESTS_AFTER_SECS => {
                        self.pointer = None;
                        self.taking_over = Some(id);
                        self.taken = true;
                        out.push(Event::PointerGone);
                        false
                    }
                    Some(_) => heard,
                }
            }
            TouchPhase::Move => {
                let stands_within = self.stands_within;
                let Some(finger) = self.find_mut(id) else {
                    return false;
                };
                finger.at = pos;
                if finger.stood.0.distance(pos) > stands_within {
                    finger.stood = (pos, time);
                }
                let heard = finger.heard;
                if mine {
                    out.push(Event::PointerMoved(pos));
                }
                heard
            }
            TouchPhase::End | TouchPhase::Cancel => {
                let heard = self.find(id).is_some_and(|finger| finger.heard);
                self.down.retain(|finger| finger.id != id);
                if self.taking_over == Some(id) {
                    // So short a tap is still one: press and release, in two frames.
                    self.taking_over = None;
                    out.extend(pressed(pos));
                    out.push(button(pos, false));
                }
                if mine {
                    self.pointer = None;
                    if phase == TouchPhase::End {
                        out.push(button(pos, false));
                    } else {
                        self.taken = true;
                    }
                    out.push(Event::PointerGone);
                }
                heard
            }
        }
    }

    /// Whether a finger that comes down here helps the one that has the pointer, and all that help it.
    fn admits(&self, pos: Pos2) -> bool {
        let holds = |finger: &Finger| finger.heard || self.pointer == Some(finger.id);
        let mut others = self.down.iter().filter(|finger| holds(finger));
        self.pointer.is_some() && others.all(|finger| self.joins(finger, pos))
    }

    /// Whether a finger that comes down here does something together with this one.
    fn joins(&self, with: &Finger, pos: Pos2) -> bool {
        let both = |area: &Rect| area.contains(pos) && area.contains(with.at);
        // How long the first one has been there says nothing: many come with the second one late.
        let one_hand = self.hand.is_none_or(|hand| with.at.distance(pos) <= hand);
        let pinches = one_hand && self.pinching.iter().any(both);
        self.all || self.each.iter().any(both) || pinches
    }

    /// Fingers that stayed when the pointer's left do not pinch together with another person's that takes the pointer
    /// now: for egui they are lifted.
    fn leave_behind(&mut self, pos: Pos2, out: &mut Vec<Event>) {
        let draws = |finger: &Finger| self.each.iter().any(|area| area.contains(finger.at));
        let stay = |finger: &Finger| !finger.heard || draws(finger) || self.joins(finger, pos);
        let left = self.down.iter().filter(|finger| !stay(finger));
        let left: Vec<Finger> = left.copied().collect();
        for Finger { device, id, at, .. } in left {
            out.push(Event::Touch {
                device_id: device,
                id,
                phase: TouchPhase::Cancel,
                pos: at,
                force: None,
            });
            if let Some(finger) = self.find_mut(id) {
                finger.heard = false;
            }
        }
    }

    fn find(&self, id: TouchId) -> Option<Finger> {
        self.down.iter().find(|finger| finger.id == id).copied()
    }

    fn find_mut(&mut self, id: TouchId) -> Option<&mut Finger> {
        self.down.iter_mut().find(|finger| finger.id == id)
    }

    fn hear(&mut self, id: TouchId) {
        if let Some(finger) = self.find_mut(id) {
            finger.heard = true;
        }
    }
}

impl egui::Plugin for Fingers {
    fn debug_name(&self) -> &'static str {
        "fingers"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        self.stands_within = super::meant_within(ctx) * STANDS_WITHIN;
        let events = std::mem::take(&mut input.events);
        input.events = self.filter(events, input.time.unwrap_or_default());
        if std::mem::take(&mut self.taken) {
            ctx.stop_dragging();
        }
        // Areas say so again while they are drawn.
        self.pinching.clear();
        self.each.clear();
        if self.taking_over.is_some() {
            ctx.request_repaint();
        }
    }
}

fn pressed(pos: Pos2) -> [Event; 2] {
    [Event::PointerMoved(pos), button(pos, true)]
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{TouchDeviceId, pos2};

    /// A touch as the window brings it: with the pointer's events of whoever was first.
    fn touch(id: u64, phase: TouchPhase, x: f32) -> Vec<Event> {
        let pos = pos2(x, 50.0);
        vec![
            Event::Touch {
                device_id: TouchDeviceId(1),
                id: TouchId(id),
                phase,
                pos,
                force: None,
            },
            Event::PointerMoved(pos),
        ]
    }

    /// What the pointer did, in short.
    fn pointer(events: &[Event]) -> Vec<String> {
        let short = |event: &Event| match event {
            Event::PointerMoved(pos) => Some(format!("to {}", pos.x)),
            Event::PointerButton { pressed: true, .. } => Some("down".to_owned()),
            Event::PointerButton { pressed: false, .. } => Some("up".to_owned()),
            Event::PointerGone => Some("gone".to_owned()),
            _ => None,
        };
        events.iter().filter_map(short).collect()
    }

    fn touches(events: &[Event]) -> usize {
        let touch = |event: &&Event| matches!(event, Event::Touch { .. });
        events.iter().filter(touch).count()
    }

    use TouchPhase::{End, Move, Start};

    #[test]
    fn what_a_finger_dragged_is_let_go_when_the_finger_is_taken_away() {
        let ctx = Context::default();
        ctx.add_plugin(Fingers::default());
        let dragged = |events| {
            let input = RawInput {
                events,
                ..RawInput::default()
            };
            let mut dragged = false;
            let mut output = ctx.run_ui(input, |ui| {
                let all = Rect::from_min_size(Pos2::ZERO, egui::vec2(1000.0, 100.0));
                let under = ui.interact(all, egui::Id::new("list"), egui::Sense::DRAG);
                dragged = under.dragged();
            });
            output.textures_delta.clear();
            dragged
        };
        dragged(Vec::new());
        dragged(touch(1, Start, 100.0));
        assert!(dragged(touch(1, Move, 160.0)));
        dragged(touch(1, TouchPhase::Cancel, 160.0));
        assert!(!dragged(Vec::new()));
        // A finger that lifts is told to have lifted.
        dragged(touch(2, Start, 100.0));
        assert!(dragged(touch(2, Move, 160.0)));
        dragged(touch(2, End, 160.0));
        assert!(!dragged(Vec::new()));
    }

    #[test]
    fn a_second_finger_elsewhere_does_not_disturb_the_first() {
        let mut fingers = Fingers::default();
        let mut frame = |id, phase, x| fingers.filter(touch(id, phase, x), 0.0);
        assert_eq!(pointer(&frame(1, Start, 100.0)), ["to 100", "down"]);
        let second = frame(2, Start, 900.0);
        assert_eq!((pointer(&second).len(), touches(&second)), (0, 0));
        assert!(pointer(&frame(2, Move, 800.0)).is_empty());
        assert_eq!(pointer(&frame(1, Move, 130.0)), ["to 130"]);
        assert!(pointer(&frame(2, End, 800.0)).is_empty());
        assert_eq!(pointer(&frame(1, End, 130.0)), ["up", "gone"]);
    }

    #[test]
    fn two_fingers_on_what_zooms_are_both_heard() {
        let mut fingers = Fingers {
            pinching: vec![Rect::from_min_max(pos2(0.0, 0.0), pos2(500.0, 500.0))],
            ..Fingers::default()
        };
        fingers.filter(touch(1, Start, 100.0), 0.0);
        assert_eq!(touches(&fingers.filter(touch(2, Start, 400.0), 0.3)), 1);
        assert_eq!(touches(&fingers.filter(touch(2, Move, 450.0), 0.0)), 1);
        assert_eq!(touches(&fingers.filter(touch(3, Start, 900.0), 0.0)), 0);
    }

    /// A picture as wide as the panel, where fingers of one hand come down within 300 points.
    fn on_a_picture() -> Fingers {
        Fingers {
            pinching: vec![Rect::from_min_max(pos2(0.0, 0.0), pos2(1920.0, 1080.0))],
            hand: Some(300.0),
            ..Fingers::default()
        }
    }

    #[test]
    fn two_people_on_one_picture_do_not_pinch_it_and_the_first_one_moves_it_on() {
        // Too far away, and too late.
        for (second, secs) in [(900.0, 0.1), (700.0, 1.0)] {
            let mut fingers = on_a_picture();
            let mut frame = |id, phase, x, secs| fingers.filter(touch(id, phase, x), secs);
            frame(1, Start, 100.0, 0.0);
            let theirs = frame(2, Start, second, secs);
            assert_eq!((pointer(&theirs).len(), touches(&theirs)), (0, 0));
            assert_eq!(touches(&frame(2, Move, 500.0, secs + 0.1)), 0);
            let ours = frame(1, Move, 130.0, secs + 0.1);
            assert_eq!(
                (pointer(&ours), touches(&ours)),
                (vec!["to 130".to_owned()], 1)
            );
            assert_eq!(touches(&frame(2, End, 500.0, secs + 0.2)), 0);
        }
    }

    #[test]
    fn fingers_of_one_hand_pinch_as_far_as_they_then_spread() {
        let mut fingers = on_a_picture();
        fingers.filter(touch(1, Start, 100.0), 0.0);
        // The second one may come late: many first move a picture and then think of pinching.
        assert_eq!(touches(&fingers.filter(touch(2, Start, 350.0), 4.0)), 1);
        assert_eq!(touches(&fingers.filter(touch(2, Move, 800.0), 4.02)), 1);
        // The third one would be near the second only.
        assert_eq!(touches(&fingers.filter(touch(3, Start, 900.0), 4.05)), 0);
    }

    #[test]
    fn a_finger_that_stayed_after_a_pinch_does_nothing_together_with_the_next_person() {
        let mut fingers = on_a_picture();
        fingers.filter(touch(1, Start, 100.0), 0.0);
        fingers.filter(touch(2, Start, 300.0), 0.1);
        fingers.filter(touch(1, End, 100.0), 1.0);
        let next = fingers.filter(touch(3, Start, 900.0), 2.0);
        let lifted = next.iter().any(|event| {
            matches!(event, Event::Touch { id, phase: TouchPhase::Cancel, .. } if *id == TouchId(2))
        });
        assert!(lifted, "{next:?}");
        assert_eq!(pointer(&next), ["to 900", "down"]);
        assert_eq!(touches(&fingers.filter(touch(2, Move, 320.0), 2.1)), 0);
    }

    #[test]
    fn where_every_finger_is_heard_two_people_draw() {
        let mut fingers = Fingers {
            each: vec![Rect::from_min_max(pos2(0.0, 0.0), pos2(1920.0, 1080.0))],
            hand: Some(300.0),
            ..Fingers::default()
        };
        fingers.filter(touch(1, Start, 100.0), 0.0);
        assert_eq!(touches(&fingers.filter(touch(2, Start, 1500.0), 5.0)), 1);
        // The first one leaves, a third one touches something else: the second one draws on.
        fingers.filter(touch(1, End, 100.0), 6.0);
        fingers.filter(touch(3, Start, 2500.0), 7.0);
        assert_eq!(touches(&fingers.filter(touch(2, Move, 1520.0), 7.1)), 1);
    }

    #[test]
    fn a_hand_that_leans_on_the_glass_gives_way() {
        let mut fingers = Fingers::default();
        fingers.filter(touch(1, Start, 100.0), 0.0);
        assert_eq!(
            pointer(&fingers.filter(touch(2, Start, 900.0), 4.0)),
            ["gone"]
        );
        assert_eq!(
            pointer(&fingers.filter(Vec::new(), 4.0)),
            ["to 900", "down"]
        );
        assert!(pointer(&fingers.filter(touch(1, Move, 105.0), 4.1)).is_empty());
        assert_eq!(
            pointer(&fingers.filter(touch(2, End, 900.0), 4.2)),
            ["up", "gone"]
        );
        assert!(pointer(&fingers.filter(touch(1, End, 105.0), 4.3)).is_empty());
        assert_eq!(
            pointer(&fingers.filter(touch(3, Start, 300.0), 5.0)),
            ["to 300", "down"]
        );
    }

    #[test]
    fn a_hand_that_leans_and_trembles_rests_all_the_same() {
        let mut fingers = Fingers {
            stands_within: 12.0,
            ..Fingers::default()
        };
        fingers.filter(touch(1, Start, 100.0), 0.0);
        fingers.filter(touch(1, Move, 111.0), 1.0);
        let second = fingers.filter(touch(2, Start, 900.0), 2.0);
        assert_eq!(pointer(&second), ["gone"]);
        let mut fingers = Fingers {
            stands_within: 12.0,
            ..Fingers::default()
        };
        fingers.filter(touch(1, Start, 100.0), 0.0);
        fingers.filter(touch(1, Move, 113.0), 1.0);
        assert!(pointer(&fingers.filter(touch(2, Start, 900.0), 2.0)).is_empty());
    }

    #[test]
    fn fingers_that_are_let_go_touch_nothing_and_the_next_one_does() {
        let mut fingers = Fingers::default();
        fingers.filter(touch(1, Start, 100.0), 0.0);
        fingers.let_go();
        assert_eq!(pointer(&fingers.filter(Vec::new(), 3.0)), ["gone"]);
        assert!(pointer(&fingers.filter(touch(1, End, 100.0), 3.5)).is_empty());
        assert_eq!(
            pointer(&fingers.filter(touch(2, Start, 300.0), 4.0)),
            ["to 300", "down"]
        );
    }

    #[test]
    fn a_mouse_is_as_it_was() {
        let mut fingers = Fingers::default();
        let events = vec![
            Event::PointerMoved(pos2(5.0, 5.0)),
            button(pos2(5.0, 5.0), true),
        ];
        assert_eq!(fingers.filter(events.clone(), 0.0), events);
    }
}
