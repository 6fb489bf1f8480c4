//! A week: days as columns where it is wide, as rows where it is not.

use chrono::{Datelike as _, Days, NaiveDate};
use egui::{Align2, Rect, Response, StrokeKind, Ui, pos2, vec2};

use super::day::{
    DAY_GAP, arrow_width, arrows_ui, badge_ui, count_words, week_days_ui, week_height,
};
use super::{CalendarFrame, NARROW};
use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::state::{Layout, Wish};
use crate::kiosk::calendar::words::{entry_tag, time_range};
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::pager::Pager;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    TextStyle, columns, focus_ring, layout, line, pressable, radius, stroke, tag, tag_size,
    take_left, take_right, take_top, text,
};

pub(super) fn week_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    frame: &CalendarFrame,
) -> Option<Wish> {
    if area.width() >= theme.u(NARROW) {
        columns_ui(ui, theme, area, frame)
    } else {
        rows_ui(ui, theme, area, frame)
    }
}

fn columns_ui(ui: &mut Ui, theme: &Theme, area: Rect, frame: &CalendarFrame) -> Option<Wish> {
    let mut middle = area;
    let gap = theme.u(DAY_GAP);
    let heads = week_height(theme);
    let arrows = [
        take_left(&mut middle, arrow_width(theme), gap),
        take_right(&mut middle, arrow_width(theme), gap),
    ]
    .map(|arrow| arrow.with_max_y(area.top() + heads));
    let page = Layout::Week.page(frame.day());
    let turns = frame.turns(page);
    let mut wanted = None;
    let turned = Pager::new(theme, middle, page, turns).show(ui, "week", |ui, rect, page, lead| {
        let monday = Layout::Week.first_day(page);
        let mut below = rect;
        let row = take_top(&mut below, heads, theme.u(space::S));
        if let Some(day) = week_days_ui(ui, theme, row, monday, frame) {
            wanted = Some(Wish::Day(day));
        }
        let touched = week_columns_ui(ui, theme, below, monday, frame, lead);
        wanted = touched.or(wanted.take());
    });
    let by_arrow = arrows_ui(ui, theme, arrows, ["week-before", "week-after"], turns);
    wanted.or(turned.or(by_arrow).map(Wish::Turn))
}

fn week_columns_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    monday: NaiveDate,
    frame: &CalendarFrame,
    lead: Option<&Response>,
) -> Option<Wish> {
    let gap = theme.u(DAY_GAP);
    let days: Vec<(NaiveDate, Rect)> = monday
        .iter_days()
        .zip(columns(area, 7, theme.u(DAY_GAP)))
        .collect();
    let heights: Vec<Vec<(&CalendarEntry, f32)>> = days
        .iter()
        .map(|(day, column)| {
            let card = |entry| (entry, column_card_height(ui, theme, entry, column.width()));
            frame.wanted_on(*day).map(card).collect()
        })
        .collect();
    let tallest = heights
        .iter()
        .map(|cards| cards.iter().map(|(_, height)| height + gap).sum::<f32>())
        .fold(0.0, f32::max);
    let mut wanted = None;
    let clip = area.expand2(vec2(theme.u(6.0), 0.0));
    Scroll::new(theme, clip)
        .bare()
        .led_by(lead)
        .show(ui, ("columns", monday), |ui, seen| {
            let origin = ui.max_rect().min.y;
            ui.set_height(tallest + theme.u(space::M));
            // The keyboard goes on to cards that are not seen yet.
            let by_keyboard = ui.memory(|memory| memory.focused().is_some());
            for ((day, column), cards) in days.iter().zip(&heights) {
                let mut top = theme.u(4.0);
                if cards.is_empty() {
                    nothing_ui(ui, theme, *column, origin, *day, frame);
                }
                for (entry, height) in cards {
                    let rect = Rect::from_min_size(
                        pos2(column.left(), origin + top),
                        vec2(column.width(), *height),
                    );
                    let drawn = by_keyboard || (top + height >= seen.top() && top <= seen.bottom());
                    top += height + gap;
                    if drawn && column_card_ui(ui, theme, rect, entry, frame) {
                        wanted = Some(Wish::Open(entry.occurrence));
                    }
                }
            }
        });
    wanted
}

/// A quiet word in a day's column without cards: only where nothing is known there is something to say.
fn nothing_ui(
    ui: &mut Ui,
    theme: &Theme,
    column: Rect,
    origin: f32,
    day: NaiveDate,
    frame: &CalendarFrame,
) {
    if frame.is_known(day) {
        return;
    }
    let rect = column.with_min_y(origin + theme.u(space::M));
    let style = TextStyle::regular(TextSize::Small, theme.palette.soft).rows(4);
    let inside = rect.shrink2(vec2(theme.u(space::XS), 0.0));
    text(ui, theme, inside, &theme.text("day-unknown"), style);
}

fn title_style(theme: &Theme, gone: bool) -> TextStyle {
    let ink = if gone {
        theme.palette.soft
    } else {
        theme.palette.ink
    };
    TextStyle::bold(TextSize::Second, ink).rows(3)
}

