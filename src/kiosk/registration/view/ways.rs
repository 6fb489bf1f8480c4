//! Draws the ways to register: alone, together, on one's own phone; and what is left while the network is away.

use egui::{Align2, Rect, Stroke, Ui, pos2, vec2};

use super::{RegistrationAction, RegistrationFrame, Wanted, foot_ui, said_ui, trouble_ui};
use crate::api::phone::CarryOverState;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::qr::qr_ui;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, card, centered_text, columns, focus_ring, layout, pressable, radius,
    result_mark, take_bottom, take_left, take_right, take_top, text,
};

/// What a card's picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    One,
    Some,
    Phone,
    Letter,
}

/// Alone, together, or on one's own phone?
pub(super) fn who_ui(ui: &mut Ui, theme: &Theme, area: Rect, frame: &RegistrationFrame) -> Wanted {
    let mut ways = vec![
        (
            Figure::One,
            "register-alone",
            RegistrationAction::Together(false),
        ),
        (
            Figure::Some,
            "register-together",
            RegistrationAction::Together(true),
        ),
    ];
    if frame.phone_address.is_some() {
        ways.push((
            Figure::Phone,
            "register-phone-way",
            RegistrationAction::OnPhone,
        ));
    }
    let cells = cells(theme, area, ways.len());
    let width = cells.first().map_or(0.0, Rect::width) - theme.u(space::L) * 2.0;
    // Side by side their words stand on the same lines.
    let tallest = |height: fn(&Ui, &Theme, &str, f32) -> f32| {
        let heights = ways.iter().map(|(_, key, _)| height(ui, theme, key, width));
        heights.fold(0.0, f32::max)
    };
    let heights = [tallest(label_height), tallest(more_height)];
    let mut wanted = None;
    for (rect, (figure, key, action)) in cells.into_iter().zip(ways) {
        if way_ui(ui, theme, rect, figure, key, heights) {
            wanted = Some(action);
        }
    }
    wanted
}

fn label_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Heading, theme.palette.ink).rows(2)
}

fn label_height(ui: &Ui, theme: &Theme, key: &str, width: f32) -> f32 {
    let label = theme.text(key);
    layout(ui, theme, &label, label_style(theme), width)
        .size()
        .y
}

fn more_style(theme: &Theme) -> TextStyle {
    TextStyle::regular(TextSize::Body, theme.palette.soft)
}

fn more_height(ui: &Ui, theme: &Theme, key: &str, width: f32) -> f32 {
    let more = theme.text(&format!("{key}-more"));
    layout(ui, theme, &more, more_style(theme), width).size().y
}

/// Beside each other, or one above the other where it is higher than wide.
fn cells(theme: &Theme, area: Rect, count: usize) -> Vec<Rect> {
    let gap = theme.u(space::M);
    if !Theme::upright(area) {
        return columns(area, count, gap);
    }
    let height = (area.height() - gap * (count as f32 - 1.0)) / count as f32;
    let mut rest = area;
    (0..count)
        .map(|_| take_top(&mut rest, height, gap))
        .collect()
}

/// A card with its picture, its name and what it means; the words are as high as these.
fn way_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    figure: Figure,
    key: &str,
    [label_height, more_height]: [f32; 2],
) -> bool {
    let label = theme.text(key);
    let response = pressable(ui, rect, &label, true, key);
    let down = response.is_pointer_button_down_on();
    let drawn = if down {
        rect.shrink(theme.u(4.0))
    } else {
        rect
    };
    card(ui, theme, drawn, down);
    let mut inside = drawn.shrink(theme.u(space::L));
    let more = theme.text(&format!("{key}-more"));
    let foot = take_bottom(&mut inside, more_height, theme.u(space::XS));
    centered_text(ui, theme, foot, &more, more_style(theme));
    let foot = take_bottom(&mut inside, label_height, theme.u(space::M));
    centered_text(ui, theme, foot, &label, label_style(theme));
    if inside.height() > theme.u(80.0) {
        figure_ui(ui, theme, inside, figure);
    }
    focus_ring(ui, theme, &response, drawn, corner::CARD);
    response.clicked()
}

