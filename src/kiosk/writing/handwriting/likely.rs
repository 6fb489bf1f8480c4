//! How likely a character is before anything of it is seen: by how common it is, and by what stands before it.

use std::collections::{HashMap, HashSet};

use super::super::pinyin;

/// What stands before a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Words, the last character of which is this, if there is any.
    Words(Option<char>),
    /// Nothing yet of a name.
    Name,
    /// The beginning of a name.
    Surname,
}

/// What each factor of e in how often a character is met counts.
const COMMON: f32 = 0.003;
/// The same within a name: rare characters are met there, too.
const COMMON_NAME: f32 = 0.001;
/// A word goes on like this.
const GOES_ON: f32 = 0.02;
/// It is a surname, and a name begins.
const SURNAME: f32 = 0.03;
/// What a character costs that no word has.
const UNKNOWN: f32 = 18.0;

/// What the dictionary of pinyin knows about characters.
pub(super) struct Likely {
    costs: HashMap<char, f32>,
    pairs: HashSet<(char, char)>,
    surnames: HashSet<char>,
}

impl Likely {
    pub(super) fn new() -> Self {
        let mut costs = HashMap::new();
        let mut pairs = HashSet::new();
        pinyin::each_word(|characters, cost| {
            if let [only] = characters {
                let known: &mut f32 = costs.entry(*only).or_insert(cost);
                *known = known.min(cost);
            }
            pairs.extend(characters.windows(2).map(|pair| (pair[0], pair[1])));
        });
        let surnames = pinyin::common_surnames(usize::MAX);
        Self {
            costs,
            pairs,
            surnames: surnames
                .iter()
                .filter_map(|found| found.text.chars().next())
                .collect(),
        }
    }

    /// What is added to a likeness.
    pub(super) fn bonus(&self, before: Before, character: char) -> f32 {
        let cost = self.costs.get(&character).copied().unwrap_or(UNKNOWN);
        match before {
            Before::Words(last) => {
                let goes_on = last.is_some_and(|last| self.pairs.contains(&(last, character)));
                f32::from(goes_on) * GOES_ON - cost * COMMON
            }
            Before::Name => {
                f32::from(self.surnames.contains(&character)) * SURNAME - cost * COMMON_NAME
            }
            Before::Surname => -cost * COMMON_NAME,
        }
    }
}
