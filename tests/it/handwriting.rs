//! Writing by finger: how often the character meant is offered, for hands that join strokes, change their order, slant
//! and shake. The hands are simulated on the shapes that are shipped: they say how tolerant the matching is, not how
//! any person writes.

use tongxin::kiosk::writing::handwriting::{Before, Packed, Point, Recogniser, Shape, shapes};

const SENTENCES: &str = include_str!("data/writing/sentences.txt");
const NAMES: &str = include_str!("data/writing/names.txt");
/// What the best matcher that was measured before found in its first five, of as many.
const BEST_BEFORE: usize = 656;
const DRAWN: usize = 800;

/// Numbers that look random and are the same each time (xorshift64).
struct Chance(u64);

impl Chance {
    fn share(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1_u64 << 24) as f32
    }

    fn below(&mut self, count: usize) -> usize {
        ((self.share() * count as f32) as usize).min(count - 1)
    }

    /// Mostly near 0, never farther than `most`.
    fn around(&mut self, most: f32) -> f32 {
        (self.share() + self.share() + self.share() - 1.5) / 1.5 * most
    }
}

/// How somebody writes.
#[derive(Clone, Copy)]
struct Hand {
    /// 1: as much as an unsteady hand moves, turns, bends and slants.
    unsteady: f32,
    /// How many strokes run into the next, as a share.
    joined: f32,
    /// How many characters have strokes in another order, as a share.
    reordered: f32,
}

const ELDERLY: Hand = Hand {
    unsteady: 1.0,
    joined: 0.5,
    reordered: 1.0,
};
const CAREFUL: Hand = Hand {
    unsteady: 1.0,
    joined: 0.0,
    reordered: 1.0,
};

impl Hand {
    /// The ink of this hand, in the shape's 256 steps.
    fn write(self, chance: &mut Chance, shape: &Shape) -> Vec<Vec<Point>> {
        let mut strokes: Vec<Vec<Point>> = shape
            .lines
            .iter()
            .map(|line| self.stroke(chance, line))
            .collect();
        if strokes.len() > 1 && chance.share() < self.reordered {
            for _ in 0..=chance.below(3) {
                let i = chance.below(strokes.len() - 1);
                strokes.swap(i, i + 1);
            }
            if chance.share() < 0.1 {
                for i in (1..strokes.len()).rev() {
                    strokes.swap(i, chance.below(i + 1));
                }
            }
        }
        let mut ink: Vec<Vec<Point>> = Vec::new();
        for stroke in strokes {
            match ink.last_mut() {
                Some(before) if chance.share() < self.joined => before.extend(stroke),
                _ => ink.push(stroke),
            }
        }
        self.bend(chance, &mut ink);
        ink
    }

    /// A stroke that is moved, turned, larger or smaller, sometimes cut short, and shaken.
    fn stroke(self, chance: &mut Chance, line: &[[u8; 2]]) -> Vec<Point> {
        let mut points = dense(line);
        if chance.share() < 0.3 {
            let kept = 1.0 - chance.share() * 0.2 * self.unsteady;
            points.truncate((points.len() as f32 * kept).ceil().max(1.0) as usize);
        }
        let mean = |axis: usize| points.iter().map(|p| p[axis]).sum::<f32>() / points.len() as f32;
        let middle = [mean(0), mean(1)];
        let moved = [
            chance.around(14.0 * self.unsteady),
            chance.around(14.0 * self.unsteady),
        ];
        let size = 1.0 + chance.around(0.2 * self.unsteady);
        let (sin, cos) = chance.around(0.2 * self.unsteady).sin_cos();
        for point in &mut points {
            let [x, y] = [0, 1].map(|axis| (point[axis] - middle[axis]) * size);
            let turned = [x * cos - y * sin, x * sin + y * cos];
            for axis in 0..2 {
                let shaken = chance.around(2.5 * self.unsteady);
                point[axis] = middle[axis] + moved[axis] + turned[axis] + shaken;
            }
        }
        points
    }

