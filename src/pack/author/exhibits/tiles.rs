//! Checks a picture that may be cut into tiles.
//!
//! A picture is a file (`picture = "g1.webp"`), or tiles (`tiles = "big"`: `big.dzi` beside `big_files` in the
//! exhibit's folder). With tiles, `picture` may still name a small picture of the whole, of the same shape;
//! without it, the largest level that is a single tile is that.

use crate::model::exhibit::{Tile, Tiles};
use crate::pack::author::checker::Checker;
use crate::pack::author::toml_reader::{Place, Reader, Table};
use crate::pack::author::{ProblemKind, dzi, limits};

/// Broken tiles of one picture that are reported; the others have the same cause.
const TILE_PROBLEMS_MAX: usize = 3;
/// How far from the shape of its tiles a small picture of the whole may be.
const SHAPE_TOLERANCE: f64 = 0.01;

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
        let picture = if let Some((_, place)) = part.get("picture") {
            let path = self.picture(reader, part, "picture", exhibit)?;
            self.has_the_shape(reader, place, &path, &tiles);
            path
        } else {
            tiles.overview()
        };
        Some((picture, Some(tiles)))
    }

    /// The small picture lies where the tiles will: of another shape it would be drawn stretched, or show something else.
    fn has_the_shape(&mut self, reader: &Reader, place: Place, path: &str, tiles: &Tiles) {
        let file = self.files.get(path);
        let Some((width, height)) = file.and_then(|file| Some((file.width?, file.height?))) else {
            return;
        };
        if !same_shape((width, height), (tiles.width, tiles.height)) {
            let kind = ProblemKind::TiledShape {
                path: path.to_owned(),
                width,
                height,
                tiled: (tiles.width, tiles.height),
            };
            self.error(reader, place, kind);
        }
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

/// Whether a small picture has the shape of the large one it was made from: its sides are whole pixels, so that a long
/// and narrow one may be off by one of them.
fn same_shape(small: (u32, u32), large: (u32, u32)) -> bool {
    let [small, large] =
        [small, large].map(|(width, height)| (f64::from(width), f64::from(height)));
    let height = small.0 * large.1 / large.0.max(1.0);
    let width = small.1 * large.0 / large.1.max(1.0);
    (small.1 - height).abs() <= (height * SHAPE_TOLERANCE).max(1.0)
        || (small.0 - width).abs() <= (width * SHAPE_TOLERANCE).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_has_the_shape_of_its_tiles_to_one_in_a_hundred_or_a_pixel() {
        for (small, large, same) in [
            ((1500, 1000), (3000, 2000), true),
            ((1500, 1009), (3000, 2000), true),
            ((1500, 1020), (3000, 2000), false),
            ((1000, 1500), (3000, 2000), false),
            ((512, 13), (40_000, 1000), true),
            ((13, 512), (1000, 40_000), true),
            ((512, 20), (40_000, 1000), false),
            ((2, 2), (40_000, 1000), false),
        ] {
            assert_eq!(same_shape(small, large), same, "{small:?} {large:?}");
        }
    }
}
