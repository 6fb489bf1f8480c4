//! Draws numbers, each on a card of its own.

use egui::{AsIdSalt, Rect, Sense, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2};

use super::{grouped, with_unit};
use crate::kiosk::exhibits::Live;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::roomy;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{TextStyle, card, columns, layout, text};
use crate::model::exhibit::{FigureNumber, FigureValue};

/// Digits are no smaller than this to spare their card height: before that, the page scrolls.
const DIGITS_MIN: TextSize = TextSize::Card;

/// Draws the numbers in `area`, counted up to `share`. What is told of each always stands with it: where there is no
/// height for that, they scroll.
pub(super) fn numbers_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    numbers: &[FigureNumber],
    live: Live<'_>,
    share: f32,
    salt: impl AsIdSalt,
) {
    let all: Vec<Told<'_>> = numbers
        .iter()
        .map(|number| Told::of(theme, number, live))
        .collect();
    let (gap, edge) = (theme.u(space::M), card_edge(theme));
    let width = cells(area, all.len(), gap)
        .first()
        .map_or(0.0, |cell| cell.width() - edge.x * 2.0);
    let needs = all.iter().map(|told| told.height_least(ui, theme, width));
    let least = needs.fold(0.0, f32::max) + edge.y * 2.0;
    let least = rows_height(least, all.len(), gap);
    roomy(ui, theme, area, least, salt, |ui, area| {
        let cells = cells(area, all.len(), gap);
        let Some(inside) = cells.first().map(|cell| cell.shrink2(edge).size()) else {
            return;
        };
        let size_max = digits_size(ui, theme, &all, inside);
        for (rect, told) in cells.into_iter().zip(&all) {
            number_ui(ui, theme, rect, told, size_max, share);
        }
    });
}

/// Every number with what it says, one a line; of one that the server counts only what it says: nobody who listens is
/// begun with anew because it changed, and touched it says itself.
pub(super) fn said(theme: &Theme, numbers: &[FigureNumber]) -> String {
    let lines: Vec<String> = numbers
        .iter()
        .map(|number| {
            let label = number.label.in_language(theme.language());
            if matches!(number.value, FigureValue::Live(_)) {
                return label.to_owned();
            }
            let value = Told::of(theme, number, Live::default()).said(theme);
            let args = [("label", label.into()), ("value", value.into())];
            theme.text_with("chart-value", args)
        })
        .collect();
    lines.join("\n")
}

/// Space between a card's edge and what is on it.
fn card_edge(theme: &Theme) -> Vec2 {
    vec2(theme.u(space::L), theme.u(space::S))
}

/// The largest digits beside or above which everything told of any of these numbers has room: they are of one size
/// where their width lets them. A number alone is as large as a poster's.
fn digits_size(ui: &Ui, theme: &Theme, all: &[Told<'_>], inside: Vec2) -> TextSize {
    let has_room = |size: &TextSize| {
        let height = |told: &Told<'_>| {
            let place = told.words_place(ui, theme, inside);
            told.height(ui, theme, inside.x, place, *size)
        };
        all.iter().all(|told| fits(height(told), inside.y))
    };
    let alone = all.len() == 1;
    TextSize::ALL
        .into_iter()
        .filter(|size| alone || *size != TextSize::Poster)
        .find(has_room)
        .unwrap_or(DIGITS_MIN)
}

/// Whether a height fits, but for what is lost in adding up.
fn fits(height: f32, room: f32) -> bool {
    height <= room + 0.5
}

/// One below the other up to three, then two by two.
fn cells(area: Rect, count: usize, gap: f32) -> Vec<Rect> {
    let (per_row, rows) = (per_row(count), rows(count));
    let height = (area.height() - gap * (rows as f32 - 1.0)) / rows as f32;
    (0..count)
        .map(|i| {
            let top = area.top() + (i / per_row) as f32 * (height + gap);
            let row = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
            columns(row, per_row, gap)[i % per_row]
        })
        .collect()
}

fn per_row(count: usize) -> usize {
    if count > 3 { 2 } else { 1 }
}

fn rows(count: usize) -> usize {
    count.div_ceil(per_row(count)).max(1)
}

/// Height of all rows of cells that are so high.
fn rows_height(cell: f32, count: usize, gap: f32) -> f32 {
    let rows = rows(count) as f32;
    cell * rows + gap * (rows - 1.0)
}

/// Where a number's words stand in its card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordsPlace {
    Below,
    Beside,
}

impl WordsPlace {
    /// Widths of the value and of its words on a card that is so wide inside.
    fn widths(self, theme: &Theme, width: f32) -> [f32; 2] {
        match self {
            Self::Below => [width, width],
            Self::Beside => {
                let value = width * 0.5;
                [value, (width - value - theme.u(space::M)).max(0.0)]
            }
        }
    }
}

