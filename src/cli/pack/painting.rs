//! The placeholder pictures of a new pack, drawn here: flat shapes in the kiosk's own colours.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use image::{ExtendedColorType, ImageEncoder as _, codecs::webp::WebPEncoder};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
/// Width of the picture where its height is 1.
const WIDE: f32 = WIDTH as f32 / HEIGHT as f32;

type Color = [f32; 3];

const PAPER: Color = [245.0, 239.0, 227.0];
const CREAM: Color = [255.0, 250.0, 238.0];
const INK: Color = [29.0, 43.0, 48.0];
const NIGHT: Color = [24.0, 42.0, 58.0];
const LACQUER: Color = [181.0, 40.0, 31.0];
const SEA: Color = [20.0, 99.0, 96.0];
const SHALLOWS: Color = [96.0, 168.0, 158.0];
const LEAF: Color = [86.0, 134.0, 92.0];
const GOLD: Color = [226.0, 170.0, 72.0];
const SAND: Color = [226.0, 208.0, 172.0];
const SKY: Color = [250.0, 226.0, 192.0];
const WOOD: Color = [132.0, 88.0, 56.0];

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scene {
    /// A red sail on the sea, the sun behind it.
    Sea,
    /// Shops under an arcade.
    Arcade,
    /// Neighbours on a bench under a tree.
    Park,
    /// Shelves of books.
    Books,
    /// Lanterns at night.
    Lanterns,
    /// Three cards, one of them right.
    Cards,
    /// The park when lanterns hang in the tree.
    ParkByNight,
    /// The plan of a floor: three rooms above, one at the lower right, the door at the foot.
    Plan,
    /// Somebody who smiles.
    Neighbour,
    /// All around a yard, twice as wide as high: its left edge goes on from its right one.
    Around,
}

/// Draws the scene into a file.
pub(super) fn save(scene: Scene, path: &Path) -> anyhow::Result<()> {
    let (width, height) = match scene {
        Scene::Around => (HEIGHT * 2, HEIGHT),
        _ => (WIDTH, HEIGHT),
    };
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            pixels.extend(smooth(scene, x as f32, y as f32));
        }
    }
    let file = BufWriter::new(File::create(path)?);
    WebPEncoder::new_lossless(file).write_image(&pixels, width, height, ExtendedColorType::Rgb8)?;
    Ok(())
}

/// The mean of four points of a pixel, so that edges are not jagged.
fn smooth(scene: Scene, x: f32, y: f32) -> [u8; 3] {
    let mut sum = [0.0; 3];
    for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
        let color = at(
            scene,
            Point {
                x: (x + dx) / HEIGHT as f32,
                y: (y + dy) / HEIGHT as f32,
            },
        );
        for (sum, part) in sum.iter_mut().zip(color) {
            *sum += part / 4.0;
        }
    }
    sum.map(|part| part.round().clamp(0.0, 255.0) as u8)
}

/// A place in a picture: y from 0 at the top to 1, x from 0 to [`WIDE`], all around to 2.
#[derive(Clone, Copy)]
struct Point {
    x: f32,
    y: f32,
}

fn at(scene: Scene, p: Point) -> Color {
    match scene {
        Scene::Sea => sea(p),
        Scene::Arcade => arcade(p),
        Scene::Park => park(p),
        Scene::Books => books(p),
        Scene::Lanterns => lanterns(p),
        Scene::Cards => cards(p),
        Scene::ParkByNight => park_by_night(p),
        Scene::Plan => plan(p),
        Scene::Neighbour => neighbour(p),
        Scene::Around => around(p),
    }
}

