//! Draws the calendar: a list, a week or a month of what is on, and the occurrence that is open.

mod bar;
mod card;
mod day;
mod detail;
mod filters;
mod list;
mod month;
mod places;
mod week;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use egui::{Rect, Ui, vec2};
use uuid::Uuid;

pub use super::words::{places_tag, time_range};

use super::filter::Asked;
use super::state::{CalendarState, Layout, Wish};
use super::words::day_of;
use crate::api::kiosk::CalendarEntry;
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::space;
use crate::kiosk::theme::widgets::PictureSource;
use crate::model::day_class::DayClass;

/// A stage lower than this below its header has no room for what stands still, in `u`.
const LOW: f32 = 700.0;
/// A narrower one has everything one below the other, in `u`.
const NARROW: f32 = 1300.0;

/// What the calendar shows.
pub struct CalendarFrame<'a> {
    /// Where the visitor is in it.
    pub state: &'a CalendarState,
    /// Everything that is known, by start.
    pub entries: &'a [CalendarEntry],
    /// Whether anything has ever been fetched.
    pub known: bool,
    /// The last day that is known.
    pub known_until: NaiveDate,
    /// Now.
    pub now: DateTime<Utc>,
    /// Times are shown in this zone.
    pub time_zone: Tz,
    /// What kind of day a day is.
    pub day_class: &'a dyn Fn(NaiveDate) -> DayClass,
    /// Whether one can register on this kiosk: without a screen for it nothing leads there.
    pub registers: bool,
    /// What the centre is called.
    pub centre: &'a str,
    /// Where phones reach the server, if they do.
    pub phone_address: Option<&'a str>,
}

impl<'a> CalendarFrame<'a> {
    pub(super) fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.time_zone).date_naive()
    }

    fn day(&self) -> NaiveDate {
        self.state.day(self.today())
    }

    fn asked(&self) -> Asked<'a> {
        Asked {
            now: self.now,
            time_zone: self.time_zone,
            day_class: self.day_class,
        }
    }

    /// What is wanted from this day on.
    fn wanted_from(&self, day: NaiveDate) -> impl Iterator<Item = &'a CalendarEntry> {
        let zone = self.time_zone;
        let first = self
            .entries
            .partition_point(move |entry| day_of(entry, zone) < day);
        let (filter, asked) = (&self.state.filter, self.asked());
        self.entries[first..]
            .iter()
            .filter(move |entry| filter.admits(entry, &asked))
    }

    /// What is wanted on this day.
    fn wanted_on(&self, day: NaiveDate) -> impl Iterator<Item = &'a CalendarEntry> {
        let zone = self.time_zone;
        self.wanted_from(day)
            .take_while(move |entry| day_of(entry, zone) == day)
    }

    /// The next day after this one on which something that is wanted takes place.
    fn next_day(&self, day: NaiveDate) -> Option<NaiveDate> {
        let after = day.succ_opt()?;
        self.wanted_from(after)
            .find(|entry| !entry.canceled)
            .map(|entry| day_of(entry, self.time_zone))
    }

    fn is_known(&self, day: NaiveDate) -> bool {
        day <= self.known_until
    }

    fn open(&self) -> Option<&'a CalendarEntry> {
        let open = self.state.open?;
        self.entries.iter().find(|entry| entry.occurrence == open)
    }

    /// Whether there is a page before the shown one and one after it.
    fn turns(&self, page: i64) -> (bool, bool) {
        let (first, last) = self.state.layout.pages(self.today(), self.known_until);
        (page > first, page < last)
    }
}

/// What a visitor wants on the calendar.
#[derive(Debug, Clone, PartialEq)]
pub enum CalendarAction {
    /// A choice in the shell.
    Shell(ShellAction),
    /// To see something else of the calendar.
    See(Wish),
    /// To check in.
    CheckIn,
    /// To register for this occurrence.
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
    let title = theme.text("calendar");
    let shell = header_ui(ui, theme, &mut area, &title).map(|action| back_in(frame, action));
    if let Some(entry) = frame.open() {
        return detail::detail_ui(ui, theme, pictures, area, entry, frame).or(shell);
    }
    let low = area.height() < theme.u(LOW);
    let bar = bar::bar_ui(ui, theme, &mut area, frame, low);
    // Down to the screen's edge: what is cut off there says that there is more.
    let down = area.with_max_y(stage.bottom());
    let seen = if frame.state.choosing {
        filters::filters_ui(ui, theme, area, frame)
    } else if !frame.known {
        list::unknown_ui(ui, theme, area);
        None
    } else {
        match frame.state.layout {
            Layout::List => list::list_ui(ui, theme, pictures, down, frame, low),
            Layout::Week => week::week_ui(ui, theme, down, frame),
            Layout::Month => month::month_ui(ui, theme, pictures, area, frame),
        }
    };
    seen.or(bar).map(CalendarAction::See).or(shell)
}

/// One step back is out of what was opened last.
fn back_in(frame: &CalendarFrame, action: ShellAction) -> CalendarAction {
    match action {
        ShellAction::Back if frame.open().is_some() => CalendarAction::See(Wish::Close),
        ShellAction::Back if frame.state.choosing => CalendarAction::See(Wish::Choose(false)),
        action => CalendarAction::Shell(action),
    }
}
