//! Text messages that wait, went or were given up. Numbers and texts come and go sealed.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_millis, to_millis, uuid};

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// It is tried.
    Waiting,
    /// No gateway takes it: it is read in the console.
    Here,
    /// A gateway has it.
    Sent,
    /// It was tried too often, or is of no use any more.
    Failed,
}

impl MessageState {
    /// The name in the database and in locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Here => "here",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    fn from_key(key: &str) -> Result<Self, StoreError> {
        [Self::Waiting, Self::Here, Self::Sent, Self::Failed]
            .into_iter()
            .find(|state| state.key() == key)
            .ok_or_else(|| StoreError::Value(format!("no state of a message: {key}")))
    }
}

/// A message on its way into the store.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// Its id.
    pub id: Uuid,
    /// The centre it comes from.
    pub centre: &'a str,
    /// What it is about.
    pub kind: &'a str,
    /// The number, sealed.
    pub phone: &'a str,
    /// Its last four digits.
    pub last4: &'a str,
    /// The words, sealed.
    pub text: &'a str,
    /// Where it stands.
    pub state: MessageState,
    /// When it is of no use any more.
    pub expires_at: DateTime<Utc>,
}

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct DueMessage {
    /// Its id.
    pub id: Uuid,
    /// The number, sealed.
    pub phone: String,
    /// The words, sealed.
    pub text: String,
    /// How often it was tried, this time included.
    pub tries: u32,
    /// When it is of no use any more.
    pub expires_at: DateTime<Utc>,
}

/// A message as the console lists it.
#[derive(Debug, Clone)]
pub struct ListedMessage {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub kind: String,
    /// Last four digits of the number.
    pub last4: String,
    /// The words, sealed, while they are kept.
    pub text: Option<String>,
    /// Where it stands.
    pub state: MessageState,
    /// How often it was tried.
    pub tries: u32,
    /// Why it has not gone, as a key.
    pub problem: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it went.
    pub sent_at: Option<DateTime<Utc>>,
}

row! {
    struct DueRow {
        id: String,
        phone: String,
        text: String,
        tries: i64,
        expires_at: i64,
    }
}

row! {
    struct ListedRow {
        id: String,
        kind: String,
        last4: String,
        text: Option<String>,
        state: String,
        tries: i64,
        problem: String,
        created_at: i64,
        sent_at: Option<i64>,
    }
}

/// Somebody whose standing changed while they were away.
#[derive(Debug, Clone)]
pub struct ToTell {
    /// The occurrence it is about.
    pub occurrence: Uuid,
    /// Its place in the occurrence's record.
    pub seq: i64,
    /// Those who registered together.
    pub party: Uuid,
    /// The centre it comes from.
    pub centre: String,
    /// The number, sealed, and its last four digits, where there is one.
    pub phone: Option<(String, String)>,
    /// The language to write in.
    pub language: String,
}

row! {
    struct ToTellRow {
        occurrence: String,
        seq: i64,
        party: String,
        centre: String,
        phone_sealed: Option<String>,
        phone_last4: Option<String>,
        language: String,
    }
}

/// Whom to tell of what the plan did since then, oldest first, at most so many.
pub async fn to_tell(
    conn: &mut Conn,
    since: DateTime<Utc>,
    people_max: u32,
) -> Result<Vec<ToTell>, StoreError> {
    let rows: Vec<ToTellRow> = sqlx::query_as(
        "SELECT standing_record.occurrence, standing_record.seq, standing_record.party, activity.centre,
                registration.phone_sealed, registration.phone_last4, registration.language
         FROM standing_record
         JOIN registration ON registration.id = standing_record.registration
         JOIN occurrence ON occurrence.id = standing_record.occurrence
         JOIN activity ON activity.id = occurrence.activity
         WHERE tell = 1 AND at > $1 ORDER BY at, standing_record.occurrence, standing_record.seq LIMIT $2",
    )
    .bind(to_millis(since))
    .bind(i64::from(people_max))
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ToTell {
                occurrence: uuid(&row.occurrence)?,
                seq: row.seq,
                party: uuid(&row.party)?,
                centre: row.centre,
                phone: row.phone_sealed.zip(row.phone_last4),
                language: row.language,
            })
        })
        .collect()
}

