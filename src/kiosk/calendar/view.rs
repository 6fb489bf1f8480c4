//! Draws the calendar: a week, the day's activities, and the one that is open.

use chrono::NaiveDate;
use chrono_tz::Tz;
use egui::{Align2, Rect, Ui, pos2, vec2};
use uuid::Uuid;

use crate::api::kiosk::CalendarEntry;
use crate::kiosk::dates;
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, Tone, bar, button, card, columns, focus_ring, layout,
    line, picture, pressable, radius, stroke, tag, tag_size, take_bottom, take_left, take_right,
    take_top, text,
};
use crate::model::activity::{Places, PlacesLeft};

/// What the calendar shows.
pub struct CalendarFrame<'a> {
    /// The seven days of the strip, with how many activities each has.
    pub week: Vec<(NaiveDate, usize)>,
    /// Today, at the centre.
    pub today: NaiveDate,
    /// The chosen day.
    pub day: NaiveDate,
    /// Whether there is a week before or after to turn to.
    pub turns: (bool, bool),
    /// The chosen day's activities, by start.
    pub entries: Vec<&'a CalendarEntry>,
    /// What comes after that day, by start.
    pub later: Vec<(NaiveDate, &'a CalendarEntry)>,
    /// The one that is open.
    pub open: Option<&'a CalendarEntry>,
    /// Whether anything has ever been fetched.
    pub known: bool,
    /// Times are shown in this zone.
    pub time_zone: Tz,
}

/// What a visitor wants on the calendar.
#[derive(Debug, Clone, PartialEq)]
pub enum CalendarAction {
    /// A choice in the shell.
    Shell(ShellAction),
    /// Another day.
    Day(NaiveDate),
    /// A week back (-1) or on (1).
    TurnWeek(i64),
    /// Open this occurrence.
    Open(Uuid),
    /// Close the one that is open.
    Close,
    /// Check in.
    CheckIn,
    /// Register for this occurrence.
    Register(Uuid),
}

/// Draws the screen on `stage`.
pub fn calendar_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    stage: Rect,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let mut wanted =
        header_ui(ui, theme, &mut area, &theme.text("calendar")).map(CalendarAction::Shell);
    let strip_height = theme
        .touch(132.0)
        .max(theme.text_size(TextSize::Card) * 3.6);
    let strip = take_top(&mut area, strip_height, theme.u(space::M));
    wanted = strip_ui(ui, theme, strip, frame).or(wanted);
    let upright = Theme::upright(area) || area.width() < theme.u(1300.0);
    let detail = frame.open.map(|entry| {
        let rect = if upright {
            let height = (area.height() * 0.56).max(theme.u(420.0));
            take_bottom(&mut area, height, theme.u(space::M))
        } else {
            take_right(&mut area, theme.u(640.0), theme.u(space::M))
        };
        (entry, rect)
    });
    // Down to the screen's edge: a card cut off there says that there is more.
    if area.bottom() + theme.u(space::L) >= stage.bottom() - 1.0 {
        area.max.y = stage.bottom();
    }
    wanted = list_ui(ui, theme, area, frame).or(wanted);
    match detail {
        Some((entry, rect)) => detail_ui(ui, theme, pictures, rect, entry, frame).or(wanted),
        None => wanted,
    }
}

