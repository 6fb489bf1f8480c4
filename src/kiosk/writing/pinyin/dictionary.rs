//! The pinyin dictionary that is built into the program: words by how they are read, and how common each is.

use std::sync::LazyLock;

/// Made by `assets/writing/make_pinyin.py`.
static PACKED: &[u8] = include_bytes!("../../../../assets/writing/pinyin.bin");

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    Dictionary::unpack(PACKED).expect("assets/writing/pinyin.bin is what its script makes")
});

/// The dictionary; unpacked when it is first asked for.
pub fn dictionary() -> &'static Dictionary {
    &DICTIONARY
}

/// A syllable: its place in the alphabet of syllables, so that those that begin alike stand together.
pub type Syllable = u16;

/// Steps of a packed cost for each factor of e.
const STEPS: f32 = 12.0;

/// Every word, in the order of its syllables; of those read alike the common first.
pub struct Dictionary {
    syllables: Vec<&'static str>,
    words: Vec<Word>,
    readings: Vec<Syllable>,
    characters: Vec<char>,
}

/// Where a word's syllables and characters stand, and what it costs.
struct Word {
    start: u32,
    length: u8,
    cost: u8,
}

/// All words that begin with the same syllables.
#[derive(Debug, Clone, Copy)]
pub struct Branch {
    from: usize,
    to: usize,
    depth: usize,
}

/// A word found.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Its characters.
    pub characters: &'a [char],
    /// How much rarer than everything: the negative logarithm of its share.
    pub cost: f32,
}

impl Dictionary {
    /// Reads what the script wrote; `None` when that is something else.
    fn unpack(packed: &'static [u8]) -> Option<Self> {
        let mut rest = Bytes(packed.strip_prefix(b"TXPINYIN")?);
        let [names_bytes, alphabet_len, words_len] = [rest.u32()?, rest.u32()?, rest.u32()?];
        let names = std::str::from_utf8(rest.take(names_bytes)?).ok()?;
        let alphabet: Vec<char> = (0..alphabet_len)
            .map(|_| char::from_u32(u32::try_from(rest.u32()?).ok()?))
            .collect::<Option<_>>()?;
        let mut this = Self {
            syllables: names.lines().collect(),
            words: Vec::with_capacity(words_len),
            readings: Vec::new(),
            characters: Vec::new(),
        };
        for _ in 0..words_len {
            let head = rest.take(2)?;
            let length = usize::from(head[0]);
            this.words.push(Word {
                start: u32::try_from(this.readings.len()).ok()?,
                length: head[0],
                cost: head[1],
            });
            for _ in 0..length {
                this.readings.push(rest.u16()?);
            }
            for _ in 0..length {
                let place = usize::from(rest.u16()?);
                this.characters.push(*alphabet.get(place)?);
            }
        }
        Some(this)
    }

    /// The syllable that is typed like this.
    pub fn syllable(&self, letters: &str) -> Option<Syllable> {
        let place = self.syllables.binary_search(&letters).ok()?;
        Syllable::try_from(place).ok()
    }

    /// The syllables that begin like this: from the first to before the second. Empty when there are none.
    pub fn beginning(&self, letters: &str) -> (Syllable, Syllable) {
        let from = self.syllables.partition_point(|name| *name < letters);
        let to = from + self.syllables[from..].partition_point(|name| name.starts_with(letters));
        (from as Syllable, to as Syllable)
    }

    /// Every word.
    pub fn root(&self) -> Branch {
        Branch {
            from: 0,
            to: self.words.len(),
            depth: 0,
        }
    }

    /// Those of a branch whose next syllable is one of `from..to`, by that syllable.
    pub fn branches(
        &self,
        branch: Branch,
        (from, to): (Syllable, Syllable),
    ) -> impl Iterator<Item = (Syllable, Branch)> {
        let depth = branch.depth;
        let next = move |i: usize| {
            let word = &self.words[i];
            // Words that end here stand before all that go on.
            (usize::from(word.length) > depth).then(|| self.readings[word.start as usize + depth])
        };
        let mut at = self.first(branch.from, branch.to, |i| next(i).is_none_or(|s| s < from));
        std::iter::from_fn(move || {
            let syllable = (at < branch.to).then(|| next(at)).flatten()?;
            if syllable >= to {
                return None;
            }
            let end = self.first(at, branch.to, |i| next(i).is_none_or(|s| s <= syllable));
            let found = Branch {
                from: at,
                to: end,
                depth: depth + 1,
            };
            at = end;
            Some((syllable, found))
        })
    }

    /// The words of a branch that have no further syllables, the common first.
    pub fn words(&self, branch: Branch) -> impl Iterator<Item = Found<'_>> {
        self.words[branch.from..branch.to]
            .iter()
            .take_while(move |word| usize::from(word.length) == branch.depth)
            .map(|word| {
                let start = word.start as usize;
                Found {
                    characters: &self.characters[start..start + usize::from(word.length)],
                    cost: f32::from(word.cost) / STEPS,
                }
            })
    }

    fn first(&self, from: usize, to: usize, before: impl Fn(usize) -> bool) -> usize {
        let (mut low, mut high) = (from, to);
        while low < high {
            let middle = low + (high - low) / 2;
            if before(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Little-endian numbers, one after the other.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<usize> {
        let number = self.take(4)?.try_into().ok().map(u32::from_le_bytes)?;
        usize::try_from(number).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_dictionary_can_be_read_whole() {
        let dictionary = dictionary();
        assert!(dictionary.words.len() > 50_000);
        let (from, to) = dictionary.beginning("zh");
        let names = &dictionary.syllables[usize::from(from)..usize::from(to)];
        assert!(names.contains(&"zhong") && names.iter().all(|name| name.starts_with("zh")));
    }

    #[test]
    fn something_else_is_not_taken_for_a_dictionary() {
        assert!(Dictionary::unpack(b"TXPINYIN").is_none());
        assert!(Dictionary::unpack(&PACKED[..PACKED.len() - 1]).is_none());
        assert!(Dictionary::unpack(b"").is_none());
    }
}
