//! What staff say a day is: closed, a holiday, a make-up workday.

use chrono::NaiveDate;

use super::{Conn, StoreError};
use crate::model::day_class::{DayMark, DayMarks};

/// A centre's marks from `from` on.
pub async fn marks(conn: &mut Conn, centre: &str, from: NaiveDate) -> Result<DayMarks, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT day, mark FROM day_mark WHERE centre = $1 AND day >= $2 ORDER BY day",
    )
    .bind(centre)
    .bind(from.to_string())
    .fetch_all(conn)
    .await?;
    let known = |(day, mark): (String, String)| {
        // What a newer program marked and this one does not know is a day like any other.
        Some((day.parse().ok()?, DayMark::from_key(&mark)?))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Marks a day; without a mark it is again as the almanac knows it.
pub async fn mark(
    conn: &mut Conn,
    centre: &str,
    day: NaiveDate,
    mark: Option<DayMark>,
) -> Result<(), StoreError> {
    let query = match mark {
        Some(mark) => sqlx::query(
            "INSERT INTO day_mark (centre, day, mark) VALUES ($1, $2, $3)
             ON CONFLICT (centre, day) DO UPDATE SET mark = excluded.mark",
        )
        .bind(centre)
        .bind(day.to_string())
        .bind(mark.key()),
        None => sqlx::query("DELETE FROM day_mark WHERE centre = $1 AND day = $2")
            .bind(centre)
            .bind(day.to_string()),
    };
    query.execute(conn).await?;
    Ok(())
}