fn strip_ui(
    ui: &mut Ui,
    theme: &Theme,
    strip: Rect,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    let mut wanted = None;
    let mut middle = strip;
    let turn = theme.touch(72.0);
    let gap = theme.u(12.0);
    let before = take_left(&mut middle, turn, gap);
    let after = take_right(&mut middle, turn, gap);
    for (rect, step, on, sign, label) in [
        (before, -1, frame.turns.0, "‹", "week-before"),
        (after, 1, frame.turns.1, "›", "week-after"),
    ] {
        let kind = if on {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if arrow_ui(ui, theme, rect, kind, sign, &theme.text(label)) && on {
            wanted = Some(CalendarAction::TurnWeek(step));
        }
    }
    for ((day, count), rect) in frame.week.iter().zip(columns(middle, 7, gap)) {
        if day_ui(ui, theme, rect, *day, *count, frame) {
            wanted = Some(CalendarAction::Day(*day));
        }
    }
    wanted
}

/// A button that shows a sign and says a word.
fn arrow_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    kind: ButtonKind,
    sign: &str,
    label: &str,
) -> bool {
    let response = pressable(ui, rect, label, kind != ButtonKind::Disabled, label);
    let palette = &theme.palette;
    let ink = if kind == ButtonKind::Disabled {
        palette.line
    } else {
        palette.ink
    };
    ui.painter().rect(
        rect,
        radius(theme, corner::BUTTON),
        palette.card,
        stroke(theme, palette.line),
        egui::StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    let galley = layout(
        ui,
        theme,
        sign,
        TextStyle::bold(TextSize::Heading, ink),
        f32::INFINITY,
    );
    let at = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(at.min, galley, ink);
    response.clicked()
}

fn day_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    day: NaiveDate,
    count: usize,
    frame: &CalendarFrame,
) -> bool {
    let palette = &theme.palette;
    let chosen = day == frame.day;
    let response = pressable(ui, rect, &dates::long_date(theme, day), true, day);
    let (fill, ink, soft) = if chosen {
        (palette.lacquer, palette.on_lacquer, palette.on_lacquer)
    } else {
        (palette.card, palette.ink, palette.soft)
    };
    let outline = if day == frame.today && !chosen {
        palette.lacquer
    } else {
        palette.line
    };
    ui.painter().rect(
        rect,
        radius(theme, corner::BUTTON),
        fill,
        stroke(theme, outline),
        egui::StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    let name = if day == frame.today {
        theme.text("today")
    } else {
        dates::weekday_short(theme, day)
    };
    let number = chrono::Datelike::day(&day).to_string();
    let count = if count == 0 {
        "–".to_owned()
    } else {
        theme.text_with("day-count", [("count", count.into())])
    };
    let inside = rect.shrink2(vec2(theme.u(2.0), theme.u(10.0)));
    let third = inside.height() / 3.4;
    let mut rest = inside;
    let rows = [
        (
            take_top(&mut rest, third, 0.0),
            name,
            TextStyle::regular(TextSize::Small, soft),
        ),
        (
            take_top(&mut rest, third * 1.4, 0.0),
            number,
            TextStyle::bold(TextSize::Card, ink),
        ),
        (rest, count, TextStyle::regular(TextSize::Small, soft)),
    ];
    for (row, words, style) in rows {
        line(ui, theme, row, Align2::CENTER_CENTER, &words, style);
    }
    response.clicked()
}

/// One row of the list.
enum Row<'a> {
    /// The day that the cards below are on.
    Day(NaiveDate),
    /// Nothing on the chosen day.
    Empty,
    Entry(&'a CalendarEntry),
}

/// The chosen day's cards, then those of the days after it: a finger that scrolls on meets what comes next.
fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    if frame.entries.is_empty() && frame.later.is_empty() {
        empty_ui(ui, theme, area, frame);
        return None;
    }
    let rows = rows(frame);
    let tops = row_tops(theme, &rows);
    let gap = theme.u(20.0);
    let mut wanted = None;
    // The shadow of a card needs a little room at the sides of the clip.
    Scroll::new(theme, area.expand2(vec2(theme.u(8.0), 0.0)))
        .bare()
        .show(ui, ("day", frame.day), |ui, seen| {
            let origin = ui.max_rect().min.y;
            ui.set_height(tops[rows.len()]);
            // The keyboard goes on to the row after the last one seen, so that has to be there, too.
            let more = usize::from(ui.memory(|memory| memory.focused().is_some()));
            let first = tops.partition_point(|top| *top <= seen.min.y).max(1) - 1;
            let end = tops.partition_point(|top| *top <= seen.max.y) + more;
            let drawn = first.saturating_sub(more)..end.min(rows.len());
            for (i, row) in rows.iter().enumerate().take(drawn.end).skip(drawn.start) {
                let rect = Rect::from_min_size(
                    pos2(area.left(), origin + tops[i]),
                    vec2(area.width(), tops[i + 1] - tops[i] - gap),
                );
                match row {
                    Row::Day(day) => heading_ui(ui, theme, rect, &dates::long_date(theme, *day)),
                    Row::Empty => empty_ui(ui, theme, rect, frame),
                    Row::Entry(entry) => {
                        if row_ui(ui, theme, rect, entry, frame) {
                            wanted = Some(CalendarAction::Open(entry.occurrence));
                        }
                    }
                }
            }
        });
    wanted
}

fn rows<'a>(frame: &CalendarFrame<'a>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row> = frame
        .entries
        .iter()
        .map(|entry| Row::Entry(entry))
        .collect();
    if rows.is_empty() {
        rows.push(Row::Empty);
    }
    let mut above = frame.day;
    for (day, entry) in &frame.later {
        if *day != above {
            rows.push(Row::Day(*day));
            above = *day;
        }
        rows.push(Row::Entry(entry));
    }
    rows
}

