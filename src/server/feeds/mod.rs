//! iCalendar feeds: what a centre has on, for the calendars of phones and offices. Only what is public is in them.
//!
//! Each occurrence is written by itself, with a UID that stays, so that one date can be moved or canceled everywhere.

mod ical;

pub(super) use ical::{details_in_words, language_name};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, NaiveDate, SubsecRound as _, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::app::{day_start, days_later, local_day};
use super::{App, ServerError, store};
use crate::config::CentreSettings;
use crate::model::activity::Category;

/// Days back that a feed still holds: what has just been is still looked up.
const DAYS_BACK: i64 = 30;
/// Days ahead: a year, and what is made ahead of rare dates.
const DAYS_AHEAD: i64 = 400;
/// Occurrences in a feed.
const OCCURRENCES_MAX: usize = 3_000;

/// A feed as it is sent.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    /// RFC 5545.
    pub body: Arc<str>,
    /// Changes whenever the body does.
    pub etag: String,
    /// A second in which the body was as it is and after which it has not changed.
    pub last_modified: DateTime<Utc>,
}

/// Feeds that were written, kept as long as nothing public changes.
#[derive(Default)]
pub(super) struct Feeds(Mutex<HashMap<Which, (Version, Feed)>>);

/// Centre, category, language: as many as there are, so the table cannot grow.
type Which = (String, Option<Category>, &'static str);
/// What the store says of the centre, and the day the window begins on.
type Version = ((i64, i64, i64), NaiveDate);

impl Feeds {
    fn get(&self, which: &Which, version: &Version) -> Option<Feed> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(which)
            .filter(|(known, _)| known == version)
            .map(|(_, feed)| feed.clone())
    }

    /// Keeps a body and says since when it is as it is.
    fn put(&self, which: Which, version: Version, body: String, now: DateTime<Utc>) -> Feed {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let etag = etag(&body);
        let last_modified = match kept.get(&which) {
            Some((_, before)) if before.etag == etag => before.last_modified,
            // Whole seconds only: two bodies never share one.
            Some((_, before)) => now
                .trunc_subsecs(0)
                .max(before.last_modified + Duration::seconds(1)),
            None => now.trunc_subsecs(0),
        };
        let feed = Feed {
            body: body.into(),
            etag,
            last_modified,
        };
        kept.insert(which, (version, feed.clone()));
        feed
    }
}

impl App {
    /// What a centre has on, of one category or all.
    pub(super) async fn centre_feed(
        &self,
        centre: &CentreSettings,
        category: Option<Category>,
        language: &'static str,
    ) -> Result<Feed, ServerError> {
        let now = self.now();
        let today = local_day(now, centre.time_zone);
        let which = (centre.id.clone(), category, language);
        let mut conn = self.store.read().await?;
        // First the version: what changes while the feed is read makes the next one new.
        let version = (store::series::version(&mut conn, &centre.id).await?, today);
        if let Some(feed) = self.feeds.get(&which, &version) {
            return Ok(feed);
        }
        let at = |days| day_start(days_later(today, days), centre.time_zone);
        let mut listed =
            store::activities::between(&mut conn, &centre.id, at(-DAYS_BACK), at(DAYS_AHEAD))
                .await?;
        listed.retain(|listed| category.is_none_or(|wanted| wanted == listed.activity.category));
        listed.truncate(OCCURRENCES_MAX);
        let body = ical::feed(centre, category, &listed, language);
        Ok(self.feeds.put(which, version, body, now))
    }

    /// One occurrence, for a phone's calendar.
    pub(super) async fn occurrence_feed(
        &self,
        id: Uuid,
        language: &'static str,
    ) -> Result<Feed, ServerError> {
        let found = store::activities::by_occurrence(&mut *self.store.read().await?, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        let centre = self
            .centre(&found.activity.centre)
            .ok_or(ServerError::NotFound)?;
        let body = ical::single(centre, &found, language);
        Ok(Feed {
            etag: etag(&body),
            body: body.into(),
            last_modified: found.record.changed_at.trunc_subsecs(0),
        })
    }
}

fn etag(body: &str) -> String {
    format!(
        "\"{}\"",
        &hex::encode(Sha256::digest(body.as_bytes()))[..32]
    )
}
