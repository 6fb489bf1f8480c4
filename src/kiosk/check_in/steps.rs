//! Checking in, step by step: what was typed and chosen so far, and what is asked of the link next.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::api::kiosk::{CalendarEntry, CentreDays, CheckInRequest, WALK_IN_PEOPLE_MAX, WalkIn};
use crate::model::check_in::{CODE_DIGITS, CheckInEntry, CheckInReason, OPENS_BEFORE};
use crate::model::door::{decide_walk_in, walk_in_places};
use crate::model::tail::{TAIL_DIGITS, TailClaim, TailList, initial, tail_hash, tail_list};

/// What the visitor does now.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Types a six-digit code, or holds a pass to the scanner.
    Code {
        /// So far.
        digits: String,
    },
    /// Types the last four digits of a phone number.
    Tail {
        /// So far.
        digits: String,
    },
    /// Looks for their name.
    Name {
        /// The four digits.
        digits: String,
        /// What is offered.
        list: TailList,
    },
    /// Says their surname.
    Surname {
        /// The four digits.
        digits: String,
        /// What is offered.
        list: TailList,
        /// The masked name that was chosen.
        name: String,
    },
    /// Says who of them came.
    Who {
        /// The pass, code or phone that means all of them.
        request: Box<CheckInRequest>,
        /// Those who are meant, and whether each came.
        people: Vec<(CheckInEntry, bool)>,
    },
    /// Has not registered and chooses where to go in.
    Occurrence,
    /// Says how many they are.
    People {
        /// What they came to.
        occurrence: Uuid,
        /// How many.
        people: u32,
    },
}

impl Default for Step {
    fn default() -> Self {
        Self::Code {
            digits: String::new(),
        }
    }
}

impl Step {
    /// Takes a digit; what is to be asked when that was the last.
    pub fn type_digit(&mut self, digit: char, context: &Context) -> Option<CheckInRequest> {
        if !digit.is_ascii_digit() {
            return None;
        }
        match self {
            Self::Code { digits } if digits.len() < CODE_DIGITS => {
                digits.push(digit);
                let whole = digits.len() == CODE_DIGITS;
                whole.then(|| context.request(std::mem::take(digits)))
            }
            Self::Tail { digits } if digits.len() < TAIL_DIGITS => {
                digits.push(digit);
                if digits.len() == TAIL_DIGITS {
                    let digits = std::mem::take(digits);
                    match context.list(&digits) {
                        Some(list) => *self = Self::Name { digits, list },
                        // The link says that it has no list.
                        None => return Some(context.claim(digits, String::new(), String::new())),
                    }
                }
                None
            }
            _ => None,
        }
    }

    /// Takes the last digit back.
    pub fn erase(&mut self) {
        if let Self::Code { digits } | Self::Tail { digits } = self {
            digits.pop();
        }
    }

    /// Takes all digits back.
    pub fn clear(&mut self) {
        if let Self::Code { digits } | Self::Tail { digits } = self {
            digits.clear();
        }
    }

    /// Chooses the name at this place.
    pub fn choose_name(&mut self, at: usize) {
        if let Self::Name { digits, list } = self
            && let Some(name) = list.names.get(at).cloned()
        {
            *self = Self::Surname {
                digits: std::mem::take(digits),
                list: list.clone(),
                name,
            };
        }
    }

    /// Chooses the surname at this place; what is to be asked then.
    pub fn choose_surname(&mut self, at: usize, context: &Context) -> Option<CheckInRequest> {
        let Self::Surname { digits, list, name } = self else {
            return None;
        };
        let initial = list.initials.get(at).cloned()?;
        let request = context.claim(std::mem::take(digits), std::mem::take(name), initial);
        *self = Self::Tail {
            digits: String::new(),
        };
        Some(request)
    }

    /// This person came after all, or did not.
    pub fn toggle(&mut self, at: usize) {
        if let Self::Who { people, .. } = self
            && let Some((entry, came)) = people.get_mut(at)
        {
            // Who is in and does not go in and out has nothing more to say.
            *came = !*came && (entry.in_and_out || entry.checked_in_at.is_none());
        }
    }