/// Where each row begins, and after the last one where the list ends.
fn row_tops(theme: &Theme, rows: &[Row]) -> Vec<f32> {
    let gap = theme.u(20.0);
    let card = theme.touch(150.0).max(
        theme.text_size(TextSize::Card) * 1.4
            + theme.text_size(TextSize::Second) * 1.6
            + theme.u(52.0),
    );
    let heading = theme.text_size(TextSize::Card) * 2.0;
    let mut tops = vec![0.0];
    let mut top = 0.0;
    for row in rows {
        top += gap
            + match row {
                Row::Day(_) => heading,
                Row::Empty => card * 1.6,
                Row::Entry(_) => card,
            };
        tops.push(top);
    }
    tops
}

/// A later day's name at the foot of its row, close to its cards.
fn heading_ui(ui: &mut Ui, theme: &Theme, rect: Rect, words: &str) {
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    line(ui, theme, rect, Align2::LEFT_BOTTOM, words, style);
}

fn row_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> bool {
    let palette = theme.palette;
    let language = theme.language();
    let title = entry.title.in_language(language);
    let open = frame
        .open
        .is_some_and(|open| open.occurrence == entry.occurrence);
    let response = pressable(ui, rect, title, true, entry.occurrence);
    card(ui, theme, rect, open);
    focus_ring(ui, theme, &response, rect, corner::CARD);
    let mut inside = rect.shrink2(vec2(theme.u(space::L), theme.u(20.0)));
    let time = dates::clock(&entry.starts_at.with_timezone(&frame.time_zone));
    let style = TextStyle::bold(TextSize::Heading, palette.ink);
    let time_width = layout(ui, theme, "00:00", style, f32::INFINITY).size().x;
    let time_rect = take_left(&mut inside, time_width, theme.u(space::L));
    line(ui, theme, time_rect, Align2::LEFT_CENTER, &time, style);
    let (tone, words) = entry_tag(theme, entry);
    let size = tag_size(ui, theme, &words);
    let tag_area = take_right(&mut inside, size.x, theme.u(space::S));
    tag(
        ui,
        theme,
        pos2(tag_area.left(), tag_area.center().y - size.y / 2.0),
        tone,
        &words,
    );
    let half = inside.height() * 0.54;
    let name = take_top(&mut inside, half, 0.0);
    line(
        ui,
        theme,
        name,
        Align2::LEFT_CENTER,
        title,
        TextStyle::bold(TextSize::Card, palette.ink),
    );
    let category = theme.text(&format!("category-{}", entry.category.key()));
    let place = format!("{} · {category}", entry.room.in_language(language));
    line(
        ui,
        theme,
        inside,
        Align2::LEFT_CENTER,
        &place,
        TextStyle::regular(TextSize::Second, palette.soft),
    );
    response.clicked()
}

fn empty_ui(ui: &mut Ui, theme: &Theme, area: Rect, frame: &CalendarFrame) {
    let palette = theme.palette;
    let (heading, body) = if frame.known {
        ("day-empty", "day-empty-more")
    } else {
        ("days-unknown", "days-unknown-more")
    };
    let middle = Rect::from_center_size(
        area.center() - vec2(0.0, theme.u(40.0)),
        vec2(area.width(), theme.u(80.0)),
    );
    line(
        ui,
        theme,
        middle,
        Align2::CENTER_CENTER,
        &theme.text(heading),
        TextStyle::bold(TextSize::Card, palette.ink),
    );
    let below = middle.translate(vec2(0.0, theme.u(72.0)));
    line(
        ui,
        theme,
        below,
        Align2::CENTER_CENTER,
        &theme.text(body),
        TextStyle::regular(TextSize::Body, palette.soft),
    );
}

