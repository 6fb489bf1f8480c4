//! Joining the fleet: a secret made here, a pairing code on the screen, an admin's yes.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Url};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use uuid::Uuid;

use super::days::DaysKeeper;
use super::server_api::{ApiError, ServerApi, client};
use super::shared::{Base, Shared};
use super::wait::{back_off, roll, spread};
use super::{Enrolment, LinkMessage};
use crate::api::kiosk::{EnrolmentAnswer, KioskIdentity};
use crate::config::{self, KioskSettings};
use crate::pack::disk;

/// Between two looks at whether an admin has decided.
const ASK_PERIOD: Duration = Duration::from_secs(2);
/// Looks in a row before the device asks again.
const LOOKS_PER_ASKING: u64 = 30;
/// Between two looks at whether an admin changed their mind.
const REFUSED_PERIOD: Duration = Duration::from_secs(30);
/// Between two looks at whether name or centre changed.
const LOOK_PERIOD: Duration = Duration::from_secs(300);
const FILE: &str = "enrolment.json";

/// What a device keeps of its enrolment; readable by its owner only.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    id: Uuid,
    secret: String,
    identity: Option<KioskIdentity>,
}

/// Enrols, or goes on as the kiosk this already is. `None` when the settings make it impossible.
///
/// `again` is the wish of a person at the kiosk to ask once more, as a new device.
pub(super) async fn enrol(
    settings: &KioskSettings,
    base: &Base,
    again: &Notify,
) -> Option<(ServerApi, Client, KioskIdentity)> {
    let Ok(url) = settings.server_url.parse::<Url>() else {
        tracing::error!(
            server_url = settings.server_url,
            "the server's address cannot be read"
        );
        base.problem("server-url-unreadable").await;
        return None;
    };
    let client = match client() {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "no HTTP client can be made");
            base.problem("no-http-client").await;
            return None;
        }
    };
    let mut kept = read(&settings.data_dir).unwrap_or_else(fresh);
    loop {
        let api = ServerApi::new(client.clone(), url.clone(), kept.id, kept.secret.clone());
        let identity = match &kept.identity {
            Some(identity) => identity.clone(),
            None => {
                // The secret first: an admin's yes to a secret nobody kept would be lost.
                keep_or_wait(&settings.data_dir, &kept, base).await;
                let identity = tokio::select! {
                    identity = until_approved(&api, base) => identity,
                    () = again.notified() => {
                        kept = fresh();
                        continue;
                    }
                };
                kept.identity = Some(identity.clone());
                keep_or_wait(&settings.data_dir, &kept, base).await;
                identity
            }
        };
        let approved = Enrolment::Approved(Box::new(identity.clone()));
        base.inbox.put(LinkMessage::Enrolment(approved)).await;
        return Some((api, client, identity));
    }
}

