//! Questions for the desk, what staff have seen to, which answers were read, and how often there was none.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Conn, StoreError, count, from_json, from_millis, to_json, to_millis};
use crate::model::question::{self, AnswerRead};
use crate::model::text::LocalizedText;

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

/// A question on its way into the store.
#[derive(Debug, Clone, Copy)]
pub struct NewQuestion<'a> {
    /// Made on the kiosk.
    pub id: Uuid,
    /// The centre it is for.
    pub centre: &'a str,
    /// Where it was asked.
    pub kiosk: Uuid,
    /// The language the visitor had chosen.
    pub language: &'a str,
    /// What was asked.
    pub text: &'a str,
    /// When, as far as the kiosk knew.
    pub asked_at: DateTime<Utc>,
}

/// Whether a question came before.
pub async fn known(conn: &mut Conn, id: Uuid) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT CAST(1 AS BIGINT) FROM question WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(conn)
            .await?;
    Ok(found.is_some())
}

/// Keeps a question. Doing it twice is doing it once.
pub async fn add(
    conn: &mut Conn,
    new: &NewQuestion<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO question (id, centre, kiosk, key, text, language, at, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(new.id.to_string())
    .bind(new.centre)
    .bind(new.kiosk.to_string())
    .bind(question::key(new.text))
    .bind(new.text)
    .bind(new.language)
    .bind(to_millis(new.asked_at))
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
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

/// A centre's questions, those that wait before those that are done, the most asked first, at most so many.
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
         ORDER BY CASE WHEN done_at IS NULL OR received_at > done_at THEN 0 ELSE 1 END,
             asked DESC, received_at DESC, asked.key LIMIT $2",
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

/// A text that is another one whenever [`groups`] or [`most_read`] may say something new; cheap to ask for.
pub async fn news(conn: &mut Conn, centre: &str) -> Result<String, StoreError> {
    let mut news = String::new();
    for sql in [
        "SELECT MAX(received_at), COUNT(*) FROM question WHERE centre = $1
             AND received_at = (SELECT MAX(received_at) FROM question WHERE centre = $1)",
        "SELECT MAX(received_at), COUNT(*) FROM answer_read WHERE centre = $1
             AND received_at = (SELECT MAX(received_at) FROM answer_read WHERE centre = $1)",
        "SELECT MAX(received_at), COUNT(*) FROM unanswered WHERE centre = $1
             AND received_at = (SELECT MAX(received_at) FROM unanswered WHERE centre = $1)",
        "SELECT MAX(done_at), COUNT(*) FROM question_done WHERE centre = $1",
    ] {
        let (last, count): (Option<i64>, i64) = sqlx::query_as(sql)
            .bind(centre)
            .fetch_one(&mut *conn)
            .await?;
        news += &format!("{}.{count}.", last.unwrap_or_default());
    }
    Ok(news)
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

/// Counts an answer that was read. Doing it twice is doing it once.
pub async fn note_read(
    conn: &mut Conn,
    id: Uuid,
    centre: &str,
    kiosk: Uuid,
    read: &AnswerRead,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let key = read.key();
    sqlx::query(
        "INSERT INTO guide_question (centre, key, question) VALUES ($1, $2, $3)
         ON CONFLICT (centre, key) DO UPDATE SET question = excluded.question",
    )
    .bind(centre)
    .bind(&key)
    .bind(to_json(&read.question)?)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "INSERT INTO answer_read (id, centre, kiosk, key, received_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(centre)
    .bind(kiosk.to_string())
    .bind(&key)
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// How many answers were read at a kiosk since then.
pub async fn reads_since(
    conn: &mut Conn,
    kiosk: Uuid,
    since: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let number: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM answer_read WHERE kiosk = $1 AND received_at > $2",
    )
    .bind(kiosk.to_string())
    .bind(to_millis(since))
    .fetch_one(conn)
    .await?;
    Ok(count(number))
}

/// Which answers of a centre's guides were read most since then, at most so many: the question, and how often.
pub async fn most_read(
    conn: &mut Conn,
    centre: &str,
    since: DateTime<Utc>,
    answers_max: u32,
) -> Result<Vec<(LocalizedText, u32)>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT question, COUNT(*) AS times FROM answer_read
         JOIN guide_question ON guide_question.centre = answer_read.centre AND guide_question.key = answer_read.key
         WHERE answer_read.centre = $1 AND received_at > $2
         GROUP BY answer_read.key, question ORDER BY times DESC, answer_read.key LIMIT $3",
    )
    .bind(centre)
    .bind(to_millis(since))
    .bind(i64::from(answers_max))
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(question, times)| Ok((from_json(&question)?, count(times))))
        .collect()
}

/// Counts a time that a guide had no answer. Doing it twice is doing it once.
pub async fn note_unanswered(
    conn: &mut Conn,
    id: Uuid,
    centre: &str,
    kiosk: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO unanswered (id, centre, kiosk, received_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(centre)
    .bind(kiosk.to_string())
    .bind(to_millis(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// How often the guides of a kiosk had no answer since then.
pub async fn unanswered_at(
    conn: &mut Conn,
    kiosk: Uuid,
    since: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let number: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM unanswered WHERE kiosk = $1 AND received_at > $2")
            .bind(kiosk.to_string())
            .bind(to_millis(since))
            .fetch_one(conn)
            .await?;
    Ok(count(number))
}

/// How often the guides of a centre had no answer since then.
pub async fn unanswered(
    conn: &mut Conn,
    centre: &str,
    since: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let number: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM unanswered WHERE centre = $1 AND received_at > $2",
    )
    .bind(centre)
    .bind(to_millis(since))
    .fetch_one(conn)
    .await?;
    Ok(count(number))
}

/// Forgets questions received before `questions`, answers read and not found before `reads`, and whatever was said of
/// those alone.
pub async fn forget_before(
    conn: &mut Conn,
    questions: DateTime<Utc>,
    reads: DateTime<Utc>,
) -> Result<(), StoreError> {
    for (sql, before) in [
        ("DELETE FROM question WHERE received_at < $1", questions),
        ("DELETE FROM answer_read WHERE received_at < $1", reads),
        ("DELETE FROM unanswered WHERE received_at < $1", reads),
    ] {
        sqlx::query(sql)
            .bind(to_millis(before))
            .execute(&mut *conn)
            .await?;
    }
    for sql in [
        "DELETE FROM question_done WHERE NOT EXISTS
         (SELECT 1 FROM question WHERE question.centre = question_done.centre AND question.key = question_done.key)",
        "DELETE FROM guide_question WHERE NOT EXISTS
         (SELECT 1 FROM answer_read WHERE answer_read.centre = guide_question.centre AND answer_read.key = guide_question.key)",
    ] {
        sqlx::query(sql).execute(&mut *conn).await?;
    }
    Ok(())
}
