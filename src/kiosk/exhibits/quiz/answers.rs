//! Draws the answers of a question, to choose among and to be explained.

use egui::{
    Align2, Color32, Rect, Response, Sense, StrokeKind, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use super::{QuizState, shown_order};
use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, card, columns, focus_ring, layout, line, picture, radius,
    stroke, take_bottom, take_left, take_top, text,
};
use crate::model::exhibit::{QuestionKind, Quiz, QuizAnswer, QuizQuestion};

/// Draws the answers to the current question; returns where a touch leads.
pub(super) fn answers_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    quiz: &Quiz,
    state: &QuizState,
) -> Option<QuizState> {
    let theme = scene.theme;
    let question = quiz.questions.get(state.question)?;
    let foot = (question.kind != QuestionKind::Single)
        .then(|| take_bottom(&mut area, theme.touch(touch::CONTROL), theme.u(space::M)));
    let shown = shown_order(question);
    let rects = if question.of_pictures() {
        tiles(area, shown.len(), theme.u(space::S))
    } else {
        rows(area, shown.len(), theme.u(space::S), theme.u(160.0))
    };
    let mut next = None;
    for (place, (rect, i)) in rects.into_iter().zip(shown).enumerate() {
        let mark = mark(question, state, place, i);
        let answer = &question.answers[i];
        let response = if answer.picture.is_some() {
            tile_ui(ui, scene, rect, answer, &mark, i)
        } else {
            row_ui(ui, theme, rect, answer, &mark, i)
        };
        if response.clicked() {
            next = Some(state.touched(&quiz.questions, i));
        }
    }
    let done = foot.and_then(|foot| foot_ui(ui, theme, foot, quiz, question, state));
    done.or(next)
}

/// What stands in an answer's disc, and whether it is chosen.
struct Mark {
    words: String,
    chosen: bool,
}

/// A letter by where it is shown; one that is chosen has a tick, or its place in the order.
fn mark(question: &QuizQuestion, state: &QuizState, place: usize, i: usize) -> Mark {
    let at = state.chosen.iter().position(|chosen| *chosen == i);
    let words = match (question.kind, at) {
        (QuestionKind::Order, Some(at)) => (at + 1).to_string(),
        (QuestionKind::Order, None) => String::new(),
        (QuestionKind::Multiple, Some(_)) => "✓".to_owned(),
        _ => letter(place),
    };
    Mark {
        words,
        chosen: at.is_some(),
    }
}

fn letter(place: usize) -> String {
    char::from(b'A' + (place as u8).min(25)).to_string()
}

fn rows(area: Rect, count: usize, gap: f32, height_max: f32) -> Vec<Rect> {
    let gaps = gap * (count.max(1) as f32 - 1.0);
    let height = ((area.height() - gaps) / count.max(1) as f32).min(height_max);
    (0..count)
        .map(|i| {
            let top = area.top() + i as f32 * (height + gap);
            Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height))
        })
        .collect()
}

/// Pictures beside each other; in two rows where they would be too narrow.
fn tiles(area: Rect, count: usize, gap: f32) -> Vec<Rect> {
    let per_row = if area.width() >= area.height() * 1.2 {
        count
    } else {
        count.div_ceil(2)
    };
    let lines = rows(area, count.div_ceil(per_row.max(1)), gap, f32::INFINITY);
    lines
        .into_iter()
        .flat_map(|line| columns(line, per_row, gap))
        .take(count)
        .collect()
}

/// A touchable answer that says whether it is chosen.
fn answer_response(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    answer: &QuizAnswer,
    chosen: bool,
    i: usize,
) -> Response {
    let words = answer.text.in_language(theme.language());
    let response = ui.interact(rect, ui.id().with(("answer", i)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, chosen, words));
    let pressed = response.is_pointer_button_down_on();
    let drawn = if pressed {
        rect.shrink(theme.u(4.0))
    } else {
        rect
    };
    card(ui, theme, drawn, pressed || chosen);
    focus_ring(ui, theme, &response, rect, corner::CARD);
    response
}

fn row_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    answer: &QuizAnswer,
    mark: &Mark,
    i: usize,
) -> Response {
    let response = answer_response(ui, theme, rect, answer, mark.chosen, i);
    let words = answer.text.in_language(theme.language());
    let ink = theme.palette.ink;
    words_ui(ui, theme, rect, &mark.words, words, ink, mark.chosen);
    response
}

/// A picture with its words below.
fn tile_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    rect: Rect,
    answer: &QuizAnswer,
    mark: &Mark,
    i: usize,
) -> Response {
    let theme = scene.theme;
    let response = answer_response(ui, theme, rect, answer, mark.chosen, i);
    let mut inside = rect.shrink(theme.u(space::S));
    let foot = take_bottom(
        &mut inside,
        theme.text_size(TextSize::Card) * 2.9,
        theme.u(space::XS),
    );
    if let Some(path) = &answer.picture {
        let alt = answer.alt.in_language(theme.language());
        picture(ui, theme, scene.pictures, inside, path, alt, corner::TAG);
    }
    let words = answer.text.in_language(theme.language());
    let ink = theme.palette.ink;
    words_ui(ui, theme, foot, &mark.words, words, ink, mark.chosen);
    response
}

