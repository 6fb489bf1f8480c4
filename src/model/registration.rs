//! Registrations: who asks for a place, for whom, and where each of them stands.
//!
//! Pure types and the checks that need nothing but the request. Who gets a place is [`super::overflow`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::activity::{ActivityDetails, RegistrationStatus};

/// Most people who can be registered together.
pub const FAMILY_MAX: usize = 8;
/// Most characters of a person's or a guardian's name.
pub const NAME_CHARS_MAX: usize = 60;

/// How old someone is, as coarse as the centre's work needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub enum AgeBand {
    /// A guardian consents for them.
    #[serde(rename = "under-14")]
    Under14,
    /// Old enough to consent, not of age.
    #[serde(rename = "14-17")]
    From14To17,
    /// 18 to 34.
    #[serde(rename = "18-34")]
    From18To34,
    /// 35 to 59.
    #[serde(rename = "35-59")]
    From35To59,
    /// 60 to 74.
    #[serde(rename = "60-74")]
    From60To74,
    /// 75 and over.
    #[serde(rename = "75-up")]
    From75,
}

impl AgeBand {
    /// Every band, youngest first.
    pub const ALL: [AgeBand; 6] = [
        AgeBand::Under14,
        AgeBand::From14To17,
        AgeBand::From18To34,
        AgeBand::From35To59,
        AgeBand::From60To74,
        AgeBand::From75,
    ];

    /// The name in JSON, the database and locale keys.
    pub fn key(self) -> &'static str {
        match self {
            AgeBand::Under14 => "under-14",
            AgeBand::From14To17 => "14-17",
            AgeBand::From18To34 => "18-34",
            AgeBand::From35To59 => "35-59",
            AgeBand::From60To74 => "60-74",
            AgeBand::From75 => "75-up",
        }
    }

    /// The band with this [`AgeBand::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|band| band.key() == key)
    }

    /// Whether a guardian's consent is needed.
    pub fn needs_guardian(self) -> bool {
        self == AgeBand::Under14
    }

    /// Whether of age.
    pub fn is_adult(self) -> bool {
        self >= AgeBand::From18To34
    }

    /// Youngest and oldest age in years.
    fn years(self) -> (u8, u8) {
        match self {
            AgeBand::Under14 => (0, 13),
            AgeBand::From14To17 => (14, 17),
            AgeBand::From18To34 => (18, 34),
            AgeBand::From35To59 => (35, 59),
            AgeBand::From60To74 => (60, 74),
            AgeBand::From75 => (75, u8::MAX),
        }
    }

    /// Whether some age of the band is one the activity is for.
    pub fn fits(self, details: &ActivityDetails) -> bool {
        let (youngest, oldest) = self.years();
        details.age_min.is_none_or(|min| oldest >= min)
            && details.age_max.is_none_or(|max| youngest <= max)
    }
}

/// Where a registration came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RegistrationSource {
    /// A visitor at a kiosk.
    Kiosk,
    /// A visitor's own phone.
    Phone,
    /// Staff, for somebody.
    Staff,
    /// Somebody who came without having registered: places kept for walk-ins are theirs.
    Door,
}

impl RegistrationSource {
    /// The name in JSON, the database and locale keys.
    pub fn key(self) -> &'static str {
        match self {
            RegistrationSource::Kiosk => "kiosk",
            RegistrationSource::Phone => "phone",
            RegistrationSource::Staff => "staff",
            RegistrationSource::Door => "door",
        }
    }

    /// The source with this [`RegistrationSource::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Kiosk, Self::Phone, Self::Staff, Self::Door]
            .into_iter()
            .find(|source| source.key() == key)
    }
}

/// A guardian says yes for whoever is under 14.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GuardianConsent {
    /// The guardian's name.
    pub name: String,
    /// When they said yes, by the clock of where they said it.
    pub consented_at: DateTime<Utc>,
}

/// One person who is to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonToRegister {
    /// What to call them.
    pub name: String,
    /// How old they are; `None` when not said.
    #[serde(default)]
    pub age_band: Option<AgeBand>,
}

