//! Series and the dates made from them, and what rooms and hosts are taken when.

use chrono::{DateTime, NaiveDateTime, Utc};
use uuid::Uuid;

use super::activities::Before;
use super::{Conn, StoreError, count, from_json, from_millis, to_json, to_millis, uuid};
use crate::model::activity::{Activity, Category, Occurrence};
use crate::model::series::{Booking, Made, Series};
use crate::model::text::LocalizedText;

/// Rooms and hosts that a form offers, at most.
const NAMES_MAX: usize = 60;
const SLOT: &str = "%Y-%m-%dT%H:%M:%S";

/// An activity by itself, with its series if it has one.
#[derive(Debug, Clone)]
pub struct Stored {
    /// What people attend.
    pub activity: Activity,
    /// How it comes again.
    pub series: Option<Series>,
}

row! {
    struct Row {
        id: String,
        centre: String,
        title: String,
        summary: String,
        category: String,
        room: String,
        host: String,
        picture: Option<String>,
        details: String,
        plan: String,
        series: Option<String>,
    }
}

const STORED: &str = "SELECT id, centre, title, summary, category, room, host, picture, details, plan, series FROM activity";

impl TryFrom<Row> for Stored {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            activity: Activity {
                id: uuid(&row.id)?,
                centre: row.centre,
                title: from_json(&row.title)?,
                summary: from_json(&row.summary)?,
                category: Category::from_key(&row.category).unwrap_or(Category::Service),
                room: from_json(&row.room)?,
                host: from_json(&row.host)?,
                picture: row.picture,
                details: from_json(&row.details)?,
                plan: from_json(&row.plan)?,
            },
            series: row.series.as_deref().map(from_json).transpose()?,
        })
    }
}

/// One activity.
pub async fn activity(conn: &mut Conn, id: Uuid) -> Result<Option<Stored>, StoreError> {
    let sql = format!("{STORED} WHERE id = $1");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(Stored::try_from).transpose()
}

