//! Registering, changing and giving up: one way for kiosk, phone and desk.
//!
//! Who gets a place is `model::overflow`; here each decision is made inside one transaction that holds the occurrence
//! (`unit`), followed at once by what the plan does by itself (`settle`). `answer` tells people how they stand,
//! `personal` forgets and hands out what is known of a person.

mod answer;
mod course;
mod own;
mod personal;
mod settle;
mod unit;

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

pub(super) use settle::TICK;

use self::unit::{Unit, taken};
use super::activities::Person;
use super::app::App;
use super::store::audit::Actor;
use super::store::places::Cause;
use super::store::registrations::{ListedRegistration, NewRegistration, StoredPhone};
use super::store::{self, Tx};
use super::{ServerError, secrets};
use crate::api::kiosk::PushEvent;
use crate::api::registration::{RegistrationAnswer, RegistrationRequest};
use crate::model::activity::Activity;
use crate::model::check_in;
use crate::model::overflow::PlaceOrder;
use crate::model::overflow::places::{Asking, CLASS_FIRST, Joining};
use crate::model::overflow::record::Member;
use crate::model::registration::{
    FAMILY_MAX, PersonToRegister, RegistrationReason, RegistrationSource, Standing, check_people,
};
use crate::model::text::FIRST_LANGUAGE;

/// A code stays taken this long after its occurrence, for check-ins that are delivered late.
const CODE_KEPT: Duration = Duration::days(3);
/// Six digits and some hundred holders: a free code is found at once; this bound is for a broken random source.
const CODE_TRIES: usize = 100;
/// A number's code that was typed right counts this long.
const CONFIRMATION_KEPT: Duration = Duration::minutes(15);

/// Why a request was not taken, and when it might be.
struct Refused {
    reason: RegistrationReason,
    at: Option<chrono::DateTime<chrono::Utc>>,
}

impl From<RegistrationReason> for Refused {
    fn from(reason: RegistrationReason) -> Self {
        Self { reason, at: None }
    }
}

impl App {
    /// Registers one person or a family, all or none: places while there are some, else whatever the plan says. Sent
    /// again, a request that was taken changes nothing and is answered with how it stands now.
    ///
    /// # Errors
    ///
    /// When there is no such occurrence or the database fails. What the plan or the request itself stands against is an
    /// answer, not an error.
    pub async fn register_party(
        &self,
        actor: &Actor,
        request: &RegistrationRequest,
    ) -> Result<RegistrationAnswer, ServerError> {
        // Held from here: what is counted stays true until it is stored.
        let mut tx = self.store.write().await?;
        let mut unit = Unit::hold(self, &mut tx, request.occurrence).await?;
        if let Some(own) = self.own(&mut tx, request.id).await? {
            // The id is no secret, it is in passes and lots: whoever names the same people sent this before.
            let rows = store::registrations::of_party(&mut tx, request.id).await?;
            let theirs = rows.iter().all(|row| names_the_same(request, row));
            // What the first of two requests did may be in the same commit: nobody is told before it is kept.
            tx.commit().await?;
            return Ok(if theirs {
                answer::of(request.id, own)
            } else {
                answer::bare(request.id, RegistrationReason::NotFound)
            });
        }
        let mut joined = match self.join(&mut tx, &mut unit, request).await? {
            Ok(joined) => joined,
            Err(Refused { reason, at }) => {
                // What stands against it may be in a commit that is still to come.
                tx.commit().await?;
                return Ok(RegistrationAnswer {
                    id: request.id,
                    reason,
                    at,
                    registration: None,
                });
            }
        };
        // Where nothing is free nobody gets anything, whoever joins; offers that end are the tick's.
        let standing = joined.first().map(|row| row.standing);
        let may_get_something = standing == Some(Standing::Standby) || !unit.is_full();
        let settled = standing.is_some_and(Standing::waits) && may_get_something;
        if settled {
            self.settle(&mut tx, &mut unit).await?;
        }
        unit.let_go(&mut tx).await?;
        if matches!(
            request.source,
            RegistrationSource::Staff | RegistrationSource::Door
        ) {
            let detail = json!({
                "party": request.id,
                "occurrence": request.occurrence,
                "people": request.people.len(),
                "source": request.source,
            });
            let title = title(unit.activity());
            let now = self.now();
            store::audit::note(&mut tx, actor, now, "registration-added", title, detail).await?;
        }
        if settled {
            joined = store::registrations::of_party(&mut tx, request.id).await?;
        }
        let last = last_position(&unit, request.people.len());
        let listed = &unit.first().listed;
        let own = self
            .own_of(&mut tx, listed, &joined, last)
            .await?
            .ok_or(ServerError::NotFound)?;
        tx.commit().await?;
        self.pushes
            .to_centre(&unit.activity().centre, PushEvent::Days);
        Ok(answer::of(request.id, own))
    }

