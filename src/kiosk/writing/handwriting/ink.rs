//! The ink of one character: a line for each time the finger is down.

use egui::{Event, Pos2, Rect, TouchPhase};

use super::features::Point;

/// Lines of one character: the most have 36, and some hands shake.
const LINES_MAX: usize = 64;
/// Points of one line, and of all of them.
const POINTS_MAX: usize = 400;
const ALL_POINTS_MAX: usize = 3000;
/// How far a finger has to go before it is somewhere else, of the paper's height.
const STEP_MIN: f32 = 1.0 / 200.0;

/// Who draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finger {
    Touch(u64),
    Mouse,
}

/// What is drawn so far; places are shares of the paper's height, from its upper left corner.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ink {
    lines: Vec<Vec<Point>>,
    /// Who is drawing the last line.
    finger: Option<Finger>,
    /// When a finger was lifted last.
    lifted_secs: f64,
}

impl Ink {
    /// Lines as they are.
    pub fn of(lines: Vec<Vec<Point>>) -> Self {
        Self {
            lines,
            ..Self::default()
        }
    }

    /// Every line, that under the finger last.
    pub fn lines(&self) -> &[Vec<Point>] {
        &self.lines
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether a finger is drawing.
    pub fn is_live(&self) -> bool {
        self.finger.is_some()
    }

    /// When a finger was lifted last.
    pub fn lifted_secs(&self) -> f64 {
        self.lifted_secs
    }

    /// Takes the last line back.
    pub fn undo(&mut self) {
        self.lines.pop();
        self.finger = None;
    }

    /// Does what one finger did; others meanwhile, a resting hand say, draw nothing. `ours` says whether nothing lies over
    /// the paper at a place.
    pub fn follow(
        &mut self,
        events: &[Event],
        paper: Rect,
        now_secs: f64,
        ours: impl Fn(Pos2) -> bool,
    ) {
        let touched = |event: &Event| matches!(event, Event::Touch { .. });
        // The first finger is told of as a mouse, too.
        let fingers = matches!(self.finger, Some(Finger::Touch(_))) || events.iter().any(touched);
        let inside = |at: &Pos2| paper.contains(*at) && ours(*at);
        for event in events {
            match event {
                Event::Touch { id, phase, pos, .. } => {
                    let finger = Finger::Touch(id.0);
                    match phase {
                        TouchPhase::Start if inside(pos) => self.begin(finger, paper, *pos),
                        TouchPhase::Start => {}
                        TouchPhase::Move => self.go(finger, paper, *pos),
                        TouchPhase::End | TouchPhase::Cancel => self.end(finger, now_secs),
                    }
                }
                Event::PointerButton {
                    pos,
                    button: egui::PointerButton::Primary,
                    pressed,
                    ..
                } => {
                    if !pressed {
                        self.end(Finger::Mouse, now_secs);
                    } else if !fingers && inside(pos) {
                        self.begin(Finger::Mouse, paper, *pos);
                    }
                }
                Event::PointerMoved(pos) => self.go(Finger::Mouse, paper, *pos),
                Event::PointerGone => self.end(Finger::Mouse, now_secs),
                Event::WindowFocused(false) => {
                    self.finger = None;
                    self.lifted_secs = now_secs;
                }
                _ => {}
            }
        }
    }

    fn begin(&mut self, finger: Finger, paper: Rect, at: Pos2) {
        if self.finger.is_none() && self.lines.len() < LINES_MAX {
            self.finger = Some(finger);
            self.lines.push(vec![on_paper(paper, at)]);
        }
    }

    fn go(&mut self, finger: Finger, paper: Rect, at: Pos2) {
        if self.lines.iter().map(Vec::len).sum::<usize>() >= ALL_POINTS_MAX {
            return;
        }
        let Some(line) = self
            .lines
            .last_mut()
            .filter(|_| self.finger == Some(finger))
        else {
            return;
        };
        let at = on_paper(paper, at);
        let far = |last: &Point| (last[0] - at[0]).hypot(last[1] - at[1]) >= STEP_MIN;
        if line.len() < POINTS_MAX && line.last().is_none_or(far) {
            line.push(at);
        }
    }

    fn end(&mut self, finger: Finger, now_secs: f64) {
        if self.finger == Some(finger) {
            self.finger = None;
            self.lifted_secs = now_secs;
        }
    }
}

/// A place as a share of the paper's height; beside the paper, its edge.
fn on_paper(paper: Rect, at: Pos2) -> Point {
    let at = paper.clamp(at) - paper.min;
    let height = paper.height().max(1.0);
    [at.x / height, at.y / height]
}

#[cfg(test)]
mod tests {
    use egui::{TouchDeviceId, TouchId, pos2};

    use super::*;

    const PAPER: Rect = Rect {
        min: Pos2::new(100.0, 100.0),
        max: Pos2::new(500.0, 300.0),
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

    fn after(events: &[Event]) -> Ink {
        let mut ink = Ink::default();
        ink.follow(events, PAPER, 7.0, |_| true);
        ink
    }

    #[test]
    fn one_finger_draws_and_a_resting_hand_does_not() {
        use TouchPhase::{End, Move, Start};
        let ink = after(&[
            touch(1, Start, 200.0, 200.0),
            touch(2, Start, 400.0, 290.0),
            touch(1, Move, 300.0, 200.0),
            touch(2, Move, 410.0, 295.0),
            touch(1, Move, 900.0, 200.0),
            touch(1, End, 900.0, 200.0),
        ]);
        assert_eq!(ink.lines(), [vec![[0.5, 0.5], [1.0, 0.5], [2.0, 0.5]]]);
        assert!(!ink.is_live());
        assert_eq!(ink.lifted_secs(), 7.0);
    }

    #[test]
    fn ink_has_its_bounds_and_begins_on_the_paper() {
        use TouchPhase::{End, Move, Start};
        assert!(after(&[touch(1, Start, 50.0, 200.0)]).is_empty());
        let mut events = Vec::new();
        for i in 0..100_u64 {
            events.push(touch(i, Start, 110.0, 110.0));
            events.extend((0..900_u16).map(|x| {
                let at = f32::from(x % 2) * 100.0;
                touch(i, Move, 200.0 + at, 200.0)
            }));
            events.push(touch(i, End, 110.0, 110.0));
        }
        let ink = after(&events);
        assert_eq!(ink.lines().len(), LINES_MAX);
        assert!(ink.lines().iter().all(|line| line.len() <= POINTS_MAX));
        let all: usize = ink.lines().iter().map(Vec::len).sum();
        assert!(all < ALL_POINTS_MAX + LINES_MAX, "{all}");
    }

    #[test]
    fn the_last_line_can_be_taken_back_even_under_a_finger() {
        let mut ink = after(&[touch(1, TouchPhase::Start, 200.0, 200.0)]);
        assert!(ink.is_live());
        ink.undo();
        assert!(ink.is_empty() && !ink.is_live());
        ink.undo();
    }
}
