//! Check-in: a code typed or scanned, and one answer.

pub mod scanner;
pub mod view;

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use uuid::Uuid;

use super::content::{CheckInAnswered, LinkHandle};
use super::link::LinkRequest;
use super::shell::ShellAction;
use super::shell::view::stage_ui;
use super::visit::{LastTouch, Visit};
use super::{KioskSystems, NextWake, Screen, ScreenSystems, Stage, WallClock};
use crate::model::check_in::{CODE_DIGITS, CheckInAnswer, CheckInReason, WrongTries};
use scanner::Scanner;
use view::{CheckInAction, CheckInFrame, check_in_ui};

/// How long an answer stays before the screen is ready for the next person.
const ANSWER_STAYS: Duration = Duration::from_secs(12);
/// How long to wait for any answer: the link gives its own after 2.5 s.
const ASKING_MAX: Duration = Duration::from_secs(8);

/// Digits typed and the answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckInState {
    digits: String,
    wrong: Option<CheckInReason>,
    asked: Option<(Uuid, Duration)>,
    answered: Option<Answered>,
}

#[derive(Debug, Clone, PartialEq)]
struct Answered {
    answer: CheckInAnswer,
    kept: bool,
    at: Duration,
}

/// Wrong codes on this kiosk; they outlive a visit, or the pause would be no pause.
#[derive(Resource, Default)]
struct Tries(WrongTries);

#[derive(Resource, Default)]
struct Scan(Scanner);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Tries>()
        .init_resource::<Scan>()
        .add_systems(OnEnter(Screen::CheckIn), begin)
        // A burst that no Enter ended is what somebody typed: it goes with the visit.
        .add_systems(OnEnter(Screen::Attract), |mut scan: ResMut<Scan>| {
            *scan = Scan::default();
        })
        .add_systems(
            Update,
            take_answers
                .in_set(KioskSystems::Inbox)
                .after(super::content::TakeMessages),
        )
        .add_systems(
            EguiPrimaryContextPass,
            (
                // Before any screen: a scan is typed into no field.
                take_keys.before(ScreenSystems),
                show.in_set(ScreenSystems),
            ),
        );
}

fn begin(mut visit: ResMut<Visit>) {
    // A scan from another screen has already asked.
    if visit.check_in.asked.is_none() {
        visit.check_in = CheckInState::default();
    }
}

fn take_answers(
    mut answers: MessageReader<CheckInAnswered>,
    mut visit: ResMut<Visit>,
    mut tries: ResMut<Tries>,
    clock: Res<WallClock>,
) {
    for CheckInAnswered { answer, kept } in answers.read() {
        let asked = visit.check_in.asked.is_some_and(|(id, _)| id == answer.id);
        match answer.reason {
            CheckInReason::Unknown => tries.0.note_wrong(clock.now()),
            CheckInReason::NoList => {}
            _ => tries.0.note_right(),
        }
        if !asked {
            // The visitor has gone; the check-in itself is kept where it was written.
            continue;
        }
        visit.check_in = match answer.reason {
            CheckInReason::Unknown => CheckInState {
                wrong: Some(answer.reason),
                ..default()
            },
            _ => CheckInState {
                answered: Some(Answered {
                    answer: answer.clone(),
                    kept: *kept,
                    at: clock.steady(),
                }),
                ..default()
            },
        };
    }
}

/// Keys of a scanner or a keyboard.
fn take_keys(
    mut contexts: bevy_egui::EguiContexts,
    screen: Res<State<Screen>>,
    clock: Res<WallClock>,
    tries: Res<Tries>,
    link: Option<Res<LinkHandle>>,
    mut scan: ResMut<Scan>,
    mut visit: ResMut<Visit>,
    mut touch: ResMut<LastTouch>,
    mut next: ResMut<NextState<Screen>>,
    mut wake: ResMut<NextWake>,
) -> Result {
    if matches!(screen.get(), Screen::Preparing | Screen::Staff) {
        return Ok(());
    }
    let steady = clock.steady();
    let (code, typed) = contexts.ctx_mut()?.input_mut(|input| {
        let code = scan.0.sift(&mut input.events, steady, CODE_DIGITS);
        (code, typed(&input.events))
    });
    if scan.0.is_holding() {
        wake.within(scanner::GAP_MAX);
    }
    let Some(link) = link else {
        return Ok(());
    };
    let digits: String = code
        .iter()
        .flat_map(|code| code.chars())
        .filter(char::is_ascii_digit)
        .collect();
    if digits.len() == CODE_DIGITS {
        visit.check_in = CheckInState {
            digits,
            ..default()
        };
        ask(&mut visit.check_in, &tries.0, &link, &clock);
        touch.0 = steady;
        next.set(Screen::CheckIn);
    } else if *screen.get() == Screen::CheckIn {
        for digit in typed {
            type_digit(&mut visit.check_in, digit, &tries.0, &link, &clock);
        }
    }
    Ok(())
}

