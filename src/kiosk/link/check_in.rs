//! One person checks in: the server is asked, and without one the kiosk's own list.
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
use crate::api::kiosk::{CheckInBatch, CheckInRequest};
use crate::model::check_in::{self, CheckInAnswer, CheckInReason};

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
        .put(LinkMessage::CheckIn(answer, via))
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
    let own = from_own_list(
        keeper.known().as_ref(),
        &request,
        &identity.centre,
        identity.time_zone,
    );
    let knows_nothing = matches!(own.reason, CheckInReason::NoList | CheckInReason::Unknown);
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
    if let (CheckInReason::Ok | CheckInReason::AlreadyIn, Some(entry)) =
        (answer.reason, &answer.entry)
    {
        let at = entry.checked_in_at.unwrap_or(request.at);
        keeper.mark_let_in(entry.registration, at);
        // The server has it; our note only makes a second try without a server say so.
        if let Err(error) = shared.base.store.note_let_in(entry.registration, at).await {
            tracing::error!(%error, "who was let in could not be noted");
        }
    }
    Some(answer)
}

/// Makes a promise durable before it is given; what cannot be kept is not promised.
async fn keep(
    shared: &Shared,
    keeper: &DaysKeeper,
    request: &CheckInRequest,
    answer: CheckInAnswer,
) -> CheckInAnswer {
    let (CheckInReason::Ok, Some(entry)) = (answer.reason, &answer.entry) else {
        return answer;
    };
    let no_promise = CheckInAnswer {
        id: request.id,
        reason: CheckInReason::NoList,
        entry: None,
    };
    if !shared.base.store.durable() {
        return no_promise;
    }
    let kept = CheckInRequest {
        offline: true,
        ..request.clone()
    };
    match keep_in_outbox(&shared.base, &kept, entry.registration).await {
        Ok(()) => {
            keeper.mark_let_in(entry.registration, request.at);
            shared.base.problem_over("local-database-unwritable");
            shared.base.tell_outbox().await;
            answer
        }
        Err(error) => {
            tracing::error!(%error, "a check-in could not be kept");
            shared.base.problem("local-database-unwritable").await;
            no_promise
        }
    }
}

/// What the kiosk's own list says.
fn from_own_list(
    known: Option<&KnownDays>,
    request: &CheckInRequest,
    centre: &str,
    zone: Tz,
) -> CheckInAnswer {
    let answer = |reason, entry| CheckInAnswer {
        id: request.id,
        reason,
        entry,
    };
    let Some(known) = known else {
        return answer(CheckInReason::NoList, None);
    };
    let hash = check_in::code_hash(centre, &request.code);
    let today = |start: DateTime<Utc>| same_day(start, request.at, zone);
    match check_in::find(&known.days.check_in_list, &hash, request.at, today) {
        Some((entry, reason)) => answer(reason, Some(entry.clone())),
        // A list of another day cannot know who registered since.
        None if today(known.fetched_at) => answer(CheckInReason::Unknown, None),
        None => answer(CheckInReason::NoList, None),
    }
}

/// Puts a check-in in the outbox; on a full disk in the room that is kept for that.
async fn keep_in_outbox(
    base: &Base,
    request: &CheckInRequest,
    registration: Uuid,
) -> Result<(), sqlx::Error> {
    match base.store.keep_check_in(request, registration).await {
        Err(error) if base.reserve.is_kept() => {
            tracing::warn!(%error, "the reserve is given up for a check-in");
            if let Err(error) = base.reserve.give_up() {
                tracing::error!(%error, "the reserve could not be given up");
            }
            base.store.keep_check_in(request, registration).await
        }
        kept => kept,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::api::kiosk::CentreDays;
    use crate::model::activity::RegistrationStatus;
    use crate::model::check_in::CheckInEntry;
    use crate::model::text::LocalizedText;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    /// One registration for ten in the morning of 23 November in Haikou, code 407215.
    fn known(fetched_at: &str) -> KnownDays {
        let entry = CheckInEntry {
            registration: Uuid::nil(),
            occurrence: Uuid::nil(),
            code_hash: check_in::code_hash("riyue", "407215"),
            masked_name: "王**".into(),
            title: LocalizedText::zh_en("义诊", "Free clinic"),
            room: LocalizedText::default(),
            starts_at: at("2026-11-23T02:00:00Z"),
            ends_at: at("2026-11-23T04:00:00Z"),
            status: RegistrationStatus::Confirmed,
            occurrence_canceled: false,
            checked_in_at: None,
        };
        let days = Arc::new(CentreDays {
            check_in_list: vec![entry],
            ..CentreDays::default()
        });
        KnownDays {
            days,
            etag: None,
            fetched_at: at(fetched_at),
        }
    }

    #[track_caller]
    fn check(known: Option<&KnownDays>, code: &str, now: &str, reason: CheckInReason) {
        let request = CheckInRequest {
            id: Uuid::max(),
            code: code.into(),
            at: at(now),
            offline: false,
        };
        let answer = from_own_list(known, &request, "riyue", ZONE);
        assert_eq!((answer.id, answer.reason), (Uuid::max(), reason));
        assert_eq!(
            answer.entry.is_some(),
            !matches!(reason, CheckInReason::Unknown | CheckInReason::NoList)
        );
    }

    #[test]
    fn without_a_server_the_own_list_decides() {
        let list = known("2026-11-23T01:00:00Z");
        check(
            Some(&list),
            "407215",
            "2026-11-23T01:55:00Z",
            CheckInReason::Ok,
        );
        check(
            Some(&list),
            "407215",
            "2026-11-22T22:00:00Z",
            CheckInReason::TooEarly,
        );
        check(
            Some(&list),
            "407215",
            "2026-11-23T05:00:00Z",
            CheckInReason::TooLate,
        );
        check(
            Some(&list),
            "407215",
            "2026-11-24T02:00:00Z",
            CheckInReason::NotToday,
        );
    }

    #[test]
    fn a_code_that_todays_list_does_not_have_is_unknown() {
        check(
            Some(&known("2026-11-23T01:00:00Z")),
            "000000",
            "2026-11-23T02:00:00Z",
            CheckInReason::Unknown,
        );
        // 16:30 UTC is past midnight in Haikou, so this list is today's.
        check(
            Some(&known("2026-11-22T16:30:00Z")),
            "000000",
            "2026-11-23T02:00:00Z",
            CheckInReason::Unknown,
        );
    }

    #[test]
    fn a_list_of_another_day_does_not_call_a_code_unknown() {
        check(
            Some(&known("2026-11-22T15:30:00Z")),
            "000000",
            "2026-11-23T02:00:00Z",
            CheckInReason::NoList,
        );
        check(
            None,
            "407215",
            "2026-11-23T02:00:00Z",
            CheckInReason::NoList,
        );
    }
}
