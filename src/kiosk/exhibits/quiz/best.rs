//! Draws the day's best results of a quiz: a flower and a number, and nobody's name.

use egui::{Align2, Color32, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use crate::kiosk::exhibits::Scores;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, flower, space};
use crate::kiosk::theme::widgets::{
    TextStyle, layout, line, radius, stroke, take_left, take_right, take_top, text,
};
use crate::model::scores::{BEST_SHOWN, Score};

/// Results in the line above the first question.
const IN_LINE: usize = 3;
/// Petals of each flower, and how wide each is for its length.
const PETALS: [(u16, f32); 12] = [
    (3, 0.62),
    (6, 0.34),
    (9, 0.32),
    (5, 0.40),
    (5, 0.46),
    (5, 0.58),
    (7, 0.30),
    (14, 0.20),
    (5, 0.36),
    (4, 0.46),
    (10, 0.24),
    (5, 0.66),
];

/// What a sign is called.
pub(super) fn sign_name(theme: &Theme, sign: u8) -> String {
    theme.text(&format!("flower-{}", usize::from(sign) % PETALS.len()))
}

/// Height of the line, with the gap below it.
pub(super) fn line_height(theme: &Theme) -> f32 {
    theme.text_size(TextSize::Second) * 1.9 + theme.u(space::S)
}

/// The day's best in one line at the top of `area`, or that nobody has played yet.
pub(super) fn line_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, scores: Scores<'_>) {
    let size = theme.text_size(TextSize::Second);
    let gap = theme.u(space::S);
    let mut row = take_top(area, line_height(theme) - gap, gap);
    let quiet = TextStyle::regular(TextSize::Second, theme.palette.soft).rows(1);
    if scores.best.is_empty() {
        let words = theme.text("quiz-best-none");
        line(ui, theme, row, Align2::LEFT_CENTER, &words, quiet);
        return;
    }
    let words = theme.text("quiz-best-today");
    let width = |ui: &Ui, words: &str| layout(ui, theme, words, quiet, f32::INFINITY).size().x;
    let taken = width(ui, &words);
    let at = take_left(&mut row, taken, theme.u(space::M));
    line(ui, theme, at, Align2::LEFT_CENTER, &words, quiet);
    for score in scores.best.iter().take(IN_LINE) {
        let words = said(theme, score);
        let needed = size * 1.5 + theme.u(space::XS) + width(ui, &words);
        if row.width() < needed {
            break;
        }
        let mut one = take_left(&mut row, needed, theme.u(space::M));
        let place = take_left(&mut one, size * 1.5, theme.u(space::XS));
        flower_ui(ui, theme, place.center(), size * 0.72, score.sign);
        let ink = TextStyle::bold(TextSize::Second, theme.palette.ink).rows(1);
        line(ui, theme, one, Align2::LEFT_CENTER, &words, ink);
    }
}

/// Lower than this not even three results would be seen.
pub(super) fn board_least(theme: &Theme) -> f32 {
    let rows = (row_height(theme) + theme.u(space::XS)) * 3.0;
    let words = theme.text_size(TextSize::Card) * 1.35 + theme.text_size(TextSize::Small) * 3.0;
    rows + words + theme.u(space::XS) * 3.0
}

fn row_height(theme: &Theme) -> f32 {
    (theme.text_size(TextSize::Body) * 1.9).max(theme.u(64.0))
}

/// The day's best below each other, this visitor's own among them wherever it stands.
pub(super) fn board_ui(ui: &mut Ui, theme: &Theme, mut area: Rect, scores: Scores<'_>) {
    let heading = TextStyle::bold(TextSize::Card, theme.palette.ink).rows(1);
    let quiet = TextStyle::regular(TextSize::Small, theme.palette.soft).rows(2);
    for (key, style) in [("quiz-best-today", heading), ("quiz-best-until", quiet)] {
        let words = theme.text(key);
        area.min.y = text(ui, theme, area, &words, style).bottom() + theme.u(space::XS);
    }
    area.min.y += theme.u(space::XS);
    let height = row_height(theme);
    let gap = theme.u(space::XS);
    let room = ((area.height() + gap) / (height + gap)).floor().max(1.0) as usize;
    for (place, score) in shown(scores, room.min(BEST_SHOWN + 1)) {
        let row = take_top(&mut area, height, gap);
        row_ui(
            ui,
            theme,
            row,
            place,
            score,
            Some(score.taker) == scores.own,
        );
    }
}

