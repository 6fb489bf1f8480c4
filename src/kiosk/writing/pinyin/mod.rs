//! Chinese from pinyin: what the letters typed so far may be, the likeliest first.
//!
//! A sentence is the cheapest way through the lattice of syllables, each word costing as much as it is rare. Nothing
//! is learnt: the same letters always give the same candidates.

mod dictionary;
mod lattice;
mod names;

use std::collections::HashSet;

use dictionary::{Branch, Dictionary, dictionary};
use lattice::Lattice;

/// What stands where, so that the likeliest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Ordinary words.
    Words,
    /// A whole name.
    Name,
    /// A given name: the surname stands already.
    GivenName,
}

/// Something the letters may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its characters.
    pub text: String,
    /// How many of the letters it stands for.
    pub letters: usize,
}

/// Most letters read at once.
pub const LETTERS_MAX: usize = 64;
/// Words looked at for each place, so that single letters stay quick.
const WORDS_MAX: usize = 600;

/// What the letters (`a` to `z`, and `'` between syllables) may be, the likeliest first.
pub fn candidates(letters: &str, spot: Spot, southern: bool) -> Vec<Candidate> {
    let dictionary = dictionary();
    let lattice = Lattice::new(dictionary, readable(letters), southern);
    let mut all = Vec::new();
    if spot != Spot::Words {
        names::add_names(&lattice, spot, &mut all);
    }
    let first = words_at(dictionary, &lattice, 0);
    all.extend(sentence(dictionary, &lattice));
    if spot != Spot::Words {
        // Longer words come before the characters that a name is more likely to have.
        all.extend(
            first
                .iter()
                .filter(|word| word.length > 1)
                .map(Word::candidate),
        );
        names::add_characters(&lattice, spot, &mut all);
    }
    all.extend(first.iter().map(Word::candidate));
    let mut seen = HashSet::new();
    all.retain(|candidate| seen.insert(candidate.text.clone()));
    all
}

/// The letters with a space between what are taken for syllables.
pub fn spelt(letters: &str, southern: bool) -> String {
    let lattice = Lattice::new(dictionary(), readable(letters), southern);
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(edge) = lattice.edges(at).last() {
        parts.push(letters[at..edge.to].trim_matches('\''));
        at = edge.to;
    }
    parts.push(letters[at..].trim_matches('\''));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// Surnames to begin with while no letter has been typed.
pub fn common_surnames(count: usize) -> Vec<Candidate> {
    names::common_surnames(count)
}

/// The most common characters after what is written of a name.
pub fn common_after(written: &str, count: usize) -> Vec<Candidate> {
    names::common_after(written, count)
}

/// Every word of the dictionary, with what it costs: the negative logarithm of its share.
pub fn each_word(mut with: impl FnMut(&[char], f32)) {
    let dictionary = dictionary();
    let mut open = vec![dictionary.root()];
    while let Some(branch) = open.pop() {
        for word in dictionary.words(branch) {
            with(word.characters, word.cost);
        }
        let all = (0, dictionary::Syllable::MAX);
        open.extend(dictionary.branches(branch, all).map(|(_, more)| more));
    }
}

/// The letters up to the first that is none.
fn readable(letters: &str) -> &str {
    let letter = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'\'';
    let bytes = letters.bytes().take(LETTERS_MAX);
    let count = bytes.take_while(letter).count();
    &letters[..count]
}

/// A word that may stand at a place.
struct Word {
    text: String,
    length: usize,
    to: usize,
    cost: f32,
}

impl Word {
    fn candidate(&self) -> Candidate {
        Candidate {
            text: self.text.clone(),
            letters: self.to,
        }
    }
}

/// The words that may begin at a place: those of most letters first, of these the likeliest.
fn words_at(dictionary: &Dictionary, lattice: &Lattice, at: usize) -> Vec<Word> {
    let mut found = Vec::new();
    follow(dictionary, lattice, dictionary.root(), at, 0.0, &mut found);
    found.sort_by(|a, b| b.to.cmp(&a.to).then(a.cost.total_cmp(&b.cost)));
    found
}

fn follow(
    dictionary: &Dictionary,
    lattice: &Lattice,
    branch: Branch,
    at: usize,
    cost: f32,
    found: &mut Vec<Word>,
) {
    for edge in lattice.edges(at) {
        for (sounds, more) in &edge.sounds {
            let cost = cost + more;
            for (_, branch) in dictionary.branches(branch, *sounds) {
                let words = dictionary.words(branch).take(WORDS_MAX);
                found.extend(words.map(|word| Word {
                    text: word.characters.iter().collect(),
                    length: word.characters.len(),
                    to: edge.to,
                    cost: word.cost + cost,
                }));
                follow(dictionary, lattice, branch, edge.to, cost, found);
            }
        }
    }
}

/// The likeliest sentence of all the letters.
fn sentence(dictionary: &Dictionary, lattice: &Lattice) -> Option<Candidate> {
    let end = lattice.end();
    // The cheapest way to each place: what it costs, the place before and the word between.
    let mut best: Vec<Option<(f32, usize, String)>> = vec![None; end + 1];
    for at in 0..end {
        let cost = match &best[at] {
            Some((cost, ..)) => *cost,
            None if at == 0 => 0.0,
            None => continue,
        };
        for word in words_at(dictionary, lattice, at) {
            let whole = cost + word.cost;
            if best[word.to]
                .as_ref()
                .is_none_or(|(known, ..)| whole < *known)
            {
                best[word.to] = Some((whole, at, word.text));
            }
        }
    }
    let mut words = Vec::new();
    let mut at = end;
    while at > 0 {
        let (_, before, word) = best[at].take()?;
        words.push(word);
        at = before;
    }
    words.reverse();
    (!words.is_empty()).then(|| Candidate {
        text: words.concat(),
        letters: end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words looked at for a whole field of letters.
    fn looked_at(letters: &str) -> usize {
        let lattice = Lattice::new(dictionary(), readable(letters), true);
        (0..lattice.end())
            .map(|at| words_at(dictionary(), &lattice, at).len())
            .sum()
    }

    #[test]
    fn whatever_is_typed_there_is_little_to_look_at() {
        let most = "bcdfghjklmnpqrstwxyz"
            .chars()
            .map(|initial| initial.to_string())
            .chain(["zh", "sh", "jl", "ng", "xian", "shi", "lin", "nggn", "a'"].map(str::to_owned))
            .map(|letters| looked_at(&letters.repeat(LETTERS_MAX)[..LETTERS_MAX]))
            .max();
        assert!(most.is_some_and(|most| most < 30_000), "{most:?}");
    }
}
