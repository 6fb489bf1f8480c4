//! The record of an occurrence's places: everything that changed anyone's standing, in order, never altered.
//!
//! From it alone follow where everyone stands, the order of the waitlist, and why. The tables of the server hold the
//! same, for speed; a test plays random histories and compares.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::places::CLASS_DOOR;
use crate::model::registration::Standing;

/// One change of one registration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordEntry {
    /// Counts up within the occurrence, from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it: an account, a source of registrations, or `plan` for the overflow plan itself.
    pub by: String,
    /// Whose standing.
    pub registration: Uuid,
    /// With whom it was registered.
    pub party: Uuid,
    /// What and why.
    pub change: Change,
}

/// What changed a standing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Change {
    /// Registered.
    Joined {
        /// Where it stood then.
        standing: Standing,
        /// Before or after whom it waits.
        class: u8,
        /// And within its class: the number of the party's first registration.
        rank: i64,
    },
    /// Lots were drawn.
    Drawn {
        /// The party's place in the order drawn, from 1.
        position: i64,
    },
    /// A place is kept until somebody says yes.
    Offered {
        /// The deadline.
        until: DateTime<Utc>,
    },
    /// Got a place.
    Confirmed {
        /// How.
        how: HowConfirmed,
    },
    /// Stood before somebody who got a place, and did not fit.
    PassedOver {
        /// Places that were free for it.
        free: u32,
        /// Places the party needs.
        needed: u32,
    },
    /// Came to the door without a place.
    StoodBy {
        /// In which order.
        rank: i64,
    },
    /// Did not come in time; the place went to the door.
    Released,
    /// Gave it up, or lost it.
    Canceled {
        /// How.
        how: HowCanceled,
    },
    /// A cancellation was taken back.
    Restored {
        /// Where it stands again.
        standing: Standing,
    },
    /// Name, age band or consent were corrected; the place is what it was.
    Corrected,
}

/// How somebody got a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HowConfirmed {
    /// It came free and was theirs by the order.
    Promoted,
    /// They took an offer.
    OfferAccepted,
    /// Staff gave it.
    ByStaff,
}

/// How somebody lost a place or the wait for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HowCanceled {
    /// By themselves.
    ByThemselves,
    /// Staff did it.
    ByStaff,
    /// The deadline of an offer passed.
    OfferLapsed,
}

impl Change {
    /// The name in locale keys, of a cause too.
    pub fn key(&self) -> &'static str {
        match self {
            Change::Joined { standing, .. } => match standing {
                Standing::Confirmed => "joined-confirmed",
                Standing::Entered => "joined-entered",
                Standing::Standby => "joined-standby",
                _ => "joined-waiting",
            },
            Change::Drawn { .. } => "drawn",
            Change::Offered { .. } => "offered",
            Change::Confirmed { how } => match how {
                HowConfirmed::Promoted => "confirmed-promoted",
                HowConfirmed::OfferAccepted => "confirmed-offer-accepted",
                HowConfirmed::ByStaff => "confirmed-by-staff",
            },
            Change::PassedOver { .. } => "passed-over",
            Change::StoodBy { .. } => "stood-by",
            Change::Released => "released",
            Change::Canceled { how } => match how {
                HowCanceled::ByThemselves => "canceled-by-themselves",
                HowCanceled::ByStaff => "canceled-by-staff",
                HowCanceled::OfferLapsed => "canceled-offer-lapsed",
            },
            Change::Restored { .. } => "restored",
            Change::Corrected => "corrected",
        }
    }
}

/// One registration's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The registration.
    pub registration: Uuid,
    /// Those it was registered with.
    pub party: Uuid,
    /// Where it stands.
    pub standing: Standing,
    /// Before or after whom it waits.
    pub class: u8,
    /// And within its class.
    pub rank: i64,
    /// Until when an offer holds.
    pub offer_until: Option<DateTime<Utc>>,
}

impl Member {
    /// Somebody who has just joined.
    pub fn joined(
        registration: Uuid,
        party: Uuid,
        standing: Standing,
        class: u8,
        rank: i64,
    ) -> Self {
        Self {
            registration,
            party,
            standing,
            class,
            rank,
            offer_until: None,
        }
    }

