//! Registering for an activity: who comes, how to reach them, everything to read once more, and the server's answer.
//!
//! What is typed lives in the visit and goes with it. Nobody is promised a place that only the server can give: while it
//! cannot be reached a visitor goes on on their own phone, or leaves a request that is delivered later and is told so.

pub mod form;
mod news;
mod trouble;
pub mod view;

pub(super) use news::{note_kept, take_news};
pub use trouble::Trouble;

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use uuid::Uuid;

use super::content::LinkHandle;
use super::link::registration::RegistrationCall;
use super::link::{Link, LinkRequest};
use super::shell::ShellAction;
use super::shell::view::stage_ui;
use super::theme::keypad;
use super::visit::Visit;
use super::writing::Typed;
use super::{Screen, ScreenSystems, Settings, Stage};
use crate::api::delivery::Delivery;
use crate::api::kiosk::CalendarEntry;
use crate::api::paths;
use crate::api::phone::{CarryOverRequest, CarryOverState, PhoneCodeRequest, PhoneCodeTry};
use crate::api::registration::RegistrationAnswer;
use crate::model::outgoing::{LateRegistration, Outgoing};
use crate::model::phone_code::PHONE_CODE_DIGITS;
use form::{Confirmation, Form, PHONE_DIGITS, PhoneGiven, Question};
use view::{RegistrationAction, RegistrationFrame, registration_ui};

/// The link gives its own answer sooner; after so long nothing is waited for any more.
const ASKING_MAX: Duration = Duration::from_secs(20);
/// What a request that was left here says it was left at.
const LEFT_AT: &str = "calendar";

/// What is asked or said.
#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    /// A question.
    Asking(Question),
    /// The code for one's own phone.
    OnPhone,
    /// No place can be promised now.
    Offline,
    /// The server is asked for a place.
    Sending,
    /// The request is kept here.
    Kept,
    /// The answer.
    Answer(Box<RegistrationAnswer>),
}

/// A visit that goes on on a phone.
#[derive(Debug, Clone, PartialEq)]
pub struct Carry {
    id: Uuid,
    path: Option<String>,
    /// How far the phone is.
    pub state: CarryOverState,
}

/// What is waited for, and since when.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Asked {
    Code(Uuid),
    Try(Uuid),
    Place,
    Keeping,
    Carry(Uuid),
}

/// Where a visitor is in registering.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistrationState {
    form: Form,
    page: Page,
    asked: Option<(Asked, Duration)>,
    trouble: Option<Trouble>,
    carry: Option<Carry>,
    /// Whether what was sent may have been taken, though nobody has said so: it can only be sent again as it was.
    may_be_taken: bool,
}

impl RegistrationState {
    /// The first question for this occurrence.
    pub fn new(occurrence: Uuid) -> Self {
        Self {
            form: Form::new(Uuid::now_v7(), occurrence),
            page: Page::Asking(Question::Who),
            asked: None,
            trouble: None,
            carry: None,
            may_be_taken: false,
        }
    }

    /// The way to a phone ended with the screen: another one has to be asked for.
    fn forget_carry(&mut self) {
        self.carry = None;
        if matches!(self.asked, Some((Asked::Carry(_), _))) {
            self.asked = None;
        }
        if self.page == Page::OnPhone {
            self.ask(Question::Who);
        }
    }

    /// What for.
    pub fn occurrence(&self) -> Uuid {
        self.form.occurrence
    }

    fn ask(&mut self, question: Question) {
        self.page = Page::Asking(question);
        self.trouble = None;
    }

    fn go_on(&mut self, connected: bool) {
        self.ask(self.form.next_question(connected));
    }
}

