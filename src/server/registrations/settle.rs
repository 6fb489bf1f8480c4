//! What the overflow plan does by itself: offers that lapse, lots, places at the door, and places that came free.
//!
//! The same steps follow every cancellation at once, and every tick for what only time brings.

use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::unit::{Unit, lottery_subject};
use crate::api::kiosk::PushEvent;
use crate::model::overflow::PlaceOrder;
use crate::model::overflow::lottery;
use crate::model::overflow::places::{Promoter, Seats, Verdict, WaitingParty};
use crate::model::overflow::record::{Change, HowCanceled, HowConfirmed};
use crate::model::registration::Standing;
use crate::server::store::activities::Listed;
use crate::server::store::audit::Actor;
use crate::server::store::places::{Cause, MemberRow};
use crate::server::store::{self, Tx};
use crate::server::{App, ServerError, secrets};

/// No place that came free stays free for longer while somebody waits whose turn it is.
pub(in crate::server) const TICK: Duration = Duration::from_secs(10);
/// Who acts when the plan itself does.
pub(super) const PLAN: &str = "plan";
/// Those who wait are looked at in portions.
const PORTION: i64 = 200;

impl App {
    /// One tick: everything that time has brought, for every occurrence where somebody waits.
    ///
    /// # Errors
    ///
    /// When the database fails; what was settled before stays settled.
    pub async fn settle_due(&self) -> Result<(), ServerError> {
        self.prepare_lotteries().await?;
        let now = self.now();
        let waited_for =
            store::activities::with_people_waiting(&mut *self.store.read().await?, now).await?;
        for listed in waited_for {
            if self.may_be_due(&listed).await? {
                self.settle_one(&listed).await?;
            }
        }
        Ok(())
    }

    /// Whether it is worth holding an occurrence: a place is free, or a time has come.
    async fn may_be_due(&self, listed: &Listed) -> Result<bool, ServerError> {
        let now = self.now();
        let (plan, date) = (&listed.activity.plan, &listed.occurrence);
        let free = date
            .capacity
            .is_none_or(|capacity| listed.places.confirmed < capacity);
        let lots = plan.order == PlaceOrder::Lottery
            && listed.drawn_at.is_none()
            && now >= plan.closes_at(date.starts_at);
        let door = plan.released_at(date.starts_at).is_some_and(|at| now >= at);
        let lapsed = store::places::next_deadline(&mut *self.store.read().await?, date.id)
            .await?
            .is_some_and(|until| until <= now);
        Ok(free || lots || door || lapsed)
    }

