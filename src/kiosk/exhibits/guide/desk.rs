//! Draws the way to the desk: the question as it would be sent, and what became of it.

use egui::{Rect, Ui, pos2, vec2};

use super::{GuidePage, GuideState};
use crate::kiosk::exhibits::{Scene, Sent, Step};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, card, centered_text, columns, layout, result_mark, take_bottom,
    text,
};
use crate::model::outgoing::Outgoing;

/// The question, what is done with it, and whether to send it.
pub(super) fn confirm_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let question = state.for_desk()?;
    let foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::M));
    let halves = columns(foot, 2, theme.u(space::M));
    let change = theme.text("guide-desk-change");
    let send = theme.text("guide-desk-send");
    let mut wanted = None;
    if button(
        ui,
        theme,
        halves[0],
        ButtonKind::Plain,
        &change,
        "guide-change",
    )
    .clicked()
    {
        wanted = Some(Step::Go(state.writing_on(theme.language())));
    }
    if button(ui, theme, halves[1], ButtonKind::Main, &send, "guide-send").clicked() {
        let sent = state.on(GuidePage::Sent);
        wanted = Some(Step::Send(Outgoing::Question(question.clone()), sent));
    }
    let quiet = TextStyle::regular(TextSize::Body, theme.palette.soft);
    let said = [
        (
            theme.text("guide-desk"),
            TextStyle::bold(TextSize::Heading, theme.palette.ink),
        ),
        (
            question.text,
            TextStyle::bold(TextSize::Card, theme.palette.sea),
        ),
        (theme.text("guide-desk-privacy"), quiet),
    ];
    let gap = theme.u(space::M);
    let edge = theme.u(space::PAGE);
    let width = area.width() - edge * 2.0;
    let height: f32 = said
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, width).size().y + gap)
        .sum();
    let height = (height - gap + edge * 2.0).min(area.height());
    let rect = Rect::from_min_size(area.min, vec2(area.width(), height));
    card(ui, theme, rect, false);
    let inside = rect.shrink(edge.min(height * 0.2));
    // Low on a panel, with large text, it is longer than its room.
    Scroll::new(theme, inside).show(ui, ("guide-desk", &scene.exhibit.id), |ui, _| {
        let top = ui.min_rect().min;
        let mut rest = Rect::from_min_size(top, vec2(inside.width(), f32::INFINITY));
        for (words, style) in said {
            rest.min.y = text(ui, theme, rest, &words, style).bottom() + gap;
        }
        ui.allocate_space(vec2(inside.width(), rest.min.y - gap - top.y));
    });
    wanted
}

/// What became of a question: the keys of its words.
pub(super) fn became(sent: Option<Sent>) -> [&'static str; 2] {
    match sent {
        Some(Sent::Kept) => ["guide-thanks", "guide-thanks-more"],
        Some(Sent::Lost) => ["guide-lost", "guide-lost-more"],
        Some(Sent::Enough) => ["guide-enough", "guide-lost-more"],
        Some(Sent::Waiting) | None => ["guide-sending", "guide-sending-more"],
    }
}

/// Thanks, once the question is kept; where to go when it is not.
pub(super) fn sent_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::M));
    let again = theme.text("guide-again");
    let asked_again = button(ui, theme, foot, ButtonKind::Main, &again, "guide-again").clicked();
    let [heading, more] = became(scene.sent);
    let mark = scene.sent.filter(|sent| *sent != Sent::Waiting);
    let mark = mark.map(|sent| sent == Sent::Kept);
    card(ui, theme, area, false);
    result_ui(
        ui,
        theme,
        area.shrink(theme.u(space::PAGE)),
        mark,
        heading,
        more,
    );
    asked_again.then(|| Step::Go(state.cleared()))
}

/// A mark and two texts in the middle of `area`.
fn result_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    mark: Option<bool>,
    heading: &str,
    more: &str,
) {
    let radius = theme.u(56.0);
    let gap = theme.u(space::M);
    let said = [
        (
            theme.text(heading),
            TextStyle::bold(TextSize::Heading, theme.palette.ink),
        ),
        (
            theme.text(more),
            TextStyle::regular(TextSize::Card, theme.palette.soft),
        ),
    ];
    let words: f32 = said
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, area.width()).size().y + gap)
        .sum();
    let height = words - gap + radius * 2.0 + gap;
    let top = area.top() + ((area.height() - height) / 2.0).max(0.0);
    if let Some(good) = mark {
        result_mark(ui, theme, pos2(area.center().x, top + radius), radius, good);
    }
    let mut rest = area;
    rest.min.y = top + radius * 2.0 + gap;
    for (words, style) in said {
        rest.min.y = centered_text(ui, theme, rest, &words, style).bottom() + gap;
    }
}
