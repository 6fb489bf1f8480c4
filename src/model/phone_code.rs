//! The code that confirms a phone number: how long it holds, how often it may be sent and tried.
//!
//! Pure decisions. What is decided here depends on what was asked, never on whether a number is known to anybody.

use chrono::Duration;

/// Digits of a code.
pub const PHONE_CODE_DIGITS: usize = 6;
/// How long a code can be typed.
pub const PHONE_CODE_HOLDS: Duration = Duration::minutes(10);
/// Wrong codes that are taken before a new one has to be sent.
pub const WRONG_MAX: u32 = 5;
/// Between two codes to one number.
pub const AGAIN_AFTER: Duration = Duration::seconds(60);
/// Codes to one number in [`DAY`].
pub const SENDS_PER_PHONE: u32 = 6;
/// Codes asked for from one kiosk or one address in [`HOUR`]: a class registers at one kiosk, a family behind one router.
pub const SENDS_PER_ASKER: u32 = 40;
/// What [`SENDS_PER_ASKER`] counts in.
pub const HOUR: Duration = Duration::hours(1);
/// What [`SENDS_PER_PHONE`] counts in.
pub const DAY: Duration = Duration::hours(24);

/// What became of a code that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeAnswer {
    /// The number is confirmed.
    Confirmed,
    /// Not that one; so many tries are left.
    Wrong {
        /// How often one may still try.
        tries_left: u32,
    },
    /// It holds no longer, or was tried too often: a new one has to be sent.
    Over,
}

/// A code that was sent, as far as deciding needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentCode {
    /// Wrong tries so far.
    pub wrong: u32,
    /// Whether it is past [`PHONE_CODE_HOLDS`].
    pub expired: bool,
}

impl SentCode {
    /// What a try comes to, `right` being whether the digits are the ones sent.
    pub fn tried(self, right: bool) -> CodeAnswer {
        if self.expired || self.wrong >= WRONG_MAX {
            return CodeAnswer::Over;
        }
        if right {
            return CodeAnswer::Confirmed;
        }
        match WRONG_MAX - self.wrong - 1 {
            0 => CodeAnswer::Over,
            tries_left => CodeAnswer::Wrong { tries_left },
        }
    }
}

/// What was sent lately, to a number and for an asker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SentLately {
    /// Seconds since the last code went to the number, if one did in [`DAY`].
    pub since_last: Option<i64>,
    /// Codes to the number in [`DAY`].
    pub to_phone: u32,
    /// Codes for the asker in [`HOUR`].
    pub for_asker: u32,
}

/// Why no code is sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCode {
    /// One was sent just now; so many seconds more.
    TooSoon {
        /// Until then.
        wait_secs: u64,
    },
    /// That was enough for a day, or for an hour.
    Enough,
}

/// Whether another code may be sent.
///
/// # Errors
///
/// Why not.
pub fn may_send(lately: SentLately) -> Result<(), NoCode> {
    let again = AGAIN_AFTER.num_seconds();
    if let Some(since) = lately.since_last.filter(|since| *since < again) {
        let wait_secs = u64::try_from(again - since.max(0)).unwrap_or(1);
        return Err(NoCode::TooSoon { wait_secs });
    }
    if lately.to_phone >= SENDS_PER_PHONE || lately.for_asker >= SENDS_PER_ASKER {
        return Err(NoCode::Enough);
    }
    Ok(())
}

/// Whether this is written like a code.
pub fn is_code(text: &str) -> bool {
    text.len() == PHONE_CODE_DIGITS && text.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wrong: u32, expired: bool, right: bool, answer: CodeAnswer) {
        assert_eq!(SentCode { wrong, expired }.tried(right), answer);
    }

    #[test]
    fn a_code_is_tried_five_times_and_ten_minutes() {
        check(0, false, true, CodeAnswer::Confirmed);
        check(4, false, true, CodeAnswer::Confirmed);
        check(5, false, true, CodeAnswer::Over);
        check(0, true, true, CodeAnswer::Over);
        check(0, false, false, CodeAnswer::Wrong { tries_left: 4 });
        check(3, false, false, CodeAnswer::Wrong { tries_left: 1 });
        check(4, false, false, CodeAnswer::Over);
    }

    #[test]
    fn a_number_gets_a_code_a_minute_and_six_a_day() {
        let lately = |since_last, to_phone, for_asker| {
            may_send(SentLately {
                since_last,
                to_phone,
                for_asker,
            })
        };
        assert_eq!(lately(None, 0, 0), Ok(()));
        assert_eq!(
            lately(Some(20), 1, 1),
            Err(NoCode::TooSoon { wait_secs: 40 })
        );
        assert_eq!(lately(Some(60), 5, 39), Ok(()));
        assert_eq!(lately(Some(60), 6, 1), Err(NoCode::Enough));
        assert_eq!(lately(None, 0, 40), Err(NoCode::Enough));
    }
}
