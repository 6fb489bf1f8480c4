//! The list: the chosen day's cards, then those of the days after it, so that a finger that scrolls on meets what comes
//! next.

use chrono::NaiveDate;
use egui::{Rect, Ui, pos2, vec2};

use super::CalendarFrame;
use super::card::{card_height, card_ui};
use super::day::{DAY_GAP, arrow_width, arrows_ui, heading_ui, week_days_ui, week_height};
use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::filter::{Filter, once};
use crate::kiosk::calendar::state::{Layout, Wish};
use crate::kiosk::calendar::words::{day_of, spoken_day};
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::pager::Pager;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, button_width, centered_text, columns, take_left,
    take_right, take_top,
};

/// Wide enough for two cards beside each other, in `u`.
const TWO: f32 = 1500.0;

/// One row of the list.
enum Row<'a> {
    /// The week, where nothing stands still above the list.
    Week,
    /// The day that the cards below are on.
    Day(NaiveDate),
    /// Cards beside each other.
    Cards(Vec<&'a CalendarEntry>),
    /// Nothing on this day.
    Empty(NaiveDate),
    /// Nothing of what is chosen, on any day.
    NoMatch,
    /// From here on nothing is known.
    Unknown,
}

pub(super) fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    mut area: Rect,
    frame: &CalendarFrame,
    low: bool,
) -> Option<Wish> {
    let mut wanted = None;
    if !low {
        let strip = take_top(&mut area, week_height(theme), theme.u(space::S));
        wanted = strip_ui(ui, theme, strip, frame);
    }
    let across = if area.width() > theme.u(TWO) { 2 } else { 1 };
    let mut rows = rows(frame, across);
    if low {
        rows.insert(0, Row::Week);
    }
    let day = frame.day();
    rows_ui(ui, theme, pictures, area, frame, &rows, ("list", day)).or(wanted)
}

/// What is on one day, alone.
pub(super) fn day_list_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    frame: &CalendarFrame,
    day: NaiveDate,
) -> Option<Wish> {
    let mut rows = vec![Row::Day(day)];
    day_rows(&mut rows, frame, day, frame.wanted_on(day).collect(), 1);
    rows_ui(ui, theme, pictures, area, frame, &rows, ("day", day))
}

/// The week of the chosen day, turned by a finger or an arrow.
fn strip_ui(ui: &mut Ui, theme: &Theme, strip: Rect, frame: &CalendarFrame) -> Option<Wish> {
    let mut middle = strip;
    let gap = theme.u(DAY_GAP);
    let arrows = [
        take_left(&mut middle, arrow_width(theme), gap),
        take_right(&mut middle, arrow_width(theme), gap),
    ];
    let page = Layout::List.page(frame.day());
    let turns = frame.turns(page);
    let mut touched = None;
    let turned = Pager::new(theme, middle, page, turns).show(ui, "strip", |ui, rect, page, _| {
        let monday = Layout::List.first_day(page);
        touched = week_days_ui(ui, theme, rect, monday, frame).or(touched);
    });
    let by_arrow = arrows_ui(ui, theme, arrows, ["week-before", "week-after"], turns);
    touched
        .map(Wish::Day)
        .or(turned.or(by_arrow).map(Wish::Turn))
}

fn rows<'a>(frame: &CalendarFrame<'a>, across: usize) -> Vec<Row<'a>> {
    let day = frame.day();
    let mut rows = vec![Row::Day(day)];
    if !frame.is_known(day) {
        rows.push(Row::Unknown);
        return rows;
    }
    let entries: Vec<&CalendarEntry> = once(frame.wanted_from(day)).collect();
    if entries.is_empty() && !frame.state.filter.is_empty() {
        return vec![Row::NoMatch];
    }
    let on = |entry: &CalendarEntry| day_of(entry, frame.time_zone);
    let mut days = entries
        .chunk_by(|one, other| on(one) == on(other))
        .peekable();
    let first = days
        .next_if(|first| first.first().is_some_and(|entry| on(entry) == day))
        .unwrap_or_default();
    day_rows(&mut rows, frame, day, first.to_vec(), across);
    for entries in days {
        let Some(day) = entries.first().map(|entry| on(entry)) else {
            continue;
        };
        rows.push(Row::Day(day));
        day_rows(&mut rows, frame, day, entries.to_vec(), across);
    }
    rows.push(Row::Unknown);
    rows
}

