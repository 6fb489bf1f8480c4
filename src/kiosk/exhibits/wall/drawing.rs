//! A drawing while it is made: a stroke for each finger, and what can be taken back.

use egui::{Event, Pos2, Rect, TouchPhase, pos2};

use crate::model::note::{GRID, POINTS_MAX, Point, STROKE_POINTS_MAX, STROKES_MAX, Stroke};

/// Steps of the grid a finger has to go before it is somewhere else.
const STEP_MIN: u16 = 8;

/// What draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finger {
    /// A finger on the glass.
    Touch(u64),
    /// A mouse.
    Mouse,
}

/// Strokes so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawing {
    strokes: Vec<Stroke>,
    /// Taken back, the last one at the end.
    undone: Vec<Stroke>,
    live: Vec<(Finger, Stroke)>,
}

impl Drawing {
    /// Every stroke, those still under a finger last.
    pub fn strokes(&self) -> impl Iterator<Item = &Stroke> {
        let live = self.live.iter().map(|(_, stroke)| stroke);
        self.strokes.iter().chain(live)
    }

    /// Every stroke, as a message has them.
    pub fn finished(&self) -> Vec<Stroke> {
        self.strokes().cloned().collect()
    }

    /// Whether nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty() && self.live.is_empty()
    }

    /// Whether no more can be drawn.
    pub fn is_full(&self) -> bool {
        let points: usize = self.strokes().map(|stroke| stroke.points.len()).sum();
        self.strokes.len() + self.live.len() >= STROKES_MAX || points >= POINTS_MAX
    }

    /// Whether a stroke can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.strokes.is_empty()
    }

    /// Whether one that was taken back can be had again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Takes the last stroke back.
    pub fn undo(&mut self) {
        self.undone.extend(self.strokes.pop());
    }

    /// Has it again, where there is room: other fingers may have drawn meanwhile.
    pub fn redo(&mut self) {
        let points: usize = self.strokes().map(|stroke| stroke.points.len()).sum();
        let strokes = self.strokes.len() + self.live.len();
        let fits = |stroke: &mut Stroke| {
            strokes < STROKES_MAX && points + stroke.points.len() <= POINTS_MAX
        };
        self.strokes.extend(self.undone.pop_if(fits));
    }

    /// A finger comes down.
    pub fn begin(&mut self, finger: Finger, ink: u8, width: u8, at: Point) {
        self.end(finger);
        if self.is_full() {
            return;
        }
        self.undone.clear();
        let points = vec![at];
        self.live.push((finger, Stroke { ink, width, points }));
    }

    /// A finger moves.
    pub fn go(&mut self, finger: Finger, at: Point) {
        let full = self.is_full();
        let Some((_, stroke)) = self.live.iter_mut().find(|(its, _)| *its == finger) else {
            return;
        };
        let far = |last: &Point| {
            let step = |i: usize| last[i].abs_diff(at[i]);
            step(0).max(step(1)) >= STEP_MIN
        };
        if full || !stroke.points.last().is_some_and(far) {
            return;
        }
        stroke.points.push(at);
        if stroke.points.len() < STROKE_POINTS_MAX {
            return;
        }
        // A long line goes on in the next stroke, from where this one ends.
        let (ink, width) = (stroke.ink, stroke.width);
        self.begin(finger, ink, width, at);
    }

    /// A finger is lifted.
    pub fn end(&mut self, finger: Finger) {
        if let Some(i) = self.live.iter().position(|(its, _)| *its == finger) {
            let (_, stroke) = self.live.remove(i);
            self.strokes.push(stroke.thinned());
        }
    }

    /// All fingers are lifted: whatever comes next is another page.
    pub fn end_all(&mut self) {
        let live = std::mem::take(&mut self.live);
        self.strokes
            .extend(live.into_iter().map(|(_, stroke)| stroke.thinned()));
    }

    /// Does what fingers did: those that come down on `paper` draw, each its own stroke. `ours` says whether nothing lies
    /// over the paper at a place.
    pub fn follow(
        &mut self,
        events: &[Event],
        paper: Rect,
        (ink, width): (u8, u8),
        ours: impl Fn(Pos2) -> bool,
    ) {
        let touched = |event: &Event| matches!(event, Event::Touch { .. });
        let live = self.live.iter().any(|(its, _)| *its != Finger::Mouse);
        // The first finger is told of as a mouse, too.
        let fingers = live || events.iter().any(touched);
        for event in events {
            match event {
                Event::Touch { id, phase, pos, .. } => {
                    let finger = Finger::Touch(id.0);
                    match phase {
                        TouchPhase::Start if paper.contains(*pos) && ours(*pos) => {
                            self.begin(finger, ink, width, on_grid(paper, *pos));
                        }
                        TouchPhase::Start => {}
                        TouchPhase::Move => self.go(finger, on_grid(paper, *pos)),
                        TouchPhase::End | TouchPhase::Cancel => self.end(finger),
                    }
                }
                Event::PointerButton {
                    pos,
                    button: egui::PointerButton::Primary,
                    pressed,
                    ..
                } => {
                    if !pressed {
                        self.end(Finger::Mouse);
                    } else if !fingers && paper.contains(*pos) && ours(*pos) {
                        self.begin(Finger::Mouse, ink, width, on_grid(paper, *pos));
                    }
                }
                Event::PointerMoved(pos) => self.go(Finger::Mouse, on_grid(paper, *pos)),
                Event::PointerGone | Event::WindowFocused(false) => self.end(Finger::Mouse),
                _ => {}
            }
        }
    }
}

