//! When the app draws next. A still screen sleeps until something happens or something is due.

use std::time::Duration;

use bevy::prelude::*;
use bevy::winit::{UpdateMode, WinitSettings};

/// Longest sleep: the clock on the attract screen turns every minute.
const SLEEP_MAX: Duration = Duration::from_secs(60);
/// Shortest: 60 frames a second.
const FRAME: Duration = Duration::from_millis(16);

/// How long the app may sleep after this frame. Every system that has something due says so, every frame.
#[derive(Resource)]
pub struct NextWake(Duration);

impl Default for NextWake {
    fn default() -> Self {
        Self(SLEEP_MAX)
    }
}

impl NextWake {
    /// Wake within this time.
    pub fn within(&mut self, time: Duration) {
        self.0 = self.0.min(time);
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<NextWake>()
        .insert_resource(WinitSettings {
            focused_mode: sleep(SLEEP_MAX),
            unfocused_mode: sleep(SLEEP_MAX),
        })
        .add_systems(Last, sleep_until_due);
}

fn sleep(time: Duration) -> UpdateMode {
    // A touch is a window event; raw device events would wake us for a mouse that moves on another screen.
    UpdateMode::Reactive {
        wait: time.max(FRAME),
        react_to_device_events: false,
        react_to_user_events: true,
        react_to_window_events: true,
    }
}

fn sleep_until_due(mut wake: ResMut<NextWake>, mut winit: ResMut<WinitSettings>) {
    let mode = sleep(wake.0.min(SLEEP_MAX));
    winit.focused_mode = mode;
    winit.unfocused_mode = mode;
    *wake = NextWake::default();
}
