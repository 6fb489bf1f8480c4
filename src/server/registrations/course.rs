//! A date that is added to a course that has begun to fill: whoever takes part takes part in it too.

use uuid::Uuid;

use super::unit::Unit;
use crate::model::check_in;
use crate::model::overflow::record::{Change, Member};
use crate::model::registration::Standing;
use crate::server::store::places::Cause;
use crate::server::store::registrations::{ListedRegistration, NewRegistration, StoredPhone};
use crate::server::store::{self, Tx};
use crate::server::{App, ServerError};

impl App {
    /// Gives everyone of a course the same standing on dates that were just added to it, in the same order. Where more
    /// people take part than the new date has places, it gets as many. Dates of other activities stay empty.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn take_along(
        &self,
        tx: &mut Tx,
        added: &[Uuid],
        by: &str,
    ) -> Result<(), ServerError> {
        let Some(first) = added.first() else {
            return Ok(());
        };
        let mut unit = Unit::hold(self, tx, *first).await?;
        if !unit.activity().details.course {
            return Ok(());
        }
        let rows = self.taking_part(tx, &unit, added).await?;
        let cause = Cause {
            by,
            at: self.now(),
            tell: false,
        };
        let centre = unit.activity().centre.clone();
        for date in unit.dates_mut() {
            if !added.contains(&date.held.date.id) {
                continue;
            }
            let mut party_rank = None;
            for row in &rows {
                let rank = match party_rank {
                    Some((party, rank)) if party == row.party => rank,
                    _ => date.held.record_seq + 1,
                };
                party_rank = Some((row.party, rank));
                let mut new = on_another_date(row, &centre, date.held.date.id, rank);
                store::places::joined(tx, &mut date.held, &mut new, &cause).await?;
                if let (Standing::Offered, Some(until)) = (row.standing, row.offer_until) {
                    let change = Change::Offered { until };
                    let (held, member) = (&mut date.held, &mut new.member);
                    store::places::change(tx, held, member, &change, &cause).await?;
                }
            }
            let holders = u32::try_from(date.held.held).unwrap_or_default();
            if date
                .held
                .date
                .capacity
                .is_some_and(|places| places < holders)
            {
                date.held.date.capacity = Some(holders);
                store::activities::give_places(tx, date.held.date.id, holders).await?;
            }
        }
        unit.let_go(tx).await
    }

    /// Who is registered for the course's next date beside the added ones or, when all have begun, who had a place on the
    /// last; in the order in which they wait, families together.
    async fn taking_part(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        added: &[Uuid],
    ) -> Result<Vec<ListedRegistration>, ServerError> {
        let mut dates = unit.dates().map(|date| date.held.date.id);
        let mut rows = if let Some(next) = dates.find(|id| !added.contains(id)) {
            store::registrations::of_occurrence(tx, next).await?
        } else {
            let course = unit.activity().id;
            let Some(last) = store::activities::last_begun(tx, course, self.now()).await? else {
                return Ok(Vec::new());
            };
            let mut rows = store::registrations::of_occurrence(tx, last).await?;
            rows.retain(|row| row.standing == Standing::Confirmed);
            rows
        };
        rows.retain(|row| row.standing != Standing::Canceled && row.forgotten_at.is_none());
        rows.sort_by_key(|row| (row.class, row.rank, row.party, row.number));
        Ok(rows)
    }
}

/// A registration of a course as it stands on another of its dates. What was offered waits until the offer is entered.
fn on_another_date(
    row: &ListedRegistration,
    centre: &str,
    occurrence: Uuid,
    rank: i64,
) -> NewRegistration {
    let standing = match row.standing {
        Standing::Offered => Standing::Waiting,
        other => other,
    };
    let phone = row.phone_hash.clone().map(|hash| StoredPhone {
        hash,
        last4: row.phone_last4.clone().unwrap_or_default(),
        masked: row.phone_masked.clone().unwrap_or_default(),
        sealed: row.phone_sealed.clone().unwrap_or_default(),
        confirmed: row.phone_confirmed,
    });
    NewRegistration {
        occurrence,
        member: Member::joined(Uuid::now_v7(), row.party, standing, row.class, rank),
        number: row.number,
        seq: 0,
        name: row.name.clone(),
        age_band: row.age_band,
        phone,
        guardian: row.guardian.clone(),
        source: row.source,
        language: row.language.clone(),
        code: row.code.clone(),
        code_hash: check_in::code_hash(centre, &row.code),
        example: row.example,
    }
}
