//! Writing on the screen: what a visitor has written so far, and the keyboard that writes it.
//!
//! A [`Writing`] is plain state that lives in whatever the visitor has open, so it goes when the visit goes: nothing is
//! learnt from it and nothing of it is kept. [`keyboard_ui`] draws the keys, [`written_ui`] the text; both take the
//! state and neither changes it.

mod by_hand;
mod composing;
pub mod handwriting;
pub mod pinyin;
pub mod view;

pub use view::{keyboard_height_for, keyboard_ui, written_ui};

use by_hand::Hand;
use composing::Composing;
use pinyin::{Candidate, Spot};

use crate::model::written::unseen;

/// Surnames offered in a name that has not begun, and common characters after them.
const OFFERED: usize = 16;

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
    /// Chinese, from how it is read.
    Pinyin,
    /// Chinese, written by finger.
    Hand,
    /// Latin letters.
    English,
}

/// Why the last thing was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no room for more.
    Full,
    /// It would not be seen, or would turn what is around it.
    Unseen,
    /// There is nothing, or nothing but blanks.
    Blank,
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
    /// The space bar: takes the first candidate while something is composed.
    Space,
    /// Takes back the last thing: letters first.
    Erase,
    /// Capitals.
    Shift,
    /// Marks instead of letters, or back.
    Symbols,
    /// Letters of another kind.
    Script(Script),
    /// The candidate of this number.
    Pick(usize),
    /// Candidates of this page.
    Page(usize),
    /// Takes the letters as they are.
    AsTyped,
    /// Takes back the last stroke written by finger.
    UndoStroke,
    /// Drops what is being composed.
    Escape,
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
    composing: Composing,
    script: Script,
    symbols: bool,
    shift: Shift,
    southern_sounds: bool,
    hand: Hand,
    refused: Option<Refused>,
}

impl Writing {
    /// Nothing written yet, on the keys a speaker of `language` expects.
    pub fn new(language: &str, field: Field) -> Self {
        let mut writing = Self {
            field,
            text: String::new(),
            composing: Composing::default(),
            script: if language.starts_with("zh") {
                Script::Pinyin
            } else {
                Script::English
            },
            symbols: false,
            shift: Shift::Off,
            southern_sounds: true,
            hand: Hand::default(),
            refused: None,
        };
        writing.begin_anew();
        writing
    }

    /// Whether letters may also mean what sounds alike in the south.
    pub fn with_southern_sounds(self, southern_sounds: bool) -> Self {
        Self {
            southern_sounds,
            ..self
        }
    }

    /// What has been written, without what is still being composed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What has been written, and what is being composed after it; the cursor stands at the end.
    pub fn shown(&self) -> (&str, &str) {
        let written = self.candidates().first().filter(|_| self.hand.rested);
        let composing = written.map_or(self.composing.shown(), |found| &found.text);
        (&self.text, composing)
    }

