//! How long to wait before the next try. Pure: the dice are thrown by the caller.

use std::time::Duration;

use uuid::Uuid;

/// First wait after a failure.
const FIRST: Duration = Duration::from_secs(1);
/// Longest wait after any number of failures.
const LONGEST: Duration = Duration::from_secs(30);

/// The wait after `failures` failures in a row: doubling, and spread by `roll` (0 to 1) over its upper half,
/// so that the kiosks of a city do not come back all at once.
pub(super) fn back_off(failures: u32, roll: f64) -> Duration {
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
    doubled
        .min(LONGEST)
        .mul_f64(0.5 + 0.5 * roll.clamp(0.0, 1.0))
}

/// `period`, a fifth shorter to a fifth longer by `roll` (0 to 1).
pub(super) fn spread(period: Duration, roll: f64) -> Duration {
    period.mul_f64(0.8 + 0.4 * roll.clamp(0.0, 1.0))
}

/// A number from 0 to 1.
pub(super) fn roll() -> f64 {
    let bits = Uuid::new_v4().as_u128() as u32;
    f64::from(bits) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(failures: u32, shortest_ms: u64, longest_ms: u64) {
        assert_eq!(back_off(failures, 0.0), Duration::from_millis(shortest_ms));
        assert_eq!(back_off(failures, 1.0), Duration::from_millis(longest_ms));
    }

    #[test]
    fn each_failure_doubles_the_wait_up_to_half_a_minute() {
        check(0, 500, 1_000);
        check(1, 500, 1_000);
        check(2, 1_000, 2_000);
        check(5, 8_000, 16_000);
        check(6, 15_000, 30_000);
        check(u32::MAX, 15_000, 30_000);
    }

    #[test]
    fn a_period_is_spread_by_a_fifth() {
        let minute = Duration::from_secs(60);
        assert_eq!(spread(minute, 0.0), Duration::from_secs(48));
        assert_eq!(spread(minute, 0.5), minute);
        assert_eq!(spread(minute, 1.0), Duration::from_secs(72));
    }

    #[test]
    fn dice_stay_between_nought_and_one() {
        assert!(
            (0..100)
                .map(|_| roll())
                .all(|roll| (0.0..=1.0).contains(&roll))
        );
    }
}
