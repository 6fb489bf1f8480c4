//! What people do with their own registration, and what staff do with it for them.

use serde_json::json;
use uuid::Uuid;

use super::unit::Unit;
use super::{CODE_KEPT, answer, title};
use crate::api::kiosk::PushEvent;
use crate::api::registration::{
    OwnRegistration, OwnRegistrationRequest, OwnWish, OwnershipProof, RegistrationAnswer,
};
use crate::model::check_in::{self, CODE_DIGITS};
use crate::model::overflow::record::{
    Change, HowCanceled, HowConfirmed, Member, RecordEntry, story,
};
use crate::model::registration::{
    GuardianConsent, PersonToRegister, RegistrationReason, Standing, check_people,
};
use crate::server::store::audit::Actor;
use crate::server::store::places::{Cause, MemberRow};
use crate::server::store::registrations::ListedRegistration;
use crate::server::store::{self, Tx};
use crate::server::{App, ServerError};

/// Who acts when people do so themselves.
const THEMSELVES: &str = "themselves";

impl App {
    /// Shows, accepts, changes or gives up one's own registration. Wrong codes are counted for `tries_of`: a kiosk, or
    /// whatever stands for a phone's page.
    ///
    /// # Errors
    ///
    /// After too many wrong codes, or when the database fails.
    pub async fn own_registration(
        &self,
        centre: &str,
        tries_of: Uuid,
        request: &OwnRegistrationRequest,
    ) -> Result<RegistrationAnswer, ServerError> {
        let not_found = answer::bare(request.id, RegistrationReason::NotFound);
        let Some(party) = self.proven(centre, tries_of, &request.proof).await? else {
            return Ok(not_found);
        };
        let mut tx = self.store.write().await?;
        let Some(own) = self.own(&mut tx, party).await? else {
            tx.commit().await?;
            return Ok(not_found);
        };
        if matches!(request.wish, OwnWish::Look) {
            // What is seen may be in a commit that is still to come.
            tx.commit().await?;
            return Ok(answer::of(request.id, own));
        }
        let mut unit = Unit::hold(self, &mut tx, own.occurrence).await?;
        let done = self.grant(&mut tx, &mut unit, &own, &request.wish).await?;
        let reason = match done {
            Ok(reason) => reason,
            // Nothing was changed: how it stands is worth more than a bare no.
            Err(reason) => {
                tx.commit().await?;
                return Ok(RegistrationAnswer {
                    reason,
                    ..answer::of(request.id, own)
                });
            }
        };
        unit.let_go(&mut tx).await?;
        let own = self.own(&mut tx, party).await?;
        tx.commit().await?;
        self.pushes
            .to_centre(&unit.activity().centre, PushEvent::Days);
        Ok(RegistrationAnswer {
            id: request.id,
            reason,
            at: None,
            registration: own,
        })
    }

    /// Whose registration it is, when the proof holds. Whether a number or a code is known is never told apart.
    async fn proven(
        &self,
        centre: &str,
        tries_of: Uuid,
        proof: &OwnershipProof,
    ) -> Result<Option<Uuid>, ServerError> {
        let (code, tail) = match proof {
            OwnershipProof::Token { party, token } => {
                return Ok(self
                    .secrets
                    .manage_token_fits(*party, token)
                    .then_some(*party));
            }
            OwnershipProof::Code { code, phone_tail } => (code, phone_tail.trim()),
        };
        let now = self.now();
        self.limits.codes(tries_of, now)?;
        let mut found = Vec::new();
        if code.len() == CODE_DIGITS {
            let hash = check_in::code_hash(centre, code);
            let mut conn = self.store.read().await?;
            found = store::registrations::with_code(&mut conn, &hash, now - CODE_KEPT).await?;
        }
        let fits = |row: &&ListedRegistration| row.phone_last4.as_deref().unwrap_or("") == tail;
        // Of several the one that is not over; they come in the order of their dates.
        let party = found.iter().rfind(fits).map(|row| row.party);
        // A right code forgives nothing: somebody's own would make room for guesses at others'.
        if party.is_none() {
            self.limits.note_code(tries_of, false, now);
        }
        Ok(party)
    }

