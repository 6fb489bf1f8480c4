//! Registering through the link: the server is asked, and whatever it says, or that it says nothing, reaches the screen.
//!
//! Calls of a visitor who stands and waits come one after the other, on a queue of their own: a check-in beside them is
//! not kept waiting.

use std::time::Duration;

use tokio::sync::mpsc;
use uuid::Uuid;

use super::LinkMessage;
use super::server_api::ApiError;
use super::shared::Shared;
use crate::api::phone::{
    CarryOverAnswer, CarryOverRequest, CarryOverState, PhoneCodeAnswer, PhoneCodeRequest,
    PhoneCodeTried, PhoneCodeTry,
};
use crate::api::registration::{RegistrationAnswer, RegistrationRequest};

/// Calls that wait at most.
pub(super) const CALLS_MAX: usize = 8;
/// How often the phone is looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// What the screen asks.
#[derive(Debug, Clone)]
pub enum RegistrationCall {
    /// Send a code to a number.
    SendCode(PhoneCodeRequest),
    /// Is this the code?
    TryCode(PhoneCodeTry),
    /// A place, please.
    Register(Box<RegistrationRequest>),
    /// A phone is to go on.
    CarryOver(CarryOverRequest),
    /// Nobody waits for the phone any more.
    EndCarryOver,
}

/// What the screen is told. `None`: the server did not answer.
#[derive(Debug, Clone)]
pub enum RegistrationNews {
    /// Of [`RegistrationCall::SendCode`].
    Code {
        /// The call's id.
        id: Uuid,
        /// What the server said.
        answer: Option<PhoneCodeAnswer>,
    },
    /// Of [`RegistrationCall::TryCode`].
    CodeTried {
        /// The code's id.
        id: Uuid,
        /// What the server said.
        answer: Option<PhoneCodeTried>,
    },
    /// Of [`RegistrationCall::Register`].
    Answer {
        /// The request's id.
        id: Uuid,
        /// What the server said.
        answer: Option<Box<RegistrationAnswer>>,
    },
    /// Of [`RegistrationCall::CarryOver`].
    CarryOver {
        /// The call's id.
        id: Uuid,
        /// Where the phone goes on.
        answer: Option<CarryOverAnswer>,
    },
    /// How far the phone is.
    Carried {
        /// The call's id.
        id: Uuid,
        /// Its state.
        state: CarryOverState,
    },
}

impl RegistrationCall {
    /// What is said where there is no server to ask.
    pub(super) fn unanswered(self) -> Option<RegistrationNews> {
        Some(match self {
            Self::SendCode(request) => RegistrationNews::Code {
                id: request.id,
                answer: None,
            },
            Self::TryCode(trial) => RegistrationNews::CodeTried {
                id: trial.id,
                answer: None,
            },
            Self::Register(request) => RegistrationNews::Answer {
                id: request.id,
                answer: None,
            },
            Self::CarryOver(request) => RegistrationNews::CarryOver {
                id: request.id,
                answer: None,
            },
            Self::EndCarryOver => return None,
        })
    }
}

/// Runs until it is dropped.
pub(super) async fn run(shared: &Shared, calls: &mut mpsc::Receiver<RegistrationCall>) {
    let mut phone: Option<(Uuid, CarryOverState)> = None;
    loop {
        tokio::select! {
            call = calls.recv() => match call {
                Some(call) => answer(shared, call, &mut phone).await,
                None => return std::future::pending().await,
            },
            () = tokio::time::sleep(LOOK_AGAIN), if phone.is_some() => look(shared, &mut phone).await,
        }
    }
}

async fn answer(
    shared: &Shared,
    call: RegistrationCall,
    phone: &mut Option<(Uuid, CarryOverState)>,
) {
    let news = match call {
        RegistrationCall::SendCode(request) => RegistrationNews::Code {
            id: request.id,
            answer: heard(shared, shared.api.send_phone_code(&request).await),
        },
        RegistrationCall::TryCode(trial) => RegistrationNews::CodeTried {
            id: trial.id,
            answer: heard(shared, shared.api.try_phone_code(&trial).await),
        },
        RegistrationCall::Register(request) => RegistrationNews::Answer {
            id: request.id,
            answer: heard(shared, shared.api.register(&request).await).map(Box::new),
        },
        RegistrationCall::CarryOver(request) => {
            let answer = heard(shared, shared.api.carry_over(&request).await);
            if answer.is_some() {
                *phone = Some((request.id, CarryOverState::Waiting));
            }
            RegistrationNews::CarryOver {
                id: request.id,
                answer,
            }
        }
        RegistrationCall::EndCarryOver => return *phone = None,
    };
    shared.base.inbox.put(LinkMessage::Registration(news)).await;
}

/// Looks how far the phone is; when it is done or it is over, nothing more is looked for.
async fn look(shared: &Shared, phone: &mut Option<(Uuid, CarryOverState)>) {
    let Some((id, before)) = phone.clone() else {
        return;
    };
    // A look that fails is followed by another.
    let Some(state) = heard(shared, shared.api.carried(id).await) else {
        return;
    };
    let ended = matches!(state, CarryOverState::Done { .. } | CarryOverState::Over);
    *phone = (!ended).then(|| (id, state.clone()));
    if state != before {
        let news = RegistrationNews::Carried { id, state };
        shared.base.inbox.put(LinkMessage::Registration(news)).await;
    }
}

/// The answer, if there is one. What was asked is personal: only the failure is logged.
fn heard<T>(shared: &Shared, answer: Result<T, ApiError>) -> Option<T> {
    answer
        .inspect_err(|error| {
            tracing::info!(%error, "the server did not answer a registration's call");
            if matches!(error, ApiError::NotEnrolled) {
                shared.wanted.identity.notify_one();
            }
        })
        .ok()
}
