//! Replicas: servers beside this one on the same database. What changes at one, kiosks of all hear.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pushes::{Audience, Push};
use super::store::StoreError;
use super::store::notices::{self, Heard, Listener, NOTICE_BYTES_MAX};
use super::{App, ServerError};
use crate::api::kiosk::PushEvent;

/// How long to wait before a line that failed is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// One push on its way between replicas.
#[derive(Serialize, Deserialize)]
struct Notice {
    from: Uuid,
    pushes: Vec<Push>,
}

/// Runs until the server stops; without a line to others, at once done.
pub(super) async fn run(app: Arc<App>, line: Option<Listener>) {
    let Some(line) = line else {
        return;
    };
    tokio::select! {
        () = app.stopping.cancelled() => {}
        () = tell(&app) => {}
        () = hear(&app, line) => {}
    }
}

/// Tells the others what happened here. What comes while a notice is on its way goes with the next.
async fn tell(app: &App) {
    loop {
        let pushes = app.pushes.for_others().await;
        if let Err(error) = say(app, &pushes).await {
            tracing::warn!(%error, "the other replicas could not be told to look again");
            app.pushes.put_back(pushes);
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn say(app: &App, pushes: &[Push]) -> Result<(), ServerError> {
    let mut conn = app.store.read().await?;
    // No push is longer than a name of a centre and some words.
    for some in pushes.chunks(NOTICE_BYTES_MAX / 100) {
        let notice = Notice {
            from: app.replica,
            pushes: some.to_vec(),
        };
        let text = serde_json::to_string(&notice)
            .map_err(|error| ServerError::Internal(error.to_string()))?;
        notices::say(&mut conn, &text).await?;
    }
    Ok(())
}

/// Hears what happened at the others.
async fn hear(app: &App, first: Listener) {
    let mut line = Some(first);
    loop {
        if let Some(line) = line.take() {
            let Err(error) = listen(app, line).await;
            tracing::warn!(%error, "the line to the other replicas is cut");
        }
        tokio::time::sleep(PAUSE).await;
        match app.store.listen().await {
            Ok(again) => {
                line = again;
                look_again(app);
            }
            Err(error) => tracing::warn!(%error, "the line to the other replicas stays cut"),
        }
    }
}

async fn listen(app: &App, mut line: Listener) -> Result<Infallible, StoreError> {
    loop {
        match line.next().await? {
            Heard::Notice(text) => pass_on(app, &text),
            Heard::Gap => look_again(app),
        }
    }
}

fn pass_on(app: &App, text: &str) {
    match serde_json::from_str::<Notice>(text) {
        Ok(notice) if notice.from == app.replica => {}
        Ok(notice) => notice
            .pushes
            .into_iter()
            .for_each(|push| app.pushes.pass_on(push)),
        // A replica of another version of the program.
        Err(_) => look_again(app),
    }
}

/// What was said meanwhile nobody knows, so every kiosk looks at everything.
fn look_again(app: &App) {
    for event in [PushEvent::Content, PushEvent::Days, PushEvent::Walls] {
        app.pushes.pass_on(Push {
            audience: Audience::All,
            event,
        });
    }
}
