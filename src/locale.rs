//! Text for people: Fluent messages from `assets/locales/LANGUAGE/*.ftl`, built into the program.
//!
//! A new language is a new folder there; what is not translated yet is said in one of its `stand_ins`. Text of packs and
//! activities is not here: that is `model::text`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::Entry;
use include_dir::{Dir, include_dir};

pub use fluent_bundle::FluentValue;

use crate::model::text::stand_ins;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/locales");

static CATALOGS: LazyLock<BTreeMap<String, Catalog>> = LazyLock::new(|| {
    FILES
        .dirs()
        .filter_map(|dir| {
            let tag = dir.path().to_str()?;
            Some((tag.to_owned(), Catalog::new(tag, texts(dir))))
        })
        .collect()
});

/// Every message of one language.
pub struct Catalog {
    language: String,
    bundle: FluentBundle<FluentResource>,
    keys: Vec<String>,
}

/// The languages that have a folder in `assets/locales`, by tag.
pub fn languages() -> Vec<&'static str> {
    CATALOGS.keys().map(String::as_str).collect()
}

/// The messages of `language`; of one of its stand-ins when there are none.
pub fn catalog(language: &str) -> &'static Catalog {
    CATALOGS
        .get(language)
        .or_else(|| instead(language).next())
        .expect("assets/locales/zh-CN is built into the program")
}

/// The catalogs that stand in for a language, the best first.
fn instead(language: &str) -> impl Iterator<Item = &'static Catalog> {
    let tags = stand_ins(language).into_iter();
    tags.filter_map(|tag| CATALOGS.get(tag))
}

/// Every file of messages in a folder, by its path.
fn texts<'a>(dir: &'a Dir) -> impl Iterator<Item = (String, &'a str)> {
    let files = dir.files();
    let files = files.filter(|file| file.path().extension().is_some_and(|ext| ext == "ftl"));
    files.map(|file| {
        let text = file.contents_utf8().unwrap_or_default();
        (file.path().display().to_string(), text)
    })
}

impl Catalog {
    fn new<'a>(tag: &str, texts: impl IntoIterator<Item = (String, &'a str)>) -> Self {
        let language = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The isolation marks around arguments have no glyph in our fonts.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for (path, text) in texts {
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    tracing::error!(?errors, "unreadable messages in {path}");
                    resource
                }
            };
            keys.extend(resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(?errors, "a message stands twice in {path}");
            }
        }
        Self {
            language: tag.to_owned(),
            bundle,
            keys,
        }
    }

    /// The language's tag, for example `zh-CN`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The key of every message that is in this language.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The message `key`, in a stand-in where this language has none; the key itself where no language has it, so that
    /// a mistake shows in tests.
    pub fn text(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The message `key` with arguments.
    pub fn text_with<'a>(
        &self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> String {
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            fluent.set(name, value);
        }
        self.format(key, Some(&fluent))
    }

    /// Names of people who are shown together: where some look alike, as in a family whose given names are hidden, their
    /// order tells them apart.
    pub fn told_apart(&self, names: &[&str]) -> Vec<String> {
        let alike = |name: &str| names.iter().filter(|other| **other == name).count() > 1;
        let told = |(at, name): (usize, &&str)| {
            if alike(name) {
                let args = [("name", (*name).into()), ("number", (at + 1).into())];
                self.text_with("person-numbered", args)
            } else {
                (*name).to_owned()
            }
        };
        names.iter().enumerate().map(told).collect()
    }

    fn format(&self, key: &str, args: Option<&FluentArgs>) -> String {
        self.formatted(key, args)
            .or_else(|| instead(&self.language).find_map(|other| other.formatted(key, args)))
            .unwrap_or_else(|| key.to_owned())
    }

    /// The message as it stands in this language alone.
    fn formatted(&self, key: &str, args: Option<&FluentArgs>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let said = self.bundle.format_pattern(pattern, args, &mut Vec::new());
        Some(said.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A language of which only the first messages are translated.
    fn begun(tag: &str) -> Catalog {
        Catalog::new(tag, [("begun.ftl".to_owned(), "back = ‹ Retour\n")])
    }

    #[test]
    fn what_a_language_does_not_say_yet_is_said_in_one_its_readers_can_read() {
        let said = |tag: &str, key: &str| begun(tag).text(key);
        assert_eq!(said("fr", "back"), "‹ Retour");
        assert_eq!(said("fr", "close"), catalog("en").text("close"));
        assert_eq!(said("yue", "close"), catalog("zh-CN").text("close"));
        let args = || [("page", 2.into()), ("count", 5.into())];
        assert_eq!(begun("fr").text_with("page-of", args()), "2 of 5");
        assert_eq!(begun("zh-TW").text_with("page-of", args()), "2 / 5");
        // A sentence takes the forms of the language that it is in.
        let one = begun("ja").text_with("wall-chars-left", [("count", 1.into())]);
        assert_eq!(one, "1 more character");
    }

    #[test]
    fn no_message_is_ever_its_key() {
        for tag in ["fr", "yue", "zh-CN", "en"] {
            let begun = begun(tag);
            for catalog in CATALOGS.values() {
                let raw = |key: &&String| begun.text(key) == **key;
                let raw: Vec<_> = catalog.keys().iter().filter(raw).collect();
                assert!(raw.is_empty(), "{tag}: {raw:?}");
            }
        }
    }

    #[test]
    fn a_language_without_messages_is_answered_in_one_its_readers_can_read() {
        let answered = |tag: &str| catalog(tag).language().to_owned();
        assert_eq!(["zh-CN", "en"].map(answered), ["zh-CN", "en"]);
        assert_eq!(
            ["fr", "zh-TW", "nan"].map(answered),
            ["en", "zh-CN", "zh-CN"]
        );
    }
}
