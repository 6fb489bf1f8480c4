//! The author's form of a pack: a folder of TOML and pictures. [`check`] finds every problem at once.
//!
//! `toml_reader` reads a file and remembers lines; `problem` says what is wrong and what to do.

mod problem;
mod toml_reader;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use chrono::{NaiveTime, Weekday};
use image::ImageReader;

use super::blobs::{self, BlobStore};
use crate::model::activity::Category;
use crate::model::exhibit::{
    Exhibit, ExhibitContent, GalleryPicture, QuizAnswer, QuizQuestion, StoryPage,
};
use crate::model::manifest::{MANIFEST_FORMAT, Manifest, PackFile};
use crate::model::text::{LanguageTag, LocalizedText};
pub use problem::{Problem, ProblemKind, Severity};
use toml_reader::{Place, Reader, Table};

/// Limits of a pack; `pack check` holds authors to them.
pub mod limits {
    /// Pixels on a side of a picture.
    pub const PICTURE_SIDE_MAX: u32 = 8192;
    /// Pixels of a picture.
    pub const PICTURE_PIXELS_MAX: u64 = 40_000_000;
    /// Bytes of one file.
    pub const FILE_BYTES_MAX: u64 = 20 * 1024 * 1024;
    /// Exhibits in a pack.
    pub const EXHIBITS_MAX: usize = 100;
    /// Pages, pictures or questions in an exhibit.
    pub const PARTS_MAX: usize = 200;
    /// Characters of a heading, title or caption.
    pub const HEADING_CHARS_MAX: usize = 90;
    /// Characters of a text.
    pub const TEXT_CHARS_MAX: usize = 600;
}

/// What a check came to.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The manifest, version 0; `None` when any problem is an error.
    pub manifest: Option<Manifest>,
    /// Example activities a publication can import.
    pub activities: Vec<SampleActivity>,
    /// Every problem, errors and warnings.
    pub problems: Vec<Problem>,
}

/// An example activity of `activities.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleActivity {
    /// Its name in the file.
    pub id: String,
    /// Its name.
    pub title: LocalizedText,
    /// One or two sentences.
    pub summary: LocalizedText,
    /// What kind.
    pub category: Category,
    /// Where.
    pub room: LocalizedText,
    /// Who holds it.
    pub host: LocalizedText,
    /// Path of a picture in the pack.
    pub picture: Option<String>,
    /// The day of the week.
    pub weekday: Weekday,
    /// Local time.
    pub start: NaiveTime,
    /// How long.
    pub minutes: u32,
    /// Places; 0 for walk in.
    pub places: u32,
    /// Example registrations that hold a place.
    pub registered: u32,
    /// Example registrations that wait.
    pub waitlisted: u32,
}

/// Checks a folder.
pub fn check(folder: &Path) -> Checked {
    let mut checker = Checker {
        folder,
        problems: Vec::new(),
        files: BTreeMap::new(),
        named: BTreeSet::new(),
        languages: Vec::new(),
    };
    let manifest = checker.pack();
    let activities = checker.activities();
    checker.unused();
    let broken = checker
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    let manifest = manifest.filter(|_| !broken).map(|manifest| Manifest {
        files: checker.files,
        ..manifest
    });
    Checked {
        manifest,
        activities,
        problems: checker.problems,
    }
}

/// Copies every file of a checked pack into `blobs`.
///
/// # Errors
///
/// When a file changed since the check, or the disk says no.
pub fn store_files(
    folder: &Path,
    manifest: &Manifest,
    blobs: &BlobStore,
) -> Result<(), blobs::BlobError> {
    manifest
        .files
        .iter()
        .try_for_each(|(path, file)| blobs.add_file(&folder.join(path), file))
}

