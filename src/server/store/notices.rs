//! Notices between replicas, over PostgreSQL's own notifications. They say "look again" and hold nothing else.

use sqlx::postgres::PgListener;

use super::{Conn, StoreError};
use crate::config::DatabaseUrl;

/// PostgreSQL takes less than 8000 bytes in one.
pub const NOTICE_BYTES_MAX: usize = 7_000;
const CHANNEL: &str = "tongxin";

/// What a replica hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A notice.
    Notice(String),
    /// The line was cut and stands again; what was said meanwhile is lost.
    Gap,
}

/// A replica's line to the others.
pub struct Listener(PgListener);

impl Listener {
    pub(super) async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect(url.secret().as_str()).await?;
        listener.listen(CHANNEL).await?;
        Ok(Self(listener))
    }

    /// Waits for what is said next.
    ///
    /// # Errors
    ///
    /// When the line is cut and does not come back at once.
    pub async fn next(&mut self) -> Result<Heard, StoreError> {
        let heard = self.0.try_recv().await?;
        Ok(heard.map_or(Heard::Gap, |notice| {
            Heard::Notice(notice.payload().to_owned())
        }))
    }
}

/// Says something to every replica, this one among them.
pub async fn say(conn: &mut Conn, notice: &str) -> Result<(), StoreError> {
    sqlx::query("SELECT pg_notify($1, $2)")
        .bind(CHANNEL)
        .bind(notice)
        .execute(conn)
        .await?;
    Ok(())
}
