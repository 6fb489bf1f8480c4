//! How often something may be tried.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

use super::ServerError;
use crate::model::check_in::WrongTries;

/// Sign-ins from one address: a whole office may share it.
const SIGN_INS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
/// Sign-ins to one account.
const SIGN_INS_PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(8).expect("not zero");
/// Requests to join from one address: a centre's kiosks may share it, and each asks every few seconds.
const ENROLMENTS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(240).expect("not zero");

/// Calls with what visitors left, from one kiosk: what waited while it was alone comes in many at once.
const DELIVERIES_PER_KIOSK: NonZeroU32 = NonZeroU32::new(30).expect("not zero");

/// Forms of phone pages from one address: a mobile network puts many phones behind one.
const FORMS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(60).expect("not zero");

/// The limits of a server.
pub(super) struct Limits {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    accounts: DefaultKeyedRateLimiter<String>,
    enrolments: DefaultKeyedRateLimiter<IpAddr>,
    deliveries: DefaultKeyedRateLimiter<Uuid>,
    phone_pages: DefaultKeyedRateLimiter<IpAddr>,
    wrong_codes: Mutex<HashMap<Uuid, WrongTries>>,
}

impl Limits {
    pub(super) fn new() -> Self {
        Self {
            addresses: RateLimiter::keyed(Quota::per_minute(SIGN_INS_PER_ADDRESS)),
            accounts: RateLimiter::keyed(Quota::per_minute(SIGN_INS_PER_ACCOUNT)),
            enrolments: RateLimiter::keyed(Quota::per_minute(ENROLMENTS_PER_ADDRESS)),
            deliveries: RateLimiter::keyed(Quota::per_minute(DELIVERIES_PER_KIOSK)),
            phone_pages: RateLimiter::keyed(Quota::per_minute(FORMS_PER_ADDRESS)),
            wrong_codes: Mutex::default(),
        }
    }

    /// Counts a try to sign in.
    pub(super) fn sign_in(&self, address: IpAddr, account: &str) -> Result<(), ServerError> {
        check(&self.addresses, &network(address))?;
        check(&self.accounts, &account.to_lowercase())
    }

    /// Counts a request to join.
    pub(super) fn enrolment(&self, address: IpAddr) -> Result<(), ServerError> {
        check(&self.enrolments, &network(address))
    }

    /// Counts a call with what visitors left.
    pub(super) fn deliveries(&self, kiosk: Uuid) -> Result<(), ServerError> {
        check(&self.deliveries, &kiosk)
    }

    /// Counts a form that a visitor's phone sends.
    pub(super) fn phone_form(&self, address: IpAddr) -> Result<(), ServerError> {
        check(&self.phone_pages, &network(address))
    }

    /// Whether codes typed at this kiosk are taken now.
    pub(super) fn codes(&self, kiosk: Uuid, now: DateTime<Utc>) -> Result<(), ServerError> {
        let tries = self
            .wrong_codes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match tries.get(&kiosk).and_then(|tries| tries.pause_secs(now)) {
            Some(secs) => Err(ServerError::TooManyTries {
                wait_secs: u64::try_from(secs).unwrap_or(1),
            }),
            None => Ok(()),
        }
    }

    /// Counts a code typed at this kiosk.
    pub(super) fn note_code(&self, kiosk: Uuid, known: bool, now: DateTime<Utc>) {
        let mut tries = self
            .wrong_codes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let tries = tries.entry(kiosk).or_default();
        if known {
            tries.note_right()
        } else {
            tries.note_wrong(now)
        }
    }

    /// Forgets whoever has not tried for a while.
    pub(super) fn forget_old(&self, now: DateTime<Utc>) {
        self.wrong_codes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, tries| tries.pause_secs(now).is_some());
        self.addresses.retain_recent();
        self.accounts.retain_recent();
        self.enrolments.retain_recent();
        self.deliveries.retain_recent();
        self.phone_pages.retain_recent();
    }
}

/// Whom an address belongs to: with IPv6 one household has 2^64 of them (RFC 6177, 2).
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(std::net::Ipv6Addr::from_bits(
            address.to_bits() & (u128::MAX << 64),
        )),
        address => address,
    }
}

fn check<K: Clone + std::hash::Hash + Eq>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), ServerError> {
    limiter.check_key(key).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        ServerError::TooManyTries {
            wait_secs: wait.as_secs() + 1,
        }
    })
}
