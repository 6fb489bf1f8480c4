//! Draws check-in: scan or type on the left and right, the steps of a phone, a family or a walk-in, then one big
//! friendly answer.

mod answer;
mod steps;

use chrono::{DateTime, Utc};
use egui::{Align2, Rect, Stroke, Ui, pos2, vec2};
use uuid::Uuid;

pub use answer::ShownAnswer;

use super::steps::OpenDoor;
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::keypad::{KeypadKey, digits_ui, keypad_ui};
use crate::kiosk::theme::scroll::roomy;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, card, columns, line, radius, take_bottom, take_left, take_top,
    text,
};
use crate::model::check_in::{CODE_DIGITS, CheckInEntry, CheckInReason};
use crate::model::tail::TAIL_DIGITS;

/// What the check-in screen shows.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckInFrame<'a> {
    /// Waiting for a code.
    Typing {
        /// Digits so far.
        digits: &'a str,
        /// What was wrong with the last code, and tries left.
        wrong: Option<(CheckInReason, u32)>,
        /// Seconds until codes are taken again.
        pause_secs: Option<i64>,
    },
    /// Waiting for the last four digits of a phone number.
    Tail {
        /// Digits so far.
        digits: &'a str,
        /// What was wrong with the last answer, and tries left.
        wrong: Option<(CheckInReason, u32)>,
        /// Seconds until digits are taken again.
        pause_secs: Option<i64>,
    },
    /// Which of these masked names is it?
    Names {
        /// To choose from.
        names: &'a [String],
    },
    /// What does the surname begin with?
    Surnames {
        /// The name that was chosen.
        name: &'a str,
        /// To choose from.
        surnames: &'a [String],
    },
    /// Which of them came?
    Who {
        /// Those who are meant, and whether each came.
        people: &'a [(CheckInEntry, bool)],
    },
    /// Where to go in without having registered.
    Doors {
        /// To choose from.
        doors: Vec<OpenDoor<'a>>,
        /// Whether what is on is known at all.
        known: bool,
        /// When the next one opens.
        opens_at: Option<DateTime<Utc>>,
        /// Times are shown in this zone.
        time_zone: chrono_tz::Tz,
    },
    /// How many are they?
    People {
        /// What they came to.
        door: OpenDoor<'a>,
        /// How many.
        people: u32,
    },
    /// The server is being asked.
    Asking,
    /// The answer.
    Result(ShownAnswer<'a>),
}

/// What a visitor wants at check-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckInAction {
    /// A choice in the shell.
    Shell(ShellAction),
    /// One more digit.
    Digit(char),
    /// Take the last one back.
    Erase,
    /// Take all back.
    Clear,
    /// To check in another way.
    Way(CheckInWay),
    /// The name at this place.
    Name(usize),
    /// The surname at this place.
    Surname(usize),
    /// The person at this place came, or did not.
    Toggle(usize),
    /// Those who came are as chosen.
    Came,
    /// To go in here without having registered.
    Door(Uuid),
    /// One more of them.
    More {
        /// Most that can go in.
        most: u32,
    },
    /// One fewer.
    Fewer,
    /// They go in.
    WalkIn,
    /// Another person.
    Again,
    /// Done here.
    Done,
}

/// How somebody checks in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckInWay {
    /// With a pass or a six-digit code.
    Code,
    /// With the last digits of a phone number.
    Phone,
    /// Without having registered.
    WalkIn,
}

/// Draws the screen on `stage`.
pub fn check_in_ui(
    ui: &mut Ui,
    theme: &Theme,
    stage: Rect,
    frame: &CheckInFrame,
) -> Option<CheckInAction> {
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let shell = header_ui(ui, theme, &mut area, &theme.text("check-in")).map(CheckInAction::Shell);
    let (least, page) = match frame {
        CheckInFrame::Typing { .. } | CheckInFrame::Tail { .. } => (LEAST_TO_TYPE, 0),
        CheckInFrame::Names { .. } => (LEAST, 1),
        CheckInFrame::Surnames { .. } => (LEAST, 2),
        CheckInFrame::Who { .. } | CheckInFrame::People { .. } => (LEAST, 3),
        // A list of its own, and what is only read.
        _ => (0.0, 4),
    };
    let salt = ("check-in", page);
    let inside = roomy(ui, theme, area, theme.u(least), salt, |ui, area| {
        inside_ui(ui, theme, area, frame)
    });
    inside.or(shell)
}

