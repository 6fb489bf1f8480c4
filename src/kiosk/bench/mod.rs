//! What drawing costs: one screen or exhibit under a scripted minute of touch, drawn without a pause.

mod process;
mod visitor;

use std::str::FromStr;
use std::time::{Duration, Instant};

use bevy::input::touch::{TouchInput, TouchPhase};
use bevy::prelude::*;
use bevy::window::PrimaryWindow;
use bevy_egui::EguiPrimaryContextPass;
use serde::{Deserialize, Serialize};

use super::content::Shown;
use super::exhibits::ExhibitState;
use super::pictures::Pictures;
use super::visit::{LastTouch, Visit};
use super::{NextWake, Screen, Settings, WallClock};

/// Let transitions end and pictures arrive.
const SETTLE: Duration = Duration::from_millis(1500);
/// And whatever else a start brings along, where nothing but rest is measured.
const SETTLE_TO_REST: Duration = Duration::from_secs(10);
/// The visitor's stage: all but the edges, where the way out is.
const EDGE: f32 = 0.14;
/// A kiosk that shows nothing by then never will.
const PATIENCE: Duration = Duration::from_secs(90);

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A window that nothing is drawn in: what every frame costs at least.
    Empty,
    /// Home without a touch, drawing only what asks to be drawn.
    Still,
    /// Nobody there.
    Attract,
    /// Home under fingers.
    Home,
    /// The calendar under fingers: a scrolling list.
    Calendar,
    /// The exhibit with this id under fingers.
    Exhibit(String),
}

impl FromStr for Target {
    type Err = std::convert::Infallible;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Ok(match name {
            "empty" => Self::Empty,
            "still" => Self::Still,
            "attract" => Self::Attract,
            "home" => Self::Home,
            "calendar" => Self::Calendar,
            id => Self::Exhibit(id.to_owned()),
        })
    }
}

impl Target {
    fn screen(&self) -> Screen {
        match self {
            Self::Empty => Screen::Preparing,
            Self::Attract => Screen::Attract,
            Self::Still | Self::Home => Screen::Home,
            Self::Calendar => Screen::Calendar,
            Self::Exhibit(_) => Screen::Exhibit,
        }
    }

    /// Whether fingers touch it.
    fn touched(&self) -> bool {
        !matches!(self, Self::Empty | Self::Still | Self::Attract)
    }

    /// Whether every frame is drawn at once, or only when something asks for it.
    fn hurried(&self) -> bool {
        !matches!(self, Self::Still | Self::Attract)
    }
}

/// One measurement to make.
#[derive(Debug, Clone)]
pub struct BenchPlan {
    /// Of what.
    pub target: Target,
    /// For how long.
    pub time: Duration,
}

/// What a measurement found. Times are in milliseconds, sizes in bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Measured {
    /// Frames drawn.
    pub frames: u32,
    /// Seconds measured.
    pub seconds: f64,
    /// From one frame to the next, half of them no longer than this.
    pub frame_p50_ms: f64,
    /// The same for 99 of 100.
    pub frame_p99_ms: f64,
    /// The longest.
    pub frame_max_ms: f64,
    /// Time on a core for each frame, all threads (in software rendering also the drawing).
    pub cpu_ms_per_frame: f64,
    /// Cores kept busy.
    pub cores: f64,
    /// Proportional set size at the end, the program itself counted whole.
    pub pss_bytes: Option<u64>,
    /// Largest resident set.
    pub peak_rss_bytes: Option<u64>,
    /// From the start of the process to the first frame with all its pictures.
    pub first_picture_ms: Option<f64>,
}

impl Measured {
    /// From the times between frames and what they cost together.
    fn new(mut frames: Vec<Duration>, cpu: Duration) -> Self {
        let total: Duration = frames.iter().sum();
        frames.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        let share = |share: f64| {
            let at = (frames.len() as f64 * share).ceil() as usize;
            frames.get(at.max(1) - 1).copied().map_or(0.0, ms)
        };
        let count = frames.len().max(1) as f64;
        Self {
            frames: u32::try_from(frames.len()).unwrap_or(u32::MAX),
            seconds: total.as_secs_f64(),
            frame_p50_ms: share(0.5),
            frame_p99_ms: share(0.99),
            frame_max_ms: share(1.0),
            cpu_ms_per_frame: ms(cpu) / count,
            cores: cpu.as_secs_f64() / total.as_secs_f64().max(f64::EPSILON),
            pss_bytes: process::pss(),
            peak_rss_bytes: process::peak_rss(),
            first_picture_ms: None,
        }
    }
}

/// Where a finished measurement goes.
pub type Report = crossbeam_channel::Sender<anyhow::Result<Measured>>;

#[derive(Resource)]
struct Bench {
    plan: BenchPlan,
    report: Report,
    opened: bool,
    /// When everything the target shows had come.
    ready: Option<Instant>,
    first_picture: Option<Duration>,
    running: Option<Running>,
    fingers: visitor::Fingers,
}

struct Running {
    began: Instant,
    cpu: Duration,
    last: Instant,
    frames: Vec<Duration>,
}

pub(super) fn plugin(app: &mut App, plan: BenchPlan, report: Report) {
    let empty = plan.target == Target::Empty;
    app.insert_resource(Bench {
        plan,
        report,
        opened: false,
        ready: None,
        first_picture: None,
        running: None,
        fingers: Vec::new(),
    })
    .add_systems(First, measure);
    if empty {
        // egui wants a pass even where nothing is drawn.
        app.add_systems(EguiPrimaryContextPass, || {});
        app.add_systems(Update, |mut bench: ResMut<Bench>| {
            bench.ready.get_or_insert_with(Instant::now);
        });
    } else {
        app.add_systems(Update, (open, touch).chain());
    }
}

