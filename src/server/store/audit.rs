//! The audit log: who changed what, when, from where. Append-only.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{Conn, StoreError, from_millis, to_millis};

/// Who is changing something, and from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account's name, or what part of the program acts.
    pub account: String,
    /// The address of the client.
    pub address: String,
}

impl Actor {
    /// A part of the program itself.
    pub fn program(part: &str) -> Self {
        Self {
            account: part.to_owned(),
            address: String::new(),
        }
    }
}

/// One line of the log.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub account: String,
    /// From where.
    pub address: String,
    /// What was done, as a machine key.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Before and after, as JSON.
    pub detail: String,
}

/// Adds a line, in the same transaction as the change it speaks of.
pub async fn note(
    conn: &mut Conn,
    actor: &Actor,
    now: DateTime<Utc>,
    action: &str,
    subject: &str,
    detail: Value,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO audit (id, at, account, address, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(Uuid::now_v7().to_string())
        .bind(to_millis(now))
        .bind(&actor.account)
        .bind(&actor.address)
        .bind(action)
        .bind(subject)
        .bind(detail.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// The newest lines, after skipping some.
pub async fn newest(conn: &mut Conn, skip: i64, count: i64) -> Result<Vec<AuditEntry>, StoreError> {
    let rows: Vec<(i64, String, String, String, String, String)> = sqlx::query_as(
        "SELECT at, account, address, action, subject, detail FROM audit ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2",
    )
    .bind(count)
    .bind(skip)
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(
            |(at, account, address, action, subject, detail)| AuditEntry {
                at: from_millis(at),
                account,
                address,
                action,
                subject,
                detail,
            },
        )
        .collect())
}
