//! What of a character's look is compared: where on it lines run, and which way; not in which order, and not by how
//! many strokes.

/// Cells across and down.
const GRID: usize = 8;
/// Ways a line may run: level, rising, upright, falling.
const WAYS: usize = 4;
/// Numbers that a look has.
pub const LENGTH: usize = GRID * GRID * WAYS;

/// A point on any plane that grows to the right and downwards.
pub type Point = [f32; 2];

/// A look: unit length, in whole steps of 1/[`STEPS`].
pub type Look = [u8; LENGTH];

/// A number of a look is rarely over 0.4.
const STEPS: f32 = 600.0;
/// A line is cut into pieces no longer than this share of the whole: for looks, and for outlines.
const LOOK_PIECE: f32 = 1.0 / 24.0;
const OUTLINE_PIECE: f32 = 1.0 / 10.0;
/// What a way up and to the left counts: no stroke goes so, but a finger does that is not lifted between two strokes.
const BACK: f32 = 0.3;
/// How far ink reaches from its middle, in standard deviations.
const REACH: f32 = 1.75;
/// What a cell gives to each neighbour.
const BLUR: f32 = 0.15;

/// A short straight piece of a line.
struct Piece {
    middle: Point,
    way: Point,
    length: f32,
}

/// Lines sheared to the right, as hands slant them to the left.
pub fn sheared(lines: &[Vec<Point>], by: f32) -> Vec<Vec<Point>> {
    let shear = |[x, y]: &Point| [x + y * by, *y];
    lines
        .iter()
        .map(|line| line.iter().map(shear).collect())
        .collect()
}

/// The look of these lines; `None` when there is nothing to see.
pub fn look(lines: &[Vec<Point>]) -> Option<Look> {
    let pieces = pieces(lines, LOOK_PIECE);
    let frame = Frame::around(&pieces)?;
    let mut cells = [0.0_f32; LENGTH];
    for piece in &pieces {
        add(&mut cells, &frame, piece);
    }
    blur(&mut cells);
    // The root: a long line does not drown the short ones.
    for cell in &mut cells {
        *cell = cell.sqrt();
    }
    let length = cells.iter().map(|cell| cell * cell).sum::<f32>().sqrt();
    if length <= 0.0 {
        return None;
    }
    Some(cells.map(|cell| (cell / length * STEPS).round().min(255.0) as u8))
}

/// How alike two looks are: 1 when they are the same.
pub fn alike(a: &Look, b: &Look) -> f32 {
    let sum: u32 = a
        .iter()
        .zip(b)
        .map(|(a, b)| u32::from(*a) * u32::from(*b))
        .sum();
    sum as f32 / (STEPS * STEPS)
}

/// Points along the lines of a character, for a closer look.
pub struct Outline(Vec<Spot>);

/// A point of an outline, which way the line runs there, and how much of it.
struct Spot {
    at: Point,
    way: Point,
    weight: f32,
}

/// Points of an outline: a scribble has no more than the fullest character.
const SPOTS_MAX: usize = 240;
/// What another way costs, against the square of a distance.
const WAY_COST: f32 = 0.06;
/// Farther than this there is nothing near.
const FAR: f32 = 0.06;
/// Ink that a shape lacks counts less than a line that the ink lacks: joined strokes have ink between them.
const MORE_INK: f32 = 0.6;

impl Outline {
    /// The outline of these lines; `None` when there is nothing to see.
    pub fn of(lines: &[Vec<Point>]) -> Option<Self> {
        let pieces = pieces(lines, OUTLINE_PIECE);
        let frame = Frame::around(&pieces)?;
        let spot = |piece: &Piece| {
            let axis = |i: usize| (piece.middle[i] - frame.middle[i]) / frame.reach[i] * 0.5;
            let way = [piece.way[0] / frame.reach[0], piece.way[1] / frame.reach[1]];
            let length = way[0].hypot(way[1]).max(f32::MIN_POSITIVE);
            Spot {
                at: [axis(0), axis(1)],
                way: [way[0] / length, way[1] / length],
                weight: piece.length,
            }
        };
        let step = pieces.len().div_ceil(SPOTS_MAX).max(1);
        Some(Self(pieces.iter().step_by(step).map(spot).collect()))
    }

