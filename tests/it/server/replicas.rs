//! Two servers on one PostgreSQL database: what changes at one, kiosks of the other hear.

use std::time::Duration as Wait;

use futures_util::{Stream, StreamExt as _};
use sqlx::Connection as _;
use tongxin::server::store::leases;

use super::*;

/// Generous: it is only ever waited out when something is broken.
const PATIENCE: Wait = Wait::from_secs(60);

/// Two servers that share folder and database; someone is signed in at the first.
async fn two() -> (Bench, Bench) {
    let folder = Arc::new(tempfile::tempdir().expect("a folder"));
    let centres = [("riyue", "日月广场", "Riyue Plaza")];
    let database = Some(support::postgres_database(folder.path()).await);
    let mut one = Bench::on_database(folder.clone(), &centres, database.clone()).await;
    let other = Bench::on_database(folder, &centres, database).await;
    // Each start of a bench gives the account another one.
    one.password = other.password.clone();
    one.sign_in().await;
    (one, other)
}

/// A kiosk's stream, and what of it nobody has waited for yet.
struct Ear<S> {
    stream: S,
    said: String,
}

impl<S: Stream<Item = reqwest::Result<bytes::Bytes>> + Unpin> Ear<S> {
    fn new(stream: S) -> Self {
        Self {
            stream,
            said: String::new(),
        }
    }

    async fn hears(&mut self, event: &str) {
        let heard = self.hears_before_the_end(event).await;
        assert!(heard, "the stream ended after {:?}", self.said);
    }

    async fn hears_before_the_end(&mut self, event: &str) -> bool {
        let heard = async {
            loop {
                if let Some(at) = self.said.find(event) {
                    self.said.drain(..at + event.len());
                    return true;
                }
                let Some(chunk) = self.stream.next().await else {
                    return false;
                };
                let chunk = chunk.expect("read");
                self.said.push_str(&String::from_utf8_lossy(&chunk));
            }
        };
        let heard = tokio::time::timeout(PATIENCE, heard).await;
        assert!(heard.is_ok(), "{event} was not heard");
        heard.unwrap_or_default()
    }
}

/// A kiosk's stream at the other server, once it has heard there that it was let in: that news ends a stream.
async fn listen(
    one: &Bench,
    other: &Bench,
    kiosk: &Device,
) -> Ear<impl Stream<Item = reqwest::Result<bytes::Bytes>> + Unpin> {
    loop {
        let stream = other.get(kiosk, paths::EVENTS).await.bytes_stream();
        let mut ear = Ear::new(stream);
        if !ear.hears_before_the_end("connected").await {
            continue;
        }
        // News come in their order: what is heard now is younger than that.
        one.activity("07:00", "08:00", "20").await;
        if ear.hears_before_the_end("event: days").await {
            return ear;
        }
    }
}

#[tokio::test]
async fn a_change_at_one_server_reaches_a_kiosk_at_the_other() {
    let (one, other) = two().await;
    let kiosk = one.kiosk().await;
    let mut kiosk_there = listen(&one, &other, &kiosk).await;

    let clinic = one.activity("09:30", "11:00", "20").await;
    kiosk_there.hears("event: days").await;
    let code = one.register(clinic, "Wu").await;
    kiosk_there.hears("event: days").await;

    let check_in = json!({ "check_ins": [{ "id": Uuid::new_v4(), "code": code, "at": one.now(), "offline": false }] });
    let answer: Value = other
        .post(&kiosk, paths::CHECK_INS, &check_in)
        .await
        .json()
        .await
        .expect("an answer");
    assert_eq!(answer["answers"][0]["reason"], "ok", "{answer}");

    one.do_form(&format!("/console/kiosks/{}/refuse", kiosk.id), &[])
        .await;
    kiosk_there.hears("event: identity").await;
}

#[tokio::test]
async fn a_server_that_lost_its_line_tells_its_kiosks_to_look_again() {
    let (one, other) = two().await;
    let kiosk = one.kiosk().await;
    let mut kiosk_there = listen(&one, &other, &kiosk).await;

    let database = support::postgres_database(other.folder.path()).await;
    let mut conn = sqlx::PgConnection::connect(database.secret().as_str())
        .await
        .expect("a connection");
    let cut = sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    let cut = cut.fetch_all(&mut conn).await.expect("cut");
    assert_eq!(cut.len(), 2, "each server has a line");
    kiosk_there.hears("event: days").await;

    // And the line is there again.
    one.activity("09:30", "11:00", "20").await;
    kiosk_there.hears("event: days").await;
}

#[tokio::test]
async fn one_server_at_a_time_does_a_job_and_a_dead_one_keeps_it_for_a_while_only() {
    let bench = Bench::new().await;
    let store = &bench.server.app.store;
    let (one, other) = (Uuid::new_v4(), Uuid::new_v4());
    let take = async |holder, at: DateTime<Utc>| {
        let mut tx = store.write_beside().await.expect("a change");
        let until = at + Duration::minutes(10);
        let taken = leases::take(&mut tx, "sweep", holder, at, until).await;
        tx.commit().await.expect("kept");
        taken.expect("an answer")
    };
    let now = bench.now();
    assert!(take(one, now).await);
    assert!(!take(other, now + Duration::minutes(9)).await);
    assert!(take(one, now + Duration::minutes(9)).await, "for longer");
    assert!(!take(other, now + Duration::minutes(10)).await);
    assert!(take(other, now + Duration::minutes(19)).await);
    let mut tx = store.write().await.expect("a change");
    leases::give_back(&mut tx, "sweep", other)
        .await
        .expect("given back");
    tx.commit().await.expect("kept");
    assert!(take(one, now + Duration::minutes(19)).await);
}
