//! Paper for a finger, what its ink may be, and the keys beside it.

use egui::{Align2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType, vec2};

use super::super::handwriting::{self, OFFERED};
use super::super::{Press, Writing};
use super::keys::{COLUMNS, last_row_ui};
use super::repeat::erase_ui;
use super::{GAP, KeyLook, Pressed, WIDE, grid, key};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::hear_each;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    TextStyle, line, radius, stroke, take_bottom, take_left, take_right, take_top,
};

/// How wide ink is, in `u`.
const INK: f32 = 11.0;
/// The paper's share of the width where keys stand beside it.
const PAPER_SHARE: f32 = 0.46;
/// Height of a tile, in `u`.
const TILE: f32 = 108.0;
/// The paper's height where keys stand above and below it, in `u`.
const PAPER_HEIGHT: f32 = 460.0;
/// Marks while nothing is written.
const MARKS: &str = "，。？！、：；（）·";

/// Height wanted in an area of this width.
pub(super) fn height(theme: &Theme, width: f32) -> f32 {
    let (tile, key, gap) = (theme.touch(TILE), theme.touch(touch::CONTROL), theme.u(GAP));
    if width >= theme.u(WIDE) {
        tile * 2.0 + key * 2.0 + gap * 3.0
    } else {
        tile * 2.0 + key + theme.u(PAPER_HEIGHT) + gap * 3.0
    }
}

/// Draws the paper and the keys; the finger writes on `next`.
pub(super) fn hand_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    next: &mut Writing,
    done: &str,
) -> Option<Pressed> {
    let parts = Parts::of(theme, area);
    let now_secs = ui.input(|input| input.time);
    paper_ui(ui, theme, parts.paper, next, now_secs);
    if next.look_at_ink(handwriting::recogniser(), now_secs) {
        ui.ctx().request_repaint();
    }
    let tile = tiles_ui(ui, theme, &parts, next);
    let tool = tools_ui(ui, theme, &parts, next);
    let unit = (parts.last.width() + theme.u(GAP)) / COLUMNS as f32;
    let last = last_row_ui(ui, theme, parts.last, unit, next, done);
    tile.or(tool).map(Pressed::Key).or(last)
}

/// Where everything stands.
struct Parts {
    paper: Rect,
    tiles: Vec<Rect>,
    tools: Vec<Rect>,
    last: Rect,
}

impl Parts {
    fn of(theme: &Theme, mut area: Rect) -> Self {
        let gap = theme.u(GAP);
        // Where there is less room than wanted everything is as much lower.
        let share = (area.height() / height(theme, area.width())).min(1.0);
        let row = theme.touch(touch::CONTROL) * share;
        if area.width() >= theme.u(WIDE) {
            let width = area.width() * PAPER_SHARE;
            let paper = take_left(&mut area, width, theme.u(space::M));
            let last = take_bottom(&mut area, row, gap);
            let tools = take_bottom(&mut area, row, gap);
            return Self {
                paper,
                tiles: grid(theme, area, OFFERED / 2, 2),
                tools: grid(theme, tools, 3, 1),
                last,
            };
        }
        let top = take_top(&mut area, theme.touch(TILE) * share * 2.0 + gap, gap);
        let tiles = grid(theme, top, OFFERED / 2, 2);
        let last = take_bottom(&mut area, row, gap);
        let side = area.width() * 0.2;
        let tools = take_right(&mut area, side, gap);
        Self {
            paper: area,
            tiles,
            tools: grid(theme, tools, 1, 3),
            last,
        }
    }
}

