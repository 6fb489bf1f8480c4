//! Registrations: places on an occurrence and the people who hold or await them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_millis, to_millis, uuid};
use crate::model::activity::RegistrationStatus;

/// A registration to be stored.
#[derive(Debug, Clone)]
pub struct NewRegistration {
    /// Its id.
    pub id: Uuid,
    /// What for.
    pub occurrence: Uuid,
    /// The person's name.
    pub name: String,
    /// Machine key of the age band; empty when not said.
    pub age_band: String,
    /// Keyed hash of the phone number, to find it by.
    pub phone_hash: Option<String>,
    /// Its last four digits, to show.
    pub phone_last4: Option<String>,
    /// Six digits.
    pub code: String,
    /// [`crate::model::check_in::code_hash`] of it.
    pub code_hash: String,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// Whether it belongs to nobody.
    pub example: bool,
}

/// A registration as the console lists it.
#[derive(Debug, Clone)]
pub struct ListedRegistration {
    /// Its id.
    pub id: Uuid,
    /// What for.
    pub occurrence: Uuid,
    /// The person's name.
    pub name: String,
    /// Machine key of the age band; empty when not said.
    pub age_band: String,
    /// Last four digits of the phone number.
    pub phone_last4: Option<String>,
    /// Six digits.
    pub code: String,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the person came, and to which kiosk.
    pub attended: Option<(DateTime<Utc>, String)>,
}

row! {
    struct Row {
        id: String,
        occurrence: String,
        name: String,
        age_band: String,
        phone_last4: Option<String>,
        code: String,
        status: String,
        created_at: i64,
        attended_at: Option<i64>,
        attended_kiosk: Option<String>,
    }
}

impl TryFrom<Row> for ListedRegistration {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: uuid(&row.id)?,
            occurrence: uuid(&row.occurrence)?,
            name: row.name,
            age_band: row.age_band,
            phone_last4: row.phone_last4,
            code: row.code,
            status: status(&row.status)?,
            created_at: from_millis(row.created_at),
            attended: row
                .attended_at
                .map(|at| (from_millis(at), row.attended_kiosk.unwrap_or_default())),
        })
    }
}

pub(super) fn status(key: &str) -> Result<RegistrationStatus, StoreError> {
    RegistrationStatus::from_key(key)
        .ok_or_else(|| StoreError::Value(format!("no registration status: {key}")))
}

/// Everyone registered for an occurrence: confirmed, then waiting, then given up; each in the order they came.
pub async fn of_occurrence(
    conn: &mut Conn,
    occurrence: Uuid,
) -> Result<Vec<ListedRegistration>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT registration.id, occurrence, registration.name, age_band, phone_last4, code, status, registration.created_at,
                attendance.at AS attended_at, kiosk.name AS attended_kiosk
         FROM registration
         LEFT JOIN attendance ON attendance.registration = registration.id
         LEFT JOIN kiosk ON kiosk.id = attendance.kiosk
         WHERE occurrence = $1
         ORDER BY CASE status WHEN 'confirmed' THEN 0 WHEN 'waitlisted' THEN 1 ELSE 2 END, seq",
    )
    .bind(occurrence.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(ListedRegistration::try_from).collect()
}

/// One registration.
pub async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<ListedRegistration>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT registration.id, occurrence, registration.name, age_band, phone_last4, code, status, registration.created_at,
                attendance.at AS attended_at, kiosk.name AS attended_kiosk
         FROM registration
         LEFT JOIN attendance ON attendance.registration = registration.id
         LEFT JOIN kiosk ON kiosk.id = attendance.kiosk
         WHERE registration.id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(ListedRegistration::try_from).transpose()
}

/// Whether a code is held by someone of the centre whose occurrence ends after `now`.
pub async fn code_is_taken(
    conn: &mut Conn,
    code_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = sqlx::query_as(
        "SELECT CAST(1 AS BIGINT) FROM registration JOIN occurrence ON occurrence.id = registration.occurrence
         WHERE code_hash = $1 AND ends_at > $2 LIMIT 1",
    )
    .bind(code_hash)
    .bind(to_millis(now))
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Whether this phone number is registered for this occurrence already.
pub async fn phone_is_registered(
    conn: &mut Conn,
    occurrence: Uuid,
    phone_hash: &str,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = sqlx::query_as(
        "SELECT CAST(1 AS BIGINT) FROM registration WHERE occurrence = $1 AND phone_hash = $2 AND status <> 'canceled' LIMIT 1",
    )
    .bind(occurrence.to_string())
    .bind(phone_hash)
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Adds a registration after all others.
pub async fn add(
    conn: &mut Conn,
    new: &NewRegistration,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO registration
            (id, occurrence, name, age_band, phone_hash, phone_last4, code, code_hash, status, example, created_at, seq)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
            (SELECT COALESCE(MAX(seq), 0) + 1 FROM registration WHERE occurrence = $2))",
    )
    .bind(new.id.to_string())
    .bind(new.occurrence.to_string())
    .bind(&new.name)
    .bind(&new.age_band)
    .bind(&new.phone_hash)
    .bind(&new.phone_last4)
    .bind(&new.code)
    .bind(&new.code_hash)
    .bind(new.status.key())
    .bind(i64::from(new.example))
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a registration up; `false` when it was given up before.
pub async fn cancel(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let changed = sqlx::query("UPDATE registration SET status = 'canceled', canceled_at = $2 WHERE id = $1 AND status <> 'canceled'")
        .bind(id.to_string())
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// Gives the first `places` of those who wait a place; returns how many got one.
pub async fn promote(conn: &mut Conn, occurrence: Uuid, places: u32) -> Result<u32, StoreError> {
    let changed = sqlx::query(
        "UPDATE registration SET status = 'confirmed' WHERE id IN (
            SELECT id FROM registration WHERE occurrence = $1 AND status = 'waitlisted' ORDER BY seq LIMIT $2)",
    )
    .bind(occurrence.to_string())
    .bind(i64::from(places))
    .execute(conn)
    .await?;
    Ok(count(
        i64::try_from(changed.rows_affected()).unwrap_or(i64::MAX),
    ))
}
