//! A month at once: each day with its traditional date and how much is on; the chosen day's list beside or below it.

use chrono::{Datelike as _, NaiveDate};
use egui::{Align2, Rect, StrokeKind, Ui, pos2, vec2};

use super::day::{arrow_width, arrows_ui, badge_ui, class_words, count_words};
use super::list::day_list_ui;
use super::{CalendarFrame, LOW, NARROW};
use crate::kiosk::calendar::state::{Layout, Wish, month_days};
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::pager::Pager;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    PictureSource, TextStyle, card, columns, focus_ring, layout, line, pressable, radius, stroke,
    take_bottom, take_left, take_right, take_top,
};

/// Width of the chosen day's list beside the month, in `u`.
const BESIDE: f32 = 620.0;
/// Share of the height that the list below takes.
const BELOW: f32 = 0.44;
/// Gap between days, in `u`.
const GAP: f32 = 8.0;
/// At most so many dots; the words beside them count on.
const DOTS_MAX: usize = 4;

pub(super) fn month_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    mut area: Rect,
    frame: &CalendarFrame,
) -> Option<Wish> {
    let narrow = area.width() < theme.u(NARROW);
    // Too low for both: a day leads to its list.
    let alone = narrow && area.height() < theme.u(LOW);
    let mut wanted = None;
    if !alone {
        let list = if narrow {
            let height = area.height() * BELOW;
            take_bottom(&mut area, height, theme.u(space::M))
        } else {
            take_right(&mut area, theme.u(BESIDE), theme.u(space::M))
        };
        card(ui, theme, list, false);
        let inside = list.shrink2(vec2(theme.u(space::M), theme.u(space::S)));
        wanted = day_list_ui(ui, theme, pictures, inside, frame, frame.day());
    }
    let page = Layout::Month.page(frame.day());
    let turns = frame.turns(page);
    let by_arrow = title_ui(ui, theme, &mut area, frame, turns, alone);
    let mut touched = None;
    let turned = Pager::new(theme, area, page, turns).show(ui, "month", |ui, rect, page, _| {
        let first = Layout::Month.first_day(page);
        touched = grid_ui(ui, theme, rect, first, frame).or(touched);
    });
    let to_day = |day| {
        if alone {
            Wish::ListOf(day)
        } else {
            Wish::Day(day)
        }
    };
    touched
        .map(to_day)
        .or(turned.or(by_arrow).map(Wish::Turn))
        .or(wanted)
}

/// The month's name between its arrows, and how far the calendar knows where that ends in it.
fn title_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    frame: &CalendarFrame,
    turns: (bool, bool),
    tight: bool,
) -> Option<i64> {
    let (height, below) = if tight {
        (60.0, space::XS)
    } else {
        (72.0, space::S)
    };
    let mut row = take_top(area, theme.touch(height), theme.u(below));
    let gap = theme.u(space::S);
    let arrows = [
        take_left(&mut row, arrow_width(theme), gap),
        take_right(&mut row, arrow_width(theme), gap),
    ];
    let day = frame.day();
    let name = theme.text_with(
        "month-title",
        [
            (
                "month",
                theme.text(&format!("month-{}", day.month())).into(),
            ),
            ("year", day.year().to_string().into()),
        ],
    );
    let ends = month_days(day).any(|day| !frame.is_known(day));
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    if ends {
        let until = dates::short_date(theme, frame.known_until);
        let known = theme.text_with("month-known-until", [("day", until.into())]);
        let height = theme.text_size(TextSize::Small) * 1.3;
        let below = take_bottom(&mut row, height, 0.0);
        let small = TextStyle::regular(TextSize::Small, theme.palette.soft);
        line(ui, theme, below, Align2::CENTER_CENTER, &known, small);
    }
    line(ui, theme, row, Align2::CENTER_CENTER, &name, style);
    arrows_ui(ui, theme, arrows, ["month-before", "month-after"], turns)
}

fn grid_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    first: NaiveDate,
    frame: &CalendarFrame,
) -> Option<NaiveDate> {
    let gap = theme.u(GAP);
    let names = take_top(&mut area, theme.text_size(TextSize::Small) * 1.4, gap);
    let style = TextStyle::regular(TextSize::Small, theme.palette.soft);
    // The week that the month begins in has its names, whatever its days are.
    let monday = crate::kiosk::calendar::state::monday(first);
    for (day, rect) in monday.iter_days().zip(columns(names, 7, gap)) {
        let name = dates::weekday_short(theme, day);
        line(ui, theme, rect, Align2::CENTER_CENTER, &name, style);
    }
    let skipped = first.weekday().num_days_from_monday() as usize;
    let days: Vec<NaiveDate> = month_days(first).collect();
    let weeks = (skipped + days.len()).div_ceil(7);
    let height = (area.height() - gap * (weeks - 1) as f32) / weeks as f32;
    let places = columns(area, 7, gap);
    let mut touched = None;
    for (i, day) in days.into_iter().enumerate() {
        let (week, column) = ((skipped + i) / 7, (skipped + i) % 7);
        let mut rect = places[column];
        rect.min.y = area.top() + week as f32 * (height + gap);
        rect.max.y = rect.min.y + height;
        if day_ui(ui, theme, rect, day, frame) {
            touched = Some(day);
        }
    }
    touched
}

