//! The kiosk's one SQLite file: the outbox, what visitors left, who passed a door, the centre's days and walls as last fetched.
//!
//! Opened with full durability: what a function here has returned `Ok` for survives a power cut. A database that
//! cannot be read is set aside under another name and a new one started. Where the disk takes nothing at all, a
//! database in memory keeps the kiosk showing, and nothing is promised from it ([`LocalStore::durable`]).

mod deliveries;
mod figures;
mod scores;
mod seen;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub(super) use figures::StoredFigures;

const FILE: &str = "link.sqlite";
/// The database, open.
#[derive(Clone)]
pub(super) struct LocalStore {
    pool: SqlitePool,
    durable: bool,
}

/// A database and what happened while opening it.
pub(super) struct Opened {
    /// The database.
    pub store: LocalStore,
    /// A fact an admin should know, as a machine key.
    pub problem: Option<&'static str>,
}

/// The centre's days as the server sent them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredDays {
    /// The server's name for this version.
    pub etag: Option<String>,
    /// JSON of [`crate::api::kiosk::CentreDays`].
    pub body: String,
    /// When the server last said that this is how things are.
    pub fetched_at: DateTime<Utc>,
}

impl LocalStore {
    /// Opens the database in `folder`, setting aside one that cannot be read.
    ///
    /// # Errors
    ///
    /// Only when not even a database in memory can be opened.
    pub(super) async fn open(folder: &Path) -> Result<Opened, sqlx::Error> {
        let path = folder.join(FILE);
        let first = match open_file(&path).await {
            Ok(store) => {
                return Ok(Opened {
                    store,
                    problem: None,
                });
            }
            Err(error) => error,
        };
        if unreadable(&first) {
            tracing::error!(error = %first, "the local database cannot be read and is set aside");
            let second = match set_aside(&path) {
                Ok(()) => open_file(&path).await,
                Err(error) => Err(sqlx::Error::Io(error)),
            };
            match second {
                Ok(store) => {
                    return Ok(Opened {
                        store,
                        problem: Some("local-database-set-aside"),
                    });
                }
                Err(error) => tracing::error!(%error, "no new local database could be made"),
            }
        } else {
            tracing::error!(error = %first, "the local database could not be opened");
        }
        Ok(Opened {
            store: open_in_memory().await?,
            problem: Some("local-database-unusable"),
        })
    }

    /// Whether what is written here survives a power cut.
    pub(super) fn durable(&self) -> bool {
        self.durable
    }

    /// How many check-ins and deliveries wait.
    pub(super) async fn waiting(&self) -> Result<u32, sqlx::Error> {
        let count: i64 = sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM outbox WHERE refused = 0)
                 + (SELECT COUNT(*) FROM outgoing WHERE refused = 0 AND awaited = 1)",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The days last fetched for this centre.
    pub(super) async fn days(&self, centre: &str) -> Result<Option<StoredDays>, sqlx::Error> {
        let row: Option<(Option<String>, String, DateTime<Utc>)> =
            sqlx::query_as("SELECT etag, body, fetched_at FROM days WHERE centre = $1")
                .bind(centre)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(etag, body, fetched_at)| StoredDays {
            etag,
            body,
            fetched_at,
        }))
    }

    /// Keeps the days of this centre and no other.
    pub(super) async fn save_days(
        &self,
        centre: &str,
        days: &StoredDays,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM days")
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO days (centre, etag, body, fetched_at) VALUES ($1, $2, $3, $4)")
            .bind(centre)
            .bind(&days.etag)
            .bind(&days.body)
            .bind(days.fetched_at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Notes that the kept days were still right at this moment.
    pub(super) async fn confirm_days(
        &self,
        centre: &str,
        fetched_at: DateTime<Utc>,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE days SET fetched_at = $1 WHERE centre = $2")
            .bind(fetched_at)
            .bind(centre)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Closes the file, after what is running.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

async fn open_file(path: &Path) -> Result<LocalStore, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // With WAL anything less than FULL may lose the last commits at a power cut, and they are promises.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(std::time::Duration::from_secs(5));
    let pool = one_connection().connect_with(options).await?;
    prepare(&pool).await?;
    // SQLite syncs the files it writes; the name of a new file is the folder's.
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(sqlx::Error::Io)?;
    }
    Ok(LocalStore {
        pool,
        durable: true,
    })
}

async fn open_in_memory() -> Result<LocalStore, sqlx::Error> {
    let pool = one_connection()
        .connect_with(SqliteConnectOptions::new().in_memory(true))
        .await?;
    prepare(&pool).await?;
    Ok(LocalStore {
        pool,
        durable: false,
    })
}

/// One connection: nothing here is busy enough for two, and one in memory is one database.
fn one_connection() -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
}

