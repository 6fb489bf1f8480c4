//! Keys of a real keyboard, as far as they write.

use egui::{Event, Key, Ui};

use super::super::{Press, Script, Writing};
use super::Pressed;

/// What was typed since the last frame.
pub(super) fn pressed(ui: &Ui, writing: &Writing) -> Vec<Pressed> {
    // A key that presses what the keyboard's focus is on is not typed as well.
    let elsewhere = ui.memory(|memory| memory.focused().is_some());
    let events = ui.input(|input| input.events.clone());
    events
        .iter()
        .flat_map(|event| match event {
            Event::Text(text) => text
                .chars()
                .filter(|character| *character != ' ' || !elsewhere)
                .map(|character| Pressed::Key(typed(character, writing)))
                .collect(),
            Event::Key {
                key, pressed: true, ..
            } => match key {
                Key::Backspace => vec![Pressed::Key(Press::Erase)],
                Key::Enter if !elsewhere => vec![Pressed::Enter],
                Key::Escape => vec![Pressed::Key(Press::Escape)],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        })
        .collect()
}

fn typed(character: char, writing: &Writing) -> Press {
    let chinese = writing.script() != Script::English;
    match character {
        ' ' => Press::Space,
        '1'..='9' if chinese && writing.is_composing() => {
            Press::Pick(character as usize - '1' as usize)
        }
        other if chinese => Press::Character(full_width(other, writing.is_composing())),
        other => Press::Character(other),
    }
}

/// Marks as Chinese has them.
fn full_width(mark: char, composing: bool) -> char {
    match mark {
        ',' => '，',
        '.' => '。',
        '?' => '？',
        '!' => '！',
        ':' => '：',
        ';' => '；',
        '(' => '（',
        ')' => '）',
        '<' => '《',
        '>' => '》',
        '\\' => '、',
        '\'' if !composing => '’',
        other => other,
    }
}