fn sea(p: Point) -> Color {
    let mut color = mix(SKY, CREAM, p.y / 0.62);
    if p.circle(1.22, 0.40, 0.17) {
        color = mix(GOLD, SKY, (p.y - 0.23) / 0.6);
    }
    let hill = 0.60 - 0.10 * (p.x * 2.3 + 0.6).sin().max(0.0) - 0.03 * (p.x * 6.1).sin().abs();
    if p.y > hill {
        color = mix(SHALLOWS, SKY, 0.45);
    }
    if p.y > 0.62 {
        color = mix(SHALLOWS, SEA, (p.y - 0.62) / 0.38);
        // Waves come closer to each other with the distance.
        let depth = (p.y - 0.60).max(0.02);
        let wave = (p.x / depth * 0.9 + (1.0 / depth) * 2.4).sin() * (1.0 / depth * 3.1).sin();
        if wave > 0.86 {
            color = mix(color, CREAM, 0.35);
        }
    }
    let hull = p.y > 0.665 && p.y < 0.72 && (p.x - 0.62).abs() < 0.20 - (p.y - 0.665) * 1.3;
    if p.triangle((0.60, 0.25), (0.60, 0.64), (0.88, 0.64)) {
        color = mix(LACQUER, GOLD, (p.x - 0.60) * 0.9);
    } else if p.triangle((0.58, 0.33), (0.58, 0.64), (0.42, 0.64)) {
        color = mix(LACQUER, INK, 0.18);
    } else if hull || p.rect(0.584, 0.22, 0.597, 0.67) {
        color = WOOD;
    }
    color
}

fn arcade(p: Point) -> Color {
    let mut color = mix(SKY, CREAM, p.y);
    if p.y > 0.10 {
        color = mix(PAPER, SAND, (p.y - 0.1) * 0.5);
    }
    if p.y > 0.10 && p.y < 0.135 || p.y > 0.425 && p.y < 0.45 {
        color = mix(SAND, WOOD, 0.35);
    }
    let bay = WIDE / 4.0;
    let inside = Point {
        x: p.x % bay - bay / 2.0,
        y: p.y,
    };
    // Windows above, with shutters of two greens.
    if inside.rect(-0.10, 0.18, 0.10, 0.40) || inside.circle(0.0, 0.19, 0.10) && p.y < 0.2 {
        color = if inside.x.abs() < 0.006 {
            CREAM
        } else {
            mix(SEA, SHALLOWS, (p.y * 60.0).sin().abs() * 0.25)
        };
    }
    // The walk below: arches, and shops behind them.
    let arch =
        inside.rect(-0.155, 0.62, 0.155, 0.93) || inside.circle(0.0, 0.63, 0.155) && p.y < 0.65;
    if arch {
        color = mix(NIGHT, SEA, 0.25);
        if inside.rect(-0.11, 0.70, 0.11, 0.93) {
            color = mix(GOLD, CREAM, (p.y - 0.7) * 1.8);
        }
        if inside.rect(-0.008, 0.70, 0.008, 0.93) || inside.rect(-0.11, 0.80, 0.11, 0.812) {
            color = WOOD;
        }
    }
    if p.y > 0.93 {
        color = mix(SAND, WOOD, 0.25 + 0.12 * ((p.x * 9.0).floor() % 2.0));
    }
    lantern(
        Point {
            x: p.x % bay,
            y: p.y,
        },
        bay / 2.0,
        0.555,
        0.040,
    )
    .unwrap_or(color)
}

fn park(p: Point) -> Color {
    let mut color = mix(mix(SHALLOWS, CREAM, 0.75), CREAM, p.y);
    if p.y > 0.66 + 0.03 * (p.x * 2.0).sin() {
        color = mix(LEAF, SAND, 0.55);
    }
    if p.y > 0.80 {
        color = mix(SAND, PAPER, (p.y - 0.80) * 2.0);
    }
    if p.rect(0.86, 0.42, 0.94, 0.82) {
        color = WOOD;
    }
    let crown = [
        (0.90, 0.26, 0.24),
        (0.70, 0.34, 0.18),
        (1.10, 0.33, 0.19),
        (0.82, 0.44, 0.13),
        (1.02, 0.45, 0.13),
    ];
    for (index, (x, y, r)) in crown.into_iter().enumerate() {
        if p.circle(x, y, r) {
            color = mix(LEAF, SEA, 0.12 * index as f32 + 0.2 * (p.y - y + r));
        }
    }
    for (x, body, height) in [
        (0.48, LACQUER, 0.0),
        (0.62, SEA, 0.01),
        (1.20, GOLD, 0.0),
        (1.32, INK, 0.035),
    ] {
        if p.rect(x - 0.045, 0.68 + height, x + 0.045, 0.80) || p.circle(x, 0.685 + height, 0.045) {
            color = body;
        }
        if p.circle(x, 0.60 + height, 0.036) {
            color = mix(SKY, WOOD, 0.25);
        }
    }
    if p.rect(0.36, 0.775, 0.76, 0.80) || p.rect(1.08, 0.775, 1.44, 0.80) {
        color = mix(WOOD, INK, 0.2);
    }
    let legs = [0.40, 0.71, 1.12, 1.39];
    if legs.iter().any(|x| p.rect(*x, 0.79, x + 0.02, 0.87)) {
        color = mix(WOOD, INK, 0.4);
    }
    color
}