    async fn grant(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        own: &OwnRegistration,
        wish: &OwnWish,
    ) -> Result<Result<RegistrationReason, RegistrationReason>, ServerError> {
        if own.ends_at <= self.now() {
            return Ok(Err(RegistrationReason::Over));
        }
        let cause = Cause {
            by: THEMSELVES,
            at: self.now(),
            tell: false,
        };
        match wish {
            OwnWish::Look => Ok(Ok(answer::reason(own.standing))),
            OwnWish::Accept => self.accept(tx, unit, own, &cause).await,
            OwnWish::Cancel { registrations } => {
                let numbers: Vec<usize> = own
                    .people
                    .iter()
                    .enumerate()
                    .filter(|(_, person)| {
                        registrations.is_empty() || registrations.contains(&person.registration)
                    })
                    .map(|(number, _)| number)
                    .collect();
                if numbers.is_empty() {
                    return Ok(Err(RegistrationReason::NotFound));
                }
                let how = HowCanceled::ByThemselves;
                self.give_up(tx, unit, own.party, &numbers, how, &cause)
                    .await
            }
            OwnWish::Change { people, guardian } => {
                self.correct(tx, unit, own.party, people, guardian.as_ref(), &cause)
                    .await
            }
        }
    }

    async fn accept(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        own: &OwnRegistration,
        cause: &Cause<'_>,
    ) -> Result<Result<RegistrationReason, RegistrationReason>, ServerError> {
        let in_time = own.offer_until.is_some_and(|until| cause.at < until);
        match own.standing {
            Standing::Confirmed => return Ok(Ok(RegistrationReason::Confirmed)),
            Standing::Offered if in_time => {}
            _ => return Ok(Err(RegistrationReason::OfferOver)),
        }
        let how = HowConfirmed::OfferAccepted;
        unit.change_party(tx, own.party, cause, |_, row| {
            (row.member.standing == Standing::Offered).then_some(Change::Confirmed { how })
        })
        .await?;
        Ok(Ok(RegistrationReason::Confirmed))
    }

    /// Gives up the registrations of some of a party; their places go to whoever waits, in the same transaction.
    async fn give_up(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        party: Uuid,
        numbers: &[usize],
        how: HowCanceled,
        cause: &Cause<'_>,
    ) -> Result<Result<RegistrationReason, RegistrationReason>, ServerError> {
        let members = store::places::of_party(tx, unit.first().held.date.id, party).await?;
        let chosen = |number: usize, _: &MemberRow| numbers.contains(&number);
        if members
            .iter()
            .enumerate()
            .any(|(number, row)| chosen(number, row) && row.came)
        {
            return Ok(Err(RegistrationReason::CameAlready));
        }
        unit.change_party(tx, party, cause, |number, row| {
            let stands = row.member.standing != Standing::Canceled;
            (stands && chosen(number, row)).then_some(Change::Canceled { how })
        })
        .await?;
        self.settle(tx, unit).await?;
        Ok(Ok(RegistrationReason::Canceled))
    }

    async fn correct(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        party: Uuid,
        people: &[PersonToRegister],
        guardian: Option<&GuardianConsent>,
        cause: &Cause<'_>,
    ) -> Result<Result<RegistrationReason, RegistrationReason>, ServerError> {
        let rows = store::registrations::of_party(tx, party).await?;
        let here = unit.first().held.date.id;
        let known: Vec<_> = rows.iter().filter(|row| row.occurrence == here).collect();
        if known.len() != people.len() {
            return Ok(Err(RegistrationReason::PeopleCount));
        }
        // A consent given before still holds for the same people.
        let before = known.iter().find_map(|row| row.guardian.clone());
        let guardian = guardian.cloned().or(before);
        if let Err(reason) = check_people(people, guardian.as_ref(), &unit.activity().details) {
            return Ok(Err(reason));
        }
        for row in &rows {
            let Some(person) = people.get(row.number as usize) else {
                continue;
            };
            let needs_guardian = person.age_band.is_some_and(|band| band.needs_guardian());
            let guardian = guardian.as_ref().filter(|_| needs_guardian);
            let name = person.name.trim();
            store::registrations::correct(tx, row.id, name, person.age_band, guardian).await?;
        }
        unit.change_party(tx, party, cause, |_, _| Some(Change::Corrected))
            .await?;
        Ok(Ok(RegistrationReason::Changed))
    }

