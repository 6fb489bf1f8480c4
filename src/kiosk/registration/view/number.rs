//! Draws the phone number and the code that confirms it, with a keypad.

use egui::{Align2, Rect, Ui, vec2};

use super::{RegistrationAction, RegistrationFrame, Wanted, foot_ui, said_ui, trouble_ui};
use crate::kiosk::registration::form::{PHONE_DIGITS, grouped};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::keypad::{KeypadKey, digits_ui, keypad_ui};
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, line, radius, stroke, take_bottom, take_left, take_top,
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
    keys_ui(ui, theme, keys, more).or(foot)
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
    digits_ui(
        ui,
        theme,
        row,
        PHONE_CODE_DIGITS,
        theme.u(space::S),
        &form.code,
    );
    trouble_ui(ui, theme, &mut words, frame.trouble);
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
    let more = if frame.asking {
        theme.text("register-asking")
    } else {
        theme.text("register-code-more")
    };
    said_ui(ui, theme, &mut words, &more, style, theme.u(space::S));
    let more = form.code.len() < PHONE_CODE_DIGITS && !frame.asking;
    keys_ui(ui, theme, keys, more).or(foot)
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
    // An example says that it is one: in black on white it would read as a number that was typed.
    let (words, style) = if digits.is_empty() {
        let example = TextStyle::regular(TextSize::Card, palette.soft);
        (theme.text("register-phone-example"), example)
    } else {
        let typed = TextStyle::bold(TextSize::Heading, palette.ink);
        (grouped(digits), typed)
    };
    line(ui, theme, inside, Align2::LEFT_CENTER, &words, style);
}

/// Digits; `more`: whether another one is taken.
fn keys_ui(ui: &mut Ui, theme: &Theme, area: Rect, more: bool) -> Wanted {
    let height_max = theme.touch(touch::MAIN) * 1.6;
    let on = |key| more || !matches!(key, KeypadKey::Digit(_));
    let key = keypad_ui(ui, theme, area, theme.u(space::S), height_max, on)?;
    Some(key.into())
}

impl From<KeypadKey> for RegistrationAction {
    fn from(key: KeypadKey) -> Self {
        match key {
            KeypadKey::Digit(digit) => Self::Digit(digit),
            KeypadKey::Erase => Self::Erase,
            KeypadKey::Clear => Self::Clear,
        }
    }
}