fn books(p: Point) -> Color {
    const LEFT: f32 = 0.114;
    const SPINE: f32 = 0.062;
    let mut color = mix(PAPER, SAND, p.y * 0.6);
    let shelf = 0.30;
    let row = ((p.y - 0.06) / shelf).floor();
    let inside = (p.y - 0.06) - row * shelf;
    if !(0.0..3.0).contains(&row) || !(LEFT..LEFT + 25.0 * SPINE).contains(&p.x) {
        return color;
    }
    color = mix(SAND, WOOD, 0.28);
    let column = ((p.x - LEFT) / SPINE).floor();
    let seed = (column * 12.9898 + row * 78.233).sin() * 43_758.547;
    let chance = seed - seed.floor();
    let across = (p.x - LEFT) - column * SPINE;
    let palette = [LACQUER, SEA, GOLD, SHALLOWS, INK, LEAF, CREAM, WOOD];
    let top = 0.035 + chance * 0.085;
    // One book in nine is out on loan.
    if chance > 0.11 && inside > top && across > 0.004 && across < 0.058 {
        let pick = (chance * 97.0) as usize % palette.len();
        color = palette[pick];
        if (inside - top - 0.04).abs() < 0.006 || (inside - top - 0.06).abs() < 0.003 {
            color = mix(color, CREAM, 0.6);
        }
        if across < 0.012 {
            color = mix(color, INK, 0.15);
        }
    }
    if inside > shelf - 0.028 {
        color = mix(WOOD, INK, 0.1);
    }
    color
}

fn lanterns(p: Point) -> Color {
    let mut color = mix(NIGHT, mix(SEA, NIGHT, 0.55), p.y);
    let roofs = 0.86 + 0.04 * ((p.x * 3.0).floor() % 2.0);
    if p.y > roofs {
        color = INK;
        let window = Point {
            x: p.x % 0.16,
            y: p.y,
        };
        if window.rect(0.05, 0.92, 0.10, 0.97) {
            color = GOLD;
        }
    }
    for (line, (hang, size)) in [(0.05, 0.052), (0.26, 0.062), (0.50, 0.074)]
        .into_iter()
        .enumerate()
    {
        let cord = |x: f32| hang + 0.10 * (1.0 - ((x - WIDE / 2.0) / (WIDE / 2.0)).powi(2));
        if (p.y - cord(p.x)).abs() < 0.0022 {
            color = mix(SAND, NIGHT, 0.3);
        }
        let step = 0.26 + 0.03 * line as f32;
        let shift = 0.09 * line as f32;
        let nearest = ((p.x - shift) / step).round() * step + shift;
        for x in [nearest - step, nearest, nearest + step] {
            let glow = ((p.x - x).powi(2) + (p.y - cord(x) - size * 1.5).powi(2)).sqrt();
            if glow < size * 2.6 {
                color = mix(color, GOLD, 0.20 * (1.0 - glow / (size * 2.6)));
            }
            color = lantern(p, x, cord(x) + size * 1.5, size).unwrap_or(color);
        }
    }
    color
}

fn cards(p: Point) -> Color {
    let mut color = mix(mix(SEA, SHALLOWS, 0.25), SEA, p.y);
    if ((p.x * 11.0).sin() * (p.y * 11.0).sin()).abs() > 0.93 {
        color = mix(color, CREAM, 0.10);
    }
    for (index, mark) in [LACQUER, GOLD, SHALLOWS].into_iter().enumerate() {
        let middle = WIDE / 2.0 + (index as f32 - 1.0) * 0.46;
        let lift = if index == 1 { 0.05 } else { 0.0 };
        let (top, bottom) = (0.24 - lift, 0.78 - lift);
        if p.rounded(
            middle - 0.18,
            top + 0.02,
            middle + 0.20,
            bottom + 0.03,
            0.04,
        ) {
            color = mix(color, INK, 0.35);
        }
        if p.rounded(middle - 0.19, top, middle + 0.19, bottom, 0.04) {
            color = CREAM;
            if p.circle(middle, top + 0.20, 0.115) {
                color = mark;
            }
            let lines = [(0.10, 0.39), (0.07, 0.45)];
            if lines.iter().any(|(half, y)| {
                p.rounded(
                    middle - half,
                    top + y,
                    middle + half,
                    top + y + 0.024,
                    0.012,
                )
            }) {
                color = mix(SAND, INK, 0.12);
            }
            // The right one has a tick.
            let y = top + 0.20;
            let tick = p.stroke((middle - 0.055, y), (middle - 0.015, y + 0.045), 0.013)
                || p.stroke(
                    (middle - 0.015, y + 0.045),
                    (middle + 0.06, y - 0.045),
                    0.013,
                );
            if index == 1 && tick {
                color = CREAM;
            }
        }
    }
    color
}

