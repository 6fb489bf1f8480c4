//! Finds which of some texts fit what somebody typed, in Chinese or English. Pure, and quick enough for every key.
//!
//! Texts are cut into [`terms`]: Chinese into single characters and pairs of neighbours, anything else into words with
//! their endings taken off. What fits is ordered by Okapi BM25 (Robertson and Spärck Jones's weight of a term, times
//! how often the text has it, damped by `k1` and by the text's length through `b`):
//!
//! ```text
//! score(D, Q) = Σ idf(t) · f(t, D) · (k1 + 1) / (f(t, D) + k1 · (1 − b + b · |D| / avg|D|))
//! idf(t)      = ln(1 + (N − n(t) + 0.5) / (n(t) + 0.5))
//! ```
//!
//! `f` is how often `t` is in `D`, `|D|` its number of terms, `N` the number of texts and `n` how many of them have `t`.
//! A score says which text fits better, not whether any does: that is what [`SHARE_MIN`] is for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization as _;

/// How soon more of the same term counts for less.
const K1: f64 = 1.2;
/// How much a long text has to make up for its length.
const B: f64 = 0.75;
/// What a word that is in every second sentence counts beside others: `where` alone finds nothing.
const STOP_WEIGHT: f64 = 0.1;
/// Least share of what was typed, by the weight of its terms, that one of the first texts must have. Below that
/// nothing fits: what they have in common is chance.
const SHARE_MIN: f64 = 0.15;
/// Characters of a query that are looked at.
const QUERY_CHARS_MAX: usize = 200;

/// English words that say little about what is asked.
const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "are", "at", "be", "been", "by", "can", "could", "did", "do", "does", "for",
    "from", "had", "has", "have", "here", "how", "i", "in", "is", "it", "its", "like", "may", "me",
    "my", "need", "of", "on", "or", "our", "please", "so", "that", "the", "there", "these", "this",
    "to", "want", "was", "we", "what", "when", "where", "who", "with", "would", "you", "your",
];

/// Some texts, ready to be searched.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// By term: which texts have it, and how often.
    postings: HashMap<String, Vec<(usize, f64)>>,
    /// Terms of each text.
    lengths: Vec<f64>,
    length_mean: f64,
}

impl Index {
    /// Texts that are found by any of their wordings, in the order in which they are counted.
    pub fn new<'a, W>(texts: impl IntoIterator<Item = W>) -> Self
    where
        W: IntoIterator<Item = &'a str>,
    {
        let mut index = Self::default();
        for (text, wordings) in texts.into_iter().enumerate() {
            let mut counts: BTreeMap<String, f64> = BTreeMap::new();
            for term in wordings.into_iter().flat_map(terms) {
                *counts.entry(term).or_default() += 1.0;
            }
            index.lengths.push(counts.values().sum());
            for (term, count) in counts {
                index.postings.entry(term).or_default().push((text, count));
            }
        }
        let texts = index.lengths.len().max(1) as f64;
        index.length_mean = (index.lengths.iter().sum::<f64>() / texts).max(1.0);
        index
    }

    /// Which texts fit best, at most `count` of them, the best first; none when nothing fits well enough.
    pub fn find(&self, query: &str, count: usize) -> Vec<usize> {
        let query: String = query.chars().take(QUERY_CHARS_MAX).collect();
        // In one order always: sums of the same numbers are the same, and so is what comes first.
        let asked: BTreeSet<String> = terms(&query).into_iter().collect();
        let whole: f64 = asked.iter().map(|term| self.weight(term)).sum();
        let mut fits: BTreeMap<usize, Fit> = BTreeMap::new();
        for term in &asked {
            let weight = self.weight(term);
            for (text, often) in self.postings.get(term).into_iter().flatten() {
                let fit = fits.entry(*text).or_default();
                fit.score += weight * self.damped(*text, *often);
                fit.share += weight / whole;
            }
        }
        let mut best: Vec<(usize, Fit)> = fits.into_iter().collect();
        // Equal ones keep the order in which they were written.
        best.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
        best.truncate(count);
        if best.iter().all(|(_, fit)| fit.share < SHARE_MIN) {
            return Vec::new();
        }
        best.into_iter().map(|(text, _)| text).collect()
    }

    /// Robertson and Spärck Jones's weight; the rarer, the more. What no text has weighs most.
    fn weight(&self, term: &str) -> f64 {
        let having = self.postings.get(term).map_or(0, Vec::len) as f64;
        let texts = self.lengths.len() as f64;
        let idf = (1.0 + (texts - having + 0.5) / (having + 0.5)).ln();
        if STOP_WORDS.contains(&term) {
            idf * STOP_WEIGHT
        } else {
            idf
        }
    }

    fn damped(&self, text: usize, often: f64) -> f64 {
        let length = self.lengths.get(text).copied().unwrap_or_default();
        let longer = 1.0 - B + B * length / self.length_mean;
        often * (K1 + 1.0) / (often + K1 * longer)
    }
}

/// How well one text fits.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    score: f64,
    /// Of the weight of all that was asked.
    share: f64,
}

