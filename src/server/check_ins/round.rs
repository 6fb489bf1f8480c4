//! Deciding many check-ins in one change: who is meant is asked of the database once for all, and written down once.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::api::kiosk::CheckInRequest;
use crate::config::CentreSettings;
use crate::model::check_in::{
    self, CODE_DIGITS, CheckInAnswer, CheckInEntry, CheckInReason, OPENS_BEFORE,
};
use crate::model::door::{self, Decision};
use crate::model::pass::{self, Pass, PassHolders};
use crate::model::presence::LEAVES_UNTIL;
use crate::model::tail::TailClaim;
use crate::server::app::{day_start, days_later, local_day};
use crate::server::store::check_ins::{Attended, Decided};
use crate::server::store::{self, Tx};
use crate::server::{App, ServerError};

/// A kiosk that was alone for longer has lost its sense of time.
const OFFLINE_MAX: Duration = Duration::days(30);

/// One check-in, and the kiosk that sent it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) kiosk: Uuid,
    pub(super) request: &'a CheckInRequest,
}

/// What was decided of several check-ins.
#[derive(Default)]
pub(super) struct Round {
    /// One for each, in their order.
    pub(super) answers: Vec<CheckInAnswer>,
    /// Of each code that somebody typed at a kiosk just now, whether it was known.
    pub(super) codes: Vec<(Uuid, bool)>,
    /// Whether none of them had been decided before. If one had, nothing of this holds.
    pub(super) all_new: bool,
}

/// What a check-in asks for.
enum Meant {
    Code(String),
    Listed(Vec<Uuid>),
    Holders(Pass),
    Tail(TailClaim),
    Nobody(CheckInReason),
}

/// People of whom the check-ins of a round speak, as they are after those that were decided.
#[derive(Default)]
struct People(HashMap<Uuid, CheckInEntry>);

/// What a round writes down.
#[derive(Default)]
struct Kept {
    decided: Vec<Decided>,
    attended: HashMap<Uuid, Attended>,
}

