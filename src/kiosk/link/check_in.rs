//! Somebody checks in: the server is asked, and without one the kiosk's own list and the signature of the pass.
//!
//! Whoever is let in from the own list is in the outbox, on disk, before the screen shows a tick.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::days::{DaysKeeper, KnownDays, same_day};
use super::server_api::ApiError;
use super::shared::{Base, Shared};
use super::{CheckInVia, LinkMessage};
use crate::api::kiosk::{CheckInBatch, CheckInRequest, WalkIn};
use crate::api::neighbours::Seen;
use crate::model::check_in::{self, CheckInAnswer, CheckInEntry, CheckInReason};
use crate::model::door;
use crate::model::pass::{self, Pass, PassError, PassHolders};

/// A visitor stands and waits: longer is worse than asking the own list.
const SERVER_TIME_MAX: Duration = Duration::from_millis(2500);

/// Answers one check-in and sends the answer to the screen.
///
/// One at a time: two scans of one code must not both find nobody let in.
pub(super) async fn answer(shared: &Shared, keeper: &DaysKeeper, request: CheckInRequest) {
    let (answer, via) = decide(shared, keeper, request).await;
    shared
        .base
        .inbox
        .put(LinkMessage::CheckIn(Box::new(answer), via))
        .await;
    shared.wanted.outbox.notify_one();
}

async fn decide(
    shared: &Shared,
    keeper: &DaysKeeper,
    request: CheckInRequest,
) -> (CheckInAnswer, CheckInVia) {
    let asked = shared.base.connected();
    if asked && let Some(answer) = ask_server(shared, keeper, &request).await {
        return (answer, CheckInVia::Server);
    }
    let identity = shared.identity();
    let door = OwnDoor {
        known: keeper.known(),
        keeper,
        centre: &identity.centre,
        zone: identity.time_zone,
    };
    let own = door.answer(&request);
    let knows_nothing = matches!(
        own.answer.reason,
        CheckInReason::NoList | CheckInReason::Unknown
    );
    // The server was silent a while ago; for someone the list does not know, it is worth asking once more.
    if !asked
        && knows_nothing
        && let Some(answer) = ask_server(shared, keeper, &request).await
    {
        return (answer, CheckInVia::Server);
    }
    (
        keep(shared, keeper, &request, own).await,
        CheckInVia::OwnList,
    )
}

async fn ask_server(
    shared: &Shared,
    keeper: &DaysKeeper,
    request: &CheckInRequest,
) -> Option<CheckInAnswer> {
    let batch = CheckInBatch {
        check_ins: vec![request.clone()],
    };
    let answers = match shared.api.check_in(&batch, SERVER_TIME_MAX).await {
        Ok(answers) => answers.answers,
        Err(error) => {
            tracing::info!(%error, "the server did not answer a check-in");
            if matches!(error, ApiError::NotEnrolled) {
                shared.wanted.identity.notify_one();
            }
            return None;
        }
    };
    let answer = answers.into_iter().find(|answer| answer.id == request.id)?;
    let seen = seen_by_server(request, &answer);
    if !seen.is_empty() {
        // The server has it; our note makes a second try without a server say so, here and at our neighbours.
        match shared.base.store.note_seen(seen).await {
            Ok(news) => {
                keeper.mark_seen(&news);
                shared.wanted.neighbours.notify_one();
            }
            Err(error) => tracing::error!(%error, "who was let in could not be noted"),
        }
    }
    Some(answer)
}

/// Who is inside, or was, by the server's answer.
fn seen_by_server(request: &CheckInRequest, answer: &CheckInAnswer) -> Vec<Seen> {
    let known = answer.reason.passes() || answer.reason == CheckInReason::AlreadyIn;
    if !known {
        return Vec::new();
    }
    if let Some(walk_in) = request.walk_in {
        return vec![Seen {
            id: request.id,
            at: request.at,
            registration: None,
            walk_in: Some(walk_in),
        }];
    }
    let people: Vec<_> = if answer.people.is_empty() {
        answer.entry.iter().collect()
    } else {
        answer.people.iter().collect()
    };
    let seen = people.into_iter().enumerate().filter_map(|(place, entry)| {
        let last = entry.passages.iter().max().copied();
        Some(Seen {
            id: id_at(request.id, place, entry.registration),
            at: last.or(entry.checked_in_at)?,
            registration: Some(entry.registration),
            walk_in: None,
        })
    });
    seen.collect()
}

