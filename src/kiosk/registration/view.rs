//! Draws registering: one question a screen, then everything to read, then the answer.

mod answer;
mod number;
mod people;
mod review;
mod ways;

use chrono_tz::Tz;
use egui::{Align2, Rect, Ui, vec2};

use super::form::{AgeAnswer, Form, Question};
use super::{Carry, Page, Trouble};
use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::view::time_range;
use crate::kiosk::dates;
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::roomy;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, columns, layout, line, take_bottom, take_top, text,
};
use crate::kiosk::writing::Typed;

/// What the screen shows.
pub struct RegistrationFrame<'a> {
    /// What the visitor registers for.
    pub entry: &'a CalendarEntry,
    /// Times are shown in this zone.
    pub time_zone: Tz,
    /// What is filled in.
    pub form: &'a Form,
    /// What is asked or said.
    pub page: &'a Page,
    /// Whether the server is being asked.
    pub asking: bool,
    /// What went wrong last.
    pub trouble: Option<Trouble>,
    /// Where the visitor's own phone goes on, as an address.
    pub phone_address: Option<&'a str>,
    /// How far the phone is.
    pub carry: Option<&'a Carry>,
}

/// What a visitor wants here.
#[derive(Debug, Clone, PartialEq)]
pub enum RegistrationAction {
    /// A choice in the shell.
    Shell(ShellAction),
    /// Only one comes, or more do.
    Together(bool),
    /// To go on on one's own phone.
    OnPhone,
    /// The keyboard wrote a name.
    Name(Box<Typed>),
    /// So old.
    Age(AgeAnswer),
    /// This question again.
    Ask(Question),
    /// One more person.
    AddPerson,
    /// One person fewer.
    RemovePerson(usize),
    /// That is everyone.
    PeopleDone,
    /// This grown-up who comes along answers for the child.
    GuardianIs(String),
    /// The guardian's tick.
    Consents(bool),
    /// The tick stands.
    ConsentDone,
    /// One more digit.
    Digit(char),
    /// Take the last one back.
    Erase,
    /// Take all back.
    Clear,
    /// There is no number.
    NoPhone,
    /// The number is whole.
    PhoneDone,
    /// Send the code again.
    SendAgain,
    /// Register.
    Send,
    /// Leave it here to be sent when the network is back.
    Leave,
    /// Finished.
    Done,
}

pub(super) type Wanted = Option<RegistrationAction>;

/// Draws the screen on `stage`.
pub fn registration_ui(
    ui: &mut Ui,
    theme: &Theme,
    stage: Rect,
    frame: &RegistrationFrame,
) -> Wanted {
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = title(theme, frame);
    let shell = header_ui(ui, theme, &mut area, &title).map(RegistrationAction::Shell);
    if !matches!(frame.page, Page::Answer(_)) {
        ticket_ui(ui, theme, &mut area, frame);
    }
    let wanted = match frame.page {
        page @ Page::Asking(Question::Consent) => {
            let least = people::consent_height(ui, theme, area.width(), frame);
            roomy(
                ui,
                theme,
                area,
                least,
                "registration-consent",
                |ui, area| page_ui(ui, theme, stage, area, frame, page),
            )
        }
        // The others make their own room.
        page => page_ui(ui, theme, stage, area, frame, page),
    };
    shell.or(wanted)
}

/// What whoever does not see the screen is told of it: what went wrong, what is asked, or what the answer is.
pub fn told(theme: &Theme, frame: &RegistrationFrame) -> String {
    let trouble = frame.trouble.map(|trouble| trouble.words(theme));
    let page = match frame.page {
        Page::Answer(answer) => answer::told(theme, frame, answer),
        Page::Kept => answer::kept_told(theme, frame),
        _ => title(theme, frame),
    };
    let said: Vec<String> = trouble.into_iter().chain([page]).collect();
    said.join("\n")
}

fn page_ui(
    ui: &mut Ui,
    theme: &Theme,
    stage: Rect,
    area: Rect,
    frame: &RegistrationFrame,
    page: &Page,
) -> Wanted {
    match page {
        Page::Asking(question) => question_ui(ui, theme, stage, area, frame, *question),
        Page::OnPhone => ways::on_phone_ui(ui, theme, area, frame),
        Page::Offline => ways::offline_ui(ui, theme, area, frame),
        Page::Sending => answer::sending_ui(ui, theme, area, frame),
        Page::Kept => answer::kept_ui(ui, theme, area, frame),
        Page::Answer(answer) => answer::answer_ui(ui, theme, area, frame, answer),
    }
}

