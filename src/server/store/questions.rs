//! Questions for the desk, what staff have seen to, and which answers were read.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_json, from_millis, to_json, to_millis};
use crate::api::question::{AnswerReads, AskedQuestion};
use crate::model::question;
use crate::model::text::{FIRST_LANGUAGE, LocalizedText};

/// One question, however often and in whatever spelling it was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionGroup {
    /// What it is counted under.
    pub key: String,
    /// As it was asked last.
    pub text: String,
    /// How often it was asked.
    pub count: u32,
    /// When it was received last.
    pub last_at: DateTime<Utc>,
    /// When staff saw to it, and who; it may have been asked again since.
    pub done: Option<(DateTime<Utc>, String)>,
}

impl QuestionGroup {
    /// Whether nobody has seen to it since it was asked last.
    pub fn is_open(&self) -> bool {
        self.done
            .as_ref()
            .is_none_or(|(done_at, _)| self.last_at > *done_at)
    }
}

row! {
    struct GroupRow {
        key: String,
        text: String,
        asked: i64,
        received_at: i64,
        done_at: Option<i64>,
        done_by: Option<String>,
    }
}

/// Keeps a question. Whether it is a new one: with an id that is known nothing is changed.
pub async fn add(
    conn: &mut Conn,
    centre: &str,
    kiosk: Uuid,
    asked: &AskedQuestion,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO question (id, centre, kiosk, key, text, language, at, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(asked.id.to_string())
    .bind(centre)
    .bind(kiosk.to_string())
    .bind(question::key(&asked.text))
    .bind(&asked.text)
    .bind(&asked.language)
    .bind(to_millis(asked.at))
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How many questions came from a kiosk since then.
pub async fn received_since(
    conn: &mut Conn,
    kiosk: Uuid,
    since: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let number: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM question WHERE kiosk = $1 AND received_at > $2")
            .bind(kiosk.to_string())
            .bind(to_millis(since))
            .fetch_one(conn)
            .await?;
    Ok(count(number))
}

/// A centre's questions, the most asked first, at most so many.
pub async fn groups(
    conn: &mut Conn,
    centre: &str,
    groups_max: u32,
) -> Result<Vec<QuestionGroup>, StoreError> {
    let rows: Vec<GroupRow> = sqlx::query_as(
        "SELECT asked.key, text, asked, received_at, done_at, done_by
         FROM (SELECT key, text, received_at, COUNT(*) OVER (PARTITION BY key) AS asked,
                   ROW_NUMBER() OVER (PARTITION BY key ORDER BY received_at DESC, id) AS place
               FROM question WHERE centre = $1) AS asked
         LEFT JOIN question_done ON question_done.centre = $1 AND question_done.key = asked.key
         WHERE place = 1
         ORDER BY asked DESC, received_at DESC, asked.key LIMIT $2",
    )
    .bind(centre)
    .bind(i64::from(groups_max))
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| QuestionGroup {
            key: row.key,
            text: row.text,
            count: count(row.asked),
            last_at: from_millis(row.received_at),
            done: row.done_at.map(from_millis).zip(row.done_by),
        })
        .collect())
}

/// At which kiosks a centre's questions were asked: what they are counted under, and the kiosk's name.
pub async fn kiosks(conn: &mut Conn, centre: &str) -> Result<Vec<(String, String)>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT DISTINCT key, name FROM question JOIN kiosk ON kiosk.id = question.kiosk
         WHERE question.centre = $1 ORDER BY key, name",
    )
    .bind(centre)
    .fetch_all(conn)
    .await?)
}

/// As a question was asked last; `None` when nobody asked it.
pub async fn text_of(
    conn: &mut Conn,
    centre: &str,
    key: &str,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT text FROM question WHERE centre = $1 AND key = $2 ORDER BY received_at DESC, id LIMIT 1",
    )
    .bind(centre)
    .bind(key)
    .fetch_optional(conn)
    .await?)
}

/// Staff have seen to a question.
pub async fn mark_done(
    conn: &mut Conn,
    centre: &str,
    key: &str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO question_done (centre, key, done_at, done_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (centre, key) DO UPDATE SET done_at = excluded.done_at, done_by = excluded.done_by",
    )
    .bind(centre)
    .bind(key)
    .bind(to_millis(now))
    .bind(by)
    .execute(conn)
    .await?;
    Ok(())
}

/// Staff have not seen to it after all.
pub async fn mark_open(conn: &mut Conn, centre: &str, key: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM question_done WHERE centre = $1 AND key = $2")
        .bind(centre)
        .bind(key)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes how often an answer was read; of two counts of one day the larger is the later.
pub async fn note_reads(
    conn: &mut Conn,
    centre: &str,
    kiosk: Uuid,
    reads: &AnswerReads,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO answer_read (centre, kiosk, day, key, question, count) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (centre, kiosk, day, key) DO UPDATE SET count = excluded.count, question = excluded.question
         WHERE excluded.count > answer_read.count",
    )
    .bind(centre)
    .bind(kiosk.to_string())
    .bind(reads.day.to_string())
    .bind(question::key(reads.question.in_language(FIRST_LANGUAGE)))
    .bind(to_json(&reads.question)?)
    .bind(i64::from(reads.count))
    .execute(conn)
    .await?;
    Ok(())
}

/// How many different answers of a kiosk's day are noted.
pub async fn reads_noted(
    conn: &mut Conn,
    kiosk: Uuid,
    day: NaiveDate,
) -> Result<u32, StoreError> {
    let number: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM answer_read WHERE kiosk = $1 AND day = $2")
            .bind(kiosk.to_string())
            .bind(day.to_string())
            .fetch_one(conn)
            .await?;
    Ok(count(number))
}

/// Which answers of a centre's guides were read most since a day, at most so many: the question, and how often.
pub async fn most_read(
    conn: &mut Conn,
    centre: &str,
    since: NaiveDate,
    answers_max: u32,
) -> Result<Vec<(LocalizedText, u32)>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT MAX(question), CAST(SUM(count) AS BIGINT) AS reads FROM answer_read WHERE centre = $1 AND day >= $2
         GROUP BY key ORDER BY reads DESC, key LIMIT $3",
    )
    .bind(centre)
    .bind(since.to_string())
    .bind(i64::from(answers_max))
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(question, reads)| Ok((from_json(&question)?, count(reads))))
        .collect()
}

/// Forgets questions that came before `at`, marks of questions nobody has asked since, and counts of days before `day`.
pub async fn forget_before(
    conn: &mut Conn,
    at: DateTime<Utc>,
    day: NaiveDate,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM question WHERE received_at < $1")
        .bind(to_millis(at))
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "DELETE FROM question_done WHERE NOT EXISTS
         (SELECT 1 FROM question WHERE question.centre = question_done.centre AND question.key = question_done.key)",
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM answer_read WHERE day < $1")
        .bind(day.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
