//! Rounded rectangles out of few triangles.
//!
//! # Context
//!
//! Every card, button, tag and picture is one. epaint 0.36 makes it a fan of slivers as long as the rectangle, and softens
//! its straight edges too, which lie on pixels: up to 600 triangles, of which each sliver crosses all of a card.
//!
//! # Design
//!
//! Straight parts are rectangles on whole pixels, with nothing to soften. Only the four corners are turned, and softened
//! by one pixel as epaint does it. What is not as plain as that is left to epaint.

use egui::epaint::{ClippedShape, CornerRadiusF32, RectShape, Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, Rect, Shape, StrokeKind, TextureId, Vec2, pos2, vec2};

/// How far, in pixels, a corner may be from round.
const ROUND: f32 = 0.12;
/// A side of fewer pixels has no straight part worth the name.
const SIDE_MIN: f32 = 6.0;

/// Puts triangles in the place of every rounded rectangle that is plain enough.
pub(super) fn in_triangles(shapes: &mut [ClippedShape]) {
    for ClippedShape { clip_rect, shape } in shapes {
        replace(shape, *clip_rect);
    }
}

fn replace(shape: &mut Shape, clip: Rect) {
    match shape {
        Shape::Vec(shapes) => {
            for shape in shapes {
                replace(shape, clip);
            }
        }
        // What is not seen is left out by epaint.
        Shape::Rect(rect) if rect.visual_bounding_rect().intersects(clip) => {
            if let Some(mesh) = triangles(rect) {
                *shape = Shape::mesh(mesh);
            }
        }
        _ => {}
    }
}

/// A corner: where its middle is, how round, and where its quarter of a turn begins.
struct Corner {
    middle: Pos2,
    radius: f32,
    quarter: f32,
}

/// A rounded rectangle on its way to triangles.
struct Round {
    mesh: Mesh,
    /// Where its left upper corner is, how large the rectangle was meant to be, and what of its texture is on it. Its size
    /// on whole pixels is another: a picture is cut there, not stretched.
    texture: Option<(Pos2, Vec2, Rect)>,
}

/// `None` for what is left to epaint.
fn triangles(shape: &RectShape) -> Option<Mesh> {
    let rounded = CornerRadiusF32::from(shape.corner_radius);
    let plain = shape.angle == 0.0
        && shape.blur_width == 0.0
        && shape.round_to_pixels != Some(false)
        && rounded != CornerRadiusF32::ZERO
        && shape.rect.is_finite();
    if !plain {
        return None;
    }
    let line = match shape.stroke.is_empty() {
        true => 0.0,
        false => shape.stroke.width.round().max(1.0),
    };
    let outside = match shape.stroke_kind {
        _ if line == 0.0 => 0.0,
        StrokeKind::Inside => 0.0,
        StrokeKind::Outside => line,
        StrokeKind::Middle => return None,
    };
    let area = Rect::from_min_max(shape.rect.min.round(), shape.rect.max.round()).expand(outside);
    if area.size().min_elem() < SIDE_MIN + 2.0 * line || line > 0.0 && shape.brush.is_some() {
        return None;
    }
    // Left top, right top, right bottom, left bottom.
    let most = area.size().min_elem() / 2.0;
    let radii = [rounded.nw, rounded.ne, rounded.se, rounded.sw].map(|radius| {
        let turned = if radius > 0.0 { radius + outside } else { 0.0 };
        turned.min(most)
    });
    if radii.iter().any(|r| *r > 0.0 && *r < line + 1.5) || line > 0.0 && radii.contains(&0.0) {
        return None;
    }
    let texture = shape.brush.as_ref();
    let mut round = Round {
        mesh: Mesh::with_texture(texture.map_or(TextureId::default(), |b| b.fill_texture_id)),
        texture: texture.map(|brush| (area.min, shape.rect.size(), brush.uv)),
    };
    round.fill(area, radii, line, shape.fill);
    if line > 0.0 {
        round.outline(area, radii, line, shape.stroke.color);
    }
    round.turn(area, radii, line, shape.fill, shape.stroke.color);
    Some(round.mesh)
}

fn corners(area: Rect, [nw, ne, se, sw]: [f32; 4]) -> [Corner; 4] {
    let corner = |at: Pos2, inwards: Vec2, radius: f32, quarter: f32| Corner {
        middle: at + inwards * radius,
        radius,
        quarter,
    };
    [
        corner(area.left_top(), vec2(1.0, 1.0), nw, 2.0),
        corner(area.right_top(), vec2(-1.0, 1.0), ne, 3.0),
        corner(area.right_bottom(), vec2(-1.0, -1.0), se, 0.0),
        corner(area.left_bottom(), vec2(1.0, -1.0), sw, 1.0),
    ]
}

