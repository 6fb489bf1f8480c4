//! Draws the staff panel: the door, four pages, the questions before what cannot be taken back, and test pictures.

mod actions;
mod device;
mod door;
mod facts;
mod log;
mod now;
pub mod pattern;
mod words;

use chrono::DateTime;
use chrono_tz::Tz;
use egui::{Align2, Rect, Ui, vec2};

use super::log::LogLine;
use super::status::{DeviceFacts, FoundExport, StaffStatus};
use crate::api::kiosk::KioskIdentity;
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::language_choice;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_width, card, columns, layout, line, take_bottom,
    take_left, take_right, take_top, text,
};
use crate::model::play_schedule::Explanation;
use crate::model::text::LocalizedText;
use pattern::{Pattern, Stroke};

/// What the panel shows.
#[derive(Debug, Clone)]
pub enum StaffFrame<'a> {
    /// A PIN is wanted.
    Door(DoorFrame),
    /// Staff are in.
    Panel(Box<PanelFrame<'a>>),
}

/// What the door shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorFrame {
    /// The settings have no PIN: nobody gets in.
    NoPin,
    /// Digits are typed.
    Typing {
        /// How many.
        digits: usize,
        /// Tries left after a wrong PIN.
        wrong: Option<u32>,
    },
    /// The PIN is being checked.
    Checking,
    /// Too many wrong ones.
    Pause {
        /// Seconds until one is taken again.
        seconds: u64,
    },
}

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    /// What plays, what is here, how it came.
    #[default]
    Now,
    /// Disk, memory, network, who this is.
    Device,
    /// The last lines of the log.
    Log,
    /// What staff can do.
    Actions,
    /// Export files on a stick; one step below [`Page::Actions`].
    Import,
}

/// What is asked about before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirm {
    /// Back to the version before.
    GoBack,
    /// Start the program again.
    Restart,
    /// End the program.
    Exit,
}

/// What the pages are made of.
#[derive(Debug, Clone)]
pub struct PanelFrame<'a> {
    /// The page that is open.
    pub page: Page,
    /// The question that is open.
    pub confirm: Option<Confirm>,
    /// The test picture that is shown, and what fingers painted on it.
    pub pattern: Option<(Pattern, &'a [Stroke])>,
    /// The moment, at the centre.
    pub now: DateTime<Tz>,
    /// What the link knows.
    pub status: &'a StaffStatus,
    /// What plays and why.
    pub playing: Option<&'a Explanation>,
    /// What people call what plays.
    pub playing_title: Option<LocalizedText>,
    /// Whether the server can be reached.
    pub connected: bool,
    /// Check-ins that wait to be delivered.
    pub outbox: u32,
    /// Who this kiosk is.
    pub identity: Option<&'a KioskIdentity>,
    /// Where its server is.
    pub server_url: &'a str,
    /// What the device says; `None` until it has been asked.
    pub device: Option<&'a DeviceFacts>,
    /// The last lines of the log, newest first.
    pub log: &'a [LogLine],
    /// Export files that were found; `None` while they are looked for.
    pub exports: Option<&'a [FoundExport]>,
}

/// What staff want.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffAction {
    /// A choice in the shell; back leaves the panel.
    Shell(ShellAction),
    /// One more digit of the PIN.
    Digit(char),
    /// Take the last one back.
    Erase,
    /// The PIN is whole.
    Enter,
    /// Another page.
    Page(Page),
    /// Look for news.
    LookNow,
    /// Look for export files again.
    FindExports,
    /// Import this one of [`PanelFrame::exports`].
    Import(usize),
    /// Ask before this.
    Ask(Confirm),
    /// No.
    Cancel,
    /// Yes.
    Confirmed(Confirm),
    /// Show this test picture, or none.
    Pattern(Option<Pattern>),
    /// Fingers moved on the test picture.
    Paint(Vec<(u64, egui::Pos2)>),
    /// A finger left it.
    Lift(u64),
}

/// Draws the panel over the whole window.
pub fn staff_ui(ui: &mut Ui, theme: &Theme, frame: &StaffFrame) -> Option<StaffAction> {
    match frame {
        StaffFrame::Door(door) => door::door_ui(ui, theme, *door),
        StaffFrame::Panel(panel) => match &panel.pattern {
            Some((pattern, strokes)) => pattern::pattern_ui(ui, theme, *pattern, strokes),
            None => panel_ui(ui, theme, panel),
        },
    }
}