fn question_ui(
    ui: &mut Ui,
    theme: &Theme,
    stage: Rect,
    area: Rect,
    frame: &RegistrationFrame,
    question: Question,
) -> Wanted {
    match question {
        Question::Who => ways::who_ui(ui, theme, area, frame),
        Question::Name(i) => {
            let writing = &frame.form.people.get(i)?.name;
            people::name_ui(ui, theme, stage, area, writing, &[])
        }
        Question::Age(i) => people::age_ui(ui, theme, area, frame.form.people.get(i)?),
        Question::People => people::list_ui(ui, theme, area, frame),
        Question::Guardian => {
            let writing = frame.form.guardian.as_ref()?;
            people::name_ui(ui, theme, stage, area, writing, &frame.form.adults())
        }
        Question::Consent => people::consent_ui(ui, theme, area, frame),
        Question::Phone => number::phone_ui(ui, theme, area, frame),
        Question::Code => number::code_ui(ui, theme, area, frame),
        Question::Review => review::review_ui(ui, theme, area, frame),
    }
}

fn title(theme: &Theme, frame: &RegistrationFrame) -> String {
    let key = match frame.page {
        Page::Asking(Question::Name(0)) => "register-your-name",
        Page::Asking(Question::Name(i)) => {
            return theme.text_with("register-name-of", [("number", (i + 1).into())]);
        }
        Page::Asking(Question::Age(i)) => {
            let person = frame.form.people.get(*i);
            let name = person.map(super::form::Person::written).unwrap_or_default();
            return theme.text_with("register-age-of", [("name", name.into())]);
        }
        Page::Asking(Question::Who) => "register-who",
        Page::Asking(Question::People) => "register-people",
        Page::Asking(Question::Guardian) => "register-guardian",
        Page::Asking(Question::Consent) => "register-consent",
        Page::Asking(Question::Phone) => "register-phone",
        Page::Asking(Question::Code) => "register-code",
        Page::Asking(Question::Review) => "register-review",
        Page::OnPhone => "register-on-phone",
        Page::Offline => "register-offline",
        Page::Sending => "register-sending",
        Page::Kept => "register-kept",
        Page::Answer(_) => "register",
    };
    theme.text(key)
}

/// What it is for, in one line: it stands above every question.
fn ticket_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, frame: &RegistrationFrame) {
    let (name, facts) = ticket(theme, frame);
    let height = theme.text_size(TextSize::Body) * 1.4;
    let mut row = take_top(area, height, theme.u(space::M));
    let style = TextStyle::bold(TextSize::Body, theme.palette.lacquer);
    let width = layout(ui, theme, &name, style, f32::INFINITY).size().x;
    let width = width.min(row.width() * 0.6);
    let name_rect = crate::kiosk::theme::widgets::take_left(&mut row, width, theme.u(space::M));
    line(ui, theme, name_rect, Align2::LEFT_CENTER, &name, style);
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    line(ui, theme, row, Align2::LEFT_CENTER, &facts, style);
}

/// The activity's name; and when and where.
fn ticket(theme: &Theme, frame: &RegistrationFrame) -> (String, String) {
    let entry = frame.entry;
    let day = entry.starts_at.with_timezone(&frame.time_zone).date_naive();
    let facts = format!(
        "{} · {} · {}",
        dates::long_date(theme, day),
        time_range(entry, frame.time_zone),
        entry.room.in_language(theme.language())
    );
    (entry.title.in_language(theme.language()).to_owned(), facts)
}

/// The foot of a screen: one button, or a plain one beside the main one.
fn foot_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    buttons: &[(ButtonKind, String, RegistrationAction)],
) -> Wanted {
    let foot = take_bottom(area, theme.touch(touch::MAIN), theme.u(space::M));
    let width = theme.u(640.0) * buttons.len() as f32;
    let foot = Rect::from_min_max(
        egui::pos2(foot.right() - width.min(foot.width()), foot.top()),
        foot.max,
    );
    let mut wanted = None;
    for (rect, (kind, label, action)) in columns(foot, buttons.len(), theme.u(space::M))
        .into_iter()
        .zip(buttons)
    {
        let clicked = button(ui, theme, rect, *kind, label, "foot").clicked();
        if clicked && *kind != ButtonKind::Disabled {
            wanted = Some(action.clone());
        }
    }
    wanted
}

/// What went wrong, in words and in its own colour, at the top of `area`.
fn trouble_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, trouble: Option<Trouble>) {
    let Some(words) = trouble.map(|trouble| trouble.words(theme)) else {
        return;
    };
    let style = TextStyle::bold(TextSize::Body, theme.palette.lacquer);
    let height = layout(ui, theme, &words, style, area.width()).size().y;
    let row = take_top(area, height, theme.u(space::S));
    text(ui, theme, row, &words, style);
}

/// The words at the top of `area`, which loses them.
fn said_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, words: &str, style: TextStyle, gap: f32) {
    let height = layout(ui, theme, words, style, area.width()).size().y;
    let row = take_top(area, height, gap);
    text(ui, theme, row, words, style);
}