fn column_card_height(ui: &Ui, theme: &Theme, entry: &CalendarEntry, width: f32) -> f32 {
    let inside = width - theme.u(space::S) * 2.0;
    let title = entry.title.in_language(theme.language());
    let title = layout(ui, theme, title, title_style(theme, false), inside);
    let height = theme.text_size(TextSize::Small) * 1.5
        + title.size().y
        + theme.u(space::XS)
        + tag_height(theme)
        + theme.u(space::S) * 2.0;
    theme.touch(touch::CONTROL).max(height)
}

fn tag_height(theme: &Theme) -> f32 {
    theme.text_size(TextSize::Small) * 1.5 + theme.u(space::XS)
}

fn column_card_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> bool {
    let palette = theme.palette;
    let title = entry.title.in_language(theme.language());
    let gone = entry.canceled || entry.ends_at <= frame.now;
    let response = surface_ui(ui, theme, rect, entry, gone);
    let mut inside = rect.shrink(theme.u(space::S));
    let row = take_top(&mut inside, theme.text_size(TextSize::Small) * 1.5, 0.0);
    let time = time_range(entry, frame.time_zone);
    let style = TextStyle::regular(TextSize::Small, palette.soft);
    line(ui, theme, row, Align2::LEFT_CENTER, &time, style);
    let written = text(ui, theme, inside, title, title_style(theme, gone));
    let (tone, words) = entry_tag(theme, entry, frame.now);
    let at = pos2(inside.left(), written.bottom() + theme.u(space::XS));
    tag(ui, theme, at, tone, &words);
    response.clicked()
}

/// A small card to be touched: a hairline, no shadow, so that many of them stay calm.
fn surface_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    entry: &CalendarEntry,
    gone: bool,
) -> Response {
    let palette = &theme.palette;
    let title = entry.title.in_language(theme.language());
    let response = pressable(ui, rect, title, true, entry.occurrence);
    let fill = if gone { palette.paper } else { palette.card };
    let outline = if response.is_pointer_button_down_on() {
        palette.lacquer
    } else {
        palette.line
    };
    ui.painter().rect(
        rect,
        radius(theme, corner::BUTTON),
        fill,
        stroke(theme, outline),
        StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    response
}

fn rows_ui(ui: &mut Ui, theme: &Theme, mut area: Rect, frame: &CalendarFrame) -> Option<Wish> {
    let gap = theme.u(DAY_GAP);
    let mut title = take_top(&mut area, theme.touch(72.0), theme.u(space::S));
    let arrows = [
        take_left(&mut title, arrow_width(theme), gap),
        take_right(&mut title, arrow_width(theme), gap),
    ];
    let page = Layout::Week.page(frame.day());
    let turns = frame.turns(page);
    let monday = Layout::Week.first_day(page);
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    let words = week_words(theme, monday);
    line(ui, theme, title, Align2::CENTER_CENTER, &words, style);
    let mut wanted = None;
    let turned = Pager::new(theme, area, page, turns).show(ui, "week", |ui, rect, page, lead| {
        let monday = Layout::Week.first_day(page);
        let touched = week_rows_ui(ui, theme, rect, monday, frame, lead);
        wanted = touched.or(wanted.take());
    });
    let by_arrow = arrows_ui(ui, theme, arrows, ["week-before", "week-after"], turns);
    wanted.or(turned.or(by_arrow).map(Wish::Turn))
}

/// `23 to 29 November`.
fn week_words(theme: &Theme, monday: NaiveDate) -> String {
    let sunday = monday.checked_add_days(Days::new(6)).unwrap_or(monday);
    let args = [
        ("from", dates::short_date(theme, monday).into()),
        ("to", dates::short_date(theme, sunday).into()),
    ];
    theme.text_with("week-span", args)
}

fn week_rows_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    monday: NaiveDate,
    frame: &CalendarFrame,
    lead: Option<&Response>,
) -> Option<Wish> {
    let gap = theme.u(space::XS);
    let entry_height = theme
        .touch(84.0)
        .max(theme.text_size(TextSize::Second) * 3.0 + theme.u(space::XS));
    let head_height = theme
        .touch(touch::CONTROL)
        .max(theme.text_size(TextSize::Card) * 1.4 + theme.text_size(TextSize::Small) * 3.0);
    let days: Vec<(NaiveDate, Vec<&CalendarEntry>)> = monday
        .iter_days()
        .take(7)
        .map(|day| (day, frame.wanted_on(day).collect()))
        .collect();
    let height_of = |entries: &Vec<&CalendarEntry>| {
        let entries = entries.len() as f32;
        (entries * (entry_height + gap) - gap).max(head_height) + theme.u(space::S) * 2.0
    };
    let all: f32 = days.iter().map(|(_, entries)| height_of(entries)).sum();
    // What is over by now is a pull away.
    let over = days.iter().take_while(|(day, _)| *day < frame.day());
    let begin = over.map(|(_, entries)| height_of(entries)).sum();
    let mut wanted = None;
    Scroll::new(theme, area)
        .bare()
        .begin_at(if frame.day() < monday + Days::new(7) {
            begin
        } else {
            0.0
        })
        .led_by(lead)
        .show(ui, ("rows", monday), |ui, seen| {
            let origin = ui.max_rect().min.y;
            ui.set_height(all + theme.u(space::M));
            // The keyboard goes on to rows that are not seen yet.
            let by_keyboard = ui.memory(|memory| memory.focused().is_some());
            let mut top = 0.0;
            for (day, entries) in &days {
                let height = height_of(entries);
                let drawn = by_keyboard || (top + height >= seen.top() && top <= seen.bottom());
                let rect = Rect::from_min_size(
                    pos2(area.left(), origin + top),
                    vec2(area.width(), height),
                );
                top += height;
                if !drawn {
                    continue;
                }
                let edge = stroke(theme, theme.palette.line);
                ui.painter().hline(rect.x_range(), rect.bottom(), edge);
                let mut inside = rect.shrink2(vec2(0.0, theme.u(space::S)));
                let head = take_left(&mut inside, theme.u(180.0), theme.u(space::S));
                head_ui(
                    ui,
                    theme,
                    head.with_max_y(head.top() + head_height),
                    *day,
                    frame,
                );
                for entry in entries {
                    let rect = take_top(&mut inside, entry_height, gap);
                    if !ui.is_rect_visible(rect) && !by_keyboard {
                        continue;
                    }
                    if entry_row_ui(ui, theme, rect, entry, frame) {
                        wanted = Some(Wish::Open(entry.occurrence));
                    }
                }
                if entries.is_empty() {
                    let words = if frame.is_known(*day) {
                        count_words(theme, *day, frame)
                    } else {
                        theme.text("day-unknown")
                    };
                    let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
                    line(ui, theme, inside, Align2::LEFT_CENTER, &words, style);
                }
            }
        });
    wanted
}

