//! Who came: what is listed beside an occurrence, what staff take back, walk-ins, and volunteers' hours.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_millis, to_millis, uuid};

/// Somebody came, as staff see it.
#[derive(Debug, Clone)]
pub struct Came {
    /// Who.
    pub registration: Uuid,
    /// What for.
    pub occurrence: Uuid,
    /// Their name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When the server heard of it.
    pub received_at: DateTime<Utc>,
    /// At which door; empty when the kiosk is gone.
    pub kiosk: String,
}

/// A check-in of an occurrence that staff should look at.
#[derive(Debug, Clone)]
pub struct Noticed {
    /// Whose.
    pub name: String,
    /// What it came to, as a machine key.
    pub reason: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Where.
    pub kiosk: String,
    /// Whether the kiosk let the person in by itself.
    pub offline: bool,
}

/// People who came without having registered.
#[derive(Debug, Clone)]
pub struct WalkedIn {
    /// Made where they came in.
    pub id: Uuid,
    /// What they came to.
    pub occurrence: Uuid,
    /// How many.
    pub people: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// At which door; empty when staff counted them.
    pub kiosk: String,
}

/// Somebody passed the door of a volunteers' occurrence.
#[derive(Debug, Clone)]
pub struct VolunteerPassage {
    /// Who.
    pub registration: Uuid,
    /// Their name.
    pub name: String,
    /// What finds the same person again: a keyed hash of the number.
    pub phone_hash: Option<String>,
    /// The number's last four digits.
    pub phone_last4: Option<String>,
    /// When the occurrence begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// When the door was passed.
    pub at: DateTime<Utc>,
}

/// Who came to an occurrence, the last first.
pub async fn came(conn: &mut Conn, occurrence: Uuid) -> Result<Vec<Came>, StoreError> {
    let rows: Vec<CameRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{CAME} WHERE registration.occurrence = $1 ORDER BY attendance.at DESC"
    )))
    .bind(occurrence.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Came::try_from).collect()
}

/// When this person came, if they did.
pub async fn came_of(conn: &mut Conn, registration: Uuid) -> Result<Option<Came>, StoreError> {
    let row: Option<CameRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{CAME} WHERE registration.id = $1"
    )))
    .bind(registration.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(Came::try_from).transpose()
}

row! {
    struct CameRow {
        registration: String,
        occurrence: String,
        name: String,
        at: i64,
        received_at: Option<i64>,
        kiosk: Option<String>,
    }
}

const CAME: &str = "SELECT registration.id AS registration, registration.occurrence, registration.name, attendance.at,
        check_in.received_at, kiosk.name AS kiosk
    FROM attendance
    JOIN registration ON registration.id = attendance.registration
    LEFT JOIN check_in ON check_in.id = attendance.check_in
    LEFT JOIN kiosk ON kiosk.id = attendance.kiosk";

impl TryFrom<CameRow> for Came {
    type Error = StoreError;

    fn try_from(row: CameRow) -> Result<Self, StoreError> {
        Ok(Self {
            registration: uuid(&row.registration)?,
            occurrence: uuid(&row.occurrence)?,
            name: row.name,
            at: from_millis(row.at),
            received_at: from_millis(row.received_at.unwrap_or(row.at)),
            kiosk: row.kiosk.unwrap_or_default(),
        })
    }
}

/// Takes back that this person came.
pub async fn undo(
    conn: &mut Conn,
    registration: Uuid,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO check_in_undone (registration, at, by_whom) VALUES ($1, $2, $3)
         ON CONFLICT (registration) DO UPDATE SET at = excluded.at, by_whom = excluded.by_whom",
    )
    .bind(registration.to_string())
    .bind(to_millis(now))
    .bind(by)
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM attendance WHERE registration = $1")
        .bind(registration.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Check-ins of an occurrence that did not count, newest first.
pub async fn uncounted(conn: &mut Conn, occurrence: Uuid) -> Result<Vec<Noticed>, StoreError> {
    let sql = format!(
        "{NOTICED} WHERE occurrence = $1 AND reason NOT IN ('ok', 'already_in', 'left', 'in_again')
         ORDER BY check_in.at DESC LIMIT 50"
    );
    noticed(conn, sql, occurrence).await
}

/// People whom a kiosk let in by itself with a pass or code that was used at another door as well, newest first.
///
/// The earliest of them is the attendance; these are the others. Where coming and going count, passing twice is right.
pub async fn used_twice(conn: &mut Conn, occurrence: Uuid) -> Result<Vec<Noticed>, StoreError> {
    let sql = format!(
        "{NOTICED}
         JOIN attendance ON attendance.registration = registration.id
         JOIN occurrence ON occurrence.id = registration.occurrence
         JOIN activity ON activity.id = occurrence.activity
         WHERE registration.occurrence = $1 AND reason IN ('ok', 'already_in')
           AND check_in.id <> attendance.check_in AND attendance.check_in <> ''
           AND (offline = 1 OR reason = 'ok')
           AND category <> 'volunteer' AND details NOT LIKE '%\"in_and_out\":true%'
           AND NOT EXISTS (SELECT 1 FROM check_in_undone
               WHERE check_in_undone.registration = registration.id AND check_in_undone.at >= check_in.at)
         ORDER BY check_in.at DESC LIMIT 50"
    );
    noticed(conn, sql, occurrence).await
}

const NOTICED: &str = "SELECT registration.name, reason, check_in.at, kiosk.name, offline
    FROM check_in
    JOIN registration ON registration.id = check_in.registration
    LEFT JOIN kiosk ON kiosk.id = check_in.kiosk";

async fn noticed(
    conn: &mut Conn,
    sql: String,
    occurrence: Uuid,
) -> Result<Vec<Noticed>, StoreError> {
    let rows: Vec<(String, String, i64, Option<String>, i64)> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(occurrence.to_string())
            .fetch_all(conn)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(name, reason, at, kiosk, offline)| Noticed {
            name,
            reason,
            at: from_millis(at),
            kiosk: kiosk.unwrap_or_default(),
            offline: offline != 0,
        })
        .collect())
}