async fn keep_or_wait(folder: &Path, kept: &Kept, base: &Base) {
    while let Err(error) = write(folder, kept) {
        tracing::error!(%error, "the enrolment cannot be kept");
        base.problem("disk-unwritable").await;
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    base.problem_over("disk-unwritable");
}

async fn until_approved(api: &ServerApi, base: &Base) -> KioskIdentity {
    let mut failures = 0;
    let mut told = None;
    let mut looks = 0;
    loop {
        // Asking may be limited by the server and renews the code; looking how it stands is neither.
        let answer = if looks % LOOKS_PER_ASKING == 0 {
            api.post_enrolment(config::hostname()).await
        } else {
            api.enrolment().await
        };
        if looks % LOOKS_PER_ASKING != 0 && matches!(answer, Err(ApiError::NotEnrolled)) {
            // The server lost its list: once more from the start.
            looks = 0;
            tokio::time::sleep(ASK_PERIOD).await;
            continue;
        }
        looks = if answer.is_ok() { looks + 1 } else { 0 };
        let (state, wait) = match answer {
            Ok(EnrolmentAnswer::Approved(identity)) => return *identity,
            Ok(EnrolmentAnswer::Waiting { pairing_code }) => {
                failures = 0;
                (Enrolment::Waiting { pairing_code }, ASK_PERIOD)
            }
            // An admin may still change their mind.
            Ok(EnrolmentAnswer::Refused) | Err(ApiError::NotEnrolled) => {
                (Enrolment::Refused, REFUSED_PERIOD)
            }
            Err(error) => {
                tracing::info!(%error, "the server did not take the enrolment");
                failures += 1;
                (Enrolment::NoServer, back_off(failures, roll()))
            }
        };
        if told.as_ref() != Some(&state) {
            base.inbox.put(LinkMessage::Enrolment(state.clone())).await;
            told = Some(state);
        }
        tokio::time::sleep(wait).await;
    }
}

/// Keeps name, centre and time zone current, and says when the kiosk was taken off. Runs until it is dropped.
pub(super) async fn follow(settings: &KioskSettings, shared: &Shared, days: &DaysKeeper) {
    let mut taken_off = None;
    loop {
        let period = if taken_off.is_some() {
            REFUSED_PERIOD
        } else {
            LOOK_PERIOD
        };
        tokio::select! {
            () = shared.wanted.identity.notified() => {}
            () = tokio::time::sleep(spread(period, roll())) => {}
        }
        let state = match shared.api.enrolment().await {
            Ok(EnrolmentAnswer::Approved(identity)) => {
                let back = taken_off.take().is_some();
                take_identity(settings, shared, days, *identity, back).await;
                continue;
            }
            // A server that lost its list: ask with the same secret, so that an admin can approve it again.
            Err(ApiError::NotEnrolled) => match shared.api.post_enrolment(config::hostname()).await
            {
                Ok(EnrolmentAnswer::Waiting { pairing_code }) => {
                    Enrolment::Waiting { pairing_code }
                }
                Ok(EnrolmentAnswer::Refused) | Err(ApiError::NotEnrolled) => Enrolment::Refused,
                // The next look tells.
                Ok(EnrolmentAnswer::Approved(_)) | Err(_) => continue,
            },
            Ok(EnrolmentAnswer::Waiting { pairing_code }) => Enrolment::Waiting { pairing_code },
            Ok(EnrolmentAnswer::Refused) => Enrolment::Refused,
            Err(error) => {
                tracing::debug!(%error, "the identity could not be looked at");
                continue;
            }
        };
        shared.base.problem("not-enrolled").await;
        if taken_off.as_ref() != Some(&state) {
            shared
                .base
                .inbox
                .put(LinkMessage::Enrolment(state.clone()))
                .await;
            taken_off = Some(state);
        }
    }
}

/// `back` says that the kiosk had been taken off before.
async fn take_identity(
    settings: &KioskSettings,
    shared: &Shared,
    days: &DaysKeeper,
    identity: KioskIdentity,
    back: bool,
) {
    shared.base.problem_over("not-enrolled");
    let before = shared.identity();
    if identity.root != before.root {
        shared.base.problem("server-has-another-root").await;
    }
    // The first root is trusted once; a later one would be trust in whoever answers now.
    let identity = KioskIdentity {
        root: before.root.clone(),
        ..identity
    };
    if identity == before && !back {
        return;
    }
    keep_identity(&settings.data_dir, &identity);
    let moved = identity.centre != before.centre;
    shared.set_identity(identity.clone());
    if moved {
        // After the identity: whatever is on its way sees that it is of the centre before.
        days.forget();
        let nothing = LinkMessage::Days(Arc::default());
        shared.base.inbox.put(nothing).await;
    }
    let approved = Enrolment::Approved(Box::new(identity));
    shared
        .base
        .inbox
        .put(LinkMessage::Enrolment(approved))
        .await;
    shared.wanted.content.notify_one();
    shared.wanted.days.notify_one();
    shared.wanted.outbox.notify_one();
    shared.wanted.walls.notify_one();
}

fn keep_identity(folder: &Path, identity: &KioskIdentity) {
    let Some(kept) = read(folder) else { return };
    if let Err(error) = write(
        folder,
        &Kept {
            identity: Some(identity.clone()),
            ..kept
        },
    ) {
        tracing::error!(%error, "the identity cannot be kept");
    }
}

fn fresh() -> Kept {
    // Two random UUIDs are 244 random bits.
    let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    Kept {
        id: Uuid::new_v4(),
        secret,
        identity: None,
    }
}

fn read(folder: &Path) -> Option<Kept> {
    let text = std::fs::read(folder.join(FILE)).ok()?;
    match serde_json::from_slice(&text) {
        Ok(kept) => Some(kept),
        Err(error) => {
            tracing::error!(%error, "the enrolment on disk cannot be read; asking anew");
            None
        }
    }
}

fn write(folder: &Path, kept: &Kept) -> std::io::Result<()> {
    disk::write_secret_durably(&folder.join(FILE), &serde_json::to_vec(kept)?)
}
