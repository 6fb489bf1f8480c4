//! A message on a wall: a wish in words, or a drawing in strokes. What may be one, and how strokes become curves.
//!
//! A note carries its own colours, so that it looks the same on the kiosk, in the console, and after a pack has
//! changed. Nothing in it says who left it.

use serde::{Deserialize, Serialize};

use super::color::Rgb;
use super::written::{own_numbers, unseen};

/// Characters of a wish.
pub const WORDS_CHARS_MAX: usize = 60;
/// A drawing's paper is a square of this many steps.
pub const GRID: u16 = 2000;
/// Strokes of a drawing.
pub const STROKES_MAX: usize = 300;
/// Points of a stroke: a longer line goes on in the next.
pub const STROKE_POINTS_MAX: usize = 400;
/// Points of all strokes together.
pub const POINTS_MAX: usize = 4000;
/// Colours of a note.
pub const INKS_MAX: usize = 8;
/// Widths of a line in steps of the grid, by the index a stroke has.
pub const WIDTHS: [u16; 3] = [18, 40, 84];
/// Least contrast of an ink to its paper: what staff approve is all there is to see (WCAG 2.2, 1.4.11).
pub const INK_CONTRAST_MIN: f64 = 3.0;
/// Least contrast of words to their paper (WCAG 2.2, 1.4.3).
pub const WORDS_CONTRAST_MIN: f64 = 4.5;

/// A point of a stroke, from the upper left corner.
pub type Point = [u16; 2];

/// What a visitor leaves on a wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it is written on.
    pub paper: Rgb,
    /// What it is written with; words take the first.
    pub inks: Vec<Rgb>,
    /// What is on it.
    pub content: NoteContent,
}

/// What is on a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteContent {
    /// A wish.
    Words(String),
    /// A drawing.
    Drawing(Vec<Stroke>),
}

/// One line of a drawing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// Which of the note's inks.
    pub ink: u8,
    /// Which of [`WIDTHS`].
    pub width: u8,
    /// Where it went; a single point is a dot.
    pub points: Vec<Point>,
}

/// Where a note stands with staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteState {
    /// Nobody has looked at it.
    Waiting,
    /// It is on the wall.
    Shown,
    /// It is not, or no longer.
    Declined,
}

impl NoteState {
    /// All of them, in the order in which staff look at them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Shown, Self::Declined];

    /// The machine key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Shown => "shown",
            Self::Declined => "declined",
        }
    }

    /// The state with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// Why something is no note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// Nothing is on it.
    #[error("the message is empty")]
    Empty,
    /// More than [`WORDS_CHARS_MAX`] characters.
    #[error("a wish has at most {WORDS_CHARS_MAX} characters")]
    TooLong,
    /// A character that is not seen, or that turns others around.
    #[error("a wish holds a character that is not seen")]
    Unseen,
    /// No ink, or more than [`INKS_MAX`].
    #[error("a message has 1 to {INKS_MAX} inks")]
    Inks,
    /// An ink that cannot be told from the paper.
    #[error("an ink cannot be told from the paper")]
    Contrast,
    /// Too many strokes or points.
    #[error(
        "a drawing has at most {STROKES_MAX} strokes, {STROKE_POINTS_MAX} points each, {POINTS_MAX} in all"
    )]
    TooLarge,
    /// An ink, a width or a point that is none.
    #[error("a stroke has an ink, a width and points of the paper")]
    Stroke,
}

impl Note {
    /// Whether this may be on a wall.
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn check(&self) -> Result<(), NoteFault> {
        if !(1..=INKS_MAX).contains(&self.inks.len()) {
            return Err(NoteFault::Inks);
        }
        let least = match &self.content {
            NoteContent::Words(_) => WORDS_CONTRAST_MIN,
            NoteContent::Drawing(_) => INK_CONTRAST_MIN,
        };
        let seen = |ink: &Rgb| ink.contrast(self.paper) >= least;
        match &self.content {
            NoteContent::Words(_) if !self.inks.iter().take(1).all(seen) => {
                Err(NoteFault::Contrast)
            }
            NoteContent::Words(words) => check_words(words),
            NoteContent::Drawing(_) if !self.inks.iter().all(seen) => Err(NoteFault::Contrast),
            NoteContent::Drawing(strokes) => check_strokes(strokes, self.inks.len()),
        }
    }

