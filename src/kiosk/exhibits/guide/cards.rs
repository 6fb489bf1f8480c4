//! Draws what can be chosen: topics and their questions, cards of what was found, one answer whole.

use std::ops::Range;

use egui::{Rect, Ui, vec2};

use super::{GuidePage, GuideState, read_of};
use crate::kiosk::exhibits::opened::text_style;
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_sized, card, columns, focus_ring, layout, picture,
    pressable, radius, stroke, take_bottom, take_left, take_top, text,
};
use crate::model::exhibit::{Guide, GuideQuestion, GuideTopic};
use crate::model::outgoing::Outgoing;

/// Least room in which topics are offered above their questions, in `u`.
const TOPICS_ROOM_MIN: f32 = 400.0;
/// Narrowest question beside another, in `u`.
const QUESTION_WIDTH_MIN: f32 = 480.0;
/// Lowest picture that is worth its room, in `u`.
const PICTURE_HEIGHT_MIN: f32 = 160.0;
/// From this width on, in `u`, three buttons can be read beside each other.
const THREE_WAYS_WIDTH_MIN: f32 = 1000.0;
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
    let topics = offered_topics(guide);
    let mut wanted = None;
    if topics.len() > 1 && area.height() >= theme.u(TOPICS_ROOM_MIN) {
        let names: Vec<&str> = topics
            .iter()
            .map(|topic| topic.name.in_language(theme.language()))
            .collect();
        wanted = topics_ui(ui, theme, &mut area, &names, state);
    }
    let chosen = topics.get(state.topic).or(topics.first());
    let questions: Vec<(usize, &GuideQuestion)> = guide
        .questions
        .iter()
        .enumerate()
        .filter(|(_, each)| chosen.is_some_and(|topic| each.topic == topic.id))
        .collect();
    let chosen = questions_ui(ui, scene, area, &questions, state);
    wanted.or(chosen)
}

/// The topics that have any questions.
pub(super) fn offered_topics(guide: &Guide) -> Vec<&GuideTopic> {
    let asked = |topic: &&GuideTopic| guide.questions.iter().any(|each| each.topic == topic.id);
    guide.topics.iter().filter(asked).collect()
}

/// Names of topics in as many rows as they need, each row as wide as `area`, which loses them.
fn topics_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    names: &[&str],
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let gap = theme.u(space::S);
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
    let natural: Vec<f32> = names
        .iter()
        .map(|name| {
            layout(ui, theme, name, style, f32::INFINITY).size().x + theme.u(space::M) * 2.0
        })
        .collect();
    let mut wanted = None;
    for row in in_rows(&natural, area.width(), gap) {
        let mut strip = take_top(area, theme.touch(touch::CONTROL), gap);
        let taken = natural[row.clone()].iter().sum::<f32>() + gap * (row.len() as f32 - 1.0);
        let spare = (strip.width() - taken) / row.len() as f32;
        for i in row {
            let cell = take_left(&mut strip, natural[i] + spare, gap);
            let kind = if i == state.topic {
                ButtonKind::Chosen
            } else {
                ButtonKind::Plain
            };
            if button_sized(ui, theme, cell, kind, names[i], TextSize::Body, "topic").clicked() {
                wanted = Some(Step::Go(state.about(i)));
            }
        }
    }
    area.min.y = (area.min.y + theme.u(space::XS)).min(area.max.y);
    wanted
}

