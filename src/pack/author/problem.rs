//! What is wrong with a pack, where, and what to do about it.

mod words;

use super::toml_reader::{Place, Reader};
use crate::locale;
use crate::model::look::Pair;
use crate::model::recurrence::RuleFault;

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
