//! The shapes of characters that are built into the program: strokes as a printed hand has them.

/// Made by `assets/writing/make_strokes.py`.
static PACKED: [&[u8]; 2] = [
    include_bytes!("../../../../assets/writing/strokes.bin"),
    include_bytes!("../../../../assets/writing/rare-strokes.bin"),
];

/// A point of a packed shape, from the upper left corner.
pub type Place = [u8; 2];

/// How one character is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What is drawn.
    pub drawn: char,
    /// What is written for it: a traditional form stands for the one our fonts have.
    pub written: char,
    /// How many strokes it has.
    pub strokes: u8,
    /// Its lines: a stroke each, but for rare characters, whose lines part where they cross.
    pub lines: Vec<Vec<Place>>,
}

/// A shape as it lies in the program.
#[derive(Debug, Clone, Copy)]
pub struct Packed(&'static [u8]);

impl Packed {
    /// Reads it.
    pub fn shape(self) -> Option<Shape> {
        next(&mut { self.0 })
    }
}

/// Every shape.
pub fn shapes() -> impl Iterator<Item = Packed> {
    PACKED.into_iter().flat_map(|packed| {
        let (count, mut rest) = begin(packed).unwrap_or_default();
        (0..count).map_while(move |_| {
            let this = Packed(rest);
            next(&mut rest).map(|_| this)
        })
    })
}

fn begin(packed: &'static [u8]) -> Option<(u32, &'static [u8])> {
    let rest = packed.strip_prefix(b"TXSTROKE")?;
    let (count, rest) = rest.split_first_chunk()?;
    Some((u32::from_le_bytes(*count), rest))
}

fn next(rest: &mut &[u8]) -> Option<Shape> {
    let drawn = character(rest)?;
    let written = character(rest)?;
    let ([strokes, count], after) = rest.split_first_chunk()?;
    *rest = after;
    let lines = (0..*count).map(|_| line(rest)).collect::<Option<_>>()?;
    Some(Shape {
        drawn,
        written,
        strokes: *strokes,
        lines,
    })
}

fn character(rest: &mut &[u8]) -> Option<char> {
    let (code, after) = rest.split_first_chunk()?;
    *rest = after;
    char::from_u32(u32::from_le_bytes(*code))
}

fn line(rest: &mut &[u8]) -> Option<Vec<Place>> {
    let (count, after) = rest.split_first()?;
    let (points, after) = after.split_at_checked(usize::from(*count) * 2)?;
    *rest = after;
    Some(points.as_chunks().0.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_shapes_can_be_read_whole() {
        let announced: u32 = PACKED
            .iter()
            .filter_map(|packed| begin(packed))
            .map(|(count, _)| count)
            .sum();
        let all: Vec<Shape> = shapes().filter_map(Packed::shape).collect();
        assert_eq!(all.len(), announced as usize);
        let of = |drawn: char| {
            all.iter()
                .find(|shape| shape.drawn == drawn)
                .expect("a shape")
        };
        assert_eq!((of('我').strokes, of('我').lines.len()), (7, 7));
        // Who writes a traditional form gets the simplified one; a rare character has a shape, too.
        assert_eq!(of('國').written, '国');
        assert_eq!(of('𬭎').written, '𬭎');
    }

    #[test]
    fn something_else_is_not_taken_for_shapes() {
        assert!(begin(b"TXSTROKE").is_none());
        assert!(begin(b"").is_none());
        assert!(next(&mut &[b'a', 0, 0, 0, b'a', 0, 0, 0, 1, 1, 9, 0][..]).is_none());
    }
}
