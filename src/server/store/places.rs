//! Where everyone stands on an occurrence, and the record of how it came about.
//!
//! Every change goes through [`change`] and [`joined`]: the row, its entry in the record, and the counts of the occurrence
//! that is held change together or not at all.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::activities::Held;
use super::registrations::{NewRegistration, standing};
use super::{Conn, StoreError, count, from_json, from_millis, to_json, to_millis, uuid};
use crate::model::overflow::record::{Change, Member, RecordEntry};
use crate::model::registration::Standing;

/// Who did something, when, and whether the people it is about were away.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'a> {
    /// An account, a source of registrations, or `plan`.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether somebody has to be told.
    pub tell: bool,
}

/// A member with what decides which places it may have.
#[derive(Debug, Clone, Copy)]
pub struct MemberRow {
    /// Where it stands.
    pub member: Member,
    /// Whether no phone number was given.
    pub without_phone: bool,
    /// Whether the person came.
    pub came: bool,
}

row! {
    struct Row {
        id: String,
        party: String,
        standing: String,
        wait_class: i64,
        wait_rank: i64,
        offer_until: Option<i64>,
        phones: i64,
        came: i64,
    }
}

const MEMBERS: &str = "SELECT id, party, standing, wait_class, wait_rank, offer_until,
        CAST(CASE WHEN phone_hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS phones,
        CAST(CASE WHEN attendance.registration IS NULL THEN 0 ELSE 1 END AS BIGINT) AS came
    FROM registration LEFT JOIN attendance ON attendance.registration = registration.id";

impl TryFrom<Row> for MemberRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            member: Member {
                registration: uuid(&row.id)?,
                party: uuid(&row.party)?,
                standing: standing(&row.standing)?,
                class: u8::try_from(row.wait_class).unwrap_or(u8::MAX),
                rank: row.wait_rank,
                offer_until: row.offer_until.map(from_millis),
            },
            without_phone: row.phones == 0,
            came: row.came != 0,
        })
    }
}

/// A registration joins an occurrence that is held, after everything its record says.
pub async fn joined(
    conn: &mut Conn,
    held: &mut Held,
    new: &mut NewRegistration,
    cause: &Cause<'_>,
) -> Result<(), StoreError> {
    held.record_seq += 1;
    new.seq = held.record_seq;
    let change = Change::Joined {
        standing: new.member.standing,
        class: new.member.class,
        rank: new.member.rank,
    };
    super::registrations::add(conn, new, cause.at).await?;
    count_in(held, new.member.standing, 1);
    enter(conn, held, &new.member, &change, cause).await
}

/// Changes where a registration of an occurrence that is held stands, and enters it in the record.
pub async fn change(
    conn: &mut Conn,
    held: &mut Held,
    member: &mut Member,
    change: &Change,
    cause: &Cause<'_>,
) -> Result<(), StoreError> {
    held.record_seq += 1;
    let before = *member;
    member.apply(change);
    if before != *member {
        count_in(held, before.standing, -1);
        count_in(held, member.standing, 1);
        save(conn, member, cause.at).await?;
    }
    enter(conn, held, member, change, cause).await
}

fn count_in(held: &mut Held, standing: Standing, by: i64) {
    if standing.holds_place() {
        held.held += by;
    } else if standing.waits() {
        held.waiting += by;
    }
}

async fn save(conn: &mut Conn, member: &Member, now: DateTime<Utc>) -> Result<(), StoreError> {
    let canceled = member.standing == Standing::Canceled;
    sqlx::query(
        "UPDATE registration SET standing = $2, status = $3, wait_class = $4, wait_rank = $5, offer_until = $6, canceled_at = $7
         WHERE id = $1",
    )
    .bind(member.registration.to_string())
    .bind(member.standing.key())
    .bind(member.standing.status().key())
    .bind(i64::from(member.class))
    .bind(member.rank)
    .bind(member.offer_until.map(to_millis))
    .bind(canceled.then(|| to_millis(now)))
    .execute(conn)
    .await?;
    Ok(())
}

async fn enter(
    conn: &mut Conn,
    held: &Held,
    member: &Member,
    change: &Change,
    cause: &Cause<'_>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO standing_record (occurrence, seq, at, by_whom, registration, party, change, tell)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(held.date.id.to_string())
    .bind(held.record_seq)
    .bind(to_millis(cause.at))
    .bind(cause.by)
    .bind(member.registration.to_string())
    .bind(member.party.to_string())
    .bind(to_json(change)?)
    .bind(i64::from(cause.tell))
    .execute(conn)
    .await?;
    Ok(())
}

