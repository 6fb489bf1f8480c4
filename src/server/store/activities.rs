//! Activities and their occurrences.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_json, from_millis, to_json, to_millis, uuid};
use crate::model::activity::{Activity, Category, Occurrence, Places};
use crate::model::overflow::OverflowPlan;

/// One occurrence with its activity and its places, as every page and kiosk needs them together.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What people attend.
    pub activity: Activity,
    /// When.
    pub occurrence: Occurrence,
    /// Places that can be had by registering, who has one (or the offer of one) and who waits.
    pub places: Places,
    /// When lots were drawn.
    pub drawn_at: Option<DateTime<Utc>>,
    /// How many came; only counted for lists of several ([`between`]).
    pub attended: Option<u32>,
    /// Why it will not take place.
    pub cancel_reason: String,
    /// Whether it is an example.
    pub example: bool,
    /// How it came to be and when it last changed.
    pub record: Record,
}

/// What calendars elsewhere have to know of an occurrence, and what staff can take back.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Rises whenever what is public about it changes (RFC 5545, 3.8.7.4).
    pub sequence: u32,
    /// When that was last; when it was made at first.
    pub changed_at: DateTime<Utc>,
    /// Whether it is a date of a series.
    pub in_series: bool,
    /// Whether a person moved, canceled or changed it: the series leaves it alone.
    pub by_hand: bool,
    /// Where it was before it was moved or canceled, as long as that can be taken back.
    pub before: Option<Before>,
}

/// Where an occurrence was before its last change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// When it began.
    pub starts_at: DateTime<Utc>,
    /// When it ended.
    pub ends_at: DateTime<Utc>,
    /// Whether the change canceled it.
    pub canceled: bool,
}

row! {
    struct Row {
        activity_id: String,
        centre: String,
        title: String,
        summary: String,
        category: String,
        room: String,
        host: String,
        picture: Option<String>,
        details: String,
        plan: String,
        example: Option<String>,
        id: String,
        starts_at: i64,
        ends_at: i64,
        capacity: Option<i64>,
        canceled_at: Option<i64>,
        cancel_reason: String,
        held: i64,
        waiting: i64,
        drawn_at: Option<i64>,
        slot: Option<String>,
        by_hand: i64,
        sequence: i64,
        changed_at: i64,
        created_at: i64,
        undo: Option<String>,
        attended: Option<i64>,
        record_seq: i64,
        seats_version: i64,
        walked_in: i64,
    }
}

/// What is listed, `$attended` being how many came and `$walked_in` how many did without having registered; each is counted
/// where it is asked for.
macro_rules! listed {
    ($attended:literal, $walked_in:literal) => {
        concat!(
            "SELECT activity.id AS activity_id, centre, title, summary, category, room, host, picture, details, plan, example,
                occurrence.id AS id, starts_at, ends_at, capacity, canceled_at, cancel_reason,
                held, waiting,
                (SELECT MAX(drawn_at) FROM lottery WHERE subject = occurrence.id OR subject = activity.id) AS drawn_at,
                slot, by_hand, sequence, changed_at, created_at, undo, ",
            $attended,
            " AS attended, record_seq, seats_version, ",
            $walked_in,
            " AS walked_in FROM occurrence JOIN activity ON activity.id = occurrence.activity"
        )
    };
}

const LISTED: &str = listed!("CAST(NULL AS BIGINT)", "CAST(0 AS BIGINT)");
const HELD: &str = listed!(
    "CAST(NULL AS BIGINT)",
    "(SELECT CAST(COALESCE(SUM(people), 0) AS BIGINT) FROM walk_in
        WHERE walk_in.occurrence = occurrence.id AND undone_at IS NULL)"
);
const COUNTED: &str = listed!(
    "(SELECT COUNT(*) FROM attendance JOIN registration ON registration.id = attendance.registration
        WHERE registration.occurrence = occurrence.id)",
    "CAST(0 AS BIGINT)"
);