/// A number and what is told of it.
struct Told<'a> {
    number: &'a FigureNumber,
    /// `None` while the server has not said.
    value: Option<f64>,
    /// Of one that the server counts: when that was so.
    as_of: String,
}

impl<'a> Told<'a> {
    fn of(theme: &Theme, number: &'a FigureNumber, live: Live<'_>) -> Self {
        let source = match number.value {
            FigureValue::Fixed(value) => {
                return Self {
                    number,
                    value: Some(value),
                    as_of: String::new(),
                };
            }
            FigureValue::Live(source) => source,
        };
        let value = live
            .figures
            .and_then(|figures| figures.values.get(source.key()));
        let known = value.copied().filter(|value| value.is_finite());
        Self {
            number,
            value: known,
            as_of: match known {
                Some(_) => live.as_of.to_owned(),
                None => theme.text("figure-not-yet"),
            },
        }
    }

    fn unit(&self, theme: &Theme) -> &'a str {
        self.number.unit.in_language(theme.language())
    }

    /// With its digits grouped, so much of it.
    fn digits(&self, share: f32) -> String {
        let share = f64::from(share);
        let digits = |value: f64| grouped(value * share, self.number.decimals);
        self.value.map_or_else(|| "—".to_owned(), digits)
    }

    /// As it is said aloud.
    fn said(&self, theme: &Theme) -> String {
        let said = |value| with_unit(theme, value, self.number.decimals, &self.number.unit);
        self.value.map_or_else(|| self.as_of.clone(), said)
    }

    /// Height of its value and its words, in digits no larger than these.
    fn height(
        &self,
        ui: &Ui,
        theme: &Theme,
        width: f32,
        place: WordsPlace,
        size_max: TextSize,
    ) -> f32 {
        let [value_width, words_width] = place.widths(theme, width);
        let (digits, _) = value_galleys(ui, theme, value_width, self, size_max, 1.0);
        let (value, words) = (digits.size().y, words_height(ui, theme, self, words_width));
        match place {
            WordsPlace::Below => value + below_gap(theme, words) + words,
            WordsPlace::Beside => value.max(words),
        }
    }

    /// The least height in which its words stand there. Beside a long number there is no place for any.
    fn height_in(&self, ui: &Ui, theme: &Theme, width: f32, place: WordsPlace) -> f32 {
        let [room, _] = place.widths(theme, width);
        let narrow = room < value_width(ui, theme, self, DIGITS_MIN);
        if place == WordsPlace::Beside && narrow {
            return f32::INFINITY;
        }
        self.height(ui, theme, width, place, DIGITS_MIN)
    }

    /// The least height in which its words stand anywhere.
    fn height_least(&self, ui: &Ui, theme: &Theme, width: f32) -> f32 {
        let height = |place| self.height_in(ui, theme, width, place);
        height(WordsPlace::Below).min(height(WordsPlace::Beside))
    }

    /// A low, wide card has its words beside the number, unless only the other place has room for them.
    fn words_place(&self, ui: &Ui, theme: &Theme, inside: Vec2) -> WordsPlace {
        let has_room = |place| fits(self.height_in(ui, theme, inside.x, place), inside.y);
        let (usual, other) = if inside.x > inside.y * 2.6 {
            (WordsPlace::Beside, WordsPlace::Below)
        } else {
            (WordsPlace::Below, WordsPlace::Beside)
        };
        if !has_room(usual) && has_room(other) {
            other
        } else {
            usual
        }
    }
}

fn number_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    told: &Told<'_>,
    size_max: TextSize,
    share: f32,
) {
    card(ui, theme, rect, false);
    let inside = rect.shrink2(card_edge(theme));
    let place = told.words_place(ui, theme, inside.size());
    let [value_width, words_width] = place.widths(theme, inside.width());
    let value = value_galleys(ui, theme, value_width, told, size_max, share);
    let value_size = vec2(value_width, value.0.size().y);
    let words_size = vec2(words_width, words_height(ui, theme, told, words_width));
    let from = |left: f32, size: Vec2, height: f32| {
        let top = inside.top() + (inside.height() - height).max(0.0) / 2.0;
        Rect::from_min_size(pos2(left, top), size)
    };
    let (value_rect, words_rect) = match place {
        WordsPlace::Below => {
            // Commas hang below the digits; the words keep clear of them.
            let lowered = value_size.y + below_gap(theme, words_size.y);
            let height = lowered + words_size.y;
            let words = from(inside.left(), words_size, height);
            (
                from(inside.left(), value_size, height),
                words.translate(vec2(0.0, lowered)),
            )
        }
        WordsPlace::Beside => (
            from(inside.left(), value_size, value_size.y),
            from(inside.right() - words_width, words_size, words_size.y),
        ),
    };
    value_ui(ui, theme, value_rect, told, value);
    words_ui(ui, theme, words_rect, told);
}

