//! Checks a story.

use super::Inside;
use crate::model::exhibit::{Story, StoryPage};
use crate::pack::author::checker::Checker;
use crate::pack::author::limits;
use crate::pack::author::toml_reader::{Reader, Table};

impl Checker<'_> {
    pub(super) fn story(&mut self, inside: &Inside) -> Story {
        self.only_inside(inside, &["pages"]);
        let pages = self.parts(inside.reader, inside.table, "pages");
        Story {
            pages: pages
                .iter()
                .filter_map(|page| self.page(inside.reader, page, inside.folder))
                .collect(),
        }
    }

    fn page(&mut self, reader: &Reader, page: &Table, exhibit: &str) -> Option<StoryPage> {
        self.only(
            reader,
            page,
            &["picture", "alt", "heading", "text", "narration"],
        );
        let alt = self.text(reader, page, "alt", limits::TEXT_CHARS_MAX);
        let heading = self.text(reader, page, "heading", limits::HEADING_CHARS_MAX);
        let text = self.text(reader, page, "text", limits::TEXT_CHARS_MAX);
        let narration = self.narration(reader, page, "narration", exhibit);
        Some(StoryPage {
            picture: self.picture(reader, page, "picture", exhibit)?,
            alt,
            heading,
            text,
            narration,
        })
    }
}
