//! Registering, changing, canceling, and looking at one's own registration: what kiosks and phones say to the server.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::registration::{
    GuardianConsent, PersonToRegister, RegistrationReason, RegistrationSource, Standing,
};
use crate::model::text::LocalizedText;

/// Somebody registers one person or a family: all of them or none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegistrationRequest {
    /// Made where it is asked, and the party's id from then on; sending it twice changes nothing.
    pub id: Uuid,
    /// What for. Of a course any occurrence: it means every one that has not begun.
    pub occurrence: Uuid,
    /// At most [`crate::model::registration::FAMILY_MAX`].
    pub people: Vec<PersonToRegister>,
    /// A number for all of them, as it was typed; may be empty.
    #[serde(default)]
    pub phone: String,
    /// What the server gave out when the number's code was right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_confirmation: Option<String>,
    /// For whoever is under 14.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<GuardianConsent>,
    /// From where.
    pub source: RegistrationSource,
    /// The language to answer and to write in.
    pub language: String,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RegistrationAnswer {
    /// The request's own id.
    pub id: Uuid,
    /// Why.
    pub reason: RegistrationReason,
    /// When registration opens, lots are drawn or an offer ends, where the reason speaks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// The registration as it stands now, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<OwnRegistration>,
}

/// What people who registered together see of it: one occurrence, or a course.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OwnRegistration {
    /// Those who registered together: the id of the request.
    pub party: Uuid,
    /// The occurrence; of a course the next.
    pub occurrence: Uuid,
    /// The activity's name.
    pub title: LocalizedText,
    /// Where to go.
    pub room: LocalizedText,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Whether it is a course, whose occurrences count as one.
    pub course: bool,
    /// Whether the occurrence will not take place.
    pub occurrence_canceled: bool,
    /// Where the party stands: the best standing among its people.
    pub standing: Standing,
    /// From 1, while it waits; `None` before lots are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// When lots are drawn, before they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw_at: Option<DateTime<Utc>>,
    /// Until when an offered place waits for a yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_until: Option<DateTime<Utc>>,
    /// Why it stands where it stands, in words.
    pub why: LocalizedText,
    /// Everyone in it, in the order of the request.
    pub people: Vec<OwnPerson>,
    /// Changes and cancels without a code, for the address on one's own phone.
    pub manage_token: String,
    /// The text of the party's [`crate::model::pass::Pass`], while somebody holds a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<String>,
}

/// One person of an [`OwnRegistration`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OwnPerson {
    /// The registration.
    pub registration: Uuid,
    /// The name as a public screen may show it.
    pub masked_name: String,
    /// Six digits.
    pub code: String,
    /// Where it stands.
    pub standing: Standing,
    /// Whether the person came.
    pub came: bool,
}

/// What proves that a registration is one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum OwnershipProof {
    /// A check-in code and the last four digits of the number it was registered with.
    Code {
        /// Six digits.
        code: String,
        /// Four digits; empty when no number was given.
        phone_tail: String,
    },
    /// The token an [`OwnRegistration`] carries.
    Token {
        /// The party.
        party: Uuid,
        /// [`OwnRegistration::manage_token`].
        token: String,
    },
}

/// Somebody looks at, changes or cancels their own registration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OwnRegistrationRequest {
    /// Made where it is asked; an answer carries it.
    pub id: Uuid,
    /// Whose.
    pub proof: OwnershipProof,
    /// What is to be done.
    pub wish: OwnWish,
}

/// What somebody wants of their own registration. Each can be asked twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "wish", rename_all = "snake_case", deny_unknown_fields)]
pub enum OwnWish {
    /// To see how it stands.
    Look,
    /// To take an offered place.
    Accept,
    /// To give up everyone's registration, or only some people's.
    Cancel {
        /// Registrations to give up; empty means all.
        #[serde(default)]
        registrations: Vec<Uuid>,
    },
    /// To correct names and age bands, in the order of [`OwnRegistration::people`]. The number of people stays.
    Change {
        /// As many as there are people in it.
        people: Vec<PersonToRegister>,
        /// For whoever is under 14.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guardian: Option<GuardianConsent>,
    },
}