/// Where a registration stands, as exactly as the overflow plan needs it; [`RegistrationStatus`] is what is told at
/// the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Holds a place.
    Confirmed,
    /// A place is kept until the offer's deadline.
    Offered,
    /// On the waitlist.
    Waiting,
    /// In the lottery, which has not been drawn.
    Entered,
    /// Waits at the door for the place of somebody who does not come.
    Standby,
    /// Had a place and did not come in time; it was given away.
    Released,
    /// Gave it up, or lost it.
    Canceled,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 7] = [
        Standing::Confirmed,
        Standing::Offered,
        Standing::Waiting,
        Standing::Entered,
        Standing::Standby,
        Standing::Released,
        Standing::Canceled,
    ];

    /// The name in JSON, the database and locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Standing::Confirmed => "confirmed",
            Standing::Offered => "offered",
            Standing::Waiting => "waiting",
            Standing::Entered => "entered",
            Standing::Standby => "standby",
            Standing::Released => "released",
            Standing::Canceled => "canceled",
        }
    }

    /// The standing with this [`Standing::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.key() == key)
    }

    /// What is told at the door.
    pub fn status(self) -> RegistrationStatus {
        match self {
            Standing::Confirmed => RegistrationStatus::Confirmed,
            Standing::Offered | Standing::Waiting | Standing::Entered | Standing::Standby => {
                RegistrationStatus::Waitlisted
            }
            // Whoever comes too late is sent to the desk, not away.
            Standing::Released => RegistrationStatus::Waitlisted,
            Standing::Canceled => RegistrationStatus::Canceled,
        }
    }

    /// Whether a place is theirs now.
    pub fn holds_place(self) -> bool {
        matches!(self, Standing::Confirmed | Standing::Offered)
    }

    /// Whether a place that comes free can become theirs.
    pub fn waits(self) -> bool {
        matches!(
            self,
            Standing::Waiting | Standing::Entered | Standing::Standby
        )
    }
}

/// What a request to register, change or cancel came to: a reason a machine can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RegistrationReason {
    /// Everyone has a place.
    Confirmed,
    /// On the waitlist, with a position.
    Waitlisted,
    /// In the lottery, drawn at the time given.
    InLottery,
    /// Waits at the door.
    Standby,
    /// What was asked to be changed is changed.
    Changed,
    /// Given up.
    Canceled,
    /// A place is kept and waits for a yes until the deadline given.
    Offered,
    /// No place, and no waitlist that takes anyone.
    Full,
    /// Registration has not opened; it does at the time given.
    NotOpenYet,
    /// Registration is closed.
    Closed,
    /// The occurrence will not take place.
    OccurrenceCanceled,
    /// The occurrence is over.
    Over,
    /// Nobody needs to register: come.
    NoRegistrationNeeded,
    /// The same person is registered with this number already.
    AlreadyRegistered,
    /// This cannot be a phone number.
    PhoneUnclear,
    /// The number's confirmation is missing, wrong or too old.
    PhoneUnconfirmed,
    /// Somebody is under 14 and no guardian has consented.
    GuardianNeeded,
    /// It is for people of another age.
    NotForThisAge,
    /// Nobody, or more people than can be registered together or with one number.
    PeopleCount,
    /// A name is missing or too long.
    NameUnclear,
    /// Nothing is registered under what was given, or it cannot be changed any more.
    NotFound,
    /// The person came already.
    CameAlready,
    /// The offer is over.
    OfferOver,
}

impl RegistrationReason {
    /// Every reason, for tests that want a sentence for each.
    pub const ALL: [RegistrationReason; 23] = [
        Self::Confirmed,
        Self::Waitlisted,
        Self::InLottery,
        Self::Standby,
        Self::Changed,
        Self::Canceled,
        Self::Offered,
        Self::Full,
        Self::NotOpenYet,
        Self::Closed,
        Self::OccurrenceCanceled,
        Self::Over,
        Self::NoRegistrationNeeded,
        Self::AlreadyRegistered,
        Self::PhoneUnclear,
        Self::PhoneUnconfirmed,
        Self::GuardianNeeded,
        Self::NotForThisAge,
        Self::PeopleCount,
        Self::NameUnclear,
        Self::NotFound,
        Self::CameAlready,
        Self::OfferOver,
    ];

    /// The name in JSON and locale keys (`registration-reason-…` with hyphens).
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Waitlisted => "waitlisted",
            Self::InLottery => "in_lottery",
            Self::Standby => "standby",
            Self::Changed => "changed",
            Self::Canceled => "canceled",
            Self::Offered => "offered",
            Self::Full => "full",
            Self::NotOpenYet => "not_open_yet",
            Self::Closed => "closed",
            Self::OccurrenceCanceled => "occurrence_canceled",
            Self::Over => "occurrence_over",
            Self::NoRegistrationNeeded => "no_registration_needed",
            Self::AlreadyRegistered => "already_registered",
            Self::PhoneUnclear => "phone_unclear",
            Self::PhoneUnconfirmed => "phone_unconfirmed",
            Self::GuardianNeeded => "guardian_needed",
            Self::NotForThisAge => "not_for_this_age",
            Self::PeopleCount => "people_count",
            Self::NameUnclear => "name_unclear",
            Self::NotFound => "registration_not_found",
            Self::CameAlready => "came_already",
            Self::OfferOver => "offer_over",
        }
    }

    /// Whether the request was taken.
    pub fn is_taken(self) -> bool {
        matches!(
            self,
            Self::Confirmed
                | Self::Waitlisted
                | Self::InLottery
                | Self::Standby
                | Self::Changed
                | Self::Canceled
                | Self::Offered
        )
    }
}