impl App {
    /// Decides check-ins of one centre, each as if those before it were written down, and writes them down.
    pub(super) async fn decide_together(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        asked: &[Asked<'_>],
    ) -> Result<Round, ServerError> {
        let meant: Vec<_> = asked
            .iter()
            .map(|one| self.meant(centre, one.request))
            .collect();
        let codes: BTreeSet<_> = meant.iter().filter_map(Meant::code).collect();
        let codes: Vec<_> = codes.into_iter().collect();
        let listed: Vec<_> = meant.iter().flat_map(Meant::listed).copied().collect();
        let with_code = store::check_ins::entries_with_codes(tx, &centre.id, &codes).await?;
        let with_id = store::check_ins::entries_of(tx, &centre.id, &listed).await?;
        let mut people = People::default();
        let with_code = people.note(with_code);
        people.note(with_id);
        let now = self.now();
        let mut round = Round::default();
        let mut kept = Kept::default();
        for (one, meant) in asked.iter().zip(meant) {
            let request = one.request;
            let entries = match meant {
                Meant::Nobody(reason) => {
                    kept.nobody(one, reason, now);
                    round
                        .answers
                        .push(CheckInAnswer::nameless(request.id, reason));
                    if !request.offline && reason == CheckInReason::Unknown {
                        round.codes.push((one.kiosk, false));
                    }
                    continue;
                }
                Meant::Code(hash) => {
                    let mut entries = people.these(&with_code);
                    entries.retain(|entry| entry.code_hash == hash);
                    entries
                }
                Meant::Listed(ids) => people.these(&ids),
                Meant::Holders(pass) => {
                    let ids = match &pass.holders {
                        PassHolders::Registrations(registrations) => registrations.clone(),
                        PassHolders::Group { group, .. } => people.note(
                            store::check_ins::entries_of_party(tx, &centre.id, *group).await?,
                        ),
                    };
                    let mut entries = people.these(&ids);
                    entries.retain(|entry| door::is_holder(&pass, entry));
                    entries
                }
                Meant::Tail(claim) => {
                    let today = local_day(now, centre.time_zone);
                    let day = |later| day_start(days_later(today, later), centre.time_zone);
                    let ids = people.note(
                        store::check_ins::entries_with_tail(
                            tx,
                            &centre.id,
                            &claim.digits,
                            day(0),
                            day(1),
                        )
                        .await?,
                    );
                    let mut entries = people.these(&ids);
                    entries.retain(|entry| {
                        let tail = entry.tail.as_ref();
                        tail.is_some_and(|tail| claim.means(&centre.id, tail, &entry.masked_name))
                    });
                    entries
                }
            };
            let known = !entries.is_empty();
            if !request.offline {
                round.codes.push((one.kiosk, known));
            }
            let at = if request.offline {
                plausible(request.at, now)
            } else {
                now
            };
            let decision = if request.offline {
                let_in_already(entries, &request.who, centre, at)
            } else {
                let same_day =
                    |at| local_day(at, centre.time_zone) == local_day(now, centre.time_zone);
                door::decide_for(entries, &request.who, now, same_day)
            };
            let answer = match decision {
                None => {
                    kept.nobody(one, CheckInReason::Unknown, at);
                    CheckInAnswer::nameless(request.id, CheckInReason::Unknown)
                }
                // Who came is asked first; what is answered then is a check-in of its own.
                Some(decision) if decision.reason == CheckInReason::Choose => {
                    match super::answered_before(tx, centre, one).await? {
                        Some(before) => before,
                        None => decision.answer(request.id),
                    }
                }
                Some(mut decision) => {
                    kept.people(one, &mut decision, at, now);
                    people.update(&decision);
                    decision.answer(request.id)
                }
            };
            round.answers.push(answer);
        }
        round.all_new = store::check_ins::add(tx, &kept.decided, now).await?;
        if round.all_new {
            let attended: Vec<_> = kept.attended.into_values().collect();
            store::check_ins::attend(tx, &attended).await?;
        }
        Ok(round)
    }

    /// Whom a check-in is about.
    fn meant(&self, centre: &CentreSettings, request: &CheckInRequest) -> Meant {
        if let Some(claim) = &request.tail {
            Meant::Tail(claim.clone())
        } else if pass::is_pass_like(&request.code) {
            match self.read_pass(&request.code) {
                Ok(pass) if pass.centre == centre.id => Meant::Holders(pass),
                Ok(_) => Meant::Nobody(CheckInReason::OtherCentre),
                Err(error) => {
                    tracing::info!(%error, "a pass was not taken");
                    Meant::Nobody(CheckInReason::Unknown)
                }
            }
        } else if request.code.len() == CODE_DIGITS {
            Meant::Code(check_in::code_hash(&centre.id, &request.code))
        } else if request.offline {
            // The kiosk found them in its own list.
            Meant::Listed(request.who.clone())
        } else {
            Meant::Nobody(CheckInReason::Unknown)
        }
    }
}

impl Meant {
    fn code(&self) -> Option<&str> {
        match self {
            Self::Code(hash) => Some(hash),
            _ => None,
        }
    }

    fn listed(&self) -> &[Uuid] {
        match self {
            Self::Listed(ids) => ids,
            Self::Holders(pass) => match &pass.holders {
                PassHolders::Registrations(registrations) => registrations,
                PassHolders::Group { .. } => &[],
            },
            _ => &[],
        }
    }
}

impl People {
    /// Notes people as the database has them, unless something was decided of them since; who they are.
    fn note(&mut self, entries: Vec<CheckInEntry>) -> Vec<Uuid> {
        let ids = entries.iter().map(|entry| entry.registration).collect();
        for entry in entries {
            self.0.entry(entry.registration).or_insert(entry);
        }
        ids
    }

    /// Those of these people who are known, each once.
    fn these(&self, ids: &[Uuid]) -> Vec<CheckInEntry> {
        let mut seen = HashSet::new();
        let once = ids.iter().filter(|id| seen.insert(**id));
        once.filter_map(|id| self.0.get(id)).cloned().collect()
    }