    /// Whether there is nothing, not even something being composed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && !self.is_composing()
    }

    /// Whether something is being composed.
    pub fn is_composing(&self) -> bool {
        self.composing.is_active() || !self.hand.ink.is_empty()
    }

    /// Why the last thing was not taken, if it was not.
    pub fn refused(&self) -> Option<Refused> {
        self.refused
    }

    /// What may be picked, the likeliest first.
    pub fn candidates(&self) -> &[Candidate] {
        self.composing.candidates()
    }

    /// Which page of the candidates is shown.
    pub fn page(&self) -> usize {
        self.composing.page()
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
        self.begin_anew();
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
        self.refused = None;
        match press {
            Press::Character(character) => self.character(character),
            Press::Space if self.is_composing() => self.pick(0),
            Press::Space => self.write(' '),
            Press::Erase => self.erase(),
            Press::Shift => {
                self.shift = match self.shift {
                    Shift::Off => Shift::Once,
                    Shift::Once => Shift::Lock,
                    Shift::Lock => Shift::Off,
                }
            }
            Press::Symbols => self.symbols = !self.symbols,
            Press::Script(script) => {
                self.compose_to_the_end();
                self.script = script;
                self.symbols = false;
                self.begin_anew();
            }
            Press::Pick(candidate) => self.pick(candidate),
            Press::Page(page) => self.composing.show_page(page),
            Press::AsTyped => {
                let letters = self.composing.take_as_typed();
                self.composed(&letters);
            }
            Press::UndoStroke => self.undo_stroke(),
            Press::Escape => self.begin_anew(),
        }
    }

    /// Takes into the text whatever is still being composed, as the first candidates have it. A text of nothing is
    /// refused.
    pub fn finish(&mut self) {
        self.compose_to_the_end();
        let trimmed = self.text.trim();
        if trimmed.len() != self.text.len() {
            self.text = trimmed.to_owned();
        }
        if self.text.is_empty() {
            self.refused = Some(Refused::Blank);
        }
    }

    fn character(&mut self, character: char) {
        let letter = character.is_ascii_lowercase() || (character == '\'' && self.is_composing());
        if self.script == Script::Pinyin && letter {
            if self.chars_left() > 0 {
                self.composing.letter(character);
                self.composed("");
            } else {
                self.refused = Some(Refused::Full);
            }
            return;
        }
        self.compose_to_the_end();
        self.write(character);
    }

    fn erase(&mut self) {
        if !self.hand.ink.is_empty() {
            self.undo_stroke();
        } else if self.is_composing() {
            let left = self.composing.erase();
            self.composed(&left);
        } else {
            self.text.pop();
            self.begin_anew();
        }
    }

    fn pick(&mut self, candidate: usize) {
        if self.script == Script::Hand && candidate >= self.candidates().len() {
            return;
        }
        // What is offered before ink was looked at is not what it says.
        if !self.hand.ink.is_empty() && !self.ink_is_read() {
            return;
        }
        let whole = self.composing.pick(candidate);
        self.composed(&whole);
    }

    /// Letters have changed: looks them up, or takes what they became.
    fn composed(&mut self, whole: &str) {
        if self.composing.is_active() {
            let spot = self.spot();
            self.composing.read(spot, self.southern_sounds);
            return;
        }
        for character in whole.chars() {
            self.write(character);
        }
        self.begin_anew();
    }

    /// What the letters typed next stand for.
    fn spot(&self) -> Spot {
        match self.field {
            Field::Words { .. } => Spot::Words,
            Field::Name { .. } if self.text.is_empty() && !self.composing.has_picked() => {
                Spot::Name
            }
            Field::Name { .. } => Spot::GivenName,
        }
    }

    fn compose_to_the_end(&mut self) {
        if !self.hand.ink.is_empty() {
            self.pick(0);
            // Ink that is like nothing is dropped.
            self.hand = Hand::default();
        }
        // Each turn takes at least one letter.
        while self.is_composing() {
            self.pick(0);
        }
    }

    fn write(&mut self, character: char) {
        let refused = match character {
            _ if unseen(character) => Some(Refused::Unseen),
            _ if self.chars_left() == 0 => Some(Refused::Full),
            _ => None,
        };
        if refused.is_some() {
            self.refused = refused;
            return;
        }
        self.text.push(character);
        self.begin_anew();
    }

    /// Nothing is composed; what comes next may begin with a capital, or with a surname.
    fn begin_anew(&mut self) {
        self.hand = Hand::default();
        let names = matches!(self.field, Field::Name { .. }) && self.script != Script::English;
        self.composing = Composing::offering(match (names, self.text.is_empty()) {
            (true, true) => pinyin::common_surnames(OFFERED),
            (true, false) if self.chars_left() > 0 && !self.text.is_ascii() => {
                pinyin::common_after(&self.text, OFFERED)
            }
            _ => Vec::new(),
        });
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

    const WORDS: Field = Field::Words { chars_max: 40 };
    const NAME: Field = Field::Name { chars_max: 20 };

    /// `<` erases, `^` shifts, `1` to `9` pick a candidate in pinyin.
    fn typed(language: &str, field: Field, keys: &str) -> Writing {
        let mut writing = Writing::new(language, field);
        for key in keys.chars() {
            writing.press(match key {
                ' ' => Press::Space,
                '<' => Press::Erase,
                '^' => Press::Shift,
                '1'..='9' if writing.is_composing() => Press::Pick(key as usize - '1' as usize),
                other => Press::Character(other),
            });
        }
        writing
    }

    #[track_caller]
    fn check(field: Field, keys: &str, shown: (&str, &str)) {
        assert_eq!(typed("zh-CN", field, keys).shown(), shown, "{keys}");
    }

    #[test]
    fn a_field_takes_no_more_than_it_has_room_for() {
        let three = Field::Words { chars_max: 3 };
        let writing = typed("en", three, "abcdef");
        assert_eq!((writing.text(), writing.chars_left()), ("abc", 0));
        assert_eq!(typed("en", three, "ab<<<c").text(), "c");
        assert_eq!(typed("zh-CN", three, "wobuzhidao ").text(), "我不知");
        assert_eq!(
            typed("zh-CN", three, "wobuzhidao n").shown(),
            ("我不知", "")
        );
    }

    #[test]
    fn sentences_and_names_begin_with_a_capital() {
        let shift = |field, keys| typed("en", field, keys).shift();
        assert_eq!(shift(WORDS, ""), Shift::Once);
        assert_eq!(shift(WORDS, "A"), Shift::Off);
        assert_eq!(shift(WORDS, "Yes. "), Shift::Once);
        assert_eq!(shift(WORDS, "Yes, "), Shift::Off);
        assert_eq!(shift(NAME, "Ann "), Shift::Once);
        assert_eq!(shift(WORDS, "a^^"), Shift::Lock);
        assert_eq!(shift(WORDS, "a^^B"), Shift::Lock);
    }

    #[test]
    fn letters_become_the_first_candidate_with_the_space_bar() {
        check(WORDS, "nihao", ("", "ni hao"));
        check(WORDS, "nihao ", ("你好", ""));
        check(WORDS, "nihao，", ("你好，", ""));
        check(WORDS, "wobuzhidao shijie", ("我不知道", "shi jie"));
    }

    #[test]
    fn picking_a_word_of_a_sentence_keeps_the_rest_composing() {
        // The second candidate is the longest word at the beginning.
        check(WORDS, "mingtianxiawu2", ("", "明天xia wu"));
        check(WORDS, "mingtianxiawu2 ", ("明天下午", ""));
    }

    #[test]
    fn erasing_takes_back_a_pick_then_letters_then_text() {
        check(WORDS, "mingtianxiawu2<", ("", "ming tian xia wu"));
        check(WORDS, "mingtianxiawu2<<", ("", "ming tian xia w"));
        check(WORDS, "nihao ni<<<", ("你", ""));
        // A pick with letters typed after it stays when they are erased.
        check(WORDS, "mingtianxia2n<<<<", ("明天", ""));
    }

    #[test]
    fn after_a_surname_common_characters_of_given_names_are_one_touch_away() {
        let first = |keys| typed("zh-CN", NAME, keys).candidates()[0].text.clone();
        let (after_surname, after_two) = (first("ouyang "), first("wang xiu "));
        assert!(after_surname != after_two, "{after_surname}, {after_two}");
        let mut writing = typed("zh-CN", NAME, "wang ");
        let dot = writing.candidates().len() - 1;
        writing.press(Press::Pick(dot));
        assert_eq!(writing.text(), "王·");
        // Not after a name in letters, nor in words, nor where there is no more room.
        let letters = typed("en", NAME, "Ann");
        let mut pinyin = letters.clone();
        pinyin.press(Press::Script(Script::Pinyin));
        assert!(letters.candidates().is_empty() && pinyin.candidates().is_empty());
        assert!(typed("zh-CN", WORDS, "wang ").candidates().is_empty());
        let full = typed("zh-CN", Field::Name { chars_max: 1 }, "wang ");
        assert!(full.candidates().is_empty());
    }

    #[test]
    fn a_name_field_offers_surnames_first_and_then_given_names() {
        let begun = typed("zh-CN", NAME, "");
        assert_eq!(begun.candidates()[0].text, "王");
        assert!(begun.is_empty());
        check(NAME, "wangxiuying ", ("王秀英", ""));
        check(NAME, "xiuying ", ("秀英", ""));
        // A surname that is taken back is a surname again.
        let again = typed("zh-CN", NAME, "wangxiuying");
        let mut picked = again.clone();
        let surname = |found: &Candidate| found.text == "王";
        let place = again.candidates().iter().position(surname);
        picked.press(Press::Pick(place.expect("a surname")));
        assert_eq!(picked.shown(), ("", "王xiu ying"));
        assert_eq!(picked.candidates()[0].text, "秀英");
        picked.press(Press::Erase);
        assert_eq!(picked, again);
        let mut writing = begun;
        writing.press(Press::Pick(0));
        assert_eq!(writing.text(), "王");
        assert_ne!(writing.candidates()[0].text, "王");
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_was_typed() {
        check(WORDS, "iii ", ("iii", ""));
        let mut writing = typed("zh-CN", WORDS, "hello");
        writing.press(Press::AsTyped);
        assert_eq!(writing.shown(), ("hello", ""));
        let mut writing = typed("zh-CN", WORDS, "nihaoi");
        writing.finish();
        assert_eq!(writing.text(), "你好i");
    }

    #[test]
    fn what_cannot_be_taken_is_refused_and_said() {
        let mut writing = typed("en", Field::Words { chars_max: 2 }, "ab");
        assert_eq!(writing.refused(), None);
        writing.press(Press::Character('c'));
        assert_eq!(
            (writing.text(), writing.refused()),
            ("ab", Some(Refused::Full))
        );
        writing.press(Press::Erase);
        assert_eq!(writing.refused(), None);
        for hidden in ['\u{200b}', '\u{202e}', '\u{200d}', '\u{7}', '\u{feff}'] {
            writing.press(Press::Character(hidden));
            assert_eq!(
                (writing.text(), writing.refused()),
                ("a", Some(Refused::Unseen))
            );
        }
        let full = typed("zh-CN", Field::Words { chars_max: 1 }, "wo h");
        assert_eq!((full.text(), full.refused()), ("我", Some(Refused::Full)));
        for nothing in ["", "  ", "\u{3000}"] {
            let mut writing = typed("en", WORDS, nothing);
            writing.finish();
            assert_eq!(
                (writing.text(), writing.refused()),
                ("", Some(Refused::Blank))
            );
            writing.press(Press::Character('a'));
            assert_eq!(writing.refused(), None);
        }
    }

    #[test]
    fn nothing_is_learnt() {
        let before: Vec<_> = typed("zh-CN", WORDS, "shi").candidates().to_vec();
        typed("zh-CN", WORDS, "shi9shi9shi9");
        assert_eq!(typed("zh-CN", WORDS, "shi").candidates(), before);
    }

    #[test]
    fn no_key_in_any_order_breaks_it() {
        let keys = [
            'a', 'i', 'v', '\'', 'z', 'h', '，', 'Q', '1', '9', ' ', '<', '^',
        ];
        let mut at = 7_usize;
        for field in [WORDS, NAME, Field::Name { chars_max: 0 }] {
            let mut all = String::new();
            for _ in 0..600 {
                at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                all.push(keys[(at >> 33) % keys.len()]);
            }
            let mut writing = typed("zh-CN", field, &all);
            writing.press(Press::Page(usize::MAX));
            writing.press(Press::Pick(usize::MAX));
            writing.finish();
            assert!(!writing.is_composing());
        }
    }
}
