//! Activities, occurrences, registrations and check-ins. Decisions are `model::activity`'s and `model::check_in`'s.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use super::{Store, StoreError, from_json, from_text, millis, time, to_json};
use crate::api::kiosk::{CalendarEntry, CheckInRequest};
use crate::model::activity::{Activity, Category, Occurrence, Places, RegistrationStatus};
use crate::model::check_in::{
    CheckInAnswer, CheckInEntry, CheckInReason, OPENS_BEFORE, code_hash, find,
};
use crate::model::text::masked_name;

/// A person's place on an occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRow {
    /// Its id.
    pub id: Uuid,
    /// What the person is called.
    pub name: String,
    /// Six digits.
    pub code: String,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// When the person was first let in.
    pub checked_in_at: Option<DateTime<Utc>>,
}

type EntryRow = (
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    i64,
    i64,
    Option<i64>,
    i64,
    i64,
    i64,
);

fn entry(row: EntryRow) -> Result<CalendarEntry, StoreError> {
    let table = "activities";
    Ok(CalendarEntry {
        occurrence: from_text(table, &row.0)?,
        activity: from_text(table, &row.1)?,
        title: from_json(table, &row.2)?,
        summary: from_json(table, &row.3)?,
        category: Category::from_key(&row.4).unwrap_or(Category::Service),
        room: from_json(table, &row.5)?,
        host: from_json(table, &row.6)?,
        picture: row.7,
        starts_at: time(row.8),
        ends_at: time(row.9),
        places: Places {
            capacity: row.10.map(small),
            confirmed: small(row.11),
            waitlisted: small(row.12),
        },
        canceled: row.13 != 0,
    })
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

impl Store {
    /// Makes an activity with one occurrence; one that is there already stays as it is.
    ///
    /// # Errors
    ///
    /// When the database does not answer; so for every function here.
    pub async fn put_activity(
        &self,
        activity: &Activity,
        occurrence: &Occurrence,
    ) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin().await?;
        sqlx::query(
            "INSERT INTO activities (id, centre, title, summary, category, room, host, picture)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        )
        .bind(activity.id.to_string())
        .bind(&activity.centre)
        .bind(to_json("activities", &activity.title)?)
        .bind(to_json("activities", &activity.summary)?)
        .bind(activity.category.key())
        .bind(to_json("activities", &activity.room)?)
        .bind(to_json("activities", &activity.host)?)
        .bind(&activity.picture)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO occurrences (id, activity, starts_at, ends_at, capacity) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(occurrence.id.to_string())
        .bind(activity.id.to_string())
        .bind(millis(occurrence.starts_at))
        .bind(millis(occurrence.ends_at))
        .bind(occurrence.capacity.map(i64::from))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What begins at a centre within a time, by start.
    pub async fn calendar(
        &self,
        centre: &str,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<CalendarEntry>, StoreError> {
        let rows: Vec<EntryRow> = sqlx::query_as(
            "SELECT o.id, a.id, a.title, a.summary, a.category, a.room, a.host, a.picture, o.starts_at, o.ends_at,
                    o.capacity,
                    (SELECT COUNT(*) FROM registrations r WHERE r.occurrence = o.id AND r.status = 'confirmed'),
                    (SELECT COUNT(*) FROM registrations r WHERE r.occurrence = o.id AND r.status = 'waitlisted'),
                    o.canceled
             FROM occurrences o JOIN activities a ON a.id = o.activity
             WHERE a.centre = $1 AND o.starts_at >= $2 AND o.starts_at < $3
             ORDER BY o.starts_at, a.id",
        )
        .bind(centre)
        .bind(millis(from))
        .bind(millis(to))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter().map(entry).collect()
    }

    /// Registers a person under `id`, with a free one of `codes`. The same id twice changes nothing.
    ///
    /// Counting and writing are one transaction on the one writer: never more confirmed than places.
    pub async fn register(
        &self,
        id: Uuid,
        occurrence: Uuid,
        name: &str,
        codes: &[String],
        at: DateTime<Utc>,
    ) -> Result<Option<RegistrationRow>, StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        if let Some(row) = registration(&mut transaction, id).await? {
            return Ok(Some(row));
        }
        let Some(places) = places(&mut transaction, occurrence).await? else {
            return Ok(None);
        };
        let status = places.next_status();
        let mut free = None;
        for code in codes {
            let (taken,): (i64,) =
                sqlx::query_as("SELECT COUNT(*) FROM registrations WHERE code = $1")
                    .bind(code)
                    .fetch_one(&mut *transaction)
                    .await?;
            if taken == 0 {
                free = Some(code.clone());
                break;
            }
        }
        let no_code = || StoreError::Row {
            table: "registrations",
            reason: "no free code among those tried".into(),
        };
        let code = free.ok_or_else(no_code)?;
        sqlx::query(
            "INSERT INTO registrations (id, occurrence, position, name, code, status, asked_at)
             VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM registrations WHERE occurrence = $2),
                     $3, $4, $5, $6)",
        )
        .bind(id.to_string())
        .bind(occurrence.to_string())
        .bind(name)
        .bind(&code)
        .bind(status.key())
        .bind(millis(at))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(RegistrationRow {
            id,
            name: name.to_owned(),
            code,
            status,
            checked_in_at: None,
        }))
    }

    /// Gives a registration up and promotes whoever waits longest, in one transaction.
    pub async fn cancel_registration(&self, id: Uuid) -> Result<bool, StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let found: Option<(String,)> = sqlx::query_as(
            "SELECT occurrence FROM registrations WHERE id = $1 AND status <> 'canceled'",
        )
        .bind(id.to_string())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((occurrence,)) = found else {
            return Ok(false);
        };
        let occurrence: Uuid = from_text("registrations", &occurrence)?;
        sqlx::query("UPDATE registrations SET status = 'canceled' WHERE id = $1")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        if let Some(places) = places(&mut transaction, occurrence).await? {
            sqlx::query(
                "UPDATE registrations SET status = 'confirmed' WHERE id IN
                 (SELECT id FROM registrations WHERE occurrence = $1 AND status = 'waitlisted' ORDER BY position LIMIT $2)",
            )
            .bind(occurrence.to_string())
            .bind(i64::from(places.promotable()))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Who registered for an occurrence, in the order of asking.
    pub async fn registrations(
        &self,
        occurrence: Uuid,
    ) -> Result<Vec<RegistrationRow>, StoreError> {
        let rows: Vec<RegistrationColumns> = sqlx::query_as(
            "SELECT r.id, r.name, r.code, r.status,
                    (SELECT MIN(c.at) FROM check_ins c WHERE c.registration = r.id AND c.reason = 'ok')
             FROM registrations r WHERE r.occurrence = $1 ORDER BY r.position",
        )
        .bind(occurrence.to_string())
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter().map(registration_row).collect()
    }

    /// Registrations for what begins at a centre within a time, as kiosks keep them.
    pub async fn check_in_list(
        &self,
        centre: &str,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<CheckInEntry>, StoreError> {
        let mut connection = self.reader.acquire().await?;
        check_in_entries(&mut connection, centre, millis(from), millis(to), None).await
    }

    /// Takes a check-in: decides, notes it, answers. The same id again gets the same answer.
    pub async fn check_in(
        &self,
        centre: &str,
        kiosk: Uuid,
        request: &CheckInRequest,
        now: DateTime<Utc>,
        same_day: impl Fn(DateTime<Utc>, DateTime<Utc>) -> bool,
    ) -> Result<CheckInAnswer, StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let entries = check_in_entries(
            &mut transaction,
            centre,
            i64::MIN,
            i64::MAX,
            Some(&request.code),
        )
        .await?;
        let before: Option<(Option<String>, String)> =
            sqlx::query_as("SELECT registration, reason FROM check_ins WHERE id = $1")
                .bind(request.id.to_string())
                .fetch_optional(&mut *transaction)
                .await?;
        if let Some((registration, reason)) = before {
            let known = CheckInReason::ALL
                .into_iter()
                .find(|known| known.key() == reason);
            let reason = known.unwrap_or(CheckInReason::Unknown);
            let entry = entries
                .into_iter()
                .find(|entry| Some(entry.registration.to_string()) == registration);
            return Ok(CheckInAnswer {
                id: request.id,
                reason,
                entry,
            });
        }
        // A person let in offline was let in at that time, whenever we hear of it; a clock ahead gains nothing.
        let at = if request.offline {
            request.at.min(now)
        } else {
            now
        };
        let found = find(&entries, &code_hash(centre, &request.code), at, |start| {
            same_day(start, at)
        });
        let (entry, reason) = found.map_or((None, CheckInReason::Unknown), |(entry, reason)| {
            (Some(entry.clone()), reason)
        });
        sqlx::query(
            "INSERT INTO check_ins (id, kiosk, registration, reason, at, received_at, offline)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(request.id.to_string())
        .bind(kiosk.to_string())
        .bind(entry.as_ref().map(|entry| entry.registration.to_string()))
        .bind(reason.key())
        .bind(millis(at))
        .bind(millis(now))
        .bind(i64::from(request.offline))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(CheckInAnswer {
            id: request.id,
            reason,
            entry,
        })
    }

    /// A code of a confirmed registration that could come in at `now`, for trying things out.
    pub async fn code_to_try(
        &self,
        centre: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT r.code FROM registrations r
             JOIN occurrences o ON o.id = r.occurrence JOIN activities a ON a.id = o.activity
             WHERE a.centre = $1 AND r.status = 'confirmed' AND o.canceled = 0 AND o.starts_at <= $2 AND o.ends_at > $3
               AND NOT EXISTS (SELECT 1 FROM check_ins c WHERE c.registration = r.id)
             ORDER BY o.starts_at, r.position LIMIT 1",
        )
        .bind(centre)
        .bind(millis(now + OPENS_BEFORE))
        .bind(millis(now))
        .fetch_optional(&self.reader)
        .await?;
        Ok(row.map(|(code,)| code))
    }
}