/// Which results are shown in so many rows: the best, and this visitor's own in any case.
fn shown<'a>(scores: Scores<'a>, rows: usize) -> Vec<(usize, &'a Score)> {
    let mut best = scores.best.iter().enumerate();
    let own = best.find(|(_, score)| Some(score.taker) == scores.own);
    let first = scores.best.iter().enumerate().take(rows.min(BEST_SHOWN));
    let mut shown: Vec<_> = first.collect();
    if let Some((place, score)) = own.filter(|(place, _)| *place >= shown.len()) {
        shown.truncate(rows.saturating_sub(1));
        shown.push((place, score));
    }
    shown
}

fn row_ui(ui: &mut Ui, theme: &Theme, row: Rect, place: usize, score: &Score, own: bool) {
    let palette = theme.palette;
    let ink = if own { palette.lacquer } else { palette.ink };
    let (fill, outline) = if own {
        (palette.lacquer_soft, palette.lacquer)
    } else {
        (palette.paper, palette.line)
    };
    let round = radius(theme, corner::BUTTON);
    ui.painter()
        .rect(row, round, fill, stroke(theme, outline), StrokeKind::Inside);
    let mut inside = row.shrink2(vec2(theme.u(space::S), 0.0));
    let size = theme.text_size(TextSize::Body);
    let number = take_left(&mut inside, size * 1.3, theme.u(space::XS));
    let bold = TextStyle::bold(TextSize::Body, ink).rows(1);
    let words = (place + 1).to_string();
    line(ui, theme, number, Align2::CENTER_CENTER, &words, bold);
    let picture = take_left(&mut inside, size * 1.5, theme.u(space::S));
    flower_ui(ui, theme, picture.center(), size * 0.72, score.sign);
    let result = format!("{} / {}", score.right, score.of);
    let width = layout(ui, theme, &result, bold, f32::INFINITY).size().x;
    let at = take_right(&mut inside, width, theme.u(space::S));
    line(ui, theme, at, Align2::RIGHT_CENTER, &result, bold);
    let name = sign_name(theme, score.sign);
    let name = if own {
        theme.text_with("quiz-best-own", [("sign", name.into())])
    } else {
        name
    };
    let style = TextStyle::regular(TextSize::Body, ink).rows(1);
    line(ui, theme, inside, Align2::LEFT_CENTER, &name, style);
}

fn said(theme: &Theme, score: &Score) -> String {
    let name = sign_name(theme, score.sign);
    format!("{name} {}/{}", score.right, score.of)
}

/// A flower seen from above.
fn flower_ui(ui: &Ui, theme: &Theme, center: Pos2, radius: f32, sign: u8) {
    let sign = usize::from(sign) % PETALS.len();
    let ((count, width), (petals, heart)) = (PETALS[sign], flower::COLORS[sign]);
    // Pale petals are seen on paper by their edge.
    let edge = Stroke::new(theme.u(1.5), petals.lerp_to_gamma(Color32::BLACK, 0.45));
    for petal in 0..count {
        let turn = std::f32::consts::TAU * (f32::from(petal) / f32::from(count) - 0.25);
        let along = Vec2::angled(turn);
        let points = petal_points(center, along, radius, width);
        ui.painter()
            .add(Shape::convex_polygon(points, petals, edge));
    }
    ui.painter().circle(center, radius * 0.27, heart, edge);
}

/// An ellipse from the middle outwards.
fn petal_points(center: Pos2, along: Vec2, radius: f32, width: f32) -> Vec<Pos2> {
    const POINTS: u16 = 14;
    let (half, across) = (radius * 0.5, along.rot90());
    let point = |i: u16| {
        let turn = std::f32::consts::TAU * f32::from(i) / f32::from(POINTS);
        let away = along * (half + turn.cos() * half) + across * turn.sin() * radius * width;
        pos2(center.x + away.x, center.y + away.y)
    };
    (0..POINTS).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn ones_own_result_is_shown_wherever_it_stands() {
        let best: Vec<Score> = (0..8)
            .map(|taker: u8| Score {
                taker: Uuid::from_u128(taker.into()),
                sign: taker,
                right: u32::from(8 - taker),
                of: 8,
            })
            .collect();
        let check = |own: Option<u128>, rows, places: &[usize]| {
            let scores = Scores {
                best: &best,
                own: own.map(Uuid::from_u128),
            };
            let shown = shown(scores, rows);
            assert_eq!(shown.iter().map(|(at, _)| *at).collect::<Vec<_>>(), places);
        };
        check(None, 6, &[0, 1, 2, 3, 4]);
        check(Some(1), 6, &[0, 1, 2, 3, 4]);
        check(Some(7), 6, &[0, 1, 2, 3, 4, 7]);
        check(Some(7), 3, &[0, 1, 7]);
        check(Some(7), 1, &[7]);
    }
}