/// The paper with a character's square, and the ink on it.
fn paper_ui(ui: &mut Ui, theme: &Theme, paper: Rect, next: &mut Writing, now_secs: f64) {
    let palette = &theme.palette;
    let response = ui.interact(paper, ui.id().with("handwriting"), Sense::drag());
    let label = theme.text("writing-paper");
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, &label));
    hear_each(ui, paper);
    let events = ui.input(|input| input.events.clone());
    let layer = ui.layer_id();
    let ours = |at| ui.ctx().layer_id_at(at).is_none_or(|over| over == layer);
    next.follow_finger(&events, paper, now_secs, ours);
    let corners = radius(theme, corner::BUTTON);
    let edge = stroke(theme, palette.soft);
    ui.painter()
        .rect(paper, corners, palette.card, edge, StrokeKind::Inside);
    let mut inside = paper.shrink(theme.u(space::S));
    let foot = take_bottom(&mut inside, theme.text_size(TextSize::Second) * 1.3, 0.0);
    let side = inside.height().min(inside.width());
    let square = Align2::CENTER_CENTER.align_size_within_rect(vec2(side, side), inside);
    let thin = Stroke::new(theme.u(2.0), palette.line);
    let painter = ui.painter().with_clip_rect(paper.intersect(ui.clip_rect()));
    painter.rect_stroke(square, 0.0, thin, StrokeKind::Inside);
    let (dash, space) = (theme.u(10.0), theme.u(10.0));
    let [left, right] = [square.left_center(), square.right_center()];
    let [top, bottom] = [square.center_top(), square.center_bottom()];
    for ends in [[left, right], [top, bottom]] {
        painter.extend(Shape::dashed_line(&ends, thin, dash, space));
    }
    let ink = Stroke::new(theme.u(INK), palette.ink);
    for drawn in next.ink().lines() {
        let at = |point: &[f32; 2]| paper.min + vec2(point[0], point[1]) * paper.height();
        let points: Vec<_> = drawn.iter().map(at).collect();
        // Round ends; a single point is a dot.
        for end in points.first().into_iter().chain(points.last()) {
            painter.circle_filled(*end, ink.width / 2.0, ink.color);
        }
        painter.add(Shape::line(points, ink));
    }
    let hint = match (
        next.ink().is_empty(),
        next.ink_is_read() || next.ink().is_live(),
    ) {
        (true, _) => "writing-here",
        (false, false) => "writing-looking",
        (false, true) => return,
    };
    let style = TextStyle::regular(TextSize::Second, palette.soft);
    line(
        ui,
        theme,
        foot,
        Align2::CENTER_CENTER,
        &theme.text(hint),
        style,
    );
}

/// What the ink may be; surnames or marks while there is none.
fn tiles_ui(ui: &mut Ui, theme: &Theme, parts: &Parts, writing: &Writing) -> Option<Press> {
    let mut pressed = None;
    if writing.ink().is_empty() && writing.candidates().is_empty() {
        for (rect, mark) in parts.tiles.iter().zip(MARKS.chars()) {
            if key(ui, theme, *rect, KeyLook::Letter, &mark.to_string()).clicked() {
                pressed = Some(Press::Character(mark));
            }
        }
        return pressed;
    }
    for (i, (rect, candidate)) in parts.tiles.iter().zip(writing.candidates()).enumerate() {
        let look = if i == 0 && !writing.ink().is_empty() {
            KeyLook::FirstTile
        } else {
            KeyLook::Tile
        };
        if key(ui, theme, *rect, look, &candidate.text).clicked() {
            pressed = Some(Press::Pick(i));
        }
    }
    pressed
}

/// The last stroke back, all of them back, the last character back.
fn tools_ui(ui: &mut Ui, theme: &Theme, parts: &Parts, writing: &Writing) -> Option<Press> {
    let look = if writing.ink().is_empty() {
        KeyLook::Off
    } else {
        KeyLook::Other
    };
    let mut pressed = None;
    let tools = [
        ("key-undo-stroke", Press::UndoStroke),
        ("key-write-again", Press::Escape),
    ];
    for ((label, press), rect) in tools.into_iter().zip(&parts.tools) {
        if key(ui, theme, *rect, look, &theme.text(label)).clicked() {
            pressed = Some(press);
        }
    }
    let erase = parts.tools.get(tools.len())?;
    erase_ui(ui, theme, *erase).or(pressed)
}
