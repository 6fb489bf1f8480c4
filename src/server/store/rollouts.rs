//! Rollouts, and the plans that say to kiosks how far each one is.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, from_json, from_millis, to_json, to_millis, uuid};
use crate::model::rollout::{
    Candidate, Ring, RolloutPlan, RolloutPlans, RolloutPolicy, RolloutState,
};

/// One publication that goes ring by ring.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollout {
    /// Its id.
    pub id: Uuid,
    /// Whose pack: a centre's id, or `shared`.
    pub owner: String,
    /// The pack's id.
    pub pack: String,
    /// The version on its way.
    pub version: u64,
    /// The version of everyone it has not reached.
    pub stable: Option<u64>,
    /// From the first kiosk to all.
    pub rings: Vec<Ring>,
    /// When it stops, how long it watches and waits.
    pub policy: RolloutPolicy,
    /// Where it stands.
    pub state: RolloutState,
    /// How many rings it has reached.
    pub reached: usize,
    /// When it reached the newest of them.
    pub ring_since: DateTime<Utc>,
    /// Since when every kiosk of that ring has answered.
    pub complete_since: Option<DateTime<Utc>>,
    /// Kiosks whose failure stopped it.
    pub failed: Vec<String>,
    /// Kiosks whose failure somebody has seen and gone on in spite of.
    pub accepted: Vec<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Who began it.
    pub started_by: String,
    /// When it was finished or taken back.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who did that.
    pub ended_by: Option<String>,
}

impl Rollout {
    /// What kiosks are told of it.
    pub fn plan(&self) -> RolloutPlan {
        let (stable, candidate) = match self.state {
            RolloutState::Finished => (Some(self.version), None),
            RolloutState::Reverted => (self.stable, None),
            _ => (self.stable, Some(self.candidate())),
        };
        RolloutPlan {
            pack: self.pack.clone(),
            stable,
            candidate,
        }
    }

    /// The version on its way, as a plan names it.
    pub fn candidate(&self) -> Candidate {
        Candidate {
            version: self.version,
            rings: self.rings.clone(),
            reached: self.reached,
            paused: self.state != RolloutState::Running,
        }
    }
}

row! {
    struct Row {
        id: String,
        owner: String,
        pack: String,
        version: i64,
        stable: Option<i64>,
        rings: String,
        policy: String,
        state: String,
        reached: i64,
        ring_since: i64,
        complete_since: Option<i64>,
        failed: String,
        accepted: String,
        started_at: i64,
        started_by: String,
        ended_at: Option<i64>,
        ended_by: Option<String>,
    }
}

impl TryFrom<Row> for Rollout {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = RolloutState::ALL
            .into_iter()
            .find(|state| state.key() == row.state)
            .ok_or_else(|| StoreError::Value(format!("no state of a rollout: {}", row.state)))?;
        Ok(Self {
            id: uuid(&row.id)?,
            owner: row.owner,
            pack: row.pack,
            version: row.version.unsigned_abs(),
            stable: row.stable.map(i64::unsigned_abs),
            rings: from_json(&row.rings)?,
            policy: from_json(&row.policy)?,
            state,
            reached: usize::try_from(row.reached).unwrap_or(0),
            ring_since: from_millis(row.ring_since),
            complete_since: row.complete_since.map(from_millis),
            failed: from_json(&row.failed)?,
            accepted: from_json(&row.accepted)?,
            started_at: from_millis(row.started_at),
            started_by: row.started_by,
            ended_at: row.ended_at.map(from_millis),
            ended_by: row.ended_by,
        })
    }
}

/// The rollout with this id.
pub async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<Rollout>, StoreError> {
    let row: Option<Row> = sqlx::query_as("SELECT * FROM rollout WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(Rollout::try_from).transpose()
}

/// Every rollout that is neither finished nor taken back, oldest first.
pub async fn open(conn: &mut Conn) -> Result<Vec<Rollout>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT * FROM rollout WHERE state IN ('running', 'paused', 'stopped') ORDER BY started_at, id",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Rollout::try_from).collect()
}

