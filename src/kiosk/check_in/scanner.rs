//! USB scanners type like a keyboard: a burst of keys, each within 30 ms of the last, ending in Enter.

use std::time::Duration;

use egui::Event;

/// Longest gap between two keys of one burst.
pub const GAP_MAX: Duration = Duration::from_millis(30);
/// Longest code taken; a scanner gone wild fills no memory.
const LENGTH_MAX: usize = 256;

/// Collects a burst.
#[derive(Debug, Default)]
pub struct Scanner {
    burst: String,
    last: Option<Duration>,
    /// Keys of the burst, as they came: who typed them gets them when it proves to be none.
    held: Vec<Event>,
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
    /// Takes from `events` what may be a scan, so that it is typed nowhere; a whole scan when Enter ends a burst of at
    /// least `length_min`. What proves to be typed by hand comes back, a moment later.
    pub fn sift(
        &mut self,
        events: &mut Vec<Event>,
        at: Duration,
        length_min: usize,
    ) -> Option<String> {
        let mut scan = None;
        let mut passed = Vec::new();
        if self.is_over(at) {
            passed.append(&mut self.held);
        }
        for event in events.drain(..) {
            match &event {
                Event::Text(text) => {
                    for character in text.chars() {
                        self.key(&Key::Character(character), at, length_min);
                    }
                    if self.held.len() < LENGTH_MAX {
                        self.held.push(event);
                    }
                }
                Event::Key {
                    key: egui::Key::Enter,
                    pressed: true,
                    ..
                } => match self.key(&Key::Enter, at, length_min) {
                    Some(code) => {
                        self.held.clear();
                        scan = Some(code);
                    }
                    None => {
                        passed.append(&mut self.held);
                        passed.push(event);
                    }
                },
                Event::Key { pressed: true, .. } if !writes(&event) => {
                    passed.append(&mut self.held);
                    passed.push(event);
                }
                _ => passed.push(event),
            }
        }
        *events = passed;
        scan
    }

    /// Whether keys are kept back that will be due soon.
    pub fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    fn is_over(&self, at: Duration) -> bool {
        self.last
            .is_none_or(|last| at.saturating_sub(last) > GAP_MAX)
    }

    /// Takes one key at a steady time; a whole scan when Enter ends a burst of at least `length_min`.
    pub fn key(&mut self, key: &Key, at: Duration, length_min: usize) -> Option<String> {
        let fast = !self.is_over(at);
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

/// Whether a key comes with text of its own: only the others part what was typed before from what comes after.
fn writes(event: &Event) -> bool {
    let Event::Key { key, .. } = event else {
        return true;
    };
    !matches!(
        key,
        egui::Key::Backspace | egui::Key::Escape | egui::Key::Tab
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<Event> {
        text.chars().map(|c| Event::Text(c.to_string())).collect()
    }

    fn enter() -> Event {
        Event::Key {
            key: egui::Key::Enter,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        }
    }

    #[test]
    fn a_scan_is_typed_nowhere_and_typing_comes_through() {
        let at = Duration::from_millis;
        let mut scanner = Scanner::default();
        let mut events = typed("4072");
        assert_eq!(scanner.sift(&mut events, at(100), 6), None);
        assert!(events.is_empty() && scanner.is_holding());
        let mut events = [typed("15"), vec![enter()]].concat();
        assert_eq!(
            scanner.sift(&mut events, at(116), 6).as_deref(),
            Some("407215")
        );
        assert!(events.is_empty() && !scanner.is_holding());
        // By hand: a key is there as soon as no other can belong to it.
        let mut events = typed("a");
        scanner.sift(&mut events, at(1_000), 6);
        assert!(events.is_empty());
        scanner.sift(&mut events, at(1_040), 6);
        assert_eq!(events, typed("a"));
        // Enter after a short burst is Enter, and what was typed comes before it.
        let mut events = [typed("ab"), vec![enter()]].concat();
        assert_eq!(scanner.sift(&mut events, at(2_000), 6), None);
        assert_eq!(events, [typed("ab"), vec![enter()]].concat());
    }

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