fn panel_ui(ui: &mut Ui, theme: &Theme, panel: &PanelFrame) -> Option<StaffAction> {
    let mut area = ui
        .max_rect()
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    // A question stands alone: nothing behind it can be pressed.
    if let Some(confirm) = panel.confirm {
        return confirm_ui(ui, theme, area, confirm);
    }
    let name = panel.identity.map(|identity| identity.name.as_str());
    let mut wanted = head_ui(ui, theme, &mut area, name);
    let height = theme.touch(touch::CONTROL);
    let tabs = take_top(&mut area, height, theme.u(space::M));
    wanted = tabs_ui(ui, theme, tabs, panel.page).or(wanted);
    // Down to the screen's edge: a card cut off there says that there is more.
    area.max.y = ui.max_rect().bottom();
    let on_page = match panel.page {
        Page::Now => now::now_ui(ui, theme, area, panel),
        Page::Device => device::device_ui(ui, theme, area, panel),
        Page::Log => log::log_ui(ui, theme, area, panel),
        Page::Actions => actions::actions_ui(ui, theme, area, panel),
        Page::Import => actions::import_ui(ui, theme, area, panel),
    };
    on_page.or(wanted)
}

/// The way out, whose panel this is, the other language. Returns what was touched; `area` loses the head.
fn head_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    kiosk: Option<&str>,
) -> Option<StaffAction> {
    let mut row = take_top(area, theme.touch(touch::CONTROL), theme.u(space::M));
    let close = theme.text("staff-close");
    let width = button_width(ui, theme, &close);
    let close_rect = take_left(&mut row, width, theme.u(space::L));
    let (language, action) = language_choice(theme);
    let width = button_width(ui, theme, &language);
    let language_rect = take_right(&mut row, width, theme.u(space::M));
    let mut wanted = None;
    if button(ui, theme, close_rect, ButtonKind::Plain, &close, "close").clicked() {
        wanted = Some(StaffAction::Shell(ShellAction::Back));
    }
    let style = TextStyle::bold(TextSize::Page, theme.palette.ink);
    let staff = theme.text("staff");
    // The name is on the page of the device as well: it gives way rather than being cut.
    let title = kiosk
        .map(|name| format!("{staff} · {name}"))
        .filter(|title| layout(ui, theme, title, style, f32::INFINITY).size().x <= row.width())
        .unwrap_or(staff);
    line(ui, theme, row, Align2::LEFT_CENTER, &title, style);
    let kind = ButtonKind::Plain;
    if button(ui, theme, language_rect, kind, &language, "language").clicked() {
        wanted = Some(StaffAction::Shell(action));
    }
    wanted
}

fn tabs_ui(ui: &mut Ui, theme: &Theme, row: Rect, open: Page) -> Option<StaffAction> {
    let tabs = [
        (Page::Now, "staff-now"),
        (Page::Device, "staff-device"),
        (Page::Log, "staff-log"),
        (Page::Actions, "staff-actions"),
    ];
    let mut wanted = None;
    for ((page, key), rect) in tabs.into_iter().zip(columns(row, 4, theme.u(space::S))) {
        let here = open == page || (open, page) == (Page::Import, Page::Actions);
        let kind = if here {
            ButtonKind::Chosen
        } else {
            ButtonKind::Plain
        };
        if button(ui, theme, rect, kind, &theme.text(key), "tab").clicked() {
            wanted = Some(StaffAction::Page(page));
        }
    }
    wanted
}

fn confirm_ui(ui: &mut Ui, theme: &Theme, area: Rect, confirm: Confirm) -> Option<StaffAction> {
    let key = match confirm {
        Confirm::GoBack => "staff-go-back",
        Confirm::Restart => "staff-restart",
        Confirm::Exit => "staff-exit",
    };
    let size = vec2(area.width().min(theme.u(1000.0)), theme.u(560.0)).min(area.size());
    let rect = Rect::from_center_size(area.center(), size);
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(theme.u(space::PAGE));
    let buttons = take_bottom(&mut inside, theme.touch(touch::MAIN), theme.u(space::M));
    let style = TextStyle::bold(TextSize::Heading, theme.palette.ink).rows(2);
    let question = theme.text(&format!("{key}-question"));
    let heading = text(ui, theme, inside, &question, style);
    inside.min.y = heading.bottom() + theme.u(space::S);
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft).rows(5);
    text(
        ui,
        theme,
        inside,
        &theme.text(&format!("{key}-more")),
        style,
    );
    let halves = columns(buttons, 2, theme.u(space::M));
    let mut wanted = None;
    let cancel = theme.text("staff-cancel");
    if button(ui, theme, halves[0], ButtonKind::Plain, &cancel, "cancel").clicked() {
        wanted = Some(StaffAction::Cancel);
    }
    let yes = theme.text(&format!("{key}-yes"));
    if button(ui, theme, halves[1], ButtonKind::Main, &yes, "yes").clicked() {
        wanted = Some(StaffAction::Confirmed(confirm));
    }
    wanted
}