fn typed(events: &[egui::Event]) -> Vec<char> {
    let text = |event: &egui::Event| match event {
        egui::Event::Text(text) => text.chars().collect(),
        _ => Vec::new(),
    };
    events.iter().flat_map(text).collect()
}

fn type_digit(
    state: &mut CheckInState,
    digit: char,
    tries: &WrongTries,
    link: &LinkHandle,
    clock: &WallClock,
) {
    let free = state.asked.is_none()
        && state.answered.is_none()
        && tries.pause_secs(clock.now()).is_none();
    if free && digit.is_ascii_digit() && state.digits.len() < CODE_DIGITS {
        state.digits.push(digit);
        if state.digits.len() == CODE_DIGITS {
            ask(state, tries, link, clock);
        }
    }
}

fn ask(state: &mut CheckInState, tries: &WrongTries, link: &LinkHandle, clock: &WallClock) {
    if tries.pause_secs(clock.now()).is_some() {
        state.digits.clear();
        return;
    }
    let id = Uuid::new_v4();
    state.asked = Some((id, clock.steady()));
    link.0.send(LinkRequest::CheckIn {
        id,
        code: std::mem::take(&mut state.digits),
        at: clock.now(),
    });
}

fn show(
    mut stage: Stage,
    screen: Res<State<Screen>>,
    tries: Res<Tries>,
    link: Option<Res<LinkHandle>>,
) -> Result {
    if *screen.get() != Screen::CheckIn {
        return Ok(());
    }
    let theme = stage.theme();
    let steady = stage.clock.steady();
    time_out(&mut stage, steady);
    let state = stage.visit.check_in.clone();
    let pause_secs = tries.0.pause_secs(stage.clock.now());
    if pause_secs.is_some() {
        stage.wake_within(Duration::from_secs(1));
    }
    let frame = match (&state.answered, &state.asked) {
        (Some(answered), _) => CheckInFrame::Result {
            reason: answered.answer.reason,
            entry: answered.answer.entry.as_ref(),
            kept: answered.kept,
            time_zone: stage.shown.time_zone(),
        },
        (None, Some(_)) => CheckInFrame::Asking,
        (None, None) => CheckInFrame::Typing {
            digits: &state.digits,
            wrong: state.wrong.map(|reason| (reason, tries.0.left())),
            pause_secs,
        },
    };
    let cover = stage
        .shown
        .manifest()
        .map(|manifest| manifest.cover.clone())
        .unwrap_or_default();
    let wanted = stage.draw(|ui, pictures| {
        let area = stage_ui(ui, &theme, pictures, &cover);
        check_in_ui(ui, &theme, area, &frame)
    })?;
    match (wanted, link) {
        (Some(CheckInAction::Digit(digit)), Some(link)) => {
            let Stage { visit, clock, .. } = &mut stage;
            type_digit(&mut visit.check_in, digit, &tries.0, &link, clock);
        }
        (Some(CheckInAction::Erase), _) => drop(stage.visit.check_in.digits.pop()),
        (Some(CheckInAction::Clear | CheckInAction::Again), _) => {
            stage.visit.check_in = CheckInState::default()
        }
        (Some(CheckInAction::Done | CheckInAction::Shell(ShellAction::Back)), _) => {
            stage.next.set(Screen::Home)
        }
        (Some(CheckInAction::Shell(action)), _) => stage.visit.choose(&action),
        _ => {}
    }
    Ok(())
}

/// An answer makes room for the next person by itself; a question nobody answers is said to be unanswered.
fn time_out(stage: &mut Stage, steady: Duration) {
    let state = &mut stage.visit.check_in;
    let due = match (&state.answered, &state.asked) {
        (Some(answered), _) => answered.at + ANSWER_STAYS,
        (None, Some((_, asked))) => *asked + ASKING_MAX,
        (None, None) => return,
    };
    if steady < due {
        stage.wake_within(due - steady);
        return;
    }
    *state = match state.asked {
        Some((id, _)) => CheckInState {
            answered: Some(Answered {
                answer: CheckInAnswer {
                    id,
                    reason: CheckInReason::NoList,
                    entry: None,
                },
                kept: false,
                at: steady,
            }),
            ..default()
        },
        None => CheckInState::default(),
    };
}