/// The rows of one day: what is over comes last.
fn day_rows<'a>(
    rows: &mut Vec<Row<'a>>,
    frame: &CalendarFrame,
    day: NaiveDate,
    mut entries: Vec<&'a CalendarEntry>,
    across: usize,
) {
    entries.sort_by_key(|entry| entry.ends_at <= frame.now);
    if !frame.is_known(day) {
        rows.push(Row::Unknown);
    } else if entries.is_empty() {
        rows.push(Row::Empty(day));
    }
    rows.extend(entries.chunks(across).map(|row| Row::Cards(row.to_vec())));
}

fn row_height(theme: &Theme, row: &Row) -> f32 {
    let words = theme.text_size(TextSize::Card) * 1.5 + theme.text_size(TextSize::Body) * 3.2;
    let buttons = theme.touch(touch::CONTROL) + theme.u(space::M);
    match row {
        Row::Week => week_height(theme),
        Row::Day(_) => theme.text_size(TextSize::Card) * 1.5,
        Row::Cards(_) => card_height(theme),
        Row::Empty(_) | Row::NoMatch => words + buttons,
        Row::Unknown => words,
    }
}

/// Draws the rows that are seen.
fn rows_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    frame: &CalendarFrame,
    rows: &[Row],
    salt: (&str, NaiveDate),
) -> Option<Wish> {
    let gap = theme.u(20.0);
    // Where each row begins, and after the last one where the list ends.
    let mut tops = vec![0.0];
    for row in rows {
        let top = tops.last().copied().unwrap_or_default();
        tops.push(top + row_height(theme, row) + gap);
    }
    let mut wanted = None;
    // The shadow of a card needs a little room at the sides of the clip.
    Scroll::new(theme, area.expand2(vec2(theme.u(8.0), 0.0)))
        .bare()
        .show(ui, (salt, &frame.state.filter), |ui, seen| {
            let origin = ui.max_rect().min.y;
            ui.set_height(tops[rows.len()]);
            // The keyboard goes on to the row after the last one seen, so that has to be there, too.
            let more = usize::from(ui.memory(|memory| memory.focused().is_some()));
            let first = tops.partition_point(|top| *top <= seen.min.y).max(1) - 1;
            let end = tops.partition_point(|top| *top <= seen.max.y) + more;
            for i in first.saturating_sub(more)..end.min(rows.len()) {
                let rect = Rect::from_min_size(
                    pos2(area.left(), origin + tops[i]),
                    vec2(area.width(), tops[i + 1] - tops[i] - gap),
                );
                let touched = row_ui(ui, theme, pictures, rect, &rows[i], frame);
                wanted = touched.or(wanted.take());
            }
        });
    wanted
}

fn row_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    row: &Row,
    frame: &CalendarFrame,
) -> Option<Wish> {
    match row {
        Row::Week => strip_ui(ui, theme, rect, frame),
        Row::Day(day) => {
            heading_ui(ui, theme, rect, *day, frame);
            None
        }
        Row::Cards(entries) => {
            // A single card is as wide as the list only where nothing stands beside others.
            let count = if rect.width() > theme.u(TWO) { 2 } else { 1 };
            let places = columns(rect, count, theme.u(space::M));
            let mut wanted = None;
            for (entry, rect) in entries.iter().zip(places) {
                if card_ui(ui, theme, pictures, rect, entry, frame) {
                    wanted = Some(Wish::Open(entry.occurrence));
                }
            }
            wanted
        }
        Row::Empty(day) => empty_ui(ui, theme, rect, frame, *day),
        Row::NoMatch => no_match_ui(ui, theme, rect, frame),
        Row::Unknown => {
            let day = theme.text_with(
                "days-beyond",
                [("day", dates::short_date(theme, frame.known_until).into())],
            );
            said_ui(ui, theme, rect, &day, &theme.text("days-beyond-more"));
            None
        }
    }
}

