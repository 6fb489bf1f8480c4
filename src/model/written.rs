//! What people write: numbers that belong to somebody, and characters that nobody sees. Pure.

use std::ops::Range;

/// Digits that may belong to a person: telephone, identity card, bank card. `12345` and a year may not.
const OWN_NUMBER_DIGITS: usize = 7;
/// What stands between the digits of one number, and how many of these in a row.
const GAPS: &str = " \u{a0}\u{3000}-‐‑–—－.·()（）+";
const GAP_MAX: usize = 3;

/// Where somebody's own numbers stand in a text, however they are spaced: the first of these everywhere the program
/// looks for them.
pub fn own_numbers(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(char::is_numeric)?;
            let (end, digits) = number_from(text, start);
            at = end;
            if digits >= OWN_NUMBER_DIGITS {
                return Some(start..end);
            }
        }
    })
}

/// Where the number that begins here ends, and how many digits it has.
fn number_from(text: &str, start: usize) -> (usize, usize) {
    let (mut end, mut digits, mut gap) = (start, 0, 0);
    for (at, c) in text[start..].char_indices() {
        if c.is_numeric() {
            end = start + at + c.len_utf8();
            digits += 1;
            gap = 0;
        } else {
            gap += 1;
            if gap > GAP_MAX || !GAPS.contains(c) {
                break;
            }
        }
    }
    (end, digits)
}

/// Control characters, and those of Unicode that join, hide or turn what is around them.
pub fn unseen(c: char) -> bool {
    let hidden = [
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{115f}'..='\u{1160}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{3164}'..='\u{3164}',
        '\u{fe00}'..='\u{fe0f}',
        '\u{feff}'..='\u{feff}',
        '\u{fff0}'..='\u{fffb}',
        '\u{e0000}'..='\u{10ffff}',
    ];
    c.is_control() || hidden.iter().any(|range| range.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, numbers: &[&str]) {
        let found: Vec<_> = own_numbers(text).map(|range| &text[range]).collect();
        assert_eq!(found, numbers, "{text}");
    }

    #[test]
    fn a_number_is_one_however_it_is_spaced() {
        check("138 1234 5678", &["138 1234 5678"]);
        check(
            "电话１３８－００００－１２３４。",
            &["１３８－００００－１２３４"],
        );
        check(
            "(0898) 6553 1234, 13800001234",
            &["0898) 6553 1234", "13800001234"],
        );
        check("1 2 3 4 5 6 7", &["1 2 3 4 5 6 7"]);
        check("138    0000    1234", &[]);
        check("打 12345，2026 年 11 月 27 日", &[]);
        check("", &[]);
    }

    #[test]
    fn what_joins_hides_or_turns_is_not_seen() {
        for c in [
            '\u{200b}',
            '\u{202e}',
            '\u{ad}',
            '\u{fe0f}',
            '\n',
            '\u{e0041}',
        ] {
            assert!(unseen(c), "{c:?}");
        }
        assert!(!"a我 　🧧，".chars().any(unseen));
    }
}
