//! Leases: what one replica does at a time.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, to_millis};

/// Takes a lease, or takes it for longer; `false` while another holds it.
pub async fn take(
    conn: &mut Conn,
    name: &str,
    holder: Uuid,
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let taken = sqlx::query(
        "INSERT INTO lease (name, holder, ends_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
         WHERE lease.ends_at <= $4 OR lease.holder = excluded.holder",
    )
    .bind(name)
    .bind(holder.to_string())
    .bind(to_millis(ends_at))
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Gives a lease back.
pub async fn give_back(conn: &mut Conn, name: &str, holder: Uuid) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM lease WHERE name = $1 AND holder = $2")
        .bind(name)
        .bind(holder.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