impl Round {
    /// All within the outline that is straight.
    fn fill(&mut self, area: Rect, [nw, ne, se, sw]: [f32; 4], line: f32, color: Color32) {
        let (above, below) = (nw.max(ne), sw.max(se));
        let (left, right) = (area.left(), area.right());
        let (upper, lower) = (area.top() + above, area.bottom() - below);
        let inside = area.shrink(line);
        let parts = [
            [left, upper, right, lower],
            [left + nw, area.top(), right - ne, upper],
            [left, area.top() + nw, left + nw, upper],
            [right - ne, area.top() + ne, right, upper],
            [left + sw, lower, right - se, area.bottom()],
            [left, lower, left + sw, area.bottom() - sw],
            [right - se, lower, right, area.bottom() - se],
        ];
        for [x0, y0, x1, y1] in parts {
            let part = Rect::from_min_max(pos2(x0, y0), pos2(x1, y1));
            self.rect(part.intersect(inside), color);
        }
    }

    /// The straight parts of the outline.
    fn outline(&mut self, area: Rect, [nw, ne, se, sw]: [f32; 4], line: f32, color: Color32) {
        let sides = [
            [
                area.left() + nw,
                area.top(),
                area.right() - ne,
                area.top() + line,
            ],
            [
                area.right() - line,
                area.top() + ne,
                area.right(),
                area.bottom() - se,
            ],
            [
                area.left() + sw,
                area.bottom() - line,
                area.right() - se,
                area.bottom(),
            ],
            [
                area.left(),
                area.top() + nw,
                area.left() + line,
                area.bottom() - sw,
            ],
        ];
        for [x0, y0, x1, y1] in sides {
            self.rect(Rect::from_min_max(pos2(x0, y0), pos2(x1, y1)), color);
        }
    }

    /// The corners: what fills them first, then what softens them.
    fn turn(&mut self, area: Rect, radii: [f32; 4], line: f32, fill: Color32, outline: Color32) {
        let corners = corners(area, radii);
        // From how far outside the arc to how far, in which colours.
        let soft = |color| (0.5, -0.5, Color32::TRANSPARENT, color);
        let rims = match line > 0.0 {
            false => vec![soft(fill)],
            true => vec![
                soft(outline),
                (-0.5, 0.5 - line, outline, outline),
                (0.5 - line, -0.5 - line, outline, fill),
            ],
        };
        let inmost = -0.5 - line;
        for corner in corners.iter().filter(|corner| corner.radius > 0.0) {
            if fill != Color32::TRANSPARENT {
                let rim = self.arc(corner, inmost, fill);
                let middle = self.corner(corner.middle, fill);
                for at in rim.clone().skip(1) {
                    self.mesh.add_triangle(middle, at - 1, at);
                }
            }
        }
        for corner in corners.iter().filter(|corner| corner.radius > 0.0) {
            for (outer, inner, from, to) in &rims {
                let outer = self.arc(corner, *outer, *from);
                let inner = self.arc(corner, *inner, *to);
                for (o, i) in outer.zip(inner).skip(1) {
                    self.mesh.add_triangle(o - 1, o, i - 1);
                    self.mesh.add_triangle(o, i - 1, i);
                }
            }
        }
    }

    /// The points of an arc `out` pixels outside the corner's own.
    fn arc(&mut self, corner: &Corner, out: f32, color: Color32) -> std::ops::Range<u32> {
        let step = 2.0 * (1.0 - ROUND / corner.radius.max(1.0)).acos();
        let steps = (std::f32::consts::FRAC_PI_2 / step).ceil().clamp(2.0, 24.0) as u16;
        let first = self.mesh.vertices.len() as u32;
        for number in 0..=steps {
            let turned = corner.quarter + f32::from(number) / f32::from(steps);
            let towards = Vec2::angled(turned * std::f32::consts::FRAC_PI_2);
            self.corner(corner.middle + towards * (corner.radius + out), color);
        }
        first..self.mesh.vertices.len() as u32
    }

    fn rect(&mut self, rect: Rect, color: Color32) {
        if !rect.is_positive() || color == Color32::TRANSPARENT {
            return;
        }
        let [a, b, c, d] = [
            rect.left_top(),
            rect.right_top(),
            rect.right_bottom(),
            rect.left_bottom(),
        ]
        .map(|at| self.corner(at, color));
        self.mesh.add_triangle(a, b, c);
        self.mesh.add_triangle(a, c, d);
    }

    /// Adds a corner of a triangle; returns its number.
    fn corner(&mut self, pos: Pos2, color: Color32) -> u32 {
        let uv = self.texture.map_or(WHITE_UV, |(from, size, uv)| {
            uv.min + (pos - from) / size * uv.size()
        });
        let number = self.mesh.vertices.len() as u32;
        self.mesh.vertices.push(Vertex { pos, uv, color });
        number
    }
}

#[cfg(test)]
mod tests {
    use egui::{CornerRadius, Stroke};

    use super::*;

