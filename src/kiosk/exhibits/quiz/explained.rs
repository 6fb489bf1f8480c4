//! Draws what became of an answer: right or not, the right answer beside the visitor's own, and why.
//!
//! Longer than its room it scrolls, and begins below the question, which was just read.

use egui::{Align2, Rect, StrokeKind, Ui, Vec2, vec2};

use super::answers::{letter, pictured_ui, row_height, tile_height, words_ui};
use super::view::{foot, question_words, said, said_height, said_ui};
use super::{QuizState, is_right, shown_order};
use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, columns, layout, line, radius, result_mark, stroke, take_left,
    take_top, text,
};
use crate::model::exhibit::{QuestionKind, Quiz, QuizAnswer, QuizQuestion};

/// Draws the explanation of the current question. Returns whether the visitor goes on.
pub(super) fn explained_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    quiz: &Quiz,
    state: &QuizState,
) -> bool {
    let theme = scene.theme;
    let Some(question) = quiz.questions.get(state.question) else {
        return false;
    };
    let [_, on] = foot(theme, &mut area);
    let width = area.width();
    let asked_words = question_words(theme, quiz.questions.len(), question, state);
    let groups = groups(theme, question, state);
    let gap = theme.u(space::S);
    let cells = cells(theme, width, groups.len());
    let cell = columns(Rect::from_min_size(area.min, vec2(width, 0.0)), cells, gap)[0].width();
    let heights: Vec<f32> = groups
        .iter()
        .map(|group| group_height(ui, theme, cell, group))
        .collect();
    let why = question.explanation.in_language(theme.language());
    let why_style = TextStyle::regular(TextSize::Card, theme.palette.ink);

    let asked = said_height(ui, theme, width, &asked_words);
    let answered: f32 = heights
        .chunks(cells)
        .map(|row| row.iter().copied().fold(0.0, f32::max) + gap)
        .sum();
    let explained = layout(ui, theme, why, why_style, width).size().y;
    let height = asked + verdict_height(theme) + answered + explained;
    let list = Scroll::new(theme, area).begin_at(asked.min((height - area.height()).max(0.0)));
    let salt = ("explained", &scene.exhibit.id, state.question);
    list.show(ui, salt, |ui, _| {
        let start = ui.min_rect().min;
        let mut rest = Rect::from_min_size(start, vec2(width, f32::INFINITY));
        rest.min.y = said_ui(ui, theme, rest, &asked_words);
        verdict_ui(ui, theme, &mut rest, is_right(question, &state.chosen));
        for (groups, heights) in groups.chunks(cells).zip(heights.chunks(cells)) {
            let height = heights.iter().copied().fold(0.0, f32::max);
            let row = take_top(&mut rest, height, gap);
            for (group, rect) in groups.iter().zip(columns(row, cells, gap)) {
                group_ui(ui, scene, rect, group);
            }
        }
        text(ui, theme, rest, why, why_style);
        ui.allocate_space(vec2(width, height));
    });
    let label = theme.text("quiz-next");
    button(ui, theme, on, ButtonKind::Main, &label, "quiz-next").clicked()
}

/// The right answer and the visitor's own stand beside each other where there is the width.
fn cells(theme: &Theme, width: f32, groups: usize) -> usize {
    if width >= theme.u(840.0) {
        groups.max(1)
    } else {
        1
    }
}

fn verdict_height(theme: &Theme) -> f32 {
    theme.u(88.0 + space::S)
}

/// Right or not, in a mark and in words.
fn verdict_ui(ui: &mut Ui, theme: &Theme, rest: &mut Rect, right: bool) {
    let palette = theme.palette;
    let mut head = take_top(rest, theme.u(88.0), theme.u(space::S));
    let mark = take_left(&mut head, theme.u(80.0), theme.u(24.0));
    result_mark(ui, theme, mark.center(), theme.u(36.0), right);
    let (key, color) = if right {
        ("quiz-right", palette.sea)
    } else {
        ("quiz-wrong", palette.gold_ink)
    };
    let style = TextStyle::bold(TextSize::Card, color);
    line(
        ui,
        theme,
        head,
        Align2::LEFT_CENTER,
        &theme.text(key),
        style,
    );
}

/// Answers that belong together: the right ones, or the visitor's.
struct Group<'a> {
    /// What they are.
    said: Option<String>,
    answers: Vec<Shown<'a>>,
}

/// An answer as it was shown.
struct Shown<'a> {
    /// Its letter, or its place in an order.
    mark: String,
    answer: &'a QuizAnswer,
    /// Whether it is right, here.
    right: bool,
}

/// The right answers; after a wrong one the visitor's own, too.
fn groups<'a>(theme: &Theme, question: &'a QuizQuestion, state: &QuizState) -> Vec<Group<'a>> {
    let good = is_right(question, &state.chosen);
    let mut groups = vec![Group {
        said: (!good).then(|| theme.text(said(question.kind, good))),
        answers: right_answers(question),
    }];
    let own = chosen_answers(question, &state.chosen);
    if !good && !own.is_empty() {
        let chosen = match question.kind {
            QuestionKind::Order => "quiz-you-ordered",
            _ => "quiz-you-chose",
        };
        groups.push(Group {
            said: Some(theme.text(chosen)),
            answers: own,
        });
    }
    groups
}

fn right_answers(question: &QuizQuestion) -> Vec<Shown<'_>> {
    match question.kind {
        QuestionKind::Order => {
            let all: Vec<usize> = (0..question.answers.len()).collect();
            chosen_answers(question, &all)
        }
        _ => lettered(question, |i| question.answers[i].right),
    }
}

