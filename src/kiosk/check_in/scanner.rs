//! USB scanners type like a keyboard: a burst of keys, each within 30 ms of the last, ending in Enter.

use std::time::Duration;

/// Longest gap between two keys of one burst.
const GAP_MAX: Duration = Duration::from_millis(30);
/// Longest code taken; a scanner gone wild fills no memory.
const LENGTH_MAX: usize = 256;

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

impl Scanner {
    /// Takes one key at a steady time; a whole scan when Enter ends a burst of at least `length_min`.
    pub fn key(&mut self, key: &Key, at: Duration, length_min: usize) -> Option<String> {
        let fast = self
            .last
            .is_some_and(|last| at.saturating_sub(last) <= GAP_MAX);
        self.last = Some(at);
        if !fast {
            self.burst.clear();
        }
        match key {
            Key::Character(character) if self.burst.len() < LENGTH_MAX => {
                self.burst.push(*character);
                None
            }
            Key::Character(_) => None,
            Key::Enter => {
                let burst = std::mem::take(&mut self.burst);
                (burst.len() >= length_min).then_some(burst)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str, gap_ms: u64) -> Option<String> {
        let mut scanner = Scanner::default();
        let mut at = Duration::from_secs(5);
        let mut result = None;
        for key in text.chars().map(Key::Character).chain([Key::Enter]) {
            at += Duration::from_millis(gap_ms);
            result = scanner.key(&key, at, 6);
        }
        result
    }

    #[test]
    fn a_burst_is_a_scan_and_slow_typing_is_not() {
        assert_eq!(scan("407215", 5), Some("407215".into()));
        assert_eq!(scan("407215", 80), None);
        assert_eq!(scan("12", 5), None, "too short to be a code");
    }

    #[test]
    fn a_scanner_gone_wild_fills_no_memory() {
        assert_eq!(
            scan(&"9".repeat(100_000), 1).map(|scan| scan.len()),
            Some(LENGTH_MAX)
        );
    }
}
