//! Which characters a hand may have meant, the likeliest first.

use super::features::{Look, Outline, Point, alike, look, sheared};
use super::likely::{Before, Likely};
use super::shapes::{Packed, shapes};

/// How much hands slant: ink is looked at upright, and as if it had been.
const SLANTS: [f32; 3] = [-0.15, 0.0, 0.15];
/// Shapes that are looked at closely.
const CLOSE_MAX: usize = 40;
/// What distance counts against likeness.
const DISTANCE: f32 = 8.0;

/// Every character that can be written by hand.
pub struct Recogniser {
    entries: Vec<Entry>,
    likely: Likely,
}

struct Entry {
    look: Look,
    written: char,
    packed: Packed,
}

impl Recogniser {
    /// Reads all shapes: it takes a moment.
    pub fn new() -> Self {
        let entry = |packed: Packed| {
            let shape = packed.shape()?;
            Some(Entry {
                look: look(&lines(&shape.lines))?,
                written: shape.written,
                packed,
            })
        };
        Self {
            entries: shapes().filter_map(entry).collect(),
            likely: Likely::new(),
        }
    }

    /// What these lines may be, at most `count`, with what stands before them in mind.
    pub fn characters(&self, ink: &[Vec<Point>], before: Before, count: usize) -> Vec<char> {
        let views: Vec<(Look, Outline)> = SLANTS
            .iter()
            .filter_map(|slant| {
                let lines = sheared(ink, *slant);
                Some((look(&lines)?, Outline::of(&lines)?))
            })
            .collect();
        let mut found: Vec<(&Entry, usize, f32)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let (view, likeness) = best(&views, &entry.look)?;
                Some((entry, view, likeness))
            })
            .collect();
        let close = CLOSE_MAX.min(found.len());
        if close > 0 {
            found.select_nth_unstable_by(close - 1, |a, b| b.2.total_cmp(&a.2));
        }
        found.truncate(close);
        for (entry, view, likeness) in &mut found {
            let shape = entry.packed.shape();
            let outline = shape.and_then(|shape| Outline::of(&lines(&shape.lines)));
            if let Some(outline) = outline {
                *likeness -= DISTANCE * views[*view].1.distance_to(&outline);
            }
            *likeness += self.likely.bonus(before, entry.written);
        }
        found.sort_unstable_by(|a, b| b.2.total_cmp(&a.2));
        let mut characters = Vec::new();
        for (entry, ..) in found {
            if !characters.contains(&entry.written) {
                characters.push(entry.written);
            }
        }
        characters.truncate(count);
        characters
    }
}

impl Default for Recogniser {
    fn default() -> Self {
        Self::new()
    }
}

/// The view of the ink that is most alike, and how much.
fn best(views: &[(Look, Outline)], look: &Look) -> Option<(usize, f32)> {
    views
        .iter()
        .map(|(view, _)| alike(view, look))
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

fn lines(packed: &[Vec<[u8; 2]>]) -> Vec<Vec<Point>> {
    let points = |line: &Vec<[u8; 2]>| line.iter().map(|place| place.map(f32::from)).collect();
    packed.iter().map(points).collect()
}
