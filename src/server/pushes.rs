//! "Look again": what tells connected kiosks that something changed, and who is connected.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast;
use uuid::Uuid;

use crate::api::kiosk::PushEvent;

/// A kiosk that falls further behind is told to look at everything.
const BACKLOG: usize = 64;

/// Whom a push is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Audience {
    /// Every kiosk.
    All,
    /// Every kiosk of a centre.
    Centre(String),
    /// One kiosk.
    Kiosk(Uuid),
}

/// One push.
#[derive(Debug, Clone)]
pub(super) struct Push {
    /// For whom.
    pub audience: Audience,
    /// What changed.
    pub event: PushEvent,
}

/// The pushes of a server.
pub(super) struct Pushes {
    sender: broadcast::Sender<Push>,
    listening: Arc<Mutex<HashMap<Uuid, usize>>>,
}

/// A kiosk's stream; while it lives, the kiosk counts as connected.
pub(super) struct Listening {
    /// Where pushes come from.
    pub receiver: broadcast::Receiver<Push>,
    kiosk: Uuid,
    listening: Arc<Mutex<HashMap<Uuid, usize>>>,
}

impl Pushes {
    pub(super) fn new() -> Self {
        Self {
            sender: broadcast::channel(BACKLOG).0,
            listening: Arc::default(),
        }
    }

    /// Tells every kiosk.
    pub(super) fn to_all(&self, event: PushEvent) {
        self.send(Push {
            audience: Audience::All,
            event,
        });
    }

    /// Tells every kiosk of a centre.
    pub(super) fn to_centre(&self, centre: &str, event: PushEvent) {
        self.send(Push {
            audience: Audience::Centre(centre.to_owned()),
            event,
        });
    }

    /// Tells one kiosk.
    pub(super) fn to_kiosk(&self, kiosk: Uuid, event: PushEvent) {
        self.send(Push {
            audience: Audience::Kiosk(kiosk),
            event,
        });
    }

    fn send(&self, push: Push) {
        // An error means that nobody listens, which is fine.
        self.sender.send(push).unwrap_or_default();
    }

    /// Begins a kiosk's stream.
    pub(super) fn listen(&self, kiosk: Uuid) -> Listening {
        *lock(&self.listening).entry(kiosk).or_default() += 1;
        Listening {
            receiver: self.sender.subscribe(),
            kiosk,
            listening: self.listening.clone(),
        }
    }

    /// Whether a kiosk holds a stream open.
    pub(super) fn connected(&self, kiosk: Uuid) -> bool {
        lock(&self.listening).contains_key(&kiosk)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut listening = lock(&self.listening);
        if let Some(count) = listening.get_mut(&self.kiosk) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                listening.remove(&self.kiosk);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
