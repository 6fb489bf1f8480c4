//! What a kiosk and its server say to each other.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::activity::{ActivityDetails, Category, Places};
use crate::model::check_in::{CheckInAnswer, CheckInEntry};
use crate::model::clock::ClockState;
use crate::model::day_class::DayMarks;
use crate::model::overflow::OverflowPlan;
use crate::model::pass::PassKey;
use crate::model::play_schedule::Explanation;
use crate::model::tail::TailClaim;
use crate::model::text::LocalizedText;

/// A device asks to join the fleet.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EnrolmentRequest {
    /// Made on the device; asking twice is harmless.
    pub id: Uuid,
    /// Made on the device, 32 random bytes in hex; the server keeps only its hash. The bearer token from then on.
    pub secret: String,
    /// What the device calls itself until an admin names it.
    pub hostname: String,
}

/// Where an enrolment stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EnrolmentAnswer {
    /// An admin has to approve this code in the console.
    Waiting {
        /// Six characters without look-alikes.
        pairing_code: String,
    },
    /// The device is a kiosk now.
    Approved(Box<KioskIdentity>),
    /// An admin refused it or took it off.
    Refused,
}

/// Who a kiosk is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct KioskIdentity {
    /// The kiosk's id; the same as the enrolment's.
    pub kiosk: Uuid,
    /// What staff call it.
    pub name: String,
    /// The centre it stands in.
    pub centre: String,
    /// The centre's name.
    pub centre_title: LocalizedText,
    /// The centre's time zone.
    #[cfg_attr(feature = "server", schema(value_type = String))]
    pub time_zone: Tz,
    /// TUF root metadata to trust first, as JSON text.
    pub root: String,
    /// Where phones reach the server; without it, at the address that the kiosk itself uses.
    #[serde(default)]
    pub public_url: Option<String>,
}

/// What a kiosk shows and has, sent on every change and once a minute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct KioskReport {
    /// Version of the program.
    pub program_version: String,
    /// Packs that can be shown, with their versions.
    pub packs: Vec<InstalledPack>,
    /// Version of the schedule it follows; 0 without one.
    pub schedule_version: u64,
    /// What plays and why.
    pub now_playing: Option<Explanation>,
    /// `attract` or `visit`.
    pub activity: String,
    /// Check-ins and deliveries that wait.
    pub outbox: u32,
    /// Facts an admin should know: a database set aside, an update refused.
    pub problems: Vec<String>,
    /// Versions that took themselves back on this kiosk.
    #[serde(default)]
    pub reverted: Vec<RevertedPack>,
    /// What is known of its wall clock.
    #[serde(default)]
    pub clock: ClockState,
    /// When the newest metadata it has verified expires; `None` before the first.
    #[serde(default)]
    pub metadata_expires_at: Option<DateTime<Utc>>,
}

/// A pack a kiosk holds whole and shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct InstalledPack {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u64,
    /// How far its activation is.
    #[serde(default)]
    pub state: PackState,
}

/// How far a version is on a kiosk, in this order; a reverted one is remembered as bad and not taken again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PackState {
    /// Its files have come.
    Fetched,
    /// Every file was read again and is right.
    Verified,
    /// It is recorded and waits for a visit to end.
    Staged,
    /// It is shown, and has to prove itself.
    Trial,
    /// It has been shown long enough.
    #[default]
    Confirmed,
    /// It failed and the version before is shown.
    Reverted,
}

/// A version that took itself back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RevertedPack {
    /// The pack's id.
    pub id: String,
    /// The version that failed.
    pub version: u64,
    /// Why, as a key: `crashed`, `file-missing`, `file-broken`, `by-staff`.
    pub reason: String,
}

/// "Look again": the truth is always fetched and verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PushEvent {
    /// Packs or schedules changed.
    Content,
    /// Activities, registrations or check-ins changed.
    Days,
    /// Messages on walls were approved or taken down.
    Walls,
    /// The kiosk's own name, centre or permission changed.
    Identity,
}

