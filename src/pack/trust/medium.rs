//! A medium: one keeper's keys of root and targets, in one file that a passphrase opens.
//!
//! Argon2id makes the key from the passphrase, AES-256-GCM closes the file with it. Whoever finds a stick in a drawer
//! has to guess; whoever holds one of three can sign nothing alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use serde::{Deserialize, Serialize};
use tough::schema::RoleType;
use zeroize::Zeroizing;

use super::sign::{SignError, SigningKey};
use crate::pack::disk;

/// The file on a medium.
pub const FILE: &str = "tongxin-keys.json";
const FORMAT: &str = "tongxin-keys-1";
/// Characters of a passphrase at least.
pub const PASSPHRASE_CHARS_MIN: usize = 8;
/// Longest file that is read.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// Work for a guess: 64 MiB, three passes (RFC 9106, section 4, second choice), about a quarter of a second.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// A file asks for at most this much; more is no file of ours.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 64;

/// Why a medium cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MediumError {
    /// There is no file of ours.
    #[error("there are no Tongxin keys in {0}")]
    Absent(PathBuf),
    /// A medium with keys would be written over.
    #[error("there are keys already in {0}")]
    Occupied(PathBuf),
    /// The passphrase does not open it, or the file was changed.
    #[error("the passphrase does not open the keys in {0}")]
    Closed(PathBuf),
    /// Too easy to guess.
    #[error("a passphrase has at least {PASSPHRASE_CHARS_MIN} characters")]
    ShortPassphrase,
    /// The file is not what we write.
    #[error("the keys cannot be read ({reason}): {path}")]
    Broken {
        /// What is wrong.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// The disk said no.
    #[error("could not use the medium ({error}): {path}")]
    Disk {
        /// What it said.
        error: io::Error,
        /// The file.
        path: PathBuf,
    },
}

/// An opened medium.
#[derive(Debug)]
pub struct Medium {
    file: PathBuf,
    passphrase: Zeroizing<String>,
    keys: Vec<(RoleType, SigningKey)>,
}

#[derive(Serialize, Deserialize)]
struct Closed {
    format: String,
    kdf: Kdf,
    keys: Vec<ClosedKey>,
}

#[derive(Serialize, Deserialize)]
struct Kdf {
    name: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

#[derive(Serialize, Deserialize)]
struct ClosedKey {
    role: RoleType,
    keyid: String,
    nonce: String,
    sealed: String,
}

impl Medium {
    /// Makes keys of root and targets and writes them to a folder that has none.
    ///
    /// # Errors
    ///
    /// When there are keys already, the passphrase is short, or the disk says no.
    pub fn make(folder: &Path, passphrase: Zeroizing<String>) -> Result<Self, SignError> {
        if passphrase.chars().count() < PASSPHRASE_CHARS_MIN {
            return Err(MediumError::ShortPassphrase.into());
        }
        let file = folder.join(FILE);
        if file.exists() {
            return Err(MediumError::Occupied(folder.to_owned()).into());
        }
        let medium = Self {
            file,
            passphrase,
            keys: vec![
                (RoleType::Root, SigningKey::generate()?),
                (RoleType::Targets, SigningKey::generate()?),
            ],
        };
        medium.save()?;
        Ok(medium)
    }