/// Those who registered together for an occurrence, in their order.
pub async fn of_party(
    conn: &mut Conn,
    occurrence: Uuid,
    party: Uuid,
) -> Result<Vec<MemberRow>, StoreError> {
    let sql = format!("{MEMBERS} WHERE occurrence = $1 AND party = $2 ORDER BY member");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(occurrence.to_string())
        .bind(party.to_string())
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(MemberRow::try_from).collect()
}

/// At most `most` of those who wait in one way, after a place in their order; families lie together.
pub async fn waiting_after(
    conn: &mut Conn,
    occurrence: Uuid,
    standing: Standing,
    after: (u8, i64),
    most: i64,
) -> Result<Vec<MemberRow>, StoreError> {
    let sql = format!(
        "{MEMBERS} WHERE occurrence = $1 AND standing = $2 AND (wait_class, wait_rank) > ($3, $4)
         ORDER BY wait_class, wait_rank, member LIMIT $5"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(occurrence.to_string())
        .bind(standing.key())
        .bind(i64::from(after.0))
        .bind(after.1)
        .bind(most)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(MemberRow::try_from).collect()
}

/// Everyone with one standing, in the order of registering.
pub async fn with_standing(
    conn: &mut Conn,
    occurrence: Uuid,
    standing: Standing,
) -> Result<Vec<MemberRow>, StoreError> {
    let sql = format!("{MEMBERS} WHERE occurrence = $1 AND standing = $2 ORDER BY seq");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(occurrence.to_string())
        .bind(standing.key())
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(MemberRow::try_from).collect()
}

/// Whether anybody has this standing.
pub async fn anybody(
    conn: &mut Conn,
    occurrence: Uuid,
    standing: Standing,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = sqlx::query_as(
        "SELECT CAST(1 AS BIGINT) FROM registration WHERE occurrence = $1 AND standing = $2 LIMIT 1",
    )
    .bind(occurrence.to_string())
    .bind(standing.key())
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// How many of those who hold a place gave no phone number.
pub async fn held_without_phone(conn: &mut Conn, occurrence: Uuid) -> Result<u32, StoreError> {
    let (number,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM registration WHERE occurrence = $1 AND standing IN ('confirmed', 'offered') AND phone_hash IS NULL",
    )
    .bind(occurrence.to_string())
    .fetch_one(conn)
    .await?;
    Ok(count(number))
}

/// How many people wait in the same way before this place in the order.
pub async fn waiting_before(
    conn: &mut Conn,
    occurrence: Uuid,
    standing: Standing,
    place: (u8, i64),
) -> Result<u32, StoreError> {
    let (number,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM registration
         WHERE occurrence = $1 AND standing = $2 AND (wait_class, wait_rank) < ($3, $4)",
    )
    .bind(occurrence.to_string())
    .bind(standing.key())
    .bind(i64::from(place.0))
    .bind(place.1)
    .fetch_one(conn)
    .await?;
    Ok(count(number))
}

/// The first deadline of an offer.
pub async fn next_deadline(
    conn: &mut Conn,
    occurrence: Uuid,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let (until,): (Option<i64>,) = sqlx::query_as(
        "SELECT MIN(offer_until) FROM registration WHERE occurrence = $1 AND standing = 'offered'",
    )
    .bind(occurrence.to_string())
    .fetch_one(conn)
    .await?;
    Ok(until.map(from_millis))
}

row! {
    struct EntryRow {
        seq: i64,
        at: i64,
        by_whom: String,
        registration: String,
        party: String,
        change: String,
    }
}

impl TryFrom<EntryRow> for RecordEntry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.seq,
            at: from_millis(row.at),
            by: row.by_whom,
            registration: uuid(&row.registration)?,
            party: uuid(&row.party)?,
            change: from_json(&row.change)?,
        })
    }
}

/// The record of an occurrence, from its beginning.
pub async fn record(conn: &mut Conn, occurrence: Uuid) -> Result<Vec<RecordEntry>, StoreError> {
    let rows: Vec<EntryRow> = sqlx::query_as(
        "SELECT seq, at, by_whom, registration, party, change FROM standing_record WHERE occurrence = $1 ORDER BY seq",
    )
    .bind(occurrence.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(RecordEntry::try_from).collect()
}

/// What the record of an occurrence says of one party.
pub async fn record_of_party(
    conn: &mut Conn,
    occurrence: Uuid,
    party: Uuid,
) -> Result<Vec<RecordEntry>, StoreError> {
    let rows: Vec<EntryRow> = sqlx::query_as(
        "SELECT seq, at, by_whom, registration, party, change FROM standing_record
         WHERE occurrence = $1 AND party = $2 ORDER BY seq",
    )
    .bind(occurrence.to_string())
    .bind(party.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(RecordEntry::try_from).collect()
}
