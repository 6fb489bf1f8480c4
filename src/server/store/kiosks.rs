//! Kiosks: who asked to join, who was let in, what each one last said.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Store, StoreError, from_json, from_text, millis, time, to_json};
use crate::api::kiosk::KioskReport;

/// A device that asked to join, or joined.
#[derive(Debug, Clone, PartialEq)]
pub struct KioskRow {
    /// Made on the device.
    pub id: Uuid,
    /// SHA-256 of its secret.
    pub secret_hash: String,
    /// What it calls itself.
    pub hostname: String,
    /// Where its enrolment stands.
    pub state: EnrolmentState,
    /// The code on its screen.
    pub pairing_code: String,
    /// What staff call it.
    pub name: String,
    /// Its centre, once approved.
    pub centre: String,
    /// When it last asked for a code.
    pub asked_at: DateTime<Utc>,
    /// When it last reported.
    pub seen_at: Option<DateTime<Utc>>,
    /// What it reported.
    pub report: Option<KioskReport>,
}

/// Where an enrolment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolmentState {
    /// Nobody has decided.
    Waiting,
    /// It is a kiosk.
    Approved,
    /// It was refused or taken off.
    Refused,
}

impl EnrolmentState {
    fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    fn from_key(key: &str) -> Result<Self, StoreError> {
        [Self::Waiting, Self::Approved, Self::Refused]
            .into_iter()
            .find(|state| state.key() == key)
            .ok_or_else(|| StoreError::Row {
                table: "kiosks",
                reason: format!("unknown state {key}"),
            })
    }
}

const COLUMNS: &str =
    "id, secret_hash, hostname, state, pairing_code, name, centre, asked_at, seen_at, report";

type Row = (
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    i64,
    Option<i64>,
    Option<String>,
);

fn kiosk(row: Row) -> Result<KioskRow, StoreError> {
    Ok(KioskRow {
        id: from_text("kiosks", &row.0)?,
        secret_hash: row.1,
        hostname: row.2,
        state: EnrolmentState::from_key(&row.3)?,
        pairing_code: row.4,
        name: row.5,
        centre: row.6,
        asked_at: time(row.7),
        seen_at: row.8.map(time),
        // A report of an older program may not fit; the kiosk sends another within a minute.
        report: row.9.and_then(|text| from_json("kiosks", &text).ok()),
    })
}

impl Store {
    /// Every device, by name.
    ///
    /// # Errors
    ///
    /// When the database does not answer; so for every function here.
    pub async fn kiosks(&self) -> Result<Vec<KioskRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM kiosks ORDER BY name, asked_at");
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .fetch_all(&self.reader)
            .await?;
        rows.into_iter().map(kiosk).collect()
    }

    /// One device.
    pub async fn kiosk(&self, id: Uuid) -> Result<Option<KioskRow>, StoreError> {
        self.kiosk_where("id", &id.to_string()).await
    }

    /// The device whose secret has this hash.
    pub async fn kiosk_with_secret(
        &self,
        secret_hash: &str,
    ) -> Result<Option<KioskRow>, StoreError> {
        self.kiosk_where("secret_hash", secret_hash).await
    }

    async fn kiosk_where(
        &self,
        column: &'static str,
        value: &str,
    ) -> Result<Option<KioskRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM kiosks WHERE {column} = $1");
        let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(value)
            .fetch_optional(&self.reader)
            .await?;
        row.map(kiosk).transpose()
    }

    /// A device asks, or asks again under a new code.
    pub async fn put_enrolment(&self, row: &KioskRow) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO kiosks (id, secret_hash, hostname, state, pairing_code, name, centre, asked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (id) DO UPDATE SET pairing_code = excluded.pairing_code, asked_at = excluded.asked_at",
        )
        .bind(row.id.to_string())
        .bind(&row.secret_hash)
        .bind(&row.hostname)
        .bind(row.state.key())
        .bind(&row.pairing_code)
        .bind(&row.name)
        .bind(&row.centre)
        .bind(millis(row.asked_at))
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Decides about a device, or moves it.
    pub async fn set_kiosk(
        &self,
        id: Uuid,
        state: EnrolmentState,
        name: &str,
        centre: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE kiosks SET state = $2, name = $3, centre = $4 WHERE id = $1")
            .bind(id.to_string())
            .bind(state.key())
            .bind(name)
            .bind(centre)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Keeps what a kiosk reported.
    pub async fn put_report(
        &self,
        id: Uuid,
        report: &KioskReport,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE kiosks SET report = $2, seen_at = $3 WHERE id = $1")
            .bind(id.to_string())
            .bind(to_json("kiosks", report)?)
            .bind(millis(at))
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
