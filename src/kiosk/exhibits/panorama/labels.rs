//! Where the labels of a panorama's spots stand, so that none lies over another.
//!
//! Pure. A label stands at its spot; where another is in its way it stands above that or below it, and where there is no
//! room for it only the mark of its spot is shown. What was decided a moment ago is kept while it holds: while the view
//! turns, nothing flickers.

use egui::{Rect, vec2};

/// So much nearer to the middle than all that have a label is a spot that gets its label before them, as a share.
const NEARER: f32 = 0.7;
/// Positions are not exact to the point.
const HAIR: f32 = 0.01;

/// What is known of a spot in sight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// Its number in the scene.
    pub spot: usize,
    /// Where its label stands if nothing is in its way.
    pub rect: Rect,
    /// How far the spot is from the middle of the view.
    pub off_middle: f32,
}

/// How a spot is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stand {
    /// With its label, pushed down by so much; up where that is negative.
    Labeled(f32),
    /// By its mark alone.
    Mark,
}

/// A spot and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Its number in the scene.
    pub spot: usize,
    /// How it is shown.
    pub stand: Stand,
}

/// How each spot is shown, in the order in which it was decided: labels stay within `room`, `gap` from each other.
///
/// The spot that was `chosen` gets its label first, then those that have it, then the others, each time the nearest to
/// the middle first. `before` is what came out of this a moment ago.
pub fn laid_out(
    labels: &[Label],
    room: Rect,
    gap: f32,
    chosen: Option<usize>,
    before: &[Placed],
) -> Vec<Placed> {
    let mut order: Vec<(Turn, &Label)> = Vec::with_capacity(labels.len());
    let nearest = nearest_label(labels, before);
    for label in labels {
        order.push((turn_of(label, chosen, nearest, before), label));
    }
    order.sort_by(|(one, a), (other, b)| {
        let nearer = a.off_middle.total_cmp(&b.off_middle);
        one.cmp(other).then(nearer).then(a.spot.cmp(&b.spot))
    });
    let mut taken: Vec<Rect> = Vec::with_capacity(labels.len());
    let mut placed = Vec::with_capacity(labels.len());
    for (_, label) in order {
        let step = step_for(label, room, gap, &taken, stand_of(label.spot, before));
        if let Some(step) = step {
            taken.push(label.rect.translate(vec2(0.0, step)));
        }
        placed.push(Placed {
            spot: label.spot,
            stand: step.map_or(Stand::Mark, Stand::Labeled),
        });
    }
    placed
}

/// When it is decided where a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Chosen,
    /// Its spot is much nearer to the middle than any that has its label.
    Nearest,
    AtSpot,
    /// Those that were pushed, in the order in which they were: each finds its place again.
    Pushed(usize),
    Last,
}

fn turn_of(label: &Label, chosen: Option<usize>, nearest: f32, before: &[Placed]) -> Turn {
    if chosen == Some(label.spot) {
        return Turn::Chosen;
    }
    let rank = before.iter().position(|known| known.spot == label.spot);
    match rank.and_then(|rank| Some((rank, before.get(rank)?.stand))) {
        Some((_, Stand::Labeled(0.0))) => Turn::AtSpot,
        Some((rank, Stand::Labeled(_))) => Turn::Pushed(rank),
        Some((_, Stand::Mark)) if label.off_middle < nearest * NEARER => Turn::Nearest,
        _ => Turn::Last,
    }
}

/// How far from the middle the nearest spot is that has its label.
fn nearest_label(labels: &[Label], before: &[Placed]) -> f32 {
    labels
        .iter()
        .filter(|label| matches!(stand_of(label.spot, before), Some(Stand::Labeled(_))))
        .map(|label| label.off_middle)
        .fold(f32::INFINITY, f32::min)
}

fn stand_of(spot: usize, before: &[Placed]) -> Option<Stand> {
    let known = before.iter().find(|known| known.spot == spot)?;
    Some(known.stand)
}

