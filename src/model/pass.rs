//! Passes: the signed text in the QR code of a registration, which a kiosk can read without network.
//!
//! A pass says which registrations of which occurrence it lets in and from when until when. It names nobody. Its text
//! is `TX1` and base32 (RFC 4648, no padding): capitals and the digits 2 to 7 only, so that it takes a QR code's dense
//! alphanumeric mode and comes whole through a scanner that types, whatever the caps lock, and through an address.
//!
//! What a list or the server knows of the registration always outweighs the times written here: those are for a kiosk
//! that has no list.

use chrono::{DateTime, Utc};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// What every pass begins with: the program and the version of the format.
pub const PREFIX: &str = "TX1";
/// Most people on one pass.
pub const PEOPLE_MAX: usize = 10;
/// Longest text of a pass: ten registrations of a centre with the longest id.
pub const TEXT_CHARS_MAX: usize = 520;

const CENTRE_BYTES_MAX: usize = 40;
const KEY_ID_BYTES: usize = 4;
const UUID_BYTES: usize = 16;
const SIGNATURE_BYTES: usize = 64;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Signed before the rest, so that this key's signature under anything else is no pass.
const CONTEXT: &[u8] = b"tongxin pass 1\0";

/// What a pass says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// The centre it is for.
    pub centre: String,
    /// What it lets its holders into.
    pub scope: PassScope,
    /// Whom it lets in.
    pub holders: PassHolders,
    /// When the occurrence, or a course's first, begins; whole minutes.
    pub starts_at: DateTime<Utc>,
    /// When the occurrence, or a course's last, ends; whole minutes. Without a list nobody comes in after that.
    pub ends_at: DateTime<Utc>,
}

/// What a pass lets its holders into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassScope {
    /// One occurrence.
    Occurrence(Uuid),
    /// Every occurrence of this activity, a course.
    Course(Uuid),
}

/// Whom a pass lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassHolders {
    /// These registrations, at most [`PEOPLE_MAX`].
    Registrations(Vec<Uuid>),
    /// The registrations made together under this id.
    Group {
        /// What they share.
        group: Uuid,
        /// How many people they were when the pass was made, for a kiosk without a list.
        people: u8,
    },
}

/// Why a text is no pass that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassError {
    /// It is something else.
    #[error("this is no pass")]
    NoPass,
    /// It begins like one and is cut short or damaged.
    #[error("the pass is damaged: scan or send it again")]
    Damaged,
    /// Signed with a key that is not among those given; whoever has an old list of keys cannot know.
    #[error("the pass is signed with a key that is not known here")]
    UnknownKey,
    /// The signature does not hold.
    #[error("nobody who may has signed this pass")]
    Forged,
    /// What was to be signed does not fit on a pass.
    #[error(
        "a pass holds 1 to {PEOPLE_MAX} people and a centre's id of at most {CENTRE_BYTES_MAX} bytes"
    )]
    DoesNotFit,
}

impl Pass {
    /// How many people it lets in.
    pub fn people(&self) -> usize {
        match &self.holders {
            PassHolders::Registrations(registrations) => registrations.len(),
            PassHolders::Group { people, .. } => usize::from(*people),
        }
    }
}

/// A public key of the server's passes, as kiosks receive it: 32 bytes in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct PassKey(String);

impl PassKey {
    /// The public half of a signing key.
    pub fn of(key: &SigningKey) -> Self {
        Self(hex::encode(key.verifying_key().as_bytes()))
    }

    fn verifying(&self) -> Option<VerifyingKey> {
        let bytes: [u8; 32] = hex::decode(&self.0).ok()?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok()
    }
}

/// Whether a scanned text means to be a pass; six digits are none.
pub fn is_pass_like(text: &str) -> bool {
    let text = text.trim().as_bytes();
    text.len() > PREFIX.len() && text[..PREFIX.len()].eq_ignore_ascii_case(PREFIX.as_bytes())
}

/// The text of a pass.
///
/// # Errors
///
/// When it does not fit on one.
pub fn sign(pass: &Pass, key: &SigningKey) -> Result<String, PassError> {
    let mut bytes = key_id(&key.verifying_key()).to_vec();
    write(pass, &mut bytes)?;
    let signature = key.sign(&[CONTEXT, &bytes].concat());
    bytes.extend(signature.to_bytes());
    Ok(format!("{PREFIX}{}", to_base32(&bytes)))
}

