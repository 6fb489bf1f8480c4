//! How fast bytes may come: a limit that may change with the time of day, shared by all downloads.

use std::num::NonZeroU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Bytes a second at this moment; `None` is no limit.
pub type Rate = Arc<dyn Fn() -> Option<NonZeroU64> + Send + Sync>;

/// Spreads downloads over time.
#[derive(Clone)]
pub struct Pace {
    rate: Rate,
    /// When what was asked for so far has been earned.
    earned_at: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    /// As fast as it goes.
    pub fn unlimited() -> Self {
        Self::new(Arc::new(|| None))
    }

    /// At most what `rate` says, whenever it is asked.
    pub fn new(rate: Rate) -> Self {
        Self {
            rate,
            earned_at: Arc::default(),
        }
    }

    /// Waits until `bytes` that have come are earned.
    pub async fn spend(&self, bytes: u64) {
        if let Some(until) = self.earn(bytes, Instant::now()) {
            tokio::time::sleep_until(until).await;
        }
    }

    fn earn(&self, bytes: u64, now: Instant) -> Option<Instant> {
        let rate = (self.rate)()?;
        let cost = Duration::from_secs_f64(bytes as f64 / rate.get() as f64);
        let mut earned_at = self
            .earned_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // What was not used is not saved up: after a pause nothing comes in a burst.
        let from = earned_at.map_or(now, |at| at.max(now));
        let until = from + cost;
        *earned_at = Some(until);
        Some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_downloads_share_one_limit_and_a_pause_is_not_saved_up() {
        let pace = Pace::new(Arc::new(|| NonZeroU64::new(1000)));
        let start = Instant::now();
        let second = Duration::from_secs(1);
        assert_eq!(pace.earn(1000, start), Some(start + second));
        assert_eq!(pace.clone().earn(500, start), Some(start + second * 3 / 2));
        let later = start + 60 * second;
        assert_eq!(pace.earn(1000, later), Some(later + second));
        assert_eq!(Pace::unlimited().earn(u64::MAX, start), None);
    }
}
