//! Random things, hashes and keys. Keys are files only their owner can read.

use std::io;
use std::path::Path;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::{constant_time, hmac};
use axum_extra::extract::cookie;
use chrono::{DateTime, Utc};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::ServerError;
use crate::model::check_in::CODE_DIGITS;
use crate::pack::disk;

/// Letters and digits nobody mistakes for one another.
const CLEAR: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const PAIRING_CODE_LENGTH: usize = 6;
/// Three groups of four from 30 signs: 58 bits.
const PASSWORD_GROUPS: usize = 3;
const PASSWORD_GROUP_LENGTH: usize = 4;
/// Of AES-GCM.
const NONCE_BYTES: usize = 12;
/// 128 bits in hex.
const MANAGE_TOKEN_CHARS: usize = 32;
/// Shortest password a person may choose.
pub(super) const PASSWORD_CHARS_MIN: usize = 10;

/// The keys of a server.
pub(super) struct Secrets {
    /// Signs cookies.
    pub cookies: cookie::Key,
    forms: hmac::Key,
    phones: hmac::Key,
    kiosks: hmac::Key,
    sealing: RandomizedNonceKey,
}

/// A phone number: what may be stored of it, and its digits for as long as they are needed.
pub(super) struct Phone {
    /// Keyed hash, to find it by.
    pub hash: String,
    /// The number without its country; stored only as [`Secrets::seal`] makes it.
    pub digits: String,
    /// Last four digits, to ask for.
    pub last4: String,
    /// `138****1234`, to show.
    pub masked: String,
}

