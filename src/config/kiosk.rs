//! The parts of a kiosk's settings, a table of the file each.

use std::net::SocketAddr;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// When a kiosk dresses for a dark room.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NightSettings {
    /// Whether the room is always dark.
    pub always: bool,
    /// Hours on the centre's wall clock; it changes when a visit ends.
    pub hours: Vec<NightHours>,
}

impl NightSettings {
    /// Whether it is night at this time of day.
    pub fn holds(&self, time: NaiveTime) -> bool {
        self.always || self.hours.iter().any(|hours| hours.window().holds(time))
    }
}

/// A part of the day that is dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NightHours {
    /// Begins at this wall-clock time, for example `19:00:00`.
    pub from: NaiveTime,
    /// Ends before this one; at or before `from` it is on the next day.
    pub to: NaiveTime,
}

impl NightHours {
    /// The part of the day.
    pub fn window(self) -> DayWindow {
        DayWindow {
            from: self.from,
            to: self.to,
        }
    }
}

/// What the loop does while nobody is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttractSettings {
    /// Whether pictures move slowly.
    pub pan: Pan,
}

/// Whether the loop's pictures move slowly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pan {
    /// Where a graphics card draws them; where the processor does, a still picture costs nothing.
    #[default]
    OnGpu,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// How visitors write.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WritingSettings {
    /// Whether pinyin may also mean what sounds alike in the south: z and zh, c and ch, s and sh, n and l, in and ing,
    /// en and eng. What is spelt right still comes first.
    pub southern_sounds: bool,
}

impl Default for WritingSettings {
    fn default() -> Self {
        Self {
            southern_sounds: true,
        }
    }
}

/// How content comes from the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DownloadSettings {
    /// Files that come at the same time, 1 to 16.
    pub parallel: usize,
    /// Limits by time of day, on the centre's wall clock; the first that holds counts, outside all there is no limit.
    pub limits: Vec<RateWindow>,
}

impl Default for DownloadSettings {
    fn default() -> Self {
        Self {
            parallel: 4,
            limits: Vec::new(),
        }
    }
}

/// A part of the day on the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayWindow {
    /// Begins at this time.
    pub from: NaiveTime,
    /// Ends before this one; at or before `from` it is on the next day.
    pub to: NaiveTime,
}

impl DayWindow {
    /// Whether a time is in it.
    pub fn holds(self, time: NaiveTime) -> bool {
        if self.from < self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}

/// What a kiosk lets hear.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SoundSettings {
    /// How loud, 0 to 1.
    pub volume: f32,
    /// Other volumes by time of day, on the centre's wall clock; the first that holds counts.
    pub hours: Vec<VolumeHours>,
    /// Whether a touch is heard.
    pub touch: bool,
}

impl Default for SoundSettings {
    fn default() -> Self {
        Self {
            volume: 0.7,
            hours: Vec::new(),
            touch: true,
        }
    }
}

/// What makes a kiosk easier to use.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccessSettings {
    /// Whether nothing slides, fades or counts up for anybody; a visitor can always choose so.
    pub reduced_motion: bool,
    /// Whether speak-on-touch is offered.
    pub speech: bool,
    /// How fast it speaks, 80 to 400.
    pub speech_words_per_min: u16,
    /// Whoever touched and does nothing for so many seconds is told, once, how to hear the screen; 0 never tells.
    pub speech_hint_secs: u16,
    /// Whoever chose large text, reach or speak-on-touch has this many times as long, 1 to 10.
    pub idle_factor: f32,
    /// Whoever asks for more time has this many times as long for the rest of the visit, 1 to 10.
    pub more_time_factor: f32,
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            reduced_motion: false,
            speech: true,
            speech_words_per_min: 165,
            speech_hint_secs: 12,
            idle_factor: 2.0,
            more_time_factor: 3.0,
        }
    }
}

/// A volume for a part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolumeHours {
    /// Begins at this wall-clock time, for example `21:00:00`.
    pub from: NaiveTime,
    /// Ends before this one; at or before `from` it is on the next day.
    pub to: NaiveTime,
    /// How loud, 0 to 1; 0 is silence.
    pub volume: f32,
}

impl VolumeHours {
    /// The part of the day.
    pub fn window(self) -> DayWindow {
        DayWindow {
            from: self.from,
            to: self.to,
        }
    }
}

/// A limit for a part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateWindow {
    /// Begins at this wall-clock time, for example `08:00:00`.
    pub from: NaiveTime,
    /// Ends before this one; at or before `from` it is on the next day.
    pub to: NaiveTime,
    /// Kilobits a second, at least 64.
    pub kbit_per_sec: u32,
}

impl RateWindow {
    /// The part of the day.
    pub fn window(self) -> DayWindow {
        DayWindow {
            from: self.from,
            to: self.to,
        }
    }
}

/// Kiosks of one centre give each other files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NeighbourSettings {
    /// Whether to give files to neighbours and take files from them, and to tell each other who has checked in.
    pub enabled: bool,
    /// Where to give files; port 0 is any free one, which neighbours find by multicast DNS.
    pub listen: SocketAddr,
    /// Neighbours that are always asked, where multicast does not reach.
    pub peers: Vec<SocketAddr>,
    /// Whether to find neighbours by multicast DNS.
    pub discover: bool,
}

impl Default for NeighbourSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            listen: SocketAddr::from(([0, 0, 0, 0], 7411)),
            peers: Vec::new(),
            discover: true,
        }
    }
}

/// When a visit that nobody continues ends.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdleSettings {
    /// Seconds without a touch before the warning.
    pub warn_after_secs: u32,
    /// Seconds the warning counts down; at least 20 (WCAG 2.2, 2.2.1).
    pub countdown_secs: u32,
}

impl Default for IdleSettings {
    fn default() -> Self {
        Self {
            warn_after_secs: 60,
            countdown_secs: 20,
        }
    }
}
