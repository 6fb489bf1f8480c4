//! Text for people, by language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A BCP 47 language tag as packs and locales write it, for example `zh-CN` or `en`.
pub type LanguageTag = String;

/// The language a centre speaks when a visitor has chosen none.
pub const FIRST_LANGUAGE: &str = "zh-CN";

/// The second language every centre has.
pub const SECOND_LANGUAGE: &str = "en";

/// Languages that are written in Chinese characters, by the first part of their tags.
const CHINESE: [&str; 11] = [
    "zh", "cmn", "yue", "nan", "hak", "wuu", "gan", "hsn", "cdo", "cjy", "lzh",
];

/// Where a text is missing in `language`, the languages to look for it in: Chinese first for whoever reads Chinese
/// characters and where no language is named, English first for everybody else.
pub fn stand_ins(language: &str) -> [&'static str; 2] {
    if language.is_empty() || is_written_in_chinese(language) {
        [FIRST_LANGUAGE, SECOND_LANGUAGE]
    } else {
        [SECOND_LANGUAGE, FIRST_LANGUAGE]
    }
}

/// Whether a tag names a language that is written in Chinese characters: `nan-Latn` names another script.
fn is_written_in_chinese(language: &str) -> bool {
    let mut parts = language.split('-');
    let chinese = parts
        .next()
        .is_some_and(|first| CHINESE.contains(&first.to_ascii_lowercase().as_str()));
    // In BCP 47 only a script has four letters.
    let script = parts.find(|part| part.len() == 4 && part.chars().all(char::is_alphabetic));
    chinese && script.is_none_or(|script| script.to_ascii_lowercase().starts_with("han"))
}

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

    /// The text in `language`; failing that in one of its [`stand_ins`], failing that in any language; `""` when there
    /// is none.
    pub fn in_language(&self, language: &str) -> &str {
        let stand_ins = stand_ins(language).into_iter();
        std::iter::once(language)
            .chain(stand_ins)
            .find_map(|language| self.get(language))
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
    fn a_missing_language_falls_back_to_what_its_readers_can_read_then_to_any() {
        let both = LocalizedText::zh_en("你好", "Hello");
        assert_eq!(both.in_language("en"), "Hello");
        for language in ["fr", "ja", "ru-RU", "nan-Latn", "zh-Latn-CN"] {
            assert_eq!(both.in_language(language), "Hello", "{language}");
        }
        for language in ["", "zh", "zh-TW", "zh-Hant-HK", "yue", "nan", "hak-CN"] {
            assert_eq!(both.in_language(language), "你好", "{language}");
        }
        let only = |language: &str, text: &str| {
            LocalizedText(BTreeMap::from([(language.to_owned(), text.to_owned())]))
        };
        assert_eq!(only("en", "Hello").in_language("zh-CN"), "Hello");
        assert_eq!(only("zh-CN", "你好").in_language("en"), "你好");
        assert_eq!(only("zh-CN", "你好").in_language("fr"), "你好");
        assert_eq!(only("ru", "Привет").in_language("fr"), "Привет");
        let blank = LocalizedText::zh_en("你好", "  ");
        assert_eq!(
            blank.in_language("fr"),
            "你好",
            "what is blank says nothing"
        );
        assert_eq!(LocalizedText::default().in_language("en"), "");
    }

    #[test]
    fn a_name_on_a_screen_shows_only_the_surname() {
        assert_eq!(masked_name("王小明"), "王**");
        assert_eq!(masked_name("Ann Lee"), "A** L**");
        assert_eq!(masked_name("  "), "");
    }
}
