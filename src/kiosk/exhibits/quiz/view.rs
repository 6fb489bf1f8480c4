//! Draws a quiz: a question with its answers, the explanation, and the score.

use egui::{Align2, Rect, StrokeKind, Ui, pos2, vec2};

use super::QuizState;
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, bar, button, card, columns, focus_ring, layout, line, picture,
    pressable, radius, result_mark, stroke, take_bottom, take_left, take_right, take_top, text,
};
use crate::model::exhibit::{Quiz, QuizAnswer, QuizQuestion};

/// Draws the quiz on `stage`.
pub fn quiz_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    quiz: &Quiz,
    state: &QuizState,
) -> Option<Step<QuizState>> {
    let Scene {
        theme,
        pictures,
        stage,
        exhibit,
        ..
    } = *scene;
    let questions = &quiz.questions;
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = exhibit.title.in_language(theme.language());
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);
    let Some(question) = questions.get(state.question) else {
        return score_ui(ui, theme, area, questions.len(), state).or(shell);
    };
    let progress = take_top(&mut area, theme.u(12.0), theme.u(space::S));
    let done = state.question + usize::from(state.answer.is_some());
    bar(
        ui,
        theme,
        progress,
        done as f32 / questions.len() as f32,
        theme.palette.sea,
    );
    // A question without a picture of its own stands beside the exhibit's.
    let shown = if Theme::upright(area) {
        let height = area.height() * 0.42;
        take_top(&mut area, height, theme.u(space::M))
    } else {
        let width = area.width() * 0.42;
        take_left(&mut area, width, theme.u(52.0))
    };
    let (path, alt) = match &question.picture {
        Some(path) => (path, question.alt.in_language(theme.language())),
        None => (&exhibit.cover, ""),
    };
    picture(ui, theme, pictures, shown, path, alt, corner::CARD);
    let number = theme.text_with(
        "quiz-number",
        [
            ("number", (state.question + 1).into()),
            ("count", questions.len().into()),
        ],
    );
    let place = text(
        ui,
        theme,
        area,
        &number,
        TextStyle::regular(TextSize::Second, theme.palette.soft),
    );
    area.min.y = place.bottom() + theme.u(6.0);
    let words = question.question.in_language(theme.language());
    let asked = text(
        ui,
        theme,
        area,
        words,
        TextStyle::bold(TextSize::Heading, theme.palette.ink).rows(4),
    );
    area.min.y = asked.bottom() + theme.u(space::M);
    let next = match state.answer {
        None => {
            answers_ui(ui, theme, area, question).map(|answer| state.answered(questions, answer))
        }
        Some(answer) => explanation_ui(ui, theme, area, question, answer).then(|| state.next()),
    };
    next.map(Step::Go).or(shell)
}

fn answers_ui(ui: &mut Ui, theme: &Theme, area: Rect, question: &QuizQuestion) -> Option<usize> {
    let gap = theme.u(space::S);
    let count = question.answers.len().max(1) as f32;
    let height = ((area.height() - gap * (count - 1.0)) / count).min(theme.u(160.0));
    let mut chosen = None;
    for (i, answer) in question.answers.iter().enumerate() {
        let rect = Rect::from_min_size(
            pos2(area.left(), area.top() + i as f32 * (height + gap)),
            vec2(area.width(), height),
        );
        let words = answer.text.in_language(theme.language());
        let response = pressable(ui, rect, words, true, i);
        let pressed = response.is_pointer_button_down_on();
        card(
            ui,
            theme,
            if pressed {
                rect.shrink(theme.u(4.0))
            } else {
                rect
            },
            pressed,
        );
        focus_ring(ui, theme, &response, rect, corner::CARD);
        answer_words_ui(ui, theme, rect, i, words, theme.palette.ink);
        if response.clicked() {
            chosen = Some(i);
        }
    }
    chosen
}

/// A letter in a disc, then the words.
fn answer_words_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    i: usize,
    words: &str,
    ink: egui::Color32,
) {
    let mut inside = rect.shrink2(vec2(theme.u(28.0), theme.u(8.0)));
    let side = theme.u(60.0).min(inside.height());
    let disc = take_left(&mut inside, side, theme.u(24.0));
    ui.painter()
        .circle_filled(disc.center(), side / 2.0, theme.palette.paper);
    let letter = char::from(b'A' + (i as u8).min(25)).to_string();
    let at = Rect::from_center_size(disc.center(), vec2(side, side));
    line(
        ui,
        theme,
        at,
        Align2::CENTER_CENTER,
        &letter,
        TextStyle::bold(TextSize::Body, ink),
    );
    let style = TextStyle::bold(TextSize::Card, ink).rows(2);
    let galley = layout(ui, theme, words, style, inside.width());
    let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), inside);
    text(
        ui,
        theme,
        Rect::from_min_max(at.min, inside.max),
        words,
        style,
    );
}