/// A letter or a place in a disc, then the words.
fn words_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    mark: &str,
    words: &str,
    ink: Color32,
    chosen: bool,
) {
    let palette = theme.palette;
    let mut inside = rect.shrink2(vec2(theme.u(20.0), theme.u(8.0)));
    let side = theme.u(60.0).min(inside.height());
    let disc = take_left(&mut inside, side, theme.u(20.0));
    let (fill, on_fill) = if chosen {
        (palette.lacquer, palette.on_lacquer)
    } else {
        (palette.paper, ink)
    };
    let outline = stroke(theme, palette.line);
    ui.painter()
        .circle(disc.center(), side / 2.0, fill, outline);
    let at = Rect::from_center_size(disc.center(), vec2(side, side));
    let style = TextStyle::bold(TextSize::Body, on_fill);
    if mark == "✓" {
        tick_ui(ui, theme, at, on_fill);
    } else if !mark.is_empty() {
        line(ui, theme, at, Align2::CENTER_CENTER, mark, style);
    }
    // As large as two rows of it have room; what is longer still is cut.
    let sizes = [TextSize::Card, TextSize::Body, TextSize::Second];
    let styles = sizes.map(|size| TextStyle::bold(size, ink).rows(2));
    let fits = |style: &&TextStyle| {
        let galley = layout(ui, theme, words, **style, inside.width());
        !galley.elided && galley.size().y <= inside.height()
    };
    let smallest = TextStyle::bold(TextSize::Second, ink).rows(1);
    let style = styles.iter().find(fits).copied().unwrap_or(smallest);
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

/// A tick drawn by hand: the family of the text has none.
fn tick_ui(ui: &Ui, theme: &Theme, rect: Rect, color: Color32) {
    let at = |x: f32, y: f32| rect.center() + vec2(x, y) * rect.width() / 2.0;
    let points = vec![at(-0.42, 0.02), at(-0.12, 0.32), at(0.44, -0.3)];
    let drawn = egui::Stroke::new(theme.u(7.0), color);
    ui.painter().add(egui::Shape::line(points, drawn));
}

/// Done, and for an order a new start.
fn foot_ui(
    ui: &mut Ui,
    theme: &Theme,
    foot: Rect,
    quiz: &Quiz,
    question: &QuizQuestion,
    state: &QuizState,
) -> Option<QuizState> {
    let halves = columns(foot, 2, theme.u(space::M));
    let mut next = None;
    if question.kind == QuestionKind::Order {
        let kind = if state.chosen.is_empty() {
            ButtonKind::Disabled
        } else {
            ButtonKind::Plain
        };
        let label = theme.text("quiz-reset");
        if button(ui, theme, halves[0], kind, &label, "quiz-reset").clicked() {
            next = Some(state.reset());
        }
    }
    let kind = if state.can_be_checked(question) {
        ButtonKind::Main
    } else {
        ButtonKind::Disabled
    };
    let label = theme.text("quiz-check");
    if button(ui, theme, halves[1], kind, &label, "quiz-check").clicked() {
        next = Some(state.checked(&quiz.questions));
    }
    next
}

/// The right answers, in their order if there is one, and why; longer than their room they scroll.
pub(super) fn explained_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    question: &QuizQuestion,
    number: usize,
) {
    let palette = theme.palette;
    let right: Vec<(String, &QuizAnswer)> = match question.kind {
        QuestionKind::Order => {
            let answers = question.answers.iter().enumerate();
            answers
                .map(|(i, answer)| ((i + 1).to_string(), answer))
                .collect()
        }
        _ => shown_order(question)
            .into_iter()
            .enumerate()
            .map(|(place, i)| (letter(place), &question.answers[i]))
            .filter(|(_, answer)| answer.right)
            .collect(),
    };
    Scroll::new(theme, area).show(ui, ("explained", number), |ui, _| {
        let start = ui.min_rect().min;
        let mut rest = Rect::from_min_size(start, vec2(area.width(), f32::INFINITY));
        // One has all the room it had; several share it.
        let height = theme.touch(if right.len() == 1 { 120.0 } else { 84.0 });
        let height = height.max(theme.text_size(TextSize::Card) * 1.35 * 2.0);
        for (mark, answer) in right {
            let rect = take_top(&mut rest, height, theme.u(space::XS));
            let corner = radius(theme, corner::CARD);
            let outline = stroke(theme, palette.sea);
            ui.painter()
                .rect(rect, corner, palette.sea_soft, outline, StrokeKind::Inside);
            let words = answer.text.in_language(theme.language());
            words_ui(ui, theme, rect, &mark, words, palette.sea, false);
        }
        rest.min.y += theme.u(space::S);
        let words = question.explanation.in_language(theme.language());
        let style = TextStyle::regular(TextSize::Card, palette.ink);
        let end = text(ui, theme, rest, words, style).bottom();
        ui.allocate_space(vec2(area.width(), end - start.y));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_stand_in_one_row_or_in_two_and_fill_their_room() {
        let wide = Rect::from_min_size(pos2(0.0, 0.0), vec2(1700.0, 600.0));
        let row = tiles(wide, 4, 16.0);
        assert!(
            row.iter()
                .all(|tile| tile.top() == 0.0 && tile.height() == 600.0)
        );
        let tall = Rect::from_min_size(pos2(0.0, 0.0), vec2(950.0, 1200.0));
        for count in 2..=4 {
            let tiles = tiles(tall, count, 16.0);
            assert_eq!(tiles.len(), count);
            assert_eq!(tiles[count - 1].bottom(), 1200.0, "{count}");
        }
    }

    #[test]
    fn rows_are_never_higher_than_they_need() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 1000.0));
        let three = rows(area, 3, 16.0, 160.0);
        assert_eq!(three[2].bottom(), 160.0 * 3.0 + 32.0);
        assert_eq!(rows(area, 0, 16.0, 160.0).len(), 0);
    }
}
