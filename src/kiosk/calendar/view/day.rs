//! One day: its field in a week, and the badge that says whether people work on it.

use chrono::{Datelike as _, NaiveDate};
use egui::{Align2, Rect, StrokeKind, Ui, pos2, vec2};

use super::CalendarFrame;
use crate::kiosk::calendar::words::spoken_day;
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    TextStyle, Tone, columns, focus_ring, layout, line, pressable, radius, stroke, tag, tag_size,
    take_top,
};
use crate::model::day_class::DayClass;

/// Height of the fields of a week.
pub(super) fn week_height(theme: &Theme) -> f32 {
    theme
        .touch(132.0)
        .max(theme.text_size(TextSize::Card) * 3.6)
}

/// Gap between the days of a week, in `u`.
pub(super) const DAY_GAP: f32 = 12.0;

/// The seven days from `monday` as columns; the day that was touched.
pub(super) fn week_days_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    monday: NaiveDate,
    frame: &CalendarFrame,
) -> Option<NaiveDate> {
    let mut touched = None;
    let columns = columns(rect, 7, theme.u(DAY_GAP));
    for (day, rect) in monday.iter_days().zip(columns) {
        if day_ui(ui, theme, rect, day, frame) {
            touched = Some(day);
        }
    }
    touched
}

fn day_ui(ui: &mut Ui, theme: &Theme, rect: Rect, day: NaiveDate, frame: &CalendarFrame) -> bool {
    let palette = &theme.palette;
    let (chosen, today) = (day == frame.day(), day == frame.today());
    let response = pressable(ui, rect, &dates::long_date(theme, day), true, day);
    let (fill, ink, soft) = if chosen {
        (palette.lacquer, palette.on_lacquer, palette.on_lacquer)
    } else if day < frame.today() {
        (palette.paper, palette.soft, palette.soft)
    } else {
        (palette.card, palette.ink, palette.soft)
    };
    let outline = if today && !chosen {
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
    let name = if today {
        theme.text("today")
    } else {
        dates::weekday_short(theme, day)
    };
    let inside = rect.shrink2(vec2(theme.u(4.0), theme.u(10.0)));
    let third = inside.height() / 3.4;
    let mut rest = inside;
    let small = TextStyle::regular(TextSize::Small, soft);
    let rows = [
        (take_top(&mut rest, third, 0.0), name, small),
        (
            take_top(&mut rest, third * 1.4, 0.0),
            day.day().to_string(),
            TextStyle::bold(TextSize::Card, ink),
        ),
        (rest, count_words(theme, day, frame), small),
    ];
    for (row, words, style) in rows {
        line(ui, theme, row, Align2::CENTER_CENTER, &words, style);
    }
    let corner = rect.shrink(theme.u(6.0));
    badge_ui(ui, theme, corner, (frame.day_class)(day));
    response.clicked()
}

/// How much is on, in words as short as a field.
pub(super) fn count_words(theme: &Theme, day: NaiveDate, frame: &CalendarFrame) -> String {
    if !frame.is_known(day) {
        return theme.text("day-unknown-short");
    }
    match frame.wanted_on(day).count() {
        0 => "–".to_owned(),
        count => theme.text_with("day-count", [("count", count.into())]),
    }
}

/// 休 or 班 at the top right of `rect`, where the day is not what its weekday says. Returns its width.
pub(super) fn badge_ui(ui: &mut Ui, theme: &Theme, rect: Rect, class: DayClass) -> f32 {
    let (tone, key) = match class {
        DayClass::Holiday(_) => (Tone::Sea, "day-off"),
        DayClass::MakeUpWorkday => (Tone::Gold, "day-worked"),
        DayClass::CentreClosed => (Tone::Lacquer, "day-closed"),
        DayClass::Workday | DayClass::Weekend => return 0.0,
    };
    let words = theme.text(key);
    let size = tag_size(ui, theme, &words);
    tag(
        ui,
        theme,
        pos2(rect.right() - size.x, rect.top()),
        tone,
        &words,
    );
    size.x
}

/// What a day is called above its list, whether people work on it, and its traditional date as far as there is room.
pub(super) fn heading_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    day: NaiveDate,
    frame: &CalendarFrame,
) {
    let name = spoken_day(theme, day, frame.today());
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    let written = line(ui, theme, rect, Align2::LEFT_BOTTOM, &name, style);
    let rest = rect.with_min_x(written.right() + theme.u(space::S));
    let class = class_words(theme, (frame.day_class)(day));
    let with_class = |lunar: String| {
        let both = [class.clone(), lunar];
        let said: Vec<String> = both.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(" · ")
    };
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    let fits = |words: &String| {
        let width = layout(ui, theme, words, style, f32::INFINITY).size().x;
        !words.is_empty() && width <= rest.width()
    };
    let words = [
        with_class(dates::traditional(theme, day)),
        with_class(dates::lunar_short(theme, day)),
        with_class(String::new()),
    ];
    if let Some(words) = words.iter().find(|words| fits(words)) {
        // On the line of the name, whose letters are larger.
        let rest = rest.translate(vec2(0.0, -theme.u(4.0)));
        line(ui, theme, rest, Align2::LEFT_BOTTOM, words, style);
    }
}

/// What is said of a day that is not what its weekday says; empty for the others.
pub(super) fn class_words(theme: &Theme, class: DayClass) -> String {
    match class {
        DayClass::Holiday(_) => theme.text("day-off-long"),
        DayClass::MakeUpWorkday => theme.text("day-worked-long"),
        DayClass::CentreClosed => theme.text("day-closed-long"),
        DayClass::Workday | DayClass::Weekend => String::new(),
    }
}

/// The buttons that turn a page, before and after; -1 or 1.
pub(super) fn arrows_ui(
    ui: &mut Ui,
    theme: &Theme,
    rects: [Rect; 2],
    labels: [&str; 2],
    on: (bool, bool),
) -> Option<i64> {
    let mut wanted = None;
    for (rect, step, on, sign, label) in [
        (rects[0], -1, on.0, "‹", labels[0]),
        (rects[1], 1, on.1, "›", labels[1]),
    ] {
        if arrow_ui(ui, theme, rect, on, sign, &theme.text(label)) {
            wanted = Some(step);
        }
    }
    wanted
}

/// Width of an arrow.
pub(super) fn arrow_width(theme: &Theme) -> f32 {
    theme.touch(touch::CONTROL * 0.82)
}

/// A button that shows a sign and says a word.
fn arrow_ui(ui: &mut Ui, theme: &Theme, rect: Rect, on: bool, sign: &str, label: &str) -> bool {
    let response = pressable(ui, rect, label, on, label);
    let palette = &theme.palette;
    let ink = if on { palette.ink } else { palette.line };
    ui.painter().rect(
        rect,
        radius(theme, corner::BUTTON),
        palette.card,
        stroke(theme, palette.line),
        StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    let style = TextStyle::bold(TextSize::Heading, ink);
    let galley = layout(ui, theme, sign, style, f32::INFINITY);
    let at = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
    // The sign sits low in its line.
    let at = at.min - vec2(0.0, theme.u(6.0));
    ui.painter().galley(at, galley, ink);
    response.clicked() && on
}