impl TryFrom<Row> for Listed {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let capacity = row.capacity.map(count);
        let plan: OverflowPlan = from_json(&row.plan)?;
        let places = Places {
            capacity: capacity.map(|capacity| plan.open_places(capacity)),
            confirmed: count(row.held),
            waitlisted: count(row.waiting),
        };
        Ok(Self {
            activity: Activity {
                id: uuid(&row.activity_id)?,
                centre: row.centre,
                title: from_json(&row.title)?,
                summary: from_json(&row.summary)?,
                category: Category::from_key(&row.category).unwrap_or(Category::Service),
                room: from_json(&row.room)?,
                host: from_json(&row.host)?,
                picture: row.picture,
                details: from_json(&row.details)?,
                plan,
            },
            occurrence: Occurrence {
                id: uuid(&row.id)?,
                starts_at: from_millis(row.starts_at),
                ends_at: from_millis(row.ends_at),
                capacity,
                canceled: row.canceled_at.is_some(),
            },
            places,
            drawn_at: row.drawn_at.map(from_millis),
            attended: row.attended.map(count),
            cancel_reason: row.cancel_reason,
            example: row.example.is_some(),
            record: Record {
                sequence: count(row.sequence),
                changed_at: from_millis(row.changed_at.max(row.created_at)),
                in_series: row.slot.is_some(),
                by_hand: row.by_hand != 0,
                before: row.undo.as_deref().map(from_json).transpose()?,
            },
        })
    }
}

/// The centre's occurrences that end after `from` and begin before `to`, by start.
pub async fn between(
    conn: &mut Conn,
    centre: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Listed>, StoreError> {
    let sql = format!(
        "{COUNTED} WHERE centre = $1 AND ends_at > $2 AND starts_at < $3 ORDER BY starts_at, occurrence.id"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(centre)
        .bind(to_millis(from))
        .bind(to_millis(to))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// One occurrence.
pub async fn by_occurrence(conn: &mut Conn, id: Uuid) -> Result<Option<Listed>, StoreError> {
    let sql = format!("{LISTED} WHERE occurrence.id = $1");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(Listed::try_from).transpose()
}

/// The occurrence of an activity that begins last.
pub async fn latest(conn: &mut Conn, activity: Uuid) -> Result<Option<Listed>, StoreError> {
    let sql = format!(
        "{LISTED} WHERE activity.id = $1 ORDER BY starts_at DESC, occurrence.id DESC LIMIT 1"
    );
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(Listed::try_from).transpose()
}

/// An occurrence whose places somebody is deciding about.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The number of the newest entry of its record.
    pub record_seq: i64,
    /// Registrations that hold a place.
    pub held: i64,
    /// Registrations that wait for one.
    pub waiting: i64,
    /// How many walked in without having registered.
    pub walked_in: u32,
    /// How often its places were decided about before.
    seats_version: i64,
    /// The date.
    pub date: Occurrence,
}

/// Reads an occurrence before anything about its places is decided. Changes of a [`super::Tx`] that was begun with
/// [`super::Store::write`] go one after the other, so what is read stays true until it commits; [`let_go`] makes sure of
/// it. `None` when there is no such occurrence.
pub async fn hold(conn: &mut Conn, occurrence: Uuid) -> Result<Option<(Listed, Held)>, StoreError> {
    let sql = format!("{HELD} WHERE occurrence.id = $1");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(occurrence.to_string())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (record_seq, held, waiting) = (row.record_seq, row.held, row.waiting);
    let (seats_version, walked_in) = (row.seats_version, count(row.walked_in));
    let listed = Listed::try_from(row)?;
    let held = Held {
        record_seq,
        held,
        waiting,
        walked_in,
        seats_version,
        date: listed.occurrence.clone(),
    };
    Ok(Some((listed, held)))
}

/// Keeps what was decided: the counts and the end of the record. Always after [`hold`] in the same transaction.
///
/// # Errors
///
/// When somebody else has decided about the same places since: then nothing of this transaction may be kept.
pub async fn let_go(conn: &mut Conn, held: &Held) -> Result<(), StoreError> {
    let kept = sqlx::query(
        "UPDATE occurrence SET record_seq = $2, held = $3, waiting = $4, seats_version = seats_version + 1
         WHERE id = $1 AND seats_version = $5",
    )
    .bind(held.date.id.to_string())
    .bind(held.record_seq)
    .bind(held.held)
    .bind(held.waiting)
    .bind(held.seats_version)
    .execute(conn)
    .await?;
    if kept.rows_affected() == 1 {
        Ok(())
    } else {
        let told = format!(
            "places of {} were decided about twice at once",
            held.date.id
        );
        Err(StoreError::Lost(told))
    }
}

/// Occurrences of an activity that have not begun and will take place, earliest first: what a course still has.
pub async fn to_come(
    conn: &mut Conn,
    activity: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT id FROM occurrence WHERE activity = $1 AND starts_at > $2 AND canceled_at IS NULL ORDER BY starts_at, id",
    )
    .bind(activity.to_string())
    .bind(to_millis(now))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|(id,)| uuid(id)).collect()
}

