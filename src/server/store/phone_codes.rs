//! Codes that confirm a number. Number, asker and code are there only as keyed hashes.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_millis, to_millis};
use crate::model::phone_code::SentLately;

/// A code as it is kept.
#[derive(Debug, Clone)]
pub struct PhoneCode {
    /// Keyed hash of the number it went to.
    pub phone: String,
    /// Keyed hash of its digits.
    pub code: String,
    /// Tries so far, right ones included.
    pub tries: u32,
    /// Until when it can be typed.
    pub expires_at: DateTime<Utc>,
    /// When it was typed right.
    pub confirmed_at: Option<DateTime<Utc>>,
}

row! {
    struct Row {
        phone: String,
        code: String,
        tries: i64,
        expires_at: i64,
        confirmed_at: Option<i64>,
    }
}

row! {
    struct Sent {
        sent: i64,
        last: Option<i64>,
    }
}

impl From<Row> for PhoneCode {
    fn from(row: Row) -> Self {
        Self {
            phone: row.phone,
            code: row.code,
            tries: count(row.tries),
            expires_at: from_millis(row.expires_at),
            confirmed_at: row.confirmed_at.map(from_millis),
        }
    }
}

/// Keeps a code; `false` when one with this id was kept before.
pub async fn add(
    conn: &mut Conn,
    id: Uuid,
    phone: &str,
    asker: &str,
    code: &str,
    now: DateTime<Utc>,
    holds: Duration,
) -> Result<bool, StoreError> {
    let added = sqlx::query(
        "INSERT INTO phone_code (id, phone, asker, code, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(phone)
    .bind(asker)
    .bind(code)
    .bind(to_millis(now))
    .bind(to_millis(now + holds))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Counts a try and gives the code back as it is then. From here to the end of the transaction nobody else tries it.
pub async fn count_try(conn: &mut Conn, id: Uuid) -> Result<Option<PhoneCode>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "UPDATE phone_code SET tries = tries + 1 WHERE id = $1
         RETURNING phone, code, tries, expires_at, confirmed_at",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(PhoneCode::from))
}

/// The code with this id.
pub async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<PhoneCode>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT phone, code, tries, expires_at, confirmed_at FROM phone_code WHERE id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(PhoneCode::from))
}

/// It was typed right.
pub async fn confirm(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE phone_code SET confirmed_at = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// What was sent to a number in the last `day` and for an asker in the last `hour`.
pub async fn lately(
    conn: &mut Conn,
    phone: &str,
    asker: &str,
    now: DateTime<Utc>,
    (day, hour): (Duration, Duration),
) -> Result<SentLately, StoreError> {
    let to_phone: Sent = sqlx::query_as(
        "SELECT COUNT(*) AS sent, MAX(created_at) AS last FROM phone_code WHERE phone = $1 AND created_at > $2",
    )
    .bind(phone)
    .bind(to_millis(now - day))
    .fetch_one(&mut *conn)
    .await?;
    let for_asker: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM phone_code WHERE asker = $1 AND created_at > $2")
            .bind(asker)
            .bind(to_millis(now - hour))
            .fetch_one(conn)
            .await?;
    Ok(SentLately {
        since_last: to_phone
            .last
            .map(|last| (now - from_millis(last)).num_seconds()),
        to_phone: count(to_phone.sent),
        for_asker: count(for_asker),
    })
}

/// Forgets codes that were sent before.
pub async fn forget_before(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM phone_code WHERE created_at < $1")
        .bind(to_millis(before))
        .execute(conn)
        .await?;
    Ok(())
}
