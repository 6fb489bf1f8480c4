//! Check-ins as kiosks deliver them, and who came.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, from_json, from_millis, to_millis, uuid};
use crate::model::check_in::{CheckInEntry, CheckInReason};
use crate::model::text::masked_name;

/// A check-in that was decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Made on the kiosk.
    pub id: Uuid,
    /// The registration its code belongs to.
    pub registration: Option<Uuid>,
    /// What it came to.
    pub reason: CheckInReason,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whether the kiosk let the person in by itself.
    pub offline: bool,
}

/// A delivered check-in of an occurrence that did not count, for staff to see.
#[derive(Debug, Clone)]
pub struct Uncounted {
    /// Whose code it was.
    pub name: String,
    /// Why it did not count, as a machine key.
    pub reason: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Where.
    pub kiosk: String,
    /// Whether the kiosk let the person in by itself.
    pub offline: bool,
}

row! {
    struct Row {
        id: String,
        occurrence: String,
        code_hash: String,
        name: String,
        title: String,
        room: String,
        starts_at: i64,
        ends_at: i64,
        status: String,
        canceled_at: Option<i64>,
        attended_at: Option<i64>,
    }
}

const ENTRIES: &str = "SELECT registration.id, registration.occurrence, code_hash, registration.name, title, room, starts_at, ends_at,
        status, occurrence.canceled_at, attendance.at AS attended_at
    FROM registration
    JOIN occurrence ON occurrence.id = registration.occurrence
    JOIN activity ON activity.id = occurrence.activity
    LEFT JOIN attendance ON attendance.registration = registration.id";

impl TryFrom<Row> for CheckInEntry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            registration: uuid(&row.id)?,
            occurrence: uuid(&row.occurrence)?,
            code_hash: row.code_hash,
            masked_name: masked_name(&row.name),
            title: from_json(&row.title)?,
            room: from_json(&row.room)?,
            starts_at: from_millis(row.starts_at),
            ends_at: from_millis(row.ends_at),
            status: super::registrations::status(&row.status)?,
            occurrence_canceled: row.canceled_at.is_some(),
            checked_in_at: row.attended_at.map(from_millis),
        })
    }
}

/// Registrations of the centre's occurrences that end after `from` and begin before `to`.
pub async fn entries_between(
    conn: &mut Conn,
    centre: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<CheckInEntry>, StoreError> {
    let sql = format!(
        "{ENTRIES} WHERE centre = $1 AND ends_at > $2 AND starts_at < $3 ORDER BY starts_at, seq, registration.id"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(centre)
        .bind(to_millis(from))
        .bind(to_millis(to))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(CheckInEntry::try_from).collect()
}

/// Registrations of the centre with this code.
pub async fn entries_with_code(
    conn: &mut Conn,
    centre: &str,
    code_hash: &str,
) -> Result<Vec<CheckInEntry>, StoreError> {
    let sql = format!("{ENTRIES} WHERE centre = $1 AND code_hash = $2 ORDER BY starts_at");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(centre)
        .bind(code_hash)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(CheckInEntry::try_from).collect()
}

/// One registration.
pub async fn entry(
    conn: &mut Conn,
    registration: Uuid,
) -> Result<Option<CheckInEntry>, StoreError> {
    let sql = format!("{ENTRIES} WHERE registration.id = $1");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(registration.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(CheckInEntry::try_from).transpose()
}

/// What was decided about a check-in that came before: reason and registration.
pub async fn decided(
    conn: &mut Conn,
    kiosk: Uuid,
    id: Uuid,
) -> Result<Option<(CheckInReason, Option<Uuid>)>, StoreError> {
    let row: Option<(String, Option<String>)> =
        sqlx::query_as("SELECT reason, registration FROM check_in WHERE id = $1 AND kiosk = $2")
            .bind(id.to_string())
            .bind(kiosk.to_string())
            .fetch_optional(conn)
            .await?;
    let Some((key, registration)) = row else {
        return Ok(None);
    };
    let reason = CheckInReason::ALL
        .into_iter()
        .find(|reason| reason.key() == key)
        .unwrap_or(CheckInReason::Unknown);
    Ok(Some((
        reason,
        registration.as_deref().map(uuid).transpose()?,
    )))
}

/// Keeps a check-in.
pub async fn add(
    conn: &mut Conn,
    kiosk: Uuid,
    decided: &Decided,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO check_in (id, kiosk, registration, reason, at, received_at, offline) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(decided.id.to_string())
    .bind(kiosk.to_string())
    .bind(decided.registration.map(|id| id.to_string()))
    .bind(decided.reason.key())
    .bind(to_millis(decided.at))
    .bind(to_millis(now))
    .bind(i64::from(decided.offline))
    .execute(conn)
    .await?;
    Ok(())
}

/// The person came. Of several times the earliest counts.
pub async fn attend(
    conn: &mut Conn,
    registration: Uuid,
    kiosk: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO attendance (registration, at, kiosk) VALUES ($1, $2, $3)
         ON CONFLICT (registration) DO UPDATE SET at = excluded.at, kiosk = excluded.kiosk WHERE excluded.at < attendance.at",
    )
    .bind(registration.to_string())
    .bind(to_millis(at))
    .bind(kiosk.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Check-ins of an occurrence's codes that did not count, newest first.
pub async fn uncounted(conn: &mut Conn, occurrence: Uuid) -> Result<Vec<Uncounted>, StoreError> {
    let rows: Vec<(String, String, i64, Option<String>, i64)> = sqlx::query_as(
        "SELECT registration.name, reason, check_in.at, kiosk.name, offline
         FROM check_in
         JOIN registration ON registration.id = check_in.registration
         LEFT JOIN kiosk ON kiosk.id = check_in.kiosk
         WHERE occurrence = $1 AND reason NOT IN ('ok', 'already_in')
         ORDER BY check_in.at DESC LIMIT 50",
    )
    .bind(occurrence.to_string())
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(name, reason, at, kiosk, offline)| Uncounted {
            name,
            reason,
            at: from_millis(at),
            kiosk: kiosk.unwrap_or_default(),
            offline: offline != 0,
        })
        .collect())
}

/// Codes of example registrations of the centre that can come in at `now` and have not, at most `count`.
pub async fn example_codes(
    conn: &mut Conn,
    centre: &str,
    now: DateTime<Utc>,
    opens_before_millis: i64,
    count: u32,
) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT code FROM registration
         JOIN occurrence ON occurrence.id = registration.occurrence
         JOIN activity ON activity.id = occurrence.activity
         WHERE centre = $1 AND registration.example = 1 AND status = 'confirmed' AND occurrence.canceled_at IS NULL
           AND starts_at - $3 <= $2 AND ends_at >= $2
           AND NOT EXISTS (SELECT 1 FROM attendance WHERE attendance.registration = registration.id)
         ORDER BY starts_at, seq LIMIT $4",
    )
    .bind(centre)
    .bind(to_millis(now))
    .bind(opens_before_millis)
    .bind(i64::from(count))
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}