    /// How far this ink is from a shape: 0 when one lies on the other.
    pub fn distance_to(&self, shape: &Self) -> f32 {
        shape.missed_by(self) + MORE_INK * self.missed_by(shape)
    }

    /// How far, on average, the other's nearest is from a point of this one.
    fn missed_by(&self, other: &Self) -> f32 {
        let mut sum = 0.0;
        let mut whole = 0.0;
        for spot in &self.0 {
            let mut nearest = FAR;
            for near in &other.0 {
                let apart = [spot.at[0] - near.at[0], spot.at[1] - near.at[1]];
                let distance = apart[0] * apart[0] + apart[1] * apart[1];
                if distance < nearest {
                    let along = spot.way[0] * near.way[0] + spot.way[1] * near.way[1];
                    nearest = nearest.min(distance + WAY_COST * (1.0 - along * along));
                }
            }
            sum += nearest * spot.weight;
            whole += spot.weight;
        }
        sum / whole
    }
}

fn pieces(lines: &[Vec<Point>], piece: f32) -> Vec<Piece> {
    let mut low = [f32::MAX; 2];
    let mut high = [f32::MIN; 2];
    for point in lines.iter().flatten() {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    let size = (high[0] - low[0]).max(high[1] - low[1]).max(1e-3);
    let mut pieces = Vec::new();
    for line in lines {
        if let [only] = line.as_slice() {
            // A dot falls, as dots do.
            let way = [size * piece, size * piece];
            let length = size * piece;
            pieces.push(Piece {
                middle: *only,
                way,
                length,
            });
        }
        for pair in line.windows(2) {
            let way = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let length = way[0].hypot(way[1]);
            let count = (length / (size * piece)).ceil().max(1.0);
            if length <= 0.0 {
                continue;
            }
            // Up, and left of an eighth of a turn to the right.
            let back = way[0] < length * 0.2 && way[1] < 0.0 && way[0] < way[1] * 0.3;
            let weight = if back { BACK } else { 1.0 };
            pieces.extend((0..count as usize).map(|i| {
                let at = (i as f32 + 0.5) / count;
                Piece {
                    middle: [pair[0][0] + way[0] * at, pair[0][1] + way[1] * at],
                    way,
                    length: length / count * weight,
                }
            }));
        }
    }
    pieces
}

/// Where lines lie: their middle, and how far they reach from it on either side.
struct Frame {
    middle: Point,
    reach: Point,
}

impl Frame {
    /// By how the ink lies rather than by its edges: one stray end does not shrink the rest.
    fn around(pieces: &[Piece]) -> Option<Self> {
        let whole: f32 = pieces.iter().map(|piece| piece.length).sum();
        if whole <= 0.0 {
            return None;
        }
        let mean = |of: &dyn Fn(&Piece) -> f32| {
            pieces
                .iter()
                .map(|piece| of(piece) * piece.length)
                .sum::<f32>()
                / whole
        };
        let middle = [mean(&|p| p.middle[0]), mean(&|p| p.middle[1])];
        let spread = |axis: usize| mean(&|p| (p.middle[axis] - middle[axis]).powi(2)).sqrt();
        let reach = [spread(0) * REACH, spread(1) * REACH];
        let most = reach[0].max(reach[1]).max(1e-3);
        // A narrow character is widened, but not to a square: 一 stays one line.
        let widened = |own: f32| {
            let share = (own / most).clamp(0.0, 1.0);
            let wanted = (std::f32::consts::FRAC_PI_2 * share).sin().sqrt();
            if share > 1e-3 { own / wanted } else { most }
        };
        Some(Self {
            middle,
            reach: [widened(reach[0]), widened(reach[1])],
        })
    }

    /// A point in cells.
    fn place(&self, point: Point) -> Point {
        let axis = |i: usize| {
            let share = (point[i] - self.middle[i]) / self.reach[i] * 0.5 + 0.5;
            (share * GRID as f32 - 0.5).clamp(0.0, GRID as f32 - 1.0)
        };
        [axis(0), axis(1)]
    }
}

/// Adds a piece to the cells around it, and to the two ways it lies between.
fn add(cells: &mut [f32; LENGTH], frame: &Frame, piece: &Piece) {
    let [x, y] = frame.place(piece.middle);
    let way = [piece.way[0] / frame.reach[0], piece.way[1] / frame.reach[1]];
    let length = piece.length * (way[0].hypot(way[1])) / piece.way[0].hypot(piece.way[1]);
    let turn = way[1].atan2(way[0]).rem_euclid(std::f32::consts::PI);
    let turn = turn / std::f32::consts::PI * WAYS as f32;
    let (column, row) = (x.floor(), y.floor());
    let (right, down) = (x - column, y - row);
    let (first, share) = (turn.floor(), turn - turn.floor());
    for (dx, across) in [(0, 1.0 - right), (1, right)] {
        for (dy, along) in [(0, 1.0 - down), (1, down)] {
            let (column, row) = (column as usize + dx, row as usize + dy);
            if column >= GRID || row >= GRID {
                continue;
            }
            let cell = (row * GRID + column) * WAYS;
            for (way, part) in [(0, 1.0 - share), (1, share)] {
                let way = (first as usize + way) % WAYS;
                cells[cell + way] += length * across * along * part;
            }
        }
    }
}

/// Lets each cell share with its neighbours: hands are not exact.
fn blur(cells: &mut [f32; LENGTH]) {
    for step in [WAYS, GRID * WAYS] {
        let before = *cells;
        let at = |row: usize, column: usize, way: usize| (row * GRID + column) * WAYS + way;
        for i in 0..GRID * GRID {
            let (row, column) = (i / GRID, i % GRID);
            let line = if step == WAYS { column } else { row };
            for way in 0..WAYS {
                let here = at(row, column, way);
                let less = if line > 0 { before[here - step] } else { 0.0 };
                let more = if line + 1 < GRID {
                    before[here + step]
                } else {
                    0.0
                };
                cells[here] = before[here] * (1.0 - 2.0 * BLUR) + (less + more) * BLUR;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CROSS: [[Point; 2]; 2] = [[[0.0, 50.0], [100.0, 50.0]], [[50.0, 0.0], [50.0, 100.0]]];

    fn lines(lines: &[[Point; 2]]) -> Vec<Vec<Point>> {
        lines.iter().map(|line| line.to_vec()).collect()
    }

    fn likeness(a: &[Vec<Point>], b: &[Vec<Point>]) -> f32 {
        alike(&look(a).expect("a look"), &look(b).expect("a look"))
    }

    #[test]
    fn neither_order_nor_place_nor_size_counts() {
        let cross = lines(&CROSS);
        let mut other = cross.clone();
        other.reverse();
        assert!(likeness(&cross, &other) > 0.99);
        for point in other.iter_mut().flatten() {
            *point = point.map(|at| at * 3.0 + 700.0);
        }
        assert!(likeness(&cross, &other) > 0.99);
        let level = lines(&CROSS[..1]);
        let upright = lines(&CROSS[1..]);
        assert!(likeness(&level, &upright) < 0.2);
        assert!(look(&[]).is_none() && Outline::of(&[]).is_none());
    }

    #[test]
    fn ink_between_two_strokes_counts_less_than_a_stroke_that_lacks() {
        let cross = lines(&CROSS);
        let joined = vec![cross.concat()];
        let half = lines(&CROSS[..1]);
        let [shape, joined, half] =
            [&cross, &joined, &half].map(|lines| Outline::of(lines).expect("an outline"));
        let far = |ink: &Outline| ink.distance_to(&shape);
        assert!(far(&shape) < 1e-6 && far(&joined) < far(&half));
    }

    #[test]
    fn a_scribble_is_no_more_work_than_a_character() {
        let turn = |i: u16| [37, 61].map(|step| f32::from(i % 100 * step % 100));
        let scribble = vec![(0..3000).map(turn).collect()];
        let outline = Outline::of(&scribble).expect("an outline");
        assert!(outline.0.len() <= SPOTS_MAX);
    }
}
