//! One character on its way from a finger to the text.

use egui::{Event, Pos2, Rect};

use super::composing::Composing;
use super::handwriting::{Before, Ink, OFFERED, Recogniser};
use super::pinyin::Candidate;
use super::{Field, Refused, Writing};

/// How long a finger rests before what it wrote is taken for a whole character.
const REST_SECS: f64 = 0.8;

/// One character on its way from a finger to the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Hand {
    pub(super) ink: Ink,
    /// Strokes of the ink that the candidates are for.
    read: usize,
    /// Whether the finger has rested.
    pub(super) rested: bool,
}

impl Writing {
    /// What the finger has written of the next character.
    pub fn ink(&self) -> &Ink {
        &self.hand.ink
    }

    /// Whether all strokes of the ink have been looked at.
    pub fn ink_is_read(&self) -> bool {
        self.hand.read == self.hand.ink.lines().len()
    }

    /// Lets a finger write on `paper`; see [`Ink::follow`].
    pub fn follow_finger(
        &mut self,
        events: &[Event],
        paper: Rect,
        now_secs: f64,
        ours: impl Fn(Pos2) -> bool,
    ) {
        let before = self.hand.ink.lines().len();
        self.hand.ink.follow(events, paper, now_secs, ours);
        if self.hand.ink.lines().len() == before {
            return;
        }
        self.hand.rested = false;
        self.refused = None;
        if self.chars_left() == 0 {
            self.hand = Hand::default();
            self.refused = Some(Refused::Full);
        }
    }

    /// Looks at the ink after each stroke, and takes it for a whole character once the finger has rested. A stroke that
    /// comes later still belongs to it: who writes slowly is not cut off. Whether there is more to do soon.
    pub fn look_at_ink(&mut self, recogniser: Option<&Recogniser>, now_secs: f64) -> bool {
        let ink = &self.hand.ink;
        if ink.is_empty() || ink.is_live() {
            return false;
        }
        if !self.ink_is_read() {
            let Some(recogniser) = recogniser else {
                return true;
            };
            let found = recogniser.characters(ink.lines(), self.before(), OFFERED);
            let candidate = |character: char| Candidate {
                text: character.to_string(),
                letters: 0,
            };
            self.hand.read = ink.lines().len();
            self.composing = Composing::offering(found.into_iter().map(candidate).collect());
        }
        self.hand.rested = now_secs - self.hand.ink.lifted_secs() >= REST_SECS;
        !self.hand.rested
    }

    pub(super) fn undo_stroke(&mut self) {
        self.hand.ink.undo();
        // One that comes instead makes as many as before.
        self.hand.read = 0;
        if self.hand.ink.is_empty() {
            self.begin_anew();
        }
    }

    /// What stands before the character that a finger writes.
    fn before(&self) -> Before {
        match self.field {
            Field::Words { .. } => Before::Words(self.text.chars().last()),
            Field::Name { .. } if self.text.is_empty() => Before::Name,
            Field::Name { .. } => Before::Surname,
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::{Modifiers, PointerButton, pos2};

    use super::super::handwriting::{Packed, shapes};
    use super::super::{Press, Script};
    use super::*;

    const PAPER: Rect = Rect {
        min: Pos2::ZERO,
        max: pos2(256.0, 256.0),
    };

    /// A finger that writes characters, one second for each stroke.
    struct Desk {
        writing: Writing,
        recogniser: Recogniser,
        now_secs: f64,
    }

    impl Desk {
        fn new(field: Field) -> Self {
            let mut writing = Writing::new("zh-CN", field);
            writing.press(Press::Script(Script::Hand));
            Self {
                writing,
                recogniser: Recogniser::new(),
                now_secs: 10.0,
            }
        }

        fn write(&mut self, character: char) {
            let shape = shapes()
                .filter_map(Packed::shape)
                .find(|shape| shape.drawn == character)
                .expect("a shape");
            for line in shape.lines {
                let at = |[x, y]: [u8; 2]| pos2(f32::from(x), f32::from(y));
                let button = |pos, pressed| Event::PointerButton {
                    pos,
                    button: PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                };
                let mut events = vec![button(at(line[0]), true)];
                events.extend(line.iter().map(|place| Event::PointerMoved(at(*place))));
                events.push(button(at(line[0]), false));
                self.now_secs += 1.0;
                self.writing
                    .follow_finger(&events, PAPER, self.now_secs, |_| true);
                self.look();
            }
        }

        fn look(&mut self) -> bool {
            let recogniser = Some(&self.recogniser);
            self.writing.look_at_ink(recogniser, self.now_secs)
        }

        fn first(&self) -> &str {
            &self.writing.candidates()[0].text
        }
    }

    #[test]
    fn a_character_stands_in_the_text_when_the_finger_has_rested_and_can_still_grow() {
        let mut desk = Desk::new(Field::Words { chars_max: 9 });
        desk.write('大');
        assert_eq!((desk.first(), desk.writing.shown()), ("大", ("", "")));
        desk.now_secs += REST_SECS;
        assert!(!desk.look());
        assert_eq!(desk.writing.shown(), ("", "大"));
        // After a long rest the dot of 太 belongs to it still.
        desk.now_secs += 60.0;
        let dot = shapes()
            .filter_map(Packed::shape)
            .find(|shape| shape.drawn == '太');
        let dot = dot.expect("a shape").lines.pop().expect("a dot");
        let mut lines = desk.writing.hand.ink.lines().to_vec();
        lines.push(
            dot.iter()
                .map(|place| place.map(|at| f32::from(at) / 256.0))
                .collect(),
        );
        desk.writing.hand.ink = Ink::of(lines);
        desk.look();
        assert_eq!(desk.first(), "太");
        desk.writing.press(Press::UndoStroke);
        desk.look();
        assert_eq!(desk.first(), "大");
        desk.writing.press(Press::Space);
        assert_eq!(desk.writing.shown(), ("大", ""));
        assert!(desk.writing.ink().is_empty());
    }

    #[test]
    fn a_name_begins_with_a_surname_and_a_full_field_takes_no_stroke() {
        let mut desk = Desk::new(Field::Name { chars_max: 2 });
        assert_eq!(desk.first(), "王");
        desk.write('陳');
        assert_eq!(desk.first(), "陈");
        desk.writing.press(Press::Pick(0));
        assert!(!desk.writing.is_composing());
        desk.write('明');
        desk.writing.finish();
        assert_eq!(desk.writing.text(), "陈明");
        desk.write('一');
        assert!(desk.writing.ink().is_empty());
        assert_eq!(desk.writing.refused(), Some(Refused::Full));
        // Ink that nothing has looked at is like nothing.
        desk.writing.press(Press::Erase);
        desk.writing.hand.ink = Ink::of(vec![vec![[0.1, 0.1], [0.9, 0.1]]]);
        desk.writing.finish();
        assert_eq!(desk.writing.text(), "陈");
    }
}