/// The nearest place of the grid; beside the paper, its edge.
fn on_grid(paper: Rect, at: Pos2) -> Point {
    let at = (at - paper.min) / paper.size() * f32::from(GRID);
    let step = |value: f32| value.round().clamp(0.0, f32::from(GRID)) as u16;
    [step(at.x), step(at.y)]
}

/// A place of the grid on the screen.
pub fn on_paper(paper: Rect, [x, y]: [f32; 2]) -> Pos2 {
    let grid = f32::from(GRID);
    pos2(
        paper.left() + x / grid * paper.width(),
        paper.top() + y / grid * paper.height(),
    )
}

#[cfg(test)]
mod tests {
    use egui::{Modifiers, PointerButton, TouchDeviceId, TouchId, vec2};

    use super::*;

    const PAPER: Rect = Rect {
        min: Pos2::new(100.0, 100.0),
        max: Pos2::new(1100.0, 1100.0),
    };

    fn touch(id: u64, phase: TouchPhase, x: f32, y: f32) -> Event {
        Event::Touch {
            device_id: TouchDeviceId(0),
            id: TouchId(id),
            phase,
            pos: pos2(x, y),
            force: None,
        }
    }

    fn button(pressed: bool, x: f32, y: f32) -> Event {
        Event::PointerButton {
            pos: pos2(x, y),
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        }
    }

    fn follow(drawing: &mut Drawing, events: &[Event]) {
        drawing.follow(events, PAPER, (0, 1), |_| true);
    }

    fn points(drawing: &Drawing) -> Vec<Vec<Point>> {
        drawing
            .strokes()
            .map(|stroke| stroke.points.clone())
            .collect()
    }

    #[test]
    fn two_fingers_draw_two_strokes_at_once() {
        let mut drawing = Drawing::default();
        // The first finger is told of twice, as bevy_egui does.
        follow(
            &mut drawing,
            &[
                touch(7, TouchPhase::Start, 200.0, 200.0),
                button(true, 200.0, 200.0),
                touch(9, TouchPhase::Start, 800.0, 200.0),
            ],
        );
        for step in 1..=5 {
            let y = 200.0 + step as f32 * 50.0;
            let events = [
                touch(7, TouchPhase::Move, 200.0, y),
                Event::PointerMoved(pos2(200.0, y)),
                touch(9, TouchPhase::Move, 800.0, y),
            ];
            follow(&mut drawing, &events);
        }
        follow(
            &mut drawing,
            &[
                touch(7, TouchPhase::End, 200.0, 450.0),
                button(false, 200.0, 450.0),
            ],
        );
        assert_eq!(drawing.live.len(), 1);
        follow(&mut drawing, &[touch(9, TouchPhase::Move, 900.0, 450.0)]);
        follow(&mut drawing, &[touch(9, TouchPhase::Cancel, 900.0, 450.0)]);
        assert_eq!(
            points(&drawing),
            [
                vec![[200, 200], [200, 700]],
                vec![[1400, 200], [1400, 700], [1600, 700]]
            ]
        );
    }

