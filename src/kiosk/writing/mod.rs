//! Writing on the screen: what a visitor has written so far, and the keyboard that writes it.
//!
//! A [`Writing`] is plain state that lives in whatever the visitor has open, so it goes when the visit goes: nothing is
//! learnt from it and nothing of it is kept. [`keyboard_ui`] draws the keys, [`written_ui`] the text; both take the
//! state and neither changes it.

pub mod view;

pub use view::{keyboard_height, keyboard_ui, written_ui};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Anything: a question, a wish.
    Words {
        /// Most characters taken.
        chars_max: usize,
    },
    /// What a person is called.
    Name {
        /// Most characters taken.
        chars_max: usize,
    },
}

impl Field {
    fn chars_max(self) -> usize {
        match self {
            Field::Words { chars_max } | Field::Name { chars_max } => chars_max,
        }
    }
}

/// How letters are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Latin letters.
    English,
}

/// Whether letters are capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// They are not.
    Off,
    /// The next one is.
    Once,
    /// Until it is pressed again.
    Lock,
}

/// One thing done on the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// A letter, digit or mark.
    Character(char),
    /// The space bar.
    Space,
    /// Takes back the last thing.
    Erase,
    /// Capitals.
    Shift,
    /// Marks instead of letters, or back.
    Symbols,
    /// Letters of another kind.
    Script(Script),
}

/// What the keyboard gives back.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// Something was pressed: this is the writing now.
    Writing(Writing),
    /// The visitor has finished; nothing is being composed any more.
    Done(Writing),
}

/// What a visitor is writing, and on which keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Writing {
    field: Field,
    text: String,
    script: Script,
    symbols: bool,
    shift: Shift,
}

impl Writing {
    /// Nothing written yet, on the keys a speaker of `language` expects.
    pub fn new(_language: &str, field: Field) -> Self {
        let mut writing = Self {
            field,
            text: String::new(),
            script: Script::English,
            symbols: false,
            shift: Shift::Off,
        };
        writing.capitalize();
        writing
    }

    /// What has been written, without what is still being composed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What has been written, and what is being composed after it; the cursor stands at the end.
    pub fn shown(&self) -> (&str, &str) {
        (&self.text, "")
    }

    /// Whether there is nothing, not even something being composed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Characters that may still be written.
    pub fn chars_left(&self) -> usize {
        self.field
            .chars_max()
            .saturating_sub(self.text.chars().count())
    }

    /// Drops what was written; the keys stay as they are.
    pub fn clear(&mut self) {
        self.text.clear();
        self.capitalize();
    }

    /// Letters of which kind.
    pub fn script(&self) -> Script {
        self.script
    }

    /// Whether marks are shown instead of letters.
    pub fn symbols(&self) -> bool {
        self.symbols
    }

    /// Whether letters are capitals.
    pub fn shift(&self) -> Shift {
        self.shift
    }

    /// Does what a key does.
    pub fn press(&mut self, press: Press) {
        match press {
            Press::Character(character) => self.write(character),
            Press::Space => self.write(' '),
            Press::Erase => {
                self.text.pop();
                self.capitalize();
            }
            Press::Shift => {
                self.shift = match self.shift {
                    Shift::Off => Shift::Once,
                    Shift::Once => Shift::Lock,
                    Shift::Lock => Shift::Off,
                }
            }
            Press::Symbols => self.symbols = !self.symbols,
            Press::Script(script) => {
                self.script = script;
                self.symbols = false;
                self.capitalize();
            }
        }
    }

    /// Takes into the text whatever is still being composed.
    pub fn finish(&mut self) {
        let trimmed = self.text.trim().len();
        if trimmed != self.text.len() {
            self.text = self.text.trim().to_owned();
        }
    }

    fn write(&mut self, character: char) {
        if character.is_control() || self.chars_left() == 0 {
            return;
        }
        self.text.push(character);
        self.capitalize();
    }

    /// English begins sentences, and each part of a name, with a capital.
    fn capitalize(&mut self) {
        if self.shift == Shift::Lock {
            return;
        }
        let begins = match self.field {
            Field::Words { .. } => [". ", "? ", "! "]
                .iter()
                .any(|end| self.text.ends_with(end)),
            Field::Name { .. } => self.text.ends_with([' ', '-']),
        };
        self.shift = if self.script == Script::English && (begins || self.text.is_empty()) {
            Shift::Once
        } else {
            Shift::Off
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(field: Field, keys: &str) -> Writing {
        let mut writing = Writing::new("en", field);
        for key in keys.chars() {
            writing.press(match key {
                ' ' => Press::Space,
                '<' => Press::Erase,
                '^' => Press::Shift,
                other => Press::Character(other),
            });
        }
        writing
    }

    #[test]
    fn a_field_takes_no_more_than_it_has_room_for() {
        let writing = typed(Field::Words { chars_max: 3 }, "abcdef");
        assert_eq!((writing.text(), writing.chars_left()), ("abc", 0));
        assert_eq!(typed(Field::Words { chars_max: 3 }, "ab<<<c").text(), "c");
    }

    #[test]
    fn sentences_and_names_begin_with_a_capital() {
        let words = Field::Words { chars_max: 40 };
        let name = Field::Name { chars_max: 40 };
        assert_eq!(typed(words, "").shift(), Shift::Once);
        assert_eq!(typed(words, "A").shift(), Shift::Off);
        assert_eq!(typed(words, "Yes. ").shift(), Shift::Once);
        assert_eq!(typed(words, "Yes, ").shift(), Shift::Off);
        assert_eq!(typed(name, "Ann ").shift(), Shift::Once);
        assert_eq!(typed(words, "a^^").shift(), Shift::Lock);
        assert_eq!(typed(words, "a^^B").shift(), Shift::Lock);
    }
}