    /// The words, if it is a wish.
    pub fn words(&self) -> Option<&str> {
        match &self.content {
            NoteContent::Words(words) => Some(words),
            NoteContent::Drawing(_) => None,
        }
    }

    /// Whether it may say how to reach somebody: staff look twice at a long number.
    pub fn may_hold_a_number(&self) -> bool {
        own_numbers(self.words().unwrap_or_default())
            .next()
            .is_some()
    }
}

fn check_words(words: &str) -> Result<(), NoteFault> {
    if words.chars().count() > WORDS_CHARS_MAX {
        return Err(NoteFault::TooLong);
    }
    if words.chars().any(unseen) {
        return Err(NoteFault::Unseen);
    }
    if words.trim().is_empty() {
        return Err(NoteFault::Empty);
    }
    Ok(())
}

fn check_strokes(strokes: &[Stroke], inks: usize) -> Result<(), NoteFault> {
    if strokes.is_empty() {
        return Err(NoteFault::Empty);
    }
    let points: usize = strokes.iter().map(|stroke| stroke.points.len()).sum();
    let longest = strokes.iter().map(|stroke| stroke.points.len()).max();
    if strokes.len() > STROKES_MAX
        || points > POINTS_MAX
        || longest.is_some_and(|longest| longest > STROKE_POINTS_MAX)
    {
        return Err(NoteFault::TooLarge);
    }
    let fits = |stroke: &Stroke| {
        usize::from(stroke.ink) < inks
            && usize::from(stroke.width) < WIDTHS.len()
            && !stroke.points.is_empty()
            && stroke.points.iter().flatten().all(|step| *step <= GRID)
    };
    if strokes.iter().all(fits) {
        Ok(())
    } else {
        Err(NoteFault::Stroke)
    }
}

/// A piece of a curve: two handles and where it ends; it begins where the piece before ended.
pub type CurvePiece = [[f32; 2]; 3];

/// From here on a turn is a corner and stays one: 60°.
const CORNER_COS: f32 = 0.5;
/// A point nearer to the line between its neighbours tells nothing.
const FLAT: f32 = 1.6;

impl Stroke {
    /// The line as smooth curves, from its first point on, in steps of the grid. Sharp corners stay sharp.
    pub fn curve(&self) -> ([f32; 2], Vec<CurvePiece>) {
        let points: Vec<[f32; 2]> = self.points.iter().map(|p| p.map(f32::from)).collect();
        let first = points.first().copied().unwrap_or_default();
        let ways: Vec<([f32; 2], f32)> = points.windows(2).map(|ab| way(ab[0], ab[1])).collect();
        // Where the line goes at a point: between the way in and the way out, but along each of them at a corner.
        let through = |before: Option<[f32; 2]>, after: Option<[f32; 2]>, own: [f32; 2]| {
            let (Some(a), Some(b)) = (before, after) else {
                return own;
            };
            if a[0] * b[0] + a[1] * b[1] < CORNER_COS {
                return own;
            }
            way([0.0, 0.0], [a[0] + b[0], a[1] + b[1]]).0
        };
        let pieces = ways.iter().enumerate().map(|(i, (own, length))| {
            let at = |i: usize| ways.get(i).map(|(way, _)| *way);
            let start = through(i.checked_sub(1).and_then(at), Some(*own), *own);
            let end = through(Some(*own), at(i + 1), *own);
            let (a, b) = (points[i], points[i + 1]);
            let third = length / 3.0;
            [
                [a[0] + start[0] * third, a[1] + start[1] * third],
                [b[0] - end[0] * third, b[1] - end[1] * third],
                b,
            ]
        });
        (first, pieces.collect())
    }