/// Every activity of a centre that comes again.
pub async fn all(conn: &mut Conn, centre: &str) -> Result<Vec<Stored>, StoreError> {
    let sql = format!("{STORED} WHERE centre = $1 AND series IS NOT NULL ORDER BY id");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(centre)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// Gives an activity a series, or takes it away; dates that exist stay.
pub async fn put(
    conn: &mut Conn,
    activity: Uuid,
    series: Option<&Series>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE activity SET series = $2 WHERE id = $1")
        .bind(activity.to_string())
        .bind(series.map(to_json).transpose()?)
        .execute(conn)
        .await?;
    Ok(())
}

/// The dates of a series from this wall-clock time on. Those that have begun by `now` count as changed by hand: nothing
/// moves them any more.
pub async fn made(
    conn: &mut Conn,
    activity: Uuid,
    from: NaiveDateTime,
    now: DateTime<Utc>,
) -> Result<Vec<Made>, StoreError> {
    type MadeRow = (String, String, i64, i64, i64, i64);
    let rows: Vec<MadeRow> = sqlx::query_as(
        "SELECT id, slot, by_hand, starts_at,
            (SELECT COUNT(*) FROM registration WHERE registration.occurrence = occurrence.id AND status <> 'canceled'),
            (SELECT COUNT(*) FROM registration WHERE registration.occurrence = occurrence.id)
         FROM occurrence WHERE activity = $1 AND slot >= $2 ORDER BY slot",
    )
    .bind(activity.to_string())
    .bind(from.format(SLOT).to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(id, slot, by_hand, starts_at, registered, ever)| {
            Ok(Made {
                id: uuid(&id)?,
                slot: NaiveDateTime::parse_from_str(&slot, SLOT)
                    .map_err(|_| StoreError::Value(format!("no slot: {slot}")))?,
                by_hand: by_hand != 0 || starts_at <= to_millis(now),
                registered: count(registered),
                recorded: ever > 0,
            })
        })
        .collect()
}

/// Adds a date of a series; `false` when it is there already.
pub async fn add_date(
    conn: &mut Conn,
    activity: Uuid,
    slot: NaiveDateTime,
    occurrence: &Occurrence,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = sqlx::query(
        "INSERT INTO occurrence (id, activity, starts_at, ends_at, capacity, slot, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (activity, slot) DO NOTHING",
    )
    .bind(occurrence.id.to_string())
    .bind(activity.to_string())
    .bind(to_millis(occurrence.starts_at))
    .bind(to_millis(occurrence.ends_at))
    .bind(occurrence.capacity.map(i64::from))
    .bind(slot.format(SLOT).to_string())
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Puts a date of a series where the series wants it. Its sequence rises only when its time is another.
pub async fn place_date(
    conn: &mut Conn,
    slot: NaiveDateTime,
    occurrence: &Occurrence,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE occurrence SET
            sequence = sequence + CASE WHEN starts_at <> $2 OR ends_at <> $3 THEN 1 ELSE 0 END,
            changed_at = CASE WHEN starts_at <> $2 OR ends_at <> $3 THEN $6 ELSE changed_at END,
            starts_at = $2, ends_at = $3, capacity = $4, slot = $5
         WHERE id = $1",
    )
    .bind(occurrence.id.to_string())
    .bind(to_millis(occurrence.starts_at))
    .bind(to_millis(occurrence.ends_at))
    .bind(occurrence.capacity.map(i64::from))
    .bind(slot.format(SLOT).to_string())
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Leaves a date to people: its series does not touch it any more.
pub async fn keep_date(conn: &mut Conn, id: Uuid) -> Result<(), StoreError> {
    sqlx::query("UPDATE occurrence SET by_hand = 1 WHERE id = $1")
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a date that nobody ever registered for; `false` when somebody has.
pub async fn remove_date(conn: &mut Conn, id: Uuid) -> Result<bool, StoreError> {
    let removed = sqlx::query(
        "DELETE FROM occurrence WHERE id = $1
            AND NOT EXISTS (SELECT 1 FROM registration WHERE registration.occurrence = occurrence.id)",
    )
    .bind(id.to_string())
    .execute(conn)
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// Moves an occurrence by hand; `before` is where it was.
pub async fn move_occurrence(
    conn: &mut Conn,
    id: Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    before: &Before,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE occurrence SET starts_at = $2, ends_at = $3, by_hand = 1, sequence = sequence + 1, changed_at = $4,
            undo = $5
         WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(to_millis(starts_at))
    .bind(to_millis(ends_at))
    .bind(to_millis(now))
    .bind(to_json(before)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the last move or cancellation back; `false` when that was done already.
pub async fn undo(
    conn: &mut Conn,
    id: Uuid,
    before: &Before,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let undone = sqlx::query(
        "UPDATE occurrence SET starts_at = $2, ends_at = $3, canceled_at = NULL, cancel_reason = '',
            sequence = sequence + 1, changed_at = $4, undo = NULL
         WHERE id = $1 AND undo IS NOT NULL",
    )
    .bind(id.to_string())
    .bind(to_millis(before.starts_at))
    .bind(to_millis(before.ends_at))
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(undone.rows_affected() == 1)
}

/// Says to calendars elsewhere that the words of an activity changed: of every date that is not over.
pub async fn touch(conn: &mut Conn, activity: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE occurrence SET sequence = sequence + 1, changed_at = $2 WHERE activity = $1 AND ends_at > $2",
    )
    .bind(activity.to_string())
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// What changes whenever anything public about a centre's occurrences does: count, sum of sequences, last change.
pub async fn version(conn: &mut Conn, centre: &str) -> Result<(i64, i64, i64), StoreError> {
    // PostgreSQL sums BIGINT into NUMERIC.
    Ok(sqlx::query_as(
        "SELECT COUNT(*), CAST(COALESCE(SUM(sequence), 0) AS BIGINT), COALESCE(MAX(changed_at), 0)
         FROM occurrence JOIN activity ON activity.id = occurrence.activity WHERE centre = $1",
    )
    .bind(centre)
    .fetch_one(conn)
    .await?)
}

row! {
    struct BookingRow {
        id: String,
        activity_id: String,
        title: String,
        room: String,
        host: String,
        starts_at: i64,
        ends_at: i64,
    }
}

/// What takes place at a centre between two instants, with its rooms and hosts.
pub async fn bookings(
    conn: &mut Conn,
    centre: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Booking>, StoreError> {
    let rows: Vec<BookingRow> = sqlx::query_as(
        "SELECT occurrence.id AS id, activity.id AS activity_id, title, room, host, starts_at, ends_at
         FROM occurrence JOIN activity ON activity.id = occurrence.activity
         WHERE centre = $1 AND ends_at > $2 AND starts_at < $3 AND canceled_at IS NULL ORDER BY starts_at",
    )
    .bind(centre)
    .bind(to_millis(from))
    .bind(to_millis(to))
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Booking {
                occurrence: Some(uuid(&row.id)?),
                activity: uuid(&row.activity_id)?,
                title: from_json(&row.title)?,
                room: from_json(&row.room)?,
                host: from_json(&row.host)?,
                starts_at: from_millis(row.starts_at),
                ends_at: from_millis(row.ends_at),
            })
        })
        .collect()
}

/// Rooms and hosts of a centre's activities, the latest first, each once.
pub async fn names(
    conn: &mut Conn,
    centre: &str,
) -> Result<(Vec<LocalizedText>, Vec<LocalizedText>), StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT room, host FROM activity WHERE centre = $1 ORDER BY created_at DESC, id DESC LIMIT 500",
    )
    .bind(centre)
    .fetch_all(conn)
    .await?;
    let (mut rooms, mut hosts) = (Vec::new(), Vec::new());
    let add = |names: &mut Vec<LocalizedText>, text: &str| -> Result<(), StoreError> {
        let name: LocalizedText = from_json(text)?;
        if !name.is_empty() && !names.contains(&name) && names.len() < NAMES_MAX {
            names.push(name);
        }
        Ok(())
    };
    for (room, host) in rows {
        add(&mut rooms, &room)?;
        add(&mut hosts, &host)?;
    }
    Ok((rooms, hosts))
}
