//! Check-in: a pass, a code, a phone's last digits or a walk-in, and one answer.

pub mod scanner;
pub mod steps;
pub mod view;

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use uuid::Uuid;

use super::content::{CheckInAnswered, LinkHandle, Shown};
use super::link::LinkRequest;
use super::shell::ShellAction;
use super::shell::view::stage_ui;
use super::theme::keypad::{self, KeypadKey};
use super::visit::{self, LastTouch, Visit};
use super::{KioskSystems, NextWake, Screen, ScreenSystems, Settings, Stage, WallClock};
use crate::api::kiosk::{CheckInRequest, WalkIn};
use crate::model::check_in::{CODE_DIGITS, CheckInAnswer, CheckInReason, WrongTries};
use crate::model::pass::{self, is_pass_like};
use scanner::Scanner;
use steps::{Context, Step};
use view::{CheckInAction, CheckInFrame, CheckInWay, ShownAnswer, check_in_ui};

/// How long an answer stays before the screen is ready for the next person; longer for whoever has longer everywhere.
const ANSWER_STAYS: Duration = Duration::from_secs(12);
/// How long to wait for any answer: the link gives its own after 2.5 s.
const ASKING_MAX: Duration = Duration::from_secs(8);

/// What was typed and chosen, and the answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckInState {
    step: Step,
    wrong: Option<CheckInReason>,
    asked: Option<Asked>,
    answered: Option<Answered>,
}

#[derive(Debug, Clone, PartialEq)]
struct Asked {
    request: CheckInRequest,
    at: Duration,
}

#[derive(Debug, Clone, PartialEq)]
struct Answered {
    answer: CheckInAnswer,
    /// What people who had not registered asked for.
    walk_in: Option<WalkIn>,
    /// Whether it was about a pass.
    pass: bool,
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
        match answer.reason {
            CheckInReason::Unknown => tries.0.note_wrong(clock.now()),
            // Nothing was right or wrong about these.
            CheckInReason::NoList | CheckInReason::OtherCentre | CheckInReason::Full => {}
            _ => tries.0.note_right(),
        }
        let asked = visit.check_in.asked.as_ref();
        let Some(asked) = asked.filter(|asked| asked.request.id == answer.id) else {
            // The visitor has gone; the check-in itself is kept where it was written.
            continue;
        };
        let request = asked.request.clone();
        visit.check_in = state_after(request, answer, *kept, clock.steady());
    }
}

/// What the screen shows after an answer.
fn state_after(
    request: CheckInRequest,
    answer: &CheckInAnswer,
    kept: bool,
    at: Duration,
) -> CheckInState {
    let pass = is_pass_like(&request.code);
    let typed = !pass && request.walk_in.is_none();
    match answer.reason {
        CheckInReason::Unknown if typed => CheckInState {
            step: match request.tail {
                Some(_) => Step::Tail {
                    digits: String::new(),
                },
                None => Step::default(),
            },
            wrong: Some(answer.reason),
            ..default()
        },
        CheckInReason::Choose => CheckInState {
            step: Step::Who {
                request: Box::new(request),
                people: answer
                    .people
                    .iter()
                    .map(|entry| {
                        let comes = entry.in_and_out || entry.checked_in_at.is_none();
                        (entry.clone(), comes)
                    })
                    .collect(),
            },
            ..default()
        },
        _ => CheckInState {
            answered: Some(Answered {
                answer: answer.clone(),
                walk_in: request.walk_in,
                pass,
                kept,
                at,
            }),
            ..default()
        },
    }
}