impl Secrets {
    /// Reads the keys in `folder`, or makes them.
    ///
    /// # Errors
    ///
    /// When they cannot be read or written.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let console = key_file(&folder.join("console.key"))?;
        let personal = key_file(&folder.join("personal-data.key"))?;
        let phones = hmac::Key::new(hmac::HMAC_SHA256, &personal);
        // A key of its own for each purpose, all from the one that is kept.
        let sealing = RandomizedNonceKey::new(&AES_256_GCM, hmac::sign(&phones, b"seal").as_ref())
            .map_err(|_| io::Error::other("no key for personal data could be made"))?;
        Ok(Self {
            cookies: cookie::Key::from(&console),
            forms: hmac::Key::new(hmac::HMAC_SHA256, &console),
            phones,
            sealing,
            kiosks: hmac::Key::new(hmac::HMAC_SHA256, &console),
        })
    }

    /// Personal data as it may be stored: readable only with the key.
    ///
    /// # Errors
    ///
    /// When there is no randomness for it.
    pub(super) fn seal(&self, clear: &str) -> Result<String, ServerError> {
        let mut bytes = clear.as_bytes().to_vec();
        let nonce = self
            .sealing
            .seal_in_place_append_tag(Aad::empty(), &mut bytes)
            .map_err(|_| ServerError::Internal("personal data could not be sealed".to_owned()))?;
        Ok(hex::encode(nonce.as_ref()) + &hex::encode(bytes))
    }

    /// What [`Secrets::seal`] sealed.
    ///
    /// # Errors
    ///
    /// When it was sealed with another key or is not whole.
    pub(super) fn open_sealed(&self, sealed: &str) -> Result<String, ServerError> {
        let broken = || ServerError::Internal("sealed personal data cannot be opened".to_owned());
        let mut bytes = hex::decode(sealed).map_err(|_| broken())?;
        let rest = bytes.split_off(NONCE_BYTES.min(bytes.len()));
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| broken())?;
        let mut rest = rest;
        let clear = self
            .sealing
            .open_in_place(nonce, Aad::empty(), &mut rest)
            .map_err(|_| broken())?;
        String::from_utf8(clear.to_vec()).map_err(|_| broken())
    }

    /// Something personal as a keyed hash, different for each purpose.
    pub(super) fn personal_hash(&self, purpose: &str, value: &str) -> String {
        hex::encode(hmac::sign(
            &self.phones,
            format!("{purpose}\0{value}").as_bytes(),
        ))
    }

    /// What a form given out to the holder of `token` carries.
    pub(super) fn form_token(&self, token: &str) -> String {
        hex::encode(hmac::sign(&self.forms, format!("form\0{token}").as_bytes()))
    }

    /// Whether a form carries it.
    pub(super) fn form_token_fits(&self, token: &str, given: &str) -> bool {
        hex::decode(given).is_ok_and(|given| {
            hmac::verify(&self.forms, format!("form\0{token}").as_bytes(), &given).is_ok()
        })
    }

    /// A key that the kiosks of one centre share, in hex; `what` says for what and for how long.
    pub(super) fn centre_key(&self, centre: &str, what: &str) -> String {
        let text = format!("kiosks of a centre\0{centre}\0{what}");
        hex::encode(hmac::sign(&self.kiosks, text.as_bytes()))
    }

    /// A phone number without what people write between the digits; `None` when it cannot be one.
    pub(super) fn phone(&self, written: &str) -> Option<Phone> {
        let strange = |c: char| !c.is_ascii_digit() && !" +-()".contains(c);
        if written.chars().any(strange) {
            return None;
        }
        let all: String = written.chars().filter(char::is_ascii_digit).collect();
        let international = all.trim_start_matches('0');
        // A mainland mobile number is the same with and without the country's code.
        let digits = if international.len() == 13 {
            international.strip_prefix("86").unwrap_or(international)
        } else {
            &all
        };
        if !(7..=15).contains(&digits.len()) {
            return None;
        }
        let hash = self.personal_hash("phone", digits);
        // Of a short number the first three digits would be most of it.
        let first = if digits.len() >= 11 { &digits[..3] } else { "" };
        let last4 = &digits[digits.len() - 4..];
        Some(Phone {
            hash,
            digits: digits.to_owned(),
            last4: last4.to_owned(),
            masked: format!("{first}****{last4}"),
        })
    }

    /// What proves that a party's registration is one's own.
    pub(super) fn manage_token(&self, party: Uuid) -> String {
        let mut hash = self.personal_hash("manage", &party.to_string());
        hash.truncate(MANAGE_TOKEN_CHARS);
        hash
    }

    /// Whether it does.
    pub(super) fn manage_token_fits(&self, party: Uuid, given: &str) -> bool {
        same(&self.manage_token(party), given)
    }

    /// What is given out when the code sent to a number was typed right.
    pub(super) fn phone_confirmation(&self, phone_hash: &str, until: DateTime<Utc>) -> String {
        let until = until.timestamp();
        let proof = self.personal_hash("confirmed", &format!("{phone_hash}\0{until}"));
        format!("{until}.{proof}")
    }

    /// Whether it was given out for this number and still counts.
    pub(super) fn phone_is_confirmed(
        &self,
        phone_hash: &str,
        given: &str,
        now: DateTime<Utc>,
    ) -> bool {
        let Some((until, proof)) = given.split_once('.') else {
            return false;
        };
        let in_time = until
            .parse()
            .is_ok_and(|until: i64| now.timestamp() <= until);
        let known = self.personal_hash("confirmed", &format!("{phone_hash}\0{until}"));
        in_time && same(&known, proof)
    }
}

/// Whether two hashes are the same, in a time that does not say where they differ.
pub(super) fn same(a: &str, b: &str) -> bool {
    constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}

fn key_file(path: &Path) -> io::Result<Vec<u8>> {
    match std::fs::read(path) {
        Ok(key) if key.len() == 64 => Ok(key),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("not a key: {}", path.display()),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut key = vec![0; 64];
            rand::rng().fill(key.as_mut_slice());
            disk::write_secret_durably(path, &key)?;
            Ok(key)
        }
        Err(error) => Err(error),
    }
}

/// 256 random bits in hex.
pub(super) fn random_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill(&mut bytes);
    hex::encode(bytes)
}

/// A random token or secret as it is stored.
pub(super) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// Six signs for an admin to compare.
pub(super) fn pairing_code() -> String {
    clear_signs(PAIRING_CODE_LENGTH)
}

/// Six digits for a person to type.
pub(super) fn check_in_code() -> String {
    (0..CODE_DIGITS)
        .map(|_| char::from(b'0' + rand::rng().random_range(0..10)))
        .collect()
}

/// A password for a first sign-in.
pub(super) fn one_time_password() -> String {
    let groups: Vec<_> = (0..PASSWORD_GROUPS)
        .map(|_| clear_signs(PASSWORD_GROUP_LENGTH))
        .collect();
    groups.join("-")
}

fn clear_signs(count: usize) -> String {
    (0..count)
        .map(|_| char::from(CLEAR[rand::rng().random_range(0..CLEAR.len())]))
        .collect()
}

