//! A date that comes to a course that has begun to fill, or comes back to it: whoever takes part takes part in it too.

use uuid::Uuid;

use super::CODE_KEPT;
use super::unit::Unit;
use crate::model::check_in;
use crate::model::overflow::PlaceOrder;
use crate::model::overflow::places::CLASS_FIRST;
use crate::model::overflow::record::{Change, HowCanceled, HowConfirmed, Member};
use crate::model::registration::Standing;
use crate::server::store::places::Cause;
use crate::server::store::registrations::{ListedRegistration, NewRegistration, StoredPhone};
use crate::server::store::{self, Tx};
use crate::server::{App, ServerError};

/// Who takes part in a course.
#[derive(Default)]
struct Taking {
    rows: Vec<ListedRegistration>,
    /// Whether a date that is still to come says so.
    now: bool,
}

impl App {
    /// Gives everyone of a course the same standing on dates that were just added to it, or were canceled for a while, in
    /// the same order: whoever gave it up too, so that it can be taken back on all dates alike. Dates that have begun, and
    /// those of other activities, stay as they are. `false` when a date would get more people than it has places.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn take_along(
        &self,
        tx: &mut Tx,
        added: &[Uuid],
        by: &str,
    ) -> Result<bool, ServerError> {
        let Some(first) = added.first() else {
            return Ok(true);
        };
        let mut unit = Unit::hold(self, tx, *first).await?;
        if !unit.activity().details.course {
            return Ok(true);
        }
        let Taking {
            rows,
            now: takes_now,
        } = self.taking_part(tx, &unit, added).await?;
        let cause = Cause {
            by,
            at: self.now(),
            tell: false,
        };
        let centre = unit.activity().centre.clone();
        let drawn = unit.activity().plan.order == PlaceOrder::Lottery
            && unit.first().listed.drawn_at.is_some();
        let mut fits = true;
        for date in unit.dates_mut() {
            let begun = date.held.date.starts_at <= self.now();
            if begun || !added.contains(&date.held.date.id) {
                continue;
            }
            let here = store::registrations::of_occurrence(tx, date.held.date.id).await?;
            // What a date that is over says of people is older than what this one says.
            if !here.is_empty() && !takes_now {
                continue;
            }
            let held_before = date.held.held;
            let mut party_rank = None;
            for row in &rows {
                let same = |other: &&ListedRegistration| {
                    (other.party, other.number) == (row.party, row.number)
                };
                if let Some(before) = here.iter().find(same) {
                    let mut member = before.as_member();
                    for change in catching_up(before, row) {
                        let held = &mut date.held;
                        store::places::change(tx, held, &mut member, &change, &cause).await?;
                    }
                    continue;
                }
                let rank = match party_rank {
                    Some((party, rank)) if party == row.party => rank,
                    _ => date.held.record_seq + 1,
                };
                party_rank = Some((row.party, rank));
                let (joined_as, changes) = history(row, drawn);
                let mut new = on_another_date(row, &centre, date.held.date.id, rank);
                new.member.standing = joined_as;
                store::places::joined(tx, &mut date.held, &mut new, &cause).await?;
                for change in changes {
                    let (held, member) = (&mut date.held, &mut new.member);
                    store::places::change(tx, held, member, &change, &cause).await?;
                }
                if row.forgotten_at.is_some() {
                    let id = new.member.registration;
                    store::registrations::forget(tx, id, self.now()).await?;
                }
            }
            let places = date.held.date.capacity;
            let fit = |places| date.held.held <= i64::from(places).max(held_before);
            fits &= places.is_none_or(fit);
        }
        unit.let_go(tx).await?;
        Ok(fits)
    }

    /// Who is registered for the course's last date beside the added ones or, when all have begun, for the last that
    /// anybody had a place on; in the order in which they wait, families together.
    async fn taking_part(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        added: &[Uuid],
    ) -> Result<Taking, ServerError> {
        let dates = unit.dates().map(|date| date.held.date.id);
        let other = dates.filter(|id| !added.contains(id)).last();
        let mut rows = if let Some(last) = other {
            store::registrations::of_occurrence(tx, last).await?
        } else {
            let course = unit.activity().id;
            let Some(last) = store::activities::last_begun(tx, course, self.now()).await? else {
                return Ok(Taking::default());
            };
            let mut rows = store::registrations::of_occurrence(tx, last).await?;
            rows.retain(|row| matches!(row.standing, Standing::Confirmed | Standing::Canceled));
            self.with_codes_of_their_own(tx, &unit.activity().centre, &mut rows)
                .await?;
            rows
        };
        rows.sort_by_key(|row| (row.class, row.rank, row.party, row.number));
        let now = other.is_some();
        Ok(Taking { rows, now })
    }

    /// Some days after a course its codes are free: whoever's has been given to somebody else gets another.
    async fn with_codes_of_their_own(
        &self,
        tx: &mut Tx,
        centre: &str,
        rows: &mut [ListedRegistration],
    ) -> Result<(), ServerError> {
        let mut given = Vec::new();
        for row in rows.iter_mut().filter(|row| row.forgotten_at.is_none()) {
            let hash = check_in::code_hash(centre, &row.code);
            let since = self.now() - CODE_KEPT;
            let holders = store::registrations::with_code(tx, &hash, since).await?;
            if holders.iter().any(|holder| holder.party != row.party) {
                let new = self.free_code(tx, centre, &given).await?;
                row.code.clone_from(&new.0);
                given.push(new);
            }
        }
        Ok(())
    }
}

