//! The pages that visitors open on their own phones: data in, HTML out. They work without scripts and ask nobody else.
//!
//! Templates are in `assets/phone/templates`, words in `assets/locales/*/phone.ftl`. Nothing here changes anything;
//! that is `routes::phone`.

pub(super) mod activity;
pub(super) mod own;

use askama::Template;
use axum::response::Html;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

use super::{App, ServerError, console};
use crate::locale::{self, Catalog, FluentValue};
use crate::model::text::LocalizedText;

/// The one style sheet, built into the program.
pub(super) const STYLE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/assets/phone/phone.css"
));

static VERSION: LazyLock<String> = LazyLock::new(|| hex::encode(&Sha256::digest(STYLE)[..6]));

/// What every page has.
pub(super) struct Frame {
    catalog: &'static Catalog,
    /// The centre's name.
    pub centre: String,
    /// Its id.
    pub centre_id: String,
    /// What forms carry.
    pub form_token: String,
    /// Path of this page, for choosing a language.
    pub here: String,
}

impl Frame {
    /// The frame of a page of this centre.
    pub(super) fn new(
        app: &App,
        language: &'static str,
        centre: &str,
        form_token: String,
        here: String,
    ) -> Self {
        let centre = console::chosen_centre(app, centre);
        Self {
            catalog: locale::catalog(language),
            centre: centre.title.in_language(language).to_owned(),
            centre_id: centre.id.clone(),
            form_token,
            here,
        }
    }

    /// The message `phone-…`.
    pub(super) fn t(&self, key: &str) -> String {
        self.catalog.text(&format!("phone-{key}"))
    }

    /// A message that is not of phone pages alone.
    pub(super) fn shared(&self, key: &str) -> String {
        self.catalog.text(key)
    }

    /// The message `phone-…` with one text.
    pub(super) fn s(&self, key: &str, name: &str, text: &str) -> String {
        self.with(key, [(name, FluentValue::from(text.to_owned()))])
    }

    /// The message `phone-…` with arguments.
    pub(super) fn with<'a>(
        &self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> String {
        self.catalog.text_with(&format!("phone-{key}"), args)
    }

    /// Whether there is a message `…`.
    fn knows(&self, key: &str) -> bool {
        self.catalog.keys().iter().any(|known| known == key)
    }

    /// The language's tag.
    pub(super) fn language(&self) -> &'static str {
        self.catalog.language()
    }

    /// A text in the page's language.
    pub(super) fn local(&self, text: &LocalizedText) -> String {
        text.in_language(self.language()).to_owned()
    }

    /// Changes whenever the style does.
    pub(super) fn version(&self) -> &'static str {
        &VERSION
    }

    /// The other languages: tag and own name.
    pub(super) fn other_languages(&self) -> Vec<(&'static str, String)> {
        let others = locale::languages().into_iter();
        others
            .filter(|tag| *tag != self.language())
            .map(|tag| (tag, locale::catalog(tag).text("language-name")))
            .collect()
    }

    /// `Monday 23 Nov, 10:00–11:30`.
    fn when(&self, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, zone: Tz) -> String {
        let clock = |at: DateTime<Utc>| at.with_timezone(&zone).format("%H:%M").to_string();
        let day = starts_at.with_timezone(&zone).date_naive();
        let day = console::day_in_words(self.language(), day);
        format!("{day} {}–{}", clock(starts_at), clock(ends_at))
    }

    /// `Monday 23 Nov 10:00`.
    fn moment(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let at = at.with_timezone(&zone);
        let day = console::day_in_words(self.language(), at.date_naive());
        format!("{day} {}", at.format("%H:%M"))
    }
}

fn html(template: &impl Template) -> Result<Html<String>, ServerError> {
    template
        .render()
        .map(Html)
        .map_err(|error| ServerError::Internal(error.to_string()))
}

/// Why something was refused, as a page.
pub(super) fn refusal_page(language: &'static str, reason: &str, message: &str) -> Html<String> {
    #[derive(Template)]
    #[template(path = "refused.html", config = "config/askama-phone.toml")]
    struct Refused {
        page: Frame,
        heading: String,
        message: String,
    }
    let page = Frame {
        catalog: locale::catalog(language),
        centre: String::new(),
        centre_id: String::new(),
        form_token: String::new(),
        here: String::new(),
    };
    let key = format!("phone-refused-{}", reason.replace('_', "-"));
    let message = if page.knows(&key) {
        page.shared(&key)
    } else {
        message.to_owned()
    };
    let refused = Refused {
        heading: page.t("refused"),
        page,
        message,
    };
    Html(refused.render().unwrap_or(refused.message))
}
