//! Draws a note: paper, words or strokes, as large as wanted, and perhaps a little askew.

use std::sync::Arc;

use egui::epaint::{PathShape, TextShape};
use egui::{Color32, Galley, Mesh, Pos2, Rect, Shape, Stroke as Line, StrokeKind, Ui, Vec2, vec2};

use super::drawing::on_paper;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::TextSize;
use crate::kiosk::theme::widgets::{TextStyle, layout, stroke};
use crate::model::color::Rgb;
use crate::model::note::{GRID, Note, NoteContent, Stroke, WIDTHS};

/// Space around words, as a share of the paper's side.
const MARGIN: f32 = 0.09;
/// Sizes of words, the largest that fits.
const SIZES: [TextSize; 6] = [
    TextSize::Title,
    TextSize::Heading,
    TextSize::Card,
    TextSize::Body,
    TextSize::Second,
    TextSize::Small,
];

/// A colour on the screen.
pub(super) fn color(Rgb([r, g, b]): Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// Where a sheet of paper lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sheet {
    /// The square it would fill if it were straight.
    pub rect: Rect,
    /// Radians it is turned by.
    pub turn: f32,
}

impl Sheet {
    /// One that is straight.
    pub(super) fn straight(rect: Rect) -> Self {
        Self { rect, turn: 0.0 }
    }

    fn at(&self, point: [f32; 2]) -> Pos2 {
        self.turned(on_paper(self.rect, point))
    }

    fn turned(&self, at: Pos2) -> Pos2 {
        let center = self.rect.center();
        center + egui::emath::Rot2::from_angle(self.turn) * (at - center)
    }

    fn scale(&self) -> f32 {
        self.rect.width() / f32::from(GRID)
    }
}

/// Draws a note whose paper lies there.
pub(super) fn note_ui(ui: &Ui, theme: &Theme, sheet: Sheet, note: &Note) {
    paper_ui(ui, theme, sheet, note.paper);
    match &note.content {
        NoteContent::Words(words) => {
            let ink = note.inks.first().copied().unwrap_or(Rgb([0; 3]));
            words_ui(ui, theme, sheet, words, ink);
        }
        NoteContent::Drawing(strokes) => {
            for stroke in strokes {
                stroke_ui(ui, sheet, stroke, &note.inks);
            }
        }
    }
}

/// An empty sheet with a soft shadow.
pub(super) fn paper_ui(ui: &Ui, theme: &Theme, sheet: Sheet, paper: Rgb) {
    let corners = |rect: Rect| {
        [
            rect.left_top(),
            rect.right_top(),
            rect.right_bottom(),
            rect.left_bottom(),
        ]
        .map(|at| sheet.turned(at))
        .to_vec()
    };
    if !theme.comfort.high_contrast {
        shadow_ui(ui, theme, sheet);
    }
    let edge = if theme.comfort.high_contrast {
        stroke(theme, theme.palette.ink)
    } else {
        stroke(theme, color(paper).lerp_to_gamma(theme.palette.ink, 0.12))
    };
    ui.painter().add(Shape::convex_polygon(
        corners(sheet.rect),
        color(paper),
        edge,
    ));
}

/// The shadow around a sheet, where it can be seen: under the paper nothing is painted.
fn shadow_ui(ui: &Ui, theme: &Theme, sheet: Sheet) {
    let lowered = sheet.rect.translate(vec2(0.0, theme.u(7.0)));
    // From just inside the sheet outwards: how far, how dark.
    let loops = [(-8.0, 30), (0.0, 22), (6.0, 9), (16.0, 0)];
    let mut mesh = Mesh::default();
    for (out, alpha) in loops {
        let rect = lowered.expand(theme.u(out));
        let shade = Color32::from_rgba_unmultiplied(0x3A, 0x2C, 0x12, alpha);
        for corner in [
            rect.left_top(),
            rect.right_top(),
            rect.right_bottom(),
            rect.left_bottom(),
        ] {
            mesh.colored_vertex(sheet.turned(corner), shade);
        }
    }
    for ring in 0..loops.len() as u32 - 1 {
        for i in 0..4 {
            let [a, b] = [i, (i + 1) % 4].map(|i| ring * 4 + i);
            mesh.add_triangle(a, b, a + 4);
            mesh.add_triangle(b, a + 4, b + 4);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
}

/// Words in the middle of the paper, as large as fit.
fn words_ui(ui: &Ui, theme: &Theme, sheet: Sheet, words: &str, ink: Rgb) {
    let room = sheet.rect.shrink(sheet.rect.width() * MARGIN).size();
    let galley = fitting(ui, theme, words, room, color(ink));
    let middle = sheet.rect.center() - galley.size() / 2.0;
    let shape = TextShape::new(sheet.turned(middle), galley, color(ink));
    ui.painter().add(shape.with_angle(sheet.turn));
}

/// The words in the largest size that fits; cut where not even the smallest does.
fn fitting(ui: &Ui, theme: &Theme, words: &str, room: Vec2, ink: Color32) -> Arc<Galley> {
    let fits = |size: TextSize| {
        let style = TextStyle::bold(size, ink);
        let galley = layout(ui, theme, words, style, room.x);
        (galley.size().y <= room.y && galley.size().x <= room.x + 1.0).then_some(galley)
    };
    SIZES.into_iter().find_map(fits).unwrap_or_else(|| {
        let size = TextSize::Small;
        let rows = (room.y / (theme.text_size(size) * 1.5)).floor().max(1.0);
        let style = TextStyle::bold(size, ink).rows(rows as usize);
        layout(ui, theme, words, style, room.x)
    })
}

/// A stroke as a smooth line with round ends.
pub(super) fn stroke_ui(ui: &Ui, sheet: Sheet, stroke: &Stroke, inks: &[Rgb]) {
    let (Some(ink), Some(width)) = (
        inks.get(usize::from(stroke.ink)),
        WIDTHS.get(usize::from(stroke.width)),
    ) else {
        return;
    };
    let width = (f32::from(*width) * sheet.scale()).max(1.0);
    let ink = color(*ink);
    let points = flattened(sheet, stroke);
    let painter = ui.painter();
    for end in [points.first(), points.last()].into_iter().flatten() {
        painter.circle_filled(*end, width / 2.0, ink);
    }
    // Where a line turns sharply its corner would be missing.
    for bend in points.windows(3).filter(|bend| {
        let (a, b) = (
            (bend[1] - bend[0]).normalized(),
            (bend[2] - bend[1]).normalized(),
        );
        a.dot(b) < 0.9
    }) {
        painter.circle_filled(bend[1], width / 2.0, ink);
    }
    if points.len() > 1 {
        let line = egui::epaint::PathStroke::new(width, ink);
        painter.add(PathShape::line(points, line));
    }
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

/// A ring around a sheet.
pub(super) fn sheet_ring(ui: &Ui, theme: &Theme, sheet: Sheet, color: Color32) {
    let ring = Line::new(theme.u(5.0), color);
    let rect = sheet.rect.expand(theme.u(8.0));
    ui.painter()
        .rect_stroke(rect, theme.u(10.0), ring, StrokeKind::Outside);
}