/// The digits and their unit. Whoever hears them hears the number itself, not every step on the way to it.
fn value_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    told: &Told<'_>,
    (digits, unit): (Galley, Galley),
) {
    let said = told.said(theme);
    let salt = ("number", rect.min.x as i32, rect.min.y as i32);
    let response = ui.interact(rect, ui.id().with(salt), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, said.as_str()));
    // On one foot with the number, a little above its line's end where the digits stand.
    let unit_at = pos2(
        rect.left() + digits.size().x + theme.u(space::S),
        rect.top() + digits.size().y * 0.86 - unit.size().y * 0.84,
    );
    ui.painter().galley(rect.min, digits, theme.palette.lacquer);
    ui.painter().galley(unit_at, unit, theme.palette.ink);
}

fn words_ui(ui: &mut Ui, theme: &Theme, mut rest: Rect, told: &Told<'_>) {
    for (words, style) in words(theme, told) {
        let written = text(ui, theme, rest, words, style);
        rest.min.y = written.bottom() + theme.u(space::XS);
    }
}

fn words_height(ui: &Ui, theme: &Theme, told: &Told<'_>, width: f32) -> f32 {
    let gap = theme.u(space::XS);
    let heights = words(theme, told).map(|(words, style)| {
        let galley = layout(ui, theme, words, style, width);
        galley.size().y + gap
    });
    (heights.sum::<f32>() - gap).max(0.0)
}

/// Between a value and words of this height.
fn below_gap(theme: &Theme, words_height: f32) -> f32 {
    if words_height > 0.0 {
        theme.u(space::XS)
    } else {
        0.0
    }
}

type Galley = std::sync::Arc<egui::Galley>;

/// The digits, no larger than this, as large as all of them fit beside their unit: a number is never cut.
fn value_galleys(
    ui: &Ui,
    theme: &Theme,
    width: f32,
    told: &Told<'_>,
    size_max: TextSize,
    share: f32,
) -> (Galley, Galley) {
    let sizes = TextSize::ALL.into_iter();
    let fitting = sizes
        .filter(|size| size.u() <= size_max.u())
        .find(|size| value_width(ui, theme, told, *size) <= width)
        .unwrap_or(TextSize::Small);
    let [digits, unit] = value_styles(theme, fitting);
    (
        layout(ui, theme, &told.digits(share), digits, f32::INFINITY),
        layout(ui, theme, told.unit(theme), unit, f32::INFINITY),
    )
}

/// How digits of this size and their unit are set.
fn value_styles(theme: &Theme, size: TextSize) -> [TextStyle; 2] {
    let unit = if size.u() > TextSize::Card.u() {
        TextSize::Card
    } else {
        size
    };
    [
        TextStyle::bold(size, theme.palette.lacquer).rows(1),
        TextStyle::bold(unit, theme.palette.ink).rows(1),
    ]
}

/// Width of the whole number and its unit in digits of this size.
fn value_width(ui: &Ui, theme: &Theme, told: &Told<'_>, size: TextSize) -> f32 {
    let [digits, unit] = value_styles(theme, size);
    let width = |words: &str, style| layout(ui, theme, words, style, f32::INFINITY).size().x;
    width(&told.digits(1.0), digits) + width(told.unit(theme), unit) + theme.u(space::S)
}

/// What is told of a number, and in which style.
fn words<'a>(
    theme: &Theme,
    told: &'a Told<'_>,
) -> impl Iterator<Item = (&'a str, TextStyle)> + use<'a> {
    let (language, palette) = (theme.language(), &theme.palette);
    let all = [
        (
            told.number.label.in_language(language),
            TextStyle::bold(TextSize::Body, palette.ink),
        ),
        (
            told.number.note.in_language(language),
            TextStyle::regular(TextSize::Second, palette.soft),
        ),
        (
            told.as_of.as_str(),
            TextStyle::regular(TextSize::Small, palette.sea),
        ),
    ];
    let said = all.into_iter().filter(|(words, _)| !words.is_empty());
    said.map(|(words, style)| (words, style.rows(3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_numbers_stand_two_by_two_and_fewer_one_below_the_other() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 90.0));
        let three = cells(area, 3, 3.0);
        assert_eq!(three[2].bottom(), 90.0);
        assert_eq!(three[0].width(), 100.0);
        let four = cells(area, 4, 10.0);
        assert_eq!((four[3].right(), four[3].bottom()), (100.0, 90.0));
        assert_eq!(four[0].size(), vec2(45.0, 40.0));
        assert_eq!(rows_height(40.0, 4, 10.0), 90.0);
    }
}
