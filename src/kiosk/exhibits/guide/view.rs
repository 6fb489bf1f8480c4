//! Draws a guide: the figure, the field, and what can be chosen.

use egui::{Rect, StrokeKind, Ui, pos2, vec2};

use super::cards::{answer_ui, found_ui, suggestions_ui};
use super::desk::{confirm_ui, sent_ui};
use super::figure::figure_ui;
use super::{GuidePage, GuideState};
use crate::kiosk::exhibits::{Scene, Sent, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_width, card, focus_ring, layout, pressable, radius,
    stroke, take_bottom, take_left, take_right, take_top, text,
};
use crate::kiosk::writing::{Typed, Writing, keyboard_height_for, keyboard_ui, written_ui};
use crate::model::exhibit::Guide;
use crate::model::outgoing::Outgoing;

/// Height of the field, in `u`.
const FIELD: f32 = 104.0;
/// From this width on, in `u`, the figure stands beside what can be chosen.
const SIDE_WIDTH_MIN: f32 = 1300.0;
/// From this height on, in `u`, it stands above it.
const TOP_HEIGHT_MIN: f32 = 720.0;
/// Least room for what was found between header and keyboard, in `u`.
const ROOM_MIN: f32 = 240.0;

/// Draws the guide on the scene's stage.
pub fn guide_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    guide: &Guide,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let mut area = scene
        .stage
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let writing = state.writing.as_ref().filter(|_| state.typing);
    let keys = writing.map(|writing| {
        let height = keyboard_height_for(theme, area.width(), writing);
        (writing, take_bottom(&mut area, height, theme.u(space::M)))
    });
    // Low on a panel there is room for the keys or for the header.
    let tight = keys.is_some()
        && area.height() < theme.touch(touch::CONTROL) * 2.0 + theme.u(FIELD + ROOM_MIN);
    let shell = if tight {
        None
    } else {
        let title = scene.exhibit.title.in_language(theme.language());
        header_ui(ui, theme, &mut area, title)
    };
    let typed = keys.and_then(|(writing, rect)| {
        keyboard_ui(ui, theme, rect, writing, &theme.text("guide-ask"))
    });
    let chosen = page_ui(ui, scene, area, guide, state, tight);
    let step = match typed {
        Some(Typed::Writing(writing)) => Some(Step::Go(state.wrote(guide, writing, false))),
        Some(Typed::Done(writing)) => Some(done(state, guide, writing)),
        None => None,
    };
    let shelled = shell.map(|action| match action {
        ShellAction::Back => back(state),
        action => Step::Shell(action),
    });
    // Questions that still run on must not outrun a touch elsewhere.
    shelled.or(step).or(chosen)
}

/// Finished with nothing written: as before. What has no answer is counted, once.
fn done(state: &GuideState, guide: &Guide, writing: Writing) -> Step<GuideState> {
    if writing.is_empty() {
        return Step::Go(state.cleared());
    }
    let next = state.wrote(guide, writing, true);
    match next.counted() {
        Some(next) => Step::Send(Outgoing::Unanswered, next),
        None => Step::Go(next),
    }
}

fn back(state: &GuideState) -> Step<GuideState> {
    match state.back() {
        Some(before) => Step::Go(before),
        None => Step::Shell(ShellAction::Back),
    }
}

fn page_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    guide: &Guide,
    state: &GuideState,
    tight: bool,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let words = says(scene, guide, state);
    // Where there is room neither beside nor above, what can be chosen comes before who offers it.
    if area.width() >= theme.u(SIDE_WIDTH_MIN) && !tight {
        let width = area.width() * 0.26;
        let side = take_left(&mut area, width, theme.u(space::L));
        figure_ui(ui, scene, side, guide, &words);
    } else if area.height() >= theme.u(TOP_HEIGHT_MIN) {
        let height = theme.u(250.0).min(area.height() * 0.2);
        let top = take_top(&mut area, height, theme.u(space::M));
        figure_ui(ui, scene, top, guide, &words);
    }
    match state.page {
        GuidePage::Answer(index) => answer_ui(ui, scene, area, guide, index, state),
        GuidePage::Desk if state.for_desk().is_some() => confirm_ui(ui, scene, area, state),
        GuidePage::Sent => sent_ui(ui, scene, area, state),
        GuidePage::Desk | GuidePage::Questions => ask_ui(ui, scene, area, guide, state, tight),
    }
}

/// What the figure says.
fn says(scene: &Scene<'_>, guide: &Guide, state: &GuideState) -> String {
    let theme = scene.theme;
    let asked = !state.asked().is_empty();
    match state.page {
        GuidePage::Answer(_) => theme.text("guide-says-answer"),
        GuidePage::Desk => theme.text("guide-says-desk"),
        GuidePage::Sent if matches!(scene.sent, Some(Sent::Lost | Sent::Enough)) => {
            theme.text("guide-says-lost")
        }
        GuidePage::Sent => theme.text("guide-says-sent"),
        GuidePage::Questions if asked && state.found.is_empty() && !state.typing => {
            theme.text("guide-says-unknown")
        }
        GuidePage::Questions if asked && !state.found.is_empty() => theme.text("guide-says-found"),
        GuidePage::Questions if state.typing => theme.text("guide-says-typing"),
        GuidePage::Questions => guide.greeting.in_language(theme.language()).to_owned(),
    }
}