    /// As [`App::register_party`], for visitors who can be asked: where numbers are confirmed, a number that is given
    /// has to be.
    ///
    /// # Errors
    ///
    /// As [`App::register_party`].
    pub async fn register_visitors(
        &self,
        actor: &Actor,
        request: &RegistrationRequest,
    ) -> Result<RegistrationAnswer, ServerError> {
        let given = !request.phone.trim().is_empty();
        if given && request.phone_confirmation.is_none() && self.confirms_numbers() {
            let reason = RegistrationReason::PhoneUnconfirmed;
            return Ok(answer::bare(request.id, reason));
        }
        self.register_party(actor, request).await
    }

    /// Registers one person at the desk.
    ///
    /// # Errors
    ///
    /// When the request is refused: the reason is the error's.
    pub async fn register(
        &self,
        actor: &Actor,
        occurrence: Uuid,
        person: &Person,
    ) -> Result<ListedRegistration, ServerError> {
        let who = PersonToRegister {
            name: person.name.clone(),
            age_band: person.age_band,
        };
        let request = at_the_desk(occurrence, who, person.phone.clone());
        let answer = self.register_party(actor, &request).await?;
        let own = answer
            .registration
            .ok_or(ServerError::Conflict(answer.reason.key()))?;
        let first = own.people.first().ok_or(ServerError::NotFound)?;
        store::registrations::by_id(&mut *self.store.read().await?, first.registration)
            .await?
            .ok_or(ServerError::NotFound)
    }

    /// What proves that a phone number is one's own, for whoever typed the code sent to it; `None` when it is no number.
    pub fn phone_confirmation(&self, phone: &str) -> Option<String> {
        let phone = self.secrets.phone(phone)?;
        let until = self.now() + CONFIRMATION_KEPT;
        Some(self.secrets.phone_confirmation(&phone.hash, until))
    }

    /// Adds everyone of a request to every date, or says why not.
    async fn join(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        request: &RegistrationRequest,
    ) -> Result<Result<Vec<ListedRegistration>, Refused>, ServerError> {
        let date = &unit.first().held.date;
        if date.canceled {
            return Ok(Err(RegistrationReason::OccurrenceCanceled.into()));
        }
        let details = &unit.activity().details;
        if let Err(reason) = check_people(&request.people, request.guardian.as_ref(), details) {
            return Ok(Err(reason.into()));
        }
        let phone = match self.checked_phone(tx, unit, request).await? {
            Ok(phone) => phone,
            Err(reason) => return Ok(Err(reason.into())),
        };
        let asking = Asking {
            people: u32::try_from(request.people.len()).unwrap_or(u32::MAX),
            without_phone: phone.is_none(),
            first_time: self
                .is_first_time(tx, unit, phone.as_ref(), request.source)
                .await?,
            source: request.source,
        };
        if unit.activity().plan.order == PlaceOrder::Lottery
            && unit.first().listed.drawn_at.is_none()
        {
            self.prepare_lottery(tx, unit.lottery_subject()).await?;
        }
        let (standing, class) = match self.joining(tx, unit, &asking).await? {
            Joining::As { standing, class } => (standing, class),
            Joining::Refused { reason, at } => return Ok(Err(Refused { reason, at })),
        };
        let stand = (standing, class);
        self.add_people(tx, unit, request, phone, stand, false)
            .await
            .map(Ok)
    }

