//! What every page has: words, who is signed in, which centre, what was just done.

use include_dir::{Dir, include_dir};

use super::words;
use crate::locale::{self, Catalog, FluentValue};
use crate::model::manifest::SHARED;
use crate::pack::trust::role_of;
use crate::server::App;
use crate::server::routes::{FILES_VERSION, SignedIn};
use crate::server::trust_watch::RoleNotice;

static ICONS: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/console/icons");

/// Words in one language, as templates ask for them.
#[derive(Clone, Copy)]
pub(super) struct Words(&'static Catalog);

impl Words {
    pub(super) fn new(catalog: &'static Catalog) -> Self {
        Self(catalog)
    }

    /// The message `console-…`.
    pub(super) fn t(&self, key: &str) -> String {
        self.0.text(&format!("console-{key}"))
    }

    /// A message that is not the console's own.
    pub(super) fn shared(&self, key: &str) -> String {
        self.0.text(key)
    }

    /// A message that is not the console's own, with arguments.
    pub(super) fn shared_with<'a>(
        &self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> String {
        self.0.text_with(key, args)
    }

    /// The catalog itself.
    pub(super) fn catalog(&self) -> &'static Catalog {
        self.0
    }

    /// The message `console-…` with one number.
    pub(super) fn n(&self, key: &str, name: &str, number: &u32) -> String {
        self.with(key, [(name, FluentValue::from(*number))])
    }

    /// The message `console-…` with one text.
    pub(super) fn s(&self, key: &str, name: &str, text: &str) -> String {
        self.with(key, [(name, FluentValue::from(text.to_owned()))])
    }

    /// The message `console-…` with arguments.
    pub(super) fn with<'a>(
        &self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> String {
        self.0.text_with(&format!("console-{key}"), args)
    }

    /// The message `console-…` when there is one.
    pub(super) fn known(&self, key: &str) -> Option<String> {
        let key = format!("console-{key}");
        self.0.keys().contains(&key).then(|| self.0.text(&key))
    }

    /// Who did something: an account, or the part of the program that did it by itself.
    pub(super) fn actor(&self, account: &str) -> String {
        self.known(&format!("program-{account}"))
            .unwrap_or_else(|| account.to_owned())
    }

    /// Why a kiosk took a version back. Kiosks give a key; one that is newer than this program says itself.
    pub(super) fn revert_reason(&self, reason: &str) -> String {
        match self.known(&format!("reverted-{reason}")) {
            Some(known) => known,
            None if reason.is_empty() => self.t("reverted-unsaid"),
            None => reason.to_owned(),
        }
    }

    /// The language's tag.
    pub(super) fn language(&self) -> &'static str {
        self.0.language()
    }

    /// A drawing, as SVG.
    pub(super) fn icon(&self, name: &str) -> &'static str {
        ICONS
            .get_file(format!("{name}.svg"))
            .and_then(|file| file.contents_utf8())
            .unwrap_or_default()
    }

    /// Changes whenever style or scripts do.
    pub(super) fn version(&self) -> &'static str {
        &FILES_VERSION
    }

    /// Every other language: tag and its own name.
    pub(super) fn other_languages(&self) -> Vec<(&'static str, String)> {
        let others = locale::languages()
            .into_iter()
            .filter(|tag| *tag != self.language());
        others
            .map(|tag| (tag, locale::catalog(tag).text("language-name")))
            .collect()
    }
}

/// A centre to choose.
pub(super) struct CentreChoice {
    pub id: String,
    pub title: String,
    pub chosen: bool,
}

/// The frame around a page's own content.
pub(super) struct Page {
    pub words: Words,
    /// The entry of the menu that is here.
    pub section: &'static str,
    pub account: String,
    pub form_token: String,
    /// Where to come back to after choosing a language.
    pub here: String,
    /// What was just done, in words.
    pub done: Option<String>,
    /// What has to be done about the signed repository, worst first.
    pub notices: Vec<String>,
    /// Empty where the page is about all centres, or there is only one.
    pub centres: Vec<CentreChoice>,
    /// The chosen centre's id.
    pub centre: String,
}