impl PushEvent {
    /// The event name on the stream.
    pub fn key(self) -> &'static str {
        match self {
            PushEvent::Content => "content",
            PushEvent::Days => "days",
            PushEvent::Walls => "walls",
            PushEvent::Identity => "identity",
        }
    }

    /// The event with this name.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Content, Self::Days, Self::Walls, Self::Identity]
            .into_iter()
            .find(|event| event.key() == key)
    }
}

/// What is on at a centre and who is expected, for the days a kiosk keeps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CentreDays {
    /// Occurrences from today on, by start.
    pub calendar: Vec<CalendarEntry>,
    /// The last day that the calendar knows; `None` from a server that does not say.
    #[serde(default)]
    pub known_until: Option<NaiveDate>,
    /// What staff say of its days: closed, a holiday, a make-up workday.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(value_type = std::collections::BTreeMap<String, String>))]
    pub day_marks: DayMarks,
    /// Registrations of today and tomorrow.
    pub check_in_list: Vec<CheckInEntry>,
    /// What a kiosk needs to check people in by itself.
    #[serde(default)]
    pub keys: CentreKeys,
}

/// Keys that the kiosks of one centre share.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CentreKeys {
    /// Passes signed with one of these are ours.
    pub passes: Vec<PassKey>,
    /// What kiosks of this centre tell each other is marked with it; hex.
    pub neighbours: String,
    /// Made-up names in lists of phone numbers follow from it; hex, another one every day.
    pub tails: String,
}

/// One occurrence as the calendar shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CalendarEntry {
    /// The occurrence.
    pub occurrence: Uuid,
    /// The activity.
    pub activity: Uuid,
    /// Its name.
    pub title: LocalizedText,
    /// One or two sentences.
    pub summary: LocalizedText,
    /// What kind of activity.
    pub category: Category,
    /// Where.
    pub room: LocalizedText,
    /// Who holds it.
    pub host: LocalizedText,
    /// Path of a picture in the centre's pack.
    pub picture: Option<String>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Who is in and who waits.
    pub places: Places,
    /// Whether it will not take place.
    pub canceled: bool,
    /// For whom, at what cost, in which languages.
    #[serde(default)]
    pub details: ActivityDetails,
    /// What happens when more come than fit.
    #[serde(default)]
    pub plan: OverflowPlan,
    /// How many came in without having registered.
    #[serde(default)]
    pub walked_in: u32,
}

/// Check-ins from a kiosk, in the order they happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CheckInBatch {
    /// At most [`CHECK_IN_BATCH_MAX`].
    pub check_ins: Vec<CheckInRequest>,
}

/// Most check-ins in one [`CheckInBatch`].
pub const CHECK_IN_BATCH_MAX: usize = 100;

/// Somebody at one kiosk: with a code, a pass, a phone's last digits, or without having registered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CheckInRequest {
    /// Made on the kiosk; sending it twice is harmless.
    pub id: Uuid,
    /// Six digits, or the text of a pass; empty where something else says who it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// When it happened, by the kiosk's clock.
    pub at: DateTime<Utc>,
    /// Whether the kiosk already let the person in from its own list.
    pub offline: bool,
    /// Those who came, where several can be meant; or those whom the kiosk let in from its own list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<Uuid>,
    /// Who says to be whom, by phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tail: Option<TailClaim>,
    /// People who came to an occurrence without having registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walk_in: Option<WalkIn>,
}

impl CheckInRequest {
    /// A check-in with a code or the text of a pass.
    pub fn with_code(id: Uuid, code: impl Into<String>, at: DateTime<Utc>) -> Self {
        Self {
            id,
            code: code.into(),
            at,
            ..Self::default()
        }
    }
}

/// People who came without having registered: how many, and nothing else about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct WalkIn {
    /// What they came to.
    pub occurrence: Uuid,
    /// At least 1, at most [`WALK_IN_PEOPLE_MAX`].
    pub people: u32,
}

/// Most people in one [`WalkIn`].
pub const WALK_IN_PEOPLE_MAX: u32 = 10;

/// The answers to a [`CheckInBatch`], in its order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CheckInBatchAnswer {
    /// One for each check-in.
    pub answers: Vec<CheckInAnswer>,
}

/// Any refusal, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ErrorAnswer {
    /// A reason a machine can read, for example `not_enrolled`.
    pub reason: String,
    /// A sentence for people.
    pub message: String,
}
