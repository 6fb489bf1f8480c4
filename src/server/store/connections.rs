//! Connections to the database: a file of SQLite's, or PostgreSQL.
//!
//! Queries are written once; what differs between the two is here. On both, [`Store::write`] makes changes one after the
//! other, so what a change reads stays true until it commits. On PostgreSQL that holds for all replicas together: each
//! transaction begins with a lock of the whole database, which those of [`Store::write_beside`] share.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::MigrateDatabase as _;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, ConnectOptions as _, Connection as _, Transaction};
use url::Url;

use super::lane::{Lane, Turn};
use super::notices::Listener;
use super::{Conn, StoreError, WAIT_MAX, migrator};
use crate::config::DatabaseUrl;

/// Connections that only read.
const READERS: u32 = 4;
/// As many of PostgreSQL's, which answers over a network.
const POSTGRES_READERS: u32 = 12;
/// Connections that change rows beside each other.
const POSTGRES_WRITERS: u32 = 12;
/// A connection that was silent for longer is asked whether it lives before it is used.
const TRUSTED_SILENCE: Duration = Duration::from_secs(5);

/// What has been answered survives a power cut, and readers do not wait for a writer.
const SQLITE_SETTINGS: [&str; 4] = [
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
];
/// A replica that hangs in the middle of a change does not keep the others from theirs. Each statement finds its rows by
/// an index, whatever it is asked with: one plan does, and planning costs as much as most of them.
const POSTGRES_SETTINGS: [&str; 4] = [
    "SET lock_timeout = '20s'",
    "SET idle_in_transaction_session_timeout = '60s'",
    "SET client_min_messages = 'warning'",
    "SET plan_cache_mode = 'force_generic_plan'",
];
/// Holds the write lock from the start, so that nothing read before the first change is old by then.
const SQLITE_BEGIN: &str = "BEGIN IMMEDIATE";
/// The numbers are ASCII for "tx"; they are a name that nothing else in the database uses.
const POSTGRES_BEGIN: &str = "BEGIN; SELECT pg_advisory_xact_lock(29816, 1)";
/// After a statement that failed, `COMMIT` alone would undo everything and say that all is well.
const POSTGRES_COMMIT: &str = "SAVEPOINT last; COMMIT";
const POSTGRES_BEGIN_BESIDE: &str = "BEGIN; SELECT pg_advisory_xact_lock_shared(29816, 1)";

/// The database of a server.
#[derive(Clone)]
pub struct Store {
    lane: Lane,
    readers: AnyPool,
    /// PostgreSQL only: SQLite has one writer, and belongs to one process.
    shared: Option<Shared>,
}

/// What a database that others use too has beside.
#[derive(Clone)]
struct Shared {
    url: DatabaseUrl,
    writers: AnyPool,
}

/// A change that happens whole or not at all: dropped before it is committed, not at all.
pub struct Tx(Change);

enum Change {
    InLane(Turn),
    Beside(Transaction<'static, Any>),
}

impl Store {
    /// Opens the database file, made if it is not there, and brings it up to date.
    ///
    /// # Errors
    ///
    /// When the file cannot be used.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = any_options(&file_url(path, "rwc")?)?;
        let mut first = connect(&options).await?;
        migrator().run(&mut first).await?;
        first.close().await?;
        let read_only = any_options(&file_url(path, "ro")?)?;
        Ok(Self {
            lane: Lane::new(options, SQLITE_BEGIN, "COMMIT"),
            readers: pool(&read_only, READERS),
            shared: None,
        })
    }

    /// Connects to a PostgreSQL database and brings it up to date.
    ///
    /// # Errors
    ///
    /// When it does not answer or cannot be used.
    pub async fn connect(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let options = any_options(url.secret())?;
        let mut first = connect(&options).await?;
        // Replicas that start together wait for each other here.
        migrator().run(&mut first).await?;
        first.close().await?;
        Ok(Self {
            lane: Lane::new(options.clone(), POSTGRES_BEGIN, POSTGRES_COMMIT),
            readers: pool(&options, POSTGRES_READERS),
            shared: Some(Shared {
                url: url.clone(),
                writers: pool(&options, POSTGRES_WRITERS),
            }),
        })
    }

