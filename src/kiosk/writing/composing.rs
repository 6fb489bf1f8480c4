//! What is being composed: letters typed, words already picked for the first of them, and what the rest may be.

use super::pinyin::{self, Candidate, LETTERS_MAX, Spot};

/// Letters on their way to text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Composing {
    /// Words picked, each with the letters it stands for.
    picked: Vec<(String, String)>,
    letters: String,
    candidates: Vec<Candidate>,
    page: usize,
    shown: String,
    /// Whether the last thing done was a pick, which erasing takes back.
    just_picked: bool,
}

impl Composing {
    /// Nothing is being composed, yet something may be picked.
    pub(super) fn offering(candidates: Vec<Candidate>) -> Self {
        Self {
            candidates,
            ..Self::default()
        }
    }

    pub(super) fn is_active(&self) -> bool {
        !self.letters.is_empty()
    }

    pub(super) fn has_picked(&self) -> bool {
        !self.picked.is_empty()
    }

    /// Words picked and the letters after them, cut into syllables.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    pub(super) fn page(&self) -> usize {
        self.page
    }

    pub(super) fn show_page(&mut self, page: usize) {
        self.page = page;
    }

    pub(super) fn letter(&mut self, letter: char) {
        if self.letters.len() < LETTERS_MAX {
            self.letters.push(letter);
            self.just_picked = false;
        }
    }

    /// Takes a candidate for the letters it stands for; text when no letters are left.
    pub(super) fn pick(&mut self, candidate: usize) -> String {
        let (text, count) = match self.candidates.get(candidate) {
            Some(candidate) => (candidate.text.clone(), candidate.letters),
            // Letters that mean nothing stand for themselves; a candidate that is not there for none.
            None if self.candidates.is_empty() => (self.letters.clone(), self.letters.len()),
            None => return String::new(),
        };
        let rest = self.letters.split_off(count.min(self.letters.len()));
        let letters = std::mem::replace(&mut self.letters, rest);
        self.picked.push((text, letters));
        self.just_picked = true;
        if self.letters.is_empty() {
            return self.take_picked();
        }
        String::new()
    }

    /// Takes back a pick, or a letter; text when only picked words are left.
    pub(super) fn erase(&mut self) -> String {
        let picked = self.picked.pop_if(|_| self.just_picked);
        self.just_picked = false;
        match picked {
            Some((_, letters)) => self.letters.insert_str(0, &letters),
            None => {
                self.letters.pop();
            }
        }
        if self.letters.is_empty() {
            return self.take_picked();
        }
        String::new()
    }

    /// Looks up what the letters may be.
    pub(super) fn read(&mut self, spot: Spot, southern: bool) {
        self.candidates = pinyin::candidates(&self.letters, spot, southern);
        self.page = 0;
        self.shown = self.picked.iter().map(|(text, _)| text.as_str()).collect();
        self.shown += &pinyin::spelt(&self.letters, southern);
    }

    /// Words picked and the letters as they are; nothing is being composed any more.
    pub(super) fn take_as_typed(&mut self) -> String {
        let letters = std::mem::take(&mut self.letters);
        let picked = self.take_picked();
        picked + &letters
    }

    fn take_picked(&mut self) -> String {
        let taken = std::mem::take(self);
        taken.picked.into_iter().map(|(text, _)| text).collect()
    }
}