/// Every file of an author's folder that could travel, in order. Names beginning with `_` or `.` are the author's own.
///
/// # Errors
///
/// When a folder cannot be read.
pub fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name
            .to_str()
            .is_none_or(|name| name.starts_with(['_', '.']))
        {
            continue;
        }
        if entry.file_type()?.is_dir() {
            all.extend(files_of(&entry.path())?);
        } else {
            all.push(entry.path());
        }
    }
    all.sort();
    Ok(all)
}

struct Checker<'a> {
    folder: &'a Path,
    problems: Vec<Problem>,
    files: BTreeMap<String, PackFile>,
    /// What is named somewhere, whether it can be shown or not.
    named: BTreeSet<String>,
    languages: Vec<LanguageTag>,
}

impl Checker<'_> {
    fn pack(&mut self) -> Option<Manifest> {
        let reader = self.open("pack.toml", true)?;
        let table = reader.root();
        self.only(
            &reader,
            &table,
            &[
                "format",
                "id",
                "centre",
                "languages",
                "exhibits",
                "cover",
                "title",
                "tagline",
            ],
        );
        if let Some((format, place)) = self.number(&reader, &table, "format")
            && format != i64::from(MANIFEST_FORMAT)
        {
            self.error(&reader, place, ProblemKind::Format { found: format });
        }
        self.languages = self
            .strings(&reader, &table, "languages")
            .into_iter()
            .map(|(language, _)| language)
            .collect();
        let id = self.id(&reader, &table, "id");
        let centre = self.id(&reader, &table, "centre");
        let title = self.text(&reader, &table, "title", limits::HEADING_CHARS_MAX);
        let tagline = self.text(&reader, &table, "tagline", limits::HEADING_CHARS_MAX);
        let cover = self.picture(&reader, &table, "cover", "");
        let names = self.strings(&reader, &table, "exhibits");
        if names.len() > limits::EXHIBITS_MAX {
            self.error(
                &reader,
                table.place(),
                ProblemKind::TooMany {
                    what: "exhibits".into(),
                    max: limits::EXHIBITS_MAX,
                },
            );
        }
        let mut seen = BTreeSet::new();
        let mut exhibits = Vec::new();
        for (name, place) in names.into_iter().take(limits::EXHIBITS_MAX) {
            if !is_id(&name) {
                self.error(&reader, place, ProblemKind::Id { value: name });
            } else if !seen.insert(name.clone()) {
                self.error(&reader, place, ProblemKind::Twice { value: name });
            } else if !self.folder.join(&name).join("exhibit.toml").is_file() {
                self.error(
                    &reader,
                    place,
                    ProblemKind::MissingFile {
                        path: format!("{name}/exhibit.toml"),
                    },
                );
            } else {
                exhibits.extend(self.exhibit(&name));
            }
        }
        let manifest = Manifest {
            format: MANIFEST_FORMAT,
            id: id?,
            centre: centre?,
            version: 0,
            languages: self.languages.clone(),
            title,
            tagline,
            cover: cover?,
            exhibits,
            files: BTreeMap::new(),
        };
        Some(manifest)
    }

    fn exhibit(&mut self, name: &str) -> Option<Exhibit> {
        let reader = self.open(&format!("{name}/exhibit.toml"), true)?;
        let table = reader.root();
        let title = self.text(&reader, &table, "title", limits::HEADING_CHARS_MAX);
        let subtitle = self.text(&reader, &table, "subtitle", limits::HEADING_CHARS_MAX);
        let cover = self.picture(&reader, &table, "cover", name);
        let (kind, place) = self.string(&reader, &table, "kind")?;
        let common = ["kind", "cover", "title", "subtitle"];
        let content = match kind.as_str() {
            "story" => {
                self.only(&reader, &table, &[&common[..], &["pages"]].concat());
                let pages = self.parts(&reader, &table, "pages");
                ExhibitContent::Story {
                    pages: pages
                        .iter()
                        .filter_map(|page| self.page(&reader, page, name))
                        .collect(),
                }
            }
            "gallery" => {
                self.only(&reader, &table, &[&common[..], &["pictures"]].concat());
                let pictures = self.parts(&reader, &table, "pictures");
                ExhibitContent::Gallery {
                    pictures: pictures
                        .iter()
                        .filter_map(|part| self.shown(&reader, part, name))
                        .collect(),
                }
            }
            "quiz" => {
                self.only(&reader, &table, &[&common[..], &["questions"]].concat());
                let questions = self.parts(&reader, &table, "questions");
                ExhibitContent::Quiz {
                    questions: questions
                        .iter()
                        .map(|part| self.question(&reader, part, name))
                        .collect(),
                }
            }
            _ => {
                self.error(&reader, place, ProblemKind::Kind { found: kind });
                return None;
            }
        };
        Some(Exhibit {
            id: name.to_owned(),
            title,
            subtitle,
            cover: cover?,
            content,
        })
    }

    fn page(&mut self, reader: &Reader, page: &Table, exhibit: &str) -> Option<StoryPage> {
        self.only(reader, page, &["picture", "alt", "heading", "text"]);
        let alt = self.text(reader, page, "alt", limits::TEXT_CHARS_MAX);
        let heading = self.text(reader, page, "heading", limits::HEADING_CHARS_MAX);
        let text = self.text(reader, page, "text", limits::TEXT_CHARS_MAX);
        Some(StoryPage {
            picture: self.picture(reader, page, "picture", exhibit)?,
            alt,
            heading,
            text,
        })
    }

    fn shown(&mut self, reader: &Reader, part: &Table, exhibit: &str) -> Option<GalleryPicture> {
        self.only(reader, part, &["picture", "alt", "caption"]);
        let alt = self.text(reader, part, "alt", limits::TEXT_CHARS_MAX);
        let caption = self.text(reader, part, "caption", limits::TEXT_CHARS_MAX);
        Some(GalleryPicture {
            picture: self.picture(reader, part, "picture", exhibit)?,
            alt,
            caption,
        })
    }

    fn question(&mut self, reader: &Reader, part: &Table, exhibit: &str) -> QuizQuestion {
        self.only(
            reader,
            part,
            &["question", "picture", "alt", "answers", "explanation"],
        );
        let question = self.text(reader, part, "question", limits::TEXT_CHARS_MAX);
        let explanation = self.text(reader, part, "explanation", limits::TEXT_CHARS_MAX);
        let has_picture = part.has("picture");
        let picture = if has_picture {
            self.picture(reader, part, "picture", exhibit)
        } else {
            None
        };
        let alt = if has_picture {
            self.text(reader, part, "alt", limits::TEXT_CHARS_MAX)
        } else {
            LocalizedText::default()
        };
        let answers: Vec<QuizAnswer> = part
            .tables("answers")
            .iter()
            .map(|answer| {
                self.only(reader, answer, &["text", "right"]);
                QuizAnswer {
                    text: self.text(reader, answer, "text", limits::HEADING_CHARS_MAX),
                    right: answer.flag("right"),
                }
            })
            .collect();
        let right = answers.iter().filter(|answer| answer.right).count();
        if !(2..=4).contains(&answers.len()) || right != 1 {
            self.error(
                reader,
                part.place(),
                ProblemKind::Answers {
                    count: answers.len(),
                    right,
                },
            );
        }
        QuizQuestion {
            question,
            picture,
            alt,
            answers,
            explanation,
        }
    }

    fn activities(&mut self) -> Vec<SampleActivity> {
        if !self.folder.join("activities.toml").is_file() {
            return Vec::new();
        }
        let Some(reader) = self.open("activities.toml", true) else {
            return Vec::new();
        };
        let root = reader.root();
        self.only(&reader, &root, &["activities"]);
        root.tables("activities")
            .iter()
            .filter_map(|table| self.activity(&reader, table))
            .collect()
    }

    fn activity(&mut self, reader: &Reader, table: &Table) -> Option<SampleActivity> {
        self.only(
            reader,
            table,
            &[
                "id",
                "title",
                "summary",
                "category",
                "room",
                "host",
                "picture",
                "weekday",
                "start",
                "minutes",
                "places",
                "registered",
                "waitlisted",
            ],
        );
        let id = self.id(reader, table, "id");
        let title = self.text(reader, table, "title", limits::HEADING_CHARS_MAX);
        let summary = self.text(reader, table, "summary", limits::TEXT_CHARS_MAX);
        let room = self.text(reader, table, "room", limits::HEADING_CHARS_MAX);
        let host = self.text(reader, table, "host", limits::HEADING_CHARS_MAX);
        let picture = if table.has("picture") {
            self.picture(reader, table, "picture", "")
        } else {
            None
        };
        let category = self.one_of(
            reader,
            table,
            "category",
            Category::from_key,
            "health, family, arts, training, volunteer, festival, service",
        );
        let weekday = self.one_of(
            reader,
            table,
            "weekday",
            |text| text.parse().ok(),
            "mon, tue, wed, thu, fri, sat, sun",
        );
        let start = self.one_of(
            reader,
            table,
            "start",
            |text| NaiveTime::parse_from_str(text, "%H:%M").ok(),
            "10:00",
        );
        let count = |checker: &mut Self, key: &str, max: i64| -> Option<u32> {
            let (value, place) = checker.number(reader, table, key)?;
            if !(0..=max).contains(&value) {
                checker.error(reader, place, ProblemKind::OutOfRange { value, max });
                return None;
            }
            u32::try_from(value).ok()
        };
        let minutes = count(self, "minutes", 24 * 60);
        let places = count(self, "places", 100_000);
        let registered = if table.has("registered") {
            count(self, "registered", 100_000)
        } else {
            Some(0)
        };
        let waitlisted = if table.has("waitlisted") {
            count(self, "waitlisted", 100_000)
        } else {
            Some(0)
        };
        Some(SampleActivity {
            id: id?,
            title,
            summary,
            category: category?,
            room,
            host,
            picture,
            weekday: weekday?,
            start: start?,
            minutes: minutes?,
            places: places?,
            registered: registered?,
            waitlisted: waitlisted?,
        })
    }

    /// Files that nothing names do not travel; the author should know.
    fn unused(&mut self) {
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

    fn open(&mut self, name: &str, wanted: bool) -> Option<Reader> {
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

    fn error(&mut self, reader: &Reader, place: Place, kind: ProblemKind) {
        let (line, column) = reader.line_column(place);
        self.problems.push(Problem {
            severity: Severity::Error,
            file: reader.name().to_owned(),
            line: Some(line),
            column: Some(column),
            kind,
        });
    }

    fn only(&mut self, reader: &Reader, table: &Table, known: &[&str]) {
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

    fn missing_key(&mut self, reader: &Reader, table: &Table, key: &str) {
        self.error(
            reader,
            table.place(),
            ProblemKind::MissingKey {
                key: key.to_owned(),
            },
        );
    }

    fn string(&mut self, reader: &Reader, table: &Table, key: &str) -> Option<(String, Place)> {
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

    fn number(&mut self, reader: &Reader, table: &Table, key: &str) -> Option<(i64, Place)> {
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

    fn strings(&mut self, reader: &Reader, table: &Table, key: &str) -> Vec<(String, Place)> {
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

    fn one_of<T>(
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

    fn id(&mut self, reader: &Reader, table: &Table, key: &str) -> Option<String> {
        let (id, place) = self.string(reader, table, key)?;
        if is_id(&id) {
            return Some(id);
        }
        self.error(reader, place, ProblemKind::Id { value: id });
        None
    }

    fn parts(&mut self, reader: &Reader, table: &Table, key: &str) -> Vec<Table> {
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

    fn text(
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
    fn picture(
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
        width: Some(width),
        height: Some(height),
    })
}

fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
