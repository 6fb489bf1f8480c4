//! Draws what can be chosen: topics and their questions, cards of what was found, one answer whole.

use egui::{Rect, ScrollArea, Ui, UiBuilder, vec2};

use super::{GuidePage, GuideState, read_of};
use crate::kiosk::exhibits::opened::text_style;
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_sized, card, columns, focus_ring, layout, picture,
    pressable, take_bottom, take_left, take_top, text,
};
use crate::model::exhibit::{Guide, GuideQuestion};
use crate::model::outgoing::Outgoing;

/// Narrowest question beside another, in `u`.
const QUESTION_WIDTH_MIN: f32 = 480.0;
/// Narrowest card beside others, in `u`.
const CARD_WIDTH_MIN: f32 = 330.0;

/// Topics, and the questions of the chosen one.
pub(super) fn suggestions_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    guide: &Guide,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let topics: Vec<_> = guide
        .topics
        .iter()
        .filter(|topic| guide.questions.iter().any(|each| each.topic == topic.id))
        .collect();
    let mut wanted = None;
    if topics.len() > 1 {
        let height = theme.touch(touch::CONTROL);
        let across = if Theme::upright(area) && topics.len() > 3 {
            topics.len().div_ceil(2)
        } else {
            topics.len()
        };
        for (row, some) in topics.chunks(across).enumerate() {
            let strip = take_top(&mut area, height, theme.u(space::S));
            for (i, (cell, topic)) in columns(strip, across, theme.u(space::S))
                .into_iter()
                .zip(some)
                .enumerate()
            {
                let index = row * across + i;
                let kind = if index == state.topic {
                    ButtonKind::Chosen
                } else {
                    ButtonKind::Plain
                };
                let name = topic.name.in_language(theme.language());
                if button_sized(ui, theme, cell, kind, name, TextSize::Body, "topic").clicked() {
                    wanted = Some(Step::Go(state.about(index)));
                }
            }
        }
        area.min.y += theme.u(space::XS);
    }
    let chosen = topics.get(state.topic).or(topics.first());
    let questions: Vec<(usize, &GuideQuestion)> = guide
        .questions
        .iter()
        .enumerate()
        .filter(|(_, each)| chosen.is_some_and(|topic| each.topic == topic.id))
        .collect();
    questions_ui(ui, scene, area, &questions, state).or(wanted)
}

/// Questions side by side, as many as there are.
fn questions_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    questions: &[(usize, &GuideQuestion)],
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let gap = theme.u(space::S);
    let across = if area.width() >= theme.u(QUESTION_WIDTH_MIN) * 2.0 + gap {
        2
    } else {
        1
    };
    let width = (area.width() - gap * (across as f32 - 1.0)) / across as f32;
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
    let inside = theme.u(space::M);
    let words =
        |question: &GuideQuestion| question.question.in_language(theme.language()).to_owned();
    // All as high as the one that says most: they stand in rows.
    let height = questions
        .iter()
        .map(|(_, each)| {
            layout(ui, theme, &words(each), style.rows(3), width - inside * 2.0)
                .size()
                .y
        })
        .fold(0.0, f32::max)
        + theme.u(space::M);
    let height = height.max(theme.touch(touch::CONTROL));
    let rows = questions.len().div_ceil(across) as f32;
    let whole = rows * (height + gap) - gap;
    let margin = theme.u(space::S);
    let mut opened = None;
    let mut inner = ui.new_child(UiBuilder::new().max_rect(area.expand2(vec2(margin, 0.0))));
    let scrolled = ScrollArea::vertical()
        .id_salt(("guide", &scene.exhibit.id))
        .auto_shrink(false)
        .vertical_scroll_offset(state.scroll)
        .show(&mut inner, |ui| {
            let origin = ui.max_rect().min + vec2(margin, 0.0);
            ui.allocate_space(vec2(area.width(), whole.max(area.height())));
            for (i, (index, question)) in questions.iter().enumerate() {
                let at = vec2(
                    (i % across) as f32 * (width + gap),
                    (i / across) as f32 * (height + gap),
                );
                let rect = Rect::from_min_size(origin + at, vec2(width, height));
                if question_ui(ui, theme, rect, &words(question), style) {
                    opened = Some((*index, *question));
                }
            }
        });
    let scroll = scrolled.state.offset.y;
    match opened {
        Some((index, question)) => Some(open(state, index, question)),
        None if scroll != state.scroll => Some(Step::Go(GuideState {
            scroll,
            ..state.clone()
        })),
        None => None,
    }
}

/// One question to touch.
fn question_ui(ui: &mut Ui, theme: &Theme, rect: Rect, words: &str, style: TextStyle) -> bool {
    if !ui.is_rect_visible(rect) {
        return false;
    }
    let response = pressable(ui, rect, words, true, "question");
    let drawn = if response.is_pointer_button_down_on() {
        rect.shrink(theme.u(4.0))
    } else {
        rect
    };
    ui.painter().rect(
        drawn,
        crate::kiosk::theme::widgets::radius(theme, corner::BUTTON),
        theme.palette.card,
        crate::kiosk::theme::widgets::stroke(theme, theme.palette.line),
        egui::StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, drawn, corner::BUTTON);
    let room = drawn.width() - theme.u(space::M) * 2.0;
    let galley = layout(ui, theme, words, style.rows(3), room);
    let at = egui::pos2(
        drawn.left() + theme.u(space::M),
        drawn.center().y - galley.size().y / 2.0,
    );
    ui.painter().galley(at, galley, style.color);
    response.clicked()
}