    /// Opens the keys in a folder.
    ///
    /// # Errors
    ///
    /// When there are none, the passphrase is another, or the file is not ours.
    pub fn open(folder: &Path, passphrase: Zeroizing<String>) -> Result<Self, SignError> {
        let file = folder.join(FILE);
        let closed = read(&file, folder)?;
        let broken = |reason: &str| MediumError::Broken {
            reason: reason.to_owned(),
            path: file.clone(),
        };
        let kdf = &closed.kdf;
        if closed.format != FORMAT || kdf.name != "argon2id" {
            return Err(broken("another format").into());
        }
        if kdf.memory_kib > MEMORY_KIB_MAX || kdf.passes > PASSES_MAX || kdf.lanes > 16 {
            return Err(broken("it asks for too much work").into());
        }
        let salt = hex::decode(&kdf.salt).map_err(|error| broken(&error.to_string()))?;
        let params = Params::new(kdf.memory_kib, kdf.passes, kdf.lanes, Some(32))
            .map_err(|error| broken(&error.to_string()))?;
        let key = derive(&passphrase, &salt, params).map_err(|error| broken(&error.to_string()))?;
        let keys = closed
            .keys
            .iter()
            .map(|closed| {
                let opened =
                    open_key(&key, closed).ok_or_else(|| MediumError::Closed(folder.to_owned()))?;
                Ok((closed.role, SigningKey::from_pkcs8(opened)?))
            })
            .collect::<Result<_, SignError>>()?;
        Ok(Self {
            file,
            passphrase,
            keys,
        })
    }

    /// The keys on it.
    pub fn keys(&self) -> impl Iterator<Item = &SigningKey> {
        self.keys.iter().map(|(_, key)| key)
    }

    pub(super) fn of_role(&self, role: RoleType) -> impl Iterator<Item = &SigningKey> {
        self.keys
            .iter()
            .filter(move |(of, _)| *of == role)
            .map(|(_, key)| key)
    }

    pub(super) fn into_keys(self) -> Vec<(RoleType, SigningKey)> {
        self.keys
    }

    /// Adds a new key of a role. The old one stays until it signs nothing any more.
    pub(super) fn add(&mut self, role: RoleType) -> Result<&SigningKey, SignError> {
        self.keys.push((role, SigningKey::generate()?));
        self.save()?;
        self.keys
            .last()
            .map(|(_, key)| key)
            .ok_or_else(|| SignError::Key("no key was made".to_owned()))
    }

    /// Forgets keys that sign nothing any more.
    pub(super) fn keep(&mut self, used: impl Fn(&SigningKey) -> bool) -> Result<(), SignError> {
        self.keys.retain(|(_, key)| used(key));
        Ok(self.save()?)
    }

    fn save(&self) -> Result<(), MediumError> {
        let broken = |reason: String| MediumError::Broken {
            reason,
            path: self.file.clone(),
        };
        let random = SystemRandom::new();
        let mut salt = [0; 16];
        random
            .fill(&mut salt)
            .map_err(|error| broken(error.to_string()))?;
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32))
            .map_err(|error| broken(error.to_string()))?;
        let key = derive(&self.passphrase, &salt, params).map_err(|e| broken(e.to_string()))?;
        let keys = self
            .keys
            .iter()
            .map(|(role, signing)| close_key(&key, *role, signing, &random))
            .collect::<Option<_>>()
            .ok_or_else(|| broken("it could not be closed".to_owned()))?;
        let closed = Closed {
            format: FORMAT.to_owned(),
            kdf: Kdf {
                name: "argon2id".to_owned(),
                memory_kib: MEMORY_KIB,
                passes: PASSES,
                lanes: LANES,
                salt: hex::encode(salt),
            },
            keys,
        };
        let bytes =
            serde_json::to_vec_pretty(&closed).map_err(|error| broken(error.to_string()))?;
        disk::write_secret_durably(&self.file, &bytes).map_err(|error| MediumError::Disk {
            error,
            path: self.file.clone(),
        })
    }
}

fn read(file: &Path, folder: &Path) -> Result<Closed, MediumError> {
    let disk = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => MediumError::Absent(folder.to_owned()),
        _ => MediumError::Disk {
            error,
            path: file.to_owned(),
        },
    };
    let broken = |reason: String| MediumError::Broken {
        reason,
        path: file.to_owned(),
    };
    if fs::metadata(file).map_err(disk)?.len() > FILE_BYTES_MAX {
        return Err(broken("it is too long".to_owned()));
    }
    let bytes = fs::read(file).map_err(disk)?;
    serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))
}