/// The smallest step up or down to where a label is free of all that are `taken`; `None` without room.
fn step_for(
    label: &Label,
    room: Rect,
    gap: f32,
    taken: &[Rect],
    before: Option<Stand>,
) -> Option<f32> {
    let rect = label.rect;
    // What once gave way comes back where there is more room than it needs: a finger that trembles changes nothing.
    let (at_spot, pushed) = match before {
        Some(Stand::Labeled(0.0)) | None => (gap, gap),
        Some(Stand::Labeled(_)) => (gap * 2.0, gap),
        Some(Stand::Mark) => (gap * 2.0, gap * 2.0),
    };
    let free = |step: f32, apart: f32| {
        let around = rect.translate(vec2(0.0, step)).expand(apart - HAIR);
        !taken.iter().any(|other| other.intersects(around))
    };
    if free(0.0, at_spot) {
        return Some(0.0);
    }
    // The other side has to be nearer by a label's height.
    let other_side = |step: f32| match before {
        Some(Stand::Labeled(was)) if was * step < 0.0 => rect.height(),
        _ => 0.0,
    };
    taken
        .iter()
        .flat_map(|other| {
            [
                other.top() - pushed - rect.bottom(),
                other.bottom() + pushed - rect.top(),
            ]
        })
        .filter(|step| {
            let within = rect.top() + step >= room.top() - HAIR
                && rect.bottom() + step <= room.bottom() + HAIR;
            within && free(*step, pushed)
        })
        .min_by(|one, other| {
            let cost = |step: f32| step.abs() + other_side(step);
            cost(*one).total_cmp(&cost(*other))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Pos2, pos2};

    const GAP: f32 = 8.0;

    fn room() -> Rect {
        Rect::from_min_max(pos2(0.0, 0.0), pos2(1600.0, 600.0))
    }

    /// Labels of 300 × 80 about these points, told from a middle at (800, 300).
    fn labels(at: &[(f32, f32)]) -> Vec<Label> {
        let all = at.iter().enumerate().map(|(spot, (x, y))| Label {
            spot,
            rect: Rect::from_center_size(pos2(*x, *y), vec2(300.0, 80.0)),
            off_middle: (pos2(*x, *y) - pos2(800.0, 300.0)).length(),
        });
        all.collect()
    }

    /// How each spot is shown, by its number. None lies over another, and asked again nothing changes.
    #[track_caller]
    fn shown(labels: &[Label], chosen: Option<usize>, before: &[Placed]) -> Vec<Stand> {
        let placed = laid_out(labels, room(), GAP, chosen, before);
        let rects: Vec<Rect> = placed
            .iter()
            .filter_map(|one| rect_of(labels, one))
            .collect();
        for (at, rect) in rects.iter().enumerate() {
            assert!(room().contains_rect(*rect), "{rect:?}");
            let others = rects.iter().skip(at + 1);
            assert!(others.clone().all(|other| !other.intersects(*rect)));
        }
        let again = laid_out(labels, room(), GAP, chosen, &placed);
        assert_eq!(stands(&again), stands(&placed));
        stands(&placed)
    }

    fn rect_of(labels: &[Label], placed: &Placed) -> Option<Rect> {
        let label = labels.iter().find(|label| label.spot == placed.spot)?;
        match placed.stand {
            Stand::Labeled(step) => Some(label.rect.translate(vec2(0.0, step))),
            Stand::Mark => None,
        }
    }

    fn stands(placed: &[Placed]) -> Vec<Stand> {
        let mut sorted = placed.to_vec();
        sorted.sort_by_key(|one| one.spot);
        sorted.iter().map(|one| one.stand).collect()
    }

    #[test]
    fn labels_with_room_stand_at_their_spots() {
        let apart = labels(&[(200.0, 300.0), (800.0, 300.0), (1400.0, 300.0)]);
        assert_eq!(shown(&apart, None, &[]), [Stand::Labeled(0.0); 3]);
    }

    #[test]
    fn a_label_in_the_way_of_a_nearer_one_is_pushed_by_the_smallest_step() {
        let below = labels(&[(900.0, 340.0), (800.0, 300.0)]);
        let expected = [Stand::Labeled(48.0), Stand::Labeled(0.0)];
        assert_eq!(shown(&below, None, &[]), expected);
        let above = labels(&[(900.0, 270.0), (800.0, 300.0)]);
        let expected = [Stand::Labeled(-58.0), Stand::Labeled(0.0)];
        assert_eq!(shown(&above, None, &[]), expected);
        // What one turns to keeps its place.
        let expected = [Stand::Labeled(0.0), Stand::Labeled(-48.0)];
        assert_eq!(shown(&below, Some(0), &[]), expected);
    }

    #[test]
    fn a_label_without_room_leaves_its_mark() {
        let at = Pos2::new(800.0, 300.0);
        let many: Vec<(f32, f32)> = (0..9).map(|n| (at.x + n as f32, at.y)).collect();
        let stands = shown(&labels(&many), None, &[]);
        let marks = stands.iter().filter(|stand| **stand == Stand::Mark).count();
        // One in the middle, two above it, two below.
        assert_eq!(marks, 4, "{stands:?}");
        assert_eq!(stands[0], Stand::Labeled(0.0));
    }

    #[test]
    fn nothing_flickers_while_the_view_turns() {
        // Two spots of nearly one direction, and one that is met and left again.
        let mut before = Vec::new();
        let mut changes = [0; 3];
        let mut last: Option<Vec<Stand>> = None;
        for turned in 0..1200 {
            let x = 1400.0 - turned as f32;
            let all = labels(&[(x, 300.0), (x + 40.0, 320.0), (x * 0.5 + 500.0, 330.0)]);
            let stands = shown(&all, None, &before);
            before = laid_out(&all, room(), GAP, None, &before);
            if let Some(last) = &last {
                for ((change, now), then) in changes.iter_mut().zip(&stands).zip(last) {
                    *change += usize::from(now != then);
                }
            }
            last = Some(stands);
        }
        assert!(changes.iter().all(|count| *count <= 3), "{changes:?}");
    }

    #[test]
    fn the_label_that_gave_way_keeps_its_side_when_its_spot_comes_nearer() {
        let first = labels(&[(790.0, 300.0), (850.0, 320.0)]);
        let before = laid_out(&first, room(), GAP, None, &[]);
        assert_eq!(stands(&before)[1], Stand::Labeled(68.0));
        // Now the second is in the middle, and the way up would be a little shorter.
        let turned = labels(&[(740.0, 305.0), (800.0, 303.0)]);
        let expected = [Stand::Labeled(0.0), Stand::Labeled(90.0)];
        assert_eq!(shown(&turned, None, &before), expected);
    }

    #[test]
    fn a_mark_much_nearer_to_the_middle_gets_its_label() {
        let far = labels(&[(500.0, 300.0), (620.0, 300.0)]);
        let marked = [(0, Stand::Labeled(0.0)), (1, Stand::Mark)];
        let before = marked.map(|(spot, stand)| Placed { spot, stand });
        let narrow = Rect::from_min_max(pos2(0.0, 250.0), pos2(1600.0, 350.0));
        let now = |labels: &[Label]| stands(&laid_out(labels, narrow, GAP, None, &before));
        assert_eq!(now(&far), [Stand::Mark, Stand::Labeled(0.0)]);
        // Hardly nearer, it waits.
        let near = labels(&[(600.0, 300.0), (640.0, 300.0)]);
        assert_eq!(now(&near), [Stand::Labeled(0.0), Stand::Mark]);
    }
}
