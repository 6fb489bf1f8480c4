//! Everything a running server works with.

use std::fs::{File, TryLockError};
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use tokio::sync::{Mutex, MutexGuard, Notify};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::ServerError;
use super::check_ins::CheckInQueues;
use super::feeds::Feeds;
use super::known_kiosks::KnownKiosks;
use super::limits::Limits;
use super::messages::Gateway;
use super::passes::PassKeys;
use super::pushes::Pushes;
use super::secrets::{self, Secrets};
use super::store::audit::Actor;
use super::store::{self, Store};
use super::trust_watch::TrustWatch;
use crate::config::{CentreSettings, ServerSettings};
use crate::model::manifest::SHARED;
use crate::model::play_schedule::local_instant;
use crate::pack::blobs::BlobStore;
use crate::pack::trust::sign::{Expiring, Repository, SignError};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How often, and after which pause, a replica asks whether another has finished publishing.
const TURN_TRIES: usize = 200;
const TURN_PAUSE: std::time::Duration = std::time::Duration::from_millis(100);

/// The turn of whoever publishes: of all replicas one at a time, so that versions are taken and signed in one order.
pub(super) struct PublishingTurn<'a> {
    repository: MutexGuard<'a, Repository>,
    // Its lock ends when it is closed.
    _turn: File,
}

/// The account that is there from the start.
pub(super) const ADMIN: &str = "admin";

/// A server's parts. Tests build one in an empty folder.
pub struct App {
    /// What the settings file says.
    pub settings: ServerSettings,
    /// The database.
    pub store: Store,
    /// Which of the replicas on the database this is.
    pub(super) replica: Uuid,
    /// The files of every published pack, by SHA-256.
    pub blobs: BlobStore,
    /// The signed repository, as this replica last read it.
    pub(super) repository: Mutex<Repository>,
    /// When the repository's roles expire.
    pub(super) trust_watch: TrustWatch,
    /// The root metadata a kiosk trusts first.
    pub(super) first_root: String,
    /// Keys of cookies, forms and phone numbers.
    pub(super) secrets: Secrets,
    /// Keys of passes.
    pub(super) pass_keys: PassKeys,
    /// How often something may be tried.
    pub(super) limits: Limits,
    /// Check-ins that wait for their turn.
    pub(super) check_in_queues: CheckInQueues,
    /// iCalendar feeds as they were last written.
    pub(super) feeds: Feeds,
    /// Kiosks that called a moment ago.
    pub(super) known_kiosks: KnownKiosks,
    /// Tells connected kiosks to look again.
    pub(super) pushes: Pushes,
    /// Who sends text messages.
    pub(super) gateway: Option<Gateway>,
    /// Something may have to be sent.
    pub(super) message_queued: Notify,
    /// What time it is.
    pub(super) clock: Clock,
    /// Cancelled when the server is to stop: streams end, jobs end.
    pub(super) stopping: CancellationToken,
}