/// Notes each frame, and ends the program when the time is over.
fn measure(mut bench: ResMut<Bench>, mut wake: ResMut<NextWake>, mut exit: MessageWriter<AppExit>) {
    let now = Instant::now();
    let (time, hurried) = (bench.plan.time, bench.plan.target.hurried());
    let settle = if hurried { SETTLE } else { SETTLE_TO_REST };
    let settled = bench.ready.is_some_and(|ready| now - ready > settle);
    match &mut bench.running {
        None if settled => {
            bench.running = Some(Running {
                began: now,
                cpu: process::cpu(),
                last: now,
                frames: Vec::new(),
            });
        }
        None => {
            let age = process::age().unwrap_or_default();
            if age > PATIENCE {
                let target = &bench.plan.target;
                let error = anyhow::anyhow!(
                    "nothing to measure for {target:?} after {} s: is there such an exhibit?",
                    PATIENCE.as_secs()
                );
                bench.report.try_send(Err(error)).unwrap_or_default();
                exit.write(AppExit::error());
            }
            wake.within(Duration::ZERO);
            return;
        }
        Some(running) => {
            running.frames.push(now - running.last);
            running.last = now;
            if now - running.began >= time {
                let measured = Measured {
                    first_picture_ms: bench.first_picture.map(|time| time.as_secs_f64() * 1000.0),
                    ..bench.running.take().map_or_else(Measured::default, |run| {
                        Measured::new(run.frames, process::cpu().saturating_sub(run.cpu))
                    })
                };
                bench.report.try_send(Ok(measured)).unwrap_or_default();
                exit.write(AppExit::Success);
                return;
            }
        }
    }
    if hurried {
        wake.within(Duration::ZERO);
    } else if let Some(running) = &bench.running {
        wake.within(time.saturating_sub(running.began.elapsed()));
    }
}

/// Opens what is measured as soon as there is content, and again when a tap has left it.
fn open(
    mut bench: ResMut<Bench>,
    screen: Res<State<Screen>>,
    mut next: ResMut<NextState<Screen>>,
    mut visit: ResMut<Visit>,
    shown: Res<Shown>,
    pictures: Res<Pictures>,
    settings: Res<Settings>,
    clock: Res<WallClock>,
    mut last_touch: ResMut<LastTouch>,
) {
    let Some(manifest) = shown.manifest().filter(|_| shown.days.is_some()) else {
        return;
    };
    // A visit does not end meanwhile. Whoever only stands there has touched it once.
    let stands = !bench.plan.target.hurried() && bench.running.is_some();
    if bench.plan.target.screen().in_visit() && !stands {
        last_touch.0 = clock.steady();
    }
    if bench.first_picture.is_none() && *screen.get() != Screen::Preparing && pictures.all_ready() {
        bench.first_picture = process::age();
    }
    let wanted = bench.plan.target.screen();
    let elsewhere = match &bench.plan.target {
        Target::Exhibit(id) => visit
            .exhibit
            .as_ref()
            .is_none_or(|open| open.exhibit != *id),
        _ => false,
    };
    if bench.first_picture.is_some() && (*screen.get() != wanted || elsewhere) {
        if let Target::Exhibit(id) = &bench.plan.target {
            let Some(exhibit) = manifest.exhibit(id) else {
                return;
            };
            visit.exhibit = Some(ExhibitState::open(exhibit));
        }
        // A tap may have chosen another language.
        visit.comfort.language.clone_from(&settings.language);
        next.set(wanted);
        bench.opened = true;
    }
    let there = *screen.get() == wanted && (bench.opened || bench.first_picture.is_some());
    if there && bench.ready.is_none() && pictures.all_ready() {
        bench.ready = Some(Instant::now());
    }
}

/// Puts the visitor's fingers on the glass.
fn touch(
    mut bench: ResMut<Bench>,
    windows: Query<(Entity, &Window), With<PrimaryWindow>>,
    mut touches: MessageWriter<TouchInput>,
) {
    let Ok((entity, window)) = windows.single() else {
        return;
    };
    let at = match &bench.running {
        Some(running) if bench.plan.target.touched() => running.began.elapsed(),
        _ => return,
    };
    let size = Vec2::new(window.width(), window.height());
    let stage = bevy::math::Rect::from_corners(size * EDGE, size * (1.0 - EDGE));
    let now = visitor::fingers(at, stage);
    let before = std::mem::replace(&mut bench.fingers, now.clone());
    let mut send = |(id, position): (u64, Vec2), phase| {
        touches.write(TouchInput {
            phase,
            position,
            window: entity,
            force: None,
            id,
        });
    };
    for finger in &before {
        if !now.iter().any(|(id, _)| *id == finger.0) {
            send(*finger, TouchPhase::Ended);
        }
    }
    for finger in &now {
        let held = before.iter().any(|(id, _)| *id == finger.0);
        send(
            *finger,
            if held {
                TouchPhase::Moved
            } else {
                TouchPhase::Started
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_a_hundred_frames_is_not_the_ninety_ninth() {
        let frames = (1..=100).map(Duration::from_millis).collect();
        let measured = Measured::new(frames, Duration::from_millis(500));
        assert_eq!(measured.frame_p50_ms, 50.0);
        assert_eq!(measured.frame_p99_ms, 99.0);
        assert_eq!(measured.frame_max_ms, 100.0);
        assert_eq!(measured.cpu_ms_per_frame, 5.0);
    }

    #[test]
    fn a_measurement_without_a_frame_is_all_zeros() {
        let measured = Measured::new(Vec::new(), Duration::ZERO);
        assert_eq!(measured.frames, 0);
        assert_eq!(measured.frame_p99_ms, 0.0);
    }
}
