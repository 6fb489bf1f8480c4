//! Messages that visitors left on walls, and what staff decided about them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_json, from_millis, to_json, to_millis, uuid};
use crate::api::wall::WallNote;
use crate::model::note::{Note, NoteState};

/// A message as staff see it.
#[derive(Debug, Clone)]
pub struct StoredNote {
    /// Made on the kiosk.
    pub id: Uuid,
    /// Whose wall.
    pub centre: String,
    /// Which wall.
    pub exhibit: String,
    /// What staff call the kiosk.
    pub kiosk_name: String,
    /// The language the visitor had chosen.
    pub language: String,
    /// What is on it.
    pub note: Note,
    /// When it was left.
    pub left_at: DateTime<Utc>,
    /// Where it stands.
    pub state: NoteState,
    /// Who decided last, and when.
    pub decided: Option<(String, DateTime<Utc>)>,
}

/// A message that came in.
#[derive(Debug, Clone)]
pub struct NewNote<'a> {
    /// Made on the kiosk.
    pub id: Uuid,
    /// Whose wall.
    pub centre: &'a str,
    /// Which wall.
    pub exhibit: &'a str,
    /// The kiosk at which it was left.
    pub kiosk: Uuid,
    /// The language the visitor had chosen.
    pub language: &'a str,
    /// What is on it.
    pub note: &'a Note,
    /// When it was left.
    pub left_at: DateTime<Utc>,
}

row! {
    struct Row {
        id: String,
        centre: String,
        exhibit: String,
        kiosk_name: Option<String>,
        language: String,
        note: String,
        left_at: i64,
        state: String,
        decided_at: Option<i64>,
        decided_by: Option<String>,
    }
}

const NOTES: &str = "SELECT wall_note.id, wall_note.centre, exhibit, kiosk.name AS kiosk_name, language, note, left_at,
        wall_note.state, decided_at, decided_by
    FROM wall_note LEFT JOIN kiosk ON kiosk.id = wall_note.kiosk";

impl TryFrom<Row> for StoredNote {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: uuid(&row.id)?,
            centre: row.centre,
            exhibit: row.exhibit,
            kiosk_name: row.kiosk_name.unwrap_or_default(),
            language: row.language,
            note: from_json(&row.note)?,
            left_at: from_millis(row.left_at),
            state: state(&row.state)?,
            decided: row.decided_by.zip(row.decided_at.map(from_millis)),
        })
    }
}

/// Whether a message has come before.
pub async fn known(conn: &mut Conn, id: Uuid) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM wall_note WHERE id = $1")
        .bind(id.to_string())
        .fetch_one(conn)
        .await?;
    Ok(found > 0)
}

/// Keeps a message for staff to look at.
pub async fn add(conn: &mut Conn, new: &NewNote<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO wall_note (id, centre, exhibit, kiosk, language, note, left_at, received_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
    )
    .bind(new.id.to_string())
    .bind(new.centre)
    .bind(new.exhibit)
    .bind(new.kiosk.to_string())
    .bind(new.language)
    .bind(to_json(new.note)?)
    .bind(to_millis(new.left_at))
    .bind(to_millis(now))
    .bind(NoteState::Waiting.key())
    .execute(conn)
    .await?;
    Ok(())
}

/// How many messages of a kiosk nobody has looked at.
pub async fn waiting_of(conn: &mut Conn, kiosk: Uuid) -> Result<u32, StoreError> {
    let found: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM wall_note WHERE kiosk = $1 AND state = $2")
            .bind(kiosk.to_string())
            .bind(NoteState::Waiting.key())
            .fetch_one(conn)
            .await?;
    Ok(count(found))
}

/// How many messages of a centre are in a state.
pub async fn count_in(conn: &mut Conn, centre: &str, state: NoteState) -> Result<u32, StoreError> {
    let found: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM wall_note WHERE centre = $1 AND state = $2")
            .bind(centre)
            .bind(state.key())
            .fetch_one(conn)
            .await?;
    Ok(count(found))
}

/// Messages of a centre in a state, after skipping some: those that wait from the oldest on, others the newest first.
pub async fn in_state(
    conn: &mut Conn,
    centre: &str,
    state: NoteState,
    skip: u32,
    count_max: u32,
) -> Result<Vec<StoredNote>, StoreError> {
    let order = match state {
        NoteState::Waiting => "left_at, wall_note.id",
        NoteState::Shown | NoteState::Declined => "left_at DESC, wall_note.id DESC",
    };
    let sql = format!(
        "{NOTES} WHERE wall_note.centre = $1 AND wall_note.state = $2 ORDER BY {order} LIMIT $3 OFFSET $4"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(centre)
        .bind(state.key())
        .bind(i64::from(count_max))
        .bind(i64::from(skip))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(StoredNote::try_from).collect()
}

/// One message.
pub async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<StoredNote>, StoreError> {
    let sql = format!("{NOTES} WHERE wall_note.id = $1");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(StoredNote::try_from).transpose()
}

/// Puts a message in a state, as part of a decision about several.
pub async fn decide(
    conn: &mut Conn,
    id: Uuid,
    to: NoteState,
    decision: Uuid,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE wall_note SET state_before = state, state = $2, decision = $3, decided_by = $4, decided_at = $5
         WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(to.key())
    .bind(decision.to_string())
    .bind(by)
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// What a decision was the last to change, and to which state each goes when it is taken back.
pub async fn decided_in(
    conn: &mut Conn,
    decision: Uuid,
) -> Result<Vec<(Uuid, NoteState)>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT id, state_before FROM wall_note WHERE decision = $1 AND state_before IS NOT NULL ORDER BY id",
    )
    .bind(decision.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(id, before)| Ok((uuid(&id)?, state(&before)?)))
        .collect()
}

/// Names of what is on the walls of a centre, the newest of each wall first: exhibit and message.
pub async fn shown_ids(
    conn: &mut Conn,
    centre: &str,
    per_wall_max: usize,
) -> Result<Vec<(String, String)>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT exhibit, id FROM (
             SELECT exhibit, id, left_at,
                    ROW_NUMBER() OVER (PARTITION BY exhibit ORDER BY left_at DESC, id DESC) AS place
             FROM wall_note WHERE centre = $1 AND state = $2) AS placed
         WHERE place <= $3 ORDER BY left_at DESC, id DESC",
    )
    .bind(centre)
    .bind(NoteState::Shown.key())
    .bind(i64::try_from(per_wall_max).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?)
}

/// One message as kiosks show it, and how many bytes its content takes.
pub async fn for_wall(conn: &mut Conn, id: &str) -> Result<Option<(WallNote, usize)>, StoreError> {
    let row: Option<(String, i64, String)> =
        sqlx::query_as("SELECT language, left_at, note FROM wall_note WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?;
    let Some((language, left_at, note)) = row else {
        return Ok(None);
    };
    let shown = WallNote {
        id: uuid(id)?,
        language,
        at: from_millis(left_at),
        note: from_json(&note)?,
    };
    Ok(Some((shown, note.len())))
}

/// Removes messages in a state that have been in it, or have waited, since before a moment. Says how many.
pub async fn forget(
    conn: &mut Conn,
    state: NoteState,
    before: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "DELETE FROM wall_note WHERE state = $1 AND COALESCE(decided_at, received_at) < $2",
    )
    .bind(state.key())
    .bind(to_millis(before))
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

fn state(key: &str) -> Result<NoteState, StoreError> {
    NoteState::from_key(key).ok_or_else(|| StoreError::Value(format!("no state of a note: {key}")))
}