/// Keys of a scanner or a keyboard.
fn take_keys(
    mut contexts: bevy_egui::EguiContexts,
    screen: Res<State<Screen>>,
    clock: Res<WallClock>,
    tries: Res<Tries>,
    shown: Res<Shown>,
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
    let here = *screen.get() == Screen::CheckIn;
    let (scans, typed) = contexts.ctx_mut()?.input_mut(|input| {
        let is_code = |text: &str| scanned(text, here).is_some();
        let scans = scan.0.sift(&mut input.events, steady, is_code);
        (scans, keypad::typed(input))
    });
    if let Some(wait) = scan.0.holds(steady) {
        wake.within(wait);
    }
    let Some(link) = link else { return Ok(()) };
    for code in scans.iter().filter_map(|text| scanned(text, here)) {
        visit.check_in = CheckInState::default();
        let request = CheckInRequest::with_code(Uuid::new_v4(), code, clock.now());
        ask(&mut visit.check_in, request, &tries.0, &link, &clock);
        touch.0 = steady;
        next.set(Screen::CheckIn);
    }
    if here {
        for key in typed {
            press(&mut visit.check_in, key, &shown, &tries.0, &link, &clock);
        }
    }
    Ok(())
}

/// The code or pass in what a scanner read. Anything else is only looked at where somebody checks in.
fn scanned(text: &str, here: bool) -> Option<String> {
    let text = text.trim();
    // A pass may stand at the end of an address.
    let last = text.rsplit(['/', '=', '?']).next().unwrap_or(text);
    if is_pass_like(last) {
        return Some(last.to_owned());
    }
    let digits = text.len() == CODE_DIGITS && text.bytes().all(|sign| sign.is_ascii_digit());
    let fits = (CODE_DIGITS..=pass::TEXT_CHARS_MAX).contains(&text.len());
    (digits || (here && fits)).then(|| text.to_owned())
}

fn press(
    state: &mut CheckInState,
    key: KeypadKey,
    shown: &Shown,
    tries: &WrongTries,
    link: &LinkHandle,
    clock: &WallClock,
) {
    let paused = tries.pause_secs(clock.now()).is_some();
    if state.answered.is_some() {
        return;
    }
    if let Some(request) = act(state, &key.into(), &context(shown, clock), paused) {
        ask(state, request, tries, link, clock);
    }
}

fn context<'a>(shown: &'a Shown, clock: &WallClock) -> Context<'a> {
    Context {
        id: Uuid::new_v4(),
        now: clock.now(),
        centre: shown
            .identity
            .as_ref()
            .map_or("", |identity| &identity.centre),
        zone: shown.time_zone(),
        days: shown.days.as_deref(),
    }
}

fn ask(
    state: &mut CheckInState,
    request: CheckInRequest,
    tries: &WrongTries,
    link: &LinkHandle,
    clock: &WallClock,
) {
    let guesses = request.walk_in.is_none();
    if guesses && tries.pause_secs(clock.now()).is_some() {
        state.step.clear();
        return;
    }
    link.0.send(LinkRequest::CheckIn(Box::new(request.clone())));
    state.asked = Some(Asked {
        request,
        at: clock.steady(),
    });
}

fn show(
    mut stage: Stage,
    screen: Res<State<Screen>>,
    tries: Res<Tries>,
    link: Option<Res<LinkHandle>>,
    settings: Res<Settings>,
    touch: Res<LastTouch>,
) -> Result {
    if *screen.get() != Screen::CheckIn {
        return Ok(());
    }
    let theme = stage.theme();
    let steady = stage.clock.steady();
    let patience = visit::patience(&settings.access, &theme.comfort);
    time_out(&mut stage, steady, touch.0, patience);
    let state = stage.visit.check_in.clone();
    let pause_secs = tries.0.pause_secs(stage.clock.now());
    if pause_secs.is_some() {
        stage.wake_within(Duration::from_secs(1));
    }
    let cover = stage
        .shown
        .manifest()
        .map(|manifest| manifest.cover.clone())
        .unwrap_or_default();
    // Held while the stage is drawn on, which borrows all of it.
    let (days, identity) = (stage.shown.days.clone(), stage.shown.identity.clone());
    let context = Context {
        id: Uuid::new_v4(),
        now: stage.clock.now(),
        centre: identity.as_ref().map_or("", |identity| &identity.centre),
        zone: stage.shown.time_zone(),
        days: days.as_deref(),
    };
    let frame = frame(&state, &context, &tries.0, pause_secs);
    let wanted = stage.draw(|ui, pictures| {
        let area = stage_ui(ui, &theme, pictures, &cover);
        check_in_ui(ui, &theme, area, &frame)
    })?;
    stage.tell(|| view::told(&theme, &frame));
    match wanted {
        Some(CheckInAction::Done | CheckInAction::Shell(ShellAction::Back)) => {
            stage.next.set(Screen::Home);
        }
        Some(CheckInAction::Shell(action)) => stage.visit.choose(&action),
        Some(action) => {
            let Stage { visit, clock, .. } = &mut stage;
            let request = act(&mut visit.check_in, &action, &context, pause_secs.is_some());
            if let (Some(request), Some(link)) = (request, link) {
                ask(&mut visit.check_in, request, &tries.0, &link, clock);
            }
        }
        None => {}
    }
    Ok(())
}

