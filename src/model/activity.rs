//! Activities, their occurrences, and the places on them: who is in and who waits.
//!
//! Pure decisions. Storing them is `server::store`; showing them is `kiosk::calendar`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::overflow::OverflowPlan;
use super::text::LocalizedText;

/// What people attend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Made by whoever created it.
    pub id: Uuid,
    /// The centre it belongs to.
    pub centre: String,
    /// Its name.
    pub title: LocalizedText,
    /// One or two sentences.
    pub summary: LocalizedText,
    /// What kind of activity it is.
    pub category: Category,
    /// Where in the centre.
    pub room: LocalizedText,
    /// Who holds it.
    pub host: LocalizedText,
    /// Path of a picture in the centre's pack.
    pub picture: Option<String>,
    /// For whom, at what cost, in which languages.
    #[serde(default)]
    pub details: ActivityDetails,
    /// What happens when more come than fit.
    #[serde(default)]
    pub plan: OverflowPlan,
}

/// What people ask about an activity before they register. Whatever is not said is for everyone and free.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ActivityDetails {
    /// Youngest age in years, if any.
    pub age_min: Option<u8>,
    /// Oldest age in years, if any.
    pub age_max: Option<u8>,
    /// Whether children are who it is made for.
    pub for_children: bool,
    /// Languages it is held in, as BCP 47 tags; empty when not said.
    pub languages: Vec<String>,
    /// What it costs, in words; `None` is free.
    pub cost: Option<LocalizedText>,
    /// What people with a wheelchair, a hearing aid or a white cane should know; `None` when not said.
    pub accessibility: Option<LocalizedText>,
    /// Whether all its occurrences count as one: who registers for a course registers for each of them.
    pub course: bool,
    /// Whether coming and going both count, as at an exhibition: a second check-in is leaving. Volunteering always
    /// counts both.
    pub in_and_out: bool,
}

impl Activity {
    /// Whether a second check-in is leaving.
    pub fn in_and_out(&self) -> bool {
        self.details.in_and_out || self.category == Category::Volunteer
    }
}

/// Whether this can be a BCP 47 language tag: parts of 1 to 8 letters and digits, the first of 2 or 3 letters.
pub fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| {
        matches!(part.len(), 2 | 3) && part.chars().all(|c| c.is_ascii_alphabetic())
    });
    let plain = |part: &str| {
        (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    first && text.len() <= 35 && parts.all(plain)
}

/// One date of an activity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Made with the activity.
    pub id: Uuid,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends; after `starts_at`.
    pub ends_at: DateTime<Utc>,
    /// Places for registered people; `None` means walk in.
    pub capacity: Option<u32>,
    /// Whether it will not take place.
    pub canceled: bool,
}

/// What kind of activity, for colour, filter and icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Free clinics, health advice.
    Health,
    /// Parents and children.
    Family,
    /// Opera, calligraphy, shows.
    Arts,
    /// Courses and classes.
    Training,
    /// Volunteering.
    Volunteer,
    /// Festivals.
    Festival,
    /// Services that come to the centre.
    Service,
}

impl Category {
    /// Every category, in the order filters show them.
    pub const ALL: [Category; 7] = [
        Category::Health,
        Category::Family,
        Category::Arts,
        Category::Training,
        Category::Volunteer,
        Category::Festival,
        Category::Service,
    ];

    /// The name in files and locale keys, for example `health`.
    pub fn key(self) -> &'static str {
        match self {
            Category::Health => "health",
            Category::Family => "family",
            Category::Arts => "arts",
            Category::Training => "training",
            Category::Volunteer => "volunteer",
            Category::Festival => "festival",
            Category::Service => "service",
        }
    }

    /// The category with this [`Category::key`].
    pub fn from_key(key: &str) -> Option<Category> {
        Category::ALL
            .into_iter()
            .find(|category| category.key() == key)
    }
}

/// Where a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RegistrationStatus {
    /// Holds a place.
    Confirmed,
    /// Waits for one.
    Waitlisted,
    /// Gave it up.
    Canceled,
}

impl RegistrationStatus {
    /// The name in files, the database and locale keys.
    pub fn key(self) -> &'static str {
        match self {
            RegistrationStatus::Confirmed => "confirmed",
            RegistrationStatus::Waitlisted => "waitlisted",
            RegistrationStatus::Canceled => "canceled",
        }
    }

    /// The status with this [`RegistrationStatus::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Confirmed, Self::Waitlisted, Self::Canceled]
            .into_iter()
            .find(|status| status.key() == key)
    }
}

/// How many hold a place on one occurrence and how many wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Places {
    /// Places for registered people; `None` means walk in.
    pub capacity: Option<u32>,
    /// Registrations that hold a place.
    pub confirmed: u32,
    /// Registrations that wait.
    pub waitlisted: u32,
}

/// What a visitor is told about the places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacesLeft {
    /// No registration needed.
    WalkIn,
    /// This many are free.
    Free(u32),
    /// None is free; this many wait.
    Waitlist(u32),
    /// None is free and nobody waits yet.
    Full,
}

impl Places {
    /// What a visitor is told.
    pub fn left(&self) -> PlacesLeft {
        match self.capacity {
            None => PlacesLeft::WalkIn,
            // Someone waits: a place that comes free is theirs, not the next passer-by's.
            Some(_) if self.waitlisted > 0 => PlacesLeft::Waitlist(self.waitlisted),
            Some(capacity) if self.confirmed >= capacity => PlacesLeft::Full,
            Some(capacity) => PlacesLeft::Free(capacity - self.confirmed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(capacity: Option<u32>, confirmed: u32, waitlisted: u32, left: PlacesLeft) {
        let places = Places {
            capacity,
            confirmed,
            waitlisted,
        };
        assert_eq!(places.left(), left);
    }

    #[test]
    fn a_place_that_comes_free_belongs_to_whoever_waits() {
        check(None, 0, 0, PlacesLeft::WalkIn);
        check(Some(2), 1, 0, PlacesLeft::Free(1));
        check(Some(2), 1, 3, PlacesLeft::Waitlist(3));
        check(Some(2), 2, 0, PlacesLeft::Full);
        check(Some(2), 2, 3, PlacesLeft::Waitlist(3));
        check(Some(0), 0, 0, PlacesLeft::Full);
    }
}
