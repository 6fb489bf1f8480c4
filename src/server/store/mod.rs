//! What the server remembers: one SQLite file. SQL is here and nowhere else.
//!
//! Every function is one question or one change and takes a connection, so that a caller can make several changes in
//! one [`Tx`]. Statements keep to what SQLite and PostgreSQL both take.

/// A row by its column names: what sqlx's derive would write, without its procedural macros.
macro_rules! row {
    (struct $name:ident { $($column:ident: $type:ty,)* }) => {
        struct $name {
            $($column: $type,)*
        }

        impl<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> for $name {
            fn from_row(row: &'r sqlx::sqlite::SqliteRow) -> Result<Self, sqlx::Error> {
                use sqlx::Row as _;
                Ok(Self { $($column: row.try_get(stringify!($column))?,)* })
            }
        }
    };
}

pub mod accounts;
pub mod activities;
pub mod audit;
pub mod check_ins;
pub mod kiosks;
pub mod notes;
pub mod packs;
pub mod questions;
pub mod registrations;
pub mod rollouts;
pub mod schedules;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{SqlSafeStr as _, Sqlite, Transaction};
use uuid::Uuid;

/// A connection, inside a transaction or not.
pub type Conn = sqlx::SqliteConnection;
/// A change that happens whole or not at all.
pub type Tx = Transaction<'static, Sqlite>;

/// Connections that only read.
const READERS: u32 = 4;
/// How long a reader waits for a connection, or a writer for its turn.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration could not be applied.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A stored value does not fit its type.
    #[error("a stored value does not fit: {0}")]
    Value(String),
}

/// The database of a server.
#[derive(Clone)]
pub struct Store {
    // SQLite lets one connection write at a time. With one of our own, writers queue here in order.
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Store {
    /// Opens the database file, made if it is not there, and brings it up to date.
    ///
    /// # Errors
    ///
    /// When the file cannot be used.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What has been answered survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(WAIT_MAX)
            .connect_with(options.clone())
            .await?;
        migrator().run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(WAIT_MAX)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { writer, readers })
    }

    /// A connection to read with.
    ///
    /// # Errors
    ///
    /// When none comes free in time.
    pub async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Begins a change. It holds the write lock from the start, so what it reads stays true until it commits.
    ///
    /// # Errors
    ///
    /// When the turn does not come in time.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Whether the database answers and takes changes.
    pub async fn ready(&self) -> bool {
        match self.write().await {
            Ok(tx) => tx.rollback().await.is_ok(),
            Err(_) => false,
        }
    }

    /// Closes the file, after what is running.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn migrator() -> Migrator {
    let steps = [
        (1, "start", include_str!("migrations/0001_start.sql")),
        (2, "rollouts", include_str!("migrations/0002_rollouts.sql")),
        (
            3,
            "questions",
            include_str!("migrations/0003_questions.sql"),
        ),
        (4, "wall", include_str!("migrations/0004_wall.sql")),
        (
            5,
            "activity details",
            include_str!("migrations/0005_activity_details.sql"),
        ),
        (15, "news", include_str!("migrations/0015_news.sql")),
    ];
    let migrations = steps.into_iter().map(|(number, name, sql)| {
        Migration::new(
            number,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}

/// An instant as the database keeps it.
pub(super) fn to_millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// An instant the database kept.
pub(super) fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

fn uuid(text: &str) -> Result<Uuid, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Value(format!("no UUID: {text}")))
}

fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Value(error.to_string()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Value(error.to_string()))
}
