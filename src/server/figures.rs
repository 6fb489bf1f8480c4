//! What a centre's figures count now: activities, people who came, places, volunteers' hours, kiosks.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};

use super::app::{day_start, days_later, local_day};
use super::store::activities::Listed;
use super::store::kiosks::KioskState;
use super::{App, ServerError, console, store};
use crate::api::figures::LiveFigures;
use crate::config::CentreSettings;
use crate::model::activity::{Category, PlacesLeft};
use crate::model::exhibit::FigureSource;

impl App {
    /// Every figure there is, for one centre.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub(super) async fn live_figures(
        &self,
        centre: &CentreSettings,
    ) -> Result<LiveFigures, ServerError> {
        let spans = Spans::around(self.now(), centre);
        let mut conn = self.store.read().await?;
        let (from, to) = spans.all();
        let listed = store::activities::between(&mut conn, &centre.id, from, to).await?;
        let kiosks = store::kiosks::in_state(&mut conn, KioskState::Approved).await?;
        let online = kiosks
            .iter()
            .filter(|kiosk| kiosk.centre == centre.id && console::kiosks::online(self, kiosk));
        let online = online.count() as f64;
        let values = FigureSource::ALL.map(|source| {
            let value = match source {
                FigureSource::KiosksOnline => online,
                of_activities => counted(of_activities, &spans, &listed),
            };
            (source.key().to_owned(), value)
        });
        Ok(LiveFigures {
            values: BTreeMap::from(values),
        })
    }
}

/// A span of time, without its end.
type Span = (DateTime<Utc>, DateTime<Utc>);

/// This moment, and what "today", "this week" and "this month" are at the centre.
struct Spans {
    now: DateTime<Utc>,
    today: Span,
    week: Span,
    month: Span,
}

impl Spans {
    fn around(now: DateTime<Utc>, centre: &CentreSettings) -> Self {
        let today = local_day(now, centre.time_zone);
        let span = |from: NaiveDate, to: NaiveDate| {
            let start = |day| day_start(day, centre.time_zone);
            (start(from), start(to))
        };
        let monday = days_later(today, -i64::from(today.weekday().num_days_from_monday()));
        let first = today.with_day(1).unwrap_or(today);
        let next = first.checked_add_months(Months::new(1)).unwrap_or(today);
        Self {
            now,
            today: span(today, days_later(today, 1)),
            week: span(monday, days_later(monday, 7)),
            month: span(first, next),
        }
    }

    /// The span that holds all of them.
    fn all(&self) -> Span {
        let (week, month) = (self.week, self.month);
        (week.0.min(month.0), week.1.max(month.1))
    }
}

/// One figure, from what is on around now. What was canceled counts nowhere.
fn counted(source: FigureSource, spans: &Spans, listed: &[Listed]) -> f64 {
    let within = |(from, to): Span| {
        let takes_place = listed.iter().filter(|one| !one.occurrence.canceled);
        takes_place
            .filter(move |one| from <= one.occurrence.starts_at && one.occurrence.starts_at < to)
    };
    let came = |span| within(span).filter_map(|one| one.attended).sum::<u32>();
    match source {
        FigureSource::ActivitiesToday => within(spans.today).count() as f64,
        FigureSource::ActivitiesThisMonth => within(spans.month).count() as f64,
        FigureSource::CameToday => f64::from(came(spans.today)),
        FigureSource::CameThisMonth => f64::from(came(spans.month)),
        FigureSource::PlacesThisWeek => {
            let to_come = within((spans.now, spans.week.1));
            let free = to_come.map(|one| match one.places.left() {
                PlacesLeft::Free(places) => places,
                _ => 0,
            });
            f64::from(free.sum::<u32>())
        }
        FigureSource::VolunteerHoursThisMonth => {
            let done = within(spans.month).filter(|one| {
                one.activity.category == Category::Volunteer && one.occurrence.ends_at <= spans.now
            });
            let minutes = done.map(|one| {
                let long = one.occurrence.ends_at - one.occurrence.starts_at;
                long.num_minutes() * i64::from(one.attended.unwrap_or_default())
            });
            // Tenths of an hour are what anybody reads.
            (minutes.sum::<i64>() as f64 / 6.0).round() / 10.0
        }
        FigureSource::KiosksOnline => 0.0,
    }
}