impl Page {
    /// The frame of a page for `by`.
    pub(super) fn new(app: &App, by: &SignedIn, section: &'static str, centre: &str) -> Self {
        let words = Words::new(locale::catalog(by.language));
        let several = app.settings.centres.len() > 1 && !centre.is_empty();
        let centres = app
            .settings
            .centres
            .iter()
            .filter(|_| several)
            .map(|each| CentreChoice {
                id: each.id.clone(),
                title: each.title.in_language(by.language).to_owned(),
                chosen: each.id == centre,
            });
        Self {
            words,
            section,
            account: by.account.clone(),
            form_token: by.form_token.clone(),
            done: query_value(&by.here, "done").and_then(|key| words.known(&format!("done-{key}"))),
            here: without_done(&by.here),
            notices: role_notices(app, words),
            centres: centres.collect(),
            centre: centre.to_owned(),
        }
    }

    /// Offers what all centres share as well, for pages about packs.
    pub(super) fn with_shared(mut self, app: &App, chosen: &str) -> Self {
        if self.centres.is_empty() {
            self.centres
                .extend(app.settings.centres.iter().map(|each| CentreChoice {
                    id: each.id.clone(),
                    title: each.title.in_language(self.words.language()).to_owned(),
                    chosen: false,
                }));
        }
        self.centres.push(CentreChoice {
            id: SHARED.to_owned(),
            title: self.words.t("shared-by-all"),
            chosen: false,
        });
        for choice in &mut self.centres {
            choice.chosen = choice.id == chosen;
        }
        self.centre = chosen.to_owned();
        self
    }

    /// The message `console-…`.
    pub(super) fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The message `console-…` with one number.
    pub(super) fn n(&self, key: &str, name: &str, number: &u32) -> String {
        self.words.n(key, name, number)
    }

    /// The message `console-…` with one text.
    pub(super) fn s(&self, key: &str, name: &str, text: &str) -> String {
        self.words.s(key, name, text)
    }

    /// A drawing, as SVG.
    pub(super) fn icon(&self, name: &str) -> &'static str {
        self.words.icon(name)
    }

    /// The menu: section, its name, whether this is it.
    pub(super) fn menu(&self) -> Vec<(&'static str, String, bool)> {
        let sections = [
            "kiosks",
            "packs",
            "activities",
            "questions",
            "wall",
            "outbox",
            "schedules",
            "audit",
        ];
        sections
            .into_iter()
            .map(|section| {
                (
                    section,
                    self.t(&format!("menu-{section}")),
                    section == self.section,
                )
            })
            .collect()
    }
}

fn role_notices(app: &App, words: Words) -> Vec<String> {
    let zone = super::chosen_centre(app, "").time_zone;
    let mut notices = app.role_notices();
    notices.sort_by_key(|notice| notice.expires_at);
    let in_words = |notice: &RoleNotice| {
        let when = if notice.past { "past" } else { "soon" };
        let keys = if notice.keys_here { "here" } else { "away" };
        let day = notice.expires_at.with_timezone(&zone);
        let centre = app
            .settings
            .centres
            .iter()
            .find(|centre| role_of(&centre.id) == notice.role);
        let role = match centre {
            Some(centre) => words::local(words, &centre.title),
            None => words
                .known(&format!("role-{}", notice.role))
                .unwrap_or_else(|| notice.role.clone()),
        };
        words.with(
            &format!("role-notice-{when}-{keys}"),
            [
                ("role", role.into()),
                ("day", words::short_day(words, day.date_naive()).into()),
            ],
        )
    };
    notices.iter().map(in_words).collect()
}

fn query_value(here: &str, name: &str) -> Option<String> {
    let (_, query) = here.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn without_done(here: &str) -> String {
    let Some((path, query)) = here.split_once('?') else {
        return here.to_owned();
    };
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    let pairs = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| !["done", "registered", "decision", "undo"].contains(&key.as_ref()));
    kept.extend_pairs(pairs);
    let kept = kept.finish();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{kept}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choosing_a_language_does_not_say_again_what_was_done() {
        assert_eq!(
            without_done("/console/kiosks?done=kiosk-renamed"),
            "/console/kiosks"
        );
        assert_eq!(
            without_done("/console/packs?centre=riyue&done=x"),
            "/console/packs?centre=riyue"
        );
        assert_eq!(
            query_value("/console/packs?centre=riyue&done=x", "done").as_deref(),
            Some("x")
        );
    }
}
