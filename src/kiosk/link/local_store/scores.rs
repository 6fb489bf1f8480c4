//! The day's best results of quizzes.

use chrono::NaiveDate;

use super::LocalStore;
use crate::model::scores::DayScores;

impl LocalStore {
    /// What is remembered, of whatever day; what this program cannot read is as good as forgotten.
    pub(in crate::kiosk::link) async fn scores(&self) -> Result<Option<DayScores>, sqlx::Error> {
        let body: Option<String> =
            sqlx::query_scalar("SELECT body FROM scores ORDER BY day DESC LIMIT 1")
                .fetch_optional(&self.pool)
                .await?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// Keeps the results of this day and of no other.
    pub(in crate::kiosk::link) async fn save_scores(
        &self,
        scores: &DayScores,
    ) -> Result<(), sqlx::Error> {
        let body =
            serde_json::to_string(scores).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM scores")
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO scores (day, body) VALUES ($1, $2)")
            .bind(scores.day.to_string())
            .bind(body)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Forgets the results of every day but this one.
    pub(in crate::kiosk::link) async fn forget_scores(
        &self,
        but_of: NaiveDate,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM scores WHERE day <> $1")
            .bind(but_of.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scores::Taken;

    #[tokio::test]
    async fn a_days_results_survive_a_restart_and_not_the_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let today = NaiveDate::from_ymd_opt(2026, 11, 27).expect("a day");
        let mut scores = DayScores::new(today);
        scores.note(&Taken {
            exhibit: "quiz".to_owned(),
            taker: uuid::Uuid::from_u128(1),
            right: 5,
            of: 6,
        });
        let store = LocalStore::open(folder.path()).await.expect("opened").store;
        assert_eq!(store.scores().await.expect("read"), None);
        store.save_scores(&scores).await.expect("saved");
        store.close().await;

        let store = LocalStore::open(folder.path()).await.expect("opened").store;
        store.forget_scores(today).await.expect("kept");
        assert_eq!(store.scores().await.expect("read"), Some(scores));
        let tomorrow = today.succ_opt().expect("a day");
        store.forget_scores(tomorrow).await.expect("forgotten");
        assert_eq!(store.scores().await.expect("read"), None);
    }
}
