//! USB scanners type like a keyboard: a burst of keys, each soon after the last, mostly ending in Enter.
//!
//! What a scanner types is not typed into the screen as well: keys are held back until it is clear whose they are.

use std::time::Duration;

use crate::model::pass::TEXT_CHARS_MAX;

/// Longest gap between two keys of one burst. Scanners take 5 ms; keys are only seen once a frame, and a frame may take
/// a while. Somebody who types as fast as that types the same.
const GAP_MAX: Duration = Duration::from_millis(90);
/// Longest text taken; a scanner gone wild fills no memory.
const LENGTH_MAX: usize = TEXT_CHARS_MAX;

/// Collects a burst.
#[derive(Debug, Default)]
pub struct Scanner {
    burst: String,
    last: Option<Duration>,
}

/// What a key turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Character(char),
    /// Enter.
    Enter,
}

/// What keys came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Somebody typed this.
    Typed(String),
    /// A scanner read this; `true` when Enter ended it.
    Scan(String, bool),
}

impl Scanner {
    /// Takes one key at a steady time. A burst of at least `length_min` is a scan.
    pub fn key(&mut self, key: &Key, at: Duration, length_min: usize) -> Vec<Heard> {
        let mut heard = Vec::from_iter(self.wait(at, length_min));
        self.last = Some(at);
        match key {
            Key::Character(character) if self.burst.len() < LENGTH_MAX => {
                self.burst.push(*character);
            }
            Key::Character(_) => {}
            Key::Enter => heard.extend(self.end(length_min, true)),
        }
        heard
    }

    /// What a burst came to that nothing has continued until now.
    pub fn wait(&mut self, at: Duration, length_min: usize) -> Option<Heard> {
        let goes_on = self
            .last
            .is_some_and(|last| at.saturating_sub(last) <= GAP_MAX);
        if goes_on {
            return None;
        }
        self.end(length_min, false)
    }

    /// How long until [`Scanner::wait`] has something to say, while keys are held back.
    pub fn holds(&self, at: Duration) -> Option<Duration> {
        let last = self.last.filter(|_| !self.burst.is_empty())?;
        Some((last + GAP_MAX).saturating_sub(at) + Duration::from_millis(1))
    }

    fn end(&mut self, length_min: usize, enter: bool) -> Option<Heard> {
        let burst = std::mem::take(&mut self.burst);
        match burst.len() {
            0 => None,
            length if length < length_min => Some(Heard::Typed(burst)),
            _ => Some(Heard::Scan(burst, enter)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str, gap_ms: u64, enter: bool) -> Vec<Heard> {
        let mut scanner = Scanner::default();
        let mut at = Duration::from_secs(5);
        let mut heard = Vec::new();
        let keys = text.chars().map(Key::Character);
        for key in keys.chain(enter.then_some(Key::Enter)) {
            at += Duration::from_millis(gap_ms);
            heard.extend(scanner.key(&key, at, 6));
        }
        while let Some(wait) = scanner.holds(at) {
            at += wait;
            heard.extend(scanner.wait(at, 6));
        }
        heard
    }

    fn typed(text: &str) -> Vec<Heard> {
        let one = |sign: char| Heard::Typed(sign.to_string());
        text.chars().map(one).collect()
    }

    #[test]
    fn a_burst_is_a_scan_and_slow_typing_is_not() {
        assert_eq!(
            heard("407215", 5, true),
            [Heard::Scan("407215".into(), true)]
        );
        assert_eq!(
            heard("407215", 5, false),
            [Heard::Scan("407215".into(), false)]
        );
        assert_eq!(heard("407215", 120, true), typed("407215"));
        assert_eq!(
            heard("12", 5, true),
            [Heard::Typed("12".into())],
            "too short to be a code"
        );
    }

    #[test]
    fn a_long_pass_is_one_scan_and_nothing_of_it_is_typed() {
        let pass = format!("TX1{}", "A2B3".repeat(60));
        for gap_ms in [1, 33, 80] {
            assert_eq!(
                heard(&pass, gap_ms, true),
                [Heard::Scan(pass.clone(), true)]
            );
        }
    }

    #[test]
    fn a_scanner_gone_wild_fills_no_memory() {
        let heard = heard(&"9".repeat(100_000), 1, true);
        assert!(matches!(&heard[..], [Heard::Scan(text, true)] if text.len() == LENGTH_MAX));
    }
}
