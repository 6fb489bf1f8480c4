//! Draws the door: a keypad for the PIN, or how to set one.

use egui::{Rect, Stroke, Ui, pos2, vec2};

use super::{DoorFrame, StaffAction, head_ui};
use crate::kiosk::staff::door::{PIN_DIGITS_MAX, PIN_DIGITS_MIN};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button_sized, card, centered_text, columns, stroke, take_top,
};

pub(super) fn door_ui(ui: &mut Ui, theme: &Theme, door: DoorFrame) -> Option<StaffAction> {
    let mut area = ui
        .max_rect()
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let wanted = head_ui(ui, theme, &mut area, None);
    let middle = vec2(area.width().min(theme.u(820.0)), area.height());
    let mut area = Rect::from_center_size(area.center(), middle);
    if door == DoorFrame::NoPin {
        no_pin_ui(ui, theme, area);
        return wanted;
    }
    let height = theme.text_size(TextSize::Card) * 3.0;
    let row = take_top(&mut area, height, 0.0);
    let (words, color) = words(theme, door);
    centered_text(
        ui,
        theme,
        row,
        &words,
        TextStyle::bold(TextSize::Card, color).rows(2),
    );
    let digits = match door {
        DoorFrame::Typing { digits, .. } => digits,
        _ => 0,
    };
    let row = take_top(&mut area, theme.u(72.0), theme.u(space::L));
    dots_ui(ui, theme, row, digits);
    let keys_height = area.height().min(theme.u(640.0));
    let keys = area.with_max_y(area.top() + keys_height);
    keypad_ui(ui, theme, keys, door).or(wanted)
}

fn no_pin_ui(ui: &mut Ui, theme: &Theme, area: Rect) {
    let rect = Rect::from_center_size(area.center(), vec2(area.width(), theme.u(520.0)));
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(theme.u(space::PAGE));
    let palette = theme.palette;
    let lines = [
        (
            "staff-no-pin",
            TextStyle::bold(TextSize::Heading, palette.ink),
        ),
        (
            "staff-no-pin-more",
            TextStyle::regular(TextSize::Body, palette.ink),
        ),
    ];
    for (key, style) in lines {
        let words = theme.text(key);
        let written = crate::kiosk::theme::widgets::text(ui, theme, inside, &words, style);
        inside.min.y = written.bottom() + theme.u(space::M);
    }
}

fn words(theme: &Theme, door: DoorFrame) -> (String, egui::Color32) {
    let palette = &theme.palette;
    match door {
        DoorFrame::Pause { seconds } => (
            theme.text_with("staff-pin-pause", [("seconds", seconds.into())]),
            palette.gold_ink,
        ),
        DoorFrame::Typing {
            wrong: Some(left), ..
        } => (
            theme.text_with("staff-pin-wrong", [("left", left.into())]),
            palette.lacquer,
        ),
        DoorFrame::Checking => (theme.text("staff-pin-checking"), palette.ink),
        DoorFrame::Typing { wrong: None, .. } | DoorFrame::NoPin => {
            (theme.text("staff-pin"), palette.ink)
        }
    }
}

/// A dot for each digit: nobody beside reads the PIN.
fn dots_ui(ui: &Ui, theme: &Theme, row: Rect, typed: usize) {
    let count = typed.clamp(PIN_DIGITS_MIN, PIN_DIGITS_MAX);
    let step = theme.u(56.0);
    let left = row.center().x - step * (count as f32 - 1.0) / 2.0;
    for i in 0..count {
        let at = pos2(left + step * i as f32, row.center().y);
        let radius = theme.u(14.0);
        if i < typed {
            ui.painter().circle_filled(at, radius, theme.palette.ink);
        } else {
            let ring = Stroke::new(theme.u(3.0), stroke(theme, theme.palette.soft).color);
            ui.painter().circle_stroke(at, radius, ring);
        }
    }
}

fn keypad_ui(ui: &mut Ui, theme: &Theme, area: Rect, door: DoorFrame) -> Option<StaffAction> {
    let typed = match door {
        DoorFrame::Typing { digits, .. } => Some(digits),
        _ => None,
    };
    let gap = theme.u(space::S + 4.0);
    let height = (area.height() - gap * 3.0) / 4.0;
    let mut wanted = None;
    let keys = [
        ["1", "2", "3"],
        ["4", "5", "6"],
        ["7", "8", "9"],
        ["erase", "0", "enter"],
    ];
    for (r, row) in keys.iter().enumerate() {
        let top = area.top() + r as f32 * (height + gap);
        let rect = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
        for (key, cell) in row.iter().zip(columns(rect, 3, gap)) {
            let (label, size, action, on) = match *key {
                "erase" => (
                    theme.text("key-erase"),
                    TextSize::Body,
                    StaffAction::Erase,
                    typed.is_some_and(|digits| digits > 0),
                ),
                "enter" => (
                    theme.text("staff-pin-enter"),
                    TextSize::Body,
                    StaffAction::Enter,
                    typed.is_some_and(|digits| digits >= PIN_DIGITS_MIN),
                ),
                digit => (
                    digit.to_owned(),
                    TextSize::Heading,
                    StaffAction::Digit(digit.chars().next().unwrap_or('0')),
                    typed.is_some_and(|digits| digits < PIN_DIGITS_MAX),
                ),
            };
            let kind = match (on, *key) {
                (false, _) => ButtonKind::Disabled,
                (true, "enter") => ButtonKind::Main,
                (true, _) => ButtonKind::Plain,
            };
            if button_sized(ui, theme, cell, kind, &label, size, "pin").clicked() && on {
                wanted = Some(action);
            }
        }
    }
    wanted
}