/// The open rollout of one pack: there is one at most.
pub async fn open_of(
    conn: &mut Conn,
    owner: &str,
    pack: &str,
) -> Result<Option<Rollout>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT * FROM rollout WHERE owner = $1 AND pack = $2 AND state IN ('running', 'paused', 'stopped')",
    )
    .bind(owner)
    .bind(pack)
    .fetch_optional(conn)
    .await?;
    row.map(Rollout::try_from).transpose()
}

/// Every rollout of an owner's packs, newest first.
pub async fn of_owner(conn: &mut Conn, owner: &str) -> Result<Vec<Rollout>, StoreError> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT * FROM rollout WHERE owner = $1 ORDER BY started_at DESC, id DESC")
            .bind(owner)
            .fetch_all(conn)
            .await?;
    rows.into_iter().map(Rollout::try_from).collect()
}

/// Keeps a rollout, a new one or one that changed.
pub async fn put(conn: &mut Conn, rollout: &Rollout) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO rollout (id, owner, pack, version, stable, rings, policy, state, reached, ring_since,
             complete_since, failed, accepted, started_at, started_by, ended_at, ended_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         ON CONFLICT (id) DO UPDATE SET stable = excluded.stable, state = excluded.state, reached = excluded.reached,
             ring_since = excluded.ring_since, complete_since = excluded.complete_since, failed = excluded.failed,
             accepted = excluded.accepted, ended_at = excluded.ended_at, ended_by = excluded.ended_by",
    )
    .bind(rollout.id.to_string())
    .bind(&rollout.owner)
    .bind(&rollout.pack)
    .bind(number(rollout.version))
    .bind(rollout.stable.map(number))
    .bind(to_json(&rollout.rings)?)
    .bind(to_json(&rollout.policy)?)
    .bind(rollout.state.key())
    .bind(i64::try_from(rollout.reached).unwrap_or(i64::MAX))
    .bind(to_millis(rollout.ring_since))
    .bind(rollout.complete_since.map(to_millis))
    .bind(to_json(&rollout.failed)?)
    .bind(to_json(&rollout.accepted)?)
    .bind(to_millis(rollout.started_at))
    .bind(&rollout.started_by)
    .bind(rollout.ended_at.map(to_millis))
    .bind(rollout.ended_by.as_ref())
    .execute(conn)
    .await?;
    Ok(())
}

/// What an owner's `rollout.json` is to say; the first plans are empty.
pub async fn plans(conn: &mut Conn, owner: &str) -> Result<RolloutPlans, StoreError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT plans FROM rollout_plans WHERE owner = $1")
        .bind(owner)
        .fetch_optional(conn)
        .await?;
    row.map_or_else(|| Ok(RolloutPlans::default()), |(plans,)| from_json(&plans))
}

/// Keeps what an owner's `rollout.json` is to say. It is not signed yet.
pub async fn put_plans(
    conn: &mut Conn,
    owner: &str,
    plans: &RolloutPlans,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO rollout_plans (owner, version, plans, signed) VALUES ($1, $2, $3, 0)
         ON CONFLICT (owner) DO UPDATE SET version = excluded.version, plans = excluded.plans",
    )
    .bind(owner)
    .bind(number(plans.version))
    .bind(to_json(plans)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes which version of the plans kiosks can fetch.
pub async fn set_signed(conn: &mut Conn, owner: &str, version: u64) -> Result<(), StoreError> {
    sqlx::query("UPDATE rollout_plans SET signed = $2 WHERE owner = $1")
        .bind(owner)
        .bind(number(version))
        .execute(conn)
        .await?;
    Ok(())
}

/// Owners whose plans were changed and could not be signed yet.
pub async fn unsigned(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> =
        sqlx::query_as("SELECT owner FROM rollout_plans WHERE signed <> version ORDER BY owner")
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|(owner,)| owner).collect())
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
