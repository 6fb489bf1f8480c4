//! Checks a gallery.

use super::Inside;
use crate::model::exhibit::{Gallery, GalleryPicture};
use crate::pack::author::checker::Checker;
use crate::pack::author::limits;
use crate::pack::author::toml_reader::{Reader, Table};

impl Checker<'_> {
    pub(super) fn gallery(&mut self, inside: &Inside) -> Gallery {
        self.only_inside(inside, &["pictures"]);
        let pictures = self.parts(inside.reader, inside.table, "pictures");
        Gallery {
            pictures: pictures
                .iter()
                .filter_map(|part| self.shown(inside.reader, part, inside.folder))
                .collect(),
        }
    }

    fn shown(&mut self, reader: &Reader, part: &Table, exhibit: &str) -> Option<GalleryPicture> {
        self.only(reader, part, &["picture", "tiles", "alt", "caption"]);
        let alt = self.text(reader, part, "alt", limits::TEXT_CHARS_MAX);
        let caption = self.text(reader, part, "caption", limits::TEXT_CHARS_MAX);
        let (picture, tiles) = self.picture_or_tiles(reader, part, exhibit)?;
        Some(GalleryPicture {
            picture,
            tiles,
            alt,
            caption,
        })
    }
}
