//! Draws a quiz: a question with its answers, the explanation, and the score.

use egui::{Align2, Rect, Ui, vec2};

use super::{QuizState, answers, best, is_right};
use crate::kiosk::exhibits::{QuizResult, Scene, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, bar, button, card, centered_text, columns, layout, line, picture,
    result_mark, take_bottom, take_left, take_right, take_top, text,
};
use crate::model::exhibit::{QuestionKind, Quiz, QuizQuestion};

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
        return score_ui(ui, scene, area, questions.len(), state).or(shell);
    };
    let progress = take_top(&mut area, theme.u(12.0), theme.u(space::S));
    let done = state.question + usize::from(state.answered);
    bar(
        ui,
        theme,
        progress,
        done as f32 / questions.len() as f32,
        theme.palette.sea,
    );
    if state.question == 0 && !state.answered {
        best::line_ui(ui, theme, &mut area, scene.scores);
    }
    if !question.of_pictures() || question.picture.is_some() {
        let shown = picture_rect(theme, &mut area);
        // A question without a picture of its own stands beside the exhibit's.
        let (path, alt) = match &question.picture {
            Some(path) => (path, question.alt.in_language(theme.language())),
            None => (&exhibit.cover, ""),
        };
        picture(ui, theme, pictures, shown, path, alt, corner::CARD);
    }
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
    let next = if state.answered {
        explanation_ui(ui, theme, area, question, state).then(|| state.next())
    } else {
        if let Some(how) = how_to_answer(question.kind) {
            let how = theme.text(how);
            let style = TextStyle::regular(TextSize::Body, theme.palette.sea).rows(2);
            area.min.y = text(ui, theme, area, &how, style).bottom() + theme.u(space::S);
        }
        answers::answers_ui(ui, scene, area, quiz, state)
    };
    next.map(|next| step(questions.len(), next)).or(shell)
}

/// Going on; at the end the result is noted among the day's.
fn step(questions: usize, next: QuizState) -> Step<QuizState> {
    if next.question < questions {
        return Step::Go(next);
    }
    let counted = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let result = QuizResult {
        right: counted(next.right),
        of: counted(questions),
    };
    Step::Score(result, next)
}

/// The picture's part of `area`: above the question, or beside it.
fn picture_rect(theme: &Theme, area: &mut Rect) -> Rect {
    if Theme::upright(*area) {
        let height = area.height() * 0.42;
        return take_top(area, height, theme.u(space::M));
    }
    let width = area.width() * 0.42;
    take_left(area, width, theme.u(52.0))
}

/// How to answer, for those questions that are not answered by one touch.
pub(super) fn how_to_answer(kind: QuestionKind) -> Option<&'static str> {
    match kind {
        QuestionKind::Single => None,
        QuestionKind::Multiple => Some("quiz-multiple"),
        QuestionKind::Order => Some("quiz-order"),
    }
}

/// Right or not, why, and on. Returns whether the visitor goes on.
fn explanation_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    question: &QuizQuestion,
    state: &QuizState,
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
    let right = is_right(question, &state.chosen);
    let mut head = take_top(&mut area, theme.u(88.0), theme.u(space::S));
    let mark = take_left(&mut head, theme.u(80.0), theme.u(24.0));
    result_mark(ui, theme, mark.center(), theme.u(36.0), right);
    let words = theme.text(said(question.kind, right));
    let color = if right { palette.sea } else { palette.gold_ink };
    line(
        ui,
        theme,
        head,
        Align2::LEFT_CENTER,
        &words,
        TextStyle::bold(TextSize::Card, color),
    );
    answers::explained_ui(ui, theme, area, question, state.question);
    gone_on
}

/// What is said of an answer.
pub(super) fn said(kind: QuestionKind, right: bool) -> &'static str {
    match kind {
        _ if right => "quiz-right",
        QuestionKind::Single => "quiz-wrong",
        QuestionKind::Multiple => "quiz-were-right",
        QuestionKind::Order => "quiz-were-ordered",
    }
}

fn score_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    count: usize,
    state: &QuizState,
) -> Option<Step<QuizState>> {
    let theme = scene.theme;
    let upright = Theme::upright(area);
    let height = theme.u(if upright { 1300.0 } else { 900.0 });
    let height = area.height().min(height);
    let area = Rect::from_center_size(area.center(), vec2(area.width(), height));
    card(ui, theme, area, false);
    let mut inside = area.shrink(theme.u(space::PAGE));
    let wanted = score_foot_ui(ui, theme, &mut inside);
    if !scene.scores.best.is_empty() {
        let gap = theme.u(space::PAGE);
        let board = if upright {
            let height = inside.height() * 0.56;
            take_bottom(&mut inside, height, gap)
        } else {
            let width = inside.width() * 0.48;
            take_right(&mut inside, width, gap)
        };
        best::board_ui(ui, theme, board, scene.scores);
    }
    let mut best = scene.scores.best.iter();
    let own = best.find(|score| Some(score.taker) == scene.scores.own);
    let you_are = own.map(|score| {
        let sign = best::sign_name(theme, score.sign);
        theme.text_with("quiz-you-are", [("sign", sign.into())])
    });
    result_ui(ui, theme, inside, count, state, you_are);
    wanted
}

/// Again or home.
fn score_foot_ui(ui: &mut Ui, theme: &Theme, inside: &mut Rect) -> Option<Step<QuizState>> {
    let foot = take_bottom(
        inside,
        theme.touch(touch::CONTROL + 12.0),
        theme.u(space::M),
    );
    let width = foot.width().min(theme.u(1000.0));
    let foot = Rect::from_center_size(foot.center(), vec2(width, foot.height()));
    let halves = columns(foot, 2, theme.u(space::M));
    let again = theme.text("quiz-again");
    let done = theme.text("quiz-done");
    let mut wanted = None;
    if button(
        ui,
        theme,
        halves[0],
        ButtonKind::Plain,
        &again,
        "quiz-again",
    )
    .clicked()
    {
        wanted = Some(Step::Go(QuizState::default()));
    }
    if button(ui, theme, halves[1], ButtonKind::Main, &done, "quiz-done").clicked() {
        wanted = Some(Step::Shell(ShellAction::Back));
    }
    wanted
}

/// How many were right, in the middle of `area`.
fn result_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    count: usize,
    state: &QuizState,
    you_are: Option<String>,
) {
    let palette = theme.palette;
    let right = theme.text_with(
        "quiz-score",
        [("right", state.right.into()), ("count", count.into())],
    );
    let mut rows = vec![
        (
            format!("{} / {count}", state.right),
            TextStyle::bold(TextSize::Clock, palette.sea).rows(1),
        ),
        (right, TextStyle::bold(TextSize::Heading, palette.ink)),
        (
            theme.text(praise(state.right, count)),
            TextStyle::regular(TextSize::Body, palette.soft),
        ),
    ];
    rows.extend(you_are.map(|words| (words, TextStyle::bold(TextSize::Body, palette.lacquer))));
    let gap = theme.u(space::S);
    let height: f32 = rows
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, area.width()).size().y + gap)
        .sum();
    let mut rest = area;
    rest.min.y += (area.height() - height + gap).max(0.0) / 2.0;
    for (words, style) in rows {
        rest.min.y = centered_text(ui, theme, rest, &words, style).bottom() + gap;
    }
}

pub(super) fn praise(right: usize, count: usize) -> &'static str {
    match right * 3 {
        all if all == count * 3 => "quiz-praise-all",
        most if most >= count * 2 => "quiz-praise-most",
        _ => "quiz-praise-some",
    }
}