/// Nothing on this day: the next one with something is a touch away.
fn empty_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    frame: &CalendarFrame,
    day: NaiveDate,
) -> Option<Wish> {
    let filtered = !frame.state.filter.is_empty();
    let (heading, body) = match (frame.entries.is_empty(), filtered) {
        (_, true) => ("day-no-match", "day-no-match-more"),
        (_, false) => ("day-empty", "day-empty-more"),
    };
    let below = said_ui(ui, theme, rect, &theme.text(heading), &theme.text(body));
    let mut choices = Vec::new();
    if let Some(next) = frame.next_day(day) {
        let day = spoken_day(theme, next, frame.today());
        let label = theme.text_with("day-next", [("day", day.into())]);
        choices.push((label, Wish::Day(next)));
    }
    if filtered {
        let label = theme.text("filter-everything");
        choices.push((label, Wish::Filter(Filter::default())));
    }
    choices_ui(ui, theme, below, choices)
}

/// Nothing of what is chosen: an invitation with two ways back.
fn no_match_ui(ui: &mut Ui, theme: &Theme, rect: Rect, frame: &CalendarFrame) -> Option<Wish> {
    let heading = theme.text("no-match");
    let body = theme.text("no-match-more");
    let below = said_ui(ui, theme, rect, &heading, &body);
    let mut choices = vec![
        (
            theme.text("filter-everything"),
            Wish::Filter(Filter::default()),
        ),
        (theme.text("filter-change"), Wish::Choose(true)),
    ];
    if frame.state.day.is_some() {
        choices.push((theme.text("to-today"), Wish::Today));
    }
    choices_ui(ui, theme, below, choices)
}

/// Buttons in the middle, as wide as their words.
fn choices_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    choices: Vec<(String, Wish)>,
) -> Option<Wish> {
    let gap = theme.u(space::S);
    let widths: Vec<f32> = choices
        .iter()
        .map(|(label, _)| button_width(ui, theme, label))
        .collect();
    let natural = widths.iter().sum::<f32>() + gap * widths.len().saturating_sub(1) as f32;
    let share = (area.width() / natural.max(1.0)).min(1.0);
    let mut left = area.center().x - natural * share / 2.0;
    let mut wanted = None;
    for ((label, wish), width) in choices.into_iter().zip(widths) {
        let size = vec2(
            width * share,
            theme.touch(touch::CONTROL).min(area.height()),
        );
        let rect = Rect::from_min_size(pos2(left, area.top()), size);
        left += (width + gap) * share;
        let kind = ButtonKind::Plain;
        if button(ui, theme, rect, kind, &label, "choice").clicked() {
            wanted = Some(wish);
        }
    }
    wanted
}

/// A heading and a sentence, in the middle; returns what is left below them.
pub(super) fn said_ui(ui: &mut Ui, theme: &Theme, rect: Rect, heading: &str, body: &str) -> Rect {
    let mut rest = rect;
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink).rows(2);
    rest.min.y += theme.u(space::S);
    rest.min.y = centered_text(ui, theme, rest, heading, style).bottom() + theme.u(space::XS);
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft).rows(2);
    rest.min.y = centered_text(ui, theme, rest, body, style).bottom() + theme.u(space::M);
    rest
}

/// Nothing has ever been fetched.
pub(super) fn unknown_ui(ui: &mut Ui, theme: &Theme, area: Rect) {
    let heading = theme.text("days-unknown");
    let rest = area.with_min_y(area.center().y - theme.u(80.0));
    said_ui(ui, theme, rest, &heading, &theme.text("days-unknown-more"));
}
