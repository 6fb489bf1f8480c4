//! Changes of the store: whole or not at all, one after the other, many in one commit.

use tongxin::server::store::{self, Store, Tx, audit::Actor};

use super::*;

/// Notes that a change happened.
async fn note(tx: &mut Tx, subject: usize) {
    let actor = Actor::program("test");
    let at = MONDAY_NINE.parse().expect("a time");
    store::audit::note(
        tx,
        &actor,
        at,
        "happened",
        &subject.to_string(),
        Value::Null,
    )
    .await
    .expect("noted");
}

async fn noted(store: &Store) -> Vec<usize> {
    let mut conn = store.read().await.expect("a connection");
    let all = store::audit::newest(&mut conn, 0, 10_000)
        .await
        .expect("read");
    let mut all: Vec<_> = all
        .into_iter()
        .filter(|entry| entry.action == "happened")
        .map(|entry| entry.subject.parse().expect("a number"))
        .collect();
    all.sort_unstable();
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_changes_at_once_exactly_those_that_were_answered_happened() {
    let bench = Bench::new().await;
    let store = bench.server.app.store.clone();
    let changes = (0..600).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut tx = store.write().await.expect("a turn");
            note(&mut tx, number).await;
            match number % 4 {
                // Given up in words, by a caller that went away, and by a statement that fails.
                0 => tx.rollback().await.expect("undone"),
                1 => drop(tx),
                2 => {
                    let again = sqlx::query("INSERT INTO account (id) VALUES ('no name')");
                    assert!(again.execute(&mut *tx).await.is_err());
                }
                _ => {
                    tx.commit().await.expect("kept");
                    return Some(number);
                }
            }
            None
        })
    });
    let changes: Vec<_> = changes.collect();
    let mut answered = Vec::new();
    for change in changes {
        answered.extend(change.await.expect("no panic"));
    }
    assert_eq!(answered.len(), 150);
    assert_eq!(noted(&store).await, answered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_caller_that_goes_away_at_any_moment_harms_no_other() {
    let bench = Bench::new().await;
    let store = bench.server.app.store.clone();
    let mut kept = Vec::new();
    for round in 0..40 {
        let changing = |number: usize| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.write().await.expect("a turn");
                note(&mut tx, number).await;
                tx.commit().await.expect("kept");
            })
        };
        let leaving = changing(round * 10);
        let staying: Vec<_> = (1..4)
            .map(|n| (round * 10 + n, changing(round * 10 + n)))
            .collect();
        for _ in 0..round % 12 {
            tokio::task::yield_now().await;
        }
        leaving.abort();
        for (number, change) in staying {
            change.await.expect("is answered");
            kept.push(number);
        }
    }
    let noted = noted(&store).await;
    assert!(
        kept.iter().all(|number| noted.contains(number)),
        "{noted:?}"
    );
}

/// Counts up by what it read, with a chance for others in between.
async fn count_up(mut tx: Tx) {
    let plans = store::rollouts::plans(&mut tx, "riyue")
        .await
        .expect("read");
    tokio::task::yield_now().await;
    let more = tongxin::model::rollout::RolloutPlans {
        version: plans.version + 1,
        ..plans
    };
    store::rollouts::put_plans(&mut tx, "riyue", &more)
        .await
        .expect("written");
    tx.commit().await.expect("kept");
}

async fn counted(store: &Store) -> u64 {
    let mut conn = store.read().await.expect("a connection");
    store::rollouts::plans(&mut conn, "riyue")
        .await
        .expect("read")
        .version
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_change_has_read_stays_true_until_it_commits() {
    let bench = Bench::new().await;
    let store = bench.server.app.store.clone();
    count_up(store.write().await.expect("a turn")).await;
    let changes: Vec<_> = (0..100)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { count_up(store.write().await.expect("a turn")).await })
        })
        .collect();
    for change in changes {
        change.await.expect("counted");
    }
    assert_eq!(counted(&store).await, 101);
}

/// The negative control of the test before: beside each other, PostgreSQL's changes lose what the other wrote, which is
/// why only changes go there that do not decide by what they have read.
#[tokio::test]
async fn changes_beside_each_other_must_not_decide_by_what_they_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = support::postgres_database(folder.path()).await;
    let store = Store::connect(&url).await.expect("a store");
    count_up(store.write().await.expect("a turn")).await;
    let one = store.write_beside().await.expect("a change");
    let mut other = store.write_beside().await.expect("a change");
    let read = store::rollouts::plans(&mut other, "riyue")
        .await
        .expect("read");
    count_up(one).await;
    let more = tongxin::model::rollout::RolloutPlans {
        version: read.version + 1,
        ..read
    };
    store::rollouts::put_plans(&mut other, "riyue", &more)
        .await
        .expect("written");
    other.commit().await.expect("kept");
    assert_eq!(counted(&store).await, 2, "two counted, one is lost");
}