/// What the view shows of a state.
fn frame<'a>(
    state: &'a CheckInState,
    context: &'a Context,
    tries: &WrongTries,
    pause_secs: Option<i64>,
) -> CheckInFrame<'a> {
    if let Some(answered) = &state.answered {
        return CheckInFrame::Result(ShownAnswer {
            reason: answered.answer.reason,
            entry: answered.answer.entry.as_ref(),
            people: &answered.answer.people,
            walked_in: answered
                .walk_in
                .and_then(|walk_in| Some((context.entry(walk_in.occurrence)?, walk_in.people))),
            pass: answered.pass,
            kept: answered.kept,
            time_zone: context.zone,
        });
    }
    if state.asked.is_some() {
        return CheckInFrame::Asking;
    }
    let wrong = state.wrong.map(|reason| (reason, tries.left()));
    match &state.step {
        Step::Code { digits } => CheckInFrame::Typing {
            digits,
            wrong,
            pause_secs,
        },
        Step::Tail { digits } => CheckInFrame::Tail {
            digits,
            wrong,
            pause_secs,
        },
        Step::Name { list, .. } => CheckInFrame::Names { names: &list.names },
        Step::Surname { list, name, .. } => CheckInFrame::Surnames {
            name,
            surnames: &list.initials,
        },
        Step::Who { people, .. } => CheckInFrame::Who { people },
        Step::Occurrence => CheckInFrame::Doors {
            doors: context.open_doors(),
            known: context.days.is_some(),
            opens_at: context.next_opening(),
            time_zone: context.zone,
        },
        Step::People { occurrence, people } => {
            let doors = context.open_doors();
            match doors
                .into_iter()
                .find(|door| door.entry.occurrence == *occurrence)
            {
                Some(door) => CheckInFrame::People {
                    door,
                    people: *people,
                },
                // It has filled up meanwhile.
                None => CheckInFrame::Doors {
                    doors: context.open_doors(),
                    known: context.days.is_some(),
                    opens_at: context.next_opening(),
                    time_zone: context.zone,
                },
            }
        }
    }
}

/// Does what the visitor wants; returns what is to be asked.
fn act(
    state: &mut CheckInState,
    action: &CheckInAction,
    context: &Context,
    paused: bool,
) -> Option<CheckInRequest> {
    if state.asked.is_some() {
        return None;
    }
    let step = &mut state.step;
    match action {
        CheckInAction::Digit(digit) if !paused => return step.type_digit(*digit, context),
        CheckInAction::Erase => step.erase(),
        CheckInAction::Clear => step.clear(),
        CheckInAction::Way(way) => {
            *state = CheckInState {
                step: match way {
                    CheckInWay::Code => Step::default(),
                    CheckInWay::Phone => Step::Tail {
                        digits: String::new(),
                    },
                    CheckInWay::WalkIn => Step::Occurrence,
                },
                ..default()
            };
        }
        CheckInAction::Name(at) => step.choose_name(*at),
        CheckInAction::Surname(at) => return step.choose_surname(*at, context),
        CheckInAction::Toggle(at) => step.toggle(*at),
        CheckInAction::Came => return step.came(context),
        CheckInAction::Door(occurrence) => step.choose_occurrence(*occurrence),
        CheckInAction::More { most } => step.change_people(true, *most),
        CheckInAction::Fewer => step.change_people(false, 1),
        CheckInAction::WalkIn => return step.walk_in(context),
        CheckInAction::Again => *state = CheckInState::default(),
        CheckInAction::Digit(_) | CheckInAction::Done | CheckInAction::Shell(_) => {}
    }
    None
}