    fn update(&mut self, decision: &Decision) {
        for (entry, _) in &decision.people {
            self.0.insert(entry.registration, entry.clone());
        }
    }
}

impl Kept {
    fn nobody(&mut self, asked: &Asked<'_>, reason: CheckInReason, at: DateTime<Utc>) {
        self.decided.push(Decided {
            id: asked.request.id,
            kiosk: asked.kiosk,
            registration: None,
            reason,
            at,
            offline: asked.request.offline,
        });
    }

    /// Keeps what was decided of each person, and notes in the answer that those who passed did.
    fn people(
        &mut self,
        asked: &Asked<'_>,
        decision: &mut Decision,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) {
        let Asked { kiosk, request } = *asked;
        for (place, (entry, reason)) in decision.people.iter_mut().enumerate() {
            // The kiosk's clock or the hour of the occurrence may have been another then.
            let at = if request.offline {
                let latest = if entry.in_and_out {
                    entry.ends_at + LEAVES_UNTIL
                } else {
                    entry.ends_at
                };
                at.max(entry.starts_at - OPENS_BEFORE).min(latest).min(now)
            } else {
                at
            };
            let id = if place == 0 {
                request.id
            } else {
                door::id_of_person(request.id, entry.registration)
            };
            self.decided.push(Decided {
                id,
                kiosk,
                registration: Some(entry.registration),
                reason: *reason,
                at,
                offline: request.offline,
            });
            let let_in = request.offline && *reason == CheckInReason::AlreadyIn;
            let undone = entry.undone_at.is_some_and(|undone| at <= undone);
            if (reason.passes() || let_in) && !undone {
                if entry.checked_in_at.is_none_or(|before| at < before) {
                    let attended = Attended {
                        registration: entry.registration,
                        kiosk,
                        check_in: id,
                        at,
                    };
                    self.attended.insert(entry.registration, attended);
                }
                entry.note_passage(at);
            }
        }
    }
}

/// When something happened, by a kiosk's clock.
pub(super) fn plausible(at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    if at > now || at < now - OFFLINE_MAX {
        now
    } else {
        at
    }
}

/// The kiosk let them in by its own list or by their pass: that happened, whatever has changed since.
fn let_in_already(
    people: Vec<CheckInEntry>,
    who: &[Uuid],
    centre: &CentreSettings,
    at: DateTime<Utc>,
) -> Option<Decision> {
    let known = people.clone();
    let same_day = |other| local_day(other, centre.time_zone) == local_day(at, centre.time_zone);
    // Having been let in elsewhere does not make this time untrue; the earlier one will count.
    let fresh = people.into_iter().map(|entry| CheckInEntry {
        checked_in_at: None,
        passages: Vec::new(),
        ..entry
    });
    let decided = door::decide_for(fresh.collect(), who, at, same_day)?.people;
    let as_known = |registration: Uuid| {
        known
            .iter()
            .find(|entry| entry.registration == registration)
    };
    let people = decided.into_iter().filter_map(|(entry, reason)| {
        let entry = as_known(entry.registration)?.clone();
        let had_no_place = matches!(
            reason,
            CheckInReason::Waitlisted | CheckInReason::Canceled | CheckInReason::OccurrenceCanceled
        );
        let reason = match (had_no_place, entry.checked_in_at) {
            (true, _) => reason,
            (false, None) => CheckInReason::Ok,
            (false, Some(_)) if entry.in_and_out => {
                let before = entry.passages.iter().filter(|passed| **passed < at).count();
                if before % 2 == 0 {
                    CheckInReason::InAgain
                } else {
                    CheckInReason::Left
                }
            }
            (false, Some(_)) => CheckInReason::AlreadyIn,
        };
        Some((entry, reason))
    });
    let people: Vec<_> = people.collect();
    let reason = people.first()?.1;
    Some(Decision { reason, people })
}
