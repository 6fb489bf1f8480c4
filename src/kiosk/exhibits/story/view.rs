//! Draws a page of a story; a swipe or an arrow turns it.

use egui::{Key, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::StoryState;
use crate::kiosk::exhibits::{ExhibitAction, Place};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, picture, take_bottom, take_left, take_right,
    take_top, text,
};
use crate::model::exhibit::{Exhibit, StoryPage};

/// Draws the page on `stage`.
pub fn story_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    stage: Rect,
    exhibit: &Exhibit,
    pages: &[StoryPage],
    state: &StoryState,
) -> Option<ExhibitAction> {
    let index = state.page.min(pages.len().saturating_sub(1));
    let page = pages.get(index)?;
    let title = exhibit.title.in_language(theme.language());
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let mut wanted = header_ui(ui, theme, &mut area, title).map(ExhibitAction::Shell);
    let upright = Theme::upright(area);
    let shown = if upright {
        {
            let size = area.height() * 0.52;
            take_top(&mut area, size, theme.u(space::L))
        }
    } else {
        {
            let size = area.width() * 0.62;
            take_left(&mut area, size, theme.u(56.0))
        }
    };
    let language = theme.language();
    picture(
        ui,
        theme,
        pictures,
        shown,
        &page.picture,
        page.alt.in_language(language),
        corner::CARD,
    );
    // The next page's picture is made ready while this one is read.
    if let Some(next) = pages.get(index + 1) {
        pictures.picture(&next.picture, shown.size());
    }

    let turn = turn_ui(ui, theme, &mut area, index, pages.len());
    words_ui(ui, theme, area, exhibit, page, (index, pages.len()));
    let swipe = swiped(ui, shown);
    match turn.or(swipe).or(keyed(ui)) {
        Some(Turn::On) if index + 1 < pages.len() => wanted = Some(at(index + 1)),
        Some(Turn::On) if turn.is_some() => wanted = Some(ExhibitAction::Shell(ShellAction::Back)),
        Some(Turn::Back) if index > 0 => wanted = Some(at(index - 1)),
        _ => {}
    }
    wanted
}

fn at(page: usize) -> ExhibitAction {
    ExhibitAction::Place(Place::Story(StoryState { page }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Back,
    On,
}

/// Back, how far, on: at the foot of `area`. The last "on" ends the story.
fn turn_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    index: usize,
    count: usize,
) -> Option<Turn> {
    let mut row = take_bottom(area, theme.touch(112.0), theme.u(space::M));
    let width = theme.touch(112.0).max(row.width() * 0.34);
    let on = take_right(&mut row, width, theme.u(space::S));
    let back = take_left(&mut row, width, theme.u(space::S));
    let mut turn = None;
    let kind = if index == 0 {
        ButtonKind::Disabled
    } else {
        ButtonKind::Plain
    };
    if button(ui, theme, back, kind, &theme.text("page-back"), "page-back").clicked() {
        turn = Some(Turn::Back);
    }
    let last = index + 1 == count;
    let label = theme.text(if last { "page-end" } else { "page-on" });
    if button(ui, theme, on, ButtonKind::Main, &label, "page-on").clicked() {
        turn = Some(Turn::On);
    }
    dots_ui(ui, theme, row, index, count);
    turn
}

fn dots_ui(ui: &Ui, theme: &Theme, row: Rect, index: usize, count: usize) {
    let step = theme.u(30.0).min(row.width() / count.max(1) as f32);
    let left = row.center().x - step * (count as f32 - 1.0) / 2.0;
    for i in 0..count {
        let center = pos2(left + step * i as f32, row.center().y);
        if i == index {
            let rect = Rect::from_center_size(center, vec2(step * 0.9, theme.u(14.0)));
            ui.painter()
                .rect_filled(rect, theme.u(7.0), theme.palette.lacquer);
        } else {
            ui.painter()
                .circle_filled(center, theme.u(7.0), theme.palette.line);
        }
    }
}

/// Heading and text; they scroll when large text makes them longer than their room.
fn words_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    exhibit: &Exhibit,
    page: &StoryPage,
    (index, count): (usize, usize),
) {
    let language = theme.language();
    let palette = theme.palette;
    let mut inner = ui.new_child(UiBuilder::new().max_rect(area));
    ScrollArea::vertical()
        .id_salt(("story", &exhibit.id, index))
        .auto_shrink(false)
        .show(&mut inner, |ui| {
            let top = ui.min_rect().min;
            let mut rest = Rect::from_min_size(top, vec2(area.width(), f32::INFINITY));
            let place = theme.text_with(
                "page-of",
                [("page", (index + 1).into()), ("count", count.into())],
            );
            for (words, style, gap) in [
                (
                    place.as_str(),
                    TextStyle::regular(TextSize::Second, palette.soft),
                    8.0,
                ),
                (
                    page.heading.in_language(language),
                    TextStyle::bold(TextSize::Heading, palette.ink),
                    20.0,
                ),
                (
                    page.text.in_language(language),
                    TextStyle::regular(TextSize::Body, palette.ink),
                    0.0,
                ),
            ] {
                let rect = text(ui, theme, rest, words, style);
                rest.min.y = rect.bottom() + theme.u(gap);
            }
            ui.allocate_space(vec2(area.width(), rest.min.y - top.y));
        });
}

/// A finger that has moved mostly sideways over `rect` and let go.
fn swiped(ui: &Ui, rect: Rect) -> Option<Turn> {
    let response = ui.interact(rect, ui.id().with("swipe"), egui::Sense::drag());
    if !response.drag_stopped() {
        return None;
    }
    let moved = response.total_drag_delta()?;
    if moved.x.abs() < rect.width() * 0.08 || moved.x.abs() < moved.y.abs() * 1.5 {
        return None;
    }
    Some(if moved.x < 0.0 { Turn::On } else { Turn::Back })
}

fn keyed(ui: &Ui) -> Option<Turn> {
    ui.input(|input| {
        if input.key_pressed(Key::ArrowRight) {
            Some(Turn::On)
        } else if input.key_pressed(Key::ArrowLeft) {
            Some(Turn::Back)
        } else {
            None
        }
    })
}