    /// The same line without points that tell nothing.
    pub fn thinned(mut self) -> Self {
        let mut kept = vec![false; self.points.len()];
        if let (Some(first), Some(last)) = (kept.first().map(|_| 0), kept.len().checked_sub(1)) {
            (kept[first], kept[last]) = (true, true);
            // Ramer-Douglas-Peucker, with a list of its own: strokes come from outside, and a stack has an end.
            let mut parts = vec![(first, last)];
            while let Some((from, to)) = parts.pop() {
                let distance =
                    |i: usize| off_line(self.points[i], self.points[from], self.points[to]);
                let farthest = (from + 1..to).max_by(|a, b| distance(*a).total_cmp(&distance(*b)));
                if let Some(i) = farthest.filter(|i| distance(*i) > FLAT) {
                    kept[i] = true;
                    parts.extend([(from, i), (i, to)]);
                }
            }
        }
        let mut kept = kept.into_iter();
        self.points.retain(|_| kept.next().unwrap_or(true));
        self
    }
}

/// The direction from one point to another, and how far it is.
fn way(from: [f32; 2], to: [f32; 2]) -> ([f32; 2], f32) {
    let (x, y) = (to[0] - from[0], to[1] - from[1]);
    let length = x.hypot(y);
    if length > 0.0 {
        ([x / length, y / length], length)
    } else {
        ([0.0, 0.0], 0.0)
    }
}

