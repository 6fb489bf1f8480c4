//! Draws a question and its answers, to choose among. Where there is not the height for them they scroll: nothing is cut.

use egui::{Align2, Color32, Rect, Response, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2};

use super::view::{Said, foot, question_words, said_height, said_ui};
use super::{QuizState, best, shown_order};
use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::roomy;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, card, columns, focus_ring, layout, line, picture, pressable,
    stroke, take_bottom, take_left, text,
};
use crate::model::exhibit::{QuestionKind, Quiz, QuizAnswer, QuizQuestion};

/// Draws the current question and its answers; returns where a touch leads.
pub(super) fn asked_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    quiz: &Quiz,
    state: &QuizState,
) -> Option<QuizState> {
    let theme = scene.theme;
    let question = quiz.questions.get(state.question)?;
    let foot = has_foot(question).then(|| foot(theme, &mut area));
    let page = Page::of(ui, theme, area.size(), quiz, question, state);
    let salt = ("quiz", &scene.exhibit.id, state.question);
    let touched = roomy(ui, theme, area, page.height, salt, |ui, area| {
        page_ui(ui, scene, area, quiz, question, state, &page)
    });
    let done = foot.and_then(|foot| foot_ui(ui, theme, foot, quiz, question, state));
    done.or(touched)
}

/// Height that the current question and its answers need in `area`, all of it.
pub(super) fn asked_height(
    ui: &Ui,
    theme: &Theme,
    area: Rect,
    quiz: &Quiz,
    state: &QuizState,
) -> f32 {
    let Some(question) = quiz.questions.get(state.question) else {
        return 0.0;
    };
    // The same while it is explained: what stands beside it stays.
    let state = &QuizState {
        answered: false,
        ..state.clone()
    };
    let mut rest = area;
    if has_foot(question) {
        foot(theme, &mut rest);
    }
    let page = Page::of(ui, theme, rest.size(), quiz, question, state);
    page.height + area.height() - rest.height()
}

fn has_foot(question: &QuizQuestion) -> bool {
    question.kind != QuestionKind::Single
}

/// A question with its answers, measured.
struct Page {
    said: Vec<Said>,
    lines: Lines,
    /// All of it.
    height: f32,
}

impl Page {
    fn of(
        ui: &Ui,
        theme: &Theme,
        room: Vec2,
        quiz: &Quiz,
        question: &QuizQuestion,
        state: &QuizState,
    ) -> Self {
        let said = question_words(theme, quiz.questions.len(), question, state);
        let lines = Lines::of(ui, theme, room, question);
        let best = if has_best(state) {
            best::line_height(theme)
        } else {
            0.0
        };
        let height = best + said_height(ui, theme, room.x, &said) + lines.height();
        Self {
            said,
            lines,
            height,
        }
    }
}

/// Whether the day's best stand above: before anything was answered.
fn has_best(state: &QuizState) -> bool {
    state.question == 0 && !state.answered
}

