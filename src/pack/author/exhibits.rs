//! Checks `pack.toml` and the exhibits it names.

use std::collections::{BTreeMap, BTreeSet};

use super::checker::{Checker, is_id};
use super::toml_reader::{Reader, Table};
use super::{ProblemKind, limits};
use crate::model::exhibit::{
    Exhibit, ExhibitContent, GalleryPicture, QuizAnswer, QuizQuestion, StoryPage,
};
use crate::model::manifest::{MANIFEST_FORMAT, Manifest};
use crate::model::text::LocalizedText;

impl Checker<'_> {
    pub(super) fn pack(&mut self) -> Option<Manifest> {
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
            not_after: None,
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
}
