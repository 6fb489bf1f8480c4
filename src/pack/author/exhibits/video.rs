//! Checks a video: its film, what is said in it in every language, and its chapters.

use super::Inside;
use crate::model::exhibit::{Video, VideoChapter};
use crate::model::subtitles::{self, Cue};
use crate::model::text::LocalizedPath;
use crate::pack::author::checker::{Checker, Media};
use crate::pack::author::films::Facts;
use crate::pack::author::{Problem, ProblemKind, Severity, limits};

impl Checker<'_> {
    pub(super) fn video(&mut self, inside: &Inside) -> Option<Video> {
        let known = [
            "film",
            "poster",
            "alt",
            "text",
            "subtitles",
            "no_speech",
            "chapters",
        ];
        self.only_inside(inside, &known);
        let (reader, table) = (inside.reader, inside.table);
        let film = self.film(reader, table, "film", inside.folder);
        let poster = self.picture(reader, table, "poster", inside.folder);
        let alt = self.text(reader, table, "alt", limits::TEXT_CHARS_MAX);
        let text = self.text(reader, table, "text", limits::TEXT_CHARS_MAX);
        let subtitles =
            self.by_language(reader, table, "subtitles", inside.folder, Media::Subtitles);
        let facts = film.as_ref().map(|(_, facts)| facts);
        for path in subtitles.0.values() {
            self.cues(path, facts);
        }
        if facts.is_some_and(|facts| facts.sound) && !table.flag("no_speech") {
            self.said_in_every_language(inside, &subtitles);
        }
        let chapters = self.chapters(inside, facts);
        let (film, facts) = film?;
        Some(Video {
            film,
            length_ms: facts.length_ms,
            size: (facts.width, facts.height),
            sound: facts.sound,
            poster: poster?,
            alt,
            text,
            subtitles,
            chapters,
        })
    }

    /// What is spoken can be read, too, in each of the pack's languages.
    fn said_in_every_language(&mut self, inside: &Inside, subtitles: &LocalizedPath) {
        let place = inside.table.get("subtitles").or(inside.table.get("film"));
        let place = place.map_or(inside.table.place(), |(_, place)| place);
        for language in self.languages.clone() {
            // A file that was named and is wrong has been reported.
            let named = inside.table.get("subtitles").is_some_and(|(value, _)| {
                value
                    .as_table()
                    .is_some_and(|files| files.contains_key(language.as_str()))
            });
            if !named && !subtitles.0.contains_key(&language) {
                self.error(inside.reader, place, ProblemKind::Subtitles { language });
            }
        }
    }

    /// Reports every line of a file of subtitles that is wrong.
    fn cues(&mut self, path: &str, film: Option<&Facts>) {
        // A file that cannot be read has been reported where it is named.
        let Ok(source) = self.source(path) else {
            return;
        };
        let (cues, faults) = subtitles::parse(&source);
        let faults = faults.into_iter().map(|(line, fault)| {
            let fault = fault.key().to_owned();
            (line, ProblemKind::Cue { fault })
        });
        let wrong = cues
            .iter()
            .filter_map(|cue| Some((cue.line, wrong_with(cue, film)?)));
        let mut problems: Vec<_> = faults.chain(wrong).collect();
        problems.sort_by_key(|(line, _)| *line);
        if cues.is_empty() && problems.is_empty() {
            let fault = "none".to_owned();
            problems.push((1, ProblemKind::Cue { fault }));
        }
        self.problems
            .extend(problems.into_iter().map(|(line, kind)| Problem {
                severity: Severity::Error,
                file: path.to_owned(),
                line: Some(line),
                column: Some(1),
                kind,
            }));
    }

    fn chapters(&mut self, inside: &Inside, film: Option<&Facts>) -> Vec<VideoChapter> {
        let (reader, table) = (inside.reader, inside.table);
        let parts = table.tables("chapters");
        self.at_most(
            reader,
            table.place(),
            "chapters",
            parts.len(),
            limits::CHAPTERS_MAX,
        );
        // Of a film that cannot be read nobody knows how long it is.
        let end = film.map_or(limits::FILM_SECS_MAX * 1000, |film| film.length_ms) as f64 / 1000.0;
        let mut after = 0.0;
        let mut chapters = Vec::new();
        for part in parts.iter().take(limits::CHAPTERS_MAX) {
            self.only(reader, part, &["at", "title"]);
            let title = self.text(reader, part, "title", limits::HEADING_CHARS_MAX);
            if let Some(at) = self.real(reader, part, "at", after..=end) {
                after = at;
                let at_ms = (at * 1000.0).round() as u64;
                chapters.push(VideoChapter { at_ms, title });
            }
        }
        chapters
    }
}

/// What is wrong with a cue that can be read.
fn wrong_with(cue: &Cue, film: Option<&Facts>) -> Option<ProblemKind> {
    let count = cue.text.chars().count();
    if count > limits::CUE_CHARS_MAX {
        let max = limits::CUE_CHARS_MAX;
        return Some(ProblemKind::TooLong { count, max });
    }
    let late = film.is_some_and(|film| cue.from_ms >= film.length_ms);
    late.then(|| ProblemKind::Cue {
        fault: "late".to_owned(),
    })
}
