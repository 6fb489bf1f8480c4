//! What is decided about together: one occurrence, or everything a course still has.
//!
//! Whoever decides holds all of it from the first look to the commit, so what is counted stays true.

use uuid::Uuid;

use crate::model::activity::Activity;
use crate::model::overflow::places::{Free, Seats, Taken};
use crate::model::overflow::record::Change;
use crate::server::store::activities::{Held, Listed};
use crate::server::store::places::{Cause, MemberRow};
use crate::server::store::{self, Tx};
use crate::server::{App, ServerError};

/// One or several dates that are held, earliest first; never none.
pub(super) struct Unit {
    first: Date,
    further: Vec<Date>,
}

/// One date.
pub(super) struct Date {
    pub listed: Listed,
    pub held: Held,
}

impl Unit {
    /// Takes an occurrence, or all that its course still has. What has begun of a course is not among them.
    pub(super) async fn hold(
        app: &App,
        tx: &mut Tx,
        occurrence: Uuid,
    ) -> Result<Self, ServerError> {
        let asked = date(tx, occurrence).await?;
        let mut ids = Vec::new();
        if asked.listed.activity.details.course {
            ids = store::activities::to_come(tx, asked.listed.activity.id, app.now()).await?;
        }
        let mut dates = Vec::new();
        for id in ids.iter().copied().filter(|id| *id != occurrence) {
            dates.push(date(tx, id).await?);
        }
        if ids.is_empty() || ids.contains(&occurrence) {
            let at = ids.iter().position(|id| *id == occurrence).unwrap_or(0);
            dates.insert(at, asked);
        }
        let further = dates.split_off(1);
        let first = dates.pop().ok_or(ServerError::NotFound)?;
        Ok(Self { first, further })
    }

    /// The next date: of a course all times are counted from it.
    pub(super) fn first(&self) -> &Date {
        &self.first
    }

    /// Every date, earliest first.
    pub(super) fn dates(&self) -> impl Iterator<Item = &Date> {
        std::iter::once(&self.first).chain(&self.further)
    }

    pub(super) fn dates_mut(&mut self) -> impl Iterator<Item = &mut Date> {
        std::iter::once(&mut self.first).chain(&mut self.further)
    }

    pub(super) fn activity(&self) -> &Activity {
        &self.first.listed.activity
    }

    /// Whose lots these are: the occurrence's, or the course's.
    pub(super) fn lottery_subject(&self) -> Uuid {
        lottery_subject(&self.first.listed)
    }

    /// A date as the plan sees it.
    pub(super) fn seats<'a>(&'a self, date: &Date) -> Seats<'a> {
        let next = &self.first.held.date;
        Seats {
            plan: &self.activity().plan,
            capacity: date.held.date.capacity,
            starts_at: next.starts_at,
            ends_at: next.ends_at,
            drawn: self.first.listed.drawn_at.is_some(),
        }
    }

    /// Whether every place of some date is held: then none is free on all of them.
    pub(super) fn is_full(&self) -> bool {
        let full = |date: &Date| {
            let capacity = date.held.date.capacity;
            capacity.is_some_and(|places| date.held.held >= i64::from(places))
        };
        self.dates().any(full)
    }

    /// Places that are free on every date.
    pub(super) async fn free(&self, app: &App, tx: &mut Tx) -> Result<Free, ServerError> {
        let mut free: Option<Free> = None;
        for date in self.dates() {
            let taken = taken(tx, date).await?;
            let here = self.seats(date).free(&taken, app.now());
            free = Some(free.map_or(here, |free| free.on_both(here)));
        }
        free.ok_or(ServerError::NotFound)
    }

    /// Changes where those who registered together stand, on every date alike. `pick` says of each, by its number in the
    /// party, what is to change. Returns how many changed on the next date.
    pub(super) async fn change_party(
        &mut self,
        tx: &mut Tx,
        party: Uuid,
        cause: &Cause<'_>,
        pick: impl Fn(usize, &MemberRow) -> Option<Change>,
    ) -> Result<u32, ServerError> {
        let mut changed = 0;
        for (index, date) in self.dates_mut().enumerate() {
            let members = store::places::of_party(tx, date.held.date.id, party).await?;
            for (number, mut row) in members.into_iter().enumerate() {
                let Some(change) = pick(number, &row) else {
                    continue;
                };
                // A course is told of once.
                let cause = Cause {
                    tell: cause.tell && index == 0,
                    ..*cause
                };
                store::places::change(tx, &mut date.held, &mut row.member, &change, &cause).await?;
                changed += u32::from(index == 0);
            }
        }
        Ok(changed)
    }

    /// Keeps the counts. The transaction can be committed after that.
    pub(super) async fn let_go(&self, tx: &mut Tx) -> Result<(), ServerError> {
        for date in self.dates() {
            store::activities::let_go(tx, &date.held).await?;
        }
        Ok(())
    }
}

async fn date(tx: &mut Tx, id: Uuid) -> Result<Date, ServerError> {
    let (listed, held) = store::activities::hold(tx, id)
        .await?
        .ok_or(ServerError::NotFound)?;
    Ok(Date { listed, held })
}

/// Whose lots these are: the occurrence's, or the course's.
pub(super) fn lottery_subject(listed: &Listed) -> Uuid {
    if listed.activity.details.course {
        listed.activity.id
    } else {
        listed.occurrence.id
    }
}

/// How many have a place on a date and how many wait.
pub(super) async fn taken(tx: &mut Tx, date: &Date) -> Result<Taken, ServerError> {
    let number = |count: i64| u32::try_from(count.max(0)).unwrap_or(u32::MAX);
    let counts = date.listed.activity.plan.kept_without_phone > 0;
    let held_without_phone = if counts {
        store::places::held_without_phone(tx, date.held.date.id).await?
    } else {
        0
    };
    Ok(Taken {
        held: number(date.held.held),
        held_without_phone,
        waiting: number(date.held.waiting),
        walked_in: date.held.walked_in,
    })
}
