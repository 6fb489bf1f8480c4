//! What the server does by itself: every hour, and every some seconds where people wait for it.

use std::sync::Arc;
use std::time::Duration;

use chrono::Duration as Span;

use super::{App, ServerError, registrations, store};

const PERIOD: Duration = Duration::from_secs(60 * 60);
/// Rollouts also go on at every report; this is for the end of a watch and for kiosks that went silent.
const ROLLOUT_PERIOD: Duration = Duration::from_secs(30);
/// Longer than a job takes.
const LEASE: Span = Span::minutes(10);
/// Text messages also go at once when there is a new one; this is for those that are tried again.
const MESSAGE_PERIOD: Duration = Duration::from_secs(5);
/// An upload nobody published.
const UPLOAD_KEPT: Span = Span::days(2);
/// A device that asked to join and was never approved.
const WAITING_KEPT: Span = Span::days(2);

/// Runs until the server stops.
pub(super) async fn run(app: Arc<App>) {
    // A gateway that is slow keeps nothing else waiting.
    tokio::join!(look_after(&app), send_messages(&app));
}

async fn look_after(app: &App) {
    let mut ticks = tokio::time::interval(PERIOD);
    let mut rollout_ticks = tokio::time::interval(ROLLOUT_PERIOD);
    let mut place_ticks = tokio::time::interval(registrations::TICK);
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            _ = rollout_ticks.tick() => {
                if may_run(app, "rollouts").await {
                    report("go on with rollouts", app.advance_rollouts().await);
                    end(app, "rollouts").await;
                }
            }
            // Beside other replicas: whoever holds an occurrence looks again, and one that died keeps nobody waiting.
            _ = place_ticks.tick() => report("give free places away", app.settle_due().await),
            _ = ticks.tick() => {
                app.limits.forget_old(app.now());
                if may_run(app, "every-hour").await {
                    every_hour(app).await;
                    end(app, "every-hour").await;
                }
            }
        }
    }
}

async fn send_messages(app: &App) {
    let mut ticks = tokio::time::interval(MESSAGE_PERIOD);
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = app.message_queued.notified() => {}
            _ = ticks.tick() => {}
        }
        let sending = async {
            report("tell people how they stand", app.tell_people().await);
            loop {
                match app.send_messages().await {
                    Ok(true) => {}
                    done => return report("send text messages", done.map(drop)),
                }
            }
        };
        // What is cut short here is sent again: nobody has noted that it went.
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = sending => {}
        }
    }
}

async fn every_hour(app: &App) {
    // Kiosks notice a repository that falls behind long before it expires; the log says why.
    report("renew the repository", app.renew_repository().await);
    report("make dates ahead", app.make_dates_ahead().await);
    report(
        "renew the key of passes",
        app.pass_keys.renew(app.now()).map_err(Into::into),
    );
    report("clean up", clean_up(app).await);
    // PostgreSQL does it by itself.
    if !app.store.is_shared() {
        let counted = app.store.count_anew().await;
        report("count the database anew", counted.map_err(Into::into));
    }
    report("forget messages of walls", app.forget_notes().await);
    report("forget text messages", app.forget_messages().await);
    report("forget visits on phones", app.forget_carry_overs().await);
    report(
        "forget questions for the desk",
        app.forget_questions().await,
    );
    report(
        "forget who was registered",
        app.forget_registrations().await,
    );
}

/// Whether no other replica is at it. One that ends in the middle keeps the others from it for [`LEASE`].
async fn may_run(app: &App, job: &str) -> bool {
    let now = app.now();
    let take = async {
        let mut tx = app.store.write_beside().await?;
        let taken = store::leases::take(&mut tx, job, app.replica, now, now + LEASE).await?;
        tx.commit().await?;
        Ok::<bool, ServerError>(taken)
    };
    take.await.unwrap_or_else(|error| {
        tracing::error!(%error, "could not begin the job {job}");
        false
    })
}

async fn end(app: &App, job: &str) {
    let give_back = async {
        let mut tx = app.store.write_beside().await?;
        store::leases::give_back(&mut tx, job, app.replica).await?;
        Ok(tx.commit().await?)
    };
    report("give a job's lease back", give_back.await);
}

fn report(what: &str, done: Result<(), ServerError>) {
    if let Err(error) = done {
        tracing::error!(%error, "could not {what}");
    }
}

async fn clean_up(app: &App) -> Result<(), ServerError> {
    let now = app.now();
    let mut tx = app.store.write().await?;
    store::accounts::forget_expired_sessions(&mut tx, now).await?;
    store::kiosks::forget_waiting(&mut tx, now - WAITING_KEPT).await?;
    let old = store::packs::uploads_before(&mut tx, now - UPLOAD_KEPT).await?;
    for upload in &old {
        store::packs::take_upload(&mut tx, *upload).await?;
    }
    tx.commit().await?;
    for upload in old {
        app.remove_upload_folder(upload).await;
    }
    Ok(())
}