    /// The phone number of a request, unless it cannot be one, is not confirmed though it says so, or is registered for
    /// the same people already.
    async fn checked_phone(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        request: &RegistrationRequest,
    ) -> Result<Result<Option<StoredPhone>, RegistrationReason>, ServerError> {
        if request.phone.trim().is_empty() {
            return Ok(Ok(None));
        }
        let Some(phone) = self.secrets.phone(&request.phone) else {
            return Ok(Err(RegistrationReason::PhoneUnclear));
        };
        let confirmed = match &request.phone_confirmation {
            None => false,
            Some(given) => {
                if !self
                    .secrets
                    .phone_is_confirmed(&phone.hash, given, self.now())
                {
                    return Ok(Err(RegistrationReason::PhoneUnconfirmed));
                }
                true
            }
        };
        let date = unit.first().held.date.id;
        // A number that nobody proved to be theirs says nothing: an answer would tell a stranger who is registered.
        let known = if is_hearsay(request.source, confirmed) {
            Vec::new()
        } else {
            store::registrations::names_of_phone(tx, date, &phone.hash).await?
        };
        let same =
            |person: &PersonToRegister| known.iter().any(|name| name.trim() == person.name.trim());
        if request.people.iter().any(same) {
            return Ok(Err(RegistrationReason::AlreadyRegistered));
        }
        if known.len() + request.people.len() > FAMILY_MAX {
            return Ok(Err(RegistrationReason::PeopleCount));
        }
        Ok(Ok(Some(StoredPhone {
            hash: phone.hash,
            last4: phone.last4,
            masked: phone.masked,
            sealed: self.secrets.seal(&phone.digits)?,
            confirmed,
        })))
    }

    /// Whether nothing is known of an earlier place. Without a number nothing is.
    async fn is_first_time(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        phone: Option<&StoredPhone>,
        source: RegistrationSource,
    ) -> Result<bool, ServerError> {
        let Some(phone) = phone.filter(|phone| !is_hearsay(source, phone.confirmed)) else {
            return Ok(true);
        };
        let activity = unit.activity();
        if activity.plan.order != PlaceOrder::FirstTimers {
            return Ok(true);
        }
        let now = self.now();
        let been = store::registrations::has_been_in(tx, activity.id, &phone.hash, now).await?;
        Ok(!been)
    }

    /// What those who ask get on every date alike: the least of what each gives.
    async fn joining(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        asking: &Asking,
    ) -> Result<Joining, ServerError> {
        let mut least: Option<Joining> = None;
        for date in unit.dates() {
            let here = unit
                .seats(date)
                .join(&taken(tx, date).await?, asking, self.now());
            match here {
                Joining::Refused { .. } => return Ok(here),
                Joining::As {
                    standing: Standing::Confirmed,
                    ..
                } if least.is_some() => {}
                Joining::As { .. } => least = Some(here),
            }
        }
        least.ok_or(ServerError::NotFound)
    }

    async fn add_people(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        request: &RegistrationRequest,
        phone: Option<StoredPhone>,
        (standing, class): (Standing, u8),
        example: bool,
    ) -> Result<Vec<ListedRegistration>, ServerError> {
        let centre = unit.activity().centre.clone();
        let mut codes = Vec::new();
        for _ in &request.people {
            codes.push(self.free_code(tx, &centre, &codes).await?);
        }
        let cause = Cause {
            by: request.source.key(),
            at: self.now(),
            tell: false,
        };
        let mut joined = Vec::new();
        for date in unit.dates_mut() {
            let rank = date.held.record_seq + 1;
            for ((number, person), (code, code_hash)) in (0..).zip(&request.people).zip(&codes) {
                let needs_guardian = person.age_band.is_some_and(|band| band.needs_guardian());
                let mut new = NewRegistration {
                    occurrence: date.held.date.id,
                    member: Member::joined(Uuid::now_v7(), request.id, standing, class, rank),
                    number,
                    seq: 0,
                    name: person.name.trim().to_owned(),
                    age_band: person.age_band,
                    phone: phone.clone(),
                    guardian: request.guardian.clone().filter(|_| needs_guardian),
                    source: request.source,
                    language: request.language.chars().take(16).collect(),
                    code: code.clone(),
                    code_hash: code_hash.clone(),
                    example,
                };
                store::places::joined(tx, &mut date.held, &mut new, &cause).await?;
                joined.push(new.listed(cause.at));
            }
        }
        Ok(joined)
    }

