//! Draws the keyboard, and the text it writes.

mod hand;
mod keys;
mod panel;
mod real_keys;
mod repeat;
mod written;

use egui::{Rect, Response, Ui, vec2};

use super::{Press, Script, Typed, Writing};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{ButtonKind, button_sized, take_right, take_top};

pub use written::written_ui;

/// Rows of keys.
const ROWS: usize = 4;
/// Rows of the panel above the keys, where it cannot stand beside them.
const PANEL_ROWS: usize = 2;
/// Space between keys, in `u`.
const GAP: f32 = 10.0;
/// From this width on, in `u`, the panel stands beside the keys instead of above them.
const WIDE: f32 = 1500.0;

/// Height of keys in an area of this width.
fn keys_height(theme: &Theme, width: f32) -> f32 {
    let rows = if width >= theme.u(WIDE) {
        ROWS
    } else {
        ROWS + PANEL_ROWS
    } as f32;
    rows * theme.touch(touch::CONTROL) + (rows - 1.0) * theme.u(GAP)
}

/// Height the keyboard wants for this writing: paper for a finger is higher than keys.
pub fn keyboard_height_for(theme: &Theme, width: f32, writing: &Writing) -> f32 {
    if by_hand(writing) {
        hand::height(theme, width)
    } else {
        keys_height(theme, width)
    }
}

fn by_hand(writing: &Writing) -> bool {
    writing.script() == Script::Hand && !writing.symbols()
}

/// Draws the keyboard over `area`, with `done` on the key that finishes. Keys of a real keyboard count as well.
pub fn keyboard_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    writing: &Writing,
    done: &str,
) -> Option<Typed> {
    let mut presses = real_keys::pressed(ui, writing);
    let mut next = writing.clone();
    if by_hand(writing) {
        presses.extend(hand::hand_ui(ui, theme, area, &mut next, done));
    } else {
        let (keys, panel) = parts(theme, area);
        presses.extend(panel::panel_ui(ui, theme, panel, writing).map(Pressed::Key));
        presses.extend(keys::keys_ui(ui, theme, keys, writing, done));
    }
    if presses.is_empty() {
        return (next != *writing).then_some(Typed::Writing(next));
    }
    next = next.with_southern_sounds(theme.southern_sounds);
    for press in presses {
        match press {
            Pressed::Key(press) => next.press(press),
            Pressed::Enter if next.is_composing() => next.press(Press::AsTyped),
            Pressed::Enter | Pressed::Done => {
                next.finish();
                return Some(Typed::Done(next));
            }
        }
    }
    Some(Typed::Writing(next))
}

/// What was pressed.
enum Pressed {
    /// A key that writes.
    Key(Press),
    /// Enter of a real keyboard.
    Enter,
    /// The key that finishes.
    Done,
}

/// The keys' part of the area and the panel's: beside each other, or one below the other.
fn parts(theme: &Theme, area: Rect) -> (Rect, Rect) {
    let gap = theme.u(GAP);
    let mut keys = area;
    if area.width() >= theme.u(WIDE) {
        let panel = take_right(&mut keys, area.width() * 0.36, theme.u(space::M));
        return (keys, panel);
    }
    let row = (area.height() + gap) / (ROWS + PANEL_ROWS) as f32;
    let panel = take_top(&mut keys, row * PANEL_ROWS as f32 - gap, gap);
    (keys, panel)
}

/// Equal cells, row by row.
fn grid(theme: &Theme, area: Rect, across: usize, down: usize) -> Vec<Rect> {
    let gap = theme.u(GAP);
    let step = (area.size() + vec2(gap, gap)) / vec2(across as f32, down as f32);
    (0..across * down)
        .map(|i| {
            let at = vec2((i % across) as f32, (i / across) as f32) * step;
            Rect::from_min_size(area.min + at, step - vec2(gap, gap))
        })
        .collect()
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyLook {
    /// It writes.
    Letter,
    /// It does something else.
    Other,
    /// It is on.
    Chosen,
    /// It does nothing now.
    Off,
    /// The first candidate: what the space bar takes.
    First,
    /// A character to pick, and the one that the space bar takes.
    Tile,
    FirstTile,
    /// It finishes.
    Main,
}

fn key(ui: &mut Ui, theme: &Theme, rect: Rect, look: KeyLook, label: &str) -> Response {
    let (kind, size) = match look {
        KeyLook::Letter => (ButtonKind::Plain, TextSize::Card),
        KeyLook::Other => (ButtonKind::Plain, TextSize::Small),
        KeyLook::Chosen => (ButtonKind::Chosen, TextSize::Small),
        KeyLook::Off => (ButtonKind::Disabled, TextSize::Small),
        KeyLook::First => (ButtonKind::Chosen, TextSize::Card),
        KeyLook::Tile => (ButtonKind::Plain, TextSize::Heading),
        KeyLook::FirstTile => (ButtonKind::Chosen, TextSize::Heading),
        KeyLook::Main => (ButtonKind::Main, TextSize::Card),
    };
    let salt = (rect.min.x as i32, rect.min.y as i32);
    button_sized(ui, theme, rect, kind, label, size, salt)
}