fn detail_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    card(ui, theme, rect, false);
    let palette = theme.palette;
    let language = theme.language();
    let mut inside = rect.shrink(theme.u(space::L));
    let mut wanted = None;

    let mut buttons = take_bottom(&mut inside, theme.touch(touch::CONTROL), theme.u(space::S));
    let close_width = buttons.width() * 0.36;
    let close = take_right(&mut buttons, close_width, theme.u(space::S));
    let today = entry.starts_at.with_timezone(&frame.time_zone).date_naive() == frame.today;
    if today && !entry.canceled {
        if button(
            ui,
            theme,
            buttons,
            ButtonKind::Main,
            &theme.text("check-in-here"),
            "check-in-detail",
        )
        .clicked()
        {
            wanted = Some(CalendarAction::CheckIn);
        }
    } else if !entry.canceled && entry.places.capacity.is_some() {
        let label = theme.text("register");
        if button(ui, theme, buttons, ButtonKind::Main, &label, "register").clicked() {
            wanted = Some(CalendarAction::Register(entry.occurrence));
        }
    } else {
        let style = TextStyle::regular(TextSize::Small, palette.soft).rows(2);
        let galley = layout(
            ui,
            theme,
            &theme.text("register-at-desk"),
            style,
            buttons.width(),
        );
        let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), buttons);
        text(
            ui,
            theme,
            at.with_max_x(buttons.right()),
            &theme.text("register-at-desk"),
            style,
        );
    }
    if button(
        ui,
        theme,
        close,
        ButtonKind::Plain,
        &theme.text("close"),
        "close-detail",
    )
    .clicked()
    {
        wanted = Some(CalendarAction::Close);
    }

    places_bar_ui(ui, theme, &mut inside, entry);
    let day = entry.starts_at.with_timezone(&frame.time_zone).date_naive();
    let when = format!(
        "{} · {}",
        dates::long_date(theme, day),
        time_range(entry, frame.time_zone)
    );
    let place = format!(
        "{} · {}",
        entry.room.in_language(language),
        entry.host.in_language(language)
    );
    let second = TextStyle::regular(TextSize::Second, palette.soft).rows(2);
    let lines = [
        (
            entry.title.in_language(language),
            TextStyle::bold(TextSize::Card, palette.ink).rows(2),
            theme.u(6.0),
        ),
        (when.as_str(), second, 0.0),
        (place.as_str(), second, theme.u(12.0)),
        (
            entry.summary.in_language(language),
            TextStyle::regular(TextSize::Body, palette.ink),
            0.0,
        ),
    ];
    // The words come first; the picture takes what they leave.
    let words_height: f32 = lines
        .iter()
        .map(|(words, style, gap)| layout(ui, theme, words, *style, inside.width()).size().y + gap)
        .sum();
    let left = inside.height() - words_height - theme.u(space::M);
    if let Some(path) = &entry.picture
        && left > theme.u(120.0)
    {
        let height = left.min(theme.u(360.0));
        let top = take_top(&mut inside, height, theme.u(space::M));
        picture(ui, theme, pictures, top, path, "", corner::TAG);
    }
    Scroll::new(theme, inside).show(ui, ("detail", entry.occurrence), |ui, _| {
        let top = ui.min_rect().min;
        let mut rest = Rect::from_min_size(top, vec2(inside.width(), f32::INFINITY));
        for (words, style, gap) in lines {
            let written = text(ui, theme, rest, words, style);
            rest.min.y = written.bottom() + gap;
        }
        ui.allocate_space(vec2(inside.width(), words_height));
    });
    wanted
}

/// How full it is, as a bar and in words, at the foot of `area`.
fn places_bar_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, entry: &CalendarEntry) {
    let palette = theme.palette;
    let words_height = theme.text_size(TextSize::Second) * 1.5;
    let words_row = take_bottom(area, words_height, theme.u(8.0));
    let words = match (entry.canceled, entry.places.capacity) {
        (true, _) => theme.text("places-canceled"),
        (false, None) => theme.text("places-walk-in-more"),
        (false, Some(capacity)) => theme.text_with(
            "places-count",
            [
                ("capacity", capacity.into()),
                ("confirmed", entry.places.confirmed.into()),
            ],
        ),
    };
    line(
        ui,
        theme,
        words_row,
        Align2::LEFT_CENTER,
        &words,
        TextStyle::regular(TextSize::Second, palette.soft),
    );
    if let (false, Some(capacity)) = (entry.canceled, entry.places.capacity) {
        let row = take_bottom(area, theme.u(14.0), theme.u(space::S));
        let full = entry.places.confirmed >= capacity;
        let color = if full { palette.gold_ink } else { palette.sea };
        bar(
            ui,
            theme,
            row,
            entry.places.confirmed as f32 / capacity.max(1) as f32,
            color,
        );
    }
}

/// The tag of an entry: canceled before anything else.
fn entry_tag(theme: &Theme, entry: &CalendarEntry) -> (Tone, String) {
    if entry.canceled {
        (Tone::Lacquer, theme.text("places-canceled"))
    } else {
        places_tag(theme, &entry.places)
    }
}

/// What a tag says of places.
pub fn places_tag(theme: &Theme, places: &Places) -> (Tone, String) {
    match places.left() {
        PlacesLeft::WalkIn => (Tone::Sea, theme.text("places-walk-in")),
        PlacesLeft::Free(count) => (
            Tone::Sea,
            theme.text_with("places-free", [("count", count.into())]),
        ),
        PlacesLeft::Waitlist(count) => (
            Tone::Gold,
            theme.text_with("places-waitlist", [("count", count.into())]),
        ),
        PlacesLeft::Full => (Tone::Lacquer, theme.text("places-full")),
    }
}

/// `10:00–11:30`.
pub fn time_range(entry: &CalendarEntry, zone: Tz) -> String {
    let local = |time: &chrono::DateTime<chrono::Utc>| dates::clock(&time.with_timezone(&zone));
    format!("{}–{}", local(&entry.starts_at), local(&entry.ends_at))
}
