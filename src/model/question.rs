//! Questions that visitors leave for the desk. Pure.
//!
//! They are about the centre, never about a person: whatever looks like a number that belongs to somebody is struck
//! out before a question is kept anywhere ([`fit_to_keep`]).

use serde::{Deserialize, Serialize};

use super::search::folded;
use super::text::{FIRST_LANGUAGE, LocalizedText};
use super::written::own_numbers;

/// A question that a guide could not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskQuestion {
    /// As [`fit_to_keep`] leaves it.
    pub text: String,
}

/// A guide's answer was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRead {
    /// The question as the guide shows it.
    pub question: LocalizedText,
}

impl DeskQuestion {
    /// What is wrong with it, in words.
    ///
    /// # Errors
    ///
    /// When a kiosk would not have kept it so.
    pub fn check(&self) -> Result<(), String> {
        match fit_to_keep(&self.text) {
            Some(kept) if kept == self.text => Ok(()),
            Some(_) => Err(format!(
                "a question is one line of at most {QUESTION_CHARS_MAX} characters without long numbers"
            )),
            None => Err("it says nothing".to_owned()),
        }
    }
}

impl AnswerRead {
    /// What it is counted under.
    pub fn key(&self) -> String {
        key(self.question.in_language(FIRST_LANGUAGE))
    }

    /// What is wrong with it, in words.
    ///
    /// # Errors
    ///
    /// When no guide can have such a question.
    pub fn check(&self) -> Result<(), String> {
        let texts = &self.question.0;
        let fits = |text: &String| text.chars().count() <= QUESTION_CHARS_MAX;
        if texts.len() > LANGUAGES_MAX || !texts.keys().all(fits) || !texts.values().all(fits) {
            return Err("it is longer than a guide's question".to_owned());
        }
        if self.key().is_empty() {
            return Err("it says nothing".to_owned());
        }
        Ok(())
    }
}

/// Languages of a guide's question: as many as a pack has.
const LANGUAGES_MAX: usize = 8;
/// Characters of a question.
pub const QUESTION_CHARS_MAX: usize = 200;
/// A question as it is kept: one line, at most [`QUESTION_CHARS_MAX`] characters, nobody's number in it. `None` when
/// it says nothing.
pub fn fit_to_keep(text: &str) -> Option<String> {
    let line: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let cut: String = line.join(" ").chars().take(QUESTION_CHARS_MAX).collect();
    let kept = without_numbers(cut.trim());
    (!key(&kept).is_empty()).then_some(kept)
}

/// What a question is counted under: wordings that differ only in width, capitals, marks and gaps are one.
pub fn key(text: &str) -> String {
    folded(text)
}

/// Long numbers as `***`.
fn without_numbers(text: &str) -> String {
    let mut kept = String::new();
    let mut at = 0;
    for number in own_numbers(text) {
        kept.push_str(&text[at..number.start]);
        kept.push_str("***");
        at = number.end;
    }
    kept + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kept: Option<&str>) {
        assert_eq!(fit_to_keep(text).as_deref(), kept, "{text}");
    }

    #[test]
    fn nobodys_number_is_kept() {
        check(
            "我叫小王，电话 138 1234 5678，回我",
            Some("我叫小王，电话 ***，回我"),
        );
        check("call 138-1234-5678", Some("call ***"));
        check(
            "身份证１２３４５６１９９００１０１１２３４",
            Some("身份证***"),
        );
        check("(0898) 6553 1234 找我", Some("(*** 找我"));
        check("找我１３８ - 0000 - 1234", Some("找我***"));
        check("打 12345 有用吗", Some("打 12345 有用吗"));
        check("2026 年 11 月 27 日开吗", Some("2026 年 11 月 27 日开吗"));
        check("1 2", Some("1 2"));
    }

    #[test]
    fn a_question_is_one_line_of_bounded_length_that_says_something() {
        check("  哪里\n\t可以 \u{7}晒被子 ", Some("哪里 可以 晒被子"));
        check(" ?!。… ", None);
        check("", None);
        let long = fit_to_keep(&"问".repeat(1_000)).expect("kept");
        assert_eq!(long.chars().count(), QUESTION_CHARS_MAX);
    }

    #[test]
    fn one_question_in_two_spellings_is_counted_once() {
        assert_eq!(key("哪里可以晒被子？"), key("哪里可以 晒被子"));
        assert_eq!(key("Where is the ROOF?"), key("where is the roof"));
    }
}
