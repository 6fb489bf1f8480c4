//! Visits that go on on a phone.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_millis, to_millis, uuid};

/// A carry-over on its way into the store.
#[derive(Debug, Clone, Copy)]
pub struct NewCarryOver<'a> {
    /// Made on the kiosk.
    pub id: Uuid,
    /// Hash of its token.
    pub token: &'a str,
    /// Which kiosk shows it.
    pub kiosk: Uuid,
    /// What is to be registered for.
    pub occurrence: Uuid,
    /// The language the visitor had chosen.
    pub language: &'a str,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
}

/// A carry-over as it is kept.
#[derive(Debug, Clone)]
pub struct CarryOver {
    /// Its id.
    pub id: Uuid,
    /// What is to be registered for.
    pub occurrence: Uuid,
    /// The language the visitor had chosen.
    pub language: String,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
    /// Whether a phone has opened it.
    pub opened: bool,
    /// Key of what the registration came to, and the masked name, when it is done.
    pub done: Option<(String, String)>,
}

row! {
    struct Row {
        id: String,
        occurrence: String,
        language: String,
        expires_at: i64,
        opened_at: Option<i64>,
        reason: Option<String>,
        masked_name: Option<String>,
    }
}

impl TryFrom<Row> for CarryOver {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: uuid(&row.id)?,
            occurrence: uuid(&row.occurrence)?,
            language: row.language,
            expires_at: from_millis(row.expires_at),
            opened: row.opened_at.is_some(),
            done: row.reason.zip(row.masked_name),
        })
    }
}

/// Keeps one; doing it twice is doing it once.
pub async fn add(
    conn: &mut Conn,
    new: &NewCarryOver<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO carry_over (id, token, kiosk, occurrence, language, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
    )
    .bind(new.id.to_string())
    .bind(new.token)
    .bind(new.kiosk.to_string())
    .bind(new.occurrence.to_string())
    .bind(new.language)
    .bind(to_millis(now))
    .bind(to_millis(new.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// How many a kiosk made since then.
pub async fn made_since(
    conn: &mut Conn,
    kiosk: Uuid,
    since: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let number: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM carry_over WHERE kiosk = $1 AND created_at > $2")
            .bind(kiosk.to_string())
            .bind(to_millis(since))
            .fetch_one(conn)
            .await?;
    Ok(count(number))
}

/// The one that this kiosk shows.
pub async fn of_kiosk(
    conn: &mut Conn,
    kiosk: Uuid,
    id: Uuid,
) -> Result<Option<CarryOver>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, occurrence, language, expires_at, opened_at, reason, masked_name
         FROM carry_over WHERE kiosk = $1 AND id = $2",
    )
    .bind(kiosk.to_string())
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(CarryOver::try_from).transpose()
}

/// The one with this token.
pub async fn by_token(conn: &mut Conn, token: &str) -> Result<Option<CarryOver>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, occurrence, language, expires_at, opened_at, reason, masked_name
         FROM carry_over WHERE token = $1",
    )
    .bind(token)
    .fetch_optional(conn)
    .await?;
    row.map(CarryOver::try_from).transpose()
}

/// A phone has opened it.
pub async fn note_opened(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE carry_over SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL")
        .bind(id.to_string())
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// The registration was taken: the kiosk may say so. Only the first counts, and only for the occurrence it was made for.
pub async fn note_done(
    conn: &mut Conn,
    token: &str,
    occurrence: Uuid,
    (reason, masked_name): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE carry_over SET reason = $3, masked_name = $4
         WHERE token = $1 AND occurrence = $2 AND reason IS NULL AND expires_at > $5",
    )
    .bind(token)
    .bind(occurrence.to_string())
    .bind(reason)
    .bind(masked_name)
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets those that are long over.
pub async fn forget_before(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM carry_over WHERE expires_at < $1")
        .bind(to_millis(before))
        .execute(conn)
        .await?;
    Ok(())
}
