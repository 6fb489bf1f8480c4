//! What visitors left at exhibits, and the messages on the centre's walls.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::LocalStore;
use crate::api::delivery::Delivery;

/// More counts than this do not wait: a kiosk that is alone for months fills no disk with them.
const COUNTS_MAX: i64 = 2_000;
/// Rows looked at together. A drawing is some tens of kilobytes.
const PAGE: i64 = 50;

impl LocalStore {
    /// Keeps what a visitor left. Doing it twice is doing it once.
    pub(in crate::kiosk::link) async fn keep_delivery(
        &self,
        delivery: &Delivery,
    ) -> Result<(), sqlx::Error> {
        let body = serde_json::to_string(delivery)
            .map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        sqlx::query(
            "INSERT INTO outgoing (id, body, awaited, kind)
             SELECT $1, $2, $3, $5
             WHERE $3 OR (SELECT COUNT(*) FROM outgoing WHERE NOT awaited) < $4
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(delivery.id.to_string())
        .bind(body)
        .bind(delivery.what.is_awaited())
        .bind(COUNTS_MAX)
        .bind(delivery.what.kind())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What visitors left and waits, oldest first, without these kinds. One that this program cannot read stays for the
    /// one that can, however many there are.
    pub(in crate::kiosk::link) async fn next_deliveries(
        &self,
        count_max: usize,
        but: &BTreeSet<&'static str>,
    ) -> Result<Vec<Delivery>, sqlx::Error> {
        let but_json =
            serde_json::to_string(but).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        let mut after = i64::MIN;
        let mut next = Vec::new();
        loop {
            let rows: Vec<(i64, String)> = sqlx::query_as(
                "SELECT seq, body FROM outgoing
                 WHERE refused = 0 AND seq > $1 AND kind NOT IN (SELECT value FROM json_each($2))
                 ORDER BY seq LIMIT $3",
            )
            .bind(after)
            .bind(&but_json)
            .bind(PAGE)
            .fetch_all(&self.pool)
            .await?;
            let Some((last, _)) = rows.last() else {
                return Ok(next);
            };
            after = *last;
            let read = rows.iter().filter_map(|(_, body)| {
                let delivery: Delivery = serde_json::from_str(body).ok()?;
                // Rows of an older program do not say of which kind they are.
                (!but.contains(delivery.what.kind())).then_some(delivery)
            });
            next.extend(read.take(count_max - next.len()));
            if next.len() >= count_max {
                return Ok(next);
            }
        }
    }

    /// Takes out what was delivered.
    pub(in crate::kiosk::link) async fn remove_deliveries(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        for id in ids {
            sqlx::query("DELETE FROM outgoing WHERE id = $1")
                .bind(id.to_string())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await
    }

    /// Keeps what the server will never take, but sends it no more.
    pub(in crate::kiosk::link) async fn mark_delivery_refused(
        &self,
        id: Uuid,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE outgoing SET refused = 1 WHERE id = $1")
            .bind(id.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The messages last fetched for this centre: the server's name for them, and JSON.
    pub(in crate::kiosk::link) async fn walls(
        &self,
        centre: &str,
    ) -> Result<Option<(Option<String>, String)>, sqlx::Error> {
        sqlx::query_as("SELECT etag, body FROM walls WHERE centre = $1")
            .bind(centre)
            .fetch_optional(&self.pool)
            .await
    }

    /// Keeps the messages of this centre and no other.
    pub(in crate::kiosk::link) async fn save_walls(
        &self,
        centre: &str,
        etag: Option<&str>,
        body: &str,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM walls")
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO walls (centre, etag, body) VALUES ($1, $2, $3)")
            .bind(centre)
            .bind(etag)
            .bind(body)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Puts what the server did not take behind all else that waits.
    pub(in crate::kiosk::link) async fn put_back_deliveries(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        for id in ids {
            sqlx::query(
                "UPDATE outgoing SET seq = (SELECT MAX(seq) + 1 FROM outgoing) WHERE id = $1",
            )
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use chrono::Utc;

    use super::*;
    use crate::model::color::Rgb;
    use crate::model::note::{Note, NoteContent};
    use crate::model::outgoing::Outgoing;
    use crate::model::question::DeskQuestion;

    async fn open(folder: &Path) -> LocalStore {
        LocalStore::open(folder).await.expect("a database").store
    }

    async fn next(store: &LocalStore) -> Vec<Delivery> {
        let next = store.next_deliveries(10, &BTreeSet::new()).await;
        next.expect("rows")
    }

    #[tokio::test]
    async fn what_cannot_be_read_or_has_no_room_keeps_nothing_else_waiting() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await;
        for n in 0..300 {
            sqlx::query("INSERT INTO outgoing (id, body) VALUES ($1, $2)")
                .bind(format!("newer-{n}"))
                .bind("{\"what\": \"of a newer program\"}")
                .execute(&store.pool)
                .await
                .expect("kept");
        }
        let wish = wish("peace");
        let question = Delivery {
            id: Uuid::now_v7(),
            what: Outgoing::Question(DeskQuestion {
                text: "When?".into(),
            }),
            ..wish.clone()
        };
        for delivery in [&wish, &question] {
            store.keep_delivery(delivery).await.expect("kept");
        }
        assert_eq!(next(&store).await, [wish.clone(), question.clone()]);
        let full = BTreeSet::from(["note"]);
        let others = store.next_deliveries(10, &full).await.expect("rows");
        assert_eq!(others, std::slice::from_ref(&question));
        // As a program before this one kept it.
        sqlx::query("UPDATE outgoing SET kind = ''")
            .execute(&store.pool)
            .await
            .expect("changed");
        let others = store.next_deliveries(10, &full).await.expect("rows");
        assert_eq!(others, [question]);
    }

    fn wish(words: &str) -> Delivery {
        Delivery {
            id: Uuid::now_v7(),
            centre: "riyue".into(),
            exhibit: "wall".into(),
            language: "en".into(),
            at: Utc::now(),
            what: Outgoing::Note(Note {
                paper: Rgb([255; 3]),
                inks: vec![Rgb([0; 3])],
                content: NoteContent::Words(words.into()),
            }),
        }
    }

    #[tokio::test]
    async fn what_a_visitor_left_is_kept_once_and_until_it_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await;
        let (first, second) = (wish("peace"), wish("joy"));
        for delivery in [&first, &second, &first] {
            store.keep_delivery(delivery).await.expect("kept");
        }
        store.close().await;

        let store = open(folder.path()).await;
        assert_eq!(store.waiting().await.expect("a count"), 2);
        let both = [first.clone(), second.clone()];
        assert_eq!(next(&store).await, both);
        store.remove_deliveries([first.id]).await.expect("removed");
        store
            .mark_delivery_refused(second.id)
            .await
            .expect("marked");
        assert_eq!(store.waiting().await.expect("a count"), 0);
        assert_eq!(next(&store).await, []);
    }

    #[tokio::test]
    async fn what_is_not_taken_lets_the_others_pass() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await;
        let all = ["a", "b", "c"].map(wish);
        for delivery in &all {
            store.keep_delivery(delivery).await.expect("kept");
        }
        store
            .put_back_deliveries([all[0].id, all[1].id])
            .await
            .expect("put back");
        let next = next(&store).await;
        let order: Vec<_> = next.iter().map(|delivery| delivery.id).collect();
        assert_eq!(order, [all[2].id, all[0].id, all[1].id]);
    }

    #[tokio::test]
    async fn walls_are_kept_for_one_centre() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path()).await;
        let kept = async |centre: &str| store.walls(centre).await.expect("a row");
        assert_eq!(kept("riyue").await, None);
        store
            .save_walls("riyue", Some("\"7\""), "{}")
            .await
            .expect("saved");
        let expected = (Some("\"7\"".to_owned()), "{}".to_owned());
        assert_eq!(kept("riyue").await, Some(expected));
        store.save_walls("meishe", None, "{}").await.expect("saved");
        assert_eq!(kept("riyue").await, None);
    }
}
