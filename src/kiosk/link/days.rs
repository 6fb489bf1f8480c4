//! The centre's days: what is on and who is expected, fetched with an ETag and kept for when there is no server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::LinkMessage;
use super::local_store::StoredDays;
use super::server_api::{ApiError, Fetched};
use super::shared::{Base, Shared, lock};
use super::wait::{roll, spread};
use crate::api::kiosk::{CentreDays, WalkIn};
use crate::api::neighbours::Seen;

const PERIOD: Duration = Duration::from_secs(60);
/// A list may be made before a neighbour has delivered whom it let in, and clocks differ.
const MAY_BE_MISSING: chrono::Duration = chrono::Duration::minutes(10);

/// A confirmation is written no more often than this: the disk is flash.
const CONFIRM_WRITTEN_EVERY: chrono::Duration = chrono::Duration::minutes(10);

/// The days this kiosk goes by.
#[derive(Debug, Clone)]
pub(super) struct KnownDays {
    pub days: Arc<CentreDays>,
    pub etag: Option<String>,
    /// When the server last said that this is how things are.
    pub fetched_at: DateTime<Utc>,
}

/// Who passed a door of the centre, here or elsewhere.
#[derive(Default)]
struct Passed {
    by: HashMap<Uuid, Vec<DateTime<Utc>>>,
    walk_ins: Vec<(WalkIn, DateTime<Utc>)>,
}

/// The days, and who passed a door since they were fetched.
#[derive(Default)]
pub(super) struct DaysKeeper {
    known: Mutex<Option<KnownDays>>,
    passed: Mutex<Passed>,
    written_at: Mutex<Option<DateTime<Utc>>>,
    /// One fetch at a time.
    fetching: tokio::sync::Mutex<()>,
}