    /// A connection to read with.
    ///
    /// # Errors
    ///
    /// When none comes free in time.
    pub async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Begins a change. Nothing else changes anything until it commits, so what it reads stays true.
    ///
    /// # Errors
    ///
    /// When the turn does not come in time.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(Tx(Change::InLane(self.lane.turn().await?)))
    }

    /// Begins a change that others like it go beside, where the database can: for what kiosks send all the time.
    ///
    /// Only for changes that are right whatever the others do: each statement decides for itself, by `ON CONFLICT` or in
    /// its `WHERE`, or comes after an `UPDATE` of the row that it depends on; and no two of them touch the same rows in
    /// another order. Changes of [`Store::write`] wait for it, and it for them.
    ///
    /// # Errors
    ///
    /// When the database does not answer in time.
    pub async fn write_beside(&self) -> Result<Tx, StoreError> {
        match &self.shared {
            Some(shared) => Ok(Tx(Change::Beside(
                shared.writers.begin_with(POSTGRES_BEGIN_BESIDE).await?,
            ))),
            None => self.write().await,
        }
    }

    /// Whether other replicas may work on this database.
    pub fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Opens a line to the other replicas; `None` where there are none.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn listen(&self) -> Result<Option<Listener>, StoreError> {
        match &self.shared {
            Some(shared) => Listener::open(&shared.url).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether the database answers and takes changes.
    pub async fn ready(&self) -> bool {
        match self.write_beside().await {
            Ok(tx) => tx.rollback().await.is_ok(),
            Err(_) => false,
        }
    }

    /// Counts anew what the database chooses its ways by, after much was written.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn count_anew(&self) -> Result<(), StoreError> {
        let mut tx = self.write_beside().await?;
        let statement = if self.is_shared() {
            "ANALYZE"
        } else {
            "PRAGMA optimize"
        };
        run(&mut tx, statement).await?;
        tx.commit().await
    }

    /// Ends every connection, after what is running.
    pub async fn close(&self) {
        self.readers.close().await;
        if let Some(shared) = &self.shared {
            shared.writers.close().await;
        }
        self.lane.close().await;
    }
}

impl Tx {
    /// Returns when the change is on disk.
    ///
    /// # Errors
    ///
    /// When it is not; then nothing of it happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Change::InLane(turn) => turn.commit().await,
            Change::Beside(transaction) => Ok(transaction.commit().await?),
        }
    }

    /// Undoes it.
    ///
    /// # Errors
    ///
    /// When the database does not answer, which undoes it too.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.0 {
            Change::InLane(turn) => turn.rollback().await,
            Change::Beside(transaction) => transaction.rollback().await?,
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        match &self.0 {
            Change::InLane(turn) => turn,
            Change::Beside(transaction) => transaction,
        }
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        match &mut self.0 {
            Change::InLane(turn) => turn,
            Change::Beside(transaction) => transaction,
        }
    }
}

/// Makes the PostgreSQL database of this address unless it is there: for benches and tests.
///
/// # Errors
///
/// When the server does not answer or does not allow it.
pub async fn make_database(url: &DatabaseUrl) -> Result<(), StoreError> {
    sqlx::any::install_default_drivers();
    let url = url.secret().as_str();
    if !Any::database_exists(url).await? {
        Any::create_database(url).await?;
    }
    Ok(())
}

/// One connection of its own.
pub(super) async fn connect(options: &AnyConnectOptions) -> Result<Conn, sqlx::Error> {
    let mut conn = options.connect().await?;
    prepare(&mut conn).await?;
    Ok(conn)
}

/// Runs a statement that has no values.
pub(super) async fn run(conn: &mut Conn, statement: &'static str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(statement).execute(conn).await.map(|_| ())
}

/// A file as the driver names it, which takes a URL alone.
fn file_url(path: &Path, mode: &str) -> Result<Url, StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(sqlx::Error::Io)?;
    let file = folder.join(path.file_name().unwrap_or_default());
    let text = file.to_str().ok_or_else(|| {
        StoreError::Value(format!("the folder's name is no UTF-8: {}", file.display()))
    })?;
    let mut url = "sqlite://".to_owned();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    let url = Url::parse(&format!("{url}?mode={mode}"));
    url.map_err(|error| StoreError::Value(error.to_string()))
}

fn any_options(url: &Url) -> Result<AnyConnectOptions, sqlx::Error> {
    sqlx::any::install_default_drivers();
    AnyConnectOptions::from_url(url)
}

fn pool(options: &AnyConnectOptions, connections: u32) -> AnyPool {
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT_MAX)
        .test_before_acquire(false)
        .before_acquire(|conn, about| {
            Box::pin(
                async move { Ok(about.idle_for < TRUSTED_SILENCE || conn.ping().await.is_ok()) },
            )
        })
        .after_connect(|conn, _| Box::pin(prepare(conn)))
        .connect_lazy_with(options.clone())
}

async fn prepare(conn: &mut Conn) -> Result<(), sqlx::Error> {
    let settings: &[&'static str] = if conn.backend_name() == "SQLite" {
        &SQLITE_SETTINGS
    } else {
        &POSTGRES_SETTINGS
    };
    for setting in settings {
        run(conn, setting).await?;
    }
    Ok(())
}
