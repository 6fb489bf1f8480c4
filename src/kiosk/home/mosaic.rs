//! Where the tiles of the exhibits stand: one large, the others around it, no hole between them. Pure.

use egui::{Rect, pos2, vec2};

use crate::kiosk::theme::Theme;
use crate::kiosk::theme::widgets::columns;

/// More small tiles than this stand in three columns, so that most of them are seen at once.
const MANY: usize = 6;

/// Rectangles of `count` tiles in `area`, and the height they take.
pub(super) fn mosaic(area: Rect, count: usize, gap: f32, least: f32) -> (Vec<Rect>, f32) {
    let rest = count - 1;
    if rest == 0 {
        return (vec![area], area.height());
    }
    let mut tiles = Vec::with_capacity(count);
    if Theme::upright(area) {
        // The large tile over two columns.
        let per_row = if rest > MANY { 3 } else { 2 };
        let rows = rest.div_ceil(per_row) as f32;
        let big = (area.height() - gap) * if rest <= 2 { 0.6 } else { 0.42 };
        let row = ((area.height() - big - gap * rows) / rows).max(least);
        tiles.push(Rect::from_min_size(area.min, vec2(area.width(), big)));
        let below = Rect::from_min_size(
            pos2(area.left(), area.top() + big + gap),
            vec2(area.width(), row),
        );
        push_rows(&mut tiles, below, rest, gap, per_row);
        return (tiles, big + (row + gap) * rows);
    }
    // Too narrow for a large tile with two columns beside it: all alike.
    if rest > 2 && area.width() < gap * 40.0 {
        let per_row = if area.height() < least * 2.0 + gap {
            3
        } else {
            2
        };
        let rows = count.div_ceil(per_row) as f32;
        let row = ((area.height() - gap * (rows - 1.0)) / rows).max(least);
        let first = area.with_max_y(area.top() + row);
        push_rows(&mut tiles, first, count, gap, per_row);
        return (tiles, row * rows + gap * (rows - 1.0));
    }
    let columns_beside = match rest {
        0..=2 => 1,
        3..=MANY => 2,
        _ => 3,
    };
    let all_rows = rest.div_ceil(columns_beside) as f32;
    let fits = least * all_rows + gap * (all_rows - 1.0) <= area.height();
    // Where not all fit, the large tile leaves a little to be seen of what comes below it, over the whole width.
    let seen = area.height() - if fits { 0.0 } else { gap * 2.5 };
    let rows = if fits {
        all_rows
    } else {
        ((seen + gap) / (least + gap)).floor().max(1.0)
    };
    let row = ((seen - gap * (rows - 1.0)) / rows).max(least);
    let height = row * rows + gap * (rows - 1.0);
    let share = [0.64, 0.46, 0.34][columns_beside - 1];
    let big = vec2((area.width() - gap) * share, height.max(seen));
    tiles.push(Rect::from_min_size(area.min, big));
    let beside = Rect::from_min_max(
        pos2(area.left() + big.x + gap, area.top()),
        pos2(area.right(), area.top() + row),
    );
    let count_beside = rest.min(rows as usize * columns_beside);
    push_rows(&mut tiles, beside, count_beside, gap, columns_beside);
    let below = Rect::from_min_size(
        pos2(area.left(), area.top() + big.y + gap),
        vec2(area.width(), row),
    );
    let per_row = columns_beside + 1;
    let rows_below = (rest - count_beside).div_ceil(per_row) as f32;
    push_rows(&mut tiles, below, rest - count_beside, gap, per_row);
    (tiles, big.y + rows_below * (row + gap))
}

fn push_rows(tiles: &mut Vec<Rect>, first_row: Rect, count: usize, gap: f32, per_row: usize) {
    for start in (0..count).step_by(per_row) {
        let row = first_row.translate(vec2(
            0.0,
            (start / per_row) as f32 * (first_row.height() + gap),
        ));
        // A last row that is not full stretches, so that the mosaic has no hole.
        tiles.extend(columns(row, per_row.min(count - start), gap));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mosaic_fills_its_area_without_holes_or_overlaps() {
        let wide = Rect::from_min_size(pos2(0.0, 0.0), vec2(1200.0, 700.0));
        let tall = Rect::from_min_size(pos2(0.0, 0.0), vec2(950.0, 1100.0));
        let narrow = Rect::from_min_size(pos2(0.0, 0.0), vec2(950.0, 600.0));
        for area in [wide, tall, narrow] {
            for count in 1..=7 {
                let (tiles, height) = mosaic(area, count, 28.0, 100.0);
                assert_eq!(tiles.len(), count);
                assert!(
                    (height - area.height()).abs() < 1.0,
                    "{count} tiles are {height} high"
                );
                for (i, a) in tiles.iter().enumerate() {
                    assert!(area.expand(0.5).contains_rect(*a));
                    assert!(
                        tiles[i + 1..].iter().all(|b| !a.shrink(1.0).intersects(*b)),
                        "{count} tiles overlap"
                    );
                }
            }
        }
    }

    #[test]
    fn however_many_and_wherever_they_are_every_tile_lies_within_the_height_that_is_said() {
        for width in (300..=1900).step_by(80) {
            for height in [200.0, 420.0, 700.0, 1100.0, 1600.0] {
                let area = Rect::from_min_size(pos2(40.0, 60.0), vec2(width as f32, height));
                for (count, least) in (1..=24).flat_map(|n| [0.0, 180.0, 360.0].map(|l| (n, l))) {
                    let (tiles, height) = mosaic(area, count, 28.0, least);
                    let what = format!("{count} tiles, at least {least} high, in {area:?}");
                    assert_eq!(tiles.len(), count, "{what}");
                    let all = area.with_max_y(area.top() + height).expand(0.5);
                    let out = tiles.iter().find(|tile| !all.contains_rect(**tile));
                    assert_eq!(out, None, "{what}, said to be {height} high");
                }
            }
        }
    }

    #[test]
    fn many_tiles_keep_their_least_height() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1200.0, 700.0));
        let (tiles, height) = mosaic(area, 20, 28.0, 200.0);
        assert!(height > area.height());
        assert!(tiles.iter().all(|tile| tile.height() >= 200.0));
        for (i, a) in tiles.iter().enumerate() {
            assert!(a.left() >= area.left() - 0.5 && a.right() <= area.right() + 0.5);
            let others = &tiles[i + 1..];
            assert!(others.iter().all(|b| !a.shrink(1.0).intersects(*b)));
        }
        // The ones below the large tile have the whole width.
        let last = tiles[tiles.len() - 1];
        assert!(last.top() > tiles[0].bottom() && last.right() > area.right() - 1.0);
    }
}