fn day_ui(ui: &mut Ui, theme: &Theme, rect: Rect, day: NaiveDate, frame: &CalendarFrame) -> bool {
    let palette = &theme.palette;
    let (chosen, today) = (day == frame.day(), day == frame.today());
    let count = frame.wanted_on(day).count();
    let response = pressable(ui, rect, &said(theme, day, frame), true, day);
    let past = day < frame.today();
    let (fill, ink, soft) = if chosen {
        (palette.lacquer, palette.on_lacquer, palette.on_lacquer)
    } else if past || count == 0 {
        (palette.paper, palette.soft, palette.soft)
    } else {
        (palette.card, palette.ink, palette.soft)
    };
    let outline = if today { palette.lacquer } else { palette.line };
    ui.painter().rect(
        rect,
        radius(theme, corner::TAG),
        fill,
        stroke(theme, outline),
        StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, rect, corner::TAG);
    let mut inside = rect.shrink2(vec2(theme.u(10.0), theme.u(6.0)));
    let badge = badge_ui(ui, theme, rect.shrink(theme.u(6.0)), (frame.day_class)(day));
    let number_height = theme.text_size(TextSize::Card) * 1.2;
    let small_height = theme.text_size(TextSize::Small) * 1.3;
    let small = TextStyle::regular(TextSize::Small, soft);
    let mut row = take_top(&mut inside, number_height, 0.0);
    row.max.x -= badge;
    let style = TextStyle::bold(TextSize::Card, ink);
    let number = day.day().to_string();
    let written = line(ui, theme, row, Align2::LEFT_CENTER, &number, style);
    let beside = row.with_min_x(written.right() + theme.u(space::XS));
    let lunar = if today {
        theme.text("today")
    } else {
        dates::lunar_cell(theme, day)
    };
    let rows_left = (inside.height() / small_height) as usize;
    let amount = count_words(theme, day, frame);
    if rows_left == 0 {
        // One row alone: how much is on matters more.
        let words = if past || count == 0 { &lunar } else { &amount };
        if fits(ui, theme, words, small, beside.width()) || words == &amount {
            line(ui, theme, beside, Align2::RIGHT_CENTER, words, small);
        }
        return response.clicked();
    }
    if fits(ui, theme, &lunar, small, beside.width()) {
        line(ui, theme, beside, Align2::LEFT_CENTER, &lunar, small);
    } else if rows_left > 1 || count == 0 {
        let row = take_top(&mut inside, small_height, 0.0);
        line(ui, theme, row, Align2::LEFT_CENTER, &lunar, small);
    }
    let row = take_bottom(&mut inside, small_height, 0.0);
    if !past && (count > 0 || !frame.is_known(day)) {
        amount_ui(ui, theme, row, count, &amount, soft, chosen);
    }
    titles_ui(ui, theme, inside, day, frame, small, small_height);
    response.clicked()
}

fn fits(ui: &Ui, theme: &Theme, words: &str, style: TextStyle, width: f32) -> bool {
    layout(ui, theme, words, style, f32::INFINITY).size().x <= width
}

/// Dots, and in words how much is on.
fn amount_ui(
    ui: &mut Ui,
    theme: &Theme,
    row: Rect,
    count: usize,
    words: &str,
    ink: egui::Color32,
    chosen: bool,
) {
    let radius = theme.u(5.0);
    let dot = if chosen { ink } else { theme.palette.sea };
    let mut left = row.left();
    for _ in 0..count.min(DOTS_MAX) {
        let center = pos2(left + radius, row.center().y);
        ui.painter().circle_filled(center, radius, dot);
        left += radius * 3.0;
    }
    let rest = row.with_min_x(left);
    let style = TextStyle::regular(TextSize::Small, ink);
    line(ui, theme, rest, Align2::RIGHT_CENTER, words, style);
}

/// Where a day is high enough, the names of what is on.
fn titles_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    day: NaiveDate,
    frame: &CalendarFrame,
    style: TextStyle,
    height: f32,
) {
    let rows = (area.height() / height) as usize;
    for entry in frame.wanted_on(day).take(rows) {
        let row = take_top(&mut area, height, 0.0);
        let title = entry.title.in_language(theme.language());
        line(ui, theme, row, Align2::LEFT_CENTER, title, style);
    }
}

/// The whole day in words.
fn said(theme: &Theme, day: NaiveDate, frame: &CalendarFrame) -> String {
    let class = class_words(theme, (frame.day_class)(day));
    let amount = if frame.is_known(day) {
        let count = frame.wanted_on(day).count();
        theme.text_with("day-count", [("count", count.into())])
    } else {
        theme.text("day-unknown")
    };
    let words = [
        dates::long_date(theme, day),
        dates::lunar_short(theme, day),
        class,
        amount,
    ];
    let words: Vec<String> = words.into_iter().filter(|part| !part.is_empty()).collect();
    words.join(&theme.text("list-separator"))
}