/// Which of these widths stand in one row, row by row: in as few rows as hold them, with as many in each if they fit.
fn in_rows(widths: &[f32], room: f32, gap: f32) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let (mut first, mut taken) = (0, 0.0);
    for (i, width) in widths.iter().enumerate() {
        if i > first && taken + width > room {
            rows.push(first..i);
            (first, taken) = (i, 0.0);
        }
        taken += width + gap;
    }
    if first < widths.len() {
        rows.push(first..widths.len());
    }
    let each = widths.len().div_ceil(rows.len().max(1)).max(1);
    let even = (0..widths.len()).step_by(each);
    let even: Vec<Range<usize>> = even.map(|i| i..(i + each).min(widths.len())).collect();
    let fits = |row: &Range<usize>| {
        widths[row.clone()].iter().sum::<f32>() + gap * (row.len() as f32 - 1.0) <= room
    };
    if even.iter().all(fits) { even } else { rows }
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
    let scrolled = Scroll::new(theme, area.expand2(vec2(margin, 0.0)))
        .at(state.scroll)
        .show(ui, ("guide", &scene.exhibit.id, state.topic), |ui, _| {
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
    let scroll = scrolled.offset;
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
        radius(theme, corner::BUTTON),
        theme.palette.card,
        stroke(theme, theme.palette.line),
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

/// Cards of what was found: below each other, or beside each other where that would make them too low; where there is
/// room for neither, they scroll.
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
    let low = card_height_min(theme);
    let each = (area.height() - gap * (count as f32 - 1.0)) / count.max(1) as f32;
    if each >= low {
        let body = if each < low * 1.3 {
            TextSize::Second
        } else {
            TextSize::Body
        };
        let cells = rows(area, count, gap, theme.u(260.0));
        return cards_ui(ui, theme, &cells, guide, state, body);
    }
    let beside = (theme.u(CARD_WIDTH_MIN) + gap) * super::CARDS_MAX as f32 - gap;
    if area.width() >= beside {
        let height = area.height().min(theme.u(300.0));
        let strip = Rect::from_min_size(area.min, vec2(area.width(), height));
        // One alone is as wide as it would be among three.
        let cells = columns(strip, super::CARDS_MAX, gap);
        return cards_ui(ui, theme, &cells, guide, state, TextSize::Second);
    }
    let margin = theme.u(space::S);
    Scroll::new(theme, area.expand2(vec2(margin, 0.0)))
        .show(
            ui,
            ("guide-found", &scene.exhibit.id, &state.found),
            |ui, _| {
                let size = vec2(area.width(), count as f32 * (low + gap) - gap);
                let whole = Rect::from_min_size(ui.max_rect().min + vec2(margin, 0.0), size);
                ui.allocate_space(size);
                let cells = rows(whole, count, gap, low);
                cards_ui(ui, theme, &cells, guide, state, TextSize::Second)
            },
        )
        .inner
}

/// One card in each cell.
fn cards_ui(
    ui: &mut Ui,
    theme: &Theme,
    cells: &[Rect],
    guide: &Guide,
    state: &GuideState,
    body: TextSize,
) -> Option<Step<GuideState>> {
    let mut wanted = None;
    for (cell, index) in cells.iter().zip(&state.found) {
        // The pack may have changed since.
        let Some(question) = guide.questions.get(*index) else {
            continue;
        };
        if card_ui(ui, theme, *cell, question, body) {
            wanted = Some(open(state, *index, question));
        }
    }
    wanted
}

/// Least height of a card as wide as its area: one line of the question, one of the answer.
fn card_height_min(theme: &Theme) -> f32 {
    let question = theme.text_size(TextSize::Card) * 1.35;
    question + theme.text_size(TextSize::Second) * 1.5 + theme.u(space::S * 2.0 + space::XS)
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
fn card_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    question: &GuideQuestion,
    body: TextSize,
) -> bool {
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
    let lines = (inside.height() / (theme.text_size(TextSize::Card) * 1.35)).floor();
    let heading =
        TextStyle::bold(TextSize::Card, theme.palette.ink).rows(lines.clamp(1.0, 2.0) as usize);
    let height = layout(ui, theme, asked, heading, inside.width()).size().y;
    let top = take_top(&mut inside, height, theme.u(space::XS));
    text(ui, theme, top, asked, heading);
    let fitting = (inside.height() / (theme.text_size(body) * 1.5)).floor() as usize;
    if fitting > 0 {
        let style = TextStyle::regular(body, theme.palette.soft);
        text(ui, theme, inside, answer, style.rows(fitting));
    }
    response.clicked()
}

fn open(state: &GuideState, index: usize, question: &GuideQuestion) -> Step<GuideState> {
    let read = Outgoing::AnswerRead(read_of(question));
    Step::Send(read, state.on(GuidePage::Answer(index)))
}

/// One answer, whole, with a picture, and where to read on.
pub(super) fn answer_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    guide: &Guide,
    index: usize,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    // The pack may have changed, and there is no such question any more.
    let Some(question) = guide.questions.get(index) else {
        return Some(Step::Go(state.cleared()));
    };
    let theme = scene.theme;
    let language = theme.language();
    let leads = question
        .exhibit
        .as_ref()
        .and_then(|id| scene.elsewhere.iter().find(|other| other.id == *id));
    let foot = take_bottom(&mut area, theme.touch(112.0), theme.u(space::M));
    let others = if state.asked().is_empty() {
        "guide-questions"
    } else {
        "guide-others"
    };
    let mut ways = vec![(theme.text(others), state.on(GuidePage::Questions))];
    if leads.is_none() || area.width() >= theme.u(THREE_WAYS_WIDTH_MIN) {
        let again = state.cleared().writing_on(language);
        ways.push((theme.text("guide-again"), again));
    }
    let count = ways.len() + usize::from(leads.is_some());
    let mut cells = columns(foot, count, theme.u(space::S)).into_iter();
    let mut wanted = None;
    for ((label, to), cell) in ways.into_iter().zip(cells.by_ref()) {
        if button(ui, theme, cell, ButtonKind::Plain, &label, "guide-way").clicked() {
            wanted = Some(Step::Go(to));
        }
    }
    if let (Some(other), Some(cell)) = (leads, cells.next()) {
        let title = other.title.in_language(language);
        let label = theme.text_with("guide-more", [("title", title.into())]);
        if button(ui, theme, cell, ButtonKind::Main, &label, "guide-more").clicked() {
            wanted = Some(Step::Open {
                exhibit: other.id.clone(),
                part: question.place.clone(),
            });
        }
    }
    // Without a picture of its own an answer stands above that of the exhibit that says more.
    let shown = match (&question.picture, leads) {
        (Some(path), _) => Some((path, question.alt.in_language(language))),
        (None, Some(other)) => Some((&other.cover, "")),
        (None, None) => None,
    };
    let edge = theme.u(space::L);
    let words = answer_height(ui, theme, area.width() - edge * 2.0, question);
    let height = match shown {
        Some(_) => area.height(),
        None => (words + edge * 2.0).min(area.height()),
    };
    let sheet = take_top(&mut area, height, theme.u(space::L));
    card(ui, theme, sheet, false);
    let mut inside = sheet.shrink(edge);
    if let Some((path, alt)) = shown {
        let room = inside.height() - words - theme.u(space::M);
        if room >= theme.u(PICTURE_HEIGHT_MIN) {
            let rect = take_bottom(&mut inside, room, theme.u(space::M));
            picture(ui, theme, scene.pictures, rect, path, alt, corner::BUTTON);
        }
    }
    whole_answer_ui(ui, scene, inside, question);
    wanted.or_else(|| related_ui(ui, theme, area, guide, index, state))
}

