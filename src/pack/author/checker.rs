//! What every part of an author's folder is checked with: keys, texts, numbers, pictures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path};

use image::ImageReader;

use super::toml_reader::{Place, Reader, Table};
use super::{Problem, ProblemKind, Severity, files_of, limits};
use crate::model::manifest::PackFile;
use crate::model::text::{LanguageTag, LocalizedText};
use crate::pack::blobs;

/// A check on its way through a folder.
pub(super) struct Checker<'a> {
    pub(super) folder: &'a Path,
    pub(super) problems: Vec<Problem>,
    pub(super) files: BTreeMap<String, PackFile>,
    /// What is named somewhere, whether it can be shown or not.
    pub(super) named: BTreeSet<String>,
    pub(super) languages: Vec<LanguageTag>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(folder: &'a Path) -> Self {
        Self {
            folder,
            problems: Vec::new(),
            files: BTreeMap::new(),
            named: BTreeSet::new(),
            languages: Vec::new(),
        }
    }

    /// Files that nothing names do not travel; the author should know.
    pub(super) fn unused(&mut self) {
        for path in files_of(self.folder).unwrap_or_default() {
            let name = path
                .strip_prefix(self.folder)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            let text =
                name.ends_with(".toml") || name.ends_with(".md") || name.starts_with("LICENSE");
            if !text && !self.named.contains(&name) {
                self.problems.push(Problem {
                    severity: Severity::Warning,
                    file: name,
                    line: None,
                    column: None,
                    kind: ProblemKind::Unused,
                });
            }
        }
    }

    pub(super) fn open(&mut self, name: &str, wanted: bool) -> Option<Reader> {
        match fs::read_to_string(self.folder.join(name)) {
            Ok(source) => {
                let (reader, broken) = Reader::parse(name, source);
                for (place, message) in broken {
                    self.error(&reader, place, ProblemKind::Toml { message });
                }
                Some(reader)
            }
            Err(error) => {
                if wanted {
                    let kind = match error.kind() {
                        io::ErrorKind::NotFound => ProblemKind::MissingFile {
                            path: name.to_owned(),
                        },
                        _ => ProblemKind::Unreadable {
                            reason: error.to_string(),
                        },
                    };
                    self.problems.push(Problem {
                        severity: Severity::Error,
                        file: name.to_owned(),
                        line: None,
                        column: None,
                        kind,
                    });
                }
                None
            }
        }
    }

    pub(super) fn error(&mut self, reader: &Reader, place: Place, kind: ProblemKind) {
        let (line, column) = reader.line_column(place);
        self.problems.push(Problem {
            severity: Severity::Error,
            file: reader.name().to_owned(),
            line: Some(line),
            column: Some(column),
            kind,
        });
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

    pub(super) fn string(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
    ) -> Option<(String, Place)> {
        match table.get(key) {
            None => {
                self.missing_key(reader, table, key);
                None
            }
            Some((value, place)) => match value.as_str() {
                Some(text) => Some((text.to_owned(), place)),
                None => {
                    self.error(
                        reader,
                        place,
                        ProblemKind::WrongType {
                            key: key.to_owned(),
                            wanted: "text".into(),
                        },
                    );
                    None
                }
            },
        }
    }

    pub(super) fn number(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
    ) -> Option<(i64, Place)> {
        match table.get(key) {
            None => {
                self.missing_key(reader, table, key);
                None
            }
            Some((value, place)) => match value.as_integer() {
                Some(number) => Some((number, place)),
                None => {
                    self.error(
                        reader,
                        place,
                        ProblemKind::WrongType {
                            key: key.to_owned(),
                            wanted: "number".into(),
                        },
                    );
                    None
                }
            },
        }
    }

    pub(super) fn strings(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
    ) -> Vec<(String, Place)> {
        let Some((value, place)) = table.get(key) else {
            self.missing_key(reader, table, key);
            return Vec::new();
        };
        let items = value.as_array().map(|items| {
            items
                .iter()
                .map(|item| Some((item.get_ref().as_str()?.to_owned(), Place::of(item.span()))))
                .collect::<Option<Vec<_>>>()
        });
        match items.flatten() {
            Some(items) if !items.is_empty() => items,
            _ => {
                self.error(
                    reader,
                    place,
                    ProblemKind::WrongType {
                        key: key.to_owned(),
                        wanted: "list".into(),
                    },
                );
                Vec::new()
            }
        }
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
        if parts.len() > limits::PARTS_MAX {
            self.error(
                reader,
                table.place(),
                ProblemKind::TooMany {
                    what: key.to_owned(),
                    max: limits::PARTS_MAX,
                },
            );
        }
        parts.into_iter().take(limits::PARTS_MAX).collect()
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

    /// A picture's path in the pack, after a look at the picture itself.
    pub(super) fn picture(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        folder: &str,
    ) -> Option<String> {
        let (name, place) = self.string(reader, table, key)?;
        let plain = Path::new(&name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain || name.is_empty() || name.contains('\\') {
            self.error(reader, place, ProblemKind::Climbs { path: name });
            return None;
        }
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        self.named.insert(path.clone());
        if !self.files.contains_key(&path) {
            match look_at(&self.folder.join(&path), &path) {
                Ok(file) => {
                    self.files.insert(path.clone(), file);
                }
                Err(kind) => {
                    self.error(reader, place, kind);
                    return None;
                }
            }
        }
        Some(path)
    }
}

/// Reads a picture whole: its length, hash, type and size in pixels.
fn look_at(path: &Path, name: &str) -> Result<PackFile, ProblemKind> {
    let missing = || ProblemKind::MissingFile {
        path: name.to_owned(),
    };
    let meta = fs::symlink_metadata(path).map_err(|_| missing())?;
    if !meta.is_file() {
        return Err(missing());
    }
    if meta.len() > limits::FILE_BYTES_MAX {
        return Err(ProblemKind::FileTooLarge {
            path: name.to_owned(),
            megabytes: meta.len() / 1_048_576,
            max: limits::FILE_BYTES_MAX / 1_048_576,
        });
    }
    let broken = |reason: String| ProblemKind::Picture {
        path: name.to_owned(),
        reason,
    };
    let open = || {
        ImageReader::open(path)
            .and_then(ImageReader::with_guessed_format)
            .map_err(|error| broken(error.to_string()))
    };
    let reader = open()?;
    let media_type = match reader.format() {
        Some(image::ImageFormat::WebP) => "image/webp",
        Some(image::ImageFormat::Png) => "image/png",
        Some(image::ImageFormat::Jpeg) => "image/jpeg",
        _ => {
            return Err(ProblemKind::PictureType {
                path: name.to_owned(),
            });
        }
    };
    // The size first: an over-large picture is refused before a byte of it is decoded.
    let (width, height) = reader
        .into_dimensions()
        .map_err(|error| broken(error.to_string()))?;
    let pixels = u64::from(width) * u64::from(height);
    if width > limits::PICTURE_SIDE_MAX
        || height > limits::PICTURE_SIDE_MAX
        || pixels > limits::PICTURE_PIXELS_MAX
    {
        return Err(ProblemKind::PictureTooLarge {
            path: name.to_owned(),
            width,
            height,
            side_max: limits::PICTURE_SIDE_MAX,
        });
    }
    open()?
        .decode()
        .map_err(|error| broken(error.to_string()))?;
    let sha256 = blobs::hash_file(path).map_err(|error| broken(error.to_string()))?;
    Ok(PackFile {
        sha256,
        length: meta.len(),
        media_type: media_type.to_owned(),
        chunk_index: None,
        width: Some(width),
        height: Some(height),
    })
}

pub(super) fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
