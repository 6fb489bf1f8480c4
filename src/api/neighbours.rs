//! What kiosks of one centre tell each other over their own network: who passed a door, as ids and times. No names.
//!
//! Each message is marked with the centre's key ([`super::kiosk::CentreKeys::neighbours`]), which only its kiosks have.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::kiosk::WalkIn;
use crate::model::mac::{is_mac, mac};

/// Most [`Seen`] in one [`SeenPage`].
pub const SEEN_PAGE_MAX: usize = 500;
/// Longest [`SeenPage`] as JSON.
pub const SEEN_BYTES_MAX: usize = 128 * 1024;
/// A number that whoever asks makes up, so that an answer is to this question and no other.
pub const NONCE: &str = "tongxin-nonce";
/// [`sign`] of a message, in hex.
pub const MARK: &str = "tongxin-mark";

/// Somebody passed a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The check-in's own id.
    pub id: Uuid,
    /// When, by the clock of the kiosk or the server that let them in.
    pub at: DateTime<Utc>,
    /// Whose registration; of a pass that no list knew, what is on the pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Uuid>,
    /// People who had not registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walk_in: Option<WalkIn>,
}

/// Some of what a kiosk has seen, in the order in which it heard of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenPage {
    /// Made when the kiosk started: numbers of another start mean nothing.
    pub start: Uuid,
    /// At most [`SEEN_PAGE_MAX`].
    pub seen: Vec<Seen>,
    /// The number of the last one; ask for those after it next.
    pub last: i64,
}

/// What a message is for, so that none can be taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody asks what was seen after a number, which is the message.
    Ask,
    /// The answer, a [`SeenPage`].
    Answer,
    /// Somebody tells unasked, a [`SeenPage`].
    Tell,
}

/// The mark of a message under a centre's key.
pub fn sign(key: &str, purpose: Purpose, nonce: &str, message: &[u8]) -> String {
    hex::encode(mac(key.as_bytes(), &parts(purpose, nonce, message)))
}

/// Whether this is the message's mark. Without a key nothing is.
pub fn is_signed(key: &str, purpose: Purpose, nonce: &str, message: &[u8], mark: &str) -> bool {
    !key.is_empty() && is_mac(key.as_bytes(), &parts(purpose, nonce, message), mark)
}

fn parts<'a>(purpose: Purpose, nonce: &'a str, message: &'a [u8]) -> [&'a [u8]; 4] {
    let purpose: &[u8] = match purpose {
        Purpose::Ask => b"ask",
        Purpose::Answer => b"answer",
        Purpose::Tell => b"tell",
    };
    [b"tongxin neighbours 1", purpose, nonce.as_bytes(), message]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_one_message_for_one_purpose_under_one_key() {
        let mark = sign("key", Purpose::Answer, "7", b"message");
        assert!(is_signed("key", Purpose::Answer, "7", b"message", &mark));
        assert!(!is_signed("key", Purpose::Tell, "7", b"message", &mark));
        assert!(!is_signed("key", Purpose::Answer, "8", b"message", &mark));
        assert!(!is_signed("key", Purpose::Answer, "7", b"massage", &mark));
        assert!(!is_signed(
            "another",
            Purpose::Answer,
            "7",
            b"message",
            &mark
        ));
        let without = sign("", Purpose::Answer, "7", b"message");
        assert!(!is_signed("", Purpose::Answer, "7", b"message", &without));
    }

    #[test]
    fn no_name_fits_into_what_neighbours_say() {
        let seen = Seen {
            id: Uuid::nil(),
            at: DateTime::UNIX_EPOCH,
            registration: Some(Uuid::nil()),
            walk_in: None,
        };
        let json = serde_json::to_value(&seen).expect("JSON");
        let keys: Vec<_> = json
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        assert_eq!(keys, ["at", "id", "registration"]);
    }
}