type RegistrationColumns = (String, String, String, String, Option<i64>);

fn registration_row(row: RegistrationColumns) -> Result<RegistrationRow, StoreError> {
    Ok(RegistrationRow {
        id: from_text("registrations", &row.0)?,
        name: row.1,
        code: row.2,
        status: status(&row.3)?,
        checked_in_at: row.4.map(time),
    })
}

fn status(key: &str) -> Result<RegistrationStatus, StoreError> {
    let unknown = || StoreError::Row {
        table: "registrations",
        reason: format!("unknown status {key}"),
    };
    RegistrationStatus::from_key(key).ok_or_else(unknown)
}

async fn registration(
    connection: &mut SqliteConnection,
    id: Uuid,
) -> Result<Option<RegistrationRow>, StoreError> {
    let row: Option<RegistrationColumns> =
        sqlx::query_as("SELECT id, name, code, status, NULL FROM registrations WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
    row.map(registration_row).transpose()
}

async fn places(
    connection: &mut SqliteConnection,
    occurrence: Uuid,
) -> Result<Option<Places>, StoreError> {
    let row: Option<(Option<i64>, i64, i64)> = sqlx::query_as(
        "SELECT o.capacity,
                (SELECT COUNT(*) FROM registrations r WHERE r.occurrence = o.id AND r.status = 'confirmed'),
                (SELECT COUNT(*) FROM registrations r WHERE r.occurrence = o.id AND r.status = 'waitlisted')
         FROM occurrences o WHERE o.id = $1 AND o.canceled = 0",
    )
    .bind(occurrence.to_string())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(capacity, confirmed, waitlisted)| Places {
        capacity: capacity.map(small),
        confirmed: small(confirmed),
        waitlisted: small(waitlisted),
    }))
}

