//! What has been published: packs and schedules, every version.

use chrono::{DateTime, Utc};

use super::{Store, StoreError, from_json, millis, to_json};
use crate::model::manifest::Manifest;
use crate::model::play_schedule::PlaySchedule;

impl Store {
    /// The newest publication of a pack.
    ///
    /// # Errors
    ///
    /// When the database does not answer; so for every function here.
    pub async fn newest_pack(
        &self,
        centre: &str,
        pack: &str,
    ) -> Result<Option<Manifest>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT manifest FROM packs WHERE centre = $1 AND pack = $2 ORDER BY version DESC LIMIT 1")
                .bind(centre)
                .bind(pack)
                .fetch_optional(&self.reader)
                .await?;
        row.map(|(text,)| from_json("packs", &text)).transpose()
    }

    /// Notes a publication.
    pub async fn put_pack(
        &self,
        manifest: &Manifest,
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO packs (centre, pack, version, manifest, published_at, published_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&manifest.centre)
        .bind(&manifest.id)
        .bind(manifest.version as i64)
        .bind(to_json("packs", manifest)?)
        .bind(millis(at))
        .bind(by)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The newest schedule of a centre.
    pub async fn schedule(&self, centre: &str) -> Result<Option<PlaySchedule>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT schedule FROM schedules WHERE centre = $1 ORDER BY version DESC LIMIT 1",
        )
        .bind(centre)
        .fetch_optional(&self.reader)
        .await?;
        row.map(|(text,)| from_json("schedules", &text)).transpose()
    }

    /// Notes a publication of a schedule.
    pub async fn put_schedule(
        &self,
        schedule: &PlaySchedule,
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO schedules (centre, version, schedule, published_at, published_by) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&schedule.centre)
        .bind(schedule.version as i64)
        .bind(to_json("schedules", schedule)?)
        .bind(millis(at))
        .bind(by)
        .execute(&self.writer)
        .await?;
        Ok(())
    }
}