    /// Staff give up somebody's registration; of a course all that is to come. Its place goes to whoever waits, at once.
    ///
    /// # Errors
    ///
    /// When the person came, or there is no such registration.
    pub async fn cancel_registration(
        &self,
        actor: &Actor,
        id: Uuid,
    ) -> Result<ListedRegistration, ServerError> {
        let mut hand = self.take(id).await?;
        let (party, numbers) = (hand.row.party, [hand.row.number as usize]);
        let cause = self.by_staff(actor);
        let how = HowCanceled::ByStaff;
        self.give_up(&mut hand.tx, &mut hand.unit, party, &numbers, how, &cause)
            .await?
            .map_err(|reason| ServerError::Conflict(reason.key()))?;
        self.keep(actor, hand, "registration-canceled").await
    }

    /// Staff take a cancellation back: the person stands where they stood, or, when the place is gone, waits with the
    /// number they had.
    ///
    /// # Errors
    ///
    /// When nothing was canceled, or lots were drawn without them.
    pub async fn restore_registration(
        &self,
        actor: &Actor,
        id: Uuid,
    ) -> Result<ListedRegistration, ServerError> {
        let Hand {
            mut tx,
            mut unit,
            row,
        } = self.take(id).await?;
        if row.standing != Standing::Canceled || row.forgotten_at.is_some() {
            return Err(ServerError::Conflict("nothing_to_undo"));
        }
        let date = unit.first().held.date.id;
        let record = store::places::record_of_party(&mut tx, date, row.party).await?;
        let number = row.number as usize;
        let here = store::places::of_party(&mut tx, date, row.party).await?;
        let Some(member) = here.get(number) else {
            return Err(ServerError::Conflict("nothing_to_undo"));
        };
        let before = standing_before(&record, member.member.registration);
        let free = unit
            .free(self, &mut tx)
            .await?
            .fits(1, member.without_phone);
        let standing = match before {
            Standing::Confirmed | Standing::Offered if free => Standing::Confirmed,
            Standing::Entered if unit.first().listed.drawn_at.is_none() => Standing::Entered,
            Standing::Entered => return Err(ServerError::Conflict("no_lots_to_draw")),
            Standing::Standby => Standing::Standby,
            _ => Standing::Waiting,
        };
        let cause = self.by_staff(actor);
        unit.change_party(&mut tx, row.party, &cause, |at, _| {
            (at == number).then_some(Change::Restored { standing })
        })
        .await?;
        self.settle(&mut tx, &mut unit).await?;
        let hand = Hand { tx, unit, row };
        self.keep(actor, hand, "registration-restored").await
    }

    /// Somebody who waits has come to the door: from now on they are given the place of whoever does not come.
    ///
    /// # Errors
    ///
    /// When the plan knows no waiting at the door, or the person does not wait.
    pub async fn stand_by(
        &self,
        actor: &Actor,
        id: Uuid,
    ) -> Result<ListedRegistration, ServerError> {
        let mut hand = self.take(id).await?;
        let possible = hand.unit.activity().plan.standby_minutes.is_some()
            && matches!(hand.row.standing, Standing::Waiting | Standing::Released);
        if !possible {
            return Err(ServerError::Conflict("no_standby"));
        }
        // A family stands at the door as one, however often it is sent there.
        let date = hand.unit.first().held.date.id;
        let party = store::places::of_party(&mut hand.tx, date, hand.row.party).await?;
        let rank = party
            .iter()
            .find(|row| row.member.standing == Standing::Standby)
            .map_or(hand.unit.first().held.record_seq + 1, |row| row.member.rank);
        let number = hand.row.number as usize;
        let cause = self.by_staff(actor);
        hand.unit
            .change_party(&mut hand.tx, hand.row.party, &cause, |at, _| {
                (at == number).then_some(Change::StoodBy { rank })
            })
            .await?;
        self.settle(&mut hand.tx, &mut hand.unit).await?;
        self.keep(actor, hand, "registration-stands-by").await
    }

