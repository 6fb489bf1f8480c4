//! Registrations: the people who hold a place on an occurrence or wait for one, and what is known of them.
//!
//! Where they stand changes in `super::places` alone.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_json, from_millis, to_json, to_millis, uuid};
use crate::model::activity::RegistrationStatus;
use crate::model::overflow::record::Member;
use crate::model::registration::{AgeBand, GuardianConsent, RegistrationSource, Standing};

/// A registration to be stored.
#[derive(Debug, Clone)]
pub struct NewRegistration {
    /// What for.
    pub occurrence: Uuid,
    /// Its id, its party, and where it stands.
    pub member: Member,
    /// Which person of the party, from 0.
    pub number: u32,
    /// Its place in the record, which is the order of registering.
    pub seq: i64,
    /// The person's name.
    pub name: String,
    /// How old; `None` when not said.
    pub age_band: Option<AgeBand>,
    /// The party's phone number.
    pub phone: Option<StoredPhone>,
    /// A guardian's consent, for whoever needs it.
    pub guardian: Option<GuardianConsent>,
    /// From where.
    pub source: RegistrationSource,
    /// The language to write in.
    pub language: String,
    /// Six digits.
    pub code: String,
    /// [`crate::model::check_in::code_hash`] of it.
    pub code_hash: String,
    /// Whether it belongs to nobody.
    pub example: bool,
}

impl NewRegistration {
    /// As it is listed right after it was added.
    pub fn listed(&self, now: DateTime<Utc>) -> ListedRegistration {
        let phone = self.phone.as_ref();
        let of_phone = |part: fn(&StoredPhone) -> &String| phone.map(|phone| part(phone).clone());
        ListedRegistration {
            id: self.member.registration,
            occurrence: self.occurrence,
            party: self.member.party,
            number: self.number,
            name: self.name.clone(),
            age_band: self.age_band,
            phone_hash: of_phone(|phone| &phone.hash),
            phone_last4: of_phone(|phone| &phone.last4),
            phone_masked: of_phone(|phone| &phone.masked),
            phone_sealed: of_phone(|phone| &phone.sealed),
            phone_confirmed: phone.is_some_and(|phone| phone.confirmed),
            guardian: self.guardian.clone(),
            source: self.source,
            language: self.language.clone(),
            code: self.code.clone(),
            status: self.member.standing.status(),
            standing: self.member.standing,
            class: self.member.class,
            rank: self.member.rank,
            offer_until: self.member.offer_until,
            created_at: now,
            example: self.example,
            forgotten_at: None,
            attended: None,
        }
    }
}

/// A phone number as it is stored.
#[derive(Debug, Clone)]
pub struct StoredPhone {
    /// Keyed hash, to find it by.
    pub hash: String,
    /// Its last four digits, to ask for.
    pub last4: String,
    /// `138****1234`, to show.
    pub masked: String,
    /// Encrypted, to call.
    pub sealed: String,
    /// Whether a code proved that it is theirs.
    pub confirmed: bool,
}

/// A registration as the console lists it.
#[derive(Debug, Clone)]
pub struct ListedRegistration {
    /// Its id.
    pub id: Uuid,
    /// What for.
    pub occurrence: Uuid,
    /// Those it was registered with: the id of their request.
    pub party: Uuid,
    /// Which person of the party, from 0.
    pub number: u32,
    /// The person's name; empty once it was forgotten.
    pub name: String,
    /// How old; `None` when not said.
    pub age_band: Option<AgeBand>,
    /// Keyed hash of the phone number.
    pub phone_hash: Option<String>,
    /// Last four digits of the phone number.
    pub phone_last4: Option<String>,
    /// The phone number as a screen may show it.
    pub phone_masked: Option<String>,
    /// The phone number, encrypted.
    pub phone_sealed: Option<String>,
    /// Whether a code proved that the number is theirs.
    pub phone_confirmed: bool,
    /// A guardian's consent.
    pub guardian: Option<GuardianConsent>,
    /// From where.
    pub source: RegistrationSource,
    /// The language to write in.
    pub language: String,
    /// Six digits.
    pub code: String,
    /// What is told at the door.
    pub status: RegistrationStatus,
    /// Where it stands.
    pub standing: Standing,
    /// Before or after whom it waits.
    pub class: u8,
    /// And within its class.
    pub rank: i64,
    /// Until when an offer holds.
    pub offer_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Whether it belongs to nobody.
    pub example: bool,
    /// When name and number were forgotten.
    pub forgotten_at: Option<DateTime<Utc>>,
    /// When the person came, and to which kiosk.
    pub attended: Option<(DateTime<Utc>, String)>,
}

row! {
    struct Row {
        id: String,
        occurrence: String,
        party: String,
        member: i64,
        name: String,
        age_band: String,
        phone_hash: Option<String>,
        phone_last4: Option<String>,
        phone_masked: Option<String>,
        phone_sealed: Option<String>,
        phone_confirmed: i64,
        guardian: Option<String>,
        source: String,
        language: String,
        code: String,
        standing: String,
        wait_class: i64,
        wait_rank: i64,
        offer_until: Option<i64>,
        created_at: i64,
        example: i64,
        forgotten_at: Option<i64>,
        attended_at: Option<i64>,
        attended_kiosk: Option<String>,
    }
}