impl DaysKeeper {
    /// What an earlier start of this kiosk kept, sent to the screen at once.
    pub(super) async fn from_disk(base: &Base, centre: &str, now: DateTime<Utc>) -> Self {
        let keeper = Self::default();
        match base.store.seen(now).await {
            Ok(seen) => keeper.mark_seen(&seen),
            Err(error) => tracing::error!(%error, "who was let in could not be read"),
        }
        let stored = base.store.days(centre).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the kept days could not be read");
            None
        });
        if let Some(StoredDays {
            etag,
            body,
            fetched_at,
        }) = stored
        {
            match serde_json::from_str::<CentreDays>(&body) {
                Ok(days) => {
                    *lock(&keeper.written_at) = Some(fetched_at);
                    let days = keeper.keep(days, etag, fetched_at);
                    base.inbox.put(LinkMessage::Days(days)).await;
                }
                // Another version of the program wrote it; the server has a new one.
                Err(error) => tracing::warn!(%error, "the kept days do not fit"),
            }
        }
        keeper
    }

    /// The days as known now.
    pub(super) fn known(&self) -> Option<KnownDays> {
        lock(&self.known).clone()
    }

    /// Notes who passed a door, so that a second try says so.
    pub(super) fn mark_seen(&self, seen: &[Seen]) {
        let mut news: HashMap<Uuid, Vec<DateTime<Utc>>> = HashMap::new();
        // Held over both, so that nobody is let in between marking the list and putting it in place.
        let mut passed = lock(&self.passed);
        for seen in seen {
            if let Some(walk_in) = seen.walk_in
                && !passed.walk_ins.contains(&(walk_in, seen.at))
            {
                passed.walk_ins.push((walk_in, seen.at));
            }
            if let Some(registration) = seen.registration {
                let times = passed.by.entry(registration).or_default();
                if !times.contains(&seen.at) {
                    times.push(seen.at);
                    news.entry(registration).or_default().push(seen.at);
                }
            }
        }
        if let (Some(known), false) = (lock(&self.known).as_mut(), news.is_empty()) {
            mark(Arc::make_mut(&mut known.days), &news);
        }
    }

    /// Whether one of these passed a door at a time that counts, for a pass that no list knows.
    pub(super) fn passed(
        &self,
        registrations: &[Uuid],
        counts: impl Fn(DateTime<Utc>) -> bool,
    ) -> bool {
        let passed = lock(&self.passed);
        let mut times = registrations.iter().filter_map(|id| passed.by.get(id));
        times.any(|times| times.iter().any(|at| counts(*at)))
    }

    /// How many walked in to an occurrence since the list was made or shortly before, as far as this kiosk has heard.
    pub(super) fn walked_in_since(&self, occurrence: Uuid, since: DateTime<Utc>) -> u32 {
        let passed = lock(&self.passed);
        let since = |(walk_in, at): &&(WalkIn, DateTime<Utc>)| {
            walk_in.occurrence == occurrence && *at > since - MAY_BE_MISSING
        };
        passed
            .walk_ins
            .iter()
            .filter(since)
            .map(|(walk_in, _)| walk_in.people)
            .sum()
    }

    /// Forgets the days of a centre this kiosk has left.
    pub(super) fn forget(&self) {
        *lock(&self.known) = None;
    }

    /// Asks the server; a change goes to the disk, then to the screen.
    pub(super) async fn refresh(&self, shared: &Shared) -> Result<(), ApiError> {
        let _one = self.fetching.lock().await;
        let centre = shared.identity().centre;
        let etag = self.known().and_then(|known| known.etag);
        let fetched = shared.api.days(etag.as_deref()).await?;
        let now = Utc::now();
        if shared.identity().centre != centre {
            // Moved while it was on its way: it may be of either centre.
            shared.wanted.days.notify_one();
            return Ok(());
        }
        match fetched {
            Fetched::Unchanged => self.confirm(shared, &centre, now).await,
            Fetched::Changed {
                etag,
                body,
                value: days,
            } => {
                let stored = StoredDays {
                    etag: etag.clone(),
                    body,
                    fetched_at: now,
                };
                match shared.base.store.save_days(&centre, &stored).await {
                    Ok(()) => *lock(&self.written_at) = Some(now),
                    Err(error) => {
                        tracing::error!(%error, "the days could not be kept");
                        shared.base.problem("local-database-unwritable").await;
                    }
                }
                let days = self.keep(days, etag, now);
                if shared.identity().centre != centre {
                    // Moved while it was written.
                    self.forget();
                    shared.wanted.days.notify_one();
                    return Ok(());
                }
                shared.base.inbox.put(LinkMessage::Days(days)).await;
            }
        }
        Ok(())
    }

    fn keep(
        &self,
        mut days: CentreDays,
        etag: Option<String>,
        fetched_at: DateTime<Utc>,
    ) -> Arc<CentreDays> {
        let passed = lock(&self.passed);
        mark(&mut days, &passed.by);
        let days = Arc::new(days);
        *lock(&self.known) = Some(KnownDays {
            days: days.clone(),
            etag,
            fetched_at,
        });
        days
    }

    async fn confirm(&self, shared: &Shared, centre: &str, now: DateTime<Utc>) {
        if let Some(known) = lock(&self.known).as_mut() {
            known.fetched_at = now;
        }
        let zone = shared.identity().time_zone;
        let due = lock(&self.written_at).is_none_or(|written| confirmation_due(written, now, zone));
        if due {
            match shared.base.store.confirm_days(centre, now).await {
                Ok(()) => *lock(&self.written_at) = Some(now),
                Err(error) => tracing::error!(%error, "the days could not be confirmed"),
            }
        }
    }
}

