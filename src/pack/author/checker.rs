//! What every part of an author's folder is checked with: keys, texts, numbers, pictures.

mod media;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use super::pictures::Memory;
use super::toml_reader::{Place, Reader, Table, Value};
use super::{Circumstances, Problem, ProblemKind, Severity, films, folder, limits};
use crate::model::manifest::PackFile;
use crate::model::text::{LanguageTag, LocalizedText};

pub(super) use media::Media;

/// A check on its way through a folder.
pub(super) struct Checker<'a> {
    pub(super) folder: &'a Path,
    pub(super) circumstances: &'a Circumstances<'a>,
    memory: &'a mut Memory,
    /// Files that travel.
    there: Vec<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) files: BTreeMap<String, PackFile>,
    /// What films say of themselves.
    films: BTreeMap<String, films::Facts>,
    /// What is named somewhere, whether it can be shown or not.
    pub(super) named: BTreeSet<String>,
    pub(super) languages: Vec<LanguageTag>,
    /// Ids of the pack's exhibits, as `pack.toml` lists them.
    pub(super) exhibits: Vec<String>,
    /// Where guides lead: the exhibit, the place on it, and what is told if there is no such place.
    pub(super) leads: Vec<(String, String, Problem)>,
}

impl<'a> Checker<'a> {
    /// Looks at what is in the folder; nothing of it has been read yet.
    pub(super) fn new(
        folder: &'a Path,
        circumstances: &'a Circumstances<'a>,
        memory: &'a mut Memory,
    ) -> Self {
        let walked = folder::walk(folder);
        Self {
            folder,
            circumstances,
            memory,
            there: walked.files,
            problems: walked.problems,
            files: BTreeMap::new(),
            films: BTreeMap::new(),
            named: BTreeSet::new(),
            languages: Vec::new(),
            exhibits: Vec::new(),
            leads: Vec::new(),
        }
    }