fn id_at(request: Uuid, place: usize, registration: Uuid) -> Uuid {
    if place == 0 {
        request
    } else {
        door::id_of_person(request, registration)
    }
}

/// Makes a promise durable before it is given; what cannot be kept is not promised.
async fn keep(
    shared: &Shared,
    keeper: &DaysKeeper,
    request: &CheckInRequest,
    own: OwnAnswer,
) -> CheckInAnswer {
    if !own.answer.reason.passes() {
        return own.answer;
    }
    let no_promise = CheckInAnswer::nameless(request.id, CheckInReason::NoList);
    if !shared.base.store.durable() {
        return no_promise;
    }
    match keep_in_outbox(&shared.base, &own.request, &own.seen).await {
        Ok(()) => {
            keeper.mark_seen(&own.seen);
            shared.base.problem_over("local-database-unwritable");
            shared.base.tell_outbox().await;
            shared.wanted.neighbours.notify_one();
            own.answer
        }
        Err(error) => {
            tracing::error!(%error, "a check-in could not be kept");
            shared.base.problem("local-database-unwritable").await;
            no_promise
        }
    }
}

/// What this kiosk says by itself.
struct OwnAnswer {
    answer: CheckInAnswer,
    /// As it is delivered later.
    request: CheckInRequest,
    /// Who passes the door.
    seen: Vec<Seen>,
}

/// The door without a server: the list, the keys, and who was seen.
struct OwnDoor<'a> {
    known: Option<KnownDays>,
    keeper: &'a DaysKeeper,
    centre: &'a str,
    zone: Tz,
}