fn park_by_night(p: Point) -> Color {
    let mut color = mix(park(p), NIGHT, 0.62);
    if p.circle(1.46, 0.18, 0.07) {
        color = CREAM;
    }
    let hung = [(0.70, 0.53), (0.90, 0.57), (1.10, 0.53)];
    let lit = hung.iter().find_map(|(x, y)| lantern(p, *x, *y, 0.045));
    lit.unwrap_or(color)
}

fn plan(p: Point) -> Color {
    const WALL: f32 = 0.008;
    // From the top left, in shares of the picture.
    const HOUSE: (f32, f32, f32, f32) = (0.05, 0.06, 0.95, 0.94);
    let rooms = [
        ((0.05, 0.06, 0.35, 0.48), GOLD),
        ((0.35, 0.06, 0.65, 0.48), SHALLOWS),
        ((0.65, 0.06, 0.95, 0.48), LEAF),
        ((0.70, 0.68, 0.95, 0.94), SEA),
    ];
    let within = |(left, top, right, bottom): (f32, f32, f32, f32), out: f32| {
        p.rect(
            left * WIDE - out,
            top - out,
            right * WIDE + out,
            bottom + out,
        )
    };
    let mut color = mix(SHALLOWS, CREAM, 0.7);
    if within(HOUSE, 0.0) {
        color = CREAM;
    }
    for (room, floor) in rooms {
        if within(room, 0.0) {
            color = mix(floor, CREAM, 0.65);
        }
    }
    // A desk, two shelves, a table.
    let furniture = [
        (0.13, 0.14, 0.27, 0.19),
        (0.40, 0.11, 0.60, 0.15),
        (0.40, 0.38, 0.46, 0.42),
        (0.75, 0.22, 0.85, 0.34),
    ];
    if furniture.iter().any(|piece| within(*piece, 0.0)) {
        color = WOOD;
    }
    let mut walls = rooms.iter().map(|(room, _)| *room).chain([HOUSE]);
    let wall = walls.any(|room| within(room, WALL) && !within(room, -WALL));
    let doors = [
        (0.20, 0.48),
        (0.50, 0.48),
        (0.80, 0.48),
        (0.82, 0.68),
        (0.50, 0.94),
    ];
    let door = doors.iter().any(|(x, y)| {
        let (x, half) = (x * WIDE, WALL * 2.0);
        p.rect(x - 0.06, y - half, x + 0.06, y + half)
    });
    if wall && !door {
        color = mix(WOOD, INK, 0.4);
    }
    color
}

fn neighbour(p: Point) -> Color {
    const MIDDLE: f32 = WIDE / 2.0;
    let mut color = mix(mix(SHALLOWS, CREAM, 0.55), CREAM, p.y);
    let skin = mix(SKY, WOOD, 0.25);
    if p.circle(MIDDLE, 0.34, 0.235) {
        color = INK;
    }
    if p.circle(MIDDLE, 1.06, 0.40) {
        color = SEA;
    }
    if p.rounded(MIDDLE - 0.075, 0.52, MIDDLE + 0.075, 0.72, 0.07) {
        color = mix(skin, WOOD, 0.2);
    }
    if p.circle(MIDDLE, 0.40, 0.20) && p.y > 0.30 - 0.5 * (p.x - MIDDLE).abs() {
        color = skin;
    }
    if p.circle(MIDDLE - 0.075, 0.39, 0.017) || p.circle(MIDDLE + 0.075, 0.39, 0.017) {
        color = INK;
    }
    let smile = p.circle(MIDDLE, 0.43, 0.085) && !p.circle(MIDDLE, 0.415, 0.085) && p.y > 0.46;
    if smile {
        color = LACQUER;
    }
    color
}

