//! A picture in tiles, of a gallery or a map: which level and which tiles a view needs, and how they are drawn.
//!
//! The finest level needed comes first; while not all of its tiles are there, coarser ones lie beneath, down to the
//! picture of the whole, so that nothing is ever blank. Tiles are textures like any other: the memory budget of
//! pictures holds for them.

use egui::{Color32, Pos2, Rect, Ui, Vec2, pos2, vec2};

use crate::kiosk::theme::widgets::PictureSource;
use crate::model::exhibit::{Tile, TileArea, Tiles};

/// Draws what of the picture is in `area`, when all of it is at `whole`; `small` is the path of a picture of all of it.
pub(super) fn tiles_ui(
    ui: &Ui,
    pictures: &dyn PictureSource,
    area: Rect,
    whole: Rect,
    small: &str,
    tiles: &Tiles,
) {
    let pixels = whole.width() * ui.ctx().pixels_per_point();
    let finest = level_for(tiles, pixels);
    let mut layers = Vec::new();
    let mut covered = false;
    for level in (tiles.first_level()..=finest).rev() {
        let mut ready = Vec::new();
        let mut waiting = false;
        for tile in tiles_in_sight(tiles, level, whole, area) {
            let file = tiles.area(tile);
            let size = vec2(file.width as f32, file.height as f32);
            match pictures.picture(&tiles.path(tile), size) {
                Some(texture) => ready.push((texture.id, tile_rect(tiles, tile, whole))),
                None => waiting = true,
            }
        }
        layers.push(ready);
        covered = !waiting;
        if covered {
            break;
        }
    }
    let painter = ui.painter().with_clip_rect(area.intersect(ui.clip_rect()));
    let everything = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    if !covered && let Some(texture) = pictures.picture(small, area.size()) {
        painter.image(texture.id, whole, everything, Color32::WHITE);
    }
    for (texture, (rect, uv)) in layers.into_iter().rev().flatten() {
        painter.image(texture, rect, uv, Color32::WHITE);
    }
}

/// The level to draw when the whole picture is `pixels` wide on the screen: the first that is not stretched.
fn level_for(tiles: &Tiles, pixels: f32) -> u32 {
    (tiles.first_level()..tiles.last_level())
        .find(|level| tiles.size_at(*level).0 as f32 >= pixels)
        .unwrap_or(tiles.last_level())
}

/// The tiles of a level that are in sight: `whole` is where the picture is, `seen` what of the screen shows it.
fn tiles_in_sight(tiles: &Tiles, level: u32, whole: Rect, seen: Rect) -> Vec<Tile> {
    let seen = seen.intersect(whole);
    if !seen.is_positive() {
        return Vec::new();
    }
    let (width, height) = tiles.size_at(level);
    let per_point = vec2(width as f32, height as f32) / whole.size();
    let side = tiles.tile_size.max(1) as f32;
    let (columns, rows) = tiles.grid(level);
    let from = (seen.min - whole.min) * per_point / side;
    let to = (seen.max - whole.min) * per_point / side;
    // The last tile ends where the picture does, and where a tile only touches the edge it is not seen.
    let range = |from: f32, to: f32, count: u32| {
        let end = (to.ceil().max(1.0) as u32).min(count);
        (from.max(0.0) as u32).min(end - 1)..end
    };
    let columns = range(from.x, to.x, columns);
    range(from.y, to.y, rows)
        .flat_map(|row| {
            columns
                .clone()
                .map(move |column| Tile { level, column, row })
        })
        .collect()
}

/// Where a tile is drawn without what it shares with its neighbours, and the part of its file that is drawn there.
fn tile_rect(tiles: &Tiles, tile: Tile, whole: Rect) -> (Rect, Rect) {
    let (width, height) = tiles.size_at(tile.level);
    let scale = whole.size() / vec2(width as f32, height as f32);
    let side = tiles.tile_size as f32;
    let size = vec2(width as f32, height as f32);
    let own_min = vec2(tile.column as f32, tile.row as f32) * side;
    let own_max = (own_min + Vec2::splat(side)).min(size);
    let TileArea {
        x,
        y,
        width,
        height,
    } = tiles.area(tile);
    let file_min = vec2(x as f32, y as f32);
    let file_size = vec2(width as f32, height as f32);
    let on_screen = |at: Vec2| whole.min + at * scale;
    let in_file = |at: Vec2| ((at - file_min) / file_size).to_pos2();
    (
        Rect::from_min_max(on_screen(own_min), on_screen(own_max)),
        Rect::from_min_max(in_file(own_min), in_file(own_max)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiles() -> Tiles {
        Tiles {
            folder: "one/big_files".to_owned(),
            width: 8000,
            height: 4000,
            tile_size: 500,
            overlap: 1,
            ending: "jpg".to_owned(),
        }
    }

    #[test]
    fn the_level_is_the_first_that_is_not_stretched() {
        let tiles = tiles();
        assert_eq!(tiles.last_level(), 13);
        assert_eq!(level_for(&tiles, 100.0), 9);
        assert_eq!(level_for(&tiles, 500.0), 9);
        assert_eq!(level_for(&tiles, 501.0), 10);
        assert_eq!(level_for(&tiles, 4000.0), 12);
        assert_eq!(level_for(&tiles, 16_000.0), 13, "closer there is no more");
    }

    #[test]
    fn only_tiles_in_sight_are_asked_for() {
        let tiles = tiles();
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 500.0));
        // At one screen pixel for each of its pixels, with its top left corner in the frame's.
        let whole = Rect::from_min_size(pos2(0.0, 0.0), vec2(8000.0, 4000.0));
        let seen = tiles_in_sight(&tiles, 13, whole, area);
        assert_eq!(
            seen.iter()
                .map(|tile| (tile.column, tile.row))
                .collect::<Vec<_>>(),
            [(0, 0), (1, 0)]
        );
        let moved = whole.translate(vec2(-250.0, -3600.0));
        let seen = tiles_in_sight(&tiles, 13, moved, area);
        assert_eq!(seen.len(), 3, "one row is left, and three columns touch");
        assert!(seen.iter().all(|tile| tile.row == 7));
        assert!(tiles_in_sight(&tiles, 13, whole.translate(vec2(9000.0, 0.0)), area).is_empty());
        assert_eq!(tiles_in_sight(&tiles, 9, whole, area).len(), 1);
    }

    #[test]
    fn a_panel_never_needs_more_tiles_than_cover_it() {
        let tiles = tiles();
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1920.0, 1080.0));
        for zoom in [1.0_f32, 1.7, 3.1, 5.9, 8.3] {
            let whole = Rect::from_center_size(area.center(), vec2(1920.0, 960.0) * zoom);
            let level = level_for(&tiles, whole.width());
            assert!(tiles_in_sight(&tiles, level, whole, area).len() <= 9 * 6);
        }
    }

    #[test]
    fn tiles_meet_without_a_gap_and_leave_out_what_they_share() {
        let tiles = tiles();
        let whole = Rect::from_min_size(pos2(10.0, 20.0), vec2(4000.0, 2000.0));
        let tile = |column, row| Tile {
            level: 13,
            column,
            row,
        };
        let (left, uv) = tile_rect(&tiles, tile(1, 1), whole);
        let (right, _) = tile_rect(&tiles, tile(2, 1), whole);
        assert_eq!(left.right(), right.left());
        assert_eq!(left.width(), 250.0);
        assert!(
            (uv.left() - 1.0 / 502.0).abs() < 1e-6 && (uv.right() - 501.0 / 502.0).abs() < 1e-6
        );
    }
}
