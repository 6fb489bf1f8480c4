//! Draws numbers, each on a card of its own.

use egui::{Rect, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::{grouped, with_unit};
use crate::kiosk::exhibits::Live;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{TextStyle, card, columns, layout, take_left, text};
use crate::model::exhibit::{FigureNumber, FigureValue};

/// Draws the numbers in `area`, counted up to `share`.
pub(super) fn numbers_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    numbers: &[FigureNumber],
    live: Live<'_>,
    share: f32,
) {
    for (rect, number) in cells(area, numbers.len(), theme.u(space::M))
        .into_iter()
        .zip(numbers)
    {
        number_ui(ui, theme, rect, &Told::of(theme, number, live), share);
    }
}

/// One below the other up to three, then two by two.
fn cells(area: Rect, count: usize, gap: f32) -> Vec<Rect> {
    let per_row = if count > 3 { 2 } else { 1 };
    let rows = count.div_ceil(per_row).max(1);
    let height = (area.height() - gap * (rows as f32 - 1.0)) / rows as f32;
    (0..count)
        .map(|i| {
            let top = area.top() + (i / per_row) as f32 * (height + gap);
            let row = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
            columns(row, per_row, gap)[i % per_row]
        })
        .collect()
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
}

fn number_ui(ui: &mut Ui, theme: &Theme, rect: Rect, number: &Told<'_>, share: f32) {
    card(ui, theme, rect, false);
    let mut inside = rect.shrink2(vec2(theme.u(space::L), theme.u(space::S)));
    // A low, wide card has its words beside the number.
    let beside = inside.width() > inside.height() * 2.6;
    let room = if beside {
        let width = inside.width() * 0.5;
        take_left(&mut inside, width, theme.u(space::M))
    } else {
        inside
    };
    let value = value_galleys(ui, theme, room.width(), number, share);
    let value_height = value.0.size().y;
    let words_at = |ui: &mut Ui, mut rest: Rect| {
        for (words, style) in words(theme, number) {
            let style = style.rows(rows_in(theme, rest.height(), style.size).min(2));
            if words.is_empty() || style.rows_max == 0 {
                continue;
            }
            rest.min.y = text(ui, theme, rest, words, style).bottom() + theme.u(space::XS);
        }
    };
    let words_height: f32 = words(theme, number)
        .iter()
        .filter(|(words, _)| !words.is_empty())
        .map(|(words, style)| {
            let style = style.rows(2);
            layout(ui, theme, words, style, inside.width()).size().y + theme.u(space::XS)
        })
        .sum();
    let middle = |height: f32, area: Rect| area.top() + (area.height() - height).max(0.0) / 2.0;
    let top = if beside {
        let top = middle(words_height, inside);
        words_at(ui, Rect::from_min_max(pos2(inside.left(), top), inside.max));
        middle(value_height, room)
    } else {
        // Commas hang below the digits; the words keep clear of them.
        let gap = theme.u(space::XS);
        let top = middle(value_height + gap + words_height, room);
        let below = pos2(inside.left(), top + value_height + gap);
        words_at(ui, Rect::from_min_max(below, inside.max));
        top
    };
    let taken = Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), value_height));
    // Whoever hears it hears the number itself, not every step on the way to it.
    let said = number.said(theme);
    let response = ui.interact(
        taken,
        ui.id().with(("number", rect.min.x as i32, top as i32)),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, said.as_str()));
    let (digits, unit) = value;
    let (digits_size, unit_size) = (digits.size(), unit.size());
    ui.painter()
        .galley(taken.min, digits, theme.palette.lacquer);
    // On one foot with the number, a little above its line's end where the digits stand.
    let unit_at = pos2(
        taken.left() + digits_size.x + theme.u(space::S),
        taken.top() + digits_size.y * 0.86 - unit_size.y * 0.84,
    );
    ui.painter().galley(unit_at, unit, theme.palette.ink);
}

type Galley = std::sync::Arc<egui::Galley>;

/// The digits as large as all of them fit beside their unit: a number is never cut.
fn value_galleys(
    ui: &Ui,
    theme: &Theme,
    width: f32,
    number: &Told<'_>,
    share: f32,
) -> (Galley, Galley) {
    let (lacquer, ink) = (theme.palette.lacquer, theme.palette.ink);
    let unit = number.number.unit.in_language(theme.language());
    let (now, whole) = (number.digits(share), number.digits(1.0));
    let sizes = TextSize::ALL;
    let fitting = sizes.into_iter().find_map(|size| {
        let unit_size = if size.u() > TextSize::Card.u() {
            TextSize::Card
        } else {
            size
        };
        let digits_style = TextStyle::bold(size, lacquer).rows(1);
        let unit_style = TextStyle::bold(unit_size, ink).rows(1);
        let taken = layout(ui, theme, &whole, digits_style, f32::INFINITY)
            .size()
            .x
            + layout(ui, theme, unit, unit_style, f32::INFINITY).size().x
            + theme.u(space::S);
        (taken <= width).then_some((digits_style, unit_style))
    });
    let (digits_style, unit_style) = fitting.unwrap_or((
        TextStyle::bold(TextSize::Small, lacquer).rows(1),
        TextStyle::bold(TextSize::Small, ink).rows(1),
    ));
    (
        layout(ui, theme, &now, digits_style, f32::INFINITY),
        layout(ui, theme, unit, unit_style, f32::INFINITY),
    )
}

/// What a number says, and in which style.
fn words<'a>(theme: &Theme, told: &'a Told<'_>) -> [(&'a str, TextStyle); 3] {
    let language = theme.language();
    [
        (
            told.number.label.in_language(language),
            TextStyle::bold(TextSize::Body, theme.palette.ink),
        ),
        (
            told.number.note.in_language(language),
            TextStyle::regular(TextSize::Second, theme.palette.soft),
        ),
        (
            told.as_of.as_str(),
            TextStyle::regular(TextSize::Small, theme.palette.sea),
        ),
    ]
}

fn rows_in(theme: &Theme, height: f32, size: TextSize) -> usize {
    (height / (theme.text_size(size) * 1.5).round())
        .floor()
        .max(0.0) as usize
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
    }
}