async fn prepare(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(pool)
        .await?;
    if verdict != "ok" {
        return Err(sqlx::Error::Protocol(format!(
            "the check of the file found: {verdict}"
        )));
    }
    let steps = [
        (1, "link", include_str!("../migrations/0001_link.sql")),
        (
            2,
            "outgoing",
            include_str!("../migrations/0002_outgoing.sql"),
        ),
        (3, "walls", include_str!("../migrations/0003_walls.sql")),
        (4, "counts", include_str!("../migrations/0004_counts.sql")),
        (5, "seen", include_str!("../migrations/0005_seen.sql")),
        (6, "scores", include_str!("../migrations/0006_scores.sql")),
        (7, "kinds", include_str!("../migrations/0007_kinds.sql")),
    ];
    let migrations = steps.into_iter().map(|(number, name, sql)| {
        let (kind, sql) = (MigrationType::Simple, sql.into_sql_str());
        Migration::new(number, name.into(), kind, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    // A program put back to the version before keeps the newer tables.
    migrator.set_ignore_missing(true);
    migrator.run(pool).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error)
        | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => error,
        other => sqlx::Error::Migrate(Box::new(other)),
    })
}

/// Whether the file itself is at fault: not the disk, not a permission, not another process.
fn unreadable(error: &sqlx::Error) -> bool {
    // https://www.sqlite.org/rescode.html: SQLITE_ERROR (a table is missing), SQLITE_CORRUPT, SQLITE_NOTADB.
    const FAULTS: [i32; 3] = [1, 11, 26];
    match error {
        sqlx::Error::Database(error) => error
            .code()
            .and_then(|code| code.parse::<i32>().ok())
            // The low byte is the primary code.
            .is_some_and(|code| FAULTS.contains(&(code & 0xff))),
        sqlx::Error::Protocol(_) | sqlx::Error::Migrate(_) | sqlx::Error::Decode(_) => true,
        sqlx::Error::ColumnDecode { .. } => true,
        _ => false,
    }
}

/// Renames the database, and the log that belongs to it, to the first free `.corrupt-N`.
fn set_aside(path: &Path) -> std::io::Result<()> {
    let with = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let free = (1..1000)
        .find(|n| !with(&format!(".corrupt-{n}")).exists())
        .ok_or_else(|| std::io::Error::other("a thousand databases were set aside before"))?;
    std::fs::rename(path, with(&format!(".corrupt-{free}")))?;
    for log in ["-wal", "-shm"] {
        match std::fs::rename(with(log), with(&format!(".corrupt-{free}{log}"))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use uuid::Uuid;

    use super::*;
    use crate::api::kiosk::CheckInRequest;

    fn now() -> DateTime<Utc> {
        "2026-11-23T02:00:00Z".parse().expect("a time")
    }

    fn request(code: &str) -> CheckInRequest {
        CheckInRequest::with_code(Uuid::new_v4(), code, now())
    }

    async fn open(folder: &Path) -> Opened {
        LocalStore::open(folder).await.expect("a database")
    }

    #[tokio::test]
    async fn days_are_kept_for_one_centre() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await.store;
        let days = StoredDays {
            etag: Some("\"7\"".into()),
            body: "{}".into(),
            fetched_at: now(),
        };
        store.save_days("riyue", &days).await.expect("saved");
        assert_eq!(
            store.days("riyue").await.expect("a row"),
            Some(days.clone())
        );
        let later = now() + Duration::hours(1);
        store.confirm_days("riyue", later).await.expect("confirmed");
        assert_eq!(
            store
                .days("riyue")
                .await
                .expect("a row")
                .map(|days| days.fetched_at),
            Some(later)
        );
        store.save_days("meishe", &days).await.expect("saved");
        assert_eq!(store.days("riyue").await.expect("no row"), None);
    }

    #[tokio::test]
    async fn a_corrupt_database_is_set_aside_and_a_new_one_works() {
        let folder = tempfile::tempdir().expect("a folder");
        for n in 1..=2 {
            std::fs::write(
                folder.path().join(FILE),
                "this was never a database, whatever its name says",
            )
            .expect("written");
            let opened = open(folder.path()).await;
            assert_eq!(opened.problem, Some("local-database-set-aside"));
            assert!(opened.store.durable());
            assert!(folder.path().join(format!("{FILE}.corrupt-{n}")).exists());
            opened
                .store
                .keep_check_in(&request("111111"), &[])
                .await
                .expect("kept");
            opened.store.close().await;
        }
    }

    #[tokio::test]
    async fn a_database_with_a_damaged_page_is_set_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await.store;
        for n in 0..200 {
            store
                .keep_check_in(&request(&format!("{n:06}")), &[])
                .await
                .expect("kept");
        }
        store.close().await;
        let path = folder.path().join(FILE);
        let mut bytes = std::fs::read(&path).expect("the file");
        assert!(bytes.len() > 3 * 4096);
        let page = bytes.len() - 4096;
        bytes[page..].fill(0xa5);
        bytes[4096..8192].fill(0xa5);
        std::fs::write(&path, bytes).expect("damaged");
        assert_eq!(
            open(folder.path()).await.problem,
            Some("local-database-set-aside")
        );
    }

    #[tokio::test]
    async fn a_folder_that_takes_nothing_leaves_a_database_that_promises_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = open(&folder.path().join("missing")).await;
        assert_eq!(opened.problem, Some("local-database-unusable"));
        assert!(!opened.store.durable());
        assert_eq!(opened.store.waiting().await.expect("a count"), 0);
    }
}