/// They are told: a message is in the outbox, or there is no number to write to.
pub async fn mark_told(conn: &mut Conn, occurrence: Uuid, seq: i64) -> Result<(), StoreError> {
    sqlx::query("UPDATE standing_record SET tell = 0 WHERE occurrence = $1 AND seq = $2")
        .bind(occurrence.to_string())
        .bind(seq)
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps a message; one that was kept before stays as it is.
pub async fn add(
    conn: &mut Conn,
    new: &NewMessage<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO text_message (id, centre, kind, phone, last4, text, state, created_at, next_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) ON CONFLICT (id) DO NOTHING",
    )
    .bind(new.id.to_string())
    .bind(new.centre)
    .bind(new.kind)
    .bind(new.phone)
    .bind(new.last4)
    .bind(new.text)
    .bind(new.state.key())
    .bind(to_millis(now))
    .bind(to_millis(new.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// What is due, oldest first, at most so many; nobody else gets it before `until`.
pub async fn take_due(
    conn: &mut Conn,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    messages_max: u32,
) -> Result<Vec<DueMessage>, StoreError> {
    let rows: Vec<DueRow> = sqlx::query_as(
        "UPDATE text_message SET tries = tries + 1, next_at = $2
         WHERE state = 'waiting' AND next_at <= $1 AND id IN (
             SELECT id FROM text_message WHERE state = 'waiting' AND next_at <= $1 AND expires_at > $1 AND phone IS NOT NULL
             ORDER BY created_at, id LIMIT $3)
         RETURNING id, phone, text, tries, expires_at",
    )
    .bind(to_millis(now))
    .bind(to_millis(until))
    .bind(i64::from(messages_max))
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(DueMessage {
                id: uuid(&row.id)?,
                phone: row.phone,
                text: row.text,
                tries: count(row.tries),
                expires_at: from_millis(row.expires_at),
            })
        })
        .collect()
}

/// It has gone: what it said and to whom is forgotten.
pub async fn mark_sent(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE text_message SET state = 'sent', sent_at = $2, phone = NULL, text = NULL, problem = '' WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// It has not gone and is tried again at `next`.
pub async fn put_off(
    conn: &mut Conn,
    id: Uuid,
    problem: &str,
    next: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE text_message SET problem = $2, next_at = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(problem)
        .bind(to_millis(next))
        .execute(conn)
        .await?;
    Ok(())
}

/// It has not gone and is given up.
pub async fn mark_failed(conn: &mut Conn, id: Uuid, problem: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE text_message SET state = 'failed', problem = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(problem)
        .execute(conn)
        .await?;
    Ok(())
}

/// A message that was given up waits again; `false` when it cannot.
pub async fn retry(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE text_message SET state = 'waiting', tries = 0, next_at = $2
         WHERE id = $1 AND state = 'failed' AND phone IS NOT NULL AND expires_at > $2",
    )
    .bind(id.to_string())
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// A centre's messages, newest first, at most so many.
pub async fn of_centre(
    conn: &mut Conn,
    centre: &str,
    messages_max: u32,
) -> Result<Vec<ListedMessage>, StoreError> {
    let rows: Vec<ListedRow> = sqlx::query_as(
        "SELECT id, kind, last4, text, state, tries, problem, created_at, sent_at
         FROM text_message WHERE centre = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
    )
    .bind(centre)
    .bind(i64::from(messages_max))
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ListedMessage {
                id: uuid(&row.id)?,
                kind: row.kind,
                last4: row.last4,
                text: row.text,
                state: MessageState::from_key(&row.state)?,
                tries: count(row.tries),
                problem: row.problem,
                created_at: from_millis(row.created_at),
                sent_at: row.sent_at.map(from_millis),
            })
        })
        .collect()
}

/// Messages to numbers that end like this and are still known, with the number, sealed.
pub async fn to_last4(conn: &mut Conn, last4: &str) -> Result<Vec<(Uuid, String)>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT id, phone FROM text_message WHERE last4 = $1 AND phone IS NOT NULL")
            .bind(last4)
            .fetch_all(conn)
            .await?;
    rows.into_iter()
        .map(|(id, phone)| Ok((uuid(&id)?, phone)))
        .collect()
}

/// Removes a message, wherever it stands.
pub async fn remove(conn: &mut Conn, id: Uuid) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM text_message WHERE id = $1")
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets to whom and what where it is of no use at `now`, and all of what was made before `kept_since`.
pub async fn forget(
    conn: &mut Conn,
    now: DateTime<Utc>,
    kept_since: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE text_message SET state = 'failed', problem = 'expired' WHERE state = 'waiting' AND expires_at <= $1")
        .bind(to_millis(now))
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE text_message SET phone = NULL, text = NULL WHERE expires_at <= $1 AND text IS NOT NULL")
        .bind(to_millis(now))
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM text_message WHERE created_at < $1 AND state <> 'waiting'")
        .bind(to_millis(kept_since))
        .execute(conn)
        .await?;
    Ok(())
}
