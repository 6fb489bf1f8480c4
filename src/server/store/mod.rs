//! What the server remembers, in a file of SQLite's or in PostgreSQL. SQL is here and nowhere else.
//!
//! Every function is one question or one change and takes a connection, so that a caller can make several changes in
//! one [`Tx`]. Each is written once, in what both databases take: `$1` for values, which are `i64`, `String`, `&str` or
//! an `Option` of them; BIGINT and TEXT for columns; a sum cast to BIGINT.

/// A row by its column names: what sqlx's derive would write, without its procedural macros.
macro_rules! row {
    (struct $name:ident { $($column:ident: $type:ty,)* }) => {
        struct $name {
            $($column: $type,)*
        }

        impl<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> for $name {
            fn from_row(row: &'r sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
                use sqlx::Row as _;
                Ok(Self { $($column: row.try_get(stringify!($column))?,)* })
            }
        }
    };
}

pub mod accounts;
pub mod activities;
pub mod attendance;
pub mod audit;
pub mod carry_overs;
pub mod check_ins;
mod connections;
pub mod days;
pub mod kiosks;
mod lane;
pub mod leases;
pub mod lotteries;
pub mod messages;
pub mod notes;
pub mod notices;
pub mod packs;
pub mod phone_codes;
pub mod places;
pub mod questions;
pub mod registrations;
pub mod rollouts;
pub mod schedules;
pub mod series;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use uuid::Uuid;

pub use connections::{Store, Tx, make_database};

/// A connection, inside a transaction or not.
pub type Conn = sqlx::AnyConnection;

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
    /// The commit that a change was part of failed; nothing of it happened.
    #[error("the change could not be kept: {0}")]
    Lost(String),
    /// A stored value does not fit its type.
    #[error("a stored value does not fit: {0}")]
    Value(String),
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
        (6, "leases", include_str!("migrations/0006_leases.sql")),
        (7, "places", include_str!("migrations/0007_places.sql")),
        (9, "series", include_str!("migrations/0009_series.sql")),
        (10, "days", include_str!("migrations/0010_days.sql")),
        (
            11,
            "attendance",
            include_str!("migrations/0011_attendance.sql"),
        ),
        (13, "messages", include_str!("migrations/0013_messages.sql")),
        (
            14,
            "carry-overs",
            include_str!("migrations/0014_carry_overs.sql"),
        ),
        (15, "news", include_str!("migrations/0015_news.sql")),
        (
            16,
            "kiosk centres",
            include_str!("migrations/0016_kiosk_centres.sql"),
        ),
        (
            17,
            "unanswered",
            include_str!("migrations/0017_unanswered.sql"),
        ),
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