fn page_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    quiz: &Quiz,
    question: &QuizQuestion,
    state: &QuizState,
    page: &Page,
) -> Option<QuizState> {
    let theme = scene.theme;
    if has_best(state) {
        best::line_ui(ui, theme, &mut area, scene.scores);
    }
    area.min.y = said_ui(ui, theme, area, &page.said);
    let mut next = None;
    let shown = shown_order(question);
    let places = page.lines.places(area, shown.len());
    for (place, (rect, i)) in places.into_iter().zip(shown).enumerate() {
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
    next
}

/// How answers stand: so many beside each other, and how high each line of them is at least.
#[derive(Debug, Clone, PartialEq)]
struct Lines {
    per_row: usize,
    least: Vec<f32>,
    /// No line is higher, even where there is room.
    most: f32,
    gap: f32,
}

impl Lines {
    fn of(ui: &Ui, theme: &Theme, room: Vec2, question: &QuizQuestion) -> Self {
        let (count, gap) = (question.answers.len(), theme.u(space::S));
        let pictures = question.of_pictures();
        // Answers in words stand in two columns where the room is very wide.
        let (per_row, most) = if pictures {
            (tiles_per_row(room, count), f32::INFINITY)
        } else if room.x >= theme.u(1300.0) {
            (2, theme.u(160.0))
        } else {
            (1, theme.u(160.0))
        };
        let width = (room.x - gap * (per_row as f32 - 1.0)) / per_row as f32;
        let each: Vec<f32> = shown_order(question)
            .into_iter()
            .map(|i| {
                let words = question.answers[i].text.in_language(theme.language());
                if pictures {
                    tile_height(ui, theme, words, width, theme.u(PICTURE_LEAST))
                } else {
                    row_height(ui, theme, words, width)
                }
            })
            .collect();
        let highest = |line: &[f32]| line.iter().copied().fold(0.0, f32::max);
        Self {
            per_row,
            least: each.chunks(per_row).map(highest).collect(),
            most,
            gap,
        }
    }

    fn height(&self) -> f32 {
        self.least.iter().sum::<f32>() + self.gaps()
    }

    fn gaps(&self) -> f32 {
        self.gap * (self.least.len().max(1) as f32 - 1.0)
    }

    /// Lines as high as each other where there is room for that, else each as high as it needs.
    fn places(&self, area: Rect, count: usize) -> Vec<Rect> {
        let share = (area.height() - self.gaps()) / self.least.len().max(1) as f32;
        let share = share.min(self.most);
        let alike = self.least.iter().all(|least| *least <= share);
        let mut top = area.top();
        let mut places = Vec::new();
        for least in &self.least {
            let height = if alike { share } else { *least };
            let line = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
            places.extend(columns(line, self.per_row, self.gap));
            top += height + self.gap;
        }
        places.truncate(count);
        places
    }
}

/// Pictures beside each other; in two rows where they would be too narrow.
fn tiles_per_row(room: Vec2, count: usize) -> usize {
    if room.x >= room.y * 1.2 {
        count.max(1)
    } else {
        count.div_ceil(2).max(1)
    }
}

/// Lower than this, in `u`, a picture that is an answer shows nothing.
const PICTURE_LEAST: f32 = 200.0;

/// What stands in an answer's disc, and whether it is chosen.
struct Mark {
    words: String,
    chosen: bool,
    /// Its place in an order, from 1.
    place: Option<usize>,
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
        place: at
            .filter(|_| question.kind == QuestionKind::Order)
            .map(|at| at + 1),
    }
}

/// What an answer is called by where it is shown.
pub(super) fn letter(place: usize) -> String {
    char::from(b'A' + (place as u8).min(25)).to_string()
}

/// A touchable answer that says whether it is chosen, and of an order its place.
fn answer_response(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    answer: &QuizAnswer,
    mark: &Mark,
    i: usize,
) -> Response {
    let words = answer.text.in_language(theme.language());
    let chosen = mark.chosen;
    let response = pressable(ui, rect, words, true, ("answer", i));
    let label = match mark.place {
        Some(place) => {
            let args = [("answer", words.into()), ("place", place.into())];
            theme.text_with("quiz-placed", args)
        }
        None => words.to_owned(),
    };
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, chosen, &label));
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
    let response = answer_response(ui, theme, rect, answer, mark, i);
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
    let response = answer_response(ui, theme, rect, answer, mark, i);
    let words = answer.text.in_language(theme.language());
    let foot = pictured_ui(ui, scene, rect, answer);
    let ink = theme.palette.ink;
    words_ui(ui, theme, foot, &mark.words, words, ink, mark.chosen);
    response
}

/// The picture of an answer in its tile; returns what is left for the words below it.
pub(super) fn pictured_ui(ui: &mut Ui, scene: &Scene<'_>, rect: Rect, answer: &QuizAnswer) -> Rect {
    let theme = scene.theme;
    let language = theme.language();
    let mut inside = rect.shrink(theme.u(space::S));
    let words = answer.text.in_language(language);
    let height = row_height(ui, theme, words, inside.width());
    let foot = take_bottom(&mut inside, height, theme.u(space::XS));
    if let Some(path) = &answer.picture {
        let alt = answer.alt.in_language(language);
        picture(ui, theme, scene.pictures, inside, path, alt, corner::TAG);
    }
    foot
}

/// Height of a tile of this width with so high a picture and these words.
pub(super) fn tile_height(
    ui: &Ui,
    theme: &Theme,
    words: &str,
    width: f32,
    picture_height: f32,
) -> f32 {
    let edge = theme.u(space::S);
    picture_height
        + theme.u(space::XS)
        + row_height(ui, theme, words, width - edge * 2.0)
        + edge * 2.0
}

