//! Chinese as espeak-ng can read it: pinyin with tone numbers. Pure.
//!
//! The table says how each character is read and in which words it is read otherwise (`assets/speech/README.md`).

use std::collections::HashMap;
use std::sync::LazyLock;

static TABLE: &str = include_str!("../../../assets/speech/pinyin.txt");
/// Characters of the longest word of the table.
const WORD_MAX: usize = 5;
/// Beside these 一 is a figure and keeps its tone.
const FIGURES: &str = "零一二三四五六七八九十百千万亿第点月日号楼年";

struct Readings {
    chars: HashMap<char, &'static str>,
    words: HashMap<&'static str, &'static str>,
}

static READINGS: LazyLock<Readings> = LazyLock::new(|| {
    let (chars, words) = TABLE.split_once("\n\n").unwrap_or((TABLE, ""));
    let chars = chars
        .lines()
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(syllable, chars)| chars.chars().map(move |char| (char, syllable)))
        .collect();
    let words = words
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect();
    Readings { chars, words }
});

/// Whether this is a Chinese character.
pub(super) fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// Chinese text in pinyin; marks become pauses, everything else is left out.
pub(super) fn pinyin(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        if !is_han(chars[at]) {
            out.push_str(pause(chars[at]));
            at += 1;
            continue;
        }
        let (syllables, taken) = read(&chars, at);
        for (i, syllable) in syllables.iter().enumerate() {
            let next = syllables
                .get(i + 1)
                .copied()
                .or_else(|| Some(*read_at(&chars, at + taken)?.first()?));
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            out.push_str(changed(&chars, at + i, syllable, next));
        }
        at += taken;
    }
    out.trim().to_owned()
}

/// The syllables of the longest known word that begins here, or of one character.
fn read(chars: &[char], at: usize) -> (Vec<&'static str>, usize) {
    for length in (2..=WORD_MAX.min(chars.len() - at)).rev() {
        let word: String = chars[at..at + length].iter().collect();
        if let Some(syllables) = READINGS.words.get(word.as_str()) {
            return (syllables.split(' ').collect(), length);
        }
    }
    let syllable = READINGS.chars.get(&chars[at]).copied();
    (syllable.into_iter().collect(), 1)
}

fn read_at(chars: &[char], at: usize) -> Option<Vec<&'static str>> {
    chars.get(at).filter(|char| is_han(**char))?;
    Some(read(chars, at).0)
}

/// 一 and 不 change their tone before another (the third tone espeak-ng changes itself).
fn changed(
    chars: &[char],
    at: usize,
    syllable: &'static str,
    next: Option<&'static str>,
) -> &'static str {
    let tone = next.and_then(|next| next.chars().last());
    let figure = |i: Option<usize>| {
        let char = i.and_then(|i| chars.get(i));
        char.is_some_and(|char| FIGURES.contains(*char))
    };
    match (chars[at], syllable, tone) {
        ('不', "bu4", Some('4')) => "bu2",
        ('一', "yi1", _) if figure(at.checked_sub(1)) || figure(Some(at + 1)) => "yi1",
        ('一', "yi1", Some('4')) => "yi2",
        ('一', "yi1", Some('1'..='3')) => "yi4",
        _ => syllable,
    }
}

fn pause(char: char) -> &'static str {
    match char {
        '，' | '、' | '；' | '：' | ',' | ';' | ':' | '·' | '—' | '…' => ", ",
        '。' | '！' | '？' | '.' | '!' | '?' | '\n' => ". ",
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, syllables: &str) {
        assert_eq!(pinyin(text), syllables);
    }

    #[test]
    fn characters_and_words_are_read() {
        check("欢迎光临", "huan1 ying2 guang1 lin2");
        check(
            "银行行长重新长大",
            "yin2 hang2 hang2 zhang3 chong2 xin1 zhang3 da4",
        );
        check("音乐让人快乐", "yin1 yue4 rang4 ren2 kuai4 le4");
        check("绿色女儿", "lv4 se4 nv3 er2");
        check("骑楼老街，海口。", "qi2 lou2 lao3 jie1, hai3 kou3.");
    }

    #[test]
    fn one_and_not_change_their_tone() {
        check("一样不要不好", "yi2 yang4 bu2 yao4 bu4 hao3");
        check("一天一起", "yi4 tian1 yi4 qi3");
        check("十一月一日第一", "shi2 yi1 yue4 yi1 ri4 di4 yi1");
    }

    #[test]
    fn every_character_of_our_fonts_has_a_reading() {
        // GB 2312's first level, from 啊 to 座, is what everybody writes.
        for char in "啊阿埃挨哎唉哀皑癌蔼矮艾碍爱隘琼鹿龙骑楼座嗯".chars() {
            assert!(READINGS.chars.contains_key(&char), "{char}");
        }
        assert!(READINGS.chars.len() > 8_000);
    }
}
