//! The changes in words, for the terminal.

use super::{Changes, Fact, Fate, Load};
use crate::locale::{self, Catalog, FluentValue};
use crate::model::manifest::Manifest;

impl Changes {
    /// All of it in words, a line each; `pack` is what changes.
    pub fn in_words(&self, pack: &Manifest, language: &str) -> Vec<String> {
        let words = locale::catalog(language);
        let named = |key| words.text_with(key, [("pack", FluentValue::from(pack.id.clone()))]);
        if self.nothing {
            return vec![named("diff-nothing")];
        }
        let first = self.version_now.is_none();
        let mut lines = vec![named(if first { "diff-first" } else { "diff-heading" })];
        if !self.pack.is_empty() || self.pack_load.files > 0 {
            let what = words.text("diff-pack");
            let fate = if first { "added" } else { "changed" };
            lines.push(line(words, fate, &what, &self.pack, self.pack_load));
        }
        for exhibit in &self.exhibits {
            let fate = match exhibit.fate {
                Fate::Added => "added",
                Fate::Changed => "changed",
                Fate::Removed => "removed",
            };
            let what = format!("{} ({})", exhibit.title.in_language(language), exhibit.id);
            lines.push(line(words, fate, &what, &exhibit.facts, exhibit.load));
        }
        lines.push(words.text_with("diff-total", load_args(self.total)));
        lines
    }
}

fn line(words: &Catalog, fate: &str, what: &str, facts: &[Fact], load: Load) -> String {
    let mut told: Vec<String> = facts.iter().map(|fact| fact.in_words(words)).collect();
    if load.files > 0 {
        told.push(words.text_with("diff-bytes", load_args(load)));
    }
    let fate = words.text(&format!("diff-{fate}"));
    if told.is_empty() {
        format!("  {fate}  {what}")
    } else {
        format!("  {fate}  {what}: {}", told.join("; "))
    }
}

fn load_args(load: Load) -> [(&'static str, FluentValue<'static>); 2] {
    [
        ("files", FluentValue::from(load.files)),
        ("size", FluentValue::from(size(load.bytes))),
    ]
}

/// Bytes for people: `812 B`, `3.4 KB`, `12.5 MB`.
pub fn size(bytes: u64) -> String {
    let (unit, size) = [("GB", 1_000_000_000_u64), ("MB", 1_000_000), ("KB", 1_000)]
        .into_iter()
        .find(|(_, size)| bytes >= *size)
        .unwrap_or(("B", 1));
    if size == 1 {
        return format!("{bytes} B");
    }
    // Whole tenths, without floating point.
    let tenths = bytes.saturating_mul(10) / size;
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

impl Fact {
    fn in_words(&self, words: &Catalog) -> String {
        let number = |number: usize| FluentValue::from(number);
        let (key, args) = match self {
            Self::Words(count) => ("words", vec![("count", number(*count))]),
            Self::Pictures(count) => ("pictures", vec![("count", number(*count))]),
            Self::Parts { before, after } => (
                "parts",
                vec![("before", number(*before)), ("after", number(*after))],
            ),
            Self::Kind => ("kind", vec![]),
            Self::Order => ("order", vec![]),
            Self::Answers => ("answers", vec![]),
            Self::Languages(languages) => (
                "languages",
                vec![("languages", FluentValue::from(languages.join(", ")))],
            ),
            Self::NotAfter(Some(until)) => {
                let until = until.format("%Y-%m-%d %H:%M UTC").to_string();
                ("not-after", vec![("until", FluentValue::from(until))])
            }
            Self::NotAfter(None) => ("no-end", vec![]),
            Self::Other => ("other", vec![]),
        };
        words.text_with(&format!("diff-fact-{key}"), args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_like_sizes() {
        assert_eq!(
            [812, 3_482, 12_582_912].map(size),
            ["812 B", "3.4 KB", "12.5 MB"]
        );
    }
}
