//! Packs: uploads that wait, and versions that were published.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, from_json, from_millis, to_json, to_millis};
use crate::model::manifest::Manifest;

/// One published version.
#[derive(Debug, Clone)]
pub struct PackVersion {
    /// What it holds.
    pub manifest: Manifest,
    /// When it was published; `None` when that was begun and did not succeed.
    pub published_at: Option<DateTime<Utc>>,
    /// Who published it.
    pub published_by: String,
}

row! {
    struct Row {
        manifest: String,
        published_at: Option<i64>,
        published_by: String,
    }
}

impl TryFrom<Row> for PackVersion {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            manifest: from_json(&row.manifest)?,
            published_at: row.published_at.map(from_millis),
            published_by: row.published_by,
        })
    }
}

/// Every published version of a centre, newest first.
pub async fn versions(conn: &mut Conn, centre: &str) -> Result<Vec<PackVersion>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT manifest, published_at, published_by FROM pack_version
         WHERE centre = $1 AND published_at IS NOT NULL ORDER BY published_at DESC, version DESC",
    )
    .bind(centre)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(PackVersion::try_from).collect()
}

/// The newest published version of each pack of a centre, in the order they were first published.
pub async fn current(conn: &mut Conn, centre: &str) -> Result<Vec<PackVersion>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT manifest, published_at, published_by FROM pack_version AS this
         WHERE centre = $1 AND version = (
             SELECT MAX(version) FROM pack_version AS other
             WHERE other.centre = this.centre AND other.pack = this.pack AND other.published_at IS NOT NULL)
         ORDER BY (SELECT MIN(started_at) FROM pack_version AS first WHERE first.centre = this.centre AND first.pack = this.pack), pack",
    )
    .bind(centre)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(PackVersion::try_from).collect()
}

/// Every pack of an owner with its newest published version.
pub async fn newest_versions(
    conn: &mut Conn,
    centre: &str,
) -> Result<Vec<(String, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT pack, MAX(version) FROM pack_version
         WHERE centre = $1 AND published_at IS NOT NULL GROUP BY pack ORDER BY pack",
    )
    .bind(centre)
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(pack, version)| (pack, version.unsigned_abs()))
        .collect())
}

/// One published version of a pack.
pub async fn version(
    conn: &mut Conn,
    centre: &str,
    pack: &str,
    version: u64,
) -> Result<Option<PackVersion>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT manifest, published_at, published_by FROM pack_version
         WHERE centre = $1 AND pack = $2 AND version = $3 AND published_at IS NOT NULL",
    )
    .bind(centre)
    .bind(pack)
    .bind(i64::try_from(version).unwrap_or(i64::MAX))
    .fetch_optional(conn)
    .await?;
    row.map(PackVersion::try_from).transpose()
}

/// Whose packs have this id: centres' ids, or `shared`.
pub async fn owners_of(conn: &mut Conn, pack: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT DISTINCT centre FROM pack_version WHERE pack = $1 AND published_at IS NOT NULL",
    )
    .bind(pack)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(centre,)| centre).collect())
}

/// The number the next version of a pack gets.
pub async fn next_version(conn: &mut Conn, centre: &str, pack: &str) -> Result<u64, StoreError> {
    let last: i64 = sqlx::query_scalar(
        "SELECT COALESCE(MAX(version), 0) FROM pack_version WHERE centre = $1 AND pack = $2",
    )
    .bind(centre)
    .bind(pack)
    .fetch_one(conn)
    .await?;
    Ok(u64::try_from(last + 1).unwrap_or(1))
}

/// Begins publishing: takes the next version number, which is used up whatever comes of it.
pub async fn begin(
    conn: &mut Conn,
    manifest: &mut Manifest,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    manifest.version = next_version(&mut *conn, &manifest.centre, &manifest.id).await?;
    sqlx::query(
        "INSERT INTO pack_version (centre, pack, version, manifest, started_at, published_by)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&manifest.centre)
    .bind(&manifest.id)
    .bind(i64::try_from(manifest.version).unwrap_or(i64::MAX))
    .bind(to_json(manifest)?)
    .bind(to_millis(now))
    .bind(by)
    .execute(conn)
    .await?;
    Ok(())
}

/// The version is signed and in place.
pub async fn finish(
    conn: &mut Conn,
    manifest: &Manifest,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE pack_version SET published_at = $4 WHERE centre = $1 AND pack = $2 AND version = $3")
        .bind(&manifest.centre)
        .bind(&manifest.id)
        .bind(i64::try_from(manifest.version).unwrap_or(i64::MAX))
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes an upload that was found good.
pub async fn add_upload(
    conn: &mut Conn,
    id: Uuid,
    file_name: &str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO pack_upload (id, file_name, uploaded_at, uploaded_by) VALUES ($1, $2, $3, $4)",
    )
    .bind(id.to_string())
    .bind(file_name)
    .bind(to_millis(now))
    .bind(by)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes an upload; `false` when it is not there any more.
pub async fn take_upload(conn: &mut Conn, id: Uuid) -> Result<bool, StoreError> {
    let taken = sqlx::query("DELETE FROM pack_upload WHERE id = $1")
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(taken.rows_affected() == 1)
}

/// Ids of uploads nobody published since before `since`.
pub async fn uploads_before(
    conn: &mut Conn,
    since: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    let ids: Vec<(String,)> = sqlx::query_as("SELECT id FROM pack_upload WHERE uploaded_at < $1")
        .bind(to_millis(since))
        .fetch_all(conn)
        .await?;
    ids.iter().map(|(id,)| super::uuid(id)).collect()
}