impl Visit {
    /// Begins, or goes on where the visitor was with the same occurrence.
    pub(super) fn register_for(&mut self, occurrence: Uuid) {
        match &mut self.registration {
            Some(state) if state.occurrence() == occurrence => state.forget_carry(),
            _ => self.registration = Some(RegistrationState::new(occurrence)),
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(ScreenSystems)
            .run_if(in_state(Screen::Registration)),
    )
    .add_systems(OnExit(Screen::Registration), forget_phone);
}

/// A phone that has not come by now is not waited for.
fn forget_phone(link: Option<Res<LinkHandle>>) {
    if let Some(link) = link {
        link.0
            .send(LinkRequest::Registration(RegistrationCall::EndCarryOver));
    }
}

fn show(mut stage: Stage, settings: Res<Settings>, link: Option<Res<LinkHandle>>) -> Result {
    time_out(&mut stage);
    let theme = stage.theme();
    let Some(state) = stage.visit.registration.clone() else {
        stage.next.set(Screen::Calendar);
        return Ok(());
    };
    let days = stage.shown.days.clone();
    let entry = days.as_ref().and_then(|days| {
        let mut entries = days.calendar.iter();
        entries.find(|entry| entry.occurrence == state.form.occurrence)
    });
    let Some(entry) = entry else {
        stage.next.set(Screen::Calendar);
        return Ok(());
    };
    let address = phone_address(&stage, &settings, &state, entry);
    let cover = stage
        .shown
        .manifest()
        .map(|manifest| manifest.cover.clone())
        .unwrap_or_default();
    let frame = RegistrationFrame {
        entry,
        time_zone: stage.shown.time_zone(),
        form: &state.form,
        page: &state.page,
        asking: state.asked.is_some(),
        trouble: state.trouble,
        phone_address: address.as_deref(),
        carry: state.carry.as_ref(),
    };
    let digits = matches!(state.page, Page::Asking(Question::Phone | Question::Code));
    let typed = if digits {
        stage.input(keypad::typed)?
    } else {
        Vec::new()
    };
    let wanted = stage.draw(|ui, pictures| {
        let area = stage_ui(ui, &theme, pictures, &cover);
        registration_ui(ui, &theme, area, &frame)
    })?;
    stage.tell(|| view::told(&theme, &frame));
    for action in typed.into_iter().map(Into::into).chain(wanted) {
        // The action before may have ended it.
        let Some(state) = stage.visit.registration.clone() else {
            break;
        };
        apply(&mut stage, link.as_ref().map(|link| &link.0), state, action);
        stage.wake_within(Duration::ZERO);
    }
    Ok(())
}

/// Where the visitor's own phone goes on; `None` where phones do not reach the server, or while its code is being made.
fn phone_address(
    stage: &Stage,
    settings: &Settings,
    state: &RegistrationState,
    entry: &CalendarEntry,
) -> Option<String> {
    let base = stage.shown.phone_address(settings)?;
    let base = base.trim_end_matches('/');
    match &state.carry {
        Some(Carry {
            path: Some(path), ..
        }) => Some(format!("{base}{path}")),
        Some(Carry { path: None, .. }) => None,
        None => Some(format!(
            "{base}{}{}",
            paths::PHONE_ACTIVITY,
            entry.occurrence
        )),
    }
}

/// Does what the visitor wants.
fn apply(
    stage: &mut Stage,
    link: Option<&Link>,
    mut state: RegistrationState,
    action: RegistrationAction,
) {
    let language = stage.visit.comfort.language.clone();
    let connected = stage.shown.connected;
    let (now, steady) = (stage.clock.now(), stage.clock.steady());
    let tell = |call| {
        if let Some(link) = link {
            link.send(LinkRequest::Registration(call));
        }
    };
    let asking = state.asked.is_some();
    match action {
        RegistrationAction::Shell(ShellAction::Back) => {
            if !back(&mut state, asking, connected) {
                return leave(stage, state);
            }
        }
        RegistrationAction::Shell(action) => return stage.visit.choose(&action),
        RegistrationAction::Done => {
            stage.visit.registration = None;
            stage.next.set(Screen::Home);
            return;
        }
        RegistrationAction::Together(together) => {
            state.form.set_together(together, &language);
            go_on(&mut state, &language, connected);
        }
        RegistrationAction::OnPhone => {
            state.page = Page::OnPhone;
            state.trouble = None;
            if connected && state.carry.is_none() {
                let id = Uuid::new_v4();
                state.asked = Some((Asked::Carry(id), steady));
                state.carry = Some(Carry {
                    id,
                    path: None,
                    state: CarryOverState::Waiting,
                });
                tell(RegistrationCall::CarryOver(CarryOverRequest {
                    id,
                    occurrence: state.form.occurrence,
                    language,
                }));
            }
        }
        RegistrationAction::Ask(question) => {
            if question == Question::People {
                state.form.people_done = false;
            }
            if question == Question::Guardian {
                state.form.guardian_done = false;
                state.form.guardian_writing(&language);
            }
            state.ask(question);
        }
        RegistrationAction::Name(typed) => name(&mut state, *typed, &language, connected),
        RegistrationAction::Age(age) => {
            if let Page::Asking(Question::Age(i)) = state.page
                && let Some(person) = state.form.people.get_mut(i)
            {
                person.age = Some(age);
            }
            go_on(&mut state, &language, connected);
        }
        RegistrationAction::AddPerson => {
            state.form.add_person(&language);
            go_on(&mut state, &language, connected);
        }
        RegistrationAction::RemovePerson(i) => {
            state.form.remove_person(i);
            state.ask(Question::People);
        }
        RegistrationAction::PeopleDone => {
            state.form.people_done = true;
            go_on(&mut state, &language, connected);
        }
        RegistrationAction::GuardianIs(guardian) => {
            state.form.guardian_is(&guardian, &language);
            go_on(&mut state, &language, connected);
        }
        RegistrationAction::Consents(consents) => {
            state.form.consents = consents;
            state.form.consent_done = false;
        }
        RegistrationAction::ConsentDone => {
            state.form.consent_done = true;
            go_on(&mut state, &language, connected);
        }
        RegistrationAction::Digit(_) | RegistrationAction::Erase | RegistrationAction::Clear
            if asking => {}
        RegistrationAction::Digit(digit) => {
            state.trouble = None;
            let before = state.form.code.len();
            type_digit(&mut state, digit);
            let more = state.form.code.len() > before;
            if let Some(trial) = whole_code(&state.form, &state.page).filter(|_| more) {
                state.asked = Some((Asked::Try(trial.id), steady));
                tell(RegistrationCall::TryCode(trial));
            }
        }
        RegistrationAction::Erase => erase(&mut state, false),
        RegistrationAction::Clear => erase(&mut state, true),
        RegistrationAction::NoPhone => {
            state.form.phone_changed();
            state.form.phone_given = PhoneGiven::None;
            state.go_on(connected);
        }
        RegistrationAction::PhoneDone | RegistrationAction::SendAgain if !connected => {
            state.form.phone_given = PhoneGiven::Number;
            state.go_on(false);
        }
        RegistrationAction::PhoneDone
            if matches!(
                state.form.confirmation,
                Confirmation::Confirmed(_) | Confirmation::NotNeeded | Confirmation::Sent(_)
            ) =>
        {
            // The visitor came back to look: the number is the same.
            state.form.phone_given = PhoneGiven::Number;
            state.go_on(connected);
        }
        RegistrationAction::PhoneDone | RegistrationAction::SendAgain => {
            state.trouble = None;
            let request = PhoneCodeRequest {
                id: Uuid::new_v4(),
                phone: state.form.phone.clone(),
                language,
            };
            state.asked = Some((Asked::Code(request.id), steady));
            tell(RegistrationCall::SendCode(request));
        }
        RegistrationAction::Send if !connected && state.page == Page::Asking(Question::Review) => {
            state.page = Page::Offline;
            state.trouble = None;
        }
        RegistrationAction::Send => {
            state.trouble = None;
            state.page = Page::Sending;
            state.asked = Some((Asked::Place, steady));
            state.may_be_taken = true;
            let request = state.form.request(&language, now);
            tell(RegistrationCall::Register(Box::new(request)));
        }
        RegistrationAction::Leave => {
            state.trouble = None;
            state.page = Page::Offline;
            state.asked = Some((Asked::Keeping, steady));
            state.may_be_taken = true;
            if let Some(link) = link {
                let delivery = Delivery {
                    centre: stage.shown.centre(),
                    ..late(&state.form, &language, now)
                };
                link.send(LinkRequest::Send(Box::new(delivery)));
            }
        }
    }
    if link.is_none() && state.asked.take().is_some() {
        state.trouble = Some(Trouble::NoAnswer);
    }
    stage.visit.registration = Some(state);
}

/// Back to the calendar; what was typed stays for as long as the visit.
fn leave(stage: &mut Stage, state: RegistrationState) {
    let finished = matches!(state.page, Page::Answer(_) | Page::Kept)
        || state
            .carry
            .as_ref()
            .is_some_and(|carry| matches!(carry.state, CarryOverState::Done { .. }));
    stage.visit.registration = (!finished).then_some(state);
    stage.next.set(Screen::Calendar);
}

/// One step back; `false` leaves the screen.
fn back(state: &mut RegistrationState, asking: bool, connected: bool) -> bool {
    match &state.page {
        Page::Asking(question) => {
            state.asked = None;
            let Some(before) = state.form.question_before(*question) else {
                return false;
            };
            state.ask(before);
        }
        Page::OnPhone => {
            if matches!(&state.carry, Some(carry) if matches!(carry.state, CarryOverState::Done { .. }))
            {
                return false;
            }
            state.ask(Question::Who);
        }
        // What is under way is not turned back from: its answer decides what can still be done.
        Page::Sending if asking => {}
        Page::Offline if asking => {}
        // What is changed now would be taken for what was sent before.
        Page::Sending | Page::Offline if state.may_be_taken => return false,
        Page::Sending | Page::Offline => state.ask(Question::Review),
        Page::Answer(answer) if !answer.reason.is_taken() => state.go_on(connected),
        Page::Answer(_) | Page::Kept => return false,
    }
    true
}

/// The next open question, with what it needs.
fn go_on(state: &mut RegistrationState, language: &str, connected: bool) {
    state.go_on(connected);
    if state.page == Page::Asking(Question::Guardian) {
        state.form.guardian_writing(language);
    }
}

fn name(state: &mut RegistrationState, typed: Typed, language: &str, connected: bool) {
    let (writing, done) = match typed {
        Typed::Writing(writing) => (writing, false),
        Typed::Done(writing) => (writing, true),
    };
    let empty = writing.is_empty();
    match state.page {
        Page::Asking(Question::Name(i)) => {
            if let Some(person) = state.form.people.get_mut(i) {
                person.name = writing;
            }
        }
        Page::Asking(Question::Guardian) => {
            state.form.guardian = Some(writing);
            state.form.guardian_done = done && !empty;
        }
        _ => return,
    }
    if done && !empty {
        go_on(state, language, connected);
    }
}

fn type_digit(state: &mut RegistrationState, digit: char) {
    let form = &mut state.form;
    match state.page {
        Page::Asking(Question::Phone) if form.phone.len() < PHONE_DIGITS => {
            form.phone.push(digit);
            form.phone_changed();
        }
        Page::Asking(Question::Code) if form.code.len() < PHONE_CODE_DIGITS => {
            form.code.push(digit)
        }
        _ => {}
    }
}

fn erase(state: &mut RegistrationState, all: bool) {
    state.trouble = None;
    let form = &mut state.form;
    let on_phone = state.page == Page::Asking(Question::Phone);
    let digits = if on_phone {
        &mut form.phone
    } else {
        &mut form.code
    };
    if all {
        digits.clear();
    } else {
        digits.pop();
    }
    if on_phone {
        form.phone_changed();
    }
}

/// The code that was just completed.
fn whole_code(form: &Form, page: &Page) -> Option<PhoneCodeTry> {
    let Confirmation::Sent(id) = form.confirmation else {
        return None;
    };
    let whole = form.code.len() == PHONE_CODE_DIGITS && *page == Page::Asking(Question::Code);
    whole.then(|| PhoneCodeTry {
        id,
        phone: form.phone.clone(),
        code: form.code.clone(),
    })
}

/// What is left here for the server. Its id is the request's own: whichever way it comes, it counts once.
fn late(form: &Form, language: &str, now: chrono::DateTime<chrono::Utc>) -> Delivery {
    let request = form.request(language, now);
    Delivery {
        id: request.id,
        centre: String::new(),
        exhibit: LEFT_AT.to_owned(),
        language: request.language,
        at: now,
        what: Outgoing::Registration(LateRegistration {
            occurrence: request.occurrence,
            people: request.people,
            phone: request.phone,
            guardian: request.guardian,
        }),
    }
}

/// What nobody answers is said to be unanswered.
fn time_out(stage: &mut Stage) {
    let steady = stage.clock.steady();
    let Some(state) = &stage.visit.registration else {
        return;
    };
    let Some((asked, since)) = state.asked else {
        return;
    };
    let left = (since + ASKING_MAX).saturating_sub(steady);
    if !left.is_zero() {
        return stage.wake_within(left);
    }
    if let Some(state) = &mut stage.visit.registration {
        state.asked = None;
        match asked {
            Asked::Carry(_) => state.carry = None,
            Asked::Keeping => state.trouble = Some(Trouble::NotKept),
            _ => state.trouble = Some(Trouble::NoAnswer),
        }
    }
}