/// Height that an answer in words needs: room for a finger, and for all of the words.
pub(super) fn row_height(ui: &Ui, theme: &Theme, words: &str, width: f32) -> f32 {
    let width = width - theme.u(DISC + 20.0 * 3.0);
    let style = words_style(ui, theme, words, width);
    let written = layout(ui, theme, words, style, width).size().y;
    (written + theme.u(8.0) * 2.0).max(theme.touch(touch::CONTROL))
}

/// Large where that takes two rows at most.
fn words_style(ui: &Ui, theme: &Theme, words: &str, width: f32) -> TextStyle {
    let large = TextStyle::bold(TextSize::Card, theme.palette.ink);
    if layout(ui, theme, words, large, width).rows.len() <= 2 {
        large
    } else {
        TextStyle::bold(TextSize::Body, theme.palette.ink)
    }
}

/// How wide the disc before an answer is, in `u`.
const DISC: f32 = 60.0;

/// A letter or a place in a disc, then the words.
pub(super) fn words_ui(
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
    let side = theme.u(DISC).min(inside.height());
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
    let style = TextStyle {
        color: ink,
        ..words_style(ui, theme, words, inside.width())
    };
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
    [first, last]: [Rect; 2],
    quiz: &Quiz,
    question: &QuizQuestion,
    state: &QuizState,
) -> Option<QuizState> {
    let mut next = None;
    if question.kind == QuestionKind::Order {
        let kind = if state.chosen.is_empty() {
            ButtonKind::Disabled
        } else {
            ButtonKind::Plain
        };
        let label = theme.text("quiz-reset");
        if button(ui, theme, first, kind, &label, "quiz-reset").clicked() {
            next = Some(state.reset());
        }
    }
    let kind = if state.can_be_checked(question) {
        ButtonKind::Main
    } else {
        ButtonKind::Disabled
    };
    let label = theme.text("quiz-check");
    if button(ui, theme, last, kind, &label, "quiz-check").clicked() {
        next = Some(state.checked(&quiz.questions));
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(per_row: usize, least: &[f32], most: f32) -> Lines {
        Lines {
            per_row,
            least: least.to_vec(),
            most,
            gap: 16.0,
        }
    }

    #[test]
    fn pictures_stand_in_one_row_or_in_two_and_fill_their_room() {
        let wide = Rect::from_min_size(pos2(0.0, 0.0), vec2(1700.0, 600.0));
        assert_eq!(tiles_per_row(wide.size(), 4), 4);
        let row = lines(4, &[300.0], f32::INFINITY).places(wide, 4);
        assert!(
            row.iter()
                .all(|tile| tile.top() == 0.0 && tile.height() == 600.0)
        );
        let tall = Rect::from_min_size(pos2(0.0, 0.0), vec2(950.0, 1200.0));
        for count in 2..=4 {
            let per_row = tiles_per_row(tall.size(), count);
            let least = vec![300.0; count.div_ceil(per_row)];
            let tiles = lines(per_row, &least, f32::INFINITY).places(tall, count);
            assert_eq!(tiles.len(), count);
            assert_eq!(tiles[count - 1].bottom(), 1200.0, "{count}");
        }
    }

    #[test]
    fn rows_are_never_higher_than_they_need() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 1000.0));
        let three = lines(1, &[88.0; 3], 160.0).places(area, 3);
        assert_eq!(three[2].bottom(), 160.0 * 3.0 + 32.0);
        assert_eq!(lines(1, &[], 160.0).places(area, 0).len(), 0);
    }

    #[test]
    fn rows_are_never_lower_than_they_need() {
        let low = Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 120.0));
        let all = lines(1, &[88.0, 140.0, 88.0], 160.0);
        let heights: Vec<f32> = all.places(low, 3).iter().map(Rect::height).collect();
        assert_eq!(heights, [88.0, 140.0, 88.0]);
        assert_eq!(all.height(), 88.0 + 140.0 + 88.0 + 32.0);
        let none = Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, -40.0));
        assert!(all.places(none, 3).iter().all(|row| row.height() >= 88.0));
    }
}
