//! Draws test pictures for a panel: greys, colours, fine lines, and where fingers are.

use egui::{Color32, Event, Pos2, Rect, TouchPhase, Ui, pos2, vec2};

use super::StaffAction;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, test_picture, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_width, layout, take_bottom, take_left, text,
};

/// Points kept of one stroke at most: a finger that never lifts fills no memory.
pub const STROKE_POINTS_MAX: usize = 2000;
/// Strokes kept at most; older ones fade from the picture.
pub const STROKES_MAX: usize = 40;
/// Lines of a grid lie this far apart, in pixels: a scaled picture blurs them.
const GRID: usize = 40;

/// The test pictures, in the order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pattern {
    /// Steps from black to white: banding, burnt-in pictures, brightness.
    #[default]
    Greys,
    /// Full colours: dead pixels, a swapped cable.
    Colors,
    /// Lines one pixel wide, and the panel's edge: scaling, cut-off edges.
    Lines,
    /// Paints where fingers are: dead zones, ghosts.
    Touch,
}

impl Pattern {
    /// The one after it.
    pub fn next(self) -> Self {
        match self {
            Pattern::Greys => Pattern::Colors,
            Pattern::Colors => Pattern::Lines,
            Pattern::Lines => Pattern::Touch,
            Pattern::Touch => Pattern::Greys,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Pattern::Greys => "staff-pattern-greys",
            Pattern::Colors => "staff-pattern-colors",
            Pattern::Lines => "staff-pattern-lines",
            Pattern::Touch => "staff-pattern-touch",
        }
    }
}

/// Where one finger went.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stroke {
    /// The finger; `None` once it has left.
    pub finger: Option<u64>,
    /// Its way.
    pub points: Vec<Pos2>,
}

pub(super) fn pattern_ui(
    ui: &mut Ui,
    theme: &Theme,
    pattern: Pattern,
    strokes: &[Stroke],
) -> Option<StaffAction> {
    let all = ui.max_rect();
    match pattern {
        Pattern::Greys => greys_ui(ui, all),
        Pattern::Colors => colors_ui(ui, all),
        Pattern::Lines => lines_ui(ui, all),
        Pattern::Touch => strokes_ui(ui, theme, all, strokes),
    }
    let wanted = controls_ui(ui, theme, all, pattern);
    match pattern {
        Pattern::Touch => wanted.or_else(|| painted(ui)),
        _ => wanted,
    }
}

/// Name, next, close: on a strip of their own, out of the way of the picture's middle.
fn controls_ui(ui: &mut Ui, theme: &Theme, all: Rect, pattern: Pattern) -> Option<StaffAction> {
    let mut foot = all.shrink(theme.u(space::L));
    let mut row = take_bottom(&mut foot, theme.touch(touch::CONTROL), 0.0);
    let mut wanted = None;
    for (key, action) in [
        ("staff-pattern-next", Some(pattern.next())),
        ("staff-pattern-close", None),
    ] {
        let label = theme.text(key);
        let width = button_width(ui, theme, &label);
        let rect = take_left(&mut row, width, theme.u(space::S));
        if button(ui, theme, rect, ButtonKind::Plain, &label, key).clicked() {
            wanted = Some(StaffAction::Pattern(action));
        }
    }
    let words = theme.text(pattern.key());
    let style = TextStyle::regular(TextSize::Small, theme.palette.ink).rows(2);
    let edge = theme.u(space::S);
    let size = layout(ui, theme, &words, style, row.width() - edge * 2.0).size();
    let plate = row.with_max_x(row.left() + size.x + edge * 2.0);
    ui.painter()
        .rect_filled(plate, theme.u(corner::TAG), theme.palette.card);
    let at = Rect::from_center_size(plate.center(), size);
    text(ui, theme, at.expand2(vec2(1.0, 0.0)), &words, style);
    wanted
}

fn strips(all: Rect, count: usize) -> impl Iterator<Item = Rect> {
    let width = all.width() / count as f32;
    (0..count).map(move |i| {
        Rect::from_min_max(
            pos2((all.left() + width * i as f32).round(), all.top()),
            pos2((all.left() + width * (i + 1) as f32).round(), all.bottom()),
        )
    })
}