/// Checks what a request says of people, before anything is looked up. The same check serves kiosk, phone and desk.
///
/// # Errors
///
/// The reason it is refused.
pub fn check_people(
    people: &[PersonToRegister],
    guardian: Option<&GuardianConsent>,
    details: &ActivityDetails,
) -> Result<(), RegistrationReason> {
    if people.is_empty() || people.len() > FAMILY_MAX {
        return Err(RegistrationReason::PeopleCount);
    }
    let clear = |name: &str| {
        !name.trim().is_empty()
            && name.chars().count() <= NAME_CHARS_MAX
            && !name.chars().any(char::is_control)
    };
    if !people.iter().all(|person| clear(&person.name)) {
        return Err(RegistrationReason::NameUnclear);
    }
    let bands = || people.iter().filter_map(|person| person.age_band);
    if bands().any(AgeBand::needs_guardian)
        && !guardian.is_some_and(|guardian| clear(&guardian.name))
    {
        return Err(RegistrationReason::GuardianNeeded);
    }
    // Who brings a child to what is made for children comes along.
    let child_comes =
        details.for_children && bands().any(|band| !band.is_adult() && band.fits(details));
    let welcome = |band: AgeBand| band.fits(details) || (child_comes && band.is_adult());
    if !bands().all(welcome) {
        return Err(RegistrationReason::NotForThisAge);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(bands: &[Option<AgeBand>]) -> Vec<PersonToRegister> {
        bands
            .iter()
            .map(|band| PersonToRegister {
                name: "王小明".into(),
                age_band: *band,
            })
            .collect()
    }

    fn consent() -> GuardianConsent {
        GuardianConsent {
            name: "王大明".into(),
            consented_at: DateTime::UNIX_EPOCH,
        }
    }

    #[track_caller]
    fn check(
        bands: &[Option<AgeBand>],
        guardian: bool,
        details: &ActivityDetails,
        expected: Result<(), RegistrationReason>,
    ) {
        let consent = guardian.then(consent);
        assert_eq!(
            check_people(&people(bands), consent.as_ref(), details),
            expected
        );
    }

    #[test]
    fn children_need_a_guardian_and_may_bring_one() {
        let all = ActivityDetails::default();
        let for_children = ActivityDetails {
            age_min: Some(3),
            age_max: Some(12),
            for_children: true,
            ..ActivityDetails::default()
        };
        let (child, parent) = (Some(AgeBand::Under14), Some(AgeBand::From35To59));
        check(
            &[child],
            false,
            &all,
            Err(RegistrationReason::GuardianNeeded),
        );
        check(&[child], true, &all, Ok(()));
        check(&[Some(AgeBand::From14To17)], false, &all, Ok(()));
        check(&[child, parent], true, &for_children, Ok(()));
        check(
            &[parent],
            false,
            &for_children,
            Err(RegistrationReason::NotForThisAge),
        );
        check(&[None], false, &for_children, Ok(()));
    }

    #[test]
    fn an_age_that_is_partly_right_is_welcome() {
        let from_65 = ActivityDetails {
            age_min: Some(65),
            ..ActivityDetails::default()
        };
        assert!(AgeBand::From60To74.fits(&from_65) && AgeBand::From75.fits(&from_65));
        assert!(!AgeBand::From35To59.fits(&from_65));
    }

    #[test]
    fn nobody_and_nameless_people_are_refused() {
        let all = ActivityDetails::default();
        check(&[], false, &all, Err(RegistrationReason::PeopleCount));
        check(
            &[None; FAMILY_MAX + 1],
            false,
            &all,
            Err(RegistrationReason::PeopleCount),
        );
        for name in [" ", "a\nb", &"长".repeat(NAME_CHARS_MAX + 1)] {
            let nameless = [PersonToRegister {
                name: name.to_owned(),
                age_band: None,
            }];
            assert_eq!(
                check_people(&nameless, None, &all),
                Err(RegistrationReason::NameUnclear)
            );
        }
    }

    #[test]
    fn every_key_finds_its_value() {
        for band in AgeBand::ALL {
            assert_eq!(AgeBand::from_key(band.key()), Some(band));
            assert_eq!(
                serde_json::to_string(&band).expect("JSON"),
                format!("\"{}\"", band.key())
            );
        }
        for standing in Standing::ALL {
            assert_eq!(Standing::from_key(standing.key()), Some(standing));
        }
    }
}