/// The field, and below it what fits what is written in it, or questions to choose from.
fn ask_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    guide: &Guide,
    state: &GuideState,
    tight: bool,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let row = take_top(&mut area, theme.touch(FIELD), theme.u(space::M));
    let touched = field_ui(ui, theme, row, state, tight);
    if state.asked().is_empty() {
        // While nothing is written under an open keyboard there is hardly room, and nothing to look for.
        let offered = area.height() >= theme.u(ROOM_MIN);
        let chosen = offered.then(|| suggestions_ui(ui, scene, area, guide, state));
        return touched.or(chosen.flatten());
    }
    let height = theme.touch(touch::CONTROL);
    if state.found.is_empty() {
        return unknown_ui(ui, theme, area, state).or(touched);
    }
    if area.height() < height {
        return touched;
    }
    let foot = take_bottom(&mut area, height, theme.u(space::M));
    let none = theme.text("guide-none-of-these");
    let width = button_width(ui, theme, &none).min(foot.width());
    let rect = Rect::from_min_size(pos2(foot.right() - width, foot.top()), vec2(width, height));
    let desk = button(ui, theme, rect, ButtonKind::Plain, &none, "guide-desk").clicked();
    let found = found_ui(ui, scene, area, guide, state);
    found
        .or(desk.then(|| Step::Go(state.on(GuidePage::Desk))))
        .or(touched)
}

/// The field; open, it shows what is being written, closed, a touch opens it.
fn field_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut row: Rect,
    state: &GuideState,
    tight: bool,
) -> Option<Step<GuideState>> {
    let mut wanted = None;
    if tight {
        let label = theme.text("back");
        let width = button_width(ui, theme, &label);
        let rect = take_left(&mut row, width, theme.u(space::S));
        if button(ui, theme, rect, ButtonKind::Plain, &label, "back").clicked() {
            wanted = Some(back(state));
        }
    }
    let hint = theme.text("guide-hint");
    let written = state
        .writing
        .as_ref()
        .is_some_and(|writing| !writing.is_empty());
    if written && !tight {
        let label = theme.text("key-clear");
        let width = button_width(ui, theme, &label);
        let rect = take_right(&mut row, width, theme.u(space::S));
        if button(ui, theme, rect, ButtonKind::Plain, &label, "guide-clear").clicked() {
            let cleared = state.cleared();
            wanted = Some(Step::Go(if state.typing {
                cleared.writing_on(theme.language())
            } else {
                cleared
            }));
        }
    }
    match &state.writing {
        Some(writing) if state.typing => written_ui(ui, theme, row, writing, &hint),
        _ => {
            if closed_field_ui(ui, theme, row, state.asked(), &hint) {
                wanted = Some(Step::Go(state.writing_on(theme.language())));
            }
        }
    }
    wanted
}

fn closed_field_ui(ui: &mut Ui, theme: &Theme, rect: Rect, asked: &str, hint: &str) -> bool {
    let palette = &theme.palette;
    let (words, color) = if asked.is_empty() {
        (hint, palette.soft)
    } else {
        (asked, palette.ink)
    };
    let response = pressable(ui, rect, words, true, "guide-field");
    let soft = radius(theme, corner::BUTTON);
    let outline = stroke(theme, palette.soft);
    ui.painter()
        .rect(rect, soft, palette.card, outline, StrokeKind::Inside);
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    let mut inside = rect.shrink2(vec2(theme.u(space::M), 0.0));
    if asked.is_empty() {
        write_sign_ui(ui, theme, rect, &mut inside);
    }
    let style = TextStyle::regular(TextSize::Card, color).rows(1);
    let galley = layout(ui, theme, words, style, inside.width());
    let at = pos2(inside.left(), inside.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    response.clicked()
}

/// The red end of an empty field: here one writes. It is part of the field, not another button.
fn write_sign_ui(ui: &Ui, theme: &Theme, field: Rect, inside: &mut Rect) {
    let palette = &theme.palette;
    let words = theme.text("guide-write");
    let style = TextStyle::bold(TextSize::Card, palette.on_lacquer);
    let galley = layout(ui, theme, &words, style, f32::INFINITY);
    let edge = theme.u(space::XS) * 1.5;
    let mut rest = field.shrink(edge);
    let width = galley.size().x + theme.u(space::L) * 2.0;
    let rect = take_right(&mut rest, width, 0.0);
    let soft = radius(theme, corner::BUTTON - space::XS);
    ui.painter().rect_filled(rect, soft, palette.lacquer);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, style.color);
    inside.max.x = rect.left() - theme.u(space::M);
}

/// Nothing fits: the desk may know.
fn unknown_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let says_something = state.for_desk().is_some();
    let edge = theme.u(space::L);
    let button_height = theme.touch(touch::CONTROL);
    let key = if state.typing {
        "guide-unknown-yet"
    } else {
        "guide-unknown"
    };
    let words = theme.text(key);
    let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
    let width = area.width() - edge * 2.0;
    let said = layout(ui, theme, &words, style, width).size().y;
    let height = said + edge * 2.0 + theme.u(space::M) + button_height;
    if height > area.height() {
        return None;
    }
    let rect = Rect::from_min_size(area.min, vec2(area.width(), height));
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(edge);
    let foot = take_bottom(&mut inside, button_height, theme.u(space::M));
    text(ui, theme, inside, &words, style);
    let label = theme.text("guide-to-desk");
    let kind = match (says_something, state.typing) {
        (false, _) => ButtonKind::Disabled,
        // While it is written, the red key is the keyboard's.
        (true, true) => ButtonKind::Plain,
        (true, false) => ButtonKind::Main,
    };
    let width = (button_width(ui, theme, &label) * 1.3).min(foot.width());
    let rect = Rect::from_min_size(foot.min, vec2(width, foot.height()));
    let touched = button(ui, theme, rect, kind, &label, "guide-desk").clicked();
    touched.then(|| Step::Go(state.on(GuidePage::Desk)))
}
