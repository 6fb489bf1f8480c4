//! Draws the wait for the server and its answer: a place with its pass, a place on the waitlist, lots, or why not.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::{RegistrationAction, RegistrationFrame, Wanted, foot_ui, said_ui, ticket, trouble_ui};
use crate::api::registration::{OwnPerson, OwnRegistration, RegistrationAnswer};
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::qr::qr_ui;
use crate::kiosk::theme::scroll::roomy;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, centered_text, columns, layout, line, radius, result_mark, stroke,
    take_bottom, take_left, take_top, text,
};
use crate::model::check_in::spaced_code;
use crate::model::registration::RegistrationReason;

/// Lower than this, in `u`, words would lie over one another: then there is more of a card than is seen.
const LEAST: f32 = 670.0;

/// The server is asked; or it did not answer, and the same can be sent again.
pub(super) fn sending_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    frame: &RegistrationFrame,
) -> Wanted {
    let mut wanted = None;
    if frame.trouble.is_some() {
        let buttons = [
            (
                ButtonKind::Plain,
                theme.text("register-leave-short"),
                RegistrationAction::Leave,
            ),
            (
                ButtonKind::Main,
                theme.text("register-try-again"),
                RegistrationAction::Send,
            ),
        ];
        wanted = foot_ui(ui, theme, &mut area, &buttons);
        let rest = area.height() * 0.2;
        take_top(&mut area, rest, 0.0);
        trouble_ui(ui, theme, &mut area, frame.trouble);
        let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
        let more = theme.text("register-try-again-more");
        said_ui(ui, theme, &mut area, &more, style, 0.0);
        return wanted;
    }
    let heading = TextStyle::bold(TextSize::Title, theme.palette.ink).rows(2);
    let rest = area.height() * 0.3;
    take_top(&mut area, rest, 0.0);
    let rect = centered_text(
        ui,
        theme,
        area,
        &theme.text("register-sending-now"),
        heading,
    );
    area.min.y = rect.bottom() + theme.u(space::M);
    let body = TextStyle::regular(TextSize::Card, theme.palette.soft);
    centered_text(ui, theme, area, &theme.text("register-sending-more"), body);
    wanted
}

/// It is kept here and goes when the network is back.
pub(super) fn kept_ui(ui: &mut Ui, theme: &Theme, area: Rect, frame: &RegistrationFrame) -> Wanted {
    said_card_ui(ui, theme, area, false, &kept_lines(theme, frame))
}

/// What is told of that by voice.
pub(super) fn kept_told(theme: &Theme, frame: &RegistrationFrame) -> String {
    joined(kept_lines(theme, frame))
}

fn kept_lines(theme: &Theme, frame: &RegistrationFrame) -> Vec<(String, TextSize)> {
    let phone = frame.form.phone_number().is_empty();
    let more = if phone {
        "register-leave-no-phone"
    } else {
        "register-leave-phone"
    };
    let (name, facts) = ticket(theme, frame);
    vec![
        (theme.text("register-kept-heading"), TextSize::Title),
        (format!("{name}\n{facts}"), TextSize::Body),
        (theme.text("register-kept-more"), TextSize::Card),
        (theme.text(more), TextSize::Card),
    ]
}

fn joined(lines: Vec<(String, TextSize)>) -> String {
    let said: Vec<String> = lines.into_iter().map(|(words, _)| words).collect();
    said.join("\n")
}

/// The answer, readable from across the room.
pub(super) fn answer_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    frame: &RegistrationFrame,
    answer: &RegistrationAnswer,
) -> Wanted {
    if let Some(own) = place_of(answer) {
        return card_ui(ui, theme, area, |ui, area| {
            place_ui(ui, theme, area, frame, own);
        });
    }
    let lines = answer_lines(theme, frame, answer);
    said_card_ui(ui, theme, area, answer.reason.is_taken(), &lines)
}

/// What is told of the answer by voice. Codes are said sign by sign.
pub(super) fn told(
    theme: &Theme,
    frame: &RegistrationFrame,
    answer: &RegistrationAnswer,
) -> String {
    let Some(own) = place_of(answer) else {
        return joined(answer_lines(theme, frame, answer));
    };
    let (name, facts) = ticket(theme, frame);
    let codes = own.people.iter().map(|person| {
        let signs: Vec<String> = person.code.chars().map(String::from).collect();
        signs.join(" ")
    });
    [
        theme.text("registration-reason-confirmed"),
        name,
        facts,
        theme.text("register-code-is"),
    ]
    .into_iter()
    .chain(codes)
    .collect::<Vec<_>>()
    .join("\n")
}

