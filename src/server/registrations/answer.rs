//! How people stand, as they are told it: position, deadline, codes, pass, and why, in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::api::registration::{OwnPerson, OwnRegistration, RegistrationAnswer};
use crate::locale::{self, FluentValue};
use crate::model::overflow::PlaceOrder;
use crate::model::overflow::places::{CLASS_FIRST, CLASS_SECOND};
use crate::model::overflow::record::{Change, RecordEntry};
use crate::model::pass::{Pass, PassHolders, PassScope};
use crate::model::registration::{RegistrationReason, Standing};
use crate::model::text::{LocalizedText, masked_name};
use crate::server::store::activities::Listed;
use crate::server::store::registrations::ListedRegistration;
use crate::server::store::{self, Conn};
use crate::server::{App, ServerError};

/// A reason and nothing else.
pub(super) fn bare(id: Uuid, reason: RegistrationReason) -> RegistrationAnswer {
    RegistrationAnswer {
        id,
        reason,
        at: None,
        registration: None,
    }
}

/// The answer to a request that was taken.
pub(super) fn of(id: Uuid, own: OwnRegistration) -> RegistrationAnswer {
    let at = match own.standing {
        Standing::Offered => own.offer_until,
        Standing::Entered => own.draw_at,
        _ => None,
    };
    RegistrationAnswer {
        id,
        reason: reason(own.standing),
        at,
        registration: Some(own),
    }
}

/// What a standing is as an answer.
pub(super) fn reason(standing: Standing) -> RegistrationReason {
    match standing {
        Standing::Confirmed => RegistrationReason::Confirmed,
        Standing::Offered => RegistrationReason::Offered,
        Standing::Waiting => RegistrationReason::Waitlisted,
        Standing::Entered => RegistrationReason::InLottery,
        Standing::Standby => RegistrationReason::Standby,
        Standing::Released | Standing::Canceled => RegistrationReason::Canceled,
    }
}

/// Best first: how a party stands is how the best of it stands.
const BEST_FIRST: [Standing; 7] = [
    Standing::Confirmed,
    Standing::Offered,
    Standing::Standby,
    Standing::Waiting,
    Standing::Entered,
    Standing::Released,
    Standing::Canceled,
];

impl App {
    /// How those who registered together stand; `None` when nobody did under this id, or it was forgotten.
    pub(super) async fn own(
        &self,
        conn: &mut Conn,
        party: Uuid,
    ) -> Result<Option<OwnRegistration>, ServerError> {
        let rows = store::registrations::of_party(conn, party).await?;
        let Some(listed) = self.next_date(conn, &rows).await? else {
            return Ok(None);
        };
        self.own_of(conn, &listed, &rows, None).await
    }

    /// The same of these registrations of one party. `last` is their place where it is the last of the waitlist and they
    /// have just joined: then nobody has to be counted, and nothing has happened to them yet.
    pub(super) async fn own_of(
        &self,
        conn: &mut Conn,
        listed: &Listed,
        rows: &[ListedRegistration],
        last: Option<u32>,
    ) -> Result<Option<OwnRegistration>, ServerError> {
        let here: Vec<&ListedRegistration> = rows
            .iter()
            .filter(|row| row.occurrence == listed.occurrence.id)
            .collect();
        if here.iter().all(|row| row.forgotten_at.is_some()) {
            return Ok(None);
        }
        let best = BEST_FIRST
            .into_iter()
            .find_map(|standing| here.iter().find(|row| row.standing == standing));
        let Some(best) = best else { return Ok(None) };
        let position = match (best.standing, last) {
            (Standing::Waiting, Some(last)) => Some(last),
            (Standing::Waiting | Standing::Standby, _) => {
                let place = (best.class, best.rank);
                Some(
                    store::places::waiting_before(conn, best.occurrence, best.standing, place)
                        .await?
                        + 1,
                )
            }
            _ => None,
        };
        let record = match last {
            Some(_) => Vec::new(),
            None => store::places::record_of_party(conn, listed.occurrence.id, best.party).await?,
        };
        let activity = &listed.activity;
        let closes_at = activity.plan.closes_at(listed.occurrence.starts_at);
        let course = activity.details.course;
        let pass = self.pass(conn, listed, rows, &here).await?;
        let zone = self.centre(&activity.centre).map(|centre| centre.time_zone);
        let why = why(
            listed,
            best,
            position,
            &record,
            zone.unwrap_or(chrono_tz::Asia::Shanghai),
        );
        Ok(Some(OwnRegistration {
            party: best.party,
            occurrence: listed.occurrence.id,
            title: activity.title.clone(),
            room: activity.room.clone(),
            starts_at: listed.occurrence.starts_at,
            ends_at: listed.occurrence.ends_at,
            course,
            occurrence_canceled: listed.occurrence.canceled,
            standing: best.standing,
            position,
            draw_at: (best.standing == Standing::Entered).then_some(closes_at),
            offer_until: best.offer_until,
            why,
            people: here
                .iter()
                .map(|row| OwnPerson {
                    registration: row.id,
                    masked_name: masked_name(&row.name),
                    code: row.code.clone(),
                    standing: row.standing,
                    came: row.attended.is_some(),
                })
                .collect(),
            manage_token: self.secrets.manage_token(best.party),
            pass,
        }))
    }

