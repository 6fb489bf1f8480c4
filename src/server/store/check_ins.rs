//! Check-ins as kiosks deliver them, and who came.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, from_json, from_millis, to_millis, uuid};
use crate::model::activity::{ActivityDetails, Category};
use crate::model::check_in::{CheckInEntry, CheckInReason};
use crate::model::tail::{TailEntry, hidden_surname, tail_hash};
use crate::model::text::masked_name;

/// A check-in of one person that was decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Made on the kiosk, or from what the kiosk made.
    pub id: Uuid,
    /// Whom it is about.
    pub registration: Option<Uuid>,
    /// What it came to.
    pub reason: CheckInReason,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whether the kiosk let the person in by itself.
    pub offline: bool,
}

row! {
    struct Row {
        id: String,
        occurrence: String,
        activity: String,
        centre: String,
        code_hash: String,
        name: String,
        phone_last4: Option<String>,
        party: String,
        category: String,
        details: String,
        title: String,
        room: String,
        starts_at: i64,
        ends_at: i64,
        status: String,
        canceled_at: Option<i64>,
        attended_at: Option<i64>,
        undone_at: Option<i64>,
    }
}

const ENTRIES: &str = "SELECT registration.id, registration.occurrence, activity.id AS activity, centre, code_hash, registration.name,
        phone_last4, party, category, details, title, room, starts_at, ends_at,
        status, occurrence.canceled_at, attendance.at AS attended_at, check_in_undone.at AS undone_at
    FROM registration
    JOIN occurrence ON occurrence.id = registration.occurrence
    JOIN activity ON activity.id = occurrence.activity
    LEFT JOIN attendance ON attendance.registration = registration.id
    LEFT JOIN check_in_undone ON check_in_undone.registration = registration.id";

impl TryFrom<Row> for CheckInEntry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let details: ActivityDetails = from_json(&row.details)?;
        let tail = row.phone_last4.map(|digits| TailEntry {
            hash: tail_hash(&row.centre, &digits),
            name: hidden_surname(&row.name),
        });
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
            activity: uuid(&row.activity)?,
            group: row.party.parse().ok(),
            in_and_out: details.in_and_out || row.category == Category::Volunteer.key(),
            passages: Vec::new(),
            undone_at: row.undone_at.map(from_millis),
            tail,
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
        .fetch_all(&mut *conn)
        .await?;
    with_passages(conn, rows).await
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
        .fetch_all(&mut *conn)
        .await?;
    with_passages(conn, rows).await
}

/// Registrations of the centre whose phone number ends so, of occurrences that end after `from` and begin before `to`.
pub async fn entries_with_tail(
    conn: &mut Conn,
    centre: &str,
    digits: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<CheckInEntry>, StoreError> {
    let sql = format!(
        "{ENTRIES} WHERE phone_last4 = $1 AND centre = $2 AND ends_at > $3 AND starts_at < $4 ORDER BY starts_at, seq"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(digits)
        .bind(centre)
        .bind(to_millis(from))
        .bind(to_millis(to))
        .fetch_all(&mut *conn)
        .await?;
    with_passages(conn, rows).await
}

/// These registrations, those of them that are of the centre. They are few: each is asked for by its key.
pub async fn entries_of(
    conn: &mut Conn,
    centre: &str,
    registrations: &[Uuid],
) -> Result<Vec<CheckInEntry>, StoreError> {
    let sql = format!("{ENTRIES} WHERE registration.id = $1 AND centre = $2");
    let mut rows = Vec::new();
    for registration in registrations {
        let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()))
            .bind(registration.to_string())
            .bind(centre)
            .fetch_optional(&mut *conn)
            .await?;
        rows.extend(row);
    }
    with_passages(conn, rows).await
}

/// Registrations of the centre that were made together.
pub async fn entries_of_party(
    conn: &mut Conn,
    centre: &str,
    party: Uuid,
) -> Result<Vec<CheckInEntry>, StoreError> {
    let sql = format!("{ENTRIES} WHERE party = $1 AND centre = $2 ORDER BY starts_at, seq");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(party.to_string())
        .bind(centre)
        .fetch_all(&mut *conn)
        .await?;
    with_passages(conn, rows).await
}

/// Adds when people passed the door, where coming and going count.
async fn with_passages(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<CheckInEntry>, StoreError> {
    let mut entries: Vec<_> = rows
        .into_iter()
        .map(CheckInEntry::try_from)
        .collect::<Result<_, _>>()?;
    let counted = |entry: &&mut CheckInEntry| entry.in_and_out && entry.checked_in_at.is_some();
    for entry in entries.iter_mut().filter(counted) {
        let passages: Vec<(i64,)> = sqlx::query_as(
            "SELECT at FROM check_in
             WHERE registration = $1 AND at > $2
               AND (reason IN ('ok', 'left', 'in_again') OR (reason = 'already_in' AND offline = 1))
             ORDER BY at",
        )
        .bind(entry.registration.to_string())
        .bind(entry.undone_at.map_or(i64::MIN, to_millis))
        .fetch_all(&mut *conn)
        .await?;
        entry.passages = passages.into_iter().map(|(at,)| from_millis(at)).collect();
    }
    Ok(entries)
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
    let reason = CheckInReason::from_key(&key).unwrap_or(CheckInReason::Unknown);
    Ok(Some((
        reason,
        registration.as_deref().map(uuid).transpose()?,
    )))
}

/// Keeps a check-in; `false` when one with this id is there.
pub async fn add(
    conn: &mut Conn,
    kiosk: Uuid,
    decided: &Decided,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = sqlx::query(
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
    Ok(added.rows_affected() == 1)
}

/// The person came. Of several times the earliest counts.
pub async fn attend(
    conn: &mut Conn,
    registration: Uuid,
    kiosk: Uuid,
    check_in: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO attendance (registration, at, kiosk, check_in) VALUES ($1, $2, $3, $4)
         ON CONFLICT (registration) DO UPDATE SET at = excluded.at, kiosk = excluded.kiosk, check_in = excluded.check_in
         WHERE excluded.at < attendance.at",
    )
    .bind(registration.to_string())
    .bind(to_millis(at))
    .bind(kiosk.to_string())
    .bind(check_in.to_string())
    .execute(conn)
    .await?;
    Ok(())
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
