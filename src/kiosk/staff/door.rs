//! The door to the staff panel: five taps in a corner, then a PIN that gets slower to guess.
//!
//! Pure decisions; time is steady time, which no clock change moves. Checking a PIN takes a while, so it is done on
//! the panel's own thread.

use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use uuid::Uuid;

/// Taps that open the door.
pub const TAPS: usize = 5;
/// The first and the last of them lie no further apart.
const TAPS_WITHIN: Duration = Duration::from_secs(3);
/// Fewest digits of a PIN.
pub const PIN_DIGITS_MIN: usize = 4;
/// Most digits of a PIN.
pub const PIN_DIGITS_MAX: usize = 12;
/// Wrong PINs before the first pause.
pub const FREE_TRIES: u32 = 5;
/// After the last free try; each further wrong one doubles it.
const PAUSE_FIRST: Duration = Duration::from_secs(30);
/// No pause is longer: staff may stand there, too.
const PAUSE_MAX: Duration = Duration::from_secs(3600);

/// Taps in the corner, while they come fast enough.
#[derive(Debug, Clone, Default)]
pub struct CornerTaps {
    times: Vec<Duration>,
}

impl CornerTaps {
    /// Notes a tap at `now`; whether it opens the door. One beside the corner starts the count over.
    pub fn tap(&mut self, in_corner: bool, now: Duration) -> bool {
        self.times
            .retain(|time| in_corner && now.saturating_sub(*time) <= TAPS_WITHIN);
        if !in_corner {
            return false;
        }
        self.times.push(now);
        let opens = self.times.len() >= TAPS;
        if opens {
            self.times.clear();
        }
        opens
    }
}

/// Wrong PINs since the last right one.
#[derive(Debug, Clone, Default)]
pub struct PinTries {
    wrong: u32,
    closed_until: Duration,
}

impl PinTries {
    /// Notes a wrong PIN at `now`; the last free one and every one after it start a pause.
    pub fn note_wrong(&mut self, now: Duration) {
        self.wrong = self.wrong.saturating_add(1);
        if let Some(doublings) = self.wrong.checked_sub(FREE_TRIES) {
            let pause = PAUSE_FIRST.saturating_mul(2u32.saturating_pow(doublings.min(16)));
            self.closed_until = now + pause.min(PAUSE_MAX);
        }
    }

    /// A right PIN forgives the wrong ones.
    pub fn note_right(&mut self) {
        *self = Self::default();
    }

    /// How long no PIN is taken; `None` when one is taken now.
    pub fn pause(&self, now: Duration) -> Option<Duration> {
        self.closed_until
            .checked_sub(now)
            .filter(|left| !left.is_zero())
    }

    /// Wrong PINs until the next pause; at least 1.
    pub fn left(&self) -> u32 {
        FREE_TRIES.saturating_sub(self.wrong).max(1)
    }
}

/// Why a PIN cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// Too short, too long, or something else than digits.
    #[error("a PIN is {PIN_DIGITS_MIN} to {PIN_DIGITS_MAX} digits")]
    Form,
    /// The hash function refused.
    #[error("could not hash the PIN: {0}")]
    Hash(String),
}

/// What goes into `staff_pin_hash` for this PIN.
///
/// # Errors
///
/// When it is no PIN.
pub fn hash_pin(pin: &str) -> Result<String, PinError> {
    let digits = pin.len();
    if !(PIN_DIGITS_MIN..=PIN_DIGITS_MAX).contains(&digits)
        || !pin.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Err(PinError::Form);
    }
    let refused = |error: argon2::password_hash::Error| PinError::Hash(error.to_string());
    let salt = SaltString::encode_b64(Uuid::new_v4().as_bytes()).map_err(refused)?;
    let hash = Argon2::default()
        .hash_password(pin.as_bytes(), &salt)
        .map_err(refused)?;
    Ok(hash.to_string())
}

/// Whether the settings' hash can be used at all.
pub fn is_hash(hash: &str) -> bool {
    PasswordHash::new(hash).is_ok()
}

/// Whether `pin` is the one behind `hash`. Takes tens of milliseconds on purpose.
pub fn pin_fits(hash: &str, pin: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(pin.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: f32) -> Duration {
        Duration::from_secs_f32(secs)
    }

    #[test]
    fn five_quick_taps_open_the_door_and_slow_ones_do_not() {
        let mut taps = CornerTaps::default();
        let quick: Vec<bool> = (0..5).map(|i| taps.tap(true, at(i as f32 * 0.7))).collect();
        assert_eq!(quick, [false, false, false, false, true]);
        let slow = (0..20).any(|i| taps.tap(true, at(100.0 + i as f32)));
        assert!(!slow, "one tap a second opens nothing");
    }

    #[test]
    fn a_tap_elsewhere_starts_the_count_over() {
        let mut taps = CornerTaps::default();
        for i in 0..4 {
            assert!(!taps.tap(true, at(i as f32 * 0.1)));
        }
        assert!(!taps.tap(false, at(0.45)));
        assert!(!taps.tap(true, at(0.5)));
    }

    #[test]
    fn wrong_pins_are_slowed_after_five() {
        let mut tries = PinTries::default();
        let mut now = at(10.0);
        for left in (1..=4).rev() {
            tries.note_wrong(now);
            assert_eq!((tries.pause(now), tries.left()), (None, left));
        }
        for pause in [30.0, 60.0, 120.0, 240.0] {
            tries.note_wrong(now);
            assert_eq!(tries.pause(now), Some(at(pause)));
            now += at(pause);
            assert_eq!(tries.pause(now), None);
        }
        for _ in 0..40 {
            tries.note_wrong(now);
        }
        assert_eq!(tries.pause(now), Some(PAUSE_MAX));
        tries.note_right();
        assert_eq!((tries.pause(now), tries.left()), (None, FREE_TRIES));
    }

    #[test]
    fn a_pin_fits_its_own_hash_only() {
        let hash = hash_pin("258036").expect("a PIN");
        assert!(is_hash(&hash) && pin_fits(&hash, "258036"));
        assert!(!pin_fits(&hash, "258037") && !pin_fits("nonsense", "258036"));
        assert_ne!(hash, hash_pin("258036").expect("a PIN"), "salted");
        for bad in ["123", "1234567890123", "12a4", ""] {
            assert!(matches!(hash_pin(bad), Err(PinError::Form)), "{bad}");
        }
    }
}
