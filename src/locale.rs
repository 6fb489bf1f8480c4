//! Text for people: Fluent messages from `assets/locales/LANGUAGE/*.ftl`, built into the program.
//!
//! A new language is a new folder there. Text of packs and activities is not here: that is `model::text`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::Entry;
use include_dir::{Dir, include_dir};

pub use fluent_bundle::FluentValue;

use crate::model::text::FIRST_LANGUAGE;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/locales");

static CATALOGS: LazyLock<BTreeMap<String, Catalog>> = LazyLock::new(|| {
    FILES
        .dirs()
        .filter_map(|dir| {
            dir.path()
                .to_str()
                .map(|tag| (tag.to_owned(), Catalog::load(tag, dir)))
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

/// The messages of `language`; Chinese when there are none.
pub fn catalog(language: &str) -> &'static Catalog {
    CATALOGS
        .get(language)
        .or_else(|| CATALOGS.get(FIRST_LANGUAGE))
        .expect("assets/locales/zh-CN is built into the program")
}

impl Catalog {
    fn load(tag: &str, dir: &Dir) -> Self {
        let language = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The isolation marks around arguments have no glyph in our fonts.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for file in dir
            .files()
            .filter(|file| file.path().extension().is_some_and(|ext| ext == "ftl"))
        {
            let text = file.contents_utf8().unwrap_or_default().to_owned();
            let resource = match FluentResource::try_new(text) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    tracing::error!(?errors, "unreadable messages in {}", file.path().display());
                    resource
                }
            };
            keys.extend(resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(
                    ?errors,
                    "a message stands twice in {}",
                    file.path().display()
                );
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

    /// Every message's key.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The message `key`; the key itself when there is none, so that a gap shows on screen and in tests.
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
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            return key.to_owned();
        };
        self.bundle
            .format_pattern(pattern, args, &mut Vec::new())
            .into_owned()
    }
}