    /// Registers people who do not exist, for an example. Where lots are still to be drawn, all of them enter.
    pub(super) async fn register_examples(
        &self,
        tx: &mut Tx,
        occurrence: Uuid,
        people: Vec<(String, Standing)>,
    ) -> Result<(), ServerError> {
        let mut unit = Unit::hold(self, tx, occurrence).await?;
        let lots = unit.activity().plan.order == PlaceOrder::Lottery
            && unit.first().held.date.starts_at > self.now();
        for (name, standing) in people {
            let request = at_the_desk(
                occurrence,
                PersonToRegister {
                    name,
                    age_band: None,
                },
                String::new(),
            );
            let standing = if lots { Standing::Entered } else { standing };
            let stands = (standing, CLASS_FIRST);
            self.add_people(tx, &mut unit, &request, None, stands, true)
                .await?;
        }
        unit.let_go(tx).await
    }

    async fn free_code(
        &self,
        tx: &mut Tx,
        centre: &str,
        given: &[(String, String)],
    ) -> Result<(String, String), ServerError> {
        for _ in 0..CODE_TRIES {
            let code = secrets::check_in_code();
            let hash = check_in::code_hash(centre, &code);
            let twice = given.iter().any(|(other, _)| *other == code);
            if !twice
                && !store::registrations::code_is_taken(tx, &hash, self.now() - CODE_KEPT).await?
            {
                return Ok((code, hash));
            }
        }
        Err(ServerError::Internal(
            "no free check-in code was found".to_owned(),
        ))
    }

    /// After times or places of an occurrence changed: more places go to those who wait, at once.
    pub(super) async fn promote(&self, tx: &mut Tx, occurrence: Uuid) -> Result<(), ServerError> {
        let mut unit = Unit::hold(self, tx, occurrence).await?;
        if unit.activity().plan.order == PlaceOrder::Lottery {
            self.prepare_lottery(tx, unit.lottery_subject()).await?;
        }
        self.settle(tx, &mut unit).await?;
        unit.let_go(tx).await
    }
}

/// Whether a number is only claimed, by whoever has found the page on the open web.
fn is_hearsay(source: RegistrationSource, confirmed: bool) -> bool {
    source == RegistrationSource::Phone && !confirmed
}

/// Whether a request names this person of a party as it is stored.
fn names_the_same(request: &RegistrationRequest, row: &ListedRegistration) -> bool {
    let person = request.people.get(row.number as usize);
    person.is_some_and(|person| person.name.trim() == row.name)
}

/// The position of people who have just gone on the waitlist, where nobody can have come before others there.
fn last_position(unit: &Unit, people: usize) -> Option<u32> {
    let plan = &unit.activity().plan;
    let in_order = plan.order == PlaceOrder::FirstCome && plan.standby_minutes.is_none();
    let before = usize::try_from(unit.first().held.waiting)
        .ok()?
        .checked_sub(people)?;
    u32::try_from(before + 1).ok().filter(|_| in_order)
}

fn at_the_desk(occurrence: Uuid, person: PersonToRegister, phone: String) -> RegistrationRequest {
    RegistrationRequest {
        id: Uuid::now_v7(),
        occurrence,
        people: vec![person],
        phone,
        phone_confirmation: None,
        guardian: None,
        source: RegistrationSource::Staff,
        language: FIRST_LANGUAGE.to_owned(),
    }
}

fn title(activity: &Activity) -> &str {
    activity.title.in_language(FIRST_LANGUAGE)
}