/// How far a point is from the line between two others.
fn off_line(point: Point, from: Point, to: Point) -> f32 {
    let [p, a, b] = [point, from, to].map(|p| p.map(f32::from));
    let (direction, length) = way(a, b);
    let (x, y) = (p[0] - a[0], p[1] - a[1]);
    let along = (x * direction[0] + y * direction[1]).clamp(0.0, length);
    (x - direction[0] * along).hypot(y - direction[1] * along)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Rgb = Rgb([0xff, 0xfc, 0xf5]);
    const INK: Rgb = Rgb([0x1d, 0x2b, 0x30]);

    fn wish(words: &str) -> Note {
        Note {
            paper: PAPER,
            inks: vec![INK],
            content: NoteContent::Words(words.to_owned()),
        }
    }

    fn drawing(strokes: Vec<Stroke>) -> Note {
        Note {
            content: NoteContent::Drawing(strokes),
            ..wish("")
        }
    }

    fn stroke(points: &[Point]) -> Stroke {
        Stroke {
            ink: 0,
            width: 1,
            points: points.to_vec(),
        }
    }

    #[track_caller]
    fn check(note: &Note, fault: Option<NoteFault>) {
        assert_eq!(note.check().err(), fault);
    }

    #[test]
    fn a_wish_is_seen_as_it_was_written_and_is_short() {
        check(&wish("愿新的一年平安喜乐 🧧"), None);
        check(&wish(&"愿".repeat(60)), None);
        check(&wish(&"愿".repeat(61)), Some(NoteFault::TooLong));
        check(&wish(" \u{3000} "), Some(NoteFault::Empty));
        for hidden in ["a\nb", "a\u{202e}b", "a\u{200d}b", "a\u{e0041}b", "a\u{0}b"] {
            check(&wish(hidden), Some(NoteFault::Unseen));
        }
    }

    #[test]
    fn a_note_that_cannot_be_seen_by_staff_is_none() {
        let mut note = wish("hello");
        note.inks = vec![PAPER];
        check(&note, Some(NoteFault::Contrast));
        note.inks = vec![];
        check(&note, Some(NoteFault::Inks));
        note.inks = vec![INK; 9];
        check(&note, Some(NoteFault::Inks));
        // Enough for a line, too little for words.
        note.inks = vec![Rgb([0x80; 3])];
        check(&note, Some(NoteFault::Contrast));
        note.content = NoteContent::Drawing(vec![stroke(&[[0, 0]])]);
        check(&note, None);
    }

    #[test]
    fn a_drawing_has_its_bounds() {
        check(&drawing(vec![stroke(&[[0, GRID]])]), None);
        check(&drawing(vec![]), Some(NoteFault::Empty));
        check(&drawing(vec![stroke(&[])]), Some(NoteFault::Stroke));
        check(
            &drawing(vec![stroke(&[[0, GRID + 1]])]),
            Some(NoteFault::Stroke),
        );
        let odd = |ink, width| {
            drawing(vec![Stroke {
                ink,
                width,
                points: vec![[1, 1]],
            }])
        };
        check(&odd(1, 0), Some(NoteFault::Stroke));
        check(&odd(0, 3), Some(NoteFault::Stroke));
        let long = stroke(&[[1, 1]; STROKE_POINTS_MAX]);
        check(&drawing(vec![long.clone(); 10]), None);
        check(&drawing(vec![long; 11]), Some(NoteFault::TooLarge));
        check(
            &drawing(vec![stroke(&[[1, 1]]); 301]),
            Some(NoteFault::TooLarge),
        );
        check(
            &drawing(vec![stroke(&[[1, 1]; 401])]),
            Some(NoteFault::TooLarge),
        );
    }

    #[test]
    fn what_is_sent_has_no_other_parts() {
        let text = serde_json::to_string(&drawing(vec![stroke(&[[1, 2], [3, 4]])])).expect("JSON");
        assert_eq!(
            text,
            r##"{"paper":"#FFFCF5","inks":["#1D2B30"],"content":{"drawing":[{"ink":0,"width":1,"points":[[1,2],[3,4]]}]}}"##
        );
        for odd in [
            text.replace("\"ink\":0", "\"ink\":0,\"name\":\"x\""),
            text.replace("\"ink\":0", "\"ink\":-1"),
            text.replace("[1,2]", "[1,2,3]"),
            text.replace("[1,2]", "[1.5,2]"),
            text.replace("#FFFCF5", "url(x)"),
            text.replace("\"paper\"", "\"sheet\""),
        ] {
            assert!(serde_json::from_str::<Note>(&odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn staff_look_twice_at_numbers() {
        assert!(wish("call 138-0000 1234").may_hold_a_number());
        assert!(wish("电话１３８００００１２３４").may_hold_a_number());
        assert!(!wish("2027 新年快乐 100 分").may_hold_a_number());
        // What is struck out of a question is seen here, too.
        assert!(wish("138.0000.1234").may_hold_a_number());
    }

    #[test]
    fn a_straight_line_is_two_points_and_a_corner_stays() {
        let straight: Vec<Point> = (0..50).map(|i| [i * 20, 100]).collect();
        assert_eq!(stroke(&straight).thinned().points, [[0, 100], [980, 100]]);
        let mut corner = straight.clone();
        corner.extend((0..50).map(|i| [980, 100 + i * 20]));
        let corner = stroke(&corner).thinned();
        assert_eq!(corner.points, [[0, 100], [980, 100], [980, 1080]]);
        let (first, pieces) = corner.curve();
        assert_eq!(first, [0.0, 100.0]);
        // Both handles at the corner lie on the lines that meet there.
        assert!((pieces[0][1][1] - 100.0).abs() < 0.01 && (pieces[1][0][0] - 980.0).abs() < 0.01);
        assert_eq!(stroke(&[[5, 5]]).thinned().points, [[5, 5]]);
        assert_eq!(stroke(&[]).thinned().points, [[0_u16; 2]; 0]);
        assert_eq!(stroke(&[[5, 5]]).curve().1.len(), 0);
    }

    #[test]
    fn a_circle_stays_round_with_few_points() {
        let round: Vec<Point> = (0..=200)
            .map(|i| {
                let turn = std::f32::consts::TAU * i as f32 / 200.0;
                [
                    (1000.0 + 600.0 * turn.cos()).round() as u16,
                    (1000.0 + 600.0 * turn.sin()).round() as u16,
                ]
            })
            .collect();
        let thin = stroke(&round).thinned();
        assert!(
            (20..80).contains(&thin.points.len()),
            "{}",
            thin.points.len()
        );
        let (mut from, pieces) = thin.curve();
        for [a, b, to] in pieces {
            // The middle of each piece is still on the circle.
            let middle = |i: usize| (from[i] + 3.0 * a[i] + 3.0 * b[i] + to[i]) / 8.0;
            let radius = (middle(0) - 1000.0).hypot(middle(1) - 1000.0);
            assert!((radius - 600.0).abs() < 4.0, "{radius}");
            from = to;
        }
    }
}
