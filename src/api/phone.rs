//! Phone numbers and phones: the code that confirms a number, and a visit that goes on on a visitor's own phone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::registration::RegistrationReason;

/// Somebody at a kiosk wants their number confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneCodeRequest {
    /// Made on the kiosk; asking twice sends one code.
    pub id: Uuid,
    /// The number as it was typed.
    pub phone: String,
    /// The language to write in.
    pub language: String,
}

/// What became of a [`PhoneCodeRequest`]. None of it says whether the number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum PhoneCodeAnswer {
    /// A code is on its way.
    Sent,
    /// This server does not confirm numbers.
    NotNeeded,
    /// This cannot be a phone number.
    PhoneUnclear,
    /// Enough codes were sent for now.
    Wait {
        /// Until another can be sent.
        wait_secs: u64,
    },
}

/// Somebody types the code that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneCodeTry {
    /// Of the [`PhoneCodeRequest`].
    pub id: Uuid,
    /// The number the code went to.
    pub phone: String,
    /// Six digits.
    pub code: String,
}

/// What became of a [`PhoneCodeTry`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum PhoneCodeTried {
    /// The number is confirmed.
    Confirmed {
        /// For [`super::registration::RegistrationRequest::phone_confirmation`].
        confirmation: String,
    },
    /// Not that one.
    Wrong {
        /// How often one may still try.
        tries_left: u32,
    },
    /// It holds no longer: a new one has to be sent.
    Over,
}

/// A visitor wants to go on on their own phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CarryOverRequest {
    /// Made on the kiosk; asking twice is asking once.
    pub id: Uuid,
    /// What they were looking at.
    pub occurrence: Uuid,
    /// The language they had chosen.
    pub language: String,
}

/// Where a phone goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CarryOverAnswer {
    /// Path on the server, for one phone.
    pub path: String,
    /// Until when a phone can begin there.
    pub expires_at: DateTime<Utc>,
}

/// How far the phone is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CarryOverState {
    /// No phone has come.
    Waiting,
    /// A phone has it open.
    Open,
    /// It is done.
    Done {
        /// What the registration came to.
        reason: RegistrationReason,
        /// Who registered, as a public screen may show it.
        masked_name: String,
    },
    /// Too long ago.
    Over,
}