    /// Those who came are as chosen; what is to be asked then.
    pub fn came(&mut self, context: &Context) -> Option<CheckInRequest> {
        let Self::Who { request, people } = self else {
            return None;
        };
        let came = people.iter().filter(|(_, came)| *came);
        let who: Vec<_> = came.map(|(entry, _)| entry.registration).collect();
        (!who.is_empty()).then(|| CheckInRequest {
            id: context.id,
            at: context.now,
            who,
            ..(**request).clone()
        })
    }

    /// Chooses what to walk in to.
    pub fn choose_occurrence(&mut self, occurrence: Uuid) {
        *self = Self::People {
            occurrence,
            people: 1,
        };
    }

    /// One more of them, or one fewer.
    pub fn change_people(&mut self, more: bool, most: u32) {
        if let Self::People { people, .. } = self {
            *people = if more {
                (*people + 1).min(most.min(WALK_IN_PEOPLE_MAX))
            } else {
                people.saturating_sub(1)
            }
            .max(1);
        }
    }

    /// They walk in; what is to be asked.
    pub fn walk_in(&self, context: &Context) -> Option<CheckInRequest> {
        let Self::People { occurrence, people } = *self else {
            return None;
        };
        Some(CheckInRequest {
            walk_in: Some(WalkIn { occurrence, people }),
            ..context.request(String::new())
        })
    }
}

/// What a step needs to know of the kiosk and the moment.
pub struct Context<'a> {
    /// The id of the next check-in.
    pub id: Uuid,
    /// What time it is.
    pub now: DateTime<Utc>,
    /// The centre.
    pub centre: &'a str,
    /// Its wall clock.
    pub zone: Tz,
    /// Its days, once they are known.
    pub days: Option<&'a CentreDays>,
}

/// An occurrence that people can walk in to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenDoor<'a> {
    /// What it is.
    pub entry: &'a CalendarEntry,
    /// How many more; `None` is everyone.
    pub places: Option<u32>,
}

