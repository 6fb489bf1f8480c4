//! Draws a chart: bars, a line or a ring. Each part is touched, and says its value large above the chart.

use egui::{Align2, Color32, Id, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui};
use egui::{Vec2, WidgetInfo, WidgetType, pos2, vec2};

use super::{grouped, step_decimals, ticks, with_unit};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    TextStyle, card, columns, focus_ring, layout, line, pressable, radius, stroke, take_bottom,
    take_left, take_right, take_top,
};
use crate::model::exhibit::{Chart, ChartShape, ChartValue};

/// Draws the chart in `area`, grown to `share`; returns the value that was touched.
pub(super) fn chart_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    chart: &Chart,
    picked: Option<usize>,
    share: f32,
) -> Option<usize> {
    let drawing = Drawing {
        theme,
        chart,
        picked: picked.filter(|picked| *picked < chart.values.len()),
        share,
    };
    let head = take_top(
        &mut area,
        theme.text_size(TextSize::Page) * 1.6,
        theme.u(space::S),
    );
    drawing.readout_ui(ui, head);
    card(ui, theme, area, false);
    drawing.say_all(ui, area);
    let inside = area.shrink2(vec2(theme.u(space::M), theme.u(space::S)));
    match chart.shape {
        ChartShape::Bar if drawing.labels_fit(ui, inside.width()) => drawing.bars_ui(ui, inside),
        ChartShape::Bar => drawing.rows_ui(ui, inside),
        ChartShape::Line => drawing.line_ui(ui, inside),
        ChartShape::Ring => drawing.ring_ui(ui, inside),
    }
}

struct Drawing<'a> {
    theme: &'a Theme,
    chart: &'a Chart,
    picked: Option<usize>,
    share: f32,
}

