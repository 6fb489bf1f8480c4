//! The seeds of lotteries, and lots as they were drawn.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, from_json, from_millis, to_json, to_millis};
use crate::model::overflow::lottery::LotteryProof;

/// A lottery of an occurrence or a course.
#[derive(Debug, Clone)]
pub struct Lottery {
    /// Stays here until lots are drawn.
    pub seed: String,
    /// Published from the first.
    pub seed_hash: String,
    /// Since when.
    pub made_at: DateTime<Utc>,
    /// Lots as they were drawn, when, and by whom.
    pub drawn: Option<(LotteryProof, DateTime<Utc>, String)>,
}

row! {
    struct Row {
        seed: String,
        seed_hash: String,
        made_at: i64,
        list_hash: Option<String>,
        drawn: Option<String>,
        drawn_at: Option<i64>,
        drawn_by: Option<String>,
    }
}

/// The lottery of an occurrence, or of a course by its activity.
pub async fn of(conn: &mut Conn, subject: Uuid) -> Result<Option<Lottery>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT seed, seed_hash, made_at, list_hash, drawn, drawn_at, drawn_by FROM lottery WHERE subject = $1",
    )
    .bind(subject.to_string())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let drawn = match (row.drawn, row.drawn_at, row.list_hash) {
        (Some(drawn), Some(at), Some(list_hash)) => {
            let proof = LotteryProof {
                seed_hash: row.seed_hash.clone(),
                seed: row.seed.clone(),
                list_hash,
                drawn: from_json(&drawn)?,
            };
            Some((proof, from_millis(at), row.drawn_by.unwrap_or_default()))
        }
        _ => None,
    };
    Ok(Some(Lottery {
        seed: row.seed,
        seed_hash: row.seed_hash,
        made_at: from_millis(row.made_at),
        drawn,
    }))
}

/// Keeps a seed; the first one stays.
pub async fn prepare(
    conn: &mut Conn,
    subject: Uuid,
    seed: &str,
    seed_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO lottery (subject, seed, seed_hash, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (subject) DO NOTHING",
    )
    .bind(subject.to_string())
    .bind(seed)
    .bind(seed_hash)
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps lots as they were drawn; those drawn before stay.
pub async fn keep(
    conn: &mut Conn,
    subject: Uuid,
    proof: &LotteryProof,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE lottery SET list_hash = $2, drawn = $3, drawn_at = $4, drawn_by = $5 WHERE subject = $1 AND drawn_at IS NULL",
    )
    .bind(subject.to_string())
    .bind(&proof.list_hash)
    .bind(to_json(&proof.drawn)?)
    .bind(to_millis(now))
    .bind(by)
    .execute(conn)
    .await?;
    Ok(())
}
