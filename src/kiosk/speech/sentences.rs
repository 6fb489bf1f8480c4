//! Where a text that is too long to be said ends. Pure.

/// As much of `text` as `chars_max` characters hold: to the end of its last whole sentence; where not even the first one
/// fits, to the end of its last whole word.
pub(in crate::kiosk) fn whole_sentences(text: &str, chars_max: usize) -> &str {
    let Some((room, _)) = text.char_indices().nth(chars_max) else {
        return text;
    };
    let ends =
        |at: usize, sign: char| ends_sentence(sign, text[at + sign.len_utf8()..].chars().next());
    let parts =
        |at: usize, sign: char| at > 0 && (sign.is_whitespace() || "，、；：".contains(sign));
    let signs = || text[..room].char_indices().rev();
    let sentence = signs()
        .find(|(at, sign)| ends(*at, *sign))
        .map(|(at, sign)| at + sign.len_utf8());
    let word = || {
        signs()
            .find(|(at, sign)| parts(*at, *sign))
            .map(|(at, _)| at)
    };
    let end = sentence.or_else(word).unwrap_or(room);
    text[..end].trim_end()
}

/// Whether a sentence ends with this sign, before the next one. A point within a number ends none.
fn ends_sentence(sign: char, next: Option<char>) -> bool {
    match sign {
        '。' | '！' | '？' | '\n' => true,
        '.' | '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, chars_max: usize, said: &str) {
        assert_eq!(whole_sentences(text, chars_max), said);
    }

    #[test]
    fn what_is_too_long_ends_with_a_sentence() {
        check(
            "Built in 1924. Still lived in.",
            40,
            "Built in 1924. Still lived in.",
        );
        check("Built in 1924. Still lived in.", 29, "Built in 1924.");
        check(
            "It is 3.5 m high and red. Look up!",
            28,
            "It is 3.5 m high and red.",
        );
        check(
            "骑楼一九二四年建成。现在还住着人。",
            12,
            "骑楼一九二四年建成。",
        );
        check("Stories\nA day in the old street", 20, "Stories");
    }

    #[test]
    fn where_no_sentence_fits_no_word_is_cut() {
        check("It is 3.5 m high and very red", 12, "It is 3.5 m");
        check("骑楼老街，海口人的老家", 8, "骑楼老街");
        check("椰子树下的老街", 4, "椰子树下");
    }
}
