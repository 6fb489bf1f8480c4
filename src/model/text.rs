//! Text for people, by language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A BCP 47 language tag as packs and locales write it, for example `zh-CN` or `en`.
pub type LanguageTag = String;

/// The language a centre speaks when a visitor has chosen none.
pub const FIRST_LANGUAGE: &str = "zh-CN";

/// One text in every language its author gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct LocalizedText(pub BTreeMap<LanguageTag, String>);

impl LocalizedText {
    /// A text in Chinese and English, the two every centre starts with.
    pub fn zh_en(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(BTreeMap::from([
            ("zh-CN".to_owned(), zh.into()),
            ("en".to_owned(), en.into()),
        ]))
    }

    /// The text in `language`; failing that in Chinese, failing that in any language; `""` when there is none.
    pub fn in_language(&self, language: &str) -> &str {
        self.get(language)
            .or_else(|| self.get(FIRST_LANGUAGE))
            .or_else(|| {
                self.0
                    .values()
                    .map(String::as_str)
                    .find(|text| !text.trim().is_empty())
            })
            .unwrap_or("")
    }

    /// The text in exactly this language, when it is there and not blank.
    pub fn get(&self, language: &str) -> Option<&str> {
        self.0
            .get(language)
            .map(String::as_str)
            .filter(|text| !text.trim().is_empty())
    }

    /// Whether no language has a text.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }
}

/// A file by language, for what is spoken. Paths are relative to the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalizedPath(pub BTreeMap<LanguageTag, String>);

impl LocalizedPath {
    /// The file in exactly this language: a voice in another one would not be understood.
    pub fn in_language(&self, language: &str) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }

    /// Whether no language has a file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A person's name as a public screen may show it: the first character, the rest as `*`.
///
/// `王小明` becomes `王**`; `Ann Lee` becomes `A** L**`, so that a length gives nothing away.
pub fn masked_name(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .map(|first| format!("{first}**"))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_chinese_then_to_any() {
        let both = LocalizedText::zh_en("你好", "Hello");
        assert_eq!(both.in_language("en"), "Hello");
        assert_eq!(both.in_language("fr"), "你好");
        let only_english = LocalizedText(BTreeMap::from([("en".into(), "Hello".into())]));
        assert_eq!(only_english.in_language("zh-CN"), "Hello");
        assert_eq!(LocalizedText::default().in_language("en"), "");
    }

    #[test]
    fn a_name_on_a_screen_shows_only_the_surname() {
        assert_eq!(masked_name("王小明"), "王**");
        assert_eq!(masked_name("Ann Lee"), "A** L**");
        assert_eq!(masked_name("  "), "");
    }
}