/// People, a phone, a letter: a few flat shapes.
fn figure_ui(ui: &Ui, theme: &Theme, area: Rect, figure: Figure) {
    let palette = &theme.palette;
    let side = area.height().min(area.width()).min(theme.u(360.0));
    let at = area.center();
    match figure {
        Figure::One => person(ui, at, side * 0.9, palette.lacquer),
        Figure::Some => {
            person(
                ui,
                at + vec2(-side * 0.32, side * 0.02),
                side * 0.78,
                palette.sea,
            );
            person(
                ui,
                at + vec2(side * 0.34, side * 0.02),
                side * 0.78,
                palette.lacquer,
            );
            person(
                ui,
                at + vec2(side * 0.02, side * 0.2),
                side * 0.5,
                palette.gold_ink,
            );
        }
        Figure::Phone => {
            let body = Rect::from_center_size(at, vec2(side * 0.5, side * 0.92));
            ui.painter()
                .rect_filled(body, radius(theme, corner::CARD), palette.ink);
            let glass = body.shrink(side * 0.035);
            ui.painter()
                .rect_filled(glass, radius(theme, corner::BUTTON), palette.sea_soft);
            result_mark(ui, theme, glass.center(), side * 0.14, true);
        }
        Figure::Letter => {
            let paper = Rect::from_center_size(at, vec2(side * 0.9, side * 0.62));
            ui.painter()
                .rect_filled(paper, radius(theme, corner::BUTTON), palette.gold_soft);
            let stroke = Stroke::new(side * 0.03, palette.gold_ink);
            let fold = vec![
                paper.left_top(),
                paper.center() + vec2(0.0, side * 0.06),
                paper.right_top(),
            ];
            ui.painter().add(egui::Shape::line(fold, stroke));
        }
    }
}

/// A head and shoulders, `height` high around `at`.
fn person(ui: &Ui, at: egui::Pos2, height: f32, color: egui::Color32) {
    let painter = ui.painter();
    painter.circle_filled(at + vec2(0.0, -height * 0.26), height * 0.2, color);
    let shoulders = Rect::from_min_max(
        at + vec2(-height * 0.34, 0.0),
        at + vec2(height * 0.34, height * 0.46),
    );
    let round = (height * 0.3).clamp(0.0, 255.0) as u8;
    let corners = egui::CornerRadius {
        nw: round,
        ne: round,
        sw: 8,
        se: 8,
    };
    painter.rect_filled(shoulders, corners, color);
}

/// The address as a QR code on a card, and words beside or below it.
fn code_card_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    address: &str,
    heading: &str,
    lines: &[String],
) {
    card(ui, theme, area, false);
    let mut inside = area.shrink(theme.u(space::L));
    let code = if Theme::upright(inside) {
        let height = inside.height() * 0.6;
        take_top(&mut inside, height, theme.u(space::M))
    } else {
        let width = inside.height().min(inside.width() * 0.46);
        take_left(&mut inside, width, theme.u(space::L))
    };
    let side = code.width().min(code.height());
    let square = Align2::CENTER_CENTER.align_size_within_rect(vec2(side, side), code);
    qr_ui(ui, theme, square, address, &theme.text("register-scan"));
    let first = TextStyle::bold(TextSize::Heading, theme.palette.ink);
    let second = TextStyle::regular(TextSize::Body, theme.palette.ink);
    if !Theme::upright(area) {
        let all: f32 = lines
            .iter()
            .map(|words| layout(ui, theme, words, second, inside.width()).size().y)
            .sum::<f32>()
            + layout(ui, theme, heading, first, inside.width()).size().y
            + theme.u(space::S) * (lines.len() as f32 + 1.0);
        inside.min.y += ((inside.height() - all) / 2.0).max(0.0);
    }
    said_ui(ui, theme, &mut inside, heading, first, theme.u(space::M));
    for words in lines {
        said_ui(ui, theme, &mut inside, words, second, theme.u(space::S));
    }
}

