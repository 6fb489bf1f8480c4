//! Draws the keyboard, and the text it writes.

use egui::{Event, Key, Rect, Response, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::{Press, Shift, Typed, Writing};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button_sized, layout, radius, stroke, take_left, take_right,
};

/// Rows of keys.
const ROWS: usize = 4;
/// Keys in the longest row.
const COLUMNS: usize = 10;
/// Space between keys, in `u`.
const GAP: f32 = 10.0;
/// Digits and marks at hand while nothing is offered: four rows of four.
const AT_HAND: [[char; 4]; ROWS] = [
    ['1', '2', '3', ','],
    ['4', '5', '6', '.'],
    ['7', '8', '9', '?'],
    ['-', '0', '\'', '!'],
];
/// From this width on, in `u`, the panel stands beside the keys instead of above them.
const WIDE: f32 = 1500.0;

/// Height the keyboard wants in an area of this width.
pub fn keyboard_height(theme: &Theme, width: f32) -> f32 {
    let rows = if width >= theme.u(WIDE) {
        ROWS
    } else {
        ROWS + 2
    } as f32;
    rows * theme.touch(touch::CONTROL) + (rows - 1.0) * theme.u(GAP)
}

/// Draws the keyboard over `area`, with `done` on the key that finishes. Keys of a real keyboard count as well.
pub fn keyboard_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    writing: &Writing,
    done: &str,
) -> Option<Typed> {
    let mut next = writing.clone();
    let mut finished = take_real_keys(ui, &mut next);
    let (keys, panel) = parts(theme, area);
    panel_ui(ui, theme, panel, &mut next);
    finished |= keys_ui(ui, theme, keys, &mut next, done);
    if finished {
        next.finish();
        return Some(Typed::Done(next));
    }
    (next != *writing).then_some(Typed::Writing(next))
}

/// Writes the text in `area`: its last rows when it has more than fit, `hint` when there is none.
pub fn written_ui(ui: &mut Ui, theme: &Theme, area: Rect, writing: &Writing, hint: &str) {
    let palette = &theme.palette;
    ui.painter().rect(
        area,
        radius(theme, corner::BUTTON),
        palette.card,
        stroke(theme, palette.soft),
        egui::StrokeKind::Inside,
    );
    let (text, composing) = writing.shown();
    let written = format!("{text}{composing}");
    let inside = area.shrink2(vec2(theme.u(space::M), theme.u(space::S)));
    let (words, color) = if written.is_empty() {
        (hint, palette.soft)
    } else {
        (written.as_str(), palette.ink)
    };
    let style = TextStyle::regular(TextSize::Card, color);
    let galley = layout(ui, theme, words, style, inside.width() - theme.u(space::XS));
    let end = if written.is_empty() {
        galley.pos_from_cursor(galley.begin())
    } else {
        galley.pos_from_cursor(galley.end())
    };
    let top = if galley.size().y <= inside.height() {
        inside.center().y - galley.size().y / 2.0
    } else {
        inside.bottom() - galley.size().y
    };
    let painter = ui.painter().with_clip_rect(area.intersect(ui.clip_rect()));
    let at = pos2(inside.left(), top);
    painter.galley(at, galley, color);
    let caret = end.translate(at.to_vec2());
    painter.vline(
        caret.left() + theme.u(3.0),
        caret.y_range(),
        egui::Stroke::new(theme.u(4.0), palette.lacquer),
    );
    let response = ui.interact(area, ui.id().with("written"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, words));
}

/// The keys' part of the area and the panel's: beside each other, or one above the other.
fn parts(theme: &Theme, area: Rect) -> (Rect, Rect) {
    let gap = theme.u(GAP);
    if area.width() >= theme.u(WIDE) {
        let mut keys = area;
        let panel = take_right(&mut keys, area.width() * 0.33, theme.u(space::M));
        return (keys, panel);
    }
    let row = (area.height() + gap) / (ROWS + 2) as f32;
    let (mut panel, mut keys) = (area, area);
    panel.max.y = area.top() + row * 2.0 - gap;
    keys.min.y = area.top() + row * 2.0;
    (keys, panel)
}

/// Digits and marks at hand.
fn panel_ui(ui: &mut Ui, theme: &Theme, area: Rect, writing: &mut Writing) {
    let count: usize = AT_HAND.iter().map(|row| row.len()).sum();
    let across = if area.width() > area.height() * 2.5 {
        count / 2
    } else {
        AT_HAND[0].len()
    };
    let cells = grid(theme, area, across, count / across);
    for (cell, character) in cells.into_iter().zip(AT_HAND.concat()) {
        if key(ui, theme, cell, KeyLook::Letter, &character.to_string()).clicked() {
            writing.press(Press::Character(character));
        }
    }
}

