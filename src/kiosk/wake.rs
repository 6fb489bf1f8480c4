//! When the app draws next. A still screen sleeps until something happens or something is due.

use std::panic::Location;
use std::time::{Duration, Instant};

use bevy::prelude::*;
use bevy::window::{RequestRedraw, WindowResized};
use bevy::winit::{UpdateMode, WinitSettings};
use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use super::Screen;
use super::content::Waker;

/// Longest sleep: the clock on the attract screen turns every minute.
const SLEEP_MAX: Duration = Duration::from_secs(60);
/// Shortest: 60 frames a second.
const FRAME: Duration = Duration::from_millis(16);

/// How long the app may sleep after this frame. Every system that has something due says so, every frame.
#[derive(Resource)]
pub struct NextWake {
    sleep: Duration,
    /// Who wants it, for whoever looks for what keeps a screen awake.
    because_of: &'static Location<'static>,
}

impl Default for NextWake {
    #[track_caller]
    fn default() -> Self {
        Self {
            sleep: SLEEP_MAX,
            because_of: Location::caller(),
        }
    }
}

impl NextWake {
    /// Wake within this time.
    #[track_caller]
    pub fn within(&mut self, time: Duration) {
        if time < self.sleep {
            self.sleep = time;
            self.because_of = Location::caller();
        }
    }

    /// How long the app may sleep, as far as is known.
    #[cfg(test)]
    pub fn sleep(&self) -> Duration {
        self.sleep
    }
}

/// The thread that wakes the app when something is due.
///
/// The event loop's own wait cannot do it: bevy_winit draws at once whenever that wait changes, so a wait that follows
/// the clock would keep a still screen drawing for ever.
#[derive(Resource)]
struct Alarm(Sender<Instant>);

pub(super) fn plugin(app: &mut App) {
    // A touch is a window event; raw device events would wake us for a mouse on another screen.
    let mode = UpdateMode::Reactive {
        wait: SLEEP_MAX,
        react_to_device_events: false,
        react_to_user_events: true,
        react_to_window_events: true,
    };
    app.add_message::<WindowResized>()
        .init_resource::<NextWake>()
        .insert_resource(WinitSettings {
            focused_mode: mode,
            unfocused_mode: mode,
        })
        .add_systems(Startup, start_alarm)
        .add_systems(
            Last,
            (fit_the_window, sleep_until_due, feed_watchdog).chain(),
        );
}

/// egui learns of a window's new size with the next frame, and a still screen has none. The message is not taken: while it
/// is there, for two frames, another one is drawn.
fn fit_the_window(resized: MessageReader<WindowResized>, mut wake: ResMut<NextWake>) {
    if !resized.is_empty() {
        wake.within(Duration::ZERO);
    }
}

/// Every frame says that the screen lives. Without it for three minutes systemd starts the kiosk anew, and a trial
/// counts a crash (`config/systemd/tongxin-kiosk.service`). Without systemd nothing happens.
fn feed_watchdog() -> Result {
    Ok(sd_notify::notify(&[sd_notify::NotifyState::Watchdog])?)
}

fn start_alarm(mut commands: Commands, waker: Option<Res<Waker>>) -> Result {
    let Some(wake) = waker.map(|waker| waker.0.clone()) else {
        return Ok(());
    };
    let (sender, receiver) = bounded::<Instant>(16);
    std::thread::Builder::new()
        .name("alarm".into())
        .spawn(move || {
            let mut due = None;
            loop {
                match receiver.recv_deadline(due.unwrap_or_else(|| Instant::now() + SLEEP_MAX)) {
                    Ok(next) => due = Some(next),
                    Err(RecvTimeoutError::Timeout) => {
                        if due.take().is_some() {
                            wake();
                        }
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        })?;
    commands.insert_resource(Alarm(sender));
    Ok(())
}

fn sleep_until_due(
    mut wake: ResMut<NextWake>,
    alarm: Option<Res<Alarm>>,
    next: Res<NextState<Screen>>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    // A change of screen is made at the beginning of the next frame: there must be one.
    if !matches!(*next, NextState::Unchanged) {
        wake.within(Duration::ZERO);
    }
    tracing::trace!(sleep = ?wake.sleep, because_of = %wake.because_of, "a frame is drawn");
    if wake.sleep <= FRAME {
        redraw.write(RequestRedraw);
    } else if let Some(alarm) = alarm {
        // A full queue holds an earlier time: the app wakes too soon, and asks again.
        alarm
            .0
            .try_send(Instant::now() + wake.sleep)
            .unwrap_or_default();
    }
    *wake = NextWake::default();
}
