//! How loud a kiosk is at a time of day, and how ambience makes way. Pure.

use chrono::NaiveTime;

use crate::config::SoundSettings;

/// The share of ambience that is left under a narration.
const DUCKED: f32 = 0.2;

/// The volume at this wall-clock time, 0 to 1.
pub(super) fn volume_at(settings: &SoundSettings, time: NaiveTime) -> f32 {
    settings
        .hours
        .iter()
        .find(|hours| hours.window().holds(time))
        .map_or(settings.volume, |hours| hours.volume)
}

/// How loud ambience should be beside what is spoken.
pub(super) fn ambience_share(speaking: bool) -> f32 {
    if speaking { DUCKED } else { 1.0 }
}

/// `now`, a step of `step` seconds nearer to `wanted`; the whole way takes `fade` seconds.
pub(super) fn faded(now: f32, wanted: f32, step: f32, fade: f32) -> f32 {
    let most = step / fade.max(f32::EPSILON);
    now + (wanted - now).clamp(-most, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::VolumeHours;

    #[test]
    fn the_first_hours_that_hold_count_and_outside_the_usual_volume_does() {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        let settings = SoundSettings {
            volume: 0.7,
            hours: vec![VolumeHours {
                from: hour(21),
                to: hour(8),
                volume: 0.0,
            }],
            ..SoundSettings::default()
        };
        let at = |time| volume_at(&settings, hour(time));
        assert_eq!((at(20), at(21), at(3), at(8)), (0.7, 0.0, 0.0, 0.7));
    }

    #[test]
    fn ambience_makes_way_step_by_step_and_never_overshoots() {
        let mut share: f32 = 1.0;
        for _ in 0..6 {
            share = faded(share, ambience_share(true), 0.05, 0.3);
        }
        assert!((share - DUCKED).abs() < 1e-5, "{share}");
        assert_eq!(faded(0.99, 1.0, 0.05, 0.3), 1.0);
    }
}
