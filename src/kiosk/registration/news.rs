//! What the link answers while somebody registers.

use uuid::Uuid;

use super::form::{Confirmation, PhoneGiven, Question};
use super::{Asked, Page, RegistrationState, Trouble};
use crate::api::phone::{PhoneCodeAnswer, PhoneCodeTried};
use crate::api::registration::RegistrationAnswer;
use crate::kiosk::link::registration::RegistrationNews;
use crate::kiosk::visit::Visit;
use crate::model::registration::RegistrationReason;

/// What the link has to say; what is about another visitor's request is dropped.
pub(in crate::kiosk) fn take_news(visit: &mut Visit, news: RegistrationNews) {
    let Some(state) = &mut visit.registration else {
        return;
    };
    let asked = state.asked.map(|(asked, _)| asked);
    match news {
        RegistrationNews::Code { id, answer } if asked == Some(Asked::Code(id)) => {
            state.asked = None;
            code_sent(state, id, answer);
        }
        RegistrationNews::CodeTried { id, answer } if asked == Some(Asked::Try(id)) => {
            state.asked = None;
            code_tried(state, answer);
        }
        RegistrationNews::Answer { id, answer }
            if id == state.form.id && asked == Some(Asked::Place) =>
        {
            state.asked = None;
            match answer {
                None => state.trouble = Some(Trouble::NoAnswer),
                Some(answer) => answered(state, answer),
            }
        }
        RegistrationNews::CarryOver { id, answer } if asked == Some(Asked::Carry(id)) => {
            state.asked = None;
            match (answer, &mut state.carry) {
                (Some(answer), Some(carry)) => carry.path = Some(answer.path),
                // The page that anybody can open does as well; only nobody hears of it here.
                _ => state.carry = None,
            }
        }
        RegistrationNews::Carried { id, state: far } => {
            if let Some(carry) = state.carry.as_mut().filter(|carry| carry.id == id) {
                carry.state = far;
            }
        }
        _ => {}
    }
}

/// Whether a request that was to be left here is on disk.
pub(in crate::kiosk) fn note_kept(visit: &mut Visit, id: Uuid, kept: bool) {
    let Some(state) = visit.registration.as_mut() else {
        return;
    };
    if state.form.id == id && matches!(state.asked, Some((Asked::Keeping, _))) {
        state.asked = None;
        if kept {
            state.page = Page::Kept;
        } else {
            state.trouble = Some(Trouble::NotKept);
        }
    }
}

fn code_sent(state: &mut RegistrationState, id: Uuid, answer: Option<PhoneCodeAnswer>) {
    let form = &mut state.form;
    match answer {
        Some(PhoneCodeAnswer::Sent) => {
            form.phone_given = PhoneGiven::Number;
            form.confirmation = Confirmation::Sent(id);
            form.code.clear();
            state.go_on(true);
        }
        Some(PhoneCodeAnswer::NotNeeded) => {
            form.phone_given = PhoneGiven::Number;
            form.confirmation = Confirmation::NotNeeded;
            state.go_on(true);
        }
        Some(PhoneCodeAnswer::PhoneUnclear) => state.trouble = Some(Trouble::PhoneUnclear),
        Some(PhoneCodeAnswer::Wait { wait_secs }) => {
            state.trouble = Some(Trouble::Wait { secs: wait_secs });
        }
        None => state.trouble = Some(Trouble::NoAnswer),
    }
}

fn code_tried(state: &mut RegistrationState, answer: Option<PhoneCodeTried>) {
    state.form.code.clear();
    match answer {
        Some(PhoneCodeTried::Confirmed { confirmation }) => {
            state.form.confirmation = Confirmation::Confirmed(confirmation);
            state.go_on(true);
        }
        Some(PhoneCodeTried::Wrong { tries_left }) => {
            state.trouble = Some(Trouble::CodeWrong { tries_left });
        }
        Some(PhoneCodeTried::Over) => state.trouble = Some(Trouble::CodeOver),
        None => state.trouble = Some(Trouble::NoAnswer),
    }
}

fn answered(state: &mut RegistrationState, answer: Box<RegistrationAnswer>) {
    state.may_be_taken = false;
    if answer.reason == RegistrationReason::PhoneUnconfirmed {
        // The visitor took longer than the confirmation holds.
        state.form.phone_changed();
        state.page = Page::Asking(Question::Phone);
        state.trouble = Some(Trouble::Unconfirmed);
        return;
    }
    state.page = Page::Answer(answer);
}