    /// Whether the folder holds this plain file.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.there
            .binary_search_by(|there| there.as_str().cmp(name))
            .is_ok()
    }

    /// Files that nothing names do not travel; the author should know.
    pub(super) fn unused(&mut self) {
        for name in &self.there {
            let text =
                name.ends_with(".toml") || name.ends_with(".md") || name.starts_with("LICENSE");
            if !text && !self.named.contains(name) {
                self.problems.push(Problem {
                    severity: Severity::Warning,
                    ..Problem::of_file(name.clone(), ProblemKind::Unused)
                });
            }
        }
    }

    /// A file of text. Only what the folder was seen to hold is opened: never a link, never a pipe that nobody fills.
    pub(super) fn open(&mut self, name: &str) -> Option<Reader> {
        if !self.holds(name) {
            let kind = ProblemKind::MissingFile {
                path: name.to_owned(),
            };
            self.problems.push(Problem::of_file(name, kind));
            return None;
        }
        match read_text(&self.folder.join(name), name) {
            Ok(source) => {
                let (reader, broken) = Reader::parse(name, source);
                // A bracket that is never closed is missing once, however often the parser misses it.
                let mut places = BTreeSet::new();
                for (place, message) in broken {
                    if places.insert(place) {
                        self.error(&reader, place, ProblemKind::Toml { message });
                    }
                }
                Some(reader)
            }
            Err(kind) => {
                self.problems.push(Problem::of_file(name, kind));
                None
            }
        }
    }

    pub(super) fn error(&mut self, reader: &Reader, place: Place, kind: ProblemKind) {
        self.problems
            .push(Problem::at(Severity::Error, reader, place, kind));
    }

    /// What does not keep a pack from being published.
    pub(super) fn warning(&mut self, reader: &Reader, place: Place, kind: ProblemKind) {
        self.problems
            .push(Problem::at(Severity::Warning, reader, place, kind));
    }

    pub(super) fn only(&mut self, reader: &Reader, table: &Table, known: &[&str]) {
        for (key, place) in table.keys() {
            if !known.contains(&key.as_str()) {
                self.error(
                    reader,
                    place,
                    ProblemKind::UnknownKey {
                        key,
                        known: known.join(", "),
                    },
                );
            }
        }
    }

    pub(super) fn missing_key(&mut self, reader: &Reader, table: &Table, key: &str) {
        self.error(
            reader,
            table.place(),
            ProblemKind::MissingKey {
                key: key.to_owned(),
            },
        );
    }

    /// What stands at a key, as `read` reads it; `wanted` is what it should be.
    fn typed<T>(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        wanted: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<(T, Place)> {
        let Some((value, place)) = table.get(key) else {
            self.missing_key(reader, table, key);
            return None;
        };
        let Some(read) = read(&value) else {
            let (key, wanted) = (key.to_owned(), wanted.to_owned());
            self.error(reader, place, ProblemKind::WrongType { key, wanted });
            return None;
        };
        Some((read, place))
    }

    pub(super) fn string(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
    ) -> Option<(String, Place)> {
        let read = |value: &Value| value.as_str().map(str::to_owned);
        self.typed(reader, table, key, "text", read)
    }

    pub(super) fn number(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
    ) -> Option<(i64, Place)> {
        self.typed(reader, table, key, "number", Value::as_integer)
    }

    /// A number with or without a fraction, within bounds.
    pub(super) fn real(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        bounds: RangeInclusive<f64>,
    ) -> Option<f64> {
        let (number, place) = self.typed(reader, table, key, "number", Value::as_float)?;
        if bounds.contains(&number) {
            return Some(number);
        }
        let kind = ProblemKind::OutOfBounds {
            key: key.to_owned(),
            min: bounds.start().to_string(),
            max: bounds.end().to_string(),
        };
        self.error(reader, place, kind);
        None
    }

    pub(super) fn strings(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
    ) -> Vec<(String, Place)> {
        let read = |value: &Value| {
            let items = value.as_array()?.iter();
            let items = items
                .map(|item| Some((item.get_ref().as_str()?.to_owned(), Place::of(item.span()))));
            let items = items.collect::<Option<Vec<_>>>()?;
            (!items.is_empty()).then_some(items)
        };
        let items = self.typed(reader, table, key, "list", read);
        items.map(|(items, _)| items).unwrap_or_default()
    }

    pub(super) fn one_of<T>(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        parse: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> Option<T> {
        let (text, place) = self.string(reader, table, key)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.error(
                reader,
                place,
                ProblemKind::NotOneOf {
                    value: text,
                    known: known.to_owned(),
                },
            );
        }
        parsed
    }

    pub(super) fn id(&mut self, reader: &Reader, table: &Table, key: &str) -> Option<String> {
        let (id, place) = self.string(reader, table, key)?;
        if is_id(&id) {
            return Some(id);
        }
        self.error(reader, place, ProblemKind::Id { value: id });
        None
    }

    pub(super) fn parts(&mut self, reader: &Reader, table: &Table, key: &str) -> Vec<Table> {
        let parts = table.tables(key);
        if parts.is_empty() {
            self.missing_key(reader, table, key);
        }
        self.at_most(reader, table.place(), key, parts.len(), limits::PARTS_MAX);
        parts.into_iter().take(limits::PARTS_MAX).collect()
    }

    pub(super) fn at_most(
        &mut self,
        reader: &Reader,
        place: Place,
        what: &str,
        count: usize,
        max: usize,
    ) {
        if count > max {
            let what = what.to_owned();
            self.error(reader, place, ProblemKind::TooMany { what, max });
        }
    }

    pub(super) fn text(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        chars_max: usize,
    ) -> LocalizedText {
        let mut text = LocalizedText::default();
        let Some((value, place)) = table.get(key) else {
            self.missing_key(reader, table, key);
            return text;
        };
        let Some(by_language) = value.as_table() else {
            self.error(
                reader,
                place,
                ProblemKind::WrongType {
                    key: key.to_owned(),
                    wanted: "texts".into(),
                },
            );
            return text;
        };
        for (language, words) in by_language {
            let at = Place::of(words.span());
            match words.get_ref().as_str() {
                Some(words) if words.chars().count() > chars_max => {
                    self.error(
                        reader,
                        at,
                        ProblemKind::TooLong {
                            count: words.chars().count(),
                            max: chars_max,
                        },
                    );
                }
                Some(words) => {
                    text.0
                        .insert(language.get_ref().to_string(), words.trim().to_owned());
                }
                None => self.error(
                    reader,
                    at,
                    ProblemKind::WrongType {
                        key: key.to_owned(),
                        wanted: "text".into(),
                    },
                ),
            }
        }
        for language in self.languages.clone() {
            if !by_language.keys().any(|key| *key.get_ref() == language)
                || text.get(&language).is_none() && text.0.contains_key(&language)
            {
                self.error(
                    reader,
                    place,
                    ProblemKind::MissingLanguage {
                        key: key.to_owned(),
                        language,
                    },
                );
            }
        }
        text
    }

    /// What is written in a file the folder holds.
    pub(super) fn source(&self, name: &str) -> Result<String, ProblemKind> {
        read_text(&self.folder.join(name), name)
    }
}

fn read_text(path: &Path, name: &str) -> Result<String, ProblemKind> {
    let unreadable = |error: std::io::Error| ProblemKind::Unreadable {
        reason: error.to_string(),
    };
    let bytes = fs::symlink_metadata(path).map_err(unreadable)?.len();
    if bytes > limits::TOML_BYTES_MAX {
        return Err(ProblemKind::FileTooLarge {
            path: name.to_owned(),
            megabytes: bytes.div_ceil(limits::MEGABYTE),
            max: limits::TOML_BYTES_MAX / limits::MEGABYTE,
        });
    }
    fs::read_to_string(path).map_err(unreadable)
}

/// Whether a text can be the id of a pack, an exhibit or a centre.
pub fn is_id(text: &str) -> bool {
    (1..=limits::ID_CHARS_MAX).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