impl Drawing<'_> {
    /// What was touched, large; how to touch, before.
    fn readout_ui(&self, ui: &mut Ui, mut area: Rect) {
        let (theme, palette) = (self.theme, self.theme.palette);
        let Some((i, value)) = self
            .picked
            .and_then(|i| Some((i, self.chart.values.get(i)?)))
        else {
            let hint = theme.text("chart-hint");
            let style = TextStyle::regular(TextSize::Body, palette.soft);
            line(ui, theme, area, Align2::LEFT_CENTER, &hint, style);
            return;
        };
        let said = self.said_value(value);
        let style = TextStyle::bold(TextSize::Page, palette.lacquer);
        let natural = layout(ui, theme, &said, style, f32::INFINITY).size().x;
        let right = natural.min(area.width() * 0.66);
        let right = take_right(&mut area, right, theme.u(space::M));
        line(ui, theme, right, Align2::RIGHT_CENTER, &said, style);
        let words = self.label(value);
        let style = TextStyle::bold(TextSize::Heading, palette.ink);
        if self.chart.shape == ChartShape::Ring {
            let side = theme.text_size(TextSize::Heading);
            let mark = take_left(&mut area, side, theme.u(space::S));
            self.letter(ui, mark.center(), i);
        }
        line(ui, theme, area, Align2::LEFT_CENTER, words, style);
    }

    /// The whole chart in words, for those who cannot see it.
    fn say_all(&self, ui: &Ui, area: Rect) {
        let theme = self.theme;
        let key = match self.chart.shape {
            ChartShape::Bar => "chart-bar",
            ChartShape::Line => "chart-line",
            ChartShape::Ring => "chart-ring",
        };
        let values: Vec<String> = self
            .chart
            .values
            .iter()
            .map(|value| self.said(value))
            .collect();
        let values = values.join(&theme.text("chart-between"));
        let words = theme.text_with(key, [("values", values.into())]);
        let response = ui.interact(area, ui.id().with("chart"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, words.as_str()));
    }

    fn label<'v>(&self, value: &'v ChartValue) -> &'v str {
        value.label.in_language(self.theme.language())
    }

    fn said_value(&self, value: &ChartValue) -> String {
        with_unit(
            self.theme,
            value.value,
            self.chart.decimals,
            &self.chart.unit,
        )
    }

    fn said(&self, value: &ChartValue) -> String {
        super::said_value(self.theme, self.chart, value)
    }

    fn small(&self, i: usize) -> TextStyle {
        let palette = self.theme.palette;
        if self.picked == Some(i) {
            TextStyle::bold(TextSize::Small, palette.lacquer)
        } else {
            TextStyle::regular(TextSize::Small, palette.ink)
        }
    }

    fn width(&self, ui: &Ui, words: &str) -> f32 {
        let style = TextStyle::bold(TextSize::Small, self.theme.palette.ink);
        layout(ui, self.theme, words, style, f32::INFINITY).size().x
    }

    fn widest(&self, ui: &Ui, words: impl Fn(&ChartValue) -> String) -> f32 {
        let widths = self
            .chart
            .values
            .iter()
            .map(|value| self.width(ui, &words(value)));
        widths.fold(0.0, f32::max)
    }

    fn number(&self, value: &ChartValue) -> String {
        grouped(value.value, self.chart.decimals)
    }

    fn labels_fit(&self, ui: &Ui, width: f32) -> bool {
        let slot = width / self.chart.values.len() as f32;
        self.widest(ui, |value| self.label(value).to_owned()) <= slot - self.theme.u(space::XS)
    }

    fn text_height(&self) -> f32 {
        (self.theme.text_size(TextSize::Small) * 1.5).round()
    }

    /// A part's touchable area; one that is chosen is framed, so that colour is not the only sign.
    fn part_ui(&self, ui: &mut Ui, rect: Rect, i: usize) -> Response {
        let theme = self.theme;
        let response = pressable(ui, rect, &self.said(&self.chart.values[i]), true, i);
        if self.picked == Some(i) {
            let (palette, corner) = (theme.palette, radius(theme, corner::TAG));
            let outline = stroke(theme, palette.lacquer);
            ui.painter().rect(
                rect,
                corner,
                palette.lacquer_soft,
                outline,
                StrokeKind::Inside,
            );
        }
        focus_ring(ui, theme, &response, rect, corner::TAG);
        response
    }

    fn color(&self, i: usize) -> Color32 {
        if self.picked == Some(i) {
            self.theme.palette.lacquer
        } else {
            self.theme.palette.sea
        }
    }

    fn most(&self) -> f64 {
        let values = self.chart.values.iter().map(|value| value.value);
        let most = values.fold(0.0, f64::max);
        if most > 0.0 { most } else { 1.0 }
    }

    /// Upright bars, the value above each and its label below.
    fn bars_ui(&self, ui: &mut Ui, area: Rect) -> Option<usize> {
        let theme = self.theme;
        let (gap, row) = (theme.u(space::XS), self.text_height());
        let slots = columns(area, self.chart.values.len(), 0.0);
        let numbers_fit = self.widest(ui, |value| self.number(value)) <= slots[0].width() - gap;
        let mut touched = None;
        for (i, (slot, value)) in slots.into_iter().zip(&self.chart.values).enumerate() {
            if self.part_ui(ui, slot, i).clicked() {
                touched = Some(i);
            }
            let mut inside = slot;
            let label = take_bottom(&mut inside, row, gap);
            inside.min.y += row + gap;
            let height = inside.height() * (value.value / self.most()) as f32 * self.share;
            let width = (slot.width() * 0.62).min(theme.u(150.0));
            let top = pos2(slot.center().x - width / 2.0, inside.bottom() - height);
            let bar = Rect::from_min_size(top, vec2(width, height.max(theme.u(2.0))));
            ui.painter()
                .rect_filled(bar, radius(theme, 6.0), self.color(i));
            let words = self.label(value).to_owned();
            line(
                ui,
                theme,
                label,
                Align2::CENTER_CENTER,
                &words,
                self.small(i),
            );
            if numbers_fit {
                let above = Rect::from_min_max(
                    pos2(slot.left(), bar.top() - gap - row),
                    pos2(slot.right(), bar.top() - gap),
                );
                self.paint(
                    ui,
                    above,
                    Align2::CENTER_CENTER,
                    &self.number(value),
                    self.small(i),
                );
            }
        }
        touched
    }

    /// Bars that lie, for labels that are long.
    fn rows_ui(&self, ui: &mut Ui, area: Rect) -> Option<usize> {
        let theme = self.theme;
        let gap = theme.u(space::S);
        let count = self.chart.values.len();
        let height = area.height() / count as f32;
        let labels = self.widest(ui, |value| self.label(value).to_owned()) + 1.0;
        let labels = labels.min(area.width() * 0.42);
        let numbers = self.widest(ui, |value| self.number(value)) + 1.0;
        let mut touched = None;
        for (i, value) in self.chart.values.iter().enumerate() {
            let top = area.top() + height * i as f32;
            let row = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
            if self.part_ui(ui, row, i).clicked() {
                touched = Some(i);
            }
            let mut inside = row.shrink2(vec2(gap, 0.0));
            let label = take_left(&mut inside, labels, gap);
            let words = self.label(value).to_owned();
            line(ui, theme, label, Align2::LEFT_CENTER, &words, self.small(i));
            inside.max.x = (inside.max.x - numbers - gap).max(inside.min.x);
            let length = inside.width() * (value.value / self.most()) as f32 * self.share;
            let thick = (height * 0.5).min(theme.u(72.0));
            let start = pos2(inside.left(), row.center().y - thick / 2.0);
            let bar = Rect::from_min_size(start, vec2(length.max(theme.u(2.0)), thick));
            ui.painter()
                .rect_filled(bar, radius(theme, 6.0), self.color(i));
            let end = pos2(bar.right() + gap, row.top());
            let beside = Rect::from_min_size(end, vec2(numbers, height));
            self.paint(
                ui,
                beside,
                Align2::LEFT_CENTER,
                &self.number(value),
                self.small(i),
            );
        }
        touched
    }

    /// Points joined by a line, over round numbers.
    fn line_ui(&self, ui: &mut Ui, mut area: Rect) -> Option<usize> {
        let (theme, palette) = (self.theme, self.theme.palette);
        let (gap, row) = (theme.u(space::XS), self.text_height());
        let values = &self.chart.values;
        let all = || values.iter().map(|value| value.value);
        let ticks = ticks(
            all().fold(f64::MAX, f64::min),
            all().fold(f64::MIN, f64::max),
        );
        let (low, high) = (ticks[0], ticks[ticks.len() - 1]);
        let decimals = step_decimals(&ticks);
        let tick_words = |tick: f64| grouped(tick, decimals);
        let wide = ticks.iter().map(|tick| self.width(ui, &tick_words(*tick)));
        let wide = wide.fold(0.0, f32::max);
        let scale = take_left(&mut area, wide, theme.u(space::S));
        let slots = columns(area, values.len(), 0.0);
        let label_row = take_bottom(&mut area, row, gap);
        area.min.y += row + gap;
        let height_of =
            |value: f64| area.bottom() - area.height() * ((value - low) / (high - low)) as f32;
        let mut touched = None;
        for (i, slot) in slots.iter().enumerate() {
            if self.part_ui(ui, *slot, i).clicked() {
                touched = Some(i);
            }
        }
        for tick in ticks {
            let y = height_of(tick);
            let across = area.left()..=area.right();
            ui.painter().hline(across, y, stroke(theme, palette.line));
            let at = Rect::from_center_size(pos2(scale.center().x, y), vec2(wide + 1.0, row));
            let style = TextStyle::regular(TextSize::Small, palette.soft);
            self.paint(ui, at, Align2::RIGHT_CENTER, &tick_words(tick), style);
        }
        let points: Vec<Pos2> = slots
            .iter()
            .zip(values)
            .map(|(slot, value)| {
                let grown = low + (value.value - low) * f64::from(self.share);
                pos2(slot.center().x, height_of(grown))
            })
            .collect();
        let joined = Stroke::new(theme.u(6.0), palette.sea);
        ui.painter().add(Shape::line(points.clone(), joined));
        let slot_width = slots[0].width();
        let numbers_fit = self.widest(ui, |value| self.number(value)) <= slot_width - gap;
        let label_width = self.widest(ui, |value| self.label(value).to_owned()) + gap;
        // Where labels are wider than their points stand apart, every second or third is written.
        let every = (label_width / slot_width).ceil().max(1.0);
        for (i, (at, value)) in points.into_iter().zip(values).enumerate() {
            let picked = self.picked == Some(i);
            let size = theme.u(if picked { 16.0 } else { 11.0 });
            ui.painter()
                .circle(at, size, self.color(i), stroke(theme, palette.card));
            if numbers_fit || picked {
                let above = pos2(at.x, at.y - size - gap - row / 2.0);
                let rect = Rect::from_center_size(above, vec2(slot_width.max(wide * 2.0), row));
                self.paint(
                    ui,
                    rect,
                    Align2::CENTER_CENTER,
                    &self.number(value),
                    self.small(i),
                );
            }
            if i % every as usize == 0 {
                let middle = pos2(at.x, label_row.center().y);
                let rect = Rect::from_center_size(middle, vec2(slot_width * every, row));
                let words = self.label(value).to_owned();
                line(
                    ui,
                    theme,
                    rect,
                    Align2::CENTER_CENTER,
                    &words,
                    self.small(i),
                );
            }
        }
        touched
    }

    /// A ring, and beside or below it the words of its parts; letters say which are whose.
    fn ring_ui(&self, ui: &mut Ui, mut area: Rect) -> Option<usize> {
        let theme = self.theme;
        let side = if Theme::upright(area) {
            let height = (area.height() * 0.56).min(area.width());
            take_top(&mut area, height, theme.u(space::S))
        } else {
            let width = (area.width() * 0.46).min(area.height());
            take_left(&mut area, width, theme.u(space::M))
        };
        let touched = self.ring_parts_ui(ui, side);
        let count = self.chart.values.len();
        let height = (area.height() / count as f32).min(theme.touch(132.0));
        let top = area.top() + (area.height() - height * count as f32) / 2.0;
        let mut named = None;
        for (i, value) in self.chart.values.iter().enumerate() {
            let at = pos2(area.left(), top + height * i as f32);
            let row = Rect::from_min_size(at, vec2(area.width(), height));
            if self.part_ui(ui, row, i).clicked() {
                named = Some(i);
            }
            let mut inside = row.shrink2(vec2(theme.u(space::S), 0.0));
            let mark = take_left(&mut inside, theme.u(48.0), theme.u(space::S));
            self.letter(ui, mark.center(), i);
            let part = format!("{:.0}%", self.part(value) * 100.0);
            let wide = self.width(ui, "100%") + 1.0;
            let right = take_right(&mut inside, wide, theme.u(space::S));
            self.paint(ui, right, Align2::RIGHT_CENTER, &part, self.small(i));
            let words = self.label(value).to_owned();
            let style = TextStyle::bold(TextSize::Second, theme.palette.ink);
            line(ui, theme, inside, Align2::LEFT_CENTER, &words, style);
        }
        named.or(touched)
    }

    fn ring_parts_ui(&self, ui: &mut Ui, area: Rect) -> Option<usize> {
        let theme = self.theme;
        let outer = area.width().min(area.height()) / 2.0 - theme.u(space::S);
        let thick = outer * 0.38;
        let middle = outer - thick / 2.0;
        let turns = self.turns();
        for (i, [from, to]) in turns.iter().copied().enumerate() {
            let (from, to) = (from * self.share, to * self.share);
            let wider = if self.picked == Some(i) {
                theme.u(space::S)
            } else {
                0.0
            };
            let drawn = Stroke::new(thick + wider, self.part_color(i));
            ui.painter()
                .add(Shape::line(arc(area.center(), middle, from, to), drawn));
        }
        for (i, [from, to]) in turns.iter().copied().enumerate() {
            let angle = angle(to * self.share);
            let edge = Stroke::new(theme.u(5.0), theme.palette.card);
            let from_middle = |radius: f32| area.center() + Vec2::angled(angle) * radius;
            let reach = outer + theme.u(space::S);
            ui.painter().line_segment(
                [
                    from_middle(outer - thick - reach * 0.05),
                    from_middle(reach),
                ],
                edge,
            );
            if (to - from) * middle * std::f32::consts::TAU > theme.u(56.0) {
                let center = Vec2::angled(self::angle((from + to) / 2.0 * self.share)) * middle;
                self.letter(ui, area.center() + center, i);
            }
        }
        // Its words are beside it and say the same: the keyboard need not come here.
        let response = ui.interact(area, Id::new("ring").with(ui.id()), Sense::CLICK);
        let at = response
            .interact_pointer_pos()
            .filter(|_| response.clicked())?;
        part_at(at - area.center(), outer - thick, outer, &turns)
    }

    fn part(&self, value: &ChartValue) -> f64 {
        let all: f64 = self.chart.values.iter().map(|value| value.value).sum();
        if all > 0.0 { value.value / all } else { 0.0 }
    }

    /// Where each part begins and ends, as shares of a turn.
    fn turns(&self) -> Vec<[f32; 2]> {
        let mut from = 0.0;
        self.chart
            .values
            .iter()
            .map(|value| {
                let to = from + self.part(value) as f32;
                [std::mem::replace(&mut from, to), to]
            })
            .collect()
    }

    fn part_color(&self, i: usize) -> Color32 {
        let palette = self.theme.palette;
        let light = |color: Color32| color.lerp_to_gamma(palette.card, 0.42);
        let colors = [
            palette.sea,
            palette.gold_ink,
            palette.lacquer,
            light(palette.sea),
            light(palette.gold_ink),
            palette.soft,
        ];
        colors[i % colors.len()]
    }

    /// The letter that joins a part and its words.
    fn letter(&self, ui: &Ui, center: Pos2, i: usize) {
        let (theme, palette) = (self.theme, self.theme.palette);
        let radius = theme.text_size(TextSize::Small) * 0.78;
        let outline = Stroke::new(theme.u(5.0), self.part_color(i));
        ui.painter().circle(center, radius, palette.card, outline);
        let letter = char::from(b'A' + (i as u8).min(25)).to_string();
        let rect = Rect::from_center_size(center, Vec2::splat(radius * 2.0));
        let style = TextStyle::bold(TextSize::Small, palette.ink);
        self.paint(ui, rect, Align2::CENTER_CENTER, &letter, style);
    }

    /// Writes what the part's label already says aloud.
    fn paint(&self, ui: &Ui, area: Rect, anchor: Align2, words: &str, style: TextStyle) {
        let galley = layout(ui, self.theme, words, style.rows(1), f32::INFINITY);
        let at = anchor.align_size_within_rect(galley.size(), area);
        ui.painter().galley(at.min, galley, style.color);
    }
}

