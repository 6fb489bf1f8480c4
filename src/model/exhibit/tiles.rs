//! Tiles: one very large picture, cut into small ones at every size, as Deep Zoom Images are.
//!
//! Level 0 is one pixel, every level after it is twice as large, and the last is the picture itself. Kiosks use the
//! levels from the one that fits in a single tile on.

use serde::{Deserialize, Serialize};

/// Most tiles of one picture that are believed; more is no picture that passed a check.
const TILES_MAX: u64 = 20_000;

/// A picture as tiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tiles {
    /// The folder of the tiles in the pack; below it are `LEVEL/COLUMN_ROW.ENDING`.
    pub folder: String,
    /// Pixels across the whole picture.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels on a side of a tile, without what it shares with its neighbours.
    pub tile_size: u32,
    /// Pixels a tile shares with each neighbour.
    pub overlap: u32,
    /// What names of tiles end in, for example `webp`.
    pub ending: String,
}

/// One tile by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// How large the picture is that it is part of.
    pub level: u32,
    /// From 0 at the left.
    pub column: u32,
    /// From 0 at the top.
    pub row: u32,
}

/// Where a tile's file lies in its level, in pixels of that level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileArea {
    /// Its left edge.
    pub x: u32,
    /// Its top edge.
    pub y: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Tiles {
    /// The level that is the picture itself.
    pub fn last_level(&self) -> u32 {
        let side = self.width.max(self.height).max(1);
        u32::BITS - (side - 1).leading_zeros()
    }

    /// The largest level that is a single tile.
    pub fn first_level(&self) -> u32 {
        let single = |level: &u32| self.grid(*level) == (1, 1);
        (0..=self.last_level()).rev().find(single).unwrap_or(0)
    }

    /// Width and height of a level in pixels.
    pub fn size_at(&self, level: u32) -> (u32, u32) {
        let halvings = self.last_level().saturating_sub(level);
        let halved = |side: u32| u64::from(side).div_ceil(1 << halvings).max(1) as u32;
        (halved(self.width), halved(self.height))
    }

    /// Columns and rows of a level.
    pub fn grid(&self, level: u32) -> (u32, u32) {
        let (width, height) = self.size_at(level);
        let side = self.tile_size.max(1);
        (width.div_ceil(side), height.div_ceil(side))
    }

    /// Where a tile's file lies in its level, with what it shares.
    pub fn area(&self, tile: Tile) -> TileArea {
        let (width, height) = self.size_at(tile.level);
        let span = |at: u32, whole: u32| {
            let from = u64::from(at) * u64::from(self.tile_size);
            let to = from + u64::from(self.tile_size) + u64::from(self.overlap);
            let from = from.saturating_sub(u64::from(self.overlap));
            let (from, to) = (from.min(whole.into()), to.min(whole.into()));
            (from as u32, (to - from) as u32)
        };
        let (x, width) = span(tile.column, width);
        let (y, height) = span(tile.row, height);
        TileArea {
            x,
            y,
            width,
            height,
        }
    }

    /// A tile's path in the pack.
    pub fn path(&self, tile: Tile) -> String {
        let Tile { level, column, row } = tile;
        format!("{}/{level}/{column}_{row}.{}", self.folder, self.ending)
    }

    /// The whole picture as one tile.
    pub fn overview(&self) -> String {
        self.path(Tile {
            level: self.first_level(),
            column: 0,
            row: 0,
        })
    }

    /// How many tiles a kiosk uses.
    pub fn count(&self) -> u64 {
        (self.first_level()..=self.last_level())
            .map(|level| self.grid(level))
            .fold(0, |sum, (columns, rows)| {
                u64::saturating_add(sum, u64::from(columns) * u64::from(rows))
            })
    }

    /// The tiles a kiosk uses, the smallest level first; none when there are more than any check lets pass.
    pub fn all(&self) -> Vec<Tile> {
        if self.count() > TILES_MAX {
            return Vec::new();
        }
        (self.first_level()..=self.last_level())
            .flat_map(|level| self.level(level))
            .collect()
    }

    /// The tiles of a level, row by row.
    pub fn level(&self, level: u32) -> impl Iterator<Item = Tile> + use<> {
        let (columns, rows) = self.grid(level);
        (0..rows).flat_map(move |row| (0..columns).map(move |column| Tile { level, column, row }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiles(width: u32, height: u32) -> Tiles {
        Tiles {
            folder: "one/big_files".to_owned(),
            width,
            height,
            tile_size: 512,
            overlap: 1,
            ending: "jpg".to_owned(),
        }
    }

    #[test]
    fn levels_double_from_one_pixel_to_the_whole_picture() {
        let tiles = tiles(5000, 3000);
        assert_eq!(tiles.last_level(), 13);
        assert_eq!(tiles.size_at(13), (5000, 3000));
        assert_eq!(tiles.size_at(12), (2500, 1500));
        assert_eq!(tiles.size_at(0), (1, 1));
        assert_eq!(tiles.first_level(), 9);
        assert_eq!(tiles.overview(), "one/big_files/9/0_0.jpg");
        assert_eq!(tiles.grid(13), (10, 6));
        assert_eq!(tiles.count(), tiles.all().len() as u64);
    }

    #[test]
    fn a_tile_shares_its_edges_with_its_neighbours_only() {
        let tiles = tiles(1100, 600);
        let area = |column, row| {
            let TileArea {
                x,
                y,
                width,
                height,
            } = tiles.area(Tile {
                level: 11,
                column,
                row,
            });
            [x, y, width, height]
        };
        assert_eq!(area(0, 0), [0, 0, 513, 513]);
        assert_eq!(area(1, 1), [511, 511, 514, 89]);
        assert_eq!(area(2, 0), [1023, 0, 77, 513]);
    }

    #[test]
    fn a_picture_without_end_is_not_listed() {
        let endless = Tiles {
            tile_size: 0,
            ..tiles(u32::MAX, u32::MAX)
        };
        assert!(endless.all().is_empty());
        assert_eq!(tiles(0, 0).all().len(), 1);
    }
}