/// The four rows of keys; whether the key that finishes was pressed.
fn keys_ui(ui: &mut Ui, theme: &Theme, area: Rect, writing: &mut Writing, done: &str) -> bool {
    let gap = theme.u(GAP);
    let unit = (area.width() + gap) / COLUMNS as f32;
    let height = (area.height() - gap * (ROWS - 1) as f32) / ROWS as f32;
    let row = |i: usize| {
        Rect::from_min_size(
            pos2(area.left(), area.top() + i as f32 * (height + gap)),
            vec2(area.width(), height),
        )
    };
    let rows = if writing.symbols() {
        ["1234567890", "@#%&*()+=/", ":;\"'-_~"]
    } else {
        ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
    };
    let capitals = writing.shift() != Shift::Off && !writing.symbols();
    for (i, letters) in rows.into_iter().enumerate() {
        let mut strip = row(i);
        let count = letters.chars().count();
        strip.min.x += (COLUMNS - count) as f32 * unit / 2.0;
        for letter in letters.chars() {
            let cell = take_left(&mut strip, unit - gap, gap);
            let letter = if capitals {
                letter.to_ascii_uppercase()
            } else {
                letter
            };
            if key(ui, theme, cell, KeyLook::Letter, &letter.to_string()).clicked() {
                writing.press(Press::Character(letter));
            }
        }
    }
    let mut third = row(2);
    let erase = take_right(&mut third, unit * 1.5 - gap, gap);
    let shift = take_left(&mut third, unit * 1.5 - gap, gap);
    if key(ui, theme, erase, KeyLook::Other, &theme.text("key-erase")).clicked() {
        writing.press(Press::Erase);
    }
    if !writing.symbols() {
        let look = match writing.shift() {
            Shift::Off => KeyLook::Other,
            Shift::Once | Shift::Lock => KeyLook::Chosen,
        };
        let label = if writing.shift() == Shift::Lock {
            theme.text("key-shift-lock")
        } else {
            theme.text("key-shift")
        };
        if key(ui, theme, shift, look, &label).clicked() {
            writing.press(Press::Shift);
        }
    }
    let mut last = row(3);
    let symbols = take_left(&mut last, unit * 1.5 - gap, gap);
    let finish = take_right(&mut last, unit * 2.5 - gap, gap);
    let label = if writing.symbols() {
        theme.text("key-letters")
    } else {
        theme.text("key-symbols")
    };
    if key(ui, theme, symbols, KeyLook::Other, &label).clicked() {
        writing.press(Press::Symbols);
    }
    if key(ui, theme, last, KeyLook::Letter, &theme.text("key-space")).clicked() {
        writing.press(Press::Space);
    }
    key(ui, theme, finish, KeyLook::Main, done).clicked()
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
    /// It finishes.
    Main,
}

fn key(ui: &mut Ui, theme: &Theme, rect: Rect, look: KeyLook, label: &str) -> Response {
    let (kind, size) = match look {
        KeyLook::Letter => (ButtonKind::Plain, TextSize::Card),
        KeyLook::Other => (ButtonKind::Plain, TextSize::Second),
        KeyLook::Chosen => (ButtonKind::Chosen, TextSize::Second),
        KeyLook::Main => (ButtonKind::Main, TextSize::Card),
    };
    let salt = (rect.min.x as i32, rect.min.y as i32);
    button_sized(ui, theme, rect, kind, label, size, salt)
}

/// What a real keyboard typed; whether Enter was pressed.
fn take_real_keys(ui: &Ui, writing: &mut Writing) -> bool {
    // A key that presses what the keyboard's focus is on is not typed as well.
    let elsewhere = ui.memory(|memory| memory.focused().is_some());
    let events = ui.input(|input| input.events.clone());
    let mut finished = false;
    for event in events {
        match event {
            Event::Text(text) => {
                for character in text.chars() {
                    match character {
                        ' ' if elsewhere => {}
                        ' ' => writing.press(Press::Space),
                        other => writing.press(Press::Character(other)),
                    }
                }
            }
            Event::Key {
                key, pressed: true, ..
            } => match key {
                Key::Backspace => writing.press(Press::Erase),
                Key::Enter if !elsewhere => finished = true,
                _ => {}
            },
            _ => {}
        }
    }
    finished
}
