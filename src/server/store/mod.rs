//! The database: one SQLite file with full durability. SQL is here and nowhere else.
//!
//! One writer connection, so that writes queue in order; a few readers beside it.

pub mod activities;
pub mod kiosks;
pub mod packs;

use std::path::Path;
use std::str::FromStr as _;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqlitePool;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "start", include_str!("migrations/0001_start.sql"))];

/// Why the database did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row does not fit its type any more.
    #[error("a row of {table} cannot be read: {reason}")]
    Row {
        /// Which table.
        table: &'static str,
        /// Why.
        reason: String,
    },
}

/// The database.
#[derive(Clone)]
pub struct Store {
    writer: SqlitePool,
    reader: SqlitePool,
}

impl Store {
    /// Opens the file, making it and bringing it up to date.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or its schema is not ours.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(&format!("sqlite://{}", path.display()))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(std::time::Duration::from_secs(10));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        let migrations = MIGRATIONS
            .iter()
            .map(|(version, name, sql)| {
                let sql = sqlx::SqlSafeStr::into_sql_str(*sql);
                Migration::new(*version, (*name).into(), MigrationType::Simple, sql, false)
            })
            .collect::<Vec<_>>();
        Migrator::with_migrations(migrations).run(&writer).await?;
        let reader = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { writer, reader })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.reader).await?;
        Ok(())
    }

    /// Notes what was done.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn put_audit(
        &self,
        at: DateTime<Utc>,
        by: &str,
        action: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO audit (at, account, action, detail) VALUES ($1, $2, $3, $4)")
            .bind(millis(at))
            .bind(by)
            .bind(action)
            .bind(detail)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Closes every connection after what is under way.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// A time as a column.
fn millis(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

/// A column as a time.
fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

fn to_json<T: Serialize>(table: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Row {
        table,
        reason: error.to_string(),
    })
}

fn from_json<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Row {
        table,
        reason: error.to_string(),
    })
}

fn from_text<T: std::str::FromStr>(table: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Row {
        table,
        reason: format!("{text:?} is out of place"),
    })
}
