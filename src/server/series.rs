//! Activities that come again: their dates are made ahead, each a row of its own that can be moved, canceled or given
//! other places; and what staff do to one date.
//!
//! The decisions are `model::series`; which dates a rule gives is `recurrence`.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use uuid::Uuid;

use super::activities::{before_cancel, listed, title};
use super::app::local_day;
use super::store::activities::Before;
use super::store::audit::Actor;
use super::store::{self, Tx};
use super::{App, ServerError, recurrence};
use crate::api::kiosk::PushEvent;
use crate::config::CentreSettings;
use crate::model::activity::{Activity, Occurrence};
use crate::model::day_class::{DayMark, DayMarks};
use crate::model::recurrence::RuleFault;
use crate::model::series::{
    Booking, Collision, Held, Made, Series, SeriesChange, change_of, collisions, held_back,
};

/// Collisions a page shows.
const COLLISIONS_MAX: usize = 12;

/// What a changed series would do, before anybody saves it.
pub(super) struct Outlook {
    /// The dates ahead, as the series gives them.
    pub dates: BTreeSet<NaiveDateTime>,
    /// Dates with registrations that would not fit any more.
    pub held_back: Vec<Made>,
}

impl App {
    /// Adds an activity that comes again, with the dates that lie ahead.
    pub async fn add_series(
        &self,
        actor: &Actor,
        activity: &Activity,
        series: &Series,
    ) -> Result<usize, ServerError> {
        let centre = self.centre(&activity.centre).ok_or(ServerError::NotFound)?;
        let mut tx = self.store.write().await?;
        store::activities::add(&mut tx, activity, None, self.now()).await?;
        store::series::put(&mut tx, activity.id, Some(series)).await?;
        let made = self
            .make_dates(&mut tx, centre, activity.id, series)
            .await?
            .len();
        if made == 0 {
            return Err(ServerError::Conflict("no_dates"));
        }
        let detail = json!({ "activity": activity, "series": series, "dates": made });
        self.keep_change(tx, actor, "activity-added", activity, detail)
            .await?;
        Ok(made)
    }

    /// The dates a series has ahead from today on.
    pub(super) async fn dates_ahead(
        &self,
        centre: &CentreSettings,
        series: &Series,
    ) -> Result<Result<BTreeSet<NaiveDateTime>, RuleFault>, ServerError> {
        let marks = self.day_marks(centre).await?;
        Ok(self.dates_from_today(centre, series, &marks, &[]))
    }

    /// The dates a series gives from today to as far ahead as dates are made, and later on the days of dates that were
    /// `made` before: a rule that comes more often looks less far ahead, and its later dates fit all the same.
    fn dates_from_today(
        &self,
        centre: &CentreSettings,
        series: &Series,
        marks: &DayMarks,
        made: &[Made],
    ) -> Result<BTreeSet<NaiveDateTime>, RuleFault> {
        let today = self.today(centre);
        // What begins next year is made from its beginning on, not from today on.
        let from = today.max(series.starts.date().and_time(chrono::NaiveTime::MIN));
        let to = recurrence::ahead(series, centre.time_zone, from);
        let days_made: BTreeSet<_> = made.iter().map(|date| date.slot.date()).collect();
        let after_last = days_made.last().and_then(|day| day.succ_opt());
        let reach = after_last.map_or(to, |day| to.max(day.and_time(chrono::NaiveTime::MIN)));
        let named = series.also.iter().map(|day| day.and_time(series.time()));
        let mut dates = recurrence::dates(series, centre.time_zone, marks, from, reach)?;
        dates.extend(named.filter(|slot| today <= *slot && *slot < reach));
        dates.retain(|slot| *slot < to || days_made.contains(&slot.date()));
        Ok(dates)
    }

    /// What a centre's staff say about days, from last month on.
    pub(super) async fn day_marks(&self, centre: &CentreSettings) -> Result<DayMarks, ServerError> {
        let from = local_day(self.now() - Duration::days(62), centre.time_zone);
        let mut conn = self.store.read().await?;
        Ok(store::days::marks(&mut conn, &centre.id, from).await?)
    }