/// The code for the visitor's own phone, and how far the phone is.
pub(super) fn on_phone_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    frame: &RegistrationFrame,
) -> Wanted {
    let state = frame.carry.map(|carry| &carry.state);
    if let Some(CarryOverState::Done {
        reason,
        masked_name,
    }) = state
    {
        return carried_ui(ui, theme, area, reason.key(), masked_name);
    }
    let wanted = foot_ui(
        ui,
        theme,
        &mut area,
        &[(
            ButtonKind::Plain,
            theme.text("register-here-instead"),
            RegistrationAction::Ask(super::Question::Who),
        )],
    );
    let Some(address) = frame.phone_address else {
        return wanted;
    };
    let now = match state {
        Some(CarryOverState::Open) => "register-phone-open",
        Some(CarryOverState::Over) => "register-phone-over",
        Some(_) => "register-phone-waiting",
        None => "register-phone-public",
    };
    let heading = theme.text("register-scan");
    let lines = [theme.text("register-scan-more"), theme.text(now)];
    code_card_ui(ui, theme, area, address, &heading, &lines);
    wanted
}

/// The phone has done it.
fn carried_ui(ui: &mut Ui, theme: &Theme, mut area: Rect, reason: &str, name: &str) -> Wanted {
    let wanted = foot_ui(
        ui,
        theme,
        &mut area,
        &[(
            ButtonKind::Main,
            theme.text("register-done"),
            RegistrationAction::Done,
        )],
    );
    let palette = &theme.palette;
    ui.painter()
        .rect_filled(area, radius(theme, corner::CARD), palette.sea_soft);
    let mut inside = area.shrink(theme.u(space::PAGE));
    let mark = (inside.height() * 0.2).min(theme.u(110.0));
    inside.min.y += ((inside.height() - mark * 2.0) * 0.25).max(0.0);
    result_mark(
        ui,
        theme,
        pos2(inside.center().x, inside.top() + mark),
        mark,
        true,
    );
    inside.min.y += mark * 2.0 + theme.u(space::L);
    let thanks = theme.text_with("register-phone-done", [("name", name.into())]);
    let heading = TextStyle::bold(TextSize::Title, palette.ink).rows(2);
    let rect = centered_text(ui, theme, inside, &thanks, heading);
    inside.min.y = rect.bottom() + theme.u(space::M);
    let key = format!("registration-reason-{}", reason.replace('_', "-"));
    let body = TextStyle::regular(TextSize::Card, palette.ink).rows(3);
    centered_text(ui, theme, inside, &theme.text(&key), body);
    wanted
}

/// The network is away: nobody can promise a place now.
pub(super) fn offline_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    frame: &RegistrationFrame,
) -> Wanted {
    let words = theme.text("register-offline-more");
    let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
    said_ui(ui, theme, &mut area, &words, style, theme.u(space::M));
    trouble_ui(ui, theme, &mut area, frame.trouble);
    let mut wanted = None;
    let mut leave = area;
    if let Some(address) = frame.phone_address {
        let phone = if Theme::upright(area) {
            let height = area.height() * 0.5;
            take_top(&mut leave, height, theme.u(space::M))
        } else {
            let width = area.width() * 0.5;
            take_right(&mut leave, width, theme.u(space::M))
        };
        let heading = theme.text("register-phone-way");
        let lines = [theme.text("register-offline-phone")];
        code_card_ui(ui, theme, phone, address, &heading, &lines);
    }
    card(ui, theme, leave, false);
    let mut inside = leave.shrink(theme.u(space::L));
    let label = theme.text("register-leave");
    wanted = foot_ui(
        ui,
        theme,
        &mut inside,
        &[(ButtonKind::Main, label.clone(), RegistrationAction::Leave)],
    )
    .or(wanted);
    let key = if frame.form.phone_number().is_empty() {
        "register-leave-no-phone"
    } else {
        "register-leave-phone"
    };
    let lines = [theme.text("register-leave-more"), theme.text(key)];
    let body = TextStyle::regular(TextSize::Body, theme.palette.ink);
    let height: f32 = lines
        .iter()
        .map(|words| layout(ui, theme, words, body, inside.width()).size().y + theme.u(space::S))
        .sum();
    let mut low = take_bottom(&mut inside, height, theme.u(space::S));
    for words in &lines {
        let rect = text(ui, theme, low, words, body);
        low.min.y = rect.bottom() + theme.u(space::S);
    }
    if inside.height() > theme.u(140.0) {
        figure_ui(ui, theme, inside, Figure::Letter);
    }
    wanted
}