fn derive(
    passphrase: &str,
    salt: &[u8],
    params: Params,
) -> Result<Zeroizing<[u8; 32]>, argon2::Error> {
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
        passphrase.as_bytes(),
        salt,
        &mut *key,
    )?;
    Ok(key)
}

fn cipher(key: &[u8; 32]) -> Option<LessSafeKey> {
    Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?))
}

/// Role and id are not secret, but nobody may swap them.
fn bound_to(role: RoleType, keyid: &str) -> Aad<String> {
    Aad::from(format!("{FORMAT} {role} {keyid}"))
}

fn close_key(
    key: &[u8; 32],
    role: RoleType,
    signing: &SigningKey,
    random: &SystemRandom,
) -> Option<ClosedKey> {
    let mut nonce = [0; NONCE_LEN];
    random.fill(&mut nonce).ok()?;
    let keyid = signing.id_text();
    let mut sealed = signing.pkcs8().to_vec();
    cipher(key)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            bound_to(role, &keyid),
            &mut sealed,
        )
        .ok()?;
    Some(ClosedKey {
        role,
        keyid,
        nonce: hex::encode(nonce),
        sealed: hex::encode(sealed),
    })
}

fn open_key(key: &[u8; 32], closed: &ClosedKey) -> Option<Zeroizing<Vec<u8>>> {
    let nonce: [u8; NONCE_LEN] = hex::decode(&closed.nonce).ok()?.try_into().ok()?;
    let mut bytes = Zeroizing::new(hex::decode(&closed.sealed).ok()?);
    let length = cipher(key)?
        .open_in_place(
            Nonce::assume_unique_for_key(nonce),
            bound_to(closed.role, &closed.keyid),
            &mut bytes,
        )
        .ok()?
        .len();
    bytes.truncate(length);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[test]
    fn only_its_passphrase_opens_a_medium_and_nothing_on_it_can_be_swapped() {
        let folder = tempfile::tempdir().expect("a folder");
        let made = Medium::make(folder.path(), passphrase("日月广场 2026")).expect("made");
        let opened = Medium::open(folder.path(), passphrase("日月广场 2026")).expect("opened");
        let ids = |medium: &Medium| medium.keys().map(SigningKey::id_text).collect::<Vec<_>>();
        assert_eq!(ids(&made), ids(&opened));
        assert!(matches!(
            Medium::open(folder.path(), passphrase("日月广场 2025")),
            Err(SignError::Medium(MediumError::Closed(_)))
        ));
        let file = folder.path().join(FILE);
        let text = fs::read_to_string(&file).expect("read");
        assert!(text.contains("\"root\""));
        fs::write(&file, text.replace("\"targets\"", "\"snapshot\"")).expect("written");
        assert!(matches!(
            Medium::open(folder.path(), passphrase("日月广场 2026")),
            Err(SignError::Medium(MediumError::Closed(_)))
        ));
    }

    #[test]
    fn a_medium_is_never_written_over_and_a_short_passphrase_makes_none() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(
            Medium::make(folder.path(), passphrase("1234567")),
            Err(SignError::Medium(MediumError::ShortPassphrase))
        ));
        assert!(matches!(
            Medium::open(folder.path(), passphrase("12345678")),
            Err(SignError::Medium(MediumError::Absent(_)))
        ));
        Medium::make(folder.path(), passphrase("12345678")).expect("made");
        assert!(matches!(
            Medium::make(folder.path(), passphrase("12345678")),
            Err(SignError::Medium(MediumError::Occupied(_)))
        ));
    }

    #[test]
    fn a_file_that_asks_for_endless_work_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        Medium::make(folder.path(), passphrase("12345678")).expect("made");
        let file = folder.path().join(FILE);
        let text = fs::read_to_string(&file).expect("read");
        fs::write(
            &file,
            text.replace("\"passes\": 3", "\"passes\": 4000000000"),
        )
        .expect("written");
        assert!(matches!(
            Medium::open(folder.path(), passphrase("12345678")),
            Err(SignError::Medium(MediumError::Broken { .. }))
        ));
    }
}