/// In the order in which they were touched if that is what was asked for, else as they were shown.
fn chosen_answers<'a>(question: &'a QuizQuestion, chosen: &[usize]) -> Vec<Shown<'a>> {
    if question.kind != QuestionKind::Order {
        return lettered(question, |i| chosen.contains(&i));
    }
    let placed = chosen.iter().enumerate().filter_map(|(place, i)| {
        Some(Shown {
            mark: (place + 1).to_string(),
            answer: question.answers.get(*i)?,
            right: place == *i,
        })
    });
    placed.collect()
}

fn lettered(question: &QuizQuestion, which: impl Fn(usize) -> bool) -> Vec<Shown<'_>> {
    shown_order(question)
        .into_iter()
        .enumerate()
        .filter(|(_, i)| which(*i))
        .map(|(place, i)| Shown {
            mark: letter(place),
            answer: &question.answers[i],
            right: question.answers[i].right,
        })
        .collect()
}

fn caption_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Second, theme.palette.soft)
}

fn group_height(ui: &Ui, theme: &Theme, width: f32, group: &Group<'_>) -> f32 {
    let gap = theme.u(space::XS);
    let caption = group.said.as_ref().map_or(0.0, |said| {
        layout(ui, theme, said, caption_style(theme), width)
            .size()
            .y
            + gap
    });
    let answers = group.answers.iter();
    let answers = answers.map(|shown| shown_size(ui, theme, width, shown.answer).y + gap);
    caption + answers.sum::<f32>()
}

/// Pictures are as wide as they are good to look at, words as wide as there is room.
fn shown_size(ui: &Ui, theme: &Theme, width: f32, answer: &QuizAnswer) -> Vec2 {
    let words = answer.text.in_language(theme.language());
    if answer.picture.is_some() {
        let width = width.min(theme.u(420.0));
        let height = (width - theme.u(space::S) * 2.0) * 0.66;
        return vec2(width, tile_height(ui, theme, words, width, height));
    }
    vec2(width, row_height(ui, theme, words, width))
}

fn group_ui(ui: &mut Ui, scene: &Scene<'_>, mut rest: Rect, group: &Group<'_>) {
    let theme = scene.theme;
    let palette = theme.palette;
    let gap = theme.u(space::XS);
    if let Some(said) = &group.said {
        let written = text(ui, theme, rest, said, caption_style(theme));
        rest.min.y = written.bottom() + gap;
    }
    for shown in &group.answers {
        let size = shown_size(ui, theme, rest.width(), shown.answer);
        let rect = Rect::from_min_size(rest.min, size);
        rest.min.y = rect.bottom() + gap;
        let (fill, ink) = if shown.right {
            (palette.sea_soft, palette.sea)
        } else {
            (palette.gold_soft, palette.gold_ink)
        };
        let corner = radius(theme, corner::CARD);
        let outline = stroke(theme, ink);
        ui.painter()
            .rect(rect, corner, fill, outline, StrokeKind::Inside);
        let foot = if shown.answer.picture.is_some() {
            pictured_ui(ui, scene, rect, shown.answer)
        } else {
            rect
        };
        let words = shown.answer.text.in_language(theme.language());
        words_ui(ui, theme, foot, &shown.mark, words, ink, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::theme::{Comfort, Panel};
    use crate::model::text::LocalizedText;

    fn question(kind: QuestionKind, right: &[usize]) -> QuizQuestion {
        let answer = |i| QuizAnswer {
            text: LocalizedText::default(),
            right: right.contains(&i),
            picture: None,
            alt: LocalizedText::default(),
        };
        QuizQuestion {
            kind,
            question: LocalizedText::default(),
            picture: None,
            alt: LocalizedText::default(),
            answers: (0..3).map(answer).collect(),
            explanation: LocalizedText::default(),
        }
    }

    /// The marks of each group, a wrong one with a `!`.
    #[track_caller]
    fn check(question: &QuizQuestion, chosen: &[usize], marks: &[&str]) {
        let panel = Panel {
            width: 1920.0,
            height: 1080.0,
            width_mm: 698.0,
            bottom_mm: 900.0,
        };
        let theme = Theme::new(panel, Comfort::new("en"));
        let state = QuizState {
            chosen: chosen.to_vec(),
            answered: true,
            ..QuizState::default()
        };
        let of = |group: &Group<'_>| -> String {
            let marks = group.answers.iter();
            let marks = marks.map(|shown| shown.mark.clone() + if shown.right { "" } else { "!" });
            marks.collect()
        };
        let groups = groups(&theme, question, &state);
        assert_eq!(groups.iter().map(of).collect::<Vec<_>>(), marks);
    }

    #[test]
    fn after_a_wrong_answer_ones_own_stands_beside_the_right_one() {
        let single = question(QuestionKind::Single, &[1]);
        check(&single, &[1], &["B"]);
        check(&single, &[2], &["B", "C!"]);
        let several = question(QuestionKind::Multiple, &[0, 2]);
        check(&several, &[2, 0], &["AC"]);
        check(&several, &[2, 1], &["AC", "B!C"]);
        let order = question(QuestionKind::Order, &[]);
        check(&order, &[0, 1, 2], &["123"]);
        check(&order, &[1, 0, 2], &["123", "1!2!3"]);
        check(&order, &[9], &["123"]);
    }
}
