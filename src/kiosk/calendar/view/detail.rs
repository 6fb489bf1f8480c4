//! The occurrence that is open: picture, when, where, for whom; how many places are left right now; and a code that takes
//! it along.

use egui::{Rect, Ui, pos2, vec2};
use uuid::Uuid;

use super::places::places_ui;
use super::{CalendarAction, CalendarFrame, LOW, NARROW};
use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::code::PhoneCode;
use crate::kiosk::calendar::state::Wish;
use crate::kiosk::calendar::words::{
    Chance, cost, course_words, dates_of, day_of, entry_tag, for_whom, languages, plan_sentence,
    when,
};
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::qr::{qr_side_min, qr_ui};
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, button_sized, card, layout, picture, take_bottom,
    take_left, take_right, take_top, text,
};

/// Most dates that are offered beside the open one.
const DATES_MAX: usize = 8;
/// Lowest picture that is more than a slit, in `u`.
const PICTURE_LEAST: f32 = 160.0;

pub(super) fn detail_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    if area.width() >= theme.u(NARROW) {
        wide_ui(ui, theme, pictures, area, entry, frame)
    } else {
        narrow_ui(ui, theme, pictures, area, entry, frame)
    }
}

/// Picture, places and what to do at the left; the words in the middle; the code at the right.
fn wide_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    mut area: Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    let mut left = take_left(&mut area, theme.u(600.0), theme.u(space::L));
    let mut wanted = foot_ui(ui, theme, &mut left, entry, frame);
    if let Some(path) = &entry.picture
        && left.height() > theme.u(PICTURE_LEAST)
    {
        picture(ui, theme, pictures, left, path, "", corner::CARD);
    }
    let code = PhoneCode::of(entry, theme.language(), frame.centre, frame.phone_address);
    if let Some(width) = code_side(ui, theme, &code, theme.u(360.0)) {
        let width = width + theme.u(space::M) * 2.0;
        let column = take_right(&mut area, width, theme.u(space::L));
        let height = code_height(ui, theme, &code, width);
        let rect = column.with_max_y(column.top() + height.min(column.height()));
        code_ui(ui, theme, rect, &code);
    }
    // Down to the screen's edge: what is cut off there says that there is more.
    area.max.y += theme.u(space::L);
    let words = Words::of(theme, entry, frame);
    let height = words.height(ui, theme, area.width());
    Scroll::new(theme, area).show(ui, ("detail", entry.occurrence), |ui, _| {
        let top = ui.min_rect().min;
        let rect = Rect::from_min_size(top, vec2(area.width(), height));
        let opened = words.ui(ui, theme, rect, entry);
        wanted = opened.map(open).or(wanted.take());
        ui.allocate_space(vec2(area.width(), height + theme.u(space::L)));
    });
    wanted
}

/// What to do stays at the foot. Where there is room picture and code stand side by side above the words, else
/// everything is one below the other.
fn narrow_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    mut area: Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    let mut wanted = foot_ui(ui, theme, &mut area, entry, frame);
    let gap = theme.u(space::M);
    let code = PhoneCode::of(entry, theme.language(), frame.centre, frame.phone_address);
    let side = code_side(ui, theme, &code, theme.u(280.0));
    let roomy = area.height() > theme.u(LOW * 1.3);
    let mut path = entry.picture.as_deref();
    if let (true, Some(side)) = (roomy, side) {
        let width = side + gap * 2.0;
        let height = code_height(ui, theme, &code, width);
        let mut band = take_top(&mut area, height, gap);
        code_ui(ui, theme, take_right(&mut band, width, gap), &code);
        if let Some(path) = path.take() {
            picture(ui, theme, pictures, band, path, "", corner::CARD);
        }
    }
    let width = area.width();
    let words = Words::of(theme, entry, frame);
    let words_height = words.height(ui, theme, width);
    let picture_height = match path {
        Some(_) => theme.u(420.0),
        None => 0.0,
    };
    let code_height = match side {
        Some(side) if !roomy => side + gap * 2.0,
        _ => 0.0,
    };
    let all = words_height + gap * 2.0 + code_height + picture_height;
    Scroll::new(theme, area).show(ui, ("detail", entry.occurrence), |ui, _| {
        let top = ui.min_rect().min;
        let mut rest = Rect::from_min_size(top, vec2(width, all));
        let rect = take_top(&mut rest, words_height, gap);
        let opened = words.ui(ui, theme, rect, entry);
        wanted = opened.map(open).or(wanted.take());
        if code_height > 0.0 {
            let rect = take_top(&mut rest, code_height, gap);
            code_beside_ui(ui, theme, rect, &code);
        }
        if let Some(path) = path {
            picture(ui, theme, pictures, rest, path, "", corner::CARD);
        }
        ui.allocate_space(vec2(width, all));
    });
    wanted
}