    /// Staff correct a person's name and age band.
    ///
    /// # Errors
    ///
    /// When the name is unclear, or a guardian has to consent and none has.
    pub async fn correct_registration(
        &self,
        actor: &Actor,
        id: Uuid,
        person: &PersonToRegister,
        guardian: Option<&GuardianConsent>,
    ) -> Result<ListedRegistration, ServerError> {
        let mut hand = self.take(id).await?;
        let row = &hand.row;
        let rows = store::registrations::of_party(&mut hand.tx, row.party).await?;
        let named = |other: &ListedRegistration| {
            if other.number == row.number {
                person.clone()
            } else {
                PersonToRegister {
                    name: other.name.clone(),
                    age_band: other.age_band,
                }
            }
        };
        let people: Vec<_> = rows
            .iter()
            .filter(|other| other.occurrence == row.occurrence)
            .map(named)
            .collect();
        let party = row.party;
        let cause = self.by_staff(actor);
        self.correct(
            &mut hand.tx,
            &mut hand.unit,
            party,
            &people,
            guardian,
            &cause,
        )
        .await?
        .map_err(|reason| ServerError::Conflict(reason.key()))?;
        self.keep(actor, hand, "registration-corrected").await
    }

    fn by_staff<'a>(&self, actor: &'a Actor) -> Cause<'a> {
        Cause {
            by: &actor.account,
            at: self.now(),
            tell: false,
        }
    }

    /// Holds a registration and its occurrence: nobody changes them until [`App::keep`].
    async fn take(&self, id: Uuid) -> Result<Hand, ServerError> {
        let mut tx = self.store.write().await?;
        let found = store::registrations::by_id(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        let unit = Unit::hold(self, &mut tx, found.occurrence).await?;
        let row = store::registrations::by_id(&mut tx, id)
            .await?
            .ok_or(ServerError::NotFound)?;
        Ok(Hand { tx, unit, row })
    }

    /// Keeps what staff did, in the audit log too. Returns the registration as it was before.
    async fn keep(
        &self,
        actor: &Actor,
        hand: Hand,
        action: &str,
    ) -> Result<ListedRegistration, ServerError> {
        let Hand { mut tx, unit, row } = hand;
        unit.let_go(&mut tx).await?;
        let after = store::registrations::by_id(&mut tx, row.id).await?;
        let detail = json!({
            "registration": row.id,
            "before": row.standing,
            "after": after.map(|row| row.standing),
        });
        let title = title(unit.activity());
        store::audit::note(&mut tx, actor, self.now(), action, title, detail).await?;
        tx.commit().await?;
        self.pushes
            .to_centre(&unit.activity().centre, PushEvent::Days);
        Ok(row)
    }
}

/// A registration in the hands of staff.
struct Hand {
    tx: Tx,
    unit: Unit,
    /// As it was when it was taken.
    row: ListedRegistration,
}

/// Where a canceled registration stood before, from its record.
fn standing_before(record: &[RecordEntry], registration: Uuid) -> Standing {
    let mut member = Member::joined(registration, registration, Standing::Waiting, 0, 0);
    let mut before = member.standing;
    for entry in story(record, registration) {
        if member.standing != Standing::Canceled {
            before = member.standing;
        }
        member.apply(&entry.change);
    }
    before
}