    async fn settle_one(&self, listed: &Listed) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let mut unit = Unit::hold(self, &mut tx, listed.occurrence.id).await?;
        if !self.settle(&mut tx, &mut unit).await? {
            // Somebody else did it: it is done when their commit is.
            return Ok(tx.commit().await?);
        }
        unit.let_go(&mut tx).await?;
        tx.commit().await?;
        self.pushes
            .to_centre(&listed.activity.centre, PushEvent::Days);
        Ok(())
    }

    /// Draws the seeds of lotteries that have none.
    async fn prepare_lotteries(&self) -> Result<(), ServerError> {
        let now = self.now();
        let missing = store::activities::without_seed(&mut *self.store.read().await?, now).await?;
        if missing.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for listed in missing {
            self.prepare_lottery(&mut tx, lottery_subject(&listed))
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// A seed, unless there is one.
    pub(in crate::server) async fn prepare_lottery(
        &self,
        tx: &mut Tx,
        subject: Uuid,
    ) -> Result<(), ServerError> {
        let seed = secrets::random_token();
        let hash = lottery::seed_hash(&seed);
        Ok(store::lotteries::prepare(tx, subject, &seed, &hash, self.now()).await?)
    }

    /// Does what is due, and gives free places to those who wait. Whether anything changed.
    pub(super) async fn settle(&self, tx: &mut Tx, unit: &mut Unit) -> Result<bool, ServerError> {
        let now = self.now();
        let date = &unit.first().held.date;
        if date.canceled || date.ends_at <= now {
            return Ok(false);
        }
        let lapsed = self.let_offers_lapse(tx, unit).await?;
        let plan = &unit.activity().plan;
        let undrawn = unit.first().listed.drawn_at.is_none();
        let lots_due = undrawn
            && if plan.order == PlaceOrder::Lottery {
                now >= plan.closes_at(unit.first().held.date.starts_at)
            } else {
                // The plan was a lottery when they entered.
                let date = unit.first().held.date.id;
                unit.first().held.waiting > 0
                    && store::places::anybody(tx, date, Standing::Entered).await?
            };
        if lots_due {
            self.draw_lots(tx, unit, PLAN).await?;
        }
        let released = self.release_to_the_door(tx, unit).await?;
        let promoted = self.give_free_places(tx, unit).await?;
        Ok(lapsed || lots_due || released || promoted)
    }

    fn by_plan(&self) -> Cause<'static> {
        Cause {
            by: PLAN,
            at: self.now(),
            tell: true,
        }
    }

    async fn let_offers_lapse(&self, tx: &mut Tx, unit: &mut Unit) -> Result<bool, ServerError> {
        let now = self.now();
        let plan = &unit.activity().plan;
        // Without offers there is nothing to look for; offers made before the plan changed still end.
        let date = unit.first().held.date.id;
        if plan.offer_minutes.is_none() && unit.first().held.held == 0 {
            return Ok(false);
        }
        let over = store::places::next_deadline(tx, date)
            .await?
            .is_some_and(|until| until <= now);
        if !over {
            return Ok(false);
        }
        let lapsed = |row: &MemberRow| {
            row.member.standing == Standing::Offered
                && row.member.offer_until.is_some_and(|until| until <= now)
        };
        let offered = store::places::with_standing(tx, date, Standing::Offered).await?;
        let mut parties: Vec<Uuid> = offered
            .iter()
            .filter(|row| lapsed(row))
            .map(|row| row.member.party)
            .collect();
        parties.dedup();
        let how = HowCanceled::OfferLapsed;
        for party in parties {
            unit.change_party(tx, party, &self.by_plan(), |_, row| {
                lapsed(row).then_some(Change::Canceled { how })
            })
            .await?;
        }
        Ok(true)
    }

    /// Draws lots among those who entered: one for each party.
    async fn draw_lots(&self, tx: &mut Tx, unit: &mut Unit, by: &str) -> Result<(), ServerError> {
        let subject = unit.lottery_subject();
        self.prepare_lottery(tx, subject).await?;
        let Some(prepared) = store::lotteries::of(tx, subject).await? else {
            return Err(ServerError::Internal("a lottery has no seed".to_owned()));
        };
        let date = unit.first().held.date.id;
        let entered = store::places::with_standing(tx, date, Standing::Entered).await?;
        let mut tickets: Vec<Uuid> = entered.iter().map(|row| row.member.party).collect();
        tickets.sort_unstable();
        tickets.dedup();
        let proof = lottery::draw(&prepared.seed, &tickets);
        store::lotteries::keep(tx, subject, &proof, by, self.now()).await?;
        let cause = Cause {
            by,
            tell: false,
            ..self.by_plan()
        };
        for (position, party) in (1..).zip(&proof.drawn) {
            unit.change_party(tx, *party, &cause, |_, row| {
                let entered = row.member.standing == Standing::Entered;
                entered.then_some(Change::Drawn { position })
            })
            .await?;
        }
        for date in unit.dates_mut() {
            date.listed.drawn_at = Some(self.now());
        }
        Ok(())
    }

    /// Some time after the start, places of people who have not come go to those who wait at the door: as many as they
    /// need, those who registered last first.
    async fn release_to_the_door(&self, tx: &mut Tx, unit: &mut Unit) -> Result<bool, ServerError> {
        let date = unit.first().held.date.clone();
        let plan = &unit.activity().plan;
        let due = plan
            .released_at(date.starts_at)
            .is_some_and(|at| self.now() >= at);
        if !due || unit.activity().details.course {
            return Ok(false);
        }
        let at_the_door = store::places::with_standing(tx, date.id, Standing::Standby).await?;
        let free = unit.free(self, tx).await?.count(true) as usize;
        let needed = at_the_door.len().saturating_sub(free);
        if needed == 0 {
            return Ok(false);
        }
        let confirmed = store::places::with_standing(tx, date.id, Standing::Confirmed).await?;
        let missing: Vec<_> = confirmed
            .into_iter()
            .rev()
            .filter(|row| !row.came)
            .take(needed)
            .collect();
        for row in &missing {
            let gone = row.member.registration;
            unit.change_party(tx, row.member.party, &self.by_plan(), |_, row| {
                (row.member.registration == gone).then_some(Change::Released)
            })
            .await?;
        }
        Ok(!missing.is_empty())
    }

    /// Gives free places to those who wait, in their order.
    async fn give_free_places(&self, tx: &mut Tx, unit: &mut Unit) -> Result<bool, ServerError> {
        if unit.first().held.waiting == 0 {
            return Ok(false);
        }
        let free = unit.free(self, tx).await?;
        let activity = unit.activity().clone();
        let date = unit.first().held.date.clone();
        let seats = Seats {
            plan: &activity.plan,
            capacity: date.capacity,
            starts_at: date.starts_at,
            ends_at: date.ends_at,
            drawn: unit.first().listed.drawn_at.is_some(),
        };
        let mut promoter = Promoter::new(seats, free, self.now());
        let mut any = false;
        for standing in [Standing::Waiting, Standing::Standby] {
            let mut after = (0, i64::MIN);
            while !promoter.is_done() {
                let rows =
                    store::places::waiting_after(tx, date.id, standing, after, PORTION).await?;
                let whole = rows.len() < PORTION as usize;
                for party in parties(&rows, whole) {
                    after = party.1;
                    let verdict = promoter.consider(&party.0);
                    let Verdict::Takes {
                        offer_until,
                        passed,
                    } = verdict
                    else {
                        continue;
                    };
                    self.pass_over(tx, unit, &passed).await?;
                    let change = match offer_until {
                        Some(until) => Change::Offered { until },
                        None => Change::Confirmed {
                            how: HowConfirmed::Promoted,
                        },
                    };
                    unit.change_party(tx, party.0.party, &self.by_plan(), |_, row| {
                        (row.member.standing == standing).then(|| change.clone())
                    })
                    .await?;
                    any = true;
                    if promoter.is_done() {
                        break;
                    }
                }
                if whole {
                    break;
                }
            }
        }
        Ok(any)
    }

    /// Enters once for each party that it did not fit.
    async fn pass_over(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        passed: &[(Uuid, u32, u32)],
    ) -> Result<(), ServerError> {
        let cause = Cause {
            tell: false,
            ..self.by_plan()
        };
        for (party, free, needed) in passed {
            let change = Change::PassedOver {
                free: *free,
                needed: *needed,
            };
            for date in unit.dates_mut() {
                let members = store::places::of_party(tx, date.held.date.id, *party).await?;
                let first = members.into_iter().find(|row| row.member.standing.waits());
                if let Some(mut row) = first {
                    store::places::change(tx, &mut date.held, &mut row.member, &change, &cause)
                        .await?;
                }
            }
        }
        Ok(())
    }

    /// Draws lots now, before registration closes: whoever registers later waits behind all who were drawn.
    ///
    /// # Errors
    ///
    /// When there are no lots to draw, or they were drawn.
    pub async fn draw_lottery(&self, actor: &Actor, occurrence: Uuid) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let mut unit = Unit::hold(self, &mut tx, occurrence).await?;
        let lots = unit.activity().plan.order == PlaceOrder::Lottery;
        if !lots || unit.first().listed.drawn_at.is_some() {
            return Err(ServerError::Conflict("no_lots_to_draw"));
        }
        self.draw_lots(&mut tx, &mut unit, &actor.account).await?;
        self.give_free_places(&mut tx, &mut unit).await?;
        unit.let_go(&mut tx).await?;
        let title = super::title(unit.activity()).to_owned();
        let detail = json!({ "occurrence": occurrence });
        store::audit::note(&mut tx, actor, self.now(), "lots-drawn", &title, detail).await?;
        tx.commit().await?;
        self.pushes
            .to_centre(&unit.activity().centre, PushEvent::Days);
        Ok(())
    }
}

/// Rows in their order as parties, each with its place in the order. Of a portion that is not the last, the last party
/// is left for the next: some of it may be there.
fn parties(rows: &[MemberRow], whole: bool) -> Vec<(WaitingParty, (u8, i64))> {
    let mut parties: Vec<(WaitingParty, (u8, i64))> = Vec::new();
    for row in rows {
        let member = &row.member;
        match parties.last_mut() {
            Some((party, _)) if party.party == member.party => party.people += 1,
            _ => parties.push((
                WaitingParty {
                    party: member.party,
                    people: 1,
                    without_phone: row.without_phone,
                    class: member.class,
                    standing: member.standing,
                },
                (member.class, member.rank),
            )),
        }
    }
    if !whole && parties.len() > 1 {
        parties.pop();
    }
    parties
}