    /// Marks days; every series of the centre follows. Dates with registrations stay, and a person decides.
    pub(super) async fn mark_days(
        &self,
        actor: &Actor,
        centre: &CentreSettings,
        days: &[NaiveDate],
        mark: Option<DayMark>,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        for day in days {
            store::days::mark(&mut tx, &centre.id, *day, mark).await?;
        }
        for stored in store::series::all(&mut tx, &centre.id).await? {
            if let Some(series) = &stored.series {
                self.follow(&mut tx, centre, stored.activity.id, series, Held::Keep, "")
                    .await?;
            }
        }
        let detail = json!({ "days": days, "mark": mark });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "days-marked",
            &centre.id,
            detail,
        )
        .await?;
        tx.commit().await?;
        self.pushes.to_centre(&centre.id, PushEvent::Days);
        Ok(())
    }

    /// What this series would do to the activity's dates.
    pub(super) async fn outlook(
        &self,
        centre: &CentreSettings,
        activity: Uuid,
        series: &Series,
    ) -> Result<Result<Outlook, RuleFault>, ServerError> {
        let marks = self.day_marks(centre).await?;
        let mut conn = self.store.read().await?;
        let made = store::series::made(&mut conn, activity, self.today(centre), self.now()).await?;
        let dates = match self.dates_from_today(centre, series, &marks, &made) {
            Ok(dates) => dates,
            Err(fault) => return Ok(Err(fault)),
        };
        let held_back = held_back(&made, &dates).into_iter().cloned().collect();
        Ok(Ok(Outlook { dates, held_back }))
    }

    /// Changes how an activity comes again. Dates that have begun and dates that a person changed stay as they are.
    pub(super) async fn change_series(
        &self,
        actor: &Actor,
        centre: &CentreSettings,
        activity: Uuid,
        series: &Series,
        held: Held,
        reason: &str,
    ) -> Result<SeriesChange, ServerError> {
        let mut tx = self.store.write().await?;
        let stored = store::series::activity(&mut tx, activity)
            .await?
            .ok_or(ServerError::NotFound)?;
        store::series::put(&mut tx, activity, Some(series)).await?;
        let change = self
            .follow(&mut tx, centre, activity, series, held, reason)
            .await?;
        let detail = json!({
            "before": stored.series, "after": series,
            "moved": change.moved.len(), "added": change.added.len(), "removed": change.removed.len(),
            "canceled": change.canceled, "kept": change.kept, "reason": reason,
        });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "series-changed",
            title(&stored.activity),
            detail,
        )
        .await?;
        tx.commit().await?;
        self.pushes.to_centre(&centre.id, PushEvent::Days);
        Ok(change)
    }

    /// Ends a series: the dates that exist stay, each by itself.
    pub(super) async fn end_series(
        &self,
        actor: &Actor,
        activity: Uuid,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let stored = store::series::activity(&mut tx, activity)
            .await?
            .ok_or(ServerError::NotFound)?;
        store::series::put(&mut tx, activity, None).await?;
        let detail = json!({ "before": stored.series });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "series-ended",
            title(&stored.activity),
            detail,
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Makes the dates that came within reach since. Run every hour, by one server or several.
    pub async fn make_dates_ahead(&self) -> Result<(), ServerError> {
        for centre in &self.settings.centres {
            let mut tx = self.store.write().await?;
            let mut made = 0;
            for stored in store::series::all(&mut tx, &centre.id).await? {
                let Some(series) = &stored.series else {
                    continue;
                };
                match self
                    .make_dates(&mut tx, centre, stored.activity.id, series)
                    .await
                {
                    Ok(new) => made += new.len(),
                    // One series that cannot be read does not stop the others.
                    Err(error) => {
                        tracing::error!(%error, "no dates were made: {}", stored.activity.id)
                    }
                }
            }
            tx.commit().await?;
            if made > 0 {
                tracing::info!("made {made} dates ahead: {}", centre.id);
                self.pushes.to_centre(&centre.id, PushEvent::Days);
            }
        }
        Ok(())
    }

    /// Adds the dates ahead that are not there yet.
    pub(super) async fn make_dates(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        activity: Uuid,
        series: &Series,
    ) -> Result<Vec<Uuid>, ServerError> {
        let made = store::series::made(tx, activity, self.today(centre), self.now()).await?;
        let wanted = self.wanted(tx, centre, series, &made).await?;
        let change = change_of(&made, &wanted, Held::Keep);
        self.add_dates(tx, centre, activity, series, &change.added)
            .await
    }

    async fn wanted(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        series: &Series,
        made: &[Made],
    ) -> Result<BTreeSet<NaiveDateTime>, ServerError> {
        let today = local_day(self.now(), centre.time_zone);
        let marks = store::days::marks(tx, &centre.id, today).await?;
        self.dates_from_today(centre, series, &marks, made)
            .map_err(|fault| ServerError::Malformed(format!("rule: {} {}", fault.key, fault.value)))
    }

    async fn add_dates(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        activity: Uuid,
        series: &Series,
        slots: &[NaiveDateTime],
    ) -> Result<Vec<Uuid>, ServerError> {
        let mut added = Vec::new();
        for slot in slots {
            let Some(occurrence) = date_of(series, *slot, centre.time_zone, Uuid::now_v7()) else {
                continue;
            };
            if store::series::add_date(tx, activity, *slot, &occurrence, self.now()).await? {
                added.push(occurrence.id);
            }
        }
        // Where dates have more places than the series says, everyone comes along all the same.
        self.take_along(tx, &added, "series").await?;
        Ok(added)
    }

    /// Makes the dates ahead those the series gives.
    async fn follow(
        &self,
        tx: &mut Tx,
        centre: &CentreSettings,
        activity: Uuid,
        series: &Series,
        held: Held,
        reason: &str,
    ) -> Result<SeriesChange, ServerError> {
        let made = store::series::made(tx, activity, self.today(centre), self.now()).await?;
        let wanted = self.wanted(tx, centre, series, &made).await?;
        let change = change_of(&made, &wanted, held);
        let stay = made
            .iter()
            .filter(|date| change.stay.contains(&date.id))
            .map(|date| (date.id, date.slot));
        let placed: Vec<_> = stay.chain(change.moved.iter().copied()).collect();
        for (id, slot) in placed {
            if let Some(occurrence) = date_of(series, slot, centre.time_zone, id) {
                store::series::place_date(tx, slot, &occurrence, self.now()).await?;
                self.promote(tx, id).await?;
            }
        }
        for id in &change.kept {
            store::series::keep_date(tx, *id).await?;
        }
        for id in &change.removed {
            store::series::remove_date(tx, *id).await?;
        }
        for id in &change.canceled {
            let before = before_cancel(&listed(tx, *id).await?.occurrence);
            store::activities::cancel_occurrence(tx, *id, reason, &before, self.now()).await?;
        }
        self.add_dates(tx, centre, activity, series, &change.added)
            .await?;
        Ok(change)
    }

    fn today(&self, centre: &CentreSettings) -> NaiveDateTime {
        local_day(self.now(), centre.time_zone).and_time(chrono::NaiveTime::MIN)
    }

    /// Moves an occurrence to another time; it takes as long as before.
    pub(super) async fn move_occurrence(
        &self,
        actor: &Actor,
        id: Uuid,
        starts_at: DateTime<Utc>,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let found = listed(&mut tx, id).await?;
        let was = &found.occurrence;
        if was.canceled {
            return Err(ServerError::Conflict("occurrence_canceled"));
        }
        if was.ends_at <= self.now() {
            return Err(ServerError::Conflict("occurrence_over"));
        }
        let ends_at = starts_at + (was.ends_at - was.starts_at);
        let before = Before {
            canceled: false,
            ..before_cancel(was)
        };
        store::series::move_occurrence(&mut tx, id, starts_at, ends_at, &before, self.now())
            .await?;
        let detail = json!({ "occurrence": id, "before": before, "starts_at": starts_at });
        self.keep_change(tx, actor, "occurrence-moved", &found.activity, detail)
            .await
    }

    /// Takes the last move or cancellation of an occurrence back.
    pub(super) async fn undo_occurrence(&self, actor: &Actor, id: Uuid) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let found = listed(&mut tx, id).await?;
        let Some(before) = &found.record.before else {
            return Err(ServerError::Conflict("nothing_to_undo"));
        };
        if before.ends_at <= self.now() {
            return Err(ServerError::Conflict("occurrence_over"));
        }
        if !store::series::undo(&mut tx, id, before, self.now()).await? {
            return Err(ServerError::Conflict("nothing_to_undo"));
        }
        // Who joined or left a course while it was canceled did not join or leave this date.
        if before.canceled && !self.take_along(&mut tx, &[id], &actor.account).await? {
            return Err(ServerError::Conflict("course_places"));
        }
        self.promote(&mut tx, id).await?;
        let detail = json!({ "occurrence": id, "back_to": before });
        self.keep_change(tx, actor, "occurrence-undone", &found.activity, detail)
            .await
    }

    /// Adds one more date to an activity, beside its series if it has one.
    pub(super) async fn add_date(
        &self,
        actor: &Actor,
        activity: &Activity,
        occurrence: &Occurrence,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        store::activities::add_occurrence(&mut tx, activity.id, occurrence).await?;
        let added = [occurrence.id];
        if !self.take_along(&mut tx, &added, &actor.account).await? {
            return Err(ServerError::Conflict("course_places"));
        }
        let detail = json!({ "occurrence": occurrence });
        self.keep_change(tx, actor, "occurrence-added", activity, detail)
            .await
    }

    /// What is in the way of these times: rooms that are taken, hosts that are busy. `leave_out` is an activity whose
    /// own dates do not count, because they are what changes.
    pub(super) async fn collisions(
        &self,
        centre: &str,
        wanted: &[Booking],
        leave_out: Option<Uuid>,
    ) -> Result<Vec<Collision>, ServerError> {
        let first = wanted.iter().map(|booking| booking.starts_at).min();
        let last = wanted.iter().map(|booking| booking.ends_at).max();
        let (Some(from), Some(to)) = (first, last) else {
            return Ok(Vec::new());
        };
        let mut others =
            store::series::bookings(&mut *self.store.read().await?, centre, from, to).await?;
        others.retain(|booking| Some(booking.activity) != leave_out);
        let mut found = collisions(wanted, &others);
        // What is over is in nobody's way.
        found.retain(|collision| collision.other.ends_at > self.now());
        found.truncate(COLLISIONS_MAX);
        Ok(found)
    }
}

/// A date of a series as an occurrence.
fn date_of(series: &Series, slot: NaiveDateTime, zone: Tz, id: Uuid) -> Option<Occurrence> {
    let (starts_at, ends_at) = series.span(slot, zone)?;
    Some(Occurrence {
        id,
        starts_at,
        ends_at,
        capacity: series.capacity,
        canceled: false,
    })
}

/// The times an activity wants, to look for what is in their way.
pub(super) fn bookings_of(
    activity: &Activity,
    occurrence: Option<Uuid>,
    spans: impl IntoIterator<Item = (DateTime<Utc>, DateTime<Utc>)>,
) -> Vec<Booking> {
    spans
        .into_iter()
        .map(|(starts_at, ends_at)| Booking {
            occurrence,
            activity: activity.id,
            title: activity.title.clone(),
            room: activity.room.clone(),
            host: activity.host.clone(),
            starts_at,
            ends_at,
        })
        .collect()
}

/// The days from one to another, in order and not endlessly.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    const DAYS_MAX: usize = 62;
    from.iter_days()
        .take_while(|day| *day <= to)
        .take(DAYS_MAX)
        .collect()
}
