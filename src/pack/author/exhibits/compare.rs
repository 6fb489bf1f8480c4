//! Checks a comparison.

use super::Inside;
use crate::model::exhibit::{Compare, ComparePair, CompareSide};
use crate::pack::author::checker::Checker;
use crate::pack::author::toml_reader::{Reader, Table};
use crate::pack::author::{ProblemKind, limits};

impl Checker<'_> {
    pub(super) fn compare(&mut self, inside: &Inside) -> Compare {
        self.only_inside(inside, &["pairs"]);
        let pairs = self.parts(inside.reader, inside.table, "pairs");
        Compare {
            pairs: pairs
                .iter()
                .filter_map(|part| self.pair(inside.reader, part, inside.folder))
                .collect(),
        }
    }

    fn pair(&mut self, reader: &Reader, part: &Table, exhibit: &str) -> Option<ComparePair> {
        self.only(reader, part, &["before", "after", "caption"]);
        let caption = self.text(reader, part, "caption", limits::TEXT_CHARS_MAX);
        let before = self.side(reader, part, "before", exhibit);
        let after = self.side(reader, part, "after", exhibit);
        Some(ComparePair {
            before: before?,
            after: after?,
            caption,
        })
    }

    fn side(
        &mut self,
        reader: &Reader,
        part: &Table,
        key: &str,
        exhibit: &str,
    ) -> Option<CompareSide> {
        let Some((value, place)) = part.get(key) else {
            self.missing_key(reader, part, key);
            return None;
        };
        let Some(side) = value.as_table().map(|table| Table::at(table, place)) else {
            let (key, wanted) = (key.to_owned(), "table".to_owned());
            self.error(reader, place, ProblemKind::WrongType { key, wanted });
            return None;
        };
        self.only(reader, &side, &["picture", "alt", "label"]);
        let alt = self.text(reader, &side, "alt", limits::TEXT_CHARS_MAX);
        let label = self.text(reader, &side, "label", limits::HEADING_CHARS_MAX);
        Some(CompareSide {
            picture: self.picture(reader, &side, "picture", exhibit)?,
            alt,
            label,
        })
    }
}
