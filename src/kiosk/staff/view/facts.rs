//! Draws facts: cards of a heading and lines of name and value, in one column or two.

use egui::{Rect, Ui, pos2, vec2};

use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{
    TextStyle, Tone, bar, card, layout, stroke, tag, tag_size, text,
};

/// A card of facts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    pub heading: String,
    pub facts: Vec<Fact>,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Fact {
    /// What it is about.
    pub name: String,
    /// What is the case, in words.
    pub value: String,
    /// A short word about it that is seen first.
    pub tag: Option<(Tone, String)>,
    /// What it means, or the program's own words.
    pub more: String,
    /// How far something is, from 0 to 1.
    pub share: Option<f32>,
}

impl Fact {
    pub(super) fn new(name: String, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            ..Self::default()
        }
    }

    pub(super) fn tagged(self, tone: Tone, words: String) -> Self {
        Self {
            tag: Some((tone, words)),
            ..self
        }
    }

    pub(super) fn more(self, more: String) -> Self {
        Self { more, ..self }
    }
}

/// Draws the cards, each where there is most room; scrolls when there are many.
pub(super) fn sections_ui(ui: &mut Ui, theme: &Theme, area: Rect, sections: &[Section]) {
    let gap = theme.u(space::M);
    let count = if Theme::upright(ui.max_rect()) { 1 } else { 2 };
    let width = (area.width() - gap * (count as f32 - 1.0)) / count as f32;
    let mut bottoms = vec![0.0f32; count];
    let placed: Vec<Rect> = sections
        .iter()
        .map(|section| {
            let shortest = (0..count)
                .min_by(|a, b| bottoms[*a].total_cmp(&bottoms[*b]))
                .unwrap_or(0);
            let height = section_height(ui, theme, section, width);
            let at = pos2(shortest as f32 * (width + gap), bottoms[shortest]);
            bottoms[shortest] += height + gap;
            Rect::from_min_size(at, vec2(width, height))
        })
        .collect();
    let height = bottoms.into_iter().fold(0.0, f32::max);
    // The shadow of a card needs a little room at the sides of the clip.
    let seen = area.expand2(vec2(theme.u(8.0), 0.0));
    Scroll::new(theme, seen).show(
        ui,
        ("staff", sections.first().map(|section| &section.heading)),
        |ui, _| {
            let origin = pos2(area.left(), ui.min_rect().top());
            ui.allocate_space(vec2(area.width(), height + theme.u(space::S)));
            for (section, rect) in sections.iter().zip(placed) {
                let rect = rect.translate(origin.to_vec2());
                if ui.is_rect_visible(rect) {
                    section_ui(ui, theme, rect, section);
                }
            }
        },
    );
}

fn heading_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Card, theme.palette.ink).rows(2)
}

fn section_height(ui: &Ui, theme: &Theme, section: &Section, width: f32) -> f32 {
    let inside = width - theme.u(space::L) * 2.0;
    let heading = layout(ui, theme, &section.heading, heading_style(theme), inside);
    let facts: f32 = section
        .facts
        .iter()
        .map(|fact| fact_height(ui, theme, fact, inside) + theme.u(space::S) * 2.0)
        .sum();
    theme.u(space::M) * 2.0 + heading.size().y + facts
}

fn section_ui(ui: &mut Ui, theme: &Theme, rect: Rect, section: &Section) {
    card(ui, theme, rect, false);
    let mut inside = rect.shrink2(vec2(theme.u(space::L), theme.u(space::M)));
    let heading = text(ui, theme, inside, &section.heading, heading_style(theme));
    inside.min.y = heading.bottom();
    for fact in &section.facts {
        let line = stroke(theme, theme.palette.line);
        ui.painter().hline(
            inside.x_range(),
            inside.top() + theme.u(space::S) * 0.5,
            line,
        );
        inside.min.y += theme.u(space::S);
        inside.min.y += fact_ui(ui, theme, inside, fact) + theme.u(space::S);
    }
}

/// Widths of name and value in a row this wide.
fn halves(theme: &Theme, width: f32) -> (f32, f32) {
    let name = width * 0.32;
    (name, width - name - theme.u(space::S))
}

struct Styles {
    name: TextStyle,
    value: TextStyle,
    more: TextStyle,
}

fn styles(theme: &Theme) -> Styles {
    let palette = &theme.palette;
    Styles {
        name: TextStyle::regular(TextSize::Second, palette.soft),
        value: TextStyle::regular(TextSize::Second, palette.ink),
        more: TextStyle::regular(TextSize::Small, palette.soft),
    }
}

fn fact_height(ui: &Ui, theme: &Theme, fact: &Fact, width: f32) -> f32 {
    let (name_width, value_width) = halves(theme, width);
    let styles = styles(theme);
    let height = |words: &str, style, width| {
        if words.is_empty() {
            0.0
        } else {
            layout(ui, theme, words, style, width).size().y
        }
    };
    let tag = match &fact.tag {
        Some((_, words)) => tag_size(ui, theme, words).y + theme.u(6.0),
        None => 0.0,
    };
    let share = fact.share.map_or(0.0, |_| theme.u(26.0));
    let right = tag
        + height(&fact.value, styles.value, value_width)
        + share
        + height(&fact.more, styles.more, value_width);
    height(&fact.name, styles.name, name_width).max(right)
}

/// Draws a fact at the top of `area`; how high it is.
fn fact_ui(ui: &mut Ui, theme: &Theme, area: Rect, fact: &Fact) -> f32 {
    let (name_width, value_width) = halves(theme, area.width());
    let styles = styles(theme);
    let name = area.with_max_x(area.left() + name_width);
    text(ui, theme, name, &fact.name, styles.name);
    let mut rest = area.with_min_x(area.right() - value_width);
    if let Some((tone, words)) = &fact.tag {
        let drawn = tag(ui, theme, rest.min, *tone, words);
        rest.min.y = drawn.bottom() + theme.u(6.0);
    }
    if !fact.value.is_empty() {
        rest.min.y = text(ui, theme, rest, &fact.value, styles.value).bottom();
    }
    if let Some(share) = fact.share {
        let row = rest.with_max_y(rest.top() + theme.u(22.0));
        bar(
            ui,
            theme,
            row.shrink2(vec2(0.0, theme.u(5.0))),
            share,
            theme.palette.sea,
        );
        rest.min.y += theme.u(26.0);
    }
    if !fact.more.is_empty() {
        text(ui, theme, rest, &fact.more, styles.more);
    }
    fact_height(ui, theme, fact, area.width())
}
