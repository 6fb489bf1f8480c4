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
    /// Which kiosk sent it.
    pub kiosk: Uuid,
    /// Whom it is about.
    pub registration: Option<Uuid>,
    /// What it came to.
    pub reason: CheckInReason,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whether the kiosk let the person in by itself.
    pub offline: bool,
}

/// That somebody came.
#[derive(Debug, Clone)]
pub struct Attended {
    /// Who.
    pub registration: Uuid,
    /// At which kiosk.
    pub kiosk: Uuid,
    /// The check-in that says so.
    pub check_in: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// Rows that one statement asks for or adds. Each number of rows is a statement of its own, which a connection prepares
/// once and keeps; a hundred of all kinds have room.
const ROWS_MAX: usize = 16;

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

/// Registrations of the centre with one of these codes.
pub async fn entries_with_codes(
    conn: &mut Conn,
    centre: &str,
    code_hashes: &[&str],
) -> Result<Vec<CheckInEntry>, StoreError> {
    entries_where(conn, centre, "code_hash", code_hashes).await
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

/// These registrations, those of them that are of the centre, in the order of the occurrences.
pub async fn entries_of(
    conn: &mut Conn,
    centre: &str,
    registrations: &[Uuid],
) -> Result<Vec<CheckInEntry>, StoreError> {
    let ids: Vec<_> = registrations.iter().map(Uuid::to_string).collect();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    entries_where(conn, centre, "registration.id", &ids).await
}

/// Registrations of the centre where `column` is one of `values`.
async fn entries_where(
    conn: &mut Conn,
    centre: &str,
    column: &str,
    values: &[&str],
) -> Result<Vec<CheckInEntry>, StoreError> {
    let mut rows = Vec::new();
    for values in values.chunks(ROWS_MAX) {
        let sql = format!(
            "{ENTRIES} WHERE centre = $1 AND {column} IN {} ORDER BY starts_at, seq",
            placeholders(2, 1, values.len())
        );
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(centre);
        for value in values {
            query = query.bind(*value);
        }
        let some: Vec<Row> = query.fetch_all(&mut *conn).await?;
        rows.extend(some);
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

/// Keeps check-ins; `false` when one or more with such an id were there, and stay as they were.
pub async fn add(
    conn: &mut Conn,
    decided: &[Decided],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut all_new = true;
    for decided in decided.chunks(ROWS_MAX) {
        let sql = format!(
            "INSERT INTO check_in (id, kiosk, registration, reason, at, received_at, offline) VALUES {}
             ON CONFLICT (id) DO NOTHING",
            placeholders(1, 7, decided.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for one in decided {
            query = query
                .bind(one.id.to_string())
                .bind(one.kiosk.to_string())
                .bind(one.registration.map(|id| id.to_string()))
                .bind(one.reason.key())
                .bind(to_millis(one.at))
                .bind(to_millis(now))
                .bind(i64::from(one.offline));
        }
        let added = query.execute(&mut *conn).await?;
        all_new &= added.rows_affected() == decided.len() as u64;
    }
    Ok(all_new)
}

/// These people came, each named once. Of several times the earliest counts.
pub async fn attend(conn: &mut Conn, attended: &[Attended]) -> Result<(), StoreError> {
    for attended in attended.chunks(ROWS_MAX) {
        let sql = format!(
            "INSERT INTO attendance (registration, at, kiosk, check_in) VALUES {}
             ON CONFLICT (registration) DO UPDATE SET at = excluded.at, kiosk = excluded.kiosk, check_in = excluded.check_in
             WHERE excluded.at < attendance.at",
            placeholders(1, 4, attended.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for one in attended {
            query = query
                .bind(one.registration.to_string())
                .bind(to_millis(one.at))
                .bind(one.kiosk.to_string())
                .bind(one.check_in.to_string());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Placeholders for the values of `rows` rows of so many columns, counted from `first`: `($1, $2), ($3, $4)`; of one column a
/// list, `($1, $2)`.
fn placeholders(first: usize, columns: usize, rows: usize) -> String {
    let numbers = |from: usize, count: usize| {
        let numbers: Vec<_> = (from..from + count)
            .map(|number| format!("${number}"))
            .collect();
        format!("({})", numbers.join(", "))
    };
    if columns == 1 {
        return numbers(first, rows);
    }
    let rows: Vec<_> = (0..rows)
        .map(|row| numbers(first + row * columns, columns))
        .collect();
    rows.join(", ")
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
