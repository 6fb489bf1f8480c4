//! Draws a quiz: a question with its answers, the explanation, and the score.

use egui::{Rect, Ui, vec2};

use super::{QuizState, answers, best, counted, explained};
use crate::kiosk::exhibits::{QuizResult, Scene, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::roomy;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, bar, button, card, centered_text, layout, picture, take_bottom,
    take_left, take_right, take_top, text,
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
    if let Some((path, alt)) = picture_of(scene, question) {
        let own = question.picture.is_some();
        let needed = |area| answers::asked_height(ui, theme, area, quiz, state);
        if let Some(shown) = picture_rect(theme, &mut area, own, needed) {
            picture(ui, theme, pictures, shown, path, alt, corner::CARD);
        }
    }
    let next = if state.answered {
        explained::explained_ui(ui, scene, area, quiz, state).then(|| state.next())
    } else {
        answers::asked_ui(ui, scene, area, quiz, state)
    };
    next.map(|next| step(questions.len(), next)).or(shell)
}

/// Going on; at the end the result is noted among the day's.
fn step(questions: usize, next: QuizState) -> Step<QuizState> {
    if next.question < questions {
        return Step::Go(next);
    }
    let result = QuizResult {
        right: counted(next.right),
        of: counted(questions),
    };
    Step::Score(result, next)
}

/// The picture beside a question and what it shows: its own, else the exhibit's, unless the answers are pictures.
fn picture_of<'a>(scene: &Scene<'a>, question: &'a QuizQuestion) -> Option<(&'a str, &'a str)> {
    match &question.picture {
        Some(path) => Some((path, question.alt.in_language(scene.theme.language()))),
        None => (!question.of_pictures()).then_some((scene.exhibit.cover.as_str(), "")),
    }
}

/// The picture's part of `area`: above the question, or beside it. One that is not the question's `own` gives way where
/// the words and their answers have `needed` that room.
fn picture_rect(
    theme: &Theme,
    area: &mut Rect,
    own: bool,
    needed: impl Fn(Rect) -> f32,
) -> Option<Rect> {
    let all = *area;
    if Theme::upright(all) {
        let gap = theme.u(space::M);
        let least = all.height() * if own { 0.24 } else { 0.14 };
        let spare = all.height() - needed(all) - gap;
        let height = spare.clamp(least, all.height() * 0.42);
        return (own || spare >= least).then(|| take_top(area, height, gap));
    }
    let shown = take_left(area, all.width() * 0.42, theme.u(52.0));
    if own || needed(*area) <= area.height() {
        return Some(shown);
    }
    *area = all;
    None
}

/// A piece of text, how it is set, and the gap below it.
pub(super) type Said = (String, TextStyle, f32);

/// What is said of a question before its answers: which it is, what it asks, and how it is answered.
pub(super) fn question_words(
    theme: &Theme,
    count: usize,
    question: &QuizQuestion,
    state: &QuizState,
) -> Vec<Said> {
    let palette = theme.palette;
    let args = [
        ("number", (state.question + 1).into()),
        ("count", count.into()),
    ];
    let words = question.question.in_language(theme.language());
    let mut said = vec![
        (
            theme.text_with("quiz-number", args),
            TextStyle::regular(TextSize::Second, palette.soft),
            theme.u(6.0),
        ),
        (
            words.to_owned(),
            TextStyle::bold(TextSize::Heading, palette.ink),
            theme.u(space::M),
        ),
    ];
    if !state.answered {
        said.extend(how_to_answer(question.kind).map(|how| {
            let style = TextStyle::regular(TextSize::Body, palette.sea);
            (theme.text(how), style, theme.u(space::S))
        }));
    }
    said
}

/// Writes it from the top of `area`; returns where it ends.
pub(super) fn said_ui(ui: &mut Ui, theme: &Theme, area: Rect, said: &[Said]) -> f32 {
    let mut rest = area;
    // Nothing is cut: whoever gives the area has measured it.
    rest.max.y = f32::INFINITY;
    for (words, style, gap) in said {
        rest.min.y = text(ui, theme, rest, words, *style).bottom() + gap;
    }
    rest.min.y
}

/// Height it takes.
pub(super) fn said_height(ui: &Ui, theme: &Theme, width: f32, said: &[Said]) -> f32 {
    said.iter()
        .map(|(words, style, gap)| layout(ui, theme, words, *style, width).size().y + gap)
        .sum()
}

/// Two buttons' places: below `area`, or beside it where there is little height.
pub(super) fn foot(theme: &Theme, area: &mut Rect) -> [Rect; 2] {
    let control = theme.touch(touch::CONTROL);
    if area.height() >= control * 4.0 || Theme::upright(*area) {
        let gap = theme.u(space::M);
        let row = take_bottom(area, control, gap);
        let mut last = row;
        let first = take_left(&mut last, (row.width() - gap) / 2.0, gap);
        return [first, last];
    }
    let width = area.width() * 0.26;
    let mut side = take_right(area, width, theme.u(space::L));
    let last = take_bottom(&mut side, control, theme.u(space::S));
    [take_bottom(&mut side, control, 0.0), last]
}

/// How to answer, for those questions that are not answered by one touch.
pub(super) fn how_to_answer(kind: QuestionKind) -> Option<&'static str> {
    match kind {
        QuestionKind::Single => None,
        QuestionKind::Multiple => Some("quiz-multiple"),
        QuestionKind::Order => Some("quiz-order"),
    }
}

/// What is said of an answer.
pub(super) fn said(kind: QuestionKind, right: bool) -> &'static str {
    match kind {
        _ if right => "quiz-right",
        QuestionKind::Single => "quiz-was-right",
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
    let edge = (area.height() * 0.08).clamp(theme.u(space::S), theme.u(space::PAGE));
    let mut inside = area.shrink2(vec2(theme.u(space::PAGE), edge));
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
        let least = best::board_least(theme);
        roomy(ui, theme, board, least, "quiz-board", |ui, board| {
            best::board_ui(ui, theme, board, scene.scores);
        });
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
    let [mut first, mut last] = foot(theme, inside);
    // Beside each other they stay near each other in a wide card.
    let width_max = (theme.u(1000.0) - theme.u(space::M)) / 2.0;
    if first.top() == last.top() && first.width() > width_max {
        first.min.x = first.max.x - width_max;
        last.max.x = last.min.x + width_max;
    }
    let again = theme.text("quiz-again");
    let done = theme.text("quiz-done");
    let mut wanted = None;
    if button(ui, theme, first, ButtonKind::Plain, &again, "quiz-again").clicked() {
        wanted = Some(Step::Go(QuizState::default()));
    }
    if button(ui, theme, last, ButtonKind::Main, &done, "quiz-done").clicked() {
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
    roomy(ui, theme, area, height, "quiz-result", |ui, area| {
        let mut rest = area;
        rest.min.y += (area.height() - height + gap).max(0.0) / 2.0;
        for (words, style) in &rows {
            rest.min.y = centered_text(ui, theme, rest, words, *style).bottom() + gap;
        }
    });
}

pub(super) fn praise(right: usize, count: usize) -> &'static str {
    match right * 3 {
        all if all == count * 3 => "quiz-praise-all",
        most if most >= count * 2 => "quiz-praise-most",
        _ => "quiz-praise-some",
    }
}
