//! "Look again": what tells connected kiosks that something changed, and who is connected.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::api::kiosk::PushEvent;

/// A kiosk that falls further behind is told to look at everything.
const BACKLOG: usize = 64;

/// Whom a push is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Audience {
    /// Every kiosk.
    All,
    /// Every kiosk of a centre.
    Centre(String),
    /// One kiosk.
    Kiosk(Uuid),
}

/// One push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Push {
    /// For whom.
    pub audience: Audience,
    /// What changed.
    pub event: PushEvent,
}

/// The pushes of a server.
pub(super) struct Pushes {
    /// There where other replicas are to hear of them too.
    outbox: Option<Outbox>,
    sender: broadcast::Sender<Push>,
    listening: Arc<Mutex<HashMap<Uuid, usize>>>,
}

/// Pushes the other replicas have not heard of, each once.
#[derive(Default)]
struct Outbox {
    waiting: Mutex<Vec<Push>>,
    filled: Notify,
}

/// A kiosk's stream; while it lives, the kiosk counts as connected.
pub(super) struct Listening {
    /// Where pushes come from.
    pub receiver: broadcast::Receiver<Push>,
    kiosk: Uuid,
    listening: Arc<Mutex<HashMap<Uuid, usize>>>,
}

impl Pushes {
    /// `shared` where other replicas are to hear of them.
    pub(super) fn new(shared: bool) -> Self {
        Self {
            outbox: shared.then(Outbox::default),
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
        if let Some(outbox) = &self.outbox {
            outbox.put([push.clone()]);
        }
        self.pass_on(push);
    }

    /// What the other replicas are to hear, when there is something.
    pub(super) async fn for_others(&self) -> Vec<Push> {
        let Some(outbox) = &self.outbox else {
            return std::future::pending().await;
        };
        loop {
            let filled = outbox.filled.notified();
            let waiting = std::mem::take(&mut *lock(&outbox.waiting));
            if !waiting.is_empty() {
                return waiting;
            }
            filled.await;
        }
    }

    /// Puts back what they could not be told.
    pub(super) fn put_back(&self, pushes: Vec<Push>) {
        if let Some(outbox) = &self.outbox {
            outbox.put(pushes);
        }
    }

    /// Tells the kiosks of this replica what happened at another.
    pub(super) fn pass_on(&self, push: Push) {
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

impl Outbox {
    fn put(&self, pushes: impl IntoIterator<Item = Push>) {
        let mut waiting = lock(&self.waiting);
        for push in pushes {
            if !waiting.contains(&push) {
                waiting.push(push);
            }
        }
        drop(waiting);
        self.filled.notify_one();
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