/// What whoever does not see the screen is told of it: what is asked, or what the answer is.
pub fn told(theme: &Theme, frame: &CheckInFrame) -> String {
    let all = |keys: &[&str]| {
        let said: Vec<String> = keys.iter().map(|key| theme.text(key)).collect();
        said.join("\n")
    };
    match frame {
        // The seconds that are left are not counted aloud.
        CheckInFrame::Typing {
            pause_secs: Some(_),
            ..
        }
        | CheckInFrame::Tail {
            pause_secs: Some(_),
            ..
        } => all(&["speech-check-in-pause"]),
        CheckInFrame::Typing {
            wrong: Some((_, left)),
            ..
        } => theme.text_with(CODE.wrong, [("left", (*left).into())]),
        CheckInFrame::Tail {
            wrong: Some((_, left)),
            ..
        } => theme.text_with(TAIL.wrong, [("left", (*left).into())]),
        CheckInFrame::Typing { .. } => all(&["check-in-scan", CODE.ask]),
        CheckInFrame::Tail { .. } => all(&[TAIL.ask]),
        CheckInFrame::Names { .. } => all(&["check-in-names", "check-in-names-more"]),
        CheckInFrame::Surnames { name, .. } => {
            theme.text_with("check-in-surnames", [("name", (*name).to_owned().into())])
        }
        CheckInFrame::Who { .. } => all(&["check-in-who", "check-in-who-more"]),
        CheckInFrame::Doors { doors, .. } if doors.is_empty() => all(&["check-in-doors-none"]),
        CheckInFrame::Doors { .. } => all(&["check-in-doors", "check-in-doors-more"]),
        CheckInFrame::People { people, .. } => {
            let count = i64::from(*people);
            let go_in = theme.text_with("check-in-go-in", [("count", count.into())]);
            format!("{}\n{go_in}", theme.text("check-in-people-more"))
        }
        CheckInFrame::Asking => all(&["check-in-asking"]),
        CheckInFrame::Result(answer) => answer::told(theme, answer),
    }
}

fn inside_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    frame: &CheckInFrame,
) -> Option<CheckInAction> {
    match frame {
        CheckInFrame::Typing {
            digits,
            wrong,
            pause_secs,
        } => typing_ui(ui, theme, area, CODE, digits, *wrong, *pause_secs),
        CheckInFrame::Tail {
            digits,
            wrong,
            pause_secs,
        } => typing_ui(ui, theme, area, TAIL, digits, *wrong, *pause_secs),
        CheckInFrame::Names { names } => steps::names_ui(ui, theme, area, names),
        CheckInFrame::Surnames { name, surnames } => {
            steps::surnames_ui(ui, theme, area, name, surnames)
        }
        CheckInFrame::Who { people } => steps::who_ui(ui, theme, area, people),
        CheckInFrame::Doors {
            doors,
            known,
            opens_at,
            time_zone,
        } => steps::doors_ui(ui, theme, area, doors, *known, *opens_at, *time_zone),
        CheckInFrame::People { door, people } => steps::people_ui(ui, theme, area, door, *people),
        CheckInFrame::Asking => {
            asking_ui(ui, theme, area);
            None
        }
        CheckInFrame::Result(answer) => answer::answer_ui(ui, theme, area, answer),
    }
}

/// Lower than this, in `u`, keys would be too small for fingers: then there is more of the page than is seen.
const LEAST: f32 = 760.0;
/// The same for keys and what they type, which nobody wants to scroll between.
const LEAST_TO_TYPE: f32 = 560.0;