    /// The whole slants, turns, is squeezed and bent.
    fn bend(self, chance: &mut Chance, ink: &mut [Vec<Point>]) {
        let slant = chance.around(0.3 * self.unsteady) + 0.05;
        let (sin, cos) = chance.around(0.12 * self.unsteady).sin_cos();
        let size = [0, 1].map(|_| 1.0 + chance.around(0.25 * self.unsteady));
        let waves = [0, 1].map(|_| (chance.around(10.0 * self.unsteady), chance.share() * 6.3));
        for point in ink.iter_mut().flatten() {
            let wave = |axis: usize| {
                let (height, begin): (f32, f32) = waves[axis];
                height * (point[1 - axis] / 60.0 + begin).sin()
            };
            let [x, y] = [0, 1].map(|axis| (point[axis] - 128.0 + wave(axis)) * size[axis]);
            let x = x - slant * y;
            *point = [x * cos - y * sin + 128.0, x * sin + y * cos + 128.0];
        }
    }
}

/// A line with a point every few steps.
fn dense(line: &[[u8; 2]]) -> Vec<Point> {
    let line: Vec<Point> = line.iter().map(|place| place.map(f32::from)).collect();
    let mut points = vec![line[0]];
    for pair in line.windows(2) {
        let way = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
        let count = (way[0].hypot(way[1]) / 6.0).ceil().max(1.0);
        points.extend((1..=count as usize).map(|i| {
            let share = i as f32 / count;
            [pair[0][0] + way[0] * share, pair[0][1] + way[1] * share]
        }));
    }
    points
}

/// How many of [`DRAWN`] characters are the first, and among the first five and ten.
fn found(
    recogniser: &Recogniser,
    hand: Hand,
    draw: impl Fn(&mut Chance) -> (Shape, Before),
) -> [usize; 3] {
    let mut chance = Chance(0x5EED_0FA5_7ACE);
    let mut found = [0; 3];
    for _ in 0..DRAWN {
        let (shape, before) = draw(&mut chance);
        let ink = hand.write(&mut chance, &shape);
        let offered = recogniser.characters(&ink, before, 10);
        if let Some(place) = offered.iter().position(|c| *c == shape.written) {
            for (count, first) in found.iter_mut().zip([1, 5, 10]) {
                *count += usize::from(place < first);
            }
        }
    }
    found
}

#[test]
fn unsteady_hands_are_read() {
    let recogniser = Recogniser::new();
    let all: Vec<Shape> = shapes().filter_map(Packed::shape).collect();
    // Characters with strokes: traditional forms among them, rare and common alike.
    let drawn: Vec<Shape> = all
        .iter()
        .filter(|shape| usize::from(shape.strokes) == shape.lines.len())
        .cloned()
        .collect();
    let any = |chance: &mut Chance| {
        let shape = drawn[chance.below(drawn.len())].clone();
        (shape, Before::Words(None))
    };
    // What people write: everyday sentences and names, character by character.
    let of_line = |line: &str, name: bool| {
        let text = line.split('\t').next().unwrap_or_default();
        let mut last = None;
        text.chars()
            .map(|c| {
                let before = match last.replace(c) {
                    None if name => Before::Name,
                    _ if name => Before::Surname,
                    last => Before::Words(last),
                };
                (c, before)
            })
            .collect::<Vec<_>>()
    };
    let mut texts: Vec<(char, Before)> = Vec::new();
    texts.extend(SENTENCES.lines().flat_map(|line| of_line(line, false)));
    texts.extend(NAMES.lines().flat_map(|line| of_line(line, true)));
    let everyday = |chance: &mut Chance| {
        loop {
            let (c, before) = texts[chance.below(texts.len())];
            if let Some(shape) = all.iter().find(|shape| shape.drawn == c) {
                return (shape.clone(), before);
            }
        }
    };
    let measured = |hand, draw: &(dyn Fn(&mut Chance) -> (Shape, Before) + Sync)| {
        found(&recogniser, hand, draw)
    };
    let [elderly, careful, everyday] = std::thread::scope(|scope| {
        [
            scope.spawn(|| measured(ELDERLY, &any)),
            scope.spawn(|| measured(CAREFUL, &any)),
            scope.spawn(|| measured(ELDERLY, &everyday)),
        ]
        .map(|hand| hand.join().expect("measured"))
    });
    println!(
        "first, in five, in ten of {DRAWN}: any character, unsteady hand with half of its strokes joined {elderly:?}, none joined {careful:?}; everyday text {everyday:?}"
    );
    assert!(elderly[1] > BEST_BEFORE + 100, "{elderly:?}");
    assert!(careful[1] > 780, "{careful:?}");
    assert!(everyday[1] > 770, "{everyday:?}");
}
