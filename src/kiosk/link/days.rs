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
use crate::api::kiosk::CentreDays;

const PERIOD: Duration = Duration::from_secs(60);
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

/// The days, and who was let in since they were fetched.
#[derive(Default)]
pub(super) struct DaysKeeper {
    known: Mutex<Option<KnownDays>>,
    let_in: Mutex<HashMap<Uuid, DateTime<Utc>>>,
    written_at: Mutex<Option<DateTime<Utc>>>,
    /// One fetch at a time.
    fetching: tokio::sync::Mutex<()>,
}

impl DaysKeeper {
    /// What an earlier start of this kiosk kept, sent to the screen at once.
    pub(super) async fn from_disk(base: &Base, centre: &str, now: DateTime<Utc>) -> Self {
        let keeper = Self::default();
        match base.store.let_in(now).await {
            Ok(let_in) => lock(&keeper.let_in).extend(let_in),
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

    /// Notes who was let in, so that a second try says so.
    pub(super) fn mark_let_in(&self, registration: Uuid, at: DateTime<Utc>) {
        lock(&self.let_in).entry(registration).or_insert(at);
        if let Some(known) = lock(&self.known).as_mut() {
            mark(
                Arc::make_mut(&mut known.days),
                &HashMap::from([(registration, at)]),
            );
        }
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
        // Held over both, so that nobody is let in between marking the list and putting it in place.
        let let_in = lock(&self.let_in);
        mark(&mut days, &let_in);
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

/// Marks who was let in here and is not marked yet.
fn mark(days: &mut CentreDays, let_in: &HashMap<Uuid, DateTime<Utc>>) {
    for entry in &mut days.check_in_list {
        if entry.checked_in_at.is_none() {
            entry.checked_in_at = let_in.get(&entry.registration).copied();
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
        };
        CentreDays {
            calendar: Vec::new(),
            check_in_list: vec![entry],
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
        keeper.keep(one_registration(), None, first);
        assert_eq!(came(), None);
        keeper.mark_let_in(Uuid::nil(), first);
        assert_eq!(came(), Some(first));
        // This list was made before the outbox was delivered.
        keeper.keep(one_registration(), None, second);
        assert_eq!(came(), Some(first));
        keeper.mark_let_in(Uuid::nil(), second);
        assert_eq!(came(), Some(first));
    }

    fn identity(centre: &str) -> KioskIdentity {
        KioskIdentity {
            kiosk: Uuid::nil(),
            name: "Hall".into(),
            centre: centre.into(),
            centre_title: LocalizedText::default(),
            time_zone: ZONE,
            root: String::new(),
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
