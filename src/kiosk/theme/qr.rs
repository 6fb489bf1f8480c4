//! QR codes: whole pixels for each module, black on white whatever the palette, and the quiet zone that readers need.
//!
//! The code is made once and kept for as long as it is drawn in every frame; nothing of it outlives the screen.

use std::sync::Arc;

use egui::cache::{ComputerMut, FrameCache};
use egui::{Mesh, Rect, Sense, Shape, Ui, WidgetInfo, WidgetType, pos2, vec2};
use fast_qr::{ECL, QRBuilder};

use super::Theme;
use super::tokens::{code, corner};
use super::widgets::{radius, stroke};

/// White modules around the code (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;
/// Smaller modules than so many pixels are lost on a camera that is held at an angle.
const MODULE_PIXELS_MIN: f32 = 5.0;
/// And smaller ones than this are lost at an arm's length, in millimetres.
const MODULE_MM_MIN: f32 = 1.0;

/// Draws the code that holds `text` as large as fits into `rect`, in its middle; `label` says what it does. Returns the
/// white square, or nothing where the code would be too small to be read ([`qr_side_min`]) or the text is too long.
pub fn qr_ui(ui: &mut Ui, theme: &Theme, rect: Rect, text: &str, label: &str) -> Option<Rect> {
    let code = made(ui, text)?;
    let pixel = 1.0 / ui.pixels_per_point();
    let across = code.across();
    let module = (rect.size().min_elem() / across / pixel + 0.01).floor() * pixel;
    if module + 0.01 < module_min(ui, theme) {
        return None;
    }
    let side = module * across;
    let free = (rect.size() - vec2(side, side)) / 2.0;
    // Modules begin and end where pixels do.
    let at = (rect.min + free).to_vec2() / pixel;
    let at = pos2(at.x.round() * pixel, at.y.round() * pixel);
    let white = Rect::from_min_size(at, vec2(side, side));
    ui.painter().rect(
        white,
        radius(theme, corner::TAG),
        code::LIGHT,
        stroke(theme, theme.palette.line),
        egui::StrokeKind::Outside,
    );
    let mut mesh = Mesh::default();
    for (row, from, to) in &code.runs {
        let point = |x: usize, y: usize| at + vec2((x + QUIET) as f32, (y + QUIET) as f32) * module;
        let run = Rect::from_min_max(point(*from, *row), point(*to, row + 1));
        mesh.add_colored_rect(run, code::DARK);
    }
    ui.painter().add(Shape::mesh(mesh));
    let response = ui.interact(white, ui.id().with(("qr", label)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, label));
    Some(white)
}

/// The least side of the square that [`qr_ui`] needs for `text`, in points; `None` when no code holds so much.
pub fn qr_side_min(ui: &Ui, theme: &Theme, text: &str) -> Option<f32> {
    Some(made(ui, text)?.across() * module_min(ui, theme))
}

fn module_min(ui: &Ui, theme: &Theme) -> f32 {
    let pixels = ui.pixels_per_point();
    let physical = (MODULE_MM_MIN * theme.panel.per_mm() * pixels).ceil();
    physical.max(MODULE_PIXELS_MIN) / pixels
}

/// A code without its quiet zone.
struct Code {
    /// Modules along a side.
    side: usize,
    /// Dark modules that touch: their row, the first of them and the one after the last.
    runs: Vec<(usize, usize, usize)>,
}

impl Code {
    /// `None` when the text is too long: more than about 2,300 bytes.
    fn new(text: &str) -> Option<Self> {
        let made = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let side = made.size;
        let mut runs = Vec::new();
        for row in 0..side {
            let mut dark = None;
            for x in 0..=side {
                let is_dark = x < side && made[row][x].value();
                match dark {
                    None if is_dark => dark = Some(x),
                    Some(from) if !is_dark => {
                        runs.push((row, from, x));
                        dark = None;
                    }
                    _ => {}
                }
            }
        }
        Some(Self { side, runs })
    }

    /// Modules along a side, with the quiet zone.
    fn across(&self) -> f32 {
        (self.side + 2 * QUIET) as f32
    }
}

#[derive(Default)]
struct Maker;

impl ComputerMut<&str, Option<Arc<Code>>> for Maker {
    fn compute(&mut self, text: &str) -> Option<Arc<Code>> {
        Code::new(text).map(Arc::new)
    }
}

fn made(ui: &Ui, text: &str) -> Option<Arc<Code>> {
    ui.memory_mut(|memory| {
        let cache = memory
            .caches
            .cache::<FrameCache<Option<Arc<Code>>, Maker>>();
        cache.get(text).clone()
    })
}