    /// The first date that is not over, else the last.
    async fn next_date(
        &self,
        conn: &mut Conn,
        rows: &[ListedRegistration],
    ) -> Result<Option<Listed>, ServerError> {
        let mut last: Option<Listed> = None;
        for row in rows {
            if last
                .as_ref()
                .is_some_and(|listed| listed.occurrence.id == row.occurrence)
            {
                continue;
            }
            last = store::activities::by_occurrence(conn, row.occurrence).await?;
            let over = |listed: &Listed| listed.occurrence.ends_at <= self.now();
            if last.as_ref().is_some_and(|listed| !over(listed)) {
                break;
            }
        }
        Ok(last)
    }

    /// One pass for all of a party that hold a place.
    async fn pass(
        &self,
        conn: &mut Conn,
        listed: &Listed,
        rows: &[ListedRegistration],
        here: &[&ListedRegistration],
    ) -> Result<Option<String>, ServerError> {
        let holders: Vec<Uuid> = here
            .iter()
            .filter(|row| row.standing == Standing::Confirmed)
            .map(|row| row.id)
            .collect();
        let (Some(first), false) = (here.first(), holders.is_empty()) else {
            return Ok(None);
        };
        let date = &listed.occurrence;
        let course = listed.activity.details.course;
        let mut ends_at = date.ends_at;
        if course && let Some(last) = rows.last() {
            let last = store::activities::by_occurrence(conn, last.occurrence).await?;
            ends_at = last.map_or(ends_at, |last| last.occurrence.ends_at.max(ends_at));
        }
        let people = u8::try_from(holders.len()).unwrap_or(u8::MAX);
        let pass = Pass {
            centre: listed.activity.centre.clone(),
            scope: if course {
                PassScope::Course(listed.activity.id)
            } else {
                PassScope::Occurrence(date.id)
            },
            // Of a course each date has registrations of its own: what they share is the party.
            holders: if course || holders.len() > 1 {
                PassHolders::Group {
                    group: first.party,
                    people,
                }
            } else {
                PassHolders::Registrations(holders)
            },
            starts_at: date.starts_at,
            ends_at,
        };
        self.sign_pass(&pass).map(Some)
    }
}

/// Why somebody stands where they stand, in every language.
fn why(
    listed: &Listed,
    best: &ListedRegistration,
    position: Option<u32>,
    record: &[RecordEntry],
    zone: Tz,
) -> LocalizedText {
    let plan = &listed.activity.plan;
    let key = match best.standing {
        Standing::Waiting => match (plan.order, best.class) {
            (PlaceOrder::Lottery, CLASS_FIRST) => "waiting-drawn",
            (PlaceOrder::Lottery, CLASS_SECOND) => "waiting-after-lots",
            (PlaceOrder::FirstTimers, CLASS_SECOND) => "waiting-after-first-timers",
            _ => "waiting",
        },
        other => other.key(),
    };
    let passed = record.iter().rev().find_map(|entry| match entry.change {
        Change::PassedOver { free, needed } => Some((free, needed)),
        _ => None,
    });
    let position = position.unwrap_or_default();
    let time = match best.standing {
        Standing::Offered => best.offer_until,
        Standing::Entered => Some(plan.closes_at(listed.occurrence.starts_at)),
        _ => None,
    };
    let time = time.map(|time| moment(time, zone)).unwrap_or_default();
    let rank = u32::try_from(best.rank).unwrap_or_default();
    in_every_language(|catalog| {
        let args = [
            ("position", FluentValue::from(position)),
            ("before", FluentValue::from(position.saturating_sub(1))),
            ("drawn", FluentValue::from(rank)),
            ("time", FluentValue::from(time.clone())),
        ];
        let mut text = catalog.text_with(&format!("registration-why-{key}"), args);
        if let (Some((free, needed)), Standing::Waiting) = (passed, best.standing) {
            let args = [
                ("free", FluentValue::from(free)),
                ("needed", FluentValue::from(needed)),
            ];
            text.push_str(&catalog.text_with("registration-why-passed-over", args));
        }
        text
    })
}

/// `11-23 10:00`, which both languages read.
fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%m-%d %H:%M").to_string()
}

fn in_every_language(text: impl Fn(&locale::Catalog) -> String) -> LocalizedText {
    let written = |language: &str| (language.to_owned(), text(locale::catalog(language)));
    LocalizedText(locale::languages().into_iter().map(written).collect())
}
