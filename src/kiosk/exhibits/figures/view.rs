//! Draws a page of figures: its words, its numbers or its chart, and the way to the other pages.

use egui::{Id, Rect, Ui, vec2};

use super::{FiguresState, chart, counting_ui, numbers};
use crate::kiosk::exhibits::story::view::{Turn, keyed_turn, turn_height, turn_ui};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{TextStyle, layout, take_bottom, take_right, take_top, text};
use crate::model::exhibit::{Figures, FiguresPage, FiguresShown};

/// Draws the page on the scene's stage.
pub fn figures_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    figures: &Figures,
    state: &FiguresState,
) -> Option<Step<FiguresState>> {
    let Scene {
        theme,
        stage,
        exhibit,
        ..
    } = *scene;
    let count = figures.pages.len();
    let index = state.page.min(count.saturating_sub(1));
    let page = figures.pages.get(index)?;
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = exhibit.title.in_language(theme.language());
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);
    let share = if theme.moves() {
        counting_ui(ui, Id::new((&exhibit.id, index)))
    } else {
        1.0
    };

    // From the top down, as the keyboard goes: words, figures, turning.
    let (words, shown, mut foot) = cut(ui, theme, area, page);
    words_ui(ui, theme, words, page, (&exhibit.id, index));
    let picked = match &page.shown {
        FiguresShown::Numbers(all) => {
            let salt = ("numbers", &exhibit.id, index);
            numbers::numbers_ui(ui, theme, shown, all, scene.live, share, salt);
            None
        }
        FiguresShown::Chart(chart) => chart::chart_ui(ui, theme, shown, chart, state.picked, share),
    };
    let turn = turn_ui(ui, theme, &mut foot, index, count);
    let to = |page| Step::Go(FiguresState { page, picked: None });
    // Arrows turn pages unless they go from one value to the next.
    let idle = ui.memory(|memory| memory.focused().is_none());
    let keyed = if idle { keyed_turn(ui) } else { None };
    let turned = match turn.or(keyed) {
        Some(Turn::On) if index + 1 < count => Some(to(index + 1)),
        Some(Turn::On) if turn.is_some() => Some(Step::Shell(ShellAction::Back)),
        Some(Turn::Back) if index > 0 => Some(to(index - 1)),
        _ => None,
    };
    let picked = picked.map(|picked| {
        Step::Go(FiguresState {
            page: index,
            picked: Some(picked),
        })
    });
    turned.or(picked).or(shell)
}

/// The parts of the page: words, figures, turning. Beside each other, or below each other on an upright panel.
fn cut(ui: &Ui, theme: &Theme, mut area: Rect, page: &FiguresPage) -> (Rect, Rect, Rect) {
    if Theme::upright(area) {
        let foot = take_bottom(&mut area, turn_height(theme), theme.u(space::L));
        let height = words_height(ui, theme, area.width(), page).min(area.height() * 0.42);
        let words = take_top(&mut area, height, theme.u(space::L));
        return (words, area, foot);
    }
    let width = area.width() * 0.62;
    let mut shown = take_right(&mut area, width, theme.u(56.0));
    let foot = take_bottom(&mut shown, turn_height(theme), theme.u(space::M));
    (area, shown, foot)
}

/// Heading, text and source; longer than their room, with large text, they scroll.
fn words_ui(ui: &mut Ui, theme: &Theme, area: Rect, page: &FiguresPage, salt: (&String, usize)) {
    let height = words_height(ui, theme, area.width(), page);
    Scroll::new(theme, area).show(ui, ("figures", salt), |ui, _| {
        let start = ui.min_rect().min;
        let mut rest = Rect::from_min_size(start, vec2(area.width(), f32::INFINITY));
        for (words, style, gap) in word_lines(theme, page) {
            let rect = text(ui, theme, rest, &words, style);
            rest.min.y = rect.bottom() + gap;
        }
        ui.allocate_space(vec2(area.width(), height));
    });
}

fn words_height(ui: &Ui, theme: &Theme, width: f32, page: &FiguresPage) -> f32 {
    word_lines(theme, page)
        .iter()
        .map(|(words, style, gap)| layout(ui, theme, words, *style, width).size().y + gap)
        .sum()
}

/// What a page says, each with its style and the gap below.
fn word_lines(theme: &Theme, page: &FiguresPage) -> [(String, TextStyle, f32); 3] {
    let language = theme.language();
    let source = page.source.in_language(language);
    [
        (
            page.heading.in_language(language).to_owned(),
            TextStyle::bold(TextSize::Heading, theme.palette.ink),
            theme.u(space::M),
        ),
        (
            page.text.in_language(language).to_owned(),
            TextStyle::regular(TextSize::Card, theme.palette.ink),
            theme.u(space::M),
        ),
        (
            theme.text_with("figure-source", [("source", source.into())]),
            TextStyle::regular(TextSize::Small, theme.palette.soft),
            0.0,
        ),
    ]
}