/// Counts people who came without having registered; `false` when that was counted before.
pub async fn add_walk_in(
    conn: &mut Conn,
    walk_in: &WalkedIn,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = sqlx::query(
        "INSERT INTO walk_in (id, occurrence, kiosk, people, at, received_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(walk_in.id.to_string())
    .bind(walk_in.occurrence.to_string())
    .bind(&walk_in.kiosk)
    .bind(i64::from(walk_in.people))
    .bind(to_millis(walk_in.at))
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Walk-ins of an occurrence that count, the last first. The kiosk is its name.
pub async fn walk_ins(conn: &mut Conn, occurrence: Uuid) -> Result<Vec<WalkedIn>, StoreError> {
    let sql = format!("{WALK_INS} WHERE occurrence = $1 AND undone_at IS NULL ORDER BY at DESC");
    let rows: Vec<WalkInRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(occurrence.to_string())
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(WalkedIn::try_from).collect()
}

/// These walk-ins, if they count.
pub async fn walk_in(conn: &mut Conn, id: Uuid) -> Result<Option<WalkedIn>, StoreError> {
    let sql = format!("{WALK_INS} WHERE walk_in.id = $1 AND undone_at IS NULL");
    let row: Option<WalkInRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(WalkedIn::try_from).transpose()
}

row! {
    struct WalkInRow {
        id: String,
        occurrence: String,
        people: i64,
        at: i64,
        kiosk: Option<String>,
    }
}

const WALK_INS: &str = "SELECT walk_in.id, occurrence, people, at, kiosk.name AS kiosk
    FROM walk_in LEFT JOIN kiosk ON kiosk.id = walk_in.kiosk";

impl TryFrom<WalkInRow> for WalkedIn {
    type Error = StoreError;

    fn try_from(row: WalkInRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: uuid(&row.id)?,
            occurrence: uuid(&row.occurrence)?,
            people: count(row.people),
            at: from_millis(row.at),
            kiosk: row.kiosk.unwrap_or_default(),
        })
    }
}

/// Takes walk-ins back.
pub async fn undo_walk_in(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE walk_in SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL")
        .bind(id.to_string())
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// How many walked in to each of the centre's occurrences that end after `from` and begin before `to`.
pub async fn walked_in_between(
    conn: &mut Conn,
    centre: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<HashMap<Uuid, u32>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT walk_in.occurrence, CAST(SUM(people) AS BIGINT)
         FROM walk_in
         JOIN occurrence ON occurrence.id = walk_in.occurrence
         JOIN activity ON activity.id = occurrence.activity
         WHERE centre = $1 AND ends_at > $2 AND starts_at < $3 AND undone_at IS NULL
         GROUP BY walk_in.occurrence",
    )
    .bind(centre)
    .bind(to_millis(from))
    .bind(to_millis(to))
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(occurrence, people)| Ok((uuid(&occurrence)?, count(people))))
        .collect()
}

row! {
    struct PassageRow {
        registration: String,
        name: String,
        phone_hash: Option<String>,
        phone_last4: Option<String>,
        starts_at: i64,
        ends_at: i64,
        at: i64,
    }
}

/// When volunteers of the centre passed the door, at occurrences that begin from `from` and before `to`; by person.
pub async fn volunteer_passages(
    conn: &mut Conn,
    centre: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<VolunteerPassage>, StoreError> {
    let rows: Vec<PassageRow> = sqlx::query_as(
        "SELECT registration.id AS registration, registration.name, phone_hash, phone_last4, starts_at, ends_at, check_in.at
         FROM check_in
         JOIN registration ON registration.id = check_in.registration
         JOIN occurrence ON occurrence.id = registration.occurrence
         JOIN activity ON activity.id = occurrence.activity
         LEFT JOIN check_in_undone ON check_in_undone.registration = registration.id
         WHERE centre = $1 AND category = 'volunteer' AND starts_at >= $2 AND starts_at < $3
           AND (reason IN ('ok', 'left', 'in_again') OR (reason = 'already_in' AND offline = 1))
           AND (check_in_undone.at IS NULL OR check_in.at > check_in_undone.at)
         ORDER BY registration.id, check_in.at",
    )
    .bind(centre)
    .bind(to_millis(from))
    .bind(to_millis(to))
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(VolunteerPassage {
                registration: uuid(&row.registration)?,
                name: row.name,
                phone_hash: row.phone_hash,
                phone_last4: row.phone_last4,
                starts_at: from_millis(row.starts_at),
                ends_at: from_millis(row.ends_at),
                at: from_millis(row.at),
            })
        })
        .collect()
}