/// The place that somebody has got. One that is offered is not had before a yes.
fn place_of(answer: &RegistrationAnswer) -> Option<&OwnRegistration> {
    let got = answer.reason == RegistrationReason::Confirmed;
    answer.registration.as_ref().filter(|_| got)
}

fn answer_lines(
    theme: &Theme,
    frame: &RegistrationFrame,
    answer: &RegistrationAnswer,
) -> Vec<(String, TextSize)> {
    let reason = answer.reason.key().replace('_', "-");
    let heading = theme.text(&format!("registration-reason-{reason}"));
    let key = format!("register-answer-{reason}");
    let mut lines = vec![(heading, TextSize::Title)];
    let (name, facts) = ticket(theme, frame);
    lines.push((format!("{name}\n{facts}"), TextSize::Body));
    let own = answer.registration.as_ref();
    if let Some(position) = own.and_then(|own| own.position) {
        let words = theme.text_with("register-position", [("position", position.into())]);
        lines.push((words, TextSize::Heading));
    }
    if let Some(at) = answer.at.or(own.and_then(|own| own.draw_at)) {
        let at = at.with_timezone(&frame.time_zone);
        let when = format!(
            "{} {}",
            dates::long_date(theme, at.date_naive()),
            dates::clock(&at)
        );
        let words = theme.text_with(&format!("{key}-at"), [("time", when.into())]);
        if !words.starts_with("register-answer") {
            lines.push((words, TextSize::Heading));
        }
    }
    lines.push((theme.text(&format!("{key}-more")), TextSize::Card));
    if let Some(own) = own {
        let codes = codes(own);
        let words = theme.text_with("register-codes", [("codes", codes.into())]);
        lines.push((words, TextSize::Card));
    }
    lines
}

/// `407 215`, one for each person.
fn codes(own: &OwnRegistration) -> String {
    let all: Vec<_> = own
        .people
        .iter()
        .map(|person| spaced_code(&person.code))
        .collect();
    all.join(" · ")
}

/// A coloured card with a mark and words in its middle, and the way out below.
fn said_card_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    good: bool,
    lines: &[(String, TextSize)],
) -> Wanted {
    card_ui(ui, theme, area, |ui, area| {
        said_on_card_ui(ui, theme, area, good, lines);
    })
}

/// What `draw` draws, and below it the way out, which is always in sight: where there is little height the rest scrolls.
fn card_ui(ui: &mut Ui, theme: &Theme, mut area: Rect, draw: impl FnOnce(&mut Ui, Rect)) -> Wanted {
    let done = [(
        ButtonKind::Main,
        theme.text("register-done"),
        RegistrationAction::Done,
    )];
    let wanted = foot_ui(ui, theme, &mut area, &done);
    roomy(ui, theme, area, theme.u(LEAST), "registration-answer", draw);
    wanted
}

fn said_on_card_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    good: bool,
    lines: &[(String, TextSize)],
) {
    ground_ui(ui, theme, area, good);
    let inside = area.shrink(theme.u(space::PAGE));
    let style = |size| match size {
        TextSize::Body => TextStyle::regular(size, theme.palette.ink).rows(3),
        TextSize::Card => TextStyle::regular(size, theme.palette.ink).rows(4),
        _ => TextStyle::bold(size, theme.palette.ink).rows(2),
    };
    let gap = theme.u(space::M);
    let heights: Vec<f32> = lines
        .iter()
        .map(|(words, size)| {
            layout(ui, theme, words, style(*size), inside.width())
                .size()
                .y
                + gap
        })
        .collect();
    let all: f32 = heights.iter().sum();
    let mark = ((inside.height() - all) / 2.0 - gap)
        .min(theme.u(90.0))
        .max(0.0);
    let mut top = inside.top() + ((inside.height() - all - mark * 2.0 - gap) / 2.0).max(0.0);
    if mark > theme.u(24.0) {
        result_mark(ui, theme, pos2(inside.center().x, top + mark), mark, good);
        top += mark * 2.0 + gap;
    }
    for ((words, size), height) in lines.iter().zip(heights) {
        let row = Rect::from_min_size(pos2(inside.left(), top), vec2(inside.width(), height));
        centered_text(ui, theme, row, words, style(*size));
        top += height;
    }
}