fn greys_ui(ui: &Ui, all: Rect) {
    const STEPS: usize = 16;
    let halves = [
        all.with_max_y(all.center().y),
        all.with_min_y(all.center().y),
    ];
    for (i, strip) in strips(halves[0], STEPS).enumerate() {
        let grey = (i * 255 / (STEPS - 1)) as u8;
        ui.painter()
            .rect_filled(strip, 0.0, Color32::from_gray(grey));
    }
    // The darkest and the brightest steps, where panels lose them.
    for (i, strip) in strips(halves[1], STEPS).enumerate() {
        let near = (i % (STEPS / 2)) as u8 * 4;
        let grey = if i < STEPS / 2 { near } else { 255 - near };
        ui.painter()
            .rect_filled(strip, 0.0, Color32::from_gray(grey));
    }
}

fn colors_ui(ui: &Ui, all: Rect) {
    for (strip, color) in strips(all, test_picture::COLORS.len()).zip(test_picture::COLORS) {
        ui.painter().rect_filled(strip, 0.0, color);
    }
}

fn lines_ui(ui: &Ui, all: Rect) {
    let (paper, ink) = (Color32::BLACK, Color32::WHITE);
    ui.painter().rect_filled(all, 0.0, paper);
    let hair = egui::Stroke::new(1.0, ink);
    for x in (0..all.width() as usize).step_by(GRID) {
        ui.painter().vline(x as f32 + 0.5, all.y_range(), hair);
    }
    for y in (0..all.height() as usize).step_by(GRID) {
        ui.painter().hline(all.x_range(), y as f32 + 0.5, hair);
    }
    // A panel that cuts its edges off loses these.
    for (inset, color) in [(0.5, test_picture::EDGE), (4.5, ink)] {
        let edge = egui::Stroke::new(1.0, color);
        let rect = all.shrink(inset);
        ui.painter()
            .rect_stroke(rect, 0.0, edge, egui::StrokeKind::Middle);
    }
    ui.painter()
        .line_segment([all.left_top(), all.right_bottom()], hair);
    ui.painter()
        .line_segment([all.right_top(), all.left_bottom()], hair);
    let side = all.width().min(all.height());
    ui.painter().circle_stroke(all.center(), side * 0.48, hair);
}

fn strokes_ui(ui: &Ui, theme: &Theme, all: Rect, strokes: &[Stroke]) {
    ui.painter().rect_filled(all, 0.0, theme.palette.card);
    let cells = egui::Stroke::new(1.0, theme.palette.line);
    let cell = theme.u(88.0);
    let count = |length: f32| (length / cell) as usize + 1;
    for i in 0..count(all.width()) {
        ui.painter()
            .vline(all.left() + cell * i as f32, all.y_range(), cells);
    }
    for i in 0..count(all.height()) {
        ui.painter()
            .hline(all.x_range(), all.top() + cell * i as f32, cells);
    }
    for (i, stroke) in strokes.iter().enumerate() {
        let color = test_picture::COLORS[1 + i % 6];
        let pen = egui::Stroke::new(theme.u(10.0), color);
        if stroke.points.len() > 1 {
            ui.painter()
                .add(egui::Shape::line(stroke.points.clone(), pen));
        }
        if let Some(last) = stroke.points.last() {
            let radius = theme.u(if stroke.finger.is_some() { 60.0 } else { 16.0 });
            ui.painter().circle_stroke(*last, radius, pen);
        }
    }
}

/// What fingers did since the last frame; the mouse is finger 0.
fn painted(ui: &Ui) -> Option<StaffAction> {
    ui.input(|input| {
        let mut points = Vec::new();
        let mut lifted = None;
        let touched = input.any_touches();
        for event in &input.events {
            match event {
                Event::Touch { id, phase, pos, .. } => match phase {
                    TouchPhase::Start | TouchPhase::Move => points.push((id.0 + 1, *pos)),
                    TouchPhase::End | TouchPhase::Cancel => lifted = Some(id.0 + 1),
                },
                Event::PointerMoved(pos) if !touched && input.pointer.primary_down() => {
                    points.push((0, *pos));
                }
                Event::PointerButton {
                    pos, pressed: true, ..
                } if !touched => points.push((0, *pos)),
                Event::PointerButton { pressed: false, .. } if !touched => lifted = Some(0),
                _ => {}
            }
        }
        match lifted {
            // The points before it are few; the finger matters more.
            Some(finger) => Some(StaffAction::Lift(finger)),
            None => (!points.is_empty()).then_some(StaffAction::Paint(points)),
        }
    })
}
