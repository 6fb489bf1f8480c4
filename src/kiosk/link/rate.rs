//! How fast content may come at a time of day. Pure.

use std::num::NonZeroU64;

use chrono::NaiveTime;

use crate::config::RateWindow;

/// Bytes a second at this wall-clock time; `None` is no limit.
pub(super) fn rate_at(windows: &[RateWindow], time: NaiveTime) -> Option<NonZeroU64> {
    let window = windows.iter().find(|window| window.window().holds(time))?;
    NonZeroU64::new(u64::from(window.kbit_per_sec) * 1000 / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_window_that_holds_counts_and_outside_there_is_no_limit() {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        let window = |from, to, kbit_per_sec| RateWindow {
            from: hour(from),
            to: hour(to),
            kbit_per_sec,
        };
        let windows = [window(8, 12, 800), window(8, 21, 8000), window(22, 2, 80)];
        #[track_caller]
        fn check(windows: &[RateWindow], time: NaiveTime, bytes: Option<u64>) {
            assert_eq!(rate_at(windows, time).map(NonZeroU64::get), bytes, "{time}");
        }
        check(&windows, hour(8), Some(100_000));
        check(&windows, hour(12), Some(1_000_000));
        check(&windows, hour(21), None);
        check(&windows, hour(22), Some(10_000));
        check(&windows, hour(1), Some(10_000));
        check(&windows, hour(2), None);
        check(&[], hour(2), None);
    }
}