    #[test]
    fn a_mouse_draws_and_stops_at_the_edge() {
        let mut drawing = Drawing::default();
        follow(&mut drawing, &[button(true, 50.0, 50.0)]);
        assert!(drawing.is_empty(), "it came down beside the paper");
        follow(&mut drawing, &[button(true, 150.0, 150.0)]);
        follow(&mut drawing, &[Event::PointerMoved(pos2(5000.0, 150.0))]);
        follow(&mut drawing, &[button(false, 5000.0, 150.0)]);
        assert_eq!(points(&drawing), [vec![[100, 100], [2000, 100]]]);
        drawing.follow(&[button(true, 150.0, 150.0)], PAPER, (0, 0), |_| false);
        assert_eq!(points(&drawing).len(), 1, "something lies over the paper");
    }

    #[test]
    fn strokes_are_taken_back_and_had_again() {
        let mut drawing = Drawing::default();
        for x in [200.0, 300.0] {
            follow(
                &mut drawing,
                &[button(true, x, 200.0), button(false, x, 200.0)],
            );
        }
        drawing.undo();
        assert_eq!(points(&drawing), [vec![[200, 200]]]);
        drawing.redo();
        assert_eq!(points(&drawing).len(), 2);
        drawing.undo();
        follow(
            &mut drawing,
            &[button(true, 400.0, 200.0), button(false, 400.0, 200.0)],
        );
        assert!(!drawing.can_redo(), "what is drawn now takes its place");
        drawing.undo();
        drawing.undo();
        drawing.undo();
        assert!(drawing.is_empty() && !drawing.can_undo());
    }

    #[test]
    fn whatever_a_child_does_is_a_message_within_bounds() {
        let mut drawing = Drawing::default();
        let mut at = pos2(600.0, 600.0);
        follow(&mut drawing, &[touch(1, TouchPhase::Start, at.x, at.y)]);
        for step in 0..40_000_u32 {
            // A scribble that never goes straight.
            let turn = step as f32 * 0.9;
            at = pos2(600.0, 600.0) + vec2(turn.cos(), (turn * 1.3).sin()) * 450.0;
            follow(&mut drawing, &[touch(1, TouchPhase::Move, at.x, at.y)]);
            if step % 50 == 0 {
                follow(&mut drawing, &[touch(1, TouchPhase::End, at.x, at.y)]);
                follow(&mut drawing, &[touch(1, TouchPhase::Start, at.x, at.y)]);
            }
        }
        drawing.end_all();
        assert!(drawing.is_full());
        let note = crate::model::note::Note {
            paper: crate::model::exhibit::WALL_PAPERS[0],
            inks: crate::model::exhibit::WALL_INKS.to_vec(),
            content: crate::model::note::NoteContent::Drawing(drawing.finished()),
        };
        assert_eq!(note.check(), Ok(()));
    }

    #[test]
    fn what_was_taken_back_comes_back_only_where_there_is_room() {
        let mut drawing = Drawing::default();
        // Zigzags: no point of them tells nothing.
        let zigzag = |drawing: &mut Drawing, finger: u64| {
            let finger = Finger::Touch(finger);
            for i in 1..STROKE_POINTS_MAX as u16 - 1 {
                drawing.go(finger, [i % 2 * 900, i * 5 % GRID]);
            }
        };
        for _ in 0..9 {
            drawing.begin(Finger::Touch(1), 0, 0, [0, 0]);
            zigzag(&mut drawing, 1);
            drawing.end(Finger::Touch(1));
        }
        for finger in [2, 3] {
            drawing.begin(Finger::Touch(finger), 0, 0, [0, 0]);
        }
        drawing.undo();
        drawing.redo();
        assert_eq!(drawing.strokes().count(), 11, "there is room");
        drawing.undo();
        for finger in [2, 3] {
            zigzag(&mut drawing, finger);
        }
        drawing.redo();
        let points: usize = drawing.strokes().map(|stroke| stroke.points.len()).sum();
        assert!(points <= POINTS_MAX && drawing.can_redo(), "{points}");
    }
}