/// Cards of what was found, side by side or below each other, as there is room.
pub(super) fn found_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    guide: &Guide,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let gap = theme.u(space::M);
    let count = state.found.len();
    let beside = area.height() < theme.u(560.0)
        && area.width() >= (theme.u(CARD_WIDTH_MIN) + gap) * count as f32 - gap;
    let cells = if beside {
        // One alone is as wide as it would be among three.
        columns(area, super::CARDS_MAX, gap)
    } else {
        rows(area, count, gap, theme.u(260.0))
    };
    let mut wanted = None;
    for (cell, index) in cells.into_iter().zip(&state.found) {
        // The pack may have changed since.
        let Some(question) = guide.questions.get(*index) else {
            continue;
        };
        if card_ui(ui, theme, cell, question) {
            wanted = Some(open(state, *index, question));
        }
    }
    wanted
}

/// Equal parts of `area` below each other, none higher than `height_max`.
fn rows(area: Rect, count: usize, gap: f32, height_max: f32) -> Vec<Rect> {
    let height = (area.height() - gap * (count.max(1) as f32 - 1.0)) / count.max(1) as f32;
    let height = height.clamp(0.0, height_max);
    let mut rest = area;
    (0..count)
        .map(|_| take_top(&mut rest, height, gap))
        .collect()
}

/// One card: the question, and the beginning of its answer. Whether it was touched.
fn card_ui(ui: &mut Ui, theme: &Theme, rect: Rect, question: &GuideQuestion) -> bool {
    let language = theme.language();
    let asked = question.question.in_language(language);
    let answer = question.answer.in_language(language);
    let response = pressable(ui, rect, asked, true, "found");
    let drawn = if response.is_pointer_button_down_on() {
        rect.shrink(theme.u(4.0))
    } else {
        rect
    };
    card(ui, theme, drawn, false);
    focus_ring(ui, theme, &response, drawn, corner::CARD);
    let mut inside = drawn.shrink2(vec2(theme.u(space::M), theme.u(space::S)));
    let heading = TextStyle::bold(TextSize::Card, theme.palette.ink).rows(2);
    let height = layout(ui, theme, asked, heading, inside.width()).size().y;
    let top = take_top(&mut inside, height, theme.u(space::XS));
    text(ui, theme, top, asked, heading);
    let body = TextStyle::regular(TextSize::Second, theme.palette.soft);
    let row = theme.text_size(TextSize::Second) * 1.5;
    let fitting = (inside.height() / row).floor() as usize;
    if fitting > 0 {
        text(ui, theme, inside, answer, body.rows(fitting));
    }
    response.clicked()
}

fn open(state: &GuideState, index: usize, question: &GuideQuestion) -> Step<GuideState> {
    let read = Outgoing::AnswerRead(read_of(question));
    Step::Send(read, state.on(GuidePage::Answer(index)))
}

/// One answer, whole, with its picture, and where to read on.
pub(super) fn answer_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    question: &GuideQuestion,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let theme = scene.theme;
    let language = theme.language();
    let leads = question.exhibit.as_ref().and_then(|id| {
        let (id, title) = scene.titles.iter().find(|(other, _)| other == id)?;
        Some((id, title.in_language(language)))
    });
    let foot = take_bottom(&mut area, theme.touch(112.0), theme.u(space::M));
    let buttons = columns(foot, if leads.is_some() { 3 } else { 2 }, theme.u(space::S));
    let mut wanted = None;
    let others = theme.text("guide-others");
    if button(
        ui,
        theme,
        buttons[0],
        ButtonKind::Plain,
        &others,
        "guide-others",
    )
    .clicked()
    {
        wanted = Some(Step::Go(state.on(GuidePage::Questions)));
    }
    let again = theme.text("guide-again");
    if button(
        ui,
        theme,
        buttons[1],
        ButtonKind::Plain,
        &again,
        "guide-again",
    )
    .clicked()
    {
        wanted = Some(Step::Go(state.cleared().writing_on(language)));
    }
    if let (Some((id, title)), Some(rect)) = (leads, buttons.get(2)) {
        let label = theme.text_with("guide-more", [("title", title.into())]);
        if button(ui, theme, *rect, ButtonKind::Main, &label, "guide-more").clicked() {
            wanted = Some(Step::Open(id.clone()));
        }
    }
    card(ui, theme, area, false);
    let mut inside = area.shrink(theme.u(space::L));
    if let Some(path) = &question.picture {
        let shown = if Theme::upright(inside) {
            let height = inside.height() * 0.4;
            take_top(&mut inside, height, theme.u(space::M))
        } else {
            let width = inside.width() * 0.4;
            take_left(&mut inside, width, theme.u(space::L))
        };
        let alt = question.alt.in_language(language);
        picture(ui, theme, scene.pictures, shown, path, alt, corner::CARD);
    }
    whole_answer_ui(ui, scene, inside, question);
    wanted
}

/// The question and all of its answer; longer than its room it scrolls.
fn whole_answer_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, question: &GuideQuestion) {
    let theme = scene.theme;
    let said = [
        (
            &question.question,
            TextStyle::bold(TextSize::Heading, theme.palette.ink),
        ),
        (&question.answer, text_style(theme)),
    ];
    let gap = theme.u(space::M);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(area));
    ScrollArea::vertical()
        .id_salt(("guide-answer", &scene.exhibit.id, &question.question.0))
        .auto_shrink(false)
        .show(&mut inner, |ui| {
            let top = ui.min_rect().min;
            let mut rest = Rect::from_min_size(top, vec2(area.width(), f32::INFINITY));
            for (words, style) in said {
                let words = words.in_language(theme.language());
                rest.min.y = text(ui, theme, rest, words, style).bottom() + gap;
            }
            ui.allocate_space(vec2(area.width(), rest.min.y - gap - top.y));
        });
}
