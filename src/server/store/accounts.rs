//! Accounts of the console and their sign-in sessions.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, to_millis, uuid};

/// A console login.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What it signs in as.
    pub name: String,
    /// Argon2, in PHC form.
    pub password_hash: String,
}

/// The account that signs in with this name.
pub async fn by_name(conn: &mut Conn, name: &str) -> Result<Option<Account>, StoreError> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("SELECT id, name, password_hash FROM account WHERE name = $1")
            .bind(name)
            .fetch_optional(conn)
            .await?;
    row.map(|(id, name, password_hash)| {
        Ok(Account {
            id: uuid(&id)?,
            name,
            password_hash,
        })
    })
    .transpose()
}

/// How many accounts there are.
pub async fn count(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM account")
        .fetch_one(conn)
        .await?)
}

/// Makes an account, or gives the one of this name another password.
pub async fn put(
    conn: &mut Conn,
    name: &str,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO account (id, name, password_hash, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash",
    )
    .bind(Uuid::now_v7().to_string())
    .bind(name)
    .bind(password_hash)
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Begins a sign-in session.
pub async fn begin_session(
    conn: &mut Conn,
    token_hash: &str,
    account: Uuid,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO sign_in_session (token_hash, account, created_at, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(token_hash)
        .bind(account.to_string())
        .bind(to_millis(now))
        .bind(to_millis(expires_at))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account a session that has not expired belongs to.
pub async fn by_session(
    conn: &mut Conn,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Account>, StoreError> {
    let row: Option<(String, String, String)> = sqlx::query_as(
        "SELECT account.id, account.name, account.password_hash
         FROM sign_in_session JOIN account ON account.id = sign_in_session.account
         WHERE sign_in_session.token_hash = $1 AND sign_in_session.expires_at > $2",
    )
    .bind(token_hash)
    .bind(to_millis(now))
    .fetch_optional(conn)
    .await?;
    row.map(|(id, name, password_hash)| {
        Ok(Account {
            id: uuid(&id)?,
            name,
            password_hash,
        })
    })
    .transpose()
}

/// Ends one session.
pub async fn end_session(conn: &mut Conn, token_hash: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in_session WHERE token_hash = $1")
        .bind(token_hash)
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends every session of the account with this name: its password has changed.
pub async fn end_sessions_of(conn: &mut Conn, name: &str) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM sign_in_session WHERE account IN (SELECT id FROM account WHERE name = $1)",
    )
    .bind(name)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets sessions that have expired.
pub async fn forget_expired_sessions(
    conn: &mut Conn,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in_session WHERE expires_at <= $1")
        .bind(to_millis(now))
        .execute(conn)
        .await?;
    Ok(())
}