fn ground_ui(ui: &Ui, theme: &Theme, area: Rect, good: bool) {
    let (fill, outline) = if good {
        (theme.palette.sea_soft, theme.palette.sea)
    } else {
        (theme.palette.gold_soft, theme.palette.gold_ink)
    };
    let inside = egui::StrokeKind::Inside;
    ui.painter().rect(
        area,
        radius(theme, corner::CARD),
        fill,
        stroke(theme, outline),
        inside,
    );
}

/// A place: when and where, the pass to photograph, the code to type.
fn place_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    frame: &RegistrationFrame,
    own: &OwnRegistration,
) {
    ground_ui(ui, theme, area, true);
    let mut inside = area.shrink(theme.u(space::PAGE).min(area.height() * 0.08));
    if let Some(pass) = &own.pass {
        let code = if Theme::upright(inside) {
            let height = inside.width().min(inside.height() * 0.46);
            take_bottom(&mut inside, height, theme.u(space::L))
        } else {
            let width = inside.height().min(inside.width() * 0.42);
            take_left(&mut inside, width, theme.u(space::PAGE))
        };
        let side = code.width().min(code.height());
        let square = Align2::CENTER_CENTER.align_size_within_rect(vec2(side, side), code);
        qr_ui(ui, theme, square, pass, &theme.text("register-pass"));
    }
    let palette = &theme.palette;
    let mark = theme.text_size(TextSize::Title) * 0.6;
    let mut head = take_top(&mut inside, mark * 2.0, theme.u(space::M));
    result_mark(
        ui,
        theme,
        pos2(head.left() + mark, head.center().y),
        mark,
        true,
    );
    head.min.x += mark * 2.0 + theme.u(space::M);
    let heading = theme.text("registration-reason-confirmed");
    line(
        ui,
        theme,
        head,
        Align2::LEFT_CENTER,
        &heading,
        TextStyle::bold(TextSize::Title, palette.ink),
    );
    let (name, facts) = ticket(theme, frame);
    let bold = |size| TextStyle::bold(size, palette.ink).rows(2);
    said_ui(
        ui,
        theme,
        &mut inside,
        &name,
        bold(TextSize::Heading),
        theme.u(space::XS),
    );
    let regular = TextStyle::regular(TextSize::Body, palette.ink);
    said_ui(ui, theme, &mut inside, &facts, regular, theme.u(space::M));
    let label = theme.text("register-code-is");
    said_ui(ui, theme, &mut inside, &label, regular, theme.u(space::XS));
    codes_ui(ui, theme, &mut inside, &own.people);
    inside.min.y += theme.u(space::S);
    let picture = theme.text("register-take-picture");
    text(
        ui,
        theme,
        inside,
        &picture,
        TextStyle::bold(TextSize::Card, palette.sea),
    );
}

/// The code of each, and whose it is where there are several: a code never breaks. A large family reads in two columns.
fn codes_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, people: &[OwnPerson]) {
    let ink = theme.palette.ink;
    if let [one] = people {
        let style = TextStyle::bold(TextSize::Title, ink).rows(2);
        said_ui(
            ui,
            theme,
            area,
            &spaced_code(&one.code),
            style,
            theme.u(space::XS),
        );
        return;
    }
    let names: Vec<_> = people
        .iter()
        .map(|person| person.masked_name.as_str())
        .collect();
    let names = theme.words().told_apart(&names);
    let bold = TextStyle::bold(TextSize::Card, ink);
    let regular = TextStyle::regular(TextSize::Body, ink);
    let across = if people.len() > 4 { 2 } else { 1 };
    let height = theme.text_size(TextSize::Card) * 1.4;
    let rows: Vec<_> = people.iter().zip(&names).collect();
    for some in rows.chunks(across) {
        let row = take_top(area, height, theme.u(space::XS));
        for (mut cell, (person, name)) in columns(row, across, theme.u(space::L))
            .into_iter()
            .zip(some)
        {
            let code = spaced_code(&person.code);
            let width = layout(ui, theme, &code, bold, f32::INFINITY).size().x;
            let place = take_left(&mut cell, width, theme.u(space::M));
            line(ui, theme, place, Align2::LEFT_CENTER, &code, bold);
            line(ui, theme, cell, Align2::LEFT_CENTER, name, regular);
        }
    }
}
