//! Signs passes. The keys are a file only their owner can read; kiosks receive the public halves with the days list.
//!
//! One server signs for all its centres, so that a kiosk can tell another centre's pass from a forged one. A new key
//! signs only after kiosks have had time to hear of it, and the old one's passes hold on.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Duration, Utc};
use ed25519_dalek::SigningKey;
use rand::Rng as _;

use super::{App, ServerError};
use crate::model::pass::{self, Pass, PassKey};
use crate::pack::disk;

/// How long kiosks have to hear of a new key before it signs.
const NOTICE: Duration = Duration::days(7);
/// Age at which a key is replaced.
const KEY_AGE_MAX: Duration = Duration::days(365);
/// Keys kept; with one a year the oldest pass that counts is years old.
const KEYS_MAX: usize = 4;

/// The keys of a server's passes, oldest first.
pub(super) struct PassKeys {
    path: PathBuf,
    keys: RwLock<Vec<Key>>,
}

#[derive(Clone)]
struct Key {
    signing: SigningKey,
    /// When it begins to sign.
    from: DateTime<Utc>,
}

impl PassKeys {
    /// Reads the keys in `folder`, or makes the first, which signs at once.
    ///
    /// # Errors
    ///
    /// When they cannot be read or written.
    pub(super) fn open(folder: &Path, now: DateTime<Utc>) -> io::Result<Self> {
        let path = folder.join("passes.key");
        let keys = match std::fs::read_to_string(&path) {
            Ok(text) => parse(&text).ok_or_else(|| {
                let told = format!("not the keys of passes: {}", path.display());
                io::Error::new(io::ErrorKind::InvalidData, told)
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let keys = vec![new_key(now)];
                save(&path, &keys)?;
                keys
            }
            Err(error) => return Err(error),
        };
        Ok(Self {
            path,
            keys: RwLock::new(keys),
        })
    }

    /// Makes a key that signs when kiosks have had time to hear of it, if the newest is a year old.
    ///
    /// # Errors
    ///
    /// When it cannot be written; nothing has changed then.
    pub(super) fn renew(&self, now: DateTime<Utc>) -> io::Result<()> {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let old = |key: &Key| now - key.from >= KEY_AGE_MAX;
        if !keys.last().is_none_or(old) {
            return Ok(());
        }
        let mut changed = keys.clone();
        changed.push(new_key(now + NOTICE));
        changed.drain(..changed.len().saturating_sub(KEYS_MAX));
        save(&self.path, &changed)?;
        *keys = changed;
        tracing::info!(
            "passes have a new key, which signs in {} days",
            NOTICE.num_days()
        );
        Ok(())
    }

    /// The public halves, newest last.
    pub(super) fn public(&self) -> Vec<PassKey> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().map(|key| PassKey::of(&key.signing)).collect()
    }

    fn sign(&self, pass: &Pass, now: DateTime<Utc>) -> Result<String, ServerError> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let signing = keys
            .iter()
            .rev()
            .find(|key| key.from <= now)
            // A clock set back: the oldest key is the one most kiosks know.
            .or(keys.first())
            .ok_or_else(|| ServerError::Internal("passes have no key".into()))?;
        pass::sign(pass, &signing.signing).map_err(|error| ServerError::Internal(error.to_string()))
    }
}

impl App {
    /// The text of a pass, for a QR code. The same pass asked for again is the same text until the key changes.
    ///
    /// # Errors
    ///
    /// When it does not fit on a pass.
    pub fn sign_pass(&self, pass: &Pass) -> Result<String, ServerError> {
        self.pass_keys.sign(pass, self.now())
    }

    /// What a pass says, when this server signed it.
    ///
    /// # Errors
    ///
    /// When it is no pass, is damaged, or this server has not signed it.
    pub fn read_pass(&self, text: &str) -> Result<Pass, pass::PassError> {
        pass::read(text, &self.pass_keys.public())
    }
}

fn new_key(from: DateTime<Utc>) -> Key {
    let mut seed = [0_u8; 32];
    rand::rng().fill(&mut seed);
    Key {
        signing: SigningKey::from_bytes(&seed),
        from,
    }
}

fn save(path: &Path, keys: &[Key]) -> io::Result<()> {
    let line = |key: &Key| {
        let seed = hex::encode(key.signing.to_bytes());
        format!("{seed} {}\n", key.from.to_rfc3339())
    };
    let text: String = keys.iter().map(line).collect();
    disk::write_secret_durably(path, text.as_bytes())
}

fn parse(text: &str) -> Option<Vec<Key>> {
    let key = |line: &str| {
        let (seed, from) = line.split_once(' ')?;
        let seed: [u8; 32] = hex::decode(seed).ok()?.try_into().ok()?;
        Some(Key {
            signing: SigningKey::from_bytes(&seed),
            from: DateTime::parse_from_rfc3339(from).ok()?.to_utc(),
        })
    };
    let keys = text.lines().map(key).collect::<Option<Vec<_>>>()?;
    (!keys.is_empty()).then_some(keys)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use uuid::Uuid;

    use super::*;
    use crate::model::pass::{PassError, PassHolders, PassScope};

    fn some_pass(now: DateTime<Utc>) -> Pass {
        Pass {
            centre: "riyue".into(),
            scope: PassScope::Occurrence(Uuid::nil()),
            holders: PassHolders::Registrations(vec![Uuid::nil()]),
            starts_at: now,
            ends_at: now,
        }
    }

    #[test]
    fn a_new_key_signs_after_kiosks_have_heard_of_it_and_old_passes_hold() {
        let folder = tempfile::tempdir().expect("a folder");
        let start: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().expect("a time");
        let keys = PassKeys::open(folder.path(), start).expect("keys");
        let pass = some_pass(start);
        let old = keys.sign(&pass, start).expect("signed");
        keys.renew(start + KEY_AGE_MAX - Duration::days(1))
            .expect("nothing to do");
        let told = keys.public();
        assert_eq!(told.len(), 1);
        let later = start + KEY_AGE_MAX;
        keys.renew(later).expect("renewed");
        keys.renew(later).expect("nothing to do");
        assert_eq!(keys.public().len(), 2);
        assert_eq!(keys.sign(&pass, later).expect("signed"), old, "not yet");
        let again = PassKeys::open(folder.path(), later).expect("the same keys");
        let new = again.sign(&pass, later + NOTICE).expect("signed");
        assert_eq!(pass::read(&new, &told), Err(PassError::UnknownKey));
        for text in [old, new] {
            assert_eq!(pass::read(&text, &again.public()), Ok(pass.clone()));
        }
    }

    #[test]
    fn only_their_owner_can_read_the_keys() {
        let folder = tempfile::tempdir().expect("a folder");
        PassKeys::open(folder.path(), DateTime::UNIX_EPOCH).expect("keys");
        let path = folder.path().join("passes.key");
        let mode = std::fs::metadata(&path)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&path, "no key\n").expect("written");
        assert!(PassKeys::open(folder.path(), DateTime::UNIX_EPOCH).is_err());
    }
}
