//! Checks a message wall.

use super::Inside;
use crate::model::color::Rgb;
use crate::model::exhibit::{WALL_INKS, WALL_PAPERS, WALL_SHOWN_DEFAULT, Wall};
use crate::model::note::{INK_CONTRAST_MIN, WORDS_CONTRAST_MIN};
use crate::pack::author::checker::Checker;
use crate::pack::author::toml_reader::{Place, Table};
use crate::pack::author::{ProblemKind, limits};

impl Checker<'_> {
    pub(super) fn wall(&mut self, inside: &Inside) -> Wall {
        let (reader, table) = (inside.reader, inside.table);
        self.only_inside(
            inside,
            &[
                "invitation",
                "prompts",
                "papers",
                "inks",
                "words",
                "drawings",
                "shown",
                "backdrop",
            ],
        );
        let invitation = self.text(reader, table, "invitation", limits::HEADING_CHARS_MAX);
        let prompts = table.tables("prompts");
        let count = prompts.len();
        self.at_most(reader, table.place(), "prompts", count, limits::PROMPTS_MAX);
        let prompts = prompts.iter().take(limits::PROMPTS_MAX).map(|prompt| {
            self.only(reader, prompt, &["text"]);
            self.text(reader, prompt, "text", limits::PROMPT_CHARS_MAX)
        });
        let prompts = prompts.collect();
        let papers = self.colors(inside, "papers", limits::PAPERS_MAX, &WALL_PAPERS);
        let inks = self.colors(inside, "inks", limits::INKS_MAX, &WALL_INKS);
        self.inks_are_seen(inside, &papers, &inks);
        let (words, drawings) = (
            self.flag_or(inside, "words", true),
            self.flag_or(inside, "drawings", true),
        );
        if !words && !drawings {
            self.error(reader, table.place(), ProblemKind::NothingTaken);
        }
        let shown_max = if table.has("shown") {
            let most = limits::NOTES_SHOWN_MAX as f64;
            let shown = self.real(reader, table, "shown", 1.0..=most);
            shown.map_or(WALL_SHOWN_DEFAULT, |shown| shown as usize)
        } else {
            WALL_SHOWN_DEFAULT
        };
        let backdrop = if table.has("backdrop") {
            self.picture(reader, table, "backdrop", inside.folder)
        } else {
            None
        };
        let color = |(color, _): (Rgb, Place)| color;
        Wall {
            invitation,
            prompts,
            papers: papers.into_iter().map(color).collect(),
            inks: inks.into_iter().map(color).collect(),
            words,
            drawings,
            shown_max,
            backdrop,
        }
    }

    /// Colours that may be left out, each with where it is written.
    fn colors(
        &mut self,
        inside: &Inside,
        key: &str,
        most: usize,
        otherwise: &[Rgb],
    ) -> Vec<(Rgb, Place)> {
        let (reader, table) = (inside.reader, inside.table);
        let place = table.get(key).map_or(table.place(), |(_, place)| place);
        if !table.has(key) {
            return otherwise.iter().map(|color| (*color, place)).collect();
        }
        let written = self.strings(reader, table, key);
        self.at_most(reader, place, key, written.len(), most);
        let mut colors = Vec::new();
        for (value, place) in written.into_iter().take(most) {
            match value.parse() {
                Ok(color) => colors.push((color, place)),
                Err(_) => self.error(reader, place, ProblemKind::Color { value }),
            }
        }
        colors
    }

    /// Words are read on every paper, and every line is seen.
    fn inks_are_seen(&mut self, inside: &Inside, papers: &[(Rgb, Place)], inks: &[(Rgb, Place)]) {
        for (number, (ink, place)) in inks.iter().enumerate() {
            let least = if number == 0 {
                WORDS_CONTRAST_MIN
            } else {
                INK_CONTRAST_MIN
            };
            let faint = papers
                .iter()
                .find(|(paper, _)| ink.contrast(*paper) < least);
            if let Some((paper, _)) = faint {
                let problem = ProblemKind::Contrast {
                    ink: ink.to_string(),
                    paper: paper.to_string(),
                    ratio: format!("{:.1}", ink.contrast(*paper)),
                    least: format!("{least:.1}"),
                };
                self.error(inside.reader, *place, problem);
            }
        }
    }

    fn flag_or(&mut self, inside: &Inside, key: &str, otherwise: bool) -> bool {
        let table: &Table = inside.table;
        let Some((value, place)) = table.get(key) else {
            return otherwise;
        };
        value.as_bool().unwrap_or_else(|| {
            let (key, wanted) = (key.to_owned(), "flag".to_owned());
            self.error(inside.reader, place, ProblemKind::WrongType { key, wanted });
            otherwise
        })
    }
}
