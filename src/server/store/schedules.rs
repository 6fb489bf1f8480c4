//! Schedules: one draft a centre, and every version published.

use chrono::{DateTime, Utc};

use super::{Conn, StoreError, from_json, from_millis, to_json, to_millis};
use crate::model::play_schedule::PlaySchedule;

/// A schedule and who last touched it.
#[derive(Debug, Clone)]
pub struct StoredSchedule {
    /// What plays when.
    pub schedule: PlaySchedule,
    /// When it was changed or published.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

type Row = (String, i64, String);

fn read((schedule, at, by): Row) -> Result<StoredSchedule, StoreError> {
    Ok(StoredSchedule {
        schedule: from_json(&schedule)?,
        at: from_millis(at),
        by,
    })
}

/// The centre's draft.
pub async fn draft(conn: &mut Conn, centre: &str) -> Result<Option<StoredSchedule>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT schedule, changed_at, changed_by FROM schedule_draft WHERE centre = $1",
    )
    .bind(centre)
    .fetch_optional(conn)
    .await?;
    row.map(read).transpose()
}

/// Keeps the centre's draft.
pub async fn put_draft(
    conn: &mut Conn,
    schedule: &PlaySchedule,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO schedule_draft (centre, schedule, changed_at, changed_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (centre) DO UPDATE
         SET schedule = excluded.schedule, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
    )
    .bind(&schedule.centre)
    .bind(to_json(schedule)?)
    .bind(to_millis(now))
    .bind(by)
    .execute(conn)
    .await?;
    Ok(())
}

/// Throws the draft away.
pub async fn drop_draft(conn: &mut Conn, centre: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM schedule_draft WHERE centre = $1")
        .bind(centre)
        .execute(conn)
        .await?;
    Ok(())
}

/// The published versions, newest first.
pub async fn versions(
    conn: &mut Conn,
    centre: &str,
    count: i64,
) -> Result<Vec<StoredSchedule>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT schedule, published_at, published_by FROM schedule_version
         WHERE centre = $1 AND published_at IS NOT NULL ORDER BY version DESC LIMIT $2",
    )
    .bind(centre)
    .bind(count)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(read).collect()
}

/// The version kiosks follow.
pub async fn published(
    conn: &mut Conn,
    centre: &str,
) -> Result<Option<StoredSchedule>, StoreError> {
    Ok(versions(conn, centre, 1).await?.into_iter().next())
}

/// Begins publishing: takes the next version number, which is used up whatever comes of it.
pub async fn begin(
    conn: &mut Conn,
    schedule: &mut PlaySchedule,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let last: i64 = sqlx::query_scalar(
        "SELECT COALESCE(MAX(version), 0) FROM schedule_version WHERE centre = $1",
    )
    .bind(&schedule.centre)
    .fetch_one(&mut *conn)
    .await?;
    let version = last + 1;
    schedule.version = u64::try_from(version).unwrap_or(1);
    sqlx::query(
        "INSERT INTO schedule_version (centre, version, schedule, started_at, published_by) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&schedule.centre)
    .bind(version)
    .bind(to_json(schedule)?)
    .bind(to_millis(now))
    .bind(by)
    .execute(conn)
    .await?;
    Ok(())
}

/// The version is signed and in place.
pub async fn finish(
    conn: &mut Conn,
    schedule: &PlaySchedule,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE schedule_version SET published_at = $3 WHERE centre = $1 AND version = $2")
        .bind(&schedule.centre)
        .bind(i64::try_from(schedule.version).unwrap_or(i64::MAX))
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}
