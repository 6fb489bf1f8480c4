//! An orderly end when the system asks for one (`SIGTERM`), as when staff end the program.
//!
//! A run that is cut off counts as a crash, and three crashes take content back that is on trial: an administrator who
//! starts the service anew must not.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Builder;

use bevy::prelude::*;
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::content::Waker;

/// Whether the system has asked.
#[derive(Resource, Default)]
struct Asked(Arc<AtomicBool>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Asked>()
        .add_systems(Startup, listen)
        .add_systems(Update, end);
}

fn listen(asked: Res<Asked>, waker: Option<Res<Waker>>) {
    // Without a window (a test) there is nobody to ask.
    let Some(waker) = waker else { return };
    let (asked, wake) = (asked.0.clone(), waker.0.clone());
    let listening = Builder::new()
        .name("orderly".into())
        .spawn(move || match wait() {
            Ok(()) => {
                asked.store(true, Ordering::Relaxed);
                wake();
            }
            Err(error) => tracing::warn!(%error, "the system cannot ask for an orderly end"),
        });
    if let Err(error) = listening {
        tracing::warn!(%error, "the system cannot ask for an orderly end");
    }
}

fn wait() -> io::Result<()> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        signal(SignalKind::terminate())?.recv().await;
        Ok(())
    })
}

fn end(asked: Res<Asked>, mut exit: MessageWriter<AppExit>) {
    if asked.0.load(Ordering::Relaxed) {
        exit.write(AppExit::Success);
    }
}
