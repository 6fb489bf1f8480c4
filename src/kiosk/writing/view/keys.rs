//! The four rows of keys.

use egui::{Rect, Ui, pos2, vec2};

use super::super::{Press, Script, Shift, Writing};
use super::repeat::erase_ui;
use super::{GAP, KeyLook, Pressed, ROWS, key};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::widgets::{take_left, take_right};

/// Keys in the longest row.
pub(super) const COLUMNS: usize = 10;
const LETTERS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const MARKS: [&str; 3] = ["1234567890", ".,?!:;'\"-_", "@#%&+=()"];
const CHINESE_MARKS: [&str; 3] = ["1234567890", "，。？！、：；…—·", "（）《》“”@#"];

/// Draws the keys; what was pressed.
pub(super) fn keys_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    writing: &Writing,
    done: &str,
) -> Option<Pressed> {
    let gap = theme.u(GAP);
    let height = (area.height() - gap * (ROWS - 1) as f32) / ROWS as f32;
    let rows: Vec<Rect> = (0..ROWS)
        .map(|i| {
            let top = area.top() + i as f32 * (height + gap);
            Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height))
        })
        .collect();
    let unit = (area.width() + gap) / COLUMNS as f32;
    let mut strips = rows.clone();
    let erase = take_right(&mut strips[2], unit * 1.5 - gap, gap);
    let mut pressed = None;
    if !writing.symbols() {
        let side = take_left(&mut strips[2], unit * 1.5 - gap, gap);
        pressed = side_key_ui(ui, theme, side, writing);
    }
    for (strip, characters) in strips.into_iter().zip(characters(writing)) {
        pressed = characters_ui(ui, theme, strip, unit, characters, writing).or(pressed);
    }
    pressed = erase_ui(ui, theme, erase).or(pressed);
    last_row_ui(ui, theme, rows[ROWS - 1], unit, writing, done).or(pressed.map(Pressed::Key))
}

fn characters(writing: &Writing) -> [&'static str; 3] {
    match writing.script() {
        _ if !writing.symbols() => LETTERS,
        Script::English => MARKS,
        Script::Pinyin | Script::Hand => CHINESE_MARKS,
    }
}

/// A row of letters, digits or marks, in the middle of its strip.
fn characters_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut strip: Rect,
    unit: f32,
    characters: &str,
    writing: &Writing,
) -> Option<Press> {
    let gap = theme.u(GAP);
    let capitals = writing.shift() != Shift::Off && !writing.symbols();
    let width = characters.chars().count() as f32 * unit - gap;
    strip.min.x += ((strip.width() - width) / 2.0).max(0.0);
    let mut pressed = None;
    for character in characters.chars() {
        let cell = take_left(&mut strip, unit - gap, gap);
        let character = if capitals {
            character.to_ascii_uppercase()
        } else {
            character
        };
        if key(ui, theme, cell, KeyLook::Letter, &character.to_string()).clicked() {
            pressed = Some(Press::Character(character));
        }
    }
    pressed
}

/// Capitals in English; in pinyin the mark that parts two syllables.
fn side_key_ui(ui: &mut Ui, theme: &Theme, rect: Rect, writing: &Writing) -> Option<Press> {
    let (look, label, press) = match (writing.script(), writing.shift()) {
        (Script::Pinyin, _) if writing.is_composing() => {
            (KeyLook::Other, "key-part", Press::Character('\''))
        }
        (Script::Pinyin | Script::Hand, _) => (KeyLook::Off, "key-part", Press::Character('\'')),
        (Script::English, Shift::Off) => (KeyLook::Other, "key-shift", Press::Shift),
        (Script::English, Shift::Once) => (KeyLook::Chosen, "key-shift", Press::Shift),
        (Script::English, Shift::Lock) => (KeyLook::Chosen, "key-shift-lock", Press::Shift),
    };
    key(ui, theme, rect, look, &theme.text(label))
        .clicked()
        .then_some(press)
}

/// Marks, the other scripts, space and the key that finishes.
pub(super) fn last_row_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut row: Rect,
    unit: f32,
    writing: &Writing,
    done: &str,
) -> Option<Pressed> {
    let gap = theme.u(GAP);
    let symbols = take_left(&mut row, unit * 1.5 - gap, gap);
    let finish = take_right(&mut row, unit * 2.5 - gap, gap);
    let mut pressed = None;
    let label = theme.text(if writing.symbols() {
        "key-letters"
    } else {
        "key-symbols"
    });
    if key(ui, theme, symbols, KeyLook::Other, &label).clicked() {
        pressed = Some(Press::Symbols);
    }
    let scripts = [
        ("key-pinyin", Script::Pinyin),
        ("key-hand", Script::Hand),
        ("key-english", Script::English),
    ];
    for (label, other) in scripts {
        if other == writing.script() {
            continue;
        }
        let rect = take_left(&mut row, unit * 1.5 - gap, gap);
        if key(ui, theme, rect, KeyLook::Other, &theme.text(label)).clicked() {
            pressed = Some(Press::Script(other));
        }
    }
    let label = theme.text(if writing.is_composing() {
        "key-take-first"
    } else {
        "key-space"
    });
    if key(ui, theme, row, KeyLook::Letter, &label).clicked() {
        pressed = Some(Press::Space);
    }
    if key(ui, theme, finish, KeyLook::Main, done).clicked() {
        return Some(Pressed::Done);
    }
    pressed.map(Pressed::Key)
}
