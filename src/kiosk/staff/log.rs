//! The last lines of the log, kept in memory for the staff panel. No personal data is logged, so none is here.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Lines kept; older ones go.
pub const LINES_MAX: usize = 200;
/// A longer line is cut: a server's whole error page is no line.
const LINE_CHARS_MAX: usize = 400;

static LINES: Mutex<VecDeque<LogLine>> = Mutex::new(VecDeque::new());

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: DateTime<Utc>,
    /// How grave.
    pub level: Level,
    /// What happened, with its facts.
    pub text: String,
}

/// Keeps what the log says. Stands beside the layer that writes it out.
#[derive(Debug, Clone, Copy, Default)]
pub struct RecentLines;

impl<S: Subscriber> Layer<S> for RecentLines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Words::default();
        event.record(&mut words);
        let text: String = format!("{}{}", words.message, words.facts)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(LINE_CHARS_MAX)
            .collect();
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        while lines.len() >= LINES_MAX {
            lines.pop_front();
        }
        lines.push_back(LogLine {
            at: Utc::now(),
            level: *event.metadata().level(),
            text,
        });
    }
}

/// The lines that are kept, newest first.
pub fn recent() -> Vec<LogLine> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    lines.iter().rev().cloned().collect()
}

#[derive(Default)]
struct Words {
    message: String,
    facts: String,
}

impl Visit for Words {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing into a String cannot fail.
        if field.name() == "message" {
            write!(self.message, "{value:?}").unwrap_or_default();
        } else {
            write!(self.facts, "  {}={value:?}", field.name()).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[test]
    fn the_newest_lines_are_kept_and_long_ones_cut() {
        let logs = tracing_subscriber::registry().with(RecentLines);
        tracing::subscriber::with_default(logs, || {
            for i in 0..LINES_MAX + 10 {
                tracing::info!(number = i, "counted");
            }
            tracing::warn!("{}", "长\n".repeat(LINE_CHARS_MAX));
        });
        let lines = recent();
        assert_eq!(lines.len(), LINES_MAX);
        assert_eq!(lines[0].level, Level::WARN);
        assert_eq!(lines[0].text.chars().count(), LINE_CHARS_MAX);
        assert!(!lines[0].text.contains('\n'));
        assert_eq!(lines[1].text, format!("counted  number={}", LINES_MAX + 9));
    }
}
