//! Checks a picture that may be cut into tiles.
//!
//! A picture is a file (`picture = "g1.webp"`), or tiles (`tiles = "big"`: `big.dzi` beside `big_files` in the
//! exhibit's folder). With tiles, `picture` may still name a small picture of the whole; without it, the largest level
//! that is a single tile is that.

use crate::model::exhibit::{Tile, Tiles};
use crate::pack::author::checker::Checker;
use crate::pack::author::toml_reader::{Place, Reader, Table};
use crate::pack::author::{ProblemKind, dzi, limits};

/// Broken tiles of one picture that are reported; the others have the same cause.
const TILE_PROBLEMS_MAX: usize = 3;

impl Checker<'_> {
    /// The path of the picture, of a tiled one that of the whole made small, and its tiles.
    pub(super) fn picture_or_tiles(
        &mut self,
        reader: &Reader,
        part: &Table,
        exhibit: &str,
    ) -> Option<(String, Option<Tiles>)> {
        if !part.has("tiles") {
            return Some((self.picture(reader, part, "picture", exhibit)?, None));
        }
        let tiles = self.tiles(reader, part, exhibit)?;
        let picture = if part.has("picture") {
            self.picture(reader, part, "picture", exhibit)?
        } else {
            tiles.overview()
        };
        Some((picture, Some(tiles)))
    }

    fn tiles(&mut self, reader: &Reader, part: &Table, exhibit: &str) -> Option<Tiles> {
        let (name, place) = self.file_name(reader, part, "tiles")?;
        let path = format!("{exhibit}/{name}.dzi");
        self.named.insert(path.clone());
        if !self.holds(&path) {
            self.error(reader, place, ProblemKind::MissingFile { path });
            return None;
        }
        let source = match self.source(&path) {
            Ok(source) => source,
            Err(kind) => {
                self.error(reader, place, kind);
                return None;
            }
        };
        let Some(tiles) = dzi::read(&source, &format!("{exhibit}/{name}_files")) else {
            self.error(reader, place, ProblemKind::Tiles { path });
            return None;
        };
        if tiles.width.max(tiles.height) > dzi::TILED_SIDE_MAX
            || tiles.count() > limits::FILES_MAX as u64
        {
            let kind = ProblemKind::TiledTooLarge {
                path,
                width: tiles.width,
                height: tiles.height,
                max: dzi::TILED_SIDE_MAX,
            };
            self.error(reader, place, kind);
            return None;
        }
        self.every_tile(reader, place, &tiles).then_some(tiles)
    }

    /// Looks at every tile that kiosks use; the smaller levels may be there and stay with the author.
    fn every_tile(&mut self, reader: &Reader, place: Place, tiles: &Tiles) -> bool {
        let smaller = (0..tiles.first_level()).flat_map(|level| tiles.level(level));
        for tile in smaller {
            self.named.insert(tiles.path(tile));
        }
        let mut broken = 0;
        for tile in tiles.all() {
            let path = tiles.path(tile);
            let whole = self.look(reader, place, &path)
                && self.has_its_size(reader, place, tiles, tile, &path);
            broken += usize::from(!whole);
            if broken >= TILE_PROBLEMS_MAX {
                break;
            }
        }
        broken == 0
    }

    fn has_its_size(
        &mut self,
        reader: &Reader,
        place: Place,
        tiles: &Tiles,
        tile: Tile,
        path: &str,
    ) -> bool {
        let area = tiles.area(tile);
        let file = self.files.get(path);
        let size = file.and_then(|file| Some((file.width?, file.height?)));
        if size == Some((area.width, area.height)) {
            return true;
        }
        let (width, height) = size.unwrap_or_default();
        let kind = ProblemKind::Tile {
            path: path.to_owned(),
            width,
            height,
            wanted: (area.width, area.height),
        };
        self.error(reader, place, kind);
        false
    }
}