/// What a pass says, when one of these keys signed it. Times are for the caller to judge.
///
/// # Errors
///
/// When it is no pass, is damaged, or none of the keys signed it.
pub fn read(text: &str, keys: &[PassKey]) -> Result<Pass, PassError> {
    let text = text.trim();
    if !is_pass_like(text) {
        return Err(PassError::NoPass);
    }
    if text.len() > TEXT_CHARS_MAX || !text.is_ascii() {
        return Err(PassError::Damaged);
    }
    let bytes = from_base32(&text[PREFIX.len()..]).ok_or(PassError::Damaged)?;
    let (signed, signature) = bytes
        .split_last_chunk::<SIGNATURE_BYTES>()
        .ok_or(PassError::Damaged)?;
    let (id, said) = signed
        .split_first_chunk::<KEY_ID_BYTES>()
        .ok_or(PassError::Damaged)?;
    let pass = understand(said).ok_or(PassError::Damaged)?;
    let mut known = keys
        .iter()
        .filter_map(PassKey::verifying)
        .filter(|key| key_id(key) == *id)
        .peekable();
    if known.peek().is_none() {
        return Err(PassError::UnknownKey);
    }
    let message = [CONTEXT, signed].concat();
    let signature = Signature::from_bytes(signature);
    if known.any(|key| key.verify_strict(&message, &signature).is_ok()) {
        Ok(pass)
    } else {
        Err(PassError::Forged)
    }
}

fn key_id(key: &VerifyingKey) -> [u8; KEY_ID_BYTES] {
    let hash = Sha256::digest(key.as_bytes());
    std::array::from_fn(|at| hash[at])
}

/// What kind of ids follow.
const COURSE: u8 = 1;
const GROUP: u8 = 2;

fn write(pass: &Pass, bytes: &mut Vec<u8>) -> Result<(), PassError> {
    let people = pass.people();
    if !(1..=PEOPLE_MAX).contains(&people) || !(1..=CENTRE_BYTES_MAX).contains(&pass.centre.len()) {
        return Err(PassError::DoesNotFit);
    }
    let (course, scope) = match pass.scope {
        PassScope::Occurrence(id) => (0, id),
        PassScope::Course(id) => (COURSE, id),
    };
    let group = match pass.holders {
        PassHolders::Registrations(_) => 0,
        PassHolders::Group { .. } => GROUP,
    };
    // Both are at most 40, which `people` and the check above hold them to.
    bytes.extend([course | group, people as u8, pass.centre.len() as u8]);
    bytes.extend(pass.centre.as_bytes());
    bytes.extend(scope.as_bytes());
    for at in [pass.starts_at, pass.ends_at] {
        let minutes = u32::try_from(at.timestamp() / 60).map_err(|_| PassError::DoesNotFit)?;
        bytes.extend(minutes.to_be_bytes());
    }
    match &pass.holders {
        PassHolders::Registrations(ids) => ids.iter().for_each(|id| bytes.extend(id.as_bytes())),
        PassHolders::Group { group, .. } => bytes.extend(group.as_bytes()),
    }
    Ok(())
}

fn understand(mut bytes: &[u8]) -> Option<Pass> {
    let bytes = &mut bytes;
    let [kind, people, centre_bytes] = *take::<3>(bytes)?;
    let people_fit = (1..=PEOPLE_MAX).contains(&usize::from(people));
    if kind > (COURSE | GROUP) || !people_fit || usize::from(centre_bytes) > CENTRE_BYTES_MAX {
        return None;
    }
    let (centre, rest) = bytes.split_at_checked(usize::from(centre_bytes))?;
    *bytes = rest;
    let centre = std::str::from_utf8(centre).ok()?.to_owned();
    let scope = Uuid::from_bytes(*take::<UUID_BYTES>(bytes)?);
    let mut minute = || {
        let minutes = u32::from_be_bytes(*take::<4>(bytes)?);
        DateTime::from_timestamp(i64::from(minutes) * 60, 0)
    };
    let (starts_at, ends_at) = (minute()?, minute()?);
    let mut id = || Some(Uuid::from_bytes(*take::<UUID_BYTES>(bytes)?));
    let holders = if kind & GROUP == 0 {
        PassHolders::Registrations((0..people).map(|_| id()).collect::<Option<_>>()?)
    } else {
        PassHolders::Group {
            group: id()?,
            people,
        }
    };
    let scope = if kind & COURSE == 0 {
        PassScope::Occurrence(scope)
    } else {
        PassScope::Course(scope)
    };
    bytes.is_empty().then_some(Pass {
        centre,
        scope,
        holders,
        starts_at,
        ends_at,
    })
}

fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(first)
}

fn to_base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(held >> bits) as usize & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(BASE32[(held << (5 - bits)) as usize & 31]));
    }
    text
}

/// Capitals or not; anything else, and left-over bits that are not zero, are refused: one pass has one text.
fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0);
    for sign in text.bytes() {
        let value = match sign.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        held = held << 5 | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
        held &= (1 << bits) - 1;
    }
    (bits < 5 && held == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn pass(holders: PassHolders) -> Pass {
        Pass {
            centre: "riyue".into(),
            scope: PassScope::Occurrence(Uuid::from_u128(7)),
            holders,
            starts_at: "2026-11-23T02:00:00Z".parse().expect("a time"),
            ends_at: "2026-11-23T03:30:00Z".parse().expect("a time"),
        }
    }

    fn one() -> Pass {
        pass(PassHolders::Registrations(vec![Uuid::from_u128(1)]))
    }

    #[test]
    fn what_was_signed_is_read() {
        let course = Pass {
            scope: PassScope::Course(Uuid::from_u128(9)),
            ..pass(PassHolders::Group {
                group: Uuid::from_u128(8),
                people: 4,
            })
        };
        let many = (1..=PEOPLE_MAX as u128).map(Uuid::from_u128).collect();
        let largest = Pass {
            centre: "c".repeat(CENTRE_BYTES_MAX),
            ..pass(PassHolders::Registrations(many))
        };
        for pass in [one(), course, largest] {
            let text = sign(&pass, &key(1)).expect("it fits");
            assert!(
                is_pass_like(&text) && text.len() <= TEXT_CHARS_MAX,
                "{}",
                text.len()
            );
            let keys = [PassKey::of(&key(2)), PassKey::of(&key(1))];
            assert_eq!(read(&text, &keys), Ok(pass.clone()));
            assert_eq!(
                read(&format!(" {}\n", text.to_lowercase()), &keys),
                Ok(pass),
                "caps lock and the ends of a line do not matter"
            );
        }
    }

    #[test]
    fn the_pass_of_one_person_fits_a_small_code() {
        let text = sign(&one(), &key(1)).expect("it fits");
        assert!(
            text.bytes()
                .all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit())
        );
        // A QR code of version 8 at level M: 49 modules a side.
        assert!(text.len() <= 221, "{}", text.len());
    }

    #[test]
    fn what_nobody_signed_is_refused() {
        let text = sign(&one(), &key(1)).expect("it fits");
        let keys = [PassKey::of(&key(1))];
        assert_eq!(read(&text, &[]), Err(PassError::UnknownKey));
        assert_eq!(
            read(&text, &[PassKey::of(&key(2))]),
            Err(PassError::UnknownKey)
        );
        assert_eq!(read("407215", &keys), Err(PassError::NoPass));
        assert_eq!(read("", &keys), Err(PassError::NoPass));
        // Every single sign changed, and every length shorter: never a pass, never a panic.
        for at in PREFIX.len()..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(read(&changed, &keys).is_err(), "{at}");
            assert!(read(&text[..at], &keys).is_err(), "{at}");
        }
        assert!(read(&format!("{text}A"), &keys).is_err());
    }

    #[test]
    fn odd_texts_are_damaged_and_nothing_worse() {
        let keys = [PassKey::of(&key(1))];
        let longest = format!("{PREFIX}{}", "A".repeat(100_000));
        for text in [
            "TX1",
            "TX1-",
            "TX1签到",
            "tx1a",
            "TX1AAAAAAAA",
            "TX1 1",
            longest.as_str(),
        ] {
            assert!(
                matches!(
                    read(text, &keys),
                    Err(PassError::Damaged | PassError::NoPass)
                ),
                "{:.20}",
                text
            );
        }
        assert_eq!(
            read(
                &sign(&one(), &key(1)).expect("it fits"),
                &[PassKey("zz".into())]
            ),
            Err(PassError::UnknownKey)
        );
    }

    #[test]
    fn what_does_not_fit_is_not_signed() {
        let nobody = pass(PassHolders::Registrations(Vec::new()));
        let crowd = pass(PassHolders::Registrations(vec![
            Uuid::nil();
            PEOPLE_MAX + 1
        ]));
        let long = Pass {
            centre: "c".repeat(CENTRE_BYTES_MAX + 1),
            ..one()
        };
        for pass in [nobody, crowd, long] {
            assert_eq!(sign(&pass, &key(1)), Err(PassError::DoesNotFit));
        }
    }
}