/// Fetches whenever someone wants it, and once a minute; runs until it is dropped.
pub(super) async fn run(shared: &Shared, keeper: &DaysKeeper) {
    loop {
        tokio::select! {
            () = shared.wanted.days.notified() => {}
            () = tokio::time::sleep(spread(PERIOD, roll())) => {}
        }
        if !shared.base.connected() {
            continue;
        }
        if let Err(error) = keeper.refresh(shared).await {
            tracing::info!(%error, "the days could not be fetched");
            if matches!(error, ApiError::NotEnrolled) {
                shared.wanted.identity.notify_one();
            }
        }
    }
}

/// Whether two instants are on one date of the centre's wall clock.
pub(super) fn same_day(one: DateTime<Utc>, other: DateTime<Utc>, zone: Tz) -> bool {
    one.with_timezone(&zone).date_naive() == other.with_timezone(&zone).date_naive()
}

/// Whether a confirmation is worth writing: some minutes passed, or the day changed and with it what the list says.
fn confirmation_due(written: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> bool {
    (now - written).abs() >= CONFIRM_WRITTEN_EVERY || !same_day(written, now, zone)
}

/// Marks who passed a door.
fn mark(days: &mut CentreDays, passed: &HashMap<Uuid, Vec<DateTime<Utc>>>) {
    for entry in &mut days.check_in_list {
        for at in passed.get(&entry.registration).into_iter().flatten() {
            entry.note_passage(*at);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::path::Path;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tokio::sync::watch;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::api::kiosk::KioskIdentity;
    use crate::kiosk::link::local_store::LocalStore;
    use crate::kiosk::link::server_api::{ServerApi, client};
    use crate::kiosk::link::shared::{Inbox, Status};
    use crate::model::activity::RegistrationStatus;
    use crate::model::check_in::CheckInEntry;
    use crate::model::text::LocalizedText;
    use crate::pack::activation::PackStore;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    #[track_caller]
    fn check(written: &str, now: &str, due: bool) {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        assert_eq!(confirmation_due(at(written), at(now), ZONE), due);
    }

    #[test]
    fn a_confirmation_is_written_every_ten_minutes_and_on_a_new_day() {
        check("2026-11-23T02:00:00Z", "2026-11-23T02:01:00Z", false);
        check("2026-11-23T02:00:00Z", "2026-11-23T02:10:00Z", true);
        // Midnight in Haikou.
        check("2026-11-23T15:59:30Z", "2026-11-23T16:00:30Z", true);
        // A clock set back.
        check("2026-11-23T02:00:00Z", "2026-11-23T01:00:00Z", true);
    }

    fn one_registration() -> CentreDays {
        let entry = CheckInEntry {
            registration: Uuid::nil(),
            occurrence: Uuid::nil(),
            code_hash: String::new(),
            masked_name: String::new(),
            title: LocalizedText::default(),
            room: LocalizedText::default(),
            starts_at: DateTime::UNIX_EPOCH,
            ends_at: DateTime::UNIX_EPOCH,
            status: RegistrationStatus::Confirmed,
            occurrence_canceled: false,
            checked_in_at: None,
            activity: Uuid::nil(),
            group: None,
            in_and_out: false,
            passages: Vec::new(),
            undone_at: None,
            tail: None,
        };
        CentreDays {
            check_in_list: vec![entry],
            ..CentreDays::default()
        }
    }

    #[test]
    fn who_was_let_in_stays_in_whatever_the_next_list_says() {
        let keeper = DaysKeeper::default();
        let (first, second) = (
            DateTime::UNIX_EPOCH,
            DateTime::UNIX_EPOCH + chrono::Duration::minutes(1),
        );
        let came = || {
            keeper
                .known()
                .and_then(|known| known.days.check_in_list[0].checked_in_at)
        };
        let passed = |at| Seen {
            id: Uuid::new_v4(),
            at,
            registration: Some(Uuid::nil()),
            walk_in: None,
        };
        keeper.keep(one_registration(), None, first);
        assert_eq!(
            (came(), keeper.passed(&[Uuid::nil()], |_| true)),
            (None, false)
        );
        keeper.mark_seen(&[passed(first)]);
        let there = keeper.passed(&[Uuid::nil()], |at| at == first);
        assert_eq!((came(), there), (Some(first), true));
        assert!(
            !keeper.passed(&[Uuid::nil()], |at| at == second),
            "another day"
        );
        // This list was made before the outbox was delivered.
        keeper.keep(one_registration(), None, second);
        assert_eq!(came(), Some(first));
        keeper.mark_seen(&[passed(second)]);
        assert_eq!(came(), Some(first));
        // Staff took it back: it does not come again by our own note.
        let mut undone = one_registration();
        undone.check_in_list[0].undone_at = Some(second);
        keeper.keep(undone, None, second);
        assert_eq!(came(), None);
    }

    #[test]
    fn walk_ins_that_the_list_cannot_have_are_counted() {
        let keeper = DaysKeeper::default();
        let minute = |minute: i64| DateTime::UNIX_EPOCH + chrono::Duration::minutes(minute * 20);
        let walk_in = |occurrence, people, at| Seen {
            id: Uuid::new_v4(),
            at: minute(at),
            registration: None,
            walk_in: Some(WalkIn { occurrence, people }),
        };
        let (here, there) = (Uuid::nil(), Uuid::from_u128(1));
        keeper.mark_seen(&[
            walk_in(here, 2, 1),
            walk_in(here, 3, 5),
            walk_in(there, 4, 6),
        ]);
        assert_eq!(keeper.walked_in_since(here, minute(0)), 5);
        assert_eq!(
            keeper.walked_in_since(here, minute(1)),
            5,
            "not delivered yet"
        );
        assert_eq!(keeper.walked_in_since(here, minute(2)), 3);
    }

    fn identity(centre: &str) -> KioskIdentity {
        KioskIdentity {
            kiosk: Uuid::nil(),
            name: "Hall".into(),
            centre: centre.into(),
            centre_title: LocalizedText::default(),
            time_zone: ZONE,
            root: String::new(),
            public_url: None,
        }
    }

    /// A kiosk of this centre whose server is at this address.
    async fn kiosk(folder: &Path, centre: &str, server: SocketAddr) -> Shared {
        // Nobody reads it; the few messages have room.
        let (sender, _) = crossbeam_channel::bounded(64);
        let base = Base {
            inbox: Inbox::new(sender, Arc::new(|| {})),
            store: LocalStore::open(folder).await.expect("a database").store,
            reserve: PackStore::reserve_in(folder),
            status: Arc::new(watch::channel(Status::default()).0),
            staff: Arc::default(),
            stop: CancellationToken::new(),
        };
        let url = format!("http://{server}").parse().expect("an address");
        let client = client().expect("a client");
        let api = ServerApi::new(client, url, Uuid::nil(), String::new());
        Shared::new(base, api, identity(centre))
    }

    #[tokio::test]
    async fn what_comes_after_a_move_is_not_taken_for_the_new_centres() {
        let folder = tempfile::tempdir().expect("a folder");
        let server = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = server.local_addr().expect("an address");
        let shared = kiosk(folder.path(), "riyue", address).await;
        let keeper = DaysKeeper::default();
        let answered = async {
            let (mut line, _) = server.accept().await.expect("a call");
            let mut call = [0; 4];
            line.read_exact(&mut call).await.expect("a call");
            // It was asked as the old centre's; before the answer comes, an admin moves it.
            shared.set_identity(identity("meishe"));
            keeper.forget();
            let body = serde_json::to_string(&one_registration()).expect("json");
            let answer = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            line.write_all(answer.as_bytes()).await.expect("answered");
        };
        let (refreshed, ()) = tokio::join!(keeper.refresh(&shared), answered);
        refreshed.expect("an answer");
        assert!(keeper.known().is_none());
        for centre in ["riyue", "meishe"] {
            assert_eq!(shared.base.store.days(centre).await.expect("read"), None);
        }
    }
}