/// Below a short answer, other questions about the same; none where there is no room.
fn related_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    guide: &Guide,
    index: usize,
    state: &GuideState,
) -> Option<Step<GuideState>> {
    let topic = &guide.questions.get(index)?.topic;
    // Those that are written after it come first, then those before.
    let count = guide.questions.len();
    let others = (1..count).map(|step| (index + step) % count);
    let related: Vec<usize> = others
        .filter(|i| guide.questions[*i].topic == *topic)
        .collect();
    let gap = theme.u(space::S);
    let across = if area.width() >= theme.u(QUESTION_WIDTH_MIN) * 2.0 + gap {
        2
    } else {
        1
    };
    let heading = TextStyle::bold(TextSize::Body, theme.palette.soft);
    let said = theme.text("guide-related");
    let top = layout(ui, theme, &said, heading, area.width()).size().y;
    let width = (area.width() - gap * (across as f32 - 1.0)) / across as f32;
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
    let room = width - theme.u(space::M) * 2.0;
    let words = |i: usize| guide.questions[i].question.in_language(theme.language());
    let height = related
        .iter()
        .map(|i| layout(ui, theme, words(*i), style.rows(3), room).size().y)
        .fold(0.0, f32::max)
        + theme.u(space::M);
    let height = height.max(theme.touch(touch::CONTROL));
    let rows = ((area.height() - top) / (height + gap))
        .floor()
        .min(4.0 / across as f32);
    if related.is_empty() || rows < 1.0 {
        return None;
    }
    let strip = take_top(&mut area, top, gap);
    text(ui, theme, strip, &said, heading);
    let mut wanted = None;
    for some in related.chunks(across).take(rows as usize) {
        let row = take_top(&mut area, height, gap);
        for (cell, i) in columns(row, across, gap).into_iter().zip(some) {
            if question_ui(ui, theme, cell, words(*i), style) {
                wanted = Some(open(state, *i, &guide.questions[*i]));
            }
        }
    }
    wanted
}

/// The question and all of its answer; longer than its room it scrolls.
fn whole_answer_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, question: &GuideQuestion) {
    let theme = scene.theme;
    let height = answer_height(ui, theme, area.width(), question);
    Scroll::new(theme, area).show(
        ui,
        ("guide-answer", &scene.exhibit.id, &question.question.0),
        |ui, _| {
            let top = ui.min_rect().min;
            let mut rest = Rect::from_min_size(top, vec2(area.width(), f32::INFINITY));
            for (words, style) in said(theme, question) {
                rest.min.y = text(ui, theme, rest, words, style).bottom() + theme.u(space::M);
            }
            ui.allocate_space(vec2(area.width(), height));
        },
    );
}

fn answer_height(ui: &Ui, theme: &Theme, width: f32, question: &GuideQuestion) -> f32 {
    let said = said(theme, question).into_iter();
    said.map(|(words, style)| layout(ui, theme, words, style, width).size().y)
        .sum::<f32>()
        + theme.u(space::M)
}

/// Question and answer, as they are written.
fn said<'a>(theme: &Theme, question: &'a GuideQuestion) -> [(&'a str, TextStyle); 2] {
    let language = theme.language();
    [
        (
            question.question.in_language(language),
            TextStyle::bold(TextSize::Heading, theme.palette.ink),
        ),
        (question.answer.in_language(language), text_style(theme)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_stand_in_as_few_rows_as_hold_them() {
        let rows = |widths: &[f32]| -> Vec<(usize, usize)> {
            let rows = in_rows(widths, 100.0, 10.0).into_iter();
            rows.map(|row| (row.start, row.end)).collect()
        };
        assert_eq!(rows(&[30.0, 30.0, 20.0]), [(0, 3)]);
        assert_eq!(rows(&[30.0, 30.0, 20.0, 15.0]), [(0, 2), (2, 4)]);
        assert_eq!(rows(&[60.0, 60.0, 20.0]), [(0, 1), (1, 3)]);
        assert_eq!(
            rows(&[300.0, 20.0]),
            [(0, 1), (1, 2)],
            "one that is too wide is alone"
        );
        assert_eq!(rows(&[]), []);
    }
}