/// An answer makes room for the next person by itself; a question nobody answers is said to be unanswered.
fn time_out(stage: &mut Stage, steady: Duration, touched: Duration, patience: f32) {
    let state = &mut stage.visit.check_in;
    let due = match (&state.answered, &state.asked) {
        (Some(answered), _) => answer_goes_at(answered.at, touched, patience),
        (None, Some(asked)) => asked.at + ASKING_MAX,
        (None, None) => return,
    };
    if steady < due {
        stage.wake_within(due - steady);
        return;
    }
    *state = match &state.asked {
        Some(asked) => CheckInState {
            answered: Some(Answered {
                answer: CheckInAnswer::nameless(asked.request.id, CheckInReason::NoList),
                walk_in: None,
                pass: false,
                kept: false,
                at: steady,
            }),
            ..default()
        },
        None => CheckInState::default(),
    };
}

/// When an answer makes room: after its time, which begins again with every touch. While a voice says it somebody
/// listens, and that is as good as a touch.
fn answer_goes_at(answered: Duration, touched: Duration, patience: f32) -> Duration {
    answered.max(touched) + ANSWER_STAYS.mul_f32(patience)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_stays_longer_for_who_needs_longer_and_while_somebody_is_at_it() {
        let secs = Duration::from_secs;
        let before = secs(95);
        assert_eq!(answer_goes_at(secs(100), before, 1.0), secs(112));
        assert_eq!(answer_goes_at(secs(100), before, 2.0), secs(124));
        assert_eq!(answer_goes_at(secs(100), secs(109), 1.0), secs(121));
    }

    #[track_caller]
    fn check(text: &str, here: bool, expected: Option<&str>) {
        assert_eq!(scanned(text, here).as_deref(), expected);
    }

    #[test]
    fn a_scanned_text_is_a_code_a_pass_or_shown_to_be_neither() {
        check("407215", false, Some("407215"));
        check(" TX1ABCD ", false, Some("TX1ABCD"));
        check("https://example.org/p/TX1ABCD", false, Some("TX1ABCD"));
        check("6901234567892", false, None);
        check("6901234567892", true, Some("6901234567892"));
        check("a guest writes quickly", false, None);
    }

    #[test]
    fn a_wrong_phone_is_asked_again_by_phone_and_an_unknown_pass_is_answered() {
        let after = |request: CheckInRequest, reason| {
            let answer = CheckInAnswer::nameless(request.id, reason);
            state_after(request, &answer, false, Duration::ZERO)
        };
        let now = chrono::DateTime::UNIX_EPOCH;
        let code = |code: &str| CheckInRequest::with_code(Uuid::nil(), code, now);
        let wrong = after(code("407215"), CheckInReason::Unknown);
        assert_eq!(
            (wrong.step, wrong.wrong),
            (Step::default(), Some(CheckInReason::Unknown))
        );
        let forged = after(code("TX1AAAA"), CheckInReason::Unknown);
        assert!(forged.answered.is_some_and(|answered| answered.pass));
        let phone = CheckInRequest {
            tail: Some(crate::model::tail::TailClaim {
                digits: "1234".into(),
                name: String::new(),
                initial: String::new(),
            }),
            ..code("")
        };
        let wrong = after(phone, CheckInReason::Unknown);
        assert!(matches!(wrong.step, Step::Tail { digits } if digits.is_empty()));
    }
}