    const INK: Color32 = Color32::from_rgb(0x1D, 0x2B, 0x30);
    const CARD: Color32 = Color32::from_rgb(0xFF, 0xFC, 0xF5);

    /// Pixels that triangles of one colour cover.
    fn covered(mesh: &Mesh, color: Color32) -> f32 {
        let corner = |i: u32| mesh.vertices[i as usize];
        let pixels = mesh.indices.chunks(3).map(|t| {
            let [a, b, c] = [corner(t[0]), corner(t[1]), corner(t[2])];
            let (one, other) = (b.pos - a.pos, c.pos - a.pos);
            let area = (one.x * other.y - one.y * other.x).abs() / 2.0;
            let share = [a, b, c].iter().filter(|c| c.color == color).count() as f32 / 3.0;
            area * share
        });
        pixels.sum()
    }

    fn rect() -> Rect {
        Rect::from_min_size(pos2(10.2, 19.8), vec2(300.0, 120.0))
    }

    #[test]
    fn a_card_covers_what_its_rounded_rectangle_covers_and_nothing_twice() {
        let shape = RectShape::filled(rect(), CornerRadius::same(28), CARD);
        let mesh = triangles(&shape).expect("plain");
        let whole = 300.0 * 120.0 - (4.0 - std::f32::consts::PI) * 28.0 * 28.0;
        let found = covered(&mesh, CARD);
        assert!((found - whole).abs() < 25.0, "{found} of {whole}");
        assert!(mesh.indices.len() / 3 < 150, "{}", mesh.indices.len() / 3);
    }

    #[test]
    fn an_outline_inside_takes_its_pixels_from_the_card() {
        let stroke = Stroke::new(4.0, INK);
        let shape = RectShape::new(
            rect(),
            CornerRadius::same(28),
            CARD,
            stroke,
            StrokeKind::Inside,
        );
        let mesh = triangles(&shape).expect("plain");
        let turned = |radius: f32| (4.0 - std::f32::consts::PI) * radius * radius;
        let whole = 300.0 * 120.0 - turned(28.0);
        let within = 292.0 * 112.0 - turned(24.0);
        assert!((covered(&mesh, CARD) - within).abs() < 25.0);
        assert!((covered(&mesh, INK) - (whole - within)).abs() < 25.0);
    }

    #[test]
    fn corners_that_differ_leave_no_gap() {
        let corners = CornerRadius {
            nw: 40,
            ne: 10,
            sw: 0,
            se: 25,
        };
        let mesh = triangles(&RectShape::filled(rect(), corners, CARD)).expect("plain");
        let turned = (1.0 - std::f32::consts::FRAC_PI_4) * (1600.0 + 100.0 + 625.0);
        let found = covered(&mesh, CARD);
        assert!((found - (36000.0 - turned)).abs() < 25.0, "{found}");
    }

    #[test]
    fn a_picture_stays_where_it_is_within_its_corners() {
        let uv = Rect::from_min_max(pos2(0.25, 0.0), pos2(0.75, 1.0));
        let shape = RectShape::filled(rect(), CornerRadius::same(28), Color32::WHITE)
            .with_texture(TextureId::User(7), uv);
        let mesh = triangles(&shape).expect("plain");
        assert_eq!(mesh.texture_id, TextureId::User(7));
        for corner in mesh
            .vertices
            .iter()
            .filter(|corner| corner.color == Color32::WHITE)
        {
            let across = 0.25 + (corner.pos.x - 10.0) / 300.0 * 0.5;
            assert!((corner.uv.x - across).abs() < 0.001);
            assert!(uv.expand(0.001).contains(corner.uv));
        }
    }

    #[test]
    fn a_picture_whose_place_is_not_on_whole_pixels_is_cut_there_and_not_stretched() {
        let place = Rect::from_min_size(pos2(10.4, 20.0), vec2(392.6, 120.0));
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        let shape = RectShape::filled(place, CornerRadius::same(28), Color32::WHITE)
            .with_texture(TextureId::User(7), whole);
        let mesh = triangles(&shape).expect("plain");
        let from = mesh.vertices[0];
        for corner in &mesh.vertices {
            let of_picture = (corner.uv.x - from.uv.x) * 392.6;
            assert!((of_picture - (corner.pos.x - from.pos.x)).abs() < 0.001);
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_epaint() {
        let round = CornerRadius::same(28);
        let plain = RectShape::filled(rect(), round, CARD);
        let square = RectShape::filled(rect(), CornerRadius::ZERO, CARD);
        let blurred = plain.clone().with_blur_width(8.0);
        let endless = RectShape::filled(Rect::EVERYTHING, round, CARD);
        let thin = RectShape::filled(
            Rect::from_min_size(Pos2::ZERO, vec2(300.0, 3.0)),
            round,
            CARD,
        );
        for shape in [square, blurred, endless, thin] {
            assert_eq!(triangles(&shape), None);
        }
    }
}