const LISTED: &str = "SELECT registration.id, occurrence, party, member, registration.name, age_band, phone_hash, phone_last4,
        phone_masked, phone_sealed, phone_confirmed, guardian, source, language, code, standing, wait_class, wait_rank, offer_until,
        registration.created_at, registration.example, forgotten_at, attendance.at AS attended_at, kiosk.name AS attended_kiosk
    FROM registration
    LEFT JOIN attendance ON attendance.registration = registration.id
    LEFT JOIN kiosk ON kiosk.id = attendance.kiosk";

impl TryFrom<Row> for ListedRegistration {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let standing = standing(&row.standing)?;
        Ok(Self {
            id: uuid(&row.id)?,
            occurrence: uuid(&row.occurrence)?,
            party: uuid(&row.party)?,
            number: count(row.member),
            name: row.name,
            age_band: AgeBand::from_key(&row.age_band),
            phone_hash: row.phone_hash,
            phone_last4: row.phone_last4,
            phone_masked: row.phone_masked,
            phone_sealed: row.phone_sealed,
            phone_confirmed: row.phone_confirmed != 0,
            guardian: row.guardian.as_deref().map(from_json).transpose()?,
            source: RegistrationSource::from_key(&row.source).unwrap_or(RegistrationSource::Staff),
            language: row.language,
            code: row.code,
            status: standing.status(),
            standing,
            class: u8::try_from(row.wait_class).unwrap_or(u8::MAX),
            rank: row.wait_rank,
            offer_until: row.offer_until.map(from_millis),
            created_at: from_millis(row.created_at),
            example: row.example != 0,
            forgotten_at: row.forgotten_at.map(from_millis),
            attended: row
                .attended_at
                .map(|at| (from_millis(at), row.attended_kiosk.unwrap_or_default())),
        })
    }
}

impl ListedRegistration {
    /// Where it stands, as the plan's decisions need it.
    pub fn as_member(&self) -> Member {
        Member {
            registration: self.id,
            party: self.party,
            standing: self.standing,
            class: self.class,
            rank: self.rank,
            offer_until: self.offer_until,
        }
    }
}

pub(super) fn standing(key: &str) -> Result<Standing, StoreError> {
    Standing::from_key(key).ok_or_else(|| StoreError::Value(format!("no standing: {key}")))
}

pub(super) fn status(key: &str) -> Result<RegistrationStatus, StoreError> {
    RegistrationStatus::from_key(key)
        .ok_or_else(|| StoreError::Value(format!("no registration status: {key}")))
}

