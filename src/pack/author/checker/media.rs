//! The files an author names: each is looked at once, and refused where no kiosk could show or play it.

use std::path::Path;

use super::{Checker, read_text};
use crate::model::manifest::PackFile;
use crate::model::text::LocalizedPath;
use crate::pack::archive::names::{self, NameProblem};
use crate::pack::author::toml_reader::{Place, Reader, Table};
use crate::pack::author::{ProblemKind, films, objects, sounds};
use crate::pack::blobs;

impl Checker<'_> {
    /// A picture's path in the pack, after a look at the picture itself.
    pub(in crate::pack::author) fn picture(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        folder: &str,
    ) -> Option<String> {
        let (name, place) = self.string(reader, table, key)?;
        self.media(reader, place, &name, folder, Media::Picture)
    }

    /// A recording's path in the pack, if the key is there.
    pub(in crate::pack::author) fn sound(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        folder: &str,
    ) -> Option<String> {
        if !table.has(key) {
            return None;
        }
        let (name, place) = self.string(reader, table, key)?;
        self.media(reader, place, &name, folder, Media::Sound)
    }

    /// A model's path in the pack, after a look at the model itself.
    pub(in crate::pack::author) fn object(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        folder: &str,
    ) -> Option<String> {
        let (name, place) = self.string(reader, table, key)?;
        self.media(reader, place, &name, folder, Media::Object)
    }

    /// A film's path in the pack, after a look at the film itself, and what it says of itself.
    pub(in crate::pack::author) fn film(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        folder: &str,
    ) -> Option<(String, films::Facts)> {
        let (name, place) = self.string(reader, table, key)?;
        let path = self.media(reader, place, &name, folder, Media::Film)?;
        let facts = self.films.get(&path)?.clone();
        Some((path, facts))
    }

    /// A recording for each of some of the pack's languages, if the key is there. It says what stands beside it as `text`,
    /// in every language: whoever cannot hear it reads it.
    pub(in crate::pack::author) fn narration(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        folder: &str,
    ) -> LocalizedPath {
        if let Some((_, place)) = table.get(key).filter(|_| !table.has("text")) {
            self.error(reader, place, ProblemKind::SpokenOnly);
        }
        self.by_language(reader, table, key, folder, Media::Sound)
    }

    /// A file for each of some of the pack's languages, if the key is there.
    pub(in crate::pack::author) fn by_language(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
        folder: &str,
        media: Media,
    ) -> LocalizedPath {
        let mut files = LocalizedPath::default();
        let Some((value, place)) = table.get(key) else {
            return files;
        };
        let Some(by_language) = value.as_table() else {
            let (key, wanted) = (key.to_owned(), "texts".to_owned());
            self.error(reader, place, ProblemKind::WrongType { key, wanted });
            return files;
        };
        for (language, name) in by_language {
            let (language, at) = (language.get_ref().to_string(), Place::of(name.span()));
            if !self.languages.contains(&language) {
                let kind = ProblemKind::NotOneOf {
                    value: language,
                    known: self.languages.join(", "),
                };
                self.error(reader, at, kind);
            } else if let Some(name) = name.get_ref().as_str() {
                let path = self.media(reader, at, name, folder, media);
                files.0.extend(path.map(|path| (language, path)));
            } else {
                let (key, wanted) = (key.to_owned(), "text".to_owned());
                self.error(reader, at, ProblemKind::WrongType { key, wanted });
            }
        }
        files
    }

    /// The path of a file in the pack, after a look at it.
    fn media(
        &mut self,
        reader: &Reader,
        place: Place,
        name: &str,
        folder: &str,
        media: Media,
    ) -> Option<String> {
        if let Some(kind) = cannot_be_a_file(name) {
            self.error(reader, place, kind);
            return None;
        }
        let path = if folder.is_empty() {
            name.to_owned()
        } else {
            format!("{folder}/{name}")
        };
        self.look_at(reader, place, &path, media).then_some(path)
    }

    /// A name that can be that of a file in the exhibit's folder.
    pub(in crate::pack::author) fn file_name(
        &mut self,
        reader: &Reader,
        table: &Table,
        key: &str,
    ) -> Option<(String, Place)> {
        let (name, place) = self.string(reader, table, key)?;
        if let Some(kind) = cannot_be_a_file(&name) {
            self.error(reader, place, kind);
            return None;
        }
        Some((name, place))
    }

    /// Looks at a picture of the pack; whether it can be shown.
    pub(in crate::pack::author) fn look(
        &mut self,
        reader: &Reader,
        place: Place,
        path: &str,
    ) -> bool {
        self.look_at(reader, place, path, Media::Picture)
    }

    /// Looks at a file of the pack, once; whether it can be shown or played.
    fn look_at(&mut self, reader: &Reader, place: Place, path: &str, media: Media) -> bool {
        self.named.insert(path.to_owned());
        let known = self.files.get(path).is_some_and(|file| {
            let starts = |prefix| file.media_type.starts_with(prefix);
            match media {
                Media::Picture => starts("image/"),
                Media::Sound => starts("audio/"),
                Media::Object => starts("model/"),
                Media::Film => starts("video/"),
                Media::Subtitles => starts("text/vtt"),
            }
        });
        if known {
            return true;
        }
        let at = self.folder.join(path);
        let looked = match media {
            _ if !self.holds(path) => Err(ProblemKind::MissingFile {
                path: path.to_owned(),
            }),
            Media::Picture => self.memory.look_at(&at, path),
            Media::Sound => sounds::look_at(&at, path),
            Media::Object => objects::look_at(&at, path),
            Media::Film => films::look_at(&at, path).map(|(file, facts)| {
                self.films.insert(path.to_owned(), facts);
                file
            }),
            Media::Subtitles => subtitles_file(&at, path),
        };
        match looked {
            Ok(file) => {
                self.files.insert(path.to_owned(), file);
                true
            }
            Err(kind) => {
                self.error(reader, place, kind);
                false
            }
        }
    }
}

/// What a named file is for.
#[derive(Debug, Clone, Copy)]
pub(in crate::pack::author) enum Media {
    /// A picture.
    Picture,
    /// A recording.
    Sound,
    /// A model.
    Object,
    /// A film.
    Film,
    /// What is said in a film.
    Subtitles,
}

/// A file of subtitles that can be read; what is wrong in it is said by line where it is used.
fn subtitles_file(path: &Path, name: &str) -> Result<PackFile, ProblemKind> {
    let source = read_text(path, name)?;
    let unreadable = |error: std::io::Error| ProblemKind::Unreadable {
        reason: error.to_string(),
    };
    Ok(PackFile {
        sha256: blobs::hash_file(path).map_err(unreadable)?,
        length: source.len() as u64,
        media_type: "text/vtt".to_owned(),
        chunk_index: None,
        width: None,
        height: None,
    })
}

/// Why a name in a TOML file cannot be that of a file in the exhibit's folder.
fn cannot_be_a_file(name: &str) -> Option<ProblemKind> {
    match names::check(name.as_bytes()) {
        Ok(_) if !name.ends_with('/') => None,
        Ok(_) | Err(NameProblem::Climbs) => Some(ProblemKind::Climbs {
            path: names::printable(name.as_bytes()),
        }),
        Err(problem) => Some(ProblemKind::Name {
            reason: problem.key().to_owned(),
        }),
    }
}
