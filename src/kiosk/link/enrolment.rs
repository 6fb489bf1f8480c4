//! Joining the fleet: a secret made here, a pairing code on the screen, an admin's yes.

use std::path::Path;
use std::time::Duration;

use reqwest::{Client, Url};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::server_api::{ApiError, ServerApi, client};
use super::shared::{Base, Shared};
use super::wait::{back_off, roll, spread};
use super::{Enrolment, LinkMessage};
use crate::api::kiosk::{EnrolmentAnswer, KioskIdentity};
use crate::config::{self, KioskSettings};
use crate::pack::disk;

/// Between two looks at whether an admin has decided.
const ASK_PERIOD: Duration = Duration::from_secs(2);
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

/// Enrols, or goes on as the kiosk this already is. `None` when the settings or the disk make it impossible.
pub(super) async fn enrol(
    settings: &KioskSettings,
    base: &Base,
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
            return None;
        }
    };
    let mut kept = read(&settings.data_dir).unwrap_or_else(fresh);
    let api = ServerApi::new(client.clone(), url, kept.id, kept.secret.clone());
    if let Some(identity) = &kept.identity {
        base.inbox
            .put(LinkMessage::Enrolment(Enrolment::Approved(Box::new(
                identity.clone(),
            ))))
            .await;
        return Some((api, client, identity.clone()));
    }
    // The secret first: an admin's yes to a secret nobody kept would be lost.
    while let Err(error) = write(&settings.data_dir, &kept) {
        tracing::error!(%error, "the enrolment cannot be kept");
        base.problem("disk-unwritable").await;
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    let identity = until_approved(&api, base).await;
    kept.identity = Some(identity.clone());
    if let Err(error) = write(&settings.data_dir, &kept) {
        // It works until the next start, which asks the server again.
        tracing::error!(%error, "the identity cannot be kept");
        base.problem("disk-unwritable").await;
    }
    base.inbox
        .put(LinkMessage::Enrolment(Enrolment::Approved(Box::new(
            identity.clone(),
        ))))
        .await;
    Some((api, client, identity))
}

async fn until_approved(api: &ServerApi, base: &Base) -> KioskIdentity {
    let mut failures = 0;
    let mut told = None;
    loop {
        let answer = api.post_enrolment(config::hostname()).await;
        let (state, wait) = match answer {
            Ok(EnrolmentAnswer::Approved(identity)) => return *identity,
            Ok(EnrolmentAnswer::Waiting { pairing_code }) => {
                failures = 0;
                (Enrolment::Waiting { pairing_code }, ASK_PERIOD)
            }
            Ok(EnrolmentAnswer::Refused) => (Enrolment::Refused, spread(LOOK_PERIOD, roll())),
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

/// Keeps name, centre title and time zone current. Runs until it is dropped.
pub(super) async fn follow(settings: &KioskSettings, shared: &Shared) {
    loop {
        tokio::select! {
            () = shared.wanted.identity.notified() => {}
            () = tokio::time::sleep(spread(LOOK_PERIOD, roll())) => {}
        }
        match shared.api.enrolment().await {
            Ok(EnrolmentAnswer::Approved(identity)) => {
                shared.base.problem_over("not-enrolled");
                let before = shared.identity();
                // The first root is trusted once; a later one would be trust in whoever answers now.
                let identity = KioskIdentity {
                    root: before.root.clone(),
                    ..*identity
                };
                if identity != before {
                    keep_identity(&settings.data_dir, &identity);
                    shared.set_identity(identity.clone());
                    shared
                        .base
                        .inbox
                        .put(LinkMessage::Enrolment(Enrolment::Approved(Box::new(
                            identity,
                        ))))
                        .await;
                    shared.wanted.content.notify_one();
                    shared.wanted.days.notify_one();
                }
            }
            Ok(_) | Err(ApiError::NotEnrolled) => shared.base.problem("not-enrolled").await,
            Err(error) => tracing::debug!(%error, "the identity could not be looked at"),
        }
    }
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