/// Everyone registered for an occurrence: with a place, with the offer of one, at the door, waiting, in the lottery, then
/// those who lost it or gave it up; each in their order, families together.
pub async fn of_occurrence(
    conn: &mut Conn,
    occurrence: Uuid,
) -> Result<Vec<ListedRegistration>, StoreError> {
    let sql = format!(
        "{LISTED} WHERE occurrence = $1 ORDER BY CASE standing WHEN 'confirmed' THEN 0 WHEN 'offered' THEN 1
            WHEN 'standby' THEN 2 WHEN 'waiting' THEN 3 WHEN 'entered' THEN 4 WHEN 'released' THEN 5 ELSE 6 END,
         CASE WHEN standing IN ('standby', 'waiting') THEN wait_class ELSE 0 END,
         CASE WHEN standing IN ('standby', 'waiting') THEN wait_rank ELSE 0 END, seq"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(occurrence.to_string())
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(ListedRegistration::try_from).collect()
}

/// One registration.
pub async fn by_id(conn: &mut Conn, id: Uuid) -> Result<Option<ListedRegistration>, StoreError> {
    let sql = format!("{LISTED} WHERE registration.id = $1");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(ListedRegistration::try_from).transpose()
}

/// Those who registered together, for every occurrence of it, earliest first.
pub async fn of_party(conn: &mut Conn, party: Uuid) -> Result<Vec<ListedRegistration>, StoreError> {
    let sql = format!(
        "{LISTED} JOIN occurrence AS date ON date.id = occurrence WHERE party = $1 ORDER BY date.starts_at, date.id, member"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(party.to_string())
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(ListedRegistration::try_from).collect()
}

/// Everything under one phone number, oldest first.
pub async fn of_phone(
    conn: &mut Conn,
    phone_hash: &str,
) -> Result<Vec<ListedRegistration>, StoreError> {
    let sql =
        format!("{LISTED} WHERE phone_hash = $1 ORDER BY registration.created_at, registration.id");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(phone_hash)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(ListedRegistration::try_from).collect()
}

/// Registrations with this code whose occurrence ends after `now`, the next first.
pub async fn with_code(
    conn: &mut Conn,
    code_hash: &str,
    now: DateTime<Utc>,
) -> Result<Vec<ListedRegistration>, StoreError> {
    let sql = format!(
        "{LISTED} JOIN occurrence AS date ON date.id = occurrence
         WHERE code_hash = $1 AND date.ends_at > $2 ORDER BY date.starts_at, date.id"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(code_hash)
        .bind(to_millis(now))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(ListedRegistration::try_from).collect()
}

/// Whether a code is held by someone of the centre whose occurrence ends after `now`.
pub async fn code_is_taken(
    conn: &mut Conn,
    code_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = sqlx::query_as(
        "SELECT CAST(1 AS BIGINT) FROM registration JOIN occurrence ON occurrence.id = registration.occurrence
         WHERE code_hash = $1 AND ends_at > $2 LIMIT 1",
    )
    .bind(code_hash)
    .bind(to_millis(now))
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Names under which this phone number is registered for this occurrence and not given up.
pub async fn names_of_phone(
    conn: &mut Conn,
    occurrence: Uuid,
    phone_hash: &str,
) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM registration WHERE phone_hash = $2 AND occurrence = $1 AND standing <> 'canceled'",
    )
    .bind(occurrence.to_string())
    .bind(phone_hash)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Whether this phone number has had a place in an occurrence of the activity that began before `now`.
pub async fn has_been_in(
    conn: &mut Conn,
    activity: Uuid,
    phone_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found: Option<(i64,)> = sqlx::query_as(
        "SELECT CAST(1 AS BIGINT) FROM registration JOIN occurrence ON occurrence.id = registration.occurrence
         WHERE phone_hash = $2 AND activity = $1 AND starts_at < $3 AND standing = 'confirmed' LIMIT 1",
    )
    .bind(activity.to_string())
    .bind(phone_hash)
    .bind(to_millis(now))
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Adds a registration. Its place in the record and the counts are for the caller to keep.
pub async fn add(
    conn: &mut Conn,
    new: &NewRegistration,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let guardian = new.guardian.as_ref().map(to_json).transpose()?;
    let phone = new.phone.as_ref();
    sqlx::query(
        "INSERT INTO registration
            (id, occurrence, name, age_band, phone_hash, phone_last4, code, code_hash, status, example, created_at, seq,
             party, member, standing, wait_class, wait_rank, phone_sealed, phone_masked, phone_confirmed, guardian, source,
             language)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
    )
    .bind(new.member.registration.to_string())
    .bind(new.occurrence.to_string())
    .bind(&new.name)
    .bind(new.age_band.map_or("", AgeBand::key))
    .bind(phone.map(|phone| phone.hash.clone()))
    .bind(phone.map(|phone| phone.last4.clone()))
    .bind(&new.code)
    .bind(&new.code_hash)
    .bind(new.member.standing.status().key())
    .bind(i64::from(new.example))
    .bind(to_millis(now))
    .bind(new.seq)
    .bind(new.member.party.to_string())
    .bind(i64::from(new.number))
    .bind(new.member.standing.key())
    .bind(i64::from(new.member.class))
    .bind(new.member.rank)
    .bind(phone.map(|phone| phone.sealed.clone()))
    .bind(phone.map(|phone| phone.masked.clone()))
    .bind(i64::from(phone.is_some_and(|phone| phone.confirmed)))
    .bind(guardian)
    .bind(new.source.key())
    .bind(&new.language)
    .execute(conn)
    .await?;
    Ok(())
}

/// Corrects what is known of a person. A consent that is not given anew stays.
pub async fn correct(
    conn: &mut Conn,
    id: Uuid,
    name: &str,
    age_band: Option<AgeBand>,
    guardian: Option<&GuardianConsent>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE registration SET name = $2, age_band = $3, guardian = COALESCE($4, guardian) WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(name)
    .bind(age_band.map_or("", AgeBand::key))
    .bind(guardian.map(to_json).transpose()?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets who it was: name, age, number, consent and code. That somebody was there stays, for the counts.
pub async fn forget(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE registration SET name = '', age_band = '', phone_hash = NULL, phone_last4 = NULL, phone_masked = NULL,
            phone_sealed = NULL, guardian = NULL, code = '', code_hash = '', forgotten_at = $2
         WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// The same for everyone whose occurrence ended before a time, at most `count` at once. Returns how many.
pub async fn forget_before(
    conn: &mut Conn,
    ended_before: DateTime<Utc>,
    now: DateTime<Utc>,
    count: i64,
) -> Result<u64, StoreError> {
    let forgotten = sqlx::query(
        "UPDATE registration SET name = '', age_band = '', phone_hash = NULL, phone_last4 = NULL, phone_masked = NULL,
            phone_sealed = NULL, guardian = NULL, code = '', code_hash = '', forgotten_at = $2
         WHERE id IN (SELECT registration.id FROM registration JOIN occurrence ON occurrence.id = registration.occurrence
            WHERE ends_at < $1 AND forgotten_at IS NULL LIMIT $3)",
    )
    .bind(to_millis(ended_before))
    .bind(to_millis(now))
    .bind(count)
    .execute(conn)
    .await?;
    Ok(forgotten.rows_affected())
}