fn open(occurrence: Uuid) -> CalendarAction {
    CalendarAction::See(Wish::Open(occurrence))
}

/// Side of the code: as large as `wished` where it can be read at that, else as large as it must be.
fn code_side(ui: &Ui, theme: &Theme, code: &PhoneCode, wished: f32) -> Option<f32> {
    Some(qr_side_min(ui, theme, code.text())?.max(wished))
}

fn code_words(theme: &Theme, code: &PhoneCode) -> [(String, TextStyle); 2] {
    let palette = &theme.palette;
    [
        (
            theme.text("take-along"),
            TextStyle::bold(TextSize::Body, palette.ink),
        ),
        (
            theme.text(code.key()),
            TextStyle::regular(TextSize::Second, palette.soft),
        ),
    ]
}

fn code_height(ui: &Ui, theme: &Theme, code: &PhoneCode, width: f32) -> f32 {
    let inside = width - theme.u(space::M) * 2.0;
    let words: f32 = code_words(theme, code)
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, inside).size().y)
        .sum();
    inside + words + theme.u(space::M) * 2.0 + theme.u(space::S) + theme.u(space::XS)
}

/// The code above its words.
fn code_ui(ui: &mut Ui, theme: &Theme, rect: Rect, code: &PhoneCode) {
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(theme.u(space::M));
    let side = inside.width();
    let square = take_top(&mut inside, side, theme.u(space::S));
    let [heading, more] = code_words(theme, code);
    qr_ui(ui, theme, square, code.text(), &heading.0);
    for (words, style) in [heading, more] {
        inside.min.y = text(ui, theme, inside, &words, style).bottom() + theme.u(space::XS);
    }
}

/// The code beside its words.
fn code_beside_ui(ui: &mut Ui, theme: &Theme, rect: Rect, code: &PhoneCode) {
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(theme.u(space::M));
    let side = inside.height();
    let square = take_left(&mut inside, side, theme.u(space::L));
    let words = code_words(theme, code);
    qr_ui(ui, theme, square, code.text(), &words[0].0);
    let height: f32 = words
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, inside.width()).size().y)
        .sum();
    inside.min.y += ((inside.height() - height) / 2.0).max(0.0);
    for (words, style) in words {
        inside.min.y = text(ui, theme, inside, &words, style).bottom();
    }
}

/// How many places are left, what happens when they are gone, and what to do; cut from the foot of `area`.
fn foot_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    let palette = &theme.palette;
    let wanted = buttons_ui(ui, theme, area, entry, frame);
    if let Some(words) = plan_sentence(theme, entry, frame.time_zone) {
        let style = TextStyle::regular(TextSize::Small, palette.soft).rows(3);
        let height = layout(ui, theme, &words, style, area.width()).size().y;
        let row = take_bottom(area, height, theme.u(space::XS));
        text(ui, theme, row, &words, style);
    }
    let tag = entry_tag(theme, entry, frame.now);
    places_ui(ui, theme, area, entry, tag);
    wanted
}

/// What a visitor can do here now; where that is nothing, why.
fn buttons_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> Option<CalendarAction> {
    let chance = Chance::of(entry, frame.now);
    let today = day_of(entry, frame.time_zone) == frame.today() && chance != Chance::Gone;
    let register = match chance {
        Chance::Register if frame.registers => Some("register-here"),
        Chance::Wait if frame.registers => Some("register-wait"),
        _ => None,
    };
    let mut choices = Vec::new();
    if let Some(key) = register {
        choices.push((key, CalendarAction::Register(entry.occurrence)));
    }
    if today {
        choices.push(("check-in-here", CalendarAction::CheckIn));
    }
    let mut wanted = None;
    if !choices.is_empty() {
        let mut row = take_bottom(area, theme.touch(touch::MAIN), theme.u(space::S));
        let gap = theme.u(space::S);
        let main = (row.width() - gap) * 0.6;
        let single = choices.len() == 1;
        for (i, (key, action)) in choices.into_iter().enumerate() {
            let (width, kind) = match (single, i) {
                (true, _) => (row.width(), ButtonKind::Main),
                (false, 0) => (main, ButtonKind::Main),
                (false, _) => (row.width(), ButtonKind::Plain),
            };
            let rect = take_left(&mut row, width, gap);
            if button(ui, theme, rect, kind, &theme.text(key), "detail").clicked() {
                wanted = Some(action);
            }
        }
    }
    if let Some(words) = chance_words(theme, chance, register.is_some(), frame) {
        let style = TextStyle::regular(TextSize::Second, theme.palette.ink).rows(2);
        let height = layout(ui, theme, &words, style, area.width()).size().y;
        let row = take_bottom(area, height, theme.u(space::S));
        text(ui, theme, row, &words, style);
    }
    wanted
}