/// Argon2 of a password, in PHC form.
///
/// # Errors
///
/// When there is no memory for it.
pub(super) async fn hash_password(password: String) -> Result<String, ServerError> {
    tokio::task::spawn_blocking(move || {
        let mut salt = [0_u8; 16];
        rand::rng().fill(&mut salt);
        let internal =
            |error: argon2::password_hash::Error| ServerError::Internal(error.to_string());
        let salt = SaltString::encode_b64(&salt).map_err(internal)?;
        Ok(Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map_err(internal)?
            .to_string())
    })
    .await?
}

/// Whether this is the password. Without a hash it takes as long and is not: nobody learns which accounts there are.
///
/// # Errors
///
/// When there is no memory for it.
pub(super) async fn password_fits(
    password: String,
    hash: Option<String>,
) -> Result<bool, ServerError> {
    let Some(hash) = hash else {
        hash_password(password).await?;
        return Ok(false);
    };
    let fits = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    });
    Ok(fits.await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_written_in_many_ways_is_one_number() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::open(folder.path()).expect("keys");
        let hash = |written| secrets.phone(written).map(|phone| phone.hash);
        let plain = hash("13876541234");
        assert!(plain.is_some());
        for written in ["138 7654 1234", "+86 138-7654-1234", "008613876541234"] {
            assert_eq!(hash(written), plain, "{written}");
        }
        assert_eq!(
            secrets.phone("13876541234").expect("a number").last4,
            "1234"
        );
        assert!(hash("12").is_none() && hash("call me").is_none() && hash("1387654123x").is_none());
        let again = Secrets::open(folder.path()).expect("the same keys");
        assert_eq!(again.phone("13876541234").map(|phone| phone.hash), plain);
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::open(folder.path()).expect("keys");
        let sealed = secrets.seal("13876541234").expect("sealed");
        assert!(!sealed.contains("1387654"));
        assert_ne!(sealed, secrets.seal("13876541234").expect("sealed again"));
        assert_eq!(secrets.open_sealed(&sealed).expect("open"), "13876541234");
        let other = tempfile::tempdir().expect("a folder");
        let stranger = Secrets::open(other.path()).expect("other keys");
        assert!(stranger.open_sealed(&sealed).is_err());
        for odd in ["", "zz", "00", &sealed[2..], &sealed[..40]] {
            assert!(secrets.open_sealed(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_number_is_shown_masked() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::open(folder.path()).expect("keys");
        let masked = |written| secrets.phone(written).expect("a number").masked;
        assert_eq!(masked("+86 138 7654 1234"), "138****1234");
        assert_eq!(masked("6821234"), "****1234");
    }

    #[test]
    fn a_confirmation_is_for_one_number_and_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::open(folder.path()).expect("keys");
        let until = DateTime::UNIX_EPOCH + chrono::Duration::minutes(15);
        let late = until + chrono::Duration::seconds(1);
        let given = secrets.phone_confirmation("hash", until);
        assert!(secrets.phone_is_confirmed("hash", &given, until));
        assert!(!secrets.phone_is_confirmed("other", &given, until));
        assert!(!secrets.phone_is_confirmed("hash", &given, late));
        for odd in ["9999999999.00", "", "."] {
            assert!(!secrets.phone_is_confirmed("hash", odd, until), "{odd}");
        }
        let party = Uuid::from_u128(1);
        assert!(secrets.manage_token_fits(party, &secrets.manage_token(party)));
        assert!(!secrets.manage_token_fits(party, &secrets.manage_token(Uuid::nil())));
    }

    #[test]
    fn a_form_token_belongs_to_one_session() {
        let folder = tempfile::tempdir().expect("a folder");
        let secrets = Secrets::open(folder.path()).expect("keys");
        let token = secrets.form_token("session");
        assert!(secrets.form_token_fits("session", &token));
        assert!(!secrets.form_token_fits("another", &token));
        assert!(
            !secrets.form_token_fits("session", "") && !secrets.form_token_fits("session", "zz")
        );
    }

    #[test]
    fn codes_have_no_look_alikes() {
        for _ in 0..200 {
            assert!(pairing_code().chars().all(|sign| !"0O1ILo".contains(sign)));
            assert!(
                check_in_code().len() == 6
                    && check_in_code().bytes().all(|digit| digit.is_ascii_digit())
            );
        }
    }
}
