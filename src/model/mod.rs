//! The domain: types and decisions. No I/O, no clock, no randomness: those are arguments.

pub mod activity;
pub mod almanac;
pub mod check_in;
pub mod clock;
pub mod color;
pub mod exhibit;
pub mod expiry;
pub mod look;
pub mod manifest;
pub mod note;
pub mod outgoing;
pub mod overflow;
pub mod play_schedule;
pub mod question;
pub mod rollout;
pub mod rollout_progress;
pub mod scores;
pub mod search;
pub mod subtitles;
pub mod text;