type CheckInColumns = (
    String,
    String,
    String,
    String,
    String,
    String,
    i64,
    i64,
    String,
    i64,
    Option<i64>,
);

async fn check_in_entries(
    connection: &mut SqliteConnection,
    centre: &str,
    from: i64,
    to: i64,
    code: Option<&str>,
) -> Result<Vec<CheckInEntry>, StoreError> {
    let rows: Vec<CheckInColumns> = sqlx::query_as(
        "SELECT r.id, o.id, r.code, r.name, a.title, a.room, o.starts_at, o.ends_at, r.status, o.canceled,
                (SELECT MIN(c.at) FROM check_ins c WHERE c.registration = r.id AND c.reason = 'ok')
         FROM registrations r JOIN occurrences o ON o.id = r.occurrence JOIN activities a ON a.id = o.activity
         WHERE a.centre = $1 AND o.starts_at >= $2 AND o.starts_at < $3 AND ($4 IS NULL OR r.code = $4)
         ORDER BY o.starts_at, r.position",
    )
    .bind(centre)
    .bind(from)
    .bind(to)
    .bind(code)
    .fetch_all(connection)
    .await?;
    let table = "registrations";
    rows.into_iter()
        .map(|row| {
            Ok(CheckInEntry {
                registration: from_text(table, &row.0)?,
                occurrence: from_text(table, &row.1)?,
                code_hash: code_hash(centre, &row.2),
                masked_name: masked_name(&row.3),
                title: from_json(table, &row.4)?,
                room: from_json(table, &row.5)?,
                starts_at: time(row.6),
                ends_at: time(row.7),
                status: status(&row.8)?,
                occurrence_canceled: row.9 != 0,
                checked_in_at: row.10.map(time),
            })
        })
        .collect()
}