/// The angle of a share of a turn that begins at the top.
fn angle(turn: f32) -> f32 {
    (turn - 0.25) * std::f32::consts::TAU
}

/// Points on an arc, close enough together to look round.
fn arc(center: Pos2, radius: f32, from: f32, to: f32) -> Vec<Pos2> {
    let steps = ((to - from) * 96.0).ceil().max(1.0) as usize;
    (0..=steps)
        .map(|step| {
            let turn = from + (to - from) * step as f32 / steps as f32;
            center + Vec2::angled(angle(turn)) * radius
        })
        .collect()
}

/// The part of a ring under a point, which is given from the ring's middle.
fn part_at(point: Vec2, inner: f32, outer: f32, turns: &[[f32; 2]]) -> Option<usize> {
    if !(inner..=outer).contains(&point.length()) {
        return None;
    }
    let turn = (point.angle() / std::f32::consts::TAU + 0.25).rem_euclid(1.0);
    turns
        .iter()
        .position(|[from, to]| (*from..*to).contains(&turn))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finger_on_a_ring_finds_its_part_clockwise_from_the_top() {
        let turns = [[0.0, 0.25], [0.25, 0.75], [0.75, 1.0]];
        let at = |x, y| part_at(vec2(x, y), 5.0, 10.0, &turns);
        assert_eq!(at(5.0, -5.0), Some(0), "right of the top");
        assert_eq!(at(0.0, 8.0), Some(1), "the foot");
        assert_eq!(at(-5.0, -5.0), Some(2), "left of the top");
        assert_eq!(at(0.0, -2.0), None, "the hole");
        assert_eq!(at(20.0, 0.0), None, "outside");
    }

    #[test]
    fn an_arc_begins_and_ends_where_it_should() {
        let points = arc(pos2(0.0, 0.0), 10.0, 0.0, 0.5);
        assert!((points[0] - pos2(0.0, -10.0)).length() < 1e-3);
        assert!((points[points.len() - 1] - pos2(0.0, 10.0)).length() < 1e-3);
        assert!(points.len() > 40);
    }
}
