//! What the server counts for figures, as last fetched.

use chrono::{DateTime, Utc};

use super::LocalStore;

/// The server's figures as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::kiosk::link) struct StoredFigures {
    /// The server's name for these values.
    pub etag: Option<String>,
    /// JSON of [`crate::api::figures::LiveFigures`].
    pub body: String,
    /// When the server last said that this is how things are.
    pub fetched_at: DateTime<Utc>,
}

impl LocalStore {
    /// The figures last fetched for this centre.
    pub(in crate::kiosk::link) async fn figures(
        &self,
        centre: &str,
    ) -> Result<Option<StoredFigures>, sqlx::Error> {
        let row: Option<(Option<String>, String, DateTime<Utc>)> =
            sqlx::query_as("SELECT etag, body, fetched_at FROM figures WHERE centre = $1")
                .bind(centre)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(etag, body, fetched_at)| StoredFigures {
            etag,
            body,
            fetched_at,
        }))
    }

    /// Keeps the figures of this centre and no other.
    pub(in crate::kiosk::link) async fn save_figures(
        &self,
        centre: &str,
        figures: &StoredFigures,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM figures")
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO figures (centre, etag, body, fetched_at) VALUES ($1, $2, $3, $4)")
            .bind(centre)
            .bind(&figures.etag)
            .bind(&figures.body)
            .bind(figures.fetched_at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Notes that the kept figures were still right at this moment.
    pub(in crate::kiosk::link) async fn confirm_figures(
        &self,
        centre: &str,
        at: DateTime<Utc>,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE figures SET fetched_at = $1 WHERE centre = $2")
            .bind(at)
            .bind(centre)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn figures_are_kept_for_one_centre_with_the_moment_they_were_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = LocalStore::open(folder.path()).await.expect("opened").store;
        let at: DateTime<Utc> = "2026-11-27T02:00:00Z".parse().expect("a time");
        let figures = StoredFigures {
            etag: Some("\"7\"".to_owned()),
            body: "{}".to_owned(),
            fetched_at: at,
        };
        store.save_figures("riyue", &figures).await.expect("saved");
        let later = at + chrono::Duration::hours(1);
        store.confirm_figures("riyue", later).await.expect("noted");
        let kept = store.figures("riyue").await.expect("read");
        let confirmed = StoredFigures {
            fetched_at: later,
            ..figures.clone()
        };
        assert_eq!(kept, Some(confirmed));
        store.save_figures("meishe", &figures).await.expect("saved");
        assert_eq!(store.figures("riyue").await.expect("read"), None);
    }
}
