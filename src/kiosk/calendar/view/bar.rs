//! The bar above the calendar: how to look at it, the way back to today, what is chosen of it.

use egui::{Rect, Ui, pos2, vec2};

use super::{CalendarFrame, NARROW};
use crate::kiosk::calendar::filter::{Facet, Filter};
use crate::kiosk::calendar::state::{Layout, Wish};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button_sized, layout, take_left, take_right, take_top,
};

/// Height of the bar's buttons, in `u`.
const HEIGHT: f32 = 80.0;
const TEXT: TextSize = TextSize::Second;

/// Draws it; `area` loses its rows. In a low stage the chips are left to the page of filters.
pub(super) fn bar_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    frame: &CalendarFrame,
    low: bool,
) -> Option<Wish> {
    let state = frame.state;
    let gap = theme.u(space::S);
    let height = theme.touch(HEIGHT);
    let wide = area.width() >= theme.u(NARROW);
    let mut row = take_top(area, height, if low { gap } else { theme.u(space::M) });
    let looks = Layout::ALL.map(|layout| theme.text(layout.key()));
    let today = theme.text("to-today");
    let chosen = state.filter.chosen().count();
    let filter = if chosen == 0 {
        theme.text("filter")
    } else {
        theme.text_with("filter-count", [("count", chosen.into())])
    };
    let look_width = looks
        .iter()
        .map(|name| chip_width(ui, theme, name))
        .fold(0.0, f32::max);
    let [today_width, filter_width] = [&today, &filter].map(|name| chip_width(ui, theme, name));
    // Narrow, with large text: everything a little less wide.
    let natural = look_width * 3.0 + theme.u(space::XS) * 2.0 + today_width + filter_width;
    let share = ((row.width() - gap * 2.0) / natural).min(1.0);
    let mut wanted = None;
    for (look, name) in Layout::ALL.into_iter().zip(&looks) {
        let last = look == Layout::Month;
        let between = if last { gap } else { theme.u(space::XS) };
        let rect = take_left(&mut row, look_width * share, between * share);
        let kind = chosen_kind(state.layout == look);
        if button_sized(ui, theme, rect, kind, name, TEXT, "layout").clicked() {
            wanted = Some(Wish::Layout(look));
        }
    }
    let rect = take_left(&mut row, today_width * share, gap);
    let at_today = state.day.is_none();
    let kind = if at_today {
        ButtonKind::Disabled
    } else {
        ButtonKind::Plain
    };
    if button_sized(ui, theme, rect, kind, &today, TEXT, "to-today").clicked() {
        wanted = Some(Wish::Today);
    }
    let rect = take_right(&mut row, filter_width * share, gap);
    let kind = chosen_kind(state.choosing || chosen > 0);
    if button_sized(ui, theme, rect, kind, &filter, TEXT, "filter").clicked() {
        wanted = Some(Wish::Choose(!state.choosing));
    }
    if low || state.choosing {
        return wanted;
    }
    let chips = if wide {
        row
    } else {
        take_top(area, height, theme.u(space::M))
    };
    chips_ui(ui, theme, chips, frame)
        .map(Wish::Filter)
        .or(wanted)
}

/// What is chosen, each to be let go by a touch; where nothing is, what is asked most. As many as fit.
fn chips_ui(ui: &mut Ui, theme: &Theme, row: Rect, frame: &CalendarFrame) -> Option<Filter> {
    let filter = &frame.state.filter;
    let gap = theme.u(space::S);
    let mut chips: Vec<(String, ButtonKind, Filter)> = filter
        .chosen()
        .map(|facet| facet_chip(theme, frame, facet))
        .collect();
    if !filter.is_empty() {
        let clear = theme.text("filter-clear");
        chips.push((clear, ButtonKind::Plain, Filter::default()));
    }
    let offered = Facet::OTHERS
        .into_iter()
        .filter(|facet| !filter.holds(*facet));
    chips.extend(offered.map(|facet| facet_chip(theme, frame, facet)));
    let mut left = row.left();
    let mut wanted = None;
    for (label, kind, then) in chips {
        let width = chip_width(ui, theme, &label);
        if left + width > row.right() + 0.5 {
            break;
        }
        let rect = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
        left += width + gap;
        if button_sized(ui, theme, rect, kind, &label, TEXT, "chip").clicked() {
            wanted = Some(then);
        }
    }
    wanted
}

/// A facet's chip: its words with how many activities it leaves, how it looks, and what is chosen after a touch.
pub(super) fn facet_chip(
    theme: &Theme,
    frame: &CalendarFrame,
    facet: Facet,
) -> (String, ButtonKind, Filter) {
    let filter = &frame.state.filter;
    let chosen = filter.holds(facet);
    let count = filter.count_with(facet, frame.entries, &frame.asked());
    let key = if chosen {
        "filter-chip-chosen"
    } else {
        "filter-chip"
    };
    let args = [
        ("name", theme.text(&facet.key()).into()),
        ("count", count.into()),
    ];
    (
        theme.text_with(key, args),
        chosen_kind(chosen),
        filter.toggled(facet),
    )
}

/// Width of a button with these words.
pub(super) fn chip_width(ui: &Ui, theme: &Theme, label: &str) -> f32 {
    let style = TextStyle::bold(TEXT, theme.palette.ink);
    let words = layout(ui, theme, label, style, f32::INFINITY).size().x;
    (words + theme.u(48.0)).max(theme.touch(HEIGHT))
}

fn chosen_kind(chosen: bool) -> ButtonKind {
    if chosen {
        ButtonKind::Chosen
    } else {
        ButtonKind::Plain
    }
}
