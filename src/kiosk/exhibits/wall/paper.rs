//! Draws a note: paper, words or strokes, as large as wanted, and perhaps a little askew.

use std::sync::Arc;

use egui::epaint::TextShape;
use egui::{Color32, Galley, Mesh, Pos2, Rect, Shape, Stroke as Line, StrokeKind, Ui, Vec2, vec2};

use super::drawing::on_paper;
use super::ink::drawing_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::TextSize;
use crate::kiosk::theme::widgets::{TextStyle, layout, stroke};
use crate::model::color::Rgb;
use crate::model::note::{GRID, Note, NoteContent};

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

    /// A place of the grid on the screen.
    pub(super) fn at(&self, point: [f32; 2]) -> Pos2 {
        self.turned(on_paper(self.rect, point))
    }

    fn turned(&self, at: Pos2) -> Pos2 {
        let center = self.rect.center();
        center + egui::emath::Rot2::from_angle(self.turn) * (at - center)
    }

    /// Points on the screen in a step of the grid.
    pub(super) fn scale(&self) -> f32 {
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
        NoteContent::Drawing(strokes) => drawing_ui(ui, sheet, strokes, &note.inks),
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

/// A ring around a sheet.
pub(super) fn sheet_ring(ui: &Ui, theme: &Theme, sheet: Sheet, color: Color32) {
    let ring = Line::new(theme.u(5.0), color);
    let rect = sheet.rect.expand(theme.u(8.0));
    ui.painter()
        .rect_stroke(rect, theme.u(10.0), ring, StrokeKind::Outside);
}