/// What is typed: how many digits, the other ways, and the words for it.
#[derive(Clone, Copy)]
struct Typed {
    count: usize,
    ask: &'static str,
    wrong: &'static str,
    other_ways: [(CheckInWay, &'static str); 2],
}

const CODE: Typed = Typed {
    count: CODE_DIGITS,
    ask: "check-in-type",
    wrong: "check-in-wrong",
    other_ways: [
        (CheckInWay::Phone, "check-in-by-phone"),
        (CheckInWay::WalkIn, "check-in-walk-in"),
    ],
};
const TAIL: Typed = Typed {
    count: TAIL_DIGITS,
    ask: "check-in-type-tail",
    wrong: "check-in-wrong-tail",
    other_ways: [
        (CheckInWay::Code, "check-in-by-code"),
        (CheckInWay::WalkIn, "check-in-walk-in"),
    ],
};

fn typing_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    typed: Typed,
    digits: &str,
    wrong: Option<(CheckInReason, u32)>,
    pause_secs: Option<i64>,
) -> Option<CheckInAction> {
    let scan = if Theme::upright(area) {
        let height = area.height() * 0.4;
        take_top(&mut area, height, theme.u(space::L))
    } else {
        let width = area.width() * 0.46;
        take_left(&mut area, width, theme.u(52.0))
    };
    let other = scan_ui(ui, theme, scan, &typed.other_ways);
    let heading_height = theme.text_size(TextSize::Card) * 1.5;
    let heading = take_top(&mut area, heading_height, theme.u(space::XS));
    let (words, color) = typing_words(theme, typed, wrong, pause_secs);
    line(
        ui,
        theme,
        heading,
        Align2::LEFT_CENTER,
        &words,
        TextStyle::bold(TextSize::Card, color),
    );
    let row_height = theme.touch(112.0).min(area.height() * 0.2);
    let row = take_top(&mut area, row_height, theme.u(space::M));
    digits_ui(ui, theme, row, typed.count, theme.u(18.0), digits);
    let gap = theme.u(space::S + 4.0);
    let key = keypad_ui(ui, theme, area, gap, f32::INFINITY, |_| {
        pause_secs.is_none()
    });
    key.map(CheckInAction::from).or(other)
}

impl From<KeypadKey> for CheckInAction {
    fn from(key: KeypadKey) -> Self {
        match key {
            KeypadKey::Digit(digit) => Self::Digit(digit),
            KeypadKey::Erase => Self::Erase,
            KeypadKey::Clear => Self::Clear,
        }
    }
}

fn typing_words(
    theme: &Theme,
    typed: Typed,
    wrong: Option<(CheckInReason, u32)>,
    pause_secs: Option<i64>,
) -> (String, egui::Color32) {
    let palette = &theme.palette;
    match (pause_secs, wrong) {
        (Some(seconds), _) => (
            theme.text_with("check-in-pause", [("seconds", seconds.into())]),
            palette.gold_ink,
        ),
        (None, Some((_, left))) => (
            theme.text_with(typed.wrong, [("left", left.into())]),
            palette.lacquer,
        ),
        (None, None) => (theme.text(typed.ask), palette.ink),
    }
}

fn scan_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    other_ways: &[(CheckInWay, &'static str)],
) -> Option<CheckInAction> {
    card(ui, theme, rect, false);
    let palette = theme.palette;
    let mut inside = rect.shrink(theme.u(52.0));
    let height = theme.touch(touch::CONTROL);
    let upright = Theme::upright(rect);
    let mut wanted = None;
    let rows = if upright { other_ways.len() } else { 1 };
    let gap = theme.u(space::S);
    let ways_height = height * rows as f32 + gap * (rows as f32 - 1.0);
    let ways = take_bottom(&mut inside, ways_height, theme.u(space::M));
    let cells = if upright {
        let row = |at: usize| {
            let top = ways.top() + at as f32 * (height + gap);
            Rect::from_min_size(pos2(ways.left(), top), vec2(ways.width(), height))
        };
        (0..rows).map(row).collect()
    } else {
        columns(ways, other_ways.len(), gap)
    };
    for ((way, label), cell) in other_ways.iter().zip(cells) {
        if button(
            ui,
            theme,
            cell,
            ButtonKind::Plain,
            &theme.text(label),
            label,
        )
        .clicked()
        {
            wanted = Some(CheckInAction::Way(*way));
        }
    }
    let heading = text(
        ui,
        theme,
        inside,
        &theme.text("check-in-scan"),
        TextStyle::bold(TextSize::Card, palette.ink).rows(2),
    );
    inside.min.y = heading.bottom() + theme.u(space::XS);
    let style = TextStyle::regular(TextSize::Second, palette.soft).rows(2);
    let more = text(ui, theme, inside, &theme.text("check-in-scan-more"), style);
    inside.min.y = more.bottom() + theme.u(space::M);
    let side = inside.height().min(inside.width()).min(theme.u(400.0));
    if side >= theme.u(100.0) {
        let frame = Rect::from_center_size(inside.center(), vec2(side, side));
        finder_ui(ui, theme, frame);
    }
    wanted
}

/// Four corners and a line: hold the code here.
fn finder_ui(ui: &Ui, theme: &Theme, frame: Rect) {
    let palette = &theme.palette;
    ui.painter().rect_filled(
        frame.shrink(theme.u(8.0)),
        radius(theme, corner::BUTTON),
        palette.paper,
    );
    let arm = frame.width() * 0.28;
    let stroke = Stroke::new(theme.u(12.0), palette.sea);
    for (at, x, y) in [
        (frame.left_top(), 1.0, 1.0),
        (frame.right_top(), -1.0, 1.0),
        (frame.left_bottom(), 1.0, -1.0),
        (frame.right_bottom(), -1.0, -1.0),
    ] {
        let points = vec![at + vec2(arm * x, 0.0), at, at + vec2(0.0, arm * y)];
        ui.painter().add(egui::Shape::line(points, stroke));
    }
    let beam = Stroke::new(theme.u(8.0), palette.lacquer);
    ui.painter().hline(
        frame.shrink(frame.width() * 0.14).x_range(),
        frame.center().y,
        beam,
    );
}

fn asking_ui(ui: &mut Ui, theme: &Theme, area: Rect) {
    let style = TextStyle::bold(TextSize::Heading, theme.palette.ink);
    line(
        ui,
        theme,
        area,
        Align2::CENTER_CENTER,
        &theme.text("check-in-asking"),
        style,
    );
}