/// Right or not, why, and on. Returns whether the visitor goes on.
fn explanation_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    question: &QuizQuestion,
    answer: usize,
) -> bool {
    let palette = theme.palette;
    let mut foot = take_bottom(&mut area, theme.touch(touch::CONTROL), theme.u(space::M));
    let width = (foot.width() * 0.5).max(theme.u(320.0));
    let on = take_right(&mut foot, width, 0.0);
    let gone_on = button(
        ui,
        theme,
        on,
        ButtonKind::Main,
        &theme.text("quiz-next"),
        "quiz-next",
    )
    .clicked();
    let right = question
        .answers
        .get(answer)
        .is_some_and(|answer| answer.right);
    let mut head = take_top(&mut area, theme.u(88.0), theme.u(space::S));
    let mark = take_left(&mut head, theme.u(80.0), theme.u(24.0));
    result_mark(ui, theme, mark.center(), theme.u(36.0), right);
    let words = theme.text(if right { "quiz-right" } else { "quiz-wrong" });
    let color = if right { palette.sea } else { palette.gold_ink };
    line(
        ui,
        theme,
        head,
        Align2::LEFT_CENTER,
        &words,
        TextStyle::bold(TextSize::Card, color),
    );
    if let Some((i, correct)) = question
        .answers
        .iter()
        .enumerate()
        .find(|(_, answer)| answer.right)
    {
        let rect = take_top(&mut area, theme.touch(120.0), theme.u(space::M));
        right_answer_ui(ui, theme, rect, i, correct);
    }
    let words = question.explanation.in_language(theme.language());
    text(
        ui,
        theme,
        area,
        words,
        TextStyle::regular(TextSize::Card, palette.ink).rows(8),
    );
    gone_on
}

fn right_answer_ui(ui: &mut Ui, theme: &Theme, rect: Rect, i: usize, correct: &QuizAnswer) {
    let palette = theme.palette;
    ui.painter().rect(
        rect,
        radius(theme, corner::CARD),
        palette.sea_soft,
        stroke(theme, palette.sea),
        StrokeKind::Inside,
    );
    answer_words_ui(
        ui,
        theme,
        rect,
        i,
        correct.text.in_language(theme.language()),
        palette.sea,
    );
}

fn score_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    count: usize,
    state: &QuizState,
) -> Option<Step<QuizState>> {
    let height = area.height().min(theme.u(900.0));
    let area = Rect::from_center_size(area.center(), vec2(area.width(), height));
    card(ui, theme, area, false);
    let palette = theme.palette;
    let mut inside = area.shrink(theme.u(space::PAGE));
    let foot = take_bottom(
        &mut inside,
        theme.touch(touch::CONTROL + 12.0),
        theme.u(space::M),
    );
    let foot = Rect::from_center_size(
        foot.center(),
        vec2(foot.width().min(theme.u(1000.0)), foot.height()),
    );
    let halves = columns(foot, 2, theme.u(space::M));
    let mut wanted = None;
    if button(
        ui,
        theme,
        halves[0],
        ButtonKind::Plain,
        &theme.text("quiz-again"),
        "quiz-again",
    )
    .clicked()
    {
        wanted = Some(Step::Go(QuizState::default()));
    }
    if button(
        ui,
        theme,
        halves[1],
        ButtonKind::Main,
        &theme.text("quiz-done"),
        "quiz-done",
    )
    .clicked()
    {
        wanted = Some(Step::Shell(ShellAction::Back));
    }
    let middle = inside.center().y;
    let rows = [
        (
            format!("{} / {count}", state.right),
            TextStyle::bold(TextSize::Clock, palette.sea),
            -70.0,
        ),
        (
            theme.text_with(
                "quiz-score",
                [("right", state.right.into()), ("count", count.into())],
            ),
            TextStyle::bold(TextSize::Heading, palette.ink),
            50.0,
        ),
        (
            theme.text(praise(state.right, count)),
            TextStyle::regular(TextSize::Body, palette.soft),
            130.0,
        ),
    ];
    for (words, style, offset) in rows {
        let row = Rect::from_center_size(
            pos2(inside.center().x, middle + theme.u(offset)),
            vec2(inside.width(), theme.u(120.0)),
        );
        line(ui, theme, row, Align2::CENTER_CENTER, &words, style);
    }
    wanted
}

fn praise(right: usize, count: usize) -> &'static str {
    match right * 3 {
        all if all == count * 3 => "quiz-praise-all",
        most if most >= count * 2 => "quiz-praise-most",
        _ => "quiz-praise-some",
    }
}
