//! Draws the phone number and the code that confirms it, with a keypad.

use egui::{Align2, Rect, Stroke, Ui, pos2, vec2};

use super::{RegistrationAction, RegistrationFrame, Wanted, foot_ui, said_ui, trouble_ui};
use crate::kiosk::registration::form::{PHONE_DIGITS, grouped};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button_sized, columns, line, radius, stroke, take_bottom, take_left,
    take_top,
};
use crate::model::phone_code::PHONE_CODE_DIGITS;

/// A number by keypad, or none.
pub(super) fn phone_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    frame: &RegistrationFrame,
) -> Wanted {
    let form = frame.form;
    let whole = form.phone_is_whole();
    let (mut words, keys) = halves(theme, area);
    let next = if whole && !frame.asking {
        ButtonKind::Main
    } else {
        ButtonKind::Disabled
    };
    let next_label = if frame.asking {
        theme.text("register-asking")
    } else {
        theme.text("register-next")
    };
    let buttons = [
        (
            ButtonKind::Plain,
            theme.text("register-no-phone"),
            RegistrationAction::NoPhone,
        ),
        (next, next_label, RegistrationAction::PhoneDone),
    ];
    let foot = foot_ui(ui, theme, &mut words, &buttons);
    let row = take_top(&mut words, theme.touch(112.0), theme.u(space::M));
    number_ui(ui, theme, row, &form.phone);
    trouble_ui(ui, theme, &mut words, frame.trouble);
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
    for key in ["register-phone-why", "register-no-phone-more"] {
        said_ui(
            ui,
            theme,
            &mut words,
            &theme.text(key),
            style,
            theme.u(space::S),
        );
    }
    let more = form.phone.len() < PHONE_DIGITS && !frame.asking;
    keypad_ui(ui, theme, keys, more).or(foot)
}

/// The six digits that came by text message.
pub(super) fn code_ui(ui: &mut Ui, theme: &Theme, area: Rect, frame: &RegistrationFrame) -> Wanted {
    let form = frame.form;
    let (mut words, keys) = halves(theme, area);
    let again = if frame.asking {
        ButtonKind::Disabled
    } else {
        ButtonKind::Plain
    };
    let buttons = [(
        again,
        theme.text("register-code-again"),
        RegistrationAction::SendAgain,
    )];
    let foot = foot_ui(ui, theme, &mut words, &buttons);
    let sent = theme.text_with(
        "register-code-sent",
        [("phone", grouped(&form.phone).into())],
    );
    let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
    said_ui(ui, theme, &mut words, &sent, style, theme.u(space::M));
    let row = take_top(&mut words, theme.touch(112.0), theme.u(space::M));
    cells_ui(ui, theme, row, &form.code);
    trouble_ui(ui, theme, &mut words, frame.trouble);
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
    let more = if frame.asking {
        theme.text("register-asking")
    } else {
        theme.text("register-code-more")
    };
    said_ui(ui, theme, &mut words, &more, style, theme.u(space::S));
    let more = form.code.len() < PHONE_CODE_DIGITS && !frame.asking;
    keypad_ui(ui, theme, keys, more).or(foot)
}

/// Words, and the keypad beside or below them.
fn halves(theme: &Theme, area: Rect) -> (Rect, Rect) {
    let mut rest = area;
    if Theme::upright(area) {
        let height = area.height() * 0.5;
        let keys = take_bottom(&mut rest, height, theme.u(space::L));
        return (rest, keys);
    }
    let width = area.width() * 0.56;
    let words = take_left(&mut rest, width, theme.u(space::PAGE));
    (words, rest)
}

/// The number as it is typed, after the country's code.
fn number_ui(ui: &mut Ui, theme: &Theme, row: Rect, digits: &str) {
    let palette = &theme.palette;
    ui.painter().rect(
        row,
        radius(theme, corner::BUTTON),
        palette.card,
        stroke(theme, palette.soft),
        egui::StrokeKind::Inside,
    );
    let mut inside = row.shrink2(vec2(theme.u(space::L), 0.0));
    let country = TextStyle::regular(TextSize::Card, palette.soft);
    let width = theme.text_size(TextSize::Card) * 2.2;
    let left = take_left(&mut inside, width, theme.u(space::S));
    line(ui, theme, left, Align2::LEFT_CENTER, "+86", country);
    let (words, color) = if digits.is_empty() {
        ("138 1234 5678".to_owned(), palette.line)
    } else {
        (grouped(digits), palette.ink)
    };
    let style = TextStyle::bold(TextSize::Heading, color);
    line(ui, theme, inside, Align2::LEFT_CENTER, &words, style);
}

fn cells_ui(ui: &mut Ui, theme: &Theme, row: Rect, digits: &str) {
    let palette = &theme.palette;
    let typed: Vec<char> = digits.chars().collect();
    let cells = columns(row, PHONE_CODE_DIGITS, theme.u(space::S));
    for (i, cell) in cells.into_iter().enumerate() {
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
            egui::StrokeKind::Inside,
        );
        if let Some(digit) = typed.get(i) {
            let style = TextStyle::bold(TextSize::Heading, palette.ink);
            line(
                ui,
                theme,
                cell,
                Align2::CENTER_CENTER,
                &digit.to_string(),
                style,
            );
        }
    }
}

/// Digits; `more`: whether another one is taken.
fn keypad_ui(ui: &mut Ui, theme: &Theme, area: Rect, more: bool) -> Wanted {
    let gap = theme.u(space::S);
    let height = ((area.height() - gap * 3.0) / 4.0).min(theme.touch(touch::MAIN) * 1.6);
    let keys = [
        ["1", "2", "3"],
        ["4", "5", "6"],
        ["7", "8", "9"],
        ["clear", "0", "erase"],
    ];
    let mut wanted = None;
    for (r, row) in keys.iter().enumerate() {
        let rect = Rect::from_min_size(
            pos2(area.left(), area.top() + r as f32 * (height + gap)),
            vec2(area.width(), height),
        );
        for (key, cell) in row.iter().zip(columns(rect, 3, gap)) {
            let (label, size, action) = match *key {
                "clear" => (
                    theme.text("key-clear"),
                    TextSize::Body,
                    RegistrationAction::Clear,
                ),
                "erase" => (
                    theme.text("key-erase"),
                    TextSize::Body,
                    RegistrationAction::Erase,
                ),
                digit => (
                    digit.to_owned(),
                    TextSize::Heading,
                    RegistrationAction::Digit(digit.chars().next().unwrap_or('0')),
                ),
            };
            let on = more || !matches!(action, RegistrationAction::Digit(_));
            let kind = if on {
                ButtonKind::Plain
            } else {
                ButtonKind::Disabled
            };
            let pressed = button_sized(ui, theme, cell, kind, &label, size, "key").clicked();
            if pressed && on {
                wanted = Some(action);
            }
        }
    }
    wanted
}
