//! Signing keys: Ed25519, in a folder of this machine or opened from a medium for the length of one command.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use serde::Serialize;
use tough::schema::decoded::{Decoded, Hex};
use tough::schema::key::Key;
use tough::schema::{Role, RoleKeys, Signature, Signed};
use tough::sign::Sign as _;
use zeroize::Zeroizing;

use super::SignError;
use crate::pack::disk;

/// A key's id: SHA-256 of its public part (specification 4.2).
pub(in crate::pack::trust) type KeyId = Decoded<Hex>;

/// A private key in memory.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    pkcs8: Zeroizing<Vec<u8>>,
    public: Key,
    id: KeyId,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.id_text())
    }
}

impl SigningKey {
    /// A new one.
    pub(in crate::pack::trust) fn generate() -> Result<Self, SignError> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|error| SignError::Key(error.to_string()))?;
        Self::from_pkcs8(Zeroizing::new(pkcs8.as_ref().to_vec()))
    }

    /// The one in these bytes.
    pub(in crate::pack::trust) fn from_pkcs8(pkcs8: Zeroizing<Vec<u8>>) -> Result<Self, SignError> {
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8)
            .map_err(|error| SignError::Key(error.to_string()))?;
        let public = pair.tuf_key();
        let id = public.key_id()?;
        Ok(Self {
            pair,
            pkcs8,
            public,
            id,
        })
    }

    /// The same key once more.
    pub(in crate::pack::trust) fn again(&self) -> Result<Self, SignError> {
        Self::from_pkcs8(self.pkcs8.clone())
    }

    /// Its id in hexadecimal.
    pub fn id_text(&self) -> String {
        id_text(&self.id)
    }

    pub(in crate::pack::trust) fn id(&self) -> &KeyId {
        &self.id
    }

    pub(in crate::pack::trust) fn public(&self) -> &Key {
        &self.public
    }

    pub(in crate::pack::trust) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }
}

/// An id in hexadecimal.
pub(in crate::pack::trust) fn id_text(id: &KeyId) -> String {
    hex::encode(&**id)
}

/// The folder of the keys that live on this machine: `ROLE.pk8` each.
#[derive(Debug, Clone)]
pub(in crate::pack::trust) struct KeyFolder(PathBuf);

impl KeyFolder {
    pub(in crate::pack::trust) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self(folder.to_owned()))
    }

    /// Every key in it. A file that is no key is passed over: its role then has one key less.
    pub(in crate::pack::trust) fn load(&self) -> io::Result<Vec<SigningKey>> {
        Ok(self.files()?.into_iter().map(|(_, key)| key).collect())
    }

    fn files(&self) -> io::Result<Vec<(PathBuf, SigningKey)>> {
        let mut keys = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "pk8") {
                continue;
            }
            let bytes = Zeroizing::new(fs::read(&path)?);
            match SigningKey::from_pkcs8(bytes) {
                Ok(key) => keys.push((path, key)),
                Err(error) => tracing::warn!(%error, "not a key: {}", path.display()),
            }
        }
        Ok(keys)
    }

    /// Makes a key for a role. It is on disk before anything is signed that names it.
    pub(in crate::pack::trust) fn make(&self, role: &str) -> Result<SigningKey, SignError> {
        let key = SigningKey::generate()?;
        let plain = self.0.join(format!("{role}.pk8"));
        let path = if plain.exists() {
            // The one before signs until its successor is published.
            self.0.join(format!("{role}.{}.pk8", &key.id_text()[..8]))
        } else {
            plain
        };
        disk::write_secret_durably(&path, key.pkcs8())?;
        Ok(key)
    }

    /// The role's key that is here but not in use yet, or a new one.
    pub(in crate::pack::trust) fn unused_or_make(
        &self,
        role: &str,
    ) -> Result<SigningKey, SignError> {
        let plain = self.0.join(format!("{role}.pk8"));
        match fs::read(&plain) {
            Ok(bytes) => SigningKey::from_pkcs8(Zeroizing::new(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.make(role),
            Err(error) => Err(error.into()),
        }
    }

    /// Sees to it that the role's key and its public part are here; the latter is what goes to the keeper of targets.
    pub(in crate::pack::trust) fn make_public(&self, role: &str) -> Result<(), SignError> {
        let key = self.unused_or_make(role)?;
        let bytes = serde_json::to_vec_pretty(key.public())
            .map_err(|error| SignError::Key(error.to_string()))?;
        Ok(disk::write_durably(
            &self.0.join(format!("{role}.pub.json")),
            &bytes,
        )?)
    }

    /// Removes keys that sign nothing any more.
    pub(in crate::pack::trust) fn remove(&self, gone: &[KeyId]) -> io::Result<()> {
        for (path, key) in self.files()? {
            if gone.contains(key.id()) {
                fs::remove_file(path)?;
            }
        }
        disk::sync_folder(&self.0)
    }
}

/// How many of a role's keys are among `keys`.
pub(in crate::pack::trust) fn count_here(role: &RoleKeys, keys: &[SigningKey]) -> u64 {
    let here = keys.iter().filter(|key| role.keyids.contains(key.id()));
    here.count() as u64
}

/// The file of a role, signed by whichever of its keys are here.
pub(in crate::pack::trust) fn signed<T: Role + Clone + Serialize>(
    role: &T,
    name: &str,
    role_keys: &[&RoleKeys],
    keys: &[SigningKey],
) -> Result<Vec<u8>, SignError> {
    for needed in role_keys {
        let found = count_here(needed, keys);
        if found < needed.threshold.get() {
            return Err(SignError::TooFewKeys {
                role: name.to_owned(),
                found,
                threshold: needed.threshold.get(),
            });
        }
    }
    let message = role.canonical_form()?;
    let signs = |key: &&SigningKey| role_keys.iter().any(|role| role.keyids.contains(key.id()));
    let mut signatures: Vec<Signature> = Vec::new();
    for key in keys.iter().filter(signs) {
        // The same key may be here twice, in the folder and on a medium; two signatures by it would be refused.
        if signatures
            .iter()
            .all(|signature| signature.keyid != *key.id())
        {
            signatures.push(Signature {
                keyid: key.id().clone(),
                sig: key.pair.sign(&message).as_ref().to_vec().into(),
            });
        }
    }
    let signed = Signed {
        signed: role.clone(),
        signatures,
    };
    serde_json::to_vec(&signed).map_err(|error| SignError::Key(error.to_string()))
}
