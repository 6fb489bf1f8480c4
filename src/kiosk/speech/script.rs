//! What espeak-ng is given: each part of a text in the voice of its script. Pure.

use super::numbers::in_words;
use super::pinyin::{is_han, pinyin};

/// The voice that reads pinyin; `cmn` itself speaks nonsense.
const CHINESE: &str = "cmn-latn-pinyin";
/// The voice of Latin words in a Chinese text.
const LATIN: &str = "en";

/// The text as SSML, for a language whose usual voice is `voice`.
pub(super) fn ssml(text: &str, voice: &str) -> String {
    let chinese = voice == CHINESE;
    let text = if chinese {
        in_words(text)
    } else {
        text.to_owned()
    };
    let other = if chinese { LATIN } else { voice };
    let mut out = String::from("<speak>");
    for (han, part) in parts(&text) {
        let (voice, words) = if han {
            (CHINESE, pinyin(part))
        } else {
            (other, escaped(part))
        };
        if words.chars().any(char::is_alphanumeric) {
            out.push_str(&format!("<voice name=\"{voice}\">{words}</voice> "));
        }
    }
    out.push_str("</speak>");
    out
}

/// The text cut where it changes between Chinese and another script; marks go with what stands before them.
fn parts(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut script) = (0, None);
    for (at, char) in text.char_indices() {
        let here = if is_han(char) {
            Some(true)
        } else {
            char.is_alphanumeric().then_some(false)
        };
        if let (Some(before), Some(now)) = (script, here)
            && before != now
        {
            parts.push((before, &text[start..at]));
            start = at;
        }
        script = here.or(script);
    }
    parts.push((script.unwrap_or(false), &text[start..]));
    parts
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' => out.push_str(". "),
            '·' | '—' | '…' | '‹' | '›' => out.push_str(", "),
            char if char.is_control() => {}
            char => out.push(char),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, voice: &str, script: &str) {
        assert_eq!(ssml(text, voice), format!("<speak>{script}</speak>"));
    }

    #[test]
    fn each_script_has_its_voice() {
        check(
            "打开 Wi-Fi 吗？",
            CHINESE,
            "<voice name=\"cmn-latn-pinyin\">da3 kai1</voice> <voice name=\"en\">Wi-Fi</voice> \
             <voice name=\"cmn-latn-pinyin\">ma5.</voice> ",
        );
        check(
            "Change to 中文",
            "en",
            "<voice name=\"en\">Change to</voice> <voice name=\"cmn-latn-pinyin\">zhong1 wen2</voice> ",
        );
        check(
            "9:30，余 3 位",
            CHINESE,
            "<voice name=\"cmn-latn-pinyin\">jiu3 dian3 ban4, yu2 san1 wei4</voice> ",
        );
    }

    #[test]
    fn what_is_written_in_a_pack_stays_text() {
        check(
            "a <break time=\"9s\"/> & b",
            "en",
            "<voice name=\"en\">a &lt;break time=\"9s\"/&gt; &amp; b</voice> ",
        );
        check("— … —", "en", "");
        check("", CHINESE, "");
    }
}