impl Context<'_> {
    fn request(&self, code: String) -> CheckInRequest {
        CheckInRequest::with_code(self.id, code, self.now)
    }

    fn claim(&self, digits: String, name: String, initial: String) -> CheckInRequest {
        CheckInRequest {
            tail: Some(TailClaim {
                digits,
                name,
                initial,
            }),
            ..self.request(String::new())
        }
    }

    /// What is offered for these digits; `None` when there is no list of today.
    fn list(&self, digits: &str) -> Option<TailList> {
        let days = self.days.filter(|days| !days.keys.tails.is_empty())?;
        let hash = tail_hash(self.centre, digits);
        let today = |at: DateTime<Utc>| {
            at.with_timezone(&self.zone).date_naive()
                == self.now.with_timezone(&self.zone).date_naive()
        };
        let known = days.check_in_list.iter().filter_map(|entry| {
            let tail = entry.tail.as_ref().filter(|tail| tail.hash == hash)?;
            let initial = initial(&entry.masked_name).filter(|_| today(entry.starts_at))?;
            Some((tail.name.clone(), initial))
        });
        let known: Vec<_> = known.collect();
        Some(tail_list(days.keys.tails.as_bytes(), digits, &known))
    }

    /// An occurrence of the calendar.
    pub fn entry(&self, occurrence: Uuid) -> Option<&CalendarEntry> {
        let mut calendar = self.days?.calendar.iter();
        calendar.find(|entry| entry.occurrence == occurrence)
    }

    /// What people can walk in to now, the next first.
    pub fn open_doors(&self) -> Vec<OpenDoor<'_>> {
        let calendar = self.days.map_or(&[][..], |days| &days.calendar);
        let open = calendar.iter().filter_map(|entry| {
            let places = walk_in_places(&entry.places, &entry.plan, entry.walked_in);
            let reason = decide_walk_in(
                entry.starts_at,
                entry.ends_at,
                entry.canceled,
                places,
                1,
                self.now,
            );
            let door = OpenDoor { entry, places };
            (reason == CheckInReason::Ok).then_some(door)
        });
        open.collect()
    }

    /// When the next door opens today, if none is open.
    pub fn next_opening(&self) -> Option<DateTime<Utc>> {
        let calendar = self.days.map_or(&[][..], |days| &days.calendar);
        let opening = |entry: &CalendarEntry| entry.starts_at - OPENS_BEFORE;
        let coming = calendar.iter().filter(|entry| !entry.canceled).map(opening);
        coming.filter(|at| *at > self.now).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(days: Option<&CentreDays>) -> Context<'_> {
        Context {
            id: Uuid::from_u128(5),
            now: "2026-11-23T02:00:00Z".parse().expect("a time"),
            centre: "riyue",
            zone: chrono_tz::Asia::Shanghai,
            days,
        }
    }

    fn type_all(step: &mut Step, digits: &str, context: &Context) -> Option<CheckInRequest> {
        digits
            .chars()
            .filter_map(|digit| step.type_digit(digit, context))
            .next()
    }

    #[test]
    fn the_sixth_digit_asks() {
        let mut step = Step::default();
        assert_eq!(type_all(&mut step, "40x721", &context(None)), None);
        step.erase();
        let asked = type_all(&mut step, "15", &context(None)).expect("asked");
        assert_eq!(asked.code, "407215");
    }

    #[test]
    fn four_digits_name_and_surname_make_a_claim() {
        let mut days = CentreDays::default();
        days.keys.tails = "a key".into();
        let context = context(Some(&days));
        let mut step = Step::Tail {
            digits: String::new(),
        };
        assert_eq!(type_all(&mut step, "1234", &context), None);
        let Step::Name { list, .. } = step.clone() else {
            panic!("names are offered to digits that nobody has: {step:?}");
        };
        step.choose_name(99);
        assert!(matches!(step, Step::Name { .. }));
        step.choose_name(2);
        let asked = step.choose_surname(7, &context).expect("asked");
        let claim = asked.tail.expect("by phone");
        assert_eq!(
            (claim.digits.as_str(), claim.name.as_str()),
            ("1234", list.names[2].as_str())
        );
        assert_eq!(claim.initial, list.initials[7]);
    }

    #[test]
    fn without_a_list_the_link_is_asked_and_says_so() {
        let mut step = Step::Tail {
            digits: String::new(),
        };
        let asked = type_all(&mut step, "1234", &context(None)).expect("asked");
        assert_eq!(asked.tail.map(|claim| claim.digits), Some("1234".into()));
    }

    #[test]
    fn of_those_who_are_meant_the_ones_who_came_are_asked_for() {
        let entry = |id| CheckInEntry {
            registration: Uuid::from_u128(id),
            occurrence: Uuid::nil(),
            code_hash: String::new(),
            masked_name: "王**".into(),
            title: Default::default(),
            room: Default::default(),
            starts_at: DateTime::UNIX_EPOCH,
            ends_at: DateTime::UNIX_EPOCH,
            status: crate::model::activity::RegistrationStatus::Confirmed,
            occurrence_canceled: false,
            checked_in_at: None,
            activity: Uuid::nil(),
            group: None,
            in_and_out: false,
            passages: Vec::new(),
            undone_at: None,
            tail: None,
        };
        let context = context(None);
        let mut step = Step::Who {
            request: Box::new(CheckInRequest::with_code(Uuid::nil(), "TX1A", context.now)),
            people: vec![(entry(1), true), (entry(2), true)],
        };
        step.toggle(0);
        let asked = step.came(&context).expect("asked");
        assert_eq!(
            (asked.who, asked.code.as_str()),
            (vec![Uuid::from_u128(2)], "TX1A")
        );
        step.toggle(1);
        assert_eq!(step.came(&context), None, "nobody came");
    }

    #[test]
    fn people_who_walk_in_are_at_least_one_and_no_more_than_places() {
        let mut step = Step::default();
        step.choose_occurrence(Uuid::from_u128(9));
        step.change_people(false, 3);
        for _ in 0..5 {
            step.change_people(true, 3);
        }
        let asked = step.walk_in(&context(None)).expect("asked");
        assert_eq!(asked.walk_in.map(|walk_in| walk_in.people), Some(3));
    }
}