/// A text for comparing: full and half width alike, capitals small, marks and gaps gone. Two wordings that differ
/// only in those are one.
pub fn folded(text: &str) -> String {
    widths_folded(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// What a text is found by: Chinese characters and their pairs, words without their endings.
pub fn terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let mut before: Option<char> = None;
    let mut word = String::new();
    // The space at the end closes the last word.
    for c in widths_folded(text).chars().chain([' ']) {
        let han = is_han(c);
        if !han && (c.is_alphanumeric() || c == '\'' || c == '-') {
            // `Wi-Fi` and `wifi` are one word, as are `don't` and `dont`.
            word.extend(Some(c).filter(|c| c.is_alphanumeric()));
        } else if !word.is_empty() {
            terms.push(stemmed(&std::mem::take(&mut word)));
        }
        if han {
            terms.push(c.to_string());
            terms.extend(before.map(|before| format!("{before}{c}")));
        }
        before = Some(c).filter(|_| han);
    }
    terms
}

/// Full and half width alike, capitals small.
fn widths_folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Chinese characters, as Unicode groups them: those in use, rare ones, and those that look like them.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// An English word without its ending, the same for all its forms; not always a word.
fn stemmed(word: &str) -> String {
    // Endings are counted in bytes; other scripts have none of these.
    if !word.is_ascii() || word.len() <= 3 {
        return word.to_owned();
    }
    let mut word = one_of_many(word);
    for ending in ["ing", "ed", "er"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 4) {
            word = stem.to_owned();
            break;
        }
    }
    undoubled(&mut word);
    if word.len() >= 4 && word.ends_with('e') {
        word.pop();
    }
    word
}

/// `cities` to `city`, `classes` to `class`, `books` to `book`.
fn one_of_many(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() >= 2) {
        return format!("{stem}y");
    }
    let sibilant = |stem: &&str| ["s", "x", "ch", "sh"].iter().any(|end| stem.ends_with(end));
    if let Some(stem) = word.strip_suffix("es").filter(sibilant) {
        return stem.to_owned();
    }
    let own = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    let stem = word.strip_suffix('s').filter(|_| !own);
    stem.unwrap_or(word).to_owned()
}

/// `stopp` to `stop`, `cancell` to `cancel`; `call` and `class` stay.
fn undoubled(word: &mut String) {
    let bytes = word.as_bytes();
    let [.., before, last] = bytes else {
        return;
    };
    let doubled = before == last && !b"aeiou".contains(last);
    if bytes.len() >= 4 && doubled && (!b"lsz".contains(last) || bytes.len() >= 6) {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, found_by: &[&str]) {
        assert_eq!(terms(text), found_by, "{text}");
    }

    #[test]
    fn chinese_is_found_by_characters_and_pairs() {
        check("卫生间", &["卫", "生", "卫生", "间", "生间"]);
        check("在哪？右边", &["在", "哪", "在哪", "右", "边", "右边"]);
        check("连WiFi吗", &["连", "wifi", "吗"]);
        check("", &[]);
        check("？！。 ", &[]);
    }

    #[test]
    fn english_is_found_by_words_without_their_endings() {
        check("Wi-Fi", &["wifi"]);
        check("Cities, city", &["city", "city"]);
        check("classes class", &["class"; 2]);
        check("booking booked books book", &["book"; 4]);
        check("cancelling cancelled cancel", &["cancel"; 3]);
        check("charger charging charge", &["charg"; 3]);
        check("bus gas is", &["bus", "gas", "is"]);
        check("call calls called", &["call"; 3]);
    }

    #[test]
    fn width_and_capitals_make_no_difference() {
        check("ＷＩＦＩ １２３４５", &["wifi", "12345"]);
        assert_eq!(folded("　怎么 连ＷｉＦｉ？"), folded("怎么连 Wi-Fi"));
        assert_ne!(folded("怎么连"), folded("怎么办"));
    }

    #[test]
    fn the_text_that_has_more_of_what_was_asked_comes_first() {
        let index = Index::new([
            vec!["中心几点开门", "Opening hours"],
            vec!["卫生间在哪里", "Where is the toilet?"],
            vec!["停车场在哪里", "Where can I park?"],
        ]);
        assert_eq!(index.find("请问卫生间在哪", 3)[0], 1);
        assert_eq!(index.find("parking", 3), [2]);
        assert_eq!(index.find("toilets", 1), [1]);
        assert_eq!(index.find("在哪里", 3), [1, 2], "as they were written");
    }

    #[test]
    fn what_nothing_fits_finds_nothing() {
        let index = Index::new([vec!["卫生间在哪里", "Where is the toilet?"]]);
        for nothing in ["", "？", "bitcoin", "明天会下雨还是晴天呢"] {
            assert_eq!(index.find(nothing, 3), [0; 0], "{nothing}");
        }
        assert_eq!(Index::default().find("卫生间", 3), [0; 0]);
        let long = "很".repeat(100_000);
        assert_eq!(index.find(&long, 3), [0; 0]);
    }
}