/// A day's name, number and traditional date at the left of its row.
fn head_ui(ui: &mut Ui, theme: &Theme, rect: Rect, day: NaiveDate, frame: &CalendarFrame) {
    let palette = &theme.palette;
    let today = day == frame.today();
    let ink = if today {
        palette.lacquer
    } else if day < frame.today() {
        palette.soft
    } else {
        palette.ink
    };
    let name = if today {
        theme.text("today")
    } else {
        dates::weekday_short(theme, day)
    };
    let mut rest = rect;
    let small = theme.text_size(TextSize::Small) * 1.5;
    let row = take_top(&mut rest, small, 0.0);
    let style = TextStyle::regular(TextSize::Small, ink);
    line(ui, theme, row, Align2::LEFT_CENTER, &name, style);
    let row = take_top(&mut rest, theme.text_size(TextSize::Card) * 1.4, 0.0);
    let style = TextStyle::bold(TextSize::Card, ink);
    let number = line(
        ui,
        theme,
        row,
        Align2::LEFT_CENTER,
        &day.day().to_string(),
        style,
    );
    let badge = Rect::from_min_max(
        pos2(number.right(), row.top()),
        pos2(rect.right(), row.bottom()),
    );
    badge_ui(ui, theme, badge, (frame.day_class)(day));
    let style = TextStyle::regular(TextSize::Small, palette.soft);
    let lunar = dates::lunar_short(theme, day);
    line(ui, theme, rest, Align2::LEFT_TOP, &lunar, style);
}

fn entry_row_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> bool {
    let palette = theme.palette;
    let title = entry.title.in_language(theme.language());
    let gone = entry.canceled || entry.ends_at <= frame.now;
    let response = surface_ui(ui, theme, rect, entry, gone);
    let mut inside = rect.shrink2(vec2(theme.u(space::S), 0.0));
    let time = dates::clock(&entry.starts_at.with_timezone(&frame.time_zone));
    let ink = if gone { palette.soft } else { palette.ink };
    let style = TextStyle::bold(TextSize::Body, ink);
    let width = layout(ui, theme, "00:00", style, f32::INFINITY).size().x;
    let row = take_left(&mut inside, width, theme.u(space::S));
    line(ui, theme, row, Align2::LEFT_CENTER, &time, style);
    let (tone, words) = entry_tag(theme, entry, frame.now);
    let size = tag_size(ui, theme, &words);
    let place = take_right(&mut inside, size.x, theme.u(space::S));
    let at = pos2(place.left(), place.center().y - size.y / 2.0);
    tag(ui, theme, at, tone, &words);
    let style = TextStyle::bold(TextSize::Body, ink);
    if layout(ui, theme, title, style, f32::INFINITY).size().x <= inside.width() {
        line(ui, theme, inside, Align2::LEFT_CENTER, title, style);
    } else {
        // Two smaller lines rather than half a name.
        let style = TextStyle::bold(TextSize::Second, ink).rows(2);
        let size = layout(ui, theme, title, style, inside.width()).size();
        let at = Align2::LEFT_CENTER.align_size_within_rect(size, inside);
        text(ui, theme, at.with_max_x(inside.right()), title, style);
    }
    response.clicked()
}
