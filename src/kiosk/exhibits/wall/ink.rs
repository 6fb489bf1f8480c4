//! Draws strokes: each as it grows, and whole drawings that do not change any more.
//!
//! A wall of full drawings has a hundred thousand points. What hangs is cut into triangles when it comes into sight, and
//! only moved from then on; what is out of sight is forgotten.

use std::sync::Arc;

use egui::cache::{ComputerMut, FrameCache};
use egui::epaint::{CircleShape, PathShape, PathStroke, TessellationOptions, Tessellator};
use egui::{Mesh, Pos2, Rect, Shape, Ui, Vec2};

use super::paper::{Sheet, color};
use crate::model::color::Rgb;
use crate::model::note::{Stroke, WIDTHS};

/// Draws a stroke that may still grow.
pub(super) fn stroke_ui(ui: &Ui, sheet: Sheet, stroke: &Stroke, inks: &[Rgb]) {
    ui.painter().extend(shapes(sheet, stroke, inks));
}

/// Draws strokes that stay as they are.
pub(super) fn drawing_ui(ui: &Ui, sheet: Sheet, strokes: &[Stroke], inks: &[Rgb]) {
    let mut mesh = Mesh::clone(&triangles(ui, sheet, strokes, inks));
    mesh.translate(sheet.rect.center().to_vec2());
    ui.painter().add(Shape::mesh(mesh));
}

/// A drawing's triangles around the middle of its sheet: those of the frame before, if it was drawn there.
fn triangles(ui: &Ui, sheet: Sheet, strokes: &[Stroke], inks: &[Rgb]) -> Arc<Mesh> {
    let drawn = Drawn {
        strokes,
        inks,
        side_eighths: (sheet.rect.width() * 8.0).round() as u32,
        turn_bits: sheet.turn.to_bits(),
        pixels_per_point_bits: ui.ctx().pixels_per_point().to_bits(),
    };
    ui.memory_mut(|memory| memory.caches.cache::<Drawings>().get(drawn).clone())
}

/// Drawings as they were drawn in the frame before.
type Drawings = FrameCache<Arc<Mesh>, Cutting>;

/// A drawing in the size and turn it is drawn in.
#[derive(Clone, Copy, Hash)]
struct Drawn<'a> {
    strokes: &'a [Stroke],
    inks: &'a [Rgb],
    /// A sheet that moves must not seem to become larger or smaller.
    side_eighths: u32,
    turn_bits: u32,
    pixels_per_point_bits: u32,
}

#[derive(Default)]
struct Cutting;

impl ComputerMut<Drawn<'_>, Arc<Mesh>> for Cutting {
    fn compute(&mut self, drawn: Drawn<'_>) -> Arc<Mesh> {
        let side = drawn.side_eighths as f32 / 8.0;
        let sheet = Sheet {
            rect: Rect::from_center_size(Pos2::ZERO, Vec2::splat(side)),
            turn: f32::from_bits(drawn.turn_bits),
        };
        let pixels_per_point = f32::from_bits(drawn.pixels_per_point_bits);
        // No discs of the font's texture: where they lie changes as it grows.
        let options = TessellationOptions::default();
        let mut tessellator = Tessellator::new(pixels_per_point, options, [1, 1], Vec::new());
        let mut mesh = Mesh::default();
        for stroke in drawn.strokes {
            for shape in shapes(sheet, stroke, drawn.inks) {
                tessellator.tessellate_shape(shape, &mut mesh);
            }
        }
        Arc::new(mesh)
    }
}

/// A stroke as a smooth line with round ends.
fn shapes(sheet: Sheet, stroke: &Stroke, inks: &[Rgb]) -> Vec<Shape> {
    let (Some(ink), Some(width)) = (
        inks.get(usize::from(stroke.ink)),
        WIDTHS.get(usize::from(stroke.width)),
    ) else {
        return Vec::new();
    };
    let width = (f32::from(*width) * sheet.scale()).max(1.0);
    let ink = color(*ink);
    let points = flattened(sheet, stroke);
    let disc = |center: Pos2| Shape::from(CircleShape::filled(center, width / 2.0, ink));
    let ends = [points.first(), points.last()];
    let mut shapes: Vec<Shape> = ends.into_iter().flatten().map(|end| disc(*end)).collect();
    // Where a line turns sharply its corner would be missing.
    let bends = points.windows(3).filter(|bend| {
        let (a, b) = (
            (bend[1] - bend[0]).normalized(),
            (bend[2] - bend[1]).normalized(),
        );
        a.dot(b) < 0.9
    });
    shapes.extend(bends.map(|bend| disc(bend[1])));
    if points.len() > 1 {
        let line = PathStroke::new(width, ink);
        shapes.push(PathShape::line(points, line).into());
    }
    shapes
}