/// Why there is no button to register, where there is none.
fn chance_words(
    theme: &Theme,
    chance: Chance,
    registers: bool,
    frame: &CalendarFrame,
) -> Option<String> {
    let key = match chance {
        Chance::Register | Chance::Wait if registers => return None,
        Chance::Register | Chance::Wait => "register-at-desk",
        Chance::Closed => "register-closed",
        Chance::Full => "register-full",
        // What the places say is enough.
        Chance::JustCome | Chance::Gone => return None,
        Chance::Opens(at) => {
            let at = at.with_timezone(&frame.time_zone);
            let day = dates::long_date(theme, at.date_naive());
            let when = format!("{day} {}", dates::spoken_time(theme, &at));
            return Some(theme.text_with("register-opens", [("when", when.into())]));
        }
    };
    Some(theme.text(key))
}

/// What is said of it, from the name to the other dates.
struct Words {
    lines: Vec<(String, TextStyle, f32)>,
    facts: Vec<(String, String)>,
    dates_heading: String,
    dates: Vec<(String, Uuid)>,
}

impl Words {
    fn of(theme: &Theme, entry: &CalendarEntry, frame: &CalendarFrame) -> Self {
        let palette = &theme.palette;
        let language = theme.language();
        let zone = frame.time_zone;
        let [day, time] = when(theme, entry, zone, frame.today());
        let strong = TextStyle::bold(TextSize::Body, palette.ink);
        let body = TextStyle::regular(TextSize::Body, palette.ink);
        let title = entry.title.in_language(language).to_owned();
        let heading = TextStyle::bold(TextSize::Heading, palette.ink);
        let room = entry.room.in_language(language);
        let joined = [time.as_str(), room]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        let mut lines = vec![
            (title, heading, theme.u(space::XS)),
            (day, strong, 0.0),
            (joined, strong, theme.u(space::S)),
        ];
        let mut dates_heading = "dates-other";
        if entry.details.course {
            let words = course_words(theme, frame.entries, entry, zone);
            let more = theme.text_with("course-more", [("dates", words.into())]);
            lines.push((more, body, theme.u(space::S)));
            dates_heading = "dates-course";
        }
        let summary = entry.summary.in_language(language).to_owned();
        lines.push((summary, body, theme.u(space::S)));
        let category = theme.text(&format!("category-{}", entry.category.key()));
        let mut facts = vec![
            ("fact-host", entry.host.in_language(language).to_owned()),
            ("fact-kind", category),
            ("fact-for", for_whom(theme, &entry.details)),
            ("fact-cost", cost(theme, &entry.details)),
        ];
        if let Some(languages) = languages(theme, &entry.details) {
            facts.push(("fact-languages", languages));
        }
        if let Some(access) = &entry.details.accessibility {
            facts.push(("fact-access", access.in_language(language).to_owned()));
        }
        let dates = dates_of(frame.entries, entry)
            .filter(|other| other.occurrence != entry.occurrence)
            .filter(|other| !other.canceled && other.ends_at > frame.now)
            .take(DATES_MAX)
            .map(|other| {
                let day = day_of(other, zone);
                let args = [
                    ("date", dates::short_date(theme, day).into()),
                    ("weekday", dates::weekday_short(theme, day).into()),
                ];
                (theme.text_with("date-button", args), other.occurrence)
            })
            .collect();
        Self {
            lines,
            facts: facts
                .into_iter()
                .filter(|(_, words)| !words.is_empty())
                .map(|(key, words)| (theme.text(key), words))
                .collect(),
            dates_heading: theme.text(dates_heading),
            dates,
        }
    }

    fn label_style(theme: &Theme) -> TextStyle {
        TextStyle::regular(TextSize::Second, theme.palette.soft)
    }

