//! USB scanners type like a keyboard: a burst of keys, each soon after the last, mostly ending in Enter.
//!
//! What a scanner types is not typed into the screen as well: keys are held back until it is clear whose they are. What
//! proves to be typed by hand comes back a moment later.

use std::time::Duration;

use egui::{Event, Key};

use crate::model::pass::TEXT_CHARS_MAX;

/// Longest gap between two keys of one burst. Scanners take 5 ms; keys are only seen once a frame, and a frame may take
/// a while. Somebody who types as fast as that types the same.
const GAP_MAX: Duration = Duration::from_millis(90);
/// Keys this close together that end in Enter are a scanner's from so many on, whatever they say.
const SCAN_MIN: usize = 6;
/// Longest text taken; a scanner gone wild fills no memory.
const LENGTH_MAX: usize = TEXT_CHARS_MAX;

/// Collects a burst.
#[derive(Debug, Default)]
pub struct Scanner {
    burst: String,
    /// Keys of the burst, as they came.
    held: Vec<Event>,
    last: Option<Duration>,
}

impl Scanner {
    /// Takes what may be a scan from the `events` of a steady time, and puts back what proves to be none. Returns the
    /// bursts that are codes, and those that end as only a scanner's do.
    pub fn sift(
        &mut self,
        events: &mut Vec<Event>,
        at: Duration,
        is_code: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let mut scans = Vec::new();
        let mut passed = Vec::new();
        if self.is_over(at) {
            scans.extend(self.end(&mut passed, false, &is_code));
        }
        for event in events.drain(..) {
            match &event {
                Event::Text(text) => {
                    self.last = Some(at);
                    if self.burst.len() + text.len() <= LENGTH_MAX {
                        self.burst.push_str(text);
                        self.held.push(event);
                    }
                }
                Event::Key {
                    key: Key::Enter,
                    pressed: true,
                    ..
                } => match self.end(&mut passed, true, &is_code) {
                    // The Enter that ends a scan presses no button the keyboard may be on.
                    Some(scan) => scans.push(scan),
                    None => passed.push(event),
                },
                // Only these part what was typed before from what comes after.
                Event::Key {
                    key: Key::Backspace | Key::Escape | Key::Tab,
                    pressed: true,
                    ..
                } => {
                    scans.extend(self.end(&mut passed, false, &is_code));
                    passed.push(event);
                }
                _ => passed.push(event),
            }
        }
        *events = passed;
        scans
    }

    /// How long until [`Scanner::sift`] has something to say, while keys are held back.
    pub fn holds(&self, at: Duration) -> Option<Duration> {
        let last = self.last.filter(|_| !self.burst.is_empty())?;
        Some((last + GAP_MAX).saturating_sub(at) + Duration::from_millis(1))
    }

    fn is_over(&self, at: Duration) -> bool {
        self.last
            .is_none_or(|last| at.saturating_sub(last) > GAP_MAX)
    }

    fn end(
        &mut self,
        passed: &mut Vec<Event>,
        enter: bool,
        is_code: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let burst = std::mem::take(&mut self.burst);
        let held = std::mem::take(&mut self.held);
        let scanned = enter && burst.len() >= SCAN_MIN && burst.is_ascii();
        if scanned || is_code(&burst) {
            return Some(burst);
        }
        passed.extend(held);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<Event> {
        text.chars().map(|c| Event::Text(c.to_string())).collect()
    }

    fn enter() -> Event {
        Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        }
    }

    /// A code here is six signs or more that are no words.
    fn is_code(text: &str) -> bool {
        text.len() >= 6 && text.bytes().any(|sign| sign.is_ascii_digit())
    }

    /// Keys, one every `gap_ms`: what was scanned, and what came through.
    fn keys(keys: Vec<Event>, gap_ms: u64) -> (Vec<String>, Vec<Event>) {
        let mut scanner = Scanner::default();
        let mut at = Duration::from_secs(5);
        let (mut scans, mut through) = (Vec::new(), Vec::new());
        for key in keys {
            at += Duration::from_millis(gap_ms);
            let mut events = vec![key];
            scans.extend(scanner.sift(&mut events, at, is_code));
            through.extend(events);
        }
        while let Some(wait) = scanner.holds(at) {
            at += wait;
            let mut events = Vec::new();
            scans.extend(scanner.sift(&mut events, at, is_code));
            through.extend(events);
        }
        (scans, through)
    }

    #[test]
    fn a_burst_is_a_scan_and_is_typed_nowhere() {
        for ends in [vec![enter()], Vec::new()] {
            let (scans, through) = keys([typed("407215"), ends].concat(), 5);
            assert_eq!(scans, ["407215"]);
            assert!(through.is_empty(), "{through:?}");
        }
    }

    #[test]
    fn what_is_typed_by_hand_comes_through_in_its_order() {
        for (text, gap_ms) in [("407215", 120), ("12", 5), ("谢谢大家", 5)] {
            let all = [typed(text), vec![enter()]].concat();
            let (scans, through) = keys(all.clone(), gap_ms);
            assert!(scans.is_empty(), "{text}");
            assert_eq!(through, all);
        }
    }

    #[test]
    fn a_scan_that_is_no_code_of_ours_is_typed_nowhere_either() {
        let (scans, through) = keys([typed("bottle"), vec![enter()]].concat(), 5);
        assert_eq!(scans, ["bottle"]);
        assert!(through.is_empty());
        // Without Enter somebody may have typed it.
        let (scans, through) = keys(typed("bottle"), 5);
        assert!(scans.is_empty());
        assert_eq!(through, typed("bottle"));
    }

    #[test]
    fn a_long_pass_is_one_scan() {
        let pass = format!("TX1{}", "A2B3".repeat(60));
        for gap_ms in [1, 33, 80] {
            let (scans, through) = keys([typed(&pass), vec![enter()]].concat(), gap_ms);
            assert_eq!(scans, std::slice::from_ref(&pass));
            assert!(through.is_empty());
        }
    }

    #[test]
    fn a_scanner_gone_wild_fills_no_memory() {
        let (scans, _) = keys([typed(&"9".repeat(100_000)), vec![enter()]].concat(), 1);
        assert!(matches!(&scans[..], [text] if text.len() == LENGTH_MAX));
    }
}
