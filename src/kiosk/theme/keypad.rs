//! A keypad, and the cells in which what it types appears.

use egui::{Align2, Event, Key, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::Theme;
use super::tokens::{TextSize, corner};
use super::widgets::{ButtonKind, TextStyle, button_sized, columns, line, radius, stroke};

/// A key of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeypadKey {
    /// One more digit.
    Digit(char),
    /// Take the last one back.
    Erase,
    /// Take all back.
    Clear,
}

/// The same keys on a real keyboard, in the order in which they were pressed.
pub fn typed(input: &egui::InputState) -> Vec<KeypadKey> {
    let keys = |event: &Event| match event {
        Event::Text(text) => text
            .chars()
            .filter(char::is_ascii_digit)
            .map(KeypadKey::Digit)
            .collect(),
        Event::Key {
            key: Key::Backspace,
            pressed: true,
            ..
        } => vec![KeypadKey::Erase],
        Event::Key {
            key: Key::Delete,
            pressed: true,
            ..
        } => vec![KeypadKey::Clear],
        _ => Vec::new(),
    };
    input.events.iter().flat_map(keys).collect()
}

/// Ten digits and two ways to take them back; `on` says which keys can be pressed now.
pub fn keypad_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    gap: f32,
    key_height_max: f32,
    on: impl Fn(KeypadKey) -> bool,
) -> Option<KeypadKey> {
    use KeypadKey::{Clear, Digit, Erase};
    let height = ((area.height() - gap * 3.0) / 4.0).min(key_height_max);
    let keys = [
        [Digit('1'), Digit('2'), Digit('3')],
        [Digit('4'), Digit('5'), Digit('6')],
        [Digit('7'), Digit('8'), Digit('9')],
        [Clear, Digit('0'), Erase],
    ];
    let mut wanted = None;
    for (r, row) in keys.into_iter().enumerate() {
        let rect = Rect::from_min_size(
            pos2(area.left(), area.top() + r as f32 * (height + gap)),
            vec2(area.width(), height),
        );
        for (key, cell) in row.into_iter().zip(columns(rect, 3, gap)) {
            let (label, size) = match key {
                Digit(digit) => (digit.to_string(), TextSize::Heading),
                Erase => (theme.text("key-erase"), TextSize::Body),
                Clear => (theme.text("key-clear"), TextSize::Body),
            };
            let on = on(key);
            let kind = if on {
                ButtonKind::Plain
            } else {
                ButtonKind::Disabled
            };
            let pressed = button_sized(ui, theme, cell, kind, &label, size, "key").clicked();
            if pressed && on {
                wanted = Some(key);
            }
        }
    }
    wanted
}

/// A cell for each of `count` digits; the next one to be typed is marked.
pub fn digits_ui(ui: &mut Ui, theme: &Theme, row: Rect, count: usize, gap: f32, digits: &str) {
    let palette = &theme.palette;
    let typed: Vec<char> = digits.chars().collect();
    for (i, cell) in columns(row, count, gap).into_iter().enumerate() {
        let outline = if i == typed.len() {
            Stroke::new(theme.u(4.0), palette.lacquer)
        } else {
            stroke(theme, palette.line)
        };
        ui.painter().rect(
            cell,
            radius(theme, corner::BUTTON),
            palette.card,
            outline,
            StrokeKind::Inside,
        );
        if let Some(digit) = typed.get(i) {
            let style = TextStyle::bold(TextSize::Heading, palette.ink);
            let digit = digit.to_string();
            line(ui, theme, cell, Align2::CENTER_CENTER, &digit, style);
        }
    }
}