    fn fact_style(theme: &Theme) -> TextStyle {
        TextStyle::regular(TextSize::Body, theme.palette.ink)
    }

    /// As wide as the longest label, at most a third.
    fn label_width(&self, ui: &Ui, theme: &Theme, width: f32) -> f32 {
        let style = Self::label_style(theme);
        let wide = self
            .facts
            .iter()
            .map(|(label, _)| layout(ui, theme, label, style, f32::INFINITY).size().x);
        (wide.fold(0.0, f32::max) + theme.u(space::M)).min(width / 3.0)
    }

    fn height(&self, ui: &Ui, theme: &Theme, width: f32) -> f32 {
        let lines: f32 = self
            .lines
            .iter()
            .map(|(words, style, gap)| layout(ui, theme, words, *style, width).size().y + gap)
            .sum();
        let label = self.label_width(ui, theme, width);
        let facts: f32 = self
            .facts
            .iter()
            .map(|(_, words)| {
                let words = layout(ui, theme, words, Self::fact_style(theme), width - label);
                words.size().y + theme.u(6.0)
            })
            .sum();
        let (_, dates) = self.date_places(ui, theme, width);
        lines + facts + dates
    }

    /// Where the buttons of the dates are, from the heading's foot; and the height of it all.
    fn date_places(&self, ui: &Ui, theme: &Theme, width: f32) -> (Vec<Rect>, f32) {
        if self.dates.is_empty() {
            return (Vec::new(), 0.0);
        }
        let gap = theme.u(space::S);
        let height = theme.touch(72.0);
        let heading = theme.text_size(TextSize::Second) * 1.5 + theme.u(space::S);
        let mut places = Vec::new();
        let (mut x, mut y) = (0.0, heading + theme.u(space::XS));
        for (label, _) in &self.dates {
            let style = TextStyle::bold(TextSize::Second, theme.palette.ink);
            let wide = layout(ui, theme, label, style, f32::INFINITY).size().x + theme.u(48.0);
            if x > 0.0 && x + wide > width {
                x = 0.0;
                y += height + gap;
            }
            places.push(Rect::from_min_size(pos2(x, y), vec2(wide, height)));
            x += wide + gap;
        }
        (places, y + height + theme.u(space::S))
    }

    /// Draws it; the other occurrence that was touched.
    fn ui(&self, ui: &mut Ui, theme: &Theme, rect: Rect, entry: &CalendarEntry) -> Option<Uuid> {
        let mut rest = rect;
        for (words, style, gap) in &self.lines {
            rest.min.y = text(ui, theme, rest, words, *style).bottom() + gap;
        }
        let opened = self.dates_ui(ui, theme, &mut rest, entry);
        let label_width = self.label_width(ui, theme, rect.width());
        for (label, words) in &self.facts {
            let mut row = rest;
            let name = take_left(&mut row, label_width, 0.0);
            // On the first line of what it names.
            let drop = theme.text_size(TextSize::Body) - theme.text_size(TextSize::Second);
            let name = name.translate(vec2(0.0, drop * 0.9));
            text(ui, theme, name, label, Self::label_style(theme));
            let written = text(ui, theme, row, words, Self::fact_style(theme));
            rest.min.y = written.bottom() + theme.u(6.0);
        }
        opened
    }

    /// The other dates, cut from the top of `rest`; the one that was touched.
    fn dates_ui(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        rest: &mut Rect,
        entry: &CalendarEntry,
    ) -> Option<Uuid> {
        let (places, height) = self.date_places(ui, theme, rest.width());
        if places.is_empty() {
            return None;
        }
        let area = take_top(rest, height, 0.0);
        let heading = area;
        text(
            ui,
            theme,
            heading,
            &self.dates_heading,
            Self::label_style(theme),
        );
        // The keyboard goes on to dates that are not seen yet.
        let by_keyboard = ui.memory(|memory| memory.focused().is_some());
        let mut opened = None;
        for ((label, occurrence), place) in self.dates.iter().zip(places) {
            let place = place.translate(area.min.to_vec2());
            let kind = ButtonKind::Plain;
            let size = TextSize::Second;
            let salt = (entry.occurrence, occurrence);
            let drawn = by_keyboard || ui.is_rect_visible(place);
            if drawn && button_sized(ui, theme, place, kind, label, size, salt).clicked() {
                opened = Some(*occurrence);
            }
        }
        opened
    }
}
