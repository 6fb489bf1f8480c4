//! What is wrong with a pack, where, and what to do about it.

use super::toml_reader::{Place, Reader};
use crate::locale::{self, FluentValue};
use crate::model::look::{DAY, Pair};
use crate::model::recurrence::RuleFault;
use crate::pack::archive::names;

/// Whether a problem keeps a pack from being published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not, but the author should know.
    Warning,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file, from the pack's folder.
    pub file: String,
    /// From 1.
    pub line: Option<u32>,
    /// From 1, in characters.
    pub column: Option<u32>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the texts in assets/locales/*/pack.ftl say what each one and its arguments mean"
)]
pub enum ProblemKind {
    AmbienceSpeech,
    AnswerPictures,
    AllAround {
        path: String,
        width: u32,
        height: u32,
    },
    Answers {
        kind: String,
        count: usize,
        right: usize,
    },
    Climbs {
        path: String,
    },
    Color {
        value: String,
    },
    Contrast {
        ink: String,
        paper: String,
        ratio: String,
        least: String,
    },
    LookContrast {
        /// The key of `[look]`.
        key: &'static str,
        /// What cannot be read.
        pair: Pair,
    },
    Cue {
        fault: String,
    },
    FileTooLarge {
        path: String,
        megabytes: u64,
        max: u64,
    },
    Film {
        path: String,
        reason: String,
    },
    FilmCodec {
        path: String,
        found: String,
    },
    FilmTooLarge {
        path: String,
        megabytes: u64,
        max: u64,
    },
    FilmTooLong {
        path: String,
        minutes: u64,
        max: u64,
    },
    FilmTooWide {
        path: String,
        width: u32,
        height: u32,
    },
    Format {
        found: i64,
    },
    Id {
        value: String,
    },
    Kind {
        found: String,
    },
    Language {
        value: String,
    },
    LiveValue,
    ManifestTooLarge {
        megabytes: u64,
        max: u64,
    },
    MissingFile {
        path: String,
    },
    MissingKey {
        key: String,
    },
    MissingLanguage {
        key: String,
        language: String,
    },
    Name {
        reason: String,
    },
    NoSuchPlace {
        place: String,
        exhibit: String,
    },
    NoSuchDay {
        value: String,
    },
    NotAFile {
        what: String,
    },
    NoPlaces {
        category: String,
    },
    NothingTaken,
    NotOneOf {
        value: String,
        known: String,
    },
    OutOfRange {
        value: i64,
        max: i64,
    },
    Over {
        value: String,
    },
    Object {
        path: String,
        reason: String,
    },
    OutOfBounds {
        key: String,
        min: String,
        max: String,
    },
    PackTooLarge {
        megabytes: u64,
        max: u64,
    },
    Picture {
        path: String,
        reason: String,
    },
    PictureTooLarge {
        path: String,
        width: u32,
        height: u32,
        side_max: u32,
    },
    PictureType {
        path: String,
    },
    Rule {
        fault: RuleFault,
    },
    SameName {
        other: String,
    },
    Sound {
        path: String,
        reason: String,
    },
    SoundTooLong {
        path: String,
        secs: u64,
        max: u64,
    },
    SpokenOnly,
    Subtitles {
        language: String,
    },
    Tile {
        path: String,
        width: u32,
        height: u32,
        wanted: (u32, u32),
    },
    TiledShape {
        path: String,
        width: u32,
        height: u32,
        tiled: (u32, u32),
    },
    TiledTooLarge {
        path: String,
        width: u32,
        height: u32,
        max: u32,
    },
    Tiles {
        path: String,
    },
    Toml {
        message: String,
    },
    TooLong {
        count: usize,
        max: usize,
    },
    TooManyTriangles {
        path: String,
        triangles: u64,
        max: u64,
    },
    TooManyCorners {
        path: String,
        corners: u64,
        max: u64,
    },
    TooManyOnObject {
        path: String,
        pictures: u64,
        max: u64,
    },
    TooManyPixelsOnObject {
        path: String,
        pixels: u64,
        max: u64,
    },
    TooMany {
        what: String,
        max: usize,
    },
    TooManyFiles {
        max: usize,
    },
    Twice {
        value: String,
    },
    UnknownKey {
        key: String,
        known: String,
    },
    Unreadable {
        reason: String,
    },
    Unused,
    WrongType {
        key: String,
        wanted: String,
    },
}

impl Problem {
    /// An error about a file as a whole.
    pub(super) fn of_file(file: impl Into<String>, kind: ProblemKind) -> Self {
        Self {
            severity: Severity::Error,
            file: file.into(),
            line: None,
            column: None,
            kind,
        }
    }

    /// At a place of a file.
    pub(super) fn at(severity: Severity, reader: &Reader, place: Place, kind: ProblemKind) -> Self {
        let (line, column) = reader.line_column(place);
        Self {
            severity,
            file: reader.name().to_owned(),
            line: Some(line),
            column: Some(column),
            kind,
        }
    }

    /// What is wrong, in words.
    pub fn what(&self, language: &str) -> String {
        self.words(language, "what")
    }

    /// What to do about it, in words.
    pub fn remedy(&self, language: &str) -> String {
        self.words(language, "remedy")
    }

    /// `qilou/exhibit.toml:12:8`, or the file alone.
    pub fn place(&self) -> String {
        match (self.line, self.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", self.file),
            _ => self.file.clone(),
        }
    }

    fn words(&self, language: &str, part: &str) -> String {
        let (key, args) = self.kind.key_and_args(language);
        locale::catalog(language).text_with(&format!("problem-{key}-{part}"), args)
    }
}

impl ProblemKind {
    fn key_and_args(
        &self,
        language: &str,
    ) -> (&'static str, Vec<(&'static str, FluentValue<'static>)>) {
        let text = |value: &str| FluentValue::from(names::printable(value.as_bytes()));
        let number = |value: u64| FluentValue::from(value.to_string());
        match self {
            Self::AllAround {
                path,
                width,
                height,
            } => (
                "all-around",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                ],
            ),
            Self::AmbienceSpeech => ("ambience-speech", Vec::new()),
            Self::AnswerPictures => ("answer-pictures", Vec::new()),
            Self::Answers { kind, count, right } => (
                "answers",
                vec![
                    ("kind", text(kind)),
                    ("count", number(*count as u64)),
                    ("right", number(*right as u64)),
                ],
            ),
            Self::Climbs { path } => ("climbs", vec![("path", text(path))]),
            Self::Color { value } => ("color", vec![("value", text(value))]),
            Self::Contrast {
                ink,
                paper,
                ratio,
                least,
            } => (
                "contrast",
                vec![
                    ("ink", text(ink)),
                    ("paper", text(paper)),
                    ("ratio", text(ratio)),
                    ("least", text(least)),
                ],
            ),
            Self::LookContrast { key, pair } => {
                let named = format!("gallery-screen-pair-{}", pair.name);
                let what = locale::catalog(language).text(&named);
                let (problem, usual) = if *key == "accent" {
                    ("look-accent", DAY.lacquer)
                } else {
                    ("look-background", DAY.paper)
                };
                let said = |words: String| FluentValue::from(words);
                let args = vec![
                    ("what", said(what)),
                    ("ink", said(pair.ink.to_string())),
                    ("paper", said(pair.ground.to_string())),
                    ("ratio", said(format!("{:.1}", pair.contrast()))),
                    ("least", said(format!("{:.1}", pair.least))),
                    ("usual", said(usual.to_string())),
                ];
                (problem, args)
            }
            Self::SpokenOnly => ("spoken-only", Vec::new()),
            Self::LiveValue => ("live-value", Vec::new()),
            Self::NoPlaces { category } => ("no-places", vec![("category", text(category))]),
            Self::NoSuchPlace { place, exhibit } => (
                "no-such-place",
                vec![("place", text(place)), ("exhibit", text(exhibit))],
            ),
            Self::NothingTaken => ("nothing-taken", Vec::new()),
            Self::Cue { fault } => {
                let fault = locale::catalog(language).text(&format!("cue-{fault}"));
                ("cue", vec![("fault", FluentValue::from(fault))])
            }
            Self::Film { path, reason } => {
                ("film", vec![("path", text(path)), ("reason", text(reason))])
            }
            Self::FilmCodec { path, found } => (
                "film-codec",
                vec![("path", text(path)), ("found", text(found))],
            ),
            Self::FilmTooLarge {
                path,
                megabytes,
                max,
            } => (
                "film-too-large",
                vec![
                    ("path", text(path)),
                    ("megabytes", number(*megabytes)),
                    ("max", number(*max)),
                ],
            ),
            Self::FilmTooLong { path, minutes, max } => (
                "film-too-long",
                vec![
                    ("path", text(path)),
                    ("minutes", number(*minutes)),
                    ("max", number(*max)),
                ],
            ),
            Self::FilmTooWide {
                path,
                width,
                height,
            } => (
                "film-too-wide",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                ],
            ),
            Self::Subtitles { language } => ("subtitles", vec![("language", text(language))]),
            Self::FileTooLarge {
                path,
                megabytes,
                max,
            } => (
                "file-too-large",
                vec![
                    ("path", text(path)),
                    ("megabytes", number(*megabytes)),
                    ("max", number(*max)),
                ],
            ),
            Self::Format { found } => ("format", vec![("found", text(&found.to_string()))]),
            Self::Id { value } => ("id", vec![("value", text(value))]),
            Self::Kind { found } => ("kind", vec![("found", text(found))]),
            Self::Language { value } => ("language", vec![("value", text(value))]),
            Self::ManifestTooLarge { megabytes, max } => (
                "manifest-too-large",
                vec![("megabytes", number(*megabytes)), ("max", number(*max))],
            ),
            Self::MissingFile { path } => ("missing-file", vec![("path", text(path))]),
            Self::MissingKey { key } => ("missing-key", vec![("key", text(key))]),
            Self::MissingLanguage { key, language } => (
                "missing-language",
                vec![("key", text(key)), ("language", text(language))],
            ),
            Self::Name { reason } => {
                let reason = locale::catalog(language).text(&format!("name-{reason}"));
                ("name", vec![("reason", FluentValue::from(reason))])
            }
            Self::NoSuchDay { value } => ("no-such-day", vec![("value", text(value))]),
            Self::NotAFile { what } => {
                let what = locale::catalog(language).text(&format!("not-a-file-{what}"));
                ("not-a-file", vec![("what", FluentValue::from(what))])
            }
            Self::NotOneOf { value, known } => (
                "not-one-of",
                vec![("value", text(value)), ("known", text(known))],
            ),
            Self::OutOfRange { value, max } => (
                "out-of-range",
                vec![
                    ("value", text(&value.to_string())),
                    ("max", text(&max.to_string())),
                ],
            ),
            Self::Over { value } => ("over", vec![("value", text(value))]),
            Self::PackTooLarge { megabytes, max } => (
                "pack-too-large",
                vec![("megabytes", number(*megabytes)), ("max", number(*max))],
            ),
            Self::Picture { path, reason } => (
                "picture",
                vec![("path", text(path)), ("reason", text(reason))],
            ),
            Self::PictureTooLarge {
                path,
                width,
                height,
                side_max,
            } => (
                "picture-too-large",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                    ("max", number(u64::from(*side_max))),
                ],
            ),
            Self::PictureType { path } => ("picture-type", vec![("path", text(path))]),
            Self::Rule { fault } => {
                let value = [("value", text(&fault.value))];
                let key = format!("rule-fault-{}", fault.key);
                let said = locale::catalog(language).text_with(&key, value);
                ("rule", vec![("fault", FluentValue::from(said))])
            }
            Self::SameName { other } => ("same-name", vec![("other", text(other))]),
            Self::Tile {
                path,
                width,
                height,
                wanted: (across, down),
            } => (
                "tile",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                    ("across", number(u64::from(*across))),
                    ("down", number(u64::from(*down))),
                ],
            ),
            Self::TiledShape {
                path,
                width,
                height,
                tiled: (across, down),
            } => (
                "tiled-shape",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                    ("across", number(u64::from(*across))),
                    ("down", number(u64::from(*down))),
                ],
            ),
            Self::TiledTooLarge {
                path,
                width,
                height,
                max,
            } => (
                "tiled-too-large",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                    ("max", number(u64::from(*max))),
                ],
            ),
            Self::Tiles { path } => ("tiles", vec![("path", text(path))]),
            Self::Toml { message } => ("toml", vec![("message", text(message))]),
            Self::TooLong { count, max } => (
                "too-long",
                vec![
                    ("count", number(*count as u64)),
                    ("max", number(*max as u64)),
                ],
            ),
            Self::Sound { path, reason } => (
                "sound",
                vec![("path", text(path)), ("reason", text(reason))],
            ),
            Self::SoundTooLong { path, secs, max } => (
                "sound-too-long",
                vec![
                    ("path", text(path)),
                    ("minutes", number(secs.div_ceil(60))),
                    ("max", number(max / 60)),
                ],
            ),
            Self::Object { path, reason } => (
                "object",
                vec![("path", text(path)), ("reason", text(reason))],
            ),
            Self::TooManyTriangles {
                path,
                triangles,
                max,
            } => (
                "triangles",
                vec![
                    ("path", text(path)),
                    ("triangles", number(*triangles)),
                    ("max", number(*max)),
                ],
            ),
            Self::TooManyCorners { path, corners, max } => (
                "corners",
                vec![
                    ("path", text(path)),
                    ("corners", number(*corners)),
                    ("max", number(*max)),
                ],
            ),
            Self::TooManyOnObject {
                path,
                pictures,
                max,
            } => (
                "object-pictures",
                vec![
                    ("path", text(path)),
                    ("pictures", number(*pictures)),
                    ("max", number(*max)),
                ],
            ),
            Self::TooManyPixelsOnObject { path, pixels, max } => (
                "object-pixels",
                vec![
                    ("path", text(path)),
                    ("millions", number(pixels.div_ceil(1_000_000))),
                    ("max", number(max / 1_000_000)),
                ],
            ),
            Self::OutOfBounds { key, min, max } => (
                "out-of-bounds",
                vec![("key", text(key)), ("min", text(min)), ("max", text(max))],
            ),
            Self::TooMany { what, max } => (
                "too-many",
                vec![("what", text(what)), ("max", number(*max as u64))],
            ),
            Self::TooManyFiles { max } => ("too-many-files", vec![("max", number(*max as u64))]),
            Self::Twice { value } => ("twice", vec![("value", text(value))]),
            Self::UnknownKey { key, known } => (
                "unknown-key",
                vec![("key", text(key)), ("known", text(known))],
            ),
            Self::Unreadable { reason } => ("unreadable", vec![("reason", text(reason))]),
            Self::Unused => ("unused", vec![]),
            Self::WrongType { key, wanted } => {
                let wanted = locale::catalog(language).text(&format!("problem-type-{wanted}"));
                (
                    "wrong-type",
                    vec![("key", text(key)), ("wanted", FluentValue::from(wanted))],
                )
            }
        }
    }
}
