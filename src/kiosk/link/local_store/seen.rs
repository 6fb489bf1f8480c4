//! Check-ins: the outbox, and who passed a door of the centre.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, Sqlite, Transaction};
use uuid::Uuid;

use super::LocalStore;
use crate::api::kiosk::{CheckInRequest, WalkIn};
use crate::api::neighbours::Seen;

/// Who was seen is of no use once the list no longer has the day.
const SEEN_KEPT: Duration = Duration::days(3);

/// What an outbox row says beside the code.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct More {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    who: Vec<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    walk_in: Option<WalkIn>,
}

impl LocalStore {
    /// Puts a check-in in the outbox and notes who was let in, all or nothing. Doing it twice is doing it once.
    pub(in crate::kiosk::link) async fn keep_check_in(
        &self,
        request: &CheckInRequest,
        seen: &[Seen],
    ) -> Result<(), sqlx::Error> {
        let more = serde_json::to_string(&More {
            who: request.who.clone(),
            walk_in: request.walk_in,
        })
        .map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO outbox (id, code, at, more) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
        )
        .bind(request.id.to_string())
        .bind(&request.code)
        .bind(request.at)
        .bind(more)
        .execute(&mut *transaction)
        .await?;
        for seen in seen {
            note(&mut transaction, seen).await?;
        }
        transaction.commit().await
    }

    /// Check-ins that wait, oldest first.
    pub(in crate::kiosk::link) async fn next_check_ins(
        &self,
        count_max: usize,
    ) -> Result<Vec<CheckInRequest>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, code, at, more FROM outbox WHERE refused = 0 ORDER BY seq LIMIT $1",
        )
        .bind(i64::try_from(count_max).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        let decode = |error| sqlx::Error::Decode(Box::new(error));
        rows.iter()
            .map(|row| {
                let id: String = row.try_get("id")?;
                let more: String = row.try_get("more")?;
                let more: More = match more.as_str() {
                    "" => More::default(),
                    json => serde_json::from_str(json)
                        .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
                };
                Ok(CheckInRequest {
                    id: id.parse().map_err(decode)?,
                    code: row.try_get("code")?,
                    at: row.try_get("at")?,
                    offline: true,
                    who: more.who,
                    tail: None,
                    walk_in: more.walk_in,
                })
            })
            .collect()
    }

    /// Takes delivered check-ins out.
    pub(in crate::kiosk::link) async fn remove_check_ins(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        for id in ids {
            sqlx::query("DELETE FROM outbox WHERE id = $1")
                .bind(id.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await
    }

    /// Keeps a check-in that the server will never take, but sends it no more.
    pub(in crate::kiosk::link) async fn mark_refused(&self, id: Uuid) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE outbox SET refused = 1 WHERE id = $1")
            .bind(id.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Notes who passed a door somewhere else. Returns those that are news.
    pub(in crate::kiosk::link) async fn note_seen(
        &self,
        seen: Vec<Seen>,
    ) -> Result<Vec<Seen>, sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        let mut news = Vec::new();
        for seen in seen {
            if note(&mut transaction, &seen).await? {
                news.push(seen);
            }
        }
        transaction.commit().await?;
        Ok(news)
    }

    /// Who passed a door, heard of after `after`, with the number of the last; at most `count_max`.
    pub(in crate::kiosk::link) async fn seen_after(
        &self,
        after: i64,
        count_max: usize,
    ) -> Result<(Vec<Seen>, i64), sqlx::Error> {
        let rows = sqlx::query(
            "SELECT seq, id, at, registration, occurrence, people FROM seen WHERE seq > $1 ORDER BY seq LIMIT $2",
        )
        .bind(after)
        .bind(i64::try_from(count_max).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        let mut last = after;
        let mut all = Vec::new();
        for row in &rows {
            last = row.try_get("seq")?;
            all.extend(seen(row)?);
        }
        Ok((all, last))
    }

    /// The number of the last of whom was heard.
    pub(in crate::kiosk::link) async fn last_seen(&self) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM seen")
            .fetch_one(&self.pool)
            .await
    }

    /// Everyone who passed a door, forgetting those of days past.
    pub(in crate::kiosk::link) async fn seen(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<Seen>, sqlx::Error> {
        sqlx::query("DELETE FROM seen WHERE at < $1")
            .bind(now - SEEN_KEPT)
            .execute(&self.pool)
            .await?;
        Ok(self.seen_after(0, usize::MAX).await?.0)
    }
}

async fn note(
    transaction: &mut Transaction<'static, Sqlite>,
    seen: &Seen,
) -> Result<bool, sqlx::Error> {
    let noted = sqlx::query(
        "INSERT INTO seen (id, at, registration, occurrence, people) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind(seen.id.to_string())
    .bind(seen.at)
    .bind(seen.registration.map(|id| id.to_string()))
    .bind(seen.walk_in.map(|walk_in| walk_in.occurrence.to_string()))
    .bind(seen.walk_in.map(|walk_in| i64::from(walk_in.people)))
    .execute(&mut **transaction)
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// A row that does not say who or what is passed over.
fn seen(row: &sqlx::sqlite::SqliteRow) -> Result<Option<Seen>, sqlx::Error> {
    let id = |column: &str| {
        let text: Option<String> = row.try_get(column)?;
        Ok::<_, sqlx::Error>(text.and_then(|text| text.parse::<Uuid>().ok()))
    };
    let people: Option<i64> = row.try_get("people")?;
    let people = people.and_then(|people| u32::try_from(people).ok());
    let walk_in = id("occurrence")?
        .zip(people)
        .map(|(occurrence, people)| WalkIn { occurrence, people });
    let (registration, at) = (id("registration")?, row.try_get("at")?);
    Ok(id("id")?.map(|id| Seen {
        id,
        at,
        registration,
        walk_in,
    }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T02:00:00Z".parse().expect("a time")
    }

    fn request(code: &str) -> CheckInRequest {
        CheckInRequest {
            offline: true,
            ..CheckInRequest::with_code(Uuid::new_v4(), code, now())
        }
    }

    fn came(id: Uuid) -> Seen {
        Seen {
            id,
            at: now(),
            registration: Some(Uuid::new_v4()),
            walk_in: None,
        }
    }

    async fn open(folder: &Path) -> LocalStore {
        LocalStore::open(folder).await.expect("a database").store
    }

    #[tokio::test]
    async fn what_was_kept_is_there_after_a_restart_and_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await;
        let walk_in = WalkIn {
            occurrence: Uuid::new_v4(),
            people: 2,
        };
        let family = CheckInRequest {
            who: vec![Uuid::new_v4(), Uuid::new_v4()],
            ..request("TX1AAAA")
        };
        let walked_in = CheckInRequest {
            walk_in: Some(walk_in),
            ..request("")
        };
        let kept = [request("111111"), family, walked_in];
        for request in kept.iter().chain(&kept[..1]) {
            let seen = came(request.id);
            store.keep_check_in(request, &[seen]).await.expect("kept");
        }
        store.close().await;
        let store = open(folder.path()).await;
        assert_eq!(store.waiting().await.expect("a count"), 3);
        assert_eq!(store.next_check_ins(10).await.expect("rows"), kept);
        assert_eq!(store.seen(now()).await.expect("rows").len(), 3);
        store.remove_check_ins([kept[0].id]).await.expect("removed");
        store.mark_refused(kept[1].id).await.expect("marked");
        assert_eq!(store.waiting().await.expect("a count"), 1);
    }

    #[tokio::test]
    async fn what_is_heard_twice_is_news_once_and_is_forgotten_after_some_days() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await;
        let (first, second) = (came(Uuid::new_v4()), came(Uuid::new_v4()));
        let news = async |seen: &[&Seen]| {
            let seen = seen.iter().map(|seen| (*seen).clone()).collect();
            store.note_seen(seen).await.expect("noted").len()
        };
        assert_eq!(news(&[&first]).await, 1);
        assert_eq!(news(&[&first, &second]).await, 1);
        let (page, last) = store.seen_after(0, 1).await.expect("rows");
        assert_eq!(page, [first]);
        let (page, last) = store.seen_after(last, 10).await.expect("rows");
        assert_eq!(page, [second]);
        assert_eq!(
            store.seen_after(last, 10).await.expect("rows"),
            (vec![], last)
        );
        let later = now() + Duration::days(4);
        assert_eq!(store.seen(later).await.expect("rows"), []);
    }
}