/// The curve as points on the screen, no closer than the eye needs: a wall has many, and they are small.
fn flattened(sheet: Sheet, stroke: &Stroke) -> Vec<Pos2> {
    const STEP: f32 = 5.0;
    const NEAR: f32 = 1.5;
    let (first, pieces) = stroke.curve();
    let mut points = vec![sheet.at(first)];
    let mut from = first;
    let pieces_count = pieces.len();
    for (index, [a, b, to]) in pieces.into_iter().enumerate() {
        let length = (to[0] - from[0]).hypot(to[1] - from[1]) * sheet.scale();
        let steps = (length / STEP).ceil().clamp(1.0, 24.0) as u16;
        for step in 1..=steps {
            let t = f32::from(step) / f32::from(steps);
            let s = 1.0 - t;
            let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
            let along = |i: usize| {
                weights[0] * from[i] + weights[1] * a[i] + weights[2] * b[i] + weights[3] * to[i]
            };
            let at = sheet.at([along(0), along(1)]);
            let last = points[points.len() - 1];
            let end = step == steps && index == pieces_count - 1;
            if end || at.distance_sq(last) >= NEAR * NEAR {
                points.push(at);
            }
        }
        from = to;
    }
    points
}

#[cfg(test)]
mod tests {
    use egui::cache::CacheTrait as _;
    use egui::{pos2, vec2};

    use super::*;
    use crate::model::exhibit::WALL_INKS;

    fn zigzag() -> Vec<Stroke> {
        let points = (0..=20).map(|i| [i * 100, if i % 2 == 0 { 300 } else { 1700 }]);
        vec![Stroke {
            ink: 1,
            width: 2,
            points: points.collect(),
        }]
    }

    fn sheet(at: Pos2) -> Sheet {
        Sheet {
            rect: Rect::from_center_size(at, vec2(270.0, 270.0)),
            turn: 0.03,
        }
    }

    /// What `draw` gives back in a frame of its own.
    fn frame<R>(ctx: &egui::Context, mut draw: impl FnMut(&Ui) -> R) -> Option<R> {
        let mut given = None;
        ctx.run_ui(egui::RawInput::default(), |ui| given = Some(draw(ui)))
            .textures_delta
            .clear();
        given
    }

    #[test]
    fn a_drawing_is_cut_into_triangles_once_while_it_is_seen_and_then_forgotten() {
        let ctx = egui::Context::default();
        let strokes = zigzag();
        let drawn = |y: f32| {
            frame(&ctx, |ui| {
                triangles(ui, sheet(pos2(300.3, y)), &strokes, &WALL_INKS)
            })
        };
        let first = drawn(400.0).expect("drawn");
        let moved = drawn(217.7).expect("drawn");
        assert!(Arc::ptr_eq(&first, &moved), "it has only moved");
        let kept = || ctx.memory_mut(|memory| memory.caches.cache::<Drawings>().len());
        assert_eq!(kept(), 1);
        frame(&ctx, |_| ());
        assert_eq!(kept(), 0, "nobody sees it");
    }

    #[test]
    fn triangles_lie_on_their_sheet() {
        let ctx = egui::Context::default();
        let strokes = zigzag();
        let straight = Sheet::straight(sheet(pos2(0.0, 0.0)).rect);
        let mesh = frame(&ctx, |ui| triangles(ui, straight, &strokes, &WALL_INKS)).expect("drawn");
        assert!(!mesh.is_empty() && mesh.is_valid());
        let width = f32::from(WIDTHS[2]) * straight.scale();
        let bounds = mesh.calc_bounds();
        let room = straight.rect.expand(width);
        assert!(room.contains_rect(bounds), "{bounds}");
        assert!(bounds.width() > straight.rect.width(), "{bounds}");
    }
}