    /// What a change makes of it. The server and whoever replays the record use this one function.
    pub fn apply(&mut self, change: &Change) {
        match *change {
            Change::Joined {
                standing,
                class,
                rank,
            } => {
                (self.standing, self.class, self.rank) = (standing, class, rank);
            }
            Change::Drawn { position } => {
                (self.standing, self.rank) = (Standing::Waiting, position);
            }
            Change::Offered { .. } => self.standing = Standing::Offered,
            Change::Confirmed { .. } => self.standing = Standing::Confirmed,
            Change::StoodBy { rank } => {
                (self.standing, self.class, self.rank) = (Standing::Standby, CLASS_DOOR, rank);
            }
            Change::Released => self.standing = Standing::Released,
            Change::Canceled { .. } => self.standing = Standing::Canceled,
            Change::Restored { standing } => self.standing = standing,
            Change::PassedOver { .. } | Change::Corrected => return,
        }
        self.offer_until = match change {
            Change::Offered { until } => Some(*until),
            _ => None,
        };
    }
}

/// Where everyone stands, from the record alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster(BTreeMap<Uuid, Member>);

/// A party on the waitlist, and why it stands where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Those who registered together.
    pub party: Uuid,
    /// How many of them wait.
    pub people: u32,
    /// People before it whose class goes first: first-timers, or those who were drawn.
    pub before_by_class: u32,
    /// People before it in its own class: they registered earlier, were drawn earlier, or came to the door earlier.
    pub before_by_rank: u32,
    /// Its class.
    pub class: u8,
    /// Where it waits.
    pub standing: Standing,
}

impl Roster {
    /// Plays the record from its beginning.
    pub fn replay(record: &[RecordEntry]) -> Self {
        let mut members = BTreeMap::new();
        for entry in record {
            if let Change::Joined {
                standing,
                class,
                rank,
            } = entry.change
            {
                let member = Member::joined(entry.registration, entry.party, standing, class, rank);
                members.insert(entry.registration, member);
            } else if let Some(member) = members.get_mut(&entry.registration) {
                member.apply(&entry.change);
            }
        }
        Self(members)
    }

    /// Everyone, by registration.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.0.values()
    }

    /// One registration.
    pub fn member(&self, registration: Uuid) -> Option<&Member> {
        self.0.get(&registration)
    }

    /// Parties that wait for a place, in the order in which they get one. Those in a lottery have no order yet.
    pub fn waitlist(&self) -> Vec<Place> {
        let mut parties: BTreeMap<Uuid, (u8, i64, u32, Standing)> = BTreeMap::new();
        let waiting =
            |member: &&Member| matches!(member.standing, Standing::Waiting | Standing::Standby);
        for member in self.0.values().filter(waiting) {
            let party = parties.entry(member.party).or_insert((
                member.class,
                member.rank,
                0,
                member.standing,
            ));
            (party.0, party.1) = (party.0, party.1).min((member.class, member.rank));
            party.2 += 1;
        }
        let mut order: Vec<_> = parties.into_iter().collect();
        order.sort_by_key(|(_, (class, rank, ..))| (*class, *rank));
        let before = |index: usize, way: Standing, of_class: &dyn Fn(u8) -> bool| {
            let earlier = order[..index].iter();
            earlier
                .filter(|(_, (class, .., standing))| *standing == way && of_class(*class))
                .map(|(_, (.., people, _))| people)
                .sum()
        };
        let numbered = order.iter().enumerate();
        numbered
            .map(|(index, (party, (class, _, people, standing)))| Place {
                party: *party,
                people: *people,
                before_by_class: before(index, *standing, &|other| other < *class),
                before_by_rank: before(index, *standing, &|other| other == *class),
                class: *class,
                standing: *standing,
            })
            .collect()
    }
}

impl Place {
    /// From 1: how many people who wait in the same way get a place before this party's first, and one.
    pub fn position(&self) -> u32 {
        self.before_by_class + self.before_by_rank + 1
    }
}

/// What happened to one registration, first to last.
pub fn story(record: &[RecordEntry], registration: Uuid) -> impl Iterator<Item = &RecordEntry> {
    record
        .iter()
        .filter(move |entry| entry.registration == registration)
}