fn around(p: Point) -> Color {
    let turn = p.x * std::f32::consts::PI;
    let mut color = mix(SKY, CREAM, p.y / 0.5);
    if p.circle(1.25, 0.433, 0.045) {
        color = GOLD;
    }
    let hill = 0.49 - 0.05 * (turn * 3.0 + 0.6).sin().max(0.0) - 0.02 * (turn * 7.0).sin().abs();
    if p.y > hill {
        color = mix(SHALLOWS, SKY, 0.45);
    }
    if p.y > 0.50 {
        color = mix(LEAF, SAND, 0.35 + (p.y - 0.50) * 1.2);
    }
    // The neighbours' house, a third of a half turn to the left.
    if p.rect(0.56, 0.40, 0.77, 0.54) {
        color = CREAM;
        if p.rect(0.64, 0.45, 0.69, 0.54) {
            color = mix(GOLD, WOOD, 0.3);
        } else if p.rect(0.58, 0.44, 0.62, 0.48) || p.rect(0.71, 0.44, 0.75, 0.48) {
            color = SEA;
        }
    }
    if p.triangle((0.53, 0.40), (0.665, 0.31), (0.80, 0.40)) {
        color = LACQUER;
    }
    for (x, size) in [
        (0.22, 0.085),
        (0.40, 0.06),
        (1.02, 0.05),
        (1.62, 0.095),
        (1.84, 0.07),
    ] {
        if p.rect(x - size * 0.1, 0.44, x + size * 0.1, 0.545) {
            color = WOOD;
        }
        if p.circle(x, 0.43 - size * 0.6, size) {
            color = mix(LEAF, SEA, 0.2 + (p.y - 0.3) * 0.8);
        }
    }
    color
}

/// A paper lantern about a point.
fn lantern(p: Point, x: f32, y: f32, size: f32) -> Option<Color> {
    let (dx, dy) = ((p.x - x) / size, (p.y - y) / (size * 0.82));
    if dx * dx + dy * dy < 1.0 {
        let rib = (dx * 7.0).sin().abs();
        return Some(mix(
            mix(LACQUER, GOLD, 0.30 * (1.0 - dx.abs())),
            INK,
            0.10 * rib,
        ));
    }
    let cap = p.rect(
        x - size * 0.4,
        y - size * 0.95,
        x + size * 0.4,
        y - size * 0.78,
    ) || p.rect(
        x - size * 0.4,
        y + size * 0.78,
        x + size * 0.4,
        y + size * 0.95,
    );
    let tassel = p.rect(
        x - size * 0.06,
        y + size * 0.9,
        x + size * 0.06,
        y + size * 1.6,
    );
    (cap || tassel).then_some(GOLD)
}

fn mix(one: Color, other: Color, share: f32) -> Color {
    let share = share.clamp(0.0, 1.0);
    std::array::from_fn(|part| one[part] + (other[part] - one[part]) * share)
}

impl Point {
    fn circle(self, x: f32, y: f32, radius: f32) -> bool {
        (self.x - x).powi(2) + (self.y - y).powi(2) < radius * radius
    }

    fn rect(self, left: f32, top: f32, right: f32, bottom: f32) -> bool {
        (left..right).contains(&self.x) && (top..bottom).contains(&self.y)
    }

    fn rounded(self, left: f32, top: f32, right: f32, bottom: f32, radius: f32) -> bool {
        // Not `clamp`: a shape as wide as its corners has its bounds the wrong way round by a rounding error.
        let x = self.x.max(left + radius).min(right - radius);
        let y = self.y.max(top + radius).min(bottom - radius);
        self.circle(x, y, radius)
    }

    fn triangle(self, a: (f32, f32), b: (f32, f32), c: (f32, f32)) -> bool {
        let side = |(ax, ay): (f32, f32), (bx, by): (f32, f32)| {
            (self.x - bx) * (ay - by) - (ax - bx) * (self.y - by) < 0.0
        };
        let sides = [side(a, b), side(b, c), side(c, a)];
        sides == [true; 3] || sides == [false; 3]
    }

    fn stroke(self, from: (f32, f32), to: (f32, f32), half: f32) -> bool {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let along = ((self.x - from.0) * dx + (self.y - from.1) * dy) / (dx * dx + dy * dy);
        let along = along.clamp(0.0, 1.0);
        self.circle(from.0 + along * dx, from.1 + along * dy, half)
    }
}