impl App {
    /// Opens what lies in the data folder, or makes it; then the password of the account `admin` comes with it.
    ///
    /// # Errors
    ///
    /// When the folder, the database, the keys or the repository cannot be used.
    pub async fn open(
        settings: ServerSettings,
        clock: Clock,
    ) -> anyhow::Result<(Self, Option<String>)> {
        check_centres(&settings)?;
        let data = settings.data_dir.clone();
        std::fs::create_dir_all(data.join("uploads"))
            .with_context(|| format!("could not make the folder {}", data.display()))?;
        let store = match &settings.database {
            Some(url) => Store::connect(url)
                .await
                .with_context(|| format!("could not use the database {url}"))?,
            None => Store::open(&data.join("server.sqlite"))
                .await
                .context("could not open the database")?,
        };
        let gateway = settings.phone.sms.as_ref().map(Gateway::new).transpose()?;
        let secrets = Secrets::open(&data.join("keys")).context("could not open the keys")?;
        let now = clock();
        let pass_keys =
            PassKeys::open(&data.join("keys"), now).context("could not open the keys of passes")?;
        let mut repository = Repository::open_or_create(&data.join("tuf"), &data.join("keys"), now)
            .await
            .context("could not open the signed repository")?;
        for centre in &settings.centres {
            match repository.add_centre(&centre.id, now).await {
                Ok(()) => {}
                // The keeper of the targets keys has yet to come; everything else goes on without.
                Err(error @ SignError::NotDelegated { .. }) => tracing::warn!("{error}"),
                Err(error) => {
                    return Err(error).context("could not give a centre its signing role");
                }
            }
        }
        if repository.root_is_online().unwrap_or(false) {
            tracing::info!(
                "the keys of root and targets lie on this server; tongxin trust init moves them to media"
            );
        }
        let trust_watch = TrustWatch::default();
        trust_watch.look(&repository);
        let pushes = Pushes::new(store.is_shared());
        let app = Self {
            replica: Uuid::new_v4(),
            trust_watch,
            first_root: repository.first_root().to_owned(),
            blobs: BlobStore::open(data.join("blobs")).context("could not open the blob store")?,
            store,
            repository: Mutex::new(repository),
            secrets,
            pass_keys,
            limits: Limits::new(),
            check_in_queues: CheckInQueues::default(),
            feeds: Feeds::default(),
            known_kiosks: KnownKiosks::default(),
            pushes,
            gateway,
            message_queued: Notify::new(),
            clock,
            stopping: CancellationToken::new(),
            settings,
        };
        let first_password = app
            .make_first_account()
            .await
            .context("could not make the first account")?;
        Ok((app, first_password))
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The centre with this id.
    pub fn centre(&self, id: &str) -> Option<&CentreSettings> {
        self.settings.centres.iter().find(|centre| centre.id == id)
    }

    /// Whether packs may be published under this name: a centre's id, or [`SHARED`].
    pub(super) fn knows_owner(&self, owner: &str) -> bool {
        owner == SHARED || self.centre(owner).is_some()
    }

    /// Gives the account `admin` a new random password, which is said once and stored only as a hash.
    ///
    /// # Errors
    ///
    /// When it cannot be stored.
    pub async fn reset_admin_password(&self) -> Result<String, ServerError> {
        let password = secrets::one_time_password();
        self.set_password(ADMIN, password.clone(), &Actor::program("server"))
            .await?;
        Ok(password)
    }

    /// Gives an account a password and ends its sign-in sessions.
    pub(super) async fn set_password(
        &self,
        account: &str,
        password: String,
        actor: &Actor,
    ) -> Result<(), ServerError> {
        let hash = secrets::hash_password(password).await?;
        let mut tx = self.store.write().await?;
        store::accounts::put(&mut tx, account, &hash, self.now()).await?;
        store::accounts::end_sessions_of(&mut tx, account).await?;
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "password-set",
            account,
            serde_json::Value::Null,
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// The password of `admin` when this is the first start.
    async fn make_first_account(&self) -> Result<Option<String>, ServerError> {
        let accounts = store::accounts::count(&mut *self.store.read().await?).await?;
        if accounts > 0 {
            return Ok(None);
        }
        self.reset_admin_password().await.map(Some)
    }

    /// Waits until nobody else publishes, here or at another replica.
    pub(super) async fn publishing_turn(&self) -> Result<PublishingTurn<'_>, ServerError> {
        let mut repository = self.repository.lock().await;
        let turn = File::create(self.settings.data_dir.join("publishing.lock"))?;
        for _ in 0..TURN_TRIES {
            match turn.try_lock() {
                Ok(()) => {
                    repository.look_again()?;
                    return Ok(PublishingTurn {
                        repository,
                        _turn: turn,
                    });
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(TURN_PAUSE).await,
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
        Err(ServerError::Internal(
            "another server is publishing for very long".to_owned(),
        ))
    }

    /// Signs the repository's short-lived metadata anew.
    pub(super) async fn renew_repository(&self) -> Result<(), ServerError> {
        let mut repository = self.publishing_turn().await?;
        let expiring = repository.renew(self.now()).await?;
        self.trust_watch.look(&repository);
        for Expiring { role, expires_at } in expiring {
            tracing::warn!(%expires_at, "run tongxin trust renew: {role} expires and its keys are elsewhere");
        }
        Ok(())
    }

    /// Where an uploaded pack lies until it is published.
    pub(super) fn upload_folder(&self, upload: Uuid) -> PathBuf {
        self.settings
            .data_dir
            .join("uploads")
            .join(upload.to_string())
    }

    /// Throws an uploaded pack away.
    pub(super) async fn remove_upload_folder(&self, upload: Uuid) {
        if let Err(error) = tokio::fs::remove_dir_all(self.upload_folder(upload)).await {
            tracing::warn!(%error, "an upload's folder stays behind: {upload}");
        }
    }

    /// The folder served as `/tuf/`.
    pub(super) fn repository_folder(&self) -> PathBuf {
        self.settings.data_dir.join("tuf")
    }
}

impl Deref for PublishingTurn<'_> {
    type Target = Repository;

    fn deref(&self) -> &Repository {
        &self.repository
    }
}

impl DerefMut for PublishingTurn<'_> {
    fn deref_mut(&mut self) -> &mut Repository {
        &mut self.repository
    }
}

/// The local day it is at `now`.
pub(super) fn local_day(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    now.with_timezone(&zone).date_naive()
}

/// When a local day begins.
pub(super) fn day_start(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    local_instant(day.and_time(NaiveTime::MIN), zone)
        .unwrap_or_else(|| day.and_time(NaiveTime::MIN).and_utc())
}

/// Some days later.
pub(super) fn days_later(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_signed(Duration::days(days)).unwrap_or(day)
}

fn check_centres(settings: &ServerSettings) -> anyhow::Result<()> {
    anyhow::ensure!(!settings.centres.is_empty(), "the settings name no centre");
    for (index, centre) in settings.centres.iter().enumerate() {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = !centre.id.is_empty() && centre.id.len() <= 40 && centre.id.chars().all(plain);
        anyhow::ensure!(
            fits,
            "a centre's id is 1 to 40 of a-z, 0-9 and hyphen: {:?}",
            centre.id
        );
        anyhow::ensure!(
            centre.id != SHARED,
            "no centre can be called {SHARED}: that is whose packs are every centre's"
        );
        let twice = settings.centres[..index]
            .iter()
            .any(|other| other.id == centre.id);
        anyhow::ensure!(!twice, "the settings name a centre twice: {}", centre.id);
    }
    Ok(())
}