/// How a registration comes to stand where it does, in as few steps as tell it: as what it joined, and what followed.
fn history(row: &ListedRegistration, drawn: bool) -> (Standing, Vec<Change>) {
    let waits = matches!(row.standing, Standing::Waiting | Standing::Offered);
    let mut changes = Vec::new();
    let mut joined_as = match row.standing {
        Standing::Offered | Standing::Canceled => Standing::Waiting,
        other => other,
    };
    if drawn && waits && row.class == CLASS_FIRST {
        joined_as = Standing::Entered;
        changes.push(Change::Drawn { position: row.rank });
    }
    if let (Standing::Offered, Some(until)) = (row.standing, row.offer_until) {
        changes.push(Change::Offered { until });
    }
    if row.standing == Standing::Canceled {
        let how = HowCanceled::ByStaff;
        changes.push(Change::Canceled { how });
    }
    (joined_as, changes)
}

/// How a registration comes to stand on a date that was canceled for a while as it stands on the others.
fn catching_up(here: &ListedRegistration, there: &ListedRegistration) -> Vec<Change> {
    let mut changes = Vec::new();
    let by_staff = Change::Canceled {
        how: HowCanceled::ByStaff,
    };
    let goal = there.standing;
    if goal == Standing::Canceled {
        if here.standing != goal {
            changes.push(by_staff);
        }
        return changes;
    }
    // Who waits for an offer waits; there is no other way back from a place than to give it up.
    let waits = match goal {
        Standing::Offered => Standing::Waiting,
        other => other,
    };
    let mut standing = here.standing;
    let lower = standing.holds_place() && goal.waits();
    if lower {
        changes.push(by_staff);
    }
    if lower || standing == Standing::Canceled {
        changes.push(Change::Restored { standing: waits });
        standing = waits;
    }
    if standing == Standing::Entered && goal != Standing::Entered {
        changes.push(Change::Drawn {
            position: there.rank,
        });
        standing = Standing::Waiting;
    }
    match (goal, there.offer_until) {
        (Standing::Confirmed, _) if standing != goal => changes.push(Change::Confirmed {
            how: HowConfirmed::ByStaff,
        }),
        (Standing::Offered, Some(until)) if standing != goal || here.offer_until != Some(until) => {
            changes.push(Change::Offered { until });
        }
        _ => {}
    }
    changes
}

/// A registration of a course for another of its dates.
fn on_another_date(
    row: &ListedRegistration,
    centre: &str,
    occurrence: Uuid,
    rank: i64,
) -> NewRegistration {
    let phone = row.phone_hash.clone().map(|hash| StoredPhone {
        hash,
        last4: row.phone_last4.clone().unwrap_or_default(),
        masked: row.phone_masked.clone().unwrap_or_default(),
        sealed: row.phone_sealed.clone().unwrap_or_default(),
        confirmed: row.phone_confirmed,
    });
    NewRegistration {
        occurrence,
        member: Member::joined(Uuid::now_v7(), row.party, row.standing, row.class, rank),
        number: row.number,
        seq: 0,
        name: row.name.clone(),
        age_band: row.age_band,
        phone,
        guardian: row.guardian.clone(),
        source: row.source,
        language: row.language.clone(),
        code: row.code.clone(),
        code_hash: if row.code.is_empty() {
            String::new()
        } else {
            check_in::code_hash(centre, &row.code)
        },
        example: row.example,
    }
}