impl OwnDoor<'_> {
    fn answer(&self, request: &CheckInRequest) -> OwnAnswer {
        if let Some(walk_in) = request.walk_in {
            return self.walk_in(request, walk_in);
        }
        let list = self
            .known
            .as_ref()
            .map_or(&[][..], |known| &known.days.check_in_list);
        let meant = |means: &dyn Fn(&CheckInEntry) -> bool| -> Vec<CheckInEntry> {
            list.iter().filter(|entry| means(entry)).cloned().collect()
        };
        if let Some(claim) = &request.tail {
            let today = |entry: &CheckInEntry| self.same_day(request, entry.starts_at);
            let people = meant(&|entry| {
                let tail = entry.tail.as_ref();
                let means = |tail| claim.means(self.centre, tail, &entry.masked_name);
                today(entry) && tail.is_some_and(means)
            });
            return self.people(request, people);
        }
        if !pass::is_pass_like(&request.code) {
            let hash = check_in::code_hash(self.centre, &request.code);
            return self.people(request, meant(&|entry| entry.code_hash == hash));
        }
        let keys = self
            .known
            .as_ref()
            .map_or(&[][..], |known| &known.days.keys.passes);
        match pass::read(&request.code, keys) {
            Ok(pass) if pass.centre != self.centre => nameless(request, CheckInReason::OtherCentre),
            Ok(pass) => {
                let people = meant(&|entry| door::is_holder(&pass, entry));
                if people.is_empty() {
                    self.unlisted(request, &pass)
                } else {
                    self.people(request, people)
                }
            }
            // The key may be newer than what this kiosk has heard.
            Err(PassError::UnknownKey) => nameless(request, self.not_listed(request)),
            Err(_) => nameless(request, CheckInReason::Unknown),
        }
    }

    /// The people who are meant, by the list.
    fn people(&self, request: &CheckInRequest, people: Vec<CheckInEntry>) -> OwnAnswer {
        let same_day = |at| self.same_day(request, at);
        let Some(mut decision) = door::decide_for(people, &request.who, request.at, same_day)
        else {
            return nameless(request, self.not_listed(request));
        };
        let mut seen = Vec::new();
        if decision.reason.passes() {
            let passing = decision
                .people
                .iter_mut()
                .filter(|(_, reason)| reason.passes());
            for (place, (entry, _)) in passing.enumerate() {
                entry.note_passage(request.at);
                seen.push(Seen {
                    id: id_at(request.id, place, entry.registration),
                    at: request.at,
                    registration: Some(entry.registration),
                    walk_in: None,
                });
            }
        }
        let by_id = request.tail.is_some() || !request.who.is_empty();
        OwnAnswer {
            answer: decision.answer(request.id),
            request: CheckInRequest {
                offline: true,
                tail: None,
                who: if by_id {
                    seen.iter().filter_map(|seen| seen.registration).collect()
                } else {
                    Vec::new()
                },
                ..request.clone()
            },
            seen,
        }
    }

    /// A pass that holds and whose people no list here names.
    fn unlisted(&self, request: &CheckInRequest, pass: &Pass) -> OwnAnswer {
        let reason = door::decide_unlisted(pass, request.at, |at| self.same_day(request, at));
        let holders = match &pass.holders {
            PassHolders::Registrations(registrations) => registrations.clone(),
            PassHolders::Group { group, .. } => vec![*group],
        };
        let today = |at| self.same_day(request, at);
        if reason == CheckInReason::Ok && self.keeper.passed(&holders, today) {
            return nameless(request, CheckInReason::AlreadyIn);
        }
        if !reason.passes() {
            return nameless(request, reason);
        }
        let seen = holders.into_iter().enumerate().map(|(place, holder)| Seen {
            id: id_at(request.id, place, holder),
            at: request.at,
            registration: Some(holder),
            walk_in: None,
        });
        OwnAnswer {
            seen: seen.collect(),
            ..nameless(request, reason)
        }
    }

    fn walk_in(&self, request: &CheckInRequest, walk_in: WalkIn) -> OwnAnswer {
        let Some(known) = &self.known else {
            return nameless(request, CheckInReason::NoList);
        };
        let mut calendar = known.days.calendar.iter();
        let Some(entry) = calendar.find(|entry| entry.occurrence == walk_in.occurrence) else {
            return nameless(request, self.not_listed(request));
        };
        let since = self
            .keeper
            .walked_in_since(walk_in.occurrence, known.fetched_at);
        let walked_in = entry.walked_in.saturating_add(since);
        let reason = door::decide_walk_in(
            entry.starts_at,
            entry.ends_at,
            entry.canceled,
            door::walk_in_places(&entry.places, &entry.plan, walked_in),
            walk_in.people,
            request.at,
        );
        if !reason.passes() {
            return nameless(request, reason);
        }
        let seen = Seen {
            id: request.id,
            at: request.at,
            registration: None,
            walk_in: Some(walk_in),
        };
        OwnAnswer {
            seen: vec![seen],
            ..nameless(request, reason)
        }
    }

    /// What is said of somebody who is not in the list: a list of another day cannot know who registered since.
    fn not_listed(&self, request: &CheckInRequest) -> CheckInReason {
        match &self.known {
            Some(known) if self.same_day(request, known.fetched_at) => CheckInReason::Unknown,
            _ => CheckInReason::NoList,
        }
    }

    fn same_day(&self, request: &CheckInRequest, at: DateTime<Utc>) -> bool {
        same_day(at, request.at, self.zone)
    }
}

/// An answer that names nobody.
fn nameless(request: &CheckInRequest, reason: CheckInReason) -> OwnAnswer {
    OwnAnswer {
        answer: CheckInAnswer::nameless(request.id, reason),
        request: CheckInRequest {
            offline: true,
            ..request.clone()
        },
        seen: Vec::new(),
    }
}

/// Puts a check-in in the outbox; on a full disk in the room that is kept for that.
async fn keep_in_outbox(
    base: &Base,
    request: &CheckInRequest,
    seen: &[Seen],
) -> Result<(), sqlx::Error> {
    match base.store.keep_check_in(request, seen).await {
        Err(error) if base.reserve.is_kept() => {
            tracing::warn!(%error, "the reserve is given up for a check-in");
            if let Err(error) = base.reserve.give_up() {
                tracing::error!(%error, "the reserve could not be given up");
            }
            base.store.keep_check_in(request, seen).await
        }
        kept => kept,
    }
}

#[cfg(test)]
mod tests;