/// The occurrence of an activity that began last of those that somebody had a place on.
pub async fn last_begun(
    conn: &mut Conn,
    activity: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as(
        "SELECT id FROM occurrence WHERE activity = $1 AND starts_at <= $2 AND canceled_at IS NULL AND held > 0
         ORDER BY starts_at DESC, id DESC LIMIT 1",
    )
    .bind(activity.to_string())
    .bind(to_millis(now))
    .fetch_optional(conn)
    .await?;
    row.map(|(id,)| uuid(&id)).transpose()
}

/// Occurrences that are not over and for which somebody waits, has an offer, or waits for lots: the plan may have
/// something to do there.
pub async fn with_people_waiting(
    conn: &mut Conn,
    now: DateTime<Utc>,
) -> Result<Vec<Listed>, StoreError> {
    let sql = format!(
        "{LISTED} WHERE ends_at > $1 AND canceled_at IS NULL
            AND (waiting > 0 OR EXISTS (SELECT 1 FROM registration
                WHERE registration.occurrence = occurrence.id AND standing = 'offered'))
         ORDER BY starts_at, occurrence.id"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(to_millis(now))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// Occurrences to come with a lottery that has no seed yet.
pub async fn without_seed(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<Listed>, StoreError> {
    let sql = format!(
        "{LISTED} WHERE starts_at > $1 AND canceled_at IS NULL AND plan LIKE '%\"order\":\"lottery\"%'
            AND NOT EXISTS (SELECT 1 FROM lottery WHERE subject = occurrence.id OR subject = activity.id)
         ORDER BY starts_at, occurrence.id"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(to_millis(now))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// Adds an activity; `false` when this example was imported before.
pub async fn add(
    conn: &mut Conn,
    activity: &Activity,
    example: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = sqlx::query(
        "INSERT INTO activity (id, centre, title, summary, category, room, host, picture, example, created_at, details, plan)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (centre, example) DO NOTHING",
    )
    .bind(activity.id.to_string())
    .bind(&activity.centre)
    .bind(to_json(&activity.title)?)
    .bind(to_json(&activity.summary)?)
    .bind(activity.category.key())
    .bind(to_json(&activity.room)?)
    .bind(to_json(&activity.host)?)
    .bind(&activity.picture)
    .bind(example)
    .bind(to_millis(now))
    .bind(to_json(&activity.details)?)
    .bind(to_json(&activity.plan)?)
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Changes an activity's words.
pub async fn change(conn: &mut Conn, activity: &Activity) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE activity SET title = $2, summary = $3, category = $4, room = $5, host = $6, picture = $7, details = $8, plan = $9
         WHERE id = $1",
    )
    .bind(activity.id.to_string())
    .bind(to_json(&activity.title)?)
    .bind(to_json(&activity.summary)?)
    .bind(activity.category.key())
    .bind(to_json(&activity.room)?)
    .bind(to_json(&activity.host)?)
    .bind(&activity.picture)
    .bind(to_json(&activity.details)?)
    .bind(to_json(&activity.plan)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds an occurrence.
pub async fn add_occurrence(
    conn: &mut Conn,
    activity: Uuid,
    occurrence: &Occurrence,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO occurrence (id, activity, starts_at, ends_at, capacity) VALUES ($1, $2, $3, $4, $5)")
        .bind(occurrence.id.to_string())
        .bind(activity.to_string())
        .bind(to_millis(occurrence.starts_at))
        .bind(to_millis(occurrence.ends_at))
        .bind(occurrence.capacity.map(i64::from))
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes time and capacity by hand; the series of the activity leaves it alone from then on.
pub async fn change_occurrence(
    conn: &mut Conn,
    occurrence: &Occurrence,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE occurrence SET starts_at = $2, ends_at = $3, capacity = $4, by_hand = 1, sequence = sequence + 1,
            changed_at = $5, undo = NULL
         WHERE id = $1 AND (starts_at <> $2 OR ends_at <> $3 OR COALESCE(capacity, -1) <> COALESCE($4, -1))",
    )
    .bind(occurrence.id.to_string())
    .bind(to_millis(occurrence.starts_at))
    .bind(to_millis(occurrence.ends_at))
    .bind(occurrence.capacity.map(i64::from))
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Cancels an occurrence; its registrations stay as they are, so that people can be told. `before` is what it was.
pub async fn cancel_occurrence(
    conn: &mut Conn,
    id: Uuid,
    reason: &str,
    before: &Before,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE occurrence SET canceled_at = $2, cancel_reason = $3, by_hand = 1, sequence = sequence + 1,
            changed_at = $2, undo = $4
         WHERE id = $1 AND canceled_at IS NULL",
    )
    .bind(id.to_string())
    .bind(to_millis(now))
    .bind(reason)
    .bind(to_json(before)?)
    .execute(conn)
    .await?;
    Ok(())
}
