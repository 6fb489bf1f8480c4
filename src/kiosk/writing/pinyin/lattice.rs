//! What typed letters may be: every way to cut them into syllables, with what each way costs.

use super::dictionary::{Dictionary, Syllable};

/// A syllable that is spoken alike in the south, but spelt otherwise.
const SOUTHERN_COST: f32 = 2.5;
/// Only the first letters of a syllable.
const BEGINNING_COST: f32 = 5.0;
/// Sounds that the south does not tell apart, at the beginning and at the end of a syllable.
const SOUTHERN_INITIALS: [(&str, &str); 4] = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")];
const SOUTHERN_FINALS: [(&str, &str); 2] = [("ing", "in"), ("eng", "en")];
/// Letters that are read by the beginnings of syllables: each may be hundreds of words, and nobody abbreviates more.
const ABBREVIATED_MAX: usize = 16;
/// Longest syllable: `zhuang`.
const LETTERS_MAX: usize = 6;

/// Every way to read the letters.
pub struct Lattice {
    edges: Vec<Vec<Edge>>,
    end: usize,
}

/// One syllable that the letters from a place on may be.
pub struct Edge {
    /// Where the next one begins.
    pub to: usize,
    /// Which syllables: from the first to before the second, and what it costs to mean them.
    pub sounds: Vec<((Syllable, Syllable), f32)>,
}

impl Lattice {
    /// Reads the letters (`a` to `z`, and `'` between syllables). Only the last syllable may be unfinished, unless
    /// they cannot be read so: then the beginning of each will do, for as many as are bearable.
    pub fn new(dictionary: &Dictionary, letters: &str, southern: bool) -> Self {
        let strict = Self::read(dictionary, letters, southern, false);
        if strict.end == letters.len() {
            return strict;
        }
        // Letters are ASCII: any place is between two of them.
        let some = &letters[..letters.len().min(ABBREVIATED_MAX)];
        Self::read(dictionary, some, southern, true)
    }

    /// Where the readable part of the letters ends.
    pub fn end(&self) -> usize {
        self.end
    }

    /// The syllables that may begin at a place.
    pub fn edges(&self, at: usize) -> &[Edge] {
        &self.edges[at]
    }

    fn read(dictionary: &Dictionary, letters: &str, southern: bool, abbreviated: bool) -> Self {
        let length = letters.len();
        let marks = |from: usize| {
            letters.as_bytes()[from..]
                .iter()
                .take_while(|byte| **byte == b'\'')
                .count()
        };
        let mut edges: Vec<Vec<Edge>> = (0..=length).map(|_| Vec::new()).collect();
        let mut reached = vec![false; length + 1];
        reached[0] = true;
        for at in 0..length {
            if !reached[at] {
                continue;
            }
            let from = at + marks(at);
            for to in from + 1..=length.min(from + LETTERS_MAX) {
                let typed = &letters[from..to];
                if typed.ends_with('\'') {
                    break;
                }
                let last = to + marks(to) == length;
                let short = last || (abbreviated && is_initial(typed));
                let sounds = sounds(dictionary, typed, southern, short);
                if !sounds.is_empty() {
                    // Marks at the very end belong to the syllable before them.
                    let to = if last { length } else { to };
                    reached[to] = true;
                    edges[at].push(Edge { to, sounds });
                }
            }
        }
        let end = (0..=length).rev().find(|at| reached[*at]).unwrap_or(0);
        let mut this = Self { edges, end };
        this.drop_dead_ends();
        this
    }

    /// Keeps only what leads to the end.
    fn drop_dead_ends(&mut self) {
        let mut leads = vec![false; self.edges.len()];
        leads[self.end] = true;
        for at in (0..self.end).rev() {
            self.edges[at].retain(|edge| leads[edge.to]);
            leads[at] = !self.edges[at].is_empty();
        }
        self.edges[self.end].clear();
    }
}

fn is_initial(typed: &str) -> bool {
    let vowel = typed.starts_with(['a', 'e', 'i', 'o', 'u', 'v']);
    (typed.len() == 1 && !vowel) || ["zh", "ch", "sh"].contains(&typed)
}

/// What these letters may mean.
fn sounds(
    dictionary: &Dictionary,
    typed: &str,
    southern: bool,
    short: bool,
) -> Vec<((Syllable, Syllable), f32)> {
    let mut sounds = Vec::new();
    let one = |syllable: Syllable| (syllable, syllable + 1);
    let spelt = if ["lve", "nve"].contains(&typed) {
        typed.replace('v', "u")
    } else {
        typed.to_owned()
    };
    if let Some(syllable) = dictionary.syllable(&spelt) {
        sounds.push((one(syllable), 0.0));
    } else if short {
        let (from, to) = dictionary.beginning(typed);
        if from < to {
            sounds.push(((from, to), BEGINNING_COST));
        }
    }
    if southern {
        for (other, differences) in southern_spellings(&spelt) {
            if let Some(syllable) = dictionary.syllable(&other) {
                sounds.push((one(syllable), SOUTHERN_COST * differences));
            }
        }
    }
    sounds
}

/// Other spellings of what sounds alike, with the number of differences.
fn southern_spellings(typed: &str) -> Vec<(String, f32)> {
    let swapped = |pairs: &[(&str, &str)], with: &dyn Fn(&str, &str) -> Option<String>| {
        pairs
            .iter()
            .find_map(|(a, b)| with(a, b).or_else(|| with(b, a)))
    };
    let initial = |word: &str| {
        swapped(&SOUTHERN_INITIALS, &|a, b| {
            // `sh` begins with `s`, too: the longer one is asked first.
            word.strip_prefix(a).map(|rest| format!("{b}{rest}"))
        })
    };
    let ending = |word: &str| {
        swapped(&SOUTHERN_FINALS, &|a, b| {
            word.strip_suffix(a).map(|rest| format!("{rest}{b}"))
        })
    };
    let (first, last) = (initial(typed), ending(typed));
    let both = first.as_deref().and_then(ending);
    let mut all = Vec::new();
    all.extend(first.map(|word| (word, 1.0)));
    all.extend(last.map(|word| (word, 1.0)));
    all.extend(both.map(|word| (word, 2.0)));
    all
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::dictionary;
    use super::*;

    fn spellings(typed: &str) -> Vec<String> {
        southern_spellings(typed)
            .into_iter()
            .map(|(word, _)| word)
            .collect()
    }

    #[test]
    fn southern_sounds_are_spelt_otherwise() {
        assert_eq!(spellings("si"), ["shi"]);
        assert_eq!(spellings("shi"), ["si"]);
        assert_eq!(spellings("zheng"), ["zeng", "zhen", "zen"]);
        assert_eq!(spellings("lin"), ["nin", "ling", "ning"]);
        assert_eq!(spellings("ba"), Vec::<String>::new());
    }

    #[test]
    fn letters_are_read_whole_if_they_can_be() {
        let ends = |letters: &str| {
            let lattice = Lattice::new(dictionary(), letters, false);
            let first: Vec<_> = lattice.edges(0).iter().map(|edge| edge.to).collect();
            (first, lattice.end())
        };
        assert_eq!(ends("xian"), (vec![2, 3, 4], 4));
        assert_eq!(ends("xi'an"), (vec![2], 5));
        assert_eq!(ends("gzr"), (vec![1], 3));
        assert_eq!(ends("zhongg"), (vec![5], 6));
        assert_eq!(ends("iii").1, 0);
        assert_eq!(ends("nihaoi").1, 5);
        assert_eq!(ends("''").1, 0);
    }
}
