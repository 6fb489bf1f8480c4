//! Kiosks, from the first request to join to being taken off.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, from_json, from_millis, to_json, to_millis, uuid};
use crate::api::kiosk::KioskReport;

/// A kiosk calls often; when it was last seen is written this often at most.
const SEEN_PRECISION: Duration = Duration::seconds(10);

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KioskState {
    /// Waits for an admin.
    Waiting,
    /// Belongs to the fleet.
    Approved,
    /// Was refused or taken off.
    Refused,
}

impl KioskState {
    fn key(self) -> &'static str {
        match self {
            KioskState::Waiting => "waiting",
            KioskState::Approved => "approved",
            KioskState::Refused => "refused",
        }
    }

    fn from_key(key: &str) -> Self {
        match key {
            "approved" => KioskState::Approved,
            "waiting" => KioskState::Waiting,
            _ => KioskState::Refused,
        }
    }
}

/// A device that asked to join.
#[derive(Debug, Clone)]
pub struct Kiosk {
    /// Made on the device.
    pub id: Uuid,
    /// SHA-256 of its secret.
    pub secret_hash: String,
    /// What it calls itself.
    pub hostname: String,
    /// Where it asked from.
    pub address: String,
    /// Where it stands.
    pub state: KioskState,
    /// What it shows while it waits.
    pub pairing_code: Option<String>,
    /// Until when.
    pub code_expires_at: DateTime<Utc>,
    /// What staff call it; empty until approved.
    pub name: String,
    /// Its centre; empty until approved.
    pub centre: String,
    /// When it last called.
    pub last_seen_at: DateTime<Utc>,
    /// What it last said.
    pub report: Option<KioskReport>,
}

row! {
    struct Row {
        id: String,
        secret_hash: String,
        hostname: String,
        address: String,
        state: String,
        pairing_code: Option<String>,
        code_expires_at: i64,
        name: String,
        centre: String,
        last_seen_at: i64,
        report: Option<String>,
    }
}

impl TryFrom<Row> for Kiosk {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: uuid(&row.id)?,
            secret_hash: row.secret_hash,
            hostname: row.hostname,
            address: row.address,
            state: KioskState::from_key(&row.state),
            pairing_code: row.pairing_code,
            code_expires_at: from_millis(row.code_expires_at),
            name: row.name,
            centre: row.centre,
            last_seen_at: from_millis(row.last_seen_at),
            // A report of another version of the program is no reason to lose the kiosk.
            report: row.report.and_then(|report| from_json(&report).ok()),
        })
    }
}

/// The device with this id.
pub async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<Kiosk>, StoreError> {
    let row: Option<Row> = sqlx::query_as("SELECT * FROM kiosk WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(Kiosk::try_from).transpose()
}

/// The device with this secret.
pub async fn by_secret(conn: &mut Conn, secret_hash: &str) -> Result<Option<Kiosk>, StoreError> {
    let row: Option<Row> = sqlx::query_as("SELECT * FROM kiosk WHERE secret_hash = $1")
        .bind(secret_hash)
        .fetch_optional(conn)
        .await?;
    row.map(Kiosk::try_from).transpose()
}

/// Every device in this state, by centre and name.
pub async fn in_state(conn: &mut Conn, state: KioskState) -> Result<Vec<Kiosk>, StoreError> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT * FROM kiosk WHERE state = $1 ORDER BY centre, name, created_at")
            .bind(state.key())
            .fetch_all(conn)
            .await?;
    rows.into_iter().map(Kiosk::try_from).collect()
}

/// Notes a device's first request to join.
pub async fn add_waiting(
    conn: &mut Conn,
    id: Uuid,
    secret_hash: &str,
    hostname: &str,
    address: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO kiosk (id, secret_hash, hostname, address, state, code_expires_at, name, centre, created_at, last_seen_at)
         VALUES ($1, $2, $3, $4, 'waiting', 0, '', '', $5, $5)",
    )
    .bind(id.to_string())
    .bind(secret_hash)
    .bind(hostname)
    .bind(address)
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a waiting device a pairing code; `false` when another holds it.
pub async fn set_pairing_code(
    conn: &mut Conn,
    id: Uuid,
    code: &str,
    expires_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE kiosk SET pairing_code = $2, code_expires_at = $3
         WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM kiosk AS other WHERE other.pairing_code = $2 AND other.id <> $1)",
    )
    .bind(id.to_string())
    .bind(code)
    .bind(to_millis(expires_at))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Moves a device to another state, with name and centre. Its pairing code is used up.
pub async fn set_state(
    conn: &mut Conn,
    id: Uuid,
    state: KioskState,
    name: &str,
    centre: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE kiosk SET state = $2, name = $3, centre = $4, pairing_code = NULL, code_expires_at = 0 WHERE id = $1")
        .bind(id.to_string())
        .bind(state.key())
        .bind(name)
        .bind(centre)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets devices that waited in vain since before `since`.
pub async fn forget_waiting(conn: &mut Conn, since: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM kiosk WHERE state = 'waiting' AND last_seen_at < $1")
        .bind(to_millis(since))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether the kiosk's last sign of life is old enough to be written anew.
pub fn seen_is_old(kiosk: &Kiosk, now: DateTime<Utc>) -> bool {
    (now - kiosk.last_seen_at).abs() >= SEEN_PRECISION
}

/// Notes a sign of life.
pub async fn set_seen(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE kiosk SET last_seen_at = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps what a kiosk says about itself.
pub async fn set_report(
    conn: &mut Conn,
    id: Uuid,
    report: &KioskReport,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE kiosk SET report = $2, reported_at = $3, last_seen_at = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(to_json(report)?)
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a kiosk stands at a centre.
pub async fn note_centre(conn: &mut Conn, kiosk: Uuid, centre: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO kiosk_centre (kiosk, centre) VALUES ($1, $2) ON CONFLICT (kiosk, centre) DO NOTHING")
        .bind(kiosk.to_string())
        .bind(centre)
        .execute(conn)
        .await?;
    Ok(())
}

/// The centres at which a kiosk stands or has stood.
pub async fn centres_of(conn: &mut Conn, kiosk: Uuid) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as("SELECT centre FROM kiosk_centre WHERE kiosk = $1")
        .bind(kiosk.to_string())
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|(centre,)| centre).collect())
}
