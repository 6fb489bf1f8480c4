//! The lane: changes that go one after the other, many of them in one commit.
//!
//! # Context
//!
//! A commit waits for the disk, and a disk takes some hundred of them a second. SQLite lets one connection write at a
//! time, so a change alone would wait for the disk of every change before it.
//!
//! # Design
//!
//! A change that is finished stays in the open transaction and queues again, behind those that wait already. When its
//! turn comes it commits for all that were finished meanwhile, or finds that another did. So nobody waits for a clock,
//! a server with one visitor commits at once, and a full one commits its whole queue together. A change is answered only
//! after the commit that holds it.
//!
//! # Implementation
//!
//! The first change of a group is the transaction itself, each further one a savepoint in it: undoing one undoes no
//! other. Steps that must not stop halfway run as tasks of their own, because a caller whose client went away is
//! dropped at any point. When a step fails the connection is thrown away, everything of the group with it, and each of
//! its changes is told.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use sqlx::Connection as _;
use sqlx::any::AnyConnectOptions;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

use super::{Conn, StoreError, WAIT_MAX, connections};

/// More changes in one commit would keep the first of them waiting.
const GROUP_MAX: u32 = 64;

/// What became of a group.
type Outcome = Arc<OnceLock<Result<(), String>>>;

/// One connection that changes things, and the queue for it.
#[derive(Clone)]
pub(super) struct Lane(Arc<Mutex<Group>>);

/// The open transaction.
struct Group {
    options: AnyConnectOptions,
    begin: &'static str,
    /// `None` before the first change, and after a failure.
    conn: Option<Conn>,
    /// There while a transaction is open.
    outcome: Option<Outcome>,
    /// Changes in it that are finished.
    finished: u32,
    /// Whether a change was begun that is neither finished nor undone.
    begun: bool,
}

/// A change whose turn it is. Dropped, it is undone.
pub(super) struct Turn {
    // Taken when the change is finished or dropped.
    group: Option<OwnedMutexGuard<Group>>,
    lane: Lane,
}

impl Lane {
    /// A lane through connections of these options, whose transactions begin with this statement.
    pub(super) fn new(options: AnyConnectOptions, begin: &'static str) -> Self {
        Self(Arc::new(Mutex::new(Group {
            options,
            begin,
            conn: None,
            outcome: None,
            finished: 0,
            begun: false,
        })))
    }

    /// Waits for the turn of a change.
    pub(super) async fn turn(&self) -> Result<Turn, StoreError> {
        let queue = timeout(WAIT_MAX, self.0.clone().lock_owned());
        let mut group = queue.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let lane = self.clone();
        let begun = tokio::spawn(async move {
            group.begin_change().await?;
            Ok(Turn {
                group: Some(group),
                lane,
            })
        });
        begun.await.unwrap_or_else(|error| Err(broken(&error)))
    }

    /// Closes the connection, after what is running.
    pub(super) async fn close(&self) {
        let mut group = self.0.lock().await;
        group.undo().await;
        group.commit().await;
        if let Some(conn) = group.conn.take() {
            conn.close().await.unwrap_or_default();
        }
    }
}

impl Turn {
    /// Finishes the change and returns when it is committed.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        let (lane, group) = (self.lane.clone(), self.group.take());
        let mut group = group.expect("a turn has its group until it ends");
        let committed = tokio::spawn(async move {
            let outcome = group.finish_change().await?;
            drop(group);
            if outcome.get().is_none() {
                let mut group = lane.0.lock().await;
                if outcome.get().is_none() {
                    group.undo().await;
                    group.commit().await;
                }
            }
            match outcome.get() {
                Some(Ok(())) => Ok(()),
                Some(Err(why)) => Err(StoreError::Lost(why.clone())),
                None => Err(StoreError::Lost("its group is gone".to_owned())),
            }
        });
        committed.await.unwrap_or_else(|error| Err(broken(&error)))
    }

    /// Undoes the change.
    pub(super) async fn rollback(mut self) {
        if let Some(mut group) = self.group.take() {
            group.undo().await;
        }
    }
}

impl Deref for Turn {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        let group = self
            .group
            .as_ref()
            .expect("a turn has its group until it ends");
        group
            .conn
            .as_ref()
            .expect("a change has begun on a connection")
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut Conn {
        let group = self
            .group
            .as_mut()
            .expect("a turn has its group until it ends");
        group
            .conn
            .as_mut()
            .expect("a change has begun on a connection")
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Without a runtime whoever comes next undoes it.
        if let (Some(mut group), Ok(runtime)) = (self.group.take(), Handle::try_current()) {
            runtime.spawn(async move { group.undo().await });
        }
    }
}

impl Group {
    async fn begin_change(&mut self) -> Result<(), StoreError> {
        self.undo().await;
        let statement = if self.outcome.is_some() {
            "SAVEPOINT change"
        } else {
            self.begin
        };
        if self.conn.is_none() {
            self.conn = Some(connections::connect(&self.options).await?);
        }
        self.run(statement).await?;
        self.outcome.get_or_insert_default();
        self.begun = true;
        Ok(())
    }

    /// What will become of the change.
    async fn finish_change(&mut self) -> Result<Outcome, StoreError> {
        let outcome = self.outcome.clone().unwrap_or_default();
        if self.finished > 0 {
            self.run("RELEASE SAVEPOINT change").await?;
        }
        self.begun = false;
        self.finished += 1;
        if self.finished >= GROUP_MAX {
            self.commit().await;
        }
        Ok(outcome)
    }

    /// Undoes a change that was begun and will not be finished.
    async fn undo(&mut self) {
        if !std::mem::take(&mut self.begun) {
            return;
        }
        // The first change is the transaction itself. What fails here has ended the group, which tells its changes.
        if self.finished == 0 {
            if self.run("ROLLBACK").await.is_ok() {
                self.outcome = None;
            }
        } else if self.run("ROLLBACK TO SAVEPOINT change").await.is_ok() {
            self.run("RELEASE SAVEPOINT change")
                .await
                .unwrap_or_default();
        }
    }

    async fn commit(&mut self) {
        if self.outcome.is_some() && self.run("COMMIT").await.is_ok() {
            self.end(Ok(()));
        }
    }

    /// Runs a statement of the group's own. One that fails ends the group.
    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        let Some(conn) = &mut self.conn else {
            return Err(sqlx::Error::WorkerCrashed);
        };
        let done = connections::run(conn, statement).await;
        if let Err(error) = &done {
            self.conn = None;
            self.end(Err(error.to_string()));
        }
        done
    }

    fn end(&mut self, how: Result<(), String>) {
        self.begun = false;
        self.finished = 0;
        if let Some(outcome) = self.outcome.take() {
            outcome.set(how).unwrap_or_default();
        }
    }
}

fn broken(error: &tokio::task::JoinError) -> StoreError {
    StoreError::Lost(error.to_string())
}
